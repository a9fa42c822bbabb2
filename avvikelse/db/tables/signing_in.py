"""How people get in: their passwords, and the browsers they are signed in with."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import moment, moment_or_none


class Credential(SQLModel, table=True):
    """A person's password for a local account, as a hash that can't be turned back, and how often it was guessed at."""

    user_id: int = Field(primary_key=True, foreign_key="user_account.id", sa_column_kwargs={"autoincrement": False})
    password_hash: str = Field(max_length=200)
    changed_at: datetime = moment()
    failures: int = Field(default=0)
    locked_until: datetime | None = moment_or_none()


class WebSession(SQLModel, table=True):
    """A browser somebody is signed in with. Knows only the hash of the secret that the browser keeps."""

    __tablename__ = "web_session"

    token_sha256: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    started_at: datetime = moment()
    seen_at: datetime = moment()
