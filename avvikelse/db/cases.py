"""Loads a case that was found through the door, with its parties and the facts that a decision needs.

Facts about another party's registration leave as yes or no, never as text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, exists, func, or_, select

from avvikelse.core.dates import month_after
from avvikelse.core.permissions import Actor, CaseParty, case_roles
from avvikelse.core.position import Facts
from avvikelse.core.vocabulary import DeidStatus, MeetingState, Side
from avvikelse.db.access import visible_deviations
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import (
    AgendaItem,
    Decision,
    Deidentification,
    DeidReview,
    Deviation,
    DeviationParty,
    ForumItem,
    Measure,
    Meeting,
    Registration,
    table,
)

_deviation, _party, _registration = table(Deviation), table(DeviationParty), table(Registration)
_measure, _deid, _item = table(Measure), table(Deidentification), table(ForumItem)
_review = table(DeidReview)
_decision = table(Decision)
_line, _meeting = table(AgendaItem), table(Meeting)


@dataclass(slots=True)
class Case:
    """A deviation as a use case works on it: the common row, the parties' parts and the acting person's roles."""

    id: int
    number: str
    agreement: str
    routine_version_id: int
    state: str
    rev: int
    category: str
    nature: str
    conduct_matter: bool
    entered_at: datetime
    due_at: datetime | None
    owner_organisation: str
    owner_role: str
    parties: list[CaseParty]
    roles: frozenset[str]
    stamps: list[Row[Any]]

    def party(self, organisation: str) -> CaseParty:
        """The organisation's part. Raises StopIteration when it has none."""
        return next(party for party in self.parties if party.organisation == organisation)

    def concerned(self) -> list[CaseParty]:
        """The parties where the deviation arose; none for a matter inside one organisation."""
        return [party for party in self.parties if party.side is Side.CONCERNED]

    def reporting(self) -> CaseParty:
        """The party that reported."""
        return next(party for party in self.parties if party.side is Side.REPORTING)


_part = _party.alias("part")
_WANTED = [_deviation.c[name] for name in (
    "id", "number", "agreement", "routine_version_id", "state", "rev", "category", "nature", "conduct_matter",
    "entered_at", "due_at", "owner_organisation", "owner_role",
)] + [column for column in _part.c if column.name not in ("id", "deviation_id")]  # fmt: skip


def _with_parties(deviations: Select[Any]) -> Prepared:
    """The deviation once for each of its parties, beside what the party has: one question instead of two."""
    joined = deviations.join_from(_deviation, _part, _part.c.deviation_id == _deviation.c.id)
    return Prepared(joined.with_only_columns(*_WANTED).order_by(_part.c.id))


@lru_cache(maxsize=2048)
def _by_number(actor: Actor) -> Prepared:
    return _with_parties(visible_deviations(actor).where(_deviation.c.number == bindparam("number")))


_BY_ID = _with_parties(select(_deviation).where(_deviation.c.id == bindparam("id")))


_HOLD = Prepared(
    select(_deviation.c.id).where(_deviation.c.number == bindparam("number")).with_for_update(key_share=True)
)
_HOLD_BY_ID = Prepared(
    select(_deviation.c.id).where(_deviation.c.id == bindparam("id")).with_for_update(key_share=True)
)


def _hold(session: Session, statement: Prepared, values: dict[str, Any]) -> None:
    """Keeps other writers off the case until the transaction ends: what is read of it then stays true.

    Whoever comes second waits here, and not half-way, where two could wait for each other. SQLite has let only one
    writer in already.
    """
    if session.writable and session.connection.dialect.name == "postgresql":
        session.read(statement, values)


def find_case(session: Session, actor: Actor, number: str, *, hold: bool = True) -> Case | None:
    """The case with this number if the person may see it, else None. In a unit of work it is held from then on."""
    if hold:
        _hold(session, _HOLD, {"number": number})
    rows = session.read(_by_number(actor), {"number": number})
    return _case(actor, rows) if rows else None


def case_behind(session: Session, actor: Actor, deviation_id: int) -> Case:
    """The case behind a forum item that the person was shown through the door; held as by `find_case`."""
    _hold(session, _HOLD_BY_ID, {"id": deviation_id})
    return _case(actor, session.read(_BY_ID, {"id": deviation_id}))


