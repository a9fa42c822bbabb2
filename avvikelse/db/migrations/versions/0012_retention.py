"""Retention: an organisation's decisions, what is held, and what has been destroyed at each party of a case.

Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

from avvikelse.db.types import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables, the party's columns, and the indexes that find what is due."""
    op.add_column("deviation_party", sa.Column("destroyed", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("deviation_party", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    may_go = sa.and_(sa.column("ended").is_(True), sa.column("held").is_(False))
    columns = ["organisation", "destroyed", "sort_at", "deviation_id"]
    op.create_index(
        "ix_deviation_party_retention", "deviation_party", columns, sqlite_where=may_go, postgresql_where=may_go
    )
    op.create_index("ix_outbox_subject", "outbox", ["deviation_id", "created_at"])
    _decisions()
    _holds()


def _decisions() -> None:
    op.create_table(
        "retention_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=63), nullable=False),
        sa.Column("diary_number", sa.String(length=60), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.String(length=200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("registered_at", UTCDateTime(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("works_from", sa.Date(), nullable=True),
        sa.Column("worked_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        _to("retention_decision", "organisation", "organisation.key"),
        _to("retention_decision", "registered_by", "user_account.id"),
        _to("retention_decision", "revoked_by", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_decision")),
    )
    op.create_index("ix_retention_decision_organisation", "retention_decision", ["organisation", "revoked_at"])


def _holds() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=63), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", UTCDateTime(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.Column("released_at", UTCDateTime(), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        _to("retention_hold", "organisation", "organisation.key"),
        _to("retention_hold", "deviation_id", "deviation.id"),
        _to("retention_hold", "placed_by", "user_account.id"),
        _to("retention_hold", "released_by", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index("ix_retention_hold_organisation", "retention_hold", ["organisation", "released_at"])
    op.create_index(op.f("ix_retention_hold_deviation_id"), "retention_hold", ["deviation_id"])


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name))


def downgrade() -> None:
    """Takes it all away; what has been destroyed stays so, and what was decided is lost."""
    op.drop_table("retention_hold")
    op.drop_table("retention_decision")
    op.drop_index("ix_outbox_subject", table_name="outbox")
    op.drop_index("ix_deviation_party_retention", table_name="deviation_party")
    for column in ("held", "destroyed"):
        op.drop_column("deviation_party", column)
