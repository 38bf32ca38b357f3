"""A conflict in lines: what was found, who came first, the policy's own sentence; and what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from textual.content import Content

from advice_tui.casework.conflicts import CheckLine, ConflictView, OtherSide
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph, spelled
from screens.widgets.said import said
from screens.widgets.wrapping import wrapped

CALM = ("✓", "$calm")
SIGN = {"nothing": CALM, "set_aside": CALM, "first": CALM, "allocated": CALM, "": ("□", "$ink-quiet")}
STOPS = ("⚠", "bold $amber")
LABEL, WHEN = 12, 18
MOST_SOURCE = 240
"""So many letters of a source sentence stand here; the whole policy is a key away."""


def moment(at: datetime) -> str:
    """Say a moment: "Tue 24 Nov 09:50"."""
    local = london(at)
    return f"{say_day(local.date())} {local:%H:%M}"


def _hanging(label: str, words: str, width: int, style: str = "$ink", *, room: int = LABEL) -> Iterator[Content]:
    """Draw a label and its words, which keep their own column on every line."""
    for at, line in enumerate(wrapped(words, max(20, width - room))):
        yield said((f"{label if not at else '':<{room}}", "$ink-quiet"), (line, style))


def found_lines(view: ConflictView, who: Callable[[str], str], width: int) -> Content:
    """Say how it stands, how it was found, both sides for who may see both, and the policy's way."""
    return said("\n").join(list(_found(view, who, width)))


def _found(view: ConflictView, who: Callable[[str], str], width: int) -> Iterator[Content]:
    sign, style = SIGN.get(view.result, STOPS)
    yield from _hanging(glyph(sign), view.stands, width, style, room=2)
    for words in view.found:
        yield from _hanging(f"  {glyph('·')}", words, width, room=4)
    if view.received is not None:
        adviser = view.adviser or "nobody yet"
        wall = ", behind a wall" if view.walled else ""
        yield from _hanging("This case", f"received {moment(view.received)}, adviser: {adviser}{wall}", width)
    for other in view.others:
        yield from _hanging("Other side", _other(other, who), width)
    if view.first:
        yield from _hanging("First", view.first, width, "bold $ink")
    yield said("")
    yield from _hanging("Policy", view.policy.mode, width)
    for number, words in view.policy.sources:
        yield from _hanging(number, _cut(words), width, "$ink-quiet")


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= MOST_SOURCE else f"{line[:MOST_SOURCE].rstrip()}{spelled('…')}"


def _other(other: OtherSide, who: Callable[[str], str]) -> str:
    adviser = other.adviser or "nobody yet"
    wall = ", behind a wall" if other.walled else ""
    return f"{other.number} {who(other.who)}, received {moment(other.received)}, adviser: {adviser}{wall}"


def recorded_lines(view: ConflictView, width: int) -> Content:
    """Say what was checked and recorded, the newest first, and who had read the case before its wall."""
    listed: list[CheckLine] = sorted((*view.checks, *view.recorded), key=lambda one: one.at, reverse=True)
    lines: list[Content] = []
    for one in listed:
        lines += _hanging(moment(one.at), f"{one.words} ({one.by})", width, room=WHEN)
        if one.why:
            lines += _hanging("", " ".join(one.why.split()), width, "$ink-quiet", room=WHEN)
    if view.read_before:
        names = ", ".join(f"{one.who} ({moment(one.at)})" for one in view.read_before)
        lines += _hanging("Before the wall", f"read by {names}", width, room=WHEN)
    return said("\n").join(lines)
