"""A hint on what the forum has concluded about cases like this one, for those who may read that, and nobody else."""

from typing import Any

import pytest
from sqlalchemy import event, insert, update

from avvikelse.core.preparation import Preparation
from avvikelse.core.similar import Similar
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Decision, ForumItem, table
from avvikelse.services.agendas import agenda
from avvikelse.services.decisions import decide
from avvikelse.services.meeting_room import room
from avvikelse.services.meetings import ForumRef
from avvikelse.services.preparation import preparation
from avvikelse.services.reports import describe
from tests.services.steps import (
    SECRETARY,
    concluded,
    contacted,
    frozen,
    held,
    lifted,
    meeting_today,
    now_of,
    planned,
    received,
    rows,
    step,
)
from tests.world import REGION, World

MEASURE = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01"}
SOLVED = {"outcome": "close_with_measures", "position": "Gemensam funktionsbrevlåda.", "measures": [MEASURE]}
TITLE = "Begäran om komplettering till fel enhet"
SAID = "(Löst med åtgärder: Gemensam funktionsbrevlåda.)"


def concluded_case(world: World, form: dict[str, Any] = SOLVED, *, approve: bool = True) -> tuple[str, ForumRef]:
    """A case that the forum has decided on, and the forum; a day later."""
    number, forum = lifted(world), planned(world)
    today = meeting_today(world, forum)
    frozen(world, forum, today.held_on.isoformat())
    [item] = [row.id for row in rows(world, ForumItem) if row.number == number]
    world.do(decide, SECRETARY, forum, now_of(world, forum, today), item, form)
    (concluded if approve else held)(world, forum, now_of(world, forum, today))
    world.wait(working_days=2)
    return number, forum


def hints(world: World, who: str, forum: ForumRef, day: str = "next") -> dict[str, tuple[Similar, ...]]:
    """The hints of the agenda's cases, by number."""
    found = world.ask(agenda, who, forum, day, world.now)
    return {line.number: line.similar for line in found.lines if line.purpose is not None}


def test_a_case_like_one_that_was_solved_says_how(world: World) -> None:
    before, forum = concluded_case(world)
    number, other = lifted(world), lifted(world, category="rutiner")
    found = hints(world, SECRETARY, forum)
    assert [one.said for one in found[number]] == [f"{before} {SAID}"]
    assert found[other] == ()
    meeting = frozen(world, forum)
    for who in (SECRETARY, "fk.samordnare"):
        assert hints(world, who, forum, meeting.held_on.isoformat()) == found, who
    places = [stop.place for stop in world.ask(room, SECRETARY, meeting.id).stops if stop.name == number]
    assert world.ask(room, SECRETARY, meeting.id, places[0]).line.similar == found[number]


@pytest.mark.parametrize("outcome", ["next_meeting", "return_to_managers"])
def test_what_is_not_concluded_has_nothing_to_tell(world: World, outcome: str) -> None:
    _, forum = concluded_case(world, {"outcome": outcome, "position": "Mer underlag behövs."})
    number = lifted(world)
    assert hints(world, SECRETARY, forum)[number] == ()


def test_a_decision_that_is_not_in_force_is_not_told(world: World) -> None:
    _, forum = concluded_case(world, approve=False)
    number = lifted(world)
    assert hints(world, SECRETARY, forum)[number] == ()


def test_words_that_no_longer_pass_the_check_are_not_told(world: World) -> None:
    _, forum = concluded_case(world)
    number = lifted(world)
    with unit_of_work(world.engine) as session:
        session.execute(update(table(Decision)).values(position="Anna Berg, 19680423-9819, får en ny tid."))
    assert hints(world, SECRETARY, forum)[number] == ()


def similar_to(world: World, who: str, forum: ForumRef, number: str) -> list[str]:
    """What the preparation tells somebody of cases like one of theirs."""
    found: Preparation = world.ask(preparation, who, forum, "next", world.now)
    return [one.said for line in found.positions.lines if line.number == number for one in line.similar]


def test_who_prepares_is_told_what_they_may_read(world: World) -> None:
    """The parties of the earlier case and the forum's members; a manager elsewhere is told nothing of it."""
    before, forum = concluded_case(world)
    number = received(world, title=TITLE)
    unlike = received(world, title="Ingen kom till mötet")
    assert similar_to(world, "fk.chef", forum, unlike) == []
    world.do(describe, "vc.chef", number, {"title": TITLE}, rev=None)
    for who in ("fk.chef", "fk.samordnare", "vc.chef", "region.samordnare"):
        assert similar_to(world, who, forum, number) == [f"{before} {SAID}"], who
    elsewhere = contacted(world, concerned_unit="Ortopedkliniken", title=TITLE)
    step(world, "ort.chef", elsewhere, "receive", own_reference="REG-1")
    world.do(describe, "ort.chef", elsewhere, {"title": TITLE}, rev=None)
    assert similar_to(world, "fk.chef", forum, elsewhere) == [f"{before} {SAID}"]
    assert similar_to(world, "ort.chef", forum, elsewhere) == []
    assert similar_to(world, "region.samordnare", forum, elsewhere) == [f"{before} {SAID}"]


def test_hints_cost_one_question_however_many_cases(world: World) -> None:
    _, forum = concluded_case(world)
    lifted(world)

    def asked() -> int:
        seen: list[str] = []

        def note(_c: object, _u: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(world.engine, "before_cursor_execute", note)
        assert any(hints(world, SECRETARY, forum).values())
        event.remove(world.engine, "before_cursor_execute", note)
        return len(seen)

    few = asked()
    known = rows(world, ForumItem)[-1]
    copy = {column.key: getattr(known, column.key) for column in table(ForumItem).c if column.key != "id"}
    with unit_of_work(world.engine) as session:
        session.execute(insert(table(ForumItem)), [copy] * 20)
    assert asked() == few
