"""A pytest fixture: a local ITscope, over real HTTP, for tests of programs that talk to ITscope.

Name this module in ``conftest.py``, then take the fixture ``itscope_sandbox``; it is a
``opentrans.itscope.sandbox.Sandbox``, empty and started, and stopped after the test:

    pytest_plugins = ["opentrans.testing.itscope"]

    def test_my_program_confirms(itscope_sandbox, monkeypatch):
        (deal,) = itscope_sandbox.seed("order.xml")
        for name, value in itscope_sandbox.environment().items():
            monkeypatch.setenv(name, value)
        my_program()
        assert itscope_sandbox.status(deal) == "PROCESSING"

The packages of the extra ``sandbox`` are needed: ``pip install "opentrans-toolkit[sandbox]"``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..itscope.sandbox import Sandbox


@pytest.fixture
def itscope_sandbox() -> Iterator[Sandbox]:
    """A local ITscope for one test, with all its rules on."""
    from ..itscope.sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox
