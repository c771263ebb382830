"""What a reply becomes: messages that Telegram takes, that lose nothing and that start no markup of their own."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import Choice, Reply, Span
from bot.doors.telegram.render import (
    CHOICE,
    DATA,
    LIMIT,
    choice_in,
    escape,
    fits,
    rating_in,
    render,
    split,
    unfit,
    units,
    whole,
)
from tests.markup import check, shown
from tests.mind.shelf import shelf

ends = st.sampled_from([". ", "! ", "?” ", "…\n\n", ", ", " ", "\n", "  ", ""])
runs = st.sampled_from(["word", "<b>", "&amp;", "🙂", "👩‍👩‍👧", "é", "x" * 300, "🙂" * 150, "Mr", "1.5"])
long = st.lists(st.tuples(runs, ends).map("".join), max_size=120).map("".join)
texts = st.text(max_size=200) | long


def reply(text: str, *choices: Choice, rateable: bool = False) -> Reply:
    return Reply((Span("phrase", "p", 0, len(text), text, "bot"),), choices, rateable)


def buttons(said: Reply, turn_id: int = 0) -> list[list[tuple[str, str]]]:
    keyboard = render(said, turn_id)[-1].keyboard
    assert keyboard is not None
    return [[(button.text, str(button.callback_data)) for button in row] for row in keyboard.inline_keyboard]


@given(texts)
@example("x" * LIMIT + "y")
@example("🙂" * LIMIT)
@example("a" + "🙂" * LIMIT)
@example("a. " * LIMIT)
def test_the_parts_are_the_text_but_for_space_at_the_cuts(text: str) -> None:
    parts = split(text)
    at = 0
    for part in parts:
        start = text.index(part, at)
        assert not text[at:start].strip()
        at = start + len(part)
    assert not text[at:].strip()


@given(texts)
@example("🙂" * LIMIT)
def test_every_part_fits_in_a_message_and_is_not_empty(text: str) -> None:
    for part in split(text):
        assert 0 < units(part) <= LIMIT
        assert part == part.strip()


@given(long)
def test_a_cut_is_after_a_sentence_if_there_is_an_end_to_cut_at(text: str) -> None:
    for part in split(text)[:-1]:
        closed = part.rstrip("\"'”’)]")[-1:] in ".!?…"
        assert closed or not any(f"{end} " in part or f"{end}\n" in part for end in (".", "!", "?", "?”", "…"))


def test_a_short_text_is_one_part() -> None:
    assert split("  Hello. Goodbye.\n") == ("Hello. Goodbye.",)
    assert split("x" * LIMIT) == ("x" * LIMIT,)
    assert split(" \n ") == ()


def test_a_long_text_is_cut_after_its_last_sentence_that_fits() -> None:
    first, second = "First. " + "a" * 3000 + ".", "b" * 2000 + "."
    assert split(f"{first} {second}") == (first, second)


def test_a_sentence_longer_than_a_message_is_cut_between_words() -> None:
    assert split("a" * 3000 + " " + "b" * 2000) == ("a" * 3000, "b" * 2000)


@given(st.text())
def test_escaped_text_shows_as_it_is(text: str) -> None:
    assert shown(escape(text)) == text


@given(texts)
def test_telegram_takes_every_message_and_shows_all_of_the_reply(text: str) -> None:
    seen = "".join(check(part.html) for part in render(reply(text)))
    assert "".join(seen.split()) == "".join(whole(text).split())


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_halves_of_characters_are_mended_and_nothing_else(text: str) -> None:
    whole(text).encode()
    assert units(whole(text)) == units(text)
    assert whole(whole(text)) == whole(text)


@given(st.text())
def test_what_is_whole_stays_as_it_is(text: str) -> None:
    assert whole(text) == text


def test_a_choice_is_a_button_that_carries_its_id() -> None:
    assert buttons(reply("Who?", Choice("skip", "Skip"))) == [[("Skip", "c:skip")]]


def test_short_buttons_share_a_row_and_long_ones_have_their_own() -> None:
    said = reply("Who?", *(Choice(label, label) for label in ("They left", "I left", "A label of some length", "Skip")))
    assert [[label for label, _ in row] for row in buttons(said)] == [
        ["They left", "I left"],
        ["A label of some length"],
        ["Skip"],
    ]


def test_only_a_kept_and_rateable_reply_has_thumbs() -> None:
    assert buttons(reply("So.", rateable=True), 12) == [[("👍", "r:12:up"), ("👎", "r:12:down")]]
    assert render(reply("So.", rateable=True), 0)[0].keyboard is None
    assert render(reply("So."), 12)[0].keyboard is None


def test_more_buttons_than_telegram_takes_are_left_out() -> None:
    said = reply("Where?", *(Choice(f"{n}", "a country of some length") for n in range(150)), rateable=True)
    assert sum(map(len, buttons(said, 12))) <= 100


@given(st.text(min_size=1))
def test_a_button_that_is_offered_fits_and_comes_back_as_its_choice(id: str) -> None:
    said = reply("Which?", Choice(id, "This"), Choice("skip", "Skip"))
    (data, *_) = [data for row in buttons(said) for _, data in row]
    assert len(data.encode()) <= DATA
    assert choice_in(data) == (id if fits(Choice(id, "This")) else "skip")


def test_the_passages_of_the_shelf_fit_on_buttons_and_one_that_does_not_is_named() -> None:
    assert unfit(shelf()) == ()
    assert fits(Choice("x" * (DATA - len(CHOICE)), ""))
    assert not fits(Choice("é" * 32, ""))


@pytest.mark.parametrize(
    "data", ["", "r:", "r:1", "r:1:upper", "r:x:up", "r:1:up ", "c:r:1:up", "r:1234567890123456789:up"]
)
def test_what_is_no_rating_is_none(data: str) -> None:
    assert rating_in(data) is None


@given(st.integers(1, 10**18 - 1), st.sampled_from(["up", "down"]))
def test_a_rating_comes_back(turn_id: int, rating: str) -> None:
    assert rating_in(f"r:{turn_id}:{rating}") == (turn_id, rating)
