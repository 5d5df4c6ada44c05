"""Account and key, kept where no repr, log or traceback shows them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ..errors import OpenTransError
from .settings import BASE_URL, proxy_from

_SHORTEST = 8
_NEEDED = ("ITSCOPE_ACCOUNT_ID", "ITSCOPE_API_KEY", "ITSCOPE_COMPANY")


class MissingCredentials(OpenTransError, LookupError):
    """Variables of the environment that are needed and not set; ``names`` lists them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"not set in the environment: {', '.join(names)}")
        self.names = names

    def __reduce__(self) -> tuple[type[MissingCredentials], tuple[tuple[str, ...]]]:
        return type(self), (self.names,)


class Credentials:
    """An account id and its API key. Only its methods tell the key.

    >>> Credentials("m123456", "not-to-be-seen")
    Credentials(account='m1***56', key='***')
    """

    __slots__ = ("__key", "account_id")

    def __init__(self, account_id: str, api_key: str) -> None:
        # Nothing is raised here, None included: the traceback would hold the key.
        self.account_id: str = str(account_id or "").strip()
        self.__key = str(api_key or "").strip()

    def check(self) -> None:
        """Raise ValueError where no HTTP Basic header can be made of them."""
        if not self.account_id or not self.__key:
            raise ValueError("account id and API key must not be empty")
        if ":" in self.account_id:
            raise ValueError("an account id holds no colon")

    def api_key(self) -> str:
        """The key itself."""
        return self.__key

    def authorization(self) -> str:
        """The value of the header Authorization (HTTP Basic: account id and key)."""
        return "Basic " + self._encoded().decode("ascii")

    def hide(self, data: bytes) -> bytes:
        """The bytes, as many as before, with stars for the key and its Base64, should a server send them back.

        A key of less than eight bytes stays, since it may be a part of any word of a deal or a document.
        """
        for secret in (self.__key.encode(), self._encoded()):
            if len(secret) >= _SHORTEST and secret in data:
                data = data.replace(secret, b"*" * len(secret))
        return data

    @property
    def masked_account(self) -> str:
        """The account id as it may be shown."""
        return f"{self.account_id[:2]}***{self.account_id[-2:]}" if len(self.account_id) > 5 else "***"

    def _encoded(self) -> bytes:
        return b64encode(f"{self.account_id}:{self.__key}".encode())

    def __repr__(self) -> str:
        return f"Credentials(account={self.masked_account!r}, key='***')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are not pickled")


@dataclass(frozen=True, slots=True)
class Variables:
    """What the environment says; ``missing`` names what is needed and not set."""

    credentials: Credentials
    company: str
    base_url: str
    certificates: str | None
    proxy: str | None = field(repr=False)
    missing: tuple[str, ...]


def read_variables(environ: Mapping[str, str]) -> Variables:
    """What ITSCOPE_ACCOUNT_ID, ITSCOPE_API_KEY, ITSCOPE_COMPANY and the optional variables say; raises nothing."""
    account, key, company = (environ.get(name, "").strip() for name in _NEEDED)
    base_url = environ.get("ITSCOPE_BASE_URL") or BASE_URL
    return Variables(
        Credentials(account, key),
        company,
        base_url,
        environ.get("SSL_CERT_FILE") or None,
        proxy_from(environ, base_url),
        tuple(name for name in _NEEDED if not environ.get(name, "").strip()),
    )
