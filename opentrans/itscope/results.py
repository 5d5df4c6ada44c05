"""What else ITscope answers: a verdict, an order that was sent, what an account may do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .answers import Data, UnreadableAnswer, data_of
from .deal_records import deals_in
from .deals import DealStatus
from .exchange import Answer

_FLAGS = {"valid", "isvalid", "success", "ok", "status", "result"}
_NO = {"false", "invalid", "failed", "error", "nok"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``documents/validate`` says of a document; ``messages`` as far as they can be told from the answer."""

    valid: bool
    messages: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class SentOrder:
    """An order that ITscope took: its number and status there, None where the answer does not tell."""

    order_id: str | None
    status: DealStatus | str | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Quota:
    """One line of ``info/quota``: the product's name, its value if it stands alone, and everything else by name."""

    product: str
    value: str | None
    fields: Mapping[str, str] = field(hash=False)


def verdict_of(answer: Answer) -> Verdict:
    """The verdict in an answer whose form is not published: a refusal, a negative flag or an error means invalid."""
    accepted = 200 <= answer.status < 300
    if accepted:
        try:
            accepted = not any(_negative(data_of(answer)))
        except UnreadableAnswer:
            accepted = True
    return Verdict(accepted, answer.messages, answer)


def _negative(data: Data) -> Iterator[bool]:
    if isinstance(data, list):
        for member in data:
            yield from _negative(member)
    if isinstance(data, dict):
        for name, value in data.items():
            lowered = name.lower()
            if lowered in _FLAGS and isinstance(value, str | bool):
                yield str(value).strip().lower() in _NO
            elif lowered in {"error", "errors"}:
                yield value not in (None, "", [], {}, False, 0, "0", "false")
            else:
                yield from _negative(value)


def sent_order(answer: Answer) -> SentOrder:
    """Number and status of a new order, out of an answer whose form is not published."""
    try:
        deals = deals_in(data_of(answer))
        return SentOrder(deals[0].order_id, deals[0].status, answer) if len(deals) == 1 else _unnamed(answer)
    except UnreadableAnswer:
        return _unnamed(answer)


def _unnamed(answer: Answer) -> SentOrder:
    text = answer.body.decode("utf-8", "replace").strip().strip('"')
    alone = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,249}", text)
    return SentOrder(alone[0] if alone else None, None, answer)


def quotas_in(data: Data) -> tuple[Quota, ...]:
    """The lines ``quotas/quota[@productName]``. Raises UnreadableAnswer where there are none such."""
    quotas = data.get("quotas") if isinstance(data, dict) else None
    found = quotas.get("quota") if isinstance(quotas, dict) else quotas
    if not isinstance(data, dict) or "quotas" not in data or isinstance(found, str):
        raise UnreadableAnswer("the answer holds no quotas")
    lines = found if isinstance(found, list) else [] if found is None else [found]
    return tuple(_quota(line) for line in lines if isinstance(line, dict))


def _quota(line: dict[str, Data]) -> Quota:
    texts = {name: str(value) for name, value in line.items() if isinstance(value, str | int | bool)}
    return Quota(texts.pop("productName", ""), texts.pop("", None), texts)
