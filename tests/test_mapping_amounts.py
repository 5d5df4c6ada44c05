"""No expression changes what a number, a date or an article number is, and what cannot be used is never left out."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans.generation.errors import SourceData
from opentrans.generation.mapping import BadValue, Context, Draft, Refused, evaluate
from opentrans.generation.mapping.conversion import Numbers, Plain, as_number
from opentrans.generation.mapping.expressions import Language
from opentrans.generation.mapping.plans import FAILURES
from opentrans.generation.mapping.scope import ROOTS, Scope
from opentrans.generation.mapping.tables import LookupTable
from opentrans.generation.mapping.times import parsed
from opentrans.generation.mapping.vocabulary import Settings, Vocabulary
from opentrans.generation.sources.excel import SheetFormat, read_workbook
from opentrans.generation.sources.shapes import Group
from opentrans.generation.sources.values import Node, Record, Row, Table, Unusable
from tests.mapping_parts import FIRST, HEAD, ORDER, mapping_of, of_rows, outcomes

NUMBERS = Numbers(",", ".")
SETTINGS = Settings(
    NUMBERS,
    ZoneInfo("Europe/Berlin"),
    {"p": LookupTable("p", {"A": "1.500"}, "m.yaml:3"), "keep": LookupTable("keep", {}, "m.yaml:3", "keep")},
)
ERROR = Unusable("the cell holds the error #N/A", "correct the formula, or clear the cell")


def run(source: str, record: Record, settings: Settings = SETTINGS) -> Any:
    compiled = Language(Vocabulary(settings, {"rate": "1.500"})).compile(source, frozenset(ROOTS))
    return compiled.run(Scope(record, [], settings={"rate": Plain("1.500")}, today=date(2026, 11, 21), joined={}))


def row(**cells: Any) -> Row:
    return Row(Table("o.xlsx", cells), 2, list(cells.values()))


def number(source: str, **cells: Any) -> Decimal | None:
    return as_number(run(source, row(**cells)), NUMBERS)


BLANKABLE = [
    "A | default('x')",
    "A is empty",
    "first(A | default(''), 'EUR')",
    "B - (A | default(0))",
    "'x' if A is empty else 'y'",
    "(A | default('')) ~ B",
]


@pytest.mark.parametrize("source", BLANKABLE)
def test_a_cell_that_cannot_be_used_is_never_taken_for_a_missing_one(source: str) -> None:
    with pytest.raises(SourceData, match="column A: the cell holds the error #N/A"):
        run(source, row(A=ERROR, B=1))
    with pytest.raises(SourceData, match="several columns are called 'A'"):
        run(source, Row(Table("o.csv", ["A", "A", "B"]), 2, ["1", "1", "2"]))
    with pytest.raises(SourceData, match="has only 1 columns"):
        run(source, Row(Table("o.csv", ["B", "A"]), 2, ["1"]))


@pytest.mark.parametrize("source", BLANKABLE)
def test_only_a_column_or_field_that_is_not_there_is_missing(source: str) -> None:
    run(source, row(B=1))
    run(source, Node("o.json", "", {"B": 1}))


def test_grouped_thousands_never_begin_with_zero() -> None:
    assert NUMBERS("1.234.567,5") == Decimal("1234567.5")
    for text in ("0.125", "-0.125", "000.125", "01.250"):
        with pytest.raises(BadValue, match="is no number"):
            NUMBERS(text)


@pytest.mark.parametrize(
    ("decimal", "text", "hint"),
    [
        (",", "1.249,90", 'the mapping says decimal: ,; add thousands: "."'),
        (".", "1,249.90", 'the mapping says decimal: .; add thousands: ","'),
        (",", "1'249'000,90", 'add thousands: "\'"'),
        (",", "0.125", "the mapping says decimal: ,"),
        (",", "1.2490,90", "the mapping says decimal: ,"),
    ],
)
def test_a_sign_between_thousands_is_proposed_only_where_it_helps(decimal: str, text: str, hint: str) -> None:
    with pytest.raises(BadValue) as caught:
        Numbers(decimal)(text)
    assert str(caught.value).endswith(hint)


AS_TEXT = [
    "A | text", "A | strip", "A | replace(' EUR', '')", "A | before(' ')", "A | after(' ')", "A | upper", "A | lower",
    "A | plain", "[A] | join('')", "A ~ ''", "'' ~ A ~ B", "A | text | default('7.500')", "A | split('|') | first",
]  # fmt: skip


@pytest.mark.parametrize("source", AS_TEXT)
@given(value=st.decimals(min_value=-99999, max_value=99999, places=3))
def test_the_text_of_a_number_is_the_same_number_whatever_the_source_says(source: str, value: Decimal) -> None:
    assert number(source, A=value, B=None) == value


@pytest.mark.parametrize("source", [*AS_TEXT, "'' ~ (A | default('')) ~ ''"])
def test_a_text_of_the_export_keeps_the_signs_of_the_export(source: str) -> None:
    assert number(source, A="1.234,50", B=None) == Decimal("1234.50")


@pytest.mark.parametrize(
    "source",
    [
        "'1.500'", "B | default('1.500')", "Z | default('1.500')", "B | strip | default('1.500')", "first(B, '1.500')",
        "first(Z | default('1.500'), B)", "'1.500' if B is empty else B", "'1.500' ~ ''", "settings.rate",
        "settings.rate | strip", "settings.rate ~ B", "'A' | lookup('p')", "'A' | lookup('p') | strip",
        "['A' | lookup('p')] | join('')", "(1.5 | text) ~ '00'",
    ],
)  # fmt: skip
def test_a_number_that_the_mapping_states_has_a_point(source: str) -> None:
    assert number(source, B=None) == Decimal("1.5")


def test_a_number_put_together_from_both_is_refused_unless_it_is_whole() -> None:
    for source in ("settings.rate ~ B", "A ~ ',' ~ B", "[A, B] | join(',')", "'1.5' ~ B"):
        with pytest.raises(BadValue, match="which write decimals differently; make a number of each of them first"):
            number(source, A=Decimal("0.5"), B="5")
    assert number("'1' ~ B", B="5") == 15
    assert number("A ~ ',' ~ B", A="1", B="5") == Decimal("1.5")
    assert run("'PO-' ~ A ~ B", row(A=Decimal("1.5"), B="5")) == "PO-1.55"


def test_the_beginning_of_a_text_is_no_number() -> None:
    assert number("A | cut(8)", A="1.234,50") == Decimal("1234.50")
    with pytest.raises(BadValue, match=r"'1\.234' was cut off"):
        number("A | cut(5)", A="1.234,50")


def test_parts_of_a_value_keep_what_numbers_they_are(tmp_path: Path) -> None:
    def price(text: str, value: str) -> Any:
        mapping = mapping_of(tmp_path, ORDER.split("checks:")[0].replace('"{{ Preis }}"', f'"{value}"'))
        (found,) = outcomes(tmp_path, mapping, f"{HEAD}\n{text}\n")
        return found

    draft = price(FIRST.replace("499,00", ""), "{{ Preis }}{{ '1.500' }}")
    assert isinstance(draft, Draft)
    assert draft.lines[0].price == Decimal("1.5")
    refused = price(FIRST, "{{ Preis }}{{ '1.500' }}")
    assert isinstance(refused, Refused)
    assert "'499,001.500' is put together" in str(refused.faults[0])


def test_a_typed_number_below_one_is_no_percentage() -> None:
    for value in (Decimal("0.05"), Decimal("-0.19"), Plain("0.19")):
        with pytest.raises(BadValue, match=r"may be a factor already .*; leave out \| percent"):
            run("A | percent", row(A=value))
    assert [run("A | percent", row(A=one)) for one in (5, Decimal("7.5"), 0, "0,5", "0,5 %", Plain("0.5 %"))] == [
        Decimal(one) for one in ("0.05", "0.075", "0", "0.005", "0.005", "0.005")
    ]


def test_a_cell_that_shows_a_percentage_is_read_as_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["A", "B", "C", "D"])
    sheet.append([0.05, 1, 0.125, 0.05])
    sheet["A2"].number_format, sheet["B2"].number_format = "0%", '0.00" % "%'
    sheet["C2"].number_format, sheet["D2"].number_format = "0.0%", '0.00" %"'
    book.save(tmp_path / "o.xlsx")
    (record,) = (one for one in read_workbook(str(tmp_path / "o.xlsx"), SheetFormat()) if isinstance(one, Row))
    assert [run(f"{name} | percent", record) for name in "ABC"] == [Decimal("0.05"), 1, Decimal("0.125")]
    assert [as_number(run(name, record), NUMBERS) for name in "ABC"] == [Decimal("0.05"), 1, Decimal("0.125")]
    for source in ("A / 100", "(A | number) / 100"):
        with pytest.raises(
            BadValue, match=r"the cell shows a percentage, and its number is 0\.05 already; leave out / 100"
        ):
            run(source, record)
    assert run("C / 100", row(C=5)) == Decimal("0.05")
    assert run("A | tax", record).rate == Decimal("0.05")
    with pytest.raises(BadValue, match="may be a factor already"):
        run("D | percent", record)


@pytest.mark.parametrize("source", ["A | strip", "A | cut(32)", "A ~ '-1'", "[A] | join('/')", "A | lookup('keep')"])
def test_a_cell_that_became_a_date_is_no_article_number(source: str) -> None:
    with pytest.raises(BadValue, match=r"the date '2026-03-04' stands where a text should; .* formatted as text"):
        run(source, row(A=date(2026, 3, 4)))
    assert run("A | text | strip", row(A=date(2026, 3, 4))) == "2026-03-04"


def test_a_date_becomes_a_text_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    cells: dict[str, Any] = dict(zip(HEAD.split(";"), FIRST.split(";"), strict=True)) | {
        "Artikel-Nr.": date(2026, 3, 4)
    }
    sheet.append(list(cells))
    sheet.append(list(cells.values()))
    book.save(tmp_path / "o.xlsx")
    text = ORDER.split("checks:")[0].replace(
        '  format: csv\n  delimiter: ";"\n  encoding: utf-8\n', "  format: excel\n"
    )
    column = "{{ row['Artikel-Nr.'] }}"

    def made(value: str) -> Any:
        mapping = mapping_of(tmp_path, text.replace(column, value))
        (record,) = (one for one in read_workbook(str(tmp_path / "o.xlsx"), SheetFormat()) if isinstance(one, Row))
        return evaluate(mapping, Group(record, (record,)), Context(date(2026, 11, 21)))[0]

    for value in (column, f"A-{column}"):
        refused = made(value)
        assert isinstance(refused, Refused)
        assert "column L 'Artikel-Nr.': the date '2026-03-04' stands where a text should" in str(refused.faults[0])
    for value in ("{{ row['Artikel-Nr.'] | text }}", "{{ row['Artikel-Nr.'] | date }}"):
        draft = made(value)
        assert isinstance(draft, Draft)
        assert draft.lines[0].article == "2026-03-04"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1122026", "%d%m%Y"), ("2026111", "%Y%m%d"), ("11226", "%d%m%y"), ("20261121 930", "%Y%m%d %H%M"), ("12:0", "%H%M"),
    ],
)  # fmt: skip
def test_dates_without_signs_need_all_their_digits(text: str, form: str) -> None:
    with pytest.raises(BadValue, match="is no date of the form"):
        parsed(text, (form,))


@given(st.datetimes(min_value=parsed("1900", ("%Y",))))
def test_dates_with_all_their_digits_are_read(moment: Any) -> None:
    moment = moment.replace(microsecond=0)
    for form in ("%d%m%Y %H%M%S", "%Y%m%d%H%M%S", "%d.%m.%Y %H:%M:%S", "%Y%m%dT%H%M%S"):
        assert parsed(moment.strftime(form), (form,)) == moment
    assert parsed(f"{moment.day}.{moment.month}.{moment.year}", ("%d.%m.%Y",)).date() == moment.date()


def test_the_day_of_a_time_with_a_zone_is_that_of_the_source() -> None:
    cells = row(A="2026-11-21T23:30:00+0000")
    assert run("A | date('%Y-%m-%dT%H:%M:%S%z')", cells) == date(2026, 11, 22)
    assert run("A | datetime('%Y-%m-%dT%H:%M:%S%z') | date", cells) == date(2026, 11, 22)


def test_a_date_at_the_end_of_the_calendar_says_so() -> None:
    for source in ("A | datetime", "A | date"):
        with pytest.raises(BadValue, match=r"'0001-01-01 00:00:00.*' is out of the range of dates"):
            run(source, row(A="0001-01-01T00:00:00"))
    with pytest.raises(BadValue, match="make no date"):
        run("A | days(-5)", row(A="0001-01-01"))


def test_a_quotient_without_an_end_is_refused_at_its_field(tmp_path: Path) -> None:
    for value, expected in (
        ("{{ (Summe | number) / 3 }}", None),
        ("{{ ((Summe | number) / 3) | round(4) }}", Decimal("339.1667")),
        ("{{ (Summe | number) / 4 }}", Decimal("254.375")),
    ):
        text = ORDER.split("checks:")[0].replace('"{{ Preis }}"', f'"{value}"')
        (found,) = of_rows(tmp_path, FIRST, text=text)
        if expected is None:
            assert isinstance(found, Refused)
            assert str(found.faults[0]).endswith(
                "339.166667... has 47 decimals; round it: ((A) / (B)) | round(4) (lines[0].price, m.yaml:38)".replace(
                    "m.yaml", str(tmp_path / "m.yaml")
                )
            )
        else:
            assert isinstance(found, Draft)
            assert found.lines[0].price == expected


def test_nothing_to_calculate_with_names_both_ways_out() -> None:
    with pytest.raises(FAILURES, match=r"\| default\(0\), or leave it out where it is blank: when: "):
        run("A + 1", row(A=None))
