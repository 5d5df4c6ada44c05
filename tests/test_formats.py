"""The formats for CI systems, read by what reads them there: a SARIF schema, a JUnit parser, the rules of GitHub.

The schema of SARIF is not in this repository: OPENTRANS_SARIF_SCHEMA names a file with it (the npm package
@microsoft/jest-sarif carries one), and the tests that need it skip without it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from opentrans import Excerpt, Finding, Layers, Report, SchemaInfo, validate
from opentrans.cli.commands import cli
from opentrans.report.summary import Summary

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
INVALID = sorted((SAMPLES / "invalid").glob("*.xml"))
FORMATS = ("sarif", "junit", "github", "gitlab", "text")
INFO = SchemaInfo("itscope", "2024-03", "0" * 64)


# what reads the formats


@dataclass(frozen=True)
class Command:
    """A workflow command as GitHub's runner understands it."""

    name: str
    properties: dict[str, str]
    data: str


def commands_in(output: str) -> Iterator[Command]:
    """The workflow commands in what a step prints, by GitHub's documented rules.

    A line is a command if it starts with ``::`` after blanks and has a second ``::``; the older form ``##[name]data``
    counts wherever it stands in a line.
    """
    for line in re.split(r"\r\n|\r|\n", output):
        text = line.strip()
        if text.startswith("::") and "::" in text[2:]:
            head, data = text[2:].split("::", 1)
            name, _, given_properties = head.partition(" ")
            pairs = (pair.split("=", 1) for pair in given_properties.split(",") if pair.strip())
            yield Command(name, {key.strip(): unescaped(value, ":,") for key, value in pairs}, unescaped(data, ""))
        elif "##[" in line or "##vso[" in line or "##teamcity[" in line:
            yield Command("old", {}, line)


def unescaped(text: str, more: str) -> str:
    for character in "\r\n" + more:
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


@pytest.fixture(scope="module")
def sarif_errors() -> Callable[[Any], list[str]]:
    """What the published JSON schema of SARIF 2.1.0 finds wrong with a log."""
    named = os.environ.get("OPENTRANS_SARIF_SCHEMA")
    if not named:
        pytest.skip("OPENTRANS_SARIF_SCHEMA does not name the JSON schema of SARIF 2.1.0")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(named).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    return lambda log: [error.message for error in validator.iter_errors(log)]


# what is read


def run(style: str, *paths: str | Path) -> Result:
    return CliRunner().invoke(cli, ["validate", "--no-rules", "--format", style, *map(str, paths)])


def render(style: str, *reports: Report) -> str:
    summary = Summary()

    def counted() -> Iterator[Report]:
        for report in reports:
            summary.count(report)
            yield report

    module = import_module(f"opentrans.report.{style}")
    return "".join(module.render(counted(), INFO, summary))


def report_of(finding: Finding, path: str | None = "order.xml", valid: bool | None = False) -> Report:
    return Report(path, INFO, "ORDER", None, valid, Layers("passed", "failed", "skipped"), (finding,))


FINDING = Finding(
    "schema/bad-code",
    "error",
    "schema",
    51,
    26,
    "/ORDER/ORDER_ITEM_LIST/ORDER_ITEM[2]/ORDER_UNIT",
    "'Stk' is no unit of the standard",
    "A piece is C62.",
    "safe",
    Excerpt("      <bmecat:ORDER_UNIT>Stk</bmecat:ORDER_UNIT>", 25, 28),
)
UNPLACED = Finding("xml/unreadable", "error", "xml", None, None, None, "cannot be read")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of one valid and one invalid document, one that is no XML, and one that is not there."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLES / "story-1-order.xml", tmp_path / "good.xml")
    shutil.copy(SAMPLES / "invalid" / "bad-unit-stk.xml", tmp_path / "bad.xml")
    shutil.copy(SAMPLES / "invalid" / "truncated.xml", tmp_path / "truncated.xml")
    return tmp_path


ALL = ("good.xml", "bad.xml", "truncated.xml", "absent.xml")


# SARIF


def test_sarif_fits_its_published_schema(folder: Path, sarif_errors: Callable[[Any], list[str]]) -> None:
    assert sarif_errors(json.loads(run("sarif", *ALL).stdout)) == []
    assert sarif_errors(json.loads(run("sarif", "good.xml").stdout)) == []


