"""The windows of a case's papers: the list of what was asked for, is held and was given back; and the form of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from advice_tui.casework import drafts
from advice_tui.casework.cases import Written, papers
from advice_tui.casework.cases.papers import PaperForm, PapersView
from advice_tui.casework.diary import planning
from advice_tui.casework.diary.planning import CaseAppointment
from advice_tui.desk import Desk
from advice_tui.rules.case_details import CasePaper
from advice_tui.rules.papers import ORIGINAL, say_paper
from advice_tui.rules.text import Limit, cut, initials
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from data.errors import BadInput
from screens.dialogs import Dialog
from screens.form import FormDialog
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices
from screens.widgets.said import Line, said

HELD = Choice("", "Held here")
LINE, LEAST_NAME = 63, 12
"""Cells of a line of the list in a window of 80, its signs left out; and of a paper's name at least."""
DAYS = ("brought", "on")
MARKED, ALL = "marked", "all"
NONE = "No paper is on the list. n writes one down that the student has brought."
KEYS = "Enter change · r given back · s scan · n new · Esc back"
KEYS_ASKED = "Enter brought · x not brought · n another paper · Esc back"


@dataclass(frozen=True)
class PaperRow:
    """One line of the list: a paper of the case, or one that was asked for at an appointment."""

    key: str
    what: str
    words: str
    sign: str
    paper: CasePaper | None = None
    appointment: CaseAppointment | None = None

    @property
    def held(self) -> bool:
        """Whether it is a paper that is here."""
        return self.paper is not None and self.paper.held


def rows_of(view: PapersView, appointments: tuple[CaseAppointment, ...]) -> tuple[PaperRow, ...]:
    """Give the lines: what was asked for and nothing was said of yet, what is held, what became of the others."""
    asked = [
        PaperRow(f"{one.id}:{at}", paper.what, f"asked for {one.when}", "□", appointment=one)
        for one in appointments
        if one.linked and one.state not in {"cancelled", "missed"}
        for at, paper in enumerate(one.bring)
        if not paper.brought
    ]
    listed = [
        PaperRow(one.id, say_paper(one), view.words[one.id], "▤" if one.held else "✓", paper=one) for one in view.papers
    ]
    return (*asked, *listed)


def _named(row: PaperRow) -> str:
    """Give what a paper is in what its words leave of a line: what became of it, when and by whom is never cut."""
    return cut(row.what, max(LEAST_NAME, LINE - cell_len(row.words)))


