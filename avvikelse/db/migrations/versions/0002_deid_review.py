"""Answers to the questions of the de-identification check, and a way to find cases of the same kind."""

import sqlalchemy as sa
from alembic import op

from avvikelse.db.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table and the index."""
    op.create_table(
        "deid_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deidentification_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(length=200), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deidentification_id"],
            ["deidentification.id"],
            name=op.f("fk_deid_review_deidentification_id_deidentification"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user_account.id"], name=op.f("fk_deid_review_reviewer_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deid_review")),
        sa.UniqueConstraint(
            "deidentification_id", "start", "end", "kind", name=op.f("uq_deid_review_deidentification_id_start_end_kind")
        ),
    )
    op.create_index("ix_deviation_kind_of_case", "deviation", ["category", "occurred_on"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_index("ix_deviation_kind_of_case", table_name="deviation")
    op.drop_table("deid_review")
