"""What one process is taught, every process answers by, also where a human takes what breaks a golden conversation."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot.domain import Memory, Message
from bot.doors.words import SLOTS
from bot.knowledge.library import Library
from bot.knowledge.watch import Watch
from bot.workshop.rehearse import refusal
from bot.workshop.replay import served
from tests.doors.web.review.hive import TOAST, WASPS, bench, break_it, drafted, gild, open_hive, write
from tests.doors.web.review.house import House
from tests.store.people import NOON


def process(house: House, place: Path) -> Watch:
    """Another process, which watches the same folder."""
    folder = bench(house).folder
    watch = Watch(folder, SLOTS, place.parent / "hives", partial(refusal, folder=folder))
    watch.open(lambda done, of: None)
    return watch


async def twice(watch: Watch) -> None:
    """Sees that something is new, and that it lies still."""
    await watch.look()
    await watch.look()


def says(library: Library, text: str) -> tuple[str, ...]:
    return served(library.guide.answer(Message("1", "telegram:5", text, NOON), Memory()))


async def test_what_is_accepted_here_is_in_force_there(tmp_path: Path) -> None:
    async with open_hive(tmp_path) as house:
        there = process(house, tmp_path)
        turn = await write(house, WASPS)
        async with house.visitor("operator") as client:
            form = {"answer": "Wasps mourn, too.", "title": "What of wasps", "text": WASPS, "asks": "do wasps mourn"}
            where, _ = await drafted(client, f"/review/all/{turn.id}", **form)
            await twice(there)
            assert not says(there.library, WASPS)  # a draft is nowhere in force
            assert (await client.post(f"{where}/accept")).status_code == 303
        here = bench(house).library
        await twice(there)
        assert there.library.trouble == ""
        assert there.library.knowledge.version == here.knowledge.version
        assert says(there.library, WASPS) == says(here, WASPS) != ()


async def test_who_brought_it_into_force_does_not_read_it_again(tmp_path: Path) -> None:
    async with open_hive(tmp_path) as house:
        here = process(house, tmp_path)
        bench(house).library = here.library
        turn = await write(house, TOAST)
        async with house.visitor("reviewer") as client:
            where, _ = await drafted(client, f"/review/all/{turn.id}", passage="smoke", text=TOAST)
            await client.post(f"{where}/accept")
        guide = here.library.guide
        await twice(here)
        assert here.library.guide is guide
        change = bench(house).folder / "article.yaml"
        change.write_text(change.read_text(encoding="utf-8").replace("Bees and hearts", "Bees"), encoding="utf-8")
        await twice(here)
        assert here.library.guide is not guide


async def test_what_is_taken_all_the_same_is_taken_everywhere(tmp_path: Path) -> None:
    async with open_hive(tmp_path) as house:
        gild(house)
        there = process(house, tmp_path)
        turn = await write(house, TOAST)
        async with house.visitor("reviewer") as client:
            where, _ = await break_it(client, turn.id)
            assert (await client.post(f"{where}/accept", data={"anyway": "on"})).status_code == 303
        await twice(there)
        assert there.library.trouble == ""
        assert there.library.knowledge.version == bench(house).library.knowledge.version
