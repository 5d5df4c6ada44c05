"""``opentrans itscope``, called as people do, against a sandbox."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from opentrans.itscope.sandbox import Fault, Sandbox
from tests import documents
from tests.command import Command, environment
from tests.itscope_server import Server, closed_port, reply
from tests.never_twice.work import deliverable

RESPONSE = documents.orderresponse()
NOTE = documents.dispatchnotification()
BILL = documents.invoice()
VARIABLES = ("ITSCOPE_ACCOUNT_ID", "ITSCOPE_API_KEY", "ITSCOPE_COMPANY")


class Shop:
    """A sandbox with a deal, and the command in a folder with the documents."""

    def __init__(self, sandbox: Sandbox, command: Command) -> None:
        self.sandbox = sandbox
        self.command = command
        self.folder = command.folder
        self.account = sandbox.account_id
        self.env = {**sandbox.environment(), "ITSCOPE_JOURNAL": str(self.folder / "journal.sqlite3")}
        (self.deal,) = sandbox.seed(documents.order().encode())
        for name, document in (
            ("response", RESPONSE), ("note", NOTE), ("bill", BILL), ("order", deliverable("NEW-1")),
            ("other-bill", BILL.replace("2026-11-05", "2026-11-06")), ("broken", BILL.replace("RE-1", "")),
        ):  # fmt: skip
            (self.folder / f"{name}.xml").write_text(document, encoding="utf-8")

    def __call__(self, *arguments: str, code: int = 0, stdin: bytes = b"") -> str:
        """What ``opentrans itscope`` says to standard output, given that it ends so."""
        done = self.command("itscope", *arguments, env=self.env, stdin=stdin)
        self.errors = done.stderr.decode()
        assert done.returncode == code, done
        return done.stdout.decode()

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What it says as JSON."""
        return json.loads(self(*arguments, "--json", code=code))

    def table(self, *rows: str, header: str = "deal,action,file") -> str:
        """The name of a table."""
        (self.folder / "uploads.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return "uploads.csv"

    @property
    def effects(self) -> list[str]:
        """The actions that took effect, in order."""
        return [one.action for one in self.sandbox.arrivals() if one.effects]


@pytest.fixture
def shop(command: Command) -> Iterator[Shop]:
    """Everything in order."""
    with Sandbox(limit=None, account_id="account-4711") as sandbox:
        yield Shop(sandbox, command)


def test_a_deal_goes_its_way(shop: Shop) -> None:
    said = shop("confirm", shop.deal, "response.xml")
    host = shop.env["ITSCOPE_BASE_URL"].split("/")[2]
    assert f"{host}, account ac***11: confirm with ORDERRESPONSE PO-1, deal {shop.deal}" in said
    assert "sent (journal entry 1)" in said
    shop("advise", shop.deal, "note.xml")
    shop("invoice", shop.deal, "bill.xml")
    shop("archive", shop.deal)
    assert shop.effects == ["confirm", "advise", "invoice", "archive"]
    assert shop.sandbox.status(shop.deal) == "INVOICED"
    assert "sent before" in shop("invoice", shop.deal, "bill.xml")
    assert len(shop.effects) == 4


def test_without_a_file_itscope_makes_the_document(shop: Shop) -> None:
    assert f"reject, deal {shop.deal}" in shop("reject", shop.deal)
    assert shop.sandbox.status(shop.deal) == "REJECTED"


def test_a_document_may_come_from_standard_input(shop: Shop) -> None:
    shop("confirm", shop.deal, "-", stdin=RESPONSE.encode())
    assert shop.effects == ["confirm"]


def test_an_order_is_sent_once(shop: Shop) -> None:
    record = shop.json("send", "order.xml", "--supplier", "10000735")
    assert (record["outcome"], record["supplier"], record["deal"]) == ("sent", "10000735", None)
    assert shop.json("send", "order.xml", "--supplier", "10000735")["outcome"] == "already-sent"
    assert shop.effects == ["send"]


def test_the_json_of_an_upload_has_stable_keys(shop: Shop) -> None:
    assert shop.json("confirm", shop.deal, "response.xml") == {
        "action": "confirm",
        "deal": shop.deal,
        "supplier": None,
        "file": "response.xml",
        "document_type": "ORDERRESPONSE",
        "document_id": "PO-1",
        "host": shop.env["ITSCOPE_BASE_URL"].split("/")[2],
        "account": "ac***11",
        "outcome": "sent",
        "entry": 1,
        "message": "sent",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("invoice", "{deal}", "response.xml"), "invoice takes INVOICE, this is ORDERRESPONSE"),
        (("confirm", "SBX000-261122-0999", "response.xml"), "there is no deal"),
        (("invoice", "{deal}", "bill.xml"), "is not possible"),
        (("confirm", "..", "response.xml"), "no number that ITscope could know"),
    ],
)
def test_what_is_refused_ends_with_1(shop: Shop, arguments: tuple[str, ...], said: str) -> None:
    shop(*(one.format(deal=shop.deal) for one in arguments), code=1)
    assert said in shop.errors
    assert shop.effects == []


