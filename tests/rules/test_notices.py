"""Texts to publish come from the policy's own words, and what is typed into the calendar is read and said plainly."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.policy import load
from advice_tui.rules import notices
from advice_tui.rules.service_calendar import (
    CalendarLine,
    NewBusy,
    NewClosure,
    NewHoliday,
    Removal,
    calendar_with,
    document_of,
    in_force,
    kind_of,
    read_change,
)
from advice_tui.rules.service_changes import cited, day_typed, say_change, say_span
from advice_tui.rules.service_state import hours_lines, known_to, say_week, state_of, words_of
from advice_tui.rules.when import Unread
from advice_tui.rules.working_days import LONDON
from data.errors import IntegrityError
from tests.factories import FIRST, POLICIES, SECOND

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=LONDON)
TRAINING = NewClosure(date(2026, 11, 12), date(2026, 11, 12), "Staff training", kind="staff_training")
SUMMER = NewClosure(
    date(2027, 7, 1), date(2027, 8, 31), "Summer", frozenset({"face_to_face", "telephone"}), kind="summer"
)
BUSY = NewBusy(date(2027, 4, 19), date(2027, 5, 14), 5, date(2027, 4, 12))
HOLIDAY = NewHoliday(date(2028, 5, 8), "Jubilee", "the Government", date(2027, 5, 1))


def line(seq, change):
    return CalendarLine(seq, change, NOW, "p1")


def notice(policy, change):
    chosen = load(policy)
    return notices.notice_of(chosen, calendar_with(chosen, "ENG", [line(1, change)]), change)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_training_day_gives_website_and_automated_response(policy):
    found = notice(policy, TRAINING)
    assert "closed for staff training" in found.website
    assert "on Thu 12 Nov 2026 (Staff training)" in found.website
    assert "The next working day is Fri 13 Nov 2026." in found.website
    assert found.website in found.automated
    assert f"within {load(policy).reply.days} working days" in found.automated or "no later than" in found.automated
    assert "{" not in found.text()
    assert found.standing == ""


@pytest.mark.parametrize("policy", POLICIES)
def test_a_busy_period_says_its_days_and_dates(policy):
    found = notice(policy, BUSY)
    for words in (found.website, found.automated):
        assert "5 working days" in words
        assert "Mon 19 Apr 2027" in words
        assert "Fri 14 May 2027" in words
    assert found.advert == "To be advertised from Mon 12 Apr 2027."


def test_a_summer_closure_by_channel_says_what_runs_on():
    found = notice(SECOND, SUMMER)
    assert "physically closed for Summer" in found.website
    assert "This concerns: Face to face and Telephone. Still there: Email." in found.website
    assert found.standing == "E-mails will be picked up quicker by the team than answerphone messages."
    assert found.standing in found.text()


@pytest.mark.parametrize("policy", POLICIES)
def test_when_we_are_open_lists_what_is_to_come(policy):
    chosen = load(policy)
    calendar = calendar_with(chosen, "ENG", [line(1, BUSY), line(2, TRAINING)])
    text = notices.opening_text(chosen, calendar, date(2026, 11, 10))
    for words in (
        "Monday: 10:00 to 1",
        "Saturday: closed",
        "Thu 12 Nov 2026: Staff training",
        "Christmas Day",
        "5 working",
    ):
        assert words in text
    later = notices.opening_text(chosen, calendar, date(2026, 11, 13))
    assert "Staff training" not in later
    assert "{" not in later


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (TRAINING, "Closed Thu 12 Nov 2026, all day: Staff training"),
        (SUMMER, "Closed Thu 1 Jul to Tue 31 Aug 2027, all day, Face to face and Telephone only: Summer"),
        (BUSY, "Busy Mon 19 Apr to Fri 14 May 2027: 5 working days to answer"),
        (HOLIDAY, "Bank holiday Mon 8 May 2028: Jubilee"),
    ],
)
def test_a_change_is_said_in_one_line_and_kept_as_it_is(change, words):
    assert say_change(load(SECOND), change) == words
    assert read_change(kind_of(change), document_of(change)) == change


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("closure", {}),
        ("closure", {**document_of(TRAINING), "first": "2027-01-01"}),
        ("closure", {**document_of(TRAINING), "part": "night"}),
        ("busy", {**document_of(BUSY), "advertised": None}),
        ("holiday", {**document_of(HOLIDAY), "day": "soon"}),
        ("pigeon", document_of(HOLIDAY)),
        ("removed", []),
        ("removed", "text"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(kind, document):
    with pytest.raises(IntegrityError):
        read_change(kind, document)


def test_what_counts_is_what_no_later_line_took_back():
    lines = [
        line(1, TRAINING),
        line(2, BUSY),
        line(3, Removal(1, "x")),
        line(4, Removal(3, "x")),
        line(5, Removal(2, "x")),
    ]
    assert [one.seq for one in in_force(lines)] == [1]
    assert [one.seq for one in in_force(lines[:3])] == [2]
    assert in_force([]) == ()


def test_a_later_line_about_a_day_wins_over_an_earlier_one():
    chosen = load(FIRST)
    day = date(2026, 12, 25)
    gone = NewHoliday(day, "Christmas Day", "Council", NOW.date(), counts=False)
    back = NewHoliday(day, "Christmas after all", "Council", NOW.date())
    assert not calendar_with(chosen, "ENG", [line(1, gone)]).bank_holiday(day)
    assert calendar_with(chosen, "ENG", [line(1, gone), line(2, back)]).bank_holiday(day) == "Christmas after all"
    assert not calendar_with(chosen, "ENG", [line(1, back), line(2, gone)]).bank_holiday(day)


@pytest.mark.parametrize(
    ("text", "given", "day"),
    [
        ("19 apr", {}, date(2027, 4, 19)),
        ("12/11", {}, date(2027, 11, 12)),
        ("12/11", {"either": True}, date(2026, 11, 12)),
        ("12 apr", {"either": True}, date(2027, 4, 12)),
        ("today", {"either": True}, date(2026, 11, 24)),
        ("3 jan", {"after": date(2027, 12, 20)}, date(2028, 1, 3)),
        ("31 aug", {"after": date(2027, 7, 1)}, date(2027, 8, 31)),
        ("tomorrow", {"after": date(2027, 7, 1)}, date(2026, 11, 25)),
    ],
)
def test_days_are_read_where_they_are_meant(text, given, day):
    assert day_typed(text, NOW, **given) == day


@pytest.mark.parametrize("text", ["", "pigeon", "12 nov 14:00", "31 feb", "1" * 1000, "[/b]", "\x1b[31m"])
def test_what_is_no_day_is_refused_in_a_sentence(text):
    assert isinstance(day_typed(text, NOW), Unread)


@given(st.text(max_size=80), st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.booleans())
def test_nothing_typed_raises(text, after, either):
    assert isinstance(day_typed(text, NOW, after=after, either=either), date | Unread)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_every_day_has_a_state_and_words_and_a_span_reads_back(day):
    chosen = load(FIRST)
    calendar = calendar_with(chosen, "ENG", [line(1, TRAINING), line(2, BUSY)])
    channels = [channel.key for channel in chosen.channels]
    state = state_of(calendar, day, channels)
    assert (state in {"shut", "holiday", "closed"}) == (not calendar.is_open(day))
    assert words_of(calendar, day, channels)
    assert hours_lines(chosen, calendar, day)
    assert day_typed(say_span(day, day), NOW) == day


@pytest.mark.parametrize(
    ("change", "day", "state", "words"),
    [
        (TRAINING, date(2026, 11, 12), "closed", "closed: Staff training"),
        (NewClosure(TRAINING.first, TRAINING.last, "Move", part="morning"), TRAINING.first, "half", "half a day: Move"),
        (SUMMER, date(2027, 7, 20), "part", "some ways closed: Summer"),
        (BUSY, date(2027, 4, 20), "busy", "open, busy, 5 working days"),
        (BUSY, date(2027, 5, 3), "holiday", "bank holiday: May Day"),
        (BUSY, date(2027, 5, 2), "shut", "closed on Sundays"),
    ],
)
def test_how_a_day_stands(change, day, state, words):
    chosen = load(SECOND)
    calendar = calendar_with(chosen, "ENG", [line(1, change)])
    channels = [channel.key for channel in chosen.channels]
    assert (state_of(calendar, day, channels), words_of(calendar, day, channels)) == (state, words)


def test_where_a_setting_is_from_and_when_the_published_years_end():
    assert "I-28" in cited(load(FIRST), "reply.busy_needs_advert")
    assert cited(load(SECOND), "reply.busy_needs_advert").startswith(" (The standards know no busy times")
    calendar = calendar_with(load(FIRST), "ENG", [])
    end = date(calendar.published_to, 12, 31)
    assert known_to(calendar, date(end.year - 1, 12, 1)) == ""
    assert str(end.year) in known_to(calendar, date(end.year, 1, 2))
    assert say_week(load(FIRST))[2] == "Wednesday: 13:00 to 16:00"
