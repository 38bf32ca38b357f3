"""Appointments moved, cancelled and put back: what was stays on file, and nothing goes where somebody else is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advice_tui.casework import desk_flags, undo
from advice_tui.casework.diary import moving, reading
from advice_tui.casework.diary.documents import change_appointment, open_appointment
from advice_tui.casework.diary.telling import notice_words
from advice_tui.casework.diary.views import BookingForm, NewClient
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import at, audit_lines, book

THU, FRI = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def dana(desk):
    return desk("receptionist")


@pytest.fixture
def ids(dana):
    return {one.name[0]: one.id for one in reading.advisers(dana)}


@pytest.fixture
def booked(dana, ids):
    """Zelda Quux, Thu 26 Nov 10:00 with Priya Nair in Room 2."""
    return book(dana, THU, 600, adviser_id=ids["P"], room="Room 2", note="ground floor").id


def place(desk, appointment_id):
    one = reading.one(desk, appointment_id)
    return one.day, one.start, one.adviser_id, one.room, one.mode


def told(desk, appointment_id):
    return [(line.words, line.struck) for line in reading.history(desk, appointment_id)]


WAS = "Thu 26 Nov 10:00–10:30 with Priya Nair, Room 2"


# Moving -------------------------------------------------------------------------------------------------------------


def test_a_move_keeps_what_the_form_leaves_open(dana, ids, booked):
    done = moving.move(dana, booked, 1, BookingForm(FRI, 660))
    assert done.sentence == "Zelda Quux moved to Fri 27 Nov 11:00–11:30 with Priya Nair, Room 2."
    assert place(dana, booked) == (FRI, 660, ids["P"], "Room 2", "in_person")
    assert reading.one(dana, booked).note == "ground floor"
    assert told(dana, booked) == [
        ("Booked", False),
        (f"Moved from {WAS} to Fri 27 Nov 11:00–11:30 with Priya Nair, Room 2", False),
    ]
    assert reading.one_day(dana, THU).days[0].booked == ()
    book(dana, THU, 600, adviser_id=ids["P"], room="Room 2")  # its time is free again


def test_a_move_takes_another_room_only_when_its_own_is_taken(dana, ids, booked):
    book(dana, FRI, 660, adviser_id=ids["T"], room="Room 2")
    moving.move(dana, booked, 1, BookingForm(FRI, 660))
    assert place(dana, booked)[3] == "Room 1"


def test_a_move_may_change_everything_but_whose_it_is(dana, ids, booked):
    form = BookingForm(FRI, 605, ids["T"], mode="telephone", length=45, note="ring twice", client_id="somebody else")
    done = moving.move(dana, booked, 1, form)
    assert done.sentence.endswith("Fri 27 Nov 10:05–10:50 with Tom Ellis, by telephone.")
    one = reading.one(dana, booked)
    assert (one.who, one.note, one.room, one.end) == ("Zelda Quux", "ring twice", "", 650)
    undo.undo(dana, done.undo)
    assert reading.one(dana, booked).note == "ground floor"


def test_a_move_makes_way_for_itself(dana, booked):
    moving.move(dana, booked, 1, BookingForm(THU, 615))
    assert reading.one(dana, booked).start == 615


@pytest.mark.parametrize(
    ("day", "start", "sentence"),
    [
        (THU, 600, "It is there already: choose another time."),
        (THU, 945, "15:45 would end at 16:15, after closing at 16:00. Next free: "),
        (THU, 660, "Priya Nair has Amira Khan 11:00–11:30. Next free: Thu 26 Nov 11:30 with Priya Nair, Room 1."),
        (date(2026, 11, 23), 600, "Mon 23 Nov 2026 is past."),
    ],
)
def test_a_move_is_refused_as_a_booking_is(dana, ids, booked, day, start, sentence):
    book(dana, THU, 660, adviser_id=ids["P"], new_client=NewClient("Amira Khan"))
    with pytest.raises(BadInput) as trouble:
        moving.move(dana, booked, 1, BookingForm(day, start))
    assert trouble.value.problems["slot"].startswith(sentence)
    assert place(dana, booked)[:2] == (THU, 600)
    assert reading.one(dana, booked).row_ver == 1


def test_a_move_says_everything_that_is_wrong(desk, dana, booked):
    desk_flags.refuse(desk("manager"), reading.one(dana, booked).client_id, "Threw a chair.")
    with pytest.raises(BadInput) as trouble:
        moving.move(dana, booked, 1, BookingForm(THU, 600, note="x" * 501))
    assert set(trouble.value.problems) == {"slot", "client", "note"}


def test_a_moved_appointment_is_reminded_of_anew(dana, booked):
    with dana.store.write(dana.signer, "diary.confirm", booked, at=dana.now) as tx:
        opened = open_appointment(dana, tx.connection, booked)
        change_appointment(dana, tx, opened, 1, "reminded", reminded_at=dana.now)
    assert reading.one(dana, booked).reminded
    moving.move(dana, booked, 2, BookingForm(FRI, 600))
    assert not reading.one(dana, booked).reminded


def test_what_is_over_is_not_moved_away(dana, booked, clock):
    """I-44c: nobody makes an absence disappear by moving it; what was told before counts, whenever it is written."""
    clock.set(2026, 11, 26, 10, 30)
    with pytest.raises(BadInput, match="say first what became of it"):
        moving.move(dana, booked, 1, BookingForm(FRI, 600))
    with pytest.raises(BadInput, match="before the appointment was made"):
        moving.cancel(dana, booked, 1, by="client", told_at=at(2026, 11, 24, 10, 19))
    moving.cancel(dana, booked, 1, by="client", told_at=at(2026, 11, 26, 9))


def test_the_second_of_two_terminals_is_told(desk, dana, booked):
    moving.move(desk("adviser"), booked, 1, BookingForm(FRI, 600))
    for act in (
        lambda: moving.move(dana, booked, 1, BookingForm(FRI, 660)),
        lambda: moving.cancel(dana, booked, 1, by="client"),
    ):
        with pytest.raises(ChangedMeanwhile, match="Look again"):
            act()
    assert reading.one(dana, booked).start == 600


def test_a_student_without_a_record_gets_no_note_by_a_move(dana):
    done = book(dana, no_record=True)
    said = moving.move(dana, done.id, 1, BookingForm(FRI, 600, note="tall")).sentence
    assert said.startswith("The appointment without a name moved to Fri 27 Nov")
    assert reading.one(dana, done.id).note == ""


# Cancelling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_at", "words", "notice"),
    [
        (None, "1 day before", 2860),
        (at(2026, 11, 24, 10, 20), "1 day before", 2860),
        (at(2026, 11, 26, 9, 20), "40 minutes before", 40),
        (at(2026, 11, 26, 8), "2 hours before", 120),
        (at(2026, 11, 26, 10), "after it had begun: no notice", 0),
        (at(2026, 11, 26, 10, 40), "after it had begun: no notice", -40),
    ],
)
def test_how_long_before_is_worked_out_and_kept(dana, booked, clock, told_at, words, notice):
    """I-44c, L-36: notice is what was given, whenever it is written down."""
    if told_at is not None:
        clock.set(2026, 11, 27)
    done = moving.cancel(dana, booked, 1, by="client", told_at=told_at, reason="is ill")
    assert done.sentence == f"Zelda Quux: {WAS} cancelled by the student, {words}."
    line = reading.history(dana, booked)[-1]
    assert (line.words, line.at, line.by) == (
        f"Cancelled by the student, {words}. is ill",
        told_at or dana.now,
        "Dana Whyte",
    )
    assert line.recorded_at == dana.now
    with dana.store.read() as connection:
        row = open_appointment(dana, connection, booked).row
    assert moving.notice_given(row, told_at or dana.now) == notice
    assert reading.one(dana, booked).state == "cancelled"


def test_a_cancelled_time_is_free_and_the_appointment_stays_on_file(dana, ids, booked):
    moving.cancel(dana, booked, 1, by="service", reason="The adviser is ill.")
    assert told(dana, booked)[-1][0] == "Cancelled by the service, 1 day before. The adviser is ill."
    book(dana, THU, 600, adviser_id=ids["P"], room="Room 2", client_id=reading.one(dana, booked).client_id)
    states = [one.state for one in reading.of_client(dana, reading.one(dana, booked).client_id)]
    assert states == ["cancelled", "booked"]
    assert [one.state for one in reading.one_day(dana, THU).days[0].booked] == ["booked"]


def test_what_is_wrong_with_a_cancelling_is_said_at_once(dana, booked):
    later = dana.now + timedelta(minutes=1)
    with pytest.raises(BadInput) as trouble:
        moving.cancel(dana, booked, 1, by="nobody", told_at=later, reason="x" * 501)
    assert set(trouble.value.problems) == {"by", "told_at", "reason"}
    moving.cancel(dana, booked, 1, by="client")
    for act in (
        lambda: moving.cancel(dana, booked, 2, by="client"),
        lambda: moving.move(dana, booked, 2, BookingForm(FRI, 600)),
    ):
        with pytest.raises(BadInput, match="was cancelled"):
            act()


@pytest.mark.parametrize("who", ["director", "maintainer", "reader"])
def test_nobody_else_moves_or_cancels(desk, booked, who):
    for act in (
        lambda: moving.move(desk(who), booked, 1, BookingForm(FRI, 600)),
        lambda: moving.cancel(desk(who), booked, 1, by="client"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_is_not_there_is_not_changed(dana):
    for act in (
        lambda: moving.move(dana, "x", 1, BookingForm(FRI, 600)),
        lambda: moving.cancel(dana, "x", 1, by="client"),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute before"), (60, "1 hour before"), (1439, "23 hours before"), (1440, "1 day before")],
)
def test_notice_in_words(minutes, words):
    assert notice_words(minutes) == words


# Undo ---------------------------------------------------------------------------------------------------------------


def test_each_act_is_taken_back_by_who_did_it_and_stays_in_the_history(desk, dana, ids, booked):
    moved = moving.move(dana, booked, 1, BookingForm(FRI, 660, ids["T"], "Room 1"))
    with pytest.raises(NotAllowed, match="yourself"):
        undo.undo(desk("adviser"), moved.undo)
    assert undo.undo(dana, moved.undo) == "Undone: the move to Fri 27 Nov 11:00–11:30 with Tom Ellis, Room 1."
    assert place(dana, booked) == (THU, 600, ids["P"], "Room 2", "in_person")
    cancelled = moving.cancel(dana, booked, 3, by="client")
    assert undo.undo(dana, cancelled.undo) == f"Undone: the cancelling of {WAS}."
    assert reading.one(dana, booked).state == "booked"
    assert [struck for _, struck in told(dana, booked)] == [False, True, True]
    with pytest.raises(ChangedMeanwhile, match="undone before"):
        undo.undo(dana, moved.undo)
    lines = [line.act for line in audit_lines(dana) if line.obj == booked]
    assert lines == ["diary.book", *(["diary.change", "act.undo"] * 2)]


def test_what_somebody_went_on_from_is_not_undone(desk, dana, booked):
    moved = moving.move(dana, booked, 1, BookingForm(FRI, 660))
    moving.move(desk("adviser"), booked, 2, BookingForm(FRI, 720))
    with pytest.raises(ChangedMeanwhile, match="gone on"):
        undo.undo(dana, moved.undo)
    assert reading.one(dana, booked).start == 720


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ({"adviser_id": "P", "room": "Room 1"}, "10:00 with Priya Nair"),
        ({"adviser_id": "T", "room": "Room 2"}, "Room 2"),
        ({"adviser_id": "T", "mode": "telephone", "client_id": "hers"}, "That time"),
    ],
)
@pytest.mark.parametrize("act", ["move", "cancel"])
def test_a_time_that_was_given_away_is_not_taken_back(desk, dana, ids, booked, act, taken, words):
    done = (
        moving.move(dana, booked, 1, BookingForm(FRI, 660))
        if act == "move"
        else moving.cancel(dana, booked, 1, by="client")
    )
    more = {**taken, "adviser_id": ids[taken["adviser_id"]]}
    if "client_id" in more:
        more["client_id"] = reading.one(dana, booked).client_id
    book(desk("adviser"), THU, 600, **more)
    with pytest.raises(ChangedMeanwhile, match=f"^{words} was given to somebody else meanwhile. Nothing was undone.$"):
        undo.undo(dana, done.undo)
    assert reading.one(dana, booked).state == ("booked" if act == "move" else "cancelled")


def test_a_booking_is_taken_back_only_while_nobody_went_on(desk, dana):
    done = book(dana)
    moving.move(desk("adviser"), done.id, 1, BookingForm(FRI, 600))
    with pytest.raises(ChangedMeanwhile, match="gone on"):
        undo.undo(dana, done.undo)
    with pytest.raises(NotAllowed, match="yourself"):
        undo.undo(desk("adviser"), book(dana, start=660).undo)
