"""Single random changes to our XSDs that change what they mean, to show that ``components.compare`` notices.

Only declarations that the ten documents reach are changed, and only where the change cannot be void: occurrence
inside a repeated group, or a limit of a list of codes, may mean nothing, so such places are left out. Whether a place
counts is decided here on the XSD files alone, without the code that is put to the test.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import xmlschema
from lxml import etree

from .components import Components, compare, document_names, read_components
from .sources import ENTRY, our_folder, read_structure

_XS = "http://www.w3.org/2001/XMLSchema"
_NS = {"xs": _XS}
_GROUPS = (f"{{{_XS}}}sequence", f"{{{_XS}}}choice")
_PARTICLES = (*_GROUPS, f"{{{_XS}}}element", f"{{{_XS}}}any")
_RANGES = ("minLength", "maxLength", "minInclusive", "maxInclusive")

#: Category and qualified name of a top-level declaration.
_Key = tuple[str, str]


class Sources:
    """Our XSD files as trees, and which of their declarations the ten documents reach."""

    def __init__(self, folder: Path) -> None:
        parser = etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False)
        self.trees = {path.name: etree.parse(str(path), parser).getroot() for path in sorted(folder.glob("*.xsd"))}

    @cached_property
    def globals(self) -> Mapping[_Key, etree._Element]:
        """All top-level declarations."""
        return {
            (_category(node), f"{{{root.get('targetNamespace')}}}{node.get('name')}"): node
            for root in self.trees.values()
            for node in root.iterchildren(etree.Element)
            if node.get("name")
        }

    @cached_property
    def reached(self) -> frozenset[_Key]:
        """The top-level declarations that the documents reach, in whatever way."""
        return self._reach(_references)

    @cached_property
    def effective(self) -> frozenset[_Key]:
        """Those whose limits surely count: not only the base of restrictions, which may narrow them away."""
        return self._reach(lambda node: (key for key in _references(node, restrictions=False)))

    def _reach(self, references: Callable[[etree._Element], Iterator[_Key]]) -> frozenset[_Key]:
        found: set[_Key] = set()
        todo: list[_Key] = [("element", name) for name in document_names()]
        while todo:
            key = todo.pop()
            if key in self.globals and key not in found:
                found.add(key)
                todo += references(self.globals[key])
        return frozenset(found)

    def nodes(self, path: str, *, effective: bool = False) -> list[etree._Element]:
        """All nodes at an XPath below (or at) the declarations that count."""
        keys = self.effective if effective else self.reached
        return [node for key in sorted(keys) for node in _find(self.globals[key], path)]

    def write(self, folder: Path) -> None:
        """Write all files."""
        for name, root in self.trees.items():
            (folder / name).write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _find(node: etree._Element, path: str) -> list[etree._Element]:
    """The elements at an XPath, which must lead to elements."""
    return cast("list[etree._Element]", node.xpath(path, namespaces=_NS))


def _category(node: etree._Element) -> str:
    local = etree.QName(node).localname
    return "type" if local in ("simpleType", "complexType") else local


def _qualified(node: etree._Element, value: str) -> str:
    prefix, _, local = value.rpartition(":")
    return f"{{{node.nsmap.get(prefix or None)}}}{local}"


def _references(node: etree._Element, *, restrictions: bool = True) -> Iterator[_Key]:
    """The top-level declarations that a declaration names."""
    for item in node.iter(etree.Element):
        ref, kind, base = item.get("ref"), item.get("type"), item.get("base")
        if ref:
            yield _category(item), _qualified(item, ref)
        if kind:
            yield "type", _qualified(item, kind)
        if base and (restrictions or etree.QName(item).localname == "extension"):
            yield "type", _qualified(item, base)


Alteration = Callable[[Sources, random.Random], str | None]


def _pick(nodes: Sequence[etree._Element], rng: random.Random) -> etree._Element | None:
    return rng.choice(nodes) if nodes else None


def _where(node: etree._Element) -> str:
    """A node as a person would look it up."""
    steps = [node, *node.iterancestors()]
    names = [step.get("name") or step.get("ref") or step.get("value") or etree.QName(step).localname for step in steps]
    return "/".join(reversed(names[:-1]))


def _set(node: etree._Element, name: str, value: str | None) -> str:
    """Set (or, with None, remove) an attribute of the XSD and say so."""
    before = node.get(name)
    if value is None:
        del node.attrib[name]
    else:
        node.set(name, value)
    return f"{_where(node)} {name}: {before} -> {value}"


def _remove(node: etree._Element) -> str:
    what = f"{_where(node)} removed"
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)
    return what


def _min(node: etree._Element) -> int:
    return int(node.get("minOccurs", "1"))


def _particles(node: etree._Element) -> list[etree._Element]:
    return list(node.iterchildren(*_PARTICLES))


def _groups_around(node: etree._Element) -> list[etree._Element]:
    groups = []
    for outer in node.iterancestors():
        if outer.tag not in _GROUPS:
            break
        groups.append(outer)
    return groups


def _once(node: etree._Element) -> bool:
    """Whether no group around a particle repeats."""
    return all(group.get("maxOccurs", "1") == "1" for group in _groups_around(node))


def _may_be_empty(node: etree._Element) -> bool:
    """Whether a particle that occurs once can match nothing."""
    if node.tag not in _GROUPS:
        return False
    some = [_min(child) == 0 or _may_be_empty(child) for child in _particles(node)]
    return all(some) if node.tag == _GROUPS[0] else any(some)


def _in_choice(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == _GROUPS[1]


def _alone(node: etree._Element) -> bool:
    """Whether a particle is the only one of a group that is optional or repeated: two spellings of one thing."""
    groups = _groups_around(node)
    return any(len(_particles(group)) == 1 and (group.get("minOccurs") or group.get("maxOccurs")) for group in groups)


def change_minimum(sources: Sources, rng: random.Random) -> str | None:
    """Make a particle optional, or required; not directly in a choice, which may be void."""
    nodes = [
        node
        for node in sources.nodes(".//xs:element[not(parent::xs:choice)]|.//xs:any|.//xs:sequence|.//xs:choice")
        if not _may_be_empty(node) and not _alone(node) and not _in_choice(node)
    ]
    node = _pick(nodes, rng)
    return None if node is None else _set(node, "minOccurs", "1" if _min(node) == 0 else "0")


def change_maximum(sources: Sources, rng: random.Random) -> str | None:
    """Let a particle repeat, or not; not in a repeated group."""
    nodes = [
        node
        for node in sources.nodes(".//xs:sequence/xs:element|.//xs:choice/xs:element|.//xs:any")
        if _once(node) and not _alone(node)
    ]
    node = _pick(nodes, rng)
    if node is None:
        return None
    repeated = node.get("maxOccurs", "1") != "1"
    return _set(node, "maxOccurs", "1" if repeated else rng.choice(("2", "unbounded")))


def repeat_group(sources: Sources, rng: random.Random) -> str | None:
    """Let a group of several particles repeat."""
    nodes = [n for n in sources.nodes(".//xs:sequence|.//xs:choice") if len(_particles(n)) > 1 and _once(n)]
    node = _pick([n for n in nodes if n.get("maxOccurs", "1") == "1"], rng)
    return None if node is None else _set(node, "maxOccurs", "unbounded")


def swap_neighbours(sources: Sources, rng: random.Random) -> str | None:
    """Change the order of two elements."""
    nodes = [
        node
        for node in sources.nodes(".//xs:sequence/xs:element[following-sibling::*[1][self::xs:element]]")
        if _once(node)
    ]
    node = _pick(nodes, rng)
    following = None if node is None else node.getnext()
    if node is None or following is None:
        return None
    following.addnext(node)
    return f"{_where(node)} behind {_where(following)}"


def change_group_kind(sources: Sources, rng: random.Random) -> str | None:
    """Make a sequence a choice, or the other way round."""
    nodes = [
        node
        for node in sources.nodes(".//xs:sequence|.//xs:choice")
        if len(_particles(node)) > 1 and _once(node) and node.get("maxOccurs", "1") == "1"
    ]
    node = _pick(nodes, rng)
    if node is None:
        return None
    what = f"{_where(node)} is the other kind of group"
    node.tag = _GROUPS[1 - _GROUPS.index(str(node.tag))]
    return what


def remove_element(sources: Sources, rng: random.Random) -> str | None:
    """Take an element out of a content model."""
    node = _pick(sources.nodes(".//xs:element[parent::xs:sequence or parent::xs:choice]"), rng)
    return None if node is None else _remove(node)


def change_reference(sources: Sources, rng: random.Random) -> str | None:
    """Let a reference lead to another element."""
    node = _pick(sources.nodes(".//xs:element[@ref]"), rng)
    if node is None:
        return None
    others = [other.get("ref", "") for other in node.getroottree().iter(f"{{{_XS}}}element") if other.get("ref")]
    return _set(node, "ref", rng.choice([other for other in others if other != node.get("ref")]))


def rename_local(sources: Sources, rng: random.Random) -> str | None:
    """Rename a local element or an attribute."""
    nodes = sources.nodes(".//xs:element[@name and (parent::xs:sequence or parent::xs:choice)]|.//xs:attribute[@name]")
    node = _pick(nodes, rng)
    return None if node is None else _set(node, "name", f"{node.get('name')}X")


def remove_attribute(sources: Sources, rng: random.Random) -> str | None:
    """Take an attribute from its element."""
    node = _pick([n for n in sources.nodes(".//xs:attribute") if n.getparent() not in sources.trees.values()], rng)
    return None if node is None else _remove(node)


def add_attribute(sources: Sources, rng: random.Random) -> str | None:
    """Allow an attribute more."""
    node = _pick(sources.nodes(".//xs:simpleContent/xs:extension|.//xs:complexType[xs:sequence or xs:choice]"), rng)
    if node is None:
        return None
    etree.SubElement(node, f"{{{_XS}}}attribute", name="more", type="xs:string")
    return f"{_where(node)} has an attribute more"


def change_use(sources: Sources, rng: random.Random) -> str | None:
    """Require an attribute, or make it optional."""
    nodes = [n for n in sources.nodes(".//xs:attribute[not(@default)]") if n.getparent() not in sources.trees.values()]
    node = _pick(nodes, rng)
    return None if node is None else _set(node, "use", "optional" if node.get("use") == "required" else "required")


def change_default(sources: Sources, rng: random.Random) -> str | None:
    """Change, remove or add the default of an element or attribute."""
    having = sources.nodes("descendant-or-self::xs:*[@default]")
    free = sources.nodes(".//xs:attribute[not(@default) and not(@use='required')]|self::xs:element[@type]")
    node = _pick(having if rng.random() < 0.7 else free, rng)
    if node is None:
        return None
    values = [code.get("value") for code in _find(node, ".//xs:enumeration")]
    values = [value for value in values if value != node.get("default")]
    if node.get("default") is not None and rng.random() < 0.5:
        return _set(node, "default", None)
    return _set(node, "default", str(rng.choice(values)) if values else "7")


def change_limit(sources: Sources, rng: random.Random) -> str | None:
    """Move a length or number limit by one, or take it away; not beside a list of codes, where it is void."""
    nodes = sources.nodes("|".join(f".//xs:{name}[not(../xs:enumeration)]" for name in _RANGES), effective=True)
    node = _pick(nodes, rng)
    if node is None:
        return None
    value = int(node.get("value", "0"))
    if rng.random() < 0.2:
        return _remove(node)
    return _set(node, "value", str(value + 1 if value == 0 or rng.random() < 0.5 else value - 1))


def change_codes(sources: Sources, rng: random.Random) -> str | None:
    """Remove a code, add one or change its case; all lists are as likely, however long."""
    lists = sources.nodes(".//xs:restriction[xs:enumeration]", effective=True)
    node = _pick(lists, rng)
    if node is None:
        return None
    code = rng.choice(node.findall("xs:enumeration", _NS))
    value = code.get("value", "")
    kind = rng.randrange(3)
    if kind == 0 and len(node.findall("xs:enumeration", _NS)) > 1:
        return _remove(code)
    if kind == 1 and value.swapcase() != value:
        return _set(code, "value", value.swapcase())
    code.addnext(etree.Element(f"{{{_XS}}}enumeration", value=f"{value}9"))
    return f"{_where(code)}9 added"


def change_pattern(sources: Sources, rng: random.Random) -> str | None:
    """Let a pattern match more or other texts."""
    node = _pick(sources.nodes(".//xs:pattern", effective=True), rng)
    if node is None:
        return None
    value = node.get("value", "")
    return _set(node, "value", rng.choice((f"({value})%", f"{value}|%%", f"%({value})")))


def remove_pattern(sources: Sources, rng: random.Random) -> str | None:
    """Take a pattern away."""
    node = _pick(sources.nodes(".//xs:pattern", effective=True), rng)
    return None if node is None else _remove(node)


def change_type(sources: Sources, rng: random.Random) -> str | None:
    """Give an element or attribute a type that nothing here has, or an element another of our own types."""
    node = _pick(sources.nodes("descendant-or-self::xs:*[(self::xs:element or self::xs:attribute) and @type]"), rng)
    if node is None:
        return None
    own = sources.globals.get(("type", _qualified(node, node.get("type", ""))))
    if node.tag == f"{{{_XS}}}element" and own is not None and rng.random() < 0.5:
        same_file = {n.get("type", "") for n in node.getroottree().iter(str(node.tag)) if n.get("type")}
        others = [kind for kind in sorted(same_file) if _body(sources, node, kind) not in ("", _body_of(own))]
        if others:
            return _set(node, "type", rng.choice(others))
    return _set(node, "type", rng.choice(("xs:gYear", "xs:hexBinary", "xs:language")))


def _body(sources: Sources, node: etree._Element, name: str) -> str:
    own = sources.globals.get(("type", _qualified(node, name)))
    return "" if own is None else _body_of(own)


def _body_of(kind: etree._Element) -> str:
    """What a named type says, apart from its name and the order of its limits."""
    return "\n".join(sorted(f"{item.tag} {sorted(item.items())}" for item in kind.iterdescendants(etree.Element)))


def change_base(sources: Sources, rng: random.Random) -> str | None:
    """Let blanks be treated in another way."""
    path = "descendant-or-self::xs:simpleType/xs:restriction[@base='xs:string']"
    nodes = sources.nodes(path, effective=True)
    node = _pick(nodes, rng)
    return None if node is None else _set(node, "base", rng.choice(("xs:token", "xs:normalizedString")))


def change_wildcard(sources: Sources, rng: random.Random) -> str | None:
    """Change which elements a wildcard takes, or how they are checked."""
    node = _pick(sources.nodes(".//xs:any"), rng)
    if node is None:
        return None
    name, values = rng.choice(
        (("namespace", ("##any", "##other", "##local", "urn:x")), ("processContents", ("strict", "lax", "skip")))
    )
    now = node.get(name, values[0])
    return _set(node, name, rng.choice([value for value in values if value != now]))


def change_mixed(sources: Sources, rng: random.Random) -> str | None:
    """Allow text between elements, or no longer."""
    node = _pick(sources.nodes("descendant-or-self::xs:complexType[xs:sequence or xs:choice]"), rng)
    return None if node is None else _set(node, "mixed", "false" if node.get("mixed") == "true" else "true")


def set_property(sources: Sources, rng: random.Random) -> str | None:
    """Make an element nillable or abstract."""
    name = rng.choice(("nillable", "abstract"))
    node = _pick(sources.nodes("self::xs:element"), rng)
    return None if node is None else _set(node, name, "true")


ALTERATIONS: Sequence[Alteration] = (
    change_minimum, change_maximum, repeat_group, swap_neighbours, change_group_kind, remove_element, change_reference,
    rename_local, remove_attribute, add_attribute, change_use, change_default, change_limit, change_codes,
    change_pattern, remove_pattern, change_type, change_base, change_wildcard, change_mixed, set_property,
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One change and what the comparison said: 'noticed', 'refused' (no schema any more) or 'unnoticed'."""

    kind: str
    change: str
    outcome: str
    first_difference: str = ""


