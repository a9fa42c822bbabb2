"""What the house's own work finds: cases whose time has come, and all cases of a person or of a routine version.

Behind the door, as `db.cases`: no reader is shown what is read here. It becomes reminders to those whom the ladder
reaches, and counts.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, exists, func, or_, select, true, update

from avvikelse.core.permissions import CaseParty
from avvikelse.core.vocabulary import Side, WaitsFor
from avvikelse.db.among import among
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import (
    Decision,
    Deviation,
    DeviationParty,
    Hole,
    Measure,
    Message,
    Organisation,
    Pause,
    Reminder,
    Unit,
    table,
)

_deviation, _party, _reminder = table(Deviation), table(DeviationParty), table(Reminder)
_measure, _decision, _message = table(Measure), table(Decision), table(Message)
_hole, _pause = table(Hole), table(Pause)
_organisation, _unit = table(Organisation), table(Unit)


def _due(now: Any) -> Any:
    return and_(_reminder.c.fired_at.is_(None), _reminder.c.due_at <= now)


_ANY = Prepared(select(_reminder.c.id).where(_due(bindparam("now"))).limit(1))


def anything_due(session: Session, now: datetime) -> bool:
    """Some reminder's time has come. One look at the index of those to come, in a transaction that only reads."""
    return bool(session.read(_ANY, {"now": now}))


@dataclass(slots=True)
class DueCase:
    """What a reminder needs to know of a case: where it stands, whose turn it is, who its people are. No text."""

    id: int
    number: str
    agreement: str
    routine_version_id: int
    state: str
    conduct_matter: bool
    entered_at: datetime
    due_at: datetime | None
    owner_organisation: str
    owner_role: str
    parties: list[CaseParty]

    def reporting(self) -> CaseParty:
        """The party that reported."""
        return next(party for party in self.parties if party.side is Side.REPORTING)


_OF_CASE = [_deviation.c[name] for name in (
    "id", "number", "agreement", "routine_version_id", "state", "conduct_matter", "entered_at", "due_at",
    "owner_organisation", "owner_role",
)]  # fmt: skip
STAMPS = ("visible_from", "received_at", "agreed_at")
_OF_PARTY = [
    *(_party.c[name] for name in ("deviation_id", "organisation", "side", "unit_id", "reporter_id", "manager_id")),
    *(
        case((_party.c[name].is_not(None), 1), else_=0).label(name)
        for name in ("visible_from", "received_at", "agreed_at")
    ),
]
_CASES = Prepared(select(*_OF_CASE).where(among(_deviation.c.id)))
_PARTIES = Prepared(select(*_OF_PARTY).where(among(_party.c.deviation_id)).order_by(_party.c.deviation_id, _party.c.id))
_SIDES: dict[str, Side] = {str(side): side for side in Side}


def due_cases(session: Session, ids: Collection[int]) -> dict[int, DueCase]:
    """Cases with their parties, by id: what is read of a thousand cases is read at once."""
    parties: dict[int, list[CaseParty]] = defaultdict(list)
    for of, organisation, side, unit, reporter, manager, visible, received, agreed in session.read(
        _PARTIES, {"ids": ids}
    ):
        done = bool(visible), bool(received), bool(agreed)
        parties[of].append(CaseParty(organisation, _SIDES[side], unit, reporter, manager, *done))
    return {row.id: DueCase(*(*row, parties[row.id])) for row in session.read(_CASES, {"ids": ids})}


