"""The small windows of the diary: go to a day, cancel, did not attend, a client's appointments, one whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from advice_tui.casework import search
from advice_tui.casework.diary import moving
from advice_tui.casework.diary.views import Booked, Column, HistoryLine
from advice_tui.desk import Desk
from advice_tui.rules.text import Limit
from advice_tui.rules.when import Unread, When, read_when
from advice_tui.rules.working_days import london, say_day
from data.errors import AdviceError, BadInput
from screens.dialogs import Dialog
from screens.form import Form, FormDialog
from screens.picker import Picker
from screens.theme import glyph, spelled
from screens.widgets.diary_slots import NOBODY, SIGNS, clock, place_words, span_words, state_of
from screens.widgets.diary_words import chip, standing
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice, Choices, Press
from screens.widgets.said import Line, Part, said

Who = Callable[[str], str]
WHO_CANCELS = (Choice("client", "The student"), Choice("service", "We do"))
A_DAY = "Such as: tue, next tue, 3 dec, +2w, tomorrow 2pm"


def named(one: Booked, who: Who, advisers: Sequence[Column] = ()) -> str:
    """Name an appointment: "Amira Khan, Thu 26 Nov 13:00–13:30 with Priya Nair"."""
    name = who(one.who) if one.who else NOBODY
    adviser = next((each.name for each in advisers if each.id == one.adviser_id), "")
    when = span_words(one.day, one.start, one.end).replace("  ", " ")
    return f"{name}, {when} with {adviser}" if adviser else f"{name}, {when}"


class GoTo(Form):
    """Which day to show. Closes with the day and the minute, if one was typed; or None."""

    HEAD: ClassVar[str] = "Go to a day"
    YES: ClassVar[str] = "Go"
    SUBTITLE: ClassVar[str] = "Enter go · Esc back"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def fields(self) -> ComposeResult:
        """Yield the day."""
        yield Labelled("Day", Field(limit=60, id="day", placeholder=A_DAY))

    def _read(self) -> When | Unread:
        return read_when(self.given("day"), self.desk.now)

    @on(Field.Changed, "#day")
    def typed(self) -> None:
        """Say which day was understood."""
        read = self._read()
        if self.given("day").strip():
            self.hint("day", read.echo() if isinstance(read, When) else read.sentence)

    @on(Field.Submitted)
    async def go_now(self, event: Field.Submitted) -> None:
        """Enter in the only field goes."""
        event.stop()
        event.prevent_default()
        await self.action_save()

    async def action_save(self) -> None:
        """Close with the day."""
        read = self._read()
        if isinstance(read, Unread):
            self.row_of("day").problem(read.sentence)
            return
        self.dismiss((read.day, read.time.hour * 60 + read.time.minute if read.time else None))


class Cancel(FormDialog):
    """Who cancels, when we were told, and why; how long before counts for the notice that was given (I-44c; L-36)."""

    HEAD: ClassVar[str] = "Cancel an appointment"
    YES: ClassVar[str] = "Cancel it"

    def __init__(self, desk: Desk, one: Booked, words: str) -> None:
        super().__init__(desk)
        self._one, self._said = one, words

    def words(self) -> str:
        """Name what is cancelled."""
        return self._said

    def fields(self) -> ComposeResult:
        """Yield by whom, when told, why."""
        told = f"{london(self.desk.now):%H:%M}"
        yield Labelled("Who cancels", Pick(WHO_CANCELS, id="by"))
        yield Labelled("Told us", Field(f"today {told}", limit=60, id="told_at", placeholder="Such as: today 10:40"))
        yield Labelled("Reason", Field(limit=Limit.SHORT, id="reason", placeholder="If one was given"))

    def work(self) -> Callable[[], Any]:
        """Cancel it as it was seen."""
        by, reason = self.query_one("#by", Pick).value, self.given("reason")
        told, trouble = self._told()
        desk, one = self.desk, self._one

        def cancel() -> Any:
            if trouble:
                raise BadInput({"told_at": trouble})
            return moving.cancel(
                desk, one.id, one.row_ver, by="service" if by == "service" else "client", told_at=told, reason=reason
            )

        return cancel

    def _told(self) -> tuple[datetime | None, str]:
        """Read when we were told; nothing typed is now."""
        typed = self.given("told_at").strip()
        now = london(self.desk.now)
        if not typed or typed == f"today {now:%H:%M}":
            return None, ""
        read = read_when(typed, self.desk.now, past=True)
        return (None, read.sentence) if isinstance(read, Unread) else (read.instant(), "")


class DidNotAttend(Dialog):
    """Whether the student told us before. Closes with True, False, or None for neither."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "answer(False)", "No notice", id="absent.none", tooltip="Did not come, and told nobody"),
        Binding("y", "answer(True)", "Told us", id="absent.told", tooltip="Did not come, and had told us"),
    ]

    def __init__(self, words: str) -> None:
        super().__init__()
        self._said = words

    def compose(self) -> ComposeResult:
        """Yield the question and its answers."""
        with Vertical(classes="card") as card:
            card.border_title = said("Did not attend")
            card.border_subtitle = said(spelled("n no notice · y told us · Esc back"))
            yield Line(self._said)
            with Horizontal(classes="row"):
                yield Press("No notice", id="none", classes="-main")
                yield Press("Told us", id="told")
                yield Press("Back", id="back")

    def on_mount(self) -> None:
        """Begin on the likely answer."""
        self.query_one("#none", Press).focus()

    @on(Press.Pressed)
    def pressed(self, event: Press.Pressed) -> None:
        """Close with the answer."""
        self.dismiss({"none": False, "told": True}.get(event.press.id or ""))

    def action_answer(self, told: bool) -> None:  # noqa: FBT001 - a key's argument
        """Close with the answer."""
        self.dismiss(told)


