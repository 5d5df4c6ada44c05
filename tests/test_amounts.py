"""The arithmetic: Decimal only, half up, and every reading that the specification leaves open."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans.amounts import (
    ARITHMETIC,
    PER_LINE,
    PERCENT,
    Adjustment,
    Candidate,
    Price,
    Tolerances,
    adjust,
    adjustment_total_readings,
    charge_readings,
    decimal_of,
    float_of,
    judge_amount,
    line_amount,
    line_amount_readings,
    round_half_up,
    tax_amount,
    tax_readings,
)

CENT = Decimal("0.01")


def number(text: str) -> Decimal:
    return Decimal(text)


def reading_of(price: Price, quantity: str, stated: str) -> str | None:
    """Which unusual reading a line amount fits; '-' for a usual one, None for none."""
    verdict = judge_amount(number(stated), line_amount_readings(price, number(quantity)), CENT)
    assert verdict is not None
    return (verdict.unusual or "-") if verdict.fits else None


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("2.345", "2.35"), ("-2.345", "-2.35"), ("2.3449999", "2.34"), ("0.005", "0.01"), ("1e3", "1000.00")],
)
def test_amounts_are_rounded_half_up(value: str, rounded: str) -> None:
    assert str(round_half_up(number(value))) == rounded


def test_tax_is_rounded_to_the_cent() -> None:
    assert tax_amount(number("28269.34"), number("0.12")) == number("3392.32")


@pytest.mark.parametrize("text", ["1", "+1.50", "-.5", "3.", "007", "9" * 40])
def test_decimals_of_the_schema_are_read(text: str) -> None:
    assert decimal_of(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", "1e5", "NaN", "INF", "1,5", "1_000", "٣", "9" * 41, "0x1", "--1", "."])
def test_what_is_no_decimal_is_not_calculated_with(text: str) -> None:
    assert decimal_of(text) is None


@pytest.mark.parametrize(("text", "value"), [("1e1", "10"), ("1E-2", "0.01"), ("-2.50", "-2.5"), ("0e99", "0")])
def test_floats_are_read_as_they_are_written(text: str, value: str) -> None:
    assert float_of(text) == number(value)


@pytest.mark.parametrize("text", ["INF", "-INF", "NaN", "1e99", "1e-60", "1e1000000", "nan", "Infinity", ""])
def test_infinity_and_the_like_are_not_calculated_with(text: str) -> None:
    assert float_of(text) is None


def test_a_line_is_price_times_quantity() -> None:
    assert line_amount(Price(number("5.99")), number("2")) == number("11.98")


def test_a_price_of_hundred_is_divided() -> None:
    assert line_amount(Price(number("7.995"), per=Decimal(100)), number("250")) == number("19.9875")


@pytest.mark.parametrize("stated", ["3.01", "3.015", "3.02"])
def test_three_decimals_may_be_rounded_either_way(stated: str) -> None:
    assert reading_of(Price(number("1.005")), "3", stated) == "-"


def test_a_price_of_another_unit_is_multiplied_with_its_units() -> None:
    steel = Price(number("4.20"), units=number("12.5"))
    assert reading_of(steel, "5", "52.50") == "-"  # PRICE_UNIT_VALUE says how much the line weighs
    assert reading_of(steel, "5", "262.50") == "-"  # … or each piece
    assert reading_of(steel, "5", "21.00") == "PRICE_BASE_FIX left aside"
    assert reading_of(steel, "5", "42.00") is None


def test_a_factor_is_taken_off_the_price() -> None:
    price = Price(number("10"), adjustments=(Adjustment(False, factor=number("0.1")),))
    assert reading_of(price, "4", "36.00") == "-"


def test_the_sample_of_the_specification_reads_a_percentage_once() -> None:
    price = Price(number("1200"), adjustments=(Adjustment(False, factor=number("10.00")),))
    assert reading_of(price, "4", "4680.00") == f"{PERCENT}; {PER_LINE}"
    assert reading_of(price, "4", "4320.00") == PERCENT
    assert reading_of(price, "4", "4800.00") is None


def test_an_amount_belongs_to_the_piece_or_less_usually_to_the_line() -> None:
    price = Price(number("10"), adjustments=(Adjustment(True, amount=number("0.50")),))
    assert reading_of(price, "4", "42.00") == "-"
    assert reading_of(price, "4", "40.50") == PER_LINE
    assert reading_of(price, "4", "40.00") is None


def test_free_units_are_not_paid() -> None:
    price = Price(number("10"), adjustments=(Adjustment(False, free_units=number("2")),))
    assert reading_of(price, "12", "100") == "-"


def test_steps_follow_their_sequence() -> None:
    first = Adjustment(False, factor=number("0.1"), sequence=1)
    second = Adjustment(False, factor=number("0.1"), sequence=2)
    assert adjust(Decimal(100), (second, first)) == Decimal(81)
    same = Adjustment(False, factor=number("0.1"))
    assert adjust(Decimal(100), (same, same)) == Decimal(80)
    assert adjust(Decimal(100), (same, same), chained=True) == Decimal(81)


def test_a_base_of_its_own_replaces_the_value() -> None:
    assert adjust(Decimal(100), (Adjustment(True, factor=number("0.1"), base=Decimal(50)),)) == Decimal(105)


def test_a_price_rounded_for_each_piece_is_unusual() -> None:
    price = Price(number("9.99"), adjustments=(Adjustment(False, factor=number("0.1")),))
    assert reading_of(price, "100", "899.10") == "-"
    assert "rounded to the cent" in str(reading_of(price, "100", "899.00"))


def test_the_sum_of_allowances_has_any_sign() -> None:
    both = (Adjustment(True, amount=number("2.5")), Adjustment(False, amount=number("1")))
    totals = {value for value, _ in adjustment_total_readings(None, both)}
    assert {number("1.5"), number("-1.5"), number("3.5")} <= totals
    assert not list(adjustment_total_readings(None, (Adjustment(True, factor=number("0.1")),)))


def test_charges_of_a_summary_may_be_percentages() -> None:
    found = charge_readings(Decimal(200), (Adjustment(False, factor=Decimal(2)),))
    assert [value for value, _ in found] == [Decimal(-400), Decimal(-4)]
    assert found[1].unusual == PERCENT


def test_some_of_the_charges_may_be_taxed() -> None:
    extras = [number("2.5"), number("8.4")]
    found = {value for value, _ in tax_readings(Decimal(100), number("0.19"), extras, Decimal(1))}
    assert {number(text) for text in ("19.00", "19.475", "20.596", "21.071")} <= found


def test_tolerance_grows_with_the_lines_and_can_be_set() -> None:
    assert Tolerances().of_sum(1) == CENT
    assert Tolerances().of_sum(30) == number("0.15")
    assert Tolerances(per_line=CENT, at_least=Decimal(1)).of_sum(30) == Decimal(1)


def test_a_usual_reading_wins_over_an_unusual_one() -> None:
    verdict = judge_amount(Decimal(5), [Candidate(Decimal(5), "odd"), Candidate(Decimal(5))], CENT)
    assert verdict is not None
    assert verdict.fits
    assert verdict.unusual is None
    assert judge_amount(Decimal(5), [], CENT) is None


_MONEY = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)
_ADJUSTMENTS = st.builds(
    Adjustment,
    st.booleans(),
    factor=st.none() | _MONEY,
    amount=st.none() | _MONEY,
    free_units=st.none() | _MONEY,
    base=st.none() | _MONEY,
    sequence=st.integers(0, 3),
)


@given(
    price=_MONEY,
    quantity=_MONEY,
    per=_MONEY.filter(lambda one: one > 0),
    adjustments=st.lists(_ADJUSTMENTS, max_size=4),
    units=st.none() | _MONEY,
)
def test_an_amount_that_is_calculated_is_always_right(
    price: Decimal, quantity: Decimal, per: Decimal, adjustments: list[Adjustment], units: Decimal | None
) -> None:
    with localcontext(ARITHMETIC):
        whole = Price(price, per, units, None, tuple(adjustments))
        stated = round_half_up(line_amount(whole, quantity))
        verdict = judge_amount(stated, line_amount_readings(whole, quantity), CENT)
    assert verdict is not None
    assert verdict.fits
    assert verdict.unusual is None
