"""``opentrans itscope batch``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ..itscope.dry_run import DryRun, RequestShown
from .itscope_common import (
    EXIT_CODES,
    ITscopeCommand,
    connect,
    describe,
    host_of,
    open_journal,
    request_record,
    say,
    say_interrupted,
    say_known,
    show_request,
    upload_options,
    upload_record,
    write_json,
)

if TYPE_CHECKING:
    from ..itscope.batch import Done, Task


@click.command("batch", cls=ITscopeCommand)
@click.argument("table")
@upload_options
@click.pass_context
def batch_command(
    context: click.Context,
    table: str,
    journal_file: str | None,
    as_json: bool,
    dry_run: bool,
    replace: bool,
    retry_after: float | None,
) -> None:
    """Upload what TABLE lists, such as the uploads.csv of a generation run.

    A CSV file with the columns deal, action (confirm, advise, invoice, reject, archive, send) and file; a relative file
    lies beside the table, an empty one lets ITscope make the document. Where deal is empty, the one deal is taken
    that has the order number of the document, or that of a column order. For send, deal is the supplier.

    Call it again to go on where it was interrupted: what was sent is not sent again; --replace is for rows with a file
    only. One bad entry does not take the others along. Exit code 3: the outcome of some upload is unknown. 2: something
    could not be tried. 1: something was refused. 0: all is sent.
    """
    from ..itscope.batch import read_tasks, run_tasks

    tasks = read_tasks(table)
    if not tasks:
        raise click.UsageError(f"{table}: there is no row below the header")
    with connect(dry_run=dry_run, journal_file=journal_file) as client:
        if isinstance(client, DryRun):
            context.exit(_show(client, tasks, journal_file, as_json=as_json))
        if not as_json:
            say(f"{host_of(client.base_url)}, account {client.masked_account}: {len(tasks)} uploads of {table}")
        results: list[tuple[Task, Done]] = []
        interrupted = False
        with open_journal(journal_file) as journal:
            running = run_tasks(client, journal, tasks, replace=replace, retry_after=retry_after)
            try:
                if not as_json:
                    results.extend(_told(running, len(tasks)))
                elif sys.stderr.isatty():
                    with click.progressbar(running, len(tasks), label="uploading", file=sys.stderr) as shown:
                        results.extend(shown)
                else:
                    results.extend(running)
            except KeyboardInterrupt as error:
                say_interrupted(error)
                interrupted = True
    counts = Counter(done.outcome for _, done in results)
    if as_json:
        uploads = [{"place": task.place, **upload_record(client, task.file, done)} for task, done in results]
        summary = {outcome.replace("-", "_"): counts[outcome] for outcome in EXIT_CODES}
        write_json({"uploads": uploads, "summary": {"uploads": len(results), **summary}})
    else:
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        say(f"{len(results)} uploads: {said}")
    if interrupted:
        raise KeyboardInterrupt
    context.exit(max(EXIT_CODES[outcome] for outcome in counts))


def _told(running: Iterator[tuple[Task, Done]], total: int) -> Iterator[tuple[Task, Done]]:
    """Say what became of each as soon as that is known."""
    for count, (task, done) in enumerate(running, 1):
        entry = f" (journal entry {done.entry})" if done.entry else ""
        outcome = "" if done.outcome in {"sent", "already-sent"} else f"{done.outcome}: "
        bad = EXIT_CODES[done.outcome] > 0
        say(f"[{count}/{total}] {task.place}: {describe(done.upload)}: {outcome}{done.message}{entry}", err=bad)
        yield task, done


def _show(client: DryRun, tasks: list[Task], journal_file: str | None, *, as_json: bool) -> int:
    """Show the requests of a batch, and what is wrong with rows that cannot be used; returns the exit code."""
    from ..errors import OpenTransError
    from ..itscope.batch import failed
    from ..itscope.uploads import Upload

    records = []
    codes = [0]
    for task in tasks:
        try:
            _requests(client, task, journal_file)
        except RequestShown as shown:
            records.append({"place": task.place, "request": request_record(client, shown.request)})
            if not as_json:
                say(f"{task.place}:")
                show_request(client, shown.request)
        except (OpenTransError, ValueError) as error:
            codes.append(EXIT_CODES[failed(error, Upload(task.action, task.deal)).outcome])  # type: ignore[arg-type]
            records.append({"place": task.place, "problem": str(error)})
            if not as_json:
                say(f"{task.place}: {error}", err=True)
    if as_json:
        write_json({"requests": records})
    return max(codes)


def _requests(client: DryRun, task: Task, journal_file: str | None) -> None:
    """Ask for what a row needs first: the search for its deal, or the upload."""
    from ..itscope.batch import upload_of

    upload = upload_of(task, client, None)
    say_known(client, upload, journal_file)
    client.upload(upload)
