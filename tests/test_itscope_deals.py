"""Reading deals: every field that ITscope describes, in every container that is likely."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans.itscope.answers import UnreadableAnswer, data_of
from opentrans.itscope.deal_records import deals_in
from opentrans.itscope.deals import Deal, DealDocument, DealStatus, Supplier, Vendor
from opentrans.itscope.exchange import Answer
from opentrans.model import Moment

#: Every field of the format description, as JSON would have it.
RECORD: dict[str, Any] = {
    "orderId": "11SRRK-150126-1136",
    "ownOrderId": "FW-2026-10417",
    "customerOrderId": "AZ-2026-118",
    "cartId": "C-77",
    "status": "PARTIALLY_ADVISED",
    "statusMessage": "Pos. 2 folgt <bald> & sicher",
    "statusDate": "2026-11-21T10:30:00+01:00",
    "archived": False,
    "deeplink": "https://www.example.com/deal/11SRRK",
    "vendor": {
        "name": "Brockmann & Öhler",
        "supplier": {
            "id": 10000735,
            "name": "ITscope Partner Test",
            "deeplink": "https://www.example.com/supplier",
            "customerAccountNumber": "K-1",
        },
    },
    "orders": [{"transactionId": "t-1", "lastUpdate": "2026-11-20", "documentUrl": "https://api.example.com/t-1.xml"}],
    "orderresponses": [
        {"transactionId": "t-2", "lastUpdate": "2026-11-20", "documentUrl": "https://api.example.com/t-2.xml"},
        {"transactionId": "t-3"},
    ],
    "dispatchnotifications": [{"transactionId": "t-4", "documentUrl": "https://api.example.com/t-4.xml"}],
    "invoices": [{"transactionId": "t-5", "documentUrl": "https://api.example.com/t-5.xml"}],
}

DEAL = Deal(
    order_id="11SRRK-150126-1136",
    own_order_id="FW-2026-10417",
    customer_order_id="AZ-2026-118",
    cart_id="C-77",
    status=DealStatus.PARTIALLY_ADVISED,
    status_message="Pos. 2 folgt <bald> & sicher",
    status_date=Moment("2026-11-21T10:30:00+01:00"),
    archived=False,
    deeplink="https://www.example.com/deal/11SRRK",
    vendor=Vendor(
        "Brockmann & Öhler", Supplier(10000735, "ITscope Partner Test", "https://www.example.com/supplier", "K-1")
    ),
    orders=(DealDocument("t-1", Moment("2026-11-20"), "https://api.example.com/t-1.xml"),),
    orderresponses=(
        DealDocument("t-2", Moment("2026-11-20"), "https://api.example.com/t-2.xml"),
        DealDocument("t-3"),
    ),
    dispatchnotifications=(DealDocument("t-4", None, "https://api.example.com/t-4.xml"),),
    invoices=(DealDocument("t-5", None, "https://api.example.com/t-5.xml"),),
)

SINGULAR = {
    "orders": "order",
    "orderresponses": "orderresponse",
    "dispatchnotifications": "dispatchnotification",
    "invoices": "invoice",
}


def xml_of(name: str, value: Any, lists: str = "wrapped") -> str:
    """A value as XML; the lists of documents ``wrapped`` in their plural, ``repeated`` plurals, or ``singular``."""
    if isinstance(value, dict):
        inside = "".join(xml_of(key, member, lists) for key, member in value.items())
        return f"<{name}>{inside}</{name}>"
    if isinstance(value, list):
        if name not in SINGULAR or lists == "repeated":
            return "".join(xml_of(name, member, lists) for member in value)
        entries = "".join(xml_of(SINGULAR[name], member) for member in value)
        return f"<{name}>{entries}</{name}>" if lists == "wrapped" else entries
    if value is None:
        return f"<{name}/>"
    return f"<{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{name}>"


def wrapped_lists(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its lists of documents as ``{"orders": {"order": [...]}}``."""
    return {name: {SINGULAR[name]: value} if name in SINGULAR else value for name, value in record.items()}


