"""Due times, reminders and meeting dates come from the routine file alone (R18)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.dates import (
    DEFAULT_ZONE,
    add_working_days,
    at_local,
    is_working_day,
    local_day,
    working_days_between,
)
from avvikelse.core.deadlines import (
    days_paused,
    due_at,
    latest_check_in,
    measure_reminders,
    proposed_dates,
    reminders,
)
from avvikelse.core.load import load_routine
from avvikelse.core.reminding import WHY_SENTENCES, Why, deadline_reason, reminder_reason
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


@given(st.integers(1_704_067_200, 2_019_686_400), st.integers(0, 30))
def test_due_times_keep_the_swedish_clock_whatever_the_season(varmland: Routine, second: int, paused: int) -> None:
    """On both sides of a clock change, and however long the clock has stood."""
    entered = datetime.fromtimestamp(second, UTC)
    for key, state in varmland.states.items():
        due = due_at(state, entered, None, paused=paused)
        if due is None:
            continue
        local = due.astimezone(DEFAULT_ZONE)
        assert (local.hour, local.minute) == (17, 0)
        assert is_working_day(local.date())
        assert days_paused(state, entered, due) == paused
        moments = [reminder.due_at for reminder in reminders(key, state, entered, paused=paused)]
        assert moments
        assert all(moment.astimezone(DEFAULT_ZONE).hour == 8 for moment in moments)
        assert all(entered < moment and is_working_day(local_day(moment)) for moment in moments)
        assert len(set(moments)) == len(moments) or key == "manager_dialogue"


@given(st.dates(date(2024, 1, 1), date(2034, 1, 1)), st.dates(date(2024, 1, 1), date(2034, 1, 1)))
def test_working_days_are_counted_as_they_are_added(one: date, other: date) -> None:
    start, end = min(one, other), min(max(one, other), min(one, other) + timedelta(days=120))
    count = working_days_between(start, end)
    assert add_working_days(start, count) <= max(start, end)
    assert add_working_days(start, count + 1) > end


@given(st.dates(date(2024, 1, 1), date(2034, 1, 1)), st.integers(0, 60))
def test_a_measure_is_reminded_of_twice_never_before_it_is_decided(decided: date, days: int) -> None:
    moment = at_local(decided, time(14, 0))
    due_on = decided + timedelta(days=days)
    first, second = measure_reminders(7, due_on, "reporting.manager", moment)
    assert first.due_at < second.due_at
    assert local_day(first.due_at) <= due_on < local_day(second.due_at)
    assert is_working_day(local_day(second.due_at))
    assert first.due_at > moment or due_on == decided


def test_the_check_in_of_the_week_begins_at_eight(varmland: Routine) -> None:
    forum = varmland.forums["veckoavstamning"]
    assert latest_check_in(forum, datetime(2026, 3, 3, 6, 59, tzinfo=UTC)) == date(2026, 2, 24)
    assert latest_check_in(forum, datetime(2026, 3, 3, 7, 0, tzinfo=UTC)) == date(2026, 3, 3)
    assert latest_check_in(forum, datetime(2026, 4, 9, 7, 0, tzinfo=UTC)) == date(2026, 4, 7)
    assert latest_check_in(forum, datetime(2027, 1, 7, 7, 0, tzinfo=UTC)) == date(2027, 1, 5)


def test_the_reason_is_a_swedish_sentence(varmland: Routine) -> None:
    data = {"owner": "concerned.manager", "days": 10, "reason": "deputy"}
    told = (
        "Påminnelse efter 10 arbetsdagar hos chefen hos den berörda parten. Du är ersättare för den som har nästa steg."
    )
    assert reminder_reason(varmland, data) == told
    assert reminder_reason(varmland, data | {"days": 1}).startswith("Påminnelse efter 1 arbetsdag hos ")
    assert reminder_reason(varmland, {}) == ""
    assert deadline_reason(varmland, "manager_dialogue", "concerned.manager") == (
        "15 arbetsdagar hos chefen hos den berörda parten."
    )
    assert deadline_reason(varmland, "closed", "reporting.coordinator") == "Ingen tid gäller i läget."
    assert deadline_reason(varmland, "forum", "avvikelseforum.secretary").startswith("Tas upp på nästa möte i ")
    paused = deadline_reason(varmland, "manager_dialogue", "concerned.manager", "handed_over")
    assert (
        paused == "Klockan står: chefen hos den berörda parten väntar på att den andra parten tar emot överlämningen."
    )
    assert set(WHY_SENTENCES) == set(Why)
