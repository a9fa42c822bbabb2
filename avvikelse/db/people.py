"""Who people are and what they are trusted with, read from rows."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import UserRole
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Absence, RoleAssignment, Unit, User, table

_user, _role, _unit, _absence = table(User), table(RoleAssignment), table(Unit), table(Absence)


def load_actor(session: Session, username: str, today: date | None = None) -> Actor | None:
    """The active person with this user name or e-mail address, with everything they are trusted with.

    With `today` (a Swedish day) also what they may as deputy of somebody who is away that day.
    """
    name = username.strip().lower()
    if not name.isprintable():
        return None  # PostgreSQL takes no NUL
    return actor_of(session, session.read(_PERSON, {"name": name}), today)


def load_person(session: Session, user_id: int, today: date) -> Actor | None:
    """The same by id, for what is done in the person's name while they are away."""
    return actor_of(session, session.read(_PERSON_BY_ID, {"id": user_id}), today)


def actor_of(session: Session, rows: Sequence[Any], today: date | None) -> Actor | None:
    """The person of the rows: one for each role, with the columns PERSON. None when there are no rows."""
    if not rows:
        return None
    found = rows[0]
    asked = today is not None and found.is_deputy
    stands_in = session.read(_STOOD_IN_FOR, {"deputy": found.id, "today": today}) if asked else []
    roles = [*rows, *stands_in]
    held = {row.role for row in roles}
    return Actor(
        user_id=found.id,
        username=found.username,
        organisation=found.organisation,
        units=_managed_units(session, found.id, rows, stands_in),
        coordinator=UserRole.COORDINATOR in held,
        secretary_of=frozenset(row.forum_id for row in roles if row.role == UserRole.SECRETARY),
        member_of=frozenset(row.forum_id for row in roles if row.role == UserRole.MEMBER),
        auditor=UserRole.AUDITOR in held,
        administrator=UserRole.ADMINISTRATOR in held,
        deputy_of=frozenset(row.user_id for row in stands_in if row.role == UserRole.MANAGER),
    )


_below_unit = _unit.alias()
PERSON = (
    _user.c.id,
    _user.c.username,
    _user.c.organisation,
    _role.c.role,
    _role.c.unit_id,
    _role.c.forum_id,
    exists().where(_below_unit.c.parent_id == _role.c.unit_id).label("has_below"),
    exists().where(_absence.c.deputy_id == _user.c.id).label("is_deputy"),
)
"""What `actor_of` reads of a person and of each of their roles; a person without any has one row without a role.

`has_below` and `is_deputy` save most people the statements that look for units below theirs and for whom they stand in.
"""

_ACTIVE = select(*PERSON).outerjoin_from(_user, _role, _role.c.user_id == _user.c.id).where(_user.c.active.is_(True))
_PERSON = Prepared(_ACTIVE.where((_user.c.username == bindparam("name")) | (_user.c.email == bindparam("name"))))
_PERSON_BY_ID = Prepared(_ACTIVE.where(_user.c.id == bindparam("id")))


def _stood_in_for() -> Select[tuple[object, ...]]:
    """The roles of those the person is deputy of: a manager's always, others only when their holder chose the deputy.

    A reporter's own texts, a member's agendas, and what auditors and administrators may, stay with the person.
    """
    personal = or_(_role.c.role == UserRole.COORDINATOR.value, _role.c.role == UserRole.SECRETARY.value)
    own_choice = and_(personal, _absence.c.created_by == _absence.c.user_id)
    today: BindParameter[date] = bindparam("today", type_=_absence.c.from_day.type)
    return (
        select(_role.c.user_id, _role.c.role, _role.c.unit_id, _role.c.forum_id)
        .join(_absence, _absence.c.user_id == _role.c.user_id)
        .join(_user, _user.c.id == _role.c.user_id)
        .where(_absence.c.deputy_id == bindparam("deputy"), _absence.c.from_day <= today, _user.c.active.is_(True))
        .where(or_(_absence.c.to_day.is_(None), _absence.c.to_day >= today))
        .where(or_(_role.c.role == UserRole.MANAGER.value, own_choice))
    )


_STOOD_IN_FOR = Prepared(_stood_in_for())


