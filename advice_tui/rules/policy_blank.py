"""Blank settings of a policy file: what each stops, and one of them filled in, in the file's own text.

1. A setting that the published documents leave open stands in the file as ``{ blank = "why" }`` (reading 1 and 29: I-47
   breaks off after "the Head of"). It is filled in the text itself, so that the file stays what a person reads.
2. Nothing else of the text changes, and the policy that comes out must load and say the same in every other setting.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final

from advice_tui.policy import Policy, loads
from advice_tui.policy.floor_procedures import BLANK_STOPS
from advice_tui.policy.lines import line_map
from advice_tui.rules.text import Limit, clean, field
from data.errors import BadInput

STOPPED: Final[dict[str, str]] = {
    "withdrawal": "No withdrawal is possible.",
    "retention": "No file can be deleted.",
}
"""What a blank setting stops, in the words of a sentence."""
NUMBERS: Final[dict[str, tuple[int, int]]] = {"retention.years": (1, 100)}
"""Blank settings that hold a number: the least and the most."""
LABELS: Final[dict[str, str]] = {
    "withdrawal.written_consent_by": "Who gives written consent to a withdrawal",
    "retention.years": "Years for which closed files are kept",
    "publish_url": "Address at which the policy is published",
    "contacts.telephone": "The service's telephone number",
    "breach.safeguarding_policy": "The safeguarding policy",
}
BY_HAND = "This setting cannot be filled in here. Change it in the policy file, and adopt that (a)."
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_MOST = 400


@dataclass(frozen=True)
class Blank:
    """One blank setting: its path, what it is called, why it is blank, what that stops (empty when nothing)."""

    path: str
    label: str
    why: str
    stops: str
    sources: tuple[str, ...] = ()


def blanks(policy: Policy) -> tuple[Blank, ...]:
    """Give what is still blank, first what stops something."""
    found = [
        Blank(path, label_of(path), citation.blank, _stops(path), tuple(citation.source))
        for path, citation in policy.citations.items()
        if citation.blank
    ]
    return tuple(sorted(found, key=lambda one: (not one.stops, one.path)))


def label_of(path: str) -> str:
    """Give what a setting is called."""
    if path in LABELS:
        return LABELS[path]
    if path in BLANK_STOPS:
        return BLANK_STOPS[path][1]
    return path.replace("_", " ").replace(".", ": ").capitalize()


def _stops(path: str) -> str:
    return STOPPED.get(BLANK_STOPS[path][0], "") if path in BLANK_STOPS else ""


def value_of(path: str, typed: str) -> str | int:
    """Read what is typed for a setting; raises BadInput under "value" with what is wrong."""
    text, problem = field(clean(typed).strip(), "Value", Limit.SUBJECT, required=True)
    if problem:
        raise BadInput({"value": problem})
    if path not in NUMBERS:
        return text
    least, most = NUMBERS[path]
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise BadInput({"value": f"Value: a whole number from {least} to {most}."})
    return int(text)


def filled(text: str, path: str, value: str | int, why: str) -> str:
    """Give a policy text in which a blank setting has a value, and ``why`` as its origin beside the old sentences.

    Raises BadInput when the setting is not blank in it, when it stands in a way that only a person can change, or when
    the policy would not stand with it.
    """
    before = loads(text, "the policy in force")
    if not before.cite(path).blank:
        raise BadInput({"value": "This setting is filled in already. Look again."})
    start, end = _table_at(text, path)
    marks = tomllib.loads(f"x = {text[start:end]}")["x"]
    parts = [f"value = {_written(value)}"]
    if marks.get("source"):
        parts.append(f"source = {_written(marks['source'])}")
    reason = " ".join(one for one in (marks.get("local", ""), why) if one)
    parts.append(f"local = {_written(reason[:_MOST])}")
    after = text[:start] + "{ " + ", ".join(parts) + " }" + text[end:]
    _only_this(before, loads(after, "the policy with this value"), path, value)
    return after


def _table_at(text: str, path: str) -> tuple[int, int]:
    """Find where the setting's inline table begins and ends; raises BadInput when it is not written as one."""
    steps = tuple(path.split("."))
    line = line_map(text).get(steps)
    if line is None:
        raise BadInput({"value": BY_HAND})
    begin = [0, *(found.end() for found in re.finditer("\n", text))][line - 1]
    found = re.compile(rf"[ \t]*(?:[A-Za-z0-9_.]+\.)?{re.escape(steps[-1])}[ \t]*=[ \t]*").match(text, begin)
    if found is None or text[found.end() : found.end() + 1] != "{":
        raise BadInput({"value": BY_HAND})
    at, depth = found.end(), 0
    while at < len(text):
        if (string := _STRING.match(text, at)) is not None:
            at = string.end()
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return found.end(), at
    raise BadInput({"value": BY_HAND})


def _written(value: Any) -> str:
    """Write a text, a number or a list of texts as TOML: JSON's way of quoting is one of TOML's."""
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _only_this(before: Policy, after: Policy, path: str, value: str | int) -> None:
    """Raise BadInput unless exactly this setting has this value now and every other one says what it said."""
    old, new = before.model_dump(), after.model_dump()
    *tables, name = path.split(".")
    was, now = old, new
    for step in tables:
        was, now = was[step], now[step]
    same = now.get(name) == value
    was[name] = now[name] = None
    if not same or old != new:
        raise BadInput({"value": BY_HAND})
