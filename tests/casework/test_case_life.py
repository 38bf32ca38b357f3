"""The life of a case: whose it is, waiting, closed and opened again, linked, joined; each taken back as one."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from advice_tui.casework import cases, drafts, enquiries, entries, search, staff, undo
from advice_tui.casework.case_documents import EntryDocument, JoinedInto, open_case_row
from advice_tui.casework.cases import closing, dates, handing, joining, life, waiting
from advice_tui.casework.cases.closing import ClosingForm
from advice_tui.casework.cases.handing import Gift
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.closing import Answered
from advice_tui.rules.mail import Attachment
from advice_tui.rules.working_days import london
from data import queries
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.keys.keychain import RecordKeyRow
from tests.factories import NOW, POLICIES, SECOND, audit_lines, enquiry_form, take, write

HANDED = "Appeal is with the faculty; ring her on Friday."


def seen(desk, case_id):
    return cases.open_case(desk, case_id)


def person(desk):
    return desk.person.id


def answered(desk, **over):
    """Take an enquiry and answer it, so that no promise is open."""
    taken = take(desk, **over)
    write(desk, taken.case_id, "reply_email", "Here is what you can do.")
    return taken.case_id


def form(desk, **over):
    """A closing form in which everything is answered as most often."""
    steps = desk.policy.procedures.closing.steps
    answers = {step.key: Answered("done") for step in steps} | {"documents": Answered("done", choice="returned")}
    return ClosingForm(**{"outcome": "resolved", "words": "The extension was granted", "answers": answers, **over})


def close(desk, case_id, **over):
    return closing.close(desk, case_id, seen(desk, case_id).row_ver, form(desk, **over))


def titles(desk, case_id):
    return [entry.title for entry in seen(desk, case_id).entries if not entry.struck]


def last_act(desk, act):
    return [line for line in audit_lines(desk) if line.act == act][-1]


@pytest.fixture
def people(desk):
    return {who: person(desk(who)) for who in ("adviser", "second", "manager", "receptionist", "director")}


def out_of_reach(desk, case_id):
    """Give the case's key to a room that advisers do not hold, as a wall does."""
    with desk.store.write(desk.signer, "test.wall", at=desk.now) as tx:
        row, key, _ = open_case_row(desk, tx.connection, case_id)
        wrapped = desk.keys.wrap("decisions", case_id, "notes", row.key_ver, key)
        values = {name: getattr(wrapped, name) for name in RecordKeyRow.__dataclass_fields__}
        sets = ", ".join(f"{name} = ?" for name in values)
        tx.connection.exec_driver_sql(
            f"UPDATE record_key SET {sets} WHERE record_id = ? AND purpose = 'notes'", (*values.values(), case_id)
        )


# Whose it is -----------------------------------------------------------------------------------------------------------


def test_a_case_is_handed_over_with_its_summary_and_undone(desk, people):
    priya, tom = desk("adviser"), desk("second")
    case_id = answered(priya)
    assert {one.name for one in handing.colleagues(priya)} == {"Priya Nair", "Tom Ellis", "Morgan Reed"}
    done = handing.assign(priya, case_id, seen(priya, case_id).row_ver, people["second"], HANDED)
    assert "is Tom Ellis's now." in done.sentence
    view = seen(tom, case_id)
    assert view.adviser_name == "Tom Ellis"
    assert (view.entries[0].title, view.entries[0].body) == ("Handed over to Tom Ellis", HANDED)
    assert json.loads(last_act(priya, "case.assign").detail) == {
        "from": people["adviser"],
        "to": people["second"],
        "entry": view.entries[0].id,
    }
    assert HANDED not in last_act(priya, "case.assign").detail
    assert search.find(priya, "ring friday")
    undo.undo(priya, done.undo)
    view = seen(priya, case_id)
    assert view.adviser_name == "Priya Nair"
    assert view.entries[0].struck
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, done.undo)


