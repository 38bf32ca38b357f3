"""The booking line over the store: whose it is, what it would book, and what is said to the caller."""

from __future__ import annotations

import random
from datetime import date

import pytest

from advice_tui.casework import desk_flags, no_record, search
from advice_tui.casework.diary import booking, line, reading
from advice_tui.casework.diary.views import BookingForm, NewClient, Offer
from tests.factories import book

THU, FRI = date(2026, 11, 26), date(2026, 11, 27)
HERE = (THU, 600, "")


@pytest.fixture
def dana(desk):
    """Reception, where three students are known; Amira Khan has Thu 26 Nov 10:00."""
    dana = desk("receptionist")
    search.build(dana)
    book(dana, THU, 600, new_client=NewClient("Amira Khan", "07700 900121", student_number="w1234567"))
    book(dana, THU, 660, new_client=NewClient("Imran Khan", "07700 900122"))
    book(dana, THU, 720, new_client=NewClient("May Chen", "07700 900123"))
    return dana


@pytest.fixture
def clients(dana):
    return {one.who: one.client_id for one in reading.one_day(dana, THU).days[0].booked}


def read(desk, text, **more):
    return line.read_line(desk, text, **more)


def chips(found):
    return [(chip.state, chip.words) for chip in found.chips]


def test_a_whole_line_books(dana, clients):
    found = read(dana, "amira thu 1 pn r2 #ground floor")
    assert chips(found) == [
        ("yes", "Amira Khan w1234567"),
        ("yes", "Thu 26 Nov 13:00"),
        ("yes", "Priya Nair"),
        ("yes", "Room 2"),
        ("yes", "note: ground floor"),
    ]
    assert found.say == "Thursday 26 November at 1 pm with Priya Nair, in Room 2."
    assert found.cursor == (THU, 780, found.offer.adviser_id)
    done = booking.book(dana, found.form)
    assert done.sentence == "Booked for Amira Khan: Thu 26 Nov 13:00–13:30 with Priya Nair, Room 2."
    one = reading.one(dana, done.id)
    assert (one.client_id, one.note) == (clients["Amira Khan"], "ground floor")


def test_a_name_that_several_have_waits_for_a_choice(dana, clients):
    found = read(dana, "khan thu 1 pn r2")
    assert chips(found)[0] == ("ask", "2 match “khan”")
    assert (found.form, found.say) == (None, "")
    assert {one.name for one in found.matches} == {"Amira Khan", "Imran Khan"}
    chosen = read(dana, "khan thu 1 pn r2", chosen=clients["Imran Khan"])
    assert chosen.matches[0].name == "Imran Khan"
    assert chosen.form.client_id == clients["Imran Khan"]
    assert read(dana, "imran khan thu 1").form.client_id == clients["Imran Khan"]
    assert read(dana, "may thu 1", chosen=clients["Imran Khan"]).form.client_id == clients["May Chen"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("chen tue 3pm", "Today is a Tuesday: write today, or tue week."),
        ("may thu fri 3pm", "There are two days: Thu 26 Nov 2026 or Fri 27 Nov 2026?"),
        ("may 3pm 4pm", "There are two times: 15:00 or 16:00?"),
    ],
)
def test_a_day_or_time_that_is_not_understood_is_never_taken_from_the_mark(dana, clients, typed, fault):
    found = read(dana, typed, at=HERE)
    assert chips(found) == [("yes", "May Chen"), ("no", fault)]
    assert (found.form, found.offer, found.cursor) == (None, None, None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("may thu 15:45", "Thu 26 Nov 15:45 would end at 16:15, after closing at 16:00"),
        ("may wed 12:45", "Wed 25 Nov 12:45: opens at 13:00"),
        ("may 25/12 11", "Fri 25 Dec is a bank holiday: Christmas Day"),
    ],
)
def test_a_refusal_says_its_day_and_time_once(dana, clients, typed, words):
    assert chips(read(dana, typed))[1] == ("no", words)


def test_whose_names_are_said_is_told_for_the_shade(dana, clients):
    assert set(read(dana, "khan").names) == {"Amira Khan", "Imran Khan"}
    assert read(dana, "new jo bloggs 07700 900199 fri 2pm").names == ("Jo Bloggs",)
    priya = next(one.id for one in reading.advisers(dana) if one.short == "PN")
    taken = read(dana, "may 10", at=(THU, 600, priya))
    assert "Amira Khan" in chips(taken)[1][1]
    assert taken.names == ("May Chen", "Amira Khan")


def test_what_is_about_to_move_stands_in_nobodys_way(dana, clients):
    one = next(one for one in reading.one_day(dana, THU).days[0].booked if one.who == "Amira Khan")
    at = (THU, 600, one.adviser_id)
    assert "has an appointment already" in chips(read(dana, "amira 10:15", at=at))[1][1]
    assert read(dana, "amira 10:15", at=at, but=one.id).form is not None


def test_what_the_line_leaves_out_is_where_the_cursor_stands(dana, clients):
    priya = next(one.id for one in reading.advisers(dana) if one.short == "PN")
    found = read(dana, "may", at=(FRI, 630, priya))
    assert (found.form.day, found.form.start, found.form.adviser_id) == (FRI, 630, priya)
    assert read(dana, "may 2pm", at=(FRI, 630, "")).form.start == 840
    assert read(dana, "", at=HERE, chosen=clients["May Chen"]).form.client_id == clients["May Chen"]
    assert chips(read(dana, "may")) == [("yes", "May Chen"), ("ask", "Which day?")]
    assert chips(read(dana, "may fri")) == [("yes", "May Chen"), ("ask", "What time?")]
    assert chips(read(dana, "")) == [("ask", "who is it?"), ("ask", "Which day?")]


