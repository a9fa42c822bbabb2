"""Who may act for a forum: its secretary, and nobody else; its members are told so."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from avvikelse.services import (
    agenda_frozen,
    agendas,
    arranging,
    decisions,
    meeting_people,
    meeting_room,
    meetings,
    minutes,
    planning,
    series,
)
from tests.access.rows import MEMBERS
from tests.access.story import EVERYBODY, SECRETARY, Story, a_later_day, item_on, the_forum

Meeting = Callable[[Any, Any, Any, Any, str], Any]


def _on(index: int | None, act: Meeting) -> Callable[[Any, Any, Story], Any]:
    """An act on the forum's held meeting (None), its frozen one (0) or a planned one (1)."""

    def acting(session: Any, actor: Any, story: Story) -> Any:
        do = partial(_call, session, actor, the_forum(story), story.meeting("avvikelseforum", index), story)
        return act(do, session, actor, story, story.numbers["table"])

    return acting


def _call(session: Any, actor: Any, forum: Any, meeting: Any, story: Story, use_case: Any, *args: Any) -> Any:
    return use_case(session, actor, forum, meeting, *args, rev=None, now=story.world.now)


def _group(do: Any, _s: Any, _a: Any, story: Story, number: str) -> Any:
    do(arranging.group, [number, story.numbers["frozen"]], "Lika ärenden")


def _ungroup(do: Any, _s: Any, _a: Any, story: Story, number: str) -> Any:
    _group(do, _s, _a, story, number)
    do(arranging.ungroup, "group:1")


def _shift(do: Any, *_: Any) -> Any:
    do(arranging.add_own_item, {"heading": "Lokal"})
    do(arranging.shift, "free:1", -1)


def _remove(do: Any, *_: Any) -> Any:
    do(arranging.add_own_item, {"heading": "Lokal"})
    do(arranging.remove_own_item, "free:1")


def _decide(_do: Any, session: Any, actor: Any, story: Story, _n: str) -> Any:
    meeting, item = story.meeting("avvikelseforum", 0), item_on(story, "frozen", "avvikelseforum")
    kept = {"outcome": "next_meeting", "position": "Kvar."}
    decisions.decide(session, actor, the_forum(story), meeting, item, kept, story.world.now)


FORUM_ACTS: dict[str, tuple[Callable[..., Any], Callable[[Any, Any, Story], Any]]] = {
    "plan_meetings": (
        meetings.plan_meetings,
        lambda s, a, st: meetings.plan_meetings(s, a, the_forum(st), st.world.now.date(), 1, now=st.world.now),
    ),
    "freeze": (
        agendas.freeze,
        lambda s, a, st: agendas.freeze(s, a, the_forum(st), st.days["avvikelseforum"][1], st.world.now),
    ),
    "send": (agendas.send, _on(0, lambda do, *_: do(agendas.send))),
    "add_late": (agenda_frozen.add_late, _on(0, lambda do, *_: do(agenda_frozen.add_late))),
    "decide": (decisions.decide, _on(0, _decide)),
    "note_line": (minutes.note_line, _on(0, lambda do, *_: do(minutes.note_line, "1", {"notes": "Ordet gick runt."}))),
    "name_adjusters": (minutes.name_adjusters, _on(0, lambda do, *_: do(minutes.name_adjusters, ["af.ledamot"]))),
    "attend": (minutes.attend, _on(0, lambda do, *_: do(minutes.attend, {}))),
    "keep_the_rest": (minutes.keep_the_rest, _on(0, lambda do, *_: do(minutes.keep_the_rest))),
    "reopen": (minutes.reopen, _on(None, lambda do, *_: do(minutes.reopen))),
    "reorder": (arranging.reorder, _on(1, lambda do, s, a, st, number: do(arranging.reorder, number, None))),
    "shift": (arranging.shift, _on(1, _shift)),
    "set_times": (arranging.set_times, _on(1, lambda do, *_: do(arranging.set_times, {"section:opening": "5"}))),
    "record": (
        meeting_room.record,
        _on(0, lambda do, *_: do(meeting_room.record, 1, {"notes": "Ordet gick runt."})),
    ),
    "room": (meeting_room.room, lambda s, a, st: meeting_room.room(s, a, st.meeting("avvikelseforum", 0).id)),
    "members_to_invite": (
        meeting_people.members_to_invite,
        lambda s, a, st: meeting_people.members_to_invite(s, a, st.meeting("avvikelseforum", 0).id),
    ),
    "set_time": (arranging.set_time, _on(1, lambda do, s, a, st, number: do(arranging.set_time, number, 10))),
    "group": (arranging.group, _on(1, _group)),
    "ungroup": (arranging.ungroup, _on(1, _ungroup)),
    "put_off": (arranging.put_off, _on(1, lambda do, s, a, st, number: do(arranging.put_off, number))),
    "take_back": (arranging.take_back, _on(1, lambda do, s, a, st, number: do(arranging.take_back, number))),
    "add_own_item": (
        arranging.add_own_item,
        _on(1, lambda do, *_: do(arranging.add_own_item, {"heading": "Lokal", "text": "Ny lokal från hösten."})),
    ),
    "plan_and_invite": (
        planning.plan_and_invite,
        lambda s, a, st: planning.plan_and_invite(s, a, the_forum(st), st.world.now.date(), 1, now=st.world.now),
    ),
    "reschedule": (
        series.reschedule,
        lambda s, a, st: series.reschedule(
            s, a, the_forum(st), a_later_day(st), {"place": "Sal Vänern"}, rev=None, now=st.world.now
        ),
    ),
    "cancel_meeting": (
        series.cancel_meeting,
        lambda s, a, st: series.cancel_meeting(s, a, the_forum(st), a_later_day(st), rev=None, now=st.world.now),
    ),
    "set_people": (
        meeting_people.set_people,
        lambda s, a, st: meeting_people.set_people(
            s, a, the_forum(st), a_later_day(st), {"add": {"ort.chef": "guest"}}, rev=None, now=st.world.now
        ),
    ),
    "invite_members": (
        meeting_people.invite_members,
        lambda s, a, st: meeting_people.invite_members(s, a, [], the_forum(st), st.world.now),
    ),
    "remove_own_item": (arranging.remove_own_item, _on(1, _remove)),
    "require_secretary": (meetings.require_secretary, lambda _, a, st: meetings.require_secretary(a, the_forum(st))),
}


@pytest.mark.parametrize("name", FORUM_ACTS)
def test_only_the_secretary_acts_for_a_forum_and_its_members_are_told_so(story: Story, name: str) -> None:
    _, act = FORUM_ACTS[name]
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: act(session, actor, story))
    assert {who for who, (what, _) in found.items() if what == "done"} == {SECRETARY}, found
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == MEMBERS, found
    assert all(what == "missing" for who, (what, _) in found.items() if who not in MEMBERS | {SECRETARY}), found


def test_closing_a_meeting_is_the_secretary_s(story: Story) -> None:
    forum, meeting, now = the_forum(story), story.meeting("avvikelseforum", 0), story.world.now
    found = story.attempts(
        sorted(EVERYBODY),
        lambda s, a: minutes.close_meeting(s, a, forum, meeting, keep_rest=False, rev=None, now=now),
    )
    assert {who for who, (what, _) in found.items() if what == "refused"} == {SECRETARY}
    found = story.attempts(
        sorted(EVERYBODY),
        lambda session, actor: minutes.hold(session, actor, forum, meeting, story.world.now),
    )
    assert {who for who, (what, _) in found.items() if what == "refused"} == {SECRETARY}  # an item lacks its decision
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == MEMBERS
