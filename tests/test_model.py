"""The classes of the model: in step with the XSDs, typed, and strict about what they are given."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

import opentrans
from opentrans import ModelError, ModelTypeError, Moment
from opentrans.model import (
    Address,
    BmecatMime,
    BmecatMimeInfo,
    ControlInfo,
    EmailGroup,
    HeaderUdx,
    Mime,
    MimeInfo,
    MimeSource,
    Order,
    OrderInfo,
    OrderItem,
    OrderItemList,
    OrderPartiesReference,
    OrderSummary,
    Parties,
    Party,
    PartyId,
    ProductId,
    ProductPriceFix,
    Remarks,
    TaxDetailsFix,
    TimeForPayment,
    Xml,
    XsigDigestMethod,
    XsigReference,
)
from opentrans.model.generate import sources
from opentrans.model.writing import write_document
from opentrans.names import MAIN_DOCUMENTS
from tests.command import ROOT
from tests.documents import order
from tests.model.coverage import measure
from tests.model.places import plans

_ELEMENTS = ROOT / "opentrans" / "model" / "elements"


def received() -> Order:
    """A small order, as it was read."""
    return Order.load(order().encode())


def written(element: Any) -> str:
    """An element as XML, on one line, without its namespaces."""
    text = write_document(element).decode()
    return re.sub(r"\s*\n\s*", "", re.sub(r'<\?.*\?>| xmlns(:\w+)?="[^"]*"', "", text))


# the generated classes


def test_the_classes_on_disk_are_those_that_the_xsds_give() -> None:
    made = sources()
    assert {path.name for path in _ELEMENTS.glob("*.py")} == set(made)
    for name, source in made.items():
        assert _parsed(source) == _parsed((_ELEMENTS / name).read_text(encoding="utf-8")), f"generate {name} anew"


def _parsed(source: str) -> str:
    """The syntax of a module; how its words are broken into lines does not count."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = " ".join(node.value.value.split())
    return ast.dump(tree)


def test_every_element_and_attribute_of_the_five_documents_has_its_place() -> None:
    for dialect in ("itscope", "standard"):
        found = measure(dialect)
        assert found.faults == ()
        assert found.elements[0] == found.elements[1] > 600


def test_coverage_notices_a_child_that_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    party = next(plan for plan in plans() if plan.name == "Party")
    monkeypatch.setattr(party, "children", [one for one in party.children if one.name != "address"])
    monkeypatch.setattr(party, "held", {})
    assert [fault.split(":")[-1] for fault in measure("standard").faults if "}PARTY / " in fault] == [
        " it is written otherwise than it was read"
    ]


def test_classes_bear_the_names_of_the_elements_and_a_line_about_each() -> None:
    for plan in plans():
        assert (plan.cls.__doc__ or "").strip().endswith("."), plan.name
        assert plan.name.isidentifier()
        assert all(name.isidentifier() and name == name.lower() for name in plan.fields), plan.name


@pytest.mark.parametrize(
    ("name", "element", "some_fields"),
    [
        ("OrderInfo", "ORDER_INFO", ["order_id", "order_date", "header_udx"]),
        ("ProductPriceFix", "PRODUCT_PRICE_FIX", ["price_amount", "tax_details_fix"]),
        ("OrderResponseItem", "ORDERRESPONSE_ITEM", ["line_item_id", "product_id"]),
        ("PartyId", "bmecat:PARTY_ID", ["value", "type"]),
        ("MimeInfo", "MIME_INFO", ["mime"]),
        ("BmecatMimeInfo", "bmecat:MIME_INFO", ["mime"]),
        ("XsigSignedInfo", "xsig:SignedInfo", ["canonicalization_method", "reference", "id"]),
    ],
)
def test_names_follow_the_standard(name: str, element: str, some_fields: list[str]) -> None:
    plan = next(plan for plan in plans() if plan.name == name)
    assert plan.written == element
    assert set(some_fields) <= set(plan.fields)


