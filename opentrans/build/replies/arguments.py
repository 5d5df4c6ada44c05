"""What callers give to replies is checked as the fields of business objects are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ... import model
from ..errors import BuildError
from ..fields import Number, When, verify
from ..objects import Allowance, DeliveryDate, Package, Remark, Surcharge, Tax
from ..partners import Party, Payment
from .ledger import Previous
from .reply_line import ReplyLine


@dataclass(frozen=True, kw_only=True, slots=True)
class _Arguments:
    response_date: When | None = None
    dispatch_date: When | None = None
    invoice_date: When | None = None
    order_date: When | None = None
    generated_at: When | None = None
    order_id: str | None = None
    dispatch_id: str | None = None
    invoice_id: str | None = None
    supplier_order_id: str | None = None
    shipment_id: str | None = None
    tracking_url: str | None = None
    carrier: str | None = None
    currency: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    generator: str | None = None
    order: model.Order | None = None
    quotation: model.Quotation | None = None
    previous: Sequence[Previous] = ()
    lines: Sequence[ReplyLine] = ()
    remarks: Sequence[str | Remark] = ()
    reason: str | Remark | None = None
    packages: Sequence[str | Package] = ()
    surcharges: Sequence[Surcharge] = ()
    allowances: Sequence[Allowance] = ()
    delivery_date: DeliveryDate | None = None
    delivery: Party | None = None
    deliverer: Party | None = None
    tax: Tax | None = None
    payment: Payment | None = None
    net: Number | None = None
    total: Number | None = None

    def __post_init__(self) -> None:
        verify(self)


def check_arguments(given: Mapping[str, Any]) -> None:
    """Refuse arguments of wrong types, floats and times without zone; raises BuildError with the argument's name."""
    known = _Arguments.__dataclass_fields__.keys()
    try:
        _Arguments(**{name: value for name, value in given.items() if name in known})
    except BuildError as error:
        raise BuildError(error.path.partition(".")[2], error.reason) from None
