"""What is wrong with a value, and what it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from ...schema.tables import SimpleType
from ..problems import Problem, quote
from .codes import WORDS, is_currency_today, meant_codes, plain_words
from .elsewhere import Elsewhere
from .oracle import Oracle
from .readings import Reading, readings

_FEW = 25
_BLANK = " \t\r\n"
_FORMS = {
    "number": "Write a number with a point and without grouping, like 1234.50.",
    "integer": "Write a whole number in digits, like 12.",
    "date": "Write it as YYYY-MM-DD.",
    "datetime": "Write it as YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm.",
    "time": "Write it as hh:mm or hh:mm:ss.",
    "timezone": "Write it as +hh:mm, -hh:mm or Z.",
    "boolean": "Write true or false.",
    "country": "Use the two capital letters of ISO 3166, such as DE, AT or CH.",
}
_RULES = {
    "number": "bad-number",
    "integer": "bad-number",
    "date": "bad-date",
    "datetime": "bad-date",
    "time": "bad-date",
    "timezone": "bad-date",
    "boolean": "bad-boolean",
    "country": "bad-code",
    "unit": "bad-code",
    "currency": "bad-code",
    "language": "bad-code",
    "code": "bad-code",
}
_MEANINGS = {
    "number": "is not a number",
    "integer": "is not a whole number",
    "date": "is not a date",
    "datetime": "is not a date",
    "time": "is not a time",
    "timezone": "is not a time zone",
    "boolean": "is neither true nor false",
}
_BOUNDS = {
    "minInclusive": "it must be at least",
    "maxInclusive": "it must be at most",
    "minExclusive": "it must be more than",
    "maxExclusive": "it must be less than",
    "totalDigits": "the number of its digits must be at most",
    "fractionDigits": "the number of its decimals must be at most",
}

Fix = Literal["safe", "unsafe"] | None


@dataclass(frozen=True, slots=True)
class _Judgement:
    """Rule, what is said behind the name of the element or attribute, the hint, the fix."""

    rule: str
    text: str
    hint: str
    fix: Fix = None


class Values:
    """Judges values by the simple types of the tables and explains those that are refused."""

    def __init__(self, oracle: Oracle, elsewhere: Elsewhere) -> None:
        self.oracle = oracle
        self._elsewhere = elsewhere
        self._judgements: dict[tuple[int, str, bool], _Judgement] = {}

    def rule(self, simple: SimpleType, value: str) -> str:
        """The rule that an invalid value breaks."""
        if not value.strip(_BLANK):
            return "empty-value"
        length = len(value)
        if simple.kind in _RULES:
            return _RULES[simple.kind]
        if simple.max_length is not None and length > simple.max_length:
            return "too-long"
        if simple.min_length is not None and length < simple.min_length:
            return "too-short"
        return "bad-pattern" if simple.patterns or simple.kind in ("other", "binary") else "invalid"

    def proposals(self, simple: SimpleType, value: str) -> list[Reading]:
        """Valid values that may be meant by an invalid one, the best first."""
        proposed: dict[str, Reading] = {}
        for reading in self._readings(simple, value):
            if reading.value != value and self.oracle.valid(simple, reading.value):
                proposed.setdefault(reading.value, reading)
        return list(proposed.values())

    def _readings(self, simple: SimpleType, value: str) -> Iterator[Reading]:
        yield from readings(simple.kind, value)

        def valid(code: str) -> bool:
            return self.oracle.valid(simple, code)

        words = simple.codes or tuple(_plain_words(simple))
        if simple.kind in ("unit", "country", "language", "currency", "code", "pattern"):
            yield from meant_codes(simple.kind, value, words, valid)

    def problem(
        self,
        element: etree._Element,
        name: str,
        what: str,
        simple: SimpleType,
        value: str,
        attribute: str | None = None,
    ) -> Problem:
        """The problem of an invalid value: ``name`` is the element's in Clark notation, ``what`` as a sentence says it.

        ``attribute`` is the name of the attribute that holds the value (as in ``element.attrib``).
        """
        key = (simple.index, value, attribute is None)
        judged = self._judgements.get(key) if len(value) < 100 else None
        if judged is None:
            judged = self._judge(simple, value, attribute is not None)
            if len(self._judgements) < 10_000:
                self._judgements[key] = judged
        hint = judged.hint
        if judged.rule != "empty-value" and (found := self._elsewhere.value(name, attribute, value)) is not None:
            sentence, there = found
            if judged.rule == "too-long" and there.max_length is not None:
                sentence = sentence.replace("accepts this", f"allows {there.max_length}", 1)
            hint = f"{hint} {sentence}"
        return Problem(
            f"schema/{judged.rule}",
            element,
            judged.text.replace("{}", what, 1),
            hint,
            "attribute" if attribute is not None else "text",
            attribute,
            fix=judged.fix,
        )

    def explain(self, simple: SimpleType, value: str, attribute: bool) -> str:
        """What is wrong with an invalid value, and what to do, said behind the name of what holds it."""
        judged = self._judge(simple, value, attribute)
        return f"{judged.text.removeprefix('{}').removeprefix(':').strip()}. {judged.hint}"

    def _judge(self, simple: SimpleType, value: str, attribute: bool) -> _Judgement:
        rule = self.rule(simple, value)
        if rule == "empty-value":
            return _empty(value, attribute)
        proposed = self.proposals(simple, value)
        sure = [reading for reading in proposed if reading.sure]
        fix: Fix = "safe" if sure and (len(proposed) == 1 or proposed[0].sure) else None
        if sure and value.strip(_BLANK) == sure[0].value:
            return _Judgement(
                rule,
                f"{{}} has blanks or line breaks around its value {quote(value)}",
                f"Write {sure[0].value} only.",
                fix,
            )
        if rule == "too-long":
            longest = simple.max_length
            text = f"{{}} has {len(value):,} characters; at most {longest:,} are allowed"
            return _Judgement(rule, text, "Shorten the text.", "unsafe")
        if rule == "too-short":
            text = f"{{}} has {len(value)} characters; at least {simple.min_length} are needed"
            return _Judgement(rule, text, "Write more.")
        if rule == "bad-code":
            return _bad_code(simple, value, proposed, fix)
        if simple.kind in _MEANINGS:
            return self._bad_form(rule, simple, value, proposed, fix)
        return _Judgement(
            rule, f"{{}}: {quote(value)} does not have the form that is asked for", _form(simple, proposed), fix
        )

    def _bad_form(self, rule: str, simple: SimpleType, value: str, proposed: list[Reading], fix: Fix) -> _Judgement:
        text = f"{{}}: {quote(value)} {_MEANINGS[simple.kind]}"
        if (broken := self._broken_bound(simple, value)) is not None:
            return _Judgement(rule, f"{{}} is {quote(value)}; {broken}", "Correct the number.")
        if not proposed:
            return _Judgement(rule, text, _FORMS[simple.kind])
        text += " in the form that is asked for" if simple.kind in ("date", "datetime") else ""
        hint = f"Write {' or '.join(reading.value for reading in proposed[:2])}."
        return _Judgement(rule, text, hint, fix)

    def _broken_bound(self, simple: SimpleType, value: str) -> str | None:
        """What a number breaks that is written rightly."""
        form = r"\s*[+-]?\d+\s*" if simple.kind == "integer" else r"\s*[+-]?(\d+\.?\d*|\.\d+)\s*"
        if not simple.bounds or not re.fullmatch(form, value, re.ASCII):
            return None
        return " and ".join(f"{_BOUNDS.get(name, name)} {limit}" for name, limit in simple.bounds)


def _empty(value: str, attribute: bool) -> _Judgement:
    text = "{} is empty" if not value else "{} holds only blanks"
    return _Judgement(
        "empty-value",
        text,
        f"Fill it in, or leave the {'attribute' if attribute else 'element'} out if it is optional.",
    )


def _bad_code(simple: SimpleType, value: str, proposed: list[Reading], fix: Fix) -> _Judgement:
    word = f"no {WORDS[simple.kind]} of the schema" if simple.kind in WORDS else "not one of the allowed values"
    text = f"{{}}: {quote(value)} is {word}"
    if simple.kind == "currency" and not proposed:
        if is_currency_today(value):
            text = f"{{}}: the list of the standard lacks the currency {value.strip().upper()}"
            return _Judgement(
                "bad-code", text, "Ask the receiver which currency to state; no other code means the same."
            )
        return _Judgement("bad-code", text, "Use the three capital letters of ISO 4217, such as EUR, CHF or USD.")
    if proposed:
        known = plain_words(simple.kind, proposed[0].value)
        if proposed[0].sure and known:
            text += f"; {known}"
        question = "Write" if proposed[0].sure else "Did you mean"
        end = "." if proposed[0].sure else "?"
        return _Judgement("bad-code", text, f"{question} {proposed[0].value}{end}", fix)
    if simple.kind == "country":
        return _Judgement("bad-code", text, _FORMS["country"])
    if simple.codes and len(simple.codes) <= _FEW:
        return _Judgement("bad-code", text, f"Allowed: {', '.join(simple.codes)}.")
    count = len(simple.codes or ())
    examples = {"unit": "C62 (piece), KGM, MTR, HUR", "language": "deu, eng, fra"}.get(simple.kind)
    examples = examples or ", ".join((simple.codes or ())[:5])
    return _Judgement("bad-code", text, f"Use one of its {count} codes, such as {examples}.")


def _plain_words(simple: SimpleType) -> Iterator[str]:
    """The alternatives of a pattern such as ``buyer|supplier|\\w{1,50}`` that are plain words."""
    for step in simple.patterns:
        for pattern in step:
            if "(" not in pattern:
                yield from (part for part in pattern.split("|") if re.fullmatch(r"[A-Za-z0-9_]+", part))


def _form(simple: SimpleType, proposed: list[Reading]) -> str:
    if proposed:
        return f"Write {proposed[0].value}." if proposed[0].sure else f"Did you mean {proposed[0].value}?"
    if simple.kind == "binary":
        return "Encode the content as base64 (or hexadecimal, where that is asked for)."
    if not simple.patterns:
        return "Correct the value."
    words = list(_plain_words(simple))
    shown = f"{', '.join(words[:_FEW])} or " if words else ""
    last = simple.patterns[0][-1].rpartition("|")[2]
    if found := re.fullmatch(r"\\w\{(\d+),(\d+)\}", last):
        return f"Allowed: {shown}up to {found[2]} letters and digits, without blanks, hyphens and underscores."
    if found := re.fullmatch(r"\[\\w\\-\\\.\]\{(\d+),(\d+)\}", last):
        return f"Allowed: {shown}up to {found[2]} letters, digits, hyphens and points, without blanks and underscores."
    return f"It must match the pattern {simple.patterns[0][0][:120]}"
