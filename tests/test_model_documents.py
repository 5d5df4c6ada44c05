"""Reading documents into the model and writing them back: what is kept, what is refused, what is said about it."""

from __future__ import annotations

import io
import pickle
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

import opentrans
from opentrans import DocumentError, ModelError, Order, SourceError, UnreadWarning
from opentrans.model import Address, ContractInformation, Name, Xml
from opentrans.testing import documents
from opentrans.validation.reader import MAX_SIZE
from tests.documents import BMECAT, OPENTRANS, invoice, order
from tests.equivalence.sources import Reference
from tests.model.canonical import canonical
from tests.model.roundtrip import difference

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION = f"{OPENTRANS} opentrans_2_1.xsd"


def read(document: str) -> Order:
    """An order from its text."""
    return Order.load(document.encode())


def again(document: str) -> str:
    """What the model makes of a document."""
    return opentrans.load(document.encode()).to_xml().decode()


# nothing is lost


def test_every_sample_goes_through_the_model_unharmed(samples: Path) -> None:
    paths = sorted(samples.glob("*.xml"))
    assert len(paths) >= 20
    assert {path.name: difference(path.read_bytes(), "itscope") for path in paths} == {path.name: "" for path in paths}


def test_every_valid_document_of_others_goes_through_the_model_unharmed(reference: Reference) -> None:
    valid = [name for name, verdict in reference.verdicts().items() if verdict == "valid"]
    assert len(valid) >= 10
    found = {name: difference((reference.documents / name).read_bytes(), "standard") for name in valid}
    assert found == dict.fromkeys(valid, "")


@pytest.mark.parametrize("dialect", ["standard", "itscope"])
def test_drawn_documents_go_through_the_model_unharmed(dialect: str) -> None:
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(documents(dialect=dialect))
    def check(data: bytes) -> None:
        assert difference(data, dialect) == ""

    check()


def test_a_difference_is_noticed() -> None:
    one, other = order(), order().replace("PO-1", "PO-2")
    assert canonical(one.encode()) != canonical(other.encode())
    assert canonical(one.encode()) == canonical(re.sub(r">\s+<", ">  <!-- c --><", one).encode())
    udx = order(udx="<a> <b/></a>")
    assert canonical(udx.encode()) != canonical(order(udx="<a><b/></a>").encode())


# the form of what is written


def test_xml_is_indented_utf8_with_the_usual_prefixes_and_the_same_every_time() -> None:
    data = again(order())
    assert data.startswith(
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<ORDER xmlns="{OPENTRANS}" xmlns:bmecat="{BMECAT}" version="2.1" type="standard">\n'
        f"  <ORDER_HEADER>\n    <ORDER_INFO>\n      <ORDER_ID>PO-1</ORDER_ID>\n"
    )
    assert data.endswith("</ORDER>\n")
    assert again(data) == data == again(order())


def test_the_order_of_fields_does_not_count_the_schema_orders_what_is_written() -> None:
    document = read(order())
    document.order_header.order_info.remarks.append(opentrans.model.Remarks("late", type="general"))
    document.order_header.order_info.currency = "EUR"
    assert opentrans.is_valid(document.to_xml(), rules=False)


# the text of what was read


