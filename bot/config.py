"""The settings: BOT_* variables, read once, all problems at once. Not the knowledge: what the bot says is set there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "BOT_"
OURS = "BOT_TEST_"  # the tests' own variables
TWINS = ("token", "keys", "webhook_secret", "database_url")  # may also come from a file named in <VARIABLE>_FILE
PACKED = Path(__file__).parent / "_knowledge"  # the copy inside an installed package
LOCAL = ("127.0.0.1", "::1", "localhost")
MISSING = "BOT_TOKEN is missing: ask @BotFather on Telegram for one (/newbot), then set BOT_TOKEN or BOT_TOKEN_FILE."
HIDDEN = "(set)"


def _knowledge() -> Path:
    here = Path("knowledge")
    return here if here.is_dir() or not PACKED.is_dir() else PACKED


class Settings(BaseSettings):
    """What an operator can set. The description of each says what it takes, also in error lines."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True, extra="forbid")

    token: SecretStr | None = Field(None, description="the bot's token from @BotFather, like 123456:ABC-def")
    api_url: str = Field("https://api.telegram.org", description="the http(s) address of a Bot API server")
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/bot.db"), description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )
    knowledge: Path = Field(default_factory=_knowledge, description="a folder with article.yaml")
    keys: SecretStr | None = Field(None, description="keys of 32 bytes in base64, parted by commas")
    public_url: str | None = Field(None, description="the https address under which Telegram reaches this bot")
    webhook_secret: SecretStr | None = Field(None, description="1 to 256 of A-Z a-z 0-9 _ -")
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="a number from 0 to 65535 (0 = any free port)")
    operators: Annotated[tuple[int, ...], NoDecode] = Field((), description="Telegram ids, parted by commas")
    alerts: bool = Field(True, description="yes or no: whether the operators are told of each card at once")
    patience: float = Field(3.0, ge=0, le=15, description="seconds, from 0 to 15")
    retention_days: int = Field(90, ge=1, description="a number of days, 1 or more")
    env: Literal["development", "production"] = Field("development", description="development or production")

    @field_validator("token")
    @classmethod
    def _is_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _like(token, r"\d+:[\w-]+")

    @field_validator("webhook_secret")
    @classmethod
    def _is_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        return _like(secret, r"[A-Za-z0-9_-]{1,256}")

    @field_validator("api_url", "public_url")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "http://none")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(url)
        return url.rstrip("/") if url else None

    @field_validator("operators", mode="before")
    @classmethod
    def _are_ids(cls, ids: object) -> object:
        return [part for part in re.split(r"[\s,]+", ids) if part] if isinstance(ids, str) else ids

    @field_validator("knowledge")
    @classmethod
    def _is_folder(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError(folder)
        return folder

    @property
    def production(self) -> bool:
        """Whether people rely on this installation."""
        return self.env == "production"


def read_settings(environ: Mapping[str, str] | None = None, serving: bool = False) -> Settings:
    """The settings of this process; SettingsError with one line per problem. `serving` Telegram takes more of them."""
    given = dict(os.environ if environ is None else environ)
    given = {name: value.strip() for name, value in given.items() if name.startswith(PREFIX) and value.strip()}
    problems = [*_unknown(given)]
    problems += _open_files(given)
    problems += _together(given)
    problems += _serving(given) if serving else ()
    try:
        values = {name: given[variable(name)] for name in Settings.model_fields if variable(name) in given}
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_line(str(each["loc"][0]), given) for each in error.errors(include_input=False)]
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))
    return settings


def show(settings: Settings) -> Iterator[str]:
    """`NAME=value` for every setting, secrets hidden."""
    for name in Settings.model_fields:
        yield f"{variable(name)}={_shown(name, getattr(settings, name))}"


def key_file() -> Path:
    """Where the keys live when no setting names them: in the user's own folder, apart from the data."""
    return user_config_path("fingers-crossed") / "keys"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def _like(secret: SecretStr | None, pattern: str) -> SecretStr | None:
    if secret is not None and not re.fullmatch(pattern, secret.get_secret_value()):
        raise ValueError("not of that form")
    return secret


def _unknown(given: Mapping[str, str]) -> Iterator[str]:
    known = [variable(name) for name in Settings.model_fields] + [variable(name) + "_FILE" for name in TWINS]
    for name in sorted(given):
        if name not in known and not name.startswith(OURS):
            near = get_close_matches(name, known, n=1)
            yield f"{name} is not a setting; " + (f"did you mean {near[0]}?" if near else "see `bot config`.")


def _open_files(given: dict[str, str]) -> Iterator[str]:
    """Puts what the *_FILE twins hold in their place; yields what is wrong with them."""
    for name in map(variable, TWINS):
        path = given.get(f"{name}_FILE")
        if path is None:
            continue
        if name in given:
            yield f"{name} and {name}_FILE are both set; keep one."
            continue
        try:
            given[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            yield f"{name}_FILE: {path} cannot be read ({why}); make it readable or unset {name}_FILE."
        else:
            if not given[name]:
                yield f"{name}_FILE: {path} is empty; write the value into it."


def _together(given: Mapping[str, str]) -> Iterator[str]:
    """What is wrong only beside another setting."""
    if "BOT_PUBLIC_URL" in given and not {"BOT_WEBHOOK_SECRET", "BOT_WEBHOOK_SECRET_FILE"} & given.keys():
        yield "BOT_WEBHOOK_SECRET is missing: with BOT_PUBLIC_URL set, anybody could post as Telegram; set a long one."
    if given.get("BOT_ENV") != "production":
        return
    for name in ("BOT_API_URL", "BOT_PUBLIC_URL"):
        parts = urlsplit(given.get(name, ""))
        if parts.scheme == "http" and parts.hostname not in LOCAL:
            yield f"{name} is plain http, which production does not allow; use https."
    if any(len(set(key.strip())) < 12 for key in given.get("BOT_KEYS", "").split(",") if key):
        yield "BOT_KEYS holds a sample key, which production does not allow; make one: openssl rand -base64 32"


def _serving(given: Mapping[str, str]) -> Iterator[str]:
    """What is wrong only for a bot that talks to Telegram."""
    if not {"BOT_TOKEN", "BOT_TOKEN_FILE"} & given.keys():
        yield MISSING


def _line(name: str, given: Mapping[str, str]) -> str:
    if name == "knowledge" and variable(name) not in given:
        return (
            f"BOT_KNOWLEDGE: there is no folder `knowledge` in {Path.cwd()}: go to the folder that has it, set"
            " BOT_KNOWLEDGE to one with article.yaml, or begin one with `bot new knowledge`."
        )
    takes = Settings.model_fields[name].description
    value = "" if name in TWINS else f" {given.get(variable(name), 'the default')!r}"
    return f"{variable(name)}:{value} is not usable; it takes {takes}."


def _shown(name: str, value: object) -> str:
    if name == "database_url" and isinstance(value, SecretStr):
        return re.sub(r"//.*@", "//***@", value.get_secret_value()).partition("?")[0]
    if name == "keys" and value is None:
        return str(key_file())
    if isinstance(value, SecretStr):
        return HIDDEN
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return re.sub(r"//[^/@]*@", "//***@", "" if value is None else str(value))
