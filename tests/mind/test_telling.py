"""How a message is heard: what is typed, and the plain words it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mind.telling import tell

HEARD = [
    ("He left me.", "he left me . ."),
    ("", "."),
    ("he didn't, he won't, i can't", "he did not , he will not , i can not ."),
    ("we're done n he's gone", "we are done and he is gone ."),
    ("hes gone cuz im boring lol", "he is gone because i am boring lol ."),
    ("she'd left, they've left, I'll go", "she had left , they have left , i will go ."),
    ("o'clock and Tom's coat", "oclock and toms coat ."),
    ("he leffffft me sooooo fast", "he left me so fast ."),
    ("why?! tell me... please!!", "why ? tell me , please . ."),
    ("one\n\ntwo", "one . two ."),
    ("3wks 1.5 yrs", "3 weeks 1.5 years ."),
    ("my ex-husband - the tall one - left", "my ex husband , the tall one , left ."),
    ("he left :( and i cried ;-)", "he left and i cried ."),
    ("She (31, tall) left. I cried.", "she left . 31 , tall . i cried . ."),
    ("He left (in May. I think", "he left . in may . i think ."),
    ("He left) and ( ( sorry", "he left and . sorry ."),
    ("a (" + "b " * 70 + ") c", "a " + "b " * 10 + "c . " + "b " * 60 + "."),
    ("he said 'i left you because' and 'ended it'", "he said I LEFT YOU BECAUSE and ended it ."),
    ("he said “I don’t love you” today", "he said I DO NOT LOVE YOU today ."),
    ('"he left me and i cried"', "he left me and i cried ."),
    ("'cause he left it's the boys' night", "cause he left it is the boys night ."),
]
PEOPLE = [
    ("my dad drank. He left when I was small", "my dad drank . _he left when i was small ."),
    ("my dad drank. The dog left, he barked", "my dad drank . the dog left , he barked ."),
    ("he told his brother that he misses me", "he told his brother that he misses me ."),
    ("his mum rang and she hugged me, he left", "his mum rang and _she hugged me , he left ."),
    ("my mum says she left because of me", "my mum says she left because of me ."),
    ("i miss him. my mum says she would wait", "i miss him . my mum says _she would wait ."),
    ("he met another woman, she is tall", "he met another woman , _she is tall ."),
    ("i'm a woman and so is she", "i am a woman and so is she ."),
    (
        "some girl danced and my girlfriend left, she was cross",
        "some girl danced and my girlfriend left , she was cross .",
    ),
    ("i met friend of hers", "i met friend of hers ."),
]


@pytest.mark.parametrize(("typed", "heard"), [*HEARD, *PEOPLE])
def test_a_message_is_heard_in_plain_words(typed: str, heard: str) -> None:
    assert tell(typed).text == f" ¶ {heard} "


@given(
    st.text()
    | st.lists(st.sampled_from(["he", "(", ")", "'", '"', ".", "?", "mum", "left", "it's", "…"])).map(" ".join)
)
def test_every_word_knows_where_it_stood(text: str) -> None:
    telling = tell(text)
    assert len(telling.at) == len(telling.spans) == len(telling.text.split())
    assert all(0 <= start <= end <= len(text) for start, end in telling.spans)
    assert telling.words(0, len(telling.text)) in text
    assert [
        telling.text[start:end].strip()[-1]
        for start, end in telling.sentences
        if telling.text[start:end].strip()[-1] not in ".?"
    ] == []


def test_the_words_of_a_piece_are_those_of_the_message() -> None:
    telling = tell("So he's DUMPED me, lol.")
    start = telling.text.index("he is dumped me")
    assert telling.words(start, start + len("he is dumped me")) == "he's DUMPED me"
    assert tell("").words(0, 2) == ""
