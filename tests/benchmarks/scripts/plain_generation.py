"""ORDERs from a CSV export as somebody writes it for one export: csv, Jinja2, lxml.

Arguments: XSD, export, folder, part of parts (as in 0/1): every how-manieth ORDER it makes, from which on.
"""

import csv
import sys
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from jinja2 import Environment
from lxml import etree

_UNITS = {"Stk": "C62", "Std": "HUR"}
_COUNTRIES = {"Deutschland": "DE", "Österreich": "AT"}
_OWN = ("K-10583", "Fördewind IT-Systemhaus GmbH", "Hafenstr. 1", "24103", "Kiel", "DE")
_SUPPLIERS = {
    "70001": ("99000101", "Nordlicht Distribution GmbH", "Kai 7", "20457", "Hamburg", "DE"),
    "70002": ("99000102", "Alpenblick Großhandel AG", "Ring 2", "80331", "München", "DE"),
}
_TEMPLATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<ORDER xmlns="http://www.opentrans.org/XMLSchema/2.1" xmlns:bmecat="http://www.bmecat.org/bmecat/2005"
    version="2.1" type="standard">
  <ORDER_HEADER>
    <CONTROL_INFO>
      <GENERATOR_INFO>opentrans-toolkit</GENERATOR_INFO>
      <GENERATION_DATE>{{ now }}</GENERATION_DATE>
    </CONTROL_INFO>
    <ORDER_INFO>
      <ORDER_ID>{{ number }}</ORDER_ID>
      <ORDER_DATE>{{ ordered }}</ORDER_DATE>
      <DELIVERY_DATE type="optional">
        <DELIVERY_START_DATE>{{ wanted }}</DELIVERY_START_DATE>
        <DELIVERY_END_DATE>{{ wanted }}</DELIVERY_END_DATE>
      </DELIVERY_DATE>
      <bmecat:LANGUAGE>deu</bmecat:LANGUAGE>
      <PARTIES>
        {%- for party, kind, roles in parties %}
        <PARTY>
          <bmecat:PARTY_ID type="{{ kind }}">{{ party[0] }}</bmecat:PARTY_ID>
          {%- for role in roles %}
          <PARTY_ROLE>{{ role }}</PARTY_ROLE>
          {%- endfor %}
          <ADDRESS>
            <bmecat:NAME>{{ party[1] }}</bmecat:NAME>
            <bmecat:STREET>{{ party[2] }}</bmecat:STREET>
            <bmecat:ZIP>{{ party[3] }}</bmecat:ZIP>
            <bmecat:CITY>{{ party[4] }}</bmecat:CITY>
            <bmecat:COUNTRY_CODED>{{ party[5] }}</bmecat:COUNTRY_CODED>
          </ADDRESS>
        </PARTY>
        {%- endfor %}
      </PARTIES>
      <ORDER_PARTIES_REFERENCE>
        <bmecat:BUYER_IDREF type="supplier_specific">{{ own[0] }}</bmecat:BUYER_IDREF>
        <bmecat:SUPPLIER_IDREF type="buyer_specific">{{ supplier[0] }}</bmecat:SUPPLIER_IDREF>
        <INVOICE_RECIPIENT_IDREF type="supplier_specific">{{ own[0] }}</INVOICE_RECIPIENT_IDREF>
        <SHIPMENT_PARTIES_REFERENCE>
          <DELIVERY_IDREF type="buyer_specific">{{ delivery[0] }}</DELIVERY_IDREF>
        </SHIPMENT_PARTIES_REFERENCE>
      </ORDER_PARTIES_REFERENCE>
      <bmecat:CURRENCY>EUR</bmecat:CURRENCY>
      <PARTIAL_SHIPMENT_ALLOWED>false</PARTIAL_SHIPMENT_ALLOWED>
      <HEADER_UDX><UDX.DROPSHIPMENT>false</UDX.DROPSHIPMENT></HEADER_UDX>
    </ORDER_INFO>
  </ORDER_HEADER>
  <ORDER_ITEM_LIST>
    {%- for line in lines %}
    <ORDER_ITEM>
      <LINE_ITEM_ID>{{ line.id }}</LINE_ITEM_ID>
      <PRODUCT_ID>
        <bmecat:SUPPLIER_PID type="supplier_specific">{{ line.article }}</bmecat:SUPPLIER_PID>
        <bmecat:INTERNATIONAL_PID type="ean">{{ line.ean }}</bmecat:INTERNATIONAL_PID>
        <bmecat:DESCRIPTION_SHORT>{{ line.text }}</bmecat:DESCRIPTION_SHORT>
      </PRODUCT_ID>
      <QUANTITY>{{ line.quantity }}</QUANTITY>
      <bmecat:ORDER_UNIT>{{ line.unit }}</bmecat:ORDER_UNIT>
      <PRODUCT_PRICE_FIX>
        <bmecat:PRICE_AMOUNT>{{ line.price }}</bmecat:PRICE_AMOUNT>
      </PRODUCT_PRICE_FIX>
      <PRICE_LINE_AMOUNT>{{ line.amount }}</PRICE_LINE_AMOUNT>
    </ORDER_ITEM>
    {%- endfor %}
  </ORDER_ITEM_LIST>
  <ORDER_SUMMARY>
    <TOTAL_ITEM_NUM>{{ lines | length }}</TOTAL_ITEM_NUM>
    <TOTAL_AMOUNT>{{ total }}</TOTAL_AMOUNT>
  </ORDER_SUMMARY>
