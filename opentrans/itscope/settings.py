"""What a client is told: where ITscope is, how to get there, which name to give."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from .. import __version__
from .limiter import REQUESTS, Clock

BASE_URL = "https://api.itscope.com/2.1"

#: A User-Agent that holds one of these is filtered or delayed by ITscope (its API guide).
FILTERED_WORDS = (
    "bot spider search seek retriever checker agent crawler gonzo yandex snoopy slurp indy smarty".split()  # noqa: SIM905
)

_PORTS = {"https": 443, "http": 80}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client talks to ITscope.

    ``connect``, ``read``, ``write``, ``pool``: seconds for each step of a request; ``total``: for one request as a
    whole (ITscope delays some by 10 to 20 s). ``retries``: how often a request is repeated, a GET after a failure on
    the way or a 5xx, anything else only where no connection came about. ``requests``: so many in 60 s at most (ITscope
    blocks an address beyond 600), None for any number. ``limit_file``: a file in which all clients that name it count
    their requests together and remember a block, whatever their process; None: each counts for itself, with a journal
    or without (the commands, those that only read too, name one beside the journal). ``clock``: tells and passes the
    time of pauses and blocks; the module ``time``, or one that runs faster. ``proxy``: URL of an HTTP proxy, never used
    to this machine. ``certificates``: a PEM file of authorities to trust besides the usual ones.
    """

    connect: float = 10.0
    read: float = 60.0
    write: float = 60.0
    pool: float = 10.0
    total: float = 180.0
    retries: int = 2
    requests: int | None = REQUESTS
    limit_file: str | os.PathLike[str] | None = None
    clock: Clock = time
    proxy: str | None = field(default=None, repr=False)
    certificates: str | None = None

    def __post_init__(self) -> None:
        if self.proxy is not None and not re.match(r"https?://[^/]", self.proxy):
            raise ValueError("a proxy is http://HOST:PORT or https://HOST:PORT")
        if not all(limit > 0 for limit in (self.connect, self.read, self.write, self.pool, self.total)):
            raise ValueError("a time limit is more than 0 seconds")
        if self.retries < 0:
            raise ValueError("the number of retries is 0 or more")


def checked_base_url(text: str) -> str:
    """The base URL in one spelling: small letters up to the path, no usual port, neither dot nor slash at an end.

    Raises ValueError unless it is ``https://``, or ``http://`` to this very machine, and without user, query, fragment,
    and without ``//``, ``.`` and ``..`` in its path.

    >>> checked_base_url("https://API.itscope.com.:0443/2.1/")
    'https://api.itscope.com/2.1'
    """
    base = text.strip().rstrip("/")
    parts = urlsplit(base)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(f"the base URL is https://HOST/PATH, such as {BASE_URL}")
    if "@" in parts.netloc or parts.query or parts.fragment or "\\" in base or not base.isprintable() or " " in base:
        raise ValueError("the base URL holds neither user name, password, query, fragment nor blanks")
    if {unquote(segment) for segment in parts.path.split("/")[1:]} & {"", ".", ".."}:
        raise ValueError("the path of the base URL holds neither // nor . nor .. as a part")
    host = parts.hostname.removesuffix(".")
    try:
        host.encode("idna")
    except UnicodeError:
        raise ValueError(f"the base URL names no server that could be: {host[:80]!r}") from None
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError(
            f"http:// would send the API key in the clear to {host}: use https:// (http:// only to this machine)"
        )
    with suppress(ValueError):
        host = ip_address(host).compressed
    if ":" in host:
        host = f"[{host}]"
    # a port that is none raises ValueError
    port = "" if parts.port in {None, _PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path}"


def is_loopback(host: str) -> bool:
    """Is the host this very machine: 127.0.0.0/8, ::1 or localhost?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def origin_of(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port; two URLs with the same go to the same server. Raises ValueError for a port that is none.

    >>> origin_of("https://API.itscope.com/2.1") == origin_of("https://api.itscope.com:443/x")
    True
    """
    parts: SplitResult = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def user_agent(company: str) -> str:
    """``Company - opentrans-toolkit - version``, in ASCII, as ITscope wants it.

    Raises ValueError for a company without any character that a header can hold.

    >>> user_agent("Müller & Söhne").rpartition(" - ")[0]
    'Mueller & Soehne - opentrans-toolkit'
    """
    spelled = unicodedata.normalize("NFKD", company.translate(_UMLAUTS)).encode("ascii", "ignore").decode("ascii")
    name = " ".join(re.sub(r"[^ -~]", " ", spelled).split())[:200]
    if not name:
        raise ValueError("ITscope wants to know the company: company must hold letters or digits")
    return f"{name} - opentrans-toolkit - {__version__}"


def filtered_words(agent: str) -> list[str]:
    """The words in a User-Agent for which ITscope filters or delays requests.

    >>> filtered_words("LINDY - opentrans-toolkit - 1")
    ['indy']
    """
    return [word for word in FILTERED_WORDS if word in agent.lower()]


def proxy_from(environ: Mapping[str, str], base_url: str) -> str | None:
    """The proxy for the base URL by HTTPS_PROXY, ALL_PROXY and NO_PROXY, in capitals or small letters."""

    def value(name: str) -> str:
        return environ.get(name) or environ.get(name.upper()) or ""

    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        return None
    spared = [entry.strip().lstrip(".").lower() for entry in value("no_proxy").split(",") if entry.strip()]
    if any(entry in {"*", host} or host.endswith(f".{entry}") for entry in spared):
        return None
    return value("https_proxy") or value("all_proxy") or None
