"""The diary: what can be booked and what is refused, by whom and for whom, what the week shows (17, 18, 19, 26, 46)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.casework import clients, desk_flags, no_record, rota, search, service_days, staff, undo
from advice_tui.casework.diary import booking, moving, reading
from advice_tui.casework.diary.documents import AppointmentDocument, advice_of, open_appointment, put_appointment
from advice_tui.casework.diary.people import short_names
from advice_tui.casework.diary.views import BookingForm, NewClient
from advice_tui.roles import Act, Role
from advice_tui.rules.service_calendar import NewClosure
from advice_tui.rules.staff_times import TimesForm
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.keys.password import practice_cost
from data.models import Slip
from data.queries import diary as asked
from data.queries import messages
from tests.factories import PASSWORD, POLICIES, SECOND, audit_lines, book, take

WED, THU, FRI = date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def dana(desk):
    return desk("receptionist")


@pytest.fixture
def ids(dana):
    """The advisers' ids by the first letter of their names."""
    return {one.name[0]: one.id for one in reading.advisers(dana)}


def refused(call, *given, **more):
    with pytest.raises(BadInput) as trouble:
        call(*given, **more)
    return trouble.value.problems


def count(desk, question):
    with desk.store.read() as connection:
        return connection.exec_driver_sql(question).scalar()


def named(desk, name="Amira Khan", **more):
    """A client on file."""
    return take(desk, name=name, student_number="", email=f"{name[0]}@example.org", **more).client_id


# Scenario 17 ---------------------------------------------------------------------------------------------------------


def test_thirty_minutes_in_a_private_room_in_two_terminals(desk, dana, ids):
    """I-33, I-26: whoever comes second is told who has it, and offered what is free."""
    adviser = desk("adviser")
    said = book(dana, THU, 600, adviser_id=ids["P"], room="Room 2").sentence
    assert said == "Booked for Zelda Quux: Thu 26 Nov 10:00–10:30 with Priya Nair, Room 2."
    tries = [
        ((THU, 615, {"adviser_id": ids["P"]}), "Priya Nair has Zelda Quux 10:00–10:30."),
        ((THU, 600, {"adviser_id": ids["T"], "room": "Room 2"}), "Room 2 has Zelda Quux with Priya Nair 10:00–10:30."),
        ((THU, 960, {}), "Thursday closes at 16:00."),
        ((WED, 765, {}), "Wednesday opens at 13:00."),
        ((THU, 945, {}), "15:45 would end at 16:15, after closing at 16:00."),
        ((date(2026, 11, 23), 600, {}), "Mon 23 Nov 2026 is past."),
        ((date(2026, 11, 28), 600, {}), "The service is closed on Saturdays."),
        ((date(2026, 12, 25), 660, {}), "Fri 25 Dec is a bank holiday: Christmas Day."),
        ((THU, 602, {}), "An appointment begins on a whole five minutes, such as 10:05."),
        ((THU, 660, {"room": "Corridor"}), "Corridor is no confidential room of the service: Room 1 or Room 2."),
        ((THU, 660, {"adviser_id": "nobody"}), "No appointments are made with this colleague."),
    ]
    for at_desk in (adviser, dana):
        for (day, start, more), sentence in tries:
            problem = refused(book, at_desk, day, start, **more)
            assert list(problem) == ["slot"]
            assert problem["slot"].startswith(f"{sentence} Next free: ")
    (there,) = reading.week(adviser, THU).days[3].booked
    assert (there.who, there.start, there.end, there.room, there.mine) == ("Zelda Quux", 600, 630, "Room 2", True)
    assert count(dana, "SELECT count(*) FROM client") == 1


def test_what_is_offered_can_be_booked(dana, ids):
    for _ in range(30):
        form = BookingForm(THU, 600, ids["P"], new_client=NewClient("A B", "07700 900123"))
        found = booking.check(dana, form)
        offer = found.slot or found.nearest
        taken = replace(form, day=offer.day, start=offer.start, adviser_id=offer.adviser_id, room=offer.room)
        assert booking.book(dana, taken).sentence.startswith("Booked for A B")
    assert count(dana, "SELECT count(*) FROM appointment") == 30


