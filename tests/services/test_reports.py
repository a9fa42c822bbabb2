"""Reporting: every kind of bad input is answered in Swedish and leaves nothing behind; describing; taking back."""

from datetime import timedelta
from typing import Any

import pytest

from avvikelse.core.dates import local_day
from avvikelse.db.tables import DeviationParty, Registration
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.lists import list_cases
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.reports import describe, report
from tests.services.steps import as_operator, contacted, counts, received, reported, rows, shown, step, told
from tests.world import AF, FK, REGION, START, World, a_report

TOMORROW = (local_day(START) + timedelta(days=2)).isoformat()

BAD: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "no title": ({"title": "   "}, ("Rubriken saknas",)),
    "no description": ({"description": ""}, ("Beskrivningen saknas",)),
    "a description of blanks": ({"description": " \n\t "}, ("Beskrivningen saknas",)),
    "a long title": ({"title": "x" * 201}, ("Rubriken", "högst 200 tecken")),
    "two megabytes": ({"description": "å" * 2_000_000}, ("Beskrivningen", "högst 20000 tecken")),
    "a day to come": ({"occurred_on": TOMORROW}, ("Datumet ligger i framtiden",)),
    "no day": ({"occurred_on": "i går"}, ("Dagen då det hände", "datum", "2026-11-24")),
    "a day that isn't": ({"occurred_on": "2026-02-30"}, ("Dagen då det hände", "datum")),
    "an unknown category": ({"category": "väder"}, ("väder finns inte", "Välj", "rutiner, beteende")),
    "an unknown party": ({"concerned": ["polisen"]}, ("polisen finns inte", "Välj", REGION)),
    "an unknown unit": ({"unit": "Månen"}, ("Månen finns inte i din organisation",)),
    "another party's unit": ({"unit": "Ortopedkliniken"}, ("Ortopedkliniken finns inte i din organisation",)),
    "the own organisation": ({"concerned": [FK]}, ("egen organisation kan inte vara",)),
    "a party twice": ({"concerned": [AF, AF]}, ("Samma part är angiven två gånger",)),
    "three parties": ({"concerned": [AF, REGION, AF]}, ("Den berörda parten", "högst 2")),
    "no party": ({"concerned": []}, ("berörda parten saknas",)),
    "control characters": ({"description": "Hej\x00då"}, ("Beskrivningen", "tecken", "inte går att läsa")),
    "half a character": ({"title": "Hej \ud800"}, ("Rubriken", "inte att läsa")),
    "an unknown field": ({"personnummer": "19680423-9819"}, ("Fältet personnummer finns inte",)),
    "an unknown gender": ({"gender": "x"}, ("Könet", "Välj", "kvinna", "man", "okant")),
    "an unknown nature": ({"nature": "x"}, ("Välj", "risk")),
    "conduct in two places": (
        {"conduct_matter": True, "concerned": [REGION, "arbetsformedlingen"]},
        ("beteende", "en part åt gången"),
    ),
    "an unclear yes": ({"conduct_matter": "kanske"}, ("beteende", "ja", "nej")),
    "a title that is no text": ({"title": 7}, ("Rubriken", "text")),
}
"""What is wrong, and what the answer must say, whatever its exact words."""


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_answered_in_swedish_and_leaves_nothing(still_world: World, fault: str) -> None:
    changes, words = BAD[fault]
    before = counts(still_world)
    with pytest.raises(BadInput) as error:
        still_world.do(report, "fk.utredare", a_report(**changes))
    said = error.value.message.lower()
    assert [word for word in words if word.lower() not in said] == [], error.value.message
    assert "Anna Berg" not in error.value.message
    assert len(error.value.message) < 400
    assert counts(still_world) == before


