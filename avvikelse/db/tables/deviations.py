"""A deviation as the parties share it, and what each of them keeps to itself."""

from datetime import UTC, date, datetime

from sqlalchemy import Index, UniqueConstraint, and_, column, false
from sqlmodel import Field, SQLModel

from avvikelse.db.tables.base import long_text, moment, moment_or_none
from avvikelse.db.types import UTCDateTime

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a case without a last day stands in a list: after all that have one."""

_MAY_GO = and_(column("ended").is_(True), column("held").is_(False))

NOBODY = "-"
"""Whose turn it is at a party where it is nobody's."""


class Deviation(SQLModel, table=True):
    """What the parties have in common: where the case stands and what kind it is. No free text, no person."""

    __table_args__ = (
        Index("ix_deviation_owner", "owner_organisation", "state"),
        Index("ix_deviation_kind_of_case", "category", "occurred_on"),
    )

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
    reported_at: datetime = moment()
    entered_at: datetime = moment()
    due_at: datetime | None = moment_or_none(index=True)
    ended: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    owner_organisation: str = Field(foreign_key="organisation.key", max_length=63)
    owner_role: str = Field(max_length=80)
    split_from_id: int | None = Field(default=None, foreign_key="deviation.id")


class DeviationParty(SQLModel, table=True):
    """An organisation's part in a deviation: which side, which unit and people there, and what it has done when.

    The stamps are known to all parties; unit and people are read within the organisation only.

    `turn`, `ended` and `sort_at` follow the deviation by the database's own triggers, so that each reader's list is a
    walk along one index: `turn` is the role whose step is next when it is this party's, `sort_at` the last day of the
    step, or when the case ended.

    `destroyed` says which of the party's records have been destroyed since the case last ended (core.retention.BITS);
    what is `held` may not be.
    """

    __tablename__ = "deviation_party"
    __table_args__ = (
        UniqueConstraint("deviation_id", "organisation"),
        Index("ix_deviation_party_reader", "organisation", "unit_id"),
        Index("ix_deviation_party_reporter", "reporter_id", "ended", "sort_at", "deviation_id"),
        Index("ix_deviation_party_manager", "manager_id", "ended", "sort_at", "deviation_id"),
        Index("ix_deviation_party_unit", "unit_id", "ended", "sort_at", "deviation_id"),
        Index("ix_deviation_party_organisation", "organisation", "ended", "sort_at", "deviation_id"),
        Index("ix_deviation_party_turn", "organisation", "turn", "manager_id", "sort_at", "deviation_id"),
        Index(
            "ix_deviation_party_retention", "organisation", "destroyed", "sort_at", "deviation_id",
            sqlite_where=_MAY_GO, postgresql_where=_MAY_GO,
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    side: str = Field(max_length=10)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    reporter_id: int | None = Field(default=None, foreign_key="user_account.id")
    manager_id: int | None = Field(default=None, foreign_key="user_account.id")
    visible_from: datetime | None = moment_or_none()
    received_at: datetime | None = moment_or_none()
    told_at: datetime | None = moment_or_none()
    contacted_at: datetime | None = moment_or_none()
    investigated_at: datetime | None = moment_or_none()
    agreed_at: datetime | None = moment_or_none()
    turn: str = Field(default=NOBODY, max_length=20, sa_column_kwargs={"server_default": NOBODY})
    ended: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    sort_at: datetime = Field(default=NEVER, sa_type=UTCDateTime, sa_column_kwargs={"server_default": str(NEVER)})
    destroyed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Registration(SQLModel, table=True):
    """A party's own record of the deviation. No other party can read it."""

    __table_args__ = (
        UniqueConstraint("deviation_id", "organisation"),
        Index("ix_registration_own_reference", "organisation", "own_reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    own_reference: str = Field(default="", max_length=100)
    title: str = Field(default="", max_length=200)
    description: str = long_text()
    concerned_unit: str = Field(default="", max_length=200)
    investigation: str = long_text()
    no_measure_reason: str = long_text()
    created_at: datetime = moment()
    updated_at: datetime = moment()


class Note(SQLModel, table=True):
    """A party's private note in its registration: a logged contact, or the answer to a question of the routine."""

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    kind: str = Field(max_length=20)
    label: str = Field(max_length=300)
    text: str = long_text()
    author_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = moment()


class Message(SQLModel, table=True):
    """What one party has handed over to another, as it was sent (immutable but for the receipt)."""

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id", index=True)
    sender: str = Field(foreign_key="organisation.key", max_length=63)
    receiver: str = Field(foreign_key="organisation.key", max_length=63)
    body: str = long_text()
    sent_by: int | None = Field(default=None, foreign_key="user_account.id")
    sent_at: datetime = moment()
    received_by: int | None = Field(default=None, foreign_key="user_account.id")
    received_at: datetime | None = moment_or_none()


class Deidentification(SQLModel, table=True):
    """A party's de-identified text, one row per version; the latest is the one that counts (R13).

    `sha256` and `detector` bind check and attestation to exactly this text and this detector.
    """

    __table_args__ = (Index("ix_deidentification_latest", "deviation_id", "organisation", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    deviation_id: int = Field(foreign_key="deviation.id")
    organisation: str = Field(foreign_key="organisation.key", max_length=63)
    text: str = long_text()
    tried: str = long_text()
    question: str = long_text()
    sha256: str = Field(max_length=64)
    detector: str = Field(max_length=63)
    verdict: str = Field(max_length=20)
    findings: str = long_text()
    author_id: int = Field(foreign_key="user_account.id")
    written_at: datetime = moment()
    attester_id: int | None = Field(default=None, foreign_key="user_account.id")
    attested_at: datetime | None = moment_or_none()


class DeidReview(SQLModel, table=True):
    """Why a person let a question of the check pass, for exactly one stretch of one version of a text (R13).

    Holds the place and the kind of what was found, never the words.
    """

    __tablename__ = "deid_review"
    __table_args__ = (UniqueConstraint("deidentification_id", "start", "end", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    deidentification_id: int = Field(foreign_key="deidentification.id")
    start: int
    end: int
    kind: str = Field(max_length=20)
    reason: str = Field(max_length=20)
    comment: str = Field(default="", max_length=200)
    reviewer_id: int | None = Field(default=None, foreign_key="user_account.id")
    reviewed_at: datetime = moment()
