"""``opentrans reply`` and ``opentrans new``, called as people do."""

from __future__ import annotations

from pathlib import Path

import pytest

from opentrans import DispatchNotification, Invoice, Order, OrderResponse, validate
from tests.command import Command

_ANSWER = ("--as", "orderresponse", "--set", "response_date=2026-10-13")
_DELIVERY = ("--as", "dispatchnotification", "--set", "dispatch_id=LS-1", "--set", "dispatch_date=2026-10-14")
_BILL = ("--as", "invoice", "--set", "invoice_id=RE-1", "--set", "invoice_date=2026-10-15", "--set", "tax=0.19")


@pytest.fixture
def reply(command: Command, samples: Path) -> Command:
    """The command in a folder that holds the order of the sample story as order.xml."""
    (command.folder / "order.xml").write_bytes((samples / "story-1-order.xml").read_bytes())
    return command


def table(reply: Command, text: str, encoding: str = "utf-8") -> str:
    """The name of a file with the lines of a reply."""
    (reply.folder / "lines.csv").write_bytes(text.encode(encoding))
    return "lines.csv"


def refused(reply: Command, *arguments: str) -> str:
    """What a call says that ends with 2 and writes nothing."""
    done = reply("reply", "order.xml", *arguments, "-o", "out.xml")
    assert (done.returncode, done.stdout) == (2, b"")
    assert not (reply.folder / "out.xml").exists()
    return done.stderr.decode().strip().splitlines()[-1]


