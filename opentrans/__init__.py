"""openTRANS 2.1 for Python: validate, build, generate and send business documents.

Names are loaded when they are first used, so that ``import opentrans`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .amounts import Tolerances
    from .errors import DialectError, OpenTransError, SchemaError, SourceError
    from .schema.dialects import Dialect, find_dialect
    from .validation.findings import Excerpt, Finding, Layers, Report, SchemaInfo
    from .validation.fixes import Change, Fixed, fix_document
    from .validation.validator import is_valid, iter_findings, validate

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Dialect",
    "DialectError",
    "Excerpt",
    "Finding",
    "Fixed",
    "Layers",
    "OpenTransError",
    "Report",
    "SchemaError",
    "SchemaInfo",
    "SourceError",
    "Tolerances",
    "__version__",
    "find_dialect",
    "fix_document",
    "is_valid",
    "iter_findings",
    "validate",
]

_HOMES = {
    "amounts": ("Tolerances",),
    "errors": ("DialectError", "OpenTransError", "SchemaError", "SourceError"),
    "schema.dialects": ("Dialect", "find_dialect"),
    "validation.findings": ("Excerpt", "Finding", "Layers", "Report", "SchemaInfo"),
    "validation.fixes": ("Change", "Fixed", "fix_document"),
    "validation.validator": ("is_valid", "iter_findings", "validate"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            value = getattr(import_module(f".{home}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
