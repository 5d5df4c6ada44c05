"""What a second request, a person, other documents and a hostile server do to what the journal knows."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from opentrans.itscope import AuthenticationError, ITscope, MismatchError, Settings, Upload, prepare_upload
from opentrans.itscope.batch import Task, do_task, read_tasks, run_tasks
from opentrans.itscope.exchange import Answer
from opentrans.itscope.journal import Journal
from opentrans.itscope.journal_entry import Baseline, JournalError, key_of
from opentrans.itscope.journal_owner import Owner
from opentrans.itscope.limiter import BLOCK, Limiter
from opentrans.itscope.safe_upload import ConflictError, UnsettledError, upload_once
from opentrans.itscope.sandbox import Fault
from tests.itscope_server import Clock, Server, hang_up, reply
from tests.test_itscope_journal import (
    BILL,
    NOTE,
    ORDER,
    OTHER_BILL,
    RESPONSE,
    SUPPLIER,
    UPLOADS,
    Shop,
    deal_xml,
    invoice_at,
    shop,
)

__all__ = ["shop"]

OTHER_RESPONSE = RESPONSE.replace(b"<QUANTITY>1<", b"<QUANTITY>2<")


def states(shop: Shop) -> list[str]:
    """The states of all entries."""
    return [entry.state for entry in shop.journal.entries()]


# The repetition of what is unknown


@pytest.mark.parametrize("document", [RESPONSE, None], ids=["POST", "PUT"])
def test_a_refused_repetition_says_nothing_of_the_first_attempt(shop: Shop, document: bytes | None) -> None:
    shop.lose("confirm", "later", seconds=100)
    with pytest.raises(UnsettledError):
        shop.upload("confirm", document)
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "confirm")
    with pytest.raises(UnsettledError, match="says nothing of the request before") as unknown:
        shop.upload("confirm", document, retry_after=0)
    assert "send it again" not in str(unknown.value)
    assert states(shop) == ["unknown"]
    shop.sandbox.clock.advance(200)
    assert not shop.upload("confirm", document).sent_now
    assert shop.effects == 1


@pytest.mark.parametrize(
    ("status", "said"), [(409, "confirmed already"), (404, "nothing"), (503, "Rate Limit Exceeded")]
)
def test_however_a_repetition_is_refused_it_stays_unknown(tmp_path: Path, status: int, said: str) -> None:
    seen = deal_xml()
    error, server = invoice_at(
        tmp_path, seen, hang_up, seen, seen, seen, reply(said, status, "text/plain"), retry_after=0, times=2
    )
    assert isinstance(error, UnsettledError)
    assert said in error.reason
    assert [one.method for one in server.received] == ["GET", "POST", "GET", "GET", "GET", "POST"]
    with Journal(tmp_path / "journal.sqlite3") as journal:
        assert [entry.state for entry in journal.entries()] == ["unknown"]


def test_a_refused_repetition_of_what_was_sent_stays_sent_and_superseded(shop: Shop) -> None:
    shop.upload("invoice", BILL)
    shop.upload("invoice", OTHER_BILL, replace=True)
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "invoice")
    with pytest.raises(AuthenticationError):
        shop.upload("invoice", BILL, replace=True)
    assert states(shop) == ["sent", "sent"]
    with pytest.raises(ConflictError):
        shop.upload("invoice", BILL)
    assert shop.upload("invoice", BILL, replace=True).sent_now


# Documents of others


def test_another_orderresponse_is_not_taken_for_ours(shop: Shop) -> None:
    shop.lose("confirm", "never")
    with pytest.raises(UnsettledError):
        shop.upload("confirm", RESPONSE)
    shop.client.confirm(shop.deal, OTHER_RESPONSE, validate=False)
    for _ in range(2):
        with pytest.raises(UnsettledError, match=r"new ORDERRESPONSE with other content, transaction .*compare"):
            shop.upload("confirm", RESPONSE, retry_after=0)
    assert states(shop) == ["unknown"]


@pytest.mark.parametrize(
    ("action", "one", "other"), [("invoice", BILL, OTHER_BILL), ("confirm", RESPONSE, OTHER_RESPONSE)]
)
def test_the_late_effect_of_one_version_is_no_sign_of_the_next(
    shop: Shop, action: str, one: bytes, other: bytes
) -> None:
    shop.lose(action, "later", seconds=100)
    shop.lose(action, "never")
    with pytest.raises(UnsettledError):
        shop.upload(action, one)
    upload = prepare_upload(action, shop.deal, other, validate=False)  # type: ignore[arg-type]
    with pytest.raises(UnsettledError):
        upload_once(shop.client, shop.journal, upload, replace=True, retry_after=0)
    shop.sandbox.clock.advance(200)
    with pytest.raises(UnsettledError, match="no sign of it"):
        upload_once(shop.client, shop.journal, upload, replace=True)
    assert states(shop) == ["sent", "unknown"]


def test_the_late_effect_of_one_order_is_no_sign_of_the_next(shop: Shop) -> None:
    other = ORDER.replace(b"<QUANTITY>1<", b"<QUANTITY>2<")
    assert other != ORDER
    shop.lose("send", "later", seconds=100)
    shop.lose("send", "never")
    with pytest.raises(UnsettledError):
        shop.upload("send", ORDER)
    upload = prepare_upload("send", SUPPLIER, other, validate=False)
    with pytest.raises(UnsettledError):
        upload_once(shop.client, shop.journal, upload, replace=True, retry_after=0)
    shop.sandbox.clock.advance(200)
    with pytest.raises(UnsettledError, match="no sign of it"):
        upload_once(shop.client, shop.journal, upload, replace=True)
    assert states(shop) == ["sent", "unknown"]


def test_a_document_that_another_entry_sent_is_no_sign_of_one_that_itscope_makes(shop: Shop) -> None:
    shop.lose("advise", "never")
    with pytest.raises(UnsettledError):
        shop.upload("advise")
    assert shop.upload("advise", NOTE, replace=True, retry_after=0).sent_now
    with pytest.raises(UnsettledError, match="no sign of it"):
        shop.upload("advise")


# A person's word


def test_only_an_unknown_outcome_is_settled(shop: Shop) -> None:
    sent = shop.upload("confirm", RESPONSE).entry
    for word in (True, False):
        with pytest.raises(ValueError, match="known to be sent"):
            shop.journal.settle(sent.number, sent=word)
    assert not shop.upload("confirm", RESPONSE).sent_now
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "invoice")
    with pytest.raises(AuthenticationError):
        shop.upload("invoice", BILL)
    with pytest.raises(ValueError, match="known to be not-sent"):
        shop.journal.settle(2, sent=True)


def test_what_was_not_sent_once_more_was_sent_all_the_same(shop: Shop) -> None:
    shop.upload("advise")
    shop.lose("advise", "never")
    with pytest.raises(UnsettledError):
        shop.upload("advise", replace=True)
    assert shop.journal.settle(1, sent=False).state == "sent"
    assert not shop.upload("advise").sent_now
    assert shop.effects == 1


# Tables


def test_a_table_with_two_versions_sends_each_once(shop: Shop, tmp_path: Path) -> None:
    for name, document in (("a", BILL), ("b", OTHER_BILL)):
        (tmp_path / name).write_bytes(document)
    tasks = [Task(name, shop.deal, "invoice", str(tmp_path / name)) for name in ("a", "b")]
    for outcome in ("sent", "already-sent", "already-sent"):
        results = [done for _, done in run_tasks(shop.client, shop.journal, tasks, replace=True)]
        assert [done.outcome for done in results] == [outcome] * 2
    assert shop.effects == 2
    assert [done.upload.document for done in results] == [None, None]


def test_what_was_sent_needs_no_word_whatever_was_sent_without_a_document(shop: Shop) -> None:
    shop.upload("advise", NOTE)
    shop.upload("advise", replace=True)
    assert not shop.upload("advise", NOTE).sent_now
    assert not shop.upload("advise", NOTE, replace=True).sent_now
    assert shop.effects == 2


@pytest.mark.parametrize("document", [RESPONSE, None], ids=["POST", "PUT"])
def test_a_row_whose_order_is_not_the_deals_is_refused(shop: Shop, tmp_path: Path, document: bytes | None) -> None:
    file = None if document is None else str(tmp_path / "document")
    (tmp_path / "document").write_bytes(document or b"")
    done = do_task(shop.client, shop.journal, Task("1", shop.deal, "confirm", file, order="PO-9"))
    assert (done.outcome, type(done.error)) == ("refused", MismatchError)
    assert "order PO-9 is named" in done.message
    assert done.error is not None
    assert done.error.__traceback__ is None
    assert do_task(shop.client, shop.journal, Task("1", shop.deal, "confirm", file, order="PO-1")).outcome == "sent"
    assert shop.arrived == 1


@pytest.mark.parametrize("table", ["", "deal\taction\tfile\nD-1\tarchive\t\n"], ids=["empty", "tabs"])
def test_a_table_without_any_row_that_could_be_used_is_no_table(tmp_path: Path, table: str) -> None:
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    with pytest.raises(Exception, match="there is no row that could be used"):
        read_tasks(str(tmp_path / "table.csv"))


@pytest.mark.parametrize("supplier", ["", "..", "010000735", "1e7", "\u0661"])
def test_a_supplier_is_a_plain_number(shop: Shop, supplier: str) -> None:
    with pytest.raises(ValueError, match="no supplier's id"):
        prepare_upload("send", supplier, ORDER)
    with pytest.raises(ValueError, match="no number"):
        upload_once(shop.client, shop.journal, replace(prepare_upload("send", SUPPLIER, ORDER), target=""))
    assert shop.journal.entries() == []


def test_a_server_is_the_same_however_it_is_spelled() -> None:
    upload = Upload("archive", "D-1")

    def server(base_url: str) -> str:
        with ITscope("account", "a-secret-key", company="X", base_url=base_url) as client:
            return key_of(client, upload).base_url

    one = {"https://api.itscope.com/2.1", "https://api.itscope.com:443/2.0/", "HTTPS://API.itscope.com./2.1"}
    assert len({server(url) for url in one}) == 1
    assert len({server(f"http://{host}:99/2.1") for host in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST")}) == 1
    other = {"https://api.itscope.com/test/2.1", "https://api.itscope.com:444/2.1", "https://test.itscope.com/2.1"}
    assert len({server(url) for url in one | other}) == 4


# The file and its marks


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_the_journal_is_the_journal(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "journal.sqlite3")
    upload = shop.prepare("invoice", BILL)
    assert shop.journal.begin(key_of(shop.client, upload), Baseline(), []) is not None
    with Journal(tmp_path / "link") as other:
        (entry,) = other.entries()
        assert other.is_running(entry)
        with pytest.raises(UnsettledError, match="another process"):
            upload_once(shop.client, other, upload, retry_after=0)
    assert shop.arrived == 0


@pytest.mark.skipif(sys.platform == "win32", reason="what is open cannot be removed there")
def test_a_mark_that_was_taken_away_is_made_anew_before_anything_is_sent(shop: Shop, tmp_path: Path) -> None:
    shop.upload("confirm")
    (mark,) = tmp_path.glob("*-owner-*")
    mark.unlink()
    upload = shop.prepare("invoice", BILL)
    entry = shop.journal.begin(key_of(shop.client, upload), Baseline(), [])
    assert entry is not None
    with Journal(tmp_path / "journal.sqlite3") as other:
        assert other.is_running(entry)


def test_a_mark_is_seen_where_it_was_made(tmp_path: Path) -> None:
    owner = Owner(str(tmp_path / "journal"))
    assert owner.is_seen()
    owner.close()
    assert not owner.is_seen()


@pytest.mark.skipif(sys.platform == "win32", reason="what is open cannot be removed there")
@pytest.mark.parametrize("replaced", [False, True])
def test_a_journal_that_was_taken_away_is_noticed_before_anything_is_sent(
    shop: Shop, tmp_path: Path, *, replaced: bool
) -> None:
    for path in tmp_path.glob("journal*"):
        path.unlink()
    if replaced:
        Journal(tmp_path / "journal.sqlite3").close()
    with pytest.raises(JournalError, match="taken away or replaced"):
        shop.upload("invoice", BILL)
    assert shop.arrived == 0


def test_a_journal_says_whether_it_is_new(tmp_path: Path) -> None:
    for new in (True, False):
        with Journal(tmp_path / "journal") as journal:
            assert journal.is_new is new


@pytest.mark.parametrize("damage", ["since = 1e300", "since = 'abc'", "known = '{'", "state = 'weird'"])
def test_damaged_values_are_an_error_of_the_journal(shop: Shop, tmp_path: Path, damage: str) -> None:
    shop.upload("confirm")
    with sqlite3.connect(tmp_path / "journal.sqlite3") as database:
        database.execute(f"UPDATE uploads SET {damage}")
    database.close()
    with pytest.raises(JournalError, match="damaged"):
        shop.journal.entries()


def test_a_lost_answer_that_cannot_be_recorded_is_unknown(shop: Shop) -> None:
    class Filling(ITscope):
        def upload(self, upload: Upload) -> Answer:
            shop.journal._database.execute("PRAGMA query_only = ON")
            return super().upload(upload)

    shop.lose("invoice", "now")
    with (
        Filling(shop.sandbox.account_id, shop.sandbox.api_key, company="X", base_url=shop.sandbox.base_url) as client,
        pytest.raises(UnsettledError, match="cannot be recorded") as unknown,
    ):
        upload_once(client, shop.journal, shop.prepare("invoice", BILL))
    assert isinstance(unknown.value.__cause__, JournalError)
    shop.journal._database.execute("PRAGMA query_only = OFF")
    assert not shop.upload("invoice", BILL).sent_now


# Clocks


class Stepping(Clock):
    """A clock whose time of day is set from outside."""

    step = 0.0

    def time(self) -> float:
        return super().time() + self.step


def test_a_step_of_the_time_of_day_shortens_no_waiting_time(shop: Shop, tmp_path: Path) -> None:
    clock = Stepping()
    with Journal(tmp_path / "journal.sqlite3", clock=clock) as journal:
        upload = shop.prepare("invoice", BILL)
        shop.lose("invoice", "never")
        with pytest.raises(UnsettledError):
            upload_once(shop.client, journal, upload)
        clock.step = 20 * 365 * 86_400
        clock.sleep(599)
        with pytest.raises(UnsettledError):
            upload_once(shop.client, journal, upload, retry_after=600)
        clock.now = 10.0  # another start of the machine, not long ago
        with pytest.raises(UnsettledError):
            upload_once(shop.client, journal, upload, retry_after=600)
        clock.now = 700.0
        assert upload_once(shop.client, journal, upload, retry_after=600).sent_now


def test_a_block_does_not_outlive_a_restart_of_the_machine(tmp_path: Path) -> None:
    clock = Stepping()
    clock.sleep(1000)
    Limiter(10, clock, file=tmp_path / "limit").block(BLOCK)
    assert Limiter(10, clock, file=tmp_path / "limit").wait() == BLOCK
    clock.step = 86_400
    clock.sleep(200)
    assert Limiter(10, clock, file=tmp_path / "limit").wait() == 0


# A look that is bounded


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal."""
    with Journal(tmp_path / "journal.sqlite3") as journal:
        yield journal


