"""``opentrans`` as a library: what ``validate`` takes, what it gives, and what it costs to import."""

from __future__ import annotations

import copy
import importlib
import io
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

import opentrans
from opentrans import Report, SourceError, is_valid, iter_findings, validate
from tests.command import environment
from tests.documents import MINIMAL, line_of, order

_BAD = order(unit="Stk")
_BAD_LINE = line_of(_BAD, "Stk")


def _verdict(report: Report) -> tuple[bool | None, str | None, list[tuple[str, int | None]]]:
    return report.valid, report.document_id, [(finding.rule, finding.line) for finding in report.findings]


_EXPECTED = (False, "PO-1", [("schema/bad-code", _BAD_LINE)])


def test_a_path_is_taken_as_text_or_object(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(_BAD, "utf-8")

    assert _verdict(validate(path, rules=False)) == _EXPECTED
    assert _verdict(validate(str(path), rules=False)) == _EXPECTED
    assert validate(path, rules=False).path == str(path)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_are_taken(kind: type[bytes | bytearray | memoryview]) -> None:
    report = validate(kind(_BAD.encode()), rules=False)

    assert _verdict(report) == _EXPECTED
    assert report.path is None


def test_a_binary_file_is_taken_and_left_open(tmp_path: Path) -> None:
    (tmp_path / "bad.xml").write_text(_BAD, "utf-8")
    with (tmp_path / "bad.xml").open("rb") as file:
        report = validate(file, rules=False)
        assert not file.closed

    assert _verdict(report) == _EXPECTED
    assert report.path == str(tmp_path / "bad.xml")
    assert _verdict(validate(io.BytesIO(_BAD.encode()), rules=False)) == _EXPECTED


def test_an_lxml_tree_is_taken_and_left_as_it_was() -> None:
    root = etree.fromstring(_BAD.encode())
    before = etree.tostring(root)

    assert _verdict(validate(root, rules=False)) == _EXPECTED
    assert _verdict(validate(root.getroottree(), rules=False)) == _EXPECTED
    assert etree.tostring(root) == before


def test_an_element_inside_another_document_is_judged_alone() -> None:
    batch = etree.Element("batch")
    for unit in ("C62", "Stk"):
        batch.append(etree.fromstring(order(unit=unit).encode()))

    good, bad = (validate(element, rules=False) for element in batch)

    assert (good.valid, good.findings) == (True, ())
    assert [finding.rule for finding in bad.findings] == ["schema/bad-code"]
    assert len(batch) == 2


def test_a_tree_without_lines_is_judged_too() -> None:
    root = copy.deepcopy(etree.fromstring(order().encode()))
    etree.SubElement(root, "{http://www.opentrans.org/XMLSchema/2.1}EXTRA")

    report = validate(root, rules=False)

    assert report.valid is False
    assert all(finding.line != 0 and finding.column is None for finding in report.findings)


@pytest.mark.parametrize(
    "source",
    [order(), "<ORDER/>", " \n<ORDER/>", "\ufeff<ORDER/>", io.StringIO(order()), 42, None, 1.5, [], {}, object()],
    ids=lambda source: type(source).__name__,
)
def test_what_is_no_document_is_a_type_error(source: object) -> None:
    with pytest.raises(TypeError):
        validate(source)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["nowhere.xml", "", "a\0b.xml", "."])
def test_a_path_that_cannot_be_opened_is_a_source_error(tmp_path: Path, path: str) -> None:
    with pytest.raises(SourceError) as caught:
        validate(str(tmp_path / path) if path else path)

    assert isinstance(caught.value, OSError | opentrans.OpenTransError)
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (str(copied), copied.path, copied.reason) == (str(caught.value), caught.value.path, caught.value.reason)


def test_a_comment_is_no_document() -> None:
    with pytest.raises(TypeError):
        validate(etree.Comment("ORDER"))


def test_the_size_limit_counts_in_every_way_of_passing_bytes(tmp_path: Path) -> None:
    data = order().encode()
    (tmp_path / "x.xml").write_bytes(data)

    for limit, expected in ((len(data), []), (len(data) - 1, ["xml/too-large"])):
        for source in (data, io.BytesIO(data), tmp_path / "x.xml"):
            report = validate(source, rules=False, max_size=limit)
            assert [finding.rule for finding in report.findings] == expected


