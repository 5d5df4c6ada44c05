"""Never twice: what the journal promises, through the client, against a sandbox where things go wrong."""

from __future__ import annotations

import base64
import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentrans.itscope import (
    AuthenticationError,
    Deal,
    ITscope,
    MismatchError,
    NotFoundError,
    Settings,
    Upload,
    prepare_upload,
)
from opentrans.itscope.batch import Task, run_tasks
from opentrans.itscope.exchange import Answer
from opentrans.itscope.journal import Journal
from opentrans.itscope.journal_entry import Baseline, JournalError, Key, key_of
from opentrans.itscope.journal_owner import Owner, is_alive
from opentrans.itscope.safe_upload import ConflictError, Receipt, UnsettledError, upload_once
from opentrans.itscope.sandbox import Fault, Sandbox
from opentrans.names import XSI
from opentrans.same_document import content_hash, same_document
from tests import documents
from tests.itscope_server import Clock, Reply, Server, closed_port, hang_up, reply
from tests.never_twice.fire import Fire
from tests.never_twice.work import deliverable

SUPPLIER = "10000735"
RESPONSE = documents.orderresponse().encode()
CANCELLATION = RESPONSE.replace(b"<QUANTITY>1<", b"<QUANTITY>0<")
NOTE = documents.dispatchnotification().encode()
BILL = documents.invoice().encode()
ORDER = deliverable("NEW-1").encode()
OTHER_BILL = BILL.replace(b"2026-11-05", b"2026-11-06")

#: Every way to upload something: action and document.
WAYS: list[tuple[str, bytes | None]] = [
    ("confirm", RESPONSE), ("confirm", None), ("advise", NOTE), ("advise", None), ("invoice", BILL), ("invoice", None),
    ("reject", CANCELLATION), ("reject", None), ("archive", None), ("send", ORDER),
]  # fmt: skip
UPLOADS = "/business/deals/"
EACH_WAY = pytest.mark.parametrize(
    ("action", "document"), WAYS, ids=[f"{action}-{'POST' if document else 'PUT'}" for action, document in WAYS]
)


class Shop:
    """A sandbox, a client, a journal and a deal."""

    def __init__(self, sandbox: Sandbox, client: ITscope, journal: Journal, clock: Clock) -> None:
        self.sandbox = sandbox
        self.client = client
        self.journal = journal
        self.clock = clock
        (self.deal,) = sandbox.seed(documents.order().encode())

    def prepare(self, action: str, document: bytes | None = None) -> Upload:
        """An upload to the deal, or to the supplier."""
        target = SUPPLIER if action == "send" else self.deal
        return prepare_upload(action, target, document)  # type: ignore[arg-type]

    def upload(self, action: str, document: bytes | None = None, **how: float | None) -> Receipt:
        """Upload it once."""
        return upload_once(self.client, self.journal, self.prepare(action, document), **how)  # type: ignore[arg-type]

    @property
    def effects(self) -> int:
        """How often anything took effect."""
        return sum(one.effects for one in self.sandbox.arrivals())

    @property
    def arrived(self) -> int:
        """How many uploads reached the server."""
        return len(self.sandbox.arrivals())

    def lose(self, action: str, effect: str, seconds: float = 0) -> None:
        """Let the answer to the next upload of that action get lost."""
        self.sandbox.fail(Fault("close", effect, seconds), on=f"{UPLOADS}{action}/")  # type: ignore[arg-type]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Everything in order."""
    clock = Clock()
    settings = Settings(read=5, retries=0, requests=None, clock=clock)
    with (
        Sandbox(strict=False, limit=None) as sandbox,
        ITscope(
            sandbox.account_id, sandbox.api_key, company="X", base_url=sandbox.base_url, settings=settings
        ) as client,
        Journal(tmp_path / "journal.sqlite3", clock=clock) as journal,
    ):
        yield Shop(sandbox, client, journal, clock)


# What is the same


