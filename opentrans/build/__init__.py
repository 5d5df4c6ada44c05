"""The usual case in five lines: business objects, and one builder for each document.

Builders fill references, numbers of lines, amounts, totals and taxes; amounts that you state are checked. What they
do not name can be set on the document afterwards.
"""

from __future__ import annotations

from .dispatch import DispatchNotificationBuilder
from .errors import BuildError
from .fields import Number, When
from .invoice import InvoiceBuilder
from .line import Line, ProductType
from .objects import (
    Agreement,
    Allowance,
    Correction,
    DeliveryDate,
    Package,
    PriceBase,
    Remark,
    SerialNumber,
    Subscription,
    Surcharge,
    Tax,
)
from .order import OrderBuilder
from .order_response import OrderResponseBuilder
from .partners import BankAccount, Contact, Discount, Party, Payment, Role
from .quotation import QuotationBuilder

__all__ = [
    "Agreement",
    "Allowance",
    "BankAccount",
    "BuildError",
    "Contact",
    "Correction",
    "DeliveryDate",
    "Discount",
    "DispatchNotificationBuilder",
    "InvoiceBuilder",
    "Line",
    "Number",
    "OrderBuilder",
    "OrderResponseBuilder",
    "Package",
    "Party",
    "Payment",
    "PriceBase",
    "ProductType",
    "QuotationBuilder",
    "Remark",
    "Role",
    "SerialNumber",
    "Subscription",
    "Surcharge",
    "Tax",
    "When",
]
