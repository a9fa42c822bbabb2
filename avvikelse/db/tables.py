"""The aggregates as tables. What belongs to one authority never stands in a row that another may read.

Table classes describe rows and validate nothing; services validate with form models and write with Core
statements on `table(Class)`.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Table, Text, UniqueConstraint
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


def _moment(*, null: bool = False, index: bool = False) -> datetime:
    column: datetime = Field(default=None, sa_type=UTCDateTime, nullable=null, index=index)
    return column


def _moment_or_none(*, index: bool = False) -> datetime | None:
    return _moment(null=True, index=index)


def _text() -> str:
    column: str = Field(default="", sa_type=Text, nullable=False)
    return column


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


class RoutineVersion(SQLModel, table=True):
    """A routine file as it was when it was taken into use. A case keeps the version it started under (R19)."""

    __tablename__ = "routine_version"
    __table_args__ = (UniqueConstraint("routine", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    routine: str = Field(max_length=63)
    version: str = Field(max_length=31)
    sha256: str = Field(max_length=64)
    content: str = _text()
    activated_at: datetime = _moment()


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


class Deviation(SQLModel, table=True):
    """What the parties have in common: where the case stands and what kind it is. No free text, no person."""

    __table_args__ = (Index("ix_deviation_owner", "owner_organisation", "state"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True, max_length=20)
    agreement: str = Field(foreign_key="agreement.key", max_length=63)
    routine_version_id: int = Field(foreign_key="routine_version.id")
    state: str = Field(max_length=63)
    rev: int = Field(default=0)
    category: str = Field(max_length=63)
    nature: str = Field(max_length=20)
    affected: str = Field(max_length=20)
    gender: str = Field(max_length=10)
    source: str = Field(max_length=20)
    conduct_matter: bool = Field(default=False)
    occurred_on: date
    reported_at: datetime = _moment()
    entered_at: datetime = _moment()
    due_at: datetime | None = _moment_or_none(index=True)
    owner_organisation: str = Field(foreign_key="organisation.key", max_length=63)
    owner_role: str = Field(max_length=80)
    split_from_id: int | None = Field(default=None, foreign_key="deviation.id")


class DeviationParty(SQLModel, table=True):
    """An organisation's part in a deviation: which side, which unit and people there, and what it has done when.

    The stamps are known to all parties; unit and people are read within the organisation only.
    """

    __tablename__ = "deviation_party"
    __table_args__ = (
        UniqueConstraint("deviation_id", "organisation"),
        Index("ix_deviation_party_reader", "organisation", "unit_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    side: str = Field(max_length=10)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    reporter_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    manager_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    visible_from: datetime | None = _moment_or_none()
    received_at: datetime | None = _moment_or_none()
    told_at: datetime | None = _moment_or_none()
    contacted_at: datetime | None = _moment_or_none()
    investigated_at: datetime | None = _moment_or_none()
    agreed_at: datetime | None = _moment_or_none()


class Registration(SQLModel, table=True):
    """A party's own record of the deviation. No other party can read it."""

    __table_args__ = (UniqueConstraint("deviation_id", "organisation"),)

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    own_reference: str = Field(default="", max_length=100)
    title: str = Field(default="", max_length=200)
    description: str = _text()
    concerned_unit: str = Field(default="", max_length=200)
    investigation: str = _text()
    no_measure_reason: str = _text()
    created_at: datetime = _moment()
    updated_at: datetime = _moment()


class Note(SQLModel, table=True):
    """A party's private note in its registration: a logged contact, or the answer to a question of the routine."""

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    kind: str = Field(max_length=20)
    label: str = Field(max_length=300)
    text: str = _text()
    author_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = _moment()


class Message(SQLModel, table=True):
    """What one party has handed over to another, as it was sent (immutable but for the receipt)."""

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    sender: str = Field(foreign_key="organisation.key", max_length=63)
    receiver: str = Field(foreign_key="organisation.key", max_length=63)
    body: str = _text()
    sent_by: int | None = Field(default=None, foreign_key="user_account.id")
    sent_at: datetime = _moment()
    received_by: int | None = Field(default=None, foreign_key="user_account.id")
    received_at: datetime | None = _moment_or_none()


class Deidentification(SQLModel, table=True):
    """A party's de-identified text, one row per version; the latest is the one that counts (R13).

    `sha256` and `detector` bind check and attestation to exactly this text and this detector.
    """

    __table_args__ = (Index("ix_deidentification_latest", "deviation_id", "organisation", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    text: str = _text()
    tried: str = _text()
    question: str = _text()
    sha256: str = Field(max_length=64)
    detector: str = Field(max_length=63)
    verdict: str = Field(max_length=20)
    findings: str = _text()
    author_id: int = Field(foreign_key="user_account.id")
    written_at: datetime = _moment()
    attester_id: int | None = Field(default=None, foreign_key="user_account.id")
    attested_at: datetime | None = _moment_or_none()


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
    text: str = _text()
    tried: str = _text()
    question: str = _text()
    sha256: str = Field(max_length=64)
    detector: str = Field(max_length=63)
    lifted_by: str = Field(foreign_key="organisation.key", max_length=63)
    lifted_at: datetime = _moment()
    closed_at: datetime | None = _moment_or_none()


class Meeting(SQLModel, table=True):
    """One meeting of a forum."""

    __table_args__ = (UniqueConstraint("forum_id", "held_on"),)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    held_on: date
    starts_at: datetime = _moment()
    state: str = Field(default="planned", max_length=20)
    frozen_at: datetime | None = _moment_or_none()
    closed_at: datetime | None = _moment_or_none()


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
    text: str = _text()
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
    position: str = _text()
    decided_at: datetime = _moment()
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")


class Measure(SQLModel, table=True):
    """What is to be done, by whom, by when, and what effect it had. Read by the deviation's parties."""

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id", index=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    what: str = _text()
    follow_up: str = _text()
    due_on: date
    done_at: datetime | None = _moment_or_none()
    handed_over_to: str = Field(default="", max_length=200)
    effect: str = _text()
    created_at: datetime = _moment()


class Event(SQLModel, table=True):
    """The installation's history: append-only, hash-chained, without texts (R19)."""

    __table_args__ = (Index("ix_event_subject", "deviation_id", "seq"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = _moment()
    kind: str = Field(max_length=40)
    actor_id: int | None = Field(default=None)
    organisation: str | None = Field(default=None, max_length=63)
    deviation_id: int | None = Field(default=None)
    data: str = _text()
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
    """A reminder to be: a row per rule and stay in a state, so that none is lost and none is doubled."""

    __table_args__ = (UniqueConstraint("deviation_id", "rule", "period"), Index("ix_reminder_due", "due_at"))

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    rule: str = Field(max_length=80)
    period: int
    role: str = Field(max_length=80)
    due_at: datetime = _moment()


class Outbox(SQLModel, table=True):
    """A message to send, written in the same transaction as what it tells of. Holds a number, never a text."""

    __table_args__ = (Index("ix_outbox_waiting", "sent_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = _moment()
    message: str = Field(max_length=40)
    recipient_id: int = Field(foreign_key="user_account.id")
    deviation_id: int | None = Field(default=None, foreign_key="deviation.id")
    data: str = _text()
    sent_at: datetime | None = _moment_or_none()
