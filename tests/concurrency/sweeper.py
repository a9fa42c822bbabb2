"""A process that sweeps until nothing is due, or until it is killed. It tells of each batch that it has committed."""

from datetime import datetime
from multiprocessing.connection import Connection

from avvikelse.db.due import anything_due
from avvikelse.db.session import make_engine, reading, unit_of_work
from avvikelse.services.reminders import fire_due


def run(url: str, now: datetime, batch: int, told: Connection) -> None:
    """Fires what is due, a few at a time, each in a transaction of its own."""
    engine = make_engine(url)
    while True:
        with reading(engine) as session:
            due = anything_due(session, now)
        if not due:
            break
        with unit_of_work(engine) as session:
            sent, _ = fire_due(session, now, batch)
        told.send(sum(sent.values()))
    told.send(None)
    engine.dispose()
