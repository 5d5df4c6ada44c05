"""The lines of a mapping that is drafted, and how they are written as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: The value of what has to be filled in.
GAP = '""'
#: Signs that end a line of YAML, a comment too, or that no YAML may hold.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the mapping, or one with others below it: ``value`` as YAML; ``comment`` behind it; ``off`` if it
    is only a comment."""

    name: str
    value: str = ""
    comment: str = ""
    off: bool = False
    below: tuple[Entry, ...] = ()

    @property
    def missing(self) -> bool:
        """Is this a gap that has to be filled?"""
        return self.value == GAP and not self.off


def flat(entries: Iterable[Entry], indent: int) -> Iterator[str]:
    """The lines of a section."""
    for one in entries:
        comment = f"   # {one.comment}" if one.comment else ""
        start = f"{' ' * indent}{'# ' if one.off else ''}{one.name}:"
        yield f"{start} {one.value}{comment}" if one.value else f"{start}{comment}"
        yield from flat(one.below, indent + 2)


def missing(prefix: str, entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The names of the gaps, and what belongs there."""
    for one in entries:
        if one.missing:
            yield f"{prefix}.{one.name}", one.comment.removeprefix("MISSING: ")
        yield from missing(f"{prefix}.{one.name}", one.below)


def quoted(text: str) -> str:
    """A text in an expression."""
    inside = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{inside}'"


def yaml(text: str) -> str:
    """A text in YAML, on one line; in quotes where it might mean something else."""
    if re.fullmatch(r"[A-Za-zÄÖÜäöüß][\w-]*", text):
        return text
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
