"""Who people are and what they are trusted with, read from rows."""

from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import UserRole
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
    found = session.execute(
        select(_user).where((_user.c.username == name) | (_user.c.email == name), _user.c.active.is_(True))
    ).one_or_none()
    if found is None:
        return None
    roles = [*session.execute(select(_role).where(_role.c.user_id == found.id))]
    if today is not None:
        roles += session.execute(_stood_in_for(found.id, today)).all()
    held = {row.role for row in roles}
    managed = [row.unit_id for row in roles if row.role == UserRole.MANAGER and row.unit_id is not None]
    return Actor(
        user_id=found.id,
        username=found.username,
        organisation=found.organisation,
        units=units_below(session, managed),
        coordinator=UserRole.COORDINATOR in held,
        secretary_of=frozenset(row.forum_id for row in roles if row.role == UserRole.SECRETARY),
        member_of=frozenset(row.forum_id for row in roles if row.role == UserRole.MEMBER),
        auditor=UserRole.AUDITOR in held,
        administrator=UserRole.ADMINISTRATOR in held,
    )


def _stood_in_for(user_id: int, today: date) -> Select[tuple[object, ...]]:
    """The roles of those the person is deputy of: a manager's always, others only when their holder chose the deputy.

    A reporter's own texts, a member's agendas, and what auditors and administrators may, stay with the person.
    """
    handed_on = or_(
        _role.c.role == UserRole.MANAGER,
        and_(_role.c.role.in_([UserRole.COORDINATOR, UserRole.SECRETARY]), _absence.c.created_by == _absence.c.user_id),
    )
    return (
        select(_role)
        .join(_absence, _absence.c.user_id == _role.c.user_id)
        .join(_user, _user.c.id == _role.c.user_id)
        .where(_absence.c.deputy_id == user_id, _absence.c.from_day <= today, _user.c.active.is_(True))
        .where(or_(_absence.c.to_day.is_(None), _absence.c.to_day >= today), handed_on)
    )


def units_below(session: Session, roots: list[int]) -> frozenset[int]:
    """The units and every unit under them."""
    if not roots:
        return frozenset()
    tree = select(_unit.c.id).where(_unit.c.id.in_(roots)).cte("tree", recursive=True)
    child = aliased(_unit)
    tree = tree.union(select(child.c.id).where(child.c.parent_id == tree.c.id))
    return frozenset(row.id for row in session.execute(select(tree.c.id)))


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
