"""The reference of the mapping language as text: fields and filters are told from the code that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from inspect import getdoc
from textwrap import fill
from typing import Any

from ..sources.shapes import ByKey, ByType, Nested
from .checking import FUNCTIONS
from .content import ACTIONS, AGAINST
from .forms import DOCUMENTS, REPLIES, form_of
from .scope import ROOTS
from .sections import FORMATS
from .targets import Kind, Many, Object, Target, targets_of
from .words import FILTERS

_SECTIONS = """\
title       what the mapping is for, in one line
document    the document that it makes
source      format, and how the file is written; decimal, thousands and timezone of numbers and times that are text
group       which records are one document
headers     a second file with the headers: format and its settings, and key; group names the columns of the lines
joined      further files by a name of yours: format and its settings, key (columns there), on (what to look for)
order       the received ORDER that is answered: number, and of an ORDERRESPONSE others: refuse | confirm; earlier
            replies to it that are named as SOURCEs count
settings    names with defaults; --set NAME=VALUE goes before. {default: ..., choices: [...]} allows only some
tables      lookup tables: values, or file with key and value; missing: error | keep | default
partners    paths of partner files, from the folder of the mapping
when        a condition: other records are skipped, and the run report says so
refuse      a list of when and reason: such records become no document
warn        a list of when and reason: the run report says so
split       a value of each line: one document for each
header      the fields of the document
lines       the fields of a line; beside them when, refuse, warn, sort (a number), and merge (one line of one value)
checks      a list of value, against and tolerance: figures of the export against those of the document
name        the name of the file; fields.order_id is a value of the header
action      what is done at ITscope (confirm ...), for uploads.csv; deal: its number, else found by the order's number
"""

_VALUES = """\
A value is the text that stands there: NO, 01234, 22:30 and ~ are texts. {{ ... }} in it is an expression; a value that
is one expression keeps its type, several parts are joined. A column is its name, or row['Menge (Stk.)']; a field of
JSON or XML is address.city, an element of a list items[0]. Blank values are left out.

value, when, default, required   beside each other in place of a value
each, when                       in a list: one entry for each value of a list, which is called item
partner, key                     in a Party: an entry of the partner files, on which further fields stand

+ - * / calculate with numbers, ~ joins texts, == != < <= > >= in compare, and or not, A if B else C,
is empty, is not empty.
"""


def render_reference(document: str | None = None) -> str:
    """The reference as text; with a document (ORDER ...) the fields of that one only."""
    parts = [f"SECTIONS\n{_SECTIONS}", f"VALUES\n{_VALUES}"]
    parts.append(_listed("NAMES IN EXPRESSIONS", ROOTS.items()))
    parts.append(_listed("FUNCTIONS", FUNCTIONS.values()))
    parts.append(_listed("FILTERS (value | filter)", ((word.usage, word.doc) for word in FILTERS.values())))
    parts.append(_listed("FORMATS OF SOURCES", ((name, _names(cls)) for name, cls in FORMATS.items())))
    shapes = (("a key", ByKey), ("record types", ByType), ("nested records", Nested))
    parts.append(_listed("GROUP, BY", ((name, _names(cls)) for name, cls in shapes)))
    parts.append(_listed("CHECKS, AGAINST", AGAINST.items()))
    actions = [(name, ", ".join(fitting)) for name, fitting in ACTIONS.items() if fitting]
    parts.append(_listed("ACTIONS, BY DOCUMENT", actions))
    classes: dict[str, type[Any]] = {}
    for name in DOCUMENTS if document is None else (document,):
        for reply in (False, True) if name in REPLIES else (False,):
            form = form_of(name, reply=reply)
            title = f"{name}, as the reply to an ORDER (section order)" if reply else name
            parts.append(_listed(f"HEADER OF {title}", _targets(form.header.values(), form.factory)))
            parts.append(f"LINES OF {title}\n{_wrapped(sorted(form.places))}\n")
            _collect(Object(form.line), classes)
            for one in form.header.values():
                _collect(one.kind, classes)
    parts += [
        _listed(f"FIELDS OF {name}", _targets(targets_of(cls).values(), cls)) for name, cls in sorted(classes.items())
    ]
    return "\n".join(parts)


def _targets(targets: Iterable[Target], described: object) -> Iterator[tuple[str, str]]:
    docs = argument_docs(described)
    for one in targets:
        text = f"{one.kind}{', needed' if one.required else ''}"
        yield one.name, f"{text}: {docs[one.name]}" if one.name in docs else text


def argument_docs(described: object) -> dict[str, str]:
    """What the docstring of a class or function says of each of its arguments.

    >>> from opentrans.build.objects import Tax
    >>> argument_docs(Tax)["rate"]
    'a factor, 0.19 for 19 %.'
    """
    section = (getdoc(described) or "").partition("Args:\n")[2].partition("\n\n")[0]
    found = re.split(r"(?m)^ {4}(\w+): ", section)
    return {name: " ".join(text.replace("``", "").split()) for name, text in zip(found[1::2], found[2::2], strict=True)}


def _names(cls: type[Any]) -> str:
    return ", ".join(one.name for one in fields(cls))


def _wrapped(names: list[str]) -> str:
    return fill(", ".join(names), 118)


def _listed(title: str, pairs: Any) -> str:
    found = list(pairs)
    width = min(max((len(name) for name, _text in found), default=0), 34)
    return "\n".join([title, *(f"{name:<{width}}  {text}" for name, text in found)]) + "\n"


def _collect(kind: Kind, classes: dict[str, type[Any]]) -> None:
    if isinstance(kind, Many):
        _collect(kind.item, classes)
    elif isinstance(kind, Object) and kind.cls.__name__ not in classes:
        classes[kind.cls.__name__] = kind.cls
        for one in kind.fields.values():
            _collect(one.kind, classes)
