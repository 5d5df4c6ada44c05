"""The values of an exchange: a request, its answer, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HTML = re.compile(
    rb"(?is)(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body|title|meta|script)\b"
)
#: In it the first tag of a page is looked for.
_START = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """A request: ``path`` from the host on, XML to send or None, the most bytes of a success that are taken.

    ``effect`` says that it changes something on the server.
    """

    method: str
    path: str
    content: bytes | None = field(default=None, repr=False)
    limit: int = 4 * 1024 * 1024
    effect: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no whole answer.

    ``sent`` is False where certainly nothing reached the server, ``unusable`` True where an answer came that is not
    taken (too large, damaged); ``status`` and ``body`` are of an answer that began well, as far as it came.
    """

    reason: str
    sent: bool = True
    unusable: bool = False
    timed_out: bool = False
    status: int | None = None
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, media type without parameters, body, and what the server says about waiting.

    ``location`` is where a redirect points to; ``retry_after`` are seconds.
    """

    method: str
    path: str
    status: int
    media_type: str
    body: bytes = field(repr=False)
    location: str | None = None
    retry_after: float | None = None

    @property
    def is_html(self) -> bool:
        """Is the body a web page (by first tag or media type), which ITscope's API never sends on purpose?"""
        start = self.body[:_START]
        called = "html" in self.media_type and start.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").startswith(b"<")
        return called or _HTML.match(start) is not None
