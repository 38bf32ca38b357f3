"""A notice is written where it is wanted, never over something unasked, and every trouble is a plain sentence."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import notices, service_days
from advice_tui.rules.service_calendar import NewClosure
from data.errors import BadInput, NotAllowed, NotFound
from tests.factories import POLICIES, audit_lines

WORKS = NewClosure(date(2026, 12, 3), date(2026, 12, 3), "Works [/b]", advertised=date(2026, 11, 24))


def problem(desk, path, **more):
    with pytest.raises(BadInput) as refused:
        notices.write(desk, "text", str(path), **more)
    return refused.value.problems


def test_a_notice_is_written_for_everybody_to_read_and_audited(desk, tmp_path):
    manager = desk("manager")
    seq = service_days.apply(manager, WORKS).seq
    shown = notices.of_line(desk("receptionist"), seq)
    assert shown.file_name == "advice-notice-2026-12-03.txt"
    path = tmp_path / shown.file_name
    assert notices.write(desk("receptionist"), shown.text, str(path)) == f"Written to {path}."
    assert path.read_text("utf-8") == shown.text
    assert path.stat().st_mode & 0o777 == 0o644
    last = audit_lines(manager)[-1]
    assert last.act == "notice.write"
    assert "Works" not in last.detail
    assert str(path) not in last.detail


def test_nothing_is_written_over_unasked_and_a_link_is_not_followed(desk, tmp_path):
    other, path = tmp_path / "other.txt", tmp_path / "notice.txt"
    other.write_text("mine")
    path.symlink_to(other)
    assert problem(desk("manager"), path) == {notices.THERE: "There is a file notice.txt already."}
    assert other.read_text() == "mine"
    notices.write(desk("manager"), "text", str(path), replace=True)
    assert (path.read_text(), other.read_text()) == ("text", "mine")
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["notice.txt", "other.txt"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "Type where"),
        ("   ", "Type where"),
        ("{tmp}", "is a folder"),
        ("{tmp}/none/x.txt", "There is no folder"),
        ("{tmp}/x\x1b[31m.txt", "cannot be seen"),
        ("{tmp}/x\u202ey.txt", "cannot be seen"),
        ("{tmp}/x\x00.txt", "cannot be seen"),
        ("~nobody-of-this-name/x.txt", "no such place"),
        ("{tmp}/" + "x" * 300, "cannot be written"),
        ("/proc/x.txt", ""),
        ("{home}/advice.txt", "folder of the service itself"),
    ],
)
@pytest.mark.parametrize("replace", [False, True])
def test_a_place_that_cannot_be_used_is_said_under_the_field(desk, tmp_path, path, words, replace):
    manager = desk("manager")
    path = path.replace("{tmp}", str(tmp_path)).replace("{home}", str(manager.home))
    before = audit_lines(manager)
    found = problem(manager, path, replace=replace)
    assert list(found) == ["path"]
    assert words in found["path"]
    assert audit_lines(manager) == before


def test_a_line_that_counts_no_more_has_no_notice(desk):
    manager = desk("manager")
    seq = service_days.apply(manager, WORKS).seq
    service_days.remove(manager, seq, "no")
    for gone in (seq, seq + 1, 99):
        with pytest.raises(NotFound):
            notices.of_line(manager, gone)
    assert "Works" not in notices.opening(manager).text


def test_who_has_no_desk_writes_none(desk):
    with pytest.raises(NotAllowed):
        notices.opening(desk("maintainer"))


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_25_the_statements_stand_exactly_as_configured_with_their_version(desk, tmp_path, policy):
    dana = desk("receptionist")
    texts = dana.policy.texts
    shown = {key: notices.statement(dana, key) for key in notices.statements(dana)}
    assert {"confidentiality_statement", "record_notice", "welcome"} <= set(shown)
    assert ("email_signature" in shown) == bool(texts.email_signature)
    for key, published in shown.items():
        assert published.text.startswith(dana.policy.fill(key).rstrip())
        assert f"version {dana.policy.version}, from " in published.text.splitlines()[-1]
    path = tmp_path / "statement.txt"
    notices.write(dana, shown["confidentiality_statement"].text, str(path))
    assert path.read_text("utf-8").startswith(texts.confidentiality_statement.rstrip())
    with pytest.raises(NotFound):
        notices.statement(dana, "restriction")
