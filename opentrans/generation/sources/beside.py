"""Elements that stand beside the records of an XML file: records under another name, or something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from ..errors import SourceData
from ..places import Origin
from .values import Node, Note

#: So many elements that stand before the first record are looked at again when it is known what a record holds.
_MOST_EARLY = 1000
#: So many names are noted.
_MOST_NAMES = 100


@dataclass(slots=True)
class Beside:
    """What stands beside the records: an error where it looks like one of them, else counted by name."""

    path: str
    wanted: str
    names: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    early: list[tuple[str, frozenset[str], SourceData]] = field(default_factory=list)

    def record(self, node: Node) -> Iterator[SourceData]:
        """Note what a record holds; with the first one it is known what of the elements before it looks like one."""
        if not self.names:
            self.names = frozenset(node.children)
            for name, names, error in self.early:
                if self._alike(name, names):
                    self.counts.pop(name, None)
                    yield error
            self.early.clear()

    def element(self, name: str, place: str, element: etree._Element) -> Iterator[SourceData]:
        """An element beside the records, when it has ended."""
        line = cast("int | None", element.sourceline) or 0
        children = [child.tag.rpartition("}")[2].replace("-", "_") for child in element]
        names = frozenset(children)
        texts = {key: child.text or "" for key, child in zip(children, element, strict=True) if not len(child)}
        reason = f"the element <{name}> holds what the records <{self.wanted}> hold, and is none"
        hint = f"write <{self.wanted}>, or take it out; records under several names are not read"
        error = SourceData(Origin(self.path, line or None, path=place), reason, hint, tuple(texts.values()), texts)
        if self._alike(name, names):
            yield error
            return
        if not self.names and names and len(self.early) < _MOST_EARLY:
            self.early.append((name, names, error))
        if name in self.counts or len(self.counts) < _MOST_NAMES:
            self.counts[name] = self.counts.get(name, 0) + 1
            self.lines.setdefault(name, line)

    def _alike(self, name: str, names: frozenset[str]) -> bool:
        """Is this a record but for its name: differs that by case only, or does it hold most of what records hold?"""
        if name.replace("-", "_").casefold() == self.wanted.replace("-", "_").casefold():
            return True
        return bool(self.names) and 2 * len(names & self.names) >= max(len(names), len(self.names), 2)

    def notes(self) -> Iterator[Note]:
        """What was found, each name with its number and its first line."""
        if self.counts:
            listed = ", ".join(
                f"<{name}> ({count}, the first in line {self.lines[name]})" for name, count in self.counts.items()
            )
            reason = f"beside the records <{self.wanted}> stand others, which are not read: {listed}"
            yield Note(Origin(self.path), reason)
