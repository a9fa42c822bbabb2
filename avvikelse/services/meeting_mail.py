"""Tells those who are at a meeting, or get an extract of it, that there is something to read (R14).

A mail carries the forum's name and the day, never a number, a title or a text of a case.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert

from avvikelse.core.events import canonical
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.db.tables import Outbox, table
from avvikelse.services.meetings import ForumRef, MeetingRef

_outbox = table(Outbox)


def tell_people(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    message: str,
    people: Iterable[int],
    now: datetime,
) -> None:
    """Puts a message about a meeting in the outbox for each person, but never for the one who acts."""
    known = {"forum": forum.key, "name": forum.name, "meeting": meeting.id, "held_on": meeting.held_on.isoformat()}
    data = canonical(known)
    rows = [
        {"created_at": now, "message": message, "recipient_id": person, "deviation_id": None, "data": data}
        for person in dict.fromkeys(people)
        if person != actor.user_id
    ]
    if rows:
        session.execute(insert(_outbox), rows)
