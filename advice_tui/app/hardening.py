"""What Textual would let out of the program, closed: clipboard, photographs, suspension, markup, errors with values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from advice_tui.app import crash
from advice_tui.app.cells import keep_signs_whole
from advice_tui.app.painting import paint_only_what_changed
from data.errors import NotAllowed
from screens.base import House

_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e001f\ud800-\udfff]"
)


def _inert(segment: Segment) -> Segment:
    """Give the same cells without any sign that a terminal would obey."""
    if segment.control or segment.text.isprintable():
        return segment
    text = _ACTS.sub("", segment.text)
    return segment if text == segment.text else Segment(text, segment.style)


class LastLook(LineFilter):
    """The last step before the terminal: whatever a widget drew, no control or direction sign passes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's shape
        """Give the line, inert; the very same list when nothing was wrong with it."""
        for segment in segments:
            if not segment.control and not segment.text.isprintable():
                return [_inert(one) for one in segments]
        return segments


class Hardened(House):
    """The program's defences, apart from its work."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, home: Path) -> None:
        super().__init__(ansi_color=False)
        keep_signs_whole()
        paint_only_what_changed()
        self.home = home
        self.crash_reference = ""
        self._last_look = LastLook()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters (NO_COLOR), and ours last."""
        return [*super().get_line_filters(), self._last_look]

    # Clipboard --------------------------------------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:  # noqa: ARG002 - Textual's shape
        """Nothing goes to the clipboard of the computer, nor to one inside the program."""
        self._clipboard = ""
        self.tell("Copying is switched off: what is here stays here.", "warning")

    # Photographs, files, other programs -------------------------------------------------------------------------------

    def action_screenshot(self, *_: Any, **__: Any) -> None:
        """Nothing photographs the screen."""

    def deliver_screenshot(self, *_: Any, **__: Any) -> None:
        """Nothing photographs the screen."""

    def save_screenshot(self, *_: Any, **__: Any) -> NoReturn:
        """Nothing photographs the screen."""
        raise NotAllowed("Pictures of the screen are switched off.")

    def deliver_text(self, *_: Any, **__: Any) -> None:
        """No file leaves by the screen."""

    def deliver_binary(self, *_: Any, **__: Any) -> None:
        """No file leaves by the screen."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No other program is started."""

    def action_suspend_process(self) -> None:
        """Stay: the program is never put behind the shell with a case on the screen."""

    def action_command_palette(self) -> None:
        """Do nothing: the palette is ours."""

    # Notices ----------------------------------------------------------------------------------------------------------

    def notify(self, message: str, **given: Any) -> None:
        """Show a notice whose words are never read as markup and hold nothing a terminal would obey."""
        from advice_tui.rules.text import visible  # noqa: PLC0415 - not needed at the prompt

        given["markup"] = False
        super().notify(visible(message), **given)

    def tell(self, sentence: str, severity: str = "information") -> None:
        """Show one sentence; trouble stays longer."""
        self.notify(sentence, severity=severity, timeout=5 if severity == "information" else 10)

    # Crashes ----------------------------------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Meet a bug: note kind and place under a reference, close, and let the command line say one sentence."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        if not self.crash_reference:
            self.crash_reference = crash.reference()
            inner = getattr(error, "error", error)  # a failed worker carries the real one
            crash.note(self.home, self.crash_reference, inner if isinstance(inner, BaseException) else error)
        self._return_code = crash.EXIT_CODE
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """As any other crash; the traceback with its values is not printed."""
        self._handle_exception(RuntimeError())

    def panic(self, *_: Any) -> None:
        """As any other crash; what was to be printed is not."""
        self._handle_exception(RuntimeError())

    def _print_error_renderables(self) -> None:
        """Nothing is printed by the screen library."""
        self._exit_renderables.clear()
