"""One turn of a conversation, from the message that came in to the fact that is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain.alarm import Alarm
from bot.domain.facts import Facts

NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said through a door. A pressed button is `choice`, never magic text. `at` is aware (UTC)."""

    id: str
    person: str
    text: str
    at: datetime
    choice: str | None = None
    name: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Pending:
    """A question the bot asked, and the message it was asked about."""

    fact: str
    text: str


@dataclass(frozen=True, slots=True)
class Want:
    """Somebody who wants to be told, should the author answer the message of that id."""

    message: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """What we remember of a person between turns; the store keeps it sealed.

    `said` are messages not yet answered, `topic` what the last answer was about, `told` the passages given so far,
    `lately` those of the last answer, `queue` what **More** would give, `asked` the facts asked about, `last` the ids
    of the phrases used last, `pleas` their last messages in plain words, `owed` a greeting not given yet, `missed`
    the id of the last message there was no answer to, `wants` the answers they asked to be told of, `begun` the turns
    that lay before this story.
    """

    facts: Facts = NOTHING
    said: tuple[str, ...] = ()
    topic: str = ""
    told: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    pending: Pending | None = None
    alarm: Alarm | None = None
    seen: datetime | None = None
    country: str = ""
    turns: int = 0
    lately: tuple[str, ...] = ()
    pleas: tuple[str, ...] = ()
    owed: str = ""
    missed: str = ""
    wants: tuple[Want, ...] = ()
    begun: int = 0

    def anew(self) -> Memory:
        """What outlasts a new beginning: no story, but danger does not end with a command, nor does a promise."""
        lasting = Memory(alarm=self.alarm, seen=self.seen, country=self.country, turns=self.turns, wants=self.wants)
        return replace(lasting, begun=self.turns)

    def before(self, after: Memory) -> Memory:
        """What of this was there in the next turn, which left `after`: a new story may have begun between them."""
        return self if after.begun == self.begun else self.anew()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Absolute evidence for one passage (never normalised per query), kept for the reviewer."""

    learned: float
    ask: float
    dense: float
    lexical: float
    facts: Literal["confirmed", "open", "contradicted"]


@dataclass(frozen=True, slots=True)
class Match:
    """A passage and the probability (0..1) that it is right for this message."""

    passage: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Answer:
    """Say these passages now; `queue` is what **More** gives, `leads` slots of phrases that come before them."""

    passages: tuple[str, ...]
    queue: tuple[str, ...]
    leads: tuple[str, ...] = ()
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for one fact, because the answer hinges on it."""

    fact: str
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Admit:
    """Say that the author has not written about it, naming the nearest things he did write about."""

    nearest: tuple[str, ...]
    kind: Literal["admit"] = "admit"


@dataclass(frozen=True, slots=True)
class Card:
    """Danger takes over: the card of that id, in the bot's own voice."""

    card: str
    alarm: Alarm
    kind: Literal["card"] = "card"


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue act answered by the bot itself: hello, thanks, are you real."""

    act: str
    kind: Literal["talk"] = "talk"


Decision = Answer | Ask | Admit | Card | Talk


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `id` says what it means (`fact:ended_by=ex`, `more`, `passage:<id>`, `skip`, `want`, `country:GB`)."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """A traced piece of a reply.

    `kind` is `passage` (`ref` = passage id, `start:end` in its text, before pronouns are adapted),
    `phrase` (`ref` = phrase id) or `space`. `by` is `author` or `bot`. `text` is what is sent.
    """

    kind: Literal["passage", "phrase", "space"]
    ref: str
    start: int
    end: int
    text: str
    by: Literal["author", "bot"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said: its text is its spans joined and nothing else."""

    spans: tuple[Span, ...]
    choices: tuple[Choice, ...] = ()
    rateable: bool = False

    @property
    def text(self) -> str:
        """The spans joined."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Trace:
    """Why it was decided so: the ten best passages even when silent, and the alarm of this very message."""

    ranking: tuple[Match, ...] = ()
    confidence: float = 0.0
    alarm: Alarm | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the mind makes of a message: what to do, what to say, what to remember, and why."""

    decision: Decision
    reply: Reply
    memory: Memory
    trace: Trace


@dataclass(frozen=True, slots=True)
class Turn:
    """The fact that is kept, counted and reviewed. `id` is the store's, or 0 where nothing was stored.

    `posted`: the id of its reply in the outbox, from where it leaves, or 0 where it had left or lay there before;
    None if it is not there: the door sends it and says so.
    """

    message: Message
    outcome: Outcome
    knowledge_version: str
    id: int = 0
    delivered: bool = False
    posted: int | None = None


Rating = Literal["up", "down"]
