"""The indexes of what waits, in a shape that serves a chat that goes too: it looked through all that was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INDEXES = {
    "ix_inbox_open": ("inbox", ["chat_key", "update_id"], "done_at IS NULL"),
    "ix_replies_unsent": ("replies", ["chat_key", "id"], "sent_at IS NULL AND problem IS NULL"),
}


def _anew(condition: str = "") -> None:
    for name, (table, columns, before) in INDEXES.items():
        where = sa.text(condition or before)
        op.drop_index(name, table)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    _anew("chat_key IS NOT NULL")


def downgrade() -> None:
    _anew()
