"""A forum's agenda as it was frozen, and the freezing itself: numbers stay, texts are checked at each showing (R13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert

from avvikelse.core.agenda import WITH_CASES, Agenda, AgendaLine, TableItem, Withheld, section_of
from avvikelse.core.minutes import Earlier
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingState, Section
from avvikelse.db.access import visible_agenda_items, visible_forum_items
from avvikelse.db.cases import case_behind
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Deviation, ForumItem, Measure, Organisation, table
from avvikelse.deid import Verdict
from avvikelse.services.agenda_draft import (
    CONDUCT,
    FAILS,
    OWN_FAILS,
    STALE,
    table_item,
    table_items,
    why_measure_withheld,
    why_withheld,
)
from avvikelse.services.checking import inspect
from avvikelse.services.deidentification import holds
from avvikelse.services.earlier import earlier_decisions
from avvikelse.services.meetings import (
    ForumRef,
    MeetingRef,
    change_meeting,
    forum_by_id,
    require_secretary,
    require_state,
)
from avvikelse.services.outbox import tell
from avvikelse.services.routines import engine_of
from avvikelse.services.similar import with_similar

_line, _item, _deviation = table(AgendaItem), table(ForumItem), table(Deviation)
_measure, _organisation = table(Measure), table(Organisation)
OPEN = (MeetingState.FROZEN, MeetingState.SENT)
"""While the agenda is fixed and the meeting not yet held."""


def save_frozen(
    session: Session, actor: Actor, meeting: MeetingRef, built: Agenda, now: datetime, *, rev: int | None
) -> None:
    """Fixes the agenda's numbers and content. Raises RefusedMove when they are, Stale as `change_meeting`."""
    require_state(meeting, MeetingState.PLANNED)
    data = {"forum": built.forum, "items": len(built.lines), "withheld": len(built.withheld)}
    values = {"state": MeetingState.FROZEN, "frozen_at": now}
    change_meeting(session, actor, meeting, "agenda_frozen", now, rev=rev, data=data, **values)
    rows = [_row(meeting, line) for line in built.lines] + [_held_back(meeting, item) for item in built.withheld]
    session.execute(insert(_line), rows)
    _tell_parties(session, actor, built.withheld, now)


def _tell_parties(session: Session, actor: Actor, withheld: Iterable[Withheld], now: datetime) -> None:
    """Tells the managers of the party that lifted a case when its text can't be shown: they can mend it (R13)."""
    mendable = [item.item_id for item in withheld if item.item_id is not None and item.reason in (FAILS, STALE)]
    for row in _items(session, actor, mendable):
        case = case_behind(session, actor, row.deviation_id)
        routine = engine_of(session, case.routine_version_id).routine
        whom = [(role, "withheld") for role in ("reporting.manager", "concerned.manager")]
        tell(session, actor, case, routine, whom, now, only=row.lifted_by)


def _row(meeting: MeetingRef, line: AgendaLine) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "position": line.position,
        "section": line.kind,
        "heading": line.heading,
        "forum_item_id": line.item_id,
        "measure_id": line.measure_id,
        "text": "" if line.item_id else line.text,
        "label": line.label,
        "title": line.title,
        "minutes": line.minutes,
        "grouped": line.grouped,
        "late": line.late,
        "notes": "",
        "withheld": "",
    }


def _held_back(meeting: MeetingRef, item: Withheld, *, late: bool = False) -> dict[str, Any]:
    empty = {"measure_id": None, "text": "", "label": "", "title": "", "minutes": None, "grouped": False, "notes": ""}
    return empty | {
        "meeting_id": meeting.id,
        "position": None,
        "section": "withheld",
        "heading": item.number,
        "forum_item_id": item.item_id,
        "late": late,
        "withheld": item.reason,
    }


