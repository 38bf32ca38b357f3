"""A restriction from the proposal to its end: what it refuses at the desk, on the telephone and on the case (I-43 to I-45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advice_tui.casework import (
    arrivals,
    cases,
    clients_at_desk,
    desk_flags,
    drafts,
    effects,
    letters,
    messages,
    procedure_documents,
    procedures,
    search,
    undo,
)
from advice_tui.casework.diary import booking, line, moving, planning, reading
from advice_tui.casework.diary.views import BookingForm
from advice_tui.rules.procedure import Taken, Who
from data.errors import BadInput, NotAllowed, NotFound
from tests.casework.conduct import begin, filled, state, take_step
from tests.factories import POLICIES, audit_lines, book, take, write

THU, FRI, NEXT = date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 3)
WITH_BOTH = pytest.mark.parametrize("policy", POLICIES)
OTHER = {"name": "Amir Khan", "student_number": "k1234567", "email": "amir@example.org"}


@pytest.fixture
def case(desk):
    return take(desk("adviser"))


def restrict(desk, case, terms="email_only", *, approve=True, **values):
    """A restriction proposed by the adviser and approved by the manager; what approving it gave."""
    priya, morgan = desk("adviser"), desk("manager")
    started = begin(
        priya,
        "restriction",
        {"reason": "limits_others", "terms": terms, "review": "22 Dec 2026"} | values,
        case_id=case.case_id,
    )
    return started, (take_step(morgan, started, "approve") if approve else None)


def why(act, *args, **values):
    """The sentences with which something is refused."""
    with pytest.raises(BadInput) as refused:
        act(*args, **values)
    return refused.value.problems


def slot(day=THU, start=600, **more):
    return BookingForm(day, start, **more)


# Scenario 39 ----------------------------------------------------------------------------------------------------------


@WITH_BOTH
def test_scenario_39_lateness_backed_by_four_events_approved_and_kept_to_at_once(desk, clock, case):
    dana, priya, morgan = desk("receptionist"), desk("adviser"), desk("manager")
    ids = [book(dana, date(2026, 11, day), 840, client_id=case.client_id).id for day in (24, 25, 26, 27)]
    for n, one in enumerate(ids):
        clock.set(2026, 11, 24 + n, 15, 30)
        arrivals.missed(dana, one, reading.one(dana, one).row_ver, notice=False)
    clock.set(2026, 11, 30, 10, 30)
    assert len(effects.attendance_events(priya, case.client_id)) == 4
    terms = {"reason": "lateness", "terms": "email_only;one_contact_a_week", "review": "28 Dec 2026"}
    started = begin(priya, "restriction", terms, case_id=case.case_id)
    view = procedures.open_procedure(priya, started)
    events = next(one for one in view.steps if one.key == "events").entries[0].suggested
    assert events.splitlines()[0] == "Tue 24 Nov 14:00: did not attend, no notice"
    assert len(events.splitlines()) == 4
    form = filled(view, "events", events=events)
    procedures.record(priya, started, view.row_ver, form)
    coming = book(dana, NEXT, 600, client_id=case.client_id)
    assert "First" not in str(state(morgan, started))
    done = take_step(morgan, started, "approve")
    assert done.to_cancel == (coming.id,)
    assert "Reception is told “See the manager first: email only; one contact a week”." in done.sentence
    assert "To be reviewed on Mon 28 Dec." in done.sentence
    assert "1 appointment to cancel." in done.sentence
    said = why(booking.book, dana, slot(date(2026, 12, 8), 660, mode="telephone", client_id=case.client_id))
    assert said == {"client": "The restriction says “Email only”. See the manager."}
    told = procedures.open_procedure(morgan, started).standing
    assert told == "Restricted since Mon 30 Nov 2026, to be reviewed Mon 28 Dec 2026"


def test_nothing_is_restricted_before_it_is_approved_nor_by_who_proposed_it(desk, case):
    dana = desk("receptionist")
    started, _ = restrict(desk, case, approve=False)
    assert book(dana, THU, 600, client_id=case.client_id)
    with pytest.raises(BadInput):
        take_step(desk("adviser"), started, "approve")
    assert desk_flags.said_of(dana, case.client_id) == ""


# Everywhere -----------------------------------------------------------------------------------------------------------


def test_two_terminals_agree(desk, case):
    """What the first terminal decided the second refuses, though it looked before."""
    dana = desk("receptionist", again=True)
    search.build(dana)
    before = line.read_line(dana, "quux thu 10", chosen=case.client_id)
    assert before.form is not None
    restrict(desk, case)
    assert why(booking.book, dana, before.form)["client"].endswith("See the manager.")
    read = line.read_line(dana, "quux thu 10", chosen=case.client_id)
    assert read.form is None
    assert ("no", "The restriction says “Email only”. See the manager") in {
        (one.state, one.words) for one in read.chips
    }


def test_every_list_says_to_see_the_manager_first_and_never_why(desk, case):
    dana, priya = desk("receptionist"), desk("adviser")
    done = book(dana, date(2026, 11, 24), 840, client_id=case.client_id)
    restrict(desk, case, words="He shouted at Tom")
    said = "See the manager first: email only"
    (row,) = arrivals.board(dana).rows
    assert (row.booked.restricted, row.booked.refused) == (said, "")
    assert reading.one(dana, done.id).restricted == said
    assert clients_at_desk.at_desk(dana, case.client_id).restricted == said
    assert messages.caller(dana, case.client_id).flag == said
    assert planning.of_case(priya, case.case_id).restricted == said
    with pytest.raises((NotAllowed, NotFound)):
        desk_flags.flag_of(dana, case.client_id)
    assert "shouted" not in "".join(one.detail for one in audit_lines(priya))


def test_a_named_adviser_is_chosen_and_nobody_else_books_or_writes(desk, case):
    dana, tom, priya = desk("receptionist"), desk("second"), desk("adviser")
    restrict(desk, case, "named_adviser", words="Only with Priya Nair")
    done = book(dana, THU, 600, client_id=case.client_id)
    assert reading.one(dana, done.id).adviser_id == priya.person.id
    said = why(booking.book, dana, slot(FRI, adviser_id=tom.person.id, client_id=case.client_id))["client"]
    assert said == "The restriction says “One named adviser only: Priya Nair”. See the manager."
    row = reading.one(dana, done.id)
    moved = slot(FRI, adviser_id=tom.person.id)
    assert "Priya Nair" in why(moving.move, dana, done.id, row.row_ver, moved)["client"]
    assert moving.move(dana, done.id, row.row_ver, slot(FRI)).sentence
    assert "Priya Nair" in why(write, tom, case.case_id, "reply_email")["kind"]
    assert write(priya, case.case_id, "reply_email")


def test_without_a_name_in_the_words_it_is_whose_case_it_is(desk, case):
    cases.take_on(desk("second"), case.case_id)
    restrict(desk, case, "named_adviser")
    assert desk_flags.said_of(desk("receptionist"), case.client_id).endswith("one named adviser only: Tom Ellis")


def test_the_composer_refuses_a_contact_and_the_text_stays_a_draft(desk, case):
    priya = desk("adviser")
    restrict(desk, case)
    subject = f"{drafts.ENTRY}{case.case_id}"
    drafts.keep(priya, subject, {"text": "Rang her", "kind": "call_reached"})
    said = why(write, priya, case.case_id, "call_reached", "Rang her", draft=subject)
    assert said == {"kind": "The restriction says “Email only”. See the manager."}
    assert drafts.find(priya, subject).data["text"] == "Rang her"
    for kind in ("reply_email", "letter", "note", "auto_ack", "development"):
        assert write(priya, case.case_id, kind), kind
    assert write(priya, case.case_id, "received", channel="telephone")
    assert write(priya, case.case_id, "call_reached", at=priya.now - timedelta(days=2))


def test_the_manager_may_go_beyond_the_terms_and_the_trail_says_so(desk, case):
    morgan = desk("manager")
    restrict(desk, case)
    search.build(morgan)
    assert line.read_line(morgan, "quux thu 10", chosen=case.client_id).form is not None
    assert book(morgan, THU, 600, client_id=case.client_id)
    assert '"beyond_terms":true' in audit_lines(morgan)[-1].detail
    assert write(morgan, case.case_id, "call_reached")
    assert '"beyond_terms":true' in audit_lines(morgan)[-1].detail


def test_one_contact_a_week_counts_every_case_and_every_terminal(desk, clock, case):
    dana, priya = desk("receptionist"), desk("adviser")
    second = take(priya, client_id=case.client_id)
    clock.pass_(minutes=5)
    restrict(desk, case, "one_contact_a_week")
    assert write(priya, second.case_id, "reply_email")
    said = why(write, priya, case.case_id, "reply_email")["kind"]
    assert said == ("The restriction says “One contact a week”, and there is one on Tue 24 Nov. See the manager.")
    clock.set(2026, 12, 1, 10, 20)
    assert write(priya, case.case_id, "reply_email")
    assert book(dana, date(2026, 12, 10), 600, client_id=case.client_id)
    assert "Thu 10 Dec" in why(booking.book, dana, slot(date(2026, 12, 15), client_id=case.client_id))["client"]
    assert book(dana, date(2026, 12, 17), 600, client_id=case.client_id)


MESSAGES = [
    ("email_only", "message", False),
    ("email_only", "put_through", False),
    ("email_only", "request", False),
    ("no_telephone", "message", False),
    ("no_telephone", "request", True),
    ("booked_only", "put_through", False),
    ("booked_only", "request", True),
    ("other", "message", True),
]


@pytest.mark.parametrize(("terms", "kind", "taken"), MESSAGES)
def test_calls_and_messages_are_kept_to_the_terms(desk, case, terms, kind, taken):
    dana, morgan = desk("receptionist"), desk("manager")
    restrict(desk, case, terms)
    priya = desk("adviser")
    words = {} if kind == "put_through" else {"number": "07700 900123", "words": "Please ring"}
    channel = "face_to_face" if kind == "request" else "telephone"
    form = messages.MessageForm(kind, case.client_id, for_id=priya.person.id, channel=channel, **words)
    if taken:
        assert messages.take(dana, form)
    else:
        assert why(messages.take, dana, form)["kind"].endswith("See the manager.")
    for_her = messages.MessageForm(kind, case.client_id, for_id=morgan.person.id, channel=channel, **words)
    assert messages.take(dana, for_her)


def test_calling_back_is_kept_to_the_terms(desk, case):
    dana, priya = desk("receptionist"), desk("adviser")
    form = messages.MessageForm("message", case.client_id, number="07700 900123", words="Please ring")
    slip = messages.take(dana, form).id
    restrict(desk, case, "no_telephone")
    seen = messages.open_message(priya, slip)
    assert seen.restricted == "See the manager first: no telephone calls"
    answer = messages.AnswerForm("reached", "07700 900123", "Spoke", case_id=case.case_id)
    assert why(messages.answer, priya, slip, seen.row_ver, answer)["outcome"].endswith("See the manager.")
    later = messages.AnswerForm("later", note="Written instead", case_id=case.case_id)
    assert messages.answer(priya, slip, seen.row_ver, later)


def test_other_clients_are_not_touched(desk, case):
    dana, other = desk("receptionist"), take(desk("adviser"), **OTHER)
    restrict(desk, case)
    assert book(dana, THU, 600, client_id=other.client_id)
    assert desk_flags.said_of(dana, other.client_id) == ""


# Existing appointments ------------------------------------------------------------------------------------------------


def test_what_is_booked_is_listed_and_cancelled_or_kept_one_by_one(desk, case):
    dana, morgan = desk("receptionist"), desk("manager")
    ids = [book(dana, day, 600, client_id=case.client_id).id for day in (THU, FRI, NEXT)]
    started, done = restrict(desk, case)
    assert done.to_cancel == tuple(ids)
    rows = effects.to_be_cancelled(dana, done.to_cancel)
    assert [row.id for row in rows] == ids
    assert {row.why for row in rows} == {"Email only"}
    moving.cancel(morgan, ids[0], rows[0].row_ver, by="service", reason="Restriction to service")
    kept = effects.keep(morgan, ids[1], rows[1].row_ver, "Agreed with her tutor")
    assert kept.sentence == "Fri 27 Nov 10:00 stands."
    assert effects.called_into_question(morgan, started) == (ids[2],)
    assert reading.history(dana, ids[1])[-1].words == "Stands all the same. Agreed with her tutor"
    undo.undo(morgan, kept.undo)
    assert effects.called_into_question(morgan, started) == (ids[1], ids[2])
    assert why(effects.keep, morgan, ids[2], rows[2].row_ver, " ") == {"reason": "Reason: please fill this in."}


def test_of_several_in_one_week_the_first_stands(desk, case):
    dana = desk("receptionist")
    ids = [book(dana, day, 600, client_id=case.client_id).id for day in (THU, FRI, NEXT)]
    _, done = restrict(desk, case, "one_contact_a_week")
    assert done.to_cancel == (ids[1],)


# How it ends ----------------------------------------------------------------------------------------------------------


def test_reinstated_by_the_manager_with_the_reason_and_taken_back(desk, case):
    dana, morgan = desk("receptionist"), desk("manager")
    started, _ = restrict(desk, case)
    assert why(effects.reinstate, morgan, started, "") == {"reason": "Reason: please fill this in."}
    for who in ("adviser", "receptionist", "director"):
        with pytest.raises(NotAllowed):
            effects.reinstate(desk(who), started, "x")
    with pytest.raises(NotFound):
        effects.reinstate(morgan, "nothing", "x")
    done = effects.reinstate(morgan, started, "She keeps her appointments now")
    assert done.sentence == "The restriction is lifted: the desk books and admits as for everybody."
    assert desk_flags.said_of(dana, case.client_id) == ""
    assert procedures.open_procedure(morgan, started).standing == "Restriction lifted on Tue 24 Nov 2026"
    assert desk_flags.flag_of(morgan, case.client_id).reason == "She keeps her appointments now"
    assert "nothing to lift" in why(effects.reinstate, morgan, started, "again")["reason"]
    undo.undo(morgan, done.undo)
    assert desk_flags.said_of(dana, case.client_id) == "See the manager first: email only"
    assert desk_flags.faults(morgan) == ()


OUTCOMES = [
    ("overturned", True, "lifted"),
    ("upheld", False, "stands"),
    ("withdrawn", False, "stands"),
    ("changed", False, "new terms"),
]


@pytest.mark.parametrize(("outcome", "lifted", "said"), OUTCOMES)
def test_the_outcome_of_a_complaint_changes_it(desk, case, outcome, lifted, said):
    dana, morgan = desk("receptionist"), desk("manager")
    started, _ = restrict(desk, case)
    with morgan.store.write(morgan.signer, "complaint.outcome", at=morgan.now) as tx:
        effect = effects.change_by_complaint_in(morgan, tx, started, outcome)
    assert said in " ".join(effect.sentences)
    assert (desk_flags.said_of(dana, case.client_id) == "") is lifted


def test_a_merged_record_is_the_same_person(desk, case):
    from advice_tui.casework import clients

    dana, morgan = desk("receptionist"), desk("manager")
    other = take(desk("adviser"), name="Z. Quux", email="zq@example.org")
    restrict(desk, case)
    vers = tuple(clients.client_file(morgan, one).row_ver for one in (other.client_id, case.client_id))
    clients.merge(morgan, other.client_id, case.client_id, vers, sure=True)
    assert why(booking.book, dana, slot(client_id=other.client_id))["client"].endswith("See the manager.")


REVIEWS = [
    ({"result": "Better"}, "See the manager first: email only", "The restriction goes on."),
    ({"follows": "ends"}, "", "The restriction ends"),
    ({"follows": "changes"}, "See the manager first: email only", "with the new terms"),
    ({"follows": "goes_on", "review": "2027-01-19"}, "See the manager first: email only", "reviewed on Tue 19 Jan"),
    (
        {"terms": "no_telephone", "review": "2027-01-19"},
        "See the manager first: no telephone calls",
        "no telephone calls",
    ),
]


@pytest.mark.parametrize(("values", "told", "said"), REVIEWS)
def test_the_result_of_a_review_is_followed(desk, clock, case, values, told, said):
    dana, morgan = desk("receptionist"), desk("manager")
    started, _ = restrict(desk, case)
    clock.set(2026, 12, 22, 10, 20)
    with morgan.store.write(morgan.signer, "procedure.step", started, at=morgan.now) as tx:
        opened = procedure_documents.open_one(morgan, tx.connection, started)
        me = Who(morgan.person.id, morgan.person.name, "manager")
        taken = Taken("review", me, me, morgan.now, morgan.now, values)
        running = replace(opened.running, taken=(*opened.running.taken, taken))
        effect = effects.after_step(morgan, tx, replace(opened, running=running), taken)
    assert said in " ".join(effect.sentences)
    assert desk_flags.said_of(dana, case.client_id) == told
    assert desk_flags.faults(morgan) == ()


def test_the_letter_names_the_one_adviser_whom_the_terms_leave(desk, case):
    """I-45: the student reads with whom she may speak, as the desk is told it."""
    started, _ = restrict(desk, case, "named_adviser", words="One contact a week")
    letter = letters.begin(desk("manager"), "restriction", procedure_id=started, step="tell")
    assert (
        "One named adviser only: Priya Nair. One contact a week." in letters.open_letter(desk("manager"), letter).text
    )
