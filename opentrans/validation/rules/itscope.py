"""Rules of ITscope about the header of an order: what its guide asks for beyond the schema."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import quote
from .base import ITSCOPE, Found, rule
from .document import Document, Party
from .elements import children, fields, text
from .parties import parties_of

_LONGEST_ORDER_ID = 18

#: An example with a delivery PARTY whose role and name are to be filled in.
DELIVERY_EXAMPLE = """
    <PARTY>
      <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
      <PARTY_ROLE>supplier</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
      <PARTY_ROLE>buyer</PARTY_ROLE>
    </PARTY>
    <PARTY>
      <bmecat:PARTY_ID>D-1</bmecat:PARTY_ID>
      <PARTY_ROLE>{role}</PARTY_ROLE>
      <ADDRESS><bmecat:{name}>Beispiel Systemhaus AG</bmecat:{name}></ADDRESS>
    </PARTY>
    <DELIVERY_IDREF>D-1</DELIVERY_IDREF>"""


@rule(
    "itscope/order-id",
    "error",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: ORDER_ID has at most 18 characters (the standard allows 250)",
    good="<ORDER_ID>PO-2024-0000000001</ORDER_ID>",
    bad="<ORDER_ID>PO-2024-00000000001</ORDER_ID>",
)
def order_id(document: Document) -> Iterator[Found]:
    """ITscope takes order numbers of at most 18 characters.

    Longer ones are refused when the order is sent. Only ORDER is judged: the number in an answer is what was sent.
    """
    element = document.info.get("ORDER_ID")
    length = len(text(element))
    if element is not None and length > _LONGEST_ORDER_ID:
        yield Found(
            element,
            f"{quote(text(element))} has {length} characters, ITscope takes {_LONGEST_ORDER_ID}",
            "Use a shorter number; the long one can stand in REMARKS.",
        )


@rule(
    "itscope/order-parties",
    "error",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: supplier, buyer and delivery",
    good=DELIVERY_EXAMPLE.format(role="delivery", name="NAME"),
    bad=DELIVERY_EXAMPLE.format(role="other", name="NAME"),
)
def order_parties(document: Document) -> Iterator[Found]:
    """An order to ITscope names supplier, buyer and delivery.

    By PARTY_ROLE. A PARTY without any role that the reference names (DELIVERY_IDREF …) stands for it too.
    """
    parties = document.info.get("PARTIES")
    if parties is None:
        return
    for role in ("supplier", "buyer", "delivery"):
        if not _in_role(document, role):
            yield Found(
                parties,
                f"no PARTY has the role {role}",
                f"Add a PARTY with <PARTY_ROLE>{role}</PARTY_ROLE>"
                + (" and its ADDRESS." if role == "delivery" else "; one PARTY may have several roles."),
                "tag",
            )


def _in_role(document: Document, role: str) -> list[Party]:
    found = [party for party in document.parties if role in party.roles]
    if found:
        return found
    named = [party for one in document.scan((f"{role.upper()}_IDREF",)) for party in parties_of(document, one)]
    return [party for party in named if not party.roles]


@rule(
    "itscope/delivery-name",
    "error",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: delivery with NAME in ADDRESS (NAME2 and NAME3 are supplements)",
    good=DELIVERY_EXAMPLE.format(role="delivery", name="NAME"),
    bad=DELIVERY_EXAMPLE.format(role="delivery", name="NAME2"),
)
def delivery_name(document: Document) -> Iterator[Found]:
    """The address of delivery has a name.

    NAME in the ADDRESS of the delivery PARTY. NAME2 and NAME3 supplement it and cannot replace it.
    """
    parties = _in_role(document, "delivery")
    if parties and not any(text(one) for party in parties for one in children(party.address, "NAME")):
        yield Found(
            parties[0].element,
            "the PARTY for delivery has no NAME in its ADDRESS",
            "Add <ADDRESS> with <bmecat:NAME>.",
            "tag",
        )


@rule(
    "itscope/party-type",
    "warning",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: supplier of type buyer_specific (ITscope's id), buyer of type supplier_specific",
    good=DELIVERY_EXAMPLE.format(role="delivery", name="NAME"),
    bad=DELIVERY_EXAMPLE.format(role="delivery", name="NAME").replace("buyer_specific", "supplier_specific", 1)
    + "<bmecat:SUPPLIER_IDREF>S-1</bmecat:SUPPLIER_IDREF>",
)
def party_type(document: Document) -> Iterator[Found]:
    """Each side is known by the number that the other one gave it.

    The supplier by the buyer's number for it (PARTY_ID type="buyer_specific": ITscope's supplier id), the buyer by
    its customer number (type="supplier_specific"). Further PARTY_IDs of other types are welcome, and the type of the
    delivery's number does not matter.
    """
    for role, kind in (("supplier", "buyer_specific"), ("buyer", "supplier_specific")):
        for party in _in_role(document, role):
            if party.ids and not any(one.type == kind for one in party.ids):
                yield Found(
                    party.ids[0].element,
                    f'the {role} has no PARTY_ID of type="{kind}"',
                    f'Add <bmecat:PARTY_ID type="{kind}">, or correct the type.',
                    "tag",
                )


@rule(
    "itscope/invoice-recipient",
    "warning",
    needs="INVOICE_RECIPIENT_IDREF",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: the buyer is the recipient of the invoice",
    good="""
    <INVOICE_RECIPIENT_IDREF type="supplier_specific">C-1</INVOICE_RECIPIENT_IDREF>
    """,
    bad=DELIVERY_EXAMPLE.format(role="delivery", name="NAME")
    + """
    <PARTY>
      <bmecat:PARTY_ID type="supplier_specific">C-9</bmecat:PARTY_ID>
      <PARTY_ROLE>invoice_recipient</PARTY_ROLE>
    </PARTY>
    <INVOICE_RECIPIENT_IDREF type="supplier_specific">C-9</INVOICE_RECIPIENT_IDREF>
    """,
)
def invoice_recipient(document: Document) -> Iterator[Found]:
    """The invoice goes to the buyer.

    ITscope has no other recipient of invoices than the buyer. A different INVOICE_RECIPIENT_IDREF may be ignored.
    """
    references = fields(document.info.get("ORDER_PARTIES_REFERENCE"))
    recipient, buyer = references.get("INVOICE_RECIPIENT_IDREF"), references.get("BUYER_IDREF")
    if recipient is None or buyer is None or not text(recipient) or text(recipient) == text(buyer):
        return
    named, buyers = parties_of(document, recipient), parties_of(document, buyer)
    if named and not any(one in buyers or "buyer" in one.roles for one in named):
        yield Found(
            recipient,
            f"the invoice goes to {quote(text(recipient))}, the buyer is {quote(text(buyer))}",
            "Name the buyer, or settle it with the supplier.",
        )


@rule(
    "itscope/partial-shipment",
    "warning",
    documents="ORDER",
    families=ITSCOPE,
    source="ITscope's guide: PARTIAL_SHIPMENT_ALLOWED is stated, false by default (?)",
    good="<PARTIAL_SHIPMENT_ALLOWED>TRUE</PARTIAL_SHIPMENT_ALLOWED>",
    bad="""
    <ORDER_INFO>
      <ORDER_ID>PO-2024-1</ORDER_ID>
      <ORDER_DATE>2024-05-02</ORDER_DATE>
      <PARTIES>
        <PARTY>
          <bmecat:PARTY_ID type="buyer_specific">S-1</bmecat:PARTY_ID>
          <PARTY_ROLE>supplier</PARTY_ROLE>
        </PARTY>
        <PARTY>
          <bmecat:PARTY_ID type="supplier_specific">C-1</bmecat:PARTY_ID>
          <PARTY_ROLE>buyer</PARTY_ROLE>
          <PARTY_ROLE>delivery</PARTY_ROLE>
          <ADDRESS><bmecat:NAME>Beispiel Systemhaus AG</bmecat:NAME></ADDRESS>
        </PARTY>
      </PARTIES>
      <ORDER_PARTIES_REFERENCE>
        <bmecat:BUYER_IDREF>C-1</bmecat:BUYER_IDREF>
        <bmecat:SUPPLIER_IDREF>S-1</bmecat:SUPPLIER_IDREF>
      </ORDER_PARTIES_REFERENCE>
      <HEADER_UDX><UDX.DROPSHIPMENT>false</UDX.DROPSHIPMENT></HEADER_UDX>
    </ORDER_INFO>
    """,
)
def partial_shipment(document: Document) -> Iterator[Found]:
    """An order says whether it may be delivered in parts.

    PARTIAL_SHIPMENT_ALLOWED in the header, or in every line (or a list of partial deliveries there). Without it
    ITscope takes false.
    """
    info = document.info_element
    if info is None or "PARTIAL_SHIPMENT_ALLOWED" in document.info:
        return
    names = {"PARTIAL_SHIPMENT_ALLOWED", "PARTIALDELIVERY_EXAMPLE_LIST"}
    if not document.lines or not all(names & line.fields.keys() for line in document.lines):
        yield Found(
            info,
            "PARTIAL_SHIPMENT_ALLOWED is not stated; ITscope takes false",
            "Add <PARTIAL_SHIPMENT_ALLOWED>false</PARTIAL_SHIPMENT_ALLOWED>, or true.",
            "end",
        )


@rule(
    "itscope/dropshipment",
    "warning",
    documents="ORDER",
    families=ITSCOPE,
    whole=False,
    source="ITscope's guide: HEADER_UDX with UDX.DROPSHIPMENT true or false, the buyer's own delivery note (?)",
    good="<HEADER_UDX><UDX.DROPSHIPMENT>true</UDX.DROPSHIPMENT></HEADER_UDX>",
    bad="<HEADER_UDX><UDX.DROPSHIPMENT>yes</UDX.DROPSHIPMENT></HEADER_UDX>",
)
def dropshipment(document: Document) -> Iterator[Found]:
    """An order says whether the buyer's own delivery note is used.

    HEADER_UDX with UDX.DROPSHIPMENT, true or false.
    """
    info, extension = document.info_element, document.info.get("HEADER_UDX")
    if info is None:
        return
    stated = None if extension is None else next(extension.iter("{*}UDX.DROPSHIPMENT"), None)
    if stated is None:
        yield Found(
            info if extension is None else extension,
            "UDX.DROPSHIPMENT is not stated",
            "Add <HEADER_UDX><UDX.DROPSHIPMENT>false</UDX.DROPSHIPMENT></HEADER_UDX>, or true.",
            "end",
        )
    elif text(stated).lower() not in ("true", "false"):
        yield Found(stated, f"{quote(text(stated))} is neither true nor false", "Write true or false.")
