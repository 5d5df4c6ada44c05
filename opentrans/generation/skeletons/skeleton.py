"""A mapping to start from: guesses from names and values of an export, and gaps that the checker does not let pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..mapping.content import ACTIONS
from ..mapping.forms import REPLIES, Form, form_of
from ..mapping.targets import Many, Object, Scalar, targets_of
from ..sources.json import JsonFormat
from ..sources.sniffing import Column, Sniffed
from ..sources.xml import XmlFormat
from .columns import Columns, samples, told
from .entries import GAP, Entry, flat, missing, quoted, yaml
from .examples import example, said
from .parties import delivery_entry, firm_entry
from .source import source_entries
from .words import HEADER_WORDS, LINE_WORDS, header_words, line_words, plain_word

#: Fields of the header that hardly any export has, and that the reference tells.
_LEFT_OUT = {
    *("generator", "generated_at", "allow_more", "parties", "agreements", "language", "terms_and_conditions"),
    *("deliverer", "customer_order_date", "taxes"),
}
_YES_NO = (
    *(("j", "n"), ("ja", "nein"), ("y", "n"), ("yes", "no"), ("true", "false"), ("wahr", "falsch"), ("tyes", "tno")),
)
#: Fields of which a draft says what they are, though a column was found.
_EXPLAINED = {"number", "quantity", "price", "price_quantity", "amount", "net", "total", "carrier"}
#: The command that gives the file of partners which a draft names.
PARTNERS = "opentrans mappings copy generic-de/partners partners.yaml"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A drafted mapping: its text, the gaps in it and what belongs there, and whether it needs ``partners.yaml``."""

    text: str
    missing: tuple[tuple[str, str], ...]
    partners: bool


def skeleton(sniffed: Sniffed, document: str) -> Skeleton:
    """A mapping for a document (ORDER ...) as YAML; its comments tell guesses and gaps."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from ..._data import data_path

    form = form_of(document, reply=document in REPLIES)
    nested = isinstance(sniffed.form, JsonFormat | XmlFormat)
    kinds = list(dict.fromkeys(one.kind for one in sniffed.columns if one.kind is not None))
    draft = Columns(sniffed.columns, sniffed.lists[0] if nested and sniffed.lists else "", sniffed.lists)
    key = draft.take(_key_words(form), draft.outside(), "key")
    order, number = _order(draft, form, key)
    lines = list(_lines(draft, form))
    header = list(_header(draft, form, key))
    sections = {
        "source": list(source_entries(sniffed)),
        "group": list(_typed_group(kinds) if kinds else _group(draft, key, nested=nested)),
        "order": order,
        "header": header,
        "lines": lines,
    }
    gaps = tuple(gap for name, entries in sections.items() for gap in missing(name, entries))
    unused = [one for one in sniffed.columns if one.name not in draft.taken]
    environment = Environment(  # noqa: S701  (what is made is YAML, whose texts are quoted here)
        loader=FileSystemLoader(data_path("templates", "skeletons")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template("mapping.yaml.j2").render(
        file=yaml(sniffed.path),
        document=document,
        partners=not form.reply,
        copy=PARTNERS,
        sections={name: list(flat(entries, 2)) for name, entries in sections.items() if entries},
        missing=[path for path, _what in gaps],
        name=_name(draft, form, number, header),
        actions=ACTIONS[document],
        numbers=[told(one) for one in unused if one.guess.kind in {"number", "whole number"}],
        unused=[told(one) for one in unused if one.guess.kind not in {"number", "whole number"}],
        lists=sniffed.lists[1:] if nested else (),
    )
    return Skeleton(text, gaps, partners=not form.reply)


def _key_words(form: Form) -> tuple[str, ...]:
    own = next((name for name, one in form.header.items() if one.required and name.endswith("_id")), "order_id")
    words = header_words(form.document, own)
    return (*words, *HEADER_WORDS["order_id"]) if form.reply else words


def _name(draft: Columns, form: Form, number: Column | None, header: list[Entry]) -> str | None:
    """The name of a file, as YAML, with the document's own number; an answer may have only that of the order."""
    ids = ("order_id", "dispatch_id", "invoice_id", "quotation_id", "supplier_order_id")
    own = next((one.name for one in header if one.name in ids and not one.off), None)
    value = f"fields.{own}" if own is not None else None if number is None else draft.path(number, root="header")
    return None if value is None else yaml(f"{form.document}-{{{{ {value} }}}}.xml")


