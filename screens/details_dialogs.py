"""The windows of a case's details: all that is known of it to read, and the form that changes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from advice_tui.casework import drafts
from advice_tui.casework.cases import details
from advice_tui.casework.cases.details import DetailsForm, DetailsView
from advice_tui.desk import Desk
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.text import Limit
from data.errors import BadInput, ChangedMeanwhile
from screens.dialogs import Reading
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.people_editor import Listed, agencies_editor, party_words, people_editor
from screens.widgets.pick import Pick
from screens.widgets.press import Choice

CHANGE = "change"
NO_GROUP = Choice("", "Not asked yet")
NO_TOPIC = Choice("", "None yet")
TOLD = (Choice("", "Not told yet"), Choice("told", "Told now"))
TOLD_ALREADY = (Choice("told", "Told"),)
MEANWHILE = "Somebody else changed the case while you typed. What is stored now stands below; ^S again saves yours."


class CaseFacts(Reading):
    """Everything that is known of a case beside its timeline. Closes with "change" to change it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,i,f2", "change", "Change", id="facts.change", tooltip="Change the details of the case"),
    ]
    DEFAULT_CSS = "CaseFacts > .card { width: 72; padding: 0 2; scrollbar-size-vertical: 1; }"

    def __init__(self, title: str, text: Content, *, may_change: bool) -> None:
        super().__init__(title, text, below="e change · ↑ ↓ read · Esc close" if may_change else "Esc close")
        self._may_change = may_change

    def action_change(self) -> None:
        """Close, to change the details."""
        if self._may_change:
            self.dismiss(CHANGE)


class CaseDetailsForm(FormDialog):
    """The details of a case: topic, title, who is asking, adjustments, other people, agencies, told of the record.

    When another terminal was first, what it stored is shown under each field that differs, and nothing typed is lost.
    Closes with what was written, or None.
    """

    YES = "Save the details"

    def __init__(self, desk: Desk, case_id: str, now: DetailsView, who: Callable[[str], str]) -> None:
        super().__init__(desk, f"{drafts.ENTRY}{case_id}:details")
        self._case_id, self._now, self._who = case_id, now, who
        self._parties: tuple[Party, ...] = now.form.parties
        self._agencies: tuple[Agency, ...] = now.form.agencies
        self.HEAD = f"Details of case {now.number}"  # type: ignore[misc]

    def fields(self) -> ComposeResult:
        """Yield the rows, filled with what is stored."""
        policy, form = self.desk.policy, self._now.form
        topics = (NO_TOPIC, *(Choice(one.key, one.label) for one in policy.topics))
        groups = (*policy.eligibility.groups, *policy.eligibility.others)
        told = TOLD_ALREADY if form.told_record else TOLD
        yield Labelled("Topic", Pick(_with(topics, form.topic), form.topic, id="topic"))
        yield Labelled("About", Field(form.about, limit=Limit.SUBJECT, id="about"))
        eligible = (NO_GROUP, *(Choice(one.key, one.label) for one in groups))
        yield Labelled("Who is asking", Pick(_with(eligible, form.eligibility), form.eligibility, id="eligibility"))
        yield Labelled(
            "Adjustments",
            Field(form.adjustments, limit=Limit.SHORT, id="adjustments", placeholder="Such as: large print, step-free"),
        )
        yield Labelled("Other people", Listed(id="parties"))
        yield Labelled("Other agencies", Listed(id="agencies"))
        words = "" if form.told_record else policy.fill("record_notice")
        yield Labelled("Record notice", Pick(told, told[0].key, id="told"), words)

    def on_mount(self) -> None:
        """Fill the lists."""
        self._draw()
        super().on_mount()

    def _draw(self) -> None:
        self.query_one("#parties", Listed).show(tuple(party_words(one, self._who) for one in self._parties))
        self.query_one("#agencies", Listed).show(tuple(one.line() for one in self._agencies))

    def typed(self) -> dict[str, str]:
        """Give what stands in the fields and the lists."""
        people, helpers = map(asdict, self._parties), map(asdict, self._agencies)
        return super().typed() | {"parties": json.dumps([*people]), "agencies": json.dumps([*helpers])}

    def put(self, typed: dict[str, str]) -> None:
        """Put back what was typed, the lists included."""
        super().put(typed)
        if "parties" in typed:
            self._parties = tuple(Party(**row) for row in json.loads(typed["parties"]))
        if "agencies" in typed:
            self._agencies = tuple(Agency(**row) for row in json.loads(typed["agencies"]))
        self._draw()

    @on(Listed.Edit, "#parties")
    def edit_people(self) -> None:
        """Open the other people."""
        self.app.push_screen(people_editor(self._parties, self._who), self._people)

    @on(Listed.Edit, "#agencies")
    def edit_agencies(self) -> None:
        """Open the other agencies."""
        self.app.push_screen(agencies_editor(self._agencies, self.desk.now), self._helpers)

    def _people(self, rows: tuple[Party, ...] | None) -> None:
        self._parties = self._parties if rows is None else rows
        self._draw()
        self.something_typed()

    def _helpers(self, rows: tuple[Agency, ...] | None) -> None:
        self._agencies = self._agencies if rows is None else rows
        self._draw()
        self.something_typed()

    def _form(self) -> DetailsForm:
        return DetailsForm(
            self.query_one("#topic", Pick).value,
            self.given("about"),
            self.query_one("#eligibility", Pick).value,
            self.given("adjustments"),
            self._parties,
            self._agencies,
            bool(self.query_one("#told", Pick).value),
        )

    def work(self) -> Callable[[], Any]:
        """Change them; when another terminal was first, say what it stored and let this one be saved over it."""
        form = self._form()

        def save() -> Any:
            try:
                return details.change_details(self.desk, self._case_id, self._now.row_ver, form)
            except ChangedMeanwhile as error:
                self._now = details.details_of(self.desk, self._case_id)
                raise BadInput({"": MEANWHILE, **self._stored(form)}) from error

        return save

    def _stored(self, form: DetailsForm) -> dict[str, str]:
        """Give what is stored now, by field, where it is not what was typed here."""
        stored, policy = self._now.form, self.desk.policy
        groups = (*policy.eligibility.groups, *policy.eligibility.others)
        topics = {one.key: one.label for one in policy.topics}
        labels = {one.key: one.label for one in groups}
        pairs = (
            ("topic", form.topic != stored.topic, topics.get(stored.topic, "none")),
            ("about", form.about != stored.about, stored.about),
            ("eligibility", form.eligibility != stored.eligibility, labels.get(stored.eligibility, "not asked")),
            ("adjustments", form.adjustments != stored.adjustments, stored.adjustments or "none"),
            ("parties", form.parties != stored.parties, _joined(party_words(p, self._who) for p in stored.parties)),
            ("agencies", form.agencies != stored.agencies, _joined(one.line() for one in stored.agencies)),
        )
        return {name: f"Stored now: {words}" for name, other, words in pairs if other}


def _joined(words: Any) -> str:
    return ", ".join(words) or "none"


def _with(choices: tuple[Choice, ...], key: str) -> tuple[Choice, ...]:
    """Offer also what is stored and is no longer on the policy's list."""
    return choices if key in {one.key for one in choices} else (*choices, Choice(key, key))
