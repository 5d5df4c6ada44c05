"""Hypothesis strategies for tests of programs that read or write openTRANS 2.1.

They draw valid documents, from minimal to maximal, out of the tables of a dialect's own schema: every element and
attribute, free XML in the ``*_UDX`` elements, XML signatures, texts up to their limits. The package hypothesis is
needed: ``pip install opentrans-toolkit[testing]``.

    from hypothesis import given
    from opentrans.testing import documents

    @given(documents("ORDER"))
    def test_my_import_reads_every_order(data: bytes) -> None:
        my_import(data)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .strategies import documents, elements, values

__all__ = ["documents", "elements", "values"]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            import hypothesis as _hypothesis  # noqa: F401
        except ImportError as error:
            raise ImportError(
                "opentrans.testing needs the package hypothesis: pip install opentrans-toolkit[testing]",
                name="hypothesis",
            ) from error
        from . import strategies

        return getattr(strategies, name)