def _managed_units(session: Session, user_id: int, own: Sequence[Any], stands_in: Sequence[Any]) -> frozenset[int]:
    """The units that the person manages, with those below; at most one prepared statement unless they are a deputy."""
    managed = [row for row in (*own, *stands_in) if row.role == UserRole.MANAGER and row.unit_id is not None]
    roots = [row.unit_id for row in managed]
    if not stands_in and not any(row.has_below for row in managed):
        return frozenset(roots)
    if not stands_in:
        return frozenset(row.id for row in session.read(_UNITS, {"user": user_id}))
    return units_below(session, roots)


def _below(roots: Select[tuple[int]]) -> Select[tuple[int]]:
    tree, child = roots.cte("tree", recursive=True), aliased(_unit)
    tree = tree.union(select(child.c.id).where(child.c.parent_id == tree.c.id))
    return select(tree.c.id)


_UNITS = Prepared(
    _below(
        select(_role.c.unit_id.label("id")).where(
            _role.c.user_id == bindparam("user"), _role.c.role == UserRole.MANAGER.value, _role.c.unit_id.is_not(None)
        )
    )
)


def units_below(session: Session, roots: list[int]) -> frozenset[int]:
    """The units and every unit under them."""
    if not roots:
        return frozenset()
    return frozenset(row.id for row in session.execute(_below(select(_unit.c.id).where(_unit.c.id.in_(roots)))))


def nearest_manager(session: Session, unit_id: int | None, *, not_user: int | None = None) -> int | None:
    """The manager of the unit or, failing that, of the nearest unit above; never the person `not_user`."""
    while unit_id is not None:
        managers = (
            select(_role.c.user_id)
            .join(_user, _user.c.id == _role.c.user_id)
            .where(_role.c.role == UserRole.MANAGER, _role.c.unit_id == unit_id, _user.c.active.is_(True))
            .order_by(_role.c.id)
        )
        for row in session.execute(managers):
            if row.user_id != not_user:
                user_id: int = row.user_id
                return user_id
        unit_id = session.execute(select(_unit.c.parent_id).where(_unit.c.id == unit_id)).scalar()
    return None


def reporter_unit(session: Session, user_id: int) -> int | None:
    """The unit the person works in: where they are reporter, else where they are manager."""
    for role in (UserRole.REPORTER, UserRole.MANAGER):
        statement = (
            select(_role.c.unit_id)
            .where(_role.c.user_id == user_id, _role.c.role == role, _role.c.unit_id.is_not(None))
            .order_by(_role.c.id)
        )
        unit_id: int | None = session.execute(statement).scalar()
        if unit_id is not None:
            return unit_id
    return None


def unit_named(session: Session, organisation: str, name: str) -> int | None:
    """The organisation's unit of that name, or None."""
    statement = select(_unit.c.id).where(_unit.c.organisation == organisation, _unit.c.name == name.strip())
    found: int | None = session.execute(statement).scalar()
    return found


def person_id(session: Session, username: str) -> int | None:
    """The active person with a username, by id; None when there is none."""
    found: int | None = session.execute(
        select(_user.c.id).where(_user.c.username == username, _user.c.active.is_(True))
    ).scalar_one_or_none()
    return found


def holders(role: UserRole, *, organisation: str | None = None, forum_id: int | None = None) -> Select[tuple[int]]:
    """The statement that finds the active people with a role, in an organisation or for a forum."""
    statement = (
        select(_role.c.user_id)
        .join(_user, _user.c.id == _role.c.user_id)
        .where(_role.c.role == role, _user.c.active.is_(True))
    )
    if organisation is not None:
        statement = statement.where(_user.c.organisation == organisation)
    if forum_id is not None:
        statement = statement.where(_role.c.forum_id == forum_id)
    return statement.order_by(_role.c.user_id)


def names_in(session: Session, organisation: str, ids: Collection[int]) -> dict[int, str]:
    """The names of those of the people who belong to the organisation, by id; others are left out."""
    wanted = select(_user.c.id, _user.c.name).where(_user.c.organisation == organisation, _user.c.id.in_(ids))
    return {row.id: row.name for row in session.execute(wanted)}


def unit_names(session: Session, organisation: str) -> list[str]:
    """The names of an organisation's units, in alphabetical order."""
    found = session.execute(select(_unit.c.name).where(_unit.c.organisation == organisation)).scalars()
    return sorted(found, key=str.casefold)
