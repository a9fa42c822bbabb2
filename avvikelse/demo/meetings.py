"""The county's meetings in the demo: planned for every forum, and those behind us frozen, held and closed."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from avvikelse.core.dates import add_working_days, at_local
from avvikelse.core.deadlines import proposed_dates
from avvikelse.core.routine import Routine
from avvikelse.demo.stage import ADJUSTER, SECRETARY, Stage
from avvikelse.services.agendas import freeze
from avvikelse.services.decisions import decide
from avvikelse.services.meetings import MOST_MEETINGS, ForumRef, MeetingRef, find_forum, find_meeting, people_of
from avvikelse.services.minutes import approve, attend, hold, name_adjusters
from avvikelse.services.planning import plan_and_invite


def plan_all(stage: Stage, routine: Routine, first: date, today: date) -> None:
    """Plans every forum's meetings from the first day to a year from now."""
    for key, spec in routine.forums.items():
        forum = stage.ask(SECRETARY, lambda session, _, key=key: find_forum(session, key))
        wanted = len([day for day in proposed_dates(spec, first, 400) if day < today + timedelta(days=365)])
        after = first
        while wanted > 0:
            planned = stage.do(SECRETARY, plan_and_invite, forum, after, min(wanted, MOST_MEETINGS))
            wanted, after = wanted - len(planned), planned[-1]


def held_meeting(stage: Stage, key: str, day: date) -> Iterator[datetime]:
    """A meeting behind us: frozen five working days before, each item decided, its minutes approved a week later."""
    forum = stage.ask(SECRETARY, lambda session, _: find_forum(session, key))
    yield at_local(add_working_days(day, -5), time(15, 0))
    agenda = stage.do(SECRETARY, freeze, forum, day.isoformat())
    yield at_local(day, time(13, 30))
    stage.do(SECRETARY, name_adjusters, forum, _meeting(stage, forum, day), [ADJUSTER], rev=None)
    meeting = _meeting(stage, forum, day)
    for line in agenda.lines:
        if line.item_id is not None:
            stage.do(SECRETARY, decide, forum, meeting, line.item_id, _decision(stage, key, line.number, day))
            meeting = _meeting(stage, forum, day)
    if any(line.item_id is not None for line in agenda.lines):
        people = stage.ask(SECRETARY, lambda session, _: people_of(session, meeting))
        stage.do(SECRETARY, attend, forum, meeting, {one.username: True for one in people}, rev=None)
        meeting = _meeting(stage, forum, day)
    stage.do(SECRETARY, hold, forum, meeting)
    yield at_local(add_working_days(day, 5), time(10, 0))
    stage.do(ADJUSTER, approve, forum, _meeting(stage, forum, day), rev=None)


def _meeting(stage: Stage, forum: ForumRef, day: date) -> MeetingRef:
    found: MeetingRef = stage.ask(SECRETARY, find_meeting, forum, day.isoformat(), stage.now)
    return found


def _decision(stage: Stage, key: str, number: str | None, day: date) -> dict[str, Any]:
    """What the file says that the forum concluded; else it lifts what concerns the whole system.

    The steering group keeps what it has while it gathers facts.
    """
    case = stage.cases[number or ""]
    if key == "samverkansgrupp":
        return {"outcome": "next_meeting", "position": "Gruppen vill ha mer underlag innan den tar ställning."}
    decision = {
        "outcome": case.get("conclusion", "lift_to_steering"),
        "position": case.get("position", "Frågan gäller hela länet och kan inte lösas i forumet."),
    }
    measure = {
        "what": case["outcome"],
        "organisation": case["concerned_organisation"] if "conclusion" in case else "region-varmland",
        "due_on": add_working_days(day, 40).isoformat(),
        "follow_up": "Följs upp på nästa avvikelseforum.",
    }
    return decision if decision["outcome"] == "noted" else {**decision, "measures": [measure]}