@pytest.mark.parametrize(
    ("who", "holder", "to", "summary", "problem"),
    [
        ("adviser", "adviser", "second", "", "Summary: please"),
        ("adviser", "adviser", "second", " \u200b\n", "Summary: please"),
        ("adviser", "adviser", "receptionist", HANDED, "Choose who"),
        ("adviser", "adviser", "director", HANDED, "Choose who"),
        ("adviser", "adviser", "nobody", "", "Choose who .* Summary"),
        ("adviser", "adviser", "adviser", HANDED, "Priya Nair's already"),
        ("second", "adviser", "second", HANDED, "Priya Nair or a manager"),
        ("manager", "adviser", "second", HANDED, ""),
        ("manager", "adviser", "manager", "", ""),
        ("adviser", None, "adviser", "", ""),
        ("adviser", None, "second", HANDED, ""),
    ],
)
def test_who_may_give_a_case_to_whom(desk, people, who, holder, to, summary, problem):
    case_id = answered(desk("adviser")) if holder else take(desk("receptionist")).case_id
    giver = desk(who)
    row_ver = seen(giver, case_id).row_ver
    if not problem:
        assert handing.assign(giver, case_id, row_ver, people[to], summary)
        assert seen(giver, case_id).adviser_id == people[to]
        return
    with pytest.raises((BadInput, NotAllowed), match=problem):
        handing.assign(giver, case_id, row_ver, people.get(to, "nobody"), summary)
    assert seen(giver, case_id).row_ver == row_ver


def test_the_second_of_two_terminals_hears_that_the_case_changed(desk, people):
    case_id = answered(desk("adviser"))
    row_ver = seen(desk("manager"), case_id).row_ver
    handing.assign(desk("adviser"), case_id, row_ver, people["second"], HANDED)
    acts = (
        lambda: handing.assign(desk("manager"), case_id, row_ver, people["manager"], "Mine"),
        lambda: waiting.wait(desk("manager"), case_id, row_ver, "Her form", date(2026, 12, 8)),
        lambda: closing.close(desk("manager"), case_id, row_ver, form(desk("manager"))),
        lambda: handing.hand_over(desk("manager"), (Gift(case_id, row_ver, people["manager"], "Mine"),)),
    )
    for act in acts:
        with pytest.raises(ChangedMeanwhile):
            act()
    assert seen(desk("manager"), case_id).adviser_name == "Tom Ellis"
    assert titles(desk("manager"), case_id)[0] == "Handed over to Tom Ellis"


def test_a_caseload_of_thirty_goes_over_in_one_act_and_comes_back_in_one(desk, people):
    priya, morgan = desk("adviser"), desk("manager")
    ids = [answered(priya, name=f"Student Number{n}", email=f"s{n}@example.org") for n in range(30)]
    hidden = answered(priya, name="Walled Person", email="w@example.org")
    out_of_reach(morgan, hidden)
    # the manager holds every room: a second adviser's view is what the wall is about
    load = handing.caseload(priya, people["adviser"])
    assert (load.holder, load.total, [row.id for row in load.rows]) == ("Priya Nair", 30, ids)
    to = [people["second"] if n % 3 else people["manager"] for n in range(30)]
    gifts = tuple(Gift(row.id, row.row_ver, to[n], "All of it" if n else HANDED) for n, row in enumerate(load.rows))
    before = len(audit_lines(priya))
    done = handing.hand_over(priya, gifts)
    assert len(audit_lines(priya)) == before + 1
    assert done.sentence == "30 cases handed over: 10 to Morgan Reed, 20 to Tom Ellis."
    assert handing.caseload(priya, people["adviser"]).total == 0
    assert seen(priya, ids[0]).entries[0].body == HANDED
    came = handing.handed_to_me(desk("second"))
    assert len(came) == 20
    assert {one.by for one in came} == {"Priya Nair"}
    seen(desk("second"), came[0].case_id)
    assert len(handing.handed_to_me(desk("second"))) == 19
    undo.undo(priya, done.undo)
    assert handing.caseload(priya, people["adviser"]).total == 30
    assert handing.handed_to_me(desk("second")) == ()
    assert titles(priya, ids[0])[0] != "Handed over to Morgan Reed"


