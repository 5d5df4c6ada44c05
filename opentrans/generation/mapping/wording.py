"""The way out of an error of the builders, in the words of a mapping."""

from __future__ import annotations

from typing import Final

#: What the library says of its arguments, and what somebody writes into a mapping instead.
_WORDS: Final = {
    "correct it, or say allow_more": "correct it, or write allow_more: true below header",
    "name one, such as Tax(Decimal('0.19')), or Tax(0, category='exemption') for none":
        "write tax: {rate: 0.19} below header, or tax: {rate: 0, category: exemption} for none",
    "an invoice states the tax of each line; give it here, or one for all":
        "an invoice states the tax of each line; write tax: {rate: 0.19} below header, or tax: below lines",
    "make one entry of them, or give each its quantity":
        "map quantity, or make one line of them: merge: \"{{ ... }}\" below lines",
    "a Party": "a party: {id: ..., name: ...}",
}  # fmt: skip


def in_mapping(reason: str) -> str:
    """The reason, with what is to be written into a mapping.

    >>> in_mapping("12 would be billed; correct it, or say allow_more")
    '12 would be billed; correct it, or write allow_more: true below header'
    """
    for theirs, ours in _WORDS.items():
        reason = reason.replace(theirs, ours)
    return reason
