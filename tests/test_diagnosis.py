"""The diagnosis: what it says of what is wrong, where, and that it never contradicts libxml2."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from opentrans._data import data_path
from opentrans.names import XSI
from opentrans.schema.build_tables import pack_tables
from opentrans.schema.dialects import Dialect, find_dialect
from opentrans.schema.sets import SchemaSet, bundled
from opentrans.schema.tables import bundled_tables, tables_for, to_json
from opentrans.validation.diagnosis import diagnose
from opentrans.validation.findings import Finding
from opentrans.validation.libxml2_errors import problems_of
from opentrans.validation.problems import place_problems
from opentrans.validation.reader import parse
from tests import documents
from tests.diagnosis.damages import KINDS
from tests.diagnosis.measure import Base, bases, trials, triples


def findings(text: str, dialect: str | Dialect = "itscope") -> list[Finding]:
    """The findings of a document, which libxml2 must refuse."""
    data = text.encode()
    root = parse(data)
    assert isinstance(root, etree._Element)
    used = find_dialect(dialect) if isinstance(dialect, str) else dialect
    kind = etree.QName(root).localname
    assert not used.schema_for(kind).validate(root)
    placed = place_problems(list(diagnose(root, used, kind)), data, root)
    return sorted(placed, key=lambda finding: (finding.line or 0, finding.path or "", finding.rule))


def only(text: str, dialect: str | Dialect = "itscope") -> Finding:
    """The one finding of a document."""
    found = findings(text, dialect)
    assert len(found) == 1, found
    return found[0]


@pytest.fixture(scope="module")
def order() -> str:
    return documents.order()


def line_of(text: str, part: str) -> int:
    """The line on which a part of the text first stands."""
    return text[: text.index(part)].count("\n") + 1


def some_bases(seed: str) -> list[Base]:
    """Some of the documents that the measurement breaks."""
    return random.Random(seed).sample(bases(), 60)


# what is said of each kind


def test_a_missing_element_is_named_with_the_place_where_it_belongs(order: str) -> None:
    broken = order.replace("<QUANTITY>1</QUANTITY>\n", "")
    found = only(broken)
    assert (found.rule, found.line) == ("schema/missing-element", line_of(broken, "<bmecat:ORDER_UNIT>"))
    assert found.message == "QUANTITY is missing in ORDER_ITEM"
    assert found.hint == "Add QUANTITY after PRODUCT_ID, before bmecat:ORDER_UNIT."


def test_what_is_missing_at_the_end_is_shown_at_the_end_tag(order: str) -> None:
    broken = order.replace("<TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM>\n", "").replace(
        "<TOTAL_AMOUNT>10.00</TOTAL_AMOUNT>\n", ""
    )
    assert only(broken).line == line_of(broken, "</ORDER_SUMMARY>")


def test_all_that_is_missing_in_a_parent_is_found(order: str) -> None:
    broken = order.replace("<LINE_ITEM_ID>1</LINE_ITEM_ID>\n", "").replace("<QUANTITY>1</QUANTITY>\n", "")
    assert [found.message for found in findings(broken)] == [
        "LINE_ITEM_ID is missing in ORDER_ITEM",
        "QUANTITY is missing in ORDER_ITEM",
    ]


def test_a_misplaced_element_is_told_where_to_go(order: str) -> None:
    item = "<LINE_ITEM_ID>1</LINE_ITEM_ID>\n"
    broken = order.replace(item, "").replace("</ORDER_ITEM>", f"{item}</ORDER_ITEM>")
    found = only(broken)
    assert (found.rule, found.line, found.fix) == ("schema/misplaced-element", line_of(broken, item), "safe")
    assert found.message == "LINE_ITEM_ID is right, but must come before PRODUCT_ID"


def test_a_wrong_namespace_is_told_the_prefix_of_the_file(order: str) -> None:
    found = only(order.replace("bmecat:ORDER_UNIT>", "ORDER_UNIT>"))
    assert found.rule == "schema/wrong-namespace"
    assert "must be bmecat:ORDER_UNIT" in found.message


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://www.opentrans.org/XMLSchema/1.0"'])
def test_a_document_without_the_namespace_has_one_such_finding_and_is_read_on(order: str, namespace: str) -> None:
    broken = order.replace(f' xmlns="{documents.OPENTRANS}"', namespace).replace("<QUANTITY>1</QUANTITY>\n", "")
    assert [found.rule for found in findings(broken)] == ["schema/wrong-namespace", "schema/missing-element"]


def test_the_namespace_of_the_draft_of_bmecat_is_reported_once(order: str) -> None:
    found = only(order.replace(documents.BMECAT, "http://www.bmecat.org/bmecat/2005fd"))
    assert found.rule == "schema/wrong-namespace"
    assert documents.BMECAT in (found.hint or "")


def test_a_mistyped_name_is_told_the_right_one(order: str) -> None:
    found = only(order.replace("QUANTITY>", "QUANTTY>"))
    assert (found.rule, found.hint) == ("schema/unknown-element", "Write QUANTITY instead.")


def test_an_element_of_another_parent_is_told_where_it_belongs(order: str) -> None:
    found = only(order.replace("<QUANTITY>", "<TAX_NUMBER>7</TAX_NUMBER>\n<QUANTITY>"))
    assert found.rule == "schema/unknown-element"
    assert found.message == "TAX_NUMBER does not belong into ORDER_ITEM, but into ADDRESS"


def test_what_belongs_into_a_missing_element_is_explained_by_it(order: str) -> None:
    found = only(order.replace("<PARTIES>", "").replace("</PARTIES>", ""))
    assert found.rule == "schema/missing-element"
    assert found.hint == "Enclose PARTY together (2 elements) in PARTIES."


def _without_tags(text: str, name: str) -> str:
    return text.replace(f"<{name}>", "").replace(f"</{name}>", "")


def test_children_without_the_list_around_them_are_enclosed_not_renamed(order: str) -> None:
    found = only(_without_tags(order, "ORDER_ITEM_LIST"))
    assert found.rule == "schema/missing-element"
    assert found.hint == "Enclose ORDER_ITEM in ORDER_ITEM_LIST."


def test_all_that_a_missing_element_should_hold_is_one_finding(order: str) -> None:
    found = only(_without_tags(order, "ORDER_INFO"))
    assert found.rule == "schema/missing-element"
    assert found.message.startswith("ORDER_INFO is missing: ORDER_ID, ORDER_DATE, ")
    assert (found.hint or "").endswith(" in ORDER_INFO.")


def test_what_lacks_an_element_around_it_is_judged_too(order: str) -> None:
    broken = _without_tags(order, "ORDER_ITEM_LIST").replace("<QUANTITY>1</QUANTITY>", "<QUANTITY>many</QUANTITY>")
    assert [found.rule for found in findings(broken)] == ["schema/missing-element", "schema/bad-number"]


def test_children_that_lack_an_optional_element_around_them_are_one_finding(order: str) -> None:
    price = "<bmecat:PRICE_AMOUNT>10</bmecat:PRICE_AMOUNT>\n<bmecat:PRICE_QUANTITY>1</bmecat:PRICE_QUANTITY>\n"
    unit = order.index("</bmecat:ORDER_UNIT>") + len("</bmecat:ORDER_UNIT>\n")
    end = order.index("</ORDER_ITEM>")
    found = only(order[:unit] + price + order[end:])
    assert found.rule == "schema/unknown-element"
    assert found.message.startswith("bmecat:PRICE_AMOUNT and bmecat:PRICE_QUANTITY do not belong into ORDER_ITEM")
    assert "in PRODUCT_PRICE_FIX, after bmecat:ORDER_UNIT." in (found.hint or "")
    assert found.fix is None, "what lacks an element around it is not to be dropped"


def test_nothing_is_to_be_moved_into_an_element_that_is_not_there(order: str) -> None:
    unit = order.index("</bmecat:ORDER_UNIT>") + len("</bmecat:ORDER_UNIT>\n")
    price = "<bmecat:PRICE_AMOUNT>10</bmecat:PRICE_AMOUNT>\n"
    found = only(order[:unit] + price + order[order.index("</ORDER_ITEM>") :])
    assert found.hint == "Enclose it in PRODUCT_PRICE_FIX, or remove it."
    found = only(order[:unit] + price + f"<PRODUCT_PRICE_FIX>{price}</PRODUCT_PRICE_FIX>\n</ORDER_ITEM>"
                 + order[order.index("</ORDER_ITEM>") + len("</ORDER_ITEM>") :])  # fmt: skip
    assert found.hint == "Move it into PRODUCT_PRICE_FIX, or remove it."


def test_a_known_element_is_never_taken_for_another_one_mistyped(order: str) -> None:
    broken = order.replace("ORDER_ITEM_LIST>", "INVOICE_ITEM_LIST>")
    first = next(found for found in findings(broken) if found.rule == "schema/unknown-element")
    assert first.message == "INVOICE_ITEM_LIST does not belong into ORDER, but into INVOICE"
    assert first.hint == "Name the root element INVOICE if the document is one, or remove it."


def test_the_hints_for_many_misplaced_elements_add_up(order: str) -> None:
    start = order.index("<LINE_ITEM_ID>")
    end = order.index("</ORDER_ITEM>")
    item = etree.fromstring(f'<x xmlns:bmecat="{documents.BMECAT}">{order[start:end]}</x>')
    children = [etree.tostring(child, encoding="unicode", with_tail=False) for child in item]
    names = [child[1 : child.index(">")].split()[0] for child in children]
    found = findings(order[:start] + "\n".join(reversed(children)) + order[end:])
    assert {finding.rule for finding in found} == {"schema/misplaced-element"}
    assert len(found) == len(children) - 1
    assert f"The order is: {', '.join(names)}." in (found[0].hint or "")
    assert not any("The order is" in (finding.hint or "") for finding in found[1:])
    pairs = set(pairwise(names))
    for finding in found:
        name, _, place = finding.message.partition(" is right, but must come ")
        where, _, other = place.partition(" ")
        assert ((other, name) if where == "after" else (name, other)) in pairs, finding.message


def test_an_element_given_twice_is_one_too_many(order: str) -> None:
    broken = order.replace("<QUANTITY>1</QUANTITY>", "<QUANTITY>1</QUANTITY>\n<QUANTITY>2</QUANTITY>")
    found = only(broken)
    assert (found.rule, found.line) == ("schema/too-many", line_of(broken, "<QUANTITY>2"))


def _with_payment(order: str, inner: str) -> str:
    end = order.index("</bmecat:CURRENCY>") + len("</bmecat:CURRENCY>")
    return f"{order[:end]}\n<PAYMENT>\n{inner}\n</PAYMENT>{order[end:]}"


def test_none_of_a_choice_names_the_alternatives_and_the_dialect_that_needs_none(order: str) -> None:
    found = only(_with_payment(order, ""), "standard")
    assert found.message == "one of CARD, ACCOUNT, DEBIT, CHECK or CASH is missing in PAYMENT"
    assert "ITscope accepts this since 2024-03, the standard does not." in (found.hint or "")


def test_two_of_a_choice_are_one_too_many(order: str) -> None:
    found = only(_with_payment(order, "<DEBIT>true</DEBIT>\n<CASH>true</CASH>"))
    assert found.rule == "schema/too-many"
    assert found.message.startswith("only one of CARD, ACCOUNT, DEBIT, CHECK and CASH")


def test_text_where_elements_belong_is_one_finding_even_if_nothing_else_is_there(order: str) -> None:
    start, end = order.index("<PRODUCT_ID>"), order.index("</PRODUCT_ID>")
    assert only(f"{order[:start]}<PRODUCT_ID>A-100{order[end:]}").rule == "schema/unexpected-text"
    start, end = order.index("<PARTIES>"), order.index("</PARTIES>")
    assert only(f"{order[:start]}<PARTIES>nobody{order[end:]}").rule == "schema/unexpected-text"


def test_attributes_missing_and_unknown(order: str) -> None:
    found = only(order.replace(' version="2.1"', ""))
    assert (found.rule, found.fix, found.hint) == (
        "schema/missing-attribute",
        "safe",
        'Add version="2.1" to the start tag.',
    )
    found = only(order.replace("<QUANTITY>", '<QUANTITY unit="C62">'))
    assert (found.rule, found.message) == ("schema/unknown-attribute", "QUANTITY has no attribute unit")
    found = only(order.replace(' version="2.1"', ' Version="2.1"'))
    assert (found.rule, found.hint) == ("schema/unknown-attribute", "Write version instead.")


# values


def _with_value(order: str, element: str, value: str) -> str:
    start = order.index(">", order.index(f"<{element}")) + 1
    return order[:start] + value + order[order.index("</", start) :]


@pytest.mark.parametrize(
    ("element", "value", "rule", "hint", "fix"),
    [
        ("bmecat:ORDER_UNIT", "STK", "bad-code", "Write C62.", "safe"),
        ("bmecat:ORDER_UNIT", "Std", "bad-code", "Write HUR.", "safe"),
        ("bmecat:ORDER_UNIT", "kg", "bad-code", "Write KGM.", "safe"),
        ("bmecat:ORDER_UNIT", "XYZ9", "bad-code", None, None),
        ("ORDER_DATE", "20261231", "bad-date", "Write 2026-12-31.", "safe"),
        ("ORDER_DATE", "2012-08-30 10:15:54", "bad-date", "Write 2012-08-30T10:15:54.", "safe"),
        ("ORDER_DATE", "2012-08-30T10:15:54+0200", "bad-date", "Write 2012-08-30T10:15:54+02:00.", "safe"),
        ("ORDER_DATE", "31.12.2026", "bad-date", "Write 2026-12-31.", "safe"),
        ("ORDER_DATE", "05/06/2026", "bad-date", "Write 2026-06-05 or 2026-05-06.", None),
        ("ORDER_DATE", "soon", "bad-date", None, None),
        ("QUANTITY", "1234,50", "bad-number", "Write 1234.50.", "safe"),
        ("QUANTITY", "1.234,50", "bad-number", "Write 1234.50.", "safe"),
        ("QUANTITY", "1,234.50", "bad-number", "Write 1234.50.", "safe"),
        ("QUANTITY", "1e5", "bad-number", None, None),
        ("QUANTITY", "many", "bad-number", None, None),
        ("TOTAL_ITEM_NUM", "1.0", "bad-number", "Write 1.", "safe"),
        ("QUANTITY", "", "empty-value", "Fill it in; the element is required here.", None),
    ],
)
def test_a_value_is_told_what_it_should_be(
    order: str, element: str, value: str, rule: str, hint: str | None, fix: str | None
) -> None:
    found = only(_with_value(order, element, value))
    assert (found.rule, found.fix) == (f"schema/{rule}", fix)
    assert hint is None or found.hint == hint


def test_a_currency_is_never_guessed(order: str) -> None:
    found = only(_with_value(order, "bmecat:CURRENCY", "PLN"))
    assert found.message == "bmecat:CURRENCY: the list of the standard lacks the currency PLN"
    assert found.fix is None


def test_a_boolean_is_told_what_it_should_be(order: str) -> None:
    found = only(_with_payment(order, "<CASH>ja</CASH>"))
    assert (found.rule, found.hint, found.fix) == ("schema/bad-boolean", "Write true.", "safe")


def test_an_empty_optional_element_may_go(order: str) -> None:
    found = only(_with_value(order, "bmecat:CURRENCY", ""))
    assert (found.rule, found.fix) == ("schema/empty-value", "safe")


def test_a_long_text_is_told_how_long_it_may_be_and_where_it_would_fit(order: str) -> None:
    broken = order.replace(
        "</PRODUCT_ID>", f"<bmecat:DESCRIPTION_SHORT>{'x' * 151}</bmecat:DESCRIPTION_SHORT></PRODUCT_ID>"
    )
    found = only(broken, "standard")
    assert found.message == "bmecat:DESCRIPTION_SHORT has 151 characters; at most 150 are allowed"
    assert found.hint == "Shorten the text. ITscope allows 1024 since 2021-07, the standard does not."


def test_an_element_of_the_other_dialect_is_told_so() -> None:
    text = documents.quotation()
    broken = text.replace("</QUOTATION_ITEM>", "<OPTIONAL>true</OPTIONAL></QUOTATION_ITEM>")
    assert "ITscope accepts this since 2023-09" in (only(broken, "standard").hint or "")
    assert "itscope@2022-07" in (only(broken, "itscope@2022-07").hint or "")


# in step with libxml2 and with the XSDs


@pytest.mark.parametrize("name", ["standard", "itscope"])
def test_the_shipped_tables_are_those_of_the_xsds(name: str) -> None:
    assert Path(data_path("schemas", name, "tables.json")).read_bytes() == to_json(pack_tables(bundled(name)))


@pytest.mark.parametrize("kind", KINDS)
def test_one_damage_gives_one_finding_with_the_right_rule_and_line(kind: str) -> None:
    wrong = [
        (trial.base.name, trial.damages, trial.findings)
        for trial in trials(kind, some_bases(kind), 15, seed=2)
        if not (trial.is_right and len(trial.findings) == 1)
    ]
    assert not wrong


def test_three_damages_are_all_found() -> None:
    for trial in triples(some_bases("three"), 15, seed=2):
        assert all(trial.finds(number) for number in range(3)), (trial.base.name, trial.damages, trial.findings)


def test_a_valid_document_has_no_problem() -> None:
    for base in bases():
        root = parse(base.data)
        assert isinstance(root, etree._Element)
        assert not list(diagnose(root, base.dialect, base.document_type)), base.name


_VALUES = ["", " ", "1", "true", "2.1", "INF", "1e5", "+1", "٣", "12 ", "DE-|", "_a", "$", "2024-02-30", "\n", "é" * 60]


def test_the_diagnosis_finds_something_exactly_where_libxml2_does() -> None:
    chance = random.Random(3)
    everything = bases()
    for _ in range(400):
        base = chance.choice(everything)
        root = parse(base.data)
        assert isinstance(root, etree._Element)
        element = chance.choice(list(root.iter(etree.Element)))
        match chance.randrange(4):
            case 0:
                element.text = chance.choice(_VALUES)
            case 1:
                element.set(chance.choice(["type", "lang", "foo"]), chance.choice(_VALUES))
            case 2 if element is not root:
                element.tag = chance.choice(list(root.iter(etree.Element))).tag
            case _:
                element.append(etree.Comment("x"))
                element.tail = chance.choice(_VALUES) if element is not root else None
        valid = base.dialect.schema_for(base.document_type).validate(root)
        found = list(diagnose(root, base.dialect, base.document_type))
        assert bool(found) is not valid, (base.name, found, etree.tostring(root))


def test_what_libxml2_alone_knows_is_added_to_what_the_walk_finds(order: str) -> None:
    broken = order.replace("<ORDER_ID>", f'<ORDER_ID xmlns:xsi="{XSI}" xmlns:xs="urn:x" xsi:type="xs:no">').replace(
        "<LINE_ITEM_ID>1</LINE_ITEM_ID>\n", ""
    )
    root = etree.fromstring(broken.encode())
    dialect = find_dialect("itscope")
    schema = dialect.schema_for("ORDER")
    schema.validate(root)
    rules = [problem.rule for problem in diagnose(root, dialect, "ORDER", tuple(schema.error_log))]  # type: ignore[arg-type]
    assert rules == ["schema/missing-element", "schema/invalid"]


def _with_entries(broken: str) -> list[Finding]:
    """The findings of a document if libxml2's errors are at hand."""
    root = parse(broken.encode())
    assert isinstance(root, etree._Element)
    dialect = find_dialect("itscope")
    schema = dialect.schema_for("ORDER")
    schema.validate(root)
    return place_problems(list(diagnose(root, dialect, "ORDER", tuple(schema.error_log))), broken.encode(), root)  # type: ignore[arg-type]