@pytest.mark.parametrize(
    "text", ["+1.50", "007", "1.", ".5", " 1 ", "\n2\n", "-0", "1.10", "00.10", "99999999999999999999.000000000000001"]
)
def test_a_number_keeps_its_text_until_it_is_changed(text: str) -> None:
    start = order().replace("<QUANTITY>1<", f"<QUANTITY>{text}<")
    document = read(start)
    item = document.order_item_list.order_item[0]
    assert item.quantity == Decimal(text.strip())
    assert f"<QUANTITY>{text}</QUANTITY>" in document.to_xml().decode()
    item.quantity = item.quantity
    assert f"<QUANTITY>{Decimal(text.strip())}</QUANTITY>" in document.to_xml().decode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e5", "1E+5"),
        ("1E-3", "0.001"),
        ("2E", "2"),
        ("1e999999", "Infinity"),
        ("1e-999999", "0"),
        ("INF", "Infinity"),
        ("-INF", "-Infinity"),
        ("NaN", "NaN"),
    ],
)
def test_floats_may_have_exponents_and_be_infinite(text: str, value: str) -> None:
    terms = f"<TIME_FOR_PAYMENT><DAYS>1</DAYS><DISCOUNT_FACTOR>{text}</DISCOUNT_FACTOR></TIME_FOR_PAYMENT>"
    document = read(order(payment=f"<PAYMENT><CASH>true</CASH><PAYMENT_TERMS>{terms}</PAYMENT_TERMS></PAYMENT>"))
    payment = document.order_header.order_info.payment
    assert payment is not None
    assert payment.payment_terms is not None
    time = payment.payment_terms.time_for_payment[0]
    assert str(time.discount_factor) == value
    assert f"<DISCOUNT_FACTOR>{text}</DISCOUNT_FACTOR>" in document.to_xml().decode()
    time.discount_factor = Decimal("1E+5")
    assert "<DISCOUNT_FACTOR>100000</DISCOUNT_FACTOR>" in document.to_xml().decode()


@pytest.mark.parametrize("text", ["TRUE", "True", "tRuE"])
def test_a_truth_keeps_its_spelling_until_it_is_changed(text: str) -> None:
    document = read(
        order().replace("</ORDER_INFO>", f"<PARTIAL_SHIPMENT_ALLOWED>{text}</PARTIAL_SHIPMENT_ALLOWED></ORDER_INFO>")
    )
    info = document.order_header.order_info
    assert info.partial_shipment_allowed is True
    assert f">{text}<" in document.to_xml().decode()
    info.partial_shipment_allowed = False
    assert ">false<" in document.to_xml().decode()


def test_an_empty_element_with_a_default_has_that_value_and_stays_empty() -> None:
    start = invoice().replace("<bmecat:TAX_TYPE>vat</bmecat:TAX_TYPE>", "<bmecat:TAX_TYPE/>")
    document = opentrans.Invoice.load(start.encode())
    total = document.invoice_summary.total_tax
    assert total is not None
    tax = total.tax_details_fix[0]
    assert tax.tax_type == "vat"
    assert "<bmecat:TAX_TYPE/>" in document.to_xml().decode()
    tax.tax_type = "vat"
    assert "<bmecat:TAX_TYPE>vat</bmecat:TAX_TYPE>" in document.to_xml().decode()


def test_texts_keep_blanks_line_breaks_and_carriage_returns() -> None:
    text = "  two\n  lines &amp; &lt;tags&gt; ]]&gt; &#13; \u00a0\U0001f600  "
    start = order(order_id=text)
    assert canonical(again(start).encode()) == canonical(start.encode())
    assert read(start).order_header.order_info.order_id == "  two\n  lines & <tags> ]]> \r \u00a0\U0001f600  "


def test_a_comment_inside_a_text_does_not_cut_it() -> None:
    assert read(order(order_id="PO<!-- c -->-<![CDATA[<1>]]>")).order_header.order_info.order_id == "PO-<1>"


# xsi


def test_the_schema_location_is_kept_and_can_be_changed() -> None:
    document = read(order().replace("<ORDER ", f'<ORDER xmlns:s="{_XSI}" s:schemaLocation="{_LOCATION}" '))
    assert document.schema_location == _LOCATION
    assert f' xmlns:xsi="{_XSI}" ' in document.to_xml().decode()
    assert f' xsi:schemaLocation="{_LOCATION}"' in document.to_xml().decode()
    document.schema_location = None
    assert "xsi" not in document.to_xml().decode()
    document.schema_location = "urn:a b.xsd"
    assert read(document.to_xml().decode()).schema_location == "urn:a b.xsd"


@pytest.mark.parametrize("prefix", ["", "q:", "bmecat:"])
def test_xsi_type_is_kept_whatever_prefix_its_name_has(prefix: str) -> None:
    declared = f' xmlns:{prefix[:-1]}="{OPENTRANS}"' if prefix else ""
    udx = f'<HEADER_UDX xmlns:xsi="{_XSI}"{declared} xsi:type="{prefix}udxHEADER">'
    start = order(udx="<a/>").replace("<HEADER_UDX>", udx)
    assert canonical(again(start).encode()) == canonical(start.encode())
    assert ' xsi:type="udxHEADER"' in again(start)


