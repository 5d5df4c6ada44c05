"""``opentrans.testing`` draws valid documents, elements and texts, and reaches everything that a schema has."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning
from lxml import etree

import opentrans
from opentrans.names import BMECAT, MAIN_DOCUMENTS, OPENTRANS, XSIG
from opentrans.schema.dialects import find_dialect
from opentrans.schema.installed import install
from opentrans.schema.tables import bundled_tables
from opentrans.testing import documents, elements, values
from opentrans.validation.diagnosis.oracle import Oracle
from tests.drawing.draw import draw_documents
from tests.drawing.places import Places

_T = TypeVar("_T")
_some = settings(max_examples=20, database=None, deadline=None, suppress_health_check=list(HealthCheck))
_kinds = [(kind, dialect) for kind in sorted(MAIN_DOCUMENTS) for dialect in ("standard", "itscope")]


def _found(strategy: st.SearchStrategy[_T], condition: Callable[[_T], bool]) -> _T:
    """The first drawn value for which something holds; raises hypothesis.errors.NoSuchExample where none is met."""
    quick = settings(_some, max_examples=1500, derandomize=True, phases=[Phase.generate])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # that the document is too long to be printed
        return find(strategy, condition, settings=quick)


def _judged(element: etree._Element, dialect: str) -> bool:
    """libxml2's verdict on a document or on a global element alone."""
    return bool(find_dialect(dialect).schema_for("ORDER").validate(element))


@pytest.mark.parametrize(("kind", "dialect"), _kinds)
def test_drawn_documents_are_valid(kind: str, dialect: str) -> None:
    @_some
    @given(documents(kind, dialect=dialect))
    def check(data: bytes) -> None:
        report = opentrans.validate(data, dialect=dialect, rules=False)
        assert report.document_type == kind
        assert report.valid, report.findings

    check()


@_some
@given(documents(dialect="itscope@2022-07"))
def test_a_dialect_of_a_month_draws_what_was_valid_then(data: bytes) -> None:
    assert opentrans.is_valid(data, dialect="itscope@2022-07", rules=False)


def test_an_installed_schema_draws_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENTRANS_SCHEMAS", str(tmp_path / "schemas"))
    xsd = tmp_path / "tiny.xsd"
    xsd.write_text(_TINY, encoding="utf-8")
    install(xsd, "tiny", rules="none")

    @_some
    @given(documents(dialect="tiny"))
    def check(data: bytes) -> None:
        report = opentrans.validate(data, dialect="tiny", rules=False)
        assert report.valid, report.findings

    check()
    late = _found(documents(dialect="tiny"), lambda data: b"<ANGLE" in data and b"<TIME" in data)
    assert etree.fromstring(late).tag == f"{{{OPENTRANS}}}ORDER"
    with pytest.raises(ValueError, match="no element 'INVOICE'"):
        documents("INVOICE", dialect="tiny")


_TINY = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{OPENTRANS}" xmlns="{OPENTRANS}"
    elementFormDefault="qualified">
  <xs:element name="ORDER"><xs:complexType><xs:sequence>
    <xs:element name="A" type="xs:dateTime"/>
    <xs:choice>
      <xs:element name="WHEN"><xs:complexType><xs:all>
        <xs:element name="TIME" type="xs:time" minOccurs="0"/>
        <xs:element name="ANGLE"><xs:simpleType><xs:restriction base="xs:decimal">
          <xs:minExclusive value="-90"/><xs:maxInclusive value="90"/><xs:fractionDigits value="2"/>
        </xs:restriction></xs:simpleType></xs:element>
      </xs:all></xs:complexType></xs:element>
      <xs:element name="AGAIN"><xs:complexType><xs:sequence>
        <xs:element name="B" type="xs:anyURI"/><xs:any namespace="##other" processContents="skip"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:choice>
    <xs:element name="MANY" minOccurs="2" maxOccurs="4"><xs:simpleType><xs:restriction base="xs:token">
      <xs:pattern value="[A-Z-[AEIOU]]{{3}}(-\\p{{Lu}}+|x?y*)"/>
    </xs:restriction></xs:simpleType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""


