"""ITscope's fifteen changes to the standard: what each allows, where it ends, and since when.

For each change there are documents that need it (the standard refuses them, ITscope's schema does not) and
documents just beyond it (both refuse them): beyond the limit where there is one, else a near miss.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from opentrans import validate
from opentrans._data import data_path
from opentrans.schema.changes import load_changes, patched
from opentrans.schema.sets import LAST_CHANGE, bundled
from tests.documents import (
    MINIMAL,
    ORDER_REFERENCE,
    dispatchnotification,
    invoice,
    order,
    orderresponse,
    quotation,
)

_XS = "{http://www.w3.org/2001/XMLSchema}"
_MAKER = "<bmecat:MANUFACTURER_IDREF>H-1</bmecat:MANUFACTURER_IDREF>"


@dataclass(frozen=True)
class Case:
    """A document on one side of a change's border; ``assumed``: does it use what the column "assumed" adds?"""

    name: str
    document: str
    assumed: bool = False


@dataclass(frozen=True)
class Change:
    """A change of ``itscope/changes.md``, the documents that need it, and those just beyond it."""

    number: int
    month: str
    needing: tuple[Case, ...]
    beyond: tuple[Case, ...]

    @property
    def month_before(self) -> str:
        """The month in which the change was not made yet."""
        year, month = map(int, self.month.split("-"))
        return f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12"


def _pid(name: str, text: str) -> str:
    return f"<bmecat:{name}>{text}</bmecat:{name}>"


def _address(name: str, text: str) -> str:
    return order(address=f"<ADDRESS>{_pid(name, text)}</ADDRESS>")


def _manufacturer(text: str) -> str:
    return order(product=f"<MANUFACTURER_INFO>{_MAKER}{_pid('MANUFACTURER_PID', text)}</MANUFACTURER_INFO>")


def _serial(attribute: str) -> str:
    return dispatchnotification(product=f"<SERIAL_NUMBER {attribute}>356938035643809</SERIAL_NUMBER>")


def _contract(*, unit: str = "MON", billing: str = "<BILLING_PERIOD>1</BILLING_PERIOD>", more: str = "") -> str:
    return (
        f"<CONTRACT_INFORMATION><SUBSCRIPTION_PERIOD>12</SUBSCRIPTION_PERIOD>"
        f"<SUBSCRIPTION_PERIOD_UNIT>{unit}</SUBSCRIPTION_PERIOD_UNIT>{billing}{more}</CONTRACT_INFORMATION>"
    )


_CARD = (
    '<CARD type="VISA"><CARD_NUM>1</CARD_NUM><CARD_EXPIRATION_DATE>2027-01</CARD_EXPIRATION_DATE>'
    "<CARD_HOLDER_NAME>A</CARD_HOLDER_NAME></CARD>"
)
_TERMS = "<PAYMENT_TERMS><TIME_FOR_PAYMENT><DAYS>14</DAYS></TIME_FOR_PAYMENT></PAYMENT_TERMS>"
_SOURCE_PRICE = "<SOURCE_PRICE_AMOUNT>499.00</SOURCE_PRICE_AMOUNT>"
_STOCK = "<PRODUCT_STOCK_FIX>12</PRODUCT_STOCK_FIX>"
_AGREEMENT = "<AGREEMENT>{}<bmecat:AGREEMENT_START_DATE>2026-01-01</bmecat:AGREEMENT_START_DATE>{}</AGREEMENT>"
_AGREEMENT_ID = "<bmecat:AGREEMENT_ID>R-1</bmecat:AGREEMENT_ID>"

