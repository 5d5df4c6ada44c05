"""Replies carry over what the order says, count what earlier documents did, and refuse what cannot be."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from opentrans import Invoice, ModelError, Order, OrderResponse, Quotation, model, validate
from opentrans.build import (
    Allowance,
    BuildError,
    Correction,
    DeliveryDate,
    InvoiceBuilder,
    Line,
    OrderBuilder,
    Package,
    Party,
    Payment,
    PriceBase,
    QuotationBuilder,
    SerialNumber,
    Surcharge,
    Tax,
)
from opentrans.build.replies import ReplyLine, confirm, dispatch, invoice, order
from opentrans.build.replies import reject as refuse
from opentrans.model.document import Document
from opentrans.testing import documents
from tests.command import ROOT

DAY = date(2026, 10, 15)
VAT = Tax(Decimal("0.19"), category="standard_rate")
SHOP = Party("K-10583", name="Fördewind IT-Systemhaus GmbH")
SUPPLIER = Party("99000101", name="Brockmann & Öhler Distribution GmbH")


@pytest.fixture
def received(samples: Path) -> Order:
    """The order of the sample story: five lines, a project price, cables priced per 100."""
    return Order.load(samples / "story-1-order.xml")


def made(*lines: Line, dialect: str = "itscope", **more: Any) -> Order:
    """An order of these lines, as it arrives: written and read."""
    built = OrderBuilder(
        order_id="PO-1",
        order_date=date(2026, 10, 12),
        buyer=SHOP,
        supplier=SUPPLIER,
        delivery=SHOP,
        currency="EUR",
        lines=lines,
        **more,
    ).build(dialect)
    return Order.load(built.to_xml(dialect=dialect), dialect=dialect)


def plain(quantity: int = 10, price: str = "3.00", **more: Any) -> Order:
    """An order of one line."""
    return made(Line("A-100", quantity=quantity, price=Decimal(price), **more))


def rules_broken(document: Document, dialect: str = "itscope") -> list[str]:
    """What the validator finds wrong, rules included, as ``rule: message``."""
    return [f"{one.rule}: {one.message}" for one in validate(document.to_xml(dialect=dialect), dialect=dialect).errors]


def response_items(response: OrderResponse) -> list[model.OrderResponseItem]:
    """Lines of an answer."""
    return response.orderresponse_item_list.orderresponse_item


def delivered_items(note: model.DispatchNotification) -> list[model.DispatchNotificationItem]:
    """Lines of a delivery."""
    return note.dispatchnotification_item_list.dispatchnotification_item


def billed_items(bill: Invoice) -> list[model.InvoiceItem]:
    """Lines of an invoice."""
    return bill.invoice_item_list.invoice_item


class TestWhatIsCarriedOver:
    def test_parties_products_units_and_references_are_those_of_the_order_in_every_reply(self, received: Order) -> None:
        before = copy.deepcopy(received)
        answer = confirm(received, response_date=DAY, supplier_order_id="AB-1")
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[answer])
        bill = invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, previous=[answer, note])
        info = received.order_header.order_info
        for parties in (
            answer.orderresponse_header.orderresponse_info.parties,
            note.dispatchnotification_header.dispatchnotification_info.parties,
            bill.invoice_header.invoice_info.parties,
        ):
            assert parties == info.parties
        replies: list[list[Any]] = [response_items(answer), delivered_items(note), billed_items(bill)]
        for items in replies:
            for item, ordered in zip(items, received.order_item_list.order_item, strict=True):
                reference = item.order_reference
                assert reference is not None
                assert (reference.order_id, reference.line_item_id) == ("FW-2026-10417", ordered.line_item_id)
                assert reference.order_date == info.order_date
                assert item.product_id == ordered.product_id
                assert item.order_unit == ordered.order_unit
        source = received.order_item_list.order_item[0].sourcing_info
        reference = billed_items(bill)[0].order_reference
        assert source is not None
        assert reference is not None
        assert reference.agreement == source.agreement
        assert billed_items(bill)[1].customer_order_reference == model.CustomerOrderReference(
            order_id="AZ-2026-118", line_item_id="2"
        )
        assert received == before

    def test_lines_within_free_xml_are_no_lines_of_the_order(self, received: Order) -> None:
        udx = received.order_header.order_info.header_udx
        assert udx is not None
        udx.content.append(model.Xml("<UDX.OLD><ORDER_ITEM><QUANTITY>1</QUANTITY></ORDER_ITEM></UDX.OLD>"))
        assert confirm(received, response_date=DAY).orderresponse_summary.total_amount == Decimal("12742.60")

    def test_a_reply_can_be_changed_without_changing_the_order(self, received: Order) -> None:
        before = copy.deepcopy(received)
        answer = confirm(received, response_date=DAY)
        answer.orderresponse_header.orderresponse_info.parties.party[0].party_role = ["other"]
        response_items(answer)[0].product_id.description_short.clear()
        assert received == before

    def test_the_header_of_an_invoice_names_issuer_recipient_place_delivery_note_and_order(
        self, received: Order
    ) -> None:
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, delivery_date=DeliveryDate(date(2026, 10, 16)))
        bill = invoice(
            received,
            invoice_id="RE-1",
            invoice_date=DAY,
            tax=VAT,
            previous=[note],
            supplier_order_id="AB-1",
            vat_id="DE814520930",
            tax_number="216/5871/0452",
            payment=Payment(days=30),
        )
        info, history = bill.invoice_header.invoice_info, bill.invoice_header.order_history
        assert info.invoice_issuer_idref == model.InvoiceIssuerIdref("99000101", type="buyer_specific")
        assert info.invoice_recipient_idref == model.InvoiceRecipientIdref("K-10583", type="supplier_specific")
        assert info.delivery_idref == model.DeliveryIdref("KD-2291-HH", type="buyer_specific")
        assert (info.deliverynote_id, info.currency) == ("LS-1", "EUR")
        assert info.delivery_date is not None
        assert info.delivery_date.delivery_end_date.text == "2026-10-16"
        supplier = info.parties.party[0].address[0]
        assert (supplier.vat_id, supplier.tax_number) == ("DE814520930", "216/5871/0452")
        assert history is not None
        assert (history.order_id, history.supplier_order_id) == ("FW-2026-10417", "AB-1")
        assert (history.deliverynote_id, str(history.deliverynote_date)) == ("LS-1", "2026-10-15")
        assert history.alt_customer_order_id == ["AZ-2026-118"]

    def test_the_card_of_an_order_is_never_written_into_an_invoice(self) -> None:
        bought = plain()
        bought.order_header.order_info.payment = model.Payment(
            card=model.Card(
                type="VISA",
                card_num="4111111111111111",
                card_expiration_date=model.Moment("2027-09"),
                card_holder_name="Petersen",
            )
        )
        bill = invoice(bought, invoice_id="RE-1", invoice_date=DAY, tax=VAT)
        assert b"4111" not in bill.to_xml()

    def test_goods_for_a_line_with_a_place_of_its_own_go_there(self, received: Order) -> None:
        place = model.ShipmentPartiesReference(delivery_idref=model.DeliveryIdref("K-10583", type="supplier_specific"))
        received.order_item_list.order_item[1].shipment_parties_reference = place
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, deliverer=Party("DHL", name="DHL"))
        places = [item.shipment_parties_reference for item in delivered_items(note)]
        assert [one.delivery_idref.value for one in places[:2]] == ["KD-2291-HH", "K-10583"]
        assert all(one.deliverer_idref == model.DelivererIdref("DHL", type="supplier_specific") for one in places)
        assert rules_broken(note) == []


class TestAnswers:
    def test_an_order_is_confirmed_as_it_stands_if_nothing_else_is_said(self, received: Order) -> None:
        answer = confirm(received, response_date=DAY, supplier_order_id="AB-1")
        assert [item.quantity for item in response_items(answer)] == [10, 10, 4, 200, 2]
        assert answer.orderresponse_summary.total_amount == received.order_summary.total_amount
        assert rules_broken(answer) == []

    def test_lines_are_confirmed_in_part_at_another_price_later_or_not_at_all(self, received: Order) -> None:
        answer = confirm(
            received,
            response_date=datetime(2026, 10, 12, 15, 0, tzinfo=UTC),
            lines=[
                ReplyLine("2", quantity=8, remarks=["2 fehlen"]),
                ReplyLine("3", price=Decimal("400.00")),
                ReplyLine(article="CAT6A-05-BL", delivery_date=DeliveryDate(date(2026, 11, 2), type="optional")),
                ReplyLine("5", quantity=0),
            ],
            delivery_date=DeliveryDate(date(2026, 10, 14), type="fixed"),
        )
        items = response_items(answer)
        assert [item.quantity for item in items] == [10, 8, 4, 200, 0]
        amounts = [str(item.price_line_amount) for item in items]
        assert amounts == ["8490.00", "1268.00", "1600.00", "258.00", "0.00"]
        assert answer.orderresponse_summary.total_amount == Decimal("11616.00")
        assert items[3].delivery_date is not None
        assert items[1].remarks == [model.Remarks("2 fehlen", type="general")]
        assert rules_broken(answer) == []

    def test_several_entries_of_a_line_are_its_partial_deliveries(self, received: Order) -> None:
        answer = confirm(
            received,
            response_date=DAY,
            lines=[
                ReplyLine("1", quantity=6, delivery_date=DeliveryDate(date(2026, 10, 16), type="fixed")),
                ReplyLine("1", quantity=4, delivery_date=DeliveryDate(date(2026, 10, 26), type="optional")),
            ],
        )
        item = response_items(answer)[0]
        assert item.quantity == 10
        assert item.partial_delivery_list is not None
        assert [one.quantity for one in item.partial_delivery_list.partial_delivery] == [6, 4]

    def test_the_wishes_of_the_order_are_confirmed_unless_a_date_is_given(self) -> None:
        wished = plain(delivery_date=DeliveryDate(date(2026, 10, 20)))
        item = response_items(confirm(wished, response_date=DAY))[0]
        assert item.delivery_date is not None
        assert item.delivery_date.delivery_start_date.text == "2026-10-20"
        other = confirm(wished, response_date=DAY, delivery_date=DeliveryDate(date(2026, 10, 30)))
        assert response_items(other)[0].delivery_date is None
        header = other.orderresponse_header.orderresponse_info.delivery_date
        assert header is not None
        assert header.delivery_start_date.text == "2026-10-30"

    def test_a_later_answer_starts_from_the_earlier_one(self, received: Order) -> None:
        first = confirm(
            received, response_date=DAY, supplier_order_id="AB-1", lines=[ReplyLine("2", quantity=8, price=150)]
        )
        second = confirm(received, response_date=DAY, previous=[first], lines=[ReplyLine("1", quantity=0)])
        items = response_items(second)
        assert [f"{item.quantity} for {item.price_line_amount}" for item in items[:2]] == [
            "0 for 0.00",
            "8 for 1200.00",
        ]
        assert second.orderresponse_header.orderresponse_info.supplier_order_id == "AB-1"

    def test_the_supplier_s_numbers_of_lines_become_those_of_the_answer_and_later_documents_refer_to_them(
        self, received: Order
    ) -> None:
        numbered = [ReplyLine(str(number), supplier_line_id=str(10 * number)) for number in range(1, 6)]
        answer = confirm(received, response_date=DAY, supplier_order_id="AB-1", lines=numbered)
        assert [item.line_item_id for item in response_items(answer)] == ["10", "20", "30", "40", "50"]
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[answer], lines=[ReplyLine("3")])
        assert delivered_items(note)[0].supplier_order_reference == model.SupplierOrderReference(
            supplier_order_id="AB-1", supplier_order_item_id="30"
        )
        with pytest.raises(BuildError, match=r"lines\[0\].supplier_line_id: ORDER_REFERENCE.* standard has none"):
            confirm(received, response_date=DAY, lines=numbered, dialect="standard")

    def test_a_line_that_an_answer_omits_is_not_confirmed_until_a_later_one_does(self, received: Order) -> None:
        answer = confirm(received, response_date=DAY)
        answer.orderresponse_item_list.orderresponse_item.pop(0)
        delivered = delivered_items(dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[answer]))
        assert [item.order_reference.line_item_id for item in delivered] == ["2", "3", "4", "5"]
        with pytest.raises(BuildError, match=r"1 of line '1' would be billed, but 0 are confirmed"):
            invoice(
                received,
                invoice_id="R",
                invoice_date=DAY,
                tax=VAT,
                lines=[ReplyLine("1", quantity=1)],
                previous=[answer],
            )
        later = confirm(received, response_date=DAY, previous=[answer])
        assert later.orderresponse_item_list.orderresponse_item[0].quantity == 10
        assert delivered_items(dispatch(received, dispatch_id="L", dispatch_date=DAY, previous=[answer, later]))[
            0
        ].quantity == Decimal(10)

    def test_lines_of_an_answer_for_the_same_line_of_the_order_count_together(self, received: Order) -> None:
        answer = confirm(received, response_date=DAY, lines=[ReplyLine("1", quantity=8, price=Decimal("800.00"))])
        items = answer.orderresponse_item_list.orderresponse_item
        rest = confirm(received, response_date=DAY, lines=[ReplyLine("1", quantity=1, price=Decimal("800.00"))])
        more = rest.orderresponse_item_list.orderresponse_item[0]
        more.line_item_id = "1b"
        items.append(more)
        bill = invoice(received, invoice_id="R", invoice_date=DAY, tax=VAT, previous=[answer])
        assert bill.invoice_item_list.invoice_item[0].price_line_amount == Decimal("7200.00")
        more.quantity = Decimal(0)
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[answer])
        assert delivered_items(note)[0].quantity == 8
        more.quantity = Decimal(1)
        more.price_line_amount = Decimal("900.00")
        assert more.product_price_fix is not None
        more.product_price_fix.price_amount = Decimal("900.00")
        with pytest.raises(BuildError, match=r"line '1b': answers line '1' once more, at another price"):
            dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[answer])

    def test_answers_come_oldest_first(self, received: Order) -> None:
        first = confirm(received, response_date=DAY)
        second = confirm(received, response_date=date(2026, 10, 17), lines=[ReplyLine("1", quantity=0)])
        assert dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[first, second])
        with pytest.raises(BuildError, match=r"previous\[1\]: is of 2026-10-15, the answer before it of 2026-10-17"):
            dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, previous=[second, first])

    def test_what_is_delivered_is_not_cancelled(self, received: Order) -> None:
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=[ReplyLine("1", quantity=6)])
        with pytest.raises(BuildError, match=r"lines\[0\].quantity: 5 would be confirmed .* 6 are delivered already"):
            confirm(received, response_date=DAY, lines=[ReplyLine("1", quantity=5)], previous=[note])
        assert confirm(received, response_date=DAY, lines=[ReplyLine("1", quantity=6)], previous=[note])
        assert confirm(
            received, response_date=DAY, lines=[ReplyLine("1", quantity=0)], previous=[note], allow_more=True
        )
        with pytest.raises(BuildError, match="previous: delivers line 1; confirm what is delivered"):
            refuse(received, response_date=DAY, previous=[note])

    def test_a_rejection_has_all_lines_at_zero_and_the_reason(self, received: Order) -> None:
        answer = refuse(received, response_date=DAY, reason="Projektpreis abgelaufen")
        assert {item.quantity for item in response_items(answer)} == {0}
        assert answer.orderresponse_summary.total_amount == 0
        remarks = answer.orderresponse_header.orderresponse_info.remarks
        assert [remark.value for remark in remarks] == ["Projektpreis abgelaufen"]
        report = validate(answer.to_xml())
        assert report.findings == ()

    def test_more_than_was_ordered_is_refused_unless_told(self, received: Order) -> None:
        lines = [ReplyLine("2", quantity=12)]
        with pytest.raises(BuildError) as refused:
            confirm(received, response_date=DAY, lines=lines)
        assert str(refused.value) == (
            "lines[0].quantity: 12 would be confirmed of line '2', 10 are ordered; correct it, or say allow_more"
        )
        answer = confirm(received, response_date=DAY, lines=lines, allow_more=True)
        assert response_items(answer)[1].price_line_amount == Decimal("1902.00")

    def test_an_order_is_not_answered_before_it_was_made(self, received: Order) -> None:
        with pytest.raises(BuildError, match="response_date: 2026-10-11 comes before the order of 2026-10-12"):
            confirm(received, response_date=date(2026, 10, 11))


class TestDeliveries:
    def test_what_is_still_open_is_delivered_and_completes_the_lines(self, received: Order) -> None:
        answer = confirm(received, response_date=DAY, lines=[ReplyLine("2", quantity=8), ReplyLine("5", quantity=0)])
        first = dispatch(
            received,
            dispatch_id="LS-1",
            dispatch_date=DAY,
            previous=[answer],
            lines=[ReplyLine("1", quantity=6), ReplyLine("2")],
        )
        rest = dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, previous=[answer, first])
        told = [
            [f"{item.order_reference.line_item_id}: {item.quantity} {item.delivery_completed}" for item in items]
            for items in (delivered_items(first), delivered_items(rest))
        ]
        assert told == [["1: 6 False", "2: 8 True"], ["1: 4 True", "3: 4 True", "4: 200 True"]]
        with pytest.raises(BuildError, match="nothing is open"):
            dispatch(received, dispatch_id="LS-3", dispatch_date=DAY, previous=[answer, first, rest])

    def test_serial_numbers_packages_and_the_carrier_are_where_the_buyer_looks_for_them(self, received: Order) -> None:
        note = dispatch(
            received,
            dispatch_id="LS-1",
            dispatch_date=DAY,
            carrier="DHL",
            lines=[
                ReplyLine("1", quantity=2, serial_numbers=["SN-1", "SN-2"], packages=["T-1"]),
                ReplyLine("2", quantity=3, packages=["T-1"]),
                ReplyLine(
                    "3",
                    quantity=1,
                    serial_numbers=[
                        SerialNumber("001010232001006", type="Imei"),
                        SerialNumber("001010232001014", type="Imei2"),
                    ],
                    packages=["T-1", "T-2"],
                ),
            ],
            packages=[Package("T-2", weight=Decimal("1.5"))],
        )
        info = note.dispatchnotification_header.dispatchnotification_info
        assert info.logistic_details_info is not None
        assert info.logistic_details_info.package_info is not None
        packages = info.logistic_details_info.package_info.package
        assert [one.package_id[0].value for one in packages] == ["T-2", "T-1"]
        details = delivered_items(note)[0].logistic_details
        assert details is not None
        assert details.package_info is not None
        assert details.package_info.package[0].package_order_unit_quantity == 2
        assert model.Remarks("DHL", type="delivererCode") in info.remarks
        numbers = [[one.value for one in item.product_id.serial_number] for item in delivered_items(note)]
        assert numbers == [["SN-1", "SN-2"], [], ["001010232001006", "001010232001014"]]
        assert rules_broken(note) == []

    def test_more_than_was_confirmed_is_refused_with_figures_unless_told(self, received: Order) -> None:
        answer = confirm(received, response_date=DAY, lines=[ReplyLine("2", quantity=8)])
        first = dispatch(
            received, dispatch_id="LS-1", dispatch_date=DAY, previous=[answer], lines=[ReplyLine("2", quantity=5)]
        )
        again: dict[str, Any] = {"dispatch_id": "LS-2", "dispatch_date": DAY, "previous": [answer, first]}
        with pytest.raises(BuildError) as refused:
            dispatch(received, **again, lines=[ReplyLine("2", quantity=4)])
        assert str(refused.value) == (
            "lines[0].quantity: 4 of line '2' would be delivered, but 8 are confirmed and 5 delivered already; "
            "correct it, or say allow_more"
        )
        assert delivered_items(dispatch(received, **again, lines=[ReplyLine("2", quantity=4)], allow_more=True))

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (
                [ReplyLine("2", quantity=11)],
                "lines[0].quantity: 11 of line '2' would be delivered, but 10 are ordered and 0 delivered already; "
                "correct it, or say allow_more",
            ),
            (
                [ReplyLine("2", quantity=8), ReplyLine("1"), ReplyLine("2", quantity=4)],
                "lines[2].quantity: 12 of line '2', which stands in 2 entries, would be delivered, but 10 are ordered "
                "and 0 delivered already; correct it, or say allow_more",
            ),
            (
                [ReplyLine("2")] * 3,
                "lines[1].quantity: nothing of line '2', which stands in 3 entries, would be delivered; "
                "make one entry of them, or give each its quantity",
            ),
            (
                [ReplyLine("2", quantity=0)],
                "lines[0].quantity: nothing of line '2' would be delivered; leave the line out",
            ),
        ],
    )
    def test_without_an_answer_figures_are_those_of_the_order_and_entries_of_one_line_are_counted(
        self, received: Order, lines: Sequence[ReplyLine], said: str
    ) -> None:
        with pytest.raises(BuildError) as refused:
            dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=lines)
        assert str(refused.value) == said

    def test_what_is_delivered_is_not_delivered_again(self, received: Order) -> None:
        whole = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY)
        with pytest.raises(BuildError, match="lines: nothing is open: everything that was ordered is delivered"):
            dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, previous=[whole])

    def test_a_serial_number_stands_once(self, received: Order) -> None:
        lines = [ReplyLine("1", quantity=1, serial_numbers=["SN-1"])] * 2
        with pytest.raises(BuildError, match=r"lines\[1\].serial_numbers: 'SN-1' stands twice; correct it"):
            dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=lines)

    def test_a_serial_number_is_delivered_once(self, received: Order) -> None:
        def deliver(number: str, **more: Any) -> model.DispatchNotification:
            lines = [ReplyLine("1", quantity=1, serial_numbers=["SN-1"])]
            return dispatch(received, dispatch_id=number, dispatch_date=DAY, lines=lines, **more)

        first = deliver("LS-1")
        with pytest.raises(BuildError, match=r"lines\[0\].serial_numbers: 'SN-1' is delivered already"):
            deliver("LS-2", previous=[first])

    def test_a_line_has_no_more_serial_numbers_than_pieces(self, received: Order) -> None:
        with pytest.raises(BuildError, match=r"lines\[0\].serial_numbers: there are more of them than pieces"):
            dispatch(
                received,
                dispatch_id="LS-1",
                dispatch_date=DAY,
                lines=[ReplyLine("1", quantity=1, serial_numbers=["SN-1", "SN-2"])],
            )


class TestInvoices:
    def test_each_delivery_is_billed_with_its_serial_numbers_and_its_note(self, received: Order) -> None:
        note = dispatch(
            received,
            dispatch_id="LS-1",
            dispatch_date=DAY,
            lines=[ReplyLine("2", quantity=2, serial_numbers=["SN-1", "SN-2"], supplier_line_id="20")],
            supplier_order_id="AB-1",
        )
        bill = invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, previous=[note])
        (item,) = billed_items(bill)
        assert [one.value for one in item.product_id.serial_number] == ["SN-1", "SN-2"]
        assert item.delivery_reference == model.DeliveryReference(deliverynote_id="LS-1", line_item_id="1")
        assert item.supplier_order_reference == model.SupplierOrderReference(
            supplier_order_id="AB-1", supplier_order_item_id="20"
        )
        assert (str(item.quantity), str(item.price_line_amount)) == ("2", "317.00")

    def test_several_deliveries_stand_in_one_invoice_line_by_line(self, received: Order) -> None:
        first = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=[ReplyLine("1", quantity=6)])
        second = dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, lines=[ReplyLine("1", quantity=3)])
        bill = invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, previous=[first, second])
        notes = [
            f"{item.quantity} of {item.delivery_reference.deliverynote_id}"
            for item in billed_items(bill)
            if item.delivery_reference is not None
        ]
        assert notes == ["6 of LS-1", "3 of LS-2"]
        assert bill.invoice_header.invoice_info.deliverynote_id is None
        assert bill.invoice_summary.net_value_goods == Decimal("7641.00")
        assert rules_broken(bill) == []

    def test_serial_numbers_that_are_given_go_to_the_delivery_that_brought_them(self, received: Order) -> None:
        brought = [["S-1", "S-2"], ["S-3", "S-4", "S-5"]]
        notes: list[Any] = []
        for number, serials in enumerate(brought):
            lines = [ReplyLine("1", quantity=len(serials), serial_numbers=serials)]
            notes.append(dispatch(received, dispatch_id=f"LS-{number}", dispatch_date=DAY, lines=lines, previous=notes))
        for stated, expected in (
            (["S-4", "S-1", "S-5", "S-2", "S-3"], [["S-1", "S-2"], ["S-4", "S-5", "S-3"]]),
            (["X-1", "X-2", "X-3", "S-2"], [["S-2", "X-1"], ["X-2", "X-3"]]),
        ):
            lines = [ReplyLine("1", quantity=5, serial_numbers=stated)]
            bill = invoice(received, invoice_id="R", invoice_date=DAY, tax=VAT, lines=lines, previous=notes)
            items = bill.invoice_item_list.invoice_item
            assert [[one.value for one in item.product_id.serial_number] for item in items] == expected
        lines = [ReplyLine("1", quantity=5, serial_numbers=list("abcdef"))]
        with pytest.raises(BuildError, match=r"lines\[0\].serial_numbers: there are more of them than pieces"):
            invoice(received, invoice_id="R", invoice_date=DAY, tax=VAT, lines=lines, previous=notes)

    def test_a_line_may_be_named_more_than_once(self, received: Order) -> None:
        first = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=[ReplyLine("1", quantity=6)])
        second = dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, lines=[ReplyLine("1", quantity=3)])
        bill = invoice(
            received,
            invoice_id="RE-1",
            invoice_date=DAY,
            tax=VAT,
            lines=[ReplyLine("1", quantity=4), ReplyLine("1", quantity=4), ReplyLine("1")],
            previous=[first, second],
        )
        notes = [
            f"{item.quantity} of {item.delivery_reference.deliverynote_id}"
            for item in billed_items(bill)
            if item.delivery_reference is not None
        ]
        assert notes == ["4 of LS-1", "2 of LS-1", "2 of LS-2", "1 of LS-2"]

    def test_without_deliveries_all_that_was_confirmed_is_billed(self, received: Order) -> None:
        answer = confirm(received, response_date=DAY, lines=[ReplyLine("1", quantity=0), ReplyLine("2", price=100)])
        bill = invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, previous=[answer])
        assert bill.invoice_summary.net_value_goods == answer.orderresponse_summary.total_amount
        with pytest.raises(BuildError, match="nothing is open"):
            invoice(received, invoice_id="RE-2", invoice_date=DAY, tax=VAT, previous=[answer, bill])

    def test_surcharges_are_taxed_at_their_own_rate(self) -> None:
        books = made(
            Line("B-1", quantity=2, price=Decimal("10.00"), tax=Tax(Decimal("0.07"), category="reduced_rate")),
            Line("A-1", quantity=1, price=Decimal("100.00")),
        )
        bill = invoice(
            books,
            invoice_id="RE-1",
            invoice_date=DAY,
            tax=VAT,
            surcharges=[Surcharge("Versand", amount=Decimal("5.00"), type="freight", tax=Tax(Decimal("0.19")))],
        )
        entries = bill.invoice_summary.total_tax.tax_details_fix
        assert [(one.tax, one.tax_base, one.tax_amount) for one in entries] == [
            (Decimal("0.07"), Decimal("20.00"), Decimal("1.40")),
            (Decimal("0.19"), Decimal("105.00"), Decimal("19.95")),
        ]
        assert bill.invoice_summary.total_amount == Decimal("146.35")
        assert rules_broken(bill) == []

    def test_a_stated_total_is_a_check(self) -> None:
        stated: dict[str, Any] = {"invoice_id": "RE-1", "invoice_date": DAY, "tax": VAT}
        assert invoice(plain(), **stated, total=Decimal("35.70")).invoice_summary.total_amount == Decimal("35.70")
        with pytest.raises(BuildError, match=r"total: 30\.00 is stated, but .* is 35\.70"):
            invoice(plain(), **stated, total=Decimal("30.00"))

    def test_a_line_without_tax_or_price_is_refused(self) -> None:
        with pytest.raises(BuildError, match=r"line '1' of the order.tax: an invoice states the tax"):
            invoice(plain(), invoice_id="RE-1", invoice_date=DAY)
        unpriced = made(Line("A-1", quantity=1))
        with pytest.raises(BuildError, match=r"price: is missing; line '1' of the order states none"):
            invoice(unpriced, invoice_id="RE-1", invoice_date=DAY, tax=VAT)
        said = [ReplyLine("1", price=Decimal("9.90"))]
        bill = invoice(unpriced, invoice_id="RE-1", invoice_date=DAY, tax=VAT, lines=said)
        assert bill.invoice_summary.net_value_goods == Decimal("9.90")

    @pytest.mark.parametrize(
        ("lines", "figures"),
        [
            (
                [ReplyLine("1", quantity=8)],
                "8 of line '1' would be billed, but 6 are delivered and 6 of them not billed",
            ),
            ([ReplyLine("2", quantity=1)], "1 of line '2' would be billed, but 0 are delivered and 0 of them"),
            (
                [ReplyLine("1", quantity=11)],
                "11 of line '1' would be billed, but 10 are ordered and 0 billed already",
            ),
            (
                [ReplyLine("1", quantity=6), ReplyLine("1", quantity=2)],
                "lines[1].quantity: 8 of line '1', which stands in 2 entries, would be billed, but 6 are delivered",
            ),
            ([ReplyLine("1"), ReplyLine("1")], "nothing of line '1', which stands in 2 entries, would be billed; make"),
            ([ReplyLine("2")], "nothing of line '2' would be billed; leave the line out"),
        ],
    )
    def test_more_than_was_delivered_is_refused_with_figures(
        self, received: Order, lines: Sequence[ReplyLine], figures: str
    ) -> None:
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=[ReplyLine("1", quantity=6)])
        with pytest.raises(BuildError) as refused:
            invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, previous=[note], lines=lines)
        assert figures in str(refused.value)

    def test_nothing_is_billed_twice_unless_told(self, received: Order) -> None:
        first = invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, lines=[ReplyLine("2", quantity=7)])
        more: dict[str, Any] = {"invoice_id": "RE-2", "invoice_date": DAY, "tax": VAT, "previous": [first]}
        with pytest.raises(BuildError, match="4 of line '2' would be billed, but 10 are ordered and 7"):
            invoice(received, **more, lines=[ReplyLine("2", quantity=4)])
        assert invoice(received, **more, lines=[ReplyLine("2", quantity=4)], allow_more=True)

    def test_what_an_earlier_invoice_of_another_program_billed_is_found_by_article_too(self, received: Order) -> None:
        freight = Line("FRACHT", quantity=1, price=Decimal("9.90"), type="extra_item")
        foreign = InvoiceBuilder(
            invoice_id="RE-0",
            invoice_date=DAY,
            buyer=SHOP,
            supplier=SUPPLIER,
            currency="EUR",
            tax=VAT,
            order_id="FW-2026-10417",
            lines=[Line("704118", quantity=9, price=Decimal("849.00")), freight],
        ).build()
        bill = invoice(received, invoice_id="RE-1", invoice_date=DAY, tax=VAT, previous=[foreign])
        assert billed_items(bill)[0].quantity == 1

    def test_what_an_invoice_corrects_can_be_billed_again(self) -> None:
        bought = plain()
        first = invoice(bought, invoice_id="RE-1", invoice_date=DAY, tax=VAT)
        back = InvoiceBuilder(
            invoice_id="RE-2",
            invoice_date=DAY,
            buyer=SHOP,
            supplier=SUPPLIER,
            currency="EUR",
            tax=VAT,
            order_id="PO-1",
            lines=[
                Line("A-100", quantity=-4, price=3, order_line_id="1", correction=Correction("RE-1", line_id="1")),
            ],
        ).build()
        again = invoice(bought, invoice_id="RE-3", invoice_date=DAY, tax=VAT, previous=[first, back])
        assert [str(item.price_line_amount) for item in billed_items(again)] == ["12.00"]

    def test_parts_of_a_line_cost_together_what_the_line_costs(self) -> None:
        cables = plain(quantity=3, price="10.00", price_quantity=Decimal(3), unit="MTR")
        previous: list[Invoice] = []
        for number in range(3):
            previous.append(
                invoice(
                    cables,
                    invoice_id=f"RE-{number}",
                    invoice_date=DAY,
                    tax=VAT,
                    lines=[ReplyLine("1", quantity=1)],
                    previous=list(previous),
                )
            )
        assert [str(billed_items(one)[0].price_line_amount) for one in previous] == ["3.33", "3.34", "3.33"]

    def test_an_amount_of_the_order_that_its_price_does_not_give_needs_a_price(self, received: Order) -> None:
        received.order_item_list.order_item[1].price_line_amount = Decimal("1600.00")
        with pytest.raises(BuildError) as refused:
            confirm(received, response_date=DAY)
        assert str(refused.value) == (
            "line '2' of the order.price: line '2' of the order states 1600.00, but 158.50 x 10 is 1585.00; "
            "state the price that holds"
        )
        answer = confirm(received, response_date=DAY, lines=[ReplyLine("2", price=Decimal("160.00"))])
        assert response_items(answer)[1].price_line_amount == Decimal("1600.00")


class TestUnusualPrices:
    def test_price_units_and_free_pieces_are_shared_out_with_the_quantity(self) -> None:
        meat = plain(quantity=10, price="8.00", price_base=PriceBase(Decimal("25.0"), unit="KGM"))
        bill = invoice(meat, invoice_id="RE-1", invoice_date=DAY, tax=VAT, lines=[ReplyLine("1", quantity=4)])
        fix = billed_items(bill)[0].product_price_fix
        assert fix.price_base_fix is not None
        assert str(fix.price_base_fix.price_unit_value) == "10"
        assert billed_items(bill)[0].price_line_amount == Decimal("80.00")

        free = plain(allowances=[Allowance("2 gratis", free_units=2)])
        bill = invoice(free, invoice_id="RE-1", invoice_date=DAY, tax=VAT, lines=[ReplyLine("1", quantity=5)])
        steps = billed_items(bill)[0].product_price_fix.allow_or_charges_fix
        assert steps is not None
        value = steps.allow_or_charge[0].allow_or_charge_value
        assert value is not None
        assert value.aoc_order_units_count == model.AocOrderUnitsCount(Decimal(1), type="inclusive")
        assert billed_items(bill)[0].price_line_amount == Decimal("12.00")
        assert rules_broken(bill) == []

    @pytest.mark.parametrize("units", ["1E+400", "INF", "NaN"])
    def test_free_units_that_nobody_can_calculate_with_stay_as_they_are(self, units: str) -> None:
        bought = plain(price="3.00", allowances=[Allowance("Naturalrabatt", free_units=1)])
        data = bought.to_xml().replace(b">1</AOC_ORDER_UNITS_COUNT>", f">{units}</AOC_ORDER_UNITS_COUNT>".encode())
        assert units.encode() in data
        received = Order.load(data)
        answer = refuse(received, response_date=DAY)
        assert f">{units}<".encode() in answer.to_xml()
        bought = Order.load(data.replace(b"<PRICE_LINE_AMOUNT>27.00</PRICE_LINE_AMOUNT>", b""))
        with contextlib.suppress(BuildError):
            assert confirm(bought, response_date=DAY, lines=[ReplyLine("1", quantity=4)]).to_xml()

    def test_an_amount_is_read_as_the_order_reads_it(self) -> None:
        weighed = plain(quantity=4, price="10.00", price_base=PriceBase(Decimal("2.5"), unit="KGM"))
        item = weighed.order_item_list.order_item[0]
        item.price_line_amount = Decimal("100.00")  # 2.5 kg are the weight of a piece
        bill = invoice(weighed, invoice_id="RE-1", invoice_date=DAY, tax=VAT, lines=[ReplyLine("1", quantity=1)])
        assert billed_items(bill)[0].price_line_amount == Decimal("25.00")
        assert billed_items(bill)[0].product_price_fix == model.ProductPriceFix(
            price_amount=Decimal("10.00"),
            price_base_fix=model.PriceBaseFix(price_unit_value=Decimal("2.5"), price_unit="KGM"),
            tax_details_fix=[model.TaxDetailsFix(tax_category="standard_rate", tax_type="vat", tax=Decimal("0.19"))],
        )

    def test_an_allowance_that_counts_once_for_the_line_cannot_be_shared_out(self) -> None:
        once = plain(allowances=[Allowance("Nachlass", amount=Decimal("1.00"))])
        once.order_item_list.order_item[0].price_line_amount = Decimal("29.00")
        assert confirm(once, response_date=DAY).orderresponse_summary.total_amount == Decimal("29.00")
        with pytest.raises(BuildError, match="an allowance counts once for the line, not for each piece"):
            invoice(once, invoice_id="RE-1", invoice_date=DAY, tax=VAT, lines=[ReplyLine("1", quantity=5)])

    def test_taxes_of_lines_count_in_the_total_of_the_standard(self) -> None:
        line = Line("A-1", quantity=2, price=Decimal("50.00"), tax=VAT)
        bought = made(line, dialect="standard")
        answer = confirm(bought, response_date=DAY, dialect="standard")
        assert answer.orderresponse_summary.total_amount == Decimal("119.00")
        assert confirm(bought, response_date=DAY).orderresponse_summary.total_amount == Decimal("100.00")


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (ReplyLine("9"), "lines[0].line_id: there is no line '9'; there are 1, 2, 3"),
            (ReplyLine(article="X"), "lines[0].article: no line has the article 'X'; there are A-1, B-1"),
            (
                ReplyLine(article="A-1"),
                "lines[0].article: the lines 1, 2 have the article 'A-1'; name the line by its number",
            ),
            (
                ReplyLine("3", article="A-1"),
                "lines[0].article: line '3' has the article 'B-1', not 'A-1'; correct one",
            ),
            (ReplyLine("1", tax=VAT), "lines[0].tax: this document has no place for it; leave it out"),
        ],
    )
    def test_a_line_is_named_without_doubt(self, line: ReplyLine, reason: str) -> None:
        price = Decimal("1.00")
        bought = made(*(Line(article, quantity=1, price=price) for article in ("A-1", "A-1", "B-1")))
        with pytest.raises(BuildError) as refused:
            confirm(bought, response_date=DAY, lines=[line])
        assert str(refused.value) == reason

    def test_documents_of_other_orders_are_refused(self, received: Order) -> None:
        other = plain()
        for wrong, reason in (
            (confirm(other, response_date=DAY), "previous[0]: answers the order 'PO-1', not 'FW-2026-10417'"),
            (dispatch(other, dispatch_id="LS-1", dispatch_date=DAY), "previous[0]: delivers nothing of the order"),
            (invoice(other, invoice_id="R", invoice_date=DAY, tax=VAT), "previous[0]: bills nothing of the order"),
        ):
            with pytest.raises(BuildError) as refused:
                confirm(received, response_date=DAY, previous=[wrong])
            assert str(refused.value).startswith(reason)

    def test_a_document_in_another_unit_cannot_be_counted(self, received: Order) -> None:
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=[ReplyLine("1", quantity=1)])
        delivered_items(note)[0].order_unit = "EA"
        assert dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, lines=[ReplyLine("1")], previous=[note])
        delivered_items(note)[0].order_unit = "PK"
        with pytest.raises(BuildError, match=r"previous\[0\]: line '1': is in PK, but line '1' was ordered in C62"):
            dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, lines=[ReplyLine("1")], previous=[note])

    def test_the_same_document_counts_once_and_a_number_is_used_once(self, received: Order) -> None:
        lines = [ReplyLine("1", quantity=6)]
        note = dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=lines)
        twice = [note, copy.deepcopy(note)]
        assert dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, lines=[ReplyLine("1")], previous=twice)
        with pytest.raises(BuildError, match=r"previous\[0\]: has the number 'LS-1' already"):
            dispatch(received, dispatch_id="LS-1", dispatch_date=DAY, lines=lines, previous=[note])
        changed = copy.deepcopy(note)
        delivered_items(changed)[0].quantity = Decimal(1)
        with pytest.raises(BuildError, match=r"previous\[1\]: another DISPATCHNOTIFICATION has the number 'LS-1' too"):
            dispatch(received, dispatch_id="LS-2", dispatch_date=DAY, lines=lines, previous=[note, changed])

    @pytest.mark.parametrize(
        ("call", "reason"),
        [
            (lambda one: confirm(one, response_date=datetime(2026, 10, 15, 12)), "response_date: .* has no zone"),  # noqa: DTZ001
            (
                lambda one: confirm(one, response_date=cast("Any", "2026-10-15")),
                "response_date: '2026-10-15' is no date",
            ),
            (lambda one: confirm(one, response_date=DAY, lines=[cast("Any", 1)]), r"lines\[0\]: 1 is no ReplyLine"),
            (lambda one: invoice(one, invoice_id="R", invoice_date=DAY, tax=cast("Any", 0.19)), "tax: 0.19 is no Tax"),
            (lambda one: invoice(one, invoice_id=" ", invoice_date=DAY, tax=VAT), "invoice_id: the text is empty"),
            (lambda _: confirm(cast("Any", "order.xml"), response_date=DAY), "order: 'order.xml' is no Order"),
            (
                lambda one: confirm(one, response_date=DAY, previous=[cast("Any", one)]),
                r"previous\[0\]: .* is no OrderResponse or DispatchNotification or Invoice",
            ),
            (lambda one: order(cast("Any", one), order_id="P", order_date=DAY), "quotation: .* is no Quotation"),
            (lambda _: ReplyLine(quantity=1), "ReplyLine.line_id: is missing"),
            (lambda _: ReplyLine("1", quantity=-1), "ReplyLine.quantity: -1 is below zero"),
            (lambda _: ReplyLine("1", price=cast("Any", 1.5)), "ReplyLine.price: 1.5 is a float"),
        ],
    )
    def test_wrong_values_are_refused_by_name(self, call: Callable[[Order], object], reason: str) -> None:
        with pytest.raises(BuildError, match=reason):
            call(plain())


class TestOrdersFromQuotations:
    @pytest.fixture
    def offer(self, samples: Path) -> Quotation:
        return Quotation.load(samples / "quotation-optional-lines.xml")

    def test_lines_that_are_not_optional_and_picked_ones_are_ordered(self, offer: Quotation) -> None:
        bought = order(offer, order_id="PO-1", order_date=DAY, delivery=Party("L-1", name="Lager"))
        items = bought.order_item_list.order_item
        assert [item.line_item_id for item in items] == ["1", "2", "3"]
        assert bought.order_summary.total_amount == Decimal("3418.80")
        offered = offer.quotation_item_list.quotation_item
        assert [item.product_id for item in items] == [item.product_id for item in offered[:3]]
        source = bought.order_header.sourcing_info
        assert source is not None
        assert source.quotation_id == offer.quotation_header.quotation_info.quotation_id
        assert validate(bought.to_xml()).findings == ()

    def test_exactly_the_lines_that_are_named_are_ordered(self, offer: Quotation) -> None:
        lines = [ReplyLine("4"), ReplyLine("1", quantity=2)]
        bought = order(offer, order_id="PO-1", order_date=DAY, delivery=SHOP, lines=lines)
        ordered = [f"{item.quantity} of {item.line_item_id}" for item in bought.order_item_list.order_item]
        assert ordered == ["5 of 4", "2 of 1"]
        assert bought.order_summary.total_amount == Decimal("1118.00")

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            (
                {"lines": [ReplyLine("1", quantity=7)]},
                r"lines\[0\].quantity: 7 of line '1' would be ordered, 6 are off",
            ),
            ({"lines": [ReplyLine("1", quantity=0)]}, r"lines\[0\].quantity: 0 cannot be ordered"),
            ({"lines": [ReplyLine("1"), ReplyLine("1")]}, r"lines\[1\].line_id: line '1' is named twice"),
            ({"order_id": "PO-2026-10-15-000001"}, "order_id: .* has 20 characters, ITscope takes 18"),
        ],
    )
    def test_what_makes_no_order_is_refused(self, offer: Quotation, more: dict[str, Any], reason: str) -> None:
        with pytest.raises(BuildError, match=reason):
            order(offer, **{"order_id": "PO-1", "order_date": DAY, "delivery": SHOP, **more})

    def test_itscope_wants_the_name_of_the_place_and_the_numbers_of_the_products(self, offer: Quotation) -> None:
        with pytest.raises(BuildError, match=r"delivery\.name: is missing"):
            order(offer, order_id="PO-1", order_date=DAY, delivery=Party("L-1"))
        offer.quotation_item_list.quotation_item[0].product_id.supplier_pid = None
        with pytest.raises(BuildError, match=r"line '1' of the quotation\.article: is missing"):
            order(offer, order_id="PO-1", order_date=DAY, delivery=SHOP)

    def test_itscope_wants_to_know_where_the_goods_go(self, offer: Quotation) -> None:
        offer.quotation_header.quotation_info.order_parties_reference.shipment_parties_reference = None
        with pytest.raises(BuildError, match="delivery: is missing"):
            order(offer, order_id="PO-1", order_date=DAY)


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, places).flatmap(lambda digits: st.decimals(low, high, places=digits))


@st.composite
def order_lines(draw: st.DrawFn) -> Line:
    whole = draw(st.booleans())
    quantity = Decimal(draw(st.integers(1, 500))) if whole else draw(decimals("0.001", "500", 3).filter(bool))
    charge: dict[str, Any] = {"sequence": draw(st.none() | st.integers(1, 3))}
    free = draw(st.booleans()) and whole
    allowances = draw(
        st.lists(
            st.one_of(
                decimals("0", "0.3", 3).map(lambda factor: Allowance("Rabatt", factor=factor, **charge)),
                decimals("0", "0.2", 2).map(lambda amount: Allowance("Nachlass", amount=amount, **charge)),
            ),
            max_size=2,
        )
    )
    if free:
        allowances.append(Allowance("Gratis", free_units=Decimal(draw(st.integers(0, int(quantity))))))
    return Line(
        f"A-{draw(st.integers(1, 99))}",
        quantity=quantity,
        unit="C62" if whole else "MTR",
        price=draw(decimals("0.3", "2000", 4)),
        price_quantity=draw(st.sampled_from([None, Decimal(1), Decimal(100), Decimal(1000)])),
        price_base=draw(
            st.none() | decimals("0.1", "50", 3).filter(bool).map(lambda units: PriceBase(units, unit="KGM"))
        ),
        allowances=allowances,
        tax=draw(st.sampled_from([None, VAT, Tax(Decimal("0.07")), Tax(0, category="exemption")])),
    )


@st.composite
def parts_of(draw: st.DrawFn, quantity: Decimal, whole: bool) -> list[Decimal]:
    """A quantity in up to four parts."""
    found: list[Decimal] = []
    for _ in range(draw(st.integers(0, 3))):
        rest = quantity - sum(found, Decimal(0))
        part = Decimal(draw(st.integers(0, int(rest)))) if whole else draw(decimals("0", str(rest), 3))
        if 0 < part < rest:
            found.append(part)
    return [*found, quantity - sum(found, Decimal(0))]


def said_of(draw: st.DrawFn, line_id: str, line: Line) -> ReplyLine:
    """An answer to a line: as it is, cancelled, or at another price, where it has one alone."""
    quantity = draw(st.sampled_from([None, Decimal(0)]))
    other = None if line.allowances else decimals("0.3", "2000", 3)
    price = None if quantity is not None or other is None else draw(st.none() | other)
    if line.unit == "C62" and quantity is None:
        quantity = Decimal(draw(st.integers(0, int(line.quantity))))
    per = None if price is None else line.price_quantity or 1
    return ReplyLine(line_id, quantity=quantity, price=price, price_quantity=per)


class Trade:
    """An order of these lines that is answered, delivered and billed in parts, as hypothesis draws it."""

    def __init__(self, draw: st.DrawFn, lines: list[Line], dialect: str) -> None:
        self.order, self.dialect = made(*lines, dialect=dialect), dialect
        ids = [item.line_item_id for item in self.order.order_item_list.order_item]
        said = [said_of(draw, line_id, line) for line_id, line in zip(ids, lines, strict=True) if draw(st.booleans())]
        answer = confirm(self.order, response_date=DAY, lines=said, dialect=dialect)
        self.confirmed = dict(zip(ids, response_items(answer), strict=True))
        self.previous: list[Any] = [answer]
        self._deliver(draw, lines)
        if self.billed_quantity() < sum(item.quantity for item in self.confirmed.values()):
            self.bill("RE-9")

    def _deliver(self, draw: st.DrawFn, lines: list[Line]) -> None:
        waiting: list[list[ReplyLine]] = [[] for _ in range(4)]
        for (line_id, item), line in zip(self.confirmed.items(), lines, strict=True):
            parts = draw(parts_of(item.quantity, line.unit == "C62")) if item.quantity else []
            for index, part in enumerate(parts):
                waiting[index].append(ReplyLine(line_id, quantity=part))
        for index, chosen in enumerate(filter(None, waiting)):
            self.deliver(f"LS-{index}", lines=chosen)
            if draw(st.booleans()):
                self.bill(f"RE-{index}")

    def deliver(self, number: str, **more: Any) -> None:
        """A delivery of these lines, or of what is open."""
        stated: dict[str, Any] = {"dispatch_id": number, "dispatch_date": DAY, "previous": self.previous, **more}
        self.previous.append(dispatch(self.order, **stated, dialect=self.dialect))

    def bill(self, number: str) -> None:
        """An invoice for what was delivered and is not billed."""
        stated: dict[str, Any] = {"invoice_id": number, "invoice_date": DAY, "tax": VAT, "previous": self.previous}
        self.previous.append(invoice(self.order, **stated, dialect=self.dialect))

    @property
    def bills(self) -> list[Invoice]:
        """All invoices."""
        return [one for one in self.previous if isinstance(one, Invoice)]

    def billed(self, line_id: str) -> list[model.InvoiceItem]:
        """What was billed of a line."""
        items = [item for bill in self.bills for item in billed_items(bill)]
        return [item for item in items if item.order_reference and item.order_reference.line_item_id == line_id]

    def delivered(self, line_id: str) -> list[model.DispatchNotificationItem]:
        """What was delivered of a line."""
        notes = [one for one in self.previous if isinstance(one, model.DispatchNotification)]
        items = [item for note in notes for item in delivered_items(note)]
        return [item for item in items if item.order_reference.line_item_id == line_id]

    def billed_quantity(self) -> Decimal:
        """All that is billed."""
        return sum((item.quantity for line_id in self.confirmed for item in self.billed(line_id)), Decimal(0))


@st.composite
def trades(draw: st.DrawFn) -> Trade:
    lines = draw(st.lists(order_lines(), min_size=1, max_size=4))
    return Trade(draw, lines, draw(st.sampled_from(["itscope", "standard"])))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(trades())
def test_however_an_order_is_split_its_parts_add_up_and_all_documents_are_valid(trade: Trade) -> None:
    for document in trade.previous:
        assert rules_broken(document, trade.dialect) == []
    for line_id, answered in trade.confirmed.items():
        delivered, billed = trade.delivered(line_id), trade.billed(line_id)
        assert sum(item.quantity for item in delivered) == sum(item.quantity for item in billed) == answered.quantity
        assert sum(item.price_line_amount for item in billed) == answered.price_line_amount
        completed = [item.delivery_completed for item in delivered]
        assert completed == [False] * (len(delivered) - 1) + [True] * bool(delivered)
    goods = sum(bill.invoice_summary.net_value_goods for bill in trade.bills)
    assert goods == sum(item.price_line_amount or 0 for item in trade.confirmed.values())
    with pytest.raises(BuildError, match="nothing is open"):
        trade.deliver("LS-9")
    with pytest.raises(BuildError, match="nothing is open"):
        trade.bill("RE-10")


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["itscope", "standard"]).flatmap(
        lambda one: st.tuples(st.just(one), documents("ORDER", dialect=one))
    )
)
def test_whatever_an_order_holds_a_reply_is_valid_for_the_schema_or_refused(drawn: tuple[str, bytes]) -> None:
    dialect, data = drawn
    try:
        received = Order.load(data, dialect=dialect)
    except ModelError:
        reject()
    day = date(2100, 1, 1)
    previous: list[Any] = []
    calls: list[Callable[[], Any]] = [
        lambda: refuse(received, response_date=day, dialect=dialect),
        lambda: confirm(received, response_date=day, dialect=dialect),
        lambda: dispatch(received, dispatch_id="LS-1", dispatch_date=day, dialect=dialect),
        lambda: invoice(received, invoice_id="RE-1", invoice_date=day, tax=VAT, currency="EUR", dialect=dialect),
    ]
    for call in calls:
        try:
            previous.append(call())
        except BuildError as error:
            assert error.reason  # noqa: PT017  (what is refused is no document)
    for document in previous:
        assert validate(document.to_xml(dialect=dialect), dialect=dialect, rules=False).valid


def test_quotations_that_builders_make_become_valid_orders() -> None:
    offer = QuotationBuilder(
        quotation_id="ANG-1",
        quotation_date=DAY,
        buyer=SHOP,
        supplier=SUPPLIER,
        currency="EUR",
        lines=[Line("A-1", quantity=3, price=Decimal("1.00"), description="Kabel"), Line("A-2", quantity=1)],
    ).build("standard")
    bought = order(offer, order_id="PO-1", order_date=DAY, dialect="standard")
    assert rules_broken(bought, "standard") == []
    assert bought.order_summary.total_amount is None


def test_free_units_beyond_all_money_are_carried_over_as_they_are() -> None:
    start = (ROOT / "samples" / "story-1-order.xml").read_text("utf-8")
    allowance = (
        '<ALLOW_OR_CHARGES_FIX><ALLOW_OR_CHARGE type="allowance"><ALLOW_OR_CHARGE_VALUE>'
        '<AOC_ORDER_UNITS_COUNT type="inclusive">1e400</AOC_ORDER_UNITS_COUNT>'
        "</ALLOW_OR_CHARGE_VALUE></ALLOW_OR_CHARGE></ALLOW_OR_CHARGES_FIX>"
    )
    price = "<bmecat:PRICE_AMOUNT>849.00</bmecat:PRICE_AMOUNT>"
    order = Order.load(start.replace(price, price + allowance, 1).encode())
    answer = confirm(order, response_date=date(2026, 10, 13), lines=[ReplyLine("1", quantity=3)])
    assert b">1e400<" in answer.to_xml()
