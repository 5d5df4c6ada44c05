"""Dialects: which names mean something, as of which month, and how a report says which schema judged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

import opentrans
from opentrans import DialectError, OpenTransError, SchemaError, SourceError, find_dialect, validate
from opentrans._data import data_path
from opentrans.schema.changes import load_changes
from tests.command import Command
from tests.documents import OPENTRANS, order, quotation
from tests.hostile import server

_XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{OPENTRANS}"
 elementFormDefault="qualified">{{}}<xs:element name="ORDER">{{}}</xs:element></xs:schema>"""
_ANY_ORDER = _XSD.format("", '<xs:complexType><xs:attribute name="version"/></xs:complexType>')
_INCLUDING = _XSD.format(
    '<xs:include schemaLocation="{}"/>',
    f'<xs:complexType><xs:sequence><xs:element ref="o:A" xmlns:o="{OPENTRANS}"/></xs:sequence></xs:complexType>',
)


def _sha256(files: Mapping[str, bytes]) -> str:
    """As design.md says: over the set's files sorted by name: name, NUL, bytes."""
    return hashlib.sha256(b"".join(name.encode() + b"\0" + files[name] for name in sorted(files))).hexdigest()


def _folder(name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(data_path("schemas", name)).glob("*.xsd")}


@pytest.mark.parametrize(("name", "as_of"), [("standard", None), ("itscope", "2024-03")])
def test_a_report_names_the_schema_its_month_and_the_checksum_of_its_files(name: str, as_of: str | None) -> None:
    schema = validate(order().encode(), dialect=name).schema

    assert (schema.dialect, schema.as_of, schema.sha256) == (name, as_of, _sha256(_folder(name)))


def test_the_usual_dialect_is_itscope() -> None:
    assert validate(order().encode()).schema == validate(order().encode(), dialect="itscope").schema


def test_the_month_of_the_last_change_gives_the_bundled_set() -> None:
    assert find_dialect("itscope@2024-03").schema_set.sha256 == find_dialect("itscope").schema_set.sha256


def test_a_month_after_the_last_change_has_all_of_them() -> None:
    late = find_dialect("itscope@2031-12")

    assert (late.name, late.as_of) == ("itscope@2031-12", "2031-12")
    assert late.schema_set.files == find_dialect("itscope").schema_set.files


def test_before_the_first_change_there_is_none() -> None:
    early = find_dialect("itscope@2021-05")

    assert early.schema_set.files == find_dialect("itscope@1999-01").schema_set.files
    assert early.schema_set.files != find_dialect("itscope@2021-06").schema_set.files
    for kind in ("express8", "pickup"):
        assert validate(order(kind=kind).encode(), dialect="itscope@2021-05").valid is False


@pytest.mark.parametrize("month", sorted({change.since for change in load_changes()}))
def test_every_month_of_a_change_has_a_set_of_its_own(month: str) -> None:
    year, number = map(int, month.split("-"))
    before = f"{year}-{number - 1:02}"

    now, then = find_dialect(f"itscope@{month}"), find_dialect(f"itscope@{before}")

    assert now.schema_set.sha256 != then.schema_set.sha256
    assert validate(order().encode(), dialect=now, rules=False).schema.as_of == month


@pytest.mark.parametrize(
    "month",
    ["2022-13", "2022-00", "2022-7", "2022", "202207", "2022-07-01", "", "\uff12\uff10\uff12\uff12-07", "2022-07\n"],
)
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(DialectError, match="YYYY-MM"):
        find_dialect(f"itscope@{month}")


def test_an_unknown_dialect_is_refused_with_those_that_exist() -> None:
    with pytest.raises(DialectError, match=r"(?s)ubl.*itscope.*standard"):
        find_dialect("ubl")


@pytest.mark.parametrize("name", ["", "ITSCOPE", "standard@2022-07", "itscope ", "..", "."])
def test_names_that_are_almost_right_are_refused(name: str) -> None:
    with pytest.raises(OpenTransError):
        find_dialect(name)


@pytest.mark.parametrize("dialect", ["itscope@2022-13", "ubl", "nowhere.xsd"])
def test_the_command_calls_an_impossible_dialect_a_wrong_use(command: Command, dialect: str) -> None:
    (command.folder / "order.xml").write_text(order(), "utf-8")

    done = command("validate", "--dialect", dialect, "order.xml")

    assert (done.returncode, done.stdout) == (2, b"")
    assert dialect.encode() in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_path_of_an_xsd_is_a_dialect(tmp_path: Path) -> None:
    path = tmp_path / "own.xsd"
    path.write_text(_ANY_ORDER, "utf-8")

    report = validate(f'<ORDER xmlns="{OPENTRANS}" version="2.1"/>'.encode(), dialect=str(path))

    assert (report.valid, report.assumptions) == (True, ())
    assert (report.schema.dialect, report.schema.as_of) == (str(path), None)
    assert report.schema.sha256 == _sha256({"own.xsd": path.read_bytes()})


def test_an_ending_in_capitals_is_an_xsd_too(command: Command) -> None:
    (command.folder / "OWN.XSD").write_text(_ANY_ORDER, "utf-8")
    (command.folder / "order.xml").write_text(f'<ORDER xmlns="{OPENTRANS}" version="2.1"/>', "utf-8")

    assert command("validate", "--dialect", "OWN.XSD", "order.xml").returncode == 0


def test_a_dialect_says_what_reports_say_of_it() -> None:
    dialect = find_dialect("itscope@2022-07")

    assert dialect.info == validate(order().encode(), dialect=dialect).schema


