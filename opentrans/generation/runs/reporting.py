"""The report of a run: lines for people as the results come, and JSON with stable keys."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from ...errors import SourceError
from ..mapping import Fault, Notice
from ..places import Origin, letter_of
from ..sources.values import Note
from .results import Result

if TYPE_CHECKING:
    from .run import Run

#: So many notices of one rule are shown to people; all stand in the JSON report.
_MOST_ALIKE = 20


class TextReport:
    """The report for people."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()
        self.warnings: int = 0

    def lines(self, result: Result) -> Iterator[str]:
        """What is said of one document."""
        yield " ".join(_headline(result))
        for fault in result.reasons:
            yield f"  {fault}"
        if result.reason is not None:
            yield f"  {result.reason}"
        for notice in result.notices:
            self.warnings += notice.kind == "warning"
            alike = (notice.kind, notice.rule)
            self._seen[alike] += 1
            if self._seen[alike] <= _MOST_ALIKE:
                yield f"  {notice.kind}: {notice}"

    def end(self, run: Run) -> Iterator[str]:
        """What is said when all results have been taken."""
        for (kind, rule), count in self._seen.items():
            if count > _MOST_ALIKE:
                yield f"{kind}: {rule}: {count - _MOST_ALIKE:,} more of this kind; --report FILE has them all"
        for note in run.notes:
            yield f"note: {note}"
        if run.unused:
            yield f"note: nothing uses {', '.join(map(repr, run.unused))}"
        if run.stopped:
            yield "stopped at the first document that was refused; nothing behind it was looked at"
        yield _summary(run, self.warnings)


def _headline(result: Result) -> Iterator[str]:
    yield f"{result.status:<8}"
    if result.path is not None or result.name is not None:
        yield result.path or result.name or ""
    yield " ".join(part for part in (result.document_type, result.document_id or result.key) if part)
    yield f"({result.origin})"


def _summary(run: Run, warnings: int) -> str:
    names = ("written", "done", "made", "refused", "skipped")
    told = {"done": "there already", "made": "made, not written"}
    parts = [f"{run.counts[name]:,} {told.get(name, name)}" for name in names if run.counts[name]]
    if run.counts["unreadable"]:
        places = run.counts["unreadable"]
        parts.append(f"{places:,} place{'' if places == 1 else 's'} in the sources could not be read")
    if warnings:
        parts.append(f"{warnings:,} warning{'' if warnings == 1 else 's'}")
    number = run.documents
    return f"{number:,} document{'' if number == 1 else 's'}: {', '.join(parts) or 'nothing was found in the sources'}"


def json_pieces(results: Iterable[Result], run: Run, version: str) -> Iterator[str]:
    """The report as JSON, in pieces; ``results`` are those of the run, taken once."""
    yield '{"tool": ' + json.dumps({"name": "opentrans-toolkit", "version": version}) + ",\n"
    sources = [*run.sources.records, *run.sources.headers, *run.sources.orders, *sum(run.sources.joined.values(), ())]
    yield f' "mapping": {_dumped(run.mapping.file)},\n "sources": {_dumped(sources)},\n "documents": ['
    comma = "\n  "
    for result in results:
        yield comma + _dumped(_document(result))
        comma = ",\n  "
    yield "],\n"
    yield f' "notes": {_dumped([_note(one) for one in run.notes])},\n "unused": {_dumped(run.unused)},\n'
    names = ("written", "done", "made", "refused", "skipped", "unreadable")
    summary = {"documents": run.documents, **{name: run.counts[name] for name in names}, "stopped": run.stopped}
    yield f' "summary": {_dumped(summary)}}}\n'


def write_report(path: str, pieces: Iterable[str]) -> None:
    """Write the report piece by piece, for it may be long; raises SourceError where it cannot be written.

    The file is there when it is whole.
    """
    part = f"{path}.{token_hex(8)}.part"
    try:
        with open(part, "x", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            for piece in pieces:
                stream.write(piece)
        os.replace(part, path)
    except OSError as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            os.unlink(part)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _document(result: Result) -> dict[str, Any]:
    return {
        "status": result.status,
        "document_type": result.document_type,
        "document_id": result.document_id,
        "path": result.path,
        "key": result.key or None,
        "origin": _origin(result.origin),
        "reasons": [_fault(one) for one in result.reasons],
        "reason": result.reason,
        "notices": [_notice(one) for one in result.notices],
        "deal": result.deal,
        "action": result.action,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "target": fault.target or None,
        "reason": fault.reason,
        "origins": [_origin(one) for one in fault.origins],
        "rule": fault.rule or None,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    origins = [_origin(one) for one in notice.origins]
    return {"kind": notice.kind, "reason": notice.reason, "origins": origins, "rule": notice.rule or None}


def _note(note: Note) -> dict[str, Any]:
    return {"origin": _origin(note.origin), "reason": note.reason}


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "file": origin.file,
        "row": origin.row,
        "column": None if origin.column is None else letter_of(origin.column),
        "name": origin.name,
        "sheet": origin.sheet,
        "path": origin.path,
    }