def try_change(theirs: Components, seed: int, number: int) -> Outcome:
    """Make the change of this number in a copy of our XSDs and compare."""
    rng = random.Random(f"{seed}/{number}")
    with tempfile.TemporaryDirectory(prefix="opentrans-altered-") as name:
        folder = Path(name)
        kind, change = alter(our_folder(), folder, rng, number)
        try:
            ours = read_components(read_structure(folder / ENTRY), theirs.elements)
        except xmlschema.XMLSchemaException as error:
            return Outcome(kind, change, "refused", str(error).strip().splitlines()[0])
    found = compare(ours, theirs).differences
    return Outcome(kind, change, "noticed" if found else "unnoticed", found[0] if found else "")


def alter(source: Path, target: Path, rng: random.Random, number: int) -> tuple[str, str]:
    """Copy XSDs with one change; the kinds come in turn, unlike ones first. Answers the kind and what was changed."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    alteration = ALTERATIONS[number * 8 % len(ALTERATIONS)]
    sources = Sources(source)
    change = alteration(sources, rng)
    assert change is not None, f"{alteration.__name__}: no place for it"
    sources.write(target)
    return alteration.__name__, change


def try_changes(theirs: Components, seed: int, count: int, *, jobs: int = 1) -> list[Outcome]:
    """Make that many changes, each on its own."""
    if jobs == 1:
        return [try_change(theirs, seed, number) for number in range(count)]
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(try_change, theirs, seed, number) for number in range(count)]
        return [future.result() for future in waiting]
