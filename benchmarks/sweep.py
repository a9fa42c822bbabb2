"""10. A sweep among a million open cases of which a thousand are due, against the same work written straight in SQL.

The peer finds the due reminders with their cases and people, writes a message and a chained event for each and marks
them, in one transaction on the driver. It knows the one recipient that every case has here; ours climbs the ladder.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from avvikelse.core.events import canonical, event_hash
from avvikelse.db.session import make_engine
from avvikelse.services.sweeping import sweep
from benchmarks.cases import NOW, House, build_house
from benchmarks.databases import KINDS, Databases
from benchmarks.drivers import connect
from benchmarks.report import Line, at_most, milliseconds

CASES, DUE, MANY_DUE = 1_000_000, 1_000, 10_000
ROUNDS, IDLE = 5, 300
JOBS = 5_000
TARGET, IDLE_SECONDS, MEMORY = 2.0, 0.005, 1.1


def run(databases: Databases) -> Iterator[Line]:
    """Sweeps and the peer in turns, on each database; then idle sweeps, memory, and a job per case."""
    for kind in KINDS:
        url = databases.fresh(kind)
        house = build_house(url)
        laid = time.perf_counter()
        ids = house.lay(CASES)
        house.settle()
        print(f"  ({CASES:,} cases laid into {kind} in {time.perf_counter() - laid:.0f} s)")
        peer, turns = RawSweep(url), count()
        ours, raw = [], []
        for _ in range(ROUNDS + 1):
            ours.append(_timed(_ours, house, _make_due(peer, ids, next(turns), DUE)))
            raw.append(_timed(peer.sweep, _make_due(peer, ids, next(turns), DUE)))
        mine, theirs = median(ours[1:]), median(raw[1:])
        what = f"a sweep, {kind}: {DUE:,} due of {CASES:,} cases"
        yield at_most(what, milliseconds(mine), f"raw SQL {milliseconds(theirs)}", mine / theirs, TARGET)
        yield _idle(house, kind)
        yield _memory(peer, url, ids, kind, turns)
        peer.close()
        house.engine.dispose()
    yield _jobs()


def _moment(turn: int) -> datetime:
    """When a round takes place: before anything else is due, each a minute after the last."""
    return NOW - timedelta(hours=1) + timedelta(minutes=turn)


def _make_due(peer: "RawSweep", ids: range, turn: int, due: int) -> datetime:
    """Brings one reminder each of some of the cases forward, from all over the table; others each turn."""
    moment = _moment(turn)
    step = len(ids) // due
    chosen = ids[turn * 7 % step :: step][:due]
    peer.bring_forward(moment - timedelta(seconds=30), chosen)
    return moment


def _ours(house: House, moment: datetime) -> None:
    told = sweep(house.engine, moment)
    if told["reminder"] != DUE:
        raise LookupError(f"{DUE} reminders were due, and {dict(told)} were sent")


def _timed(work: Callable[..., object], *values: object) -> float:
    started = time.perf_counter()
    work(*values)
    return time.perf_counter() - started


def _idle(house: House, kind: str) -> Line:
    moment = _moment(2 * ROUNDS + 2)
    spent = [_timed(sweep, house.engine, moment) for _ in range(IDLE)]
    what = f"an idle sweep, {kind}"
    return at_most(
        what, milliseconds(median(spent)), f"{milliseconds(IDLE_SECONDS)}", median(spent) / IDLE_SECONDS, 1.0
    )


def _memory(peer: "RawSweep", url: str, ids: range, kind: str, turns: Iterator[int]) -> Line:
    """The peak of a process of its own that sweeps, with ten times as much due."""
    peaks = []
    for due in (DUE, MANY_DUE):
        moment = _make_due(peer, ids, next(turns), due)
        command = [sys.executable, "-m", "benchmarks.sweep", url, moment.isoformat()]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    few, many = peaks
    what = f"a sweep, {kind}: peak memory, {MANY_DUE:,} due"
    return at_most(what, f"{many / 1024:.0f} MB", f"{DUE:,} due {few / 1024:.0f} MB", many / few, MEMORY)


def _jobs() -> Line:
    """A job per case in APScheduler's memory, as the peer that people think of first: only to add them."""
    scheduler = BackgroundScheduler()
    scheduler.start(paused=True)
    started = time.perf_counter()
    for n in range(JOBS):
        scheduler.add_job(print, "date", run_date=NOW + timedelta(days=400, seconds=n * 37 % 86_400), id=str(n))
    spent = time.perf_counter() - started
    scheduler.shutdown(wait=False)
    return Line(f"a job per case: adding {JOBS:,} jobs", "no jobs", f"APScheduler {spent:.1f} s")


