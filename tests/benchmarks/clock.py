"""Taking the time: of a call in this process, and of other processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_SCRIPTS = Path(__file__).with_name("scripts")
_ROOT = Path(__file__).resolve().parents[2]
_INSTALLED = Path(sys.executable).with_name("opentrans")


@dataclass(frozen=True)
class Usage:
    """What a script needed: seconds for its task, and the most memory that its process ever had, in MB.

    ``findings`` is the number of errors that it told of.
    """

    seconds: float
    peak_mb: float
    findings: int


def timer(call: Callable[[], object], seconds: float) -> Callable[[], float]:
    """Measures one call by as many as fit into ``seconds``."""
    call()
    start = perf_counter()
    call()
    repeats = max(1, round(seconds / (perf_counter() - start)))

    def measure() -> float:
        start = perf_counter()
        for _ in range(repeats):
            call()
        return (perf_counter() - start) / repeats

    return measure


def opentrans_command() -> list[str]:
    """The installed command beside this Python; where there is none, this Python with the module."""
    return [str(_INSTALLED)] if _INSTALLED.exists() else [sys.executable, "-m", "opentrans"]


def bare_program(original: Path, files: str) -> list[str]:
    """The program with lxml alone that validates a file, or with ``@`` before its name the files that it lists."""
    return [sys.executable, str(_SCRIPTS / "bare_files.py"), str(original), files]


def run_timed(*commands: Sequence[str], folder: Path) -> float:
    """Seconds until all the commands, started at once in ``folder`` (where no configuration stands), have ended.

    Raises RuntimeError where one does not end with 0.
    """
    environment = dict(os.environ) if _INSTALLED.exists() else _with_checkout()
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: nobody compiles the modules at each start
    start = perf_counter()
    running = [
        subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for command in commands
    ]
    outputs = [process.communicate()[0] for process in running]
    seconds = perf_counter() - start
    for process, output in zip(running, outputs, strict=True):
        if process.returncode:
            said = output[-2000:].decode(errors="replace")
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}: {said}")
    return seconds


def run_script(name: str, *arguments: object) -> Usage:
    """Run a module of ``scripts`` that says itself what it needed."""
    command = [sys.executable, "-m", f"tests.benchmarks.scripts.{name}", *map(str, arguments)]
    done = subprocess.run(command, env=_with_checkout(), stdout=subprocess.PIPE, check=True)
    return Usage(**json.loads(done.stdout))


def _with_checkout() -> dict[str, str]:
    """The environment of processes that find the package and these modules in the checkout."""
    places = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))}
