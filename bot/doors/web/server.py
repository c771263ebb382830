"""Listens on the one web port, inside the process that answers: opened with it and closed before it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from starlette.applications import Starlette

from bot.errors import DoorError

IDLE = 75  # seconds a connection may stay open without a request; proxies close theirs after 60
GRACE = 3  # seconds for requests that have begun when we stop
log = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The house is told to stop, not this room of it."""
        yield


@asynccontextmanager
async def open_web(site: Starlette, host: str, port: int) -> AsyncIterator[int]:
    """The pages, served until it is left; the port. DoorError if nothing can be listened on there."""
    listening = _listen(host, port)
    settings = uvicorn.Config(
        site,
        log_config=None,
        access_log=False,  # paths and callers are nobody's business
        lifespan="off",
        server_header=False,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(settings)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    port = listening.getsockname()[1]
    log.info("web pages", host=host, port=port)
    try:
        yield port
    finally:
        server.should_exit = True
        await serving


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = error.strerror or "no such address"
        raise DoorError(f"Nothing can be listened on at {host}:{port} ({why}): check BOT_HOST and BOT_PORT.") from None
