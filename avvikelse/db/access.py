"""The one door: every list and look-up of what belongs to a case starts at a `visible_…(actor)`.

Each returns a Core statement over the rows that the person may read, as access.md says it; what is outside is
not found, not refused. Nothing else in the house selects from these tables (a test holds it), but for
`db.cases`, which loads a case that was found through the door.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, case, exists, false, or_, select
from sqlalchemy.sql.selectable import Exists, ScalarSelect

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MailState, Side
from avvikelse.db.tables import (
    AgendaItem,
    Decision,
    Deidentification,
    Deviation,
    DeviationParty,
    Event,
    ForumItem,
    Mail,
    Measure,
    Meeting,
    MeetingPerson,
    Message,
    Note,
    Outbox,
    Registration,
    ReportDraft,
    table,
)

Rows = Select[Any]

deviation, party = table(Deviation), table(DeviationParty)
registration, note, message = table(Registration), table(Note), table(Message)
deidentification, measure, decision = table(Deidentification), table(Measure), table(Decision)
forum_item, meeting, agenda_item, event = table(ForumItem), table(Meeting), table(AgendaItem), table(Event)
invited, outbox, mail, draft = table(MeetingPerson), table(Outbox), table(Mail), table(ReportDraft)


mine = party.alias("mine")
"""The actor's own party, kept apart so that a statement may list all parties beside it."""

_taken, _past = decision.alias("taken"), meeting.alias("past")
"""A decision and a meeting as the door looks them up, whatever a statement lists beside it."""

PEOPLE = ("unit_id", "reporter_id", "manager_id", "destroyed", "held")
"""What a party's row says of its unit, its people and its records: read within the organisation only."""

SHARED_KINDS = (
    "reported", "moved", "contact_logged", "investigated", "measure_added", "measure_done", "agreed", "decided",
)  # fmt: skip
"""Events that all parties of a case may know of; every other kind stays within the organisation that did it."""

INVITATION = (
    "id", "forum_id", "joint_forum_id", "held_on", "starts_at", "minutes", "place", "link", "state", "rev", "sequence",
    "approved_at",
)  # fmt: skip
"""What those who are invited to a meeting may know of its row."""

MESSAGE_KINDS = ("handed_over", "message_received")
"""Events that concern the two parties of a message, and no third."""


def _is_person(column: ColumnElement[Any], actor: Actor) -> ColumnElement[bool]:
    """The column names the actor. Never true for the installation itself, which is nobody's reporter or author."""
    return column == actor.user_id if actor.user_id is not None else false()


def _is_nearest_manager(actor: Actor) -> ColumnElement[bool]:
    return _is_person(mine.c.manager_id, actor) if actor.manager else false()


def _is_handler(actor: Actor) -> ColumnElement[bool]:
    """Manager of the party's unit or above it, or the organisation's coordinator; never in a conduct matter (R8)."""
    line: list[ColumnElement[bool]] = []
    if actor.units:
        line.append(mine.c.unit_id.in_(sorted(actor.units)))
    if actor.coordinator:
        line.append(mine.c.id.is_not(None))
    return and_(or_(*line), deviation.c.conduct_matter.is_(False)) if line else false()


def _own_party(actor: Actor, who: ColumnElement[bool]) -> Exists:
    return exists().where(
        mine.c.deviation_id == deviation.c.id,
        mine.c.organisation == actor.organisation,
        mine.c.visible_from.is_not(None),
        who,
    )


def _reads(actor: Actor) -> Exists:
    """The person reads the deviation: as reporter, manager or coordinator of a party to it."""
    reporter = _is_person(mine.c.reporter_id, actor)
    return _own_party(actor, or_(reporter, _is_nearest_manager(actor), _is_handler(actor)))


def _handles(actor: Actor) -> Exists:
    """The person handles the deviation: as manager or coordinator of a party to it."""
    return _own_party(actor, or_(_is_nearest_manager(actor), _is_handler(actor)))


def _reports(actor: Actor) -> Exists:
    side = mine.c.side == Side.REPORTING
    return _own_party(actor, and_(side, _is_person(mine.c.reporter_id, actor)))


def visible_deviations(actor: Actor) -> Rows:
    """The deviations a person may know of: own, those of units they manage, the organisation's for its coordinator."""
    return select(deviation).where(_reads(actor))


def visible_drafts(actor: Actor) -> Rows:
    """Reports that aren't sent yet: the person's own, nobody else's."""
    return select(draft).where(_is_person(draft.c.user_id, actor))