def test_an_invalid_document_shows_its_findings_and_is_not_sent(shop: Shop) -> None:
    shop("invoice", shop.deal, "broken.xml", code=1)
    assert "INVOICE_ID" in shop.errors
    assert "nothing was sent" in shop.errors
    assert shop.sandbox.arrivals() == []


def test_other_content_needs_replace(shop: Shop) -> None:
    shop("confirm", shop.deal)
    shop("invoice", shop.deal, "bill.xml")
    shop.sandbox.set_status(shop.deal, "PROCESSING")
    shop("invoice", shop.deal, "other-bill.xml", code=1)
    assert "INVOICE RE-1 was sent there with other content" in shop.errors
    assert "--replace" in shop.errors
    shop("invoice", shop.deal, "other-bill.xml", "--replace")
    assert shop.effects == ["confirm", "invoice", "invoice"]


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("confirm", "{deal}", "nowhere.xml"), 2),
        (("confirm", "{deal}", "nowhere"), 2),
        (("send", "nowhere.xml", "--supplier", "7"), 2),
        (("validate", "nowhere.xml"), 2),
        (("batch", "nowhere.csv"), 2),
        (("batch", "nowhere-listed.csv"), 2),
        (("confirm", "{deal}", "nowhere-junk.xml"), 1),
        (("batch", "nowhere-junk.csv"), 1),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_what_is_no_document_with_1(
    shop: Shop, arguments: tuple[str, ...], code: int, dry: tuple[str, ...]
) -> None:
    (shop.folder / "nowhere").mkdir()
    (shop.folder / "nowhere-junk.xml").write_bytes(b"junk")
    for name, file in (("listed", "nowhere.xml"), ("junk", "nowhere-junk.xml")):
        table = f"deal,action,file\n{shop.deal},confirm,{file}\n"
        (shop.folder / f"nowhere-{name}.csv").write_text(table, encoding="utf-8")
    shop(*(one.format(deal=shop.deal) for one in arguments), *dry, code=code)
    assert ("nowhere" if code == 2 else "cannot be read") in shop.errors
    assert "Traceback" not in shop.errors
    assert shop.sandbox.exchanges == ()


def test_no_connection_ends_with_2(shop: Shop) -> None:
    shop.env["ITSCOPE_BASE_URL"] = f"http://127.0.0.1:{closed_port()}/2.1"
    for arguments in (("confirm", shop.deal), ("deal", shop.deal)):
        shop(*arguments, code=2)
        assert "no connection" in shop.errors


def test_a_journal_that_cannot_be_written_ends_with_2(shop: Shop) -> None:
    shop("confirm", shop.deal, "--journal", "nowhere/journal", code=2)
    assert "--journal" in shop.errors
    assert shop.sandbox.arrivals() == []


def test_without_a_document_the_same_is_sent_once_more_only_with_replace(command: Command) -> None:
    with Sandbox(strict=False, limit=None) as sandbox:
        shop = Shop(sandbox, command)
        shop("advise", shop.deal)
        assert "on purpose once more: --replace" in shop("advise", shop.deal)
        assert shop.effects == ["advise"]
        assert shop.json("advise", shop.deal, "--replace")["outcome"] == "sent"
        assert shop.json("advise", shop.deal)["outcome"] == "already-sent"
        assert shop.json("batch", shop.table(f"{shop.deal},advise,"), "--replace")["summary"]["already_sent"] == 1
        assert shop.effects == ["advise", "advise"]
        assert "once more on purpose" in " ".join(shop("advise", "--help").split())


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited there")
def test_on_a_full_disk_nothing_is_sent(shop: Shop) -> None:
    shop("confirm", shop.deal)
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); from opentrans.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "itscope", "invoice", shop.deal, "bill.xml"],
        env=environment(shop.env), cwd=shop.folder, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done
    assert b"the journal" in done.stderr
    assert len(shop.sandbox.arrivals()) == 1


