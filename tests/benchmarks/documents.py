"""The documents that are measured: realistic orders and invoices of any size, made here.

They are valid in the standard and in ITscope's dialect, and their sums, references and check digits are right, so
that the rules have nothing to say either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import cycle, islice
from pathlib import Path

_ROOT = 'xmlns="http://www.opentrans.org/XMLSchema/2.1" xmlns:bmecat="http://www.bmecat.org/bmecat/2005" version="2.1"'
_CENT = Decimal("0.01")
_TAX = Decimal("0.19")
_BYTES_A_LINE = 2000
#: product, remark on it, price in cents, unit, price quantity
_PRODUCTS = (
    ('Velmaris TravelLine 14 G5 - Notebook - 35,6 cm (14") - 16 GB RAM - 512 GB SSD', "Notebook", 84900, "C62", 1),
    ("Velmaris USB-C Dockingstation UD40 - 2x DisplayPort, HDMI, GBit-LAN - 100 W", "Dockingstation", 15850, "C62", 1),
    ("Patchkabel Cat.6A S/FTP RJ45 0,5 m LSZH blau, einzeln geprüft", "Kabel", 12900, "C62", 100),
    ("Verlegekabel Cat.7 S/FTP 4x2xAWG23/1, B2ca, orange, Rollenware", "Kabel", 8640, "MTR", 100),
    ("Druvela L3400dn - Farblaserdrucker A4, Duplex, LAN & WLAN", "Drucker", 37900, "C62", 1),
    ("Arvelon Pulse 8 Pro 5G Smartphone 128 GB - Dual-SIM - Graphit", "Smartphone", 41290, "C62", 1),
)
_LONG = (
    "Lieferumfang: Gerät, Netzteil, Kurzanleitung in deutscher Sprache. Drei Jahre Gewährleistung des Herstellers mit"
    " Abholung am nächsten Werktag. Die Verpackung wird zurückgenommen; Altgeräte bitte bei der Anlieferung mitgeben."
)


@dataclass(frozen=True)
class Line:
    """A line of an order or an invoice; all of it follows from its number."""

    number: int

    @property
    def _product(self) -> tuple[str, str, int, str, int]:
        return _PRODUCTS[self.number % len(_PRODUCTS)]

    @cached_property
    def quantity(self) -> int:
        """How many units."""
        return (1 + self.number % 12) * self._product[4]

    @cached_property
    def price(self) -> Decimal:
        """The price of one price quantity."""
        return Decimal(self._product[2] + self.number % 50 * 10) * _CENT

    @property
    def amount(self) -> Decimal:
        """Price times quantity."""
        return self.price * self.quantity / self._product[4]

    def product(self) -> str:
        """What both documents say of the product, down to the price."""
        text, _, _, unit, price_quantity = self._product
        number = f"{700000 + self.number}"
        return f"""\
      <LINE_ITEM_ID>{self.number}</LINE_ITEM_ID>
      <PRODUCT_ID>
        <bmecat:SUPPLIER_PID type="supplier_specific">{number}</bmecat:SUPPLIER_PID>
        <bmecat:INTERNATIONAL_PID type="ean">{_with_check_digit(f"952123{number}")}</bmecat:INTERNATIONAL_PID>
        <bmecat:INTERNATIONAL_PID type="itscope">{9814000000 + self.number}</bmecat:INTERNATIONAL_PID>
        <bmecat:BUYER_PID type="buyer_specific">HW-{number}</bmecat:BUYER_PID>
        <bmecat:DESCRIPTION_SHORT>{text.replace("&", "&amp;")}</bmecat:DESCRIPTION_SHORT>
        <bmecat:DESCRIPTION_LONG>{_LONG}</bmecat:DESCRIPTION_LONG>
      </PRODUCT_ID>
      <QUANTITY>{self.quantity}</QUANTITY>
      <bmecat:ORDER_UNIT>{unit}</bmecat:ORDER_UNIT>
      <PRODUCT_PRICE_FIX>
        <bmecat:PRICE_AMOUNT>{self.price}</bmecat:PRICE_AMOUNT>
        <TAX_DETAILS_FIX>
          <bmecat:TAX_CATEGORY>standard_rate</bmecat:TAX_CATEGORY>
          <bmecat:TAX_TYPE>vat</bmecat:TAX_TYPE>
          <bmecat:TAX>{_TAX}</bmecat:TAX>
        </TAX_DETAILS_FIX>
        <bmecat:PRICE_QUANTITY>{price_quantity}</bmecat:PRICE_QUANTITY>
      </PRODUCT_PRICE_FIX>
      <PRICE_LINE_AMOUNT>{self.amount:.2f}</PRICE_LINE_AMOUNT>
