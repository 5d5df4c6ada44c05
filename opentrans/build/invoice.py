"""The builder of an INVOICE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .. import model
from ..schema.dialects import Dialect
from .calculation import Priced, charges_of, priced
from .dialect import dialect_of
from .errors import BuildError
from .fields import Number, When, decimal, verify
from .invoice_totals import invoice_summary
from .items import check_lines, price_fix, product_id
from .line import Line
from .located import located
from .objects import Allowance, DeliveryDate, Remark, Surcharge, Tax
from .parties import PartyList, add_sides
from .partners import Party, Payment
from .parts import control_info, delivery_date, languages, moment, optional_moment, package_info, payment, remarks
from .references import (
    customer_reference,
    delivery_reference,
    invoice_correction,
    order_reference,
    supplier_reference,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceBuilder:
    """Builds an INVOICE: also a correction (lines with a ``correction`` and negative quantities).

    Args:
        type: credit_memo is the self-billed invoice (Gutschriftverfahren), which the buyer writes.
        invoice_issuer: the supplier unless given (the buyer of a credit_memo); ``invoice_recipient`` the other side.
        order_id: of all lines; with ``coverage="collective"`` each line names its own.
        tax: of all lines, allowances and surcharges that have none of their own.
        allowances: beside the sum, like ``surcharges`` (freight …); each is taxed as it says.
        net: what you calculated, as a check, like ``total``; ``taxes`` are checks too: each with rate and amount.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> invoice = InvoiceBuilder(
    ...     invoice_id="RE-1", invoice_date=date(2026, 11, 25), buyer=Party("K-10583"), supplier=Party("99000101"),
    ...     currency="EUR", tax=Tax(Decimal("0.19")), lines=[Line("704118", quantity=2, price=Decimal("499.00"))],
    ...     surcharges=[Surcharge("Freight", amount=Decimal("5.90"), type="freight")],
    ... ).build()
    >>> invoice.invoice_summary.total_amount
    Decimal('1194.64')
    """

    invoice_id: str
    invoice_date: When
    buyer: Party
    supplier: Party
    lines: Sequence[Line]
    currency: str
    tax: Tax | None = None
    type: Literal["invoice", "credit_memo", "advice_of_amendment", "invoice_copy"] | None = None
    coverage: Literal["single", "collective"] | None = None
    invoice_issuer: Party | None = None
    invoice_recipient: Party | None = None
    delivery: Party | None = None
    payer: Party | None = None
    remittee: Party | None = None
    parties: Sequence[Party] = ()
    order_id: str | None = None
    order_date: When | None = None
    supplier_order_id: str | None = None
    delivery_note_id: str | None = None
    delivery_note_date: When | None = None
    delivery_date: DeliveryDate | None = None
    payment: Payment | None = None
    terms_and_conditions: str | None = None
    language: str | None = None
    remarks: Sequence[str | Remark] = ()
    allowances: Sequence[Allowance] = ()
    surcharges: Sequence[Surcharge] = ()
    net: Number | None = None
    taxes: Sequence[Tax] = ()
    total: Number | None = None
    generator: str | None = None
    generated_at: When | None = None

    def __post_init__(self) -> None:
        verify(self)

    def build(self, dialect: str | Dialect = "itscope") -> model.Invoice:
        """The document for a dialect.

        Raises BuildError for what makes no valid invoice there, DialectError for an unknown dialect.
        """
        used = dialect_of(dialect)
        lines = priced(self.lines, self.tax)
        parties = PartyList(used)
        issuer, recipient = self._sides()
        add_sides(parties, self.buyer, self.supplier)
        parties.add(issuer, "invoice_issuer", "invoice_issuer")
        parties.add(recipient, "invoice_recipient", "invoice_recipient")
        parties.add(self.delivery, "delivery", "delivery")
        parties.add(self.payer, "payer", "payer")
        parties.add(self.remittee, "remittee", "remittee")
        check_lines("INVOICE", lines, used, parties)
        parties.add_others(self.parties)
        charges = charges_of(self.allowances, self.surcharges)
        summary = invoice_summary(lines, charges, self.tax, self.net, self.taxes, self.total)
        items = [self._item(one, parties, used) for one in lines]
        with located(""):
            return model.Invoice(
                invoice_header=model.InvoiceHeader(
                    control_info=control_info(self.generator, self.generated_at),
                    invoice_info=self._info(parties, issuer, recipient, used),
                    order_history=self._history(),
                ),
                invoice_item_list=model.InvoiceItemList(invoice_item=items),
                invoice_summary=summary,
            )

    def _sides(self) -> tuple[Party, Party]:
        writer, reader = (self.buyer, self.supplier) if self.type == "credit_memo" else (self.supplier, self.buyer)
        issuer, recipient = self.invoice_issuer or writer, self.invoice_recipient or reader
        if issuer == recipient:
            raise BuildError("invoice_recipient", "is the issuer too; nobody writes himself an invoice")
        if self.type == "credit_memo" and (issuer == self.supplier or recipient == self.buyer):
            raise BuildError("type", "a credit_memo is written by the buyer; a seller's correction is an invoice")
        return issuer, recipient

    def _info(self, parties: PartyList, issuer: Party, recipient: Party, dialect: Dialect) -> model.InvoiceInfo:
        return model.InvoiceInfo(
            invoice_id=self.invoice_id,
            invoice_date=moment(self.invoice_date),
            invoice_type=self.type,
            invoice_coverage=self.coverage,
            deliverynote_id=self.delivery_note_id,
            delivery_date=delivery_date(self.delivery_date, "delivery_date"),
            delivery_idref=parties.optional(self.delivery, model.DeliveryIdref),
            language=languages(self.language),
            parties=parties.built(),
            invoice_issuer_idref=parties.reference(issuer, model.InvoiceIssuerIdref),
            invoice_recipient_idref=parties.reference(recipient, model.InvoiceRecipientIdref),
            buyer_idref=parties.reference(self.buyer, model.BuyerIdref),
            supplier_idref=parties.reference(self.supplier, model.SupplierIdref),
            payer_idref=parties.optional(self.payer, model.PayerIdref),
            remittee_idref=parties.optional(self.remittee, model.RemitteeIdref),
            currency=self.currency,
            payment=payment(self.payment, dialect),
            terms_and_conditions=self.terms_and_conditions,
            remarks=remarks(self.remarks, ""),
        )

    def _history(self) -> model.OrderHistory | None:
        if self.order_id is None:
            return None
        return model.OrderHistory(
            order_id=self.order_id,
            supplier_order_id=self.supplier_order_id,
            order_date=optional_moment(self.order_date),
            deliverynote_id=self.delivery_note_id,
            deliverynote_date=optional_moment(self.delivery_note_date),
        )

    def _item(self, one: Priced, parties: PartyList, dialect: Dialect) -> model.InvoiceItem:
        line, path = one.line, one.path
        price, packages = price_fix(one), package_info(line.packages, f"{path}.")
        if price is None or one.amount is None:
            raise BuildError(f"{path}.price", "is missing; an invoice states the price of each line")
        with located(path):
            return model.InvoiceItem(
                type=line.type,
                line_item_id=one.line_id,
                product_id=product_id(line, path, parties),
                quantity=decimal(line.quantity),
                order_unit=line.unit,
                product_price_fix=price,
                price_line_amount=one.amount,
                invoice_correction=invoice_correction(line.correction, self.invoice_id, path),
                order_reference=order_reference(one, self.order_id, self.order_date, dialect),
                supplier_order_reference=supplier_reference(one, self.supplier_order_id),
                customer_order_reference=customer_reference(one, parties),
                delivery_reference=delivery_reference(one, self.delivery_note_id),
                logistic_details=None if packages is None else model.LogisticDetails(package_info=packages),
                remarks=remarks(line.remarks, f"{path}."),
            )