CHANGES = (
    Change(
        1,
        "2024-03",
        (
            Case("terms only", invoice(payment=f"<PAYMENT>{_TERMS}</PAYMENT>")),
            Case("empty", order(payment="<PAYMENT/>")),
        ),
        (Case("CARD and CASH", order(payment=f"<PAYMENT>{_CARD}<CASH>true</CASH></PAYMENT>")),),
    ),
    Change(
        2,
        "2023-09",
        (
            Case("OPTIONAL", quotation(item_end="<OPTIONAL>true</OPTIONAL>"), assumed=True),
            Case("OPTIONAL_PICKED", quotation(item_end="<OPTIONAL_PICKED>false</OPTIONAL_PICKED>"), assumed=True),
            Case(
                "before ITEM_UDX",
                quotation(
                    item_end="<OPTIONAL>true</OPTIONAL><OPTIONAL_PICKED>true</OPTIONAL_PICKED>"
                    "<ITEM_UDX><UDX.A>1</UDX.A></ITEM_UDX>"
                ),
                assumed=True,
            ),
        ),
        (
            Case("OPTIONAL twice", quotation(item_end="<OPTIONAL>true</OPTIONAL><OPTIONAL>true</OPTIONAL>")),
            Case("no boolean", quotation(item_end="<OPTIONAL>ja</OPTIONAL>")),
            Case("in an ORDER", order(item_end="<OPTIONAL>true</OPTIONAL>")),
        ),
    ),
    Change(
        3,
        "2023-05",
        tuple(Case(f"{name} {size}", _address(name, "n" * size)) for name in ("NAME2", "NAME3") for size in (51, 100)),
        tuple(Case(f"{name} 101", _address(name, "n" * 101)) for name in ("NAME2", "NAME3")),
    ),
    Change(
        4,
        "2023-03",
        (Case("reference", orderresponse(reference=ORDER_REFERENCE), assumed=True),),
        (
            Case("twice", orderresponse(reference=ORDER_REFERENCE * 2)),
            Case("foreign child", orderresponse(reference=ORDER_REFERENCE.replace("LINE_ITEM_ID", "QUANTITY"))),
            Case(
                "no LINE_ITEM_ID", orderresponse(reference="<ORDER_REFERENCE><ORDER_ID>1</ORDER_ID></ORDER_REFERENCE>")
            ),
        ),
    ),
    Change(
        5,
        "2022-09",
        tuple(
            Case(kind, order(kind=kind))
            for kind in ("express12", "express8", "expressSaturday10", "expressSaturday12", "pickup")
        ),
        tuple(Case(kind, order(kind=kind)) for kind in ("express9", "expressSaturday", "Pickup")),
    ),
    Change(
        6,
        "2022-07",
        (
            Case("number", order(after_amount=_STOCK), assumed=True),
            Case(
                "elements",
                order(after_amount="<PRODUCT_STOCK_FIX><STOCK><FREE>12</FREE></STOCK></PRODUCT_STOCK_FIX>"),
                assumed=True,
            ),
        ),
        (
            Case("twice", order(after_amount=_STOCK * 2)),
            Case("at the end", order(after_amount=f"<REMARKS>late</REMARKS>{_STOCK}")),
            Case("in a QUOTATION", quotation(item_end=_STOCK)),
        ),
    ),
    Change(
        7,
        "2022-04",
        (Case("no end date", quotation(agreement=_AGREEMENT.format(_AGREEMENT_ID, ""))),),
        (
            Case("no AGREEMENT_ID", quotation(agreement=_AGREEMENT.format("", ""))),
            Case(
                "foreign child",
                quotation(agreement=_AGREEMENT.format(_AGREEMENT_ID, "<DELIVERY_DATE>2026-12-31</DELIVERY_DATE>")),
            ),
        ),
    ),
    Change(
        8,
        "2021-11",
        (Case("Z11", order(unit="Z11")),),
        (Case("Z12", order(unit="Z12")), Case("z11", order(unit="z11"))),
    ),
    Change(
        9,
        "2021-10",
        (Case("XR", _address("COUNTRY_CODED", "XR")), Case("XR-01", _address("COUNTRY_CODED", "XR-01"))),
        (Case("XK", _address("COUNTRY_CODED", "XK")), Case("xr", _address("COUNTRY_CODED", "xr"))),
    ),
    Change(
        10,
        "2021-10",
        tuple(
            Case(f"SUPPLIER_PID {size}", order(product=_pid("SUPPLIER_PID", "p" * size)), assumed=True)
            for size in (33, 150)
        ),
        (Case("SUPPLIER_PID 151", order(product=_pid("SUPPLIER_PID", "p" * 151))),),
    ),
    Change(
        11,
        "2021-10",
        tuple(Case(f"MANUFACTURER_PID {size}", _manufacturer("m" * size)) for size in (51, 150)),
        (Case("MANUFACTURER_PID 151", _manufacturer("m" * 151)),),
    ),
    Change(
        12,
        "2021-09",
        (
            Case("term", order(after_amount=_contract()), assumed=True),
            Case("rental", order(after_amount=_contract(more=_SOURCE_PRICE)), assumed=True),
        ),
        (
            Case("foreign child", order(after_amount=_contract(more="<QUANTITY>1</QUANTITY>"))),
            Case("twice", order(after_amount=_contract() * 2)),
            Case("no BILLING_PERIOD", order(after_amount=_contract(billing=""))),
            Case("SOURCE_PRICE_AMOUNT twice", order(after_amount=_contract(more=_SOURCE_PRICE * 2))),
            Case("no unit code", order(after_amount=_contract(unit="Monat"))),
            Case("in a QUOTATION", quotation(item_end=_contract())),
        ),
    ),
    Change(
        13,
        "2021-07",
        tuple(
            Case(f"DESCRIPTION_SHORT {size}", order(product=_pid("DESCRIPTION_SHORT", "d" * size)))
            for size in (151, 1024)
        ),
        (Case("DESCRIPTION_SHORT 1025", order(product=_pid("DESCRIPTION_SHORT", "d" * 1025))),),
    ),
    Change(
        14,
        "2021-06",
        (
            Case("Imei", _serial('type="Imei"'), assumed=True),
            Case("50 characters", _serial(f'type="{"t" * 50}"'), assumed=True),
        ),
        (
            Case("51 characters", _serial(f'type="{"t" * 51}"')),
            Case("empty", _serial('type=""')),
            Case("another attribute", _serial('kind="Imei"')),
        ),
    ),
    Change(
        15,
        "2021-06",
        tuple(Case(f"NAME {size}", _address("NAME", "n" * size)) for size in (51, 100)),
        (Case("NAME 101", _address("NAME", "n" * 101)),),
    ),
)


