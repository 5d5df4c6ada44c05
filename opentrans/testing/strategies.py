"""The public strategies: whole documents, single elements, and texts of simple types, as a dialect takes them."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..errors import SchemaError
from ..names import MAIN_DOCUMENTS, OPENTRANS, PREFIXES
from ..schema.dialects import Dialect, find_dialect
from ..schema.sets import SchemaSet
from ..schema.tables import Declaration, tables_for
from .drawing import Drawing
from .markup import LAYOUTS, write
from .plans import Plans
from .texts import Texts


def documents(document_type: str | None = None, *, dialect: str | Dialect = "itscope") -> SearchStrategy[bytes]:
    """Valid documents (for the schema, not for the business rules) as UTF-8 XML; they shrink to the smallest one.

    Args:
        document_type: ORDER, ORDERRESPONSE, DISPATCHNOTIFICATION, INVOICE or QUOTATION; None draws any that
            the dialect has.
        dialect: whose schema decides: a name or path that ``opentrans.find_dialect`` knows, or a Dialect.

    Raises ValueError for another document type, DialectError for an unknown dialect, SchemaError where no tables can
    be made of its schema. Texts of list and union types, which the bundled schemas do not have, may be invalid.

    >>> from opentrans import is_valid
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, database=None)
    ... @given(documents("INVOICE"))
    ... def check(data):
    ...     assert is_valid(data, rules=False)
    >>> check()
    """
    if document_type is not None and document_type not in MAIN_DOCUMENTS:
        raise ValueError(f"{document_type!r} is no document; known are {', '.join(sorted(MAIN_DOCUMENTS))}")
    plans, texts = _knowledge(dialect)
    known = [name for name in sorted(MAIN_DOCUMENTS) if plans.named(_clark(name, OPENTRANS))]
    names = [document_type] if document_type or not known else known
    return _written(plans, texts, st.sampled_from([_declaration(plans, name or "ORDER").index for name in names]))


def elements(name: str, *, dialect: str | Dialect = "itscope") -> SearchStrategy[bytes]:
    """One valid element with its content, as UTF-8 XML with the element as root.

    Args:
        name: as in documents (``PARTY``, ``bmecat:PARTY_ID``) or in Clark notation.
        dialect: see ``documents``.

    Raises ValueError for an element that the schema does not have; else as ``documents``.
    """
    plans, texts = _knowledge(dialect)
    return _written(plans, texts, st.just(_declaration(plans, name).index))


def values(
    name: str, attribute: str | None = None, *, dialect: str | Dialect = "itscope", across: bool = False
) -> SearchStrategy[str]:
    """Texts that an element, or one of its attributes, takes.

    Args:
        name: the element, see ``elements``.
        attribute: the name of an attribute of it, None for its own text.
        dialect: see ``documents``.
        across: also draw texts just outside of the limits (lengths, bounds, codes, near misses of patterns), so that
            about half of all are refused; libxml2 knows which.

    Raises ValueError where there is no such element, text or attribute, or where the values are xs:ID, which depend
    on the rest of the document; else as ``documents``.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=20, database=None)
    ... @given(values("ORDER_ID"))
    ... def check(text):
    ...     assert 1 <= len(text) <= 250
    >>> check()
    """
    plans, texts = _knowledge(dialect)
    declaration = _declaration(plans, name)
    plan = plans.of(declaration.index)
    found = plan.text
    if attribute is not None:
        clark = _clark(attribute, "")
        found = plan.attributes[clark].type if clark in plan.attributes else None
    if found is None:
        what = "has no text of its own" if attribute is None else f"has no attribute {attribute}"
        raise ValueError(f"{name} {what}")
    simple = plans.tables.simple(found)
    if simple.base == "ID":
        raise ValueError(f"values of {name}/@{attribute} must differ in a document: draw the document instead")
    return texts.across(simple) if across else texts.within(simple)


def _knowledge(dialect: str | Dialect) -> tuple[Plans, Texts]:
    used = dialect if isinstance(dialect, Dialect) else find_dialect(dialect)
    return _known(used.schema_set)


@cache
def _known(schema_set: SchemaSet) -> tuple[Plans, Texts]:
    tables = tables_for(schema_set)
    if tables is None:
        raise SchemaError(f"{schema_set.entry}: no documents can be drawn, as no tables can be made of this schema")
    return Plans(tables), Texts(tables)


def _clark(name: str, namespace: str) -> str:
    """A name in Clark notation; one without prefix belongs to ``namespace``."""
    if name.startswith("{"):
        return name
    prefix, colon, local = name.rpartition(":")
    if colon:
        namespace = next((uri for uri, usual in PREFIXES.items() if usual == prefix + colon), prefix)
    return f"{{{namespace}}}{local}" if namespace else local


def _declaration(plans: Plans, name: str) -> Declaration:
    found = plans.named(_clark(name, OPENTRANS))
    if found is None:
        raise ValueError(f"the schema has no element {name!r}; names are written as in documents, as bmecat:PARTY_ID")
    return found


def _written(plans: Plans, texts: Texts, roots: SearchStrategy[int]) -> SearchStrategy[bytes]:
    @st.composite
    def drawn(draw: DrawFn) -> bytes:
        node = Drawing(draw, plans, texts).document(draw(roots))
        return write(node, draw(LAYOUTS))

    return drawn()
