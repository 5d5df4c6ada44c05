"""A mistake that the schema layer has named is not named again by the rules; what is independent of it still is."""

from __future__ import annotations

from pathlib import Path

import pytest

from opentrans import Report, validate


def _changed(samples: Path, name: str, old: str, new: str) -> Report:
    text = (samples / name).read_text("utf-8")
    assert old in text
    return validate(text.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("story-5-invoice-1.xml", "<DISCOUNT_FACTOR>0.02<", "<DISCOUNT_FACTOR>0,02<", "schema/bad-number"),
        ("story-1-order.xml", "<PARTY_ROLE>supplier<", "<PARTY_ROLE>Supplier<", "schema/bad-code"),
        ("story-1-order.xml", "<ORDER_DATE>20", "<ORDER_DATE>00-", "schema/bad-date"),
    ],
)
def test_one_mistake_gives_one_finding(samples: Path, name: str, old: str, new: str, rule: str) -> None:
    report = _changed(samples, name, old, new)

    assert [finding.rule for finding in report.findings] == [rule]
    assert (report.layers.schema, report.layers.rules) == ("failed", "partial")


def test_rules_still_judge_what_the_schema_layer_left_alone(samples: Path) -> None:
    text = (samples / "story-1-order.xml").read_text("utf-8")
    damaged = text.replace("<bmecat:LANGUAGE>deu<", "<bmecat:LANGUAGE>de<", 1)
    damaged = damaged.replace("<TOTAL_ITEM_NUM>", "<TOTAL_ITEM_NUM>9", 1)

    rules = [finding.rule for finding in validate(damaged.encode()).findings]

    assert rules == ["schema/bad-code", "totals/item-count"]
