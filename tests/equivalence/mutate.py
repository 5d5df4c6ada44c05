"""Random changes to documents: each a small function that changes one place and says which.

A mutation takes the element picked for it, the vocabulary and the random numbers; it answers the attribute that it
touched, '' where it touched none, or None where it cannot be applied there (then nothing was changed).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from lxml import etree

from opentrans.names import BMECAT, OPENTRANS, XMIME, XSI, XSIG

from .components import Components, Element, document_names
from .generate import NSMAP
from .texts import borders, strange

_TYPE, _NIL = f"{{{XSI}}}type", f"{{{XSI}}}nil"
_BUILTIN = ("string", "normalizedString", "token", "decimal", "integer", "date", "float", "boolean", "anyURI", "ID",
            "base64Binary", "anyType", "anySimpleType", "nonNegativeInteger", "language")  # fmt: skip
_NAMESPACES = (OPENTRANS, BMECAT, XSIG, XMIME, "urn:example")


@dataclass(frozen=True)
class Vocabulary:
    """The names that documents are changed to, and the declarations behind names.

    ``types``: the named types of our schema only, since the original has more of them, which no document reaches.
    ``foreign``: global elements that only the original knows; they never become a root.
    """

    components: Components
    types: Sequence[str]
    foreign: Sequence[str]

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Element]]:
        """All declarations of a name (local elements may share theirs)."""
        found: dict[str, list[Element]] = {}
        for element in self.components.elements.values():
            found.setdefault(element.name, []).append(element)
        return found

    @cached_property
    def names(self) -> Sequence[str]:
        """The names of all elements but OPENTRANS, the frame around documents, which must never become a root."""
        return sorted(self.by_name.keys() - {f"{{{OPENTRANS}}}OPENTRANS"})

    @cached_property
    def attributes(self) -> Sequence[str]:
        """The names of all attributes."""
        return sorted({name for element in self.components.elements.values() for name in element.attributes})

    @cached_property
    def fields(self) -> frozenset[tuple[str, str]]:
        """Every attribute of every element."""
        return frozenset((e.name, name) for e in self.components.elements.values() for name in e.attributes)

    def declaration(self, element: etree._Element, rng: random.Random) -> Element | None:
        """A declaration for the name of an element."""
        found = self.by_name.get(str(element.tag))
        return rng.choice(found) if found else None


@dataclass(frozen=True)
class Touch:
    """What one mutation did: its name, the element (by its name before) and the attribute, if one."""

    mutation: str
    element: str
    attribute: str


Mutation = Callable[[etree._Element, Vocabulary, random.Random], str | None]


def remove(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Take an element away."""
    parent = element.getparent()
    if parent is None:
        return None
    parent.remove(element)
    return ""


