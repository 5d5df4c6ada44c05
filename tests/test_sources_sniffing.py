"""What an export seems to be: right for usual exports, and never an exception for odd ones."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans import SourceError
from opentrans.generation.sources.csv import CsvFormat
from opentrans.generation.sources.guesses import guess_kind
from opentrans.generation.sources.json import JsonFormat
from opentrans.generation.sources.reading import read
from opentrans.generation.sources.sniffing import Sniffed, sniff
from opentrans.generation.sources.values import Row
from opentrans.generation.sources.xml import XmlFormat
from tests.command import ROOT


def kinds(found: Sniffed) -> dict[str, str]:
    return {column.name: str(column.guess) for column in found.columns}


def test_a_german_csv(tmp_path: Path) -> None:
    path = tmp_path / "auftraege.csv"
    text = (
        "Aufträge vom 1. Mai\n"
        "Nr;Datum;Artikel;Menge;Preis;Land;Einheit;Währung;Teillieferung\n"
        "1;01.02.2026;00123;3;1.234,50;DE;Stk;EUR;ja\n2;13.02.2026;4711;10;7,99;AT;Stück;EUR;nein\n"
    )
    path.write_bytes(text.encode("cp1252"))
    found = sniff(str(path))
    assert (found.format, found.header, found.records) == ("csv", True, 2)
    assert found.form == CsvFormat(";", encoding="cp1252", skip_rows=1)
    assert found.encoding is not None
    assert not found.encoding.sure
    assert kinds(found) == {
        "Nr": "whole number",
        "Datum": "date (%d.%m.%Y)",
        "Artikel": "text (digits with leading zeros)",
        "Menge": "whole number",
        "Preis": "number (decimal comma)",
        "Land": "country",
        "Einheit": "unit (Stk, Stück)",
        "Währung": "currency",
        "Teillieferung": "yes or no (ja / nein)",
    }
    assert (found.columns[3].letter, found.columns[3].samples) == ("D", ("3", "10"))
    assert [row["Preis"] for row in read(str(path), found.form) if isinstance(row, Row)] == ["1.234,50", "7,99"]


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_other_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "orders.csv"
    text = "Order No,City,Price\nPO-1,Köln,1.50\nPO-2,Bonn,2.25\n".replace(",", delimiter)
    path.write_bytes(text.encode(encoding))
    found = sniff(str(path))
    assert isinstance(found.form, CsvFormat)
    assert (found.form.delimiter, kinds(found)["Price"]) == (delimiter, "number (decimal point)")
    assert found.columns[1].samples == ("Köln", "Bonn")


def test_a_table_without_header(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("CMXINV;1;20260501;1,50\nCMXINV;1;20260502;2,50\n", encoding="utf-8")
    found = sniff(str(path))
    assert not found.header
    assert kinds(found) == {"A": "text", "B": "whole number", "C": "date (%Y%m%d)", "D": "number (decimal comma)"}


def test_json_and_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    for text, form in (
        ('[{"Id": 1, "Items": [{"SKU": "001", "sub": {"Price": 1.5}}]}]', JsonFormat(encoding="utf-8")),
        ('{"Id": 1, "a": 2, "b": 3, "Items": [{"SKU": "001", "sub": {"Price": 1.5}}]}', JsonFormat(encoding="utf-8")),
        ('{"x": "y",\n "value": [{"Id": 1, "Items": [{"SKU": "001", "sub": {"Price": 1.5}}]}]}',
         JsonFormat("/value", encoding="utf-8")),
        ('{"Id": 1, "Items": [{"SKU": "001", "sub": {"Price": 1.5}}]}\n{"Id": 2, "Items": []}\n',
         JsonFormat(lines=True)),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        found = sniff(str(path))
        assert (found.form, found.lists) == (form, ("Items",))
        assert kinds(found)["Items/SKU"] == "text (digits with leading zeros)"
        assert kinds(found)["Items/sub/Price"] == "number"


def test_xml_with_and_without_bare_ampersands(tmp_path: Path) -> None:
    path = tmp_path / "orders.xml"
    for text, form in (
        ("<r><h/><os><o><n>1</n></o><o><n>2</n></o></os></r>", XmlFormat("r/os/o")),
        ("<r><h/><os><o><n>1</n></o><o><n>a & b</n></o></os></r>", XmlFormat("r/os/o", repair_ampersands=True)),
        ('<os type="array"><o><n>1</n></o></os>', XmlFormat()),
        ("<o><n>1</n></o>", XmlFormat()),
    ):
        path.write_text(text, encoding="utf-8")
        found = sniff(str(path))
        assert (found.form, [column.name for column in found.columns]) == (form, ["n"])


def test_an_opentrans_document_is_recognised() -> None:
    assert sniff(str(ROOT / "samples" / "story-1-order.xml")).format == "ORDER"


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nr", "Preis"])
    sheet.append(["00123", 1.5])
    book.save(tmp_path / "orders.xlsx")
    found = sniff(str(tmp_path / "orders.xlsx"))
    assert (found.format, kinds(found)) == ("xlsx", {"Nr": "text (digits with leading zeros)", "Preis": "number"})


@pytest.mark.parametrize(
    ("values", "guess"),
    [
        (["1.234", "2.500"], "number (decimal or thousands sign: cannot be told)"),
        (["1.234", "2.5"], "number (decimal point)"),
        (["1,5", "1.5"], "number (decimal comma and decimal point are mixed)"),
        (["01/02/2026"], "date (%d/%m/%Y or %m/%d/%Y)"),
        (["13/02/2026"], "date (%d/%m/%Y)"),
        (["2026-02-31"], "text"),
        (["2015-03-27T18:47:29.9012402+00:00"], "date and time (ISO 8601)"),
        (["", None], "empty"),
        (["x", 5], "mixed (int, str)"),
        ([True, False], "yes or no"),
        (["Germany", "Österreich"], "country"),
        (["DE", "AT"], "text"),
    ],
)
def test_guesses_say_what_cannot_be_told(values: list[object], guess: str) -> None:
    assert str(guess_kind("x", values)) == guess


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.text(alphabet='{}[]<>",:;\n\t0aä&/', max_size=100).map(str.encode)))
def test_whatever_the_bytes_are_there_is_an_answer(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "export"
    path.write_bytes(data)
    assert sniff(str(path)).path == str(path)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none"):
        sniff(str(tmp_path / "none"))


def test_the_seeds_examples(tmp_path: Path) -> None:
    folder = os.environ.get("OPENTRANS_SEEDS")
    if not folder:
        pytest.skip("OPENTRANS_SEEDS does not name the folder with the seeds")
    (seed,) = Path(folder).glob("003_*.txt")
    lines = seed.read_text(encoding="utf-8").splitlines()
    end = lines.index("Array[OrderFull]")
    start = max(at for at in range(end) if lines[at] == "[")
    (tmp_path / "orders.json").write_text("\n".join(lines[start:end]), encoding="utf-8")
    found = sniff(str(tmp_path / "orders.json"))
    assert (found.format, found.records, found.lists) == ("json", 1, ("Items", "Items/TrackingInformation"))
    assert kinds(found)["Items/SKU"] == "text (digits with leading zeros)"


def test_a_prefix_that_is_not_declared_is_told_and_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text('<os><o a:b="1"><x:id c:d="2">7</x:id></o><o><x:id>8</x:id></o></os>', encoding="utf-8")
    found = sniff(str(path))
    assert found.form == XmlFormat("os/o")
    assert [one.name for one in found.columns] == ["@a:b", "x:id", "x:id@c:d"]
    assert any("Namespace prefix a for b on o is not defined" in str(one) for one in found.problems)
