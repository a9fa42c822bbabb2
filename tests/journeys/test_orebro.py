"""The second routine, from its file alone: internal matters to Förmötet, matters between parties to the committee."""

from datetime import UTC, datetime, time
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from avvikelse.core.dates import at_local
from avvikelse.db.session import reading, unit_of_work
from avvikelse.errors import BadInput, RefusedMove
from avvikelse.services.agendas import freeze
from avvikelse.services.decisions import decide
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import show_case
from avvikelse.services.meetings import find_forum, find_meeting, plan_meetings
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.minutes import approve, hold, name_adjusters
from avvikelse.services.moves import move
from avvikelse.services.preparation import preparation
from avvikelse.services.reports import report
from avvikelse.services.routines import activate
from avvikelse.settings import builtin_folder
from tests.world import ATTESTED, CLEAN_TEXT, World

REGION = "region-orebro-lan"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def world(engine: Engine) -> World:
    with unit_of_work(engine) as session:
        path = builtin_folder("workflows") / "orebro.yaml"
        activate(session, path.read_bytes(), path.name, START)
        for organisation, unit in ((REGION, "Psykiatri"), ("forsakringskassan", "Sjukpenning")):
            add_unit(session, organisation, unit, None, START)
            for role in ("reporter", "manager", "coordinator"):
                name = f"{organisation[:3]}.{role}"
                add_user(session, name, name, f"{name}@example.se", organisation, START)
                grant(session, name, role, START, unit=unit)
        add_user(session, "sekreterare", "Sekreterare", "sekreterare@example.se", REGION, START)
        for forum in ("au", "formote", "sjukskrivningskommitte"):
            grant(session, "sekreterare", "secretary", START, forum=forum)
            grant(session, "reg.coordinator", "member", START, forum=forum)
    return World(engine)


def lift_to_au(world: World, concerned: list[str]) -> str:
    values: dict[str, Any] = {
        "title": "Passiv sjukskrivning",
        "description": "Ingen uppföljning på ett halvår.",
        "occurred_on": "2026-02-20",
        "category": "passiv-sjukskrivning",
        "concerned": concerned,
        "concerned_unit": "Sjukpenning" if concerned else "",
    }
    number: str = world.do(report, "reg.reporter", values)

    def step(who: str, trigger: str, **answers: str) -> None:
        world.do(move, who, number, trigger, rev=None, form=answers)

    step("reg.reporter", "register", own_reference="P-1", other_party_told="Enhetschef, telefon")
    step("reg.manager", "contact_manager", contact_logged="Enhetschef, möte")
    if concerned:
        step("for.manager", "receive", own_reference="FK-1")
    world.do(write_deidentified, "reg.manager", number, {"text": CLEAN_TEXT}, rev=None)
    world.do(attest, "reg.coordinator", number, ATTESTED, rev=None)
    step("reg.manager", "lift_to_au", why_unsolved="Frågan rör flera enheter.")
    return number


def decide_at(world: World, key: str, number: str, outcome: str, **more: Any) -> str:
    with reading(world.engine) as session:
        forum = find_forum(session, key)
    world.do(plan_meetings, "sekreterare", forum, world.now.date(), 1)
    agenda = world.do(freeze, "sekreterare", forum, "next")
    meeting = world.ask(find_meeting, "sekreterare", forum, "next", world.now)
    item = next(line.item_id for line in agenda.lines if line.number == number)
    values = {"outcome": outcome, "position": "Enligt förslag.", **more}
    world.do(decide, "sekreterare", forum, meeting, item, values)
    now_of = partial(world.ask, find_meeting, "sekreterare", forum, meeting.held_on.isoformat(), world.now)
    world.do(name_adjusters, "sekreterare", forum, now_of(), ["reg.coordinator"], rev=None)
    world.now = at_local(meeting.held_on, time(15, 0))
    world.do(hold, "sekreterare", forum, now_of())
    world.do(approve, "reg.coordinator", forum, now_of(), rev=None)
    state: str = world.do(show_case, "reg.manager", number).case.state
    return state


def test_a_matter_between_the_parties_goes_to_the_committee(world: World) -> None:
    number = lift_to_au(world, ["forsakringskassan"])
    assert decide_at(world, "au", number, "to_kommitte") == "kommitte"
    measure = {"what": "Uppföljning efter tre månader.", "organisation": REGION, "due_on": "2026-09-01"}
    state = decide_at(world, "sjukskrivningskommitte", number, "close_with_measures", measures=[measure])
    assert state == "resolved"


def test_an_internal_matter_goes_to_formotet(world: World) -> None:
    number = lift_to_au(world, [])
    assert decide_at(world, "au", number, "to_formote") == "formote"
    assert decide_at(world, "formote", number, "return_to_managers") == "manager_dialogue"


def test_an_internal_matter_is_refused_in_the_committee(world: World) -> None:
    number = lift_to_au(world, [])
    with pytest.raises(RefusedMove) as refused:
        decide_at(world, "au", number, "to_kommitte")
    assert [refusal.code for refusal in refused.value.refusals] == ["between_parties"]


def test_an_unknown_category_names_the_routines_own(world: World) -> None:
    with pytest.raises(BadInput, match="passiv-sjukskrivning"):
        world.do(
            report,
            "reg.reporter",
            {"title": "T", "description": "B", "occurred_on": "2026-02-20", "category": "rutiner", "concerned": []},
        )


def test_a_preparation_follows_the_second_routine_s_own_forums(world: World) -> None:
    """A matter between the parties belongs at the committee; one inside the region at Förmötet; both by way of AU."""
    between, internal = lift_to_au(world, ["forsakringskassan"]), lift_to_au(world, [])

    def prepared(who: str, key: str) -> tuple[list[str], list[str]]:
        with reading(world.engine) as session:
            found = preparation(session, world.actor(who), find_forum(session, key), "next", world.now)
        return [line.number for line in found.positions.lines], [line.number for line in found.on_table.lines]

    assert prepared("reg.coordinator", "au") == ([], [internal, between])
    assert prepared("reg.coordinator", "formote") == ([internal], [])
    assert prepared("reg.coordinator", "sjukskrivningskommitte") == ([between], [])
    assert prepared("for.coordinator", "sjukskrivningskommitte") == ([between], [])
    assert prepared("for.coordinator", "au") == ([], []), "the region brought it"
