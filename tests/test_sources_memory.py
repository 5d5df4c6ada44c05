"""What streams does not grow with the file."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from opentrans.generation.sources.csv import CsvFormat
from opentrans.generation.sources.grouping import group
from opentrans.generation.sources.json import JsonFormat
from opentrans.generation.sources.reading import Format, read
from opentrans.generation.sources.shapes import ByKey, Nested
from opentrans.generation.sources.xml import XmlFormat

ROW = "PO-{0:07d};K1;Hauptstrasse 5;4711;Kabel, 3 m;{0}\n"
FORMATS: dict[str, tuple[str, str, str, Format]] = {
    "csv": ("Nr;a;b;c;d;e\n", ROW, "", CsvFormat(encoding="utf-8")),
    "jsonl": ("", '{{"Nr": {0}, "Items": [{{"SKU": "4711", "Text": "Kabel, 3 m"}}]}}\n', "", JsonFormat(lines=True)),
    "xml": ("<os>\n", "<o><Nr>{0}</Nr><Items><Item><SKU>4711</SKU></Item></Items></o>\n", "</os>", XmlFormat("os/o")),
}


def peak(work: Callable[[], Iterable[object]]) -> int:
    """The most bytes that were held at once while all items were taken."""
    tracemalloc.start()
    try:
        for _item in work():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def written(folder: Path, kind: str, count: int) -> str:
    head, row, end, _form = FORMATS[kind]
    path = folder / f"{count}.{kind}"
    path.write_text(head + "".join(row.format(at) for at in range(count)) + end, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("kind", FORMATS)
def test_ten_times_the_records_take_no_more_memory(tmp_path: Path, kind: str) -> None:
    form = FORMATS[kind][3]
    few, many = written(tmp_path, kind, 1_000), written(tmp_path, kind, 11_000)
    peak(lambda: read(few, form))
    assert peak(lambda: read(many, form)) - peak(lambda: read(few, form)) < 20 * 10_000


def test_groups_take_less_than_200_bytes_a_document(tmp_path: Path) -> None:
    few, many = written(tmp_path, "csv", 1_000), written(tmp_path, "csv", 21_000)
    form = FORMATS["csv"][3]
    grown = peak(lambda: group(lambda: read(many, form), ByKey(("Nr",))))
    grown -= peak(lambda: group(lambda: read(few, form), ByKey(("Nr",))))
    assert grown < 200 * 20_000


def test_nested_records_are_let_go_of(tmp_path: Path) -> None:
    few, many = written(tmp_path, "xml", 1_000), written(tmp_path, "xml", 11_000)
    form = FORMATS["xml"][3]
    grown = peak(lambda: group(lambda: read(many, form), Nested("Items")))
    grown -= peak(lambda: group(lambda: read(few, form), Nested("Items")))
    assert grown < 20 * 10_000
