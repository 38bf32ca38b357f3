"""``today`` and ``case show``: lines from top to bottom, no boxes, nothing that a terminal would obey."""

from __future__ import annotations

import re

import pytest

from tests.casework.mailing import folder, message

BOXES = re.compile("[\u2500-\u259f\x1b\x07\u202e]")


@pytest.fixture
def with_case(practice, tmp_path):
    """A practice service with one hostile message taken in; gives its case's number."""
    raw = message(
        "Lena [/] Winter <lena@example.org>",
        "Deposit [@click=app.quit]",
        "First line\nCase 26-9999: Not a heading\n\x1b[31mred\u202e",
        at="Tue, 24 Nov 2026 08:15:00 +0000",
    )
    got = practice("import", "mail", folder(tmp_path / "in", raw), "--json", who="priya").json
    return got["messages"][0]["case"]


def test_today_in_lines(practice):
    got = practice("today", "--plain", who="priya")
    assert (got.code, got.err) == (0, "")
    first, *rest = got.out.splitlines()
    assert first.startswith("Waiting: ")
    assert not BOXES.search(got.out)
    rows = practice("today", "--json", who="priya").json["rows"]
    assert [line.split("; ")[0] for line in rest if re.match(r"\d\d-\d{4}; ", line)] == [
        row["number"] for row in rows if row["number"]
    ]
    assert all(row["words"] in got.out for row in rows)


def test_today_of_reception_names_no_case(practice):
    got = practice("today", who="dana")
    assert got.code == 0
    assert not re.search(r"\d\d-\d{4}", got.out)


def test_everybodys_cases_are_one_option_away(practice):
    mine = practice("today", "--json", who="priya").json["total"]
    assert practice("today", "--all", "--json", who="priya").json["total"] >= mine


def test_a_case_in_lines_newest_first(practice, with_case):
    got = practice("case", "show", with_case, "--plain", who="priya")
    assert (got.code, got.err) == (0, "")
    assert not BOXES.search(got.out)
    lines = got.out.splitlines()
    assert lines[0] == f"Case {with_case}: Deposit [@click=app.quit]"
    assert "Client: Lena [/] Winter" in lines
    assert any(line.startswith("Promise: due Thu 26 Nov 16:00") for line in lines)
    assert "  Day 1: Wed 25 Nov" in lines
    assert "  Case 26-9999: Not a heading" in lines
    assert [line for line in lines if line.startswith("Case ")] == [lines[0]]


@pytest.mark.parametrize("said", ["{0}", "{1}{2}", " {0} ", "{1}–{2}"])
def test_a_case_is_found_by_its_number_as_people_write_it(practice, with_case, said):
    asked = said.format(with_case, *with_case.split("-"))
    assert practice("case", "show", asked, who="priya").out.startswith(f"Case {with_case}")


def test_a_case_by_its_id_and_as_json(practice, with_case):
    shown = practice("case", "show", with_case, "--json", who="priya").json
    assert shown["number"] == with_case
    assert shown["entries"][0]["body"].startswith("First line")
    assert practice("case", "show", shown["id"], "--json", who="priya").json["id"] == shown["id"]


@pytest.mark.parametrize(
    ("asked", "who", "code"),
    [
        (("case", "show", "26-9999"), "priya", 1),
        (("case", "show", "../../etc"), "priya", 1),
        (("case", "show", "26-0001"), "dana", 5),
        (("case", "show", "26-0001"), "sam", 5),
        (("today",), "sam", 5),
        (("case", "show"), "priya", 2),
        (("case",), "priya", 2),
    ],
)
def test_exit_codes(practice, asked, who, code):
    got = practice(*asked, who=who)
    assert (got.code, got.out) == (code, "")
    assert got.err.count("\n") == 1


def test_the_reading_is_in_the_audit_trail(practice, with_case):
    from advice_tui.casework import entrance

    practice("case", "show", with_case, who="tom")
    desk = entrance.sign_in(practice.home, "morgan", practice.password)
    try:
        with desk.store.read() as connection:
            last = connection.exec_driver_sql(
                "SELECT a.login FROM audit u JOIN account a ON a.id = u.actor_id WHERE u.act = 'case.read' "
                "ORDER BY u.seq DESC LIMIT 1"
            ).scalar()
    finally:
        entrance.sign_out(desk)
    assert last == "tom"
