"""Hostile input: what an attacker, or a broken program, may hand to ``opentrans validate``, and how it is answered.

``python -m tests.hostile`` runs each case through the real command and prints what it took. Exit codes: 0 every case
was answered as it should within its limits, 1 one was not.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from opentrans.validation.reader import MAX_SIZE
from tests.command import environment
from tests.documents import BMECAT, OPENTRANS, line_of, order

_NAMESPACES = f'xmlns="{OPENTRANS}" xmlns:b="{BMECAT}"'
#: One line of a flood: two or three characters of text that are no language.
_WRONG = "<b:LANGUAGE>x</b:LANGUAGE>"

#: Runs a command as its child and writes the child's seconds and peak memory to a file. The measured process has a
#: small parent, since Linux counts the parent's memory until the child runs its own program.
_LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[2:])
if hasattr(os, "wait4"):
    _, status, usage = os.wait4(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
else:
    code, peak = child.wait(), None
seconds = time.perf_counter() - start
with open(sys.argv[1], "w") as figures:
    json.dump([code, seconds, peak], figures)
"""


@dataclass(frozen=True)
class Answer:
    """What the command said and what that took; ``megabytes`` is None where the system does not tell."""

    code: int
    seconds: float
    megabytes: float | None
    output: bytes
    errors: bytes

    @property
    def report(self) -> Any:
        """The JSON report, or None if there is none."""
        try:
            return json.loads(self.output)
        except ValueError:
            return None

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings on the first document."""
        documents = self.report["documents"] if self.report else []
        return documents[0]["findings"] if documents else []


@dataclass(frozen=True)
class Place:
    """Where a case makes its files: a folder, and a server on this machine that notes who calls."""

    folder: Path
    url: str

    def write(self, name: str, data: str | bytes) -> str:
        """Write a file and give its name."""
        (self.folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return name


@dataclass(frozen=True)
class Case:
    """Input, and the answer to it: the exit code and the rule of a finding (``group/``: any of these; None: none)."""

    name: str
    make: Callable[[Place], str]
    code: int
    rule: str | None
    line: int | None = None
    seconds: float = 2
    megabytes: float = 300

    def arguments(self, place: Place) -> list[str]:
        """What the command is called with; business rules are left out where the answer is that all is right."""
        return ["validate", "--format", "json", *(["--no-rules"] if self.rule is None else []), self.make(place)]


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Run ``opentrans`` with these arguments in a folder and measure it."""
    with tempfile.TemporaryDirectory() as own:
        figures = Path(own) / "figures"
        called = [sys.executable, "-S", "-c", _LAUNCHER, str(figures), sys.executable, "-m", "opentrans", *arguments]
        done = subprocess.run(
            called, input=stdin, capture_output=True, cwd=folder, env=environment(), timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        code, seconds, peak = json.loads(figures.read_text("utf-8"))
    return Answer(code, seconds, peak, done.stdout, done.stderr)


@contextmanager
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine: its address, and the list of what was asked of it."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as listening:
        Thread(target=listening.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}", asked
        finally:
            listening.shutdown()


def problem(case: Case, answer: Answer, *, limits: bool) -> str | None:
    """What is wrong with an answer (None: nothing); ``limits``: were time and memory too much?"""
    if b"Traceback" in answer.errors + answer.output:
        return f"a traceback: {answer.errors.decode()[-300:]}"
    if answer.code != case.code:
        return f"exit code {answer.code}, not {case.code}: {(answer.errors or answer.output).decode()[-300:]}"
    rules = [finding["rule"] for finding in answer.findings]
    if case.rule is None and rules:
        return f"findings {rules[:3]} where there should be none"
    if case.rule is not None and not any(case.rule in (rule, f"{rule.partition('/')[0]}/") for rule in rules):
        return f"no finding {case.rule}, but {rules[:3]}"
    lines = {finding["line"] for finding in answer.findings if finding["rule"] == case.rule}
    if case.line is not None and case.line not in lines:
        return f"{case.rule} in line {sorted(map(str, lines))[:3]}, not {case.line}"
    if answer.megabytes is not None and answer.megabytes > case.megabytes:
        return f"{answer.megabytes:.0f} MB, more than {case.megabytes:.0f}"
    if limits and answer.seconds > case.seconds:
        return f"{answer.seconds:.2f} s, more than {case.seconds:.0f}"
    return None


def _file(data: str | bytes | Callable[[Place], str | bytes]) -> Callable[[Place], str]:
    return lambda place: place.write("x.xml", data(place) if callable(data) else data)


def _root(inside: str = "", attributes: str = "", head: str = "") -> str:
    return f'{head}<ORDER {_NAMESPACES} version="2.1" type="standard"{attributes}>{inside}</ORDER>'


def _doctype(subset: str, use: str = "&a;") -> str:
    return _root(use, head=f'<?xml version="1.0"?>\n<!DOCTYPE ORDER {subset}>\n')


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_BILLION = f'<!ENTITY a0 "ha">{_LAUGHS}'
_PARAMETER = "<!ENTITY % p '<!ENTITY &#37; q \"%p;%p;%p;\">'> %p; %q;"


def _flood(head: str = "", count: int = 70_000, separator: str = "\n", before: str = "", wrong: str = _WRONG) -> str:
    text = order(languages="@").replace("xmlns:bmecat", f'xmlns:b="{BMECAT}" xmlns:bmecat')
    return head + text.split("\n", 1)[1].replace("@", before + separator.join([wrong] * count))


def _utf7(text: str) -> bytes:
    """Text with all that means something to XML written so that no byte shows it."""
    coded = {c: f"+{base64.b64encode(c.encode('utf-16-be')).decode().rstrip('=')}-" for c in "<>!&[]\"'=;"}
    return "".join(coded.get(c, c) for c in text).encode()


def _long_file(last: str) -> str:
    """An order of 240,000 lines whose last line is ``last``."""
    start, end = order(languages="@").split("@")
    start = start.replace("xmlns:bmecat", f'xmlns:b="{BMECAT}" xmlns:bmecat')
    tail = end.replace("</ORDER_SUMMARY>\n</ORDER>\n", last).replace("<TOTAL_ITEM_NUM>1</TOTAL_ITEM_NUM>\n", "")
    tail = tail.replace("<TOTAL_AMOUNT>10.00</TOTAL_AMOUNT>", "")
    count = 240_000 - start.count("\n") - tail.count("\n")
    return start + "\n".join(["<b:LANGUAGE>deu</b:LANGUAGE>"] * count) + tail


def _zip(place: Place) -> str:
    with zipfile.ZipFile(place.folder / "x.xml", "w") as archive:
        archive.writestr("order.xml", order())
    return "x.xml"


def _made_folder(place: Place) -> str:
    (place.folder / "x.xml").mkdir()
    return "x.xml"


def _dangling(place: Place) -> str:
    (place.folder / "x.xml").symlink_to("nowhere.xml")
    return "x.xml"


def _loop(place: Place) -> str:
    (place.folder / "x.xml").symlink_to("x.xml")
    return "x.xml"


def _forbidden(place: Place) -> str:
    place.write("x.xml", order())
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return "x.xml/inside.xml"
    (place.folder / "x.xml").chmod(0)
    return "x.xml"


_UNIT_LINE = line_of(order(), "<bmecat:ORDER_UNIT>")
_MANY = 200_000
#: Bytes that fit into a document of the largest size, with something around them.
_LARGEST = MAX_SIZE - 2_000
_DECLARED = order().replace("UTF-8", "{}")

CASES = (
    # entities and DTDs
    Case("entity bomb, internal", _file(_doctype(f"[{_BILLION}]", "&a11;")), 1, "xml/forbidden-dtd", 2),
    Case(
        "entity bomb in an attribute",
        _file(_root("", ' a="&a11;"', f"<!DOCTYPE ORDER [{_BILLION}]>")),
        1,
        "xml/forbidden-dtd",
        1,
    ),
    Case(
        "quadratic blow-up",
        _file(_doctype(f'[<!ENTITY a "{"a" * 100_000}">]', "&a;" * 50_000)),
        1,
        "xml/forbidden-dtd",
        2,
    ),
    Case(
        "entity bomb, external",
        _file(lambda place: _doctype(f'[<!ENTITY a SYSTEM "{place.url}/bomb">]')),
        1,
        "xml/forbidden-dtd",
        2,
    ),
    Case("entity of a local file", _file(_doctype('[<!ENTITY a SYSTEM "/dev/zero">]')), 1, "xml/forbidden-dtd", 2),
    Case("entity bomb, parameter", _file(_doctype(f"[{_PARAMETER}]", "")), 1, "xml/forbidden-dtd", 2),
    Case(
        "parameter entity, external",
        _file(lambda place: _doctype(f'[<!ENTITY % p SYSTEM "{place.url}/p"> %p;]', "")),
        1,
        "xml/forbidden-dtd",
        2,
    ),
    Case("external DTD", _file(lambda place: _doctype(f'SYSTEM "{place.url}/x.dtd"', "")), 1, "xml/forbidden-dtd", 2),
    Case("DOCTYPE in UTF-16", _file(_doctype(f"[{_BILLION}]", "&a11;").encode("utf-16")), 1, "xml/forbidden-dtd", 2),
    Case(
        "DOCTYPE in UTF-7",
        _file(b'<?xml version="1.0" encoding="UTF-7"?>' + _utf7(_doctype('[<!ENTITY a "b">]').split("\n", 1)[1])),
        1,
        "xml/forbidden-dtd",
    ),
    Case(
        "DOCTYPE behind 28 MB of comments", _file("<!---->" * 4_000_000 + "<!DOCTYPE a><a/>"), 1, "xml/forbidden-dtd", 1
    ),
    Case("DOCTYPE without an end", _file("<!DOCTYPE a [" + "[" * 1_000_000), 1, "xml/forbidden-dtd", 1),
    Case("DOCTYPE of open comments", _file("<!DOCTYPE a [" + "<!--" * 1_000_000), 1, "xml/forbidden-dtd", 1),
    Case("open declarations in UTF-16", _file(("<?xml " * 500_000).encode("utf-16")), 1, "xml/not-well-formed", 1),
    Case(
        "DOCTYPE in an encoding that is slow",
        _file(b'<?xml version="1.0" encoding="punycode"?><!DOCTYPE a>' + b"x-y" * 700_000),
        1,
        "xml/forbidden-dtd",
        1,
    ),
    # what points elsewhere
    Case(
        "XInclude",
        _file(
            lambda place: order(
                udx=f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{place.url}/i" parse="text"/>'
            )
        ),
        0,
        None,
    ),
    Case(
        "schemaLocation to a URL",
        _file(
            lambda place: order().replace(
                ' version="2.1"',
                f' version="2.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                f' xsi:schemaLocation="{OPENTRANS} {place.url}/s.xsd {BMECAT} {place.url}/b.xsd urn:x {place.url}/x"'
                f' xsi:noNamespaceSchemaLocation="{place.url}/n.xsd"',
            )
        ),
        0,
        None,
    ),
    Case(
        "stylesheet and model at a URL",
        _file(
            lambda place: order().replace(
                "?>\n", f'?>\n<?xml-stylesheet href="{place.url}/s.xsl"?>\n<?xml-model href="{place.url}/m.rng"?>\n', 1
            )
        ),
        0,
        None,
    ),
    # too much of something
    Case("100,000 nested elements", _file(_root("<a>" * 100_000 + "</a>" * 100_000)), 1, "xml/too-deep", 1),
    Case("100,000 nested elements, not closed", _file("<a>\n" * 100_000), 1, "xml/too-deep", 257),
    Case("a 50 MB attribute", _file(_root("", f' a="{"x" * 50_000_000}"')), 1, "xml/too-large"),
    Case("a 50 MB attribute full of =", _file(_root("", f' a="{"=x" * 25_000_000}"')), 1, "xml/too-large"),
    Case("an attribute just below the limit", _file(_root("", f' a="{"x" * _LARGEST}"')), 1, "xml/too-large", 1),
    Case("the same, full of =", _file(_root("", f' a="{"=x" * (_LARGEST // 2)}"')), 1, "xml/too-large", 1),
    Case("a 40 MB text", _file(order(remarks=f"<REMARKS>{'x' * 40_000_000}</REMARKS>")), 1, "xml/too-large"),
    Case("an 11 MB name", _file(f"<{'a' * 11_000_000}/>"), 1, "xml/too-large", 1),
    Case("a 9 MB text where it may stand", _file(order(udx=f"<UDX.PDF>{'JVBERi0x' * 1_150_000}</UDX.PDF>")), 0, None),
    Case("a 9 MB text where none may stand", _file(_root("JVBERi0x" * 1_150_000)), 1, "schema/unexpected-text", 1),
    Case("a file of 60 MB", _file(b"<ORDER>" + b" " * 60_000_000 + b"</ORDER>"), 1, "xml/too-large"),
    Case("200,000 attributes", _file(_root("", "".join(f' a{n}="1"' for n in range(_MANY)))), 1, "xml/too-large", 1),
    Case(
        "200,000 attributes, on lines",
        _file(_root("", "".join(f'\na{n} = "1"' for n in range(_MANY)))),
        1,
        "xml/too-large",
        1,
    ),
    Case(
        "200,000 attributes, with >",
        _file(_root("", "".join(f' a{n}=">"' for n in range(_MANY)))),
        1,
        "xml/too-large",
        1,
    ),
    Case(
        "200,000 attributes in UTF-16",
        _file(_root("", "".join(f' a{n}="1"' for n in range(_MANY))).encode("utf-16")),
        1,
        "xml/too-large",
        1,
    ),
    Case(
        "200,000 namespaces",
        _file(_root("", "".join(f' xmlns:a{n}="urn:{n}"' for n in range(_MANY)))),
        1,
        "xml/too-large",
        1,
    ),
    # long stretches without a tag that are quite right
    Case("a comment full of =", _file(order(remarks=f"<!-- {'=' * 100_000} -->")), 0, None),
    Case(
        "a CDATA section full of =",
        _file(order(udx=f"<UDX.A><![CDATA[{'a=1;' * 50_000}]]></UDX.A>")),
        0,
        None,
    ),
    # bytes that are no text
    Case("NUL bytes inside", _file(order().encode().replace(b"PO-1", b"PO\0-1")), 1, "xml/not-well-formed", 5),
    Case("NUL bytes only", _file(bytes(100_000)), 1, "xml/not-well-formed"),
    Case("NUL bytes behind", _file(order().encode() + bytes(4096)), 1, "xml/not-well-formed"),
    Case("declared UTF-8, is Latin-1", _file(order(order_id="Köln").encode("latin-1")), 1, "xml/not-well-formed", 5),
    Case(
        "declared ASCII, is UTF-8",
        _file(_DECLARED.format("US-ASCII").replace("PO-1", "Köln")),
        1,
        "xml/not-well-formed",
    ),
    Case("declared UTF-16, is UTF-8", _file(_DECLARED.format("UTF-16")), 1, "xml/not-well-formed", 1),
    Case("declared UTF-8, is UTF-16", _file(order().encode("utf-16")), 0, None),
    Case("an encoding that nobody knows", _file(_DECLARED.format("x-klingon")), 1, "xml/not-well-formed", 1),
    Case("an unknown encoding called 16", _file(_DECLARED.format("koi16")), 1, "xml/not-well-formed", 1),
    Case("an encoding that is none", _file(_DECLARED.format("hex")), 1, "xml/not-well-formed", 1),
    Case("EBCDIC", _file(_DECLARED.format("IBM037").encode("cp037")), 1, "xml/not-well-formed"),
    Case("random bytes", _file(bytes(range(255, -1, -1)) * 400), 1, "xml/not-well-formed"),
    Case("truncated", _file(order().encode()[:-20]), 1, "xml/not-well-formed"),
    Case("truncated in a character", _file(order(order_id="ö").encode().split(b"\xb6")[0]), 1, "xml/not-well-formed"),
    Case("empty", _file(b""), 1, "xml/not-well-formed"),
    Case("blanks only", _file(b" \r\n\t\n"), 1, "xml/not-well-formed"),
    Case("a byte order mark only", _file(b"\xef\xbb\xbf"), 1, "xml/not-well-formed"),
    Case("a ZIP", _zip, 1, "xml/not-well-formed"),
    Case("a PDF", _file(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), 1, "xml/not-well-formed"),
    Case("an escape character", _file(order(remarks="<REMARKS>\x1b[2J</REMARKS>")), 1, "xml/not-well-formed"),
    # right, in other encodings
    Case("UTF-16 with a byte order mark", _file(_DECLARED.format("UTF-16").encode("utf-16")), 0, None),
    Case("UTF-16, big end first", _file(b"\xfe\xff" + _DECLARED.format("UTF-16").encode("utf-16-be")), 0, None),
    Case("UTF-16 without a mark", _file(_DECLARED.format("UTF-16LE").encode("utf-16-le")), 0, None),
    Case("UTF-32", _file(_DECLARED.format("UTF-32").encode("utf-32-be")), 0, None),
    Case("Latin-1", _file(_DECLARED.format("ISO-8859-1").replace("PO-1", "Köln").encode("latin-1")), 0, None),
    Case("UTF-8 with a mark", _file(order().encode("utf-8-sig")), 0, None),
    Case("a fault in UTF-16", _file(order(unit="Stück").encode("utf-16")), 1, "schema/bad-code", _UNIT_LINE),
    Case(
        "a fault in UTF-32",
        _file(_DECLARED.format("UTF-32").replace("C62", "Stk").encode("utf-32-be")),
        1,
        "schema/bad-code",
        _UNIT_LINE,
    ),
    # paths
    Case("a folder named x.xml", _made_folder, 2, None),
    Case("an unreadable file", _forbidden, 2, "xml/unreadable"),
    Case("a dangling link", _dangling, 2, "xml/unreadable"),
    Case("a link to itself", _loop, 2, "xml/unreadable"),
    Case("no such file", lambda place: "nowhere.xml", 2, "xml/unreadable"),
    # floods of faults
    Case("flood of 70,000", _file(_flood()), 1, "schema/", seconds=10, megabytes=500),
    Case("flood on one line", _file(_flood(separator="")), 1, "schema/", seconds=10, megabytes=500),
    Case("flood just under 128 KB", _file(_flood(count=4_700)), 1, "schema/", seconds=10, megabytes=500),
    Case(
        "flood behind a long comment",
        _file(_flood(f"<!-- {'long ' * 8_000} -->")),
        1,
        "schema/",
        seconds=10,
        megabytes=500,
    ),
    Case(
        "flood in UTF-16",
        _file(_flood().encode("utf-16")),
        1,
        "schema/",
        seconds=10,
        megabytes=500,
    ),
    Case(
        "flood behind 30,000 right ones",
        _file(_flood(before=_WRONG.replace("x", "deu") * 30_000)),
        1,
        "schema/",
        seconds=10,
        megabytes=500,
    ),
    Case(
        "flood of wrong attributes",
        _file(_flood(wrong='<b:LANGUAGE a="1">deu</b:LANGUAGE>')),
        1,
        "schema/",
        seconds=10,
        megabytes=500,
    ),
    Case(
        "flood of unknown elements",
        _file(_flood(wrong="<b:NO/>", count=70_000)),
        1,
        "schema/",
        seconds=10,
        megabytes=500,
    ),
    # far down
    Case(
        "a fault in line 240,000",
        _file(_long_file("</ORDER_SUMMARY></ORDER>")),
        1,
        "schema/missing-element",
        240_000,
        10,
    ),
    Case(
        "an empty element in line 239,999",
        _file(_long_file("<TOTAL_ITEM_NUM/>\n</ORDER_SUMMARY></ORDER>")),
        1,
        "schema/empty-value",
        239_999,
        seconds=10,
    ),
)


def main() -> int:
    """Print what each case took."""
    failed = 0
    print(f"{'case':<40} {'seconds':>8} {'MB':>6} {'exit':>4}  rules")
    with server() as (url, asked):
        for case in CASES:
            with tempfile.TemporaryDirectory() as folder:
                place = Place(Path(folder), url)
                answer = run(place.folder, *case.arguments(place))
            rules = dict.fromkeys(finding["rule"] for finding in answer.findings)
            memory = "?" if answer.megabytes is None else f"{answer.megabytes:.0f}"
            print(f"{case.name:<40} {answer.seconds:>8.2f} {memory:>6} {answer.code:>4}  {', '.join(rules)[:60]}")
            wrong = problem(case, answer, limits=True)
            if wrong is None and asked:
                wrong = f"it called {asked.pop()}"
            if wrong is not None:
                failed += 1
                print(f"    WRONG: {wrong}")
    print(f"{len(CASES)} cases, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
