"""What the commands below ``opentrans itscope`` share: options, credentials, the journal's place, errors, results."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from ..errors import DocumentError, OpenTransError
from ..itscope.credentials import MissingCredentials
from ..itscope.dry_run import DryRun, RequestShown
from ..itscope.errors import ITscopeError, NotFoundError, RefusedError
from ..report.printable import printable
from .output import write_output

if TYPE_CHECKING:
    from ..itscope.batch import Done, Outcome
    from ..itscope.client import ITscope
    from ..itscope.exchange import Request
    from ..itscope.journal import Journal
    from ..itscope.uploads import Upload

_Function = TypeVar("_Function", bound=Callable[..., Any])

#: The exit code that an outcome asks for; of several the highest counts.
EXIT_CODES: Mapping[Outcome, int] = {
    "sent": 0, "already-sent": 0, "refused": 1, "failed": 2, "not-tried": 2, "unknown": 3,
}  # fmt: skip

_MEANINGS = {
    "ITSCOPE_ACCOUNT_ID": "the id of your account at ITscope",
    "ITSCOPE_API_KEY": "the key of its API access",
    "ITSCOPE_COMPANY": "your company's name, which ITscope wants in the User-Agent",
}


def common_options(function: _Function) -> _Function:
    """``--journal``, ``--json`` and ``--dry-run``."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Show the request, without secrets, and send nothing."),
        click.option("--json", "as_json", is_flag=True, help="Write the result as JSON."),
        click.option(
            "--journal",
            "journal_file",
            metavar="FILE",
            help="The journal of uploads. [default: ITSCOPE_JOURNAL, else a file in your data folder]",
        ),
    ):
        function = option(function)
    return function


def upload_options(function: _Function) -> _Function:
    """``common_options``, ``--replace`` and ``--retry-after``."""
    for option in (
        click.option(
            "--retry-after",
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help="Send an upload of unknown outcome again if ITscope still shows no sign of it after this time.",
        ),
        click.option(
            "--replace",
            is_flag=True,
            help="Send although something else was sent there under the same document id; without FILE also to send "
            "the same once more on purpose, such as the notice of a second delivery.",
        ),
    ):
        function = option(function)
    return common_options(function)


def connect(*, dry_run: bool, journal_file: str | None) -> ITscope:
    """A client by the environment, which counts its requests together with all that use the same journal.

    Raises click.ClickException that says how to set what is missing.
    """
    from ..itscope.client import FilteredNameWarning, ITscope
    from ..itscope.settings import Settings

    settings = Settings() if dry_run else Settings(limit_file=f"{journal_path(journal_file)}-requests")
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", FilteredNameWarning)
            client = (DryRun if dry_run else ITscope).from_environment(os.environ, settings)
    except MissingCredentials as error:
        raise click.ClickException(_how_to_set(error.names)) from None
    except ValueError as error:
        raise click.ClickException(f"{error} (see ITSCOPE_ACCOUNT_ID, ITSCOPE_BASE_URL, ITSCOPE_COMPANY)") from None
    for warning in caught:
        click.echo(f"warning: {warning.message}", err=True)
    return client


def journal_path(given: str | None) -> str:
    """Where the journal is: as given, else as ITSCOPE_JOURNAL says, else in the user's data folder, which is made.

    Raises click.ClickException where the variable means another file in each folder.
    """
    if given:
        return given
    if chosen := os.environ.get("ITSCOPE_JOURNAL"):
        if not os.path.isabs(chosen):
            problem = f"ITSCOPE_JOURNAL is {chosen!r}, which would be another journal in each folder"
            raise click.UsageError(f"{problem}: name the whole path, without ~")
        return chosen
    import platformdirs

    folder = platformdirs.user_data_dir("opentrans-toolkit", appauthor=False)
    with suppress(OSError):  # who opens the journal says why it cannot be
        os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, "itscope-journal.sqlite3")


@contextmanager
def open_journal(given: str | None) -> Iterator[Journal]:
    """The journal; says where a new one was made."""
    from ..itscope.journal import Journal

    with Journal(journal_path(given)) as journal:
        if journal.is_new:
            say(f"a new journal was made: {journal.path}", err=True)
        yield journal


