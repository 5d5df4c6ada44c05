"""The exceptions of mappings, and what they are made of.

OpenTransError
+-- MappingError (ValueError)   a mapping or partner file that cannot be used; ``problems`` lists all that is wrong
+-- Refusal (ValueError)        values of an export that make no document; ``faults`` lists the reasons
+-- BadValue (ValueError)       a value that is not what its place needs; whoever knows the place says where it stands
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ...errors import OpenTransError
from ..places import Origin


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a mapping or partner file: where, what, and the way out."""

    file: str
    line: int | None
    column: int | None
    reason: str
    hint: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.reason}" + (f"; {self.hint}" if self.hint else "")


class MappingError(OpenTransError, ValueError):
    """A mapping that cannot be used; ``problems`` are all that were found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[MappingError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BadValue(OpenTransError, ValueError):
    """A value that is not what its place needs."""

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(reason + (f"; {hint}" if hint else ""))
        self.reason = reason
        self.hint = hint

    def __reduce__(self) -> tuple[type[BadValue], tuple[str, str | None]]:
        return type(self), (self.reason, self.hint)


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for which a group becomes no document.

    ``target``: the field of the document (``lines[2].quantity``), or "" for the whole; ``origins``: the cells from
    which its value comes; ``rule``: file and line of the mapping.
    """

    target: str
    reason: str
    origins: tuple[Origin, ...]
    rule: str

    def __str__(self) -> str:
        place = " and ".join(map(str, self.origins[:3]))
        by = ", ".join(part for part in (self.target, self.rule) if part)
        return f"{place}: {self.reason}" + (f" ({by})" if by else "")


class Refusal(OpenTransError, ValueError):
    """Values that make no document; ``faults`` say why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[Refusal], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """What somebody may have meant, as a hint; else what there is."""
    names = list(dict.fromkeys(known))
    folded = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), list(folded), n=2)
    if near:
        return "did you mean " + " or ".join(repr(folded[each]) for each in near) + "?"
    if not names:
        return None
    more = f" and {len(names) - 25} more" if len(names) > 25 else ""
    return f"there are {', '.join(names[:25])}{more}"


def shown(value: object) -> str:
    """A value in a message, cut where it is long.

    >>> shown("abc")
    "'abc'"
    """
    text = repr(value[:80] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:57]}..."
