"""Puts what is to be told into words: a notice as the inbox shows it, a letter as it is mailed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from avvikelse.core.letters import CaseNotice, Letter, ListNotice, MeetingNotice, Notice
from avvikelse.core.messages import CALENDAR_MESSAGES, DEADLINES, FIXED, SUMMARY, TURN_MESSAGES
from avvikelse.outbound.context import context
from avvikelse.outbound.ics import file_name, meeting_ics
from avvikelse.outbound.list_context import list_context, summary_context
from avvikelse.outbound.meeting_context import meeting_context
from avvikelse.outbound.render import Rendered, render
from avvikelse.settings import Settings

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A meeting to attach; `method` is REQUEST or CANCEL (RFC 5546)."""

    name: str
    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words, with the calendar file that one about a meeting carries."""

    words: Rendered
    calendar: CalendarFile | None = None


def put_into_words(notice: Notice, name: str, settings: Settings) -> Rendered:
    """A message to the person of that name, from the templates. Raises BadSetting for a faulty template."""
    url, zone = settings.base_url, settings.timezone
    match notice:
        case CaseNotice():
            values = context(
                notice.number,
                notice.state_label,
                notice.role_label,
                notice.due_at,
                url,
                name,
                state_help=notice.state_help,
                state_says=notice.state_says,
                reason=notice.reason,
                zone=zone,
            )
            return render(notice.message, values, _folders(settings))
        case MeetingNotice():
            about = meeting_context(notice.invitation, notice.part, url, name, was=notice.was, zone=zone)
            return render(notice.message, about, _folders(settings))
        case ListNotice():
            several = list_context(notice.message, notice.count, notice.forum, notice.day, url, name)
            return render(notice.message, several, _folders(settings))


def write_letter(letter: Letter, settings: Settings) -> Written:
    """A letter with at least one notice: the message itself, or a summary of several. Raises as `put_into_words`."""
    notices = _latest(letter.notices)
    if len(notices) > 1:
        return Written(_summary(notices, letter.name, settings))
    [notice] = notices
    words = put_into_words(notice, letter.name, settings)
    if isinstance(notice, MeetingNotice) and notice.message in CALENDAR_MESSAGES:
        return Written(words, _calendar(notice, settings))
    return Written(words)


def _latest(notices: Sequence[Notice]) -> list[Notice]:
    """Of the messages about whose turn it is in a case only the last: who hears of two weeks at once needs no more."""
    last = {
        n.number: place for place, n in enumerate(notices) if isinstance(n, CaseNotice) and n.message in TURN_MESSAGES
    }
    return [n for place, n in enumerate(notices) if n.message not in TURN_MESSAGES or place in last.values()]


def _summary(notices: Sequence[Notice], name: str, settings: Settings) -> Rendered:
    lines = [put_into_words(notice, name, settings).subject for notice in _nearest_first(notices)]
    waiting = sum(notice.message in FIXED | DEADLINES for notice in notices)
    return render(SUMMARY, summary_context(lines, waiting, settings.base_url, name), _folders(settings))


def _nearest_first(notices: Sequence[Notice]) -> list[Notice]:
    """What waits for the reader goes first, by its last day; the rest as it was written."""

    def order(notice: Notice) -> tuple[bool, datetime]:
        due = notice.due_at if isinstance(notice, CaseNotice) else None
        return notice.message not in FIXED | DEADLINES, due or NEVER

    return sorted(notices, key=order)


def _calendar(notice: MeetingNotice, settings: Settings) -> CalendarFile:
    invitation = notice.invitation
    content = meeting_ics(invitation, settings.base_url, notice.news_at)
    return CalendarFile(file_name(invitation), "CANCEL" if invitation.cancelled else "REQUEST", content)


def _folders(settings: Settings) -> tuple[Path, ...]:
    return (settings.notifications,) if settings.notifications is not None else ()
