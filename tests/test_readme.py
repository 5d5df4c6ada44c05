"""README is true: its commands run as they stand, its Python examples give what they say."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from opentrans import DispatchNotification
from opentrans.schema.changes import load_changes
from tests.command import ROOT, environment

README = (ROOT / "README.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def _commands() -> list[tuple[str, int]]:
    """Every line of a shell block that calls the command, without its comment, and the exit code that it shall have."""
    lines = (line.partition("#") for block in _blocks("sh") for line in block.splitlines())
    return [
        (line.strip(), int("exit code 1" in comment)) for line, _, comment in lines if line.startswith("opentrans ")
    ]


def _called(command: str) -> str:
    return command.replace("opentrans ", f'"{sys.executable}" -m opentrans ', 1)


def _run(command: str, folder: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _called(command),
        shell=True,
        cwd=folder,
        env=environment(env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the commands use of a fresh clone; and ITscope's download, which users bring along."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    with zipfile.ZipFile(tmp_path / "opentrans-download.zip", "w") as archive:
        for xsd in (ROOT / "schemas" / "itscope").glob("*.xsd"):
            archive.write(xsd, f"english/{xsd.name}")
        archive.writestr("english/documentation.pdf", b"%PDF-1.4")
    return tmp_path


def test_the_shell_commands_run_in_the_order_in_which_they_stand_in_a_fresh_clone(clone: Path) -> None:
    commands = _commands()
    assert len(commands) >= 20
    for command, code in commands:
        done = _run(command, clone)
        assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
        if command.startswith("opentrans reply "):
            assert done.stderr.endswith(" written, valid\n")
            assert len(done.stderr.splitlines()) == 1  # no warning


def test_the_first_command_ends_as_it_is_said() -> None:
    done = _run('opentrans validate "samples/*.xml"', ROOT)
    assert f"`{done.stdout.splitlines()[-1].partition(',')[0]}`" in README
    assert "relies on what this tool assumes about ITscope's changes 14" in done.stdout


def test_the_table_of_lines_is_one_that_reply_takes(clone: Path) -> None:
    packed = next(block for block in _blocks("text") if block.startswith("article;"))
    (clone / "packed.csv").write_text(packed, encoding="utf-8")
    answer, delivery, *_ = [command for command, _ in _commands() if command.startswith("opentrans reply")]
    for command in (answer, f"{delivery} --lines packed.csv"):
        done = _run(command, clone)
        assert done.returncode == 0, done.stderr
    items = DispatchNotification.load(clone / "delivery.xml").dispatchnotification_item_list.dispatchnotification_item
    assert [(str(item.quantity), len(item.product_id.serial_number)) for item in items] == [("2", 2)]


def test_what_generate_made_is_sent_to_the_sandbox_from_a_second_terminal(clone: Path) -> None:
    copied, generated = [command for command, _ in _commands() if "response" in command and " reply " not in command]
    assert _run(copied, clone).returncode == 0
    assert "Take the `#` off `# action: confirm` at the end of `response.yaml`" in README
    mapping = clone / "response.yaml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace("# action: confirm", "action: confirm"), encoding="utf-8"
    )
    assert _run(generated, clone).returncode == 0
    block = next(one for one in _blocks("text") if "opentrans itscope sandbox" in one)
    start = next(line for line in block.splitlines() if line.startswith("opentrans "))
    arguments = [sys.executable, "-m", *start.split(), "--port", "0"]
    with subprocess.Popen(arguments, cwd=clone, env=environment(), stdout=subprocess.PIPE, encoding="utf-8") as sandbox:
        try:
            assert sandbox.stdout is not None
            told = next(line for line in sandbox.stdout if line.startswith("sh: "))
            variables = dict(re.findall(r"export (\w+)='([^']*)'", told))
            second = next(one for one in _blocks("text") if one.startswith("opentrans itscope deals"))
            said = [_run(command, clone, variables) for command in second.splitlines()]
        finally:
            sandbox.terminate()
    assert [one.returncode for one in said] == [0, 0], said
    assert "ARRIVED" in said[0].stdout
    assert "1 sent" in said[1].stdout


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
