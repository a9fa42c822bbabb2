"""The words that all formats of a document share, and text made fit for every one of them."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from avvikelse.core.dates import swedish_date

AGENDA, MINUTES, EXTRACT, WEEKLY, LEARNING = "Dagordning", "Protokoll", "Protokollsutdrag", "Veckolista", "Lärande"

TIME, PLACE, LINK, JOINT, INVITED = "Tid:", "Plats:", "Länk:", "Gemensamt med:", "Kallade"
TRIED, EARLIER, QUESTION = "Prövat på chefsnivå:", "Forumet senast:", "Fråga till forumet:"
SIMILAR = "Liknande:"
LATE, WITHHELD = "Tilläggslista", "Ärenden som inte kan visas"
OUTCOME, POSITION, NOTES, NOT_SHOWN = "Beslut:", "Ställningstagande:", "Anteckningar:", "Texten visas inte:"
MEASURES, ATTENDANCE, ADJUSTMENT, NEXT_MEETING = "Åtgärder", "Närvaro", "Justering", "Nästa möte"
RECEIVER, APPROVED, PERIOD = "Till:", "Protokollet justerat:", "Tid:"
CONCLUSION, EFFECT, DECIDED = "Forumets slutsats:", "Effekt:", "Beslutat:"

MEASURE_COLUMNS = ("Åtgärd", "Ansvarig", "Klar senast", "Uppföljning")
ATTENDANCE_COLUMNS = ("Organisation", "Namn", "Roll", "Närvaro")
ADJUSTMENT_COLUMNS = ("Namn", "Organisation", "Justerat")
WEEKLY_COLUMNS = ("Nummer", "Slag", "Mellan", "Läge", "Nästa steg hos", "Dagar i läget", "Vad det gäller")
WEEKLY_SHARES = (2.9, 3.1, 3.9, 3.8, 4.1, 1.6, 6.6)
"""The columns' widths in relation to each other: the longest word of a forum's name must have its room."""

NO_LINES, NO_WEEKLY, NO_LEARNING = (
    "Inga punkter.",
    "Inga öppna avvikelser mellan parterna.",
    "Inga ärenden under tiden.",
)
NO_NEXT, WAITING = "Ingen tid är bestämd.", "väntar på justering"

STATES = {
    "draft": "utkast",
    "planned": "utkast",
    "frozen": "spikad",
    "sent": "utskickad",
    "held": "mötet är hållet",
    "closed": "mötet är hållet",
    "approved": "protokollet är justerat",
    "cancelled": "mötet är inställt",
}
"""What the state of an agenda is called. `draft` and `closed` are the words that an agenda itself uses."""

# Controls, invisible formatting (it can turn the reading direction), lone surrogates, and what XML can't hold.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})


def clean(text: str) -> str:
    """The text composed (NFC), without characters that can't be seen, with at most one empty line at a time.

    Line breaks stay. XML, Word and PDF can hold what is left.
    """
    lines = unicodedata.normalize("NFC", text).replace("\u2028", "\n").replace("\u2029", "\n").splitlines()
    shown = "\n".join((line if line.isprintable() else _visible(line)).strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", shown).strip()


def _visible(line: str) -> str:
    spaced = line.replace("\t", " ")
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN)


def one_line(text: str) -> str:
    """The text as `clean` leaves it, on one line."""
    return " ".join(clean(text).split())


def sentence_case(text: str) -> str:
    """The text with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]


def clock_span(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """'kl. 09.00–11.30', in Swedish local time. Both moments need a time zone."""
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    return f"kl. {first:%H.%M}–{last:%H.%M}"


def day_or(day: date | None, otherwise: str) -> str:
    """'24 november 2026', or what is said when there is no day."""
    return swedish_date(day) if day else otherwise


def numbered(label: str, name: str) -> str:
    """'4. AVV-2026-0042', '4.1 AVV-2026-0042', 'T1 Övrigt'."""
    if not label:
        return name
    return f"{label}. {name}" if label.isdigit() else f"{label} {name}"
