"""The exceptions of generation.

OpenTransError
+-- SourceData (ValueError)     something in an export that cannot be used, with the place where it stands
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import OpenTransError
from .places import Origin


class SourceData(OpenTransError, ValueError):
    """Something in an export that cannot be used.

    Readers yield it beside the records that are all right; lookups raise it.

    ``origin``: the place; ``reason``: what is wrong; ``hint``: the way out, or None; ``fields``: the texts of the row
    as far as they could be told, so that the groups to which the row may belong are known; ``told``: the columns of
    which the value is surely among them, with that value, "" where it is not known which of the texts it is;
    ``final``: nothing that stands behind this place could be read.
    """

    def __init__(
        self,
        origin: Origin,
        reason: str,
        hint: str | None = None,
        fields: tuple[str, ...] = (),
        told: Mapping[str, str] | None = None,
        *,
        final: bool = False,
    ) -> None:
        super().__init__(f"{origin}: {reason}" + (f"; {hint}" if hint else ""))
        self.origin = origin
        self.reason = reason
        self.hint = hint
        self.fields = fields
        self.told: Mapping[str, str] = told or {}
        self.final = final

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.origin, self.reason, self.hint, self.fields, self.told, self.final)


def _restore(
    origin: Origin, reason: str, hint: str | None, fields: tuple[str, ...], told: Mapping[str, str], final: bool
) -> SourceData:
    return SourceData(origin, reason, hint, fields, told, final=final)
