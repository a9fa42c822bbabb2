"""A whole agreement from one file: all of it or nothing, and every fault named with file and place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from avvikelse.core.load import InvalidRoutine
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Agreement, Organisation, RoutineVersion
from avvikelse.errors import AvvikelseError, BadInput
from avvikelse.services.meetings import find_forum
from avvikelse.services.reports import report
from avvikelse.services.routines import activate, active_engine
from avvikelse.services.setup import apply_setup, read_setup
from avvikelse.settings import builtin_folder
from tests.services.steps import counts, rows
from tests.world import FK, REGION, START, World, a_report

ROUTINE = builtin_folder("workflows") / "varmland.yaml"
WHOLE = """
routine: varmland
units:
  region-varmland:
    - name: Hälso- och sjukvården
      units:
        - Vårdcentralen Granåsen
        - {name: Ortopedkliniken, units: [Mottagningen]}
  forsakringskassan:
    - Sjukpenning team 1
people:
  - {username: fk.utredare, name: Fredrik, email: f@example.se, organisation: forsakringskassan,
     roles: [reporter @ Sjukpenning team 1]}
  - {username: vc.chef, name: Vera, email: v@example.se, organisation: region-varmland,
     roles: [manager @ Hälso- och sjukvården, secretary @ avvikelseforum, coordinator]}
"""


@pytest.fixture
def bare(engine: Engine) -> Iterator[World]:
    """An installation in which nothing has been set up."""
    return World(engine)


def set_up(world: World, text: str, routine: bytes | None = None) -> None:
    spec = read_setup(text.encode(), "start.yaml")
    with unit_of_work(world.engine) as session:
        apply_setup(session, spec, routine or ROUTINE.read_bytes(), ROUTINE.name, START)


def test_a_whole_agreement(bare: World) -> None:
    set_up(bare, WHOLE)
    chief = bare.actor("vc.chef")
    assert (chief.organisation, chief.coordinator, len(chief.units), len(chief.secretary_of)) == (REGION, True, 4, 1)
    assert bare.do(report, "fk.utredare", a_report()) == "AVV-2026-0001"


FAULTS = {
    "no utf-8": (b"routine: v\xe4rmland", "start.yaml: Filen är inte UTF-8"),
    "no yaml": (b"routine: varmland\nunits: [", "start.yaml:2"),
    "a tab": (b"routine: varmland\n\tunits: {}", "start.yaml:2"),
    "a list": (b"- varmland", "start.yaml:"),
    "nothing": (b"", "start.yaml:"),
    "no routine": (b"people: []", "start.yaml: routine"),
    "an unknown key": (b"routine: varmland\nenheter: {}", "start.yaml: enheter"),
    "a person without address": (
        b"routine: varmland\npeople: [{username: a, name: A, organisation: x}]",
        "start.yaml: people.0.email",
    ),
    "roles that are no list": (
        b"routine: varmland\npeople: [{username: a, name: A, email: a@example.se, organisation: x, roles: chef}]",
        "start.yaml: people.0.roles",
    ),
    "a tag": (b"routine: !!python/object/apply:os.getcwd []", "start.yaml"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_says_where(fault: str) -> None:
    content, words = FAULTS[fault]
    with pytest.raises(BadInput) as error:
        read_setup(content, "start.yaml")
    assert words in error.value.message
    assert "Traceback" not in error.value.message


WRONG = {
    "a role nobody has": ("coordinator]", "samordnare]"),
    "a manager of no unit": ("manager @ Hälso- och sjukvården", "manager @ Månen"),
    "a secretary of no forum": ("secretary @ avvikelseforum", "secretary @ riksdagen"),
    "an organisation that is no party": ("organisation: region-varmland", "organisation: polisen"),
    "units of an organisation that is no party": ("  forsakringskassan:\n", "  polisen:\n"),
    "the same person twice": ("username: vc.chef", "username: fk.utredare"),
    "the same address twice": ("email: v@example.se", "email: f@example.se"),
}


def test_all_of_it_or_nothing(bare: World) -> None:
    before = counts(bare)
    for fault, (right, wrong) in WRONG.items():
        assert right in WHOLE
        with pytest.raises(AvvikelseError) as error:
            set_up(bare, WHOLE.replace(right, wrong))
        assert error.value.status < 500, fault
        assert counts(bare) == before, fault
    set_up(bare, WHOLE)  # and once it is mended it goes in


def test_a_routine_that_doesn_t_hold_leaves_nothing(bare: World) -> None:
    before = counts(bare)
    broken = ROUTINE.read_bytes().replace(b"start: raised", b"start: nowhere")
    with pytest.raises(InvalidRoutine):
        set_up(bare, WHOLE, broken)
    assert counts(bare) == before


def test_the_engine_of_a_routine_that_was_rolled_back_is_forgotten(bare: World) -> None:
    """A failed attempt may have used the very id that the mended file then gets."""
    old = ROUTINE.read_bytes().replace(b"Avvikelseforum i", b"Gamla forumet i")
    with pytest.raises(AvvikelseError):
        set_up(bare, WHOLE.replace("coordinator]", "samordnare]"), old)
    set_up(bare, WHOLE)
    with reading(bare.engine) as session:
        forum = find_forum(session, "avvikelseforum")
    assert forum.engine.routine.forums["avvikelseforum"].name.startswith("Avvikelseforum i")


def test_the_same_version_with_another_content_is_refused(bare: World) -> None:
    set_up(bare, WHOLE)
    changed = ROUTINE.read_bytes().replace(b"Avvikelseforum i", b"Forumet i")
    before = counts(bare)
    with pytest.raises(BadInput, match="ny version"), unit_of_work(bare.engine) as session:
        activate(session, changed, "varmland.yaml", START)
    assert counts(bare) == before


def test_a_new_version_is_for_new_cases(bare: World) -> None:
    set_up(bare, WHOLE)
    bare.do(report, "fk.utredare", a_report())
    newer = ROUTINE.read_bytes().replace(b"version: 2023-04-01", b"version: 2026-01-01")
    newer = newer.replace(b"  annat: Annat", b"  annat: Annat\n  nytt: Nytt")
    with unit_of_work(bare.engine) as session:
        activate(session, newer, "varmland.yaml", START)
        activate(session, newer, "varmland.yaml", START)  # again, harmlessly
    assert len(rows(bare, RoutineVersion)) == 2
    [agreement] = rows(bare, Agreement)
    with reading(bare.engine) as session:
        version, engine = active_engine(session)
    assert (version, engine.routine.version) == (agreement.active_version_id, "2026-01-01")
    bare.do(report, "fk.utredare", a_report(category="nytt"))


def test_two_agreements_must_be_told_apart(bare: World) -> None:
    set_up(bare, WHOLE)
    with unit_of_work(bare.engine) as session:
        activate(session, (Path(ROUTINE).parent / "orebro.yaml").read_bytes(), "orebro.yaml", START)
    with pytest.raises(BadInput, match="vilken överenskommelse"):
        bare.do(report, "fk.utredare", a_report())
    assert bare.do(report, "fk.utredare", a_report(agreement="varmland")) == "AVV-2026-0001"
    assert {FK, REGION, "region-orebro-lan"} <= {row.key for row in rows(bare, Organisation)}
