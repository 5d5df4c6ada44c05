"""What ERP systems call the fields of documents, in German and English: for guesses that a person checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

#: The documents' own number and date, by the name of their fields.
_DOCUMENT: Final = {
    "order_id": "auftrag auftragsnr auftragsnummer bestellung bestellnr bestellnummer beleg belegnr belegnummer order "
    "orderid orderno ordernr ordernumber ponumber pono purchaseorder printableid",
    "order_date": "auftragsdatum bestelldatum belegdatum datum orderdate podate date created createddate "
    "createddateutc",
    "supplier_order_id": "ab abnr abnummer auftragsbestaetigung confirmation confirmationno supplierorderid",
    "response_date": "abdatum bestaetigungsdatum confirmationdate datum date",
    "dispatch_id": "lieferschein lieferscheinnr lieferscheinnummer deliverynote deliverynoteno shipment shipmentno",
    "dispatch_date": "lieferscheindatum versanddatum lieferdatum dispatchdate shipdate shippingdate datum date",
    "invoice_id": "rechnung rechnungsnr rechnungsnummer invoice invoiceid invoiceno invoicenumber",
    "invoice_date": "rechnungsdatum invoicedate datum date",
    "quotation_id": "angebot angebotsnr angebotsnummer quotation quotationno quote quoteno quotenumber",
    "quotation_date": "angebotsdatum quotationdate quotedate datum date",
    "valid_until": "gueltigbis bindefrist validuntil validto expirydate",
}
_HEADER: Final = {
    **_DOCUMENT,
    "currency": "waehrung belegwaehrung currency currencycode",
    "customer_order_id": "kundenbestellnummer kundenauftrag customerorder customerorderid customerpo endcustomerorder",
    "carrier": "versender spediteur paketdienst carrier shippingcarrier",
    "shipment_id": "sendung sendungsnummer shipmentid",
    "tracking_url": "trackingurl trackinglink",
    "total": "gesamt gesamtsumme gesamtbetrag summe nettosumme total totalamount grandtotal",
}
_LINE: Final = {
    "line_id": "pos position posnr positionsnummer zeile line lineid lineno linenumber itemno index",
    "article": "artikel artikelnr artikelnummer artnr herstellernummer sku article articleno articlenumber itemnumber "
    "partnumber supplierpid productid",
    "buyer_pid": "eigeneartikelnummer buyerpid ourarticle",
    "ean": "ean gtin barcode eancode",
    "description": "bezeichnung artikelbezeichnung beschreibung text artikeltext description productname itemname",
    "quantity": "menge anzahl stueckzahl bestellmenge liefermenge quantity qty",
    "unit": "einheit mengeneinheit me unit uom",
    "price": "preis einzelpreis stueckpreis nettopreis epreis ep price unitprice netprice cost",
    "amount": "betrag positionsbetrag zeilenbetrag gesamtpreis gpreis amount linetotal lineamount",
    "tax": "mwst ust steuersatz mwstsatz tax taxrate vat vatrate",
    "serial_numbers": "seriennummer seriennummern serial serials serialnumber serialnumbers",
    "packages": "paket paketnummer trackingnummer sendungsnummer tracking trackingnumber parcel",
    "delivery_date": "liefertermin termin wunschtermin lieferdatum deliverydate requesteddate estimateddeliverydate",
}
_PARTY: Final = {
    "id": "kunde kundennr kundennummer lieferadressnummer adressnr customer customerid customerno customernumber "
    "shipto",
    "name": "name name1 firma lieferadresse liefername empfaenger company companyname shiptoname deliveryname",
    "name2": "name2 zusatz lieferzusatz",
    "street": "strasse lieferstrasse street address address1 addressline1 shiptostreet deliverystreet",
    "zip": "plz lieferplz zip zipcode postcode postalcode postalzipcode shiptozip deliveryzip",
    "city": "ort stadt lieferort city town shiptocity deliverycity",
    "country": "land lieferland country countrycode shiptocountry deliverycountry",
}


def _split(words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(listed.split()) for field, listed in words.items()}


HEADER_WORDS: Final = _split(_HEADER)
LINE_WORDS: Final = _split(_LINE)
PARTY_WORDS: Final = _split(_PARTY)


def plain_word(name: str) -> str:
    """A name as it is looked up: small, without umlauts, signs, and what stands in brackets.

    >>> plain_word("Menge (Stk.)"), plain_word("Stück-Preis")
    ('menge', 'stueckpreis')
    """
    text = re.sub(r"\(.*?\)|\[.*?\]", "", name).casefold().translate(_FOLDED)
    return re.sub(r"[\W_]+", "", text)