def test_a_look_reads_at_most_200_documents(journal: Journal) -> None:
    many = deal_xml(*[f"t-{number}" for number in range(1000)])
    with (
        Server(deal_xml(), hang_up, many, reply(BILL.replace(b"RE-1", b"RE-2"))) as server,
        ITscope("account", "a-secret-key", company="X", base_url=server.url, settings=Settings(retries=0)) as client,
        pytest.raises(UnsettledError, match="there are 1,000 documents"),
    ):
        upload_once(client, journal, prepare_upload("invoice", "D-1", BILL))
    assert len(server.received) == 203


def test_a_stored_document_that_is_much_larger_is_not_compared(journal: Journal) -> None:
    large = BILL.replace(b"<INVOICE_HEADER>", b"<INVOICE_HEADER>" + b"<a/>" * 300_000)
    with (
        Server(deal_xml(), hang_up, deal_xml("t-1"), reply(large)) as server,
        ITscope("account", "a-secret-key", company="X", base_url=server.url, settings=Settings(retries=0)) as client,
        pytest.raises(UnsettledError, match="larger than 1,000,000 bytes"),
    ):
        upload_once(client, journal, prepare_upload("invoice", "D-1", BILL))


def test_a_search_without_end_is_given_up_before_anything_is_sent(journal: Journal) -> None:
    found = [f"<deal><orderId>D-{number}</orderId><ownOrderId>NEW-1</ownOrderId></deal>" for number in range(1001)]
    with (
        Server(reply(f"<deals>{''.join(found)}</deals>")) as server,
        ITscope("account", "a-secret-key", company="X", base_url=server.url, settings=Settings(retries=0)) as client,
    ):
        with pytest.raises(Exception, match="more than 1,000 deals"):
            upload_once(client, journal, prepare_upload("send", SUPPLIER, ORDER))
        done = do_task(client, journal, Task("1", "", "archive", order="X"))
    assert done.outcome == "refused"
    assert {one.method for one in server.received} == {"GET"}


def test_a_batch_waits_for_what_another_process_is_sending(shop: Shop, tmp_path: Path) -> None:
    other = Journal(tmp_path / "journal.sqlite3")
    upload = shop.prepare("archive")
    entry = other.begin(key_of(shop.client, upload), Baseline(), [])
    assert entry is not None

    class Waiting(Journal):
        """The other process ends while this one waits."""

        asked = 0

        def is_running(self, entry: object) -> bool:
            self.asked += 1
            if self.asked == 4 and other.entry(1).state == "open":
                other.record(other.entry(1), "sent", "HTTP 200")
            return super().is_running(entry)  # type: ignore[arg-type]

    with Waiting(tmp_path / "journal.sqlite3", clock=shop.clock) as journal, other:
        ((_, done),) = run_tasks(shop.client, journal, [Task("1", shop.deal, "archive")])
    assert done.outcome == "already-sent"
    assert shop.arrived == 0
