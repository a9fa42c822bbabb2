"""When the next step is due, and when whoever has it is reminded (R18). Due times are data; nothing moves by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from avvikelse.core.dates import (
    DEFAULT_ZONE,
    add_working_days,
    at_local,
    is_working_day,
    local_day,
    working_days_between,
)
from avvikelse.core.routine import RHYTHM, Deadline, Forum, State

DAY_ENDS = time(17, 0)
REMINDERS_AT = time(8, 0)
MEASURE_DAYS_AHEAD = 5
"""How many working days before its last day a measure is reminded of (ours)."""
THEN, MEASURE_DUE, MEASURE_OVERDUE = "then", "due", "overdue"
"""How the rules end that aren't a number of days."""


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder to be: `rule` names it within the routine ('raised.3'), `role` is who it is for, `due_at` is UTC."""

    rule: str
    role: str
    due_at: datetime


def due_at(
    state: State,
    entered_at: datetime,
    next_meeting_at: datetime | None,
    zone: ZoneInfo = DEFAULT_ZONE,
    *,
    paused: int = 0,
) -> datetime | None:
    """The moment (UTC) by which the state's owner should have acted, or None when the routine sets no time.

    Working days end at 17.00 Swedish time on the last day; at a forum the due time is its next meeting. `paused` is
    how many working days the clock has stood still.
    """
    match state.deadline:
        case None:
            return None
        case "next_meeting":
            return next_meeting_at
        case deadline:
            last = add_working_days(local_day(entered_at, zone), deadline.working_days + paused)
            return at_local(last, DAY_ENDS, zone)


def reminders(
    key: str, state: State, entered_at: datetime, zone: ZoneInfo = DEFAULT_ZONE, *, paused: int = 0
) -> Iterator[DueReminder]:
    """The reminders that a stay in the state gives rise to: to its owner, and after the last day to the next level."""
    if not isinstance(state.deadline, Deadline):
        return
    entered = local_day(entered_at, zone)
    for days in state.deadline.remind:
        due = at_local(add_working_days(entered, days + paused), REMINDERS_AT, zone)
        yield DueReminder(f"{key}.{days}", state.owner, due)
    if state.deadline.then:
        days = state.deadline.working_days + 1
        due = at_local(add_working_days(entered, days + paused), REMINDERS_AT, zone)
        yield DueReminder(f"{key}.{THEN}", state.deadline.then, due)


def days_paused(state: State, entered_at: datetime, due: datetime | None, zone: ZoneInfo = DEFAULT_ZONE) -> int:
    """How many working days the clock has stood still, read off a case's due time."""
    unpaused = due_at(state, entered_at, None, zone) if isinstance(state.deadline, Deadline) else None
    if due is None or unpaused is None:
        return 0
    return working_days_between(local_day(unpaused, zone), local_day(due, zone))


def measure_reminders(
    measure_id: int, due_on: date, role: str, decided_at: datetime, zone: ZoneInfo = DEFAULT_ZONE
) -> Iterator[DueReminder]:
    """The reminders of a measure: some working days before its last day, and the working day after it.

    A measure that is due sooner than that has the first on its last day.
    """
    ahead = at_local(add_working_days(due_on, -MEASURE_DAYS_AHEAD), REMINDERS_AT, zone)
    if ahead <= decided_at:
        ahead = at_local(due_on, REMINDERS_AT, zone)
    yield DueReminder(f"measure.{measure_id}.{MEASURE_DUE}", role, ahead)
    yield DueReminder(
        f"measure.{measure_id}.{MEASURE_OVERDUE}", role, at_local(add_working_days(due_on, 1), REMINDERS_AT, zone)
    )


def prepare_at(forum: Forum, held_on: date, zone: ZoneInfo = DEFAULT_ZONE) -> datetime | None:
    """When the parties are to be reminded to prepare their cases for a meeting (R12); None when nothing says."""
    if forum.prepare is None:
        return None
    return at_local(add_working_days(held_on, -forum.prepare.working_days_before), REMINDERS_AT, zone)


def latest_check_in(forum: Forum, now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> date:
    """The last day, up to now, on which a forum that meets every week has had its morning."""
    today = local_day(now, zone)
    before = today - timedelta(days=15)
    days = [day for day in proposed_dates(forum, before, 4) if at_local(day, REMINDERS_AT, zone) <= now]
    return days[-1]


def proposed_dates(forum: Forum, after: date, count: int) -> list[date]:
    """The next `count` days on which a forum with this rhythm could meet, all working days after `after`.

    '3 per term' spreads the meetings over February-May and September-November, '4 per year' over the
    year without July, 'weekly' is every Tuesday or the first working day after it.
    """
    found: list[date] = []
    if count < 1:
        return found
    for day in _rhythm_days(forum.meets, after):
        if day > after and day not in found:
            found.append(day)
        if len(found) == count:
            break
    return found


def _rhythm_days(meets: str, after: date) -> Iterator[date]:
    match = RHYTHM.match(meets)
    if match is None or match["times"] is None:
        tuesday = after - timedelta(days=(after.weekday() - 1) % 7)
        while True:
            yield _working(tuesday)
            tuesday += timedelta(weeks=1)
    times = int(match["times"])
    year = after.year
    while True:
        spans = [(date(year, 2, 1), date(year, 5, 31)), (date(year, 9, 1), date(year, 11, 30))]
        if match["period"] == "term":
            for start, end in spans:
                yield from _spread(start, end, times)
        else:
            first = (times + 1) // 2
            yield from _spread(*spans[0], first)
            yield from _spread(*spans[1], times - first)
        year += 1


def _spread(start: date, end: date, times: int) -> Iterator[date]:
    """`times` Tuesdays, evenly over the span."""
    if not times:
        return
    part = (end - start) / times
    for n in range(times):
        middle = start + part * n + part / 2
        yield _working(middle - timedelta(days=(middle.weekday() - 1) % 7))


def _working(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
