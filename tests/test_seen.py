"""What was met before is found again, however much there is."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from opentrans.generation.seen import Seen


@given(st.lists(st.tuples(st.text(max_size=3) | st.integers(), st.integers(0, 2**60) | st.text()), max_size=200))
def test_the_first_place_of_each_thing_is_told(met: list[tuple[str | int, int | str]]) -> None:
    seen: Seen[int | str] = Seen()
    known: dict[int, int | str] = {}
    for what, place in met:
        assert seen.first(what, place) == known.get(hash(what))
        known.setdefault(hash(what), place)


def test_many_things_take_few_bytes_each() -> None:
    tracemalloc.start()
    seen: Seen[int] = Seen()
    assert all(seen.first(f"PO-{number}", number) is None for number in range(20_000))
    assert tracemalloc.get_traced_memory()[0] < 60 * 20_000
    tracemalloc.stop()
    assert [seen.first(f"PO-{number}", 0) for number in range(20_000)] == list(range(20_000))
