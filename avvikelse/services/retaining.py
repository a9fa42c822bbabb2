"""What the worker does with decisions to destroy: tells the administrators in good time, then does it, batch by batch.

Each batch is a transaction: the texts go, the case's revision rises and the event that says so is written, or nothing
of it. Any number of workers may do it at once, and any of them may die: what is left is due the next time.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, update

from avvikelse.core.dates import local_day
from avvikelse.core.reminding import RETENTION_AHEAD
from avvikelse.core.retention import NOTICE, RetentionKind, bits_of, cutoff, destroyed_text, first_day
from avvikelse.core.vocabulary import UserRole
from avvikelse.db.history import PendingEvent
from avvikelse.db.people import holders
from avvikelse.db.retention import (
    BATCH,
    anything_loose,
    anything_to_destroy,
    anything_to_tell,
    count_due,
    destroy,
    drop_loose,
    take,
    working_decisions,
)
from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.db.tables import RetentionDecision, table
from avvikelse.services.outbox import Mail, remind

_decision = table(RetentionDecision)


def run_retention(engine: Engine, now: datetime, batch: int = BATCH) -> Counter[str]:
    """Does what is due at `now`: counts `told`, `cases`, `shared`, `messages` and `drafts`.

    With nothing due it only reads. Run again at the same time it does nothing.
    """
    done: Counter[str] = Counter()
    with reading(engine) as session:
        waiting, working = _due(session, now)
    for decision_id in waiting:
        with unit_of_work(engine) as session:
            done["told"] += _tell(session, decision_id, now)
    for decision_id in working:
        more = True
        while more:
            with unit_of_work(engine) as session:
                gone = destroy_some(session, decision_id, now, batch)
            done.update(gone)
            more = bool(+gone)
    return +done


def destroy_some(session: Session, decision_id: int, now: datetime, batch: int = BATCH) -> Counter[str]:
    """Destroys the next batch of what a decision covers; counts nothing when nothing is left, or it was revoked."""
    found = _working(working_decisions(session, [decision_id]), now)
    if not found:
        return Counter()
    [decision] = found
    done: Counter[str] = Counter()
    kinds, before = _kinds(decision), cutoff(local_day(now), decision.months)
    taken = take(session, decision.organisation, bits_of(kinds), before, batch)
    if taken is not None:
        day = local_day(now)
        texts = (destroyed_text(day, decision.diary_number), destroyed_text(day))
        shared = destroy(session, decision.organisation, taken, *texts)
        for case_id in taken.ids:
            _record_case(session, decision, case_id, taken.revs[case_id], taken.kinds, case_id in shared, now)
        done.update(cases=len(taken.ids), shared=len(shared))
    messages, drafts = drop_loose(session, decision.organisation, kinds, before, batch)
    if messages or drafts:
        loose = {"messages": messages, "drafts": drafts}
        _record(session, decision, None, now, _about(decision) | loose)
        done.update(loose)
    known = bool(messages or drafts) or (taken is not None and taken.known)
    if known and decision.worked_at is None:
        session.execute(update(_decision).where(_decision.c.id == decision.id).values(worked_at=now))
    return done


def _due(session: Session, now: datetime) -> tuple[list[int], list[int]]:
    """The decisions whose first day is near and that nobody has been told of, and those with something to destroy."""
    decisions = working_decisions(session)
    ahead = now + NOTICE
    waiting = [
        row.id
        for row in decisions
        if row.told_at is None
        and row.from_day <= local_day(ahead)
        and anything_to_tell(session, row, cutoff(local_day(ahead), row.months))
    ]
    return waiting, [row.id for row in _working(decisions, now) if _anything(session, row, now)]


def _working(decisions: Sequence[Row[Any]], now: datetime) -> list[Row[Any]]:
    """Those whose notice has run out and whose first day has come."""
    today = local_day(now)
    return [row for row in decisions if row.works_from is not None and row.works_from <= today]


def _anything(session: Session, row: Row[Any], at: datetime) -> bool:
    before, kinds = cutoff(local_day(at), row.months), _kinds(row)
    found = anything_to_destroy(session, row.organisation, bits_of(kinds), before)
    return found or anything_loose(session, row.organisation, kinds, before)


def _tell(session: Session, decision_id: int, now: datetime) -> int:
    """Tells the organisation's administrators when the decision first works and how many cases it is about.

    While there is nobody to tell, nobody is told, and nothing is destroyed.
    """
    row = next((one for one in working_decisions(session, [decision_id]) if one.told_at is None), None)
    if row is None:
        return 0
    people = session.execute(holders(UserRole.ADMINISTRATOR, organisation=row.organisation)).scalars().all()
    if not people:
        return 0
    day = first_day(now, row.from_day)
    values = {"told_at": now, "works_from": day}
    session.execute(update(_decision).where(_decision.c.id == row.id).values(values))
    cases = count_due(session, row, cutoff(day, row.months), 0).cases
    data = {"count": cases, "held_on": day.isoformat(), "retention": row.id}
    remind(session, [Mail(RETENTION_AHEAD, person, None, data) for person in dict.fromkeys(people)], now)
    _record(session, row, None, now, _about(row) | {"works_from": day.isoformat(), "cases": cases}, "retention_told")
    return len(set(people))


def _kinds(row: Row[Any]) -> list[RetentionKind]:
    return [RetentionKind(kind) for kind in row.kinds.split(",")]


def _about(row: Row[Any]) -> dict[str, Any]:
    return {"retention": row.id, "decision": row.diary_number}


def _record_case(
    session: Session,
    row: Row[Any],
    case_id: int,
    rev: int,
    kinds: Sequence[RetentionKind],
    shared: bool,
    now: datetime,
) -> None:
    _record(session, row, case_id, now, _about(row) | {"rev": rev, "kinds": list(kinds), "shared_gone": shared})


def _record(
    session: Session, row: Row[Any], case_id: int | None, now: datetime, data: dict[str, Any], kind: str = "destroyed"
) -> None:
    session.record(PendingEvent(now, kind, None, row.organisation, case_id, data))
