"""A small invented author, a ferry pilot who answers those left on the quay, for tests of the guide; not James."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain import (
    Act,
    Calibration,
    CardText,
    Condition,
    Country,
    Example,
    FactRule,
    HelpLine,
    Knowledge,
    Passage,
    Phrase,
    Reading,
    SafetyRule,
    Sentence,
    Source,
)
from tests.mind.shelf import phrases

LEFT = Condition("ended_by", frozenset({"ex"}))
LEAVING = Condition("ended_by", frozenset({"me"}))
SAFE = frozenset({"low", "boundary"})


def passage(id: str, *sentences: Sentence, asks: tuple[str, ...], when: tuple[Condition, ...] = ()) -> Passage:
    """A passage by its sentences."""
    return Passage(id, sentences, Source("Letters from the ferry", "letter", 1), asks, frozenset(), when, title=id)


PASSAGES = (
    passage(
        "anchor",
        Sentence("Do not row after a ship that has sailed.", never_for=frozenset({"suicide"})),
        Sentence("He knows where the quay is."),
        asks=("he left me, how do i win my love back", "she left me, how do i win my love back"),
        when=(LEFT,),
    ),
    passage(
        "rope",
        Sentence("You let go of the rope, so it is you who throws it."),
        asks=("i left him, how do i win my love back", "i left her, how do i win my love back"),
        when=(LEAVING,),
    ),
    passage(
        "tide",
        Sentence("The tide turns twice a day, with or without you.", allowed_after=SAFE),
        Sentence("Only the moon hurries it.", never_for=frozenset({"stalking"})),
        asks=("how long must i wait until he calls", "how long until she calls"),
    ),
    passage(
        "horn",
        Sentence("In fog a pilot slows down and sounds the horn once."),
        asks=("should i send him a message now", "may i write to her now"),
    ),
    replace(
        passage(
            "galley",
            Sentence("Eat something warm before you take the wheel.", allowed_after=frozenset({"low"})),
            asks=("i cannot eat and cannot sleep", "i do not eat any more"),
        ),
        comforts=True,
    ),
)
NEXT = replace(  # what she said next to one who rowed after the ship; not in the harbour unless it is asked for
    passage("shore", Sentence("Then you are ashore now, and dry."), asks=("i rowed after him", "i rowed after her")),
    follows=("anchor",),
)
EXAMPLES = (
    Example("he left me in spring and i want to win him back", {"anchor": 3}, "ann", facts={"ended_by": "ex"}),
    Example("she left me, can i win her back", {"anchor": 3}, "ben", facts={"ended_by": "ex"}),
    Example("i left him and regret it, how do i win him back", {"rope": 3}, "ann", facts={"ended_by": "me"}),
    Example("i left her last year and want her back", {"rope": 3}, "ben", facts={"ended_by": "me"}),
    Example("he does not call, how long do i wait", {"tide": 3}, "ann"),
    Example("waiting and waiting for her call, how long", {"tide": 3}, "ben"),
    Example("is it right to send him a message tonight", {"horn": 3}, "ann"),
    Example("may i send her a message", {"horn": 3}, "ben"),
    Example("i cannot eat since he is gone", {"galley": 3}, "ann"),
    Example("no sleep, no food, i cannot eat", {"galley": 3}, "ben"),
    Example("which paint is best for a hull", {}, "ann"),
    Example("how much is a ticket to the island", {}, "ben"),
)
FACTS = (
    FactRule(
        "ended_by",
        ("ex", "me"),
        (Reading("ex", ("(?:he|she) left me",)), Reading("me", ("i left (?:him|her)",))),
    ),
    FactRule("ex", ("he", "she"), (Reading("he", ("he", "him")), Reading("she", ("she", "her"))), anyhow=True),
)
RULES = (
    SafetyRule("sink", "suicide", "card", "high", "en", ("let myself sink",)),
    SafetyRule("sinking", "suicide", "card", "imminent", "en", ("sinking tonight",)),
    SafetyRule("heavy", "suicide", "soft", "moderate", "en", ("so heavy",)),
    SafetyRule("follow", "stalking", "card", "moderate", "en", ("follow (?:him|her) home",)),
    SafetyRule("odd", "minor_sexual", "soft", "moderate", "en", ("odd pictures",)),
)
BROKEN = (*RULES, SafetyRule("broken", "of no kind", "card", "high", "en", ("left me",)))
ACTS = (
    Act("thanks", ("thanks",), ("thanks",)),
    Act("again", ("again", "say that again"), ("again",)),
    Act("hello", ("hello",), ("hello",)),
    Act("bye", ("bye",), ("bye",)),
    Act("tell_me", ("what do i do",), ("what do i do",)),
    Act("bare", ("he left me",), ("he left me",)),
)
CARDS = {
    "suicide": CardText("suicide", ("Call {line}. I am a bot.",), ("safe:no", "country:?")),
    "suicide_imminent": CardText("suicide_imminent", ("First {emergency}, then {line}.",), ("country:?",)),
    "stalking": CardText("stalking", ("I will not help with that. {line}.",), ()),
    "neutral": CardText("neutral", ("A person can help: {line}.",), ()),
}
COUNTRIES = {
    "AA": Country("AA", "Aland", ("111",), (HelpLine("suicide", "Open Ear", dial="116 000", evidence="A"),)),
}
PHRASES: dict[str, tuple[Phrase, ...]] = (
    phrases("greeting", "Ahoy {name}.", by="author")
    | phrases("greeting_again", "Ahoy again {name}.", by="author")
    | phrases("closing", "Fair winds!", "Calm seas!", by="author")
    | phrases("admit", "Runa has not written about that.", "Nothing from Runa on that.")
    | phrases("admit_nearest", "The nearest:")
    | phrases("off_topic", "That is not about ships or hearts.", "Neither ships nor hearts, that.")
    | phrases("more_done", "That is all.")
    | phrases("empty", "No words in that.")
    | phrases("ask.ended_by", "Who left?")
    | phrases("option.ended_by.ex", "They did")
    | phrases("option.ended_by.me", "I did")
    | phrases("ask.country", "Where are you?")
    | phrases("button.skip", "Skip")
    | phrases("button.more", "More")
    | phrases("button.safe:no", "I am safe")
    | phrases("button.country:?", "My country")
    | phrases("talk.thanks", "You are welcome.", "Gladly.")
    | phrases("talk.hello", "Ahoy.")
    | phrases("talk.again", "Nothing to repeat yet.")
    | phrases("talk.command", "No such order on board.")
    | phrases("talk.careful", "First things first.")
    | phrases("lead", "First:", "To begin with:")
    | phrases("also", "Then:", "And:")
    | phrases("plea", "You have asked that before. Look after yourself:")
    | phrases("back", "Still a bot.")
    | phrases("button.want", "Tell me if she does")
    | phrases("talk.want", "Noted.")
    | phrases("talk.plea", "I know.")
    | phrases("talk.bye", "Safe home.")
    | phrases("talk.go_on", "Go on.")
    | phrases("talk.told", "That I have told you.")
    | phrases("talk.bare", "I am sorry. How did it come?")
    | phrases("talk.tell_me", "Tell me what happened.")
    | phrases("talk.safe:no", "Good that you said so.")
    | phrases("card.second", "{line} is open.")
    | phrases("card.third", "{line}.")
    | phrases("help.international", "findahelpline.com")
    | phrases("help.emergency_international", "112")
    | phrases("help.dial", "{name}: {dial}")
)


def harbour(
    passages: Iterable[Passage] = PASSAGES, rules: tuple[SafetyRule, ...] = RULES, threshold: float = 0.5
) -> Knowledge:
    """The pilot's knowledge, not calibrated."""
    return Knowledge(
        version="0",
        author="Runa Holm",
        article="Letters from the ferry",
        passages=tuple(passages),
        letters=(),
        gaps=(),
        phrases=PHRASES,
        acts=ACTS,
        facts=FACTS,
        rules=rules,
        cards=CARDS,
        countries=COUNTRIES,
        examples=EXAMPLES,
        calibration=Calibration({}, threshold),
    )
