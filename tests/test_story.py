"""One order from beginning to end: answered in part, delivered twice, billed twice, and the amounts agree."""

from __future__ import annotations

import copy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from opentrans import DispatchNotification, Invoice, Moment, Order, OrderResponse, validate
from opentrans.build import (
    BuildError,
    DeliveryDate,
    Discount,
    Package,
    Party,
    Payment,
    Remark,
    SerialNumber,
    Surcharge,
    Tax,
)
from opentrans.build.replies import ReplyLine, confirm, dispatch, invoice

VAT = Tax(Decimal("0.19"), category="standard_rate")
TERMS = Payment(days=30, discounts=[Discount(Decimal("0.02"), days=10)], terms=["10 Tage 2 % Skonto, 30 Tage netto"])


class Story:
    """The samples, and the same documents as the replies make them from the order alone."""

    def __init__(self, samples: Path) -> None:
        self.order = Order.load(samples / "story-1-order.xml")
        self.expected = (
            OrderResponse.load(samples / "story-2-orderresponse.xml"),
            DispatchNotification.load(samples / "story-3-dispatchnotification-1.xml"),
            DispatchNotification.load(samples / "story-4-dispatchnotification-2.xml"),
            Invoice.load(samples / "story-5-invoice-1.xml"),
            Invoice.load(samples / "story-6-invoice-2.xml"),
        )
        self.answer = self._answer()
        self.first = self._delivery("LS-8820417", date(2026, 10, 15), self.expected[1], [self.answer])
        self.bill = self._bill("RE-6610233", self.first, [self.answer, self.first])
        self.second = self._delivery("LS-8823960", date(2026, 10, 29), self.expected[2], [self.answer, self.first])
        self.last = invoice(
            self.order,
            invoice_id="RE-6611871",
            invoice_date=date(2026, 10, 29),
            tax=VAT,
            payment=TERMS,
            previous=[self.answer, self.first, self.bill, self.second],
        )

    @property
    def documents(self) -> list[OrderResponse | DispatchNotification | Invoice]:
        """All that was made."""
        return [self.answer, self.first, self.second, self.bill, self.last]

    def _answer(self) -> OrderResponse:
        fixed = DeliveryDate(date(2026, 10, 14), type="fixed")
        estimate = DeliveryDate(date(2026, 10, 26), end=date(2026, 10, 30), type="optional")

        def said(text: str) -> list[str | Remark]:
            return [Remark(text, type="orderresponse")]

        return confirm(
            self.order,
            response_date=Moment(datetime(2026, 10, 12, 15, 2, 44)),  # noqa: DTZ001  (the sample states no zone)
            supplier_order_id="AB-4471902",
            lines=[
                ReplyLine("1", quantity=6, delivery_date=fixed),
                ReplyLine("1", quantity=4, delivery_date=estimate),
                ReplyLine(
                    "2", quantity=8, delivery_date=fixed, remarks=said("Nur 8 Stück lieferbar, 2 Stück gestrichen.")
                ),
                ReplyLine("3", delivery_date=fixed),
                ReplyLine("4", delivery_date=fixed),
                ReplyLine("5", quantity=0, remarks=said("Artikel abgekündigt, Position storniert.")),
            ],
        )

    def _delivery(
        self,
        number: str,
        arrival: date,
        like: DispatchNotification,
        previous: list[OrderResponse | DispatchNotification | Invoice],
    ) -> DispatchNotification:
        """A delivery of what the sample delivers: its quantities and serial numbers, all else from the order."""
        items = like.dispatchnotification_item_list.dispatchnotification_item
        details = like.dispatchnotification_header.dispatchnotification_info.logistic_details_info
        assert details is not None
        assert details.package_info is not None
        return dispatch(
            self.order,
            dispatch_id=number,
            dispatch_date=date(2026, 10, 14),
            carrier="DHL",
            deliverer=Party("DHL", name="DHL Paket GmbH"),
            delivery_date=DeliveryDate(arrival),
            packages=[
                Package(one.package_id[0].value, id_type=one.package_id[0].type) for one in details.package_info.package
            ],
            lines=[
                ReplyLine(
                    item.order_reference.line_item_id,
                    quantity=item.quantity,
                    serial_numbers=[SerialNumber(one.value, type=one.type) for one in item.product_id.serial_number],
                    supplier_line_id=f"{item.order_reference.line_item_id}0",
                )
                for item in items
            ],
            previous=previous,
        )

    def _bill(
        self,
        number: str,
        delivery: DispatchNotification,
        previous: list[OrderResponse | DispatchNotification | Invoice],
    ) -> Invoice:
        assert delivery in previous
        return invoice(
            self.order,
            invoice_id=number,
            invoice_date=date(2026, 10, 15),
            tax=VAT,
            payment=TERMS,
            surcharges=[Surcharge("Versandkosten Paket", amount=Decimal("14.90"), type="freight")],
            previous=previous,
        )


