"""A run: everything that can be checked is checked before the first row, then each document is a result."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from ...errors import SourceError
from ..errors import SourceData
from ..mapping import Context, Fault, MappingFile, Problem, Unused, load_mapping
from ..mapping.sections import SourceSection
from ..places import Origin
from ..sources.csv import CsvFormat
from ..sources.grouping import group
from ..sources.joins import Index, join
from ..sources.orders import ReceivedOrders
from ..sources.reading import looked_for, read
from ..sources.shapes import ByKey, Group, GroupItem, Opener
from ..sources.values import Note, Row
from .assignment import Assignment, assign
from .files import Folder
from .making import Maker, Step, Weigh
from .parallel import Recipe, make
from .results import Result
from .shipped import find_mapping
from .uploads import Uploads

if TYPE_CHECKING:
    from ...amounts import Tolerances
    from ...schema.dialects import Dialect

#: Stands in documents as the program that made them; without a version, so that a newer one finds its files the same.
GENERATOR = "opentrans-toolkit"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run works, as ``generate`` says."""

    output: str | None
    dialect: Dialect
    overwrite: bool = False
    stop: bool = False
    jobs: int | None = 1
    keep: bool = True
    tolerances: Tolerances | None = None
    weigh: Weigh | None = None


class Run:
    """The results of a run, one for each document; to be gone through once.

    ``mapping``: as it was checked; ``sources``: which file is what. When all results have been taken, ``notes`` says
    what else somebody should know of the sources, ``unused`` names the columns that nothing reads, ``counts`` says how
    often which status came, and ``stopped`` whether an error ended the run early.
    """

    def __init__(self, mapping: MappingFile, sources: Assignment, options: Options, recipe: Recipe) -> None:
        self.mapping = mapping
        self.sources = sources
        self.notes: list[Note] = []
        self.counts: Counter[str] = Counter()
        self.stopped: bool = False
        self._options = options
        self._recipe = recipe
        self._unused = Unused(mapping)
        self._problems: list[SourceData | Note] = [
            *(recipe.context.orders.problems if recipe.context.orders is not None else ()),
            *(recipe.context.orders.notes if recipe.context.orders is not None else ()),
            *(problem for index in recipe.context.joined.values() for problem in index.problems),
        ]

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns and fields of the sources that nothing in the mapping reads."""
        return tuple(self._unused.found)

    @property
    def documents(self) -> int:
        """How many documents the sources hold, made or not."""
        return sum(count for status, count in self.counts.items() if status != "unreadable")

    @property
    def failed(self) -> bool:
        """Was something refused, or could something not be read?"""
        return bool(self.counts["refused"] or self.counts["unreadable"])

    def __iter__(self) -> Iterator[Result]:
        options = self._options
        rule = self.mapping.file if self.mapping.name is None else f"{self.mapping.file}:{self.mapping.name.line}"
        numbers = self.mapping.name is not None and self.mapping.document != "ORDERRESPONSE"
        folder = Folder(options.output, rule, overwrite=options.overwrite, numbers=numbers)
        uploads = Uploads(options.output) if options.output is not None and self.mapping.action is not None else None
        results = self._made()
        try:
            for item in results:
                if isinstance(item, Note):
                    self.notes.append(item)
                    continue
                if item.status == "refused":
                    folder.refused(item)
                result = folder.store(item) if item.status == "made" else item
                if uploads is not None:
                    uploads.add(result)
                self.counts["unreadable" if result.document_type is None else result.status] += 1
                yield result
                if options.stop and result.status == "refused":
                    self.stopped = True
                    return
        finally:
            results.close()
            if uploads is not None:
                uploads.write()

    def _made(self) -> Generator[Result | Note]:
        """The results before anything is written, and notes between them."""
        options = self._options
        maker = Maker(
            self.mapping, self._recipe.context, options.dialect, options.tolerances, options.weigh, options.keep
        )
        with closing(make(self._steps(), self._recipe, maker, options.jobs)) as made:
            yield from made

    def _steps(self) -> Iterator[Step]:
        for name, index in self._recipe.context.joined.items():
            self._unused.add_joined(name, chain.from_iterable(index.records.values()))
        for item in chain(self._problems, self._groups()):
            if isinstance(item, SourceData):
                reason = item.reason + (f"; {item.hint}" if item.hint else "")
                yield Result("refused", item.origin, reasons=(Fault("", reason, (item.origin,), ""),))
                continue
            if isinstance(item, Group):
                self._unused.add(item.header, item.lines)
            yield item

    def _groups(self) -> Iterator[GroupItem | Result]:
        mapping = self.mapping
        missing = [*self._missing_columns("headers", mapping.headers, self.sources.headers)]
        for one in mapping.joined:
            missing += self._missing_columns(one.name, one.source, self.sources.joined[one.name])
        if mapping.headers is not None:
            missing += self._missing_columns("source", mapping.source, self.sources.records)
        if missing:
            yield from missing
            return
        if mapping.headers is not None and isinstance(mapping.shape, ByKey):
            headers = _opener(self.sources.headers, mapping.headers)
            lines = _opener(self.sources.records, mapping.source)
            shape = mapping.shape
            found = join(headers, lines, mapping.headers_key, shape.key, scattered=shape.scattered)
            yield from self._found(self.sources.records[0], found)
            return
        for path in self.sources.records:
            missing = self._missing_columns("source", mapping.source, (path,))
            yield from missing or self._found(path, group(_opener((path,), mapping.source), mapping.shape))

    def _found(self, path: str, items: Iterator[GroupItem]) -> Iterator[GroupItem]:
        """The items, and a note where there is nothing but notes among them."""
        nothing = True
        for item in items:
            nothing = nothing and isinstance(item, Note)
            yield item
        if nothing:
            reason = f"the file holds no records; looked for: {looked_for(self.mapping.source.form)}"
            yield Note(Origin(path), reason)

    def _missing_columns(self, name: str, section: SourceSection | None, paths: Sequence[str]) -> list[Result]:
        """The files that do not have the columns that the mapping reads there, told by their first row."""
        form = None if section is None else section.form
        if not isinstance(form, CsvFormat) or (form.record_type is not None and not form.header):
            return []
        found = []
        for path in paths:
            first = next((item for item in read(path, form) if isinstance(item, Row)), None)
            place = Origin(path)
            faults = tuple(
                Fault("", _said(one), (place,), one.file if one.line is None else f"{one.file}:{one.line}")
                for one in (() if first is None else self.mapping.missing_columns(first, name))
            )
            if faults:
                found.append(Result("refused", place, reasons=faults))
        return found


def generate(  # noqa: PLR0913
    mapping: str | os.PathLike[str],
    sources: Sequence[str | os.PathLike[str]],
    *,
    partners: Sequence[str | os.PathLike[str]] = (),
    settings: Mapping[str, str] | None = None,
    output: str | os.PathLike[str] | None = None,
    dialect: str | Dialect = "itscope",
    overwrite: bool = False,
    stop: bool = False,
    now: datetime | None = None,
    jobs: int | None = 1,
    tolerances: Tolerances | None = None,
    weigh: Weigh | None = None,
) -> Run:
    """Make documents of the exports of an ERP system, as a mapping says.

    Args:
        mapping: path of the mapping, or the name of one that is shipped (``opentrans mappings list``).
        sources: paths of the exports, and where the mapping answers ORDERs, of these and of earlier replies to them.
        partners: paths of partner files, in place of those that the mapping names.
        settings: values of the mapping's settings.
        output: the folder that documents are written into (and ``uploads.csv`` where the mapping names deals); it is
            made if need be. Without one nothing is written.
        dialect: what each document has to be valid for, rules included.
        overwrite: replace files that are there with other content; else these documents are refused.
        stop: end with the first document that is refused.
        now: the time of the run (aware), for GENERATION_DATE and for ``today`` in mappings.
        jobs: processes that work at once, None for the processors of the machine (four at most, and only where there
            are hundreds of documents); unless it is 1, the results hold neither ``document`` nor ``draft``.
        tolerances: how far amounts may be off, as for ``validate``.
        weigh: changes which findings count, and how much.

    Returns the run, whose results come while it is gone through: ``for result in generate(...)``.

    Raises MappingError with everything that is wrong with the mapping, its partner files and settings, or where it
    cannot be told what a source is; SourceError for a file or folder that cannot be opened; DialectError, SchemaError.
    """
    from ...schema.dialects import find_dialect

    if isinstance(sources, str | os.PathLike):
        raise TypeError("sources is a list of paths")
    used = find_dialect(dialect) if isinstance(dialect, str) else dialect
    file, files = find_mapping(os.fspath(mapping)), tuple(os.fspath(one) for one in partners)
    checked = load_mapping(file, partners=files, settings=settings)
    assigned = assign(checked, [os.fspath(one) for one in sources])
    moment = now or datetime.now().astimezone()
    joined = {one.name: Index(_opener(assigned.joined[one.name], one.source)(), one.key) for one in checked.joined}
    orders = ReceivedOrders(assigned.orders, used.name, assigned.earlier) if checked.order is not None else None
    values = {"generator": GENERATOR, "generated_at": moment.replace(microsecond=0)}
    context = Context(moment.date(), orders, joined, values)
    folder = None if output is None else os.fspath(output)
    if folder is not None:
        _make_folder(folder)
    recipe = Recipe(file, files, dict(settings or {}), context, used.name, tolerances, weigh)
    keep = jobs == 1
    return Run(checked, assigned, Options(folder, used, overwrite, stop, jobs, keep, tolerances, weigh), recipe)


def _opener(paths: Sequence[str], section: SourceSection) -> Opener:
    return lambda: chain.from_iterable(read(path, section.form) for path in paths)


def _said(problem: Problem) -> str:
    return problem.reason + (f"; {problem.hint}" if problem.hint else "")


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise SourceError(path, f"cannot be made: {error.strerror or error}") from error
