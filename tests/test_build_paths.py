"""What the model does not take is refused by the name of the business field, wherever it stands."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

import pytest

from opentrans.build import (
    Agreement,
    Allowance,
    BankAccount,
    BuildError,
    Contact,
    Correction,
    Line,
    Package,
    Party,
    Payment,
    PriceBase,
    Remark,
    SerialNumber,
    Subscription,
    Surcharge,
    Tax,
)
from tests.test_build import ANSWER, DELIVERY, INVOICE, LINE, OFFER, ORDER, TODAY

#: A line without any text but the least.
PLAIN = replace(LINE, buyer_pid_type=None)
#: Makes business data anew with another text at a place.
Made: TypeAlias = Callable[[str], Any]


def text_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Made]]:
    """The path of each free text in business data, and what makes the data with another text there."""
    if isinstance(value, str):
        yield path, lambda text: text
        return
    for place, part, with_part in _parts(value, path):
        for leaf, made in text_leaves(part, place):
            yield leaf, _both(made, with_part)


def _both(inner: Made, outer: Callable[[Any], Any]) -> Made:
    return lambda text: outer(inner(text))


def _parts(value: Any, path: str) -> Iterator[tuple[str, Any, Callable[[Any], Any]]]:
    """The parts of a value: path, part, and what makes the value with another part in its place."""
    if isinstance(value, tuple):
        for index, one in enumerate(value):
            yield f"{path}[{index}]", one, partial(_in_tuple, value, index)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield path, one, partial(_in_dict, value, key)
    elif dataclasses.is_dataclass(value):
        hints = typing.get_type_hints(type(value))
        for field in dataclasses.fields(value):
            if "Literal" not in str(hints[field.name]) and "Moment" not in str(hints[field.name]):
                where = f"{path}.{field.name}" if path else field.name
                yield where, getattr(value, field.name), partial(_in_object, value, field.name)


def _in_tuple(value: tuple[Any, ...], index: int, part: Any) -> tuple[Any, ...]:
    return (*value[:index], part, *value[index + 1 :])


def _in_dict(value: dict[str, Any], key: str, part: Any) -> dict[str, Any]:
    return value | {key: part}


def _in_object(value: Any, name: str, part: Any) -> Any:
    return replace(value, **{name: part})


def everything() -> list[Any]:
    """A builder of each document with every text that it has a place for."""
    contact = Contact("A", first_name="B", title="C", contact_id="D", phone="1", fax="2", email="a@b.example", url="u")
    account = BankAccount("4711", account_type="standard", holder="H", bank_code="1", bank_code_type="x", bank_name="N")
    party = Party(
        "P",
        id_type="x",
        ids={"gln": "9529876001016"},
        name="N",
        name2="N",
        name3="N",
        department="D",
        street="S",
        zip="1",
        city="C",
        state="S",
        country="DE",
        country_name="D",
        vat_id="1",
        tax_number="1",
        phone="1",
        fax="1",
        email="a@b.example",
        url="u",
        contacts=[contact],
        accounts=[replace(account, country="DE")],
    )
    product = Line(
        "A",
        quantity=2,
        line_id="1",
        ean="4006381333931",
        itscope_id="1",
        international_pids={"upc": "036000291452"},
        buyer_pid="B",
        manufacturer=replace(party, id="M"),
        manufacturer_pid="M",
        description="D",
        long_description="L",
        serial_numbers=["1", SerialNumber("2", type="Imei")],
        lot_numbers=["L"],
        remarks=["R", Remark("R", type="x", language="deu")],
    )
    tax = Tax(Decimal("0.19"), category="standard_rate", exemption_reason="R", jurisdiction="DE")
    rebate = Allowance("R", amount=1, type="rebate", description="D")
    priced = replace(
        product,
        price=10,
        allowances=[rebate],
        surcharges=[Surcharge("S", amount=1, type="x", description="D")],
        tax=tax,
        price_base=PriceBase(2, unit="KGM"),
    )
    agreement = Agreement("A", line_id="1", type="x", end=TODAY)
    ordered: dict[str, Any] = {"order_line_id": "1", "order_id": "PO-1", "agreements": [agreement]}
    customers: dict[str, Any] = {
        "customer": replace(party, id="E"),
        "customer_order_id": "C",
        "customer_line_id": "1",
    }
    delivered: dict[str, Any] = {
        "supplier_line_id": "1",
        "supplier_order_id": "S",
        "delivery_note_id": "L",
        "delivery_note_line_id": "1",
        "packages": [Package("P", id_type="x", description="D", packages=[Package("Q")])],
        **ordered,
        **customers,
    }
    texts: dict[str, Any] = {"language": "deu", "remarks": ["R"], "generator": "G"}
    sides: dict[str, Any] = {"buyer": party, "supplier": replace(party, id="S"), "parties": [replace(party, id="X")]}
    deliverer: dict[str, Any] = {"delivery": replace(party, id="D"), "deliverer": replace(party, id="DHL")}
    payment = Payment(terms=["T"], accounts=[account])
    line = replace(priced, **customers, quotation_id="Q", agreements=[agreement], subscription=Subscription(12))
    return [
        replace(
            ORDER,
            **sides,
            **deliverer,
            **texts,
            lines=[line],
            payment=payment,
            terms_and_conditions="T",
            customer=replace(party, id="E"),
            customer_order_id="C",
            quotation_id="Q",
            agreements=[agreement],
        ),
        replace(ANSWER, **sides, **deliverer, **texts, currency="EUR", lines=[replace(priced, **ordered)]),
        replace(
            DELIVERY,
            **sides,
            **deliverer,
            **texts,
            supplier_order_id="S",
            shipment_id="S",
            tracking_url="u",
            lines=[
                replace(product, **delivered),
                replace(PLAIN, price=None, order_line_id="2", supplier_line_id="20"),
            ],
        ),
        replace(
            INVOICE,
            **sides,
            **texts,
            delivery=replace(party, id="D"),
            payer=replace(party, id="Y"),
            remittee=replace(party, id="R"),
            order_id="PO-1",
            supplier_order_id="S",
            delivery_note_id="L",
            payment=payment,
            terms_and_conditions="T",
            lines=[replace(priced, **delivered, correction=Correction("RE-0", line_id="1", reason="R")), PLAIN],
            surcharges=[Surcharge("S", amount=1, type="x", description="D", tax=tax)],
        ),
        replace(OFFER, **sides, **deliverer, **texts, payment=payment, lines=[replace(priced, agreements=[agreement])]),
    ]


@pytest.mark.parametrize("builder", everything(), ids=lambda one: type(one).__name__)
def test_a_text_that_no_xml_can_hold_is_refused_wherever_it_stands_by_the_name_of_its_field(builder: Any) -> None:
    builder.build().to_xml()
    found = {}
    for path, made in text_leaves(builder):
        try:
            made("\x07").build()
        except BuildError as error:
            found[path] = error.path
        else:
            found[path] = "taken"
    assert len(found) > 40
    elsewhere = {path: where for path, where in found.items() if not names(where, path)}
    assert elsewhere == {}


def names(where: str, path: str) -> bool:
    """Does an error name the field, the text in it, or (what is stated for all lines) the line that it comes to?"""
    return where in (path, f"{path}.text", f"{path}.number") or where.endswith(f"].{path}")
