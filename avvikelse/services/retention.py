"""An organisation's decisions to destroy records (gallringsbeslut): registered, shown, tried, revoked.

Each authority decides over its own records, so an administrator has to do with their own organisation's alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.core.retention import KIND_LABELS, NOTICE, RetentionKind, cutoff
from avvikelse.db.history import PendingEvent
from avvikelse.db.retention import Due, count_due, take_back_shared
from avvikelse.db.session import Session
from avvikelse.db.tables import Organisation, RetentionDecision, table
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.forms import RetentionForm, checked
from avvikelse.services.members import require_administrator

_decision, _organisation = table(RetentionDecision), table(Organisation)

MOST_NUMBERS = 200


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """A decision as an administrator reads it. Times are UTC, days Swedish; `works_from` is None until the
    administrators have been told when it first works.
    """

    id: int
    diary_number: str
    months: int
    kinds: tuple[str, ...]
    from_day: date
    registered_at: datetime
    works_from: date | None
    worked_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class RetentionPreview:
    """What a decision would destroy if it worked on a day."""

    decision: RetentionLine
    due: Due

    @property
    def more(self) -> int:
        """How many cases have their number left out of the list."""
        return self.due.cases - len(self.due.numbers)


def register_decision(session: Session, actor: Actor, values: Mapping[str, Any], now: datetime) -> int:
    """Registers a decision of the administrator's organisation. Returns its id.

    Raises NotFound for others, BadInput for a faulty field or when another decision covers one of the kinds.
    """
    require_administrator(actor)
    form = checked(RetentionForm, values)
    kinds = [kind for kind in RetentionKind if kind in form.kinds]
    # Whoever registers at the same time waits here, and then finds this decision.
    own = select(_organisation.c.key).where(_organisation.c.key == actor.organisation)
    session.execute(own.with_for_update(key_share=True))
    for row in _rows(session, actor):
        if row.revoked_at is None and (twice := set(kinds) & set(row.kinds.split(","))):
            what = ", ".join(KIND_LABELS[kind] for kind in kinds if kind in twice)
            raise BadInput(f"Beslut {row.diary_number} gäller redan för {what}. Upphäv det först.")
    registered = {
        "organisation": actor.organisation,
        "diary_number": form.diary_number,
        "months": form.period * (12 if form.period_in == "years" else 1),
        "kinds": ",".join(kinds),
        "from_day": form.from_day,
        "registered_at": now,
        "registered_by": actor.user_id,
    }
    decision_id: int = session.execute(insert(_decision).values(registered).returning(_decision.c.id)).scalar_one()
    told = {"retention": decision_id, "decision": form.diary_number, "kinds": kinds, "months": registered["months"]}
    _record(session, actor, "retention_decided", now, told | {"from_day": form.from_day.isoformat()})
    return decision_id


def revoke_decision(session: Session, actor: Actor, decision_id: int, now: datetime) -> RetentionLine:
    """Ends a decision: it destroys nothing from now on. Raises NotFound, BadInput when it has ended already."""
    found = show_decision(session, actor, decision_id)
    working = (_decision.c.id == decision_id, _decision.c.revoked_at.is_(None))
    ended = update(_decision).where(*working).values(revoked_at=now, revoked_by=actor.user_id)
    if session.execute(ended).rowcount != 1:
        raise BadInput(f"Beslut {found.diary_number} är redan upphävt.")
    if RetentionKind.SHARED in found.kinds:
        take_back_shared(session, actor.organisation)
    _record(session, actor, "retention_revoked", now, {"retention": decision_id, "decision": found.diary_number})
    return found


def show_decision(session: Session, actor: Actor, decision_id: int) -> RetentionLine:
    """One decision of the administrator's organisation. Raises NotFound."""
    found = next((line for line in list_decisions(session, actor) if line.id == decision_id), None)
    if found is None:
        raise NotFound(f"Det finns inget gallringsbeslut {decision_id} hos er. Kontrollera numret.")
    return found


def list_decisions(session: Session, actor: Actor) -> list[RetentionLine]:
    """Every decision of the administrator's organisation, the newest first, also revoked ones. Raises NotFound."""
    require_administrator(actor)
    return [_line(row) for row in _rows(session, actor)]


def preview(session: Session, actor: Actor, day: date) -> list[RetentionPreview]:
    """What each decision in force would destroy if it worked on the Swedish day: counts and numbers, no text.

    As if the notice had been given and the decision's first day had come. Raises NotFound.
    """
    require_administrator(actor)
    rows = [row for row in _rows(session, actor) if row.revoked_at is None]
    return [
        RetentionPreview(_line(row), count_due(session, row, cutoff(day, row.months), MOST_NUMBERS)) for row in rows
    ]


def preview_day(now: datetime) -> date:
    """The day to look ahead to when nobody has said another: when a decision registered now could first work."""
    return local_day(now + NOTICE)


def _rows(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    own = select(_decision).where(_decision.c.organisation == actor.organisation)
    return session.execute(own.order_by(_decision.c.id.desc())).all()


def _line(row: Row[Any]) -> RetentionLine:
    return RetentionLine(
        id=row.id,
        diary_number=row.diary_number,
        months=row.months,
        kinds=tuple(row.kinds.split(",")),
        from_day=row.from_day,
        registered_at=row.registered_at,
        works_from=row.works_from,
        worked_at=row.worked_at,
        revoked_at=row.revoked_at,
    )


def _record(session: Session, actor: Actor, kind: str, now: datetime, data: dict[str, Any]) -> None:
    session.record(PendingEvent(now, kind, actor.user_id, actor.organisation, None, data))
