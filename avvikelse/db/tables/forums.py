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
    """One meeting of a forum."""

    __table_args__ = (UniqueConstraint("forum_id", "held_on"),)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    held_on: date
    starts_at: datetime = moment()
    state: str = Field(default="planned", max_length=20)
    frozen_at: datetime | None = moment_or_none()
    closed_at: datetime | None = moment_or_none()


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
    withheld: str = Field(default="", max_length=300)


class Decision(SQLModel, table=True):
    """What a forum decided about an item at a meeting (R14)."""

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
