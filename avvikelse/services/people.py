"""Who uses the installation, for an administrator: people, units and roles; nothing of any case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import USER_ROLE_LABELS, UserRole
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import Forum, Organisation, RoleAssignment, Unit, User, table
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.forms import PersonForm, checked
from avvikelse.services.members import EMAIL, deactivate, require_administrator

_user, _role, _unit = table(User), table(RoleAssignment), table(Unit)
_organisation, _forum = table(Organisation), table(Forum)


class HeldRole(NamedTuple):
    """A role somebody holds: its key, its Swedish name, and the unit or forum it is for."""

    role: str
    label: str
    unit: str
    forum: str

    @property
    def said(self) -> str:
        """As a list shows it: 'chef, Ortopedkliniken'."""
        place = self.unit or self.forum
        return f"{self.label}, {place}" if place else self.label


class ListedPerson(NamedTuple):
    """A person in a list: user name, name, and what they are trusted with, in Swedish."""

    username: str
    name: str
    roles: tuple[str, ...]
    active: bool = True


class ShownPerson(NamedTuple):
    """One person as the administrator sees them."""

    username: str
    name: str
    email: str
    organisation: str
    organisation_name: str
    active: bool
    roles: tuple[HeldRole, ...]


class ListedUnit(NamedTuple):
    """A unit in its organisation's tree, with how far down it is and who manages it."""

    name: str
    depth: int
    managers: tuple[str, ...]


def people_by_organisation(session: Session) -> dict[str, list[ListedPerson]]:
    """Everybody active, by the name of their organisation: the demo's people to be."""
    return _listed(session, _people().where(_user.c.active.is_(True)))


def find_people(session: Session, actor: Actor, wanted: str = "") -> dict[str, list[ListedPerson]]:
    """People by organisation whose name, user name, address, role or unit has every word of `wanted`.

    Those who have left are among them. Raises NotFound to others than administrators.
    """
    require_administrator(actor)
    words = [word.casefold() for word in wanted.split()]
    found = _listed(session, _people())
    kept = {name: [one for one in those if _matches(one, name, words)] for name, those in found.items()}
    return {name: those for name, those in kept.items() if those}


def _matches(person: ListedPerson, organisation: str, words: list[str]) -> bool:
    said = " ".join((person.username, person.name, organisation, *person.roles)).casefold()
    return all(word in said for word in words)


def _people() -> Any:
    name = _organisation.c.name.label("works_at")
    joined = select(_user, name).join(_organisation, _organisation.c.key == _user.c.organisation)
    return joined.order_by(_organisation.c.name, _user.c.id)


def _listed(session: Session, statement: Any) -> dict[str, list[ListedPerson]]:
    held = _held(session)
    found: dict[str, list[ListedPerson]] = {}
    for row in session.execute(statement):
        roles = tuple(role.said for role in held.get(row.id, ()))
        found.setdefault(row.works_at, []).append(ListedPerson(row.username, row.name, roles, row.active))
    return found


def _held(session: Session, user_id: int | None = None) -> dict[int, list[HeldRole]]:
    statement = (
        select(_role.c.user_id, _role.c.role, _unit.c.name.label("unit"), _forum.c.key.label("forum"))
        .outerjoin(_unit, _unit.c.id == _role.c.unit_id)
        .outerjoin(_forum, _forum.c.id == _role.c.forum_id)
        .order_by(_role.c.id)
    )
    if user_id is not None:
        statement = statement.where(_role.c.user_id == user_id)
    held: dict[int, list[HeldRole]] = {}
    for row in session.execute(statement):
        label = USER_ROLE_LABELS[UserRole(row.role)]
        held.setdefault(row.user_id, []).append(HeldRole(row.role, label, row.unit or "", row.forum or ""))
    return held


def show_person(session: Session, actor: Actor, username: str) -> ShownPerson:
    """One person with their roles. Raises NotFound when there is none, and to others than administrators."""
    require_administrator(actor)
    row = _person(session, username)
    roles = tuple(_held(session, row.id).get(row.id, ()))
    return ShownPerson(row.username, row.name, row.email, row.organisation, row.works_at, row.active, roles)


def _person(session: Session, username: str) -> Row[Any]:
    wanted = _people().where(_user.c.username == username)
    found: Row[Any] | None = session.execute(wanted).one_or_none() if username.isprintable() else None
    if found is None:
        raise NotFound(f"Det finns ingen användare {username[:63]}.")
    return found


def change_person(session: Session, actor: Actor, username: str, values: Mapping[str, Any], now: datetime) -> None:
    """Changes a person's name and address, and whether they still work here; who leaves is signed out at once.

    Raises NotFound as `show_person`, BadInput for what can't be used, and when administrators lock themselves out.
    """
    require_administrator(actor)
    form, person = checked(PersonForm, values), _person(session, username)
    if not EMAIL.match(form.email):
        raise BadInput(f"{form.email[:60]} är ingen e-postadress. Skriv den som namn@example.se.")
    if person.id == actor.user_id and not form.active:
        raise BadInput("Du kan inte stänga ditt eget konto. Be en annan administratör.")
    if person.active and not form.active:
        deactivate(session, username, now, actor=actor)
    wanted = {"name": form.name, "email": form.email.lower(), "active": form.active}
    changed = {name: value for name, value in wanted.items() if value != getattr(person, name)}
    try:
        with session.connection.begin_nested():
            session.execute(update(_user).where(_user.c.id == person.id).values(wanted))
    except IntegrityError:
        raise BadInput(f"Adressen {form.email} används redan av någon annan. Välj en annan.") from None
    if changed:
        data = {"user": person.id, "changed": sorted(changed)}
        session.record(PendingEvent(now, "user_changed", actor.user_id, person.organisation, None, data))


def units_of(session: Session, actor: Actor, organisation: str) -> list[ListedUnit]:
    """An organisation's units, each right under the one above it. Raises NotFound to others than administrators."""
    require_administrator(actor)
    rows = session.execute(select(_unit).where(_unit.c.organisation == organisation).order_by(_unit.c.id)).all()
    below: dict[int | None, list[Row[Any]]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    managers = _managers(session)
    found: list[ListedUnit] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append(ListedUnit(row.name, depth, tuple(managers.get(row.id, ()))))
            walk(row.id, depth + 1)

    walk(None, 0)
    return found


def _managers(session: Session) -> dict[int, list[str]]:
    statement = (
        select(_role.c.unit_id, _user.c.name)
        .join(_user, _user.c.id == _role.c.user_id)
        .where(_role.c.role == UserRole.MANAGER, _user.c.active.is_(True))
        .order_by(_role.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in session.execute(statement):
        found.setdefault(row.unit_id, []).append(row.name)
    return found
