"""What is sealed opens with its key, in its place, unchanged, and not otherwise."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Memory, Message, Outcome
from bot.errors import SettingsError, StoreError
from bot.store.sealed import Envelope, KeyRing, Pseudonyms, fresh_key
from tests.store.people import CANARY, memories, message, outcomes

RING = KeyRing([bytes(32)])
MEMORY = Envelope("people.memory", Memory)
OUTCOME = Envelope("turns.outcome", Outcome)
MESSAGE = Envelope("turns.message", Message)


@given(st.binary(), st.text())
def test_what_is_sealed_opens_again(clear: bytes, place: str) -> None:
    assert RING.open(place, RING.seal(place, clear)) == clear


@given(memories)
def test_any_memory_survives_sealing(memory: Memory) -> None:
    assert MEMORY.open(RING, "r", MEMORY.seal(RING, "r", memory)) == memory


@given(outcomes)
def test_any_outcome_survives_sealing(outcome: Outcome) -> None:
    opened = OUTCOME.open(RING, "r", OUTCOME.seal(RING, "r", outcome))
    assert opened == outcome
    assert type(opened.decision) is type(outcome.decision)


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    broken = message(text="oh \ud83d no")
    assert MESSAGE.open(RING, "r", MESSAGE.seal(RING, "r", broken)).text == "oh ? no"


@given(st.integers(0, 8 * 50 - 1))
def test_a_flipped_bit_is_noticed(bit: int) -> None:
    sealed = bytearray(RING.seal("p", b"seventeen letters"))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StoreError):
        RING.open("p", bytes(sealed))


@given(st.binary(max_size=40))
def test_what_was_never_sealed_does_not_open(junk: bytes) -> None:
    with pytest.raises(StoreError):
        RING.open("p", junk)


def test_a_value_does_not_open_in_another_row() -> None:
    sealed = MEMORY.seal(RING, "anna", Memory())
    with pytest.raises(StoreError, match=r"people\.memory was altered or moved"):
        MEMORY.open(RING, "ben", sealed)


def test_a_missing_key_is_named() -> None:
    sealed = KeyRing([bytes([1] * 32)]).seal("p", CANARY.encode())
    with pytest.raises(StoreError, match="key 72cd6e84, which BOT_KEYS does not hold"):
        RING.open("p", sealed)


def test_another_shape_is_refused_without_quoting_it() -> None:
    sealed = RING.seal("people.memory:r", f'{{"facts": "{CANARY}"}}'.encode())
    with pytest.raises(StoreError, match="another version") as caught:
        MEMORY.open(RING, "r", sealed)
    assert CANARY not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_the_first_key_writes_and_all_keys_read() -> None:
    old, new = fresh_key(), fresh_key()
    sealed = KeyRing.from_text(old).seal("p", b"said")
    both = KeyRing.from_text(f"{new}, {old}")
    assert both.open("p", sealed) == b"said"
    assert both.renews(sealed)
    assert KeyRing.from_text(new).open("p", both.seal("p", b"said")) == b"said"


@pytest.mark.parametrize("text", ["", "hello", base64.b64encode(b"short").decode(), f"{fresh_key()},***"])
def test_a_bad_key_is_a_clear_setting_error(text: str) -> None:
    with pytest.raises(SettingsError, match="BOT_KEYS") as caught:
        KeyRing.from_text(text)
    assert not text or text not in str(caught.value)


def test_a_ring_does_not_show_its_keys() -> None:
    key = fresh_key()
    shown = repr(KeyRing.from_text(key))
    assert key not in shown
    assert base64.b64decode(key).hex() not in shown


@given(st.lists(st.text(), min_size=1, max_size=2).map(tuple), st.lists(st.text(), min_size=1, max_size=2).map(tuple))
def test_pseudonyms_are_steady_and_depend_on_the_pepper(one: tuple[str, ...], two: tuple[str, ...]) -> None:
    names = Pseudonyms("pepper")
    assert names.of(*one) == names.of(*one) != Pseudonyms("salt").of(*one)
    assert (names.of(*one) == names.of(*two)) == ("\0".join(one) == "\0".join(two))
