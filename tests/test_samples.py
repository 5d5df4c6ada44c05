"""The sample documents: right ones of every type, and wrong ones that break the rule they are named after."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from opentrans import validate
from tests.command import ROOT

_SAMPLES = ROOT / "samples"
_RIGHT = sorted(_SAMPLES.glob("*.xml"))


@cache
def _expected() -> dict[str, tuple[str, int]]:
    with (_SAMPLES / "invalid" / "expected.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["file"]: (row["rule"], int(row["line"])) for row in csv.DictReader(lines, delimiter="\t")}


@pytest.mark.parametrize("path", _RIGHT, ids=lambda path: path.name)
def test_a_sample_is_valid_in_itscopes_dialect(path: Path) -> None:
    report = validate(path, rules=False)

    assert report.findings == ()
    assert report.valid is True
    assert report.document_id


def test_every_type_has_at_least_two_samples() -> None:
    counts = Counter(validate(path, rules=False).document_type for path in _RIGHT)

    assert set(counts) == {"ORDER", "ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE", "QUOTATION"}
    assert min(counts.values()) >= 2


@cache
def _said() -> dict[str, str]:
    """In which dialects each right sample is valid, as README.md says."""
    rows = [line.split("|") for line in (_SAMPLES / "README.md").read_text("utf-8").splitlines() if "|" in line]
    return {row[1].strip(): row[3].strip() for row in rows if row[1].strip().endswith(".xml")}


def test_readme_describes_every_sample() -> None:
    assert set(_said()) == {path.name for path in _RIGHT}


@pytest.mark.parametrize("path", _RIGHT, ids=lambda path: path.name)
def test_a_sample_is_valid_in_the_standard_where_readme_says_so(path: Path) -> None:
    assert validate(path, dialect="standard", rules=False).valid is (_said()[path.name] == "both")


def test_the_list_of_wrong_samples_is_complete() -> None:
    assert set(_expected()) == {path.name for path in (_SAMPLES / "invalid").glob("*.xml")}


@pytest.mark.parametrize("name", sorted(_expected()))
def test_a_wrong_sample_breaks_the_rule_it_is_named_after_and_no_other(name: str) -> None:
    report = validate(_SAMPLES / "invalid" / name, rules=False)

    assert [(finding.rule, finding.line) for finding in report.findings] == [_expected()[name]]
    assert report.valid is False
