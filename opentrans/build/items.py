"""From a line to the parts of its item that all documents have: product, price, references, remarks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, Final

from .. import model
from ..schema.dialects import Dialect
from ..validation.rules.serials import PIECES
from .calculation import Charge, Priced, charges_of
from .dialect import check_line
from .errors import BuildError
from .fields import Number, decimal
from .line import Line
from .located import located
from .objects import Allowance, PriceBase, SerialNumber, Surcharge, Tax
from .parties import PartyList


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PRODUCT: Final = _words(
    """
    article article_type quantity unit line_id ean itscope_id international_pids buyer_pid buyer_pid_type manufacturer
    manufacturer_pid description long_description product_type serial_numbers lot_numbers remarks
    """
)
_PRICE: Final = _words("price price_quantity price_base allowances surcharges tax amount")
_ORDER: Final = _words("order_line_id order_id order_date agreements")
_DELIVERED: Final = _words(
    """
    supplier_line_id supplier_order_id customer customer_order_id customer_line_id delivery_note_id
    delivery_note_line_id delivery_date packages
    """
)
_ORDERED: Final = _words(
    "delivery_date customer customer_order_id customer_line_id quotation_id agreements subscription"
)
#: The fields of a line for which a document has a place.
PLACES: Final = {
    "ORDER": _PRODUCT | _PRICE | _ORDERED,
    "ORDERRESPONSE": _PRODUCT | _PRICE | _ORDER | {"delivery_date"},
    "DISPATCHNOTIFICATION": _PRODUCT | _ORDER | _DELIVERED | {"completed"},
    "INVOICE": _PRODUCT | _PRICE | _ORDER | _DELIVERED | {"type", "correction"},
    "QUOTATION": _PRODUCT | _PRICE | {"delivery_date", "agreements", "optional", "picked"},
}


def check_lines(kind: str, lines: list[Priced], dialect: Dialect, parties: PartyList) -> None:
    """Refuse what a document or dialect has no place for, and add the parties that lines name.

    Raises BuildError.
    """
    if not lines:
        raise BuildError("lines", f"an {kind} needs at least one line" if kind[0] in "IO" else f"a {kind} needs a line")
    for one in lines:
        _check_places(kind, one.line, one.path)
        _check_quantity(kind, one.line, one.path)
        check_line(one.line, one.path, dialect)
        parties.add(one.line.manufacturer, f"{one.path}.manufacturer", "manufacturer")
        parties.add(one.line.customer, f"{one.path}.customer", "customer")


def _check_places(kind: str, line: Line, path: str) -> None:
    names, read = _without_place(kind)
    for name, value in zip(names, read(line), strict=True):
        if value is not None and value != ():
            known = ", ".join(other for other, places in PLACES.items() if name in places)
            raise BuildError(
                f"{path}.{name}", f"a line of {kind} has no place for it (one of {known} has); leave it out"
            )


@cache
def _without_place(kind: str) -> tuple[list[str], Callable[[Line], tuple[Any, ...]]]:
    """The fields of a line for which a document has no place, and what reads them."""
    names = sorted(Line.__dataclass_fields__.keys() - PLACES[kind])
    return names, attrgetter(*names)


def _check_quantity(kind: str, line: Line, path: str) -> None:
    quantity = line.quantity
    if kind == "ORDER" and quantity <= 0:
        raise BuildError(f"{path}.quantity", f"{quantity} cannot be ordered; leave the line out")
    if kind in ("DISPATCHNOTIFICATION", "QUOTATION") and quantity < 0:
        raise BuildError(f"{path}.quantity", f"{quantity} is below zero; leave the line out")
    if kind in ("ORDER", "QUOTATION") or line.unit not in PIECES:
        return
    counts: dict[str | None, int] = {}
    for number in line.serial_numbers:
        of_type = number.type if isinstance(number, SerialNumber) else None
        counts[of_type] = counts.get(of_type, 0) + 1
        if counts[of_type] > abs(decimal(quantity)):
            reason = f"there are more of them than pieces ({quantity}); correct the quantity, or take some away"
            raise BuildError(f"{path}.serial_numbers", reason)


def product_id(line: Line, path: str, parties: PartyList) -> model.ProductId:
    """PRODUCT_ID."""
    serials = [_serial_number(one, f"{path}.serial_numbers[{index}]") for index, one in enumerate(line.serial_numbers)]
    manufacturer = None
    with located(path):
        if line.manufacturer is not None:
            if line.manufacturer_pid is None:
                raise BuildError(f"{path}.manufacturer_pid", "is needed beside the manufacturer")
            manufacturer = model.ManufacturerInfo(
                manufacturer_idref=parties.reference(line.manufacturer, model.ManufacturerIdref),
                manufacturer_pid=line.manufacturer_pid,
            )
        return model.ProductId(
            supplier_pid=None if line.article is None else model.SupplierPid(line.article, type=line.article_type),
            lot_number=list(line.lot_numbers),
            serial_number=serials,
            international_pid=_international_pids(line, path),
            buyer_pid=[] if line.buyer_pid is None else [model.BuyerPid(line.buyer_pid, type=line.buyer_pid_type)],
            description_short=[] if line.description is None else [model.DescriptionShort(line.description)],
            description_long=[] if line.long_description is None else [model.DescriptionLong(line.long_description)],
            manufacturer_info=manufacturer,
            product_type=line.product_type,
        )


def _international_pids(line: Line, path: str) -> list[model.InternationalPid]:
    stated = [("ean", "ean", line.ean), ("itscope_id", "itscope", line.itscope_id)]
    stated += [("international_pids", kind, number) for kind, number in line.international_pids.items()]
    found = []
    for field, kind, number in stated:
        if number is not None:
            with located(f"{path}.{field}", whole=True):
                found.append(model.InternationalPid(number, type=kind))
    return found


def _serial_number(stated: str | SerialNumber, path: str) -> model.SerialNumber:
    number = SerialNumber(stated) if isinstance(stated, str) else stated
    with located(path):
        return model.SerialNumber(number.number, type=number.type)


def price_fix(one: Priced) -> model.ProductPriceFix | None:
    """PRODUCT_PRICE_FIX."""
    line, base = one.line, one.line.price_base
    if line.price is None:
        if one.line.tax is not None:
            raise BuildError(f"{one.path}.price", "a tax stands with a price; state the price")
        return None
    with located(one.path):
        return model.ProductPriceFix(
            price_amount=decimal(line.price),
            allow_or_charges_fix=_allow_or_charges(line, one.path),
            tax_details_fix=[] if one.tax is None else [tax_details(one.tax, amount=one.tax.amount)],
            price_quantity=decimal(line.price_quantity),
            price_base_fix=None if base is None else _price_base(base),
        )


def _price_base(base: PriceBase) -> model.PriceBaseFix:
    return model.PriceBaseFix(
        price_unit_value=decimal(base.units), price_unit=base.unit, price_unit_factor=decimal(base.factor)
    )


def tax_details(tax: Tax, *, amount: Number | None = None, base: Number | None = None) -> model.TaxDetailsFix:
    """TAX_DETAILS_FIX."""
    return model.TaxDetailsFix(
        tax_category=tax.category,
        tax_type=tax.type,
        tax=decimal(tax.rate),
        tax_amount=decimal(amount),
        tax_base=decimal(base),
        exemption_reason=[] if tax.exemption_reason is None else [model.ExemptionReason(tax.exemption_reason)],
        jurisdiction=[] if tax.jurisdiction is None else [model.Jurisdiction(tax.jurisdiction)],
    )


def _allow_or_charges(line: Line, path: str) -> model.AllowOrChargesFix | None:
    charges = [Charge(f"{path}.{place}", step) for place, step in charges_of(line.allowances, line.surcharges)]
    for place, step in charges:
        if step.tax is not None:
            raise BuildError(f"{place}.tax", "what changes a price is taxed with its line; leave the tax out")
    return model.AllowOrChargesFix(allow_or_charge=[allow_or_charge(one) for one in charges]) if charges else None


def allow_or_charge(charge: Charge) -> model.AllowOrCharge:
    """ALLOW_OR_CHARGE."""
    with located(charge.path):
        return _allow_or_charge(charge.step)


def _allow_or_charge(step: Allowance | Surcharge) -> model.AllowOrCharge:
    free = step.free_units if isinstance(step, Allowance) else None
    return model.AllowOrCharge(
        type="surcharge" if isinstance(step, Surcharge) else "allowance",
        allow_or_charge_sequence=step.sequence,
        allow_or_charge_name=[] if step.name is None else [model.AllowOrChargeName(step.name)],
        allow_or_charge_type=step.type,
        allow_or_charge_descr=[] if step.description is None else [model.AllowOrChargeDescr(step.description)],
        allow_or_charge_value=model.AllowOrChargeValue(
            aoc_percentage_factor=decimal(step.factor),
            aoc_monetary_amount=decimal(step.amount),
            aoc_order_units_count=None if free is None else model.AocOrderUnitsCount(decimal(free), type="inclusive"),
        ),
        allow_or_charge_base=decimal(step.base),
    )
