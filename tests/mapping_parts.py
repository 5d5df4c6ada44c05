"""A German CSV export, a mapping for it and partner files, for the tests of mappings."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

from datetime import date
from pathlib import Path

from opentrans.generation.mapping import Context, MappingError, MappingFile, Outcome, compile_mapping, evaluate
from opentrans.generation.sources.grouping import group
from opentrans.generation.sources.orders import ReceivedOrders
from opentrans.generation.sources.reading import read
from opentrans.generation.sources.shapes import Group

TODAY = date(2026, 11, 21)

ORDER = """\
document: ORDER
source:
  format: csv
  delimiter: ";"
  encoding: utf-8
  decimal: ","
  thousands: "."
group:
  key: Auftrag
settings:
  waehrung: EUR
tables:
  versand:
    values: {Standard: standard, Express: express}
header:
  order_id: "{{ Auftrag }}"
  order_date: "{{ Datum | date('%d.%m.%Y') }}"
  currency: "{{ settings.waehrung }}"
  type: "{{ Versand | lookup('versand') }}"
  buyer: {partner: own}
  supplier:
    partner: suppliers
    key: "{{ Lieferant }}"
  delivery:
    id: "{{ Kunde }}"
    name: "{{ row['Name (Lieferung)'] }}"
    country: "{{ Land | country }}"
  delivery_date:
    start: "{{ Termin | date('%d.%m.%Y') }}"
    type: optional
  total: "{{ Summe }}"
lines:
  when: "{{ Art != 'Text' }}"
  line_id: "{{ Pos }}"
  article: "{{ row['Artikel-Nr.'] }}"
  quantity: "{{ Menge }}"
  unit: "{{ Einheit | unit }}"
  price: "{{ Preis }}"
  description: "{{ Text | cut(12) }}"
checks:
  - value: "{{ lines | sum('Betrag') }}"
    against: net
name: "ORDER-{{ fields.order_id }}.xml"
"""

PARTNERS = """\
own:
  firma: {id: K-10583, name: Fördewind IT-Systemhaus GmbH, country: DE}
suppliers:
  "70001": {id: "99000101", name: Nordlicht Distribution}
taxes:
  voll: {rate: "0.19", category: standard_rate}
"""

HEAD = "Auftrag;Datum;Versand;Lieferant;Kunde;Name (Lieferung);Land;Termin;Summe;Pos;Art;Artikel-Nr.;Menge;Einheit;Preis;Betrag;Text"
FIRST = "PO-1;21.11.2026;Standard;70001;K1;Werft;Deutschland;;1.017,50;1;A;00123;2;Stk;499,00;998,00;Notebook"
SECOND = "PO-1;21.11.2026;Standard;70001;K1;Werft;Deutschland;;1.017,50;2;A;1E5;1;Stück;19,50;19,50;Maus"


def partner_file(folder: Path, text: str = PARTNERS, name: str = "partners.yaml") -> str:
    """A partner file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def mapping_of(folder: Path, text: str = ORDER, **settings: str) -> MappingFile:
    """A mapping with the partner file beside it."""
    return compile_mapping(text, str(folder / "m.yaml"), partners=[partner_file(folder)], settings=settings)


def problems_of(folder: Path, text: str, **settings: str) -> str:
    """What is wrong with a mapping, one problem a line; "" if nothing is."""
    try:
        mapping_of(folder, text, **settings)
    except MappingError as error:
        return str(error).replace(str(folder), "").lstrip("/\\").replace("\n/", "\n").replace("\n\\", "\n")
    return ""


def outcomes(
    folder: Path, mapping: MappingFile, content: str, name: str = "orders.csv", orders: ReceivedOrders | None = None
) -> list[Outcome]:
    """What becomes of the groups of an export."""
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    found: list[Outcome] = []
    for item in group(lambda: read(str(path), mapping.source.form), mapping.shape):
        assert isinstance(item, Group), item
        found += evaluate(mapping, item, Context(TODAY, orders))
    return found


def of_rows(folder: Path, *rows: str, text: str = ORDER, **settings: str) -> list[Outcome]:
    """What becomes of rows of the German CSV."""
    return outcomes(folder, mapping_of(folder, text, **settings), "\n".join((HEAD, *rows)) + "\n")
