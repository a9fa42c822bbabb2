"""What the ladder needs to know of people on one day, read once for a whole batch of cases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Protocol

from sqlalchemy import or_, select

from avvikelse.core.ladder import Reached, climb, climb_forum
from avvikelse.core.permissions import CaseParty, owning_role
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import SECRETARY, Side, UserRole
from avvikelse.db.people import holders
from avvikelse.db.session import Session
from avvikelse.db.tables import Absence, RoleAssignment, Unit, User, table
from avvikelse.services.routines import forum_id

_absence, _role, _unit, _user = table(Absence), table(RoleAssignment), table(Unit), table(User)


class StaffOfDay:
    """People as they are on a day: who works, manages, is away, and who stands in. Each is asked for once."""

    def __init__(self, session: Session, day: date) -> None:
        self._session = session
        self._works: dict[int, bool] = {}
        self._manages: set[int] = set()
        self._away: dict[int, int | None] = _absences(session, day)
        self._over: dict[int, list[int]] = {}
        self._coordinators: dict[str, tuple[int, ...]] = {}
        self._reached: dict[tuple[Any, ...], Reached] = {}
        self._secretaries: dict[tuple[str, str], tuple[int, ...]] = {}

    def meet(self, people: Iterable[int]) -> None:
        """Reads several people at once, who are going to be asked about."""
        new = set(people) - set(self._works)
        if not new:
            return
        works = set(self._session.execute(select(_user.c.id).where(_user.c.id.in_(new), _user.c.active)).scalars())
        self._works |= {person: person in works for person in new}
        manages = select(_role.c.user_id).where(_role.c.user_id.in_(new), _role.c.role == UserRole.MANAGER)
        self._manages |= set(self._session.execute(manages).scalars())

    def works(self, person: int) -> bool:
        """The person still uses the installation."""
        self.meet([person])
        return self._works[person]

    def manages(self, person: int) -> bool:
        """The person still is somebody's manager."""
        self.meet([person])
        return person in self._manages

    def away(self, person: int) -> bool:
        """The person is absent on the day."""
        return person in self._away

    def deputy(self, person: int) -> int | None:
        """Who stands in for somebody absent: a person who works and isn't away."""
        found = self._away.get(person)
        return found if found is not None and self.works(found) and not self.away(found) else None

    def managers_over(self, unit_id: int) -> Iterator[int]:
        """Managers who work, from the unit itself and upwards."""
        if unit_id not in self._over:
            self._over[unit_id] = [*self._climbing(unit_id)]
        return iter(self._over[unit_id])

    def _climbing(self, unit: int | None) -> Iterator[int]:
        while unit is not None:
            managers = holders(UserRole.MANAGER).where(_role.c.unit_id == unit)
            yield from self._session.execute(managers).scalars()
            unit = self._session.execute(select(_unit.c.parent_id).where(_unit.c.id == unit)).scalar()

    def climb(self, part: str, party: CaseParty, *, conduct_matter: bool) -> Reached:
        """Whom the ladder reaches for a part of a party; asked for once, however many cases the same people have."""
        people = (party.side, party.organisation, party.unit_id, party.reporter_id, party.manager_id)
        key = (part, conduct_matter, *people)
        found = self._reached.get(key)
        if found is None:
            found = self._reached[key] = climb(part, party, self, conduct_matter=conduct_matter)
        return found

    def coordinators(self, organisation: str) -> tuple[int, ...]:
        """The organisation's coordinators who work."""
        if organisation not in self._coordinators:
            found = self._session.execute(holders(UserRole.COORDINATOR, organisation=organisation)).scalars()
            self._coordinators[organisation] = tuple(found)
            self.meet(self._coordinators[organisation])
        return self._coordinators[organisation]

    def secretaries(self, agreement: str, forum: str) -> tuple[int, ...]:
        """The forum's secretaries who work."""
        if (agreement, forum) not in self._secretaries:
            known = forum_id(self._session, agreement, forum)
            found = self._session.execute(holders(UserRole.SECRETARY, forum_id=known)).scalars()
            self._secretaries[agreement, forum] = tuple(found)
        return self._secretaries[agreement, forum]


def _absences(session: Session, day: date) -> dict[int, int | None]:
    """Everybody who is away on the day, with their deputy, if any. The absence that was set last counts."""
    today = (_absence.c.from_day <= day, or_(_absence.c.to_day.is_(None), _absence.c.to_day >= day))
    rows = session.execute(select(_absence).where(*today).order_by(_absence.c.id))
    found: dict[int, int | None] = defaultdict(lambda: None)
    for row in rows:
        found[row.user_id] = row.deputy_id if row.deputy_id is not None else found[row.user_id]
    return dict(found)


class Reachable(Protocol):
    """What the ladder needs of a case, however it was read."""

    agreement: str
    conduct_matter: bool
    owner_organisation: str
    parties: list[CaseParty]

    def reporting(self) -> CaseParty:
        """The party that reported."""


def reach(case: Reachable, role: str, staff: StaffOfDay) -> Reached:
    """Whom a reminder to a role of the case reaches now: people, their part, and why just they."""
    side, _, part = owning_role(role, conduct_matter=case.conduct_matter).partition(".")
    if part == SECRETARY:
        return climb_forum(role, staff.secretaries(case.agreement, side), staff)
    return staff.climb(part, meant(case, side), conduct_matter=case.conduct_matter)


def meant(case: Reachable, side: str) -> CaseParty:
    """The party that a role of the case means: the one that owns the next step, else the first on that side."""
    first = waiting = None
    for party in case.parties:
        if party.side == side and party.visible:
            if party.organisation == case.owner_organisation:
                return party
            first = first or party
            waiting = waiting or (None if party.received else party)
    # Without any: a matter inside one organisation, or a side that doesn't know of the case yet.
    return (waiting if side == Side.CONCERNED else None) or first or case.reporting()


def whose(case: Reachable, routine: Routine, role: str) -> tuple[str, int | None]:
    """The organisation that a role of the case belongs to, and its unit when it is a party's."""
    side, _, part = role.partition(".")
    if part == SECRETARY:
        return routine.forums[side].secretary, None
    party = meant(case, side)
    return party.organisation, party.unit_id


def known_people(cases: Iterable[Reachable]) -> set[int]:
    """The people that the cases name."""
    named = {person for case in cases for party in case.parties for person in (party.reporter_id, party.manager_id)}
    return {person for person in named if person is not None}
