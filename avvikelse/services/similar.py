"""What a forum has concluded about cases like these: a hint for whoever prepares, and for the agenda (ui.md).

Only decisions in force, only de-identified words, and only what the reader may see: the one door decides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, or_

from avvikelse.core.agenda import AgendaLine
from avvikelse.core.learning import ENDS
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Outcome
from avvikelse.core.similar import Known, Similar, most_alike, parties_of
from avvikelse.db.access import visible_decisions, visible_forum_items
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, Deviation, Meeting, table
from avvikelse.deid import Verdict
from avvikelse.services.checking import inspect
from avvikelse.services.meetings import ForumRef

_decision, _meeting, _deviation = table(Decision), table(Meeting), table(Deviation)
AT_MOST = 300
"""How many of the forum's newest decisions are compared with."""


def with_similar(
    session: Session, actor: Actor, forum: ForumRef, lines: Iterable[AgendaLine], held_on: date
) -> tuple[AgendaLine, ...]:
    """The agenda's lines with what the forum has concluded before the meeting about cases like theirs."""
    kept = tuple(lines)
    known = known_decisions(session, actor, forum, {line.category for line in kept if line.category}, held_on)
    if not known:
        return kept
    return tuple(_with(line, known) for line in kept)


def _with(line: AgendaLine, known: Sequence[Known]) -> AgendaLine:
    if line.purpose is None or not line.number or not line.text:
        return line
    parties = parties_of(line.reporting, line.concerned)
    return replace(line, similar=shown(most_alike(line.number, line.category, parties, line.text, known)))


def shown(found: Iterable[Similar]) -> tuple[Similar, ...]:
    """Those whose words the check still lets through (R13)."""
    return tuple(one for one in found if inspect(one.position).verdict != Verdict.BLOCKED)


def known_decisions(
    session: Session, actor: Actor, forum: ForumRef, categories: Collection[str], before: date
) -> list[Known]:
    """What the forum has concluded before a day about cases of the categories (Swedish names), the newest first.

    One question however many cases there are. Cases kept for later or lifted further have nothing to tell yet.
    """
    if not categories:
        return []
    readable = visible_forum_items(actor).subquery()
    told = [readable.c[name] for name in ("number", "category", "reporting", "concerned", "text")]
    statement = (
        visible_decisions(actor)
        .with_only_columns(_decision.c.outcome, _decision.c.position, *told)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .join(readable, readable.c.id == _decision.c.forum_item_id)
        .where(or_(_meeting.c.forum_id == forum.id, _meeting.c.joint_forum_id == forum.id))
        .where(_meeting.c.held_on < before, readable.c.category.in_(sorted(categories)))
        .where(_decision.c.applied_at.is_not(None), _decision.c.kind.in_(ENDS))
        .where(_deviation.c.conduct_matter.is_(False))
        .order_by(_meeting.c.held_on.desc(), _decision.c.id.desc())
        .limit(AT_MOST)
    )
    outcomes = forum.engine.routine.forums[forum.key].outcomes
    return [_known(row, outcomes) for row in session.execute(statement)]


def _known(row: Row[Any], outcomes: Mapping[str, Outcome]) -> Known:
    outcome = outcomes[row.outcome].label if row.outcome in outcomes else "avslutat"
    parties = parties_of(row.reporting, row.concerned)
    return Known(Similar(row.number, outcome, row.position), row.category, parties, row.text)
