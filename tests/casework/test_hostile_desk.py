"""Whatever is typed at the front desk is stored as the cleaner says, or refused in a plain sentence; as in the cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from advice_tui.casework import arrivals, cases, clients, confirming, desk_flags, messages, rota, search, undo, upkeep
from advice_tui.casework.arrivals import CorrectionForm
from advice_tui.casework.cases import papers
from advice_tui.casework.cases.papers import PaperForm
from advice_tui.casework.diary import booking, line, moving, planning, reading
from advice_tui.casework.diary.planning import PlanForm
from advice_tui.casework.diary.views import BookingForm, NewClient
from advice_tui.casework.messages import AnswerForm, MessageForm
from advice_tui.rules.staff_times import TimesForm
from advice_tui.rules.text import Limit, clean, field
from data.errors import BadInput
from tests.casework.test_hostile_casework import (
    CANARY,
    Tried,
    hostile,
    lines,
    one_line,
    plain_sentence,
    safe,
    stored,
)
from tests.factories import take

PART = [11, pytest.param(4, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])]
"""A part of the shared strings by `make test`, a larger one by `make soak`."""
TODAY, LATER = date(2026, 11, 24), date(2026, 11, 26)
BREAKS = ("x\r\nSUMMARY:owned", "x\nEND:VEVENT\nBEGIN:VEVENT", "x\r\n BCC:a@b", ";,\\:\"'", "=1+1", "é" * 60)


@pytest.fixture
def dana(desk):
    found = desk("receptionist")
    search.build(found)
    return found


@pytest.fixture
def tried(dana):
    return Tried(dana)


def kept(text):
    """What a field of one line keeps of a text, without spaces around it."""
    return one_line(text).strip()


def free(desk, after=LATER):
    """Give a form for the next free time of anybody."""
    (offer,) = booking.free_slots(desk, after=(after, 0), count=1)
    return offer.day, offer.start, offer.adviser_id, offer.room


def booked(desk, name="Zelda Quux", **over):
    return booking.book(desk, BookingForm(*free(desk), new_client=NewClient(name, phone="07700 900123"), **over)).id


@pytest.mark.parametrize("every", PART)
def test_every_text_in_the_booking_line_is_read_and_says_itself_plainly(dana, every):
    """Read and never stored: what would be booked is what stands there, and nothing of it is markup or a command."""
    before = stored(dana)
    for text in hostile(every):
        for typed in (text, f"{text} thu 10:00 pn", f'"{text}" thu 2pm note {text}', f"new {text} 07700 900123 thu 10"):
            read = line.read_line(dana, typed)
            assert all(len(chip.words) < 2000 for chip in read.chips), typed
            if read.form is not None and read.form.new_client is not None:
                assert read.form.new_client.name.strip(), typed
    assert stored(dana) == before


@pytest.mark.parametrize("every", PART)
def test_every_text_in_a_booking_its_move_and_its_end(tried, dana, every):
    for text in hostile(every):
        new = NewClient(text, phone=text[:40], email=text[:40], student_number=text[:20])
        tried.act(booking.book, BookingForm(*free(dana), new_client=new, note=text))
        done = tried.act(booking.book, BookingForm(*free(dana), new_client=NewClient(text), note=text))
        if done is None:
            assert set(tried.refused[-1].problems) <= {"name", "note"}, text
            continue
        assert plain_sentence(done.sentence)
        seen = reading.one(dana, done.id)
        assert (seen.who, seen.note) == (one_line(text), field(text, "Note", 500)[0])
        moved = tried.act(moving.move, done.id, 1, BookingForm(*free(dana), note=f"{text} moved"))
        ver = 2 if moved else 1
        if tried.act(moving.cancel, done.id, ver, by="client", reason=text):
            told = reading.history(dana, done.id)
            assert told[-1].kind == "cancelled"
            assert all(clean(one.words, lines=True) == one.words for one in told)
            assert kept(text) in told[-1].words
    assert tried.refused


@pytest.mark.parametrize("every", PART)
def test_every_text_as_the_reason_of_a_decision_and_a_correction(tried, dana, clock, every):
    made = clock.now
    for text in hostile(every):
        clock.set(2026, 11, 24, 9, 0)
        one = booking.book(dana, BookingForm(*free(dana, TODAY), new_client=NewClient("Zelda Quux"))).id
        row = arrivals.row_of(dana, one)
        clock.set(2026, 11, 24, 9, 0)
        clock.pass_(minutes=row.booked.start - 540 + 16)
        arrivals.arrive(dana, one, 1)
        late = tried.act(arrivals.decide_late, one, 2, "rebook", text)
        ver = 3 if late else 2
        mended = tried.act(arrivals.correct, one, ver, CorrectionForm("missed", text))
        assert bool(mended) == bool(kept(text) and len(kept(text)) <= 500), text
        if mended:
            told = reading.history(dana, one)
            assert kept(text) in told[-1].words
            assert all(clean(said.words, lines=True) == said.words for said in told)
        elif late:
            undo.undo(dana, late.undo)
    clock.now = made


@pytest.mark.parametrize("every", PART)
def test_every_text_in_a_message_and_its_answer(tried, dana, desk, every):
    priya, shown = desk("adviser"), 0
    for text in hostile(every):
        tried.act(messages.take, MessageForm("message", name=text, number=text[:40], email=text[:60], words=text))
        form = MessageForm("message", name=text, number="07700 900123", times=text, words=text)
        taken = tried.act(messages.take, form)
        assert messages.callers(dana, text) is not None
        if taken is None:
            assert set(tried.refused[-1].problems) <= {"name", "times", "words"}, text
            continue
        shown += 1
        assert plain_sentence(taken.sentence)
        seen = messages.open_message(priya, taken.id)
        assert (seen.name, seen.words) == (one_line(text), field(text, "Words", 500, lines=True)[0])
        if shown % 10:  # a case for each takes longest
            continue
        form = AnswerForm("reached", note=text, told_record=True)
        done = Tried(priya).act(messages.answer, taken.id, seen.row_ver, form)
        if done:
            assert lines(text).strip() in cases.open_case(priya, done.case_id).entries[0].body
    assert shown


@pytest.mark.parametrize("every", PART)
def test_every_text_as_a_leave_a_flag_and_a_paper(desk, every):
    priya, manager = desk("adviser"), desk("manager")
    hers, theirs = Tried(priya), Tried(manager)
    taken = take(priya)
    one = booking.book(priya, BookingForm(*free(priya), client_id=taken.client_id)).id
    ver = 1
    for at, text in enumerate(hostile(every)):
        day = date(2027, 1, 4) + timedelta(days=at)
        left = hers.act(rota.add_away, TimesForm(priya.person.id, day, day, why=text))
        if left:
            assert safe(left.sentence)
            assert " ".join(kept(text).split()) in [said.why for said in rota.hours(priya).lines]
            undo.undo(priya, left.undo)
        if theirs.act(desk_flags.refuse, taken.client_id, text):
            assert desk_flags.flag_of(priya, taken.client_id).reason.strip() == lines(text).strip()
            desk_flags.lift(manager, taken.client_id, "-")
        if hers.act(planning.plan, one, ver, PlanForm(taken.case_id, (text, f"{text} again"))):
            ver += 1
            (seen,) = planning.of_case(priya, taken.case_id).appointments
            assert [paper.what for paper in seen.bring] == [
                said for said in (kept(text), kept(f"{text} again")) if said
            ]
            confirming.confirmation(priya, one)
        if at % 5 == 0 and (done := hers.act(papers.add, taken.case_id, PaperForm(text))):
            assert kept(text) in [paper.what for paper in papers.papers_of(priya, taken.case_id).papers]
            undo.undo(priya, done.undo)
    assert hers.refused
    assert theirs.refused
    assert upkeep.check(desk("maintainer")).problems == []


# Files that leave --------------------------------------------------------------------------------------------------------


def events_of(content):
    """Read a calendar file as another program does; every line is short and ends as it must."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    for one in content.split(b"\r\n"):
        assert len(one) <= 75
        assert b"\n" not in one
        assert b"\r" not in one
    return Calendar.from_ical(content).walk("VEVENT")


