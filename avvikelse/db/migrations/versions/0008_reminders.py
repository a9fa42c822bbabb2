"""Reminders that are fired, measures that are reminded of, clocks that stand still, absence, and cases in nobody's hands.

Follows: 0004
"""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

from avvikelse.db.types import UTCDateTime

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables and columns. What is overdue already is told of at the first sweep.

    Measures that wait since before are reminded of the day after their last; whether that is a working day isn't asked.
    """
    with op.batch_alter_table("reminder") as batch:
        batch.drop_index("ix_reminder_due")
        batch.add_column(sa.Column("measure_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("fired_at", UTCDateTime(), nullable=True))
        batch.create_foreign_key(op.f("fk_reminder_measure_id_measure"), "measure", ["measure_id"], ["id"])
    waiting = sa.text("fired_at IS NULL")
    op.create_index("ix_reminder_due", "reminder", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "pause",
        sa.Column("deviation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("waits_for", sa.String(length=20), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_pause_deviation_id_deviation")),
        sa.PrimaryKeyConstraint("deviation_id", name=op.f("pk_pause")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("kind", "subject", "period", name=op.f("uq_announcement_kind_subject_period")),
    )
    _people()
    _waiting_measures()


def _waiting_measures() -> None:
    measure = sa.table("measure", *map(sa.column, ("id", "deviation_id", "decision_id", "done_at", "handed_over_to")))
    due_on = sa.column("due_on", sa.Date())
    decision = sa.table("decision", sa.column("id"), sa.column("applied_at"))
    reminder = sa.table(
        "reminder", *map(sa.column, ("deviation_id", "rule", "period", "role", "measure_id")),
        sa.column("due_at", UTCDateTime()),
    )
    decided = measure.outerjoin(decision, decision.c.id == measure.c.decision_id)
    waiting = sa.select(measure.c.id, measure.c.deviation_id, due_on).select_from(decided).where(
        measure.c.done_at.is_(None), measure.c.handed_over_to == "",
        sa.or_(measure.c.decision_id.is_(None), decision.c.applied_at.is_not(None)),
    )
    connection = op.get_bind()
    rows = [
        {
            "deviation_id": row.deviation_id, "rule": f"measure.{row.id}.overdue", "period": 0, "role": "measure.manager",
            "measure_id": row.id, "due_at": datetime.combine(row.due_on + timedelta(days=1), time(7), tzinfo=UTC),
        }
        for row in connection.execute(waiting)
    ]
    if rows:
        connection.execute(sa.insert(reminder), rows)


def _people() -> None:
    op.create_table(
        "hole",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deviation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=63), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("found_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviation.id"], name=op.f("fk_hole_deviation_id_deviation")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.key"], name=op.f("fk_hole_organisation_organisation")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hole_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hole")),
        sa.UniqueConstraint("deviation_id", "period", "role", name=op.f("uq_hole_deviation_id_period_role")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_absence_user_id_user_account")),
        sa.ForeignKeyConstraint(["deputy_id"], ["user_account.id"], name=op.f("fk_absence_deputy_id_user_account")),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_absence_created_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_user_id"), "absence", ["user_id"], unique=False)
    op.create_index(op.f("ix_absence_deputy"), "absence", ["deputy_id"], unique=False)


def downgrade() -> None:
    """Takes them away. Reminders that have been fired are no longer to come, and so go too."""
    for name in ("absence", "hole", "announcement", "pause"):
        op.drop_table(name)
    op.execute("DELETE FROM reminder WHERE fired_at IS NOT NULL OR measure_id IS NOT NULL")
    op.drop_index("ix_reminder_due", table_name="reminder")
    with op.batch_alter_table("reminder") as batch:
        batch.drop_constraint(op.f("fk_reminder_measure_id_measure"), type_="foreignkey")
        batch.drop_column("fired_at")
        batch.drop_column("measure_id")
    op.create_index("ix_reminder_due", "reminder", ["due_at"], unique=False)
