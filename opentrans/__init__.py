"""openTRANS 2.1 for Python: validate, build, generate and send business documents.

Names are loaded when they are first used, so that ``import opentrans`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .amounts import Tolerances
    from .errors import (
        DialectError,
        DocumentError,
        ModelError,
        ModelTypeError,
        OpenTransError,
        SchemaError,
        SourceError,
    )
    from .generation.runs.run import generate
    from .model.document import SignatureWarning, UnreadWarning, load
    from .model.elements import DispatchNotification, Invoice, Order, OrderResponse, Quotation
    from .model.moment import Moment
    from .model.reading import Unread
    from .schema.dialects import Dialect, find_dialect
    from .validation.findings import Excerpt, Finding, Layers, Report, SchemaInfo
    from .validation.fixes import Change, Fixed, fix_document
    from .validation.validator import is_valid, iter_findings, validate

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Dialect",
    "DialectError",
    "DispatchNotification",
    "DocumentError",
    "Excerpt",
    "Finding",
    "Fixed",
    "Invoice",
    "Layers",
    "ModelError",
    "ModelTypeError",
    "Moment",
    "OpenTransError",
    "Order",
    "OrderResponse",
    "Quotation",
    "Report",
    "SchemaError",
    "SchemaInfo",
    "SignatureWarning",
    "SourceError",
    "Tolerances",
    "Unread",
    "UnreadWarning",
    "__version__",
    "find_dialect",
    "fix_document",
    "generate",
    "is_valid",
    "iter_findings",
    "load",
    "validate",
]

_HOMES = {
    "amounts": ("Tolerances",),
    "errors": (
        "DialectError",
        "DocumentError",
        "ModelError",
        "ModelTypeError",
        "OpenTransError",
        "SchemaError",
        "SourceError",
    ),
    "generation.runs.run": ("generate",),
    "model.document": ("SignatureWarning", "UnreadWarning", "load"),
    "model.elements": ("DispatchNotification", "Invoice", "Order", "OrderResponse", "Quotation"),
    "model.moment": ("Moment",),
    "model.reading": ("Unread",),
    "schema.dialects": ("Dialect", "find_dialect"),
    "validation.findings": ("Excerpt", "Finding", "Layers", "Report", "SchemaInfo"),
    "validation.fixes": ("Change", "Fixed", "fix_document"),
    "validation.validator": ("is_valid", "iter_findings", "validate"),
}


if not TYPE_CHECKING:

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