@pytest.mark.parametrize("every", PART)
def test_no_name_puts_a_line_of_its_own_into_a_calendar_file(dana, every, tmp_path):
    names = {}
    for text in (*BREAKS, *hostile(every)):
        if kept(text) and len(kept(text)) <= Limit.NAME:
            day, start, adviser, room = free(dana)
            form = BookingForm(day, start, adviser, room, new_client=NewClient(text), note=text)
            names[booking.book(dana, form).id] = (one_line(text), adviser)
    for login in ("priya", "tom"):
        path = tmp_path / f"{login}.ics"
        done = confirming.export_adviser(dana, login, str(path), with_names=True)
        found = events_of(path.read_bytes())
        assert len(found) == done.count
        assert all(len([name for name in one if name == "SUMMARY"]) == 1 for one in found)
        for one in found:
            name = names[str(one["UID"])][0]
            # the reader's library takes a backslash before N for a line's end, also where it was written as "\\\\"
            assert "\\" in name or clean(str(one["SUMMARY"])) == f"Appointment: {name}"
            assert set(one) <= {
                "UID",
                "DTSTAMP",
                "DTSTART",
                "DTEND",
                "SUMMARY",
                "LOCATION",
                "STATUS",
                "SEQUENCE",
                "CLASS",
            }
    assert len(names) > len(BREAKS)


