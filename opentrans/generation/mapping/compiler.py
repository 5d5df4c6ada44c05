"""From the YAML of a mapping to plans of objects and lists; whatever is wrong becomes a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...build.errors import BuildError
from ...build.objects import Allowance, Surcharge
from ...build.partners import Party
from .conversion import as_text
from .errors import BadValue, suggestion
from .plans import Build, Condition, Each, Listed, PartnerOf, Plan, Value, as_list, texts_of
from .positions import Fields, Items, Text, YamlNode
from .problems import Problems
from .scalars import FITS, Constant, Made, Read, Scalars, Where, as_value, run_of
from .scope import Partner, Scope
from .targets import Kind, Many, Object, Scalar, Target, Texts

#: Words of the language that stand beside the fields of an object.
CONTROLS = ("when", "each", "partner", "key")
_TO_WRITE = 'write a column, "{{ ... }}", or a text'


@dataclass(slots=True)
class Compiler:
    """Compiles the values of one file."""

    scalars: Scalars

    @property
    def problems(self) -> Problems:
        """What is wrong in the file."""
        return self.scalars.problems

    def make(self, node: YamlNode, kind: Kind, where: Where, *, required: bool = False) -> Made | None:
        """A value of any kind; None where there is none, or it is wrong."""
        if isinstance(kind, Scalar):
            return self.scalars.scalar(node, kind, where, required=required)
        if isinstance(kind, Texts):
            return self._texts(node, where)
        if isinstance(kind, Many):
            return self._list(node, kind, where)
        if isinstance(node, Items):
            self.problems.add(node, f"a list stands where one {kind} should")
            return None
        if isinstance(node, Text):
            return self._short(node, kind, where, required=required)
        if "value" in node.fields and "value" not in kind.fields:
            if not self.problems.known(node, ("value", "when", "each"), f"a {kind} with a value"):
                return None
            made = self.make(node.fields["value"], kind, where, required=required)
            when = self.scalars.condition(node.fields["when"], where) if "when" in node.fields else None
            return made if made is None or when is None else replace(as_value(made), when=when)
        return self.object(node, kind, where, required=required)

    def _short(self, node: Text, kind: Object, where: Where, *, required: bool) -> Made | None:
        """An object of a single value: what an expression gives, or its first field."""
        first = kind.first
        found = self.scalars.read(node, where)
        if found is None:
            return None
        if kind.cls in (Allowance, Surcharge):
            name = kind.cls.__name__.lower()
            hint = f"write - name: {name.capitalize()} and below it amount: {node.value}"
            self.problems.add(node, f"{'an' if name[0] == 'a' else 'a'} {name} needs a name and an amount", hint)
            return None
        takes = kind.fields[first].kind if first is not None else None
        gives = {"tax": kind.cls.__name__ == "Tax", "list": False}.get(found.gives, True)
        if not gives or not isinstance(takes, Scalar) or found.gives not in FITS[takes.kind] | {"tax"}:
            self.problems.add(
                node,
                f"the expression gives a {found.gives}, the field takes {kind}",
                f"name its fields: {', '.join(kind.fields)}",
            )
            return None
        make = self.scalars.converter(takes, found, where)

        def built(value: Any) -> Any:
            if isinstance(value, kind.cls):
                return value
            if isinstance(value, Partner):
                if kind.cls is not Party:
                    raise BadValue(f"a partner is no {kind}")
                return value.party
            single = make(value)
            return single if single is None or kind.text else kind.cls(**{str(first): single})

        others = [name for name, one in kind.fields.items() if one.required and name != first]
        if others and found.constant and not isinstance(found.value, kind.cls | Partner):
            self.problems.add(
                node, f"{kind} needs {', '.join(others)} too", f"name its fields: {', '.join(kind.fields)}"
            )
            return None
        if found.constant:
            return self.scalars.constant(found, node, built, required=required)
        run = found.run
        return Value(lambda scope: built(run(scope)), node.line, found.uses, required=required)

    def object(self, node: Fields, kind: Object, where: Where, *, required: bool = False) -> Made | None:
        """An object with its fields named."""
        before = len(self.problems.found)
        partner = self._partner(node, kind, where)
        when = self.scalars.condition(node.fields["when"], where) if "when" in node.fields else None
        made = self.fields(node, kind.fields, where, (*CONTROLS,), str(kind))
        needed = {name: one for name, one in kind.fields.items() if one.required}
        if partner is None and "partner" not in node.fields:
            for name in needed.keys() - node.fields.keys():
                self.problems.add(node, f"{kind} needs {name}", f"write {name}: ...")
            if any(name not in made for name in needed):
                return None  # of a setting that is blank, or wrong
        if before != len(self.problems.found):
            return None
        return self.built(node, kind.cls, made, partner=partner, when=when, required=required, needed=needed)

    def built(
        self,
        node: Fields,
        cls: type[Any],
        made: Mapping[str, Made],
        *,
        partner: PartnerOf | None = None,
        when: Condition | None = None,
        required: bool = False,
        keep: bool = False,
        needed: Iterable[str] = (),
    ) -> Made | None:
        """The plan of an object, or the object itself where nothing in it depends on the export."""
        constants = {name: one.value for name, one in made.items() if isinstance(one, Constant)}
        plain = tuple((name, one) for name, one in made.items() if isinstance(one, Value))
        others = tuple((name, one) for name, one in made.items() if isinstance(one, Build | Listed))
        marks = {name: node.keys[name].line for name in needed if name in made and name not in constants}
        if plain or others or partner is not None or when is not None or keep:
            lines = {name: node.keys[name].line for name in constants}
            return Build(cls, node.line, constants, plain, others, partner, when, required, keep, lines, marks)
        try:
            return Constant(cls(**constants), node.line)
        except BuildError as error:
            self.problems.add(node.keys.get(error.path.partition(".")[2], node), error)
        return None

    def fields(
        self,
        node: Fields,
        targets: Mapping[str, Target],
        where: Where,
        controls: tuple[str, ...],
        what: str,
        *,
        strict: bool = False,
    ) -> dict[str, Made]:
        """The values of the fields that a map names; ``strict``: a needed one that is blank is a fault of its own."""
        made: dict[str, Made] = {}
        for name, value in node.fields.items():
            target = targets.get(name)
            if target is None:
                if name not in controls:
                    self.problems.add(
                        node.keys[name], f"{what} has no field {name!r}", suggestion(name, [*targets, *controls])
                    )
                continue
            before = len(self.problems.found)
            if isinstance(value, Text) and not value.value.strip() and (target.required or name == "quantity"):
                self.problems.add(value, f"{name} is needed (MISSING)", _TO_WRITE)
                continue
            one = self.make(value, target.kind, where, required=target.required and strict)
            if one is not None:
                made[name] = one
            elif target.required and strict and before == len(self.problems.found):
                self.problems.add(
                    value, f"{name} is needed, and what it is made of is blank", "give the setting a value"
                )
        return made

    def _partner(self, node: Fields, kind: Object, where: Where) -> PartnerOf | None:
        section = node.fields.get("partner")
        if section is None:
            if "key" in node.fields:
                self.problems.add(node.keys["key"], "key stands without partner", "write partner: suppliers beside it")
            return None
        if kind.cls is not Party or not isinstance(section, Text) or "{{" in section.value:
            self.problems.add(
                section, "partner names a section of the partner files, for a Party", "partner: suppliers"
            )
            return None
        partners, name = self.scalars.language.known.partners, section.value
        key = node.fields.get("key")
        if key is not None and not isinstance(key, Text):
            self.problems.add(key, "key is a single value")
            return None
        if key is not None and not key.value.strip():
            self.problems.add(key, "key is needed (MISSING)", 'name the column, "{{ ... }}"; or take the line out')
            return None
        found = None if key is None else self.scalars.read(key, where)
        try:
            partners.check(name)
            if key is None or (found is not None and found.constant):
                entry = partners.find(name) if found is None else partners.find(name, found.value)
                return PartnerOf(lambda _scope: entry, section.line, ())
        except BadValue as error:
            self.problems.add(key if key is not None and name in partners.sections else section, error)
            return None
        if found is None:
            return None
        run = found.run
        return PartnerOf(lambda scope: partners.find(name, run(scope)), section.line, found.uses)

    def _texts(self, node: YamlNode, where: Where) -> Made | None:
        if not isinstance(node, Fields):
            self.problems.add(node, "a map of texts should stand here", "write 'type: number' in each line")
            return None
        reads = {name: self.scalars.read(one, where) for name, one in node.fields.items() if isinstance(one, Text)}
        for one in node.fields.values():
            if not isinstance(one, Text):
                self.problems.add(one, "a text should stand here")
        found = {name: one for name, one in reads.items() if one is not None}
        if all(one.constant for one in found.values()):
            return Constant({name: str(as_text(one.value)) for name, one in found.items()}, node.line)
        uses = tuple(use for one in found.values() for use in one.uses)
        runs = {name: _dated(one) if one.gives == "date" else run_of(one) for name, one in found.items()}
        return Value(texts_of(runs), node.line, uses)

    def _list(self, node: YamlNode, kind: Many, where: Where) -> Made | None:
        if isinstance(node, Text):
            return self._whole_list(node, kind, where)
        entries = [self._entry(one, kind, where) for one in (node.items if isinstance(node, Items) else (node,))]
        kept = tuple(one for one in entries if one is not None)
        if kept and all(isinstance(one, Constant) for one in kept):
            return Constant([one.value for one in kept if isinstance(one, Constant)], node.line)
        return Listed(tuple(_as_each(one) for one in kept), node.line) if kept else None

    def _whole_list(self, node: Text, kind: Many, where: Where) -> Made | None:
        """A list that an expression gives, or a single value in place of a list of one."""
        found = self.scalars.read(node, where)
        if found is None:
            return None
        if found.gives != "list" and isinstance(kind.item, Object | Scalar):
            single = self.make(node, kind.item, where)
            if isinstance(single, Constant):
                return Constant([single.value], node.line)
            if found.gives not in {"any", "column"}:
                return None if single is None else Listed((Each(single, node.line),), node.line)
        over = Value(lambda scope: as_list(found.run(scope)), node.line, found.uses)
        item = Where(where.section, where.names | {"item"})
        plan = self.make(replace(node, value="{{ item }}"), kind.item, item)
        return None if plan is None else Listed((Each(_as_plan(plan), node.line, over),), node.line)

    def _entry(self, node: YamlNode, kind: Many, where: Where) -> Each | Constant | None:
        if not isinstance(node, Fields) or "each" not in node.fields:
            made = self.make(node, kind.item, where)
            return made if made is None or isinstance(made, Constant) else Each(made, node.line)
        each = node.fields["each"]
        found = self.scalars.read(each, where) if isinstance(each, Text) and "{{" in each.value else None
        if found is None:
            if not isinstance(each, Text) or "{{" not in each.value:
                self.problems.add(each, "each is an expression that gives a list", 'each: "{{ lines }}"')
            return None
        if found.gives not in {"list", "any"}:
            self.problems.add(each, f"each goes through a list, the expression gives a {found.gives}")
            return None
        run = found.run
        over = Value(lambda scope: as_list(run(scope)), each.line, found.uses)
        inner = Where(where.section, where.names | {"item"}, found.uses[0] if len(found.uses) == 1 else None)
        rest = Fields(
            {name: one for name, one in node.fields.items() if name not in {"each", "when"}},
            node.line,
            node.column,
            node.keys,
            node.size,
        )
        when = self.scalars.condition(node.fields["when"], inner) if "when" in node.fields else None
        made = self.make(rest, kind.item, inner)
        return None if made is None else Each(_as_plan(made), node.line, over, when)


def _dated(found: Read) -> Callable[[Scope], Any]:
    return lambda scope: as_text(found.run(scope))


def _as_plan(made: Made) -> Plan:
    return as_value(made) if isinstance(made, Constant) else made


def _as_each(made: Each | Constant) -> Each:
    return Each(_as_plan(made), made.line) if isinstance(made, Constant) else made