def test_a_refusal_says_why_and_what_is_near(dana):
    found = read(dana, "amira 25/12 11")
    assert chips(found) == [("yes", "Amira Khan w1234567"), ("no", "Fri 25 Dec is a bank holiday: Christmas Day")]
    assert (found.form, found.offer.words) == (None, "Tue 29 Dec 10:00 with Priya Nair, Room 1")
    assert found.cursor[:2] == (date(2026, 12, 25), 660)
    taken = read(dana, "may thu 10.15 pn tel")
    assert ("no", "Thu 26 Nov 10:15: Priya Nair has Amira Khan 10:00–10:30") in chips(taken)
    assert ("yes", "telephone") in chips(taken)
    assert taken.offer.words == "Thu 26 Nov 10:30 with Priya Nair, by telephone"


@pytest.mark.parametrize(
    ("text", "state", "words", "new"),
    [
        ("jo bloggs 07700 900999 fri 2", "yes", "new client Jo Bloggs", NewClient("Jo Bloggs", "07700 900999")),
        ("new imran khan fri 2", "yes", "new client Imran Khan", NewClient("Imran Khan")),
        (
            "Jo McDonald jo@example.org fri 2",
            "yes",
            "new client Jo McDonald",
            NewClient("Jo McDonald", "", "jo@example.org"),
        ),
        ("zzz fri 2", "ask", "nobody is called “zzz”: type a number too, or “new”", None),
        ("07700 900999 fri 2", "ask", "nobody has 07700 900999: what is the name?", None),
        ("new jo w1234567 fri 2", "no", "w1234567 is Amira Khan's: leave out “new”", None),
    ],
)
def test_a_caller_whom_nobody_knows(dana, text, state, words, new):
    found = read(dana, text)
    assert chips(found)[0] == (state, words)
    assert (found.form and found.form.new_client) == new
    if new:
        assert booking.book(dana, found.form).sentence.startswith(f"Booked for {new.name}")


@pytest.mark.parametrize(
    "text", ["w1234567 fri 2", "07700 900121 fri 2", "+44 7700 900121 fri 2", "AMIRA fri 2", "amirah khan fri 2"]
)
def test_a_client_is_known_by_number_or_nearly_by_name(dana, clients, text):
    assert read(dana, text).form.client_id == clients["Amira Khan"]


def test_a_student_who_wants_no_record_is_booked_without_a_name(dana, monkeypatch):
    found = read(dana, "no record fri 2")
    assert chips(found)[0] == ("yes", "no record: no name is kept")
    assert found.form.no_record
    assert booking.book(dana, found.form).sentence.startswith("Booked without a name: Fri 27 Nov 14:00")
    monkeypatch.setattr(no_record, "offered", lambda _policy: False)
    refused = read(dana, "no record fri 2")
    assert (chips(refused)[0][0], refused.form) == ("no", None)


def test_whom_the_desk_does_not_admit_is_not_booked(desk, dana, clients):
    desk_flags.refuse(desk("manager"), clients["May Chen"], "Threw a chair.")
    found = read(dana, "may fri 2")
    assert ("no", desk_flags.REFUSED) in chips(found)
    assert found.form is None


def test_two_times_are_a_fault_and_never_a_guess(dana):
    found = read(dana, "may fri 2 3pm", at=HERE)
    assert "no" in {chip.state for chip in found.chips}
    assert found.form is None


@pytest.mark.parametrize(
    ("minute", "words"),
    [(720, "12 noon"), (780, "1 pm"), (630, "10.30 am"), (605, "10.05 am"), (0, "12 am"), (1435, "11.55 pm")],
)
def test_times_are_said_as_one_says_them(minute, words):
    assert line.spoken(minute) == words


def test_the_sentence_for_the_caller(dana):
    offer = Offer(date(2027, 1, 5), 630, 660, "x", "Tom Ellis", "", "telephone")
    assert line.say(dana, offer) == "Tuesday 5 January 2027 at 10.30 am with Tom Ellis, by telephone."
    assert booking.check(dana, BookingForm(FRI, 600)).slot.words == "Fri 27 Nov 10:00 with Priya Nair, Room 1"


def test_nothing_that_is_typed_raises(dana, clients):
    chance = random.Random(5)
    words = [
        "khan",
        "may",
        "thu",
        "25/12",
        "1",
        "2pm",
        "pn",
        "r2",
        "r9",
        "tel",
        "new",
        "no record",
        "45m",
        "w1234567",
        "[b]",
    ]
    words += [
        '"',
        "'",
        "#",
        "*",
        "NEAR(",
        "\x00",
        "\u202e",
        "\x1b[31m",
        "07700 900121",
        "+99999w",
        "a" * 300,
        "𝕏",
        "half 2",
    ]
    for _ in range(250):
        text = " ".join(chance.choices(words, k=chance.randint(0, 7)))
        found = read(dana, text, at=chance.choice([None, HERE, (date.max, 0, "x"), (date(1, 1, 1), 5000, "")]))
        if found.form:
            assert booking.check(dana, found.form).slot
            assert all(chip.state == "yes" for chip in found.chips)
    read(dana, "x" * 10_000_000, at=HERE)