def test_sarif_of_every_invalid_sample_fits_its_published_schema(sarif_errors: Callable[[Any], list[str]]) -> None:
    log = json.loads(run("sarif", *INVALID).stdout)

    assert sarif_errors(log) == []
    assert len(log["runs"][0]["results"]) >= len(INVALID)


def test_the_published_schema_refuses_a_column_0(sarif_errors: Callable[[Any], list[str]]) -> None:
    log = json.loads(render("sarif", report_of(replace(FINDING, column=0, excerpt=None))))

    assert sarif_errors(log) == ["0 is less than the minimum of 1"]


def test_sarif_names_tool_rules_and_places(folder: Path) -> None:
    (sarif_run,) = json.loads(run("sarif", *ALL).stdout)["runs"]
    driver = sarif_run["tool"]["driver"]
    by_rule = {result["ruleId"]: result for result in sarif_run["results"]}
    bad = by_rule["schema/bad-code"]

    assert driver["name"] == "opentrans-toolkit"
    assert [rule["id"] for rule in driver["rules"]] == list(by_rule)
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in driver["rules"])
    assert driver["rules"][bad["ruleIndex"]]["id"] == "schema/bad-code"
    assert bad["level"] == "error"
    assert bad["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bad.xml"
    assert bad["locations"][0]["physicalLocation"]["region"]["startLine"] == 51
    assert bad["partialFingerprints"]


def test_sarif_has_no_region_where_no_line_is_known(folder: Path) -> None:
    (result,) = json.loads(run("sarif", "absent.xml").stdout)["runs"][0]["results"]

    assert result["ruleId"] == "xml/unreadable"
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "absent.xml", "uriBaseId": "%SRCROOT%"}}}
    ]


def test_sarif_has_no_column_where_none_is_known() -> None:
    log = json.loads(render("sarif", report_of(replace(FINDING, column=None, excerpt=None))))

    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 51}


