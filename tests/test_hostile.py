"""Whatever the bytes are, the answer is a finding or exit code 2: quickly, in little memory, never a traceback.

How long each case takes is measured by ``python -m tests.hostile``; here only the answers and the memory count.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from opentrans import OpenTransError, Report, validate
from opentrans._data import data_path
from tests.command import ROOT, Command
from tests.documents import order
from tests.hostile import CASES, Case, Place, problem, run, server

_REFUSED = {"xml/forbidden-dtd", "xml/too-large"}


@pytest.fixture(scope="module")
def web() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what was asked of it."""
    with server() as listening:
        yield listening


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_input_is_answered(tmp_path: Path, web: tuple[str, list[str]], case: Case) -> None:
    url, asked = web

    answer = run(tmp_path, *case.arguments(Place(tmp_path, url)))

    print(f"{case.name}: {answer.seconds:.2f} s, {answer.megabytes} MB")
    assert problem(case, answer, limits=False) is None
    assert asked == []


def test_the_server_would_notice_a_call(tmp_path: Path) -> None:
    with server() as (url, asked), pytest.raises(HTTPError):
        urlopen(f"{url}/x.dtd")
    assert asked == ["/x.dtd"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("how", ["schemaLocation", "DTD", "entity", "XInclude"])
def test_no_file_that_a_document_names_is_opened(command: Command, how: str) -> None:
    pipe = command.folder / "named.pipe"
    os.mkfifo(pipe)  # whoever opens it waits for ever
    document = order()
    match how:
        case "schemaLocation":
            document = document.replace(
                ' version="2.1"',
                ' version="2.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                f' xsi:schemaLocation="urn:x {pipe}" xsi:noNamespaceSchemaLocation="{pipe}"',
            )
        case "DTD":
            document = document.replace("?>\n", f'?>\n<!DOCTYPE ORDER SYSTEM "{pipe}">\n')
        case "entity":
            document = document.replace("?>\n", f'?>\n<!DOCTYPE ORDER [<!ENTITY a SYSTEM "{pipe}">]>\n')
            document = document.replace("PO-1", "&a;")
        case "XInclude":
            document = order(udx=f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{pipe}"/>')
    (command.folder / "x.xml").write_text(document, "utf-8")

    done = command("validate", "--no-rules", "x.xml")

    assert done.returncode == (1 if how in ("DTD", "entity") else 0), done.stdout


@pytest.mark.parametrize("name", ["flood on one line", "flood just under 128 KB"])
def test_a_flood_is_answered_with_the_first_faults_and_where_it_was_stopped(tmp_path: Path, name: str) -> None:
    (case,) = (case for case in CASES if case.name == name)
    answer = run(tmp_path, *case.arguments(Place(tmp_path, "")))
    lines = (tmp_path / "x.xml").read_bytes().splitlines()

    faults = [finding for finding in answer.findings if finding["rule"] == "schema/bad-code"]
    told = [finding for finding in answer.findings if re.search(r"\d more|stopped", finding["message"])]

    assert 40 <= len(faults) <= 2_000
    assert all(b"LANGUAGE" in lines[finding["line"] - 1] for finding in faults)
    assert any(finding["path"].endswith("/LANGUAGE[1]") for finding in faults)
    assert told, "nothing says that there is more"
    assert all(1 <= finding["line"] <= len(lines) for finding in told)


def _is_harmless(shown: str) -> bool:
    controls = [c for c in shown if c != "\n" and unicodedata.category(c)[0] in "CZ" and c != " "]
    lines = [line.strip() for line in shown.splitlines()]
    return not (
        controls or re.search(r"##(\[|vso\[|teamcity\[)", shown) or any(line.startswith("::") for line in lines)
    )


_NASTY = (
    "\x9b2J",
    "\u202eDROW",
    "\u2028::error::x",
    "\u0085::error::x",
    "\n::error file=a::x",
    "\n  ::add-mask::x\n",
    "&#13;::error::x",
    "##[error]x",
    "##vso[task.complete result=Succeeded]",
    "##teamcity[buildStop]",
    "#" * 39 + "##vso[task.setvariable]" + "x" * 400,
    "\u200b\ufeff\u2066",
    "\U000e0041",
)


@pytest.mark.parametrize("text", _NASTY, ids=ascii)
def test_text_from_a_document_moves_no_cursor_and_commands_no_ci(command: Command, text: str) -> None:
    attribute = text.replace("\n", "&#10;")
    (command.folder / "x.xml").write_text(
        order(unit=text, remarks=f'<REMARKS a="{attribute}">{text}</REMARKS>', address=text, order_id=text * 20),
        "utf-8",
    )

    done = command("validate", "--format", "text", "x.xml")

    assert done.returncode == 1
    assert _is_harmless(done.stdout.decode("utf-8"))
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="such names are impossible on Windows")
@pytest.mark.parametrize(
    "name",
    [
        b"\x1b[31mred.xml",
        b"::error::a.xml",
        b"a\n::error::b.xml",
        b"##vso[a].xml",
        b"\xff\xfe.xml",
        b"a\rb\xc2\x9b.xml",
    ],
)
@pytest.mark.parametrize("right", [True, False])
def test_a_file_name_moves_no_cursor_and_commands_no_ci(command: Command, name: bytes, right: bool) -> None:
    document = order(after_amount="<PRODUCT_STOCK_FIX>1</PRODUCT_STOCK_FIX>") if right else "<ORDER>"
    with open(os.fsencode(command.folder) + b"/" + name, "wb") as file:
        file.write(document.encode())

    for arguments in (["."], [os.fsdecode(name)], [os.fsdecode(name) + ".no"]):
        done = command("validate", "--no-rules", "--format", "text", *arguments)

        assert _is_harmless(done.stdout.decode("utf-8")), done.stdout
        assert b"Traceback" not in done.stderr
    assert command("validate", "--no-rules", "--format", "json", ".").returncode == (0 if right else 1)


# Property tests: random bytes, and samples that something has damaged


@cache
def _samples() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "samples").rglob("*.xml"))]


