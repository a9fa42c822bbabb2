"""Takes mails out of the outbox for one worker at a time, however many there are, and notes what became of them.

Messages are first put into a mail, in a transaction of its own: what is sent twice is then the same mail. A mail is
held by moving the moment at which it may next be tried, so that what a killed worker held comes back by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update

from avvikelse.core.letters import latest_digest, letter_key
from avvikelse.core.messages import CALENDAR_MESSAGES, DEADLINES, FIXED
from avvikelse.core.vocabulary import MailChoice, MailSkip, MailState
from avvikelse.db.session import Session
from avvikelse.db.tables import Mail, Outbox, Preference, User, table

_outbox, _mail, _preference, _user = table(Outbox), table(Mail), table(Preference), table(User)

PEOPLE_AT_A_TIME, MESSAGES_AT_A_TIME = 100, 5000
FAILURE_LENGTH = 300

_WAITING = and_(_outbox.c.mail_id.is_(None), _outbox.c.skipped == "")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this worker holds until `until`. `attempts` counts the try that is about to be made."""

    id: int
    recipient_id: int
    key: str
    attempts: int
    until: datetime


def _due(now: datetime) -> ColumnElement[bool]:
    """The message is to be mailed or skipped now, as the person has chosen (core.messages)."""
    choice = func.coalesce(_preference.c.mail, MailChoice.AT_ONCE)
    digest = and_(choice == MailChoice.DAILY, _outbox.c.created_at < latest_digest(now))
    return or_(choice.in_((MailChoice.AT_ONCE, MailChoice.DEADLINES)), _outbox.c.message.in_(sorted(FIXED)), digest)


def _due_rows(now: datetime, *columns: Any) -> Select[Any]:
    chosen = _outbox.outerjoin(_preference, _preference.c.user_id == _outbox.c.recipient_id)
    return select(*columns).select_from(chosen).where(_WAITING, _due(now))


def anything_to_gather(session: Session, now: datetime) -> bool:
    """True when a message waits that is to be mailed or skipped now. Reads only: an idle worker writes nothing."""
    return session.execute(_due_rows(now, _outbox.c.id).limit(1)).first() is not None


def gather(session: Session, now: datetime, *, people: int = PEOPLE_AT_A_TIME) -> int:
    """Puts due messages into mails, one for each person, but one for each message with a calendar file.

    For at most so many people at a time; returns for how many messages. Two workers never gather for the same person
    at once, so that what waits for somebody becomes one mail.
    """
    waiting = _due_rows(now, _outbox.c.recipient_id).distinct().limit(people)
    free = select(_user.c.id).where(_user.c.id.in_(waiting)).with_for_update(key_share=True, skip_locked=True)
    ids = session.execute(free).scalars().all()
    columns = (_outbox.c.id, _outbox.c.created_at, _outbox.c.message, _outbox.c.recipient_id, _preference.c.mail)
    theirs = _due_rows(now, *columns).where(_outbox.c.recipient_id.in_(ids))
    rows = session.execute(theirs.order_by(_outbox.c.id).limit(MESSAGES_AT_A_TIME)).all()
    by_choice = [row.id for row in rows if row.mail == MailChoice.DEADLINES and row.message not in FIXED | DEADLINES]
    skip(session, dict.fromkeys(by_choice, MailSkip.BY_CHOICE))
    left = [row for row in rows if row.id not in set(by_choice)]
    for together in _envelopes(left):
        _put_in_mail(session, together, now)
    return len(rows)


