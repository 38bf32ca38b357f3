"""Confirmations, calendar files, and the words of hours and leave: rules alone, and properties over hostile text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from advice_tui.policy import load
from advice_tui.rules.calendar_file import CalendarEntry, calendar_file
from advice_tui.rules.confirmation import ASK_FIRST, Meeting, confirmation_text, is_discreet, ways_of
from advice_tui.rules.diary.opening import StaffTime
from advice_tui.rules.displaced import Rota
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.staff_times import (
    TimesForm,
    clock_typed,
    lines_of,
    problems,
    say_days,
    say_days_shortly,
    say_line,
)
from advice_tui.rules.when import Unread
from advice_tui.rules.working_days import LONDON
from tests.factories import POLICIES

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=LONDON)
MEETING = Meeting(date(2026, 12, 1), 600, 630, "in_person", "Room 1", "Priya Nair", ("the letter",))
NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
PHONED = SafeContact(frozenset({"phone"}), ("07700 900123",))


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("mode", ["in_person", "telephone", "online"])
@given(name=NAMES)
def test_nothing_that_must_not_be_said_is_said(policy, mode, name):
    rules = load(policy)
    who = ClientDetails(name, email="a@b.org", safe_contact=PHONED)
    assert is_discreet(PHONED, "phone")
    meeting = replace(MEETING, mode=mode)
    text = confirmation_text(rules, meeting, who, "phone", discreet=True)
    for words in (rules.service, rules.union, rules.contacts.service_email, "Priya", "Room 1", "letter"):
        assert words not in text
    assert "Tue 1 Dec 2026 at 10:00" in text
    whole = confirmation_text(rules, meeting, who, "email", discreet=False)
    assert rules.service in whole
    assert "- the letter" in whole
    assert "{" not in whole.removeprefix(f"Dear {who.called},")


def test_ways_are_those_that_were_agreed_and_else_asked_about_first():
    who = ClientDetails("A", email="a@b.org", phone="07700 900123")
    assert [(way.key, way.keep_to[0]) for way in ways_of(who)] == [("email", ASK_FIRST), ("phone", ASK_FIRST)]
    agreed = who.with_safe_contact(SafeContact(frozenset({"post", "email"})))
    assert [way.key for way in ways_of(agreed)] == ["email", "post"]
    assert ways_of(ClientDetails("A")) == ()
    assert not is_discreet(SafeContact(name_service=True), "phone")
    assert not is_discreet(PHONED, "email")


@given(summary=NAMES, place=NAMES, start=st.integers(0, 1439), day=st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_calendar_file_reads_back_whatever_the_name_holds(summary, place, start, day):
    entry = CalendarEntry("one", day, start, min(start + 30, 1440), f"x{summary}", place, version=3)
    raw = calendar_file([entry, replace(entry, id="two", cancelled=True)], datetime(2026, 11, 24, tzinfo=UTC))
    first, second = Calendar.from_ical(raw).walk("VEVENT")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    begins = first.decoded("dtstart")
    assert (begins.date(), begins.hour * 60 + begins.minute) == (day, start)
    assert (str(first["uid"]), str(second["uid"]), int(first["sequence"])) == ("one", "two", 3)
    assert (str(first["status"]), str(second["status"])) == ("CONFIRMED", "CANCELLED")


def test_the_zone_has_rules_of_its_own_so_that_ten_oclock_stays_ten_oclock():
    raw = calendar_file(
        [CalendarEntry(str(day), day, 600, 630, "x") for day in (date(2027, 3, 26), date(2027, 3, 30))],
        datetime(2026, 11, 24, tzinfo=UTC),
    )
    before, after = (one.decoded("dtstart").astimezone(UTC).hour for one in Calendar.from_ical(raw).walk("VEVENT"))
    assert (before, after) == (10, 9)
    assert raw.count(b"RRULE:FREQ=YEARLY") == 2


# Hours and leave ----------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_a_typed_time_is_a_minute_of_the_day_or_refused(text):
    for end in (False, True):
        found = clock_typed(text, NOW, end=end)
        assert isinstance(found, Unread) or 0 <= found <= 1440


@pytest.mark.parametrize(
    ("text", "minute"),
    [("9.30", 570), ("9:30", 570), ("2pm", 840), ("1400", 840), ("4", 960), ("noon", 720), ("24:00", 1440)],
)
def test_times_as_people_type_them(text, minute):
    assert clock_typed(text, NOW, end=True) == minute


def test_a_line_in_words():
    form = TimesForm("p", date(2026, 12, 1), date(2027, 1, 31), (4, 1), 2, 600, 780, "x")
    first, second = lines_of("hours", form)
    assert (first.weekday, first.first, second.weekday, second.first) == (1, date(2026, 12, 1), 4, date(2026, 12, 4))
    assert first.why == ""
    assert say_days(second) == "every second Friday from Fri 4 Dec 2026 to Sun 31 Jan 2027"
    assert say_days_shortly(second) == "every 2nd Fri from 4 Dec 2026 to 31 Jan 2027"
    (away,) = lines_of("away", replace(form, weekdays=(), last=None, start=0, end=1440))
    assert say_line(away) == "Away Tue 1 Dec 2026, all day: x"
    over = replace(away, last=date(2027, 1, 2))
    assert say_days(over) == "Tue 1 Dec 2026 to Sat 2 Jan 2027"


@given(
    st.builds(
        TimesForm,
        st.just("p"),
        st.none() | st.dates(),
        st.none() | st.dates(),
        st.lists(st.integers(-1, 8), max_size=4).map(tuple),
        st.integers(-1, 6),
        st.none() | st.integers(-5, 1500),
        st.none() | st.integers(-5, 1500),
        NAMES,
    ),
    st.sampled_from(["hours", "away"]),
)
def test_a_form_is_refused_by_field_or_gives_lines_that_the_database_takes(form, kind):
    found = problems(kind, form, ())
    if not found:
        lines = lines_of(kind, form)
        assert lines
        for line in lines:
            assert 0 <= line.start < line.end <= 1440
            assert line.last is None or line.first <= line.last
            assert line.falls_on(line.first)
            assert "\n" not in line.why
        assert set(problems(kind, form, lines)) == {""}


def test_an_appointment_stands_or_says_why_not():
    calendar = calendar_of(load(POLICIES[0]))
    times = (StaffTime("p", "away", None, 1, date(2026, 12, 3), date(2026, 12, 3), 600, 630, "dentist"),)

    class One:
        adviser_id, mode, day, start_minute, end_minute = "p", "in_person", date(2026, 12, 3), 630, 660

    one = One()
    assert Rota(calendar, times).why_not(one) == ""
    one.start_minute = 615
    assert Rota(calendar, times).why_not(one) == "dentist"
    assert Rota(calendar, times, {"p"}).why_not(one) == "has left"
    one.adviser_id = "t"
    assert Rota(calendar, times).why_not(one) == ""
    one.day = date(2026, 12, 25)
    assert Rota(calendar, times).why_not(one) == "Christmas Day"
