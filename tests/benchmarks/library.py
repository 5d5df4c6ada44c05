"""The library with its schema loaded, on documents of everyday size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import opentrans

from .clock import timer
from .documents import order, order_of_size
from .figures import Bar, Row, compare, interleave
from .peers import lxml_check, xmlschema_check
from .setting import Setting


def warm(setting: Setting) -> Iterator[Row]:
    """``validate`` without rules beside lxml's parse and validate, on bytes of 10 KB."""
    dialect = opentrans.find_dialect(setting.dialect)
    check = lxml_check(setting.original)
    data = order_of_size(10_000)
    _expect_valid(data, setting, rules=False)
    for given, name in ((dialect, "a Dialect"), (setting.dialect, "a name")):
        ours = timer(partial(opentrans.validate, data, dialect=given, rules=False), setting.block)
        peer = timer(partial(check, data), setting.block)
        pairs = interleave(setting.short_runs, ours, peer)
        yield compare(f"library: 10 KB, dialect as {name} / bare lxml", pairs, bar=Bar(1.15))


def rules(setting: Setting) -> Iterator[Row]:
    """``validate`` with the rules beside lxml's parse and validate."""
    dialect = opentrans.find_dialect(setting.dialect)
    check = lxml_check(setting.original)
    for lines in (3, 30):
        data = order(lines)
        _expect_valid(data, setting, rules=True)
        ours = timer(partial(opentrans.validate, data, dialect=dialect), setting.block)
        peer = timer(partial(check, data), setting.block)
        pairs = interleave(setting.short_runs, ours, peer)
        yield compare(f"rules: {lines} lines / bare lxml", pairs, bar=Bar(2.2))


def other_validator(setting: Setting) -> Iterator[Row]:
    """``validate`` without rules beside xmlschema, both on a path."""
    dialect = opentrans.find_dialect(setting.dialect)
    path = str(setting.write("ten-kilobytes.xml", order_of_size(10_000)))
    check = xmlschema_check(setting.original)
    if not check(path):
        raise RuntimeError("xmlschema does not take the document")
    ours = timer(partial(opentrans.validate, path, dialect=dialect, rules=False), setting.block)
    peer = timer(partial(check, path), setting.block)
    pairs = interleave(setting.short_runs, ours, peer)
    yield compare("xmlschema: 10 KB, times as fast", pairs, bar=Bar(8, at_least=True), times_as_fast=True)


def _expect_valid(data: bytes, setting: Setting, *, rules: bool) -> None:
    report = opentrans.validate(data, dialect=setting.dialect, rules=rules)
    if report.findings:
        raise RuntimeError(f"the document of the benchmark has findings: {report.findings[:3]}")
