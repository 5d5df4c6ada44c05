"""Rules of ITscope about answers and deliveries, and about all documents."""

from __future__ import annotations

from collections.abc import Iterator

from .base import ITSCOPE, Found, rule
from .document import Document
from .elements import children


@rule(
    "itscope/supplier-order-id",
    "warning",
    documents="ORDERRESPONSE",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: SUPPLIER_ORDER_ID should be set",
    good="<SUPPLIER_ORDER_ID>SO-78</SUPPLIER_ORDER_ID>",
    bad="""
    <ORDERRESPONSE_INFO>
      <ORDER_ID>PO-2024-1</ORDER_ID>
      <ORDERRESPONSE_DATE>2024-05-03</ORDERRESPONSE_DATE>
      <PARTIES>
        <PARTY>
          <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
          <PARTY_ROLE>supplier</PARTY_ROLE>
        </PARTY>
        <PARTY>
          <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
          <PARTY_ROLE>buyer</PARTY_ROLE>
        </PARTY>
      </PARTIES>
      <ORDER_PARTIES_REFERENCE>
        <bmecat:BUYER_IDREF>C-1</bmecat:BUYER_IDREF>
        <bmecat:SUPPLIER_IDREF>S-1</bmecat:SUPPLIER_IDREF>
      </ORDER_PARTIES_REFERENCE>
    </ORDERRESPONSE_INFO>
    """,
)
def supplier_order_id(document: Document) -> Iterator[Found]:
    """An answer has the supplier's number of the order.

    The buyer needs SUPPLIER_ORDER_ID for questions, and later documents refer to it. An answer that refuses
    everything needs none.
    """
    info = document.info_element
    if info is None or "SUPPLIER_ORDER_ID" in document.info:
        return
    if any(line.quantity is None or line.quantity > 0 for line in document.lines):
        yield Found(info, "SUPPLIER_ORDER_ID is missing", "Add the number of the order in your own system.", "end")


@rule(
    "itscope/response-date",
    "warning",
    documents="ORDERRESPONSE",
    families=ITSCOPE,
    source='ITscope\'s guide: DELIVERY_DATE per line, type="optional" (estimated) or "fixed"',
    good="""
    <DELIVERY_DATE type="optional">
      <DELIVERY_START_DATE>2024-05-06</DELIVERY_START_DATE><DELIVERY_END_DATE>2024-05-08</DELIVERY_END_DATE>
    </DELIVERY_DATE>
    """,
    bad="""
    <ORDERRESPONSE_ITEM>
      <LINE_ITEM_ID>1</LINE_ITEM_ID>
      <PRODUCT_ID><bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID></PRODUCT_ID>
      <QUANTITY>2</QUANTITY>
      <bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
      <PRICE_LINE_AMOUNT>20.00</PRICE_LINE_AMOUNT>
    </ORDERRESPONSE_ITEM>
    """,
)
def response_date(document: Document) -> Iterator[Found]:
    """A confirmed line says when the goods leave the supplier.

    DELIVERY_DATE of type optional (estimated) or fixed, or a list of partial deliveries. A DELIVERY_DATE in the
    header counts for all lines, and cancelled lines (a quantity of zero or less) need none. Told once for all lines.
    """
    if "DELIVERY_DATE" in document.info:
        return
    names = {"DELIVERY_DATE", "PARTIAL_DELIVERY_LIST"}
    lines = [line for line in document.lines if line.quantity is None or line.quantity > 0]
    without = [line for line in lines if not names & line.fields.keys()]
    if without:
        others = f" (and in {len(without) - 1} further lines)" if len(without) > 1 else ""
        yield Found(
            without[0].element,
            f"DELIVERY_DATE is missing in this line{others}",
            'Add <DELIVERY_DATE type="fixed">, or type="optional" if it is an estimate.',
            "tag",
        )


@rule(
    "itscope/tracking",
    "warning",
    documents="DISPATCHNOTIFICATION",
    families=ITSCOPE,
    source="ITscope's guide: the tracking number is LOGISTIC_DETAILS_INFO/PACKAGE_INFO/PACKAGE/PACKAGE_ID",
    good="""
    <PACKAGE_ID>1Z999AA10123456784</PACKAGE_ID>
    """,
    bad="""
    <PACKAGE><PACKAGE_ORDER_UNIT_QUANTITY>2</PACKAGE_ORDER_UNIT_QUANTITY></PACKAGE>
    """,
)
def tracking(document: Document) -> Iterator[Found]:
    """A delivery has tracking numbers.

    ITscope reads them from PACKAGE_ID in the header's LOGISTIC_DETAILS_INFO, not from SHIPMENT_ID. (Packages of the
    lines are accepted, too.)
    """
    info = document.info_element
    if info is None or "PACKAGE_ID" in document.scanned:
        return
    yield Found(
        info,
        "there is no tracking number (PACKAGE_ID)",
        "Add LOGISTIC_DETAILS_INFO/PACKAGE_INFO/PACKAGE/PACKAGE_ID"
        + (", with the number that stands in SHIPMENT_ID." if "SHIPMENT_ID" in document.info else "."),
        "end",
    )


@rule(
    "itscope/carrier",
    "warning",
    documents="DISPATCHNOTIFICATION",
    families=ITSCOPE,
    whole=False,
    source='ITscope\'s guide: the carrier is REMARKS type="delivererCode" in the header',
    good='<REMARKS type="delivererCode">DHL</REMARKS>',
    bad='<REMARKS type="general">DHL</REMARKS>',
)
def carrier(document: Document) -> Iterator[Found]:
    """A delivery names its carrier.

    In REMARKS type="delivererCode" of the header, from which ITscope makes the link to the tracking page.
    """
    info = document.info_element
    if info is None or any(one.get("type") == "delivererCode" for one in children(info, "REMARKS")):
        return
    yield Found(info, "the carrier is not stated", 'Add <REMARKS type="delivererCode"> in the header.', "end")


@rule(
    "itscope/encoding",
    "warning",
    families=ITSCOPE,
    whole=False,
    source="ITscope's API: documents are application/xml in UTF-8",
    example="ORDER",
    good='<?xml version="1.0" encoding="UTF-8"?>',
    bad='<?xml version="1.0" encoding="iso-8859-1"?>',
)
def encoding(document: Document) -> Iterator[Found]:
    """Documents for ITscope are written in UTF-8.

    Every XML reader can read what the XML declaration says, but ITscope asks for UTF-8.
    """
    declared = document.root.getroottree().docinfo.encoding
    if declared and declared.upper() not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
        yield Found(document.root, f"the document is written in {declared}", "Save it as UTF-8.", "tag")
