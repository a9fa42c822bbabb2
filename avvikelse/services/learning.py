"""What a forum has learnt: de-identified cases it took up for learning, and what came of them (R10)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from avvikelse.core.agenda import TableItem
from avvikelse.core.learning import ENDS, LearningDigest, LearningEntry, Library
from avvikelse.core.minutes import DecidedMeasure
from avvikelse.core.permissions import Actor
from avvikelse.core.similar import folded
from avvikelse.db.access import visible_decisions, visible_forum_items, visible_measures, visible_meetings
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, Measure, Meeting, table
from avvikelse.deid import Verdict
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.agenda_frozen import decided_items
from avvikelse.services.checking import inspect
from avvikelse.services.meetings import ForumRef, forum_by_id

_decision, _measure, _meeting = table(Decision), table(Measure), table(Meeting)
PAGE = 20
"""How many cases a page of the library has."""
AT_MOST = 2000
"""How many of the newest cases are searched."""


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


def search_library(session: Session, actor: Actor, search: str, page: int = 1) -> Library:
    """What all forums have learnt, as far as the person may read it, the newest first; a page of it at a time.

    `search` is forgiving: every word, in any order, whole or the beginning of one, with or without dots and rings.
    Members and secretaries read their forums' cases, managers and coordinators those of their own (access.md). Raises
    NotFound for others.
    """
    if not (actor.secretary_of or actor.member_of or actor.coordinator or actor.manager):
        raise NotFound("Det finns inget för dig att läsa här.")
    rows = [row for row in _lessons(session, actor) if _hit(row, search)]
    entries: list[tuple[LearningEntry, str]] = []
    shown = rows[(page - 1) * PAGE : page * PAGE]
    items = decided_items(session, actor, [row.forum_item_id for row in shown])
    measures = _measures(session, actor, [row.id for row in shown])
    for row in shown:
        item, forum = items.get(row.forum_item_id), forum_by_id(session, row.forum_id)
        entry = _entry(row, item, measures.get(row.id, []), forum) if item is not None and not item.withheld else None
        if entry is not None:
            entries.append((entry, forum.name))
    return Library(tuple(entries), len(rows), page, pages=max(1, -(-len(rows) // PAGE)))


def _lessons(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """The decisions of approved minutes that end in learning, with what is searched in."""
    readable = visible_forum_items(actor).subquery()
    return session.execute(
        visible_decisions(actor)
        .add_columns(_meeting.c.held_on, _meeting.c.forum_id, readable.c.number, readable.c.category, readable.c.text)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .join(readable, readable.c.id == _decision.c.forum_item_id)
        .where(_decision.c.applied_at.is_not(None), _decision.c.kind.in_(ENDS))
        .order_by(_meeting.c.held_on.desc(), _decision.c.id.desc())
        .limit(AT_MOST)
    ).all()


def _hit(row: Row[Any], search: str) -> bool:
    wanted = folded(search).split()
    words = folded(f"{row.number} {row.category} {row.text} {row.position}").split()
    return all(any(word.startswith(each) for word in words) for each in wanted)


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


def digest_forums(session: Session, actor: Actor) -> list[ForumRef]:
    """The forums whose learning the person may have as a document: those they are a member or the secretary of.

    Not a weekly check-in, which decides nothing.
    """
    found = [forum_by_id(session, one) for one in sorted(actor.secretary_of | actor.member_of)]
    return [forum for forum in found if forum.engine.routine.forums[forum.key].outcomes]
