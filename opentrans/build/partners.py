"""Who does business with whom, and how it is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .errors import BuildError
from .fields import Number, When, verify

#: What a party may be (PARTY_ROLE).
Role: TypeAlias = Literal[
    "buyer",
    "central_regulator",
    "customer",
    "deliverer",
    "delivery",
    "document_creator",
    "final_delivery",
    "intermediary",
    "invoice_issuer",
    "invoice_recipient",
    "ipp_operator",
    "manufacturer",
    "marketplace",
    "payer",
    "remittee",
    "standardization_body",
    "supplier",
    "trustedthirdparty",
    "other",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A person (CONTACT_DETAILS); ITscope needs name, first name, phone and e-mail of the customer of a licence.

    >>> Contact("Petersen", first_name="Jörn", phone="+49 40 66969-214").name
    'Petersen'
    """

    name: str = field(kw_only=False)
    first_name: str | None = None
    title: str | None = None
    contact_id: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class BankAccount:
    """A bank account (ACCOUNT): an IBAN, or a national number with ``account_type="standard"``."""

    number: str = field(kw_only=False)
    holder: str
    account_type: Literal["iban", "standard"] = "iban"
    bank_code: str | None = None
    bank_code_type: str | None = "bic"
    bank_name: str | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """A company or a place (PARTY).

    Args:
        id: its number. Without ``id_type`` the type follows from the first role: supplier_specific (the supplier gave
            it) for who buys, receives invoices, pays or carries; buyer_specific for who sells, for places of delivery
            and for customers; party_specific for others.
        ids: further numbers by their type, such as ``{"gln": "9529876001016"}``.
        roles: roles beside those that the builder gives it (``buyer=``, ``delivery=`` …).
        country: the ISO code (DE); ``country_name`` is what an envelope says.

    >>> Party("K-10583", name="Fördewind IT-Systemhaus GmbH", city="Hamburg").city
    'Hamburg'
    """

    id: str = field(kw_only=False)
    id_type: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    roles: Sequence[Role] = ()
    name: str | None = None
    name2: str | None = None
    name3: str | None = None
    department: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    country_name: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    url: str | None = None
    contacts: Sequence[Contact] = ()
    accounts: Sequence[BankAccount] = ()

    def __post_init__(self) -> None:
        verify(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Discount:
    """A cash discount (Skonto): the factor (0.02 is 2 %), and the days or the day until which it is granted."""

    factor: Number = field(kw_only=False)
    days: int | None = None
    until: When | None = None

    def __post_init__(self) -> None:
        verify(self)
        if not 0 < self.factor < 1:
            raise BuildError("Discount.factor", f"{self.factor} is no factor; write 0.02 for 2 %")
        if (self.days is None) == (self.until is None):
            raise BuildError("Discount.days", "give either days or until")


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """How and until when is paid (PAYMENT).

    Args:
        days: net time for payment in days; or ``until``: the last day.
        discounts: cash discounts, each with its own time.
        terms: the terms in words.
        accounts: bank accounts to pay to; or ``means``: debit, check or cash. The standard needs one of them.

    >>> from decimal import Decimal
    >>> Payment(days=30, discounts=[Discount(Decimal("0.02"), days=10)]).days
    30
    """

    days: int | None = None
    until: When | None = None
    discounts: Sequence[Discount] = ()
    terms: Sequence[str] = ()
    accounts: Sequence[BankAccount] = ()
    means: Literal["debit", "check", "cash"] | None = None

    def __post_init__(self) -> None:
        verify(self)
        if self.days is not None and self.until is not None:
            raise BuildError("Payment.until", "give either days or until")
        if self.accounts and self.means is not None:
            raise BuildError("Payment.means", f"give either accounts or means={self.means!r}")