def test_the_two_mimes_are_not_the_same() -> None:
    with pytest.raises(ModelTypeError, match=r"takes MimeInfo, not BmecatMimeInfo"):
        OrderItem(**_item(mime_info=BmecatMimeInfo(mime=[BmecatMime(mime_source=[MimeSource("a.pdf")])])))
    item = OrderItem(**_item(), mime_info=MimeInfo(mime=[Mime(mime_source=[MimeSource("a.pdf")])]))
    assert "<MIME_INFO><MIME><bmecat:MIME_SOURCE>a.pdf</bmecat:MIME_SOURCE></MIME></MIME_INFO>" in written(item)


# making objects


def _item(**more: Any) -> dict[str, Any]:
    return {
        "line_item_id": "1",
        "product_id": ProductId(supplier_pid=opentrans.model.SupplierPid("A-1")),
        "quantity": Decimal(2),
        "order_unit": "C62",
        **more,
    }


def _order() -> Order:
    reference = OrderPartiesReference(
        buyer_idref=opentrans.model.BuyerIdref("K-1", "supplier_specific"),
        supplier_idref=opentrans.model.SupplierIdref("L-1", type="buyer_specific"),
    )
    info = OrderInfo(
        order_id="PO-1",
        order_date=Moment("2026-11-21"),
        parties=Parties(party=[Party(party_id=[PartyId("K-1")], party_role=["buyer"])]),
        order_parties_reference=reference,
    )
    return Order(
        type="standard",
        order_header=opentrans.model.OrderHeader(order_info=info),
        order_item_list=OrderItemList(order_item=[OrderItem(**_item())]),
        order_summary=OrderSummary(total_item_num=1),
    )


def test_a_document_made_in_python_is_valid_and_reads_back_as_it_was() -> None:
    document = _order()
    assert document.version == "2.1"
    data = document.to_xml()
    assert opentrans.is_valid(data, rules=False)
    assert opentrans.load(data) == document


def test_a_misspelt_field_is_refused_with_the_one_that_may_be_meant() -> None:
    with pytest.raises(ModelTypeError, match=r"^OrderInfo: has no field 'order_idd'; did you mean 'order_id'\?$"):
        OrderInfo(order_idd="PO-1")  # type: ignore[call-arg]
    info = received().order_header.order_info
    with pytest.raises(AttributeError, match=r"did you mean 'order_id'\?"):
        info.order_idd = "PO-2"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match=r"did you mean 'order_id'\?"):
        info.order_idd  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="set it to None"):
        del info.order_id


