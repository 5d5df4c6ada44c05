"""``opentrans generate``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from typing import TYPE_CHECKING

import click

from ..report.printable import printable
from .config import choose_dialect, load_config
from .selection import Selection

if TYPE_CHECKING:
    from ..generation.runs.results import Result
    from ..generation.runs.run import Run

#: So many documents are shown by --preview; all are judged.
_PREVIEWED = 3


@click.command("generate")
@click.argument("mapping", metavar="MAPPING")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="DIR", help="The folder for the documents; made if need be.")
@click.option("--partners", multiple=True, metavar="FILE", help="Instead of those that the mapping names; repeatable.")
@click.option("--set", "settings", multiple=True, metavar="K=V", help="A setting of the mapping; repeatable.")
@click.option("--preview", is_flag=True, help="Show which column becomes what; write nothing.")
@click.option(
    "--on-error",
    type=click.Choice(["skip", "stop"]),
    default="skip",
    show_default=True,
    help="Go on behind a document that is refused, or end there.",
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there with other content.")
@click.option("--report", metavar="FILE", help="Write the run report as JSON to FILE too (whole or not at all).")
@click.option(
    "--dialect",
    show_default="itscope",
    metavar="D",
    help="itscope, itscope@YYYY-MM, standard, an installed schema, or an XSD file.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 61),
    show_default="for hundreds of documents the processors of the machine, 4 at most; else 1",
    metavar="N",
    help="Processes that work at once.",
)
@click.pass_context
def generate_command(  # noqa: PLR0913
    context: click.Context,
    mapping: str,
    sources: tuple[str, ...],
    output: str | None,
    partners: tuple[str, ...],
    settings: tuple[str, ...],
    preview: bool,
    on_error: str,
    overwrite: bool,
    report: str | None,
    dialect: str | None,
    jobs: int | None,
) -> None:
    """Make documents of the exports of an ERP system.

    MAPPING is a file, or the name of a shipped mapping (opentrans mappings list). SOURCE are the exports, and the
    received ORDERs where the mapping answers them.

    Each document is validated, rules included, and written only if it is valid; a file that is there with the same
    content counts as done, so that a run that was interrupted goes on. The run report says what became of each
    document: written, there already, refused (why, at which cell, by which line of the mapping) or skipped.

    Exit code 0: all went well. 1: something was refused or could not be read. 2: nothing could be done.
    """
    from ..generation.runs.run import generate

    if output is None and not preview:
        raise click.UsageError("name the folder for the documents with -o DIR, or look first with --preview")
    config = load_config(os.getcwd())
    run = generate(
        mapping,
        _expanded(sources),
        partners=partners,
        settings=_settings(settings),
        output=None if preview else output,
        dialect=choose_dialect(dialect, config),
        overwrite=overwrite,
        stop=on_error == "stop",
        jobs=1 if preview else jobs,
        tolerances=config.tolerances,
        weigh=Selection.parse(None, None, config).apply,
    )
    results = _told(run, preview=preview)
    if report is None:
        for _result in results:
            pass
    else:
        from .. import __version__
        from ..generation.runs.reporting import json_pieces, write_report

        write_report(report, json_pieces(results, run, __version__))
    if not run.documents:
        context.exit(2)
    context.exit(1 if run.failed else 0)


def _told(run: Run, *, preview: bool) -> Iterator[Result]:
    """The results, each told on standard output when it is there."""
    from ..generation.runs.preview import preview_lines
    from ..generation.runs.reporting import TextReport

    report = TextReport()
    shown = 0
    for result in run:
        _say(report.lines(result))
        if preview and result.draft is not None and shown < _PREVIEWED:
            shown += 1
            _say(preview_lines(result))
        yield result
    _say(report.end(run))
    if preview:
        _say(["nothing was written (--preview)"])


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{printable(line)}\n")


def _ending(folder: str) -> str:
    """How the names of most files in a folder end."""
    endings = Counter(os.path.splitext(name)[1] for name in os.listdir(folder))
    return max(sorted(filter(None, endings)), key=endings.__getitem__, default="")


def _settings(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set {one}: write --set NAME=VALUE")
        found[name.strip()] = value
    return found


def _expanded(paths: tuple[str, ...]) -> list[str]:
    """The paths, globs expanded here so that they mean the same in every shell."""
    found: list[str] = []
    for path in paths:
        if has_magic(path) and not os.path.lexists(path):
            matches = sorted(glob(path, recursive=True))
            if not matches:
                raise click.UsageError(f"nothing matches {path}")
            found += matches
        elif os.path.isdir(path):
            raise click.UsageError(f"{path} is a folder; name its files: {os.path.join(path, '*' + _ending(path))}")
        else:
            found.append(path)
    return found
