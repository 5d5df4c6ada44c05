"""From a schema set to the libxml2 schema that gives the verdicts."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from lxml import etree

from ..errors import SchemaError
from ..secure_xml import parser
from .sets import SchemaSet

#: So many particles a schema may have when its groups and extensions are written out, as libxml2 does.
MAX_PARTICLES = 1_000_000

_own = threading.local()
_XS = "{http://www.w3.org/2001/XMLSchema}"
_PARTICLES = tuple(f"{_XS}{name}" for name in ("element", "any", "sequence", "choice", "all", "group"))
_EXTENSION = f"{_XS}extension"
_DEFINITIONS = (f"{_XS}group", f"{_XS}complexType")


def compile_set(schema_set: SchemaSet, entry: str) -> etree.XMLSchema:
    """The compiled schema that starts at ``entry``; compiled once a thread (its error log is not shared safely).

    Raises SchemaError where libxml2 cannot use the files, or would need hours for them.
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

    _check_size(schema_set, entry)
    places = below_one_folder(schema_set.files)
    with TemporaryDirectory() as folder:
        try:
            for name, data in schema_set.files.items():
                place = os.path.join(folder, places[name])
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "wb") as stream:
                    stream.write(data)
        except OSError as error:
            raise SchemaError(f"{entry}: this schema cannot be copied: {error}") from error
        return _compile(os.path.join(folder, places[entry]))


def below_one_folder(names: Iterable[str]) -> dict[str, str]:
    """Where files go so that all of them lie below one folder, and still find each other.

    Names that lead upwards (``../b/types.xsd``) are taken from as many folders deeper.
    """
    from posixpath import join, normpath

    listed = list(names)
    step = "x"
    while any(step in name.split("/") for name in listed):
        step += "x"
    start = "/".join([step] * max(name.split("/").count("..") for name in listed))
    return {name: normpath(join(start, name)) for name in listed}


def _check_size(schema_set: SchemaSet, entry: str) -> None:
    """Refuse a schema whose groups name groups so often that writing them out would not end."""
    try:
        roots = [etree.fromstring(data, parser()) for data in schema_set.files.values()]
    except etree.XMLSyntaxError as error:
        raise SchemaError(f"{entry}: this schema cannot be used: {error}") from error
    try:
        total = _Sizes(roots).total()
    except RecursionError as error:
        raise SchemaError(f"{entry}: groups or types of this schema are nested too deeply") from error
    if total > MAX_PARTICLES:
        raise SchemaError(f"{entry}: written out, the groups of this schema have more than {MAX_PARTICLES:,} parts")


class _Sizes:
    """How many particles groups and types have when all that they refer to is written out.

    Names are compared without their namespaces, and of several definitions the largest counts: the answer may be too
    large, never too small (substitution groups aside, which are not looked at).
    """

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self.definitions = [
            element for root in roots for element in root.iter(*_DEFINITIONS) if _is_definition(element)
        ]
        self.by_name: dict[tuple[str, str | None], list[etree._Element]] = {}
        for element in self.definitions:
            self.by_name.setdefault((element.tag, element.get("name")), []).append(element)
        self.known: dict[etree._Element, int] = {}
        self.open: set[etree._Element] = set()

    def total(self) -> int:
        """Of all types and groups together, counted until it is too much."""
        total = 0
        for element in self.definitions:
            total += self.of(element)
            if total > MAX_PARTICLES:
                break
        return total

    def of(self, definition: etree._Element) -> int:
        """Of one type or group; a definition that leads back to itself (as in xs:redefine) is not counted again."""
        if (found := self.known.get(definition)) is not None:
            return found
        self.open.add(definition)
        size = 0
        for key, times in _parts(definition).items():
            meant = self.by_name.get(key, ()) if key is not None else ()
            size += times * (1 + max((self.of(one) for one in meant if one not in self.open), default=0))
        self.open.discard(definition)
        self.known[definition] = size
        return size


def _parts(definition: etree._Element) -> Mapping[tuple[str, str] | None, int]:
    """The particles within a definition: how often it refers to which other one (None: to none)."""
    from collections import Counter

    return Counter(_referred(element) for element in definition.iterdescendants(*_PARTICLES, _EXTENSION))


def _referred(element: etree._Element) -> tuple[str, str] | None:
    if element.tag == _EXTENSION:
        return f"{_XS}complexType", _local(element.get("base", ""))
    if element.tag == f"{_XS}group" and (name := element.get("ref")) is not None:
        return f"{_XS}group", _local(name)
    return None


def _local(name: str) -> str:
    return name.strip().rpartition(":")[2]


def _is_definition(element: etree._Element) -> bool:
    return element.tag != f"{_XS}group" or element.get("ref") is None


def _of_this_thread(schema_set: SchemaSet) -> dict[str, etree.XMLSchema]:
    if not hasattr(_own, "sets"):
        _own.sets = WeakKeyDictionary()
    sets: WeakKeyDictionary[SchemaSet, dict[str, etree.XMLSchema]] = _own.sets
    return sets.setdefault(schema_set, {})
