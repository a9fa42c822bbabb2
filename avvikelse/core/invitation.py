"""A meeting as those invited to it know it: when, where, with whom, and how often that has changed."""

from dataclasses import dataclass

from avvikelse.core.minutes import Attendee, MeetingFrame
from avvikelse.core.vocabulary import MeetingState


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited, with the address that their invitation goes to."""

    user_id: int
    username: str
    email: str
    attendee: Attendee


@dataclass(frozen=True, slots=True)
class Invitation:
    """One meeting. It carries no text, title or number of any case (access.md).

    `rev` is the revision it was read at, `sequence` how many times those invited have had a change to know of
    (RFC 5545). `organiser_email` is empty when the forum has no secretary. `frame.people` are `people` in order.
    """

    meeting_id: int
    forum: str
    name: str
    joint_name: str
    frame: MeetingFrame
    people: tuple[Invited, ...]
    state: str
    rev: int
    sequence: int
    organiser_name: str
    organiser_email: str

    @property
    def cancelled(self) -> bool:
        """True when the meeting won't be held."""
        return self.state == MeetingState.CANCELLED

    @property
    def title(self) -> str:
        """What the meeting is called: the forum, or both forums of a joint meeting."""
        return f"{self.name} och {self.joint_name}" if self.joint_name else self.name