def _group(draft: Columns, key: Column | None, *, nested: bool) -> Iterator[Entry]:
    if nested:
        if draft.lines:
            yield Entry("lines", yaml(draft.lines), "guess: the list of the lines")
        else:
            yield Entry("lines", GAP, "MISSING: the list of the lines; if the export has none, write key: instead")
        return
    if key is None:
        yield Entry("key", GAP, "MISSING: the name of the column that all rows of one document share")
    else:
        yield Entry("key", yaml(key.name), f"guess: rows with the same value are one document; {samples(key)}")
    yield Entry("blank_continues", "true", "if the key stands on the first row only", off=True)
    yield Entry("first_row_only", "true", "if the other values of the header stand on the first row only", off=True)
    yield Entry("scattered", "true", "if the rows of a document do not stand together", off=True)


def _typed_group(kinds: list[str]) -> Iterator[Entry]:
    """The group of a table with rows of several kinds."""
    header, *lines = map(yaml, kinds)
    yield Entry("column", "A", "guess: it says of which kind a row is")
    yield Entry("header", header, "guess: rows of this kind begin a document")
    yield Entry("lines", f"[{', '.join(lines)}]", "guess: rows of these kinds are its lines")
    yield Entry(
        "others", "[...]", "kinds that belong to it and are no lines; skip_where in source leaves rows out", off=True
    )


def _order(draft: Columns, form: Form, key: Column | None) -> tuple[list[Entry], Column | None]:
    """Which received ORDER a reply answers, and the column of its number."""
    if not form.reply:
        return [], None
    words = HEADER_WORDS["order_id"]
    named = key is not None and plain_word(key.name.rpartition("/")[2]) in words
    found = key if named else draft.take(words, draft.outside(), "order.number")
    entries = [_entry(draft, form, "number", found, Scalar("text"), required=True)]
    if form.document == "ORDERRESPONSE":
        what = "lines of the ORDER that the export does not name are confirmed; else that is an error"
        entries.append(Entry("others", "confirm", what, off=True))
    return entries, found


def _header(draft: Columns, form: Form, key: Column | None) -> Iterator[Entry]:
    number = next((name for name, one in form.header.items() if one.required and name.endswith("_id")), None)
    charges = HEADER_WORDS["surcharges"] if "surcharges" in form.header else ()
    charged = draft.take(charges, draft.outside(), "surcharges")
    for name, target in form.header.items():
        if name in _LEFT_OUT:
            continue
        kind = target.kind
        if isinstance(kind, Object) and kind.cls.__name__ == "Party":
            yield (delivery_entry if name == "delivery" else firm_entry)(draft, form, target)
            continue
        words = header_words(form.document, name)
        if isinstance(kind, Object | Many) and name not in {"remarks", "delivery_date"}:
            words = ()
        own = key if name == number and key is not None and plain_word(key.name.rpartition("/")[2]) in words else None
        found = charged if name == "surcharges" else own or draft.take(words, draft.outside(), name)
        taxed = name == "tax" and form.document == "INVOICE" and charged is not None
        yield _entry(draft, form, name, found, kind, required=target.required or taxed)


def _lines(draft: Columns, form: Form) -> Iterator[Entry]:
    fields = {
        name: one
        for name, one in targets_of(form.line).items()
        if name in form.places and (name in LINE_WORDS or one.required)
    }
    found = {
        name: draft.take(line_words(form.document, name), draft.inside(), f"lines.{name}")
        for name in sorted(fields, key=lambda one: one != "article")
    }
    discount = found.get("allowances")
    if form.reply:
        discount = draft.take(LINE_WORDS["allowances"], draft.inside(), "lines.allowances")
    for name, target in fields.items():
        told_by = form.reply and found["line_id"] is not None
        required = target.required or name == "quantity" or (name == "article" and not told_by)
        made = _entry(draft, form, name, found[name], target.kind, required=required)
        if discount is not None and name == ("price" if form.reply else "allowances"):
            made = _discounted(draft, form, made, found.get("price"), discount)
        yield made
    same = found.get("line_id") or found["article"]
    value = '"{{ Column }}"' if same is None else yaml(f"{{{{ {draft.path(same)} }}}}")
    each = form.reply and not draft.lines and same is not None and found.get("serial_numbers") is not None
    what = "rows with the same value are one line: quantities are added up, serial numbers collected"
    yield Entry("merge", value, f"guess: {what}" if each else what, off=not each)


