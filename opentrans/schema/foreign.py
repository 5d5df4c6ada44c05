"""XSD files that somebody else wrote: found by their schemaLocations, and freed of DTDs."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from ..errors import SchemaError, SourceError
from ..secure_xml import parser, split_at_doctype
from .sets import SchemaSet

#: The files of a schema may hold at most this many bytes together.
MAX_BYTES = 50 * 1024 * 1024

_REFERRING = tuple(f"{{http://www.w3.org/2001/XMLSchema}}{name}" for name in ("include", "import", "redefine"))


def from_path(path: str | os.PathLike[str]) -> SchemaSet:
    """The set that starts at an XSD file: the file and all that it includes or imports, from the disk only.

    Raises SourceError if a file cannot be read, SchemaError if one is to be fetched from the network or too large.
    """
    folder, entry = os.path.split(os.fspath(path))
    left = MAX_BYTES
    files: dict[str, bytes] = {}
    todo = [entry]
    while todo:
        name = todo.pop()
        if name not in files:
            place = os.path.join(folder, name)
            try:
                with open(place, "rb") as stream:
                    data = stream.read(left + 1)
            except OSError as error:
                raise SourceError(place, error.strerror or str(error)) from error
            left -= len(data)
            if left < 0:
                raise SchemaError(f"{place}: the schema is larger than {MAX_BYTES // (1024 * 1024)} MB")
            files[name] = without_doctype(name, data)
            todo += [join_location(name, location) for location in locations(files[name])]
    return SchemaSet(files, entry, entry)


def locations(xsd: bytes) -> Iterator[str]:
    """The schemaLocations that an XSD includes, imports or redefines."""
    for element in etree.fromstring(xsd, parser()).iterchildren(*_REFERRING):
        if (location := element.get("schemaLocation")) is not None:
            yield location


def without_doctype(name: str, xsd: bytes) -> bytes:
    """An XSD without its DOCTYPE, whose subsets are not read.

    Raises SchemaError where the rest is not well-formed, for example because it uses an entity.
    """
    if (parts := split_at_doctype(xsd)) is not None:
        xsd = b"".join(parts)
    try:
        etree.fromstring(xsd, parser())
    except etree.XMLSyntaxError as error:
        reason = "it uses an entity" if "ntity" in (error.msg or "") else "it is not well-formed XML"
        raise SchemaError(f"{name}: {reason} ({error.msg})") from error
    return xsd


def join_location(name: str, location: str) -> str:
    """The name that ``location`` means when it stands in the file ``name``."""
    meant = unquote(location)
    if any(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/", form) or "\\" in form for form in (location, meant)):
        raise SchemaError(
            f"{name}: schemaLocation {location!r} leads outside; put that file beside it and name it relatively"
        )
    if "\0" in meant:
        raise SchemaError(f"{name}: schemaLocation {location!r} names no file")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), meant))
