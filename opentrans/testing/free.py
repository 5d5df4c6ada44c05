"""Free XML, as it stands in ``*_UDX`` elements and signatures: known and unknown elements, texts, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ..names import BMECAT, OPENTRANS, XMIME
from ..schema.tables import Particle
from .markup import Comment, Node
from .texts import CHARACTERS

if TYPE_CHECKING:
    from .drawing import Drawing

_NAMESPACES = (OPENTRANS, "", "urn:example:free", BMECAT, "http://example.org/x?a=1&b=2")
_NAMES = ("UDX.FREE", "UDX.Größe-1", "UDX.A.B")
_ATTRIBUTES = {
    "kind": ("a", "ä & <b>", " x\ty\nz ", ""),
    "{urn:example:free}kind": ("a", "]]>"),
    f"{{{XMIME}}}contentType": ("text/plain", "application/pdf"),
    "{http://www.w3.org/XML/1998/namespace}lang": ("de", "en-GB"),
    "{http://www.w3.org/XML/1998/namespace}space": ("preserve", "default"),
}
_TEXTS = ("a", "true", "\n    ", " ", "ä\U0001f600", "a & b < c > d", "]]>", "\tx\r\ny\r", "{{ x }}")
_COMMENTS = ("note", "<a/>", " ä & b - c ", "")


def wild(drawing: Drawing, particle: Particle, above: tuple[int, ...]) -> Node:
    """An element that a wildcard allows: a known one, or, unless the wildcard is strict, an unknown one."""
    strict = particle.process == "strict"
    namespaces = () if strict else tuple(space for space in _spaces(particle) if particle.allows(space))
    known = _known(drawing, particle, strict=strict)
    if known and (not namespaces or drawing.number(4) > 2):
        return drawing.element(known[drawing.number(len(known) - 1)], (), above)
    return _unknown(drawing, namespaces, above, 0)


def add_attributes(drawing: Drawing, node: Node) -> None:
    """Give an element that takes any attribute some."""
    for name, values in _ATTRIBUTES.items():
        if name not in node.attributes and drawing.number(3) == 3:
            node.attributes[name] = values[drawing.number(len(values) - 1)]


def add_texts(drawing: Drawing, node: Node) -> None:
    """Put texts and comments before, between and behind the children of a mixed element."""
    content: list[Node | Comment | str] = []
    for item in (*node.content, None):
        picked = drawing.number(5)
        if picked == 5:
            content.append(Comment(_COMMENTS[drawing.number(len(_COMMENTS) - 1)]))
        if picked > 2:
            content.append(_text(drawing))
        if item is not None:
            content.append(item)
    node.content = content


def _text(drawing: Drawing) -> str:
    picked = drawing.number(len(_TEXTS) + 2)
    if picked < len(_TEXTS):
        return _TEXTS[picked]
    return drawing.text(_SOME_TEXTS) or _TEXTS[0]


_SOME_TEXTS = st.text(CHARACTERS, max_size=20)


def _unknown(drawing: Drawing, namespaces: tuple[str, ...], above: tuple[int, ...], depth: int) -> Node:
    """An element that no schema knows; what stands in it is as free."""
    namespace = namespaces[drawing.number(len(namespaces) - 1)]
    local = _NAMES[drawing.number(len(_NAMES) - 1)]
    node = Node(f"{{{namespace}}}{local}" if namespace else local, mixed=True)
    if drawing.number(2) == 2:
        add_attributes(drawing, node)
    for _ in range((0, 0, 0, 1, 2)[drawing.number(4)] if depth < 3 else 0):
        known = drawing.number(3) == 3
        inside = Particle("any", 1, 1, namespaces=("##any",), process="lax")
        child = wild(drawing, inside, above) if known else _unknown(drawing, _NAMESPACES, above, depth + 1)
        node.content.append(child)
    add_texts(drawing, node)
    return node


def _spaces(particle: Particle) -> tuple[str, ...]:
    listed = () if particle.namespaces[:1] in (("!",), ("##any",)) else particle.namespaces
    return (*_NAMESPACES, *listed)


def _known(drawing: Drawing, particle: Particle, *, strict: bool) -> list[int]:
    """Global elements that a wildcard allows; for a strict one only those that the document's schema surely has."""
    reached = drawing.plans.reached(drawing.root)
    return [
        index for name, index in drawing.plans.globals if particle.allows(name) and (not strict or index in reached)
    ]
