"""Finds what an organisation's decisions cover, takes it for one worker, and destroys it. Never the history (R19).

Behind the door, as `db.due`: no reader is shown what is read here but counts and numbers, and of a conduct matter
nothing (R8). A case is taken by its row and a condition that is asked again in the UPDATE, so that whoever reopens or
holds it at the same moment either comes first or finds it done.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from avvikelse.core.permissions import Actor
from avvikelse.core.retention import ALL_BITS, BITS, DESTROYED, RetentionKind, bits_of, kinds_in, sums_without
from avvikelse.db.access import visible_preparable
from avvikelse.db.among import among
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import (
    Deidentification,
    DeidReview,
    Deviation,
    DeviationParty,
    Hole,
    Mail,
    Measure,
    Message,
    Note,
    Outbox,
    Pause,
    Registration,
    Reminder,
    ReportDraft,
    RetentionDecision,
    RetentionHold,
    User,
    table,
)

_deviation, _party = table(Deviation), table(DeviationParty)
_registration, _note, _message, _measure = table(Registration), table(Note), table(Message), table(Measure)
_deid, _review = table(Deidentification), table(DeidReview)
_outbox, _mail, _hole, _reminder, _pause = table(Outbox), table(Mail), table(Hole), table(Reminder), table(Pause)
_draft, _user = table(ReportDraft), table(User)
_decision, _hold = table(RetentionDecision), table(RetentionHold)

BATCH = 200

_MAY_GO = and_(_party.c.ended.is_(True), _party.c.held.is_(False), _party.c.sort_at < bindparam("before"))
_OWN = _party.c.organisation == bindparam("own")
_DUE = (_OWN, _party.c.destroyed == bindparam("gone"), _MAY_GO)
_ANY = select(_party.c.id).where(_OWN, _party.c.destroyed.in_(bindparam("sums", expanding=True)), _MAY_GO).limit(1)
_TAKE = Prepared(
    select(_party.c.deviation_id)
    .join(_deviation, _deviation.c.id == _party.c.deviation_id)
    .where(*_DUE)
    .order_by(_party.c.sort_at, _party.c.deviation_id)
    .limit(bindparam("limit"))
    .with_for_update(key_share=True, skip_locked=True, of=_deviation)
)


def anything_to_destroy(session: Session, organisation: str, bits: int, before: datetime) -> bool:
    """Some case of the organisation ended before the moment and still has something of what `bits` names."""
    values = {"own": organisation, "before": before, "sums": sums_without(bits)}
    return bool(bits) and session.execute(_ANY, values).first() is not None


@dataclass(frozen=True, slots=True)
class Taken:
    """Cases that this transaction has taken: their revisions by id, and the sum of what is now to be destroyed.

    `known` when an administrator of the organisation may know of one of them (R8).
    """

    revs: Mapping[int, int]
    bits: int
    known: bool

    @property
    def ids(self) -> list[int]:
        """The cases."""
        return sorted(self.revs)

    @property
    def kinds(self) -> list[RetentionKind]:
        """What is to be destroyed in them."""
        return kinds_in(self.bits)


def take(session: Session, organisation: str, bits: int, before: datetime, limit: int = BATCH) -> Taken | None:
    """Takes the next cases of the organisation, at most `limit`, the longest ended first; None when there is none.

    Marks them as destroyed there and raises their revisions: a form that was opened before is Stale after. One that
    somebody else holds is passed by.
    """
    for found in sums_without(bits):
        values = {"own": organisation, "before": before, "gone": found}
        rows = session.read(_TAKE, {**values, "limit": limit})
        if not rows:
            continue
        marked = (
            update(_party)
            .where(*_DUE, among(_party.c.deviation_id))
            .values(destroyed=_party.c.destroyed.bitwise_or(bits))
            .returning(_party.c.deviation_id, _party.c.visible_from)
        )
        parties = session.execute(marked, {**values, "ids": [row.deviation_id for row in rows]}).all()
        if not parties:
            continue
        seen = {party.deviation_id: party.visible_from is not None for party in parties}
        raised = update(_deviation).where(among(_deviation.c.id)).values(rev=_deviation.c.rev + 1)
        columns = (_deviation.c.id, _deviation.c.rev, _deviation.c.conduct_matter)
        cases = session.execute(raised.returning(*columns), {"ids": list(seen)}).all()
        known = any(seen[case.id] and not case.conduct_matter for case in cases)
        return Taken({case.id: case.rev for case in cases}, bits & ~found, known)
    return None


def destroy(session: Session, organisation: str, taken: Taken, said: str, said_of_both: str) -> set[int]:
    """Destroys what was taken; where a text stood stands `said`, or `said_of_both` where it took several parties.

    Returns the cases whose shared texts went too: those where no party's time is still to come and none is held.
    """
    kinds, ids = set(taken.kinds), taken.ids
    shared = _with_all_parties(session, ids, BITS[RetentionKind.SHARED]) if RetentionKind.SHARED in kinds else set()
    if RetentionKind.REGISTRATION in kinds:
        _registrations(session, organisation, ids, said)
    if RetentionKind.NOTES in kinds:
        session.execute(delete(_note).where(_note.c.organisation == organisation, _note.c.deviation_id.in_(ids)))
    if RetentionKind.DEIDENTIFIED in kinds:
        own = and_(_deid.c.organisation == organisation, _deid.c.deviation_id.in_(ids))
        session.execute(delete(_review).where(_review.c.deidentification_id.in_(select(_deid.c.id).where(own))))
        session.execute(delete(_deid).where(own))
    if RetentionKind.TRACES in kinds:
        _traces(session, organisation, ids)
    if shared:
        _shared(session, shared, said_of_both)
    return shared


def _with_all_parties(session: Session, ids: Collection[int], bit: int) -> set[int]:
    """Those of the cases where every party that knows of it has the bit, and none is held."""
    done = and_(_party.c.destroyed.bitwise_and(bit) != 0, _party.c.held.is_(False))
    counted = (
        select(_party.c.deviation_id)
        .where(_party.c.deviation_id.in_(ids), _party.c.visible_from.is_not(None))
        .group_by(_party.c.deviation_id)
        .having(func.count() == func.sum(case((done, 1), else_=0)))
    )
    return set(session.execute(counted).scalars())


def _said(columns: Sequence[ColumnElement[Any]], said: str) -> dict[Any, Any]:
    """What stood there is said to be destroyed; where nothing stood nothing is said."""
    return {column: case((column != "", literal(said)), else_=column) for column in columns}


def _registrations(session: Session, organisation: str, ids: Collection[int], said: str) -> None:
    columns = [_registration.c[name] for name in ("title", "description", "investigation", "no_measure_reason")]
    own = (_registration.c.organisation == organisation, _registration.c.deviation_id.in_(ids))
    session.execute(update(_registration).where(*own).values({**_said(columns, said), "concerned_unit": ""}))


def _shared(session: Session, ids: Collection[int], said: str) -> None:
    """Handed over texts, and what the managers agreed to do. What a forum decided stands in its minutes, and stays."""
    session.execute(update(_message).where(_message.c.deviation_id.in_(ids)).values(_said([_message.c.body], said)))
    columns = [_measure.c[name] for name in ("what", "follow_up", "effect", "handed_over_to")]
    theirs = (_measure.c.deviation_id.in_(ids), _measure.c.decision_id.is_(None))
    session.execute(update(_measure).where(*theirs).values(_said(columns, said)))


_SETTLED = or_(_outbox.c.mail_id.is_(None), exists().where(_mail.c.id == _outbox.c.mail_id, _mail.c.state != "waiting"))


def _of_people(organisation: str) -> Select[Any]:
    return select(_user.c.id).where(_user.c.organisation == organisation)


def _traces(session: Session, organisation: str, ids: Collection[int]) -> None:
    theirs = and_(_outbox.c.deviation_id.in_(ids), _outbox.c.recipient_id.in_(_of_people(organisation)))
    _drop_messages(session, theirs)
    session.execute(delete(_hole).where(_hole.c.organisation == organisation, _hole.c.deviation_id.in_(ids)))
    if everybody := _with_all_parties(session, ids, BITS[RetentionKind.TRACES]):
        for rows in (_reminder, _pause):
            session.execute(delete(rows).where(rows.c.deviation_id.in_(everybody)))


def _drop_messages(session: Session, which: ColumnElement[bool]) -> int:
    """Deletes settled messages, and the mails that tell nothing after that. Returns how many messages there were."""
    gone = session.execute(delete(_outbox).where(which, _SETTLED).returning(_outbox.c.mail_id)).scalars().all()
    mails = {number for number in gone if number is not None}
    empty = ~exists().where(_outbox.c.mail_id == _mail.c.id)
    session.execute(delete(_mail).where(_mail.c.id.in_(mails), empty))
    return len(gone)


def _old_messages(organisation: str, before: datetime) -> ColumnElement[bool]:
    """Messages about no case: meetings, lists."""
    old = and_(_outbox.c.deviation_id.is_(None), _outbox.c.created_at < before)
    return and_(old, _outbox.c.recipient_id.in_(_of_people(organisation)))


def _old_drafts(organisation: str, before: datetime) -> ColumnElement[bool]:
    return and_(_draft.c.saved_at < before, _draft.c.user_id.in_(_of_people(organisation)))


def drop_loose(
    session: Session, organisation: str, kinds: Collection[str], before: datetime, limit: int = BATCH
) -> tuple[int, int]:
    """Deletes what belongs to no case and is older than the moment, at most `limit` of each: messages, drafts."""
    messages = drafts = 0
    if RetentionKind.TRACES in kinds:
        ids = select(_outbox.c.id).where(_old_messages(organisation, before), _SETTLED).limit(limit)
        if found := session.execute(ids).scalars().all():
            messages = _drop_messages(session, _outbox.c.id.in_(found))
    if RetentionKind.DRAFTS in kinds:
        old = select(_draft.c.id).where(_old_drafts(organisation, before)).limit(limit)
        if found := session.execute(old).scalars().all():
            gone = delete(_draft).where(_draft.c.id.in_(found), _old_drafts(organisation, before))
            drafts = session.execute(gone).rowcount
    return messages, drafts


def anything_loose(session: Session, organisation: str, kinds: Collection[str], before: datetime) -> bool:
    """There is something that belongs to no case and is older than the moment."""
    asked = []
    if RetentionKind.TRACES in kinds:
        asked.append(select(_outbox.c.id).where(_old_messages(organisation, before), _SETTLED))
    if RetentionKind.DRAFTS in kinds:
        asked.append(select(_draft.c.id).where(_old_drafts(organisation, before)))
    return any(session.execute(one.limit(1)).first() is not None for one in asked)


@dataclass(frozen=True, slots=True)
class Due:
    """What a decision would destroy: how many cases, the first of their numbers, and how many drafts.

    Conduct matters are in none of it (R8).
    """

    cases: int
    numbers: list[str]
    drafts: int


def count_due(session: Session, row: Row[Any], before: datetime, most: int) -> Due:
    """What a decision would destroy of cases that ended before the moment."""
    due, values = _known_due(row), {"before": before}
    cases = session.execute(select(func.count()).select_from(due.subquery()), values).scalar_one()
    numbers = session.execute(due.order_by(_party.c.sort_at, _deviation.c.id).limit(most), values).scalars().all()
    drafts = 0
    if RetentionKind.DRAFTS in row.kinds.split(","):
        old = select(func.count()).select_from(_draft).where(_old_drafts(row.organisation, before))
        drafts = session.execute(old).scalar_one()
    return Due(int(cases), list(numbers), int(drafts))


def anything_to_tell(session: Session, row: Row[Any], before: datetime) -> bool:
    """A decision would destroy something that an administrator may know of: a notice must tell of nothing else (R8)."""
    known = session.execute(_known_due(row).limit(1), {"before": before}).first() is not None
    return known or anything_loose(session, row.organisation, row.kinds.split(","), before)


def _known_due(row: Row[Any]) -> Select[Any]:
    """The numbers of cases that a decision covers and that its organisation's administrators may know of (R8)."""
    bits = bits_of([RetentionKind(kind) for kind in row.kinds.split(",")])
    return (
        select(_deviation.c.number)
        .join(_party, _party.c.deviation_id == _deviation.c.id)
        .where(_party.c.organisation == row.organisation, _party.c.destroyed.in_(sums_without(bits)), _MAY_GO)
        .where(_deviation.c.conduct_matter.is_(False), _party.c.visible_from.is_not(None))
    )


