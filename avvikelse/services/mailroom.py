"""The outbox as an administrator sees it: who is sent what, what couldn't be sent and why, and sending it again.

Nothing of a case but its number is told here, of a conduct matter not even that (R8).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select, update

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MAIL_SKIP_LABELS, MailSkip, MailState
from avvikelse.db.access import mail, outbox, visible_outbox
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import User, table
from avvikelse.errors import NotFound, RefusedMove
from avvikelse.services.members import require_administrator

_user = table(User)

PAGE = 50


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message and what came of it. `mail` is None until it is in a mail; `why` is empty when nothing is wrong."""

    id: int
    created_at: datetime
    message: str
    number: str
    recipient: str
    address: str
    mail: int | None
    state: str
    attempts: int
    next_at: datetime | None
    settled_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail with the messages in it. `message_key` is the part of its Message-ID before the @."""

    id: int
    message_key: str
    messages: tuple[OutgoingMessage, ...]


def outgoing(
    session: Session, actor: Actor, state: str | None = None, *, before: int | None = None, limit: int = PAGE
) -> list[OutgoingMessage]:
    """Messages, newest first, in one MailState or all; with `before`, those older than that message.

    Raises NotFound for whoever isn't an administrator.
    """
    require_administrator(actor)
    wanted = visible_outbox(actor).order_by(outbox.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(outbox.c.id < before)
    if state is not None:
        wanted = wanted.where(_in_state(MailState(state)))
    return _messages(session, session.execute(wanted).all())


def outgoing_mail(session: Session, actor: Actor, mail_id: int) -> OutgoingMail:
    """One mail. Raises NotFound when there is no such mail, and for whoever isn't an administrator."""
    require_administrator(actor)
    rows = session.execute(_of_mail(actor, [mail_id])).all()
    if not rows:
        raise NotFound(f"Det finns inget mejl {mail_id}. Se avvikelse outbox list.")
    return OutgoingMail(mail_id, rows[0].message_key, tuple(_messages(session, rows)))


def send_again(session: Session, actor: Actor, mail_ids: Collection[int] | None, now: datetime) -> list[int]:
    """Lets the worker try mails that couldn't be sent again, under the same Message-ID; without ids, all of them.

    Returns the mails that will be tried. Raises NotFound when there is no such mail, and for whoever isn't an
    administrator; RefusedMove when one of them isn't among those that couldn't be sent.
    """
    require_administrator(actor)
    if mail_ids is None:
        dead = visible_outbox(actor).where(mail.c.state == MailState.DEAD)
        found = {row.mail_id: row.state for row in session.execute(dead)}
    else:
        found = {row.mail_id: row.state for row in session.execute(_of_mail(actor, mail_ids))}
        _refuse_others(mail_ids, found)
    chosen = sorted(found)
    again = {"state": MailState.WAITING, "next_at": now, "attempts": 0, "settled_at": None, "failure": ""}
    session.execute(update(mail).where(mail.c.id.in_(chosen), mail.c.state == MailState.DEAD).values(again))
    for number in chosen:
        data = {"mail": number}
        session.record(PendingEvent(now, "mail_retried", actor.user_id, actor.organisation, None, data))
    return chosen


def _refuse_others(mail_ids: Iterable[int], found: dict[int, str]) -> None:
    for number in mail_ids:
        if number not in found:
            raise NotFound(f"Det finns inget mejl {number}. Se avvikelse outbox list.")
        if found[number] != MailState.DEAD:
            reason = f"Mejl {number} är inte bland dem som inte gick att skicka."
            raise RefusedMove([Refusal("not_dead", f"{reason} Det behöver inte skickas om.")])


def _of_mail(actor: Actor, mail_ids: Collection[int]) -> Select[Any]:
    return visible_outbox(actor).where(mail.c.id.in_(list(mail_ids))).order_by(outbox.c.id)


def _in_state(state: MailState) -> Any:
    match state:
        case MailState.WAITING:
            return and_(outbox.c.skipped == "", or_(mail.c.id.is_(None), mail.c.state == state))
        case MailState.DROPPED:
            return outbox.c.skipped != ""
        case _:
            return and_(outbox.c.skipped == "", mail.c.state == state)


def _messages(session: Session, rows: Sequence[Row[Any]]) -> list[OutgoingMessage]:
    ids = {row.recipient_id for row in rows}
    people = {row.id: row for row in session.execute(select(_user).where(_user.c.id.in_(ids)))}
    return [_message(row, people[row.recipient_id]) for row in rows]


def _message(row: Row[Any], person: Row[Any]) -> OutgoingMessage:
    skipped = MailSkip(row.skipped) if row.skipped else None
    return OutgoingMessage(
        id=row.id,
        created_at=row.created_at,
        message=row.message,
        number=row.number or "",
        recipient=person.username,
        address=person.email,
        mail=row.mail_id,
        state=MailState.DROPPED if skipped else row.state or MailState.WAITING,
        attempts=row.attempts or 0,
        next_at=row.next_at if row.state == MailState.WAITING else None,
        settled_at=row.settled_at,
        why=MAIL_SKIP_LABELS[skipped] if skipped else row.failure or "",
    )
