"""The figures page: what it says where little is known, and its charts with the same numbers as a table."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import ENOUGH, Quality
from bot.doors.web.review.charts import stacked
from bot.store.review import Filter
from tests.doors.web.review.house import House
from tests.doors.web.review.test_inbox import text

counts = st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 10**6))


async def test_of_little_it_says_that_nothing_is_known_yet(house: House) -> None:
    await house.say("he left")
    async with house.visitor("reviewer") as client:
        page = text((await client.get("/review/figures")).text)
    assert f"Not yet known answers that were right (0 judged, {ENOUGH} needed)" in page
    assert "Not yet known: no reply arrived" in page


async def test_quality_is_a_share_with_its_interval(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await house.store.review.figures(90)
    quality = {"answer": Quality(91, 100, 120)}

    async def measured(*_: object) -> object:
        return type(found)(found.days, quality, (1.0, 2.0, 40.0), 3)

    monkeypatch.setattr(house.desk.record, "figures", measured)
    async with house.visitor("reviewer") as client:
        page = text((await client.get("/review/figures?days=90")).text)
    assert "91 of 100 answers that were right (84–95 %)" in page
    assert "100 of the 120 that chance drew were judged" in page
    assert "3 flagged are not judged yet" in page
    assert "half within 2.0 s, 19 of 20 within 40.0 s" in page


@pytest.mark.parametrize("days", ["0", "31", "x", "-7", "7.0"])
async def test_there_are_three_spans(house: House, days: str) -> None:
    async with house.visitor("reviewer") as client:
        assert (await client.get(f"/review/figures?days={days}")).status_code == 404
        assert len(re.findall("<tr><td>", (await client.get("/review/figures?days=7")).text)) == 7


async def test_the_pages_of_a_room_are_listed_for_those_who_may_enter(house: House) -> None:
    async with house.visitor("reviewer") as client:
        page = (await client.get("/review/figures")).text
        assert 'href="/review/trail"' not in page
        assert 'href="/review/figures" aria-current="page"' in page
    assert await house.store.review.ids(Filter("all"), 5) == ()


@given(st.lists(st.tuples(st.text(max_size=3), counts), min_size=1, max_size=40))
def test_columns_stay_in_the_chart_and_stand_on_its_edge(given: list[tuple[str, dict[str, int]]]) -> None:
    chart = stacked(given, {"a": "some", "b": "others"})
    assert len(chart.columns) == len(given)
    for column, (_, counted) in zip(chart.columns, given, strict=True):
        heights = sum(float(bar.height) for bar in column.bars)
        assert heights == pytest.approx(100 * sum(counted.values()) / chart.top, abs=0.01)
        assert heights <= 100.01
        for bar in column.bars:
            assert float(bar.x) >= 0
            assert float(bar.x) + float(bar.width) <= 100.01
            assert -0.01 <= float(bar.y) <= 100
