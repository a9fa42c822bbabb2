"""What all table classes have in common: names of constraints, kinds of columns, and the way to the Core table."""

from datetime import datetime

from sqlalchemy import Table, Text
from sqlmodel import Field, SQLModel

from avvikelse.db.types import UTCDateTime

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def table(model: type[SQLModel]) -> Table:
    """The Core table of a table class."""
    found: Table = model.__table__  # type: ignore[attr-defined]  # because SQLModel adds it to table classes only
    return found


def moment(*, null: bool = False, index: bool = False) -> datetime:
    """A column with a moment in UTC."""
    column: datetime = Field(default=None, sa_type=UTCDateTime, nullable=null, index=index)
    return column


def moment_or_none(*, index: bool = False) -> datetime | None:
    """A column with a moment in UTC, empty until it has come."""
    return moment(null=True, index=index)


def long_text() -> str:
    """A column with a text of any length, empty when nothing is written."""
    column: str = Field(default="", sa_type=Text, nullable=False)
    return column
