"""Dates as Swedes read them, and the local day a moment falls on. Moments are UTC; days are Swedish."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
SATURDAY = 5
DEFAULT_ZONE = ZoneInfo("Europe/Stockholm")


def swedish_date(day: date, *, weekday: bool = False) -> str:
    """'24 november 2026', or 'tisdag 24 november 2026'."""
    text = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {text}" if weekday else text


def local_day(moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> date:
    """The Swedish calendar day of a moment. Raises ValueError when the moment has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(zone).date()


def month_after(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def at_local(day: date, clock: time, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    """The UTC moment of a Swedish day and clock time, right on both sides of a clock change."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=256)
def _free_days(year: int) -> frozenset[date]:
    # de_facto adds Midsummer's, Christmas and New Year's Eve, when Swedish offices are closed.
    calendar = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"), include_sundays=False)
    return frozenset(calendar)


def is_working_day(day: date) -> bool:
    """Monday to Friday and not a Swedish holiday or holiday eve."""
    return day.weekday() < SATURDAY and day not in _free_days(day.year)


@lru_cache(maxsize=4096)
def add_working_days(day: date, count: int) -> date:
    """The `count`th working day after `day` (before it when negative). The day itself is not counted."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


@lru_cache(maxsize=4096)
def working_days_between(start: date, end: date) -> int:
    """How many working days come after `start`, up to and including `end`; 0 when `end` isn't later."""
    count = 0
    while start < end:
        start += timedelta(days=1)
        count += is_working_day(start)
    return count
