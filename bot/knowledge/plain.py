"""What is wrong with a file against its shape, in words for a writer who is no programmer, with line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.errors import Problem
from bot.knowledge.hints import SHOWN, near
from bot.knowledge.nodes import Loc, Node, Scalar, Series, place, value
from bot.knowledge.schema import schema
from bot.knowledge.shapes import Shape

KEY = "[key]"  # pydantic's last step to a key that is wrong

_SAID = {
    "missing": "`{name}` is missing: {about}",
    "extra_forbidden": "`{name}` is not known here{near}",
    "literal_error": "{given} is not possible here{near}",
    "model_type": "{given} stands where lines of `key: value` are needed",
    "dict_type": "{given} stands where lines of `key: value` are needed",
    "tuple_type": "{given} stands where a list is needed: [{bare}], or a line with a dash for each",
    "string_type": "{given} stands where a text is needed",
    "string_too_short": "nothing is written here: {about}",
    "string_too_long": "at most {max_length} characters, and here are {length}",
    "string_pattern_mismatch": "{given} is not possible here: write {form}",
    "too_short": "too few: {actual_length}, and it takes at least {min_length}: {about}",
    "int_parsing": "{given} is not a whole number",
    "int_type": "{given} stands where a whole number is needed",
    "float_parsing": "{given} is not a number",
    "float_type": "{given} stands where a number is needed",
    "finite_number": "{given} is not a number",
    "bool_parsing": "{given} is not possible here: write true or false",
    "bool_type": "{given} stands where true or false is needed",
    "value_error": "{error}",
    "greater_than_equal": "{given} is too small: {ge:g} is the least",
    "less_than_equal": "{given} is too large: {le:g} is the most",
}
_FORMS = (
    ("^[a-z0-9]+(-", "small letters and digits with hyphens, as in `no-contact`"),
    ("^[a-z][a-z0-9_]", "small letters with underscores, as in `ended_by`"),
    ("^[A-Z]{2}", "a country in two capital letters, as in GB"),
    ("^[a-z]{2,3}", "a language in two small letters, as in `en`"),
    (r"^\d{1,3} (", "a number of minutes, hours or days, as in `8 days`"),
    (r"^(\d{4}", "a date, as in 2026-11-30, 2026-11 or 2026"),
)


def problems(file: str, root: Node, shape: type[Shape], error: ValidationError) -> Iterator[Problem]:
    """Each error of a file against its shape."""
    for detail in error.errors(include_url=False):
        loc, kind = detail["loc"], detail["type"]
        if kind == "too_short" and _long_enough(value(root, loc), detail["ctx"]["min_length"]):
            continue
        a_key = bool(loc) and loc[-1] == KEY
        loc = loc[:-1] if a_key else loc
        slots = {**detail.get("ctx", {}), **_slots(root, loc, shape, a_key)}
        said = _SAID.get(kind, "this is not possible here ({message})")
        what = said.format_map({**slots, "message": detail["msg"]}).removesuffix(": ")
        yield problem(file, root, loc, what, at_key=a_key or kind == "extra_forbidden")


def _long_enough(node: Node | None, least: int) -> bool:
    """Whether a list is only short because some of its items are wrong, which is told of them."""
    return isinstance(node, Series) and len(node.items) >= least


def problem(file: str, root: Node, loc: Loc, what: str, at_key: bool = False) -> Problem:
    """A problem at a place of a file; its path counts from 1 as people do."""
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    return Problem(file, *place(root, loc, at_key), path or "the file", what)


def _slots(root: Node, loc: Loc, shape: type[Shape], a_key: bool) -> dict[str, object]:
    """What the words of an error may speak of: what stands there, what may stand there, what it is for."""
    name = str(loc[-1])[:SHOWN] if loc else ""
    around = _schema(shape, loc[:-1])
    here = around if a_key else _schema(shape, loc)
    node = Scalar(name, (1, 1), plain=True) if a_key else value(root, loc)
    word = node.text if isinstance(node, Scalar) else ""
    return {
        "name": name,
        "given": _given(node),
        "bare": word[:SHOWN],
        "length": len(word),
        "about": here.get("description") or _form(here),
        "form": _form(here) or here.get("description", ""),
        "near": near(word, here["enum"]) if "enum" in here else near(name, around.get("properties", ())),
    }


def _given(node: Node | None) -> str:
    """What stands there, as one would name it."""
    if isinstance(node, Scalar):
        return f"`{node.text[:SHOWN]}`" if node.text else "nothing"
    return "a list" if isinstance(node, Series) else "a table"


def _form(schema: Mapping[str, Any]) -> str:
    """What a text must look like, where it must look like something."""
    pattern = schema.get("pattern") or next(iter(schema.get("patternProperties", ())), "")
    return next((words for start, words in _FORMS if pattern.startswith(start)), "")


def _schema(shape: type[Shape], loc: Loc) -> dict[str, Any]:
    """The JSON Schema at a place; empty where there is none."""
    top = schema(shape)
    here = _plain(top, top)
    for part in loc:
        here = _plain(_INSIDE[type(part)](here, part), top)
    return here


def _plain(here: Any, top: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed, and of several the one of a table."""
    if "$ref" in here:
        here = top["$defs"][here["$ref"].rpartition("/")[2]]
    return dict(next((one for one in here.get("anyOf", ()) if "properties" in one), here))


def _field(here: Mapping[str, Any], key: str | int) -> Any:
    inner = here.get("properties", {}).get(key)
    return inner or next(iter(here.get("patternProperties", {}).values()), here.get("additionalProperties") or {})


def _item(here: Mapping[str, Any], _: str | int) -> Any:
    return here.get("items", {})


_INSIDE: Mapping[type, Callable[[Mapping[str, Any], str | int], Any]] = {str: _field, int: _item}
