"""Whoever stands in for somebody away gets their messages too, from the first: not only the reminders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import CaseRole
from avvikelse.db.among import among
from avvikelse.db.cases import Case
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Absence, User, table

_absence, _user = table(Absence), table(User)
_TODAY: Any = bindparam("today", type_=_absence.c.from_day.type)
_AWAY = Prepared(
    select(_absence.c.user_id, _absence.c.deputy_id)
    .join(_user, _user.c.id == _absence.c.deputy_id)
    .where(among(_absence.c.user_id), _absence.c.from_day <= _TODAY, _user.c.active.is_(True))
    .where(or_(_absence.c.to_day.is_(None), _absence.c.to_day >= _TODAY))
    .order_by(_absence.c.id)
)


def copies_to_deputies(
    session: Session, actor: Actor, case: Case, rows: Sequence[tuple[str, Mapping[str, Any]]], now: datetime
) -> list[dict[str, Any]]:
    """The same messages for the deputies of those away today, given with the part in which they are told.

    Never in a conduct matter (R8), never what tells a reporter how their case goes, and nobody is told twice.
    """
    handed_on = [row for part, row in rows if not part.endswith(f".{CaseRole.REPORTER}")]
    if case.conduct_matter or not handed_on:
        return []
    away = session.read(_AWAY, {"ids": {row["recipient_id"] for row in handed_on}, "today": local_day(now)})
    deputies = {row.user_id: row.deputy_id for row in away}
    told = {(person, row["message"]) for _, row in rows for person in (row["recipient_id"], actor.user_id)}
    copies = []
    for row in handed_on:
        deputy = deputies.get(row["recipient_id"])
        if deputy is not None and (deputy, row["message"]) not in told:
            told.add((deputy, row["message"]))
            copies.append({**row, "recipient_id": deputy})
    return copies
