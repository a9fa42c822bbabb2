"""A year of Värmland's meetings: sixty cases, every outcome, minutes approved, and the figures add up (R9–R11, R14)."""

from collections import Counter
from datetime import date, time, timedelta
from typing import Any

from avvikelse.core.agenda import AgendaLine
from avvikelse.core.dates import add_working_days, at_local, local_day
from avvikelse.db.session import reading
from avvikelse.db.tables import Decision, Deviation, ForumItem, Measure, Meeting
from avvikelse.errors import NotFound
from avvikelse.services.agenda_frozen import add_late
from avvikelse.services.agendas import agenda, freeze, send
from avvikelse.services.audit import verify
from avvikelse.services.decisions import decide
from avvikelse.services.learning import learning_digest
from avvikelse.services.meetings import ForumRef, find_forum
from avvikelse.services.minutes import approve, hold, name_adjusters
from avvikelse.services.minutes_view import extract, minutes
from avvikelse.services.planning import plan_and_invite
from tests.services.steps import ADJUSTERS, SECRETARY, attested, lifted, now_of, rows, step
from tests.services.test_forum import resolved
from tests.world import FK, REGION, World

CASES = 60
BEFORE = 5
"""Working days before a meeting at which its agenda is frozen, as the routine file says."""


def test_a_year_of_meetings(world: World) -> None:
    forums = {}
    with reading(world.engine) as session:
        for key in ADJUSTERS:
            forums[key] = find_forum(session, key)
    for key, forum in forums.items():
        world.do(plan_and_invite, SECRETARY, forum, local_day(world.now), 7 if key == "avvikelseforum" else 4)
    joint = [row for row in rows(world, Meeting) if row.joint_forum_id is not None]
    assert len({row.held_on.year for row in joint}) == len(joint) >= 1  # one a year together with the committee
    numbers: list[str] = []
    outcomes: Counter[str] = Counter()
    days = sorted((row.held_on, row.forum_id) for row in rows(world, Meeting))
    for day, forum_id in days:
        forum = next(found for found in forums.values() if found.id == forum_id)
        while len(numbers) < CASES and len(numbers) < CASES * (days.index((day, forum_id)) + 1) / len(days):
            numbers.append(_on_the_table(world, len(numbers)))
        outcomes += _a_meeting(world, forum, day, numbers)
    _figures_add_up(world, forums, numbers, outcomes)


def _on_the_table(world: World, n: int) -> str:
    """Four of five for a position; every fifth, solved, for learning."""
    if n % 5:
        return lifted(world, gender=("kvinna", "man", "okant")[n % 3])
    number = resolved(world, nature="gott-exempel" if n % 2 else "handelse")
    attested(world, number)
    step(world, "fk.samordnare", number, "lift_for_learning", why_principal="Felet är vanligt.")
    return number


def _a_meeting(world: World, forum: ForumRef, day: date, numbers: list[str]) -> Counter[str]:
    """Frozen, sent, one more on the late list, every item decided, minutes approved a week later."""
    world.now = max(world.now, at_local(add_working_days(day, -BEFORE), time(9, 0)))
    world.do(freeze, SECRETARY, forum, day.isoformat())
    meeting = next(row for row in rows(world, Meeting) if (row.held_on, row.forum_id) == (day, forum.id))
    found = world.ask(agenda, SECRETARY, forum, day.isoformat(), world.now)
    assert found.withheld == ()
    assert found.frame is not None
    ref = _meeting(world, forum, day)
    world.do(send, SECRETARY, forum, ref, rev=ref.rev)
    if forum.key == "avvikelseforum" and len(numbers) < CASES:
        numbers.append(_on_the_table(world, len(numbers)))
        assert world.do(add_late, SECRETARY, forum, _meeting(world, forum, day), rev=None) == 1
    world.now = at_local(day, time(14, 0))
    found = world.ask(agenda, SECRETARY, forum, day.isoformat(), world.now)
    outcomes: Counter[str] = Counter()
    states = {row.number: row.state for row in rows(world, Deviation)}
    for n, line in enumerate([line for line in found.lines if line.item_id is not None]):
        form = _decision(line, n, states[str(line.number)])
        world.do(decide, SECRETARY, forum, _meeting(world, forum, day), line.item_id, form)
        outcomes[form["outcome"]] += 1
    adjusters = [ADJUSTERS[forum.key]]
    world.do(name_adjusters, SECRETARY, forum, _meeting(world, forum, day), adjusters, rev=None)
    world.do(hold, SECRETARY, forum, _meeting(world, forum, day))
    world.now = at_local(add_working_days(day, BEFORE), time(9, 0))
    ref = _meeting(world, forum, day)
    assert world.do(approve, ADJUSTERS[forum.key], forum, ref, rev=ref.rev)
    assert meeting.id == ref.id
    return outcomes


