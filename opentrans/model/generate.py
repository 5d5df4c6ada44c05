"""Writes the classes of the model: ``python -m opentrans.model.generate``.

One class for each structured element that the five documents reach in the itscope set, in a module named after the
XSD that declares it. Names, order and types come from the schema's tables, the words from its annotations, which
xmlschema reads.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import xmlschema
from xmlschema.validators import XsdElement

from ..names import DOCUMENT_ID_PATHS, MAIN_DOCUMENTS
from ..schema.build_tables import read_with_xmlschema
from ..schema.sets import bundled
from ..schema.tables import Declaration, SimpleType
from .plan import clark, declarations, model_tables, written_name
from .shape import Slot, class_name_of, named_children, slots_of
from .values import python_type, short_codes

_LINE = 120
_HOMES = {
    "Decimal": "decimal",
    "Literal": "typing",
    "Element": "..base",
    "TextElement": "..base",
    "Document": "..document",
    "Moment": "..moment",
    "Xml": "..raw",
}


class _Class:
    """A class to be written: its source, and the names that it uses."""

    def __init__(self, name: str, header: str, words: str, base: str, slots: tuple[Slot, ...], texts: _Words) -> None:
        self.name = name
        self.base = base
        self.uses: set[str] = {base}
        body = [line for slot in _required_first(slots) for line in self._field(slot, texts)]
        self.source = "\n".join([header, *_docstring(words), "", *body, ""])

    def _field(self, slot: Slot, texts: _Words) -> Iterator[str]:
        kind = self._type(slot)
        if slot.kind in ("open", "group") or slot.many:
            default = "" if slot.required else " = []"
        elif slot.kind == "wild":
            default = " = {}"
        elif slot.required:
            default = _only_code(slot)
        else:
            default = " = None"
        yield f"    {slot.name}: {kind}{default}"
        if words := texts.of_field(slot):
            yield from _docstring(words)

    def _type(self, slot: Slot) -> str:
        if slot.kind == "wild":
            return "dict[str, str]"
        if slot.kind == "open":
            self.uses |= {"Xml", "Element", "TextElement"}
            return "list[str | Xml | Element | TextElement]"
        if slot.simple is not None:
            kind = self._simple(slot.simple)
        else:
            kind = slot.class_name or ""
            self.uses.add(kind)
        if slot.many:
            return f"list[{kind}]"
        return kind if slot.required else f"{kind} | None"

    def _simple(self, simple: SimpleType) -> str:
        if (codes := short_codes(simple)) is not None:
            self.uses.add("Literal")
            return f"Literal[{', '.join(_quoted(code) for code in codes)}]"
        kind = python_type(simple)
        if kind in _HOMES:
            self.uses.add(kind)
        return kind


class _Words:
    """What the XSDs say of elements, and what the limits of a simple type add to it."""

    def __init__(self, schema: xmlschema.XMLSchema10) -> None:
        declared = {one.name: one for one in schema.maps.iter_components(XsdElement) if one.name and one.ref is None}
        self._elements = declared | dict(schema.maps.elements)

    def of(self, tag: str) -> str:
        annotation = self._elements[tag].annotation
        return " ".join(str(annotation).split()) if annotation is not None else f"The W3C's {tag.rpartition('}')[2]}."

    def home(self, tag: str) -> str:
        """The module for an element: the name of the XSD that declares it."""
        return Path(str(self._elements[tag].schema.url)).stem.replace("-", "_")

    def of_field(self, slot: Slot) -> str:
        """The words for a field of a simple type; a class has its own."""
        if slot.kind != "child" or slot.simple is None:
            return ""
        said = self.of(slot.tag).removesuffix(".")
        words = said if "characters" in said else f"{said}{_limits(slot.simple)}".removeprefix(", ")
        return f"{words[:1].upper()}{words[1:]}." if words else ""


def _limits(simple: SimpleType) -> str:
    return f", at most {simple.max_length:,} characters" if simple.max_length and short_codes(simple) is None else ""


def _quoted(code: str) -> str:
    return f'"{code}"'


def _only_code(slot: Slot) -> str:
    codes = None if slot.simple is None else short_codes(slot.simple)
    return f" = {_quoted(codes[0])}" if codes is not None and len(codes) == 1 else ""


def _required_first(slots: tuple[Slot, ...]) -> list[Slot]:
    """The text, then the fields as they stand: names make their order free, but for elements with a text."""
    return sorted(slots, key=lambda slot: not slot.required) if slots[:1] and slots[0].kind == "text" else list(slots)


def _docstring(words: str) -> Iterator[str]:
    text = words.replace("\\", "\\\\")
    if len(text) + 10 <= _LINE - 4:
        yield f'    """{text}"""'
        return
    lines = textwrap.wrap(text, _LINE - 8)
    yield f'    """{lines[0]}'
    yield from (f"    {line}" for line in lines[1:])
    yield '    """'


