"""How rules are read, on rules of our own: frames, what lowers them, and whose words they are."""

from __future__ import annotations

from bot.domain import Alarm, SafetyRule
from bot.mind.gate import Gate
from bot.mind.gate.lexicon import Lexicon, view
from tests.mind.harbour import harbour


def rule(id: str, pattern: str, level: str = "card", severity: str = "high", unless: str = "") -> SafetyRule:
    return SafetyRule(id, "suicide", level, severity, "en", (pattern,), (unless,) if unless else ())


def gate(*rules: SafetyRule) -> Gate:
    return Gate(harbour(rules=rules))


def level(gate: Gate, text: str) -> str:
    alarm = gate.check(text)
    return alarm.level if alarm else "none"


def test_an_unless_lowers_a_card_to_soft_and_soft_to_nothing() -> None:
    read = gate(rule("sink", "sink", unless="boat"), rule("fade", "fade", "soft", "moderate", unless="curtain"))
    assert [level(read, text) for text in ("i sink", "the boat may sink")] == ["card", "soft"]
    assert read.check("the curtain will fade") is None


def test_an_unless_counts_in_its_own_sentence_only() -> None:
    read = gate(rule("sink", "i sink", unless="boat"))
    assert level(read, "i like this boat. i sink") == "card"
    assert level(read, "i sink\nthe boat is fine") == "card"


def test_the_strongest_of_several_places_counts() -> None:
    assert level(gate(rule("sink", "i sink", unless="boat")), "in the boat i sink. i sink") == "card"


def test_two_different_soft_signs_of_high_severity_are_a_card() -> None:
    read = gate(rule("a", "goodbye all", "soft"), rule("b", "keys to the neighbour", "soft"))
    assert read.check("goodbye all") == Alarm("soft", "suicide", "high", ("a",))
    both = read.check("goodbye all. i gave my keys to the neighbour")
    assert both is not None
    assert (both.level, both.reasons) == ("card", ("a", "b"))


def test_what_somebody_else_said_is_lowered_and_ones_own_words_are_not() -> None:
    read = gate(rule("sink", "i will sink"))
    quoted = 'my sister wrote "i will sink" in a poem, years before any of this happened to us'
    own = 'i told him "i will sink" and he hung up, and then it was quiet for the whole evening'
    assert level(read, quoted) == "soft"
    assert level(read, own) == "card"
    assert level(read, '"i will sink"') == "card"  # a message that is all quotation is one's own


def test_a_threat_keeps_its_weight_in_quotation_marks() -> None:
    threat = SafetyRule("threat", "abuse", "card", "high", "en", ("you will pay",))
    assert level(gate(threat), 'he wrote "you will pay" on the mirror, and i do not know what he means') == "card"


def test_the_gravest_comes_first() -> None:
    alarm = gate(rule("low", "so tired", "soft", "moderate"), rule("now", "tonight", "card", "imminent")).check(
        "so tired. tonight"
    )
    assert alarm is not None
    assert (alarm.severity, alarm.reasons) == ("imminent", ("now", "low"))


def test_patterns_start_and_end_at_words() -> None:
    read = gate(rule("sink", "sink"))
    assert level(read, "sinking") == "none"
    assert level(read, "i, sink!") == "card"


def test_accents_apostrophes_and_what_is_elided_are_written_one_way() -> None:
    assert view("J\u2019ai été là, don't (ich würde) niño") == "j ai ete la, dont, ich wurde, nino"
    assert view("Ещё один йод") == "еще один йод"


def test_pictures_are_read_as_words() -> None:
    assert view("\U0001f52a") == "knife"
    assert view("ok \U0001f602") == "ok lol"


def test_rules_of_a_language_are_asked_only_where_one_of_them_speaks() -> None:
    other = SafetyRule("sinken", "suicide", "card", "high", "de", ("ich sinke",))
    read = Lexicon((rule("sink", "i sink"), other))
    assert [hit.rule.id for hit in read.read(view("ich sinke"))] == ["sinken"]
    assert [hit.rule.id for hit in read.read(view("i sink. ich sinke"))] == ["sink", "sinken"]
    assert Lexicon(()).read("i sink") == ()
