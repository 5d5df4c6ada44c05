"""Classes for the elements of payment.xsd; made by opentrans.model.generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Element, TextElement

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from ..moment import Moment
    from .prices import AllowOrChargesFix


class Payment(Element, element="PAYMENT"):
    """How and when payment is made: one method and its terms; left out if agreed elsewhere."""

    card: Card | None = None
    account: list[Account] = []
    debit: bool | None = None
    """True where payment runs by what the specification calls credit note procedure, in spite of the element's name.
    """
    check: bool | None = None
    """True where payment is made by check."""
    cash: bool | None = None
    """True where payment is made in cash."""
    central_regulation: bool | None = None
    """True where a central settlement house handles payment; false if nothing is given."""
    payment_terms: PaymentTerms | None = None


class Card(Element, element="CARD"):
    """Payment by credit or purchasing card; the type names the card brand."""

    card_num: str
    """Card number, at most 16 characters."""
    card_auth_code: str | None = None
    """PIN or authorization code of the card; should not be sent over unprotected connections, at most 10 characters.
    """
    card_ref_num: str | None = None
    """Reference number under which the customer is known for the card payment, at most 50 characters."""
    card_expiration_date: Moment
    """Date up to which the card is valid, usually as year and month, such as 2027-09."""
    card_holder_name: str
    """Name of the person or company to whom the card belongs, at most 50 characters."""
    type: str


class Account(Element, element="ACCOUNT"):
    """A bank account: its holder, number, bank code, bank name and country."""

    holder: str
    """Person or company the bank account belongs to, at most 50 characters."""
    bank_account: BankAccount
    bank_code: BankCode | None = None
    bank_name: str | None = None
    """Name of the bank or other institution that keeps the account, at most 50 characters."""
    bank_country: str | None = None
    """Code of the country where the bank account is kept, e.g. DE."""


class PaymentTerms(Element, element="PAYMENT_TERMS"):
    """When payment is due and which discounts or fees depend on the moment of paying."""

    payment_term: list[PaymentTerm] = []
    time_for_payment: list[TimeForPayment] = []
    value_date: Moment | None = None
    """Day from which payment deadlines given in days are counted."""


class BankAccount(TextElement, element="BANK_ACCOUNT"):
    """Account number; the type tells how it is written, for example iban or standard."""

    value: str
    type: str | None = None


class BankCode(TextElement, element="BANK_CODE"):
    """Code that identifies the bank; type bic marks a BIC."""

    value: str
    type: str | None = None


class PaymentTerm(TextElement, element="PAYMENT_TERM"):
    """Term of payment as code or text; the type tells whether it is a UN/ECE code or an own wording."""

    value: str
    type: Literal["unece", "other"]


class TimeForPayment(Element, element="TIME_FOR_PAYMENT"):
    """One payment deadline, as date or days, with its discount or late fee; without these, the net deadline."""

    payment_date: Moment | None = None
    """Date by which, or on which, payment is made."""
    days: int | None = None
    """Payment deadline as a number of days, counted from VALUE_DATE where that is given."""
    discount_factor: Decimal | None = None
    """Early-payment discount; the specification's sample writes 0.3 for 3 %, so agree on the notation."""
    allow_or_charges_fix: AllowOrChargesFix | None = None
