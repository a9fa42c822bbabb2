"""A forum's meetings: planned by the routine's rhythm, frozen, held and closed (R11, R14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Row, and_, insert, select, update

from avvikelse.core.dates import at_local, local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.engine import Engine, Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingState
from avvikelse.db.access import visible_meetings
from avvikelse.db.history import MeetingChange, PendingEvent, meeting_changes
from avvikelse.db.session import Session
from avvikelse.db.tables import Agreement, Forum, Meeting, MeetingPerson, User, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.routines import engine_of

_meeting, _forum, _agreement = table(Meeting), table(Forum), table(Agreement)
_person, _user = table(MeetingPerson), table(User)

MEETS_AT = time(13, 0)
"""When a meeting starts (Swedish time) as long as nobody has chosen another time."""


MOST_MEETINGS = 60
"""How many meetings can be planned at once: more than a year of weekly ones."""


@dataclass(frozen=True, slots=True)
class ForumRef:
    """A forum with the routine that describes it."""

    id: int
    key: str
    agreement: str
    engine: Engine

    @property
    def name(self) -> str:
        """What the forum is called."""
        return self.engine.routine.forums[self.key].name


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """A meeting as its row says. `rev` is the revision of agenda and minutes; `joint_id` the other forum, if any."""

    id: int
    forum_id: int
    held_on: date
    state: MeetingState
    rev: int = 0
    joint_id: int | None = None
    starts_at: datetime | None = None
    approved_at: datetime | None = None


def forum_by_id(session: Session, forum_id: int) -> ForumRef:
    """The forum of a meeting that was found through the door."""
    row = session.execute(
        select(_forum, _agreement.c.active_version_id)
        .join(_agreement, _agreement.c.key == _forum.c.agreement)
        .where(_forum.c.id == forum_id)
    ).one()
    return ForumRef(row.id, row.key, row.agreement, engine_of(session, row.active_version_id))


def find_forum(session: Session, key: str, agreement: str | None = None) -> ForumRef:
    """The forum by its key in the routine file. Raises NotFound, or BadInput when two agreements use the key."""
    statement = (
        select(_forum, _agreement.c.active_version_id)
        .join(_agreement, _agreement.c.key == _forum.c.agreement)
        .where(_forum.c.key == key)
    )
    if agreement is not None:
        statement = statement.where(_forum.c.agreement == agreement)
    rows = session.execute(statement.order_by(_forum.c.agreement)).all()
    if not rows:
        known = ", ".join(row.key for row in session.execute(select(_forum.c.key).distinct().order_by(_forum.c.key)))
        raise NotFound(f"Forumet {key[:40]} finns inte. Välj något av: {known}.")
    if len(rows) > 1:
        names = ", ".join(row.agreement for row in rows)
        raise BadInput(f"Flera överenskommelser har ett forum {key}: {names}. Ange vilken det gäller.")
    return ForumRef(rows[0].id, key, rows[0].agreement, engine_of(session, rows[0].active_version_id))


def own_forums(session: Session, actor: Actor) -> list[str]:
    """The forums of which the person is secretary or member, by key: their cases are read on agendas, not in lists."""
    own = _forum.c.id.in_(sorted(actor.secretary_of | actor.member_of))
    return list(session.execute(select(_forum.c.key).where(own).order_by(_forum.c.id)).scalars())


def require_secretary(actor: Actor, forum: ForumRef, meeting: MeetingRef | None = None) -> None:
    """Raises NotFound to those who don't even know of the forum or for another's meeting, Forbidden to its members."""
    if meeting is not None and meeting.forum_id != forum.id:
        raise NotFound(f"{forum.key} har inget sådant möte.")
    if forum.id in actor.secretary_of:
        return
    if forum.id in actor.member_of:
        raise Forbidden("Du kan läsa men inte ändra här. Det gör forumets sekreterare.")
    raise NotFound(f"Forumet {forum.key} finns inte bland dina forum.")


def plan_meetings(
    session: Session, actor: Actor, forum: ForumRef, after: date, count: int, now: datetime
) -> list[date]:
    """Plans the next meetings by the routine's rhythm. A day that is already planned is left as it is.

    Raises BadInput for a number of meetings that nobody plans.
    """
    require_secretary(actor, forum)
    if not 1 <= count <= MOST_MEETINGS:
        raise BadInput(f"Antalet möten ska vara mellan 1 och {MOST_MEETINGS}.")
    days = proposed_dates(forum.engine.routine.forums[forum.key], after, count)
    # Whoever plans the same forum at the same time waits here, and then finds these meetings known.
    session.execute(select(_forum.c.id).where(_forum.c.id == forum.id).with_for_update(key_share=True))
    known = {row.held_on for row in session.execute(select(_meeting.c.held_on).where(_meeting.c.forum_id == forum.id))}
    joint = _joint_days(session, forum, known | set(days))
    new = [
        {
            "forum_id": forum.id,
            "held_on": day,
            "starts_at": at_local(day, MEETS_AT),
            "state": MeetingState.PLANNED,
            "joint_forum_id": joint.get(day),
        }
        for day in days
        if day not in known
    ]
    if new:
        session.execute(insert(_meeting), new)
        data = {"forum": forum.key, "days": [day.isoformat() for day in days if day not in known]}
        session.record(PendingEvent(now, "meetings_planned", actor.user_id, actor.organisation, None, data))
    return days


def _joint_days(session: Session, forum: ForumRef, days: set[date]) -> dict[date, int]:
    """The days on which the forum meets together with another, with that forum's id: the first of each year."""
    jointly = forum.engine.routine.forums[forum.key].jointly
    if jointly is None:
        return {}
    other = find_forum(session, jointly.forum, forum.agreement).id
    years = {day.year for day in days}
    first = [day for year in years for day in sorted(d for d in days if d.year == year)[: jointly.times]]
    return dict.fromkeys(first, other)


