"""What somebody asks of their list, as it stands in the page's address: read forgivingly, never refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from avvikelse.core.dates import at_local, local_day
from avvikelse.core.numbers import case_number, read_case_number
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Purpose
from avvikelse.db.desk import Part, Wanted, fold
from avvikelse.services.lists import ALL

MOST_WORDS, LONGEST_RUNNING = 6, 6
LONGEST = 100
EARLIEST = "1900"
VIEWS = {
    "": "Alla",
    "min-tur": "Min tur",
    "vantar": "Väntar på andra",
    "stilla": "Tiden har gått ut",
    "larande": "Kan lyftas för lärande",
    "avslutade": "Avslutade",
}
"""The ways to look at a list, by their key in the address."""

_PARTS = {"min-tur": (Part.TURN,), "vantar": (Part.OPEN,), "stilla": (Part.TURN, Part.OPEN), "avslutade": (Part.ENDED,)}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What was asked, as it is shown again in the form (empty where nothing was), and what it means."""

    given: Mapping[str, str]
    wanted: Wanted
    parts: tuple[Part, ...]

    @property
    def narrows(self) -> bool:
        """True when something is left out of the list."""
        return any(self.given.values())

    def address(self, **changes: str) -> str:
        """The query of an address that asks for the same, with changes."""
        return urlencode({name: value for name, value in {**self.given, **changes}.items() if value})


def read_filter(asked: Mapping[str, str], routines: Sequence[Routine], now: datetime) -> DeskFilter:
    """Reads q, urval, lage, kategori, organisation, fran and till. What can't be understood is left out."""
    states = {key for routine in routines for key in routine.states}
    known = {
        "q": " ".join(asked.get("q", "").replace("\x00", " ").split())[:LONGEST],
        "urval": _known(asked, "urval", VIEWS),
        "lage": _known(asked, "lage", states),
        "kategori": _known(asked, "kategori", {key for routine in routines for key in routine.categories}),
        "organisation": _known(asked, "organisation", {key for routine in routines for key in routine.parties}),
        "fran": _day(asked, "fran"),
        "till": _day(asked, "till"),
    }
    view = known["urval"]
    number = _number(known["q"], now)
    wanted = Wanted(
        states=(known["lage"],) if known["lage"] else _learnable(routines) if view == "larande" else (),
        category=known["kategori"],
        organisation=known["organisation"],
        reported_from=_begins(known["fran"], 0),
        reported_before=_begins(known["till"], 1),
        due_before=now if view == "stilla" else None,
        number=number,
        reference=known["q"],
        words=() if number else tuple(fold(known["q"]).split()[:MOST_WORDS]),
    )
    return DeskFilter(known, wanted, _PARTS.get(view, ALL))


def _known(asked: Mapping[str, str], name: str, values: Mapping[str, str] | set[str]) -> str:
    value = asked.get(name, "")
    return value if value in values else ""


def _day(asked: Mapping[str, str], name: str) -> str:
    try:
        return date.fromisoformat(asked.get(name, "")).isoformat()
    except ValueError:
        return ""


def _begins(day: str, later: int) -> datetime | None:
    """The moment a Swedish day begins, or the day after it."""
    if not day or not EARLIEST <= day < f"{date.max.year}":
        return None
    return at_local(date.fromisoformat(day) + timedelta(days=later), time(0))


def _number(text: str, now: datetime) -> str:
    """The case number that may be meant: as people write it, or the year's running number alone; else empty."""
    number = read_case_number(text)
    if number is None and text.isdecimal() and text.isascii() and len(text) <= LONGEST_RUNNING:
        number = case_number(local_day(now).year, int(text))
    return number or ""


def _learnable(routines: Sequence[Routine]) -> tuple[str, ...]:
    """The states from which a case may be lifted for what others can learn of it (R10)."""
    steps = (step for routine in routines for step in routine.transitions.values() if step.purpose is Purpose.LEARNING)
    return tuple(sorted({state for step in steps for state in step.from_}))
