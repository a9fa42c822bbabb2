"""When, where and with whom meetings are: read in one way, for invitations and for documents."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from avvikelse.core.dates import local_day
from avvikelse.core.invitation import Invited
from avvikelse.core.minutes import Attendee, MeetingFrame
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import MeetingPart
from avvikelse.db.access import visible_meetings
from avvikelse.db.session import Session
from avvikelse.db.tables import Meeting, MeetingPerson, Organisation, User, table
from avvikelse.errors import NotFound
from avvikelse.services.meetings import ForumRef, MeetingRef

_meeting, _person = table(Meeting), table(MeetingPerson)
_user, _organisation = table(User), table(Organisation)
PARTS = list(MeetingPart)


def frame_of(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> MeetingFrame:
    """The meeting's frame, for those who may read its agenda. Raises NotFound for others."""
    row = session.execute(visible_meetings(actor).where(_meeting.c.id == meeting.id)).one_or_none()
    if row is None:
        raise NotFound(f"{forum.key} har inget möte {meeting.held_on} som du kan se.")
    return frame(row, people_invited(session, forum.engine.routine, [row.id]).get(row.id, ()))


def frame(row: Row[Any], people: tuple[Invited, ...]) -> MeetingFrame:
    """When and where a meeting is, by its row, and with whom."""
    ends_at = row.starts_at + timedelta(minutes=row.minutes)
    return MeetingFrame(row.starts_at, ends_at, row.place, row.link, tuple(one.attendee for one in people))


def people_invited(session: Session, routine: Routine, ids: Collection[int]) -> dict[int, tuple[Invited, ...]]:
    """Those invited, by meeting, in one question: the chair, the secretary, members and guests, each by party and name.

    They are officials, never anybody that a case is about.
    """
    statement = (
        select(
            _person,
            _user.c.username,
            _user.c.email,
            _user.c.name,
            _user.c.organisation,
            _organisation.c.name.label("works_at"),
        )
        .join(_user, _user.c.id == _person.c.user_id)
        .join(_organisation, _organisation.c.key == _user.c.organisation)
        .where(_person.c.meeting_id.in_(ids))
    )
    parties = list(routine.parties)

    def place(row: Row[Any]) -> tuple[int, int, str, int]:
        party = parties.index(row.organisation) if row.organisation in parties else len(parties)
        return PARTS.index(MeetingPart(row.part)), party, row.name, row.user_id

    found: dict[int, list[Invited]] = {}
    for row in sorted(session.execute(statement).all(), key=place):
        found.setdefault(row.meeting_id, []).append(_invited(row))
    return {meeting_id: tuple(people) for meeting_id, people in found.items()}


def _invited(row: Row[Any]) -> Invited:
    attendee = Attendee(
        name=row.name,
        organisation=row.works_at,
        part=MeetingPart(row.part),
        answer=row.answer,
        present=row.present,
        adjuster=row.adjuster,
        approved_on=local_day(row.approved_at) if row.approved_at else None,
    )
    return Invited(row.user_id, row.username, row.email, attendee)
