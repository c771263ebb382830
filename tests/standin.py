"""A Bot API server on loopback: one bot, and people played by a test, or by you: `python -m tests.standin`.

Not Telegram: it knows what this bot uses, checks what it sends, and forgets everything at the end. From outside,
`POST /standin/updates` takes an update (its id is given here) and `GET /standin/sent` tells what the bot said.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from tests.markup import MarkupError, check

PATH = re.compile(r"/bot(\d+:[\w-]+)/(\w+)")
BOT = {"id": 1, "is_bot": True, "first_name": "Fingers Crossed", "username": "standin_bot"}
QUIET = ("sendChatAction", "deleteWebhook", "setWebhook", "setMyCommands", "setMyDescription", "setMyShortDescription")
DATA = 64  # bytes a button carries


class RefusedError(Exception):
    """What the Bot API says no to: the code and its words."""


@dataclass(frozen=True)
class Sent:
    """A message of the bot as a person sees it; `buttons` are (label, data)."""

    id: int
    chat: int
    text: str
    buttons: tuple[tuple[str, str], ...]


class Standin:
    """Serves from the moment it is made until it is closed; a context manager."""

    def __init__(self, port: int = 0, token: str = "") -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[Sent] = []
        self.notices: list[str] = []
        self._token = token
        self._updates: list[dict[str, Any]] = []
        self._ids = count(1)
        self._fetches = 0
        self._news = threading.Condition()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.standin = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> Standin:
        return self

    def __exit__(self, *_: object) -> None:
        with self._change():
            self._fetches = -1
        self._server.shutdown()
        self._server.server_close()

    def say(self, text: str, chat: int = 7, name: str = "Ana", **more: Any) -> None:
        """Somebody writes to the bot."""
        length = len(text.split(maxsplit=1)[0]) if text.startswith("/") else 0
        entities = [{"type": "bot_command", "offset": 0, "length": length}] if length else []
        self.push({"message": _message(next(self._ids), chat, name) | {"text": text, "entities": entities} | more})

    def tap(self, label: str, chat: int = 7, name: str = "Ana") -> None:
        """Somebody presses the newest button with that label."""
        found = [(m, data) for m in self.sent if m.chat == chat for text, data in m.buttons if text == label]
        under, data = found[-1]
        message = _message(under.id, chat, name) | {"from": BOT, "text": under.text}
        query = {"id": f"{next(self._ids)}", "chat_instance": "1", "from": message["chat"] | {"is_bot": False}}
        self.push({"callback_query": query | {"message": message, "data": data}})

    def push(self, update: dict[str, Any]) -> None:
        """Any update; its id is given here."""
        with self._change():
            self._updates.append({"update_id": next(self._ids), **update})

    def taken(self) -> list[dict[str, Any]]:
        """All updates that wait, handed over for good: to a webhook."""
        with self._change():
            waiting, self._updates = self._updates, []
            return waiting

    def until(self, reached: Callable[[], bool], timeout: float | None = 60) -> None:
        """Waits for something to have happened; TimeoutError if it has not."""
        with self._news:
            if not self._news.wait_for(reached, timeout):
                raise TimeoutError(f"the bot has said {len(self.sent)} messages, and that was not it")

    def answer(self, token: str, method: str, data: dict[str, Any]) -> Any:
        """The result of a method; RefusedError if there is none."""
        if self._token and token != self._token:
            raise RefusedError(401, "Unauthorized")
        with self._change():
            self.calls.append((method, data))
        if method == "getMe":
            return BOT
        if method in QUIET:
            return True
        if method == "getUpdates":
            return self._fetch(data)
        if method == "sendMessage":
            return self._send(data)
        if method == "answerCallbackQuery":
            with self._change():
                self.notices.append(str(data.get("text", "")))
            return True
        raise RefusedError(404, "Not Found: method not found")

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Something that those who wait should look at."""
        with self._news:
            yield
            self._news.notify_all()

    def _fetch(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """What came since the offset, after waiting for it; a second one who asks ends the first one's waiting."""
        with self._news:
            self._fetches = mine = self._fetches + 1
            self._news.notify_all()
            self._updates = [one for one in self._updates if one["update_id"] >= data.get("offset", 0)]
            self._news.wait_for(lambda: self._updates or self._fetches != mine, data.get("timeout", 0))
            if self._fetches != mine:
                raise RefusedError(409, "Conflict: terminated by other getUpdates request")
            return self._updates[:100]

    def _send(self, data: dict[str, Any]) -> dict[str, Any]:
        try:
            text = check(data["text"])
        except MarkupError as error:
            raise RefusedError(400, f"Bad Request: {error}") from None
        rows = data.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = tuple((button["text"], button["callback_data"]) for row in rows for button in row)
        if any(len(data.encode()) > DATA for _, data in buttons):
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
        sent = Sent(next(self._ids), int(data["chat_id"]), text, buttons)
        with self._change():
            self.sent.append(sent)
        return _message(sent.id, sent.chat, "Ana") | {"from": BOT, "text": text}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    standin: Standin

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A bot that hangs up in the middle is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """HTTP in, HTTP out."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536
    server: _Server

    def do_GET(self) -> None:  # the library's name
        self.do_POST()

    def do_POST(self) -> None:  # the library's name
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        try:
            self._reply(200, {"ok": True, "result": self._result(body)})
        except RefusedError as error:
            code, words = error.args
            self._reply(code, {"ok": False, "error_code": code, "description": words})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tokens are in the paths."""

    def _result(self, body: str) -> Any:
        standin = self.server.standin
        if self.path == "/standin/updates":
            return standin.push(json.loads(body))
        if self.path == "/standin/sent":
            return [asdict(sent) for sent in standin.sent]
        found = PATH.fullmatch(self.path.partition("?")[0])
        if not found:
            raise RefusedError(404, "Not Found")
        return standin.answer(found[1], found[2], self._data(body))

    def _data(self, body: str) -> dict[str, Any]:
        if self.headers.get_content_type() == "application/json":
            return dict(json.loads(body))
        fields = dict(parse_qsl(body or self.path.partition("?")[2], keep_blank_values=True))
        return {name: value if name == "text" else _value(value) for name, value in fields.items()}

    def _reply(self, code: int, answer: dict[str, Any]) -> None:
        payload = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _message(id: int, chat: int, name: str) -> dict[str, Any]:
    person = {"id": chat, "first_name": name, "type": "private"}
    return {"message_id": id, "date": int(time.time()), "chat": person, "from": person | {"is_bot": False}}


def console(standin: Standin, chat: int = 7) -> None:
    """A conversation at the terminal: a line is a message, a number presses that button."""
    threading.Thread(target=_show, args=(standin,), daemon=True).start()
    for line in sys.stdin:
        text = line.strip()
        labels = [label for label, _ in standin.sent[-1].buttons] if standin.sent else []
        if text.isdecimal() and 0 < int(text) <= len(labels):
            standin.tap(labels[int(text) - 1], chat)
        elif text:
            standin.say(text, chat)


def _show(standin: Standin) -> None:
    """Prints what the bot says as it comes."""
    said = noted = 0
    while True:
        standin.until(partial(_more, standin, said, noted), None)
        for message in standin.sent[said:]:
            labels = [f"[{n}] {label}" for n, (label, _) in enumerate(message.buttons, 1)]
            print("\nbot:", message.text, *labels, sep="\n  ", flush=True)
        for notice in filter(None, standin.notices[noted:]):
            print(f"\n({notice})", flush=True)
        said, noted = len(standin.sent), len(standin.notices)


def _more(standin: Standin, said: int, noted: int) -> bool:
    return (len(standin.sent), len(standin.notices)) != (said, noted)


def main() -> None:
    """The console, until the end of the input."""
    parser = argparse.ArgumentParser(description="A Bot API server on loopback; what you type is said to the bot.")
    parser.add_argument("--port", type=int, default=9000)
    with Standin(parser.parse_args().port) as standin:
        print(f"Start the bot beside this: BOT_API_URL={standin.url} BOT_TOKEN=1:x bot run")
        print("A line is a message, a number presses that button; Ctrl-D ends.", flush=True)
        console(standin)


if __name__ == "__main__":
    main()
