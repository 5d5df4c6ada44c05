"""What ERP systems call the fields of documents, in German and English: for guesses that a person checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BEHIND = re.compile(r"[\s_/-]+(in\s+)?(eur|euro|€|netto|net)$")

#: Headings of the documents' numbers and dates, and of what is said once a document; the likeliest first.
_HEADER: Final = {
    "order_id": "bestellnummer bestellnr bestellungsnr bestellungsnummer bestellung bestellid kundenbestellnummer "
    "kundenbestellnr ponumber pono ponr po poid purchaseorder purchaseorderno purchaseordernumber ordernumber orderno "
    "ordernr orderid order printableid auftragsnummer auftragsnr auftrag auftragid aufnr",
    "order_date": "bestelldatum auftragsdatum podate orderdate purchasedate created createddate createddateutc",
    "supplier_order_id": "abnummer abnr ab auftragsbestaetigung auftragsbestaetigungsnr confirmation confirmationno "
    "confirmationnumber supplierorderid salesorder salesorderno salesordernumber sono sonumber auftragsnummer "
    "auftragsnr auftrag aufnr",
    "response_date": "bestaetigungsdatum abdatum bestaetigtam confirmationdate confirmeddate responsedate",
    "dispatch_id": "lieferscheinnummer lieferscheinnr lieferschein lsnummer lsnr ls deliverynoteno deliverynotenumber "
    "deliverynote notenumber dispatchno dispatchnumber packingslip packingslipno shipmentno shipmentnumber shipment",
    "dispatch_date": "lieferscheindatum lsdatum versanddatum versandtag dispatchdate shipdate shippeddate shippingdate "
    "deliverynotedate lieferdatum",
    "invoice_id": "rechnungsnummer rechnungsnr rechnung renummer renr reno rgnummer rgnr invoicenumber invoiceno "
    "invoicenr invoiceid invoice",
    "invoice_date": "rechnungsdatum redatum rgdatum invoicedate billingdate",
    "quotation_id": "angebotsnummer angebotsnr angebot quotationnumber quotationno quotation quotenumber quoteno quote",
    "quotation_date": "angebotsdatum quotationdate quotedate",
    "valid_until": "gueltigbis bindefrist validuntil validto expirydate",
    "currency": "waehrung belegwaehrung waehrungscode whg currency currencycode",
    "customer_order_id": "kundenbestellnummer kundenbestellnr kundenauftrag customerorder customerorderid "
    "customerorderno customerpo endcustomerorder",
    "carrier": "versender spediteur paketdienst frachtfuehrer carrier shippingcarrier carriercode",
    "shipment_id": "sendung sendungsnummer sendungsnr shipmentid",
    "tracking_url": "trackingurl trackinglink",
    "net": "nettobetrag nettosumme nettogesamt netto net nettotal netamount subtotal",
    "total": "gesamtbetrag gesamtsumme endbetrag rechnungsbetrag summe belegsumme total totalamount grandtotal "
    "ordertotal",
    "remarks": "hinweis bemerkung bemerkungen kommentar notiz anmerkung note notes comment comments remark remarks",
    "partial_shipment": "teillieferung teillieferungerlaubt partialshipment partialdelivery",
    "dropshipment": "streckengeschaeft strecke direktlieferung dropshipment dropship",
    "surcharges": "versandkosten frachtkosten fracht porto freight shippingcost shippingcosts shippingcharge",
}
#: The number and the date of the document itself, where a heading does not say of which; the last to be tried.
_ANY_ID: Final = "belegnummer belegnr beleg belegid vorgangsnummer vorgang documentno documentnumber docno number no nr"
_ANY_DATE: Final = "belegdatum datum documentdate docdate date"
_LINE: Final = {
    "article": "lieferantenartikelnummer lieferantenartikelnr lieferantenartnr lieferantenartikel liefartnr "
    "supplierpid suppliersku supplierarticle supplieritemno vendorsku vendoritemno artikelnummer artikelnr artikel "
    "artikelid artikelcode artnummer artnr art materialnummer materialnr material sachnummer teilenummer teilenr sku "
    "articlenumber articleno articlenr articleid article itemnumber itemno itemcode itemid partnumber partno "
    "productnumber productno productcode productid product item",
    "line_id": "position positionsnummer positionsnr posnummer posnr pos zeile zeilennummer zeilennr lfdnr line lineid "
    "lineno linenr linenumber lineitem index item",
    "buyer_pid": "eigeneartikelnummer eigeneartikelnr eigeneartnr unsereartikelnummer unsereartnr buyerpid ourarticle "
    "ownarticle ouritem ownitem customersku",
    "manufacturer_pid": "herstellerartikelnummer herstellerartikelnr herstellerartnr herstellernummer herstellernr "
    "herstnr manufacturerpid manufacturerpartnumber manufacturerpartno mpn mfrpartno mfgpartno",
    "ean": "ean eancode eannr eannummer gtin barcode upc",
    "description": "bezeichnung artikelbezeichnung bezeichnung1 bez beschreibung artikelbeschreibung artikeltext "
    "artikelname produktname text description itemdescription itemname productname",
    "quantity": "menge anzahl stueckzahl stk stueck mge quantity qty pieces pcs count",
    "unit": "einheit mengeneinheit bestelleinheit me unit unitofmeasure uom stk",
    "price": "einzelpreis nettopreis nettoeinzelpreis einzelpreisnetto stueckpreis epreis ep epnetto preis unitprice "
    "netprice netunitprice priceeach price",
    "price_quantity": "preiseinheit preismenge preisproeinheit preisper pe je per pro priceunit pricequantity priceper "
    "perquantity",
    "amount": "betrag positionsbetrag positionswert zeilenbetrag zeilensumme nettobetrag nettowert gesamtpreis gpreis "
    "gp gesamt netto warenwert amount linetotal lineamount netamount netvalue net extendedprice extprice",
    "allowances": "rabatt rabattsatz rabattprozent nachlass discount discountpercent discountrate",
    "tax": "steuersatz mwst mwstsatz ust ustsatz steuer taxrate tax vatrate vat",
    "serial_numbers": "seriennummern seriennummer seriennr snr serialnumbers serialnumber serialno serials serial",
    "packages": "paketnummer paketnummern paketnr paket trackingnummer trackingnr sendungsnummer sendungsnr "
    "trackingnumber trackingno tracking parcels parcel packagenumber",
    "delivery_date": "liefertermin wunschtermin lieferdatum wunschlieferdatum termin bestaetigtertermin lieferwoche "
    "deliverydate requesteddate requesteddeliverydate estimateddeliverydate confirmeddate duedate eta shipdate",
    "optional": "optional optionalposition wahlposition alternativposition",
    "remarks": "positionstext positionshinweis zeilentext linenote linecomment lineremark",
}
#: What a document means by a field: looked for before the headings of all documents.
_MEANT: Final = {
    "ORDER": {
        "quantity": "bestellmenge bestellt mengebestellt orderqty orderquantity orderedquantity qtyordered ordered",
        "price": "ek ekpreis einkaufspreis bestellpreis purchaseprice cost unitcost perunitcost",
    },
    "ORDERRESPONSE": {
        "quantity": "bestaetigt bestaetigtemenge mengebestaetigt bestmenge abmenge confirmedquantity confirmedqty "
        "qtyconfirmed quantityconfirmed confirmed",
        "price": "bestaetigterpreis confirmedprice vk vkpreis verkaufspreis salesprice sellingprice",
    },
    "DISPATCHNOTIFICATION": {
        "quantity": "liefermenge geliefert geliefertemenge mengegeliefert versandmenge lsmenge deliveredquantity "
        "deliveredqty qtydelivered delivered shippedquantity shippedqty qtyshipped quantityshipped shipped shipqty",
    },
    "INVOICE": {
        "quantity": "rechnungsmenge berechnet berechnetemenge fakturiert fakturiertemenge invoicedquantity invoicedqty "
        "qtyinvoiced invoiced billedquantity billedqty qtybilled",
        "price": "vk vkpreis verkaufspreis salesprice sellingprice",
    },
    "QUOTATION": {
        "quantity": "angebotsmenge quotedquantity quotedqty",
        "price": "angebotspreis vk vkpreis verkaufspreis salesprice sellingprice",
    },
}
#: When goods arrive or were delivered, where it is said for the whole document.
_ARRIVAL: Final = {
    "DISPATCHNOTIFICATION": "ankunft ankunftsdatum liefertermin zustelldatum arrival arrivaldate eta deliverydate",
    "INVOICE": "leistungsdatum lieferdatum leistungszeitpunkt supplydate deliverydate dateofsupply",
}
_PARTY: Final = {
    "id": "lieferadressenr lieferadressnr lieferadressnummer lieferadressid adressnr shiptoid shipto deliveryid "
    "deliveryaddressid",
    "name": "liefername lieferadresse lieferfirma empfaenger shiptoname deliveryname name name1 firma company "
    "companyname",
    "name2": "name2 zusatz lieferzusatz liefername2",
    "street": "lieferstrasse strasse shiptostreet deliverystreet street address address1 addressline1",
    "zip": "lieferplz plz shiptozip deliveryzip deliverypostcode zip zipcode postcode postalcode postalzipcode",
    "city": "lieferort lieferstadt ort stadt shiptocity deliverycity city town",
    "country": "lieferland land shiptocountry deliverycountry country countrycode",
}
#: The number by which a partner file has a firm.
_FIRM: Final = {
    "supplier": "lieferantennummer lieferantennr lieferantnr lieferantenid lieferantid lieferant liefnummer liefnr "
    "kreditor kreditornr kreditorennummer kreditorennr supplier supplierid supplierno suppliernumber suppliercode "
    "vendor vendorid vendorno vendornumber vendorcode",
    "buyer": "kundennummer kundennr kundenid kunde kdnummer kdnr debitor debitornr debitorennummer customer customerid "
    "customerno customernumber customercode",
}


def _split(words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(listed.split()) for field, listed in words.items()}


HEADER_WORDS: Final = _split(_HEADER)
LINE_WORDS: Final = _split(_LINE)
PARTY_WORDS: Final = _split(_PARTY)
FIRM_WORDS: Final = _split(_FIRM)


def header_words(document: str, name: str) -> tuple[str, ...]:
    """The headings of a field of the header, the likeliest first."""
    if name == "delivery_date":
        return tuple(_ARRIVAL.get(document, "").split())
    own = {"ORDERRESPONSE": "response", "DISPATCHNOTIFICATION": "dispatch"}.get(document, document.lower())
    more = {f"{own}_id": _ANY_ID, f"{own}_date": _ANY_DATE}.get(name, "")
    return (*HEADER_WORDS.get(name, ()), *more.split())


def line_words(document: str, name: str) -> tuple[str, ...]:
    """The headings of a field of the lines, the likeliest first."""
    return (*_MEANT[document].get(name, "").split(), *LINE_WORDS.get(name, ()))


def plain_word(name: str) -> str:
    """A name as it is looked up: small, without umlauts, signs, what stands in brackets, and a currency behind it.

    >>> plain_word("Menge (Stk.)"), plain_word("Stück-Preis"), plain_word("Preis netto EUR")
    ('menge', 'stueckpreis', 'preis')
    """
    text = re.sub(r"\(.*?\)|\[.*?\]", "", name).strip().casefold().translate(_FOLDED)
    while (shorter := _BEHIND.sub("", text)) != text:
        text = shorter
    return re.sub(r"[\W_]+", "", text)
