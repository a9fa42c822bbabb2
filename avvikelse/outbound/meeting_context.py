"""What the templates of a message about a meeting may say. No line of it comes from a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from avvikelse.core.dates import DEFAULT_ZONE, local_day, swedish_date
from avvikelse.core.invitation import Invitation
from avvikelse.core.minutes import MeetingFrame
from avvikelse.core.vocabulary import MEETING_PART_LABELS, MeetingPart, MeetingState
from avvikelse.outbound.context import LABEL_LENGTH, SENTENCE_LENGTH, one_line, web_address

MEETING_PATH = "/moten/"


@dataclass(frozen=True, slots=True)
class MeetingContext:
    """Every field a template may use. Each is one line of text; a field without a value is empty."""

    forum: str
    """The forum that meets: 'Försäkringsmedicinska samverkansgruppen'."""
    day: str
    """The meeting's day: 'tisdag 24 november 2026'."""
    day_short: str
    """The same without weekday and year: '24 november'."""
    time: str
    """From when to when, Swedish time: '13.00–15.00'."""
    place: str
    """Where, or empty."""
    was: str
    """When the meeting was to be before it was moved: 'tisdag 17 november 2026 kl. 13.00'. Empty when it wasn't."""
    role_label: str
    """In which part the person is invited; follows 'du är': 'kallad som ledamot'."""
    off: str
    """'yes' when the meeting is cancelled for all; empty when it is held without the recipient."""
    link: str
    """The address of the meeting's page."""
    recipient_name: str
    """The name of the person the message goes to."""


def meeting_context(
    invitation: Invitation,
    part: MeetingPart | None,
    base_url: str,
    recipient_name: str,
    *,
    was: datetime | None = None,
    zone: ZoneInfo = DEFAULT_ZONE,
) -> MeetingContext:
    """The context of a message to one person; `part` is None for somebody who isn't invited any longer.

    Raises BadSetting for a base URL that is no web address.
    """
    frame, day = invitation.frame, local_day(invitation.frame.starts_at, zone)
    return MeetingContext(
        forum=one_line(invitation.title, LABEL_LENGTH),
        day=swedish_date(day, weekday=True),
        day_short=swedish_date(day).removesuffix(f" {day.year}"),
        time=f"{_clock(frame.starts_at, zone)}–{_clock(frame.ends_at, zone)}",
        place=one_line(frame.place, SENTENCE_LENGTH),
        was=f"{swedish_date(local_day(was, zone), weekday=True)} kl. {_clock(was, zone)}" if was else "",
        role_label=f"kallad som {MEETING_PART_LABELS[part]}" if part else "en av dem som har varit kallade",
        off="yes" if invitation.cancelled else "",
        link=meeting_address(base_url, invitation.meeting_id),
        recipient_name=one_line(recipient_name, SENTENCE_LENGTH),
    )


def meeting_address(base_url: str, meeting_id: int) -> str:
    """The address of the meeting's page; the same whenever and wherever the meeting is moved. Raises BadSetting."""
    return f"{web_address(base_url)}{MEETING_PATH}{meeting_id}"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H.%M")


def example_meetings() -> Iterator[MeetingContext]:
    """A context of every shape, for trying templates with."""
    start, end = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 14, tzinfo=UTC)
    for place in ("", "Sal Vänern"):
        for state in (MeetingState.PLANNED, MeetingState.CANCELLED):
            frame = MeetingFrame(start, end, place, "", ())
            invitation = Invitation(1, "forum", "Forumet", "", frame, (), state, 0, 0, "", "")
            for part, was in ((MeetingPart.MEMBER, None), (None, start)):
                yield meeting_context(invitation, part, "https://avvikelse.example.se", "", was=was)
