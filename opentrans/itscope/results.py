"""What else ITscope answers: a verdict, an order that was sent, what an account may do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .answers import Data, UnreadableAnswer, data_of, judgement, messages_in
from .deal_records import deals_in
from .deals import DealStatus
from .exchange import Answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``documents/validate`` says of a document, as far as that can be told from an answer of unpublished form.

    ``valid`` is None where the answer says neither yes nor no: look at its ``messages``, or at the ``answer`` itself.
    """

    valid: bool | None
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
    """The verdict in an answer whose form is not published: a refusal or a no means invalid, nothing at all valid."""
    accepted = 200 <= answer.status < 300
    valid = judgement(answer) if accepted and answer.body.strip() else accepted
    return Verdict(valid, tuple(messages_in(answer)), answer)


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
