"""The whole way of a deviation: from the situation to the steering group and back to the reporter."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from avvikelse.core.dates import local_day
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
from avvikelse.services.meetings import find_forum, find_meeting, plan_meetings
from avvikelse.services.minutes import hold
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from tests.services.steps import concluded, shown
from tests.world import ATTESTED, CLEAN_TEXT, FK, REGION, World, a_report, build_world


@pytest.fixture
def world(engine: Engine) -> World:
    return build_world(engine)


def step(world: World, who: str, number: str, trigger: str, **answers: str) -> str:
    return world.do(move, who, number, trigger, rev=None, form=answers).state


def to_managers(world: World) -> str:
    """A deviation from Försäkringskassan that the two managers have on their table, received by the region."""
    number: str = world.do(report, "fk.utredare", a_report())
    step(world, "fk.utredare", number, "register", own_reference="FK-1", other_party_told="Rehabkoordinator, telefon")
    step(world, "fk.chef", number, "contact_manager", contact_logged="Verksamhetschefen, telefon i dag")
    step(world, "vc.chef", number, "receive", own_reference="PLATINA-7")
    return number


def to_forum(world: World) -> str:
    number = to_managers(world)
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
    number = to_managers(world)
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


def test_forum_lifts_to_the_steering_group_which_decides(world: World) -> None:
    number = to_forum(world)
    with reading(world.engine) as session:
        forum, steering = find_forum(session, "avvikelseforum"), find_forum(session, "samverkansgrupp")
    world.do(plan_meetings, "region.sekreterare", forum, local_day(world.now), 3)
    world.do(plan_meetings, "region.sekreterare", steering, local_day(world.now), 3)
    secretary = "region.sekreterare"
    with pytest.raises(NotFound):
        world.do(show_case, secretary, number)
    draft = world.ask(agenda, secretary, forum, "next", world.now)
    [line] = [line for line in draft.lines if line.number == number]
    assert line.text == CLEAN_TEXT
    assert not draft.withheld
    frozen = world.do(freeze, secretary, forum, "next")
    assert frozen.state == "frozen"
    assert world.ask(agenda, "fk.samordnare", forum, "next", world.now).lines == frozen.lines
    meeting = world.ask(find_meeting, secretary, forum, "next", world.now)
    [item] = [line.item_id for line in frozen.lines if line.number == number]
    with pytest.raises(RefusedMove):
        world.do(hold, secretary, forum, meeting)
    with pytest.raises(Forbidden):
        world.do(decide, "fk.samordnare", forum, meeting, item, {"outcome": "lift_to_steering", "position": "Lyfts."})
    world.do(
        decide,
        secretary,
        forum,
        meeting,
        item,
        {
            "outcome": "lift_to_steering",
            "position": "Frågan gäller hela länet.",
            "measures": [{"what": "Tillfällig adresslista.", "organisation": FK, "due_on": date(2026, 5, 1)}],
        },
    )
    assert shown(world, "fk.chef", number).case.state == "forum"
    concluded(world, forum, meeting)
    assert shown(world, "fk.chef", number).case.state == "steering"
    frozen = world.do(freeze, secretary, steering, "next")
    meeting = world.ask(find_meeting, secretary, steering, "next", world.now)
    [item] = [line.item_id for line in frozen.lines if line.number == number]
    world.do(
        decide,
        secretary,
        steering,
        meeting,
        item,
        {
            "outcome": "close_with_measures",
            "position": "Region Värmland äger listan.",
            "measures": [{"what": "Listan förvaltas av regionen.", "organisation": REGION, "due_on": "2026-06-01"}],
        },
    )
    concluded(world, steering, meeting)
    assert shown(world, "fk.chef", number).case.state == "resolved"
    world.wait(working_days=40)
    follow_up = world.ask(agenda, secretary, forum, "next", world.now)
    assert [line.number for line in follow_up.lines if line.kind == "follow_up"] == [number]
    with reading(world.engine) as session:
        told = table(Outbox)
        messages = [row.message for row in session.execute(select(told).where(told.c.message == "level_changed"))]
        assert len(messages) == 4  # to the managers, the forum, the steering group, resolved
        seq, _, broken = verify(session)
    assert broken is None
    assert seq > 20
