"""Where the shipped data lies: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def data_path(*parts: str) -> str:
    """Path of a shipped file or folder, for example ``data_path("schemas", "standard")``."""
    wheel = os.path.join(_PACKAGE, "_data")
    return os.path.join(wheel if os.path.isdir(wheel) else os.path.dirname(_PACKAGE), *parts)