def own_drafts() -> Rows:
    """`visible_drafts` of the person bound as `user`, to be prepared: the list stands on every desk."""
    return select(draft).where(draft.c.user_id == bindparam("user"))


def visible_preparable(actor: Actor) -> Rows:
    """What a person may prepare for a forum (R12): the deviations they handle, and never a conduct matter (R8)."""
    return select(deviation).where(_handles(actor), deviation.c.conduct_matter.is_(False))


def visible_parties(actor: Actor) -> Rows:
    """The parties of visible deviations with what they have done when; unit and people of the own party alone."""
    own = party.c.organisation == actor.organisation
    columns = [case((own, column)).label(column.name) if column.name in PEOPLE else column for column in party.c]
    return select(*columns).join(deviation, party.c.deviation_id == deviation.c.id).where(_reads(actor))


def visible_registrations(actor: Actor) -> Rows:
    """The own organisation's registrations of visible deviations.

    A reporter reads what they wrote; the investigation is for those who handle the deviation.
    """
    handled = ("investigation", "no_measure_reason")
    columns = [
        case((_handles(actor), column), else_="").label(column.name) if column.name in handled else column
        for column in registration.c
    ]
    return (
        select(*columns)
        .join(deviation, registration.c.deviation_id == deviation.c.id)
        .where(registration.c.organisation == actor.organisation, _reads(actor))
    )


def visible_notes(actor: Actor) -> Rows:
    """The own organisation's notes, for those who handle the deviation, and for the reporter their own notes."""
    own = and_(_is_person(note.c.author_id, actor), _reports(actor))
    return (
        select(note)
        .join(deviation, note.c.deviation_id == deviation.c.id)
        .where(note.c.organisation == actor.organisation, or_(_handles(actor), own))
    )


def visible_messages(actor: Actor) -> Rows:
    """Messages between parties: for both sides' managers and coordinators, and the sending side's reporter."""
    own = actor.organisation
    handled = and_(or_(message.c.sender == own, message.c.receiver == own), _handles(actor))
    reported = and_(message.c.sender == own, _reports(actor))
    return select(message).join(deviation, message.c.deviation_id == deviation.c.id).where(or_(handled, reported))


def visible_deidentifications(actor: Actor) -> Rows:
    """De-identified texts of the own organisation, for those who handle the deviation there."""
    return (
        select(deidentification)
        .join(deviation, deidentification.c.deviation_id == deviation.c.id)
        .where(deidentification.c.organisation == actor.organisation, _handles(actor))
    )


def visible_measures(actor: Actor) -> Rows:
    """Measures, for the deviation's parties, and for the secretary of a forum.

    The secretary reads what the forum has decided, and what the managers did about a case that lies on its table now.
    """
    own = forum_item.c.forum_id.in_(sorted(actor.secretary_of))
    on_table = exists().where(
        forum_item.c.deviation_id == measure.c.deviation_id, forum_item.c.closed_at.is_(None), own
    )
    by_decision = _taken.c.id == measure.c.decision_id
    decided = exists().where(by_decision, forum_item.c.id == _taken.c.forum_item_id, own)
    in_minutes = exists().where(by_decision, _of_held_meeting(_taken.c.meeting_id, actor))
    in_force = or_(measure.c.decision_id.is_(None), exists().where(by_decision, _taken.c.applied_at.is_not(None)))
    readers = or_(and_(_reads(actor), in_force), on_table, decided, in_minutes)
    return select(measure).join(deviation, measure.c.deviation_id == deviation.c.id).where(readers)


def visible_decisions(actor: Actor) -> Rows:
    """Decisions: for the forum's secretary, its members once the meeting is held, and the deviation's parties.

    A decision is the parties' when the minutes are approved; until then it may change.
    """
    on_table = exists().where(
        forum_item.c.id == decision.c.forum_item_id, forum_item.c.forum_id.in_(sorted(actor.secretary_of))
    )
    in_force = and_(_reads(actor), decision.c.applied_at.is_not(None))
    return (
        select(decision)
        .join(deviation, decision.c.deviation_id == deviation.c.id)
        .where(or_(in_force, on_table, _of_held_meeting(decision.c.meeting_id, actor)))
    )


def _of_held_meeting(meeting_id: ColumnElement[Any], actor: Actor) -> ColumnElement[bool]:
    """Stands in minutes that the person may read: of a held meeting of a forum they are a member of."""
    return exists().where(_past.c.id == meeting_id, _past.c.closed_at.is_not(None), _of_forums(actor.member_of, _past))