@pytest.mark.parametrize("every", PART)
def test_every_text_as_the_name_of_a_file_that_is_written(tried, dana, every, tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    one = booked(dana, "Ann [/] \x1b]0;x\x07 Quux")
    shown = confirming.confirmation(dana, one)
    assert clean(shown.whole, lines=True) == shown.whole
    for text in hostile(every):
        if text.strip().strip("'\"").startswith(("/", "~", "..")):  # what is typed counts, also outside this folder
            continue
        for kind in ("text", "calendar"):
            said = tried.act(confirming.write, one, kind, text, replace=True)
            assert said is None or safe(said)
        done = tried.act(confirming.export_adviser, "priya", text, replace=True)
        assert done is None or safe(done.sentence)
        tried.act(confirming.export_adviser, text, "nobody.ics")
    written = [path for path in tmp_path.rglob("*") if path.is_file() and dana.home not in path.parents]
    assert written
    for path in written:
        assert path.stat().st_mode & 0o077 == 0
        assert here in path.parents


# Nothing of it in clear, and very much of it ------------------------------------------------------------------------------


def test_no_word_of_the_desk_stands_in_the_audit_trail_in_a_plain_column_or_in_a_refusal(tried, dana, desk):
    priya, manager = desk("adviser"), desk("manager")
    for many in (1, 200):
        text = f"{CANARY} " * many
        done = tried.act(booking.book, BookingForm(*free(dana), new_client=NewClient(text), note=text))
        tried.act(booking.book, BookingForm(date(2026, 11, 28), 600, new_client=NewClient(text), note=text))
        tried.act(messages.take, MessageForm("message", name=text, number=text, times=text, words=text))
        tried.act(messages.take, MessageForm("request", name=CANARY, number="07700 900123", times=text, words=text))
        Tried(priya).act(rota.add_away, TimesForm(priya.person.id, LATER, LATER, why=text))
        if done:
            client = reading.one(dana, done.id).client_id
            Tried(manager).act(desk_flags.refuse, client, text)
            with pytest.raises(BadInput) as refused:
                booking.book(dana, BookingForm(*free(dana), client_id=client))
            assert CANARY not in refused.value.problems["client"]
            tried.act(moving.cancel, done.id, 1, by="client", reason=text)
    assert len(tried.refused) >= 5
    with dana.store.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        cells = [
            (table, cell if isinstance(cell, bytes) else str(cell).encode())
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
            for cell in row
        ]
    assert not [table for table, cell in cells if CANARY.lower().encode() in cell.lower()]
    assert CANARY.encode() not in b"".join(path.read_bytes() for path in dana.home.rglob("*") if path.is_file())


@pytest.mark.parametrize("piece", ["x", "khan thu 1 ", "\n", '"', "10:00 ", "\u0301", "[b]", "07700 "])
def test_a_paste_without_end_is_refused_with_the_limit_and_nothing_is_cut(tried, dana, desk, piece):
    text = piece * ((10_000_000 if piece == "x" else 500_000) // len(piece))
    read = line.read_line(dana, text)
    assert read.form is None
    assert all(len(chip.words) < 2000 for chip in read.chips)
    one = booked(dana)
    client = reading.one(dana, one).client_id
    assert tried.act(booking.book, BookingForm(*free(dana), new_client=NewClient(text), note=text)) is None
    assert set(tried.refused[-1].problems) >= {"name"}
    if kept(text):
        form = MessageForm("message", client, number="07700 900123", words=text, times=text)
        assert tried.act(messages.take, form) is None
    assert messages.callers(dana, text) is not None
    if kept(text):
        assert tried.act(moving.cancel, one, 1, by="client", reason=text) is None
        assert Tried(desk("manager")).act(desk_flags.refuse, client, text) is None
        assert tried.act(confirming.write, one, "text", text) is None
    assert clients.client_file(dana, client).details.name == "Zelda Quux"