@cache
def _bare() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(data_path("schemas", "itscope", "itscope.xsd")))


def _bare_verdict(data: bytes) -> bool:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(_bare().validate(root))


def _examined(data: bytes) -> Report | None:
    """The report on some bytes, which keeps the promises that hold for every report."""
    try:
        report = validate(data)
    except OpenTransError:
        return None
    lines = data.count(b"\n") + 1
    for finding in report.findings:
        assert re.fullmatch(r"[a-z]+/[a-z0-9-]+", finding.rule)
        assert finding.message
        assert finding.line is None or 1 <= finding.line <= lines
        assert finding.column is None or finding.column >= 1
        if (excerpt := finding.excerpt) is not None:
            assert 0 <= excerpt.start <= excerpt.end <= len(excerpt.text)
    places = [(finding.line or 0, finding.path or "", finding.rule) for finding in report.findings]
    assert places == sorted(places)
    assert report.valid is (not report.errors)
    return report


_ENCODINGS = st.sampled_from(
    ["utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "ascii", "koi16", "hex"]
)
_DEFAULTS = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


@_DEFAULTS
@given(st.binary(max_size=300))
def test_random_bytes_are_answered(data: bytes) -> None:
    report = _examined(data)

    assert report is not None
    assert report.valid is False


@_DEFAULTS
@given(_ENCODINGS, _ENCODINGS, st.text(max_size=60), st.binary(max_size=60))
def test_random_bytes_behind_a_declaration_are_answered(declared: str, real: str, text: str, more: bytes) -> None:
    real = "utf-8" if real in ("hex", "koi16") else real
    head = f'<?xml version="1.0" encoding="{declared}"?><ORDER a="{text}">{text}'.encode(real, "replace")

    _examined(head + more)
    _examined(head + "</ORDER>".encode(real))


_POSITION = st.integers(0, 30_000)
_DAMAGE = st.one_of(
    st.tuples(st.just("flip"), _POSITION, st.integers(1, 255)),
    st.tuples(st.just("cut"), _POSITION, st.integers(1, 3_000)),
    st.tuples(st.just("insert"), _POSITION, st.binary(min_size=1, max_size=20)),
    st.tuples(st.just("splice"), _POSITION, st.integers(0, 10**6)),
    st.tuples(st.just("end"), _POSITION, st.none()),
)


def _damaged(data: bytes, how: str, position: int, what: int | bytes | None) -> bytes:
    position %= max(len(data), 1)
    before, after = data[:position], data[position:]
    match how, what:
        case "flip", int():
            return before + bytes(byte ^ what for byte in after[:1]) + after[1:]
        case "cut", int():
            return before + after[what:]
        case "insert", bytes():
            return before + what + after
        case "splice", int():
            other = _samples()[what % len(_samples())]
            start = what % len(other)
            return before + other[start : start + 700] + after
    return before


@_DEFAULTS
@given(st.integers(0, 1000), st.lists(_DAMAGE, min_size=1, max_size=4), st.sampled_from(["utf-8", "utf-8", "utf-16"]))
def test_a_damaged_document_is_answered(
    number: int, damage: list[tuple[str, int, int | bytes | None]], coded: str
) -> None:
    data = _samples()[number % len(_samples())].decode("utf-8", "replace").encode(coded)
    for how, position, what in damage:
        data = _damaged(data, how, position, what)

    assert _examined(data) is not None


_TAGS = re.compile(rb"<[^<>]*>[^<>]*")


@_DEFAULTS
@given(st.integers(0, 1000), st.lists(st.tuples(st.sampled_from(["drop", "double", "swap"]), _POSITION), max_size=3))
def test_the_schema_layer_says_what_libxml2_says(number: int, damage: list[tuple[str, int]]) -> None:
    tokens: list[bytes] = _TAGS.findall(_samples()[number % len(_samples())])
    for how, position in damage:
        at = position % (len(tokens) - 1)
        end = {"drop": [], "double": tokens[at : at + 1] * 2, "swap": tokens[at : at + 2][::-1]}[how]
        tokens[at : at + (2 if how == "swap" else 1)] = end
    data = b"".join(tokens)

    report = validate(data, rules=False)

    if not _REFUSED & {finding.rule for finding in report.findings}:
        assert report.valid is _bare_verdict(data)
