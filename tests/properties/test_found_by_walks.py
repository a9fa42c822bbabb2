"""What random walks have found, told as short stories."""

from typing import Any

import pytest

from avvikelse.core.dates import local_day
from avvikelse.core.engine import Engine, Refused
from avvikelse.core.position import Position
from avvikelse.db.access import visible_deviations
from avvikelse.db.session import reading
from avvikelse.errors import BadInput, RefusedMove
from avvikelse.services.agendas import freeze
from avvikelse.services.decisions import decide
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.handling import add_measure, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.meetings import find_forum, find_meeting, plan_meetings
from avvikelse.services.moves import move
from avvikelse.services.reports import describe, report
from avvikelse.services.routines import active_engine
from tests.properties.invariants import Rows, everything_holds
from tests.properties.routines import ROUTINES, but, roles_of
from tests.services.steps import concluded
from tests.world import AF, ATTESTED, CLEAN_TEXT, REGION, World, a_report

SECRETARY = "region.sekreterare"


def step(world: World, who: str, number: str, trigger: str, **answers: str) -> str:
    state: str = world.do(move, who, number, trigger, rev=None, form=answers).state
    return state


def with_managers(world: World, **changes: Any) -> str:
    number: str = world.do(report, "fk.utredare", a_report(**changes))
    step(world, "fk.utredare", number, "register", own_reference="FK-1", other_party_told="Telefon")
    step(world, "fk.chef", number, "contact_manager", contact_logged="Telefon")
    return number


def at_forum(world: World) -> str:
    number = with_managers(world)
    step(world, "vc.chef", number, "receive", own_reference="P-1")
    world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    return number


def rows_of(world: World) -> Rows:
    with reading(world.engine) as session:
        return everything_holds(session, active_engine(session)[1].routine)


def test_a_guard_is_not_met_by_an_answer_that_nobody_asked_for() -> None:
    routine = ROUTINES["varmland"]
    everyone = frozenset(roles_of(routine))
    answers = dict.fromkeys(routine.transitions["close"].ask, "Ja.") | {"investigation_recorded": "Ja."}
    result = Engine(routine).try_move(Position("resolved", but(investigation=False), everyone, answers), "close")
    assert isinstance(result, Refused)
    assert [refusal.code for refusal in result.refusals] == ["investigation_recorded"]


def test_what_a_case_was_closed_on_stays(world: World) -> None:
    number = world.do(report, "fk.utredare", a_report())
    step(world, "fk.utredare", number, "resolve_in_situation", how_solved="Vi ringde.")
    found = {"investigation": "Rättat på plats.", "no_measure_reason": "Ett enstaka misstag."}
    world.do(record_investigation, "fk.chef", number, found, rev=None)
    step(world, "fk.chef", number, "close", effect_followed_up="Ingen upprepning.", reporter_told="Ja, muntligt.")
    measure = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-06-01"}
    for act, values in [(record_investigation, {"investigation": "Något annat."}), (add_measure, measure)]:
        with pytest.raises(RefusedMove) as refused:
            world.do(act, "fk.chef", number, values, rev=None)
        assert [refusal.code for refusal in refused.value.refusals] == ["ended"]
    step(world, "fk.chef", number, "reopen", why_reopened="Felet kom tillbaka.")
    world.do(add_measure, "fk.chef", number, measure, rev=None)


def test_a_party_without_a_registration_can_write_in_it(world: World) -> None:
    number = with_managers(world)
    world.do(describe, "vc.chef", number, {"title": "Vår egen rubrik"}, rev=None)
    titles = {row.organisation: row.title for row in rows_of(world).registrations}
    assert titles[REGION] == "Vår egen rubrik"


def test_a_reference_that_is_too_long_is_told_of(world: World) -> None:
    number = with_managers(world)
    with pytest.raises(BadInput):
        world.do(describe, "fk.chef", number, {"own_reference": "x" * 101}, rev=None)
    world.do(describe, "fk.chef", number, {"own_reference": "x" * 100}, rev=None)


def test_a_forum_decides_only_on_what_lies_on_its_table(world: World) -> None:
    """The item stands on two frozen agendas. What the first meeting sends back, the second can't decide upon."""
    number = at_forum(world)
    with reading(world.engine) as session:
        forum = find_forum(session, "avvikelseforum")
    first, second = (day.isoformat() for day in world.do(plan_meetings, SECRETARY, forum, local_day(world.now), 2))
    world.do(freeze, SECRETARY, forum, first)
    frozen = world.do(freeze, SECRETARY, forum, second)
    [item] = [line.item_id for line in frozen.lines if line.number == number]
    meetings = [world.ask(find_meeting, SECRETARY, forum, day, world.now) for day in (first, second)]
    back = {"outcome": "return_to_managers", "position": "Cheferna prövar igen."}
    world.do(decide, SECRETARY, forum, meetings[0], item, back)
    for outcome in ("next_meeting", "close_with_measures"):
        with pytest.raises(RefusedMove) as refused:
            world.do(decide, SECRETARY, forum, meetings[1], item, {"outcome": outcome, "position": "Klart."})
        assert [refusal.code for refusal in refused.value.refusals] == ["left_table"]
    concluded(world, forum, meetings[0])
    with pytest.raises(RefusedMove):
        world.do(decide, SECRETARY, forum, meetings[1], item, {"outcome": "next_meeting", "position": "Klart."})
    concluded(world, forum, meetings[1])
    rows_of(world)


def test_only_the_receiver_is_told_of_a_handover(world: World) -> None:
    number = world.do(report, "fk.utredare", a_report(concerned=[REGION, AF]))
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Se bifogat."}, rev=None)
    told = {mail.recipient_id for mail in rows_of(world).outbox if mail.message == "handed_over"}
    assert told == {world.actor("vc.chef").user_id}
    with reading(world.engine) as session:
        assert not session.execute(visible_deviations(world.actor("af.chef"))).all()


def test_a_party_that_sees_the_case_is_not_told_of_what_another_was_sent(world: World) -> None:
    number = with_managers(world, concerned=[REGION, AF])
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Se bifogat."}, rev=None)
    told = {mail.recipient_id for mail in rows_of(world).outbox if mail.message == "handed_over"}
    assert told == {world.actor("vc.chef").user_id}
