"""What comes once a period whatever the cases do: a meeting to prepare (R12), the coordinators' weekly list (R15)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from avvikelse.core.dates import local_day
from avvikelse.core.deadlines import latest_check_in, prepare_at
from avvikelse.core.reminding import PREPARE_MEETING, WEEKLY_LIST
from avvikelse.core.vocabulary import Section, UserRole
from avvikelse.db.due import any_between_parties
from avvikelse.db.people import holders
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Agreement, Announcement, Forum, Meeting, RoutineVersion, table
from avvikelse.services.meetings import ForumRef
from avvikelse.services.outbox import Mail, remind
from avvikelse.services.routines import engine_of, versions_of

_agreement, _forum, _meeting = table(Agreement), table(Forum), table(Meeting)
_announced, _version = table(Announcement), table(RoutineVersion)
_ahead = and_(
    _meeting.c.forum_id == _forum.c.id,
    _meeting.c.starts_at > bindparam("now"),
    _meeting.c.cancelled_at.is_(None),
    _meeting.c.closed_at.is_(None),
)
_FORUMS = Prepared(
    select(
        _forum.c.id, _forum.c.key, _forum.c.agreement, _agreement.c.active_version_id,
        _meeting.c.id.label("meeting_id"), _meeting.c.held_on,
    )
    .join(_agreement, _agreement.c.key == _forum.c.agreement)
    .outerjoin(_meeting, _ahead)
    .order_by(_forum.c.id, _meeting.c.held_on)
)  # fmt: skip
"""Every forum, once for each of its meetings to come, or once."""
_TOLD = Prepared(
    select(_announced.c.kind, _announced.c.subject, _announced.c.period).where(
        _announced.c.period >= bindparam("since", type_=_announced.c.period.type)
    )
)
LOOKS_BACK = timedelta(days=30)
"""Longer than from one check-in to the next; a meeting's day is always ahead."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to be told once: `subject` and `period` say which, `forum` whose parties, `data` what the mail says."""

    kind: str
    subject: str
    period: str
    forum: ForumRef
    data: dict[str, Any]


def occasions(session: Session, now: datetime) -> list[Occasion]:
    """What is due and hasn't been told. A meeting that has begun needs no preparing any more."""
    rows = session.read(_FORUMS, {"now": now})
    found = [occasion for forum, days in _forums(session, rows) for occasion in _of_forum(forum, days, now)]
    if not found:
        return []
    known = {tuple(row) for row in session.read(_TOLD, {"since": (local_day(now) - LOOKS_BACK).isoformat()})}
    new = [occasion for occasion in found if tuple(_key(occasion).values()) not in known]
    return [occasion for occasion in new if occasion.kind != WEEKLY_LIST or _had_begun(session, occasion)]


def _key(occasion: Occasion) -> dict[str, str]:
    return {"kind": occasion.kind, "subject": occasion.subject, "period": occasion.period}


def tell_occasions(session: Session, now: datetime) -> Counter[str]:
    """Tells the coordinators of the forum's parties. Whoever comes first keeps the notice, the others tell nobody."""
    build = postgresql.insert if session.connection.dialect.name == "postgresql" else sqlite.insert
    sent: Counter[str] = Counter()
    for occasion in occasions(session, now):
        kept = (
            build(_announced).values(**_key(occasion), told_at=now).on_conflict_do_nothing().returning(_announced.c.id)
        )
        if session.execute(kept).first() is None:
            continue
        if occasion.kind == WEEKLY_LIST and not _anything_to_list(session, occasion.forum):
            continue
        mails = [Mail(occasion.kind, person, None, occasion.data) for person in _coordinators(session, occasion.forum)]
        remind(session, mails, now)
        sent[occasion.kind] += len(mails)
    return sent


def _forums(session: Session, rows: Sequence[Any]) -> Iterator[tuple[ForumRef, list[Any]]]:
    """Each forum that its routine still has, with its meetings to come."""
    for _, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        first = lines[0]
        ref = ForumRef(first.id, first.key, first.agreement, engine_of(session, first.active_version_id))
        if ref.key in ref.engine.routine.forums:
            yield ref, [line for line in lines if line.meeting_id is not None]


def _of_forum(forum: ForumRef, meetings: Sequence[Any], now: datetime) -> Iterator[Occasion]:
    """The latest check-in alone: of weeks that passed while nothing ran there is nothing left to tell."""
    spec = forum.engine.routine.forums[forum.key]
    if Section.WEEKLY_LIST in spec.agenda and spec.meets == "weekly":
        day = latest_check_in(spec, now).isoformat()
        data = {"forum": forum.key, "name": forum.name, "held_on": day}
        yield Occasion(WEEKLY_LIST, f"forum:{forum.id}", day, forum, data)
    for meeting in meetings:
        due = prepare_at(spec, meeting.held_on)
        if due is not None and due <= now:
            day = meeting.held_on.isoformat()
            data = {"forum": forum.key, "name": forum.name, "meeting": meeting.meeting_id, "held_on": day}
            yield Occasion(PREPARE_MEETING, f"meeting:{meeting.meeting_id}", day, forum, data)


def _had_begun(session: Session, occasion: Occasion) -> bool:
    """The routine was in use on the day: a new installation tells nothing of the week before."""
    versions = select(_version.c.activated_at).where(_version.c.routine == occasion.forum.agreement)
    begun = session.execute(versions.order_by(_version.c.id).limit(1)).scalar_one()
    return local_day(begun).isoformat() <= occasion.period


def _anything_to_list(session: Session, forum: ForumRef) -> bool:
    open_states = {}
    for version in versions_of(session, forum.agreement):
        states = engine_of(session, version).routine.states
        open_states[version] = [key for key, spec in states.items() if spec.ends is None]
    return any_between_parties(session, open_states)


def _coordinators(session: Session, forum: ForumRef) -> list[int]:
    members = forum.engine.routine.forums[forum.key].members
    found = [session.execute(holders(UserRole.COORDINATOR, organisation=key)).scalars() for key in members]
    return list(dict.fromkeys(person for people in found for person in people))
