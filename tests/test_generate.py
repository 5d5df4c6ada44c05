"""Runs: files that are whole, safe, never doubled; results that say what became of each document, and why."""

from __future__ import annotations

import csv
import json
import os
import pickle
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans import SourceError, load
from opentrans.generation.mapping import MappingError
from opentrans.generation.runs.files import safe_name
from opentrans.generation.runs.results import Result
from opentrans.generation.runs.run import Run, generate
from opentrans.model import Order
from tests.mapping_parts import FIRST, HEAD, ORDER, SECOND, partner_file

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
#: An order of one line, whose number and article can be set.
ONE = FIRST.replace("1.017,50", "998,00")


def order(number: str, **cells: str) -> str:
    """A row of an export: an order of one line."""
    values = dict(zip(HEAD.split(";"), ONE.split(";"), strict=True)) | {"Auftrag": number} | cells
    return ";".join(values.values())


def export(folder: Path, *rows: str, name: str = "orders.csv", head: str = HEAD) -> Path:
    path = folder / name
    path.write_bytes("".join(f"{row}\r\n" for row in (head, *rows)).encode())
    return path


def run_of(
    folder: Path, *sources: Path, text: str = ORDER, output: str | None = "out", jobs: int = 1, stop: bool = False,
    overwrite: bool = False, now: datetime = NOW,
) -> Run:  # fmt: skip
    mapping = folder / "m.yaml"
    mapping.write_text(text, encoding="utf-8")
    return generate(
        mapping, sources, partners=[partner_file(folder)], output=None if output is None else folder / output,
        jobs=jobs, stop=stop, overwrite=overwrite, now=now,
    )  # fmt: skip


def files(folder: Path) -> list[str]:
    return sorted(os.listdir(folder / "out"))


def reasons(result: Result, folder: Path) -> list[str]:
    return [str(one).replace(str(folder) + os.sep, "") for one in result.reasons]


def test_each_document_is_a_file_and_a_result(tmp_path: Path) -> None:
    run = run_of(tmp_path, export(tmp_path, FIRST, SECOND, order("PO-2")))
    first, second = list(run)
    assert (first.status, first.document_type, first.document_id) == ("written", "ORDER", "PO-1")
    assert first.path == str(tmp_path / "out" / "ORDER-PO-1.xml")
    assert [str(one.row) for one in first.rows] == ["2", "3"]
    assert isinstance(first.document, Order)
    assert load(first.path) == first.document
    assert Path(first.path).read_bytes() == first.xml
    trace = first.trace()
    assert trace is not None
    assert str(trace.of("lines[1].price").origins[0]).endswith("orders.csv:3, column O 'Preis'")
    assert second.document_id == "PO-2"
    assert files(tmp_path) == ["ORDER-PO-1.xml", "ORDER-PO-2.xml"]
    assert (run.documents, run.failed, run.counts["written"]) == (2, False, 2)


def test_the_generation_is_stated_in_the_document(tmp_path: Path) -> None:
    (result,) = run_of(tmp_path, export(tmp_path, ONE), output=None)
    assert result.status == "made"
    assert result.xml is not None
    assert b"<GENERATION_DATE>2026-11-21T22:30:00+00:00</GENERATION_DATE>" in result.xml
    assert b"<GENERATOR_INFO>opentrans-toolkit</GENERATOR_INFO>" in result.xml
    assert not (tmp_path / "out").exists()


def test_the_others_come_out_when_one_is_refused(tmp_path: Path) -> None:
    rows = [order("PO-1"), order("PO-2", Menge="zwei"), order("PO-3", Summe="1,00"), order("PO-4")]
    run = run_of(tmp_path, export(tmp_path, *rows))
    one, two, three, four = list(run)
    assert [one.status, two.status, three.status, four.status] == ["written", "refused", "refused", "written"]
    assert reasons(two, tmp_path) == [
        "orders.csv:3, column M 'Menge': 'zwei' is no number (lines[0].quantity, m.yaml:36)"
    ]
    assert reasons(three, tmp_path)[0].startswith("orders.csv:4, column I 'Summe': 1.00 is stated")
    assert run.failed
    assert files(tmp_path) == ["ORDER-PO-1.xml", "ORDER-PO-4.xml"]


