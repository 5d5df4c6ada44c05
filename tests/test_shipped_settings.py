"""What the shipped mappings of iQmetrix and Versa make of each status, kind of order and setting."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.shipped_parts import EXPORTS, Ran, copied, element, run

_SALES = EXPORTS / "iqmetrix-sales.json"


def _order(folder: Path, *items: dict[str, Any], **changes: Any) -> Path:
    """An order of iQmetrix with some items, each made of the first one of the sample."""
    order = json.loads(_SALES.read_text("utf-8")) | {"DiscountAmount": 0} | changes
    first = order["Items"][0] | {"TrackingInformation": [], "SerialNumbers": []}
    order["Items"] = [first | {"Index": index} | item for index, item in enumerate(items)]
    path = folder / "order.json"
    path.write_text(json.dumps(order), "utf-8")
    return path


def _item(kind: int, status: int, **changes: Any) -> dict[str, Any]:
    names = {1: "Dropship", 2: "InStock", 3: "eCommerce", 4: "Shipping"}
    return {"ItemTypeId": str(kind), "ItemType": names[kind], "ItemStatusId": status, "ItemStatus": "", **changes}


#: Type and status of an item; the quantity that an answer confirms of 3, None where the line is left out, and whether
#: the item is ordered from the supplier; by the table of the description.
_STATUS = [
    (1, 1, None, True), (1, 2, "0", False), (1, 3, "3", True), (1, 4, "3", False), (1, 6, "0", False),
    (1, 7, "3", False), (1, 8, "3", False), (2, 9, None, True), (2, 10, "3", True), (2, 12, "3", False),
    (2, 16, "0", False), (3, 13, None, True), (3, 14, "3", True), (3, 17, "0", False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "status", "confirmed", "ordered"), _STATUS)
def test_the_status_of_an_item_decides_what_is_confirmed_and_ordered(
    tmp_path: Path, kind: int, status: int, confirmed: str | None, ordered: bool
) -> None:
    other = _item(1, 3, Quantity=7, SKU="OTHER")
    path = _order(tmp_path, other, _item(kind, status, Quantity=3))
    (made,) = run("iqmetrix/orderresponse", [path]).made
    assert element(made.xml, "QUANTITY") == ["7", *([] if confirmed is None else [confirmed])]
    assert element(made.xml, "LINE_ITEM_ID") == ["1", "2"][: 1 if confirmed is None else 2]
    assert ("not available" in str(made.xml) or "cancelled" in str(made.xml)) == (confirmed == "0")
    bought = run("iqmetrix/order", [path], order_type="purchase")
    assert element(bought.made[0].xml, "QUANTITY") == ["7", *(["3"] if ordered else [])]
    left_out = [notice for one in bought.results for notice in one.notices if notice.kind == "skipped"]
    assert len(left_out) == (0 if ordered else 1)


@pytest.mark.parametrize(("kind", "status"), [(1, 5), (2, 11)])
@pytest.mark.parametrize("name", ["order", "orderresponse", "dispatchnotification", "invoice"])
def test_an_item_with_an_error_stops_the_document(tmp_path: Path, name: str, kind: int, status: int) -> None:
    path = _order(tmp_path, _item(1, 3), _item(kind, status))
    ran = run(f"iqmetrix/{name}", [path], order_type="purchase" if name == "order" else "check")
    assert [one.status for one in ran.results] == ["refused"]
    assert any(
        f"order.json, /Items/1/ItemStatusId: the item has the status Error ({status})" in one for one in ran.texts()
    )


@pytest.mark.parametrize(("kind", "status"), [(2, 3), (1, 99), (4, 1)])
def test_a_status_that_does_not_belong_to_the_type_is_an_error(tmp_path: Path, kind: int, status: int) -> None:
    ran = run("iqmetrix/orderresponse", [_order(tmp_path, _item(1, 3), _item(kind, status))])
    assert [one.status for one in ran.results] == ["refused"]
    told = [one for one in ran.texts() if "/Items/1/ItemStatusId: the table 'outcomes'" in one]
    assert f"no entry '{kind}/{status}'" in told[0]


def test_settings_decide_on_new_late_and_refused_items_and_on_freight(tmp_path: Path) -> None:
    path = _order(
        tmp_path, _item(1, 3, Quantity=1), _item(1, 1, Quantity=2), _item(2, 12, Quantity=4), _item(1, 6, Quantity=8),
        _item(4, 15, Quantity=1, SellingPrice=4.9),
    )  # fmt: skip

    def quantities(name: str, **settings: str) -> list[str]:
        return element(run(f"iqmetrix/{name}", [path], **settings).made[0].xml, "QUANTITY")

    assert quantities("orderresponse") == ["1", "4", "0"]
    assert quantities("orderresponse", new="confirm") == ["1", "2", "4", "0"]
    assert quantities("orderresponse", refused="leave out") == ["1", "4"]
    assert quantities("order", order_type="purchase") == ["1", "2"]
    assert quantities("order", order_type="purchase", backorder="order") == ["1", "2", "4"]
    assert quantities("invoice") == ["1"]
    (made,) = run("iqmetrix/invoice", [path]).made
    assert element(made.xml, "ALLOW_OR_CHARGE_TYPE") == ["freight"]
    assert element(made.xml, "AOC_MONETARY_AMOUNT") == ["4.9"]


def test_a_cancelled_order_is_refused_line_by_line_and_never_ordered(tmp_path: Path) -> None:
    path = _order(tmp_path, _item(1, 3), _item(1, 7), _item(4, 15), State="Cancelled", DiscountAmount=10)
    (made,) = run("iqmetrix/orderresponse", [path], lead_days="3").made
    assert element(made.xml, "QUANTITY") == ["0", "0"]
    assert element(made.xml, "REMARKS") == ["cancelled", "cancelled"]
    assert Decimal(element(made.xml, "TOTAL_AMOUNT")[0]) == 0
    for name in ("order", "dispatchnotification", "invoice", "quotation"):
        ran = run(f"iqmetrix/{name}", [path], order_type="purchase" if name == "order" else "check")
        assert [one.status for one in ran.results] == ["refused"]
        assert any("order.json, /State: the order is Cancelled" in one for one in ran.texts())


@pytest.mark.parametrize(
    ("number", "name", "mapping", "status", "reason"),
    [
        (3, "Purchase", "order", "made", ""),
        (3, "Purchase", "invoice", "skipped", "does not hold"),
        (1, "Sales", "order", "skipped", "does not hold"),
        (2, "Transfer", "order", "refused", "goods that are moved between your own locations (Transfer)"),
        (2, "Transfer", "invoice", "refused", "goods that are moved between your own locations (Transfer)"),
        (4, "RMA", "order", "skipped", "does not hold"),
        (4, "RMA", "invoice", "skipped", "does not hold"),
        (7, "Sales", "order", "refused", "/OrderTypeId: the table 'order_types'"),
    ],
)
def test_the_type_of_an_order_decides_which_documents_there_are(
    tmp_path: Path, number: int, name: str, mapping: str, status: str, reason: str
) -> None:
    ran = run(f"iqmetrix/{mapping}", [_order(tmp_path, _item(1, 3), OrderTypeId=number, OrderType=name)])
    assert [one.status for one in ran.results] == [status]
    assert not reason or any(reason in one for one in ran.texts())


def test_what_was_ordered_keeps_its_number_whatever_becomes_of_the_other_items(tmp_path: Path) -> None:
    order = json.loads((EXPORTS / "iqmetrix-purchase.json").read_text("utf-8"))
    path, out = tmp_path / "order.json", tmp_path / "out"

    def ordered() -> list[tuple[str, str | None, str | None]]:
        path.write_text(json.dumps(order), "utf-8")
        return [(one.status, one.document_id, one.name) for one in run("iqmetrix/order", [path], output=out).results]

    first = ordered()
    assert [status for status, _number, _name in first] == ["written", "written"]
    supplier = order["Items"][0]["SupplierEntityId"]
    for item in order["Items"]:
        if item["SupplierEntityId"] == supplier:
            item |= {"ItemTypeId": "1", "ItemStatusId": 4, "ItemType": "DropShip", "ItemStatus": "Ordered"}
    assert ordered() == [("done", *first[1][1:])]


def test_the_discount_of_an_order_is_not_taken_off_a_part_of_it_unseen(tmp_path: Path) -> None:
    sold = _item(1, 7, Quantity=1, SellingPrice=100)
    path = _order(tmp_path, sold, _item(2, 12, Quantity=1, SellingPrice=50), DiscountAmount=30)
    (reason, *_more) = run("iqmetrix/invoice", [path]).texts()
    assert "the discount of 30 is for the whole order, but this item is not invoiced yet" in reason
    (made,) = run("iqmetrix/invoice", [path], discount_of_part="whole").made
    assert element(made.xml, "TOTAL_AMOUNT") == ["83.30"]
    path = _order(tmp_path, sold, _item(2, 16, Quantity=9, SellingPrice=50), DiscountAmount=130)
    (reason, *_more) = run("iqmetrix/invoice", [path]).texts()
    assert "the discount of 130 is more than the goods (100)" in reason


def test_prices_of_0_are_no_prices_unless_a_setting_says_so(tmp_path: Path) -> None:
    path = _order(tmp_path, _item(1, 3, Cost=0, SellingPrice=0), _item(1, 3, Cost=2, SellingPrice=3))
    (made,) = run("iqmetrix/order", [path], order_type="purchase").made
    assert element(made.xml, "PRICE_AMOUNT") == ["2"]
    (made,) = run("iqmetrix/order", [path], order_type="purchase", zero_price="keep").made
    assert element(made.xml, "PRICE_AMOUNT") == ["0", "2"]
    ran = run("iqmetrix/invoice", [path])
    assert any("/Items/0/SellingPrice: an invoice states the price" in one for one in ran.texts())
    (made,) = run("iqmetrix/invoice", [path], zero_price="keep").made
    assert element(made.xml, "PRICE_LINE_AMOUNT") == ["0", "3"] or element(made.xml, "PRICE_LINE_AMOUNT") == [
        "0.00",
        "3.00",
    ]


def test_what_cannot_be_is_refused_at_its_place(tmp_path: Path) -> None:
    tracked = {
        "TrackingInformation": [{"Quantity": 2, "TrackingNumber": "T1"}, {"Quantity": 3, "TrackingNumber": "T2"}]
    }
    ran = run("iqmetrix/dispatchnotification", [_order(tmp_path, _item(1, 7, Quantity=4, **tracked))])
    assert any("/Items/0/Quantity: 5 pieces are on their way, but the quantity is 4" in one for one in ran.texts())
    ran = run("iqmetrix/invoice", [_order(tmp_path, _item(1, 7, Quantity=1, SellingPrice=3), DiscountAmount=5)])
    assert any(
        "/DiscountAmount and" in one and "the discount of 5 is more than the goods (3)" in one for one in ran.texts()
    )
    ran = run("iqmetrix/order", [_order(tmp_path, _item(1, 3, Quantity=0))], order_type="purchase")
    assert any("/Items/0/Quantity: 0 cannot be ordered" in one for one in ran.texts())
    ran = run("iqmetrix/invoice", [_order(tmp_path, _item(1, 7), TenderId="")])
    assert any("/TenderId" in one and "(invoice_id, " in one for one in ran.texts())


def test_a_parcel_with_several_items_is_one_package(tmp_path: Path) -> None:
    def sent(number: str, quantity: int) -> dict[str, Any]:
        return {"TrackingInformation": [{"Quantity": quantity, "TrackingNumber": number}], "Quantity": quantity}

    path = _order(tmp_path, _item(1, 7, **sent("T1", 2)), _item(1, 7, **sent("T1", 3)), _item(1, 7, **sent("T2", 1)))
    (made,) = run("iqmetrix/dispatchnotification", [path]).made
    assert element(made.xml, "PACKAGE_ID") == ["T1", "T2"]
    assert element(made.xml, "PACKAGE_ORDER_UNIT_QUANTITY") == ["5", "1"]
    assert element(made.xml, "SHIPMENT_ID") == []


# --- Versa


@pytest.fixture
def versa(tmp_path: Path) -> Path:
    """The mappings of Versa, to be changed."""
    return copied("versa", tmp_path)


def _sales(folder: Path, *, drop: tuple[str, ...] = (), **line: Any) -> Path:
    """The sample order of Versa (JSON) with its first line only, changed."""
    order = json.loads((EXPORTS / "versa-sales.json").read_text("utf-8"))["order"]
    order["firm_id"], order["customer_bill_to_id"] = 159, 1550
    first = order["order_items"][0] | {"product_id": 430} | line
    first["order_item_applied_taxes"] = [
        {**one, "tax_id": 291} | line.get("tax", {}) for one in first["order_item_applied_taxes"]
    ]
    order["order_items"] = [{key: value for key, value in first.items() if key not in {"tax", *drop}}]
    path = folder / "sales.json"
    path.write_text(json.dumps({"order": order}), "utf-8")
    return path


def _invoice(versa: Path, path: Path, **settings: str) -> Ran:
    return run(versa / "invoice-json.yaml", [path], invoice_number="R-1", **settings)


def test_the_rate_of_an_unknown_tax_is_calculated_and_checked(versa: Path, tmp_path: Path) -> None:
    (made,) = _invoice(versa, _sales(tmp_path, tax={"tax_id": 999})).made
    assert element(made.xml, "TAX") == ["0.0500", "0.0500"]
    assert element(made.xml, "TAX_TYPE") == ["vat", "vat"]
    ran = _invoice(versa, _sales(tmp_path, tax={"amount": "97.33"}))
    assert any("/order_item_applied_taxes" in one and "97.33" in one for one in ran.texts()), ran.texts()


def test_adjustments_are_allowances_below_zero_and_surcharges_above(versa: Path, tmp_path: Path) -> None:
    def adjusted(**adjustment: Any) -> Path:
        all_of_it = {"percentage": None, "amount": None, "adjustment_type": {"name": "Deal"}, **adjustment}
        line: dict[str, Any] = {"quantity": 4, "per_unit_cost": "100", "order_item_applied_taxes": []}
        return _sales(tmp_path, **line, order_item_adjustments=[all_of_it])

    def amounts(path: Path, **settings: str) -> list[str]:
        return element(run(versa / "orderresponse-json.yaml", [path], **settings).made[0].xml, "PRICE_LINE_AMOUNT")

    assert amounts(adjusted(percentage="-10.0")) == ["360.00"]
    assert amounts(adjusted(percentage="5")) == ["420.00"]
    assert amounts(adjusted(amount="-20")) == ["380.00"]
    assert amounts(adjusted(amount="-20"), adjustment="unit") == ["320.00"]
    assert amounts(adjusted(amount="8")) == ["408.00"]
    ran = run(versa / "orderresponse-json.yaml", [adjusted(percentage="-10", amount="-20")])
    assert any("give one of factor, amount" in one for one in ran.texts())


def test_lines_are_refused_by_a_table_and_names_may_be_swapped(versa: Path, tmp_path: Path) -> None:
    path = _sales(tmp_path)
    partners = versa / "partners.yaml"
    text = partners.read_text("utf-8")
    assert text.count("  refused:\n    values: {}") == 1
    partners.write_text(
        text.replace("  refused:\n    values: {}", "  refused:\n    values: {412/1: sold out}"), "utf-8"
    )
    (made,) = run(versa / "orderresponse-json.yaml", [path], names="swapped").made
    assert element(made.xml, "QUANTITY") == ["0"]
    assert "sold out" in element(made.xml, "REMARKS")
    assert set(element(made.xml, "CONTACT_NAME")) == {"Abena"}


def test_what_versa_leaves_open_is_refused_at_its_place(versa: Path, tmp_path: Path) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"product_id": 431}, "/order_items/0/product_id: the table 'articles'"),
        ({"measurement_unit_name": "crate"}, "/order_items/0/measurement_unit_name: 'crate' is no known unit"),
        ({"order_item_applied_taxes": [{"tax_id": 1, "amount": 1}] * 2}, "2 taxes on one line"),
        ({"drop": ("line_item",)}, "/order_items/0: there is no field 'line_item'"),
    ]
    for changes, reason in cases:
        ran = _invoice(versa, _sales(tmp_path, **changes))
        assert [one.status for one in ran.results] == ["refused"]
        assert any(reason in one for one in ran.texts()), ran.texts()
    ran = run(versa / "order-json.yaml", [_sales(tmp_path)])
    assert [one.status for one in ran.results] == ["skipped"]
    ran = run(versa / "invoice-json.yaml", [_sales(tmp_path)])
    assert any("(invoice_id, " in one and "/order_number" in one for one in ran.texts()), ran.texts()


def test_a_person_with_one_name_only_is_a_contact_and_a_nameless_address_is_none(versa: Path, tmp_path: Path) -> None:
    path = _sales(tmp_path, tax={"tax_id": 999})
    data = json.loads(path.read_text("utf-8"))
    data["order"]["bill_to"]["party"] |= {"surname": "", "given_name": "Abena", "company_name": ""}
    data["order"]["ship_to"]["party"] |= {"surname": "", "given_name": ""}
    path.write_text(json.dumps(data), "utf-8")
    (made,) = _invoice(versa, path).made
    assert element(made.xml, "CONTACT_NAME") == ["Abena"]
    assert element(made.xml, "FIRST_NAME") == []
    assert element(made.xml, "NAME") == ["Cedar &amp; Stone Interiors Ltd", "Abena", "Maple Row Kitchens"]


def test_rows_of_a_ship_order_with_the_same_id_are_one_line() -> None:
    files = [EXPORTS / "versa-ship-order.xml", EXPORTS / "versa-sales.xml"]
    (made,) = run("versa/dispatchnotification", files, order="3310", number="DN-7").made
    wanted = {
        "DISPATCHNOTIFICATION_ID": ["DN-7"], "QUANTITY": ["2", "6"], "DELIVERY_COMPLETED": ["false", "true"],
        "SERIAL_NUMBER": ["CSP-0001", "CSP-0002"], "LOT_NUMBER": ["L7"], "PACKAGE_ORDER_UNIT_QUANTITY": ["8"],
        "WEIGHT": ["6.5"], "LENGTH": ["0.60"], "WIDTH": ["0.40"], "DEPTH": ["0.20"], "DELIVERER_IDREF": ["UPS"] * 3,
    }  # fmt: skip
    assert {key: element(made.xml, key) for key in wanted} == wanted


def test_an_unknown_unit_of_weight_is_an_error(tmp_path: Path) -> None:
    text = (EXPORTS / "versa-ship-order.xml").read_text("utf-8")
    path = tmp_path / "ship.xml"
    path.write_text(text.replace(">kg<", ">stone<"), "utf-8")
    ran = run("versa/dispatchnotification", [path, EXPORTS / "versa-sales.xml"], order="3310")
    assert [one.status for one in ran.results] == ["refused"]
    assert any(
        "/order/weight_unit_type: the table 'weights'" in one and "no entry 'stone'" in one for one in ran.texts()
    )
