"""An answer of the author's that comes late leaves by Telegram: from a person's update to what they see, end to end."""

from __future__ import annotations

from pathlib import Path

from bot.conversation import Conversation
from bot.doors.telegram import Line, open_telegram
from bot.store.review import Filter
from tests.doors.telegram.updates import text
from tests.doors.telegram.wire import TOKEN, Wire
from tests.doors.web.review.hive import ANSWER, WASPS, bench, drafted, open_hive


async def test_it_reaches_the_person_on_the_wire(tmp_path: Path) -> None:
    wire = Wire()
    async with open_hive(tmp_path) as house:
        library = bench(house).library
        desk = Conversation(library, house.store, lambda turn: None)
        async with open_telegram(
            Line(TOKEN, "http://api.example", 0), desk, house.store.inbox, library, lambda: wire
        ) as door:
            await door.begin()
            await wire.push(text(WASPS, chat=7), text("what calms the bees one", chat=8))
            await wire.until(lambda: bool(wire.texts(7) and wire.texts(8)))
            await door.rounds.quiet()
            assert not any("Wasps mourn" in said for said in wire.texts())
            (turn,) = [one.id for one in await house.store.review.page(Filter("all")) if one.text == WASPS]
            before = len(wire.texts(7)), len(wire.texts(8))
            async with house.visitor("operator") as client:
                where, _ = await drafted(client, f"/review/all/{turn}", **ANSWER, send="on")
                answer = await client.post(f"{where}/accept")
                assert answer.headers["location"].endswith("sent=1")
            await wire.until(lambda: len(wire.texts(7)) > before[0])
            await door.rounds.quiet()
            assert wire.texts(7)[before[0] :] == ["late\n\nWasps mourn, too. But they forget by June!"]
            assert len(wire.texts(8)) == before[1]
            await wire.push(text("do wasps grieve", chat=8))
            await wire.until(lambda: any("Wasps mourn" in said for said in wire.texts(8)))
            await door.rounds.quiet()
            async with house.visitor("operator") as client:
                page = (await client.get(f"/review/all/{turn}")).text
            assert "not delivered" not in page
