"""``opentrans itscope journal``: what was sent, what is unknown, and a person's word about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ..itscope.credentials import Credentials
from .itscope_common import ITscopeCommand, common_options, host_of, journal_path, say, write_json

if TYPE_CHECKING:
    from ..itscope.journal import Journal
    from ..itscope.journal_entry import Entry

_EXPLAINED = {
    "sending": "the request is under way, by a process that lives",
    "sent": "it has taken effect; the same is not sent again (without a document: only with --replace)",
    "unknown": "the answer was lost: it may have taken effect, now or later. The same upload once more looks for it at "
    "ITscope and sends nothing. If you know better: opentrans itscope journal settle {number} --sent or --not-sent",
    "not-sent": "it had no effect; the same can be sent",
}


@click.group("journal", invoke_without_command=True)
@common_options
@click.pass_context
def journal_group(context: click.Context, /, **options: Any) -> None:
    """The journal of uploads: list it, explain an entry, settle one whose outcome is unknown."""
    if context.invoked_subcommand is None:
        context.invoke(list_command, **options)


@journal_group.command("list", cls=ITscopeCommand)
@common_options
@click.pass_context
def list_command(context: click.Context, journal_file: str | None, as_json: bool, dry_run: bool) -> None:
    """All entries: number, state, since when, what, where."""
    del dry_run
    with _open(context, journal_file) as journal:
        records = [] if journal is None else [_record(journal, entry) for entry in journal.entries()]
    if as_json or _parent(context, "as_json"):
        write_json({"entries": records})
        return
    for record in records:
        say(_line(record))
    unknown = sum(record["state"] == "unknown" for record in records)
    say(f"{len(records)} entries" + (f", {unknown} of unknown outcome" if unknown else ""))


@journal_group.command("show", cls=ITscopeCommand)
@click.argument("number", type=click.IntRange(1, 2**63 - 1), metavar="N")
@common_options
@click.pass_context
def show_command(context: click.Context, number: int, journal_file: str | None, as_json: bool, dry_run: bool) -> None:
    """Explain an entry: what is known of it, and what happened to it."""
    del dry_run
    with _open(context, journal_file) as journal:
        if journal is None:
            raise _no_journal(number)
        entry = journal.entry(number)
        record = _record(journal, entry)
        record["events"] = [
            {"at": event.at.isoformat(timespec="seconds"), "state": event.state, "what": event.what}
            for event in journal.events(entry)
        ]
    if as_json or _parent(context, "as_json"):
        write_json(record)
        return
    for name, value in record.items():
        if name != "events" and value is not None:
            say(f"{name}: {value}")
    for event in record["events"]:
        say(f"  {event['at']}  {event['state']}: {event['what']}")
    say(_EXPLAINED[record["state"]].format(number=number))


@journal_group.command("settle", cls=ITscopeCommand)
@click.argument("number", type=click.IntRange(1, 2**63 - 1), metavar="N")
@click.option("--sent", is_flag=True, help="It has taken effect.")
@click.option("--not-sent", is_flag=True, help="It has not, and will not: it can be sent again.")
@common_options
@click.pass_context
def settle_command(
    context: click.Context,
    number: int,
    sent: bool,
    not_sent: bool,
    journal_file: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """State what became of an upload, after a look at the deal on ITscope's pages."""
    if sent == not_sent:
        raise click.UsageError("say either --sent or --not-sent")
    with _open(context, journal_file) as journal:
        if journal is None:
            raise _no_journal(number)
        entry = journal.to_settle(number) if dry_run else journal.settle(number, sent=sent)
        record = _record(journal, entry)
    if as_json or _parent(context, "as_json"):
        write_json(record)
    else:
        say(("not settled (--dry-run): " if dry_run else "") + _line(record))


@contextmanager
def _open(context: click.Context, given: str | None) -> Iterator[Journal | None]:
    """The journal; None where there is no file, which is then not made."""
    from ..itscope.journal import Journal

    path = journal_path(given or _parent(context, "journal_file"))
    if not os.path.exists(path):
        yield None
        return
    with Journal(path) as journal:
        try:
            yield journal
        except (LookupError, ValueError) as error:
            raise click.ClickException(str(error)) from None


def _no_journal(number: int) -> click.ClickException:
    return click.ClickException(f"there is no journal yet, and no entry {number}")


def _parent(context: click.Context, name: str) -> Any:
    return None if context.parent is None else context.parent.params.get(name)


def _record(journal: Journal, entry: Entry) -> dict[str, Any]:
    key = entry.key
    state: str = entry.state
    if state == "open":
        state = "sending" if journal.is_running(entry) else "unknown"
    return {
        "number": entry.number,
        "state": state,
        "since": entry.since.isoformat(timespec="seconds"),
        "action": key.action,
        "deal": None if key.action == "send" else key.target,
        "supplier": key.target if key.action == "send" else None,
        "document_id": key.document_id or None,
        "content": key.content or None,
        "base_url": key.base_url,
        "account": Credentials(key.account, "-").masked_account,
    }


def _line(record: dict[str, Any]) -> str:
    where = f"deal {record['deal']}" if record["supplier"] is None else f"supplier {record['supplier']}"
    what = record["document_id"] or ("a document" if record["content"] else "no document")
    return (
        f"{record['number']:>5}  {record['state']:<8}  {record['since']}  {record['action']:<7}  {where}  {what}"
        f"  {host_of(record['base_url'])}, account {record['account']}"
    )
