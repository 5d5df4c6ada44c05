"""A client: a process that goes once through a table of uploads, in its own order, if it is not killed.

It is started with one argument, the JSON of a Job, and says ``ready`` when it begins.
"""

from __future__ import annotations

import json
import os
import random
import sys
from dataclasses import asdict, dataclass

from opentrans.itscope import ITscope, ITscopeError, Settings
from opentrans.itscope.batch import Task, do_task, read_tasks, upload_of
from opentrans.itscope.journal import Journal
from tests.never_twice.clock import SharedClock

_ATTEMPTS = 5


@dataclass(frozen=True)
class Job:
    """What a worker does. ``naive``: without a journal, again and again until an answer comes."""

    table: str
    journal: str
    start: float
    speed: float
    ahead: float
    retry_after: float | None
    naive: bool = False

    def to_json(self) -> str:
        """The argument of a worker."""
        return json.dumps(asdict(self))


def work(job: Job) -> None:
    """Do it."""
    clock = SharedClock(job.start, job.speed, job.ahead)
    settings = Settings(read=0.4, write=0.4, total=2.0, retries=2, requests=None, clock=clock)
    tasks = read_tasks(job.table)
    random.shuffle(tasks)
    with ITscope.from_environment(os.environ, settings) as client:
        print("ready", flush=True)
        if job.naive:
            _work_naively(client, tasks)
            return
        with Journal(job.journal, clock=clock) as journal:
            for task in tasks:
                do_task(client, journal, task, retry_after=job.retry_after)


def _work_naively(client: ITscope, tasks: list[Task]) -> None:
    for task in tasks:
        for _ in range(_ATTEMPTS):
            try:
                client.upload(upload_of(task, client, None))
            except ITscopeError:
                continue
            break


if __name__ == "__main__":
    work(Job(**json.loads(sys.argv[1])))
