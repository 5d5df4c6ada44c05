"""From drawn elements to bytes, in the ways in which people write XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..names import BMECAT, OPENTRANS, XMIME, XSI, XSIG

_XML = "http://www.w3.org/XML/1998/namespace"
_USUAL = {OPENTRANS: "", BMECAT: "bmecat", XMIME: "xmime", XSIG: "xsig"}
_OTHERS = {OPENTRANS: "ot", BMECAT: "", XMIME: "m", XSIG: "ds"}
_LOCATION = f"{OPENTRANS} opentrans_2_1.xsd"
_TEXT = {"\r": "&#13;"}
_VALUE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


class Comment(str):
    """The text of a comment."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Node:
    """An element: name and attributes in Clark notation; where it is ``mixed``, blanks in it have a meaning."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[Node | Comment | str] = field(default_factory=list)
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How XML is written: prefixes by namespace ("" is the default one; others are declared where they are needed)."""

    prefixes: Mapping[str, str]
    indent: bool = False
    declaration: bool = True
    location: bool = False
    comments: bool = False


#: The usual layout first; the others come seldom.
LAYOUTS: SearchStrategy[Layout] = st.sampled_from(
    (
        *[Layout(_USUAL, indent=True)] * 6,
        Layout(_USUAL, location=True, declaration=False),
        Layout(_USUAL, indent=True, comments=True),
        Layout(_OTHERS),
        Layout({}, indent=True, location=True),
    )
)


def write(root: Node, layout: Layout) -> bytes:
    """The document of a root element as UTF-8."""
    start = '<?xml version="1.0" encoding="UTF-8"?>\n' if layout.declaration else ""
    declared = [f' xmlns{":" if prefix else ""}{prefix}="{namespace}"' for namespace, prefix in layout.prefixes.items()]
    if layout.location:
        declared.append(f' xmlns:xsi="{XSI}" xsi:schemaLocation="{_LOCATION}"')
    default = next((namespace for namespace, prefix in layout.prefixes.items() if not prefix), "")
    prefixes = {namespace: prefix for namespace, prefix in layout.prefixes.items() if prefix} | {_XML: "xml"}
    out = [start]
    _Writer(layout, out).element(root, default, prefixes, "\n" if layout.indent else "", "".join(declared))
    return "".join(out).encode()


class _Writer:
    """Writes elements into a list of texts."""

    def __init__(self, layout: Layout, out: list[str]) -> None:
        self.layout = layout
        self.out = out

    def element(self, node: Node, default: str, prefixes: dict[str, str], line: str, declared: str) -> None:
        """An element, where ``default`` and ``prefixes`` are in force; ``line`` begins a line at its depth."""
        namespace, local = _split(node.name)
        if namespace in prefixes and namespace != default:
            name = f"{prefixes[namespace]}:{local}"
        else:
            name = local
            if namespace != default:
                declared += f" xmlns={quoteattr(namespace)}"
                default = namespace
        out = self.out
        attributes = []
        for clark, value in node.attributes.items():
            space, local = _split(clark)
            if space and space not in prefixes:
                prefixes = {**prefixes, space: f"n{len(prefixes)}"}
                declared += f" xmlns:{prefixes[space]}={quoteattr(space)}"
            attributes.append(f" {prefixes[space] + ':' if space else ''}{local}={quoteattr(value, _VALUE)}")
        out.append(f"<{name}{declared}{''.join(attributes)}")
        if not node.content:
            out.append("/>")
            return
        out.append(">")
        only_elements = not node.mixed and not isinstance(node.content[0], str)
        if only_elements and self.layout.comments:
            out.append(f"{line}<!-- {local} -->")
        inner = line + "  " if line and only_elements else ""
        for item in node.content:
            if isinstance(item, Node):
                out.append(inner)
                self.element(item, default, prefixes, inner, "")
            elif isinstance(item, Comment):
                out.append(f"<!--{item}-->")
            else:
                self.text(item, whole=not node.mixed)
        out.append(f"{line if inner else ''}</{name}>")

    def text(self, text: str, *, whole: bool) -> None:
        """A text; one that is ``whole`` may be written with a comment in it."""
        if whole and self.layout.comments and len(text) > 1:
            self.out += [escape(text[:1], _TEXT), "<!-- and -->", escape(text[1:], _TEXT)]
        else:
            self.out.append(escape(text, _TEXT))


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name[1:].rpartition("}") if name.startswith("{") else ("", "", name)
    return namespace, local
