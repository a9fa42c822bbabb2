"""Lays a new case on the table: its common row, its parties, the reporter's registration, the first reminders."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from avvikelse.core.dates import local_day
from avvikelse.core.deadlines import due_at
from avvikelse.core.numbers import case_number
from avvikelse.core.permissions import Actor, CaseParty, owning_party, owning_role
from avvikelse.core.routine import Routine
from avvikelse.db.history import PendingEvent
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Counter, Deviation, DeviationParty, Note, Registration, table
from avvikelse.services.schedule import schedule_reminders

_deviation, _party, _registration = table(Deviation), table(DeviationParty), table(Registration)
_counter, _note = table(Counter), table(Note)
_ADD_CASE = Prepared(insert(_deviation).returning(_deviation.c.id))
_ADD_PARTY, _REGISTER = Prepared(insert(_party)), Prepared(insert(_registration))
_COUNT = Prepared(
    update(_counter)
    .where(_counter.c.name == bindparam("series"))
    .values(value=_counter.c.value + 1)
    .returning(_counter.c.value)
)

COMMON = {"category", "nature", "affected", "gender", "source", "conduct_matter", "occurred_on"}
"""What kind of deviation it is: the facts that all its parties share."""


def create_case(
    session: Session,
    actor: Actor,
    version_id: int,
    routine: Routine,
    common: Mapping[str, Any],
    parties: list[CaseParty],
    texts: Mapping[str, str],
    now: datetime,
) -> tuple[int, str]:
    """Creates the case in the routine's first state; returns its id and number. `common` holds the COMMON facts."""
    start = routine.states[routine.start]
    owner = owning_party(start.owner, parties, routine)
    role = owning_role(start.owner, conduct_matter=common["conduct_matter"])
    row = {
        "number": _next_number(session, now),
        "agreement": routine.routine,
        "routine_version_id": version_id,
        "state": routine.start,
        "rev": 1,
        **common,
        "reported_at": now,
        "entered_at": now,
        "due_at": due_at(start, now, None),
        "owner_organisation": owner,
        "owner_role": role,
    }
    [added] = session.read(_ADD_CASE, row)
    case_id: int = added.id
    _save_parties(session, case_id, parties, now)
    belongs = {"deviation_id": case_id, "organisation": parties[0].organisation}
    session.write(_REGISTER, {**belongs, **texts, "created_at": now, "updated_at": now})
    schedule_reminders(session, case_id, routine.start, start, 1, now)
    data = {
        "rev": 1,
        "to": routine.start,
        "owner": f"{owner}/{role}",
        "conduct_matter": row["conduct_matter"],
        "routine": f"{routine.routine} {routine.version}",
    }
    session.record(PendingEvent(now, "reported", actor.user_id, actor.organisation, case_id, data))
    return case_id, row["number"]


def _next_number(session: Session, now: datetime) -> str:
    """The year's next number, without gaps: the counter's row is locked until the report is committed."""
    year = local_day(now).year
    name = f"AVV-{year}"
    found = session.read(_COUNT, {"series": name})
    if not found:
        # The year's first: somebody else may be reporting it too, and then theirs is the row to count on.
        with suppress(IntegrityError), session.connection.begin_nested():
            session.execute(insert(_counter).values(name=name, value=0))
        found = session.read(_COUNT, {"series": name})
    [(running,)] = found
    return case_number(year, running)


def _save_parties(session: Session, case_id: int, parties: list[CaseParty], now: datetime) -> None:
    rows = [
        {
            "deviation_id": case_id,
            "organisation": party.organisation,
            "side": party.side,
            "unit_id": party.unit_id,
            "reporter_id": party.reporter_id,
            "manager_id": party.manager_id,
            "visible_from": now if party.visible else None,
        }
        for party in parties
    ]
    session.write(_ADD_PARTY, *rows)


def save_told(session: Session, actor: Actor, case_id: int, told: str, now: datetime) -> None:
    """Keeps who at the other party was told, when and how (R3, R5): the text privately, the time on the party."""
    belongs = {"deviation_id": case_id, "organisation": actor.organisation}
    session.execute(
        insert(_note).values(
            **belongs, kind="contact", label="other_party_told", text=told, author_id=actor.user_id, created_at=now
        )
    )
    own = (_party.c.deviation_id == case_id, _party.c.organisation == actor.organisation)
    session.execute(update(_party).where(*own).values(told_at=now))
