"""Exports of which it cannot be told what belongs together: what may be incomplete is refused, the rest comes out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from opentrans.errors import OpenTransError
from opentrans.generation.errors import SourceData
from opentrans.generation.runs.results import Result
from opentrans.generation.runs.run import Run, generate
from opentrans.generation.sources.csv import CsvFormat, read_csv
from opentrans.generation.sources.grouping import group
from opentrans.generation.sources.json import JsonFormat, read_json
from opentrans.generation.sources.shapes import ByKey, Group
from opentrans.generation.sources.values import Node, Note, Row

MAPPING = """document: ORDER
source: {SOURCE}
group: {GROUP}
header:
  order_id: "{{ Nr }}"
  order_date: "2026-02-01"
  currency: EUR
  buyer: {id: B1, name: B}
  supplier: {id: S1, name: S}
  delivery: {id: D1, name: D}
lines:
  article: "{{ Artikel }}"
  quantity: "{{ Menge }}"
  price: "{{ Preis }}"
"""
CSV = "format: csv, decimal: ','"
HEAD = "Nr;Artikel;Menge;Preis;Bemerkung\n"
Make = Callable[..., Run]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a mapping and the texts of exports, and runs them."""

    def run(*texts: str | bytes, source: str = CSV, by: str = "key: Nr", more: str = "", jobs: int = 1) -> Run:
        mapping = tmp_path / "m.yaml"
        text = MAPPING.replace("SOURCE", source).replace("GROUP", by) + more
        mapping.write_text(text, encoding="utf-8")
        paths = []
        for number, one in enumerate(texts, 1):
            paths.append(tmp_path / f"export{number}")
            paths[-1].write_bytes(one if isinstance(one, bytes) else one.encode())
        return generate(mapping, paths, output=tmp_path / "out", jobs=jobs)

    return run


def told(results: list[Result]) -> str:
    return "\n".join(str(reason) for one in results for reason in one.reasons)


def written(results: list[Result]) -> list[str | None]:
    return [one.document_id for one in results if one.status == "written"]


def test_rows_within_a_stray_quote_are_not_lost(make: Make) -> None:
    rows = '10;A;2;5,00;"Sonderposten\n20;B;2;5,00;x\n30;C;2;5,00;Rohr 3/4"\n30;D;2;5,00;\n50;E;1;1,00;\n'
    results = list(make(HEAD + rows))
    assert written(results) == ["50"]
    assert "export1:2: a quoted field goes on over line breaks (lines 2 to 4), and its lines look like rows" in told(
        results
    )


def test_a_remark_of_several_lines_is_a_remark(make: Make) -> None:
    run = make(HEAD + '10;A;2;5,00;"bitte\nanrufen; danke"\n20;"B\nC";2;5,00;"a\nb"\n')
    assert written(list(run)) == ["10", "20"]
    assert any("holds ';' behind a line break: is each quote meant? rows 2" in str(note) for note in run.notes)


