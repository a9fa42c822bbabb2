"""When, where and with whom a meeting is, as its documents say it."""

from datetime import timedelta

from avvikelse.core.dates import local_day
from avvikelse.core.minutes import Attendee, MeetingFrame
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingPart
from avvikelse.db.access import visible_meetings
from avvikelse.db.session import Session
from avvikelse.db.tables import Meeting, table
from avvikelse.errors import NotFound
from avvikelse.services.meetings import ForumRef, MeetingRef, people_of

_meeting = table(Meeting)


def frame_of(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> MeetingFrame:
    """When, where and with whom the meeting is; organisations by name, those of the forum first."""
    row = session.execute(visible_meetings(actor).where(_meeting.c.id == meeting.id)).one_or_none()
    if row is None:
        raise NotFound(f"{forum.key} har inget möte {meeting.held_on} som du kan se.")
    people = [
        Attendee(
            name=person.name,
            organisation=person.organisation_name,
            part=MeetingPart(person.part),
            answer=person.answer,
            present=person.present,
            adjuster=person.adjuster,
            approved_on=local_day(person.approved_at) if person.approved_at else None,
        )
        for person in people_of(session, meeting)
    ]
    order = list(forum.engine.routine.parties.values())
    people.sort(key=lambda p: (order.index(p.organisation) if p.organisation in order else len(order), p.name))
    ends = row.starts_at + timedelta(minutes=row.minutes)
    return MeetingFrame(row.starts_at, ends, row.place, row.link, tuple(people))