def cases_among(session: Session, actor: Actor, ids: Collection[int]) -> list[Case]:
    """Cases that were found through the door, by their ids: one question for all of them. None of them is held."""
    wanted = select(*_WANTED).join_from(_deviation, _part, _part.c.deviation_id == _deviation.c.id)
    rows = session.execute(wanted.where(_deviation.c.id.in_(ids)).order_by(_deviation.c.id, _part.c.id)).all()
    return [_case(actor, list(stamps)) for _, stamps in groupby(rows, key=lambda row: row.id)]


def _case(actor: Actor, stamps: Sequence[Row[Any]]) -> Case:
    row = stamps[0]
    parties = [
        CaseParty(
            organisation=party.organisation,
            side=Side(party.side),
            unit_id=party.unit_id,
            reporter_id=party.reporter_id,
            manager_id=party.manager_id,
            visible=party.visible_from is not None,
            received=party.received_at is not None,
            agreed=party.agreed_at is not None,
        )
        for party in stamps
    ]
    return Case(
        id=row.id,
        number=row.number,
        agreement=row.agreement,
        routine_version_id=row.routine_version_id,
        state=row.state,
        rev=row.rev,
        category=row.category,
        nature=row.nature,
        conduct_matter=row.conduct_matter,
        entered_at=row.entered_at,
        due_at=row.due_at,
        owner_organisation=row.owner_organisation,
        owner_role=row.owner_role,
        parties=parties,
        roles=case_roles(actor, parties, conduct_matter=row.conduct_matter),
        stamps=list(stamps),
    )


_ID: BindParameter[int] = bindparam("id")
_ORGANISATION: BindParameter[str] = bindparam("organisation")
_IN_FORCE = or_(
    _measure.c.decision_id.is_(None),
    exists().where(_decision.c.id == _measure.c.decision_id, _decision.c.applied_at.is_not(None)),
)
"""A measure that a forum decided counts when the minutes are approved."""


def _recorded(case_id: ColumnElement[int]) -> list[ColumnElement[Any]]:
    """What has been recorded in a case: yes or no, and how many."""
    of_case = _registration.c.deviation_id == case_id
    own = (of_case, _registration.c.organisation == _ORGANISATION, _registration.c.own_reference != "")
    measures = select(func.count()).where(_measure.c.deviation_id == case_id, _IN_FORCE)
    waiting = measures.where(_measure.c.done_at.is_(None), _measure.c.handed_over_to == "")
    return [
        exists().where(*own).label("own_reference"),
        exists().where(of_case, _registration.c.no_measure_reason != "").label("no_measure_reason"),
        measures.scalar_subquery().label("measures"),
        waiting.scalar_subquery().label("open_measures"),
        measures.where(_measure.c.effect == "").scalar_subquery().label("unfollowed_measures"),
    ]


_FACTS = Prepared(select(*_recorded(_ID)))
_FACTS_OF_MANY = select(_deviation.c.id, *_recorded(_deviation.c.id))
_LATEST_TEXT = (
    select(_deid)
    .where(_deid.c.deviation_id == _ID, _deid.c.organisation == _ORGANISATION)
    .order_by(_deid.c.id.desc())
    .limit(1)
)
_ON_TABLE = (
    select(_item).where(_item.c.deviation_id == _ID, _item.c.closed_at.is_(None)).order_by(_item.c.id.desc()).limit(1)
)


def load_facts(session: Session, actor: Actor, case: Case, deidentification: DeidStatus) -> Facts:
    """What has been recorded, from the acting person's side. The state of the de-identified text is given."""
    [found] = session.read(_FACTS, {"id": case.id, "organisation": actor.organisation})
    return _facts(actor, case, found, deidentification)


def facts_of(
    session: Session, actor: Actor, cases: Collection[Case], texts: Mapping[int, DeidStatus]
) -> dict[int, Facts]:
    """The facts of many cases at once, by the case's id; `texts` gives the state of each one's de-identified text."""
    ids = [case.id for case in cases]
    statement = _FACTS_OF_MANY.where(_deviation.c.id.in_(ids))
    found = {row.id: row for row in session.execute(statement, {"organisation": actor.organisation})}
    return {case.id: _facts(actor, case, found[case.id], texts[case.id]) for case in cases}


