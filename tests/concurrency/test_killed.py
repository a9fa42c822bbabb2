"""The process is killed in the middle of its work: every case is wholly before or wholly after its move."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import Engine, make_url, text

from avvikelse.core.engine import Engine as RoutineEngine
from avvikelse.db.session import reading
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.reports import report
from tests.concurrency import mover
from tests.concurrency.mover import BEFORE, WAY
from tests.concurrency.processes import AT_MOST, begin, ends, kill
from tests.databases import copied_database
from tests.properties.house import House, build_house
from tests.properties.invariants import Rows, chain_holds, everything_holds
from tests.world import ATTESTED, CLEAN_TEXT, World, a_report

CASES = 50
ALL = CASES * len(WAY)
KILLS = [(1, 20), (40, 80), (1, 60)]
"""After how many moves the process is killed, each time."""
Move = tuple[str, int]
"""A case's number, and which of the moves it was."""

STATES = ["raised", "registered", "manager_dialogue", "manager_dialogue", "forum"]
"""Where a case is when so many of the moves have been made."""
TOLD = [
    {("your_turn", "fk.chef")},
    {("level_changed", "fk.utredare"), ("your_turn", "vc.chef"), ("handled_further", "region.samordnare")},
    {("received", "fk.chef")},
    {("level_changed", "fk.utredare"), ("lifted", "vc.chef")},
]
"""Who is told what by each of the moves."""
NOTES = [{"other_party_told"}, {"contact_logged"}, set[str](), {"why_unsolved"}]
"""Which answers each of the moves keeps as notes."""


def many_cases(house: House) -> None:
    """Fifty reported cases, each with a text that is attested already."""
    world = World(house.engine, _actors=dict(house.actors))
    for _ in range(CASES):
        number = world.do(report, "fk.utredare", a_report())
        world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)


@pytest.fixture(scope="module")
def sqlite_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    path = tmp_path_factory.mktemp("killed") / "avvikelse.db"
    path.write_bytes(sqlite_template.read_bytes())
    return build_house(f"sqlite:///{path}", many_cases)


@pytest.fixture(scope="module")
def postgres_house(postgres_url: str) -> House:
    return build_house(copied_database(postgres_url, "template_avvikelse", "killed"), many_cases)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    name = "sqlite_house" if request.param == "sqlite" else "postgres_house"
    house: House = request.getfixturevalue(name)
    house.renew()
    yield house
    house.engine.dispose()


def start(house: House, part: int = 0, of: int = 1) -> tuple[BaseProcess, Connection]:
    url = house.engine.url.set(drivername=house.engine.dialect.name).render_as_string(hide_password=False)
    return begin(mover.run, url, part, of)


def kill_after(house: House, moves: int, breath: float) -> list[Move]:
    """Starts the mover, kills it a breath after so many moves, and gives every move it had time to tell of."""
    process, told = start(house)
    heard: list[Move] = [told.recv() for _ in range(moves)]
    time.sleep(breath)
    heard += kill(process, told)
    assert process.exitcode == -SIGKILL
    return heard


def nobody_is_left(engine: Engine) -> None:
    """Waits until the server has noticed that the killed process is gone."""
    if engine.dialect.name != "postgresql":
        return
    others = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()")
    until = time.monotonic() + AT_MOST
    while time.monotonic() < until:
        with engine.connect() as connection:
            if connection.execute(others, {"name": make_url(str(engine.url)).database}).scalar_one() == 0:
                return
        time.sleep(0.01)
    pytest.fail("a killed process still has a connection")


def moves_made(rows: Rows, house: House) -> dict[str, int]:
    """How many moves each case has been through: all of each move, or nothing of it."""
    usernames = {actor.user_id: name for name, actor in house.actors.items()}
    made = {}
    for case in rows.deviations:
        n = made[case.number] = case.rev - BEFORE
        assert case.state == STATES[n]
        told = Counter((row.message, usernames[row.recipient_id]) for row in rows.of(rows.outbox, case))
        assert told == Counter(pair for pairs in TOLD[:n] for pair in pairs)
        assert {row.label for row in rows.of(rows.notes, case)} == set().union(*NOTES[:n])
        assert sum(event.kind == "moved" for event in rows.of(rows.events, case)) == n
        own = {row.organisation: row.own_reference for row in rows.of(rows.registrations, case)}
        assert own == {"forsakringskassan": "FK-1" if n else ""} | ({"region-varmland": "P-1"} if n >= 3 else {})
        stamps = {row.side: row for row in rows.parties[case.id]}
        assert (stamps["reporting"].told_at is not None) == (n >= 1)
        assert (stamps["reporting"].contacted_at is not None) == (n >= 2)
        assert (stamps["concerned"].visible_from is not None) == (n >= 2)
        assert (stamps["concerned"].received_at is not None) == (n >= 3)
        assert len(rows.of(rows.items, case)) == (n == 4)
    return made


def look(house: House, routine: RoutineEngine) -> dict[str, int]:
    with reading(house.engine) as session:
        seq = chain_holds(session)
        rows = everything_holds(session, routine.routine)
        assert seq == len(rows.events)
    revs = sum("rev" in json.loads(event.data) for event in rows.events)
    assert revs == sum(case.rev for case in rows.deviations)
    return moves_made(rows, house)


def test_killed_in_the_middle_again_and_again(house: House) -> None:
    """It dies, is started, and dies again: nothing that it said was done is lost, and it goes on where it was."""
    before = 0
    for between in KILLS:
        after, breath = random.randint(*between), random.uniform(0, 0.01)  # noqa: S311 (chance, not secrecy)
        told = kill_after(house, after, breath)
        nobody_is_left(house.engine)
        made = look(house, house.routine)
        for number, n in told:
            assert made[number] > n, "what was said to be done is done"
        assert before + len(told) <= sum(made.values()) <= before + len(told) + 1, "and at most the move it died in"
        before = sum(made.values())
    assert before < ALL
    again, told_again = start(house)
    assert len(ends(again, told_again)) == ALL - before
    assert again.exitcode == 0
    assert set(look(house, house.routine).values()) == {len(WAY)}


def test_processes_work_side_by_side(house: House) -> None:
    """Several processes on one database: none is told that it is locked, none breaks another's chain."""
    processes = [start(house, part, 2) for part in range(2)]
    for process, told in processes:
        assert len(ends(process, told)) == ALL / 2
        assert process.exitcode == 0
    assert set(look(house, house.routine).values()) == {len(WAY)}
