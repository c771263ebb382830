"""A better answer, told by a reviewer: a passage, silence, or new words of the author's. Tried, then accepted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.domain import Message
from bot.domain.review import Act, Seen, Value
from bot.doors.web.review.address import Place, place_of
from bot.doors.web.review.bench import DANGERS, Bench, Draft, Trial, new_id
from bot.doors.web.review.desk import Call
from bot.doors.web.review.rendering import show
from bot.doors.web.review.sending import tell
from bot.doors.web.review.showing import Lens
from bot.errors import BotError
from bot.store.review import Filter
from bot.workshop.masking import Piece
from bot.workshop.rehearsal import Other
from bot.workshop.rehearse.cases import Case
from bot.workshop.teaching import PAGES, Change, Lesson, Words, answer, clean, example, named

LONGEST = 4000  # signs of what is taught
TITLE = 40
MOST = 5  # messages before it that a lesson may have
HEARD = 30  # messages of late that a change is tried on
PATIENCE = 0.7  # seconds a page waits for a trial before it says how far it is

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that would be answered otherwise."""

    said: tuple[Piece, ...]
    was: tuple[str, ...]
    would_be: tuple[str, ...]


async def correct(call: Call) -> Response:
    """Makes a draft of what the form says, and shows it."""
    place, bench = place_of(call), bench_of(call)
    seen = await _seen(call, place)
    text, passage = _field(call, "text"), call.form.get("passage", "")
    fresh = "answer" in call.form
    if not text or not (fresh or passage == NOTHING or passage in _ids(bench)):
        raise HTTPException(400)
    letter = _words(call, bench, text) if fresh else None
    right = letter.id if letter else "" if passage == NOTHING else passage
    lesson = Lesson(text, right, _lines(call, "turns")[-MOST:])
    pages = [example(bench.folder, PAGES, lesson)]
    pages += [answer(bench.folder, PAGES, letter)] if letter else []
    return await _lay(call, place, seen, Change(tuple(pages)), lesson)


async def _lay(call: Call, place: Place, seen: Seen, change: Change, lesson: Lesson) -> Response:
    steps = list[str]()
    bench, fresh, turn = bench_of(call), "answer" in call.form, seen.turn.id
    value = verdict(seen, fresh)
    said = Message(f"turn-{turn}", "review", seen.turn.message.text, datetime.now(UTC))
    here = Case(said.id, said, turns=lesson.turns)
    draft = Draft(
        new_id(),
        call.reviewer,
        turn,
        value,
        place.url(turn, did=f"{turn}.{value}"),
        change,
        lesson.passage,
        fresh,
        call.may("answer") and "send" in call.form,
        call.may("answer") and fresh and "tell" in call.form,
        bench.begin(change, here, await _lately(call), steps.append),
        steps,
    )
    return RedirectResponse(f"/review/draft/{bench.lay(draft).id}", 303)


async def draft(call: Call) -> Response:
    """A draft: what would be written, and, once it was tried, what would change."""
    return await _page(call, _draft(call))


async def _page(call: Call, draft: Draft, problem: str = "") -> Response:
    bench = bench_of(call)
    done, _ = await asyncio.wait([draft.trial], timeout=PATIENCE)
    trial = draft.trial.result() if done else None
    titles = _titles(bench, trial)
    lens = Lens(bench.knowledge)
    values = {
        "draft": draft,
        "trial": trial,
        "title": titles.get(draft.passage, draft.passage),
        "titles": titles,
        "shown": [_shown(one, lens) for one in trial.others[:12]] if trial else [],
        "here_now": _shown(trial.here, lens) if trial and trial.here else None,
        "problem": problem,
    }
    return show("draft.html", call.frame("draft") | values, 409 if problem else 200)


