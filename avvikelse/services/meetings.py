"""A forum's meetings: planned by the routine's rhythm, frozen, held and closed (R11, R14)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import insert, select, update

from avvikelse.core.agenda import Agenda
from avvikelse.core.dates import at_local, local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.engine import Engine, Refusal
from avvikelse.core.permissions import Actor
from avvikelse.db.access import visible_agenda_items, visible_decisions, visible_forum_items, visible_meetings
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Agreement, Decision, Forum, ForumItem, Meeting, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.routines import engine_of

_meeting, _forum, _agreement = table(Meeting), table(Forum), table(Agreement)
_agenda_item, _decision, _item = table(AgendaItem), table(Decision), table(ForumItem)

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


def require_secretary(actor: Actor, forum: ForumRef) -> None:
    """Raises NotFound to those who don't even know of the forum, Forbidden to its members."""
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
    new = [
        {"forum_id": forum.id, "held_on": day, "starts_at": at_local(day, MEETS_AT), "state": "planned"}
        for day in days
        if day not in known
    ]
    if new:
        session.execute(insert(_meeting), new)
        data = {"forum": forum.key, "days": [row["held_on"].isoformat() for row in new]}  # type: ignore[attr-defined]  # because the rows are of mixed values
        session.record(PendingEvent(now, "meetings_planned", actor.user_id, actor.organisation, None, data))
    return days


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """A meeting as its row says."""

    id: int
    held_on: date
    state: str


def find_meeting(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> MeetingRef | None:
    """The forum's meeting on an ISO day, or its `next` one: today's or the first after. None when none is planned.

    Raises BadInput for what is neither a day nor 'next'.
    """
    statement = visible_meetings(actor).where(_meeting.c.forum_id == forum.id)
    if day == "next":
        statement = statement.where(_meeting.c.held_on >= local_day(now), _meeting.c.state != "closed")
    else:
        try:
            statement = statement.where(_meeting.c.held_on == date.fromisoformat(day))
        except ValueError:
            raise BadInput(f"{day[:20]} är inget datum. Skriv det som 2026-11-24, eller next.") from None
    row = session.execute(statement.order_by(_meeting.c.held_on).limit(1)).one_or_none()
    return MeetingRef(row.id, row.held_on, row.state) if row is not None else None


def meeting_after(session: Session, actor: Actor, forum: ForumRef, day: date) -> date | None:
    """The day of the forum's first meeting after a day, as far as planned."""
    statement = (
        visible_meetings(actor)
        .where(_meeting.c.forum_id == forum.id, _meeting.c.held_on > day)
        .order_by(_meeting.c.held_on)
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return row.held_on if row is not None else None


def save_frozen(session: Session, actor: Actor, meeting: MeetingRef, agenda: Agenda, now: datetime) -> None:
    """Fixes the agenda's numbers and content. Raises RefusedMove when it is already frozen."""
    changed = session.execute(
        update(_meeting)
        .where(_meeting.c.id == meeting.id, _meeting.c.state == "planned")
        .values(state="frozen", frozen_at=now)
    ).rowcount
    if changed != 1:
        raise RefusedMove([Refusal("already_frozen", "Dagordningen är redan spikad.")])
    placed = [
        {
            "meeting_id": meeting.id,
            "position": line.position,
            "section": line.kind,
            "heading": line.heading,
            "forum_item_id": line.item_id,
            "measure_id": line.measure_id,
            "text": "" if line.item_id else line.text,
            "withheld": "",
        }
        for line in agenda.lines
    ]
    held_back = [
        {
            "meeting_id": meeting.id,
            "position": None,
            "section": "withheld",
            "heading": item.number,
            "forum_item_id": item.item_id,
            "measure_id": None,
            "text": "",
            "withheld": item.reason,
        }
        for item in agenda.withheld
    ]
    session.execute(insert(_agenda_item), placed + held_back)
    data = {"meeting": meeting.id, "forum": agenda.forum, "items": len(placed), "withheld": len(held_back)}
    session.record(PendingEvent(now, "agenda_frozen", actor.user_id, actor.organisation, None, data))


def close_meeting(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, now: datetime) -> None:
    """Closes a held meeting. Raises RefusedMove naming the items on the table that still lack a decision (R14)."""
    require_secretary(actor, forum)
    if meeting.state != "frozen":
        why = (
            "Mötet är redan avslutat." if meeting.state == "closed" else "Dagordningen är inte spikad. Spika den först."
        )
        raise RefusedMove([Refusal("not_frozen", why)])
    of_meeting = visible_decisions(actor).where(_decision.c.meeting_id == meeting.id)
    decided = of_meeting.with_only_columns(_decision.c.forum_item_id)
    on_table = visible_forum_items(actor).where(_item.c.closed_at.is_(None)).with_only_columns(_item.c.id)
    open_items = session.execute(
        visible_agenda_items(actor)
        .where(_agenda_item.c.meeting_id == meeting.id, _agenda_item.c.withheld == "")
        .where(_agenda_item.c.forum_item_id.in_(on_table), _agenda_item.c.forum_item_id.not_in(decided))
        .order_by(_agenda_item.c.position)
    ).all()
    if open_items:
        points = ", ".join(str(row.position) for row in open_items)
        raise RefusedMove(
            [
                Refusal(
                    "undecided_items", f"Punkt {points} saknar beslut. Anteckna vad forumet beslutade om varje ärende."
                )
            ]
        )
    frozen = (_meeting.c.id == meeting.id, _meeting.c.forum_id == forum.id, _meeting.c.state == "frozen")
    if session.execute(update(_meeting).where(*frozen).values(state="closed", closed_at=now)).rowcount != 1:
        raise NotFound(f"{forum.key} har inget spikat möte {meeting.held_on}.")
    data = {"meeting": meeting.id, "forum": forum.key}
    session.record(PendingEvent(now, "meeting_closed", actor.user_id, actor.organisation, None, data))