def test_sarif_has_no_rules_where_nothing_was_found(folder: Path) -> None:
    (sarif_run,) = json.loads(run("sarif", "good.xml").stdout)["runs"]

    assert sarif_run["results"] == []
    assert "rules" not in sarif_run["tool"]["driver"]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_the_columns_of_sarif_are_those_of_the_source(path: Path) -> None:
    lines = path.read_bytes().decode("utf-8-sig", "replace").split("\n")
    for result in json.loads(render("sarif", replace(validate(path, rules=False), path=str(path))))["runs"][0][
        "results"
    ]:
        region = result["locations"][0]["physicalLocation"].get("region", {})
        if "endColumn" in region:
            line = lines[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_a_sarif_uri_is_percent_encoded(folder: Path) -> None:
    name = "Bestellung 1#ä%20:?.xml"
    shutil.copy(folder / "bad.xml", folder / name)
    (result,) = json.loads(run("sarif", name).stdout)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
    assert unquote(uri) == name


def test_a_file_above_the_working_directory_has_a_whole_uri(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    (result,) = json.loads(run("sarif", "../bad.xml").stdout)["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": (folder / "bad.xml").as_uri()}


def test_text_of_a_document_is_no_placeholder_and_no_link_in_a_sarif_message() -> None:
    log = json.loads(render("sarif", report_of(replace(FINDING, message="'{0} [here](http://evil.example)'"))))
    message = log["runs"][0]["results"][0]["message"]["text"]

    assert message.startswith("'{{0}} [here] (http://evil.example)'")


# JUnit


def test_junit_is_read_by_a_junit_parser(folder: Path) -> None:
    junitparser = pytest.importorskip("junitparser")
    (suite,) = junitparser.JUnitXml.fromstring(run("junit", *ALL).stdout.encode())
    results = {case.name: [type(result).__name__ for result in case.result] for case in suite}

    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (4, 2, 1, 0)
    assert results == {
        "good.xml": [],
        "bad.xml": ["Failure"],
        "truncated.xml": ["Failure"],
        "absent.xml": ["Error"],
    }


def test_a_junit_failure_says_what_is_wrong_where() -> None:
    (failure,) = ElementTree.fromstring(render("junit", report_of(FINDING))).iter("failure")

    assert failure.attrib == {"type": "schema/bad-code", "message": "'Stk' is no unit of the standard"}
    assert failure.text == (
        "error schema/bad-code line 51, column 26: 'Stk' is no unit of the standard\n"
        "  at: /ORDER/ORDER_ITEM_LIST/ORDER_ITEM[2]/ORDER_UNIT\n"
        "  to do: A piece is C62."
    )


def test_warnings_of_a_valid_document_are_no_junit_failure() -> None:
    suite = ElementTree.fromstring(render("junit", report_of(replace(FINDING, severity="warning"), valid=True)))

    assert suite.find(".//failure") is None
    assert "warning schema/bad-code" in suite.findtext(".//system-out", "")


def test_an_invalid_document_with_hidden_findings_is_a_junit_failure() -> None:
    (failure,) = ElementTree.fromstring(render("junit", replace(report_of(FINDING), findings=()))).iter("failure")

    assert "hidden" in failure.attrib["message"]


# GitHub


def test_github_shows_a_finding_at_its_place() -> None:
    (command,) = commands_in(render("github", report_of(FINDING)))

    assert command == Command(
        "error",
        {"file": "order.xml", "line": "51", "col": "26", "endColumn": "29", "title": "schema/bad-code"},
        "order.xml:51:26: schema/bad-code: 'Stk' is no unit of the standard\nA piece is C62.",
    )


def test_github_says_nothing_of_lines_and_columns_that_are_not_known() -> None:
    (command,) = commands_in(render("github", report_of(UNPLACED, valid=None)))

    assert command.properties == {"file": "order.xml", "title": "xml/unreadable"}


def test_github_names_no_file_for_standard_input() -> None:
    (command,) = commands_in(render("github", report_of(FINDING, path="-")))

    assert command.properties == {"title": "schema/bad-code"}
    assert command.data.startswith("standard input:51:26: ")


def test_github_warns_of_warnings(folder: Path) -> None:
    (folder / "opentrans.toml").write_text('[severities]\nschema = "warning"')

    assert [command.name for command in commands_in(run("github", "bad.xml").stdout)] == ["warning"]


def test_a_file_name_with_commas_and_colons_reaches_github_whole() -> None:
    (command,) = commands_in(render("github", report_of(FINDING, path="a,line=1::b%3A:.xml")))

    assert command.properties["file"] == "a,line=1::b%3A:.xml"
    assert command.properties["line"] == "51"


@pytest.mark.parametrize(("variable", "expected"), [("true", 1), ("", 0), (None, 0)])
def test_auto_is_github_where_github_runs_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None, expected: int
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    if variable is not None:
        monkeypatch.setenv("GITHUB_ACTIONS", variable)

    assert len(list(commands_in(run("auto", "bad.xml").stdout))) == expected


# GitLab


def test_gitlab_has_what_it_needs_of_every_finding(folder: Path) -> None:
    issues = json.loads(run("gitlab", *ALL).stdout)

    assert [issue["location"] for issue in issues] == [
        {"path": "bad.xml", "lines": {"begin": 51}},
        {"path": "truncated.xml", "lines": {"begin": 55}},
        {"path": "absent.xml", "lines": {"begin": 1}},
    ]
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")


def test_gitlab_of_valid_documents_is_an_empty_array(folder: Path) -> None:
    assert json.loads(run("gitlab", "good.xml").stdout) == []


def test_paths_have_no_dots_in_front(folder: Path) -> None:
    assert {issue["location"]["path"] for issue in json.loads(run("gitlab", ".").stdout)} == {
        "bad.xml",
        "truncated.xml",
    }


# fingerprints


def fingerprints(style: str, *paths: str) -> list[str]:
    if style == "gitlab":
        return [issue["fingerprint"] for issue in json.loads(run("gitlab", *paths).stdout)]
    results = json.loads(run("sarif", *paths).stdout)["runs"][0]["results"]
    return [result["partialFingerprints"]["opentransFinding/v1"] for result in results]


@pytest.mark.parametrize("style", ["gitlab", "sarif"])
@pytest.mark.parametrize("name", ["bad.xml", "truncated.xml"])
def test_a_fingerprint_stays_when_lines_shift(folder: Path, style: str, name: str) -> None:
    before = fingerprints(style, name)
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text.replace("<ORDER_HEADER>", "\n\n<!-- more -->\n<ORDER_HEADER>"), encoding="utf-8")

    assert fingerprints(style, name) == before
    assert len(before) == 1


@pytest.mark.parametrize("style", ["gitlab", "sarif"])
def test_fingerprints_differ_even_where_findings_are_alike(folder: Path, style: str) -> None:
    found = fingerprints(style, *map(str, INVALID))
    alike = json.loads(render("gitlab", replace(report_of(FINDING), findings=(FINDING, replace(FINDING, line=60)))))

    assert len(set(found)) == len(found)
    assert alike[0]["fingerprint"] != alike[1]["fingerprint"]


# nothing that comes from a document is a command


EVIL = st.text(
    st.one_of(
        st.sampled_from(
            ["::", "error", "set-env name=", "##[", "##vso[", "\r", "\n", "\u2028", "%0A", "%", ",", "<", "]]>", "&"]
        ).flatmap(st.sampled_from),
        st.characters(),
    ),
    max_size=40,
) | st.lists(
    st.sampled_from(
        ["::", "error ", "stop-commands", "##[", "##vso[x]", "\r", "\n", "\x85", "%0A", "a", "\x1b[31m", "\ud800"]
    ),
    max_size=8,
).map("".join)


@given(message=EVIL, hint=st.none() | EVIL, place=EVIL, name=EVIL, source=EVIL)
def test_text_from_outside_is_never_a_command(
    message: str, hint: str | None, place: str, name: str, source: str
) -> None:
    finding = replace(FINDING, message=message, hint=hint, path=place, excerpt=Excerpt(source, 0, len(source)))
    report = report_of(finding, path="x/" + name.replace("\0", "") + ".xml")
    for style in FORMATS:
        output = render(style, report)
        found = list(commands_in(output))
        if style == "github":
            (command,) = found
            assert command.name == "error"
            assert set(command.properties) <= {"file", "line", "col", "endColumn", "title"}
            assert (command.properties["line"], command.properties["title"]) == ("51", "schema/bad-code")
        else:
            assert found == []
        if style in ("sarif", "gitlab"):
            json.loads(output)
        elif style == "junit":
            ElementTree.fromstring(output.encode())
        output.encode()


def test_a_document_and_a_file_name_full_of_commands_do_nothing(folder: Path) -> None:
    text = (folder / "bad.xml").read_text(encoding="utf-8")
    attack = "&#10;::set-output name=x::y&#13;::stop-commands::z&#10;##[add-path]p&#10;##vso[task.setvariable]v"
    path = folder / "::error ::x\n::warning ::y.xml"
    path.write_text(text.replace(">Stk<", f">{attack}<"), encoding="utf-8")
    for style in FORMATS:
        found = [command.name for command in commands_in(run(style, path.name).stdout)]

        assert set(found) <= ({"error"} if style == "github" else set()), style


# the action


def test_the_inputs_of_the_action_are_never_run(tmp_path: Path) -> None:
    if (bash := shutil.which("bash")) is None:
        pytest.skip("there is no bash")
    script = textwrap.dedent((ROOT / "action.yml").read_text(encoding="utf-8").rpartition("run: |\n")[2])
    tool = tmp_path / "opentrans" / "bin" / "opentrans"
    tool.parent.mkdir(parents=True)
    tool.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    tool.chmod(0o755)
    inputs = {
        "OPENTRANS_PATHS": "a b.xml \t\r\n$(touch owned)\n-q\n  \n*.xml  \n'; touch owned #\n",
        "OPENTRANS_DIALECT": "`touch owned`",
        "OPENTRANS_ARGS": "--strict  $(touch${IFS}owned)\n--select schema",
    }

    done = subprocess.run(
        [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), **inputs},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.splitlines() == [
        "validate",
        "--strict",
        "$(touch${IFS}owned)",
        "--select",
        "schema",
        "--dialect",
        "`touch owned`",
        "--",
        "a b.xml",
        "$(touch owned)",
        "-q",
        "*.xml",
        "'; touch owned #",
    ]
    assert not (tmp_path / "owned").exists()
