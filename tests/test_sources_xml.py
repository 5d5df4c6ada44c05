"""XML exports: strict, streaming, with line and path for every value."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from opentrans.generation.errors import SourceData
from opentrans.generation.sources.values import Item, Node, Note
from opentrans.generation.sources.xml import XmlFormat, read_xml


def read(tmp_path: Path, data: str | bytes, form: XmlFormat | None = None) -> list[Item]:
    path = tmp_path / "orders.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_xml(str(path), form or XmlFormat()))


def nodes(items: list[Item]) -> list[Node]:
    return [item for item in items if isinstance(item, Node)]


def errors(items: list[Item]) -> list[str]:
    return [re.sub(r".*orders\.xml", "orders.xml", str(item)) for item in items if isinstance(item, SourceData)]


RAILS = """<?xml version="1.0" encoding="UTF-8"?>
<orders type="array">
  <order>
    <order-number type="integer">109</order-number>
    <amount nil="true"></amount>
    <email></email>
    <ship-to><party><postal_zip_code>00123</postal_zip_code></party></ship-to>
    <order-items type="array">
      <order-item><per-unit-cost>31410.380</per-unit-cost></order-item>
      <order-item><per-unit-cost type="decimal">1.0</per-unit-cost></order-item>
    </order-items>
    <nil-classes type="array"/>
  </order>
