"""A case that is partly about conduct becomes two, and nobody but those it concerns learns of the conduct (R8)."""

import json

import pytest
from sqlalchemy import update

from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Deidentification, Deviation, DeviationParty, Event, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.deidentification import attest
from avvikelse.services.lists import list_cases
from avvikelse.services.retention_holds import hold_on, list_holds, place_hold, release_hold
from avvikelse.services.splitting import split_conduct
from avvikelse.services.weekly import weekly_list
from tests.services.steps import attested, contacted, counts, lifted, received, reported, rows, shown, step, told
from tests.services.test_imports import a_row, imported
from tests.world import ATTESTED, FK, World

PARTS = {
    "conduct_title": "Bemötande",
    "conduct_description": "Handläggaren avbröt och skrattade.",
    "other_title": "Intyget saknar uppgifter",
    "other_description": "Fältet var tomt.",
}
INSIDERS = {"fk.utredare", "fk.chef"}
OTHERS_AT_FK = ("fk.omradeschef", "fk.samordnare")


def split(world: World, who: str, number: str) -> tuple[str, str]:
    pair: tuple[str, str] = world.do(split_conduct, who, number, PARTS, rev=None)
    return pair


def known(world: World, who: str) -> set[str]:
    return {line.number for line in world.ask(list_cases, who)}


@pytest.mark.parametrize("who", ["fk.utredare", "fk.chef", "fk.omradeschef"])
def test_the_conduct_is_taken_out_of_an_ordinary_case(world: World, who: str) -> None:
    number = contacted(world)
    conduct, other = split(world, who, number)
    assert other == number
    assert conduct != number
    for insider in INSIDERS:
        assert known(world, insider) == {conduct, other}
    for outsider in (*OTHERS_AT_FK, "vc.chef", "region.direktor", "region.samordnare"):
        assert known(world, outsider) == {other}, outsider
        with pytest.raises(NotFound):
            shown(world, outsider, conduct)
    told_anew = shown(world, "fk.samordnare", other).registration
    assert (told_anew.title, told_anew.description) == ("Intyget saknar uppgifter", "Fältet var tomt.")
    assert shown(world, "fk.chef", conduct).registration.title == "Bemötande"


def test_what_the_case_said_before_is_kept_on_the_conduct_case_alone(world: World) -> None:
    number = contacted(world)
    conduct, other = split(world, "fk.utredare", number)
    for insider in INSIDERS:
        before = [note for note in shown(world, insider, conduct).notes if note.kind == "before_split"]
        assert len(before) == (1 if insider in INSIDERS else 0)
        assert "Anna Berg" in before[0].text
    for reader in (*INSIDERS, *OTHERS_AT_FK):
        assert "Anna Berg" not in repr(shown(world, reader, other)), reader


def test_what_is_held_stays_held_when_the_conduct_is_taken_out_of_it(world: World) -> None:
    """What the case said before goes with the conduct, and the hold was placed on just that."""
    number = contacted(world)
    world.do(place_hold, "fk.samordnare", number, {"reason": "Tillsyn pågår."})
    conduct, other = split(world, "fk.utredare", number)
    parties = {row.number: row.id for row in rows(world, Deviation)}
    held = {(row.deviation_id, row.organisation) for row in rows(world, DeviationParty) if row.held}
    assert held == {(parties[conduct], FK), (parties[other], FK)}
    hold = world.ask(hold_on, "fk.chef", conduct)
    assert hold is not None
    assert hold.reason == "Tillsyn pågår."
    assert [line.number for line in world.ask(list_holds, "fk.samordnare")] == [other]
    world.do(release_hold, "fk.chef", conduct)


def test_whoever_may_split_but_isn_t_nearest_doesn_t_read_the_conduct_case(world: World) -> None:
    number = contacted(world)
    conduct, _ = split(world, "fk.omradeschef", number)
    assert conduct not in known(world, "fk.omradeschef")
    with pytest.raises(NotFound):
        shown(world, "fk.omradeschef", conduct)


@pytest.mark.parametrize("who", ["fk.samordnare", "region.samordnare", "vc.chef", "fk.omradeschef"])
def test_the_ordinary_case_doesn_t_tell_that_there_is_a_conduct_matter(world: World, who: str) -> None:
    number = contacted(world)
    conduct, other = split(world, "fk.chef", number)
    seen = (
        repr(shown(world, who, other)) + repr(world.ask(list_cases, who)) + repr(world.ask(weekly_list, who, world.now))
    )
    for sign in (conduct, "split", "Bemötande", "skrattade", "before_split"):
        assert sign not in seen, sign


def test_the_rest_is_taken_out_of_a_conduct_case(world: World) -> None:
    number = received(world, conduct_matter=True)
    conduct, other = split(world, "fk.chef", number)
    assert conduct == number
    assert known(world, "fk.samordnare") == known(world, "fk.omradeschef") == {other}
    assert known(world, "vc.chef") == {conduct}  # the new case hasn't been taken up with the other party yet
    assert known(world, "region.samordnare") == set()
    seen = repr(shown(world, "fk.samordnare", other))
    for sign in (conduct, "split", "Bemötande", "Anna Berg"):
        assert sign not in seen, sign
    assert shown(world, "fk.chef", conduct).registration.description == "Handläggaren avbröt och skrattade."
    [before] = [note for note in shown(world, "fk.chef", conduct).notes if note.kind == "before_split"]
    assert "Anna Berg" in before.text
    assert "Anna Berg" not in repr(shown(world, "fk.chef", other))


