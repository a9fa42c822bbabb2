"""What a mail or the inbox is to tell, as plain values: already checked for its reader, not yet put into words."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from avvikelse.core.dates import DEFAULT_ZONE, at_local, is_working_day, local_day
from avvikelse.core.invitation import Invitation
from avvikelse.core.vocabulary import MailSkip, MeetingPart

DIGEST_AT = time(7, 30)


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """A message about one case. No field comes from a text of the case; `reason` is the routine's."""

    message: str
    number: str
    state_label: str
    state_help: str
    state_says: str
    role_label: str
    due_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MeetingNotice:
    """A message about a meeting as it is now; `news_at` is when there was something to tell."""

    message: str
    invitation: Invitation
    part: MeetingPart | None
    news_at: datetime
    was: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListNotice:
    """A message about several cases, by how many they are, or about the list that a forum goes through on a day."""

    message: str
    count: int
    forum: str
    day: date | None


Notice = CaseNotice | MeetingNotice | ListNotice


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is to be sent now: to whom, and each message by its id in the outbox.

    `skipped` are the messages that may no longer be told to this person, with why. `key` makes the Message-ID.
    """

    mail_id: int
    key: str
    name: str
    address: str
    notices: tuple[Notice, ...]
    skipped: Mapping[int, MailSkip] = field(default_factory=dict)


def letter_key(messages: Iterable[tuple[int, datetime]]) -> str:
    """What the Message-ID of a mail is made of: the ids and moments of its messages.

    The same messages always have the same key, so that a mail that is sent twice is known again. The moments keep
    apart two installations that have had the same address.
    """
    told = " ".join(f"{number}:{moment.timestamp():.6f}" for number, moment in messages)
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def latest_digest(now: datetime, zone: ZoneInfo = DEFAULT_ZONE) -> datetime:
    """The latest moment (UTC), now at most, at which the day's digest was due: 7.30 Swedish time on a working day.

    What was written before it belongs in that digest, however late the digest is sent.
    """
    day = local_day(now, zone)
    while not is_working_day(day) or at_local(day, DIGEST_AT, zone) > now:
        day -= timedelta(days=1)
    return at_local(day, DIGEST_AT, zone)