@given(st.data())
@_some
def test_an_element_alone_is_valid(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["ADDRESS", "ORDER_ITEM", "E_BILLING", "PACKAGE", "HEADER_UDX", "xsig:KeyInfo"]))
    root = etree.fromstring(data.draw(elements(name, dialect="standard")))

    assert etree.QName(root).localname == name.rpartition(":")[2]
    assert _judged(root, "standard") if not name.startswith("xsig") else root.prefix in ("xsig", "ds", None)


def test_every_place_of_a_small_subtree_is_reached() -> None:
    tables = bundled_tables("itscope")
    address = tables.complex(tables.declaration(tables.elements[f"{{{OPENTRANS}}}ADDRESS"]).type)
    assert address.content is not None
    wanted = set()
    todo = [address.content]
    for particle in todo:
        todo += particle.parts
        if particle.kind == "element":
            wanted.add(tables.declaration(particle.declaration).name)
    assert len(wanted) > 20

    for name in wanted:
        found = _found(elements("ADDRESS"), lambda data, name=name: etree.fromstring(data).find(name) is not None)  # type: ignore[misc]
        assert etree.fromstring(found).find(name) is not None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("PACKAGE_INFO", f".//{{{OPENTRANS}}}PACKAGE//{{{OPENTRANS}}}PACKAGE"),
        ("PRODUCT_COMPONENTS", f".//{{{OPENTRANS}}}PRODUCT_COMPONENTS"),
        ("SIGNATURE", f".//{{{XSIG}}}X509IssuerSerial"),
        ("FEATURE", f".//{{{BMECAT}}}PRODUCT_PRICE_DETAILS"),
        ("ITEM_UDX", f"./{{{OPENTRANS}}}UDX.FREE"),
        ("ITEM_UDX", f".//{{{OPENTRANS}}}REMARKS"),
        ("HEADER_UDX", ".//{urn:example:free}*"),
        ("REPORT_UDX", ".//{}*"),
    ],
)
def test_rare_places_are_reached(name: str, path: str) -> None:
    element = etree.fromstring(_found(elements(name), lambda data: etree.fromstring(data).find(path) is not None))

    assert _judged(element, "itscope")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("ITEM_UDX", b"<!--"),
        ("ITEM_UDX", b'xmlns=""'),
        ("ITEM_UDX", b"xsi:schemaLocation"),
        ("ADDRESS", b"<ot:"),
        ("ADDRESS", b"]]&gt;"),
        ("ADDRESS", b"&#13;"),
        ("ADDRESS", "\U0001f600".encode()),
        ("TAX_DETAILS_FIX", b"TAX_TYPE/>"),
    ],
)
def test_odd_markup_and_texts_occur(name: str, part: bytes) -> None:
    assert part in _found(elements(name), lambda data: part in data)


def test_xs_ids_differ_within_a_document() -> None:
    data = _found(elements("E_BILLING"), lambda data: data.count(b' Id="') > 3)

    ids = etree.fromstring(data).xpath("//xsig:*/@Id", namespaces={"xsig": XSIG})
    assert isinstance(ids, list)
    assert len(set(ids)) == len(ids) > 3


def test_what_is_drawn_shrinks_to_the_smallest() -> None:
    quick = settings(_some, max_examples=500, derandomize=True)

    order = etree.fromstring(find(documents("ORDER"), lambda data: b"<ORDER_INFO>" in data, settings=quick))
    address = etree.fromstring(find(elements("ADDRESS"), lambda data: b"ZIPBOX" in data, settings=quick))

    assert order.findtext(f".//{{{OPENTRANS}}}ORDER_ID") == "1"
    assert len(list(order.iter())) < 30
    assert len(list(address.iter())) < 4


_texts = [
    ("ORDER_ID", None),
    ("bmecat:PARTY_ID", "type"),
    ("bmecat:PHONE", "type"),
    ("bmecat:COUNTRY_CODED", None),
    ("ORDER_DATE", None),
    ("QUANTITY", None),
    ("bmecat:PRICE_AMOUNT", None),
    ("LINE_ITEM_ID", None),
    ("TOTAL_ITEM_NUM", None),
    ("bmecat:TAX_CATEGORY", None),
    ("PARTIAL_SHIPMENT_ALLOWED", None),
    ("MIME_DATA", None),
    ("REMARKS", None),
    ("bmecat:CURRENCY", None),
]


