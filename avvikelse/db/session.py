"""The engine and the one commit. Services get a `Session`, which can write but not commit."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from avvikelse.db.fair_lock import FairLock
from avvikelse.db.history import PendingEvent, write_events
from avvikelse.errors import BadSetting

BUSY_SECONDS = 30
_READ = "avvikelse_read"
_WRITERS = "avvikelse_writers"


@dataclass(slots=True)
class Session:
    """One transaction as a use case sees it: statements, and events for the history. It has no commit."""

    connection: Connection
    events: list[PendingEvent] = field(default_factory=list)

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Runs a Core statement, once or for each of a list of values."""
        return self.connection.execute(statement, values)

    def record(self, event: PendingEvent) -> None:
        """Adds an event, written when the transaction ends, so that the chain's head is locked last and briefly."""
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
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver's own BEGIN comes too late: see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: a deferred BEGIN that is upgraded later fails on busy rows."""
    reading = connection.get_execution_options().get(_READ, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _writers(engine: Engine) -> FairLock:
    """One queue per SQLite database and process; PostgreSQL keeps queues of its own."""
    lock: FairLock = engine.pool.__dict__.setdefault(_WRITERS, FairLock())
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
    """A transaction that only reads: it waits for no writer, and PostgreSQL refuses writes in it."""
    options = {_READ: True} if engine.dialect.name == "sqlite" else {"postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield Session(connection)