def test_all_faults_are_named_at_once(still_world: World) -> None:
    with pytest.raises(BadInput) as error:
        still_world.do(report, "fk.utredare", {"conserned": REGION})
    said = error.value.message
    for label in ("Rubriken", "Beskrivningen", "Kategorin"):
        assert f"{label} saknas." in said
    assert "Fältet conserned finns inte." in said
    with pytest.raises(BadInput) as error:
        still_world.do(report, "fk.utredare", a_report(category="x", concerned=[FK], occurred_on=TOMORROW))
    assert len(error.value.message.split(". ")) >= 5


def test_an_unknown_agreement_is_none(world: World) -> None:
    with pytest.raises(NotFound):
        world.do(report, "fk.utredare", a_report(agreement="skane"))


def test_somebody_without_a_unit_is_told_whom_to_ask(world: World) -> None:
    with pytest.raises(Forbidden, match="administratör"):
        world.do(report, "fk.samordnare", a_report())
    assert reported(world, "fk.samordnare", unit="Sjukpenning team 1") == "AVV-2026-0001"


def test_numbers_have_no_gaps_when_a_report_fails(world: World) -> None:
    assert reported(world) == "AVV-2026-0001"
    with pytest.raises(BadInput):
        reported(world, category="x")
    assert reported(world) == "AVV-2026-0002"


def test_a_manager_s_own_report_goes_to_the_manager_above(world: World) -> None:
    number = reported(world, "fk.chef")
    step(world, "fk.chef", number, "register", own_reference="FK-1", other_party_told="Växeln.")
    assert told(world) == [("fk.omradeschef", "your_turn")]
    assert number in {line.number for line in world.ask(list_cases, "fk.omradeschef")}


def test_the_reporter_tells_it_better(world: World) -> None:
    number = reported(world)
    rev = world.do(describe, "fk.utredare", number, {"title": "Ny rubrik"}, rev=1)
    assert rev == 2
    registration = shown(world, "fk.utredare", number).registration
    assert (registration.title, "Anna Berg" in registration.description) == ("Ny rubrik", True)
    with pytest.raises(BadInput, match="Inget är ändrat"):
        world.do(describe, "fk.utredare", number, {}, rev=None)
    with pytest.raises(BadInput, match="Rubriken saknas"):
        world.do(describe, "fk.utredare", number, {"title": " "}, rev=None)


def test_a_long_reference_is_bad_input_on_every_database(world: World) -> None:
    number = reported(world)
    with pytest.raises(BadInput, match="högst 100 tecken"):
        world.do(describe, "fk.utredare", number, {"own_reference": "9" * 101}, rev=None)


def test_the_other_party_s_first_description_is_kept(world: World) -> None:
    """It may write before it has received: nothing of it may be lost."""
    number = contacted(world)
    world.do(describe, "vc.chef", number, {"title": "Vår rubrik", "description": "Vår text."}, rev=None)
    registration = shown(world, "vc.chef", number).registration
    assert (registration.title, registration.description) == ("Vår rubrik", "Vår text.")
    step(world, "vc.chef", number, "receive", own_reference="REG-1")
    assert shown(world, "vc.chef", number).registration.title == "Vår rubrik"


def test_the_case_is_aimed_at_another_unit_until_it_is_received(world: World) -> None:
    number = contacted(world)
    assert number in {line.number for line in world.ask(list_cases, "vc.chef")}
    world.do(describe, "fk.chef", number, {"concerned_unit": "Ortopedkliniken"}, rev=None)
    assert world.ask(list_cases, "vc.chef") == []
    assert number in {line.number for line in world.ask(list_cases, "ort.chef")}
    step(world, "ort.chef", number, "receive", own_reference="REG-1")
    with pytest.raises(RefusedMove, match="redan tagit emot"):
        world.do(describe, "fk.chef", number, {"concerned_unit": "Vårdcentralen Granåsen"}, rev=None)


