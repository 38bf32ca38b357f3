"""Intake: what is kept of an enquiry, contacts without a record, contacts added to an open case, the same person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.casework import cases, drafts, enquiries, no_record, search, today, undo
from advice_tui.casework.no_record import NoRecordForm
from advice_tui.policy import load
from advice_tui.roles import Role
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.names import ALIKE, likeness
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.text import clean
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.records import unseal_row
from data.store.connection import connect
from tests.factories import FIRST, NOW, POLICIES, SECOND, audit_lines, enquiry_form, take, write

PARTIES = (Party("Bruno Quiller", "opposing", "w5551234"), Party("Dr Vix", "staff", email="vix@example.org"))
AGENCIES = (Agency("Citizens Advice", "3 Nov"),)


def rows_of(desk, table):
    """Every row of a table, through plain SQL with the database key."""
    connection = connect(desk.store.path, desk.session.database_key)
    found = connection.execute(f'SELECT * FROM "{table}"').fetchall()
    connection.close()
    return found


def everything(desk):
    """Every cell of every table as bytes, but for the policies, which everybody may read."""
    connection = connect(desk.store.path, desk.session.database_key)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    tables.remove("policy_text")
    cells = [cell for table in tables for row in connection.execute(f'SELECT * FROM "{table}"') for cell in row]
    connection.close()
    return [cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells]


def counts(desk, *tables):
    return {table: len(rows_of(desk, table)) for table in tables}


# What is kept --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_everything_on_the_form_stands_on_the_case_and_nothing_in_clear(desk, policy):
    adviser = desk("adviser")
    other = adviser.policy.eligibility.others[0].key
    form = {"eligibility": other, "parties": PARTIES, "agencies": AGENCIES, "adjustments": "a quiet room"}
    taken = take(adviser, **form, told_record=True, topic=adviser.policy.topics[0].key)
    details = cases.open_case(adviser, taken.case_id).details
    assert (details.eligibility, details.parties, details.agencies, details.adjustments) == tuple(form.values())
    cells = everything(adviser)
    for word in (b"Quiller", b"w5551234", b"Vix", b"Citizens", b"quiet room", b"Zelda", b"Quux", other.encode()):
        assert not any(word.lower() in cell.lower() for cell in cells), word


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_27_the_notice_is_kept_with_its_words_version_time_and_who_gave_it(desk, policy):
    adviser = desk("adviser")
    notice = cases.open_case(adviser, take(adviser, told_record=True).case_id).details.notice
    assert notice.text == adviser.policy.fill("record_notice")
    assert notice.policy_version == f"{adviser.policy.key} {adviser.policy.version}"
    assert (notice.at, notice.by) == (adviser.now.isoformat(), adviser.person.id)
    assert cases.open_case(adviser, take(adviser, name="B").case_id).details.notice is None


def test_scenario_20_another_agency_stands_on_the_case(desk):
    taken = take(desk("adviser"), agencies=AGENCIES)
    (agency,) = cases.open_case(desk(), taken.case_id).details.agencies
    assert agency.line() == "Citizens Advice since 3 Nov"


def test_how_to_be_reached_is_kept_whole(desk):
    form = enquiry_form(
        phone="07700 900123", times="after 5", by_post=True, name_service=True, voicemail_ok=True, places=("home",)
    )
    contact = form.details().safe_contact
    assert contact == SafeContact(
        frozenset({"email", "phone", "post"}),
        ("07700 900123",),
        "after 5",
        voicemail=True,
        name_service=True,
        note="mobile only, after five",
        places=("home",),
    )
    assert "may be reached at home" in contact.instruction()
    assert SafeContact.from_json(contact.to_json()) == contact


@pytest.mark.parametrize(
    ("over", "fields"),
    [
        ({"eligibility": "nobody"}, {"eligibility"}),
        ({"parties": (Party(""),)}, {"parties"}),
        ({"parties": tuple(Party(f"P{n}") for n in range(31))}, {"parties"}),
        ({"agencies": (Agency("x" * 121),)}, {"agencies"}),
        ({"adjustments": "x" * 501}, {"adjustments"}),
        ({"times": "x" * 501}, {"times"}),
        ({"places": ("moon",)}, {"may"}),
        ({"email": "", "phone": "", "by_post": True, "contact_note": ""}, {"contact_note"}),
        ({"case_id": "0" * 32}, {"case_id"}),
        (
            {"name": "", "parties": (Party(""),), "adjustments": "x" * 501, "topic": "no"},
            {"name", "parties", "adjustments", "topic"},
        ),
    ],
)
def test_what_is_wrong_is_named_by_field(desk, over, fields):
    adviser = desk("adviser", at=NOW)
    assert set(enquiries.problems(adviser, enquiry_form(**over))) == fields
    with pytest.raises(BadInput):
        enquiries.take(adviser, enquiry_form(**over))
    assert counts(adviser, "client", "case_", "entry") == {"client": 0, "case_": 0, "entry": 0}


def test_a_student_who_may_be_written_to_needs_no_address_of_another_kind(desk):
    over = {"email": "", "phone": "", "by_post": True, "contact_note": "1 High Street"}
    assert enquiries.problems(desk("adviser", at=NOW), enquiry_form(**over)) == {}


HOSTILE = [
    "[/] [red]x[/red] [@click=app.quit]y[/]",
    "\x1b]0;title\x07 \x1b[31mred",
    "a\u202eb\u2066c\u200bd\ufeff",
    "e\u0301" * 30,
    "' OR 1=1; -- \" NEAR( *",
    "=cmd|'/C calc'!A0",
    "../../etc/passwd",
    "\ud800 alone",
    "李小龍 محمد 👩🏽‍⚖️",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_in_any_field_are_kept_cleaned(desk, words):
    adviser = desk("adviser")
    search.build(adviser)
    people = {"parties": (Party(words, note=words),), "agencies": (Agency(words, words[:40], words),)}
    taken = take(adviser, **people, name=words, adjustments=words, times=words, contact_note=words, about=words)
    view = cases.open_case(adviser, taken.case_id)
    assert view.details.parties[0].name == view.details.adjustments == clean(words).strip()
    assert clean(words).strip() in view.details.agencies[0].line()
    assert not any(sign in str(view) for sign in "\x1b\x07\u202e\u2066\u200b\ufeff\ud800")
    assert enquiries.clients_like(adviser, words, words, words)[0].why in {"same name", "same student number"}


# A client on file ----------------------------------------------------------------------------------------------------

KNOWN = ClientDetails(
    "Zelda Quux",
    "Zee",
    "w1",
    "z@example.org",
    "07700 900123",
    SafeContact(frozenset({"phone"}), ("07700 900123", "020 7946 0000"), "mornings", note="not at home"),
    (("email", "old@example.org"),),
)


def known_form(**over):
    return replace(enquiry_form().with_client("c", KNOWN), **over)


def test_a_form_that_says_what_was_known_changes_nothing():
    assert known_form().changed(KNOWN) == KNOWN


def test_what_the_form_does_not_show_is_kept_when_something_else_changes():
    changed = known_form(name="Zelda Quux-Hill").changed(KNOWN)
    assert changed == replace(KNOWN, name="Zelda Quux-Hill")
    phoned = known_form(phone="07700 900999").changed(KNOWN)
    assert phoned.safe_contact.numbers == ("07700 900999",)
    assert phoned.also == KNOWN.also
    mailed = known_form(email="new@example.org").changed(KNOWN)
    assert mailed.safe_contact.channels == {"phone", "email"}
    assert known_form(phone="").changed(KNOWN).safe_contact.channels == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Zelda Quux", "zelda  QUUX", 100),
        ("José Núñez", "Jose Nunez", 100),
        ("Олена Шевченко", "Olena Shevchenko", True),
        ("Khan Amira", "Amira Khan", True),
        ("Mohammed Ali", "Muhammad Ali", True),
        ("Amira Fatima Khan", "Amira Khan", True),
        ("陈伟", "Chen Wei", True),
        ("Amira Khan", "Yusuf Khan", False),
        ("Zelda", "Zelda Quux", False),
        ("", "Zelda", False),
        ("!!!", "???", False),
    ],
)
def test_names_that_are_alike(one, other, alike):
    for found in (likeness(one, other), likeness(other, one)):
        assert found == 100 if alike == 100 else (ALIKE <= found < 100) is alike


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_names_can_be_compared(one, other):
    assert likeness(one, other) == 0 or likeness(one, other) >= ALIKE


def test_who_may_be_the_same_is_offered_in_order_with_the_reason(desk):
    adviser = desk("adviser")
    ids = {
        take(adviser, **{"student_number": "", "email": "", "phone": "020 7946 0000", **person}).client_id: why
        for person, why in (
            ({"name": "Nobody Like", "student_number": "w42"}, "same student number"),
            ({"name": "Other Person", "email": "olena@example.org"}, "same e-mail address"),
            ({"name": "OLENA  shevchenko"}, "same name"),
            ({"name": "Elena X", "known_as": "Olena Shevchenko"}, "known as the same name"),
            ({"name": "Олена Шевченко"}, "similar name"),
            ({"name": "Amira Khan"}, ""),
        )
    }
    search.build(desk("receptionist"))
    for who in (adviser, desk("receptionist")):
        offered = enquiries.clients_like(who, "Olena Shevchenko", "W 42", "Olena@Example.org")
        assert [ids[row.id] for row in offered] == [row.why for row in offered]
        assert [row.why for row in offered] == [
            "same student number",
            "same e-mail address",
            "known as the same name",
            "same name",
            "similar name",
        ]


# Added to an open case -----------------------------------------------------------------------------------------------


def again(desk, taken, case_id=None, **over):
    """Give the form of a known client's later contact."""
    form = enquiry_form(received=desk.now, about="And another thing", **over)
    return replace(enquiries.client_form(desk, taken.client_id, form), case_id=case_id)


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_8_three_ways_in_stand_on_one_timeline_each_with_its_promise(desk, clock, policy):
    adviser = desk("adviser")
    first = take(adviser, topic=adviser.policy.topics[0].key)
    for channel in ("telephone", "face_to_face"):
        clock.pass_(minutes=30)
        (offered,) = enquiries.open_cases(adviser, first.client_id)
        assert offered.id == first.case_id
        assert offered.line == f"{first.number} {adviser.policy.topics[0].label} (nobody has it yet)"
        form = again(adviser, first, offered.id, channel=channel)
        preview = enquiries.preview(adviser, channel, adviser.now, case_id=offered.id)
        added = enquiries.take(adviser, form)
        assert (added.case_id, added.client_id) == (first.case_id, first.client_id)
        by = preview.due_line.removeprefix("Reply due ").partition(" (")[0]
        assert added.sentence == f"Added to case {first.number}; reply due {by}."
    view = cases.open_case(adviser, first.case_id)
    assert [entry.channel for entry in view.entries] == ["face_to_face", "telephone", "email"]
    assert [promise.kind for promise in view.promises] == ["reply", "follow_up", "follow_up"]
    assert counts(adviser, "client", "case_", "entry", "promise") == {"client": 1, "case_": 1, "entry": 3, "promise": 3}
    write(adviser, first.case_id, "reply_email")
    assert {promise.state for promise in cases.open_case(adviser, first.case_id).promises} == {"answered"}
    assert enquiries.open_cases(adviser, first.client_id)[0].whose == "yours"