FIND = """
SELECT r.id, r.deviation_id, r.rule, r.period, d.number, d.state, d.entered_at, d.due_at, d.owner_role,
       d.owner_organisation, p.reporter_id
FROM reminder r JOIN deviation d ON d.id = r.deviation_id
JOIN deviation_party p ON p.deviation_id = d.id AND p.side = 'reporting'
WHERE r.fired_at IS NULL AND r.due_at <= ? ORDER BY r.due_at, r.deviation_id"""
MARK = "UPDATE reminder SET fired_at = ? WHERE id = ? AND fired_at IS NULL"
TELL = "INSERT INTO outbox (created_at, message, recipient_id, deviation_id, data, skipped) VALUES (?, ?, ?, ?, ?, '')"
APPEND = """
INSERT INTO event (seq, at, kind, organisation, deviation_id, data, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
FORWARD = "UPDATE reminder SET due_at = ?, fired_at = NULL WHERE deviation_id = ? AND rule = 'raised.3'"


class RawSweep:
    """The same work, statement by statement on the driver."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url)
        self._sqlite = "sqlite" in type(self.connection).__module__
        if not self._sqlite:
            self.connection.rollback()

    def sweep(self, now: datetime) -> None:
        """Finds, marks, tells and chains, all or nothing."""
        cursor = self.connection.cursor()
        if self._sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        rows = cursor.execute(
            self._form(FIND) + ("" if self._sqlite else " FOR UPDATE OF d SKIP LOCKED"), [self._at(now)]
        ).fetchall()
        if len(rows) != DUE:
            raise LookupError(f"{DUE} reminders were due, and {len(rows)} were found")
        at = self._at(now)
        cursor.executemany(self._form(MARK), [(at, row[0]) for row in rows])
        cursor.executemany(self._form(TELL), [(at, "reminder", row[10], row[1], self._data(row)) for row in rows])
        cursor.execute("SELECT seq, hash FROM chain_head WHERE id = 1" + ("" if self._sqlite else " FOR UPDATE"))
        seq, prev = cursor.fetchone()
        events = []
        for row in rows:
            seq += 1
            data = canonical({"rules": [row[2]], "messages": {"reminder": 1}})
            digest = event_hash(prev, seq, now, "reminded", None, row[9], row[1], data)
            events.append((seq, at, "reminded", row[9], row[1], data, prev, digest))
            prev = digest
        cursor.executemany(self._form(APPEND), events)
        cursor.execute(self._form("UPDATE chain_head SET seq = ?, hash = ? WHERE id = 1"), (seq, prev))
        self.connection.commit()

    def bring_forward(self, moment: datetime, ids: range) -> None:
        """Makes one reminder of each case due."""
        cursor = self.connection.cursor()
        if self._sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(self._form(FORWARD), [(self._at(moment), case) for case in ids])
        self.connection.commit()

    def close(self) -> None:
        """Gives the connection back."""
        self.connection.close()

    def _form(self, sql: str) -> str:
        return sql if self._sqlite else sql.replace("?", "%s")

    def _at(self, moment: datetime) -> Any:
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if self._sqlite else moment

    @staticmethod
    def _data(row: Any) -> str:
        known = {"number": row[4], "state": row[5], "role": row[8], "owner": row[8], "due_at": str(row[7]), "days": 3}
        return json.dumps(known | {"reason": "turn"}, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    swept = sweep(make_engine(sys.argv[1]), datetime.fromisoformat(sys.argv[2]).astimezone(UTC))
    if swept["reminder"] not in (DUE, MANY_DUE):
        raise LookupError(f"{dict(swept)} were sent")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
