"""What the tests share: the samples, the originals where they are at hand, and the command as people call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opentrans.testing.itscope import itscope_sandbox  # noqa: F401  # a fixture
from tests.command import ROOT, Command
from tests.equivalence.sources import VARIABLE, Reference, find_reference

#: Variables by which the command behaves differently on somebody's machine.
_PERSONAL = ("GITHUB_ACTIONS", "GITLAB_CI", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "OPENTRANS_SCHEMAS")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing that somebody installed on this machine counts, and nothing is left behind on it."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        for name in _PERSONAL:
            patch.delenv(name, raising=False)
        patch.setenv("OPENTRANS_SCHEMAS", str(folder / "schemas"))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample documents."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The folder with the original XSDs; tests that need it skip without it."""
    found = find_reference()
    if found is None:
        pytest.skip(f"{VARIABLE} does not name the folder with the original XSDs")
    return found


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The command ``opentrans``, in a process of its own with ``tmp_path`` as its folder."""
    return Command(tmp_path)
