"""Who is invited to a meeting, in which part, and who comes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MEETING_PART_LABELS, MeetingPart, MeetingState, UserRole
from avvikelse.db.history import PendingEvent
from avvikelse.db.people import holders
from avvikelse.db.session import Session
from avvikelse.db.tables import Meeting, MeetingPerson, User, table
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.forms import MeetingAnswerForm, MeetingPeopleForm, checked
from avvikelse.services.invitations import MOVABLE, find_invitation
from avvikelse.services.meetings import (
    ForumRef,
    change_meeting,
    meeting_by_id,
    meeting_ref,
    require_secretary,
    void_approvals,
)
from avvikelse.services.series import NOT_YOURS, meeting_to_change, tell_invited

_meeting, _person, _user = table(Meeting), table(MeetingPerson), table(User)

WEEKLY = "weekly"
"""A rhythm in which nobody gets a message for every meeting planned: those people subscribe to the series."""


def invite_members(
    session: Session, actor: Actor, meeting_ids: Collection[int], forum: ForumRef, now: datetime
) -> None:
    """Invites the forum's members and secretaries to newly planned meetings, and those of the other forum when joint.

    The chair is the one of the forum's latest meeting, while still a member. Whoever is invited already stays as they
    are, so doing it again is harmless. Raises as `require_secretary` does.
    """
    require_secretary(actor, forum)
    statement = select(_meeting).where(_meeting.c.id.in_(meeting_ids), _meeting.c.forum_id == forum.id)
    rows = session.execute(statement.order_by(_meeting.c.starts_at).with_for_update(key_share=True)).all()
    chair = _latest_chair(session, forum, meeting_ids)
    known = {(row.meeting_id, row.user_id) for row in _people_rows(session, [row.id for row in rows])}
    parts = {found: _parts(session, found) for found in {(row.forum_id, row.joint_forum_id) for row in rows}}
    new = [
        (row, user_id, MeetingPart.CHAIR if user_id == chair else part)
        for row in rows
        for user_id, part in parts[row.forum_id, row.joint_forum_id].items()
        if (row.id, user_id) not in known
    ]
    if not new:
        return
    values = [{"meeting_id": row.id, "user_id": user_id, "part": part} for row, user_id, part in new]
    session.execute(insert(_person), values)
    data = {"forum": forum.key, "invited": sorted({user_id for _, user_id, _ in new}), "meetings": [r.id for r in rows]}
    session.record(PendingEvent(now, "members_invited", actor.user_id, actor.organisation, None, data))
    if forum.engine.routine.forums[forum.key].meets != WEEKLY:
        for row in (one for one in rows if one.starts_at > now):
            people = [user_id for meeting, user_id, _ in new if meeting.id == row.id]
            tell_invited(session, forum, row, people, "meeting_invitation", now, row.sequence)


def set_people(
    session: Session,
    actor: Actor,
    forum: ForumRef,
    day: str,
    values: Mapping[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Changes who is invited and who chairs. Returns the meeting's revision.

    Those invited anew get an invitation, those left out a cancellation. When the meeting has been held only the chair
    can still be changed, and what adjusters have approved is void. Raises as `series.reschedule` does, BadInput for a
    part that the person can't have, NotFound for somebody unknown.
    """
    form = checked(MeetingPeopleForm, values)
    later = not form.add and not form.remove
    states = (*MOVABLE, MeetingState.HELD) if later else MOVABLE
    row = meeting_to_change(session, actor, forum, day, rev, now, states=states)
    named = {*form.add, *form.remove, *([form.chair] if form.chair else ())}
    users = _users(session, named)
    before = {found.user_id: found for found in _people_rows(session, [row.id])}
    after = _parts_after(session, forum, form, users, before)
    if after == {user_id: found.part for user_id, found in before.items()}:
        raise BadInput(
            "Inget skiljer sig från hur mötet är. Ange vem som ska läggas till, tas bort eller byta uppgift."
        )
    left = sorted(before.keys() - after.keys())
    sequence = row.sequence + 1 if left else row.sequence
    told = {"added": sorted(after.keys() - before.keys()), "left": left, "sequence": sequence}
    told |= {"chair": _chair_of(after)}
    new = change_meeting(
        session, actor, meeting_ref(row), "meeting_people", now, rev=row.rev, data=told, sequence=sequence
    )
    void_approvals(session, meeting_ref(row))
    _write(session, row.id, before, after)
    if row.starts_at > now:
        tell_invited(session, forum, row, told["added"], "meeting_invitation", now, sequence)
        tell_invited(session, forum, row, left, "meeting_cancelled", now, sequence)
    return new


def answer_invitation(
    session: Session, actor: Actor, forum: ForumRef, day: str, values: Mapping[str, Any], now: datetime
) -> None:
    """Says whether the person comes to the meeting; the secretary may say it for another (`who`).

    The meeting's revision stays: an answer is in nobody's way. Raises NotFound to those who don't know of the meeting,
    Forbidden for another's answer, RefusedMove when the person isn't invited or the meeting is over.
    """
    form = checked(MeetingAnswerForm, values)
    row = find_invitation(session, actor, forum, day, now)
    user_id = actor.user_id
    if form.who is not None and form.who != actor.username:
        if forum.id not in actor.secretary_of:
            raise Forbidden(NOT_YOURS)
        user_id = _users(session, {form.who})[form.who].id
    if row.state not in MOVABLE:
        over = "Mötet är inställt." if row.state == MeetingState.CANCELLED else "Mötet är redan hållet."
        raise RefusedMove([Refusal("meeting_over", over)])
    mine = (_person.c.meeting_id == row.id, _person.c.user_id == user_id)
    if session.execute(update(_person).where(*mine).values(answer=form.answer)).rowcount != 1:
        message = "Personen är inte kallad till mötet. Sekreteraren kan lägga till den som ska vara med."
        raise RefusedMove([Refusal("not_invited", message)])
    data = {"answer": form.answer, "meeting": row.id, "user": user_id}
    session.record(PendingEvent(now, "meeting_answered", actor.user_id, actor.organisation, None, data))