def test_fields_are_given_by_name_but_a_text_may_stand_first() -> None:
    assert Remarks("Please ring", "eng", "general") == Remarks(value="Please ring", lang="eng", type="general")
    with pytest.raises(ModelTypeError, match="by name"):
        Parties([])  # type: ignore[call-arg]
    with pytest.raises(ModelTypeError, match=r"^Remarks.value: is given twice"):
        Remarks("a", type="general", value="b")  # type: ignore[misc]
    with pytest.raises(ModelTypeError, match="by name"):
        Remarks("a", "deu", "general", "more")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("quantity", 1.5, r"^OrderItem\.quantity: takes Decimal, not float 1\.5; a float is not exact: write Decimal"),
        ("quantity", "1", r"^OrderItem\.quantity: takes Decimal, not str '1'; write Decimal"),
        ("quantity", True, r"^OrderItem\.quantity: takes Decimal, not bool True"),
        ("quantity", None, r"^OrderItem\.quantity: is None; the QUANTITY is required"),
        ("line_item_id", 1, r"^OrderItem\.line_item_id: takes str, not int 1"),
        ("product_id", "A-1", r"^OrderItem\.product_id: takes ProductId, not str 'A-1'; write ProductId\('A-1'\)"),
        (
            "remarks",
            Remarks("a", type="general"),
            r"^OrderItem\.remarks: takes a list, not Remarks .*; write \[Remarks\(",
        ),
        ("remarks", "a", r"^OrderItem\.remarks: takes a list, not str 'a'; write \[Remarks\('a'\)\]"),
        ("remarks", ["a"], r"^OrderItem\.remarks\[0\]: takes Remarks, not str 'a'"),
        ("partial_shipment_allowed", "true", r"^OrderItem\.partial_shipment_allowed: takes bool, not str 'true'"),
        ("order_unit", "Stk", r"^OrderItem\.order_unit: .*unit"),
        ("line_item_id", "x" * 51, r"^OrderItem\.line_item_id: has 51 characters; at most 50 are allowed"),
        ("line_item_id", "", r"^OrderItem\.line_item_id: "),
        ("line_item_id", "a\x00b", r"^OrderItem\.line_item_id: holds the character '\\x00'"),
        ("line_item_id", "\ud800", r"^OrderItem\.line_item_id: holds the character '\\ud800'"),
        ("quantity", Decimal("Infinity"), r"^OrderItem\.quantity: 'INF' is not a number"),
        ("quantity", Decimal("1e200"), r"^OrderItem\.quantity: has more than 100 digits"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place_and_the_limit(field: str, value: Any, message: str) -> None:
    item = OrderItem(**_item())
    kind = ModelTypeError if re.search(r"takes|None", message) else ModelError
    with pytest.raises(kind, match=message):
        OrderItem(**_item() | {field: value})
    before = copy.deepcopy(item)
    with pytest.raises(kind, match=message):
        setattr(item, field, value)
    assert item == before


def test_errors_are_values_errors_with_path_and_reason_that_travel() -> None:
    with pytest.raises(ModelError) as caught:
        OrderItem(**_item(line_item_id="x" * 51))
    assert isinstance(caught.value, ValueError)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.path, error.reason) == ("OrderItem.line_item_id", caught.value.reason)
    assert str(error) == f"{error.path}: {error.reason}"


def test_a_bad_code_is_refused_and_the_codes_named() -> None:
    with pytest.raises(ModelError, match=r"^Order\.type: .*(express|consignment)"):
        received().type = "urgent"  # type: ignore[assignment]
    with pytest.raises(ModelError, match=r"^Party\.party_role\[1\]: "):
        Party(party_id=[PartyId("1")], party_role=["buyer", "seller"])  # type: ignore[list-item]


def test_a_missing_required_field_is_refused() -> None:
    with pytest.raises(ModelTypeError, match=r"^OrderInfo\.order_id: is missing; the ORDER_ID is required"):
        OrderInfo(order_date=Moment("2026-11-21"))  # type: ignore[call-arg]
    with pytest.raises(ModelTypeError, match=r"^Remarks\.value: is missing; the text is required"):
        Remarks(type="general")  # type: ignore[call-arg]
    with pytest.raises(ModelError, match=r"^Parties: needs PARTY here"):
        Parties(party=[])


def test_fields_that_exclude_one_another_are_refused_together() -> None:
    assert TimeForPayment(days=14).days == 14
    assert TimeForPayment(payment_date=Moment("2026-12-05")).days is None
    with pytest.raises(ModelError, match=r"^TimeForPayment: takes only one of PAYMENT_DATE and DAYS$"):
        TimeForPayment(days=14, payment_date=Moment("2026-12-05"))
    with pytest.raises(ModelError, match=r"^TimeForPayment: needs one of PAYMENT_DATE, DAYS$"):
        TimeForPayment(discount_factor=Decimal("0.03"))


def test_repeated_groups_are_lists_of_a_small_class() -> None:
    address = Address(email=[EmailGroup(email="a@example.com"), EmailGroup(email="b@example.com")])
    assert written(address) == (
        "<ADDRESS><bmecat:EMAIL>a@example.com</bmecat:EMAIL><bmecat:EMAIL>b@example.com</bmecat:EMAIL></ADDRESS>"
    )


