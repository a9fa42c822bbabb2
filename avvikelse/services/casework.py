"""What every use case on a case has in common: find it, check who acts, raise its revision, write the event."""

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import bindparam, update

from avvikelse.core.numbers import read_case_number
from avvikelse.core.permissions import Actor, may, who_may
from avvikelse.db.cases import Case, find_case
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, table
from avvikelse.errors import Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.acts import DESTROYED, is_destroyed

_deviation = table(Deviation)
_RAISE = (
    update(_deviation)
    .where(_deviation.c.id == bindparam("case_id"), _deviation.c.rev == bindparam("old_rev"))
    .values(rev=_deviation.c.rev + 1)
)


def open_case(session: Session, actor: Actor, number: str, rev: int | None = None, *, hold: bool = True) -> Case:
    """The case by its number, in any common way of writing it; in a unit of work nobody else then changes it.

    Raises NotFound when it doesn't exist or isn't the person's to see, Stale when `rev` is given and no longer
    the case's.
    """
    known = read_case_number(number)
    case = find_case(session, actor, known, hold=hold) if known else None
    if case is None:
        shown = known or number.strip()[:40]
        raise NotFound(f"Det finns ingen avvikelse {shown} som du kan se. Kontrollera numret.")
    if rev is not None and rev != case.rev:
        raise_stale(case)
    return case


def raise_stale(case: Case) -> NoReturn:
    """Raises Stale with the case as it now stands."""
    raise Stale(
        f"Någon annan hann ändra {case.number}. Läs det nya och försök igen.",
        {"number": case.number, "state": case.state, "rev": case.rev},
    )


def require(case: Case, act: str) -> None:
    """Raises Forbidden when none of the person's parts in the case lets them do the act."""
    if not may(act, case.roles):
        raise Forbidden(who_may(act))


def record(session: Session, actor: Actor, case: Case, kind: str, now: datetime, **data: Any) -> int:
    """Raises the case's revision and writes the event. Returns the new revision; raises Stale if somebody was first.

    Raises RefusedMove where the organisation's records have been destroyed: what is added would never be.
    """
    if is_destroyed(actor, case):
        raise RefusedMove([DESTROYED])
    if session.execute(_RAISE, {"case_id": case.id, "old_rev": case.rev}).rowcount != 1:
        raise_overtaken(session, actor, case)
    case.rev += 1
    note(session, actor, case, kind, now, rev=case.rev, **data)
    return case.rev


def note(session: Session, actor: Actor, case: Case, kind: str, now: datetime, **data: Any) -> None:
    """Writes an event about the case that doesn't change it (a reading), or whose change is already made."""
    session.record(PendingEvent(now, kind, actor.user_id, actor.organisation, case.id, data))


def raise_overtaken(session: Session, actor: Actor, case: Case) -> NoReturn:
    """Raises Stale after an update that somebody else was ahead of, with the case as it is now."""
    raise_stale(find_case(session, actor, case.number) or case)
