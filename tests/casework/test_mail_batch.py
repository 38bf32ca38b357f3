"""Many messages at once: what is proposed for each, taken in as one batch, taken back as one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advice_tui.casework import cases, clients, mail, search, today, undo
from advice_tui.casework.cases import waiting
from advice_tui.casework.mail import Choice, Proposal, files, taking
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.casework.mailing import ZELDA, folder, mailbox, message, people
from tests.factories import PASSWORD, audit_lines, take, write

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "checks" / "eml"


@pytest.fixture
def adviser(desk):
    """An adviser whose search index is read in."""
    found = desk("adviser")
    search.build(found)
    return found


def words(view):
    return [one.proposal.words for one in view.messages]


def take_all(desk, *paths):
    return mail.take_batch(desk, mail.read_batch(desk, paths).choices())


def rows(desk, table):
    with desk.store.read() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()


# What is proposed -----------------------------------------------------------------------------------------------------


def test_each_message_has_what_the_next_steps_need(adviser, tmp_path):
    taken = take(adviser)
    view = mail.read_batch(
        adviser,
        [
            mailbox(
                tmp_path / "box",
                message(number="a"),
                message("Lena W <lena@example.org>", "Deposit", "From my landlord nothing.", number="b"),
                message("Lena W <lena@example.org>", "Re: Deposit", number="c", more="In-Reply-To: <b@example.org>\n"),
                message("Out <out@example.org>", "Out of office", number="d", more="Auto-Submitted: auto-replied\n"),
                message("", "Nobody", number="e"),
                message("Old <old@example.org>", "Old", number="f", at="Tue, 24 Nov 2020 09:15:00 +0000"),
                message(number="a"),
            )
        ],
    )
    by_subject = {one.subject: one for one in reversed(view.messages)}
    assert by_subject["Extension refused"].client_name == "Zelda Quux"
    assert by_subject["Extension refused"].cases[0].number == taken.number
    assert "whom it is from" in by_subject["Nobody"].form_problem
    assert "more than a year ago" in by_subject["Old"].problem
    assert by_subject["Out of office"].automatic
    assert Counter(one.proposal.what for one in view.messages) == {"add": 2, "new": 1, "leave": 4}
    assert mail.count_words(view.choices()) == "1 new, 2 added, 4 left out"


def test_a_number_in_the_subject_counts_only_from_the_client_herself(adviser, tmp_path):
    first = take(adviser)
    second = take(adviser, about="Something else", client_id=first.client_id)
    from_her = message(subject=f"About {second.number}", number=1)
    from_another = message("Friend <friend@example.org>", f"About {second.number}", number=2)
    view = mail.read_batch(adviser, [folder(tmp_path / "in", from_her, from_another)])
    assert words(view) == [f"add to {second.number}", "new enquiry"]
    assert any("not that client's" in note for note in view.messages[1].notes)
    assert [one.number for one in view.messages[1].cases] == [second.number]
    assert {one.number for one in view.messages[0].cases} == {first.number, second.number}


@pytest.mark.parametrize("indexed", [True, False])
def test_a_merged_client_is_known_by_every_address_of_hers(desk, tmp_path, indexed):
    adviser = desk("adviser")
    first = take(adviser)
    second = take(adviser, name="Z. Quux", email="zq@home.example", student_number="", about="Something else")
    search.build(adviser)
    vers = [clients.client_file(adviser, one.client_id).row_ver for one in (first, second)]
    clients.merge(adviser, first.client_id, second.client_id, (vers[0], vers[1]))
    reader = adviser if indexed else desk("second")
    view = mail.read_batch(reader, [folder(tmp_path / "in", message("Zelda <ZQ@home.example>", "Hello"))])
    assert [one.client_name for one in view.messages] == ["Zelda Quux"]
    assert {one.number for one in view.messages[0].cases} == {first.number, second.number}


def test_an_answer_goes_to_the_case_of_the_message_it_answers_from_any_address(adviser, tmp_path):
    done = take_all(adviser, folder(tmp_path / "first", *people(2)))
    number = next(result.number for result in done.results if result.key == "2")
    answer = message("Private <p2@home.example>", "Re: hello", number="z", more="References: <p2@example.org> <q@x>\n")
    view = mail.read_batch(adviser, [folder(tmp_path / "second", answer)])
    assert words(view) == [f"add to {number}"]
    later = mail.take_batch(adviser, view.choices())
    third = message("Other <o@home.example>", "Re: Re: hello", number="y", more="In-Reply-To: <z@example.org>\n")
    assert words(mail.read_batch(adviser, [folder(tmp_path / "third", third)])) == [f"add to {number}"]
    assert later.results[0].number == number


def test_several_open_cases_or_several_people_of_one_address_are_not_guessed(adviser, tmp_path):
    take(adviser)
    take(adviser, name="Yolanda Quux", student_number="", about="Her sister's")
    view = mail.read_batch(adviser, [folder(tmp_path / "in", message())])
    assert words(view) == ["new enquiry"]
    assert view.messages[0].client_id == ""
    assert any("Several people" in note for note in view.messages[0].notes)


def test_the_display_name_and_a_second_sender_match_nobody(adviser, tmp_path):
    take(adviser)
    spoof = message('"zelda.quux@example.org" <evil@example.com>', number=1)
    two = message("Evil <evil@example.com>", number=2).replace(b"\nSubject", f"\nFrom: {ZELDA}\nSubject".encode(), 1)
    view = mail.read_batch(adviser, [folder(tmp_path / "in", spoof, two)])
    assert {one.client_id for one in view.messages} == {""}
    assert all(one.notes for one in view.messages)


def test_before_the_index_is_read_in_clients_are_found_all_the_same(desk, tmp_path):
    taken = take(desk("adviser"))
    fresh = desk("second")
    assert not fresh.index.ready
    (found,) = mail.read_batch(fresh, [folder(tmp_path / "in", message())]).messages
    assert (found.client_name, found.proposal.words) == ("Zelda Quux", f"add to {taken.number}")


def test_reception_adds_to_no_case_and_is_told_of_none(desk, tmp_path):
    taken = take(desk("adviser"))
    dana = desk("receptionist")
    search.build(dana)
    view = mail.read_batch(dana, [folder(tmp_path / "in", message(subject=f"On {taken.number}"), message(number=2))])
    assert words(view) == ["new enquiry", "new enquiry"]
    assert all(one.cases == () and not any("case" in note for note in one.notes) for one in view.messages)
    with pytest.raises(NotAllowed):
        mail.case_named(dana, taken.number)
    done = mail.take_batch(dana, view.choices())
    assert "2 new cases" in done.sentence
    assert rows(dana, "client") == 1
    assert len(today.waiting(dana).rows) == 2
    assert "2 messages, with 2 new cases" in mail.undo_batch(dana, done.id)
    assert len(today.waiting(dana).rows) == 0


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared checks are not here")
def test_every_hostile_message_of_the_shared_checks_goes_through_the_batch(adviser):
    view = mail.read_batch(adviser, [SHARED])
    by_name = {one.source.name: one for one in view.messages}
    assert len(view.messages) == len(list(SHARED.glob("*.eml"))) + 1  # 41_mbox holds two
    refused = {name for name, one in by_name.items() if one.problem}
    assert refused == {"26_nested_multipart.eml", "28_many_parts.eml", "39_empty.eml", "40_binary.eml"}
    assert by_name["43_autoreply.eml"].proposal.what == "leave"
    assert {by_name["41_mbox.eml (1)"].sender_address, by_name["41_mbox.eml (2)"].sender_address} == {
        *("w1234567@my.example.ac.uk", "b@x.ac.uk")
    }
    twice = {"01_plain.eml", "44_dup_message_id.eml"}
    assert sorted(by_name[name].proposal.what for name in twice) == ["leave", "new"]
    assert by_name["42_two_clients_quoted.eml"].sender_address == "a@x.ac.uk"
    done = mail.take_batch(adviser, view.choices())
    assert Counter(result.what for result in done.results) == {"new": 4, "add": 37, "leave": 8}
    for result in done.results:
        if result.case_id:
            for entry in cases.open_case(adviser, result.case_id).entries:
                said = entry.title + entry.body + entry.sender + "".join(file.name for file in entry.attachments)
                assert not any((ord(sign) < 32 and sign != "\n") or sign in "\u202e\x7f" for sign in said)
    assert "41 messages, with 4 new cases" in mail.undo_batch(adviser, done.id)


def test_a_quoted_from_line_is_text_and_comes_in_as_it_was_written(adviser, tmp_path):
    body = "Hello\n\nFrom my landlord: nothing.\n\nFrom: me"
    done = take_all(adviser, mailbox(tmp_path / "box", message(body=body, number=1), *people(1)))
    entry = cases.open_case(adviser, done.results[0].case_id).entries[0]
    assert entry.body == body


def test_a_large_mailbox_is_read_message_by_message(adviser, tmp_path, monkeypatch):
    path = mailbox(tmp_path / "box", *people(3))
    asked = []
    reads = files._opened

    def opened(path):
        file = reads(path)
        whole = file.read
        file_read = lambda size=-1: asked.append(size) or whole(size)  # noqa: E731
        return type(
            "Watched",
            (),
            {
                "__getattr__": lambda _, n: file_read if n == "read" else getattr(file, n),
                "__enter__": lambda self: self,
                "__exit__": lambda *_: file.close(),
            },
        )()

    monkeypatch.setattr(files, "_opened", opened)
    assert len(mail.read_batch(adviser, [path]).messages) == 3
    assert all(0 < size < 1000 for size in asked)


@pytest.mark.parametrize(
    ("limit", "value", "said"), [("MOST_MESSAGES", 2, "more than 2 messages"), ("MOST_BYTES", 10, "GB")]
)
def test_more_than_a_batch_may_have_is_refused_whole(adviser, tmp_path, monkeypatch, limit, value, said):
    monkeypatch.setattr(files, limit, value)
    for path in (mailbox(tmp_path / "box", *people(3)), folder(tmp_path / "in", *people(3))):
        with pytest.raises(BadInput, match=said):
            mail.read_batch(adviser, [path])


def test_a_message_that_is_too_large_is_named_and_the_others_come_in(adviser, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "RAW_BYTES", 300)
    monkeypatch.setattr("advice_tui.rules.mail.message.RAW_BYTES", 300)
    view = mail.read_batch(adviser, [mailbox(tmp_path / "box", *people(1), message(body="x" * 5000))])
    assert [bool(one.problem) for one in view.messages] == [False, True]
    assert "at most" in view.messages[1].problem


@pytest.mark.parametrize("made", ["nothing", "empty folder", "no message inside"])
def test_nothing_to_read_is_a_sentence(adviser, tmp_path, made):
    place = tmp_path / "in"
    if made != "nothing":
        place.mkdir()
    if made == "no message inside":
        (place / "letter.pdf").write_bytes(b"x")
        (place / ".hidden.eml").write_bytes(message())
    if made == "nothing":
        view = mail.read_batch(adviser, [place])
        assert (view.readable, view.messages[0].problem) == (
            False,
            "This file cannot be read: No such file or directory.",
        )
        return
    with pytest.raises(BadInput, match="no message"):
        mail.read_batch(adviser, [place])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX's")
def test_a_pipe_or_a_device_holds_nothing_up(adviser, tmp_path):
    os.mkfifo(tmp_path / "pipe.eml")
    view = mail.read_batch(adviser, [tmp_path, Path("/dev/zero")])
    assert {one.problem for one in view.messages} == {"This is no ordinary file."}
    with pytest.raises(BadInput, match="ordinary"):
        mail.read_mail(adviser, Path("/dev/zero"))


def test_a_file_that_changed_after_it_was_read_is_left_out(adviser, tmp_path):
    place = folder(tmp_path / "in", *people(2))
    view = mail.read_batch(adviser, [place])
    (place / "001.eml").write_bytes(message(body="Other words"))
    done = mail.take_batch(adviser, view.choices())
    assert "1 could not be taken in" in done.sentence
    assert "has changed" in done.results[0].why
    (place / "002.eml").unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        mail.read_again(adviser, view.messages[1])


def test_file_names_are_shown_cleaned(adviser, tmp_path):
    (tmp_path / "a\u202eb\x1b[31m.eml").write_bytes(message())
    name = mail.read_batch(adviser, [tmp_path]).messages[0].source.name
    assert "\x1b" not in name
    assert "\u202e" not in name


# Taking in ------------------------------------------------------------------------------------------------------------


def test_what_is_added_starts_a_promise_of_its_own_and_what_a_machine_wrote_starts_none(adviser, tmp_path):
    taken = take(adviser)
    view = mail.read_batch(
        adviser, [folder(tmp_path / "in", message(number=1), message(number=2, more="Precedence: bulk\n"))]
    )
    case = view.messages[0].cases[0]
    done = mail.take_batch(adviser, [Choice(one, Proposal("add", case=case)) for one in view.messages])
    assert "2 messages taken in: 0 new cases, 2 added." in done.sentence
    shown = cases.open_case(adviser, taken.case_id)
    assert len(shown.entries) == 3
    assert sorted(promise.kind for promise in shown.promises) == ["follow_up", "reply"]
    assert [entry.title for entry in shown.entries] == ["Email: enquiry", *["Email: Extension refused"] * 2]
    assert shown.entries[-1].sender == "zelda.quux@example.org"


def test_further_messages_of_one_sender_go_to_her_new_case_also_when_the_first_is_left_out(adviser, tmp_path):
    lena = "Lena <lena@example.org>"
    at = "Tue, 24 Nov 2026 0{}:15:00 +0000"
    view = mail.read_batch(
        adviser, [folder(tmp_path / "in", *(message(lena, f"No {n}", number=n, at=at.format(n)) for n in (1, 2, 3)))]
    )
    assert words(view) == ["new enquiry", "with message 1", "with message 1"]
    first, *rest = view.choices()
    done = mail.take_batch(adviser, [replace(first, chosen=Proposal("leave")), *rest])
    taken = [result for result in done.results if result.case_id]
    assert [result.what for result in taken] == ["new", "add"]
    assert len({result.case_id for result in taken}) == 1
    assert rows(adviser, "client") == 1


def test_a_known_client_keeps_her_details(adviser, tmp_path):
    take(adviser)
    view = mail.read_batch(adviser, [folder(tmp_path / "in", message("zelda.quux@EXAMPLE.org", number=4))])
    done = mail.take_batch(adviser, [Choice(view.messages[0], Proposal("new"))])
    client = cases.open_case(adviser, done.results[0].case_id).client
    assert (client.name, client.student_number, client.phone) == ("Zelda Quux", "w7654321", "07700 900123")
    assert rows(adviser, "client") == 1


def test_a_case_that_was_closed_meanwhile_takes_nothing_and_the_others_come_in(adviser, tmp_path):
    taken = take(adviser)
    view = mail.read_batch(adviser, [folder(tmp_path / "in", message(), *people(1))])
    with adviser.store.write(adviser.signer, "test", at=adviser.now) as tx:
        tx.connection.exec_driver_sql("UPDATE case_ SET status='closed' WHERE id=?", (taken.case_id,))
    done = mail.take_batch(adviser, view.choices())
    assert "1 message taken in: 1 new case, 0 added. 1 could not be taken in." in done.sentence
    assert any("closed meanwhile" in result.why for result in done.results)
    with pytest.raises(BadInput, match="closed"):
        mail.case_named(adviser, taken.number)
    with pytest.raises(NotFound):
        mail.case_named(adviser, "26-9999")


def test_nothing_chosen_is_said_and_makes_no_batch(adviser, tmp_path):
    view = mail.read_batch(adviser, [folder(tmp_path / "in", message())])
    with pytest.raises(BadInput, match="left out"):
        mail.take_batch(adviser, [Choice(one, Proposal("leave")) for one in view.messages])
    assert mail.past_batches(adviser) == ()


def test_the_same_message_twice_is_taken_in_twice_only_when_somebody_says_so(adviser, tmp_path):
    place = folder(
        tmp_path / "in",
        message(),
        message(),
        message("No id <n@example.org>", number=None),
        message("No id <n@example.org>", number=None),
    )
    view = mail.read_batch(adviser, [place])
    assert words(view).count("leave out") == 2
    done = mail.take_batch(adviser, view.choices())
    assert len([one for one in done.results if one.case_id]) == 2
    again = mail.read_batch(adviser, [place])
    assert words(again) == ["leave out"] * 4
    assert all("taken in before" in one.seen for one in again.messages)
    twice = mail.take_batch(adviser, [Choice(again.messages[0], Proposal("new"))])
    assert "1 message taken in" in twice.sentence
    mail.undo_batch(adviser, twice.id)
    assert mail.read_batch(adviser, [place]).messages[0].seen


def test_two_terminals_that_import_one_mailbox_at_once_make_no_duplicate(service, tmp_path):
    box = mailbox(tmp_path / "box", *people(12), message("No id <n@example.org>", number=None))
    desks = [service.sign_in("adviser"), service.sign_in("second")]
    views = [mail.read_batch(desk, [box]) for desk in desks]
    assert all(one.proposal.what == "new" for view in views for one in view.messages)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda pair: mail.take_batch(pair[0], pair[1].choices()), zip(desks, views, strict=True)))
    assert sorted(len([one for one in batch.results if one.case_id]) for batch in done) == [0, 13]
    assert (rows(desks[0], "case_"), rows(desks[0], "batch")) == (13, 1)
    empty = next(batch for batch in done if batch.undo is None)
    assert {one.why for one in empty.results} == {"It was taken in meanwhile, at another terminal."}
    assert empty.sentence.startswith("Nothing was taken in.")


def test_other_terminals_find_what_came_in(desk, adviser, tmp_path):
    other = desk("second")
    search.build(other)
    done = take_all(adviser, folder(tmp_path / "in", *people(2)))
    search.follow(other)
    assert [one.case_id for one in search.find(other, "person2") if one.kind == "case"] == [done.results[1].case_id]
    mail.undo_batch(adviser, done.id)
    search.follow(other)
    assert [one for one in search.find(other, "person2") if one.kind == "case"] == []
    assert [one for one in search.find(adviser, "person2") if one.kind == "case"] == []


def test_the_trail_names_cases_and_counts_and_nobodys_words(adviser, tmp_path):
    before = len(audit_lines(adviser))
    done = take_all(adviser, folder(tmp_path / "in", *people(2)))
    mail.undo_batch(adviser, done.id)
    lines = audit_lines(adviser)[before:]
    assert [line.act for line in lines if line.obj == done.id] == ["mail.import", "act.undo"]
    assert json.loads(next(line.detail for line in lines if line.act == "mail.import")) == {
        "messages": 2,
        "whole": True,
    }
    assert {line.obj for line in lines} == {done.id, *(result.case_id for result in done.results)}
    assert "erson" not in str(lines)


# Taking back ----------------------------------------------------------------------------------------------------------


def test_a_batch_is_undone_as_one_and_may_be_taken_in_again(adviser, tmp_path):
    taken = take(adviser)
    place = folder(tmp_path / "in", message(), *people(2))
    done = take_all(adviser, place)
    assert today.waiting(adviser).total == 4
    said = undo.undo(adviser, done.undo)
    assert said == "The batch of Tue 24 Nov 10:20 is taken back: 3 messages, with 2 new cases."
    assert today.waiting(adviser).total == 1
    assert [bool(entry.struck) for entry in cases.open_case(adviser, taken.case_id).entries] == [False, True]
    (past,) = mail.past_batches(adviser)
    assert (past.state, past.open, past.new, past.added) == ("taken back", False, 2, 1)
    with pytest.raises(ChangedMeanwhile, match="before"):
        mail.undo_batch(adviser, done.id)
    assert mail.count_words(mail.read_batch(adviser, [place]).choices()) == "2 new, 1 added, 0 left out"


def test_a_case_that_waited_for_a_message_of_the_batch_waits_again(adviser, tmp_path):
    taken = take(adviser)
    write(adviser, taken.case_id, "reply_email", "Please send the form.")
    row_ver = cases.open_case(adviser, taken.case_id).row_ver
    waiting.wait(adviser, taken.case_id, row_ver, "The form", date(2026, 12, 8))
    done = take_all(adviser, folder(tmp_path / "in", message(), message(subject="And this", number=2)))
    view = cases.open_case(adviser, taken.case_id)
    assert (view.status, view.details.waiting_for, view.key_dates) == ("open", "", ())
    mail.undo_batch(adviser, done.id)
    view = cases.open_case(adviser, taken.case_id)
    assert (view.status, view.details.waiting_for) == ("waiting", "The form")
    assert [(one.kind, one.day) for one in view.key_dates] == [("chase", date(2026, 12, 8))]


def test_what_somebody_worked_on_stays_and_is_named(desk, adviser, tmp_path):
    taken = take(adviser)
    done = take_all(adviser, folder(tmp_path / "in", message(number="m"), *people(3)))
    by_subject = {result.key: result for result in done.results}
    numbers = {result.number: result.case_id for result in done.results}
    noted, owned = sorted(number for number in numbers if number != taken.number)[:2]
    write(desk("second"), numbers[noted], text="Looked into it.")
    cases.take_on(desk("second"), numbers[owned])
    write(desk("second"), taken.case_id, "reply_email", "Here is the answer.")
    said = mail.undo_batch(adviser, done.id)
    assert "1 message, with 1 new case." in said
    assert all(number in said for number in (noted, owned, taken.number))
    assert mail.past_batches(adviser)[0].state == "taken back in part"
    assert not cases.open_case(adviser, taken.case_id).entries[-1].struck
    assert cases.open_case(adviser, numbers[noted]).status == "open"
    with pytest.raises(ChangedMeanwhile, match="all of it"):
        mail.undo_batch(adviser, done.id)
    assert len(by_subject) == 4


def test_a_colleague_cannot_take_it_back_and_the_manager_can(desk, adviser, tmp_path):
    done = take_all(adviser, folder(tmp_path / "in", *people(2)))
    assert mail.past_batches(desk("second")) == ()
    with pytest.raises(NotAllowed):
        mail.undo_batch(desk("second"), done.id)
    for gone in ("", "abc", "0" * 32, "%" * 12):
        with pytest.raises(NotFound):
            mail.undo_batch(adviser, gone)
    assert mail.past_batches(desk("manager"))[0].by == "Priya Nair"
    assert "2 new cases" in mail.undo_batch(desk("manager"), done.id[:20])


def test_a_batch_taken_back_while_its_parts_come_in_ends(adviser, tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "PART", 2)
    view = mail.read_batch(adviser, [folder(tmp_path / "in", *people(4))])
    store = taking._store

    def meddling(desk, batch, ready, **given):
        store(desk, batch, ready, **given)
        if given["first"]:
            mail.undo_batch(desk, batch.id)

    monkeypatch.setattr(taking, "_store", meddling)
    with pytest.raises(ChangedMeanwhile, match="took this batch back"):
        mail.take_batch(adviser, view.choices())
    assert today.waiting(adviser).total == 0


KILLED = """
import os, sys
from pathlib import Path
from advice_tui.casework import entrance, mail
from advice_tui.casework.mail import taking
from data.store import Tx
home, password, box, part, most = sys.argv[1:]
taking.PART = int(part)
desk = entrance.sign_in(Path(home), "priya", password)
view = mail.read_batch(desk, [Path(box)])
put, count = taking._put, 0
def dying(*given):
    global count
    count += 1
    if count > int(most):
        os.kill(os.getpid(), 9)
    return put(*given)
