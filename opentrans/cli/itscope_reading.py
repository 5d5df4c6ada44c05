"""``opentrans itscope``: the commands that change nothing there."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any, get_args

import click

from ..files import write_whole
from ..itscope.deals import Deal
from ..model.moment import Moment
from ..validation.reader import MAX_SIZE
from .files import STDIN
from .itscope_common import ITscopeCommand, common_options, connect, say, write_json

#: What is said of a verdict, and its exit code.
_VERDICTS: dict[bool | None, tuple[str, int]] = {
    True: ("valid, says ITscope", 0),
    False: ("not valid, says ITscope", 1),
    None: ("ITscope's answer says neither valid nor invalid; read it:", 2),
}


@click.command("validate", cls=ITscopeCommand)
@click.argument("file")
@common_options
@click.pass_context
def validate_command(context: click.Context, file: str, journal_file: str | None, as_json: bool, dry_run: bool) -> None:
    """Let ITscope judge the document in FILE ('-': standard input); that has no effect.

    Exit code 0: it is valid. 1: it is not. 2: ITscope could not be asked, or its answer says neither.
    """
    with connect(dry_run=dry_run, journal_file=journal_file) as client:
        context.obj = client
        verdict = client.validate(sys.stdin.buffer.read(MAX_SIZE + 1) if file == STDIN else file)
    said, code = _VERDICTS[verdict.valid]
    messages = list(verdict.messages)
    if verdict.valid is None and not messages:
        messages = [verdict.answer.body[:500].decode("utf-8", "replace")]
    if as_json:
        write_json({"file": file, "valid": verdict.valid, "messages": messages})
    else:
        say(f"{file}: {said}")
        for message in messages:
            say(f"  {message}")
    context.exit(code)


@click.command("deal", cls=ITscopeCommand)
@click.argument("deal", metavar="ID")
@common_options
@click.pass_context
def deal_command(context: click.Context, deal: str, journal_file: str | None, as_json: bool, dry_run: bool) -> None:
    """Show a deal, with its status and its documents."""
    with connect(dry_run=dry_run, journal_file=journal_file) as client:
        context.obj = client
        found = client.deal(deal)
    record = deal_record(found)
    if as_json:
        write_json(record)
        return
    for name, value in record.items():
        if isinstance(value, dict):
            for inner, content in value.items():
                say(f"{name}.{inner}: {content}")
        elif isinstance(value, list):
            for one in value:
                say(
                    f"{name}: {one['transaction_id'] or '-'}  {one['last_update'] or '-'}  {one['document_url'] or '-'}"
                )
        elif value is not None:
            say(f"{name}: {value}")


@click.command("deals", cls=ITscopeCommand)
@click.option(
    "--search",
    metavar="K=V",
    help="Only those that ITscope finds by keywords, orderId, ownOrderId, customerOrderId, status or cartId.",
)
@common_options
@click.pass_context
def deals_command(
    context: click.Context, search: str | None, journal_file: str | None, as_json: bool, dry_run: bool
) -> None:
    """List the deals in which you sell: number, status, date, the buyer's order number."""
    from ..itscope.client import SearchField

    field, equals, value = (search or "").partition("=")
    if search is not None and (field not in get_args(SearchField) or not equals or not value.strip()):
        raise click.UsageError(f"--search takes K=V, with K one of {', '.join(get_args(SearchField))}")
    with connect(dry_run=dry_run, journal_file=journal_file) as client:
        context.obj = client
        found = client.search_deals(field, value) if search else client.deals()  # type: ignore[arg-type]  # looked at
        if as_json:
            write_json({"deals": [deal_record(deal) for deal in found]})
            return
        for deal in found:
            archived = "  archived" if deal.archived else ""
            shown = (deal.order_id, deal.status, deal.status_date, deal.own_order_id)
            say("  ".join(str(one or "-") for one in shown) + archived)


@click.command("download", cls=ITscopeCommand)
@click.argument("transaction")
@click.argument("document_type", metavar="TYPE")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE (whole or not at all), not to standard output.")
@common_options
@click.pass_context
def download_command(
    context: click.Context,
    transaction: str,
    document_type: str,
    output: str | None,
    journal_file: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Download a document by its TRANSACTION: ORDER, ORDERRESPONSE, DISPATCHNOTIFICATION, INVOICE or INVOICE.pdf."""
    if as_json and output is None and not dry_run:
        raise click.UsageError("with --json the document needs a file: -o FILE")
    kind, _, form = document_type.partition(".")
    if form.lower() not in {"", "xml", "pdf"}:
        raise click.UsageError("TYPE is a document type, or one with .xml or .pdf")
    with connect(dry_run=dry_run, journal_file=journal_file) as client:
        context.obj = client
        data = client.document(transaction, kind, form="pdf" if form.lower() == "pdf" else "xml")
    if output is None or output == STDIN:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    write_whole(output, data)
    if as_json:
        write_json({"transaction": transaction, "type": kind.upper(), "file": output, "bytes": len(data)})


def deal_record(deal: Deal) -> dict[str, Any]:
    """A deal as ``--json`` tells it: the fields of Deal by name, dates as they came."""
    record: dict[str, Any] = _plain(deal)
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, Moment):
        return value.text
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
