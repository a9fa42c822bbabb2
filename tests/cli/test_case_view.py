"""A case on the command line names the organisations as people do, never by their keys."""

from avvikelse.cli.case_view import case_text
from avvikelse.services.handling import add_measure
from avvikelse.services.handover import hand_over
from tests.services.steps import received, shown
from tests.world import REGION, World


def test_messages_and_measures_name_the_organisations(world: World) -> None:
    number = received(world)
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Intyget kom utan uppgifter."}, rev=None)
    measure = {"what": "Mallen rättas.", "organisation": REGION, "due_on": "2026-12-01"}
    world.do(add_measure, "vc.chef", number, measure, rev=None)
    for who in ("fk.chef", "vc.chef"):
        said = case_text(shown(world, who, number))
        assert "Försäkringskassan till Region Värmland" in said
        assert "Mallen rättas. (Region Värmland, senast 1 december 2026) inte gjord" in said
        assert "forsakringskassan" not in said
        assert REGION not in said
