"""The weekly list for the coordinators' check-in: open cases between the parties, de-identified (R15)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from avvikelse.core.dates import local_day
from avvikelse.core.engine import role_label
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Side
from avvikelse.db.access import visible_weekly
from avvikelse.db.cases import item_on_table
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, DeviationParty, table
from avvikelse.services.deidentification import holds
from avvikelse.services.routines import engine_of

_deviation, _party = table(Deviation), table(DeviationParty)


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """One open case: what kind, between whom, where, for how many days; a text only when it is attested."""

    number: str
    category: str
    reporting: str
    concerned: str
    label: str
    owner: str
    days: int
    text: str


def weekly_list(session: Session, actor: Actor, now: datetime) -> list[WeeklyLine]:
    """Open cases that all their parties know of, longest waiting first. Never a conduct matter (R8)."""
    rows = session.execute(visible_weekly(actor).order_by(_deviation.c.entered_at, _deviation.c.id)).all()
    sides: dict[int, dict[str, list[str]]] = {}
    for party in session.execute(select(_party).where(_party.c.deviation_id.in_([row.id for row in rows]))):
        sides.setdefault(party.deviation_id, {}).setdefault(party.side, []).append(party.organisation)
    lines = []
    for row in rows:
        routine = engine_of(session, row.routine_version_id).routine
        if actor.organisation in routine.parties and routine.states[row.state].ends is None:
            lines.append(_line(session, row, sides[row.id], routine, now))
    return lines


def _line(session: Session, row: Row[Any], sides: dict[str, list[str]], routine: Routine, now: datetime) -> WeeklyLine:
    item = item_on_table(session, row.id)
    return WeeklyLine(
        number=row.number,
        category=routine.categories.get(row.category, row.category),
        reporting=" och ".join(routine.parties[key] for key in sides[Side.REPORTING]),
        concerned=" och ".join(routine.parties[key] for key in sides.get(Side.CONCERNED, [])),
        label=routine.states[row.state].label,
        owner=role_label(routine, row.owner_role),
        days=(local_day(now) - local_day(row.entered_at)).days,
        text=item.text if item is not None and holds(item) else "",
    )
