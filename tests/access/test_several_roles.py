"""People with more than one role, a matter inside one organisation, and two agreements under one roof."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import insert

from avvikelse.core.vocabulary import Purpose
from avvikelse.db import access
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import ForumItem, table
from avvikelse.deid import check
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.agendas import agenda
from avvikelse.services.desk import show_case
from avvikelse.services.lists import list_cases
from avvikelse.services.meetings import find_forum, plan_meetings
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from avvikelse.services.routines import activate, active_engine
from avvikelse.services.weekly import weekly_list
from avvikelse.settings import builtin_folder
from tests.world import CLEAN_TEXT, FK, REGION, START, World, a_report

OREBRO = "region-orebro-lan"


def as_operator(world: World, act: Any, *args: Any, **kwargs: Any) -> World:
    with unit_of_work(world.engine) as session:
        act(session, *args, START, **kwargs)
    return World(world.engine, world.now)


def to_the_managers(world: World, **changes: Any) -> str:
    number: str = world.do(report, "fk.utredare", a_report(**changes))
    register = {"own_reference": "FK-1", "other_party_told": "Växeln."}
    world.do(move, "fk.utredare", number, "register", rev=None, form=register)
    world.do(move, "fk.chef", number, "contact_manager", rev=None, form={"contact_logged": "Chefen."})
    return number


def known(world: World, who: str) -> set[str]:
    return {line.number for line in world.ask(list_cases, who)}


@pytest.mark.parametrize(
    ("who", "role", "place"),
    [
        ("fk.samordnare", "manager", {"unit": "Sjukpenning team 1"}),
        ("fk.omradeschef", "coordinator", {}),
        ("fk.samordnare", "auditor", {}),
        ("fk.samordnare", "administrator", {}),
        ("region.samordnare", "secretary", {"forum": "avvikelseforum"}),
        ("region.direktor", "secretary", {"forum": "avvikelseforum"}),
    ],
)
def test_two_roles_together_don_t_open_a_conduct_matter(
    world: World, who: str, role: str, place: dict[str, str]
) -> None:
    number = to_the_managers(world, conduct_matter=True)
    world = as_operator(world, grant, who, role, **place)
    assert known(world, who) == set()
    with pytest.raises(NotFound):
        world.do(show_case, who, number)
    assert weekly_numbers(world, who) == set()


def weekly_numbers(world: World, who: str) -> set[str]:
    return {line.number for line in world.ask(weekly_list, who, world.now)}


def test_a_second_manager_of_the_unit_isn_t_the_nearest_one(world: World) -> None:
    number = to_the_managers(world, conduct_matter=True)
    world = as_operator(world, grant, "ort.chef", "manager", unit="Vårdcentralen Granåsen")
    assert known(world, "ort.chef") == set()
    assert known(world, "vc.chef") == {number}
    ordinary = to_the_managers(world)
    assert known(world, "ort.chef") == {ordinary}


def test_a_coordinator_s_own_report_of_conduct_is_theirs_as_reporter_alone(world: World) -> None:
    number = world.do(report, "fk.samordnare", a_report(conduct_matter=True, unit="Sjukpenning team 1"))
    shown = world.do(show_case, "fk.samordnare", number)
    assert shown.case.roles == {"reporting.reporter"}
    assert known(world, "fk.samordnare") == {number}
    assert known(world, "fk.omradeschef") == set()


def test_the_secretary_who_is_also_a_coordinator_reads_as_coordinator_and_decides_as_secretary(world: World) -> None:
    number = to_the_managers(world)
    world = as_operator(world, grant, "region.sekreterare", "coordinator")
    shown = world.do(show_case, "region.sekreterare", number)
    assert shown.case.roles == {"concerned.coordinator"}
    assert shown.registration is None  # the region's own isn't there yet, the other party's never is


def test_a_manager_in_the_organisation_of_the_auditor_reads_the_trail_by_the_auditor_s_role_alone(world: World) -> None:
    number = to_the_managers(world)
    world = as_operator(world, grant, "granskare", "manager", unit="Ortopedkliniken")
    with pytest.raises(NotFound):
        world.do(show_case, "granskare", number)
    with reading(world.engine) as session:
        assert session.execute(access.visible_events(world.actor("granskare"))).all()
        assert session.execute(access.visible_registrations(world.actor("granskare"))).all() == []


def test_a_conduct_matter_that_lies_on_a_table_against_every_rule_is_shown_to_nobody(world: World) -> None:
    """Only somebody at the database itself could put it there; the door holds all the same."""
    number = to_the_managers(world, conduct_matter=True)
    with reading(world.engine) as session:
        forum = find_forum(session, "avvikelseforum")
    with unit_of_work(world.engine) as session:
        session.execute(insert(table(ForumItem)).values(_item(number, forum.id)))
    world.do(plan_meetings, "region.sekreterare", forum, START.date(), 1)
    draft = world.ask(agenda, "region.sekreterare", forum, "next", world.now)
    assert CLEAN_TEXT not in repr(draft)
    assert "beteende" not in repr(draft).lower()
    assert [item.number for item in draft.withheld] == [number]


def _item(number: str, forum: int) -> dict[str, Any]:
    report = check("\n\n".join((CLEAN_TEXT, "", "")))
    texts = {"text": CLEAN_TEXT, "tried": "", "question": "", "sha256": report.text_sha256, "detector": report.detector}
    what = {"purpose": Purpose.POSITION, "category": "Kvalitet", "reporting": "FK", "concerned": "Region Värmland"}
    where = {"deviation_id": 1, "number": number, "forum_id": forum, "lifted_by": FK, "lifted_at": START}
    return texts | what | where


@pytest.fixture
def two_agreements(world: World) -> Iterator[World]:
    """Värmland and Örebro in one installation; Försäkringskassan is party to both."""
    with unit_of_work(world.engine) as session:
        path = builtin_folder("workflows") / "orebro.yaml"
        activate(session, path.read_bytes(), path.name, START)
        add_unit(session, OREBRO, "Vårdcentralen Ekliden", None, START)
        for name, role, unit in (
            ("or.lakare", "reporter", "Vårdcentralen Ekliden"),
            ("or.chef", "manager", "Vårdcentralen Ekliden"),
            ("or.samordnare", "coordinator", None),
        ):
            add_user(session, name, name, f"{name}@example.se", OREBRO, START)
            grant(session, name, role, START, unit=unit)
    return World(world.engine, world.now)


def test_a_matter_inside_one_organisation_is_no_business_of_the_others(two_agreements: World) -> None:
    world = two_agreements
    inside = a_report(agreement="orebro", concerned=[], concerned_unit="", category=_a_category(world))
    number = world.do(report, "or.lakare", inside)
    register = {"own_reference": "OR-1", "other_party_told": "Kollegan."}
    world.do(move, "or.lakare", number, "register", rev=None, form=register)
    assert known(world, "or.chef") == known(world, "or.samordnare") == {number}
    for who in ("fk.samordnare", "af.samordnare", "region.samordnare", "or.samordnare"):
        assert weekly_numbers(world, who) == set(), who
    for who in ("fk.samordnare", "fk.chef", "region.samordnare", "af.samordnare"):
        assert known(world, who) == set(), who


def _a_category(world: World) -> str:
    with reading(world.engine) as session:
        return next(iter(active_engine(session, "orebro")[1].routine.categories))


def test_one_agreement_s_weekly_list_isn_t_the_other_s(two_agreements: World) -> None:
    world = two_agreements
    number = to_the_managers(world, agreement="varmland")
    assert weekly_numbers(world, "or.samordnare") == set()
    assert weekly_numbers(world, "af.samordnare") == {number}


def test_somebody_of_another_agreement_can_t_report_in_this_one(two_agreements: World) -> None:
    with pytest.raises(Forbidden, match="inte part"):
        two_agreements.do(report, "or.lakare", a_report(agreement="varmland", concerned=[REGION]))
    with pytest.raises(BadInput):
        two_agreements.do(report, "fk.utredare", a_report(agreement="varmland", concerned=[OREBRO]))
