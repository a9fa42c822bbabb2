"""Who knows of a meeting, and who reads its agenda, minutes and extracts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from avvikelse.core.vocabulary import MeetingState
from avvikelse.services import (
    agendas,
    forum_desk,
    invitations,
    learning,
    meeting_desk,
    meeting_people,
    meetings,
    minutes,
    minutes_view,
    preparation,
    series,
)
from tests.access.rows import FK_SIDE, HANDLERS, MEMBERS, REGION_SIDE, R
from tests.access.story import EVERYBODY, SECRETARY, Story, a_later_day, the_forum
from tests.world import AF, FK, REGION


@pytest.mark.parametrize(("day", "readers"), [(0, MEMBERS | {SECRETARY}), (1, {SECRETARY})])
def test_members_read_an_agenda_once_it_is_frozen(story: Story, day: int, readers: set[str]) -> None:
    when = story.days["avvikelseforum"][day]
    found = story.attempts(
        sorted(EVERYBODY),
        lambda session, actor: agendas.agenda(session, actor, the_forum(story), when, story.world.now),
    )
    assert {who for who, (what, _) in found.items() if what == "done"} == readers, found
    assert {what for who, (what, _) in found.items() if who not in readers} == {"missing"}


def test_a_meeting_is_known_to_members_once_its_agenda_is_frozen(story: Story) -> None:
    forum, days = the_forum(story), story.days["avvikelseforum"]
    for who in sorted(EVERYBODY):
        known = [story.ask(meetings.find_meeting, who, forum, day, story.world.now) is not None for day in days]
        assert known == [who in MEMBERS | {SECRETARY}, who == SECRETARY, who == SECRETARY], who
        after = story.ask(meetings.meeting_after, who, forum, story.world.now.date())
        assert (after is not None) == (who in MEMBERS | {SECRETARY}), who


def test_time_and_place_are_known_to_the_forum_also_while_the_agenda_is_a_draft(story: Story) -> None:
    """An invitation carries no text: a planned meeting's time and place are no secret to its members (access.md)."""
    forum, day, now = the_forum(story), a_later_day(story), story.world.now
    readers = MEMBERS | {SECRETARY}
    together = readers | {"fk.omradeschef"}  # a member of the steering group, which the forum meets once a year
    for read, may in (
        (lambda session, actor: invitations.invited(session, actor, forum, day, now), readers),
        (lambda session, actor: invitations.find_invitation(session, actor, forum, day, now), readers),
        (lambda session, actor: invitations.invitations(session, actor, forum), together),
    ):
        found = story.attempts(sorted(EVERYBODY), read)
        assert {who for who, (what, _) in found.items() if what == "done"} == may, found
        assert {what for who, (what, _) in found.items() if who not in may} == {"missing"}


