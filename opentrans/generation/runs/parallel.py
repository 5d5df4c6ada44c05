"""Making documents in several processes, with results in the order of the source and bounded memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING

from ..mapping import Context, load_mapping
from ..sources.shapes import Group
from ..sources.values import Note
from .making import Maker, Weigh
from .results import Result

if TYPE_CHECKING:
    from ...amounts import Tolerances

#: So many documents go to a process at once, and so many packets for each process are under way.
_CHUNK = 40
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


#: A group whose results are wanted, or what is passed on as it is.
Step = Group | Result | Note


def make_parallel(steps: Iterable[Step], recipe: Recipe, jobs: int) -> Generator[Result | Note]:
    """The results of groups, and what stands between them, in their order."""
    source = iter(steps)
    waiting: deque[tuple[Future[list[list[Result]]], list[Step]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(recipe,)) as pool:
        try:
            while True:
                while len(waiting) < jobs * _UNDER_WAY and (chunk := list(islice(source, _CHUNK))):
                    groups = [one for one in chunk if isinstance(one, Group)]
                    waiting.append((pool.submit(_make, groups), chunk))
                if not waiting:
                    return
                future, chunk = waiting.popleft()
                made = iter(future.result())
                for one in chunk:
                    if isinstance(one, Group):
                        yield from next(made)
                    else:
                        yield one
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
    return [_Process.maker.results(group) for group in groups]