def test_ones_own_cases_are_offered_first_and_closed_or_others_not_at_all(desk):
    adviser = desk("adviser")
    first = take(adviser)
    mine = enquiries.take(adviser, again(adviser, first))
    newest = enquiries.take(adviser, again(adviser, first))
    take(adviser, name="Somebody Else", student_number="w2", email="else@example.org")
    cases.take_on(adviser, mine.case_id)
    cases.take_on(desk("second"), first.case_id)
    undo.undo(adviser, newest.undo)
    assert [(row.number, row.whose) for row in enquiries.open_cases(adviser, first.client_id)] == [
        (mine.number, "yours"),
        (first.number, "Tom Ellis"),
    ]


def test_an_added_contact_is_taken_back_with_its_promise(desk):
    adviser = desk("adviser")
    first = take(adviser)
    added = enquiries.take(adviser, again(adviser, first, first.case_id))
    undo.undo(adviser, added.undo)
    view = cases.open_case(adviser, first.case_id)
    assert [bool(entry.struck) for entry in view.entries if "another thing" in entry.body] == [True]
    assert [promise.kind for promise in view.promises] == ["reply"]
    assert view.status == "open"


def test_an_added_contact_takes_its_draft_along_and_search_finds_it(desk):
    adviser = desk("adviser")
    search.build(adviser)
    first = take(adviser)
    drafts.keep(adviser, "enquiry", {"about": "And another"})
    enquiries.take(adviser, again(adviser, first, first.case_id), draft="enquiry")
    assert drafts.find(adviser, "enquiry") is None
    assert [found.id for found in search.find(adviser, "another thing")] == [first.case_id]


