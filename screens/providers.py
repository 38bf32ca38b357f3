"""Other advice providers: the directory from which students are referred, or told of somebody (I-9; L-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from advice_tui.casework import providers, referrals
from advice_tui.casework.providers import ProviderForm, ProviderView
from advice_tui.casework.referrals import Counts
from advice_tui.desk import Desk
from advice_tui.roles import Act, may
from advice_tui.rules.text import Limit
from screens.base import DeskScreen
from screens.form import FormDialog
from screens.theme import glyph
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.pick_list import Unchosen
from screens.widgets.press import Choice
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

EMPTY = (
    "The directory is empty: it begins with whom your service knows.",
    "n puts the first provider into it, such as a solicitor or a counselling service.",
)
EMPTY_READ = ("The directory is empty.", "An adviser puts the first provider into it.")
KEEPS = frozenset({"new", "change", "close"})


class ProviderList(RowList[ProviderView]):
    """The directory, one line a provider."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Change", id="providers.choose", tooltip="Change the marked provider"),
    ]

    def key_of(self, row: ProviderView) -> str:
        """Give the provider's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, int, int]:
        kind = 22
        name = max(20, (width - kind) * 4 // 10)
        return name, kind, max(10, width - name - kind - 4)

    def heading(self, width: int) -> Content:
        """Name the columns."""
        name, kind, rest = self._columns(width)
        return said((f"  {column('Name', name)} {column('Kind', kind)} {column('Helps with', rest)}", "$ink-quiet"))

    def line(self, row: ProviderView, width: int) -> Content:
        """Draw one provider; one that is offered no more is quiet."""
        name, kind, rest = self._columns(width)
        ink = "$ink-quiet" if row.closed else "$ink"
        return said(
            (f"{glyph('✗') if row.closed else ' '} ", "$ink-quiet"),
            (f"{column(row.name, name)} ", f"bold {ink}"),
            (f"{column(row.kind_label, kind)} ", ink),
            (column("offered no more" if row.closed else row.helps, rest), ink),
        )


class ProviderDialog(FormDialog):
    """One provider being typed. Closes with the sentence that says what was done, or None."""

    def __init__(self, desk: Desk, one: ProviderView | None = None) -> None:
        super().__init__(desk, f"provider:{one.id if one else 'new'}")
        self._one = one
        self.HEAD = "Change a provider" if one else "A provider"  # type: ignore[misc]

    def fields(self) -> ComposeResult:
        """Yield name, kind, what they help with, how they are reached, what to know."""
        form = self._one.form() if self._one else ProviderForm("", "")
        kinds = tuple(Choice(one.key, one.label) for one in self.desk.policy.referral.kinds)
        yield Labelled("Name", Field(form.name, limit=Limit.NAME, id="name"))
        yield Labelled("Kind", Unchosen(kinds, form.kind, id="kind"))
        helps = Field(form.helps, limit=Limit.SUBJECT, id="helps", placeholder="Such as: tenancies, free of charge")
        yield Labelled("Helps with", helps)
        contact = Field(form.contact, limit=Limit.SUBJECT, id="contact", placeholder="Telephone, e-mail, where")
        yield Labelled("How to reach", contact)
        note = Field(form.note, limit=Limit.SHORT, id="note", placeholder="Such as: closed on Fridays")
        yield Labelled("To know", note)

    def work(self) -> Callable[[], Any]:
        """Add it, or change it."""
        names = ("helps", "contact", "note")
        form = ProviderForm(
            self.given("name"), self.query_one("#kind", Pick).value, *(self.given(name) for name in names)
        )
        one, desk = self._one, self.desk
        if one is None:
            return lambda: providers.add(desk, form)
        return lambda: providers.change(desk, one.id, one.row_ver, form)


class Providers(DeskScreen):
    """The directory, and all that is known of the marked provider."""

    KEY = "providers"
    AREA = "2"
    ABOUT = (
        "Other organisations that may help a student. Everybody at the desk reads the directory and may tell a student "
        "of one; advisers keep it. From a case, R refers her to one of them with her consent, or writes down that she "
        "was told."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,f2", "new", "New", id="providers.new", tooltip="Put a provider into the directory"),
        Binding("e,f3", "change", "Change", id="providers.change", tooltip="Change the marked provider"),
        Binding(
            "x,delete", "close", "Offer no more", id="providers.close", tooltip="Offer the provider no more, or again"
        ),
    ]
    DEFAULT_CSS = """
    Providers ProviderList { width: 1fr; height: 1fr; }
    Providers #beside { width: 1fr; height: 10; padding: 0 1; border-top: solid $line; scrollbar-size-vertical: 1; }
    Providers.-wide #middle { layout: horizontal; }
    Providers.-wide #beside { width: 60; height: 1fr; border-top: none; border-left: solid $line; padding: 1; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._counts: Mapping[str, Counts] = {}

    def body(self) -> ComposeResult:
        """Yield the list, and the marked provider below or beside it."""
        with Horizontal(classes="house-body"), Vertical(id="middle"):
            yield ProviderList(id="listed")
            with VerticalScroll(id="beside", can_focus=False):
                yield Line("", id="about")

    @property
    def listed(self) -> ProviderList:
        """The list."""
        return self.query_one(ProviderList)

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.listed.empty = EMPTY if self._keeps() else EMPTY_READ
        self.listed.focus()

    def _keeps(self) -> bool:
        return may(self.desk.role, Act.KEEP_PROVIDERS)

    async def reload(self) -> None:
        """Ask for the directory."""

        def read() -> tuple[tuple[ProviderView, ...], Mapping[str, Counts]]:
            return providers.listed(self.desk, closed=True), referrals.counts(self.desk)

        found = await self.ask(read)
        if found is None or not self.is_attached:
            return
        rows, self._counts = found
        self.listed.border_title = said(f"Other advice providers {len([one for one in rows if not one.closed])}")
        self.listed.show(rows)
        self._draw()
        self.refresh_bindings()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show the marked one."""
        self._draw()

    def _draw(self) -> None:
        one = self.listed.marked
        self.query_one("#about", Line).update(self._about(one) if one is not None else said(""))

    def _about(self, one: ProviderView) -> Content:
        used = self._counts.get(one.id, Counts())
        times = f"{used.referred} referred, {used.told} told of them" if self._keeps() else ""
        pairs = (("Kind", one.kind_label), ("Helps with", one.helps), ("Reach", one.contact), ("To know", one.note))
        lines = [
            said((f"{label:<11} ", "$ink-quiet"), f"{text}\n") for label, text in (*pairs, ("Students", times)) if text
        ]
        return said((f"{one.name}\n", "bold $head"), *lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who only reads the directory has no key that changes it."""
        if action in KEEPS:
            return self._keeps() and (action == "new" or self.listed.marked is not None)
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Put another provider in."""
        self.app.push_screen(ProviderDialog(self.desk), self._done)

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the marked one."""
        self.action_change()

    def action_change(self) -> None:
        """Change the marked provider."""
        one = self.listed.marked
        if one is not None and self._keeps():
            self.app.push_screen(ProviderDialog(self.desk, one), self._done)

    async def action_close(self) -> None:
        """Offer the marked provider no more, or again."""
        one = self.listed.marked
        if one is not None:
            self._done(await self.call(providers.close, self.desk, one.id, one.row_ver, closed=not one.closed))

    def _done(self, sentence: str | None) -> None:
        if sentence:
            self.house.tell(sentence)
            self.reload_soon()
