"""The fire: a sandbox where a share of all requests fails, and clients that are killed and started again."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from opentrans.itscope.journal import Journal
from opentrans.itscope.journal_entry import Entry, moment
from opentrans.itscope.sandbox import Sandbox, SandboxClock, every_fault
from tests.command import environment
from tests.never_twice.clock import SharedClock
from tests.never_twice.work import Name, Row, prepare, write_table
from tests.never_twice.worker import Job

_SPEED = 100.0
_DAY = 86_400.0
#: Slow answers are slower than the clients' patience (real seconds); late effects come 0.3 real seconds later.
_SLOW, _LATE = 0.6, 0.3 * _SPEED
_AT_ONCE = 2
#: So many uploads a client gets at once: as many as it may do in its life.
_ROWS = 500


@dataclass(frozen=True)
class Figures:
    """What came out."""

    uploads: int
    effects: int
    doubles: int
    arrived: int
    listed_as_unknown: int
    neither: int
    believed_sent_but_not: int
    clients_killed: int
    outcomes_lost: int
    lost_by_a_kill: int
    found_by_looking: int
    requests_sent: int
    seconds: float

    def __str__(self) -> str:
        return "\n".join(
            f"{field.name.replace('_', ' '):<26} {getattr(self, field.name):>10,}" for field in fields(self)
        )

    @property
    def faultless(self) -> bool:
        """Nothing twice, nothing lost, nothing wrongly believed sent."""
        return not (self.doubles or self.neither or self.believed_sent_but_not)


class Fire:
    """One run: so many uploads, a share of failing requests, and clients that live ``life`` seconds on average.

    ``rounds``: how often, a day later each time, what is unknown is sent again. ``kills``: the most of them.
    """

    def __init__(
        self,
        folder: Path,
        *,
        uploads: int,
        faults: float,
        seed: int,
        life: float,
        rounds: int,
        kills: int | None = None,
    ) -> None:
        self._folder = folder
        self._uploads = uploads
        self._share = faults
        self._seed = seed
        self._life = life
        self._rounds = rounds
        self._kills = kills
        self._random = random.Random(seed)
        #: What happened to the uploads that took effect twice.
        self.stories: list[str] = []
        self._clients = 0
        self._killed = 0
        self._lock = threading.Lock()
        self._start = time.time()

    def run(self, *, naive: bool = False) -> Figures:
        """Burn, and count what is left; ``naive`` clients have no journal and are not killed."""
        with Sandbox(strict=False, validate=False, limit=None, clock=SandboxClock(_SPEED)) as sandbox:
            rows = prepare(sandbox, self._uploads, self._folder)
            faults = [replace(one, seconds=_SLOW if one.kind == "slow" else _LATE) for one in every_fault()]
            sandbox.fail_at_random(self._share, faults, seed=self._seed)
            if naive:
                self._client(sandbox, rows, self._job(0, naive=True), life=None)
            else:
                for number in range(self._rounds + 1):
                    self._round(sandbox, rows, self._job(number))
                    self._come_to_rest(sandbox)
            self._come_to_rest(sandbox)
            return self._figures(sandbox, {row.name for row in rows})

    def _job(self, number: int, *, naive: bool = False) -> Job:
        """First nothing unknown is sent again; then, in each round, a day has passed, which is enough."""
        return Job(
            table="",
            journal=str(self._folder / "journal.sqlite3"),
            start=self._start,
            speed=_SPEED,
            ahead=number * _DAY,
            retry_after=_DAY / 2 if number else None,
            naive=naive,
        )

    def _round(self, sandbox: Sandbox, rows: list[Row], job: Job) -> None:
        begun = moment(SharedClock(job.start, job.speed, job.ahead).time())

        def work() -> None:
            while left := self._left(rows, begun):
                mortal = self._kills is None or self._killed < self._kills
                life = self._random.expovariate(1 / self._life) if mortal else None
                self._client(sandbox, self._random.sample(left, min(len(left), _ROWS)), job, life)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for ended in [pool.submit(work) for _ in range(_AT_ONCE)]:
                ended.result()

    def _left(self, rows: list[Row], begun: datetime) -> list[Row]:
        """What is neither sent nor of an outcome that got unknown in this round."""
        with Journal(self._folder / "journal.sqlite3") as journal:
            settled = {
                _name(entry)
                for entry in journal.entries("sent", "unknown")
                if entry.state == "sent" or entry.since >= begun
            }
        return [row for row in rows if row.name not in settled]

    def _client(self, sandbox: Sandbox, rows: list[Row], job: Job, life: float | None) -> None:
        """A client that goes through the rows, if it lives long enough."""
        with self._lock:
            self._clients += 1
            table = self._folder / f"uploads-{self._clients}.csv"
        write_table(table, rows)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.never_twice.worker", replace(job, table=str(table)).to_json()],
            env=environment(sandbox.environment()),
            stdout=subprocess.PIPE,
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                code = process.wait(life)
            except subprocess.TimeoutExpired:
                process.kill()
                with self._lock:
                    self._killed += 1
                return
        if code:
            raise RuntimeError(f"a client ended with {code}")

    def _come_to_rest(self, sandbox: Sandbox) -> None:
        """Return when no request is under way any more and every late effect has come."""
        before = -1
        while (now := len(sandbox.arrivals())) != before:
            before = now
            time.sleep(2 * _SLOW)
        sandbox.clock.advance(_DAY)

    def _figures(self, sandbox: Sandbox, wanted: set[Name]) -> Figures:
        effects = Counter(
            Name(one.action, one.target, one.document_id or "") for one in sandbox.arrivals() if one.effects
        )
        with Journal(self._folder / "journal.sqlite3") as journal:
            entries = journal.entries()
            journal_events = {entry.number: journal.events(entry) for entry in entries}
        events = [event for told in journal_events.values() for event in told]
        unknown = {_name(entry) for entry in entries if entry.state in {"unknown", "open"}}
        sent = {_name(entry) for entry in entries if entry.state == "sent"}
        self.stories = [
            f"{one.at - self._start:8.1f} {one}"
            for one in sandbox.arrivals()
            if effects[Name(one.action, one.target, one.document_id or "")] > 1
        ] + [
            f"{event.at.timestamp() - self._start:8.1f} {_name(entry)}: {event.state}: {event.what}"
            for entry in entries
            if effects[_name(entry)] > 1
            for event in journal_events[entry.number]
        ]
        return Figures(
            uploads=len(wanted),
            effects=effects.total(),
            doubles=effects.total() - len(effects),
            arrived=len(wanted & effects.keys()),
            listed_as_unknown=len(unknown),
            neither=len(wanted - effects.keys() - unknown),
            believed_sent_but_not=len(sent - effects.keys()),
            clients_killed=self._killed,
            outcomes_lost=sum(
                before.state == "open" and after.state == "unknown" for before, after in pairwise(events)
            ),
            lost_by_a_kill=sum(event.what.startswith("the process that was sending") for event in events),
            found_by_looking=sum(event.what.startswith("ITscope shows it") for event in events),
            requests_sent=sum(event.state == "open" for event in events),
            seconds=round(time.time() - self._start, 1),
        )


def _name(entry: Entry) -> Name:
    return Name(entry.key.action, entry.key.target, entry.key.document_id)
