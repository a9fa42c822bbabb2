"""What each organisation sees before a forum meets: its own cases, what is missing, and what others may learn (R12)."""

from datetime import date

import pytest
from sqlalchemy import event, update

from avvikelse.core.preparation import Candidate, Preparation
from avvikelse.core.vocabulary import DeidStatus
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import ForumItem, table
from avvikelse.errors import BadInput, NotFound
from avvikelse.services import preparation as module
from avvikelse.services.handling import add_measure, agree, complete_measure, record_investigation
from avvikelse.services.meetings import ForumRef, find_forum
from avvikelse.services.preparation import preparation
from tests.services.steps import attested, contacted, frozen, lifted, planned, received, reported, step
from tests.world import FK, REGION, World


def prepared(world: World, who: str, forum: ForumRef | None = None, day: str = "next") -> Preparation:
    if forum is None:
        with reading(world.engine) as session:
            forum = find_forum(session, "avvikelseforum")
    found: Preparation = world.ask(preparation, who, forum, day, world.now)
    return found


def only(found: tuple[Candidate, ...]) -> Candidate:
    [line] = found
    return line


def solved(world: World, **changes: str) -> str:
    """Solved between the managers, with a measure that has been followed up."""
    number = received(world, **changes)
    world.do(record_investigation, "fk.chef", number, {"investigation": "Mallen saknade fältet."}, rev=None)
    measure = {"what": "Mallen rättas.", "organisation": FK, "due_on": "2026-05-01"}
    measure_id = world.do(add_measure, "fk.chef", number, measure, rev=None)
    world.do(complete_measure, "fk.chef", number, measure_id, {"effect": "Felet är borta."}, rev=None)
    world.do(agree, "vc.chef", number, rev=None)
    step(world, "fk.chef", number, "resolve")
    return number


def test_the_meeting_its_last_day_and_the_day_of_freezing(world: World) -> None:
    forum = planned(world)
    found = prepared(world, "fk.samordnare", forum)
    assert (found.organisation, found.planned) == ("Försäkringskassan", True)
    assert found.held_on > world.now.date()
    assert found.prepare_by is not None
    assert found.freeze_on is not None
    assert found.prepare_by < found.freeze_on < found.held_on
    assert found.days_left == (found.prepare_by - world.now.date()).days
    assert found.when.startswith("Ta med era ärenden senast ")
    assert (found.positions.lines, found.learning.lines, found.on_table.lines) == ((), (), ())


def test_without_a_planned_meeting_the_rhythm_proposes_a_day(world: World) -> None:
    found = prepared(world, "fk.samordnare")
    assert not found.planned
    with pytest.raises(NotFound, match="inget möte 2026-05-12"):
        prepared(world, "fk.samordnare", day="2026-05-12")
    with pytest.raises(BadInput, match="inget datum"):
        prepared(world, "fk.samordnare", day="snart")


def test_a_forum_without_days_of_preparation(world: World) -> None:
    with reading(world.engine) as session:
        found = prepared(world, "fk.samordnare", find_forum(session, "veckoavstamning"))
    assert (found.prepare_by, found.freeze_on, found.days_left, found.when) == (None, None, None, "")


def test_a_case_comes_nearer_as_its_conditions_are_met(world: World) -> None:
    number = contacted(world)
    first = only(prepared(world, "fk.chef").positions.lines)
    assert (first.number, first.title, first.category) == (
        number, "Intyg utan beskrivning av aktivitetsbegränsning", "Kvalitet",
    )  # fmt: skip
    assert (first.label, first.days, first.lift.who, first.lift.ready) == ("Chef till chef", 0, "", False)
    assert [sentence.split(".")[0] for sentence in first.lift.missing] == [
        "Minst en berörd part har inte tagit emot avvikelsen",
        "Det finns ingen avidentifierad text",
    ]
    step(world, "vc.chef", number, "receive", own_reference="REG-1")
    attested(world, number)
    world.wait(working_days=3)
    line = only(prepared(world, "fk.chef").positions.lines)
    assert (line.lift.ready, line.days) == (True, 3)
    told = only(prepared(world, "fk.samordnare").positions.lines)
    assert (told.lift.ready, told.lift.who) == (True, "chefen för den som rapporterade")
    theirs = only(prepared(world, "vc.chef").positions.lines)
    assert theirs.title != line.title, "the other party's title is its own"
    assert [sentence.split(".")[0] for sentence in theirs.lift.missing] == ["Det finns ingen avidentifierad text"]


def test_ready_cases_come_first_then_those_that_have_waited(world: World) -> None:
    old = received(world)
    world.wait(working_days=2)
    ready, new = received(world), received(world)
    attested(world, ready)
    assert [line.number for line in prepared(world, "fk.samordnare").positions.lines] == [ready, old, new]


