"""One transaction is all or nothing; a reader writes nothing and waits for nobody."""

import threading
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import Engine, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from avvikelse.db import session as session_module
from avvikelse.db.history import PendingEvent, head, walk
from avvikelse.db.session import make_engine, reading, unit_of_work
from avvikelse.db.tables import ChainHead, Event, Organisation, table
from avvikelse.errors import BadSetting

_organisation, _event, _head = table(Organisation), table(Event), table(ChainHead)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def something(kind: str = "tried") -> PendingEvent:
    return PendingEvent(NOW, kind, None, None, None, {})


def how_many(engine: Engine) -> tuple[int, int, int]:
    """Organisations, events, and the number of the last event according to the chain's head."""
    with reading(engine) as session:
        organisations = session.execute(select(func.count()).select_from(_organisation)).scalar_one()
        events = session.execute(select(func.count()).select_from(_event)).scalar_one()
        return organisations, events, head(session.connection)[0]


def test_what_a_use_case_writes_is_there_when_it_ends(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.execute(insert(_organisation).values(key="a", name="A"))
        session.record(something("first"))
        session.record(something("second"))
    assert how_many(engine) == (1, 2, 2)
    with reading(engine) as session:
        assert [event.kind for event in walk(session.connection)] == ["first", "second"]


def add_one_and_fail(engine: Engine, event: PendingEvent, error: Exception | None = None) -> None:
    """A use case that goes wrong after it has written a row and recorded an event."""
    with unit_of_work(engine) as session:
        session.execute(insert(_organisation).values(key="a", name="A"))
        session.record(event)
        if error is not None:
            raise error


def test_nothing_is_there_when_it_fails_not_even_its_events(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        add_one_and_fail(engine, something(), ZeroDivisionError())
    assert how_many(engine) == (0, 0, 0)


def test_nothing_is_there_when_the_history_can_t_be_written(engine: Engine) -> None:
    with pytest.raises(TypeError):
        add_one_and_fail(engine, PendingEvent(NOW, "tried", None, None, None, {"not": object()}))
    assert how_many(engine) == (0, 0, 0)
    with unit_of_work(engine) as session:  # and the next in line isn't held up
        session.record(something())
    assert how_many(engine) == (0, 1, 1)


def test_a_reader_can_t_write_on_postgresql(fresh_postgres_url: str) -> None:
    engine = make_engine(fresh_postgres_url)
    for statement in (insert(_organisation).values(key="a", name="A"), update(_head).values(seq=7)):
        with pytest.raises(DBAPIError, match="read-only"), reading(engine) as session:
            session.execute(statement)
    assert how_many(engine) == (0, 0, 0)
    engine.dispose()


def test_what_a_reader_writes_is_never_kept(engine: Engine) -> None:
    try:
        with reading(engine) as session:
            session.execute(insert(_organisation).values(key="a", name="A"))
    except DBAPIError:
        pass
    assert how_many(engine) == (0, 0, 0)


def test_a_reader_s_event_isn_t_lost_without_a_word(engine: Engine) -> None:
    """A reading that must be logged has to be made in a unit of work."""
    with pytest.raises(RuntimeError, match="only reads"), reading(engine) as session:
        session.record(something())


def test_a_reader_sees_what_was_committed_and_waits_for_no_writer(engine: Engine) -> None:
    seen: list[tuple[int, int, int]] = []
    with unit_of_work(engine) as session:
        session.execute(insert(_organisation).values(key="a", name="A"))
        reader = threading.Thread(target=lambda: seen.append(how_many(engine)))
        reader.start()
        reader.join(10)
    assert seen == [(0, 0, 0)]
    assert how_many(engine) == (1, 0, 0)


def test_writers_take_turns_and_the_chain_has_no_gaps(engine: Engine) -> None:
    def work(name: str) -> None:
        for _ in range(10):
            with unit_of_work(engine) as session:
                session.record(something(name))

    threads = [threading.Thread(target=work, args=(f"writer {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with reading(engine) as session:
        events = list(walk(session.connection))
    assert [event.seq for event in events] == list(range(1, 41))
    assert all(later.prev_hash == earlier.hash for earlier, later in pairwise(events))


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://localhost/x", "sqlite", "http://example.se"])
def test_another_kind_of_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadSetting, match="AVVIKELSE_DATABASE_URL"):
        make_engine(url)


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with reading(engine) as session:
        found = [
            session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert found == ["wal", 2, 1]


def prepared(fresh_postgres_url: str, monkeypatch: pytest.MonkeyPatch, rest: float) -> list[str]:
    """The statements that the server still has prepared after some transactions that only read, and a rest."""
    engine = make_engine(fresh_postgres_url)
    try:
        for _ in range(8):
            with reading(engine) as session:
                session.execute(select(_organisation.c.name).where(_organisation.c.key == "a"))
        monkeypatch.setattr(session_module, "REST_SECONDS", rest)
        with engine.connect() as connection:
            return list(connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars())
    finally:
        engine.dispose()


@pytest.mark.parametrize("rest", [60, -1])
def test_a_reading_and_a_rest_leave_what_the_server_has_prepared(
    fresh_postgres_url: str, monkeypatch: pytest.MonkeyPatch, rest: float
) -> None:
    """-1: any time is a long rest."""
    found = prepared(fresh_postgres_url, monkeypatch, rest)
    assert any("FROM organisation" in statement for statement in found)