def test_spelling_does_not_make_another_document() -> None:
    spelled = (
        BILL.replace(b"bmecat:", b"b:")
        .replace(b"xmlns:bmecat", b"xmlns:b")
        .replace(b">\n<", b"> <!-- so --> <")
        .replace(b"RE-1", b"<![CDATA[RE-1]]>")
    )
    assert spelled != BILL
    assert same_document(BILL, spelled)
    assert same_document(BILL, BILL.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def test_the_moment_of_generation_does_not_count() -> None:
    def made(moment: str) -> bytes:
        control = f"<INVOICE_HEADER><CONTROL_INFO><GENERATION_DATE>{moment}</GENERATION_DATE></CONTROL_INFO>"
        return BILL.replace(b"<INVOICE_HEADER>", control.encode())

    assert same_document(made("2026-11-21T10:00:00"), made("2026-11-22T10:00:00"))


@given(st.sampled_from(list(documents.MINIMAL)), st.data())
def test_any_other_text_makes_another_document(kind: str, data: st.DataObject) -> None:
    document = documents.MINIMAL[kind]()
    places = [place for place, letter in enumerate(document) if letter.isdigit() and place > document.index("_HEADER>")]
    place = data.draw(st.sampled_from(places))
    changed = document[:place] + str((int(document[place]) + 1) % 10) + document[place + 1 :]
    assert not same_document(document.encode(), changed.encode())


@pytest.mark.parametrize("damaged", [b"", b"<a>", b"<!DOCTYPE a><a/>", b"\0\0", b"%PDF-1.7"])
def test_what_is_no_xml_has_no_content(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"XML|document type"):
        content_hash(damaged)


@pytest.mark.parametrize(
    ("start", "inner", "words"),
    [
        (" ".join(f"a{number}=''" for number in range(100_000)), "", "line 1 has more than 1,000 attributes"),
        (
            " ".join(f"xmlns:n{number}='u'" for number in range(100_000)),
            f"<b xmlns:x='{XSI}' x:type='n7:c'/>" * 100_000,
            "line 1 has more than 100 namespaces",
        ),
    ],
)
def test_a_document_that_would_take_for_ever_to_compare_is_refused(start: str, inner: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        content_hash(f"<a {start}>{inner}</a>".encode())


# Sent once


@EACH_WAY
def test_the_same_again_is_not_sent(shop: Shop, action: str, document: bytes | None) -> None:
    first = shop.upload(action, document)
    assert (first.sent_now, first.entry.state, shop.arrived) == (True, "sent", 1)
    again = shop.upload(action, document)
    assert (again.sent_now, again.entry.number, shop.arrived) == (False, first.entry.number, 1)


def test_the_same_in_another_spelling_is_not_sent(shop: Shop) -> None:
    shop.upload("invoice", BILL)
    assert not shop.upload("invoice", BILL.replace(b">\n<", b"><")).sent_now


def test_another_document_of_the_deal_is_sent(shop: Shop) -> None:
    shop.upload("invoice", BILL)
    assert shop.upload("invoice", BILL.replace(b"RE-1", b"RE-2")).sent_now


def test_other_content_under_the_same_id_needs_a_word(shop: Shop) -> None:
    first = shop.upload("invoice", BILL)
    with pytest.raises(ConflictError, match=r"INVOICE RE-1 was sent there with other content .*--replace") as refused:
        shop.upload("invoice", OTHER_BILL)
    assert (refused.value.entry.number, shop.arrived) == (first.entry.number, 1)
    assert shop.upload("invoice", OTHER_BILL, replace=True).sent_now
    assert not shop.upload("invoice", OTHER_BILL).sent_now
    with pytest.raises(ConflictError):
        shop.upload("invoice", BILL)
    assert shop.upload("invoice", BILL, replace=True).sent_now


def test_a_document_and_none_are_not_both_sent(shop: Shop) -> None:
    shop.upload("invoice")
    with pytest.raises(ConflictError, match="invoice was sent there already, without a document"):
        shop.upload("invoice", BILL)
    shop.upload("advise", NOTE)
    with pytest.raises(ConflictError, match="advise was sent there already, with a document"):
        shop.upload("advise")
    assert shop.arrived == 2


@pytest.mark.parametrize("action", ["confirm", "advise", "invoice"])
def test_without_a_document_the_same_is_sent_once_more_only_on_a_persons_word(shop: Shop, action: str) -> None:
    first = shop.upload(action)
    again = shop.upload(action, replace=True)
    assert (again.sent_now, again.entry.number, shop.effects) == (True, first.entry.number, 2)
    assert not shop.upload(action).sent_now
    assert shop.arrived == 2


def test_a_document_is_never_sent_once_more(shop: Shop) -> None:
    shop.upload("advise", NOTE)
    assert not shop.upload("advise", NOTE, replace=True).sent_now


def test_a_repetition_whose_answer_was_lost_is_not_repeated_again(shop: Shop) -> None:
    shop.upload("advise")
    shop.lose("advise", "later", seconds=100)
    with pytest.raises(UnsettledError):
        shop.upload("advise", replace=True)
    shop.sandbox.clock.advance(200)
    assert not shop.upload("advise", replace=True).sent_now
    assert (shop.arrived, shop.effects) == (2, 2)


def test_a_repetition_that_is_refused_leaves_what_was_sent_before(shop: Shop) -> None:
    shop.upload("advise")
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "advise")
    with pytest.raises(AuthenticationError):
        shop.upload("advise", replace=True)
    assert [entry.state for entry in shop.journal.entries()] == ["sent"]
    assert not shop.upload("advise").sent_now
    assert shop.effects == 1


def test_of_two_who_repeat_at_once_one_does(shop: Shop, tmp_path: Path) -> None:
    first = shop.upload("advise").entry

    class Slower(ITscope):
        """Somebody else repeats it while this one looks at the deal."""

        def deal(self, deal_id: str, *, form: Literal["xml", "json"] = "xml") -> Deal:
            if shop.journal.entry(first.number) == first:
                assert shop.upload("advise", replace=True).sent_now
            return super().deal(deal_id, form=form)

    with Slower(shop.sandbox.account_id, shop.sandbox.api_key, company="X", base_url=shop.sandbox.base_url) as client:
        assert not upload_once(client, shop.journal, shop.prepare("advise"), replace=True).sent_now
    assert shop.effects == 2


def test_a_table_that_is_gone_through_again_repeats_nothing(shop: Shop) -> None:
    tasks = [Task("1", shop.deal, "confirm"), Task("2", shop.deal, "archive")]
    for outcome in ("sent", "already-sent"):
        done = [done.outcome for _, done in run_tasks(shop.client, shop.journal, tasks, replace=True)]
        assert done == [outcome] * 2
    assert shop.effects == 2


@pytest.mark.parametrize("documents", [{}, {"confirm": RESPONSE, "reject": CANCELLATION}], ids=["PUT", "POST"])
@pytest.mark.parametrize(("lost", "done"), [("confirm", "reject"), ("reject", "confirm")])
def test_a_rejection_is_no_sign_of_a_confirmation(
    shop: Shop, lost: str, done: str, documents: dict[str, bytes]
) -> None:
    shop.lose(lost, "never")
    with pytest.raises(UnsettledError):
        shop.upload(lost, documents.get(lost))
    assert shop.upload(done, documents.get(done)).sent_now
    with pytest.raises(UnsettledError, match="no sign"):
        shop.upload(lost, documents.get(lost))


def test_what_was_refused_may_be_sent_again(shop: Shop) -> None:
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "invoice")
    with pytest.raises(Exception, match="401"):
        shop.upload("invoice", BILL)
    (entry,) = shop.journal.entries()
    assert entry.state == "not-sent"
    assert shop.upload("invoice", BILL).entry.number == entry.number
    assert shop.effects == 1


