"""From the meeting to approved minutes, and what each party gets of them (R14)."""

from typing import Any

import pytest
from sqlalchemy import update

from avvikelse.core.dates import local_day
from avvikelse.core.minutes import Extract, Minutes
from avvikelse.db.history import MeetingChange
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Decision, Deidentification, Deviation, Event, ForumItem, Measure, Reminder, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.handling import complete_measure
from avvikelse.services.learning import learning_digest
from avvikelse.services.meetings import ForumRef, MeetingRef, what_changed
from avvikelse.services.minutes import approve, attend, hold, keep_the_rest, name_adjusters, note_line, reopen
from avvikelse.services.minutes_view import extract, minutes
from tests.services.steps import (
    SECRETARY,
    concluded,
    counts,
    held,
    lifted,
    meeting_today,
    now_of,
    planned,
    rows,
    shown,
    told,
)
from tests.world import AF, CLEAN_TEXT, FK, REGION, World

MEASURE = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01", "follow_up": "Stickprov i höst."}
SOLVED = {"outcome": "close_with_measures", "position": "Mallen orsakade felet.", "measures": [MEASURE]}
LIFTED = {"outcome": "lift_to_steering", "position": "Frågan gäller hela länet."}
KEPT = {"outcome": "next_meeting", "position": "Mer underlag behövs."}


@pytest.fixture
def opened(world: World) -> tuple[ForumRef, MeetingRef, list[str]]:
    """A frozen meeting today with three cases."""
    numbers = [lifted(world) for _ in range(3)]
    forum = planned(world)
    meeting = meeting_today(world, forum)
    world.do(freeze, SECRETARY, forum, meeting.held_on.isoformat())
    return forum, now_of(world, forum, meeting), numbers


def decided(world: World, forum: ForumRef, meeting: MeetingRef, number: str, form: dict[str, Any]) -> None:
    [item] = [row.id for row in rows(world, ForumItem) if row.number == number and row.closed_at is None]
    world.do(decide, SECRETARY, forum, now_of(world, forum, meeting), item, form)


def all_decided(world: World, opened: tuple[ForumRef, MeetingRef, list[str]]) -> None:
    forum, meeting, numbers = opened
    for number, form in zip(numbers, (SOLVED, LIFTED, KEPT), strict=True):
        decided(world, forum, meeting, number, form)


def states(world: World, numbers: list[str]) -> list[str]:
    found = {row.number: row.state for row in rows(world, Deviation)}
    return [found[number] for number in numbers]


def read(world: World, who: str, forum: ForumRef, meeting: MeetingRef) -> Minutes:
    found: Minutes = world.ask(minutes, who, forum, now_of(world, forum, meeting))
    return found


