"""How the secretary arranges a draft agenda: order, time, groups, items of one's own, what is put off (R14).

Each act takes the revision of the agenda that the secretary looks at: a colleague's change in between is told, never
overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from avvikelse.core.agenda import Agenda, AgendaLine
from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingState
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaArrangement, table
from avvikelse.errors import BadInput, NotFound, RefusedMove
from avvikelse.services.agenda_draft import draft
from avvikelse.services.forms import MinutesForm, OwnItemForm, checked
from avvikelse.services.handling import refuse_identifiers
from avvikelse.services.meetings import ForumRef, MeetingRef, change_meeting, require_secretary, require_state

_arrangement = table(AgendaArrangement)


def reorder(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    line: str,
    before: str | None,
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Puts a line ahead of another under the same heading, or last there (`before` None). Returns the new revision."""
    built = _open(session, actor, forum, meeting)
    moved = _line(built, line)
    beside = [other for other in _siblings(built, moved) if other.subject != moved.subject]
    at = len(beside) if before is None else _index(beside, _line(built, before))
    return _in_order(session, actor, meeting, moved, [*beside[:at], moved, *beside[at:]], rev, now)


def shift(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    line: str,
    by: int,
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Moves a line one place up (`by` -1) or down (1) under its heading. Returns the new revision.

    Raises RefusedMove when it already stands first, or last.
    """
    built = _open(session, actor, forum, meeting)
    moved = _line(built, line)
    order = _siblings(built, moved)
    at = _index(order, moved)
    if not 0 <= at + by < len(order):
        where = "först" if by < 0 else "sist"
        raise RefusedMove([Refusal("stays", f"Punkt {moved.label} står redan {where} under sin rubrik.")])
    order.insert(at + by, order.pop(at))
    return _in_order(session, actor, meeting, moved, order, rev, now)


def _in_order(
    session: Session,
    actor: Actor,
    meeting: MeetingRef,
    moved: AgendaLine,
    order: Sequence[AgendaLine],
    rev: int | None,
    now: datetime,
) -> int:
    new = _changed(session, actor, meeting, moved, rev, now)
    for place, other in enumerate(order):
        _set(session, meeting, other.subject, place=place)
    return new


def _siblings(built: Agenda, line: AgendaLine) -> list[AgendaLine]:
    """The lines that the line can change places with: under its heading and, when it is grouped, in its group."""
    same = [other for other in built.lines if (other.kind, other.heading) == (line.kind, line.heading)]
    if not line.grouped:
        return [other for other in same if not other.grouped]
    group = line.label.partition(".")[0]
    return [other for other in same if other.grouped and other.label.partition(".")[0] == group]


def _index(lines: Sequence[AgendaLine], wanted: AgendaLine) -> int:
    for place, line in enumerate(lines):
        if line.subject == wanted.subject:
            return place
    raise BadInput(f"Punkt {wanted.label} står under en annan rubrik. Välj en punkt under samma rubrik.")


def set_time(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    line: str,
    minutes: Any,
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Sets aside minutes for a line, 0 for none. Returns the new revision."""
    form = checked(MinutesForm, {"minutes": minutes})
    found = _line(_open(session, actor, forum, meeting), line)
    new = _changed(session, actor, meeting, found, rev, now)
    _set(session, meeting, found.subject, minutes=form.minutes or None)
    return new


def set_times(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    minutes: Mapping[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> int | None:
    """Sets aside minutes for several lines at once, by subject; empty for none. Lines that are gone are passed over.

    Returns the new revision, or None when nothing differs and so nothing is written.
    """
    lines = {line.subject: line for line in _open(session, actor, forum, meeting).lines}
    wanted = {
        subject: checked(MinutesForm, {"minutes": given or 0}).minutes or None
        for subject, given in minutes.items()
        if subject in lines
    }
    changed = {subject: given for subject, given in wanted.items() if given != lines[subject].minutes}
    if not changed:
        return None
    data = {"label": ", ".join(lines[subject].label for subject in changed)}
    new = change_meeting(session, actor, meeting, "agenda_arranged", now, rev=rev, data=data)
    for subject, given in changed.items():
        _set(session, meeting, subject, minutes=given)
    return new


def group(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    lines: Sequence[str],
    heading: str,
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Takes similar cases together under a heading of the secretary's own. Returns the new revision.

    Raises BadInput when the lines aren't cases under the same heading, or the words point somebody out.
    """
    form = checked(OwnItemForm, {"heading": heading})
    refuse_identifiers("Rubriken", form.heading)
    built = _open(session, actor, forum, meeting)
    members = [_line(built, line) for line in dict.fromkeys(lines)]
    kinds = {(member.kind, member.heading) for member in members}
    if len(members) < 2 or len(kinds) > 1 or any(member.item_id is None for member in members):  # noqa: PLR2004 (two make a group)
        raise BadInput("Välj minst två ärenden under samma rubrik.")
    new = _changed(session, actor, meeting, members[0], rev, now)
    subject = _new(session, meeting, "group", form)
    for place, member in enumerate(members):
        _set(session, meeting, member.subject, in_group=subject, place=place)
    for place, other in enumerate(_with_group(built, members, subject)):
        _set(session, meeting, other, place=place)
    return new


def _with_group(built: Agenda, members: Sequence[AgendaLine], group_subject: str) -> list[str]:
    """The lines under the heading in order, with the group where its first member stood."""
    taken = {member.subject for member in members}
    beside = [line.subject for line in _siblings(built, replace(members[0], grouped=False))]
    first = next((n for n, subject in enumerate(beside) if subject in taken), len(beside))
    rest = [subject for subject in beside if subject not in taken]
    return [*rest[:first], group_subject, *rest[first:]]


def ungroup(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, line: str, *, rev: int | None, now: datetime
) -> int:
    """Dissolves a group: its cases stand for themselves again. Returns the new revision."""
    found = _line(_open(session, actor, forum, meeting), line)
    if not found.subject.startswith("group:"):
        raise BadInput(f"Punkt {found.label} är ingen grupp.")
    new = _changed(session, actor, meeting, found, rev, now)
    of_meeting = _arrangement.c.meeting_id == meeting.id
    session.execute(
        update(_arrangement).where(of_meeting, _arrangement.c.in_group == found.subject).values(in_group="")
    )
    session.execute(delete(_arrangement).where(of_meeting, _arrangement.c.subject == found.subject))
    return new


def put_off(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, number: str, *, rev: int | None, now: datetime
) -> int:
    """Puts a case, by its number, off to a later meeting: it is listed as withheld, never dropped in silence."""
    return _withdraw(session, actor, forum, meeting, number, True, rev, now)


def take_back(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, number: str, *, rev: int | None, now: datetime
) -> int:
    """Takes a case that was put off up again. Returns the new revision."""
    return _withdraw(session, actor, forum, meeting, number, False, rev, now)


def _withdraw(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    number: str,
    off: bool,
    rev: int | None,
    now: datetime,
) -> int:
    built = _open(session, actor, forum, meeting)
    items = {line.number: line.item_id for line in built.lines if line.item_id is not None}
    items |= {item.number: item.item_id for item in built.withheld if item.item_id is not None}
    if number not in items:
        raise NotFound(f"{number[:40]} ligger inte på forumets bord.")
    new = change_meeting(session, actor, meeting, "agenda_arranged", now, rev=rev)
    _set(session, meeting, f"item:{items[number]}", put_off=off, in_group="")
    return new


def add_own_item(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    values: dict[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Adds an item in the secretary's own words under other matters. Returns the new revision.

    Raises BadInput when the words point somebody out (R13).
    """
    form = checked(OwnItemForm, values)
    refuse_identifiers("Punkten", form.heading, form.text)
    _open(session, actor, forum, meeting)
    new = change_meeting(session, actor, meeting, "agenda_arranged", now, rev=rev)
    _new(session, meeting, "free", form)
    return new


def remove_own_item(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, line: str, *, rev: int | None, now: datetime
) -> int:
    """Takes away an item of the secretary's own. Returns the new revision."""
    found = _line(_open(session, actor, forum, meeting), line)
    if not found.subject.startswith("free:"):
        raise BadInput(f"Punkt {found.label} är ingen egen punkt. Skjut upp den i stället.")
    new = _changed(session, actor, meeting, found, rev, now)
    session.execute(
        delete(_arrangement).where(_arrangement.c.meeting_id == meeting.id, _arrangement.c.subject == found.subject)
    )
    return new


def _open(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> Agenda:
    require_secretary(actor, forum, meeting)
    require_state(meeting, MeetingState.PLANNED)
    return draft(session, actor, forum, meeting.held_on, meeting)


def _line(built: Agenda, wanted: str) -> AgendaLine:
    """The line by its number as people read it, by its case's number, or by its subject."""
    for line in built.lines:
        if wanted in (line.label, line.subject) or (wanted == line.number and line.item_id is not None):
            return line
    raise NotFound(f"Dagordningen har ingen punkt {wanted[:40]}.")


def _set(session: Session, meeting: MeetingRef, subject: str, **values: Any) -> None:
    here = (_arrangement.c.meeting_id == meeting.id, _arrangement.c.subject == subject)
    if session.execute(update(_arrangement).where(*here).values(**values)).rowcount == 0:
        empty = {"place": None, "minutes": None, "in_group": "", "put_off": False, "heading": "", "text": ""}
        session.execute(insert(_arrangement).values({**empty, **values, "meeting_id": meeting.id, "subject": subject}))


def _new(session: Session, meeting: MeetingRef, kind: str, form: OwnItemForm) -> str:
    known = session.execute(select(_arrangement.c.subject).where(_arrangement.c.meeting_id == meeting.id)).scalars()
    used = [int(subject.partition(":")[2]) for subject in known if subject.startswith(f"{kind}:")]
    subject = f"{kind}:{max(used, default=0) + 1}"
    _set(session, meeting, subject, heading=form.heading, text=form.text)
    return subject


def _changed(
    session: Session, actor: Actor, meeting: MeetingRef, line: AgendaLine, rev: int | None, now: datetime
) -> int:
    data = {"label": line.label}
    return change_meeting(session, actor, meeting, "agenda_arranged", now, rev=rev, data=data)