def test_a_lost_answer_ends_with_3_until_it_is_settled(shop: Shop) -> None:
    shop.sandbox.fail(Fault("reset", "never"), on="deals/confirm/")
    shop("confirm", shop.deal, "response.xml", code=3)
    assert "unknown: the outcome of journal entry 1 is unknown" in shop.errors
    assert shop.json("confirm", shop.deal, "response.xml", code=3)["outcome"] == "unknown"
    assert shop.json("confirm", shop.deal, "response.xml", "--retry-after", "3600", code=3)["outcome"] == "unknown"
    assert "1  unknown" in shop("journal")
    assert "journal settle 1 --sent or --not-sent" in shop("journal", "show", "1")
    assert "1  not-sent" in shop("journal", "settle", "1", "--not-sent")
    assert shop.effects == []
    shop("confirm", shop.deal, "response.xml")
    assert shop.effects == ["confirm"]


def test_after_the_waiting_time_it_is_sent_again(shop: Shop) -> None:
    shop.sandbox.fail(Fault("close", "never"), on="deals/confirm/")
    shop("confirm", shop.deal, code=3)
    shop("confirm", shop.deal, "--retry-after", "0")
    assert shop.effects == ["confirm"]


def test_a_lost_answer_whose_effect_shows_ends_with_0(shop: Shop) -> None:
    shop.sandbox.fail(Fault("502", "now"), on="deals/confirm/")
    assert "the answer was lost, but ITscope shows the effect" in shop("confirm", shop.deal, "response.xml")
    assert "sent before" in shop("confirm", shop.deal, "response.xml")
    assert shop.effects == ["confirm"]


def test_a_killed_upload_is_found_by_the_next_call(shop: Shop) -> None:
    shop.sandbox.fail(Fault("slow", seconds=5), on="deals/confirm/")
    called = [sys.executable, "-m", "opentrans", "itscope", "confirm", shop.deal, "response.xml"]
    with subprocess.Popen(called, env=environment(shop.env), cwd=shop.folder, stdout=subprocess.DEVNULL) as first:
        while not shop.sandbox.arrivals():
            assert first.poll() is None
            time.sleep(0.02)
        assert (
            "another process is sending it just now"
            in shop.json("confirm", shop.deal, "response.xml", "--retry-after", "0", code=3)["message"]
        )
        assert [one["state"] for one in shop.json("journal", "list")["entries"]] == ["sending"]
        first.kill()
    assert [one["state"] for one in shop.json("journal", "list")["entries"]] == ["unknown"]
    assert shop.json("confirm", shop.deal, "response.xml")["outcome"] == "already-sent"
    assert shop.effects == ["confirm"]


# Batches


def test_a_batch_uploads_what_a_table_lists_and_goes_on_where_it_stopped(shop: Shop) -> None:
    table = shop.table(
        f"{shop.deal},confirm,response.xml", f"{shop.deal},advise,note.xml", f"{shop.deal},invoice,bill.xml",
        f"{shop.deal},archive,",
    )  # fmt: skip
    shop.sandbox.fail(Fault("expired"), on="deals/advise/")
    result = shop.json("batch", table, code=2)
    assert [one["outcome"] for one in result["uploads"]] == ["sent", "failed", "not-tried", "not-tried"]
    assert shop.effects == ["confirm"]
    said = shop("batch", table)
    assert "uploads.csv:3: advise with DISPATCHNOTIFICATION LS-1, deal" in said
    assert "4 uploads: 1 already-sent, 3 sent" in said
    assert shop.effects == ["confirm", "advise", "invoice", "archive"]
    result = shop.json("batch", table)
    assert result["summary"] == {
        "uploads": 4, "sent": 0, "already_sent": 4, "refused": 0, "failed": 0, "not_tried": 0, "unknown": 0,
    }  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal there")
