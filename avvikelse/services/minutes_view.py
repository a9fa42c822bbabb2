"""Minutes, and each party's extract of them, for those who may read them: each text is checked on its way out (R13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from avvikelse.core.agenda import TableItem, item_line
from avvikelse.core.dates import local_day
from avvikelse.core.minutes import DecidedMeasure, Extract, Minutes, MinutesLine
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import MeetingState, Section
from avvikelse.db.access import visible_decisions, visible_measures
from avvikelse.db.cases import sides_of
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Decision, Measure, Meeting, table
from avvikelse.deid import Verdict
from avvikelse.errors import NotFound
from avvikelse.services.agenda_frozen import agenda_rows, decided_items, items_of, why_line_withheld
from avvikelse.services.checking import inspect
from avvikelse.services.earlier import WORDS_FAIL
from avvikelse.services.meeting_frame import frame_of
from avvikelse.services.meetings import ForumRef, MeetingRef, forum_by_id, meeting_after, require_state

_line, _decision, _measure, _meeting = table(AgendaItem), table(Decision), table(Measure), table(Meeting)
PRINTABLE = (MeetingState.FROZEN, MeetingState.SENT, MeetingState.HELD, MeetingState.APPROVED)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What was decided, by forum item."""

    decisions: Mapping[int, Row[Any]]
    measures: Mapping[int, list[Row[Any]]]
    outcomes: Mapping[str, str]
    parties: Mapping[str, str]


