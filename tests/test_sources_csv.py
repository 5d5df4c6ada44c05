"""CSV and TSV: every value keeps its place, and what is damaged says where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans import SourceError
from opentrans.generation.errors import SourceData
from opentrans.generation.sources.csv import CsvFormat, read_csv
from opentrans.generation.sources.values import Item, Note, Row


def read(tmp_path: Path, data: str | bytes, form: CsvFormat | None = None) -> list[Item]:
    """The items of a file with this content, which is called orders.csv."""
    path = tmp_path / "orders.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_csv(str(path), form or CsvFormat()))


def rows(items: list[Item]) -> list[Row]:
    return [item for item in items if isinstance(item, Row)]


def errors(items: list[Item]) -> list[SourceData]:
    return [item for item in items if isinstance(item, SourceData)]


def test_a_value_says_its_file_row_column_letter_and_name(tmp_path: Path) -> None:
    (row,) = rows(read(tmp_path, "Nr;Artikel;Text;Menge\nPO-1;00123;Kabel;1,5\n"))
    assert row["Menge"] == "1,5"
    assert row["Artikel"] == "00123"
    assert str(row.origin("Menge")) == f"{tmp_path / 'orders.csv'}:2, column D 'Menge'"
    assert row.cell("Nr").value == "PO-1"


def test_rows_are_counted_as_the_lines_on_which_they_begin(tmp_path: Path) -> None:
    items = read(tmp_path, 'Nr;Text\r\n1;"a\nb\r\nc"\r\n\r\n2;d\r\n')
    assert [(row.number, row["Text"]) for row in rows(items)] == [(2, "a\nb\r\nc"), (6, "d")]
    assert "1 empty row skipped: 5" in str(items[-1])


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", "~"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("given", [True, False])
def test_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str, given: bool) -> None:
    text = f"Größe{delimiter}Straße\r\n10{delimiter}Mühlweg 3\r\n"
    form = CsvFormat(delimiter, encoding=encoding if given else None)
    (row,) = rows(read(tmp_path, text.encode(encoding), form))
    assert (row.names, row.values) == (("Größe", "Straße"), ["10", "Mühlweg 3"])


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    for data, encoding in (("﻿Nr\n1\n".encode(), "utf-8"), ("﻿Nr\n1\n".encode("utf-16-le"), "utf-16-le")):
        (row,) = rows(read(tmp_path, data, CsvFormat(encoding=encoding)))
        assert row["Nr"] == "1"


def test_a_guessed_encoding_is_noted(tmp_path: Path) -> None:
    note, row = read(tmp_path, "Ort\nKöln\n".encode("cp1252"))
    assert isinstance(note, Note)
    assert "guessed: cp1252" in note.reason
    assert isinstance(row, Row)
    assert row["Ort"] == "Köln"


def test_another_quote_character_and_none(tmp_path: Path) -> None:
    (row,) = rows(read(tmp_path, "a;b\n'x;''y''';2\n", CsvFormat(quote="'")))
    assert row["a"] == "x;'y'"
    (row,) = rows(read(tmp_path, 'a;b\n"x";19" Rack\n', CsvFormat(quote=None)))
    assert row.values == ['"x"', '19" Rack']


def test_columns_are_letters_where_there_is_no_header(tmp_path: Path) -> None:
    (row,) = rows(read(tmp_path, ";".join(map(str, range(28))) + "\n", CsvFormat(header=False)))
    assert (row["A"], row["Z"], row["AB"]) == ("0", "25", "27")
    assert str(row.origin("AB")).endswith("orders.csv:1, column AB")


def test_a_name_that_stands_twice_has_to_be_numbered(tmp_path: Path) -> None:
    (row,) = rows(read(tmp_path, "number;x;number\n1;2;3\n"))
    assert (row["number (1)"], row["number (2)"]) == ("1", "3")
    with pytest.raises(SourceData, match=r"several columns are called 'number'; say which: 'number \(1\)' or"):
        row["number"]


def test_a_column_without_a_name_is_called_by_its_letter(tmp_path: Path) -> None:
    (row,) = rows(read(tmp_path, "a;;c\n1;2;3\n"))
    assert row["B"] == "2"


def test_a_missing_column_names_near_ones_and_all(tmp_path: Path) -> None:
    (row,) = rows(read(tmp_path, "Nr;Menge\n1;2\n"))
    with pytest.raises(
        SourceData, match=r"orders\.csv:2: there is no column 'menge'; did you mean 'Menge'\? columns: A "
    ):
        row["menge"]
    assert "menge" not in row
    assert "Menge" in row


def test_junk_above_below_and_between_is_skipped_and_counted(tmp_path: Path) -> None:
    text = "Export\nvom 1. Mai\nNr;Menge\n1;2\nSumme 1;2\n3;4\n;\nEnde;;;\nSeite 1\n"
    items = read(tmp_path, text, CsvFormat(skip_rows=2, skip_end=2, skip_where=(("Nr", "Summe*"),)))
    assert [row.number for row in rows(items)] == [4, 6]
    assert not errors(items)
    notes = [str(item) for item in items if isinstance(item, Note)]
    assert any("1 row skipped: 5" in note for note in notes)
    assert any("2 rows at the end skipped: 8, 9" in note for note in notes)


def test_a_column_of_the_format_that_does_not_exist_ends_the_file(tmp_path: Path) -> None:
    for form in (CsvFormat(skip_where=(("Nummer", "x"),)), CsvFormat(record_type="Nummer")):
        (error,) = errors(read(tmp_path, "Nr;Menge\n1;2\n", form))
        assert error.final
        assert "there is no column 'Nummer'" in str(error)


def test_kinds_of_rows_have_a_length_of_their_own(tmp_path: Path) -> None:
    text = "H;1;2\nL;a\nL;b;c\nMESSAGE;S;1;2;3\nH;2;3\n"
    form = CsvFormat(header=False, record_type="A", skip_where=(("A", "MESSAGE"),))
    items = read(tmp_path, text, form)
    assert [row.number for row in rows(items)] == [1, 2, 5]
    assert [str(error).split("orders.csv")[1] for error in errors(items)] == [
        ":3: 3 fields where the rows have 2; a field that holds the delimiter has to stand in quotes"
    ]
    with pytest.raises(SourceData, match=r"orders\.csv:2: there is no column 'C'"):
        rows(items)[1]["C"]


@pytest.mark.parametrize(
    ("data", "place", "reason", "left"),
    [
        ("a;b\n1;2\n3;4;5\n6;7\n", ":3", "3 fields where the rows have 2", [2, 4]),
        ("a;b\n1;2\n3\n6;7\n", ":3", "1 fields where the rows have 2", [2, 4]),
        ('a;b\n1;2\n3;"x"y\n6;7\n', ":3", "broken quoting", [2, 4]),
        ('a;b\n1;2\n3;"x\n6;7\n', ":3", r"a quoted field that is never closed \(lines 3 to 4\)", [2]),
        ('a;b\n1;2\n3;"x\n6;"7"\n8;9\n', ":3", r"broken quoting \(lines 3 to 4\)", [2, 5]),
        ("a;b\n1;2\n3;\0\n6;7\n", ":3", "there is a NUL character", [2]),
        ("a;b\n1;2\n3;" + '"x' + "y" * 200_000 + "\n6;7\n", ":3", "a field of more than 131,072 characters", [2, 4]),
        ("", "", "the file has no rows", []),
        ("\n\n", "", "the file has no rows", []),
        ("a,b\n1,2\n", ":1", "with the delimiter ';' there is only one column, 'a,b'; set the delimiter to ','", []),
        ('a;"b\n1;2\n', ":1", "a quoted field that is never closed", []),
    ],
)
def test_damage_says_where_and_spares_the_rows_beside_it(
    tmp_path: Path, data: str, place: str, reason: str, left: list[int]
) -> None:
    items = read(tmp_path, data)
    (error,) = errors(items)
    with pytest.raises(SourceData, match=rf"orders\.csv{place}: {reason}"):
        raise error
    assert [row.number for row in rows(items)] == left


@pytest.mark.parametrize(
    ("data", "encoding", "place", "reason"),
    [
        ("a;b\n1;2\n3;ä\n".encode("cp1252"), "utf-8", ":3", "byte 0xE4 at offset 10 is not utf-8; .*looks like cp1252"),
        ("a;b\n1;2\n3;ä\n".encode(), "cp1252", "", r"the file is in utf-8 \(every byte fits UTF-8\), not in cp1252"),
        ("a;b\n1;ä".encode()[:-1], "utf-8", ":2", "byte 0xC3 at offset 6 .* the file ends within a character"),
        (
            "a;b\n1;2\n".encode("utf-16"),
            "utf-8",
            ":1",
            "byte 0xF. at offset 0 is not utf-8; the file looks like utf-16",
        ),
        ("a;b\n1;2\n".encode("utf-16")[:-1], "utf-16", ":2", ".*the file ends within a character"),
        (
            "a;b\n1;2\n3;5 €\n".encode("cp1252"),
            "latin-1",
            ":3",
            "byte 0x80 is no character of latin-1; set .* to cp1252",
        ),
        (b"a;b\n1;2\n", "ebcdic-x", "", "there is no encoding 'ebcdic-x'"),
    ],
)
def test_a_wrong_encoding_says_which_byte(tmp_path: Path, data: bytes, encoding: str, place: str, reason: str) -> None:
    error = errors(read(tmp_path, data, CsvFormat(encoding=encoding)))[-1]
    assert error.final
    with pytest.raises(SourceData, match=rf"orders\.csv{place}: {reason}"):
        raise error


def test_a_bad_byte_far_behind_the_start_is_placed_exactly(tmp_path: Path) -> None:
    good = "1;ä\n".encode() * 400_000
    items = read(tmp_path, b"a;b\n" + good + b"2;\xff\n", CsvFormat(encoding="utf-8"))
    (error,) = errors(items)
    assert f"orders.csv:400002: byte 0xFF at offset {4 + len(good) + 2} " in str(error)


def test_a_file_that_cannot_be_opened_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.csv"):
        list(read_csv(str(tmp_path / "none.csv"), CsvFormat()))
    with pytest.raises(SourceError, match=r"none\.csv"):
        list(read_csv(str(tmp_path / "none.csv"), CsvFormat(encoding="utf-8")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(junk=st.lists(st.text(alphabet=';"\na ', max_size=6), min_size=1, max_size=8))
def test_whatever_stands_in_a_file_no_line_is_lost_in_silence(tmp_path: Path, junk: list[str]) -> None:
    text = "a;b\n" + "".join(f"#{at}#;{each}\n" for at, each in enumerate(junk))
    items = read(tmp_path, text, CsvFormat(encoding="utf-8"))
    told = "".join("".join(row.values) for row in rows(items)) + "".join("".join(e.fields) for e in errors(items))
    assert [at for at in range(len(junk)) if f"#{at}#" not in told] == []


def test_a_first_row_comes_before_the_last_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a;b\n" + b"1;2\n" * 100_000 + b"\xff")
    first = next(read_csv(str(path), CsvFormat(encoding="utf-8")))
    assert isinstance(first, Row)
    assert first.number == 2