def _of_forums(ids: Collection[int], of: FromClause = meeting) -> ColumnElement[bool]:
    """The meeting is one of the forums', or joint with one of them."""
    known = sorted(ids)
    return or_(of.c.forum_id.in_(known), of.c.joint_forum_id.in_(known))


def visible_forum_items(actor: Actor) -> Rows:
    """Items on a forum's table: for its secretary, for the deviation's parties, and for members once frozen."""
    frozen = exists().where(
        agenda_item.c.forum_item_id == forum_item.c.id,
        agenda_item.c.withheld == "",
        agenda_item.c.meeting_id == meeting.c.id,
        _of_forums(actor.member_of),
        meeting.c.frozen_at.is_not(None),
    )
    return (
        select(forum_item)
        .join(deviation, forum_item.c.deviation_id == deviation.c.id)
        .where(or_(forum_item.c.forum_id.in_(sorted(actor.secretary_of)), _handles(actor), frozen))
    )


def visible_meetings(actor: Actor) -> Rows:
    """Meetings: all of a forum for its secretary, the frozen and held ones for its members."""
    members = and_(_of_forums(actor.member_of), meeting.c.frozen_at.is_not(None))
    return select(meeting).where(or_(_of_forums(actor.secretary_of), members))


def visible_invitations(actor: Actor) -> Rows:
    """When and where meetings are: for those invited, and for the secretary and the members of the forum.

    Also while the agenda is a draft, which none of these columns tells of; an invitation carries no text of a case.
    """
    forums = sorted(actor.secretary_of | actor.member_of)
    own = exists().where(invited.c.meeting_id == meeting.c.id, _is_person(invited.c.user_id, actor))
    of_forum = or_(meeting.c.forum_id.in_(forums), meeting.c.joint_forum_id.in_(forums))
    return select(*(meeting.c[name] for name in INVITATION)).where(or_(of_forum, own))


def visible_meeting_days(actor: Actor) -> Rows:
    """On which days forums meet: for managers and coordinators, who prepare what their organisation brings (R12).

    Not where, nor with whom. That the forum has to do with the person's organisation is for the caller to see.
    """
    prepares = meeting.c.id.is_not(None) if actor.coordinator or actor.manager else false()
    return select(meeting.c.id, meeting.c.forum_id, meeting.c.held_on, meeting.c.state).where(prepares)


def visible_agenda_items(actor: Actor) -> Rows:
    """Lines of frozen agendas: for the forum's secretary all, for members those that were not withheld.

    What the secretary notes at the meeting is the members' to read when the meeting is held.
    """
    own = _of_forums(actor.secretary_of)
    members = and_(_of_forums(actor.member_of), meeting.c.frozen_at.is_not(None), agenda_item.c.withheld == "")
    read = or_(own, meeting.c.closed_at.is_not(None))
    columns = [
        case((read, column), else_="").label(column.name) if column.name == "notes" else column
        for column in agenda_item.c
    ]
    return select(*columns).join(meeting, agenda_item.c.meeting_id == meeting.c.id).where(or_(own, members))


def visible_weekly(actor: Actor) -> Rows:
    """What the coordinators' weekly list may name: cases that all their parties know of, no conduct matter (R8, R15).

    A matter inside one organisation is no business of the others. Only what kind of case it is and where it stands
    may be shown of these rows to another organisation.
    """
    return select(deviation).where(_between_all() if actor.coordinator else false())


def _between_all() -> ColumnElement[bool]:
    """The case is between parties that all know of it, and no conduct matter."""
    of_case = party.c.deviation_id == deviation.c.id
    between = exists().where(of_case, party.c.side == Side.CONCERNED)
    hidden = exists().where(of_case, party.c.visible_from.is_(None))
    return and_(deviation.c.conduct_matter.is_(False), between, ~hidden)


def visible_joint_figures(actor: Actor) -> Rows:
    """What the agreement's common figures are counted from (R16): cases between parties that all know of them.

    For coordinators and for those who prepare or sit in a forum. The rows are of cases that aren't the reader's: only
    figures of five or more may be made of them, and none of them may be listed.
    """
    reader = bool(actor.coordinator or actor.secretary_of or actor.member_of)
    reporting = party.alias("reporting")
    columns = (deviation.c[name] for name in ("id", "agreement", "category", "gender", "reported_at"))
    return (
        select(*columns, reporting.c.organisation)
        .join(reporting, and_(reporting.c.deviation_id == deviation.c.id, reporting.c.side == Side.REPORTING))
        .where(_between_all() if reader else false())
    )


