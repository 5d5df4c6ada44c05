"""Making documents in several processes, with results in the order of the source and bounded memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
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
#: Where nobody says how many processes to use: so many packets are made before another one is started, and so many
#: processes at most, for each needs about 90 MB.
_FEW = 10
_MOST = 4


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


def make(steps: Iterable[Step], recipe: Recipe, maker: Maker, jobs: int | None) -> Generator[Result | Note]:
    """The results of groups, and what stands between them, in their order; ``maker`` is that of this process.

    ``jobs``: processes; None for those of the machine, where there is much to do.
    """
    source = packets(steps)
    for packet in islice(source, _FEW if jobs is None else 0):
        yield from in_order(packet, maker.results(groups_of(packet)))
    if jobs is None:
        jobs = min(os.cpu_count() or 1, _MOST)
    following = next(source, None) if jobs > 1 else None
    if following is not None:
        with closing(_make_parallel(chain([following], source), recipe, maker, jobs)) as made:
            yield from made
    for packet in source:
        yield from in_order(packet, maker.results(groups_of(packet)))


def _make_parallel(source: Iterator[list[Step]], recipe: Recipe, maker: Maker, jobs: int) -> Generator[Result | Note]:
    """What is left, in several processes.

    This process is one of them: where the next results are not there yet, it makes some itself. Not so with replies:
    whether another process made them of all that was before is known only when their turn comes.
    """
    waiting: deque[tuple[Future[list[list[Result]]], list[Step]]] = deque()
    alone = recipe.context.orders is not None
    others = jobs if alone else jobs - 1
    with ProcessPoolExecutor(others, initializer=_prepare, initargs=(recipe,)) as pool:
        try:
            while True:
                under_way = sum(not future.done() for future, _packet in waiting)
                room = 2 * jobs * _UNDER_WAY - len(waiting)
                for packet in islice(source, min(others * _UNDER_WAY - under_way, room)):
                    waiting.append((pool.submit(_make, groups_of(packet)), packet))
                if not waiting:
                    return
                own = None if alone or room <= 0 or waiting[0][0].done() else next(source, None)
                if own is not None:
                    waiting.append((_done(maker.results(groups_of(own))), own))
                    continue
                future, packet = waiting.popleft()
                yield from in_order(packet, maker.settled(groups_of(packet), future.result()))
        except BrokenProcessPool as error:
            raise LostProcess from error
        finally:
            pool.shutdown(cancel_futures=True)


def _done(results: list[list[Result]]) -> Future[list[list[Result]]]:
    future: Future[list[list[Result]]] = Future()
    future.set_result(results)
    return future


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
