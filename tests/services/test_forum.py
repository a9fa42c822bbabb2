"""What a forum can do with a case, and what it can't (R9–R11, R14)."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from avvikelse.core.dates import at_local
from avvikelse.core.vocabulary import Section
from avvikelse.db.tables import AgendaItem, Decision, Deviation, ForumItem, Measure
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.handling import add_measure, agree, record_investigation
from avvikelse.services.meetings import ForumRef, MeetingRef, find_meeting, plan_meetings
from avvikelse.services.members import grant, revoke
from avvikelse.services.minutes import approve, hold
from tests.services.steps import (
    SECRETARY,
    as_operator,
    attested,
    concluded,
    counts,
    frozen,
    held,
    lifted,
    now_of,
    planned,
    received,
    rows,
    shown,
    step,
    told,
)
from tests.world import CLEAN_TEXT, FK, REGION, World

KEPT = {"outcome": "next_meeting", "position": "Kvar till nästa möte."}
MEASURE = {"what": "Mallen rättas.", "organisation": FK, "due_on": "2026-12-01"}


def item_of(world: World, number: str) -> int:
    return int([row.id for row in rows(world, ForumItem) if row.number == number][-1])


def on_frozen(world: World, key: str = "avvikelseforum") -> tuple[str, ForumRef, MeetingRef]:
    """A case on the frozen agenda of the forum's next meeting."""
    number = lifted(world)
    forum = planned(world, key)
    return number, forum, frozen(world, forum)


def recorded(world: World, forum: ForumRef, meeting: MeetingRef, number: str, **form: Any) -> None:
    """What the forum decides, as the secretary notes it."""
    form = {"position": "Forumet ser allvarligt på felet."} | form
    world.do(decide, SECRETARY, forum, now_of(world, forum, meeting), item_of(world, number), form)


def state_of(world: World, number: str) -> str:
    [case] = [row for row in rows(world, Deviation) if row.number == number]
    return str(case.state)


def decided(world: World, forum: ForumRef, meeting: MeetingRef, number: str, **form: Any) -> str:
    """The meeting's only decision, with its minutes approved. Gives the state that the case came to."""
    recorded(world, forum, meeting, number, **form)
    concluded(world, forum, meeting)
    return state_of(world, number)


def resolved(world: World, **changes: Any) -> str:
    number = received(world, **changes)
    text = {"investigation": "Mallen saknade fältet.", "no_measure_reason": "Mallen är redan bytt."}
    world.do(record_investigation, "fk.chef", number, text, rev=None)
    world.do(agree, "vc.chef", number, rev=None)
    step(world, "fk.chef", number, "resolve")
    return number


@pytest.mark.parametrize(
    ("nature", "section"), [("handelse", Section.LEARNING), ("gott-exempel", Section.GOOD_EXAMPLES)]
)
def test_a_solved_case_is_lifted_for_learning_under_its_heading(world: World, nature: str, section: Section) -> None:
    number = resolved(world, nature=nature)
    with pytest.raises(RefusedMove):
        step(world, "fk.samordnare", number, "lift_for_learning", why_principal="Vanligt fel.")
    attested(world, number)
    assert step(world, "fk.samordnare", number, "lift_for_learning", why_principal="Vanligt fel.") == "forum"
    forum = planned(world)
    meeting = frozen(world, forum)
    found = world.ask(agenda, "fk.samordnare", forum, "next", world.now)
    assert [line.kind for line in found.lines if line.number == number] == [section]
    assert decided(world, forum, meeting, number, outcome="noted") == "resolved"
    assert [row.kind for row in rows(world, Decision)] == ["noted"]
    assert rows(world, Measure) == []
    assert ("fk.utredare", "level_changed") in told(world)


def test_a_conduct_matter_is_never_lifted_for_learning(world: World) -> None:
    number = resolved(world, conduct_matter=True)
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.chef", number, "lift_for_learning", why_principal="Vanligt fel.")
    assert "not_conduct_matter" in {refusal.code for refusal in refused.value.refusals}
    assert rows(world, ForumItem) == []


