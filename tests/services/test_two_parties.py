"""A deviation that concerns two parties: each receives it for itself, and the turn goes to the one that hasn't."""

import pytest

from avvikelse.db.tables import Deviation
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.handling import add_measure, agree, complete_measure, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.lists import list_cases
from tests.services.steps import attested, contacted, reported, rows, shown, step, told
from tests.world import AF, FK, REGION, World

BOTH = {"concerned": [REGION, AF]}


def owner(world: World) -> str:
    [case] = rows(world, Deviation)
    return str(case.owner_organisation)


def codes(refused: pytest.ExceptionInfo[RefusedMove]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_the_turn_is_with_the_party_that_hasn_t_received_it(world: World) -> None:
    number = contacted(world, **BOTH)
    assert owner(world) == REGION
    step(world, "vc.chef", number, "receive", own_reference="REG-1")
    assert owner(world) == AF
    with pytest.raises(RefusedMove) as refused:
        step(world, "vc.chef", number, "receive", own_reference="REG-2")
    assert codes(refused) == {"not_yet_received"}
    step(world, "af.samordnare", number, "receive", own_reference="AF-1")
    assert owner(world) == REGION


def test_the_turn_is_with_the_second_when_the_second_is_slow(world: World) -> None:
    number = contacted(world, **BOTH)
    step(world, "af.samordnare", number, "receive", own_reference="AF-1")
    assert owner(world) == REGION


def test_nothing_is_lifted_before_both_have_received_it(world: World) -> None:
    number = contacted(world, **BOTH)
    step(world, "vc.chef", number, "receive", own_reference="REG-1")
    attested(world, number)
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    assert codes(refused) == {"received_by_all"}
    step(world, "af.samordnare", number, "receive", own_reference="AF-1")
    assert step(world, "fk.chef", number, "lift_to_forum", why_unsolved="Felet kom tillbaka.") == "forum"


def test_both_others_must_agree(world: World) -> None:
    number = contacted(world, **BOTH, concerned_unit="Rehabilitering till arbete")
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Hej."}, rev=None)
    step(world, "region.samordnare", number, "receive", own_reference="REG-1")
    step(world, "af.chef", number, "receive", own_reference="AF-1")
    world.do(record_investigation, "fk.chef", number, {"investigation": "Ok.", "no_measure_reason": "Nej."}, rev=None)
    world.do(agree, "af.chef", number, rev=None)
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.chef", number, "resolve")
    assert codes(refused) == {"other_party_agrees"}


def test_a_party_knows_nothing_before_the_case_is_opened_for_it(world: World) -> None:
    """A message to one of the two opens the case for that one, and only that one is told."""
    number = reported(world, **BOTH)
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Hej."}, rev=None)
    assert number in {line.number for line in world.ask(list_cases, "region.samordnare")}
    for who in ("af.chef", "af.samordnare"):
        assert world.ask(list_cases, who) == []
        with pytest.raises(NotFound):
            shown(world, who, number)
    assert {who for who, _ in told(world, "handed_over")} == {"vc.chef"}


def test_only_the_receiver_of_a_message_is_told_of_it(world: World) -> None:
    number = contacted(world, **BOTH, concerned_unit="")
    world.do(hand_over, "fk.chef", number, {"receiver": AF, "text": "Hej."}, rev=None)
    assert {who for who, _ in told(world, "handed_over")} == {"af.samordnare"}
    history = shown(world, "region.samordnare", number).history
    assert "handed_over" not in {row.kind for row in history}
    assert "handed_over" in {row.kind for row in shown(world, "af.samordnare", number).history}
    assert shown(world, "region.samordnare", number).messages == []


def test_a_message_goes_to_a_party_of_the_case(world: World) -> None:
    number = contacted(world)
    for receiver in (AF, FK, "polisen"):
        with pytest.raises(BadInput, match="part"):
            world.do(hand_over, "fk.chef", number, {"receiver": receiver, "text": "Hej."}, rev=None)


def test_a_measure_is_marked_by_its_own_organisation_and_keeps_what_was_said(world: World) -> None:
    number = contacted(world, **BOTH)
    form = {"what": "Mallen rättas.", "organisation": AF, "due_on": "2026-05-01"}
    measure = world.do(add_measure, "fk.chef", number, form, rev=None)
    with pytest.raises(Forbidden, match="ansvarar för åtgärden"):
        world.do(complete_measure, "vc.chef", number, measure, {}, rev=None)
    world.do(complete_measure, "af.samordnare", number, measure, {"effect": "Felet är borta."}, rev=None)
    world.do(complete_measure, "af.samordnare", number, measure, {}, rev=None)
    [row] = shown(world, "fk.chef", number).measures
    assert (row.effect, row.done_at is not None) == ("Felet är borta.", True)


def test_a_measure_that_was_handed_over_isn_t_done_by_telling_its_effect(world: World) -> None:
    number = contacted(world)
    form = {"what": "Mallen rättas.", "organisation": FK, "due_on": "2026-05-01"}
    measure = world.do(add_measure, "fk.chef", number, form, rev=None)
    world.do(complete_measure, "fk.chef", number, measure, {"handed_over_to": "Utvecklingsgruppen"}, rev=None)
    world.do(complete_measure, "fk.chef", number, measure, {"effect": "Felet är borta."}, rev=None)
    [row] = shown(world, "fk.chef", number).measures
    assert (row.handed_over_to, row.effect, row.done_at) == ("Utvecklingsgruppen", "Felet är borta.", None)


def test_a_measure_of_somebody_who_can_t_see_the_case_can_be_marked_all_the_same(world: World) -> None:
    """A forum may give the third party a measure; without this the case could never be closed."""
    number = contacted(world)
    form = {"what": "Mallen rättas.", "organisation": AF, "due_on": "2026-05-01"}
    measure = world.do(add_measure, "fk.chef", number, form, rev=None)
    with pytest.raises(NotFound):
        world.do(complete_measure, "af.samordnare", number, measure, {}, rev=None)
    world.do(complete_measure, "fk.chef", number, measure, {"effect": "Felet är borta."}, rev=None)
    [row] = shown(world, "fk.chef", number).measures
    assert row.done_at is not None


def test_measures_that_everybody_reads_name_nobody(world: World) -> None:
    number = contacted(world)
    form = {"what": "Anna Berg, 19680423-9819, får ett nytt intyg.", "organisation": FK, "due_on": "2026-05-01"}
    with pytest.raises(BadInput) as error:
        world.do(add_measure, "fk.chef", number, form, rev=None)
    assert "Anna" not in error.value.message
    assert "9819" not in error.value.message
