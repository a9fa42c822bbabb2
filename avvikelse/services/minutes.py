"""A meeting held: notes, attendance, approval of the minutes, and what follows from it (R14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingPart, MeetingState, OutcomeKind, UserRole
from avvikelse.db.access import visible_agenda_items, visible_decisions, visible_forum_items
from avvikelse.db.cases import sides_of
from avvikelse.db.people import holders, person_id
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Decision, ForumItem, Meeting, MeetingPerson, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.agenda_frozen import OPEN
from avvikelse.services.decisions import DECIDES, apply_decisions, decide
from avvikelse.services.forms import NoteForm, checked
from avvikelse.services.handling import refuse_identifiers
from avvikelse.services.meeting_mail import tell_people
from avvikelse.services.meetings import (
    ForumRef,
    MeetingRef,
    change_meeting,
    forum_by_id,
    people_of,
    require_secretary,
    require_state,
    void_approvals,
)

_line, _item, _decision = table(AgendaItem), table(ForumItem), table(Decision)
_meeting, _person = table(Meeting), table(MeetingPerson)


NOT_REACHED = "Ärendet hann inte tas upp. Det är kvar till nästa möte."
"""What the minutes say of a case that the meeting didn't get to."""


def note_line(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    label: str,
    values: Mapping[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Saves what the secretary notes about a line, by the number people read. Returns the new revision.

    Raises BadInput when the words point somebody out (R13).
    """
    form = checked(NoteForm, values)
    require_secretary(actor, forum, meeting)
    require_state(meeting, *DECIDES)
    refuse_identifiers("Anteckningen", form.notes)
    of_line = _line.c.meeting_id == meeting.id, _line.c.label == label, _line.c.withheld == ""
    if session.execute(visible_agenda_items(actor).where(*of_line)).one_or_none() is None:
        raise NotFound(f"Dagordningen har ingen punkt {label[:20]}.")
    new = change_meeting(session, actor, meeting, "meeting_noted", now, rev=rev, data={"label": label})
    session.execute(update(_line).where(*of_line).values(notes=form.notes))
    void_approvals(session, meeting)
    return new


def name_adjusters(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    usernames: Sequence[str],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Names those who are to approve the minutes, in place of earlier ones. Returns the new revision.

    They are members of the forum. Raises BadInput for anybody else, and for whoever writes the minutes (four eyes).
    """
    require_secretary(actor, forum, meeting)
    require_state(meeting, MeetingState.PLANNED, *DECIDES)
    members = set(session.execute(holders(UserRole.MEMBER, forum_id=forum.id)).scalars())
    secretaries = set(session.execute(holders(UserRole.SECRETARY, forum_id=forum.id)).scalars())
    named = {name: person_id(session, name) for name in dict.fromkeys(usernames)}
    for name, person in named.items():
        if person not in members - secretaries:
            raise BadInput(f"{name[:40]} kan inte justera: justerare är ledamöter som inte själva skriver protokollet.")
    new = change_meeting(session, actor, meeting, "meeting_people", now, rev=rev)
    of_meeting = _person.c.meeting_id == meeting.id
    session.execute(update(_person).where(of_meeting).values(adjuster=False, approved_at=None))
    invited = {row.user_id for row in people_of(session, meeting)}
    for person in named.values():
        if person not in invited:
            rows = {"meeting_id": meeting.id, "user_id": person, "part": MeetingPart.MEMBER, "answer": ""}
            session.execute(insert(_person).values(rows | {"adjuster": False}))
        session.execute(update(_person).where(of_meeting, _person.c.user_id == person).values(adjuster=True))
    return new


def attend(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    present: Mapping[str, bool],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Notes who of those invited are there, by username. Returns the new revision."""
    require_secretary(actor, forum, meeting)
    require_state(meeting, *DECIDES)
    invited = {row.username: row.user_id for row in people_of(session, meeting)}
    unknown = [name for name in present if name not in invited]
    if unknown:
        raise NotFound(f"{unknown[0][:40]} är inte inbjuden till mötet. Bjud in först.")
    new = change_meeting(session, actor, meeting, "meeting_people", now, rev=rev)
    for name, there in present.items():
        here = _person.c.meeting_id == meeting.id, _person.c.user_id == invited[name]
        session.execute(update(_person).where(*here).values(present=there))
    void_approvals(session, meeting)
    return new


def hold(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, now: datetime, *, rev: int | None = None
) -> int:
    """Ends the meeting: its minutes now wait for approval. Returns the new revision.

    Raises RefusedMove naming the items that still lack a decision (R14), and before the meeting's day.
    """
    require_secretary(actor, forum, meeting)
    require_state(meeting, *OPEN)
    if local_day(now) < meeting.held_on:
        message = f"Mötet är den {swedish_date(meeting.held_on)}. Det kan avslutas tidigast då."
        raise RefusedMove([Refusal("not_yet_held", message)])
    undecided = undecided_lines(session, actor, meeting)
    if undecided:
        points = ", ".join(row.label for row in undecided)
        message = f"Punkt {points} saknar beslut. Anteckna vad forumet beslutade, eller att ärendet är kvar."
        raise RefusedMove([Refusal("undecided_items", message)])
    values = {"state": MeetingState.HELD, "closed_at": now}
    new = change_meeting(session, actor, meeting, "meeting_held", now, rev=rev, data={"forum": forum.key}, **values)
    adjusters = [row.user_id for row in people_of(session, meeting) if row.adjuster]
    tell_people(session, actor, forum, meeting, "minutes_to_approve", adjusters, now)
    return new


def close_meeting(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    *,
    keep_rest: bool,
    rev: int | None,
    now: datetime,
) -> int:
    """Ends the meeting; with `keep_rest` what lacks a decision is kept for the next one. See `hold` for errors."""
    if keep_rest and keep_the_rest(session, actor, forum, meeting, rev=rev, now=now):
        rev = None  # raised by the keeping, in this very transaction
    return hold(session, actor, forum, meeting, now, rev=rev)


def keep_the_rest(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, *, rev: int | None, now: datetime
) -> int:
    """Keeps what the meeting hasn't decided about for the next one; returns how many cases. See `decide` for errors."""
    require_secretary(actor, forum, meeting)
    require_state(meeting, *DECIDES)
    rest = undecided_lines(session, actor, meeting)
    for row in rest:
        owner = forum_by_id(session, row.forum_id)
        outcomes = owner.engine.routine.forums[owner.key].outcomes
        kept = next((name for name, outcome in outcomes.items() if outcome.kind is OutcomeKind.KEEP), None)
        if kept is None:
            raise RefusedMove(
                [Refusal("no_keeping", f"{owner.name} kan inte skjuta upp ett ärende. Fatta ett beslut.")]
            )
        form = {"outcome": kept, "position": NOT_REACHED}
        rev = decide(session, actor, forum, meeting, row.forum_item_id, form, now, rev=rev)
    return len(rest)


def undecided_lines(session: Session, actor: Actor, meeting: MeetingRef) -> Sequence[Row[Any]]:
    """The lines, with their forum, whose case lies on a table and has no decision from this meeting."""
    decided = visible_decisions(actor).where(_decision.c.meeting_id == meeting.id)
    lying = visible_forum_items(actor).where(_item.c.closed_at.is_(None))
    statement = (
        visible_agenda_items(actor)
        .add_columns(_item.c.forum_id)
        .join(_item, _item.c.id == _line.c.forum_item_id)
        .where(_line.c.meeting_id == meeting.id, _line.c.withheld == "")
        .where(_line.c.forum_item_id.in_(lying.with_only_columns(_item.c.id)))
        .where(_line.c.forum_item_id.not_in(decided.with_only_columns(_decision.c.forum_item_id)))
        .order_by(_line.c.position)
    )
    return session.execute(statement).all()


def approve(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, *, rev: int | None, now: datetime
) -> bool:
    """An adjuster approves the minutes. True when that was the last: the decisions are then applied, all or none.

    `rev` is the revision they read (None: as the meeting was found, so that of two at once one is told). Raises
    Forbidden to others than the named adjusters, RefusedMove when a decision can't be applied (nothing is then
    approved), Stale when the minutes have changed.
    """
    require_state(meeting, MeetingState.HELD)
    adjusters = [row for row in people_of(session, meeting) if row.adjuster]
    if not adjusters:
        raise RefusedMove(
            [Refusal("no_adjuster", "Ingen är utsedd att justera protokollet. Be sekreteraren utse någon.")]
        )
    if actor.user_id not in {row.user_id for row in adjusters}:
        raise Forbidden("Bara de utsedda justerarna kan justera protokollet.")
    others = [row for row in adjusters if row.user_id != actor.user_id and row.approved_at is None]
    data = {"forum": forum.key}
    values = {} if others else {"state": MeetingState.APPROVED, "approved_at": now}
    read = meeting.rev if rev is None else rev  # who else has approved was looked up at that revision
    change_meeting(session, actor, meeting, "minutes_approved", now, rev=read, data=data, **values)
    mine = _person.c.meeting_id == meeting.id, _person.c.user_id == actor.user_id
    session.execute(update(_person).where(*mine).values(approved_at=now))
    if others:
        return False
    decided = apply_decisions(session, actor, meeting, now)
    _send_extracts(session, actor, forum, meeting, decided, now)
    return True


def reopen(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, *, rev: int | None, now: datetime
) -> int:
    """Opens approved minutes again, for notes and attendance; they need approval anew. Returns the new revision.

    Decisions that have moved cases stay as they are. Raises RefusedMove when a newer meeting has been held.
    """
    require_secretary(actor, forum, meeting)
    require_state(meeting, MeetingState.APPROVED)
    newer = select(_meeting.c.id).where(
        _meeting.c.forum_id == forum.id, _meeting.c.held_on > meeting.held_on, _meeting.c.closed_at.is_not(None)
    )
    if session.execute(newer.limit(1)).one_or_none() is not None:
        message = "Ett senare möte är hållet. Rättelser antecknas i nästa protokoll."
        raise RefusedMove([Refusal("newer_meeting", message)])
    values = {"state": MeetingState.HELD, "approved_at": None}
    new = change_meeting(session, actor, meeting, "minutes_reopened", now, rev=rev, data={"forum": forum.key}, **values)
    void_approvals(session, meeting)
    return new


def _send_extracts(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, decided: list[int], now: datetime
) -> None:
    """Tells the coordinators of every party to a decided case that their extract is there."""
    sides = sides_of(session, decided)
    parties = sorted({party for case in sides.values() for side in case.values() for party in side})
    people = [
        row.user_id for party in parties for row in session.execute(holders(UserRole.COORDINATOR, organisation=party))
    ]
    tell_people(session, actor, forum, meeting, "extract_ready", people, now)
