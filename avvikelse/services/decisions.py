"""What a forum decides about an item, and the move it makes when the minutes are approved (R11, R14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, update

from avvikelse.core.engine import Refusal, Refused
from avvikelse.core.permissions import Actor
from avvikelse.core.position import Facts, Position
from avvikelse.core.routine import Outcome
from avvikelse.core.vocabulary import SECRETARY, MeetingState, OutcomeKind
from avvikelse.db.access import visible_agenda_items, visible_decisions, visible_forum_items, visible_measures
from avvikelse.db.cases import Case, case_behind, item_on_table, load_facts
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Decision, ForumItem, Measure, table
from avvikelse.errors import BadInput, NotFound, RefusedMove
from avvikelse.services.casework import note
from avvikelse.services.deidentification import verified_status
from avvikelse.services.forms import DecisionForm, checked
from avvikelse.services.handling import refuse_identifiers, save_measure
from avvikelse.services.meetings import (
    ForumRef,
    MeetingRef,
    change_meeting,
    forum_by_id,
    require_secretary,
    require_state,
    void_approvals,
)
from avvikelse.services.moves import carry_out, keep_on_table
from avvikelse.services.routines import engine_of
from avvikelse.services.schedule import schedule_decided

_item, _agenda_item = table(ForumItem), table(AgendaItem)
_decision, _measure = table(Decision), table(Measure)

DECIDES = (MeetingState.FROZEN, MeetingState.SENT, MeetingState.HELD)
"""While decisions and notes can be written: from the freezing until the minutes are approved."""


def decide(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    item_id: int,
    values: Mapping[str, Any],
    now: datetime,
    *,
    rev: int | None = None,
) -> int:
    """Records what the forum decides about an item of its frozen agenda, in place of what it decided before.

    Returns the meeting's new revision. The decision waits: it moves the case when the minutes are approved (see
    `apply_decisions`). Raises RefusedMove when the agenda isn't frozen or the routine doesn't allow what the outcome
    does, BadInput for an unknown outcome or a text that points somebody out, Stale when somebody has changed the
    meeting since revision `rev`.
    """
    form = checked(DecisionForm, values)
    require_secretary(actor, forum, meeting)
    require_state(meeting, *DECIDES)
    item, label = _item_on_agenda(session, actor, meeting, item_id)
    owner = forum_by_id(session, item.forum_id)
    if owner.id not in actor.secretary_of & {forum.id, meeting.joint_id}:
        raise NotFound("Ärendet hör till ett annat forum.")
    outcome = _outcome(owner, form.outcome)
    refuse_identifiers("Ställningstagandet", form.position)
    case = _as_secretary(case_behind(session, actor, item.deviation_id), owner)
    _refuse_when_settled(session, actor, meeting, case, item)
    _try(session, actor, case, outcome, len(form.measures))
    new_rev = change_meeting(session, actor, meeting, "meeting_decided", now, rev=rev, data={"label": label})
    decision_id = _save(session, actor, meeting, item, form, outcome.kind, now)
    for measure in form.measures:
        save_measure(session, case, measure, now, decision_id=decision_id)
    void_approvals(session, meeting)
    return new_rev


def _save(
    session: Session, actor: Actor, meeting: MeetingRef, item: Row[Any], form: DecisionForm, kind: str, now: datetime
) -> int:
    """Writes the decision in place of an earlier one about the same item, whose measures go with it."""
    here = (_decision.c.meeting_id == meeting.id, _decision.c.forum_item_id == item.id)
    earlier = session.execute(visible_decisions(actor).where(*here)).one_or_none()
    values = {
        "outcome": form.outcome,
        "kind": kind,
        "position": form.position,
        "decided_at": now,
        "decided_by": actor.user_id,
    }
    if earlier is not None:
        session.execute(delete(_measure).where(_measure.c.decision_id == earlier.id))
        session.execute(update(_decision).where(_decision.c.id == earlier.id).values(values))
        return int(earlier.id)
    known = {"meeting_id": meeting.id, "forum_item_id": item.id, "deviation_id": item.deviation_id}
    return int(session.execute(insert(_decision).values(values | known).returning(_decision.c.id)).scalar_one())


def _try(session: Session, actor: Actor, case: Case, outcome: Outcome, measures: int) -> None:
    """Raises RefusedMove now, rather than at the approval, when the routine doesn't let the outcome move the case."""
    if outcome.move is None:
        return
    engine = engine_of(session, case.routine_version_id)
    facts = _facts(session, actor, case, outcome.kind, measures)
    tried = engine.try_move(Position(case.state, facts, case.roles, {}), outcome.move)
    if isinstance(tried, Refused):
        raise RefusedMove(tried.refusals)


