r"""Texts at and across the borders of simple types.

Which of them a type allows is asked of libxml2, through a schema of one element made for the purpose: patterns are
never interpreted here (``re`` reads ``\w`` differently).
"""

from __future__ import annotations

import random
from functools import cache
from xml.sax.saxutils import quoteattr

from lxml import etree

from .components import Text

_XS = "http://www.w3.org/2001/XMLSchema"

#: Plausible texts; every simple type of the schemas finds one of its own here or among ``borders``.
PLAUSIBLE = (
    "1", "0", "12.50", "-3", "true", "FALSE", "2024-05-17", "2024-05-17T10:00:00+01:00", "2024", "10:30:00", "+01:00",
    "Z", "DE", "DE-BY", "deu", "EUR", "C62", "A1B", "abc", "text", "a b", "http://example.org/x?y=z", "YWJj",
    "12345678", "1.5", "P1D", "general", "application/pdf", "gtin", "de",
)  # fmt: skip

#: Texts on which implementations of the rules are known, or likely, to fall out.
ODD = (
    "", " ", "\n", "true\n", " true", "True ", "TRUE", "1 ", " 1", "+1", "-0", "1e5", "1E5", "INF", "-INF", "NaN", "1.",
    ".5", "1,5", "0x1F", "00012", "99999999999999999999", "0.000000000000000000001", "2024-02-30", "2024-13-01",
    "2024-05-17Z", "2024-05-17T24:00:00", "2024-05-17T10:00", "2024-05", "12024-05-17", "-2024-05-17", "24:00",
    "+24:00", "DE-|", "DE-", "DE-BYXX", "de-BY", "XX", "UK", "$", "_", "-", ".", "a_b", "a-b", "a+b", "ä",
    "\u0661\u0662\u0663\u0664", "\u0661", "\u00a0", "\u00a01", "\u2003", "\U0001f600", "e\u0301", "\ufffd",
    "a\tb", "a\nb", "&<>", "]]>",
    "YWJ", "Y W J j", "=", "http://[", "%zz", "id 1", "1id", "id1",
)  # fmt: skip


@cache
def borders(text: Text) -> tuple[str, ...]:
    """Texts around the limits of a type: lengths, numbers, codes and near misses of codes."""
    found: list[str] = []
    for name, value in text.facets:
        number = int(value)
        if name.endswith("Length"):
            found += ["x" * n for n in range(max(number - 1, 0), number + 2)]
            found += ["ä" * number, "1" * number, "\U0001f600" * number, "x" * (number - 1) + " "]
        else:
            found += [str(number + step) for step in (-1, 0, 1)] + [f"{number}.0", f" {number} ", f"{number - 1}.9"]
    for code in sorted(text.enumeration or ()):
        found += [code, code.lower(), code.upper(), f" {code}", f"{code} ", f"{code}\n", code[:-1], f"{code}x"]
    for step in text.patterns:
        found += [word for pattern in sorted(step) for word in pattern.split("|") if word.replace("_", "").isalnum()]
    return tuple(found)


@cache
def allowed(text: Text) -> tuple[str, ...]:
    """Texts that a type allows (none if xs:ID: these must differ within a document)."""
    if text.base == "xs:ID":
        return ()
    schema = _schema_of(text)
    return tuple(value for value in (*PLAUSIBLE, *borders(text)) if schema.validate(_element(value)))


def choose(text: Text, rng: random.Random) -> str:
    """A text that a type allows."""
    values = allowed(text)
    if not values:
        return f"id{rng.randrange(10**9)}"
    return rng.choice(values)


def strange(text: Text, rng: random.Random) -> str:
    """A text at the border of a type, allowed or not."""
    near = borders(text)
    return rng.choice(near) if near and rng.random() < 0.6 else rng.choice((*ODD, *PLAUSIBLE))


def _element(value: str) -> etree._Element:
    element = etree.Element("text")
    element.text = value
    return element


def _schema_of(text: Text) -> etree.XMLSchema:
    """A schema for one element <text> of this type; each step of patterns is a restriction of its own."""
    body = f'<xs:simpleType><xs:restriction base="{text.base}"/></xs:simpleType>'
    for step in text.patterns:
        facets = "".join(f"<xs:pattern value={quoteattr(pattern)}/>" for pattern in sorted(step))
        body = f"<xs:simpleType><xs:restriction>{body}{facets}</xs:restriction></xs:simpleType>"
    facets = "".join(f'<xs:{name} value="{value}"/>' for name, value in text.facets)
    facets += "".join(f"<xs:enumeration value={quoteattr(value)}/>" for value in sorted(text.enumeration or ()))
    body = f"<xs:simpleType><xs:restriction>{body}{facets}</xs:restriction></xs:simpleType>"
    root = etree.fromstring(f'<xs:schema xmlns:xs="{_XS}"><xs:element name="text">{body}</xs:element></xs:schema>')
    return etree.XMLSchema(root)
