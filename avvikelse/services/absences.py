"""Being away, with a day back and a deputy: one's own, one's people's for a manager, anybody's for the coordinator.

While somebody is away their deputy may do in their place what they are trusted with as manager, coordinator and
secretary (`db.people.load_actor`); never what they may as somebody's nearest manager in a conduct matter (R8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select

from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import UserRole
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import Absence, RoleAssignment, User, table
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.forms import AbsenceForm, checked
from avvikelse.services.staff import manages

_absence, _role, _user = table(Absence), table(RoleAssignment), table(User)

PERSONAL = (UserRole.COORDINATOR, UserRole.SECRETARY)
"""Roles whose deputy nobody else chooses."""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's absence, as those may read it who may set it. `to_day` is the last day away."""

    id: int
    username: str
    name: str
    from_day: date
    to_day: date | None
    deputy: str | None


def set_absence(session: Session, actor: Actor, username: str, values: Mapping[str, Any], now: datetime) -> int:
    """Notes that somebody is away; returns the absence's id. Without a deputy their reminders go to the next step.

    Raises NotFound for somebody of another organisation, Forbidden for a colleague who isn't the actor's to decide
    for, BadInput for days that have passed and for a deputy who can't stand in.
    """
    form = checked(AbsenceForm, values)
    person = _person(session, actor, username)
    if form.to_day is not None and form.to_day < max(form.from_day, local_day(now)):
        raise BadInput("Sista dagen ligger före den första, eller har redan passerat. Ange en senare dag.")
    deputy = _deputy(session, actor, person, form.deputy) if form.deputy else None
    overlap = _of(person.id).where(
        _absence.c.from_day <= (form.to_day or date.max),
        or_(_absence.c.to_day.is_(None), form.from_day <= _absence.c.to_day),
    )
    if (other := session.execute(overlap).first()) is not None:
        until = f"till {swedish_date(other.to_day)}" if other.to_day else "tills vidare"
        raise BadInput(
            f"{username} är redan borta från {swedish_date(other.from_day)} {until}. Ta bort den frånvaron först."
        )
    values = {"user_id": person.id, "from_day": form.from_day, "to_day": form.to_day, "deputy_id": deputy}
    added = insert(_absence).values(**values, created_at=now, created_by=actor.user_id).returning(_absence.c.id)
    absence_id: int = session.execute(added).scalar_one()
    _record(session, actor, "absence_set", now, absence=absence_id, user=person.id, deputy=deputy)
    return absence_id


def end_absence(session: Session, actor: Actor, username: str, absence_id: int, now: datetime) -> None:
    """Takes an absence away: the person is back, or it was wrong. Raises as `set_absence` does."""
    person = _person(session, actor, username)
    if not session.execute(
        delete(_absence).where(_absence.c.id == absence_id, _absence.c.user_id == person.id)
    ).rowcount:
        raise NotFound(f"{username} har ingen frånvaro {absence_id}. Den är kanske redan borttagen.")
    _record(session, actor, "absence_ended", now, absence=absence_id, user=person.id)


def list_absences(session: Session, actor: Actor, now: datetime) -> list[Away]:
    """Absences that haven't passed: the own, those of the people of the units one manages, a coordinator's all."""
    deputy = _user.alias("deputy")
    mine = [_user.c.id == actor.user_id] if actor.user_id is not None else []
    if actor.coordinator:
        mine.append(_user.c.id.is_not(None))
    if actor.units:
        mine.append(_user.c.id.in_(select(_role.c.user_id).where(_role.c.unit_id.in_(sorted(actor.units)))))
    if not mine:
        return []
    wanted = (
        select(_absence, _user.c.username, _user.c.name, deputy.c.username.label("deputy"))
        .join(_user, _user.c.id == _absence.c.user_id)
        .outerjoin(deputy, deputy.c.id == _absence.c.deputy_id)
        .where(_user.c.organisation == actor.organisation, or_(*mine))
        .where(or_(_absence.c.to_day.is_(None), _absence.c.to_day >= local_day(now)))
        .order_by(_absence.c.from_day, _user.c.username)
    )
    return [
        Away(row.id, row.username, row.name, row.from_day, row.to_day, row.deputy) for row in session.execute(wanted)
    ]


def _of(user_id: int) -> Any:
    return select(_absence).where(_absence.c.user_id == user_id)


def _person(session: Session, actor: Actor, username: str) -> Row[Any]:
    """Somebody whose absence the actor may decide on."""
    name = username.strip().lower()
    known = select(_user).where(_user.c.username == name, _user.c.organisation == actor.organisation, _user.c.active)
    person = session.execute(known).one_or_none() if name.isprintable() else None
    if person is None:
        raise NotFound(f"Det finns ingen användare {name[:63]} i din organisation. Kontrollera namnet.")
    if person.id == actor.user_id or actor.coordinator or manages(session, actor, person.id):
        return person
    raise Forbidden("Bara personen själv, chefen eller samordnaren kan ange frånvaro.")


def _deputy(session: Session, actor: Actor, person: Row[Any], username: str) -> int:
    """The deputy's id. What isn't bound to a unit is handed on only by whoever is trusted with it."""
    own = select(_role.c.id).where(_role.c.user_id == person.id, _role.c.role.in_(PERSONAL))
    if person.id != actor.user_id and session.execute(own.limit(1)).first() is not None:
        raise BadInput(
            f"{person.username} är samordnare eller sekreterare och väljer själv sin ersättare. "
            "Ange frånvaron utan ersättare: påminnelserna går vidare ändå."
        )
    name = username.strip().lower()
    known = select(_user.c.id).where(
        _user.c.username == name, _user.c.organisation == person.organisation, _user.c.active
    )
    found: int | None = session.execute(known).scalar_one_or_none() if name.isprintable() else None
    if found is None:
        raise BadInput(f"Ersättaren {name[:63]} finns inte i samma organisation. Välj en kollega.")
    if found == person.id:
        raise BadInput("Ingen kan vara sin egen ersättare. Välj en kollega.")
    return found


def _record(session: Session, actor: Actor, kind: str, now: datetime, **data: Any) -> None:
    session.record(PendingEvent(now, kind, actor.user_id, actor.organisation, None, data))
