"""What lies on a forum's table: attested snapshots, meetings, agendas, decisions and measures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import long_text, moment, moment_or_none


class ForumItem(SQLModel, table=True):
    """A snapshot of an attested text on a forum's table. Holds no way back to the registration."""

    __tablename__ = "forum_item"
    __table_args__ = (Index("ix_forum_item_table", "forum_id", "closed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    number: str = Field(max_length=20)
    forum_id: int = Field(foreign_key="forum.id")
    purpose: str = Field(max_length=20)
    category: str = Field(max_length=200)
    reporting: str = Field(max_length=200)
    concerned: str = Field(max_length=420)
    text: str = long_text()
    tried: str = long_text()
    question: str = long_text()
    sha256: str = Field(max_length=64)
    detector: str = Field(max_length=63)
    lifted_by: str = Field(foreign_key="organisation.key", max_length=63)
    lifted_at: datetime = moment()
    closed_at: datetime | None = moment_or_none()


class Meeting(SQLModel, table=True):
    """One meeting of a forum, or of two together (`joint_forum_id`).

    `state` is planned, frozen, sent, held, approved or cancelled; `closed_at` is when it was held. `rev` rises with
    each change of its agenda, `sequence` with each change that those invited must know of (RFC 5545).
    """

    __table_args__ = (UniqueConstraint("forum_id", "held_on"),)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    held_on: date
    starts_at: datetime = moment()
    minutes: int = Field(default=120)
    place: str = Field(default="", max_length=200)
    link: str = Field(default="", max_length=500)
    joint_forum_id: int | None = Field(default=None, foreign_key="forum.id")
    state: str = Field(default="planned", max_length=20)
    rev: int = Field(default=0)
    sequence: int = Field(default=0)
    frozen_at: datetime | None = moment_or_none()
    sent_at: datetime | None = moment_or_none()
    closed_at: datetime | None = moment_or_none()
    approved_at: datetime | None = moment_or_none()
    cancelled_at: datetime | None = moment_or_none()


class MeetingPerson(SQLModel, table=True):
    """Somebody invited to a meeting: in which part, what they answered, whether they were there and approve minutes."""

    __tablename__ = "meeting_person"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    user_id: int = Field(foreign_key="user_account.id", index=True)
    part: str = Field(default="member", max_length=10)
    answer: str = Field(default="", max_length=10)
    present: bool | None = Field(default=None)
    adjuster: bool = Field(default=False)
    approved_at: datetime | None = moment_or_none()


class AgendaArrangement(SQLModel, table=True):
    """How the secretary has arranged a line of a draft agenda: its place, time, group, or that it is put off.

    `subject` names the line: a section ('section:opening'), an item on the table ('item:12'), a measure to follow up
    ('measure:3'), a group ('group:1') or a free item ('free:2'), whose own words are `heading` and `text`.
    """

    __tablename__ = "agenda_arrangement"
    __table_args__ = (UniqueConstraint("meeting_id", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    subject: str = Field(max_length=40)
    place: int | None = Field(default=None)
    minutes: int | None = Field(default=None)
    in_group: str = Field(default="", max_length=40)
    put_off: bool = Field(default=False)
    heading: str = Field(default="", max_length=300)
    text: str = long_text()


class AgendaItem(SQLModel, table=True):
    """A line of a frozen agenda. A withheld item has a reason and no position, and is never shown with a text."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("(position IS NULL) = (withheld <> '')", name="placed_or_withheld"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    position: int | None = Field(default=None)
    section: str = Field(max_length=30)
    heading: str = Field(max_length=300)
    forum_item_id: int | None = Field(default=None, foreign_key="forum_item.id", index=True)
    measure_id: int | None = Field(default=None, foreign_key="measure.id")
    text: str = long_text()
    label: str = Field(default="", max_length=10)
    title: str = Field(default="", max_length=300)
    minutes: int | None = Field(default=None)
    grouped: bool = Field(default=False)
    late: bool = Field(default=False)
    notes: str = long_text()
    withheld: str = Field(default="", max_length=300)


class Decision(SQLModel, table=True):
    """What a forum decided about an item at a meeting (R14). Applied, as a move, when the minutes are approved."""

    __table_args__ = (UniqueConstraint("meeting_id", "forum_item_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    forum_item_id: int = Field(foreign_key="forum_item.id", index=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    outcome: str = Field(max_length=63)
    kind: str = Field(max_length=20)
    position: str = long_text()
    decided_at: datetime = moment()
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    applied_at: datetime | None = moment_or_none()


class Measure(SQLModel, table=True):
    """What is to be done, by whom, by when, and what effect it had. Read by the deviation's parties."""

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id", index=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    what: str = long_text()
    follow_up: str = long_text()
    due_on: date
    done_at: datetime | None = moment_or_none()
    handed_over_to: str = Field(default="", max_length=200)
    effect: str = long_text()
    created_at: datetime = moment()
