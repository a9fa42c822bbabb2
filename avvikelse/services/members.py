"""Organisations, units, people and what they are trusted with. Every change of roles is in the trail (access.md).

`actor` is the administrator who does it; without one it is whoever runs the installation's command line.
"""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import UserRole
from avvikelse.db.history import PendingEvent
from avvikelse.db.people import load_actor, nearest_manager, unit_named
from avvikelse.db.session import Session
from avvikelse.db.tables import Forum, Organisation, RoleAssignment, Unit, User, WebSession, table
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.forms import SHORT
from avvikelse.services.meetings import ForumRef, find_forum
from avvikelse.services.routines import active_engine

_user, _role, _unit = table(User), table(RoleAssignment), table(Unit)
_organisation, _forum, _browser = table(Organisation), table(Forum), table(WebSession)

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,62}\Z")
EMAIL = re.compile(r"^[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,189}\Z")
KEY = re.compile(r"^[a-z][a-z0-9-]{1,62}\Z")
FOR_UNIT = {UserRole.REPORTER, UserRole.MANAGER}
FOR_FORUM = {UserRole.SECRETARY, UserRole.MEMBER}


def sign_in(session: Session, username: str, today: date | None = None) -> Actor:
    """The person with this user name or e-mail address. Raises NotFound when there is none who is active.

    With `today` also as deputy of those who are away that Swedish day.
    """
    actor = load_actor(session, username, today)
    if actor is None:
        raise NotFound(f"Det finns ingen användare {username[:63]}. Kontrollera namnet.")
    return actor


def require_administrator(actor: Actor | None) -> None:
    """Raises NotFound to a person who isn't an administrator: the set-up isn't theirs to know of (access.md)."""
    if actor is not None and not actor.administrator:
        raise NotFound("Det finns ingen sådan sida. Gå till startsidan och leta därifrån.")


def _event(
    now: datetime, kind: str, actor: Actor | None, data: dict[str, Any], organisation: str | None = None
) -> PendingEvent:
    return PendingEvent(now, kind, actor.user_id if actor else None, organisation, None, data)


def add_organisation(session: Session, key: str, name: str, now: datetime, *, actor: Actor | None = None) -> None:
    """Adds an organisation. Raises BadInput for a key or a name that can't be used or is taken."""
    require_administrator(actor)
    if not KEY.match(key):
        raise BadInput("Nyckeln ska ha små bokstäver a–z, siffror och bindestreck, till exempel region-varmland.")
    name = _name(name, "organisationens")
    _insert(session, insert(_organisation).values(key=key, name=name), f"Organisationen {key} finns redan.")
    session.record(_event(now, "organisation_added", actor, {"organisation": key}, key))


def add_unit(
    session: Session, organisation: str, name: str, under: str | None, now: datetime, *, actor: Actor | None = None
) -> int:
    """Adds a unit, under another when `under` is its name. Returns the unit's id."""
    require_administrator(actor)
    require_organisation(session, organisation)
    name = _name(name, "enhetens")
    parent = unit_named(session, organisation, under) if under else None
    if under and parent is None:
        raise NotFound(f"Enheten {under} finns inte i {organisation}.")
    statement = insert(_unit).values(organisation=organisation, name=name, parent_id=parent)
    _insert(session, statement, f"Enheten {name} finns redan i {organisation}.")
    unit_id = unit_named(session, organisation, name)
    session.record(_event(now, "unit_added", actor, {"unit": unit_id}, organisation))
    return int(unit_id or 0)


def add_user(
    session: Session,
    username: str,
    name: str,
    email: str,
    organisation: str,
    now: datetime,
    *,
    actor: Actor | None = None,
) -> int:
    """Adds a person, without any role. Returns the person's id."""
    require_administrator(actor)
    require_organisation(session, organisation)
    if not USERNAME.match(username):
        raise BadInput("Användarnamnet ska ha små bokstäver a–z, siffror och punkt, till exempel anna.berg.")
    if not EMAIL.match(email):
        raise BadInput(f"{email[:60]} är ingen e-postadress. Skriv den som namn@example.se.")
    name = _name(name, "personens")
    values = {"username": username, "name": name, "email": email.lower(), "organisation": organisation}
    _insert(session, insert(_user).values(**values, active=True), f"Användaren {username} eller {email} finns redan.")
    user_id: int = session.execute(select(_user.c.id).where(_user.c.username == username)).scalar_one()
    session.record(_event(now, "user_added", actor, {"user": user_id}, organisation))
    return user_id


