"""Running cases keep their version until an administrator moves them, after having seen what changes (R19)."""

from datetime import date

import pytest

from avvikelse.core.dates import local_day
from avvikelse.db.session import reading
from avvikelse.db.tables import Deviation, Event, Reminder
from avvikelse.errors import Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.migrating import migrate_cases, preview_migration
from avvikelse.services.routines import active_engine
from tests.properties.invariants import chain_holds, everything_holds
from tests.services.reminding import Desk
from tests.services.steps import contacted, reported, rows, step
from tests.services.versions import DAYS, NEW, OLD, RENAMED, new_version
from tests.world import World

ADMINISTRATOR = "administrator"


def dues(world: World) -> list[tuple[str, date]]:
    return [(row.state, local_day(row.due_at)) for row in rows(world, Deviation) if row.due_at is not None]


def test_other_days_are_for_the_cases_that_are_moved(world: World) -> None:
    desk = Desk(world)
    first = reported(world)
    contacted(world)
    closed = reported(world)
    step(world, "fk.utredare", closed, "withdraw", why_withdrawn="Dubbel.")
    before = dues(world)
    world.wait(working_days=3)
    assert ("fk.utredare", "reminder") in desk.now()
    new_version(world, DAYS)
    assert dues(world) == before, "the new version is for new cases"
    found = world.ask(preview_migration, ADMINISTRATOR, "varmland", OLD, NEW, world.now)
    assert (found.states, found.earlier, found.later, found.obstacles) == (
        {"raised": 1, "manager_dialogue": 1}, 0, 1, (),
    )  # fmt: skip
    assert [(one.label, one.there, one.cases, one.later, one.time, one.time_there) for one in found.shifts] == [
        ("Påtalad", "Påtalad", 1, 1, "5 arbetsdagar", "8 arbetsdagar"),
        ("Chef till chef", "Chef till chef", 1, 0, "15 arbetsdagar", "15 arbetsdagar"),
    ]
    assert dues(world) == before
    assert world.do(migrate_cases, ADMINISTRATOR, "varmland", OLD, NEW, expected=found.cases) == 2
    assert dues(world) == [("raised", date(2026, 3, 12)), before[1]]
    to_come = [(row.rule, local_day(row.due_at)) for row in rows(world, Reminder) if row.fired_at is None]
    assert [one for one in to_come if one[0].startswith("raised")] == [
        ("raised.4", date(2026, 3, 6)), ("raised.8", date(2026, 3, 12)), ("raised.then", date(2026, 3, 13)),
    ]  # fmt: skip
    assert desk.at("2026-03-06") == [("fk.utredare", "reminder")]
    assert step(world, "fk.utredare", first, "withdraw", why_withdrawn="Dubbel.") == "withdrawn"
    with reading(world.engine) as session:
        chain_holds(session)
    moved = [event for event in rows(world, Event) if event.kind == "routine_migrated"]
    assert len(moved) == 2
    assert f"varmland {NEW}" in moved[0].data


def test_the_history_still_tells_the_rows(world: World) -> None:
    """With the same days everything is as it was, but for the version."""
    contacted(world)
    reported(world)
    before = dues(world), [row[1:] for row in rows(world, Reminder)]
    new_version(world, ("    label: Påtalad\n", "    label: Påtalad hos oss\n"))
    world.do(migrate_cases, ADMINISTRATOR, "varmland", OLD, NEW, expected=2)
    assert dues(world) == before[0]
    assert sorted(row[1:] for row in rows(world, Reminder)) == sorted(before[1])
    with reading(world.engine) as session:
        chain_holds(session)
        everything_holds(session, active_engine(session)[1].routine)


def test_what_has_no_counterpart_stops_the_whole_migration(world: World) -> None:
    reported(world)
    contacted(world)
    new_version(world, *RENAMED)
    found = world.ask(preview_migration, ADMINISTRATOR, "varmland", OLD, NEW, world.now)
    assert found.obstacles == (
        "Läget Påtalad (raised) finns inte i den nya versionen. Flytta de avvikelserna ur läget först.",
    )
    with pytest.raises(RefusedMove):
        world.do(migrate_cases, ADMINISTRATOR, "varmland", OLD, NEW, expected=2)


def test_what_was_reviewed_is_what_is_moved(world: World) -> None:
    reported(world)
    new_version(world, DAYS)
    found = world.ask(preview_migration, ADMINISTRATOR, "varmland", OLD, NEW, world.now)
    new_version(world, version="2027-02-01")
    with pytest.raises(Stale, match="Granska på nytt"):
        world.do(migrate_cases, ADMINISTRATOR, "varmland", OLD, NEW, expected=found.cases + 1)
    with pytest.raises(NotFound):
        world.ask(preview_migration, ADMINISTRATOR, "varmland", OLD, "1999", world.now)
    for who in ("fk.samordnare", "fk.chef", "granskare"):
        with pytest.raises(Forbidden):
            world.do(migrate_cases, who, "varmland", OLD, NEW, expected=found.cases)