def working_decisions(session: Session, ids: Collection[int] | None = None) -> Sequence[Row[Any]]:
    """The decisions that nobody has revoked, held against that until the transaction ends when it writes."""
    wanted = select(_decision).where(_decision.c.revoked_at.is_(None)).order_by(_decision.c.id)
    if ids is not None:
        wanted = wanted.where(_decision.c.id.in_(ids))
    return session.execute(wanted.with_for_update(key_share=True) if session.writable else wanted).all()


def case_of_organisation(session: Session, organisation: str, number: str) -> int | None:
    """The case with the number, if the organisation knows of it and it is no conduct matter (R8): by its id."""
    found = (
        select(_deviation.c.id)
        .join(_party, _party.c.deviation_id == _deviation.c.id)
        .where(_deviation.c.number == number, _deviation.c.conduct_matter.is_(False))
        .where(_party.c.organisation == organisation, _party.c.visible_from.is_not(None))
    )
    locked = found.with_for_update(key_share=True, of=_deviation) if session.writable else found
    return session.execute(locked).scalar_one_or_none()


def set_held(session: Session, case_id: int, organisation: str, *, held: bool) -> bool:
    """Holds the organisation's records of the case, or lets them go; False when it was so already.

    When they are let go the shared texts are looked at anew, if any is left: the other parties' time may have come
    meanwhile. What went before the hold stays said as it was.
    """
    destroyed, shared = _party.c.destroyed, BITS[RetentionKind.SHARED]
    anew = case((_shared_left(case_id), destroyed.bitwise_and(ALL_BITS & ~shared)), else_=destroyed)
    again = {} if held else {"destroyed": anew}
    changed = (
        update(_party)
        .where(_party.c.deviation_id == case_id, _party.c.organisation == organisation, _party.c.held.is_not(held))
        .values(held=held, **again)
    )
    return session.execute(changed).rowcount == 1


