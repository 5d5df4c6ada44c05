"""The mappings that are shipped, and the example files of partners beside them."""

from __future__ import annotations

import filecmp
import os
from dataclasses import dataclass
from functools import cached_property

from ..._data import data_path
from ...errors import SourceError
from ...files import write_whole
from ..mapping.errors import suggestion
from ..mapping.positions import Fields, Items, Text, YamlNode, read_file

_ENDING = ".yaml"


@dataclass(frozen=True)
class Shipped:
    """One of the shipped files: ``name`` as in ``iqmetrix/order``; ``document`` is None for partner files."""

    name: str
    path: str

    @cached_property
    def document(self) -> str | None:
        """The type of document that it makes."""
        return self._text("document")

    @cached_property
    def title(self) -> str | None:
        """What it is for."""
        return self._text("title")

    def beside(self) -> list[str]:
        """Files that it names and that lie beside it: of partners, of tables."""
        root = read_file(self.path)
        node, tables = root.fields.get("partners"), root.fields.get("tables")
        named: list[YamlNode | None] = [*node.items] if isinstance(node, Items) else [node]
        if isinstance(tables, Fields):
            named += [one.fields.get("file") for one in tables.fields.values() if isinstance(one, Fields)]
        return [one.value for one in named if isinstance(one, Text)]

    def _text(self, key: str) -> str | None:
        node = read_file(self.path).fields.get(key)
        return node.value if isinstance(node, Text) else None


def shipped_files() -> list[Shipped]:
    """All of them, sorted by name."""
    root = data_path("templates", "mappings")
    found = []
    for folder, _folders, files in os.walk(root):
        for file in files:
            if file.endswith(_ENDING):
                path = os.path.join(folder, file)
                name = os.path.relpath(path, root)[: -len(_ENDING)].replace(os.sep, "/")
                found.append(Shipped(name, path))
    return sorted(found, key=lambda one: one.name)


def find_shipped(name: str) -> Shipped:
    """One by its name, with or without .yaml; raises SourceError where there is none."""
    wanted = name.removesuffix(_ENDING)
    files = shipped_files()
    for one in files:
        if one.name == wanted:
            return one
    raise SourceError(name, _unknown(name, files))


def copy_shipped(one: Shipped, target: str) -> dict[str, bool]:
    """Copy one to a file, and the files that it names beside it into the same folder, all of them or none.

    Gives the path of each file, and whether it was written. What is there already stays as it is; raises SourceError
    where that is the file itself with other content, or where one cannot be written.
    """
    sources = {target: one.path}
    for name in one.beside():
        sources[os.path.join(os.path.dirname(target), name)] = os.path.join(os.path.dirname(one.path), name)
    if os.path.lexists(target) and not _same_bytes(target, one.path):
        raise SourceError(target, "is there already; name another file")
    written = {path: not os.path.lexists(path) for path in sources}
    done: list[str] = []
    try:
        for path in [path for path, new in written.items() if new]:
            with open(sources[path], "rb") as stream:
                write_whole(path, stream.read())
            done.append(path)
    except SourceError:
        for path in done:
            os.unlink(path)
        raise
    return written


def _same_bytes(one: str, other: str) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def find_mapping(name: str) -> str:
    """The path of a mapping: ``name`` itself where there is such a file, else of a shipped one; raises SourceError."""
    if os.path.exists(name):
        return name
    files = shipped_files()
    wanted = name.removesuffix(_ENDING)
    for one in files:
        if one.name == wanted:
            return one.path
    raise SourceError(name, f"there is no such file, and {_unknown(name, files)}")


def _unknown(name: str, files: list[Shipped]) -> str:
    hint = suggestion(name, [one.name for one in files])
    return "no shipped mapping has this name" + (f"; {hint}" if hint else "")
