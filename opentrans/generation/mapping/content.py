"""What a mapping says of one document: header, lines, conditions, checks, names, and which other files it needs."""

from __future__ import annotations

from dataclasses import replace

from .compiler import Compiler
from .conversion import Plain
from .errors import suggestion
from .forms import CHARGES, DOCUMENTS, REPLIES, Form, form_of
from .mapping import Beside, Check, Guard, LineSection, MappingFile, OrderSection
from .plans import Build, Value
from .positions import Fields, Items, Text, YamlNode
from .problems import Problems
from .scalars import Constant, Scalars, Where, as_value
from .scope import ROOTS
from .sections import SourceSection, setting, shape_section, source_section
from .targets import Object, Scalar

LINE_KEYS = ("when", "refuse", "warn", "sort", "merge")
#: What a check can be made against.
AGAINST = {
    "total": "TOTAL_AMOUNT of the document",
    "net": "the sum of the amounts of the lines",
    "quantity": "the sum of the quantities of the lines",
    "lines": "how many lines there are",
}
#: What may become of a document at ITscope.
ACTIONS = {
    "ORDER": ("send",),
    "ORDERRESPONSE": ("confirm", "reject"),
    "DISPATCHNOTIFICATION": ("advise",),
    "INVOICE": ("invoice",),
    "QUOTATION": (),
}
_TEXT = Scalar("text")
_EVERYWHERE = frozenset(ROOTS) - {"item", "position", "fields"}


