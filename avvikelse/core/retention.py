"""Retention (gallring): what an authority may decide to destroy, when its time has come, and what is said afterwards.

An authority destroys its records only by a decision of its own (arkivlagen 1990:782 10 §). The history stays (R19).
"""

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum

from avvikelse.core.dates import at_local, local_day, swedish_date

NOTICE = timedelta(days=30)
"""How long before a decision first works its administrators are told, so that there is time to stop it."""
LONGEST_MONTHS = 1200


class RetentionKind(StrEnum):
    """What a decision may cover. Each is what one authority holds, or its part of what two hold."""

    REGISTRATION = "registration"
    NOTES = "notes"
    DEIDENTIFIED = "deidentified"
    SHARED = "shared"
    TRACES = "traces"
    DRAFTS = "drafts"


KIND_LABELS = {
    RetentionKind.REGISTRATION: "rubrik, beskrivning och utredning",
    RetentionKind.NOTES: "anteckningar",
    RetentionKind.DEIDENTIFIED: "egna avidentifierade texter",
    RetentionKind.SHARED: "överlämningar och åtgärder mellan parterna",
    RetentionKind.TRACES: "meddelanden och påminnelser",
    RetentionKind.DRAFTS: "utkast som ingen har skickat",
}
KIND_HELP = {
    RetentionKind.REGISTRATION: "Det ni själva har skrivit. Ert nummer står kvar.",
    RetentionKind.NOTES: "Kontakter och svar på rutinens frågor, som bara ni läser.",
    RetentionKind.DEIDENTIFIED: "Era förslag och intyg. Det som forumet har fått är forumets och står kvar.",
    RetentionKind.SHARED: "Texterna gallras först när alla parters tid har gått ut.",
    RetentionKind.TRACES: "Det som era medarbetare har fått i programmet och som mejl.",
    RetentionKind.DRAFTS: "Påbörjade rapporter. Tiden räknas från när de senast sparades.",
}

BITS = {
    RetentionKind.REGISTRATION: 1,
    RetentionKind.NOTES: 2,
    RetentionKind.DEIDENTIFIED: 4,
    RetentionKind.SHARED: 8,
    RetentionKind.TRACES: 16,
}
"""How a party's row says what has been destroyed there: the sum of these."""
ALL_BITS = sum(BITS.values())


def bits_of(kinds: Collection[RetentionKind]) -> int:
    """The kinds as a sum; drafts belong to no case and add nothing."""
    return sum(BITS.get(kind, 0) for kind in set(kinds))


def kinds_in(bits: int) -> list[RetentionKind]:
    """The kinds that a sum is made of."""
    return [kind for kind, bit in BITS.items() if bits & bit]


def sums_without(bits: int) -> list[int]:
    """What a party's row may say when something of `bits` is still there."""
    return [found for found in range(ALL_BITS + 1) if bits & ~found]


def cutoff(day: date, months: int) -> datetime:
    """The moment (UTC) before which a case must have ended for so many months to have passed on a Swedish day.

    A month without that day counts as its last: never earlier than what was decided. Before the first year there is
    nothing.
    """
    whole = day.year * 12 + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    if year < MINYEAR:
        return datetime.min.replace(tzinfo=UTC)
    ended = date(year, month, min(day.day, monthrange(year, month)[1]))
    return at_local(ended + timedelta(days=1), time(0))


def first_day(told_at: datetime, from_day: date) -> date:
    """The first Swedish day on which a decision works: its own, but never before the notice has run out."""
    return max(from_day, local_day(told_at + NOTICE))


def period_said(months: int) -> str:
    """'5 år', '18 månader', '1 månad'."""
    if months % 12 == 0:
        return f"{months // 12} år"
    return "1 månad" if months == 1 else f"{months} månader"


DESTROYED = "Texten är gallrad "
"""How what stands where a text stood begins."""


def destroyed_text(day: date, diary_number: str = "") -> str:
    """What stands where a text stood. Without a number when the decisions of several parties were needed."""
    whose = f"beslut {diary_number}" if diary_number else "parternas beslut"
    return f"{DESTROYED}{swedish_date(day)} enligt {whose}."


def kinds_said(kinds: Iterable[str]) -> str:
    """'anteckningar, meddelanden och påminnelser', in the order of the kinds."""
    known = set(kinds)
    return ", ".join(label for kind, label in KIND_LABELS.items() if kind in known)