def test_an_order_is_answered_delivered_and_billed(reply: Command) -> None:
    answer_lines = table(
        reply,
        "line;quantity;delivery_date;delivery_end;delivery_type;remark\n"
        "1;6;2026-10-14;;fixed;\n1;4;2026-10-26;2026-10-30;optional;\n2;8;2026-10-14;;fixed;Nur 8 lieferbar, schön\n"
        "3;4;2026-10-14;;fixed;\n4;200;2026-10-14;;fixed;\n5;0;;;;Abgekündigt\n",
    )
    done = reply(
        "reply", "order.xml", *_ANSWER, "--set", "supplier_order_id=AB-1", "--lines", answer_lines, "-o", "answer.xml"
    )
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert done.stderr.splitlines()[-1] == b"answer.xml: ORDERRESPONSE written, valid"
    answer = OrderResponse.load(reply.folder / "answer.xml")
    assert answer.orderresponse_summary.total_amount is not None
    assert str(answer.orderresponse_summary.total_amount) == "11667.60"
    assert answer.orderresponse_item_list.orderresponse_item[1].remarks[0].value == "Nur 8 lieferbar, schön"

    delivered = table(
        reply,
        "article,quantity,serials,serials:Imei,tracking,supplier_line\n"
        '704118,2,"S-1, S-2",,T-1,10\n718802,2,,001010232001006|001010232001022,T-1,30\n',
    )
    done = reply(
        "reply", "order.xml", *_DELIVERY, "--lines", delivered, "--previous", "answer.xml", "-o", "delivery.xml",
        "--set", "carrier=DHL", "--set", "delivery_date=2026-10-15", "--set", "packages=T-2",
    )  # fmt: skip
    written = b"delivery.xml: DISPATCHNOTIFICATION written, valid"
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (0, b"", [written])
    note = DispatchNotification.load(reply.folder / "delivery.xml")
    items = note.dispatchnotification_item_list.dispatchnotification_item
    assert [[one.type for one in item.product_id.serial_number] for item in items] == [[None, None], ["Imei", "Imei"]]

    done = reply(
        "reply", "order.xml", *_BILL, "--previous", "answer.xml", "--previous", "delivery.xml",
        "--set", "surcharges=Versand,14.90", "--set", "payment=30",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    (reply.folder / "bill.xml").write_bytes(done.stdout)
    bill = Invoice.load(reply.folder / "bill.xml")
    assert str(bill.invoice_summary.net_value_goods) == "2523.80"
    assert validate(reply.folder / "bill.xml").findings == ()


def test_all_lines_are_refused_by_one_setting(reply: Command) -> None:
    done = reply("reply", "order.xml", *_ANSWER, "--set", "reject=true", "--set", "reason=Zu spät")
    assert (done.returncode, done.stderr) == (0, b"")
    (reply.folder / "answer.xml").write_bytes(done.stdout)
    answer = OrderResponse.load(reply.folder / "answer.xml")
    assert {item.quantity for item in answer.orderresponse_item_list.orderresponse_item} == {0}
    assert "reject=true refuses all lines" in refused(
        reply, *_ANSWER, "--set", "reject=true", "--lines", table(reply, "line\n1\n")
    )


def test_the_order_may_come_from_standard_input(reply: Command) -> None:
    data = (reply.folder / "order.xml").read_bytes()
    done = reply("reply", "-", *_BILL, stdin=data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_warnings_are_shown_with_what_to_say_and_the_document_is_written(reply: Command) -> None:
    done = reply("reply", "order.xml", *_ANSWER, "-o", "answer.xml")
    assert done.returncode == 0
    assert b"warning itscope/supplier-order-id: SUPPLIER_ORDER_ID is missing" in done.stderr
    assert b"to do: Say --set supplier_order_id=" in done.stderr
    assert b"to do: Say --set delivery_date=DATE,fixed" in done.stderr
    assert (reply.folder / "answer.xml").exists()
    done = reply("reply", "order.xml", *_DELIVERY, "-o", "delivery.xml")
    assert b"to do: Say --set packages=" in done.stderr
    assert b"to do: Say --set carrier=" in done.stderr


def test_what_the_hints_name_silences_the_warnings(reply: Command) -> None:
    told = ("supplier_order_id=AB-1", "delivery_date=2026-10-14,fixed")
    answered = reply("reply", "order.xml", *_ANSWER, *(part for one in told for part in ("--set", one)))
    told = ("packages=00340434161094042557", "carrier=DHL")
    delivered = reply("reply", "order.xml", *_DELIVERY, *(part for one in told for part in ("--set", one)))
    assert [(one.returncode, one.stderr) for one in (answered, delivered)] == [(0, b"")] * 2


def test_an_invalid_result_is_shown_and_not_written(reply: Command) -> None:
    order = (reply.folder / "order.xml").read_bytes()
    lost = order.replace(b">KD-2291-HH</DELIVERY_IDREF>", b">KD-0</DELIVERY_IDREF>")
    (reply.folder / "order.xml").write_bytes(lost)
    (reply.folder / "answer.xml").write_bytes(b"as it was")
    done = reply("reply", "order.xml", *_ANSWER, "-o", "answer.xml")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"error parties/unresolved-reference: no PARTY has the PARTY_ID 'KD-0'" in done.stderr
    assert done.stderr.strip().endswith(b"nothing was written")
    assert (reply.folder / "answer.xml").read_bytes() == b"as it was"


def test_the_dialect_decides_what_is_written(reply: Command) -> None:
    done = reply("reply", "order.xml", *_ANSWER, "--dialect", "standard")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ORDER_REFERENCE" not in done.stdout
    assert validate(done.stdout, dialect="standard").valid


def test_an_invalid_order_is_shown_like_validate_does(reply: Command) -> None:
    broken = (reply.folder / "order.xml").read_bytes().replace(b"<QUANTITY>10</QUANTITY>", b"<QUANTITY>x</QUANTITY>")
    (reply.folder / "broken.xml").write_bytes(broken)
    done = reply("reply", "broken.xml", *_ANSWER)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"error schema/bad-number: QUANTITY: 'x' is not a" in done.stderr
    missing = reply("reply", "nowhere.xml", *_ANSWER)
    assert missing.returncode == 2
    assert b"nowhere.xml" in missing.stderr


def test_another_document_than_an_order_is_refused(reply: Command, samples: Path) -> None:
    done = reply("reply", samples / "story-5-invoice-1.xml", *_ANSWER)
    assert done.returncode == 2
    assert b"this is INVOICE, but ORDER is needed here" in done.stderr
    done = reply("reply", "order.xml", *_ANSWER, "--previous", "order.xml")
    assert done.returncode == 2
    assert b"order.xml: this is ORDER, but ORDERRESPONSE or DISPATCHNOTIFICATION or INVOICE is needed" in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (("foo=1",), "--set: there is no 'foo'; known are response_date=DATE, supplier_order_id=TEXT,"),
        (("foo",), "--set: 'foo' is not in the form NAME=VALUE; known are response_date=DATE,"),
        ((), "response_date missing; give --set response_date=...; known are response_date=DATE,"),
        (("response_date=13.10.2026",), "--set response_date: '13.10.2026' is no date; write 2026-11-21"),
        (("response_date=",), "--set response_date: the value is empty; leave it out"),
        (("response_date=2026-10-13", "response_date=2026-10-14"), "--set response_date: is given twice"),
        (("response_date=2026-10-13", "allow_more=yes"), "--set allow_more: 'yes' is neither true nor false"),
        (("response_date=2026-10-13", "delivery_date=1,2,3"), "'1,2,3' is no delivery date; write FROM, or FROM,TO"),
        (("response_date=2026-10-01",), "response_date: 2026-10-01 comes before the order of 2026-10-12T09:41:08"),
        (("reject=perhaps",), "--set reject: 'perhaps' is neither true nor false"),
        (("reject=true", "lines=1"), "--set: there is no 'lines'; known are response_date=DATE, reason=TEXT"),
    ],
)
def test_settings_are_refused_by_name(reply: Command, settings: tuple[str, ...], said: str) -> None:
    given = [part for one in settings for part in ("--set", one)]
    assert said in refused(reply, "--as", "orderresponse", *given)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("tax=0,19", "--set tax: '0,19' has a comma; write the rate with a decimal point"),
        ("tax=19", "--set tax: 19 is no factor; write 0.19 for 19 %"),
        ("total=1.234,50", "--set total: '1.234,50' has a comma; write numbers with a decimal point"),
        ("total=1", "total: 1 is stated, but goods 12742.60 + charges 0 + taxes 2421.09 is 15163.69"),
        ("payment=soon", "--set payment: 'soon' is no number of days"),
        ("total=15.163", "--set total: '15.163' may mean 15163 or a fraction; write 15163, or 15.1630"),
        ("surcharges=Versand,14,00", "is the amount 14.00? Write Versand,14.00, or a rate such as 0.19 or 0.0"),
        ("surcharges=14.90", "--set surcharges: '14.90' is no surcharge; write NAME,AMOUNT or NAME,AMOUNT,RATE"),
    ],
)
def test_amounts_are_refused_by_name(reply: Command, setting: str, said: str) -> None:
    rate = () if setting.startswith("tax") else ("--set", "tax=0.19")
    given = [*_BILL[:6], *rate, "--set", setting]
    assert said in refused(reply, *given)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "line;quantity\n2;12\n",
            "lines.csv:2, column B 'quantity': 12 would be confirmed of line '2', 10 are ordered",
        ),
        ("line;quantity\n1;1\n2;1,5\n", "lines.csv:3, column B 'quantity': '1,5' has a comma; write numbers with"),
        (
            "line;quantity\n1;1\n2;\n",
            "lines.csv:3, column B 'quantity': is blank; write how many (0 in an answer refuses the line)",
        ),
        ("line;quantity\n2;x\n", "lines.csv:2, column B 'quantity': 'x' is no number; write it as 1234.5"),
        ("line;price\n2;-1\n", "lines.csv:2, column B 'price': -1 is below zero"),
        ("line\tquantity\n9\t1\n", "lines.csv:2, column A 'line': there is no line '9'; there are 1, 2, 3, 4, 5"),
        ("article,price\nA-1,1\n", "lines.csv:2, column A 'article': no line has the article 'A-1'"),
        ("line;menge\n1;2\n", "lines.csv, column B 'menge': there is no such column; known are line, article"),
        ("quantity\n1\n", "lines.csv:2, line: is missing; name the line by its number, or by its article"),
        ("line;delivery_date\n1;14.10.2026\n", "lines.csv:2, column B 'delivery_date': '14.10.2026' is no date"),
        ("line;delivery_type\n1;fixed\n", "lines.csv:2: delivery_date is empty"),
        (
            "line;delivery_date;delivery_type\n1;2026-10-14;soon\n",
            "lines.csv:2, column C 'delivery_type': 'soon' is neither fixed nor optional",
        ),
        (
            "line;delivery_date;delivery_end\n1;2026-10-14;2026-10-13\n",
            "lines.csv:2, column B 'delivery_date': 2026-10-13 comes before the start 2026-10-14",
        ),
        ("line;serials\n1;S-1\n", "lines.csv:2, column B 'serials': this document has no place for it; leave it out"),
        ("line;quantity\n", "lines.csv: there is no row below the header"),
        ("line;quantity\n1;2;3\n", "lines.csv:2: 3 fields where the rows have 2"),
        ("line;quantity\n1;1.000\n", "column B 'quantity': '1.000' may mean 1000 or a fraction; write 1000, or 1.0000"),
        ("article;quantity\n3,56E+14;1\n", "column A 'article': a spreadsheet has shortened a number to '3,56E+14'"),
        ("line;package\n1;A-1 3.4E+17\n", "column B 'package': a spreadsheet has shortened a number to '3.4E+17'"),
        ("line;serials:Imei\n1;3,56E+14\n", "a spreadsheet has shortened a number to '3,56E+14'; format the column"),
        ("line;;remark\n1;x;\n", "lines.csv, column B: there is no such column"),
        ("package;tracking;line\na;b;1\n", "lines.csv, column B 'tracking': another column means 'package' too"),
    ],
)
def test_lines_are_refused_with_file_row_and_column(reply: Command, text: str, said: str) -> None:
    assert said in refused(reply, *_ANSWER, "--lines", table(reply, text))


