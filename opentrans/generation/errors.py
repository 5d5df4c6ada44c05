"""The exceptions of generation.

OpenTransError
+-- SourceData (ValueError)     something in an export that cannot be used, with the place where it stands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import OpenTransError

if TYPE_CHECKING:
    from .sources.values import Origin


class SourceData(OpenTransError, ValueError):
    """Something in an export that cannot be used.

    Readers yield it beside the records that are all right; lookups raise it.

    ``origin``: the place; ``reason``: what is wrong; ``hint``: the way out, or None; ``fields``: the texts of the row
    as far as they could be told, so that the groups to which the row may belong are known; ``final``: nothing that
    stands behind this place could be read.
    """

    def __init__(
        self, origin: Origin, reason: str, hint: str | None = None, fields: tuple[str, ...] = (), *, final: bool = False
    ) -> None:
        super().__init__(f"{origin}: {reason}" + (f"; {hint}" if hint else ""))
        self.origin = origin
        self.reason = reason
        self.hint = hint
        self.fields = fields
        self.final = final

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.origin, self.reason, self.hint, self.fields, self.final)


def _restore(origin: Origin, reason: str, hint: str | None, fields: tuple[str, ...], final: bool) -> SourceData:
    return SourceData(origin, reason, hint, fields, final=final)
