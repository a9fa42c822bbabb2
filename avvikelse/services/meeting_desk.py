"""A meeting as one person meets it on its page: when and where, how far it has come, and what they may read of it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from avvikelse.core.agenda import Agenda
from avvikelse.core.dates import local_day
from avvikelse.core.invitation import Invitation, Invited
from avvikelse.core.meeting_steps import MeetingStep, meeting_steps
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MeetingState
from avvikelse.db.session import Session
from avvikelse.db.tables import Forum, table
from avvikelse.errors import NotFound
from avvikelse.services.agendas import agenda
from avvikelse.services.invitations import NO_MEETING, invited_by_id
from avvikelse.services.meetings import ForumRef, MeetingRef, find_forum, meeting_by_id
from avvikelse.services.minutes_view import extracts_of

_forum = table(Forum)

MINUTES_READ = (MeetingState.HELD, MeetingState.APPROVED)
BETWEEN = "~"
"""Between agreement and forum in a forum's address, where two agreements have a forum of the same key."""


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting for one reader. What they may not read is None or empty, whether it is there or not.

    `writes` is for the forum's own secretary. `extracts` are the parties whose extract they may read, by key.
    """

    id: int
    forum: ForumRef
    address: str
    held_on: date
    state: str
    invitation: Invitation | None = None
    meeting: MeetingRef | None = None
    agenda: Agenda | None = None
    steps: tuple[MeetingStep, ...] = ()
    writes: bool = False
    mine: Invited | None = None
    extracts: dict[str, str] = field(default_factory=dict)

    @property
    def reads_minutes(self) -> bool:
        """True when the person may read the minutes: the secretary also while they are being written."""
        return self.meeting is not None and (self.writes_minutes or self.state in MINUTES_READ)

    @property
    def writes_minutes(self) -> bool:
        """True for the secretary between the freezing and the approval."""
        return self.writes and self.state in (MeetingState.FROZEN, MeetingState.SENT, MeetingState.HELD)

    @property
    def movable(self) -> bool:
        """True while the meeting hasn't been held."""
        return self.state in (MeetingState.PLANNED, MeetingState.FROZEN, MeetingState.SENT)

    @property
    def adjusts(self) -> bool:
        """True for an adjuster who hasn't approved the minutes that now wait."""
        return (
            self.state == MeetingState.HELD
            and self.mine is not None
            and self.mine.attendee.adjuster
            and self.mine.attendee.approved_on is None
        )


def meeting_view(session: Session, actor: Actor, meeting_id: int, now: datetime, *, papers: bool = True) -> MeetingView:
    """The meeting as the person may know of it; without `papers` its agenda is left out.

    Raises NotFound for those who are neither of the forum, invited, nor of a party with an extract.
    """
    extracts = extracts_of(session, actor, meeting_id)
    try:
        forum, invitation = invited_by_id(session, actor, meeting_id)
    except NotFound:
        if extracts is None:
            raise NotFound(NO_MEETING) from None
        return _of_a_party(session, meeting_id, extracts)
    meeting = _meeting_or_none(session, actor, meeting_id)
    held_on = local_day(invitation.frame.starts_at)
    writes = forum.id in actor.secretary_of
    spec = forum.engine.routine.forums[forum.key]
    return MeetingView(
        id=meeting_id,
        forum=forum,
        address=address_of(session, forum),
        held_on=held_on,
        state=invitation.state,
        invitation=invitation,
        meeting=meeting,
        agenda=_agenda(session, actor, forum, meeting, now) if papers else None,
        steps=meeting_steps(spec, held_on, invitation.state, local_day(now)),
        writes=writes,
        mine=next((one for one in invitation.people if one.user_id == actor.user_id), None),
        extracts=extracts[2] if extracts is not None else {},
    )


def _of_a_party(session: Session, meeting_id: int, extracts: tuple[ForumRef, date, dict[str, str]]) -> MeetingView:
    """What somebody of a party knows of a meeting they weren't at: the day, and that there is an extract."""
    forum, held_on, parties = extracts
    return MeetingView(
        meeting_id, forum, address_of(session, forum), held_on, MeetingState.APPROVED, extracts=dict(parties)
    )


def _meeting_or_none(session: Session, actor: Actor, meeting_id: int) -> MeetingRef | None:
    try:
        return meeting_by_id(session, actor, meeting_id)[1]
    except NotFound:
        return None


def _agenda(
    session: Session, actor: Actor, forum: ForumRef, meeting: MeetingRef | None, now: datetime
) -> Agenda | None:
    if meeting is None or meeting.state is MeetingState.CANCELLED:
        return None
    if meeting.state is MeetingState.PLANNED and forum.id not in actor.secretary_of:
        return None
    return agenda(session, actor, forum, meeting.held_on.isoformat(), now)


def address_of(session: Session, forum: ForumRef) -> str:
    """How a page's address names the forum: its key, with the agreement where two agreements use the key."""
    same = session.execute(select(func.count()).select_from(_forum).where(_forum.c.key == forum.key)).scalar_one()
    return forum.key if same == 1 else f"{forum.agreement}{BETWEEN}{forum.key}"


def forum_at(session: Session, address: str) -> ForumRef:
    """The forum that an address names. Raises NotFound, and BadInput when the agreement is needed too."""
    agreement, between, key = address.rpartition(BETWEEN)
    return find_forum(session, key, agreement if between else None)
