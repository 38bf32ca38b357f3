"""The windows of a client: her details, the record that is merged into hers, and what the desk is told of her."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from advice_tui.casework import clients, desk_flags
from advice_tui.casework.clients import Alike, ClientFile
from advice_tui.casework.desk_flags import REFUSED, FlagView
from advice_tui.desk import Desk
from advice_tui.policy.parts import Choice as PolicyChoice
from advice_tui.rules.people import VOICEMAIL, ClientDetails, SafeContact
from advice_tui.rules.text import Limit
from data.errors import BadInput, ChangedMeanwhile
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice
from screens.widgets.text_box import TextBox
from screens.widgets.ticks import Ticks

TEXTS = ("name", "known_as", "student_number", "email", "phone")
WAYS = (
    Choice("email", "E-mail"),
    Choice("phone", "Telephone"),
    Choice("post", "Post"),
)
ON_THE_PHONE = (Choice(VOICEMAIL, "Voicemail"), Choice("name_service", "Naming the service"))
MEANWHILE = "Somebody else changed this client while you typed. What is stored now stands below; ^S again saves yours."
MERGED = (
    "This record was found to be one person with {name} while you typed. What is stored of her now stands below each "
    "field; ^S again puts yours in its place."
)
SAYS = "Nothing ticked: ask the student first."
_WHERE = {"channels": "ways", "numbers": "numbers", "times": "times", "note": "note"}


class ClientForm(FormDialog):
    """Who a client is and how she may be reached (L-23). Closes with what was changed, or None.

    When another terminal was first, what it stored is shown under each field that differs, and nothing typed is lost.
    """

    HEAD = "Client's details"
    YES = "Save the details"

    def __init__(self, desk: Desk, now: ClientFile) -> None:
        super().__init__(desk, f"client:{now.id}")
        self._now = now
        self._followed: str | None = None

    def fields(self) -> ComposeResult:
        """Yield the rows, filled with what is stored."""
        known, contact = self._now.details, self._now.details.safe_contact
        yield Labelled("Name", Field(known.name, limit=Limit.NAME, id="name"))
        yield Labelled("Known as", Field(known.known_as, limit=Limit.NAME, id="known_as"))
        yield Labelled(
            "Student number", Field(known.student_number, limit=Limit.STUDENT_NUMBER * 2, id="student_number")
        )
        yield Labelled("E-mail", Field(known.email, limit=Limit.EMAIL, id="email"))
        yield Labelled("Telephone", Field(known.phone, limit=Limit.PHONE, id="phone"))
        yield Labelled("May be reached by", Ticks(WAYS, contact.channels, id="ways"), SAYS)
        allowed = {VOICEMAIL: contact.voicemail, "name_service": contact.name_service}
        on = frozenset(name for name, yes in allowed.items() if yes)
        yield Labelled("Allowed by phone", Ticks(ON_THE_PHONE, on, id="phone_may"))
        numbers = ", ".join(contact.numbers)
        yield Labelled(
            "Numbers to call", Field(numbers, limit=Limit.PHONE * 6, id="numbers", placeholder="Several: with a comma")
        )
        yield Labelled(
            "When to call", Field(contact.times, limit=Limit.SHORT, id="times", placeholder="Such as: after 5")
        )
        places = tuple(Choice(one.key, one.label) for one in self._places())
        if places:
            yield Labelled("Agreed places", Ticks(places, frozenset(contact.places), id="places"))
        note = " ".join(contact.note.split())
        yield Labelled("Note", Field(note, limit=Limit.SHORT, id="note", placeholder="Such as: mobile only"))

    def _places(self) -> tuple[PolicyChoice, ...]:
        """Give the places that the policy asks about; voicemail has a box of its own."""
        return tuple(one for one in self.desk.policy.consent.ask_about_places if one.key != VOICEMAIL)

    @on(Field.Changed, "#phone")
    def phone_typed(self) -> None:
        """Let the one number that may be called follow the telephone number."""
        numbers, stored = self.query_one("#numbers", Field), self._now.details
        changed = self._followed is not None or self.given("phone") != stored.phone
        follows = stored.safe_contact.numbers in {(), (stored.phone,)} and self._numbers_untouched(numbers.value)
        if changed and follows:
            self._followed = numbers.value = self.given("phone").strip()

    def _numbers_untouched(self, value: str) -> bool:
        at_first = ", ".join(self._now.details.safe_contact.numbers)
        return value == (at_first if self._followed is None else self._followed)

    def _details(self) -> ClientDetails:
        """Give the details as they are typed; a note whose lines nobody touched keeps them."""
        ways, may = (self.query_one(f"#{name}", Ticks).ticked for name in ("ways", "phone_may"))
        stored = self._now.details.safe_contact
        offered = {one.key for one in self._places()}
        places = [one for one in stored.places if one not in offered]
        places += [key for ticks in self.query("#places").results(Ticks) for key in sorted(ticks.ticked)]
        note = self.given("note")
        contact = SafeContact(
            channels=ways,
            numbers=tuple(re.split(r"[,;]", self.given("numbers"))) if "phone" in ways else (),
            times=self.given("times"),
            voicemail="phone" in ways and VOICEMAIL in may,
            name_service="phone" in ways and "name_service" in may,
            note=stored.note if note == " ".join(stored.note.split()) else note,
            places=stored.places if set(places) == set(stored.places) else tuple(places),
        )
        name, known_as, number, email, phone = (self.given(part) for part in TEXTS)
        return ClientDetails(name, known_as, number, email, phone, contact, self._now.details.also)

    def work(self) -> Callable[[], Any]:
        """Change them; when another terminal was first, say what it stored and let this one be saved over it."""
        details, now = self._details(), self._now

        def save() -> Any:
            try:
                return clients.change(self.desk, now.id, now.row_ver, details)
            except BadInput as error:
                raise BadInput({_field(name): sentence for name, sentence in error.problems.items()}) from error
            except ChangedMeanwhile as error:
                self._now = clients.client_file(self.desk, now.id)
                merged = MERGED.format(name=self._now.details.name)
                raise BadInput(
                    {"": MEANWHILE if self._now.id == now.id else merged, **self._stored(details)}
                ) from error

        return save

    def _stored(self, typed: ClientDetails) -> dict[str, str]:
        """Give what is stored now, by field, where it is not what was typed here."""
        stored = self._now.details
        found = {name: getattr(stored, name) for name in TEXTS if getattr(stored, name) != getattr(typed, name)}
        theirs, ours = stored.safe_contact, typed.safe_contact
        if replace(theirs, note="") != replace(ours, note=""):
            found["ways"] = theirs.instruction(self.desk.policy.places())
        if theirs.note != ours.note:
            found["note"] = " ".join(theirs.note.split())
        return {name: f"Stored now: {words or 'nothing'}" for name, words in found.items()}


def _field(name: str) -> str:
    part = name.removeprefix("safe_contact.")
    return name if part == name else _WHERE.get(part, "note")


class MergeClients(FormDialog):
    """Two records of one person made one: which record, and whether one is sure. Closes with what was done, or None."""

    HEAD = "Two records, one person"
    YES = "Make them one"
    NO: ClassVar[str] = "no"

    def __init__(self, desk: Desk, now: ClientFile, who: Callable[[str], str]) -> None:
        super().__init__(desk)
        self._now, self._who = now, who

    def words(self) -> str:
        """Say what happens."""
        name = self._who(self._now.details.name)
        return (
            f"The record you choose becomes part of {name}'s: all cases stand under her, what the other record says "
            "beside is kept, and u takes it back."
        )

    def fields(self) -> ComposeResult:
        """Yield the records that may be hers, and whether one is sure."""
        yield Labelled("Record", Pick(tuple(self._choice(one) for one in self._now.alike), id="other"), self._hint(0))
        sure = (Choice(self.NO, "Not yet"), Choice("yes", "Yes, it is one person"))
        yield Labelled("Are you sure?", Pick(sure, self.NO, id="sure"), "Needed when the student numbers differ.")

    def _choice(self, one: Alike) -> Choice:
        return Choice(one.id, " ".join(part for part in (self._who(one.name), one.student_number) if part))

    def _hint(self, at: int) -> str:
        one = self._now.alike[at]
        return ", ".join(part for part in (one.why, one.email) if part)

    @on(Pick.Changed, "#other")
    def chosen(self, event: Pick.Changed) -> None:
        """Say why the record is offered."""
        self.hint("other", self._hint(event.pick.at))

    def work(self) -> Callable[[], Any]:
        """Merge them."""
        other, sure = self.query_one("#other", Pick).value, self.query_one("#sure", Pick).value == "yes"
        now = self._now

        def merge() -> Any:
            row_ver = clients.client_file(self.desk, other).row_ver
            return clients.merge(self.desk, now.id, other, (now.row_ver, row_ver), sure=sure)

        return merge


class DeskFlagForm(FormDialog):
    """The desk told not to admit a client, or to admit her again, with the reason. Closes with what was done, or None.

    Only a manager opens it; reception is told the one sentence and never the reason (I-22; L-13).
    """

    def __init__(self, desk: Desk, client_id: str, now: FlagView, name: str) -> None:
        super().__init__(desk, f"client:{client_id}:flag")
        self._client_id, self._now = client_id, now
        self.HEAD = f"{'Admit' if now.refused else 'Do not admit'} {name}"  # type: ignore[misc]
        self.YES = "Let the desk admit her" if now.refused else "Tell the desk"  # type: ignore[misc]

    def words(self) -> str:
        """Say what the desk is told, and what it is not."""
        if self._now.refused:
            return "Reception admits and books her again. The reason stays with the advisers and is kept."
        return f"Reception sees “{REFUSED}” and books no appointment. The reason stays with the advisers."

    def fields(self) -> ComposeResult:
        """Yield the reason."""
        yield Labelled("Reason", TextBox(limit=Limit.SHORT, id="reason"), classes="-text")

    def work(self) -> Callable[[], Any]:
        """Set the flag, or lift it."""
        reason = self.query_one("#reason", TextBox).text
        act = desk_flags.lift if self._now.refused else desk_flags.refuse
        return lambda: act(self.desk, self._client_id, reason)