class OfClient(Dialog):
    """All appointments of a client, the next one marked; Enter jumps there. Closes with one of them, or None."""

    DEFAULT_CSS = """
    OfClient > .card { width: 76; padding: 0 1; }
    OfClient Choices { max-height: 16; margin: 1 0; }
    """

    def __init__(self, name: str, all_of_them: Sequence[Booked], today: date, advisers: Sequence[Column]) -> None:
        super().__init__()
        self._name, self._advisers, self._today = name, advisers, today
        self._all = {one.id: one for one in reversed(all_of_them)}

    def compose(self) -> ComposeResult:
        """Yield the list, the latest first."""
        with Vertical(classes="card") as card:
            card.border_title = said(f"{self._name}: {_counted(self._all.values(), self._today)}")
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter go there · Esc back"))
            if self._all:
                yield Choices(tuple(self._choice(one) for one in self._all.values()))
            else:
                yield Line("No appointments yet. Enter on a free place of the grid books one.")

    def on_mount(self) -> None:
        """Begin on the next one to come, or the last one."""
        for listed in self.query(Choices):
            listed.focus()
            coming = [at for at, one in enumerate(self._all.values()) if one.day >= self._today]
            listed.cursor = coming[-1] if coming else 0

    def _choice(self, one: Booked) -> Choice:
        adviser = next((each.name for each in self._advisers if each.id == one.adviser_id), "")
        sign, word, _ = SIGNS.get(state_of(one), ("✗", one.state, ""))
        when = f"{say_day(one.day, year=True):<15}  {clock(one.start):>5}"
        return Choice(one.id, f"{glyph(sign)} {when}  {adviser}", f"{place_words(one)}   {word:<12}")

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Close with the one to jump to."""
        self.dismiss(self._all[event.choice.key])


def _counted(every: Any, today: date) -> str:
    found = list(every)
    coming = sum(1 for one in found if one.day >= today and one.state == "booked")
    return f"{len(found)} appointment{'' if len(found) == 1 else 's'}, {coming or 'none'} to come"


class FindClient(Picker):
    """Type a name or a number; closes with "client:<id>", or None."""

    DEFAULT_CSS = """
    FindClient > .card { margin-top: 3; }
    FindClient Choices { max-height: 12; }
    """

    def __init__(self, desk: Desk, who: Who) -> None:
        super().__init__()
        self.desk, self._who = desk, who

    def compose(self) -> ComposeResult:
        """Yield the line to type in and who fits."""
        with Vertical(classes="card") as card:
            card.border_title = said("Whose appointments?")
            card.border_subtitle = said(spelled("↑ ↓ choose · Enter list · Esc back"))
            yield Field(placeholder="A name or a student number", limit=120, id="wanted")
            yield Choices(())

    @on(Field.Changed, "#wanted")
    def narrow(self, event: Field.Changed) -> None:
        """Show who fits."""
        try:
            found = search.find(self.desk, event.value) if event.value.strip() else ()
        except AdviceError:
            return
        people = {one.id: one for one in found if one.kind == "client"}
        self.query_one(Choices).show(tuple(Choice(one.id, self._who(one.title)) for one in people.values()))


def about(one: Booked, history: Sequence[HistoryLine], who: Who, words: str) -> Content:
    """Draw an appointment whole: how it stands, what reception must know, and everything that happened to it."""
    shaded = bool(one.who) and who(one.who) != one.who
    lines: list[Content] = [
        said((words, "bold $ink")),
        said(chip(state_of(one), standing(one)), f"  {place_words(one)}"),
    ]
    lines += [said(("Number  ", "$ink-quiet"), one.student_number)] if one.student_number and not shaded else []
    lines += [said(("Note    ", "$ink-quiet"), (one.note, "$amber"))] if one.note and not shaded else []
    lines.append(said(""))
    for event in history:
        lines.append(_happened(event, hidden=shaded))
    return said("\n").join(lines)


def _happened(event: HistoryLine, *, hidden: bool) -> Content:
    at, noted = london(event.at), london(event.recorded_at)
    later = f", written down {say_day(noted.date())} {noted:%H:%M}" if abs((noted - at).total_seconds()) >= 60 else ""
    words = event.kind.capitalize() if hidden else event.words
    struck: list[Part] = [(words, "strike $ink-quiet"), ("  taken back", "$amber")]
    return said(
        (f"{say_day(at.date())} {at:%H:%M}  ", "$ink-quiet"),
        *(struck if event.struck else [(words, "$ink")]),
        (f"  {event.by}{later}", "$ink-quiet"),
    )
