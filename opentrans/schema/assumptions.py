"""Which of ITscope's changes a document relies on where this project had to assume what ITscope means.

The assumptions are those of ``schemas/itscope/changes.toml``; a finding-free document that relies on one may still
be refused by ITscope's own schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..names import BMECAT, OPENTRANS

if TYPE_CHECKING:
    from lxml import etree

#: Longest SUPPLIER_PID of the standard, in characters.
_STANDARD_SUPPLIER_PID = 32


def _text(element: etree._Element) -> str:
    return (element.text or "") if not len(element) else "".join(map(str, element.itertext()))


def _long_supplier_pid(element: etree._Element) -> bool:
    return len(_text(element)) > _STANDARD_SUPPLIER_PID


def _always(element: etree._Element) -> bool:
    return True


def _in_response(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{{{OPENTRANS}}}ORDERRESPONSE_ITEM"


def _hanging_container(element: etree._Element) -> bool:
    return _text(element) == "Z11"


def _kosovo(element: etree._Element) -> bool:
    return _text(element).startswith("XR")


#: element: (number of the change, month of the change, does this element rely on the assumption?)
_USES: dict[str, tuple[int, str, Callable[[etree._Element], bool]]] = {
    f"{{{OPENTRANS}}}OPTIONAL": (2, "2023-09", _always),
    f"{{{OPENTRANS}}}OPTIONAL_PICKED": (2, "2023-09", _always),
    f"{{{OPENTRANS}}}ORDER_REFERENCE": (4, "2023-03", _in_response),
    f"{{{OPENTRANS}}}PRODUCT_STOCK_FIX": (6, "2022-07", _always),
    f"{{{BMECAT}}}PRICE_UNIT": (8, "2021-11", _hanging_container),
    f"{{{BMECAT}}}PACKING_UNIT_CODE": (8, "2021-11", _hanging_container),
    f"{{{OPENTRANS}}}SUBSCRIPTION_PERIOD_UNIT": (8, "2021-11", _hanging_container),
    f"{{{BMECAT}}}COUNTRY_OF_ORIGIN": (9, "2021-10", _kosovo),
    f"{{{BMECAT}}}TERRITORY": (9, "2021-10", _kosovo),
    f"{{{OPENTRANS}}}BANK_COUNTRY": (9, "2021-10", _kosovo),
    f"{{{BMECAT}}}SUPPLIER_PID": (10, "2021-10", _long_supplier_pid),
    f"{{{OPENTRANS}}}CONTRACT_INFORMATION": (12, "2021-09", _always),
    f"{{{OPENTRANS}}}SERIAL_NUMBER": (14, "2021-06", lambda element: element.get("type") is not None),
}


_LARGE = 100_000
_SUPPLIER_PID_TAG = f"{{{BMECAT}}}SUPPLIER_PID"
_WITHOUT_SUPPLIER_PID = tuple(tag for tag in _USES if tag != _SUPPLIER_PID_TAG)
#: A SUPPLIER_PID that may be longer than the standard allows: a long text, or one with a comment, PI or CDATA in it.
_MAYBE_LONG = rb"SUPPLIER_PID[^>]*>(?:[^<]{33}|[^<]*<[!?])"


def assumed_changes(root: etree._Element, as_of: str, data: bytes | None = None) -> tuple[int, ...]:
    """Numbers of the changes, made by the month ``as_of``, whose assumed part the document uses.

    ``data`` are the document's bytes, if they are known: of a large document they tell quickly that no SUPPLIER_PID,
    of which there is one in each line, needs a look.
    """
    tags: Iterable[str] = _USES
    if data is not None and len(data) > _LARGE and b"\0" not in data[:4] and re.search(_MAYBE_LONG, data) is None:
        tags = _WITHOUT_SUPPLIER_PID
    touched = set()
    for element in root.iter(*tags):
        number, since, uses = _USES[element.tag]
        if since <= as_of and uses(element):
            touched.add(number)
    return tuple(sorted(touched))
