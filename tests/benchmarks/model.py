"""The model beside xsdata's classes from the original XSDs: reading, writing, importing, memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from lxml import etree

from opentrans.model import Order
from opentrans.model.plan import plan_of
from opentrans.model.reading import Reader
from opentrans.model.writing import write_document
from opentrans.validation.reader import parse

from .clock import run_script, run_timed, timer
from .documents import order
from .figures import Bar, Row, compare, interleave
from .model_peer import PACKAGE, generate, order_class, readers, writers
from .setting import Setting

_Way = TypeVar("_Way", bound=Callable[[Any], object])
_TRIES = 3
_MEMORY_RUNS = 3
_FEW_LINES = 3
_READ = Bar(5, at_least=True)
_WRITE = Bar(3, at_least=True)
_IMPORT_SECONDS = 0.2
_IMPORT_ALL = """
from importlib import import_module
from opentrans.model.elements import HOMES
for home in set(HOMES.values()):
    import_module(f"opentrans.model.elements.{home}")
"""
_IMPORT_USUAL = """
from opentrans.model import Moment, Order, OrderHeader, OrderInfo, OrderItem, OrderItemList, OrderSummary
from opentrans.model import Address, Parties, Party, PartyId, ProductId, ProductPriceFix, Remarks
"""


@dataclass(frozen=True)
class _Peer:
    """xsdata's fastest ways, each with its name; it writes without indentation (its default), or with, as ours does."""

    reader: tuple[str, Callable[[bytes], Any]]
    writers: Mapping[str, tuple[str, Callable[[Any], str]]]


def model(setting: Setting) -> Iterator[Row]:
    """All of it: ORDERs of 1,000 and 10,000 lines, imports and memory in fresh processes; no schema is asked."""
    generate(setting.original, setting.folder)
    peer = _fastest_peer(setting)
    for lines in (1_000, 10_000):
        data = order(_count(setting, lines))
        yield _reading(setting, peer, data, f"{lines:,} lines")
        yield from _writing(setting, peer, data, f"{lines:,}")
    yield from _imports(setting)
    yield from _fresh(setting, peer.reader[0])


def _count(setting: Setting, lines: int) -> int:
    return lines // 100 if setting.quick else lines


def _fastest_peer(setting: Setting) -> _Peer:
    """The smaller order tells which ways to take."""
    data = order(_count(setting, 1_000))
    reader = _fastest(readers(order_class(setting.folder)), data)
    document = reader[1](data)
    ways = {"lines": writers(None), "indented": writers("  ")}
    return _Peer(reader, {name: _fastest(each, document) for name, each in ways.items()})


def _reading(setting: Setting, peer: _Peer, data: bytes, lines: str) -> Row:
    name, read = peer.reader
    _expect_same(_read(data), read(data), data)
    pairs = interleave(setting.runs, timer(partial(_read, data), 0), timer(partial(read, data), 0))
    return compare(f"model: read {lines}, times as fast ({name})", pairs, bar=_READ, times_as_fast=True)


def _writing(setting: Setting, peer: _Peer, data: bytes, lines: str) -> Iterator[Row]:
    document, others = _read(data), peer.reader[1](data)
    _expect_content(write_document(document), data)
    for form, (name, write) in peer.writers.items():
        _expect_content(write(others).encode(), data)
        pairs = interleave(setting.runs, timer(partial(write_document, document), 0), timer(partial(write, others), 0))
        what = f"model: write {lines} {form}, times as fast ({name})"
        yield compare(what, pairs, bar=_WRITE, times_as_fast=True)


def _read(data: bytes) -> Order:
    root = cast("etree._Element", parse(data))
    return cast("Order", Reader().read(root, plan_of(Order)))


def _imports(setting: Setting) -> Iterator[Row]:
    """Fresh processes, less what a Python that imports nothing takes in the same round."""
    programs = ("pass", _IMPORT_ALL, _IMPORT_USUAL, f"import {PACKAGE}")
    commands = [[sys.executable, "-c", program] for program in programs]
    measure = partial(run_timed, folder=setting.folder)
    rounds = []
    for turn in range(-1, setting.runs):  # one round before does not count: it compiles the modules
        seconds = [0.0] * len(commands)
        for place in range(len(commands)):
            which = (place + turn) % len(commands)
            seconds[which] = measure(commands[which])
        rounds.append([one - seconds[0] for one in seconds[1:]])
    del rounds[0]
    most = Bar(1)
    yield compare("model: import all classes / 0.2 s", [(every, _IMPORT_SECONDS) for every, _, _ in rounds], bar=most)
    yield compare("model: import the usual / 0.2 s", [(usual, _IMPORT_SECONDS) for _, usual, _ in rounds], bar=most)
    pairs = [(every, peer) for every, _, peer in rounds]
    yield compare("model: import all classes, times as fast", pairs, times_as_fast=True)


def _fresh(setting: Setting, handler: str) -> Iterator[Row]:
    """From nothing: what an import puts off, and the most memory that the process ever had."""
    few = setting.write("few.xml", order(_FEW_LINES))
    count = _count(setting, 10_000)
    many = setting.write("many.xml", order(count))
    ours = partial(run_script, "ours_model")
    peer = partial(run_script, "peer_model", setting.folder, PACKAGE, handler)
    pairs = interleave(setting.runs, lambda: ours(few, _FEW_LINES).seconds, lambda: peer(few, _FEW_LINES).seconds)
    yield compare("model: import, read 3 lines, times as fast", pairs, times_as_fast=True)
    runs = min(setting.runs, _MEMORY_RUNS)  # it hardly varies
    pairs = interleave(runs, lambda: ours(many, count).peak_mb, lambda: peer(many, count).peak_mb)
    yield compare("model: peak memory, 10,000 lines read / xsdata", pairs, "MB")


def _fastest(ways: Mapping[str, _Way], given: object) -> tuple[str, _Way]:
    """The way that took least time at its best, each having learned the classes before."""
    measures = {name: timer(partial(way, given), 0) for name, way in ways.items()}
    name = min(measures, key=lambda name: min(measures[name]() for _ in range(_TRIES)))
    return name, ways[name]


def _expect_same(ours: Order, others: Any, data: bytes) -> None:
    """Both have read every line, with its number and its amount."""
    mine = [(item.line_item_id, item.price_line_amount) for item in ours.order_item_list.order_item]
    theirs = [(item.line_item_id.value, item.price_line_amount.value) for item in others.order_item_list.order_item]
    if mine != theirs or len(mine) != data.count(b"<ORDER_ITEM>"):
        raise RuntimeError(f"not the same was read: {len(mine)} and {len(theirs)} lines")


def _expect_content(written: bytes, data: bytes) -> None:
    """What was written is what was read: every element, its text and its attributes."""
    if _content(written) != _content(data):
        raise RuntimeError("what was written is not the document that was read")


def _content(data: bytes) -> list[tuple[str, str, dict[str, str]]]:
    elements = etree.fromstring(data).iter("*")
    return [(one.tag, (one.text or "").strip(), cast("dict[str, str]", dict(one.attrib))) for one in elements]
