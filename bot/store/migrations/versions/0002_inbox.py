"""The inbox, the outbox and the lease on a chat; a person's consent and the count of their turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("done_at IS NULL")
UNSENT = sa.text("sent_at IS NULL AND problem IS NULL")


def upgrade() -> None:

    # Not in a batch: that makes the table anew, and dropping the old one would take the turns with it.
    op.add_column("people", sa.Column("revision", KEY, server_default="0", nullable=False))
    op.add_column("people", sa.Column("consent", sa.String(length=8), nullable=True))
    op.create_table(
        "chats",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_chats")),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_key", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["chat_key"], ["chats.key"], name=op.f("fk_inbox_chat_key_chats"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_open", "inbox", ["chat_key", "update_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])
    op.create_table(
        "replies",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_key", sa.String(length=64), nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("turn_id", KEY, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_key"], ["chats.key"], name=op.f("fk_replies_chat_key_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_replies_turn_id_turns"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("update_id", name=op.f("uq_replies_update_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_replies_unsent", "replies", ["chat_key", "id"], sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index("ix_replies_turn_id", "replies", ["turn_id"])


def downgrade() -> None:

    op.drop_table("replies")
    op.drop_table("inbox")
    op.drop_table("chats")
    op.drop_column("people", "consent")
    op.drop_column("people", "revision")
