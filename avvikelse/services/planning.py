"""Planning a forum's next meetings, all that belongs to it: the days, who is invited, and what is due when."""

from datetime import date, datetime

from sqlalchemy import select

from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.db.tables import Meeting, table
from avvikelse.services.meeting_people import invite_members
from avvikelse.services.meetings import ForumRef, plan_meetings
from avvikelse.services.series import due_at_next_meeting

_meeting = table(Meeting)


def plan_and_invite(
    session: Session, actor: Actor, forum: ForumRef, after: date, count: int, now: datetime
) -> list[date]:
    """Plans the next meetings by the routine's rhythm and invites the forum's members to those that are new.

    Returns the days. Cases that wait for the forum are due at the next of them. Raises as `plan_meetings` does.
    """
    known = _ids(session, forum)
    days = plan_meetings(session, actor, forum, after, count, now)
    invite_members(session, actor, sorted(_ids(session, forum) - known), forum, now)
    due_at_next_meeting(session, forum, now)
    return days


def _ids(session: Session, forum: ForumRef) -> set[int]:
    return set(session.execute(select(_meeting.c.id).where(_meeting.c.forum_id == forum.id)).scalars())
