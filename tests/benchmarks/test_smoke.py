"""The benchmark runs; how fast anything is, is not asserted here."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import opentrans

from .documents import invoice, order, order_of_size
from .figures import Bar, Row, compare, interleave
from .peers import VARIABLE, find_original
from .table import line

_ROOT = Path(__file__).resolve().parents[2]


def _run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.benchmarks", *options]
    return subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_quick_run_prints_every_row() -> None:
    if find_original() is None:
        pytest.skip(f"{VARIABLE} does not name the folder with the original XSDs")

    done = _run("--quick", "--runs", "1", **os.environ)

    assert done.returncode == 0, done.stderr
    rows = done.stdout.split("---\n", 1)[1].splitlines()
    names = {row.split(":")[0] for row in rows}
    assert len(names) >= 9
    assert "model" in names
    assert not any(row.endswith((" ok", " over")) for row in rows)


def test_without_the_originals_it_says_that_nothing_was_measured() -> None:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}

    done = _run("--quick", **environment)

    assert done.returncode == 0
    assert done.stdout.startswith("Skipped, nothing was measured")


@pytest.mark.parametrize("dialect", ["standard", "itscope"])
@pytest.mark.parametrize("document", [order(1), order(30), invoice(4), order_of_size(100_000)])
def test_the_documents_have_no_findings(document: bytes, dialect: str) -> None:
    report = opentrans.validate(document, dialect=dialect)

    # they state net totals as ITscope reads them, which the standard's family of rules calls unusual
    usual = [finding for finding in report.findings if finding.rule != "totals/unusual-reading"]
    assert (usual if dialect == "standard" else list(report.findings)) == []


def test_an_order_has_the_size_that_is_asked_for() -> None:
    assert len(order_of_size(1_000_000)) == pytest.approx(1_000_000, rel=0.01)


@pytest.mark.parametrize("dialect", ["standard", "itscope"])
def test_a_damaged_order_has_its_errors_spread_over_its_lines(dialect: str) -> None:
    report = opentrans.validate(order(50, errors=50), dialect=dialect, rules=False)

    assert len(report.findings) == 50
    assert {finding.path.split("/")[3] for finding in report.findings if finding.path} == {
        f"ORDER_ITEM[{number}]" for number in range(1, 51)
    }


def test_an_order_without_room_for_its_errors_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        order(1, errors=6)


def test_sums_are_right_to_the_cent() -> None:
    assert b"<TOTAL_AMOUNT>" in order(2)
    assert sum_of_lines(order(7)) == total(order(7))


def sum_of_lines(document: bytes) -> Decimal:
    """The line amounts of an order."""
    return sum((Decimal(part.split("<")[0]) for part in _after(document, "<PRICE_LINE_AMOUNT>")), Decimal(0))


def total(document: bytes) -> Decimal:
    """The total that an order states."""
    (part,) = _after(document, "<TOTAL_AMOUNT>")
    return Decimal(part.split("<")[0])


def _after(document: bytes, tag: str) -> list[str]:
    return document.decode().split(tag)[1:]


def test_ratios_are_of_pairs_and_their_median_counts() -> None:
    row = compare("x", [(1.0, 1.0), (10.0, 5.0), (3.0, 1.0)], bar=Bar(2.0))

    assert row.ratios == (1.0, 2.0, 3.0)
    assert row.ratio == 2.0
    assert row.keeps_bar


def test_a_bar_can_be_a_least_value() -> None:
    fast = compare("x", [(1.0, 9.0)], bar=Bar(8, at_least=True), times_as_fast=True)
    slow = compare("x", [(1.0, 7.0)], bar=Bar(8, at_least=True), times_as_fast=True)

    assert fast.keeps_bar
    assert slow.keeps_bar is False


def test_runs_are_interleaved_after_one_that_does_not_count() -> None:
    order_of_calls: list[str] = []

    def called(name: str) -> float:
        order_of_calls.append(name)
        return float(len(name))

    pairs = interleave(2, lambda: called("us"), lambda: called("peer"))

    assert pairs == [(2.0, 4.0), (2.0, 4.0)]
    assert order_of_calls == ["us", "peer", "us", "peer", "peer", "us"]


def test_a_row_over_its_bar_says_so() -> None:
    row = Row("cold", "s", 0.15, 0.05, (3.0, 3.0), Bar(1.5))

    assert line(row).split() == ["cold", "150.0", "ms", "50.0", "ms", "3.00", "3.00-3.00", "<=", "1.5", "over"]
    assert not line(row, judged=False).endswith("over")