@pytest.mark.parametrize("attribute", ["schemaLocation", "noNamespaceSchemaLocation"])
def test_xsi_on_an_element_without_a_class_is_refused_not_dropped(attribute: str) -> None:
    start = order().replace("<ORDER_ID>", f'<ORDER_ID xmlns:xsi="{_XSI}" xsi:{attribute}="a b">')
    assert opentrans.is_valid(start.encode(), rules=False)
    with pytest.raises(ModelError, match=rf"ORDER_ID: has the attribute {attribute}, which the model cannot keep"):
        read(start)
    document = opentrans.load(start.encode(), strict=False)
    assert [one.reason for one in document.unread] == [f"has the attribute {attribute}"]


# UDX

_MIXED = 'text <UDX.A k="1">a<b xmlns="">c</b> d</UDX.A>\n  &amp; <f:x xmlns:f="urn:f" f:k=" v ">y<f:z/></f:x> tail '


@pytest.mark.parametrize(
    "udx",
    [
        _MIXED,
        "",
        " \n ",
        "just a text",
        "<UDX.DROPSHIPMENT>true</UDX.DROPSHIPMENT>",
        '<q:a xmlns:q="urn:q" t="q:name">q:value</q:a>',
        "<a><![CDATA[<&>]]></a>",
        "<!-- before --><a><!-- inside --></a><!-- behind -->",
        "<a/><?target some data?>",
        "<a>&#13;&#10;\t</a>",
        '<a k="&#10;&quot;&lt;&gt;&#9;\'"/>',
        '<a xmlns="urn:a"><b xmlns=""/><c xmlns="urn:c"><d/></c></a>',
        '<UDX.A xmlns:bmecat="urn:other"><bmecat:a/></UDX.A>',
        "<a xml:lang='de' xml:space='preserve'> </a>",
        "<a>xsi:type xsig: xmime:</a>",
        "<UDX.Größe>ä</UDX.Größe>",
    ],
)
def test_udx_is_kept_exactly(udx: str) -> None:
    start = order(udx=udx) if udx else order(udx="x").replace("<HEADER_UDX>x</HEADER_UDX>", "<HEADER_UDX/>")
    assert opentrans.is_valid(start.encode(), rules=False)
    assert canonical(again(start).encode()) == canonical(start.encode())
    assert read(again(start)) == read(start)


@pytest.mark.parametrize(
    "attribute",
    [
        'k="v"',
        'xml:lang="de"',
        'xmlns:f="urn:f" f:k="a&quot;b"',
        f'xmlns:o="{OPENTRANS}" o:k=""',
        f'xmlns:b="{BMECAT}" b:k="1"',
    ],
)
def test_attributes_of_udx_are_kept(attribute: str) -> None:
    start = order(udx="<a/>").replace("<HEADER_UDX>", f"<HEADER_UDX {attribute}>")
    assert canonical(again(start).encode()) == canonical(start.encode())


def _prefixed(document: str, declared: str) -> str:
    """A document with the prefix ot instead of the default namespace, which ``declared`` may set."""
    return re.sub(r"<(/?)(?=[A-Z])", r"<\1ot:", document).replace(
        f'xmlns="{OPENTRANS}"', f'{declared} xmlns:ot="{OPENTRANS}"'
    )


@pytest.mark.parametrize("declared", ["", 'xmlns="urn:default"', f'xmlns="{BMECAT}"', 'xmlns:q="urn:q"'])
def test_udx_means_the_same_where_the_document_has_prefixes(declared: str) -> None:
    udx = '<bare>1<none>2</none><ot:C/></bare><UDX.A/><bmecat:b/><away xmlns=""><x/></away>'
    start = _prefixed(order(udx=udx), declared)
    assert canonical(again(start).encode()) == canonical(start.encode())


def test_qnames_in_udx_keep_their_declarations() -> None:
    start = order(udx='<a t="q:name">q:value</a>').replace("<ORDER ", '<ORDER xmlns:q="urn:q" xmlns:unused="urn:u" ')
    udx = read(start).order_header.order_info.header_udx
    assert udx is not None
    assert udx.content == [Xml('<a xmlns:q="urn:q" t="q:name">q:value</a>')]
    assert "unused" not in again(start)


