"""The verdicts of two schemas on one document, and what explains a difference between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from .components import Components
from .sources import parser

#: A name that no schema knows, in the place of one that only the original knows.
_UNKNOWN = "{urn:unknown}unknown"


@dataclass(frozen=True)
class Judgement:
    """Our verdict and the original's: valid, invalid or not-well-formed.

    ``by_wildcard``: they differ, but only for globals inside a wildcard that the original alone declares.
    """

    ours: str
    theirs: str
    by_wildcard: bool = False

    @property
    def differ(self) -> bool:
        """Whether the schemas disagree without the excuse of a wildcard."""
        return self.ours != self.theirs and not self.by_wildcard


class Judge:
    """Two compiled schemas, and what is needed to find wildcards in a document."""

    def __init__(
        self, ours: etree.XMLSchema, theirs: etree.XMLSchema, ours_read: Components, theirs_read: Components
    ) -> None:
        self.ours = ours
        self.theirs = theirs
        self.foreign_elements = theirs_read.global_elements - ours_read.global_elements
        self.foreign_attributes = theirs_read.global_attributes - ours_read.global_attributes
        self.open = {
            element.name: frozenset(theirs_read.elements[part.key].name for part in element.named_children())
            for element in theirs_read.elements.values()
            if element.has_wildcard()
        }
        self.ids = {
            name
            for element in theirs_read.elements.values()
            for name, attribute in element.attributes.items()
            if attribute.text.base == "xs:ID"
        }

    def judge(self, data: bytes) -> Judgement:
        """What both schemas say of a document as it stands on disk."""
        ours, theirs = verdict_on_tree(self.ours, data), verdict_on_tree(self.theirs, data)
        return Judgement(ours, theirs, ours != theirs and self._equal_without_foreign(data))

    def compare_modes(self, data: bytes) -> str:
        """How our verdict while parsing stands to that on the tree: 'equal', 'repeated id' or 'different'.

        While it parses, libxml2 does not notice that an xs:ID comes twice; 'repeated id' is a difference that goes
        away with the attributes of that type.
        """
        if _modes_agree(self.ours, data):
            return "equal"
        root = parsed(data)
        if root is None:
            return "different"
        for element in root.iter(etree.Element):
            for name in self.ids.intersection(map(str, element.attrib)):
                del element.attrib[name]
        return "repeated id" if _modes_agree(self.ours, etree.tostring(root)) else "different"

    def _equal_without_foreign(self, data: bytes) -> bool:
        """Whether the verdicts agree once wildcards hold no global that only the original declares.

        Such elements are renamed to an unknown name rather than removed, so that nothing else changes: how many
        there are, and what stands beside and in them.
        """
        root = parsed(data)
        if root is None:
            return False
        changed = False
        for element in list(self._in_wildcards(root)):
            if element.tag in self.foreign_elements:
                element.tag = _UNKNOWN
                changed = True
            for name in self.foreign_attributes.intersection(map(str, element.attrib)):
                del element.attrib[name]
                changed = True
        changed_data = etree.tostring(root)
        return changed and verdict_on_tree(self.ours, changed_data) == verdict_on_tree(self.theirs, changed_data)

    def _in_wildcards(self, root: etree._Element) -> Iterator[etree._Element]:
        """Elements with a wildcard (their attributes may be free) and all that stands in these wildcards."""
        for owner in root.iter(*self.open):
            yield owner
            for child in owner.iterchildren(etree.Element):
                if child.tag not in self.open[str(owner.tag)]:
                    yield from child.iter(etree.Element)


def parsed(data: bytes) -> etree._Element | None:
    """The root of a document, or None where it is not well-formed."""
    try:
        return etree.fromstring(data, parser())
    except etree.XMLSyntaxError:
        return None


def verdict_on_tree(schema: etree.XMLSchema, data: bytes) -> str:
    """What a schema says of a document after it is read.

    Read anew for each schema: validation leaves marks in the tree (which attributes are IDs).
    """
    root = parsed(data)
    if root is None:
        return "not-well-formed"
    return "valid" if schema.validate(root.getroottree()) else "invalid"


def _modes_agree(schema: etree.XMLSchema, data: bytes) -> bool:
    return (verdict_on_tree(schema, data) == "valid") == (verdict_while_parsing(schema, data) == "valid")


def verdict_while_parsing(schema: etree.XMLSchema, data: bytes) -> str:
    """What a schema says while the document is read; not well-formed and invalid are one here."""
    reader = etree.XMLParser(schema=schema, no_network=True, resolve_entities=False)
    try:
        etree.parse(BytesIO(data), reader)
    except etree.XMLSyntaxError:
        return "invalid"
    return "valid"
