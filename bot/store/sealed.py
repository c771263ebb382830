"""Text at rest: AES-256-GCM under a ring of keys that lives apart from the data, and names that stand for people.

A sealed value is `\\1`, the key's name (4 bytes), a nonce (12 bytes) and the ciphertext with its tag. Where it
belongs (table, column and row) is authenticated with it, so a value moved to another row does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from bot.errors import SettingsError, StoreError

T = TypeVar("T")
VERSION = b"\1"
NAME, NONCE, TAG, KEY = 4, 12, 16, 32  # bytes
HEAD = len(VERSION) + NAME + NONCE
LATELY = 256  # names that are not made anew: one turn asks for the same two nine times


class KeyRing:
    """The keys that open the record. The first one writes, all of them read."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY for key in keys):
            raise SettingsError((f"BOT_KEYS: a ring needs one key or more of {KEY} bytes each",))
        self._ciphers = {_name(key): AESGCM(key) for key in keys}
        self._writer = _name(keys[0])

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(name.hex() for name in self._ciphers)})"

    @classmethod
    def from_text(cls, text: str) -> KeyRing:
        """The ring written in the settings: base64 keys parted by commas; SettingsError says which one is bad."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return cls([_decode(part, place) for place, part in enumerate(parts, 1)])

    def seal(self, place: str, clear: bytes) -> bytes:
        """`clear` sealed under the first key, bound to its place."""
        nonce = secrets.token_bytes(NONCE)
        closed = self._ciphers[self._writer].encrypt(nonce, clear, place.encode())
        return VERSION + self._writer + nonce + closed

    def open(self, place: str, sealed: bytes) -> bytes:
        """What was sealed at this place; StoreError if the key is missing or a bit was changed."""
        if len(sealed) < HEAD + TAG or sealed[:1] != VERSION:
            raise StoreError(
                f"{_column(place)} holds something that was never sealed: restore the database from a backup."
            )
        name, nonce, closed = sealed[1 : 1 + NAME], sealed[1 + NAME : HEAD], sealed[HEAD:]
        if name not in self._ciphers:
            raise StoreError(
                f"The record was sealed with key {name.hex()}, which BOT_KEYS does not hold: add it again."
            )
        try:
            return self._ciphers[name].decrypt(nonce, closed, place.encode())
        except InvalidTag:
            raise StoreError(f"{_column(place)} was altered or moved: restore the database from a backup.") from None

    def renews(self, sealed: bytes) -> bool:
        """Whether a value was sealed under an older key and should be sealed anew."""
        return sealed[1 : 1 + NAME] != self._writer


class Envelope(Generic[T]):
    """How one column holds one type: as JSON, sealed. Lone surrogates, which UTF-8 has no room for, become `?`."""

    def __init__(self, column: str, type_: type[T]) -> None:
        self.column = column
        self._adapter = TypeAdapter(type_)

    def seal(self, ring: KeyRing, row: str, value: T) -> bytes:
        """`value` as it is kept; `row` is what names the row for good."""
        try:
            clear = self._adapter.dump_json(value)
        except PydanticSerializationError:
            text = json.dumps(self._adapter.dump_python(value, mode="json"), ensure_ascii=False, separators=(",", ":"))
            clear = text.encode(errors="replace")
        return ring.seal(f"{self.column}:{row}", clear)

    def open(self, ring: KeyRing, row: str, sealed: bytes) -> T:
        """What was sealed; StoreError if it does not open or is no longer what this version understands."""
        clear = ring.open(f"{self.column}:{row}", sealed)
        try:
            return self._adapter.validate_json(clear)
        except ValidationError:  # its message would quote the text
            raise StoreError(f"{self.column} was written by another version: run the version that wrote it.") from None

    def renew(self, ring: KeyRing, row: str, sealed: bytes) -> bytes:
        """The same value under the first key."""
        place = f"{self.column}:{row}"
        return ring.seal(place, ring.open(place, sealed))


class Plain(Envelope[bytes]):
    """How a column holds bytes: as they are, sealed."""

    def __init__(self, column: str) -> None:
        super().__init__(column, bytes)

    def seal(self, ring: KeyRing, row: str, value: bytes) -> bytes:
        return ring.seal(f"{self.column}:{row}", value)

    def open(self, ring: KeyRing, row: str, sealed: bytes) -> bytes:
        return ring.open(f"{self.column}:{row}", sealed)


class Pseudonyms:
    """Names for people and messages that say nothing without the pepper: HMAC-SHA256 in hex."""

    def __init__(self, pepper: str) -> None:
        self._pepper = hmac.new(pepper.encode(), digestmod=hashlib.sha256)
        self._made = lru_cache(LATELY)(self._make)

    def of(self, *parts: str) -> str:
        """The name of a person (`of(person)`) or of one of their messages (`of(person, message id)`)."""
        return self._made("\0".join(parts))

    def _make(self, said: str) -> str:
        name = self._pepper.copy()
        name.update(said.encode(errors="replace"))
        return name.hexdigest()


@dataclass(frozen=True, slots=True)
class Seals:
    """What seals and names: the ring of keys, and the pseudonyms."""

    ring: KeyRing
    names: Pseudonyms


def fresh_key() -> str:
    """A new key as the settings take it."""
    return base64.b64encode(secrets.token_bytes(KEY)).decode()


def _name(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:NAME]


def _column(place: str) -> str:
    return place.partition(":")[0]


def _decode(text: str, place: int) -> bytes:
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY:
        raise SettingsError((f"BOT_KEYS: key {place} is not {KEY} bytes in base64",))
    return key
