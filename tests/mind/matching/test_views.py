import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.matching.learned import met
from bot.mind.matching.lexical import Lexical
from bot.mind.matching.semantic import Words, unit
from bot.mind.matching.text import sentences, terms, words
from bot.mind.matching.views import View, letter_codes, rarity, word_codes


def test_curly_apostrophes_are_straightened() -> None:
    assert words("He\u2019s gone") == ["he's", "gone"]


def test_function_words_say_nothing_and_negations_stay() -> None:
    assert terms("I am not over it") == ["not", "over"]


def test_sentences_end_at_marks_and_line_breaks() -> None:
    assert sentences("He left. Why? \n\nI don't know") == ["He left.", "Why?", "I don't know"]


@given(st.text())
def test_sentences_lose_no_letter(text: str) -> None:
    kept = "".join("".join(sentences(text)).split())

    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@given(st.text(st.characters(), max_size=400))
def test_letters_of_any_text_have_codes(text: str) -> None:
    assert letter_codes(text).min(initial=0) >= 0


def test_letters_forgive_spelling_and_words_do_not() -> None:
    def shared(codes: object, a: str, b: str) -> int:
        return len(np.intersect1d(codes(a), codes(b)))  # type: ignore[operator]  # either of two functions

    assert shared(word_codes, "definitely", "definately") == 0 < shared(letter_codes, "definitely", "definately")


def test_rows_have_length_one_and_the_unknown_is_zero() -> None:
    codes = [word_codes(text) for text in ("rain on roses", "rain on lettuce", "roses", "lettuce")]
    view = View(rarity(codes, at_least=2))

    lengths = np.linalg.norm(view.rows([*codes, word_codes("nothing like it")]).toarray(), axis=1)

    assert np.allclose(lengths, [1, 1, 1, 1, 0])


@given(st.lists(st.text("abc ", min_size=1, max_size=30), min_size=1, max_size=8), st.text("abcd ", max_size=30))
def test_what_a_text_shares_with_others_has_the_bits_of_the_whole_product(texts: list[str], text: str) -> None:
    codes = [letter_codes(each) for each in texts]
    view = View(rarity(codes, at_least=1))
    known = view.rows(codes).T.tocsr()

    whole = (view.rows([letter_codes(text)]) @ known).toarray()[0]

    assert met(view, letter_codes(text), known).tobytes() == whole.tobytes()


def test_codes_of_few_texts_and_of_too_many_tell_nothing() -> None:
    codes = [word_codes(text) for text in ("rose", "rose frost", "rose frost", "rose slug")]
    tells = rarity(codes, at_least=2, at_most=3)
    rose, frost, slug = (tells[word_codes(word)[0]] for word in ("rose", "frost", "slug"))
    assert (rose, slug) == (0, 0)
    assert frost == pytest.approx(np.log(2))


def test_lexical_scores_are_absolute_and_know_the_document() -> None:
    index = Lexical(["roses need patience", "slugs eat lettuce at night"])

    scores = index.scores("what do slugs eat")

    assert scores.argmax() == 1
    assert 0 < scores.max() < 1
    assert index.scores("zebra").max() == 0


def test_an_empty_index_answers_nothing() -> None:
    assert Lexical([]).scores("anything").shape == (0,)


def test_a_text_without_words_is_the_zero_vector() -> None:
    assert np.all(Words().embed(["", "!!"]) == 0)
    assert np.all(unit(np.zeros(3, dtype=np.float32)) == 0)


@given(st.text(min_size=1, max_size=200))
def test_a_vector_has_length_one_or_none(text: str) -> None:
    length = float(np.linalg.norm(Words().embed([text])[0]))

    assert length == 0 or abs(length - 1) < 0.01
