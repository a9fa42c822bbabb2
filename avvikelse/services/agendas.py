"""A forum's agenda as it would be now, or as it was frozen; every text checked again on its way out (R13)."""

from datetime import date, datetime

from sqlalchemy import Row

from avvikelse.core.agenda import Agenda, AgendaLine, FollowUp, TableItem, Withheld, build_agenda, item_line
from avvikelse.core.dates import local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Purpose, Section
from avvikelse.db.access import visible_agenda_items, visible_forum_items, visible_measures
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Decision, Deviation, ForumItem, Measure, Meeting, table
from avvikelse.deid import Verdict, detector_version
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.checking import inspect
from avvikelse.services.deidentification import holds
from avvikelse.services.meetings import (
    ForumRef,
    MeetingRef,
    find_meeting,
    meeting_after,
    require_secretary,
    save_frozen,
)

_item, _measure, _decision = table(ForumItem), table(Measure), table(Decision)
_meeting, _agenda_item, _deviation = table(Meeting), table(AgendaItem), table(Deviation)

FAILS = "Den avidentifierade texten klarar inte kontrollen. Parten behöver skriva om den."
STALE = "Kontrollen har ändrats sedan texten intygades. Parten behöver låta en kollega intyga den igen."
CONDUCT = "Ärendet ska inte tas upp i ett forum. Kontakta parten som lyfte det."
"""Tells nobody that it is a conduct matter (R8)."""
MEASURE_FAILS = "Åtgärdens text klarar inte kontrollen."


