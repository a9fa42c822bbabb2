"""The floor: the very statements of a move, run straight on the driver.

They are not written down here but recorded from a real move, so they can't fall out of step with the house. The
values of the other cases are put in beforehand; in the transaction only the driver, the lock on the chain's head and
the event's hash remain.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from sqlalchemy import Engine, event, make_url

from avvikelse.core.events import event_hash
from benchmarks.cases import NOW, CopiedCase, House

BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a move with its values, as they went to the driver."""

    sql: str
    values: Any
    many: bool

    @property
    def name(self) -> str:
        """The kind of statement and the table: 'UPDATE deviation'."""
        words = self.sql.split()
        verb = words[0]
        place = {"SELECT": "FROM", "INSERT": "INTO", "DELETE": "FROM"}.get(verb, verb)
        return f"{verb} {words[words.index(place) + 1]}" if verb != "BEGIN" else verb


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """Collects the statements that are run meanwhile."""
    found: list[Statement] = []

    def keep(_c: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:  # noqa: FBT001
        found.append(Statement(sql, values, many))

    event.listen(engine, "before_cursor_execute", keep)
    yield found
    event.remove(engine, "before_cursor_execute", keep)


def record_move(house: House) -> tuple[CopiedCase, list[Statement]]:
    """The statements of one move, and the case that was moved. The statements are warmed up by a case before it."""
    warm, measured = house.add(2)
    house.register(warm)
    with recorded(house.engine) as statements:
        house.register(measured)
    return measured, statements


def put_in(values: Any, changes: dict[Any, Any]) -> Any:
    """The values with others put in; a case's number also inside a text."""
    if isinstance(values, dict):
        return {key: put_in(value, changes) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return type(values)(put_in(value, changes) for value in values)
    if isinstance(values, str):
        for old, new in changes.items():
            if isinstance(old, str):
                values = values.replace(old, new)
        return values
    return changes.get(values, values)


def connect(url: str) -> Any:
    """A connection of the driver's own, with the same promises on what is kept after a power cut as the house has."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return psycopg.connect(url)
    connection = sqlite3.connect(str(parsed.database), timeout=BUSY_SECONDS, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class RawPeer:
    """Runs the recorded move on other cases."""

    def __init__(self, house: House, url: str) -> None:
        self._template, self.statements = record_move(house)
        self._actor = house.actor
        self._connection = connect(url)
        names = [statement.name for statement in self.statements]
        self._read_head = names.index("SELECT chain_head")
        self._append, self._move_head = names.index("INSERT event"), names.index("UPDATE chain_head")
        self._save = names.index("UPDATE deviation")
        if self._append != len(names) - 2 or self._move_head != len(names) - 1:
            raise LookupError(f"a move no longer ends with the event and the chain's head: {names}")
        columns = self.statements[self._append].sql.partition("(")[2].partition(")")[0].split(", ")
        self._slots = dict(zip(columns, self._keys(self.statements[self._append]), strict=True))
        head = self.statements[self._move_head]
        self._head_slots = self._keys(head)[:2]

    @staticmethod
    def _keys(statement: Statement) -> list[Any]:
        values = statement.values
        return list(values) if isinstance(values, dict) else list(range(len(values)))

    def plan(self, case: CopiedCase) -> list[Statement]:
        """The statements for another case, made ready before anything is measured."""
        changes = {self._template.id: case.id, self._template.number: case.number}
        return [replace(statement, values=put_in(statement.values, changes)) for statement in self.statements]

    def move(self, case_id: int, plan: list[Statement]) -> None:
        """Runs the move in one transaction."""
        cursor = self._connection.cursor()
        seq, prev = 0, ""
        for place, statement in enumerate(plan[: self._append]):
            run = cursor.executemany if statement.many else cursor.execute
            run(statement.sql, statement.values)
            if place == self._read_head:
                seq, prev = cursor.fetchone()
            elif statement.sql.startswith("SELECT"):
                cursor.fetchall()
            elif place == self._save and cursor.rowcount != 1:
                raise LookupError(f"somebody else has moved {case_id}")
        self._chain(cursor, plan, case_id, seq + 1, prev)
        self._connection.commit()

    def _chain(self, cursor: Any, plan: list[Statement], case_id: int, seq: int, prev: str) -> None:
        append, head = plan[self._append], plan[self._move_head]
        values, slots = self._open(append), self._slots
        data, kind = values[slots["data"]], values[slots["kind"]]
        actor = self._actor
        digest = event_hash(prev, seq, NOW, kind, actor.user_id, actor.organisation, case_id, data)
        values[slots["seq"]], values[slots["prev_hash"]], values[slots["hash"]] = seq, prev, digest
        cursor.execute(append.sql, values)
        values = self._open(head)
        values[self._head_slots[0]], values[self._head_slots[1]] = seq, digest
        cursor.execute(head.sql, values)

    @staticmethod
    def _open(statement: Statement) -> Any:
        """The values in a form that can be changed."""
        values = statement.values
        return dict(values) if isinstance(values, dict) else list(values)

    def close(self) -> None:
        """Gives the connection back."""
        self._connection.close()
