"""How requests reach Telegram: over one aiohttp session, at a fraction of the cost of the library's own way."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 5.0  # seconds to reach Telegram
FILES = 60.0  # seconds for an answer to a file
JSON = "application/json"
KEEP = 30.0  # seconds an idle connection is kept; it is dropped when the other side closes it


class Request(BaseRequest):
    """A pool of connections. Failures are the library's; their cause tells whether anything had left the house."""

    def __init__(self, connections: int = 1, read_timeout: float = 10.0) -> None:
        self._connections = connections
        self._read = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str] = {}

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._session is None:
            pool = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP)
            self._proxies = getproxies()  # aiohttp's `trust_env` reads this, and a file, in threads for each request
            head, jar = {"User-Agent": self.USER_AGENT}, aiohttp.DummyCookieJar()  # there are no cookies to be kept
            self._session = aiohttp.ClientSession(connector=pool, headers=head, cookie_jar=jar)

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; the library's own would log all of it where it is broken."""
        return read(payload)

    async def do_request(  # noqa: PLR0913, PLR0917  # the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        if self._session is None:
            raise RuntimeError("the request is not open")
        files = bool(request_data and request_data.contains_files)
        waits = aiohttp.ClientTimeout(
            total=None,
            connect=_or(pool_timeout, CONNECT) + CONNECT,
            sock_connect=_or(connect_timeout, CONNECT),
            sock_read=_or(read_timeout, FILES if files else self._read),
        )
        try:
            form, proxy = _form(request_data), self._proxy(urlsplit(url))
            async with self._session.request(method, url, data=form, timeout=waits, proxy=proxy) as answer:
                return answer.status, await _body(answer)
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error  # its own words hold the address, and that the token

    def _proxy(self, url: SplitResult) -> str | None:
        """What stands between us and there, by the environment (`HTTPS_PROXY`, `NO_PROXY`)."""
        proxy = self._proxies.get(url.scheme)
        return proxy if proxy and not proxy_bypass(url.hostname or "") else None


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """What there is of it. Where it breaks off, the status has been said all the same."""
    try:
        return await answer.read()
    except (aiohttp.ClientError, TimeoutError):
        return b""


def read(payload: bytes) -> dict[str, Any]:
    """A JSON object, or TelegramError."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise TelegramError("not an answer of the Bot API")
    return answer


def _or(given: ODVInput[float], default: float) -> float:
    return default if given is None or isinstance(given, DefaultValue) else float(given)


def _form(data: RequestData | None) -> aiohttp.Payload | aiohttp.FormData | None:
    """What is asked, as JSON: a form has to spell each letter that is none of English, and every button, twice."""
    if data is None or not data.contains_files:
        return aiohttp.BytesPayload(json.dumps(data.parameters).encode(), content_type=JSON) if data else None
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