def test_a_document_of_another_order_is_not_sent(shop: Shop) -> None:
    with pytest.raises(MismatchError, match="belongs to order PO-2"):
        shop.upload("confirm", RESPONSE.replace(b"PO-1", b"PO-2"))
    assert (shop.arrived, shop.journal.entries()) == (0, [])


def test_a_deal_that_is_not_there_leaves_no_entry(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        upload_once(shop.client, shop.journal, prepare_upload("confirm", "SBX000-261122-9999"))
    assert shop.journal.entries() == []


# Answers that got lost


@EACH_WAY
def test_a_lost_answer_is_found_by_looking(shop: Shop, action: str, document: bytes | None) -> None:
    shop.lose(action, "now")
    receipt = shop.upload(action, document)
    assert (receipt.sent_now, receipt.answer, receipt.entry.state) == (True, None, "sent")
    assert not shop.upload(action, document).sent_now
    assert (shop.arrived, shop.effects) == (1, 1)


@EACH_WAY
def test_no_sign_is_no_proof(shop: Shop, action: str, document: bytes | None) -> None:
    shop.lose(action, "never")
    for _ in range(2):
        with pytest.raises(UnsettledError, match=r"no sign of it.*journal settle 1 --sent or --not-sent"):
            shop.upload(action, document)
    assert (shop.arrived, shop.effects) == (1, 0)
    assert [entry.state for entry in shop.journal.entries()] == ["unknown"]


@EACH_WAY
def test_an_effect_that_comes_late_is_found_later(shop: Shop, action: str, document: bytes | None) -> None:
    shop.lose(action, "later", seconds=100)
    with pytest.raises(UnsettledError):
        shop.upload(action, document)
    shop.sandbox.clock.advance(200)
    receipt = shop.upload(action, document)
    assert (receipt.sent_now, receipt.entry.state) == (False, "sent")
    assert (shop.arrived, shop.effects) == (1, 1)


def test_a_document_of_the_same_content_is_no_sign_where_it_was_sent_before(shop: Shop) -> None:
    shop.upload("invoice", BILL)
    shop.upload("invoice", OTHER_BILL, replace=True)
    shop.lose("invoice", "never")
    with pytest.raises(UnsettledError):
        shop.upload("invoice", BILL, replace=True)
    shop.journal.settle(1, sent=False)
    shop.lose("invoice", "now")
    assert shop.upload("invoice", BILL, replace=True).entry.state == "sent"


@pytest.mark.parametrize("action", ["confirm", "advise", "invoice", "reject"])
def test_a_document_that_was_there_before_is_no_sign(shop: Shop, action: str) -> None:
    shop.client.upload(shop.prepare(action))
    shop.lose(action, "never")
    with pytest.raises(UnsettledError):
        shop.upload(action)


@pytest.mark.parametrize("answer", ["500", "502", "503", "page", "reset", "truncated"])
def test_answers_that_say_nothing_are_lost_ones(shop: Shop, answer: str) -> None:
    shop.sandbox.fail(Fault(answer, "now"), on=UPLOADS + "invoice")  # type: ignore[arg-type]
    assert shop.upload("invoice", BILL).entry.state == "sent"
    shop.sandbox.fail(Fault(answer, "never"), on=UPLOADS + "advise")  # type: ignore[arg-type]
    with pytest.raises(UnsettledError):
        shop.upload("advise", NOTE)
    assert shop.effects == 1


def test_while_itscope_cannot_be_asked_it_stays_unknown(shop: Shop) -> None:
    shop.lose("invoice", "now")
    upload = shop.prepare("invoice", BILL)
    shop.sandbox.fail(Fault("500"), on="INVOICE.xml", times=2)
    for _ in range(2):
        with pytest.raises(UnsettledError, match="could not be asked"):
            upload_once(shop.client, shop.journal, upload)
    assert not upload_once(shop.client, shop.journal, upload).sent_now
    assert shop.effects == 1


def test_a_person_may_say_that_it_was_not_sent(shop: Shop) -> None:
    shop.lose("invoice", "never")
    with pytest.raises(UnsettledError) as unknown:
        shop.upload("invoice", BILL)
    shop.journal.settle(unknown.value.entry.number, sent=False)
    assert shop.upload("invoice", BILL).sent_now
    assert shop.effects == 1


def test_a_person_may_say_that_it_was_sent(shop: Shop) -> None:
    shop.lose("invoice", "never")
    with pytest.raises(UnsettledError) as unknown:
        shop.upload("invoice", BILL)
    shop.journal.settle(unknown.value.entry.number, sent=True)
    assert not shop.upload("invoice", BILL).sent_now
    assert shop.arrived == 1


def test_it_is_sent_again_after_the_waiting_time_and_not_before(shop: Shop) -> None:
    shop.lose("invoice", "never")
    with pytest.raises(UnsettledError):
        shop.upload("invoice", BILL)
    shop.clock.sleep(599)
    with pytest.raises(UnsettledError):
        shop.upload("invoice", BILL, retry_after=600)
    shop.clock.sleep(2)
    with pytest.raises(UnsettledError):
        shop.upload("invoice", BILL)
    assert shop.upload("invoice", BILL, retry_after=600).sent_now
    assert (shop.arrived, shop.effects) == (2, 1)


def test_an_unknown_one_holds_back_what_would_replace_it(shop: Shop) -> None:
    shop.lose("invoice", "never")
    with pytest.raises(UnsettledError):
        shop.upload("invoice", BILL)
    for document in (OTHER_BILL, None):
        with pytest.raises(UnsettledError):
            shop.upload("invoice", document, replace=True)
    assert shop.arrived == 1


def deal_xml(*transactions: str) -> bytes:
    """A deal with invoices."""
    listed = "".join(
        f"<invoice><transactionId>{one}</transactionId>"
        f"<documentUrl>https://api.example.com/2.1/business/documents/{one}/INVOICE.xml</documentUrl></invoice>"
        for one in transactions
    )
    return reply(f"<deal><orderId>D-1</orderId><status>ARRIVED</status><invoices>{listed}</invoices></deal>")


def invoice_at(
    tmp_path: Path, *replies: Reply, retry_after: float | None = None, times: int = 1
) -> tuple[Receipt | UnsettledError, Server]:
    """What becomes of the invoice at a server that answers so, when it is sent that often."""
    result: Receipt | UnsettledError
    with (
        Server(*replies) as server,
        ITscope("account", "a-secret-key", company="X", base_url=server.url, settings=Settings(retries=0)) as client,
        Journal(tmp_path / "journal.sqlite3") as journal,
    ):
        for _ in range(times):
            try:
                upload = prepare_upload("invoice", "D-1", BILL)
                result = upload_once(client, journal, upload, retry_after=retry_after)
            except UnsettledError as error:
                result = error
    return result, server


def test_a_new_document_of_the_same_id_is_a_sign_though_the_server_changed_it(tmp_path: Path) -> None:
    receipt, server = invoice_at(
        tmp_path, deal_xml("t-1"), hang_up, deal_xml("t-1", "t-2"), reply(OTHER_BILL), reply(OTHER_BILL)
    )
    assert isinstance(receipt, Receipt)
    assert receipt.entry.state == "sent"
    assert [one.target.rpartition("2.1")[2] for one in server.received[-2:]] == [
        f"/business/documents/{one}/INVOICE.xml" for one in ("t-2", "t-1")
    ]


def test_an_old_document_of_the_same_id_is_no_sign(tmp_path: Path) -> None:
    error, _ = invoice_at(tmp_path, deal_xml("t-1"), hang_up, deal_xml("t-1"), reply(OTHER_BILL))
    assert isinstance(error, UnsettledError)


def test_a_new_document_of_another_id_is_no_sign(tmp_path: Path) -> None:
    other = reply(BILL.replace(b"RE-1", b"RE-2"))
    error, _ = invoice_at(tmp_path, deal_xml(), hang_up, deal_xml("t-1"), other)
    assert isinstance(error, UnsettledError)


@pytest.mark.parametrize("body", [b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<html></html>"])
def test_a_damaged_document_at_the_deal_may_be_the_one(tmp_path: Path, body: bytes) -> None:
    seen = deal_xml("t-1"), reply(body)
    error, server = invoice_at(tmp_path, deal_xml(), hang_up, *seen, *seen, retry_after=0, times=2)
    assert isinstance(error, UnsettledError)
    assert [one.method for one in server.received] == ["GET", "POST", "GET", "GET", "GET", "GET"]


# Two at once, and those who died


def test_what_another_process_is_sending_is_left_alone(shop: Shop, tmp_path: Path) -> None:
    upload = shop.prepare("invoice", BILL)
    with Journal(tmp_path / "journal.sqlite3", clock=shop.clock) as other:
        entry = other.begin(key_of(shop.client, upload), Baseline(), [])
        assert entry is not None
        with pytest.raises(UnsettledError, match="another process is sending it") as refused:
            upload_once(shop.client, shop.journal, upload, retry_after=0)
        assert refused.value.running
        with pytest.raises(ValueError, match="being sent at this moment"):
            shop.journal.settle(entry.number, sent=False)
    assert shop.arrived == 0
    with pytest.raises(UnsettledError, match="no sign of it"):
        upload_once(shop.client, shop.journal, upload)
    assert [event.state for event in shop.journal.events(entry)] == ["open", "unknown", "unknown"]


def test_a_batch_comes_back_to_what_another_process_is_sending(shop: Shop, tmp_path: Path) -> None:
    tasks = [Task("1", shop.deal, "invoice"), Task("2", shop.deal, "archive")]
    with Journal(tmp_path / "journal.sqlite3") as other:
        other.begin(key_of(shop.client, shop.prepare("invoice")), Baseline(), [])
        running = run_tasks(shop.client, shop.journal, tasks)
        task, done = next(running)
        assert (task.place, done.outcome) == ("2", "sent")
    ((task, done),) = running
    assert (task.place, done.outcome) == ("1", "unknown")


def test_a_batch_ends_where_there_is_no_connection(tmp_path: Path) -> None:
    settings = Settings(retries=0, connect=2)
    url = f"http://127.0.0.1:{closed_port()}/2.1"
    tasks = [Task(str(number), f"D-{number}", "archive") for number in range(7)]
    with (
        ITscope("account", "a-secret-key", company="X", base_url=url, settings=settings) as client,
        Journal(tmp_path / "journal.sqlite3") as journal,
    ):
        outcomes = [done.outcome for _, done in run_tasks(client, journal, tasks)]
    assert outcomes == ["failed"] * 5 + ["not-tried"] * 2


def test_what_another_process_is_sending_is_not_tried_once_a_batch_has_ended(shop: Shop, tmp_path: Path) -> None:
    tasks = [Task("1", shop.deal, "invoice"), Task("2", shop.deal, "archive"), Task("3", shop.deal, "confirm")]
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "archive")
    with Journal(tmp_path / "journal.sqlite3") as other:
        other.begin(key_of(shop.client, shop.prepare("invoice")), Baseline(), [])
        outcomes = {task.place: done.outcome for task, done in run_tasks(shop.client, shop.journal, tasks)}
    assert outcomes == {"2": "failed", "3": "not-tried", "1": "not-tried"}


def test_a_batch_ends_where_five_answers_in_a_row_got_lost(shop: Shop) -> None:
    orders = [documents.order(order_id=f"PO-{number}").encode() for number in range(7)]
    tasks = [Task(deal, deal, "archive") for deal in shop.sandbox.seed(*orders)]
    shop.sandbox.fail(Fault("500", "never"), on=UPLOADS + "archive", times=5)
    results = list(run_tasks(shop.client, shop.journal, tasks))
    assert [done.outcome for _, done in results] == ["unknown"] * 5 + ["not-tried"] * 2
    assert shop.arrived == 5
    tasks = [*tasks[:5], Task("x", shop.deal, "archive")]
    again = [done.outcome for _, done in run_tasks(shop.client, shop.journal, tasks)]
    assert again == ["unknown"] * 5 + ["sent"]


def test_of_two_that_saw_the_same_only_one_begins(shop: Shop, tmp_path: Path) -> None:
    key = Key(shop.client.base_url, "a", "D-1", "invoice", "RE-1", "00")
    with Journal(tmp_path / "journal.sqlite3") as other:
        seen = shop.journal.related(key)
        assert other.related(key) == seen
        assert shop.journal.begin(key, Baseline(), seen) is not None
        assert other.begin(key, Baseline(), seen) is None
        assert other.begin(key._replace(content="11"), Baseline(), seen) is None


def test_of_two_outcomes_only_the_first_is_written(shop: Shop) -> None:
    shop.lose("archive", "never")
    with pytest.raises(UnsettledError) as unknown:
        shop.upload("archive")
    settled = shop.journal.settle(unknown.value.entry.number, sent=False)
    entry = unknown.value.entry
    assert shop.journal.record(entry, "unknown", "an outdated view") is None
    assert shop.journal.entry(entry.number) == settled


def test_the_mark_of_an_owner_ends_with_it(tmp_path: Path) -> None:
    journal = str(tmp_path / "journal")
    owner = Owner(journal)
    assert is_alive(journal, owner.token)
    assert is_alive(journal, owner.token)
    owner.close()
    assert not is_alive(journal, owner.token)
    assert os.listdir(tmp_path) == []


def test_a_mark_that_nobody_holds_is_a_dead_one(tmp_path: Path) -> None:
    (tmp_path / "journal-owner-abc").touch()
    assert not is_alive(str(tmp_path / "journal"), "abc")
    assert os.listdir(tmp_path) == []


def test_an_interrupted_upload_is_unknown_at_once(shop: Shop) -> None:
    class Interrupted(ITscope):
        def upload(self, upload: Upload) -> Answer:
            super().upload(upload)
            raise KeyboardInterrupt

    settings = Settings(requests=None)
    with (
        Interrupted(
            shop.sandbox.account_id,
            shop.sandbox.api_key,
            company="X",
            base_url=shop.sandbox.base_url,
            settings=settings,
        ) as client,
        pytest.raises(KeyboardInterrupt),
    ):
        upload_once(client, shop.journal, shop.prepare("invoice", BILL))
    assert [entry.state for entry in shop.journal.entries()] == ["unknown"]
    assert not shop.upload("invoice", BILL).sent_now
    assert shop.effects == 1


def test_under_fire_nothing_is_sent_twice_and_nothing_is_lost(tmp_path: Path) -> None:
    fire = Fire(tmp_path, uploads=150, faults=0.25, seed=7, life=0.3, rounds=1, kills=8)
    figures = fire.run()
    assert figures.faultless, "\n".join([str(figures), *fire.stories])
    assert figures.uploads == 150
    assert figures.outcomes_lost > 10
    assert figures.clients_killed > 2


def test_without_the_journal_the_fire_makes_doubles(tmp_path: Path) -> None:
    assert Fire(tmp_path, uploads=40, faults=0.4, seed=7, life=1.0, rounds=0).run(naive=True).doubles > 0


# The file


def test_the_intent_is_on_the_disk_before_the_request(shop: Shop, tmp_path: Path) -> None:
    seen: list[str] = []

    class Watching(ITscope):
        def upload(self, upload: Upload) -> Answer:
            with sqlite3.connect(tmp_path / "journal.sqlite3") as database:
                seen.extend(state for (state,) in database.execute("SELECT state FROM uploads"))
            database.close()
            return super().upload(upload)

    with Watching(shop.sandbox.account_id, shop.sandbox.api_key, company="X", base_url=shop.sandbox.base_url) as client:
        upload_once(client, shop.journal, shop.prepare("invoice", BILL))
    assert seen == ["open"]
    database = shop.journal._database
    assert database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_several_may_make_the_journal_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def make(number: int) -> int:
        together.wait()
        with Journal(tmp_path / str(number)) as journal:
            return len(journal.entries())

    for number in range(40):
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(make, [number] * 4)) == [0, 0, 0, 0]


def test_no_secret_is_in_the_journal(shop: Shop, tmp_path: Path) -> None:
    shop.lose("invoice", "now")
    shop.upload("invoice", BILL)
    shop.sandbox.fail(Fault("expired"), on=UPLOADS + "advise")
    with pytest.raises(Exception, match="401"):
        shop.upload("advise", NOTE)
    key = shop.sandbox.api_key
    secrets = key.encode(), base64.b64encode(f"{shop.sandbox.account_id}:{key}".encode())
    files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert sum(map(len, files)) > 1000
    assert not [secret for secret in secrets for data in files if secret in data]


@contextmanager
def somebody_else() -> Iterator[None]:
    """Let root, who may write everywhere, be nobody for a while."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    with suppress(PermissionError):
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter and write to."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o777)
        yield path


def unusable(folder: Path) -> dict[str, Callable[[], Path]]:
    """Ways in which there can be no journal, each with the path."""

    def no_folder() -> Path:
        return folder / "nowhere" / "journal"

    def below_a_file() -> Path:
        (folder / "file").write_bytes(b"")
        return folder / "file" / "journal"

    def a_folder() -> Path:
        return folder

    def no_database() -> Path:
        (folder / "journal").write_bytes(b"something else " * 100)
        return folder / "journal"

    def another_program() -> Path:
        with sqlite3.connect(folder / "other") as database:
            database.execute("CREATE TABLE t (a)")
        database.close()
        return folder / "other"

    def newer() -> Path:
        Journal(folder / "newer").close()
        with sqlite3.connect(folder / "newer") as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        return folder / "newer"

    def read_only_file() -> Path:
        Journal(folder / "read-only").close()
        (folder / "read-only").chmod(0o444)
        return folder / "read-only"

    def read_only_folder() -> Path:
        made = folder / "closed"
        made.mkdir()
        made.chmod(0o555)
        return made / "journal"

    every: list[Callable[[], Path]] = [
        no_folder, below_a_file, a_folder, no_database, another_program, newer, read_only_file, read_only_folder
    ]  # fmt: skip
    return {one.__name__: one for one in every}


@pytest.mark.parametrize(
    "how",
    [
        "no_folder",
        "below_a_file",
        "a_folder",
        "no_database",
        "another_program",
        "newer",
        "read_only_file",
        "read_only_folder",
    ],
)
def test_without_a_journal_nothing_is_sent(shop: Shop, open_folder: Path, how: str) -> None:
    path = unusable(open_folder)[how]()
    upload = shop.prepare("invoice", BILL)
    with somebody_else():
        closed = {"read_only_file": path, "read_only_folder": path.parent}.get(how)
        if closed is not None and os.access(closed, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            pytest.skip("this system does not heed permissions")
        with pytest.raises(JournalError, match=r"journal"), Journal(path) as journal:
            upload_once(shop.client, journal, upload)
    assert shop.arrived == 0


def test_on_a_full_disk_nothing_is_sent(shop: Shop) -> None:
    shop.upload("archive")
    (pages,) = shop.journal._database.execute("PRAGMA page_count").fetchone()
    shop.journal._database.execute(f"PRAGMA max_page_count = {pages}")
    documents = (BILL.replace(b"RE-1", f"RE-{'9' * 200}{number}".encode()) for number in range(1000))
    uploads = [prepare_upload("invoice", shop.deal, document, validate=False) for document in documents]
    with pytest.raises(JournalError, match=r"full.*space on the disk"):
        all(upload_once(shop.client, shop.journal, upload) for upload in uploads)
    assert 0 < shop.arrived == len(shop.journal.entries("sent")) < 1000
    assert shop.journal.entries("open", "unknown") == []


def test_an_outcome_that_cannot_be_written_is_unknown_and_found_later(shop: Shop) -> None:
    class Filling(ITscope):
        def upload(self, upload: Upload) -> Answer:
            answer = super().upload(upload)
            shop.journal._database.execute("PRAGMA query_only = ON")
            return answer

    with (
        Filling(shop.sandbox.account_id, shop.sandbox.api_key, company="X", base_url=shop.sandbox.base_url) as client,
        pytest.raises(UnsettledError, match=r"HTTP 200, but that cannot be recorded"),
    ):
        upload_once(client, shop.journal, shop.prepare("invoice", BILL))
    shop.journal._database.execute("PRAGMA query_only = OFF")
    assert not shop.upload("invoice", BILL).sent_now
    assert shop.effects == 1


def test_one_journal_serves_several_accounts_and_servers(shop: Shop) -> None:
    upload = shop.prepare("invoice", BILL)
    key = key_of(shop.client, upload)
    entry = shop.journal.begin(key._replace(account="another"), Baseline(), [])
    assert entry is not None
    assert shop.journal.begin(key._replace(base_url="https://api.itscope.com/2.1"), Baseline(), []) is not None
    assert shop.upload("invoice", BILL).sent_now
    assert len(shop.journal.entries()) == 3


def test_an_entry_that_is_not_there_is_named(shop: Shop) -> None:
    with pytest.raises(LookupError, match="no entry 7"):
        shop.journal.entry(7)
