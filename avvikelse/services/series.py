"""A forum's series of meetings as it changes: a meeting moved, its place or length changed, or cancelled.

Each change raises the meeting's revision, and the sequence by which the calendars of those invited know the newest
(RFC 5545); writes an event; and puts a message in the outbox for everybody invited, the one who acts too, since the
message is what changes their calendar.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from avvikelse.core.dates import DEFAULT_ZONE, at_local, is_working_day, swedish_date
from avvikelse.core.engine import Refusal
from avvikelse.core.events import canonical
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MEETING_STATE_LABELS, MeetingState
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, Forum, Meeting, MeetingPerson, Outbox, table
from avvikelse.errors import BadInput, Forbidden, RefusedMove
from avvikelse.services.forms import MeetingChangeForm, checked
from avvikelse.services.forum_items import next_meeting_at
from avvikelse.services.invitations import MOVABLE, find_invitation
from avvikelse.services.meetings import ForumRef, change_meeting, find_forum, forum_by_id, meeting_ref, people_of
from avvikelse.services.routines import engine_of, versions_of

_meeting, _person, _forum = table(Meeting), table(MeetingPerson), table(Forum)
_outbox, _deviation = table(Outbox), table(Deviation)

MENTIONS_CASE = re.compile(r"\bavv[\s-]*\d{4}", re.IGNORECASE)
NOT_YOURS = "Du kan läsa men inte ändra här. Det gör forumets sekreterare."


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """A meeting as it is after a change. `warnings` are Swedish sentences on what may not have been meant."""

    meeting_id: int
    held_on: date
    starts_at: datetime
    minutes: int
    place: str
    link: str
    rev: int
    sequence: int
    warnings: tuple[str, ...]


def reschedule(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    day: str,
    values: Mapping[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> Rescheduled:
    """Changes the day, time (Swedish), length, place or link of the meeting on an ISO day, or of the `next` one.

    A new time asks those invited for a new answer. Raises NotFound and Forbidden for those who aren't the forum's
    secretary, Stale when somebody changed the meeting after `rev`, RefusedMove for a meeting that is held or cancelled
    and for a day on which the forum already meets, BadInput for a time that has passed and when nothing changes.
    """
    form = checked(MeetingChangeForm, values)
    if MENTIONS_CASE.search(f"{form.place} {form.link}"):
        raise BadInput("Skriv inget ärendenummer i plats eller länk: kalendrar läses av fler än de som är kallade.")
    _keep_planners_off(session, forum)
    row = meeting_to_change(session, actor, forum, day, rev, now)
    new = _changed(row, form)
    changed = sorted(name for name, value in new.items() if value != getattr(row, name))
    if not changed:
        raise BadInput(
            "Inget skiljer sig från hur mötet är. Ange vad som ska ändras: dag, tid, längd, plats eller länk."
        )
    if "starts_at" in changed and new["starts_at"] <= now:
        clock = new["starts_at"].astimezone(DEFAULT_ZONE)
        when = swedish_date(new["held_on"], weekday=True).capitalize()
        raise BadInput(f"{when} kl. {clock:%H.%M} har passerat. Välj en tid framåt.")
    if "held_on" in changed:
        _refuse_taken_day(session, row, new["held_on"])
    _due_at_next(session, forum, row, new["starts_at"] if new["starts_at"] > now else None, now)
    told = {"changed": changed, "from": row.starts_at.isoformat(), "sequence": row.sequence + 1}
    told["to"] = new["starts_at"].isoformat()
    sequence = row.sequence + 1
    rev = change_meeting(
        session, actor, meeting_ref(row), "meeting_changed", now, rev=row.rev, data=told, sequence=sequence, **new
    )
    moved = bool({"starts_at", "minutes"} & set(changed))
    if moved:
        session.execute(update(_person).where(_person.c.meeting_id == row.id).values(answer=""))
    was = row.starts_at if "starts_at" in changed else None
    tell_invited(session, forum, row, invited_to(session, row), "meeting_changed", now, sequence, was=was)
    return Rescheduled(row.id, rev=rev, sequence=sequence, warnings=_warnings(new["held_on"]), **new)


def cancel_meeting(
    session: Session, actor: Actor, forum: ForumRef, day: str, *, rev: int | None, now: datetime
) -> date:
    """Cancels a meeting; what lay on the forum's table stays there for the next one. Returns its day.

    Raises as `reschedule` does.
    """
    _keep_planners_off(session, forum)
    row = meeting_to_change(session, actor, forum, day, rev, now)
    _due_at_next(session, forum, row, None, now)
    sequence = row.sequence + 1
    values = {"state": MeetingState.CANCELLED, "cancelled_at": now, "sequence": sequence}
    told = {"sequence": sequence}
    change_meeting(session, actor, meeting_ref(row), "meeting_cancelled", now, rev=row.rev, data=told, **values)
    tell_invited(session, forum, row, invited_to(session, row), "meeting_cancelled", now, sequence)
    held_on: date = row.held_on
    return held_on


def meeting_to_change(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    day: str,
    rev: int | None,
    now: datetime,
    *,
    states: Collection[str] = MOVABLE,
) -> Row[Any]:
    """The meeting's row, for the forum's secretary, in one of the states.

    Raises NotFound to strangers, Forbidden to those who may only read, Stale when `rev` isn't the meeting's,
    RefusedMove when the meeting has come too far.
    """
    row = find_invitation(session, actor, forum, day, now)
    if row.forum_id not in actor.secretary_of:
        raise Forbidden(NOT_YOURS)
    if rev is not None and rev != row.rev:  # a change by an outdated revision is what tells what others have done
        change_meeting(session, actor, meeting_ref(row), "meeting_changed", now, rev=rev)
    if row.state not in states:
        label = MEETING_STATE_LABELS.get(row.state, "hållet")
        what = "Mötet är inställt" if row.state == MeetingState.CANCELLED else f"Mötet går inte att ändra: {label}"
        raise RefusedMove([Refusal("meeting_over", f"{what}. Planera ett nytt möte om det behövs.")])
    return row


def invited_to(session: Session, row: Row[Any]) -> list[int]:
    """The ids of those invited."""
    return [person.user_id for person in people_of(session, meeting_ref(row))]


def tell_invited(
    session: Session,
    forum: ForumRef,
    row: Row[Any],
    people: Iterable[int],
    message: str,
    now: datetime,
    sequence: int,
    *,
    was: datetime | None = None,
) -> None:
    """Puts a message about the meeting in the outbox for each of the people, the one who acts too.

    It says which meeting, when it was to be, and how new the news is; time and place are read when it is sent.
    """
    data = {"forum": forum.key, "name": forum.name, "meeting": row.id, "sequence": sequence}
    data |= {"held_on": row.held_on.isoformat()} | ({"was": was.isoformat()} if was else {})
    rows = [
        {"created_at": now, "message": message, "recipient_id": person, "deviation_id": None, "data": canonical(data)}
        for person in people
    ]
    if rows:
        session.execute(insert(_outbox), rows)


def due_at_next_meeting(session: Session, forum: ForumRef, now: datetime) -> None:
    """Cases that wait for the forum are due at its next meeting, also when meetings are planned after they came.

    So are those that wait for the forum with which it holds meetings together.
    """
    jointly = forum.engine.routine.forums[forum.key].jointly
    for one in (forum, *([find_forum(session, jointly.forum, forum.agreement)] if jointly else [])):
        _set_due(session, one, next_meeting_at(session, one.agreement, one.key, now))


def _due_at_next(session: Session, forum: ForumRef, row: Row[Any], starts_at: datetime | None, now: datetime) -> None:
    """The same while a meeting is being changed: it will start at `starts_at`, or not be.

    Before the meeting's own row: a decision holds its case first and the meeting last, and two who held one each would
    wait for each other.
    """
    for one in (forum, *([forum_by_id(session, row.joint_forum_id)] if row.joint_forum_id else [])):
        others = next_meeting_at(session, one.agreement, one.key, now, but=row.id)
        _set_due(session, one, min((at for at in (others, starts_at) if at), default=None))


def _set_due(session: Session, forum: ForumRef, due: datetime | None) -> None:
    for version in versions_of(session, forum.agreement):
        states = engine_of(session, version).routine.states
        waiting = [key for key, spec in states.items() if spec.forum == forum.key and spec.deadline == "next_meeting"]
        session.execute(
            update(_deviation)
            .where(_deviation.c.routine_version_id == version, _deviation.c.state.in_(waiting))
            .where(_deviation.c.due_at.is_distinct_from(due))
            .values(due_at=due)
        )


def _keep_planners_off(session: Session, forum: ForumRef) -> None:
    """Whoever plans or moves meetings of the forum at the same time waits here, so that no day is taken twice."""
    session.execute(select(_forum.c.id).where(_forum.c.id == forum.id).with_for_update(key_share=True))


def _changed(row: Row[Any], form: MeetingChangeForm) -> dict[str, Any]:
    """The meeting's values as they will be."""
    clock = form.time or row.starts_at.astimezone(DEFAULT_ZONE).time()
    day = form.day or row.held_on
    return {
        "held_on": day,
        "starts_at": at_local(day, clock.replace(second=0, microsecond=0, tzinfo=None)),
        "minutes": form.minutes or row.minutes,
        "place": row.place if form.place is None else form.place,
        "link": row.link if form.link is None else form.link,
    }


def _refuse_taken_day(session: Session, row: Row[Any], day: date) -> None:
    same_day = select(_meeting.c.state).where(_meeting.c.forum_id == row.forum_id, _meeting.c.held_on == day)
    state = session.execute(same_day).scalar()
    if state is not None:
        which = "ett inställt möte" if state == MeetingState.CANCELLED else "redan ett möte"
        message = f"Forumet har {which} {swedish_date(day, weekday=True)}. Välj en annan dag."
        raise RefusedMove([Refusal("day_taken", message)])


def _warnings(day: date) -> tuple[str, ...]:
    if is_working_day(day):
        return ()
    return (f"{swedish_date(day, weekday=True).capitalize()} är ingen arbetsdag.",)
