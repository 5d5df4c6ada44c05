"""Dialects: what a receiver expects, that is a schema set and the rules that go with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from ..errors import DialectError
from ..names import MAIN_DOCUMENTS
from .compile import compile_set
from .sets import LAST_CHANGE, RuleFamily, SchemaSet, bundled

if TYPE_CHECKING:
    from lxml import etree

    from ..validation.findings import SchemaInfo


@dataclass(frozen=True, eq=False)
class Dialect:
    """A schema set with a name, the month of ITscope's changes it stands for (if any), and its family of rules."""

    name: str
    as_of: str | None
    rules: RuleFamily
    schema_set: SchemaSet

    @property
    def bundled(self) -> bool:
        """Does the schema ship with the package (or is made from what does)?"""
        return self.name.partition("@")[0] in ("standard", "itscope")

    @cached_property
    def info(self) -> SchemaInfo:
        """What a report says of the schema that judged."""
        from ..validation.findings import SchemaInfo

        return SchemaInfo(self.name, self.as_of, self.schema_set.sha256)

    def schema_for(self, document_type: str) -> etree.XMLSchema:
        """The compiled schema for a document type (raises SchemaError if the set cannot be compiled)."""
        entry = self.schema_set.entry if document_type in MAIN_DOCUMENTS else self.schema_set.full_entry
        return compile_set(self.schema_set, entry)


def is_xsd_path(name: str) -> bool:
    """Does the name of a dialect mean an XSD file?"""
    return name.lower().endswith(".xsd") or "/" in name or os.sep in name


def find_dialect(name: str) -> Dialect:
    """The dialect called ``name``.

    ``standard``, ``itscope`` (all changes), ``itscope@YYYY-MM`` (changes up to and including that month), the name
    of an installed schema, or the path of an XSD file.

    Raises DialectError for a name that means nothing, SourceError or SchemaError for an XSD that cannot be used.
    """
    if name.partition("@")[0] in ("standard", "itscope"):
        return _bundled(name)
    if is_xsd_path(name):
        from .foreign import from_path

        return Dialect(name, None, "none", from_path(name))
    from .installed import installed_dialects, load_installed

    if (found := load_installed(name)) is not None:
        return Dialect(name, None, found.rules, found.schema_set)
    known = ["itscope", "itscope@YYYY-MM", "standard", *installed_dialects()]
    raise DialectError(f"there is no dialect {name!r}; known are {', '.join(known)}, or the path of an XSD file")


@cache
def _bundled(name: str) -> Dialect:
    if name == "standard":
        return Dialect(name, None, "standard", bundled("standard"))
    if name == "itscope":
        return Dialect(name, LAST_CHANGE, "itscope", bundled("itscope"))
    import re

    if not (dated := re.fullmatch(r"itscope@(\d{4}-(?:0[1-9]|1[0-2]))", name, re.ASCII)):
        raise DialectError(f"{name!r} is no dialect: a month is written YYYY-MM, as in itscope@2022-07")
    from .changes import patched

    return Dialect(name, dated[1], "itscope", patched(dated[1]))