</ORDER>
"""


def main(original: str, export: str, folder: str, share: str) -> None:
    """Read, group, render, validate, write."""
    schema = etree.XMLSchema(etree.parse(original))
    template = Environment(autoescape=True).from_string(_TEMPLATE)
    part, parts = map(int, share.split("/"))
    now = datetime.now().astimezone().replace(microsecond=0).isoformat()
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with open(export, encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        for count, (number, group) in enumerate(groupby(rows, itemgetter("Auftrag"))):
            if count % parts != part:
                continue
            text = template.render(**_values(number, list(group)), now=now)
            data = text.encode()
            schema.assertValid(etree.fromstring(data))
            (target / f"{number}.xml").write_bytes(data)


def _values(number: str, rows: list[dict[str, str]]) -> dict[str, object]:
    first = rows[0]
    supplier = _SUPPLIERS[first["Lieferant"]]
    country = _COUNTRIES[first["Land"]]
    delivery = (first["Kundennummer"], first["Name"], first["Strasse"], first["PLZ"], first["Ort"], country)
    lines = []
    for row in rows:
        quantity, price = _number(row["Menge"]), _number(row["Preis"])
        lines.append(
            {
                "id": row["Pos"],
                "article": row["Artikel"],
                "ean": row["EAN"],
                "text": row["Bezeichnung"].strip(),
                "quantity": quantity,
                "unit": _UNITS[row["Einheit"]],
                "price": price,
                "amount": quantity * price,
            }
        )
    return {
        "number": number,
        "ordered": _day(first["Datum"]),
        "wanted": _day(first["Termin"]),
        "own": _OWN,
        "supplier": supplier,
        "delivery": delivery,
        "parties": (
            (supplier, "buyer_specific", ("supplier",)),
            (_OWN, "supplier_specific", ("buyer", "invoice_recipient")),
            (delivery, "buyer_specific", ("delivery",)),
        ),
        "lines": lines,
        "total": sum(line["amount"] for line in lines),  # type: ignore[misc]
    }


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def _day(text: str) -> str:
    return datetime.strptime(text, "%d.%m.%Y").strftime("%Y-%m-%d")  # noqa: DTZ007


if __name__ == "__main__":
    main(*sys.argv[1:])
