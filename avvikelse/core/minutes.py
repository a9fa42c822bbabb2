"""A meeting's minutes, and the extract of them that each party gets (R14), as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from avvikelse.core.dates import swedish_date
from avvikelse.core.vocabulary import MeetingPart, Section


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody at a meeting: an official in a part, never anybody that a case is about."""

    name: str
    organisation: str
    part: MeetingPart
    answer: str = ""
    present: bool | None = None
    adjuster: bool = False
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingFrame:
    """When (UTC), where and with whom a meeting is."""

    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    people: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True)
class DecidedMeasure:
    """A measure that a forum decided: what, whose, by when, and how its effect is followed up."""

    what: str
    organisation: str
    due_on: date
    follow_up: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the forum last decided about a case that comes back: when, what it is called in Swedish, and why."""

    held_on: date
    outcome: str
    position: str

    @property
    def said(self) -> str:
        """'12 mars 2026: Kvar till nästa möte. Forumet väntar på siffror.'"""
        return f"{swedish_date(self.held_on)}: {self.outcome}. {self.position}".rstrip()


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """A line of the agenda with what became of it. `withheld` says why a text isn't shown, else it is empty.

    `outcome` is its Swedish label; `position` is the forum's standpoint. Both are empty for lines without a case.
    `earlier` is what the forum said the last time, when the case came back to it.
    """

    label: str
    kind: Section
    heading: str
    title: str = ""
    number: str | None = None
    facts: str = ""
    text: str = ""
    tried: str = ""
    question: str = ""
    outcome: str = ""
    position: str = ""
    measures: tuple[DecidedMeasure, ...] = ()
    notes: str = ""
    grouped: bool = False
    late: bool = False
    withheld: str = ""
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A held meeting's minutes; `approved_on` is None while they wait for approval."""

    forum: str
    name: str
    held_on: date
    frame: MeetingFrame
    lines: tuple[MinutesLine, ...]
    approved_on: date | None
    next_on: date | None = None
    joint_name: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What of approved minutes concerns one party: its cases, and the measures it answers for."""

    forum: str
    name: str
    held_on: date
    approved_on: date
    organisation: str
    lines: tuple[MinutesLine, ...]
