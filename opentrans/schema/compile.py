"""From a schema set to the libxml2 schema that gives the verdicts."""

from __future__ import annotations

import os
import threading
from weakref import WeakKeyDictionary

from lxml import etree

from ..errors import SchemaError
from ..secure_xml import parser
from .sets import SchemaSet

_own = threading.local()


def compile_set(schema_set: SchemaSet, entry: str) -> etree.XMLSchema:
    """The compiled schema that starts at ``entry``; compiled once a thread (its error log is not shared safely).

    Raises SchemaError where libxml2 cannot use the files.
    """
    compiled = _of_this_thread(schema_set)
    if entry not in compiled:
        if schema_set.folder is not None:
            compiled[entry] = _compile(os.path.join(schema_set.folder, entry))
        else:
            compiled[entry] = _compile_copy(schema_set, entry)
    return compiled[entry]


def _compile(path: str) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(etree.parse(path, parser()))
    except (etree.LxmlError, OSError) as error:
        raise SchemaError(f"{os.path.basename(path)}: this schema cannot be used: {error}") from error


def _compile_copy(schema_set: SchemaSet, entry: str) -> etree.XMLSchema:
    """Compile from a copy on the disk, which holds the files of the set and nothing else.

    (A resolver that answers from memory would not do: lxml takes it away while another thread parses something.)
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        below = os.path.join(folder, *["x"] * max(name.count("../") for name in schema_set.files))
        for name, data in schema_set.files.items():
            place = os.path.join(below, name)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as stream:
                stream.write(data)
        return _compile(os.path.join(below, entry))


def _of_this_thread(schema_set: SchemaSet) -> dict[str, etree.XMLSchema]:
    if not hasattr(_own, "sets"):
        _own.sets = WeakKeyDictionary()
    sets: WeakKeyDictionary[SchemaSet, dict[str, etree.XMLSchema]] = _own.sets
    return sets.setdefault(schema_set, {})
