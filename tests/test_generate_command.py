"""``opentrans generate`` and ``opentrans mappings``, called as people do."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.command import ROOT, Command, environment
from tests.mapping_parts import FIRST, HEAD, ORDER, SECOND, partner_file
from tests.test_generate import DEALS, ONE, export, order


@pytest.fixture
def generate(command: Command) -> Command:
    """The command in a folder with a mapping and a partner file."""
    (command.folder / "m.yaml").write_text(ORDER, encoding="utf-8")
    partner_file(command.folder)
    return command


def told(generate: Command, *arguments: str | Path, code: int) -> list[str]:
    """What ``generate`` says on standard output, given that it ends with this exit code."""
    done = generate("generate", "m.yaml", "orders.csv", "--partners", "partners.yaml", *arguments)
    assert (done.returncode, done.stderr) == (code, b""), done
    return done.stdout.decode().splitlines()


def test_a_run_says_what_became_of_each_document(generate: Command) -> None:
    export(generate.folder, FIRST, SECOND, order("PO-2", Menge="zwei"), order("PO-3"))
    lines = told(generate, "-o", "out", code=1)
    assert [line.replace("\\", "/") for line in lines] == [
        "written  out/ORDER-PO-1.xml ORDER PO-1 (orders.csv:2)",
        "refused  ORDER PO-2 (orders.csv:4)",
        "  orders.csv:4, column M 'Menge': 'zwei' is no number (lines[0].quantity, m.yaml:36)",
        "written  out/ORDER-PO-3.xml ORDER PO-3 (orders.csv:5)",
        "3 documents: 2 written, 1 refused",
    ]
    assert generate("validate", "out").returncode == 0
    export(generate.folder, FIRST, SECOND, order("PO-3"))
    assert told(generate, "-o", "out", "-j", "2", code=0)[-1] == "2 documents: 2 there already"


def test_the_report_has_stable_keys(generate: Command) -> None:
    export(generate.folder, ONE + ";7", order("PO-2", Menge="zwei") + ";7", head=f"{HEAD};Lager")
    told(generate, "-o", "out", "--report", "run.json", code=1)
    report: dict[str, Any] = json.loads((generate.folder / "run.json").read_text(encoding="utf-8"))
    assert list(report) == ["tool", "mapping", "sources", "documents", "notes", "unused", "summary"]
    written, refused = report["documents"]
    assert list(written) == [
        "status", "document_type", "document_id", "path", "key", "origin", "reasons", "reason", "notices", "deal",
        "action",
    ]  # fmt: skip
    assert (written["status"], written["document_id"], written["key"]) == ("written", "PO-1", "PO-1")
    assert refused["reasons"] == [
        {
            "target": "lines[0].quantity",
            "reason": "'zwei' is no number",
            "origins": [{"file": "orders.csv", "row": 3, "column": "M", "name": "Menge", "sheet": None, "path": None}],
            "rule": "m.yaml:36",
        }
    ]
    assert report["unused"] == ["Lager"]
    assert report["summary"] == {
        "documents": 2, "written": 1, "done": 0, "made": 0, "refused": 1, "skipped": 0, "unreadable": 0,
        "stopped": False,
    }  # fmt: skip


def test_preview_shows_where_each_value_is_from_and_writes_nothing(generate: Command) -> None:
    export(generate.folder, ONE)
    before = sorted(generate.folder.iterdir())
    lines = told(generate, "--preview", "-o", "out", code=0)
    assert lines[0] == "made     ORDER-PO-1.xml ORDER PO-1 (orders.csv:2)"
    cells = [[cell.strip() for cell in line.split("<-")] for line in lines[1:]]
    assert ["target", "column", "value"] in cells
    assert ["lines[0].price", "orders.csv:2, column O 'Preis'", "'499.00'"] in cells
    assert ["currency", "m.yaml:18", "'EUR'"] in cells
    assert sorted(generate.folder.iterdir()) == before


def test_a_run_can_stop_at_the_first_refusal(generate: Command) -> None:
    export(generate.folder, order("PO-1", Menge="x"), order("PO-2"))
    lines = told(generate, "-o", "out", "--on-error", "stop", code=1)
    assert lines[-2:] == [
        "stopped at the first document that was refused; nothing behind it was looked at",
        "1 document: 1 refused",
    ]


def test_files_are_replaced_only_if_that_is_asked_for(generate: Command) -> None:
    export(generate.folder, ONE)
    told(generate, "-o", "out", code=0)
    export(generate.folder, order("PO-1", Kunde="K2"))
    assert "other content" in told(generate, "-o", "out", code=1)[1]
    assert told(generate, "-o", "out", "--overwrite", code=0)[-1] == "1 document: 1 written"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["m.yaml", "orders.csv"], "-o DIR"),
        (["m.yaml", "none.csv", "-o", "out", "--partners", "partners.yaml"], "none.csv: No such file"),
        (["m.yaml", "*.xyz", "-o", "out", "--partners", "partners.yaml"], "nothing matches *.xyz"),
        (["m.yaml", ".", "-o", "out", "--partners", "partners.yaml"], "is a folder"),
        (["generic/nothing", "orders.csv", "-o", "out"], "no shipped mapping has this name"),
        (["m.yaml", "orders.csv", "-o", "out"], "m.yaml:20:20: the partner files (none are given) have no section"),
        (["m.yaml", "orders.csv", "-o", "out", "--partners", "partners.yaml", "--set", "x=1"], "no setting 'x'"),
        (["m.yaml", "orders.csv", "-o", "out", "--partners", "partners.yaml", "--set", "x"], "NAME=VALUE"),
        (["m.yaml", "orders.csv", "-o", "m.yaml", "--partners", "partners.yaml"], "m.yaml: cannot be made"),
    ],
)
def test_where_nothing_can_be_done_the_exit_code_is_2(generate: Command, arguments: list[str], reason: str) -> None:
    export(generate.folder, ONE)
    done = generate("generate", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in done.stderr.decode()
    assert not (generate.folder / "out").exists()


def test_what_is_missing_is_told_with_what_to_type(generate: Command) -> None:
    (generate.folder / "m.yaml").write_text(ORDER + "partners: own.yaml\n", encoding="utf-8")
    export(generate.folder, ONE)
    done = generate("generate", "m.yaml", "orders.csv", "-o", "out")
    (said,) = done.stderr.decode().splitlines()
    way = "opentrans mappings copy generic-de/partners own.yaml"
    assert said.endswith(f": own.yaml: No such file or directory; an example to start from: {way}")
    assert generate(*way.split()[1:]).returncode == 0
    (generate.folder / "exports").mkdir()
    (generate.folder / "exports" / "a.json").touch()
    done = generate("generate", "m.yaml", "exports", "-o", "out")
    files = Path("exports", "*.json")
    assert f"exports is a folder; name its files: {files}" in done.stderr.decode()


def test_a_preview_shows_plain_values(generate: Command) -> None:
    lines = ORDER.splitlines()
    at = lines.index("  delivery_date:")
    lines[at : at + 3] = ["  delivery_date: \"{{ '2026-11-27' | date }}\""]
    text = "\n".join(lines)
    (generate.folder / "m.yaml").write_text(text, encoding="utf-8")
    export(generate.folder, ONE)
    lines = told(generate, "--preview", code=0)
    (line,) = [one for one in lines if one.startswith("  delivery_date ")]
    assert line.endswith(" <- '2026-11-27'")


def test_columns_that_are_missing_are_told_once_with_those_that_are_there(generate: Command) -> None:
    (generate.folder / "orders.csv").write_text("x;yy\n1;2\n", encoding="utf-8")
    lines = told(generate, "-o", "out", code=2)
    assert (
        sum("there are x, yy; of a column that may be absent write {{ Name | default('') }}" in one for one in lines)
        == 1
    )
    assert sum("orders.csv has no column" in one for one in lines) > 5
    assert lines[-1] == "0 documents: 1 place in the sources could not be read"


def test_an_export_without_records_is_no_success(generate: Command) -> None:
    export(generate.folder)
    none = "note: orders.csv: the file holds no records; looked for: rows below the one that names the columns"
    assert told(generate, "-o", "out", "--report", "run.json", code=2) == [
        none,
        "0 documents: nothing was found in the sources",
    ]
    report = json.loads((generate.folder / "run.json").read_text(encoding="utf-8"))
    assert [f"note: {one['origin']['file']}: {one['reason']}" for one in report["notes"]] == [none]


def test_a_file_without_records_beside_others_is_told(generate: Command) -> None:
    export(generate.folder, ONE, name="a1.csv")
    export(generate.folder, "", ";;;", name="a2.csv")
    done = generate("generate", "m.yaml", "a*.csv", "--partners", "partners.yaml", "-o", "out")
    assert done.returncode == 0
    assert "note: a2.csv: the file holds no records" in done.stdout.decode()


@pytest.mark.parametrize(
    ("source", "name", "content", "searched"),
    [
        ("{format: json, records: /orders}", "x.json", '{"orders": []}', "records at /orders"),
        ("{format: json, lines: true}", "x.jsonl", "\n", "records, one a line"),
        ("{format: csv, header: false, skip_where: {A: MESSAGE}}", "x.csv", "MESSAGE;S\n", "rows"),
    ],
)
def test_what_was_looked_for_is_said_in_the_words_of_the_format(
    command: Command, source: str, name: str, content: str, searched: str
) -> None:
    header = 'order_id: "{{ A }}", order_date: "{{ A }}", currency: EUR, buyer: {id: "1"}, supplier: {id: "2"}'
    group = "key: A" if "csv" in source else "lines: B"
    text = f"document: ORDER\nsource: {source}\ngroup: {{{group}}}\nheader: {{{header}}}\n"
    line = 'lines: {article: "{{ A }}", quantity: "{{ A }}", unit: C62, price: "{{ A }}"}\n'
    (command.folder / "m.yaml").write_text(text + line, encoding="utf-8")
    (command.folder / name).write_text(content, encoding="utf-8")
    done = command("generate", "m.yaml", name, "-o", "out")
    assert done.returncode == 2, done
    assert f"note: {name}: the file holds no records; looked for: {searched}" in done.stdout.decode().splitlines()


def test_settings_reach_the_mapping(generate: Command) -> None:
    export(generate.folder, ONE)
    told(generate, "-o", "out", "--set", "waehrung=CHF", code=0)
    assert b"<bmecat:CURRENCY>CHF<" in (generate.folder / "out" / "ORDER-PO-1.xml").read_bytes()


def test_the_configuration_weighs_findings(generate: Command) -> None:
    text = ORDER.replace('  price: "{{ Preis }}"\n', '  price: "{{ Preis }}"\n  ean: "{{ Text }}"\n')
    (generate.folder / "m.yaml").write_text(
        text.replace('  description: "{{ Text | cut(12) }}"\n', ""), encoding="utf-8"
    )
    export(generate.folder, order("PO-1", Text="4006381333932"))
    (generate.folder / "opentrans.toml").write_text('[severities]\n"codes/gtin" = "error"\n', encoding="utf-8")
    lines = told(generate, "-o", "out", code=1)
    assert "orders.csv:2, column Q 'Text': " in lines[1]
    (generate.folder / "opentrans.toml").write_text('[severities]\n"codes/gtin" = "warning"\n', encoding="utf-8")
    lines = told(generate, "-o", "out", code=0)
    assert lines[1].startswith("  warning: orders.csv:2, column Q 'Text': ")
    assert lines[-1] == "1 document: 1 written, 1 warning"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_was_killed_is_completed_by_the_next_one(generate: Command, jobs: str) -> None:
    numbers = [f"PO-{number}" for number in range(400)]
    export(generate.folder, *(order(number) for number in numbers))
    (generate.folder / "m.yaml").write_text(DEALS, encoding="utf-8")
    arguments = ["m.yaml", "orders.csv", "--partners", "partners.yaml", "-o", "out", "-j", jobs]
    out = generate.folder / "out"
    called = [sys.executable, "-m", "opentrans", "generate", *arguments]
    with subprocess.Popen(called, cwd=generate.folder, env=environment(), stdout=subprocess.DEVNULL) as run:
        while len(list(out.glob("*.xml"))) < 5:
            assert run.poll() is None
            time.sleep(0.005)
        run.kill()
    there = len(list(out.glob("*.xml")))
    assert 5 <= there < len(numbers)
    assert not (out / "uploads.csv").exists()
    (out / ".opentrans-of-a-run-that-was-killed.part").write_bytes(b"<ORDER")
    done = generate("generate", *arguments)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[-1] == (
        f"400 documents: {len(numbers) - there} written, {there} there already"
    )
    with (out / "uploads.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[1:] == [[f"D-{number}", "send", f"ORDER-{number}.xml"] for number in numbers]
    assert sorted(one.name for one in out.iterdir() if one.suffix != ".part") == sorted(
        ["uploads.csv", *(f"ORDER-{number}.xml" for number in numbers)]
    )
    judged = generate("validate", "out", "-q")
    assert (judged.returncode, judged.stdout) == (0, b"")


def test_globs_mean_the_same_in_every_shell(generate: Command) -> None:
    export(generate.folder, ONE, name="a1.csv")
    export(generate.folder, order("PO-2"), name="a2.csv")
    done = generate("generate", "m.yaml", "a*.csv", "--partners", "partners.yaml", "-o", "out")
    assert done.stdout.decode().splitlines()[-1] == "2 documents: 2 written"


def test_control_characters_of_an_export_do_not_reach_the_terminal(generate: Command) -> None:
    export(generate.folder, order("PO-1", Menge="\x1b[31m"))
    assert "\\x1b[31m" in "\n".join(told(generate, "-o", "out", code=1))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_that_knows_few_characters_shows_the_others_by_their_number(generate: Command, encoding: str) -> None:
    console = {"PYTHONIOENCODING": encoding}
    export(generate.folder, order("PO-1", Menge="→ü"), order("PÖ→2"))
    arguments = ["generate", "m.yaml", "orders.csv", "--partners", "partners.yaml", "-o", "aus→"]
    done = generate(*arguments, "--report", "run.json", env=console)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "'→ü' is no number".encode(encoding, "backslashreplace") in done.stdout
    assert "PÖ→2".encode(encoding, "backslashreplace") in done.stdout
    assert "→ü" in (generate.folder / "run.json").read_text(encoding="utf-8")
    assert generate(*arguments, "--preview", env=console).returncode == 1
    shown = generate("mappings", "show", "generic-de/order", env=console)
    assert shown.stdout == (ROOT / "templates" / "mappings" / "generic-de" / "order.yaml").read_bytes()
    assert generate("mappings", "reference", env=console).returncode == 0
    assert b"Traceback" not in generate("mappings", "show", "→", env=console).stderr


def test_the_shipped_mappings_can_be_listed_shown_and_copied(command: Command) -> None:
    listed = command("mappings", "list")
    assert listed.returncode == 0
    assert command("mappings").stdout == listed.stdout
    names = [line.split()[0] for line in listed.stdout.decode().splitlines()]
    assert "generic-de/order" in names
    shown = command("mappings", "show", "generic-de/order")
    assert shown.returncode == 0
    copied = command("mappings", "copy", "generic-de/order", "mine.yaml")
    assert copied.returncode == 0
    assert (command.folder / "mine.yaml").read_bytes() == shown.stdout
    assert command("mappings", "show", "generic-de/ordre").returncode == 2


def test_a_mapping_is_copied_with_the_partner_files_that_it_names(command: Command) -> None:
    (command.folder / "erp").mkdir()
    done = command("mappings", "copy", "generic-de/order", "erp")
    assert (done.returncode, done.stderr) == (0, b"")
    order, partners = command.folder / "erp" / "order.yaml", command.folder / "erp" / "partners.yaml"
    assert partners.read_bytes() == command("mappings", "show", "generic-de/partners").stdout
    export = ROOT / "samples" / "exports" / "generic-de-order.csv"
    assert command("generate", order, export, "-o", "out").returncode == 0
    partners.write_text("own: {firma: {id: mine}}\n", encoding="utf-8")
    second = command("mappings", "copy", "generic-de/invoice", "erp/rechnung.yaml")
    assert second.returncode == 0
    assert "partners.yaml is there already and stays as it is" in second.stdout.decode()
    assert partners.read_text(encoding="utf-8") == "own: {firma: {id: mine}}\n"


def test_a_copy_replaces_nothing_and_is_made_whole_or_not_at_all(command: Command) -> None:
    assert command("mappings", "copy", "generic-de/order", "mine.yaml").returncode == 0
    again = command("mappings", "copy", "generic-de/order", "mine.yaml")
    assert (again.returncode, b"mine.yaml is there already" in again.stdout) == (0, True)
    (command.folder / "partners.yaml").unlink()
    (command.folder / "mine.yaml").write_text("changed: ''\n", encoding="utf-8")
    refused = command("mappings", "copy", "generic-de/order", "mine.yaml")
    assert (refused.returncode, b"mine.yaml: is there already" in refused.stderr) == (2, True)
    assert sorted(one.name for one in command.folder.iterdir()) == ["mine.yaml"]
    nowhere = command("mappings", "copy", "generic-de/order", "none/mine.yaml")
    assert (nowhere.returncode, b"cannot be written" in nowhere.stderr) == (2, True)
    assert sorted(one.name for one in command.folder.iterdir()) == ["mine.yaml"]


def test_the_reference_tells_fields_and_filters(command: Command) -> None:
    done = command("mappings", "reference", "invoice")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert "HEADER OF INVOICE" in text
    assert "HEADER OF ORDER\n" not in text
    assert "lookup(table)" in text
    assert command("mappings", "reference", "BILL").returncode == 2


def test_many_alike_warnings_are_told_once_they_are_too_many(generate: Command) -> None:
    text = ORDER.replace("| cut(12)", "| cut(3)")
    (generate.folder / "m.yaml").write_text(text, encoding="utf-8")
    export(generate.folder, *(order(f"PO-{number}") for number in range(25)))
    lines = told(generate, "-o", "out", "--report", "run.json", code=0)
    assert sum(line.startswith("  warning: ") for line in lines) == 20
    assert lines[-2] == "warning: m.yaml:39: 5 more of this kind; --report FILE has them all"
    assert lines[-1] == "25 documents: 25 written, 25 warnings"
    report = json.loads((generate.folder / "run.json").read_text(encoding="utf-8"))
    assert sum(len(one["notices"]) for one in report["documents"]) == 25
