"""Practice data: plainly marked, the same for the same seed and date, made by the real casework."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advice_tui.casework import cases, entrance, home, practice, search, today, upkeep
from advice_tui.casework.diary.documents import open_appointments
from advice_tui.roles import Role
from data.errors import AdviceError, BadInput
from data.queries import diary
from tests.factories import FIRST, POLICIES

ON = date(2026, 11, 24)


def contents(made):
    """Everything a reader would see: the list, each case's people and texts."""
    desk = entrance.sign_in(made.home, "priya", practice.PASSWORD, clock=lambda: made.now)
    try:
        search.build(desk)
        waiting = today.waiting(desk)
        rows = [(row.who, row.about, row.received, row.due, row.state, row.adviser) for row in waiting.rows]
        with desk.store.read() as connection:
            ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM case_ ORDER BY number")]
        views = [cases.open_case(desk, case_id) for case_id in ids]
        texts = [
            (view.number, view.client.name, view.client.email, [(e.title, e.body, e.at) for e in view.entries])
            for view in views
        ]
        problems = upkeep.check(entrance.sign_in(made.home, "sam", practice.PASSWORD, clock=lambda: made.now)).problems
        return desk.practice, rows, texts, problems
    finally:
        entrance.sign_out(desk)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_seed_and_date_give_the_same_service(tmp_path, policy):
    one, two = (practice.build(tmp_path / name, seed=7, on=ON, cases_wanted=6, policy=policy) for name in "ab")
    first, second = contents(one), contents(two)
    assert first == second
    marked, rows, texts, problems = first
    assert marked
    assert rows
    assert len(texts) == 6
    assert problems == []
    assert all(email.endswith("@example.org") for _, _, email, _ in texts)


def test_another_seed_gives_another(tmp_path):
    one, two = (practice.build(tmp_path / str(seed), seed=seed, on=ON, cases_wanted=2) for seed in (1, 2))
    assert contents(one)[2] != contents(two)[2]


def test_it_is_marked_before_anybody_signs_in_and_names_its_accounts(tmp_path):
    made = practice.build(tmp_path / "home", on=ON, cases_wanted=0, policy=FIRST)
    seen = home.look(made.home)
    assert seen.practice
    assert {role for _, role, _ in seen.accounts} == {role.value for role in Role}
    for login, role, password in seen.accounts:
        desk = entrance.sign_in(made.home, login, password, clock=lambda: made.now)
        assert desk.role.value == role
        entrance.sign_out(desk)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_diary_of_a_term_is_filled_and_everything_past_has_an_outcome_but_some_of_the_day_before(tmp_path, policy):
    made = practice.build(tmp_path / "home", on=ON, cases_wanted=12, policy=policy)
    desk = entrance.sign_in(made.home, "dana", practice.PASSWORD, clock=lambda: made.now)
    with desk.store.read() as connection:
        rows = diary.between(connection, ON - timedelta(days=60), ON + timedelta(days=60))
        opened = open_appointments(desk, connection, rows)
    assert len(rows) > 200
    assert set(opened) == {row.id for row in rows}
    assert {row.state for row in rows} - {"seeing"} == {"booked", "arrived", "seen", "missed", "cancelled"}
    assert len({row.adviser_id for row in rows}) == 4
    assert all(desk.calendar.is_open(row.day, "face_to_face") for row in rows)
    left = {row.day for row in rows if row.state == "booked" and row.day < ON}
    assert left <= {ON - timedelta(days=1)}
    assert [row.day for row in rows if row.state == "arrived"] == [ON]
    assert all((row.room != "") == (row.mode == "in_person") for row in rows)


def test_a_real_service_is_not_marked_and_names_no_account(service):
    seen = home.look(service.home)
    assert not seen.practice
    assert seen.accounts == ()
    assert not service.sign_in("adviser").practice


def test_cases_at_size_open_like_any_other(tmp_path):
    made = practice.build(tmp_path / "home", on=ON, cases_wanted=60)
    practising, _, texts, problems = contents(made)
    assert practising
    assert len(texts) == 60
    assert len({number for number, *_ in texts}) == 60
    assert problems == []


@pytest.mark.parametrize("wanted", [-1, 1_000_001])
def test_a_wrong_size_is_refused_before_anything_is_made(tmp_path, wanted):
    with pytest.raises(BadInput):
        practice.build(tmp_path / "home", cases_wanted=wanted)
    assert not (tmp_path / "home").exists()


def test_practice_is_never_built_over_a_service(service):
    with pytest.raises(AdviceError, match="already"):
        practice.build(service.home, on=ON)
