"""Clients: details changed, two records made one and parted again, what each role sees, two terminals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advice_tui.casework import cases, clients, enquiries, search, today, undo
from advice_tui.casework.case_documents import client_details, clients_by_id
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.uniting import numbers_differ, united
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import audit_lines, enquiry_form, take

ZELDA = {"name": "Zelda Quux", "student_number": "w7654321", "email": "zelda.quux@example.org"}
AGAIN = {"name": "Z. Quux", "student_number": "w7654321", "email": "zq@home.example", "phone": "07700 900999"}


@pytest.fixture
def priya(desk):
    found = desk("adviser")
    search.build(found)
    return found


def file_of(desk, client_id):
    return clients.client_file(desk, client_id)


def merged(desk, keep, other, **more):
    vers = file_of(desk, keep).row_ver, file_of(desk, other).row_ver
    return clients.merge(desk, keep, other, vers, **more)


@pytest.fixture
def two(priya):
    """Two records of one person, each with a case."""
    return take(priya, **ZELDA), take(priya, **AGAIN)


# Details ------------------------------------------------------------------------------------------------------------


def test_her_file_lists_her_cases_open_ones_first(priya):
    first, second = take(priya, **ZELDA), take(priya, **ZELDA)
    file = file_of(priya, first.client_id)
    assert file.details.name == "Zelda Quux"
    assert [one.number for one in file.cases] == [first.number]
    third = enquiries.take(
        priya, enquiries.client_form(priya, first.client_id, enquiry_form(received=priya.now, about="Another matter"))
    )
    file = file_of(priya, first.client_id)
    assert {one.number for one in file.cases} == {first.number, third.number}
    assert all(one.words.startswith("due") for one in file.cases)
    assert [(one.id, one.why) for one in file.alike] == [(second.client_id, "same student number")]


def test_a_change_is_stored_found_and_undone(priya):
    taken = take(priya, **ZELDA)
    seen = file_of(priya, taken.client_id)
    agreed = SafeContact(frozenset({"email"}))
    after = replace(seen.details, name="Zelda Vex", phone="", safe_contact=agreed)
    changed = clients.change(priya, taken.client_id, seen.row_ver, after)
    assert changed.sentence == "Details changed. Email only."
    assert file_of(priya, taken.client_id).details == after
    assert [one.id for one in search.find(priya, "vex") if one.kind == "client"] == [taken.client_id]
    line = audit_lines(priya)[-1]
    assert (line.act, line.obj, line.detail) == ("client.change", taken.client_id, "")
    assert cases.open_case(priya, taken.case_id).client.name == "Zelda Vex"
    undo.undo(priya, changed.undo)
    assert file_of(priya, taken.client_id).details == seen.details


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": "\u200b"}, "name"),
        ({"student_number": "!!"}, "student_number"),
        ({"email": "not one"}, "email"),
        ({"safe_contact": SafeContact(frozenset({"phone"}))}, "safe_contact.numbers"),
    ],
)
def test_what_is_wrong_is_said_by_field(priya, over, field):
    taken = take(priya, **ZELDA)
    seen = file_of(priya, taken.client_id)
    with pytest.raises(BadInput) as refused:
        clients.change(priya, taken.client_id, seen.row_ver, replace(seen.details, **over))
    assert set(refused.value.problems) == {field}


def test_the_second_terminal_overwrites_nothing(desk, priya):
    tom = desk("second")
    taken = take(priya, **ZELDA)
    seen = file_of(tom, taken.client_id)
    clients.change(priya, taken.client_id, seen.row_ver, replace(seen.details, known_as="Zel"))
    with pytest.raises(ChangedMeanwhile):
        clients.change(tom, taken.client_id, seen.row_ver, replace(seen.details, known_as="Zed"))
    assert file_of(tom, taken.client_id).details.known_as == "Zel"


def test_reception_changes_details_and_sees_no_case(desk, priya):
    dana = desk("receptionist")
    search.build(dana)
    taken = take(dana, **ZELDA)
    take(priya, **AGAIN)
    file = file_of(dana, taken.client_id)
    assert (file.cases, file.alike, file.may_merge) == ((), (), False)
    assert [one.words for one in file.slips] == ["with the advisers"]
    assert file.slips[0].taken_by == dana.person.name
    assert clients.change(dana, taken.client_id, file.row_ver, replace(file.details, known_as="Zel"))
    with pytest.raises(NotAllowed):
        clients.merge(dana, taken.client_id, "x", (1, 1))


def test_nobody_of_that_id(priya):
    for call in (lambda: file_of(priya, "nothing"), lambda: merged(priya, "nothing", "none")):
        with pytest.raises(NotFound):
            call()


# Merging (scenario 8) -----------------------------------------------------------------------------------------------


def test_scenario_8_two_records_become_one_and_nothing_is_lost(priya, two):
    first, second = two
    changed = merged(priya, first.client_id, second.client_id)
    for client_id in (first.client_id, second.client_id):
        file = file_of(priya, client_id)
        assert file.id == first.client_id
        assert file.details.name == "Zelda Quux"
        assert {one.number for one in file.cases} == {first.number, second.number}
        assert file.alike == ()
    also = [pair for pair in file.details.also if pair[0] != "record"]
    assert also == [("name", "Z. Quux"), ("email", "zq@home.example"), ("phone", "07700 900999")]
    assert cases.open_case(priya, second.case_id).client.name == "Zelda Quux"
    with priya.store.read() as connection:
        ids = {first.client_id, second.client_id}
        assert {one.name for one in clients_by_id(priya, connection, ids).values()} == {"Zelda Quux"}
    assert {row.who for row in today.waiting(priya).rows} == {"Zelda Quux"}
    undo.undo(priya, changed.undo)
    file = file_of(priya, second.client_id)
    assert (file.id, file.details.name) == (second.client_id, "Z. Quux")
    assert [one.number for one in file.cases] == [second.number]
    assert file_of(priya, first.client_id).details.also == ()


def test_an_enquiry_for_a_merged_client_goes_to_the_one_she_is(priya, two):
    first, second = two
    form = enquiries.client_form(priya, second.client_id, enquiry_form(received=priya.now))
    merged(priya, first.client_id, second.client_id)
    enquiries.take(priya, replace(form, known_as="Zel"))
    assert file_of(priya, second.client_id).id == first.client_id
    assert ("email", "zq@home.example") in file_of(priya, first.client_id).details.also


def test_a_change_keeps_what_came_from_other_records(priya, two):
    first, second = two
    merged(priya, first.client_id, second.client_id)
    file = file_of(priya, first.client_id)
    clients.change(priya, first.client_id, file.row_ver, ClientDetails("Zelda Vex", email="z@example.org"))
    assert file_of(priya, second.client_id).details.also == file.details.also


def test_chains_lead_to_the_end_and_no_loop_can_be_made(desk, priya, two):
    first, second = two
    third = take(priya, name="Zelda Quux", student_number="", email="third@example.org")
    merged(priya, first.client_id, second.client_id)
    merged(priya, third.client_id, first.client_id)
    assert file_of(priya, second.client_id).id == third.client_id
    assert len(file_of(priya, second.client_id).cases) == 3
    for keep, other in [(first, third), (second, third), (second, first), (third, third), (first, first)]:
        with pytest.raises((BadInput, ChangedMeanwhile)):
            clients.merge(priya, keep.client_id, other.client_id, (2, 2))
        with pytest.raises((BadInput, ChangedMeanwhile)):
            merged(desk("second"), keep.client_id, other.client_id)


def test_two_terminals_merge_in_both_directions_at_once(desk, priya, two):
    first, second = two
    merged(priya, first.client_id, second.client_id)
    with pytest.raises(ChangedMeanwhile, match="same person"):
        clients.merge(desk("second"), second.client_id, first.client_id, (1, 1))


def test_different_student_numbers_are_merged_only_when_somebody_is_sure(priya):
    first, second = take(priya, **ZELDA), take(priya, **{**AGAIN, "student_number": "w1111111"})
    with pytest.raises(BadInput, match="differ: w7654321 and w1111111") as refused:
        merged(priya, first.client_id, second.client_id)
    assert set(refused.value.problems) == {"sure"}
    merged(priya, first.client_id, second.client_id, sure=True)
    assert ("student_number", "w1111111") in file_of(priya, first.client_id).details.also


def test_undo_is_refused_once_she_was_changed(desk, priya, two):
    first, second = two
    changed = merged(priya, first.client_id, second.client_id)
    file = file_of(priya, first.client_id)
    clients.change(desk("second"), first.client_id, file.row_ver, replace(file.details, known_as="Zel"))
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, changed.undo)
    assert file_of(priya, second.client_id).id == first.client_id


def test_a_save_from_before_the_merging_is_refused(desk, priya, two):
    first, second = two
    seen = file_of(desk("second"), second.client_id)
    merged(priya, first.client_id, second.client_id)
    with pytest.raises(ChangedMeanwhile, match="same person as Zelda Quux"):
        clients.change(desk("second"), second.client_id, seen.row_ver, replace(seen.details, known_as="Zel"))


def test_another_terminal_finds_both_cases_of_the_one(desk, priya, two):
    first, second = two
    tom = desk("second")
    search.build(tom)
    merged(priya, first.client_id, second.client_id)
    search.follow(tom)
    assert {one.number for one in file_of(tom, second.client_id).cases} == {first.number, second.number}


def test_merging_names_no_client_beside_a_case(priya, two):
    first, second = two
    merged(priya, first.client_id, second.client_id)
    (line,) = [line for line in audit_lines(priya) if line.act == "client.merge"]
    assert (line.obj, line.detail) == (first.client_id, "")


def test_reception_sees_the_slips_of_both(desk, priya):
    dana = desk("receptionist")
    first, second = take(dana, **ZELDA), take(dana, **AGAIN)
    search.build(priya)
    merged(priya, first.client_id, second.client_id)
    assert len(file_of(dana, second.client_id).slips) == 2
    with dana.store.read() as connection:
        assert client_details(dana, connection, second.client_id).name == "Zelda Quux"


# The rule -----------------------------------------------------------------------------------------------------------

EMAIL = SafeContact(frozenset({"email"}))
PHONE = SafeContact(frozenset({"phone"}), ("07700 900123",), voicemail=True, name_service=True)
CAREFUL = SafeContact(frozenset({"phone"}), ("07700 900999",), note="never at home")


@pytest.mark.parametrize(
    ("ours", "theirs", "stands", "note"),
    [
        (SafeContact(), EMAIL, EMAIL, ""),
        (EMAIL, SafeContact(), EMAIL, ""),
        (EMAIL, EMAIL, EMAIL, ""),
        (PHONE, CAREFUL, replace(PHONE, voicemail=False, name_service=False), "never at home"),
        (PHONE, EMAIL, PHONE, "The other record said: Email only"),
        (SafeContact(note="mobile"), CAREFUL, CAREFUL, "mobile"),
    ],
)
def test_the_more_careful_contact_instruction_counts(ours, theirs, stands, note):
    both = united(ClientDetails("A", safe_contact=ours), ClientDetails("A", safe_contact=theirs), "id").safe_contact
    assert replace(both, note="") == replace(stands, note="")
    assert note in both.note
    assert theirs.note in both.note


def test_what_one_record_does_not_say_is_taken_from_the_other():
    both = united(ClientDetails("Ann"), ClientDetails("ann", known_as="Annie", phone="020 7946 0000"), "id2")
    assert (both.name, both.known_as, both.phone) == ("Ann", "Annie", "020 7946 0000")
    assert both.also == (("record", "id2"),)
    assert ClientDetails.from_json(both.to_json()) == both
    assert not numbers_differ(ClientDetails("A", student_number="w1"), ClientDetails("B"))