def test_a_contact_is_not_added_to_another_clients_case_or_one_that_is_not_there(desk):
    adviser = desk("adviser")
    first, other = take(adviser), take(adviser, name="Yusuf Adeyemi", student_number="w1", email="y@example.org")
    with pytest.raises(BadInput) as refused:
        enquiries.take(adviser, again(adviser, first, other.case_id))
    assert set(refused.value.problems) == {"case_id"}
    with pytest.raises(NotFound):
        enquiries.take(adviser, again(adviser, first, "0" * 32))
    assert counts(adviser, "entry", "promise") == {"entry": 2, "promise": 2}


def test_reception_sees_no_cases_and_her_contact_opens_a_new_one(desk):
    first = take(desk("adviser"))
    reception = desk("receptionist")
    search.build(reception)
    with pytest.raises(NotAllowed):
        enquiries.open_cases(reception, first.client_id)
    with pytest.raises(NotAllowed):
        enquiries.take(reception, again(reception, first, first.case_id))
    search.build(desk("adviser"))
    second = enquiries.take(reception, again(reception, first))
    search.follow(desk("adviser"))
    assert second.case_id != first.case_id
    assert {row.id for row in enquiries.open_cases(desk(), first.client_id)} == {first.case_id, second.case_id}


def test_a_message_may_be_added_with_its_files(desk):
    from advice_tui.rules.mail import Attachment

    adviser = desk("adviser")
    first = take(adviser)
    enclosed = enquiries.Enclosed(
        "zelda@example.org", "Re: appeal", "<m@x>", ("odd",), (Attachment("a.pdf", "application/pdf", b"%PDF"),)
    )
    enquiries.take(adviser, again(adviser, first, first.case_id), enclosed=enclosed)
    entry = cases.open_case(adviser, first.case_id).entries[0]
    assert (entry.title, entry.sender) == ("Email: Re: appeal", "zelda@example.org")
    assert [file.name for file in entry.attachments] == ["a.pdf"]


