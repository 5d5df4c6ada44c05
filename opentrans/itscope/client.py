"""The client of ITscope's deal API."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypedDict, Unpack
from urllib.parse import quote, urlencode, urlsplit

from ..validation.reader import MAX_SIZE
from .credentials import Credentials, MissingCredentials, read_variables
from .deal_records import deals_in
from .deals import Deal, DealDocument
from .errors import MismatchError, NotFoundError, RefusedError
from .exchange import Answer, Request
from .failures import understood, unreadable
from .results import Quota, SentOrder, Verdict, quotas_in, sent_order, verdict_of
from .session import Session
from .settings import BASE_URL, Settings, checked_base_url, filtered_words, origin_of, user_agent
from .uploads import Upload, UploadSource, bytes_to_send, prepare_upload, segment

if TYPE_CHECKING:
    from ..schema.dialects import Dialect

Form = Literal["xml", "json"]
Side = Literal["sales", "purchase"]
Sort = Literal["LAST_MODIFIED", "SENT_DESC", "SEND_ASC", "SUPPLIER", "ID"]
SearchField = Literal["keywords", "orderId", "ownOrderId", "customerOrderId", "status", "cartId"]

#: So many pages of 50 deals are asked for, of a search by an order's number fewer; a server may have no end of them.
_PAGES = 10_000
_PAGES_OF_AN_ORDER = 100
_PER_PAGE = 50


class Checks(TypedDict, total=False):
    """What ``prepare_upload`` is told about checking: ``validate`` (True) and ``dialect`` (itscope)."""

    validate: bool
    dialect: str | Dialect


class FilteredNameWarning(UserWarning):
    """The company's name holds a word for which ITscope filters or delays requests."""