def test_rows_of_a_kind_that_is_no_data_swallow_none_either(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text('H;1;a\nL;x;2\nT;"3;\nH;2;b\nL;y";4\n', encoding="utf-8")
    form = CsvFormat(header=False, record_type="A", skip_where=(("A", "T"),))
    errors = [item for item in read_csv(str(path), form) if isinstance(item, SourceData)]
    assert [error.origin.row for error in errors] == [3]


@pytest.mark.parametrize("key", ["PO 1", "PO:1", "Ö-1", 'PO"1'])
def test_a_torn_line_of_json_lines_spoils_its_document(tmp_path: Path, key: str) -> None:
    escaped = key.replace("Ö", "\\u00d6").replace('"', '\\"')
    path = tmp_path / "o.jsonl"
    path.write_text(
        '{"Nr": "4711"}\n' + f'{{"Nr": "{escaped}", "Art": "x"}}\n{{"Nr": "{escaped}", "Art": "y"\n{{"Nr": "4712"}}\n',
        encoding="utf-8",
    )
    for scattered in (False, True):
        found = group(lambda: read_json(str(path), JsonFormat(lines=True)), ByKey(("Nr",), scattered=scattered))
        groups = {item.key: len(item.errors) for item in found if isinstance(item, Group)}
        assert groups == {("4711",): 0, (key,): 1, ("4712",): 0}


@pytest.mark.parametrize(
    "line",
    ['{"Art": "y", "N', '{"Nr": "', '{"Nr": 1, "Nr": 2, "Art": "y"}', '{"Nr": NaN}', '{"Kunde": {"Nr": "9"}, "A'],
)
def test_a_torn_line_without_its_key_spoils_both_neighbours(tmp_path: Path, line: str) -> None:
    path = tmp_path / "o.jsonl"
    path.write_text(f'{{"Nr": "A"}}\n{{"Nr": "B"}}\n{line}\n{{"Nr": "C"}}\n{{"Nr": "D"}}\n', encoding="utf-8")
    found = group(lambda: read_json(str(path), JsonFormat(lines=True)), ByKey(("Nr",)))
    assert [bool(item.errors) for item in found if isinstance(item, Group)] == [False, True, True, False]


def test_a_broken_row_spoils_the_document_whose_key_holds_the_delimiter(make: Make) -> None:
    results = list(make(HEAD + '"PO;1";A;2;5,00;\nPO;1;B;2;5,00;\n20;C;1;1,00;\n'))
    assert written(results) == ["20"]


def test_a_row_cut_off_before_its_key_spoils_both_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Art;Menge;Nr\na;1;10\nb;1;20\nc\nd;1;30\ne;1;40\n", encoding="utf-8")
    found = group(lambda: read_csv(str(path), CsvFormat()), ByKey(("Nr",)))
    assert [bool(item.errors) for item in found if isinstance(item, Group)] == [False, True, True, False]


def test_a_bad_row_far_from_its_document_spoils_it_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Nr;Art\nP7;x;y\nP1;a\nP2;b\nP3;c\nP7;d\nP1;e;f\nP4;g\nP5;h;i\nP5;j\n", encoding="utf-8")
    items = list(group(lambda: read_csv(str(path), CsvFormat()), ByKey(("Nr",))))
    groups = {item.key[0]: [str(error) for error in item.errors] for item in items if isinstance(item, Group)}
    assert [key for key, errors in groups.items() if not errors] == ["P2", "P3", "P4"]
    assert "the key 'P1' stands here and again at 7, with other documents between" in groups["P1"][0]
    assert len(groups["P5"]) == 1


def test_documents_before_a_byte_that_is_no_character_come_out(make: Make) -> None:
    rows = "".join(f"{number}0;A;2;5,00;\n" for number in range(1, 6)).encode() + b"60;B;1;1,00;\xdf\n70;C;1;1,00;\n"
    results = list(make(HEAD.encode() + rows, source=f"{CSV}, encoding: utf-8"))
    assert written(results) == ["10", "20", "30", "40"]
    assert "export1:7: byte 0xDF at offset" in told(results)
    assert "nothing from this line on was read" in told(results)


def test_one_number_for_two_documents_is_refused(make: Make) -> None:
    line = '"L": [{"Artikel": "%s", "Menge": 1, "Preis": 2}]'
    text = ", ".join(
        f'{{"Nr": "{number}", {line % article}}}' for number, article in (("1", "A"), ("2", "B"), ("1", "C"))
    )
    name = 'name: "{{ fields.order_id }}-{{ lines[0].Artikel }}"\n'
    results = list(make(f"[{text}]", source="format: json", by="lines: L", more=name))
    assert written(results) == ["1", "2"]
    (reason,) = results[2].reasons
    assert reason.reason.endswith("export1, /0 too, which came first and stands; if both are one, export them together")
    assert reason.reason.startswith("'1' is the number of the document from ")


def test_parts_of_one_document_in_two_files_are_not_both_written(make: Make) -> None:
    results = list(make(HEAD + "1;A;2;5,00;\n2;B;x;5,00;\n", HEAD + "1;C;2;5,00;\n2;D;1;5,00;\n3;E;1;1,00;\n"))
    assert written(results) == ["1", "3"]
    assert "the name 'ORDER-1.xml' is that of the document from" in told(results)
    assert "was refused and has the same key (2): this may be a part of it" in told(results)


def test_records_under_another_name_are_told(make: Make) -> None:
    lines = "<ls><l><Artikel>A</Artikel><Menge>1</Menge><Preis>2</Preis></l></ls>"
    text = (
        f"<os>\n<made>2026</made>\n<x><Nr>9</Nr>{lines}</x>\n<o><Nr>1</Nr>{lines}</o>\n<O><Nr>2</Nr>{lines}</O>\n"
        f"<order><Nr>3</Nr>{lines}</order>\n<page><n>1</n></page>\n<page/>\n</os>"
    )
    run = make(text, source="format: xml, records: os/o, decimal: '.'", by="lines: ls/l")
    results = list(run)
    assert written(results) == ["1"]
    assert [one.origin.row for one in results if one.status == "refused"] == [3, 5, 6]
    assert "the element <O> holds what the records <o> hold, and is none" in told(results)
    (note,) = map(str, run.notes)
    assert note.endswith("which are not read: <made> (1, the first in line 2), <page> (2, the first in line 7)")


def test_records_in_a_second_list_of_another_name_are_told(make: Make) -> None:
    record = "<o><Nr>%s</Nr><ls><l><Artikel>A</Artikel><Menge>1</Menge><Preis>2</Preis></l></ls></o>"
    text = f"<e><head/><os>{record % 1}</os><OS>{record % 2}{record % 3}</OS></e>"
    results = list(make(text, source="format: xml, records: e/os/o, decimal: '.'", by="lines: ls/l"))
    assert written(results) == ["1"]
    assert "there are elements <o> in <OS> too, which are not read" in told(results)


def test_an_equal_record_on_each_line_is_no_conflict(make: Make) -> None:
    def line(article: str, customer: str) -> str:
        return f'{{"Nr": "1", "K": {{"w": "{customer}"}}, "Artikel": "{article}", "Menge": 1, "Preis": 2}}\n'

    more = 'name: "{{ header.K.w }}-{{ fields.order_id }}"\n'
    source = "format: json, lines: true"
    run = make(line("A", "x") + line("B", "x"), source=source, more=more)
    assert written(list(run)) == ["1"]
    assert run.unused == ()
    reasons = told(list(make(line("A", "x") + line("B", "y"), source=source, more=more)))
    assert "/K/w: 'y' stands here, but 'x' in " in reasons


def test_a_blank_cell_where_another_value_stands_tells_the_setting(make: Make) -> None:
    more = 'name: "{{ header.Bemerkung }}"\n'
    reasons = told(list(make(HEAD + "1;A;2;5,00;x\n1;B;2;5,00;\n", more=more)))
    assert "if the first row speaks for all, write first_row_only: true below group" in reasons


def test_a_file_of_broken_rows_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Nr;Art\n1;a\n" + "x\n" * 5_000 + "2;b\n", encoding="utf-8")
    items = list(read_csv(str(path), CsvFormat()))
    assert len(items) < 1_100
    assert isinstance(items[-1], SourceData)
    assert items[-1].final
    assert "1,000 records one after the other cannot be read: nothing behind this one" in str(items[-1])
    first = next(
        item for item in group(lambda: read_csv(str(path), CsvFormat()), ByKey(("Nr",))) if isinstance(item, Group)
    )
    assert first.errors


def test_broken_rows_with_good_ones_between_do_not_end_a_file(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Nr;Art\n" + "1;a\nx\n" * 3_000, encoding="utf-8")
    items = list(read_csv(str(path), CsvFormat()))
    assert sum(isinstance(item, Row) for item in items) == 3_000
    (found,) = (
        item for item in group(lambda: iter(items), ByKey(("Nr",), blank_continues=True)) if isinstance(item, Group)
    )
    assert len(found.errors) == 101
    assert "behind this one 2,900 more errors of this document" in str(found.errors[-1])


def test_many_bad_rows_of_scattered_groups_are_not_compared_with_each_group(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    rows = "".join(f"PO{number};a;b\nPO{number};a;b;c\n" for number in range(10_000, 13_000))
    path.write_text(f"Nr;Art;x\n{rows}PO9;a;b\n", encoding="utf-8")
    found = group(lambda: read_csv(str(path), CsvFormat()), ByKey(("Nr",), scattered=True))
    groups = [item for item in found if isinstance(item, Group)]
    assert [len(one.errors) for one in groups] == [1] * 3_000 + [0]


def test_lists_that_are_nested_without_end_are_told(tmp_path: Path) -> None:
    path = tmp_path / "o.json"
    path.write_text('[{"a": ' + "[" * 600 + "]" * 600 + "}]", encoding="utf-8")
    (record,) = read_json(str(path), JsonFormat())
    if isinstance(record, Node):
        with pytest.raises(SourceData, match="nested too deeply"):
            record["a"]
    else:
        assert not isinstance(record, Row | Note)
        assert "nested too deeply" in str(record)


@pytest.mark.skipif(os.name == "nt", reason="processes are killed another way there")
def test_a_process_that_is_killed_ends_the_run_with_its_reason(make: Make, tmp_path: Path) -> None:
    import multiprocessing

    run = make(HEAD + "".join(f"{number};A;2;5,00;\n" for number in range(2_000)), jobs=2)
    made = 0

    def go() -> None:
        nonlocal made
        for _result in run:
            made += 1
            if made == 1:
                os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    with pytest.raises(OpenTransError, match="a process of this run ended before its work"):
        go()
    assert 0 < len(list((tmp_path / "out").glob("*.xml"))) == made < 2_000
