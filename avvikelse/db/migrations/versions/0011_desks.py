"""The order of everybody's list kept with each party of a case, and drafts of reports.

Follows: 0010

A party's row says whose turn it is there, whether the case has ended and by when its step is to be taken. Triggers
keep that with the deviation, whatever writes it: a list among a million cases is then a walk along one index.
"""

import sqlalchemy as sa
from alembic import op
from ruamel.yaml import YAML

from avvikelse.db.types import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NEVER = "9999-12-31 00:00:00+00:00"
NEVER_SQLITE = "9999-12-31 00:00:00.000000"
WATCHED = "state, entered_at, due_at, ended, owner_organisation, owner_role"
INDEXES = {
    "reporter": ("reporter_id", "ended"),
    "manager": ("manager_id", "ended"),
    "unit": ("unit_id", "ended"),
    "organisation": ("organisation", "ended"),
    "turn": ("organisation", "turn", "manager_id"),
}


def upgrade() -> None:
    """Adds the columns, fills them for the cases there are, and sets up triggers, indexes and drafts."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("deviation", sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in (
        sa.Column("turn", sa.String(length=20), nullable=False, server_default="-"),
        sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("sort_at", UTCDateTime(), nullable=False, server_default=NEVER),
    ):
        op.add_column("deviation_party", column)
    for statement in _sqlite_triggers() if sqlite else _postgresql_triggers():
        op.execute(statement)
    _fill()
    op.drop_index("ix_deviation_party_manager_id", table_name="deviation_party")
    op.drop_index("ix_deviation_party_reporter_id", table_name="deviation_party")
    for name, columns in INDEXES.items():
        op.create_index(f"ix_deviation_party_{name}", "deviation_party", [*columns, "sort_at", "deviation_id"])
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_outbox_unread", "outbox", ["recipient_id"], sqlite_where=unread, postgresql_where=unread)
    _drafts()


def _fill() -> None:
    """Marks what has ended, as each routine version has it, and lets the triggers do the rest."""
    connection = op.get_bind()
    version = sa.table("routine_version", sa.column("id"), sa.column("content"))
    deviation = sa.table("deviation", sa.column("routine_version_id"), sa.column("state"), sa.column("ended"))
    for row in connection.execute(sa.select(version)).all():
        states = YAML(typ="safe").load(row.content)["states"]
        ends = [key for key, spec in states.items() if spec.get("ends")]
        theirs = (deviation.c.routine_version_id == row.id, deviation.c.state.in_(ends))
        connection.execute(sa.update(deviation).where(*theirs).values(ended=sa.true()))
    connection.execute(sa.update(deviation).where(~deviation.c.ended).values(state=deviation.c.state))


def _sqlite_triggers() -> list[str]:
    values = f"""
        turn = CASE WHEN d.owner_organisation = deviation_party.organisation AND NOT d.ended
               THEN substr(d.owner_role, instr(d.owner_role, '.') + 1, 20) ELSE '-' END,
        ended = d.ended,
        sort_at = CASE WHEN d.ended THEN d.entered_at ELSE coalesce(d.due_at, '{NEVER_SQLITE}') END"""
    follow = f"UPDATE deviation_party SET {values} FROM deviation AS d WHERE d.id = deviation_party.deviation_id"
    return [
        f"CREATE TRIGGER deviation_desk AFTER UPDATE OF {WATCHED} ON deviation "
        f"BEGIN {follow} AND d.id = NEW.id AND deviation_party.deviation_id = NEW.id; END",
        f"CREATE TRIGGER deviation_party_desk AFTER INSERT ON deviation_party "
        f"BEGIN {follow} AND deviation_party.id = NEW.id; END",
    ]


def _postgresql_triggers() -> list[str]:
    place = f"""
        p.turn := CASE WHEN d.owner_organisation = p.organisation AND NOT d.ended
               THEN left(split_part(d.owner_role, '.', 2), 20) ELSE '-' END;
        p.ended := d.ended;
        p.sort_at := CASE WHEN d.ended THEN d.entered_at ELSE coalesce(d.due_at, '{NEVER}'::timestamptz) END;"""
    return [
        f"""CREATE FUNCTION place_on_desk() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE d deviation; p deviation_party;
        BEGIN SELECT * INTO d FROM deviation WHERE id = NEW.deviation_id; p := NEW; {place} RETURN p; END $$""",
        f"""CREATE FUNCTION move_on_desks() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN UPDATE deviation_party AS p SET
            turn = CASE WHEN NEW.owner_organisation = p.organisation AND NOT NEW.ended
                   THEN left(split_part(NEW.owner_role, '.', 2), 20) ELSE '-' END,
            ended = NEW.ended,
            sort_at = CASE WHEN NEW.ended THEN NEW.entered_at ELSE coalesce(NEW.due_at, '{NEVER}'::timestamptz) END
        WHERE p.deviation_id = NEW.id; RETURN NULL; END $$""",
        "CREATE TRIGGER deviation_party_desk BEFORE INSERT ON deviation_party "
        "FOR EACH ROW EXECUTE FUNCTION place_on_desk()",
        f"CREATE TRIGGER deviation_desk AFTER UPDATE OF {WATCHED} ON deviation "
        "FOR EACH ROW EXECUTE FUNCTION move_on_desks()",
    ]


def _drafts() -> None:
    op.create_table(
        "report_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_report_draft_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_draft")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_report_draft_user_id"), "report_draft", ["user_id"])


def downgrade() -> None:
    """Takes it all away; drafts that nobody has sent are lost."""
    op.drop_table("report_draft")
    op.drop_index("ix_outbox_unread", table_name="outbox")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER deviation_desk")
        op.execute("DROP TRIGGER deviation_party_desk")
    else:
        op.execute("DROP TRIGGER deviation_desk ON deviation")
        op.execute("DROP TRIGGER deviation_party_desk ON deviation_party")
        op.execute("DROP FUNCTION move_on_desks")
        op.execute("DROP FUNCTION place_on_desk")
    for name in INDEXES:
        op.drop_index(f"ix_deviation_party_{name}", table_name="deviation_party")
    for column in ("turn", "ended", "sort_at"):
        op.drop_column("deviation_party", column)
    op.drop_column("deviation", "ended")
    op.create_index("ix_deviation_party_manager_id", "deviation_party", ["manager_id"])
    op.create_index("ix_deviation_party_reporter_id", "deviation_party", ["reporter_id"])