def test_lines_may_be_in_any_usual_encoding(reply: Command) -> None:
    for encoding, told in (("utf-8-sig", b""), ("cp1252", b"the encoding is guessed: cp1252"), ("utf-16", b"")):
        lines = table(reply, "line;remark\n1;Grüße aus Köln\n", encoding)
        done = reply("reply", "order.xml", *_ANSWER, "--lines", lines, "-o", "answer.xml")
        assert done.returncode == 0, done.stderr
        assert told in done.stderr
        answer = OrderResponse.load(reply.folder / "answer.xml")
        remark = answer.orderresponse_item_list.orderresponse_item[0].remarks[0]
        assert remark.value == "Grüße aus Köln"


def test_serial_numbers_may_be_separated_as_spreadsheets_do_and_columns_may_be_empty(reply: Command) -> None:
    lines = table(reply, 'line;quantity;;serials\n1;3;;"S-1; S-2\nS-3"\n')
    assert reply("reply", "order.xml", *_DELIVERY, "--lines", lines, "-o", "delivery.xml").returncode == 0
    note = DispatchNotification.load(reply.folder / "delivery.xml")
    product = note.dispatchnotification_item_list.dispatchnotification_item[0].product_id
    assert [one.value for one in product.serial_number] == ["S-1", "S-2", "S-3"]


