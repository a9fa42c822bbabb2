"""What has come in from files."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import moment


class ImportedRow(SQLModel, table=True):
    """A row that became a deviation, known by the number it has in the organisation's own system (R12).

    `sha256` is of the row as it was understood, so that the same row is known again; the row's text isn't kept here.
    """

    __tablename__ = "imported_row"
    __table_args__ = (UniqueConstraint("organisation", "own_reference"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    own_reference: str = Field(max_length=100)
    sha256: str = Field(max_length=64)
    deviation_id: int = Field(foreign_key="deviation.id")
    imported_at: datetime = moment()