def _shared_left(case_id: int) -> ColumnElement[bool]:
    """Something that was handed over, or agreed to be done, is still to be read."""
    texts = [_message.c.body, *(_measure.c[name] for name in ("what", "follow_up", "effect", "handed_over_to"))]
    theirs = {
        _message: (_message.c.deviation_id == case_id,),
        _measure: (_measure.c.deviation_id == case_id, _measure.c.decision_id.is_(None)),
    }
    return or_(*(exists().where(*theirs[text.table], text != "", text.not_like(f"{DESTROYED}%")) for text in texts))


def copy_hold(session: Session, case_id: int, new_id: int, organisation: str) -> bool:
    """Holds the organisation's records of another case for the reason for which it holds the case; False for none."""
    standing = (_hold.c.deviation_id == case_id, _hold.c.organisation == organisation, _hold.c.released_at.is_(None))
    names = ("organisation", "reason", "placed_at", "placed_by")
    same = select(literal(new_id), *(_hold.c[name] for name in names)).where(*standing)
    copied = insert(_hold).from_select(["deviation_id", *names], same).returning(_hold.c.id)
    return session.execute(copied).first() is not None and set_held(session, new_id, organisation, held=True)


def take_back_shared(session: Session, organisation: str) -> None:
    """The organisation's time has not come for the shared texts that are still there: its decision is revoked."""
    shared, other = BITS[RetentionKind.SHARED], _party.alias("other")
    waits = or_(other.c.destroyed.bitwise_and(shared) == 0, other.c.held.is_(True))
    still_there = exists().where(
        other.c.deviation_id == _party.c.deviation_id, other.c.visible_from.is_not(None), waits
    )
    own = (_party.c.organisation == organisation, _party.c.destroyed.bitwise_and(shared) != 0)
    left = _party.c.destroyed.bitwise_and(ALL_BITS & ~shared)
    session.execute(update(_party).where(*own, still_there).values(destroyed=left))


def visible_holds(actor: Actor) -> Select[Any]:
    """Holds of the own organisation, with the case's number: of the cases the person handles, and for an administrator
    all but those of conduct matters (R8).
    """
    handled = visible_preparable(actor).with_only_columns(_deviation.c.id)
    nearest = exists().where(
        _party.c.deviation_id == _deviation.c.id,
        _party.c.organisation == actor.organisation,
        _party.c.manager_id == actor.user_id,
        _party.c.visible_from.is_not(None),
    )
    seen: list[ColumnElement[bool]] = [_deviation.c.id.in_(handled)]
    if actor.manager and actor.user_id is not None:
        seen.append(nearest)
    if actor.administrator:
        seen.append(_deviation.c.conduct_matter.is_(False))
    return (
        select(_hold, _deviation.c.number)
        .join(_deviation, _deviation.c.id == _hold.c.deviation_id)
        .where(_hold.c.organisation == actor.organisation, or_(*seen))
    )
