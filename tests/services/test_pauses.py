"""The clock stands still while whoever has the next step waits for the other party, where the routine says so."""

from datetime import date, datetime

import pytest

from avvikelse.core.dates import local_day
from avvikelse.db.session import reading
from avvikelse.db.tables import Deviation, Pause, Reminder
from avvikelse.services.desk import show_case
from avvikelse.services.handling import agree, record_investigation
from avvikelse.services.handover import hand_over, receive_message
from avvikelse.services.migrating import migrate_cases, preview_migration
from avvikelse.services.routines import activate, active_engine
from avvikelse.settings import builtin_folder
from tests.properties.invariants import chain_holds, everything_holds
from tests.services.reminding import Desk
from tests.services.steps import as_operator, received, rows, step
from tests.world import FK, World

OLD = "deadline: {working_days: 15, remind: [10, 15, 20], then: concerned.coordinator}"
NEW = "deadline: {working_days: 15, remind: [10, 15], then: concerned.coordinator, pauses: [handed_over, agreed]}"
SOLVED = {"investigation": "Mallen saknade fältet.", "no_measure_reason": "Ett enstaka misstag."}


@pytest.fixture
def pausing(world: World) -> World:
    """The world under a version of the routine that lets the managers' clock stand still."""
    text = (builtin_folder("workflows") / "varmland.yaml").read_text(encoding="utf-8")
    assert OLD in text
    text = text.replace(OLD, NEW).replace("version: 2023-04-01", "version: 2026-01-01")
    as_operator(world, lambda session, now: activate(session, text.encode(), "ny.yaml", now))
    return world


def due(world: World) -> date | None:
    [case] = rows(world, Deviation)
    return local_day(case.due_at) if case.due_at is not None else None


def to_come(world: World) -> list[tuple[str, date]]:
    return [(row.rule, local_day(row.due_at)) for row in rows(world, Reminder) if row.fired_at is None]


def test_the_days_spent_waiting_are_added_to_what_is_left(pausing: World) -> None:
    world, desk = pausing, Desk(pausing)
    number = received(world)
    assert due(world) == date(2026, 3, 23)
    world.wait(working_days=11)
    assert [pair for pair in desk.now() if pair[1] == "reminder"] == [("vc.chef", "reminder")]
    message = world.do(hand_over, "vc.chef", number, {"receiver": FK, "text": "Vad säger ni?"}, rev=None)
    assert due(world) is None
    assert to_come(world) == []
    shown = world.do(show_case, "vc.chef", number)
    assert shown.deadline.endswith("väntar på att den andra parten tar emot överlämningen.")
    world.wait(working_days=20)
    assert [pair for pair in desk.now() if pair[1] != "weekly_list"] == [], "nobody is reminded of waiting"
    world.do(receive_message, "fk.chef", number, message, rev=None)
    assert due(world) == date(2026, 4, 22), "four working days after this one, as when it stopped"
    assert to_come(world) == [("manager_dialogue.15", date(2026, 4, 22)), ("manager_dialogue.then", date(2026, 4, 23))]
    assert rows(world, Pause) == []
    told = [(day, pair) for day in ("2026-04-22", "2026-04-23") for pair in desk.at(day) if pair[1] != "weekly_list"]
    assert told == [
        ("2026-04-22", ("vc.chef", "reminder")),
        ("2026-04-23", ("vc.chef", "overdue")),
        ("2026-04-23", ("region.samordnare", "next_level")),
    ]


def test_whoever_has_agreed_waits_for_the_other_until_something_changes(pausing: World) -> None:
    world = pausing
    number = received(world)
    world.do(record_investigation, "vc.chef", number, SOLVED, rev=None)
    world.do(agree, "vc.chef", number, rev=None)
    assert [row.waits_for for row in rows(world, Pause)] == ["agreed"]
    world.wait(working_days=3)
    world.do(record_investigation, "fk.chef", number, SOLVED, rev=None)
    assert rows(world, Pause) == []
    assert due(world) == date(2026, 3, 26)
    world.do(agree, "fk.chef", number, rev=None)
    assert due(world) == date(2026, 3, 26), "the other waits for whoever has the step, and the clock goes on"


def test_what_the_other_party_sends_stops_no_clock(pausing: World) -> None:
    world = pausing
    number = received(world)
    world.do(hand_over, "fk.chef", number, {"receiver": "region-varmland", "text": "Så här såg det ut."}, rev=None)
    assert due(world) == date(2026, 3, 23)


def test_a_case_that_moves_on_forgets_its_pause(pausing: World) -> None:
    world = pausing
    number = received(world)
    world.do(record_investigation, "vc.chef", number, SOLVED, rev=None)
    world.do(agree, "vc.chef", number, rev=None)
    world.do(agree, "fk.chef", number, rev=None)
    step(world, "fk.chef", number, "resolve")
    assert rows(world, Pause) == []
    assert due(world) is not None
    with reading(world.engine) as session:
        chain_holds(session)
        everything_holds(session, active_engine(session)[1].routine)


def test_a_clock_that_stands_goes_on_when_the_case_comes_under_a_version_without_pauses(pausing: World) -> None:
    world = pausing
    number = received(world)
    world.do(hand_over, "vc.chef", number, {"receiver": FK, "text": "Vad säger ni?"}, rev=None)
    world.wait(working_days=4)
    found = world.ask(preview_migration, "administrator", "varmland", "2026-01-01", "2023-04-01", world.now)
    assert (found.cases, found.earlier, found.later) == (1, 0, 0)
    world.do(migrate_cases, "administrator", "varmland", "2026-01-01", "2023-04-01", expected=1)
    assert rows(world, Pause) == []
    assert due(world) == date(2026, 3, 27), "with the days that it has stood"
    assert [rule for rule, _ in to_come(world)] == [
        "manager_dialogue.10", "manager_dialogue.15", "manager_dialogue.20", "manager_dialogue.then",
    ]  # fmt: skip


def test_under_the_old_version_no_clock_stops(world: World) -> None:
    number = received(world)
    world.do(hand_over, "vc.chef", number, {"receiver": FK, "text": "Vad säger ni?"}, rev=None)
    [case] = rows(world, Deviation)
    assert isinstance(case.due_at, datetime)
    assert rows(world, Pause) == []
