"""The audit trail: walked, verified, read, exported, without texts (R19, access.md).

`actor` is the auditor who asks; without one it is whoever runs the installation's command line.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from avvikelse.core.events import BrokenLink, first_broken_link
from avvikelse.core.permissions import Actor
from avvikelse.db.access import visible_events
from avvikelse.db.history import head, walk
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, Event, User, table
from avvikelse.errors import NotFound

_event, _user, _deviation = table(Event), table(User), table(Deviation)

PAGE = 100
UNUSUAL_CASES = 20
"""Whoever has read more cases than this in a day is shown: few have that many of their own."""
LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TrailLine:
    """An event as the auditor reads it: when (UTC), what, who, and which case by number; never a text."""

    seq: int
    at: datetime
    kind: str
    username: str
    organisation: str
    number: str


@dataclass(frozen=True, slots=True)
class ManyReads:
    """Somebody who read many cases since a moment: how many different ones."""

    username: str
    organisation: str
    day: str
    cases: int


def require_auditor(actor: Actor | None) -> None:
    """Raises NotFound to a person who isn't an auditor: the trail isn't theirs to know of (access.md)."""
    if actor is not None and not actor.auditor:
        raise NotFound("Det finns ingen sådan sida. Gå till startsidan och leta därifrån.")


def verify(session: Session, *, actor: Actor | None = None) -> tuple[int, str, BrokenLink | None]:
    """Walks the whole chain. Returns the number of events, the last hash, and the first broken link if any.

    The hash can be written down outside the installation: the same number and hash later prove that nothing
    before it has changed.
    """
    require_auditor(actor)
    seq, digest = head(session.connection)
    return seq, digest, first_broken_link(walk(session.connection), seq, digest)


def export(session: Session, *, actor: Actor | None = None) -> Iterator[dict[str, Any]]:
    """Every event in order, as plain values; times are ISO 8601 in UTC."""
    require_auditor(actor)
    for event in walk(session.connection):
        yield asdict(event) | {"at": event.at.isoformat()}


def trail(session: Session, actor: Actor, *, before: int | None = None, number: str = "") -> list[TrailLine]:
    """A page of the trail, the newest first, those before an event's number; of one case when its number is given."""
    require_auditor(actor)
    statement = visible_events(actor).add_columns(_user.c.username, _deviation.c.number)
    statement = statement.outerjoin(_user, _user.c.id == _event.c.actor_id)
    statement = statement.outerjoin(_deviation, _deviation.c.id == _event.c.deviation_id)
    if before is not None:
        statement = statement.where(_event.c.seq < before)
    if number:
        statement = statement.where(_deviation.c.number == number)
    rows = session.execute(statement.order_by(_event.c.seq.desc()).limit(PAGE))
    return [
        TrailLine(row.seq, row.at, row.kind, row.username or "", row.organisation or "", row.number or "")
        for row in rows
    ]


def unusual_reads(session: Session, actor: Actor, now: datetime) -> list[ManyReads]:
    """Who has read texts of unusually many different cases on one day (UTC) of the last month, the most first."""
    require_auditor(actor)
    read = visible_events(actor).where(_event.c.kind == "text_read", _event.c.at >= now - LOOKS_BACK).subquery()
    day = func.date(read.c.at).label("day")
    cases = func.count(read.c.deviation_id.distinct()).label("cases")
    many: Any = (
        select(read.c.actor_id, read.c.organisation, day, cases)
        .group_by(read.c.actor_id, read.c.organisation, day)
        .having(cases > UNUSUAL_CASES)
        .subquery()
    )
    named = select(many, _user.c.username).outerjoin(_user, _user.c.id == many.c.actor_id)
    rows = session.execute(named.order_by(many.c.cases.desc()).limit(PAGE))
    return [ManyReads(row.username or "", row.organisation or "", str(row.day), row.cases) for row in rows]
