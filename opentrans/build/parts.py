"""Small business objects as elements: dates, remarks, payment, packages, agreements, what made the document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from .. import model
from ..schema.dialects import Dialect
from .dialect import check_agreement, need
from .errors import BuildError
from .fields import When, decimal
from .located import located
from .objects import Agreement, DeliveryDate, Package, Remark
from .partners import BankAccount, Discount, Payment

#: The type of the remark that names the carrier (ITscope).
CARRIER: Final = "delivererCode"


def moment(when: When) -> model.Moment:
    """A date as the model keeps it."""
    return when if isinstance(when, model.Moment) else model.Moment(when)


def languages(language: str | None) -> list[model.Language]:
    """LANGUAGE."""
    return [] if language is None else [model.Language(language)]


def optional_moment(when: When | None) -> model.Moment | None:
    """A date as the model keeps it, if there is one."""
    return None if when is None else moment(when)


def check_order(earlier: When | None, later: When | None, path: str, what: str, clocks: bool = False) -> None:
    """Refuse a date that was certainly before the one that it has to follow, as the rules of dates judge it.

    ``clocks``: two companies stated them, whose clocks may differ.
    """
    if earlier is None or later is None:
        return
    from ..validation.rules.moments import CLOCKS, said_before

    first, last = moment(earlier).text, moment(later).text
    if said_before(last, first, CLOCKS if clocks else timedelta(0)):
        raise BuildError(path, f"{last} comes before {what} {first}; correct one of the dates")


def delivery_date(stated: DeliveryDate | None, path: str) -> model.DeliveryDate | None:
    """DELIVERY_DATE."""
    if stated is None:
        return None
    end = stated.start if stated.end is None else stated.end
    if end is not stated.start:
        check_order(stated.start, end, f"{path}.end", "the start")
    with located(path):
        return model.DeliveryDate(
            delivery_start_date=moment(stated.start), delivery_end_date=moment(end), type=stated.type
        )


def remarks(stated: Sequence[str | Remark], path: str) -> list[model.Remarks]:
    """REMARKS; a plain text is a general remark."""
    found = []
    for index, one in enumerate(stated):
        remark = Remark(one) if isinstance(one, str) else one
        with located(f"{path}remarks[{index}]"):
            found.append(model.Remarks(remark.text, type=remark.type, lang=remark.language))
    return found


def dropshipment(stated: bool) -> model.HeaderUdx:
    """HEADER_UDX with ITscope's UDX.DROPSHIPMENT."""
    return model.HeaderUdx(content=[_dropshipment(stated)])


@cache
def _dropshipment(stated: bool) -> model.Xml:
    return model.Xml(f"<UDX.DROPSHIPMENT>{str(stated).lower()}</UDX.DROPSHIPMENT>")


def agreements(stated: Sequence[Agreement], path: str, dialect: Dialect) -> list[model.Agreement]:
    """AGREEMENT."""
    found = []
    for index, one in enumerate(stated):
        place = f"{path}agreements[{index}]"
        check_agreement(one, place, dialect)
        check_order(one.start, one.end, f"{place}.end", "the start")
        with located(place):
            found.append(
                model.Agreement(
                    agreement_id=one.id,
                    agreement_line_id=one.line_id,
                    agreement_start_date=optional_moment(one.start),
                    agreement_end_date=optional_moment(one.end),
                    type=one.type,
                )
            )
    return found


def package_info(stated: Sequence[Package], path: str) -> model.PackageInfo | None:
    """PACKAGE_INFO."""
    return model.PackageInfo(package=_packages(stated, f"{path}packages")) if stated else None


def _packages(stated: Sequence[Package], path: str) -> list[model.Package]:
    return [_package(one, f"{path}[{index}]") for index, one in enumerate(stated)]


def _package(package: Package, path: str) -> model.Package:
    inside = _packages(package.packages, f"{path}.packages")
    sizes = {name: getattr(package, name) for name in ("weight", "length", "width", "depth")}
    with located(path):
        return model.Package(
            package_id=[] if package.id is None else [model.PackageId(package.id, type=package.id_type)],
            package_descr=[] if package.description is None else [model.PackageDescr(package.description)],
            package_order_unit_quantity=decimal(package.quantity),
            package_quantity=decimal(package.count),
            package_dimensions=model.PackageDimensions(**sizes)
            if any(size is not None for size in sizes.values())
            else None,
            sub_packages=model.SubPackages(package=inside) if inside else None,
        )


def account(stated: BankAccount, path: str) -> model.Account:
    """ACCOUNT; an IBAN has to be one."""
    from ..validation.rules.check_digits import is_iban

    if stated.account_type == "iban" and not is_iban(stated.number):
        raise BuildError(
            f"{path}.number", f'{stated.number!r} is no IBAN; of a national number say account_type="standard"'
        )
    code = stated.bank_code
    with located(path):
        return model.Account(
            holder=stated.holder,
            bank_account=model.BankAccount(stated.number, type=stated.account_type),
            bank_code=None if code is None else model.BankCode(code, type=stated.bank_code_type),
            bank_name=stated.bank_name,
            bank_country=stated.country,
        )


def payment(stated: Payment | None, dialect: Dialect) -> model.Payment | None:
    """PAYMENT."""
    if stated is None:
        return None
    if not stated.accounts and stated.means is None:
        need(dialect, "2024-03", "payment", "a payment without means", "state accounts, or means debit, check or cash")
    with located("payment"):
        times = [_time(one) for one in stated.discounts]
        if stated.days is not None or stated.until is not None:
            times.append(_time_for(stated.days, stated.until))
        terms = [_term(text, f"payment.terms[{index}]") for index, text in enumerate(stated.terms)]
        found = model.PaymentTerms(payment_term=terms, time_for_payment=times) if terms or times else None
        return model.Payment(
            account=[account(one, f"payment.accounts[{index}]") for index, one in enumerate(stated.accounts)],
            debit=True if stated.means == "debit" else None,
            check=True if stated.means == "check" else None,
            cash=True if stated.means == "cash" else None,
            payment_terms=found,
        )


def _term(text: str, path: str) -> model.PaymentTerm:
    with located(path, whole=True):
        return model.PaymentTerm(text, type="other")


def _time(discount: Discount) -> model.TimeForPayment:
    time = _time_for(discount.days, discount.until)
    time.discount_factor = decimal(discount.factor)
    return time


def _time_for(days: int | None, until: When | None) -> model.TimeForPayment:
    if days is not None:
        return model.TimeForPayment(days=days)
    return model.TimeForPayment(payment_date=optional_moment(until))


def control_info(
    generator: str | None, generated_at: datetime | date | model.Moment | None
) -> model.ControlInfo | None:
    """CONTROL_INFO, if the caller says what made the document or when."""
    if generator is None and generated_at is None:
        return None
    with located(""):
        return model.ControlInfo(generator_info=generator, generation_date=optional_moment(generated_at))
