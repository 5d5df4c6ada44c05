"""What was met before, and where first: for a million things, in few bytes."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import Generic, TypeVar

Place = TypeVar("Place", bound=object)

_KEY = (1 << 64) - 1


class Seen(Generic[Place]):
    """Things by their hash, each with the place where it was met first; a place that is a small int takes no room.

    A slot takes 16 bytes, and a third of them at least is in use.
    """

    def __init__(self) -> None:
        self._keys = array("Q", bytes(8 * 1024))
        self._places = array("q", bytes(8 * 1024))
        self._objects: list[Place] = []
        self._used = 0

    def first(self, what: Hashable, place: Place) -> Place | None:
        """Where this was met first; None where that is here."""
        key = hash(what) & _KEY or 1
        at = self._slot(key)
        if self._keys[at]:
            found = self._places[at]
            return self._objects[~found] if found < 0 else found  # type: ignore[return-value]
        self._keys[at] = key
        if isinstance(place, int) and place >= 0:
            self._places[at] = place
        else:
            self._places[at] = ~len(self._objects)
            self._objects.append(place)
        self._used += 1
        if 3 * self._used > 2 * len(self._keys):
            self._grow()
        return None

    def _slot(self, key: int) -> int:
        """Where a key stands, or the free slot where it belongs."""
        keys = self._keys
        last = len(keys) - 1
        at = key & last
        while keys[at] and keys[at] != key:
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        keys, places = self._keys, self._places
        self._keys, self._places = array("Q", bytes(16 * len(keys))), array("q", bytes(16 * len(keys)))
        for key, place in zip(keys, places, strict=True):
            if key:
                at = self._slot(key)
                self._keys[at], self._places[at] = key, place
