"""The stand-in, and the door's real requests against it: what the wire of the other tests leaves out."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.error import TelegramError

from bot.conversation import Conversation
from bot.domain import Choice
from bot.doors.telegram import Line, application, open_telegram
from bot.doors.telegram.request import Request
from bot.doors.telegram.sending import unsent_by
from bot.errors import DoorError
from bot.store import KeyRing, Store, fresh_key
from tests.doors.telegram.house import OWN, Shelf, parrot
from tests.standin import Standin

TOKEN = "1:x"


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin(token=TOKEN) as standin:
        yield standin


async def open_door(url: str, folder: Path, then: Callable[[], object], token: str = TOKEN) -> None:
    """The real door at that address for as long as `then` takes."""
    store = await Store.open(f"sqlite:///{folder}/bot.db", KeyRing.from_text(fresh_key()))
    shelf = Shelf(parrot())
    shelf.guide.choices = (Choice("more", "More"),)
    try:
        async with open_telegram(Line(token, url), Conversation(shelf, store, print), store.inbox, shelf) as door:
            await door.begin()
            await asyncio.to_thread(then)
    finally:
        await store.close()


async def test_people_talk_to_the_bot_through_real_requests(standin: Standin, tmp_path: Path) -> None:
    def talk() -> None:
        standin.say("/start")
        standin.until(lambda: len(standin.sent) == 1)
        standin.say('he <left> & I\'m "sad"')
        standin.until(lambda: len(standin.sent) == 2)
        standin.tap("More")
        standin.until(lambda: len(standin.sent) == 3)
        standin.tap("👍")
        standin.until(lambda: OWN["rated.up"] in standin.notices)

    await open_door(standin.url, tmp_path, talk)
    assert [sent.text for sent in standin.sent] == [
        f"{OWN['start']}\n\n{OWN['consent']}",
        'he <left> & I\'m "sad"',
        "chose more",
    ]
    fetched = [data for method, data in standin.calls if method == "getUpdates"]
    assert fetched[0]["allowed_updates"] == ["message", "edited_message", "callback_query"]


async def test_the_real_door_is_refused_with_another_token(standin: Standin, tmp_path: Path) -> None:
    with pytest.raises(DoorError, match=r"BOT_TOKEN is refused by Telegram at 127\.0\.0\.1"):
        await open_door(standin.url, tmp_path, print, token="1:other")


async def test_where_nobody_listens_telegram_cannot_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "TRIES", (0.01,))
    with pytest.raises(DoorError, match=r"Telegram cannot be reached at 127\.0\.0\.1:\d+ \(ClientConnectorError\)"):
        await open_door(f"http://127.0.0.1:{free_port()}", tmp_path, print)


async def test_a_connection_that_cannot_be_made_counts_as_not_sent() -> None:
    assert unsent_by(await failure(f"http://127.0.0.1:{free_port()}"))


async def test_a_connection_that_breaks_may_have_carried_it() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        assert not unsent_by(await failure(f"http://127.0.0.1:{port}"))


def test_the_standin_refuses_what_telegram_refuses(standin: Standin) -> None:
    button = {"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]}
    assert [
        ask(standin, "sendMessage", chat_id=7, **data)
        for data in (
            {"text": "<p>no</p>"},
            {"text": "<b>no"},
            {"text": "a & b &c;"},
            {"text": " "},
            {"text": "🙂" * 2049},
            {"text": "x", "reply_markup": button},
        )
    ] == [
        "Bad Request: can't parse entities: unsupported start tag 'p'",
        "Bad Request: can't parse entities: no end tag for b",
        "Bad Request: can't parse entities: a bare &",
        "Bad Request: message text is empty",
        "Bad Request: message is too long",
        "Bad Request: BUTTON_DATA_INVALID",
    ]
    assert ask(standin, "sendPhoto") == "Not Found: method not found"
    assert standin.sent == []


def test_a_second_fetcher_ends_the_first_ones_waiting(standin: Standin) -> None:
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(ask(standin, "getUpdates", timeout=20)))
    first.start()
    standin.until(lambda: bool(standin.calls))
    assert ask(standin, "getUpdates") == []
    first.join()
    assert answers == ["Conflict: terminated by other getUpdates request"]


def test_updates_come_until_they_are_confirmed(standin: Standin) -> None:
    httpx.post(f"{standin.url}/standin/updates", json={"message": {"text": "hello"}})
    first = ask(standin, "getUpdates")
    assert [each["message"]["text"] for each in first] == ["hello"]
    assert ask(standin, "getUpdates") == first
    assert ask(standin, "getUpdates", offset=first[0]["update_id"] + 1) == []


def test_a_person_talks_at_the_standins_console() -> None:
    command = [sys.executable, "-m", "tests.standin", "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as person:
        assert person.stdin
        assert person.stdout
        url = f"{person.stdout.readline().split('BOT_API_URL=')[1].split()[0]}/bot1:x"
        print("hello", file=person.stdin, flush=True)
        (update,) = httpx.post(f"{url}/getUpdates", json={"timeout": 20}).json()["result"]
        assert update["message"]["text"] == "hello"
        keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "c:more"}]]}
        httpx.post(f"{url}/sendMessage", json={"chat_id": 7, "text": "a &amp; b", "reply_markup": keyboard})
        while "[1] More" not in person.stdout.readline():
            pass
        print("1", file=person.stdin, flush=True)
        asked = {"offset": update["update_id"] + 1, "timeout": 20}
        (tapped,) = httpx.post(f"{url}/getUpdates", json=asked).json()["result"]
        assert tapped["callback_query"]["data"] == "c:more"
        assert httpx.get(f"{url.rpartition('/')[0]}/standin/sent").json()["result"][0]["text"] == "a & b"
        person.stdin.close()
        assert person.wait(10) == 0


def ask(standin: Standin, method: str, **data: Any) -> Any:
    """The result, or the words it was refused with."""
    answer = httpx.post(f"{standin.url}/bot{TOKEN}/{method}", json=data, timeout=30).json()
    return answer["result"] if answer["ok"] else answer["description"]


async def failure(url: str) -> TelegramError:
    """What a real request to that address fails with."""
    async with Request() as request:
        with pytest.raises(TelegramError) as caught:
            await request.post(f"{url}/bot{TOKEN}/getMe")
    return caught.value


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
