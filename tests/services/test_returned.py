"""A case that comes back to the forum: kept from an earlier meeting, or returned to the managers and lifted again."""

from typing import Any

import pytest
from sqlalchemy import update

from avvikelse.core.agenda import Agenda, AgendaLine
from avvikelse.core.dates import swedish_date
from avvikelse.core.minutes import Minutes
from avvikelse.core.vocabulary import Section
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Decision, ForumItem, table
from avvikelse.errors import NotFound
from avvikelse.services.agenda_frozen import add_late
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.meetings import ForumRef, MeetingRef
from avvikelse.services.minutes import approve
from avvikelse.services.minutes_view import minutes
from avvikelse.services.preparation import preparation
from tests.services.steps import (
    SECRETARY,
    attested,
    concluded,
    held,
    lifted,
    meeting_today,
    now_of,
    planned,
    received,
    rows,
    step,
)
from tests.world import World

KEPT = {"outcome": "next_meeting", "position": "Mer underlag behövs."}
BACK = {"outcome": "return_to_managers", "position": "Frågan hör till cheferna."}


def on(world: World, who: str, forum: ForumRef, day: str = "next") -> dict[str, AgendaLine]:
    found: Agenda = world.ask(agenda, who, forum, day, world.now)
    return {line.number: line for line in found.lines if line.number}


def decided(world: World, forum: ForumRef, meeting: MeetingRef, number: str, form: dict[str, Any]) -> None:
    [item] = [row.id for row in rows(world, ForumItem) if row.number == number and row.closed_at is None]
    world.do(decide, SECRETARY, forum, now_of(world, forum, meeting), item, form)


def a_meeting(world: World, forum: ForumRef, *decisions: tuple[str, dict[str, Any]]) -> MeetingRef:
    """A meeting today, frozen, with its decisions noted."""
    meeting = meeting_today(world, forum)
    world.do(freeze, SECRETARY, forum, meeting.held_on.isoformat())
    for number, form in decisions:
        decided(world, forum, meeting, number, form)
    return now_of(world, forum, meeting)


def test_what_was_kept_comes_back_under_its_own_heading_with_what_was_said(world: World) -> None:
    number, forum = lifted(world), planned(world)
    first = a_meeting(world, forum, (number, KEPT))
    assert (on(world, SECRETARY, forum)[number].kind, on(world, SECRETARY, forum)[number].earlier) == (
        Section.POSITIONS, None,
    )  # fmt: skip
    concluded(world, forum, first)
    world.wait(working_days=2)
    new = lifted(world)
    draft = on(world, SECRETARY, forum)
    assert (draft[new].kind, draft[new].earlier) == (Section.POSITIONS, None)
    line = draft[number]
    assert (line.kind, line.heading) == (Section.RETURNED, "Avvikelser som kommer tillbaka")
    assert line.earlier is not None
    assert line.earlier.said == f"{swedish_date(first.held_on)}: Kvar till nästa möte. Mer underlag behövs."
    second = a_meeting(world, forum, (number, BACK), (new, KEPT))
    day = second.held_on.isoformat()
    for who in (SECRETARY, "fk.samordnare"):  # the member reads the same once the agenda is frozen
        assert on(world, who, forum, day)[number].earlier == line.earlier
    held(world, forum, second)
    assert on(world, SECRETARY, forum, day)[number].earlier == line.earlier, "not what this very meeting decided"
    said: Minutes = world.ask(minutes, SECRETARY, forum, now_of(world, forum, second))
    assert {line.number: line.earlier for line in said.lines if line.number} == {number: line.earlier, new: None}


def test_what_the_managers_got_back_and_lift_again(world: World) -> None:
    number, forum = lifted(world), planned(world)
    first = a_meeting(world, forum, (number, BACK))
    concluded(world, forum, first)
    [candidate] = world.ask(preparation, "fk.chef", forum, "next", world.now).positions.lines
    assert candidate.earlier is not None
    assert candidate.earlier.said == f"{swedish_date(first.held_on)}: Åter till cheferna. Frågan hör till cheferna."
    world.wait(working_days=2)
    attested(world, number, "Fältet om aktivitetsbegränsning saknas fortfarande i flera intyg.")
    step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Det räckte inte.")
    [brought] = world.ask(preparation, "fk.samordnare", forum, "next", world.now).on_table.lines
    assert brought.earlier == candidate.earlier
    line = on(world, SECRETARY, forum)[number]
    assert (line.kind, line.earlier) == (Section.RETURNED, candidate.earlier)


def test_what_comes_late_and_has_been_there_before_says_so(world: World) -> None:
    number, forum = lifted(world), planned(world)
    concluded(world, forum, a_meeting(world, forum, (number, BACK)))
    world.wait(working_days=2)
    meeting = a_meeting(world, forum)
    attested(world, number, "Fältet om aktivitetsbegränsning saknas fortfarande i flera intyg.")
    step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Det räckte inte.")
    world.do(add_late, SECRETARY, forum, meeting, rev=None)
    line = on(world, SECRETARY, forum, meeting.held_on.isoformat())[number]
    assert (line.kind, line.label, line.earlier is not None) == (Section.RETURNED, "T1", True)


def test_another_forum_is_new_to_the_case(world: World) -> None:
    number, forum = lifted(world), planned(world)
    lift = {"outcome": "lift_to_steering", "position": "Frågan gäller hela länet."}
    concluded(world, forum, a_meeting(world, forum, (number, lift)))
    steering = planned(world, "samverkansgrupp")
    line = on(world, SECRETARY, steering)[number]
    assert (line.kind, line.earlier) == (Section.POSITIONS, None)


def test_words_that_fail_the_check_aren_t_shown_again(world: World) -> None:
    number, forum = lifted(world), planned(world)
    concluded(world, forum, a_meeting(world, forum, (number, KEPT)))
    with unit_of_work(world.engine) as session:
        session.execute(update(table(Decision)).values(position="Ring Anna Berg, 070-174 06 12."))
    world.wait(working_days=2)
    earlier = on(world, SECRETARY, forum)[number].earlier
    assert earlier is not None
    assert earlier.position == "Texten klarar inte kontrollen och visas inte."


def test_what_the_forum_said_is_read_by_those_who_may_read_its_decision(world: World) -> None:
    """A kept case's decision is the party's when the minutes are approved, and nobody else's ever."""
    number, forum = lifted(world), planned(world)
    waiting = held(world, forum, a_meeting(world, forum, (number, KEPT)))
    [brought] = world.ask(preparation, "fk.chef", forum, "next", world.now).on_table.lines
    assert (brought.number, brought.earlier) == (number, None)
    concluded_at = waiting.held_on
    world.do(approve, "fk.samordnare", forum, waiting, rev=waiting.rev)
    [brought] = world.ask(preparation, "fk.chef", forum, "next", world.now).on_table.lines
    assert brought.earlier is not None
    assert brought.earlier.held_on == concluded_at
    received(world)
    other = world.ask(preparation, "vc.chef", forum, "next", world.now)
    assert [line.earlier for line in other.positions.lines] == [None]
    with pytest.raises(NotFound):
        on(world, "fk.chef", forum)
