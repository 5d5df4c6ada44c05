"""libxml2's verdict on single values, asked through small schemas made from the tables, and remembered."""

from __future__ import annotations

from lxml import etree

from ...schema.kinds import is_valid, restriction_of, value_schema
from ...schema.tables import SimpleType, Tables

_MOST_REMEMBERED = 100_000
_LONGEST_REMEMBERED = 200
_SURE_DIGITS = 15


class Oracle:
    """Says whether values are valid for the simple types of a set of tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._schemas: dict[int, etree.XMLSchema | None] = {}
        self._known: dict[tuple[int, str], bool] = {}
        self._code_sets: dict[int, frozenset[str]] = {}

    def valid(self, simple: SimpleType, value: str) -> bool:
        """Is ``value`` valid? Lists and unions, which the tables do not describe, are taken as valid."""
        if simple.base is None:
            return True
        if simple.base == "string" and simple.white_space == "preserve" and not simple.patterns:
            return self._plainly_valid(simple, value)
        if simple.kind == "number" and not simple.bounds and plain_number(value):
            return True
        key = (simple.index, value)
        if (known := self._known.get(key)) is None:
            known = self._ask(simple, value)
            if len(self._known) < _MOST_REMEMBERED and len(value) <= _LONGEST_REMEMBERED:
                self._known[key] = known
        return known

    def _plainly_valid(self, simple: SimpleType, value: str) -> bool:
        length = len(value)
        if simple.max_length is not None and length > simple.max_length:
            return False
        if simple.min_length is not None and length < simple.min_length:
            return False
        if simple.length is not None and length != simple.length:
            return False
        if simple.codes is None:
            return True
        codes = self._code_sets.get(simple.index)
        if codes is None:
            codes = self._code_sets[simple.index] = frozenset(simple.codes)
        return value in codes

    def _ask(self, simple: SimpleType, value: str) -> bool:
        if simple.index not in self._schemas:
            row = {name: getattr(simple, name) for name in ("base", "patterns", "length", "min_length", "max_length")}
            row["bounds"] = simple.bounds
            try:
                schema = value_schema({simple.index: restriction_of(row, simple.codes)})
            except etree.XMLSchemaParseError:
                schema = None
            self._schemas[simple.index] = schema
        schema = self._schemas[simple.index]
        return schema is None or is_valid(schema, simple.index, value)


def plain_number(value: str) -> bool:
    """A number of which there is no doubt: ASCII digits, perhaps with a point between them."""
    before, _, after = value.partition(".")
    return len(value) <= _SURE_DIGITS and value.isascii() and before.isdigit() and (after.isdigit() or "." not in value)
