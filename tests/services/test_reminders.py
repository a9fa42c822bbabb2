"""Stories of reminders: the clock is moved, and those are told who should be, and nobody else."""

from datetime import date, timedelta

import pytest

from avvikelse.core.dates import at_local
from avvikelse.core.deadlines import REMINDERS_AT
from avvikelse.core.reminding import reminder_reason
from avvikelse.db.tables import Deviation, Event, Reminder
from avvikelse.services.absences import end_absence, set_absence
from avvikelse.services.handling import add_measure, complete_measure
from avvikelse.services.members import grant, revoke
from avvikelse.services.planning import plan_and_invite
from avvikelse.services.routines import active_engine
from avvikelse.services.series import cancel_meeting, reschedule
from tests.services.reminding import Desk, leaves
from tests.services.steps import SECRETARY, as_operator, contacted, lifted, planned, received, reported, rows, step
from tests.world import FK, REGION, World

# What was reported when, and the days its three messages come: after three and five working days, and the day after.
# Easter and the night when summer time begins, Midsummer's Eve, the night when it ends, Christmas and New Year.
YEAR = {
    "2026-03-27": ("2026-04-01", "2026-04-07", "2026-04-08"),
    "2026-05-12": ("2026-05-18", "2026-05-20", "2026-05-21"),
    "2026-06-17": ("2026-06-23", "2026-06-25", "2026-06-26"),
    "2026-10-22": ("2026-10-27", "2026-10-29", "2026-10-30"),
    "2026-12-21": ("2026-12-28", "2026-12-30", "2027-01-04"),
}
CLOCK_CHANGES = (date(2026, 3, 29), date(2026, 10, 25))


def test_a_year(world: World) -> None:
    """Every day of a year at eight, on the days themselves also before, and through both nights of clock changes."""
    desk = Desk(world)
    expected = [
        (day, who, message)
        for days in YEAR.values()
        for day, who, message in zip(
            (days[0], days[1], days[2], days[2]),
            ("fk.utredare", "fk.utredare", "fk.utredare", "fk.chef"),
            ("reminder", "reminder", "overdue", "next_level"),
            strict=True,
        )
    ]
    told = []
    day = date(2026, 3, 2)
    while day < date(2027, 3, 1):
        if day in CLOCK_CHANGES:
            night = at_local(day, REMINDERS_AT) - timedelta(hours=9)
            for half_hours in range(16):
                world.now = night + timedelta(minutes=30 * half_hours)
                assert desk.now() == []
        if any(day.isoformat() in days for days in YEAR.values()):
            assert desk.at(day, "07:59") == []
        told += [(day.isoformat(), *pair) for pair in desk.at(day)]
        if day.isoformat() in YEAR:
            world.now = at_local(day, REMINDERS_AT) + timedelta(hours=6)
            number = reported(world)
        elif day.isoformat() in {days[2] for days in YEAR.values()}:
            step(world, "fk.utredare", number, "withdraw", why_withdrawn="Dubbel.")
        day += timedelta(days=1)
    assert told == expected


def test_a_long_stay_with_the_managers(world: World) -> None:
    """Before the last day, on it, after it; when it has passed the next level is told, once."""
    desk = Desk(world)
    world.now = at_local(date(2026, 3, 2), REMINDERS_AT)
    number = contacted(world)
    expected = {
        "2026-03-16": [("vc.chef", "reminder")],
        "2026-03-23": [("vc.chef", "reminder")],
        "2026-03-24": [("vc.chef", "overdue"), ("region.samordnare", "next_level")],
        "2026-03-30": [("vc.chef", "overdue")],
    }
    for days in range(45):
        day = date(2026, 3, 3) + timedelta(days=days)
        told = [pair for pair in desk.at(day) if pair[1] != "weekly_list"]
        assert told == expected.get(day.isoformat(), []), day
    [case] = rows(world, Deviation)
    assert (case.number, case.state, case.rev) == (number, "manager_dialogue", 3), "a reminder moves nothing (R18)"
    assert sum(event.kind == "reminded" for event in rows(world, Event)) == 4