def test_is_valid_and_iter_findings_say_what_validate_says() -> None:
    for document in (order(), _BAD, "<ORDER>"):
        report = validate(document.encode(), rules=False)

        assert is_valid(document.encode(), rules=False) is report.valid
        assert tuple(iter_findings(document.encode(), rules=False)) == report.findings
    assert is_valid(order(kind="pickup").encode(), dialect="standard", rules=False) is False
    assert [f.rule for f in iter_findings(order(kind="pickup").encode(), dialect="standard", rules=False)] == [
        "schema/bad-code"
    ]


def test_a_report_is_a_value() -> None:
    report = validate(_BAD.encode(), rules=False)

    assert pickle.loads(pickle.dumps(report)) == report == validate(_BAD.encode(), rules=False)
    assert report.errors == report.findings
    assert report.warnings == ()
    with pytest.raises(AttributeError):
        report.valid = True  # type: ignore[misc]


def test_without_rules_the_layer_of_rules_is_skipped() -> None:
    for document in (order(), _BAD):
        assert validate(document.encode(), rules=False).layers.rules == "skipped"
    assert validate(b"<", rules=True).layers.rules == "skipped"


def test_threads_do_not_get_each_others_findings() -> None:
    documents = [document().encode() for document in MINIMAL.values()]
    documents += [_BAD.encode(), order(kind="by mail").encode(), b"<ORDER>", order(languages="<b/>" * 3000).encode()]
    documents += [order(remarks="<REMARKS>x</REMARKS>" * 9000, unit=unit).encode() for unit in ("C62", "Stk")]
    expected = [validate(document, rules=False) for document in documents]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda document: validate(document, rules=False), documents * 8))

    assert found == expected * 8


def test_a_thread_may_go_on_with_the_dialect_of_another() -> None:
    dialect = opentrans.find_dialect("itscope@2022-08")
    documents = [order().encode(), order(kind="pickup").encode()] * 50

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda document: validate(document, dialect=dialect, rules=False).valid, documents))

    assert found == [True, False] * 50


_TOGETHER = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from opentrans import validate
document, start = sys.stdin.buffer.read(), threading.Barrier(4)
def judge(number):
    start.wait()
    return validate(document, rules=False).valid
with ThreadPoolExecutor(4) as threads:
    print(*threads.map(judge, range(4)))
"""


@pytest.mark.parametrize("attempt", range(8))
def test_threads_that_start_together_all_get_a_verdict(attempt: int) -> None:
    # lxml's loader of included files is one for the process: parsing in one thread can disturb compiling in another
    done = subprocess.run(
        [sys.executable, "-c", _TOGETHER], input=order().encode(), capture_output=True, env=environment(), check=False
    )

    assert done.stdout.split() == [b"True"] * 4, done.stderr.decode()[-300:]


# the package itself


def test_the_public_names_are_these() -> None:
    assert set(opentrans.__all__) >= {
        "Dialect",
        "DialectError",
        "Excerpt",
        "Finding",
        "Layers",
        "OpenTransError",
        "Report",
        "SchemaError",
        "SchemaInfo",
        "SourceError",
        "__version__",
        "find_dialect",
        "is_valid",
        "iter_findings",
        "validate",
    }
    assert list(opentrans.__all__) == sorted(opentrans.__all__)


@pytest.mark.parametrize("name", opentrans.__all__)
def test_every_public_name_exists_and_is_no_module(name: str) -> None:
    assert name in dir(opentrans)
    assert not isinstance(getattr(opentrans, name), ModuleType)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"opentrans.{name}")


@pytest.mark.parametrize("name", ["nonsense"])
def test_a_name_that_does_not_exist_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(opentrans, name)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import opentrans, sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True)

    loaded = set(done.stdout.decode().split())
    assert "opentrans" in loaded
    assert not loaded & {"lxml", "click", "xmlschema", "jinja2", "httpx", "hypothesis", "platformdirs"}


def test_validating_imports_no_more_than_lxml() -> None:
    code = f"import opentrans, sys; opentrans.validate({order()!r}.encode(), rules=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True)

    assert not {name.partition(".")[0] for name in done.stdout.decode().split()} & {
        "click",
        "xmlschema",
        "platformdirs",
    }
