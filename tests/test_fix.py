"""``opentrans fix`` and ``fix_document``: what is mended, what is left, and that all else stays as it was."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentrans import validate
from opentrans.validation.fixes import Fixed, fix_document
from tests.command import ROOT, Command
from tests.diagnosis.measure import bases
from tests.documents import BMECAT, MINIMAL, OPENTRANS, invoice, order
from tests.fixes.measure import all_kinds, mend, trials

_SAMPLES = sorted((ROOT / "samples").glob("*.xml"))


def _fix(document: str, *, unsafe: bool = False) -> Fixed:
    return fix_document(document.encode(), dialect="standard", unsafe=unsafe)


def _schema_valid(fixed: Fixed) -> bool:
    return fixed.report.layers.schema == "passed"


def _swapped(document: str, old: str, new: str) -> str:
    assert document.count(old) >= 1
    return document.replace(old, new, 1)


@pytest.mark.parametrize("kind", all_kinds())
def test_a_damaged_document_becomes_what_it_was(kind: str) -> None:
    some = bases()[::7]

    for trial in trials(kind, 6, some, seed=2):
        outcome = mend(trial)
        assert (outcome.valid, outcome.equal, outcome.idempotent) == (True, True, True), trial


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_a_valid_document_is_never_touched(path: Path, unsafe: bool) -> None:
    data = path.read_bytes()
    if not validate(data).valid:
        pytest.skip("a rule refuses it")

    fixed = fix_document(data, unsafe=unsafe)

    assert (fixed.data, fixed.changed, fixed.changes) == (data, False, ())


_SCRAPS = st.sampled_from(
    ["<REMARKS/>", "<FOO>x</FOO>", "<!-- n -->", " ", "x", "\u00a0", "<QUANTITY>1,5</QUANTITY>", "<bmecat:ZIP/>",
     "<ORDER_ID>a</ORDER_ID>", "<?p i?>", "<LANGUAGE>de</LANGUAGE>", "\r\n", "&#228;", "<![CDATA[ ]]>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(sorted(MINIMAL)),
    places=st.lists(st.tuples(st.floats(0, 1), _SCRAPS), max_size=4),
    cuts=st.lists(st.floats(0, 1), max_size=3),
    unsafe=st.booleans(),
)
def test_fixing_again_changes_nothing_more_and_never_makes_it_worse(
    kind: str, places: list[tuple[float, str]], cuts: list[float], unsafe: bool
) -> None:
    pieces = re.split(r"(?<=>)", MINIMAL[kind]())
    for place, scrap in places:
        pieces.insert(int(place * len(pieces)), scrap)
    for place in cuts:
        leaves = [number for number, piece in enumerate(pieces) if re.fullmatch(r"\n?<[^/!?][^>]*>", piece)]
        del pieces[leaves[int(place * (len(leaves) - 1))]]
    data = "".join(pieces).encode()

    fixed = fix_document(data, dialect="standard", unsafe=unsafe)
    again = fix_document(fixed.data, dialect="standard", unsafe=unsafe)

    assert again.data == fixed.data
    assert (fixed.data == data) is not fixed.changed
    assert len(fixed.report.errors) <= len(fixed.before.errors)
    assert sorted(re.findall(rb"<!--.*?-->", fixed.data)) == sorted(re.findall(rb"<!--.*?-->", data))


def test_all_but_the_repair_stays_byte_for_byte() -> None:
    text = (
        "<?xml version='1.0' encoding='ISO-8859-1' ?>\r\n<!-- <ORDER version='x'> -->\r\n"
        + order(
            remarks="<REMARKS type = 'gen\u00e9ral' ><![CDATA[a & b]]> &#8364; &amp;<!-- c --></REMARKS>"
        ).partition("\n")[2]
    ).replace("\n", "\r\n")
    right = text.replace("gen\u00e9ral", "general").encode("latin-1")
    wrong = right.replace(b"ORDER_UNIT>C62<", b"ORDER_UNIT >\r\n Stk<!-- pieces -->\t<")

    fixed = fix_document(wrong, dialect="standard")

    assert fixed.data == right.replace(b"ORDER_UNIT>C62<", b"ORDER_UNIT >C62<!-- pieces --><")
    assert _schema_valid(fixed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_and_its_mark_stay(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    right = order(remarks="<REMARKS>\u00dcber \u00e4</REMARKS>").replace("UTF-8", declared)
    wrong = _swapped(right, "2026-11-02T08:15:27", "2026-11-02 08:15:27")

    fixed = fix_document(wrong.encode(encoding), dialect="standard")

    assert fixed.data == right.encode(encoding)


def test_a_moved_element_takes_its_comments_along() -> None:
    right = order(
        remarks="<!-- for you -->\n  <REMARKS>a</REMARKS> <!-- said by phone -->\n  <!-- UDX -->",
        udx="<UDX.A>1</UDX.A>",
    )
    lines = "<!-- for you -->\n  <REMARKS>a</REMARKS> <!-- said by phone -->\n"
    wrong = right.replace(lines, "").replace("</HEADER_UDX>\n", f"</HEADER_UDX>\n{lines}")

    assert re.sub(r"\n\s*", "\n", _fix(wrong).data.decode()) == re.sub(r"\n\s*", "\n", right)


def test_a_missing_prefix_is_declared_on_the_root() -> None:
    wrong = order().replace(f' xmlns:bmecat="{BMECAT}"', "").replace("bmecat:", "")

    fixed = _fix(wrong)

    assert f'version="2.1" type="standard" xmlns:bmecat="{BMECAT}">' in fixed.data.decode()
    assert fixed.data.decode().replace(f' xmlns:bmecat="{BMECAT}"', "") == order().replace(
        f' xmlns:bmecat="{BMECAT}"', ""
    )


def test_a_prefix_that_means_something_else_is_not_taken() -> None:
    wrong = order(udx='<bmecat:X xmlns:bmecat="urn:own"/>').replace(f' xmlns:bmecat="{BMECAT}"', "")
    wrong = re.sub(r"<(/?)bmecat:(?!X)", r"<\1", wrong)

    fixed = _fix(wrong)

    assert _schema_valid(fixed)
    assert b'<bmecat:X xmlns:bmecat="urn:own"/>' in fixed.data
    assert f'xmlns:bmecat2="{BMECAT}"'.encode() in fixed.data


@pytest.mark.parametrize(
    "namespace", [f"{OPENTRANS}fd", "https://www.opentrans.org/XMLSchema/2.1", "urn:example", OPENTRANS[:-1] + "0"]
)
def test_the_root_gets_its_namespace_if_the_document_is_2_1(namespace: str) -> None:
    assert _fix(_swapped(order(), f'"{OPENTRANS}"', f'"{namespace}"')).data == order().encode()


def test_another_version_is_left_alone() -> None:
    old = _swapped(order(), OPENTRANS, "http://www.opentrans.org/XMLSchema/1.0").replace('version="2.1"', "")

    assert not _fix(old).changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-11-02T08:15:27", "03/04/2026"),
        ("2026-11-02T08:15:27", "2026-13-01"),
        ("<PRICE_LINE_AMOUNT>10.00", "<PRICE_LINE_AMOUNT>1,234"),
        ("<bmecat:CURRENCY>EUR", "<bmecat:CURRENCY>EUD"),
        ("<bmecat:ORDER_UNIT>C62", "<bmecat:ORDER_UNIT>C6X"),
        ("<QUANTITY>1<", "<QUANTITY>1 EUR<"),
        ("<ORDER_ID>PO-1</ORDER_ID>", "<ORDER_ID></ORDER_ID>"),
        ("<TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM>", ""),
    ],
)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_left(old: str, new: str) -> None:
    fixed = _fix(_swapped(order(), old, new))

    assert not fixed.changed
    assert fixed.report.valid is False


@pytest.mark.parametrize(
    "data",
    [b"<ORDER>", b"", b"PK\x03\x04", b"<!DOCTYPE ORDER><ORDER/>", b"<HTML/>"],
)
def test_what_is_no_document_is_left_alone(data: bytes) -> None:
    fixed = fix_document(data)

    assert (fixed.data, fixed.changed, fixed.report.valid) == (data, False, False)


def test_changes_say_what_and_where() -> None:
    wrong = _swapped(_swapped(order(), "ORDER_UNIT>C62", "ORDER_UNIT>Stk"), "2026-11-02T08", "2026-11-02 08")

    fixed = _fix(wrong)

    assert [(change.line, change.rule, change.message) for change in fixed.changes] == [
        (6, "schema/bad-date", "ORDER_DATE: '2026-11-02 08:15:27' became '2026-11-02T08:15:27'"),
        (36, "schema/bad-code", "bmecat:ORDER_UNIT: 'Stk' became 'C62'"),
    ]
    assert fixed.changes[1].path == "/ORDER/ORDER_ITEM_LIST/ORDER_ITEM/ORDER_UNIT"


def test_an_empty_container_goes_with_its_empty_children_but_comments_stay() -> None:
    empty = '<bmecat:COST_CATEGORY_ID type="project"/><!-- none -->'
    fixed = _fix(invoice(payment=f"<ACCOUNTING_INFO>{empty}</ACCOUNTING_INFO>\n<REMARKS/>"))

    assert _schema_valid(fixed)
    assert b"<!-- none -->" in fixed.data
    assert b"ACCOUNTING_INFO" not in fixed.data
    assert b"REMARKS" not in fixed.data


@pytest.mark.parametrize(
    "kept",
    [
        '<HEADER_UDX><UDX.A key="1"/><REMARKS/></HEADER_UDX>',
        '<PAYMENT><CARD type="VISA"><CARD_NUM/></CARD></PAYMENT>',
    ],
)
def test_what_holds_anything_is_not_taken_for_empty(kept: str) -> None:
    fixed = _fix(order(payment=kept) if "PAYMENT" in kept else order().replace("</ORDER_INFO>", f"{kept}</ORDER_INFO>"))

    assert kept in fixed.data.decode()


_SURPLUS = [
    ("<REMARKS>" + "x" * 70_000 + "</REMARKS>", "x" * 64_000),
    ("<FOO><!-- kept --><BAR>x</BAR></FOO>", "<!-- kept -->"),
    ('<REMARKS foo="1">a</REMARKS>', "<REMARKS>a</REMARKS>"),
]


@pytest.mark.parametrize(("remarks", "kept"), _SURPLUS, ids=["too long", "unknown element", "unknown attribute"])
def test_what_loses_data_is_done_only_where_it_is_asked_for(remarks: str, kept: str) -> None:
    wrong = order(remarks=remarks)

    assert not _fix(wrong).changed
    fixed = _fix(wrong, unsafe=True)
    assert _schema_valid(fixed)
    assert kept in fixed.data.decode()


def test_dropping_is_not_done_where_something_is_missing_then() -> None:
    wrong = order().replace("ORDER_DATE>", "ORDER_DAT>")

    fixed = _fix(wrong, unsafe=True)

    assert not fixed.changed
    assert [finding.rule for finding in fixed.report.errors] == ["schema/unknown-element"]


def test_totals_are_calculated_anew_from_the_lines_up() -> None:
    wrong = (
        invoice()
        .replace("<PRICE_LINE_AMOUNT>10.00", "<PRICE_LINE_AMOUNT>12.00")
        .replace("<TOTAL_ITEM_NUM>1", "<TOTAL_ITEM_NUM>3")
        .replace("<NET_VALUE_GOODS>10.00", "<NET_VALUE_GOODS>15.00")
        .replace("<TAX_AMOUNT>1.90", "<TAX_AMOUNT>9.00")
        .replace("<TOTAL_AMOUNT>11.90", "<TOTAL_AMOUNT>30.00")
    )

    assert not _fix(wrong).changed
    fixed = _fix(wrong, unsafe=True)
    assert fixed.data == invoice().encode()
    assert {change.rule.partition("/")[0] for change in fixed.changes} == {"totals"}


def test_a_signed_document_is_warned_about() -> None:
    signature = '<xsig:Signature xmlns:xsig="http://www.w3.org/2000/09/xmldsig#"><xsig:SignedInfo/></xsig:Signature>'
    wrong = order(udx=signature).replace("ORDER_UNIT>C62", "ORDER_UNIT>Stk")

    fixed = _fix(wrong)

    assert fixed.changed
    assert "signed" in fixed.warnings[0]
    assert _fix(wrong.replace(signature, "<UDX.A/>")).warnings == ()


# the command


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "my order.xml"
    path.write_bytes(_right(tmp_path).replace(b"ORDER_UNIT>C62", b"ORDER_UNIT>Stk").replace(b"\n", b"\r\n"))
    return path


def _right(_: Path) -> bytes:
    return (ROOT / "samples" / "story-1-order.xml").read_bytes()


def test_the_diff_can_be_applied_with_patch(command: Command, wrong: Path) -> None:
    before = wrong.read_bytes()

    done = command("fix", wrong.name)

    assert done.returncode == 1
    assert wrong.read_bytes() == before
    assert b"1 would be changed, 0 still invalid" in done.stderr
    subprocess.run(["patch", "--binary", "-p1"], input=done.stdout, cwd=wrong.parent, check=True, capture_output=True)
    assert wrong.read_bytes() == _right(wrong).replace(b"\n", b"\r\n")
    assert command("fix", wrong.name).returncode == 0


def test_write_changes_the_file_in_place(command: Command, wrong: Path) -> None:
    done = command("fix", "--write", wrong.name)

    assert (done.returncode, done.stdout) == (0, b"")
    assert wrong.read_bytes() == _right(wrong).replace(b"\n", b"\r\n")


def test_output_writes_another_file_and_leaves_the_first(command: Command, wrong: Path) -> None:
    before = wrong.read_bytes()

    assert command("fix", "-o", "new.xml", wrong.name).returncode == 0
    assert wrong.read_bytes() == before
    assert (wrong.parent / "new.xml").read_bytes() == _right(wrong).replace(b"\n", b"\r\n")


def test_standard_input_goes_to_standard_output(command: Command, wrong: Path) -> None:
    done = command("fix", "-o", "-", "-", stdin=wrong.read_bytes())

    assert done.stdout == _right(wrong).replace(b"\n", b"\r\n")
    assert command("fix", "--write", "-", stdin=wrong.read_bytes()).returncode == 2


@pytest.mark.parametrize(
    "arguments", [["-o", "x.xml", "a.xml", "b.xml"], ["--write", "-o", "x", "a.xml"], ["none.xml"]]
)
def test_what_cannot_be_done_ends_with_2(command: Command, arguments: list[str]) -> None:
    done = command("fix", *arguments)

    assert done.returncode == 2
    assert done.stderr


def test_what_is_left_is_said_and_ends_with_1(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(order().replace("<ORDER_ID>PO-1</ORDER_ID>\n", ""), "utf-8")
    (tmp_path / "page.xml").write_text("<html/>", "utf-8")

    done = command("fix", "--write", "--dialect", "standard", ".")

    assert done.returncode == 1
    assert b"schema/missing-element: ORDER_ID is missing in ORDER_INFO" in done.stderr
    assert b"1 document: 0 changed, 1 still invalid, 1 skipped" in done.stderr
