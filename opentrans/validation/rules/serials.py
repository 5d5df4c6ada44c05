"""Rules about serial numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import quote
from .base import Found, rule
from .document import Document
from .elements import text

#: Units that all mean one piece, which has its own serial number.
PIECES = frozenset({"C62", "EA", "PCE", "PCS", "H87"})


@rule(
    "lines/too-many-serial-numbers",
    "error",
    needs="SERIAL_NUMBER",
    documents="DISPATCHNOTIFICATION INVOICE ORDERRESPONSE RECEIPTACKNOWLEDGEMENT",
    whole=False,
    source="SERIAL_NUMBER: the number of one piece; ITscope: attribute type for further ones such as Imei",
    good="""
    <PRODUCT_ID>
      <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
      <SERIAL_NUMBER>SN-1</SERIAL_NUMBER>
      <SERIAL_NUMBER>SN-2</SERIAL_NUMBER>
    </PRODUCT_ID>
    """,
    bad="""
    <PRODUCT_ID>
      <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
      <SERIAL_NUMBER>SN-1</SERIAL_NUMBER>
      <SERIAL_NUMBER>SN-2</SERIAL_NUMBER>
      <SERIAL_NUMBER>SN-3</SERIAL_NUMBER>
    </PRODUCT_ID>
    """,
)
def too_many_serial_numbers(document: Document) -> Iterator[Found]:
    """A line has no more serial numbers than pieces.

    They are counted for each type (ordinary ones, Imei, Imei2 …), and only where the unit is a single piece: a box
    of ten has ten serial numbers.
    """
    for line in document.lines:
        if "SERIAL_NUMBER" not in line.product or text(line.fields.get("ORDER_UNIT")) not in PIECES:
            continue
        for numbers in line.serial_numbers().values():
            if line.quantity is not None and len(numbers) > abs(line.quantity):
                yield Found(
                    numbers[int(abs(line.quantity))],
                    f"{len(numbers)} serial numbers stand beside a quantity of {text(line.fields['QUANTITY'])}",
                    "Correct the quantity, or remove serial numbers of pieces that are not in this line.",
                )


@rule(
    "lines/too-few-serial-numbers",
    "warning",
    needs="SERIAL_NUMBER",
    documents="DISPATCHNOTIFICATION INVOICE",
    whole=False,
    source="SERIAL_NUMBER: the number of one piece",
    good="""
    <PRODUCT_ID><bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID></PRODUCT_ID>
    """,
    bad="""
    <PRODUCT_ID>
      <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
      <SERIAL_NUMBER>SN-1</SERIAL_NUMBER>
    </PRODUCT_ID>
    """,
)
def too_few_serial_numbers(document: Document) -> Iterator[Found]:
    """A line with serial numbers has one for each piece.

    No serial numbers at all are fine; but where some stand, those that are missing cannot be traced later.
    """
    for line in document.lines:
        if "SERIAL_NUMBER" not in line.product or text(line.fields.get("ORDER_UNIT")) not in PIECES:
            continue
        ordinary = line.serial_numbers().get("", [])
        if ordinary and line.quantity is not None and len(ordinary) < abs(line.quantity):
            yield Found(
                ordinary[-1],
                f"only {len(ordinary)} serial numbers stand beside a quantity of {text(line.fields['QUANTITY'])}",
                "Add the missing ones.",
            )


@rule(
    "lines/duplicate-serial-number",
    "warning",
    needs="SERIAL_NUMBER",
    documents="DISPATCHNOTIFICATION INVOICE",
    whole=False,
    source="SERIAL_NUMBER: the number of one piece",
    good="""
    <PRODUCT_ID>
      <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
      <SERIAL_NUMBER>SN-1</SERIAL_NUMBER>
      <SERIAL_NUMBER>SN-01</SERIAL_NUMBER>
    </PRODUCT_ID>
    """,
    bad="""
    <PRODUCT_ID>
      <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
      <SERIAL_NUMBER>SN-1</SERIAL_NUMBER>
      <SERIAL_NUMBER>SN-1</SERIAL_NUMBER>
    </PRODUCT_ID>
    """,
)
def duplicate_serial_number(document: Document) -> Iterator[Found]:
    """No two pieces of a product have the same serial number.

    Different products may share one, since each manufacturer counts on its own.
    """
    seen: set[tuple[str, str, str]] = set()
    for line in document.lines:
        if "SERIAL_NUMBER" not in line.product:
            continue
        product = text(line.product.get("SUPPLIER_PID")) or line.identity
        for kind, numbers in line.serial_numbers().items():
            for one in numbers:
                key = (product, kind, text(one))
                if key in seen:
                    yield Found(one, f"{quote(text(one))} stands here a second time", "Remove or correct one of them.")
                seen.add(key)
