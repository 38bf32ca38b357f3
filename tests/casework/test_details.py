"""The details of a case: changed in one act with the old words kept, told once, undone, two terminals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advice_tui.casework import cases, search, undo
from advice_tui.casework.cases import details
from advice_tui.rules.case_details import Agency, Party
from data.errors import BadInput, ChangedMeanwhile, NotFound
from tests.factories import POLICIES, audit_lines, take, write


@pytest.fixture
def case(desk):
    return take(desk("adviser"), topic=None).case_id


def change(desk, case_id, **over):
    now = details.details_of(desk, case_id)
    return details.change_details(desk, case_id, now.row_ver, replace(now.form, **over))


def test_what_was_changed_is_said_old_and_new(desk, case):
    priya = desk("adviser")
    topic = priya.policy.topics[0]
    lee = Party("Taylor Lee", "opposing")
    written = change(
        priya,
        case,
        topic=topic.key,
        about="Extension refused",
        adjustments="Large print",
        parties=(lee,),
        agencies=(Agency("Citizens Advice", "3 Nov"),),
    )
    assert "Topic, about, adjustments, other people and other agencies." in written.sentence
    view = cases.refresh(priya, case)
    assert (view.topic, view.about) == (topic.label, "Extension refused")
    assert view.details.parties == (lee,)
    entry = view.entries[0]
    assert (entry.kind, entry.title) == ("case_changed", "Details changed")
    assert entry.body.splitlines() == [
        f"Topic: none → {topic.label}",
        "About: My extension request was refused. → Extension refused",
        "Adjustments: none → Large print",
        "Other people: none → Taylor Lee (on the other side)",
        "Other agencies: none → Citizens Advice since 3 Nov",
    ]
    undo.undo(priya, written.undo)
    view = cases.refresh(priya, case)
    assert (view.topic, view.about, view.details.parties) == ("", "My extension request was refused.", ())
    assert view.entries[0].struck


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_27_told_that_a_record_is_kept_with_text_and_time(desk, policy):
    priya = desk("adviser")
    case = take(priya).case_id
    if details.details_of(priya, case).form.told_record:
        pytest.skip("told when it was taken")
    change(priya, case, told_record=True)
    notice = cases.refresh(priya, case).details.notice
    assert notice.text == priya.policy.fill("record_notice")
    assert notice.at == priya.now.isoformat()
    assert (notice.by, notice.policy_version) == (priya.person.id, f"{priya.policy.key} {priya.policy.version}")
    with pytest.raises(BadInput, match="Nothing was changed"):
        change(priya, case, told_record=False)
    assert cases.refresh(priya, case).details.notice == notice


def test_scenario_20_another_agency_since_when(desk, case):
    priya = desk("adviser")
    change(priya, case, agencies=(Agency("Citizens Advice", "3 Nov"),))
    assert [one.line() for one in cases.refresh(priya, case).details.agencies] == ["Citizens Advice since 3 Nov"]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"about": " "}, "about"),
        ({"about": "x" * 201}, "about"),
        ({"topic": "no such"}, "topic"),
        ({"eligibility": "no such"}, "eligibility"),
        ({"adjustments": "x" * 501}, "adjustments"),
        ({"parties": (Party(""),)}, "parties"),
        ({"parties": tuple(Party(f"P{n}") for n in range(31))}, "parties"),
        ({"agencies": (Agency("A", "x" * 41),)}, "agencies"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(desk, case, over, field):
    with pytest.raises(BadInput) as refused:
        change(desk("adviser"), case, **over)
    assert set(refused.value.problems) == {field}


def test_the_second_terminal_overwrites_nothing(desk, case):
    priya, tom = desk("adviser"), desk("second")
    seen = details.details_of(tom, case)
    change(priya, case, about="From the first terminal")
    lines = len(audit_lines(tom))
    with pytest.raises(ChangedMeanwhile):
        details.change_details(tom, case, seen.row_ver, replace(seen.form, about="From the second"))
    assert len(audit_lines(tom)) == lines
    assert details.details_of(tom, case).form.about == "From the first terminal"


def test_undo_waits_for_nobody_who_changed_it_since(desk, case):
    priya = desk("adviser")
    written = change(priya, case, about="First")
    change(desk("second"), case, about="Second")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, written.undo)
    assert details.details_of(priya, case).form.about == "Second"
    assert not cases.refresh(priya, case).entries[1].struck


def test_an_entry_meanwhile_is_no_change_of_details(desk, case):
    priya = desk("adviser")
    seen = details.details_of(priya, case)
    write(desk("second"), case)
    assert details.change_details(priya, case, seen.row_ver, replace(seen.form, about="New"))


def test_found_by_the_new_words_and_sealed(desk, case):
    priya = desk("adviser")
    search.build(priya)
    change(priya, case, about="Quagmire hearing", parties=(Party("Xerxes Quince"),))
    assert [one.case_id for one in search.find(priya, "quagmire")] == [case]
    raw = b"".join(path.read_bytes() for path in priya.home.rglob("*") if path.is_file())
    assert b"uagmire" not in raw
    assert b"Xerxes" not in raw
    assert "uagmire" not in "".join(line.detail for line in audit_lines(priya))


def test_of_no_case(desk):
    with pytest.raises(NotFound):
        details.details_of(desk("adviser"), "nothing")
