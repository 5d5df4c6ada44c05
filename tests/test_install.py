"""Schemas that a user installs: what is taken, what is refused, and that they judge from then on."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from opentrans._data import data_path
from tests.command import Command
from tests.documents import OPENTRANS, order, quotation
from tests.equivalence.sources import Reference

_XSD = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{OPENTRANS}">{{}}</xs:schema>'
#: A schema that knows one element: any ORDER is right, everything else is refused.
_ANY_ORDER = _XSD.format('<xs:element name="ORDER"/>')
_INCLUDE = '<xs:include schemaLocation="{}"/><xs:element name="ORDER"/>'


def _archive(files: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def _download(*folders: str) -> bytes:
    """An archive as ITscope's own might be: the schema set in one or more languages, and a PDF."""
    files: dict[str, str | bytes] = {"Dokumentation/Handbuch.pdf": b"%PDF-1.7 fake"}
    for folder in folders:
        for path in Path(data_path("schemas", "itscope")).glob("*.xsd"):
            files[f"{folder}{path.name.replace('itscope', 'opentrans_2_1')}"] = path.read_bytes().replace(
                b'"itscope.xsd"', b'"opentrans_2_1.xsd"'
            )
        # one entry is enough: the set of all ten documents stays at home
        del files[f"{folder}opentrans_2_1-all.xsd"], files[f"{folder}further.xsd"]
    return _archive(files)


