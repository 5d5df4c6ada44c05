"""The builder of an ORDER."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .. import model
from ..schema.dialects import Dialect
from .calculation import Priced, priced
from .dialect import check_order_id, dialect_of, is_itscope, need
from .errors import BuildError
from .fields import Number, When, decimal, verify
from .items import check_lines, price_fix, product_id
from .line import Line
from .located import located
from .objects import Agreement, Allowance, DeliveryDate, Remark, Surcharge, Tax
from .parties import PartyList, order_parties
from .partners import Party, Payment
from .parts import (
    agreements,
    control_info,
    delivery_date,
    dropshipment,
    languages,
    moment,
    optional_moment,
    payment,
    remarks,
)
from .references import customer_reference
from .totals import order_total, refuse_charges

_STANDARD_TYPES = ("standard", "express", "release", "consignment")


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderBuilder:
    """Builds an ORDER.

    Args:
        delivery: where the goods go; ITscope needs it, with a name.
        invoice_recipient: the buyer unless given.
        customer: the buyer's customer, to whom licences and services go; stands in each line that names no other.
        partial_shipment: may parts be delivered; ITscope wants it stated: False unless given.
        dropshipment: is the buyer's own delivery note used; ITscope wants it stated: False unless given.
        tax: of all lines that have none of their own.
        total: what you calculated, as a check: net for ITscope, with the taxes of the lines in the standard.
        allowances: have no place beside the sum of an order, nor have ``surcharges``; they are refused.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> shop = Party("K-10583", name="Fördewind IT-Systemhaus GmbH")
    >>> order = OrderBuilder(
    ...     order_id="PO-1", order_date=date(2026, 11, 21), buyer=shop, supplier=Party("99000101"), delivery=shop,
    ...     currency="EUR", lines=[Line("704118", quantity=2, price=Decimal("499.00"))],
    ... ).build()
    >>> order.order_summary.total_amount
    Decimal('998.00')
    """

    order_id: str
    order_date: When
    buyer: Party
    supplier: Party
    lines: Sequence[Line]
    currency: str
    type: Literal[
        "standard",
        "express",
        "release",
        "consignment",
        "express12",
        "express8",
        "expressSaturday10",
        "expressSaturday12",
        "pickup",
    ] = "standard"
    delivery: Party | None = None
    invoice_recipient: Party | None = None
    deliverer: Party | None = None
    customer: Party | None = None
    parties: Sequence[Party] = ()
    customer_order_id: str | None = None
    customer_order_date: When | None = None
    quotation_id: str | None = None
    agreements: Sequence[Agreement] = ()
    delivery_date: DeliveryDate | None = None
    payment: Payment | None = None
    terms_and_conditions: str | None = None
    partial_shipment: bool | None = None
    dropshipment: bool | None = None
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

    def build(self, dialect: str | Dialect = "itscope") -> model.Order:
        """The document for a dialect.

        Raises BuildError for what makes no valid order there, DialectError for an unknown dialect.
        """
        used = dialect_of(dialect)
        self._check(used)
        lines = priced(self.lines, self.tax)
        parties = PartyList(used)
        references = order_parties(
            parties,
            buyer=self.buyer,
            supplier=self.supplier,
            invoice_recipient=self.invoice_recipient or self.buyer,
            delivery=self.delivery,
            deliverer=self.deliverer,
        )
        parties.add(self.customer, "customer", "customer")
        check_lines("ORDER", lines, used, parties)
        parties.add_others(self.parties)
        items = [self._item(one, parties, used) for one in lines]
        total = order_total(lines, used, self.total)
        with located(""):
            return model.Order(
                type=self.type,
                order_header=model.OrderHeader(
                    control_info=control_info(self.generator, self.generated_at),
                    sourcing_info=_sourcing(self.quotation_id, self.agreements, "", used),
                    order_info=self._info(parties, references, used),
                ),
                order_item_list=model.OrderItemList(order_item=items),
                order_summary=model.OrderSummary(total_item_num=len(items), total_amount=total),
            )

    def _check(self, dialect: Dialect) -> None:
        refuse_charges("ORDER", self.allowances, self.surcharges)
        if self.type not in _STANDARD_TYPES:
            need(dialect, "2022-09", "type", f"the type {self.type!r}", f"use one of {', '.join(_STANDARD_TYPES)}")
        if not is_itscope(dialect):
            return
        check_order_id(self.order_id, dialect)
        if self.delivery is None:
            raise BuildError("delivery", "is missing; ITscope wants to know where the goods go, even to the buyer")
        if self.delivery.name is None:
            raise BuildError("delivery.name", "is missing; ITscope wants the name of who gets the goods")
        for index, line in enumerate(self.lines):
            if line.article is None:
                raise BuildError(f"lines[{index}].article", "is missing; ITscope finds the product by it")
            if line.article_type not in (None, "supplier_specific"):
                reason = f"{line.article_type!r} is not looked up by ITscope; give the supplier's own number"
                raise BuildError(f"lines[{index}].article_type", reason)

    def _info(self, parties: PartyList, references: model.OrderPartiesReference, dialect: Dialect) -> model.OrderInfo:
        defaults = False if is_itscope(dialect) else None
        partial = defaults if self.partial_shipment is None else self.partial_shipment
        drop = defaults if self.dropshipment is None else self.dropshipment
        return model.OrderInfo(
            order_id=self.order_id,
            order_date=moment(self.order_date),
            delivery_date=delivery_date(self.delivery_date, "delivery_date"),
            language=languages(self.language),
            parties=parties.built(),
            customer_order_reference=self._customer(parties),
            order_parties_reference=references,
            currency=self.currency,
            payment=payment(self.payment, dialect),
            terms_and_conditions=self.terms_and_conditions,
            partial_shipment_allowed=partial,
            remarks=remarks(self.remarks, ""),
            header_udx=None if drop is None else dropshipment(drop),
        )

    def _customer(self, parties: PartyList) -> model.CustomerOrderReference | None:
        if self.customer is None and self.customer_order_id is None and self.customer_order_date is None:
            return None
        return model.CustomerOrderReference(
            order_id=self.customer_order_id,
            order_date=optional_moment(self.customer_order_date),
            customer_idref=parties.optional(self.customer, model.CustomerIdref),
        )

    def _item(self, one: Priced, parties: PartyList, dialect: Dialect) -> model.OrderItem:
        line, path = one.line, one.path
        customer = customer_reference(one, parties, self.customer, self.customer_order_id)
        with located(path):
            return model.OrderItem(
                line_item_id=one.line_id,
                product_id=product_id(line, path, parties),
                quantity=decimal(line.quantity),
                order_unit=line.unit,
                product_price_fix=price_fix(one),
                price_line_amount=one.amount,
                contract_information=_contract(line),
                delivery_date=delivery_date(line.delivery_date, f"{path}.delivery_date"),
                sourcing_info=_sourcing(line.quotation_id, line.agreements, f"{path}.", dialect),
                customer_order_reference=[] if customer is None else [customer],
                remarks=remarks(line.remarks, f"{path}."),
            )


def _sourcing(
    quotation_id: str | None, stated: Sequence[Agreement], path: str, dialect: Dialect
) -> model.SourcingInfo | None:
    if quotation_id is None and not stated:
        return None
    return model.SourcingInfo(quotation_id=quotation_id, agreement=agreements(stated, path, dialect))


def _contract(line: Line) -> model.ContractInformation | None:
    stated = line.subscription
    if stated is None:
        return None
    return model.ContractInformation(
        subscription_period=decimal(stated.period),
        subscription_period_unit=stated.period_unit,
        billing_period=decimal(stated.billing_period),
        source_price_amount=decimal(stated.source_price),
    )