"""

    def order_item(self) -> str:
        """The line of an order."""
        day = 1 + self.number % 28
        return f"""\
    <ORDER_ITEM>
{self.product()}\
      <DELIVERY_DATE type="optional">
        <DELIVERY_START_DATE>2026-11-{day:02}</DELIVERY_START_DATE>
        <DELIVERY_END_DATE>2026-12-{day:02}</DELIVERY_END_DATE>
      </DELIVERY_DATE>
      <SOURCING_INFO>
        <AGREEMENT>
          <bmecat:AGREEMENT_ID>VLT-OPP-{92000 + self.number}</bmecat:AGREEMENT_ID>
          <bmecat:AGREEMENT_START_DATE>2026-09-15</bmecat:AGREEMENT_START_DATE>
          <bmecat:AGREEMENT_END_DATE>2026-12-31</bmecat:AGREEMENT_END_DATE>
        </AGREEMENT>
      </SOURCING_INFO>
      <CUSTOMER_ORDER_REFERENCE>
        <ORDER_ID>AZ-2026-118</ORDER_ID>
        <LINE_ITEM_ID>{self.number}</LINE_ITEM_ID>
      </CUSTOMER_ORDER_REFERENCE>
      <REMARKS type="general">Projekt Praxisumzug, {self._product[1]}</REMARKS>
    </ORDER_ITEM>
"""

    def invoice_item(self) -> str:
        """The line of an invoice."""
        return f"""\
    <INVOICE_ITEM type="order_item">
{self.product()}\
      <ORDER_REFERENCE>
        <ORDER_ID>FW-2026-10417</ORDER_ID>
        <LINE_ITEM_ID>{self.number}</LINE_ITEM_ID>
        <ORDER_DATE>2026-10-12T09:41:08</ORDER_DATE>
      </ORDER_REFERENCE>
      <SUPPLIER_ORDER_REFERENCE>
        <SUPPLIER_ORDER_ID>AB-4471902</SUPPLIER_ORDER_ID>
        <SUPPLIER_ORDER_ITEM_ID>{self.number * 10}</SUPPLIER_ORDER_ITEM_ID>
      </SUPPLIER_ORDER_REFERENCE>
      <DELIVERY_REFERENCE>
        <DELIVERYNOTE_ID>LS-8820417</DELIVERYNOTE_ID>
        <LINE_ITEM_ID>{self.number}</LINE_ITEM_ID>
      </DELIVERY_REFERENCE>
    </INVOICE_ITEM>
"""


def order(lines: int, *, number: int = 1, errors: int = 0) -> bytes:
    """A valid ORDER, or one with ``errors`` errors of the schema, spread evenly over its lines."""
    if errors > lines * len(_DAMAGES):
        raise ValueError(f"{lines} lines have no room for {errors} errors")
    items = [Line(1 + index) for index in range(lines)]
    texts = [item.order_item() for item in items]
    for index, (right, wrong) in enumerate(islice(cycle(_DAMAGES), errors)):
        place = index * lines // errors
        texts[place] = right.sub(wrong, texts[place], count=1)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<ORDER {_ROOT} type="standard">
  <ORDER_HEADER>
    <CONTROL_INFO>
      <GENERATOR_INFO>Fördewind Warenwirtschaft 8.2</GENERATOR_INFO>
      <GENERATION_DATE>2026-10-12T09:41:10</GENERATION_DATE>
    </CONTROL_INFO>
    <ORDER_INFO>
      <ORDER_ID>FW-2026-{10416 + number}</ORDER_ID>
      <ORDER_DATE>2026-10-12T09:41:08</ORDER_DATE>
      <bmecat:LANGUAGE>deu</bmecat:LANGUAGE>
{_parties("supplier", "invoice_recipient", "delivery")}\
      <CUSTOMER_ORDER_REFERENCE>
        <ORDER_ID>AZ-2026-118</ORDER_ID>
      </CUSTOMER_ORDER_REFERENCE>
      <ORDER_PARTIES_REFERENCE>
        <bmecat:BUYER_IDREF type="supplier_specific">K-10583</bmecat:BUYER_IDREF>
        <bmecat:SUPPLIER_IDREF type="buyer_specific">99000101</bmecat:SUPPLIER_IDREF>
        <INVOICE_RECIPIENT_IDREF type="supplier_specific">K-10583</INVOICE_RECIPIENT_IDREF>
        <SHIPMENT_PARTIES_REFERENCE>
          <DELIVERY_IDREF type="buyer_specific">KD-2291-HH</DELIVERY_IDREF>
        </SHIPMENT_PARTIES_REFERENCE>
      </ORDER_PARTIES_REFERENCE>
      <bmecat:CURRENCY>EUR</bmecat:CURRENCY>
      <PARTIAL_SHIPMENT_ALLOWED>true</PARTIAL_SHIPMENT_ALLOWED>
      <REMARKS type="order">Bitte neutral verpacken. Anlieferung werktags 8 bis 16 Uhr.</REMARKS>
      <HEADER_UDX>
        <UDX.DROPSHIPMENT>true</UDX.DROPSHIPMENT>
      </HEADER_UDX>
    </ORDER_INFO>
  </ORDER_HEADER>
  <ORDER_ITEM_LIST>
{"".join(texts)}\
  </ORDER_ITEM_LIST>
  <ORDER_SUMMARY>
    <TOTAL_ITEM_NUM>{lines}</TOTAL_ITEM_NUM>
    <TOTAL_AMOUNT>{_sum(items):.2f}</TOTAL_AMOUNT>
  </ORDER_SUMMARY>
</ORDER>
""".encode()