@given(st.data())
@settings(_some, max_examples=120)
def test_texts_are_judged_as_libxml2_judges_them_in_the_schema(data: st.DataObject) -> None:
    name, attribute = data.draw(st.sampled_from(_texts))
    across = data.draw(st.booleans())
    text = data.draw(values(name, attribute, across=across))

    prefix, _, local = name.rpartition(":")
    tables = bundled_tables("itscope")
    declaration = tables.declaration(tables.elements[f"{{{BMECAT if prefix else OPENTRANS}}}{local}"])
    element = etree.Element(declaration.name)
    element.text = "1" if attribute else text
    if attribute:
        element.set(attribute, text)
        simple = tables.simple(tables.complex(declaration.type).attributes[attribute].type)
    elif declaration.simple:
        simple = tables.simple(declaration.type)
    else:
        text_type = tables.complex(declaration.type).text
        assert text_type is not None
        simple = tables.simple(text_type)
    valid = _judged(element, "itscope")
    assert valid == Oracle(tables).valid(simple, text)
    assert valid or across


@pytest.mark.parametrize(("name", "attribute"), _texts)
def test_texts_across_the_limits_are_both_taken_and_refused(name: str, attribute: str | None) -> None:
    within: set[str] = set()
    across: set[str] = set()

    @settings(_some, max_examples=60, phases=[Phase.generate], derandomize=True)
    @given(values(name, attribute), values(name, attribute, across=True))
    def collect(one: str, other: str) -> None:
        within.add(one)
        across.add(other)

    collect()
    assert len(within) > 1
    if name != "REMARKS":
        assert across - within


def test_free_parts_of_patterns_occur_not_only_the_listed_words() -> None:
    listed = {"buyer_specific", "customer_specific", "duns", "iln", "gln", "party_specific", "supplier_specific"}
    types = values("bmecat:PARTY_ID", "type")

    assert _found(types, lambda text: text not in listed and len(text) > 3)
    assert len(_found(types, lambda text: len(text) == 250)) == 250
    assert "$" in _found(types, lambda text: "$" in text)
    assert _found(values("bmecat:COUNTRY_CODED"), lambda text: len(text) > 4 and text != "DE-BY")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: documents("RFQ"), "'RFQ' is no document"),
        (lambda: elements("ORDERS"), "no element 'ORDERS'"),
        (lambda: values("PARTY"), "PARTY has no text of its own"),
        (lambda: values("REMARKS", "typ"), "REMARKS has no attribute typ"),
        (lambda: values("xsig:Signature", "Id"), "must differ in a document"),
        (lambda: documents(dialect="nowhere"), "there is no dialect 'nowhere'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_without_hypothesis_the_message_says_what_to_install() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; from opentrans.testing import documents"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, encoding="utf-8")

    assert done.returncode == 1
    assert "pip install opentrans-toolkit[testing]" in done.stderr


def test_drawing_many_gives_different_documents_and_the_same_for_the_same_seed() -> None:
    drawn = list(draw_documents(20, seed=5))

    assert len(drawn) == 20
    assert {(one.document_type, one.dialect) for one in drawn} == set(_kinds)
    assert len({(one.document_type, one.dialect, one.data) for one in drawn}) == 20
    assert drawn[:10] == list(draw_documents(20, seed=5))[:10]


def test_places_are_counted_where_they_occur() -> None:
    places = Places(bundled_tables("itscope"))
    assert (f"{{{OPENTRANS}}}ORDER", f"{{{OPENTRANS}}}ORDER_HEADER") in places.elements
    assert (f"{{{OPENTRANS}}}REMARKS", "type") in places.attributes
    assert f"{{{OPENTRANS}}}ITEM_UDX" in places.wildcards
    assert set(places.elements.values()) == {None}

    places.add(f'<ORDER xmlns="{OPENTRANS}" version="2.1"><ORDER_HEADER><X/></ORDER_HEADER></ORDER>'.encode())

    filled = [place for place, number in (places.elements | places.attributes).items() if number is not None]
    assert filled == [
        (f"{{{OPENTRANS}}}ORDER", f"{{{OPENTRANS}}}ORDER_HEADER"),
        (f"{{{OPENTRANS}}}ORDER", "version"),
    ]
