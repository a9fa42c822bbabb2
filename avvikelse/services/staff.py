"""The people that a manager or a coordinator decides for: their absence, and who gets their cases when they leave."""

from typing import NamedTuple

from sqlalchemy import select

from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.db.tables import RoleAssignment, User, table
from avvikelse.errors import NotFound

_role, _user = table(RoleAssignment), table(User)


class Colleague(NamedTuple):
    """Somebody the actor decides for. Who has left (`active` is False) may still have cases to hand over."""

    username: str
    name: str
    active: bool


def manages(session: Session, actor: Actor, user_id: int) -> bool:
    """Every unit that the person works in or manages is the actor's: nobody is given more than the actor has."""
    units = select(_role.c.unit_id).where(_role.c.user_id == user_id, _role.c.unit_id.is_not(None))
    found = set(session.execute(units).scalars())
    return bool(found) and found <= actor.units


def staff_of(session: Session, actor: Actor) -> list[Colleague]:
    """Everybody the actor decides for, by name, without the actor: a coordinator for the whole organisation.

    Raises NotFound to others than managers and coordinators.
    """
    if not (actor.manager or actor.coordinator):
        raise NotFound("Det finns ingen sådan sida. Gå till startsidan och leta därifrån.")
    units: dict[int, set[int]] = {}
    held = select(_role.c.user_id, _role.c.unit_id).join(_user, _user.c.id == _role.c.user_id)
    of_units = held.where(_user.c.organisation == actor.organisation, _role.c.unit_id.is_not(None))
    for row in session.execute(of_units):
        units.setdefault(row.user_id, set()).add(row.unit_id)
    people = select(_user).where(_user.c.organisation == actor.organisation, _user.c.id != actor.user_id)
    found = [
        Colleague(row.username, row.name, row.active)
        for row in session.execute(people)
        if actor.coordinator or (row.id in units and units[row.id] <= actor.units)
    ]
    return sorted(found, key=lambda one: (not one.active, one.name.casefold()))