def _cases(which: str) -> list[object]:
    return [
        pytest.param(change, case, id=f"{change.number} {case.name}")
        for change in CHANGES
        for case in getattr(change, which)
    ]


def _valid(document: str, dialect: str) -> bool | None:
    return validate(document.encode(), dialect=dialect, rules=False).valid


def test_every_change_of_the_list_is_tried_with_its_month() -> None:
    assert [(change.number, change.month) for change in CHANGES] == [
        (change.number, change.since) for change in load_changes()
    ]
    assert len(CHANGES) == 15
    assert max(change.month for change in CHANGES) == LAST_CHANGE


@pytest.mark.parametrize("kind", MINIMAL)
def test_the_documents_of_these_tests_are_right_apart_from_the_change(kind: str) -> None:
    assert _valid(MINIMAL[kind](), "standard")
    assert _valid(MINIMAL[kind](), "itscope")


@pytest.mark.parametrize(("change", "case"), _cases("needing"))
def test_what_a_change_allows_is_refused_by_the_standard_and_accepted_by_itscope(change: Change, case: Case) -> None:
    assert _valid(case.document, "standard") is False
    assert _valid(case.document, "itscope") is True


@pytest.mark.parametrize(("change", "case"), _cases("beyond"))
def test_what_lies_just_beyond_a_change_is_refused_by_both(change: Change, case: Case) -> None:
    assert _valid(case.document, "standard") is False
    assert _valid(case.document, "itscope") is False


@pytest.mark.parametrize(("change", "case"), _cases("needing"))
def test_a_change_counts_from_its_month_on(change: Change, case: Case) -> None:
    assert _valid(case.document, f"itscope@{change.month_before}") is False
    assert _valid(case.document, f"itscope@{change.month}") is True


@pytest.mark.parametrize(("change", "case"), _cases("needing"))
def test_only_what_is_assumed_is_reported_as_an_assumption(change: Change, case: Case) -> None:
    report = validate(case.document.encode(), dialect="itscope", rules=False)

    assert report.assumptions == ((change.number,) if case.assumed else ())


@pytest.mark.parametrize("kind", MINIMAL)
def test_a_document_that_uses_no_change_rests_on_no_assumption(kind: str) -> None:
    assert validate(MINIMAL[kind]().encode(), dialect="itscope", rules=False).assumptions == ()


_KOSOVO = "<ACCOUNT><HOLDER>A</HOLDER><BANK_ACCOUNT>1</BANK_ACCOUNT><BANK_COUNTRY>XR</BANK_COUNTRY></ACCOUNT>"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(order(after_amount=_contract(unit="Z11")), (8, 12), id="Z11 as SUBSCRIPTION_PERIOD_UNIT"),
        pytest.param(order(payment=f"<PAYMENT>{_KOSOVO}</PAYMENT>"), (9,), id="XR as BANK_COUNTRY"),
        pytest.param(quotation(territory="<bmecat:TERRITORY>XR</bmecat:TERRITORY>"), (9,), id="XR as TERRITORY"),
    ],
)
def test_codes_outside_of_the_documented_element_are_assumptions(document: str, expected: tuple[int, ...]) -> None:
    report = validate(document.encode(), dialect="itscope", rules=False)

    assert (report.valid, report.assumptions) == (True, expected)


