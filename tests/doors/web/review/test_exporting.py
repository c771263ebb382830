"""A list taken along: what is in the file, what is not, and what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.review import ROLES, Reviewer, Role
from bot.doors.web.review.exporting import COLUMNS, FORMULA, Line, as_csv, safe
from tests.doors.web.review.house import DANGER, House


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


async def test_the_list_as_it_stands_is_taken_along_masked_and_it_is_written_down(house: House) -> None:
    await house.say("no boat here")
    first = await house.say("Jolanta left on a boat, call 0170 5550142")
    second = await house.say("the boat is gone", person="telegram:2")
    flagged = await house.say("the boat and I would end it all", alarm=DANGER)
    await house.store.review.judge(Reviewer("Bo", "reviewer"), first, "tone", "Jolanta is her sister")
    async with house.visitor("operator") as client:
        answer = await client.post("/review/all/export?q=boat&kind=answer", data={"as": "csv"})
        lines = await client.post("/review/all/export?q=boat&kind=answer", data={"as": "jsonl"})
    rows = table(answer.text)
    assert list(rows[0]) == list(COLUMNS)
    assert [row["turn"] for row in rows] == [str(flagged), str(second), str(first), str(first - 1)]
    assert rows[2]["said"] == "[name] left on a boat, call [phone]"
    assert (rows[2]["verdicts"], rows[2]["notes"]) == ("Bo: tone", "[name] is her sister")
    assert rows[0]["said"] == "[flagged]"
    assert "end it all" not in answer.text
    assert answer.headers["content-disposition"].startswith('attachment; filename="review-all-')
    assert [json.loads(line)["turn"] for line in lines.text.splitlines()] == [flagged, second, first, first - 1]
    trail = [one.detail for one in await house.store.review.trail() if one.did == "exported"]
    assert trail == [
        "4 turns: /review/all?q=boat&kind=answer, jsonl",
        "4 turns: /review/all?q=boat&kind=answer, csv",
    ]


async def test_a_long_list_is_whole_and_an_empty_one_has_its_head(house: House) -> None:
    ids = [await house.say(f"said {number}", person=f"telegram:{number}") for number in range(230)]
    async with house.visitor("safety") as client:
        rows = table((await client.post("/review/all/export", data={"as": "csv"})).text)
        empty = (await client.post("/review/done/export", data={"as": "csv"})).text
        nothing = (await client.post("/review/done/export", data={"as": "jsonl"})).text
    assert [int(row["turn"]) for row in rows] == ids[::-1]
    assert next(csv.reader(io.StringIO(empty.removeprefix("\ufeff")))) == list(COLUMNS)
    assert nothing == ""


@pytest.mark.parametrize("form", ["", "xlsx", "CSV"])
async def test_there_are_two_forms(house: House, form: str) -> None:
    async with house.visitor("operator") as client:
        assert (await client.post("/review/all/export", data={"as": form})).status_code == 400
        assert (await client.post("/review/nowhere/export", data={"as": "csv"})).status_code == 404


async def test_who_may_not_export_is_not_offered_it(house: House) -> None:
    offered = list[Role]()
    for role in ROLES:
        async with house.visitor(role) as client:
            offered += [role] if "/export" in (await client.get("/review/all")).text else []
    assert offered == ["safety", "operator"]


@given(st.text())
def test_no_cell_is_a_formula_and_nothing_of_it_is_lost(text: str) -> None:
    line: Line = {name: text if name == "said" else "" for name in COLUMNS}
    (row,) = csv.DictReader(io.StringIO(as_csv([line], first=True).removeprefix("\ufeff"), newline=""))
    assert row["said"] == safe(text)
    assert row["said"].removeprefix("'") == text.removeprefix("'")
    assert not row["said"].lstrip(" ").startswith(FORMULA)
