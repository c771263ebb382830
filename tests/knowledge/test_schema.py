"""The JSON Schemas that editors read say what the loader accepts, and are those in the knowledge folder."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from bot.domain.alarm import AFTER, HAZARDS
from bot.knowledge.own import CARD
from bot.knowledge.rules import Kind as Kinds
from bot.knowledge.schema import KINDS, kind_of, schemas, write
from bot.knowledge.shapes import Care, Danger
from bot.mind.gate import KINDS as GATE
from tests.knowledge.folder import FILES

FOLDER = Path(__file__).parents[2] / "knowledge"


@pytest.mark.parametrize("name", schemas())
def test_the_schema_in_the_folder_is_current(name: str) -> None:
    told = "renew it: python -m bot.knowledge.schema"
    assert (FOLDER / "schema" / name).read_text(encoding="utf-8") == schemas()[name], told


def test_there_is_a_schema_for_each_kind_of_file() -> None:
    assert set(schemas()) == {f"{kind.name}.json" for kind in KINDS}
    assert {kind_of(name) for name in (*FILES, CARD, "known-misses.yaml")} == set(KINDS)


def test_the_schemas_of_any_folder_can_be_renewed_by_a_command(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "schema" / "talk.json").write_text("stale", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "bot.knowledge.schema", str(tmp_path)], check=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schema").iterdir()} == schemas()


def test_a_schema_takes_a_sentence_as_text_or_with_what_holds_it_back_and_explains_each_key() -> None:
    passage = json.loads(schemas()["article.json"])["$defs"]["PassageShape"]
    sentence = json.loads(schemas()["article.json"])["$defs"]["SentenceShape"]
    assert [one["type"] for one in sentence["anyOf"]] == ["string", "object"]
    assert "never_for" in passage["required"]
    assert passage["properties"]["asks"]["minItems"] == 12
    assert all(field["description"] for field in passage["properties"].values())


def test_no_schema_allows_keys_of_its_own() -> None:
    for text in schemas().values():
        tables = [json.loads(text), *json.loads(text).get("$defs", {}).values()]
        assert all(table.get("additionalProperties") is False for table in tables if "properties" in table)


def test_the_dangers_of_the_files_are_those_of_the_mind() -> None:
    assert set(get_args(Danger)) == set(HAZARDS.values())
    assert set(get_args(Care)) == set(AFTER.values()) - {"nothing"}
    assert set(get_args(Kinds)) == set(GATE)
