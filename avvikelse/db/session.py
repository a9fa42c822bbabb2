"""The engine and the one commit. Services get a `Session`, which can write but not commit."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from avvikelse.db.fair_lock import FairLock
from avvikelse.db.history import PendingEvent, write_events
from avvikelse.db.prepared import Prepared, Values
from avvikelse.errors import BadSetting

BUSY_SECONDS = 30
POOL = 20  # connections kept, and as many again in a rush: a web worker has 40 threads
REST_SECONDS = 5
_READ = "avvikelse_read"
_WRITERS = "avvikelse_writers"
_RESTS = "avvikelse_rests_since"


@dataclass(slots=True)
class Session:
    """One transaction as a use case sees it: statements, and events for the history. It has no commit."""

    connection: Connection
    events: list[PendingEvent] = field(default_factory=list)
    writable: bool = True

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Runs a Core statement, once or for each of a list of values."""
        return self.connection.execute(statement, values)

    def read(self, statement: Prepared, values: Values) -> list[Any]:
        """The rows that a prepared statement finds, as named tuples."""
        return statement.read(self.connection, values)

    def write(self, statement: Prepared, *values: Values) -> int:
        """Runs a prepared write for each of the values. Returns how many rows it touched."""
        return statement.write(self.connection, *values)

    def record(self, event: PendingEvent) -> None:
        """Adds an event, written when the transaction ends, so that the chain's head is locked last and briefly.

        Raises RuntimeError in a transaction that only reads, where the event would be lost without a word.
        """
        if not self.writable:
            raise RuntimeError("an event was recorded in a transaction that only reads")
        self.events.append(event)


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`, with the settings that make the two behave alike.

    Raises BadSetting when the address is neither.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadSetting(
            "AVVIKELSE_DATABASE_URL går inte att använda. Skriv sqlite:///fil.db eller postgresql://användare@värd/namn."
        )
    if parsed.get_backend_name() == "postgresql":
        # The server's standard isolation; a case's rev and the lock on the chain's head keep writers apart.
        # The connection used last comes first: it is awake, and has prepared what is asked most.
        pool = {"pool_size": POOL, "max_overflow": POOL, "pool_use_lifo": True}
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), **pool)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", partial(_ping_after_rest, engine.dialect))
        return engine
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_rest(_raw: object, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS] = time.monotonic()


def _ping_after_rest(dialect: Dialect, raw: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Asks a connection that has rested whether it is alive; one that was just used is taken as it is.

    When it isn't, the server has been away: the pool makes all its connections anew.
    """
    if time.monotonic() - record.info.get(_RESTS, time.monotonic()) < REST_SECONDS:
        return
    driver: Any = dialect.loaded_dbapi
    try:
        raw.execute("SELECT 1")
        raw.commit()  # as readings end, so that what is prepared stays
    except driver.Error as error:
        raise InvalidatePoolError("the server doesn't answer on this connection") from error


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver's own BEGIN comes too late: see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: a deferred BEGIN that is upgraded later fails on busy rows."""
    reading = connection.get_execution_options().get(_READ, False)
    raw: Any = connection.connection.driver_connection
    raw.cursor().execute("BEGIN" if reading else "BEGIN IMMEDIATE")


def _writers(engine: Engine) -> FairLock:
    """One queue per SQLite database, kept between processes by a file beside it; PostgreSQL keeps queues of its own.

    SQLite lets a writer that finds the lock taken sleep and try again, so that some would wait a hundred times longer.
    """
    lock: FairLock | None = engine.pool.__dict__.get(_WRITERS)
    if lock is None:
        path = engine.url.database
        beside = f"{path}-writers" if path and path != ":memory:" else None
        lock = engine.pool.__dict__.setdefault(_WRITERS, FairLock(beside))
    return lock


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """One transaction: all that a use case writes, or nothing of it. The only place that commits."""
    queue = _writers(engine) if engine.dialect.name == "sqlite" else nullcontext()
    with queue, engine.begin() as connection:
        session = Session(connection)
        yield session
        write_events(connection, session.events)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that only reads: it waits for no writer, PostgreSQL refuses writes in it and SQLite keeps none."""
    on_sqlite = engine.dialect.name == "sqlite"
    options = {_READ: True} if on_sqlite else {"postgresql_readonly": True}
    # Begun by hand: a prepared statement goes past the connection's own beginning, and all reads see one moment.
    with engine.connect().execution_options(**options) as connection, connection.begin() as transaction:
        yield Session(connection, writable=False)
        if on_sqlite:
            transaction.rollback()
        # PostgreSQL's is committed: with a rollback psycopg throws away all that it has prepared.
