"""Before a forum meets, each organisation sees what it could bring and what is missing (R10, R12)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_

from avvikelse.core.dates import local_day
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.engine import Engine
from avvikelse.core.guards import DEID_SENTENCES
from avvikelse.core.minutes import Earlier
from avvikelse.core.permissions import Actor
from avvikelse.core.position import Facts, Position
from avvikelse.core.preparation import (
    Brought,
    Candidate,
    Lift,
    Listing,
    Preparation,
    day_before,
    nearest_lift,
    reasons_to_learn,
    steps_to,
    time_left,
)
from avvikelse.core.routine import Routine
from avvikelse.core.similar import Known, Similar, most_alike
from avvikelse.core.vocabulary import DeidStatus, Nature, Purpose
from avvikelse.db.access import (
    own_title,
    visible_forum_items,
    visible_measures,
    visible_meeting_days,
    visible_preparable,
)
from avvikelse.db.cases import Case, cases_among, facts_of
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, ForumItem, Measure, Meeting, table
from avvikelse.deid import detector_version
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.deidentification import holds, stored_statuses
from avvikelse.services.earlier import earlier_decisions
from avvikelse.services.meetings import ForumRef
from avvikelse.services.routines import engine_of, versions_of
from avvikelse.services.similar import known_decisions, shown

_deviation, _item, _measure, _meeting = table(Deviation), table(ForumItem), table(Measure), table(Meeting)

AT_MOST = 200
"""How many lines a list has; the rest is a number."""

LOOK_BACK = timedelta(days=365)
"""How long a solved case is proposed for learning."""

AHEAD = ("planned", "frozen", "sent")
"""The states of a meeting that hasn't been held."""


