"""Agreements between the parties, the routine files they follow, and their forums."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import long_text, moment


class RoutineVersion(SQLModel, table=True):
    """A routine file as it was when it was taken into use. A case keeps the version it started under (R19)."""

    __tablename__ = "routine_version"
    __table_args__ = (UniqueConstraint("routine", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    routine: str = Field(max_length=63)
    version: str = Field(max_length=31)
    sha256: str = Field(max_length=64)
    content: str = long_text()
    activated_at: datetime = moment()


class Agreement(SQLModel, table=True):
    """The parties' agreement, named as its routine, with the version that new cases start under."""

    key: str = Field(primary_key=True, max_length=63)
    active_version_id: int = Field(foreign_key="routine_version.id")


class Forum(SQLModel, table=True):
    """A meeting series of an agreement; what it is called and does stands in the routine file."""

    __table_args__ = (UniqueConstraint("agreement", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    agreement: str = Field(foreign_key="agreement.key", max_length=63)
    key: str = Field(max_length=63)
    secretary_organisation: str = Field(foreign_key="organisation.key", max_length=63)


class Counter(SQLModel, table=True):
    """Running numbers without gaps, one row a series ('AVV-2026')."""

    name: str = Field(primary_key=True, max_length=63)
    value: int = Field(default=0)
