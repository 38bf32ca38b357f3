"""Cases: every case one may read, by filter, order and topic, and search in them as one types."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from advice_tui.casework import case_list, search
from advice_tui.casework.case_list import FILTERS, SORTS, ListedCase, Order, View
from advice_tui.desk import Desk
from screens.base import DeskScreen
from screens.picker import OneOf
from screens.theme import spelled
from screens.widgets.case_rows import PAGE, CaseRows, Pages, facts
from screens.widgets.field import Field
from screens.widgets.press import Choice
from screens.widgets.row_list import RowList
from screens.widgets.said import Line, said

ASK_AGAIN = 0.5
"""Seconds until a search asks again, as long as the files are still being read."""
_EMPTY = {
    "mine": ("You have no open case.", "Press → for cases that nobody has, or n for a new enquiry."),
    "unassigned": ("Every open case has an adviser.", "Press n for a new enquiry."),
    "due": ("No answer is due.", "Press → for other cases, or n for a new enquiry."),
    "waiting": ("No case waits for a student.", "Press → for other cases."),
    "open": ("No case is open.", "Press n for a new enquiry, or i to take one in from an e-mail file."),
    "closed": ("No case has been closed.", "Press ← for the open ones."),
    "all": ("There is no case yet.", "Press n for a new enquiry, or i to take one in from an e-mail file."),
}
_WITH_TOPIC = ("No such case with this topic.", "Press o to choose another topic, or all topics.")
_NOT_FOUND = ("No case has been found.", "Type less, or another spelling. Esc ends the search.")
_NOT_YET: tuple[str, ...] = ("Nothing so far: the files are still being read, the newest first.",)
_KEYS = "← → filter · s order · o topic · Enter open"
_FOUND_KEYS = "↑ ↓ choose · Enter open · Esc back to the list"
_THOUSANDS = 10_000


class Cases(DeskScreen):
    """The list of cases. A search looks through all of them, whatever the filter; Escape ends it."""

    KEY: ClassVar[str] = "cases"
    AREA: ClassVar[str] = "2"
    CLOSES: ClassVar[bool] = False
    ABOUT = (
        "Every case that you may read. The arrows left and right choose which cases are listed, and / finds any "
        "case by a name, a number or words that were written in it. Enter opens the marked case."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f3", "search", "Search", id="cases.search", tooltip="Search in all cases as you type"),
        Binding("left", "filter(-1)", "Filter", id="cases.left", tooltip="The filter before", show=False),
        Binding("right", "filter(1)", "Filter", id="cases.right", tooltip="The next filter", key_display="← →"),
        Binding("n,f2", "new", "New enquiry", id="cases.new", tooltip="Take down a new enquiry"),
        Binding("s,f6", "sort", "Order", id="cases.sort", tooltip="Choose the order of the list"),
        Binding("o,f7", "topic", "Topic", id="cases.topic", tooltip="List the cases of one topic only"),
        Binding("i,f5", "mail", "Import e-mail", id="cases.mail", tooltip="Take an enquiry in from an e-mail file"),
        Binding("escape", "clear", "End search", id="cases.clear", tooltip="End the search", show=False),
    ]
    DEFAULT_CSS = """
    Cases #filters { height: 1; padding: 0 1; }
    Cases #asked { height: 1; display: none; padding: 0 1; }
    Cases.-searching #asked { display: block; }
    Cases #asked > .label { width: 8; color: $key; }
    Cases #cases { width: 1fr; height: 1fr; }
    Cases #side { display: none; width: 42; height: 1fr; border: round $line; padding: 0 1; }
    Cases #facts { height: 100%; }
    Cases #side { border-title-color: $head; border-title-style: bold; }
    Cases.-wide #side { display: block; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self.view_now = View()
        self._counts: dict[str, int] = {}
        self._counted_at = -1
        self._before_search = ""
        self._sort = ""
        self._kept: Pages | None = None

    def body(self) -> ComposeResult:
        """Yield the filters, the line to search in, the list, and in a wide window the marked case's facts."""
        yield Line("", id="filters")
        with Horizontal(id="asked"):
            yield Line("Search", classes="label")
            yield Field(placeholder="A name, a number, or words of the case", limit=120, id="words")
        with Horizontal(classes="house-body"):
            with Vertical():
                yield CaseRows(self.house.who, id="cases")
            with Vertical(id="side") as side:
                side.border_title = said("Case")
                yield Line("", id="facts")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.view_now = case_list.first_view(self.desk)
        self._draw_filters()
        self.watch(self.query_one("#words", Field), "value", self._typed, init=False)
        self.listed.focus()

    @property
    def listed(self) -> CaseRows:
        """The list."""
        return self.query_one(CaseRows)

    # Reading --------------------------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Ask for the order, the rows in view and the counts; what is marked stays marked."""
        view = self.view_now
        if view.words.strip():
            self._kept = None
        order = await self.ask(case_list.ordered, self.desk, view)
        if order is None or view != self.view_now or not self.is_attached:
            return
        pages = Pages(order)
        at = self._place(order)
        for page in pages.missing(at, at + 1)[:1]:
            rows = await self.ask(case_list.rows_of, self.desk, pages.ids_of(page), view.words)
            pages.put(page, rows or ())
        if view == self.view_now and self.is_attached:
            self._show(pages)
            self.listed.cursor = at
            await self._count()

    def _place(self, order: Order) -> int:
        """Say where the mark belongs: on its case; in another list than before where it once was, or at the top."""
        same = order.view == self.listed.pages.order.view
        marked = self.listed.marked if same else None
        found = order.place_of(marked.id if marked else self._before_search)
        last = max(0, len(order) - 1)
        return found if found is not None else min(self.listed.cursor, last) if same else 0

    async def _count(self) -> None:
        """Count what stands under each filter, when somebody has changed something since."""
        seen = await self.ask(self.desk.store.changes)
        if seen is None or seen == self._counted_at:
            return
        counts = await self.ask(case_list.counts, self.desk)
        if counts is not None and self.is_attached:
            self._counts, self._counted_at = counts, seen
            self._draw_filters()

    def _show(self, pages: Pages) -> None:
        listed = self.listed
        listed.shaded = self.house.shade
        order = pages.order
        listed.border_title = said(spelled(title_of(order, self._topic_word())))
        listed.border_subtitle = said(spelled(self._note(order)))
        words: tuple[str, ...] = (
            _NOT_FOUND if order.view.words.strip() else _WITH_TOPIC if order.view.topic else _EMPTY[order.view.shown]
        )
        searched = bool(order.view.words.strip() or order.view.topic)
        if searched and search.reading(self.desk):
            words = _NOT_YET
        listed.empty = tuple(spelled(line) for line in words)
        listed.list_pages(pages)
        if not len(order):
            self._draw_facts(said(""))

    def _note(self, order: Order) -> str:
        searched = bool(order.view.words or order.view.topic)
        return (
            order.note
            or (search.reading(self.desk) if searched else "")
            or (_FOUND_KEYS if order.view.words else _KEYS)
        )

    @on(CaseRows.Wanted)
    def wanted(self) -> None:
        """Open the pages in view."""
        self._open_pages()

    @work(group="pages", exclusive=True)
    async def _open_pages(self) -> None:
        pages = self.listed.pages
        while missing := pages.missing(*self.listed.view_of):
            page, words = missing[0], pages.order.view.words
            rows = await self.ask(case_list.rows_of, self.desk, pages.ids_of(page), words)
            if rows is None or not self.is_attached or pages is not self.listed.pages:
                return
            self.listed.arrived(page, rows)

    # Filters, order, topic ------------------------------------------------------------------------------------------

    def _draw_filters(self) -> None:
        searching = bool(self.view_now.words.strip())
        line = said("")
        for key, label in FILTERS:
            count = f" {_short(self._counts[key])}" if key in self._counts else ""
            here = key == self.view_now.shown and not searching
            style = "bold $tab-ink on $tab" if here else "$ink-quiet" if searching else "$ink"
            line = said(line, (f"[{label}{count}]" if here else f" {label}{count} ", style))
        self.query_one("#filters", Line).say(line)

    def _look_at(self, view: View) -> None:
        self.view_now = view
        self._draw_filters()
        self.reload_soon()

    def action_filter(self, by: int) -> None:
        """Take the filter beside this one."""
        if self.view_now.words.strip():
            self.action_clear()
            return
        keys = [key for key, _ in FILTERS]
        shown = keys[(keys.index(self.view_now.shown) + by) % len(keys)]
        self._before_search = ""
        self._look_at(replace(self.view_now, shown=shown, sort=self._sort or usual_sort(shown)))

    def action_sort(self) -> None:
        """Choose the order."""
        self.app.push_screen(OneOf("Order of the list", [Choice(key, word) for key, word in SORTS]), self._sorted)

    def _sorted(self, key: str | None) -> None:
        if key:
            self._before_search, self._sort = "", key
            self._look_at(replace(self.view_now, sort=key))

    def action_topic(self) -> None:
        """Choose the topic."""
        topics = [Choice(topic.key, topic.label) for topic in self.desk.policy.topics]
        self.app.push_screen(OneOf("Topic", [Choice("-", "All topics"), *topics]), self._topic_chosen)

    def _topic_chosen(self, key: str | None) -> None:
        if key:
            self._before_search = ""
            self._look_at(replace(self.view_now, topic="" if key == "-" else key))

    def _topic_word(self) -> str:
        topic = self.view_now.topic
        return self.desk.policy.label_of("topics", topic) if topic else ""

    # Search ---------------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Open the line to search in."""
        if not self.has_class("-searching"):
            self._before_search = marked.id if (marked := self.listed.marked) else ""
        self.add_class("-searching")
        self.query_one("#words", Field).focus()

    def action_clear(self) -> None:
        """End the search and go back to the list as it was."""
        if self.has_class("-searching"):
            self.remove_class("-searching")
            self.listed.focus()
            self.query_one("#words", Field).value = ""

    def _typed(self, words: str) -> None:
        """Find what was typed while the key is handled: the index answers in a few milliseconds."""
        before, self.view_now = self.view_now, replace(self.view_now, words=words)
        if not before.words.strip():
            self._kept = self.listed.pages
        if bool(before.words.strip()) != bool(words.strip()):
            self._draw_filters()
        if words.strip():
            self._find()
        elif self._kept is not None and self._kept.order.view == self.view_now:
            kept = self._kept
            self._show(kept)
            self.listed.cursor = kept.order.place_of(self._before_search) or 0
        else:
            self.reload_soon()

    def _find(self) -> None:
        """Ask the index, open the first rows, draw; the excerpts come a moment later."""
        view = self.view_now
        if not view.words.strip() or not self.is_attached:
            return
        with self.reporting():
            pages = Pages(case_list.found(self.desk, view))
            height = max(1, self.listed.size.height)
            first = case_list.rows_of(self.desk, pages.ids_of(0)[: min(PAGE, height)])
            pages.put(0, first)
            self._show(pages)
            self.listed.cursor = 0
            self.call_after_refresh(self._excerpt, pages)
        if not self.desk.index.ready:
            self.set_timer(ASK_AGAIN, self._find)

    @work(group="excerpt", exclusive=True)
    async def _excerpt(self, pages: Pages) -> None:
        rows = await self.ask(case_list.rows_of, self.desk, pages.ids_of(0), pages.order.view.words)
        if rows is not None and self.is_attached and pages is self.listed.pages:
            self.listed.forget()
            self.listed.arrived(0, rows)

    def on_key(self, event: events.Key) -> None:
        """Move in the list while the words are typed."""
        moves: dict[str, Any] = {
            "up": ("move", -1),
            "down": ("move", 1),
            "pageup": ("page", -1),
            "pagedown": ("page", 1),
        }
        if event.key in moves and isinstance(self.focused, Field):
            what, by = moves[event.key]
            (self.listed.action_move if what == "move" else self.listed.action_page)(by)
            event.stop()

    @on(Field.Submitted, "#words")
    def submitted(self) -> None:
        """Open what is marked."""
        self.listed.action_choose()

    # The marked case ------------------------------------------------------------------------------------------------

    @on(RowList.Moved, "#cases")
    def moved(self) -> None:
        """Show the marked case's facts."""
        if self.has_class("-wide"):
            marked = self.listed.marked
            if isinstance(marked, ListedCase):
                self._draw_facts(facts(marked, who=self.house.who, shaded=self.house.shade))
            else:
                self._draw_facts(said(""))

    def _draw_facts(self, shown: Content) -> None:
        """Draw in the panel, which keeps its size: nothing is laid out afresh."""
        self.query_one("#facts", Line).update(shown, layout=False)

    @on(RowList.Chosen, "#cases")
    async def chosen(self, event: RowList.Chosen) -> None:
        """Open the case."""
        await self.house.action_open("case", event.row.id)

    async def action_new(self) -> None:
        """Take down a new enquiry."""
        await self.house.action_open("enquiry")

    async def action_mail(self) -> None:
        """Take an enquiry in from an e-mail file."""
        await self.house.action_open("mail")


def _short(count: int) -> str:
    """Give a count in a few cells: 342, 2,391, 98k."""
    return f"{count:,}" if count < _THOUSANDS else f"{round(count / 1000):,}k"


def usual_sort(shown: str) -> str:
    """Give the order of a filter while nobody has chosen one: what is due, soonest first."""
    return "due" if shown == "due" else "newest"


def title_of(order: Order, topic: str) -> str:
    """Give the list's title: "Mine 12 · newest first", or what was found."""
    view = order.view
    if not view.words.strip():
        label = dict(FILTERS)[view.shown]
        kept = f" · {topic}" if topic else ""
        return f"{label} {order.total:,}{kept} · {dict(SORTS)[view.sort]}"
    many = f"more than {search.COUNTED:,}" if order.total > search.COUNTED else f"{order.total:,}"
    shown = f" · the newest {len(order)} are listed" if order.total > len(order) else ""
    alike = f" · ~ {len(order.similar)} similar" if order.similar else ""
    return f"Found {many}{shown}{alike}"
