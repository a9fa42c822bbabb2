"""The installation's history, and the work that is waiting: reminders and messages."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, and_, column
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import long_text, moment, moment_or_none


class Event(SQLModel, table=True):
    """The installation's history: append-only, hash-chained, without texts (R19)."""

    __table_args__ = (Index("ix_event_subject", "deviation_id", "seq"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    kind: str = Field(max_length=40)
    actor_id: int | None = Field(default=None)
    organisation: str | None = Field(default=None, max_length=63)
    deviation_id: int | None = Field(default=None)
    data: str = long_text()
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class ChainHead(SQLModel, table=True):
    """The last event's number and hash: one row, locked by whoever appends."""

    __tablename__ = "chain_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str = Field(max_length=64)


class Reminder(SQLModel, table=True):
    """A reminder to be: a row per rule and stay in a state, so that none is lost and none is doubled.

    With `measure_id` it is about a measure, and stays when the case moves. `fired_at` is when its messages were put
    in the outbox; the index holds only what is still to come.
    """

    __table_args__ = (
        UniqueConstraint("deviation_id", "rule", "period"),
        Index(
            "ix_reminder_due", "due_at", sqlite_where=column("fired_at").is_(None),
            postgresql_where=column("fired_at").is_(None),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    rule: str = Field(max_length=80)
    period: int
    role: str = Field(max_length=80)
    due_at: datetime = moment()
    measure_id: int | None = Field(default=None, foreign_key="measure.id")
    fired_at: datetime | None = moment_or_none()


class Pause(SQLModel, table=True):
    """A clock that stands still while whoever has the next step waits for the other party: the case has no due time.

    `due_at` is what it was, `period` the stay in the state that its reminders belong to.
    """

    deviation_id: int = Field(primary_key=True, foreign_key="deviation.id", sa_column_kwargs={"autoincrement": False})
    waits_for: str = Field(max_length=20)
    since: datetime = moment()
    due_at: datetime = moment()
    period: int


class Announcement(SQLModel, table=True):
    """That something which comes once a period has been told: a meeting to prepare, a week's list."""

    __table_args__ = (UniqueConstraint("kind", "subject", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=80)
    period: str = Field(max_length=20)
    told_at: datetime = moment()


class Hole(SQLModel, table=True):
    """A case that a reminder found in nobody's hands, for the administrator to mend (R20)."""

    __table_args__ = (UniqueConstraint("deviation_id", "period", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    period: int
    role: str = Field(max_length=80)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    found_at: datetime = moment()


_UNREAD = column("read_at").is_(None)
_NOT_YET = and_(column("mail_id").is_(None), column("skipped") == "")


class Outbox(SQLModel, table=True):
    """A message to a person, written in the same transaction as what it tells of. Holds a number, never a text.

    It waits until it is put in a mail or is `skipped` (MailSkip says why no mail tells it). The person's inbox shows
    the same row; `read_at` is when they read it there.
    """

    __table_args__ = (
        Index("ix_outbox_waiting", "recipient_id", "id", sqlite_where=_NOT_YET, postgresql_where=_NOT_YET),
        Index("ix_outbox_inbox", "recipient_id", "id"),
        Index("ix_outbox_subject", "deviation_id", "created_at"),
        Index("ix_outbox_unread", "recipient_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = moment()
    message: str = Field(max_length=40)
    recipient_id: int = Field(foreign_key="user_account.id")
    deviation_id: int | None = Field(default=None, foreign_key="deviation.id")
    data: str = long_text()
    mail_id: int | None = Field(default=None, foreign_key="mail.id", index=True)
    skipped: str = Field(default="", max_length=20)
    read_at: datetime | None = moment_or_none()


class Mail(SQLModel, table=True):
    """A mail to one person, about one or more messages of the outbox. Made before it is sent, so that a second sending
    of the same messages has the same Message-ID.

    `next_at` is when it may be tried next: whoever claims it moves it ahead, and so holds it until then.
    """

    __table_args__ = (Index("ix_mail_next", "state", "next_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="user_account.id", index=True)
    message_key: str = Field(unique=True, max_length=64)
    created_at: datetime = moment()
    next_at: datetime = moment()
    attempts: int = Field(default=0)
    state: str = Field(default="waiting", max_length=10)
    settled_at: datetime | None = moment_or_none()
    failure: str = Field(default="", max_length=300)


class JobRun(SQLModel, table=True):
    """When a job of the worker last came to its end, on whichever worker: what `doctor` and `/metrics` tell."""

    __tablename__ = "job_run"

    job: str = Field(primary_key=True, max_length=40)
    ran_at: datetime = moment()
