"""``opentrans validate``: what it judges, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import opentrans
from opentrans import find_dialect
from opentrans.cli.files import Target
from opentrans.cli.workers import Task, judge_files
from tests.command import Command, environment
from tests.documents import MINIMAL, OPENTRANS, invoice, order

_FOREIGN = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
_NO_NAMESPACE = "<ORDER/>"
_LONG = f"<bmecat:DESCRIPTION_SHORT>{'d' * 1025}</bmecat:DESCRIPTION_SHORT>"


@pytest.fixture
def files(command: Command) -> Path:
    """A folder with right, wrong and foreign documents in it."""
    folder = command.folder
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "good.xml").write_text(order(), "utf-8")
    (folder / "bad.xml").write_text(order(unit="Stk"), "utf-8")
    (folder / "broken.xml").write_text("<ORDER>", "utf-8")
    (folder / "foreign.xml").write_text(_FOREIGN, "utf-8")
    (folder / "in" / "a.xml").write_text(order(order_id="A"), "utf-8")
    (folder / "in" / "B.XML").write_text(invoice(), "utf-8")
    (folder / "in" / "deep" / "c.xml").write_text(order(order_id="C"), "utf-8")
    (folder / "in" / "note.txt").write_text("no XML", "utf-8")
    return folder


def _paths(report: Any) -> list[str]:
    return [document["path"].replace("\\", "/") for document in report["documents"]]


# what is judged


def test_valid_documents_end_with_0(command: Command, files: Path) -> None:
    done = command("validate", "--no-rules", "good.xml", "in")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"4 documents: 4 valid, 0 invalid" in done.stdout


def test_an_invalid_document_ends_with_1_and_its_place(command: Command, files: Path) -> None:
    done = command("validate", "--no-rules", "good.xml", "bad.xml")

    line = order().split("<bmecat:ORDER_UNIT>")[0].count("\n") + 1
    said = done.stdout.decode()
    assert done.returncode == 1
    assert "schema/bad-code" in said
    assert f"bad.xml:{line}:" in said
    assert re.search(rf"{line} \| <bmecat:ORDER_UNIT>Stk</bmecat:ORDER_UNIT>\n +\| +\^\^\^\n", said)


def test_a_folder_is_walked_and_what_is_foreign_there_is_skipped_and_counted(command: Command, files: Path) -> None:
    (files / "bare.xml").write_text(_NO_NAMESPACE, "utf-8")

    report = command.json("--no-rules", ".", code=1)

    assert sorted(_paths(report)) == [
        "./bad.xml", "./bare.xml", "./broken.xml", "./good.xml", "./in/B.XML", "./in/a.xml", "./in/deep/c.xml"
    ]  # fmt: skip
    assert report["summary"]["skipped"] == 1
    assert report["summary"]["documents"] == 7


def test_a_foreign_document_that_is_named_is_judged(command: Command, files: Path) -> None:
    for arguments in (["foreign.xml"], ["f*n.xml"], ["--files-from", "list"]):
        (files / "list").write_text("foreign.xml\n", "utf-8")

        report = command.json(*arguments, code=1)

        assert [finding["rule"] for finding in report["documents"][0]["findings"]] == ["document/foreign-root"]
    report = command.json("-", stdin=_FOREIGN.encode(), code=1)
    assert report["documents"][0]["findings"][0]["rule"] == "document/foreign-root"


def test_where_everything_is_skipped_nothing_was_judged(command: Command) -> None:
    (command.folder / "a.xml").write_text(_FOREIGN, "utf-8")

    done = command("validate", ".")

    assert done.returncode == 2
    assert b"1 skipped" in done.stdout


@pytest.mark.parametrize("arguments", [["empty"], ["*.no"], ["--files-from", "list"], []])
def test_where_nothing_is_found_nothing_was_judged(command: Command, arguments: list[str]) -> None:
    (command.folder / "empty").mkdir()
    (command.folder / "list").write_text("\n\n", "utf-8")

    done = command("validate", *arguments)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*o*d.xml", ["good.xml"]),
        ("in/*.[xX]*", ["in/B.XML", "in/a.xml"]),
        ("in/**/*.xml", ["in/a.xml", "in/deep/c.xml"]),
        ("i?/deep/*", ["in/deep/c.xml"]),
    ],
)
def test_globs_are_expanded_here_in_a_stable_order(
    command: Command, files: Path, pattern: str, expected: list[str]
) -> None:
    assert _paths(command.json("--no-rules", pattern, code=0)) == expected


def test_a_file_whose_name_looks_like_a_glob_is_a_file(command: Command) -> None:
    (command.folder / "order[1].xml").write_text(order(), "utf-8")

    assert _paths(command.json("--no-rules", "order[1].xml", code=0)) == ["order[1].xml"]


def test_standard_input_is_judged(command: Command) -> None:
    report = command.json("--no-rules", "-", stdin=order(order_id="PO-77").encode(), code=0)

    assert (report["documents"][0]["path"], report["documents"][0]["document_id"]) == ("-", "PO-77")
    assert command("validate", "-", stdin=b"").returncode == 1


@pytest.mark.parametrize(
    "text", ["good.xml\nin\n", "good.xml\r\nin\r\n", "\ufeffgood.xml\n\nin", "good.xml\nin\ngood.xml"]
)
def test_paths_are_read_from_a_file(command: Command, files: Path, text: str) -> None:
    (files / "list").write_bytes(text.encode())

    assert _paths(command.json("--no-rules", "--files-from", "list", code=0)) == [
        "good.xml", "in/B.XML", "in/a.xml", "in/deep/c.xml"
    ]  # fmt: skip


def test_paths_are_read_from_standard_input(command: Command, files: Path) -> None:
    assert _paths(command.json("--no-rules", "--files-from", "-", stdin=b"good.xml\n", code=0)) == ["good.xml"]


def test_a_file_named_twice_is_judged_once(command: Command, files: Path) -> None:
    assert _paths(command.json("--no-rules", "good.xml", "g*.xml", "good.xml", code=0)) == ["good.xml"]


@pytest.mark.parametrize(
    "arguments", [["in", "in/foreign.xml"], ["in/foreign.xml", "in"], ["in", "./in/../in/foreign.xml"]], ids=" ".join
)
def test_what_is_named_is_judged_even_where_a_folder_finds_it_too(command: Command, arguments: list[str]) -> None:
    (command.folder / "in").mkdir()
    (command.folder / "in" / "foreign.xml").write_text(_FOREIGN, "utf-8")

    report = command.json(*arguments, code=1)

    assert [document["findings"][0]["rule"] for document in report["documents"]] == ["document/foreign-root"]


def test_one_file_written_in_two_ways_is_judged_once(command: Command, files: Path) -> None:
    report = command.json("--no-rules", "in/a.xml", "./in/a.xml", "in//a.xml", str(files / "in" / "a.xml"), code=0)

    assert _paths(report) == ["in/a.xml"]


def test_a_folder_that_a_glob_matches_is_walked(command: Command, files: Path) -> None:
    (files / "in2").mkdir()
    (files / "in2" / "foreign.xml").write_text(_FOREIGN, "utf-8")

    report = command.json("--no-rules", "in*", code=0)

    assert _paths(report) == ["in/B.XML", "in/a.xml", "in/deep/c.xml"]
    assert report["summary"]["skipped"] == 1


@pytest.mark.parametrize(
    ("doctype", "root", "skipped"),
    [
        ('svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/svg11.dtd"', '<svg xmlns="urn:svg"/>', True),
        ('svg [<!ENTITY ns "urn:svg"> <!ENTITY t "x">]', '<svg xmlns="&ns;">&t;</svg>', True),
        ("ORDER", f'<ORDER xmlns="{OPENTRANS}"/>', False),
        ("ORDER", _NO_NAMESPACE, False),
        ("svg", "<svg>", False),
        ("svg [", "<svg/>", False),
    ],
)
def test_a_doctype_does_not_make_other_xml_in_a_folder_a_document(
    command: Command, doctype: str, root: str, skipped: bool
) -> None:
    (command.folder / "in").mkdir()
    (command.folder / "in" / "good.xml").write_text(order(), "utf-8")
    (command.folder / "in" / "x.xml").write_text(f'<?xml version="1.0"?>\n<!DOCTYPE {doctype}>\n{root}', "utf-8")

    report = command.json("--no-rules", "in", code=0 if skipped else 1)

    assert report["summary"]["skipped"] == skipped
    assert (b"1 skipped" in command("fix", "in").stderr) is skipped
    named = command.json("in/x.xml", code=1)["documents"][0]
    assert [finding["rule"] for finding in named["findings"]] == ["xml/forbidden-dtd"]


@pytest.mark.parametrize("stdin", [b"good.xml\n", b"-\n"])
def test_standard_input_is_either_list_or_document(command: Command, files: Path, stdin: bytes) -> None:
    arguments = ["--files-from", "-", *(["-"] if stdin != b"-\n" else [])]

    done = command("validate", *arguments, stdin=stdin)

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"standard input" in done.stderr


def test_documents_larger_than_the_limit_are_refused(command: Command, files: Path) -> None:
    size = (files / "good.xml").stat().st_size

    report = command.json("--max-size", str(size - 1), "good.xml", code=1)

    assert [finding["rule"] for finding in report["documents"][0]["findings"]] == ["xml/too-large"]
    command.json("--no-rules", "--max-size", str(size), "good.xml", code=0)


# how it ends


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option", "good.xml"],
        ["--dialect", "ubl", "good.xml"],
        ["--format", "yaml", "good.xml"],
        ["--max-size", "0", "good.xml"],
        ["--max-size", "many", "good.xml"],
        ["-j", "0", "good.xml"],
        ["--select", "nonsense", "good.xml"],
        ["--ignore", "schema,nonsense/rule", "good.xml"],
        ["--files-from", "nowhere"],
        ["--files-from", "in"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_ends_with_2_and_says_why(command: Command, files: Path, arguments: list[str]) -> None:
    done = command("validate", *arguments)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("others", "code"), [([], 2), (["good.xml"], 2), (["bad.xml"], 2), (["-q", "bad.xml"], 2)])
def test_what_cannot_be_opened_ends_with_2_and_the_rest_is_judged(
    command: Command, files: Path, others: list[str], code: int
) -> None:
    report = command.json("--no-rules", "nowhere.xml", *others, code=code)

    unjudged, *judged = report["documents"]
    assert (unjudged["valid"], unjudged["document_type"]) == (None, None)
    assert [(finding["rule"], finding["line"]) for finding in unjudged["findings"]] == [("xml/unreadable", None)]
    assert len(judged) == len([path for path in others if path.endswith(".xml")])
    assert report["summary"]["unjudged"] == 1


def test_strict_changes_nothing_where_there_are_no_warnings(command: Command, files: Path) -> None:
    assert command("validate", "--strict", "--no-rules", "good.xml").returncode == 0
    assert command("validate", "--strict", "--no-rules", "bad.xml").returncode == 1


# which findings are shown


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--select", "schema"], ["schema/bad-code", "schema/too-long"]),
        (["--select", "schema/too-long"], ["schema/too-long"]),
        (["--select", " schema/too-long , xml"], ["schema/too-long"]),
        (["--select", "totals"], []),
        (["--ignore", "schema/too-long"], ["schema/bad-code"]),
        (["--ignore", "schema"], []),
        (["--select", "schema", "--ignore", "schema/bad-code"], ["schema/too-long"]),
    ],
    ids=str,
)
def test_hidden_findings_leave_an_invalid_document_invalid(
    command: Command, options: list[str], shown: list[str]
) -> None:
    (command.folder / "bad.xml").write_text(order(unit="Stk", product=_LONG), "utf-8")

    report = command.json("--no-rules", *options, "bad.xml", code=1)

    assert sorted(finding["rule"] for finding in report["documents"][0]["findings"]) == shown
    assert report["documents"][0]["valid"] is False
    assert report["summary"]["errors"] == len(report["documents"][0]["findings"])


def test_hidden_findings_leave_an_unreadable_document_unjudged(command: Command) -> None:
    report = command.json("--ignore", "xml", "nowhere.xml", code=2)

    assert report["documents"][0]["valid"] is None


# what is written


def test_the_json_report_has_its_keys_and_no_others(command: Command, files: Path) -> None:
    report = command.json("--no-rules", "bad.xml", "good.xml", code=1)

    assert list(report) == ["tool", "schema", "documents", "summary"]
    assert report["tool"] == {"name": "opentrans-toolkit", "version": opentrans.__version__}
    assert list(report["schema"]) == ["dialect", "as_of", "sha256"]
    assert report["schema"]["as_of"] == "2024-03"
    bad, good = report["documents"]
    keys = ["path", "document_type", "document_id", "valid", "assumptions", "layers", "findings"]
    assert list(bad) == list(good) == keys
    assert (bad["document_type"], bad["document_id"], bad["valid"]) == ("ORDER", "PO-1", False)
    assert bad["layers"] == {"xml": "passed", "schema": "failed", "rules": "skipped"}
    assert good["layers"] == {"xml": "passed", "schema": "passed", "rules": "skipped"}
    assert (good["findings"], good["assumptions"]) == ([], [])
    (finding,) = bad["findings"]
    assert list(finding) == ["rule", "severity", "layer", "line", "column", "path", "message", "hint", "fix"]
    assert (finding["rule"], finding["severity"], finding["layer"]) == ("schema/bad-code", "error", "schema")
    assert finding["path"] == "/ORDER/ORDER_ITEM_LIST/ORDER_ITEM/ORDER_UNIT"
    assert report["summary"] == {
        "documents": 2, "valid": 1, "invalid": 1, "unjudged": 0, "skipped": 0, "errors": 1, "warnings": 0
    }  # fmt: skip


def test_the_json_report_names_type_and_number_of_every_document(command: Command) -> None:
    for kind, document in MINIMAL.items():
        (command.folder / f"{kind}.xml").write_text(document(), "utf-8")

    documents = command.json("--no-rules", ".", code=0)["documents"]

    assert {(document["document_type"], document["document_id"]) for document in documents} == {
        ("ORDER", "PO-1"),
        ("ORDERRESPONSE", "PO-1"),
        ("DISPATCHNOTIFICATION", "LS-1"),
        ("INVOICE", "RE-1"),
        ("QUOTATION", "AN-1"),
    }


def test_two_processes_say_what_one_says(command: Command) -> None:
    folder = command.folder / "many"
    folder.mkdir()
    for number in range(130):
        match number % 7:
            case 3:
                text = order(unit="Stk", order_id=str(number))
            case 5:
                text = _FOREIGN
            case 6:
                text = "<ORDER>"
            case _:
                text = order(order_id=str(number))
        (folder / f"{number:03}.xml").write_text(text, "utf-8")
    (folder / "064.xml").unlink()
    (folder / "064.xml").symlink_to("nowhere")

    for style in ("json", "text"):
        one, two = (command("validate", "--no-rules", "-f", style, "-j", jobs, "many") for jobs in ("1", "2"))

        assert one.returncode == two.returncode == 2
        assert one.stdout == two.stdout
        assert one.stderr == two.stderr == b""


def test_no_more_processes_are_started_than_windows_can_wait_for(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    class Pool:
        def __init__(self, processes: int) -> None:
            started.append(processes)

        def __enter__(self) -> Pool:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        map = staticmethod(map)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    (command.folder / "x.xml").write_text("<ORDER>", "utf-8")
    for files in (250, 6200):
        targets = [Target(str(command.folder / "x.xml"))] * files
        reports = judge_files(targets, Task("itscope", True, 1000), find_dialect("itscope"), 64)
        assert sum(report.valid is False for report in reports) == files

    assert started == [3, 61]


def test_quiet_says_nothing_of_what_is_right(command: Command, files: Path) -> None:
    assert command("validate", "-q", "--no-rules", "good.xml").stdout == b""

    said = command("validate", "-q", "--no-rules", "good.xml", "bad.xml")

    assert said.returncode == 1
    assert b"schema/bad-code" in said.stdout
    assert b"documents" not in said.stdout


def test_auto_is_text_where_no_ci_is_at_work(command: Command, files: Path) -> None:
    text = command("validate", "--no-rules", "-f", "text", "bad.xml")

    assert command("validate", "--no-rules", "bad.xml").stdout == text.stdout
    assert command("validate", "--no-rules", "-f", "auto", "bad.xml").stdout == text.stdout


def test_an_assumption_is_noted_for_people(command: Command) -> None:
    stock = order(after_amount="<PRODUCT_STOCK_FIX>1</PRODUCT_STOCK_FIX>")
    (command.folder / "x.xml").write_text(stock, "utf-8")

    assert b"changes 6" in command("validate", "--no-rules", "x.xml").stdout


def test_the_report_is_written_into_a_file(command: Command, files: Path) -> None:
    done = command("validate", "--no-rules", "-f", "json", "-o", "report.json", "bad.xml")

    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert json.loads((files / "report.json").read_text("utf-8"))["summary"]["invalid"] == 1


@pytest.mark.parametrize("arguments", [["--dialect", "ubl", "good.xml"], ["--no-such-option"], ["*.no"]], ids=" ".join)
def test_a_file_is_left_as_it_was_where_there_is_no_report(command: Command, files: Path, arguments: list[str]) -> None:
    (files / "report.txt").write_text("before", "utf-8")
    there = sorted(files.iterdir())

    assert command("validate", "-o", "report.txt", *arguments).returncode == 2

    assert (files / "report.txt").read_text("utf-8") == "before"
    assert sorted(files.iterdir()) == there


@pytest.mark.parametrize("target", ["nowhere/report.txt", "in", "good.xml/report.txt"])
def test_a_report_that_cannot_be_written_ends_with_2(command: Command, files: Path, target: str) -> None:
    there = sorted(files.rglob("*"))

    done = command("validate", "--no-rules", "-o", target, "good.xml")

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert sorted(files.rglob("*")) == there


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_report_may_be_read_by_whom_the_users_umask_allows(command: Command, files: Path) -> None:
    (files / "plain").touch()

    command("validate", "--no-rules", "-o", "report.txt", "good.xml")

    assert (files / "report.txt").stat().st_mode == (files / "plain").stat().st_mode


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_report_goes_into_a_pipe_and_does_not_replace_it(command: Command, files: Path) -> None:
    os.mkfifo(files / "pipe")
    reader = os.open(files / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert command("validate", "--no-rules", "-o", "pipe", "good.xml").returncode == 0
        assert b"1 valid" in os.read(reader, 10_000)
    finally:
        os.close(reader)
    assert (files / "pipe").is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_report_goes_where_a_link_leads(command: Command, files: Path) -> None:
    (files / "link.txt").symlink_to("in/report.txt")

    assert command("validate", "--no-rules", "-o", "link.txt", "good.xml").returncode == 0

    assert (files / "link.txt").is_symlink()
    assert "1 valid" in (files / "in" / "report.txt").read_text("utf-8")


# consoles


def test_a_console_of_few_characters_shows_what_it_can(command: Command) -> None:
    (command.folder / "Łódź-☃.xml").write_text(order(unit="Łódź ☃ 😀 ü", order_id="☃"), "utf-8")

    done = command("validate", "--no-rules", "-f", "text", ".", env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})

    said = done.stdout.decode("cp1252")
    assert (done.returncode, done.stderr) == (1, b"")
    assert "ü" in said
    assert "\\u2603" in said


@pytest.mark.parametrize("style", ["json", "sarif", "junit", "github", "gitlab"])
def test_what_machines_read_is_utf8_whatever_the_console(command: Command, style: str) -> None:
    (command.folder / "ümlaut.xml").write_text(order(unit="Łódź"), "utf-8")
    called = ["validate", "--no-rules", "-f", style, "ümlaut.xml"]

    done = command(*called, env={"PYTHONIOENCODING": "cp1252"})

    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout == command(*called).stdout
    assert "\\u0141" in done.stdout.decode() or "Łódź" in done.stdout.decode()


def test_a_group_without_business_rules_is_called_so(command: Command) -> None:
    assert b"no business rules" in command("rules", "document").stdout


def _on_a_terminal(command: Command, *arguments: str, env: dict[str, str] | None = None) -> str:
    """What the command shows on a terminal."""
    pty = pytest.importorskip("pty")
    controlling, terminal = pty.openpty()
    called = [sys.executable, "-m", "opentrans", "validate", "--no-rules", *arguments]
    with subprocess.Popen(
        called, stdout=terminal, stderr=terminal, stdin=subprocess.DEVNULL, cwd=command.folder, env=environment(env)
    ) as process:
        os.close(terminal)
        shown, end = b"", time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([controlling], [], [], 0.1)[0]:
                try:
                    piece = os.read(controlling, 65536)
                except OSError:
                    break
                if not piece:
                    break
                shown += piece
            elif process.poll() is not None:
                break
    os.close(controlling)
    return shown.decode()


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_gets_colour_unless_it_is_refused(command: Command, files: Path) -> None:
    assert "\x1b[" in _on_a_terminal(command, "bad.xml", env={"TERM": "xterm"})
    assert "\x1b[" not in _on_a_terminal(command, "bad.xml", env={"TERM": "xterm", "NO_COLOR": "1"})
    assert "\x1b[" not in _on_a_terminal(command, "-f", "json", "bad.xml", env={"TERM": "xterm"})


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_progress_bar_is_for_terminals_only(command: Command) -> None:
    for number in range(40):
        (command.folder / f"{number}.xml").write_text(order(), "utf-8")

    assert "validating" in _on_a_terminal(command, ".", env={"TERM": "xterm"})
    assert "validating" not in _on_a_terminal(command, "-q", ".", env={"TERM": "xterm"})
    assert command("validate", "--no-rules", ".").stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_reader_that_leaves_early_is_no_error_to_talk_about(command: Command) -> None:
    (command.folder / "x.xml").write_text(order(remarks='<REMARKS type="">x</REMARKS>' * 900), "utf-8")
    called = [sys.executable, "-m", "opentrans", "validate", "x.xml"]
    with subprocess.Popen(
        called, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=command.folder, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()

    assert errors == b""


def test_help_and_version_are_answered(command: Command) -> None:
    for arguments in (["--help"], ["validate", "--help"], ["schemas", "--help"]):
        done = command(*arguments)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"Usage" in done.stdout
    done = command("--version")
    assert done.returncode == 0
    assert opentrans.__version__.encode() in done.stdout


def test_a_command_that_does_not_exist_is_a_wrong_use(command: Command) -> None:
    assert command("valdate").returncode == 2
