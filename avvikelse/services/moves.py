"""Moves a case along its routine: check, update, event, messages and reminders in one transaction.

The page, the API, the command line and a forum's decision all call `move` or `carry_out`; none repeats a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from avvikelse.core.deadlines import due_at
from avvikelse.core.engine import Engine, Move, MoveOption, Refused
from avvikelse.core.permissions import Actor, owning_party, owning_role
from avvikelse.core.position import Facts, Position
from avvikelse.core.vocabulary import DeidStatus, Side
from avvikelse.db.cases import Case, load_facts
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, DeviationParty, table
from avvikelse.errors import Forbidden, RefusedMove
from avvikelse.services.answers import check_answers, keep_answers
from avvikelse.services.casework import note, open_case, raise_overtaken
from avvikelse.services.deidentification import stored_status, verified_status
from avvikelse.services.forum_items import next_meeting_at, put_on_table
from avvikelse.services.outbox import tell
from avvikelse.services.routines import engine_of
from avvikelse.services.schedule import drop_reminders, mind_clock, schedule_reminders

_deviation, _party = table(Deviation), table(DeviationParty)
_UPDATE = Prepared(
    update(_deviation).where(_deviation.c.id == bindparam("case_id"), _deviation.c.rev == bindparam("old_rev"))
)
_UNAGREE = Prepared(update(_party).where(_party.c.deviation_id == bindparam("case_id")))
_OPEN_AGAIN = Prepared(update(_party).where(_party.c.deviation_id == bindparam("case_id")))
_SHOW = Prepared(update(_party).where(_party.c.deviation_id == bindparam("case_id"), _party.c.visible_from.is_(None)))
DEID_GUARD = "deidentified_and_attested"


@dataclass(frozen=True, slots=True)
class Moved:
    """A case after a step: its number, the state it came to with its Swedish label, and its revision."""

    number: str
    state: str
    label: str
    rev: int


def move(
    session: Session,
    actor: Actor,
    number: str,
    trigger: str,
    *,
    rev: int | None,
    form: Mapping[str, str],
    now: datetime,
) -> Moved:
    """Takes one step of the routine. `rev` is the revision the person looked at (None: as it is now).

    Raises NotFound outside the person's view, Stale when somebody was first, Forbidden when the step is somebody
    else's, RefusedMove with every unmet condition, BadInput for an answer that can't be used.
    """
    case = open_case(session, actor, number, rev)
    engine = engine_of(session, case.routine_version_id)
    spec = engine.routine.transitions.get(trigger)
    needs_text = spec is not None and DEID_GUARD in spec.needs
    status = verified_status(session, actor, case) if needs_text else DeidStatus.MISSING
    facts = load_facts(session, actor, case, status)
    return carry_out(session, actor, case, engine, trigger, facts, form, now)


def available(session: Session, actor: Actor, number: str) -> tuple[Case, list[MoveOption]]:
    """The case and each step from where it stands, allowed or with every reason why not."""
    case = open_case(session, actor, number, hold=False)
    engine = engine_of(session, case.routine_version_id)
    facts = load_facts(session, actor, case, stored_status(session, actor, case))
    return case, engine.available_moves(Position(case.state, facts, case.roles))


def carry_out(
    session: Session,
    actor: Actor,
    case: Case,
    engine: Engine,
    trigger: str,
    facts: Facts,
    form: Mapping[str, str],
    now: datetime,
) -> Moved:
    """Takes the step on a case already found, with facts already loaded. Raises as `move` does."""
    answers = check_answers(engine.routine, trigger, form)
    decided = engine.try_move(Position(case.state, facts, case.roles, answers), trigger)
    if isinstance(decided, Refused):
        if decided.forbidden:
            raise Forbidden(" ".join(refusal.message for refusal in decided.refusals if refusal.forbidden))
        raise RefusedMove(decided.refusals)
    keep_answers(session, actor, case, answers, now)
    if decided.to_state != decided.from_state:
        _change_state(session, actor, case, engine, decided, now)
    else:
        _stay(session, actor, case, now)
    owner = f"{case.owner_organisation}/{case.owner_role}"
    note(
        session,
        actor,
        case,
        "moved",
        now,
        rev=case.rev,
        trigger=trigger,
        to=case.state,
        owner=owner,
        **{"from": decided.from_state},
    )
    tell(session, actor, case, engine.routine, decided.tell, now)
    label = engine.routine.states[case.state].label
    return Moved(case.number, case.state, label, case.rev)


def keep_on_table(
    session: Session, actor: Actor, case: Case, forum: str, now: datetime, decided: Mapping[str, Any]
) -> None:
    """A forum keeps the case: it stays where it is, and the next step is due at the forum's next meeting (R14)."""
    due = next_meeting_at(session, case.agreement, forum, now)
    _save(session, actor, case, case.state, case.entered_at, due, case.owner_organisation, case.owner_role)
    note(session, actor, case, "decided", now, rev=case.rev, **decided)


def _change_state(session: Session, actor: Actor, case: Case, engine: Engine, step: Move, now: datetime) -> None:
    routine = engine.routine
    state = routine.states[step.to_state]
    owner = owning_party(state.owner, case.parties, routine)
    due = due_at(state, now, next_meeting_at(session, case.agreement, state.forum, now))
    role = owning_role(state.owner, conduct_matter=case.conduct_matter)
    _save(session, actor, case, step.to_state, now, due, owner, role)
    if any(party.agreed for party in case.parties):
        session.write(_UNAGREE, {"case_id": case.id, "agreed_at": None})
    if any(party.destroyed for party in case.stamps):
        # What is written from now on is kept until its own time has come, counted from when the case ends again.
        session.write(_OPEN_AGAIN, {"case_id": case.id, "destroyed": 0})
    if not state.owner.startswith(f"{Side.REPORTING}."):
        _show_to_all(session, case, now)
    put_on_table(session, actor, case, routine, step, now)
    drop_reminders(session, case.id, routine.states[step.from_state])
    schedule_reminders(session, case.id, step.to_state, state, case.rev, now)


def _show_to_all(session: Session, case: Case, now: datetime) -> None:
    """From here on the case is also the other parties': they know that it exists, and where it stands."""
    if all(party.visible for party in case.parties):
        return
    session.write(_SHOW, {"case_id": case.id, "visible_from": now})
    for party in case.parties:
        party.visible = True


def _stay(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """An act on the spot: the revision rises, and the next step may have passed to another party (R20)."""
    routine = engine_of(session, case.routine_version_id).routine
    owner = owning_party(case.owner_role, case.parties, routine)
    _save(session, actor, case, case.state, case.entered_at, case.due_at, owner, case.owner_role)
    mind_clock(session, case, now)


def _save(
    session: Session,
    actor: Actor,
    case: Case,
    state: str,
    entered_at: datetime,
    due: datetime | None,
    owner: str,
    role: str,
) -> None:
    values = {
        "case_id": case.id,
        "old_rev": case.rev,
        "rev": case.rev + 1,
        "state": state,
        "entered_at": entered_at,
        "due_at": due,
        "ended": engine_of(session, case.routine_version_id).routine.states[state].ends is not None,
        "owner_organisation": owner,
        "owner_role": role,
    }
    if session.write(_UPDATE, values) != 1:
        raise_overtaken(session, actor, case)
    case.rev += 1
    case.state, case.entered_at, case.due_at = state, entered_at, due
    case.owner_organisation, case.owner_role = owner, role