def change_email(session: Session, username: str, email: str, now: datetime, *, actor: Actor | None = None) -> None:
    """Corrects a person's address; mails that wait go there too. Raises NotFound and BadInput."""
    require_administrator(actor)
    if not EMAIL.match(email):
        raise BadInput(f"{email[:60]} är ingen e-postadress. Skriv den som namn@example.se.")
    person = _person(session, username)
    changed = update(_user).where(_user.c.id == person.id).values(email=email.lower())
    _insert(session, changed, f"Adressen {email} har någon annan.")
    session.record(_event(now, "email_changed", actor, {"user": person.id}, person.organisation))


def grant(
    session: Session,
    username: str,
    role: str,
    now: datetime,
    *,
    unit: str | None = None,
    forum: str | None = None,
    actor: Actor | None = None,
) -> None:
    """Trusts a person with a role, for a unit or a forum where the role is bound to one. Doing it again is harmless."""
    require_administrator(actor)
    values = _role_row(session, username, role, unit, forum)
    if forum and role in FOR_FORUM:
        _refuse_outsider(session, username, UserRole(role), forum)
    same = [_role.c[key] == value if value is not None else _role.c[key].is_(None) for key, value in values.items()]
    if session.execute(select(_role.c.id).where(*same)).first() is None:
        session.execute(insert(_role).values(values))
        session.record(_event(now, "role_granted", actor, dict(values)))


def revoke(
    session: Session,
    username: str,
    role: str,
    now: datetime,
    *,
    unit: str | None = None,
    forum: str | None = None,
    actor: Actor | None = None,
) -> None:
    """Takes a role back. Raises NotFound when the person didn't have it."""
    require_administrator(actor)
    values = _role_row(session, username, role, unit, forum)
    same = [_role.c[key] == value if value is not None else _role.c[key].is_(None) for key, value in values.items()]
    if not session.execute(delete(_role).where(*same)).rowcount:
        raise NotFound(f"{username} har inte rollen {role} där.")
    session.record(_event(now, "role_revoked", actor, dict(values)))


def deactivate(session: Session, username: str, now: datetime, *, actor: Actor | None = None) -> int:
    """Somebody has left: they can't sign in and get no mail, and nothing they have done changes. Returns their id.

    Their cases stay where they are until they are handed over (`services.passing_on`).
    """
    require_administrator(actor)
    known = update(_user).where(_user.c.username == username, _user.c.active.is_(True)).values(active=False)
    found = session.execute(known.returning(_user.c.id, _user.c.organisation)).one_or_none()
    if found is None:
        raise NotFound(f"Det finns ingen aktiv användare {username[:63]}. Kontrollera namnet.")
    session.execute(delete(_browser).where(_browser.c.user_id == found.id))
    session.record(_event(now, "user_left", actor, {"user": found.id}, found.organisation))
    user_id: int = found.id
    return user_id


def _refuse_outsider(session: Session, username: str, role: UserRole, forum: str) -> None:
    """The routine says which party holds a forum's secretary, and which parties have members there."""
    found = find_forum(session, forum)
    spec = found.engine.routine.forums[found.key]
    organisation = session.execute(select(_user.c.organisation).where(_user.c.username == username)).scalar_one()
    if role is UserRole.SECRETARY and organisation != spec.secretary:
        raise BadInput(f"Sekreteraren i {spec.name} kommer från {found.engine.routine.parties[spec.secretary]}.")
    if role is UserRole.MEMBER and organisation not in spec.members:
        raise BadInput(f"{organisation} har inga ledamöter i {spec.name}. Välj någon från en annan part.")


def _name(text: str, whose: str) -> str:
    """The name, stripped. Raises BadInput for one that is empty, too long or not to be read."""
    name = text.strip()
    if not name:
        raise BadInput(f"Namnet saknas. Skriv {whose} namn.")
    if len(name) > SHORT or not name.isprintable():
        raise BadInput(f"Namnet får ha högst {SHORT} tecken, på en rad. Korta {whose} namn.")
    return name


def _person(session: Session, username: str) -> Row[Any]:
    """The person's row, active or not. Raises NotFound."""
    known = select(_user).where(_user.c.username == username)
    person = session.execute(known).one_or_none() if username.isprintable() else None
    if person is None:
        raise NotFound(f"Det finns ingen användare {username[:63]}. Kontrollera namnet.")
    return person