def _meeting(world: World, forum: ForumRef, day: date) -> Any:
    row = next(row for row in rows(world, Meeting) if (row.held_on, row.forum_id) == (day, forum.id))
    return now_of(world, forum, row)


def _decision(line: AgendaLine, n: int, state: str) -> dict[str, Any]:
    """Every outcome that the item's forum has, in turn."""
    measure = {"what": "Mallen rättas.", "organisation": (REGION, FK)[n % 2], "due_on": date(2028, 1, 10)}
    if line.purpose == "position":
        lift = {"forum": "lift_to_steering", "steering": "lift_to_national"}.get(state, "next_meeting")
        chosen = ("close_with_measures", lift, "next_meeting", "return_to_managers")[n % 4]
    else:
        chosen = "noted"
    measures = [measure] if chosen == "close_with_measures" else []
    return {"outcome": chosen, "position": "Forumet har tagit ställning.", "measures": measures}


def _figures_add_up(world: World, forums: dict[str, ForumRef], numbers: list[str], outcomes: Counter[str]) -> None:
    assert len(set(numbers)) == CASES
    decisions = rows(world, Decision)
    assert Counter(row.outcome for row in decisions) == outcomes
    assert set(outcomes) == {
        "close_with_measures", "lift_to_steering", "lift_to_national", "next_meeting", "return_to_managers", "noted",
    }  # fmt: skip
    assert all(row.applied_at for row in decisions)
    assert len(rows(world, Measure)) == outcomes["close_with_measures"]
    states = Counter(row.state for row in rows(world, Deviation))
    assert sum(states.values()) == CASES
    assert states["resolved"] == outcomes["close_with_measures"] + outcomes["noted"]
    assert states["manager_dialogue"] == outcomes["return_to_managers"]
    lying = [row for row in rows(world, ForumItem) if row.closed_at is None]
    assert len(lying) == states["forum"] + states["steering"] + states["national"]
    _everybody_can_read_about_it(world, forums, outcomes)
    with reading(world.engine) as session:
        assert verify(session)[2] is None


def _everybody_can_read_about_it(world: World, forums: dict[str, ForumRef], outcomes: Counter[str]) -> None:
    told, learnt = 0, 0
    for key, forum in forums.items():
        for row in [row for row in rows(world, Meeting) if row.forum_id == forum.id]:
            found = world.ask(minutes, ADJUSTERS[key], forum, now_of(world, forum, row))
            told += len([line for line in found.lines if line.outcome])
            assert not any(line.withheld for line in found.lines)
            try:
                part = world.ask(extract, "fk.samordnare", forum, row.held_on, FK)
            except NotFound:
                part = None
            assert len([line for line in found.lines if line.outcome]) == (len(part.lines) if part else 0)
        first = local_day(world.now) - timedelta(days=500)
        digest = world.ask(learning_digest, SECRETARY, forum, first, local_day(world.now))
        learnt += len(digest.entries)
    assert told == sum(outcomes.values())
    assert learnt == outcomes["close_with_measures"] + outcomes["noted"]
