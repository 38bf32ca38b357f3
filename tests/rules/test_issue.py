"""The text of an issue is looked through: names, numbers and addresses are found whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules.issue import Known, banded, question, read_count, refusal, scan

KNOWN = Known.of(
    [
        ("Zelda Quux", "Zed"),
        ("Niamh O’Brien", ""),
        ("Jude Law", ""),
        ("Иванов Пётр", ""),
        ("陈伟", ""),
        ("Sukarno", ""),
    ],
    ["w7654321", "AB12"],
)
ANY = st.text(max_size=80)
AROUND = st.text(alphabet=st.sampled_from(" .,;:\n!?()"), min_size=1, max_size=3)
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Timetables came late in 14 cases.", ()),
        ("In 2026, 24/11/2026 and 24-11-2026 and for £12,000: nothing.", ()),
        ("Ask zelda.quux@example.org about it", ("zelda.quux@example.org",)),
        ("ring 07700 900123 now", ("07700 900123",)),
        ("ring +44 20 7946 0000", ("+44 20 7946 0000",)),
        ("number W7654321 was refused", ("W7654321",)),
        ("number w 765 4321 was refused", ("w7654321",)),
        ("a number 20031234 of somebody else", ("20031234",)),
        ("AB12 was refused", ("ab12",)),
        ("Zelda Quux was refused", ("Zelda Quux",)),
        ("ZELDA\nQUUX and quux, zelda", ("ZELDA QUUX", "quux zelda")),
        ("Niamh O'Brien's marks; Niamh Obrien", ("Niamh O'Brien", "Niamh Obrien")),
        ("Ivanov Petr; Иванов, Пётр", ("Иванов Пётр",)),
        ("Zelda Quux’s marks", ("Zelda Quux",)),
        ("課表 陈伟 的", ("陈 伟",)),
    ],
)
def test_what_points_at_a_student_is_refused_and_named(text, refused):
    found = scan(text, KNOWN, 5)
    assert set(refused) <= set(found.refused), found
    assert bool(found.refused) == bool(refused), found
    for word in found.refused:
        assert f"“{word}”" in refusal(found)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Students of Law wait", ("Law",)),
        ("the law of late timetables", ()),
        ("Zelda waits", ("Zelda",)),
        ("Sukarno waits", ("Sukarno",)),
        ("3 students wait, two cases wait, 14 students wait", ("3 students", "two cases")),
    ],
)
def test_what_may_be_a_name_or_a_few_is_asked_about(text, asked):
    found = scan(text, KNOWN, 5)
    assert found.asked == asked
    assert not found.refused
    assert bool(question(found)) == bool(asked)


@given(ANY, st.lists(st.tuples(ANY, ANY), max_size=3), st.lists(ANY, max_size=3), st.integers(1, 20))
def test_no_text_and_no_name_makes_it_fall(text, names, numbers, least):
    found = scan(text, Known.of(names, numbers), least)
    refusal(found)
    question(found)


@given(ANY, AROUND, AROUND, ANY, LETTERS, LETTERS, st.booleans())
def test_a_full_name_put_in_anywhere_is_found(before, left, right, after, first, last, swapped):
    if first == last:
        return
    known = Known.of([(f"{first.title()} {last.title()}",)], [])
    said = f"{last} {first}" if swapped else f"{first} {last}"
    assert scan(f"{before}{left}{said}{right}{after}", known, 5).refused


@given(ANY, AROUND, AROUND, ANY, st.integers(10**6, 10**9))
def test_a_number_put_in_anywhere_is_found(before, left, right, after, number):
    assert str(number) in " ".join(scan(f"{before}{left}w{number}{right}{after}", Known(), 5).refused)


@pytest.mark.parametrize(("cases", "told"), [(1, "<5"), (4, "<5"), (5, "5"), (14, "14")])
def test_small_counts_are_not_told(cases, told):
    assert banded(cases, 5) == told


@pytest.mark.parametrize("typed", ["", "x", "-3", "0", "1.5", "٣", "9" * 400])
def test_a_count_is_a_number(typed):
    assert isinstance(read_count(typed), str)
    assert read_count(" 14 ") == 14
