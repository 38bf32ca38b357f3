"""Calls, messages and callers (scenarios 10, 11, 12, 18, 23): taken, passed on, called back, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advice_tui.casework import arrivals, cases, clients, drafts, messages, search, service_days, staff, today, undo
from advice_tui.casework.cases import waiting
from advice_tui.casework.diary import booking, reading
from advice_tui.casework.diary.views import BookingForm
from advice_tui.casework.messages import AnswerForm, MessageForm
from advice_tui.casework.slips import open_slip
from advice_tui.rules import calls
from advice_tui.rules.service_calendar import NewClosure
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.models import Case
from tests.factories import NOW, POLICIES, audit_lines, take, write

WORDS = "Her landlord rang again. Zanzibar."
CLOSURE = NewClosure(date(2026, 11, 26), date(2026, 11, 26), "Staff training", advertised=date(2026, 11, 24))
MOBILE, HOME = "07700 900123", "020 7946 0000"


def form(kind="message", **over):
    fields = {"name": "Amira Khan", "number": MOBILE, "times": "after 5", "words": WORDS}
    if kind == "put_through":
        fields = {"name": "Amira Khan"}
    return MessageForm(kind, **(fields | over))


def taken(desk, kind="message", **over):
    return messages.take(desk, form(kind, **over))


def slip_row(desk, slip_id):
    with desk.store.read() as connection:
        return connection.exec_driver_sql("SELECT * FROM slip WHERE id = ?", (slip_id,)).mappings().one()


def called_back(desk, slip_id, outcome="reached", **over):
    seen = messages.open_message(desk, slip_id)
    number = seen.ring.numbers[0].number if seen.ring.numbers else ""
    fields = {"number": number, "note": "Rang her. She will send the letter."} | over
    return messages.answer(desk, slip_id, seen.row_ver, AnswerForm(outcome, **fields))


# Scenario 10 -----------------------------------------------------------------------------------------------------------


def test_a_call_put_through_leaves_who_and_to_whom_and_no_words(desk):
    """Scenario 10: I-30, first sentence."""
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, "put_through", for_id=priya.person.id)
    assert done.sentence == "Put through to Priya Nair."
    row = slip_row(dana, done.id)
    assert (row["kind"], row["state"], row["for_id"], row["sealed"]) == (
        "put_through",
        "answered",
        priya.person.id,
        None,
    )
    (listed,) = messages.passed_on(dana)
    assert (listed.who, listed.about, listed.words) == ("Amira Khan", "put through to Priya Nair", "put through")
    assert messages.waiting(priya) == ()
    with pytest.raises(NotFound):
        messages.open_message(priya, done.id)


@pytest.mark.parametrize("field", ["words", "number", "times"])
def test_no_content_is_taken_of_a_call_put_through(desk, field):
    with pytest.raises(BadInput) as refused:
        taken(desk("receptionist"), "put_through", for_id=desk("adviser").person.id, **{field: MOBILE})
    assert "no words" in refused.value.problems["words"]


def test_a_call_is_put_through_to_somebody(desk):
    with pytest.raises(BadInput) as refused:
        taken(desk("receptionist"), "put_through")
    assert set(refused.value.problems) == {"for_id"}


def test_who_may_be_put_through_to_and_how_they_are(desk, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    clock.set(2026, 11, 24, 10, 5)
    who = {"client_id": taken(dana).client_id}
    booking.book(dana, BookingForm(date(2026, 11, 24), 630, priya.person.id, "Room 1", **who))
    now = {one.name: (one.now, one.free) for one in messages.colleagues(dana)}
    assert now["Priya Nair"] == ("free until 10:30", True)
    assert now["Tom Ellis"] == ("free", True)
    assert set(now) == {"Morgan Reed", "Priya Nair", "Tom Ellis"}
    clock.set(2026, 11, 24, 10, 40)
    now = {one.name: (one.now, one.free) for one in messages.colleagues(dana)}
    assert now["Priya Nair"] == ("with somebody until 11:00", False)
    (one,) = reading.one_day(dana, date(2026, 11, 24)).days[0].booked
    arrivals.seen(dana, one.id, one.row_ver)
    clock.set(2026, 11, 24, 11, 20)
    now = {each.name: (each.now, each.free) for each in messages.colleagues(dana)}
    assert now["Priya Nair"] == ("still with somebody", False)


# Scenario 11 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_a_message_lands_with_its_adviser_at_once_with_a_target(desk, policy):
    """Scenario 11: I-30, I-35."""
    dana, priya, tom = desk("receptionist"), desk("adviser"), desk("second")
    done = taken(dana, for_id=priya.person.id)
    assert done.sentence.startswith("Message passed on to Priya Nair; to be called back ")
    (row,) = today.waiting(priya).rows
    assert (row.kind, row.who, row.about, row.mine) == ("message", "Amira Khan", WORDS, True)
    assert row.internal is (priya.policy.reply.phone_message.internal)
    assert any("Day 1" in line for line in today.explain_row(priya, row.id))
    found = today.waiting(tom)
    assert (found.rows, found.others) == ((), 1)
    assert [one.who for one in today.waiting(tom, everybody=True).rows] == ["Amira Khan"]


def test_what_is_for_nobody_is_everybodys_and_a_leavers_too(desk):
    dana, manager = desk("receptionist"), desk("manager")
    first = taken(dana)
    second = taken(dana, name="Joe Marsh", for_id=desk("second").person.id)
    staff.disable(manager, "tom")
    assert {one.id for one in messages.waiting(desk("adviser"))} == {first.id, second.id}


def test_reception_seals_the_words_and_cannot_open_them_again(desk, service):
    """Scenario 11, 16: I-22; L-13, L-21."""
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, for_id=priya.person.id)
    assert not dana.keys.holds("advice")
    with dana.store.read() as connection, pytest.raises(NotFound):
        open_slip(dana, connection, done.id)
    for closed in (lambda: messages.open_message(dana, done.id), lambda: messages.waiting(dana)):
        with pytest.raises(NotAllowed):
            closed()
    assert WORDS not in repr(messages.passed_on(dana)) + repr(today.waiting(dana)) + repr(audit_lines(dana))
    for path in service.home.rglob("*"):
        if path.is_file():
            assert b"Zanzibar" not in path.read_bytes()
    with priya.store.read() as connection:
        keys = connection.exec_driver_sql("SELECT room FROM record_key WHERE record_id = ?", (done.id,)).fetchall()
    assert [row[0] for row in keys] == ["advice"]
    assert messages.open_message(priya, done.id).words == WORDS


def test_reception_sees_passed_on_then_called_back_and_never_the_case(desk, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, for_id=priya.person.id)
    (listed,) = messages.passed_on(dana)
    assert (listed.about, listed.done, listed.mine) == ("message for Priya Nair", False, True)
    assert listed.words == "passed on, due Thu 26 Nov 16:00"
    clock.pass_(minutes=20)
    answered = called_back(priya, done.id, "unanswered", note="")
    assert messages.passed_on(dana)[0].words == "passed on: Priya Nair has it"
    clock.pass_(minutes=20)
    write(priya, answered.case_id, "call_reached", "Spoke with her.")
    (listed,) = messages.passed_on(dana)
    assert (listed.done, listed.words.split(" ")[:2]) == (True, ["called", "back"])
    assert answered.number not in repr(listed)
    assert [row.words for row in today.waiting(dana).rows] == ["called back"]


def test_todays_list_of_reception_names_what_each_slip_is(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    take(dana, name="Grace Lowe")
    taken(dana, for_id=priya.person.id)
    taken(dana, "request", name="Joe Marsh", channel="face_to_face")
    taken(dana, "put_through", name="Rosa Pinto", for_id=priya.person.id)
    found = {row.who: (row.kind, row.about) for row in today.waiting(dana).rows}
    assert found == {
        "Grace Lowe": ("slip", "passed on"),
        "Amira Khan": ("message", "message for Priya Nair"),
        "Joe Marsh": ("request", "wants an appointment"),
        "Rosa Pinto": ("put_through", "put through to Priya Nair"),
    }
    assert today.waiting(dana).total == 3
    assert all(today.explain_row(dana, row.id) for row in today.waiting(dana).rows)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": ""}, "name"),
        ({"number": ""}, "number"),
        ({"number": "not a number"}, "number"),
        ({"for_id": "nobody"}, "for_id"),
        ({"words": "x" * 501}, "words"),
        ({"times": "x" * 501}, "times"),
        ({"may": frozenset({"moon"})}, "may"),
        ({"email": "nonsense"}, "email"),
        ({"student_number": "???"}, "student_number"),
        ({"kind": "request", "channel": "pigeon"}, "channel"),
        ({"kind": "request", "number": "", "channel": "email"}, "number"),
        ({"kind": "nothing"}, "kind"),
    ],
)
def test_everything_wrong_is_said_under_its_field(desk, over, field):
    dana = desk("receptionist")
    with pytest.raises(BadInput) as refused:
        taken(dana, over.pop("kind", "message"), **over)
    assert field in refused.value.problems
    assert messages.passed_on(dana) == ()


def test_all_problems_are_said_at_once(desk):
    with pytest.raises(BadInput) as refused:
        taken(desk("receptionist"), name="", number="x", for_id="y", words="z" * 501)
    assert set(refused.value.problems) == {"name", "number", "for_id", "words"}


def test_a_new_caller_allows_only_what_she_was_asked(desk):
    """L-23: no voicemail and no name of the service unless somebody asked."""
    dana = desk("receptionist")
    quiet = clients.client_file(dana, taken(dana).client_id).details.safe_contact
    assert (quiet.numbers, quiet.times, quiet.voicemail, quiet.name_service) == ((MOBILE,), "after 5", False, False)
    open_ = taken(dana, name="Joe Marsh", may=frozenset({"voicemail", "name_service"}))
    contact = clients.client_file(dana, open_.client_id).details.safe_contact
    assert (contact.voicemail, contact.name_service) == (True, True)


def test_callers_are_found_by_name_number_and_in_another_spelling(desk):
    dana = desk("receptionist")
    search.build(dana)
    first = taken(dana, name="Łukasz Kowalski", student_number="w1234567")
    for typed in ("lukasz", "kowalski", "W1234567", "Łukasz Kowalski"):
        (found,) = messages.callers(dana, typed)
        assert (found.client_id, found.alike, found.numbers) == (first.client_id, False, (MOBILE,))
    (found,) = messages.callers(dana, "kowalsky")
    assert found.alike
    assert messages.callers(dana, "   ") == ()


def test_a_client_on_file_is_not_changed_by_a_message(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    case = take(priya)
    before = clients.client_file(priya, case.client_id)
    done = messages.take(
        dana, MessageForm("message", client_id=case.client_id, number="07700 900999", times="before 12")
    )
    assert done.client_id == case.client_id
    assert clients.client_file(priya, case.client_id).row_ver == before.row_ver
    seen = messages.open_message(priya, done.id)
    assert [(one.number, one.times, one.given) for one in seen.ring.numbers] == [
        ("07700 900999", "before 12", True),
        (MOBILE, "", False),
    ]


def test_a_draft_goes_with_the_message_it_became(desk):
    dana = desk("receptionist")
    drafts.keep(dana, "call", {"who": "Amira Khan", "words": WORDS})
    messages.take(dana, form(), draft="call")
    assert drafts.find(dana, "call") is None


@pytest.mark.parametrize("kind", ["message", "request", "put_through"])
def test_it_is_taken_back_while_nobody_has_taken_it_up(desk, kind):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, kind, for_id=priya.person.id)
    assert undo.undo(dana, done.undo).startswith("Undone: the ")
    assert (messages.passed_on(dana), messages.waiting(priya)) == ((), ())
    with pytest.raises(ChangedMeanwhile):
        undo.undo(dana, done.undo)


def test_what_an_adviser_has_taken_up_stays(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana)
    called_back(priya, done.id, "unanswered")
    with pytest.raises(ChangedMeanwhile, match="taken this up"):
        undo.undo(dana, done.undo)
    other = taken(dana, name="Joe Marsh")
    with pytest.raises(NotAllowed):
        undo.undo(priya, other.undo)


# Calling back ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_reached_opens_a_case_of_hers_and_meets_the_target(desk, policy, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, for_id=priya.person.id)
    clock.pass_(hours=2)
    answered = called_back(priya, done.id, topic=priya.policy.topics[0].key, minutes=10, told_record=True)
    case = cases.open_case(priya, answered.case_id)
    assert [(entry.kind, entry.body) for entry in sorted(case.entries, key=lambda one: one.at)] == [
        ("received", WORDS),
        ("call_reached", "Rang her. She will send the letter."),
    ]
    assert case.adviser_id == priya.person.id
    assert (case.about, case.minutes, case.notice != "") == (WORDS, 10, True)
    (promise,) = case.promises
    assert promise.received == NOW
    assert promise.words.startswith(("called back", "answered"))
    assert today.waiting(priya).rows == ()
    assert messages.passed_on(dana)[0].done


@pytest.mark.parametrize("outcome", ["voicemail", "unanswered", "later"])
def test_a_call_that_reached_nobody_keeps_the_target_open_on_the_case(desk, outcome):
    """I-6: "hear back from the Adviser"; scenario 7."""
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, may=frozenset({"voicemail"}))
    due = messages.waiting(priya)[0].due
    answered = called_back(priya, done.id, outcome)
    assert answered.sentence.startswith(f"Case {answered.number} opened; ")
    (row,) = today.waiting(priya).rows
    assert (row.kind, row.case_id, row.due) == ("callback", answered.case_id, due)
    assert not messages.passed_on(dana)[0].done
    write(priya, answered.case_id, "call_reached", "Now she was there.")
    assert messages.passed_on(dana)[0].done


def test_it_goes_onto_an_open_case_with_the_promise_made_when_it_was_taken(desk, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    case = take(priya, channel="telephone")
    write(priya, case.case_id, "call_reached", "First call.")
    done = messages.take(dana, MessageForm("message", client_id=case.client_id, number=MOBILE, words=WORDS))
    due = messages.waiting(priya)[0].due
    clock.pass_(days=1)
    seen = messages.open_message(priya, done.id)
    assert [one.id for one in seen.cases] == [case.case_id]
    answered = called_back(priya, done.id, case_id=case.case_id)
    assert answered.sentence == f"Put on case {case.number}; called back: the target is met."
    view = cases.open_case(priya, case.case_id)
    assert [entry.kind for entry in view.entries].count("received") == 2
    assert (view.promises[-1].due, view.promises[-1].received) == (due, NOW)


def test_a_case_that_waited_is_open_again(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    case = take(priya)
    write(priya, case.case_id, "reply_email", "Send me the letter.")
    row_ver = cases.open_case(priya, case.case_id).row_ver
    waiting.wait(priya, case.case_id, row_ver, "the letter", date(2026, 12, 1))
    done = messages.take(dana, MessageForm("message", client_id=case.client_id, number=MOBILE, words="I have it."))
    answered = called_back(priya, done.id, "unanswered", case_id=case.case_id)
    assert cases.open_case(priya, case.case_id).status == "open"
    undo.undo(priya, answered.undo)
    assert cases.open_case(priya, case.case_id).status == "waiting"


def test_neither_a_closed_case_nor_another_clients_takes_it(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    case = take(priya)
    other = take(priya, name="Joe Marsh", student_number="w1111111", email="joe@example.org")
    done = messages.take(dana, MessageForm("message", client_id=case.client_id, number=MOBILE))
    with pytest.raises(BadInput, match="another client"):
        called_back(priya, done.id, case_id=other.case_id)
    with priya.store.write(priya.signer, "test", at=priya.now) as tx:
        tx.change(Case, {"id": case.case_id}, status="closed")
    with pytest.raises(BadInput, match="closed meanwhile"):
        called_back(priya, done.id, case_id=case.case_id)
    with pytest.raises(NotFound):
        called_back(priya, done.id, case_id="0" * 32)
    assert len(messages.waiting(priya)) == 1


def test_only_allowed_numbers_are_given_and_a_voicemail_is_refused(desk):
    """Scenario 23: L-23; "not at home; mobile after 5"."""
    dana, priya = desk("receptionist"), desk("adviser")
    case = take(priya, phone=MOBILE, times="after 5", contact_note="not at home")
    file = clients.client_file(priya, case.client_id)
    details = file.details.from_json(file.details.to_json() | {"phone": HOME})
    clients.change(priya, case.client_id, file.row_ver, details)
    done = messages.take(dana, MessageForm("message", client_id=case.client_id, number=MOBILE))
    seen = messages.open_message(priya, done.id)
    assert [(one.number, one.times, one.outside) for one in seen.ring.numbers] == [(MOBILE, "after 5", True)]
    assert HOME not in repr([vars(seen), vars(seen.ring)])
    assert seen.ring.script
    assert all(name not in seen.ring.script for name in (priya.policy.service, priya.policy.union))
    with pytest.raises(BadInput) as refused:
        called_back(priya, done.id, "voicemail", note="")
    assert refused.value.problems == {"outcome": calls.NO_VOICEMAIL}
    with pytest.raises(BadInput) as refused:
        called_back(priya, done.id, "unanswered", number=HOME)
    assert set(refused.value.problems) == {"number"}
    with pytest.raises(BadInput) as refused:
        messages.take(dana, MessageForm("message", client_id=case.client_id, number=HOME))
    assert "does not allow this number" in refused.value.problems["number"]
    answered = called_back(priya, done.id, "unanswered", note="", case_id=case.case_id)
    newest = max(cases.open_case(priya, answered.case_id).entries, key=lambda entry: entry.id)
    assert (newest.title, newest.notes) == (f"No answer: {MOBILE}", ("Rung outside the safe times.",))


@pytest.mark.parametrize(
    ("outcome", "over", "field"),
    [
        ("reached", {"note": " "}, "note"),
        ("reached", {"topic": "nonsense"}, "topic"),
        ("reached", {"minutes": -1}, "minutes"),
        ("reached", {"at": NOW - timedelta(hours=1)}, "at"),
        ("reached", {"at": NOW + timedelta(hours=1)}, "at"),
        ("reached", {"number": "0999"}, "number"),
        ("unanswered", {"number": ""}, "number"),
        ("nonsense", {}, "outcome"),
    ],
)
def test_what_is_wrong_with_a_call_back_stands_under_its_field(desk, outcome, over, field):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana)
    with pytest.raises(BadInput) as refused:
        called_back(priya, done.id, outcome, **over)
    assert set(refused.value.problems) == {field}
    assert len(messages.waiting(priya)) == 1


def test_only_the_first_of_two_advisers_calls_back(desk):
    dana, priya, tom = desk("receptionist"), desk("adviser"), desk("second")
    done = taken(dana)
    seen = messages.open_message(tom, done.id)
    called_back(priya, done.id)
    with pytest.raises(ChangedMeanwhile, match="Priya Nair has taken this up"):
        messages.answer(tom, done.id, seen.row_ver, AnswerForm("reached", note="Spoke with her."))
    assert "Priya Nair: called back" in messages.open_message(tom, done.id).done


@pytest.mark.parametrize("outcome", ["reached", "unanswered", "later"])
def test_a_call_back_with_a_new_case_is_taken_back_whole(desk, outcome):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, for_id=priya.person.id)
    answered = called_back(priya, done.id, outcome)
    undo.undo(priya, answered.undo)
    (row,) = today.waiting(priya).rows
    assert (row.kind, row.slip_id) == ("message", done.id)
    assert messages.passed_on(dana)[0].words.startswith("passed on, due")
    with pytest.raises(NotFound):
        cases.open_case(priya, answered.case_id)
    assert called_back(priya, done.id).number != answered.number


def test_a_call_back_on_an_open_case_is_taken_back_whole(desk, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    case = take(priya)
    clock.pass_(minutes=5)
    done = messages.take(dana, MessageForm("message", client_id=case.client_id, number=MOBILE, words=WORDS))
    answered = called_back(priya, done.id, case_id=case.case_id)
    assert today.waiting(priya).rows == ()
    undo.undo(priya, answered.undo)
    assert sorted(row.kind for row in today.waiting(priya).rows) == ["message", "reply"]
    view = cases.open_case(priya, case.case_id)
    assert view.adviser_id is None
    assert [bool(entry.struck) for entry in sorted(view.entries, key=lambda one: one.id)] == [False, True, True]
    write(priya, case.case_id, "reply_email", "Here is what you can do.")
    assert not messages.passed_on(dana)[0].done
    assert [row.kind for row in today.waiting(priya).rows] == ["message"]


def test_a_call_back_that_somebody_went_on_from_stays(desk):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana)
    answered = called_back(priya, done.id, "unanswered")
    write(priya, answered.case_id, "note", "She works on Mondays.")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, answered.undo)
    assert cases.open_case(priya, answered.case_id)


def test_reading_a_message_is_audited_once_in_a_while_and_no_line_names_slip_and_case(desk, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana)
    for _ in range(3):
        messages.open_message(priya, done.id)
    assert [line.obj for line in audit_lines(priya) if line.act == "message.read"] == [done.id]
    clock.pass_(minutes=11)
    messages.open_message(priya, done.id)
    answered = called_back(priya, done.id)
    undo.undo(priya, answered.undo)
    lines = [f"{line.obj} {line.detail}" for line in audit_lines(priya)]
    assert len([line for line in lines if line.startswith(done.id)]) == 3
    assert not [line for line in lines if answered.case_id in line and (done.id in line or done.client_id in line)]


def test_one_act_is_one_transaction(desk, monkeypatch):
    """Killed in the middle nothing is half written: whatever fails, everything of it is gone."""
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana)
    before = (today.waiting(priya), len(audit_lines(priya)))
    seen = messages.open_message(priya, done.id)
    monkeypatch.setattr("advice_tui.casework.messages.answering._mark", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        messages.answer(priya, done.id, seen.row_ver, AnswerForm("reached", note="Spoke with her."))
    assert today.waiting(priya).rows == before[0].rows
    assert [line.act for line in audit_lines(priya)][before[1] :] == ["message.read"]


# Scenarios 12 and 18 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("channel", ["face_to_face", "email"])
def test_a_request_waits_with_its_target_until_it_is_booked(desk, policy, channel):
    """Scenarios 12 and 18: I-31, I-34, I-35."""
    dana, priya = desk("receptionist"), desk("adviser")
    done = taken(dana, "request", channel=channel)
    assert "wants an appointment" in done.sentence
    (row,) = today.waiting(priya).rows
    assert (row.kind, row.internal) == ("request", False)
    day = date(2026, 11, 26)
    form_ = BookingForm(day, 780, priya.person.id, client_id=done.client_id, slip_id=done.id)
    booked = booking.book(dana, form_)
    assert today.waiting(priya).rows == ()
    assert messages.passed_on(dana)[0].words.startswith("answered")
    undo.undo(dana, booked.undo)
    assert [row.kind for row in today.waiting(priya).rows] == ["request"]


def test_a_request_of_somebody_at_the_desk_needs_no_number(desk):
    """Scenario 12: she may come again; I-34."""
    done = taken(desk("receptionist"), "request", number="", times="", channel="face_to_face")
    seen = messages.open_message(desk("adviser"), done.id)
    assert (seen.ring.numbers, seen.kind) == ((), "request")


# The calendar ----------------------------------------------------------------------------------------------------------


def test_a_closure_moves_a_waiting_message_by_the_rule_of_promises(desk):
    """Rule 7, I-36: a message has no promise row yet, so its own sum moves, and is undone with the closure."""
    dana, priya, manager = desk("receptionist"), desk("adviser"), desk("manager")
    take(dana, channel="telephone", name="Joe Marsh")
    done = taken(dana)
    effect = service_days.propose(manager, CLOSURE)
    assert effect.total == 2
    applied = service_days.apply(manager, CLOSURE)
    service_days.follow(priya)
    moved = next(row for row in today.waiting(priya).rows if row.slip_id == done.id)
    assert moved.words == "due Fri 27 Nov 16:00"
    assert any("Fri 27 Nov" in line for line in today.explain_row(priya, moved.id))
    assert [row.words for row in messages.passed_on(dana)] == ["passed on, due Fri 27 Nov 16:00"]
    undo.undo(manager, applied.undo)
    service_days.follow(priya)
    assert messages.waiting(priya)[0].words == "due Thu 26 Nov 16:00"
    answered = called_back(priya, done.id, "unanswered")
    assert cases.open_case(priya, answered.case_id).promises[0].due == messages.passed_on(dana)[0].due


def test_once_on_a_case_the_slip_moves_with_the_promise(desk):
    dana, priya, manager = desk("receptionist"), desk("adviser"), desk("manager")
    done = taken(dana)
    called_back(priya, done.id, "unanswered")
    service_days.apply(manager, CLOSURE)
    assert messages.passed_on(dana)[0].due.day == 27


# Hostile text ----------------------------------------------------------------------------------------------------------

NASTY = ["[/]", "[@click=app.quit]x", "\x1b]0;owned\x07", "\u202egnp.exe", '"* OR NEAR(', "../../etc/passwd", "a\x00b"]


@pytest.mark.parametrize("text", NASTY)
def test_hostile_words_are_kept_clean_and_harmless(desk, text):
    dana, priya = desk("receptionist"), desk("adviser")
    search.build(dana)
    messages.callers(dana, text)
    done = taken(dana, name=f"Amira {text}", times=text, words=text * 3)
    seen = messages.open_message(priya, done.id)
    for sign in ("\x1b", "\u202e", "\x00", "\x07"):
        assert sign not in seen.words + seen.name + seen.ring.numbers[0].times
    assert called_back(priya, done.id, "unanswered", note=text).case_id


def test_a_paste_of_ten_megabytes_is_refused(desk):
    with pytest.raises(BadInput) as refused:
        taken(desk("receptionist"), words="x" * 10_000_000, times="y" * 10_000_000)
    assert set(refused.value.problems) >= {"words", "times"}


def test_every_kind_of_slip_has_words():
    assert set(calls.SLIP_KINDS) == {"enquiry", "message", "request", "put_through"}
    assert all(kind.label and kind.does and kind.done for kind in calls.SLIP_KINDS.values())
