"""Who is invited to a meeting, in which part, who comes, and what each is to know of it."""

import pytest
from sqlalchemy import update

from avvikelse.core.dates import local_day
from avvikelse.core.vocabulary import MeetingPart
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Meeting, MeetingPerson, Outbox, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.invitations import invitation_for, invitations
from avvikelse.services.meeting_people import answer_invitation, invite_members
from avvikelse.services.meetings import plan_meetings
from avvikelse.services.members import grant, revoke
from avvikelse.services.planning import plan_and_invite
from avvikelse.services.series import cancel_meeting
from tests.services.series import called, changed, last_event, parts, read
from tests.services.steps import SECRETARY, as_operator, planned, rows, told
from tests.world import World


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
