"""Writers of several processes wait their turn at a file, and the pool finds out that the server has been away."""

import multiprocessing
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from avvikelse.db import session as sessions
from avvikelse.db.fair_lock import FairLock
from avvikelse.db.session import make_engine


def _hold(path: str, mine: threading.Event, release: threading.Event) -> None:
    with FairLock(path):
        mine.set()
        release.wait(10)


def test_a_turn_is_kept_between_processes(tmp_path: Path) -> None:
    path = str(tmp_path / "avvikelse.db-writers")
    context = multiprocessing.get_context("spawn")
    theirs, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(path, theirs, release))
    other.start()
    assert theirs.wait(10)
    ours = threading.Event()
    waiting = threading.Thread(target=_hold, args=(path, ours, release))
    waiting.start()
    assert not ours.wait(0.2)
    release.set()
    assert ours.wait(10)
    waiting.join()
    other.join()


def test_a_file_that_cannot_be_had_is_done_without(tmp_path: Path) -> None:
    with FairLock(str(tmp_path / "no such folder" / "file")):
        pass


def test_connections_that_have_rested_are_made_anew_when_the_server_has_been_away(
    fresh_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "REST_SECONDS", 0)
    engine = make_engine(fresh_postgres_url)
    with engine.connect() as one, engine.connect() as two:
        one.execute(text("SELECT 1"))
        two.execute(text("SELECT 1"))
    other = make_engine(fresh_postgres_url)
    with other.connect() as killer:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        killer.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    for _ in range(3):
        with engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
    other.dispose()
