"""``opentrans inspect``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ..names import MAIN_DOCUMENTS
from ..report.printable import printable
from .output import write_output

if TYPE_CHECKING:
    from ..generation.skeletons.skeleton import Skeleton
    from ..generation.sources.sniffing import Column, Sniffed

_TYPES = tuple(sorted(MAIN_DOCUMENTS))


@click.command("inspect")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--mapping",
    "document",
    type=click.Choice(_TYPES, case_sensitive=False),
    metavar="TYPE",
    help=f"Write a mapping to start from instead: {', '.join(_TYPES)}.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE (whole or not at all).")
def inspect_command(source: str, document: str | None, output: str | None) -> None:
    """Say what an export holds: format, encoding, columns with sample values, and what they seem to be.

    All of this is guessed from the first records. With --mapping, a commented mapping is written that names what is
    still missing.
    """
    from ..generation.sources.sniffing import sniff

    found = sniff(source)
    if document is None:
        write_output((f"{printable(line)}\n" for line in _lines(found)), output, for_people=output is None)
        return
    if found.format in MAIN_DOCUMENTS:
        raise click.UsageError(f"{source} is a document already ({found.format}), no export")
    if not found.columns:
        reasons = "; ".join(map(str, found.problems)) or "it holds no records"
        raise click.ClickException(f"{source}: no mapping can be drafted: {reasons}")
    from ..generation.skeletons.skeleton import skeleton

    draft = skeleton(found, document.upper())
    write_output([draft.text], output, for_people=output is None and sys.stdout.isatty())
    if output is not None:
        write_output((f"{printable(line)}\n" for line in _left_to_do(draft, output)), None, for_people=True)


def _left_to_do(draft: Skeleton, output: str) -> Iterator[str]:
    """Where a draft is, and what has to be put into it."""
    from ..generation.skeletons.skeleton import PARTNERS

    yield f"{output} is written; check what says guess" + (", and fill in:" if draft.missing else "")
    for path, what in draft.missing:
        yield f"  {path}: {what}"
    if draft.partners and not os.path.exists(os.path.join(os.path.dirname(output), "partners.yaml")):
        yield f"it names partners.yaml beside it; an example to start from: {PARTNERS}"


def _lines(found: Sniffed) -> Iterator[str]:
    from ..generation.sources.csv import CsvFormat
    from ..generation.sources.json import JsonFormat
    from ..generation.sources.xml import XmlFormat

    if found.format in MAIN_DOCUMENTS:
        yield f"{found.path}: openTRANS {found.format}; a SOURCE of replies as it is"
    else:
        yield f"{found.path}: {found.format}, told from the first {found.records} records; all of this is guessed"
    if found.encoding is not None:
        sure = "" if found.encoding.sure else ", a guess"
        yield f"encoding   {found.encoding.name} ({found.encoding.reason}{sure})"
    form = found.form
    if isinstance(form, CsvFormat):
        yield f"delimiter  {form.delimiter!r}"
        above = f", below {form.skip_rows} other rows" if form.skip_rows else ""
        yield "header     " + (f"the first row names the columns{above}" if form.header else "no row names the columns")
        if form.record_type is not None:
            rows = ", ".join(dict.fromkeys(one.kind for one in found.columns if one.kind))
            yield f"kinds      column {form.record_type} says of which kind a row is: {rows}"
    elif isinstance(form, JsonFormat | XmlFormat) and form.records:
        yield f"records    at {form.records}"
    if found.lists:
        yield f"lists      {', '.join(found.lists)}"
    for problem in found.problems:
        yield f"note: {problem}"
    if found.columns:
        yield "columns"
    names = [_name(one) for one in found.columns]
    kinds = [str(one.guess) for one in found.columns]
    wide, kind_wide = min(max(map(len, names), default=0), 40), min(max(map(len, kinds), default=0), 40)
    for name, kind, column in zip(names, kinds, found.columns, strict=True):
        samples = ", ".join(repr(str(one)[:30]) for one in column.samples[:3])
        yield f"  {name:<{wide}}  {kind:<{kind_wide}}  {samples}".rstrip()


def _name(column: Column) -> str:
    """A column as people find it: the kind of its rows, its letter, and its name."""
    name = None if column.name == column.letter else column.name
    return " ".join(one for one in (column.kind, column.letter, name) if one is not None)
