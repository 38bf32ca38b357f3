"""A message as the adviser who calls back sees it: who, by when, her words, what may be rung and said (L-23)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.content import Content

from advice_tui.casework.messages import MessageView
from advice_tui.rules.calls import NO_NUMBER, REQUEST, Number, outside_words
from screens.theme import glyph, spelled
from screens.widgets.said import said
from screens.widgets.states import state_chip

INTERNAL = "our own target"


def shown(found: MessageView, who: Callable[[str], str], now: datetime, *, shaded: bool, roomy: bool) -> Content:
    """Draw who it is from, by when, her words, and then what may be rung and said."""
    internal = (f"  {INTERNAL}", "$ink-quiet") if found.internal and not roomy else ""
    name = said((who(found.name), "bold $ink"), (f"  {found.student_number}" if found.student_number else "", "$ink"))
    parts = [said(name, "  ", state_chip(found.state, found.due_words), internal)]
    if found.done:
        parts = [name, said((f"{glyph('✓')} {found.done}", "bold $info"))]
    if found.refused:
        parts.append(said((f" {glyph('⚑')} {found.refused} ", "bold $red on $red-ground")))
    if found.restricted:
        parts.append(said((f" {glyph('⚑')} {found.restricted} ", "bold $amber on $amber-ground")))
    if not shaded:
        words = found.words or "No words were left."
        parts += [said(("Says ", "$ink-quiet"), (words, "$ink" if found.words else "$ink-quiet"))]
    if found.kind == REQUEST and not found.done:
        parts.append(said(("F4", "bold $key"), " books the appointment; that answers the request."))
    if not roomy:
        return said("\n").join([*parts, *_telephones(found, now)])
    heads = ("\nWhy this date", "bold $head"), (f"  {INTERNAL}" if found.internal else "", "$ink-quiet")
    why = [said(*heads), *(said((f"{glyph('·')} {line}", "$ink")) for line in found.sum)]
    return said("\n").join([*parts, said(""), *_telephones(found, now), *why])


def _telephones(found: MessageView, now: datetime) -> list[Content]:
    """Draw the numbers that may be rung and nothing else of her telephones (L-23)."""
    ring = found.ring
    if not ring.numbers:
        mail = [said((f"{glyph('✉')} ", "$head"), found.email)] if found.email else []
        return [said((f"{glyph('✗')} {NO_NUMBER}", "bold $amber")), said((found.says, "$ink-quiet")), *mail]
    parts = [_number(one, now) for one in ring.numbers]
    voicemail = ("✓ Voicemail allowed", "$calm") if ring.voicemail else ("✗ No voicemail", "bold $amber")
    named = ("✓ The service may be named", "$calm") if not ring.script else ("✗ Do not name the service", "bold $amber")
    parts.append(said((spelled(voicemail[0]), voicemail[1]), "   ", (spelled(named[0]), named[1])))
    if ring.script:
        parts.append(said(("Say ", "bold $amber"), (ring.script, "$ink")))
    if ring.note:
        parts.append(said(("Note ", "$ink-quiet"), " ".join(ring.note.split())))
    return parts


def _number(one: Number, now: datetime) -> Content:
    late = outside_words(one, now)
    given = "  for this message only" if one.given else ""
    return said(
        (f"{glyph('☎')} {one.number}", "bold $head"),
        (f"  {one.times}" if one.times else "  any time", "$ink" if one.times else "$ink-quiet"),
        (given, "$ink-quiet"),
        (f"\n  {glyph('●')} {late}" if late else "", "bold $amber"),
    )