@pytest.fixture
def installing(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command with a schema folder of its own, and documents to try the schemas on."""
    monkeypatch.setenv("OPENTRANS_SCHEMAS", str(command.folder / "installed"))
    (command.folder / "order.xml").write_text(order(kind="pickup"), "utf-8")
    (command.folder / "quotation.xml").write_text(quotation(), "utf-8")
    (command.folder / "wrong.xml").write_text(order(kind="by mail"), "utf-8")
    return command


def _install(command: Command, data: bytes, *options: str, file: str = "download.zip") -> tuple[int, str]:
    (command.folder / file).write_bytes(data)
    done = command("schemas", "install", file, "--name", "own", *options)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, (done.stdout + done.stderr).decode()


def _refused(command: Command, data: bytes, *options: str, file: str = "download.zip") -> str:
    """The reason for which an install is refused, and the promise that then nothing is left of it."""
    code, said = _install(command, data, *options, file=file)
    assert code == 2, said
    folder = command.folder / "installed"
    assert not folder.exists() or list(folder.iterdir()) == []
    return said


def test_a_download_is_installed_and_judges_from_then_on(installing: Command) -> None:
    assert _install(installing, _download("XSD deutsch/"))[0] == 0

    report = installing.json("--dialect", "own", "--no-rules", "order.xml", "wrong.xml", code=1)

    assert [document["valid"] for document in report["documents"]] == [True, False]
    assert (report["schema"]["dialect"], report["schema"]["as_of"]) == ("own", None)


def test_of_two_languages_the_user_names_the_one_to_start_from(installing: Command) -> None:
    archive = _download("openTRANS ITscope/deutsch/", "openTRANS ITscope/english/")

    said = _refused(installing, archive)
    assert "--entry" in said
    assert "deutsch/opentrans_2_1.xsd" in said
    assert "english/opentrans_2_1.xsd" in said
    assert "--entry" in _refused(installing, archive, "--entry", "opentrans_2_1.xsd")
    assert "nothing.xsd" in _refused(installing, archive, "--entry", "nothing.xsd")
    assert _install(installing, archive, "--entry", "english/opentrans_2_1.xsd")[0] == 0
    assert installing("validate", "--dialect", "own", "--no-rules", "order.xml").returncode == 0


def test_a_set_is_found_that_includes_across_folders(installing: Command) -> None:
    archive = _archive(
        {
            "a/main.xsd": _XSD.format('<xs:include schemaLocation="../b%20c/order.xsd"/>'),
            "b c/order.xsd": _XSD.format('<xs:include schemaLocation="./%C3%A4.xsd"/>'),
            "b c/ä.xsd": _ANY_ORDER,
        }
    )

    assert _install(installing, archive)[0] == 0
    assert installing("validate", "--dialect", "own", "--no-rules", "order.xml").returncode == 0


def test_a_single_xsd_is_installed_with_what_it_includes(installing: Command) -> None:
    (installing.folder / "types.xsd").write_text(_ANY_ORDER, "utf-8")

    main = _XSD.format('<xs:include schemaLocation="types.xsd"/>').encode()
    assert _install(installing, main, file="main.xsd")[0] == 0
    (installing.folder / "types.xsd").unlink()

    assert installing("validate", "--no-rules", "--dialect", "own", "order.xml").returncode == 0


def test_an_installed_schema_is_listed_exported_and_removed(installing: Command) -> None:
    assert _install(installing, _download("deutsch/"), "--rules", "none")[0] == 0

    listed = installing("schemas", "list").stdout.decode()
    (line,) = (line for line in listed.splitlines() if line.startswith("own "))
    assert "rules: none" in line
    sha256 = installing.json("--dialect", "own", "--no-rules", "order.xml", code=0)["schema"]["sha256"]
    assert sha256 in line

    assert installing("schemas", "export", "out", "--dialect", "own").returncode == 0
    exported = installing.folder / "out" / "deutsch" / "opentrans_2_1.xsd"
    assert etree.XMLSchema(file=str(exported)).validate(etree.fromstring(order().encode()))

    assert installing("schemas", "remove", "own").returncode == 0
    assert "own " not in installing("schemas", "list").stdout.decode()
    assert installing("validate", "--no-rules", "--dialect", "own", "order.xml").returncode == 2
    assert installing("schemas", "remove", "own").returncode == 2


@pytest.mark.parametrize("rules", ["itscope", "standard", "none"])
def test_the_user_says_which_rules_go_with_a_schema(installing: Command, rules: str) -> None:
    assert _install(installing, _download(""), "--rules", rules)[0] == 0

    assert f"rules: {rules}" in installing("schemas", "list").stdout.decode()
    done = installing("validate", "-f", "json", "--dialect", "own", "order.xml")
    state = json.loads(done.stdout)["documents"][0]["layers"]["rules"]
    assert (state == "skipped") is (rules == "none")


def test_without_a_word_itscopes_rules_go_with_a_schema(installing: Command) -> None:
    assert _install(installing, _download(""))[0] == 0
    assert "own                  -        installed  rules: itscope" in installing("schemas", "list").stdout.decode()


def test_the_bundled_sets_are_listed_and_exported(installing: Command) -> None:
    listed = installing("schemas", "list").stdout.decode()
    assert {"itscope", "standard"} <= {line.split(" ")[0] for line in listed.splitlines()}

    assert installing("schemas", "export", "dated", "--dialect", "itscope@2021-09").returncode == 0

    schema = etree.XMLSchema(file=str(installing.folder / "dated" / "itscope.xsd"))
    assert schema.validate(etree.fromstring(order().encode()))
    assert not schema.validate(etree.fromstring(order(kind="pickup").encode()))


def test_export_replaces_no_file(installing: Command) -> None:
    (installing.folder / "out").mkdir()
    (installing.folder / "out" / "order.xsd").write_text("mine", "utf-8")

    assert installing("schemas", "export", "out").returncode == 2

    assert [path.name for path in (installing.folder / "out").iterdir()] == ["order.xsd"]
    assert (installing.folder / "out" / "order.xsd").read_text("utf-8") == "mine"


def test_export_writes_into_its_folder_only(installing: Command) -> None:
    folder = installing.folder
    (folder / "x" / "a").mkdir(parents=True)
    (folder / "x" / "b").mkdir()
    (folder / "x" / "a" / "e.xsd").write_text(_XSD.format('<xs:include schemaLocation="../b/f.xsd"/>'), "utf-8")
    (folder / "x" / "b" / "f.xsd").write_text(_ANY_ORDER, "utf-8")

    done = installing("schemas", "export", "out/deep", "--dialect", "x/a/e.xsd")

    assert done.returncode == 0
    assert list((folder / "out").iterdir()) == [folder / "out" / "deep"]
    entry = folder / done.stdout.decode().rpartition("start with ")[2].strip()
    assert (folder / "out" / "deep") in entry.parents
    assert etree.XMLSchema(file=str(entry)).validate(etree.fromstring(order().encode()))
    assert installing("schemas", "export", "out/deep", "--dialect", "x/a/e.xsd").returncode == 2


@pytest.mark.parametrize(
    "meta", [None, b"{", b"[]", b"{}", b"\xff", b'{"entry": "gone.xsd", "rules": "none"}', b'{"entry": [], "rules": 1}']
)
def test_a_damaged_schema_is_said_to_be_so_and_can_be_removed(installing: Command, meta: bytes | None) -> None:
    assert _install(installing, _ANY_ORDER.encode(), file="main.xsd")[0] == 0
    file = installing.folder / "installed" / "own" / "installed.json"
    file.unlink()
    if meta is not None:
        file.write_bytes(meta)

    used = installing("validate", "--dialect", "own", "order.xml")
    listed = installing("schemas", "list")

    assert used.returncode == 2
    assert b"own is damaged" in used.stderr
    assert b"schemas remove own" in used.stderr
    assert listed.returncode == 0
    assert b"damaged" in next(line for line in listed.stdout.splitlines() if line.startswith(b"own "))
    assert b"Installed schemas lie in" in listed.stdout
    assert installing("schemas", "remove", "own").returncode == 0
    assert not file.parent.exists()


def test_what_would_take_hours_to_compile_is_refused(installing: Command) -> None:
    groups = "".join(
        f'<xs:group name="g{number}"><xs:sequence><xs:group ref="o:g{number + 1}"/><xs:group ref="o:g{number + 1}"/>'
        "</xs:sequence></xs:group>"
        for number in range(40)
    )
    last = '<xs:group name="g40"><xs:sequence><xs:element name="A"/></xs:sequence></xs:group>'
    xsd = _XSD.replace("<xs:schema", f'<xs:schema xmlns:o="{OPENTRANS}"').format(groups + last)

    assert "1,000,000" in _refused(installing, xsd.encode(), file="main.xsd")


@pytest.mark.parametrize("name", ["n" * 300, "/".join(["n" * 200] * 30)])
def test_names_too_long_for_a_disk_are_refused(installing: Command, name: str) -> None:
    _refused(installing, _archive({"main.xsd": _XSD.format(_INCLUDE.format(f"{name}.xsd")), f"{name}.xsd": _ANY_ORDER}))


def test_the_changes_are_listed_with_their_months(installing: Command) -> None:
    said = installing("schemas", "changes").stdout.decode()

    assert [line[:2].strip() for line in said.splitlines() if "since" in line] == [str(n) for n in range(1, 16)]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xsd",
        "a/../../evil.xsd",
        "/etc/evil.xsd",
        "C:\\evil.xsd",
        "C:evil.xsd",
        "..\\evil.xsd",
        "a\\..\\..\\b.xsd",
        "\\\\server\\evil.xsd",
        "../evil.txt",
    ],
)
def test_a_path_outside_of_the_archive_is_refused(installing: Command, name: str) -> None:
    assert repr(name)[1:-1] in _refused(installing, _archive({"main.xsd": _ANY_ORDER, name: _ANY_ORDER}))
    assert not (installing.folder / "evil.xsd").exists()
    assert not (installing.folder.parent / "evil.xsd").exists()


@pytest.mark.parametrize("name", ["link.xsd", "folder", "readme.txt"])
def test_a_link_in_the_archive_is_refused(installing: Command, name: str) -> None:
    link = zipfile.ZipInfo(name)
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("main.xsd", _ANY_ORDER)
        archive.writestr(link, "/etc/passwd")

    assert "link" in _refused(installing, held.getvalue())


def test_an_archive_that_unpacks_to_more_than_50_mb_is_refused(installing: Command) -> None:
    with_pdf = _archive({"main.xsd": _ANY_ORDER, "big.pdf": bytes(51 * 1024 * 1024)})
    assert len(with_pdf) < 100_000

    assert "50 MB" in _refused(installing, with_pdf)


def test_an_archive_that_lies_about_its_size_is_refused(installing: Command) -> None:
    bomb = bytearray(_archive({"main.xsd": _ANY_ORDER.encode() + b" " * (60 * 1024 * 1024)}))
    real, said = struct.pack("<I", 60 * 1024 * 1024 + len(_ANY_ORDER)), struct.pack("<I", len(_ANY_ORDER))
    assert bomb.count(real) == 2

    _refused(installing, bytes(bomb.replace(real, said)))


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:9/evil.xsd",
        "https://example.org/a.xsd",
        "file:///etc/passwd",
        "../../evil.xsd",
        "/etc/passwd",
        "//server/evil.xsd",
        "..\\..\\evil.xsd",
        "C:\\evil.xsd",
        "%2e%2e/%2e%2e/evil.xsd",
        "&#46;./../evil.xsd",
        "htt&#112;://127.0.0.1:9/evil.xsd",
    ],
)
def test_a_schema_location_outside_of_the_archive_is_refused(installing: Command, location: str) -> None:
    (installing.folder.parent / "evil.xsd").write_text(_ANY_ORDER, "utf-8")

    _refused(installing, _archive({"a/main.xsd": _XSD.format(_INCLUDE.format(location).replace("&", "&"))}))


@pytest.mark.parametrize("how", ["include", "redefine", 'import namespace="urn:x>y"'])
def test_no_way_of_naming_another_schema_leads_outside(installing: Command, how: str) -> None:
    xsd = _XSD.format(f'<xs:{how} schemaLocation="http://127.0.0.1:9/evil.xsd"/><xs:element name="ORDER"/>')

    _refused(installing, _archive({"main.xsd": xsd}))


def test_a_schema_that_misses_a_part_is_refused(installing: Command) -> None:
    assert "parts.xsd" in _refused(installing, _archive({"main.xsd": _XSD.format(_INCLUDE.format("parts.xsd"))}))


@pytest.mark.parametrize(
    "damage",
    ["cut", "no directory", "bad checksum", "bad stream", "encrypted", "unknown method", "empty", "no archive"],
)
def test_a_damaged_archive_is_refused(installing: Command, damage: str) -> None:
    whole = bytearray(_archive({"main.xsd": _ANY_ORDER + "<!-- " + "x y z " * 500 + "-->"}))
    central = whole.rindex(b"PK\x01\x02")
    match damage:
        case "cut":
            whole = whole[: len(whole) // 2]
        case "no directory":
            whole[central : central + 4] = b"XXXX"
        case "bad checksum":
            whole[central + 16] ^= 0xFF
            whole[14] ^= 0xFF
        case "bad stream":
            whole[38 : central - 10] = b"\xff" * (central - 48)
        case "encrypted":
            whole[6] |= 1
            whole[central + 8] |= 1
        case "unknown method":
            whole[8:10] = whole[central + 10 : central + 12] = struct.pack("<H", 97)
        case "empty":
            whole = bytearray(_archive({}))
        case "no archive":
            whole = bytearray(b"this is no archive")

    _refused(installing, bytes(whole))


@pytest.mark.parametrize(
    "name",
    [
        *("itscope", "standard", "itscope@2022-07", "../own", "a/b", "Own", "", ".", "..", "own.xsd", "own\n", "-own"),
        *("con", "nul", "aux.x", "prn", "com1", "lpt9.old", "own."),
    ],
)
def test_a_name_that_is_reserved_or_cannot_be_used_is_refused(installing: Command, name: str) -> None:
    (installing.folder / "main.xsd").write_text(_ANY_ORDER, "utf-8")

    done = installing("schemas", "install", "main.xsd", f"--name={name}")

    assert done.returncode == 2, done.stdout
    assert b"Traceback" not in done.stderr
    assert not (installing.folder / "own").exists()


def test_a_name_that_is_taken_is_refused_and_the_first_schema_stays(installing: Command) -> None:
    assert _install(installing, _ANY_ORDER.encode(), file="one.xsd")[0] == 0

    assert "own" in _install(installing, _XSD.format('<xs:element name="INVOICE"/>').encode(), file="two.xsd")[1]

    assert installing("validate", "--no-rules", "--dialect", "own", "order.xml").returncode == 0


def test_remove_takes_away_installed_schemas_only(installing: Command) -> None:
    other = installing.folder / "installed" / "mine"
    other.mkdir(parents=True)
    (other / "keep.txt").write_text("mine", "utf-8")

    for name in ("standard", "itscope", "mine", "..", "../installed", ""):
        assert installing("schemas", "remove", name).returncode == 2

    assert (other / "keep.txt").exists()


@pytest.mark.parametrize("what", ["main.xsd is a folder", "missing", "no schema", "not well-formed", "wrong schema"])
def test_what_is_no_schema_is_refused(installing: Command, what: str) -> None:
    match what:
        case "main.xsd is a folder":
            (installing.folder / "main.xsd").mkdir()
        case "no schema":
            (installing.folder / "main.xsd").write_text("<html/>", "utf-8")
        case "not well-formed":
            (installing.folder / "main.xsd").write_text("<xs:schema", "utf-8")
        case "wrong schema":
            (installing.folder / "main.xsd").write_text(_XSD.format('<xs:element name="A" type="none"/>'), "utf-8")

    done = installing("schemas", "install", "main.xsd", "--name", "own")

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert installing("validate", "--no-rules", "--dialect", "own", "order.xml").returncode == 2


# DOCTYPE: dropped, its subsets never read


@pytest.mark.parametrize("packed", [True, False])
def test_a_doctype_is_dropped_and_its_external_subset_never_read(installing: Command, packed: bool) -> None:
    subset = installing.folder / "subset.dtd"
    subset.write_text("<!ENTITY % broken", "utf-8")
    xsd = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!-- Köln -->\n'
        f'<!DOCTYPE xs:schema PUBLIC "-//A//B" "{subset}" [\n'
        "<!ATTLIST xs:schema id ID #IMPLIED>\n<!ENTITY % p 'http://127.0.0.1:9/[x]>'>\n<!-- ]> -->\n]>\n" + _ANY_ORDER
    ).encode("latin-1")
    data = _archive({"main.xsd": xsd}) if packed else xsd

    code, said = _install(installing, data, file="download.zip" if packed else "main.xsd")

    assert code == 0, said
    assert installing("validate", "--no-rules", "--dialect", "own", "order.xml").returncode == 0
    for path in (installing.folder / "installed").rglob("*.xsd"):
        assert b"DOCTYPE" not in path.read_bytes()


@pytest.mark.parametrize(
    "place",
    [
        '<xs:annotation><xs:documentation>&who;</xs:documentation></xs:annotation><xs:element name="ORDER"/>',
        '<xs:element name="&who;"/>',
    ],
    ids=["in a text", "in an attribute"],
)
@pytest.mark.parametrize("entity", ['"ORDER"', 'SYSTEM "/etc/hostname"', 'SYSTEM "http://127.0.0.1:9/"'])
def test_a_schema_that_uses_an_entity_is_refused(installing: Command, place: str, entity: str) -> None:
    xsd = f"<!DOCTYPE xs:schema [<!ENTITY who {entity}>]>\n" + _XSD.format(place)

    assert "entity" in _refused(installing, xsd.encode(), file="main.xsd")
    assert "entity" in _refused(installing, _archive({"main.xsd": xsd}))


def test_the_original_schemas_with_the_w3cs_doctype_judge_like_the_originals(
    installing: Command, reference: Reference
) -> None:
    files: dict[str, str | bytes] = {f"xsd/{path.name}": path.read_bytes() for path in reference.entry.parent.iterdir()}
    assert b"<!DOCTYPE" in files["xsd/xmldsig-core-schema.xsd"]
    assert _install(installing, _archive(files), "--rules", "none")[0] == 0

    done = installing("validate", "-f", "json", "--dialect", "own", *sorted(reference.documents.glob("*.xml")))

    found = {Path(document["path"]).name: document for document in json.loads(done.stdout)["documents"]}
    assert set(found) == set(reference.verdicts())
    for name, verdict in reference.verdicts().items():
        layers = found[name]["layers"]
        assert found[name]["valid"] is (verdict == "valid"), name
        assert (layers["xml"] == "failed") is (verdict == "not-well-formed"), name
