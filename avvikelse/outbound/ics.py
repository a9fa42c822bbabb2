"""Meetings as calendar files (RFC 5545, 5546): invitations, updates and cancellations, and a series to subscribe to.

Outlook and Thunderbird know a meeting again by its UID, which never changes, and take the highest SEQUENCE for the
truth. Nothing of any case is in an entry: the forum's name, when, where, with whom, and a link to the meeting's page.
"""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vCalAddress

from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.core.invitation import Invitation, Invited
from avvikelse.core.vocabulary import MeetingAnswer, MeetingPart
from avvikelse.outbound.context import one_line, web_address
from avvikelse.outbound.meeting_context import meeting_address

PRODUCT = "-//avvikelse//moten//SV"
LINE = 500

# As rules, which Outlook reads; the library would write a list of every change of the clock since 1970, which it
# doesn't. The European Union's rule since 1996.
_STOCKHOLM = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""

_ANSWERS = {MeetingAnswer.COMING: "ACCEPTED", MeetingAnswer.APOLOGY: "DECLINED"}


def meeting_ics(invitation: Invitation, base_url: str, stamp: datetime) -> bytes:
    """The meeting as a file to send to those invited: METHOD REQUEST, or CANCEL for a meeting that is cancelled.

    `stamp` is the moment of the change (UTC): the same meeting and stamp always give the same bytes. Raises BadSetting
    for a base URL that is no web address.
    """
    entry = _entry(invitation, base_url, stamp)
    for person in invitation.people:
        entry.add("attendee", _attendee(person, invitation))
    return _file("CANCEL" if invitation.cancelled else "REQUEST", [entry])


def series_ics(name: str, invitations: Iterable[Invitation], base_url: str, stamp: datetime) -> bytes:
    """A forum's meetings as one file to subscribe to, cancelled ones marked as such. Names nobody but the organiser."""
    entries = [_entry(invitation, base_url, stamp) for invitation in invitations]
    title = one_line(name, LINE)
    return _file("PUBLISH", entries, {"name": title, "x-wr-calname": title})


def file_name(invitation: Invitation) -> str:
    """What the attached file is called."""
    return f"mote-{invitation.meeting_id}.ics"


def _file(method: str, entries: Iterable[Component], more: dict[str, str] | None = None) -> bytes:
    calendar = Calendar()
    fields = {"prodid": PRODUCT, "version": "2.0", "calscale": "GREGORIAN", "method": method}
    for name, value in (fields | (more or {})).items():
        calendar.add(name, value)
    calendar.add_component(Timezone.from_ical(_STOCKHOLM))
    for entry in entries:
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _entry(invitation: Invitation, base_url: str, stamp: datetime) -> Event:
    frame, address = invitation.frame, meeting_address(base_url, invitation.meeting_id)
    host = urlsplit(web_address(base_url)).hostname or ""
    title = one_line(invitation.title, LINE)
    entry = Event()
    entry.add("uid", f"meeting-{invitation.meeting_id}@{host}")
    entry.add("sequence", invitation.sequence)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", _local(frame.starts_at))
    entry.add("dtend", _local(frame.ends_at))
    entry.add("summary", f"Inställt: {title}" if invitation.cancelled else title)
    entry.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if invitation.cancelled else "OPAQUE")
    place, link = one_line(frame.place, LINE), one_line(frame.link, LINE)
    if place or link:
        entry.add("location", place or link)
    entry.add("description", "\n".join(["Dagordning: " + address, *(["Anslut: " + link] if link else [])]))
    entry.add("url", address)
    entry.add("organizer", _organiser(invitation, host))
    return entry


def _local(moment: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    return moment.astimezone(zone)


def _organiser(invitation: Invitation, host: str) -> vCalAddress:
    """The forum's secretary; without one the installation itself, since RFC 5546 asks for an organiser."""
    email = invitation.organiser_email or f"noreply@{host}"
    return _person(email, invitation.organiser_name or invitation.name)


def _attendee(person: Invited, invitation: Invitation) -> vCalAddress:
    """Somebody invited. Whoever organises the meeting comes to it until they say otherwise: nobody asks themself."""
    attendee = person.attendee
    unanswered = "ACCEPTED" if person.email == invitation.organiser_email else "NEEDS-ACTION"
    found = _person(person.email, attendee.name)
    found.params["CUTYPE"] = "INDIVIDUAL"
    found.params["ROLE"] = "CHAIR" if attendee.part is MeetingPart.CHAIR else "REQ-PARTICIPANT"
    found.params["PARTSTAT"] = _ANSWERS[MeetingAnswer(attendee.answer)] if attendee.answer else unanswered
    if found.params["PARTSTAT"] == "NEEDS-ACTION" and not invitation.cancelled:
        found.params["RSVP"] = "TRUE"
    return found


def _person(email: str, name: str) -> vCalAddress:
    """An address with a name. The name gets no double quotes: old readers don't know how those are written."""
    found = vCalAddress(f"mailto:{''.join(one_line(email, LINE).split())}")
    found.params["CN"] = one_line(name.replace('"', "'"), LINE)
    return found