def test_a_batch_says_what_became_of_each_before_the_next_on_a_terminal_too(shop: Shop) -> None:
    import pty

    table = shop.table(*[f"{shop.deal},{action}," for action in ("confirm", "advise", "invoice", "archive", "reject")])
    shop.sandbox.fail(Fault("slow", seconds=30), on="deals/advise/")
    ours, theirs = pty.openpty()
    called = [sys.executable, "-m", "opentrans", "itscope", "batch", table]
    with subprocess.Popen(called, env=environment(shop.env), cwd=shop.folder, stdout=theirs, stderr=theirs) as batch:
        os.close(theirs)
        shown = b""
        while b"sent (journal entry 1)" not in shown:
            shown += os.read(ours, 4096)
        assert batch.poll() is None
        batch.kill()
    os.close(ours)
    assert f"[1/5] uploads.csv:2: confirm, deal {shop.deal}: sent" in shown.decode()


def test_one_bad_entry_does_not_take_the_others_along(shop: Shop) -> None:
    table = shop.table(
        f"{shop.deal},confirm,response.xml", f"{shop.deal},advise,bill.xml", "X-1,archive,", f"{shop.deal},praise,",
        f"{shop.deal},invoice,broken.xml", "one,field,too,many", ",archive,", f"{shop.deal},invoice,bill.xml",
    )  # fmt: skip
    result = shop.json("batch", table, code=1)
    outcomes = {one["place"]: one["outcome"] for one in result["uploads"]}
    assert [place for place, outcome in outcomes.items() if outcome == "sent"] == ["uploads.csv:2", "uploads.csv:9"]
    assert set(outcomes.values()) == {"sent", "refused"}
    assert len(outcomes) == 8
    shop.table(f"{shop.deal},confirm,response.xml", f"{shop.deal},advise,nowhere.xml", "X-1,archive,")
    shop("batch", table, code=2)


def test_unknown_comes_before_all_else(shop: Shop) -> None:
    shop.sandbox.fail(Fault("close", "never"), on="deals/archive/")
    table = shop.table(
        "X-1,confirm,", f"{shop.deal},archive,", f"{shop.deal},advise,nowhere.xml", f"{shop.deal},confirm,"
    )
    result = shop.json("batch", table, code=3)
    assert [one["outcome"] for one in result["uploads"]] == ["refused", "unknown", "failed", "sent"]


def test_where_the_deal_is_not_known_the_order_number_finds_it(shop: Shop) -> None:
    shop.sandbox.seed(documents.order(order_id="PO-2").encode())
    table = shop.table(",confirm,response.xml,", ",advise,,PO-1", header="deal,action,file,order")
    result = shop.json("batch", table)
    assert [one["deal"] for one in result["uploads"]] == [shop.deal, shop.deal]
    assert shop.effects == ["confirm", "advise"]


def test_where_it_was_sent_is_remembered_so_that_no_deal_is_searched_again(shop: Shop) -> None:
    table = shop.table(",confirm,response.xml")
    shop("batch", table)
    asked = len(shop.sandbox.exchanges)
    shop.sandbox.seed(documents.order().encode())
    assert shop.json("batch", table)["uploads"][0]["outcome"] == "already-sent"
    assert len(shop.sandbox.exchanges) == asked


@pytest.mark.parametrize(("seeded", "said"), [((), "no deal has"), (("PO-9", "PO-9"), "several deals have")])
def test_no_deal_or_several_of_a_number_is_an_error(shop: Shop, seeded: tuple[str, ...], said: str) -> None:
    shop.sandbox.seed(*(documents.order(order_id=number).encode() for number in seeded))
    (shop.folder / "response.xml").write_text(RESPONSE.replace("PO-1", "PO-9"), encoding="utf-8")
    assert said in shop.json("batch", shop.table(",confirm,response.xml"), code=1)["uploads"][0]["message"]
    assert shop.effects == []


def test_a_table_from_a_spreadsheet_is_read(shop: Shop) -> None:
    (shop.folder / "tables").mkdir()
    (shop.folder / "tables" / "Bestätigung ä.xml").write_text(RESPONSE, encoding="utf-8")
    table = shop.folder / "tables" / "table.csv"
    table.write_bytes(f"Deal;Action;File;Note\r\n{shop.deal};Confirm;Bestätigung ä.xml;x\r\n".encode("cp1252"))
    shop("batch", str(table))
    assert shop.effects == ["confirm"]


def test_a_table_without_actions_is_refused(shop: Shop) -> None:
    shop("batch", shop.table(f"{shop.deal},response.xml", header="deal,file"), code=2)
    assert "no column 'action'" in shop.errors
    shop("batch", shop.table(), code=2)
    assert "no row" in shop.errors


