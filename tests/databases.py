"""Databases that live no longer than the tests, and engines for them."""

from typing import Any

from sqlalchemy import Engine, event, text

from avvikelse.db.session import make_engine


def hasty_engine(url: str) -> Engine:
    """The product's engine, but SQLite doesn't wait for the disk: a power cut may cost the tests their database."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hurry)
    return engine


def _hurry(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF")


def database_at(server: str, name: str) -> str:
    """The address of a database on the PostgreSQL server with that address."""
    return server.replace("/postgres?", f"/{name}?")


def copied_database(server: str, template: str, name: str) -> str:
    """The address of a new PostgreSQL database that is a copy of another."""
    admin = hasty_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    admin.dispose()
    return database_at(server, name)