def test_a_run_can_stop_at_the_first_refusal(tmp_path: Path) -> None:
    run = run_of(tmp_path, export(tmp_path, order("PO-1"), order("PO-2", Menge="x"), order("PO-3")), stop=True, jobs=2)
    assert [one.status for one in run] == ["written", "refused"]
    assert run.stopped
    assert files(tmp_path) == ["ORDER-PO-1.xml"]


def test_a_run_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    source = export(tmp_path, *(order(f"PO-{number}") for number in range(5)))
    for _result in run_of(tmp_path, source):
        if len(files(tmp_path)) == 2:
            break
    assert files(tmp_path) == ["ORDER-PO-0.xml", "ORDER-PO-1.xml"]
    later = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert [one.status for one in run_of(tmp_path, source, now=later)] == ["done"] * 2 + ["written"] * 3
    assert len(files(tmp_path)) == 5


def test_what_is_there_in_another_spelling_counts_as_done(tmp_path: Path) -> None:
    source = export(tmp_path, ONE)
    (made,) = run_of(tmp_path, source)
    assert made.path is not None
    text = Path(made.path).read_text(encoding="utf-8")
    Path(made.path).write_text(text.replace("bmecat:", "b:").replace("xmlns:bmecat", "xmlns:b"), encoding="utf-8")
    assert [one.status for one in run_of(tmp_path, source)] == ["done"]


@pytest.mark.parametrize("there", [b"<ORDER/>", b"no XML", b""])
def test_other_content_is_kept_unless_it_may_be_replaced(tmp_path: Path, there: bytes) -> None:
    source = export(tmp_path, ONE)
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "ORDER-PO-1.xml"
    target.write_bytes(there)
    (result,) = run_of(tmp_path, source)
    assert result.status == "refused"
    assert reasons(result, tmp_path)[0].endswith(
        "ORDER-PO-1.xml is there with other content; --overwrite replaces it (name, m.yaml:43)"
    )
    assert target.read_bytes() == there
    (result,) = run_of(tmp_path, source, overwrite=True)
    assert result.status == "written"
    assert target.read_bytes() == result.xml


def test_a_folder_in_the_place_of_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out" / "ORDER-PO-1.xml").mkdir(parents=True)
    (result,) = run_of(tmp_path, export(tmp_path, ONE), overwrite=True)
    assert reasons(result, tmp_path)[0].endswith("ORDER-PO-1.xml is there, and no plain file (name, m.yaml:43)")


