"""Whole documents around the fragments by which rules show what is right and what is wrong.

A fragment is one element or several; each takes the place of the elements of its name in a small document that
has nothing wrong, or of a processing instruction of its name, which marks where an optional element would stand.
An XML declaration in a fragment sets the encoding.
"""

from __future__ import annotations

import re

from lxml import etree

from ...names import BMECAT, OPENTRANS

_DECLARATION = re.compile(r'<\?xml version="1.0" encoding="([\w-]+)"\?>')
_NAMESPACES = f'xmlns="{OPENTRANS}" xmlns:bmecat="{BMECAT}"'

_PARTIES = """
<PARTIES>
  <PARTY>
    <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
    <PARTY_ROLE>supplier</PARTY_ROLE>
    <ADDRESS><bmecat:NAME>Muster Distribution GmbH</bmecat:NAME><?VAT_ID?></ADDRESS>
  </PARTY>
  <PARTY>
    <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
    <PARTY_ROLE>buyer</PARTY_ROLE>
    <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
  </PARTY>
  <PARTY>
    <bmecat:PARTY_ID type="supplier_specific">D-1</bmecat:PARTY_ID>
    <PARTY_ROLE>delivery</PARTY_ROLE>
    <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG, Lager</bmecat:NAME></ADDRESS>
  </PARTY>
</PARTIES>
"""
_REFERENCES = """
<ORDER_PARTIES_REFERENCE>
  <bmecat:BUYER_IDREF type="supplier_specific">C-1</bmecat:BUYER_IDREF>
  <bmecat:SUPPLIER_IDREF type="buyer_specific">S-1</bmecat:SUPPLIER_IDREF>
  <?INVOICE_RECIPIENT_IDREF?>
  <SHIPMENT_PARTIES_REFERENCE><DELIVERY_IDREF type="supplier_specific">D-1</DELIVERY_IDREF></SHIPMENT_PARTIES_REFERENCE>
</ORDER_PARTIES_REFERENCE>
"""
_GOODS = """
<LINE_ITEM_ID>1</LINE_ITEM_ID>
<PRODUCT_ID>
  <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
  <bmecat:INTERNATIONAL_PID type="ean">4006381333931</bmecat:INTERNATIONAL_PID>
</PRODUCT_ID>
<QUANTITY>2</QUANTITY>
<bmecat:ORDER_UNIT>C62</bmecat:ORDER_UNIT>
"""
_PRICE = """
<PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT></PRODUCT_PRICE_FIX>
<PRICE_LINE_AMOUNT>20.00</PRICE_LINE_AMOUNT>
"""
_PAYMENT = """
<PAYMENT>
  <ACCOUNT>
    <HOLDER>Muster Distribution GmbH</HOLDER>
    <BANK_ACCOUNT type="iban">DE89370400440532013000</BANK_ACCOUNT>
    <BANK_CODE type="bic">COBADEFFXXX</BANK_CODE>
  </ACCOUNT>
  <?PAYMENT_TERMS?>
</PAYMENT>
"""

