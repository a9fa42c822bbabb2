"""Workers that destroy what is due, killed at random and replaced: each case is wholly destroyed once, or not yet."""

import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Engine, literal, select

from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty, Event, Note, Registration, table
from tests.concurrency import retainer
from tests.concurrency.test_killed import nobody_is_left
from tests.concurrency.test_sweepers import CASES, KILLS, SWEEPERS, Sweepers, copy_rows
from tests.properties.invariants import chain_holds
from tests.services.retention import decided, retained, told_and_waited, with_administrators, withdrawn, years_pass
from tests.services.steps import rows
from tests.world import World, build_world

COPIED = ((Deviation, "id"), (DeviationParty, "deviation_id"), (Registration, "deviation_id"), (Note, "deviation_id"))


@pytest.fixture
def archive(engine: Engine) -> World:
    """So many ended cases, as copies of one, whose time has come, and a decision that works."""
    world = with_administrators(build_world(engine))
    withdrawn(world)
    _many(world)
    decided(world)
    years_pass(world, 6)
    told_and_waited(world)
    return world


def _many(world: World) -> None:
    deviation = table(Deviation)
    with unit_of_work(world.engine) as session:
        [found] = session.execute(select(deviation.c.id))
        numbers = select(literal(found.id + 1).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < found.id + CASES - 1))
        for model, key in COPIED:
            copy_rows(session, table(model), key, found.id, numbers)


def test_workers_killed_at_random_destroy_each_case_once_and_wholly(archive: World, database_url: str) -> None:
    archive.engine.dispose()
    workers = Sweepers(database_url, archive, retainer)
    for _ in range(SWEEPERS):
        workers.start()
    for _ in range(KILLS):
        workers.kill_after(random.randint(1, 7), random.uniform(0, 0.01))  # noqa: S311 (chance, not secrecy)
        _each_is_whole(archive)
        archive.engine.dispose()
    workers.finish()
    nobody_is_left(archive.engine)
    assert workers.killed
    gone = _each_is_whole(archive)
    assert len(gone) == CASES
    assert workers.told <= CASES, "what was said to be done is done"
    with reading(archive.engine) as session:
        chain_holds(session)
    assert not retained(archive)


def _each_is_whole(world: World) -> set[Any]:
    """The mark on the party, its texts and the event go together, whenever one looks. Gives the destroyed cases."""
    event, party = table(Event), table(DeviationParty)
    note, registration = table(Note), table(Registration)
    with reading(world.engine) as session:  # one moment
        moment = session.execute(
            select(
                party.c.deviation_id,
                party.c.destroyed,
                select(event.c.seq).where(event.c.deviation_id == party.c.deviation_id, event.c.kind == "destroyed")
                .exists().label("event"),
                select(note.c.id).where(note.c.deviation_id == party.c.deviation_id).exists().label("note"),
                select(registration.c.id).where(
                    registration.c.deviation_id == party.c.deviation_id, registration.c.title.startswith("Texten är")
                ).exists().label("said"),
            ).where(party.c.organisation == "forsakringskassan")
        ).all()  # fmt: skip
        events = Counter(session.execute(select(event.c.deviation_id).where(event.c.kind == "destroyed")).scalars())
    for row in moment:
        assert bool(row.destroyed) == bool(row.event) == bool(row.said) == (not row.note), row
    assert set(events.values()) <= {1}
    return set(events)


def test_a_case_that_somebody_holds_meanwhile_is_passed_by(archive: World) -> None:
    """PostgreSQL: the worker doesn't wait for whoever has the case. SQLite lets the one in after the other."""
    if archive.engine.dialect.name == "sqlite":
        assert retained(archive)["cases"] == CASES
        return
    [first, *_] = rows(archive, Deviation)
    deviation = table(Deviation)
    with unit_of_work(archive.engine) as session:
        session.execute(select(deviation.c.id).where(deviation.c.id == first.id).with_for_update(key_share=True))
        assert retained(archive)["cases"] == CASES - 1
    assert retained(archive)["cases"] == 1
