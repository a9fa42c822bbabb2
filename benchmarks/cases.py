"""The house with many cases: the Värmland routine, its people, and copies of one reported deviation.

Copies are laid in by statements over numbered rows, a table at a time, with a chained event each, so that a database
holds the same kind of rows as after as many reports.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Engine, String, Table, cast, insert, literal, select, text, true

from avvikelse.core.permissions import Actor
from avvikelse.db.history import PendingEvent
from avvikelse.db.migrate import upgrade
from avvikelse.db.session import Session, make_engine, unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty, Registration, Reminder, table
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from benchmarks import drivers
from tests.world import a_report, build_world

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
FIRST_ID = 100_000
REPORTER, TRIGGER = "fk.utredare", "register"
ANSWERS = {"own_reference": "FK-2026-117", "other_party_told": "Rehabkoordinator Granåsen, telefon 3 mars"}
BATCH = 10_000

_CASE = "deviation_id"
_deviation = table(Deviation)


@dataclass(frozen=True, slots=True)
class CopiedCase:
    """A case to move: nobody has touched it since it was reported."""

    id: int
    number: str


def moment_of(case: CopiedCase) -> datetime:
    """When the case is moved."""
    return NOW + timedelta(microseconds=case.id)


@dataclass(slots=True)
class House:
    """An installation to measure, with one reported deviation that the others are copies of."""

    engine: Engine
    actor: Actor
    template: CopiedCase
    copies: int = 0

    def add(self, count: int) -> list[CopiedCase]:
        """Lays in `count` copies of the reported deviation."""
        first = FIRST_ID + self.copies
        self.copies += count
        cases = [CopiedCase(first + n, f"AVV-2026-{first + n}") for n in range(count)]
        for start in range(0, count, BATCH):
            with unit_of_work(self.engine) as session:
                _copy(session, self.template.id, cases[start : start + BATCH], self.actor)
        return cases

    def lay(self, count: int) -> range:
        """Lays in `count` copies by one statement a table, without texts or history: their ids."""
        first = FIRST_ID + self.copies
        self.copies += count
        with unit_of_work(self.engine) as session:
            if self.engine.dialect.name == "postgresql":
                session.execute(text("SET LOCAL session_replication_role = replica"))  # the template's keys are right
            ids = _numbers(first, first + count - 1)
            for model, key in ((Deviation, "id"), (DeviationParty, _CASE), (Reminder, _CASE)):
                target = table(model)
                _multiply(session, target, target.c[key], self.template.id, ids)
        return range(first, first + count)

    def register(self, case: CopiedCase) -> None:
        """The measured move, as the page and the API make it: raised to registered, with its two answers.

        Each at a moment of its own, as in life.
        """
        with unit_of_work(self.engine) as session:
            move(session, self.actor, case.number, TRIGGER, rev=1, form=ANSWERS, now=moment_of(case))

    def settle(self) -> None:
        """Puts the database at rest after cases have been laid in."""
        drivers.settle(self.engine.url.render_as_string(hide_password=False))


def build_house(url: str) -> House:
    """An installation on the database: migrated, with routine, people and one reported deviation."""
    engine = make_engine(url)
    upgrade(engine)
    world = build_world(engine)
    number = world.do(report, REPORTER, a_report())
    with unit_of_work(engine) as session:
        found: int = session.execute(select(_deviation.c.id).where(_deviation.c.number == number)).scalar_one()
    return House(engine, world.actor(REPORTER), CopiedCase(found, number))


def _copy(session: Session, template: int, cases: list[CopiedCase], actor: Actor) -> None:
    ids = _numbers(cases[0].id, cases[-1].id)
    for model, key in ((Deviation, "id"), (DeviationParty, _CASE), (Registration, _CASE), (Reminder, _CASE)):
        target = table(model)
        _multiply(session, target, target.c[key], template, ids)
    for case in cases:
        session.record(PendingEvent(NOW, "reported", actor.user_id, actor.organisation, case.id, {"rev": 1}))


def _numbers(first: int, last: int) -> CTE:
    """The whole numbers from `first` to `last`, as rows."""
    numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))


def _multiply(session: Session, target: Table, key: ColumnElement[int], template: int, ids: CTE) -> None:
    """Inserts the template case's rows once for each new case id."""
    changed: dict[str, ColumnElement[Any]] = {key.key: ids.c.n}  # type: ignore[dict-item]  # because a column has a key
    if "number" in target.c:
        changed["number"] = literal("AVV-2026-") + cast(ids.c.n, String)
    columns = [column for column in target.c if column.name in changed or not column.primary_key]
    rows = select(*(changed.get(column.name, column) for column in columns)).join_from(target, ids, true())
    session.execute(insert(target).from_select(columns, rows.where(key == template)))
