"""Fixes: mending what can be mended in the text of a document, with everything else left byte for byte as it is.

Rounds of survey and repair, until nothing is left to repair. A repair that does not help is taken back; libxml2 has
the last word on the result.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

from ...amounts import Tolerances
from ...names import XSIG
from ...schema.dialects import Dialect, find_dialect
from ..findings import Report
from ..location import ElementPaths
from ..reader import MAX_SIZE, parse, read_source
from ..recognition import document_type
from ..validator import validate
from .edits import Repair, apply_repairs
from .source import Encoding, read_encoding, read_text

if TYPE_CHECKING:
    from .survey import Survey, Surveyor

__all__ = ["Change", "Fixed", "fix_document"]

_MOST_ROUNDS = 20
#: So many repairs are tried one by one where they do not help together.
_MOST_TRIALS = 200

_SIGNED = "the document is signed (xsig:Signature); the change makes the signature invalid: it must be signed again"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: the line of the original, the path, the rule whose finding it mends, in words."""

    line: int | None
    path: str | None
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """What came of it: the new document (the very same bytes if nothing was changed) and the report on it.

    ``original`` is the document as it came, ``before`` the report on it; ``warnings`` are sentences about the changes.
    """

    original: bytes
    data: bytes
    changes: tuple[Change, ...]
    report: Report
    before: Report
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Was anything changed?"""
        return bool(self.changes)


def fix_document(
    source: str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO,
    *,
    dialect: str | Dialect = "itscope",
    unsafe: bool = False,
    max_size: int = MAX_SIZE,
    tolerances: Tolerances | None = None,
) -> Fixed:
    """Mend what can be mended in a document.

    Safe are: the order of elements, namespaces, a missing version, blanks around values, dates, numbers, booleans
    and codes that can be read in one way only, and empty optional elements, which are dropped. A valid document is
    never touched, nor is one that is no XML or has a DTD.

    Args:
        source: a path, bytes, or a binary file object.
        dialect: as of ``validate``.
        unsafe: also cut texts that are too long, drop unknown and surplus elements and unknown attributes, and
            calculate totals anew (where nothing else is wrong any more).
        max_size: bytes beyond which a document is refused.
        tolerances: as of ``validate``.

    Raises what ``validate`` raises.

    >>> fix_document(b"<ORDER>").changed
    False
    """
    used = dialect if isinstance(dialect, Dialect) else find_dialect(dialect)
    read = read_source(source, max_size)
    before = replace(validate(read.data, dialect=used, max_size=max_size, tolerances=tolerances), path=read.path)
    if before.valid or before.layers.xml == "failed" or before.document_type is None:
        return Fixed(read.data, read.data, (), before, before)
    found = _Mending(used, unsafe, tolerances).mend(read.data, before)
    if found is None:
        return Fixed(read.data, read.data, (), before, before)
    data, changes = found
    report = replace(validate(data, dialect=used, max_size=max_size, tolerances=tolerances), path=read.path)
    root = parse(data)
    if _schema_errors(report) > _schema_errors(before):
        return Fixed(read.data, read.data, (), before, before)
    signed = isinstance(root, etree._Element) and next(root.iter(f"{{{XSIG}}}Signature"), None) is not None
    return Fixed(read.data, data, changes, report, before, (_SIGNED,) if signed else ())


def _schema_errors(report: Report) -> int:
    return sum(finding.layer == "schema" for finding in report.findings)


@dataclass(slots=True)
class _State:
    """A document on its way: its text in UTF-8, for each element the number that it had at first, what is wrong.

    ``valid`` is what libxml2 says.
    """

    text: bytes
    origins: list[int]
    survey: Survey
    valid: bool


class _Mending:
    """The rounds of one document."""

    def __init__(self, dialect: Dialect, unsafe: bool, tolerances: Tolerances | None) -> None:
        self.dialect = dialect
        self.tolerances = tolerances
        self.unsafe = unsafe
        self.encoding = Encoding(b"", "utf-8")
        self.vain: set[tuple[int, str]] = set()
        self.lines: list[int] = []
        self.changes: list[Change] = []

    def mend(self, data: bytes, before: Report) -> tuple[bytes, tuple[Change, ...]] | None:
        """The mended document and the changes, None if there are none."""
        from .survey import Surveyor

        read, surveyor = read_encoding(data), Surveyor.of(self.dialect, self.unsafe)
        if read is None or surveyor is None or (text := read_text(read[1])) is None:
            return None
        self.encoding, written = read
        self.lines = [node.line for node in text.nodes()]
        state = self._state(written, list(range(len(self.lines))), surveyor)
        if state is None:
            return None
        if before.layers.schema == "failed":
            state = self._rounds(state, surveyor)
        if self.unsafe:
            state = self._totals(state, surveyor)
        if not self.changes or state.text == written:
            return None
        return self.encoding.bytes_of(state.text), tuple(sorted(self.changes, key=lambda one: one.line or 0))

    def _rounds(self, state: _State, surveyor: Surveyor) -> _State:
        for _ in range(_MOST_ROUNDS):
            repairs = [one for one in state.survey.repairs if self._key(state, one) not in self.vain]
            if not repairs or state.valid:
                break
            better = self._tried(state, repairs, surveyor)
            if better is None:
                better = self._one_by_one(state, repairs, surveyor)
            if better is None:
                break
            state = better
        return state

    def _one_by_one(self, state: _State, repairs: list[Repair], surveyor: Surveyor) -> _State | None:
        """The first repair that helps alone; those before it are not tried again."""
        for repair in repairs[: _MOST_TRIALS - len(self.vain)]:
            better = self._tried(state, [repair], surveyor)
            if better is not None:
                return better
            self.vain.add(self._key(state, repair))
        return None

    def _tried(self, state: _State, repairs: list[Repair], surveyor: Surveyor) -> _State | None:
        """The document after repairs, None if they do not help: more of something is wrong, or not less in all.

        What libxml2 takes is taken.
        """
        after = self._repaired(state, repairs, surveyor)
        if after is None:
            return None
        old, new = state.survey.troubles, after.survey.troubles
        more = any(count > old[rule] for rule, count in new.items())
        if not after.valid and (more or new.total() >= old.total()):
            return None
        self._note(state, repairs)
        return after

    def _repaired(self, state: _State, repairs: list[Repair], surveyor: Surveyor) -> _State | None:
        text = read_text(state.text)
        if text is None:
            return None
        numbers = dict(zip(text.nodes(), state.origins, strict=True))
        apply_repairs(text, repairs)
        return self._state(text.written(), [numbers[node] for node in text.nodes()], surveyor)

    def _state(self, text: bytes, origins: list[int], surveyor: Surveyor) -> _State | None:
        root = self._parsed(text)
        survey, kind = surveyor.survey(root), document_type(root)
        valid = kind is not None and self.dialect.schema_for(kind).validate(root)
        return _State(text, origins, survey, valid) if len(survey.elements) == len(origins) else None

    def _totals(self, state: _State, surveyor: Surveyor) -> _State:
        """The document with its totals calculated anew, if fewer are wrong then; only where nothing else is wrong."""
        from .totals import recalculated, wrong_totals

        root = self._parsed(state.text)
        kind = document_type(root)
        if kind is None or not state.valid:
            return state
        wrong = wrong_totals(root, kind, self.dialect, self.tolerances)
        first, noted, most = state, len(self.changes), len(wrong)
        for _ in range(_MOST_ROUNDS):
            repairs = recalculated(root, kind, self.dialect, wrong) if wrong else []
            after = self._repaired(state, repairs, surveyor) if repairs else None
            if after is None:
                break
            root = self._parsed(after.text)
            left = wrong_totals(root, kind, self.dialect, self.tolerances)
            self._note(state, repairs)
            state, wrong = after, left
        if len(wrong) < most:
            return state
        del self.changes[noted:]
        return first

    def _parsed(self, text: bytes) -> etree._Element:
        root = parse(self.encoding.bytes_of(text))
        assert isinstance(root, etree._Element)
        return root

    def _note(self, state: _State, repairs: list[Repair]) -> None:
        paths = ElementPaths()
        for repair in repairs:
            for number, message in repair.notes:
                line = self.lines[state.origins[number]]
                path = paths.of(state.survey.elements[number])
                self.changes.append(Change(line, path, repair.rule, message))

    def _key(self, state: _State, repair: Repair) -> tuple[int, str]:
        return state.origins[repair.number], repair.kind
