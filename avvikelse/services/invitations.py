"""Meetings as those invited know them: read through the door, or for the mail that goes to one of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from avvikelse.core.dates import local_day
from avvikelse.core.invitation import Invitation, Invited
from avvikelse.core.minutes import Attendee
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import MeetingPart, MeetingState, UserRole
from avvikelse.db.access import visible_invitations
from avvikelse.db.people import holders
from avvikelse.db.session import Session
from avvikelse.db.tables import Forum, Meeting, Organisation, User, table
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.meeting_frame import frame, people_invited
from avvikelse.services.meetings import ForumRef, find_forum, forum_by_id

_meeting, _forum = table(Meeting), table(Forum)
_user, _organisation = table(User), table(Organisation)

MOVABLE = (MeetingState.PLANNED, MeetingState.FROZEN, MeetingState.SENT)
"""The states of a meeting that hasn't been held: it can be moved, cancelled and answered."""

NO_MEETING = "Det finns inget sådant möte."


def invited(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> Invitation:
    """The forum's meeting on an ISO day, or its `next` one, with the people invited.

    Raises NotFound for those who are neither invited nor of the forum, and for a day without a meeting; BadInput for
    what is no day.
    """
    row = find_invitation(session, actor, forum, day, now)
    [found] = _invitations(session, forum.engine.routine, [row])
    return found


def invited_by_id(session: Session, actor: Actor, meeting_id: int) -> tuple[ForumRef, Invitation]:
    """A meeting by its id, with the forum whose it is. Raises NotFound for those who may not know of it."""
    row = session.execute(visible_invitations(actor).where(_meeting.c.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound(NO_MEETING)
    forum = forum_by_id(session, row.forum_id)
    [found] = _invitations(session, forum.engine.routine, [row])
    return forum, found


def invitations(session: Session, actor: Actor, forum: ForumRef, *, since: date | None = None) -> list[Invitation]:
    """The forum's meetings that the person may know of, in order of time, cancelled ones too; from a day on.

    Raises NotFound for those who are neither of the forum nor invited to any of its meetings.
    """
    statement = visible_invitations(actor).where(_of(forum))
    if since is not None:
        statement = statement.where(_meeting.c.held_on >= since)
    rows = session.execute(statement.order_by(_meeting.c.starts_at, _meeting.c.id)).all()
    if not rows:
        _refuse_strangers(actor, forum)
    return _invitations(session, forum.engine.routine, rows)


def invitation_for(session: Session, meeting_id: int, user_id: int) -> tuple[Invitation, MeetingPart | None]:
    """What a message about a meeting is to tell one person now, and their part in it, for the sending of mails.

    Somebody who isn't invited any longer gets the meeting as cancelled, with themself alone: that takes it out of their
    calendar. Raises NotFound when there is no such meeting or person.
    """
    wanted = select(_meeting, _forum.c.key, _forum.c.agreement).join(_forum, _forum.c.id == _meeting.c.forum_id)
    row = session.execute(wanted.where(_meeting.c.id == meeting_id)).one_or_none()
    person = session.execute(_users().where(_user.c.id == user_id)).one_or_none()
    if row is None or person is None:
        raise NotFound("Mötet eller personen finns inte.")
    [found] = _invitations(session, find_forum(session, row.key, row.agreement).engine.routine, [row])
    mine = next((one for one in found.people if one.user_id == user_id), None)
    if mine is not None:
        return found, mine.attendee.part
    alone = Invited(person.id, person.username, person.email, Attendee(person.name, person.works_at, MeetingPart.GUEST))
    told = replace(found.frame, people=(alone.attendee,))
    return replace(found, frame=told, people=(alone,), state=MeetingState.CANCELLED), None


def find_invitation(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> Row[Any]:
    """The row of the forum's meeting on an ISO day, or of its `next` one that hasn't been held. Raises as `invited`."""
    statement = visible_invitations(actor).where(_of(forum))
    if day == "next":
        statement = statement.where(_meeting.c.held_on >= local_day(now), _meeting.c.state.in_(MOVABLE))
    else:
        try:
            statement = statement.where(_meeting.c.held_on == date.fromisoformat(day))
        except ValueError:
            raise BadInput(f"{day[:20]} är inget datum. Skriv det som 2026-11-24, eller next.") from None
    # Two forums may meet on the same day, one of them jointly with the other.
    own_first = _meeting.c.held_on, _meeting.c.forum_id != forum.id
    row = session.execute(statement.order_by(*own_first).limit(1)).one_or_none()
    if row is None:
        _refuse_strangers(actor, forum)
        raise NotFound(f"{forum.key} har inget möte {day}. Planera ett med avvikelse meeting plan.")
    return row


def _of(forum: ForumRef) -> ColumnElement[bool]:
    """The forum's own meetings, and those it has together with another forum."""
    return or_(_meeting.c.forum_id == forum.id, _meeting.c.joint_forum_id == forum.id)


def _refuse_strangers(actor: Actor, forum: ForumRef) -> None:
    if forum.id not in actor.secretary_of | actor.member_of:
        raise NotFound(f"Forumet {forum.key} finns inte bland dina forum.")


def _users() -> Any:
    name = _organisation.c.name.label("works_at")
    return select(_user, name).join(_organisation, _organisation.c.key == _user.c.organisation)


def _invitations(session: Session, routine: Routine, rows: Collection[Row[Any]]) -> list[Invitation]:
    """The rows with their people: the same few questions however many meetings there are."""
    people = people_invited(session, routine, [row.id for row in rows])
    keys = _forum_keys(session, {row.forum_id for row in rows} | {row.joint_forum_id for row in rows})
    stand_in = {forum_id: _secretary(session, forum_id) for forum_id in {row.forum_id for row in rows}}
    found = []
    for row in rows:
        those = people.get(row.id, ())
        named = next(
            ((one.attendee.name, one.email) for one in those if one.attendee.part is MeetingPart.SECRETARY),
            stand_in[row.forum_id],
        )
        key = keys[row.forum_id]
        joint = routine.forums.get(keys.get(row.joint_forum_id, ""))
        spec = routine.forums.get(key)
        found.append(
            Invitation(
                meeting_id=row.id,
                forum=key,
                name=spec.name if spec else key,
                joint_name=joint.name if joint else "",
                frame=frame(row, those),
                people=those,
                state=row.state,
                rev=row.rev,
                sequence=row.sequence,
                organiser_name=named[0],
                organiser_email=named[1],
            )
        )
    return found


def _forum_keys(session: Session, ids: set[int | None]) -> dict[int, str]:
    rows = session.execute(select(_forum.c.id, _forum.c.key).where(_forum.c.id.in_([one for one in ids if one])))
    return {row.id: row.key for row in rows}


def _secretary(session: Session, forum_id: int) -> tuple[str, str]:
    """Name and address of the forum's first secretary: who organises a meeting to which no secretary is invited."""
    ids = holders(UserRole.SECRETARY, forum_id=forum_id)
    row = session.execute(select(_user).where(_user.c.id.in_(ids)).order_by(_user.c.id).limit(1)).one_or_none()
    return (row.name, row.email) if row is not None else ("", "")
