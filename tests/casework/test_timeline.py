"""A case's timeline without a screen: kinds and clocks, several contacts, corrections, drafts of two windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.casework import cases, drafts, search, today, undo
from advice_tui.casework.cases import EntryForm
from advice_tui.rules import advice_notes
from advice_tui.rules.reply import ENTRY_KINDS
from advice_tui.rules.time_spent import HINT, MOST, next_step, read_minutes, say_minutes
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.models import Case
from tests.factories import FIRST, NOW, POLICIES, SECOND, at, audit_lines, take, write


def view_of(desk, taken):
    return cases.open_case(desk, taken.case_id)


def newest(desk, taken):
    return view_of(desk, taken).entries[0]


def set_status(desk, case_id, status):
    with desk.store.write(desk.signer, "test", at=desk.now) as tx:
        tx.change(Case, {"id": case_id}, status=status, closed_at=desk.now if status == "closed" else None)


# Kinds and clocks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", [one for one in ENTRY_KINDS if one.key != "advice"], ids=lambda one: one.key)
def test_scenario_7_every_kind_does_to_the_clock_what_it_says(desk, policy, kind):
    taken = take(desk("adviser"))
    written = write(desk(), taken.case_id, kind.key, "Words.")
    promises = {one.kind: one.state for one in view_of(desk(), taken).promises}
    assert written.stopped is kind.stops_clock
    assert (promises["reply"] == "answered") is kind.stops_clock
    assert ("tell_student" in promises) is (kind.key == "development")
    entry = newest(desk(), taken)
    assert (entry.kind, entry.kind_words, entry.group, entry.channel) == (
        kind.key,
        kind.label,
        kind.group,
        kind.channel,
    )


def test_scenario_8_three_ways_in_each_with_its_channel_time_and_promise(desk, clock):
    taken = take(desk("adviser"), received=NOW)
    write(desk(), taken.case_id, "reply_email")
    for hour, channel, text in ((11, "telephone", "Rang"), (12, "face_to_face", "Came by"), (13, "email", "Wrote")):
        clock.set(2026, 11, 24, hour)
        written = write(desk(), taken.case_id, "received", text, channel=channel)
        assert "reply due Thu 26 Nov, by 16:00" in written.sentence
    view = view_of(desk(), taken)
    received = [(one.channel, one.at.hour, one.title) for one in view.entries if one.kind == "received"]
    assert received == [
        ("email", 13, "Email: from the student"),
        ("face_to_face", 12, "Face to face: from the student"),
        ("telephone", 11, "Telephone: from the student"),
        ("email", 10, "Email: enquiry"),
    ]
    assert [one.kind for one in view.promises] == ["reply", "follow_up", "follow_up", "follow_up"]
    assert [one.state for one in view.promises] == ["answered", "calm", "calm", "calm"]
    write(desk(), taken.case_id, "call_reached")
    assert {one.state for one in view_of(desk(), taken).promises} == {"answered"}


def test_a_reply_meets_only_what_came_before_it(desk, clock):
    taken = take(desk("adviser"), received=NOW)
    clock.set(2026, 11, 24, 14)
    write(desk(), taken.case_id, "received", "And another thing", channel="email")
    clock.set(2026, 11, 24, 15)
    written = write(desk(), taken.case_id, "call_reached", "Rang her at noon.", at=at(2026, 11, 24, 12))
    assert written.stopped
    promises = {one.kind: one for one in view_of(desk(), taken).promises}
    assert promises["reply"].words == "answered Tue 24 Nov 12:00, in time"
    assert promises["follow_up"].state == "calm"
    entry = next(one for one in view_of(desk(), taken).entries if one.kind == "call_reached")
    assert (entry.at, entry.recorded_at) == (at(2026, 11, 24, 12), at(2026, 11, 24, 15))


def test_the_first_contact_of_a_case_without_one_makes_the_published_promise(desk):
    taken = take(desk("adviser"), channel="telephone")
    assert [one.kind for one in view_of(desk(), taken).promises] == ["callback"]
    write(desk(), taken.case_id, "received", "Wrote as well", channel="email")
    write(desk(), taken.case_id, "received", "And once more", channel="email")
    assert sorted(one.kind for one in view_of(desk(), taken).promises) == ["callback", "follow_up", "reply"]


@pytest.mark.parametrize(
    ("policy", "due"), [(FIRST, "Thu 26 Nov, by 16:00"), (SECOND, "Fri 27 Nov, by 17:00")], ids=["first", "second"]
)
def test_scenario_50_news_asks_to_be_told_and_is_late_when_it_is_not(desk, clock, policy, due):
    taken = take(desk("adviser", at=at(2026, 11, 24, 10, 30)))
    write(desk(), taken.case_id, "reply_email")
    written = write(desk(), taken.case_id, "development", "The University wants a hearing on 8 December.")
    assert written.sentence.endswith(f"tell the student by {due}.")
    assert len(today.waiting(desk()).rows) == 1
    for kind in ("note", "voicemail", "auto_ack", "call_unanswered"):
        assert not write(desk(), taken.case_id, kind).stopped
    clock.set(2026, 12, 1, 14)
    assert today.waiting(desk()).late == 1
    assert write(desk(), taken.case_id, "call_reached").stopped
    told = next(one for one in view_of(desk(), taken).promises if one.kind == "tell_student")
    assert told.words == "told Tue 1 Dec 14:00, late"
    assert today.waiting(desk()).rows == ()


def test_a_waiting_case_is_open_again_when_the_student_writes(desk):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "reply_email")
    set_status(desk(), taken.case_id, "waiting")
    assert write(desk(), taken.case_id, "note").sentence == "Note saved on case 26-0001."
    assert view_of(desk(), taken).status == "waiting"
    written = write(desk(), taken.case_id, "received", "Here it is", channel="email")
    assert "open again" in written.sentence
    assert view_of(desk(), taken).status == "open"
    undo.undo(desk(), written.undo)
    view = view_of(desk(), taken)
    assert view.status == "waiting"
    assert [one.kind for one in view.promises] == ["reply"]
    assert view.entries[0].struck


def test_what_a_closed_case_takes_and_what_it_asks_to_be_opened_for(desk):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "reply_email")
    set_status(desk(), taken.case_id, "closed")
    for kind, more in (("received", {"channel": "email"}), ("development", {})):
        with pytest.raises(BadInput, match="Reopen it first") as refused:
            write(desk(), taken.case_id, kind, **more)
        assert set(refused.value.problems) == {"kind"}
    assert write(desk(), taken.case_id, "reply_email").sentence.endswith("The case stays closed.")
    assert view_of(desk(), taken).status == "closed"


@pytest.mark.parametrize(("kind", "more"), [("received", {"channel": "telephone"}), ("development", {})])
def test_taking_back_what_started_a_clock(desk, kind, more):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "reply_email")
    written = write(desk(), taken.case_id, kind, "Wrong case", **more)
    undo.undo(desk(), written.undo)
    assert today.waiting(desk()).rows == ()
    assert newest(desk(), taken).struck
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk(), written.undo)
    again = write(desk(), taken.case_id, kind, "Right case", **more)
    write(desk("second"), taken.case_id, "call_reached")
    with pytest.raises(ChangedMeanwhile, match="answered"):
        undo.undo(desk("adviser"), again.undo)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"kind": "received"}, "channel"),
        ({"kind": "received", "channel": "pigeon"}, "channel"),
        ({"at": at(2026, 11, 24, 10, 25)}, "at"),
        ({"at": at(2025, 11, 20)}, "at"),
        ({"minutes": MOST + 1}, "minutes"),
        ({"activity": "gossip"}, "activity"),
        ({"kind": "closed"}, "kind"),
        ({"choice": "x" * 501}, "choice"),
        ({"options": ("a", "x" * 501)}, "options"),
        ({"options": ("a",) * 31}, "options"),
    ],
)
def test_a_faulty_entry_is_refused_by_field_and_nothing_is_stored(desk, over, field):
    adviser = desk("adviser", at=NOW)
    taken = take(adviser)
    with pytest.raises(BadInput) as refused:
        write(adviser, taken.case_id, **{"kind": "note", **over})
    assert set(refused.value.problems) == {field}
    assert len(view_of(adviser, taken).entries) == 1


# Options, not orders -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "cited"), [(FIRST, "(I-3)"), (SECOND, "(L-2)")])
def test_scenario_9_a_note_of_advice_needs_options_and_a_choice(desk, policy, cited):
    taken = take(desk("adviser"))
    with pytest.raises(BadInput) as refused:
        write(desk(), taken.case_id, "advice", "")
    assert set(refused.value.problems) == {"options", "choice"}
    one = {"options": ("1. Appeal",), "choice": "Appeal"}
    with pytest.raises(BadInput) as asked:
        write(desk(), taken.case_id, "advice", "", **one)
    assert set(asked.value.problems) == {"options"}
    assert asked.value.problems["options"].startswith("Only one option is written down.")
    assert cited in asked.value.problems["options"]
    write(desk(), taken.case_id, "advice", "", one_option=True, **one)
    kept = newest(desk(), taken)
    assert (kept.options, kept.choice) == (("Appeal",), "Appeal")
    assert kept.notes == (advice_notes.KEPT_ALL_THE_SAME,)
    assert kept.activity == desk().policy.advice.activities[0].key
    write(desk(), taken.case_id, "advice", "Talked it through.", options=("Appeal", " ", "- Wait"), choice="Not yet")
    two = newest(desk(), taken)
    assert (two.options, two.notes) == (("Appeal", "Wait"), ())
    assert len(today.waiting(desk()).rows) == 1  # advice on the file is no reply


def test_one_option_is_asked_about_in_any_entry_and_a_choice_only_in_advice(desk):
    taken = take(desk("adviser"))
    with pytest.raises(BadInput, match="Only one option"):
        write(desk(), taken.case_id, "face_to_face", options=("Appeal",))
    assert write(desk(), taken.case_id, "face_to_face", options=("Appeal", "Wait"), minutes=30).stopped
    assert view_of(desk(), taken).minutes == 30


@given(st.lists(st.text(min_size=1, max_size=30), max_size=6))
def test_options_are_read_one_a_line_and_never_raise(lines):
    read = advice_notes.options_of("\n".join(lines))
    assert all(option.strip() == option and option and "\n" not in option for option in read)
    assert len(read) <= sum(len(line.splitlines() or [line]) + line.count("\n") + 1 for line in lines)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("15", 15),
        (" 15 min ", 15),
        ("15m", 15),
        ("1h", 60),
        ("1h30", 90),
        ("1 h 05", 65),
        ("1:30", 90),
        ("0:45", 45),
        ("1440", 1440),
    ],
)
def test_time_spent_is_read(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["soon", "-5", "1.5", "1:75", "99h", "1441", "١٥", "15 15", "9" * 30])
def test_time_spent_is_refused_in_words(text):
    assert HINT in str(read_minutes(text))


@given(st.integers(0, MOST))
def test_time_spent_reads_back_to_itself(minutes):
    assert read_minutes(say_minutes(minutes)) == minutes
    assert next_step(minutes) in {5, 10, 15, 30, 45, 60}


@given(st.text(max_size=30))
def test_no_text_of_time_spent_raises(text):
    read = read_minutes(text)
    assert isinstance(read, str) or 0 <= read <= MOST


# Corrections ---------------------------------------------------------------------------------------------------------


def correct(desk, taken, entry, text, why="wrong date", **more):
    return cases.correct_entry(desk, taken.case_id, entry.id, entry.row_ver, text, why, **more)


def test_a_correction_stands_in_its_place_and_the_old_words_stay(desk, clock):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "note", "Hearing on 7 December.", at=at(2026, 11, 24, 9))
    write(desk(), taken.case_id, "note", "Something later.")
    entry = next(one for one in view_of(desk(), taken).entries if "Hearing" in one.body)
    clock.pass_(minutes=5)
    correct(desk(), taken, entry, "Hearing on 8 December.")
    clock.pass_(minutes=5)
    entry = next(one for one in view_of(desk(), taken).entries if one.id == entry.id)
    correct(desk("manager"), taken, entry, "Hearing on 9 December.", "the letter says so")
    view = view_of(desk("adviser"), taken)
    assert len(view.entries) == 3
    (now,) = [one for one in view.entries if one.id == entry.id]
    assert (now.body, now.at) == ("Hearing on 9 December.", at(2026, 11, 24, 9))
    assert [text for _, text in now.before] == ["Hearing on 7 December.", "Hearing on 8 December."]
    assert "corrected by Priya Nair: wrong date" in now.before[0][0]
    assert "corrected by Morgan Reed: the letter says so" in now.before[1][0]
    assert view.entries.index(now) == 2


def test_who_may_correct_what(desk):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "note", "Mine.")
    entry = newest(desk(), taken)
    assert entry.mine
    assert entry.may_correct
    seen = newest(desk("second"), taken)
    assert not seen.mine
    assert not seen.may_correct
    with pytest.raises(NotAllowed):
        correct(desk("second"), taken, entry, "Not mine.")
    for text, why, field in ((" ", "x", "text"), ("New.", " ", "why"), ("Mine.", "no difference", "text")):
        with pytest.raises(BadInput) as refused:
            correct(desk("adviser"), taken, entry, text, why)
        assert set(refused.value.problems) == {field}
    with pytest.raises(NotFound):
        cases.correct_entry(desk("adviser"), taken.case_id, "0" * 32, 1, "New.", "why")


def test_an_undone_entry_and_one_of_the_programs_own_are_not_corrected(desk):
    taken = take(desk("adviser"))
    written = write(desk(), taken.case_id, "note", "Wrong case.")
    undo.undo(desk(), written.undo)
    entry = newest(desk(), taken)
    assert not entry.may_correct
    with pytest.raises(ChangedMeanwhile, match="undone"):
        correct(desk(), taken, entry, "Other.")


def test_two_terminals_correct_one_entry_and_both_wordings_stay(desk):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "note", "First.")
    entry = newest(desk(), taken)
    correct(desk("manager"), taken, entry, "The manager's.")
    with pytest.raises(ChangedMeanwhile):
        correct(desk("adviser"), taken, entry, "The author's.")
    now = newest(desk("adviser"), taken)
    assert now.body == "The manager's."
    correct(desk(), taken, now, "The author's.")
    last = newest(desk(), taken)
    assert last.body == "The author's."
    assert [text for _, text in last.before] == ["First.", "The manager's."]


def test_a_correction_is_taken_back_and_even_that_stays_on_the_file(desk):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "note", "First.")
    entry = newest(desk(), taken)
    done = correct(desk(), taken, entry, "Second.")
    with pytest.raises((NotAllowed, ChangedMeanwhile)):
        undo.undo(desk("manager"), done.undo)
    undo.undo(desk("adviser"), done.undo)
    now = newest(desk(), taken)
    assert now.body == "First."
    assert [(said.partition(" · ")[2], text) for said, text in now.before] == [("correction taken back", "Second.")]
    with pytest.raises(ChangedMeanwhile):
        correct(desk(), taken, entry, "Third.")


def test_promises_and_minutes_stay_with_the_corrected_entry(desk):
    taken = take(desk("adviser"))
    written = write(desk(), taken.case_id, "reply_email", "Dear Zelda", minutes=15, options=("A", "B"), choice="A")
    entry = newest(desk(), taken)
    correct(desk(), taken, entry, "Dear Zelda,")
    now = newest(desk(), taken)
    assert (now.minutes, now.options, now.choice) == (15, ("A", "B"), "A")
    assert view_of(desk(), taken).minutes == 15
    undo.undo(desk(), written.undo)
    assert newest(desk(), taken).struck
    assert [one.state for one in view_of(desk(), taken).promises] == ["calm"]
    assert "Zelda" not in str(audit_lines(desk()))


def test_search_finds_the_new_words(desk):
    taken = take(desk("adviser"))
    write(desk(), taken.case_id, "note", "Sounded unwell.")
    search.build(desk())
    correct(desk(), taken, newest(desk(), taken), "Sounded relieved.")
    assert [found.case_id for found in search.find(desk(), "relieved")] == [taken.case_id]


# Drafts of two windows -----------------------------------------------------------------------------------------------


def test_two_windows_on_one_draft_keep_both_texts(desk):
    first, second = desk("adviser"), desk("adviser", again=True)
    taken = take(first)
    subject = f"entry:{taken.case_id}"
    assert drafts.keep(first, subject, {"text": "Rang at"}).others == ()
    assert drafts.keep(first, subject, {"text": "Rang at 11"}).others == ()
    clash = drafts.keep(second, subject, {"text": "Wrote a letter"})
    assert clash.others == ({"text": "Rang at 11"},)
    back = drafts.keep(first, subject, {"text": "Rang at 11, nobody there"})
    assert back.others == ({"text": "Wrote a letter"},)
    found = drafts.find(desk("adviser", again=True), subject)
    assert (found.data, found.others) == ({"text": "Rang at 11, nobody there"}, ({"text": "Wrote a letter"},))
    assert drafts.keep(first, subject, {"text": "Both"}, settled=True).others == ()
    assert drafts.find(first, subject).others == ()


def test_saving_one_windows_text_leaves_the_others_as_the_draft(desk):
    first, second = desk("adviser"), desk("adviser", again=True)
    taken = take(first)
    subject = f"entry:{taken.case_id}"
    drafts.keep(first, subject, {"text": "Mine"})
    drafts.keep(second, subject, {"text": "From the other window"})
    drafts.keep(first, subject, {"text": "Mine, longer"})
    write(first, taken.case_id, "note", "Mine, longer", draft=subject)
    assert drafts.find(first, subject).data == {"text": "From the other window"}
    drafts.discard(first, subject)
    assert drafts.find(first, subject) is None


def test_a_draft_the_other_window_changed_is_not_used_up(desk):
    first, second = desk("adviser"), desk("adviser", again=True)
    taken = take(first)
    subject = f"entry:{taken.case_id}"
    drafts.keep(first, subject, {"text": "Mine"})
    drafts.find(second, subject)
    drafts.keep(second, subject, {"text": "Mine, and more from here"})
    write(first, taken.case_id, "note", "Mine", draft=subject)
    assert drafts.find(first, subject).data == {"text": "Mine, and more from here"}


def test_keystrokes_of_a_known_draft_are_not_audited(desk):
    adviser = desk("adviser")
    before = len(audit_lines(adviser))
    for n in range(5):
        drafts.keep(adviser, "enquiry", {"about": "x" * n})
    assert [line.act for line in audit_lines(adviser)[before:]] == ["draft.keep"]
    drafts.discard(adviser, "enquiry")
    assert [line.act for line in audit_lines(adviser)[before:]] == ["draft.keep", "draft.discard"]


def test_a_correction_has_a_draft_of_its_own(desk):
    adviser = desk("adviser")
    taken = take(adviser)
    write(adviser, taken.case_id, "note", "First.")
    entry = newest(adviser, taken)
    new, old = f"entry:{taken.case_id}", f"entry:{taken.case_id}:{entry.id}"
    drafts.keep(adviser, new, {"text": "a new entry"})
    drafts.keep(adviser, old, {"text": "Fir"})
    correct(adviser, taken, entry, "Second.", draft=old)
    assert drafts.find(adviser, old) is None
    assert drafts.find(adviser, new).data == {"text": "a new entry"}


def test_hostile_words_are_kept_as_words(desk):
    taken = take(desk("adviser"))
    text = "[red]x[/] [/] \x1b]0;owned\x07\u202etxt.exe\x00 <b> {braces} %s"
    write(desk(), taken.case_id, "advice", text, options=("[@click=app.quit]a", "\x1b[31mb"), choice="[/]")
    entry = newest(desk(), taken)
    assert "[red]x[/] [/]" in entry.body
    assert not any(sign in entry.body + "".join(entry.options) for sign in "\x1b\x07\u202e\x00")
    assert entry.options == ("[@click=app.quit]a", "[31mb")


def test_the_form_of_an_entry_is_plain():
    assert EntryForm("note", "x").at is None
