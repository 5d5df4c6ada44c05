"""``opentrans fix``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import click

from ..errors import SourceError
from ..files import write_whole
from ..report.printable import printable
from ..validation.fixes import Fixed, fix_document
from .config import choose_dialect, load_config
from .diff import unified
from .files import STDIN, Target, find_targets, is_other_xml

if TYPE_CHECKING:
    from ..validation.findings import Report

_MOST_SHOWN = 20


@dataclass
class _Count:
    """What came of all documents."""

    documents: int = 0
    changed: int = 0
    invalid: int = 0
    skipped: int = 0
    unreadable: int = 0
    lines: list[str] = field(default_factory=list)


@click.command("fix")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--dialect",
    show_default="itscope",
    metavar="D",
    help="itscope, itscope@YYYY-MM, standard, an installed schema, or an XSD file.",
)
@click.option("--diff", "mode", flag_value="diff", default=True, help="Show what would change (the default).")
@click.option("--write", "mode", flag_value="write", help="Change the files in place.")
@click.option("-o", "--output", metavar="FILE", help="Write the one document named to FILE ('-': standard output).")
@click.option("--unsafe", is_flag=True, help="Also cut texts, drop what is unknown or too much, calculate totals anew.")
@click.pass_context
def fix_command(
    context: click.Context,
    paths: tuple[str, ...],
    dialect: str | None,
    mode: str,
    output: str | None,
    unsafe: bool,
) -> None:
    """Mend documents: files, folders (walked for *.xml), globs, or - for standard input.

    Safe fixes alone, unless --unsafe is given: the order and namespaces of elements, a missing version, blanks around
    values, dates, numbers, booleans and codes that can mean one thing only, empty optional elements. All else in the
    file stays as it is. Valid documents are not touched.

    Exit code 0: all is valid, and --diff shows nothing. 1: something would change, or is still invalid. 2: something
    cannot be read, or there is nothing to mend.
    """
    config = load_config(os.getcwd())
    found = find_targets(paths, None)
    targets = [target for target in found if not (target.found and config.excludes(target.path))]
    if not targets:
        raise click.UsageError("there is nothing to mend: no *.xml found")
    if output is not None:
        if mode == "write" or len(targets) > 1:
            raise click.UsageError("-o takes one document, and neither --diff nor --write beside it")
        mode = "output"
    if mode == "write" and any(target.path == STDIN for target in targets):
        raise click.UsageError("--write changes files; for standard input use -o FILE, or -o - for standard output")
    used = choose_dialect(dialect, config)
    count = _Count()
    for target in targets:
        _fix(
            target,
            partial(fix_document, dialect=used, unsafe=unsafe, tolerances=config.tolerances),
            mode,
            output,
            count,
        )
    for line in count.lines:
        click.echo(line, err=True)
    click.echo(_summary(count, mode), err=True)
    context.exit(_exit_code(count, mode))


def _fix(target: Target, mend: Callable[..., Fixed], mode: str, output: str | None, count: _Count) -> None:
    try:
        fixed = mend(sys.stdin.buffer if target.path == STDIN else target.path)
    except SourceError as error:
        count.unreadable += 1
        count.lines.append(f"{printable(target.path)}: cannot be read: {printable(error.reason)}")
        return
    if is_other_xml(target, fixed.report):
        count.skipped += 1
        return
    count.documents += 1
    count.changed += fixed.changed
    count.invalid += not fixed.report.valid
    if mode == "output" and output is not None:
        _write(fixed.data, output)
    elif mode == "write" and fixed.changed:
        _write(fixed.data, target.path)
    elif mode == "diff" and fixed.changed:
        _show(fixed, target.path)
    count.lines += _said(fixed, target.path, mode)


def _write(data: bytes, path: str) -> None:
    if path == STDIN:
        sys.stdout.buffer.write(data)
    else:
        write_whole(path, data)


def _show(fixed: Fixed, path: str) -> None:
    """The diff: for a terminal made harmless, else the bytes as they are, so that ``patch`` can apply it."""
    lines = unified(fixed.original, fixed.data, path)
    if sys.stdout.isatty():
        for line in lines:
            click.echo(printable(line.decode("utf-8", "replace").rstrip("\r\n")))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(lines)


def _said(fixed: Fixed, path: str, mode: str) -> list[str]:
    """What is said of one document: what was changed, by rule, what is left, and warnings."""
    name = printable("standard input" if path == STDIN else path)
    lines = []
    if fixed.changed:
        kinds = Counter(change.rule for change in fixed.changes)
        verb = "would be changed" if mode == "diff" else "changed"
        lines.append(f"{name}: {verb}: " + ", ".join(f"{number} x {rule}" for rule, number in sorted(kinds.items())))
        lines += [f"  warning: {warning}" for warning in fixed.warnings]
    lines += _left(fixed.report, name)
    return lines


def _left(report: Report, name: str) -> list[str]:
    errors = report.errors
    if not errors:
        return []
    lines = [f"{name}: left: {len(errors)} error{'s' * (len(errors) != 1)}"]
    for finding in errors[:_MOST_SHOWN]:
        place = f"line {finding.line}: " if finding.line else ""
        lines.append(f"  {place}{finding.rule}: {printable(finding.message)}")
    if len(errors) > _MOST_SHOWN:
        lines.append(f"  … and {len(errors) - _MOST_SHOWN:,} more")
    return lines


def _summary(count: _Count, mode: str) -> str:
    parts = [f"{count.changed} {'would be changed' if mode == 'diff' else 'changed'}", f"{count.invalid} still invalid"]
    if count.unreadable:
        parts.append(f"{count.unreadable} cannot be read")
    if count.skipped:
        parts.append(f"{count.skipped} skipped")
    return f"{count.documents} document{'s' * (count.documents != 1)}: {', '.join(parts)}"


def _exit_code(count: _Count, mode: str) -> int:
    if count.unreadable or not count.documents:
        return 2
    return 1 if count.invalid or (mode == "diff" and count.changed) else 0
