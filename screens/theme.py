"""The look that every screen shares: three palettes, their names in style sheets, and the glyphs.

Colour is the third way a state is told, after the glyph and the word. Ratios are those of WCAG 2: text 4.5:1 (7:1 in
``contrast``), borders and focus 3:1; ``PAIRS`` lists every pair that screens may use and a test computes them all.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from textual.theme import Theme


class Palette(NamedTuple):
    """The colours of one theme, each ``#rrggbb``; a field ``ink_quiet`` is ``$ink-quiet`` in a style sheet."""

    ground: str  # behind everything
    bar: str  # top bar and hint bar
    well: str  # where a person types
    chosen: str  # the selected row
    ink: str
    ink_quiet: str
    line: str  # a panel at rest
    line_bright: str  # the panel that has the keys
    tab: str  # the area that is open
    tab_ink: str
    key: str  # a key's name in the hint bar
    head: str  # headings and links
    calm: str
    calm_ground: str
    amber: str
    amber_ground: str
    red: str
    red_ground: str
    info: str
    info_ground: str
    info_other: str  # what is booked, in turn with info_ground, so that two that touch are told apart
    hatch: str  # times at which nobody can be booked


DARK = Palette(
    ground="#0d1117",
    bar="#161c26",
    well="#1a212c",
    chosen="#1e2a38",
    ink="#e8edf3",
    ink_quiet="#9aa6b5",
    line="#66748a",
    line_bright="#ffb454",
    tab="#69b4ff",
    tab_ink="#08131f",
    key="#ffb454",
    head="#69b4ff",
    calm="#7ee2a8",
    calm_ground="#143324",
    amber="#ffd479",
    amber_ground="#4a3405",
    red="#ffb3b3",
    red_ground="#5c1f26",
    info="#b9d8ff",
    info_ground="#1d3557",
    info_other="#24466f",
    hatch="#5b6878",
)

LIGHT = Palette(
    ground="#fbfcfe",
    bar="#eaeef3",
    well="#eef2f7",
    chosen="#dde5ee",
    ink="#16202c",
    ink_quiet="#4a5766",
    line="#7a8797",
    line_bright="#9a4a00",
    tab="#0b5cad",
    tab_ink="#ffffff",
    key="#8f4300",
    head="#0b5cad",
    calm="#0f5a2c",
    calm_ground="#cdeeda",
    amber="#6b4700",
    amber_ground="#ffe7ae",
    red="#8a1220",
    red_ground="#fbd4d4",
    info="#0a4384",
    info_ground="#d3e6fb",
    info_other="#bfd9f5",
    hatch="#848f9d",
)

CONTRAST = Palette(
    ground="#000000",
    bar="#000000",
    well="#0d0d0d",
    chosen="#262626",
    ink="#ffffff",
    ink_quiet="#d6d6d6",
    line="#a8a8a8",
    line_bright="#ffff00",
    tab="#ffff00",
    tab_ink="#000000",
    key="#ffff00",
    head="#7fe0ff",
    calm="#9dffb0",
    calm_ground="#002b0d",
    amber="#ffe14d",
    amber_ground="#332600",
    red="#ffc4c4",
    red_ground="#4a0008",
    info="#bfe6ff",
    info_ground="#002244",
    info_other="#003a70",
    hatch="#8f8f8f",
)

PALETTES: dict[str, Palette] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}

_GROUNDS = ("ground", "bar", "well", "chosen")
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("ink", "ink_quiet", "head", "key") for ground in _GROUNDS),
    *((ink, ground) for ink in ("calm", "amber", "red", "info") for ground in ("ground", "bar", "well", "chosen")),
    *((state, f"{state}_ground") for state in ("calm", "amber", "red", "info")),
    *(("ink", f"{state}_ground") for state in ("calm", "amber", "red", "info")),
    *((ink, "info_other") for ink in ("ink", "info")),
    ("tab_ink", "tab"),
    ("tab_ink", "line_bright"),
)
"""Text on ground, by field name: 4.5:1 or better, 7:1 in the contrast theme."""

LINE_PAIRS: tuple[tuple[str, str], ...] = (
    *((line, ground) for line in ("line", "line_bright") for ground in ("ground", "bar", "well")),
    ("hatch", "ground"),
)
"""Borders, focus and hatching on ground: 3:1 or better."""


def luminance(colour: str) -> float:
    """Give the relative luminance (0 to 1) of ``#rrggbb`` after WCAG 2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio (1 to 21) of two colours ``#rrggbb`` after WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def variables(palette: Palette) -> dict[str, str]:
    """Give the names a style sheet may use, without the ``$``, and their colours; Textual's own parts follow ours."""
    ours = {name.replace("_", "-"): colour for name, colour in palette._asdict().items()}
    return {
        **ours,
        "border": palette.line_bright,
        "border-blurred": palette.line,
        "block-cursor-background": palette.chosen,
        "block-cursor-foreground": palette.ink,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": palette.chosen,
        "block-cursor-blurred-foreground": palette.ink,
        "block-hover-background": palette.chosen,
        "input-cursor-background": palette.key,
        "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.info_ground,
        "scrollbar": palette.line,
        "scrollbar-hover": palette.line,
        "scrollbar-active": palette.line_bright,
        "scrollbar-background": palette.bar,
        "scrollbar-background-hover": palette.bar,
        "scrollbar-background-active": palette.bar,
        "scrollbar-corner-color": palette.bar,
    }


def theme(name: str) -> Theme:
    """One of our themes by its name: dark, light or contrast."""
    palette = PALETTES[name]
    return Theme(
        name=name,
        primary=palette.head,
        secondary=palette.tab,
        accent=palette.key,
        warning=palette.amber,
        error=palette.red,
        success=palette.calm,
        foreground=palette.ink,
        background=palette.ground,
        surface=palette.well,
        panel=palette.bar,
        dark=luminance(palette.ground) < 0.5,
        text_alpha=1.0,
        variables=variables(palette),
    )


_ASCII = {
    "◆": "*", "●": "o", "✓": "+", "✗": "x", "⚑": "!", "☎": "T", "✉": "@", "▪": "-", "■": "#", "□": "_", "…": "...",
    "·": "-", "▸": ">", "◷": "o", "→": ">", "←": "<", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
    "▌": "|", "│": "|", "─": "-", "↑": "^", "↓": "v", "✦": "*", "⚠": "!", "▷": ">", "▤": "=", "◇": "*",
    "╱": "/", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "»": ">", "◂": "<", "█": "#", "○": "o", "▣": "#",
}  # fmt: skip


def plain() -> bool:
    """Whether only ASCII signs may be drawn: the setting ADVICE_TUI_ASCII=1."""
    return os.environ.get("ADVICE_TUI_ASCII") == "1"


def glyph(sign: str) -> str:
    """Give the sign as this terminal may show it: itself, or its ASCII stand-in (one cell) when only ASCII is drawn."""
    return _ASCII.get(sign, sign)[:1] if plain() else sign


def spelled(text: str) -> str:
    """Our own wording with every sign outside ASCII replaced when only ASCII is drawn; names are left alone."""
    return "".join(_ASCII.get(sign, sign) for sign in text) if plain() else text