def _groups(depth: int, times: int) -> str:
    """An XSD of groups that each name the next one some times."""
    named = (
        f'<xs:group name="g{number}"><xs:sequence>'
        + f'<xs:group ref="o:g{number + 1}"/>' * times
        + "</xs:sequence></xs:group>"
        for number in range(depth)
    )
    last = f'<xs:group name="g{depth}"><xs:sequence><xs:element name="A"/></xs:sequence></xs:group>'
    content = '<xs:complexType><xs:group ref="o:g0"/></xs:complexType>'
    return _XSD.replace("<xs:schema", f'<xs:schema xmlns:o="{OPENTRANS}"').format("".join(named) + last, content)


@pytest.mark.parametrize(("depth", "times"), [(40, 2), (7, 100), (5000, 1)])
def test_groups_that_grow_beyond_all_bounds_are_refused_at_once(tmp_path: Path, depth: int, times: int) -> None:
    path = tmp_path / "own.xsd"
    path.write_text(_groups(depth, times), "utf-8")

    with pytest.raises(SchemaError, match="group"):
        find_dialect(str(path)).schema_for("ORDER")


def test_groups_that_name_groups_are_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "own.xsd"
    path.write_text(_groups(3, 2), "utf-8")

    assert find_dialect(str(path)).schema_for("ORDER") is not None


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_schema_without_an_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.xsd").symlink_to("/dev/zero")

    with pytest.raises(SchemaError, match="50 MB"):
        find_dialect(str(tmp_path / "own.xsd"))


@pytest.mark.parametrize(
    "location", ["C:/x.xsd", "C:x.xsd", "C%3A/x.xsd", "a\\b.xsd", "..%5Cb.xsd", "%2Fx.xsd", "x%00.xsd"]
)
def test_a_location_that_is_none_on_every_system_is_refused(tmp_path: Path, location: str) -> None:
    (tmp_path / "own.xsd").write_text(_INCLUDING.format(location), "utf-8")

    with pytest.raises(SchemaError, match=r"own\.xsd: schemaLocation"):
        find_dialect(str(tmp_path / "own.xsd"))


def test_a_bundled_set_judges_alike_by_its_path() -> None:
    entry = data_path("schemas", "itscope", "itscope.xsd")
    document = quotation(item_end="<OPTIONAL>true</OPTIONAL>").encode()

    report = validate(document, dialect=str(entry))

    assert report.valid is True


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("types.xsd", "types.xsd"),
        ("parts/types.xsd", "parts/types.xsd"),
        ("../shared/types.xsd", "../shared/types.xsd"),
        ("./parts/../types.xsd", "types.xsd"),
        ("with%20blank/types.xsd", "with blank/types.xsd"),
    ],
)
@pytest.mark.parametrize("folder", ["set", "XSD für ITscope"])
def test_an_xsd_finds_what_it_includes_wherever_that_lies(
    tmp_path: Path, folder: str, location: str, place: str
) -> None:
    entry, included = tmp_path / folder / "main.xsd", tmp_path / folder / place
    included.parent.mkdir(parents=True)
    entry.parent.mkdir(exist_ok=True)
    entry.write_text(_INCLUDING.format(location), "utf-8")
    included.write_text(_XSD.replace("ORDER", "A").format("", ""), "utf-8")

    report = validate(f'<ORDER xmlns="{OPENTRANS}"><A/></ORDER>'.encode(), dialect=str(entry))

    assert report.valid is True


def test_an_xsd_that_is_not_there_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.xsd"):
        find_dialect(str(tmp_path / "nowhere.xsd"))


@pytest.mark.parametrize(
    ("xsd", "reason"),
    [
        ("<xs:schema", "not well-formed"),
        (
            _XSD.format("", '<xs:complexType><xs:sequence><xs:element ref="none"/></xs:sequence></xs:complexType>'),
            "own",
        ),
        (_XSD.format('<xs:include schemaLocation="http://127.0.0.1:9/a.xsd"/>', ""), "outside"),
        ("<html/>", "own"),
    ],
    ids=["not well-formed", "dangling reference", "to be fetched", "no schema"],
)
def test_an_xsd_that_cannot_be_used_is_a_schema_error(tmp_path: Path, xsd: str, reason: str) -> None:
    path = tmp_path / "own.xsd"
    path.write_text(xsd, "utf-8")

    with pytest.raises(SchemaError, match=reason):
        validate(order().encode(), dialect=str(path))


@pytest.mark.parametrize("written", ["{}/a.xsd", "htt&#112;{}/a.xsd", " {}/a.xsd", "{}/a.xsd?b"])
@pytest.mark.parametrize("how", ["include", "redefine", 'import namespace="urn:x"', 'import namespace="urn:x>y"'])
def test_nothing_that_an_xsd_names_is_fetched(tmp_path: Path, written: str, how: str) -> None:
    with server() as (url, asked):
        location = written.format(url.removeprefix("http") if "htt&" in written else url)
        path = tmp_path / "own.xsd"
        path.write_text(_XSD.format(f'<xs:{how} schemaLocation="{location}"/>', ""), "utf-8")

        with pytest.raises(OpenTransError):
            validate(order().encode(), dialect=str(path))

    assert asked == []


def test_the_command_answers_an_unusable_xsd_with_exit_code_2(command: Command) -> None:
    (command.folder / "order.xml").write_text(order(), "utf-8")
    (command.folder / "own.xsd").write_text("<html/>", "utf-8")

    done = command("validate", "--dialect", "own.xsd", "order.xml")

    assert done.returncode == 2
    assert b"own.xsd" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_dialect_is_found_once_and_used_for_many_documents() -> None:
    dialect = opentrans.find_dialect("itscope@2022-08")

    assert validate(order().encode(), dialect=dialect, rules=False).valid is True
    assert validate(order(kind="pickup").encode(), dialect=dialect, rules=False).valid is False
    assert validate(order().encode(), dialect=dialect).schema.dialect == "itscope@2022-08"