class ITscope:
    """A connection to ITscope's deal API, best used as a context manager; threads may share it.

    Args:
        account_id: ITscope's id of the account.
        api_key: its key; it shows up in no repr, log, error or traceback of this package.
        company: who is asking, for the User-Agent that ITscope demands. A name with one of the words that ITscope
            filters gives a FilteredNameWarning.
        base_url: where the API is; ``http://`` only on this machine.
        settings: time limits, retries, rate limit, proxy, certificates.

    Raises ValueError for what cannot be used, OSError where the certificates cannot be read. All other errors are
    those of ``opentrans.itscope.errors``. Nothing is read from the environment.
    """

    base_url: str = ""
    masked_account: str = ""

    def __init__(
        self,
        account_id: str,
        api_key: str,
        *,
        company: str,
        base_url: str = BASE_URL,
        settings: Settings = Settings(),  # noqa: B008
    ) -> None:
        credentials = Credentials(account_id, api_key)
        del api_key
        credentials.check()
        self.base_url = checked_base_url(base_url)
        self.user_agent: str = user_agent(company)
        self.account_id: str = credentials.account_id
        self.masked_account = credentials.masked_account
        if words := filtered_words(self.user_agent):
            warnings.warn(
                f"ITscope filters or delays requests whose User-Agent holds {', '.join(words)}: "
                f"if they stay away, spell the company's name {company!r} otherwise",
                FilteredNameWarning,
                stacklevel=2,
            )
        self._session = Session(self.base_url, self.user_agent, credentials, settings)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], settings: Settings = Settings()) -> Self:  # noqa: B008
        """A client by the variables of ``environ``, usually ``os.environ``.

        ITSCOPE_ACCOUNT_ID, ITSCOPE_API_KEY and ITSCOPE_COMPANY are needed; ITSCOPE_BASE_URL is heeded, and, where
        ``settings`` does not say otherwise, HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE.

        Raises MissingCredentials, which names all that are missing, and what the class raises.
        """
        read = read_variables(environ)
        del environ
        if read.missing:
            raise MissingCredentials(read.missing)
        settings = replace(
            settings,
            proxy=settings.proxy or read.proxy,
            certificates=settings.certificates or read.certificates,
        )
        known = read.credentials
        return cls(known.account_id, known.api_key(), company=read.company, base_url=read.base_url, settings=settings)

    def __repr__(self) -> str:
        return f"ITscope(account={self.masked_account!r}, base_url={self.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; the client cannot be used afterwards."""
        self._session.close()

    def deal(self, deal_id: str, *, form: Form = "xml") -> Deal:
        """One deal, by ITscope's number of it. Raises NotFoundError where there is none."""
        number = deal_id.strip()
        answer = self._get(f"/business/deals/{segment(number)}/deal.{form}")
        deals = understood(answer, deals_in)
        if [deal.order_id for deal in deals] != [number]:
            raise unreadable(answer, f"the answer is not the one deal {number}")
        return deals[0]

    def deals(
        self,
        side: Side = "sales",
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        archived: bool | None = None,
        sort: Sort | None = None,
        test_orders: bool | None = None,
        view: str = "deal",
        form: Form = "xml",
    ) -> Iterator[Deal]:
        """The account's deals, page after page as they are asked for.

        Args:
            side: those in which the account sells, or those in which it buys.
            since: changed at or after; an aware datetime.
            until: changed at or before.
            archived: only archived ones, or only others; None for both.
            sort: ITscope's names of the orders.
            test_orders: with test orders or without (sales only); None leaves that to ITscope.
            view: ITscope's name of the view.
            form: XML or JSON.
        """
        query = {
            "lastUpdateDateFrom": _stated(since),
            "lastUpdateDateTo": _stated(until),
            "archiv": None if archived is None else "ARCHIVED" if archived else "NOTARCHIVED",
            "sort": sort,
            "testOrder": None if test_orders is None else str(test_orders).lower(),
        }
        stated = {name: value for name, value in query.items() if value is not None}
        return self._pages(f"/business/deals/{side}/{segment(view)}.{form}", stated, _PAGES)

    def search_deals(
        self, field: SearchField, value: str, *, side: Side = "sales", view: str = "deal", form: Form = "xml"
    ) -> Iterator[Deal]:
        """The account's deals that ITscope's search finds, page after page; arguments as for ``deals``."""
        path = f"/business/deals/{side}/search/{segment(f'{field}={value}')}/{segment(view)}.{form}"
        return self._pages(path, {}, _PAGES_OF_AN_ORDER if field.lower().endswith("orderid") else _PAGES)

    def _pages(self, path: str, query: dict[str, str], most: int) -> Iterator[Deal]:
        """Page after page until one brings nothing new; a short page need not be the last, and the list may move."""
        seen: set[int] = set()  # hashes, since a number may be of any length
        for page in range(1, most + 1):
            try:
                answer = self._get(f"{path}?{urlencode({**query, 'page': page})}")
            except NotFoundError:
                if page == 1:
                    raise
                return
            deals = {hash(deal.order_id): deal for deal in understood(answer, deals_in)}
            new = [deal for number, deal in deals.items() if number not in seen]
            if not new:
                return
            seen.update(deals)
            if len(seen) > most * _PER_PAGE:
                break
            yield from new
        raise unreadable(answer, f"the list has more than {most:,} pages of {_PER_PAGE} deals; ask for a part of it")

    def confirm(self, deal: str | Deal, document: UploadSource | None = None, **checks: Unpack[Checks]) -> Answer:
        """Confirm a deal, by an ORDERRESPONSE, or without one by a document that ITscope makes.

        ``checks`` and errors before sending as for ``prepare_upload``, then as for ``upload``.
        """
        return self.upload(prepare_upload("confirm", deal, document, **checks))

    def advise(self, deal: str | Deal, document: UploadSource | None = None, **checks: Unpack[Checks]) -> Answer:
        """Announce the shipment of a deal, by a DISPATCHNOTIFICATION or without; as ``confirm``."""
        return self.upload(prepare_upload("advise", deal, document, **checks))

    def invoice(self, deal: str | Deal, document: UploadSource | None = None, **checks: Unpack[Checks]) -> Answer:
        """Invoice a deal, by an INVOICE or without; as ``confirm``."""
        return self.upload(prepare_upload("invoice", deal, document, **checks))

    def reject(self, deal: str | Deal, document: UploadSource | None = None, **checks: Unpack[Checks]) -> Answer:
        """Reject a deal, by an ORDERRESPONSE that cancels every line, or without; as ``confirm``."""
        return self.upload(prepare_upload("reject", deal, document, **checks))

    def archive(self, deal: str | Deal) -> Answer:
        """Archive a deal; that changes no status."""
        return self.upload(prepare_upload("archive", deal))

    def send(self, supplier_id: str, document: UploadSource, **checks: Unpack[Checks]) -> SentOrder:
        """Send an ORDER to a supplier, by ITscope's id of it; as ``confirm``."""
        return sent_order(self.upload(prepare_upload("send", supplier_id, document, **checks)))

    def upload(self, upload: Upload) -> Answer:
        """Send what ``prepare_upload`` has checked, in one request that is repeated only if it never left.

        Returns the answer where ITscope took it. Raises UnknownOutcomeError where it may or may not have taken effect;
        every other ITscopeError means that it certainly had none.
        """
        return self._session.ask(
            Request(upload.method, self._session.base_path + upload.path, upload.document, effect=True)
        )

    def document(
        self, transaction_id: str, document_type: str, *, form: Literal["xml", "pdf"] = "xml", limit: int = MAX_SIZE
    ) -> bytes:
        """A document as it is stored, by its transaction; ``pdf`` only for INVOICE, and only of some suppliers.

        Raises AnswerError for one of more than ``limit`` bytes.
        """
        name = f"{segment(document_type.upper())}.{form}"
        return self._download(f"{self._session.base_path}/business/documents/{segment(transaction_id)}/{name}", limit)

    def document_at(self, document: str | DealDocument, *, limit: int = MAX_SIZE) -> bytes:
        """A document as it is stored, by its ``documentUrl``.

        Raises AnswerError for one of more than ``limit`` bytes; MismatchError, and sends nothing, where that lies on
        another server than the base URL.
        """
        url = (document.document_url if isinstance(document, DealDocument) else document) or ""
        try:
            parts = urlsplit(url)
            own = origin_of(url) == origin_of(self.base_url) and "@" not in parts.netloc
        except ValueError:
            own = False
        if not own:
            raise MismatchError(
                f"the document does not lie on the server of {self.base_url}",
                method="GET",
                path=url,
                advice="nothing was sent, since the other server would get the API key",
            )
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
        return self._download(f"{path}?{quote(parts.query, safe='%=&+')}" if parts.query else path, limit)

    def _download(self, path: str, limit: int) -> bytes:
        form = "PDF" if path.partition("?")[0].lower().endswith(".pdf") else "XML"
        answer = self._session.ask(Request("GET", path, limit=limit))
        start = answer.body[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if answer.is_html or not start.startswith(b"%PDF" if form == "PDF" else b"<"):
            kind = "a web page" if answer.is_html else answer.media_type or "of another kind"
            raise unreadable(answer, f"the answer is {kind}, not {form}")
        return answer.body

    def validate(self, document: UploadSource, *, schema_only: bool = False) -> Verdict:
        """What ITscope says of a document, without any effect; nothing is checked here before."""
        path = f"{self._session.base_path}/business/documents/{'validateschema' if schema_only else 'validate'}"
        try:
            answer = self._session.ask(Request("POST", path, bytes_to_send(document)))
        except RefusedError as error:
            if error.status not in {400, 422}:
                raise
            answer = Answer("POST", path, error.status, "", error.body)
        if answer.is_html:
            raise unreadable(answer, "the answer is a web page")
        return verdict_of(answer)

    def quota(self) -> tuple[Quota, ...]:
        """What the account may do and has used; without a line "API access" it has none."""
        return understood(self._get("/info/quota"), quotas_in)

    def _get(self, path: str) -> Answer:
        return self._session.ask(Request("GET", self._session.base_path + path))


def _stated(moment: datetime | None) -> str | None:
    if moment is not None and moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone: state one, such as datetime(..., tzinfo=UTC)")
    return None if moment is None else moment.isoformat(timespec="seconds")
