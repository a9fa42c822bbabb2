"""What the parties learn from: de-identified cases that a forum has taken note of, as plain values (R10)."""

from dataclasses import dataclass
from datetime import date

from avvikelse.core.minutes import DecidedMeasure
from avvikelse.core.vocabulary import OutcomeKind, Purpose

ENDS = (OutcomeKind.NOTED, OutcomeKind.MEASURES)
"""What a case can be learnt from: it was taken note of, or solved with measures."""


@dataclass(frozen=True, slots=True)
class LearningEntry:
    """One case: its attested text, what was concluded and what was done. `effect` is what came of the measures."""

    number: str
    category: str
    reporting: str
    concerned: str
    purpose: Purpose
    text: str
    position: str
    measures: tuple[DecidedMeasure, ...]
    effect: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class LearningDigest:
    """What a forum has learnt over a period, both days included, the newest first."""

    forum: str
    name: str
    first: date
    last: date
    entries: tuple[LearningEntry, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """A page of what the forums have learnt: each case with its forum's name. `found` counts the hits on all pages."""

    entries: tuple[tuple[LearningEntry, str], ...]
    found: int
    page: int
    pages: int
