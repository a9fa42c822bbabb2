"""Writes the messages of a step to the outbox: who is told what, never a title or a text of the case (R5, R17)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert

from avvikelse.core.events import canonical
from avvikelse.core.permissions import Actor, CaseParty
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import SECRETARY, CaseRole, UserRole
from avvikelse.db.cases import Case
from avvikelse.db.people import holders
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Outbox, table
from avvikelse.services.deputies import copies_to_deputies
from avvikelse.services.routines import forum_id

_outbox = table(Outbox)
_ADD = Prepared(insert(_outbox))
_COORDINATORS = holders(UserRole.COORDINATOR, organisation=bindparam("organisation"))  # type: ignore[arg-type]  # because a parameter stands for the key


@dataclass(slots=True)
class Mail:
    """A message from the house itself, that somebody's time has come. `data` holds numbers and keys, never a text."""

    message: str
    recipient_id: int
    deviation_id: int | None
    data: dict[str, Any]


def remind(session: Session, mails: Iterable[Mail], now: datetime) -> None:
    """Puts reminders in the outbox. All that one sweep writes for a person has the same `created_at`."""
    rows = [
        {
            "created_at": now,
            "message": mail.message,
            "recipient_id": mail.recipient_id,
            "deviation_id": mail.deviation_id,
            "data": canonical(mail.data),
        }
        for mail in mails
    ]
    if rows:
        session.write(_ADD, *rows)


def tell(
    session: Session,
    actor: Actor,
    case: Case,
    routine: Routine,
    whom: Iterable[tuple[str, str]],
    now: datetime,
    *,
    only: str | None = None,
) -> None:
    """Puts a message in the outbox for each person a role means, but never for the one who acts.

    Whoever stands in for somebody away gets it too.
    """
    told: set[tuple[int, str]] = set()
    rows: list[tuple[str, dict[str, Any]]] = []
    for role, message in whom:
        for recipient, part in recipients(session, case, routine, role, only=only):
            if recipient == actor.user_id or (recipient, message) in told:
                continue
            told.add((recipient, message))
            data = {"number": case.number, "state": case.state, "role": part}
            if case.due_at is not None:
                data["due_at"] = case.due_at.isoformat()
            row = {"created_at": now, "message": message, "recipient_id": recipient}
            rows.append((part, {**row, "deviation_id": case.id, "data": canonical(data)}))
    if rows:
        session.write(_ADD, *(row for _, row in rows), *copies_to_deputies(session, actor, case, rows, now))


def recipients(
    session: Session, case: Case, routine: Routine, role: str, *, only: str | None = None
) -> Iterator[tuple[int, str]]:
    """The people whom a role means in this case, each with the part in which they are told.

    Without a known manager it is the organisation's coordinators, but in a conduct matter nobody else than the two
    managers and the reporter (R8). A party for which the case isn't opened yet is never told, and with `only` no
    other organisation than that.
    """
    side, _, part = role.partition(".")
    if part == SECRETARY:
        forum = forum_id(session, routine.routine, side)
        yield from ((row.user_id, role) for row in session.execute(holders(UserRole.SECRETARY, forum_id=forum)))
        return
    for party in case.parties:
        if party.side == side and party.visible and only in (None, party.organisation):
            yield from _in_party(session, case, party, part)


def _in_party(session: Session, case: Case, party: CaseParty, part: str) -> Iterator[tuple[int, str]]:
    if part == CaseRole.REPORTER and party.reporter_id is not None:
        yield party.reporter_id, f"{party.side}.{CaseRole.REPORTER}"
    elif part == CaseRole.MANAGER and party.manager_id is not None:
        yield party.manager_id, f"{party.side}.{CaseRole.MANAGER}"
    elif part != CaseRole.REPORTER and not case.conduct_matter:
        found = session.execute(_COORDINATORS, {"organisation": party.organisation})
        yield from ((row.user_id, f"{party.side}.{CaseRole.COORDINATOR}") for row in found)
