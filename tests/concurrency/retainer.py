"""A process that destroys what is due until nothing is left or it is killed. It tells of each batch."""

from datetime import datetime
from multiprocessing.connection import Connection

from avvikelse.db.session import make_engine, unit_of_work
from avvikelse.services.retaining import destroy_some


def run(url: str, now: datetime, batch: int, told: Connection) -> None:
    """Works on the one decision there is, a few cases at a time, each batch in a transaction of its own."""
    engine = make_engine(url)
    while True:
        with unit_of_work(engine) as session:
            done = destroy_some(session, 1, now, batch)
        if not done["cases"]:
            break
        told.send(done["cases"])
    told.send(None)
    engine.dispose()