</orders>
"""


def test_rails_xml_reads_like_its_json(tmp_path: Path) -> None:
    (order,) = nodes(read(tmp_path, RAILS))
    assert (order["order_number"], order["amount"], order["email"]) == ("109", None, "")
    assert order.list("ship-to")[0]["party"]["postal-zip-code"] == "00123"
    assert [item["per_unit_cost"] for item in order.list("order_items")] == ["31410.380", "1.0"]
    assert order["nil-classes"] == []


def test_every_value_has_its_line_and_path(tmp_path: Path) -> None:
    (order,) = nodes(read(tmp_path, RAILS))
    second = order.list("order-items")[1]
    assert str(second.origin("per_unit_cost")).endswith(
        "orders.xml:10, /orders/order[1]/order-items/order-item[2]/per-unit-cost"
    )
    assert str(order.origin()).endswith("orders.xml:3, /orders/order[1]")
    with pytest.raises(SourceData, match=r"there is no field 'order-numbr'; did you mean 'order_number'\?"):
        order["order-numbr"]


def test_records_are_found_by_path_through_namespaces(tmp_path: Path) -> None:
    records = "<a:o-x><n>1</n></a:o-x><a:o-x><n>2</n></a:o-x>"
    text = f'<a:r xmlns:a="urn:x"><head><n>1</n></head><a:list>{records}</a:list></a:r>'
    found = nodes(read(tmp_path, text, XmlFormat(records="r/list/o_x")))
    assert [(node["n"], node.path) for node in found] == [("1", "/r/list/o-x[1]"), ("2", "/r/list/o-x[2]")]


def test_repeated_elements_are_a_list_and_attributes_have_names(tmp_path: Path) -> None:
    text = '<o id="5"><price currency="EUR">1,5</price><sn>a</sn><sn>b</sn><empty/></o>'
    (node,) = nodes(read(tmp_path, text))
    assert (node["@id"], node["price"], node["price@currency"], node["sn"]) == ("5", "1,5", "EUR", ["a", "b"])
    assert node.origin("price@currency").path == "/o/price/@currency"
    assert node.list("empty") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("repair", [True, False])
def test_declared_encodings(tmp_path: Path, encoding: str, repair: bool) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><o><ort>Köln</ort></o>'
    (node,) = nodes(read(tmp_path, text.encode(encoding), XmlFormat(repair_ampersands=repair)))
    assert node["ort"] == "Köln"


def test_a_bare_ampersand_is_repaired_only_on_request_and_noted(tmp_path: Path) -> None:
    text = "<r><o><a>1</a></o>\n<o><a>Smith & Sons &amp; Co &#38; AT&T</a></o></r>"
    items = read(tmp_path, text, XmlFormat("r/o"))
    assert [node["a"] for node in nodes(items)] == ["1"]
    assert errors(items) == [
        "orders.xml:2: not well-formed XML, character 13: a bare & in a text;"
        " write &amp;, or allow the repair of ampersands (repair_ampersands)"
    ]
    items = read(tmp_path, text, XmlFormat("r/o", repair_ampersands=True))
    assert [node["a"] for node in nodes(items)] == ["1", "Smith & Sons & Co & AT&T"]
    notes = [str(item).rpartition("orders.xml")[2] for item in items if isinstance(item, Note)]
    assert notes == [":2: a bare & (character 13) was read as &amp;", ":2: a bare & (character 37) was read as &amp;"]


def test_the_repair_leaves_cdata_comments_and_everything_else_alone(tmp_path: Path) -> None:
    text = "<o><!-- a & b --><?p & ?><a><![CDATA[x & y]]></a></o>"
    items = read(tmp_path, text, XmlFormat(repair_ampersands=True))
    assert nodes(items)[0]["a"] == "x & y"
    assert len(items) == 1
    for broken in ("<o><a>x & y</a>", '<o><a">x & y</a></o>', "<o><a>x & y &nbsp;</a></o>"):
        (error,) = errors(read(tmp_path, broken, XmlFormat(repair_ampersands=True)))
        assert "not well-formed" in error


@pytest.mark.parametrize(
    ("inside", "line", "path", "reason"),
    [
        ("\n...\n", 2, "/r/o[2]", "the text '...' stands where elements are expected"),
        ("<a>1</a>\n\nstray<b>2</b>", 2, "/r/o[2]", "the text 'stray' stands where elements are expected"),
        ("<l type='array'>x<i>1</i></l>", 2, "/r/o[2]/l", "the text 'x' stands where"),
        ("<n type='integer'>1,5</n>", 2, "/r/o[2]/n", "'1,5' is no integer, which the element says it is"),
        ("<n type='date'>01.02.2026</n>", 2, "/r/o[2]/n", "'01.02.2026' is no date"),
        ("<n type='boolean'>ja</n>", 2, "/r/o[2]/n", "'ja' is no boolean"),
        ("<n nil='true'>5</n>", 2, "/r/o[2]/n", 'the element has nil="true" and a value all the same'),
    ],
)
def test_a_bad_record_does_not_take_the_others_along(
    tmp_path: Path, inside: str, line: int, path: str, reason: str
) -> None:
    items = read(tmp_path, f"<r><o><a>1</a></o>\n<o>{inside}</o>\n<o><a>3</a></o></r>", XmlFormat("r/o"))
    assert [node["a"] for node in nodes(items)] == ["1", "3"]
    (error,) = (item for item in items if isinstance(item, SourceData))
    assert (error.origin.row, error.origin.path) == (line, path)
    assert reason in error.reason


def test_text_between_records_is_an_error_of_its_own(tmp_path: Path) -> None:
    items = read(tmp_path, "<r>\n<o>\n<a>1</a>\n</o>\n...\n<o><a>2</a></o>rest</r>", XmlFormat("r/o"))
    assert [node["a"] for node in nodes(items)] == ["1", "2"]
    assert [error.split(";")[0] for error in errors(items)] == [
        "orders.xml:5, /r: the text '...' stands where elements are expected",
        "orders.xml:6, /r: the text 'rest' stands where elements are expected",
    ]


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        ("<!DOCTYPE o [<!ENTITY e 'x'>]><o><a>&e;</a></o>", ":1", "the file has a DOCTYPE"),
        (
            "<o>\n<a>1&nbsp;</a></o>",
            ":2",
            "not well-formed XML, character 11: Entity 'nbsp' not defined; XML knows only",
        ),
        ("<o>\n<a>1</b></o>", ":2", r"not well-formed XML, .*mismatch.* \(open: o > a\); look for a missing"),
        ("<o>\n<a>1", ":2", r"not well-formed XML, .*\(open: o > a\); the file ends too early"),
        ("<o>\n<a>1\x01</a></o>", ":2", "not well-formed XML, .*invalid Char value 1; remove the control character"),
        ("<o>\n<a>\xe4</a></o>".encode("cp1252"), ":2", "not well-formed XML, .*; save the file as UTF-8"),
        ("<o>\n<a>1</a></o>\n<x/>", ":3", "not well-formed XML, .*the root element is closed before <x>"),
        ('<o>\n<a">1</a></o>', ":2", 'not well-formed XML, .*a stray " behind the name in <a">; write <a>'),
        ("", "", "not well-formed XML, .*the file is empty"),
        ("<o><a/></o>", "", "there is no element 'orders/order'; elements at that depth or above: a, o"),
    ],
)
def test_what_is_not_well_formed_says_where_and_what_to_do(
    tmp_path: Path, data: str | bytes, place: str, reason: str
) -> None:
    error = read(tmp_path, data, XmlFormat("orders/order"))[-1]
    assert isinstance(error, SourceData)
    assert error.final
    with pytest.raises(SourceData, match=rf"orders\.xml{place}: {reason}"):
        raise error


def test_bombs_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    (error,) = errors(read(tmp_path, f'<!DOCTYPE o [<!ENTITY e0 "x">{entities}]><o><a>&e11;</a></o>'))
    assert "DOCTYPE" in error
    (error,) = errors(read(tmp_path, "<o>" * 300 + "</o>" * 300))
    assert "depth" in error
    (error,) = errors(read(tmp_path, "<o><a>" + "x" * 11_000_000 + "</a></o>"))
    assert "orders.xml:1" in error
    (error,) = errors(read(tmp_path, "<o> & </o>", XmlFormat(repair_ampersands=True, max_size=5)))
    assert "more than the 5 that are repaired" in error


def test_records_behind_the_first_do_not_keep_those_before(tmp_path: Path) -> None:
    path = tmp_path / "many.xml"
    path.write_text("<r>" + "<o><a>1</a></o>\n" * 70_000 + "</r>", encoding="utf-8")
    origins = [item.origin() for item in read_xml(str(path), XmlFormat("r/o")) if isinstance(item, Node)]
    assert len(origins) == 70_000
    assert (origins[-1].row, origins[-1].path) == (70_000, "/r/o[70000]")


@pytest.fixture(scope="module")
def versa() -> list[str]:
    """The XML examples of the seed, as they stand in it."""
    folder = os.environ.get("OPENTRANS_SEEDS")
    if not folder:
        pytest.skip("OPENTRANS_SEEDS does not name the folder with the seeds")
    (path,) = Path(folder).glob("004_*.txt")
    return re.findall(r"<\?xml.*?\n(?=[A-Za-z$])", path.read_text(encoding="utf-8"), re.DOTALL)


def test_the_seeds_broken_xml_is_told_and_only_ampersands_are_repaired(tmp_path: Path, versa: list[str]) -> None:
    several, one, shipment = versa
    for text in (several, one):
        assert errors(read(tmp_path, text))[0].startswith("orders.xml:11: not well-formed XML, character 17: a bare &")
    items = read(tmp_path, several, XmlFormat(repair_ampersands=True))
    (order,) = nodes(items)
    assert order["message"] == "Colour & Texture : Almond Smooth"
    (line,) = order.list("order_items")
    assert (line["per_unit_cost"], line.list("order_item_adjustments")[0]["amount"]) == ("31410.38", None)
    stray, empty = errors(items)
    assert stray.startswith("orders.xml:109, /orders: the text '...' stands where elements are expected")
    assert empty.startswith("orders.xml:110, /orders/order[2]: the text '...' stands")
    assert len(nodes(read(tmp_path, one, XmlFormat(repair_ampersands=True)))) == 1

    for form in (XmlFormat(), XmlFormat(repair_ampersands=True)):
        (error,) = errors(read(tmp_path, shipment, form))
        assert 'a stray " behind the name in <auto-post-invoice">; write <auto-post-invoice>' in error
    without_quote = shipment.replace('invoice">', "invoice>")
    items = read(tmp_path, without_quote)
    assert (
        "orders.xml:2: not well-formed XML, character 1: the root element is closed before <order-items>"
        in errors(items)[-1]
    )
    (order,) = nodes(read(tmp_path, without_quote.replace("</order>", "", 1)))
    assert (order["tracking-number"], len(order.list("order_items"))) == ("123", 1)
