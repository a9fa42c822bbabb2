"""What a message's templates may say: a few plain lines, made harmless here, so that no template has to be careful."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from avvikelse.core.dates import DEFAULT_ZONE, local_day, swedish_date
from avvikelse.errors import BadSetting

NUMBER_LENGTH = 16
LABEL_LENGTH = 48
"""Long enough for 'Försäkringsmedicinska samverkansgruppen', short enough for a subject below 80 characters."""
SENTENCE_LENGTH = 300
CASE_PATH = "/avvikelser/"


@dataclass(frozen=True, slots=True)
class MessageContext:
    """Every field a template may use. Each is one line of text; a field without a value is empty.

    The built-in templates never name a person, not even the recipient: people choose their own names, and a mail
    may be read on a locked screen.
    """

    number: str
    """The case's number: 'AVV-2026-0042'."""
    state_label: str
    """Where the case is now, as the routine calls it: 'Chef till chef'."""
    state_help: str
    """What whoever has the next step should do, as the routine says it."""
    state_says: str
    """Where the case is, said to the one who reported it, as the routine says it: 'Cheferna har kontakt.'"""
    role_label: str
    """Why the person gets the message; follows 'du är': 'chefen hos den berörda parten'."""
    due: str
    """The last day of the next step: 'fredag 27 november'. Empty when there is no last day."""
    due_short: str
    """The same without the weekday: '27 november'."""
    reason: str
    """Why the message comes now, and to this person: 'Påminnelse efter 10 arbetsdagar hos …'. Often empty."""
    link: str
    """The address of the case's page."""
    recipient_name: str
    """The name of the person the message goes to."""


def context(
    number: str,
    state_label: str,
    role_label: str,
    due_at: datetime | None,
    base_url: str,
    recipient_name: str,
    *,
    state_help: str = "",
    state_says: str = "",
    reason: str = "",
    zone: ZoneInfo = DEFAULT_ZONE,
) -> MessageContext:
    """The context of a message. Raises BadSetting for a base URL that is no web address."""
    shown = one_line(number, NUMBER_LENGTH)
    return MessageContext(
        number=shown,
        state_label=one_line(state_label, LABEL_LENGTH),
        state_help=one_line(state_help, SENTENCE_LENGTH),
        state_says=one_line(state_says, SENTENCE_LENGTH),
        role_label=one_line(role_label, SENTENCE_LENGTH),
        due=_day(due_at, zone, weekday=True),
        due_short=_day(due_at, zone, weekday=False),
        reason=one_line(reason, SENTENCE_LENGTH),
        link=web_address(base_url) + CASE_PATH + quote(shown, safe=""),
        recipient_name=one_line(recipient_name, SENTENCE_LENGTH),
    )


def one_line(text: str, limit: int) -> str:
    """The text on one line of at most `limit` characters, without line breaks or characters that can't be seen."""
    visible = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# Controls, invisible formatting (it can turn the reading direction), lone surrogates, line and paragraph breaks.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _day(moment: datetime | None, zone: ZoneInfo, *, weekday: bool) -> str:
    """The moment's day without its year: a deadline is at most months away, and the line should be short."""
    if moment is None:
        return ""
    day = local_day(moment, zone)
    return swedish_date(day, weekday=weekday).removesuffix(f" {day.year}")


def web_address(base_url: str) -> str:
    """The installation's address without a slash at its end. Raises BadSetting for what is no web address."""
    address = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and one_line(address, 2000) == address
    except ValueError:
        usable = False
    if not usable or set(address) & set(" \"'<>?#"):
        raise BadSetting("AVVIKELSE_BASE_URL är ingen webbadress. Skriv den som https://avvikelse.example.se.")
    return address
