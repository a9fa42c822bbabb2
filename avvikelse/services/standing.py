"""Where a case stands in words: its state, whose turn it is and by when, and what a step will lead to."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.deadlines import due_at
from avvikelse.core.engine import MoveOption, Refusal, Refused, role_label
from avvikelse.core.permissions import Actor, owning_party, owning_role
from avvikelse.core.position import Position
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import WAITS_FOR_LABELS, CaseRole, WaitsFor
from avvikelse.db.access import visible_deidentifications
from avvikelse.db.cases import Case, load_facts
from avvikelse.db.due import pause_of
from avvikelse.db.session import Session
from avvikelse.db.tables import Deidentification, table
from avvikelse.errors import NotFound
from avvikelse.services.casework import open_case
from avvikelse.services.deidentification import stored_status
from avvikelse.services.forum_items import next_meeting_at
from avvikelse.services.moves import DEID_GUARD, available
from avvikelse.services.routines import engine_of

_deid = table(Deidentification)


@dataclass(frozen=True, slots=True)
class Standing:
    """A state of a case and who has the next step there. `due` is UTC; `mine` is true when it's the reader's turn."""

    label: str
    says: str
    """Where it stands, for the reporter who waits; what is to be done there, for those who do it or handle the case."""
    owner: str
    organisation: str
    due: datetime | None
    mine: bool
    ends: bool
    waits: str = ""
    """What the clock stands still for ('den andra parten tar emot överlämningen'), empty when it runs."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the routine as its own page shows it, before it is taken."""

    case: Case
    routine: Routine
    option: MoveOption | None
    """None when the step doesn't start from where the case is: then `why_not` says so."""
    why_not: tuple[Refusal, ...]
    must_answer: frozenset[str]
    """The questions that have no answer in the case yet."""
    then: Standing | None
    """Where the case will stand; None for an act that leaves it where it is."""
    told: tuple[str, ...]
    """Who is told that the step is taken, but for the one who takes it."""
    for_good: bool
    """True when no step leads on from where the case comes to."""
    text: Row[Any] | None
    """The de-identified text that the step puts on a forum's table, when it does and the reader may read it."""


def standing_of(session: Session, actor: Actor, case: Case) -> Standing:
    """Where a case that was found through the door stands now."""
    found = _standing(session, actor, case, case.state, case.owner_organisation, case.owner_role, case.due_at)
    paused = pause_of(session, case.id) if case.due_at is None else None
    return replace(found, waits=WAITS_FOR_LABELS[WaitsFor(paused.waits_for)]) if paused is not None else found


def standing(session: Session, actor: Actor, number: str) -> Standing:
    """Where the case stands now. Raises NotFound outside the person's view."""
    return standing_of(session, actor, open_case(session, actor, number, hold=False))


def step_view(session: Session, actor: Actor, number: str, trigger: str, now: datetime) -> StepView:
    """A step with its questions, its hindrances and what it leads to. Raises NotFound for a step the routine lacks."""
    case, moves = available(session, actor, number)
    engine = engine_of(session, case.routine_version_id)
    spec = engine.routine.transitions.get(trigger)
    if spec is None:
        raise NotFound(f"Rutinen för {case.number} har inget sådant steg. Gå tillbaka till avvikelsen.")
    option = next((option for option in moves if option.trigger == trigger), None)
    facts = load_facts(session, actor, case, stored_status(session, actor, case))
    tried = engine.try_move(Position(case.state, facts, case.roles), trigger)
    hindrances = tried.refusals if isinstance(tried, Refused) else ()
    unmet = {refusal.code.removeprefix("answer_missing:") for refusal in hindrances}
    away = option is not None and option.to_state != case.state
    return StepView(
        case=case,
        routine=engine.routine,
        option=option,
        why_not=option.refusals if option is not None else hindrances,
        must_answer=frozenset(spec.ask) & unmet,
        then=_after(session, actor, case, engine.routine, option.to_state, now) if option and away else None,
        told=_told(engine.routine, spec.tell, case.roles),
        text=_text(session, actor, case) if DEID_GUARD in spec.needs else None,
        for_good=away and option is not None and not _goes_on(engine.routine, option.to_state),
    )


def _after(session: Session, actor: Actor, case: Case, routine: Routine, to: str, now: datetime) -> Standing:
    state = routine.states[to]
    due = due_at(state, now, next_meeting_at(session, case.agreement, state.forum, now))
    owner = owning_party(state.owner, case.parties, routine)
    role = owning_role(state.owner, conduct_matter=case.conduct_matter)
    return _standing(session, actor, case, to, owner, role, due)


def _standing(
    session: Session, actor: Actor, case: Case, key: str, owner: str, role: str, due: datetime | None
) -> Standing:
    routine = engine_of(session, case.routine_version_id).routine
    state = routine.states[key]
    reporter = any(part.endswith(f".{CaseRole.REPORTER}") for part in case.roles)
    mine = owner == actor.organisation and role in case.roles and not state.ends
    return Standing(
        label=state.label,
        says=state.says if reporter and not mine else state.help,  # whoever is to act is told what to do
        owner=role_label(routine, role),
        organisation=routine.parties.get(owner, owner),
        due=due,
        mine=mine,
        ends=state.ends is not None,
    )


def _told(routine: Routine, tell: dict[str, str], own: frozenset[str]) -> tuple[str, ...]:
    return tuple(role_label(routine, role) for role in tell if role not in own)


def _text(session: Session, actor: Actor, case: Case) -> Row[Any] | None:
    newest = visible_deidentifications(actor).where(_deid.c.deviation_id == case.id).order_by(_deid.c.id.desc())
    return session.execute(newest.limit(1)).one_or_none()


def _goes_on(routine: Routine, state: str) -> bool:
    return any(state in step.from_ and step.to not in (None, state) for step in routine.transitions.values())