def test_none_of_many_goes_over_when_one_cannot(desk, people):
    priya = desk("adviser")
    ids = [answered(priya, name=f"Student Number{n}", email=f"s{n}@example.org") for n in range(3)]
    rows = handing.caseload(priya, people["adviser"]).rows
    gifts = tuple(Gift(row.id, row.row_ver, people["second"], HANDED) for row in rows)
    handing.assign(desk("manager"), ids[2], rows[2].row_ver, people["manager"], "Mine")
    with pytest.raises(ChangedMeanwhile):
        handing.hand_over(priya, gifts)
    assert [seen(priya, one).adviser_name for one in ids] == ["Priya Nair", "Priya Nair", "Morgan Reed"]
    with pytest.raises(BadInput) as refused:
        handing.hand_over(priya, (Gift(ids[0], 1, people["second"], ""), Gift(ids[1], 1, people["second"], " ")))
    assert set(refused.value.problems) == set(ids[:2])
    with pytest.raises(BadInput, match="No case is ticked"):
        handing.hand_over(priya, ())
    with pytest.raises(NotAllowed):
        handing.caseload(priya, people["second"])
    with pytest.raises(NotFound):
        handing.hand_over(priya, (Gift("x", 1, people["second"], HANDED),))


def test_one_case_changed_meanwhile_and_the_undo_of_many_touches_none(desk, people):
    priya = desk("adviser")
    for n in range(2):
        answered(priya, name=f"Student Number{n}", email=f"s{n}@example.org")
    rows = handing.caseload(priya, people["adviser"]).rows
    done = handing.hand_over(priya, tuple(Gift(row.id, row.row_ver, people["second"], HANDED) for row in rows))
    handing.assign(desk("second"), rows[1].id, rows[1].row_ver + 1, people["manager"], "For you")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, done.undo)
    assert seen(priya, rows[0].id).adviser_name == "Tom Ellis"


def test_the_cases_of_a_leaver_are_handed_on_from_nobody(desk, people):
    priya, morgan = desk("adviser"), desk("manager")
    case_id = answered(priya)
    other = take(desk("receptionist"), name="Other Person", email="o@example.org").case_id
    left = staff.disable(morgan, "priya")
    assert [one.id for one in left.cases] == [case_id]
    load = handing.caseload(morgan, None, only=tuple(one.id for one in left.cases))
    assert [row.id for row in load.rows] == [case_id]
    assert {row.id for row in handing.caseload(morgan, None).rows} == {case_id, other}
    assert people["adviser"] not in {one.id for one in handing.colleagues(morgan)}
    handing.hand_over(morgan, (Gift(case_id, load.rows[0].row_ver, people["second"], HANDED),))
    assert handing.handed_to_me(desk("second", again=True))[0].by == "Morgan Reed"


# Waiting ---------------------------------------------------------------------------------------------------------------