def visible_own_figures(actor: Actor) -> Rows:
    """What a manager or coordinator counts in their own organisation: what they handle, by its own unit there."""
    columns = (deviation.c[name] for name in ("id", "agreement", "category", "gender", "reported_at"))
    reporting = party.alias("reporting")
    return (
        select(*columns, reporting.c.organisation, mine.c.unit_id)
        .join(mine, and_(mine.c.deviation_id == deviation.c.id, mine.c.organisation == actor.organisation))
        .join(reporting, and_(reporting.c.deviation_id == deviation.c.id, reporting.c.side == Side.REPORTING))
        .where(mine.c.visible_from.is_not(None), or_(_is_nearest_manager(actor), _is_handler(actor)))
    )


def moves_of(cases: Rows) -> Rows:
    """When each of the cases came to which state, in order: nothing of who did it. `cases` comes through the door."""
    counted = cases.subquery()
    return (
        select(event.c.deviation_id, event.c.at, event.c.data)
        .join(counted, counted.c.id == event.c.deviation_id)
        .where(event.c.kind.in_(("reported", "moved")))
        .order_by(event.c.deviation_id, event.c.seq)
    )


def visible_events(actor: Actor) -> Rows:
    """The whole trail for an auditor; for others the history of the deviations they may see.

    Readings are the auditor's alone. Of another party's acts only what the parties share is seen, and who did it
    is not; messages are known to their two parties.
    """
    if actor.auditor:
        return select(event)
    own = event.c.organisation == actor.organisation
    addressed = or_(
        *(event.c.data.contains(f'"{role}":"{actor.organisation}"', autoescape=True) for role in ("receiver", "sender"))
    )
    theirs = or_(event.c.kind.in_(SHARED_KINDS), and_(event.c.kind.in_(MESSAGE_KINDS), addressed))
    shown = (event.c.seq, event.c.at, event.c.kind, event.c.organisation, event.c.deviation_id, event.c.data)
    return (
        select(*shown, case((own, event.c.actor_id)).label("actor_id"))
        .join(deviation, event.c.deviation_id == deviation.c.id)
        .where(_reads(actor), event.c.kind != "text_read", or_(own, theirs))
    )


def visible_inbox(actor: Actor) -> Rows:
    """The messages to the person, but for those about cases that are no longer theirs to see."""
    on_table = exists().where(
        forum_item.c.deviation_id == outbox.c.deviation_id, forum_item.c.forum_id.in_(sorted(actor.secretary_of))
    )
    case_seen = exists().where(deviation.c.id == outbox.c.deviation_id, _reads(actor))
    seen = or_(outbox.c.deviation_id.is_(None), case_seen, on_table)
    return select(outbox).where(_is_person(outbox.c.recipient_id, actor), seen)


def any_unread(person: ColumnElement[int]) -> Exists:
    """Whether the person hasn't read something, seen or not: only to know whether to look for what is seen."""
    return exists().where(outbox.c.recipient_id == person, outbox.c.read_at.is_(None))


def visible_outbox(actor: Actor) -> Rows:
    """Who is sent which message when and what came of it, for administrators: the number of a case, nothing of it.

    Of a conduct matter only what couldn't be sent is there, and without its number: that somebody is mailed about one
    is more than an administrator may know (R8), but a wrong address has to be mended.
    """
    told = or_(deviation.c.id.is_(None), deviation.c.conduct_matter.is_(False), mail.c.state == MailState.DEAD)
    runs = told if actor.administrator else false()
    joined = outbox.outerjoin(mail, mail.c.id == outbox.c.mail_id)
    joined = joined.outerjoin(deviation, deviation.c.id == outbox.c.deviation_id)
    of_message = [outbox.c[name] for name in ("id", "created_at", "message", "recipient_id", "mail_id", "skipped")]
    of_mail = [mail.c[name] for name in ("message_key", "next_at", "attempts", "state", "settled_at", "failure")]
    number = case((deviation.c.conduct_matter.is_(False), deviation.c.number)).label("number")
    return select(*of_message, *of_mail, number).select_from(joined).where(runs)


def own_title(actor: Actor) -> ScalarSelect[str]:
    """The title in the own organisation's registration, as a column beside `visible_deviations`."""
    return (
        select(registration.c.title)
        .where(registration.c.deviation_id == deviation.c.id, registration.c.organisation == actor.organisation)
        .scalar_subquery()
    )
