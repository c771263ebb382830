"""Live reload: what is saved is in force once it lies still, and nobody waits meanwhile."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from threading import Event

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.domain import Memory
from bot.knowledge.library import Library
from bot.knowledge.watch import contents, stamps
from tests.knowledge.folder import change, lay
from tests.knowledge.watching import THANKS, edit, looks, says, watched


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


async def test_saving_the_same_again_changes_nothing(folder: Path) -> None:
    watch = watched(folder)
    guide = watch.library.guide
    (folder / "phrases.yaml").write_bytes((folder / "phrases.yaml").read_bytes())
    await looks(watch)
    assert watch.library.guide is guide


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


def test_hidden_files_and_deep_ones_are_nobodys_edit(folder: Path) -> None:
    before = stamps(folder), contents(folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "index").write_text("x", encoding="utf-8")
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "a" / "b" / "c" / "deep.yaml").write_text("x", encoding="utf-8")
    (folder / "nowhere").symlink_to("missing")
    (folder / "dismissed.txt").write_text("7", encoding="utf-8")  # what the workshop keeps there for itself
    (folder / "rehearsals").mkdir()
    (folder / "rehearsals" / "v1.txt").write_text("x", encoding="utf-8")
    assert (stamps(folder), contents(folder)) == before


def test_an_edit_that_keeps_size_and_date_is_seen_all_the_same(folder: Path) -> None:
    file = folder / "phrases.yaml"
    before, about = stamps(folder), file.stat()
    edit(folder, "Merrily", "Gladly.")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert file.stat().st_size == about.st_size
    assert stamps(folder) != before
