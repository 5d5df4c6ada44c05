"""Texts of simple types: plausible, odd, up to the limits and just across them; libxml2 says which are valid."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..errors import SchemaError
from ..schema.tables import SimpleType, Tables
from ..validation.diagnosis.oracle import Oracle
from .patterns import Shape, shape_of

#: Plain texts first: what is drawn shrinks to the first that a type takes.
_PLAUSIBLE = (
    "1", "a", "true", "2024-05-17", "2024-05-17T10:00:00+01:00", "10:30:00", "+01:00", "DE", "deu", "EUR", "C62", "0",
    "12.50", "YQ==", "http://example.org/x?y=z&a=ä", "A-1/2", "Müller & Söhne", "1.5", "abc", "PT5M", "de-AT", "99.9",
)  # fmt: skip
#: Texts that programs are likely to get wrong.
_ODD = (
    "", " ", "\n", "\t", "true\n", " true", "True", "TRUE", "fAlSe", "1 ", " 1", " \t\r\n1\n", "+1", "+1.50 ", "-0",
    "007", "00012", "1e5", "1E-3", "INF", "-INF", "NaN", "nan", "+INF", "1.", ".5", "-.5", "1,5", "0x1F", "-3", "1_000",
    "99999999999999999999", "123456789012345678.123456", "0.000000000000000000001", "1.10", "1.00", "100", "1e400",
    "2024", "2024-02-30", "2024-13-01", "2024-05-17Z", "2024-05-17T24:00:00", "2024-05-17T10:00", "2024-05",
    "2024-05-17T10:00:00", "2024-05-17T10:00:00.123456789Z", "2024-05-17 10:00:00", "12024-05-17", "-2024-05-17",
    "0000-01-01", "2024-05-17+14:00", "24:00", "23:59:59.9", "+24:00", "Z", "z", "-00:00",
    "DE-", "DE-|", "DE-BY", "DE-BYXX", "de-BY", "XX", "UK", "XR", "$", "$+", "_", "-", ".", "a_b", "a-b", "a+b", "a b",
    "ä", "äöüÄÖÜß", "\u0661\u0662\u0663", "\u00a0", "\u00a01", "\u2003", "\U0001f600", "e\u0301", "\ufffd", "\ufeffa",
    "a\tb", "a\nb", "a\r\nb", "\rx\r", "  a  b  ", "&<>", "]]>", "&amp;", "<b>a</b>", "\"'", "<![CDATA[x]]>", "1id",
    "<!-- -->", "{{ x }}", "None", "null", "YWJ", "Y W J j", "Y\nQ==", "=", "http://[", "%zz", "urn:a:b", "id 1", "id1",
)  # fmt: skip
#: What texts up to a length are filled with.
_FILLINGS = ("x", "1", "ä", "\U0001f600", "a ", "&", "A")
#: From this length on a text is heavy: it is drawn seldom.
_HEAVY = 1000
_FREE_LENGTH = 24
_STRINGS = frozenset({"string", "normalizedString", "token", "anyURI", "anySimpleType", "NMTOKEN", "Name", "NCName"})

#: Characters of XML, without control characters other than blanks.
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), include_characters="\t\n\r", exclude_characters="\ufffe\uffff"
)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Valid texts of a type, the plainest first, the long ones apart; ``free`` draws others, not all of them valid."""

    usual: tuple[str, ...]
    heavy: tuple[str, ...]
    free: SearchStrategy[str] | None


class Texts:
    """The texts of the simple types of a set of tables, found when they are asked for."""

    def __init__(self, tables: Tables) -> None:
        self.oracle: Oracle = Oracle(tables)
        self._pools: dict[int, Pool] = {}

    def pool(self, simple: SimpleType) -> Pool:
        """The pool of a type; raises SchemaError where no text is found that it takes."""
        if simple.index not in self._pools:
            self._pools[simple.index] = self._pool(simple)
        return self._pools[simple.index]

    def mended(self, simple: SimpleType, value: str) -> str:
        """The text, or a plain one where the type does not take it."""
        return value if self.oracle.valid(simple, value) else self.pool(simple).usual[0]

    def within(self, simple: SimpleType) -> SearchStrategy[str]:
        """Texts that a type takes."""
        pool = self.pool(simple)
        strategy = st.sampled_from((*pool.usual, *pool.heavy))
        return strategy if pool.free is None else strategy | pool.free.map(lambda value: self.mended(simple, value))

    def across(self, simple: SimpleType) -> SearchStrategy[str]:
        """Texts at both sides of the limits of a type, and odd ones."""
        inside = self.within(simple)
        near = st.sampled_from(tuple(dict.fromkeys((*_borders(simple), *_PLAUSIBLE, *_ODD))))
        return st.one_of(inside, near, st.builds(_spoil, inside, st.sampled_from(_SPOILS)), st.text(CHARACTERS))

    def _pool(self, simple: SimpleType) -> Pool:
        shapes = [shape for step in simple.patterns for pattern in step if (shape := shape_of(pattern))]
        words = [word for step in simple.patterns for pattern in step for word in pattern.split("|")]
        candidates = dict.fromkeys((*_PLAUSIBLE, *(simple.codes or ()), *words, *_borders(simple), *_ODD))
        valid = [value for value in candidates if self.oracle.valid(simple, value)]
        usual = tuple(value for value in valid if len(value) < _HEAVY)
        heavy = tuple(value for value in valid if len(value) >= _HEAVY)
        if not usual:
            raise SchemaError(f"no text is known that the simple type with base {simple.base} and its limits takes")
        return Pool(usual, heavy, None if simple.codes else _free(simple, shapes))