def sources() -> dict[str, str]:
    """The modules of ``opentrans/model/elements``: name -> source, as yet without the formatter's touch."""
    schema = read_with_xmlschema(bundled("itscope"))
    words = _Words(schema)
    modules: dict[str, list[_Class]] = {}
    for home, made in _classes(words):
        modules.setdefault(home, []).append(made)
    homes = {one.name: home for home, classes in modules.items() for one in classes}
    found = {f"{home}.py": _module(home, classes, homes) for home, classes in sorted(modules.items())}
    return {"__init__.py": _package(homes), **found}


def _classes(words: _Words) -> Iterator[tuple[str, _Class]]:
    for declaration in _reached():
        name = class_name_of(declaration.name)
        home = words.home(declaration.name)
        element = written_name(declaration.name)
        slots = slots_of(model_tables().complex(declaration.type), model_tables())
        for slot in slots:
            if slot.kind == "group" and element == "ADDRESS":
                header = f'class {slot.class_name}(Element, group_in="{element}"):'
                group_words = f"{' with '.join(written_name(part.tag) for part in slot.group)}, which repeat together."
                yield home, _Class(slot.class_name or "", header, group_words, "Element", slot.group, words)
        base = "TextElement" if slots and slots[0].kind == "text" else "Element"
        base = "Document" if element in MAIN_DOCUMENTS else base
        header = f'class {name}({base}, element="{element}"):'
        yield home, _Class(name, header, words.of(declaration.name), base, slots, words)


def _reached() -> list[Declaration]:
    """The structured elements of the five documents, level by level."""
    tables = model_tables()
    level = [declarations()[clark(name)] for name in DOCUMENT_ID_PATHS if name in MAIN_DOCUMENTS]
    found: dict[str, Declaration] = {}
    while level:
        following: list[Declaration] = []
        for declaration in level:
            if declaration.simple or declaration.name in found:
                continue
            found[declaration.name] = declaration
            content = tables.complex(declaration.type).content
            following += [] if content is None else list(named_children(content, tables))
        level = following
    return list(found.values())


def _module(home: str, classes: list[_Class], homes: Mapping[str, str]) -> str:
    uses = set().union(*(one.uses for one in classes))
    bases = {one.base for one in classes}
    lines = [f'"""Classes for the elements of {home.replace("_", "-")}.xsd; made by opentrans.model.generate."""', ""]
    lines += ["from __future__ import annotations", "", "from typing import TYPE_CHECKING", ""]
    lines += _imports({name: _HOMES[name] for name in bases})
    wanted = {name: _HOMES[name] for name in uses - bases if name in _HOMES}
    wanted |= {name: f".{homes[name]}" for name in uses if homes.get(name, home) != home}
    if wanted:
        typed = _imports(wanted)
        lines += ["", "if TYPE_CHECKING:", *(f"    {line}" if line else "" for line in typed)]
    return "\n".join([*lines, "", "", *(one.source + "\n" for one in classes)])


def _imports(wanted: Mapping[str, str]) -> list[str]:
    """Import statements, sorted: the standard library, then this package."""
    modules: dict[str, list[str]] = {}
    for name, module in wanted.items():
        modules.setdefault(module, []).append(name)
    ordered = sorted(modules, key=lambda module: (module.startswith("."), -module.count("."), module))
    lines = [f"from {module} import {', '.join(sorted(modules[module]))}" for module in ordered]
    first_own = next((number for number, module in enumerate(ordered) if module.startswith(".")), 0)
    return [*lines[:first_own], "", *lines[first_own:]] if first_own else lines


def _package(homes: Mapping[str, str]) -> str:
    modules: dict[str, list[str]] = {}
    for name, home in homes.items():
        modules.setdefault(home, []).append(name)
    table = [
        line
        for home in sorted(modules)
        for line in textwrap.wrap(f"{home}: {' '.join(sorted(modules[home]))}", _LINE, subsequent_indent="    ")
    ]
    imports = "\n".join(f"    from .{home} import *" for home in sorted(modules))
    return _PACKAGE.format(imports=imports, table="\n".join(table))


_PACKAGE = '''"""The classes of the model, by module; a module is loaded when one of its classes is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

_TABLE = """
{table}
"""

HOMES: dict[str, str] = {{}}
for _word in _TABLE.split():
    if _word.endswith(":"):
        _home = _word[:-1]
    else:
        HOMES[_word] = _home

if TYPE_CHECKING:
{imports}
else:

    def __getattr__(name: str) -> Any:
        if name not in HOMES:
            raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
        from importlib import import_module

        value = getattr(import_module(f".{{HOMES[name]}}", __name__), name)
        globals()[name] = value
        return value
'''


def main() -> None:
    """Write the modules."""
    folder = Path(__file__).parent / "elements"
    for name, source in sources().items():
        (folder / name).write_text(source, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
