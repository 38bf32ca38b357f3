"""Writing in a case: the composer's keys, its drafts, corrections, and what becomes of them when they are saved."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from advice_tui.casework import cases, drafts
from advice_tui.casework.cases import EntryView
from advice_tui.rules.time_spent import read_minutes
from advice_tui.rules.working_days import london
from screens.case_base import CaseBase
from screens.widgets.composer import Composer
from screens.widgets.entry_typed import Typed
from screens.widgets.timeline import Timeline

_WRITING = frozenset({"save", "kind", "discard", "minutes", "options"})


class CaseWriting(CaseBase):
    """The keys with which something is written, corrected, kept as a draft or thrown away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "write('note')", "Note", id="case.note", tooltip="Write a note"),
        Binding("e", "write('reply_email')", "E-mail", id="case.email", tooltip="Write down an e-mail that was sent"),
        Binding("c", "write('call_reached')", "Call", id="case.call", tooltip="Write down a call"),
        Binding(
            "r", "write('received')", "Received", id="case.received", tooltip="Write down what the student sent or said"
        ),
        Binding(
            "o", "write('advice')", "Advice", id="case.advice", tooltip="Write down options and the student's choice"
        ),
        Binding("l", "write('letter')", "Letter", id="case.letter", tooltip="Write down a letter that was sent"),
        Binding("f", "write('face_to_face')", "Meeting", id="case.face", tooltip="Write down a meeting face to face"),
        Binding(
            "d",
            "write('development')",
            "News",
            id="case.news",
            tooltip="Write down news: the student must be told soon",
        ),
        Binding(
            "a",
            "write('auto_ack')",
            "Automatic",
            id="case.automatic",
            tooltip="Write down an automatic reply that went out",
        ),
        Binding(
            "z,f6", "correct", "Correct", id="case.correct", tooltip="Correct the marked entry; the old words stay"
        ),
        Binding("ctrl+s,f3", "save", "Save", id="case.save", tooltip="Save the entry"),
        Binding("f2", "kind", "Other kind", id="case.kind", tooltip="Make it another kind of entry"),
        Binding(
            "f4", "minutes", "Time spent", id="case.minutes", tooltip="Step through the time spent: 5 to 60 minutes"
        ),
        Binding(
            "f6",
            "options",
            "Options",
            id="case.options",
            tooltip="Write down options given and the student's choice",
            priority=True,
        ),
        Binding("slash,f7", "search", "Search", id="case.search", tooltip="Search in this case, as you type"),
        Binding("w,f4", "working", "Why this date", id="case.working", tooltip="Show the sum behind the date"),
        Binding(
            "f7",
            "take_in",
            "Take in",
            id="case.take_in",
            tooltip="Take in what another window of yours has typed",
            priority=True,
        ),
        Binding("f5", "discard", "Throw away", id="case.discard", tooltip="Throw away what is typed"),
    ]

    _aside: Typed | None = None
    """What was typed of a new entry while an old one is corrected."""

    @property
    def composer(self) -> Composer:
        """Where entries are written."""
        return self.query_one(Composer)

    @property
    def writing(self) -> bool:
        """Whether something is being written, so that only the composer's keys count."""
        return self.is_mounted and any(composer.is_open for composer in self.query(Composer))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is written only its own keys count; who may not write has none of them."""
        if action in _WRITING:
            return self.writing and (action != "kind" or self.composer.correcting is None)
        if action == "take_in":
            return self.writing and self.composer.has_class("-others")
        if action == "write":
            return self.ready()
        if action == "correct":
            return self.ready() and self.correctable is not None
        return super().check_action(action, parameters)

    @property
    def correctable(self) -> EntryView | None:
        """The marked entry when this person may correct it, else None."""
        marked = self.query_one(Timeline).marked
        return marked if marked is not None and marked.may_correct else None

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_write(self, kind: str) -> None:
        """Write an entry of this kind; a draft that is kept goes on."""
        self.composer.open(kind)
        self.refresh_bindings()

    def action_kind(self) -> None:
        """Make it another kind of entry."""
        self.composer.next_kind()

    def action_minutes(self) -> None:
        """Step through the time spent."""
        self.composer.next_minutes()

    def action_options(self) -> None:
        """Open the fields for options and choice."""
        self.composer.show_options()

    async def action_take_in(self) -> None:
        """Take in what another window of this person has typed."""
        if self.composer.take_in():
            await self._keep(settled=True)
            self.refresh_bindings()

    async def action_correct(self) -> None:
        """Correct the marked entry; a correction that was begun goes on."""
        entry = self.correctable
        if entry is None:
            return
        kept = await self.ask(drafts.find, self.desk, self._subject_of(entry))
        self._aside = self.composer.typed
        self.composer.correct(entry, Typed.of(kept.data) if kept else None)
        self.composer.others(tuple(Typed.of(one) for one in kept.others) if kept else ())
        self.refresh_bindings()

    # Drafts ---------------------------------------------------------------------------------------------------------

    @property
    def _draft_subject(self) -> str:
        correcting = self.composer.correcting
        return self._subject_of(correcting) if correcting else f"{drafts.ENTRY}{self.subject}"

    def _subject_of(self, entry: EntryView) -> str:
        return f"{drafts.ENTRY}{self.subject}:{entry.id}"

    @on(Composer.Changed)
    def changed(self) -> None:
        """Keep the draft soon."""
        self.draft_soon()

    def draft(self) -> tuple[str, dict[str, str]] | None:
        """Give what is typed and its kind."""
        if self.case is None or not self.composer.is_begun:
            return None
        return self._draft_subject, self.composer.typed.data()

    async def keep_draft(self) -> None:
        """Keep the draft and say when; what was emptied is no draft any more."""
        self.stop_draft_timer()
        await self._keep()

    async def _keep(self, *, settled: bool = False) -> None:
        typed = self.draft()
        if typed is None:
            return
        kept = await self.ask(drafts.keep, self.desk, *typed, settled=settled)
        if kept is None or not self.is_attached:
            return
        self.composer.others(tuple(Typed.of(one) for one in kept.others))
        self.composer.kept(f"{london(self.desk.now):%H:%M}")
        self.refresh_bindings()

    async def bring_back(self) -> None:
        """Show the draft that is kept on this case, while nothing is being written."""
        if self.writing:
            return
        kept = await self.ask(drafts.find, self.desk, self._draft_subject)
        if self.is_attached and not self.writing and kept is not None:
            self.composer.hold(Typed.of(kept.data))
            self.composer.others(tuple(Typed.of(one) for one in kept.others))
            self.composer.rest()

    async def action_back(self) -> None:
        """Fold the composer up first, with its draft kept; then leave the case."""
        if not self.writing:
            await super().action_back()
        elif not self.busy:
            await self.keep_draft()
            if self.draft() is None:
                await self.ask(drafts.discard, self.desk, self._draft_subject)
            self._fold()

    def _fold(self) -> None:
        """Close the composer; what was typed of a new entry before a correction is there again."""
        aside, self._aside = self._aside, None
        if aside is not None:
            self.composer.hold(aside)
            self.composer.others(())
        self.composer.close()
        self.query_one(Timeline).focus()
        self.refresh_bindings()

    async def action_discard(self) -> None:
        """Throw away what is typed; what another window has typed stays."""
        if await self.done(drafts.discard, self.desk, self._draft_subject):
            self.composer.empty()
            self._fold()
            await self.bring_back()

    # Saving ---------------------------------------------------------------------------------------------------------

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show what is wrong with the entry in the composer; anything else as a sentence."""
        if self.writing:
            self.composer.problems(problems)
        else:
            super().show_problems(problems)

    async def action_save(self) -> None:
        """Save the entry and say what became of the clock."""
        form = self.composer.form(self.desk.now)
        if form is None:
            return
        await self.keep_draft()
        if self.composer.correcting is not None:
            await self._save_correction(self.composer.correcting)
            return
        draft = self._draft_subject
        written = await self.call(cases.write_entry, self.desk, self.subject, form, draft=draft)
        if written is not None:
            self.composer.empty()
            self._fold()
            self.told(written)

    async def _save_correction(self, entry: EntryView) -> None:
        typed = self.composer.typed
        minutes = read_minutes(typed.minutes)
        written = await self.call(
            cases.correct_entry,
            self.desk,
            self.subject,
            entry.id,
            entry.row_ver,
            typed.text,
            typed.why,
            options=tuple(typed.options.split("\n")),
            choice=typed.choice,
            minutes=minutes if isinstance(minutes, int) else None,
            draft=self._draft_subject,
        )
        if written is not None:
            self.composer.empty()
            self._fold()
            self.told(written)
        else:
            await self._look_at_theirs(entry)

    async def _look_at_theirs(self, entry: EntryView) -> None:
        """Show a correction that somebody else made meanwhile on the timeline; what is typed here stays."""
        case = await self.ask(cases.refresh, self.desk, self.subject)
        if case is None or not self.is_attached:
            return
        now = next((one for one in case.entries if one.id == entry.id), None)
        self.query_one(Timeline).show(case.entries, self.desk.today)
        if now is not None and now.row_ver != entry.row_ver and self.composer.correcting is not None:
            self.composer.meanwhile(now)