def preparation(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> Preparation:
    """What the person's organisation could bring to the forum's meeting on an ISO day, or to its `next` one (R12).

    For coordinators, and for managers as to what they manage; nothing of another organisation, never a conduct matter
    (R8). Raises NotFound for others, for a forum that the organisation has no part in, and for a day without a
    meeting; BadInput for what is no day.
    """
    routine = forum.engine.routine
    if not (actor.coordinator or actor.manager) or actor.organisation not in routine.parties:
        raise NotFound(f"Forumet {forum.key} finns inte bland dina forum.")
    held_on, planned = _day(session, actor, forum, day, now)
    spec, today = routine.forums[forum.key], local_day(now)
    prepare_by = day_before(spec.prepare, held_on)
    return Preparation(
        forum=forum.key,
        name=spec.name,
        organisation=routine.parties[actor.organisation],
        held_on=held_on,
        planned=planned,
        prepare_by=prepare_by,
        freeze_on=day_before(spec.freeze, held_on),
        days_left=(prepare_by - today).days if prepare_by else None,
        when=time_left(prepare_by, today),
        positions=_positions(session, actor, forum, held_on, today),
        learning=_learning(session, actor, forum, now),
        on_table=_on_table(session, actor, forum, held_on),
    )


def _day(session: Session, actor: Actor, forum: ForumRef, day: str, now: datetime) -> tuple[date, bool]:
    """The meeting's day, and whether it is planned: for `next` the rhythm's own proposal will do."""
    ahead = visible_meeting_days(actor).where(_meeting.c.forum_id == forum.id, _meeting.c.state.in_(AHEAD))
    if day == "next":
        ahead = ahead.where(_meeting.c.held_on >= local_day(now))
    else:
        try:
            ahead = ahead.where(_meeting.c.held_on == date.fromisoformat(day))
        except ValueError:
            raise BadInput(f"{day[:20]} är inget datum. Skriv det som 2026-11-24, eller next.") from None
    row = session.execute(ahead.order_by(_meeting.c.held_on).limit(1)).one_or_none()
    if row is not None:
        return row.held_on, True
    proposed = proposed_dates(forum.engine.routine.forums[forum.key], local_day(now), 1) if day == "next" else []
    if not proposed:
        raise NotFound(f"{forum.key} har inget möte {day} att förbereda. Kontrollera dagen, eller skriv next.")
    return proposed[0], False


def _positions(session: Session, actor: Actor, forum: ForumRef, held_on: date, today: date) -> Listing[Candidate]:
    """Cases that could be brought for a position, those that nothing is missing for first, then the longest waiting."""
    lying = visible_forum_items(actor).where(_item.c.closed_at.is_(None), _item.c.purpose != Purpose.POSITION)
    for_learning = lying.with_only_columns(_item.c.deviation_id)  # between two forums the purpose follows
    statement = visible_preparable(actor).where(
        _can_come(session, forum, learning=False), _deviation.c.id.not_in(for_learning)
    )
    rows, more = _newest(session, actor, statement)
    earlier = earlier_decisions(session, actor, forum, {row.id for row in rows}, held_on)
    lifts = _lifts(session, actor, forum, rows, learning=False)
    kinds = {engine.routine.categories.get(case.category, case.category) for _, case, engine, *_ in lifts}
    known = known_decisions(session, actor, forum, kinds, held_on)
    found = [
        replace(
            _candidate(row, case, engine, lift, today, earlier=earlier.get(case.id)),
            similar=_similar(row, case, engine.routine, known),
        )
        for row, case, engine, _, lift in lifts
    ]
    return Listing(tuple(sorted(found, key=lambda line: (not line.lift.ready, -line.days, line.number))), more)


def _similar(row: Row[Any], case: Case, routine: Routine, known: Sequence[Known]) -> tuple[Similar, ...]:
    """What the forum has concluded about cases like this one, told by the own organisation's title."""
    parties = {routine.parties[party.organisation] for party in (case.reporting(), *case.concerned())}
    category = routine.categories.get(case.category, case.category)
    return shown(most_alike(case.number, category, parties, row.own_title or "", known))


def _learning(session: Session, actor: Actor, forum: ForumRef, now: datetime) -> Listing[Candidate]:
    """Solved cases of the last year that others may learn from and that no forum has had, the best reasons first."""
    handled = visible_measures(actor).with_only_columns(_measure.c.deviation_id)
    followed_up = and_(_deviation.c.id.in_(handled), _deviation.c.id.not_in(handled.where(_measure.c.effect == "")))
    lifted = visible_forum_items(actor).with_only_columns(_item.c.deviation_id)
    statement = visible_preparable(actor).where(
        _can_come(session, forum, learning=True),
        _deviation.c.entered_at >= now - LOOK_BACK,
        or_(_deviation.c.nature == Nature.GOOD_EXAMPLE, followed_up),
        _deviation.c.id.not_in(lifted),
    )
    rows, more = _newest(session, actor, statement)
    alike, today = _alike(session, actor, forum, local_day(now)), local_day(now)
    found = []
    for row, case, engine, facts, lift in _lifts(session, actor, forum, rows, learning=True):
        reasons = reasons_to_learn(
            case.nature, measures=facts.measures, followed_up=facts.effect_followed_up, alike=alike[case.category]
        )
        found.append(_candidate(row, case, engine, lift, today, reasons=reasons))
    return Listing(tuple(sorted(found, key=lambda line: (-len(line.reasons), line.days, line.number))), more)


def _on_table(session: Session, actor: Actor, forum: ForumRef, held_on: date) -> Listing[Brought]:
    """What lies on the table already, each text checked again now: the meeting gets only what holds (R13)."""
    own = visible_preparable(actor).with_only_columns(_deviation.c.id)
    statement = visible_forum_items(actor).where(
        _item.c.forum_id == forum.id,
        _item.c.closed_at.is_(None),
        _item.c.lifted_by == actor.organisation,
        _item.c.deviation_id.in_(own),
    )
    newest = statement.add_columns(own_title(actor).label("own_title")).order_by(_item.c.lifted_at.desc(), _item.c.id)
    rows = session.execute(newest.limit(AT_MOST)).all()
    earlier = earlier_decisions(session, actor, forum, {row.deviation_id for row in rows}, held_on)
    lines = tuple(_brought(row, earlier.get(row.deviation_id)) for row in rows)
    return Listing(lines, _more(session, statement, len(rows)))


def _brought(row: Row[Any], earlier: Earlier | None) -> Brought:
    status = DeidStatus.STALE
    if row.detector == detector_version():
        status = DeidStatus.VALID if holds(row) else DeidStatus.BLOCKED
    return Brought(row.number, row.own_title or "", Purpose(row.purpose), status, DEID_SENTENCES[status], earlier)


def _can_come(session: Session, forum: ForumRef, *, learning: bool) -> ColumnElement[bool]:
    """The case is in a state from which a step of its own version of the routine leads to the forum (R19)."""
    ways = [
        and_(_deviation.c.routine_version_id == version, _deviation.c.state.in_(sorted(steps)))
        for version in versions_of(session, forum.agreement)
        if (steps := steps_to(engine_of(session, version).routine, forum.key, learning=learning))
    ]
    return or_(false(), *ways)


def _newest(session: Session, actor: Actor, statement: Select[Any]) -> tuple[list[Row[Any]], int]:
    """The rows that came to their state last, at most AT_MOST of them, and how many more there are."""
    titled = statement.add_columns(own_title(actor).label("own_title"))
    newest = titled.order_by(_deviation.c.entered_at.desc(), _deviation.c.id.desc()).limit(AT_MOST)
    rows = list(session.execute(newest).all())
    return rows, _more(session, statement, len(rows))


def _more(session: Session, statement: Select[Any], shown: int) -> int:
    if shown < AT_MOST:
        return 0
    every = statement.with_only_columns(func.count(), maintain_column_froms=True)
    return int(session.execute(every).scalar_one()) - shown


def _lifts(
    session: Session, actor: Actor, forum: ForumRef, rows: Collection[Row[Any]], *, learning: bool
) -> list[tuple[Row[Any], Case, Engine, Facts, Lift]]:
    """Each case with the step that would bring it, but for those that don't belong at the forum."""
    cases = {case.id: case for case in cases_among(session, actor, [row.id for row in rows])}
    facts = facts_of(session, actor, cases.values(), stored_statuses(session, actor, cases.values()))
    found = []
    for row in rows:
        case, engine = cases[row.id], engine_of(session, row.routine_version_id)
        position = Position(case.state, facts[case.id], case.roles)
        triggers = steps_to(engine.routine, forum.key, learning=learning)[case.state]
        lift = nearest_lift(engine, position, triggers, case.party(actor.organisation).side)
        if lift is not None:
            found.append((row, case, engine, facts[case.id], lift))
    return found


def _candidate(
    row: Row[Any],
    case: Case,
    engine: Engine,
    lift: Lift,
    today: date,
    *,
    reasons: tuple[str, ...] = (),
    earlier: Earlier | None = None,
) -> Candidate:
    routine = engine.routine
    return Candidate(
        number=case.number,
        title=row.own_title or "",
        category=routine.categories.get(case.category, case.category),
        state=case.state,
        label=routine.states[case.state].label,
        days=(today - local_day(case.entered_at)).days,
        lift=lift,
        reasons=reasons,
        earlier=earlier,
    )


def _alike(session: Session, actor: Actor, forum: ForumRef, today: date) -> Mapping[str, int]:
    """How many cases of each category the person's organisation has had this year, as far as the person may see."""
    this_year = visible_preparable(actor).where(
        _deviation.c.agreement == forum.agreement, _deviation.c.occurred_on >= date(today.year, 1, 1)
    )
    counted = this_year.with_only_columns(_deviation.c.category, func.count().label("alike"))
    return Counter({row.category: row.alike for row in session.execute(counted.group_by(_deviation.c.category))})
