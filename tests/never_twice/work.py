"""What is uploaded in the fire test: deals, documents, and the table of uploads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from opentrans.itscope.sandbox import Sandbox
from tests import documents

_SUPPLIER = "10000735"
_BUYER = "<PARTY_ROLE>buyer</PARTY_ROLE>"
_RECEIVER = f"{_BUYER}<PARTY_ROLE>delivery</PARTY_ROLE><ADDRESS><bmecat:NAME>Example Buyer GmbH</bmecat:NAME></ADDRESS>"


class Name(NamedTuple):
    """What makes an upload the only one of its kind here; ``document_id`` is empty without a document."""

    action: str
    target: str
    document_id: str


class Row(NamedTuple):
    """A row of the table of uploads."""

    deal: str
    file: str
    name: Name


def write_table(path: Path, rows: list[Row]) -> None:
    """Write a table as ``opentrans itscope batch`` reads it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("deal", "action", "file"))
        writer.writerows((row.deal, row.name.action, row.file) for row in rows)


def deliverable(order_id: str) -> str:
    """An ORDER that can be sent: it says where the goods go."""
    return documents.order(order_id=order_id).replace(_BUYER, _RECEIVER)


def prepare(sandbox: Sandbox, uploads: int, folder: Path) -> list[Row]:
    """Seed the deals and write the documents for so many uploads."""
    return [row for deal in range(uploads // 4 + 1) for row in _rows_of(sandbox, deal, folder)][:uploads]


def _rows_of(sandbox: Sandbox, index: int, folder: Path) -> Iterator[Row]:
    """The four uploads of a deal: with documents, without, with only the order's number known, and some orders."""
    order = f"PO-{index}"
    (deal,) = sandbox.seed(documents.order(order_id=order).encode())

    def row(action: str, number: str = "", document: str = "", *, target: str = deal, named: bool = True) -> Row:
        if not document:
            return Row(target, "", Name(action, target, ""))
        file = f"{action}-{index}.xml"
        for old, new in (("PO-1", order), ("LS-1", number), ("RE-1", number)):
            document = document.replace(f">{old}<", f">{new}<")
        (folder / file).write_text(document, encoding="utf-8", newline="")
        return Row(target if named else "", file, Name(action, target, number))

    if index % 5 == 0:
        yield from (row("confirm"), row("advise"), row("invoice"), row("archive"))
        return
    named = index % 5 != 1
    yield row("confirm", order, documents.orderresponse(), named=named)
    yield row("advise", f"LS-{index}", documents.dispatchnotification(), named=named)
    yield row("invoice", f"RE-{index}", documents.invoice())
    if index % 5 == 2:
        yield row("send", f"NEW-{index}", deliverable(f"NEW-{index}"), target=_SUPPLIER)
    else:
        yield row("archive")