# values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.50", "1.50"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.0", "-0.0"),
        ("1.5E+10", "15000000000"),
        ("0E-3", "0.000"),
        ("0E+3", "0"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ],
)
def test_decimals_are_written_without_exponents(value: str, text: str) -> None:
    assert written(ProductPriceFix(price_amount=Decimal(value))) == (
        f"<PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>{text}</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>"
    )


def test_whole_numbers_are_decimals_too() -> None:
    price = ProductPriceFix(price_amount=10)  # type: ignore[arg-type]
    assert (type(price.price_amount), price.price_amount) == (Decimal, Decimal(10))


def test_infinity_and_nan_are_kept_where_the_schema_has_floats() -> None:
    for value, text in ((Decimal("NaN"), "NaN"), (Decimal("Infinity"), "INF"), (Decimal("-Infinity"), "-INF")):
        terms = TimeForPayment(days=14, discount_factor=value)
        assert f"<DISCOUNT_FACTOR>{text}</DISCOUNT_FACTOR>" in written(terms)


def test_moments_are_made_of_dates_and_keep_the_text() -> None:
    assert Moment(date(2026, 1, 2)).text == "2026-01-02"
    assert Moment(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)).text == "2026-01-02T03:04:05+00:00"
    berlin = timezone(timedelta(hours=1))
    assert Moment("2026-01-02T03:04:05+01:00").value == datetime(2026, 1, 2, 3, 4, 5, tzinfo=berlin)
    for text in ("2026", "2026-02", "2026-02-30", "2026-13-01", "someday"):
        assert (Moment(text).value, Moment(text).date, str(Moment(text))) == (None, None, text)
    assert Moment("2026-01-02") == Moment(date(2026, 1, 2)) != Moment("2026-01-02T00:00:00")
    with pytest.raises(TypeError):
        Moment(20260102)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=r"^ControlInfo\.generation_date: "):
        ControlInfo(generation_date=Moment("someday"))


def test_bytes_are_written_as_base64_on_one_line() -> None:
    digest = XsigReference(digest_method=XsigDigestMethod(algorithm="urn:a"), digest_value=b"\x00\xff" * 40)
    assert f"<xsig:DigestValue>{'AP8A/wD/' * 13}AP8=</xsig:DigestValue>" in written(digest)


def test_defaults_of_the_schema_are_not_filled_in() -> None:
    assert TaxDetailsFix(tax=Decimal("0.19")).tax_type is None
    assert written(TaxDetailsFix(tax=Decimal("0.19"))) == (
        "<TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX></TAX_DETAILS_FIX>"
    )


# objects among others


def test_copies_share_nothing_and_are_equal() -> None:
    document = received()
    deep = copy.deepcopy(document)
    assert deep == document
    deep.order_header.order_info.order_id = "PO-2"
    assert document.order_header.order_info.order_id == "PO-1"
    assert deep != document
    assert pickle.loads(pickle.dumps(document)) == document


def test_a_changed_shallow_copy_leaves_the_text_of_the_original_alone() -> None:
    item = Order.load(order().replace("<QUANTITY>1<", "<QUANTITY>001<").encode()).order_item_list.order_item[0]
    other = copy.copy(item)
    other.quantity = Decimal(5)
    assert "<QUANTITY>001</QUANTITY>" in written(item)
    assert "<QUANTITY>5</QUANTITY>" in written(other)


def test_equality_is_by_value_and_nothing_is_taken_for_none() -> None:
    assert Remarks("a", type="general") == Remarks("a", type="general") != Remarks("b", type="general")
    assert Remarks("a", type="general") != "a"
    assert OrderItem(**_item(partial_shipment_allowed=False)) != OrderItem(**_item())
    assert OrderItem(**_item(price_line_amount=Decimal(0))) != OrderItem(**_item())
    assert OrderItem(**_item(remarks=[])) == OrderItem(**_item())
    with pytest.raises(TypeError, match="unhashable"):
        hash(Remarks("a", type="general"))