def _discounted(draft: Columns, form: Form, made: Entry, price: Column | None, discount: Column) -> Entry:
    """Nobody can tell from names whether a price is before a discount or after it."""
    what = f"is the price before the discount {yaml(discount.name)} ({samples(discount)}) or after it?"
    if form.reply:
        if price is None:
            return made
        value = yaml(f"{{{{ {draft.path(price)} }}}}")
        return Entry("price", GAP, f"MISSING: {what} After: {value}; else calculate it, or take the line out")
    path = draft.path(discount)
    part, when = f"{{{{ {path} | percent }}}}", f"{{{{ {path} is not empty and {path} | number != 0 }}}}"
    value = f"[{{name: Rabatt, type: rebate, factor: {{value: {yaml(part)}, when: {yaml(when)}}}}}]"
    return Entry("allowances", GAP, f"MISSING: {what} After: take this line out. Before: {value}")


def _entry(draft: Columns, form: Form, name: str, column: Column | None, kind: Any, *, required: bool) -> Entry:
    what = said(form.document, name)
    if column is None:
        if isinstance(kind, Scalar) and kind.codes:
            what = str(kind)
        return Entry(name, GAP, f"MISSING: {what}") if required else Entry(name, example(name, kind), what, off=True)
    path, comment = draft.path(column), f"guess: {column.guess}; {samples(column)}"
    guess = column.guess
    if _is_date(kind) and not (guess.kind in {"date", "date and time", "empty"} and " or " not in (guess.detail or "")):
        return Entry(name, GAP, f"MISSING: {_dates(path, column)}")
    value = yaml(f"{{{{ {path}{_filter(column, name, kind)} }}}}")
    if name == "remarks":
        value = f"[{{text: {value}, type: general}}]"
    elif name == "surcharges":
        value = f"[{{name: {yaml(column.name)}, type: freight, amount: {value}}}]"
    if name == "manufacturer_pid":
        return Entry(name, value, what, off=True)
    return Entry(name, value, f"{what}; {comment}" if name in _EXPLAINED else comment)


def _like(seen: str, word: str) -> str:
    """A word in capital or small letters as another is."""
    return word.upper() if seen.isupper() else word.capitalize() if seen[:1].isupper() else word


def _is_date(kind: Any) -> bool:
    return kind == Scalar("date") or (isinstance(kind, Object) and kind.cls.__name__ == "DeliveryDate")


def _dates(path: str, column: Column) -> str:
    """What to write for a column whose dates can be read in several ways, or in none."""
    forms = (column.guess.detail or "").split(" or ") if column.guess.kind.startswith("date") else []
    if len(forms) > 1:
        ways = " or ".join(yaml(f"{{{{ {path} | date({quoted(form)}) }}}}") for form in forms)
        return f"is {samples(column).removeprefix('such as ')} day/month or month/day? Write {ways}"
    way = yaml(f"{{{{ {path} | date('%d.%m.%Y') }}}}")
    return f"the dates ({samples(column)}) are not all written in one known way; write {way} with their form"


def _filter(column: Column, name: str, kind: Any) -> str:
    """The filters that make the value of a column what a field takes."""
    guess = column.guess
    if guess.kind in {"date", "date and time"} and guess.detail and "ISO" not in guess.detail:
        filter_ = "datetime" if guess.kind == "date and time" else "date"
        return f" | {filter_}" + ("" if guess.detail == "%Y-%m-%d" else f"({quoted(guess.detail)})")
    if kind == Scalar("flag") and guess.kind == "yes or no" and guess.detail:
        seen = guess.detail.split(" / ")
        yes, no = next(pair for pair in _YES_NO if set(pair) >= {one.casefold() for one in seen})
        values = [next((one for one in seen if one.casefold() == word), _like(seen[0], word)) for word in (yes, no)]
        return f" | flag({', '.join(map(quoted, values))})"
    if name in {"unit", "country", "currency"}:
        return f" | {name}"
    if isinstance(kind, Object) and kind.cls.__name__ == "Tax":
        return " | tax"
    if isinstance(kind, Many) and name in {"serial_numbers", "packages"}:
        sign = next((sign for sign in "|;," if any(sign in str(one) for one in column.samples)), "|")
        return f" | split({quoted(sign)})"
    return ""
