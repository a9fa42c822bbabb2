"""The forums that a person has to do with, on one page: what is next, what it waits for, and what they could bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.invitation import Invitation
from avvikelse.core.meeting_steps import WEEKLY
from avvikelse.core.permissions import Actor
from avvikelse.core.preparation import Preparation, steps_to
from avvikelse.core.vocabulary import MeetingPart, MeetingState
from avvikelse.db.access import visible_forum_items, visible_invitations, visible_measures
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, Deviation, Forum, ForumItem, Measure, Meeting, table
from avvikelse.errors import NotFound
from avvikelse.services.agenda_draft import FAILS, STALE
from avvikelse.services.invitations import invitations
from avvikelse.services.meeting_desk import MeetingView, address_of, meeting_view
from avvikelse.services.meetings import ForumRef, forum_by_id
from avvikelse.services.preparation import preparation

_forum, _item, _measure = table(Forum), table(ForumItem), table(Measure)
_decision, _meeting, _deviation = table(Decision), table(Meeting), table(Deviation)

AHEAD = (MeetingState.PLANNED, MeetingState.FROZEN, MeetingState.SENT)


@dataclass(frozen=True, slots=True)
class Owed:
    """What one organisation still owes a meeting, a sentence for each thing."""

    organisation: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForumCard:
    """A forum as one person has to do with it.

    `next` is its next meeting as the person may know of it, `last` the newest that is held; `prepared` what their
    organisation could bring. `items` and `withheld` count the next agenda's cases, for its secretary.
    """

    forum: ForumRef
    address: str
    part: str
    next: MeetingView | None = None
    last: Invitation | None = None
    owed: tuple[Owed, ...] = ()
    prepared: Preparation | None = None

    @property
    def weekly(self) -> bool:
        """True for the coordinators' check-in, whose agenda is the weekly list."""
        return self.forum.engine.routine.forums[self.forum.key].meets == WEEKLY

    @property
    def items(self) -> int:
        """How many cases the next agenda takes up."""
        return sum(line.item_id is not None for line in self.next.agenda.lines) if self.next and self.next.agenda else 0

    @property
    def withheld(self) -> int:
        """How many can't be shown."""
        return len(self.next.agenda.withheld) if self.next and self.next.agenda else 0


@dataclass(frozen=True, slots=True)
class Series:
    """A forum's meetings that the person may know of: those ahead the nearest first, those behind the newest first."""

    forum: ForumRef
    address: str
    writes: bool
    ahead: tuple[Invitation, ...]
    behind: tuple[Invitation, ...]


def forum_desk(session: Session, actor: Actor, now: datetime) -> list[ForumCard]:
    """The person's forums in the order of the routine files. Raises NotFound for those who have none."""
    invited_to = set(session.execute(visible_invitations(actor).with_only_columns(_meeting.c.forum_id)).scalars())
    ids = session.execute(select(_forum.c.id).order_by(_forum.c.agreement, _forum.c.id)).scalars().all()
    cards = [
        _card(session, actor, forum, now)
        for forum in (forum_by_id(session, one) for one in ids)
        if forum.id in invited_to | actor.secretary_of | actor.member_of or _prepares(actor, forum)
    ]
    if not cards:
        raise NotFound("Du har inget forum.")
    return cards


def _prepares(actor: Actor, forum: ForumRef) -> bool:
    """The person's organisation brings cases to the forum, and they are among those who prepare them (R12)."""
    routine = forum.engine.routine
    if not (actor.coordinator or actor.manager) or actor.organisation not in routine.parties:
        return False
    return any(steps_to(routine, forum.key, learning=learning) for learning in (False, True))


def _card(session: Session, actor: Actor, forum: ForumRef, now: datetime) -> ForumCard:
    address, today = address_of(session, forum), local_day(now)
    found = series(session, actor, forum, now) if _knows(session, actor, forum) else None
    coming = [one for one in found.ahead if one.state in AHEAD] if found else []
    view = meeting_view(session, actor, coming[0].meeting_id, now) if coming else None
    secretary = forum.id in actor.secretary_of
    held = [one for one in found.behind if one.state in (MeetingState.HELD, MeetingState.APPROVED)] if found else []
    return ForumCard(
        forum,
        address,
        "secretary" if secretary else ("member" if forum.id in actor.member_of else ""),
        next=view,
        last=held[0] if held else None,
        owed=tuple(_owed(session, actor, view, today)) if secretary and view is not None else (),
        prepared=_prepared(session, actor, forum, now),
    )


