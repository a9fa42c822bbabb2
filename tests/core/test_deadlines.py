"""Due times, reminders and meeting dates come from the routine file alone (R18)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.dates import is_working_day
from avvikelse.core.deadlines import due_at, proposed_dates, reminders
from avvikelse.core.load import load_routine
from avvikelse.core.routine import Forum, Routine
from avvikelse.settings import builtin_folder

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def varmland() -> Routine:
    path = builtin_folder("workflows") / "varmland.yaml"
    return load_routine(path.read_bytes(), path.name)


def test_five_working_days_end_at_five_on_the_last(varmland: Routine) -> None:
    assert due_at(varmland.states["raised"], MONDAY, None) == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


def test_at_a_forum_the_next_meeting_is_the_due_time(varmland: Routine) -> None:
    meeting = datetime(2026, 3, 31, 11, 0, tzinfo=UTC)
    assert due_at(varmland.states["forum"], MONDAY, meeting) == meeting
    assert due_at(varmland.states["forum"], MONDAY, None) is None
    assert due_at(varmland.states["closed"], MONDAY, meeting) is None


def test_reminders_go_to_the_owner_and_after_the_last_day_to_the_next_level(varmland: Routine) -> None:
    found = list(reminders("raised", varmland.states["raised"], MONDAY))
    assert [(due.rule, due.role, due.due_at.date()) for due in found] == [
        ("raised.3", "reporting.reporter", date(2026, 3, 5)),
        ("raised.5", "reporting.reporter", date(2026, 3, 9)),
        ("raised.then", "reporting.manager", date(2026, 3, 10)),
    ]
    assert {due.due_at.astimezone(UTC).hour for due in found} == {7}  # 08.00 Swedish winter time
    assert not list(reminders("forum", varmland.states["forum"], MONDAY))


def test_the_forums_meet_as_often_as_the_agreement_says(varmland: Routine) -> None:
    forum = proposed_dates(varmland.forums["avvikelseforum"], date(2025, 12, 31), 6)
    assert len([day for day in forum if day.year == 2026 and day.month <= 6]) == 3
    assert len([day for day in forum if day.year == 2026 and day.month >= 8]) == 3
    steering = proposed_dates(varmland.forums["samverkansgrupp"], date(2025, 12, 31), 5)
    assert [day.year for day in steering] == [2026, 2026, 2026, 2026, 2027]
    weekly = proposed_dates(varmland.forums["veckoavstamning"], date(2026, 1, 1), 20)
    assert len({day.isocalendar().week for day in weekly}) == 20


@given(
    st.dates(date(2024, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["weekly", "1 per term", "3 per term", "4 per year", "11 per year", "7 per term"]),
    st.integers(1, 12),
)
def test_proposed_dates_are_working_days_in_order_after_the_given(after: date, meets: str, count: int) -> None:
    forum = Forum(name="F", secretary="a", members=("a",), meets=meets, agenda={"opening": "Öppnas"})
    days = proposed_dates(forum, after, count)
    assert len(days) == count
    assert days == sorted(set(days))
    assert all(day > after and is_working_day(day) for day in days)