# No record -----------------------------------------------------------------------------------------------------------


def wanted(desk, **over):
    return NoRecordForm(**{"channel": "telephone", "received": desk.now, "topic": "", "explained": True, **over})


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("who", ["adviser", "receptionist", "manager"])
def test_scenario_26_only_the_count_is_stored(desk, policy, who):
    staff = desk(who)
    tables = ("client", "case_", "entry", "promise", "slip", "draft", "attachment")
    before = counts(staff, *tables)
    drafts.keep(
        staff, "enquiry", {"name": "Zelda Quux", "about": "Please keep no record", "student_number": "w7654321"}
    )
    topic = staff.policy.topics[0].key
    counted = no_record.count(staff, wanted(staff, topic=topic), draft="enquiry")
    assert counted.sentence == "Telephone of Tue 24 Nov counted without a record: no name and no words are kept."
    assert counts(staff, *tables) == before
    assert drafts.find(staff, "enquiry") is None
    (row,) = rows_of(staff, "no_record")
    assert set(row) >= {
        counted.id,
        "telephone",
        staff.person.id,
        f"{staff.policy.key} {staff.policy.version}",
        "counted",
    }
    cells = everything(staff)
    for word in (b"Zelda", b"Quux", b"w7654321", b"keep no record", topic.encode()):
        assert not any(word.lower() in cell.lower() for cell in cells), word
    assert str(audit_lines(staff)).count("no_record.count") == 1
    assert today.waiting(desk("adviser")).rows == ()


