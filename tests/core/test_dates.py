"""Swedish days: which are worked, how they are written, and where a moment falls."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.dates import add_working_days, at_local, is_working_day, local_day, swedish_date

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    "day",
    ["2026-06-19", "2026-12-24", "2026-12-31", "2026-06-06", "2026-05-14", "2026-04-06", "2026-01-06", "2026-11-21"],
)
def test_holidays_and_eves_are_free(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-06-18", "2026-12-23", "2026-11-20", "2026-04-30", "2026-06-05"])
def test_ordinary_days_are_worked(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


def test_midsummer_is_stepped_over() -> None:
    assert add_working_days(date(2026, 6, 18), 1) == date(2026, 6, 22)
    assert add_working_days(date(2026, 6, 22), -1) == date(2026, 6, 18)


@given(DAYS, st.integers(1, 60))
def test_working_days_there_and_back(day: date, count: int) -> None:
    there = add_working_days(day, count)
    assert is_working_day(there)
    between = [day + timedelta(days=n) for n in range(1, (there - day).days + 1)]
    assert sum(is_working_day(each) for each in between) == count
    if is_working_day(day):
        assert add_working_days(there, -count) == day


def test_dates_as_swedes_read_them() -> None:
    assert swedish_date(date(2026, 11, 24), weekday=True) == "tisdag 24 november 2026"
    assert swedish_date(date(2026, 3, 1)) == "1 mars 2026"


def test_local_hours_on_both_sides_of_the_clock_change() -> None:
    assert at_local(date(2026, 3, 28), time(8)) == datetime(2026, 3, 28, 7, tzinfo=UTC)
    assert at_local(date(2026, 3, 29), time(8)) == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert at_local(date(2026, 10, 25), time(8)) == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert local_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 1, 1))  # noqa: DTZ001 (naive on purpose)
