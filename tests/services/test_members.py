"""People, units and roles: every fault in words, every change in the trail, and a role that counts at once."""

import json
from typing import Any

import pytest

from avvikelse.db.tables import Event, RoleAssignment
from avvikelse.errors import AvvikelseError, BadInput, NotFound
from avvikelse.services.lists import list_cases
from avvikelse.services.members import (
    add_organisation,
    add_unit,
    add_user,
    grant,
    list_organisations,
    list_units,
    list_users,
    revoke,
    sign_in,
)
from tests.services.steps import as_operator, contacted, counts, rows
from tests.world import FK, PEOPLE, REGION, UNITS, World

FAULTS: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "an organisation's key": (add_organisation, ("Region X", "Region X"), {}),
    "an organisation's name": (add_organisation, ("region-x", " "), {}),
    "a taken organisation": (add_organisation, (FK, "En till"), {}),
    "a unit without name": (add_unit, (FK, " ", None), {}),
    "a unit nowhere": (add_unit, ("polisen", "Enhet", None), {}),
    "a unit under none": (add_unit, (FK, "Enhet", "Månen"), {}),
    "a unit under another's": (add_unit, (FK, "Enhet", "Ortopedkliniken"), {}),
    "a taken unit": (add_unit, (FK, "Sjukpenning team 1", None), {}),
    "a user name": (add_user, ("Anna Berg", "Anna", "anna@example.se", FK), {}),
    "an address": (add_user, ("anna.berg", "Anna", "anna(at)example.se", FK), {}),
    "a user without name": (add_user, ("anna.berg", " ", "anna@example.se", FK), {}),
    "a user nowhere": (add_user, ("anna.berg", "Anna", "anna@example.se", "polisen"), {}),
    "a taken user name": (add_user, ("fk.chef", "Anna", "anna@example.se", FK), {}),
    "a taken address": (add_user, ("anna.berg", "Anna", "FK.chef@example.se", FK), {}),
    "a role for nobody": (grant, ("ingen", "manager"), {"unit": "Sjukpenning team 1"}),
    "an unknown role": (grant, ("fk.chef", "chef"), {"unit": "Sjukpenning team 1"}),
    "a manager of nothing": (grant, ("fk.chef", "manager"), {}),
    "a manager of another's unit": (grant, ("fk.chef", "manager"), {"unit": "Ortopedkliniken"}),
    "a secretary of nothing": (grant, ("fk.chef", "secretary"), {}),
    "a secretary of no forum": (grant, ("fk.chef", "secretary"), {"forum": "riksdagen"}),
    "a role never had": (revoke, ("fk.chef", "auditor"), {}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_words_and_leaves_nothing(still_world: World, fault: str) -> None:
    use_case, args, place = FAULTS[fault]
    before = counts(still_world)
    with pytest.raises((BadInput, NotFound)) as error:
        as_operator(still_world, use_case, *args, **place)
    assert error.value.message.endswith((".", "?"))
    assert counts(still_world) == before


@pytest.mark.parametrize("name", ["", "ingen", "a\x00b", "x" * 100_000, "fk.chef'--", "%"])
def test_whoever_isn_t_there_can_t_sign_in(still_world: World, name: str) -> None:
    with pytest.raises(NotFound) as error:
        as_operator(still_world, lambda session, now: sign_in(session, name))
    assert len(error.value.message) < 200


@pytest.mark.parametrize("name", ["fk.chef", " FK.Chef ", "fk.chef@example.se", "FK.CHEF@EXAMPLE.SE"])
def test_a_person_is_known_by_name_and_address(still_world: World, name: str) -> None:
    actor = as_operator(still_world, lambda session, now: sign_in(session, name))
    assert (actor.username, actor.organisation, actor.manager) == ("fk.chef", FK, True)


def trail(world: World, kind: str) -> list[dict[str, Any]]:
    return [json.loads(row.data) for row in rows(world, Event) if row.kind == kind]


def fresh(world: World) -> World:
    """Everybody signed in again."""
    return World(world.engine, world.now)


def test_a_role_opens_and_closes_the_view_and_both_are_in_the_trail(world: World) -> None:
    number = contacted(world)
    unit = {"unit": "Vårdcentralen Granåsen"}
    assert world.ask(list_cases, "ort.chef") == []
    granted = len(trail(world, "role_granted"))
    as_operator(world, grant, "ort.chef", "manager", **unit)
    as_operator(world, grant, "ort.chef", "manager", **unit)  # again, harmlessly
    assert len(trail(world, "role_granted")) == granted + 1
    world = fresh(world)
    assert [line.number for line in world.ask(list_cases, "ort.chef")] == [number]
    as_operator(world, revoke, "ort.chef", "manager", **unit)
    world = fresh(world)
    assert world.ask(list_cases, "ort.chef") == []
    [revoked] = trail(world, "role_revoked")
    assert revoked["user_id"] == world.actor("ort.chef").user_id
    assert revoked["role"] == "manager"
    with pytest.raises(NotFound, match="inte rollen"):
        as_operator(world, revoke, "ort.chef", "manager", **unit)


def test_a_manager_who_is_no_longer_one_reads_nothing_more_not_even_as_the_nearest(world: World) -> None:
    contacted(world, conduct_matter=True)
    as_operator(world, revoke, "vc.chef", "manager", unit="Vårdcentralen Granåsen")
    assert fresh(world).ask(list_cases, "vc.chef") == []


def test_roles_are_bound_to_their_place(world: World) -> None:
    as_operator(world, grant, "vc.kollega", "secretary", forum="samverkansgrupp")
    found = {(row.role, row.unit_id is None, row.forum_id is None) for row in rows(world, RoleAssignment)}
    assert {("secretary", True, False), ("manager", False, True), ("coordinator", True, True)} <= found
    actor = fresh(world).actor("vc.kollega")
    assert len(actor.secretary_of) == 1
    assert not actor.manager


def test_a_forum_is_kept_and_sat_in_by_those_the_routine_names(world: World) -> None:
    with pytest.raises(BadInput, match="kommer från Region Värmland"):
        as_operator(world, grant, "fk.utredare", "secretary", forum="samverkansgrupp")
    as_operator(world, grant, "fk.utredare", "member", forum="samverkansgrupp")


def test_the_lists_hold_everything_but_cases(still_world: World) -> None:
    def ask(question: Any) -> Any:
        return as_operator(still_world, lambda session, now: question(session))

    assert {row["key"] for row in ask(list_organisations)} >= {FK, REGION}
    units = ask(list_units)
    assert len(units) == sum(len(found) for found in UNITS.values())
    assert {"organisation": FK, "name": "Sjukpenning team 1", "under": "Sjukförsäkringen"} in units
    users = {row["username"]: row for row in ask(list_users)}
    assert set(users) == set(PEOPLE)
    assert users["vc.chef"]["roles"] == ["manager (Vårdcentralen Granåsen)"]
    assert users["granskare"]["roles"] == ["auditor"]


def test_every_fault_is_one_that_a_person_can_be_told(still_world: World) -> None:
    """A name that the database has no room for is a fault of the person's, not of the program's."""
    for use_case, args in (
        (add_unit, (FK, "x" * 201, None)),
        (add_unit, (FK, "a\x00b", None)),
        (add_user, ("anna.berg", "x" * 201, "anna@example.se", FK)),
        (add_user, ("anna.berg", "a\x00b", "anna@example.se", FK)),
        (add_organisation, ("region-x", "x" * 201)),
        (grant, ("a\x00b", "auditor")),
    ):
        before = counts(still_world)
        with pytest.raises(AvvikelseError):
            as_operator(still_world, use_case, *args)
        assert counts(still_world) == before
