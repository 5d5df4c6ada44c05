"""Calling ``opentrans`` as people do: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: The checkout.
ROOT = Path(__file__).resolve().parent.parent


class Command:
    """``opentrans`` in a folder; calling it with arguments gives the finished process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, *arguments: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it; ``env`` is added to the environment."""
        called = [sys.executable, "-m", "opentrans", *map(str, arguments)]
        return subprocess.run(
            called, input=stdin, capture_output=True, cwd=self.folder, env=environment(env), timeout=120, check=False
        )

    def json(self, *arguments: str | Path, stdin: bytes = b"", code: int) -> Any:
        """What ``validate --format json`` says, given that it ends with the exit code ``code``."""
        done = self("validate", "--format", "json", *arguments, stdin=stdin)
        assert (done.returncode, done.stderr) == (code, b""), done
        return json.loads(done.stdout)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a command that a test starts: this package first, then ``more``."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **(more or {})}
