"""Every rule finds what it is for, alone, and leaves alone what nearly breaks it; and no tree makes a rule fail."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from opentrans.amounts import Tolerances
from opentrans.cli.rules import rules_command
from opentrans.names import DOCUMENTS
from opentrans.schema.dialects import find_dialect
from opentrans.schema.sets import RuleFamily
from opentrans.validation.rules import GROUPS, Rule, all_rules, find_rule, run_rules
from opentrans.validation.rules.examples import EXAMPLE_DOCUMENTS, complete_document
from opentrans.validation.rules.moments import is_before, span_of

RULES = {one.id: one for one in all_rules()}
EXAMPLES = [(one, family) for one in RULES.values() for family in sorted(one.families)]
ids = [f"{one.id}-{family}" for one, family in EXAMPLES]


def found(document: bytes, family: str = "itscope", complete: bool = True, **more: Tolerances) -> list[str]:
    """The ids of the rules that a document breaks."""
    root = etree.fromstring(document)
    problems = run_rules(root, etree.QName(root).localname, find_dialect(family), complete, **more)
    return sorted({one.rule for one in problems})


def order(fragment: str) -> list[str]:
    return found(complete_document("ORDER", fragment))


def invoice(fragment: str, family: str = "itscope") -> list[str]:
    return found(complete_document("INVOICE", fragment), family)


@pytest.mark.parametrize(("rule", "family"), EXAMPLES, ids=ids)
def test_the_bad_example_breaks_this_rule_alone(rule: Rule, family: RuleFamily) -> None:
    assert found(complete_document(rule.example, rule.bad), family) == [rule.id]


@pytest.mark.parametrize(("rule", "family"), EXAMPLES, ids=ids)
def test_the_good_example_breaks_no_rule(rule: Rule, family: RuleFamily) -> None:
    assert found(complete_document(rule.example, rule.good), family) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples_are_what_the_schema_lets_pass(rule: Rule) -> None:
    schema = find_dialect("itscope").schema_for(rule.example)
    for fragment in (rule.good, rule.bad):
        root = etree.fromstring(complete_document(rule.example, fragment))
        assert schema.validate(root), schema.error_log


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert rule.group in GROUPS
    assert rule.title
    assert rule.explanation
    assert rule.source
    assert rule.documents <= DOCUMENTS
    assert rule.example in rule.documents
    assert find_rule(rule.id) is rule


@pytest.mark.parametrize("kind", EXAMPLE_DOCUMENTS)
@pytest.mark.parametrize("family", ["standard", "itscope"])
def test_the_frame_of_the_examples_has_nothing_wrong(kind: str, family: str) -> None:
    assert found(complete_document(kind), family) == []


def test_problems_say_layer_severity_and_element() -> None:
    root = etree.fromstring(complete_document("ORDER", "<TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>"))
    (problem,) = run_rules(root, "ORDER", find_dialect("itscope"), True)
    assert (problem.rule, problem.severity, problem.layer) == ("totals/item-count", "error", "rules")
    assert problem.element.text == "2"
    assert problem.message == "2 is stated, but there are 1 lines"


def test_a_document_of_which_only_the_head_was_read_is_not_counted() -> None:
    document = complete_document("ORDER", "<TOTAL_ITEM_NUM>2</TOTAL_ITEM_NUM>")
    assert found(document, complete=False) == []


def test_tolerances_can_be_set() -> None:
    document = complete_document("ORDER", "<PRICE_LINE_AMOUNT>20.05</PRICE_LINE_AMOUNT>")
    assert found(document) == ["totals/line-amount"]
    assert found(document, tolerances=Tolerances(product=Decimal("0.05"))) == []


def test_namespaces_do_not_hide_what_rules_look_for() -> None:
    broken = complete_document("ORDER", "<TOTAL_AMOUNT>99</TOTAL_AMOUNT>")
    bare = broken.replace(b"bmecat:", b"").replace(b'xmlns="http://www.opentrans.org/XMLSchema/2.1"', b"")
    assert found(bare) == ["totals/order-total"]


def test_comments_in_values_do_not_cut_them() -> None:
    assert order("<QUANTITY>2<!-- two -->0</QUANTITY>") == ["totals/line-amount"]
    assert order("<QUANTITY>2<!-- two -->.0</QUANTITY>") == []


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("<LINE_ITEM_ID>1</LINE_ITEM_ID>", []),
        ("<QUANTITY>-2</QUANTITY><PRICE_LINE_AMOUNT>-20</PRICE_LINE_AMOUNT>", ["lines/quantity", "totals/order-total"]),
        ("<ORDER_DATE>2024-04-31</ORDER_DATE>", ["dates/impossible"]),
        ("<ORDER_DATE>2024</ORDER_DATE>", []),
        ("<ORDER_DATE>0000-01-01</ORDER_DATE>", ["dates/impossible"]),
        ("<ORDER_DATE>1900-02-29</ORDER_DATE>", ["dates/implausible", "dates/impossible"]),
        ("<bmecat:CURRENCY>ATS</bmecat:CURRENCY>", ["codes/currency"]),
        ("<bmecat:CURRENCY>ATS</bmecat:CURRENCY><ORDER_DATE>2001-10-01</ORDER_DATE>", []),
        ('<BANK_ACCOUNT type="standard">6594834873</BANK_ACCOUNT>', []),
        ('<bmecat:INTERNATIONAL_PID type="itscope">6676919000</bmecat:INTERNATIONAL_PID>', []),
        ('<bmecat:INTERNATIONAL_PID type="upc">036000291452</bmecat:INTERNATIONAL_PID>', []),
        ('<bmecat:INTERNATIONAL_PID type="ean">381333931</bmecat:INTERNATIONAL_PID>', ["codes/gtin"]),
        ("<PARTIAL_SHIPMENT_ALLOWED>true</PARTIAL_SHIPMENT_ALLOWED>", []),
        ('<REMARKS type="order">' + "x" * 200 + "</REMARKS>", []),
    ],
)
def test_orders_near_the_edge(fragment: str, expected: list[str]) -> None:
    assert order(fragment) == expected


@pytest.mark.parametrize(
    ("vat_id", "right"),
    [
        ("DE136695976", True),
        ("DE 136 695 976", True),
        ("ATU13585627", True),
        ("EL094259216", True),
        ("CHE-107.787.577 MWST", True),
        ("GB980780684", True),
        ("XI980780684", True),
        ("NO995525828MVA", True),
        ("US-12-3456789", True),
        ("136695976", True),
        ("DE136695975", False),
        ("ATU13585626", False),
        ("CHE-107.787.578 MWST", False),
        ("GB980780685", False),
    ],
)
def test_vat_numbers(vat_id: str, right: bool) -> None:
    expected = [] if right else ["codes/vat-id"]
    assert invoice(f"<bmecat:VAT_ID>{vat_id}</bmecat:VAT_ID>") == expected


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2024-05-01", "2024-05-02", True),
        ("2024-05-01", "2024-05-01", False),
        ("2024-05-01T23:00:00+01:00", "2024-05-01T22:30:00Z", True),
        ("2024-05-01T23:00:00+01:00", "2024-05-01T22:00:00Z", False),
        ("2024-05-01T10:00:00", "2024-05-01T20:00:00Z", False),  # in which zone?
        ("2024-04-30T10:00:00", "2024-05-01T20:00:00Z", True),
        ("2024-04", "2024-05-01", True),
        ("2024", "2024-05-01", False),
        ("2024-05-03T16:45:36.3398861+02:00", "2024-05-03T16:45:37.1+02:00", True),
        ("2024-02-30", "2025-01-01", False),
        ("soon", "2025-01-01", False),
        ("0000-01-01", "9999-12-31T23:59:59-14:00", False),
    ],
)
def test_what_was_certainly_before(one: str, other: str, before: bool) -> None:
    first, second = etree.fromstring(f"<a>{one}</a>"), etree.fromstring(f"<a>{other}</a>")
    assert is_before(first, second) is before
    if before:
        assert not is_before(second, first)


@given(st.text("0123456789-T:Z+.", max_size=30))
def test_no_text_is_a_date_that_fails(text: str) -> None:
    span = span_of(text)
    assert span is None or span.first <= span.last


_NASTY = [
    "",
    "NaN",
    "INF",
    "-1",
    "0",
    "1e400",
    "9" * 200,
    "0.0000000000000000000001",
    "2024-02-30",
    "C62",
    "true",
    "x" * 99,
]
_TAGS = [
    "QUANTITY",
    "PARTY",
    "ORDER_ITEM",
    "TAX_DETAILS_FIX",
    "TOTAL_TAX",
    "PARTIES",
    "ALLOW_OR_CHARGES_FIX",
    "DELIVERY_DATE",
]


def _damage(root: etree._Element, seed: int) -> None:
    """Change a tree at random: drop, double, move, rename, empty, overwrite."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 12)):
        elements = list(root.iter(etree.Element))
        one = chance.choice(elements)
        parent = one.getparent()
        kind = chance.randrange(8)
        if kind == 0 and parent is not None:
            parent.remove(one)
        elif kind == 1 and parent is not None:
            parent.append(copy.deepcopy(one))
        elif kind == 2 and parent is not None:
            chance.choice(elements[:1]).append(one)
        elif kind == 3 and parent is not None:
            one.tag = etree.QName(etree.QName(root).namespace, chance.choice(_TAGS)).text
        elif kind == 4:
            one.attrib.clear()
        elif kind == 5:
            one.append(etree.Comment("x"))
        else:
            one.text = chance.choice(_NASTY)


