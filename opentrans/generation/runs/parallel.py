"""Making documents in several processes, with results in the order of the source and bounded memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING

from ...errors import OpenTransError
from ..mapping import Context, load_mapping
from ..sources.shapes import Group
from ..sources.values import Note
from .making import Maker, Step, Weigh, groups_of, in_order, packets
from .results import Result

if TYPE_CHECKING:
    from ...amounts import Tolerances

#: So many packets for each process are under way.
_UNDER_WAY = 3


@dataclass(frozen=True, slots=True)
class Recipe:
    """What another process needs to make documents as this one does."""

    file: str
    partners: tuple[str, ...]
    settings: Mapping[str, str]
    context: Context
    dialect: str
    tolerances: Tolerances | None
    weigh: Weigh | None

    def maker(self) -> Maker:
        """A maker, from the files anew."""
        from ...schema.dialects import find_dialect

        mapping = load_mapping(self.file, partners=self.partners, settings=self.settings)
        return Maker(mapping, self.context, find_dialect(self.dialect), self.tolerances, self.weigh)


class LostProcess(OpenTransError):
    """A process of the run has ended before its work, so that the run could not go on."""

    def __str__(self) -> str:
        return (
            "a process of this run ended before its work: it was killed, or the memory was full; what is written "
            "stays. Start the run again, with a smaller -j: what is there already counts as done"
        )


def make_parallel(steps: Iterable[Step], recipe: Recipe, maker: Maker, jobs: int) -> Generator[Result | Note]:
    """The results of groups, and what stands between them, in their order; ``maker`` is that of this process."""
    source = packets(steps)
    waiting: deque[tuple[Future[list[list[Result]]], list[Step]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(recipe,)) as pool:
        try:
            while True:
                for packet in islice(source, jobs * _UNDER_WAY - len(waiting)):
                    waiting.append((pool.submit(_make, groups_of(packet)), packet))
                if not waiting:
                    return
                future, packet = waiting.popleft()
                yield from in_order(packet, maker.settled(groups_of(packet), future.result()))
        except BrokenProcessPool as error:
            raise LostProcess from error
        finally:
            pool.shutdown(cancel_futures=True)


class _Process:
    """What a process of the pool keeps between packets."""

    maker: Maker


def _prepare(recipe: Recipe) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _Process.maker = recipe.maker()


def _end_with_parent() -> None:
    """Where the first process is killed, the others do not stay behind."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(groups: list[Group]) -> list[list[Result]]:
    return _Process.maker.results(groups)