def _free(simple: SimpleType, shapes: list[Shape]) -> SearchStrategy[str] | None:
    """Texts of a type that nobody has listed."""
    if simple.patterns:
        return st.one_of(*(shape.strategy for shape in shapes)) if shapes else None
    if simple.kind in ("number", "integer"):
        return st.builds(_number, st.integers(-(10**15), 10**15), st.integers(0, 9), st.sampled_from(_STYLES))
    if simple.base in _STRINGS:
        low = simple.length or simple.min_length or 0
        high = simple.length or simple.max_length or low + _FREE_LENGTH
        return st.text(CHARACTERS, min_size=low, max_size=max(low, min(high, low + _FREE_LENGTH)))
    others: dict[str | None, SearchStrategy[str]] = {
        "base64Binary": st.binary(max_size=40).map(lambda data: base64.b64encode(data).decode("ascii")),
        "hexBinary": st.binary(max_size=40).map(bytes.hex),
        "date": st.dates().map(lambda day: day.isoformat()),
        "dateTime": st.datetimes().map(lambda moment: moment.isoformat()),
        "time": st.times().map(lambda moment: moment.isoformat()),
    }
    return others.get(simple.base)


_STYLES = ("{0}", "{0}.{1}", "+{0}.{1}", "00{0}", " {0}.{1}0\n", "-{0}", "{0}.{1}e{1}")


def _number(digits: int, fraction: int, style: str) -> str:
    return style.format(digits, fraction)


def _borders(simple: SimpleType) -> tuple[str, ...]:
    """Texts around the limits of a type: lengths, bounds, codes, words of patterns."""
    found: list[str] = []
    for length in {simple.length, simple.min_length, simple.max_length} - {None}:
        assert length is not None
        sizes = range(max(length - 1, 0), length + 2)
        found += [(filling * size)[:size] for size in sizes for filling in _FILLINGS[: 3 if size < _HEAVY else 1]]
        found += [(filling * length)[:length] for filling in _FILLINGS[3:] if length < _HEAVY]
        found += ["x" * (length - 1) + end for end in (" ", "\n", "ä") if length]
    for _, bound in simple.bounds:
        if bound.lstrip("-").isdigit():
            number = int(bound)
            found += [str(number + step) for step in (-1, 0, 1)]
            found += [f"{number}.0", f" {number} ", f"{number - 1}.9", f"{number}.1", f"-{bound}", f"0{bound}"]
    codes = simple.codes or ()
    some = (*codes[:3], *codes[-3:]) if len(codes) > 20 else codes
    found += [
        near for code in some for near in (code.lower(), code.upper(), f" {code}", f"{code}\n", code[:-1], f"{code}x")
    ]
    words = [word for step in simple.patterns for pattern in step for word in pattern.split("|") if word.isalnum()]
    found += [near for word in words[:6] for near in (word.upper(), f"{word} ", f"{word}\n", word[:-1], f"{word}_")]
    return tuple(dict.fromkeys(found))


_SPOILS = ("add", "cut", "blank", "line", "double", "upper", "lower", "sign", "mark")


def _spoil(value: str, how: str) -> str:
    """A text changed a little, so that a type that took it may refuse it."""
    changed = {
        "add": value + "x",
        "cut": value[:-1],
        "blank": " " + value,
        "line": value + "\n",
        "double": value + value,
        "upper": value.upper(),
        "lower": value.lower(),
        "sign": "-" + value,
        "mark": value[:1] + "_" + value[1:],
    }
    return changed[how]