_SOURCES = [(kind, rule.bad) for kind in EXAMPLE_DOCUMENTS for rule in RULES.values() if rule.example == kind]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_SOURCES), st.integers(0, 2**32), st.booleans())
def test_no_damaged_tree_makes_a_rule_fail(source: tuple[str, str], seed: int, complete: bool) -> None:
    root = etree.fromstring(complete_document(*source))
    _damage(root, seed)
    for family in ("standard", "itscope"):
        for kind in {source[0], *("INVOICE", "ORDER", "INVOICELIST")}:
            for problem in run_rules(root, kind, find_dialect(family), complete):
                assert problem.rule in RULES
                assert problem.message


@pytest.mark.parametrize("seed", range(40))
def test_no_damaged_sample_makes_a_rule_fail(samples: Path, seed: int) -> None:
    for path in sorted(samples.glob("*.xml")):
        root = etree.parse(str(path)).getroot()
        _damage(root, seed)
        run_rules(root, _kind(root), find_dialect("itscope"), True)


def _kind(root: etree._Element) -> str:
    name = etree.QName(root).localname
    return name if name in DOCUMENTS else "ORDER"


def test_the_samples_have_nothing_wrong(samples: Path) -> None:
    for path in sorted(samples.glob("*.xml")):
        assert found(path.read_bytes()) == [], path.name


def test_the_list_shows_every_rule_with_its_severity() -> None:
    shown = CliRunner().invoke(rules_command, []).output
    for rule in RULES.values():
        assert any(line.split()[:2] == [rule.id, rule.severity] for line in shown.splitlines())


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_explained_with_both_examples(rule: str) -> None:
    shown = CliRunner().invoke(rules_command, [rule])
    assert shown.exit_code == 0
    assert "good (in" in shown.output
    assert "bad (in" in shown.output


def test_a_group_lists_its_rules_and_an_unknown_rule_its_neighbour() -> None:
    def call(one: str) -> str:
        return CliRunner().invoke(rules_command, [one]).output

    assert "dates/window" in call("dates")
    assert "codes/gtin" not in call("dates")
    assert "did you mean codes/iban?" in call("codes/ibam")
    assert "in the finding itself" in call("schema/bad-date")
