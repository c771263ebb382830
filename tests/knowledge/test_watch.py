"""Live reload: what is saved is in force once it lies still, what is broken never is, and nobody waits meanwhile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.domain import Memory, Message
from bot.errors import KnowledgeError
from bot.knowledge.library import Library
from bot.knowledge.watch import Watch, contents, stamps
from tests.knowledge.folder import change, lay

THANKS = Message("1", "ana", "thanks", datetime(2026, 1, 1, tzinfo=UTC))
Weigh = Callable[[Library, Library], str]


def silent(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


def never(old: Library, new: Library) -> str:
    """What is weighed and refused."""
    return "a golden letter breaks"


def watched(folder: Path, weigh: Weigh = lambda old, new: "") -> Watch:
    """A watch that has opened the folder."""
    watch = Watch(folder, cache=folder.parent / "cache", weigh=weigh)
    watch.open(silent)
    return watch


def says(watch: Watch) -> str:
    """What is answered to thanks, which tells one knowledge from another."""
    return watch.library.guide.answer(THANKS, Memory()).reply.text


def edit(folder: Path, word: str, instead: str = "Gladly.") -> None:
    """Another answer to thanks."""
    change(folder, "phrases.yaml", instead, word)


async def looks(watch: Watch, times: int = 2) -> None:
    """As many looks as it takes to see that a folder lies still."""
    for _ in range(times):
        await watch.look()


async def test_what_is_saved_is_in_force_once_it_lies_still(folder: Path) -> None:
    watch = watched(folder)
    library, before = watch.library, watch.library.knowledge.version
    edit(folder, "With joy.")
    with capture_logs() as logs:
        await looks(watch, 1)
        assert says(watch) == "Gladly."
        await looks(watch, 1)
    assert says(watch) == "With joy."
    assert watch.library is library
    assert library.knowledge.version != before
    assert [line["before"] for line in logs if line["event"] == "knowledge taken"] == [before]
    assert REGISTRY.get_sample_value("bot_knowledge_info", {"version": library.knowledge.version}) == 1
    assert REGISTRY.get_sample_value("bot_knowledge_info", {"version": before}) is None


async def test_a_folder_that_is_still_being_written_is_left_alone(folder: Path) -> None:
    watch = watched(folder)
    for number in range(4):
        edit(folder, f"With joy {number}.", "Gladly." if not number else f"With joy {number - 1}.")
        await looks(watch, 1)
        assert says(watch) == "Gladly."
    await looks(watch, 1)
    assert says(watch) == "With joy 3."


async def test_what_is_broken_leaves_the_last_good_in_force_and_says_what_is_wrong(folder: Path) -> None:
    watch = watched(folder)
    edit(folder, 'With joy.", tone: loud, more: "x')
    with capture_logs() as logs:
        await looks(watch, 4)
    assert says(watch) == "Gladly."
    assert "phrases.yaml:14:37: phrases.talk.thanks.1.tone: `tone` is not known here" in watch.library.trouble
    (told,) = (line for line in logs if line["event"] == "knowledge refused")
    assert told["in_force"] == watch.library.knowledge.version
    assert told["problems"][0] in watch.library.trouble
    assert REGISTRY.get_sample_value("bot_knowledge_refused") == told["count"] > 0


async def test_mended_it_is_in_force_and_the_trouble_is_over(folder: Path) -> None:
    watch = watched(folder)
    edit(folder, "")
    await looks(watch)
    assert watch.library.trouble
    change(folder, "phrases.yaml", 'text: ""', 'text: "With joy."')
    await looks(watch)
    assert (says(watch), watch.library.trouble) == ("With joy.", "")
    assert REGISTRY.get_sample_value("bot_knowledge_refused") == 0


async def test_put_back_as_it_was_the_trouble_is_over_and_nothing_is_read_again(folder: Path) -> None:
    watch = watched(folder)
    guide, good = watch.library.guide, (folder / "phrases.yaml").read_bytes()
    (folder / "phrases.yaml").write_bytes(b"phrases: [")
    await looks(watch)
    assert watch.library.trouble
    (folder / "phrases.yaml").write_bytes(good)
    await looks(watch)
    assert watch.library.trouble == ""
    assert watch.library.guide is guide


async def test_saving_the_same_again_changes_nothing(folder: Path) -> None:
    watch = watched(folder)
    guide = watch.library.guide
    (folder / "phrases.yaml").write_bytes((folder / "phrases.yaml").read_bytes())
    await looks(watch)
    assert watch.library.guide is guide


async def test_a_folder_that_vanishes_is_told_and_its_knowledge_answers_on(folder: Path) -> None:
    watch = watched(folder)
    await asyncio.to_thread(folder.rename, folder.parent / "away")
    await looks(watch)
    assert "there is no such folder" in watch.library.trouble
    assert says(watch) == "Gladly."


async def test_a_folder_exchanged_by_a_link_is_followed(folder: Path) -> None:
    other, link = lay(folder.parent / "other"), folder.parent / "current"
    edit(other, "With joy.")
    link.symlink_to(folder)
    watch = watched(link)
    aside = folder.parent / "aside"
    aside.symlink_to(other)
    aside.replace(link)
    await looks(watch)
    assert says(watch) == "With joy."


async def test_every_process_on_the_folder_follows_it(folder: Path) -> None:
    replicas = [watched(folder) for _ in range(3)]
    edit(folder, "With joy.")
    await asyncio.gather(*(looks(watch) for watch in replicas))
    assert {says(watch) for watch in replicas} == {"With joy."}
    assert len({watch.library.knowledge.version for watch in replicas}) == 1


async def test_the_loop_runs_on_while_the_folder_is_read(folder: Path) -> None:
    free = Event()

    def waiting(old: Library, new: Library) -> str:
        return "" if free.wait(60) else "the loop stood still"

    watch = watched(folder, waiting)
    edit(folder, "With joy.")
    looking = asyncio.create_task(looks(watch))
    await asyncio.sleep(0)
    assert says(watch) == "Gladly."
    free.set()
    await looking
    assert (says(watch), watch.library.trouble) == ("With joy.", "")


async def test_what_is_weighed_and_found_wanting_is_refused_until_something_changes(folder: Path) -> None:
    weighed: list[str] = []

    def once(old: Library, new: Library) -> str:
        weighed.append(new.knowledge.version)
        return never(old, new) if len(weighed) == 1 else ""

    watch = watched(folder, once)
    edit(folder, "With joy.")
    await looks(watch, 4)
    assert watch.library.trouble.endswith("a golden letter breaks")
    assert (says(watch), len(weighed)) == ("Gladly.", 1)
    (folder / "ACCEPT").write_text(weighed[0], encoding="utf-8")
    await looks(watch, 4)
    assert (says(watch), weighed) == ("With joy.", [weighed[0]] * 2)


async def test_a_file_written_while_the_folder_is_read_makes_it_be_read_again(folder: Path) -> None:
    watch = watched(folder)
    edit(folder, "With joy.")
    await looks(watch, 1)
    now = stamps(folder)
    edit(folder, "With pleasure.", "With joy.")
    watch._read(now)
    assert says(watch) == "Gladly."
    await looks(watch)
    assert says(watch) == "With pleasure."


async def test_a_fault_of_the_program_is_told_by_its_kind_alone(folder: Path) -> None:
    def broken(old: Library, new: Library) -> str:
        raise ValueError("what somebody wrote")

    watch = watched(folder, broken)
    edit(folder, "With joy.")
    with capture_logs() as logs:
        await looks(watch)
    assert watch.library.trouble.endswith("a fault of the program: ValueError")
    assert "what somebody wrote" not in watch.library.trouble + repr(logs)


async def test_it_ends_in_the_middle_of_learning(folder: Path) -> None:
    watch = watched(folder)
    running = asyncio.create_task(watch.run(0))
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait((running,))
    change(folder, "article.yaml", "A hive that is opened", "A hive that is always opened")
    await looks(watch)
    assert watch.library.trouble == ""
    assert watch.library.knowledge.passage("shut-hive").text.startswith("A hive that is opened")


async def test_it_watches_until_it_is_cancelled(folder: Path) -> None:
    loop, done, before = asyncio.get_running_loop(), asyncio.Event(), list[str]()

    def on(old: Library, new: Library) -> str:
        before.append(old.guide.answer(THANKS, Memory()).reply.text)
        if len(before) == 1:
            edit(folder, "With pleasure.", "With joy.")
        else:
            loop.call_soon_threadsafe(done.set)
        return ""

    watch = watched(folder, on)
    edit(folder, "With joy.")
    running = asyncio.create_task(watch.run(0))
    await done.wait()
    assert before == ["Gladly.", "With joy."]
    running.cancel()
    await asyncio.wait((running,))
    assert running.cancelled()


def test_a_broken_folder_is_no_start(folder: Path) -> None:
    edit(folder, "")
    with pytest.raises(KnowledgeError):
        watched(folder)


def test_hidden_files_and_deep_ones_are_nobodys_edit(folder: Path) -> None:
    before = stamps(folder), contents(folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "index").write_text("x", encoding="utf-8")
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "a" / "b" / "c" / "deep.yaml").write_text("x", encoding="utf-8")
    (folder / "nowhere").symlink_to("missing")
    assert (stamps(folder), contents(folder)) == before


def test_an_edit_that_keeps_size_and_date_is_seen_all_the_same(folder: Path) -> None:
    file = folder / "phrases.yaml"
    before, about = stamps(folder), file.stat()
    edit(folder, "Merrily", "Gladly.")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert file.stat().st_size == about.st_size
    assert stamps(folder) != before
