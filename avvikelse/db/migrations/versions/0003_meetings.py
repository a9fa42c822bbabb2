"""Meetings with people, place, arrangement, notes, and decisions that wait for approved minutes.

What the first form of meetings called closed had its decisions applied at once: it becomes approved.

Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

from avvikelse.db.types import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables and columns, and carries over what was held before."""
    _widen_meeting()
    _widen_lines_and_decisions()
    op.create_table(
        "meeting_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=True),
        sa.Column("adjuster", sa.Boolean(), nullable=False),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_person_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_meeting_person_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_person")),
        sa.UniqueConstraint("meeting_id", "user_id", name=op.f("uq_meeting_person_meeting_id_user_id")),
    )
    op.create_index(op.f("ix_meeting_person_user_id"), "meeting_person", ["user_id"], unique=False)
    op.create_table(
        "agenda_arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("in_group", sa.String(length=40), nullable=False),
        sa.Column("put_off", sa.Boolean(), nullable=False),
        sa.Column("heading", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_arrangement_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_arrangement")),
        sa.UniqueConstraint("meeting_id", "subject", name=op.f("uq_agenda_arrangement_meeting_id_subject")),
    )


def _widen_meeting() -> None:
    with op.batch_alter_table("meeting") as batch:
        batch.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default="120"))
        batch.add_column(sa.Column("place", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("link", sa.String(length=500), nullable=False, server_default=""))
        batch.add_column(sa.Column("joint_forum_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("rev", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        for name in ("sent_at", "approved_at", "cancelled_at"):
            batch.add_column(sa.Column(name, UTCDateTime(), nullable=True))
        batch.create_foreign_key(op.f("fk_meeting_joint_forum_id_forum"), "forum", ["joint_forum_id"], ["id"])
    op.execute("UPDATE meeting SET state = 'approved', approved_at = closed_at WHERE state = 'closed'")
    with op.batch_alter_table("meeting") as batch:
        for name in ("minutes", "place", "link", "rev", "sequence"):
            batch.alter_column(name, server_default=None)


def _widen_lines_and_decisions() -> None:
    with op.batch_alter_table("agenda_item") as batch:
        batch.add_column(sa.Column("label", sa.String(length=10), nullable=False, server_default=""))
        batch.add_column(sa.Column("title", sa.String(length=300), nullable=False, server_default=""))
        batch.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("grouped", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("notes", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE agenda_item SET label = CAST(position AS VARCHAR) WHERE position IS NOT NULL")
    with op.batch_alter_table("agenda_item") as batch:
        for name in ("label", "title", "grouped", "late", "notes"):
            batch.alter_column(name, server_default=None)
    with op.batch_alter_table("decision") as batch:
        batch.add_column(sa.Column("applied_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE decision SET applied_at = decided_at")


def downgrade() -> None:
    """Takes them away; what waited for approval is lost to the older form, which knows no waiting."""
    op.drop_table("agenda_arrangement")
    op.drop_index(op.f("ix_meeting_person_user_id"), table_name="meeting_person")
    op.drop_table("meeting_person")
    with op.batch_alter_table("decision") as batch:
        batch.drop_column("applied_at")
    with op.batch_alter_table("agenda_item") as batch:
        for name in ("notes", "late", "grouped", "minutes", "title", "label"):
            batch.drop_column(name)
    op.execute("UPDATE meeting SET state = 'closed' WHERE state IN ('held', 'approved')")
    op.execute("UPDATE meeting SET state = 'frozen' WHERE state = 'sent'")
    with op.batch_alter_table("meeting") as batch:
        batch.drop_constraint(op.f("fk_meeting_joint_forum_id_forum"), type_="foreignkey")
        for name in (
            "cancelled_at", "approved_at", "sent_at", "sequence", "rev", "joint_forum_id", "link", "place", "minutes",
        ):  # fmt: skip
            batch.drop_column(name)