def minutes(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> Minutes:
    """The meeting's minutes: for the secretary as they are being written, for members when the meeting is held.

    Raises NotFound to members before that.
    """
    frame = frame_of(session, actor, forum, meeting)
    require_state(meeting, *PRINTABLE)
    if forum.id not in actor.secretary_of and meeting.state not in (MeetingState.HELD, MeetingState.APPROVED):
        raise NotFound("Protokollet visas när mötet är hållet.")
    rows = agenda_rows(session, actor, meeting)
    items = items_of(session, actor, meeting, rows)
    decided = _decided(session, actor, forum, meeting)
    lines = [_minutes_line(row, items, decided) for row in rows if row.position is not None]
    return Minutes(
        forum=forum.key,
        name=forum.name,
        held_on=meeting.held_on,
        frame=frame,
        lines=tuple(lines),
        approved_on=local_day(meeting.approved_at) if meeting.approved_at else None,
        next_on=meeting_after(session, actor, forum, meeting.held_on),
        joint_name=forum_by_id(session, meeting.joint_id).name if meeting.joint_id else "",
    )


def _decided(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef) -> _Decided:
    decisions = session.execute(visible_decisions(actor).where(_decision.c.meeting_id == meeting.id)).all()
    of_these = visible_measures(actor).where(_measure.c.decision_id.in_([row.id for row in decisions]))
    measures: dict[int, list[Row[Any]]] = {}
    for row in session.execute(of_these.order_by(_measure.c.id)):
        measures.setdefault(row.decision_id, []).append(row)
    forums = [forum, *([forum_by_id(session, meeting.joint_id)] if meeting.joint_id else [])]
    routine = forum.engine.routine
    return _Decided({row.forum_item_id: row for row in decisions}, measures, _outcomes(forums), routine.parties)


def _outcomes(forums: Iterable[ForumRef]) -> dict[str, str]:
    """What each decision is called."""
    return {
        name: outcome.label
        for forum in reversed(list(forums))
        for name, outcome in forum.engine.routine.forums[forum.key].outcomes.items()
    }


def _minutes_line(row: Row[Any], items: Mapping[int, TableItem], decided: _Decided) -> MinutesLine:
    item = items.get(row.forum_item_id)
    why = why_line_withheld(row, items)
    decision = decided.decisions.get(row.forum_item_id)
    shown = item_line(item, Section(row.section), row.heading) if item is not None and not why else None
    notes_fail = bool(row.notes) and inspect(row.notes).verdict == Verdict.BLOCKED
    return MinutesLine(
        label=row.label,
        kind=Section(row.section),
        heading=row.heading,
        title="" if why else row.title,
        number=item.number if item is not None else row.measure_number,
        facts=shown.facts if shown is not None else "",
        text=shown.text if shown is not None else ("" if why else row.text),
        tried=shown.tried if shown is not None else "",
        question=shown.question if shown is not None else "",
        notes="" if notes_fail else row.notes,
        grouped=row.grouped,
        late=row.late,
        withheld=why or (WORDS_FAIL if notes_fail else ""),
        earlier=shown.earlier if shown is not None else None,
        **_outcome(decision, decided),
    )


def _outcome(decision: Row[Any] | None, decided: _Decided) -> dict[str, Any]:
    """What a line says of its decision; the forum's own words only while they pass the check."""
    if decision is None:
        return {}
    measures = decided.measures.get(decision.id, [])
    words = [decision.position, *(text for row in measures for text in (row.what, row.follow_up))]
    if inspect(*words).verdict == Verdict.BLOCKED:
        return {"outcome": decided.outcomes.get(decision.outcome, decision.outcome), "position": WORDS_FAIL}
    return {
        "outcome": decided.outcomes.get(decision.outcome, decision.outcome),
        "position": decision.position,
        "measures": tuple(_measure_line(row, decided.parties) for row in measures),
    }


def _measure_line(row: Row[Any], parties: Mapping[str, str]) -> DecidedMeasure:
    return DecidedMeasure(row.what, parties.get(row.organisation, row.organisation), row.due_on, row.follow_up)


def extract(session: Session, actor: Actor, forum: ForumRef, day: date, organisation: str) -> Extract:
    """What approved minutes say of an organisation's cases, for its own people and the forum's.

    Raises NotFound when there is nothing that the person may read.
    """
    routine = forum.engine.routine
    readers = {actor.organisation, *(routine.parties if forum.id in actor.secretary_of else ())}
    found = _approved_decisions(session, actor, forum, day) if organisation in readers else []
    sides = sides_of(session, [row.deviation_id for row in found])
    own = [row for row in found if any(organisation in side for side in sides[row.deviation_id].values())]
    if not own:
        raise NotFound(f"Det finns inget utdrag från {forum.key} {day} för dig att läsa.")
    lines = tuple(_extract_lines(session, actor, forum, own))
    return Extract(
        forum=forum.key,
        name=forum.name,
        held_on=day,
        approved_on=local_day(own[0].meeting_approved_at),
        organisation=routine.parties[organisation],
        lines=lines,
    )


def extracts_of(session: Session, actor: Actor, meeting_id: int) -> tuple[ForumRef, date, dict[str, str]] | None:
    """The parties whose extract of a meeting's approved minutes the person may read, by key with name.

    With the forum and the day; None when there is no extract for them.
    """
    statement = (
        visible_decisions(actor)
        .add_columns(_meeting.c.forum_id, _meeting.c.held_on)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .where(_meeting.c.id == meeting_id, _meeting.c.approved_at.is_not(None))
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    forum = forum_by_id(session, rows[0].forum_id)
    sides = sides_of(session, [row.deviation_id for row in rows])
    concerned = {party for case in sides.values() for side in case.values() for party in side}
    readers = {actor.organisation, *(concerned if forum.id in actor.secretary_of else ())}
    parties = forum.engine.routine.parties
    found = {key: name for key, name in parties.items() if key in concerned & readers}
    return (forum, rows[0].held_on, found) if found else None


def _approved_decisions(session: Session, actor: Actor, forum: ForumRef, day: date) -> list[Row[Any]]:
    statement = (
        visible_decisions(actor)
        .add_columns(_meeting.c.approved_at.label("meeting_approved_at"))
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .where(_meeting.c.forum_id == forum.id, _meeting.c.held_on == day, _meeting.c.approved_at.is_not(None))
        .order_by(_decision.c.id)
    )
    return list(session.execute(statement).all())


def _extract_lines(session: Session, actor: Actor, forum: ForumRef, decisions: list[Row[Any]]) -> list[MinutesLine]:
    """The decisions as lines, without the labels of an agenda that the reader may not see."""
    items = decided_items(session, actor, [row.forum_item_id for row in decisions])
    of_these = visible_measures(actor).where(_measure.c.decision_id.in_([row.id for row in decisions]))
    measures: dict[int, list[Row[Any]]] = {}
    for row in session.execute(of_these.order_by(_measure.c.id)):
        measures.setdefault(row.decision_id, []).append(row)
    routine: Routine = forum.engine.routine
    decided = _Decided({}, measures, _outcomes([forum]), routine.parties)
    return [
        _extract_line(str(n), row, items[row.forum_item_id], decided)
        for n, row in enumerate(decisions, 1)
        if row.forum_item_id in items
    ]


def _extract_line(label: str, decision: Row[Any], item: TableItem, decided: _Decided) -> MinutesLine:
    line = item_line(item, Section.POSITIONS, "")
    return MinutesLine(
        label=label,
        kind=Section.POSITIONS,
        heading="Beslut",
        number=item.number,
        facts=line.facts,
        text="" if item.withheld else item.text,
        tried="" if item.withheld else item.tried,
        question="" if item.withheld else item.question,
        withheld=item.withheld,
        **_outcome(decision, decided),
    )