def test_a_block_ends_a_batch(command: Command) -> None:
    with Sandbox(limit=3) as sandbox:
        shop = Shop(sandbox, command)
        result = shop.json(
            "batch", shop.table(*[f"{shop.deal},{action}," for action in ("confirm", "advise", "invoice")]), code=2
        )
        assert [one["outcome"] for one in result["uploads"]] == ["sent", "failed", "not-tried"]
        assert "send nothing before" in result["uploads"][1]["message"]


# Reading


def test_deals_are_listed_searched_and_shown(shop: Shop) -> None:
    (second,) = shop.sandbox.seed(documents.order(order_id="PO-2").encode())
    assert {line.split()[0] for line in shop("deals").splitlines()} == {shop.deal, second}
    found = shop.json("deals", "--search", "ownOrderId=PO-2")["deals"]
    assert [deal["order_id"] for deal in found] == [second]
    assert found[0]["status"] == "ARRIVED"
    assert shop.json("deal", second) == found[0]
    assert "status: ARRIVED" in shop("deal", second)
    shop("deals", "--search", "nonsense=1", code=2)
    shop("deal", "X-1", code=1)


def test_a_document_is_downloaded(shop: Shop) -> None:
    transaction = shop.json("deal", shop.deal)["orders"][0]["transaction_id"]
    assert shop("download", transaction, "order") == documents.order()
    shop("download", transaction, "ORDER", "-o", "got.xml")
    assert (shop.folder / "got.xml").read_text("utf-8") == documents.order()
    shop("download", transaction, "INVOICE", code=1)
    shop("download", transaction, "ORDER", "--json", code=2)


def test_itscope_judges_a_document(shop: Shop) -> None:
    assert shop.json("validate", "bill.xml")["valid"] is True
    assert shop.json("validate", "broken.xml", code=1)["valid"] is False


@pytest.mark.parametrize(("body", "said"), [("checked: 3", "checked: 3"), ('{"checked": 3}', '{"checked": 3}')])
def test_a_verdict_that_cannot_be_told_is_none(shop: Shop, body: str, said: str) -> None:
    with Server(reply(body)) as server:
        shop.env["ITSCOPE_BASE_URL"] = server.url
        assert shop.json("validate", "bill.xml", code=2) == {"file": "bill.xml", "valid": None, "messages": [said]}
        told = shop("validate", "bill.xml", code=2)
    assert "neither valid nor invalid" in told
    assert said in told


# Dry runs, credentials, secrets


@pytest.mark.parametrize(
    ("arguments", "request_line"),
    [
        (("confirm", "{deal}", "response.xml"), "POST {base}/business/deals/confirm/{deal}"),
        (("advise", "{deal}"), "PUT {base}/business/deals/advise/{deal}"),
        (("archive", "{deal}"), "PUT {base}/business/deals/archive/{deal}"),
        (("send", "order.xml", "--supplier", "7"), "POST {base}/business/deals/send/7"),
        (("deal", "{deal}"), "GET {base}/business/deals/{deal}/deal.xml"),
        (("deals",), "GET {base}/business/deals/sales/deal.xml?page=1"),
        (("validate", "bill.xml"), "POST {base}/business/documents/validate"),
        (("download", "t-1", "INVOICE.pdf"), "GET {base}/business/documents/t-1/INVOICE.pdf"),
    ],
)
def test_a_dry_run_shows_the_request_and_sends_none(shop: Shop, arguments: tuple[str, ...], request_line: str) -> None:
    base = shop.env["ITSCOPE_BASE_URL"]
    arguments = tuple(one.format(deal=shop.deal) for one in arguments)
    said = shop(*arguments, "--dry-run")
    method, url = request_line.format(base=base, deal=shop.deal).split()
    assert f"{method} {url}\n" in said
    assert "Authorization: Basic ***" in said
    record = shop.json(*arguments, "--dry-run")["request"]
    assert (record["method"], record["url"]) == (method, url)
    assert record["headers"]["User-Agent"].startswith("Sandbox - opentrans-toolkit - ")
    assert shop.sandbox.exchanges == ()
    assert not (shop.folder / "journal.sqlite3").exists()


