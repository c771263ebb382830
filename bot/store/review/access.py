"""Who is let in: a link for one use, and the session it opens. Tokens are signed with the installation's pepper.

A token is `id.signature`. A copy of the database has ids, but the pepper in it is sealed: it lets nobody in.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Connection, delete, insert, select

from bot.domain.review import Reviewer, Role
from bot.store.sealed import Pseudonyms
from bot.store.tables import PassRow

LINK, SESSION = timedelta(minutes=5), timedelta(hours=12)
Kind = Literal["link", "session"]
LASTS: dict[Kind, timedelta] = {"link": LINK, "session": SESSION}


def issue(connection: Connection, names: Pseudonyms, kind: Kind, reviewer: Reviewer) -> str:
    """A new token; what has run out is swept away on the way."""
    now, id = datetime.now(UTC), secrets.token_urlsafe(24)
    connection.execute(delete(PassRow).where(PassRow.until < now))
    row = {"id": id, "kind": kind, "reviewer": reviewer.name, "role": reviewer.role, "until": now + LASTS[kind]}
    connection.execute(insert(PassRow).values(row))
    return f"{id}.{names.of(kind, id)}"


def holder(connection: Connection, names: Pseudonyms, token: str) -> Reviewer | None:
    """Whose session a token is."""
    id = id_of(names, "session", token)
    query = select(PassRow.reviewer, PassRow.role)
    query = query.where(PassRow.id == id, PassRow.kind == "session", PassRow.until > datetime.now(UTC))
    found = connection.execute(query).first() if id else None
    return Reviewer(found.reviewer, cast(Role, found.role)) if found else None


def redeem(connection: Connection, names: Pseudonyms, token: str, kind: Kind) -> Reviewer | None:
    """Uses a token up, once and for all; whose it was, if it was still good."""
    id = id_of(names, kind, token)
    if not id:
        return None
    used = delete(PassRow).where(PassRow.id == id, PassRow.kind == kind)
    found = connection.execute(used.returning(PassRow.reviewer, PassRow.role, PassRow.until)).first()
    if found is None or found.until <= datetime.now(UTC):
        return None
    return Reviewer(found.reviewer, cast(Role, found.role))


def id_of(names: Pseudonyms, kind: Kind, token: str) -> str:
    """The id in a token that we signed, or nothing."""
    id, _, signature = token.partition(".")
    return id if hmac.compare_digest(names.of(kind, id).encode(), signature.encode(errors="replace")) else ""
