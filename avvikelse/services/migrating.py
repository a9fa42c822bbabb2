"""Running cases come under a new version of their routine: an explicit act, previewed first (R19).

Nothing else moves them. A case stays in its state; owner, due time and reminders to come become those of the version.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from avvikelse.core.deadlines import days_paused, due_at
from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor, owning_party, owning_role
from avvikelse.core.routine import Deadline, Routine, State
from avvikelse.core.routine_text import time_in
from avvikelse.db.cases import Case, cases_among
from avvikelse.db.due import cases_of_version, pause_of, reminders_of, states_of_version
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, RoutineVersion, table
from avvikelse.errors import Forbidden, NotFound, RefusedMove, Stale
from avvikelse.services.casework import note
from avvikelse.services.forum_items import next_meeting_at
from avvikelse.services.routines import engine_of
from avvikelse.services.schedule import go_on, mind_clock, reschedule

_deviation, _version = table(Deviation), table(RoutineVersion)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Shift:
    """What happens to the cases in one state: what it is called before and after, and whose time changes.

    `there` is empty when the new version has no such state. `time` and `time_there` say in Swedish how long a case
    may stay. Nothing tells which cases they are: the administrator knows none of them (access.md).
    """

    state: str
    label: str
    there: str
    cases: int
    earlier: int
    later: int
    time: str
    time_there: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration would do: cases by state, how many get less or more time, and every obstacle in Swedish."""

    routine: str
    source: str
    target: str
    states: dict[str, int]
    earlier: int
    later: int
    obstacles: tuple[str, ...]
    shifts: tuple[Shift, ...]

    @property
    def cases(self) -> int:
        """How many running cases come under the new version."""
        return sum(self.states.values())


def preview_migration(
    session: Session, actor: Actor, routine: str, source: str, target: str, now: datetime
) -> Migration:
    """What `migrate_cases` would do. Writes nothing.

    Raises Forbidden for others than administrators, NotFound for a version that hasn't been in use.
    """
    old_id, old = _version_named(session, actor, routine, source)
    _, new = _version_named(session, actor, routine, target)
    states = _running(session, old_id, old)
    obstacles = tuple(_obstacles(states, old, new))
    changes = Counter[tuple[str, str]]()
    if not obstacles:
        for case in _cases(session, actor, old_id, states):
            before = _known_due(session, case, old)
            changes[case.state, _change(before, _due(session, case, before, old, new, now))] += 1
    shifts = tuple(
        _shift(old.states[key], new.states.get(key), cases, changes[key, "earlier"], changes[key, "later"], key)
        for key, cases in states.items()
    )
    earlier, later = sum(one.earlier for one in shifts), sum(one.later for one in shifts)
    return Migration(routine, source, target, states, earlier, later, obstacles, shifts)


def _shift(here: State, there: State | None, cases: int, earlier: int, later: int, key: str) -> Shift:
    label, time = (there.label, time_in(there)) if there is not None else ("", "")
    return Shift(key, here.label, label, cases, earlier, later, time_in(here), time)


def migrate_cases(
    session: Session, actor: Actor, routine: str, source: str, target: str, now: datetime, *, expected: int
) -> int:
    """Brings every running case of one version under another, all or none. Returns how many.

    `expected` is the number that was previewed. Raises Stale when it is another now, RefusedMove with the obstacles
    when a state has no counterpart, Forbidden and NotFound as `preview_migration`.
    """
    old_id, old = _version_named(session, actor, routine, source)
    new_id, new = _version_named(session, actor, routine, target)
    states = _running(session, old_id, old)
    if obstacles := [*_obstacles(states, old, new)]:
        raise RefusedMove([Refusal("no_counterpart", sentence) for sentence in obstacles])
    _require_as_many(sum(states.values()), expected)
    moved = 0
    for case in _cases(session, actor, old_id, states):
        _migrate(session, actor, case, old, new_id, new, now)
        moved += 1
    _require_as_many(moved, expected)  # one may have gone on to a state where none was when they were counted
    return moved


