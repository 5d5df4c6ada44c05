"""The configuration file: where it is found, what it says, and what comes before it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import opentrans
from opentrans import Finding, Layers, Report, SchemaInfo
from opentrans.cli.commands import cli
from opentrans.cli.config import Config, load_config
from opentrans.cli.selection import Selection
from opentrans.validation.catalogue import GROUPS, LAYERS, known_rules

PACKAGE = Path(opentrans.__file__).parent
SAMPLES = Path(__file__).parent.parent / "samples"
VALID = SAMPLES / "story-1-order.xml"
BAD_CODE = SAMPLES / "invalid" / "bad-unit-stk.xml"

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a valid and an invalid document in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    copy(VALID, tmp_path / "good.xml")
    copy(BAD_CODE, tmp_path / "bad.xml")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["validate", *arguments])


def judged(*arguments: str) -> Any:
    return json.loads(run("--format", "json", *arguments).stdout)


def said(start: Path) -> str:
    with pytest.raises(click.UsageError) as caught:
        load_config(start)
    return caught.value.message


# finding the file


def test_without_a_file_nothing_is_configured(folder: Path) -> None:
    assert load_config(folder).file is None


def test_the_file_is_found_upwards(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('dialect = "standard"')
    below = folder / "a" / "b"
    below.mkdir(parents=True)

    assert load_config(below).dialect == "standard"


def test_the_nearest_file_is_taken_alone(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('dialect = "standard"\nignore = ["codes"]')
    below = folder / "a"
    below.mkdir()
    (below / "pyproject.toml").write_text('[tool.opentrans]\ndialect = "itscope@2022-07"')

    found = load_config(below)

    assert (found.dialect, found.ignore) == ("itscope@2022-07", None)


def test_in_one_folder_the_own_file_comes_before_pyproject(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('dialect = "standard"')
    (folder / "pyproject.toml").write_text('[tool.opentrans]\ndialect = "itscope"')

    assert load_config(folder).dialect == "standard"


def test_a_pyproject_without_our_table_is_passed_by(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('dialect = "standard"')
    below = folder / "a"
    below.mkdir()
    (below / "pyproject.toml").write_text('[project]\nname = "opentrans-orders"')

    assert load_config(below).dialect == "standard"


def test_a_byte_order_mark_of_an_editor_does_not_matter(folder: Path) -> None:
    (folder / "opentrans.toml").write_bytes(b'\xef\xbb\xbfdialect = "standard"')

    assert load_config(folder).dialect == "standard"


def test_the_reader_of_toml_is_not_loaded_where_no_file_says_anything(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "orders"')
    script = (
        "import sys; from pathlib import Path; from opentrans.cli.config import load_config;"
        " load_config(Path.cwd()); sys.exit('tomllib' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], cwd=folder, check=False, timeout=60).returncode == 0


# what comes before what


def test_the_command_line_comes_before_the_file(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('dialect = "standard"\nignore = ["schema/bad-code"]')

    assert judged("bad.xml")["schema"]["dialect"] == "standard"
    assert judged("bad.xml")["documents"][0]["findings"] == []
    assert judged("bad.xml", "--dialect", "itscope")["schema"]["dialect"] == "itscope"
    assert judged("bad.xml", "--ignore", "lines")["documents"][0]["findings"] != []


def test_a_selection_of_the_file_shows_only_it(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('select = ["totals"]')

    assert judged("bad.xml")["documents"][0]["findings"] == []
    assert run("bad.xml").exit_code == 1


def test_an_xsd_is_looked_for_beside_the_file(folder: Path) -> None:
    below = folder / "a"
    below.mkdir()
    for name in ("xsd/ours.xsd", "OURS.XSD"):
        (folder / "opentrans.toml").write_text(f'dialect = "{name}"')

        assert load_config(below).dialect == str(folder / name)


# mistakes


@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        ('dialekt = "standard"', "dialekt", "did you mean 'dialect'?"),
        ("zzz = 1", "zzz", "known are dialect, select, ignore, severities, exclude"),
        ('"\\u001b[31mselect" = []', "\\x1b[31mselect", "no such key"),
        ("dialect = 21", "dialect", "not 21"),
        ('select = "schema"', "select", "must be a list"),
        ("ignore = [1]", "ignore", "must be a list"),
        ('ignore = ["schema/toolong"]', "ignore", "did you mean 'schema/too-long'?"),
        ('ignore = ["too-long"]', "ignore", "did you mean 'schema/too-long'?"),
        ('select = ["zzz"]', "select", "groups are xml, schema"),
        ('severities = "error"', "severities", "must be a table"),
        ('severities = {"schema/bad-code" = "fatal"}', "severities.schema/bad-code", '"error" or "warning"'),
        ('severities = {"schema/bad-cod" = "error"}', "severities", "did you mean 'schema/bad-code'?"),
        ('exclude = "drafts"', "exclude", "must be a list"),
    ],
)
def test_a_mistake_names_file_and_key_and_what_was_meant(folder: Path, text: str, key: str, advice: str) -> None:
    file = folder / "opentrans.toml"
    file.write_text(text)

    message = said(folder)

    assert message.startswith(f"{file}: {key}")
    assert advice in message
    assert run("good.xml").exit_code == 2


def test_in_pyproject_the_key_is_named_with_its_table(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.opentrans]\nexlude = []")

    assert "tool.opentrans.exlude: there is no such key; did you mean 'exclude'?" in said(folder)


@pytest.mark.parametrize("data", [b"select = ", b"\xff\xfe", b"[tool]\nopentrans = 1"])
def test_a_file_that_is_no_configuration_is_refused(folder: Path, data: bytes) -> None:
    (folder / "pyproject.toml").write_bytes(data if b"tool" in data else b"# tool.opentrans\n" + data)

    assert str(folder / "pyproject.toml") in said(folder)


def test_an_unknown_dialect_of_the_file_is_said_with_the_file(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('dialect = "ubl"')

    assert f"{folder / 'opentrans.toml'}: dialect: there is no dialect 'ubl'" in run("good.xml").stderr
    assert run("good.xml").exit_code == 2
    assert run("good.xml", "--dialect", "standard").exit_code == 0


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_the_options_refuse_what_is_no_rule(folder: Path, option: str) -> None:
    result = run("good.xml", option, "schema,schema/mising-element")

    assert result.exit_code == 2
    assert f"{option}: 'schema/mising-element'" in result.stderr
    assert "did you mean 'schema/missing-element'?" in result.stderr


# severities


INFO = SchemaInfo("standard", None, "0" * 64)


def report(rule: str, severity: str, *, schema: str = "passed", valid: bool | None = None) -> Report:
    finding = Finding(rule, severity, "rules", 1, None, None, "something")  # type: ignore[arg-type]
    layers = Layers("passed", schema, "failed")  # type: ignore[arg-type]
    return Report("a.xml", INFO, "ORDER", None, severity != "error" if valid is None else valid, layers, (finding,))


def weigh(found: Report, **severities: str) -> Report:
    return Selection(
        frozenset(),
        frozenset(),
        {name.replace("_", "/"): level for name, level in severities.items()},  # type: ignore[misc]
    ).apply(found)


def test_an_error_made_a_warning_leaves_the_document_valid() -> None:
    changed = weigh(report("lines/a", "error"), lines_a="warning")

    assert changed.valid is True
    assert [finding.severity for finding in changed.findings] == ["warning"]


def test_a_warning_made_an_error_makes_the_document_invalid() -> None:
    assert weigh(report("lines/a", "warning"), lines="error").valid is False


def test_a_rule_comes_before_its_group() -> None:
    assert weigh(report("lines/a", "warning"), lines="error", lines_a="warning").valid is True


def test_what_the_schema_refuses_stays_invalid_whatever_its_severity() -> None:
    changed = weigh(report("schema/bad-code", "error", schema="failed"), schema="warning")

    assert changed.valid is False
    assert changed.findings[0].severity == "warning"


def test_what_could_not_be_judged_stays_so() -> None:
    unreadable = replace(report("xml/unreadable", "error"), valid=None)

    assert weigh(unreadable, xml="warning").valid is None


def test_severities_do_not_change_the_report_that_they_are_applied_to() -> None:
    found = report("lines/a", "error")
    weigh(found, lines="warning")

    assert found.findings[0].severity == "error"


def test_the_layers_say_what_the_shown_findings_say() -> None:
    failed = report("lines/a", "error")
    passed = replace(report("lines/a", "warning"), layers=Layers("passed", "passed", "passed"))
    partial = replace(failed, layers=Layers("passed", "failed", "partial"))

    assert weigh(failed, lines="warning").layers.rules == "passed"
    assert weigh(passed, lines="error").layers.rules == "failed"
    assert weigh(partial, lines="warning").layers == partial.layers
    assert Selection(frozenset(), frozenset({"lines"})).apply(failed).layers.rules == "passed"


def test_configured_severities_reach_the_exit_code(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('[severities]\n"schema" = "warning"')
    shown = judged("bad.xml")

    assert shown["documents"][0]["findings"][0]["severity"] == "warning"
    assert shown["documents"][0]["valid"] is False
    assert run("bad.xml").exit_code == 1


# exclude


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("drafts", "drafts/a.xml", True),
        ("drafts", "2026/drafts/deep/a.xml", True),
        ("drafts/", "2026/drafts/a.xml", True),
        ("a.xml/", "a.xml", False),
        ("*.tmp.xml", "x/y/order.tmp.xml", True),
        ("*.tmp.xml", "x/y/order.xml", False),
        ("archive/2019/*", "archive/2019/q1/a.xml", True),
        ("archive/2019", "archive/2019/q1/a.xml", True),
        ("archive/2019", "other/archive/2019/a.xml", False),
        ("**/archive/*", "archive/a.xml", True),
        ("**/archive/*", "x/archive/a.xml", True),
        ("/a.xml", "a.xml", True),
        ("/a.xml", "x/a.xml", False),
        ("./x/a.xml", "x/a.xml", True),
        ("Drafts", "drafts/a.xml", False),
    ],
)
def test_an_exclude_pattern(folder: Path, pattern: str, path: str, excluded: bool) -> None:
    config = Config(str(folder / "opentrans.toml"), exclude=(pattern,))

    assert config.excludes(path) is excluded
    assert config.excludes(str(folder / path)) is excluded


def test_patterns_are_relative_to_the_folder_of_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "opentrans.toml").write_text('exclude = ["a/bad.xml"]')
    below = folder / "a"
    below.mkdir()
    copy(BAD_CODE, below / "bad.xml")
    monkeypatch.chdir(below)

    assert run(".").exit_code == 2
    assert "does not exclude" in run(".").stderr


def test_what_is_found_is_left_out_and_what_is_named_is_judged(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('exclude = ["bad.xml"]')
    (folder / "list.txt").write_text("bad.xml\n")

    assert [document["path"] for document in judged(".")["documents"]] == ["./good.xml"]
    assert [document["path"] for document in judged("*.xml")["documents"]] == ["good.xml"]
    assert [document["path"] for document in judged("bad.xml")["documents"]] == ["bad.xml"]
    assert [document["path"] for document in judged("*.xml", "bad.xml")["documents"]] == ["bad.xml", "good.xml"]
    assert [document["path"] for document in judged("--files-from", "list.txt")["documents"]] == ["bad.xml"]
    assert [document["path"] for document in judged(".", "bad.xml")["documents"]] == ["./bad.xml", "./good.xml"]


def test_what_a_listed_glob_finds_can_be_left_out(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('exclude = ["bad.xml"]')
    (folder / "list.txt").write_text("*.xml\n")

    assert [document["path"] for document in judged("--files-from", "list.txt")["documents"]] == ["good.xml"]


# rule ids


def test_every_described_rule_has_a_group_a_title_and_advice() -> None:
    for rule, entry in known_rules().items():
        assert rule == entry.id
        assert rule.partition("/")[0] in GROUPS
        assert entry.title
        assert not entry.title.endswith(".")
    for entry in LAYERS.values():
        assert entry.to_do.endswith(".")


def test_the_rules_that_invalid_samples_break_are_described() -> None:
    expected = (SAMPLES / "invalid" / "expected.tsv").read_text(encoding="utf-8").splitlines()[1:]

    assert {line.split("\t")[1] for line in expected} <= set(known_rules())


def test_every_rule_id_in_the_code_is_known() -> None:
    rule_id = re.compile(rf'"((?:{"|".join(GROUPS)})/[a-z0-9-]+)"')
    written = {found for path in PACKAGE.rglob("*.py") for found in rule_id.findall(path.read_text(encoding="utf-8"))}

    assert written <= set(known_rules())
    assert len(written) > 20


def test_tolerances_decide_what_is_off(folder: Path) -> None:
    text = (SAMPLES / "story-1-order.xml").read_text("utf-8")
    amount = re.search(r"<TOTAL_AMOUNT>([\d.]+)<", text)
    assert amount
    off = text.replace(amount[0], f"<TOTAL_AMOUNT>{Decimal(amount[1]) + 1}<")
    (folder / "off.xml").write_text(off, "utf-8")

    assert run("off.xml").exit_code == 1
    (folder / "opentrans.toml").write_text("[tolerances]\nat_least = 1.00\n")
    assert run("off.xml").exit_code == 0
    (folder / "opentrans.toml").write_text('[tolerances]\nat_least = "much"\n')
    assert "tolerances.at_least: must be an amount" in said(folder)


def test_fix_leaves_alone_what_the_tolerances_allow(folder: Path) -> None:
    text = (SAMPLES / "story-1-order.xml").read_text("utf-8")
    amount = re.search(r"<TOTAL_AMOUNT>([\d.]+)<", text)
    assert amount
    off = text.replace(amount[0], f"<TOTAL_AMOUNT>{Decimal(amount[1]) + 1}<")
    (folder / "off.xml").write_text(off, "utf-8")

    assert CliRunner().invoke(cli, ["fix", "--unsafe", "off.xml"]).exit_code == 1
    (folder / "opentrans.toml").write_text("[tolerances]\nat_least = 1.00\n")
    assert CliRunner().invoke(cli, ["fix", "--unsafe", "off.xml"]).exit_code == 0