@pytest.mark.parametrize("conduct_first", [False, True])
def test_of_the_two_only_the_conduct_case_points_to_the_other(world: World, conduct_first: bool) -> None:
    number = reported(world, conduct_matter=conduct_first)
    conduct, other = split(world, "fk.utredare", number)
    by_number = {row.number: row for row in rows(world, Deviation)}
    assert by_number[conduct].split_from_id == by_number[other].id
    assert by_number[other].split_from_id is None
    assert (by_number[conduct].conduct_matter, by_number[other].conduct_matter) == (True, False)


def test_the_two_go_on_each_by_its_own_way(world: World) -> None:
    number = received(world)
    conduct, other = split(world, "fk.chef", number)
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.chef", other, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    assert {refusal.code for refusal in refused.value.refusals} == {"deidentified_and_attested"}
    attested(world, other)
    assert step(world, "fk.chef", other, "lift_to_forum", why_unsolved="Felet kom tillbaka.") == "forum"
    step(world, "fk.utredare", conduct, "register", own_reference="FK-2", other_party_told="Chefen.")
    step(world, "fk.chef", conduct, "contact_manager", contact_logged="Chefen.")
    assert conduct in known(world, "vc.chef")
    with pytest.raises(RefusedMove) as refused:
        step(world, "fk.chef", conduct, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    assert "not_conduct_matter" in {refusal.code for refusal in refused.value.refusals}


def test_a_text_attested_before_the_split_must_be_attested_anew(world: World) -> None:
    """It may tell of the conduct, which must never reach a forum."""
    number = received(world)
    attested(world, number)
    _, other = split(world, "fk.chef", number)
    assert [row.attested_at for row in rows(world, Deidentification)] == [None]
    with pytest.raises(RefusedMove):
        step(world, "fk.chef", other, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    world.do(attest, "fk.samordnare", other, ATTESTED, rev=None)
    assert step(world, "fk.chef", other, "lift_to_forum", why_unsolved="Felet kom tillbaka.") == "forum"


def test_the_other_party_can_t_split_and_nobody_can_at_a_forum(world: World) -> None:
    number = lifted(world)
    with pytest.raises(Forbidden, match="rapporterade"):
        split(world, "vc.chef", number)
    before = counts(world)
    with pytest.raises(RefusedMove):
        split(world, "fk.chef", number)
    with pytest.raises(BadInput):
        world.do(split_conduct, "fk.chef", number, PARTS | {"other_title": ""}, rev=None)
    assert counts(world) == before


def test_the_trail_has_the_split_for_the_auditor(world: World) -> None:
    number = reported(world)
    split(world, "fk.utredare", number)
    events = [row for row in rows(world, Event) if row.kind == "split"]
    assert len(events) == 1
    assert all("Bemötande" not in row.data and json.loads(row.data) is not None for row in rows(world, Event))


def test_the_conduct_half_of_an_imported_case_is_the_nearest_manager_s_and_not_the_coordinator_s(world: World) -> None:
    """Who found it isn't known: the coordinator only read the file in, and has no part in a conduct matter (R8)."""
    [line] = imported(world, a_row()).created
    conduct, other = split(world, "fk.samordnare", line.number)
    assert other == line.number
    assert known(world, "fk.chef") == {conduct, other}
    for outsider in ("fk.samordnare", "fk.omradeschef", "fk.utredare"):
        assert conduct not in known(world, outsider), outsider
        with pytest.raises(NotFound):
            shown(world, outsider, conduct)
    [row] = [row for row in rows(world, Deviation) if row.number == conduct]
    assert (row.conduct_matter, row.owner_role) == (True, "reporting.reporter")
    assert told(world, "your_turn") == [("fk.chef", "your_turn")]
    # The manager takes the steps that the one who found it would have taken.
    step(world, "fk.chef", conduct, "register", own_reference="FK-2", other_party_told="Chefen, telefon.")
    assert step(world, "fk.chef", conduct, "contact_manager", contact_logged="Chefen, telefon.") == "manager_dialogue"
    assert shown(world, "fk.chef", conduct).registration.title == "Bemötande"


def test_an_imported_case_without_a_nearest_manager_isn_t_split(world: World) -> None:
    [line] = imported(world, a_row()).created
    with unit_of_work(world.engine) as session:
        session.execute(update(table(DeviationParty)).values(manager_id=None))
    before = counts(world)
    with pytest.raises(RefusedMove, match="närmaste chef"):
        split(world, "fk.samordnare", line.number)
    assert counts(world) == before


def test_whoever_is_to_take_the_next_step_with_the_new_half_is_told(world: World) -> None:
    number = contacted(world)
    split(world, "fk.chef", number)
    assert told(world, "your_turn")[-1] == ("fk.utredare", "your_turn")
    before = told(world)
    split(world, "fk.utredare", reported(world))
    assert told(world) == before, "never the one who acts"