def _require_as_many(cases: int, expected: int) -> None:
    if cases != expected:
        running = "pågående avvikelse" if cases == 1 else "pågående avvikelser"
        raise Stale(f"Det är nu {cases} {running}, inte {expected}. Granska på nytt.", {"cases": cases})


def _version_named(session: Session, actor: Actor, routine: str, version: str) -> tuple[int, Routine]:
    if not actor.administrator:
        raise Forbidden("Bara en administratör kan flytta pågående avvikelser till en ny version.")
    known = select(_version.c.id).where(_version.c.routine == routine, _version.c.version == version)
    found: int | None = session.execute(known).scalar_one_or_none()
    if found is None:
        raise NotFound(f"Rutinen {routine[:63]} har ingen version {version[:31]} som har tagits i bruk.")
    return found, engine_of(session, found).routine


def running_cases(session: Session, version_id: int) -> dict[str, int]:
    """How many cases that follow the version are in each state that doesn't end them: a count, of no case."""
    return _running(session, version_id, engine_of(session, version_id).routine)


def _running(session: Session, version_id: int, routine: Routine) -> dict[str, int]:
    counted = states_of_version(session, version_id)
    return {key: counted[key] for key, spec in routine.states.items() if spec.ends is None and key in counted}


def _obstacles(states: dict[str, int], old: Routine, new: Routine) -> Iterator[str]:
    for key in states:
        label, there = old.states[key].label, new.states.get(key)
        if there is None:
            yield f"Läget {label} ({key}) finns inte i den nya versionen. Flytta de avvikelserna ur läget först."
        elif there.forum != old.states[key].forum or there.ends is not None:
            yield f"Läget {label} ({key}) hör till ett annat forum eller är ett slut i den nya versionen."
    if new.parties.keys() != old.parties.keys():
        yield "Den nya versionen har andra parter."


def _cases(session: Session, actor: Actor, version_id: int, states: dict[str, int]) -> Iterator[Case]:
    after = 0
    while ids := cases_of_version(session, version_id, list(states), after, BATCH):
        yield from cases_among(session, Actor(None, actor.username, actor.organisation), ids)
        after = ids[-1]


def _known_due(session: Session, case: Case, old: Routine) -> datetime | None:
    """When the case is due, or was when its clock was stopped."""
    deadline = old.states[case.state].deadline
    paused = pause_of(session, case.id) if isinstance(deadline, Deadline) and deadline.pauses else None
    return paused.due_at if paused is not None else case.due_at


def _due(
    session: Session, case: Case, before: datetime | None, old: Routine, new: Routine, now: datetime
) -> datetime | None:
    state = new.states[case.state]
    stood = days_paused(old.states[case.state], case.entered_at, before)
    meets = next_meeting_at(session, case.agreement, state.forum, now) if state.deadline == "next_meeting" else None
    return due_at(state, case.entered_at, meets, paused=stood)


def _change(before: datetime | None, after: datetime | None) -> str:
    if before == after or before is None or after is None:
        return "same" if before == after else ("earlier" if before is None else "later")
    return "earlier" if after < before else "later"


def _migrate(
    session: Session, actor: Actor, case: Case, old: Routine, version_id: int, new: Routine, now: datetime
) -> None:
    own = reminders_of(session, case.id)
    paused = pause_of(session, case.id)
    period = paused.period if paused is not None else own[-1].period if own else case.rev + 1
    go_on(session, case, now)
    state = new.states[case.state]
    case.due_at = _due(session, case, case.due_at, old, new, now)
    case.owner_organisation = owning_party(state.owner, case.parties, new)
    case.owner_role = owning_role(state.owner, conduct_matter=case.conduct_matter)
    case.routine_version_id, case.rev = version_id, case.rev + 1
    kept = ("routine_version_id", "rev", "due_at", "owner_organisation", "owner_role")
    values = {name: getattr(case, name) for name in kept} | {"ended": state.ends is not None}
    session.execute(update(_deviation).where(_deviation.c.id == case.id).values(values))
    owner, name = f"{case.owner_organisation}/{case.owner_role}", f"{new.routine} {new.version}"
    note(session, actor, case, "routine_migrated", now, rev=case.rev, owner=owner, routine=name)
    reschedule(session, case, period)
    mind_clock(session, case, now)