def _facts(actor: Actor, case: Case, found: Any, deidentification: DeidStatus) -> Facts:
    own = next((party for party in case.stamps if party.organisation == actor.organisation), None)
    concerned = case.concerned()
    others = [party for party in case.parties if party.organisation != actor.organisation]
    return Facts(
        conduct_matter=case.conduct_matter,
        internal=not concerned,
        own_reference=found.own_reference,
        nearest_manager=own is not None and own.manager_id is not None,
        counterpart_manager=all(party.manager_id is not None for party in concerned),
        other_party_told=own is not None and own.told_at is not None,
        contact_logged=own is not None and own.contacted_at is not None,
        received_here=own is not None and own.received_at is not None,
        received_by_all=all(party.received for party in concerned),
        investigation=any(party.investigated_at is not None for party in case.stamps),
        measures=found.measures,
        open_measures=found.open_measures,
        no_measure_reason=found.no_measure_reason,
        effect_followed_up=found.unfollowed_measures == 0,
        other_party_agrees=all(party.agreed for party in others),
        deidentification=deidentification,
    )


def sides_of(session: Session, ids: list[int]) -> dict[int, dict[str, list[str]]]:
    """Which organisations stand on which side of cases that were found through the door."""
    found: dict[int, dict[str, list[str]]] = {}
    for party in session.execute(select(_party).where(_party.c.deviation_id.in_(ids)).order_by(_party.c.id)):
        found.setdefault(party.deviation_id, {}).setdefault(party.side, []).append(party.organisation)
    return found


def latest_text(session: Session, case_id: int, organisation: str) -> Row[Any] | None:
    """The organisation's latest de-identified text of the case: the one that counts."""
    return session.execute(_LATEST_TEXT, {"id": case_id, "organisation": organisation}).one_or_none()


def latest_texts(session: Session, ids: Collection[int], organisation: str) -> dict[int, Row[Any]]:
    """The organisation's latest de-identified text of each case that has one, by the case's id."""
    newest = (
        select(func.max(_deid.c.id))
        .where(_deid.c.deviation_id.in_(ids), _deid.c.organisation == organisation)
        .group_by(_deid.c.deviation_id)
    )
    rows = session.execute(select(_deid).where(_deid.c.id.in_(newest)))
    return {row.deviation_id: row for row in rows}


def items_on_table(session: Session, ids: Collection[int]) -> dict[int, Row[Any]]:
    """The forum item of each case that lies on a forum's table now, by the case's id."""
    rows = session.execute(
        select(_item).where(_item.c.deviation_id.in_(ids), _item.c.closed_at.is_(None)).order_by(_item.c.id)
    )
    return {row.deviation_id: row for row in rows}


def answers_to(session: Session, deidentification_id: int) -> Sequence[Row[Any]]:
    """The answers given to the check's questions about one version of a de-identified text."""
    return session.execute(select(_review).where(_review.c.deidentification_id == deidentification_id)).all()


def count_alike(session: Session, case_id: int, organisation: str, *, at_most: int) -> int:
    """How many cases share the organisation's unit, the category, the month and the gender with this one, itself
    included, counted to `at_most`. Conduct matters are left out.
    """
    this, own = _deviation.alias("this"), _party.alias("own")
    [known] = session.execute(
        select(this.c.category, this.c.gender, this.c.occurred_on, own.c.unit_id)
        .join(own, own.c.deviation_id == this.c.id)
        .where(this.c.id == case_id, own.c.organisation == organisation)
    )
    first = known.occurred_on.replace(day=1)
    alike = (
        select(_deviation.c.id)
        .join(_party, _party.c.deviation_id == _deviation.c.id)
        .where(_deviation.c.category == known.category, _deviation.c.gender == known.gender)
        .where(_deviation.c.occurred_on >= first, _deviation.c.occurred_on < month_after(first))
        .where(_deviation.c.conduct_matter.is_(False), _party.c.visible_from.is_not(None))
        .where(_party.c.organisation == organisation, _party.c.unit_id.is_not_distinct_from(known.unit_id))
        .limit(at_most)
    )
    return int(session.execute(select(func.count()).select_from(alike.subquery())).scalar_one())


def item_on_table(session: Session, case_id: int) -> Row[Any] | None:
    """The forum item by which the case lies on a forum's table now, if it does."""
    return session.execute(_ON_TABLE, {"id": case_id}).one_or_none()


def times_shown(session: Session, item_id: int, *states: MeetingState) -> int:
    """How many agendas of meetings in any of the states show the forum item's text."""
    statement = (
        select(func.count())
        .select_from(_line.join(_meeting, _meeting.c.id == _line.c.meeting_id))
        .where(_line.c.forum_item_id == item_id, _line.c.withheld == "", _meeting.c.state.in_(states))
    )
    return int(session.execute(statement).scalar_one())
