"""What the benchmark of generation reads: a German CSV export of any length, a mapping for it, partners."""

from __future__ import annotations

from pathlib import Path

LINES = 5
_HEAD = (
    "Auftrag;Datum;Lieferant;Kundennummer;Name;Strasse;PLZ;Ort;Land;Termin;"
    "Pos;Artikel;EAN;Bezeichnung;Menge;Einheit;Preis"
)
_MAPPING = """\
document: ORDER
source: {format: csv, delimiter: ";", encoding: utf-8, decimal: ",", thousands: "."}
group: {key: Auftrag}
header:
  order_id: "{{ Auftrag }}"
  order_date: "{{ Datum | date('%d.%m.%Y') }}"
  currency: EUR
  language: deu
  buyer: {partner: own}
  supplier: {partner: suppliers, key: "{{ Lieferant }}"}
  delivery:
    id: "{{ Kundennummer }}"
    name: "{{ Name }}"
    street: "{{ Strasse }}"
    zip: "{{ PLZ }}"
    city: "{{ Ort }}"
    country: "{{ Land | country }}"
  delivery_date: {start: "{{ Termin | date('%d.%m.%Y') }}", type: optional}
lines:
  line_id: "{{ Pos }}"
  article: "{{ Artikel }}"
  ean: "{{ EAN }}"
  description: "{{ Bezeichnung | strip }}"
  quantity: "{{ Menge }}"
  unit: "{{ Einheit | unit }}"
  price: "{{ Preis }}"
name: "{{ fields.order_id }}.xml"
"""
_PARTNERS = """\
own:
  firma: {id: K-10583, name: Fördewind IT-Systemhaus GmbH, street: Hafenstr. 1, zip: "24103", city: Kiel, country: DE}
suppliers:
  "70001": {id: "99000101", name: Nordlicht Distribution GmbH, street: Kai 7, zip: "20457", city: Hamburg, country: DE}
  "70002": {id: "99000102", name: Alpenblick Großhandel AG, street: Ring 2, zip: "80331", city: München, country: DE}
"""


def write_export(path: Path, rows: int) -> Path:
    """An export of so many rows, five of each ORDER."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(_HEAD + "\r\n")
        for order in range(rows // LINES):
            header = (
                f"B-{order:06};{order % 28 + 1:02}.{order % 12 + 1:02}.2026;{70001 + order % 2};K{order % 977:05};"
                f"Kunde {order} & Söhne;Werftstraße {order % 90};24{order % 1000:03};Kiel;Deutschland;15.01.2027"
            )
            for line in range(1, LINES + 1):
                price = f"{order % 9 + 1}.{order * line % 1000:03},{order % 100:02}"
                article = f"{order * LINES + line:07};4006381333931;Notebook Modell {line}"
                stream.write(f"{header};{line};{article};{line + 1};Stk;{price}\r\n")
    return path


def write_mapping(folder: Path) -> tuple[Path, Path]:
    """The mapping, and the file of its partners."""
    mapping, partners = folder / "orders.yaml", folder / "partners.yaml"
    mapping.write_text(_MAPPING, encoding="utf-8")
    partners.write_text(_PARTNERS, encoding="utf-8")
    return mapping, partners