def test_names_from_data_stay_inside_the_folder(tmp_path: Path) -> None:
    plain = ORDER.replace("ORDER-{{ fields.order_id }}.xml", "{{ fields.order_id }}")
    numbers = ["../../x", "..", "a/b\\c", "CON", "ä:*?", "~", ".x"]
    run = run_of(tmp_path, export(tmp_path, *(order(number) for number in numbers)), text=plain)
    results = list(run)
    names = [one.name for one in results if one.status == "written"]
    assert reasons(results[1], tmp_path) == [
        "orders.csv:3: '..' holds neither a letter nor a digit, so that no name of a file is left (name, m.yaml:43)"
    ]
    assert names == ["_.._x.xml", "a_b_c.xml", "_CON.xml", "ä___.xml", "x.xml"]
    assert sorted(names) == files(tmp_path)  # type: ignore[type-var]
    assert sorted(os.listdir(tmp_path)) == ["m.yaml", "orders.csv", "out", "partners.yaml"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_two_names_that_become_equal_are_an_error_that_names_both(tmp_path: Path, jobs: int) -> None:
    rows = [order("A/1"), order("B"), order("a_1"), order("C")]
    results = list(run_of(tmp_path, export(tmp_path, *rows), jobs=jobs))
    assert [one.status for one in results] == ["written", "written", "refused", "written"]
    (reason,) = reasons(results[2], tmp_path)
    both = "orders.csv:4 and orders.csv:2: the name 'ORDER-a_1.xml' is that of the document from orders.csv:2 too"
    assert reason.startswith(both)
    assert reason.endswith(" (name, m.yaml:43)")


@given(st.text(min_size=1))
def test_any_text_becomes_a_safe_name_or_none(text: str) -> None:
    try:
        name = safe_name(text)
    except ValueError:
        assert not any(one.isalnum() for one in text.removesuffix(".xml").removesuffix(".XML"))
        return
    assert name.endswith(".xml")
    assert os.path.basename(name) == name
    assert not name.startswith(".")
    assert len(name.encode()) <= 204
    assert not set(name) & set('<>:"/\\|?*\0\r\n ')
    assert safe_name(name) == name


def test_a_finding_of_the_validator_names_the_cell(tmp_path: Path) -> None:
    text = ORDER.replace('  price: "{{ Preis }}"\n', '  price: "{{ Preis }}"\n  ean: "{{ Text }}"\n')
    text = text.replace('  description: "{{ Text | cut(12) }}"\n', "")
    (result,) = run_of(tmp_path, export(tmp_path, order("PO-1", Text="4006381333932")), text=text)
    assert [one.rule for one in result.findings] == ["codes/gtin"]
    said = [str(one) for one in (*result.reasons, *result.notices)]
    assert len(said) == 1
    assert "orders.csv:2, column Q 'Text': " in said[0]
    assert "[codes/gtin]" in said[0]
    assert said[0].endswith("m.yaml:39)")


def test_columns_that_nothing_uses_are_named(tmp_path: Path) -> None:
    head, row = HEAD + ";Lager", ONE + ";7"
    run = run_of(tmp_path, export(tmp_path, row, head=head))
    list(run)
    assert run.unused == ("Lager",)


def test_what_cannot_be_read_is_told_and_the_rest_comes_out(tmp_path: Path) -> None:
    run = run_of(tmp_path, export(tmp_path, order("PO-1"), "PO-2;zu;kurz", order("PO-3")))
    results = list(run)
    assert [one.status for one in results if one.document_id in {"PO-1", "PO-3"}] == ["written", "written"]
    told = [reason for one in results for reason in reasons(one, tmp_path)]
    assert any("orders.csv:3: 3 fields where the rows have 17" in one for one in told), told
    assert run.failed


def test_a_file_without_needed_columns_is_refused_as_a_whole(tmp_path: Path) -> None:
    bad = export(tmp_path, "PO-7;21.11.2026", name="bad.csv", head="Auftrag;Datm")
    run = run_of(tmp_path, bad, export(tmp_path, ONE))
    first, second = list(run)
    assert second.status == "written"
    assert first.status == "refused"
    told = reasons(first, tmp_path)
    assert "bad.csv: bad.csv has no column 'Datum'; did you mean 'Datm'? (m.yaml:17)" in told
    assert any("no column 'Menge'" in one for one in told)


def test_records_that_the_mapping_skips_are_results_too(tmp_path: Path) -> None:
    run = run_of(tmp_path, export(tmp_path, order("PO-1", Art="Text"), order("PO-2")))
    first, second = list(run)
    assert (first.status, second.status) == ("skipped", "written")
    assert first.reason is not None
    assert not run.failed


def test_a_mapping_that_is_wrong_stops_before_anything_is_made(tmp_path: Path) -> None:
    source = export(tmp_path, ONE)
    with pytest.raises(MappingError, match="has no field 'pricce'"):
        run_of(tmp_path, source, text=ORDER.replace("  price:", "  pricce:"))
    with pytest.raises(SourceError):
        run_of(tmp_path, tmp_path / "none.csv")
    with pytest.raises(TypeError, match="list of paths"):
        generate(tmp_path / "m.yaml", str(source))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("count", [3, 100])
def test_several_processes_make_the_same(tmp_path: Path, count: int) -> None:
    rows = [order(f"PO-{n}", Menge="x" if n % 7 == 2 else "2") for n in range(count)]
    source = export(tmp_path, *rows, "", FIRST.replace("PO-1", "PO-0"))
    one, two = (run_of(tmp_path, source, output=f"out-{jobs}", jobs=jobs) for jobs in (1, 2))
    first, second = list(one), list(two)
    assert [(r.status, r.document_id, r.reasons, r.notices, r.xml) for r in first] == [
        (r.status, r.document_id, r.reasons, r.notices, r.xml) for r in second
    ]
    assert one.counts == two.counts
    assert one.notes == two.notes
    assert sorted(os.listdir(tmp_path / "out-1")) == sorted(os.listdir(tmp_path / "out-2"))


def test_results_of_other_processes_can_be_pickled(tmp_path: Path) -> None:
    results = list(run_of(tmp_path, export(tmp_path, ONE, order("PO-2", Menge="x")), jobs=2))
    assert pickle.loads(pickle.dumps(results)) == results


DEALS = ORDER + 'deal: "D-{{ fields.order_id }}"\naction: send\n'


def uploads(folder: Path) -> list[list[str]]:
    with (folder / "out" / "uploads.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_uploads_are_listed_for_the_batch_and_added_to_those_of_earlier_runs(tmp_path: Path) -> None:
    list(run_of(tmp_path, export(tmp_path, order("PO-1"), order("PO-2", Menge="x")), text=DEALS))
    assert uploads(tmp_path) == [["deal", "action", "file"], ["D-PO-1", "send", "ORDER-PO-1.xml"]]
    list(run_of(tmp_path, export(tmp_path, order("PO-1"), order("PO-2")), text=DEALS))
    assert [row[2] for row in uploads(tmp_path)[1:]] == ["ORDER-PO-1.xml", "ORDER-PO-2.xml"]


def test_uploads_of_a_run_that_was_interrupted_are_listed(tmp_path: Path) -> None:
    for _result in run_of(tmp_path, export(tmp_path, order("PO-1"), order("PO-2")), text=DEALS):
        break
    assert [row[2] for row in uploads(tmp_path)[1:]] == ["ORDER-PO-1.xml"]


def test_a_foreign_table_of_uploads_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "uploads.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(SourceError, match="deal, action, file"):
        list(run_of(tmp_path, export(tmp_path, ONE), text=DEALS))
    assert (tmp_path / "out" / "uploads.csv").read_text(encoding="utf-8") == "a,b\n"


REPLY = """\
document: ORDERRESPONSE
source: {format: csv, delimiter: ";", encoding: utf-8, decimal: ","}
group: {key: Bestellung}
order: {number: "{{ Bestellung }}"}
header: {response_date: "{{ today }}", supplier_order_id: "{{ AB }}"}
lines: {article: "{{ Artikel }}", quantity: "{{ Menge }}"}
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_received_order_among_the_sources_is_answered(tmp_path: Path, jobs: int) -> None:
    (received,) = run_of(tmp_path, export(tmp_path, ONE))
    assert received.path is not None
    answers = export(
        tmp_path, "PO-1;AB-7;00123;2", "PO-9;AB-8;00123;2", name="ab.csv", head="Bestellung;AB;Artikel;Menge"
    )
    good, bad = list(run_of(tmp_path, Path(received.path), answers, text=REPLY, output="replies", jobs=jobs))
    assert (good.status, good.name) == ("written", "ORDERRESPONSE-PO-1.xml")
    assert "no received ORDER has the number 'PO-9'" in reasons(bad, tmp_path)[0]
    with pytest.raises(MappingError, match="no file is given for order"):
        run_of(tmp_path, answers, text=REPLY)


BROKEN_ORDERS = {
    "entity": (">Wer", ">A & B Wer", r"in\.xml:32: this ORDER cannot be used: not well-formed XML: an & "),
    "cut": ("</ORDER>", "", r"in\.xml:\d+: this ORDER cannot be used: not well-formed XML"),
    "quotes": ('version="2.1"', "version=2.1", r"in\.xml:2: this ORDER cannot be used: not well-formed XML"),
    "before": ("<?xml", "x<?xml", r"in\.xml:1: this ORDER cannot be used: not well-formed XML"),
    "old": ("XMLSchema/2.1", "XMLSchema/2.0", r"in\.xml:2: this ORDER cannot be used: this ORDER is openTRANS 2\.0"),
    "invalid": ("<ORDER_ID>PO-1</ORDER_ID>", "", r"in\.xml:10: this ORDER cannot be used: ORDER_ID is missing"),
}
XML_REPLY = REPLY.replace('format: csv, delimiter: ";", encoding: utf-8,', "format: xml, records: answers/a,")
XML_ANSWER = (
    "<answers><a><Bestellung>PO-1</Bestellung><AB>AB-7</AB>"
    "<Z><z><Artikel>00123</Artikel><Menge>2</Menge></z></Z></a></answers>"
)


@pytest.mark.parametrize("case", BROKEN_ORDERS)
@pytest.mark.parametrize("source", ["csv", "xml"])
def test_a_received_order_that_is_broken_is_told_with_its_own_error(tmp_path: Path, case: str, source: str) -> None:
    (made,) = run_of(tmp_path, export(tmp_path, ONE))
    assert made.path is not None
    old, new, expected = BROKEN_ORDERS[case]
    text = Path(made.path).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "in.xml").write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    if source == "csv":
        answers = export(tmp_path, "PO-1;AB-7;00123;2", name="ab.csv", head="Bestellung;AB;Artikel;Menge")
        mapping = REPLY
    else:
        answers = tmp_path / "ab.xml"
        answers.write_text(XML_ANSWER, encoding="utf-8")
        mapping = XML_REPLY.replace("{key: Bestellung}", "{lines: Z}")
    first, second = run_of(tmp_path, answers, tmp_path / "in.xml", text=mapping, output="replies")
    assert re.match(expected, reasons(first, tmp_path)[0]), first.reasons
    assert "no received ORDER has the number 'PO-1'" in reasons(second, tmp_path)[0]
    assert re.search(r"could not be used: .*in\.xml:\d+", reasons(second, tmp_path)[0])


def in_two_files(folder: Path) -> tuple[str, Path, Path]:
    """A mapping, an export with the lines, and one with the headers."""
    header = ["Auftrag", "Datum", "Versand", "Lieferant", "Kunde", "Name (Lieferung)", "Land", "Termin", "Summe"]
    values = dict(zip(HEAD.split(";"), ONE.split(";"), strict=True)) | {"Lager": "7"}
    heads = export(folder, ";".join(values[one] for one in header), name="heads.csv", head=";".join(header))
    names = ["Auftrag", *(one for one in values if one not in header)]
    lines = export(folder, ";".join(values[one] for one in names), name="lines.csv", head=";".join(names))
    headers = 'headers: {format: csv, delimiter: ";", encoding: utf-8, key: Auftrag, files: "heads*"}\ngroup:\n'
    return ORDER.replace("group:\n", headers), lines, heads


def test_headers_and_lines_may_stand_in_two_files(tmp_path: Path) -> None:
    text, lines, heads = in_two_files(tmp_path)
    run = run_of(tmp_path, lines, heads, text=text)
    (result,) = run
    assert result.status == "written", result.reasons
    assert run.unused == ("Lager",)
    heads.write_bytes(heads.read_bytes().replace(b";Datum", b";Menge;Datum").replace(b"PO-1;", b"PO-1;9;"))
    list(run := run_of(tmp_path, lines, heads, text=text))
    assert run.unused == ("Menge", "Lager"), "the column of that name in the other file is used"
    with pytest.raises(MappingError, match="no file is given for headers"):
        run_of(tmp_path, lines, text=text)
    with pytest.raises(MappingError, match="no file is given for source"):
        run_of(tmp_path, heads, text=text)


def renamed(path: Path, old: str, new: str) -> None:
    """Give a column of an export another name."""
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "line"),
    [
        ("heads.csv", "Datum", "Datm", "Datum", "m.yaml:18"),
        ("heads.csv", "Auftrag;", "Auftr;", "Auftrag", "m.yaml"),
        ("lines.csv", "Menge", "Mengen", "Menge", "m.yaml:37"),
    ],
)
def test_columns_that_are_missing_are_looked_for_in_the_file_that_should_have_them(
    tmp_path: Path, file: str, old: str, new: str, column: str, line: str
) -> None:
    text, lines, heads = in_two_files(tmp_path)
    renamed(tmp_path / file, old, new)
    (result,) = run_of(tmp_path, lines, heads, text=text)
    assert (result.status, result.document_type) == ("refused", None)
    assert reasons(result, tmp_path) == [
        f"{file}: {file} has no column {column!r}; did you mean {new.strip(';')!r}? ({line})"
    ]


JOINED = ORDER.replace(
    "settings:\n",
    'joined:\n  stamm: {format: csv, delimiter: ";", encoding: utf-8, files: "st*", key: Nr, on: "{{ Kunde }}"}\n'
    "settings:\n",
).replace(
    '  total: "{{ Summe }}"', '  total: "{{ Summe }}"\n  remarks: {type: general, text: "{{ stamm[\'Lkw-Rampe\'] }}"}'
)


def test_columns_of_a_joined_file_count_too(tmp_path: Path) -> None:
    source = export(tmp_path, ONE)
    joined = export(tmp_path, "K1;ja;7;x", name="stamm.csv", head="Nr;Lkw-Rampe;Rabatt;Sperre-Bis")
    run = run_of(tmp_path, source, joined, text=JOINED)
    (result,) = run
    assert result.status == "written", result.reasons
    assert run.unused == ("stamm.Rabatt", "stamm.Sperre-Bis")
    renamed(joined, "Lkw-Rampe", "Lkw-Rampen")
    (result,) = run_of(tmp_path, source, joined, text=JOINED)
    line = next(number for number, line in enumerate(JOINED.splitlines(), 1) if "Rampe" in line)
    assert reasons(result, tmp_path) == [
        f"stamm.csv: stamm.csv has no column 'Lkw-Rampe'; did you mean 'Lkw-Rampen'? (m.yaml:{line})"
    ]
    renamed(joined, "Nr;", "Num;")
    assert "stamm.csv has no column 'Nr'" in "\n".join(
        one for each in run_of(tmp_path, source, joined, text=JOINED) for one in reasons(each, tmp_path)
    )


def test_fields_of_a_record_that_filters_choose_are_used(tmp_path: Path) -> None:
    source = export(tmp_path, f"{ONE};A1;7", head=f"{HEAD};Regal;Reihe")
    stock = {"items": [{"nr": "00123", "shelf": "A1"}], "note": "x", "customer-id": "K1"}
    joined = tmp_path / "stock.json"
    joined.write_text(json.dumps([stock]), encoding="utf-8")
    text = ORDER.replace(
        "settings:\n", 'joined:\n  stock: {format: json, key: customer-id, on: "{{ Kunde }}"}\nsettings:\n'
    ).replace("\nsource:\n", '\nsource:\n  files: "*.csv"\n')
    shelf = "{{ (stock.items | where('nr', row['Artikel-Nr.']) | only).shelf }}"
    own = "{{ (lines | where('Pos', Pos) | only).Regal }}"
    text = text.replace('  price: "', f'  remarks: {{type: order, text: "{shelf} {own}"}}\n  price: "')
    run = run_of(tmp_path, source, joined, text=text)
    (result,) = run
    assert result.status == "written", result.reasons
    assert run.unused == ("stock.note", "Reihe")
