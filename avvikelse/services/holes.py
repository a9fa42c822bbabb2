"""Where nobody has the next step: for the administrator to mend, and for the organisation's coordinator (R20)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.dates import local_day
from avvikelse.core.engine import role_label
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Deadline
from avvikelse.db.cases import cases_among
from avvikelse.db.due import holes_of
from avvikelse.db.session import Session
from avvikelse.errors import Forbidden
from avvikelse.services.ladder import StaffOfDay, known_people, reach
from avvikelse.services.routines import engine_of


@dataclass(frozen=True, slots=True)
class HoleLine:
    """A place without a person, how many cases wait there and since when. `numbers` only for their coordinator."""

    organisation: str
    unit: str
    role: str
    cases: int
    since: datetime
    numbers: tuple[str, ...]


def list_holes(session: Session, actor: Actor, now: datetime) -> list[HoleLine]:
    """The holes that still are holes, the oldest first: everywhere for an administrator, else the own organisation's.

    An administrator is told no numbers, so that a conduct matter looks as any other (R8). Raises Forbidden for those
    who are neither administrator nor coordinator.
    """
    if not (actor.administrator or actor.coordinator):
        raise Forbidden("Listan är för administratörer och samordnare.")
    organisation = None if actor.administrator else actor.organisation
    rows = holes_of(session, organisation, with_number=not actor.administrator)
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row, label in _still(session, rows, now):
        found[row.organisation_name, row.unit_name or "", label].append(row)
    lines = [
        HoleLine(
            *place,
            len({row.deviation_id for row in at}),
            min(row.found_at for row in at),
            tuple(sorted({row.number for row in at})) if not actor.administrator else (),
        )
        for place, at in found.items()
    ]
    return sorted(lines, key=lambda line: (line.since, line.organisation, line.unit))


def _still(session: Session, rows: Any, now: datetime) -> Iterator[tuple[Row[Any], str]]:
    """Those of the holes that nobody fills now, with what the role is called."""
    house = Actor(None, "hål", "")
    cases = {case.id: case for case in cases_among(session, house, [row.deviation_id for row in rows])}
    staff = StaffOfDay(session, local_day(now))
    staff.meet(known_people([*cases.values()]))
    for row in rows:
        case = cases[row.deviation_id]
        routine = engine_of(session, case.routine_version_id).routine
        deadline = routine.states[case.state].deadline
        roles = {case.owner_role, deadline.then if isinstance(deadline, Deadline) else None}
        if row.role in roles and routine.states[case.state].ends is None and reach(case, row.role, staff).hole:
            yield row, role_label(routine, row.role)
