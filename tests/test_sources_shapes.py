"""From rows to documents: no document is made of a part of its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans.generation.errors import SourceData
from opentrans.generation.places import Origin
from opentrans.generation.sources.csv import CsvFormat, read_csv
from opentrans.generation.sources.grouping import group
from opentrans.generation.sources.joins import Index, join
from opentrans.generation.sources.json import JsonFormat, read_json
from opentrans.generation.sources.shapes import ByKey, ByType, Group, GroupItem, Nested, Opener, Shape
from opentrans.generation.sources.values import Row
from opentrans.generation.sources.xml import XmlFormat, read_xml

Write = Callable[..., Opener]


@pytest.fixture
def csv(tmp_path: Path) -> Write:
    """Writes rows (cells parted by blanks) to a CSV file, and gives what opens it."""

    def write(*lines: str, name: str = "orders.csv", form: CsvFormat | None = None) -> Opener:
        path = tmp_path / name
        path.write_text("\n".join(line.replace(" ", ";") for line in lines) + "\n", encoding="utf-8")
        return lambda: read_csv(str(path), form or CsvFormat())

    return write


def told(items: list[GroupItem]) -> list[str]:
    """One word for each group: its key and the articles of its lines, and ``!`` where it has errors."""
    return [
        f"{'/'.join(item.key)}={''.join(str(line['Art']) for line in item.lines)}{'!' * len(item.errors)}"
        for item in items
        if isinstance(item, Group)
    ]


def alone(items: list[GroupItem]) -> list[str]:
    return [str(item).rpartition("orders.csv")[2] for item in items if isinstance(item, SourceData)]


KEY = ByKey(("Nr",))


def test_header_repeated(csv: Write) -> None:
    items = list(group(csv("Nr Kunde Art", "1 A x", "1 A y", "2 B z"), KEY))
    assert told(items) == ["1=xy", "2=z"]
    first, second = (item for item in items if isinstance(item, Group))
    assert (first.header["Kunde"], second.header["Kunde"]) == ("A", "B")
    assert first.conflict("Kunde") is None


def test_two_values_of_a_header_field_are_told_with_both_rows(csv: Write) -> None:
    (found,) = group(csv("Nr Kunde Art", "1 A x", "1 A y", "1 B z"), KEY)
    assert isinstance(found, Group)
    conflict = found.conflict("Kunde")
    assert conflict is not None
    assert [(cell.value, cell.origin.row) for cell in conflict] == [("A", 2), ("B", 4)]
    with pytest.raises(SourceData, match="there is no column 'Kundi'"):
        found.conflict("Kundi")


def test_header_on_the_first_row_only(csv: Write) -> None:
    source = csv("Nr,Kunde,Art", "1,A,x", "1,,y", "2,,z", "2,B,z", form=CsvFormat(","))
    first, second = (item for item in group(source, ByKey(("Nr",), first_row_only=True)) if isinstance(item, Group))
    assert first.conflict("Kunde") is None
    conflict = second.conflict("Kunde")
    assert conflict is not None
    assert [cell.value for cell in conflict] == ["", "B"]
    (strict, _second) = (item for item in group(source, KEY) if isinstance(item, Group))
    assert strict.conflict("Kunde") is not None


def test_blank_key_on_continuation_rows(csv: Write) -> None:
    source = csv("Nr,Kunde,Art", "1,A,x", ",,y", "2,B,z", form=CsvFormat(","))
    assert told(list(group(source, ByKey(("Nr",), blank_continues=True)))) == ["1=xy", "2=z"]


def test_without_that_setting_a_blank_key_spoils_the_document_above(csv: Write) -> None:
    items = list(group(csv("Nr,Kunde,Art", "1,A,x", ",,y", "2,B,z", form=CsvFormat(",")), KEY))
    assert told(items) == ["1=x!", "2=z"]
    assert isinstance(items[0], Group)
    assert "orders.csv:3, column A 'Nr': the key (Nr) is blank; if such rows continue" in str(items[0].errors[0])
    items = list(group(csv("Nr,Kunde,Art", ",,y", "2,B,z", form=CsvFormat(",")), KEY))
    assert told(items) == ["2=z"]
    assert alone(items)[0].startswith(":2, column A 'Nr': the key (Nr) is blank")


def test_a_key_of_several_columns(csv: Write) -> None:
    items = list(group(csv("Firma Nr Art", "1 1 x", "1 1 y", "2 1 z"), ByKey(("Firma", "Nr"))))
    assert told(items) == ["1/1=xy", "2/1=z"]


def test_scattered_groups_are_all_refused_and_name_both_rows(csv: Write) -> None:
    source = csv("Nr Art", "1 x", "2 y", "1 z", "3 u", "1 v")
    items = list(group(source, KEY))
    assert told(items) == ["1=x!", "2=y", "1=z!", "3=u", "1=v!"]
    errors = [str(item.errors[0]) for item in items if isinstance(item, Group) and item.errors]
    assert "orders.csv:2: the key '1' stands here and again at 4, 6, with other documents between; sort" in errors[0]
    assert "orders.csv:4: the key '1' stands here and again at 2, 6" in errors[1]
    assert told(list(group(source, ByKey(("Nr",), scattered=True)))) == ["1=xzv", "2=y", "3=u"]


def test_a_missing_key_column_ends_the_source_once(csv: Write) -> None:
    source = csv("Nr Art", "1 x", "2 y")
    for shape in (ByKey(("Nummer",)), ByKey(("Nummer",), scattered=True)):
        (error,) = group(source, shape)
        assert isinstance(error, SourceData)
        assert error.final
        assert "there is no column 'Nummer'" in str(error)


def test_a_bad_row_spoils_only_the_document_whose_key_it_holds(csv: Write) -> None:
    items = list(group(csv("Nr Art", "1 x", "2 y y", "2 z", "3 u", "4 v v", "5 w"), KEY))
    assert told(items) == ["1=x", "2=z!", "3=u", "5=w"]
    assert [line.split(";")[0] for line in alone(items)] == [":6: 3 fields where the rows have 2"]
    items = list(group(csv("Art Nr", "x 1", "y y 1", "u 3"), KEY))
    assert told(items) == ["1=x!", "3=u"]


def test_a_row_that_tells_nothing_spoils_both_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_text('[{"Nr": 1, "Art": "x"}, 5, {"Nr": 2, "Art": "y"}, {"Nr": 3, "Art": "z"}]', encoding="utf-8")
    items = list(group(lambda: read_json(str(path), JsonFormat()), KEY))
    assert told(items) == ["1=x!", "2=y!", "3=z"]
    assert alone(items) == []


def test_a_bad_row_within_continuation_rows_spoils_the_document_above(csv: Write) -> None:
    source = csv("Nr,Art", "1,x", ",y,y", ",z", "2,u", form=CsvFormat(","))
    assert told(list(group(source, ByKey(("Nr",), blank_continues=True)))) == ["1=xz!", "2=u"]


def test_a_file_that_ends_too_early_spoils_its_last_document(csv: Write) -> None:
    items = list(group(csv("Nr Art", "1 x", "2 y", '3 "z'), KEY))
    assert told(items) == ["1=x", "2=y!"]
    items = list(group(csv("Nr Art", "1 x", '1 "z'), ByKey(("Nr",), scattered=True)))
    assert told(items) == ["1=x!"]


def test_bad_rows_of_scattered_groups_spoil_those_that_they_name(csv: Write) -> None:
    shape = ByKey(("Nr",), scattered=True)
    items = list(group(csv("Nr Art", "1 x", "2 y", "1 z z", "3 u u", "2 v"), shape))
    assert told(items) == ["1=x!", "2=yv"]
    assert len(alone(items)) == 1


TYPED = CsvFormat(header=False, record_type="A")
TYPES = ByType("A", "H", ("L",), ("T",), key=("B", "B"))


def typed(items: list[GroupItem]) -> list[str]:
    return [
        f"{'/'.join(item.key)}={''.join(str(line['C']) for line in item.lines)}"
        f"+{len(item.others)}{'!' * len(item.errors)}"
        for item in items
        if isinstance(item, Group)
    ]


def test_rows_of_several_kinds(csv: Write) -> None:
    items = list(group(csv("H 1 K1 Köln", "L 1 x", "T 1", "L 1 y", "H 2 K2 Bonn", "L 2 z", form=TYPED), TYPES))
    assert typed(items) == ["1=xy+1", "2=z+0"]
    assert isinstance(items[0], Group)
    assert items[0].header["D"] == "Köln"


@pytest.mark.parametrize(
    ("rows", "groups", "reason"),
    [
        (
            ("L 1 x", "H 1 K O", "L 1 y"),
            ["1=y+0"],
            ":2, column A: a row of the kind 'L' stands before any of the kind 'H'",
        ),
        (("H 1 K O", "X 1 x", "H 2 K O"), ["1=+0!", "2=+0"], ":3, column A: 'X' is no kind of row that is known"),
        (("H 1 K O", "L 2 x", "H 2 K O"), ["1=x+0!", "2=+0"], ":3, column B: '2' where the row 2 above it has '1'"),
        (("H 1 K O", "L 1 x", "L 1 x x"), ["1=x+0!"], ":4: 4 fields where the rows have 3"),
    ],
)
def test_rows_of_a_wrong_kind_are_told(csv: Write, rows: tuple[str, ...], groups: list[str], reason: str) -> None:
    items = list(group(csv("H 0 K O", *rows, form=TYPED), TYPES))
    if rows[0].startswith("L"):
        items = list(group(csv(*("", *rows), form=TYPED), TYPES))
        assert typed(items) == groups
    else:
        assert typed(items)[1:] == groups
    errors = alone(items) + [
        str(e).rpartition("orders.csv")[2] for g in items if isinstance(g, Group) for e in g.errors
    ]
    assert errors[0].startswith(reason)


def test_nested_json_and_xml_give_the_same_lines(tmp_path: Path) -> None:
    json, xml = tmp_path / "orders.json", tmp_path / "orders.xml"
    json.write_text(
        '{"orders": [{"Nr": "1", "positions": {"line_items": [{"Art": "x"}, {"Art": "y"}]}}]}', encoding="utf-8"
    )
    lines = "<line-item><Art>x</Art></line-item><line-item><Art>y</Art></line-item>"
    xml.write_text(
        f'<r><o><Nr>1</Nr><positions><line-items type="array">{lines}</line-items></positions></o></r>',
        encoding="utf-8",
    )
    short, long = Nested("positions/line_items"), Nested("positions/line-items/line-item")
    sources: list[tuple[Opener, Shape]] = [
        (lambda: read_json(str(json), JsonFormat("/orders")), short),
        (lambda: read_xml(str(xml), XmlFormat("r/o")), short),
        (lambda: read_xml(str(xml), XmlFormat("r/o")), long),
    ]
    for source, shape in sources:
        (found,) = group(source, shape)
        assert isinstance(found, Group)
        assert (found.header["Nr"], [line["Art"] for line in found.lines]) == ("1", ["x", "y"])


def test_a_list_of_lines_that_does_not_exist_is_an_error_of_its_document(tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_text('[{"Items": [{"a": 1}]}, {"Itemz": []}, {"Items": [5]}, {"Items": []}]', encoding="utf-8")
    items = list(group(lambda: read_json(str(path), JsonFormat()), Nested("Items")))
    errors = [item.errors[0] if item.errors else None for item in items if isinstance(item, Group)]
    assert [len(item.lines) for item in items if isinstance(item, Group)] == [1, 0, 0, 0]
    assert errors[0] is errors[3] is None
    assert "orders.json, /1: there is no field 'Items'; did you mean 'Itemz'?" in str(errors[1])
    assert "orders.json, /2/Items: 5 stands where a line with fields should" in str(errors[2])


def test_two_files_are_joined_by_their_keys(csv: Write) -> None:
    headers = csv("Nr Kunde", "1 A", "2 B", "2 C", "4 D", name="heads.csv")
    lines = csv("Auftrag Art", "1 x", "1 y", "2 z", "3 u")
    items = list(join(headers, lines, ("Nr",), ("Auftrag",)))
    groups = [item for item in items if isinstance(item, Group)]
    assert [group.key for group in groups] == [("1",), ("2",), ("3",), ("4",)]
    assert (groups[0].header["Kunde"], [line["Art"] for line in groups[0].lines]) == ("A", ["x", "y"])
    errors = [str(group.errors[0]) if group.errors else "" for group in groups]
    assert errors[0] == ""
    assert "orders.csv:4, column A 'Auftrag': 2 records have Nr '2': " in errors[1]
    assert "heads.csv:3, " in errors[1]
    assert "heads.csv:4" in errors[1]
    assert "orders.csv:5, column A 'Auftrag': no record has Nr '3'" in errors[2]
    assert "heads.csv:5: no line has Auftrag '4'" in errors[3]


def test_an_index_finds_one_record_or_says_why_not(csv: Write) -> None:
    index = Index(csv("id Name", "1 A", "2 B", "2 C", "3 D D")(), ("id",))
    asked = Origin("shipment.csv", 7, 1, "order")
    assert index.one([1], asked)["Name"] == "A"
    with pytest.raises(SourceData, match=r"shipment\.csv:7, column B 'order': no record has id '3'; 1 records of the"):
        index.one(["3"], asked)
    with pytest.raises(SourceData, match="2 records have id '2'"):
        index.one(["2"], asked)
    assert len(index.problems) == 1


def test_rows_keep_their_table_only_once(csv: Write) -> None:
    rows = [item for item in csv("Nr Art", "1 x", "2 y")() if isinstance(item, Row)]
    assert rows[0].table is rows[1].table


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    key_column=st.integers(0, 2),
    quoted=st.booleans(),
    scattered=st.booleans(),
    data=st.data(),
)
def test_whatever_spoils_a_file_no_document_loses_a_line_unnoticed(
    tmp_path: Path, sizes: list[int], key_column: int, quoted: bool, scattered: bool, data: st.DataObject
) -> None:
    lines = ["a;b;c"]
    lines[0] = lines[0].replace("abc"[key_column], "Nr")
    wanted = {f"PO-{100 + number}": size for number, size in enumerate(sizes)}
    for key, size in wanted.items():
        for at in range(size):
            cells = [f'"x {at}"' if quoted else "x", "y"]
            cells.insert(key_column, key)
            lines.append(";".join(cells))
    text = "\n".join(lines) + "\n"
    spot = data.draw(st.integers(len(lines[0]) + 1, len(text) - 2))
    if data.draw(st.booleans()) and text[spot] in ';"\n':
        text = text[:spot] + text[spot + 1 :]
    else:
        # a quote within a field without quotes is a character like any other: it would make another key,
        # and so would a line break within the key
        within_key = set(text[spot - 1 : spot + 1]) <= set("PO-0123456789")
        added = data.draw(st.sampled_from(";" if within_key else ';"\n' if text[spot - 1] in ";\n" else ";\n"))
        text = text[:spot] + added + text[spot:]
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8", newline="")
    items = list(group(lambda: read_csv(str(path), CsvFormat(encoding="utf-8")), ByKey(("Nr",), scattered=scattered)))
    for item in items:
        if isinstance(item, Group) and not item.errors and item.key[0] in wanted:
            assert len(item.lines) == wanted.pop(item.key[0])
    refused = [error for item in items if isinstance(item, Group) for error in item.errors]
    refused += [item for item in items if isinstance(item, SourceData)]
    assert not wanted or refused
    told = "".join("".join(error.fields) for error in refused)
    for key in wanted:
        assert key in told or any(isinstance(item, Group) and item.key == (key,) for item in items)
