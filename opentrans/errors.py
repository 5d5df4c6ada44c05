"""The exceptions of this package.

OpenTransError
+-- SourceError (OSError)       a path or stream cannot be read
+-- DialectError (ValueError)   no such dialect, or a month that is none
+-- SchemaError (ValueError)    an XSD, or an archive of XSDs, that cannot be used
+-- DocumentError (ValueError)  a document that is not valid, with the report that says why
+-- ModelError (ValueError)     a value that an element of the model does not take
|   +-- ModelTypeError (TypeError)  an unknown field, a missing one, or a value of a wrong type
+-- build.BuildError (ValueError)   business data of which no valid document can be made
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .validation.findings import Report


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


class DocumentError(OpenTransError, ValueError):
    """A document that cannot be read or written because it is not valid; ``report`` holds the findings."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, Report]]:
        return type(self), (str(self), self.report)


class ModelError(OpenTransError, ValueError):
    """A value that an element of the model does not take: ``path`` names class and field, ``reason`` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[ModelError], tuple[str, str]]:
        return type(self), (self.path, self.reason)


class ModelTypeError(ModelError, TypeError):
    """An unknown field, a missing one, or a value of a wrong type."""