def test_a_dry_run_of_a_batch_shows_every_request(shop: Shop) -> None:
    table = shop.table(f"{shop.deal},confirm,response.xml", ",advise,note.xml", f"{shop.deal},invoice,response.xml")
    requests = shop.json("batch", table, "--dry-run", code=1)["requests"]
    assert [one["request"]["method"] for one in requests[:2]] == ["POST", "GET"]
    assert "ownOrderId%3DPO-1" in requests[1]["request"]["url"]
    assert "invoice takes INVOICE" in requests[2]["problem"]
    assert "not sent (--dry-run): POST" in shop("batch", table, "--dry-run", code=1)
    assert shop.sandbox.exchanges == ()


@pytest.mark.parametrize("name", VARIABLES)
def test_a_missing_variable_is_named_with_how_to_set_it(shop: Shop, name: str) -> None:
    shop.env[name] = ""
    shop("confirm", shop.deal, code=2)
    assert f'$env:{name} = "' in shop.errors
    assert f"set {name}=" in shop.errors
    assert f"export {name}=" in shop.errors
    assert not [other for other in VARIABLES if other != name and other in shop.errors]


def test_http_to_another_machine_is_refused(shop: Shop) -> None:
    shop.env["ITSCOPE_BASE_URL"] = "http://example.com/2.1"
    shop("deals", code=2)
    assert "in the clear" in shop.errors


def test_a_filtered_word_in_the_company_is_warned_about_and_sent(shop: Shop) -> None:
    shop.env["ITSCOPE_COMPANY"] = "Lindy"
    record = shop.json("deal", shop.deal, "--dry-run")["request"]
    assert record["headers"]["User-Agent"].startswith("Lindy")
    assert shop.errors.count("indy") == 2


def test_no_command_shows_a_secret(shop: Shop) -> None:
    key = shop.sandbox.api_key
    secrets = key, base64.b64encode(f"{shop.account}:{key}".encode()).decode()
    shop.sandbox.fail(Fault("500", "never"), on="deals/confirm/")
    said = []
    for arguments, code in (
        (("confirm", shop.deal), 3), (("confirm", shop.deal, "--dry-run"), 0), (("deal", "X-1"), 1),
        (("journal", "show", "1"), 0), (("journal",), 0), (("deals",), 0),
    ):  # fmt: skip
        said += [shop(*arguments, code=code), shop.errors]
    said += [path.read_bytes().decode("latin-1") for path in shop.folder.glob("journal*")]
    assert len("".join(said)) > 1000
    assert not [text for text in said for secret in secrets if secret in text]
    assert not [text for text in said[:-1] if shop.account in text]


# The journal


def test_the_journal_of_nothing_is_empty_and_makes_no_file(shop: Shop) -> None:
    assert shop.json("journal") == {"entries": []}
    shop("journal", "show", "1", code=2)
    shop("journal", "settle", "1", "--sent", code=2)
    assert not (shop.folder / "journal.sqlite3").exists()


def test_the_journal_explains_and_settles(shop: Shop) -> None:
    shop("confirm", shop.deal, "response.xml", "--journal", "mine.sqlite3")
    (entry,) = shop.json("journal", "--journal", "mine.sqlite3")["entries"]
    known = {
        "number": 1, "state": "sent", "action": "confirm", "deal": shop.deal, "supplier": None, "document_id": "PO-1",
        "account": "ac***11",
    }  # fmt: skip
    assert {name: entry[name] for name in known} == known
    events = shop.json("journal", "show", "1", "--journal", "mine.sqlite3")["events"]
    assert [event["state"] for event in events] == ["open", "sent"]
    for both_or_neither in ((), ("--sent", "--not-sent")):
        shop("journal", "settle", "1", *both_or_neither, "--journal", "mine.sqlite3", code=2)
        assert "--sent or --not-sent" in shop.errors
    for word in ("--sent", "--not-sent"):
        shop("journal", "settle", "1", word, "--journal", "mine.sqlite3", code=2)
        assert "only an unknown outcome can be settled" in shop.errors
    shop.sandbox.fail(Fault("close", "never"), on="deals/advise/")
    shop("advise", shop.deal, "--journal", "mine.sqlite3", code=3)
    assert "not settled" in shop("journal", "settle", "2", "--not-sent", "--dry-run", "--journal", "mine.sqlite3")
    entries = shop.json("journal", "--journal", "mine.sqlite3")["entries"]
    assert [one["state"] for one in entries] == ["sent", "unknown"]


