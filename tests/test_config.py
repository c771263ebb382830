"""The settings: read from the environment, every problem told at once, secrets never shown."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import config
from bot.config import Settings, key_file, read_settings, show, variable
from bot.errors import SettingsError

TOKEN = "123456:not-a-real-token"
KEY = base64.b64encode(bytes(range(32))).decode()


def problems(serving: bool = False, **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        read_settings(environ, serving)
    return error.value.problems


def test_nothing_has_to_be_set() -> None:
    settings = read_settings({"PATH": "/bin", "BOT_TOKEN": "  ", "BOT_TEST_DATABASE_URL": "postgresql://x"})
    assert settings.token is None
    assert settings.database_url.get_secret_value() == "sqlite:///data/bot.db"
    assert not settings.production


def test_what_is_set_is_read() -> None:
    environ = {
        "BOT_OPERATORS": "12, 34 56",
        "BOT_PORT": "0",
        "BOT_API_URL": " http://localhost:8081/ ",
        "BOT_KEYS": KEY,
    }
    settings = read_settings({**environ, "BOT_TOKEN": TOKEN, "BOT_ENV": "production"}, serving=True)
    assert settings.operators == (12, 34, 56)
    assert settings.port == 0
    assert settings.api_url == "http://localhost:8081"
    assert settings.production


def test_the_environment_of_the_process_is_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PATIENCE", "1.5")
    assert read_settings().patience == 1.5


def test_all_problems_are_told_at_once() -> None:
    told = problems(BOT_PORT="many", BOT_PATIENCE="99", BOT_ENV="staging", BOT_TOKN=TOKEN, BOT_KNOWLEDGE="/nowhere")
    assert told == (
        "BOT_TOKN is not a setting; did you mean BOT_TOKEN?",
        "BOT_KNOWLEDGE: '/nowhere' is not usable; it takes a folder with article.yaml.",
        "BOT_PORT: 'many' is not usable; it takes a number from 0 to 65535 (0 = any free port).",
        "BOT_PATIENCE: '99' is not usable; it takes seconds, from 0 to 15.",
        "BOT_ENV: 'staging' is not usable; it takes development or production.",
    )


def test_a_name_like_no_other_is_sent_to_the_list_of_settings() -> None:
    assert problems(BOT_QQQQQQQQ="1") == ("BOT_QQQQQQQQ is not a setting; see `bot config`.",)


@pytest.mark.parametrize("name", ["BOT_TOKEN", "BOT_WEBHOOK_SECRET"])
def test_a_secret_of_the_wrong_form_is_not_repeated(name: str) -> None:
    (told,) = problems(False, **{name: "hush hush"})
    assert told.startswith(f"{name}: is not usable; it takes ")
    assert "hush" not in told


@pytest.mark.parametrize("url", ["telegram.org", "ftp://x", "https://", "https://x/?a=1", "https://x/#a"])
def test_an_address_must_be_one(url: str) -> None:
    (told,) = problems(BOT_API_URL=url)
    assert told == f"BOT_API_URL: {url!r} is not usable; it takes the http(s) address of a Bot API server."


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    settings = read_settings({"BOT_TOKEN_FILE": str(file)}, serving=True)
    assert settings.token
    assert settings.token.get_secret_value() == TOKEN


def test_a_file_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_text("\n")
    binary.write_bytes(b"\xff\xfe")
    told = problems(
        BOT_TOKEN_FILE=str(tmp_path / "none"),
        BOT_KEYS_FILE=str(empty),
        BOT_DATABASE_URL_FILE=str(binary),
        BOT_WEBHOOK_SECRET="one",
        BOT_WEBHOOK_SECRET_FILE=str(empty),
    )
    assert told == (
        f"BOT_TOKEN_FILE: {tmp_path / 'none'} cannot be read (No such file or directory); "
        "make it readable or unset BOT_TOKEN_FILE.",
        f"BOT_KEYS_FILE: {empty} is empty; write the value into it.",
        "BOT_WEBHOOK_SECRET and BOT_WEBHOOK_SECRET_FILE are both set; keep one.",
        f"BOT_DATABASE_URL_FILE: {binary} cannot be read (it is not text); "
        "make it readable or unset BOT_DATABASE_URL_FILE.",
    )


def test_telegram_needs_a_token_and_is_told_where_to_get_one() -> None:
    (told,) = problems(serving=True)
    assert told.startswith("BOT_TOKEN is missing: ask @BotFather")


def test_all_problems_means_those_of_serving_too() -> None:
    told = problems(serving=True, BOT_PORT="many", BOT_PUBLIC_URL="https://x", BOT_WEBHOOK_SECRET="s")
    assert [line.split()[0] for line in told] == ["BOT_TOKEN", "BOT_PORT:"]


def test_a_public_address_needs_a_secret() -> None:
    (told,) = problems(BOT_PUBLIC_URL="https://bot.example")
    assert told.startswith("BOT_WEBHOOK_SECRET is missing")


def test_production_refuses_plain_http_and_sample_keys() -> None:
    sample = base64.b64encode(bytes(32)).decode()
    told = problems(
        BOT_ENV="production",
        BOT_API_URL="http://api.example",
        BOT_PUBLIC_URL="http://127.0.0.1",
        BOT_WEBHOOK_SECRET="s",
        BOT_KEYS=f"{KEY},{sample}",
    )
    assert [line.split()[0] for line in told] == ["BOT_API_URL", "BOT_KEYS"]


def test_everything_is_shown_but_secrets() -> None:
    url = "postgresql://ana:hush@db.example/bot"
    environ = {
        "BOT_TOKEN": TOKEN,
        "BOT_KEYS": KEY,
        "BOT_DATABASE_URL": url,
        "BOT_API_URL": "http://me:hush@api.example",
    }
    shown = dict(line.split("=", 1) for line in show(read_settings({**environ, "BOT_OPERATORS": "1,2"})))
    assert set(shown) == {variable(name) for name in Settings.model_fields}
    assert shown["BOT_TOKEN"] == shown["BOT_KEYS"] == "(set)"
    assert shown["BOT_DATABASE_URL"] == "postgresql://***@db.example/bot"
    assert shown["BOT_API_URL"] == "http://***@api.example"
    assert shown["BOT_OPERATORS"] == "1,2"
    assert shown["BOT_PUBLIC_URL"] == ""


def test_where_the_keys_are_is_shown_when_no_setting_holds_them() -> None:
    assert f"BOT_KEYS={key_file()}" in show(read_settings({}))


def test_the_copy_inside_the_package_serves_where_no_folder_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "packed"
    packed.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(config, "PACKED", packed)
    assert read_settings({}).knowledge == packed
    (tmp_path / "knowledge").mkdir()
    assert read_settings({}).knowledge == Path("knowledge")


@given(st.dictionaries(st.sampled_from([variable(name) for name in Settings.model_fields]), st.text(max_size=20)))
def test_any_environment_is_read_or_refused_in_lines_of_its_names(environ: dict[str, str]) -> None:
    told: tuple[str, ...] = ()
    try:
        read_settings(environ)
    except SettingsError as error:
        told = error.problems
    assert all(line.startswith("BOT_") for line in told)


@pytest.mark.parametrize(
    "url", ["postgresql://u:se/c@cret@host/x", "postgresql://host/x?user=u&password=cret", "postgresql://u:cret@host/x"]
)
def test_no_part_of_a_password_in_an_address_is_shown(url: str) -> None:
    assert "cret" not in "\n".join(show(read_settings({"BOT_DATABASE_URL": url})))