def test_repr_shows_what_is_set_and_makes_the_same_object() -> None:
    document = received()
    names = {plan.name: plan.cls for plan in plans()} | {"Decimal": Decimal, "Moment": Moment}
    assert eval(repr(document).replace("Moment(text=", "Moment("), names) == document
    assert "=None" not in repr(document)
    assert "=[]" not in repr(document)


def test_lists_are_there_to_be_filled() -> None:
    item = OrderItem(**_item())
    assert item.remarks == []
    item.remarks.append(Remarks("fragile", type="general"))
    assert '<REMARKS type="general">fragile</REMARKS>' in written(item)
    assert OrderItem(**_item()).remarks == []


@pytest.mark.parametrize("thing", [3, None, b"x"])
def test_what_was_smuggled_into_a_list_is_refused_when_it_is_written(thing: Any) -> None:
    document = received()
    document.order_header.order_info.parties.party[0].party_role.append(thing)
    with pytest.raises(ModelError, match=r"Party\.party_role"):
        document.to_xml()
    document = received()
    document.order_item_list.order_item.append(thing)
    with pytest.raises(ModelTypeError, match=r"OrderItemList\.order_item: takes OrderItem"):
        document.to_xml()
    document = received()
    document.order_header.order_info.header_udx = HeaderUdx(content=["a"])
    document.order_header.order_info.header_udx.content.append(thing)
    with pytest.raises(ModelTypeError, match=r"HeaderUdx\.content: takes texts"):
        document.to_xml()


# UDX


def test_raw_xml_is_one_well_formed_element() -> None:
    assert Xml("<UDX.A b='1'>x<c>y</c></UDX.A>").text == "xy"
    assert Xml("<UDX.A/>").tag == "{http://www.opentrans.org/XMLSchema/2.1}UDX.A"
    assert Xml('<a xmlns=""/>').tag == "a"
    for wrong in (
        "",
        "text",
        "<a>",
        "<a/><b/>",
        "<a/>tail",
        " <a/>",
        "<?pi x?>",
        "<p:a/>",
        "</_><_>",
        "<!DOCTYPE a><a/>",
    ):
        with pytest.raises(ValueError, match=r"raw XML|well-formed"):
            Xml(wrong)
    with pytest.raises(TypeError, match="str"):
        Xml(b"<a/>")  # type: ignore[arg-type]


def test_udx_takes_texts_xml_and_attributes_and_refuses_the_rest() -> None:
    udx = HeaderUdx(content=["a & b", Xml("<UDX.A>c</UDX.A>")], attributes={"{urn:x}k": 'a"b', "plain": "c"})
    assert written(udx) == '<HEADER_UDX a0:k="a&quot;b" plain="c">a &amp; b<UDX.A>c</UDX.A></HEADER_UDX>'
    for wrong, message in (
        ({"content": "text"}, "takes a list"),
        ({"content": [3]}, "takes texts, Xml"),
        ({"content": ["\x01"]}, "holds the character"),
        ({"content": [Remarks("a", type="general")]}, "takes texts, Xml"),
        ({"attributes": {"a": 1}}, "takes a dict"),
        ({"attributes": {"a b": "c"}}, "cannot hold 'a b'"),
        ({"attributes": {"a": "\x01"}}, "cannot hold 'a'"),
    ):
        with pytest.raises(ModelError, match=rf"^HeaderUdx\.\w+(\[0\])?: {message}"):
            HeaderUdx(**wrong)


def test_the_five_documents_are_public() -> None:
    assert {getattr(opentrans, name).element_name for name in opentrans.__all__ if _is_document(name)} == MAIN_DOCUMENTS


def _is_document(name: str) -> bool:
    found = getattr(opentrans, name)
    return isinstance(found, type) and issubclass(found, opentrans.model.document.Document)
