"""The guide: one message and what we remember in, one outcome out. Everything the bot decides is decided here."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain import (
    Admit,
    Alarm,
    Answer,
    Ask,
    Card,
    Decision,
    Fact,
    Knowledge,
    Match,
    Memory,
    Message,
    Outcome,
    Talk,
    Trace,
)
from bot.mind import cards, carefully, hearing, lastly, moment, pleas
from bot.mind.choosing import Chooser
from bot.mind.gate import Check, Gate, Learnt
from bot.mind.hearing import Hearing
from bot.mind.keeping import remember, thread
from bot.mind.leaning import is_bare, refers
from bot.mind.matching import Embedder, Matcher
from bot.mind.matching.lessons import Read
from bot.mind.matching.matcher import Recall, afresh
from bot.mind.moment import COUNTRY
from bot.mind.questions import apart
from bot.mind.situation import Reader
from bot.mind.talk import Ear
from bot.mind.voice import Voice
from bot.mind.weighed import Scales, Weighed

KEPT = 6  # unanswered messages that still belong together
_YES = re.compile(
    r"(?i)\W*(?:(?:ye(?:s|ah?|p)?|yup|s[íì]|sim|oui|ouais|(?:ja|да)(?!,? (?:nein|нет)\b))\b|si(?=\W*$|[,.!])|"
    r"(?:i am|i do|i think so|sometimes|maybe|kind of|claro|jup|jaja|ага|угу|"
    r"a veces|às vezes|parfois|manchmal|a volte|иногда)\W*$)"
)
ANSWERABLE = 0.5  # of what is learned to be 1 for a message that something answers, and 0 for another
ASIDE = 0.45  # of the same: below it, where nothing is known of an ex, a message is off the matter


class Guide:
    """Answers from one version of the knowledge. Keeps no conversation; safe to call from several threads."""

    def __init__(
        self,
        knowledge: Knowledge,
        embedder: Embedder,
        recall: Recall = afresh,
        learnt: Learnt | None = None,
        before: Guide | None = None,
    ) -> None:
        """`recall` and `learnt` spare the matcher and the gate what they learnt before, `before` what is as it was."""
        self.knowledge = knowledge
        like = before if before and before.knowledge.facts == knowledge.facts else None
        self.reader: Reader = like.reader if like else Reader(knowledge.facts)
        self.read: Read = self.reader.read  # what has read a text already can stand in its place
        matcher: Matcher | None = like.matcher if like else None
        self.matcher: Matcher = Matcher(knowledge, embedder, self.reader.read, recall, matcher)
        self.health = "" if knowledge.calibration.weights else "not calibrated yet: run `bot calibrate`"
        self.gate = Gate(knowledge, embedder.embed, learnt)
        self.check: Check = self.gate.check  # what waits no longer than it may can stand in its place
        self._ear = Ear(knowledge.acts)
        self._voice = Voice(knowledge)
        self._chooser = Chooser(knowledge)
        self._hearing = Hearing(self._ear, self._chooser, knowledge.phrases)

    def answer(self, message: Message, memory: Memory, thorough: bool = False) -> Outcome:
        """What to say to this message, and what to remember. Pure: the same in, the same out, to the letter.

        `thorough`: the passages are weighed even where nothing hangs on it, as in talk, for whoever looks into it.
        """
        found = self._danger(message, memory)
        now = self._take_in(message, memory, found)
        decision = self._at_once(message, now, found)
        weighed = self._weigh(message, now, found) if thorough or decision is None else Weighed()
        now = replace(now, facts=weighed.facts or now.facts)
        decision = decision or self._found(message, now, weighed)
        care = self._hint(decision, found, memory, message)
        if care and isinstance(decision, Admit | Ask):
            decision = Talk("careful")  # a hint of danger is met with a question about it, not with `nothing on that`
        scene = moment.scene(message, memory, now, self._hearing.ends(message))
        scene = replace(scene, tongue=self._tongue(decision, memory, message), care=care)
        decision = moment.brief(decision, memory) if scene.back or care else decision
        reply = self._voice.compose(decision, scene)
        if not lastly.allowed(reply, now.alarm, self.knowledge):  # however it came to be chosen
            decision = Talk("careful")
            reply = self._voice.compose(decision, scene)
        used = tuple(span.ref for span in reply.spans if span.kind == "phrase")
        ranking = weighed.ranking[:10]
        trace = Trace(ranking, ranking[0].confidence if ranking else 0.0, found)
        return Outcome(decision, reply, remember(message, memory, now, decision, used), trace)

    def flags(self, message: Message, memory: Memory) -> bool:
        """Whether there is any sign of danger in a message: cheap, and true where the gate itself fails."""
        return self._danger(message, memory) is not None

    def _hint(self, decision: Decision, found: Alarm | None, memory: Memory, message: Message) -> str:
        """The danger that is hinted at and has to be asked about, if any; of who reads `only English`, if it can be."""
        act = decision.act if isinstance(decision, Talk) and cards.spoken(self.knowledge, decision.act) else ""
        asked = found and (not act or f"care.{found.kind}.{act}" in self.knowledge.phrases)
        return found.kind if found and asked and carefully.hinted(found, memory.alarm, message.at) else ""

    def _tongue(self, decision: Decision, memory: Memory, message: Message) -> str:
        """The language of a card, of talk or of what a button of theirs leads to, if not English."""
        if isinstance(decision, Talk) and not message.choice:
            tongue = self._ear.tongue(message.text)
            return tongue if cards.spoken(self.knowledge, tongue) else ""
        carded = isinstance(decision, Card) or message.choice
        answers = bool(message.choice or _YES.match(message.text))
        return cards.tongue(self.knowledge, self._ear.hear(message.text), memory.last, answers) if carded else ""

    def _danger(self, message: Message, memory: Memory) -> Alarm | None:
        asked = any(ref.startswith(("card.suicide.", "care.suicide.", "care.self_harm.")) for ref in memory.last)
        if message.choice == "safe:yes" or (asked and _YES.match(message.text)):  # they think of ending their life
            return Alarm("card", "suicide", "imminent", ("said-yes",))
        try:
            return self.check(message.text)
        except Exception as error:  # whatever is broken in the gate, nobody may get advice unguarded
            why = "gate-hung" if isinstance(error, TimeoutError) else "gate-failed"
            return Alarm("card", "unknown", "high", (why,))

    def _take_in(self, message: Message, memory: Memory, found: Alarm | None) -> Memory:
        """Memory with this message laid over it: facts (the newest word wins), alarm, what is still unanswered."""
        pressed = hearing.told_by(message.choice)
        facts = self.reader.over(memory.facts, self._read(message.text, found))
        facts = self.reader.hold(facts.with_([pressed] if pressed else []))
        said = (*memory.said, message.text)[-KEPT:] if message.text.strip() else memory.said
        country = self._place(message, memory) or memory.country
        alarm = carefully.carry(memory.alarm, found, message)
        now = replace(memory, facts=facts, said=said, country=country, alarm=alarm, turns=memory.turns + 1)
        return moment.meet(message, now)

    def _place(self, message: Message, memory: Memory) -> str:
        """The country somebody says they are in: with a button, or in words after the question."""
        pressed = hearing.told_by(message.choice)
        if pressed and pressed.name == COUNTRY:
            return pressed.value
        return cards.named(self.knowledge, message.text) if moment.asked_where(memory) else ""

    def _read(self, text: str, found: Alarm | None) -> tuple[Fact, ...]:
        try:
            return tuple(self.read(text))
        except Exception:
            if found and found.level == "card":
                return ()  # nothing that breaks may stand between a person in danger and the card
            raise

    def _weigh(self, message: Message, now: Memory, found: Alarm | None) -> Weighed:
        told = thread(now)
        carded = found is not None and found.level == "card"
        if not told or carded or (message.choice or "").startswith(("passage:", "safe:")):
            return Weighed()
        scales = Scales(self.matcher, now.facts)
        alone = self._alone(message.text, now, scales) if message.text.strip() else None
        return Weighed(scales.rank(told) if alone is None else alone, scales, told, apart(message.text))

    def _alone(self, text: str, now: Memory, scales: Scales) -> tuple[Match, ...] | None:
        """The passages for a message after an answer, where it is understood without what was said before."""
        if not now.topic:
            return None
        weighing, ranking = scales.weigh(text), scales.rank(text)
        if self._chooser.goes_on(ranking, now):
            return ranking
        if len(now.said) > 1 or is_bare(text):
            return None
        elsewhere = not refers(text) or weighing.answerable < ANSWERABLE
        return ranking if elsewhere or (apart(text) and self._chooser.knows(ranking, now)) else None

    def _card(self, message: Message, now: Memory, found: Alarm | None) -> Card | None:
        """The card that danger calls for, or the one in force again with the line of a country."""
        held = now.alarm
        if found and found.level == "card":
            return Card(cards.card_of(found), replace(found, cards=held.cards if held else 0))
        if held and self._place(message, now):
            return Card(cards.card_of(held), replace(held, cards=0) if held.level == "card" else held)
        dying = held is not None and held.level == "card" and "suicide" in held.hazards
        leaving = dying and self._hearing.ends(message)
        if held and (leaving or (moment.asked_where(now) and moment.elsewhere(message))):
            return Card(cards.card_of(held), held)
        return None

    def _at_once(self, message: Message, now: Memory, found: Alarm | None) -> Decision | None:
        """What needs no passage to be found, talk and a piece of a story: to weigh them is most of the work."""
        if card := self._card(message, now, found):
            return card
        if message.choice:
            return self._pressed(message.choice, now)
        talk = self._hearing.spoken(message, now)
        return talk or (Talk("go_on") if hearing.waits(message, now) else None)

    def _found(self, message: Message, now: Memory, weighed: Weighed) -> Decision:
        """What the passages have to say; a short statement they have nothing to say to was no question to them."""
        if message.choice:
            return self._choose(now, weighed) if weighed.ranking else hearing.wants(message.choice, now)
        decision = self._pleaded(self._choose(now, weighed), now)
        told = isinstance(decision, Admit) and hearing.waits(message, now, hearing.STATEMENT)
        return Talk("go_on") if told else decision

    def _pleaded(self, decision: Decision, now: Memory) -> Decision:
        """The same plea a third time is met with kindness; not what is off the matter, or to be handled with care."""
        careful = now.alarm is not None and now.alarm.level == "card"
        if careful or isinstance(decision, Ask) or decision == Admit(()) or not pleas.pleads(now.pleas):
            return decision
        return self._chooser.comfort(now)

    def _choose(self, now: Memory, weighed: Weighed) -> Decision:
        decision = self._chooser.choose(weighed.ranking, now)
        if isinstance(decision, Admit) and not now.facts.stated().held and weighed.answerable < ASIDE:
            return Admit(())  # an ache, a lost phone: it has words of heartbreak, and tells of none
        if isinstance(decision, Answer) and weighed.apart:
            return self._chooser.both(weighed.apart, decision, now)
        return decision

    def _pressed(self, choice: str, now: Memory) -> Decision | None:
        """What a pressed button leads to by itself."""
        kind, _, value = choice.partition(":")
        if kind in ("passage", "more"):
            return self._chooser.say((value,) if value else now.queue, now)
        if choice == "country:?":
            return Ask(COUNTRY)
        if kind in ("safe", "next_hour") and {choice, f"talk.{choice}"} & self.knowledge.phrases.keys():
            return Talk(choice)
        return hearing.wants(choice, now) if kind == "want" else None