def say_known(client: DryRun, upload: Upload, given: str | None) -> None:
    """Say, in a dry run, what the journal knows as sent, if there is one."""
    from ..itscope.journal import Journal
    from ..itscope.journal_entry import key_of

    if not os.path.exists(path := journal_path(given)):
        return
    key = key_of(client, upload)
    with Journal(path) as journal:
        for entry in journal.related(key):
            if entry.key == key and entry.state != "not-sent":
                known = "was sent before" if entry.state == "sent" else "may have been sent before"
                say(f"{describe(upload)}: {known} (journal entry {entry.number}), which is seen to first", err=True)


def say_interrupted(error: KeyboardInterrupt) -> None:
    """Say what is not known of the upload that was interrupted."""
    for note in getattr(error, "__notes__", ()):
        say(note, err=True)


def host_of(base_url: str) -> str:
    """The host of a base URL."""
    return urlsplit(base_url).netloc


def write_json(data: Any) -> None:
    """Write a result as JSON to standard output."""
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    write_output([text, "\n"], None, for_people=False)


def say(text: str, *, err: bool = False) -> None:
    """Write a line for a person."""
    click.echo(printable(text), err=err)


def upload_record(client: ITscope, file: str | None, done: Done) -> dict[str, Any]:
    """What became of an upload, as ``--json`` tells it."""
    upload = done.upload
    sends = upload.action == "send"
    return {
        "action": upload.action,
        "deal": None if sends else upload.target or None,
        "supplier": upload.target if sends else None,
        "file": file,
        "document_type": upload.document_type,
        "document_id": upload.document_id,
        "host": host_of(client.base_url),
        "account": client.masked_account,
        "outcome": done.outcome,
        "entry": done.entry,
        "message": done.message,
    }


def request_record(client: DryRun, request: Request) -> dict[str, Any]:
    """A request that is not sent, as ``--json`` tells it."""
    parts = urlsplit(client.base_url)
    return {
        "method": request.method,
        "url": f"{parts.scheme}://{parts.netloc}{request.path}",
        "headers": client.headers(request),
        "account": client.masked_account,
        "bytes": None if request.content is None else len(request.content),
    }


def show_request(client: DryRun, request: Request) -> None:
    """Show a person a request that is not sent."""
    record = request_record(client, request)
    say(f"not sent (--dry-run): {record['method']} {record['url']}")
    for name, value in record["headers"].items():
        say(f"  {name}: {value}")
    say(f"  account {record['account']}, " + (f"{record['bytes']:,} bytes" if request.content else "no document"))


def describe(upload: Upload) -> str:
    """An upload in words: what goes where."""
    if upload.document_type is None:
        what: str = upload.action
    else:
        what = f"{upload.action} with {upload.document_type} {upload.document_id or ''}".rstrip()
    return f"{what}, {'supplier' if upload.action == 'send' else 'deal'} {upload.target or '?'}"


class ITscopeCommand(click.Command):
    """A command that turns a dry run into words and errors into exit codes."""

    def invoke(self, context: click.Context) -> Any:
        """Run it."""
        try:
            return super().invoke(context)
        except RequestShown as shown:
            client = context.obj
            if context.params.get("as_json"):
                write_json({"request": request_record(client, shown.request)})
            else:
                show_request(client, shown.request)
            context.exit(0)
        except DocumentError as error:
            show_findings(error)
            context.exit(1)
        except (ITscopeError, ValueError) as error:
            say(f"opentrans: {error}", err=True)
            refused = isinstance(error, RefusedError | NotFoundError) or not isinstance(error, OpenTransError)
            context.exit(1 if refused else 2)


def show_findings(error: DocumentError) -> None:
    """Show on standard error why a document is not sent."""
    from ..report.summary import Summary
    from ..report.text import render

    summary = Summary()
    summary.count(error.report)
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for piece in render([error.report], error.report.schema, summary, colour=colour):
        click.echo(piece, err=True, nl=False)


def _how_to_set(names: tuple[str, ...]) -> str:
    lines = [f"not set in the environment: {', '.join(names)}"]
    for name in names:
        lines += [
            "",
            f"{name} is {_MEANINGS[name]}. Set it:",
            f'  PowerShell  $env:{name} = "..."',
            f"  cmd         set {name}=...",
            f"  sh          export {name}='...'",
        ]
    return "\n".join(lines)
