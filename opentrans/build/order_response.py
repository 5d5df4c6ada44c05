"""The builder of an ORDERRESPONSE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import model
from ..schema.dialects import Dialect
from .calculation import Priced, charges_of, net_of, priced
from .dialect import dialect_of, need
from .errors import BuildError
from .fields import Number, When, decimal, verify
from .items import check_lines, price_fix, product_id
from .line import Line
from .located import located
from .objects import Allowance, DeliveryDate, Remark, Surcharge, Tax
from .parties import PartyList, order_parties
from .partners import Party
from .parts import check_order, control_info, delivery_date, languages, moment, optional_moment, remarks
from .references import order_reference
from .totals import charges_fix, order_total


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderResponseBuilder:
    """Builds an ORDERRESPONSE: what of an order is confirmed, changed or cancelled (a quantity of 0).

    Args:
        order_id: the buyer's number of the order; ``supplier_order_id`` the supplier's, which ITscope wants.
        delivery_date: of all lines; ITscope wants one here or in each line, type optional (estimated) or fixed.
        invoice_recipient: the buyer unless given.
        tax: of all lines that have none of their own.
        allowances: beside the sum, like ``surcharges``; what taxes they bear has no place in an answer.
        total: what you calculated, as a check: net for ITscope, with the taxes of the lines in the standard.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> answer = OrderResponseBuilder(
    ...     order_id="PO-1", supplier_order_id="AB-7", response_date=date(2026, 11, 22), buyer=Party("K-10583"),
    ...     supplier=Party("99000101"), delivery_date=DeliveryDate(date(2026, 11, 24), type="optional"),
    ...     lines=[Line("704118", quantity=1, price=Decimal("499.00"), line_id="1")],
    ... ).build()
    >>> answer.orderresponse_summary.total_amount
    Decimal('499.00')
    """

    order_id: str
    response_date: When
    buyer: Party
    supplier: Party
    lines: Sequence[Line]
    currency: str | None = None
    supplier_order_id: str | None = None
    order_date: When | None = None
    delivery: Party | None = None
    invoice_recipient: Party | None = None
    deliverer: Party | None = None
    parties: Sequence[Party] = ()
    delivery_date: DeliveryDate | None = None
    language: str | None = None
    remarks: Sequence[str | Remark] = ()
    tax: Tax | None = None
    allowances: Sequence[Allowance] = ()
    surcharges: Sequence[Surcharge] = ()
    total: Number | None = None
    generator: str | None = None
    generated_at: When | None = None

    def __post_init__(self) -> None:
        verify(self)

    def build(self, dialect: str | Dialect = "itscope") -> model.OrderResponse:
        """The document for a dialect.

        Raises BuildError for what makes no valid answer there, DialectError for an unknown dialect.
        """
        used = dialect_of(dialect)
        check_order(self.order_date, self.response_date, "response_date", "the order of", clocks=True)
        charges = charges_of(self.allowances, self.surcharges)
        for charge in charges:
            if charge.step.tax is not None:
                reason = "an ORDERRESPONSE has no place for the tax of a charge; leave it out, the invoice states it"
                raise BuildError(f"{charge.path}.tax", reason)
        lines = priced(self.lines, self.tax, cancels=True)
        parties = PartyList(used)
        references = order_parties(
            parties,
            buyer=self.buyer,
            supplier=self.supplier,
            invoice_recipient=self.invoice_recipient or self.buyer,
            delivery=self.delivery,
            deliverer=self.deliverer,
        )
        check_lines("ORDERRESPONSE", lines, used, parties)
        parties.add_others(self.parties)
        items = [self._item(one, parties, used) for one in lines]
        summary = model.OrderResponseSummary(
            total_item_num=len(items),
            allow_or_charges_fix=charges_fix(net_of(lines), charges),
            total_amount=order_total(lines, used, self.total, charges),
        )
        with located(""):
            return model.OrderResponse(
                orderresponse_header=model.OrderResponseHeader(
                    control_info=control_info(self.generator, self.generated_at),
                    orderresponse_info=self._info(parties, references),
                ),
                orderresponse_item_list=model.OrderResponseItemList(orderresponse_item=items),
                orderresponse_summary=summary,
            )

    def _info(self, parties: PartyList, references: model.OrderPartiesReference) -> model.OrderResponseInfo:
        return model.OrderResponseInfo(
            order_id=self.order_id,
            orderresponse_date=moment(self.response_date),
            order_date=optional_moment(self.order_date),
            supplier_order_id=self.supplier_order_id,
            delivery_date=delivery_date(self.delivery_date, "delivery_date"),
            language=languages(self.language),
            parties=parties.built(),
            order_parties_reference=references,
            currency=self.currency,
            remarks=remarks(self.remarks, ""),
        )

    def _item(self, one: Priced, parties: PartyList, dialect: Dialect) -> model.OrderResponseItem:
        line, path = one.line, one.path
        reference = order_reference(one, self.order_id, self.order_date, dialect)
        if reference is not None:
            what = "the line of the order in an ORDERRESPONSE"
            need(dialect, "2023-03", f"{path}.order_line_id", what, "give the line the number that it has in the order")
        with located(path):
            return model.OrderResponseItem(
                line_item_id=one.line_id,
                product_id=product_id(line, path, parties),
                quantity=decimal(line.quantity),
                order_unit=line.unit,
                product_price_fix=price_fix(one),
                price_line_amount=one.amount,
                delivery_date=delivery_date(line.delivery_date, f"{path}.delivery_date"),
                order_reference=reference,
                remarks=remarks(line.remarks, f"{path}."),
            )
