"""The ear: hears a message that is nothing but talk (hello, thanks, are you real); half a message it never hears."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from bot.domain import Act
from bot.mind.wording import listed

LONGEST = 2000  # characters that are looked at: enough to tell the language of a letter
MOST = 24  # words, or signs of a message without words: talk is short
LENGTH = 240  # characters of talk
REACH = 14  # words of one act at most
OTHER = "other_language"  # what a script or a language without an act of its own is heard as

# How chats spell, and how the patterns are written instead; `~` stands for a blank. Apostrophes are gone by then.
_SPELLINGS = """
u=you ya=you yu=you yuo=you ur=your yr=your r=are ru=are~you youre=you~are im=i~am id=i~would ive=i~have ill=i~will
dont=do~not doesnt=does~not didnt=did~not isnt=is~not arent=are~not arnt=are~not wasnt=was~not cant=can~not
cannot=can~not whats=what~is wats=what~is whos=who~is hows=how~is thats=that~is its=it~is theres=there~is
wheres=where~is lets=let~us wat=what wot=what wht=what pls=please plz=please plez=please n=and tho=though
thx=thanks thnx=thanks thanx=thanks tnx=thanks tks=thanks thks=thanks thnks=thanks thanls=thanks thansk=thanks
tanks=thanks thankyou=thank~you thanku=thank~you ty=thank~you tysm=thank~you~so~much tyvm=thank~you~so~much
k=ok kk=ok okay=ok okey=ok okie=ok oki=ok okk=ok okei=ok alrite=alright wanna=want~to gimme=give~me lemme=let~me
rly=really realy=really abt=about smth=something sb=somebody smb=somebody ppl=people luv=love robo=robot bots=bot
hii=hi helo=hello hllo=hello hallo=hello cya=see~you
"""
SPELLINGS = {short: full.split("~") for short, _, full in (pair.partition("=") for pair in _SPELLINGS.split())}
# Words that say nothing beside an act (`oh ok`, `yes thanks`), and are no act themselves.
FILLERS = listed("""
oh ah um uh er erm so well and then now please just really actually honestly anyway though yes yeah yep yup no nope
dear sir madam maam bro bruh dude man mate buddy guys x xx xxx xo xoxo wait aw aww ooh wow
""")
# The language the bot reads: what holds these is not in another one. The last lines are words of other languages too.
ENGLISH = listed("""
i you he she it we they him her his my me your our their us them the a an and or but if so not no do does did is are
was were be been am have has had will would can could should this that these those what why how when where who which
to of in on at for with from by about up out just then than there here all more get got go going said say says told
text like know want think love back left still never only too very really ok yes one let dont cant im its see old hey
hello oh die hat man war come son sin dice car pour as os ma per fare may sea sera van sale real total final bin fast
mine also ha la mi sense sent kind ate comment plus main bad red ten use pan pie sole art arm tag gut rate list handy
mist non
""")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘‛ʼ`´′", ""))
_QUOTED = re.compile(r'"[^"\n]{1,400}"|“[^”\n]{1,400}”|«[^»\n]{1,400}»|„[^“”\n]{1,400}[“”]')
_FACES = (
    (re.compile(r"</3"), "💔"),
    (re.compile(r"<3"), "❤"),
    (re.compile(r"(?<!\w)[:;=]-?[)\]d](?!\w)|(?<!\w)xd(?!\w)"), "🙂"),
    (re.compile(r"(?<!\w)[:=]-?[(\[/|](?!\w)"), "🙁"),
)


class Ear:
    """Hears by the knowledge's acts; the first in their order outranks the others said with it.

    A message is an act only if all of it is: cut into pieces, each one an act or a filler. So a question or a story
    beside the thanks makes it no act at all. An act of whose examples none asks is not heard in a question (`sure?`).
    """

    def __init__(self, acts: tuple[Act, ...]) -> None:
        self._names = tuple(act.name for act in acts)
        self._acts = tuple(_either(act.patterns) for act in acts)
        self._any = _either([pattern for act in acts for pattern in act.patterns])  # most pieces are none
        self._asking = tuple(any("?" in example for example in act.examples) for act in acts)
        self._tongues = {act.name: frozenset(map(_plain, act.words)) for act in acts if act.words}

    def hear(self, text: str) -> str | None:
        """The name of the act a message is, or None if it says anything that needs guidance."""
        plain = _plain(text[:LONGEST])
        words = _WORD.findall(plain)
        at = self._spoken(words, plain) if words else self._pictured("".join(plain.split())[:MOST])
        if at is not None and (self._asking[at] or not plain.rstrip().endswith("?")):
            return self._names[at]
        return self._tongue(plain) if words else None

    def tongue(self, text: str) -> str:
        """The act of the language a text is in, whatever else it is; nothing for English, and for what is not known."""
        return self._tongue(_plain(text[:LONGEST])) or ""

    def _pictured(self, signs: str) -> int | None:
        """A message without words: by its emoji, or as the marks it is."""
        emoji = "".join(sign for sign in signs if unicodedata.category(sign) == "So")
        return self._act(emoji or signs)

    def _spoken(self, words: Sequence[str], plain: str) -> int | None:
        if len(words) > MOST or len(plain) > LENGTH:
            return None
        heard = (self._whole(form) for form in _forms(words))
        return next((at for at in heard if at is not None), None)

    def _whole(self, words: Sequence[str]) -> int | None:
        """The act of all the words in as few pieces as can be; None if some words belong to none."""
        nothing = len(self._acts)
        best: dict[int, tuple[int, int]] = {0: (0, nothing)}
        for start in range(len(words)):
            if start not in best:
                continue
            pieces, act = best[start]
            for end, found in self._pieces(words, start):
                new = (pieces + 1, min(act, found))
                best[end] = min(best.get(end, new), new)
        act = best.get(len(words), (0, nothing))[1]
        return act if act < nothing else None

    def _pieces(self, words: Sequence[str], start: int) -> Iterator[tuple[int, int]]:
        """Where a piece that begins here may end, and which act it is (past the last one: a filler)."""
        if words[start] in FILLERS:
            yield start + 1, len(self._acts)
        for end in range(start + 1, min(start + REACH, len(words)) + 1):
            act = self._act(" ".join(words[start:end]))
            if act is not None:
                yield end, act

    def _act(self, piece: str) -> int | None:
        if not self._any.fullmatch(piece):
            return None
        return next((at for at, pattern in enumerate(self._acts) if pattern.fullmatch(piece)), None)

    def _tongue(self, plain: str) -> str | None:
        """The language of a message that is not English, as far as one can be sure of it."""
        words = _WORD.findall(_QUOTED.sub(" ", plain)) or _WORD.findall(plain)
        if _alien("".join(words)):
            hits = {name: sum(word in own for word in words) for name, own in self._tongues.items()}
            return _likest(hits) or (OTHER if OTHER in self._names else None)
        return _likest({name: _hits(words, own) for name, own in self._tongues.items()})


def _likest(hits: Mapping[str, int]) -> str | None:
    """The language with the most hits, the first of equals; None without any."""
    name = max(hits, key=hits.__getitem__, default=None)
    return name if name and hits[name] else None


def _either(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _hits(words: Sequence[str], tongue: frozenset[str]) -> int:
    """How many of the words are in a language, or 0 if the message is hardly in it.

    At least one of more than a letter must be none of English; an English word that is none of the language
    outweighs three of its words.
    """
    own = [word for word in words if word in tongue]
    hits, alone = len(own), sum(len(word) > 1 and word not in ENGLISH for word in own)
    if not alone:
        return 0
    english = sum(word in ENGLISH and word not in tongue for word in words)
    return hits if hits > 3 * english and hits >= max(min(2, len(words)), len(words) / 3) else 0


def _plain(text: str) -> str:
    """Lower case, Latin letters without accents, no apostrophes, nothing invisible, faces as emoji."""
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    plain = "".join(_bare(sign) for sign in unicodedata.normalize("NFC", folded))
    for face, emoji in _FACES:
        plain = face.sub(emoji, plain)
    return plain


def _bare(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.category(sign) in ("Cf", "Mn", "Me", "Sk"):
        return ""
    base = unicodedata.normalize("NFD", sign)[0]
    return base if base.isascii() else sign


def _forms(words: Sequence[str]) -> Iterator[list[str]]:
    """The words as written, then with drawn-out letters (`hiiii`, `cooool`) as two, then as one."""
    seen: list[str] = []
    for drawn in (r"\g<0>", r"\1\1", r"\1"):
        form = " ".join(_RUN.sub(drawn, word) for word in words)
        if form not in seen:
            seen.append(form)
            alone = form == "n"  # no, and not `and`
            yield [form] if alone else [full for word in form.split() for full in SPELLINGS.get(word, [word])]


def _alien(letters: str) -> bool:
    """Whether most letters are of another script than Latin."""
    return sum(letter > "\u024f" for letter in letters if letter.isalpha()) > len(letters) / 2
