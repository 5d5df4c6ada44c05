"""The typed documents: one class for each structured element of the five documents.

``from opentrans.model import OrderInfo``: names are those of the standard, in Python's manner. A module of
``elements`` holds the classes of the XSD of its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .moment import Moment as Moment
from .raw import Xml as Xml

if TYPE_CHECKING:
    from .elements import *
else:
    from .elements import HOMES

    __all__ = [*HOMES, "Moment", "Xml"]  # noqa: PLE0604  # they are strings

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        value = getattr(import_module(".elements", __name__), name)
        globals()[name] = value
        return value
