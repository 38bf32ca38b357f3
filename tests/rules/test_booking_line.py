"""A booking in one line: any order, only the grammar of dates, clashes instead of guesses, and nothing ever raises."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from functools import cache
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advice_tui.rules.booking_line import LONGEST, LineParts, read_line
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.text import Limit, clean
from advice_tui.rules.when import When, read_when
from advice_tui.rules.working_days import LONDON, say_day

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=LONDON)  # a Monday
TUE, THU, FRI = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 27)
ADVISERS = (
    ("p", "Priya Nair", "PN", "priya"),
    ("t", "Tom Ellis", "TE", "tom"),
    ("g", "Grace O'Neil", "GO", "g.oneil"),
    ("l", "Łukasz Żak", "ŁŻ", "lzak"),
)
ROOMS = ("Room 1", "Room 2", "Quiet Room")


def line(text, *, now=NOW, advisers=ADVISERS, rooms=ROOMS, mode="in_person"):
    return read_line(text, now=now, advisers=advisers, rooms=rooms, default_mode=mode)


def said(parts):
    """What a line says, without what it leaves out."""
    plain = LineParts()
    return {name: getattr(parts, name) for name in parts.__slots__ if getattr(parts, name) != getattr(plain, name)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("   ", {}),
        ("khan thu 1 pn r2", {"who": "khan", "day": THU, "start": 780, "adviser_id": "p", "room": "Room 2"}),
        ("amira tue 2pm", {"who": "amira", "day": TUE, "start": 840}),
        ("amira 25/12 11", {"who": "amira", "day": date(2026, 12, 25), "start": 660}),
        ("Thu, 26 Nov 2026, 14:00 Amira Khan", {"who": "Amira Khan", "day": THU, "start": 840}),
        ("amira khan on thu at half 2", {"who": "amira khan", "day": THU, "start": 870}),
        ("2 3 dec khan", {"who": "khan", "day": date(2026, 12, 3), "start": 840}),
        ("khan 3 dec 1400", {"who": "khan", "day": date(2026, 12, 3), "start": 840}),
        ("khan 2026-12-03T14:00", {"who": "khan", "day": date(2026, 12, 3), "start": 840}),
        ("khan now", {"who": "khan", "day": date(2026, 11, 23), "start": 620}),
        ("khan today noon", {"who": "khan", "day": date(2026, 11, 23), "start": 720}),
        ("tue week 10 khan", {"who": "khan", "day": date(2026, 12, 1), "start": 600}),
        ("thu 26/11 thursday 1 khan", {"who": "khan", "day": THU, "start": 780}),  # the same day twice is one
        ("khan thu 1 45m", {"who": "khan", "day": THU, "start": 780, "length": 45}),
        ("khan thu 1 45 minutes", {"who": "khan", "day": THU, "start": 780, "length": 45}),
        ("khan thu 1 for 1 hour", {"who": "khan", "day": THU, "start": 780, "length": 60}),
        ("khan thu 1 5 min", {"who": "khan", "day": THU, "start": 780, "length": 5}),
        ("khan room 2", {"who": "khan", "room": "Room 2"}),
        ("khan in room 02", {"who": "khan", "room": "Room 2"}),
        ("khan quiet room", {"who": "khan", "room": "Quiet Room"}),
        ("khan tel", {"who": "khan", "mode": "telephone"}),
        ("khan by phone", {"who": "khan", "mode": "telephone"}),
        ("khan web", {"who": "khan", "mode": "online"}),
        ("khan face to face", {"who": "khan"}),
        ("khan # needs the ground floor", {"who": "khan", "note": "needs the ground floor"}),
        ('khan # "tue" 2', {"who": "khan", "note": '"tue" 2'}),
        ("c# khan", {"who": "c# khan"}),
        ("21182137 tue 2", {"student_number": "21182137", "day": TUE, "start": 840}),
        ("w1234567", {"student_number": "w1234567"}),
        (
            "new jo bloggs 07700 900123 tue 2pm",
            {"who": "jo bloggs", "day": TUE, "start": 840, "phone": "07700 900123", "new": True},
        ),
        ("NEW jo jo@example.org", {"who": "jo", "email": "jo@example.org", "new": True}),
        ('"may chen" 2pm tue', {"who": "may chen", "day": TUE, "start": 840}),
        ("“mon sun” 2pm tue", {"who": "mon sun", "day": TUE, "start": 840}),
        ('2pm tue "new 24/11', {"who": "new 24/11", "day": TUE, "start": 840}),  # the quote is still being typed
        ("may 2pm tue", {"who": "may", "day": TUE, "start": 840}),
        ("o'neil siobhán 2pm", {"who": "o'neil siobhán", "start": 840}),
        ("陈伟 tue 2", {"who": "陈伟", "day": TUE, "start": 840}),
        ("khan - tue 2", {"who": "khan", "day": TUE, "start": 840}),
        ("on an", {"who": "on an"}),  # names stay names where nothing follows that they belong to
    ],
)
def test_what_a_line_says(text, expected):
    assert said(line(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khan pn", {"who": "khan", "adviser_id": "p"}),
        ("khan PN", {"who": "khan", "adviser_id": "p"}),
        ("khan łż", {"who": "khan", "adviser_id": "l"}),
        ("khan lz", {"who": "khan", "adviser_id": "l"}),
        ("khan priya nair", {"who": "khan", "adviser_id": "p"}),
        ("khan thu priya", {"who": "khan", "day": THU, "adviser_id": "p"}),
        ("khan thu g.oneil", {"who": "khan", "day": THU, "adviser_id": "g"}),
        ("khan with priya", {"who": "khan", "adviser_id": "p"}),
        ("with o'neil khan thu", {"who": "khan", "adviser_id": "g", "day": THU}),
        ("khan with grace o'neil", {"who": "khan", "adviser_id": "g"}),
        ("priya thu", {"adviser_id": "p", "day": THU}),
        ("priya shah pn", {"who": "priya shah", "adviser_id": "p"}),
        ("priya shah with priya", {"who": "priya shah", "adviser_id": "p"}),
        ('"priya shah" thu priya', {"who": "priya shah", "day": THU, "adviser_id": "p"}),
        ("nair thu", {"who": "nair", "day": THU}),  # a family name alone is the student's
    ],
)
def test_advisers(text, expected):
    assert said(line(text)) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("khan tue thu 2", "There are two days: Tue 24 Nov 2026 or Thu 26 Nov 2026?"),
        ("khan tue thu fri", "There are three days: Tue 24 Nov 2026, Thu 26 Nov 2026 or Fri 27 Nov 2026?"),
        ("khan tue 2 3pm", "There are two times: 14:00 or 15:00?"),
        ("khan pn te", "There are two advisers: Priya Nair or Tom Ellis?"),
        ("khan r1 r2", "There are two rooms: Room 1 or Room 2?"),
        ("khan tel web", "There are two ways of meeting: by telephone or online?"),
        ("khan 45m 1 hour", "There are two lengths: 45 minutes or 60 minutes?"),
        ("21182137 21182138", "There are two student numbers: 21182137 or 21182138?"),
        ("07700900123 07700900124", "There are two telephone numbers: 07700900123 or 07700900124?"),
        ("a@example.org b@example.org", "There are two e-mail addresses: a@example.org or b@example.org?"),
        ("khan r9", "There is no room “r9”: Room 1, Room 2 or Quiet Room."),
        ("khan mon 2", "Today is a Monday: write today, or mon week."),
        ("khan 31/2 2", "There is no 31 February."),
        ("khan 31 feb 2pm", "There is no 31 February."),
        ("khan 12/13", "There is no month 13: the day comes first, then the month."),
        ("khan fri 3 dec 2pm", "Thu 3 Dec 2026 is not a Friday."),
        ("khan 25:00", "There is no such time of day: times go from 00:00 to 23:59."),
        ("khan midnight", "Write midnight as 00:00, with the day that begins then."),
        ("khan 2030", "Write 20:30 if you mean a time: the figures may be a year."),
        ("khan tue 10 30", "“30” is not understood."),
        ("khan 9-10", "“9-10” is not understood."),
        ("khan 10:15:30", "“10:15:30” is not understood."),
        (
            "priya shah thu",
            "“priya” can be the student or Priya Nair: write “with priya”, or the student's name in quotes.",
        ),
        ("khan with pria", "No adviser is called “pria”."),
        ("0930 020 7946 0000", "The telephone number can be read in two ways: write it without spaces."),
        ("x" * 121, "The name is too long: at most 120 characters."),
        ("khan " * 1000, "That is too long for a booking. Write a name, a day and a time."),
    ],
)
def test_faults(text, fault):
    assert fault in line(text).faults


def test_what_clashes_is_not_taken():
    parts = line("khan tue thu 2 3pm pn te r1 r2 tel web 45m 60m")
    assert (parts.day, parts.start, parts.adviser_id, parts.room, parts.length) == (None,) * 5
    assert (parts.who, parts.mode, len(parts.faults)) == ("khan", "in_person", 6)


def test_letters_and_names_that_several_have():
    two = (("1", "Sam Old", "SO", "sold"), ("2", "Sam Young", "SY", "syoung"), ("3", "Pat Moss", "PM", "pmoss"))
    assert line("khan thu sam", advisers=two).faults == (
        "Several advisers are called “sam”: write SO for Sam Old or SY for Sam Young.",
    )
    assert line("khan thu sy", advisers=two).adviser_id == "2"
    assert line("khan thu 2pm", advisers=two).faults == ()
    assert line("khan thu 2 pm", advisers=two).faults == ("“pm” can be the time or Pat Moss: write 2pm, or the name.",)


@pytest.mark.parametrize(
    ("text", "phone", "minute"),
    [
        ("jo 07700900123 2", "07700900123", 840),
        ("jo 07700 900 123 2", "07700 900 123", 840),
        ("jo 2 07700 900123", "07700 900123", 840),
        ("jo 0930 07700 900123", "07700 900123", 570),
        ("jo 020 7946 0000 1400", "020 7946 0000", 840),
        ("jo (020) 7946-0000 2", "(020) 7946-0000", 840),
        ("jo +44 7700 900123 2", "+44 7700 900123", 840),
        ("jo +44 (0)7700 900123 2", "+44 (0)7700 900123", 840),
        ("jo +353 1 234 5678 2", "+353 1 234 5678", 840),
        ("jo 0044 7700 900123 2", "0044 7700 900123", 840),
        ("jo 0169772345 2", "0169772345", 840),
        ("jo 2 016977 2345", "016977 2345", 840),
        ("jo 07700 2", "", 840),
    ],
)
def test_telephone_numbers_end_where_they_end(text, phone, minute):
    parts = line(text)
    assert (parts.phone, parts.start) == (phone, minute)
    assert bool(parts.faults) == (not phone)


def test_the_usual_way_of_meeting_is_taken_where_none_is_said():
    assert line("khan", mode="online").mode == "online"
    assert line("khan tel", mode="online").mode == "telephone"
    assert line("x" * 1000, mode="online").mode == "online"


def test_nobody_and_nowhere_to_choose_from():
    parts = read_line("khan thu 1 pn r2", now=NOW)
    assert (parts.who, parts.adviser_id, parts.room) == ("khan pn", None, None)
    assert parts.faults == ("There is no room “r2”: the service has none.",)


def test_hostile_text_stays_text():
    assert line("[red]khan[/x] tue 2").who == "[red]khan[/x]"
    assert line("\x1b]0;khan\x07 tue").who == "]0;khan" or line("\x1b]0;khan\x07 tue").faults
    assert line("kh\u202ean\u200b").who == "khan"
    assert line("khan #\x1b[31mred").note == "[31mred"
    assert line('khan" OR NEAR(*) --').who == "khan OR NEAR(*) --" or line('khan" OR NEAR(*) --').who.startswith("khan")
    assert line("🧑‍🎓 tue 2").day == TUE


def test_a_paste_of_ten_million_letters_is_refused_at_once():
    assert line("khan tue 2 " * 1_000_000).faults == line("x" * (LONGEST + 1)).faults


# Any order -----------------------------------------------------------------------------------------------------

UNITS = ("amira khan", "thu", "1", "pn", "r2", "tel", "45m")


def test_any_order_means_the_same():
    expected = line(" ".join(UNITS))
    assert expected.faults == ()
    assert all(line(" ".join(order)) == expected for order in permutations((*UNITS[:5], "tel 45m")))


@given(
    st.permutations(
        (
            *("“amira khan”", "at half 2", "thu 26 nov 2026", "with tom", "room 1", "by phone", "45 min", "new"),
            *("jo@example.org", "w1234567"),
        )
    )
)
def test_any_order_of_longer_words_means_the_same(units):
    parts = line(" ".join(units))
    assert parts == LineParts(
        "amira khan",
        THU,
        870,
        "t",
        "Room 1",
        "telephone",
        45,
        student_number="w1234567",
        new=True,
        email="jo@example.org",
    )


# Never raises, and every echo reads back to itself -------------------------------------------------------------

WORDS = (
    *("khan", "amira", "o'neil", "陈伟", "Zoë", "may", "sun", "mon", "tue", "next", "last", "week", "half", "at", "on"),
    *("with", "for", "in", "by", "new", "pn", "te", "priya", "tom", "nair", "r1", "r9", "room", "quiet", "tel", "web"),
    *("1", "2", "12", "30", "2pm", "pm", "am", "9.15am", "2.30", "14:00", "1400", "0930", "2030", "noon", "midnight"),
    *("24/11", "31/2", "29/2", "3", "dec", "feb", "3rd", "2026", "2027-03-28", "01:30", "+2w", "-3d", "+999w", "now"),
    *("today", "tomorrow", "45m", "1h", "hour", "07700", "900123", "+44", "020", "7946", "0000", "21182137", "w123456"),
    *(
        "a@b.org",
        '"',
        "“",
        "”",
        "#",
        "#note",
        ",",
        ";",
        "--",
        "[/x]",
        "\x1b[31m",
        "\u202e",
        "(",
        "٣",
        "½",
        "２pm",
        "\ud800",
    ),
)
MOMENTS = (NOW, datetime(2027, 3, 27, 23, 59, tzinfo=UTC), datetime(2026, 12, 31, 12), datetime(2100, 12, 31, 23, 58))


@cache
def reread(echo, now):
    return line(echo, now=now)


def check(text, now):
    """What holds of every line there is."""
    parts = line(text, now=now)
    assert all(fault[-1] in ".?" for fault in parts.faults), parts.faults
    assert parts.who == clean(parts.who)
    assert len(parts.who) <= Limit.NAME or parts.faults
    assert parts.start is None or 0 <= parts.start < 1440
    echo = " ".join(
        words
        for words in (
            say_day(parts.day, year=True) if parts.day else "",
            say_minute(parts.start) if parts.start is not None else "",
        )
        if words
    )
    again = reread(echo, now)
    assert (again.day, again.start, again.faults) == (parts.day, parts.start, ()), (text, echo, again)
    if parts.day:
        read = read_when(say_day(parts.day, year=True), now)
        assert isinstance(read, When)
        assert read.day == parts.day


@pytest.mark.parametrize("lines", [2_000, pytest.param(20_000, marks=pytest.mark.soak)])
def test_lines_by_the_thousand(lines):
    chance = random.Random(20261123)
    for number in range(lines):
        words = chance.choices(WORDS, k=chance.randint(0, 8))
        check(chance.choice((" ", " ", " ", "  ", "", ", ")).join(words), MOMENTS[number % len(MOMENTS)])


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)),
    st.sampled_from(MOMENTS),
)
@example("thu 3 dec 2026 at 14:00", NOW)
@example('"""', NOW)
@example("# # #", NOW)
@example("1" * LONGEST, NOW)
@example("1 " * (LONGEST // 2), NOW)
def test_whatever_is_typed(text, now):
    check(text, now)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 287).map(lambda five: five * 5))
def test_every_slot_can_be_typed_as_it_is_said(day, minute):
    parts = line(f"khan {say_day(day, year=True)} {say_minute(minute)} pn")
    assert (parts.who, parts.day, parts.start, parts.adviser_id, parts.faults) == ("khan", day, minute, "p", ())


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.text(max_size=6), st.text(max_size=12), st.text(max_size=4), st.text(max_size=8)), max_size=4
    ),
    st.lists(st.text(max_size=8), max_size=4),
    st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
)
def test_whatever_people_and_rooms_are_called(advisers, rooms, text):
    typed = " ".join([text, *(name for _, name, _, _ in advisers), *rooms])[:LONGEST]
    parts = line(typed, advisers=advisers, rooms=rooms)
    assert parts.adviser_id is None or parts.adviser_id in {one[0] for one in advisers}
    assert parts.room is None or parts.room in rooms
