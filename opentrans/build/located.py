"""From what the model refuses to the field of the business data that it came from."""

from __future__ import annotations

from typing import Final

from ..errors import ModelError
from .errors import BuildError

#: Fields of the model whose business fields have other names, with or without their class; texts by their class.
_FIELDS: Final = {
    "BankAccount.type": "account_type",
    "BankCode.type": "bank_code_type",
    "BuyerPid.type": "buyer_pid_type",
    "CustomerOrderReference.line_item_id": "customer_line_id",
    "CustomerOrderReference.order_id": "customer_order_id",
    "DeliveryReference.line_item_id": "delivery_note_line_id",
    "OrderReference.line_item_id": "order_line_id",
    "PackageId.type": "id_type",
    "PartyId.type": "id_type",
    "Remarks.lang": "language",
    "SupplierPid.type": "article_type",
    "AdjustmentReasonDescr": "reason",
    "AllowOrChargeDescr": "description",
    "AllowOrChargeName": "name",
    "BankAccount": "number",
    "BankCode": "bank_code",
    "BuyerPid": "buyer_pid",
    "City": "city",
    "ContactName": "name",
    "Country": "country_name",
    "Department": "department",
    "DescriptionLong": "long_description",
    "DescriptionShort": "description",
    "ExemptionReason": "tax.exemption_reason",
    "Fax": "fax",
    "FirstName": "first_name",
    "InternationalPid": "international_pids",
    "Jurisdiction": "tax.jurisdiction",
    "Language": "language",
    "Name": "name",
    "Name2": "name2",
    "Name3": "name3",
    "PackageDescr": "description",
    "PackageId": "id",
    "PartyId": "id",
    "PaymentTerm": "terms",
    "Phone": "phone",
    "Remarks": "text",
    "SerialNumber": "number",
    "State": "state",
    "Street": "street",
    "SupplierPid": "article",
    "Title": "title",
    "Zip": "zip",
    "agreement_id": "id",
    "agreement_line_id": "line_id",
    "allow_or_charge_type": "type",
    "bank_country": "country",
    "billing_period": "subscription.billing_period",
    "country_coded": "country",
    "deliverynote_id": "delivery_note_id",
    "dispatchnotification_date": "dispatch_date",
    "dispatchnotification_id": "dispatch_id",
    "email": "email",
    "generation_date": "generated_at",
    "generator_info": "generator",
    "holder": "holder",
    "invoice_type": "type",
    "line_item_id": "line_id",
    "lot_number": "lot_numbers",
    "order_unit": "unit",
    "orderresponse_date": "response_date",
    "package_order_unit_quantity": "quantity",
    "package_quantity": "count",
    "party_role": "roles",
    "price_amount": "price",
    "price_line_amount": "amount",
    "price_unit": "price_base.unit",
    "subscription_period": "subscription.period",
    "subscription_period_unit": "subscription.period_unit",
    "supplier_order_item_id": "supplier_line_id",
    "tax_category": "tax.category",
    "tax_type": "tax.type",
    "tracking_tracing_url": "tracking_url",
    "valid_end_date": "valid_until",
    "valid_start_date": "valid_from",
}


class located:  # noqa: N801  (reads as a function)
    """What the model refuses is refused by the path of the business data; ``path`` is empty for the document's own.

    ``whole``: the path names the field itself.
    """

    __slots__ = ("path", "whole")

    def __init__(self, path: str, whole: bool = False) -> None:
        self.path: str = path
        self.whole: bool = whole

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ModelError):
            raise BuildError(self.path if self.whole else _path(self.path, error.path), error.reason) from error


def _path(path: str, place: str) -> str:
    """Where a class and field of the model stand in the business data: ``lines[0]`` and ``OrderItem.order_unit``."""
    place, bracket, index = place.partition("[")
    owner, _, field = place.partition(".")
    owner = "PartyId" if owner.endswith("Idref") else owner
    name = _FIELDS.get(f"{owner}.{field}") or _FIELDS.get(owner if field in ("", "value") else field) or field
    return (".".join(part for part in (path, name) if part) or place) + bracket + index
