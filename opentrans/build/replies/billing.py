"""From an order and its deliveries to an INVOICE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal

from ... import model
from ...schema.dialects import Dialect
from .. import parts
from ..calculation import Priced, charges_of
from ..dialect import dialect_of
from ..errors import BuildError
from ..fields import Number, When, decimal
from ..invoice_totals import invoice_summary
from ..items import check_lines
from ..line import Line
from ..located import located
from ..objects import Allowance, DeliveryDate, Remark, SerialNumber, Surcharge, Tax
from ..parties import PartyList
from ..partners import Payment
from .arguments import check_arguments
from .carried import (
    customer_order_ids,
    customer_reference,
    info_of,
    order_reference,
    ordered_payment,
    product_of,
    renamed,
    state_numbers,
    supplier_reference,
)
from .ledger import Delivered, Previous, ledger_of
from .portions import Portion, portions_of
from .reply_line import ReplyLine
from .terms import tax_of


@dataclass(frozen=True, slots=True, eq=False)
class _Billed:
    """A portion with its price, and as the sums know lines."""

    portion: Portion
    fix: model.ProductPriceFix
    amount: Decimal
    priced: Priced


def invoice(  # noqa: PLR0913
    order: model.Order,
    *,
    invoice_id: str,
    invoice_date: When,
    tax: Tax | None = None,
    lines: Sequence[ReplyLine] = (),
    surcharges: Sequence[Surcharge] = (),
    allowances: Sequence[Allowance] = (),
    payment: Payment | None = None,
    currency: str | None = None,
    vat_id: str | None = None,
    tax_number: str | None = None,
    delivery_date: DeliveryDate | None = None,
    supplier_order_id: str | None = None,
    previous: Sequence[Previous] = (),
    allow_more: bool = False,
    net: Number | None = None,
    total: Number | None = None,
    remarks: Sequence[str | Remark] = (),
    generator: str | None = None,
    generated_at: When | None = None,
    dialect: str | Dialect = "itscope",
) -> model.Invoice:
    """An INVOICE for an order.

    The amounts of a line that is billed in parts add up to the confirmed one; taxes are those of each invoice.

    Args:
        order: as it was received.
        tax: of lines, allowances and surcharges that state none, neither here nor in the order.
        lines: what is billed. Unless given: what the deliveries in ``previous`` brought and no invoice there billed;
            without deliveries there, all that was confirmed and not billed.
        surcharges: beside the sum, such as freight; ``allowances`` likewise. Each is taxed as it says.
        payment: the terms; those of the order unless given.
        currency: that of the order unless given.
        vat_id: the supplier's, where the order does not say it; ``tax_number`` likewise.
        delivery_date: that of the delivery unless given.
        previous: the answers, deliveries and invoices before, oldest first; prices and quantities that were confirmed
            stand before those of the order.
        allow_more: bill more than was confirmed or delivered, or again.
        net: what you calculated, as a check, like ``total``.
        dialect: what the receiver takes.

    Raises BuildError for what makes no valid invoice, and for more than is open.

    >>> from datetime import date
    >>> from opentrans import Order
    >>> received = Order.load("samples/story-1-order.xml")
    >>> bill = invoice(received, invoice_id="RE-1", invoice_date=date(2026, 10, 15), tax=Tax(Decimal("0.19")))
    >>> bill.invoice_summary.total_amount
    Decimal('15163.69')
    """
    check_arguments(locals())
    used = dialect_of(dialect)
    ledger = ledger_of(order, previous, ("INVOICE", invoice_id))
    portions = portions_of(ledger, lines, allow_more=allow_more)
    billed = list(_priced(portions, tax))
    check_lines("INVOICE", [one.priced for one in billed], used, PartyList(used))
    charges = charges_of(allowances, surcharges)
    summary = invoice_summary([one.priced for one in billed], charges, tax, net, (), total)
    number = supplier_order_id or ledger.supplier_order_id
    info, references = info_of(order), info_of(order).order_parties_reference
    used_currency = currency or info.currency or (None if ledger.response is None else ledger.response.currency)
    if used_currency is None:
        raise BuildError("currency", "is missing; the order states none")
    shipment = references.shipment_parties_reference
    notes = {id(one.delivery.note): one.delivery for one in portions if one.delivery is not None}
    note = next(iter(notes.values())) if len(notes) == 1 and all(one.delivery for one in portions) else None
    arrived = parts.delivery_date(delivery_date, "delivery_date") or _arrival(note)
    with located(""):
        parties = deepcopy(info.parties)
        state_numbers(parties, references.supplier_idref, vat_id, tax_number)
        return model.Invoice(
            invoice_header=model.InvoiceHeader(
                control_info=parts.control_info(generator, generated_at),
                invoice_info=model.InvoiceInfo(
                    invoice_id=invoice_id,
                    invoice_date=parts.moment(invoice_date),
                    invoice_type="invoice",
                    deliverynote_id=None if note is None else note.note_id,
                    delivery_date=arrived,
                    delivery_idref=None if shipment is None else deepcopy(shipment.delivery_idref),
                    language=deepcopy(info.language),
                    mime_root=deepcopy(info.mime_root),
                    parties=parties,
                    invoice_issuer_idref=renamed(references.supplier_idref, model.InvoiceIssuerIdref),
                    invoice_recipient_idref=deepcopy(references.invoice_recipient_idref)
                    or renamed(references.buyer_idref, model.InvoiceRecipientIdref),
                    buyer_idref=deepcopy(references.buyer_idref),
                    supplier_idref=deepcopy(references.supplier_idref),
                    currency=used_currency,
                    payment=parts.payment(payment, used) or ordered_payment(info),
                    remarks=parts.remarks(remarks, ""),
                ),
                order_history=_history(order, number, note),
            ),
            invoice_item_list=model.InvoiceItemList(
                invoice_item=[_item(order, one, number, several=note is None) for one in billed]
            ),
            invoice_summary=summary,
        )


def _priced(portions: Sequence[Portion], tax: Tax | None) -> Iterator[_Billed]:
    """The portions with their amounts: parts of a line add up to the whole."""
    so_far = {id(one.line): (one.line.billed, one.line.spent) for one in portions}
    for index, one in enumerate(portions, 1):
        before, spent = so_far[id(one.line)]
        price = decimal(one.said.price)
        terms = one.line.terms.at_price(price, decimal(one.said.price_quantity), one.path)
        if terms is one.line.terms:
            amount = terms.next_amount(one.quantity, before, spent, one.path)
        else:
            amount = terms.amount_of(one.quantity, one.path)
        own = one.said.tax or tax_of(terms, one.path) or tax
        fix = terms.fix_of(one.quantity, own)
        if amount is None or fix is None:
            raise BuildError(f"{one.path}.price", f"is missing; {terms.where} states none")
        so_far[id(one.line)] = (before + one.quantity, spent + amount)
        line = Line(
            quantity=one.quantity,
            unit=one.line.item.order_unit,
            price=fix.price_amount,
            serial_numbers=_serial_numbers(one),
            type="order_item",
        )
        yield _Billed(one, fix, amount, Priced(line, one.path, str(index), amount, own))


def _serial_numbers(portion: Portion) -> Sequence[str | SerialNumber]:
    """Those that are given, else those of the delivery if all of it is billed."""
    delivery = portion.delivery
    if portion.said.serial_numbers or delivery is None or portion.quantity != delivery.item.quantity:
        return portion.said.serial_numbers
    return [SerialNumber(one.value, type=one.type) for one in delivery.item.product_id.serial_number]


def _item(order: model.Order, one: _Billed, supplier_order_id: str | None, *, several: bool) -> model.InvoiceItem:
    portion, line = one.portion, one.portion.line
    said, item, delivery = portion.said, line.item, portion.delivery
    lots = said.lot_numbers or ([] if delivery is None else delivery.item.product_id.lot_number)
    with located(portion.path):
        return model.InvoiceItem(
            type=one.priced.line.type,
            line_item_id=one.priced.line_id,
            product_id=product_of(item, one.priced.line.serial_numbers, lots),
            product_features=[] if item.product_features is None else [deepcopy(item.product_features)],
            product_components=deepcopy(item.product_components),
            quantity=portion.quantity,
            order_unit=item.order_unit,
            product_price_fix=one.fix,
            price_line_amount=one.amount,
            order_reference=order_reference(order, item),
            supplier_order_reference=supplier_reference(
                supplier_order_id, said.supplier_line_id or line.supplier_line_id, portion.path
            ),
            customer_order_reference=customer_reference(order, item),
            delivery_reference=None
            if delivery is None
            else model.DeliveryReference(
                deliverynote_id=delivery.note_id,
                line_item_id=delivery.item.line_item_id,
                delivery_date=_arrival(delivery) if several else None,
            ),
            accounting_info=deepcopy(item.accounting_info),
            remarks=parts.remarks(said.remarks, f"{portion.path}."),
        )


def _arrival(delivery: Delivered | None) -> model.DeliveryDate | None:
    """DELIVERY_DATE of a delivery note."""
    if delivery is None:
        return None
    return deepcopy(delivery.note.dispatchnotification_header.dispatchnotification_info.delivery_date)


def _history(order: model.Order, supplier_order_id: str | None, note: Delivered | None) -> model.OrderHistory:
    info, source = info_of(order), order.order_header.sourcing_info
    of_note = None if note is None else note.note.dispatchnotification_header.dispatchnotification_info
    return model.OrderHistory(
        order_id=info.order_id,
        alt_customer_order_id=customer_order_ids(order),
        supplier_order_id=supplier_order_id,
        order_date=info.order_date,
        deliverynote_id=None if note is None else note.note_id,
        deliverynote_date=None if of_note is None else of_note.dispatchnotification_date,
        agreement=[] if source is None else deepcopy(source.agreement),
        catalog_reference=None if source is None else deepcopy(source.catalog_reference),
    )
