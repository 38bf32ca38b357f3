"""What the screens before the work share: a card in the middle, the sentence under it, work that shows it is busy."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, ParamSpec, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive

from data.errors import AdviceError, BadInput
from screens.base import HouseScreen, TooSmall
from screens.theme import glyph
from screens.widgets.bars import HintBar
from screens.widgets.field import show_problems
from screens.widgets.said import Line, said

P = ParamSpec("P")
R = TypeVar("R")


class DoorScreen(HouseScreen):
    """A card with a title. ``call`` runs casework and shows a trouble on the card itself, where it stays readable."""

    DEFAULT_CSS = """
    DoorScreen { align: center middle; }
    DoorScreen > .card {
        width: 58; height: auto; max-height: 100%; overflow-y: auto;
        border: round $line-bright; padding: 1 3 1 3; background: $ground;
        border-title-color: $head; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    DoorScreen > .card.-broad { width: 76; }
    DoorScreen .trouble { height: auto; color: $red; display: none; margin-top: 1; }
    DoorScreen .trouble.-said { display: block; }
    DoorScreen .quiet { color: $ink-quiet; height: auto; margin-top: 1; }
    DoorScreen .words { height: auto; margin-bottom: 1; }
    DoorScreen .row { height: 1; margin-top: 1; }
    DoorScreen Labelled { margin-bottom: 1; }
    DoorScreen > .practice {
        dock: top; height: 1; text-align: center; background: $amber-ground; color: $amber; text-style: bold;
    }
    """
    TITLE_WORDS: ClassVar[str] = ""
    BROAD: ClassVar[bool] = False

    busy: reactive[str] = reactive("")

    def card(self) -> ComposeResult:
        """Yield the widgets on the card."""
        yield from ()

    def title_words(self) -> str:
        """Give the words in the card's border."""
        return self.TITLE_WORDS

    def practice(self) -> bool:
        """Whether the banner of practice data stands above."""
        return False

    def compose(self) -> ComposeResult:
        """Yield the card, the sentence that tells trouble at its foot, the hint bar."""
        if self.practice():
            yield Line("PRACTICE DATA · not real people", classes="practice")
        with Vertical(classes="card -broad" if self.BROAD else "card") as card:
            card.border_title = said(f"{glyph('◆')} {self.title_words()}")
            yield from self.card()
            yield Line("", classes="trouble")
        yield HintBar()
        yield TooSmall()

    def trouble(self, sentence: str) -> None:
        """Show this sentence at the foot of the card; an empty one takes it away."""
        line = self.query_one(".trouble", Line)
        line.say(sentence)
        line.set_class(bool(sentence), "-said")

    async def call(self, doing: str, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Run casework while the hint bar says what is being done; None after a trouble, which is then on the card."""
        self.busy = doing
        try:
            return await self.house.aside(func, *args, **kwargs)
        except BadInput as error:
            left = show_problems(self, error.problems)
            self.trouble(" ".join(left.values()))
        except AdviceError as error:
            self.refused(error)
        finally:
            self.busy = ""
        return None

    def refused(self, error: AdviceError) -> None:
        """Show why; a screen that counts a wait down does more."""
        self.trouble(error.sentence)

    def watch_busy(self, busy: str) -> None:
        """Say in the hint bar what is being done."""
        for bar in self.query(HintBar):
            bar.busy = busy
