"""Expressions keep values as they are, calculate exactly, and reach nothing but the records they are given."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans.build.objects import Tax
from opentrans.generation.errors import SourceData
from opentrans.generation.mapping import BadValue
from opentrans.generation.mapping.conversion import Cut, Numbers, as_number
from opentrans.generation.mapping.expressions import Language
from opentrans.generation.mapping.plans import FAILURES
from opentrans.generation.mapping.scope import ROOTS, Scope
from opentrans.generation.mapping.tables import LookupTable
from opentrans.generation.mapping.texts import MAX_TEXT
from opentrans.generation.mapping.vocabulary import Settings, Vocabulary
from opentrans.generation.sources.values import Node, Record, Row, Table

NAMES = frozenset(ROOTS)
BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS = Settings(
    Numbers(",", "."),
    BERLIN,
    {
        "versand": LookupTable("versand", {"S": "standard"}, "m.yaml:3"),
        "keep": LookupTable("keep", {"S": "standard"}, "m.yaml:3", "keep"),
        "other": LookupTable("other", {"S": "standard"}, "m.yaml:3", "default", "express"),
        "units": LookupTable("units", {"ST": "C62"}, "m.yaml:3"),
    },
    {"voll": Tax(Decimal("0.19"), category="standard_rate")},
)


def scope_of(record: Record, *lines: Record) -> Scope:
    return Scope(record, lines, settings={"land": "DE"}, today=date(2026, 11, 21), joined={})


def row(**cells: Any) -> Row:
    return Row(Table("o.csv", cells), 2, list(cells.values()))


def run(source: str, record: Record, *lines: Record, settings: Settings = SETTINGS) -> Any:
    return Language(Vocabulary(settings, {"land": "DE"})).compile(source, NAMES).run(scope_of(record, *lines))


def node(value: dict[str, Any]) -> Node:
    return Node("o.json", "", value)


@given(st.text())
def test_a_text_arrives_unchanged(text: str) -> None:
    assert run("A", row(A=text)) == text
    assert run("row['A']", row(A=text)) == text
    assert run("first(A)", row(A=text)) == (text if text.strip() else None)
    assert run("A if A == A else 'x'", row(A=text)) == text


@pytest.mark.parametrize(
    "text", ["4711", "1E5", "00123", "True", "None", "{{ 7 * 7 }}", "[1]", "{'a': 1}", "<b>&amp;</b>"]
)
def test_what_looks_like_python_stays_text(text: str) -> None:
    for source in ("A", "A | strip", "A | default('x')", "first(A, 'x')", "A ~ ''"):
        assert run(source, row(A=text)) == text
        assert isinstance(run(source, row(A=text)), str)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_a_number_with_a_comma_is_read_to_the_last_digit(value: Decimal) -> None:
    text = f"{value:f}".replace(".", ",")
    assert run("A | number", row(A=text)) == value
    assert run("A | number + 0", row(A=text)) == value


@given(st.integers(min_value=10**3, max_value=10**15), st.integers(min_value=0, max_value=99))
def test_thousands_are_read(whole: int, cents: int) -> None:
    text = f"{whole:,}".replace(",", ".") + f",{cents:02}"
    assert Numbers(",", ".")(text) == Decimal(f"{whole}.{cents:02}")
    with pytest.raises(BadValue):
        Numbers(",")(text)


@pytest.mark.parametrize(
    "text",
    ["1,5", "1.5", "1.000", "1,000", "1 000", "1'000", "1.000,00", "1e5", "0x10", "\u0661", "12 €", "--1", "", "-"],
)
def test_without_a_decimal_sign_only_digits_are_a_number(text: str) -> None:
    with pytest.raises(BadValue):
        Numbers()(text)
    assert Numbers()(" 1000 ") == 1000


@pytest.mark.parametrize(
    ("text", "sign"), [("1.5", ","), ("1,5", "."), ("1.000", ","), ("1,000", "."), ("1.5.5", "."), ("1,50,00", ",")]
)
def test_the_wrong_sign_is_no_number(text: str, sign: str) -> None:
    with pytest.raises(BadValue):
        Numbers(sign)(text)


def test_the_sign_may_stand_behind_a_number() -> None:
    assert Numbers(",")("12,50-") == Decimal("-12.50")


def test_a_number_of_a_mapping_has_a_point_whatever_the_source_says() -> None:
    assert as_number(
        run(
            "A | lookup('other')",
            row(A="S"),
            settings=Settings(Numbers(","), None, {"other": LookupTable("other", {"S": "0.19"}, "")}),
        ),
        Numbers(","),
    ) == Decimal("0.19")


VALUES: list[tuple[str, dict[str, Any], Any]] = [
    ("A | number * 0.1", {"A": "3"}, Decimal("0.3")),
    ("0.1 + 0.2", {}, Decimal("0.3")),
    ("0.1 + 0.2 == 0.3", {}, True),
    ("-A", {"A": Decimal("1.5")}, Decimal("-1.5")),
    ("(A / 3) | round", {"A": 10}, Decimal("3.33")),
    ("A | round", {"A": "2,345"}, Decimal("2.35")),
    ("A | abs", {"A": "-2,5"}, Decimal("2.5")),
    ("A | percent", {"A": "19,00 %"}, Decimal("0.19")),
    ("A | tax", {"A": "7"}, Tax(Decimal("0.07"))),
    ("A | tax", {"A": "voll"}, SETTINGS.taxes["voll"]),
    ("A | number('.')", {"A": "1.5"}, Decimal("1.5")),
    ("A | number('.', ',')", {"A": "1,000.5"}, Decimal("1000.5")),
    ("A | date('%d.%m.%Y')", {"A": "21.11.2026"}, date(2026, 11, 21)),
    ("A | date('%Y%m%d', '%d.%m.%y')", {"A": "21.11.26"}, date(2026, 11, 21)),
    ("A | date", {"A": "2026-11-21"}, date(2026, 11, 21)),
    ("A | date('%Y%m%d')", {"A": 20261121}, date(2026, 11, 21)),
    ("A | date('%Y%m%d')", {"A": date(2026, 11, 21)}, date(2026, 11, 21)),
    ("A | date", {"A": datetime(2026, 11, 21, 23, 30, tzinfo=UTC)}, date(2026, 11, 22)),
    ("A | datetime('%d.%m.%Y %H:%M')", {"A": "21.07.2026 10:15"}, datetime(2026, 7, 21, 8, 15, tzinfo=UTC)),
    ("A | datetime('%d.%m.%Y %H:%M', zone='UTC')", {"A": "21.07.2026 10:15"}, datetime(2026, 7, 21, 10, 15, tzinfo=UTC)),
    ("A | datetime", {"A": "2015-03-27T18:47:29.9012402+00:00"}, datetime(2015, 3, 27, 18, 47, 29, tzinfo=UTC)),
    ("A | epoch", {"A": 1487721600000}, datetime(2017, 2, 22, tzinfo=UTC)),
    ("A | epoch('s')", {"A": "1487721600"}, datetime(2017, 2, 22, tzinfo=UTC)),
    ("A | date('%d.%m.%Y') | days(14)", {"A": "21.11.2026"}, date(2026, 12, 5)),
    ("today | days(-1)", {}, date(2026, 11, 20)),
    ("A | flag('J', 'N')", {"A": "J"}, True),
    ("A | flag('ja')", {"A": "nein"}, False),
    ("A | unit", {"A": "Stk."}, "C62"),
    ("A | unit", {"A": "ST"}, "C62"),
    ("A | unit", {"A": "EA"}, "C62"),
    ("A | unit", {"A": "KGM"}, "KGM"),
    ("A | country", {"A": "Österreich"}, "AT"),
    ("A | country", {"A": "UK"}, "GB"),
    ("A | country", {"A": "DE"}, "DE"),
    ("A | currency", {"A": "Canadian dollar"}, "CAD"),
    ("A | currency", {"A": "€"}, "EUR"),
    ("A | lookup('versand')", {"A": " S "}, "standard"),
    ("A | lookup('keep')", {"A": "X"}, "X"),
    ("A | lookup('other')", {"A": "X"}, "express"),
    ("A | cut(3)", {"A": "abcdef"}, "abc"),
    ("A | strip | upper", {"A": " a "}, "A"),
    ("A | lower", {"A": "Ä"}, "ä"),
    ("A | replace('-', '')", {"A": "1-2-3"}, "123"),
    ("A | before(' ')", {"A": "2 14 Tage netto"}, "2"),
    ("A | after('] ')", {"A": "[SKU-1] Chair"}, "Chair"),
    ("A | after('[') | before(']')", {"A": "[SKU-1] Chair"}, "SKU-1"),
    ("A | plain", {"A": "<p>Ship &ndash; it</p><p>now &amp; then</p>"}, "Ship \u2013 it\nnow & then"),
    ("A | split(',')", {"A": "a, b,,c"}, ["a", "b", "c"]),
    ("A | split(',') | join('; ')", {"A": "a,b"}, "a; b"),
    ("A | split(',') | count", {"A": "a,b"}, 2),
    ("A | split(',') | unique", {"A": "a,b,a"}, ["a", "b"]),
    ("A | split(',') | first", {"A": ",b"}, "b"),
    ("A | text", {"A": Decimal("1.50")}, "1.50"),
    ("A | default('x')", {"A": " "}, "x"),
    ("B | default('x')", {"A": "a"}, "x"),
    ("row['B'] | default('x') | upper", {"A": "a"}, "X"),
    ("first(A, C, 'x')", {"A": "", "C": "c"}, "c"),
    ("A is empty", {"A": ""}, True),
    ("A is not empty", {"A": "x"}, True),
    ("B is empty", {"A": "x"}, True),
    ("A in ['1', '3']", {"A": "3"}, True),
    ("A not in ['1', '3']", {"A": "3"}, False),
    ("'b' in A", {"A": "abc"}, True),
    ("1 < A | number <= 3", {"A": "3"}, True),
    ("A == 'x' and not (C == 'y') or false", {"A": "x", "C": "z"}, True),
    ("'a' if A == 'x' else 'b'", {"A": "x"}, "a"),
    ("'a' if A == 'x'", {"A": "y"}, None),
    ("A ~ '-' ~ C", {"A": "x", "C": Decimal("1.50")}, "x-1.50"),
    ("settings.land", {}, "DE"),
    ("self", {"self": "a column"}, "a column"),
    ("loop ~ namespace", {"loop": "a", "namespace": "b"}, "ab"),
    ("row['row']", {"row": "a column"}, "a column"),
    ("row['__class__']", {"__class__": "a column"}, "a column"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "cells", "value"), VALUES)
def test_what_expressions_give(source: str, cells: dict[str, Any], value: Any) -> None:
    found = run(source, row(**cells))
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


def test_fields_of_nested_records_are_found() -> None:
    record = node(
        {"ship_to": {"party": {"city": "Kiel"}}, "items": [{"id": 1, "n": "2"}, {"id": 2, "n": "3"}], "nothing": None}
    )
    assert run("ship_to.party.city", record) == "Kiel"
    assert run("row['ship-to']['party']['city']", record) == "Kiel"
    assert run("items[1].id", record) == 2
    assert run("nothing.party.city", record) is None
    assert run("items | sum('n')", record) == 5
    assert run("items | collect('id') | count", record) == 2
    assert run("lines[0].id + 1", record, node({"id": 4})) == 5


def test_nothing_stays_nothing_in_every_filter() -> None:
    for source in (
        "number",
        "date('%d.%m.%Y')",
        "unit",
        "country",
        "currency",
        "tax",
        "lookup('versand')",
        "cut(3)",
        "flag('J')",
        "percent",
    ):
        assert run(f"A | {source}", row(A=" ")) in {None, " "}


ERRORS = [
    ("A | number", {"A": "x"}, "'x' is no number"),
    ("A | number + 1", {"A": ""}, "there is nothing to calculate with; say what then: | default(0)"),
    ("A / 0", {"A": 1}, "1 cannot be divided by 0"),
    ("A > 1", {"A": "2"}, "the text '2' cannot be compared with the number '1'"),
    ("A == 1", {"A": "1"}, "write the text in quotes, or make a number of it: | number"),
    ("A in [1, 2]", {"A": "1"}, "cannot be compared"),
    ("A and true", {"A": "x"}, "neither true nor false"),
    ("A | date('%d.%m.%Y')", {"A": "31.02.2026"}, "'31.02.2026' is no date of the form %d.%m.%Y"),
    ("A | datetime('%d.%m.%Y %H:%M')", {"A": "29.03.2026 02:30"}, "does not exist in Europe/Berlin"),
    ("A | unit", {"A": "Kiste"}, "'Kiste' is no known unit; say what it is in a table units"),
    ("A | unit", {"A": "pal"}, "does not tell the unit"),
    ("A | currency", {"A": "$"}, "several countries have dollars"),
    ("A | country", {"A": "Preussen"}, "is no known country"),
    ("A | tax", {"A": "0,19"}, "'0,19' is no percentage of a tax"),
    ("A | tax", {"A": "halb"}, "neither a percentage nor a known tax"),
    ("A | lookup('versand')", {"A": "X"}, "the table 'versand' (m.yaml:3) has no entry 'X'"),
    ("A | flag('J', 'N')", {"A": "?"}, "'?' is neither 'J' nor 'N'"),
    ("B", {"A": "x"}, "there is no column 'B'"),
    ("B ~ 'x'", {"A": "x"}, "there is no column 'B'"),
    ("B | upper ~ 'x'", {"A": "x"}, "there is no column 'B'"),
    ("A.b", {"A": "x"}, "has no 'b'"),
    ("A[0]", {"A": "x"}, "has no 0"),
    ("A ~ 'x'", {"A": True}, "write what shall stand there"),
    ("A + 'x'", {"A": "x"}, "texts are joined with ~"),
    ("A | days(1)", {"A": "morgen"}, "is no date of the form 2026-11-21"),
    ("A | epoch", {"A": 10**30}, "is far away"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "cells", "message"), ERRORS)
def test_what_cannot_be_computed_says_why(source: str, cells: dict[str, Any], message: str) -> None:
    with pytest.raises(FAILURES) as caught:
        run(source, row(**cells))
    assert message in str(caught.value)


def test_a_naive_time_needs_a_zone() -> None:
    with pytest.raises(BadValue, match="has no time zone; say in source: timezone"):
        run("A | datetime('%d.%m.%Y %H:%M')", row(A="21.07.2026 10:15"), settings=Settings())


def test_a_filter_behind_a_calculation_is_not_taken_for_the_result() -> None:
    with pytest.raises(BadValue, match=r"write \(A \* B\) \| round\(2\)"):
        run("A / 1.19 | round(2)", row(A=1))
    assert run("(A / 1.19) | round(2)", row(A=Decimal("11.90"))) == Decimal("10.00")


def test_a_cut_text_says_that_it_is_one() -> None:
    assert isinstance(run("A | cut(2)", row(A="abc")), Cut)
    assert not isinstance(run("A | cut(3)", row(A="abc")), Cut)


ESCAPES = [
    "A.__class__",
    "row.__class__.__mro__",
    "row['A'].__class__",
    "().__class__.__base__.__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()",
    "A.format(x=1)",
    "'{0.__class__}'.format(A)",
    "A | attr('__class__')",
    "A | map(attribute='__class__')",
    "lines | groupby('x')",
    "cycler.__init__.__globals__",
    "joiner.__init__.__globals__.os.popen('id').read()",
    "lipsum.__globals__['os']",
    "namespace.__init__.__globals__",
    "self._TemplateReference__context",
    "url_for.__globals__",
    "range(10)",
    "dict(a=1)",
    "config.items()",
    "[].append(1)",
    "lines.append(1)",
    "lines.clear()",
    "row.table",
    "row.table.file",
    "row.values",
    "header.origin()",
    "settings.keys()",
    "settings.__class__",
    "partner.__globals__",
    "first.__globals__",
    "first(*lines)",
    "first(**settings)",
    "partner('own').party.__class__",
    "A | first.__class__",
    "{'a': 1}",
    "{'a': 1}.items()",
    "A[::-1]",
    "A[0:2]",
    "A % 3",
    "A // 3",
    "A ** 3",
    "import os",
    "lambda: 1",
    "[x for x in A]",
    "A if A else exit()",
    "A | compare('eq', 1)",
    "A | string | safe",
    "A is defined",
    "A is sameas A",
    "_row",
    "caller()",
    "super()",
    "eval('1')",
    "open('x')",
    "__import__('os')",
    "A | filter",
    "A | format",
    "A | xmlattr",
    "A | pprint",
    "A | tojson",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_no_expression_reaches_python(source: str) -> None:
    with pytest.raises(FAILURES):
        run(source, row(A="x"), row(A="y"))


@given(st.text(st.sampled_from("Arow.[]()'_|~+-*/%{}: ,\"x1classinit"), max_size=40))
def test_a_random_expression_is_refused_or_gives_a_plain_value(source: str) -> None:
    try:
        found = run(source, row(A="x"))
    except FAILURES:
        return
    assert found is None or isinstance(found, str | int | Decimal | list | date | Row | Tax), type(found)


BOMBS = [
    "'a' * 10000000000",
    "[1] * 10000000000",
    "9 ** 9 ** 9",
    "10 ** 10000000",
    "A | center(1000000000)",
    "A | indent(1000000000)",
    "'%1000000000s' | format(A)",
    "'{:>1000000000}'.format(A)",
    "range(1000000000) | list",
    "A" + " | replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 12,
    "A | split('a') | join('x' ~ 'y')"
    + " | replace('y', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')" * 8,
    "(" * 900 + "1" + ")" * 900,
    "-" * 1900 + "1",
    "not " * 400 + "true",
    "[" * 900 + "]" * 900,
    "9" * 1900,
    "1e999999999",
    "A ~ " * 600 + "A",
    "1 / 3" + " * 9999999999" * 100,
]


@pytest.mark.parametrize("source", BOMBS)
def test_no_expression_fills_the_memory(source: str) -> None:
    tracemalloc.start()
    try:
        found = run(source, row(A="a" * 100))
    except FAILURES:
        found = None
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 30 * MAX_TEXT
    assert found is None or len(f"{found:f}" if isinstance(found, Decimal) else str(found)) <= 2 * MAX_TEXT


def test_a_column_with_filters_does_not_need_jinja2_when_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2.environment import TemplateExpression

    def refuse(*_values: Any, **_keywords: Any) -> None:
        pytest.fail("Jinja2 ran")

    monkeypatch.setattr(TemplateExpression, "__call__", refuse)
    for source in ("A", "row['A']", "A | strip | cut(5)", "A | default('x') | upper", "A != 'Text'", "lines[0].A"):
        assert run(source, row(A="x"), row(A="x")) in {"x", "X", True}


def test_an_ambiguous_column_is_refused_where_it_is_read() -> None:
    twice = Row(Table("o.csv", ["number", "number"]), 2, ["a", "b"])
    with pytest.raises(SourceData, match="several columns are called 'number'"):
        run("number", twice)
    assert run("row['number (2)']", twice) == "b"
