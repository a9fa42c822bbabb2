"""A series of meetings as it changes: who is invited, moved and cancelled meetings, answers, and who is told."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import update

from avvikelse.core.dates import local_day
from avvikelse.core.invitation import Invitation
from avvikelse.core.vocabulary import MeetingPart
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Deviation, Event, Meeting, MeetingPerson, Outbox, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove, Stale
from avvikelse.outbound.ics import meeting_ics
from avvikelse.services.invitations import invitation_for, invitations, invited
from avvikelse.services.meeting_people import answer_invitation, invite_members, set_people
from avvikelse.services.meetings import ForumRef, find_forum, plan_meetings
from avvikelse.services.members import grant, revoke
from avvikelse.services.planning import plan_and_invite
from avvikelse.services.series import Rescheduled, cancel_meeting, reschedule
from tests.services.steps import SECRETARY, as_operator, frozen, lifted, planned, rows, told
from tests.world import World

MEMBERS = ["fk.samordnare", "region.samordnare"]
BASE = "https://avvikelse.example.se"


def called(world: World, key: str = "avvikelseforum", count: int = 3) -> ForumRef:
    """The forum with planned meetings, to which its members and secretary are invited."""
    with reading(world.engine) as session:
        forum = find_forum(session, key)
    world.do(plan_and_invite, SECRETARY, forum, local_day(world.now), count)
    return forum


def read(world: World, forum: ForumRef, who: str = SECRETARY, day: str = "next") -> Invitation:
    found: Invitation = world.ask(invited, who, forum, day, world.now)
    return found


def moved(world: World, forum: ForumRef, which: str = "next", /, *, rev: int | None = None, **form: Any) -> Rescheduled:
    found: Rescheduled = world.do(reschedule, SECRETARY, forum, which, form, rev=rev)
    return found


def changed(
    world: World, forum: ForumRef, which: str = "next", /, *, rev: int | None = None, **form: Any
) -> Invitation:
    world.do(set_people, SECRETARY, forum, which, form, rev=rev)
    return read(world, forum, day=which)


def parts(found: Invitation) -> dict[str, str]:
    return {one.username: one.attendee.part.value for one in found.people}


def last_event(world: World) -> tuple[str, dict[str, Any]]:
    row = rows(world, Event)[-1]
    return row.kind, json.loads(row.data)


def days_after(found: Invitation, days: int) -> str:
    return (found.frame.starts_at + timedelta(days=days)).date().isoformat()


def test_members_and_secretaries_are_invited_to_what_is_planned(world: World) -> None:
    forum = called(world)
    found = read(world, forum)
    assert parts(found) == {SECRETARY: "secretary", "fk.samordnare": "member", "region.samordnare": "member"}
    assert found.organiser_email == f"{SECRETARY}@example.se"
    assert told(world) == [(who, "meeting_invitation") for _ in range(3) for who in
                           ("region.samordnare", SECRETARY, "fk.samordnare")]  # fmt: skip
    before = len(rows(world, Outbox))
    ids = [row.id for row in rows(world, Meeting)]
    world.do(invite_members, SECRETARY, ids, forum)
    assert len(rows(world, Outbox)) == before, "doing it again is harmless"
    assert len(rows(world, MeetingPerson)) == 9


def test_whoever_was_left_out_stays_so_when_more_is_planned(world: World) -> None:
    forum = called(world, count=1)
    changed(world, forum, remove=["fk.samordnare"])
    world.do(plan_and_invite, SECRETARY, forum, local_day(world.now), 2)
    first, second = world.ask(invitations, SECRETARY, forum)
    assert "fk.samordnare" not in parts(first)
    assert "fk.samordnare" in parts(second)


def test_the_chair_is_the_one_of_the_latest_meeting_while_still_a_member(world: World) -> None:
    forum = called(world, count=1)
    changed(world, forum, chair="fk.samordnare")
    first = read(world, forum)
    days = world.do(plan_meetings, SECRETARY, forum, first.frame.starts_at.date(), 2)
    ids = [row.id for row in rows(world, Meeting) if row.held_on in days]
    world.do(invite_members, SECRETARY, ids[:1], forum)
    assert parts(read(world, forum, day=days[0].isoformat()))["fk.samordnare"] == "chair"
    as_operator(world, revoke, "fk.samordnare", "member", forum="avvikelseforum")
    world.do(invite_members, SECRETARY, ids[1:], forum)
    assert "chair" not in parts(read(world, forum, day=days[1].isoformat())).values()


def test_a_joint_meeting_has_the_members_of_both_forums(world: World) -> None:
    forum, other = called(world, count=1), planned(world, "samverkansgrupp", 1)
    as_operator(world, grant, "af.chef", "member", forum="samverkansgrupp")
    with unit_of_work(world.engine) as session:
        mine = table(Meeting).c.forum_id == forum.id
        session.execute(update(table(Meeting)).where(mine).values(joint_forum_id=other.id))
    [meeting_id] = [row.id for row in rows(world, Meeting) if row.forum_id == forum.id]
    world.do(invite_members, SECRETARY, [meeting_id], forum)
    found = read(world, forum)
    assert parts(found)["af.chef"] == "member"
    assert found.title.endswith(" och Försäkringsmedicinska samverkansgruppen")
    world._actors.clear()  # noqa: SLF001 (the role was given after the person was looked up)
    seen = world.ask(invitations, "af.chef", other)
    assert meeting_id in [one.meeting_id for one in seen], "a member of the other forum finds it there"


def test_nobody_gets_a_message_for_every_weekly_meeting(world: World) -> None:
    as_operator(world, grant, SECRETARY, "secretary", forum="veckoavstamning")
    as_operator(world, grant, "af.samordnare", "member", forum="veckoavstamning")
    forum = called(world, "veckoavstamning", 10)
    assert parts(read(world, forum)) == {SECRETARY: "secretary", "af.samordnare": "member"}
    assert rows(world, Outbox) == []


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
        ({"day": "2026-02-02"}, "har passerat"),
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


def test_people_come_and_go_and_each_is_told(world: World) -> None:
    forum = called(world)
    sent = len(rows(world, Outbox))
    found = changed(world, forum, add={"ort.chef": "guest"}, remove=["fk.samordnare"], chair="region.samordnare")
    assert list(parts(found).items()) == [
        ("region.samordnare", "chair"), (SECRETARY, "secretary"), ("ort.chef", "guest"),
    ]  # fmt: skip
    assert found.sequence == 1
    assert told(world)[sent:] == [("ort.chef", "meeting_invitation"), ("fk.samordnare", "meeting_cancelled")]
    kind, event = last_event(world)
    assert (kind, event["rev"], len(event["added"]), len(event["left"])) == ("meeting_people", 1, 1, 1)
    again = changed(world, forum, add={"fk.samordnare": "member"}, chair="fk.samordnare")
    assert parts(again)["region.samordnare"] == "member", "a meeting has one chair"
    assert again.sequence == 1


def test_who_can_be_what(world: World) -> None:
    forum = called(world, "samverkansgrupp", 1)
    for form, says in (
        ({"add": {"region.sekreterare": "chair"}}, "bara en"),
        ({"add": {"fk.chef": "secretary"}}, "kan inte vara sekreterare"),
        ({"add": {"fk.chef": "king"}}, "välj något av"),
        ({}, "Inget skiljer sig"),
        ({"add": {SECRETARY: "secretary"}}, "Inget skiljer sig"),
    ):
        with pytest.raises(BadInput, match=says):
            changed(world, forum, **form)
    for form, says in (({"remove": ["fk.chef"]}, "inte kallad"), ({"chair": "ingen"}, "ingen användare ingen")):
        with pytest.raises(NotFound, match=says):
            changed(world, forum, **form)
    assert list(parts(changed(world, forum, chair="fk.chef")).items())[:2] == [
        ("fk.chef", "chair"),
        (SECRETARY, "secretary"),
    ]


def test_an_answer_is_one_s_own_or_given_to_the_secretary(world: World) -> None:
    forum = called(world)
    world.do(answer_invitation, "fk.samordnare", forum, "next", {"answer": "apology"})
    world.do(answer_invitation, SECRETARY, forum, "next", {"answer": "coming", "who": "region.samordnare"})
    found = {one.username: one.attendee.answer for one in read(world, forum).people}
    assert found == {"fk.samordnare": "apology", "region.samordnare": "coming", SECRETARY: ""}
    with pytest.raises(Forbidden):
        world.do(answer_invitation, "fk.samordnare", forum, "next", {"answer": "coming", "who": SECRETARY})
    with pytest.raises(RefusedMove, match="inte kallad"):
        world.do(answer_invitation, SECRETARY, forum, "next", {"answer": "coming", "who": "fk.chef"})
    with pytest.raises(BadInput, match="Svaret: välj något av"):
        world.do(answer_invitation, "fk.samordnare", forum, "next", {"answer": "kanske"})
    with pytest.raises(NotFound):
        world.do(answer_invitation, "fk.chef", forum, "next", {"answer": "coming"})


def test_a_guest_knows_of_the_meeting_and_of_no_other(world: World) -> None:
    forum = called(world)
    changed(world, forum, add={"ort.chef": "guest"})
    assert read(world, forum, "ort.chef").meeting_id == read(world, forum).meeting_id
    assert len(world.ask(invitations, "ort.chef", forum)) == 1
    assert len(world.ask(invitations, "fk.samordnare", forum)) == 3
    with pytest.raises(Forbidden):
        world.do(cancel_meeting, "ort.chef", forum, "next", rev=None)
    later = rows(world, Meeting)[1].held_on.isoformat()
    with pytest.raises(NotFound, match="finns inte bland dina forum"):
        read(world, forum, "ort.chef", later)
    changed(world, forum, remove=["ort.chef"])
    with pytest.raises(NotFound):
        read(world, forum, "ort.chef")


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


def test_what_each_is_to_have_in_their_calendar_now(world: World) -> None:
    forum = called(world)
    changed(world, forum, remove=["fk.samordnare"])
    found = read(world, forum)
    people = {row.username: row.user_id for row in (world.actor(who) for who in ("fk.samordnare", SECRETARY))}
    with reading(world.engine) as session:
        mine, part = invitation_for(session, found.meeting_id, people[SECRETARY] or 0)
        assert (mine, part) == (found, MeetingPart.SECRETARY)
        theirs, part = invitation_for(session, found.meeting_id, people["fk.samordnare"] or 0)
        assert (theirs.cancelled, part, [one.username for one in theirs.people]) == (True, None, ["fk.samordnare"])
        assert theirs.sequence == found.sequence == 1
        with pytest.raises(NotFound):
            invitation_for(session, 999, 1)
