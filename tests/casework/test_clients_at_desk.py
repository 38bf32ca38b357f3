"""A client as the desk knows her: who and when, never why; for advisers also why she is refused and how she comes."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import clients, clients_at_desk, desk_flags
from advice_tui.casework.arrivals import receiving
from advice_tui.casework.diary import booking, moving
from advice_tui.casework.diary.views import BookingForm
from data.errors import NotAllowed, NotFound
from tests.factories import POLICIES, take

ZELDA = {"name": "Zelda Quux", "student_number": "w7654321", "email": "zelda.quux@example.org"}
AGAIN = {"name": "Z. Quux", "student_number": "w7654321", "email": "zq@home.example", "phone": "07700 900999"}


@pytest.fixture
def taken(desk):
    return take(desk("adviser"), topic="housing", about="Very private", **ZELDA)


def book(desk, client_id, day=24, start=660, **more):
    return booking.book(desk, BookingForm(date(2026, 11, day), start, client_id=client_id, **more)).id


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_16_name_next_appointment_and_nothing_of_the_case(desk, policy):
    dana = desk("receptionist")
    taken = take(desk("adviser"), topic="housing", about="Very private", **ZELDA)
    book(desk("adviser"), taken.client_id, case_id=taken.case_id)
    book(dana, taken.client_id, day=26)
    known = clients_at_desk.at_desk(dana, taken.client_id)
    assert [one.words.partition(" Priya")[0] for one in known.coming] == ["Tue 24 Nov 11:00", "Thu 26 Nov 11:00"]
    assert known.arriving == known.coming[0]
    assert (known.flag, known.attendance, known.refused) == (None, "", "")
    assert clients_at_desk.beside(dana, [taken.client_id, "nobody"]) == {
        taken.client_id: clients_at_desk.Beside("Tue 24 Nov 11:00")
    }
    said = repr((known, clients.client_file(dana, taken.client_id)))
    for word in ("rivate", "ousing", taken.number, taken.case_id):
        assert word not in said


def test_what_is_over_stands_behind_and_is_no_arrival(desk, taken, clock):
    dana = desk("receptionist")
    first = book(dana, taken.client_id)
    cancelled = book(dana, taken.client_id, day=26)
    moving.cancel(dana, cancelled, 1, by="client", told_at=None, reason="Ill")
    receiving.arrive(dana, first, 1)
    known = clients_at_desk.at_desk(dana, taken.client_id)
    assert [(one.stands, one.coming, one.may_arrive) for one in known.appointments] == [
        ("is here", True, False),
        ("cancelled", False, False),
    ]
    clock.set(2026, 11, 25)
    assert clients_at_desk.at_desk(dana, taken.client_id).coming == ()
    assert clients_at_desk.beside(dana, [taken.client_id])[taken.client_id].next == ""


def test_who_is_here_for_one_appointment_is_not_marked_for_the_next_by_the_same_key(desk, taken):
    dana = desk("receptionist")
    first, second = book(dana, taken.client_id), book(dana, taken.client_id, start=840)
    assert clients_at_desk.at_desk(dana, taken.client_id).arriving.id == first
    receiving.arrive(dana, first, 1)
    known = clients_at_desk.at_desk(dana, taken.client_id)
    assert (known.here.id, known.arriving) == (first, None)
    receiving.seen(dana, first, 2)
    receiving.left(dana, first, 3)
    assert clients_at_desk.at_desk(dana, taken.client_id).arriving.id == second


def test_missed_again_and_again_asks_an_adviser_to_look(desk, taken, clock):
    dana, priya = desk("receptionist"), desk("adviser")
    for day in (24, 26, 27):
        one = book(dana, taken.client_id, day=day)
        clock.set(2026, 11, day, 12)
        receiving.missed(dana, one, 1, notice=False)
    assert "3 missed" in clients_at_desk.at_desk(priya, taken.client_id).attendance
    assert clients_at_desk.at_desk(dana, taken.client_id).attendance == ""


def test_the_flag_with_its_reason_for_whom_it_is(desk, taken):
    desk_flags.refuse(desk("manager"), taken.client_id, "Threw a chair")
    dana, priya = desk("receptionist"), desk("adviser")
    assert "chair" not in repr(clients_at_desk.at_desk(dana, taken.client_id))
    assert clients_at_desk.beside(dana, [taken.client_id])[taken.client_id].refused == desk_flags.REFUSED
    flag = clients_at_desk.at_desk(priya, taken.client_id).flag
    assert (flag.refused, flag.reason, flag.may_change) == (True, "Threw a chair", False)
    assert clients_at_desk.at_desk(desk("manager"), taken.client_id).flag.may_change


def test_a_merged_record_brings_its_appointments(desk, taken):
    priya = desk("adviser")
    other = take(priya, **AGAIN)
    book(priya, other.client_id)
    vers = tuple(clients.client_file(priya, one.client_id).row_ver for one in (taken, other))
    clients.merge(priya, taken.client_id, other.client_id, vers)
    for client_id in (taken.client_id, other.client_id):
        assert len(clients_at_desk.at_desk(desk("receptionist"), client_id).coming) == 1
        assert clients_at_desk.beside(priya, [client_id])[client_id].next == "Tue 24 Nov 11:00"


def test_of_nobody_and_not_for_everybody(desk, taken):
    with pytest.raises(NotFound):
        clients_at_desk.at_desk(desk("receptionist"), "nobody")
    for who in ("director", "maintainer", "reader"):
        with pytest.raises(NotAllowed):
            clients_at_desk.at_desk(desk(who), taken.client_id)
        with pytest.raises(NotAllowed):
            clients_at_desk.beside(desk(who), [taken.client_id])
