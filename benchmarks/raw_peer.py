"""The floor: the very statements of a move, run straight on the driver.

They are not written down here but recorded from a real move, so they can't fall out of step with the house. The
values of the other cases are put in beforehand; in the transaction only the driver, the lock on the chain's head and
the event's hash remain.
"""

import sqlite3
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Self

import psycopg
from sqlalchemy import event

from avvikelse.core.events import event_hash
from avvikelse.db.session import make_engine
from benchmarks.cases import CopiedCase, House, moment_of
from benchmarks.drivers import connect


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


class _Recording:
    """A cursor that keeps what it runs."""

    def execute(self, sql: Any, values: Any = (), **options: Any) -> Any:
        """Runs a statement once."""
        _kept.append(Statement(str(sql), values, many=False))
        return super().execute(sql, values, **options)  # type: ignore[misc]  # because the driver's cursor comes next

    def executemany(self, sql: Any, values: Any, **options: Any) -> Any:
        """Runs a statement for each of several values."""
        kept, _kept[:] = _kept[:], []
        result = super().executemany(sql, values, **options)  # type: ignore[misc]  # because the driver's comes next
        _kept[:] = [*kept, Statement(str(sql), values, many=True)]
        return result


_kept: list[Statement] = []


class _SqliteCursor(_Recording, sqlite3.Cursor):
    pass


class _SqliteConnection(sqlite3.Connection):
    def cursor(self, *_: Any) -> Any:
        return super().cursor(_SqliteCursor)


class _PostgresCursor(_Recording, psycopg.Cursor[Any]):  # type: ignore[misc]  # because the wide form fits both
    pass


def record_move(house: House) -> tuple[CopiedCase, list[Statement]]:
    """The statements of one move as they went to the driver, and the case that was moved.

    A case before it warms the house up, so that what is read once per process isn't among them.
    """
    engine = make_engine(house.engine.url.render_as_string(hide_password=False))

    def recording(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> None:
        if engine.dialect.name == "sqlite":
            options["factory"] = _SqliteConnection
        else:
            options["cursor_factory"] = _PostgresCursor

    event.listen(engine, "do_connect", recording)
    warm, measured = house.add(2)
    recorder = replace(house, engine=engine)
    recorder.register(warm)
    _kept.clear()
    recorder.register(measured)
    engine.dispose()
    return measured, list(_kept)


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


class RawPeer:
    """Runs the recorded move on other cases."""

    def __init__(self, house: House, url: str) -> None:
        self._template, self.statements = record_move(house)
        self._actor, self._at = house.actor, moment_of(self._template)
        self.connection = connect(url)
        names = [statement.name for statement in self.statements]
        self._read_head = names.index("SELECT chain_head")
        self._append, self._move_head = names.index("INSERT event"), names.index("UPDATE chain_head")
        self._save = names.index("UPDATE deviation")
        if self._append != len(names) - 2 or self._move_head != len(names) - 1:
            raise LookupError(f"a move no longer ends with the event and the chain's head: {names}")
        columns = self.statements[self._append].sql.partition("(")[2].partition(")")[0].split(", ")
        self._slots = self._places(self._append, columns)
        self._head_slots = self._places(self._move_head, ["seq", "hash"])

    def _places(self, place: int, columns: list[str]) -> dict[str, Any]:
        """Where in the statement's values each of its first columns stands: by name, or by order."""
        by_name = isinstance(self.statements[place].values, dict)
        return dict(zip(columns, columns if by_name else range(len(columns)), strict=True))

    def plan(self, case: CopiedCase) -> list[Statement]:
        """The statements for another case, made ready before anything is measured."""
        changes = {self._template.id: case.id, self._template.number: case.number}
        return [replace(statement, values=put_in(statement.values, changes)) for statement in self.statements]

    def another(self, url: str, busy_seconds: int) -> Self:
        """The same with a connection of its own, for another thread."""
        other = copy(self)
        other.connection = connect(url, busy_seconds)
        return other

    def move(self, case_id: int, plan: list[Statement]) -> None:
        """Runs the move in one transaction."""
        try:
            self._run(case_id, plan)
        except (sqlite3.Error, psycopg.Error):
            self.connection.rollback()
            raise
        self.connection.commit()

    def _run(self, case_id: int, plan: list[Statement]) -> None:
        cursor = self.connection.cursor()
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

    def _chain(self, cursor: Any, plan: list[Statement], case_id: int, seq: int, prev: str) -> None:
        append, head = plan[self._append], plan[self._move_head]
        values, slots = self._open(append), self._slots
        data, kind = values[slots["data"]], values[slots["kind"]]
        actor = self._actor
        digest = event_hash(prev, seq, self._at, kind, actor.user_id, actor.organisation, case_id, data)
        values[slots["seq"]], values[slots["prev_hash"]], values[slots["hash"]] = seq, prev, digest
        cursor.execute(append.sql, values)
        values = self._open(head)
        values[self._head_slots["seq"]], values[self._head_slots["hash"]] = seq, digest
        cursor.execute(head.sql, values)

    @staticmethod
    def _open(statement: Statement) -> Any:
        """The values in a form that can be changed."""
        values = statement.values
        return dict(values) if isinstance(values, dict) else list(values)

    def close(self) -> None:
        """Gives the connection back."""
        self.connection.close()
