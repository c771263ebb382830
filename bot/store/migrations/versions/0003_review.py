"""What reviewers need: who is let in, what they judged, and what they did, which nobody can unwrite."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTIAL = {
    "ix_turns_open": "judged = 0 AND kind <> 'talk'",
    "ix_turns_done": "judged > 0",
    "ix_turns_disputed": "disputed",
    "ix_turns_random": "message_key < '2'",
}
KEPT = "id, at, reviewer, did, turn_id, link"  # all but the sealed words, which are sealed anew when keys change
REFUSE = f"""
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END $$;
CREATE TRIGGER audit_no_update BEFORE UPDATE OF {KEPT} ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();
"""


def upgrade() -> None:

    op.add_column("turns", sa.Column("judged", sa.Integer(), server_default="0", nullable=False))
    op.add_column("turns", sa.Column("disputed", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name, where in PARTIAL.items():
        op.create_index(name, "turns", ["id"], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index("ix_ratings_value", "ratings", ["value", "turn_id"])
    op.create_table(
        "passes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("turn_id", KEY, nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=16), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_verdicts_turn_id_turns"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("turn_id", "reviewer", name=op.f("uq_verdicts_turn_id_reviewer")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("did", sa.String(length=16), nullable=False),
        sa.Column("turn_id", KEY, nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE)
        return
    for name, event in (("update", f"UPDATE OF {KEPT}"), ("delete", "DELETE")):
        stays = "SELECT RAISE(ABORT, 'the audit trail is only added to')"
        op.execute(f"CREATE TRIGGER audit_no_{name} BEFORE {event} ON audit BEGIN {stays}; END")


def downgrade() -> None:

    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_stays")
    op.drop_table("verdicts")
    op.drop_table("passes")
    op.drop_index("ix_ratings_value", "ratings")
    for name in PARTIAL:
        op.drop_index(name, "turns")
    op.drop_column("turns", "disputed")
    op.drop_column("turns", "judged")
