"""The list of cases: every filter and order against a plain list, pages, topics, and what it says it cannot do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_tui.casework import case_list, cases, search
from advice_tui.casework.case_list import FILTERS, SORTS, Order, View
from advice_tui.rules.text import fold
from data.ids import new_id
from data.models import Case
from screens.widgets.case_rows import PAGE, Pages
from tests.factories import NOW, take, write

NAMES = ("Ann Lee", "Łukasz Żak", "Zoë Quux", "ann adams", "Bo Lim", "José Ñandú", "Čeněk Pán")


@pytest.fixture
def some(desk, clock):
    """Seven cases in every state: open, waiting, closed, one's own, a colleague's, nobody's, answered and not."""
    adviser, second = desk("adviser"), desk("second")
    topics = [topic.key for topic in adviser.policy.topics]
    found = []
    for n, name in enumerate(NAMES):
        clock.now = NOW + timedelta(minutes=(n * 3) % 7)
        taken = take(adviser, name=name, student_number=f"{n}", email=f"n{n}@example.org", topic=topics[n % 2])
        found.append(taken)
    clock.now = NOW + timedelta(minutes=20)
    cases.take_on(adviser, found[0].case_id)
    cases.take_on(second, found[1].case_id)
    write(adviser, found[2].case_id, "reply_email", "Answered.")
    for case, status in ((found[3], "waiting"), (found[4], "closed")):
        with adviser.store.write(adviser.signer, "case.change", case.case_id, at=adviser.now) as tx:
            tx.change(Case, {"id": case.case_id}, status=status)
    search.build(adviser)
    return adviser, [taken.case_id for taken in found]


def naive(rows, desk, shown, sort):
    """What the list must be, worked out row by row."""
    living = [row for row in rows if row.status in {"open", "waiting"}]
    kept = {
        "mine": [row for row in living if row.mine],
        "unassigned": [row for row in living if not row.adviser],
        "due": [row for row in rows if row.due],
        "waiting": [row for row in rows if row.status == "waiting"],
        "open": living,
        "closed": [row for row in rows if row.status == "closed"],
        "all": list(rows),
    }[shown]
    kept.sort(key=lambda row: (row.opened, row.id), reverse=sort != "oldest")
    if sort == "number":
        kept.sort(key=lambda row: row.number)
    if sort == "name":
        kept.sort(key=lambda row: (fold(row.name), row.number))
    if sort == "adviser":
        kept.sort(key=lambda row: (not row.adviser, row.adviser))
    if sort == "due":
        kept.sort(key=lambda row: not row.due)
    return [row.id for row in kept]


@pytest.mark.parametrize("shown", [key for key, _ in FILTERS])
def test_every_filter_and_order_is_that_of_a_plain_list(some, shown):
    desk, ids = some
    rows = case_list.rows_of(desk, tuple(ids))
    assert [row.id for row in rows] == ids
    counts = case_list.counts(desk)
    for sort, _ in SORTS:
        order = case_list.ordered(desk, View(shown, sort))
        listed = [order.id_at(at) for at in range(len(order))]
        if sort == "due":
            assert sorted(listed) == sorted(naive(rows, desk, shown, sort))
            dues = [row.due_state != "" for row in case_list.rows_of(desk, tuple(listed))]
            assert dues == sorted(dues, reverse=True)
        else:
            assert listed == naive(rows, desk, shown, sort), sort
        assert counts[shown] == order.total == len(listed)
        assert all(order.place_of(case_id) == at for at, case_id in enumerate(listed))


def test_a_topic_leaves_its_cases_only(some):
    desk, ids = some
    topic = desk.policy.topics[1].key
    order = case_list.ordered(desk, View("all", topic=topic))
    assert {order.id_at(at) for at in range(len(order))} == {ids[1], ids[3], ids[5]}
    assert len(case_list.ordered(desk, View("all", topic="nothing"))) == 0


def test_by_name_only_a_short_list(some, monkeypatch):
    desk, _ = some
    monkeypatch.setattr(case_list, "MOST_NAMED", 3)
    assert "up to 3 cases" in case_list.ordered(desk, View("all", "name")).note
    assert case_list.ordered(desk, View("mine", "name")).note == ""


def test_what_the_list_begins_with(desk):
    assert case_list.first_view(desk("adviser")).shown == "mine"
    assert case_list.first_view(desk("manager")).shown == "open"


def test_a_row_says_what_is_due_and_whose_it_is(some):
    desk, ids = some
    mine, theirs, answered = case_list.rows_of(desk, tuple(ids[:3]))
    assert mine.due.startswith("due Thu 26 Nov")
    assert mine.mine
    assert theirs.adviser == "Tom Ellis"
    assert answered.due == answered.due_state == ""
    assert mine.contact == ("0", "n0@example.org", "07700 900123")


@settings(max_examples=30)
@given(st.integers(0, 400), st.data())
def test_pages_are_the_list(size, data):
    ids = [new_id() for _ in range(size)]
    pages = Pages(Order(View(), "".join(ids), size))
    assert len(pages) == size
    assert [row.id for row in pages] == ids
    at = data.draw(st.integers(0, max(0, size - 1)))
    missing = pages.missing(at, min(size, at + 20))
    assert all(0 <= page * PAGE < size for page in missing)
    if size:
        assert ids[at] in {case_id for page in missing for case_id in pages.ids_of(page)}
    for page in missing:
        pages.put(page, ())
    assert pages.missing(at, min(size, at + 20)) == ()
