"""Calendar files as Outlook and Thunderbird must be able to read them, read back by two independent libraries."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from avvikelse.core.dates import DEFAULT_ZONE, at_local
from avvikelse.core.invitation import Invitation, Invited
from avvikelse.core.minutes import Attendee, MeetingFrame
from avvikelse.core.vocabulary import MeetingPart
from avvikelse.errors import BadSetting
from avvikelse.outbound.ics import file_name, meeting_ics, series_ics

BASE = "https://avvikelse.example.se"
STAMP = datetime(2026, 10, 1, 7, 30, tzinfo=UTC)
HOSTILE = {
    "a new property": "Sal 1\r\nATTENDEE:mailto:angripare@example.se\nX-EVIL:1",
    "a new entry": "Sal\nEND:VEVENT\nBEGIN:VEVENT\nUID:other",
    "separators": 'Sal "A"; våning 2, hus B: rum \\n 3',
    "line ends of unicode": "Sal\u2028ATTENDEE:mailto:x@example.se\u0085BEGIN:VALARM\x00\x1b",
    "long": "Föreningsgatan åäö " * 40,
}


def person(name: str, part: MeetingPart, answer: str = "") -> Invited:
    attendee = Attendee(name, "Region Värmland", part, answer)
    return Invited(1, "x", f"{name.split(maxsplit=1)[0].lower()}@example.se", attendee)


PEOPLE = (
    person("Helena Storm", MeetingPart.CHAIR, "coming"),
    person("Eva Sandell", MeetingPart.SECRETARY),
    person("Pia Modig", MeetingPart.MEMBER, "apology"),
    person("Gun Åkerö", MeetingPart.GUEST),
)


def invitation(
    day: date = date(2026, 11, 24), *, place: str = "Sal Vänern", link: str = "", **changes: Any
) -> Invitation:
    start = at_local(day, time(13, 0))
    frame = MeetingFrame(start, start + timedelta(minutes=90), place, link, tuple(one.attendee for one in PEOPLE))
    found = Invitation(
        7, "avvikelseforum", "Avvikelseforum", "", frame, PEOPLE, "planned", 3, 0, "Eva Sandell", "eva@example.se"
    )
    return replace(found, **changes)


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def entry(content: bytes) -> Any:
    [event] = events(content)
    return event


def test_an_invitation_has_what_outlook_and_thunderbird_ask_for() -> None:
    content = meeting_ics(invitation(link="https://mote.example.se/rum/1"), BASE, STAMP)
    calendar = Calendar.from_ical(content)
    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    event = entry(content)
    assert str(event["uid"]) == "meeting-7@avvikelse.example.se"
    assert (event["sequence"], event["status"], event["transp"]) == (0, "CONFIRMED", "OPAQUE")
    assert event.decoded("dtstamp") == STAMP
    assert event["summary"] == "Avvikelseforum"
    assert event["location"] == "Sal Vänern"
    assert event["url"] == "https://avvikelse.example.se/moten/7"
    assert event["description"] == (
        "Dagordning: https://avvikelse.example.se/moten/7\nAnslut: https://mote.example.se/rum/1"
    )
    assert (event["organizer"], event["organizer"].params["CN"]) == ("mailto:eva@example.se", "Eva Sandell")
    told = {str(one): (one.params["ROLE"], one.params["PARTSTAT"], "RSVP" in one.params) for one in event["attendee"]}
    assert told == {
        "mailto:helena@example.se": ("CHAIR", "ACCEPTED", False),
        "mailto:eva@example.se": ("REQ-PARTICIPANT", "ACCEPTED", False),  # who calls it comes
        "mailto:pia@example.se": ("REQ-PARTICIPANT", "DECLINED", False),
        "mailto:gun@example.se": ("REQ-PARTICIPANT", "NEEDS-ACTION", True),
    }
    assert not Calendar.from_ical(content).walk("VALARM")
    assert file_name(invitation()) == "mote-7.ics"


def test_lines_end_in_crlf_and_are_folded_at_75_octets() -> None:
    for place in ("Sal Vänern", HOSTILE["long"]):
        content = meeting_ics(invitation(place=place, name="Försäkringsmedicinska " * 5), BASE, STAMP)
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        for line in lines:
            line.decode()  # no letter is cut in two
        assert entry(content)["location"].startswith(" ".join(place.split())[:490])


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)])
def test_the_hour_is_the_swedish_one_on_both_sides_of_a_change_of_the_clock(day: date) -> None:
    content = meeting_ics(invitation(day), BASE, STAMP)
    assert f"DTSTART;TZID=Europe/Stockholm:{day:%Y%m%d}T130000\r\n".encode() in content
    expected = datetime.combine(day, time(13, 0), DEFAULT_ZONE).astimezone(UTC)
    assert entry(content).decoded("dtstart").astimezone(UTC) == expected
    read = vobject.readOne(content.decode()).vevent
    assert read.dtstart.value.astimezone(UTC) == expected, "by the file's own time zone"
    assert read.dtend.value - read.dtstart.value == timedelta(minutes=90)


def test_the_file_s_own_time_zone_is_the_real_one() -> None:
    """vobject builds the zone from the file's rules alone: compared with the system's, for every week of years."""
    zone = vobject.readOne(meeting_ics(invitation(), BASE, STAMP).decode()).vevent.dtstart.value.tzinfo
    day = datetime(2025, 1, 1, 12)  # noqa: DTZ001 (the two zones are put on it)
    while day.year < 2036:
        assert day.replace(tzinfo=zone).utcoffset() == day.replace(tzinfo=DEFAULT_ZONE).utcoffset(), day
        day += timedelta(days=1)


def test_a_meeting_that_is_moved_keeps_its_uid_and_gets_a_higher_sequence() -> None:
    first = entry(meeting_ics(invitation(), BASE, STAMP))
    moved = entry(meeting_ics(invitation(date(2026, 12, 1), sequence=1), BASE, STAMP + timedelta(days=1)))
    assert first["uid"] == moved["uid"]
    assert first["sequence"] < moved["sequence"]
    assert first.decoded("dtstamp") < moved.decoded("dtstamp")
    assert first["url"] == moved["url"], "the link in an old entry still leads to the meeting"


def test_nobody_is_asked_to_answer_a_cancellation() -> None:
    event = entry(meeting_ics(invitation(state="cancelled", sequence=1), BASE, STAMP))
    assert not any("RSVP" in one.params for one in event["attendee"])


def test_a_cancellation_says_so_to_the_calendar_and_to_people() -> None:
    content = meeting_ics(invitation(state="cancelled", sequence=2), BASE, STAMP)
    assert Calendar.from_ical(content)["method"] == "CANCEL"
    event = entry(content)
    assert (event["status"], event["sequence"], event["transp"]) == ("CANCELLED", 2, "TRANSPARENT")
    assert event["summary"] == "Inställt: Avvikelseforum"
    assert len(event["attendee"]) == len(PEOPLE)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_never_become_properties(value: str) -> None:
    hostile = invitation(place=value, link=value, name=value, joint_name=value, organiser_name=value)
    one = replace(PEOPLE[0], email=value, attendee=replace(PEOPLE[0].attendee, name=value))
    content = meeting_ics(replace(hostile, people=(one,)), BASE, STAMP)
    calendar = Calendar.from_ical(content)
    assert [component.name for component in calendar.walk()] == [
        "VCALENDAR", "VTIMEZONE", "DAYLIGHT", "STANDARD", "VEVENT",
    ]  # fmt: skip
    event = entry(content)
    assert set(event) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP", "LOCATION", "DESCRIPTION",
        "URL", "ORGANIZER", "ATTENDEE",
    }  # fmt: skip
    assert str(event["uid"]) == "meeting-7@avvikelse.example.se"
    read = vobject.readOne(content.decode())
    assert len(read.contents["vevent"]) == 1
    assert len(read.vevent.contents["attendee"]) == 1
    assert read.vevent.location.value == event["location"]


def test_the_same_meeting_and_moment_give_the_same_bytes() -> None:
    assert meeting_ics(invitation(), BASE, STAMP) == meeting_ics(invitation(), BASE, STAMP)


def test_without_a_secretary_or_a_place() -> None:
    event = entry(meeting_ics(invitation(place="", organiser_email="", organiser_name=""), BASE, STAMP))
    assert "location" not in event
    assert event["organizer"] == "mailto:noreply@avvikelse.example.se"
    assert event["organizer"].params["CN"] == "Avvikelseforum"
    online = entry(meeting_ics(invitation(place="", link="https://mote.example.se/1"), BASE, STAMP))
    assert online["location"] == "https://mote.example.se/1"


def test_a_series_to_subscribe_to_names_nobody_but_the_organiser() -> None:
    later = invitation(date(2027, 3, 30), meeting_id=8, state="cancelled", sequence=1)
    content = series_ics("Avvikelseforum", [invitation(), later], BASE, STAMP)
    calendar = Calendar.from_ical(content)
    assert (calendar["method"], calendar["x-wr-calname"]) == ("PUBLISH", "Avvikelseforum")
    first, second = events(content)
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")
    assert first["uid"] != second["uid"]
    assert b"ATTENDEE" not in content
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert len(list(vobject.readOne(content.decode()).vevent_list)) == 2


def test_an_empty_series_is_a_whole_file() -> None:
    assert events(series_ics("Avvikelseforum", [], BASE, STAMP)) == []


def test_a_joint_meeting_names_both_forums() -> None:
    joint = entry(meeting_ics(invitation(joint_name="Samverkansgruppen"), BASE, STAMP))
    assert joint["summary"] == "Avvikelseforum och Samverkansgruppen"


@pytest.mark.parametrize("address", ["", "avvikelse.example.se", "https://a b"])
def test_the_address_must_be_one(address: str) -> None:
    with pytest.raises(BadSetting, match="AVVIKELSE_BASE_URL"):
        meeting_ics(invitation(), address, STAMP)
