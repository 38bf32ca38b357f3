"""Where complaints go, and their clocks: working days waited, and the thirty days of the law."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.policy import load
from advice_tui.rules import complaint
from advice_tui.rules.complaint import BREACH, DATA, DECISION, SERVICE, acknowledge_by, clock, read, route, waited
from advice_tui.rules.service_calendar import calendar_of
from data.errors import BadInput
from tests.factories import FIRST, NOW, POLICIES, SECOND


@pytest.fixture(scope="module")
def calendar():
    return calendar_of(load(FIRST))


@pytest.mark.parametrize(
    ("policy", "kind", "to"),
    [
        (FIRST, SERVICE, "Union President"),
        (FIRST, DATA, "Union President"),
        (FIRST, DECISION, "The Complaints procedure of the Union"),
        (FIRST, BREACH, "The Complaints procedure of the Union"),
        (SECOND, SERVICE, "The Students’ Union’s Complaints Procedure"),
        (SECOND, DECISION, "The Students’ Union’s Complaints Procedure"),
    ],
)
def test_each_kind_goes_where_the_policy_sends_it(policy, kind, to):
    assert route(load(policy), kind).to == to


@pytest.mark.parametrize("policy", POLICIES)
def test_the_policys_first_step_knows_each_kind(policy):
    entries = load(policy).procedures.complaint.steps[0].records
    options = {one.key for entry in entries if entry.kind == "choice" for one in entry.options}
    assert {complaint.about(kind) for kind in complaint.KINDS} <= options


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 11, 24), date(2026, 12, 24)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas Day, Boxing Day and its Monday, a weekend
        (date(2026, 10, 1), date(2026, 11, 2)),  # a Saturday
        (date(2026, 12, 2), date(2027, 1, 4)),  # New Year's Day, then a weekend
    ],
)
def test_the_law_counts_thirty_calendar_days_and_ends_on_a_working_day(calendar, received, last):
    assert acknowledge_by(calendar, received) == last


@pytest.mark.parametrize(
    ("received", "today", "days"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2026, 11, 25), 1),
        (date(2026, 11, 20), date(2026, 11, 24), 2),
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 11, 25), date(2026, 11, 24), 0),
    ],
)
def test_working_days_are_counted_as_the_service_is_open(calendar, received, today, days):
    assert waited(calendar, received, today) == days


@pytest.mark.parametrize(
    ("kind", "today", "more", "state", "words"),
    [
        (SERVICE, date(2026, 11, 24), {}, "calm", "came today"),
        (SERVICE, date(2026, 11, 25), {}, "calm", "waits 1 working day"),
        (DATA, date(2026, 11, 25), {}, "calm", "acknowledge by Thu 24 Dec"),
        (DATA, date(2026, 12, 17), {}, "amber", "acknowledge by Thu 24 Dec"),
        (DATA, date(2026, 12, 24), {}, "amber", "acknowledge by Thu 24 Dec"),
        (DATA, date(2026, 12, 25), {}, "red", "was to be acknowledged by Thu 24 Dec"),
        (DATA, date(2026, 12, 25), {"acknowledged": date(2026, 11, 26)}, "calm", "waits 22 working days"),
        (DATA, date(2027, 3, 1), {"over": True}, "calm", "ended"),
    ],
)
def test_how_a_clock_stands(calendar, kind, today, more, state, words):
    found = clock(calendar, kind, date(2026, 11, 24), today, **more)
    assert (found.state, found.words) == (state, words)


@pytest.mark.parametrize(
    ("kind", "received", "words", "wrong"),
    [
        (SERVICE, "", "You kept me waiting.", set()),
        (SERVICE, "today 9:00", "You kept me waiting.", set()),
        ("praise", "", "You kept me waiting.", {"kind"}),
        (SERVICE, "tomorrow", "x", {"received"}),
        (SERVICE, "soon", "", {"received", "words"}),
        (SERVICE, "", "x" * 60_000, {"words"}),
        (SERVICE, "", " \u200b ", {"words"}),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(kind, received, words, wrong):
    if not wrong:
        assert read(kind, received, words, NOW).received == NOW.date()
        return
    with pytest.raises(BadInput) as caught:
        read(kind, received, words, NOW)
    assert set(caught.value.problems) == wrong


def test_hostile_words_are_cleaned_and_kept():
    found = read(SERVICE, "", "[red]\x1b[2Jhello\u202e\nworld[/]", NOW, who="[b]Zelda", how="=1+1")
    assert not {"\x1b", "\u202e"} & set(found.words)
    assert found.words.splitlines()[1] == "world[/]"
    assert (found.who, found.how) == ("[b]Zelda", "=1+1")
