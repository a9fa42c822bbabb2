"""Mails made of the outbox's messages, people's choices of mails, and when the worker's jobs last ran.

No message had been mailed before: those in the outbox wait as they did.

Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

from avvikelse.db.types import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NOT_YET = sa.text("mail_id IS NULL AND skipped = ''")


def upgrade() -> None:
    """Adds the tables, and what a message has beside its text."""
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user_account.id"], name=op.f("fk_mail_recipient_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_key", name=op.f("uq_mail_message_key")),
    )
    op.create_index("ix_mail_next", "mail", ["state", "next_at", "id"], unique=False)
    op.create_index(op.f("ix_mail_recipient_id"), "mail", ["recipient_id"], unique=False)
    op.create_table(
        "preference",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mail", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_preference_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("ran_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_run")),
    )
    with op.batch_alter_table("outbox") as batch:
        batch.drop_index("ix_outbox_waiting")
        batch.drop_column("sent_at")
        batch.add_column(sa.Column("mail_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("skipped", sa.String(length=20), nullable=False, server_default=""))
        batch.add_column(sa.Column("read_at", UTCDateTime(), nullable=True))
        batch.create_foreign_key(op.f("fk_outbox_mail_id_mail"), "mail", ["mail_id"], ["id"])
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("skipped", server_default=None)
    op.create_index(
        "ix_outbox_waiting", "outbox", ["recipient_id", "id"], sqlite_where=NOT_YET, postgresql_where=NOT_YET
    )
    op.create_index("ix_outbox_inbox", "outbox", ["recipient_id", "id"], unique=False)
    op.create_index(op.f("ix_outbox_mail_id"), "outbox", ["mail_id"], unique=False)


def downgrade() -> None:
    """Takes them away: what has been mailed is no longer known."""
    for name in ("ix_outbox_waiting", "ix_outbox_inbox", op.f("ix_outbox_mail_id")):
        op.drop_index(name, table_name="outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("fk_outbox_mail_id_mail"), type_="foreignkey")
        for name in ("read_at", "skipped", "mail_id"):
            batch.drop_column(name)
        batch.add_column(sa.Column("sent_at", UTCDateTime(), nullable=True))
        batch.create_index("ix_outbox_waiting", ["sent_at", "id"], unique=False)
    for name in ("job_run", "preference", "mail"):
        op.drop_table(name)
