"""What a reporter is told when a report is sent: what happens now, who is told, when they hear next (R5, R17)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import CaseRole, Side
from avvikelse.db.session import Session
from avvikelse.db.tables import User, table
from avvikelse.errors import NotFound
from avvikelse.services.casework import open_case
from avvikelse.services.routines import engine_of

_user = table(User)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sent report. `mine` tells that the next step is the reporter's own; `manager` is empty when none is known."""

    number: str
    solved: bool
    mine: bool
    says: str
    todo: str
    manager: str
    conduct_matter: bool
    told: bool
    due_at: datetime | None


def receipt(session: Session, actor: Actor, number: str) -> Receipt:
    """The receipt of a report, for the one who sent it. Raises NotFound for anybody else."""
    case = open_case(session, actor, number, hold=False)
    if f"{Side.REPORTING}.{CaseRole.REPORTER}" not in case.roles:
        raise NotFound(f"Det finns ingen avvikelse {case.number} som du kan se. Kontrollera numret.")
    routine = engine_of(session, case.routine_version_id).routine
    state = routine.states[case.state]
    own = case.party(actor.organisation)
    name = session.execute(select(_user.c.name).where(_user.c.id == own.manager_id)).scalar_one_or_none()
    stamps = next(party for party in case.stamps if party.organisation == actor.organisation)
    return Receipt(
        number=case.number,
        solved=case.state != routine.start,
        mine=case.owner_role == f"{Side.REPORTING}.{CaseRole.REPORTER}",
        says=state.says,
        todo=state.help,
        manager=name or "",
        conduct_matter=case.conduct_matter,
        told=stamps.told_at is not None,
        due_at=case.due_at,
    )
