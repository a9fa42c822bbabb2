"""The weekly list for the coordinators' check-in: open cases between the parties, de-identified (R15)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.dates import local_day
from avvikelse.core.engine import role_label
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Side
from avvikelse.core.weekly import WeeklyLine
from avvikelse.db.access import visible_forum_items, visible_weekly
from avvikelse.db.cases import sides_of
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, ForumItem, table
from avvikelse.deid import detector_version
from avvikelse.services.deidentification import holds
from avvikelse.services.routines import engine_of

_deviation, _item = table(Deviation), table(ForumItem)


def weekly_list(session: Session, actor: Actor, now: datetime) -> list[WeeklyLine]:
    """Open cases that all their parties know of, longest waiting first. Never a conduct matter (R8)."""
    rows = session.execute(visible_weekly(actor).order_by(_deviation.c.entered_at, _deviation.c.id)).all()
    ids = [row.id for row in rows]
    sides, texts = sides_of(session, ids), _texts(session, actor, ids)
    lines = []
    for row in rows:
        routine = engine_of(session, row.routine_version_id).routine
        if actor.organisation in routine.parties and routine.states[row.state].ends is None:
            lines.append(_line(row, sides[row.id], texts.get(row.id, ""), routine, now))
    return lines


def _texts(session: Session, actor: Actor, ids: list[int]) -> dict[int, str]:
    """The texts on a forum's table that the person may read, and that the present check lets through."""
    on_table = visible_forum_items(actor).where(_item.c.deviation_id.in_(ids), _item.c.closed_at.is_(None))
    rows = session.execute(on_table).all()
    return {row.deviation_id: row.text for row in rows if row.detector == detector_version() and holds(row)}


def _line(row: Row[Any], sides: dict[str, list[str]], text: str, routine: Routine, now: datetime) -> WeeklyLine:
    return WeeklyLine(
        number=row.number,
        category=routine.categories.get(row.category, row.category),
        reporting=" och ".join(routine.parties[key] for key in sides[Side.REPORTING]),
        concerned=" och ".join(routine.parties[key] for key in sides[Side.CONCERNED]),
        label=routine.states[row.state].label,
        owner=role_label(routine, row.owner_role),
        days=(local_day(now) - local_day(row.entered_at)).days,
        text=text,
    )
