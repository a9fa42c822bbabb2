"""Statements of the hot paths: compiled once for each kind of database, then handed straight to the driver.

For each run Core looks a statement up in its cache, lays out its parameters and makes a result to read. In a short
transaction that costs many times what the driver takes.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from threading import Lock
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from avvikelse.db.types import UTCDateTime

Values = Mapping[str, Any]
_CURSOR = "avvikelse_cursor"
_SQLITE_TURN = Lock()
"""One thread at a time steps through the rows of a prepared statement on SQLite.

The driver lets go of the interpreter for each row, and with many readers each row then costs a change of thread. Within
the turn nothing is waited for: prepared statements are short, and readers wait for no writer.
"""
Fits = tuple[tuple[Any, Callable[[Any], Any]], ...]
"""What makes a value fit, for each name or place that needs it."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one kind of database takes it, and what its values need on the way in and out."""

    sql: str
    defaults: dict[str, Any]
    fits: Fits
    order: Sequence[str] | None
    row: Callable[[Iterable[Any]], Any]
    row_fits: Fits

    def fill(self, values: Values) -> Any:
        """The values as the driver wants them. Raises KeyError when one is missing."""
        filled = {**self.defaults, **values}
        for name, fit in self.fits:
            filled[name] = fit(filled[name])
        return filled if self.order is None else [filled[name] for name in self.order]

    def read(self, found: Iterable[Any]) -> Any:
        """A row from the driver as a named tuple."""
        if not self.row_fits:
            return self.row(found)
        row = list(found)
        for place, fit in self.row_fits:
            row[place] = fit(row[place])
        return self.row(row)


class Prepared:
    """A statement that is compiled the first time it runs with a set of values.

    A write sets the columns named in the values, those that the statement sets itself, and for an insert those that
    have a fixed default.
    """

    def __init__(self, statement: Insert | Update | Delete | Select[Any]) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def write(self, connection: Connection, *values: Values) -> int:
        """Runs the statement for each of the values. Returns how many rows it touched."""
        form = self._form(connection.dialect, values[0])
        touched: int = _run(connection, form.sql, [form.fill(row) for row in values]).rowcount
        return touched

    def read(self, connection: Connection, values: Values) -> list[Any]:
        """The rows that the statement finds, or that a write returns, as named tuples."""
        form = self._form(connection.dialect, values)
        filled = [form.fill(values)]
        if connection.dialect.name != "sqlite":
            return [form.read(row) for row in _run(connection, form.sql, filled).fetchall()]
        with _SQLITE_TURN:
            found = _run(connection, form.sql, filled).fetchall()
        return [form.read(row) for row in found]

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        key = (dialect.name, *values)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _compile(self._statement, dialect, values)
        return form


def _run(connection: Connection, sql: str, filled: Sequence[Any]) -> Any:
    """Runs on the driver's own cursor. Raises its errors as SQLAlchemy does, but without the values: they are texts."""
    driver: Any = connection.dialect.loaded_dbapi
    cursor = _cursor(connection)
    try:
        if len(filled) == 1:
            cursor.execute(sql, filled[0])
        else:
            cursor.executemany(sql, filled)
    except driver.Error as error:
        raise DBAPIError.instance(sql, None, error, driver.Error, dialect=connection.dialect) from error
    return cursor


def _cursor(connection: Connection) -> Any:
    """A cursor that the driver's connection keeps for this: to make one is no small part of a statement's cost."""
    kept = connection.info
    if _CURSOR not in kept:
        kept[_CURSOR] = connection.connection.cursor()
    return kept[_CURSOR]


def _compile(statement: Any, dialect: Dialect, values: Values) -> _Form:
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    expanded = compiled.construct_expanded_state(values)  # a list in the statement (an IN) is laid out here, for good
    fixed = {name: value for name, value in expanded.parameters.items() if name not in values}
    filled_in = {column.key: _default(column) for column in compiled.insert_prefetch}
    fits = [(name, _inward(bind, dialect)) for bind, name in compiled.bind_names.items()]
    read = list(statement.exported_columns)  # what is selected, or what a write returns
    row_fits = [(place, _outward(column, dialect)) for place, column in enumerate(read)]
    return _Form(
        sql=expanded.statement,
        defaults=fixed | filled_in,
        fits=tuple((name, fit) for name, fit in fits if fit is not None),
        order=expanded.positiontup,
        row=_row_of([str(column.key) for column in read]),
        row_fits=tuple((place, fit) for place, fit in row_fits if fit is not None),
    )


def _inward(bind: BindParameter[Any], dialect: Dialect) -> Any:
    return _moment(dialect) if isinstance(bind.type, UTCDateTime) else _impl(bind, dialect).bind_processor(dialect)


@lru_cache(maxsize=4)
def _moment(dialect: Dialect) -> Any:
    """What makes a moment fit. One for all statements, since a transaction writes the same moment many times."""
    fit: Any = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    known = lru_cache(maxsize=128)(fit)
    # Only what is in UTC already: elsewhere the two 02.30 of the night when summer time ends count as equal.
    return lambda moment: known(moment) if moment is not None and moment.tzinfo is UTC else fit(moment)


def _outward(column: ColumnElement[Any], dialect: Dialect) -> Any:
    if isinstance(column.type, UTCDateTime) and dialect.name == "sqlite":
        return _moment_of
    return _impl(column, dialect).result_processor(dialect, None)


def _moment_of(kept: str | None) -> datetime | None:
    """The moment that SQLite keeps as text in UTC. To parse it with its zone is quicker than to give it one later."""
    return datetime.fromisoformat(f"{kept}+00:00") if kept is not None else None


def _impl(element: ColumnElement[Any], dialect: Dialect) -> Any:
    return element.type.dialect_impl(dialect)


def _row_of(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    kind: Any = namedtuple  # noqa: PYI024 (the names are known only when the statement is)
    # Straight to tuple's own making: a list has fifty rows, and `_make` counts their columns each time.
    return partial(tuple.__new__, kind("Row", names))


def _default(column: Column[Any]) -> Any:
    if not isinstance(column.default, ScalarElementColumnDefault):
        raise TypeError(f"{column} has a default that is made anew each time; a prepared insert can't fill it in")
    return column.default.arg