def waiting_items(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> list[TableItem]:
    """What came to the table after the agenda was frozen, for the secretary."""
    on_agenda = {row.forum_item_id for row in _lines(session, actor, meeting)}
    joint = forum_by_id(session, meeting.joint_id) if meeting.joint_id else None
    forums = [forum, *([joint] if joint is not None else [])]
    lying = [item for one in forums for item in table_items(session, actor, one, meeting.held_on)]
    return [item for item in lying if item.id not in on_agenda]


def _lines(session: Session, actor: Actor, meeting: MeetingRef) -> Sequence[Row[Any]]:
    return session.execute(visible_agenda_items(actor).where(_line.c.meeting_id == meeting.id)).all()


def add_late(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, *, rev: int | None, now: datetime
) -> int:
    """Takes up on a list of their own what came after the freezing; returns how many. Earlier numbers stay.

    What fails the check is withheld by number and reason.
    """
    require_secretary(actor, forum, meeting)
    require_state(meeting, *OPEN)
    waiting = waiting_items(session, actor, forum, meeting)
    if not waiting:
        return 0
    change_meeting(session, actor, meeting, "agenda_late", now, rev=rev, data={"items": len(waiting)})
    lines = [row for row in _lines(session, actor, meeting) if row.position is not None]
    last, late = max(row.position for row in lines), sum(row.late for row in lines)
    good = [item for item in waiting if not item.withheld]
    rows = [_late_row(meeting, item, last + n, late + n) for n, item in enumerate(good, 1)]
    rows += [_held_back(meeting, Withheld(i.number, i.withheld, i.id), late=True) for i in waiting if i.withheld]
    session.execute(insert(_line), rows)
    _tell_parties(session, actor, [Withheld(i.number, i.withheld, i.id) for i in waiting if i.withheld], now)
    return len(waiting)


def _late_row(meeting: MeetingRef, item: TableItem, position: int, count: int) -> dict[str, Any]:
    section = section_of(item, WITH_CASES)
    line = AgendaLine(position, section, "Tilläggslista", label=f"T{count}", item_id=item.id, late=True)
    return _row(meeting, line)


def frozen(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> Agenda:
    """The agenda as it was frozen. A text that no longer passes the check is withheld all the same.

    What is withheld is for the secretary to see to; members are shown neither number nor reason.
    """
    secretary = forum.id in actor.secretary_of
    rows = agenda_rows(session, actor, meeting)
    items = items_of(session, actor, meeting, rows)
    lines: list[AgendaLine] = []
    withheld: list[Withheld] = []
    for row in rows:
        reason = why_line_withheld(row, items)
        if reason:
            item = items.get(row.forum_item_id)
            number = item.number if item is not None else row.measure_number or row.heading
            withheld.append(Withheld(number, reason, row.forum_item_id))
        else:
            lines.append(shown_line(row, items.get(row.forum_item_id)))
    waiting = waiting_items(session, actor, forum, meeting) if secretary and meeting.state in OPEN else []
    return Agenda(
        forum.key,
        forum.name,
        meeting.held_on,
        meeting.state,
        with_similar(session, actor, forum, lines, meeting.held_on) if meeting.state in OPEN else tuple(lines),
        tuple(withheld) if secretary else (),
        joint_name=forum_by_id(session, meeting.joint_id).name if meeting.joint_id else "",
        rev=meeting.rev,
        waiting=tuple(item.number for item in waiting),
    )


def agenda_rows(session: Session, actor: Actor, meeting: MeetingRef) -> list[Row[Any]]:
    """The lines of a frozen agenda that the person may read, in order, with what a measure to follow up says."""
    statement = (
        visible_agenda_items(actor)
        .add_columns(
            _deviation.c.number.label("measure_number"), _measure.c.what, _measure.c.follow_up, _measure.c.effect
        )
        .outerjoin(_measure, _measure.c.id == _line.c.measure_id)
        .outerjoin(_deviation, _deviation.c.id == _measure.c.deviation_id)
        .where(_line.c.meeting_id == meeting.id)
        .order_by(_line.c.position.is_(None), _line.c.position, _line.c.id)
    )
    return list(session.execute(statement).all())


def items_of(session: Session, actor: Actor, meeting: MeetingRef, rows: Iterable[Row[Any]]) -> dict[int, TableItem]:
    """The forum items of the lines, by id.

    Until the meeting is held a text must be attested under the present check; minutes and held agendas keep a text
    that the present check still lets through.
    """
    ids = [row.forum_item_id for row in rows if row.forum_item_id is not None]
    withheld = why_withheld if meeting.state in OPEN else _why_withheld_later
    found = _items(session, actor, ids)
    earlier = _earlier(session, actor, meeting, found)
    return {row.id: table_item(row, withheld(row), earlier.get(row.id)) for row in found}


def _earlier(session: Session, actor: Actor, meeting: MeetingRef, rows: Sequence[Row[Any]]) -> dict[int, Earlier]:
    """What each item's forum said at a meeting before this one, by item."""
    found: dict[int, Earlier] = {}
    for forum_id in sorted({row.forum_id for row in rows}):
        of_forum = {row.id: row.deviation_id for row in rows if row.forum_id == forum_id}
        forum = forum_by_id(session, forum_id)
        earlier = earlier_decisions(session, actor, forum, set(of_forum.values()), meeting.held_on)
        found |= {item: earlier[deviation] for item, deviation in of_forum.items() if deviation in earlier}
    return found


def decided_items(session: Session, actor: Actor, ids: list[int]) -> dict[int, TableItem]:
    """The forum items with these ids that the person may read, as minutes and extracts show them."""
    return {row.id: table_item(row, _why_withheld_later(row)) for row in _items(session, actor, ids)}


def _items(session: Session, actor: Actor, ids: list[int]) -> Sequence[Row[Any]]:
    statement = visible_forum_items(actor).add_columns(_deviation.c.conduct_matter).where(_item.c.id.in_(ids))
    return session.execute(statement).all()


def _why_withheld_later(row: Row[Any]) -> str:
    if row.conduct_matter:
        return CONDUCT
    return "" if holds(row) else FAILS


def why_line_withheld(row: Row[Any], items: Mapping[int, TableItem]) -> str:
    """Why a line of a frozen agenda can't be shown: settled at freezing, or because its text fails the check now."""
    if row.withheld:
        return str(row.withheld)
    if row.forum_item_id is not None:
        item = items.get(row.forum_item_id)
        return FAILS if item is None else item.withheld
    if row.measure_id is not None:
        return why_measure_withheld(row)
    own = row.title and inspect(row.title, row.text).verdict == Verdict.BLOCKED
    return OWN_FAILS if own else ""


def shown_line(row: Row[Any], item: TableItem | None) -> AgendaLine:
    """A line of a frozen agenda with its texts, for whoever has seen to it that they may be shown."""
    return AgendaLine(
        position=row.position,
        kind=Section(row.section),
        heading=row.heading,
        number=item.number if item is not None else row.measure_number,
        purpose=item.purpose if item is not None else None,
        category=item.category if item is not None else "",
        reporting=item.reporting if item is not None else "",
        concerned=item.concerned if item is not None else "",
        text=item.text if item is not None else row.text,
        tried=item.tried if item is not None else "",
        question=item.question if item is not None else "",
        item_id=row.forum_item_id,
        measure_id=row.measure_id,
        label=row.label,
        title=row.title,
        minutes=row.minutes,
        grouped=row.grouped,
        late=row.late,
        earlier=item.earlier if item is not None else None,
    )
