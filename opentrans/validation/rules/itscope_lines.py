"""Rules of ITscope about the lines of an order."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..problems import quote
from .base import ITSCOPE, Found, rule
from .document import Document
from .elements import local, text
from .itscope import DELIVERY_EXAMPLE
from .parties import parties_of

_LONGEST_REMARK = 40
#: Units of time of the schema's list, in which recurring prices are billed.
_TIMES = frozenset({"DAY", "WEE", "MON", "QAN", "SAN", "ANN", "HUR", "MIN", "SEC"})


@rule(
    "itscope/supplier-pid",
    "error",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source='ITscope\'s guide: SUPPLIER_PID type="supplier_specific" is the key by which the line is found',
    good="""
    <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
    """,
    bad="""
    <PRODUCT_ID><bmecat:BUYER_PID type="buyer_specific">10023</bmecat:BUYER_PID></PRODUCT_ID>
    """,
)
def supplier_pid(document: Document) -> Iterator[Found]:
    """Each line of an order has the supplier's product number.

    ITscope finds the product by it and by nothing else: SUPPLIER_PID, of type supplier_specific.
    """
    for line in document.lines:
        element = line.product.get("SUPPLIER_PID")
        place = line.fields.get("PRODUCT_ID", line.element)
        if element is None:
            yield Found(
                place,
                "the line has no SUPPLIER_PID",
                'Add <bmecat:SUPPLIER_PID type="supplier_specific">.',
                "tag",
            )
        elif element.get("type") not in (None, "supplier_specific"):
            yield Found(
                element,
                f"SUPPLIER_PID is of type {quote(element.get('type', ''))}, ITscope looks for supplier_specific",
                'Write the supplier\'s own number with type="supplier_specific".',
                "attribute",
                "type",
            )


@rule(
    "itscope/supplier-pid-type",
    "warning",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source='ITscope\'s guide: SUPPLIER_PID type="supplier_specific"',
    good="""
    <bmecat:SUPPLIER_PID type="supplier_specific">A-100</bmecat:SUPPLIER_PID>
    """,
    bad="""
    <bmecat:SUPPLIER_PID>A-100</bmecat:SUPPLIER_PID>
    """,
)
def supplier_pid_type(document: Document) -> Iterator[Found]:
    """The supplier's product number says that it is the supplier's.

    SUPPLIER_PID without a type is taken by some receivers, but the guide writes type="supplier_specific".
    """
    for line in document.lines:
        element = line.product.get("SUPPLIER_PID")
        if element is not None and element.get("type") is None:
            yield Found(element, "SUPPLIER_PID has no type", 'Write type="supplier_specific".', "tag")


@rule(
    "itscope/remark-length",
    "warning",
    needs="REMARKS",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source='comment in ITscope\'s sample: REMARKS type="general" of a line is cut after 40 characters',
    good='<REMARKS type="general">exactly forty characters are still printed</REMARKS>'.replace("exactly ", "", 1),
    bad='<REMARKS type="general">this remark has more than the forty characters that are printed</REMARKS>',
)
def remark_length(document: Document) -> Iterator[Found]:
    """A remark for the delivery note has at most 40 characters.

    REMARKS type="general" of a line is printed on the delivery note and cut there. Other types are not judged.
    """
    for remark in document.scan(("REMARKS",)):
        length = len(text(remark))
        if length <= _LONGEST_REMARK or remark.get("type") != "general":
            continue
        parent = remark.getparent()
        if parent is not None and local(parent).endswith("_ITEM"):
            yield Found(
                remark,
                f"the remark has {length} characters; the delivery note prints {_LONGEST_REMARK}",
                "Shorten it.",
            )


@rule(
    "itscope/customer-contact",
    "warning",
    needs="CUSTOMER_IDREF",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: licences and services, PARTY customer with CONTACT_NAME, FIRST_NAME, PHONE, EMAIL (?)",
    good="""
    <CUSTOMER_ORDER_REFERENCE><ORDER_ID>E-1</ORDER_ID></CUSTOMER_ORDER_REFERENCE>
    """,
    bad=DELIVERY_EXAMPLE.format(role="delivery", name="NAME")
    + """
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">E-1</bmecat:PARTY_ID>
      <PARTY_ROLE>customer</PARTY_ROLE>
      <ADDRESS>
        <CONTACT_DETAILS><bmecat:CONTACT_NAME>Krause</bmecat:CONTACT_NAME></CONTACT_DETAILS>
      </ADDRESS>
    </PARTY>
    <CUSTOMER_ORDER_REFERENCE><CUSTOMER_IDREF>E-1</CUSTOMER_IDREF></CUSTOMER_ORDER_REFERENCE>
    """,
)
def customer_contact(document: Document) -> Iterator[Found]:
    """The customer of a licence or service can be reached.

    A line for an end customer names it by CUSTOMER_ORDER_REFERENCE/CUSTOMER_IDREF. That PARTY has a contact with
    CONTACT_NAME, FIRST_NAME, PHONE and EMAIL, to which the licence is sent.
    """
    for reference in {text(one): one for one in document.scan(("CUSTOMER_IDREF",))}.values():
        for party in parties_of(document, reference):
            address = party.address
            found = {local(one) for one in (party.element if address is None else address).iter(etree.Element)}
            missing = [name for name in ("CONTACT_NAME", "FIRST_NAME", "PHONE", "EMAIL") if name not in found]
            if "customer" in party.roles and missing:
                yield Found(
                    party.element,
                    f"the customer has no {', '.join(missing)}",
                    "Add CONTACT_DETAILS with name, first name, phone and e-mail.",
                    "tag",
                )
                break


@rule(
    "itscope/contract-unit",
    "warning",
    needs="CONTRACT_INFORMATION",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: CONTRACT_INFORMATION; ORDER_UNIT is the unit of the billing interval",
    good="""
    <bmecat:ORDER_UNIT>MON</bmecat:ORDER_UNIT>
    <CONTRACT_INFORMATION>
      <SUBSCRIPTION_PERIOD>12</SUBSCRIPTION_PERIOD><SUBSCRIPTION_PERIOD_UNIT>MON</SUBSCRIPTION_PERIOD_UNIT>
      <BILLING_PERIOD>1</BILLING_PERIOD>
    </CONTRACT_INFORMATION>
    """,
    bad="""
    <CONTRACT_INFORMATION>
      <SUBSCRIPTION_PERIOD>12</SUBSCRIPTION_PERIOD><SUBSCRIPTION_PERIOD_UNIT>MON</SUBSCRIPTION_PERIOD_UNIT>
      <BILLING_PERIOD>1</BILLING_PERIOD>
    </CONTRACT_INFORMATION>
    """,
)
def contract_unit(document: Document) -> Iterator[Found]:
    """A product with a term is ordered in the unit of its billing interval.

    A licence that is billed each month has ORDER_UNIT MON, not C62; the price is that of the month.
    """
    for line in document.lines:
        unit = line.fields.get("ORDER_UNIT")
        if unit is not None and "CONTRACT_INFORMATION" in line.fields and text(unit) not in _TIMES:
            yield Found(
                unit,
                f"{quote(text(unit))} is no unit of time, but the product has a term",
                "Write MON where it is billed by the month, ANN by the year.",
            )
