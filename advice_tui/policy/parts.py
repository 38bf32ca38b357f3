"""The bricks of a policy: frozen tables that refuse what they do not know, and the plain types in them.

No setting has a default that says something. What a file leaves out is absent (``None`` or empty), so nothing in the
program is promised that the file does not say.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
Function = Literal[
    "adviser",
    "receptionist",
    "manager",
    "director",
    "chief_executive",
    "head",
    "union_president",
    "officer",
    "maintainer",
    "team",
]
"""Who does something, by what they do. What a union calls them is a label (``roles.titles``)."""

Channel = Literal["email", "telephone", "face_to_face", "post"]


def _readable(text: str) -> str:
    """Refuse what a terminal would obey instead of show: control, direction and unassigned characters."""
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}:
            message = f"It holds the invisible character U+{ord(character):04X}: take it out."
            raise ValueError(message)
    return text.strip("\n")


def _one_line(text: str) -> str:
    """Refuse a line break where a label stands."""
    if "\n" in text:
        message = "It must stand on one line."
        raise ValueError(message)
    return text


def _a_key(text: str) -> str:
    """Refuse a name that is not lower-case letters, digits and underscores."""
    if not KEY.fullmatch(text):
        message = "A key is a short word of small letters, digits and underscores, and starts with a letter."
        raise ValueError(message)
    return text


def _a_name(text: str) -> str:
    """Refuse a policy name that would not do as a file's."""
    if not re.fullmatch(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", text):
        message = "The name of a policy is small letters, digits and dashes, and starts with a letter."
        raise ValueError(message)
    return text


def _clock(value: object) -> object:
    """Read "10:00" as a time."""
    if isinstance(value, str):
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            message = 'A time is written like "10:00".'
            raise ValueError(message)
        return dt.time.fromisoformat(value)
    return value


def _a_date(value: object) -> object:
    """Take a TOML date only: a date in quotes, or one with an hour, is a slip."""
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        message = "A date is written like 2026-11-24, without quotes."
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError, not TypeError, into a fault
    return value


Passage = Annotated[
    str, Field(strict=True, min_length=1, max_length=20_000), AfterValidator(_readable), Field(min_length=1)
]
"""A text of one or more lines."""
Text = Annotated[
    str, Field(strict=True, min_length=1, max_length=2_000), AfterValidator(_readable), AfterValidator(_one_line)
]
"""A text on one line: a label, a name, a reason."""
Key = Annotated[str, Field(strict=True), AfterValidator(_a_key)]
"""The name the program stores; it never changes once used."""
Name = Annotated[str, Field(strict=True, max_length=40), AfterValidator(_a_name)]
"""The name of a policy, which is also its file's."""
Number = StrictInt
YesNo = StrictBool
Day = Annotated[dt.date, BeforeValidator(_a_date)]
Clock = Annotated[dt.time, BeforeValidator(_clock)]
Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Field(max_length=500)]


class Part(BaseModel):
    """A table of a policy file: frozen, and it refuses settings it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Choice(Part):
    """One entry of a list people choose from: what is stored, and what is shown."""

    key: Key
    label: Text
    note: Text | None = None


def find(choices: tuple[Choice, ...], key: str) -> Choice | None:
    """Return the entry with this key, or nothing."""
    return next((choice for choice in choices if choice.key == key), None)


class Citation(Part):
    """Where a setting comes from: sentences of the union's own document, or a local reason, or both.

    ``source`` holds sentence numbers such as "I-6". ``local`` says why the value stands here although the document does
    not say it. ``blank`` says why there is no value yet.
    """

    source: tuple[str, ...] = ()
    local: str | None = None
    blank: str | None = None
