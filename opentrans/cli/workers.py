"""Judging files one after the other, or in several processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..schema.dialects import Dialect, find_dialect
from ..validation.findings import Finding, Layers, Report, SchemaInfo
from ..validation.validator import validate
from .files import STDIN, Target

if TYPE_CHECKING:
    from ..amounts import Tolerances

_CHUNK = 100
#: Windows cannot wait for more processes at once.
_MAX_PROCESSES = 61
_PASSED = Layers("passed", "passed", "passed")
_PASSED_WITHOUT_RULES = Layers("passed", "passed", "skipped")


@dataclass(frozen=True)
class Task:
    """What a worker has to know to judge files."""

    dialect: str
    rules: bool
    max_size: int
    tolerances: Tolerances | None = None


def judge_files(targets: list[Target], task: Task, dialect: Dialect, jobs: int) -> Iterator[Report]:
    """A report for each file, in their order; a file that cannot be read has one too."""
    paths = [target.path for target in targets]
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    processes = min(jobs, _MAX_PROCESSES, len(chunks))
    if processes == 1 or STDIN in paths:
        yield from (_judge(path, task, dialect) for path in paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes) as pool:
        for sent in pool.map(_judge_chunk, chunks, repeat(task)):
            for one in sent:
                yield one if isinstance(one, Report) else _faultless(one, dialect.info)


#: A report without findings on its way between processes: moving whole objects costs as much as judging a document.
_Faultless = tuple[str, str, str | None, str, tuple[int, ...]]


def _judge_chunk(paths: list[str], task: Task) -> list[Report | _Faultless]:
    dialect = find_dialect(task.dialect)
    sent: list[Report | _Faultless] = []
    for path in paths:
        report = _judge(path, task, dialect)
        kind = report.document_type
        if report.findings or kind is None:
            sent.append(report)
        else:
            sent.append((path, kind, report.document_id, report.layers.rules, report.assumptions))
    return sent


def _faultless(sent: _Faultless, schema: SchemaInfo) -> Report:
    path, kind, number, rules, assumptions = sent
    layers = _PASSED if rules == "passed" else _PASSED_WITHOUT_RULES
    return Report(path, schema, kind, number, True, layers, (), assumptions)


def _judge(path: str, task: Task, dialect: Dialect) -> Report:
    try:
        source = sys.stdin.buffer if path == STDIN else path
        report = validate(source, dialect=dialect, rules=task.rules, max_size=task.max_size, tolerances=task.tolerances)
        return replace(report, path=path) if path == STDIN else report
    except SourceError as error:
        finding = Finding(
            "xml/unreadable",
            "error",
            "xml",
            None,
            None,
            None,
            f"cannot be read: {error.reason}",
            "Check the path and its permissions.",
        )
        return Report(path, dialect.info, None, None, None, Layers("failed", "skipped", "skipped"), (finding,))