# not valid


def test_an_invalid_document_is_refused_with_the_report() -> None:
    with pytest.raises(DocumentError, match=r"the document is not valid: line \d+: .*Stück") as caught:
        read(order(unit="Stück"))
    assert [finding.rule for finding in caught.value.report.findings] == ["schema/bad-code"]
    other = pickle.loads(pickle.dumps(caught.value))
    assert (str(other), other.report.valid) == (str(caught.value), False)


def test_reading_what_can_be_read_says_what_could_not() -> None:
    start = (
        order(item_end="<UNKNOWN><x>1</x></UNKNOWN>")
        .replace("<QUANTITY>1</QUANTITY>", '<QUANTITY u="1" v="2">1,5</QUANTITY>')
        .replace('type="standard"', 'type="urgent" more="x"')
        .replace("<ORDER_ID>PO-1</ORDER_ID>", "<ORDER_ID>PO<b>-</b>1</ORDER_ID><ORDER_ID>PO-2</ORDER_ID>")
        .replace("<ORDER_INFO>", "<ORDER_INFO>\u00a0")
        .replace("<PARTIES>", "<PARTIES>stray")
    )
    document = opentrans.load(start.encode(), strict=False)
    assert isinstance(document, Order)
    assert [(one.path, one.reason) for one in document.unread] == [
        ("/ORDER", "has type='urgent', which is not one of the allowed values"),
        ("/ORDER", "has no attribute more in the schema"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO", "holds the text '\\xa0' between its elements"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO/ORDER_ID[1]/b", "is no element of ORDER_ID"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO/ORDER_ID[2]", "comes more than once"),
        ("/ORDER/ORDER_HEADER/ORDER_INFO/PARTIES", "holds the text 'stray' between its elements"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM/QUANTITY", "has the attribute u"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM/QUANTITY", "has the attribute v"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM/QUANTITY", "holds '1,5', which is not a number"),
        ("/ORDER/ORDER_ITEM_LIST/ORDER_ITEM/UNKNOWN", "is no element of ORDER_ITEM"),
    ]
    lines = start.splitlines()
    assert {lines[(one.line or 0) - 1][:9] for one in document.unread if "QUANTITY" in one.path} == {"<QUANTITY"}
    assert str(document.unread[0]) == f"line 2: {document.unread[0].path} {document.unread[0].reason}"
    item = document.order_item_list.order_item[0]
    assert (item.line_item_id, item.price_line_amount) == ("1", Decimal("10.00"))
    with pytest.raises(AttributeError, match=r"OrderItem\.quantity was not in the document"):
        _ = item.quantity
    with pytest.raises(DocumentError, match="not valid"):
        document.to_xml()


def test_what_was_not_read_can_be_set_and_the_document_written() -> None:
    document = opentrans.load(order().replace("<QUANTITY>1<", "<QUANTITY>one<").encode(), strict=False)
    assert isinstance(document, Order)
    document.order_item_list.order_item[0].quantity = Decimal(1)
    with pytest.warns(UnreadWarning, match="holds 'one', which is not a number"):
        assert document.to_xml().decode() == again(order())


def test_nothing_is_unread_where_values_are_only_too_long_or_out_of_order() -> None:
    start = order(order_id="x" * 300).replace(
        "<QUANTITY>1</QUANTITY>\n<bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>",
        "<bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>\n<QUANTITY>1</QUANTITY>",
    )
    document = opentrans.load(start.encode(), strict=False)
    assert document.unread == ()
    assert isinstance(document, Order)
    assert document.order_header.order_info.order_id == "x" * 300
    document.order_header.order_info.order_id = "PO-1"
    assert document.to_xml().decode() == again(order())


def test_strict_documents_have_nothing_unread() -> None:
    assert read(order()).unread == ()


# odd and hostile input


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\0" * 100, "empty"),
        (order().encode()[:500], "not well-formed"),
        (order().replace("<ORDER ", "<!DOCTYPE ORDER><ORDER ").encode(), "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 9000 + b'">]><ORDER>&b;</ORDER>', "DOCTYPE"),
        (order().encode().replace(b"PO-1", b"\xff"), "do not fit the encoding"),
        (order().replace("UTF-8", "UTF-16").encode(), "not well-formed"),
        (b"<html/>", "none of the five documents"),
        (b"ORDER;1;2\n", "not well-formed"),
        (order().replace("ORDER", "RFQ").encode(), "none of the five documents"),
        (order().replace(f'xmlns="{OPENTRANS}"', "").encode(), "none of the five documents"),
        (b" " * (MAX_SIZE + 1), "MB|large|bytes"),
        (b"<a>" * 5000 + b"</a>" * 5000, "cannot be read|none of"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, reason: str, strict: bool) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        opentrans.load(data, strict=strict)
    assert caught.value.report.findings


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-15", "utf-32"])
def test_other_encodings_are_read_and_utf8_is_written(encoding: str) -> None:
    name = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
    start = order(order_id="Köln")
    document = opentrans.load(start.replace('"UTF-8"', f'"{name}"').encode(encoding))
    assert document.to_xml().decode("utf-8") == again(start)


def test_deep_udx_within_the_limits_of_libxml2_goes_through() -> None:
    start = order(udx="<a>" * 200 + "</a>" * 200)
    assert canonical(again(start).encode()) == canonical(start.encode())


def test_documents_are_read_from_paths_streams_and_trees(tmp_path: Path) -> None:
    path = tmp_path / "order.xml"
    path.write_bytes(order().encode())
    expected = read(order())
    for source in (path, str(path), io.BytesIO(order().encode()), etree.parse(path), etree.parse(path).getroot()):
        assert opentrans.load(source) == expected
    with pytest.raises(SourceError, match=r"nowhere\.xml"):
        opentrans.load(tmp_path / "nowhere.xml")
    with pytest.raises(TypeError, match="ORDER, not INVOICE"):
        opentrans.Invoice.load(path)
    with pytest.raises(TypeError):
        opentrans.load(order())  # a text is no path


# other dialects, files


def test_what_the_standard_does_not_take_is_refused_for_it() -> None:
    document = read(order())
    contract = ContractInformation(
        subscription_period=Decimal(12), subscription_period_unit="MON", billing_period=Decimal(1)
    )
    document.order_item_list.order_item[0].contract_information = contract
    assert document.to_xml()
    with pytest.raises(DocumentError, match=r"not valid for standard: line \d+: .*CONTRACT_INFORMATION") as caught:
        document.to_xml(dialect="standard")
    assert len(caught.value.report.findings) == 1


def test_a_name_too_long_for_the_standard_is_refused_for_it(tmp_path: Path) -> None:
    document = read(order())
    address = Address(name=[Name("x" * 60)])
    document.order_header.order_info.parties.party[0].address = [address]
    assert document.to_xml()
    with pytest.raises(DocumentError, match="60 characters; at most 50"):
        document.to_xml(dialect="standard")
    with pytest.raises(DocumentError):
        document.save(tmp_path / "order.xml", dialect="standard")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ModelError, match=r"^Name\.value: has 1,000 characters; at most 100 are"):
        Name("x" * 1000)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "order.xml"
    document = read(order())
    document.save(path)
    assert path.read_bytes() == document.to_xml()
    document.order_header.order_info.parties.party.clear()
    with pytest.raises(DocumentError):
        document.save(path)
    assert path.read_bytes().decode() == again(order())
    with pytest.raises(SourceError, match="cannot be written"):
        read(order()).save(tmp_path / "no such folder" / "order.xml")
    assert [one.name for one in tmp_path.iterdir()] == ["order.xml"]


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(opentrans.DialectError):
        read(order()).to_xml(dialect="nonsense")


def test_elements_of_one_document_can_be_put_into_another() -> None:
    one, other = read(order(udx="<UDX.A>1</UDX.A>")), read(order(order_id="PO-2"))
    other.order_header.order_info.header_udx = one.order_header.order_info.header_udx
    other.order_item_list.order_item += one.order_item_list.order_item
    data = other.to_xml().decode()
    assert data.count("<ORDER_ITEM>") == 2
    assert "<HEADER_UDX><UDX.A>1</UDX.A></HEADER_UDX>" in data
