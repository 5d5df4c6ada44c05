"""The exceptions of this package.

OpenTransError
+-- SourceError (OSError)       a path or stream cannot be read
+-- DialectError (ValueError)   no such dialect, or a month that is none
+-- SchemaError (ValueError)    an XSD, or an archive of XSDs, that cannot be used
"""

from __future__ import annotations


class OpenTransError(Exception):
    """Base of every exception that this package raises on purpose."""


class SourceError(OpenTransError, OSError):
    """A document or schema file that cannot be opened or read; ``path`` names it, ``reason`` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        return type(self), (self.path, self.reason)


class DialectError(OpenTransError, ValueError):
    """A dialect name that means nothing here; the message lists those that exist."""


class SchemaError(OpenTransError, ValueError):
    """A schema that cannot be read, compiled, installed or exported; the message says which file and why."""
