"""A single case as a person may read it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.engine import MoveOption, role_label
from avvikelse.core.permissions import Actor
from avvikelse.core.reminding import deadline_reason
from avvikelse.core.routine import Deadline, Routine
from avvikelse.core.vocabulary import CaseRole
from avvikelse.db.access import (
    visible_decisions,
    visible_deidentifications,
    visible_events,
    visible_measures,
    visible_messages,
    visible_notes,
    visible_parties,
    visible_registrations,
)
from avvikelse.db.cases import Case
from avvikelse.db.due import pause_of
from avvikelse.db.session import Session
from avvikelse.db.tables import (
    Decision,
    Deidentification,
    DeviationParty,
    Event,
    Measure,
    Message,
    Note,
    Registration,
    table,
)
from avvikelse.services.casework import note
from avvikelse.services.deid_review import CheckedText, check_text
from avvikelse.services.moves import available
from avvikelse.services.routines import engine_of
from avvikelse.services.small_groups import small_group_warning

_registration = table(Registration)
_notes, _message, _deid, _measure = table(Note), table(Message), table(Deidentification), table(Measure)
_decision, _event, _party = table(Decision), table(Event), table(DeviationParty)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as one person may read it: each part came through the door on its own.

    Of the other parties `case` says what they have done when, never which unit or people they are.
    """

    case: Case
    label: str
    says: str
    """Where it stands, for the reporter; what is to be done there, for those who handle it."""
    owner: str
    deadline: str
    """Why the case is due when it is, or why no time runs: a Swedish sentence (R18)."""
    registration: Row[Any] | None
    notes: list[Row[Any]]
    messages: list[Row[Any]]
    deidentification: Row[Any] | None
    checked: CheckedText | None
    """The de-identified text as the check sees it now, with its open questions."""
    small_group: str
    """A warning beside the de-identified text when few cases are like this one, else empty."""
    measures: list[Row[Any]]
    decisions: list[Row[Any]]
    history: list[Row[Any]]
    moves: list[MoveOption]
    parties: Mapping[str, str]
    """What the organisations are called, by key."""


def show_case(session: Session, actor: Actor, number: str, now: datetime) -> ShownCase:
    """One case with all that the person may read of it. The reading is written in the trail (access.md)."""
    case, moves = available(session, actor, number)
    routine = engine_of(session, case.routine_version_id).routine
    state = routine.states[case.state]
    registration = session.execute(
        visible_registrations(actor).where(_registration.c.deviation_id == case.id)
    ).one_or_none()
    notes = _rows(session, visible_notes(actor).where(_notes.c.deviation_id == case.id).order_by(_notes.c.id))
    messages = _rows(session, visible_messages(actor).where(_message.c.deviation_id == case.id).order_by(_message.c.id))
    newest = visible_deidentifications(actor).where(_deid.c.deviation_id == case.id).order_by(_deid.c.id.desc())
    text = session.execute(newest.limit(1)).one_or_none()
    read = [("registration", registration), ("notes", notes), ("messages", messages)]
    if what := [name for name, found in read if found]:
        note(session, actor, case, "text_read", now, what=what)
    return ShownCase(
        case=_as_shown(session, actor, case),
        label=state.label,
        says=state.says if any(role.endswith(f".{CaseRole.REPORTER}") for role in case.roles) else state.help,
        owner=role_label(routine, case.owner_role),
        deadline=_why_due(session, case, routine),
        registration=registration,
        notes=notes,
        messages=messages,
        deidentification=text,
        checked=check_text(session, text) if text is not None else None,
        small_group=small_group_warning(session, actor, case) if text is not None else "",
        measures=_rows(
            session, visible_measures(actor).where(_measure.c.deviation_id == case.id).order_by(_measure.c.id)
        ),
        decisions=_rows(
            session, visible_decisions(actor).where(_decision.c.deviation_id == case.id).order_by(_decision.c.id)
        ),
        history=_rows(session, visible_events(actor).where(_event.c.deviation_id == case.id).order_by(_event.c.seq)),
        moves=moves,
        parties=routine.parties,
    )


def _why_due(session: Session, case: Case, routine: Routine) -> str:
    deadline = routine.states[case.state].deadline
    paused = pause_of(session, case.id) if isinstance(deadline, Deadline) and deadline.pauses else None
    return deadline_reason(routine, case.state, case.owner_role, paused.waits_for if paused is not None else None)


def _as_shown(session: Session, actor: Actor, case: Case) -> Case:
    """The case without the other parties' units and people, which the deciding has needed but no reader may have."""
    own = actor.organisation
    parties = [
        party if party.organisation == own else replace(party, unit_id=None, reporter_id=None, manager_id=None)
        for party in case.parties
    ]
    stamps = _rows(session, visible_parties(actor).where(_party.c.deviation_id == case.id).order_by(_party.c.id))
    return replace(case, parties=parties, stamps=stamps)


def _rows(session: Session, statement: Any) -> list[Row[Any]]:
    return list(session.execute(statement).all())
