"""``opentrans itscope``: the commands that upload one thing."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..errors import DocumentError, OpenTransError
from ..itscope.dry_run import DryRun
from ..itscope.uploads import Action, Upload, prepare_upload
from ..validation.reader import MAX_SIZE
from .files import STDIN
from .itscope_common import (
    EXIT_CODES,
    ITscopeCommand,
    connect,
    describe,
    host_of,
    open_journal,
    say,
    say_interrupted,
    say_known,
    show_findings,
    upload_options,
    upload_record,
    write_json,
)

_WITH: dict[Action, tuple[str, str]] = {
    "confirm": ("Confirm a deal", "an ORDERRESPONSE"),
    "advise": ("Announce the shipment of a deal", "a DISPATCHNOTIFICATION"),
    "invoice": ("Invoice a deal", "an INVOICE"),
    "reject": ("Reject a deal", "an ORDERRESPONSE that cancels every line"),
}
_CODES = """\
What was sent is not sent again. Exit code 0: it has taken effect, now or before. 1: it was refused, by the checks, the
journal or ITscope. 2: it could not be tried. 3: its outcome is unknown; say the same again to look once more, or see
opentrans itscope journal."""


def upload_commands() -> list[click.Command]:
    """One command for each action."""
    return [*(_document_command(action) for action in _WITH), archive_command, send_command]


def _document_command(action: Action) -> click.Command:
    does, takes = _WITH[action]

    @click.command(action, cls=ITscopeCommand)
    @click.argument("deal", metavar="ID")
    @click.argument("file", required=False)
    @upload_options
    @click.pass_context
    def command(context: click.Context, /, deal: str, file: str | None, **options: Any) -> None:
        _upload(context, action, deal, file, **options)

    command.help = f"{does}, by {takes} in FILE ('-': standard input), or without one.\n\n{_CODES}"
    return command


@click.command("archive", cls=ITscopeCommand, help=f"Archive a deal, which does not change its status.\n\n{_CODES}")
@click.argument("deal", metavar="ID")
@upload_options
@click.pass_context
def archive_command(context: click.Context, /, deal: str, **options: Any) -> None:
    """Archive a deal."""
    _upload(context, "archive", deal, None, **options)


@click.command("send", cls=ITscopeCommand, help=f"Send the ORDER in FILE to a supplier.\n\n{_CODES}")
@click.argument("file")
@click.option("--supplier", required=True, metavar="ID", help="ITscope's id of the supplier.")
@upload_options
@click.pass_context
def send_command(context: click.Context, /, file: str, supplier: str, **options: Any) -> None:
    """Send an order."""
    _upload(context, "send", supplier, file, **options)


def _upload(  # noqa: PLR0913
    context: click.Context,
    action: Action,
    target: str,
    file: str | None,
    *,
    journal_file: str | None,
    as_json: bool,
    dry_run: bool,
    replace: bool,
    retry_after: float | None,
) -> None:
    from ..itscope.batch import failed, succeeded
    from ..itscope.safe_upload import upload_once

    with connect(dry_run=dry_run, journal_file=journal_file) as client:
        context.obj = client
        upload = Upload(action, target)
        try:
            upload = prepare_upload(action, target, sys.stdin.buffer.read(MAX_SIZE + 1) if file == STDIN else file)
            if isinstance(client, DryRun):
                say_known(client, upload, journal_file)
                client.upload(upload)
            if not as_json:
                say(f"{host_of(client.base_url)}, account {client.masked_account}: {describe(upload)}")
            with open_journal(journal_file) as journal:
                done = succeeded(upload_once(client, journal, upload, replace=replace, retry_after=retry_after), upload)
        except (OpenTransError, ValueError) as error:
            done = failed(error, upload)
        except KeyboardInterrupt as error:
            say_interrupted(error)
            raise
    if as_json:
        write_json(upload_record(client, file, done))
    elif done.error is None:
        once_more = "; on purpose once more: --replace" if not file and done.outcome == "already-sent" else ""
        say(f"{done.message} (journal entry {done.entry}){once_more}")
    elif isinstance(done.error, DocumentError):
        show_findings(done.error)
        say("nothing was sent", err=True)
    else:
        say(f"{done.outcome}: {done.message}", err=True)
    context.exit(EXIT_CODES[done.outcome])