def test_minutes_tell_what_was_decided_and_who_was_there(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    all_decided(world, opened)
    world.do(note_line, SECRETARY, forum, meeting, "4", {"notes": "Ordet gick runt bordet."}, rev=None)
    with pytest.raises(NotFound):
        read(world, "fk.samordnare", forum, meeting)
    ended = held(world, forum, meeting)
    world.do(attend, SECRETARY, forum, ended, {"fk.samordnare": True}, rev=None)
    found = read(world, "fk.samordnare", forum, meeting)
    by_number = {line.number: line for line in found.lines if line.number}
    assert [by_number[number].outcome for number in numbers] == [
        "Löst med åtgärder", "Lyfts till samverkansgruppen", "Kvar till nästa möte",
    ]  # fmt: skip
    first = by_number[numbers[0]]
    assert (first.position, first.notes, first.text) == (SOLVED["position"], "Ordet gick runt bordet.", CLEAN_TEXT)
    assert [(each.what, each.organisation) for each in first.measures] == [("Mallen rättas.", "Region Värmland")]
    assert [(one.name, one.present, one.adjuster) for one in found.frame.people] == [("Fk Samordnare", True, True)]
    assert found.approved_on is None


def test_decisions_move_cases_when_the_minutes_are_approved_and_each_party_gets_its_extract(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    all_decided(world, opened)
    ended = held(world, forum, meeting)
    assert states(world, numbers) == ["forum"] * 3
    assert told(world, "minutes_to_approve") == [("fk.samordnare", "minutes_to_approve")]
    before = shown(world, "fk.chef", numbers[0])
    assert not before.decisions
    assert not [row for row in before.measures if row.decision_id]
    world.do(approve, "fk.samordnare", forum, ended, rev=ended.rev)
    assert states(world, numbers) == ["resolved", "steering", "forum"]
    after = shown(world, "vc.chef", numbers[0])
    assert [row.position for row in after.decisions] == [SOLVED["position"]]
    assert sorted(who for who, _ in told(world, "extract_ready")) == ["region.samordnare"]  # not the one who acts
    for who, organisation in (("vc.chef", REGION), ("fk.samordnare", FK), (SECRETARY, REGION)):
        part: Extract = world.ask(extract, who, forum, meeting.held_on, organisation)
        assert [line.number for line in part.lines] == numbers
        assert part.approved_on == local_day(world.now)
    for who, organisation in (("fk.chef", REGION), ("af.samordnare", AF), ("vc.kollega", REGION)):
        with pytest.raises(NotFound):
            world.ask(extract, who, forum, meeting.held_on, organisation)


def test_what_the_forum_has_decided_is_done_only_when_it_is_in_force(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    ours = SOLVED | {"measures": [MEASURE | {"organisation": FK}]}
    for number, form in zip(numbers, (ours, LIFTED, KEPT), strict=True):
        decided(world, forum, meeting, number, form)
    ended = held(world, forum, meeting)
    [measure] = rows(world, Measure)
    done = {"effect": "God."}
    with pytest.raises(Forbidden, match="justerat"):  # one who approves reads the measure before it is in force
        world.do(complete_measure, "fk.samordnare", numbers[0], measure.id, done, rev=None)
    world.do(approve, "fk.samordnare", forum, ended, rev=ended.rev)
    world.do(complete_measure, "fk.samordnare", numbers[0], measure.id, done, rev=None)
    assert not [row for row in rows(world, Reminder) if row.measure_id and row.fired_at is None]


def test_only_the_named_adjusters_approve_and_all_of_them(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    all_decided(world, opened)
    for who in (SECRETARY, "fk.chef", "finns.inte"):
        with pytest.raises(BadInput, match="kan inte justera"):
            world.do(name_adjusters, SECRETARY, forum, now_of(world, forum, meeting), [who], rev=None)
    world.do(hold, SECRETARY, forum, now_of(world, forum, meeting))
    waiting = now_of(world, forum, meeting)
    with pytest.raises(RefusedMove, match="Ingen är utsedd"):
        world.do(approve, "fk.samordnare", forum, waiting, rev=None)
    both = ["fk.samordnare", "region.samordnare"]
    world.do(name_adjusters, SECRETARY, forum, waiting, both, rev=None)
    with pytest.raises(Forbidden):
        world.do(approve, SECRETARY, forum, now_of(world, forum, meeting), rev=None)
    opened_before = now_of(world, forum, meeting)
    assert not world.do(approve, "fk.samordnare", forum, opened_before, rev=None)
    assert states(world, numbers) == ["forum"] * 3
    with pytest.raises(Stale):  # looked up before the other was done, as two at once do
        world.do(approve, "region.samordnare", forum, opened_before, rev=None)
    assert states(world, numbers) == ["forum"] * 3
    # What is changed after one has approved must be approved by both again.
    world.do(note_line, SECRETARY, forum, now_of(world, forum, meeting), "4", {"notes": "Rättat."}, rev=None)
    assert not world.do(approve, "region.samordnare", forum, now_of(world, forum, meeting), rev=None)
    assert world.do(approve, "fk.samordnare", forum, now_of(world, forum, meeting), rev=None)
    assert states(world, numbers) == ["resolved", "steering", "forum"]


def test_an_adjuster_approves_what_they_have_read(world: World, opened: tuple[ForumRef, MeetingRef, list[str]]) -> None:
    forum, meeting, _ = opened
    all_decided(world, opened)
    waiting = held(world, forum, meeting)
    world.do(note_line, SECRETARY, forum, waiting, "4", {"notes": "Tillagt."}, rev=None)
    with pytest.raises(Stale, match="anteckning"):
        world.do(approve, "fk.samordnare", forum, waiting, rev=waiting.rev)


def test_decisions_are_applied_all_or_none(world: World, opened: tuple[ForumRef, MeetingRef, list[str]]) -> None:
    """A text that no longer holds stops its lift, and with it the whole approval, which names the case."""
    forum, meeting, numbers = opened
    all_decided(world, opened)
    waiting = held(world, forum, meeting)
    with unit_of_work(world.engine) as session:
        item = table(ForumItem)
        session.execute(update(item).where(item.c.number == numbers[1]).values(text="Ring Anna Berg, 070-174 06 12."))
    events, before = len(rows(world, Event)), counts(world)
    with pytest.raises(RefusedMove, match=f"{numbers[1]}: "):
        world.do(approve, "fk.samordnare", forum, waiting, rev=waiting.rev)
    assert (len(rows(world, Event)), counts(world)) == (events, before)
    assert states(world, numbers) == ["forum"] * 3
    assert now_of(world, forum, meeting).state == "held"
    decided(world, forum, meeting, numbers[1], KEPT)
    assert world.do(approve, "fk.samordnare", forum, now_of(world, forum, meeting), rev=None)
    assert states(world, numbers) == ["resolved", "forum", "forum"]


def test_what_waits_for_approval_isn_t_taken_up_again(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    all_decided(world, opened)
    held(world, forum, meeting)
    world.wait(working_days=2)
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert [line.number for line in draft.lines if line.item_id] == [numbers[2]]
    assert {held.number: "väntar" in held.reason for held in draft.withheld} == dict.fromkeys(numbers[:2], True)
    [previous] = [line.text for line in draft.lines if line.kind == "previous_minutes"]
    assert "väntar på justering" in previous
    world.do(approve, "fk.samordnare", forum, now_of(world, forum, meeting), rev=None)
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert draft.withheld == ()
    [previous] = [line.text for line in draft.lines if line.kind == "previous_minutes"]
    assert "justerades" in previous


def test_minutes_are_opened_again_only_while_no_newer_meeting_is_held(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    all_decided(world, opened)
    done = concluded(world, forum, meeting)
    with pytest.raises(RefusedMove, match="justerat"):
        world.do(note_line, SECRETARY, forum, done, "4", {"notes": "Sent."}, rev=None)
    world.do(reopen, SECRETARY, forum, done, rev=done.rev)
    world.do(note_line, SECRETARY, forum, now_of(world, forum, meeting), "4", {"notes": "Rättat."}, rev=None)
    with pytest.raises(NotFound):  # no extract of minutes that are open again
        world.ask(extract, "fk.chef", forum, meeting.held_on, FK)
    assert world.do(approve, "fk.samordnare", forum, now_of(world, forum, meeting), rev=None)
    assert states(world, numbers) == ["resolved", "steering", "forum"]  # moved once
    assert len([row for row in rows(world, Decision) if row.applied_at]) == 3
    world.wait(working_days=2)
    later = meeting_today(world, forum)
    world.do(freeze, SECRETARY, forum, later.held_on.isoformat())
    decided(world, forum, later, numbers[2], KEPT)
    concluded(world, forum, later)
    with pytest.raises(RefusedMove, match="senare möte"):
        world.do(reopen, SECRETARY, forum, now_of(world, forum, meeting), rev=None)


def test_what_the_meeting_didn_t_get_to_is_kept(world: World, opened: tuple[ForumRef, MeetingRef, list[str]]) -> None:
    forum, meeting, numbers = opened
    decided(world, forum, meeting, numbers[0], SOLVED)
    assert world.do(keep_the_rest, SECRETARY, forum, now_of(world, forum, meeting), rev=None) == 2
    assert world.do(keep_the_rest, SECRETARY, forum, now_of(world, forum, meeting), rev=None) == 0
    concluded(world, forum, meeting)
    assert states(world, numbers) == ["resolved", "forum", "forum"]


def test_notes_that_point_somebody_out_are_refused(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, _ = opened
    before = counts(world)
    with pytest.raises(BadInput, match="peka ut"):
        world.do(note_line, SECRETARY, forum, meeting, "4", {"notes": "Anna Berg ringer 070-174 06 12."}, rev=None)
    with pytest.raises(NotFound, match="ingen punkt 77"):
        world.do(note_line, SECRETARY, forum, meeting, "77", {"notes": "Ord."}, rev=None)
    assert counts(world) == before


def test_the_library_has_what_was_learnt_and_only_for_the_forum(
    world: World, opened: tuple[ForumRef, MeetingRef, list[str]]
) -> None:
    forum, meeting, numbers = opened
    all_decided(world, opened)
    first, last = meeting.held_on, meeting.held_on
    assert world.ask(learning_digest, "fk.samordnare", forum, first, last).entries == ()
    concluded(world, forum, meeting)
    [entry] = world.ask(learning_digest, "fk.samordnare", forum, first, last).entries
    assert (entry.number, entry.text, entry.position) == (numbers[0], CLEAN_TEXT, SOLVED["position"])
    assert [measure.what for measure in entry.measures] == ["Mallen rättas."]
    with pytest.raises(NotFound):
        world.ask(learning_digest, "fk.chef", forum, first, last)
    with unit_of_work(world.engine) as session:
        session.execute(update(table(ForumItem)).values(text="Ring Anna Berg, 070-174 06 12."))
        session.execute(update(table(Deidentification)).values(text="Ring Anna Berg, 070-174 06 12."))
    assert world.ask(learning_digest, "fk.samordnare", forum, first, last).entries == ()


def test_many_changes_of_one_kind_are_told_in_one_sentence() -> None:
    decided = [MeetingChange("meeting_decided", str(place)) for place in range(11, 29)]
    sent, noted = MeetingChange("agenda_sent", ""), MeetingChange("meeting_noted", "4")
    assert what_changed([sent, *decided, noted, sent]) == [
        "Dagordningen har skickats ut.",
        "Beslut har antecknats (18 punkter).",
        "En anteckning har ändrats (punkt 4).",
    ]
    assert what_changed(decided[:2]) == ["Beslut har antecknats (punkt 11, 12)."]
