"""Connections of the drivers' own, beside the house."""

import sqlite3
from typing import Any

import psycopg
from sqlalchemy import make_url

BUSY_SECONDS = 30


def connect(url: str, busy_seconds: int = BUSY_SECONDS) -> Any:
    """A connection with the same promises on what is kept after a power cut as the house's own."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return psycopg.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False))
    connection = sqlite3.connect(str(parsed.database), timeout=busy_seconds, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def settle(url: str) -> None:
    """Puts the database at rest after a large load, so that its upkeep isn't measured with the moves."""
    connection = connect(url)
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    connection.close()
