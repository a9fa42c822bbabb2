"""Keeps the reminder rows of a case in step with the state it is in, and its clock with what it waits for."""

from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, update

from avvikelse.core.dates import add_working_days, at_local, local_day, working_days_between
from avvikelse.core.deadlines import DAY_ENDS, days_paused, measure_reminders, reminders
from avvikelse.core.routine import Deadline, State
from avvikelse.core.vocabulary import CaseRole
from avvikelse.db.cases import Case
from avvikelse.db.due import measures_of_decision, pause_of, reminders_of, waits_for
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, Pause, Reminder, table
from avvikelse.services.routines import engine_of

_reminder, _pause, _deviation = table(Reminder), table(Pause), table(Deviation)
_ADD = Prepared(insert(_reminder))
_DROP = Prepared(
    delete(_reminder).where(_reminder.c.deviation_id == bindparam("case_id"), _reminder.c.measure_id.is_(None))
)


def schedule_reminders(session: Session, case_id: int, key: str, state: State, period: int, now: datetime) -> None:
    """Writes the reminders of a stay in a state; `period` is the revision at which the state was entered."""
    rows = [
        {"deviation_id": case_id, "rule": due.rule, "period": period, "role": due.role, "due_at": due.due_at}
        for due in reminders(key, state, now)
    ]
    if rows:
        session.write(_ADD, *rows)


def drop_reminders(session: Session, case_id: int, left: State) -> None:
    """Takes away what was to remind of the state that the case leaves. A clock that stood still there is forgotten."""
    session.write(_DROP, {"case_id": case_id})
    if isinstance(left.deadline, Deadline) and left.deadline.pauses:
        session.execute(delete(_pause).where(_pause.c.deviation_id == case_id))


def schedule_measure(session: Session, case: Case, measure_id: int, due_on: date, now: datetime) -> None:
    """Writes the reminders of a measure that has come into force."""
    role = f"measure.{CaseRole.MANAGER}"
    common = {"deviation_id": case.id, "period": 0, "measure_id": measure_id}
    rows = [
        {**common, "rule": due.rule, "role": due.role, "due_at": due.due_at}
        for due in measure_reminders(measure_id, due_on, role, now)
    ]
    session.write(_ADD, *rows)


def schedule_decided(session: Session, case: Case, decision_id: int, now: datetime) -> None:
    """The same for all that a forum has decided, when its minutes are approved."""
    for measure in measures_of_decision(session, decision_id):
        schedule_measure(session, case, measure.id, measure.due_on, now)


def drop_measure(session: Session, measure_id: int) -> None:
    """Takes away what was to remind of a measure: it is done, or somebody else's now."""
    session.execute(delete(_reminder).where(_reminder.c.measure_id == measure_id, _reminder.c.fired_at.is_(None)))


def mind_clock(session: Session, case: Case, now: datetime) -> None:
    """Stops the case's clock, or lets it go on, as the routine says for what its owner waits for (`pauses`).

    While it stands the case has no due time and no reminders to come. The whole working days it has stood are added
    to both when it goes on.
    """
    deadline = engine_of(session, case.routine_version_id).routine.states[case.state].deadline
    if not isinstance(deadline, Deadline) or not deadline.pauses:
        return
    paused = pause_of(session, case.id)
    waits = waits_for(session, case.id, case.owner_organisation)
    what = next((wait for wait in deadline.pauses if wait in waits), None)
    if what is not None and paused is None and case.due_at is not None:
        own = reminders_of(session, case.id)
        values = {"deviation_id": case.id, "waits_for": what, "since": now, "due_at": case.due_at}
        session.execute(insert(_pause).values(**values, period=own[-1].period if own else case.rev))
        _clear(session, case)
        _set_due(session, case, None)
    elif what is not None and paused is not None and what != paused.waits_for:
        session.execute(update(_pause).where(_pause.c.deviation_id == case.id).values(waits_for=what))
    elif what is None and paused is not None:
        go_on(session, case, now)


def go_on(session: Session, case: Case, now: datetime) -> None:
    """Lets a clock that stands still go on, whatever is waited for; harmless for one that runs."""
    paused = pause_of(session, case.id)
    if paused is None:
        return
    stood = working_days_between(local_day(paused.since), local_day(now))
    due = at_local(add_working_days(local_day(paused.due_at), stood), DAY_ENDS)
    session.execute(delete(_pause).where(_pause.c.deviation_id == case.id))
    _set_due(session, case, due)
    reschedule(session, case, paused.period)


def reschedule(session: Session, case: Case, period: int) -> None:
    """Writes the case's reminders to come anew, by its routine and its due time; those fired stay as they are."""
    state = engine_of(session, case.routine_version_id).routine.states[case.state]
    _clear(session, case)
    fired = {row.rule for row in reminders_of(session, case.id)}
    stood = days_paused(state, case.entered_at, case.due_at)
    rows = [
        {"deviation_id": case.id, "rule": due.rule, "period": period, "role": due.role, "due_at": due.due_at}
        for due in reminders(case.state, state, case.entered_at, paused=stood)
        if due.rule not in fired
    ]
    if rows:
        session.write(_ADD, *rows)


def _clear(session: Session, case: Case) -> None:
    """Takes away the case's reminders that haven't been fired."""
    mine = (_reminder.c.deviation_id == case.id, _reminder.c.measure_id.is_(None))
    session.execute(delete(_reminder).where(*mine, _reminder.c.fired_at.is_(None)))


def _set_due(session: Session, case: Case, due: datetime | None) -> None:
    session.execute(update(_deviation).where(_deviation.c.id == case.id).values(due_at=due))
    case.due_at = due
