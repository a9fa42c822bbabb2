"""A populated installation that can be made as new again in an instant, on either kind of database."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from avvikelse.core.engine import Engine as RoutineEngine
from avvikelse.core.permissions import Actor
from avvikelse.db.session import reading
from avvikelse.services.members import sign_in
from avvikelse.services.routines import active_engine
from tests.databases import hasty_engine
from tests.world import PEOPLE, World, build_world


@dataclass
class House:
    """An installation with people and a routine but no case; `renew` takes away whatever has happened since."""

    engine: Engine
    restore: Callable[[], None]
    actors: dict[str, Actor]
    routine: RoutineEngine

    def renew(self) -> World:
        """The world as it was when nothing had been reported. The engine, and what it has read, stays."""
        self.engine.dispose()
        self.restore()
        return World(self.engine, _actors=dict(self.actors))


def build_house(url: str, begin: Callable[["House"], None] = lambda _: None) -> House:
    """A house on a fresh, migrated database, as it is once `begin` has been done in it."""
    engine = hasty_engine(url)
    build_world(engine)
    with reading(engine) as session:
        actors = {name: sign_in(session, name) for name in PEOPLE}
        _, routine = active_engine(session)
    house = House(engine, lambda: None, actors, routine)
    begin(house)
    engine.dispose()
    house.restore = _sqlite(url) if engine.dialect.name == "sqlite" else _postgres(url)
    return house


def _sqlite(url: str) -> Callable[[], None]:
    path = Path(make_url(url).database or "")
    template = path.with_suffix(".template")
    shutil.copy(path, template)  # the last connection to close has put everything in the one file

    def restore() -> None:
        for suffix in ("", "-wal", "-shm"):  # new files: a failed walk may still hold the old ones open
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(template, path)

    return restore


def _postgres(url: str) -> Callable[[], None]:
    name = make_url(url).database
    admin = hasty_engine(url.replace(f"/{name}?", "/postgres?")).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}_template TEMPLATE {name} STRATEGY file_copy"))

    def restore() -> None:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {name}_template STRATEGY file_copy"))
        admin.dispose()

    return restore