def test_no_key_opens_a_name_after_no_record_was_wanted(desk):
    """Nothing that any key of the service opens holds what was typed before the choice."""
    adviser = desk("adviser")
    drafts.keep(adviser, "enquiry", {"name": "Zelda Quux"})
    counted = no_record.count(adviser, wanted(adviser, topic="housing"), draft="enquiry")
    keys = rows_of(adviser, "record_key")
    assert {row[0] for row in keys} == {counted.id}
    from data.records import find_key

    with adviser.store.read() as connection:
        key = find_key(connection, adviser.keys, counted.id, "notes", 1)
    (row,) = rows_of(adviser, "no_record")
    sealed = next(cell for cell in row if isinstance(cell, bytes))
    assert unseal_row(key, "no_record", counted.id, counted.id, 1, sealed) == {"v": 1, "topic": "housing"}


def test_the_choice_forgets_what_was_typed_at_once(desk):
    adviser = desk("adviser")
    drafts.keep(adviser, "enquiry", {"name": "Zelda Quux"})
    no_record.forget_typed(adviser, "enquiry")
    no_record.forget_typed(adviser, "enquiry")
    assert counts(adviser, "draft", "record_key") == {"draft": 0, "record_key": 0}
    assert drafts.keep(adviser, "enquiry", {"name": "Somebody else"})


def test_a_count_is_undone_once_and_by_who_made_it(desk):
    adviser = desk("adviser")
    counted = no_record.count(adviser, wanted(adviser))
    with pytest.raises(NotAllowed):
        undo.undo(desk("second"), counted.undo)
    assert undo.undo(adviser, counted.undo) == "Undone: the contact of Tue 24 Nov without a record."
    assert "void" in rows_of(adviser, "no_record")[0]
    with pytest.raises(ChangedMeanwhile):
        undo.undo(adviser, counted.undo)


@pytest.mark.parametrize(
    ("over", "fields"),
    [
        ({"explained": False}, {"explained"}),
        ({"channel": "pigeon", "topic": "none such"}, {"channel", "topic"}),
        ({"received": NOW + timedelta(days=1), "explained": False}, {"received", "explained"}),
    ],
)
def test_nothing_is_counted_before_it_was_explained(desk, over, fields):
    adviser = desk("adviser", at=NOW)
    with pytest.raises(BadInput) as refused:
        no_record.count(adviser, wanted(adviser, **over))
    assert set(refused.value.problems) == fields
    assert rows_of(adviser, "no_record") == []


def test_a_policy_that_does_not_offer_it_says_so(desk):
    strict = load(FIRST).filled({"no_record.mode": "refuse"}, "The union decided so.")
    adviser = replace(desk("adviser"), policy=strict)
    assert not no_record.offered(strict)
    with pytest.raises(BadInput, match="does not offer") as refused:
        no_record.count(adviser, wanted(adviser))
    assert set(refused.value.problems) == {"record"}
    assert rows_of(adviser, "no_record") == []


def test_who_may_not_count_is_refused(desk):
    assert desk("director").role is Role.DIRECTOR
    with pytest.raises(NotAllowed):
        no_record.count(desk("director"), wanted(desk("director")))


# The promise before saving -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [SECOND])
def test_the_first_contact_a_case_hears_makes_the_published_promise(desk, policy):
    adviser = desk("adviser", at=NOW)
    taken = take(adviser)
    later = enquiries.preview(adviser, "telephone", adviser.now, case_id=taken.case_id)
    first = enquiries.preview(adviser, "telephone", adviser.now)
    assert later.due_line.startswith("Reply due")
    assert first.lines
    assert date(2026, 11, 24) == adviser.today