def invoice(lines: int, *, number: int = 1) -> bytes:
    """A valid INVOICE."""
    items = [Line(1 + index) for index in range(lines)]
    net = _sum(items)
    tax = (net * _TAX).quantize(_CENT)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<INVOICE {_ROOT}>
  <INVOICE_HEADER>
    <CONTROL_INFO>
      <GENERATOR_INFO>BÖ-ERP</GENERATOR_INFO>
      <GENERATION_DATE>2026-10-19T17:00:00</GENERATION_DATE>
    </CONTROL_INFO>
    <INVOICE_INFO>
      <INVOICE_ID>RE-{6611408 + number}</INVOICE_ID>
      <INVOICE_DATE>2026-10-19</INVOICE_DATE>
      <INVOICE_TYPE>invoice</INVOICE_TYPE>
      <DELIVERYNOTE_ID>LS-8820417</DELIVERYNOTE_ID>
      <bmecat:LANGUAGE>deu</bmecat:LANGUAGE>
{_parties("invoice_issuer", "invoice_recipient", "delivery")}\
      <INVOICE_ISSUER_IDREF type="buyer_specific">99000101</INVOICE_ISSUER_IDREF>
      <INVOICE_RECIPIENT_IDREF type="supplier_specific">K-10583</INVOICE_RECIPIENT_IDREF>
      <bmecat:BUYER_IDREF type="supplier_specific">K-10583</bmecat:BUYER_IDREF>
      <bmecat:SUPPLIER_IDREF type="buyer_specific">99000101</bmecat:SUPPLIER_IDREF>
      <bmecat:CURRENCY>EUR</bmecat:CURRENCY>
    </INVOICE_INFO>
    <ORDER_HISTORY>
      <ORDER_ID>FW-2026-10417</ORDER_ID>
      <SUPPLIER_ORDER_ID>AB-4471902</SUPPLIER_ORDER_ID>
      <ORDER_DATE>2026-10-12T09:41:08</ORDER_DATE>
      <DELIVERYNOTE_ID>LS-8820417</DELIVERYNOTE_ID>
      <DELIVERYNOTE_DATE>2026-10-14</DELIVERYNOTE_DATE>
    </ORDER_HISTORY>
  </INVOICE_HEADER>
  <INVOICE_ITEM_LIST>
{"".join(item.invoice_item() for item in items)}\
  </INVOICE_ITEM_LIST>
  <INVOICE_SUMMARY>
    <TOTAL_ITEM_NUM>{lines}</TOTAL_ITEM_NUM>
    <NET_VALUE_GOODS>{net:.2f}</NET_VALUE_GOODS>
    <TOTAL_AMOUNT>{net + tax:.2f}</TOTAL_AMOUNT>
    <TOTAL_TAX>
      <TAX_DETAILS_FIX>
        <bmecat:TAX_CATEGORY>standard_rate</bmecat:TAX_CATEGORY>
        <bmecat:TAX_TYPE>vat</bmecat:TAX_TYPE>
        <bmecat:TAX>{_TAX}</bmecat:TAX>
        <TAX_AMOUNT>{tax:.2f}</TAX_AMOUNT>
        <TAX_BASE>{net:.2f}</TAX_BASE>
      </TAX_DETAILS_FIX>
    </TOTAL_TAX>
  </INVOICE_SUMMARY>