def test_a_case_waits_until_a_day_and_a_new_contact_ends_it(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    done = waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her timetable", date(2026, 12, 8))
    assert "waits for the student until Tue 8 Dec, 10 working days" in done.sentence
    view = seen(priya, case_id)
    assert (view.status, view.details.waiting_for) == ("waiting", "Her timetable")
    assert [(one.kind, one.day) for one in view.key_dates] == [("chase", date(2026, 12, 8))]
    written = write(priya, case_id, "received", "Here it is", channel="email")
    view = seen(priya, case_id)
    assert (view.status, view.key_dates, view.details.waiting_for) == ("open", (), "")
    undo.undo(priya, written.undo)
    assert waits(priya, case_id) == ("waiting", "Her timetable", [date(2026, 12, 8)])


def waits(desk, case_id):
    """Give how a case waits: its status, what for, and the days on which the student is asked after."""
    view = seen(desk, case_id)
    return view.status, view.details.waiting_for, [one.day for one in view.key_dates if one.kind == "chase"]


def test_a_contact_added_to_a_waiting_case_is_undone_into_waiting_unless_another_waits_for_us(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    client_id = seen(priya, case_id).client.id
    waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her timetable", date(2026, 12, 8))
    added = take(priya, case_id=case_id, client_id=client_id)
    assert waits(priya, case_id) == ("open", "", [])
    undo.undo(priya, added.undo)
    assert waits(priya, case_id) == ("waiting", "Her timetable", [date(2026, 12, 8)])
    first = take(priya, case_id=case_id, client_id=client_id)
    second = take(priya, case_id=case_id, client_id=client_id, about="And one more thing")
    undo.undo(priya, first.undo)
    assert waits(priya, case_id)[0] == "open"  # the second message is not answered
    undo.undo(priya, second.undo)


def test_a_corrected_message_is_still_undone_into_waiting(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her timetable", date(2026, 12, 8))
    written = write(priya, case_id, "received", "Here it is", channel="email")
    entry = seen(priya, case_id).entries[0]
    cases.correct_entry(priya, case_id, entry.id, entry.row_ver, "Here it was", "A slip")
    undo.undo(priya, written.undo)
    assert waits(priya, case_id) == ("waiting", "Her timetable", [date(2026, 12, 8)])


def test_waiting_again_replaces_the_day_and_each_is_undone(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    first = waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her timetable", date(2026, 12, 8))
    second = waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her form", date(2026, 12, 12))
    view = seen(priya, case_id)
    assert [(one.day, one.why) for one in view.key_dates] == [(date(2026, 12, 14), "Her form")]  # a Saturday: on Monday
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, first.undo)
    undo.undo(priya, second.undo)
    view = seen(priya, case_id)
    assert [(one.day, one.why) for one in view.key_dates] == [(date(2026, 12, 8), "Her timetable")]
    ended = waiting.wait_no_longer(priya, case_id, view.row_ver)
    assert seen(priya, case_id).status == "open"
    with pytest.raises(BadInput, match="does not wait"):
        waiting.wait_no_longer(priya, case_id, seen(priya, case_id).row_ver)
    undo.undo(priya, ended.undo)
    view = seen(priya, case_id)
    assert (view.status, view.details.waiting_for, len(view.key_dates)) == ("waiting", "Her timetable", 1)


@pytest.mark.parametrize(
    ("what", "until", "problem"),
    [
        ("", date(2026, 12, 8), "What for: please"),
        ("\u200b", date(2026, 12, 8), "What for: please"),
        ("x" * 501, date(2026, 12, 8), "at most 500"),
        ("Form", None, "until which day"),
        ("Form", date(2026, 11, 24), "not ahead"),
        ("Form", date(2028, 11, 24), "more than a year"),
    ],
)
def test_what_may_not_wait(desk, what, until, problem):
    priya = desk("adviser")
    case_id = answered(priya)
    with pytest.raises(BadInput, match=problem):
        waiting.wait(priya, case_id, seen(priya, case_id).row_ver, what, until)


def test_a_case_does_not_wait_while_the_student_does(desk):
    priya = desk("adviser")
    case_id = take(priya).case_id
    with pytest.raises(BadInput, match="student is waiting for you: reply due"):
        waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her form", date(2026, 12, 8))
    assert seen(priya, case_id).status == "open"


# Closing ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_53(desk, policy):
    """Closing needs outcome, letter, documents, feedback; the retention date appears."""
    priya = desk("adviser", at=NOW - timedelta(days=1))
    case_id = answered(priya)
    number = seen(priya, case_id).number
    before = closing.before(priya, case_id)
    missing = closing.missing(priya, before.facts, ClosingForm("resolved", ""))
    assert list(missing) == ["outcome", "letter", "documents", "feedback"]
    with pytest.raises(BadInput) as refused:
        closing.close(priya, case_id, before.row_ver, ClosingForm("resolved", ""))
    assert refused.value.problems == missing
    done = close(priya, case_id)
    view = seen(priya, case_id)
    assert view.status == "closed"
    assert london(view.closed).date() == date(2026, 11, 23)
    assert view.details.closing.outcome == "Resolved: The extension was granted."
    assert [key for key, _ in view.details.closing.checks] == ["letter", "documents", "feedback"]
    assert [entry.kind for entry in view.entries[:2]] == ["closed", "letter"]
    assert "The outcome: The extension was granted." in view.entries[1].body
    if policy == SECOND:
        assert done.sentence == f"Case {number} closed; kept until 24 Nov 2032."
        assert view.retention == "kept until 24 Nov 2032"
        assert "24 Nov 2032" in before.retention
    else:
        assert "Nothing is deleted until it is decided" in done.sentence
        assert "Union must decide" in before.retention
    detail = last_act(priya, "case.close").detail
    assert "granted" not in detail
    assert "Resolved" not in detail


def test_everything_that_stands_against_it_is_said_at_once(desk):
    priya = desk("adviser")
    case_id = take(priya).case_id
    set_date(priya, case_id)
    with priya.store.write(priya.signer, "test", case_id, at=priya.now) as tx:
        row, key, _ = open_case_row(priya, tx.connection, case_id)
        entries.put(
            priya, tx, (case_id, key, row.key_ver), EntryDocument("advice", "Advice given", "", options=("a", "b"))
        )
    with pytest.raises(BadInput) as refused:
        closing.close(priya, case_id, seen(priya, case_id).row_ver, ClosingForm("resolved", ""))
    said = refused.value.problems["state"]
    assert "reply due Thu 26 Nov 16:00" in said
    assert "Appeal deadline, Tue 1 Dec 2026" in said
    assert "Advice given, Tue 24 Nov" in said
    assert len(refused.value.problems) == 5


def set_date(desk, case_id):
    given = dates.KeyDateForm(
        "Appeal deadline", "The panel meets", date(2026, 12, 1), date(2026, 11, 24), date(2026, 11, 30)
    )
    return dates.set_date(desk, case_id, given)


def test_key_dates_are_ended_with_the_case_and_open_again_with_the_undo(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    set_date(priya, case_id)
    waiting.wait(priya, case_id, seen(priya, case_id).row_ver, "Her form", date(2026, 12, 8))
    with pytest.raises(BadInput, match="Appeal deadline"):
        close(priya, case_id)
    done = close(priya, case_id, end_dates=True)
    view = seen(priya, case_id)
    assert (view.key_dates, view.details.waiting_for) == ((), "")
    undo.undo(priya, done.undo)
    view = seen(priya, case_id)
    assert (view.status, view.closed, view.details.closing) == ("waiting", None, None)
    assert view.details.waiting_for == "Her form"
    assert {one.kind for one in view.key_dates} == {"key_date", "chase"}
    assert [entry.struck != "" for entry in view.entries[:2]] == [True, True]


def test_the_letter_goes_on_file_as_it_was_sent_and_stops_nothing(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    close(priya, case_id, letters={"letter": "Dear Ami, [red]all is well[/]"})
    letter = next(entry for entry in seen(priya, case_id).entries if entry.kind == "letter")
    assert letter.body == "Dear Ami, [red]all is well[/]"
    assert all(promise.state == "answered" for promise in seen(priya, case_id).promises)


def test_a_case_is_opened_again_with_a_reason_and_keeps_its_former_closing(desk, clock):
    priya = desk("adviser")
    case_id = answered(priya)
    close(priya, case_id)
    clock.set(2026, 12, 3)
    row_ver = seen(priya, case_id).row_ver
    with pytest.raises(BadInput, match="Why: please"):
        closing.reopen(priya, case_id, row_ver, " ")
    done = closing.reopen(priya, case_id, row_ver, "The decision was changed")
    view = seen(priya, case_id)
    assert (view.status, view.closed, view.details.closing, view.retention) == ("open", None, None, "")
    body = view.entries[0].body
    assert body.startswith("The decision was changed")
    assert "closed on Tue 24 Nov 2026 by Priya Nair. Resolved: The extension was granted." in body
    assert "Sent" in body
    with pytest.raises(BadInput, match="is not closed"):
        closing.reopen(priya, case_id, view.row_ver, "Again")
    undo.undo(priya, done.undo)
    view = seen(priya, case_id)
    assert view.status == "closed"
    assert london(view.closed).date() == date(2026, 11, 24)
    assert view.details.closing is not None


@pytest.mark.parametrize("policy", [SECOND])
def test_retention_counts_from_the_last_closing(desk, clock, policy):
    priya = desk("adviser")
    case_id = answered(priya)
    assert "kept until 25 Nov 2032" in close(priya, case_id).sentence
    closing.reopen(priya, case_id, seen(priya, case_id).row_ver, "News")
    clock.set(2027, 3, 1)
    assert "kept until 2 Mar 2033" in close(priya, case_id).sentence


def test_what_came_up_meanwhile_keeps_the_case_open(desk):
    priya = desk("adviser")
    case_id = answered(priya)
    close(priya, case_id)
    done = closing.reopen(priya, case_id, seen(priya, case_id).row_ver, "News")
    write(priya, case_id, "received", "Hello again", channel="email")
    with pytest.raises(ChangedMeanwhile, match="stays open"):
        undo.undo(priya, done.undo)
    assert seen(priya, case_id).status == "open"


def test_the_reply_that_let_a_case_be_closed_is_not_taken_back_under_it(desk):
    priya = desk("adviser")
    case_id = take(priya).case_id
    reply = write(priya, case_id, "reply_email", "Here is what you can do.")
    close(priya, case_id)
    with pytest.raises(ChangedMeanwhile, match="closed meanwhile"):
        undo.undo(priya, reply.undo)


def test_a_closed_case_is_not_given_or_kept_waiting(desk, people):
    priya = desk("adviser")
    case_id = answered(priya)
    close(priya, case_id)
    row_ver = seen(priya, case_id).row_ver
    with pytest.raises(BadInput, match="Open it again first"):
        handing.assign(priya, case_id, row_ver, people["second"], HANDED)
    with pytest.raises(BadInput, match="Open it again first"):
        waiting.wait(priya, case_id, row_ver, "Her form", date(2026, 12, 8))
    with pytest.raises(BadInput, match="closed already"):
        close(priya, case_id)


# Links -----------------------------------------------------------------------------------------------------------------


def test_a_link_stands_on_both_sides_and_is_taken_away_on_both(desk):
    priya = desk("adviser")
    one, two = answered(priya), answered(priya, name="Other Person", email="o@example.org")
    done = life.link(priya, one, two, "Same hearing")
    for here, there in ((one, two), (two, one)):
        assert [(link.case_id, link.why) for link in seen(priya, here).links] == [(there, "Same hearing")]
    with pytest.raises(BadInput, match="already"):
        life.link(priya, two, one, "Again")
    undo.undo(priya, done.undo)
    assert seen(priya, one).links == seen(priya, two).links == ()
    life.link(priya, one, two, "Same hearing")
    gone = life.unlink(priya, two, one)
    assert seen(priya, one).links == seen(priya, two).links == ()
    undo.undo(priya, gone.undo)
    assert [link.case_id for link in seen(priya, one).links] == [two]
    assert [link.who for link in seen(priya, one).links] == ["Other Person"]


@pytest.mark.parametrize(("other", "why", "problem"), [("self", "x", "this case itself"), ("two", " ", "Why: please")])
def test_what_is_not_linked(desk, other, why, problem):
    priya = desk("adviser")
    one, two = answered(priya), answered(priya, name="Other Person", email="o@example.org")
    with pytest.raises(BadInput, match=problem):
        life.link(priya, one, one if other == "self" else two, why)


def test_a_link_to_a_case_one_may_not_read_is_not_there(desk):
    priya, morgan = desk("adviser"), desk("manager")
    one, two = answered(priya), answered(priya, name="Walled Person", email="w@example.org")
    life.link(priya, one, two, "Same hearing")
    out_of_reach(morgan, two)
    assert seen(priya, one).links == ()
    assert [link.case_id for link in seen(morgan, one).links] == [two]
    with pytest.raises(NotFound) as walled:
        life.link(priya, one, two, "Again")
    with pytest.raises(NotFound) as nothing:
        life.link(priya, one, "nothing", "Again")
    assert walled.value.sentence == nothing.value.sentence
    with pytest.raises(NotFound):
        life.unlink(priya, one, two)


# Joining ---------------------------------------------------------------------------------------------------------------


def three_ways(desk):
    """The same student by e-mail, telephone and face to face: reception makes three cases (scenario 8)."""
    dana = desk("receptionist")
    first = take(dana, about="Extension refused")
    more = [
        take(dana, channel=channel, client_id=first.client_id, about=f"By {channel}", name="Zelda Quux")
        for channel in ("telephone", "face_to_face")
    ]
    return [first, *more]


def test_three_cases_become_one_and_part_again(desk):
    first, second, third = three_ways(desk)
    priya, dana = desk("adviser"), desk("receptionist")
    search.build(priya)
    write(priya, second.case_id, "note", "Sounded tired")
    set_date(priya, third.case_id)
    assert {one.number for one in joining.joinable(priya, first.case_id)} == {second.number, third.number}
    was = {one.case_id: seen(priya, one.case_id) for one in (first, second, third)}
    done = joining.join(priya, second.case_id, first.case_id)
    assert "is joined into" in done.sentence
    joining.join(priya, third.case_id, first.case_id)
    view = seen(priya, first.case_id)
    kept = {entry.id: entry for entry in view.entries}
    for one in was.values():
        for entry in one.entries:
            assert (kept[entry.id].body, kept[entry.id].at, kept[entry.id].author_name) == (
                entry.body,
                entry.at,
                entry.author_name,
            )
    assert len(view.promises) == 3
    assert [one.what for one in view.key_dates] == ["Appeal deadline"]
    detail = json.loads(last_act(priya, "case.join").detail)
    assert (detail["from"], detail["into"]) == (third.case_id, first.case_id)
    with pytest.raises(JoinedInto) as moved, priya.store.read() as connection:
        open_case_row(priya, connection, third.case_id)
    assert moved.value.case_id == first.case_id
    assert third.number in moved.value.sentence
    assert {found.case_id for found in search.find(priya, third.number)} == {first.case_id}
    assert joining.joinable(priya, first.case_id) == ()
    # one answer meets all three, and reception sees all three answered
    write(priya, first.case_id, "reply_email", "Here is what you can do.")
    assert {one.state for one in seen(priya, first.case_id).promises} == {"answered"}
    with dana.store.read() as connection:
        states = {one.state for one in queries.slips(connection, since=NOW - timedelta(days=1), limit=9)}
    assert states == {"answered"}


def test_a_join_is_undone_whole(desk):
    first, second, _ = three_ways(desk)
    priya = desk("adviser")
    drafts.keep(priya, f"entry:{second.case_id}", {"kind": "note", "text": "half a thought"})
    set_date(priya, second.case_id)
    was = [seen(priya, one.case_id) for one in (first, second)]
    done = joining.join(priya, second.case_id, first.case_id)
    assert drafts.find(priya, f"entry:{first.case_id}").data["text"] == "half a thought"
    undo.undo(priya, done.undo)
    assert drafts.find(priya, f"entry:{second.case_id}").data["text"] == "half a thought"
    for before in was:
        now = seen(priya, before.id)
        assert [one.id for one in now.entries if not one.struck] == [one.id for one in before.entries]
        assert [one.id for one in now.promises] == [one.id for one in before.promises]
        assert [one.id for one in now.key_dates] == [one.id for one in before.key_dates]
        assert (now.status, now.details, now.adviser_id) == (before.status, before.details, before.adviser_id)
    with pytest.raises((ChangedMeanwhile, NotFound)):
        undo.undo(priya, done.undo)


def test_a_join_stays_when_something_was_added(desk):
    first, second, _ = three_ways(desk)
    priya = desk("adviser")
    done = joining.join(priya, second.case_id, first.case_id)
    write(priya, first.case_id, "note", "More")
    with pytest.raises(ChangedMeanwhile, match="has worked on"):
        undo.undo(priya, done.undo)
    assert "More" in [entry.body for entry in seen(priya, first.case_id).entries]


def test_files_and_details_come_over_under_the_key_of_the_case_that_stays(desk):
    priya = desk("adviser")
    first = take(priya, parties=(Party("Bob Stone"),), agencies=(Agency("Citizens Advice"),))
    file = Attachment("panel.pdf", "application/pdf", b"minutes" * 999)
    mail = enquiries.Enclosed("z@example.org", "Grievance", "<x@example.org>", (), (file,))
    more = enquiry_form(
        received=priya.now,
        client_id=first.client_id,
        parties=(Party("bob stone"), Party("Carol Reed", "witness")),
        adjustments="Large print",
    )
    second = enquiries.take(priya, more, enclosed=mail)
    third = answered(priya, name="Third Person", email="t@example.org")
    life.link(priya, second.case_id, third, "Same hearing")
    life.link(priya, second.case_id, first.case_id, "Same student")
    done = joining.join(priya, second.case_id, first.case_id)
    view = seen(priya, first.case_id)
    assert [one.name for one in view.details.parties] == ["Bob Stone", "Carol Reed"]
    assert view.details.adjustments == "Large print"
    (attached,) = [one for entry in view.entries for one in entry.attachments]
    assert cases.attachment(priya, first.case_id, attached.id) == ("panel.pdf", b"minutes" * 999)
    assert [link.case_id for link in view.links] == [third]
    assert [link.case_id for link in seen(priya, third).links] == [first.case_id]  # its link leads on
    life.unlink(priya, third, first.case_id)
    assert seen(priya, third).links == seen(priya, first.case_id).links == ()
    with pytest.raises(ChangedMeanwhile):
        undo.undo(priya, done.undo)


def test_what_is_not_joined(desk):
    first, second, _ = three_ways(desk)
    priya = desk("adviser")
    other = answered(priya, name="Other Person", email="o@example.org", student_number="w1")
    with pytest.raises(BadInput, match="this case itself"):
        joining.join(priya, first.case_id, first.case_id)
    with pytest.raises(BadInput, match="different people"):
        joining.join(priya, other, first.case_id)
    write(priya, first.case_id, "reply_email", "Answered")
    close(priya, first.case_id)
    with pytest.raises(BadInput, match="is closed"):
        joining.join(priya, second.case_id, first.case_id)
    row_ver = seen(priya, second.case_id).row_ver
    joined = joining.join(priya, first.case_id, second.case_id, row_ver=row_ver)
    assert "It was closed" in seen(priya, second.case_id).entries[0].body
    with pytest.raises(ChangedMeanwhile):
        joining.join(priya, other, second.case_id, row_ver=row_ver)
    undo.undo(priya, joined.undo)
    assert seen(priya, first.case_id).status == "closed"


def test_a_case_out_of_reach_is_not_joined_and_not_offered(desk):
    first, second, _ = three_ways(desk)
    priya, morgan = desk("adviser"), desk("manager")
    search.build(priya)
    out_of_reach(morgan, second.case_id)
    assert second.number not in {one.number for one in joining.joinable(priya, first.case_id)}
    with pytest.raises(NotFound, match="no such record"):
        joining.join(priya, second.case_id, first.case_id)


def test_an_open_promise_that_comes_over_ends_the_waiting(desk):
    first, second, _ = three_ways(desk)
    priya = desk("adviser")
    write(priya, first.case_id, "reply_email", "Answered")
    waiting.wait(priya, first.case_id, seen(priya, first.case_id).row_ver, "Her form", date(2026, 12, 8))
    done = joining.join(priya, second.case_id, first.case_id)
    view = seen(priya, first.case_id)
    assert (view.status, view.key_dates) == ("open", ())
    undo.undo(priya, done.undo)
    view = seen(priya, first.case_id)
    assert (view.status, [one.kind for one in view.key_dates]) == ("waiting", ["chase"])


def test_a_number_is_never_given_twice(desk):
    priya = desk("adviser")
    one, two = take(priya), take(priya)
    undo.undo(priya, two.undo)
    three = take(priya, client_id=one.client_id)
    joining.join(priya, three.case_id, one.case_id)
    four = take(priya)
    numbers = [int(taken.number.partition("-")[2]) for taken in (one, two, three, four)]
    assert numbers == list(range(numbers[0], numbers[0] + 4))


def test_a_thousand_entries_come_over_in_one_act(desk):
    first, second, _ = three_ways(desk)
    priya = desk("adviser")
    with priya.store.write(priya.signer, "test", second.case_id, at=priya.now) as tx:
        row, key, _ = open_case_row(priya, tx.connection, second.case_id)
        for n in range(1000):
            entries.put(priya, tx, (second.case_id, key, row.key_ver), EntryDocument("note", "Note", f"Number {n}"))
    done = joining.join(priya, second.case_id, first.case_id)
    assert "1,001 entries" in done.sentence
    assert len(seen(priya, first.case_id).entries) == 1003
    undo.undo(priya, done.undo)
    assert len(seen(priya, second.case_id).entries) == 1001


def test_nothing_of_a_join_is_stored_when_it_fails_in_the_middle(desk, monkeypatch):
    first, second, _ = three_ways(desk)
    priya = desk("adviser")
    was = [seen(priya, one.case_id) for one in (first, second)]

    def fails(*_):
        raise RuntimeError("the power went")

    monkeypatch.setattr(joining, "_status", fails)
    with pytest.raises(RuntimeError):
        joining.join(priya, second.case_id, first.case_id)
    assert [seen(priya, one.id) for one in was] == was
