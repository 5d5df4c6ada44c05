"""README is true: its commands run as they stand, its Python examples give what they say."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from opentrans.schema.changes import load_changes
from tests.command import ROOT, environment

README = (ROOT / "README.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def _commands() -> list[str]:
    """Every line of a shell block that calls the command, without its comment."""
    lines = (line for block in _blocks("sh") for line in block.splitlines())
    return [line.partition("#")[0].strip() for line in lines if line.startswith("opentrans ")]


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    called = command.replace("opentrans ", f'"{sys.executable}" -m opentrans ', 1)
    return subprocess.run(
        called, shell=True, cwd=folder, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder as README's commands expect it."""
    (tmp_path / "inbox").mkdir()
    for name in ("order.xml", "inbox/2026-11-21.xml", "inbox/2026-11-22.xml"):
        shutil.copy(ROOT / "samples" / "story-1-order.xml", tmp_path / name)
    packed = next(block for block in _blocks("text") if block.startswith("article;"))
    (tmp_path / "packed.csv").write_text(packed, encoding="utf-8")
    shutil.copy(ROOT / "samples" / "exports" / "generic-de-order.csv", tmp_path / "export.csv")
    with zipfile.ZipFile(tmp_path / "opentrans-download.zip", "w") as archive:
        for xsd in (ROOT / "schemas" / "itscope").glob("*.xsd"):
            archive.write(xsd, f"english/{xsd.name}")
        archive.writestr("english/documentation.pdf", b"%PDF-1.4")
    return tmp_path


def test_the_shell_commands_run_in_the_order_in_which_they_stand(inbox: Path) -> None:
    commands = _commands()
    assert len(commands) >= 6
    for command in commands:
        done = _run(command, inbox)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("block", _blocks("console"))
def test_the_console_examples_show_what_the_command_says(block: str) -> None:
    command, *shown = block.splitlines()
    done = _run(command.removeprefix("$ "), ROOT)
    said = done.stdout.splitlines()
    assert shown
    assert [line.rstrip() for line in said[: len(shown)]] == shown


def test_the_python_examples_give_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    examples = "\n".join(_blocks("python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.tries >= 5
    assert runner.failures == 0


def test_every_option_of_validate_stands_in_readme() -> None:
    from opentrans.cli.validate import validate_command

    options = {name for option in validate_command.params for name in option.opts if name.startswith("--")}
    assert {name for name in options if not re.search(rf"{name}\b", README)} == set()


def test_readme_counts_the_changes_rightly() -> None:
    changes = load_changes()
    assumed = sum(bool(change.assumed) for change in changes)

    assert f"({len(changes)} changes, of which {assumed} in part)" in README
