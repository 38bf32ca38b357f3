"""Everything that is wrong with an enquiry, said at once, and the promise that it would make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from advice_tui.casework import promises, service_days
from advice_tui.casework.enquiries.form import EnquiryForm, Preview
from advice_tui.desk import Desk
from advice_tui.policy.parts import Choice
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import follow_up_due, promise_due, promise_kind
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import Due, explain, say_day, say_due
from data import queries
from data.errors import BadInput

NONE_LATER = "No date is promised for later messages."
_FIELDS = {"note": "contact_note", "times": "times"}
"""Which field of the form a problem of the contact instruction stands under; every other, under the telephone."""


@allowed(Act.TAKE_ENQUIRY)
def problems(desk: Desk, form: EnquiryForm) -> dict[str, str]:
    """Give everything that is wrong with a form, by field; empty means it can be saved."""
    found = _of_person(desk, form) | form.case_details().problems() | _chosen(desk, form)
    _, about = field(form.about, "About", Limit.NOTE, required=True, lines=True)
    if about:
        found["about"] = about
    when = moment_problem(desk.now, form.received)
    if when:
        found["received"] = when
    return found


def moment_problem(now: datetime, received: datetime) -> str | None:
    """Say what is wrong with when a contact was received: it lies in the future, or more than a year ago."""
    if received > now + timedelta(minutes=1):
        return "This is in the future. Say when it was received."
    return "This is more than a year ago. Look at the date." if received < now - timedelta(days=366) else None


def _of_person(desk: Desk, form: EnquiryForm) -> dict[str, str]:
    """Give what is wrong with who it is and how to answer."""
    found: dict[str, str] = {}
    for name, sentence in form.details().problems().items():
        part = name.removeprefix("safe_contact.")
        found.setdefault(name if part == name else _FIELDS.get(part, "phone"), sentence)
    if not set(form.places) <= {place.key for place in desk.policy.consent.ask_about_places}:
        found["may"] = "Choose from the places of the list."
    if form.by_post and not form.contact_note.strip() and not form.client_id:
        found.setdefault("contact_note", "Letters are allowed: write the address here.")
    if not (form.email.strip() or form.phone.strip() or form.by_post) and form.channel != "face_to_face":
        found.setdefault("email", "Give an e-mail address or a telephone number, or nobody can answer.")
    return found


def _chosen(desk: Desk, form: EnquiryForm) -> dict[str, str]:
    """Give what is wrong with what was chosen from lists."""
    policy, found = desk.policy, dict[str, str]()
    if form.channel not in _keys(policy.channels):
        found["channel"] = "Choose how the enquiry came in."
    if form.topic and form.topic not in _keys(policy.topics):
        found["topic"] = "Choose a topic of the list, or none."
    if form.eligibility and form.eligibility not in _keys((*policy.eligibility.groups, *policy.eligibility.others)):
        found["eligibility"] = "Choose who is asking from the list."
    if form.case_id and not form.client_id:
        found["case_id"] = "A contact is added to a case of a client on file: take the client first."
    return found


def _keys(choices: Iterable[Choice]) -> set[str]:
    return {choice.key for choice in choices}


def checked(desk: Desk, form: EnquiryForm) -> EnquiryForm:
    """Give the form with its text cleaned; raises BadInput with all problems."""
    found = problems(desk, form)
    if found:
        raise BadInput(found)
    return replace(form, about=field(form.about, "About", Limit.NOTE, lines=True)[0])


def first_due(desk: Desk, channel: str, received: datetime) -> Due:
    """Work out by when a first contact must be answered (I-6, I-28; L-3)."""
    return promise_due(desk.policy, desk.calendar, channel, received)


@allowed(Act.TAKE_ENQUIRY)
def preview(desk: Desk, channel: str, received: datetime, *, case_id: str = "") -> Preview:
    """Say by when an enquiry received then must be answered, and why (I-6, I-28; L-3).

    With ``case_id`` it is for a contact that is added to this open case: the promise of later messages (I-10; L-5),
    unless it is the first that the case hears.
    """
    service_days.follow(desk)
    note = service_days.standing_note(desk, channel, received)
    if case_id and _heard(desk, case_id):
        later = follow_up_due(desk.policy, desk.calendar, channel, received)
        return _said("Reply due", later, note) if later else Preview(NONE_LATER, (), "", provisional=False, note=note)
    words = "Internal target" if promise_kind(desk.policy, channel) == "callback" else "Reply due"
    return _said(words, first_due(desk, channel, received), note)


def _heard(desk: Desk, case_id: str) -> bool:
    with desk.store.read() as connection:
        before = queries.promises(connection, desk.keys, case_id)
    return any(promises.published(one.kind) for one in before)


def _said(words: str, due: Due, note: str) -> Preview:
    amber = "" if due.strict_due == due.due else f"Shown amber from {say_day(due.strict_due.date())}, the strict count."
    return Preview(f"{words} {say_due(due)}", tuple(explain(due)), amber, due.provisional, note)