taking._put = dying
mail.take_batch(desk, view.choices())
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
@pytest.mark.usefixtures("real_passwords")
@pytest.mark.parametrize(
    ("many", "part", "killed_after", "stored"),
    [
        (12, 200, 7, 0),
        (12, 5, 7, 5),
        (300, 200, 250, 200),
    ],
)
def test_killed_in_the_middle_a_batch_can_be_taken_back_as_one(service, tmp_path, many, part, killed_after, stored):
    recent = [one.replace(b"Tue, 24 Nov 2026", sent_today()) for one in people(many)]
    box = mailbox(tmp_path / "box", *recent)
    arguments = [sys.executable, "-c", KILLED, service.home, PASSWORD, box, part, killed_after]
    done = subprocess.run([str(one) for one in arguments], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == -9, done.stderr.decode()
    desk = service.sign_in("adviser")
    assert (rows(desk, "case_"), rows(desk, "batch_item")) == (stored, stored)
    past = mail.past_batches(desk)
    if not stored:
        assert past == ()
        return
    assert past[0].state.startswith("not finished")
    assert f"{stored} messages, with {stored} new cases" in mail.undo_batch(desk, past[0].id)
    assert today.waiting(desk).total == 0
    assert mail.count_words(mail.read_batch(desk, [box]).choices()) == f"{many} new, 0 added, 0 left out"


def sent_today() -> bytes:
    """The other process has the real clock; the desks of the test stand in November 2026."""
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) - timedelta(days=1)).strftime("%a, %d %b %Y").encode()
