"""Puts a case on a forum's table and takes it off: always by a snapshot of an attested text (R9, R13)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from avvikelse.core.engine import Move, Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import MeetingState, Nature, Purpose
from avvikelse.db.cases import Case, item_on_table, latest_text, times_shown
from avvikelse.db.session import Session
from avvikelse.db.tables import Forum, ForumItem, Meeting, table
from avvikelse.errors import RefusedMove
from avvikelse.services.routines import forum_id

_item, _meeting, _forum = table(ForumItem), table(Meeting), table(Forum)

SNAPSHOT = ("text", "tried", "question", "sha256", "detector")
"""What an item takes over from the attested text."""


def next_meeting_at(
    session: Session, agreement: str, forum: str | None, now: datetime, *, but: int | None = None
) -> datetime | None:
    """When the forum next meets (UTC), as far as meetings are planned; None without a forum or a planned meeting.

    A joint meeting that another forum holds counts, as it takes up this forum's cases too. A meeting that is cancelled,
    or whose id is `but`, doesn't.
    """
    if forum is None:
        return None
    statement = (
        select(_meeting.c.starts_at)
        .join(_forum, or_(_forum.c.id == _meeting.c.forum_id, _forum.c.id == _meeting.c.joint_forum_id))
        .where(_forum.c.agreement == agreement, _forum.c.key == forum)
        .where(_meeting.c.starts_at > now, _meeting.c.closed_at.is_(None), _meeting.c.cancelled_at.is_(None))
        .where(_meeting.c.id.is_distinct_from(but))
        .order_by(_meeting.c.starts_at)
        .limit(1)
    )
    found: datetime | None = session.execute(statement).scalar()
    return found


def put_on_table(session: Session, actor: Actor, case: Case, routine: Routine, step: Move, now: datetime) -> None:
    """Keeps the forums' tables in step with the case: takes it off one, lays it on another.

    The snapshot is the acting party's attested text or, between two forums, the one that already lay on the table.
    """
    source, target = routine.states[step.from_state].forum, routine.states[step.to_state].forum
    if source == target:
        return
    before = item_on_table(session, case.id) if source else None
    if before is not None:
        session.execute(update(_item).where(_item.c.id == before.id).values(closed_at=now))
    if target is None:
        return
    snapshot = before or latest_text(session, case.id, actor.organisation)
    if snapshot is None:
        raise LookupError(f"no attested text for {case.number}")  # the guard has let something through: fail closed
    session.execute(insert(_item).values(_row(session, actor, case, routine, step, snapshot, before, now, target)))


def _row(
    session: Session,
    actor: Actor,
    case: Case,
    routine: Routine,
    step: Move,
    snapshot: Row[Any],
    before: Row[Any] | None,
    now: datetime,
    target: str,
) -> dict[str, Any]:
    concerned = [routine.parties[party.organisation] for party in case.concerned()]
    return {
        "deviation_id": case.id,
        "number": case.number,
        "forum_id": forum_id(session, case.agreement, target),
        "purpose": before.purpose if before is not None else _purpose(step, case),
        "category": routine.categories.get(case.category, case.category),
        "reporting": routine.parties[case.reporting().organisation],
        "concerned": " och ".join(concerned),
        **{column: getattr(snapshot, column) for column in SNAPSHOT},
        "lifted_by": before.lifted_by if before is not None else actor.organisation,
        "lifted_at": now,
    }


def _purpose(step: Move, case: Case) -> Purpose:
    """What goes well is lifted as a good example, whatever the step is called (R10)."""
    if step.purpose is Purpose.LEARNING and case.nature == Nature.GOOD_EXAMPLE:
        return Purpose.GOOD_EXAMPLE
    return step.purpose or Purpose.POSITION


def refresh_on_table(session: Session, case: Case, organisation: str, attested: Row[Any], now: datetime) -> None:
    """Lays a newly attested text on the table in place of the organisation's earlier one.

    Raises RefusedMove while the earlier text stands on a frozen agenda: members have read it, and its words stay.
    After that meeting the new text is a new item, so that the old agenda keeps saying what it said.
    """
    item = item_on_table(session, case.id)
    if item is None or item.lifted_by != organisation:
        return
    if times_shown(session, item.id, MeetingState.FROZEN, MeetingState.SENT):
        message = "Texten står på en spikad dagordning. Den kan ändras när mötet är avslutat."
        raise RefusedMove([Refusal("on_frozen_agenda", message)])
    values = {column: getattr(attested, column) for column in SNAPSHOT}
    if not times_shown(session, item.id, MeetingState.HELD, MeetingState.APPROVED):
        session.execute(update(_item).where(_item.c.id == item.id).values(values))
        return
    session.execute(update(_item).where(_item.c.id == item.id).values(closed_at=now))
    again = {column.key: getattr(item, column.key) for column in _item.c if column.key != "id"} | values
    session.execute(insert(_item).values(again))
