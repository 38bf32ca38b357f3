"""The policy in force: what is blank and what that stops, filled in, adopted from a file, read by whom (scenario 60)."""

from __future__ import annotations

from datetime import date

import pytest

from advice_tui.casework import policies
from advice_tui.policy import loads, source_text
from advice_tui.rules import policy_blank
from data.errors import BadInput, NotAllowed
from tests.factories import FIRST, POLICIES, SECOND, audit_lines

CONSENT = "withdrawal.written_consent_by"


@pytest.mark.parametrize("policy", POLICIES)
def test_what_counts_today_is_said_with_what_is_blank(desk, policy):
    now = policies.in_force(desk("manager"))
    kept = loads(source_text(policy), policy)
    assert (now.title, now.version, now.at_this_desk, now.coming) == (kept.title, kept.version, True, ())
    assert {one.path for one in now.blanks} == {path for path, cited in kept.citations.items() if cited.blank}
    assert [one.title for one in now.laws] == [law.title for law in kept.laws]


def test_what_a_blank_setting_stops_stands_first_and_is_said(desk):
    blanks = policies.in_force(desk("manager")).blanks
    stops = {one.path: one.stops for one in blanks}
    assert stops[CONSENT] == "No withdrawal is possible."
    assert stops["retention.years"] == "No file can be deleted."
    assert [bool(one.stops) for one in blanks] == sorted((bool(one.stops) for one in blanks), reverse=True)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_blank_setting_can_be_filled_in_and_nothing_else_changes(policy):
    text = source_text(policy)
    before = loads(text, policy)
    for one in policy_blank.blanks(before):
        value = policy_blank.value_of(one.path, "7" if one.path in policy_blank.NUMBERS else "Head of Student Voice")
        after = loads(policy_blank.filled(text, one.path, value, "Filled in."), policy)
        left = {blank.path for blank in policy_blank.blanks(after)}
        assert left == {blank.path for blank in policy_blank.blanks(before)} - {one.path}
        assert after.cite(one.path).source == before.cite(one.path).source
        assert "Filled in." in (after.cite(one.path).local or "")


def test_the_head_is_filled_in_and_withdrawal_is_no_longer_stopped(desk, service, clock):
    manager = desk("manager")
    assert manager.policy.needs("withdrawal")
    clock.pass_(minutes=1)
    assert "filled in" in policies.fill(manager, CONSENT, "Head of Student Voice")
    now = policies.in_force(manager)
    assert CONSENT not in {one.path for one in now.blanks}
    assert now.at_this_desk is False
    with pytest.raises(BadInput):
        policies.fill(manager, CONSENT, "Somebody else")
    again = service.sign_in("manager")
    assert again.policy.needs("withdrawal") == []
    assert again.policy.title_of("head") == "Head of Student Voice"
    assert again.policy.version == manager.policy.version
    newest, before = policies.history(again)
    assert (newest.in_force, before.in_force) == (True, False)
    assert (newest.adopted_by, newest.effective_from) == ("Morgan Reed", date(2026, 11, 24))
    assert audit_lines(again)[-1].act
    assert "Head of Student" not in "".join(line.detail for line in audit_lines(again))


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (CONSENT, ""),
        (CONSENT, "x" * 300),
        ("retention.years", "six"),
        ("retention.years", "0"),
        ("retention.years", "\u0667"),
        ("retention.years", "1000"),
        ("reply.days", "9"),
        ("nothing.at.all", "9"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_adopted(desk, path, typed):
    manager = desk("manager")
    with pytest.raises(BadInput):
        policies.fill(manager, path, typed)
    assert len(policies.history(manager)) == 1


@pytest.mark.parametrize(
    "typed",
    ['Head of "Voice"', "Head \\ Voice", "a { value = 3 }", "x # comment", "[/] [red]", "'''", '"""', "é ’ –", "=1+1"],
)
def test_hostile_words_stay_words(typed):
    text = source_text(FIRST)
    value = policy_blank.value_of(CONSENT, typed)
    after = loads(policy_blank.filled(text, CONSENT, value, 'By "Morgan" \\ [x]'), FIRST)
    assert after.withdrawal.written_consent_by == value


def test_a_version_to_come_is_named_when_a_blank_is_filled_in(desk):
    manager = desk("manager")
    newer = source_text(FIRST).replace(f'version = "{manager.policy.acknowledgements[0].version}"', 'version = "99"')
    policies.adopt(manager, newer, date(2026, 12, 1))
    assert policies.in_force(manager).coming == (("99", date(2026, 12, 1)),)
    assert "later does not have it" in policies.fill(manager, CONSENT, "Head of Student Voice")
    assert CONSENT not in {one.path for one in policies.in_force(manager).blanks}


def test_a_file_is_adopted_from_its_path(desk, tmp_path):
    manager = desk("manager")
    good, bad = tmp_path / "new policy.toml", tmp_path / "bad.toml"
    good.write_text(source_text(FIRST).replace("days = 2", "days = 2 ", 1), "utf-8")
    bad.write_text("days = ", "utf-8")
    for path, day, wrong in (
        ("", "", {"path"}),
        (str(tmp_path / "nowhere.toml"), "someday", {"path", "effective_from"}),
        (str(bad), "", {"path"}),
        (str(tmp_path), "", {"path"}),
        (f"'{good}' '{bad}'", "", {"path"}),
        (str(good), "yesterday", {"effective_from"}),
    ):
        with pytest.raises(BadInput) as caught:
            policies.adopt_file(manager, path, day)
        assert set(caught.value.problems) == wrong, path
    assert len(policies.history(manager)) == 1
    assert "Tue 1 Dec 2026" in policies.adopt_file(manager, str(good), "1 dec")


def test_another_unions_policy_is_not_adopted(desk, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(source_text(SECOND), "utf-8")
    with pytest.raises(BadInput) as caught:
        policies.adopt_file(desk("manager"), str(other), "")
    assert set(caught.value.problems) == {"path"}


def test_who_has_and_has_not_read_each_policy(desk):
    found = policies.readers(desk("manager"))
    assert {one.title for one in found} == {one.title for one in desk("manager").policy.acknowledgements}
    for one in found:
        assert one.read == len(one.readers)
        assert "Priya Nair" in {each.name for each in one.readers}


@pytest.mark.parametrize("who", ["adviser", "receptionist", "director", "maintainer"])
def test_only_the_manager_changes_the_policy(desk, who):
    for refused in (
        lambda: policies.fill(desk(who), CONSENT, "x"),
        lambda: policies.in_force(desk(who)),
        lambda: policies.adopt_file(desk(who), "x", ""),
    ):
        with pytest.raises(NotAllowed):
            refused()
