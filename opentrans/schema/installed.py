"""Schemas that a user installs: kept as files in a folder of the user's, checked before they are let in."""

from __future__ import annotations

import json
import lzma
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, get_args

from lxml import etree

from ..errors import SchemaError, SourceError
from ..names import OPENTRANS
from ..secure_xml import parser
from .compile import compile_set
from .foreign import MAX_BYTES, from_path, join_location, locations, without_doctype
from .sets import RuleFamily, SchemaSet
from .tables import tables_for

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_RESERVED = frozenset({"standard", "itscope"})
_DEVICE = re.compile(r"(con|nul|aux|prn|com[0-9]|lpt[0-9])(\..*)?")  # files of these names cannot be in Windows
_META = "installed.json"


class Installed(NamedTuple):
    """An installed schema and the rules that go with it."""

    schema_set: SchemaSet
    rules: RuleFamily


def schema_folder() -> Path:
    """Where installed schemas lie: the folder that OPENTRANS_SCHEMAS names, else the user's data folder."""
    if chosen := os.environ.get("OPENTRANS_SCHEMAS"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("opentrans-toolkit", appauthor=False)) / "schemas"


def installed_dialects() -> list[str]:
    """Names of the installed schemas, sorted."""
    folder = schema_folder()
    return sorted(path.name for path in folder.iterdir() if _is_installed(path.name)) if folder.is_dir() else []


def load_installed(name: str) -> Installed | None:
    """The installed schema called ``name``, or None. Raises SchemaError where its files are damaged."""
    if not _is_installed(name):
        return None
    folder = schema_folder() / name
    root = folder / "xsd"
    try:
        meta = json.loads((folder / _META).read_text("utf-8"))
        entry, rules = meta["entry"], meta["rules"]
        files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        whole = entry in files and rules in get_args(RuleFamily)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise SchemaError(
            f"the installed schema {name} is damaged ({folder}); remove it: opentrans schemas remove {name}"
        )
    return Installed(SchemaSet(files, entry, entry), rules)


def _is_installed(name: str) -> bool:
    """Is there a folder that ``install`` made? (What is in it may be damaged.)"""
    folder = schema_folder() / name
    return _NAME.fullmatch(name) is not None and ((folder / _META).is_file() or (folder / "xsd").is_dir())


def install(
    source: str | os.PathLike[str], name: str, *, entry: str | None = None, rules: RuleFamily = "itscope"
) -> SchemaSet:
    """Install an XSD file or a ZIP archive of XSD files under a name.

    Args:
        source: the XSD file (with what it includes beside it), or the archive; other files in it are left out.
        name: lower-case letters, digits, ``.``, ``_``, ``-``; not ``standard`` or ``itscope``, and nothing that
            cannot be a folder in Windows.
        entry: the XSD to start from, where several could be meant; the end of its path is enough.
        rules: the business rules that go with the schema.

    Raises SourceError if the file cannot be read, SchemaError if it is refused (with the reason).
    """
    if not _NAME.fullmatch(name) or name in _RESERVED or name.endswith((".xsd", ".")) or _DEVICE.fullmatch(name):
        raise SchemaError(
            f"{name!r} cannot be a name: use lower-case letters, digits, . _ -"
            " (not standard, itscope, *.xsd, a dot at the end, or a device of Windows such as con)"
        )
    folder = schema_folder()
    if (folder / name).exists():
        raise SchemaError(
            f"a schema called {name} is installed already; remove it first: opentrans schemas remove {name}"
        )
    chosen = _closure(_read(Path(source)), entry)
    compile_set(chosen, chosen.entry)
    tables_for(chosen)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        made = Path(work) / "made"
        for file, data in chosen.files.items():
            target = made / "xsd" / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        (made / _META).write_text(json.dumps({"entry": chosen.entry, "rules": rules}), "utf-8")
        made.rename(folder / name)
    return chosen


def remove(name: str) -> None:
    """Remove an installed schema. Raises SchemaError if there is none of that name."""
    if not _is_installed(name):
        raise SchemaError(
            f"no schema called {name!r} is installed; installed are: {', '.join(installed_dialects()) or 'none'}"
        )
    shutil.rmtree(schema_folder() / name)


def _read(source: Path) -> Mapping[str, bytes]:
    """All XSD files of a source by their name in it, without DOCTYPE."""
    try:
        if not zipfile.is_zipfile(source):
            return from_path(source).files
        files = _unzip(source)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as error:
        raise SchemaError(f"{source}: the archive is damaged or encrypted: {error}") from error
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(str(source), error.strerror or str(error)) from error
    if not files:
        raise SchemaError(f"{source}: there is no XSD file in it")
    return {name: without_doctype(name, data) for name, data in files.items()}


def _unzip(source: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(source) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MAX_BYTES:
            raise SchemaError(f"{source}: unpacked it is larger than {MAX_BYTES // (1024 * 1024)} MB")
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
                raise SchemaError(f"{source}: {info.filename!r} leads out of the archive")
            if stat.S_ISLNK(info.external_attr >> 16):
                raise SchemaError(f"{source}: {info.filename!r} is a link; links are not followed")
            if name.lower().endswith(".xsd"):
                with archive.open(info) as member:
                    data = member.read(info.file_size + 1)
                if len(data) > info.file_size:
                    raise SchemaError(f"{source}: {info.filename!r} is larger than the archive says")
                files[name] = data
    return files


def _inside(name: str, location: str) -> str:
    joined = join_location(name, location)
    if joined.startswith("../"):
        raise SchemaError(
            f"{name}: schemaLocation {location!r} leads outside; put that file beside it and name it relatively"
        )
    return joined


def _closure(files: Mapping[str, bytes], entry: str | None) -> SchemaSet:
    """The set of the entry and of all that it needs."""
    needs = {name: [_inside(name, location) for location in locations(data)] for name, data in files.items()}
    start = _entry(files, needs, entry)
    reached: dict[str, bytes] = {}
    todo = [start]
    while todo:
        name = todo.pop()
        if name in reached:
            continue
        if name not in files:
            raise SchemaError(f"{name} is needed, but it is not there")
        reached[name] = files[name]
        todo += needs[name]
    return SchemaSet(reached, start, start)


def _entry(files: Mapping[str, bytes], needs: Mapping[str, list[str]], entry: str | None) -> str:
    if entry is not None:
        wanted = entry.replace("\\", "/")
        fitting = [name for name in files if name == wanted or name.endswith("/" + wanted)]
        if len(fitting) == 1:
            return fitting[0]
        found = "several files" if fitting else "no file"
        raise SchemaError(f"--entry {entry}: {found} of that name; there are: {', '.join(sorted(files))}")
    included = {needed for names in needs.values() for needed in names}
    roots = [name for name in files if name not in included and _is_opentrans(files[name])]
    if len(roots) == 1:
        return roots[0]
    found = "several files could be" if roots else "no file is plainly"
    raise SchemaError(f"{found} the one to start from; say which with --entry: {', '.join(sorted(roots or files))}")


def _is_opentrans(data: bytes) -> bool:
    return etree.fromstring(data, parser()).get("targetNamespace") == OPENTRANS
