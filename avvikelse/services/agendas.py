"""A forum's agenda for those who may read it, and what the secretary does with it as a whole: freeze, send (R13)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from avvikelse.core.agenda import Agenda
from avvikelse.core.dates import local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingState
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.agenda_draft import draft
from avvikelse.services.agenda_frozen import frozen, save_frozen
from avvikelse.services.meeting_frame import frame_of
from avvikelse.services.meeting_mail import tell_people
from avvikelse.services.meetings import (
    ForumRef,
    MeetingRef,
    change_meeting,
    find_meeting,
    people_of,
    require_secretary,
    require_state,
)


def agenda(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> Agenda:
    """The forum's agenda for an ISO day or its `next` meeting.

    Raises NotFound when the forum isn't the person's or no meeting is planned that day; members see an agenda only
    once it is frozen.
    """
    meeting = find_meeting(session, actor, forum, day, now)
    if meeting is None and forum.id not in actor.secretary_of | actor.member_of:
        raise NotFound(f"Forumet {forum.key} finns inte bland dina forum.")
    frame = frame_of(session, actor, forum, meeting) if meeting is not None else None
    if meeting is not None and meeting.state is not MeetingState.PLANNED:
        return replace(frozen(session, actor, forum, meeting), frame=frame)
    if forum.id not in actor.secretary_of:
        raise NotFound("Ingen dagordning är spikad än. Den visas här när sekreteraren har spikat den.")
    if meeting is None and day != "next":
        raise NotFound(f"{forum.key} har inget möte {day}. Planera mötet först, eller skriv next.")
    day_of = meeting.held_on if meeting else _proposed(forum, now)
    return replace(draft(session, actor, forum, day_of, meeting), frame=frame)


def freeze(
    session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime, *, rev: int | None = None
) -> Agenda:
    """Freezes the agenda: every text is checked again, what fails is withheld by number and reason (R13).

    Raises Stale when the agenda has changed since revision `rev`.
    """
    require_secretary(actor, forum)
    meeting = find_meeting(session, actor, forum, day, now)
    if meeting is None:
        raise NotFound(f"{forum.key} har inget planerat möte{'' if day == 'next' else f' {day}'}. Planera ett först.")
    built = draft(session, actor, forum, meeting.held_on, meeting)
    save_frozen(session, actor, meeting, built, now, rev=rev)
    return frozen(session, actor, forum, replace(meeting, state=MeetingState.FROZEN, rev=meeting.rev + 1))


def send(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, *, rev: int | None, now: datetime
) -> int:
    """Marks the frozen agenda as sent out, and tells those invited. Returns the meeting's new revision."""
    require_secretary(actor, forum, meeting)
    require_state(meeting, MeetingState.FROZEN)
    values: dict[str, Any] = {"state": MeetingState.SENT, "sent_at": now}
    new = change_meeting(session, actor, meeting, "agenda_sent", now, rev=rev, **values)
    people = [row.user_id for row in people_of(session, meeting)]
    tell_people(session, actor, forum, meeting, "agenda_sent", people, now)
    return new


def _proposed(forum: ForumRef, now: datetime) -> date:
    days = proposed_dates(forum.engine.routine.forums[forum.key], local_day(now), 1)
    if not days:
        raise BadInput(f"{forum.key} har ingen mötesrytm i rutinen.")
    return days[0]
