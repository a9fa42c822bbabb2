"""Keeps the reminder rows of a case in step with the state it is in."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert

from avvikelse.core.deadlines import reminders
from avvikelse.core.routine import State
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Reminder, table

_reminder = table(Reminder)
_ADD = Prepared(insert(_reminder))
_DROP = Prepared(delete(_reminder).where(_reminder.c.deviation_id == bindparam("case_id")))


def schedule_reminders(session: Session, case_id: int, key: str, state: State, period: int, now: datetime) -> None:
    """Writes the reminders of a stay in a state; `period` is the revision at which the state was entered."""
    rows = [
        {"deviation_id": case_id, "rule": due.rule, "period": period, "role": due.role, "due_at": due.due_at}
        for due in reminders(key, state, now)
    ]
    if rows:
        session.write(_ADD, *rows)


def drop_reminders(session: Session, case_id: int) -> None:
    """Takes away what was to remind of the state that the case leaves."""
    session.write(_DROP, {"case_id": case_id})