def test_the_database_refuses_what_the_rules_let_pass(dana, ids):
    book(dana, THU, 600, adviser_id=ids["P"], room="Room 2")
    (one,) = reading.one_day(dana, THU).days[0].booked
    for adviser, room, client in ((ids["P"], "", ""), (ids["T"], "Room 2", ""), (ids["T"], "", one.client_id)):
        with pytest.raises(ChangedMeanwhile), dana.store.write(dana.signer, "diary.book", at=dana.now) as tx:
            put_appointment(
                dana,
                tx,
                AppointmentDocument(),
                client_id=client or None,
                adviser_id=adviser,
                room=room,
                mode="in_person",
                day=THU,
                start_minute=615,
                end_minute=645,
                busy_until=645,
            )
    assert count(dana, "SELECT count(*) FROM appointment") == 1


def test_no_adviser_and_no_room_named_take_what_is_free_and_a_full_hour_says_so(dana):
    booked = [book(dana, THU, 600).id for _ in range(2)]
    slots = [reading.one(dana, one) for one in booked]
    assert {(one.room) for one in slots} == {"Room 1", "Room 2"}
    assert len({one.adviser_id for one in slots}) == 2
    assert refused(book, dana, THU, 600)["slot"].startswith("No adviser is free 10:00–10:30. Next free: ")
    assert refused(book, dana, THU, 615, mode="telephone")["slot"].startswith("No adviser is free 10:15–10:45.")


def test_a_client_is_in_one_place_at_a_time(dana, ids):
    client_id = named(dana)
    book(dana, THU, 600, client_id=client_id, adviser_id=ids["P"])
    problem = refused(book, dana, THU, 615, client_id=client_id, adviser_id=ids["T"])
    assert problem["slot"].startswith("Amira Khan has an appointment already with Priya Nair 10:00–10:30.")
    book(dana, THU, 630, client_id=client_id, adviser_id=ids["T"])


@pytest.mark.parametrize("known_to_the_index", [True, False])
def test_two_records_of_one_person_are_in_one_place_and_all_is_hers(desk, ids, known_to_the_index):
    priya = desk("adviser")
    if known_to_the_index:
        search.build(priya)
    one, other = named(priya), named(priya, "A. Khan")
    book(priya, THU, 600, client_id=other, adviser_id=ids["P"])
    vers = [clients.client_file(priya, each).row_ver for each in (one, other)]
    clients.merge(priya, one, other, tuple(vers))
    assert "Amira Khan has an appointment" in refused(book, priya, THU, 600, client_id=one, adviser_id=ids["T"])["slot"]
    book(priya, FRI, 600, client_id=one)
    assert [row.day for row in reading.of_client(priya, other)] == [THU, FRI]
    assert {row.who for row in reading.of_client(priya, one)} == {"Amira Khan"}
    if known_to_the_index:
        assert {row.client_id for row in reading.of_client(priya, one)} == {one}


# Scenario 19 ---------------------------------------------------------------------------------------------------------


def test_an_appointment_stays_at_its_time_when_the_clocks_change(dana, clock):
    clock.set(2027, 2, 10)
    problem = refused(book, dana, date(2027, 3, 29), 600)
    assert problem["slot"].startswith("Mon 29 Mar is a bank holiday: Easter Monday. Next free: Tue 30 Mar 10:00")
    done = book(dana, date(2027, 3, 30), 600)
    clock.set(2027, 3, 30, 9, 59)
    one = reading.one(dana, done.id)
    assert (one.day, one.start, one.late) == (date(2027, 3, 30), 600, 0)
    clock.set(2027, 3, 30, 10, 12)
    assert reading.one(dana, done.id).late == 12
    clock.set(2027, 3, 30, 10, 30)
    assert reading.one(dana, done.id).unresolved


# Whose it is --------------------------------------------------------------------------------------------------------