async def accept(call: Call) -> Response:
    """Writes it into the knowledge, which answers by it from now on, and tells those who wait for it."""
    draft, bench = _draft(call), bench_of(call)
    trial = await asyncio.shield(draft.trial)
    if trial.broken and "anyway" not in call.form:
        return await _page(call, draft, "It would break a golden conversation: accept it all the same, or leave it.")
    try:
        await bench.accept(draft, trial)
    except BotError as error:
        return await _page(call, draft, str(error))
    await call.desk.record.note(Act(call.reviewer.name, "taught", draft.turn, draft.passage or NOTHING))
    await call.desk.record.judge(call.reviewer, draft.turn, draft.verdict)
    sent = await tell(call.desk.record, call.reviewer, bench.library.guide, draft)
    return RedirectResponse(f"{draft.back}&sent={sent}" if draft.send or draft.tell else draft.back, 303)


async def leave(call: Call) -> Response:
    """Throws a draft away."""
    draft = _draft(call)
    bench_of(call).drafts.pop(draft.id).trial.cancel()
    return RedirectResponse(draft.back.partition("?")[0], 303)


def verdict(seen: Seen, fresh: bool) -> Value:
    """What a correction says of the turn."""
    return "missing" if fresh or seen.turn.outcome.decision.kind == "admit" else "passage"


def bench_of(call: Call) -> Bench:
    """Where corrections are made; 404 where the pages have no knowledge folder."""
    if call.desk.bench is None:
        raise HTTPException(404)
    return call.desk.bench


async def _seen(call: Call, place: Place) -> Seen:
    """The turn; 404 if it is not kept, 403 if it is flagged and not theirs to open."""
    found = await call.desk.record.seen((place.turn or 0,))
    if not found:
        raise HTTPException(404)
    alarm = found[0][1].turn.outcome.trace.alarm
    if alarm and alarm.level != "none" and not call.may("unseal"):
        raise HTTPException(403)
    return found[0][1]


def _words(call: Call, bench: Bench, letter: str) -> Words:
    """The author's new answer as the form has it."""
    if not call.may("answer"):
        raise HTTPException(403)
    title, text = _field(call, "title")[:TITLE].strip(), _field(call, "answer")
    asks = _lines(call, "asks") or (letter,)
    if not title or not text:
        raise HTTPException(400)
    never_for = tuple(danger for danger in DANGERS if f"safe-{danger}" not in call.form)
    letters = {letter.id for letter in bench.knowledge.letters} | {gap.id for gap in bench.knowledge.gaps}
    id = named(title, frozenset(_ids(bench) | letters), f"{datetime.now(UTC):%Y-%m-%d}")
    return Words(id, title, letter, text, asks, never_for)


def _field(call: Call, name: str) -> str:
    return clean(call.form.get(name, "")[:LONGEST])


def _lines(call: Call, name: str) -> tuple[str, ...]:
    return tuple(filter(None, map(clean, _field(call, name).splitlines())))


async def _lately(call: Call) -> list[Case]:
    """What people wrote last, without what is flagged."""
    listed = await call.desk.record.page(Filter("all", call.reviewer.name, calm=True), limit=HEARD)
    said = [one for one in listed if one.text.strip() and one.kind in ("answer", "admit")]
    return [Case(str(one.id), Message(str(one.id), "review", one.text, one.at)) for one in said]


def _draft(call: Call) -> Draft:
    """The reviewer's own draft of that name."""
    found = bench_of(call).drafts.get(str(call.request.path_params["draft"]))
    if found is None or found.reviewer != call.reviewer:
        raise HTTPException(404)
    return found


def _ids(bench: Bench) -> set[str]:
    return {passage.id for passage in bench.knowledge.passages}


def _titles(bench: Bench, trial: Trial | None) -> dict[str, str]:
    """What passages and outcomes are called."""
    knowledge = trial.library.knowledge if trial and trial.library else bench.knowledge
    return {passage.id: passage.title or passage.id for passage in knowledge.passages}


def _shown(other: Other, lens: Lens) -> Shown:
    return Shown(lens.read(other.case.message.text), other.was, other.would_be)
