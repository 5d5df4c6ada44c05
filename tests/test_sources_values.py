"""Places in exports, as people name them."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans import OpenTransError
from opentrans.generation.errors import SourceData
from opentrans.generation.places import Origin, column_of, letter_of
from opentrans.generation.sources.values import Row, Table


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        (Origin("orders.csv"), "orders.csv"),
        (Origin("orders.csv", 17), "orders.csv:17"),
        (Origin("orders.csv", 17, 3, "Menge"), "orders.csv:17, column D 'Menge'"),
        (Origin("orders.csv", 17, 3, "D"), "orders.csv:17, column D"),
        (Origin("orders.xlsx", 17, 3, "Menge", "Mai"), "orders.xlsx:17 (sheet 'Mai'), column D 'Menge'"),
        (Origin("orders.json", path="/0/Items/1"), "orders.json, /0/Items/1"),
        (Origin("orders.xml", 12, path="/orders/order[2]"), "orders.xml:12, /orders/order[2]"),
    ],
)
def test_an_origin_reads_like_a_place(origin: Origin, shown: str) -> None:
    assert str(origin) == shown


@given(st.integers(0, 20_000))
def test_letters_and_numbers_of_columns_agree(column: int) -> None:
    assert column_of(letter_of(column)) == column


def test_an_error_holds_place_reason_and_way_out() -> None:
    error = SourceData(Origin("a.csv", 2), "no number", "write digits", ("x",), final=True)
    assert isinstance(error, OpenTransError)
    assert isinstance(error, ValueError)
    assert str(error) == "a.csv:2: no number; write digits"
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.origin, copy.reason, copy.hint, copy.fields, copy.final) == (
        error.origin, "no number", "write digits", ("x",), True
    )  # fmt: skip


def test_rows_travel_between_processes_with_one_table() -> None:
    table = Table("a.csv", ["Nr", "Menge"])
    first, second = pickle.loads(pickle.dumps([Row(table, 2, ["1", "5"]), Row(table, 3, ["2", "6"])]))
    assert first.table is second.table
    assert (second["Menge"], str(second.origin("Menge"))) == ("6", "a.csv:3, column B 'Menge'")


def test_a_header_that_already_numbers_its_names_keeps_them() -> None:
    table = Table("a.csv", ["Name", "Name", "Name (2)", "", "D"])
    assert table.names == ("Name (1)", "Name (3)", "Name (2)", "column D", "D")
    assert [table.position(name) for name in table.names] == [0, 1, 2, 3, 4]
    with pytest.raises(SourceData, match=r"say which: 'Name \(1\)' or 'Name \(3\)'"):
        table.position("Name")
