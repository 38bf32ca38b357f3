"""The colours: every pair that screens use, computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screens import theme

NAMES = list(theme.PALETTES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_text_can_be_read(name, ink, ground):
    palette = theme.PALETTES[name]
    least = 7.0 if name == "contrast" else 4.5
    assert theme.contrast(getattr(palette, ink), getattr(palette, ground)) >= least


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("line", "ground"), theme.LINE_PAIRS)
def test_borders_and_focus_can_be_seen(name, line, ground):
    palette = theme.PALETTES[name]
    assert theme.contrast(getattr(palette, line), getattr(palette, ground)) >= 3.0


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert theme.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_every_colour_of_a_theme_is_one_and_has_a_name_for_style_sheets(name):
    made = theme.theme(name)
    for part in theme.Palette._fields:
        assert re.fullmatch("#[0-9a-f]{6}", made.variables[part.replace("_", "-")])
    assert made.name == name


def test_screens_take_colours_from_the_theme_only():
    for path in Path(theme.__file__).parent.rglob("*.py"):
        if path.name != "theme.py":
            assert not re.search(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8")), path


def test_ascii_stands_in_for_every_sign(monkeypatch):
    monkeypatch.setenv("ADVICE_TUI_ASCII", "1")
    for sign in theme._ASCII:
        assert theme.glyph(sign).isascii()
        assert len(theme.glyph(sign)) == 1
    assert theme.spelled("✓ saved · Ann’s note…").isascii()
    monkeypatch.delenv("ADVICE_TUI_ASCII")
    assert theme.glyph("✓") == "✓"
