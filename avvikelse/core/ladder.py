"""Whom a reminder reaches: owner, deputy, the manager above or the coordinator; empty steps are skipped.

Pure: what is known of people on the day is asked of `Staff`. In a conduct matter nobody else than the reporter and
the nearest manager of each party is ever reached, neither deputy nor anybody above (R8).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from avvikelse.core.permissions import CaseParty
from avvikelse.core.reminding import Why
from avvikelse.core.vocabulary import CaseRole


class Staff(Protocol):
    """What the ladder needs to know of people, on one day."""

    def works(self, person: int) -> bool:
        """The person still uses the installation."""

    def manages(self, person: int) -> bool:
        """The person still is somebody's manager."""

    def away(self, person: int) -> bool:
        """The person is absent on the day."""

    def deputy(self, person: int) -> int | None:
        """Who stands in for somebody absent: a person who works and isn't away."""

    def managers_over(self, unit_id: int) -> Iterator[int]:
        """Managers who work, from the unit itself and upwards."""

    def coordinators(self, organisation: str) -> tuple[int, ...]:
        """The organisation's coordinators who work."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is reached, in which part ('concerned.manager'), and why just they."""

    people: tuple[int, ...]
    role: str
    why: Why

    @property
    def hole(self) -> bool:
        """True when nobody has the case: whoever is reached has to find somebody."""
        return self.why is Why.NOBODY


def climb(part: str, party: CaseParty, staff: Staff, *, conduct_matter: bool) -> Reached:
    """The lowest step of the ladder that holds somebody, for a part (reporter, manager, coordinator) of a party."""
    role = f"{party.side}.{part}"
    steps = _in_conduct_matter(part, party, staff) if conduct_matter else _ladder(part, party, staff)
    return next((step for step in steps if step.people), Reached((), role, Why.NOBODY))


def climb_forum(role: str, secretaries: tuple[int, ...], staff: Staff) -> Reached:
    """The same for a forum's secretary: those who are there, else their deputies. Nobody else knows of its cases."""
    return next((step for step in _several(role, secretaries, staff) if step.people), Reached((), role, Why.NOBODY))


def _ladder(part: str, party: CaseParty, staff: Staff) -> Iterator[Reached]:
    role, side = f"{party.side}.{part}", party.side
    if part == CaseRole.COORDINATOR:
        yield from _several(role, staff.coordinators(party.organisation), staff)
        return
    if part == CaseRole.REPORTER and party.reporter_id is not None:
        yield Reached(_here((party.reporter_id,), staff), role, Why.TURN)
    manager, as_manager = party.manager_id, f"{side}.{CaseRole.MANAGER}"
    own = Why.TURN if part == CaseRole.MANAGER else Why.ABOVE
    if manager is not None and staff.works(manager) and staff.manages(manager):
        yield Reached(_here((manager,), staff), as_manager, own)
        stand_in = staff.deputy(manager) if staff.away(manager) else None
        yield Reached((stand_in,) if stand_in is not None else (), as_manager, Why.DEPUTY)
    if party.unit_id is not None:
        above = (person for person in staff.managers_over(party.unit_id) if not staff.away(person))
        yield Reached(tuple(_first(person for person in above if person != manager)), as_manager, Why.ABOVE)
    coordinators, as_coordinator = staff.coordinators(party.organisation), f"{side}.{CaseRole.COORDINATOR}"
    unknown = manager is None and party.unit_id is None
    yield Reached(_here(coordinators, staff), as_coordinator, Why.COORDINATOR if unknown else Why.NOBODY)
    yield Reached(coordinators, as_coordinator, Why.NOBODY)
    owner = party.reporter_id if part == CaseRole.REPORTER else manager
    yield Reached((owner,) if owner is not None and staff.works(owner) else (), role, Why.TURN)  # late, but not lost


def _in_conduct_matter(part: str, party: CaseParty, staff: Staff) -> Iterator[Reached]:
    """Somebody away is better than nobody: none but these may know of the case."""
    reporter, manager = party.reporter_id, party.manager_id
    as_manager = f"{party.side}.{CaseRole.MANAGER}"
    can = manager is not None and staff.works(manager) and staff.manages(manager)
    if part == CaseRole.REPORTER and reporter is not None and staff.works(reporter):
        yield Reached(_here((reporter,), staff), f"{party.side}.{part}", Why.TURN)
        if can and manager is not None:
            yield Reached(_here((manager,), staff), as_manager, Why.ABOVE)
        yield Reached((reporter,), f"{party.side}.{part}", Why.TURN)
    elif can and manager is not None:
        yield Reached((manager,), as_manager, Why.ABOVE if part == CaseRole.REPORTER else Why.TURN)


def _several(role: str, people: tuple[int, ...], staff: Staff) -> Iterator[Reached]:
    """Those of several who are there, else those who stand in for them, else all: late is better than lost."""
    yield Reached(_here(people, staff), role, Why.TURN)
    stand_ins = (staff.deputy(person) for person in people)
    yield Reached(tuple(dict.fromkeys(person for person in stand_ins if person is not None)), role, Why.DEPUTY)
    yield Reached(people, role, Why.TURN)


def _here(people: tuple[int, ...], staff: Staff) -> tuple[int, ...]:
    return tuple(person for person in people if staff.works(person) and not staff.away(person))


def _first(people: Iterator[int]) -> Iterator[int]:
    found = next(people, None)
    if found is not None:
        yield found