def test_the_receiving_party_sends_the_case_to_the_right_unit_of_its_own(world: World) -> None:
    number = contacted(world, concerned=[REGION, AF], concerned_unit="")
    before = {row.organisation: (row.unit_id, row.manager_id) for row in rows(world, DeviationParty)}
    assert before[REGION] == before[AF] == (None, None)
    world.do(describe, "region.samordnare", number, {"concerned_unit": "Ortopedkliniken"}, rev=None)
    after = {row.organisation: (row.unit_id, row.manager_id) for row in rows(world, DeviationParty)}
    assert after[REGION][1] == world.actor("ort.chef").user_id
    assert after[AF] == before[AF]
    with pytest.raises(BadInput, match="Enheten Månen finns inte i din organisation"):
        world.do(describe, "region.samordnare", number, {"concerned_unit": "Månen"}, rev=None)


def test_aiming_at_one_of_two_parties_leaves_the_other_where_it_was(world: World) -> None:
    number = contacted(world, concerned=[REGION, AF], concerned_unit="Vårdcentralen Granåsen")
    world.do(describe, "fk.chef", number, {"concerned_unit": "Rehabilitering till arbete"}, rev=None)
    managers = {row.organisation: row.manager_id for row in rows(world, DeviationParty)}
    assert managers[REGION] == world.actor("vc.chef").user_id
    assert managers[AF] == world.actor("af.chef").user_id


def test_a_report_made_by_mistake_is_taken_back_with_a_reason(world: World) -> None:
    number = reported(world)
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.utredare", number, "withdraw")
    assert [refusal.code for refusal in refused.value.refusals] == ["answer_missing:why_withdrawn"]
    assert step(world, "fk.utredare", number, "withdraw", why_withdrawn="Rapporterad två gånger.") == "withdrawn"
    assert told(world) == [("fk.chef", "withdrawn")]
    with pytest.raises(RefusedMove, match="läget Återtagen"):
        step(world, "fk.utredare", number, "register", own_reference="FK-1", other_party_told="Växeln.")
    assert "Rapporterad två gånger." in {note.text for note in shown(world, "fk.utredare", number).notes}


def test_a_case_that_the_managers_have_isn_t_taken_back(world: World) -> None:
    number = received(world)
    with pytest.raises(RefusedMove, match="läget Chef till chef"):
        step(world, "fk.utredare", number, "withdraw", why_withdrawn="Ångrar mig.")


def test_what_solved_it_in_the_situation_is_read_by_the_one_who_wrote_it(world: World) -> None:
    number = reported(world)
    step(world, "fk.utredare", number, "resolve_in_situation", how_solved="Vi ringde och rättade.")
    assert "Vi ringde och rättade." in {note.text for note in shown(world, "fk.utredare", number).notes}
    assert shown(world, "fk.chef", number).registration.investigation == "Vi ringde och rättade."
    assert shown(world, "fk.utredare", number).registration.investigation == ""


def test_a_unit_without_manager_is_refused_with_what_to_do(world: World) -> None:
    as_operator(world, add_unit, REGION, "Ny enhet", None)
    as_operator(world, add_user, "ny.medarbetare", "Ny", "ny@example.se", REGION)
    as_operator(world, grant, "ny.medarbetare", "reporter", unit="Ny enhet")
    number = reported(world, "ny.medarbetare", concerned=[FK], concerned_unit="")
    with pytest.raises(RefusedMove, match="chef"):
        step(world, "ny.medarbetare", number, "register", own_reference="R-1", other_party_told="Växeln.")


@pytest.mark.parametrize(
    "answers", [{"why_withdrawn": "x" * 20_001}, {"why_withdrawn": "a\x07b"}, {"whywithdrawn": "x"}]
)
def test_answers_are_checked_like_every_other_text(world: World, answers: dict[str, Any]) -> None:
    number = reported(world)
    before = counts(world)
    with pytest.raises(BadInput):
        step(world, "fk.utredare", number, "withdraw", **answers)
    assert counts(world) == before
    assert [row.own_reference for row in rows(world, Registration)] == [""]
