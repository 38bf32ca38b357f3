"""A call or a caller at the front desk: put through, taken down as a message, or somebody who wants to be seen."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from advice_tui.casework import drafts, messages
from advice_tui.casework.diary import booking
from advice_tui.casework.diary.views import BookingForm, NewClient, Offer
from advice_tui.casework.enquiries import Preview
from advice_tui.casework.messages import Colleague, MessageForm
from advice_tui.desk import Desk
from advice_tui.rules.calls import PUT_THROUGH, REQUEST
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.call_dialogs import ANOTHER, FreeTimes
from screens.call_fields import FACE_TO_FACE, CallFields
from screens.dialogs import Reading
from screens.theme import glyph, spelled
from screens.widgets.press import Choices
from screens.widgets.said import Line, said

DRAFT = "call"
"""The subject of the draft: one unfinished call a person."""
CLIENT = "client:"
"""A screen with this subject and a client's id begins with that client."""
NO_WORDS = "A call that is put through leaves no words: only who rang, and to whom."
OFFERED = 4


class TakeCall(DeskScreen):
    """One call, or somebody at the desk (I-30, I-31, I-34, I-35). What is typed is kept as a draft until ^S stores it.

    Reception seals the words for the advisers and cannot open them again; she sees what became of it, never a case.
    """

    KEY = "call"
    AREA = "4"
    ABOUT = (
        "A call, or somebody at the desk: type who it is, then say whether it is put through, a message to be called "
        "back, or somebody who wants to be seen. What you write goes to the advisers sealed, and you see when it is "
        "answered. F4 books the next free time at once."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Pass on", id="call.save", tooltip="Pass it on to the advisers"),
        Binding("f4", "book", "Book", id="call.book", tooltip="Book a free time for the caller now"),
        Binding("f2", "working", "Why this date", id="call.working", tooltip="Show the sum behind the date"),
        Binding("f5", "afresh", "Start afresh", id="call.afresh", tooltip="Throw the draft away and begin again"),
    ]
    DEFAULT_CSS = """
    TakeCall .house-body { layout: vertical; }
    TakeCall #beside {
        width: 100%; height: auto; max-height: 9; border: round $line; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $head; border-title-style: bold;
    }
    TakeCall.-wide .house-body { layout: horizontal; }
    TakeCall.-wide CallFields { width: 60%; max-width: 100; }
    TakeCall.-wide #beside { width: 1fr; height: 1fr; max-height: 100%; }
    TakeCall.-tall CallFields Labelled { margin-bottom: 1; }
    TakeCall.-tall CallFields.-looking Labelled:first-child { margin: 0; }
    TakeCall.-tall CallFields.-looking Choices { margin: 0 0 1 18; }
    """

    def __init__(self, desk: Desk, subject: str = "") -> None:
        super().__init__(desk, subject)
        self._staff: tuple[Colleague, ...] = ()
        self._offers: tuple[Offer, ...] = ()
        self._preview: Preview | None = None
        self._looked = ""
        self._begun = self._stored = False

    @property
    def fields(self) -> CallFields:
        """The form."""
        return self.query_one(CallFields)

    def body(self) -> ComposeResult:
        """Yield the form, and beside it who is free and by when the caller hears."""
        with Horizontal(classes="house-body"):
            yield CallFields(self.desk.policy, self.house.who)
            with VerticalScroll(id="beside", can_focus=False):
                yield Line("", id="beside-text")

    def on_mount(self) -> None:
        """Begin with who it is."""
        super().on_mount()
        self.fields.field("who").focus()
        self.watch(self.house, "minute", self._minute, init=False)
        self._fill()

    async def reload(self) -> None:
        """Ask who is free now; the form itself is never read anew under the hands of who types."""
        await self._ask_around()
        if self.is_current:
            self.fields.draw()

    def _minute(self) -> None:
        if self.is_current:
            self.reload_soon()

    # Where it begins ------------------------------------------------------------------------------------------------

    @work(group="fill")
    async def _fill(self) -> None:
        """Fill the form with a client, or with the draft."""
        if self.subject.startswith(CLIENT):
            await self._take(self.subject.removeprefix(CLIENT))
            self.fields.pick("kind").focus()
        else:
            await self._bring_back()
        self._begun = True

    async def _bring_back(self) -> None:
        kept = await self.ask(drafts.find, self.desk, DRAFT)
        if kept is None or not self.is_current or not self.fields.is_blank:
            return
        await self._ask_around()
        self.fields.put(kept.data)
        if kept.data.get("client_id"):
            await self._take(kept.data["client_id"])
            self.fields.put({name: kept.data.get(name, "") for name in ("number", "times")})
        else:
            await self._find()
            if kept.data.get("new"):
                self.fields.mark_newcomer()
        at = london(kept.at)
        words = f"Your draft of {say_day(at.date())} {at:%H:%M} is back. F5 starts afresh"
        self.fields.border_subtitle = said(words)

    async def _take(self, client_id: str) -> None:
        one = await self.ask(messages.caller, self.desk, client_id)
        if one is not None and self.is_current:
            self.fields.take(one)

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed and not yet passed on."""
        if self._stored or not self._begun or self.fields.is_blank:
            return None
        known = self.fields.known
        new = "yes" if self.fields.newcomer else ""
        return DRAFT, {**self.fields.values(), "client_id": known.client_id if known else "", "new": new}

    # Who it is ------------------------------------------------------------------------------------------------------

    @on(CallFields.Changed)
    def changed(self, event: CallFields.Changed) -> None:
        """Keep the draft soon, and follow what the change means."""
        self.draft_soon()
        if event.field_name == "who":
            self._look()
        if event.field_name in {"kind", "channel", "for_id"}:
            self.reload_soon()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        await self._find()

    async def _find(self) -> None:
        """Look for who may be meant by what stands in the line now."""
        text = self.fields.field("who").value
        found = await self.ask(messages.callers, self.desk, text)
        if found is not None and self.is_current and self.fields.field("who").value == text:
            self._looked = text
            self.fields.offer(found)

    @on(CallFields.Left)
    def left(self) -> None:
        """Take who is marked; keys typed ahead have gone to the next field already."""
        self._settle_soon()

    @work(group="look", exclusive=True)
    async def _settle_soon(self) -> None:
        await self._settle()

    async def _settle(self) -> None:
        """Take the marked client once it is known who is meant by all that was typed."""
        fields = self.fields
        if fields.known is not None or not fields.field("who").value.strip():
            return
        if self._looked != fields.field("who").value:
            await self._find()
        if self.is_current and fields.known is None and fields.meant is not None:
            fields.take(fields.meant)
            self.draft_soon()

    @on(Choices.Chosen, "#callers")
    def chosen(self) -> None:
        """Take who was clicked on."""
        self.fields.take(self.fields.meant)
        self.fields.pick("kind").focus()

    # Beside the form ------------------------------------------------------------------------------------------------

    async def _ask_around(self) -> None:
        """Ask who is free, which times are, and by when the caller hears."""
        fields = self.fields
        staff = await self.ask(messages.colleagues, self.desk)
        if not self.is_current:
            return
        if staff is not None:
            self._staff = staff
            fields.staff(staff)
        self._preview = None
        if fields.kind != PUT_THROUGH:
            self._preview = await self.ask(messages.preview, self.desk, fields.channel)
        self._offers = ()
        if self.is_current and fields.kind == REQUEST:
            self._offers = await self._free() or ()
        if self.is_current:
            self._draw()

    async def _free(self) -> tuple[Offer, ...] | None:
        local = london(self.desk.now)
        return await self.ask(
            booking.free_slots,
            self.desk,
            after=(local.date(), local.hour * 60 + local.minute),
            adviser_id=self.fields.pick("for_id").value or None,
            count=OFFERED,
        )

    def _draw(self) -> None:
        beside, wide = self.query_one("#beside"), self.has_class("-wide")
        beside.border_title = said("Somebody who wants to be seen" if self.fields.kind == REQUEST else "Who is free")
        parts = [*self._to_say(), *self._due()]
        free = self._who_is_free(wide=wide) if wide or self.fields.kind != REQUEST else []
        parts += [said("\n").join(free)] if free else []
        self.query_one("#beside-text", Line).update(said("\n\n" if wide else "\n").join(parts))

    def on_resize(self) -> None:
        """Draw for the new width."""
        if self._staff:
            self._draw()

    def _to_say(self) -> list[Content]:
        """Give what reception says to who wants to be seen, and the next free times (I-34)."""
        fields = self.fields
        if fields.kind == PUT_THROUGH:
            return [said((NO_WORDS, "$ink-quiet"))]
        if fields.kind != REQUEST:
            return []
        reception = self.desk.policy.reception
        parts = []
        if not reception.drop_in and fields.channel == FACE_TO_FACE:
            parts.append(said(("Say ", "bold $amber"), self.desk.policy.words(reception.drop_in_text)))
        if self._offers:
            first, *others = self._offers
            line = said(("F4", "bold $key"), " books ", (first.words, "bold $calm"))
            more = [f"\n   {one.words}" for one in others] if self.has_class("-wide") else []
            return [*parts, said(line, *((words, "$ink-quiet") for words in more))]
        return [*parts, said(("Nobody is free in the next weeks.", "$ink-quiet"))]

    def _due(self) -> list[Content]:
        if self._preview is None:
            return []
        parts = [said((spelled(self._preview.due_line), "bold $calm"))]
        if self._preview.note:
            parts.append(said((f"{glyph('⚠')} {self._preview.note}", "$amber")))
        return parts

    def _who_is_free(self, *, wide: bool) -> list[Content]:
        """Say how everybody is at this minute; whom it is for stands out."""
        chosen = self.fields.pick("for_id").value
        found = [
            said(
                (f"{glyph('✓' if one.free else '·')} ", "$calm" if one.free else "$ink-quiet"),
                (one.name, "bold $key" if one.id == chosen else "bold $ink"),
                (f" {spelled(one.now)}" if one.now else "", "$calm" if one.free else "$ink-quiet"),
            )
            for one in sorted(self._staff, key=lambda one: not one.free)
            if one.now or one.id == chosen
        ]
        return lines_of(found, 0 if wide else self.query_one("#beside").content_size.width)

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_working(self) -> None:
        """Show the sum behind the date."""
        if self._preview is None or not self._preview.lines:
            self.house.tell("There is no date: nothing waits for an answer.")
            return
        lines = [f"\n{glyph('·')} {line}" for line in self._preview.lines]
        text = said((self._preview.due_line, "bold $calm"), "\n", *lines)
        self.app.push_screen(Reading("Why this date", text))

    async def action_afresh(self) -> None:
        """Throw the draft away and begin again."""
        if await self.done(drafts.discard, self.desk, DRAFT):
            self.fields.clear()
            self.fields.border_subtitle = said("")
            self.show_problems({})
            self.fields.field("who").focus()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show the problems of a new caller's name under who it is; a number that is not shown is told."""
        super().show_problems({"who" if name == "name" else name: said_ for name, said_ in problems.items()})

    async def action_save(self) -> None:
        """Pass it on: every problem under its field, or stored and said."""
        slip = await self._pass_on()
        if slip is not None and self.is_current:
            self.dismiss(slip[0])

    async def _pass_on(self) -> tuple[str, str] | None:
        """Store it; give the slip's id and the client's, or None after a trouble."""
        form = await self._form()
        await self.keep_draft()
        taken = await self.call(messages.take, self.desk, form, draft=DRAFT)
        if taken is None:
            return None
        self._stored = True
        self.house.offer_undo(taken.undo)
        self.house.tell(taken.sentence)
        return taken.id, taken.client_id

    async def _form(self) -> MessageForm:
        """Give the form, once it is known who is meant."""
        await self._settle()
        return self.fields.form()

    # Booking at once ------------------------------------------------------------------------------------------------

    async def action_book(self) -> None:
        """Offer the next free times; the one that is chosen is booked at once (I-33, I-34)."""
        form = await self._form()
        if not (form.client_id or form.name.strip()):
            self.show_problems({"who": "Say who it is."})
            return
        offers = await self._free()
        if offers is not None:
            self.app.push_screen(FreeTimes(offers), self._time_chosen)

    async def _time_chosen(self, chosen: Offer | str | None) -> None:
        if isinstance(chosen, Offer):
            await self._book(chosen)
        elif chosen == ANOTHER:
            await self._look_in_diary()

    async def _book(self, offer: Offer) -> None:
        form = self.fields.form()
        new = None if form.client_id else NewClient(form.name, form.number, form.email, form.student_number)
        wanted = BookingForm(
            offer.day, offer.start, offer.adviser_id, offer.room, offer.mode, client_id=form.client_id, new_client=new
        )
        booked = await self.call(booking.book, self.desk, wanted)
        if booked is None:
            await self._ask_around()
            return
        self._stored = True
        await self.done(drafts.discard, self.desk, DRAFT)
        self.house.offer_undo(booked.undo)
        self.house.tell(booked.sentence)
        if self.is_current:
            self.dismiss(None)

    async def _look_in_diary(self) -> None:
        """Take the request down, and open the diary with it: booking answers it."""
        self.fields.pick("kind").value = REQUEST
        slip = await self._pass_on()
        if slip is not None and self.is_current:
            house = self.house
            self.dismiss(slip[0])
            await house.action_open("diary", f"slip:{slip[0]}:{slip[1]}")


def lines_of(pieces: list[Content], width: int) -> list[Content]:
    """Lay pieces side by side in lines of so many cells, none of them broken; one line each for a width of nothing."""
    lines: list[Content] = []
    for piece in pieces:
        if lines and lines[-1].cell_length + 3 + piece.cell_length <= width:
            lines[-1] = said(lines[-1], "   ", piece)
        else:
            lines.append(piece)
    return lines
