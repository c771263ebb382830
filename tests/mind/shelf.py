"""A small invented author, a beekeeper who answers the broken-hearted, for tests of the voice; not James."""

from bot.domain import (
    Calibration,
    CardText,
    Condition,
    Country,
    Fact,
    Facts,
    HelpLine,
    Knowledge,
    Passage,
    Phrase,
    Sentence,
    Source,
)

LEFT = Condition("ended_by", frozenset({"ex"}))
NEAR = Condition("moving_closer", frozenset({"yes"}))


def passage(id: str, *sentences: Sentence, never_for: frozenset[str] = frozenset()) -> Passage:
    """A passage that presupposes nothing."""
    return Passage(id, sentences, Source("Bees and hearts", "letter", 1), (), never_for, title=f"What {id} says of him")


PASSAGES = (
    passage(
        "hive",
        Sentence("A hive that is opened every day makes no honey."),
        Sentence("If he cares, he comes back to it, and stays.", only_if=(LEFT,)),
        Sentence("Leave it shut.", never_for=frozenset({"abuse"}), allowed_after=frozenset({"boundary"})),
        Sentence("Tend your own garden.", allowed_after=frozenset({"low", "boundary"})),
    ),
    passage(
        "swarm",
        Sentence("Most men swarm in May.", about="men"),
        Sentence("He’s gone because his hive was too small for him.", only_if=(LEFT,)),
        Sentence("That is the way of my article.", about="article"),
        Sentence("It will pass."),
    ),
    passage(
        "smoke",
        Sentence("Three things calm a hive:"),
        Sentence("smoke, which he knows and fears;", line=True),
        Sentence("time,", line=True, only_if=(NEAR,)),
        Sentence("and a man who keeps his hands still.", line=True),
        never_for=frozenset({"violence", "suicide"}),
    ),
    passage("drone", Sentence("You are moving to his town.", only_if=(NEAR,))),
    passage("sting", Sentence("Don’t scratch."), Sentence("Has he called, or was it only the bees?")),
)


def phrases(slot: str, *texts: str, by: str = "bot") -> dict[str, tuple[Phrase, ...]]:
    """One slot as the knowledge holds it, ids counted from 1."""
    return {slot: tuple(Phrase(f"{slot}.{n}", text, by) for n, text in enumerate(texts, 1))}


PHRASES = (
    phrases("greeting", "Good day, {name}.", "Welcome {name}!", by="author")
    | phrases("greeting_again", "Back again, {name}?", by="author")
    | phrases("closing_sober", "Go well.", by="author")
    | phrases("closing", "May it hum!", "May it hum, {name}!", "So long.", by="author")
    | phrases("admit", "Ida has not written about that.", "Nothing from Ida on that.")
    | phrases("admit_nearest", "The nearest:")
    | phrases("off_topic", "That is not about bees or hearts.")
    | phrases("ask.ended_by", "Who left?")
    | phrases("option.ended_by.me", "I did")
    | phrases("option.ended_by.ex", "They did")
    | phrases("ask.country", "Where are you?")
    | phrases("button.skip", "Skip")
    | phrases("button.more", "More")
    | phrases("button.country:?", "Other country")
    | phrases("button.safe:no", "No")
    | phrases("talk.thanks", "You are welcome.", "Gladly, {name}.")
    | phrases("empty", "No words in that.")
    | phrases("card.second", "Still here. {line} is open.")
    | phrases("card.third", "{line}.", "Again: {line}.")
    | phrases("help.international", "findahelpline.com.")
    | phrases("help.emergency_international", "112, 911 or 999")
    | phrases("help.dial", "{name}: {dial}")
    | phrases("help.dial_text_text_word", "{name}: {dial}, or text {text_word} to {text}")
    | phrases("help.text_text_word", "{name}: text {text_word} to {text}")
    | phrases("help.url", "{name}: {url}")
)

CARDS = {
    "suicide": CardText("suicide", ("Call {line}. I am a bot.", "A person: {line}."), ("safe:no", "country:?", "gone")),
    "suicide_imminent": CardText("suicide_imminent", ("First {emergency}, then {line}.",), ("country:?",)),
    "abuse": CardText("abuse", ("{line}. In danger: {emergency}.",), ()),
    "minor_sexual": CardText("minor_sexual", ("Tell {youth_line}.",), ()),
}

COUNTRIES = {
    "AA": Country(
        "AA",
        "Aland",
        ("111", "112"),
        (
            HelpLine("suicide", "Whispered Line", dial="000", evidence="R"),
            HelpLine("suicide", "Listening Page", url="listen.example", evidence="A"),
            HelpLine("suicide", "Open Ear", dial="116 000", hours="24/7", evidence="A"),
            HelpLine("abuse", "Safe Roof", dial="700", text="701", text_word="ROOF", hours="24/7", evidence="B"),
            HelpLine("youth", "Young Ear", text="600", text_word="EAR", evidence="B"),
        ),
    ),
    "BB": Country(
        "BB",
        "Beland",
        (),
        (HelpLine("suicide", "Night Page", url="night.example"), HelpLine("abuse", "Rumour", dial="9", evidence="R")),
    ),
}


def shelf() -> Knowledge:
    """The beekeeper's knowledge; only what the voice needs."""
    return Knowledge(
        version="0",
        author="Ida Moss",
        article="Bees and hearts",
        passages=PASSAGES,
        letters=(),
        gaps=(),
        phrases=PHRASES,
        acts=(),
        facts=(),
        rules=(),
        cards=CARDS,
        countries=COUNTRIES,
        examples=(),
        calibration=Calibration({}, 0.5),
    )


def facts(**values: str) -> Facts:
    """Facts by name, as if somebody had said so."""
    return Facts().with_(Fact(name, value, "(said)") for name, value in values.items())