class Content:
    """Compiles the sections of one mapping."""

    def __init__(self, root: Fields, compiler: Compiler, joined: tuple[str, ...]) -> None:
        self.root = root
        self.compiler = compiler
        self.scalars: Scalars = compiler.scalars
        self.problems: Problems = compiler.problems
        self.header: Where = Where("header", _EVERYWHERE | set(joined))
        self.line: Where = Where("lines", self.header.names | {"position"})
        self.named: Where = Where("header", self.header.names | {"fields"})

    def mapping(self, source: SourceSection | None) -> MappingFile | None:
        """The mapping, as far as it can be told; None where a part that it cannot be without is wrong."""
        root, problems = self.root, self.problems
        shape = shape_section(problems, root.fields.get("group"), source)
        headers = root.fields.get("headers")
        headers_section = source_section(problems, headers, "key")
        form = self._form()
        order = self._order()
        header = None if form is None else self._header(form)
        lines = None if form is None else self._lines(form)
        values = {
            name: self._single(name, where)
            for name, where in (("split", self.line), ("name", self.named), ("deal", self.named))
        }
        if "split" in root.fields:
            self._check_split()
        action = None if form is None else self._action(form)
        when = self.scalars.condition(root.fields["when"], self.header) if "when" in root.fields else None
        refuse, warn = (self._guards(root, name, self.header) for name in ("refuse", "warn"))
        checks, joined = self._checks(), self._joined()
        title = self.problems.text(root.fields["title"], "title") if "title" in root.fields else None
        if source is None or form is None or header is None:
            return None
        return MappingFile(
            file=problems.file, title=title, form=form, language=self.scalars.language, source=source,
            header=header, lines=lines, shape=shape, headers=headers_section, headers_key=self._key(headers),
            joined=joined, order=order, when=when, refuse=refuse, warn=warn, split=values["split"], checks=checks,
            name=values["name"], deal=values["deal"], action=action, used=tuple(self.scalars.used),
            settings={name: Plain(text) for name, text in self.scalars.language.known.values.items()},
        )  # fmt: skip

    def _form(self) -> Form | None:
        node = self.root.fields.get("document")
        if not isinstance(node, Text) or node.value not in DOCUMENTS:
            given = node.value if isinstance(node, Text) else ""
            if node is None:
                self.problems.add(self.root, "document is missing", f"write document: {' | '.join(DOCUMENTS)}")
            else:
                self.problems.add(node, f"there is no document {given!r}", suggestion(given, DOCUMENTS))
            return None
        reply = "order" in self.root.fields
        if reply and node.value not in REPLIES:
            self.problems.add(self.root.keys["order"], f"an {node.value} answers no order", "leave the section out")
            return None
        return form_of(node.value, reply=reply)

    def _header(self, form: Form) -> Build | None:
        node = self.root.fields.get("header")
        if not isinstance(node, Fields):
            self.problems.add(node or self.root, "header is missing", "write header: and its fields below it")
            return None
        absent = [name for name in CHARGES if name in node.fields and name not in form.header]
        for name in absent:
            hint = "put it on the prices, or make a line or a remark of it"
            self.problems.add(node.keys[name], f"{form.document} has no place for {name} beside the sum", hint)
        made = self.compiler.fields(node, form.header, self.header, tuple(absent), form.document, strict=True)
        needed = [name for name, one in form.header.items() if one.required]
        for name in needed:
            if name not in node.fields:
                self.problems.add(node, f"{form.document} needs {name}", f"write {name}: ... below header")
        built = self.compiler.built(node, dict, made, needed=needed, keep=True)
        return built if isinstance(built, Build) else None

    def _lines(self, form: Form) -> LineSection | None:
        node = self.root.fields.get("lines")
        if not isinstance(node, Fields):
            if node is not None or not form.reply:
                self.problems.add(
                    node or self.root, "lines is missing", "write lines: and the fields of a line below it"
                )
            return None
        kind = Object(form.line)
        made = self.compiler.fields(node, kind.fields, self.line, LINE_KEYS, "a line", strict=True)
        for name in made.keys() - form.places:
            self.problems.add(node.keys[name], f"a line of {form.document} has no place for {name}", "leave it out")
        needed = [name for name, one in kind.fields.items() if one.required]
        for name in needed:
            if name not in node.fields:
                self.problems.add(node, f"a line needs {name}", f"write {name}: ... below lines")
        if form.reply and not {"line_id", "article"} & node.fields.keys():
            self.problems.add(node, "a line needs line_id or article", "they say which line of the order is meant")
        if form.reply and isinstance(quantity := made.get("quantity"), Value):
            made["quantity"] = _stated(quantity, form.document)
        built = self.compiler.built(node, form.line, made, needed=needed, keep=True)
        when = self.scalars.condition(node.fields["when"], self.line) if "when" in node.fields else None
        merge = self._single("merge", self.line, _TEXT, node)
        sort = self._single("sort", self.line, Scalar("number"), node)
        refuse, warn = (self._guards(node, name, self.line) for name in ("refuse", "warn"))
        if not isinstance(built, Build):
            return None
        return LineSection(built, node.line, when, refuse, warn, sort, merge)

    def _single(self, name: str, where: Where, kind: Scalar = _TEXT, node: Fields | None = None) -> Value | None:
        one = (node or self.root).fields.get(name)
        if one is None:
            return None
        where = replace(where, aside=name not in {"number", "deal", "action"})
        made = self.scalars.scalar(one, kind, where, required=name not in {"deal", "action"})
        if isinstance(made, Constant):
            value = made.value
            return Value(lambda _scope: value, made.line)
        return made if isinstance(made, Value) else None

    def _check_split(self) -> None:
        """Refuse surcharges and allowances that would stand in every part, as if each had its own."""
        header = self.root.fields.get("header")
        for name in ("surcharges", "allowances"):
            node = header.fields.get(name) if isinstance(header, Fields) else None
            for entry in node.items if isinstance(node, Items) else () if node is None else (node,):
                read = {text.line for text in _texts_in(entry)}
                told = {"part", "parts", "lines", "kept"}
                if not any(one.use.root in told and one.line in read for one in self.scalars.used):
                    self.problems.add(
                        entry,
                        f"split makes several documents, and each of them would have these {name} in full",
                        'write when: "{{ part == 1 }}" for the first only, or when: "{{ part >= 1 }}" for each of them',
                    )

    def _action(self, form: Form) -> Value | None:
        fitting = ACTIONS[form.document]
        if "action" in self.root.fields and not fitting:
            reason = f"ITscope has no action that takes a document of the type {form.document}"
            self.problems.add(self.root.keys["action"], reason, "leave the line out")
            return None
        given = self.root.fields.get("action")
        if isinstance(given, Text) and "{{" not in given.value and given.value not in fitting:
            self.problems.add(given, f"{given.value} is no action for {form.document}", " or ".join(fitting))
            return None
        return self._single("action", self.named, Scalar("text", fitting))

    def _guards(self, parent: Fields, name: str, where: Where) -> tuple[Guard, ...]:
        node = parent.fields.get(name)
        found = []
        for one in node.items if isinstance(node, Items) else () if node is None else (node,):
            if not isinstance(one, Fields) or {"when", "reason"} - one.fields.keys():
                self.problems.add(
                    one, f"{name} is a list of conditions and reasons", "write - when: ... and reason: ..."
                )
                continue
            self.problems.known(one, ("when", "reason"), name)
            condition = self.scalars.condition(one.fields["when"], where)
            reason = self._single("reason", where, _TEXT, one)
            if condition is not None and reason is not None:
                found.append(Guard(condition, reason, one.line))
        return tuple(found)

    def _checks(self) -> tuple[Check, ...]:
        node = self.root.fields.get("checks")
        found = []
        for one in node.items if isinstance(node, Items) else () if node is None else (node,):
            against = one.fields.get("against") if isinstance(one, Fields) else None
            if not isinstance(one, Fields) or not isinstance(against, Text) or "value" not in one.fields:
                self.problems.add(one, "a check has value and against", f"against: {' | '.join(AGAINST)}")
                continue
            self.problems.known(one, ("value", "against", "tolerance"), "a check")
            if against.value not in AGAINST:
                self.problems.add(
                    against, f"nothing is checked against {against.value!r}", suggestion(against.value, AGAINST)
                )
            value = self._single("value", self.header, Scalar("number"), one)
            tolerance = self._single("tolerance", self.header, Scalar("number"), one)
            if value is not None:
                found.append(Check(value, against.value, tolerance, one.line))
        return tuple(found)

    def _joined(self) -> tuple[Beside, ...]:
        node = self.root.fields.get("joined")
        if node is None:
            return ()
        if not isinstance(node, Fields):
            self.problems.add(node, "joined is a map", "write a name for the file, and format, key and on below it")
            return ()
        found = []
        for name, one in node.fields.items():
            if name in ROOTS or not name.isidentifier() or name.startswith("_"):
                self.problems.add(
                    node.keys[name], f"{name!r} cannot name a file", "take a word of letters that has no meaning"
                )
                continue
            source = source_section(self.problems, one, "key", "on")
            key = self._key(one)
            texts = one.fields.get("on") if isinstance(one, Fields) else None
            where = Where("header", self.header.names - {name}, aside=True)
            values = [
                self.scalars.scalar(each, _TEXT, where, required=True)
                for each in (texts.items if isinstance(texts, Items) else () if texts is None else (texts,))
            ]
            made = [as_value(each) for each in values if isinstance(each, Value | Constant)]
            if not key or len(made) != len(key):
                self.problems.add(
                    one, "key names columns of the file, on as many values to look for", 'on: "{{ Auftrag }}"'
                )
            elif source is not None:
                found.append(Beside(name, source, key, tuple(made), one.line))
        return tuple(found)

    def _order(self) -> OrderSection | None:
        node = self.root.fields.get("order")
        if node is None:
            return None
        if not isinstance(node, Fields) or "number" not in node.fields:
            self.problems.add(node, "order needs number", 'write number: "{{ Bestellnummer }}" below it')
            return None
        self.problems.known(node, ("number", "files", "others"), "order")
        others = node.fields.get("others")
        if others is not None and not (isinstance(others, Text) and others.value in {"refuse", "confirm"}):
            self.problems.add(others, "others is refuse or confirm")
        number = self._single("number", self.header, _TEXT, node)
        files = self.problems.text(node.fields["files"], "files") if "files" in node.fields else None
        if number is None:
            return None
        return OrderSection(number, node.line, files, others.value if isinstance(others, Text) else "refuse")

    def _key(self, node: YamlNode | None) -> tuple[str, ...]:
        if not isinstance(node, Fields) or "key" not in node.fields:
            if isinstance(node, Fields):
                self.problems.add(node, "key is missing", "write key: and the columns that tell the documents apart")
            return ()
        try:
            found: tuple[str, ...] = setting(node.fields["key"], tuple[str, ...])
        except ValueError as error:
            self.problems.add(node.fields["key"], error)
            return ()
        return found


def _stated(quantity: Value, document: str) -> Value:
    """A quantity of a reply that may not be blank: there a line without one means all that is open."""
    way_out = "write 0 to refuse the line" if document == "ORDERRESPONSE" else "write how many, or take the row out"
    what = f"is blank; {way_out}, or give default: in the mapping"
    default = None if quantity.default is None else _stated(quantity.default, document)
    return replace(quantity, default=default, required=True, what=what)


def _texts_in(node: YamlNode) -> list[Text]:
    if isinstance(node, Text):
        return [node]
    parts = node.fields.values() if isinstance(node, Fields) else node.items if isinstance(node, Items) else ()
    return [text for part in parts for text in _texts_in(part)]
