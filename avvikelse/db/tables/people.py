"""The authorities, their units, and the people with what they are trusted with."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import moment


class Organisation(SQLModel, table=True):
    """An authority that is party to an agreement, by its key in the routine file."""

    key: str = Field(primary_key=True, max_length=63)
    name: str = Field(unique=True, max_length=200)


class Unit(SQLModel, table=True):
    """A unit in an organisation's tree: care unit, area, region."""

    __table_args__ = (UniqueConstraint("organisation", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    name: str = Field(max_length=200)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)


class User(SQLModel, table=True):
    """A person who uses the installation."""

    __tablename__ = "user_account"  # because user is a reserved word in PostgreSQL

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True, max_length=63)
    organisation: str = Field(foreign_key="organisation.key", max_length=63, index=True)
    name: str = Field(max_length=200)
    email: str = Field(unique=True, max_length=254)
    active: bool = Field(default=True)


class RoleAssignment(SQLModel, table=True):
    """A role a person has, for a unit, a forum or the whole organisation."""

    __tablename__ = "role_assignment"
    __table_args__ = (UniqueConstraint("user_id", "role", "unit_id", "forum_id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    role: str = Field(max_length=20)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    forum_id: int | None = Field(default=None, foreign_key="forum.id", index=True)


class Preference(SQLModel, table=True):
    """How a person wants their mails (MailChoice); whoever has no row gets each one at once."""

    user_id: int = Field(primary_key=True, foreign_key="user_account.id", sa_column_kwargs={"autoincrement": False})
    mail: str = Field(max_length=20)


class Absence(SQLModel, table=True):
    """That somebody is away, from a day up to and including another (none: until further notice), and who stands in."""

    __table_args__ = (Index("ix_absence_deputy", "deputy_id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    from_day: date
    to_day: date | None = Field(default=None)
    deputy_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = moment()
    created_by: int | None = Field(default=None, foreign_key="user_account.id")