def test_an_unknown_caller_becomes_a_client_in_the_same_act(dana):
    done = book(dana, new_client=NewClient("Jo Bloggs", "07700 900123", "jo@example.org", "w1234567"))
    one = reading.one(dana, done.id)
    file = clients.client_file(dana, one.client_id)
    assert (file.details.name, file.details.phone, file.details.student_number) == (
        "Jo Bloggs",
        "07700 900123",
        "w1234567",
    )
    assert not file.details.safe_contact.agreed
    assert search.client_ids(dana, ["bloggs"]) == [one.client_id]
    (line,) = [line for line in audit_lines(dana) if line.act == Act.BOOK_APPOINTMENT.value]
    assert line.obj == done.id
    assert "Bloggs" not in line.detail
    assert one.client_id not in line.detail


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"new_client": NewClient("")}, "name"),
        ({"new_client": NewClient("A", phone="twelve")}, "phone"),
        ({"new_client": NewClient("A", email="@")}, "email"),
        ({"new_client": NewClient("A"), "no_record": True}, "client"),
        ({"new_client": None}, "client"),
        ({"no_record": True, "note": "tall, red hair"}, "note"),
        ({"no_record": True, "slip_id": "x"}, "client"),
        ({"note": "x" * 10_000_000}, "note"),
        ({"mode": "by pigeon"}, "slot"),
        ({"length": 0}, "slot"),
        ({"length": 10**9}, "slot"),
        ({"start": -30}, "slot"),
        ({"start": 10**9}, "slot"),
        ({"day": date(1, 1, 1)}, "slot"),
        ({"day": date.max}, "slot"),
    ],
)
def test_what_is_wrong_is_said_under_its_field_and_nothing_is_stored(dana, over, field):
    assert field in refused(book, dana, **over)
    assert count(dana, "SELECT (SELECT count(*) FROM client) + (SELECT count(*) FROM appointment)") == 0


def test_everything_that_is_wrong_is_said_at_once(dana):
    problems = refused(book, dana, date(2026, 12, 25), 600, new_client=NewClient("", "no"), note="x" * 501)
    assert set(problems) == {"slot", "name", "phone", "note"}


def test_whoever_is_not_there_is_not_booked(dana):
    with pytest.raises(NotFound):
        book(dana, client_id="0" * 32)


@pytest.mark.parametrize("name", ["[b]Zo\u0308e[/b] \u202e", "';DROP TABLE--", "\x1b[31mred", "الزهراء", "李 小龍"])
def test_any_name_and_note_comes_back_harmless(dana, name):
    done = book(dana, new_client=NewClient(name), note=f"{name} ground floor")
    one = reading.one(dana, done.id)
    assert one.who
    assert "\x1b" not in one.who + one.note
    assert "\u202e" not in one.who + one.note
    assert one.note.endswith("ground floor")


# Scenario 26 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_of_a_student_who_wants_no_record_only_the_time_is_kept(desk, dana, policy, monkeypatch):
    """I-24, L-17: reception's slot is taken, and says no name, no note, no case."""
    done = book(dana, THU, 660, no_record=True)
    assert done.sentence.startswith("Booked without a name: Thu 26 Nov 11:00")
    for at_desk in (dana, desk("adviser")):
        one = reading.one(at_desk, done.id)
        assert (one.who, one.client_id, one.note, one.student_number) == ("", "", "", "")
    assert count(dana, "SELECT count(*) FROM client") == 0
    assert count(dana, "SELECT client_id IS NULL AND for_advice IS NULL FROM appointment") == 1
    adviser = reading.one(dana, done.id).adviser_id
    assert " is booked 11:00–11:30." in refused(book, dana, THU, 660, adviser_id=adviser)["slot"]
    monkeypatch.setattr(no_record, "offered", lambda _policy: False)
    assert "keeps a record of every contact" in refused(book, dana, FRI, 660, no_record=True)["record"]


# Who may, and what each sees ----------------------------------------------------------------------------------------