_BODIES = {
    "ORDER": f"""
<ORDER_HEADER><?CONTROL_INFO?><ORDER_INFO>
  <ORDER_ID>PO-2024-1</ORDER_ID><ORDER_DATE>2024-05-02</ORDER_DATE><?DELIVERY_DATE?>
  {_PARTIES}{_REFERENCES}<bmecat:CURRENCY>EUR</bmecat:CURRENCY>
  {_PAYMENT}
  <PARTIAL_SHIPMENT_ALLOWED>false</PARTIAL_SHIPMENT_ALLOWED>
  <HEADER_UDX><UDX.DROPSHIPMENT>false</UDX.DROPSHIPMENT></HEADER_UDX>
</ORDER_INFO></ORDER_HEADER>
<ORDER_ITEM_LIST><ORDER_ITEM>{_GOODS}{_PRICE}<?CONTRACT_INFORMATION?><?PARTIAL_DELIVERY_LIST?>
  <?CUSTOMER_ORDER_REFERENCE?><?REMARKS?></ORDER_ITEM></ORDER_ITEM_LIST>
<ORDER_SUMMARY><TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM><TOTAL_AMOUNT>20.00</TOTAL_AMOUNT></ORDER_SUMMARY>
""",
    "ORDERRESPONSE": f"""
<ORDERRESPONSE_HEADER><ORDERRESPONSE_INFO>
  <ORDER_ID>PO-2024-1</ORDER_ID><ORDERRESPONSE_DATE>2024-05-03</ORDERRESPONSE_DATE><ORDER_DATE>2024-05-02</ORDER_DATE>
  <SUPPLIER_ORDER_ID>SO-77</SUPPLIER_ORDER_ID><?DELIVERY_DATE?>
  {_PARTIES}{_REFERENCES}<bmecat:CURRENCY>EUR</bmecat:CURRENCY>
</ORDERRESPONSE_INFO></ORDERRESPONSE_HEADER>
<ORDERRESPONSE_ITEM_LIST><ORDERRESPONSE_ITEM>{_GOODS}{_PRICE}
  <DELIVERY_DATE type="fixed">
    <DELIVERY_START_DATE>2024-05-06</DELIVERY_START_DATE><DELIVERY_END_DATE>2024-05-06</DELIVERY_END_DATE>
  </DELIVERY_DATE>
  <?ORDER_REFERENCE?></ORDERRESPONSE_ITEM></ORDERRESPONSE_ITEM_LIST>
<ORDERRESPONSE_SUMMARY>
  <TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM><TOTAL_AMOUNT>20.00</TOTAL_AMOUNT><?ALLOW_OR_CHARGES_FIX?>
</ORDERRESPONSE_SUMMARY>
""",
    "DISPATCHNOTIFICATION": f"""
<DISPATCHNOTIFICATION_HEADER><DISPATCHNOTIFICATION_INFO>
  <DISPATCHNOTIFICATION_ID>DN-5</DISPATCHNOTIFICATION_ID>
  <DISPATCHNOTIFICATION_DATE>2024-05-06</DISPATCHNOTIFICATION_DATE>
  {_PARTIES}<bmecat:SUPPLIER_IDREF type="buyer_specific">S-1</bmecat:SUPPLIER_IDREF>
  <SHIPMENT_PARTIES_REFERENCE><DELIVERY_IDREF type="supplier_specific">D-1</DELIVERY_IDREF></SHIPMENT_PARTIES_REFERENCE>
  <LOGISTIC_DETAILS_INFO><PACKAGE_INFO><PACKAGE><PACKAGE_ID>1Z999AA1</PACKAGE_ID></PACKAGE></PACKAGE_INFO>
  </LOGISTIC_DETAILS_INFO><REMARKS type="delivererCode">UPS</REMARKS>
</DISPATCHNOTIFICATION_INFO></DISPATCHNOTIFICATION_HEADER>
<DISPATCHNOTIFICATION_ITEM_LIST><DISPATCHNOTIFICATION_ITEM>{_GOODS}<?PARTIAL_DELIVERY_LIST?>
  <ORDER_REFERENCE><ORDER_ID>PO-2024-1</ORDER_ID><LINE_ITEM_ID>1</LINE_ITEM_ID></ORDER_REFERENCE>
  <SHIPMENT_PARTIES_REFERENCE><DELIVERY_IDREF type="supplier_specific">D-1</DELIVERY_IDREF></SHIPMENT_PARTIES_REFERENCE>
</DISPATCHNOTIFICATION_ITEM></DISPATCHNOTIFICATION_ITEM_LIST>
<DISPATCHNOTIFICATION_SUMMARY><TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM></DISPATCHNOTIFICATION_SUMMARY>
""",
    "INVOICE": f"""
<INVOICE_HEADER><INVOICE_INFO>
  <INVOICE_ID>R-9</INVOICE_ID><INVOICE_DATE>2024-05-07</INVOICE_DATE><?INVOICE_TYPE?>
  {_PARTIES}<INVOICE_ISSUER_IDREF type="buyer_specific">S-1</INVOICE_ISSUER_IDREF>
  <INVOICE_RECIPIENT_IDREF type="supplier_specific">C-1</INVOICE_RECIPIENT_IDREF>
  <?BUYER_IDREF?><?SUPPLIER_IDREF?><bmecat:CURRENCY>EUR</bmecat:CURRENCY>
  {_PAYMENT}
</INVOICE_INFO><ORDER_HISTORY><ORDER_ID>PO-2024-1</ORDER_ID><ORDER_DATE>2024-05-02</ORDER_DATE></ORDER_HISTORY>
</INVOICE_HEADER>
<INVOICE_ITEM_LIST><INVOICE_ITEM>{_GOODS}<PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>10.00</bmecat:PRICE_AMOUNT>
  <TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>3.80</TAX_AMOUNT></TAX_DETAILS_FIX></PRODUCT_PRICE_FIX>
  <PRICE_LINE_AMOUNT>20.00</PRICE_LINE_AMOUNT><?INVOICE_CORRECTION?><?ORDER_REFERENCE?></INVOICE_ITEM></INVOICE_ITEM_LIST>
<INVOICE_SUMMARY>
  <TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM><NET_VALUE_GOODS>20.00</NET_VALUE_GOODS><?NET_VALUE_EXTRA?>
  <TOTAL_AMOUNT>23.80</TOTAL_AMOUNT><?ALLOW_OR_CHARGES_FIX?>
  <TOTAL_TAX><TAX_DETAILS_FIX><bmecat:TAX>0.19</bmecat:TAX><TAX_AMOUNT>3.80</TAX_AMOUNT></TAX_DETAILS_FIX></TOTAL_TAX>
</INVOICE_SUMMARY>
""",
    "QUOTATION": f"""
<QUOTATION_HEADER><QUOTATION_INFO>
  <QUOTATION_ID>Q-3</QUOTATION_ID><QUOTATION_DATE>2024-05-01</QUOTATION_DATE>
  <bmecat:VALID_START_DATE>2024-05-01</bmecat:VALID_START_DATE><bmecat:VALID_END_DATE>2024-05-31</bmecat:VALID_END_DATE>
  {_PARTIES}{_REFERENCES}<bmecat:CURRENCY>EUR</bmecat:CURRENCY>
</QUOTATION_INFO></QUOTATION_HEADER>
<QUOTATION_ITEM_LIST><QUOTATION_ITEM>{_GOODS}{_PRICE}<?OPTIONAL?><?OPTIONAL_PICKED?></QUOTATION_ITEM></QUOTATION_ITEM_LIST>
<QUOTATION_SUMMARY><TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM><TOTAL_AMOUNT>20.00</TOTAL_AMOUNT></QUOTATION_SUMMARY>
""",
}

