"""Holds (gallringsstopp): an organisation's records of a case stay while there is a reason, a review or an appeal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from avvikelse.core.numbers import read_case_number
from avvikelse.core.permissions import HANDLERS, Actor
from avvikelse.core.retention import ALL_BITS
from avvikelse.db.cases import Case
from avvikelse.db.history import PendingEvent
from avvikelse.db.retention import case_of_organisation, copy_hold, set_held, visible_holds
from avvikelse.db.session import Session
from avvikelse.db.tables import RetentionHold, table
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.casework import open_case
from avvikelse.services.forms import HoldForm, checked

_hold = table(RetentionHold)

WHO = "Det gör chefen, samordnaren eller administratören."


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold: of which case, why, since when (UTC)."""

    number: str
    reason: str
    placed_at: datetime


def place_hold(session: Session, actor: Actor, number: str, values: Mapping[str, Any], now: datetime) -> str:
    """Stops the own organisation's records of a case from being destroyed. Returns the number as it is written.

    Managers and coordinators hold the cases they handle, administrators their organisation's but for conduct matters
    (R8). Raises NotFound, Forbidden, BadInput for a missing reason or when it is held already.
    """
    form = checked(HoldForm, values)
    shown, case_id = _find(session, actor, number)
    if not set_held(session, case_id, actor.organisation, held=True):
        raise BadInput(f"Gallringen av {shown} är redan stoppad hos er.")
    placed = {"organisation": actor.organisation, "deviation_id": case_id, "reason": form.reason}
    session.execute(insert(_hold).values(**placed, placed_at=now, placed_by=actor.user_id))
    _record(session, actor, case_id, "retention_held", now)
    return shown


def release_hold(session: Session, actor: Actor, number: str, now: datetime) -> str:
    """Lets the records go again: they are destroyed when their time has come. Raises as `place_hold`."""
    shown, case_id = _find(session, actor, number)
    if not set_held(session, case_id, actor.organisation, held=False):
        raise BadInput(f"Gallringen av {shown} är inte stoppad hos er.")
    open_one = (_hold.c.deviation_id == case_id, _hold.c.organisation == actor.organisation)
    released = update(_hold).where(*open_one, _hold.c.released_at.is_(None))
    session.execute(released.values(released_at=now, released_by=actor.user_id))
    _record(session, actor, case_id, "retention_released", now)
    return shown


def hold_as_well(session: Session, actor: Actor, case: Case, new_id: int, now: datetime) -> None:
    """Holds also the case that the own organisation's records of a held case went to, for the same reason."""
    if copy_hold(session, case.id, new_id, actor.organisation):
        _record(session, actor, new_id, "retention_held", now)


def list_holds(session: Session, actor: Actor) -> list[HoldLine]:
    """The holds that the person may see, the newest first. Raises NotFound to those who can't place any."""
    if not (actor.administrator or actor.manager or actor.coordinator):
        raise NotFound("Det finns inget för dig att läsa här.")
    standing = visible_holds(actor).where(_hold.c.released_at.is_(None)).order_by(_hold.c.id.desc())
    return [HoldLine(row.number, row.reason, row.placed_at) for row in session.execute(standing)]


def hold_on(session: Session, actor: Actor, number: str) -> HoldLine | None:
    """The hold on a case that the person handles, if there is one. Raises NotFound, Forbidden."""
    case = open_case(session, actor, number, hold=False)
    if not case.roles & HANDLERS:
        raise Forbidden(WHO)
    wanted = visible_holds(actor).where(_hold.c.deviation_id == case.id, _hold.c.released_at.is_(None))
    row = session.execute(wanted).one_or_none()
    return HoldLine(row.number, row.reason, row.placed_at) if row is not None else None


def may_hold(actor: Actor, case: Case) -> bool:
    """The person may hold the case: they handle it, and there is something left of it to hold."""
    own = [party.destroyed for party in case.stamps if party.organisation == actor.organisation]
    return bool(case.roles & HANDLERS) and any(ALL_BITS & ~gone for gone in own)


def is_held(actor: Actor, case: Case) -> bool:
    """The case is held by the person's organisation, and they are one of those who handle it."""
    held = any(party.held for party in case.stamps if party.organisation == actor.organisation)
    return held and bool(case.roles & HANDLERS)


def _find(session: Session, actor: Actor, number: str) -> tuple[str, int]:
    """The case, as somebody who handles it or as an administrator finds it."""
    known = read_case_number(number)
    if actor.administrator and known:
        found = case_of_organisation(session, actor.organisation, known)
        if found is not None:
            return known, found
    case = open_case(session, actor, number)
    if not case.roles & HANDLERS:
        raise Forbidden(WHO)
    return case.number, case.id


def _record(session: Session, actor: Actor, case_id: int, kind: str, now: datetime) -> None:
    session.record(PendingEvent(now, kind, actor.user_id, actor.organisation, case_id, {}))
