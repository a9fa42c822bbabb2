"""The weekly list for the coordinators' check-in, as plain values (R15)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """One open case: what kind, between whom, where, for how many days; a text only when it is attested
    and the person may read it otherwise too: as a party to the case, or as a member once the agenda is frozen."""

    number: str
    category: str
    reporting: str
    concerned: str
    label: str
    owner: str
    days: int
    text: str
