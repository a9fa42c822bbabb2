"""Loads a case that was found through the door, with its parties and the facts that a decision needs.

Facts about another party's registration leave as yes or no, never as text.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, exists, func, select

from avvikelse.core.permissions import Actor, CaseParty, case_roles
from avvikelse.core.position import Facts
from avvikelse.core.vocabulary import DeidStatus, Side
from avvikelse.db.access import visible_deviations
from avvikelse.db.session import Session
from avvikelse.db.tables import Deidentification, Deviation, DeviationParty, ForumItem, Measure, Registration, table

_deviation, _party, _registration = table(Deviation), table(DeviationParty), table(Registration)
_measure, _deid, _item = table(Measure), table(Deidentification), table(ForumItem)


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


@lru_cache(maxsize=2048)
def _by_number(actor: Actor) -> Select[Any]:
    return visible_deviations(actor).where(_deviation.c.number == bindparam("number"))


_BY_ID = select(_deviation).where(_deviation.c.id == bindparam("id"))
_PARTIES = select(_party).where(_party.c.deviation_id == bindparam("id")).order_by(_party.c.id)


def find_case(session: Session, actor: Actor, number: str) -> Case | None:
    """The case with this number if the person may see it, else None."""
    row = session.execute(_by_number(actor), {"number": number}).one_or_none()
    return _case(session, actor, row) if row is not None else None


def case_behind(session: Session, actor: Actor, deviation_id: int) -> Case:
    """The case behind a forum item that the person was shown through the door."""
    return _case(session, actor, session.execute(_BY_ID, {"id": deviation_id}).one())


def _case(session: Session, actor: Actor, row: Row[Any]) -> Case:
    stamps = list(session.execute(_PARTIES, {"id": row.id}))
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
        stamps=stamps,
    )


_ID: BindParameter[int] = bindparam("id")
_ORGANISATION: BindParameter[str] = bindparam("organisation")
_FACTS = select(
    exists()
    .where(
        _registration.c.deviation_id == _ID,
        _registration.c.organisation == _ORGANISATION,
        _registration.c.own_reference != "",
    )
    .label("own_reference"),
    exists()
    .where(_registration.c.deviation_id == _ID, _registration.c.no_measure_reason != "")
    .label("no_measure_reason"),
    select(func.count()).where(_measure.c.deviation_id == _ID).scalar_subquery().label("measures"),
    select(func.count())
    .where(_measure.c.deviation_id == _ID, _measure.c.done_at.is_(None), _measure.c.handed_over_to == "")
    .scalar_subquery()
    .label("open_measures"),
    select(func.count())
    .where(_measure.c.deviation_id == _ID, _measure.c.effect == "")
    .scalar_subquery()
    .label("unfollowed_measures"),
)
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
    row = session.execute(_FACTS, {"id": case.id, "organisation": actor.organisation}).one()
    own = next((party for party in case.stamps if party.organisation == actor.organisation), None)
    concerned = case.concerned()
    others = [party for party in case.parties if party.organisation != actor.organisation]
    return Facts(
        conduct_matter=case.conduct_matter,
        internal=not concerned,
        own_reference=bool(row.own_reference),
        nearest_manager=own is not None and own.manager_id is not None,
        counterpart_manager=all(party.manager_id is not None for party in concerned),
        other_party_told=own is not None and own.told_at is not None,
        contact_logged=own is not None and own.contacted_at is not None,
        received_here=own is not None and own.received_at is not None,
        received_by_all=all(party.received for party in concerned),
        investigation=any(party.investigated_at is not None for party in case.stamps),
        measures=row.measures,
        open_measures=row.open_measures,
        no_measure_reason=bool(row.no_measure_reason),
        effect_followed_up=row.unfollowed_measures == 0,
        other_party_agrees=all(party.agreed for party in others),
        deidentification=deidentification,
    )


def latest_text(session: Session, case_id: int, organisation: str) -> Row[Any] | None:
    """The organisation's latest de-identified text of the case: the one that counts."""
    return session.execute(_LATEST_TEXT, {"id": case_id, "organisation": organisation}).one_or_none()


def item_on_table(session: Session, case_id: int) -> Row[Any] | None:
    """The forum item by which the case lies on a forum's table now, if it does."""
    return session.execute(_ON_TABLE, {"id": case_id}).one_or_none()