def test_a_booking_for_a_case_says_so_to_advisers_only(desk, dana):
    priya = desk("adviser")
    taken = take(priya)
    other = take(priya, name="Tobias Bright", student_number="", email="t@example.org")
    done = book(priya, client_id=taken.client_id, case_id=taken.case_id, note="ground floor")
    with priya.store.read() as connection:
        assert advice_of(priya, connection, open_appointment(priya, connection, done.id).row).case_id == taken.case_id
    with dana.store.read() as connection:
        opened = open_appointment(dana, connection, done.id)
        with pytest.raises(NotFound):
            advice_of(dana, connection, opened.row)
    assert reading.one(dana, done.id).note == "ground floor"
    assert "another client's" in refused(book, priya, FRI, client_id=other.client_id, case_id=taken.case_id)["case_id"]
    with pytest.raises(NotFound):
        book(dana, FRI, client_id=taken.client_id, case_id=taken.case_id)
    assert not any(taken.case_id in f"{line.obj} {line.detail}" for line in audit_lines(priya) if "diary" in line.act)


@pytest.mark.parametrize("who", ["director", "maintainer", "reader"])
def test_nobody_else_sees_or_books_anything(desk, who):
    at_desk = desk(who)
    calls = (
        lambda: reading.week(at_desk, THU),
        lambda: reading.one_day(at_desk, THU),
        lambda: reading.advisers(at_desk),
        lambda: reading.of_client(at_desk, "x"),
        lambda: reading.history(at_desk, "x"),
        lambda: booking.free_slots(at_desk, after=(THU, 600)),
        lambda: booking.check(at_desk, BookingForm(THU, 600)),
        lambda: book(at_desk),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_whom_the_desk_does_not_admit_is_not_booked(desk, dana):
    client_id = named(dana)
    done = book(dana, client_id=client_id)
    desk_flags.refuse(desk("manager"), client_id, "Threw a chair on 3 Nov.")
    assert "call the manager" in refused(book, dana, FRI, client_id=client_id)["client"]
    assert "call the manager" in reading.one(dana, done.id).refused
    assert "chair" not in reading.one(dana, done.id).refused


def test_a_booking_answers_the_request_and_its_undo_lets_it_wait_again(desk, dana):
    taken = take(dana)
    slip_id = count(dana, "SELECT id FROM slip")
    with dana.store.write(dana.signer, "message.take", at=dana.now) as tx:
        tx.change(Slip, {"id": slip_id}, kind="request")
    with pytest.raises(NotFound):
        book(dana, slip_id=slip_id, client_id=named(dana))
    done = book(dana, client_id=taken.client_id, slip_id=slip_id)
    with dana.store.read() as connection:
        slip = messages.message(connection, slip_id)
    assert (slip.state, slip.answered_by, slip.answered_at) == ("answered", dana.person.id, dana.now)
    assert (
        "answered meanwhile"
        in refused(book, desk("adviser"), FRI, client_id=taken.client_id, slip_id=slip_id)["slip_id"]
    )
    assert undo.undo(dana, done.undo) == "Undone: the booking of Thu 26 Nov 10:00–10:30 with Priya Nair, Room 1."
    with dana.store.read() as connection:
        slip = messages.message(connection, slip_id)
    assert (slip.state, slip.answered_by, slip.answered_at) == ("passed_on", None, None)


def test_neither_names_nor_words_stand_in_plain_columns(dana):
    client = NewClient("Amira Khan", "07700 900123", "amira@example.org", "w1234567")
    done = book(dana, new_client=client, note="ground floor")
    moving.cancel(dana, done.id, 1, by="client", reason="has the flu")
    with dana.store.read() as connection:
        rows = [
            str(row)
            for table in ("appointment", "appointment_event", "client", "audit", "record_key")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]
    for word in ("Amira", "Khan", "900123", "w1234567", "ground", "flu"):
        assert not [row for row in rows if word in row], word


def test_a_closure_that_another_terminal_made_counts_at_once(desk, dana):
    service_days.apply(desk("manager"), NewClosure(THU, THU, "Staff training"))
    assert "Staff training" in refused(book, dana, THU, 600)["slot"]


# What the diary shows -----------------------------------------------------------------------------------------------


def test_the_week_is_hatched_with_its_reasons(desk, dana, clock):
    week = reading.week(dana, WED)
    assert [day.day.day for day in week.days] == [23, 24, 25, 26, 27]
    assert (week.first, week.last, week.step, week.length, week.rooms) == (600, 960, 30, 30, ("Room 1", "Room 2"))
    assert week.now == (date(2026, 11, 24), 620)
    assert [(one.name, one.short) for one in week.advisers] == [("Priya Nair", "PN"), ("Tom Ellis", "TE")]
    assert [(one.start, one.end, one.why) for one in week.days[2].shut] == [(600, 780, "opens 13:00")]
    christmas = reading.week(dana, date(2026, 12, 25))
    assert [day.closed for day in christmas.days] == ["", "", "", "", "Christmas Day"]
    assert christmas.days[4].shut[0].why == "Christmas Day"
    service_days.apply(desk("manager"), NewClosure(date(2026, 12, 3), date(2026, 12, 3), "Staff training"))
    service_days.follow(dana)
    assert reading.one_day(dana, date(2026, 12, 3)).days[0].closed == "Staff training"
    assert "Staff training" in refused(book, dana, date(2026, 12, 3), 600)["slot"]


@pytest.mark.parametrize("policy", [SECOND])
def test_a_day_that_is_closed_for_visits_only_is_not_closed(desk, dana, policy):
    closure = NewClosure(THU, THU, "Flooded", channels=frozenset({"face_to_face"}))
    service_days.apply(desk("manager"), closure)
    service_days.follow(dana)
    (day,) = reading.one_day(dana, THU).days
    assert (day.closed, day.shut) == ("", ())
    assert [(one.start, one.end, one.why) for one in day.partly] == [(600, 1020, "Flooded")]
    assert "in person: Flooded" in refused(book, dana, THU, 600)["slot"]
    assert book(dana, THU, 600, mode="telephone")


def test_absence_and_hours_of_an_adviser_count(desk, dana, ids):
    priya, morgan = desk("adviser"), desk("manager")
    rota.add_away(priya, TimesForm(ids["P"], THU, THU, start=600, end=720, why="Dentist"))
    (day,) = reading.one_day(dana, THU).days
    assert [(one.start, one.end, one.why) for one in day.away[ids["P"]]] == [(600, 720, "Dentist")]
    assert "Dentist" in refused(book, dana, THU, 660, adviser_id=ids["P"])["slot"]
    assert book(dana, THU, 720, adviser_id=ids["P"])
    assert "Morgan Reed" not in {one.name for one in reading.advisers(dana)}
    assert "No appointments are made with Morgan Reed." in refused(book, dana, adviser_id=morgan.person.id)["slot"]
    rota.add_hours(morgan, TimesForm(morgan.person.id, THU, weekdays=(3,), start=600, end=660))
    assert "Morgan Reed" in {one.name for one in reading.advisers(dana)}
    assert book(dana, THU, 600, adviser_id=morgan.person.id)
    assert "does not work" in refused(book, dana, THU, 690, adviser_id=morgan.person.id)["slot"]


def test_a_leavers_appointments_are_seen_until_they_are_moved(desk, dana, ids):
    done = book(dana, THU, 600, adviser_id=ids["T"])
    staff.disable(desk("manager"), "tom")
    dana = desk("receptionist", again=True)
    assert [one.name for one in reading.advisers(dana)] == ["Priya Nair"]
    assert [one.name for one in reading.week(dana, THU).advisers] == ["Priya Nair", "Tom Ellis"]
    assert [one.name for one in reading.week(dana, THU + timedelta(7)).advisers] == ["Priya Nair"]
    assert "No appointments are made with Tom Ellis." in refused(book, dana, FRI, adviser_id=ids["T"])["slot"]
    assert reading.one(dana, done.id).who == "Zelda Quux"


def test_what_is_over_and_undecided_is_unresolved(dana, clock):
    book(dana, THU, 600)
    clock.set(2026, 11, 26, 10, 14)
    (one,) = reading.one_day(dana, THU).days[0].booked
    assert (one.late, one.unresolved) == (14, False)
    clock.set(2026, 11, 26, 10, 30)
    (one,) = reading.one_day(dana, THU).days[0].booked
    assert one.unresolved


def test_free_slots_come_nearest_first(dana, ids):
    book(dana, THU, 600, adviser_id=ids["P"])
    hers = booking.free_slots(dana, after=(THU, 600), adviser_id=ids["P"], count=3)
    assert [(one.day, one.start, one.adviser) for one in hers] == [
        (THU, start, "Priya Nair") for start in (630, 660, 690)
    ]
    assert hers[0].words == "Thu 26 Nov 10:30 with Priya Nair, Room 1"
    far = booking.free_slots(dana, after=(THU, 600), adviser_id=ids["P"], count=50)
    assert {one.adviser for one in far} == {"Priya Nair"}
    assert sorted(far, key=lambda one: (one.day, one.start)) == list(far)
    (first,) = booking.free_slots(dana, after=(THU, 600), count=1)
    assert (first.start, first.adviser, first.room) == (600, "Tom Ellis", "Room 2")
    (call,) = booking.free_slots(dana, after=(FRI, 945), mode="telephone", length=60, count=1)
    assert call.words == "Mon 30 Nov 10:00 with Priya Nair, by telephone"
    assert booking.free_slots(dana, after=(date.max, 0)) == ()
    assert len(booking.free_slots(dana, after=(THU, 0), count=10_000)) == 50


def test_an_adviser_who_is_away_for_months_is_followed_by_the_others(dana, desk, ids):
    rota.add_away(desk("adviser"), TimesForm(ids["P"], THU, date(2027, 6, 1), why="Leave"))
    found = booking.free_slots(dana, after=(THU, 600), adviser_id=ids["P"], count=2)
    assert [(one.adviser, one.day, one.start) for one in found] == [("Tom Ellis", THU, 600), ("Tom Ellis", THU, 630)]
    assert "Next free: Thu 26 Nov 10:00 with Tom Ellis" in refused(book, dana, THU, 600, adviser_id=ids["P"])["slot"]
    rota.add_away(desk("second"), TimesForm(ids["T"], THU, date(2027, 6, 1), why="Leave"))
    assert booking.free_slots(dana, after=(THU, 600)) == ()
    assert refused(book, dana, THU, 600)["slot"] == "No adviser is free 10:00–10:30."


@given(st.lists(st.text(max_size=12), max_size=40))
def test_short_names_are_short_and_all_different(names):
    found = short_names([(str(n), name) for n, name in enumerate(names)])
    assert len({short.casefold() for short in found.values()}) == len(names)
    assert all(2 <= len(short) <= 4 and short.isascii() and short.isalnum() for short in found.values())


def test_no_letters_mean_a_time_or_a_way_of_meeting():
    assert short_names([("a", "Priya Malik"), ("b", "Anna Moss")]) == {"a": "PMa", "b": "AMo"}


def test_short_names_stay_a_persons_own():
    names = [("1", "Priya Nair"), ("2", "Peter Nolan"), ("3", "Pia Nagy"), ("4", "P N")]
    assert list(short_names(names).values()) == ["PN", "PNo", "PNa", "PN2"]
    assert short_names([("1", "Cher")]) == {"1": "CH"}


def test_a_colleague_who_comes_later_changes_nobodys_letters(desk, dana):
    staff.add(
        desk("manager"), login="pat", name="Pat Noon", role=Role.ADVISER, password=PASSWORD + "s", cost=practice_cost()
    )
    assert {one.name: one.short for one in reading.advisers(dana)} == {
        "Pat Noon": "PNo",
        "Priya Nair": "PN",
        "Tom Ellis": "TE",
    }


def test_void_appointments_are_gone_from_everywhere_but_the_store(dana):
    done = book(dana)
    client_id = reading.one(dana, done.id).client_id
    undo.undo(dana, done.undo)
    for call in (lambda: reading.one(dana, done.id), lambda: reading.history(dana, done.id)):
        with pytest.raises(NotFound):
            call()
    assert reading.of_client(dana, client_id) == ()
    assert reading.one_day(dana, THU).days[0].booked == ()
    with dana.store.read() as connection:
        assert asked.appointment(connection, done.id).state == "void"
        assert asked.events(connection, done.id)[0].undone_by == dana.person.id