def _people_rows(session: Session, ids: Collection[int]) -> list[Row[Any]]:
    return list(session.execute(select(_person).where(_person.c.meeting_id.in_(ids)).order_by(_person.c.id)).all())


def _parts(session: Session, forums: Iterable[int | None]) -> dict[int, MeetingPart]:
    """The members and secretaries of the forums, in order, with their part: a secretary isn't a member beside it."""
    found: dict[int, MeetingPart] = {}
    for role, part in ((UserRole.MEMBER, MeetingPart.MEMBER), (UserRole.SECRETARY, MeetingPart.SECRETARY)):
        for forum_id in (one for one in forums if one is not None):
            found |= {row.user_id: part for row in session.execute(holders(role, forum_id=forum_id))}
    return dict(sorted(found.items()))


def _latest_chair(session: Session, forum: ForumRef, but: Collection[int]) -> int | None:
    """Who chairs the forum's latest meeting that has a chair, other than the meetings `but`."""
    statement = (
        select(_person.c.user_id)
        .join(_meeting, _meeting.c.id == _person.c.meeting_id)
        .where(_meeting.c.forum_id == forum.id, _meeting.c.id.not_in(but), _meeting.c.cancelled_at.is_(None))
        .where(_person.c.part == MeetingPart.CHAIR)
        .order_by(_meeting.c.starts_at.desc())
        .limit(1)
    )
    found: int | None = session.execute(statement).scalar()
    return found


def _users(session: Session, names: Collection[str]) -> dict[str, Row[Any]]:
    """The active people with these user names. Raises NotFound for the first name that nobody has."""
    found = {
        row.username: row
        for row in session.execute(select(_user).where(_user.c.username.in_(names), _user.c.active.is_(True)))
    }
    for name in sorted(names):
        if name not in found:
            raise NotFound(f"Det finns ingen användare {name[:63]}. Kontrollera namnet.")
    return found


def _parts_after(
    session: Session,
    forum: ForumRef,
    form: MeetingPeopleForm,
    users: Mapping[str, Row[Any]],
    before: Mapping[int, Row[Any]],
) -> dict[int, MeetingPart]:
    """Everybody's part as it will be."""
    after = {user_id: MeetingPart(found.part) for user_id, found in before.items()}
    for name in form.remove:
        if after.pop(users[name].id, None) is None:
            raise NotFound(f"{name} är inte kallad till mötet.")
    for name, part in form.add.items():
        if part is MeetingPart.CHAIR:
            raise BadInput(f"{name}: ange ordföranden för sig, mötet har bara en.")
        _require_part(forum, users[name], part)
        after[users[name].id] = part
    if form.chair:
        _require_part(forum, users[form.chair], MeetingPart.CHAIR)
        earlier = _chair_of(after)
        if earlier is not None:
            roles = _parts(session, [forum.id])
            after[earlier] = roles.get(earlier, MeetingPart.MEMBER)
        after[users[form.chair].id] = MeetingPart.CHAIR
    return after


def _require_part(forum: ForumRef, user: Row[Any], part: MeetingPart) -> None:
    """The routine says which parties have members and who holds the secretary; a guest may come from anywhere."""
    routine = forum.engine.routine
    spec = routine.forums[forum.key]
    own = {MeetingPart.SECRETARY: [spec.secretary], MeetingPart.GUEST: list(routine.parties)}
    if user.organisation not in own.get(part, spec.members):
        what = f"{user.username} kan inte vara {MEETING_PART_LABELS[part]}: {user.organisation} har ingen i forumet."
        raise BadInput(f"{what} Kalla personen som inbjuden (guest).")


def _chair_of(parts: Mapping[int, MeetingPart]) -> int | None:
    return next((user_id for user_id, part in parts.items() if part is MeetingPart.CHAIR), None)


def _write(
    session: Session,
    meeting_id: int,
    before: Mapping[int, Row[Any]],
    after: Mapping[int, MeetingPart],
) -> None:
    of_meeting = _person.c.meeting_id == meeting_id
    session.execute(delete(_person).where(of_meeting, _person.c.user_id.not_in(sorted(after))))
    for user_id, part in after.items():
        values = {"part": part}
        if user_id in before:
            session.execute(update(_person).where(of_meeting, _person.c.user_id == user_id).values(values))
        else:
            session.execute(insert(_person).values(meeting_id=meeting_id, user_id=user_id, **values))


def members_to_invite(session: Session, actor: Actor, meeting_id: int) -> list[Row[Any]]:
    """The forum's members and secretaries who aren't invited to the meeting, for its secretary to choose among.

    Raises NotFound and Forbidden as `require_secretary`.
    """
    forum, meeting = meeting_by_id(session, actor, meeting_id)
    require_secretary(actor, forum, meeting)
    invited = {row.user_id for row in _people_rows(session, [meeting_id])}
    wanted = sorted(_parts(session, [forum.id, meeting.joint_id]).keys() - invited)
    found = session.execute(select(_user.c.username, _user.c.name, _user.c.organisation).where(_user.c.id.in_(wanted)))
    return sorted(found.all(), key=lambda row: row.name)
