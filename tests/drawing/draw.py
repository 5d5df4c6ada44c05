"""Documents drawn from ``opentrans.testing``, as many as are wanted, the same for the same seed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from itertools import chain, islice, product
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from opentrans.names import MAIN_DOCUMENTS
from opentrans.testing import documents

DIALECTS = ("standard", "itscope")
_LARGEST_BATCH = 700


class Drawn(NamedTuple):
    """A document, and what it was drawn for."""

    document_type: str
    dialect: str
    data: bytes


def draw_documents(count: int = 5000, seed: int = 1) -> Iterator[Drawn]:
    """``count`` different documents, spread evenly over the five types and both dialects."""
    kinds = list(product(sorted(MAIN_DOCUMENTS), DIALECTS))
    size = min(count // len(kinds) * 5 // 4 + 10, _LARGEST_BATCH)
    streams = [_different(document_type, dialect, size, seed) for document_type, dialect in kinds]
    yield from islice(chain.from_iterable(zip(*streams, strict=True)), count)


def _different(document_type: str, dialect: str, size: int, seed: int) -> Iterator[Drawn]:
    """Documents of one kind without end, drawn in batches; hypothesis repeats small ones."""
    seen: set[bytes] = set()
    for number in itertools.count():
        for data in _batch(document_type, dialect, size, f"{seed} {number}"):
            if data not in seen:
                seen.add(data)
                yield Drawn(document_type, dialect, data)


def _batch(document_type: str, dialect: str, size: int, seed: str) -> list[bytes]:
    found: list[bytes] = []

    @seeded(f"{seed} {document_type} {dialect}")
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(document_type, dialect=dialect))
    def collect(data: bytes) -> None:
        found.append(data)

    collect()
    return found