_OF_REMINDER = [_reminder.c[name] for name in ("id", "deviation_id", "rule", "period", "role", "measure_id")]
_OLDEST = Prepared(
    select(*_OF_REMINDER).where(_due(bindparam("now"))).order_by(_reminder.c.due_at, _reminder.c.id)
    .limit(bindparam("limit"))
)  # fmt: skip
_HELD = Prepared(
    select(_deviation.c.id)
    .join(_reminder, _reminder.c.deviation_id == _deviation.c.id)
    .where(_due(bindparam("now")))
    .order_by(_reminder.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(key_share=True, skip_locked=True, of=_deviation)
)
_OF_THESE = Prepared(
    select(*_OF_REMINDER)
    .where(among(_reminder.c.deviation_id), _due(bindparam("now")))
    .order_by(_reminder.c.deviation_id, _reminder.c.due_at, _reminder.c.id)
)
_FIRE = Prepared(update(_reminder).where(among(_reminder.c.id), _reminder.c.fired_at.is_(None)))


def fire_oldest(session: Session, now: datetime, limit: int) -> tuple[Sequence[Any], bool]:
    """Marks as fired the `limit` reminders that have been due longest, with whatever else is due of their cases.

    Gives them case by case, the latest last, and whether there may be more. The cases are held until the transaction
    ends. One that somebody else holds, to move it or to remind of it, is passed by. Raises LookupError when somebody
    has fired one all the same.
    """
    take = _take_held if session.connection.dialect.name == "postgresql" else _take_alone
    due, more = take(session, now, limit)
    if due and session.write(_FIRE, {"ids": [row.id for row in due], "fired_at": now}) != len(due):
        raise LookupError("a reminder of a case that is held was fired by somebody else")
    return due, more


def _take_held(session: Session, now: datetime, limit: int) -> tuple[Sequence[Any], bool]:
    held = session.read(_HELD, {"now": now, "limit": limit + 1})
    # Read anew: what was due may have been moved away in the moment before the case was held.
    due = session.read(_OF_THESE, {"ids": {row.id for row in held}, "now": now}) if held else []
    return due, len(held) > limit


def _take_alone(session: Session, now: datetime, limit: int) -> tuple[Sequence[Any], bool]:
    """SQLite has let only one writer in: what is due stays so, and no case need be held."""
    oldest = session.read(_OLDEST, {"now": now, "limit": limit + 1})
    if len(oldest) > limit:
        ids = {row.deviation_id for row in oldest[:limit]}
        return session.read(_OF_THESE, {"ids": ids, "now": now}), True
    return sorted(oldest, key=lambda row: row.deviation_id), False  # in the order they fell due, case by case


def waiting_measures(session: Session, ids: Collection[int]) -> dict[int, Row[Any]]:
    """Those of the measures that are in force and neither done nor handed over, by their ids."""
    if not ids:
        return {}
    applied = exists().where(_decision.c.id == _measure.c.decision_id, _decision.c.applied_at.is_not(None))
    wanted = (
        select(_measure.c.id, _measure.c.organisation, _measure.c.due_on)
        .where(_measure.c.id.in_(ids), _measure.c.done_at.is_(None), _measure.c.handed_over_to == "")
        .where(or_(_measure.c.decision_id.is_(None), applied))
    )
    return {row.id: row for row in session.execute(wanted)}


def measures_of_decision(session: Session, decision_id: int) -> Sequence[Row[Any]]:
    """What a decision has laid on whom, by when."""
    columns = (_measure.c.id, _measure.c.organisation, _measure.c.due_on)
    return session.execute(select(*columns).where(_measure.c.decision_id == decision_id)).all()


def reminders_of(session: Session, case_id: int) -> Sequence[Row[Any]]:
    """The case's own reminders, fired or not; not those of its measures."""
    wanted = select(_reminder).where(_reminder.c.deviation_id == case_id, _reminder.c.measure_id.is_(None))
    return session.execute(wanted.order_by(_reminder.c.due_at, _reminder.c.id)).all()


def pause_of(session: Session, case_id: int) -> Row[Any] | None:
    """How the case's clock stands still, if it does."""
    return session.execute(select(_pause).where(_pause.c.deviation_id == case_id)).one_or_none()


def waits_for(session: Session, case_id: int, organisation: str) -> set[WaitsFor]:
    """What the organisation, which has the next step, waits for from the other parties of the case."""
    unread = exists().where(
        _message.c.deviation_id == case_id, _message.c.sender == organisation, _message.c.received_at.is_(None)
    )
    of_case, own = _party.c.deviation_id == case_id, _party.c.organisation == organisation
    agreed = exists().where(of_case, own, _party.c.agreed_at.is_not(None))
    theirs = exists().where(of_case, ~own, _party.c.agreed_at.is_(None))
    found = session.execute(select(unread.label("unread"), and_(agreed, theirs).label("agreed"))).one()
    return {what for what, so in ((WaitsFor.HANDED_OVER, found.unread), (WaitsFor.AGREED, found.agreed)) if so}


def any_between_parties(session: Session, open_states: dict[int, list[str]]) -> bool:
    """Some open case, of the routine versions with their open states, would stand on a weekly list (R8, R15)."""
    of_case = _party.c.deviation_id == _deviation.c.id
    shown = and_(
        _deviation.c.conduct_matter.is_(False),
        exists().where(of_case, _party.c.side == Side.CONCERNED),
        ~exists().where(of_case, _party.c.visible_from.is_(None)),
    )
    for version, states in open_states.items():
        here = and_(_deviation.c.routine_version_id == version, _deviation.c.state.in_(states))
        if session.execute(select(_deviation.c.id).where(here, shown).limit(1)).first() is not None:
            return True
    return False


def parts_of_person(session: Session, user_id: int) -> Sequence[Row[Any]]:
    """The parts that a person has in cases as reporter or nearest manager, in the order of the cases."""
    mine = or_(_party.c.manager_id == user_id, _party.c.reporter_id == user_id)
    names = ("id", "deviation_id", "organisation", "unit_id", "reporter_id", "manager_id", "visible_from")
    of_case = [_deviation.c[name] for name in ("routine_version_id", "state", "conduct_matter")]
    wanted = (
        select(*(_party.c[name] for name in names), *of_case)
        .join(_deviation, _deviation.c.id == _party.c.deviation_id)
        .where(mine)
    )
    return session.execute(wanted.order_by(_party.c.deviation_id)).all()


def states_of_version(session: Session, version_id: int) -> dict[str, int]:
    """How many cases of a routine version are in each state."""
    counted = select(_deviation.c.state, func.count().label("cases")).group_by(_deviation.c.state)
    found = session.execute(counted.where(_deviation.c.routine_version_id == version_id))
    return {row.state: row.cases for row in found}


def cases_of_version(session: Session, version_id: int, states: Collection[str], after: int, limit: int) -> list[int]:
    """The next cases of a routine version in any of the states, by id; held when the transaction writes."""
    wanted: Select[Any] = select(_deviation.c.id).where(
        _deviation.c.routine_version_id == version_id, _deviation.c.state.in_(states), _deviation.c.id > after
    )
    wanted = wanted.order_by(_deviation.c.id).limit(limit)
    return list(session.execute(wanted.with_for_update(key_share=True) if session.writable else wanted).scalars())


def holes_of(session: Session, organisation: str | None, *, with_number: bool) -> Sequence[Row[Any]]:
    """Cases that a reminder found in nobody's hands, of one organisation or of all.

    With `with_number` only those that the organisation is a party of, and no conduct matter (R8); without it nothing
    tells which case it is.
    """
    of_party = or_(*(_hole.c.role.startswith(f"{side}.") for side in Side))
    names = [_organisation.c.name.label("organisation_name"), _unit.c.name.label("unit_name")]
    wanted = (
        select(_hole, *names, *([_deviation.c.number] if with_number else []))
        .join(_deviation, _deviation.c.id == _hole.c.deviation_id)
        .join(_organisation, _organisation.c.key == _hole.c.organisation)
        .outerjoin(_unit, _unit.c.id == _hole.c.unit_id)
        .where(and_(_deviation.c.conduct_matter.is_(False), of_party) if with_number else true())
    )
    if organisation is not None:
        wanted = wanted.where(_hole.c.organisation == organisation)
    return session.execute(wanted.order_by(_hole.c.id)).all()