def test_markup_inside_of_a_text_is_not_called_a_short_text_too(order: str) -> None:
    [found] = _with_entries(order.replace("<ORDER_ID>", "<ORDER_ID><b>x</b>"))
    assert (found.rule, found.message) == ("schema/unknown-element", "ORDER_ID holds a text, no elements such as b")


def test_nil_is_explained_beside_other_findings_and_alone(order: str) -> None:
    nil = order.replace("<ORDER_DATE>", f'<ORDER_DATE xmlns:xsi="{XSI}" xsi:nil="true">')
    root = parse(nil.encode())
    assert isinstance(root, etree._Element)
    schema = find_dialect("itscope").schema_for("ORDER")
    schema.validate(root)
    [alone] = problems_of(tuple(schema.error_log), root)  # type: ignore[arg-type]
    assert alone.hint == "Remove xsi:nil (and the element, if it is optional)."
    beside = _with_entries(_with_value(nil, "ORDER_DATE", ""))
    assert [found.hint for found in beside if found.rule == "schema/unknown-attribute"] == [alone.hint]


def test_an_element_written_as_an_attribute_is_told_so(order: str) -> None:
    start, end = order.index("<ORDER_ID>"), order.index("</ORDER_ID>") + len("</ORDER_ID>\n")
    broken = (order[:start] + order[end:]).replace("<ORDER_INFO>", '<ORDER_INFO ORDER_ID="PO-1">')
    found = findings(broken)
    assert [finding.rule for finding in found] == ["schema/unknown-attribute", "schema/missing-element"]
    assert found[0].message == "ORDER_ID is an element in ORDER_INFO, not an attribute of it"
    assert "<ORDER_ID>…</ORDER_ID>" in (found[0].hint or "")


