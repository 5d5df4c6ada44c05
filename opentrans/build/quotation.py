"""The builder of a QUOTATION."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import model
from ..schema.dialects import Dialect
from .calculation import Priced, priced
from .dialect import dialect_of
from .fields import Number, When, decimal, verify
from .items import check_lines, price_fix, product_id
from .line import Line
from .located import located
from .objects import Agreement, Allowance, DeliveryDate, Remark, Surcharge, Tax
from .parties import PartyList, order_parties
from .partners import Party, Payment
from .parts import (
    agreements,
    check_order,
    control_info,
    delivery_date,
    languages,
    moment,
    optional_moment,
    payment,
    remarks,
)
from .totals import order_total, refuse_charges


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotationBuilder:
    """Builds a QUOTATION.

    Args:
        valid_from: from when the offer holds; ``valid_until``: its last day.
        invoice_recipient: the buyer unless given.
        tax: of all lines that have none of their own.
        total: what you calculated, as a check: net for ITscope, with the taxes of the lines in the standard. While
            optional lines are not picked, no total is written unless it is given.
        allowances: have no place beside the sum of a quotation, nor have ``surcharges``; they are refused.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> offer = QuotationBuilder(
    ...     quotation_id="ANG-1", quotation_date=date(2026, 11, 21), valid_until=date(2026, 12, 21),
    ...     buyer=Party("EK-7802"), supplier=Party("FOERDEWIND"), currency="EUR",
    ...     lines=[Line("760342", quantity=6, price=Decimal("319.00"))],
    ... ).build()
    >>> offer.quotation_summary.total_amount
    Decimal('1914.00')
    """

    quotation_id: str
    quotation_date: When
    buyer: Party
    supplier: Party
    lines: Sequence[Line]
    currency: str
    valid_from: When | None = None
    valid_until: When | None = None
    delivery: Party | None = None
    invoice_recipient: Party | None = None
    deliverer: Party | None = None
    parties: Sequence[Party] = ()
    agreements: Sequence[Agreement] = ()
    delivery_date: DeliveryDate | None = None
    payment: Payment | None = None
    terms_and_conditions: str | None = None
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

    def build(self, dialect: str | Dialect = "itscope") -> model.Quotation:
        """The document for a dialect.

        Raises BuildError for what makes no valid quotation there, DialectError for an unknown dialect.
        """
        used = dialect_of(dialect)
        refuse_charges("QUOTATION", self.allowances, self.surcharges)
        check_order(self.quotation_date, self.valid_until, "valid_until", "the quotation of")
        check_order(self.valid_from, self.valid_until, "valid_until", "valid_from")
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
        check_lines("QUOTATION", lines, used, parties)
        parties.add_others(self.parties)
        items = [self._item(one, parties, used) for one in lines]
        total = order_total(lines, used, self.total)
        with located(""):
            return model.Quotation(
                quotation_header=model.QuotationHeader(
                    control_info=control_info(self.generator, self.generated_at),
                    quotation_info=self._info(parties, references, used),
                ),
                quotation_item_list=model.QuotationItemList(quotation_item=items),
                quotation_summary=model.QuotationSummary(total_item_num=len(items), total_amount=total),
            )

    def _info(
        self, parties: PartyList, references: model.OrderPartiesReference, dialect: Dialect
    ) -> model.QuotationInfo:
        return model.QuotationInfo(
            quotation_id=self.quotation_id,
            quotation_date=moment(self.quotation_date),
            valid_start_date=optional_moment(self.valid_from),
            valid_end_date=optional_moment(self.valid_until),
            delivery_date=delivery_date(self.delivery_date, "delivery_date"),
            language=languages(self.language),
            parties=parties.built(),
            order_parties_reference=references,
            agreement=agreements(self.agreements, "", dialect),
            currency=self.currency,
            payment=payment(self.payment, dialect),
            terms_and_conditions=self.terms_and_conditions,
            remarks=remarks(self.remarks, ""),
        )

    def _item(self, one: Priced, parties: PartyList, dialect: Dialect) -> model.QuotationItem:
        line, path = one.line, one.path
        with located(path):
            return model.QuotationItem(
                line_item_id=one.line_id,
                product_id=product_id(line, path, parties),
                quantity=decimal(line.quantity),
                order_unit=line.unit,
                product_price_fix=price_fix(one),
                price_line_amount=one.amount,
                agreement=agreements(line.agreements, f"{path}.", dialect),
                delivery_date=delivery_date(line.delivery_date, f"{path}.delivery_date"),
                remarks=remarks(line.remarks, f"{path}."),
                optional=line.optional,
                optional_picked=line.picked,
            )
