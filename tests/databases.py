"""Engines for databases that live no longer than the tests."""

from typing import Any

from sqlalchemy import Engine, event

from avvikelse.db.session import make_engine


def hasty_engine(url: str) -> Engine:
    """The product's engine, but SQLite doesn't wait for the disk: a power cut may cost the tests their database."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hurry)
    return engine


def _hurry(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous=OFF")