def test_all_roles_of_a_party_are_listed(order: str) -> None:
    found = only(_with_value(order, "PARTY_ROLE", "xyzzy"))
    assert "supplier" in (found.hint or "")


# floods, foreign schemas, cold start


def test_a_flood_is_counted() -> None:
    item = documents.order()
    start, end = item.index("<ORDER_ITEM>"), item.index("</ORDER_ITEM>") + len("</ORDER_ITEM>")
    broken = item[:start] + item[start:end].replace("C62", "STK") * 10_000 + item[end:]
    began = time.perf_counter()
    found = findings(broken)
    assert time.perf_counter() - began < 10
    assert len(found) == 51
    assert any("9,950 more of the same kind" in finding.message for finding in found)


_FOREIGN = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="ORDER"><xs:complexType><xs:sequence>
<xs:element name="ID" maxOccurs="2"><xs:simpleType><xs:restriction base="xs:integer"><xs:maxInclusive value="9"/>
</xs:restriction></xs:simpleType></xs:element>
<xs:element name="WHEN" type="xs:date"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""


def test_a_foreign_schema_is_diagnosed_too_and_its_tables_are_kept(own_folders: Path) -> None:
    foreign = SchemaSet({"a.xsd": _FOREIGN}, "a.xsd", "a.xsd")
    dialect = Dialect("a.xsd", None, "none", foreign)
    found = findings("<ORDER>\n<ID>1</ID>\n<ID>10</ID>\n<ID>3</ID>\n</ORDER>", dialect)
    assert [(finding.rule, finding.line) for finding in found] == [
        ("schema/bad-number", 3),
        ("schema/too-many", 4),
        ("schema/missing-element", 5),
    ]
    kept = own_folders / "cache" / "opentrans-toolkit" / "tables" / f"{foreign.sha256}.json"
    if sys.platform == "linux":
        assert json.loads(kept.read_bytes())["sha256"] == foreign.sha256


def test_a_schema_that_xmlschema_cannot_read_has_no_tables() -> None:
    assert tables_for(SchemaSet({"a.xsd": b"<nonsense/>"}, "a.xsd", "a.xsd")) is None


def test_shipped_tables_are_read_without_xmlschema() -> None:
    code = (
        "import sys; from opentrans.schema.tables import tables_for; from opentrans.schema.sets import bundled;"
        "assert len(tables_for(bundled('itscope'))) > 400; assert 'xmlschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_code_lists_are_stored_once() -> None:
    tables = bundled_tables("itscope")
    units = [tables.simple(n) for n in range(tables.simple_count) if tables.simple(n).kind == "unit"]
    assert len(units) == 1
    assert "Z11" in (units[0].codes or ())