#: The documents for which there are examples.
EXAMPLE_DOCUMENTS = tuple(_BODIES)


def complete_document(document_type: str, fragment: str = "", ordered_as: str = "standard") -> bytes:
    """A whole document of a type with a fragment in it (raises KeyError for a type without an example)."""
    kind = f' type="{ordered_as}"' if document_type == "ORDER" else ""
    opening = f'<{document_type} {_NAMESPACES} version="2.1"{kind}>'
    root = etree.fromstring(f"{opening}{_BODIES[document_type]}</{document_type}>")
    declared = _DECLARATION.match(fragment)
    fragment = _DECLARATION.sub("", fragment)
    given: dict[str, list[etree._Element]] = {}
    for element in etree.fromstring(f"<fragment {_NAMESPACES}>{fragment}</fragment>").iterchildren(etree.Element):
        given.setdefault(element.tag, []).append(element)
    for tag, elements in given.items():
        _put(root, tag, elements)
    etree.strip_tags(root, etree.ProcessingInstruction)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["bmecat"])
    written = etree.tostring(root, encoding=declared[1] if declared else "UTF-8", xml_declaration=True)
    return bytes(written) if isinstance(written, bytes) else written.encode()


def _put(root: etree._Element, tag: str, elements: list[etree._Element]) -> None:
    old = next(root.iter(tag), None)
    if old is None:
        marks = (mark for mark in root.iter(etree.ProcessingInstruction) if _target(mark) == etree.QName(tag).localname)
        old = next(marks, None)
        if old is None:
            raise KeyError(f"the example has no place for {tag}")
    parent = old.getparent()
    if parent is None:
        raise KeyError("a fragment cannot replace the root")
    place = parent.index(old)
    for sibling in [old, *(one for one in old.itersiblings(tag) if isinstance(old.tag, str))]:
        parent.remove(sibling)
    parent[place:place] = elements


def _target(mark: etree._Element) -> str:
    return etree.tostring(mark, with_tail=False).decode().strip("<?> ")
