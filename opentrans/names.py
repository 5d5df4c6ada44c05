"""Namespaces and document types of openTRANS 2.1."""

from __future__ import annotations

OPENTRANS = "http://www.opentrans.org/XMLSchema/2.1"
BMECAT = "http://www.bmecat.org/bmecat/2005"
XMIME = "http://www.w3.org/2005/05/xmlmime"
XSIG = "http://www.w3.org/2000/09/xmldsig#"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

PREFIXES = {OPENTRANS: "", BMECAT: "bmecat:", XMIME: "xmime:", XSIG: "xsig:", XSI: "xsi:"}

#: Where each document keeps the number by which people know it (ORDERRESPONSE and ORDERCHANGE have none of
#: their own and are known by the order's).
DOCUMENT_ID_PATHS = {
    "ORDER": "ORDER_HEADER/ORDER_INFO/ORDER_ID",
    "ORDERRESPONSE": "ORDERRESPONSE_HEADER/ORDERRESPONSE_INFO/ORDER_ID",
    "DISPATCHNOTIFICATION": "DISPATCHNOTIFICATION_HEADER/DISPATCHNOTIFICATION_INFO/DISPATCHNOTIFICATION_ID",
    "INVOICE": "INVOICE_HEADER/INVOICE_INFO/INVOICE_ID",
    "QUOTATION": "QUOTATION_HEADER/QUOTATION_INFO/QUOTATION_ID",
    "RFQ": "RFQ_HEADER/RFQ_INFO/RFQ_ID",
    "ORDERCHANGE": "ORDERCHANGE_HEADER/ORDERCHANGE_INFO/ORDER_ID",
    "RECEIPTACKNOWLEDGEMENT": "RECEIPTACKNOWLEDGEMENT_HEADER/RECEIPTACKNOWLEDGEMENT_INFO/RECEIPTACKNOWLEDGEMENT_ID",
    "INVOICELIST": "INVOICELIST_HEADER/INVOICELIST_INFO/INVOICELIST_ID",
    "REMITTANCEADVICE": "REMITTANCEADVICE_HEADER/REMITTANCEADVICE_INFO/REMITTANCEADVICE_ID",
}

#: The five documents that ITscope exchanges; the bundled schema loads these first.
MAIN_DOCUMENTS = frozenset({"ORDER", "ORDERRESPONSE", "DISPATCHNOTIFICATION", "INVOICE", "QUOTATION"})

#: All ten documents of openTRANS 2.1.
DOCUMENTS = frozenset(DOCUMENT_ID_PATHS)


def readable(name: str) -> str:
    """A name as people write it: ``{namespace}LOCAL`` becomes ``bmecat:LOCAL``, ``LOCAL`` or ``LOCAL``.

    >>> readable("{http://www.bmecat.org/bmecat/2005}SUPPLIER_PID")
    'bmecat:SUPPLIER_PID'
    >>> readable("{http://www.opentrans.org/XMLSchema/2.1}ORDER")
    'ORDER'
    >>> readable("{urn:example}ORDER")
    'ORDER (of namespace urn:example)'
    """
    if not name.startswith("{"):
        return name
    namespace, local = name[1:].split("}", 1)
    prefix = PREFIXES.get(namespace)
    return f"{local} (of namespace {namespace})" if prefix is None else prefix + local