def test_the_forum_gives_the_case_back_to_the_managers(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    assert decided(world, forum, meeting, number, outcome="return_to_managers") == "manager_dialogue"
    assert rows(world, ForumItem)[0].closed_at is not None
    assert {("fk.chef", "returned"), ("vc.chef", "your_turn"), ("fk.utredare", "level_changed")} <= set(told(world))
    [case] = rows(world, Deviation)
    assert (case.owner_organisation, case.owner_role) == (REGION, "concerned.manager")
    assert step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Felet kom tillbaka igen.") == "forum"
    assert len(rows(world, ForumItem)) == 2


def test_a_need_is_lifted_to_national_level_and_followed(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    assert decided(world, forum, meeting, number, outcome="lift_to_steering") == "steering"
    steering = planned(world, "samverkansgrupp")
    first = frozen(world, steering)
    assert decided(world, steering, first, number, outcome="lift_to_national") == "national"
    assert rows(world, ForumItem)[-1].closed_at is None  # followed until an answer is recorded
    world.wait(working_days=90)
    second = frozen(world, steering)
    assert second.id != first.id
    form = {"outcome": "close_with_measures", "measures": [MEASURE]}
    assert decided(world, steering, second, number, **form) == "resolved"
    assert [row.kind for row in rows(world, Decision)] == ["lift", "lift", "measures"]


def test_solved_with_measures_needs_a_measure(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    before = counts(world)
    with pytest.raises(RefusedMove, match="åtgärd"):
        decided(world, forum, meeting, number, outcome="close_with_measures")
    assert counts(world) == before
    assert decided(world, forum, meeting, number, outcome="close_with_measures", measures=[MEASURE]) == "resolved"


BAD_DECISIONS: dict[str, dict[str, Any]] = {
    "an unknown outcome": {"outcome": "bifall"},
    "an outcome of another forum": {"outcome": "lift_to_national"},
    "no position": {"outcome": "noted", "position": " "},
    "a person in the position": {"outcome": "noted", "position": "Anna Berg, 19680423-9819, får upprättelse."},
    "a person in a measure": {
        "outcome": "close_with_measures",
        "measures": [MEASURE | {"what": "Ring Anna Berg på 070-174 06 12."}],
    },
    "a party that isn't": {"outcome": "close_with_measures", "measures": [MEASURE | {"organisation": "polisen"}]},
    "no due date": {"outcome": "close_with_measures", "measures": [MEASURE | {"due_on": "snart"}]},
}


def test_a_bad_decision_leaves_nothing(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    before = counts(world)
    for fault, form in BAD_DECISIONS.items():
        with pytest.raises(BadInput) as error:
            decided(world, forum, meeting, number, **form)
        assert "Anna" not in error.value.message, fault
        assert counts(world) == before, fault
    assert shown(world, "fk.chef", number).case.state == "forum"


def test_a_decision_can_be_put_right_until_the_minutes_are_approved(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    form = {"outcome": "close_with_measures", "measures": [MEASURE]}
    recorded(world, forum, meeting, number, **form)
    recorded(world, forum, meeting, number, **form | {"measures": [MEASURE, MEASURE | {"what": "Listan rättas."}]})
    assert [row.what for row in rows(world, Measure)] == ["Mallen rättas.", "Listan rättas."]
    recorded(world, forum, meeting, number, **KEPT)
    assert rows(world, Measure) == []
    assert [row.outcome for row in rows(world, Decision)] == ["next_meeting"]
    held(world, forum, meeting)
    recorded(world, forum, meeting, number, outcome="return_to_managers")
    assert state_of(world, number) == "forum"  # nothing moves before the minutes are approved
    waiting = now_of(world, forum, meeting)
    world.do(approve, "fk.samordnare", forum, waiting, rev=waiting.rev)
    assert state_of(world, number) == "manager_dialogue"
    with pytest.raises(RefusedMove, match="justerat"):
        recorded(world, forum, meeting, number, **KEPT)


def test_nothing_is_decided_before_the_agenda_is_frozen(world: World) -> None:
    number = lifted(world)
    forum = planned(world)
    planned_meeting = world.ask(find_meeting, SECRETARY, forum, "next", world.now)
    with pytest.raises(RefusedMove, match="inte spikad"):
        recorded(world, forum, planned_meeting, number, **KEPT)
    meeting = frozen(world, forum)
    other = lifted(world)  # after the freeze
    with pytest.raises(NotFound):
        recorded(world, forum, meeting, other, **KEPT)
    recorded(world, forum, meeting, number, **KEPT)


def test_a_meeting_with_undecided_items_isn_t_closed(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    with pytest.raises(RefusedMove, match="tidigast"):
        world.do(hold, SECRETARY, forum, meeting)
    world.now = max(world.now, at_local(meeting.held_on, time(15, 0)))
    with pytest.raises(RefusedMove, match="saknar beslut") as refused:
        world.do(hold, SECRETARY, forum, meeting)
    assert [refusal.code for refusal in refused.value.refusals] == ["undecided_items"]
    recorded(world, forum, meeting, number, **KEPT)
    ended = held(world, forum, meeting)
    assert ended.state == "held"
    with pytest.raises(RefusedMove, match="redan avslutat"):
        world.do(hold, SECRETARY, forum, ended)
    with pytest.raises(Stale):
        world.do(hold, SECRETARY, forum, meeting)  # what the caller holds is old


def test_an_unfrozen_meeting_isn_t_closed_and_a_frozen_one_isn_t_frozen_again(world: World) -> None:
    forum = planned(world)
    meeting = world.ask(find_meeting, SECRETARY, forum, "next", world.now)
    with pytest.raises(RefusedMove, match="spikad"):
        world.do(hold, SECRETARY, forum, meeting)
    frozen(world, forum)
    before = len(rows(world, AgendaItem))
    with pytest.raises(RefusedMove, match="redan spikad"):
        world.do(freeze, SECRETARY, forum, "next")
    assert len(rows(world, AgendaItem)) == before


def test_the_secretary_of_one_forum_doesn_t_decide_in_another(world: World) -> None:
    """Not even as its member, by naming their own forum beside the other's meeting."""
    number, forum, meeting = on_frozen(world)
    decided(world, forum, meeting, number, outcome="lift_to_steering")
    steering = planned(world, "samverkansgrupp")
    theirs = frozen(world, steering)
    as_operator(world, revoke, SECRETARY, "secretary", forum="samverkansgrupp")
    as_operator(world, grant, SECRETARY, "member", forum="samverkansgrupp")
    world = World(world.engine, world.now)  # signed in again
    item = item_of(world, number)
    assert number in repr(world.ask(agenda, SECRETARY, steering, "next", world.now))
    form = {"outcome": "close_with_measures", "position": "Klart.", "measures": [MEASURE]}
    before = counts(world)
    with pytest.raises(Forbidden):
        world.do(decide, SECRETARY, steering, theirs, item, form)
    with pytest.raises(NotFound):
        world.do(decide, SECRETARY, forum, theirs, item, form)
    with pytest.raises(NotFound):
        world.do(hold, SECRETARY, forum, theirs)
    assert counts(world) == before
    assert world.ask(find_meeting, SECRETARY, steering, theirs.held_on.isoformat(), world.now).state == "frozen"


def test_a_decided_measure_is_followed_up_under_its_number_also_when_frozen(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    decided(world, forum, meeting, number, outcome="close_with_measures", measures=[MEASURE])
    world.wait(working_days=40)
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    frozen(world, forum)
    for who in (SECRETARY, "region.samordnare"):
        found = world.ask(agenda, who, forum, "next", world.now)
        assert [replace(line, subject="") for line in draft.lines] == list(found.lines), who
        assert [line.number for line in found.lines if line.kind is Section.FOLLOW_UP] == [number], who


def test_the_managers_measures_are_not_the_forum_s_to_follow_up(world: World) -> None:
    number, forum, meeting = on_frozen(world)
    own = MEASURE | {"what": "Rutinen skrivs om."}
    world.do(add_measure, "fk.chef", number, own, rev=None)
    decided(world, forum, meeting, number, outcome="close_with_measures", measures=[MEASURE])
    world.wait(working_days=60)
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert "Rutinen skrivs om" not in repr(draft)


@pytest.mark.parametrize("count", [0, -1, 61, 10**9])
def test_a_number_of_meetings_that_nobody_plans_is_bad_input(world: World, count: int) -> None:
    forum = planned(world, count=1)
    before = counts(world)
    with pytest.raises(BadInput, match="Antalet möten"):
        world.do(plan_meetings, SECRETARY, forum, world.now.date(), count)
    assert counts(world) == before


def test_a_day_that_is_no_day_is_bad_input_and_an_unplanned_one_isn_t_found(world: World) -> None:
    forum = planned(world)
    with pytest.raises(BadInput, match="datum"):
        world.ask(agenda, SECRETARY, forum, "i morgon", world.now)
    with pytest.raises(NotFound):
        world.do(freeze, SECRETARY, forum, "2026-12-24")
    with pytest.raises(NotFound):
        world.ask(agenda, SECRETARY, forum, "2026-12-24", world.now)


def test_nothing_of_the_case_s_own_texts_lies_on_the_table(world: World) -> None:
    number, forum, _ = on_frozen(world)
    [item] = rows(world, ForumItem)
    assert (item.text, item.number) == (CLEAN_TEXT, number)
    for text in ("Anna Berg", "Intyg utan beskrivning", "FK-1", "REG-1", "Vårdcentralen Granåsen"):
        assert text not in repr(item)
        assert text not in repr(world.ask(agenda, SECRETARY, forum, "next", world.now))