class Papers(Dialog):
    """The papers of a case. Closes with what to do and the marked row (None for a new paper), or with None.

    What to do is "new", "change", "brought", "not_brought", "gone" or "scan".
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "answer('new')", "New", id="papers.new", tooltip="Write down a paper that was brought"),
        Binding(
            "x,delete", "answer('not_brought')", "Not brought", id="papers.not_brought", tooltip="It was not brought"
        ),
        Binding(
            "r,f4",
            "answer('gone')",
            "Given back or destroyed",
            id="papers.gone",
            tooltip="Say what became of the marked paper, or of all",
        ),
        Binding("s,f3", "answer('scan')", "Scan", id="papers.scan", tooltip="Put the scanned file of it on the case"),
    ]
    DEFAULT_CSS = """
    Papers > .card { width: 86; padding: 0 2; }
    Papers Choices { margin: 1 0; max-height: 14; }
    Papers .none { height: auto; margin: 1 0; }
    """

    def __init__(self, number: str, rows: tuple[PaperRow, ...]) -> None:
        super().__init__()
        self._number = number
        self._rows = {row.key: row for row in rows}

    def compose(self) -> ComposeResult:
        """Yield the list, or what to press while there is nothing on it."""
        with VerticalScroll(classes="card", can_focus=False) as card:
            card.border_title = said(f"Papers of case {self._number}")
            card.border_subtitle = said("n new · Esc back")
            yield Choices(tuple(Choice(row.key, f"{glyph(row.sign)} {_named(row)}", row.words) for row in self._all))
            if not self._rows:
                yield Line(NONE, classes="none")

    @property
    def _all(self) -> tuple[PaperRow, ...]:
        return tuple(self._rows.values())

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(Choices).display = bool(self._rows)
        self.query_one(Choices).focus()
        self._say_keys()

    @on(Choices.Moved)
    def moved(self) -> None:
        """Say what can be done with the marked one."""
        self._say_keys()

    def _say_keys(self) -> None:
        row = self._marked
        if row is not None:
            self.query_one(".card").border_subtitle = said(KEYS if row.appointment is None else KEYS_ASKED)

    @property
    def _marked(self) -> PaperRow | None:
        marked = self.query_one(Choices).marked
        return self._rows.get(marked.key) if marked else None

    @on(Choices.Chosen)
    def chosen(self) -> None:
        """Say that it was brought, or change what is written of it."""
        row = self._marked
        if row is not None:
            self.dismiss(("change" if row.appointment is None else "brought", row))

    def action_answer(self, what: str) -> None:
        """Close with what to do; what cannot be done with the marked paper does nothing."""
        row = self._marked
        fits = {
            "new": True,
            "not_brought": row is not None and row.appointment is not None,
            "gone": row is not None and row.held,
            "scan": row is not None and row.paper is not None,
        }
        if fits[what]:
            self.dismiss((what, None if what == "new" else row))


class PaperDialog(FormDialog):
    """One paper: what it is, when it was brought, original or copy, where it is now. Closes with what was written.

    Without a row it is a new one; a row that was asked for begins with its words, one of the list with what is stored.
    """

    YES = "Write it down"

    def __init__(self, desk: Desk, case_id: str, row: PaperRow | None = None) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case_id}:paper-{row.key if row else 'new'}")
        self._case_id, self._row = case_id, row
        self.HEAD = "Paper" if row and row.paper else "A paper was brought"  # type: ignore[misc]

    def fields(self) -> ComposeResult:
        """Yield what, when, which, where."""
        paper = self._row.paper if self._row else None
        what = paper.what if paper else self._row.what if self._row else ""
        days = (paper.brought, paper.on) if paper else ("", "")
        brought, on = (self._said(iso) for iso in days)
        yield Labelled(
            "What it is", Field(what, limit=Limit.SUBJECT, id="what", placeholder="Such as: tenancy agreement")
        )
        yield Labelled("Brought", Field(brought, limit=60, id="brought"))
        kinds = (Choice("yes", ORIGINAL[True].capitalize()), Choice("no", ORIGINAL[False].capitalize()))
        yield Labelled("It is the", Pick(kinds, "yes" if paper is None or paper.original else "no", id="original"))
        yield Labelled("Where it is", Pick(fates(self.desk), paper.became if paper else "", id="became"))
        yield Labelled("On", Field(on, limit=60, id="on"), self._signed())

    def _said(self, iso: str) -> str:
        return say_day(date.fromisoformat(iso) if iso else self.desk.today, year=True)

    def _signed(self) -> str:
        paper = self._row.paper if self._row else None
        return f"Initials: {paper.initials if paper and paper.initials else initials(self.desk.person.name)}"

    def on_mount(self) -> None:
        """Begin; the day of giving back is asked only once it is given back."""
        super().on_mount()
        self._follow()

    @on(Pick.Changed, "#became")
    def became(self) -> None:
        """Ask for the day when it is given back or destroyed."""
        self._follow()

    def _follow(self) -> None:
        self.row_of("on").display = bool(self.query_one("#became", Pick).value)

    def put(self, typed: dict[str, str]) -> None:
        """Put back what was typed."""
        super().put(typed)
        self._follow()

    @on(Field.Changed, "#brought")
    def echo(self) -> None:
        """Say which day was understood."""
        day, sentence = day_of(self.given("brought"), self.desk)
        self.hint(
            "brought", sentence if day is None else say_day(day, year=True) if day != self.desk.today else "Today"
        )

    def work(self) -> Callable[[], Any]:
        """Write it down, change it, or say that what was asked for came."""
        days, unread = read_days(self, self.desk)
        became = self.query_one("#became", Pick).value
        original = self.query_one("#original", Pick).value == "yes"
        form = PaperForm(self.given("what"), days["brought"], original, became, days["on"] if became else None)
        row, desk, case_id = self._row, self.desk, self._case_id

        def save() -> Written:
            if unread:
                raise BadInput(unread)
            if row is None:
                return papers.add(desk, case_id, form)
            if row.paper is not None:
                return papers.correct(desk, case_id, row.paper, form)
            one = row.appointment
            assert one is not None
            return planning.brought(desk, case_id, one.id, one.row_ver, row.what, form)

        return save


class PapersGone(FormDialog):
    """What became of a paper, or of all that are held, and on which day. Closes with what was written."""

    HEAD = "Given back or destroyed"
    YES = "Write it down"

    def __init__(self, desk: Desk, case_id: str, row: PaperRow, held: tuple[PaperRow, ...]) -> None:
        super().__init__(desk)
        self._case_id, self._row, self._held = case_id, row, held

    def fields(self) -> ComposeResult:
        """Yield what became of which papers, and when."""
        which = [Choice(MARKED, self._row.what)]
        if len(self._held) > 1:
            which.append(Choice(ALL, f"All {len(self._held)} that are held"))
        yield Labelled("Paper", Pick(tuple(which), MARKED, id="which"))
        yield Labelled("What became of it", Pick(fates(self.desk)[1:], id="became"))
        day = say_day(self.desk.today, year=True)
        yield Labelled("On", Field(day, limit=60, id="on"), f"Initials: {initials(self.desk.person.name)}")

    def on_mount(self) -> None:
        """Begin where something is to be chosen."""
        super().on_mount()
        if len(self._held) == 1:
            self.query_one("#became", Pick).focus()

    def work(self) -> Callable[[], Any]:
        """Write down what became of them."""
        days, unread = read_days(self, self.desk)
        which, became = self.query_one("#which", Pick).value, self.query_one("#became", Pick).value
        ids = tuple(row.key for row in (self._held if which == ALL else (self._row,)))

        def save() -> Written:
            if unread:
                raise BadInput(unread)
            return papers.settle(self.desk, self._case_id, ids, became, days["on"])

        return save


def fates(desk: Desk) -> tuple[Choice, ...]:
    """Give where a paper may be: held here first, then what the policy lets become of papers."""
    return (HELD, *(Choice(one.key, one.label) for one in desk.policy.retention.paper_disposal))


def day_of(text: str, desk: Desk) -> tuple[date | None, str]:
    """Read a typed day, today when nothing is typed; give it with what is to be said when it cannot be read."""
    if not text.strip():
        return desk.today, ""
    read = read_when(text, desk.now, past=True)
    return (None, read.sentence) if isinstance(read, Unread) else (read.day, "")


def read_days(form: FormDialog, desk: Desk) -> tuple[dict[str, date | None], dict[str, str]]:
    """Read the days of a form about papers: each by its name, and the sentences of those that cannot be read."""
    read = {name: day_of(form.given(name), desk) if form.query(f"#{name}") else (None, "") for name in DAYS}
    unread = {name: sentence for name, (_, sentence) in read.items() if sentence and form.row_of(name).display}
    return {name: day for name, (day, _) in read.items()}, unread
