"""Received ORDERs as a joined source: by number, then by line or article."""

from __future__ import annotations

from pathlib import Path

import pytest

from opentrans.generation.errors import SourceData
from opentrans.generation.places import Origin
from opentrans.generation.sources.orders import ReceivedOrders, articles_of
from tests.command import ROOT

ORDER = str(ROOT / "samples" / "story-1-order.xml")
ASKED = Origin("shipments.csv", 3, 0, "Auftrag")


@pytest.fixture(scope="module")
def orders() -> ReceivedOrders:
    return ReceivedOrders([ORDER])


def test_an_order_is_found_by_its_number_and_its_lines_by_id_or_article(orders: ReceivedOrders) -> None:
    assert orders.problems == []
    order = orders.find(" FW-2026-10417 ", ASKED)
    assert order.file == ORDER
    for item in order.document.order_item_list.order_item:
        assert order.find_line(ASKED, line_id=item.line_item_id) is item
        for article in articles_of(item):
            assert order.find_line(ASKED, article=article) is item
            assert order.find_line(ASKED, line_id=item.line_item_id, article=article) is item


def test_what_is_not_found_says_what_there_is(orders: ReceivedOrders) -> None:
    with pytest.raises(
        SourceData, match=r"shipments.csv:3, .*no received ORDER has the number 'X'; there are: 'FW-2026-"
    ):
        orders.find("X", ASKED)
    order = orders.find("FW-2026-10417", ASKED)
    first = order.document.order_item_list.order_item[0]
    with pytest.raises(SourceData, match=r"has no line 'X'; lines: "):
        order.find_line(ASKED, line_id="X")
    with pytest.raises(SourceData, match=r"has no line with the article 'X'"):
        order.find_line(ASKED, article="X")
    with pytest.raises(SourceData, match=r"is not the article 'X'; it has "):
        order.find_line(ASKED, line_id=first.line_item_id, article="X")
    with pytest.raises(SourceData, match="neither a line id nor an article"):
        order.find_line(ASKED)


def test_an_article_on_two_lines_has_to_be_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "order.xml"
    text = Path(ORDER).read_text(encoding="utf-8")
    orders = ReceivedOrders([ORDER])
    lines = orders.find("FW-2026-10417", ASKED).document.order_item_list.order_item
    first, second = lines[0].product_id.supplier_pid, lines[1].product_id.supplier_pid
    assert first is not None
    assert second is not None
    path.write_text(text.replace(f">{second.value}<", f">{first.value}<"), encoding="utf-8")
    order = ReceivedOrders([str(path)]).find("FW-2026-10417", ASKED)
    with pytest.raises(SourceData, match=r"has 2 times a line with the article .*; name the line id: "):
        order.find_line(ASKED, article=first.value)


def test_two_files_with_one_number_are_an_error(tmp_path: Path) -> None:
    copy = tmp_path / "copy.xml"
    copy.write_bytes(Path(ORDER).read_bytes())
    with pytest.raises(SourceData, match=r"several files hold the order 'FW-2026-10417': .*give only one of them"):
        ReceivedOrders([ORDER, str(copy)]).find("FW-2026-10417", ASKED)


def test_files_that_are_no_order_are_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_text("<ORDER>", encoding="utf-8")
    other = str(ROOT / "samples" / "story-5-invoice-1.xml")
    orders = ReceivedOrders([str(broken), other, str(tmp_path / "none.xml"), ORDER])
    reasons = [error.reason for error in orders.problems]
    assert [error.origin.file for error in orders.problems] == [str(broken), other, str(tmp_path / "none.xml")]
    assert reasons[0].startswith("this ORDER cannot be used: not well-formed XML: ")
    assert orders.problems[0].origin.row == 1
    with pytest.raises(SourceData, match=r"broken\.xml:1"):
        orders.find("X", ASKED)
    assert reasons[1] == "this is no ORDER but INVOICE"
    assert len(orders.orders) == 1
