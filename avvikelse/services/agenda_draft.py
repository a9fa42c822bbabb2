"""A forum's agenda as it would be now: what lies on the table, as the secretary has arranged it (R10, R13, R14)."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from avvikelse.core.agenda import Agenda, Arranged, FollowUp, OnTable, TableItem, build_agenda
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.minutes import Earlier
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import OutcomeKind, Purpose
from avvikelse.db.access import visible_decisions, visible_forum_items, visible_measures
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaArrangement, Decision, Deviation, ForumItem, Measure, Meeting, table
from avvikelse.deid import Verdict, detector_version
from avvikelse.services.checking import inspect
from avvikelse.services.deidentification import holds
from avvikelse.services.earlier import earlier_decisions
from avvikelse.services.meetings import ForumRef, MeetingRef, forum_by_id, meeting_after, meeting_before
from avvikelse.services.similar import with_similar

_item, _measure, _decision = table(ForumItem), table(Measure), table(Decision)
_meeting, _deviation, _arrangement = table(Meeting), table(Deviation), table(AgendaArrangement)

FAILS = "Den avidentifierade texten klarar inte kontrollen. Parten behöver skriva om den."
STALE = "Kontrollen har ändrats sedan texten intygades. Parten behöver låta en kollega intyga den igen."
CONDUCT = "Ärendet ska inte tas upp i ett forum. Kontakta parten som lyfte det."
"""Tells nobody that it is a conduct matter (R8)."""
MEASURE_FAILS = "Åtgärdens text klarar inte kontrollen."
OWN_FAILS = "Punktens text klarar inte kontrollen. Skriv om den."
WAITS = "Beslutet från ett tidigare möte väntar på att protokollet justeras."


def draft(session: Session, actor: Actor, forum: ForumRef, held_on: date, meeting: MeetingRef | None) -> Agenda:
    """The agenda for a day, arranged as far as the meeting is planned. Every text is checked on its way out (R13)."""
    joint = forum_by_id(session, meeting.joint_id) if meeting is not None and meeting.joint_id else None
    on_table = OnTable(
        items=table_items(session, actor, forum, held_on),
        follow_ups=_follow_ups(session, actor, forum, held_on),
        joint=table_items(session, actor, joint, held_on) if joint is not None else (),
        joint_name=joint.name if joint is not None else "",
        arrangement=arrangement_of(session, meeting) if meeting is not None else {},
        previous=_previous(session, actor, forum, held_on),
        next_on=meeting_after(session, actor, forum, held_on),
    )
    built = build_agenda(forum.key, forum.engine.routine.forums[forum.key], held_on, on_table)
    lines = with_similar(session, actor, forum, built.lines, held_on)
    return replace(built, lines=lines, rev=meeting.rev if meeting is not None else 0)


def arrangement_of(session: Session, meeting: MeetingRef) -> dict[str, Arranged]:
    """What the secretary has settled about the meeting's lines; the secretary's own words are checked again."""
    rows = session.execute(select(_arrangement).where(_arrangement.c.meeting_id == meeting.id))
    return {row.subject: _arranged(row) for row in rows}


def _arranged(row: Row[Any]) -> Arranged:
    blocked = bool(row.heading) and inspect(row.heading, row.text).verdict == Verdict.BLOCKED
    withheld = OWN_FAILS if blocked else ""
    return Arranged(
        row.subject, row.place, row.minutes, row.in_group, row.put_off, row.heading, row.text, withheld=withheld
    )


def table_items(session: Session, actor: Actor, forum: ForumRef, held_on: date) -> list[TableItem]:
    """What lies on a forum's table now, the longest waiting first, for its meeting on a day."""
    waiting = (
        visible_decisions(actor)
        .with_only_columns(_decision.c.deviation_id)
        .where(_decision.c.applied_at.is_(None), _decision.c.kind != OutcomeKind.KEEP)
    )
    decided = set(session.execute(waiting).scalars())
    statement = (
        visible_forum_items(actor)
        .add_columns(_deviation.c.conduct_matter)
        .where(_item.c.forum_id == forum.id, _item.c.closed_at.is_(None))
        .order_by(_item.c.lifted_at, _item.c.id)
    )
    rows = session.execute(statement).all()
    earlier = earlier_decisions(session, actor, forum, {row.deviation_id for row in rows}, held_on)
    return [
        table_item(row, WAITS if row.deviation_id in decided else why_withheld(row), earlier.get(row.deviation_id))
        for row in rows
    ]


def table_item(row: Row[Any], withheld: str, earlier: Earlier | None = None) -> TableItem:
    """A forum item's row as plain values."""
    return TableItem(
        id=row.id,
        number=row.number,
        purpose=Purpose(row.purpose),
        category=row.category,
        reporting=row.reporting,
        concerned=row.concerned,
        text=row.text,
        tried=row.tried,
        question=row.question,
        withheld=withheld,
        earlier=earlier,
    )


def why_withheld(row: Row[Any]) -> str:
    """Why a forum item's text can't be shown now, in Swedish; empty when it can (R8, R13)."""
    if row.conduct_matter:
        return CONDUCT
    if row.detector != detector_version():
        return STALE
    return "" if holds(row) else FAILS


def _previous(session: Session, actor: Actor, forum: ForumRef, held_on: date) -> str:
    """How it is with the last meeting's minutes: the first thing the next meeting takes up."""
    last = meeting_before(session, actor, forum, held_on)
    if last is None:
        return ""
    if last.approved_at is None:
        return f"Protokollet från {swedish_date(last.held_on)} väntar på justering."
    approved = swedish_date(local_day(last.approved_at))
    return f"Protokollet från {swedish_date(last.held_on)} justerades {approved}."


def _follow_ups(session: Session, actor: Actor, forum: ForumRef, held_on: date) -> list[FollowUp]:
    """Measures that the forum decided before the meeting and hasn't yet seen the effect of."""
    decided = visible_decisions(actor).with_only_columns(_decision.c.id).where(_decision.c.applied_at.is_not(None))
    statement = (
        visible_measures(actor)
        .add_columns(_deviation.c.number)
        .join(_decision, _decision.c.id == _measure.c.decision_id)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .where(_meeting.c.forum_id == forum.id, _meeting.c.held_on < held_on, _measure.c.effect == "")
        .where(_decision.c.id.in_(decided))
        .order_by(_measure.c.due_on, _measure.c.id)
    )
    routine = forum.engine.routine
    return [_follow_up(row, routine) for row in session.execute(statement)]


def _follow_up(row: Row[Any], routine: Routine) -> FollowUp:
    return FollowUp(
        id=row.id,
        number=row.number,
        organisation=routine.parties.get(row.organisation, row.organisation),
        what=row.what,
        due_on=row.due_on,
        done=row.done_at is not None,
        effect=row.effect,
        withheld=why_measure_withheld(row),
    )


def why_measure_withheld(row: Row[Any]) -> str:
    """Why a measure's text can't be shown now; empty when it can (R13)."""
    return MEASURE_FAILS if inspect(row.what, row.follow_up, row.effect).verdict == Verdict.BLOCKED else ""
