"""xsdata with the classes that it makes from the original XSDs, as what the model is compared with."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler, XmlEventHandler
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.formats.dataclass.serializers.writers import LxmlEventWriter, XmlEventWriter

#: The package that is made.
PACKAGE = "xsdata_classes"

_HANDLERS: Mapping[str, Any] = {"lxml": LxmlEventHandler, "native": XmlEventHandler}
_WRITERS: Mapping[str, Any] = {"lxml": LxmlEventWriter, "native": XmlEventWriter}
_PREFIXES = {None: "http://www.opentrans.org/XMLSchema/2.1", "bmecat": "http://www.bmecat.org/bmecat/2005"}


def generate(original: Path, folder: Path) -> None:
    """Make the package in ``folder``, with xsdata's own settings; raises RuntimeError where xsdata fails."""
    programs = [sysconfig.get_path("scripts"), os.environ.get("PATH", "")]  # xsdata calls ruff by its name
    done = subprocess.run(
        [sys.executable, "-m", "xsdata", "generate", str(original), "--package", PACKAGE],
        cwd=folder,
        env=os.environ | {"PATH": os.pathsep.join(programs)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"xsdata made no classes from {original}: {done.stdout[-2000:].decode(errors='replace')}")


def order_class(folder: Path) -> type[Any]:
    """The class for ORDER of the package in ``folder``."""
    sys.path.insert(0, str(folder))
    try:
        found: type[Any] = import_module(PACKAGE).Order
    finally:
        sys.path.remove(str(folder))
    return found


def readers(cls: type[Any]) -> Mapping[str, Callable[[bytes], Any]]:
    """Its ways to read a document, by the name of the parser below; each keeps what it learned of the classes."""
    return {name: partial(XmlParser(handler=handler).from_bytes, clazz=cls) for name, handler in _HANDLERS.items()}


def writers(indent: str | None) -> Mapping[str, Callable[[Any], str]]:
    """Its ways to write a document as a str (which nobody encodes here), with the usual prefixes."""
    config = SerializerConfig(indent=indent)
    serializers = {name: XmlSerializer(config=config, writer=writer) for name, writer in _WRITERS.items()}
    return {name: partial(serializer.render, ns_map=_PREFIXES) for name, serializer in serializers.items()}
