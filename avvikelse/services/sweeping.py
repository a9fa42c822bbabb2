"""One sweep: everything that is due, once. Any number of them may run at the same time, and any of them may die."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Engine

from avvikelse.db.due import anything_due
from avvikelse.db.session import reading, unit_of_work
from avvikelse.services.occasions import occasions, tell_occasions
from avvikelse.services.reminders import BATCH, fire_due


def sweep(engine: Engine, now: datetime, batch: int = BATCH) -> Counter[str]:
    """Puts all that is due at `now` in the outbox, a batch at a time; counts the messages by name.

    With nothing due it only reads: it takes no lock, and leaves no trace. Run again at the same time it does nothing.
    """
    with reading(engine) as session:
        due, told = anything_due(session, now), occasions(session, now)
    sent: Counter[str] = Counter()
    while due:
        with unit_of_work(engine) as session:
            fired, due = fire_due(session, now, batch)
        sent.update(fired)
    if told:
        with unit_of_work(engine) as session:
            sent.update(tell_occasions(session, now))
    return +sent