def double(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Repeat an element right behind itself."""
    if element.getparent() is None:
        return None
    element.addnext(_copy(element))
    return ""


def move(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Put an element elsewhere among its siblings."""
    parent = element.getparent()
    if parent is None or len(parent) < 2:
        return None
    parent.remove(element)
    parent.insert(rng.randint(0, len(parent)), element)
    return ""


def swap(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Put an element behind the next one."""
    following = element.getnext()
    if following is None or element.getparent() is None:
        return None
    following.addnext(element)
    return ""


def adopt(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Put an element into another parent."""
    if element.getparent() is None:
        return None
    below = set(element.iter())
    others = [other for other in element.getroottree().iter(etree.Element) if other not in below]
    parent = rng.choice(others)
    parent.insert(rng.randint(0, len(parent)), element)
    return ""


def insert(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Put a new, empty element into an element, mostly one that its declaration names."""
    declaration = words.declaration(element, rng)
    children = declaration.named_children() if declaration else []
    if children and rng.random() < 0.8:
        name = words.components.elements[rng.choice(children).key].name
    else:
        name = _some_name(words, rng, foreign=True)
    element.insert(rng.randint(0, len(element)), etree.Element(name, nsmap=NSMAP))
    return ""


def rename(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Give an element another known name; a root stays clear of what only the original declares."""
    siblings = [str(other.tag) for other in element.itersiblings(etree.Element)]
    if element.getparent() is None:
        element.tag = rng.choice((*document_names(), _some_name(words, rng, foreign=False)))
    elif siblings and rng.random() < 0.3:
        element.tag = rng.choice(siblings)
    else:
        element.tag = _some_name(words, rng, foreign=True)
    return ""


def change_namespace(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Put the name into another namespace, often the wrong one of the two that people mix up."""
    local = etree.QName(element).localname
    name = f"{{{rng.choice(_NAMESPACES)}}}{local}"
    if element.getparent() is None and name in words.foreign:
        return None
    element.tag = name
    return ""


def remove_namespace(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Leave only the local name."""
    element.tag = etree.QName(element).localname
    return ""


def change_case(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Write the name in small letters."""
    name = etree.QName(element)
    element.tag = f"{{{name.namespace}}}{name.localname.lower()}" if name.namespace else name.localname.lower()
    return ""


def change_text(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Change the text to one at the border of its type."""
    declaration = words.declaration(element, rng)
    if declaration is None or declaration.text is None:
        return None
    element.text = _xml_text(strange(declaration.text, rng))
    return ""


def change_list_value(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Change a text with a list of codes or a limit to one near to it."""
    declaration = words.declaration(element, rng)
    if declaration is None or declaration.text is None or not borders(declaration.text):
        return None
    element.text = _xml_text(rng.choice(borders(declaration.text)))
    return ""


def empty(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Take text and children away."""
    for child in list(element):
        element.remove(child)
    element.text = rng.choice((None, None, "", " "))
    return ""


def empty_default(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Empty an element that has a default, or put such a one in."""
    declaration = words.declaration(element, rng)
    if declaration is None:
        return None
    if declaration.settings.get("default") is not None:
        element.text = rng.choice((None, "", " ", "\n", declaration.settings["default"]))  # type: ignore[assignment]
        if rng.random() < 0.3:
            element.append(rng.choice((etree.Comment("empty"), etree.ProcessingInstruction("empty"))))
        return ""
    declared = words.components.elements
    defaults = [part.key for part in declaration.named_children() if declared[part.key].settings.get("default")]
    if not defaults:
        return None
    key = rng.choice(defaults)
    for child in element.iterchildren(declared[key].name):
        child.text = None
        return ""
    element.insert(rng.randint(0, len(element)), etree.Element(declared[key].name))
    return ""


def put_text_between(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Put text beside children."""
    if not len(element):
        return None
    words_between = rng.choice((" ", "\n\t", "x", "\u00a0", "0"))
    if rng.random() < 0.5:
        element.text = words_between
    else:
        rng.choice(list(element)).tail = words_between
    return ""


def put_comment(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Cut the text with a comment or a processing instruction."""
    node = etree.Comment(" why ") if rng.random() < 0.5 else etree.ProcessingInstruction("why", "so")
    text = element.text or ""
    place = rng.randint(0, len(text))
    element.insert(0, node)
    element.text, node.tail = text[:place], text[place:]
    return ""


def put_cdata(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Write the text, or a text at the border, as a CDATA section."""
    declaration = words.declaration(element, rng)
    text = element.text or ""
    if declaration is not None and declaration.text is not None and rng.random() < 0.5:
        text = strange(declaration.text, rng)
    if "]]>" in text or len(element):
        return None
    element.text = etree.CDATA(_xml_text(text))
    return ""


def remove_attribute(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Take an attribute away."""
    if not element.attrib:
        return None
    name = rng.choice(sorted(map(str, element.attrib)))
    del element.attrib[name]
    return name


def change_attribute(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Change or add an attribute of the element to a value at its border."""
    declaration = words.declaration(element, rng)
    if declaration is None or not declaration.attributes:
        return None
    name = rng.choice(list(declaration.attributes))
    element.set(name, _xml_text(strange(declaration.attributes[name].text, rng)))
    return name


def rename_attribute(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Give an attribute another name or namespace."""
    if not element.attrib:
        return None
    name = rng.choice(sorted(map(str, element.attrib)))
    value = element.attrib.pop(name)
    local = etree.QName(name).localname
    new = rng.choice((rng.choice(words.attributes), f"{{{OPENTRANS}}}{local}", f"{{{XMIME}}}{local}", local.upper()))
    element.set(new, value)
    return name


def add_attribute(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Add an attribute that some other element has, or a general one."""
    xml_lang, location = "{http://www.w3.org/XML/1998/namespace}lang", f"{{{XSI}}}noNamespaceSchemaLocation"
    unusual = (xml_lang, location, f"{{{XSI}}}other", f"{{{XMIME}}}contentType", "{urn:example}other", "other")
    name = rng.choice((rng.choice(words.attributes), rng.choice(unusual)))
    element.set(name, rng.choice(("", "a/b", "deu", "1", "x")))
    return name


def repeat_id(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Give an element the xs:ID of another one; the attribute has the same name wherever there is one."""
    declaration = words.declaration(element, rng)
    names = [name for name, a in declaration.attributes.items() if a.text.base == "xs:ID"] if declaration else []
    if not names:
        return None
    others = element.getroottree().iter(etree.Element)
    used = [str(other.get(names[0])) for other in others if other.get(names[0]) and other is not element]
    if not used:
        return None
    element.set(names[0], rng.choice(used))
    return names[0]


def set_type(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Name a type in the document: the declared one, one derived from it, another one, none at all."""
    declaration = words.declaration(element, rng)
    declared = str(declaration.settings["type"]) if declaration else ""
    own = words.components.derived.get(declared, frozenset()).intersection(words.types)
    kind = rng.random()
    if kind < 0.3 and declared not in ("", "anonymous"):
        value = _prefixed(declared)
    elif kind < 0.6 and own:
        value = _prefixed(rng.choice(sorted(own)))
    elif kind < 0.85:
        value = _prefixed(rng.choice(words.types))
    elif kind < 0.95:
        value = "xs:" + rng.choice(_BUILTIN)
    else:
        value = rng.choice(("nowhere", "bmecat:nowhere", "gone:type", "", " bmecat:dtSTRING ", "a b"))
    element.set(_TYPE, value)
    return _TYPE


def set_nil(element: etree._Element, words: Vocabulary, rng: random.Random) -> str | None:
    """Say in the document that the element is nil, or that it is not."""
    element.set(_NIL, rng.choice(("true", "false", "1", "0", "", " true ", "TRUE")))
    if rng.random() < 0.5:
        empty(element, words, rng)
    return _NIL


MUTATIONS: Sequence[Mutation] = (
    remove, double, move, swap, adopt, insert, rename, change_namespace, remove_namespace, change_case, change_text,
    change_list_value, empty, empty_default, put_text_between, put_comment, put_cdata, remove_attribute,
    change_attribute, rename_attribute, add_attribute, repeat_id, set_type, set_nil,
)  # fmt: skip
#: Mutations of texts and attributes leave more documents valid, and say more about limits: they come more often.
_WEIGHTS = [3 if m in (change_text, change_list_value, change_attribute, empty_default) else 1 for m in MUTATIONS]


def mutate(
    root: etree._Element, goal: etree._Element | None, words: Vocabulary, rng: random.Random, times: int
) -> list[Touch]:
    """Change a document in place; half of the changes at the goal that it was generated for, or around it."""
    touches: list[Touch] = []
    for _ in range(times):
        for _attempt in range(40):
            element = _pick(root, goal, rng)
            mutation = rng.choices(MUTATIONS, _WEIGHTS)[0]
            name = str(element.tag)
            attribute = mutation(element, words, rng)
            if attribute is not None:
                touches.append(Touch(mutation.__name__, name, attribute))
                break
    return touches


def _pick(root: etree._Element, goal: etree._Element | None, rng: random.Random) -> etree._Element:
    near: list[etree._Element] = []
    if goal is not None and goal.getroottree().getroot() is root and rng.random() < 0.5:
        parent = goal.getparent()
        near = [goal, goal, goal, *([] if parent is None else [parent]), *goal.iterchildren(etree.Element)]
    return rng.choice(near or list(root.iter(etree.Element)))


def with_prefixes(root: etree._Element) -> etree._Element:
    """The same document with all prefixes declared at its root that xsi:type may need."""
    nsmap = {**NSMAP, **cast("dict[str, str]", root.nsmap)}
    new = etree.Element(root.tag, {str(name): str(value) for name, value in root.attrib.items()}, nsmap=nsmap)
    new.text = root.text
    new.extend(list(root))
    return new


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _some_name(words: Vocabulary, rng: random.Random, *, foreign: bool) -> str:
    if foreign and words.foreign and rng.random() < 0.02:
        return rng.choice(words.foreign)
    return rng.choice(words.names)


def _prefixed(name: str) -> str:
    """A qualified type name as it is written in a document with the prefixes of NSMAP."""
    if not name.startswith("{"):
        return name
    namespace, local = name[1:].split("}", 1)
    prefix = next((prefix for prefix, uri in NSMAP.items() if uri == namespace), None)
    return f"{prefix}:{local}" if prefix else local


def _xml_text(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(char for char in text if char in "\t\n\r" or char >= " ")
