"""The meeting as it is held: one item at a time, with its notes and its decision (R14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.agenda import AgendaLine
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Outcome
from avvikelse.db.access import visible_decisions, visible_forum_items, visible_measures
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, ForumItem, Measure, table
from avvikelse.errors import NotFound
from avvikelse.services.agenda_frozen import agenda_rows, items_of, shown_line, why_line_withheld
from avvikelse.services.decisions import DECIDES, decide
from avvikelse.services.meeting_frame import frame_of
from avvikelse.services.meetings import (
    ForumRef,
    MeetingRef,
    forum_by_id,
    meeting_by_id,
    require_secretary,
    require_state,
)
from avvikelse.services.minutes import note_line
from avvikelse.services.similar import with_similar

_decision, _measure, _item = table(Decision), table(Measure), table(ForumItem)


@dataclass(frozen=True, slots=True)
class Stop:
    """A line in the list of what the meeting takes up. `decided` is None for lines that need no decision."""

    place: int
    label: str
    name: str
    decided: bool | None


@dataclass(frozen=True, slots=True)
class DecisionNow:
    """What is decided so far about an item, by the routine's keys; empty before that."""

    outcome: str = ""
    position: str = ""
    measures: tuple[dict[str, str], ...] = ()
    settled: bool = False
    """True when the decision has moved its case, and so stands fast."""


@dataclass(frozen=True, slots=True)
class Room:
    """One item of a meeting, for its secretary. `withheld` says why its text isn't shown; `approved` names adjusters
    whose approval a change would void.
    """

    forum: ForumRef
    meeting: MeetingRef
    stops: tuple[Stop, ...]
    line: AgendaLine
    notes: str
    withheld: str
    decision: DecisionNow
    outcomes: Mapping[str, Outcome]
    parties: Mapping[str, str]
    approved: tuple[str, ...]

    @property
    def before(self) -> Stop | None:
        """The item before this one."""
        at = self._at
        return self.stops[at - 1] if at else None

    @property
    def after(self) -> Stop | None:
        """The item after this one."""
        at = self._at + 1
        return self.stops[at] if at < len(self.stops) else None

    @property
    def _at(self) -> int:
        return next(n for n, stop in enumerate(self.stops) if stop.place == self.line.position)


def room(session: Session, actor: Actor, meeting_id: int, place: int | None = None) -> Room:
    """A meeting at one of its items, by place; without one at the first that waits for a decision.

    Raises NotFound and Forbidden to others than the forum's secretary, RefusedMove when the agenda isn't frozen or the
    minutes are approved.
    """
    forum, meeting = meeting_by_id(session, actor, meeting_id)
    require_secretary(actor, forum, meeting)
    require_state(meeting, *DECIDES)
    rows = [row for row in agenda_rows(session, actor, meeting) if row.position is not None]
    lying = _items(session, actor, rows)
    decided = _decisions(session, actor, meeting)
    stops = tuple(_stop(row, lying, decided) for row in rows)
    row = _row_at(rows, _first(stops) if place is None else place)
    items = items_of(session, actor, meeting, [row])
    item = lying.get(row.forum_item_id)
    owner = forum_by_id(session, item.forum_id) if item is not None else None
    found, withheld = decided.get(row.forum_item_id), why_line_withheld(row, items)
    line = shown_line(row, items.get(row.forum_item_id))
    if withheld:
        line = replace(line, text="", tried="", question="", title="")
    [line] = with_similar(session, actor, forum, [line], meeting.held_on)
    return Room(
        forum=forum,
        meeting=meeting,
        stops=stops,
        line=line,
        notes=row.notes,
        withheld=withheld,
        decision=_decision_now(session, actor, found),
        outcomes=owner.engine.routine.forums[owner.key].outcomes if owner is not None else {},
        parties=forum.engine.routine.parties,
        approved=tuple(
            one.name for one in frame_of(session, actor, forum, meeting).people if one.approved_on is not None
        ),
    )


def record(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    place: int,
    values: Mapping[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Writes what has changed about one item: its notes and, when the form has an `outcome`, its decision.

    Returns the meeting's revision, the same when nothing has changed. Raises as `minutes.note_line` and
    `decisions.decide` do; nothing is then written.
    """
    require_secretary(actor, forum, meeting)
    require_state(meeting, *DECIDES)
    row = _row_at(agenda_rows(session, actor, meeting), place)
    form = dict(values)
    notes = str(form.pop("notes", "")).replace("\r\n", "\n").strip()
    if notes != row.notes:
        rev = note_line(session, actor, forum, meeting, row.label, {"notes": notes}, rev=rev, now=now)
    found = _decisions(session, actor, meeting).get(row.forum_item_id)
    if "outcome" in form and row.forum_item_id is not None and _differs(form, _decision_now(session, actor, found)):
        rev = decide(session, actor, forum, meeting, row.forum_item_id, form, now, rev=rev)
    return meeting.rev if rev is None else rev


def _differs(form: Mapping[str, Any], known: DecisionNow) -> bool:
    given = (form.get("outcome", ""), _plain(form.get("position", "")), _measures(form.get("measures", ())))
    return given != (known.outcome, known.position, _measures(known.measures))


def _measures(given: Sequence[Mapping[str, str]]) -> list[tuple[str, ...]]:
    return [tuple(_plain(one.get(key, "")) for key in ("what", "organisation", "due_on", "follow_up")) for one in given]


def _plain(text: object) -> str:
    return str(text).replace("\r\n", "\n").strip()


def _row_at(rows: Sequence[Row[Any]], place: int) -> Row[Any]:
    for row in rows:
        if row.position == place:
            return row
    raise NotFound("Mötet har ingen sådan punkt.")


def _first(stops: Sequence[Stop]) -> int:
    """The first that waits for a decision, else the first of all."""
    return next((stop.place for stop in stops if stop.decided is False), stops[0].place if stops else 0)


def _items(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> dict[int | None, Row[Any]]:
    ids = [row.forum_item_id for row in rows if row.forum_item_id is not None]
    found = session.execute(visible_forum_items(actor).where(_item.c.id.in_(ids)))
    return {row.id: row for row in found}


def _decisions(session: Session, actor: Actor, meeting: MeetingRef) -> dict[int | None, Row[Any]]:
    found = session.execute(visible_decisions(actor).where(_decision.c.meeting_id == meeting.id))
    return {row.forum_item_id: row for row in found}


def _stop(row: Row[Any], lying: Mapping[int | None, Row[Any]], decided: Mapping[int | None, Row[Any]]) -> Stop:
    item = lying.get(row.forum_item_id)
    name = item.number if item is not None else row.measure_number or row.title or row.heading
    known = row.forum_item_id in decided
    needs = item is not None and (known or item.closed_at is None)
    return Stop(row.position, row.label, name, known if needs else None)


def _decision_now(session: Session, actor: Actor, row: Row[Any] | None) -> DecisionNow:
    if row is None:
        return DecisionNow()
    of_this = visible_measures(actor).where(_measure.c.decision_id == row.id).order_by(_measure.c.id)
    measures = tuple(
        {
            "what": measure.what,
            "organisation": measure.organisation,
            "due_on": measure.due_on.isoformat(),
            "follow_up": measure.follow_up,
        }
        for measure in session.execute(of_this)
    )
    return DecisionNow(row.outcome, row.position, measures, settled=row.applied_at is not None)
