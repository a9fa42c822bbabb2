"""What a forum decides about an item, and the move that the decision makes (R11, R14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Outcome
from avvikelse.core.vocabulary import SECRETARY
from avvikelse.db.access import visible_agenda_items, visible_decisions, visible_forum_items
from avvikelse.db.cases import Case, case_behind, item_on_table, load_facts
from avvikelse.db.session import Session
from avvikelse.db.tables import AgendaItem, Decision, ForumItem, Meeting, table
from avvikelse.errors import BadInput, NotFound, RefusedMove
from avvikelse.services.casework import note
from avvikelse.services.deidentification import verified_status
from avvikelse.services.forms import DecisionForm, checked
from avvikelse.services.handling import refuse_identifiers, save_measure
from avvikelse.services.meetings import ForumRef, MeetingRef, require_secretary
from avvikelse.services.moves import carry_out, keep_on_table
from avvikelse.services.routines import engine_of

_item, _agenda_item, _decision, _meeting = table(ForumItem), table(AgendaItem), table(Decision), table(Meeting)


def decide(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    meeting: MeetingRef,
    item_id: int,
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    """Records the forum's decision about an item of its frozen agenda; returns the state the case came to.

    Raises RefusedMove when the agenda isn't frozen, the item is decided already, or the routine doesn't allow what
    the outcome does; BadInput for an unknown outcome or a text that points somebody out.
    """
    form = checked(DecisionForm, values)
    require_secretary(actor, forum)
    item = _item_on_agenda(session, actor, forum, meeting, item_id)
    outcome = _outcome(forum, form.outcome)
    refuse_identifiers("Ställningstagandet", form.position)
    case = _as_secretary(case_behind(session, actor, item.deviation_id), forum)
    _refuse_when_settled(session, actor, case, meeting, item)
    values = {
        "meeting_id": meeting.id,
        "forum_item_id": item_id,
        "deviation_id": case.id,
        "outcome": form.outcome,
        "kind": outcome.kind,
        "position": form.position,
        "decided_at": now,
        "decided_by": actor.user_id,
    }
    decision_id: int = session.execute(insert(_decision).values(values).returning(_decision.c.id)).scalar_one()
    for measure in form.measures:
        save_measure(session, case, measure, now, decision_id=decision_id)
    decided = {"forum": forum.key, "outcome": form.outcome, "decision": decision_id}
    if outcome.move is None:
        keep_on_table(session, actor, case, forum.key, now, decided)
        return case.state
    note(session, actor, case, "decided", now, **decided)
    engine = engine_of(session, case.routine_version_id)
    facts = load_facts(session, actor, case, verified_status(session, actor, case))
    facts.outcome, facts.decided_measures = outcome.kind, len(form.measures)
    return carry_out(session, actor, case, engine, outcome.move, facts, {}, now).state


def _item_on_agenda(session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef, item_id: int) -> Row[Any]:
    """The item, on an agenda of this very forum: being secretary of one says nothing of another's meetings."""
    item = session.execute(
        visible_forum_items(actor).where(_item.c.id == item_id, _item.c.forum_id == forum.id)
    ).one_or_none()
    line = session.execute(
        visible_agenda_items(actor)
        .add_columns(_meeting.c.state)
        .where(
            _agenda_item.c.meeting_id == meeting.id,
            _meeting.c.forum_id == forum.id,
            _agenda_item.c.forum_item_id == item_id,
            _agenda_item.c.withheld == "",
        )
    ).one_or_none()
    if item is None or line is None:
        raise NotFound("Ärendet står inte på mötets spikade dagordning.")
    if line.state != "frozen":
        raise RefusedMove([Refusal("not_frozen", "Mötet är avslutat. Beslutet kan inte ändras här.")])
    return item


def _refuse_when_settled(session: Session, actor: Actor, case: Case, meeting: MeetingRef, item: Row[Any]) -> None:
    """Looked up when the case is held: another secretary, or another meeting, may have decided a moment ago."""
    decided = visible_decisions(actor).where(_decision.c.meeting_id == meeting.id, _decision.c.forum_item_id == item.id)
    if session.execute(decided).one_or_none() is not None:
        raise RefusedMove([Refusal("already_decided", f"{item.number} har redan ett beslut på mötet.")])
    lying = item_on_table(session, case.id)
    if lying is None or lying.id != item.id:
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
