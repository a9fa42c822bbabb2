"""All open cases of somebody who leaves or changes job become a colleague's: an act written in each history.

Who reported a case, or is its nearest manager, otherwise stays as it was when it was reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from avvikelse.core.permissions import Actor
from avvikelse.core.reminding import HANDED_OVER
from avvikelse.core.vocabulary import CaseRole, UserRole
from avvikelse.db.cases import case_behind
from avvikelse.db.due import parts_of_person
from avvikelse.db.people import nearest_manager, units_below
from avvikelse.db.session import Session
from avvikelse.db.tables import DeviationParty, RoleAssignment, User, table
from avvikelse.errors import BadInput, Forbidden, NotFound, Stale
from avvikelse.services.casework import record
from avvikelse.services.outbox import Mail, remind
from avvikelse.services.routines import engine_of
from avvikelse.services.staff import manages

_party, _role, _user = table(DeviationParty), table(RoleAssignment), table(User)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """How many cases the receiver got, and how many stay because the receiver can't have them.

    Whoever hands over may not know of conduct matters (R8), nor of cases that their organisation hasn't been told of:
    those are in neither number.
    """

    passed: int
    left: int


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose cases are to be handed over, and everybody who works in the same organisation: user name, name."""

    username: str
    name: str
    colleagues: tuple[tuple[str, str], ...]


def hand_over_cases(
    session: Session,
    actor: Actor,
    leaver: str,
    receiver: str,
    now: datetime,
    *,
    dry_run: bool = False,
    expected: int | None = None,
) -> PassedOn:
    """Makes the receiver nearest manager, or reporter, in the leaver's open cases; with `dry_run` only counts them.

    A manager's cases go to somebody who manages the unit or one above it, a reporter's to a colleague in the unit or a
    manager over it. A conduct matter goes only to whoever is now its nearest manager, never another reporter (R8).
    Raises NotFound for somebody of another organisation, Forbidden for colleagues who are neither manager over the
    leaver, coordinator nor administrator, BadInput for a receiver who can't have any of the cases, Stale when there are
    others than the number `expected` that was read before.
    """
    person = _leaver(session, actor, leaver)
    heir = _receiver(session, person, receiver)
    passed, left, mailed = set[int](), set[int](), set[int]()
    acting = Actor(actor.user_id, actor.username, person.organisation)
    for row, part in _parts(session, person.id):
        known = {row.deviation_id} if row.visible_from is not None else set()
        told = known if not row.conduct_matter else set()
        if not _can_have(session, heir, row, part, person.id):
            left |= told
            continue
        if dry_run or _pass_on(session, acting, row, part, person.id, heir.id, now):
            passed |= told
            mailed |= known
    if left and not passed:
        raise BadInput(f"{receiver} är varken chef eller kollega i enheterna som avvikelserna hör till. Välj en annan.")
    if not dry_run and expected not in (None, len(passed)):
        said = f"Antalet har ändrats sedan du läste: nu är det {len(passed)}. Läs igen och lämna över."
        raise Stale(said, {"passed": len(passed), "left": len(left)})
    if mailed and not dry_run and heir.id != actor.user_id:
        remind(session, [Mail(HANDED_OVER, heir.id, None, {"count": len(mailed)})], now)
    return PassedOn(len(passed), len(left))


def possible_receivers(session: Session, actor: Actor, leaver: str) -> Leaver:
    """Somebody whose cases the actor may hand over, and the colleagues to choose a receiver among.

    Raises NotFound and Forbidden as `hand_over_cases`.
    """
    person = _leaver(session, actor, leaver)
    others = (_user.c.organisation == person.organisation, _user.c.active.is_(True), _user.c.id != person.id)
    found = session.execute(select(_user.c.username, _user.c.name).where(*others))
    people = sorted(((row.username, row.name) for row in found), key=lambda one: one[1].casefold())
    return Leaver(person.username, person.name, tuple(people))


def _leaver(session: Session, actor: Actor, username: str) -> Row[Any]:
    """The person, also one who has left already, if their cases are the actor's to hand over."""
    person = _find(session, username)
    if person is None or (person.organisation != actor.organisation and not actor.administrator):
        raise NotFound(f"Det finns ingen användare {username.strip()[:63]} i din organisation. Kontrollera namnet.")
    over = actor.coordinator or actor.administrator or manages(session, actor, person.id)
    if person.id == actor.user_id or not over:
        raise Forbidden("Bara chefen, samordnaren eller en administratör kan lämna över någons avvikelser.")
    return person


def _receiver(session: Session, leaver: Row[Any], username: str) -> Row[Any]:
    heir = _find(session, username)
    if heir is None or heir.organisation != leaver.organisation or not heir.active:
        raise BadInput(f"Mottagaren {username.strip()[:63]} finns inte i samma organisation. Välj en kollega.")
    if heir.id == leaver.id:
        raise BadInput("Avvikelserna kan inte lämnas över till samma person. Välj en kollega.")
    return heir


def _find(session: Session, username: str) -> Row[Any] | None:
    name = username.strip().lower()
    known = select(_user).where(_user.c.username == name)
    return session.execute(known).one_or_none() if name.isprintable() else None


def _parts(session: Session, user_id: int) -> Iterator[tuple[Row[Any], CaseRole]]:
    """Each part that the person has in an open case."""
    for row in parts_of_person(session, user_id):
        if engine_of(session, row.routine_version_id).routine.states[row.state].ends is None:
            if row.manager_id == user_id:
                yield row, CaseRole.MANAGER
            if row.reporter_id == user_id:
                yield row, CaseRole.REPORTER


def _can_have(session: Session, heir: Row[Any], row: Row[Any], part: CaseRole, leaver: int) -> bool:
    if row.conduct_matter:
        return part is CaseRole.MANAGER and nearest_manager(session, row.unit_id, not_user=leaver) == heir.id
    held = select(_role.c.role, _role.c.unit_id).where(_role.c.user_id == heir.id, _role.c.unit_id.is_not(None))
    roles = session.execute(held).all()
    managed = units_below(session, [role.unit_id for role in roles if role.role == UserRole.MANAGER])
    if row.unit_id in managed or (row.unit_id is None and managed):
        return True
    works_there = any(role.unit_id == row.unit_id for role in roles)
    return part is CaseRole.REPORTER and works_there


def _pass_on(
    session: Session, actor: Actor, row: Row[Any], part: CaseRole, leaver: int, heir: int, now: datetime
) -> bool:
    """False when somebody else has got the case since it was read."""
    case = case_behind(session, actor, row.deviation_id)
    column = f"{part}_id"
    still_theirs = (_party.c.id == row.id, _party.c[column] == leaver)
    if not session.execute(update(_party).where(*still_theirs).values({column: heir})).rowcount:
        return False
    record(session, actor, case, "passed_on", now, part=part, user_from=leaver, user_to=heir)
    return True
