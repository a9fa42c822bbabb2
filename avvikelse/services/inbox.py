"""A person's own messages in the program: the same rows that the mails are made of, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from avvikelse.core.letters import Notice
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MailSkip
from avvikelse.db.access import outbox, visible_inbox
from avvikelse.db.session import Session
from avvikelse.services.notices import read_notice

PAGE = 25


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A message as the inbox shows it; `notice` is put into words by outbound.letters, as in a mail."""

    id: int
    at: datetime
    read: bool
    notice: Notice


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some of a person's messages. `before` gives the next page, and is None on the last one."""

    messages: tuple[InboxMessage, ...]
    unread: int
    before: int | None


def inbox(session: Session, actor: Actor, *, before: int | None = None, limit: int = PAGE) -> InboxPage:
    """The person's messages, newest first, a page at a time; those about what they may no longer see are left out."""
    wanted = visible_inbox(actor).order_by(outbox.c.id.desc()).limit(limit + 1)
    if before is not None:
        wanted = wanted.where(outbox.c.id < before)
    rows = session.execute(wanted).all()
    shown = rows[:limit]
    found = [(row, read_notice(session, actor, row)) for row in shown]
    messages = tuple(
        InboxMessage(row.id, row.created_at, row.read_at is not None, notice)
        for row, notice in found
        if not isinstance(notice, MailSkip)
    )
    return InboxPage(messages, unread_count(session, actor), shown[-1].id if len(rows) > limit else None)


def unread_count(session: Session, actor: Actor) -> int:
    """How many of the person's messages are unread."""
    unread = visible_inbox(actor).where(outbox.c.read_at.is_(None)).subquery()
    return int(session.execute(select(func.count()).select_from(unread)).scalar_one())


def mark_read(session: Session, actor: Actor, ids: Collection[int] | None, now: datetime) -> int:
    """Marks messages as read, or with None all of them. Returns how many were unread; never touches another's."""
    unread = visible_inbox(actor).where(outbox.c.read_at.is_(None))
    if ids is not None:
        unread = unread.where(outbox.c.id.in_(list(ids)))
    chosen = unread.with_only_columns(outbox.c.id)
    return session.execute(update(outbox).where(outbox.c.id.in_(chosen)).values(read_at=now)).rowcount
