"""The one enquiry, from the desk to the answer, as the scenarios tell it; without a screen."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, drafts, enquiries, search, today, undo
from advice_tui.roles import Role
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import FIRST, NOW, POLICIES, SECOND, STAFF, at, audit_lines, enquiry_form, take, write


def row(desk):
    """Give the only row that waits."""
    (only,) = today.waiting(desk, everybody=True).rows
    return only


# Promises ------------------------------------------------------------------------------------------------------------

DUE = [
    # scenario, policy, channel, received, the line, words in the working
    ("1", FIRST, "email", (2026, 11, 24, 15, 59), "Reply due Thu 26 Nov, by 16:00 (counted: Wed 25, Thu 26)", ()),
    ("2", SECOND, "email", (2026, 12, 23, 11, 0), "Wed 30 Dec, by 17:00", ("Christmas Day", "Mon 28", "Boxing Day")),
    ("3", FIRST, "email", (2026, 11, 28, 10, 0), "Wed 2 Dec", ()),
]


@pytest.mark.parametrize(
    ("policy", "channel", "received", "line", "skips"), [case[1:] for case in DUE], ids=[case[0] for case in DUE]
)
def test_when_a_reply_is_due_and_why(desk, policy, channel, received, line, skips):
    adviser = desk("adviser", at=at(*received))
    preview = enquiries.preview(adviser, channel, adviser.now)
    assert line in preview.due_line
    for skip in skips:
        assert any(skip in said for said in preview.lines), preview.lines
    taken = take(adviser, channel=channel)
    assert today.explain_row(adviser, row(adviser).id) == preview.lines
    assert line.split(" (")[0].removeprefix("Reply due ") in taken.sentence.replace("reply due ", "")


def test_scenario_1_answered_in_time(desk, clock):
    taken = take(desk("adviser", at=at(2026, 11, 24, 15, 59)))
    clock.set(2026, 11, 26, 15, 30)
    assert row(desk()).state == "amber"
    written = write(desk(), taken.case_id, "reply_email", "Here is what you can do.")
    assert written.stopped
    (promise,) = cases.open_case(desk(), taken.case_id).promises
    assert (promise.state, promise.words) == ("answered", "answered Thu 26 Nov 15:30, in time")
    assert today.waiting(desk()).rows == ()


def test_answered_too_late_says_so(desk, clock):
    taken = take(desk("adviser", at=at(2026, 11, 24, 15, 59)))
    clock.set(2026, 11, 27, 10, 30)
    assert row(desk()).state == "red"
    write(desk(), taken.case_id, "call_reached")
    (promise,) = cases.open_case(desk(), taken.case_id).promises
    assert promise.words == "answered Fri 27 Nov 10:30, late"


def test_scenario_3_amber_on_the_strict_day_and_nothing_red_while_closed(desk, clock):
    take(desk("adviser", at=at(2026, 11, 28, 10, 0)))
    standing = {}
    for day, hour in [
        ((2026, 11, 29), 12),
        ((2026, 11, 30), 12),
        ((2026, 12, 1), 10),
        ((2026, 12, 2), 12),
        ((2026, 12, 3), 10),
        ((2026, 12, 5), 12),
        ((2026, 12, 6), 12),
    ]:
        clock.set(*day, hour)
        standing[f"{day[2]:02d}"] = row(desk()).state
    assert standing == {
        "29": "calm",
        "30": "calm",
        "01": "amber",
        "02": "amber",
        "03": "red",
        "05": "amber",
        "06": "amber",
    }


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("kind", "stops"),
    [
        ("auto_ack", False),
        ("voicemail", False),
        ("call_unanswered", False),
        ("note", False),
        ("reply_email", True),
        ("call_reached", True),
        ("letter", True),
        ("face_to_face", True),
    ],
)
def test_scenario_7_only_a_persons_reply_stops_the_clock(desk, policy, kind, stops):
    taken = take(desk("adviser"))
    written = write(desk(), taken.case_id, kind)
    assert written.stopped is stops
    assert len(today.waiting(desk()).rows) == (not stops)
    view = cases.open_case(desk(), taken.case_id)
    assert (view.adviser_name == "Priya Nair") is stops
    assert view.entries[0].kind == kind


def test_every_contact_on_a_case_is_met_by_one_reply_and_others_are_not(desk):
    first, other = take(desk("adviser")), take(desk(), name="Yusuf Adeyemi", student_number="w1111111")
    write(desk(), first.case_id, "reply_email")
    assert [one.case_id for one in today.waiting(desk()).rows] == [other.case_id]


# Reception -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_11_reception_passes_on_and_sees_no_case(desk, policy):
    taken = take(desk("receptionist"), channel="telephone", about="Fees hearing, very upset")
    seen = row(desk("receptionist"))
    assert (seen.case_id, seen.number, seen.who) == ("", "", "Zelda Quux")
    assert seen.about == "passed on"
    assert today.explain_row(desk("receptionist"), seen.id)
    for refused in (
        lambda: cases.open_case(desk("receptionist"), taken.case_id),
        lambda: cases.refresh(desk("receptionist"), taken.case_id),
        lambda: write(desk("receptionist"), taken.case_id),
        lambda: cases.take_on(desk("receptionist"), taken.case_id),
        lambda: cases.attachment(desk("receptionist"), taken.case_id, "x"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert row(desk("adviser")).case_id == taken.case_id
    write(desk("adviser"), taken.case_id, "call_reached")
    answered = row(desk("receptionist"))
    assert (answered.state, answered.about) == ("answered", "an adviser has answered")
    assert today.waiting(desk("receptionist")).total == 0


def test_reception_sees_only_what_she_passed_on_and_never_what_about(desk):
    take(desk("adviser"), name="Yusuf Adeyemi", student_number="w1111111")
    take(desk("receptionist"), about="Plagiat hearing")
    seen = today.waiting(desk("receptionist"))
    assert [one.who for one in seen.rows] == ["Zelda Quux"]
    assert "Plagiat" not in str(seen)


def test_scenario_16_reception_finds_clients_only(desk):
    taken = take(desk("adviser"), about="Plagiat hearing", topic=desk().policy.topics[0].key)
    write(desk(), taken.case_id, "note", "Sounded unwell")
    for who in ("receptionist", "adviser"):
        search.build(desk(who))
    reception = desk("receptionist")
    assert [(found.kind, found.title, found.case_id) for found in search.find(reception, "quux")] == [
        ("client", "Zelda Quux", "")
    ]
    for words in ("plagiat", "unwell", taken.number, taken.number.replace("-", ""), desk().policy.topics[0].key):
        assert search.find(reception, words) == (), words
    assert {found.kind for found in search.find(desk("adviser"), "quux")} == {"client", "case"}
    for words in ("plagiat", "unwell", taken.number):
        assert [found.case_id for found in search.find(desk("adviser"), words)] == [taken.case_id], words


def test_the_index_holds_entries_only_of_who_may_read_them(desk):
    taken = take(desk("adviser"), about="Plagiat hearing")
    write(desk(), taken.case_id, "note", "Sounded unwell")
    for who in ("receptionist", "second", "manager"):
        search.build(desk(who))
        found = desk(who).index.find("unwell", limit=5)
        assert bool(found) is (who != "receptionist"), who


# Numbers, undo, drafts -----------------------------------------------------------------------------------------------


def test_case_numbers_count_up_by_year_and_are_never_given_again(desk, clock):
    numbers = [take(desk("adviser")) for _ in range(2)]
    assert undo.undo(desk(), numbers[1].undo) == "Undone: case 26-0002."
    assert take(desk("second")).number == "26-0003"
    clock.set(2026, 12, 31, 23, 59)
    assert take(desk()).number == "26-0004"
    clock.set(2027, 1, 1, 0, 0)
    assert take(desk()).number == "27-0001"


def test_an_undone_enquiry_is_gone_for_everybody_and_stays_in_the_trail(desk):
    taken = take(desk("receptionist"))
    search.build(desk("adviser"))
    undo.undo(desk("receptionist"), taken.undo)
    assert today.waiting(desk("adviser")).rows == today.waiting(desk("receptionist")).rows == ()
    with pytest.raises(NotFound):
        cases.open_case(desk("adviser"), taken.case_id)
    search.follow(desk("adviser"))
    assert {found.kind for found in search.find(desk("adviser"), "quux")} <= {"client"}
    assert [line.act for line in audit_lines(desk("adviser")) if line.obj == taken.case_id] == [
        "enquiry.take",
        "act.undo",
    ]
    with pytest.raises((ChangedMeanwhile, NotFound)):
        undo.undo(desk("receptionist"), taken.undo)


def test_an_enquiry_somebody_works_on_is_not_undone(desk):
    taken = take(desk("receptionist"))
    write(desk("adviser"), taken.case_id)
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk("receptionist"), taken.undo)
    other = take(desk("receptionist"))
    cases.take_on(desk("adviser"), other.case_id)
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk("receptionist"), other.undo)
    assert today.waiting(desk("adviser")).total == 2


def test_nobody_undoes_what_somebody_else_did(desk):
    taken = take(desk("adviser"))
    written = write(desk("adviser"), taken.case_id, "reply_email")
    for token in (taken.undo, written.undo):
        with pytest.raises((NotAllowed, ChangedMeanwhile)):
            undo.undo(desk("second"), token)
    assert today.waiting(desk("adviser")).rows == ()


def test_an_undone_reply_starts_the_clock_again_and_stays_on_the_file_struck(desk):
    taken = take(desk("receptionist"))
    written = write(desk("adviser"), taken.case_id, "reply_email", "Sent to the wrong case.")
    undo.undo(desk("adviser"), written.undo)
    assert row(desk("adviser")).case_id == taken.case_id
    assert row(desk("receptionist")).about == "passed on"
    view = cases.open_case(desk("adviser"), taken.case_id)
    assert view.adviser_id is None
    (struck,) = [entry for entry in view.entries if entry.struck]
    assert struck.body == "Sent to the wrong case."
    assert struck.struck.startswith("undone by Priya Nair")
    search.build(desk("second"))
    assert search.find(desk("second"), "wrong case") == ()
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk("adviser"), written.undo)
    assert len(today.waiting(desk("adviser")).rows) == 1


def test_an_undone_reply_after_a_second_reply_does_not_start_the_clock(desk):
    taken = take(desk("adviser"))
    first = write(desk("adviser"), taken.case_id, "reply_email")
    undo.undo(desk("adviser"), first.undo)
    write(desk("second"), taken.case_id, "call_reached")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk("adviser"), first.undo)
    assert today.waiting(desk("adviser")).rows == ()


def test_an_undone_first_of_two_replies_leaves_the_promise_met(desk):
    """Both replies were made; taking back the first must not say that nobody answered."""
    taken = take(desk("adviser"))
    first = write(desk("adviser"), taken.case_id, "reply_email")
    write(desk("second"), taken.case_id, "call_reached")
    undo.undo(desk("adviser"), first.undo)
    (promise,) = cases.open_case(desk("adviser"), taken.case_id).promises
    assert promise.state == "answered"


def test_taking_on_and_taking_back(desk):
    taken = take(desk("receptionist"))
    written = cases.take_on(desk("adviser"), taken.case_id)
    assert row(desk("adviser")).mine
    assert row(desk("second")).adviser == "Priya Nair"
    for who, words in (("second", "Priya Nair's"), ("adviser", "yours already")):
        with pytest.raises(BadInput, match=words):
            cases.take_on(desk(who), taken.case_id)
    undo.undo(desk("adviser"), written.undo)
    cases.take_on(desk("second"), taken.case_id)
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk("adviser"), written.undo)


def test_drafts_are_kept_found_replaced_and_used_up(desk):
    adviser = desk("adviser")
    first = drafts.keep(adviser, "enquiry", {"about": "half a"})
    assert drafts.keep(adviser, "enquiry", {"about": "half a thought"}) == first
    assert drafts.find(adviser, "enquiry").data == {"about": "half a thought"}
    assert drafts.find(desk("second"), "enquiry") is None
    taken = take(adviser)
    enquiries.take(adviser, enquiry_form(received=adviser.now), draft="enquiry")
    assert drafts.find(adviser, "enquiry") is None
    drafts.keep(adviser, f"entry:{taken.case_id}", {"text": "Dear Zelda"})
    assert [draft.subject for draft in drafts.mine(adviser)] == [f"entry:{taken.case_id}"]
    write(adviser, taken.case_id, draft=f"entry:{taken.case_id}")
    assert drafts.mine(adviser) == ()
    drafts.keep(adviser, "enquiry", {"about": "again"})
    drafts.discard(adviser, "enquiry")
    drafts.discard(adviser, "enquiry")
    assert drafts.mine(adviser) == ()


def test_a_draft_survives_the_lock_and_a_refused_save(desk, service):
    adviser = desk("adviser")
    drafts.keep(adviser, "enquiry", {"about": "half a thought"})
    with pytest.raises(BadInput):
        enquiries.take(adviser, enquiry_form(received=adviser.now, name=""), draft="enquiry")
    service.close()
    assert drafts.find(desk("adviser"), "enquiry").data == {"about": "half a thought"}


def test_a_draft_on_an_undone_case_is_not_found_and_hurts_nothing(desk):
    adviser = desk("adviser")
    taken = take(adviser)
    drafts.keep(adviser, f"entry:{taken.case_id}", {"text": "Dear Zelda"})
    undo.undo(adviser, taken.undo)
    assert drafts.mine(adviser) == ()
    with pytest.raises(NotFound):
        drafts.keep(adviser, f"entry:{taken.case_id}", {"text": "Dear"})


def test_a_draft_from_a_former_role_does_not_stop_new_ones(desk, service):
    from advice_tui.casework import staff

    drafts.keep(desk("adviser"), "enquiry", {"about": "as an adviser"})
    staff.change_role(desk("manager"), "priya", Role.RECEPTIONIST)
    service.close()
    priya = desk("adviser")
    assert drafts.find(priya, "enquiry") is None
    assert drafts.mine(priya) == ()
    drafts.keep(priya, "enquiry", {"about": "at the desk"})
    assert drafts.find(priya, "enquiry").data == {"about": "at the desk"}


def test_any_text_can_be_a_draft(desk):
    for text in ("\ud800", "a\0b", "\x1b[31m", "x" * 200_000, "naïve 🏳️‍🌈"):
        drafts.keep(desk("adviser"), "enquiry", {"about": text})
        assert drafts.find(desk("adviser"), "enquiry") is not None


# Known clients -------------------------------------------------------------------------------------------------------


def test_a_known_client_is_offered_and_keeps_one_record(desk):
    first = take(desk("adviser"))
    search.build(desk("receptionist"))
    reception = desk("receptionist")
    for name, number, email, why in (
        ("", "W 7654321", "", "same student number"),
        ("", "", "ZELDA.quux@example.org", "same e-mail address"),
        ("zelda  QUUX", "", "", "same name"),
    ):
        (offered,) = enquiries.clients_like(reception, name, number, email)
        assert (offered.id, offered.why) == (first.client_id, why)
    assert enquiries.clients_like(reception, "Zelda", "w999", "other@example.org") == ()
    form = enquiries.client_form(
        reception, first.client_id, enquiry_form(received=reception.now, name="", about="Again")
    )
    assert (form.name, form.email, form.about) == ("Zelda Quux", "zelda.quux@example.org", "Again")
    second = enquiries.take(reception, form)
    assert second.client_id == first.client_id
    assert (
        cases.open_case(desk("adviser"), second.case_id).client
        == cases.open_case(desk("adviser"), first.case_id).client
    )


def test_what_a_client_says_now_replaces_what_was_kept(desk):
    first = take(desk("adviser"))
    take(desk("adviser"), client_id=first.client_id, phone="020 7946 0000", contact_note="")
    client = cases.open_case(desk("adviser"), first.case_id).client
    assert client.phone == "020 7946 0000"
    assert "no voicemail" in client.contact_line


def test_a_client_who_is_not_there_is_refused_whole(desk):
    with pytest.raises(NotFound):
        take(desk("adviser"), client_id="0" * 32)
    assert today.waiting(desk("adviser")).rows == ()
    assert take(desk("adviser")).number == "26-0001"


# What a form may hold ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"about": "\u200b \n"}, "about"),
        ({"about": "x" * 50_001}, "about"),
        ({"channel": "pigeon"}, "channel"),
        ({"topic": "nothing of the list"}, "topic"),
        ({"email": "not an address"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"student_number": "?"}, "student_number"),
        ({"contact_note": "x" * 501}, "contact_note"),
        ({"received": at(2026, 11, 24, 10, 22)}, "received"),
        ({"received": at(2025, 11, 22)}, "received"),
        ({"email": "", "phone": ""}, "email"),
    ],
)
def test_what_does_not_fit_is_named_by_field_and_nothing_is_stored(desk, over, field):
    adviser = desk("adviser", at=NOW)
    form = enquiry_form(**over)
    assert set(enquiries.problems(adviser, form)) == {field}
    with pytest.raises(BadInput) as refused:
        enquiries.take(adviser, form)
    assert refused.value.problems == enquiries.problems(adviser, form)
    assert today.waiting(adviser).rows == ()


def test_everything_that_is_wrong_is_said_at_once(desk):
    form = enquiry_form(name="", about="", channel="", email="x", received=at(2027, 1, 1))
    assert set(enquiries.problems(desk("adviser"), form)) == {"name", "about", "channel", "email", "received"}


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 50_001}, "text"),
        ({"title": "x" * 201}, "title"),
        ({"kind": "received"}, "channel"),
        ({"kind": "closed"}, "kind"),
        ({"minutes": -1}, "minutes"),
        ({"options": ("Only one",)}, "options"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_faulty_entry_is_refused_by_field(desk, over, field):
    taken = take(desk("adviser"))
    with pytest.raises(BadInput) as refused:
        write(desk("adviser"), taken.case_id, **{"kind": "note", "text": "Words.", **over})
    assert set(refused.value.problems) == {field}
    assert len(cases.open_case(desk("adviser"), taken.case_id).entries) == 1


def test_the_limits_themselves_are_taken(desk):
    taken = take(desk("adviser"), name="x" * 120, about="y" * 50_000)
    write(desk("adviser"), taken.case_id, text="z" * 50_000, title="t" * 200)
    view = cases.open_case(desk("adviser"), taken.case_id)
    assert [len(entry.body) for entry in view.entries] == [50_000, 50_000]


# Who is told what ----------------------------------------------------------------------------------------------------


def test_a_case_that_is_not_there_has_no_other_words(desk):
    with pytest.raises(NotFound) as refused:
        cases.open_case(desk("adviser"), "0" * 32)
    assert refused.value.sentence == "There is no such record."


def test_reading_is_audited_before_anything_is_shown(desk, clock):
    taken = take(desk("adviser"))
    cases.open_case(desk("second"), taken.case_id)
    cases.refresh(desk("second"), taken.case_id)
    reads = [line for line in audit_lines(desk("second")) if line.act == "case.read"]
    assert [(line.obj, line.actor_id) for line in reads] == [(taken.case_id, desk("second").person.id)]
    clock.pass_(minutes=11)
    cases.refresh(desk("second"), taken.case_id)
    assert len([line for line in audit_lines(desk("second")) if line.act == "case.read"]) == 2


def test_the_audit_trail_holds_no_ones_words(desk):
    taken = take(desk("adviser"), about="Plagiat hearing")
    write(desk(), taken.case_id, "reply_email", "Bring the scheme")
    cases.open_case(desk(), taken.case_id)
    said = str(audit_lines(desk()))
    assert not any(word in said for word in ("Zelda", "Plagiat", "scheme", "example.org", "900123"))


def test_a_desk_shows_the_note_of_the_hour(desk, clock):
    notes = {}
    for when in [(2026, 11, 24, 10, 20), (2026, 11, 28, 10, 0)]:
        clock.set(*when)
        notes[when[2]] = today.waiting(desk("adviser")).note
    assert notes[24].startswith("Open until")
    assert notes[28].startswith("Closed")
    assert "Mon 30 Nov" in notes[28]


def test_everybody_in_the_staff_table_has_a_role():
    assert {role for _, _, role in STAFF.values()} == set(Role)