def test_a_reminder_says_which_case_and_why(world: World) -> None:
    desk = Desk(world)
    number = contacted(world)
    world.wait(working_days=10)
    desk.now()
    desk.seen = 0
    [row] = [row for row in desk.rows() if row["message"] == "reminder"]
    assert {key: row[key] for key in ("number", "state", "owner", "role", "days", "reason")} == {
        "number": number,
        "state": "manager_dialogue",
        "owner": "concerned.manager",
        "role": "concerned.manager",
        "days": 10,
        "reason": "turn",
    }
    routine = world.ask(lambda session, _: active_engine(session)[1].routine, "fk.chef")
    sentence = reminder_reason(routine, row)
    assert sentence == "Påminnelse efter 10 arbetsdagar hos chefen hos den berörda parten. Du har nästa steg."


def test_nobody_is_reminded_of_what_has_moved_on(world: World) -> None:
    desk = Desk(world)
    number = reported(world)
    world.wait(working_days=2)
    step(world, "fk.utredare", number, "register", own_reference="FK-1", other_party_told="Telefon.")
    world.wait(working_days=1)
    assert desk.now() == []
    world.wait(working_days=2)
    assert desk.now() == [("fk.chef", "reminder")]


def test_a_month_without_a_worker_gives_a_summary_and_loses_nothing(world: World) -> None:
    desk = Desk(world)
    numbers = {contacted(world) for _ in range(3)}
    world.wait(working_days=30)
    sweep_told = desk.now()
    case_mails = sorted(pair for pair in sweep_told if pair[1] != "weekly_list")
    assert case_mails == [("region.samordnare", "next_level")] * 3 + [("vc.chef", "overdue")] * 3
    assert [pair for pair in sweep_told if pair[1] == "weekly_list"] == [
        (who, "weekly_list") for who in ("region.samordnare", "fk.samordnare", "af.samordnare")
    ], "the latest list alone"
    desk.seen = 0
    late = [row for row in desk.rows() if row["message"] == "overdue"]
    assert {row["number"] for row in late} == numbers
    assert {row["days"] for row in late} == {30}, "how long it really has been"
    assert len({row["at"] for row in late}) == 1, "so that the mails can be put together"
    assert all(row.fired_at == world.now for row in rows(world, Reminder))


def test_a_night_without_a_worker(world: World) -> None:
    desk = Desk(world)
    world.now = at_local(date(2026, 3, 2), REMINDERS_AT)
    reported(world)
    assert desk.at("2026-03-05", "07:00") == []
    assert desk.at("2026-03-06", "06:30") == [("fk.utredare", "reminder")]
    assert desk.at("2026-03-06", "08:00") == []


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        ({}, [("vc.chef", "turn")]),
        ({"vc.chef": "ort.chef"}, [("ort.chef", "deputy")]),
        ({"vc.chef": ""}, [("region.direktor", "above")]),
        ({"vc.chef": "ort.chef", "ort.chef": ""}, [("region.direktor", "above")]),
        ({"vc.chef": "", "region.direktor": ""}, [("region.samordnare", "nobody")]),
        ({"vc.chef": "", "region.direktor": "", "region.samordnare": ""}, [("region.samordnare", "nobody")]),
    ],
)
def test_the_ladder_when_people_are_away(world: World, away: dict[str, str], expected: list[tuple[str, str]]) -> None:
    desk = Desk(world)
    contacted(world)
    for who, deputy in away.items():
        world.do(set_absence, who, who, {"from_day": "2026-03-10", "to_day": "2026-03-31", "deputy": deputy})
    world.wait(working_days=10)
    desk.now()
    desk.seen = 0
    told = [row for row in desk.rows() if row["message"] in ("reminder", "hole")]
    assert [(row["who"], row["reason"]) for row in told] == expected
    assert {row["message"] for row in told} == {"hole" if expected[0][1] == "nobody" else "reminder"}


def test_whoever_is_back_is_reminded_again(world: World) -> None:
    desk = Desk(world)
    reported(world)
    away = world.do(
        set_absence, "fk.utredare", "fk.utredare", {"from_day": "2026-03-05", "to_day": "2026-03-05", "deputy": ""}
    )
    assert desk.at("2026-03-05") == [("fk.chef", "reminder")]
    assert desk.at("2026-03-09") == [("fk.utredare", "reminder")]
    world.do(end_absence, "fk.utredare", "fk.utredare", away)


def test_a_manager_who_has_changed_jobs_is_no_longer_reminded(world: World) -> None:
    desk = Desk(world)
    contacted(world)
    as_operator(world, revoke, "vc.chef", "manager", unit="Vårdcentralen Granåsen")
    as_operator(world, grant, "vc.kollega", "manager", unit="Vårdcentralen Granåsen")
    world.wait(working_days=10)
    assert ("vc.kollega", "reminder") in desk.now()


