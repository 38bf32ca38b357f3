"""When the program is at rest: nothing to handle, nothing to draw, nobody at work; seen, not slept through."""

from __future__ import annotations

import asyncio
from typing import Any

from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

PATIENCE = 1.0
"""Seconds that a pause of Textual's own pilot waits for casework under way, as it did for a busy processor."""


async def _handled() -> None:
    """Wait until the loop has nothing left to do but wait for a clock or a thread."""
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:  # noqa: ASYNC110 - what comes after us in this round or was added in it
        await asyncio.sleep(0)


def _wants_drawing(app: Any) -> bool:
    """Whether the screen in front is laid out or drawn at the next tick of its clock."""
    screen = app.screen if app._screen_stack else None
    return (
        screen is not None
        and screen.is_current
        and not app._batch_count
        and bool(
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
        )
    )


def _pass_a_moment(app: Any) -> bool:
    """Do at once what Textual puts off by a few hundredths of a second, and say whether there was anything of it."""
    if app._resize_timer is not None:
        app._check_resize()
        return True
    delays = [one for one in app._timers if one.name == "delay_update" and one._task is not None]
    for one in delays:
        one.stop()
        one._callback()
    if not delays and _wants_drawing(app):
        app.screen._on_timer_update()
        return True
    return bool(delays)


async def at_rest(app: Any) -> None:
    """Wait until all messages are handled and all they led to is drawn."""
    await _handled()
    while _pass_a_moment(app):
        await _handled()


async def wait_for_idle(_shortest: float = 0.0, longest: float = PATIENCE) -> None:
    """Stand in for the pilot's sleep until the processor is idle: the same, without the sleep."""
    app: Any = active_app.get()
    await at_rest(app)
    while working := getattr(app, "_running_work", None):
        _, pending = await asyncio.wait(set(working), timeout=min(longest, PATIENCE))
        await at_rest(app)
        if pending:
            return


_parse_rules = Stylesheet._parse_rules
_parsed: dict[Any, list[RuleSet]] = {}


def parse_rules(sheet: Stylesheet, css: str, *args: Any, **kwargs: Any) -> list[RuleSet]:
    """Parse each style sheet once for the whole run, not once for each program: the rules are only read."""
    key = (css, args, tuple(kwargs.items()), tuple(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, css, *args, **kwargs)
    return _parsed[key]
