"""A series of meetings as it changes: moved and cancelled meetings, who is told, what is due when."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import update

from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Deviation, Meeting, Outbox, table
from avvikelse.errors import BadInput, RefusedMove, Stale
from avvikelse.outbound.ics import meeting_ics
from avvikelse.services.meeting_people import answer_invitation, set_people
from avvikelse.services.members import grant
from avvikelse.services.series import cancel_meeting, reschedule
from tests.services.series import BASE, MEMBERS, called, changed, days_after, last_event, moved, parts, read
from tests.services.steps import SECRETARY, as_operator, frozen, lifted, rows, told
from tests.world import World


def test_a_moved_meeting_is_told_to_everybody_and_asks_for_new_answers(world: World) -> None:
    forum = called(world)
    before = read(world, forum)
    world.do(answer_invitation, "fk.samordnare", forum, "next", {"answer": "coming"})
    assert read(world, forum).rev == before.rev, "an answer is in nobody's way"
    found = moved(world, forum, rev=before.rev, day=days_after(before, 7), time="9.30", minutes=90)
    after = read(world, forum, day=found.held_on.isoformat())
    assert (after.rev, after.sequence) == (before.rev + 1, before.sequence + 1) == (found.rev, found.sequence)
    assert (after.frame.ends_at - after.frame.starts_at) == timedelta(minutes=90)
    assert found.starts_at.astimezone(UTC).isoformat().endswith("T07:30:00+00:00"), "Swedish summer time"
    assert {one.attendee.answer for one in after.people} == {""}
    assert sorted(told(world, "meeting_changed")) == [(who, "meeting_changed") for who in sorted([*MEMBERS, SECRETARY])]
    data = json.loads(rows(world, Outbox)[-1].data)
    assert data == {
        "forum": forum.key,
        "name": forum.name,
        "held_on": before.frame.starts_at.date().isoformat(),
        "meeting": before.meeting_id,
        "sequence": 1,
        "was": before.frame.starts_at.isoformat(),
    }
    kind, event = last_event(world)
    assert (kind, event["meeting"], event["rev"], event["changed"]) == (
        "meeting_changed", before.meeting_id, after.rev, ["held_on", "minutes", "starts_at"],
    )  # fmt: skip


def test_a_new_place_keeps_the_answers(world: World) -> None:
    forum = called(world)
    world.do(answer_invitation, "fk.samordnare", forum, "next", {"answer": "coming"})
    moved(world, forum, place="  Sal Vänern ", link="https://mote.example.se/1")
    found = read(world, forum)
    assert (found.frame.place, found.frame.link) == ("Sal Vänern", "https://mote.example.se/1")
    assert [one.attendee.answer for one in found.people if one.username == "fk.samordnare"] == ["coming"]
    _, event = last_event(world)
    assert event["changed"] == ["link", "place"]
    assert "Vänern" not in json.dumps(event, ensure_ascii=False), "the history holds no text"
    assert moved(world, forum, place="").place == ""


def test_the_day_keeps_its_swedish_hour_across_a_change_of_the_clock(world: World) -> None:
    forum = called(world)
    winter, summer = moved(world, forum, day="2026-12-01"), moved(world, forum, "2026-12-01", day="2027-06-01")
    assert (winter.starts_at.hour, summer.starts_at.hour) == (12, 11)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Inget skiljer sig"),
        ({"day": "2026-02-02"}, "2 februari 2026 kl. 13.00 har passerat"),
        ({"day": "i morgon"}, "Dagen är inget datum"),
        ({"time": "25.00"}, "Tiden är ingen tid"),
        ({"minutes": 5}, "Antalet minuter ska vara minst 15"),
        ({"minutes": 6000}, "ska vara högst 600"),
        ({"link": "javascript:alert(1)"}, "Länken är ingen webbadress"),
        ({"link": "https://a b"}, "Länken är ingen webbadress"),
        ({"place": "x" * 201}, "Platsen får ha högst 200 tecken"),
        ({"place": "Sal\x00"}, "Platsen innehåller tecken"),
        ({"place": "Om AVV-2026-0042"}, "inget ärendenummer"),
        ({"room": "1"}, "Fältet room finns inte"),
    ],
)
def test_what_can_t_be_a_time_or_a_place_is_refused(world: World, form: dict[str, Any], says: str) -> None:
    forum = called(world, count=1)
    with pytest.raises(BadInput, match=says):
        moved(world, forum, **form)


def test_a_taken_day_is_refused_and_a_holiday_is_warned_of(world: World) -> None:
    forum = called(world)
    days = [row.held_on.isoformat() for row in rows(world, Meeting)]
    with pytest.raises(RefusedMove, match="redan ett möte"):
        moved(world, forum, days[0], day=days[1])
    world.do(cancel_meeting, SECRETARY, forum, days[1], rev=None)
    with pytest.raises(RefusedMove, match="ett inställt möte"):
        moved(world, forum, days[0], day=days[1])
    assert moved(world, forum, days[0], day="2026-06-19").warnings == ("Fredag 19 juni 2026 är ingen arbetsdag.",)
    assert moved(world, forum, "2026-06-19", day="2026-06-17").warnings == ()


def test_a_cancelled_meeting_is_told_of_and_stays_cancelled(world: World) -> None:
    forum = called(world)
    before = read(world, forum)
    day = before.frame.starts_at.date().isoformat()
    world.do(cancel_meeting, SECRETARY, forum, "next", rev=before.rev)
    after = read(world, forum, day=day)
    assert (after.cancelled, after.sequence, after.rev) == (True, before.sequence + 1, before.rev + 1)
    assert sorted(told(world, "meeting_cancelled")) == [
        (who, "meeting_cancelled") for who in sorted([*MEMBERS, SECRETARY])
    ]
    assert read(world, forum).meeting_id != before.meeting_id, "next is the one after"
    for act in (
        lambda: moved(world, forum, day, day="2026-12-01"),
        lambda: world.do(cancel_meeting, SECRETARY, forum, day, rev=None),
        lambda: changed(world, forum, day, chair="fk.samordnare"),
        lambda: world.do(answer_invitation, "fk.samordnare", forum, day, {"answer": "coming"}),
    ):
        with pytest.raises(RefusedMove, match="inställt"):
            act()


def test_a_held_meeting_is_neither_moved_nor_cancelled_but_may_get_another_chair(world: World) -> None:
    forum = called(world)
    day = frozen(world, forum).held_on.isoformat()
    moved(world, forum, day, place="Sal Vänern")
    with unit_of_work(world.engine) as session:
        held = {"state": "held", "closed_at": world.now}
        session.execute(update(table(Meeting)).where(table(Meeting).c.held_on == rows(world, Meeting)[0].held_on)
                        .values(held))  # fmt: skip
    with pytest.raises(RefusedMove, match="går inte att ändra"):
        moved(world, forum, day, day="2026-12-01")
    with pytest.raises(RefusedMove, match="går inte att ändra"):
        world.do(cancel_meeting, SECRETARY, forum, day, rev=None)
    with pytest.raises(RefusedMove, match="går inte att ändra"):
        changed(world, forum, day, add={"af.chef": "guest"})
    with pytest.raises(RefusedMove, match="redan hållet"):
        world.do(answer_invitation, "fk.samordnare", forum, day, {"answer": "coming"})
    sent = len(rows(world, Outbox))
    assert parts(changed(world, forum, day, chair="fk.samordnare"))["fk.samordnare"] == "chair"
    assert len(rows(world, Outbox)) == sent


def test_what_waits_for_the_forum_is_due_when_it_meets(world: World) -> None:
    lifted(world)
    assert [row.due_at for row in rows(world, Deviation)] == [None]
    forum = called(world)
    first = read(world, forum)
    assert [row.due_at for row in rows(world, Deviation)] == [first.frame.starts_at]
    found = moved(world, forum, day=days_after(first, 3))
    assert [row.due_at for row in rows(world, Deviation)] == [found.starts_at]
    world.do(cancel_meeting, SECRETARY, forum, "next", rev=None)
    assert [row.due_at for row in rows(world, Deviation)] == [read(world, forum).frame.starts_at]
    for _ in range(2):
        world.do(cancel_meeting, SECRETARY, forum, "next", rev=None)
    assert [row.due_at for row in rows(world, Deviation)] == [None]


def test_the_one_who_looked_at_an_older_meeting_is_told(world: World) -> None:
    forum = called(world)
    seen = read(world, forum).rev
    moved(world, forum, rev=seen, place="Sal Vänern")
    for act in (
        lambda: moved(world, forum, rev=seen, place="Sal Mälaren"),
        lambda: world.do(cancel_meeting, SECRETARY, forum, "next", rev=seen),
        lambda: changed(world, forum, rev=seen, chair="fk.samordnare"),
    ):
        with pytest.raises(Stale) as stale:
            act()
        assert stale.value.current["rev"] == seen + 1
    assert read(world, forum).frame.place == "Sal Vänern"


def test_two_secretaries_at_once(world: World) -> None:
    """One moves, the other moves too or invites somebody: exactly one wins, the other is told."""
    forum = called(world)
    as_operator(world, grant, "granskare", "secretary", forum="avvikelseforum")
    start = Barrier(2)

    def at_once(use_case: Any, who: str, *args: Any, rev: int) -> Any:
        start.wait(30)
        try:
            with unit_of_work(world.engine) as session:
                return use_case(session, world.actor(who), forum, "next", *args, rev=rev, now=world.now)
        except Exception as error:  # noqa: BLE001 (what it was is what the test looks at)
            return error

    guests = ("ort.chef", "af.chef", "vc.chef", "fk.chef", "region.direktor", "fk.omradeschef")
    for number, guest in enumerate(guests):
        rev = read(world, forum).rev
        place = {"place": f"Sal {number}"}
        other = (reschedule, "granskare", place) if number % 2 else (set_people, "granskare", {"add": {guest: "guest"}})
        both = ((reschedule, SECRETARY, place), other)
        with ThreadPoolExecutor(2) as pool:
            results = [f.result(60) for f in [pool.submit(at_once, *one, rev=rev) for one in both]]
        lost = [one for one in results if isinstance(one, Exception)]
        assert [type(error) for error in lost] == [Stale], results
        assert read(world, forum).rev == rev + 1


def test_the_calendar_follows_the_meeting(world: World) -> None:
    forum = called(world)
    first = Calendar.from_ical(meeting_ics(read(world, forum), BASE, world.now)).walk("VEVENT")[0]
    found = moved(world, forum, day=days_after(read(world, forum), 7))
    day = found.held_on.isoformat()
    second = Calendar.from_ical(meeting_ics(read(world, forum, day=day), BASE, world.now)).walk("VEVENT")[0]
    world.do(cancel_meeting, SECRETARY, forum, day, rev=None)
    last = Calendar.from_ical(meeting_ics(read(world, forum, day=day), BASE, world.now))
    third = last.walk("VEVENT")[0]
    assert first["uid"] == second["uid"] == third["uid"]
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert last["method"] == "CANCEL"


def test_a_joint_meeting_is_when_both_forums_cases_are_due(world: World) -> None:
    lifted(world)
    steering = called(world, "samverkansgrupp", 1)
    joint = read(world, steering)
    assert joint.joint_name
    assert [row.due_at for row in rows(world, Deviation)] == [joint.frame.starts_at]
    lifted(world)
    assert [row.due_at for row in rows(world, Deviation)] == [joint.frame.starts_at] * 2
    found = moved(world, steering, day=days_after(joint, 3))
    assert [row.due_at for row in rows(world, Deviation)] == [found.starts_at] * 2
    world.do(cancel_meeting, SECRETARY, steering, "next", rev=None)
    assert [row.due_at for row in rows(world, Deviation)] == [None] * 2