def test_the_journal_lies_in_the_users_data_folder_by_default(shop: Shop) -> None:
    del shop.env["ITSCOPE_JOURNAL"]
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "USERPROFILE"):
        shop.env[name] = str(shop.folder / "home")
    if sys.platform == "win32":
        pytest.skip("Windows asks the system, not the environment")
    shop("confirm", shop.deal)
    assert [path.name for path in (shop.folder / "home").rglob("*.sqlite3")] == ["itscope-journal.sqlite3"]


def test_a_number_that_no_entry_can_have_is_refused(shop: Shop) -> None:
    shop("confirm", shop.deal)
    shop("journal", "show", "9" * 23, code=2)
    assert "not in the range" in shop.errors


def test_a_new_journal_is_announced(shop: Shop) -> None:
    for new in (True, False):
        shop("confirm", shop.deal)
        assert (f"a new journal was made: {os.path.realpath(shop.env['ITSCOPE_JOURNAL'])}" in shop.errors) is new


@pytest.mark.parametrize("path", ["journal.sqlite3", "~/journal.sqlite3"])
def test_a_journal_that_would_be_another_in_each_folder_is_refused(shop: Shop, path: str) -> None:
    shop.env["ITSCOPE_JOURNAL"] = path
    for arguments in (("confirm", shop.deal), ("batch", shop.table(f"{shop.deal},confirm,")), ("journal",)):
        shop(*arguments, code=2)
        assert "name the whole path" in shop.errors
    assert shop.sandbox.exchanges == ()


def test_a_dry_run_says_what_the_journal_knows(shop: Shop) -> None:
    shop("confirm", shop.deal, "response.xml")
    for arguments in (
        ("confirm", shop.deal, "response.xml"),
        ("batch", shop.table(f"{shop.deal},confirm,response.xml")),
    ):
        assert "not sent (--dry-run)" in shop(*arguments, "--dry-run")
        assert "was sent before (journal entry 1)" in shop.errors


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_an_interrupted_batch_says_what_became_of_the_others_and_what_is_unknown(shop: Shop) -> None:
    table = shop.table(f"{shop.deal},confirm,", f"{shop.deal},advise,", f"{shop.deal},invoice,")
    shop.sandbox.fail(Fault("slow", seconds=30), on="deals/advise/")
    called = [sys.executable, "-m", "opentrans", "itscope", "batch", "--json", table]
    with subprocess.Popen(
        called, env=environment(shop.env), cwd=shop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as batch:
        while len(shop.sandbox.arrivals()) < 2:
            assert batch.poll() is None
            time.sleep(0.02)
        batch.send_signal(signal.SIGINT)
        said, errors = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert [one["outcome"] for one in json.loads(said)["uploads"]] == ["sent"]
    assert "the outcome of journal entry 2 is unknown: it was stopped" in errors.decode()


# The sandbox, and what is loaded


def test_the_sandbox_runs_until_it_is_stopped(command: Command) -> None:
    called = [sys.executable, "-u", "-m", "opentrans", "itscope", "sandbox", "--port", "0"]
    with subprocess.Popen(called, env=environment(), cwd=command.folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().decode() for _ in range(5)]
        settings = dict(
            part.removeprefix("export ").replace("'", "").split("=", 1) for part in lines[4][4:].strip().split("; ")
        )
        settings["ITSCOPE_JOURNAL"] = str(command.folder / "journal")
        deal = lines[1].split()[1].rstrip(":")
        done = command("itscope", "confirm", deal, env=settings)
        process.terminate() if os.name == "nt" else process.send_signal(signal.SIGINT)
    assert done.returncode == 0, done
    assert os.name == "nt" or process.returncode == 0


@pytest.mark.parametrize("arguments", ["validate --help", "itscope --help", "itscope journal list"])
def test_httpx_is_imported_only_to_send_something(command: Command, arguments: str) -> None:
    (command.folder / "journal").write_bytes(b"")
    script = (
        f"import sys; sys.argv[1:] = {arguments.split()!r}\n"
        "from opentrans.cli.commands import cli\n"
        "cli.main(standalone_mode=False)\n"
        "print([name for name in ('httpx', 'starlette', 'xmlschema') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment({"ITSCOPE_JOURNAL": str(command.folder / "journal")}),
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.decode().splitlines()[-1] == "[]"