def test_each_sees_what_they_handle_and_nothing_else(world: World) -> None:
    received(world)
    reported(world)  # too early to be brought
    for who, count in (("fk.samordnare", 1), ("fk.omradeschef", 1), ("vc.chef", 1), ("ort.chef", 0), ("af.chef", 0)):
        assert len(prepared(world, who).positions.lines) == count, who
    for who in ("fk.utredare", "region.sekreterare", "granskare", "administrator"):
        with pytest.raises(NotFound, match="finns inte bland dina forum"):
            prepared(world, who)


def test_a_conduct_matter_is_never_there(world: World) -> None:
    contacted(world, conduct_matter=True, category="beteende")
    for who in ("fk.chef", "fk.samordnare", "vc.chef"):
        found = prepared(world, who)
        assert (found.positions.lines, found.learning.lines, found.on_table.lines) == ((), (), ())


def test_what_lies_on_the_table_and_must_be_attested_again(world: World) -> None:
    number = lifted(world)
    [line] = prepared(world, "fk.samordnare").on_table.lines
    assert (line.number, line.status, line.again) == (number, DeidStatus.VALID, "")
    assert prepared(world, "fk.samordnare").positions.lines == ()
    assert prepared(world, "region.samordnare").on_table.lines == (), "another party brought it"
    item = table(ForumItem)
    with unit_of_work(world.engine) as session:
        session.execute(update(item).values(detector="an older one"))
    [line] = prepared(world, "fk.chef").on_table.lines
    assert (line.status, line.again.split(".")[0]) == (
        DeidStatus.STALE, "Kontrollen har ändrats sedan texten intygades",
    )  # fmt: skip
    with unit_of_work(world.engine) as session:
        session.execute(update(item).values(detector=module.detector_version(), text="Ring Anna Berg, 19680423-9819."))
    [line] = prepared(world, "fk.chef").on_table.lines
    assert line.status is DeidStatus.BLOCKED


def test_the_next_forum_is_told_what_waits_for_the_first_one_s_decision(world: World) -> None:
    number = lifted(world)
    line = only(prepared(world, "fk.samordnare", planned(world, "samverkansgrupp")).positions.lines)
    assert (line.number, line.label) == (number, "Avvikelseforum")
    assert line.lift.missing == ("Anteckna forumets beslut först.",)
    assert line.lift.who.startswith("sekreteraren i Avvikelseforum")


def test_solved_cases_are_proposed_with_a_reason(world: World) -> None:
    number = solved(world)
    line = only(prepared(world, "fk.samordnare").learning.lines)
    assert (line.number, line.reasons) == (number, ("Effekten av åtgärderna är uppföljd.",))
    assert (line.lift.trigger, line.lift.who) == ("lift_for_learning", "")
    assert len(line.lift.missing) == 1
    good = reported(world, nature="gott-exempel")
    step(world, "fk.utredare", good, "resolve_in_situation", how_solved="Det gick bra.")
    found = prepared(world, "fk.samordnare").learning.lines
    assert {line.number: line.reasons[0] for line in found} == {
        number: "Effekten av åtgärderna är uppföljd.", good: "Gott exempel.",
    }  # fmt: skip
    third = solved(world)
    often = "Samma sorts avvikelse har hänt 3 gånger i år."
    assert all(line.reasons[-1] == often for line in prepared(world, "fk.samordnare").learning.lines)
    attested(world, third)
    step(world, "fk.samordnare", third, "lift_for_learning", why_principal="Vanligt fel.")
    assert third not in [line.number for line in prepared(world, "fk.samordnare").learning.lines]


def test_a_solved_case_is_proposed_for_a_year(world: World) -> None:
    solved(world)
    world.wait(working_days=270)
    assert prepared(world, "fk.samordnare").learning.lines == ()


def test_a_held_meeting_is_nothing_to_prepare_for(world: World) -> None:
    forum = planned(world)
    frozen(world, forum)
    found = prepared(world, "fk.samordnare", forum)
    world.wait(working_days=200)
    assert prepared(world, "fk.samordnare", forum).held_on > found.held_on


def test_long_lists_say_how_many_more_there_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [received(world) for _ in range(4)]
    monkeypatch.setattr(module, "AT_MOST", 3)
    found = prepared(world, "fk.samordnare").positions
    assert ({line.number for line in found.lines}, found.more) == (set(numbers[1:]), 1)


def test_the_cost_does_not_grow_with_the_number_of_cases(world: World) -> None:
    def asked() -> int:
        seen: list[str] = []

        def count(_c: object, _u: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(world.engine, "before_cursor_execute", count)
        prepared(world, "fk.samordnare")
        event.remove(world.engine, "before_cursor_execute", count)
        return len(seen)

    attested(world, received(world))
    few = asked()
    for _ in range(4):
        attested(world, received(world))
    assert asked() == few


def test_the_day_is_asked_of_the_calendar_not_of_the_forum_s_agenda(world: World) -> None:
    """Those who prepare aren't members of the forum: they are told the day, and nothing of the draft agenda."""
    forum = planned(world)
    found = prepared(world, "af.chef", forum)
    assert isinstance(found.held_on, date)
    assert REGION not in str(found)
