"""The way back: from a field, or from an element of the XML, to the cells and to the line of the mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..places import Origin
from .plans import Step

_LINE = re.compile(r"_ITEM(?:\[(\d+)\])?$")
_PARTY = re.compile(r"^PARTY(?:\[(\d+)\])?$")

#: Which field an element comes from; the nearest element with an entry counts. Two names: an element within another.
_ELEMENTS: Final = {
    "SUPPLIER_PID": "article",
    "INTERNATIONAL_PID": "ean",
    "BUYER_PID": "buyer_pid",
    "MANUFACTURER_INFO": "manufacturer",
    "MANUFACTURER_PID": "manufacturer_pid",
    "DESCRIPTION_SHORT": "description",
    "DESCRIPTION_LONG": "long_description",
    "SERIAL_NUMBER": "serial_numbers",
    "LOT_NUMBER": "lot_numbers",
    "QUANTITY": "quantity",
    "ORDER_UNIT": "unit",
    "PRICE_AMOUNT": "price",
    "PRODUCT_PRICE_FIX": "price",
    "PRICE_QUANTITY": "price_quantity",
    "PRICE_BASE_FIX": "price_base",
    "PRICE_LINE_AMOUNT": "amount",
    "TAX_DETAILS_FIX": "tax",
    "ALLOW_OR_CHARGES_FIX": "allowances",
    "LINE_ITEM_ID": "line_id",
    "ORDER_REFERENCE/LINE_ITEM_ID": "order_line_id",
    "ORDER_REFERENCE/ORDER_ID": "order_id",
    "CUSTOMER_ORDER_REFERENCE/ORDER_ID": "customer_order_id",
    "CUSTOMER_ORDER_REFERENCE/LINE_ITEM_ID": "customer_line_id",
    "CUSTOMER_IDREF": "customer",
    "SUPPLIER_ORDER_ID": "supplier_order_id",
    "SUPPLIER_ORDER_ITEM_ID": "supplier_line_id",
    "DELIVERYNOTE_ID": "delivery_note_id",
    "QUOTATION_ID": "quotation_id",
    "AGREEMENT": "agreements",
    "CONTRACT_INFORMATION": "subscription",
    "DELIVERY_DATE": "delivery_date",
    "PACKAGE": "packages",
    "PACKAGE_INFO": "packages",
    "REMARKS": "remarks",
    "ORDER_ID": "order_id",
    "ORDER_DATE": "order_date",
    "ORDERRESPONSE_DATE": "response_date",
    "DISPATCHNOTIFICATION_ID": "dispatch_id",
    "DISPATCHNOTIFICATION_DATE": "dispatch_date",
    "INVOICE_ID": "invoice_id",
    "INVOICE_DATE": "invoice_date",
    "QUOTATION_DATE": "quotation_date",
    "VALID_START_DATE": "valid_from",
    "VALID_END_DATE": "valid_until",
    "CURRENCY": "currency",
    "LANGUAGE": "language",
    "PAYMENT": "payment",
    "BUYER_IDREF": "buyer",
    "SUPPLIER_IDREF": "supplier",
    "DELIVERY_IDREF": "delivery",
    "DELIVERER_IDREF": "deliverer",
    "INVOICE_RECIPIENT_IDREF": "invoice_recipient",
    "INVOICE_ISSUER_IDREF": "invoice_issuer",
    "SHIPMENT_ID": "shipment_id",
    "TRACKING_TRACING_URL": "tracking_url",
    "TOTAL_AMOUNT": "total",
    "NET_VALUE_GOODS": "net",
    "TOTAL_TAX": "tax",
    "PARTIAL_SHIPMENT_ALLOWED": "partial_shipment",
    "UDX.DROPSHIPMENT": "dropshipment",
    "TERMS_AND_CONDITIONS": "terms_and_conditions",
}
#: Elements of a party and of its address.
_PARTY_ELEMENTS: Final = {
    "PARTY_ID": "id", "NAME": "name", "NAME2": "name2", "NAME3": "name3", "DEPARTMENT": "department",
    "STREET": "street", "ZIP": "zip", "CITY": "city", "STATE": "state", "COUNTRY": "country_name",
    "COUNTRY_CODED": "country", "VAT_ID": "vat_id", "TAX_NUMBER": "tax_number", "PHONE": "phone", "FAX": "fax",
    "EMAIL": "email", "URL": "url", "CONTACT_DETAILS": "contacts", "ACCOUNT": "accounts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the values of one document are from.

    ``steps``: in the order of the mapping; ``rows``: of each line; ``blanks``: the fields that came to nothing.
    """

    file: str
    steps: tuple[Step, ...]
    header: Origin
    rows: Mapping[int, tuple[Origin, ...]]
    blanks: tuple[Step, ...] = ()

    def of(self, target: str) -> Step:
        """Where a field is from (``lines[2].price``); of one that no cell gives, where its line or document is from."""
        here = [one for one in self.steps if one.target == target]
        below = [one for one in self.steps if one.target.startswith((f"{target}.", f"{target}["))]
        above = [one for one in self.steps if target.startswith((f"{one.target}.", f"{one.target}["))]
        blank = [one for one in self.blanks if one.target == target]
        row = re.match(r"lines\[(\d+)\]", target)
        for found in (here, below if target and not re.fullmatch(r"lines\[\d+\]", target) else [], blank, above):
            if found:
                origins = tuple(dict.fromkeys(origin for one in found for origin in one.origins))
                return Step(target, found[0].value, origins or self._place(row), found[0].line)
        return Step(target, None, self._place(row), 0)

    def of_element(self, path: str, document: Any = None) -> Step:
        """Where an element is from, by its path in a finding of the validator (``/ORDER/…/ORDER_ITEM[2]/QUANTITY``)."""
        return self.of(self.target_of(path, document))

    def _place(self, row: re.Match[str] | None) -> tuple[Origin, ...]:
        return self.rows.get(int(row[1]), (self.header,)) if row else (self.header,)

    def target_of(self, path: str, document: Any = None) -> str:
        """The field that an element comes from, "" where that cannot be told."""
        names = [part.rpartition(":")[2] for part in path.strip("/").split("/")]
        plain = [re.sub(r"\[\d+\]$", "", name) for name in names]
        for index, name in enumerate(names):
            if (party := _PARTY.match(name)) and index and plain[index - 1] == "PARTIES":
                role = _role(document, int(party[1] or 1))
                field = next((_PARTY_ELEMENTS[one] for one in reversed(plain[index:]) if one in _PARTY_ELEMENTS), None)
                return f"{role}.{field}" if role and field else role
        line = next((found for name in names if (found := _LINE.search(name))), None)
        prefix = f"lines[{int(line[1] or 1) - 1}]" if line else ""
        for index in range(len(plain) - 1, 0, -1):
            both = f"{plain[index - 1]}/{plain[index]}"
            field = _ELEMENTS.get(both) or _ELEMENTS.get(plain[index])
            if field is not None:
                return f"{prefix}.{field}" if prefix else field
        return prefix


def _role(document: Any, number: int) -> str:
    """The field of the builder that a party of a document stands for: its first role."""
    try:
        header = next(value for name, value in document.__dict__.items() if name.endswith("_header"))
        info = next(
            value for name, value in header.__dict__.items() if name.endswith("_info") and hasattr(value, "parties")
        )
        return str(info.parties.party[number - 1].party_role[0])
    except (AttributeError, StopIteration, IndexError):
        return ""