def test_an_unknown_unit_is_the_coordinator_s_to_find(world: World) -> None:
    desk = Desk(world)
    contacted(world, concerned_unit="")
    world.wait(working_days=10)
    assert ("region.samordnare", "reminder") in desk.now()


def test_a_conduct_matter_reaches_the_two_managers_and_the_reporter_alone(world: World) -> None:
    """R8: neither deputies nor coordinators nor managers above, whoever is away or gone."""
    desk = Desk(world)
    first = reported(world, conduct_matter=True, category="beteende")
    contacted(world, conduct_matter=True, category="beteende")
    for who in ("vc.chef", "fk.chef"):
        deputy = "ort.chef" if who == "vc.chef" else "fk.omradeschef"
        world.do(set_absence, who, who, {"from_day": "2026-03-03", "deputy": deputy})
    told = set()
    for _ in range(30):
        world.wait(working_days=1)
        told |= {pair for pair in desk.now() if pair[1] != "weekly_list"}
    assert told == {
        ("fk.utredare", "reminder"), ("fk.utredare", "overdue"), ("fk.chef", "next_level"),
        ("vc.chef", "reminder"), ("vc.chef", "overdue"),
    }, first  # fmt: skip


def test_a_conduct_matter_without_its_manager_is_told_to_nobody(world: World) -> None:
    desk = Desk(world)
    contacted(world, conduct_matter=True, category="beteende")
    leaves(world, "vc.chef")
    told: list[tuple[str, str]] = []
    for _ in range(30):
        world.wait(working_days=1)
        told += [pair for pair in desk.now() if pair[1] != "weekly_list"]
    assert told == [("administrator", "holes")], "who learns that somebody is missing, and not of which case"


MEASURE = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-05-29"}


def test_measures_are_reminded_of_before_and_after_their_day(world: World) -> None:
    desk = Desk(world)
    number = received(world)
    first = world.do(add_measure, "vc.chef", number, MEASURE, rev=None)
    world.do(add_measure, "fk.chef", number, {**MEASURE, "organisation": FK, "due_on": "2026-06-30"}, rev=None)
    told = {}
    for days in range(100):
        day = date(2026, 5, 1) + timedelta(days=days)
        found = [pair for pair in desk.at(day) if pair[1].startswith("measure")]
        if found:
            told[day.isoformat()] = found
        if day == date(2026, 5, 28):
            assert world.do(complete_measure, "vc.chef", number, first, {"effect": "God."}, rev=None)
    assert told == {
        "2026-05-22": [("vc.chef", "measure_due")],
        "2026-06-23": [("fk.chef", "measure_due")],
        "2026-07-01": [("fk.chef", "measure_overdue")],
    }


def test_a_meeting_is_prepared_in_time_and_again_when_it_is_moved(world: World) -> None:
    desk = Desk(world)
    forum = planned(world, count=1)
    [day] = world.do(plan_and_invite, SECRETARY, forum, date(2026, 3, 2), 1)
    coordinators = ["region.samordnare", "fk.samordnare", "af.samordnare"]
    told = {}
    for days in range(60):
        today = date(2026, 3, 3) + timedelta(days=days)
        if found := desk.at(today):
            told[today.isoformat()] = found
        if today == date(2026, 3, 16):
            world.do(reschedule, SECRETARY, forum, day.isoformat(), {"day": "2026-04-21"}, rev=None)
        if today == date(2026, 4, 10):
            world.do(cancel_meeting, SECRETARY, forum, "2026-04-21", rev=None)
    assert [*told] == ["2026-03-10", "2026-03-27"], (day, told)
    assert all(sorted(found) == sorted((who, "prepare_meeting") for who in coordinators) for found in told.values())


def test_the_weekly_list_comes_every_week_as_long_as_there_is_something_on_it(world: World) -> None:
    desk = Desk(world)
    assert desk.at("2026-03-03") == [], "nothing is open between the parties"
    number = lifted(world)
    told = {}
    for days in range(1, 40):
        day = date(2026, 3, 3) + timedelta(days=days)
        if found := [who for who, message in desk.at(day) if message == "weekly_list"]:
            told[day.isoformat()] = found
    assert number
    everybody = ["region.samordnare", "fk.samordnare", "af.samordnare"]
    assert told == dict.fromkeys(["2026-03-10", "2026-03-17", "2026-03-24", "2026-03-31", "2026-04-07"], everybody)
