"""The promise beside the form, before anything is saved, who the student may already be, and what must be said now."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from advice_tui.casework.enquiries import ClientRow, Preview
from screens.theme import glyph
from screens.widgets.said import Line, said

Offered = tuple[tuple[str, str, str], ...]
"""People who may be the same: name as it may be shown, number, why."""
Notice = tuple[tuple[str, str], ...]
"""What must be read out or known now: a heading and the words, one after the other."""


class PromisePanel(VerticalScroll, can_focus=False):
    """Two lines under a narrow form; in a wide window the whole sum and everybody who may be the same person.

    A notice (a refusal, what advice without a record means) makes it as high as the words need.
    """

    DEFAULT_CSS = """
    PromisePanel { border: round $line; padding: 0 1; border-title-color: $head; border-title-style: bold; }
    PromisePanel.-notice { border: round $amber; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._preview: Preview | None = None
        self._offered: Offered = ()
        self._known = ""
        self._trouble = ""
        self._notice: Notice = ()
        self._nobody = False

    def compose(self) -> ComposeResult:
        """One piece of text."""
        yield Line("", id="promise")

    def on_mount(self) -> None:
        """Name the panel."""
        self.border_title = said("The promise")

    def promise(self, preview: Preview | None, trouble: str = "") -> None:
        """Show this promise, or why there is none yet."""
        self._preview, self._trouble = preview, trouble
        self.draw()

    def people(self, offered: tuple[ClientRow, ...], names: tuple[str, ...]) -> None:
        """Show who may be the same; ``names`` are the names as they may be shown now."""
        self._offered = tuple((name, row.student_number, row.why) for row, name in zip(offered, names, strict=True))
        self.draw()

    def known(self, name: str) -> None:
        """Say that the enquiry is of this known client; an empty name, that it is of a new one."""
        self._known = name
        self.draw()

    def notice(self, notice: Notice, *, nobody: bool = False) -> None:
        """Show what must be said now, or take it away; with ``nobody`` no line tells who the student may be."""
        self._notice, self._nobody = notice, nobody
        self.draw()

    def working(self) -> Content | None:
        """Give the sum behind the date, or None when there is no date yet."""
        if self._preview is None or not self._preview.lines:
            return None
        lines = [f"\n{glyph('·')} {line}" for line in (*self._preview.lines, self._preview.amber_line) if line]
        return said((self._preview.due_line, "bold $calm"), "\n", *lines)

    def on_resize(self) -> None:
        """Choose between two lines and the whole."""
        self.draw()

    def draw(self) -> None:
        """Draw what is known."""
        self.set_class(bool(self._notice or (self._preview and self._preview.note)), "-notice")
        whole = self.screen.has_class("-wide")
        parts = self._whole() if whole else self._short()
        self.query_one("#promise", Line).update(said(*parts))

    def _short(self) -> list[Content]:
        parts = [self._due()]
        if self._preview is not None and self._preview.note:
            parts.append(said("\n", (f"{glyph('⚠')} {self._preview.note}", "$amber")))
        if not self._nobody:
            parts += [said("\n"), self._who_line()]
        return [*parts, *(said("\n", (f"{head}: ", "bold $amber"), words) for head, words in self._notice)]

    def _whole(self) -> list[Content]:
        parts = [said((head, "bold $amber"), f"\n{words}\n\n") for head, words in self._notice]
        parts += [self._due(), said("\n")]
        if self._preview is not None:
            parts += [said(f"\n{glyph('·')} {line}") for line in self._preview.lines]
            if self._preview.amber_line:
                parts.append(said((f"\n\n{glyph('●')} {self._preview.amber_line}", "$amber")))
            if self._preview.note:
                parts.append(said((f"\n\n{glyph('⚠')} {self._preview.note}", "$amber")))
        return parts if self._nobody else [*parts, said("\n\n"), *self._people()]

    def _people(self) -> list[Content]:
        """Say who is taken, or who may be the same and why."""
        if self._known or not self._offered:
            return [self._who_line()]
        parts = [said(("May be the same person\n", "bold $head"))]
        parts += [
            said((name, "bold"), f"  {number}\n  " if number else "\n  ", (why, "$ink-quiet"), "\n")
            for name, number, why in self._offered
        ]
        return [*parts, said(("F4", "bold $key"), " takes the client on file")]

    def _due(self) -> Content:
        if self._preview is None:
            return said((self._trouble or "Say how and when it came in.", "$ink-quiet"))
        return said((self._preview.due_line, "bold $calm"))

    def _who_line(self) -> Content:
        if self._known:
            return said("Client on file: ", (self._known, "bold"), "   ", ("F4", "bold $key"), " lets go")
        if not self._offered:
            return said(("Nobody on file with this number, e-mail or name.", "$ink-quiet"))
        (name, number, why), *others = self._offered
        more = f" and {len(others)} more" if others else ""
        return said(
            ("F4", "bold $key"),
            " Same person? ",
            (name, "bold"),
            f" {number}".rstrip(),
            (f"  {why}{more}", "$ink-quiet"),
        )