def meeting_ref(row: Row[Any]) -> MeetingRef:
    """A meeting's row as plain values."""
    state = MeetingState(row.state)
    known = (row.rev, row.joint_forum_id, row.starts_at, row.approved_at)
    return MeetingRef(row.id, row.forum_id, row.held_on, state, *known)


def find_meeting(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> MeetingRef | None:
    """The forum's meeting on an ISO day, or its `next` one: today's or the first after. None when none is planned.

    Raises BadInput for what is neither a day nor 'next'.
    """
    statement = visible_meetings(actor).where(_meeting.c.forum_id == forum.id, _meeting.c.state != "cancelled")
    if day == "next":
        ahead = _meeting.c.held_on >= local_day(now), _meeting.c.state.not_in(("held", "approved"))
        statement = statement.where(*ahead)
    else:
        try:
            statement = statement.where(_meeting.c.held_on == date.fromisoformat(day))
        except ValueError:
            raise BadInput(f"{day[:20]} är inget datum. Skriv det som 2026-11-24, eller next.") from None
    row = session.execute(statement.order_by(_meeting.c.held_on).limit(1)).one_or_none()
    return meeting_ref(row) if row is not None else None


def meeting_by_id(session: Session, actor: Actor, meeting_id: int) -> tuple[ForumRef, MeetingRef]:
    """A meeting whose papers the person may read, by its id, with the forum whose it is. Raises NotFound."""
    row = session.execute(visible_meetings(actor).where(_meeting.c.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound("Det finns inget sådant möte.")
    return forum_by_id(session, row.forum_id), meeting_ref(row)


def meeting_after(session: Session, actor: Actor, forum: ForumRef, day: date) -> date | None:
    """The day of the forum's first meeting after a day, as far as planned."""
    row = _nearest(session, actor, forum, _meeting.c.held_on > day, _meeting.c.held_on)
    return row.held_on if row is not None else None


def meeting_before(session: Session, actor: Actor, forum: ForumRef, day: date) -> MeetingRef | None:
    """The forum's last meeting before a day that has been held."""
    held = and_(_meeting.c.held_on < day, _meeting.c.state.in_(("held", "approved")))
    row = _nearest(session, actor, forum, held, _meeting.c.held_on.desc())
    return meeting_ref(row) if row is not None else None


def _nearest(
    session: Session, actor: Actor, forum: ForumRef, which: ColumnElement[bool], order: Any
) -> Row[Any] | None:
    statement = visible_meetings(actor).where(_meeting.c.forum_id == forum.id, _meeting.c.state != "cancelled", which)
    return session.execute(statement.order_by(order).limit(1)).one_or_none()


def require_state(meeting: MeetingRef, *allowed: MeetingState) -> None:
    """Raises RefusedMove with what to do when the meeting hasn't come that far, or has gone further."""
    if meeting.state in allowed:
        return
    why = {
        MeetingState.PLANNED: "Dagordningen är inte spikad. Spika den först.",
        MeetingState.FROZEN: "Dagordningen är redan spikad.",
        MeetingState.SENT: "Dagordningen är redan utskickad.",
        MeetingState.HELD: "Mötet är redan avslutat. Protokollet väntar på justering.",
        MeetingState.APPROVED: "Protokollet är justerat. Det ändras bara om det öppnas igen.",
        MeetingState.CANCELLED: "Mötet är inställt.",
    }[meeting.state]
    raise RefusedMove([Refusal(f"meeting_{meeting.state}", why)])


def change_meeting(
    session: Session,
    actor: Actor,
    meeting: MeetingRef,
    kind: str,
    now: datetime,
    *,
    rev: int | None,
    data: Mapping[str, Any] | None = None,
    **values: Any,
) -> int:
    """Raises the meeting's revision, sets `values`, and writes the event. Returns the new revision.

    `rev` is the revision the person looked at (None: as it is now). Raises Stale, with what others have changed since,
    when it is no longer the meeting's.
    """
    same = [_meeting.c.id == meeting.id, _meeting.c.state == meeting.state]
    if rev is not None:
        same.append(_meeting.c.rev == rev)
    new: int | None = session.execute(
        update(_meeting).where(*same).values(rev=_meeting.c.rev + 1, **values).returning(_meeting.c.rev)
    ).scalar_one_or_none()
    if new is None:
        _raise_stale(session, meeting, meeting.rev if rev is None else rev)
    told = {"meeting": meeting.id, "rev": new, **(data or {})}
    session.record(PendingEvent(now, kind, actor.user_id, actor.organisation, None, told))
    return new


def people_of(session: Session, meeting: MeetingRef) -> Sequence[Row[Any]]:
    """The rows of those invited to a meeting, as acts on it need them. What is shown of them: `meeting_frame`."""
    named = select(_person, _user.c.username).join(_user, _user.c.id == _person.c.user_id)
    return session.execute(named.where(_person.c.meeting_id == meeting.id).order_by(_person.c.id)).all()


def void_approvals(session: Session, meeting: MeetingRef) -> None:
    """Takes back what adjusters have approved: they approved other minutes than these."""
    mine = _person.c.meeting_id == meeting.id
    session.execute(update(_person).where(mine, _person.c.approved_at.is_not(None)).values(approved_at=None))


def _raise_stale(session: Session, meeting: MeetingRef, known: int) -> NoReturn:
    row = session.execute(select(_meeting).where(_meeting.c.id == meeting.id)).one()
    changes = what_changed(meeting_changes(session.connection, meeting.id, known))
    what = " ".join(changes)
    raise Stale(
        f"Någon annan hann ändra. {what} Läs det nya och försök igen.".replace("  ", " "),
        {"meeting": meeting.held_on.isoformat(), "state": row.state, "rev": row.rev, "changes": changes},
    )


def what_changed(changes: Iterable[MeetingChange]) -> list[str]:
    """A sentence for each kind of change, in the order they first came, with the agenda's items that it is about."""
    places: dict[str, dict[str, None]] = {}
    for change in changes:
        places.setdefault(change.kind, {}).update({change.label: None} if change.label else {})
    return [_changed(kind, list(labels)) for kind, labels in places.items()]


def _changed(kind: str, labels: list[str]) -> str:
    if not labels:
        return f"{CHANGES[kind]}."
    if len(labels) == 1:
        return f"{CHANGES[kind]} (punkt {labels[0]})."
    where = f"{len(labels)} punkter" if len(labels) > MOST_NAMED else f"punkt {', '.join(labels)}"
    return f"{SEVERAL.get(kind, CHANGES[kind])} ({where})."


CHANGES = {
    "agenda_arranged": "Dagordningen har ändrats",
    "agenda_frozen": "Dagordningen har spikats",
    "agenda_late": "Tilläggslistan har fyllts på",
    "agenda_sent": "Dagordningen har skickats ut",
    "meeting_changed": "Mötets tid eller plats har ändrats",
    "meeting_cancelled": "Mötet har ställts in",
    "meeting_people": "Mötets deltagare har ändrats",
    "meeting_noted": "En anteckning har ändrats",
    "meeting_decided": "Ett beslut har antecknats",
    "meeting_held": "Mötet har avslutats",
    "minutes_approved": "Protokollet har justerats",
    "minutes_reopened": "Protokollet har öppnats igen",
}
"""What each event of a meeting tells the one who was overtaken by it."""
SEVERAL = {"meeting_noted": "Anteckningar har ändrats", "meeting_decided": "Beslut har antecknats"}
"""The same of several items."""
MOST_NAMED = 5
"""How many items a sentence names before it only counts them."""
