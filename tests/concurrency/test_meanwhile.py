"""Somebody isn't done when another begins: what the other one had counted is no longer so, and that is told."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty
from avvikelse.errors import Stale
from avvikelse.services.migrating import migrate_cases
from avvikelse.services.moves import move
from avvikelse.services.passing_on import hand_over_cases
from tests.concurrency.processes import AT_MOST
from tests.services.steps import registered, reported, rows
from tests.services.versions import DAYS, NEW, OLD, new_version
from tests.world import World


def _while(world: World, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> Any:
    """What the second act answers or raises, begun before the first one's transaction has ended."""

    def run() -> Any:
        with unit_of_work(world.engine) as session:
            return second(session)

    with ThreadPoolExecutor(1) as pool:
        with unit_of_work(world.engine) as session:
            first(session)
            later = pool.submit(run)
            _waits(world)
        return later.result(AT_MOST)


def _waits(world: World) -> None:
    """Until the other transaction waits for this one. On SQLite it can't even begin."""
    if world.engine.dialect.name == "sqlite":
        return
    until = time.monotonic() + AT_MOST
    here = "datname = current_database() AND wait_event_type = 'Lock'"
    waiting = text(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")  # noqa: S608 (of the test's own making)
    with reading(world.engine) as session:
        while not session.connection.execute(waiting).scalar_one():
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)


def test_a_case_that_goes_on_while_all_are_moved_is_not_left_behind(world: World) -> None:
    """It is where no case was when they were counted: all are moved, or none and that is said."""
    number = registered(world)
    new_version(world, DAYS)
    chef, administrator = world.actor("fk.chef"), world.actor("administrator")
    form = {"contact_logged": "Telefon."}

    def goes_on(session: Session) -> Any:
        return move(session, chef, number, "contact_manager", rev=None, form=form, now=world.now)

    def moves_all(session: Session) -> int:
        return migrate_cases(session, administrator, "varmland", OLD, NEW, world.now, expected=1)

    if world.engine.dialect.name == "sqlite":
        assert _while(world, goes_on, moves_all) == 1
    else:
        with pytest.raises(Stale, match="Granska på nytt"):
            _while(world, goes_on, moves_all)
        with unit_of_work(world.engine) as session:
            assert moves_all(session) == 1
    assert len({row.routine_version_id for row in rows(world, Deviation)}) == 1


def test_a_case_that_was_handed_over_meanwhile_stays_with_whoever_got_it(world: World) -> None:
    reported(world)
    coordinator, director = world.actor("fk.samordnare"), world.actor("fk.omradeschef")

    def to(actor: Any, heir: str) -> Callable[[Session], Any]:
        return lambda session: hand_over_cases(session, actor, "fk.utredare", heir, world.now, expected=1)

    with pytest.raises(Stale):
        _while(world, to(coordinator, "fk.chef"), to(director, "fk.omradeschef"))
    [reporter] = {row.reporter_id for row in rows(world, DeviationParty) if row.reporter_id is not None}
    assert reporter == world.actor("fk.chef").user_id
