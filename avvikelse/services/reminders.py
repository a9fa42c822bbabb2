"""What is due becomes messages: once for each case, to whom the ladder reaches, and nothing moves by itself (R18).

A batch is one transaction. Its cases are held, so that no other worker reminds of them and nobody moves them in
between; the reminders are marked, the messages and the events written, all or nothing. A worker that dies has done
nothing, and the next finds the same rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row
from sqlalchemy.dialects import postgresql, sqlite

from avvikelse.core.dates import local_day, working_days_between
from avvikelse.core.deadlines import THEN, days_paused
from avvikelse.core.ladder import Reached
from avvikelse.core.permissions import owning_role
from avvikelse.core.reminding import HOLE, HOLES, MEASURE_MESSAGES, NEXT_LEVEL, OVERDUE, REMINDER, Why
from avvikelse.core.routine import Deadline, Routine
from avvikelse.core.vocabulary import CaseRole, UserRole
from avvikelse.db.due import DueCase, due_cases, fire_oldest, waiting_measures
from avvikelse.db.history import PendingEvent
from avvikelse.db.people import holders
from avvikelse.db.session import Session
from avvikelse.db.tables import Hole, table
from avvikelse.services.ladder import StaffOfDay, known_people, reach, whose
from avvikelse.services.outbox import Mail, remind
from avvikelse.services.routines import engine_of

_hole = table(Hole)

BATCH = 1000
"""How many due reminders one transaction takes: what a sweep needs in memory, and how long others wait for it."""
Hit = tuple[str, str, Reached, dict[str, Any]]
"""A message, the role it is meant for, whom it reaches, and what its data has beside the case's own."""


def fire_due(session: Session, now: datetime, limit: int = BATCH) -> tuple[Counter[str], bool]:
    """Puts what is due in the outbox, the longest due first, and says whether there may be more.

    Counts the messages by name, and as `silent` the cases that had nobody to reach or nothing left to say.
    """
    due, more = fire_oldest(session, now, limit)
    if not due:
        return Counter(), more
    cases = due_cases(session, {row.deviation_id for row in due})
    staff = StaffOfDay(session, local_day(now))
    staff.meet(known_people(cases.values()))
    measures = waiting_measures(session, [row.measure_id for row in due if row.measure_id is not None])
    sent: Counter[str] = Counter()
    mails: list[Mail] = []
    routines: dict[int, Routine] = {}
    holes = 0
    for case_id, rows in groupby(due, key=lambda row: row.deviation_id):
        case, mine = cases[case_id], list(rows)
        version = case.routine_version_id
        routine = routines[version] = routines.get(version) or engine_of(session, version).routine
        hits = [*_about_case(case, routine, mine, staff, now), *_about_measures(case, mine, measures, staff)]
        holes += _note_holes(session, case, routine, mine, hits, now)
        written = _mails(case, hits)
        mails += written
        sent["silent"] += not written
        _record(session, case, mine, written, now)
    mails += _to_administrators(session, holes)
    for mail in mails:
        sent[mail.message] += 1
    remind(session, mails, now)
    return sent, more


def _about_case(
    case: DueCase, routine: Routine, rows: Sequence[Row[Any]], staff: StaffOfDay, now: datetime
) -> Iterator[Hit]:
    """One reminder to whoever has the next step and, when the last day has passed, one to the next level.

    However many have become due, in a night or a month, it is one message each.
    """
    own = [row for row in rows if row.measure_id is None and row.rule.rpartition(".")[0] == case.state]
    if not own:
        return
    state = routine.states[case.state]
    days = working_days_between(local_day(case.entered_at), local_day(now))
    if isinstance(state.deadline, Deadline) and state.deadline.pauses:
        days -= days_paused(state, case.entered_at, case.due_at)
    data = {"owner": case.owner_role, "days": days}
    message = OVERDUE if case.due_at is not None and case.due_at < now else REMINDER
    yield message, case.owner_role, reach(case, case.owner_role, staff), data
    for row in own:
        if row.rule.endswith(f".{THEN}"):
            found = reach(case, row.role, staff)
            yield NEXT_LEVEL, row.role, found, data if found.hole else data | {"reason": Why.NEXT_LEVEL}


def _about_measures(
    case: DueCase, rows: Sequence[Row[Any]], measures: dict[int, Row[Any]], staff: StaffOfDay
) -> Iterator[Hit]:
    """For each measure that still waits, the latest of its reminders, to the manager of the party that has it.

    A party without part in the case can't see it: then the one that reported is reminded.
    """
    latest = {row.measure_id: row for row in rows if row.measure_id in measures}
    for measure_id, row in latest.items():
        measure = measures[measure_id]
        party = next(
            (p for p in case.parties if p.organisation == measure.organisation and p.visible), case.reporting()
        )
        role = f"{party.side}.{CaseRole.MANAGER}"
        found = staff.climb(CaseRole.MANAGER, party, conduct_matter=case.conduct_matter)
        data = {"measure": measure_id, "due_on": measure.due_on.isoformat()}
        yield MEASURE_MESSAGES[row.rule.rpartition(".")[2]], role, found, data


def _mails(case: DueCase, hits: Iterable[Hit]) -> list[Mail]:
    """One message for each person and kind of thing: who is both owner and next level is told once."""
    mails: dict[tuple[int, Any], Mail] = {}
    for message, _, found, more in hits:
        name = HOLE if found.hole and message not in MEASURE_MESSAGES.values() else message
        data = {"number": case.number, "state": case.state, "role": found.role, "reason": found.why} | more
        if case.due_at is not None and "due_on" not in more:
            data["due_at"] = case.due_at.isoformat()
        for person in found.people:
            mails.setdefault((person, more.get("measure")), Mail(name, person, case.id, data))
    return list(mails.values())


def _note_holes(
    session: Session, case: DueCase, routine: Routine, rows: Sequence[Row[Any]], hits: Iterable[Hit], now: datetime
) -> bool:
    """Keeps for the administrator that a step of the case has nobody (R20). True when that is news."""
    news = False
    build = postgresql.insert if session.connection.dialect.name == "postgresql" else sqlite.insert
    for _, asked, found, _ in hits:
        if found.hole:
            role = owning_role(asked, conduct_matter=case.conduct_matter)
            organisation, unit_id = whose(case, routine, role)
            known = {"deviation_id": case.id, "period": rows[-1].period, "role": role, "found_at": now}
            values = known | {"organisation": organisation, "unit_id": unit_id}
            kept = build(_hole).values(values).on_conflict_do_nothing().returning(_hole.c.id)
            news |= session.execute(kept).first() is not None
    return news


def _to_administrators(session: Session, holes: int) -> list[Mail]:
    """That so many cases more have nobody. No number: a conduct matter looks as any other (R8)."""
    if not holes:
        return []
    people = session.execute(holders(UserRole.ADMINISTRATOR)).scalars()
    return [Mail(HOLES, person, None, {"count": holes}) for person in dict.fromkeys(people)]


def _record(session: Session, case: DueCase, rows: Sequence[Row[Any]], mails: Sequence[Mail], now: datetime) -> None:
    """Writes in the trail what was due and which messages came of it; the case itself is as it was."""
    told: dict[str, int] = {}
    for mail in mails:
        told[mail.message] = told.get(mail.message, 0) + 1
    data = {"rules": [row.rule for row in rows], "messages": told}
    session.record(PendingEvent(now, "reminded", None, case.owner_organisation, case.id, data))
