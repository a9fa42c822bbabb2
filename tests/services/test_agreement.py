"""The other party's manager agrees on what is there to agree on, and on nothing that changes afterwards (R1, R6)."""

from datetime import date

import pytest

from avvikelse.errors import BadInput, RefusedMove
from avvikelse.services.handling import add_measure, agree, record_investigation
from tests.services.steps import contacted, received, step
from tests.world import FK, REGION, World

INVESTIGATION = {"investigation": "Mallen saknade fältet."}
MEASURE = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01"}


def codes(refused: pytest.ExceptionInfo[RefusedMove]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_there_must_be_something_to_agree_on(world: World) -> None:
    number = contacted(world)
    with pytest.raises(RefusedMove) as refused:
        world.do(agree, "fk.chef", number, rev=None)
    assert codes(refused) == {"received_by_all", "investigation_recorded", "measures_recorded"}


@pytest.mark.parametrize("change", ["measure", "investigation"])
def test_a_change_takes_the_agreement_back(world: World, change: str) -> None:
    number = received(world)
    world.do(record_investigation, "vc.chef", number, INVESTIGATION, rev=None)
    world.do(add_measure, "vc.chef", number, MEASURE, rev=None)
    world.do(agree, "fk.chef", number, rev=None)
    if change == "measure":
        world.do(add_measure, "vc.chef", number, MEASURE | {"organisation": FK}, rev=None)
    else:
        world.do(record_investigation, "vc.chef", number, {"investigation": "Något annat."}, rev=None)
    with pytest.raises(RefusedMove) as refused:
        step(world, "vc.chef", number, "resolve")
    assert codes(refused) == {"other_party_agrees"}
    world.do(agree, "fk.chef", number, rev=None)
    assert step(world, "vc.chef", number, "resolve") == "resolved"


def test_a_measure_is_due_in_the_future(world: World) -> None:
    number = received(world)
    with pytest.raises(BadInput, match="redan passerat"):
        world.do(add_measure, "vc.chef", number, MEASURE | {"due_on": date(2020, 1, 1)}, rev=None)
