"""Reading an answer, XML or JSON, to plain dicts, lists and texts, within limits; what it says to people, yes or no."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from lxml import etree

from ..report.printable import printable
from ..secure_xml import parser, split_at_doctype
from .exchange import Answer

#: Plain data: dict, list, str, int, Decimal, bool or None.
Data: TypeAlias = Any

_DEPTH = 64
#: lxml takes a time that grows with the square of their number.
_ATTRIBUTES = 1000
_KINDS = ("xml", "json", "text/plain", "octet-stream")
_SPEAKING = {"message", "error", "errors", "errormessage", "description", "detail", "details", "reason", "text"}
_FLAGS = {"valid", "isvalid", "success", "ok", "status", "result"}
_YES = {"true", "valid", "ok", "success", "successful", "passed"}
_NO = {"false", "invalid", "not valid", "failed", "failure", "error", "nok"}
_NONE: tuple[Data, ...] = (None, "", [], {}, False, 0, "0", "false")
_STATUSES = {"status", "statuscode", "code", "httpstatus", "httpcode"}
_FAILURES = ("error", "exception", "fault")
_FAILING = re.compile(
    r"(?i)\b(?:error|exception|fail(?:ed|ure)?|invalid|exceeded|denied|refused|rejected|forbidden|unauthori[sz]ed|"
    r"unavailable|not (?:accepted|allowed|found|possible|valid)|(?:can|could)(?:no|n')t|"
    r"fehler|fehlgeschlagen|ungültig|abgelehnt|nicht (?:erlaubt|gefunden|möglich))\b"
)
_TITLE = re.compile(r"(?is)<title[^>]*>(.*?)</title>")
_TAG = re.compile(r"<[^>]*>")


class UnreadableAnswer(Exception):
    """Why a body is not what was asked for."""


def data_of(answer: Answer) -> Data:
    """The body as plain data; XML as ``{root: content}``. Raises UnreadableAnswer, saying why."""
    if answer.is_html:
        raise UnreadableAnswer("the answer is a web page")
    if answer.media_type and not any(kind in answer.media_type for kind in _KINDS):
        raise UnreadableAnswer(f"the answer is {answer.media_type}, neither XML nor JSON")
    body = answer.body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body:
        raise UnreadableAnswer("the answer is empty")
    return _from_xml(body) if body.startswith((b"<", b"\xfe\xff", b"\xff\xfe")) else _from_json(body)


def _from_xml(body: bytes) -> Data:
    if split_at_doctype(body) is not None:
        raise UnreadableAnswer("the answer holds a document type declaration, which is not read")
    try:
        root = etree.fromstring(body, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableAnswer(f"the answer is not well-formed XML ({error})") from None
    return {_local(root.tag): _content(root)}


def _content(element: etree._Element) -> Data:
    """Attributes and children by local name, a list where a name repeats; a text, or None, where there are none."""
    if len(element.attrib) > _ATTRIBUTES:
        raise UnreadableAnswer(f"an element of the answer has more than {_ATTRIBUTES:,} attributes")
    named: list[tuple[str, Data]] = [
        (str(name), value) for name, value in element.attrib.items() if "{" not in str(name)
    ]
    named += [(_local(child.tag), _content(child)) for child in element.iterchildren(etree.Element)]
    text = (element.text or "").strip()
    if not named:
        return text or None
    if text:
        named.append(("", text))
    content: dict[str, Data] = {}
    repeated: set[str] = set()
    for name, value in named:
        if name not in content:
            content[name] = value
        elif name in repeated:
            content[name].append(value)
        else:
            content[name] = [content[name], value]
            repeated.add(name)
    return content


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _from_json(body: bytes) -> Data:
    try:
        data = json.loads(body, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnreadableAnswer(f"the answer is neither XML nor JSON ({error})") from None
    level = [data]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return data
    raise UnreadableAnswer(f"the answer is nested more than {_DEPTH} deep")


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the number {text[:50]} is too large") from None


def _no_number(name: str) -> Data:
    raise ValueError(f"{name} is no number")


def _members(data: Data) -> list[Data]:
    members = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [member for member in members if isinstance(member, dict | list)]


def messages_in(answer: Answer) -> list[str]:
    """The texts for people in a body of unknown form: messages of XML or JSON, a page's title, or the text itself."""
    try:
        data = data_of(replace(answer, media_type=""))
    except UnreadableAnswer:
        text = answer.body[:4096].decode("utf-8", "replace")
        if answer.is_html and (title := _TITLE.search(text)):
            text = title[1]
        texts = [_TAG.sub(" ", text)]
    else:
        texts = list(_spoken(data, speaking=not isinstance(data, dict | list)))
        if not texts and isinstance(data, dict) and len(data) == 1:
            texts = [value for value in data.values() if isinstance(value, str)]
    cleaned = (printable(" ".join(text.split()))[:500] for text in texts[:20])
    return [text for text in cleaned if text]


def judgement(answer: Answer) -> bool | None:
    """Does a body of unknown form say yes or no? None where it says neither.

    Heard are a text that stands alone, flags such as ``valid`` or ``success``, and lists of errors; one no outweighs
    every yes.
    """
    signs = set(_signs(_data_or_text(answer), speaking=True))
    return not signs - {True} if signs else None


def sounds_failed(answer: Answer) -> bool:
    """May a success of unknown form be none? Rather once too often: that costs a look at the deal.

    Heard are a no, as by ``judgement``; what is called an error, an exception or a fault; a status of 400 and more;
    words such as "failed" and "not found" in what is said to people.
    """
    data = _data_or_text(answer)
    if False in _signs(data, speaking=True) or any(_fails(name, value, data) for name, value in _named(data)):
        return True
    return any(_FAILING.search(text[:4096]) for text in _spoken(data, speaking=not isinstance(data, dict | list)))


def _data_or_text(answer: Answer) -> Data:
    try:
        return data_of(replace(answer, media_type=""))
    except UnreadableAnswer:
        return answer.body[:4096].decode("utf-8", "replace")


def _named(data: Data) -> Iterator[tuple[str, Data]]:
    """All names in the data, in small letters, with their values."""
    level = [data]
    while level:
        for outer in level:
            if isinstance(outer, dict):
                yield from ((name.lower(), value) for name, value in outer.items())
        level = [inner for outer in level for inner in _members(outer)]


def _fails(name: str, value: Data, whole: Data) -> bool:
    if name.startswith(_FAILURES):
        alone = isinstance(whole, dict) and list(whole.values()) == [None] and name != "errors"  # such as <error/>
        return alone or value not in _NONE
    return name in _STATUSES and re.fullmatch("[45][0-9][0-9]", str(value)) is not None


def _signs(data: Data, *, speaking: bool) -> Iterator[bool]:
    if isinstance(data, dict):
        for name, value in data.items():
            lowered = name.lower()
            if lowered in {"error", "errors"}:
                yield value in _NONE
            else:
                told = lowered in _FLAGS or (speaking and (len(data) == 1 or not name))
                yield from _signs(value, speaking=told)
    elif isinstance(data, list):
        for value in data:
            yield from _signs(value, speaking=False)
    elif speaking and (word := str(data).strip(' \t\r\n.!"').lower()) in _YES | _NO:
        yield word in _YES


def _spoken(data: Data, *, speaking: bool) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _spoken(value, speaking=name.lower() in _SPEAKING or (speaking and name == ""))
    elif isinstance(data, list):
        for value in data:
            yield from _spoken(value, speaking=speaking)
    elif speaking and data is not None:
        yield str(data)
