"""The whole way of a deviation: from the situation to the steering group and back to the reporter."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from avvikelse.db.session import reading
from avvikelse.db.tables import Outbox, table
from avvikelse.errors import Forbidden, NotFound, RefusedMove
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.audit import verify
from avvikelse.services.decisions import decide
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import show_case
from avvikelse.services.handling import add_measure, agree, complete_measure, record_investigation
from avvikelse.services.handover import hand_over, preview_handover, receive_message
from avvikelse.services.meetings import ForumRef, find_meeting
from avvikelse.services.minutes import hold
from avvikelse.services.reports import report
from tests.services.steps import SECRETARY, concluded, planned, received, shown, step
from tests.world import ATTESTED, CLEAN_TEXT, FK, REGION, World, a_report


def to_forum(world: World) -> str:
    number = received(world)
    world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT, "question": "Vem äger listan?"}, rev=None)
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    return number


def test_solved_in_the_situation_is_recorded_in_brief(world: World) -> None:
    number = world.do(report, "fk.utredare", a_report())
    assert number == "AVV-2026-0001"
    assert step(world, "fk.utredare", number, "resolve_in_situation", how_solved="Vi ringde och rättade.") == "resolved"
    world.do(
        record_investigation,
        "fk.chef",
        number,
        {"investigation": "Rättat på plats.", "no_measure_reason": "Ett enstaka misstag."},
        rev=None,
    )
    assert (
        step(world, "fk.chef", number, "close", effect_followed_up="Ingen upprepning.", reporter_told="Muntligt.")
        == "closed"
    )


def test_managers_solve_it_between_them(world: World) -> None:
    number = received(world)
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.chef", number, "resolve")
    assert {refusal.code for refusal in refused.value.refusals} == {
        "investigation_recorded",
        "measures_recorded",
        "other_party_agrees",
    }
    preview = world.ask(preview_handover, "fk.chef", number, {"receiver": REGION, "fields": ["description"]})
    assert "Anna Berg" in preview.body
    assert preview.findings
    message = world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Se tidigare samtal."}, rev=None)
    world.do(receive_message, "vc.chef", number, message, rev=None)
    world.do(record_investigation, "vc.chef", number, {"investigation": "Mallen saknade fältet."}, rev=None)
    measure = world.do(
        add_measure,
        "vc.chef",
        number,
        {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-04-01"},
        rev=None,
    )
    world.do(agree, "vc.chef", number, rev=None)
    assert step(world, "fk.chef", number, "resolve") == "resolved"
    world.do(complete_measure, "vc.chef", number, measure, {"effect": "Felet har inte kommit tillbaka."}, rev=None)
    assert step(world, "fk.chef", number, "close", reporter_told="Ja, i mejl.") == "closed"


def decided(world: World, forum: ForumRef, number: str, decision: dict[str, Any]) -> None:
    """The next meeting's agenda is frozen, the case decided, and the meeting held and its minutes approved."""
    frozen = world.do(freeze, SECRETARY, forum, "next")
    assert frozen.state == "frozen"
    assert world.ask(agenda, SECRETARY, forum, "next", world.now).lines == frozen.lines
    [item] = [line.item_id for line in frozen.lines if line.number == number]
    meeting = world.ask(find_meeting, SECRETARY, forum, "next", world.now)
    world.do(decide, SECRETARY, forum, meeting, item, decision)
    concluded(world, forum, meeting)


TEMPORARY = {
    "outcome": "lift_to_steering",
    "position": "Frågan gäller hela länet.",
    "measures": [{"what": "Tillfällig adresslista.", "organisation": FK, "due_on": date(2026, 5, 1)}],
}
FOR_GOOD = {
    "outcome": "close_with_measures",
    "position": "Region Värmland äger listan.",
    "measures": [{"what": "Listan förvaltas av regionen.", "organisation": REGION, "due_on": "2026-06-01"}],
}


def test_forum_lifts_to_the_steering_group_which_decides(world: World) -> None:
    number = to_forum(world)
    forum, steering = planned(world), planned(world, "samverkansgrupp")
    decided(world, forum, number, TEMPORARY)
    assert shown(world, "fk.chef", number).case.state == "steering"
    decided(world, steering, number, FOR_GOOD)
    assert shown(world, "fk.chef", number).case.state == "resolved"
    world.wait(working_days=40)
    follow_up = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert [line.number for line in follow_up.lines if line.kind == "follow_up"] == [number]
    with reading(world.engine) as session:
        told = table(Outbox)
        messages = [row.message for row in session.execute(select(told).where(told.c.message == "level_changed"))]
        assert len(messages) == 4  # to the managers, the forum, the steering group, resolved
        seq, _, broken = verify(session)
    assert broken is None
    assert seq > 20


def test_the_forum_reads_the_attested_text_and_only_the_secretary_decides(world: World) -> None:
    number = to_forum(world)
    forum = planned(world)
    with pytest.raises(NotFound):
        world.do(show_case, SECRETARY, number)
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    [line] = [line for line in draft.lines if line.number == number]
    assert line.text == CLEAN_TEXT
    assert not draft.withheld
    frozen = world.do(freeze, SECRETARY, forum, "next")
    assert world.ask(agenda, "fk.samordnare", forum, "next", world.now).lines == frozen.lines
    meeting = world.ask(find_meeting, SECRETARY, forum, "next", world.now)
    [item] = [line.item_id for line in frozen.lines if line.number == number]
    with pytest.raises(RefusedMove):
        world.do(hold, SECRETARY, forum, meeting)
    with pytest.raises(Forbidden):
        world.do(decide, "fk.samordnare", forum, meeting, item, TEMPORARY)
    world.do(decide, SECRETARY, forum, meeting, item, TEMPORARY)
    assert shown(world, "fk.chef", number).case.state == "forum", "a decision holds when the minutes are approved"
