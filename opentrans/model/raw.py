"""XML that is kept as it is: the content of the UDX elements and of XML signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ..names import BMECAT, OPENTRANS, XMIME, XSI, XSIG
from ..secure_xml import parser

#: The prefixes that may be used in raw XML without being declared in it.
DECLARED = {"bmecat": BMECAT, "xsig": XSIG, "xmime": XMIME, "xsi": XSI}
_DECLARATIONS = f'xmlns="{OPENTRANS}"' + "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in DECLARED.items())
_START_TAG = re.compile(r"<[^>]*>")
_PREFIX = re.compile(r' xmlns(?::([^=]+))?="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Xml:
    """One element (or comment) of any XML, as text.

    Without a declaration of its own, the default namespace is openTRANS; ``bmecat:``, ``xsig:``, ``xmime:`` and
    ``xsi:`` are known. Raises ValueError for what is no well-formed element.

    >>> Xml("<UDX.DROPSHIPMENT>true</UDX.DROPSHIPMENT>").text
    'true'
    """

    source: str

    def __post_init__(self) -> None:
        if not isinstance(self.source, str):
            raise TypeError(f"raw XML is a str, not {type(self.source).__name__}")
        try:
            wrapper = etree.fromstring(f"<_ {_DECLARATIONS}>{self.source}</_>", parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ValueError(f"this is no well-formed element: {error}") from None
        if len(wrapper) != 1 or wrapper.text or wrapper[0].tail or _is_instruction(wrapper[0]):
            raise ValueError("raw XML is one element with its content, and nothing beside it")

    @property
    def element(self) -> etree._Element:
        """The element as a new lxml tree."""
        return etree.fromstring(f"<_ {_DECLARATIONS}>{self.source}</_>", parser())[0]

    @property
    def tag(self) -> str | None:
        """The element's name in Clark notation; None for a comment."""
        tag = self.element.tag
        return tag if isinstance(tag, str) else None

    @property
    def text(self) -> str:
        """The element's text, that of its children included."""
        element = self.element
        return "".join(map(str, element.itertext())) if isinstance(element.tag, str) else element.text or ""


def _is_instruction(element: etree._Element) -> bool:
    return isinstance(element, etree._ProcessingInstruction)


def raw(element: etree._Element) -> Xml:
    """An element or comment of a tree as raw XML, so that it means the same inside an openTRANS document."""
    made = object.__new__(Xml)
    object.__setattr__(made, "source", _source(element))
    return made


def _source(element: etree._Element) -> str:
    text = etree.tostring(element, with_tail=False, encoding="unicode")
    if not isinstance(element.tag, str):
        return text
    match = _START_TAG.match(text)
    assert match is not None
    start, rest = match[0], text[match.end() :]

    def declaration(found: re.Match[str]) -> str:
        prefix, uri = found[1], found[2]
        if prefix is None:
            return "" if uri == OPENTRANS else found[0]
        bare = _PREFIX.sub("", start)
        used = f"{prefix}:" in bare or f"{prefix}:" in rest
        return found[0] if used and DECLARED.get(prefix) != uri else ""

    shortened = _PREFIX.sub(declaration, start)
    if element.nsmap.get(None) is None and ' xmlns="' not in shortened:
        name_end = re.search(r"[\s/>]", shortened)
        assert name_end is not None
        shortened = f'{shortened[: name_end.start()]} xmlns=""{shortened[name_end.start() :]}'
    return shortened + rest
