"""What a forum has learnt: de-identified cases it took up for learning, and what came of them (R10)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from avvikelse.core.agenda import TableItem
from avvikelse.core.learning import LearningDigest, LearningEntry
from avvikelse.core.minutes import DecidedMeasure
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import OutcomeKind
from avvikelse.db.access import visible_decisions, visible_measures, visible_meetings
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, Measure, Meeting, table
from avvikelse.deid import Verdict
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.agenda_frozen import decided_items
from avvikelse.services.checking import inspect
from avvikelse.services.meetings import ForumRef

_decision, _measure, _meeting = table(Decision), table(Measure), table(Meeting)
ENDS = (OutcomeKind.NOTED, OutcomeKind.MEASURES)
"""What a case can be learnt from: it was taken note of, or solved with measures."""


def learning_digest(session: Session, actor: Actor, forum: ForumRef, first: date, last: date) -> LearningDigest:
    """The forum's learning library between two days, both included, the newest first, for its members and secretary.

    A text that the present check doesn't let through is left out (R13). Raises NotFound when the forum isn't the
    person's, BadInput when the days are the wrong way round.
    """
    if forum.id not in actor.secretary_of | actor.member_of:
        raise NotFound(f"Forumet {forum.key} finns inte bland dina forum.")
    if first > last:
        raise BadInput(f"Perioden slutar {last} men börjar {first}. Byt plats på dagarna.")
    decisions = _decisions(session, actor, forum, first, last)
    items = decided_items(session, actor, [row.forum_item_id for row in decisions])
    measures = _measures(session, actor, [row.id for row in decisions])
    found = [
        _entry(row, items[row.forum_item_id], measures.get(row.id, []), forum)
        for row in decisions
        if row.forum_item_id in items and not items[row.forum_item_id].withheld
    ]
    entries = tuple(entry for entry in found if entry is not None)
    return LearningDigest(forum.key, forum.name, first, last, entries)


def _decisions(session: Session, actor: Actor, forum: ForumRef, first: date, last: date) -> Sequence[Row[Any]]:
    held = visible_meetings(actor).with_only_columns(_meeting.c.id).where(_meeting.c.forum_id == forum.id)
    return session.execute(
        visible_decisions(actor)
        .add_columns(_meeting.c.held_on)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .where(_meeting.c.held_on.between(first, last), _decision.c.meeting_id.in_(held))
        .where(_decision.c.applied_at.is_not(None), _decision.c.kind.in_(ENDS))
        .order_by(_meeting.c.held_on.desc(), _decision.c.id)
    ).all()


def _measures(session: Session, actor: Actor, decisions: list[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    statement = visible_measures(actor).where(_measure.c.decision_id.in_(decisions)).order_by(_measure.c.id)
    for row in session.execute(statement):
        found.setdefault(row.decision_id, []).append(row)
    return found


def _entry(decision: Row[Any], item: TableItem, measures: list[Row[Any]], forum: ForumRef) -> LearningEntry | None:
    """One case, or None when the forum's own words no longer pass the check."""
    words = [decision.position, *(text for row in measures for text in (row.what, row.follow_up, row.effect))]
    if inspect(*words).verdict == Verdict.BLOCKED:
        return None
    parties = forum.engine.routine.parties
    return LearningEntry(
        number=item.number,
        category=item.category,
        reporting=item.reporting,
        concerned=item.concerned,
        purpose=item.purpose,
        text=item.text,
        position=decision.position,
        measures=tuple(
            DecidedMeasure(row.what, parties.get(row.organisation, row.organisation), row.due_on, row.follow_up)
            for row in measures
        ),
        effect=" ".join(row.effect for row in measures if row.effect),
        decided_on=decision.held_on,
    )
