"""Three sweepers at once, killed at random and replaced: each reminder is fired once, none is lost, none is doubled."""

import random
import time
from collections import Counter
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Engine, String, Table, cast, insert, literal, select, true

from avvikelse.core.dates import add_working_days, at_local, local_day
from avvikelse.core.deadlines import REMINDERS_AT
from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty, Event, Outbox, Reminder, table
from avvikelse.services.moves import move
from avvikelse.services.sweeping import sweep
from tests.concurrency import sweeper
from tests.concurrency.processes import AT_MOST, begin, kill
from tests.concurrency.test_killed import nobody_is_left
from tests.properties.invariants import chain_holds
from tests.services.steps import reported, rows
from tests.world import World, build_world

CASES, BATCH, SWEEPERS, KILLS = 200, 3, 3, 6
_deviation = table(Deviation)


def many(world: World) -> str:
    """So many cases, as copies of one that somebody has reported. Gives that one's number."""
    number = reported(world)
    with unit_of_work(world.engine) as session:
        [found] = session.execute(select(_deviation.c.id))
        numbers = select(literal(found.id + 1).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < found.id + CASES - 1))
        for model, key in ((Deviation, "id"), (DeviationParty, "deviation_id"), (Reminder, "deviation_id")):
            copy_rows(session, table(model), key, found.id, numbers)
    return number


def copy_rows(session: Session, target: Table, key: str, template: int, ids: Any) -> None:
    """Copies a case's rows of one table to the other ids."""
    changed: dict[str, ColumnElement[Any]] = {key: ids.c.n}
    if "number" in target.c:
        changed["number"] = literal("AVV-2026-9") + cast(ids.c.n, String)
    columns = [column for column in target.c if column.name in changed or not column.primary_key]
    copied = select(*(changed.get(column.name, column) for column in columns)).join_from(target, ids, true())
    session.execute(insert(target).from_select(columns, copied.where(target.c[key] == template)))


@pytest.fixture
def crowd(engine: Engine) -> World:
    return build_world(engine)


class Sweepers:
    """Processes that sweep side by side; what each has told of is counted, also when it is killed."""

    def __init__(self, url: str, world: World, work: ModuleType = sweeper) -> None:
        self._url, self._now, self._work = url, world.now, work
        self._running: dict[Connection, Any] = {}
        self.told = 0
        self.killed = 0

    def start(self) -> None:
        """One more."""
        process, told = begin(self._work.run, self._url, self._now, BATCH)
        self._running[told] = process

    def kill_after(self, batches: int, breath: float) -> None:
        """Waits for so many batches of any of them, and a breath; then kills one and starts another."""
        for _ in range(batches):
            self._listen()
        if not self._running:
            return
        time.sleep(breath)
        victim = random.choice([*self._running])  # noqa: S311 (chance, not secrecy)
        self.told += sum(filter(None, kill(self._running.pop(victim), victim)))
        self.killed += 1
        self.start()

    def finish(self) -> None:
        """Until all have found that nothing is due."""
        until = time.monotonic() + AT_MOST
        while self._running and time.monotonic() < until:
            self._listen()
        assert not self._running

    def _listen(self) -> None:
        if not self._running:
            return  # to wait for nothing is to wait for all of the time
        for connection in wait([*self._running], AT_MOST):
            assert isinstance(connection, Connection)
            try:
                found = connection.recv()
            except EOFError:
                pytest.fail("a sweeper died by itself")
            if found is None:
                process = self._running.pop(connection)
                process.join(AT_MOST)
                assert process.exitcode == 0
                connection.close()
            else:
                self.told += found


def test_sweepers_killed_at_random_lose_nothing_and_double_nothing(crowd: World, database_url: str) -> None:
    many(crowd)
    crowd.now = at_local(add_working_days(local_day(crowd.now), 3), REMINDERS_AT)
    crowd.engine.dispose()
    sweepers = Sweepers(database_url, crowd)
    for _ in range(SWEEPERS):
        sweepers.start()
    for _ in range(KILLS):
        sweepers.kill_after(random.randint(1, 7), random.uniform(0, 0.01))  # noqa: S311 (chance, not secrecy)
    sweepers.finish()
    nobody_is_left(crowd.engine)
    assert sweepers.killed
    fired = [row for row in rows(crowd, Reminder) if row.fired_at is not None]
    assert Counter((row.deviation_id, row.rule, row.period) for row in fired).most_common(1)[0][1] == 1
    assert len(fired) == CASES
    told = Counter((row.deviation_id, row.message) for row in rows(crowd, Outbox))
    assert set(told.values()) == {1}
    assert len(told) == CASES
    events = Counter(row.deviation_id for row in rows(crowd, Event) if row.kind == "reminded")
    assert set(events.values()) == {1}
    assert len(events) == CASES
    assert sweepers.told <= CASES, "what was said to be done is done"
    with reading(crowd.engine) as session:
        chain_holds(session)
    assert not sweep(crowd.engine, crowd.now)


def test_a_case_that_somebody_is_moving_is_passed_by_and_not_forgotten(crowd: World) -> None:
    """PostgreSQL: the sweep doesn't wait for whoever holds the case. SQLite lets the one in after the other."""
    number = many(crowd)
    crowd.now = at_local(add_working_days(local_day(crowd.now), 3), REMINDERS_AT)
    if crowd.engine.dialect.name == "sqlite":
        assert sweep(crowd.engine, crowd.now)["reminder"] == CASES
        return
    answers = {"own_reference": "FK-1", "other_party_told": "Telefon."}
    actor = crowd.actor("fk.utredare")
    with unit_of_work(crowd.engine) as session:
        move(session, actor, number, "register", rev=None, form=answers, now=crowd.now)
        assert sweep(crowd.engine, crowd.now)["reminder"] == CASES - 1, "while the step is being taken"
    assert not sweep(crowd.engine, crowd.now), "the case has moved on, and its reminder with it"
    later = at_local(add_working_days(local_day(crowd.now), 3), REMINDERS_AT)
    assert sweep(crowd.engine, later)["reminder"] >= 1
