"""JSON and JSON lines: numbers are exact, every value has its pointer."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from opentrans.generation.errors import SourceData
from opentrans.generation.sources.json import JsonFormat, read_json
from opentrans.generation.sources.values import Item, Node


def read(tmp_path: Path, data: str | bytes, form: JsonFormat | None = None) -> list[Item]:
    path = tmp_path / "orders.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_json(str(path), form or JsonFormat()))


def nodes(items: list[Item]) -> list[Node]:
    return [item for item in items if isinstance(item, Node)]


def test_values_are_exactly_what_is_written(tmp_path: Path) -> None:
    text = '[{"a": 19.980, "b": 12345678901234567890, "c": "00001", "d": null, "e": false, "f": 1E2}]'
    (node,) = nodes(read(tmp_path, text))
    assert [node[name] for name in node.names] == [
        Decimal("19.980"), 12345678901234567890, "00001", None, False, Decimal("1E+2")
    ]  # fmt: skip
    assert str(node["a"]) == "19.980"
    assert type(node["e"]) is bool


def test_every_value_has_its_pointer(tmp_path: Path) -> None:
    text = '{"value": [{"Items": [{"SKU": "1"}, {"SKU": "2", "a/b~c": [5, {"x": 1}]}]}]}'
    (node,) = nodes(read(tmp_path, text, JsonFormat(records="/value")))
    second = node.list("Items")[1]
    assert str(second.origin("SKU")) == f"{tmp_path / 'orders.json'}, /value/0/Items/1/SKU"
    assert second.origin("a/b~c").path == "/value/0/Items/1/a~1b~0c"
    assert second.list("a/b~c")[1].origin("x").path == "/value/0/Items/1/a~1b~0c/1/x"
    assert (second.list("a/b~c")[0], second.cell("SKU").value) == (5, "2")


def test_a_list_is_asked_for_also_where_there_is_one_or_none(tmp_path: Path) -> None:
    (node,) = nodes(read(tmp_path, '{"one": "x", "none": null, "empty": "", "many": [1, 2], "sub": {"a": 1}}'))
    assert [node.list(name) for name in ("one", "none", "empty", "many", "missing")] == [["x"], [], [], [1, 2], []]
    assert node.list("sub")[0]["a"] == 1


def test_a_missing_field_names_near_ones(tmp_path: Path) -> None:
    (node,) = nodes(read(tmp_path, '{"order": {"OrderId": 1}}', JsonFormat(records="/order")))
    with pytest.raises(SourceData, match=r"orders.json, /order: there is no field 'orderid'; did you mean 'OrderId'\?"):
        node["orderid"]


def test_one_object_is_one_record(tmp_path: Path) -> None:
    (node,) = nodes(read(tmp_path, '{"Id": 1}'))
    assert (node["Id"], node.path) == (1, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_encoding_is_told_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    (node,) = nodes(read(tmp_path, '{"ort": "Köln"}'.encode(encoding)))
    assert node["ort"] == "Köln"


@pytest.mark.parametrize(
    ("record", "place", "reason"),
    [
        ('{"a": NaN}', "/1/a", "NaN is no number in JSON"),
        ('{"a": [1, -Infinity]}', "/1/a/1", "-Infinity is no number in JSON"),
        ('{"a": 1, "b": 2, "a": 3}', "/1/a", "the key 'a' stands twice in one object"),
        ('{"x": {"a": {"b": 1, "b": 1}}}', "/1/x/a/b", "the key 'b' stands twice in one object"),
        ('{"a": 1e99999999999999999999}', "/1/a", "the number 1e99999999999999999999 is beyond all use"),
        ('{"a": 1e9999}', "/1/a", "the number 1e9999 is beyond all use"),
        ('{"a": ' + "9" * 5000 + "}", "/1/a", "a number of 5000 digits"),
        ('{"a": "\\ud83d"}', "/1/a", "half a surrogate pair"),
        ("5", "/1", "a number stands where a record should"),
        ('["x"]', "/1", "a list stands where a record should"),
    ],
)
def test_a_bad_record_does_not_take_the_others_along(tmp_path: Path, record: str, place: str, reason: str) -> None:
    items = read(tmp_path, f'[{{"id": 1}}, {record}, {{"id": 3, "t": "\\ud83d\\ude00"}}]')
    assert [node["id"] for node in nodes(items)] == [1, 3]
    (error,) = (item for item in items if isinstance(item, SourceData))
    assert error.origin.path == place
    assert reason in error.reason


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        ('[{"a": 1},\n {"a": 2', ":2", r"no valid JSON at character 9: .* \(the file ends there: is it complete\?\)"),
        ('[{"a": 1},\n {"a" 2}]', ":2", "no valid JSON at character 7: Expecting ':' delimiter"),
        ("[" * 100_000, "", "the JSON is nested too deeply"),
        ('{"a": "ä"}'.encode("cp1252"), ":1", "byte 0xE4 at offset 7 is not utf-8; the file looks like cp1252"),
        ("", ":1", "no valid JSON at character 1"),
    ],
)
def test_what_is_no_json_says_where(tmp_path: Path, data: str | bytes, place: str, reason: str) -> None:
    (error,) = read(tmp_path, data)
    assert isinstance(error, SourceData)
    assert error.final
    with pytest.raises(SourceData, match=rf"orders\.json{place}: {reason}"):
        raise error


@pytest.mark.parametrize(
    ("pointer", "reason"),
    [
        ("/ordres", r"orders.json: there is no field 'ordres'; did you mean 'orders'\?"),
        ("/orders/5", "orders.json, /orders: there is no '5' in a list; look at the pointer '/orders/5'"),
        ("/orders/0/a/b", "orders.json, /orders/0/a: there is no 'b' in a number"),
    ],
)
def test_a_pointer_to_nothing_says_how_far_it_leads(tmp_path: Path, pointer: str, reason: str) -> None:
    (error,) = read(tmp_path, '{"orders": [{"a": 1}]}', JsonFormat(records=pointer))
    assert isinstance(error, SourceData)
    with pytest.raises(SourceData, match=reason):
        raise error


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (error,) = read(tmp_path, "[" + " " * 100 + "]", JsonFormat(max_size=50))
    assert "102 bytes, more than the 50 that are read whole" in str(error)


def test_json_lines_go_on_behind_a_bad_line(tmp_path: Path) -> None:
    text = (
        b'{"id": 1}\n\n{"id": 2\n{"id": 3, "x": NaN}\r\n{"id": 4, "sub": [{"y": 5}]}\n' + b'{"id": "\xff"}\n{"id": 7}'
    )
    items = read(tmp_path, text, JsonFormat(lines=True))
    assert [node["id"] for node in nodes(items)] == [1, 4, 7]
    found = [str(item).replace(str(tmp_path), "") for item in items if isinstance(item, SourceData)]
    assert found[0].startswith("/orders.json:3: no valid JSON") or "orders.json:3: no valid JSON" in found[0]
    assert "orders.json:4, /x: NaN is no number in JSON" in found[1]
    assert "orders.json:6: byte 0xFF at offset" in found[2]
    assert str(nodes(items)[1].list("sub")[0].origin("y")).endswith("orders.json:5, /sub/0/y")


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    items = read(tmp_path, '{"id": 1}\n' + "x" * 1000, JsonFormat(lines=True, max_size=100))
    assert len(nodes(items)) == 1
    assert "a line of more than 100 bytes" in str(items[-1])


def test_records_and_errors_travel_between_processes(tmp_path: Path) -> None:
    items = read(tmp_path, '[{"a": 1.50, "b": [{"c": 2}]}, NaN]')
    node, error = pickle.loads(pickle.dumps(items))
    assert node.list("b")[0].origin("c").path == "/0/b/0/c"
    assert (str(error), error.origin, error.final) == (str(items[1]), items[1].origin, False)