def singular_lists(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its lists of documents under their singular names."""
    return {SINGULAR.get(name, name): value for name, value in record.items()}


def read(body: str | bytes) -> list[Deal]:
    data = body.encode() if isinstance(body, str) else body
    return deals_in(data_of(Answer("GET", "/", 200, "", data)))


def read_json(data: Any) -> list[Deal]:
    return read(json.dumps(data))


_BARE = xml_of("deal", RECORD)
_OTHER = {**RECORD, "orderId": "22SRRK-150126-1136"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(json.dumps(RECORD), id="json-bare"),
        pytest.param(json.dumps({"deal": RECORD}), id="json-deal"),
        pytest.param(json.dumps({"deal": [RECORD]}), id="json-deal-list"),
        pytest.param(json.dumps({"deals": [RECORD]}), id="json-deals"),
        pytest.param(json.dumps({"deals": {"deal": RECORD}}), id="json-deals-deal"),
        pytest.param(json.dumps({"deals": {"deal": [RECORD]}}), id="json-deals-deal-list"),
        pytest.param(json.dumps({"deals": [{"deal": RECORD}]}), id="json-deals-of-deal"),
        pytest.param(json.dumps([RECORD]), id="json-list"),
        pytest.param(json.dumps(wrapped_lists(RECORD)), id="json-documents-wrapped"),
        pytest.param(json.dumps(singular_lists(RECORD)), id="json-documents-singular"),
        pytest.param(json.dumps({key.upper(): value for key, value in RECORD.items()}), id="json-capitals"),
        pytest.param("\ufeff" + json.dumps(RECORD), id="json-with-mark"),
        pytest.param(_BARE, id="xml-deal"),
        pytest.param(_BARE.replace("<deal>", '<deal xmlns="urn:x">'), id="xml-namespace"),
        pytest.param(f"<?xml version='1.0'?>\n<deals>{_BARE}</deals>", id="xml-deals"),
        pytest.param(f"<answer><deals>{_BARE}</deals></answer>", id="xml-other-root"),
        pytest.param(xml_of("record", RECORD), id="xml-bare-other-root"),
        pytest.param(xml_of("deal", RECORD, "repeated"), id="xml-documents-repeated"),
        pytest.param(xml_of("deal", RECORD, "singular"), id="xml-documents-singular"),
        pytest.param(f"\ufeff{_BARE}", id="xml-with-mark"),
    ],
)
def test_every_container_gives_the_same_deal(body: str) -> None:
    assert read(body) == [DEAL]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([RECORD, _OTHER]),
        json.dumps({"deals": [RECORD, _OTHER]}),
        json.dumps({"total": 2, "page": {"number": 1}, "deals": {"deal": [RECORD, _OTHER]}}),
        f"<deals>{_BARE}{xml_of('deal', _OTHER)}</deals>",
    ],
)
def test_lists_of_several_deals_keep_their_order(body: str) -> None:
    assert [deal.order_id for deal in read(body)] == [RECORD["orderId"], _OTHER["orderId"]]


@pytest.mark.parametrize("body", ["[]", '{"deals": []}', '{"deals": null}', '{"deals": {"deal": []}}', "<deals/>"])
def test_an_empty_list_is_no_error(body: str) -> None:
    assert read(body) == []


@pytest.mark.parametrize("body", ["{}", '"x"', "3", '{"error": "no"}', "<error>no</error>", '{"deal": "x"}', "[1]"])
def test_an_answer_without_deals_is_not_taken_for_an_empty_list(body: str) -> None:
    with pytest.raises(UnreadableAnswer, match="no deal"):
        read(body)


@pytest.mark.parametrize("order_id", ["", " ", {"a": 1}, True])
def test_a_deal_without_a_number_is_none(order_id: object) -> None:
    with pytest.raises(UnreadableAnswer, match="orderId"):
        read_json({"orderId": order_id})


@pytest.mark.parametrize("body", ['{"orderId": "1"}', "<deal><orderId>1</orderId></deal>"])
def test_everything_but_the_number_may_be_missing(body: str) -> None:
    assert read(body) == [Deal("1")]


@pytest.mark.parametrize("status", list(DealStatus))
def test_each_status_is_known(status: DealStatus) -> None:
    (deal,) = read_json({"orderId": "1", "status": status.value})
    assert deal.status is status


def test_an_unknown_status_is_kept_as_it_came() -> None:
    assert read_json({"orderId": "1", "status": "ON_THE_MOON"})[0].status == "ON_THE_MOON"


def test_unknown_fields_are_kept_at_every_level() -> None:
    (deal,) = read_json(
        {
            "orderId": "1",
            "colour": {"main": ["red", 1.10]},
            "vendor": {"name": "V", "since": 1999, "supplier": {"id": "7", "rank": "A"}},
            "invoices": [{"transactionId": "t", "pages": 3}],
        }
    )
    assert deal.unknown == {"colour": {"main": ["red", Decimal("1.10")]}}
    assert deal.vendor == Vendor("V", Supplier(7, unknown={"rank": "A"}), {"since": 1999})
    assert deal.invoices == (DealDocument("t", unknown={"pages": 3}),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("archived", "perhaps"),
        ("statusDate", {"day": 1}),
        ("statusDate", 10**30),
        ("vendor", 17),
        ("orders", "none"),
        ("orders", {"thing": [1]}),
        ("deeplink", ["a", "b"]),
    ],
)
def test_a_value_that_cannot_be_read_is_kept_beside(name: str, value: object) -> None:
    (deal,) = read_json({"orderId": "1", name: value})
    assert deal == Deal("1", unknown={name: [value] if name == "orders" else value})


def test_a_supplier_number_that_is_none_is_kept_beside() -> None:
    (deal,) = read_json({"orderId": "1", "vendor": {"supplier": {"id": "ten"}}})
    assert deal.vendor == Vendor(supplier=Supplier(unknown={"id": "ten"}))


def test_dates_come_as_text_or_as_milliseconds() -> None:
    (deal,) = read_json({"orderId": "1", "statusDate": 1_700_000_000_000})
    assert deal.status_date is not None
    assert deal.status_date.value == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(("text", "archived"), [("true", True), ("TRUE", True), ("1", True), ("false", False)])
def test_flags_of_xml_are_booleans(text: str, archived: bool) -> None:
    assert read(f"<deal><orderId>1</orderId><archived>{text}</archived></deal>")[0].archived is archived


def test_attributes_and_comments_do_not_disturb() -> None:
    body = '<deal v="1" xmlns:x="urn:x" x:y="2"><!-- c --><orderId lang="de">1</orderId><vendor>V</vendor></deal>'
    assert read(body) == [Deal("1", vendor=Vendor("V"), unknown={"v": "1"})]


def test_the_documents_of_a_deal_are_found_by_type() -> None:
    assert DEAL.documents("ORDERRESPONSE") == DEAL.orderresponses
    assert [len(DEAL.documents(kind)) for kind in ("ORDER", "DISPATCHNOTIFICATION", "INVOICE")] == [1, 1, 1]
    with pytest.raises(ValueError, match="QUOTATION"):
        DEAL.documents("QUOTATION")


_WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["C", "Z"]), min_size=1)
_ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"transactionId": _WORDS}, optional={"lastUpdate": st.just("2026-11-20"), "documentUrl": _WORDS}
    )
)
_RECORDS = st.fixed_dictionaries(
    {"orderId": _WORDS},
    optional={
        "ownOrderId": _WORDS,
        "status": st.sampled_from([*(status.value for status in DealStatus), "NEW"]),
        "archived": st.booleans(),
        "vendor": st.fixed_dictionaries({"name": _WORDS}, optional={"supplier": st.just({"id": 5, "name": "S"})}),
        **dict.fromkeys(SINGULAR, _ENTRIES),
    },
)


@given(_RECORDS, st.sampled_from(["wrapped", "repeated", "singular"]))
def test_json_and_xml_of_a_deal_are_read_alike(record: dict[str, Any], lists: str) -> None:
    assert read_json(record) == read(xml_of("deal", record, lists))


_NAMES = st.sampled_from(["deals", "deal", "orderId", "orders", "order", "vendor", "x"])
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(_NAMES, inner),
)


@given(_ANYTHING)
def test_whatever_json_comes_it_is_read_or_refused(data: Any) -> None:
    try:
        deals = read_json(data)
    except UnreadableAnswer:
        return
    assert all(isinstance(deal, Deal) for deal in deals)


def _described() -> Iterator[str]:
    folder = os.environ.get("OPENTRANS_SEEDS")
    if not folder:
        pytest.skip("OPENTRANS_SEEDS does not name the folder with the published descriptions")
    (path,) = Path(folder).glob("001_*.txt")
    yield from path.read_text(encoding="utf-8").splitlines()


def test_the_statuses_are_those_of_the_description() -> None:
    stated = [line.split(" | ")[0] for line in _described()]
    statuses = [word for word in stated if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", word)]
    assert statuses == [status.value for status in DealStatus]


def test_no_field_of_the_description_is_unknown() -> None:
    described = [line.split(" | ")[0] for line in _described()]
    names = [word for word in described if re.fullmatch(r"[a-z]+[A-Za-z]*", word)]
    own, vendor, supplier = names[:14], names[14:16], names[16:20]
    record: dict[str, Any] = {name: None if name in SINGULAR or name == "vendor" else "1" for name in own}
    record["vendor"] = {name: dict.fromkeys(supplier, "1") if name == "supplier" else "1" for name in vendor}
    for plural in SINGULAR:
        record[plural] = [dict.fromkeys(names[20:23], "1")]
    (deal,) = read_json(record)
    parts = [deal, deal.vendor, deal.vendor and deal.vendor.supplier, *(deal.orders + deal.invoices)]
    assert [part.unknown for part in parts if part] == [{}] * 5
    assert None not in [getattr(deal, name) for name in ("cart_id", "status_message", "deeplink", "archived")]