def _knows(session: Session, actor: Actor, forum: ForumRef) -> bool:
    if forum.id in actor.secretary_of | actor.member_of:
        return True
    own = visible_invitations(actor).where(_meeting.c.forum_id == forum.id)
    return session.execute(own.limit(1)).first() is not None


def _prepared(session: Session, actor: Actor, forum: ForumRef, now: datetime) -> Preparation | None:
    if not _prepares(actor, forum):
        return None
    try:
        return preparation(session, actor, forum, "next", now)
    except NotFound:
        return None  # a forum without a rhythm and without a planned meeting


def series(session: Session, actor: Actor, forum: ForumRef, now: datetime) -> Series:
    """The forum's own meetings and those it has together with another. Raises NotFound to strangers."""
    every, today = invitations(session, actor, forum), local_day(now)
    ahead = [one for one in every if _is_ahead(one, today)]
    behind = [one for one in reversed(every) if not _is_ahead(one, today)]
    return Series(forum, address_of(session, forum), forum.id in actor.secretary_of, tuple(ahead), tuple(behind))


def _is_ahead(one: Invitation, today: date) -> bool:
    """Its day hasn't passed and it isn't held; a fixed agenda stays ahead until somebody ends the meeting."""
    if one.state in (MeetingState.FROZEN, MeetingState.SENT):
        return True
    waits = one.state == MeetingState.PLANNED or one.cancelled
    return waits and local_day(one.frame.starts_at) >= today


def _owed(session: Session, actor: Actor, view: MeetingView, today: date) -> Iterator[Owed]:
    """What each party still owes: texts to mend, answers to the invitation, measures that are past their day."""
    parties = view.forum.engine.routine.parties
    found: dict[str, list[str]] = {name: [] for name in parties.values()}
    for organisation, sentence in [
        *_texts_to_mend(session, actor, view),
        *_late_measures(session, actor, view, today),
    ]:
        found.setdefault(parties.get(organisation, organisation), []).append(sentence)
    for name, people in _unanswered(view).items():
        found.setdefault(name, []).append(f"Svar på inbjudan från {', '.join(people)}.")
    yield from (Owed(name, tuple(what)) for name, what in found.items() if what)


def _texts_to_mend(session: Session, actor: Actor, view: MeetingView) -> Iterator[tuple[str, str]]:
    withheld = view.agenda.withheld if view.agenda is not None else ()
    waiting = {one.item_id: one for one in withheld if one.item_id is not None and one.reason in (FAILS, STALE)}
    rows = session.execute(visible_forum_items(actor).where(_item.c.id.in_(waiting)).order_by(_item.c.id))
    for row in rows:
        what = "skrivas om" if waiting[row.id].reason == FAILS else "intygas igen"
        yield row.lifted_by, f"{row.number}: texten behöver {what}."


def _late_measures(session: Session, actor: Actor, view: MeetingView, today: date) -> Iterator[tuple[str, str]]:
    statement = (
        visible_measures(actor)
        .add_columns(_deviation.c.number)
        .join(_decision, _decision.c.id == _measure.c.decision_id)
        .join(_meeting, _meeting.c.id == _decision.c.meeting_id)
        .where(_meeting.c.forum_id == view.forum.id, _decision.c.applied_at.is_not(None))
        .where(_measure.c.done_at.is_(None), _measure.c.due_on < today)
        .order_by(_measure.c.due_on, _measure.c.id)
    )
    for row in session.execute(statement):
        yield row.organisation, f"{row.number}: en åtgärd skulle vara klar {swedish_date(row.due_on)}."


def _unanswered(view: MeetingView) -> dict[str, list[str]]:
    """Who hasn't said whether they come, by the name of their organisation."""
    found: dict[str, list[str]] = {}
    people = view.invitation.people if view.invitation is not None else ()
    for one in people:
        if not one.attendee.answer and one.attendee.part is not MeetingPart.SECRETARY:
            found.setdefault(one.attendee.organisation, []).append(one.attendee.name)
    return found
