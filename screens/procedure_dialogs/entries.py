"""The fields of a step, made from what the policy says it records: one row each, whatever the kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from textual.containers import Vertical
from textual.dom import DOMNode

from advice_tui.casework.procedures.views import EntryView
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, When, read_when
from screens.widgets.field import Field, Labelled
from screens.widgets.path_field import PathField
from screens.widgets.pick_list import PickList, Unchosen
from screens.widgets.press import Choice
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

TYPED_DAY = 60
"""Characters of a typed day or time."""
SIDE_BY_SIDE = 44
"""Cells in which choices stand side by side."""
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
HINTS: dict[str, str] = {
    "people": "Several: separate them with a semicolon.",
    "file": "Type or drop a path; the right arrow takes the grey ending.",
}
PLACEHOLDERS: dict[str, str] = {
    "date": "Such as: today, tue, 24 nov",
    "time": "Such as: 14:05",
    "people": "Such as: Amy Smith; Ben Okafor",
}
ABOVE = frozenset({"text", "file"})
"""Kinds whose words stand above their field."""


def name_of(entry: EntryView) -> str:
    """Give the field's name: the entry's, which no field of our own has."""
    return f"entry_{entry.key}"


def row_of(entry: EntryView, *, first: bool = False) -> Labelled:
    """Give the row of one thing to be written down; the first one needs no room above."""
    label = f"{entry.label} (if any)" if entry.optional else entry.label
    field = _field(entry)
    above = entry.kind in ABOVE or isinstance(field, PickList)
    classes = " ".join(
        word
        for word, wanted in (("-above", above), ("-text", entry.kind == "text"), ("-apart", above and not first))
        if wanted
    )
    hint = "It must be yes before the step counts." if entry.yes_needed else HINTS.get(entry.kind, "")
    return Labelled(label, field, hint, classes=classes)


def _field(entry: EntryView) -> Any:
    name, begins = name_of(entry), entry.suggested
    if entry.kind == "text":
        return TextBox(begins, limit=Limit.NOTE, id=name)
    if entry.kind == "yes_no":
        return Unchosen(YES_NO, begins, id=name)
    if entry.kind == "choice":
        return _choice(entry, name)
    if entry.kind == "file":
        return PathField(begins, id=name)
    limit = {"date": TYPED_DAY, "time": TYPED_DAY, "number": TYPED_DAY, "people": Limit.SHORT * 4}
    return Field(
        begins, limit=limit.get(entry.kind, Limit.SHORT), id=name, placeholder=PLACEHOLDERS.get(entry.kind, "")
    )


def _choice(entry: EntryView, name: str) -> Any:
    options = tuple(Choice(one.key, one.label) for one in entry.options)
    if entry.many:
        return Ticks(options, frozenset(part for part in entry.suggested.split(";") if part), id=name)
    if sum(len(one.text) + 4 for one in options) <= SIDE_BY_SIDE:
        return Unchosen(options, entry.suggested, id=name)
    return PickList(options, entry.suggested, id=name)


def values_of(screen: DOMNode, entries: Iterable[EntryView], now: datetime) -> dict[str, str]:
    """Give what stands in the fields of these entries, as texts by the entries' names; a day as it was echoed."""
    found = {}
    for entry in entries:
        field = screen.query_one(f"#{name_of(entry)}")
        if isinstance(field, Ticks):
            found[entry.key] = ";".join(sorted(field.ticked))
            continue
        typed = str(getattr(field, "value", ""))
        read = _read(entry, typed, now) if entry.kind == "date" and typed.strip() else None
        found[entry.key] = read.day.isoformat() if isinstance(read, When) and read.time is None else typed
    return found


def _read(entry: EntryView, typed: str, now: datetime) -> When | Unread:
    """Read a typed day or time: of what has happened, unless the day that is suggested is still to come."""
    suggested = read_when(entry.suggested, now) if entry.suggested else None
    ahead = isinstance(suggested, When) and suggested.instant() > now
    return read_when(typed, now, past=not ahead)


def echo_of(entry: EntryView, typed: str, now: datetime) -> str:
    """Say which day or time was understood of what is typed, or what would be; the usual hint while nothing is."""
    if not typed.strip():
        return HINTS.get(entry.kind, "")
    read = _read(entry, typed, now)
    if not isinstance(read, When):
        return read.sentence
    if entry.kind == "time" and read.time is None:
        return "A time, such as 14:05."
    return read.echo()


def named_problems(problems: Mapping[str, str], entries: Iterable[EntryView]) -> dict[str, str]:
    """Give problems by the names that the fields have on the screen."""
    fields = {entry.key: name_of(entry) for entry in entries}
    return {fields.get(name, name): sentence for name, sentence in problems.items()}


class Rows(Vertical):
    """The rows of a step's entries; the form they stand in says how wide their words are."""

    DEFAULT_CSS = "Rows { height: auto; }"