def _facts(session: Session, actor: Actor, case: Case, kind: OutcomeKind, measures: int) -> Facts:
    facts = load_facts(session, actor, case, verified_status(session, actor, case))
    facts.outcome, facts.decided_measures = kind, measures
    return facts


def apply_decisions(session: Session, actor: Actor, meeting: MeetingRef, now: datetime) -> list[int]:
    """Moves the cases as the meeting's decisions say, all or none (R14). Returns the cases, by id.

    Raises RefusedMove that names the case when one of them can't be moved: nothing is then applied.
    """
    of_meeting = visible_decisions(actor).where(_decision.c.meeting_id == meeting.id, _decision.c.applied_at.is_(None))
    # One order for all, so that two approvals never wait for each other.
    waiting = session.execute(of_meeting.order_by(_decision.c.deviation_id)).all()
    for decision in waiting:
        case = case_behind(session, actor, decision.deviation_id)
        try:
            _apply(session, actor, case, decision, now)
        except RefusedMove as refused:
            named = [Refusal(why.code, f"{case.number}: {why.message}") for why in refused.refusals]
            raise RefusedMove(named) from None
    return [decision.deviation_id for decision in waiting]


def _apply(session: Session, actor: Actor, case: Case, decision: Row[Any], now: datetime) -> None:
    lying = item_on_table(session, case.id)
    of_decision = visible_measures(actor).where(_measure.c.decision_id == decision.id)
    measures = len(session.execute(of_decision).all())
    forum = forum_by_id(session, lying.forum_id) if lying is not None else None
    if forum is None or decision.outcome not in forum.engine.routine.forums[forum.key].outcomes:
        raise RefusedMove([Refusal("left_table", "Ärendet ligger inte längre på forumets bord. Ändra beslutet.")])
    outcome = _outcome(forum, decision.outcome)
    case = _as_secretary(case, forum)
    data = {"forum": forum.key, "outcome": decision.outcome, "decision": decision.id}
    session.execute(update(_decision).where(_decision.c.id == decision.id).values(applied_at=now))
    schedule_decided(session, case, decision.id, now)
    if outcome.move is None:
        keep_on_table(session, actor, case, forum.key, now, data)
        return
    note(session, actor, case, "decided", now, **data)
    facts = _facts(session, actor, case, outcome.kind, measures)
    carry_out(session, actor, case, engine_of(session, case.routine_version_id), outcome.move, facts, {}, now)


def _item_on_agenda(session: Session, actor: Actor, meeting: MeetingRef, item_id: int) -> tuple[Row[Any], str]:
    """The item, with its number on this very meeting's agenda."""
    item = session.execute(visible_forum_items(actor).where(_item.c.id == item_id)).one_or_none()
    line = session.execute(
        visible_agenda_items(actor).where(
            _agenda_item.c.meeting_id == meeting.id,
            _agenda_item.c.forum_item_id == item_id,
            _agenda_item.c.withheld == "",
        )
    ).one_or_none()
    if item is None or line is None:
        raise NotFound("Ärendet står inte på mötets spikade dagordning.")
    return item, line.label


def _refuse_when_settled(session: Session, actor: Actor, meeting: MeetingRef, case: Case, item: Row[Any]) -> None:
    """Looked up when the case is held: another meeting may have decided a moment ago."""
    lying = item_on_table(session, case.id)
    elsewhere = visible_decisions(actor).where(
        _decision.c.deviation_id == case.id,
        _decision.c.meeting_id != meeting.id,
        _decision.c.applied_at.is_(None),
        _decision.c.kind != OutcomeKind.KEEP,
    )
    decided = session.execute(elsewhere.limit(1)).first() is not None
    if lying is None or lying.forum_id != item.forum_id or decided:
        message = f"{item.number} ligger inte längre på forumets bord: beslutet är fattat på ett annat möte."
        raise RefusedMove([Refusal("left_table", message)])


def _outcome(forum: ForumRef, name: str) -> Outcome:
    outcomes = forum.engine.routine.forums[forum.key].outcomes
    if name not in outcomes:
        raise BadInput(f"Beslutet {name[:40]} går inte att välja här. Välj något av: {', '.join(outcomes)}.")
    return outcomes[name]


def _as_secretary(case: Case, forum: ForumRef) -> Case:
    """The case as the forum's secretary acts on it: by that role alone, whatever else the person is."""
    case.roles = frozenset({f"{forum.key}.{SECRETARY}"})
    return case