@pytest.fixture(scope="module")
def story(samples: Path) -> Story:
    return Story(samples)


def without_agreements(items: list[Any]) -> list[Any]:
    """Copies without the project prices, which the samples leave out of their references."""
    found = copy.deepcopy(items)
    for item in found:
        if item.order_reference is not None:
            item.order_reference.agreement = []
    return found


def test_all_documents_are_valid_with_rules_and_without_a_warning(story: Story) -> None:
    for document in story.documents:
        assert validate(document.to_xml()).findings == ()


def test_the_answer_is_that_of_the_sample(story: Story) -> None:
    sample = story.expected[0]
    items = story.answer.orderresponse_item_list.orderresponse_item
    assert without_agreements(items) == sample.orderresponse_item_list.orderresponse_item
    assert story.answer.orderresponse_summary == sample.orderresponse_summary
    ours, theirs = (
        one.orderresponse_header.orderresponse_info.order_parties_reference for one in (story.answer, sample)
    )
    assert ours == theirs


def test_the_deliveries_are_those_of_the_samples(story: Story) -> None:
    for made, sample in ((story.first, story.expected[1]), (story.second, story.expected[2])):
        items = made.dispatchnotification_item_list.dispatchnotification_item
        assert without_agreements(items) == sample.dispatchnotification_item_list.dispatchnotification_item
        ours, theirs = (one.dispatchnotification_header.dispatchnotification_info for one in (made, sample))
        assert ours.shipment_parties_reference == theirs.shipment_parties_reference
        assert (ours.supplier_idref, ours.buyer_idref) == (theirs.supplier_idref, theirs.buyer_idref)
        assert ours.header_udx == theirs.header_udx


def test_the_invoices_are_those_of_the_samples(story: Story) -> None:
    for made, sample in ((story.bill, story.expected[3]), (story.last, story.expected[4])):
        assert without_agreements(made.invoice_item_list.invoice_item) == sample.invoice_item_list.invoice_item
        assert made.invoice_summary == sample.invoice_summary
        ours, theirs = (one.invoice_header.invoice_info for one in (made, sample))
        assert (ours.payment, ours.delivery_idref) == (theirs.payment, theirs.delivery_idref)
        assert (ours.deliverynote_id, ours.delivery_date) == (theirs.deliverynote_id, theirs.delivery_date)


def test_the_invoices_add_up_to_what_was_confirmed(story: Story) -> None:
    bills = [story.bill, story.last]
    goods = sum((bill.invoice_summary.net_value_goods for bill in bills), Decimal(0))
    assert goods == story.answer.orderresponse_summary.total_amount == Decimal("11667.60")
    totals = [bill.invoice_summary.total_amount for bill in bills]
    assert totals == [Decimal("9860.94"), Decimal("4041.24")]
    assert sum(totals) == ((goods + Decimal("14.90")) * Decimal("1.19")).quantize(Decimal("0.01"))


def test_every_piece_that_was_confirmed_is_delivered_once_and_billed_once_with_its_serial_number(story: Story) -> None:
    confirmed = {
        item.order_reference.line_item_id: item.quantity
        for item in story.answer.orderresponse_item_list.orderresponse_item
        if item.order_reference is not None and item.quantity
    }
    delivered = [
        (item.order_reference.line_item_id, item)
        for note in (story.first, story.second)
        for item in note.dispatchnotification_item_list.dispatchnotification_item
    ]
    billed = [
        (item.order_reference.line_item_id, item)
        for bill in (story.bill, story.last)
        for item in bill.invoice_item_list.invoice_item
        if item.order_reference is not None
    ]
    for lines in (delivered, billed):
        sums = {number: sum(item.quantity for of, item in lines if of == number) for number in confirmed}
        assert sums == confirmed
    serials = [
        [one.value for _, item in lines for one in item.product_id.serial_number] for lines in (delivered, billed)
    ]
    assert serials[0] == serials[1]
    assert len(set(serials[0])) == len(serials[0]) == 26


def test_at_the_end_nothing_is_open(story: Story) -> None:
    previous = story.documents
    day = date(2026, 11, 1)
    with pytest.raises(BuildError, match="nothing is open"):
        dispatch(story.order, dispatch_id="LS-1", dispatch_date=day, previous=previous)
    with pytest.raises(BuildError, match="nothing is open"):
        invoice(story.order, invoice_id="RE-1", invoice_date=day, tax=VAT, previous=previous)
