"""3. Eight writers at once, each on cases of its own: how evenly they get their turn, and whether any is refused.

As threads of one process, like a web worker, and as eight processes. The contrast on SQLite is the driver's own habit:
a transaction that begins by reading and asks for the write lock afterwards.
"""

import multiprocessing
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.exc import DBAPIError

from avvikelse.core.permissions import Actor
from avvikelse.db.session import make_engine
from benchmarks.cases import CopiedCase, House, build_house
from benchmarks.databases import KINDS, Databases
from benchmarks.raw_peer import RawPeer
from benchmarks.report import Line, at_most, milliseconds

WRITERS, MOVES, WARM = 8, 80, 3
NAIVE_SECONDS = 5  # how long sqlite3 waits for a lock unless told otherwise
TARGET = 5


@dataclass(slots=True)
class Tally:
    """What the writers met: seconds per move, and moves that the database refused."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    began: float = 0.0
    ended: float = 0.0

    def add(self, other: "Tally") -> None:
        """Counts another writer in."""
        self.seconds += other.seconds
        self.refused += other.refused
        self.began = min(self.began or other.began, other.began)
        self.ended = max(self.ended, other.ended)

    def percentile(self, percent: int) -> float:
        """The time that so many of a hundred moves keep within."""
        return statistics.quantiles(self.seconds, n=100)[percent - 1]


def run(databases: Databases) -> Iterator[Line]:
    """Eight threads and eight processes on each database, and the naive way on SQLite."""
    for kind in KINDS:
        url = databases.fresh(kind)
        house = build_house(url)
        raw = RawPeer(house, url)
        shares = [house.add(MOVES + WARM) for _ in range(WRITERS * 3)]
        house.settle()
        yield from _lines(f"8 threads, {kind}", _threads([_ours(house, cases) for cases in shares[:WRITERS]]))
        yield from _lines(f"8 processes, {kind}", _processes(house, url, shares[WRITERS : 2 * WRITERS]))
        if kind == "sqlite":
            naive = _threads([_naive(raw, url, cases) for cases in shares[2 * WRITERS :]])
            share = f"{naive.refused} of {WRITERS * MOVES}"
            yield Line("8 threads, sqlite, deferred BEGIN: refused", "", f"sqlite3 as it comes: {share}")
        raw.close()
        house.engine.dispose()


def _lines(what: str, tally: Tally) -> Iterator[Line]:
    rate = len(tally.seconds) / (tally.ended - tally.began)
    half, most = tally.percentile(50), tally.percentile(99)
    yield Line(f"{what}: moves a second", f"{rate:.0f}")
    yield at_most(f"{what}: p99 to p50", f"p50 {milliseconds(half)}", f"p99 {milliseconds(most)}", most / half, TARGET)
    yield Line(f"{what}: refused", f"{tally.refused} of {WRITERS * MOVES}", "", "", "0", tally.refused == 0)


Moves = Callable[[], Sequence[Callable[[], object]]]


def _ours(house: House, cases: Sequence[CopiedCase]) -> Moves:
    return lambda: [partial(house.register, case) for case in cases]


def _naive(raw: RawPeer, url: str, cases: Sequence[CopiedCase]) -> Moves:
    """The same statements, but with the transaction begun the way the driver begins it."""

    def prepare() -> list[Callable[[], object]]:
        peer = raw.another(url, busy_seconds=NAIVE_SECONDS)
        plans = [
            [replace(each, sql="BEGIN") if each.name == "BEGIN" else each for each in peer.plan(case)] for case in cases
        ]
        return [partial(peer.move, case.id, plan) for case, plan in zip(cases, plans, strict=True)]

    return prepare


def _threads(writers: Sequence[Moves]) -> Tally:
    start = threading.Barrier(len(writers))
    with ThreadPoolExecutor(len(writers)) as pool:
        return _together(pool.map(lambda moves: _write(moves, start.wait), writers))


def _processes(house: House, url: str, shares: Sequence[Sequence[CopiedCase]]) -> Tally:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(len(shares), context) as pool:
        start = manager.Barrier(len(shares))
        jobs = [pool.submit(_process, house.actor, house.template, url, cases, start) for cases in shares]
        return _together(job.result() for job in jobs)


def _process(
    actor: Actor, template: CopiedCase, url: str, cases: Sequence[CopiedCase], start: threading.Barrier
) -> Tally:
    """One writer in a process of its own."""
    house = House(make_engine(url), actor, template)
    tally = _write(_ours(house, cases), start.wait)
    house.engine.dispose()
    return tally


def _together(tallies: Iterator[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _write(moves: Moves, wait: Callable[[], object]) -> Tally:
    ready = moves()
    tally = Tally()
    for move in ready[:WARM]:
        _count(move, Tally())
    wait()
    tally.began = time.monotonic()
    for move in ready[WARM:]:
        _count(move, tally)
    tally.ended = time.monotonic()
    return tally


def _count(move: Callable[[], object], tally: Tally) -> None:
    started = time.perf_counter()
    try:
        move()
    except (DBAPIError, sqlite3.OperationalError):
        tally.refused += 1
    else:
        tally.seconds.append(time.perf_counter() - started)