def agenda(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> Agenda:
    """The forum's agenda for an ISO day or its `next` meeting.

    Raises NotFound when the forum isn't the person's or no meeting is planned that day; members see an agenda only
    once it is frozen.
    """
    if forum.id not in actor.secretary_of | actor.member_of:
        raise NotFound(f"Forumet {forum.key} finns inte bland dina forum.")
    meeting = find_meeting(session, actor, forum, day, now)
    if meeting is not None and meeting.state != "planned":
        return _frozen(session, actor, forum, meeting)
    if forum.id not in actor.secretary_of:
        raise NotFound("Ingen dagordning är spikad än. Den visas här när sekreteraren har spikat den.")
    if meeting is None and day != "next":
        raise NotFound(f"{forum.key} har inget möte {day}. Planera mötet först, eller skriv next.")
    return _draft(session, actor, forum, meeting.held_on if meeting else _proposed(forum, now))


def freeze(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> Agenda:
    """Freezes the agenda: every text is checked again, what fails is withheld by number and reason (R13)."""
    require_secretary(actor, forum)
    meeting = find_meeting(session, actor, forum, day, now)
    if meeting is None:
        raise NotFound(f"{forum.key} har inget planerat möte{'' if day == 'next' else f' {day}'}. Planera ett först.")
    draft = _draft(session, actor, forum, meeting.held_on)
    save_frozen(session, actor, meeting, draft, now)
    return _frozen(session, actor, forum, MeetingRef(meeting.id, meeting.held_on, "frozen"))


def _proposed(forum: ForumRef, now: datetime) -> date:
    days = proposed_dates(forum.engine.routine.forums[forum.key], local_day(now), 1)
    if not days:
        raise BadInput(f"{forum.key} har ingen mötesrytm i rutinen.")
    return days[0]


def _draft(session: Session, actor: Actor, forum: ForumRef, held_on: date) -> Agenda:
    spec = forum.engine.routine.forums[forum.key]
    return build_agenda(
        forum.key,
        spec,
        held_on,
        _on_table(session, actor, forum),
        _follow_ups(session, actor, forum, held_on),
        meeting_after(session, actor, forum, held_on),
    )


def _on_table(session: Session, actor: Actor, forum: ForumRef) -> list[TableItem]:
    statement = (
        visible_forum_items(actor)
        .add_columns(_deviation.c.conduct_matter)
        .where(_item.c.forum_id == forum.id, _item.c.closed_at.is_(None))
        .order_by(_item.c.lifted_at, _item.c.id)
    )
    return [_table_item(row) for row in session.execute(statement)]


def _table_item(row: Row[tuple[object, ...]]) -> TableItem:
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
        withheld=_why_withheld(row),
    )


def _why_withheld(row: Row[tuple[object, ...]]) -> str:
    if row.conduct_matter:
        return CONDUCT
    if row.detector != detector_version():
        return STALE
    return "" if holds(row) else FAILS


def _follow_ups(session: Session, actor: Actor, forum: ForumRef, held_on: date) -> list[FollowUp]:
    """Measures that the forum decided before the meeting and hasn't yet seen the effect of."""
    statement = (
        visible_measures(actor)
        .add_columns(_deviation.c.number)
        .join(_decision, _decision.c.id == _measure.c.decision_id)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .where(_meeting.c.forum_id == forum.id, _meeting.c.held_on < held_on, _measure.c.effect == "")
        .order_by(_measure.c.due_on, _measure.c.id)
    )
    routine = forum.engine.routine
    return [_follow_up(row, routine) for row in session.execute(statement)]


def _follow_up(row: Row[tuple[object, ...]], routine: Routine) -> FollowUp:
    verdict = inspect("\n\n".join((row.what, row.follow_up, row.effect))).verdict
    return FollowUp(
        id=row.id,
        number=row.number,
        organisation=routine.parties.get(row.organisation, row.organisation),
        what=row.what,
        due_on=row.due_on,
        done=row.done_at is not None,
        effect=row.effect,
        withheld=MEASURE_FAILS if verdict == Verdict.BLOCKED else "",
    )


def _frozen(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> Agenda:
    """The agenda as it was frozen. A text that no longer passes the check is withheld all the same.

    What is withheld is for the secretary to see to; members are shown neither number nor reason.
    """
    spec = forum.engine.routine.forums[forum.key]
    rows = session.execute(
        visible_agenda_items(actor)
        .add_columns(_deviation.c.number.label("measure_number"), _measure.c.what, _measure.c.follow_up)
        .outerjoin(_measure, _measure.c.id == _agenda_item.c.measure_id)
        .outerjoin(_deviation, _deviation.c.id == _measure.c.deviation_id)
        .where(_agenda_item.c.meeting_id == meeting.id)
        .order_by(_agenda_item.c.position, _agenda_item.c.id)
    ).all()
    items = _items_by_id(session, actor, [row.forum_item_id for row in rows if row.forum_item_id is not None])
    lines: list[AgendaLine] = []
    withheld: list[Withheld] = []
    for row in rows:
        item = items.get(row.forum_item_id)
        reason = row.withheld or (item.withheld if item is not None else "") or _why_measure_withheld(row)
        if reason:
            number = item.number if item is not None else row.measure_number or row.heading
            withheld.append(Withheld(number, reason, row.forum_item_id))
        else:
            lines.append(_frozen_line(row, item))
    shown = tuple(withheld) if forum.id in actor.secretary_of else ()
    return Agenda(forum.key, spec.name, meeting.held_on, meeting.state, tuple(lines), shown)


def _why_measure_withheld(row: Row[tuple[object, ...]]) -> str:
    if row.measure_id is None:
        return ""
    verdict = inspect("\n\n".join((row.what, row.follow_up))).verdict
    return MEASURE_FAILS if verdict == Verdict.BLOCKED else ""


def _items_by_id(session: Session, actor: Actor, ids: list[int]) -> dict[int, TableItem]:
    statement = visible_forum_items(actor).add_columns(_deviation.c.conduct_matter).where(_item.c.id.in_(ids))
    return {row.id: _table_item(row) for row in session.execute(statement)}


def _frozen_line(row: Row[tuple[object, ...]], item: TableItem | None) -> AgendaLine:
    if item is None:
        section, number = Section(row.section), row.measure_number
        return AgendaLine(row.position, section, row.heading, number, text=row.text, measure_id=row.measure_id)
    return item_line(item, Section(row.section), row.heading, row.position)
