"""Plays the deviations in the order of time, through the real use cases, and says where the sixty of the file stand.

Nothing is written past the use cases: what the demo shows is what the program does.
"""

import heapq
import itertools
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from avvikelse.core.agenda import Agenda
from avvikelse.core.dates import add_working_days, is_working_day, local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.routine import Routine
from avvikelse.db.migrate import upgrade
from avvikelse.db.session import make_engine, unit_of_work
from avvikelse.demo.beside import beside
from avvikelse.demo.meetings import held_meeting, plan_all
from avvikelse.demo.stage import PEOPLE, SECRETARY, Stage
from avvikelse.demo.stories import Script, Story, tell
from avvikelse.errors import BadInput
from avvikelse.services.agendas import agenda
from avvikelse.services.lists import ListedCase, list_cases
from avvikelse.services.meetings import find_forum
from avvikelse.services.setup import apply_setup, read_setup
from avvikelse.settings import builtin_folder

MARK = 0x61767664
"""SQLite's application id of a demo database, so that a real one is never overwritten."""

FIRST_DAY = date(2025, 1, 2)


@dataclass(frozen=True, slots=True)
class Played:
    """What the demo left behind: the database, the file's cases as their reporters see them, the next agenda."""

    path: Path
    cases: list[tuple[str, ListedCase]]
    next_agenda: Agenda


def play(folder: Path, now: datetime) -> Played:
    """Makes a fresh demo database in the folder. Raises BadInput rather than overwrite anything but a demo."""
    path = folder / "avvikelse.db"
    _refuse_real_database(path)
    folder.mkdir(parents=True, exist_ok=True)
    building = folder / "avvikelse.db.new"
    _remove(building)
    stage = Stage(_engine(building))
    try:
        played = _play(stage, path, now)
        _seal(stage, building)
    finally:
        stage.engine.dispose()
    _remove(path)
    building.replace(path)
    _remove(building)
    return played


def _engine(building: Path) -> Engine:
    """An engine that doesn't wait for the disk: what isn't finished is made anew, and nobody has worked in it."""
    engine = make_engine(f"sqlite:///{building}")
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return engine


def _refuse_real_database(path: Path) -> None:
    if not path.exists():
        return
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.Error:
        mark = None
    if mark != MARK:
        raise BadInput(f"{path} finns redan och är ingen demo. Välj en annan mapp med --path.")


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-writers"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _seal(stage: Stage, building: Path) -> None:
    """Marks the database as a demo and leaves it as one file."""
    stage.engine.dispose()
    connection = sqlite3.connect(building)
    connection.execute(f"PRAGMA application_id={MARK}")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _play(stage: Stage, path: Path, now: datetime) -> Played:
    upgrade(stage.engine)
    source = files("avvikelse.demo")
    spec = read_setup(source.joinpath("setup.yaml").read_bytes(), "setup.yaml")
    routine_path = builtin_folder("workflows") / f"{spec.routine}.yaml"
    with unit_of_work(stage.engine) as session:
        apply_setup(session, spec, routine_path.read_bytes(), str(routine_path), stage.now)
    forum = stage.ask(SECRETARY, lambda session, _: find_forum(session, "avvikelseforum"))
    routine = forum.engine.routine
    cases = [json.loads(line) for line in source.joinpath("cases.jsonl").read_text("utf-8").splitlines()]
    scripts = _scripts(cases, routine, local_day(now))
    plan_all(stage, routine, FIRST_DAY, local_day(now))
    stories = [tell(stage, script) for script in scripts]
    stories += beside(stage, local_day(now))
    stories += _meetings(stage, routine, local_day(now))
    _run(stage, stories, now)
    stage.now = now
    numbers = {script.number: script.case["id"] for script in scripts}
    return Played(path, _standing(stage, numbers), stage.ask(SECRETARY, agenda, forum, "next", now))


def _run(stage: Stage, stories: list[Story], now: datetime) -> None:
    """All stories side by side, always the one whose next moment comes first, and none beyond the present."""
    order = itertools.count()
    waiting = [(moment, next(order), story) for story in stories if (moment := next(story, None)) is not None]
    heapq.heapify(waiting)
    while waiting:
        moment, _, story = heapq.heappop(waiting)
        stage.now = min(moment, now)
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (max(following, moment), next(order), story))


def _scripts(cases: list[dict[str, Any]], routine: Routine, today: date) -> list[Script]:
    """When each story begins, and when it reaches the forum: before a held meeting, or in time for the next."""
    held = [day for day in _days(routine, "avvikelseforum", today) if day < today]
    last, before_last = held[-1], held[-2]
    steering_day = {0: add_working_days(before_last, -12), 1: add_working_days(last, -12)}
    scripts = []
    for index, told in enumerate(cases, start=1):
        occurred = date.fromisoformat(told["occurred_on"])
        while occurred > today - timedelta(days=7):  # a clock that is behind the file
            occurred = occurred.replace(year=occurred.year - 1, day=min(occurred.day, 28))
        case = told | {"occurred_on": occurred.isoformat()}
        begins = occurred if is_working_day(occurred) else add_working_days(occurred, 1)
        if case["reach"] == "samverkansgrupp":
            late = add_working_days(begins, 14) > steering_day[0]
            lifted = max(steering_day[1 if late else index % 2], add_working_days(begins, 14))
        else:
            lifted = max(add_working_days(last, 1), add_working_days(begins, 14))
        ends_before = add_working_days(today, -1)
        scripts.append(Script(index, case, begins, min(lifted, add_working_days(today, -3)), ends_before))
    return scripts


def _days(routine: Routine, forum: str, today: date) -> list[date]:
    spec = routine.forums[forum]
    days = proposed_dates(spec, FIRST_DAY, 400)
    return [day for day in days if day < today + timedelta(days=365)]


def _meetings(stage: Stage, routine: Routine, today: date) -> list[Story]:
    forums = ("avvikelseforum", "samverkansgrupp")
    return [held_meeting(stage, forum, day) for forum in forums for day in _days(routine, forum, today) if day < today]


def _standing(stage: Stage, numbers: dict[str, str]) -> list[tuple[str, ListedCase]]:
    """Each of the file's cases as its reporter sees it, in the order of the file."""
    found: Iterator[ListedCase] = itertools.chain.from_iterable(
        stage.ask(people["reporter"], list_cases) for people in PEOPLE.values()
    )
    ours = ((numbers[line.number], line) for line in found if line.number in numbers)
    return sorted(ours, key=lambda pair: pair[0])