def test_a_guest_reads_the_invitation_answers_it_and_changes_nothing(story: Story) -> None:
    forum, day, now = the_forum(story), a_later_day(story), story.world.now
    secretary = story.world.actor(SECRETARY)

    def with_guest(act: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def invited_first(session: Any, actor: Any) -> None:
            form = {"add": {"ort.chef": "guest"}}
            meeting_people.set_people(session, secretary, forum, day, form, rev=None, now=now)
            act(session, actor)

        return invited_first

    def outcome(act: Callable[[Any, Any], Any], who: str) -> str:
        return story.attempts([who], with_guest(act))[who][0]

    def answer(session: Any, actor: Any) -> None:
        meeting_people.answer_invitation(session, actor, forum, day, {"answer": "coming"}, now)

    assert outcome(lambda s, a: invitations.invited(s, a, forum, day, now), "ort.chef") == "done"
    assert outcome(lambda s, a: agendas.agenda(s, a, forum, day, now), "ort.chef") == "missing"
    assert outcome(lambda s, a: series.cancel_meeting(s, a, forum, day, rev=None, now=now), "ort.chef") == "forbidden"
    assert outcome(answer, "ort.chef") == "done"
    assert outcome(answer, "fk.samordnare") == "refused", "a member who isn't invited to this meeting"
    assert outcome(answer, "vc.chef") == "missing"


def test_a_preparation_is_for_those_who_handle_cases(story: Story) -> None:
    forum, now = the_forum(story), story.world.now
    found = story.attempts(
        sorted(EVERYBODY), lambda session, actor: preparation.preparation(session, actor, forum, "next", now)
    )
    handlers = HANDLERS | {"ort.chef", "fk.grannchef", "af.chef", "af.samordnare"}
    assert {who for who, (what, _) in found.items() if what == "done"} == handlers, found
    assert {what for who, (what, _) in found.items() if who not in handlers} == {"missing"}


def test_a_meetings_page_is_known_to_those_who_know_of_the_meeting(story: Story) -> None:
    """By id it is found by those who find it by day: the forum, whoever is invited, and parties with an extract."""
    now, of_forum = story.world.now, MEMBERS | {SECRETARY}
    ahead, frozen = story.meeting("avvikelseforum", 1).id, story.meeting("avvikelseforum", 0).id
    past = story.meeting("avvikelseforum", None).id
    desk, forum = meeting_desk.meeting_view, the_forum(story)
    for read, may in (
        (lambda s, a: invitations.invited_by_id(s, a, ahead), of_forum),
        (lambda s, a: meetings.meeting_by_id(s, a, ahead), {SECRETARY}),
        (lambda s, a: meetings.meeting_by_id(s, a, frozen), of_forum),
        (lambda s, a: desk(s, a, ahead, now), of_forum),
        (lambda s, a: desk(s, a, frozen, now), of_forum),
        (lambda s, a: desk(s, a, past, now), of_forum | HANDLERS | R),
        (lambda s, a: forum_desk.series(s, a, forum, now), of_forum | {"fk.omradeschef"}),
        (
            lambda s, a: forum_desk.forum_desk(s, a, now),
            of_forum | HANDLERS | {"ort.chef", "fk.grannchef", "af.chef", "af.samordnare"},
        ),
        (
            lambda s, a: learning.search_library(s, a, ""),
            of_forum | HANDLERS | {"ort.chef", "fk.grannchef", "af.chef", "af.samordnare"},
        ),
    ):
        found = story.attempts(sorted(EVERYBODY), read)
        assert {who for who, (what, _) in found.items() if what == "done"} == may, found
        assert {what for who, (what, _) in found.items() if who not in may} == {"missing"}
    for who in sorted(EVERYBODY):
        seen = story.ask(minutes_view.extracts_of, who, past)
        assert (seen is not None) == (who in HANDLERS | R | {SECRETARY}), who
        view = story.ask(desk, who, past, now) if who in of_forum | HANDLERS else None
        assert view is None or (view.agenda is not None) == (who in of_forum), who


def test_minutes_are_approved_by_those_who_are_named(story: Story) -> None:
    """A meeting without a named adjuster is nobody's to approve; strangers don't know of it."""
    forum, meeting = the_forum(story), story.meeting("avvikelseforum", 0)
    waiting = replace(meeting, state=MeetingState.HELD)

    def act(session: Any, actor: Any) -> None:
        secretary = story.world.actor(SECRETARY)
        minutes.name_adjusters(session, secretary, forum, meeting, ["af.ledamot"], rev=None, now=story.world.now)
        minutes.approve(session, actor, forum, waiting, rev=None, now=story.world.now)

    found = story.attempts(sorted(EVERYBODY), act)
    assert found["af.ledamot"][0] == "stale"  # named, but the meeting hasn't been held
    assert {what for who, (what, _) in found.items() if who != "af.ledamot"} == {"forbidden"}, found


def test_minutes_are_read_by_the_forum_and_extracts_by_the_parties(story: Story) -> None:
    forum, meeting = the_forum(story), story.meeting("avvikelseforum", None)
    found = story.attempts(sorted(EVERYBODY), lambda s, a: minutes_view.minutes(s, a, forum, meeting))
    assert {who for who, (what, _) in found.items() if what == "done"} == MEMBERS | {SECRETARY}, found
    assert {what for who, (what, _) in found.items() if who not in MEMBERS | {SECRETARY}} == {"missing"}
    days = (meeting.held_on, meeting.held_on)
    found = story.attempts(sorted(EVERYBODY), lambda s, a: learning.learning_digest(s, a, forum, *days))
    assert {who for who, (what, _) in found.items() if what == "done"} == MEMBERS | {SECRETARY}, found
    coming = story.meeting("avvikelseforum", 0)
    found = story.attempts(sorted(EVERYBODY), lambda s, a: minutes_view.minutes(s, a, forum, coming))
    assert {who for who, (what, _) in found.items() if what == "done"} == {SECRETARY}, found
    for organisation, readers in ((FK, FK_SIDE | R), (REGION, REGION_SIDE), (AF, set())):
        found = story.attempts(
            sorted(EVERYBODY),
            lambda s, a, of=organisation: minutes_view.extract(s, a, forum, meeting.held_on, of),
        )
        may = readers | ({SECRETARY} if readers else set())
        assert {who for who, (what, _) in found.items() if what == "done"} == may, organisation
        assert {what for who, (what, _) in found.items() if who not in may} == {"missing"}
