"""What became of each document of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..mapping import Fault, Notice
from ..places import Origin

if TYPE_CHECKING:
    from ...model.document import Document
    from ...validation.findings import Finding
    from ..mapping import Draft, Trace

Status = Literal["written", "done", "made", "refused", "skipped"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document.

    ``status``: ``written``; ``done`` (the file was there with the same content); ``made`` (valid, and nothing was to
    be written); ``refused`` (``reasons`` say why, each with its cell and its line of the mapping); ``skipped`` (the
    mapping says so: ``reason``). ``origin``: where its record stands, ``key`` what the records are grouped by.
    ``answers``: the number of the received ORDER, of a reply. ``name``: of the file, ``path``: with its folder.
    ``notices``: warnings of the mapping and of the validator, and lines that were left out. ``findings``: what the
    validator says. ``document`` and ``draft`` are there where they were kept, ``xml`` where the document was made.

    A record that could not be read and belongs to no document is refused too; it has no ``document_type``.
    """

    status: Status
    origin: Origin
    document_type: str | None = None
    document_id: str | None = None
    key: str = ""
    name: str | None = None
    path: str | None = None
    reasons: tuple[Fault, ...] = ()
    reason: str | None = None
    notices: tuple[Notice, ...] = ()
    findings: tuple[Finding, ...] = ()
    deal: str | None = None
    action: str | None = None
    document: Document | None = field(default=None, repr=False)
    xml: bytes | None = field(default=None, repr=False)
    answers: str | None = None
    draft: Draft | None = field(default=None, repr=False)

    @property
    def rows(self) -> tuple[Origin, ...]:
        """Where the records of its lines stand, as far as it was kept."""
        return () if self.draft is None else tuple(entry.scope.row.origin() for entry in self.draft.entries)

    def trace(self) -> Trace | None:
        """Which value comes from which cells, by which line of the mapping; None where that was not kept."""
        return None if self.draft is None else self.draft.trace()
