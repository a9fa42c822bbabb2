"""Reports that nobody has sent yet."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import long_text, moment


class ReportDraft(SQLModel, table=True):
    """What somebody has filled in of a report so far. Their own alone; gone when it is sent or thrown away."""

    __tablename__ = "report_draft"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    answers: str = long_text()
    started_at: datetime = moment()
    saved_at: datetime = moment()
