"""Account and key, kept where no repr, log or traceback shows them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ..errors import OpenTransError
from .settings import BASE_URL, proxy_from

_SHORTEST = 8
#: The NUL bytes between two characters in UTF-16 and UTF-32.
_GAP = r"\0{0,3}+"
_XML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
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

    __slots__ = ("__key", "__secrets", "account_id")

    def __init__(self, account_id: str, api_key: str) -> None:
        # Nothing is raised here, None included: the traceback would hold the key.
        self.account_id: str = str(account_id or "").strip()
        self.__key = str(api_key or "").strip()
        self.__secrets: re.Pattern[bytes] | None = None

    def check(self) -> None:
        """Raise ValueError where no HTTP Basic header can be made of them."""
        # No error is caught here: that of the encoding would hold the key.
        if not _is_unicode(self.account_id):
            raise ValueError("the account id (ITSCOPE_ACCOUNT_ID) is not text in UTF-8")
        if not _is_unicode(self.__key):
            raise ValueError("the API key (ITSCOPE_API_KEY) is not text in UTF-8")
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

        Found are both as they stand and escaped as in JSON, XML or a URL, in UTF-8, and, where they are ASCII, in
        UTF-16 and UTF-32. A key of less than eight bytes stays, since it may be a part of any word of a document.
        """
        if self.__secrets is None:
            self.__secrets = _spellings(self.__key, self._encoded().decode("ascii"))
        return self.__secrets.sub(_stars, data)

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


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _stars(found: re.Match[bytes]) -> bytes:
    return bytes(byte and ord("*") for byte in found[0])


def _spellings(*secrets: str) -> re.Pattern[bytes]:
    """A pattern that finds the secrets that are long enough, however they are escaped; none finds nothing."""
    long_enough = [secret for secret in secrets if len(secret.encode()) >= _SHORTEST]
    patterns = [_GAP.join(f"(?:{'|'.join(_escapes(character))})" for character in secret) for secret in long_enough]
    return re.compile(("|".join(patterns) or "(?!)").encode("ascii"))


def _escapes(character: str) -> Iterator[str]:
    """How a character may be written: as it stands, in JSON, in XML, in a URL; NUL bytes may lie between all bytes."""
    code = ord(character)
    utf8 = [f"\\x{byte:02x}" for byte in character.encode()]
    utf16 = character.encode("utf-16-be")
    zeros = f"(?:0{_GAP}){{0,6}}+"
    spelled = [
        utf8,
        [r"\\", *utf8],
        [part for unit in (utf16[:2], utf16[2:]) if unit for part in (r"\\", "u", *_hexadecimal(unit.hex()))],
        ["&", "#", zeros, *str(code), ";"],
        ["&", "#", "[xX]", zeros, *_hexadecimal(f"{code:x}"), ";"],
        [part for byte in character.encode() for part in ("%", *_hexadecimal(f"{byte:02x}"))],
    ]
    if character in _XML_NAMES:
        spelled.append(["&", *_XML_NAMES[character], ";"])
    return (_GAP.join(parts) for parts in spelled)


def _hexadecimal(digits: str) -> list[str]:
    return [f"[{digit}{digit.upper()}]" for digit in digits]


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
