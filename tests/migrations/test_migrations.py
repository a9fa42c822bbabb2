"""The schema comes from the migrations alone, on both databases, and history can only grow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from avvikelse.core.events import GENESIS
from avvikelse.db.migrate import _config, newest_revision, revision, upgrade
from avvikelse.db.session import make_engine, unit_of_work
from avvikelse.db.tables import Reminder
from avvikelse.services.handling import add_measure, complete_measure
from tests.services.steps import received, rows
from tests.world import World, build_world


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it, of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: str = request.getfixturevalue("postgres_url")
        name = f"empty_{request.node.originalname}"[:60]
        admin = make_engine(server).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        url = server.replace("/postgres?", f"/{name}?")
    engine = make_engine(url)
    yield engine
    engine.dispose()


def downgrade(engine: Engine) -> None:
    """All the way back."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def test_an_empty_database_comes_to_the_models(empty: Engine) -> None:
    assert inspect(empty).get_table_names() == []
    assert revision(empty) is None
    upgrade(empty)
    assert revision(empty) == newest_revision()
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    with empty.connect() as connection:
        checks = {
            (table, check["name"])
            for table in SQLModel.metadata.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    assert checks == {
        (table.name, constraint.name)
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }


def test_upgrading_again_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    world = build_world(empty)
    upgrade(empty)
    assert world.actor("fk.chef").manager


def test_down_and_up_again(engine: Engine) -> None:
    build_world(engine)
    downgrade(engine)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            left = connection.execute(text("SELECT proname FROM pg_proc WHERE proname = 'refuse_history_change'"))
            assert left.all() == []
    upgrade(engine)
    assert build_world(engine).actor("fk.chef").manager


def test_measures_that_wait_since_before_are_reminded_of(engine: Engine) -> None:
    world = build_world(engine)
    number = received(world)
    measure = {"what": "Mallen rättas.", "organisation": "region-varmland", "due_on": "2026-05-29"}
    waiting = world.do(add_measure, "vc.chef", number, measure, rev=None)
    done = world.do(add_measure, "vc.chef", number, measure, rev=None)
    world.do(complete_measure, "vc.chef", number, done, {}, rev=None)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    upgrade(engine)
    of_measures = [row for row in rows(world, Reminder) if row.measure_id is not None]
    assert [(row.measure_id, row.due_at.date().isoformat()) for row in of_measures] == [(waiting, "2026-05-30")]


def test_a_failed_upgrade_leaves_the_database_as_it_was(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(op, "execute", fail)  # the tables are made by then, the chain's head isn't
    with pytest.raises(RuntimeError):
        upgrade(empty)
    monkeypatch.undo()
    assert inspect(empty).get_table_names() == []
    upgrade(empty)
    assert revision(empty) == newest_revision()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET data = '{}' WHERE seq = 1",
        "UPDATE event SET actor_id = 7",
        "DELETE FROM event WHERE seq = 1",
        "DELETE FROM event",
        "TRUNCATE event",
    ],
)
def test_the_database_itself_refuses_to_change_history(still_world: World, statement: str) -> None:
    if statement.startswith("TRUNCATE") and still_world.engine.dialect.name == "sqlite":
        statement = "DELETE FROM event WHERE 1"  # SQLite's way of emptying a table
    with still_world.engine.connect() as connection:
        before = connection.execute(text("SELECT seq, hash FROM event ORDER BY seq")).all()
    assert before
    with pytest.raises(DatabaseError, match="append-only"), still_world.engine.begin() as connection:
        connection.execute(text(statement))
    with still_world.engine.connect() as connection:
        assert connection.execute(text("SELECT seq, hash FROM event ORDER BY seq")).all() == before


def test_history_goes_on_after_a_refused_change(still_world: World) -> None:
    with pytest.raises(DatabaseError), still_world.engine.begin() as connection:
        connection.execute(text("DELETE FROM event"))
    with unit_of_work(still_world.engine) as session:
        assert session.execute(text("SELECT count(*) FROM event")).scalar_one() > 0


def test_the_chain_starts_at_genesis(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, seq, hash FROM chain_head")).all() == [(1, 0, GENESIS)]
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 0


def test_there_is_one_head_and_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert len(scripts.get_heads()) == 1
    assert all(script.doc for script in scripts.walk_revisions())