@pytest.mark.parametrize("output", ["order.xml", "./order.xml", "answer.xml", "lines.csv"])
def test_what_is_read_is_not_overwritten(reply: Command, output: str) -> None:
    assert reply("reply", "order.xml", *_ANSWER, "-o", "answer.xml").returncode == 0
    lines = table(reply, "line\n1\n")
    before = (reply.folder / output).read_bytes()
    done = reply("reply", "order.xml", *_BILL, "--previous", "answer.xml", "--lines", lines, "-o", output)
    assert done.returncode == 2
    assert f"-o {output}: this call reads it; write to another file" in done.stderr.decode()
    assert (reply.folder / output).read_bytes() == before


def test_an_earlier_document_that_is_invalid_is_named(reply: Command, samples: Path) -> None:
    (reply.folder / "old.xml").write_bytes((samples / "invalid" / "truncated.xml").read_bytes())
    done = reply("reply", "order.xml", *_BILL, "--previous", "old.xml")
    assert done.returncode == 1
    assert "--> old.xml:55:" in done.stderr.decode()


def test_what_was_delivered_before_is_not_delivered_again(reply: Command) -> None:
    assert reply("reply", "order.xml", *_DELIVERY, "-o", "delivery.xml").returncode == 0
    again = (*_DELIVERY[:2], "--set", "dispatch_id=LS-2", *_DELIVERY[4:], "--previous", "delivery.xml")
    assert refused(reply, *again).endswith("lines: nothing is open: everything that was ordered is delivered")
    same = refused(reply, *_DELIVERY, "--previous", "delivery.xml")
    assert same.endswith("delivery.xml: has the number 'LS-1' already; give the new document its own")


@pytest.mark.parametrize("dialect", ["itscope", "standard", "itscope@2021-01"])
@pytest.mark.parametrize("kind", ["order", "OrderResponse", "DISPATCHNOTIFICATION", "invoice", "Quotation"])
def test_a_new_document_is_valid_for_its_dialect_without_a_warning(command: Command, kind: str, dialect: str) -> None:
    done = command("new", kind, "--dialect", dialect, env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"})
    assert (done.returncode, done.stderr) == (0, b"")
    report = validate(done.stdout, dialect=dialect)
    assert (report.document_type, report.document_id) == (kind.upper(), "EXAMPLE-1")
    assert report.findings == ()
    assert "Köln".encode() in done.stdout


def test_a_new_order_can_be_answered(command: Command) -> None:
    (command.folder / "order.xml").write_bytes(command("new", "ORDER").stdout)
    assert Order.load(command.folder / "order.xml").order_summary.total_item_num == 1
    answered = command("reply", "order.xml", "--as", "orderresponse", "--set", "response_date=2026-01-16")
    assert answered.returncode == 0


def test_an_unknown_type_lists_those_that_exist(command: Command) -> None:
    done = command("new", "RFQ")
    assert done.returncode == 2
    assert b"'RFQ' is not one of 'order', 'orderresponse', 'dispatchnotification'," in done.stderr
