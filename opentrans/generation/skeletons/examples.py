"""What a draft says of each field in plain words, and a line to start from for those that nothing was found for."""

from __future__ import annotations

from typing import Final

from ..mapping.targets import Many, Object, Scalar

#: What fields are, in the words of those who fill them in; those of one document below.
_SAID: Final = {
    "order_id": "the number of your order",
    "order_date": "the day of your order",
    "number": "the number that the buyer gave the order: ORDER_ID in the ORDER.xml that is answered",
    "supplier_order_id": "your own number of the order (AB-Nr., sales order)",
    "response_date": "the day of your answer",
    "dispatch_id": "the number of your delivery note (Lieferschein)",
    "dispatch_date": "the day on which the goods leave",
    "invoice_id": "the number of your invoice",
    "invoice_date": "the day of your invoice",
    "quotation_id": "the number of your offer",
    "quotation_date": "the day of your offer",
    "valid_from": "the first day on which the offer holds",
    "valid_until": "the last day on which the offer holds",
    "currency": "the column with the currency, or EUR, CHF ... if it is always that",
    "article": "the supplier's article number, not the buyer's own",
    "line_id": "the number of the line (Position)",
    "unit": "the unit (piece, hour, kg ...); pieces unless given",
    "price": "the net price, for one piece or as price_quantity says",
    "price_quantity": "100 if the price is for 100 pieces; without this line it is for 1",
    "amount": "only a check: what your system calculated for the line, net",
    "net": "only a check: what your system calculated for all lines together, net",
    "total": "only a check: what your system calculated for the document",
    "tax": "the VAT",
    "allowances": "discounts",
    "surcharges": "beside the lines, such as freight",
    "serial_numbers": "several in one cell, with | between them",
    "lot_numbers": "batches, several in one cell with | between them",
    "ean": "the GTIN or EAN",
    "manufacturer_pid": "the manufacturer's article number; it needs manufacturer: {id: ..., name: ...} too",
    "buyer_pid": "the buyer's own article number",
    "description": "what the article is called",
    "delivery_date": "when the goods shall arrive",
    "carrier": "who transports the goods: a code that ITscope knows, such as DHL",
    "packages": "tracking numbers, several in one cell with | between them",
    "shipment_id": "the number of the whole shipment",
    "tracking_url": "where the shipment can be tracked",
    "customer_order_id": "the number of the order that your customer gave you",
    "payment": "net in 30 days, 2 % cash discount in 10",
    "remarks": "a text for people to read",
    "invoice_recipient": "who gets the invoice, if not the buyer",
    "customer": "your customer, to whom licences and services go",
    "partial_shipment": "may parts be delivered; no unless given",
    "dropshipment": "does the supplier deliver to your customer with your delivery note; no unless given",
    "optional": "may the line be left out by who orders; no unless given",
    "vat_id": "your VAT id (USt-IdNr.), where the ORDER does not say it",
    "tax_number": "or your tax number (Steuernummer)",
    "type": "how the order is meant",
}
_SAID_OF: Final = {
    ("ORDER", "quantity"): "how many you order",
    ("ORDERRESPONSE", "quantity"): "how many you confirm; 0 refuses a line",
    ("DISPATCHNOTIFICATION", "quantity"): "how many you deliver",
    ("INVOICE", "quantity"): "how many you bill",
    ("QUOTATION", "quantity"): "how many you offer",
    ("INVOICE", "tax"): "the VAT of what no line and no ORDER says it of, such as freight: \"{{ '19' | tax }}\"",
    ("ORDERRESPONSE", "price_quantity"): "for how many the price is, if not for one",
    ("INVOICE", "price_quantity"): "for how many the price is, if not for one",
    ("ORDER", "quotation_id"): "the number of the supplier's offer",
    ("ORDERRESPONSE", "delivery_date"): "when the goods will arrive",
    ("DISPATCHNOTIFICATION", "delivery_date"): "when the goods will arrive",
    ("INVOICE", "delivery_date"): "when it was delivered (Leistungsdatum)",
    ("ORDERRESPONSE", "price"): "net, only if it is another than in the ORDER",
    ("INVOICE", "price"): "net, only if it is another than in the ORDER",
    ("INVOICE", "currency"): "only if it is another than in the ORDER",
}
_DAY: Final = "{{ Column | date('%d.%m.%Y') }}"
_FIRM: Final = '{id: "...", name: "..."}'
_EXAMPLES: Final = {
    "surcharges": '[{name: Versandkosten, type: freight, amount: "{{ Column }}"}]',
    "allowances": '[{name: Rabatt, type: rebate, factor: "{{ Column | percent }}"}]',
    "serial_numbers": "\"{{ Column | split('|') }}\"",
    "lot_numbers": "\"{{ Column | split('|') }}\"",
    "packages": "\"{{ Column | split('|') }}\"",
    "remarks": '[{text: "{{ Column }}", type: general}]',
    "payment": '{days: "30", discounts: [{days: "10", factor: "0.02"}]}',
    "tax": "\"{{ '19' | tax }}\"",
    "unit": '"{{ Column | unit }}"',
    "currency": "EUR",
}


def said(document: str, name: str) -> str:
    """What a field is, in words."""
    return _SAID_OF.get((document, name)) or _SAID.get(name, name.replace("_", " "))


def example(name: str, kind: object) -> str:
    """A value to start from, as YAML; Column stands for the name of a column."""
    if name in _EXAMPLES:
        return _EXAMPLES[name]
    if isinstance(kind, Object):
        party = kind.cls.__name__ == "Party"
        return _FIRM if party else f'"{_DAY}"'
    if isinstance(kind, Many) or not isinstance(kind, Scalar):
        return "[...]"
    if kind.codes:
        return kind.codes[0]
    values = {"date": f'"{_DAY}"', "number": '"{{ Column }}"', "flag": "\"{{ Column | flag('J', 'N') }}\""}
    return values.get(kind.kind, '"{{ Column }}"')
