"""The rule about currencies that are no longer."""

from __future__ import annotations

from collections.abc import Iterator

from .base import Found, rule
from .document import Document
from .elements import text

#: Currencies of the schema's list that are no longer: year and month of their end, and what followed.
_ENDED = {
    code: (end, successor)
    for end, successor, codes in (
        ("2002-03", "EUR", "ATS BEF DEM ESP FIM FRF GRD IEP ITL LUF NLG PTE ADP"),
        ("2008-02", "EUR", "CYP MTL"),
        ("2009-02", "EUR", "SKK"),
        ("1990-10", "DEM, then EUR", "DDM"),
        ("2002-03", "USD", "TPE"),
        ("2000-10", "USD", "ECS"),
        ("1999-08", "BGN, then EUR", "BGL"),
        ("1993-07", "CZK and SKK, now CZK and EUR", "CSK"),
        ("1997-01", "PLN", "PLZ"),
        ("2006-07", "RON", "ROL"),
        ("2006-01", "TRY", "TRL"),
        ("1993-09", "RUB (in Russia)", "SUR"),
        ("1994-02", "RSD and others", "YUD"),
        ("2003-01", "AFN", "AFA"),
        ("1991-10", "AOA", "AOK"),
        ("1992-01", "ARS", "ARA"),
        ("1994-07", "BRL", "BRC"),
        ("1990-02", "MMK", "BUK"),
        ("2007-08", "GHS", "GHC"),
        ("2005-01", "MGA", "MGF"),
        ("2018-07", "MRU", "MRO"),
        ("1993-01", "MXN", "MXP"),
        ("2007-01", "MZN", "MZM"),
        ("1990-10", "NIO", "NIC"),
        ("1991-10", "PEN", "PEI"),
        ("2007-07", "SDG", "SDP"),
        ("2024-01", "SLE", "SLL"),
        ("2018-04", "STN", "STD"),
        ("1989-02", "UGX", "UGS"),
        ("1993-03", "UYU", "UYP"),
        ("2008-07", "VES", "VEB"),
        ("1996-06", "YER", "YDD"),
        ("2013-01", "ZMW", "ZMK"),
        ("1998-07", "CDF", "ZRZ"),
        ("2009-04", "ZWG", "ZWD"),
        ("2025-07", "XCG", "ANG"),
    )
    for code in codes.split()
}


@rule(
    "codes/currency",
    "warning",
    needs="CURRENCY FOREIGN_CURRENCY",
    whole=False,
    source="CURRENCY: the schema's list is ISO 4217 as it was in the 1990s",
    example="ORDER",
    good="""
    <bmecat:CURRENCY>CHF</bmecat:CURRENCY>
    """,
    bad="""
    <bmecat:CURRENCY>DEM</bmecat:CURRENCY>
    """,
)
def currency(document: Document) -> Iterator[Found]:
    """The currency still exists.

    The schema's list holds many that are gone. A document that is dated before the end of its currency is not
    reported. Some successors (PLN, CZK is there, RON, TRY …) are missing in the schema's list.
    """
    for element in document.scan(("CURRENCY", "FOREIGN_CURRENCY")):
        ended = _ENDED.get(text(element))
        if ended is None:
            continue
        own = document.info.get(f"{document.kind}_DATE")
        if own is not None and text(own)[:4].isdecimal() and text(own)[:7] < ended[0]:
            continue
        yield Found(
            element,
            f"{text(element)} ended in {ended[0][:4]}; {ended[1]} followed",
            "State the currency of today, if the receiver's schema knows it.",
        )
