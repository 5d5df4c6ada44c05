"""Whether codes are right by form and check digits, as python-stdnum knows them.

It is imported where the first code of a kind is met: a document without such codes does not pay for it. Codes repeat
from line to line and from document to document, so the last answers are kept.
"""

from __future__ import annotations

from functools import lru_cache

from .names import words

_EU = words("AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI")


@lru_cache(4096)
def is_gtin(value: str) -> bool:
    """Is it a GTIN of 8, 12, 13 or 14 digits with a right check digit?"""
    from stdnum import ean

    return value.isascii() and value.isdigit() and ean.is_valid(value)


def is_gln(value: str) -> bool:
    """Is it a GLN: 13 digits with a right check digit?"""
    return len(value) == 13 and is_gtin(value)


@lru_cache(512)
def is_sscc(value: str) -> bool:
    """Is it an SSCC: 18 digits with a right check digit?"""
    from stdnum import ean

    return len(value) == 18 and value.isascii() and value.isdigit() and ean.calc_check_digit(value[:-1]) == value[-1]


@lru_cache(512)
def is_iban(value: str) -> bool:
    """Is it an IBAN of a known country with right check digits (blanks are allowed)?"""
    from stdnum import iban

    return value.isascii() and iban.is_valid(value)


@lru_cache(512)
def is_bic(value: str) -> bool:
    """Is it a BIC of 8 or 11 characters?"""
    from stdnum import bic

    return value.isascii() and bic.is_valid(value)


@lru_cache(512)
def is_vat_id(value: str) -> bool:
    """Is it a right VAT number of the EU, Northern Ireland, Great Britain, Switzerland or Norway?

    Numbers of other countries, and such without a country, are not judged: they count as right.
    """
    compact = "".join(one for one in value.upper() if one.isalnum())
    country = compact[:2]
    if not value.isascii() or country not in _EU | {"GB", "CH", "NO"} or not any(one.isdigit() for one in compact):
        return True
    if country == "XI":
        country, compact = "GB", "GB" + compact[2:]
    if country == "GB":
        from stdnum.gb import vat

        return bool(vat.is_valid(compact))
    if country == "CH":
        from stdnum.ch import uid

        digits = compact.removesuffix("MWST").removesuffix("TVA").removesuffix("IVA")
        return bool(uid.is_valid(digits))
    if country == "NO":
        from stdnum.no import mva

        return bool(mva.is_valid(compact if compact.endswith("MVA") else compact + "MVA"))
    from stdnum.eu import vat as eu_vat

    return bool(eu_vat.is_valid(compact))
