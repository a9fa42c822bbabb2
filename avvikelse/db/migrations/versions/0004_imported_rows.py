"""The rows of files that have become deviations, so that the same row never becomes two.

An organisation's own reference numbers are looked up at import: registrations get an index on them.

Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

from avvikelse.db.types import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table and the index."""
    op.create_table(
        "imported_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=63), nullable=False),
        sa.Column("own_reference", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deviation_id"], ["deviation.id"], name=op.f("fk_imported_row_deviation_id_deviation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.key"], name=op.f("fk_imported_row_organisation_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
        sa.UniqueConstraint(
            "organisation", "own_reference", name=op.f("uq_imported_row_organisation_own_reference")
        ),
    )
    op.create_index("ix_registration_own_reference", "registration", ["organisation", "own_reference"], unique=False)


def downgrade() -> None:
    """Takes them away: what has been imported is no longer known again."""
    op.drop_index("ix_registration_own_reference", table_name="registration")
    op.drop_table("imported_row")