def test_every_element_that_shares_a_changed_code_list_is_watched_for_its_assumption() -> None:
    from opentrans.schema.assumptions import _USES

    watched = {(etree.QName(tag).localname, number) for tag, (number, _, _) in _USES.items()}
    documented = {"dtPUNIT": ("ORDER_UNIT", 8), "dtCOUNTRIES": ("COUNTRY_CODED", 9)}
    for data in bundled("itscope").files.values():
        for element in etree.fromstring(data).iter(f"{_XS}element"):
            of_type = (element.get("type") or "").removeprefix("bmecat:")
            if of_type in documented and (element.get("name"), documented[of_type][1]) != documented[of_type]:
                assert (element.get("name"), documented[of_type][1]) in watched


@pytest.mark.parametrize(
    "text",
    ["pppp<!-- c -->" + "p" * 40, "pppp<?c?>" + "p" * 40, f"<![CDATA[{'p' * 40}]]>"],
    ids=["comment", "pi", "cdata"],
)
def test_an_assumption_is_noticed_however_the_text_is_written(text: str) -> None:
    report = validate(order(product=_pid("SUPPLIER_PID", text)).encode(), dialect="itscope", rules=False)

    assert (report.valid, report.assumptions) == (True, (10,))


@pytest.mark.parametrize("dialect", ["standard", "itscope@2021-05"])
def test_where_no_change_is_made_nothing_is_assumed(dialect: str) -> None:
    document = quotation(item_end="<OPTIONAL>true</OPTIONAL>")

    assert validate(document.encode(), dialect=dialect, rules=False).assumptions == ()


def test_the_patched_set_is_what_the_list_of_changes_produces() -> None:
    folder = Path(data_path("schemas", "itscope"))
    files = patched(LAST_CHANGE).files

    assert {path.name for path in folder.glob("*.xsd")} == set(files)
    for name, data in files.items():
        assert (folder / name).read_bytes() == data, f"{name}: run python -m opentrans.schema.changes"


def test_every_changed_file_carries_the_notice_that_the_licence_asks_for() -> None:
    notice = (
        "Parts of this specification are based on the openTRANS Standard V2.X"
        " (Copyright (c) 2000-2009 Fraunhofer IAO and University of Essen BLI)"
    )
    for name, data in bundled("standard").files.items():
        if b"openTRANS" in data[:1500]:
            own = name.replace("opentrans", "itscope")
            assert notice in " ".join(bundled("itscope").files[own].decode().split()), own


def test_nothing_in_the_patched_set_is_named_or_titled_opentrans() -> None:
    for path in Path(data_path("schemas", "itscope")).iterdir():
        assert "opentrans" not in path.name.lower()
    for name, data in bundled("itscope").files.items():
        text = " ".join(data.decode().split())
        text = text.replace("based on the openTRANS Standard V2.X", "")
        text = re.sub(r"http://www\.opentrans\.org/\S+", "", text)
        text = re.sub(r'"(type)?OPENTRANS(_version)?"', "", text)  # an element of the standard and its type
        assert not re.search("opentrans", text, re.IGNORECASE), name


def test_lxml_reads_the_patched_set_as_it_lies_there() -> None:
    folder = Path(data_path("schemas", "itscope"))
    for entry in ("itscope.xsd", "itscope-all.xsd"):
        schema = etree.XMLSchema(file=str(folder / entry))
        assert schema.validate(etree.fromstring(order(kind="pickup").encode()))


def test_xmllint_reads_the_patched_set_as_it_lies_there(tmp_path: Path) -> None:
    xmllint = shutil.which("xmllint")
    if xmllint is None:
        pytest.skip("xmllint is not installed")
    document = tmp_path / "order.xml"
    document.write_text(order(kind="pickup"), "utf-8")
    schema = Path(data_path("schemas", "itscope", "itscope.xsd"))

    done = subprocess.run(
        [xmllint, "--nonet", "--noout", "--schema", str(schema), str(document)], capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