</INVOICE>
""".encode()


def order_of_size(size: int, *, errors: int = 0) -> bytes:
    """An ORDER of about ``size`` bytes (at least a line)."""
    frame = len(order(0))
    line = (len(order(200)) - frame) / 200
    return order(max(1, round((size - frame) / line)), errors=errors)


def write_many(folder: Path, count: int) -> list[Path]:
    """``count`` valid files of 6 to 10 KB: orders and invoices of one to three lines, no two with the same number."""
    paths = []
    for number in range(count):
        make = invoice if number % 3 == 2 else order
        path = folder / f"{make.__name__}-{number:05}.xml"
        path.write_bytes(make(1 + number // 3 % 3, number=1 + number))
        paths.append(path)
    return paths


#: What is found in an order line, and what stands there instead: each pair one error for libxml2, in both dialects.
_DAMAGES = (
    (re.compile("(?=</bmecat:ORDER_UNIT>)"), "X"),
    (re.compile("(?<=<DELIVERY_START_DATE>)20(?=26-)"), ""),
    (re.compile("(?=</QUANTITY>)"), ",5"),
    (re.compile(" *<bmecat:AGREEMENT_ID>.*\n"), ""),
    (re.compile("(?<=<bmecat:TAX_CATEGORY>)standard_rate"), "normal rate"),
)


def _sum(lines: list[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _with_check_digit(digits: str) -> str:
    """A GTIN from its digits without the last."""
    total = sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _parties(supplier_role: str, buyer_role: str, delivery_role: str) -> str:
    extra = f"          <PARTY_ROLE>{supplier_role}</PARTY_ROLE>\n" if supplier_role != "supplier" else ""
    return f"""\
      <PARTIES>
        <PARTY>
          <bmecat:PARTY_ID type="buyer_specific">99000101</bmecat:PARTY_ID>
          <bmecat:PARTY_ID type="gln">9529876001016</bmecat:PARTY_ID>
          <PARTY_ROLE>supplier</PARTY_ROLE>
{extra}\
          <ADDRESS>
            <bmecat:NAME>Brockmann &amp; Öhler Distribution GmbH</bmecat:NAME>
            <bmecat:STREET>Ladestraße 18</bmecat:STREET>
            <bmecat:ZIP>51149</bmecat:ZIP>
            <bmecat:CITY>Köln</bmecat:CITY>
            <bmecat:COUNTRY_CODED>DE</bmecat:COUNTRY_CODED>
            <bmecat:VAT_ID>DE136695976</bmecat:VAT_ID>
            <bmecat:PHONE type="office">+49 221 4710-100</bmecat:PHONE>
            <bmecat:EMAIL>auftrag@brockmann-oehler.example</bmecat:EMAIL>
          </ADDRESS>
        </PARTY>
        <PARTY>
          <bmecat:PARTY_ID type="supplier_specific">K-10583</bmecat:PARTY_ID>
          <bmecat:PARTY_ID type="gln">9529876002020</bmecat:PARTY_ID>
          <PARTY_ROLE>buyer</PARTY_ROLE>
          <PARTY_ROLE>{buyer_role}</PARTY_ROLE>
          <ADDRESS>
            <bmecat:NAME>Fördewind IT-Systemhaus GmbH</bmecat:NAME>
            <CONTACT_DETAILS>
              <bmecat:CONTACT_NAME>Petersen</bmecat:CONTACT_NAME>
              <bmecat:FIRST_NAME>Jörn</bmecat:FIRST_NAME>
              <bmecat:PHONE type="office">+49 40 66969-214</bmecat:PHONE>
              <bmecat:EMAILS>
                <bmecat:EMAIL>joern.petersen@foerdewind-it.example</bmecat:EMAIL>
              </bmecat:EMAILS>
            </CONTACT_DETAILS>
            <bmecat:STREET>Gasstraße 7b</bmecat:STREET>
            <bmecat:ZIP>22761</bmecat:ZIP>
            <bmecat:CITY>Hamburg</bmecat:CITY>
            <bmecat:COUNTRY_CODED>DE</bmecat:COUNTRY_CODED>
          </ADDRESS>
        </PARTY>
        <PARTY>
          <bmecat:PARTY_ID type="buyer_specific">KD-2291-HH</bmecat:PARTY_ID>
          <PARTY_ROLE>{delivery_role}</PARTY_ROLE>
          <ADDRESS>
            <bmecat:NAME>Augenzentrum Grüne Aue MVZ GmbH</bmecat:NAME>
            <bmecat:STREET>Moorstraße 11</bmecat:STREET>
            <bmecat:ZIP>21073</bmecat:ZIP>
            <bmecat:CITY>Hamburg</bmecat:CITY>
            <bmecat:COUNTRY_CODED>DE</bmecat:COUNTRY_CODED>
          </ADDRESS>
        </PARTY>
      </PARTIES>
"""
