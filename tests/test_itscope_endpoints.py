"""Each endpoint that ITscope describes is asked as described, seen on the server's side of a real HTTP exchange."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from opentrans import __version__
from opentrans.itscope import ITscope, Settings
from opentrans.itscope.sandbox import Sandbox
from tests.itscope_endpoints import ENDPOINTS, Endpoint, recorded, seen


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[Sandbox, ITscope]]:
    """A sandbox with all its rules on but the rate limit, and its client."""
    settings = Settings(requests=None)
    with (
        Sandbox(limit=None) as sandbox,
        ITscope(
            sandbox.account_id, sandbox.api_key, company="Brockmann", base_url=sandbox.base_url, settings=settings
        ) as client,
    ):
        yield sandbox, client


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.request)
def test_each_endpoint_is_asked_as_described_and_answers(shop: tuple[Sandbox, ITscope], endpoint: Endpoint) -> None:
    sandbox, client = shop

    exchange = recorded(sandbox, client, endpoint)

    assert seen(sandbox, exchange) == endpoint.expected
    assert exchange.body == (endpoint.sends or b"")
    assert exchange.headers["user-agent"] == f"Brockmann - opentrans-toolkit - {__version__}"
    assert (exchange.status, exchange.fault) == (200, None)
    assert endpoint.sends or "content-type" not in exchange.headers


def test_the_endpoints_are_those_of_the_description() -> None:
    folder = os.environ.get("OPENTRANS_SEEDS")
    if not folder:
        pytest.skip("OPENTRANS_SEEDS does not name the folder with the published descriptions")
    (path,) = Path(folder).glob("000_*.txt")
    before, *rest = re.split(r"e\.g\.: (\S+)", path.read_text(encoding="utf-8"))

    described = []
    for url, behind in zip(rest[::2], rest[1::2], strict=True):
        template = url.removeprefix("https://api.itscope.com/2.1/business/").replace("11SRRK-150126-1136", "{deal}")
        described.append(f"{'PUT' if 'function is PUT' in before else 'GET'} {template}")
        if "POST must be used instead of PUT" in behind:
            described.append(f"POST {template}")
        before = behind

    assert described == [endpoint.request for endpoint in ENDPOINTS if endpoint.described]
