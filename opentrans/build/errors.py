"""What the builders raise."""

from __future__ import annotations

from ..errors import OpenTransError


class BuildError(OpenTransError, ValueError):
    """Business data that makes no document; ``path`` names the field (``lines[2].price``), ``reason`` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[BuildError], tuple[str, str]]:
        return type(self), (self.path, self.reason)
