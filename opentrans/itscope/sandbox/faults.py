"""What can go wrong on the way: faults on demand, or at random with a seed."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "slow", "reset", "close", "truncated", "malformed", "page", "500", "502", "503", "expired"
]  # fmt: skip
Effect: TypeAlias = Literal["never", "now", "later"]

_ANY: tuple[Effect, ...] = ("never", "now", "later")

#: Which effects a request with a fault can have; the first unless the fault says otherwise.
EFFECTS: Mapping[Kind, tuple[Effect, ...]] = {
    "slow": ("now",),
    "reset": _ANY,
    "close": _ANY,
    "truncated": _ANY,
    "malformed": ("now",),
    "page": _ANY,
    "500": _ANY,
    "502": _ANY,
    "503": _ANY,
    "expired": ("never",),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request.

    Args:
        kind: ``slow``: the answer comes after ``seconds`` of real time. ``reset``: the connection is reset. ``close``:
            it is closed without an answer, as a client sees it that uses a kept connection once more. ``truncated``:
            the answer ends in the middle. ``malformed``: a success whose body cannot be read. ``page``: a web page
            comes as success. ``500``, ``502``, ``503``: such an answer (the latter two as web pages). ``expired``: 401,
            as for a key that holds no more.
        effect: whether an upload takes effect nevertheless: ``never``, ``now``, or ``later``, when ``seconds`` have
            passed by the sandbox's clock; see EFFECTS.
        seconds: for ``slow`` and ``later``.
    """

    kind: Kind
    effect: Effect | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in EFFECTS:
            raise ValueError(f"a fault is one of {', '.join(EFFECTS)}, not {self.kind!r}")
        if self.effect is None:
            object.__setattr__(self, "effect", EFFECTS[self.kind][0])
        if self.effect not in EFFECTS[self.kind]:
            raise ValueError(f"the effect of {self.kind} is one of {', '.join(EFFECTS[self.kind])}")


def every_fault(seconds: float = 1.0) -> tuple[Fault, ...]:
    """Each kind with each of its effects.

    >>> len(every_fault())
    24
    """
    return tuple(Fault(kind, effect, seconds) for kind, effects in EFFECTS.items() for effect in effects)


class Faults:
    """The faults that are to come; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[tuple[Fault, str]] = []
        self._share = 0.0
        self._kinds: Sequence[Fault] = ()
        self._on = ""
        self._random = random.Random()  # noqa: S311

    def add(self, fault: Fault, times: int, on: str) -> None:
        """Let the next ``times`` requests fail whose line, such as ``POST /2.1/business``, holds ``on``."""
        with self._lock:
            self._ordered += [(fault, on)] * times

    def at_random(self, share: float, kinds: Sequence[Fault], seed: int, on: str) -> None:
        """Let such a share of the requests whose line holds ``on`` fail; 0 ends it."""
        if not 0 <= share <= 1 or (share and not kinds):
            raise ValueError("a share is 0 to 1, of one kind of fault at least")
        with self._lock:
            self._share, self._kinds, self._on = share, tuple(kinds), on
            self._random = random.Random(seed)  # noqa: S311

    def clear(self) -> None:
        """Nothing more goes wrong."""
        with self._lock:
            self._ordered.clear()
            self._share = 0.0

    def next(self, line: str) -> Fault | None:
        """What goes wrong with this request."""
        with self._lock:
            for index, (fault, on) in enumerate(self._ordered):
                if on in line:
                    del self._ordered[index]
                    return fault
            if self._share and self._on in line and self._random.random() < self._share:
                return self._random.choice(self._kinds)
        return None
