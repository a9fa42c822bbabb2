"""What a secretary, adjusters and others do with the forums' meetings at random."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import func, select

from avvikelse.core.dates import at_local, local_day
from avvikelse.db.session import Session, reading
from avvikelse.db.tables import Meeting, table
from avvikelse.errors import NotFound
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.meetings import find_forum, find_meeting, plan_meetings
from avvikelse.services.minutes import approve, hold, name_adjusters
from tests.properties.chance import CLEAN, Chance
from tests.properties.invariants import Rows
from tests.properties.walking import EVERYBODY, SECRETARY, Walking
from tests.services.steps import ADJUSTERS
from tests.world import AF, FK, REGION

FORUMS = ["avvikelseforum", "samverkansgrupp"]

_meeting = table(Meeting)


class AtForums(Walking):
    """Everything that is done with a meeting."""

    def plan(self, chance: Chance) -> None:
        who = chance.of([SECRETARY, SECRETARY, chance.of(EVERYBODY)])
        self.attempt(plan, who, chance.of(FORUMS), chance.of([1, 2, 3]))

    def freeze(self, chance: Chance) -> None:
        forum = self.forum(chance)
        who = chance.of([SECRETARY, SECRETARY, SECRETARY, chance.of(EVERYBODY)])
        self.attempt(_freeze, who, forum, self.meeting_day(chance, forum))

    def decide(self, chance: Chance) -> None:
        forum = self.forum(chance)
        outcome = "finns-inte" if chance.seldom(12) else self.outcome(chance, forum)
        measures = [
            {"what": chance.clean(), "organisation": chance.of([REGION, FK, AF]), "due_on": date(2030, 1, 1)}
            for _ in range(chance.of([0, 1, 2]))
        ]
        values = {"outcome": outcome, "position": chance.clean(), "measures": measures}
        who = chance.of(EVERYBODY if chance.seldom(8) else [SECRETARY])
        self.attempt(_decide, who, forum, self.meeting_day(chance, forum), chance.of([0, 0, 1, 2]), values)

    def hold_a_meeting(self, chance: Chance) -> None:
        """Planned, frozen, every item decided upon, closed."""
        forum = self.forum(chance)
        self.attempt(plan, SECRETARY, forum, 2)
        self.attempt(_freeze, SECRETARY, forum, "next")
        for n in range(len(self.numbers)):
            values = {
                "outcome": self.outcome(chance, forum),
                "position": chance.of(CLEAN),
                "measures": [{"what": chance.of(CLEAN), "organisation": FK, "due_on": date(2030, 1, 1)}],
            }
            if self.attempt(_decide, SECRETARY, forum, "next", n, values) is None:
                break
        self._to_the_day(forum)
        self.attempt(_hold, SECRETARY, forum, "next")
        if not chance.seldom():
            self._approve_the_last(forum)

    def _to_the_day(self, forum: str) -> None:
        with reading(self.world.engine) as session:
            of_forum = _meeting.c.forum_id == find_forum(session, forum).id, _meeting.c.state == "frozen"
            day = session.execute(select(func.min(_meeting.c.held_on)).where(*of_forum)).scalar()
        if day is not None:
            self.world.now = max(self.world.now, at_local(day, time(15, 0)))

    def _approve_the_last(self, forum: str) -> None:
        for day in self._days(forum, "held"):
            self.attempt(_adjusters, SECRETARY, forum, day, ADJUSTERS[forum])
            self.attempt(_approve, ADJUSTERS[forum], forum, day)

    def approve_minutes(self, chance: Chance) -> None:
        forum = self.forum(chance)
        self._approve_the_last(forum)
        for day in self._days(forum, "held"):
            self.attempt(_approve, chance.of(EVERYBODY), forum, day)

    def _days(self, forum: str, state: str) -> list[str]:
        with reading(self.world.engine) as session:
            of_forum = _meeting.c.forum_id == find_forum(session, forum).id, _meeting.c.state == state
            return [row.held_on.isoformat() for row in session.execute(select(_meeting.c.held_on).where(*of_forum))]

    def close_meeting(self, chance: Chance) -> None:
        forum = self.forum(chance)
        self.attempt(_hold, chance.of([SECRETARY, SECRETARY, chance.of(EVERYBODY)]), forum, "next")

    def forum(self, chance: Chance) -> str:
        """A forum, mostly one that has something on its table."""
        with reading(self.world.engine) as session:
            rows = Rows(session)
        laid = [rows.forums[item.forum_id].key for item in rows.items if item.closed_at is None]
        return str(chance.of(FORUMS if chance.seldom() else laid or FORUMS))

    def outcome(self, chance: Chance, forum: str) -> str:
        """One of the forum's outcomes, more often a lift: the levels above are far to go."""
        outcomes = self.routine.forums[forum].outcomes
        return str(chance.of([*outcomes, *[name for name, outcome in outcomes.items() if outcome.kind == "lift"] * 3]))

    def meeting_day(self, chance: Chance, forum: str) -> str:
        """One of the forum's planned meetings, or its next."""
        with reading(self.world.engine) as session:
            forum_id = find_forum(session, forum).id
            days = select(_meeting.c.held_on).where(_meeting.c.forum_id == forum_id).order_by(_meeting.c.held_on)
            found = [row.held_on.isoformat() for row in session.execute(days)]
        return str(chance.of(["next", "next", *found[:3], "2026-02-30" if chance.seldom(20) else "next"]))


def plan(session: Session, actor: Any, key: str, count: int, now: Any) -> Any:
    return plan_meetings(session, actor, find_forum(session, key), local_day(now), count, now)


def _freeze(session: Session, actor: Any, key: str, day: str, now: Any) -> Any:
    return freeze(session, actor, find_forum(session, key), day, now)


def _decide(session: Session, actor: Any, key: str, day: str, line: int, values: Mapping[str, Any], now: Any) -> Any:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    shown = agenda(session, actor, forum, meeting.held_on.isoformat(), now)
    items = [found.item_id for found in shown.lines if found.item_id is not None]
    return decide(session, actor, forum, meeting, items[line % len(items)] if items else line, values, now)


def _hold(session: Session, actor: Any, key: str, day: str, now: Any) -> int:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    return hold(session, actor, forum, meeting, now)


def _adjusters(session: Session, actor: Any, key: str, day: str, who: str, now: Any) -> int:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    return name_adjusters(session, actor, forum, meeting, [who], rev=None, now=now)


def _approve(session: Session, actor: Any, key: str, day: str, now: Any) -> bool:
    forum, meeting = _meeting_of(session, actor, key, day, now)
    return approve(session, actor, forum, meeting, rev=None, now=now)


def _meeting_of(session: Session, actor: Any, key: str, day: str, now: Any) -> Any:
    forum = find_forum(session, key)
    meeting = find_meeting(session, actor, forum, day, now)
    if meeting is None:
        raise NotFound("Inget möte är planerat.")
    return forum, meeting