def _role_row(
    session: Session, username: str, role: str, unit: str | None, forum: str | None
) -> dict[str, int | str | None]:
    person = _person(session, username)
    if role not in set(UserRole):
        raise BadInput(f"Rollen {role[:40]} finns inte. Välj något av: {', '.join(UserRole)}.")
    if role in FOR_UNIT and not unit:
        raise BadInput(f"Rollen {role} gäller en enhet. Ange vilken enhet (unit).")
    if role in FOR_FORUM and not forum:
        raise BadInput(f"Rollen {role} gäller ett forum. Ange vilket forum.")
    unit_id = unit_named(session, person.organisation, unit) if unit and role in FOR_UNIT else None
    if role in FOR_UNIT and unit_id is None:
        raise NotFound(f"Enheten {unit} finns inte i {person.organisation}.")
    forum_id = find_forum(session, forum).id if forum and role in FOR_FORUM else None
    return {"user_id": person.id, "role": role, "unit_id": unit_id, "forum_id": forum_id}


def require_organisation(session: Session, key: str) -> None:
    """Raises NotFound when there is no such organisation."""
    if session.execute(select(_organisation.c.key).where(_organisation.c.key == key)).first() is None:
        known = ", ".join(row.key for row in session.execute(select(_organisation.c.key).order_by(_organisation.c.key)))
        raise NotFound(f"Organisationen {key[:40]} finns inte. Välj något av: {known or '(ingen finns än)'}.")


def list_organisations(session: Session) -> list[dict[str, str]]:
    """Every organisation, by key and name."""
    return [{"key": row.key, "name": row.name} for row in session.execute(select(_organisation).order_by("key"))]


def list_units(session: Session) -> list[dict[str, str | None]]:
    """Every unit, with its organisation and the unit above it."""
    above = _unit.alias("above")
    statement = (
        select(_unit.c.organisation, _unit.c.name, above.c.name.label("under"))
        .outerjoin(above, above.c.id == _unit.c.parent_id)
        .order_by(_unit.c.organisation, _unit.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def colleagues(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Everybody else who is active in the person's organisation: user name and name, in the order of the names."""
    others = (_user.c.organisation == actor.organisation, _user.c.active.is_(True), _user.c.username != actor.username)
    found = session.execute(select(_user.c.username, _user.c.name).where(*others))
    return sorted(((row.username, row.name) for row in found), key=lambda person: person[1].casefold())


def units_of(session: Session, organisations: Collection[str]) -> list[str]:
    """The names of the organisations' units, in the order of the Swedish alphabet as far as Python knows it."""
    statement = select(_unit.c.name).where(_unit.c.organisation.in_(organisations))
    return sorted(session.execute(statement).scalars(), key=str.casefold)


def list_users(session: Session) -> list[dict[str, object]]:
    """Every person with their roles, for an administrator; nothing of any case."""
    roles: dict[int, list[str]] = {}
    held = select(_role.c.user_id, _role.c.role, _unit.c.name).outerjoin(_unit, _unit.c.id == _role.c.unit_id)
    for row in session.execute(held.order_by(_role.c.id)):
        roles.setdefault(row.user_id, []).append(f"{row.role} ({row.name})" if row.name else row.role)
    return [
        {
            "username": row.username,
            "name": row.name,
            "organisation": row.organisation,
            "active": row.active,
            "roles": roles.get(row.id, []),
        }
        for row in session.execute(select(_user).order_by(_user.c.organisation, _user.c.username))
    ]


def _insert(session: Session, statement: object, taken: str) -> None:
    try:
        with session.connection.begin_nested():
            session.execute(statement)  # type: ignore[arg-type]  # because every caller gives an insert
    except IntegrityError:
        raise BadInput(taken) from None


def manager_of(session: Session, organisation: str, unit: str) -> str:
    """The user name of a unit's nearest manager. Raises NotFound when there is no such unit, or no manager above it."""
    manager_id = nearest_manager(session, unit_named(session, organisation, unit))
    if manager_id is None:
        raise NotFound(f"Ingen chef är angiven för enheten {unit}.")
    username: str = session.execute(select(_user.c.username).where(_user.c.id == manager_id)).scalar_one()
    return username


def operator_of_forum(session: Session, forum: ForumRef) -> Actor:
    """Whoever runs the installation's command line, reading as the forum's secretary: attested texts, nothing more."""
    row = session.execute(select(_forum.c.secretary_organisation).where(_forum.c.id == forum.id)).one()
    return Actor(None, "operatör", row.secretary_organisation, secretary_of=frozenset({forum.id}))


def operator_of_weekly(session: Session) -> Actor:
    """Whoever runs the command line, reading the weekly list as the only agreement's coordinators see it."""
    _, engine = active_engine(session)
    return Actor(None, "operatör", next(iter(engine.routine.parties)), coordinator=True)
