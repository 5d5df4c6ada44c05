"""``opentrans validate``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import click

from ..validation.findings import Report, SchemaInfo
from ..validation.reader import MAX_SIZE
from .config import choose_dialect, load_config
from .files import Target, find_targets, is_other_xml
from .output import write_output
from .selection import Selection
from .workers import Task, judge_files

if TYPE_CHECKING:
    from ..report.summary import Summary

_MANY_FILES = 20
_FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab")


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "--dialect",
    show_default="itscope",
    metavar="D",
    help="itscope, itscope@YYYY-MM, standard, an installed schema, or an XSD file.",
)
@click.option(
    "-f",
    "--format",
    "style",
    type=click.Choice(["auto", *_FORMATS]),
    default="auto",
    show_default=True,
    help="How the report is written; auto: github where GITHUB_ACTIONS is set, else text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE (whole or not at all).")
@click.option("--no-rules", is_flag=True, help="Judge by the schema alone.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("-q", "--quiet", is_flag=True, help="Only findings: no notes, no summary, no progress.")
@click.option("--select", metavar="G", help="Show only these rules or groups (comma-separated).")
@click.option("--ignore", metavar="G", help="Hide these rules or groups (comma-separated).")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that work at once.",
)
@click.option("--files-from", metavar="FILE", help="Read paths from FILE, one a line ('-': standard input).")
@click.option(
    "--max-size",
    type=click.IntRange(1),
    default=MAX_SIZE,
    show_default=True,
    metavar="BYTES",
    help="Refuse larger documents.",
)
@click.pass_context
def validate_command(  # noqa: PLR0913
    context: click.Context,
    paths: tuple[str, ...],
    dialect: str | None,
    style: str,
    output: str | None,
    no_rules: bool,
    strict: bool,
    quiet: bool,
    select: str | None,
    ignore: str | None,
    jobs: int,
    files_from: str | None,
    max_size: int,
) -> None:
    """Judge documents: files, folders (walked for *.xml), globs, or - for standard input.

    Exit code 0: all are valid. 1: something is invalid. 2: something could not be judged, or there was nothing to
    judge.

    Defaults for --dialect, --select and --ignore, severities and files to leave out may stand in opentrans.toml, or
    in [tool.opentrans] of pyproject.toml, here or in a folder above.
    """
    from ..report.summary import Summary

    config = load_config(os.getcwd())
    selection = Selection.parse(select, ignore, config)
    found = find_targets(paths, files_from)
    targets = [target for target in found if not (target.found and config.excludes(target.path))]
    if not targets:
        excluding = f" that {config.file} does not exclude" if config.exclude else ""
        raise click.UsageError(f"there is nothing to judge: no file named, no *.xml found{excluding}")
    used = choose_dialect(dialect, config)
    task = Task(used.name, not no_rules, max_size, config.tolerances)
    summary = Summary()
    reports = judge_files(targets, task, used, jobs)
    if not quiet and len(targets) >= _MANY_FILES and sys.stderr.isatty():
        with click.progressbar(reports, len(targets), label="validating", file=sys.stderr) as shown:
            reports = iter(list(shown))
    counted = _counted(reports, targets, summary, selection)
    if style == "auto":
        style = "github" if os.environ.get("GITHUB_ACTIONS") else "text"
    pieces = _render(style, counted, used.info, summary, quiet, to_file=output is not None)
    write_output(pieces, output, for_people=style == "text")
    context.exit(_exit_code(summary, strict))


def _render(
    style: str, reports: Iterable[Report], schema: SchemaInfo, summary: Summary, quiet: bool, *, to_file: bool
) -> Iterator[str]:
    options: dict[str, bool] = {"quiet": quiet} if style in ("text", "github") else {}
    if style == "text":
        options["colour"] = sys.stdout.isatty() and not to_file and not os.environ.get("NO_COLOR")
    pieces: Iterator[str] = import_module(f"..report.{style}", __package__).render(reports, schema, summary, **options)
    return pieces


def _counted(
    reports: Iterable[Report], targets: Iterable[Target], summary: Summary, selection: Selection
) -> Iterator[Report]:
    """The reports to show, counted; a walked file that is another kind of XML is only counted as skipped."""
    for target, report in zip(targets, reports, strict=True):
        if is_other_xml(target, report):
            summary.skipped += 1
            continue
        chosen = selection.apply(report)
        summary.count(chosen)
        yield chosen


def _exit_code(summary: Summary, strict: bool) -> int:
    if summary.unjudged or not summary.documents:
        return 2
    return 1 if summary.invalid or (strict and summary.warnings) else 0
