"""Each mistake a writer can make is told in plain words, with the file, the line and the column where it stands."""

from pathlib import Path

import pytest

from tests.knowledge.folder import change, lines

ROWS = (Path(__file__).parent / "mistakes.txt").read_text(encoding="utf-8").splitlines()
MISTAKES = [row for row in ROWS if not row.startswith("#")]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_it_stands(folder: Path, mistake: str) -> None:
    file, old, new, place, what = mistake.split(" | ")
    change(folder, file, old.replace("\\n", "\n"), new.replace("\\n", "\n"))
    assert any(f":{place}: " in line and what in line for line in lines(folder)), lines(folder)


def test_all_mistakes_are_told_at_once_sorted_by_file_and_line(folder: Path) -> None:
    change(folder, "phrases.yaml", "{name}.", "{nmae}.")
    change(folder, "article.yaml", "follows: [shut-hive]", "follows: [nowhere]")
    change(folder, "article.yaml", "{ended_by: [ex]}", "{weather: [ex]}")
    change(folder, "examples/tx.yaml", "smoke: 1", "wax: 1")
    assert [line.partition(": ")[0] for line in lines(folder)] == [
        "article.yaml:9:16",
        "article.yaml:21:19",
        "examples/tx.yaml:5:26",
        "phrases.yaml:2:21",
    ]


def test_mistakes_of_one_file_do_not_make_others_look_wrong(folder: Path) -> None:
    change(folder, "article.yaml", "line: 9", "line: nine")
    change(folder, "facts.yaml", "  - name: near", "  - nmae: near")
    assert {line.partition(":")[0] for line in lines(folder)} == {"article.yaml", "facts.yaml"}


def test_a_passage_that_was_renamed_is_missed_once_in_a_file_of_examples(folder: Path) -> None:
    more = "".join(f'  - text: "{n}"\n    fits: {{smok: 3}}\n' for n in range(40))
    change(folder, "examples/tx.yaml", "examples:\n", "examples:\n" + more)
    assert lines(folder) == [
        "examples/tx.yaml:4:12: examples.1.fits.smok: there is no passage `smok`; did you mean `smoke`?"
        " (here and in 39 more examples below)"
    ]


def test_a_folder_without_any_passage_is_a_beginning_and_no_mistake(folder: Path) -> None:
    article = 'author: Ida Moss\ntitle: Bees\nsections:\n  - heading: ""\n'
    (folder / "article.yaml").write_text(article, encoding="utf-8")
    (folder / "replies" / "greta.yaml").unlink()
    (folder / "examples" / "tx.yaml").unlink()
    (folder / "examples" / "conversations" / "fragments.yaml").unlink()
    assert lines(folder) == []


def test_a_sentence_may_wait_for_a_fact_until_it_is_denied(folder: Path) -> None:
    change(folder, "article.yaml", '["yes"]', '[unknown, "yes"]')
    assert lines(folder) == []


def test_of_many_mistakes_in_one_file_the_first_hundred_are_told(folder: Path) -> None:
    strange = "".join(f"key{n}: x\n" for n in range(5000))
    change(folder, "calibration.yaml", "threshold", strange + "threshold")
    assert len(lines(folder)) == 100
