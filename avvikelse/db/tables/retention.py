"""What an authority has decided to destroy, and what it has stopped from being destroyed."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import long_text, moment, moment_or_none


class RetentionDecision(SQLModel, table=True):
    """An organisation's decision (gallringsbeslut): which kinds of its records go, so long after a case has ended.

    `kinds` are keys of RetentionKind with commas between. `works_from` is set when the administrators are told: the
    first day on which it works. `worked_at` is when it first destroyed something that its
    administrators may know of (R8).
    """

    __tablename__ = "retention_decision"
    __table_args__ = (Index("ix_retention_decision_organisation", "organisation", "revoked_at"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    diary_number: str = Field(max_length=60)
    months: int
    kinds: str = Field(max_length=200)
    from_day: date
    registered_at: datetime = moment()
    registered_by: int | None = Field(default=None, foreign_key="user_account.id")
    told_at: datetime | None = moment_or_none()
    works_from: date | None = Field(default=None)
    worked_at: datetime | None = moment_or_none()
    revoked_at: datetime | None = moment_or_none()
    revoked_by: int | None = Field(default=None, foreign_key="user_account.id")


class RetentionHold(SQLModel, table=True):
    """That an organisation's records of a case may not be destroyed for now, and why: a review, an appeal."""

    __tablename__ = "retention_hold"
    __table_args__ = (Index("ix_retention_hold_organisation", "organisation", "released_at"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    reason: str = long_text()
    placed_at: datetime = moment()
    placed_by: int | None = Field(default=None, foreign_key="user_account.id")
    released_at: datetime | None = moment_or_none()
    released_by: int | None = Field(default=None, foreign_key="user_account.id")
