"""Typed dates and times: what is read, what is refused, and that every echo reads back to itself."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advice_tui.rules.when import Unread, When, read_when

WED = datetime(2026, 11, 25, 11, 20)  # a Wednesday, London civil time


def read(text, now=WED, **asked):
    when = read_when(text, now, **asked)
    assert isinstance(when, When), when
    return when.echo()


def refusal(text, now=WED, **asked):
    unread = read_when(text, now, **asked)
    assert isinstance(unread, Unread), unread
    return unread.sentence


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("today", "Wed 25 Nov 2026"),
        ("Tomorrow", "Thu 26 Nov 2026"),
        ("yesterday", "Tue 24 Nov 2026"),
        ("tue", "Tue 1 Dec 2026"),
        ("Thursday", "Thu 26 Nov 2026"),
        ("next tue", "Tue 1 Dec 2026"),
        ("next fri", "Fri 4 Dec 2026"),
        ("fri", "Fri 27 Nov 2026"),
        ("fri week", "Fri 4 Dec 2026"),
        ("tue week", "Tue 8 Dec 2026"),
        ("wed week", "Wed 2 Dec 2026"),
        ("next wed", "Wed 2 Dec 2026"),
        ("last tue", "Tue 17 Nov 2026"),
        ("24/11", "Wed 24 Nov 2027"),
        ("25/11", "Wed 25 Nov 2026"),
        ("24/11/2026", "Tue 24 Nov 2026"),
        ("1/2/2027", "Mon 1 Feb 2027"),
        ("3 dec", "Thu 3 Dec 2026"),
        ("3rd December", "Thu 3 Dec 2026"),
        ("3dec", "Thu 3 Dec 2026"),
        ("thu 3 dec", "Thu 3 Dec 2026"),
        ("Thu 3 Dec 2026", "Thu 3 Dec 2026"),
        ("thu, 3 dec", "Thu 3 Dec 2026"),
        ("29 feb", "Tue 29 Feb 2028"),
        ("2026-11-24", "Tue 24 Nov 2026"),
        ("+2w", "Wed 9 Dec 2026"),
        ("+3d", "Sat 28 Nov 2026"),
        ("-3d", "Sun 22 Nov 2026"),
    ],
)
def test_days(text, echo):
    assert read(text) == echo


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2", "14:00"),
        ("2pm", "14:00"),
        ("2 pm", "14:00"),
        ("2am", "02:00"),
        ("2.30", "14:30"),
        ("2:30", "14:30"),
        ("02:30", "02:30"),
        ("9.30", "09:30"),
        ("9:30pm", "21:30"),
        ("9.15am", "09:15"),
        ("10.30", "10:30"),
        ("14:00", "14:00"),
        ("14.00", "14:00"),
        ("1400", "14:00"),
        ("0930", "09:30"),
        ("half 2", "14:30"),
        ("half 10", "10:30"),
        ("noon", "12:00"),
        ("12", "12:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("8", "08:00"),
        ("7", "19:00"),
        ("now", "11:20"),
        ("10:15:30", "10:15:30"),
        ("00:00", "00:00"),
    ],
)
def test_times_are_of_today(text, clock):
    assert read(text) == f"Wed 25 Nov 2026 {clock}"


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("tomorrow 10.30", "Thu 26 Nov 2026 10:30"),
        ("10.30 tomorrow", "Thu 26 Nov 2026 10:30"),
        ("3 dec 10.30", "Thu 3 Dec 2026 10:30"),
        ("1400 3 dec", "Thu 3 Dec 2026 14:00"),
        ("3 dec 2026 1400", "Thu 3 Dec 2026 14:00"),
        ("tue half 2", "Tue 1 Dec 2026 14:30"),
        ("half 2 tue week", "Tue 8 Dec 2026 14:30"),
        ("next fri at 2", "Fri 4 Dec 2026 14:00"),
        ("thu 1", "Thu 26 Nov 2026 13:00"),
        ("2 3 dec", "Thu 3 Dec 2026 14:00"),
        ("+2w noon", "Wed 9 Dec 2026 12:00"),
        ("24/11/2026 9.15am", "Tue 24 Nov 2026 09:15"),
        ("2026-12-23T14:00", "Wed 23 Dec 2026 14:00"),
        ("2026-12-23T14:00:05", "Wed 23 Dec 2026 14:00:05"),
        ("2026-12-23 14:00", "Wed 23 Dec 2026 14:00"),
        ("Tue 24 Nov 2026, 14:00", "Tue 24 Nov 2026 14:00"),
        ("28/03/2027 00:59", "Sun 28 Mar 2027 00:59"),
        ("28/03/2027 02:00", "Sun 28 Mar 2027 02:00"),
    ],
)
def test_day_and_time_in_either_order(text, echo):
    assert read(text) == echo


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("tue", "Tue 24 Nov 2026"),
        ("thu", "Thu 19 Nov 2026"),
        ("24/11", "Tue 24 Nov 2026"),
        ("26/11", "Wed 26 Nov 2025"),
        ("3 dec", "Wed 3 Dec 2025"),
        ("29 feb", "Thu 29 Feb 2024"),
        ("fri week", "Fri 4 Dec 2026"),
    ],
)
def test_things_that_have_happened_look_back(text, echo):
    assert read(text, past=True) == echo


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "Nothing is written"),
        ("   ", "Nothing is written"),
        ("wed", "Today is a Wednesday: write today, or wed week."),
        ("31/04/2026", "There is no 31 April 2026."),
        ("29/02/2025", "There is no 29 February 2025."),
        ("31 apr", "There is no 31 April."),
        ("01/13/2026", "There is no month 13: the day comes first"),
        ("1/2/26", "four figures"),
        ("01/01/0001", "2000 to 2100"),
        ("31/12/9999", "2000 to 2100"),
        ("01/01/1900", "2000 to 2100"),
        ("+999w", "There is no"),
        ("tue 24 nov 2027", "Wed 24 Nov 2027 is not a Tuesday."),
        ("2030", "20:30"),
        ("fri 2100", "21:00"),
        ("25:00", "no such time"),
        ("24:00", "no such time"),
        ("09:60", "no such time"),
        ("13pm", "no such time"),
        ("midnight", "00:00"),
        ("28/03/2027 01:30", "does not exist"),
        ("28/03/2027 01:00", "does not exist"),
        ("tomorrow tue", "not understood"),
        ("2pm 3pm", "not understood"),
        ("in a fortnight", "Write a day as today, tue, 24/11 or 3 dec"),
        ("14", "not understood"),
        ("thu 14", "not understood"),
        ("0", "not understood"),
        ("930", "not understood"),
        ("now tomorrow", "not understood"),
        ("10:00:00.5", "not understood"),
        ("2026-12-31T23:59:60", "no such time"),
        ("2026-W05-2", "not understood"),
        ("20260203", "not understood"),
        ("２０２６-０２-０３", "not understood"),
        ("x" * 100_000, "not understood"),
    ],
)
def test_refusals_say_what_would_be_understood(text, part):
    if text == "+999w":  # as far as the calendar goes, and no further
        assert read(text) == "Wed 17 Jan 2046"
        assert "2000 to 2100" in refusal(text, datetime(2099, 1, 1))
        return
    assert part in refusal(text)


def test_today_s_weekday_looking_back():
    assert refusal("wed", past=True) == "Today is a Wednesday: write today, or last wed."


def test_now_may_carry_a_zone():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # already Thursday in London
    assert read("now", late) == "Thu 2 Jul 2026 00:30"
    assert read("yesterday", late) == "Wed 1 Jul 2026"


def test_a_time_that_comes_twice_is_the_first_and_says_so():
    when = read_when("31/10/2027 01:30", WED)
    assert isinstance(when, When)
    assert "comes twice" in when.note
    assert when.instant().astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_day_alone_becomes_an_instant_with_the_time_given():
    when = When(date(2026, 7, 1))
    assert when.instant().astimezone(UTC) == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert when.instant(time(10)).hour == 10


days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
times = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 0, 1, 59]))


@example(date(2100, 1, 1), None, False)  # the year could be 21:00 of another Friday
@given(days, times, st.booleans())
def test_every_echo_reads_back_to_itself(day, clock, past):
    when = When(day, clock)
    again = read_when(when.echo(), WED, past=past)
    assert again == when or (isinstance(again, Unread) and "does not exist" in again.sentence)


WORDS = """
today now tue wed next last week at half 2 14 2pm 2.30 1400 2026 24/11 3 31 dec feb 2026-11-24 +2w -3d noon , /
"""
words = st.sampled_from(WORDS.split())


@settings(max_examples=500)
@given(st.lists(words, max_size=6).map(" ".join), st.booleans())
def test_whatever_is_read_from_words_echoes_and_reads_back(text, past):
    when = read_when(text, WED, past=past)
    if isinstance(when, When):
        assert read_when(when.echo(), WED, past=past) == when
        assert read_when(text.upper(), WED, past=past) == when


@settings(max_examples=500)
@given(st.text(max_size=40), st.datetimes())
def test_nothing_raises(text, now):
    assert isinstance(read_when(text, now), When | Unread)


@given(words, st.sampled_from([datetime.min, datetime.max, datetime(1, 1, 3), datetime(9999, 12, 29)]), st.booleans())
def test_nothing_raises_at_the_ends_of_time(text, now, past):
    assert isinstance(read_when(text, now, past=past), When | Unread)


HOSTILE = Path(__file__).parents[3] / "shared" / "checks" / "hostile_strings.json"


@pytest.mark.skipif(not HOSTILE.exists(), reason="the larger set of strings is not here")
def test_hostile_strings_are_read_or_refused():
    for item in json.loads(HOSTILE.read_text(encoding="utf-8"))["items"]:
        if "s" not in item:
            continue
        when = read_when(item["s"], WED)
        assert isinstance(when, When | Unread), item
        note = item["expect"].get("note", "")
        if item["class"] in {"date", "time"} and note.startswith("reject"):
            assert isinstance(when, Unread), item
        if item["class"] in {"date", "time"} and note.startswith("valid") and "reject" not in note:
            assert isinstance(when, When), item
