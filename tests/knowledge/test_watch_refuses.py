"""What is broken, or found wanting, is never in force: the last good knowledge answers on, and it is told why."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.errors import KnowledgeError
from bot.knowledge.library import Library
from tests.knowledge.folder import change
from tests.knowledge.watching import edit, looks, never, says, watched


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


async def test_a_folder_that_vanishes_is_told_and_its_knowledge_answers_on(folder: Path) -> None:
    watch = watched(folder)
    await asyncio.to_thread(folder.rename, folder.parent / "away")
    await looks(watch)
    assert "there is no such folder" in watch.library.trouble
    assert says(watch) == "Gladly."


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


async def test_a_fault_of_the_program_is_told_by_its_kind_alone(folder: Path) -> None:
    def broken(old: Library, new: Library) -> str:
        raise ValueError("what somebody wrote")

    watch = watched(folder, broken)
    edit(folder, "With joy.")
    with capture_logs() as logs:
        await looks(watch)
    assert watch.library.trouble.endswith("a fault of the program: ValueError")
    assert "what somebody wrote" not in watch.library.trouble + repr(logs)


def test_a_broken_folder_is_no_start(folder: Path) -> None:
    edit(folder, "")
    with pytest.raises(KnowledgeError):
        watched(folder)
