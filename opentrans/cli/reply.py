"""``opentrans reply``."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ..errors import DocumentError
from ..files import write_whole
from .config import choose_dialect, load_config
from .files import STDIN
from .selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.document import Document
    from ..schema.dialects import Dialect
    from ..validation.findings import Report
    from .config import Config
    from .reply_lines import Lines

_KINDS = {"orderresponse": "confirm", "dispatchnotification": "dispatch", "invoice": "invoice"}
_REJECT = "reject"
#: What to do about what these rules miss, in the words of this command.
_HINTS = {
    "itscope/supplier-order-id": "Say --set supplier_order_id=NUMBER, the order's number in your own system.",
    "itscope/response-date": "Say --set delivery_date=DATE,fixed, or DATE,optional if it is an estimate.",
    "itscope/tracking": "Say --set packages=TRACKING_NUMBER, or give --lines with a column package.",
    "itscope/carrier": "Say --set carrier=DHL (or whose code it is).",
}


@click.command("reply")
@click.argument("order", metavar="ORDER.xml")
@click.option(
    "--as", "kind", required=True, type=click.Choice(list(_KINDS), case_sensitive=False), help="What is written."
)
@click.option("--lines", "table", metavar="CSV", help="What is confirmed, delivered or billed of which line.")
@click.option("--previous", multiple=True, metavar="FILE", help="An earlier answer, delivery or invoice; oldest first.")
@click.option("--set", "settings", multiple=True, metavar="K=V", help="Numbers, dates and whatever else is stated.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE (whole or not at all), not to standard output.")
@click.option(
    "--dialect",
    show_default="itscope",
    metavar="D",
    help="itscope, itscope@YYYY-MM, standard, an installed schema, or an XSD file.",
)
@click.pass_context
def reply_command(
    context: click.Context,
    order: str,
    kind: str,
    table: str | None,
    previous: tuple[str, ...],
    settings: tuple[str, ...],
    output: str | None,
    dialect: str | None,
) -> None:
    """Answer an ORDER: confirm or reject it, announce a delivery, write the invoice.

    References, parties, units and products are carried over from the order, amounts are calculated, and what earlier
    documents (--previous) confirmed, delivered and billed counts. The result is validated, rules included, and only
    written if it is valid.

    \b
    --set for orderresponse:        response_date=2026-11-21 supplier_order_id=AB-1
                                    delivery_date=2026-11-25,fixed
                                    (reject=true reason=TEXT refuses all lines)
          for dispatchnotification: dispatch_id=LS-1 dispatch_date=2026-11-22 carrier=DHL packages=TRACKING
          for invoice:              invoice_id=RE-1 invoice_date=2026-11-23 tax=0.19
    A name that does not exist lists all that do. allow_more=true allows more than is open.

    \b
    --lines: columns line or article, quantity (0 cancels; not blank), price,
             price_quantity (how many it is for), delivery_date, delivery_end,
             delivery_type (fixed, optional), serials (serials:Imei), lots,
             package or tracking, supplier_line, tax, remark. Numbers have a decimal point; several serial numbers are
             separated by blanks, commas, semicolons or |. An answer confirms lines that are not named as they
             stand; deliveries and invoices hold the lines that are named, or without --lines all
             that is open.

    Exit code 0: written. 1: the order, an earlier document or the result is invalid. 2: something cannot be read, or
    cannot be answered like this.
    """
    from ..build import BuildError, replies
    from .reply_values import read_settings

    config = load_config(os.getcwd())
    used = choose_dialect(dialect, config)
    if output is not None and any(_is_file(output, one) for one in (order, table, *previous) if one is not None):
        raise click.UsageError(f"-o {output}: this call reads it; write to another file")
    refused, settings = _refusal(kind, settings)
    if refused and table is not None:
        raise click.UsageError("reject=true refuses all lines; leave --lines out")
    function: Callable[..., Document] = getattr(replies, _REJECT if refused else _KINDS[kind])
    arguments: dict[str, Any] = read_settings(function, settings)
    lines = _lines(table)
    if lines is not None:
        arguments["lines"] = lines.lines
    try:
        received = _load(order, ("ORDER",), used)
        arguments["previous"] = [
            _load(path, ("ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE"), used) for path in previous
        ]
        made = function(received, **arguments, dialect=used)
    except DocumentError as error:
        _show(error.report, config)
        context.exit(2 if error.report.valid is None else 1)
    except BuildError as error:
        raise click.ClickException(f"{_place(error.path, lines, previous)}: {error.reason}") from error
    context.exit(_write(made, output, used, config))


def _is_file(one: str, other: str) -> bool:
    return STDIN not in (one, other) and os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def _refusal(kind: str, settings: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Is everything refused, and the settings without the one that says so."""
    said = [one for one in settings if one.partition("=")[0].strip() == _REJECT]
    if not said or kind != "orderresponse":
        return False, settings
    value = said[-1].partition("=")[2].strip().lower()
    if value not in ("true", "false"):
        raise click.UsageError(f"--set {_REJECT}: {value!r} is neither true nor false")
    return value == "true", tuple(one for one in settings if one not in said)


def _lines(table: str | None) -> Lines | None:
    if table is None:
        return None
    from .reply_lines import read_reply_lines

    return read_reply_lines(table)


def _load(path: str, kinds: tuple[str, ...], dialect: Dialect) -> Document:
    from ..model.document import load

    document = load(sys.stdin.buffer if path == STDIN else path, dialect=dialect)
    if document.element_name not in kinds:
        raise click.ClickException(f"{path}: this is {document.element_name}, but {' or '.join(kinds)} is needed here")
    return document


def _place(path: str, lines: Lines | None, previous: tuple[str, ...]) -> str:
    """The path of an error in the words of the command line."""
    for index, file in enumerate(previous):
        path = path.replace(f"previous[{index}]", file)
    place = None if lines is None else lines.place(path)
    return place or path


def _write(document: Document, output: str | None, dialect: Dialect, config: Config) -> int:
    from ..model.writing import write_document
    from ..validation.validator import validate

    data = write_document(document)
    report = validate(data, dialect=dialect, max_size=max(len(data), 1), tolerances=config.tolerances)
    findings = tuple(replace(one, hint=_HINTS.get(one.rule, one.hint)) for one in report.findings)
    if not _show(replace(report, path=output or document.element_name, findings=findings), config).valid:
        click.echo("nothing was written", err=True)
        return 1
    if output is None or output == STDIN:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        write_whole(output, data)
        click.echo(f"{output}: {document.element_name} written, valid", err=True)
    return 0


def _show(report: Report, config: Config) -> Report:
    """Show the findings on standard error, as ``validate`` does, and give the report with their configured severity."""
    from ..report.summary import Summary
    from ..report.text import render

    chosen = Selection.parse(None, None, config).apply(report)
    if chosen.findings:
        summary = Summary()
        summary.count(chosen)
        colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        for piece in render([chosen], report.schema, summary, colour=colour):
            click.echo(piece, err=True, nl=False)
    return chosen
