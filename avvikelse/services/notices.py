"""What a message in the outbox may tell its recipient now: checked through the door, as plain values.

A message is told later than it was written. By then the recipient may have left, changed roles or lost sight of the
case, and the case may have moved on.
"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.dates import at_local
from avvikelse.core.deadlines import DAY_ENDS
from avvikelse.core.engine import role_label
from avvikelse.core.letters import CaseNotice, ListNotice, MeetingNotice, Notice
from avvikelse.core.messages import ALL_MESSAGES, LIST_MESSAGES, MEETING_MESSAGES, TURN_MESSAGES
from avvikelse.core.permissions import Actor
from avvikelse.core.reminding import HOLE, HOLES, RETENTION_AHEAD, reminder_reason
from avvikelse.core.vocabulary import CASE_ROLE_LABELS, SECRETARY, MailSkip
from avvikelse.db.access import (
    visible_forum_items,
    visible_invitations,
    visible_measures,
    visible_meeting_days,
    visible_meetings,
)
from avvikelse.db.cases import Case, case_behind, find_case
from avvikelse.db.retention import working_decisions
from avvikelse.db.session import Session
from avvikelse.db.tables import ForumItem, Measure, Meeting, table
from avvikelse.errors import NotFound
from avvikelse.services.invitations import invitation_for
from avvikelse.services.routines import engine_of, forum_id

_item, _meeting, _measure = table(ForumItem), table(Meeting), table(Measure)

FOR_COORDINATORS = frozenset({"extract_ready", "weekly_list"})
MEASURES = frozenset({"measure_due", "measure_overdue"})
WITHOUT_PART = dict.fromkeys(MEASURES, "en av dem som ansvarar för åtgärden") | {
    HOLE: "en av dem som kan ge den till någon"
}
"""Why somebody is told of what isn't theirs by their part in the case; follows 'du är'."""


def read_notice(session: Session, actor: Actor, row: Row[Any], *, mailing: bool = False) -> Notice | MailSkip:
    """What the row of the outbox tells the actor, its recipient, or why it may not be told any longer.

    When it is `mailing`, also not what asks for something that has been done meanwhile.
    """
    data: dict[str, Any] = json.loads(row.data)
    if row.message not in ALL_MESSAGES:
        return MailSkip.OUTDATED
    if not _still_is(actor, row.message):
        return MailSkip.PART_LOST
    if row.message in MEETING_MESSAGES:
        return _meeting_notice(session, actor, row, data)
    if mailing and row.message == RETENTION_AHEAD and _is_revoked(session, data):
        return MailSkip.REVOKED
    if row.message in LIST_MESSAGES:
        day = date.fromisoformat(data["held_on"]) if data.get("held_on") else None
        return ListNotice(row.message, int(data.get("count", 0)), str(data.get("name", "")), day)
    part = "" if row.message == HOLE else str(data.get("role", ""))  # a hole is told to whoever can mend it
    case = _seen_case(session, actor, row.deviation_id, str(data["number"]), part)
    if isinstance(case, MailSkip):
        return case
    if mailing and _is_done(session, actor, row.message, case, data):
        return MailSkip.MOVED_ON
    return _case_notice(session, row.message, case, data)


def _still_is(actor: Actor, message: str) -> bool:
    """The person has the role for which they are told what is about no case of theirs."""
    if message in FOR_COORDINATORS:
        return actor.coordinator
    return actor.administrator or message not in (HOLES, RETENTION_AHEAD)


def _is_revoked(session: Session, data: dict[str, Any]) -> bool:
    """The decision that the message warns of has been revoked, and will destroy nothing."""
    return "retention" in data and not working_decisions(session, [data["retention"]])


def _is_done(session: Session, actor: Actor, message: str, case: Case, data: dict[str, Any]) -> bool:
    """The message asks for a step in a state that the case has left, or for a measure that is taken."""
    if message in TURN_MESSAGES:
        return data.get("state") != case.state
    if message not in MEASURES:
        return False
    left = visible_measures(actor).where(_measure.c.id == data["measure"], _measure.c.done_at.is_(None))
    return session.execute(left).first() is None


def _case_notice(session: Session, message: str, case: Case, data: dict[str, Any]) -> CaseNotice:
    role = "" if message in WITHOUT_PART else str(data.get("role", ""))
    routine = engine_of(session, case.routine_version_id).routine
    state = routine.states[data["state"]] if data.get("state") in routine.states else routine.states[case.state]
    return CaseNotice(
        message=message,
        number=case.number,
        state_label=state.label,
        state_help=state.help,
        state_says=state.says,
        role_label=role_label(routine, role) if role else WITHOUT_PART.get(message, "en av dem som avvikelsen gäller"),
        due_at=_due(data),
        reason=reminder_reason(routine, data),
    )


def _due(data: dict[str, Any]) -> datetime | None:
    if data.get("due_on"):
        return at_local(date.fromisoformat(data["due_on"]), DAY_ENDS)
    return datetime.fromisoformat(data["due_at"]) if data.get("due_at") else None


def _seen_case(session: Session, actor: Actor, case_id: int, number: str, role: str) -> Case | MailSkip:
    """The case, if the person sees it and still has the part in which they are told of it."""
    forum, _, part = role.partition(".")
    if part == SECRETARY:
        if session.execute(visible_forum_items(actor).where(_item.c.deviation_id == case_id)).first() is None:
            return MailSkip.NOT_SEEN
        case = case_behind(session, actor, case_id)
        return case if forum_id(session, case.agreement, forum) in actor.secretary_of else MailSkip.PART_LOST
    found = find_case(session, actor, number, hold=False)
    if found is None:
        return MailSkip.NOT_SEEN
    return MailSkip.PART_LOST if role in CASE_ROLE_LABELS and role not in found.roles else found


def _meeting_notice(session: Session, actor: Actor, row: Row[Any], data: dict[str, Any]) -> MeetingNotice | MailSkip:
    if actor.user_id is None:
        return MailSkip.NOT_SEEN
    try:
        invitation, part = invitation_for(session, data["meeting"], actor.user_id)
    except NotFound:
        return MailSkip.NOT_SEEN
    called_off = invitation.cancelled or part is None
    if row.message in ("meeting_invitation", "meeting_changed") and called_off:
        return MailSkip.OUTDATED
    if row.message == "meeting_cancelled" and not called_off:
        return MailSkip.OUTDATED
    if not _knows_meeting(session, actor, row.message, data["meeting"]):
        return MailSkip.NOT_SEEN
    was = datetime.fromisoformat(data["was"]) if data.get("was") else None
    return MeetingNotice(row.message, invitation, part, row.created_at, was)


def _knows_meeting(session: Session, actor: Actor, message: str, meeting_id: int) -> bool:
    """Whoever has been uninvited is told so; what is to be read is told to those who may read it."""
    match message:
        case "agenda_sent" | "minutes_to_approve":
            doors = [visible_meetings(actor), visible_invitations(actor)]
        case "prepare_meeting":
            doors = [visible_meeting_days(actor)]
        case _:
            return True
    return any(session.execute(door.where(_meeting.c.id == meeting_id)).first() is not None for door in doors)