def _envelopes(rows: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    """Which messages go together in a mail."""
    alone = [[row] for row in rows if row.message in CALENDAR_MESSAGES]
    together: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.message not in CALENDAR_MESSAGES:
            together[row.recipient_id].append(row)
    return [*together.values(), *alone]


def _put_in_mail(session: Session, rows: Sequence[Row[Any]], now: datetime) -> None:
    values = {
        "recipient_id": rows[0].recipient_id,
        "message_key": letter_key((row.id, row.created_at) for row in rows),
        "created_at": now,
        "next_at": now,
    }
    mail_id = session.execute(insert(_mail).values(values).returning(_mail.c.id)).scalar_one()
    session.execute(update(_outbox).where(_outbox.c.id.in_([row.id for row in rows])).values(mail_id=mail_id))


def _claimable(now: datetime) -> ColumnElement[bool]:
    return and_(_mail.c.state == MailState.WAITING, _mail.c.next_at <= now)


def anything_to_claim(session: Session, now: datetime) -> bool:
    """True when a mail may be tried now. Reads only."""
    return session.execute(select(_mail.c.id).where(_claimable(now)).limit(1)).first() is not None


def claim(session: Session, now: datetime, *, lease: timedelta, count: int) -> list[Claimed]:
    """Takes at most `count` mails for the caller alone, those that have waited longest first, for so long."""
    until = now + lease
    oldest = select(_mail.c.id).where(_claimable(now)).order_by(_mail.c.next_at, _mail.c.id).limit(count)
    # Locked first, by a statement of its own: within the UPDATE PostgreSQL may ask the sub-query more than once.
    ids = session.execute(oldest.with_for_update(skip_locked=True)).scalars().all()
    taken = (
        update(_mail)
        .where(_mail.c.id.in_(ids), _claimable(now))
        .values(next_at=until, attempts=_mail.c.attempts + 1)
        .returning(_mail.c.id, _mail.c.recipient_id, _mail.c.message_key, _mail.c.attempts)
    )
    rows = sorted(session.execute(taken).all(), key=lambda row: row.id)
    return [Claimed(row.id, row.recipient_id, row.message_key, row.attempts, until) for row in rows]


def messages_of(session: Session, mail_id: int) -> Sequence[Row[Any]]:
    """The messages of a mail that are still to be told, in the order they were written."""
    wanted = select(_outbox).where(_outbox.c.mail_id == mail_id, _outbox.c.skipped == "")
    return session.execute(wanted.order_by(_outbox.c.id)).all()


def skip(session: Session, why: Mapping[int, MailSkip]) -> None:
    """Notes for messages, by their ids, why no mail tells them."""
    for reason in set(why.values()):
        ids = [number for number, found in why.items() if found is reason]
        session.execute(update(_outbox).where(_outbox.c.id.in_(ids)).values(skipped=reason))


def settle(session: Session, mail_id: int, state: MailState, now: datetime, failure: str = "") -> None:
    """Notes what became of a mail. Right also when another worker has taken it meanwhile: it has been done."""
    values = {"state": state, "settled_at": now, "failure": failure[:FAILURE_LENGTH]}
    session.execute(update(_mail).where(_mail.c.id == mail_id, _mail.c.state == MailState.WAITING).values(values))


def put_off(session: Session, mail: Claimed, until: datetime, failure: str) -> None:
    """Notes that a mail couldn't be sent now and why, and when to try again.

    Nothing when the lease has run out and another worker holds the mail: theirs is the try that counts now.
    """
    values = {"next_at": until, "failure": failure[:FAILURE_LENGTH]}
    session.execute(update(_mail).where(_held(mail)).values(values))


def give_back(session: Session, mails: Collection[Claimed], until: datetime, failure: str = "") -> None:
    """Lets go of mails as if they hadn't been tried, so that anybody may take them from a moment on."""
    values = {"next_at": until, "attempts": _mail.c.attempts - 1} | ({"failure": failure} if failure else {})
    for mail in mails:
        session.execute(update(_mail).where(_held(mail)).values(values))


def _held(mail: Claimed) -> ColumnElement[bool]:
    """The mail is still the one who claimed it's."""
    return and_(_mail.c.id == mail.id, _mail.c.state == MailState.WAITING, _mail.c.next_at == mail.until)


def oldest_unsent(session: Session, now: datetime) -> datetime | None:
    """Since when the message has waited (UTC) that has waited longest, in a mail or for one."""
    in_mails = select(func.min(_outbox.c.created_at)).join(_mail, _mail.c.id == _outbox.c.mail_id)
    in_mails = in_mails.where(_mail.c.state == MailState.WAITING, _outbox.c.skipped == "")
    found = [session.execute(asked).scalar() for asked in (_due_rows(now, func.min(_outbox.c.created_at)), in_mails)]
    return min((moment for moment in found if moment is not None), default=None)


def count_mails(session: Session) -> dict[str, int]:
    """How many mails there are of each state."""
    rows = session.execute(select(_mail.c.state, func.count().label("mails")).group_by(_mail.c.state))
    return {row.state: row.mails for row in rows}


def count_waiting(session: Session) -> int:
    """How many messages no mail has been made of yet, those that wait for a daily digest too."""
    return int(session.execute(select(func.count()).select_from(_outbox).where(_WAITING)).scalar_one())
