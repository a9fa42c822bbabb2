"""Messages as a use case would have written them, and people who are gone when they are sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from avvikelse.core.events import canonical
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Deviation, Outbox, RoleAssignment, User, table
from tests.world import World

ADMIN = "administrator"


def retired(world: World, username: str) -> None:
    with unit_of_work(world.engine) as session:
        session.execute(update(table(User)).where(table(User).c.username == username).values(active=False))


def told_to(
    session: Any, username: str, number: str, role: str, *, now: datetime, message: str = "reopened", **more: str
) -> None:
    """A message to a person about a case, as a use case would have written it."""
    user, deviation = table(User), table(Deviation)
    person = session.execute(select(user.c.id).where(user.c.username == username)).scalar_one()
    case = session.execute(select(deviation).where(deviation.c.number == number)).one()
    data = canonical({"number": number, "state": case.state, "role": role} | more)
    values = {"created_at": now, "message": message, "recipient_id": person, "deviation_id": case.id, "data": data}
    session.execute(insert(table(Outbox)).values(values))


def without_role(session: Any, username: str, role: str, *, now: datetime) -> None:
    held, user = table(RoleAssignment), table(User)
    person = select(user.c.id).where(user.c.username == username).scalar_subquery()
    session.execute(held.delete().where(held.c.user_id == person, held.c.role == role))
