"""Whatever is typed into any field of casework is stored as the cleaner says, or refused in a plain sentence.

Nothing is stored half, and no word of it stands in the audit trail, in a column that is not sealed, or in the refusal.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_tui.casework import (
    case_finding,
    case_list,
    cases,
    clients,
    disk,
    drafts,
    enquiries,
    mail,
    notices,
    search,
    service_days,
)
from advice_tui.casework.cases import closing, dates, details, files, handing, life, waiting
from advice_tui.casework.enquiries import SHORT_ABOUT
from advice_tui.rules import key_dates, time_spent
from advice_tui.rules.advice_notes import options_of
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.closing import Answered, sentence_of
from advice_tui.rules.mail import case_numbers
from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.search_words import question
from advice_tui.rules.service_calendar import NewBusy, NewClosure, NewHoliday
from advice_tui.rules.service_changes import day_typed
from advice_tui.rules.text import Limit, clean, student_number
from advice_tui.rules.when import Unread, When, read_when
from data.errors import BadInput, NotFound
from tests.casework.mailing import folder, message
from tests.factories import NOW, enquiry_form, take, write

SHARED = Path(__file__).parents[3] / "shared" / "checks" / "hostile_strings.json"
OWN = [
    "[red]Ann[/red] [/]",
    "Ann [@click=app.quit]x[/] [",
    "\x1b]0;pwned\x07Ann \x1b[2J\x9b31m",
    "\x1b",
    "=cmd|'/C calc'!A0",
    "'; DROP TABLE client; --",
    '"quoted" AND (x OR NEAR(y)) * ^ : -word {a b}',
    "{{7*7}} ${x} %s %n {outcome} {0} {x:>999999999} {",
    "Ann\u202egnp.exe\u2066\u2069",
    "A\u200bn\u200dn",
    "\u200b\u2060\ufeff",
    "Jose\u0301 Ñandú",
    "李小龍 محمد الفاتح می\u200cخواهم",
    "👩🏽\u200d⚖️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Z" + "\u0301" * 100,
    "\ud800 alone",
    "../../etc/passwd",
    "~\x00root",
    "CON",
    "Ann\r\nBcc: x@example.org\u2028next\x85line",
    "NULL",
    "0",
    "-",
    " ",
    "\x00",
    "30/02/2027",
    "1e309",
]
CANARY = "Zanzibarqx"
PLAIN_CLASSES = {"date", "time", "number", "password"}


def hostile(every):
    """Give the own strings, and of every class of the shared ones the first and each ``every``-th."""
    found = list(OWN)
    if SHARED.exists():
        items = [item for item in json.loads(SHARED.read_text("utf-8"))["items"] if "s" in item]
        for _, alike in groupby(items, key=lambda item: item["class"]):
            texts = [item["s"] for item in alike]
            found += texts[::every]
    return [text for text in dict.fromkeys(found) if len(text) <= 5_000]


SOME = [11, pytest.param(1, marks=pytest.mark.soak)]
"""A part of the shared strings by `make test`, all of them by `make soak`."""


def one_line(text):
    """What a field of one line keeps."""
    cleaned = clean(text)
    return cleaned if cleaned.strip() else ""


def lines(text):
    """What a field of several lines keeps."""
    cleaned = clean(text, lines=True)
    return cleaned if cleaned.strip() else ""


def stored(desk):
    """Count the rows of every table; every act leaves one of the audit trail."""
    with desk.store.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return tuple(connection.exec_driver_sql(f"SELECT {counted}").one())


@dataclass
class Tried:
    """Acts tried with hostile words: whether each was stored or refused, and refused as it should be."""

    desk: object
    refused: list[BadInput] = field(default_factory=list)

    def act(self, func, *args, **given):
        """Give what the act gave, or None when it was refused: in plain sentences, with nothing stored."""
        before = stored(self.desk)
        try:
            return func(self.desk, *args, **given)
        except BadInput as refused:
            assert stored(self.desk) == before
            assert all(map(plain_sentence, refused.problems.values())), refused.problems  # noqa: PT017 - the same
            self.refused.append(refused)
            return None


def safe(text):
    """Whether a text may be sent to a terminal as it stands, in one line."""
    return clean(text) == text


def plain_sentence(sentence):
    return 0 < len(sentence) < 600 and safe(sentence) and sentence[-1] in ".!?" and CANARY not in sentence


@pytest.fixture
def priya(desk):
    found = desk("adviser")
    search.build(found)
    return found


@pytest.fixture
def tried(priya):
    return Tried(priya)


def answered(desk, **over):
    """Take an enquiry and answer it, so that no promise is open."""
    taken = take(desk, **over)
    write(desk, taken.case_id, "reply_email", "Here is what you can do.")
    return taken.case_id


def entries(desk, case_id, kind):
    """Give the entries of one kind, the first first."""
    found = [entry for entry in cases.refresh(desk, case_id).entries if entry.kind == kind]
    return sorted(found, key=lambda entry: entry.id)


def row_ver(desk, case_id):
    return details.details_of(desk, case_id).row_ver


# Every field, every class ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("every", SOME)
def test_every_text_in_every_field_of_an_enquiry(tried, priya, every):
    for text in hostile(every):
        one = one_line(text).strip()
        form = enquiry_form(
            received=priya.now,
            name=text,
            known_as=text,
            about=text,
            contact_note=text,
            times=text,
            adjustments=text,
            parties=(Party(text, note=text),),
            agencies=(Agency(text, text[:40], text),),
        )
        taken = tried.act(enquiries.take, form)
        if taken is None:
            assert not one or "at most" in tried.refused[-1].sentence, text
            continue
        view = cases.refresh(priya, taken.case_id)
        file = clients.client_file(priya, taken.client_id)
        assert file.details.name == file.details.known_as == file.details.safe_contact.times == one_line(text)
        assert file.details.safe_contact.note == lines(text)
        assert view.entries[0].body == lines(text)
        assert view.about == clean(view.about)
        assert len(view.about) <= SHORT_ABOUT
        assert view.details.adjustments == one
        assert view.details.parties == (Party(one, note=one),)
        assert view.details.agencies[0].name == view.details.agencies[0].note == one
        asked = enquiries.clients_like(priya, text, text, text)
        assert len(asked) <= 8


@pytest.mark.parametrize("every", SOME)
def test_every_text_as_number_address_and_telephone(tried, priya, every):
    kept = []
    for text in hostile(every):
        for name in ("student_number", "email", "phone"):
            taken = tried.act(enquiries.take, enquiry_form(received=priya.now, **{name: text}))
            if taken is None:
                assert set(tried.refused[-1].problems) == {name}, (name, text)
            else:
                found = getattr(clients.client_file(priya, taken.client_id).details, name)
                assert found == (student_number(text) if name == "student_number" else clean(text).strip())
                kept.append(found)
    assert {"", "0"} <= set(kept)


@pytest.mark.parametrize("every", SOME)
def test_every_text_in_an_entry_and_its_correction(tried, priya, every):
    case_id = answered(priya)
    kept = []
    for text in hostile(every):
        form = cases.EntryForm("advice", text, text, 5, (text, "Wait"), text, one_option=True)
        if tried.act(cases.write_entry, case_id, form):
            kept.append((one_line(text) or "Advice", lines(text), (*options_of(text), "Wait"), clean(text).strip()))
        else:
            assert set(tried.refused[-1].problems) <= {"text", "title", "options", "choice"}
    found = entries(priya, case_id, "advice")
    assert [(one.title, one.body, one.options, one.choice) for one in found] == [
        (title if title != "Advice" else found[at].title, body, options, choice)
        for at, (title, body, options, choice) in enumerate(kept)
    ]
    note = write(priya, case_id).undo.entry_id
    why = ""
    for text in hostile(every):
        now = next(one for one in cases.refresh(priya, case_id).entries if one.id == note)
        if tried.act(cases.correct_entry, case_id, note, now.row_ver, f"{text} corrected", text, text[:150]):
            why = one_line(text).strip()
            after = next(one for one in cases.refresh(priya, case_id).entries if one.id == note)
            assert after.body == lines(f"{text} corrected")
            assert why in " ".join(" ".join(pair) for pair in after.before)
    assert why


@pytest.mark.parametrize("every", SOME)
def test_every_text_in_details_key_dates_and_waiting(tried, priya, every):
    day = date(2026, 12, 4)
    for at, text in enumerate(hostile(every)):
        if at % 20 == 0:  # a long timeline takes long to read
            case_id = answered(priya)
        one = one_line(text).strip()
        now = details.details_of(priya, case_id)
        form = replace(now.form, about=text[:200], adjustments=text, parties=(Party(text),), agencies=(Agency(text),))
        if tried.act(details.change_details, case_id, now.row_ver, form):
            now = details.details_of(priya, case_id)
            assert now.form == replace(form, about=one_line(text[:200]).strip(), adjustments=one)
        first, second = key_dates.reminders(priya.calendar, day, priya.today)
        if tried.act(dates.set_date, case_id, dates.KeyDateForm(text[:120], text, day, first, second)):
            (kept,) = cases.refresh(priya, case_id).key_dates
            assert (kept.what, kept.why) == (one_line(text[:120]).strip(), one)
            dates.finish_date(priya, case_id, kept.id, kept.row_ver)
        if tried.act(waiting.wait, case_id, row_ver(priya, case_id), text, date(2026, 12, 8)):
            assert cases.refresh(priya, case_id).details.waiting_for == lines(text).strip()
            waiting.wait_no_longer(priya, case_id, row_ver(priya, case_id))


@pytest.mark.parametrize("every", SOME)
def test_every_text_in_closing_and_opening_again_handing_over_and_linking(tried, priya, desk, every):
    tom, me = desk("second").person.id, priya.person.id
    steps = priya.policy.procedures.closing.steps
    for at, text in enumerate(hostile(every)):
        if at % 20 == 0:  # a long timeline takes long to read
            case_id, other = answered(priya), take(priya).case_id
        several = lines(text).strip()
        answers = {step.key: Answered("not_needed", why=text or "-") for step in steps}
        form = closing.ClosingForm("resolved", text, answers)
        if tried.act(closing.close, case_id, row_ver(priya, case_id), form):
            view = cases.refresh(priya, case_id)
            assert view.details.closing.outcome.endswith(sentence_of(several))
            assert tried.act(closing.reopen, case_id, row_ver(priya, case_id), text)
            assert cases.refresh(priya, case_id).entries[0].body.startswith(several)
        if tried.act(life.link, case_id, other, text):
            assert [link.why for link in cases.refresh(priya, case_id).links] == [several]
            life.unlink(priya, case_id, other)
        if tried.act(handing.assign, case_id, row_ver(priya, case_id), tom, text):
            assert cases.refresh(priya, case_id).entries[0].body == several
            handing.assign(desk("second"), case_id, row_ver(priya, case_id), me, "back")
        if tried.act(handing.hand_over, (handing.Gift(case_id, row_ver(priya, case_id), tom, text),)):
            handing.assign(desk("second"), case_id, row_ver(priya, case_id), me, "back")


@pytest.mark.parametrize("every", SOME)
def test_every_text_in_a_clients_details_and_what_merging_keeps_of_them(tried, priya, every):
    for at, text in enumerate(hostile(every)):
        if at % 20 == 0:  # all that was merged is kept
            taken = take(priya)
        now = clients.client_file(priya, taken.client_id)
        contact = SafeContact(frozenset({"post"}), times=text, note=text)
        if tried.act(clients.change, taken.client_id, now.row_ver, ClientDetails(text, text, safe_contact=contact)):
            found = clients.client_file(priya, taken.client_id).details
            assert found.name == found.known_as == one_line(text)
            if at % 3:  # reading three whole records takes longest
                continue
            second = take(priya, name=f"Z {text[:100]}", known_as=text[:120], contact_note=text, student_number="")
            seen = [clients.client_file(priya, one).row_ver for one in (taken.client_id, second.client_id)]
            assert tried.act(clients.merge, taken.client_id, second.client_id, tuple(seen), sure=True)
            whole = clients.client_file(priya, second.client_id)
            assert whole.id == taken.client_id
            assert all(clean(said) == said for _, said in whole.details.also)
            assert not whole.details.problems()


@pytest.mark.parametrize("every", SOME)
def test_every_text_in_the_calendar_and_as_the_path_of_a_notice(desk, tmp_path, every, monkeypatch):
    manager, here = desk("manager"), tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    tried = Tried(manager)
    day = date(2027, 3, 2)
    for at, text in enumerate(hostile(every)):
        said = " ".join(one_line(text).split())
        changes = (
            NewClosure(day, day, text, advertised=manager.today),
            NewBusy(day, day, 5, manager.today, text),
            NewHoliday(day, text, text, manager.today),
        )
        for change in changes:
            effect = tried.act(service_days.propose, change)
            assert effect is None or safe(effect.what)
        if not text.strip().strip("'\"").startswith(("/", "~", "..")):  # what is typed counts, also outside this folder
            written = tried.act(notices.write, "We are closed.", text)
            assert written is None or safe(written)
        if text not in OWN:  # every line is a signature to be checked from then on
            continue
        done = tried.act(service_days.apply, changes[at % 3])
        if done:
            assert safe(done.sentence)
            shown = notices.of_line(manager, done.seq)
            assert said in shown.text or at % 3 == 1
            assert clean(shown.text, lines=True) == shown.text
            if not tried.act(service_days.remove, done.seq, text):
                service_days.remove(manager, done.seq, "Written in error")
    service_days.follow(desk("adviser"))
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file() and "home" not in path.parts} == {here}


@pytest.mark.parametrize("every", SOME)
def test_every_text_about_a_file_and_as_its_name_on_the_disk(tried, priya, tmp_path, monkeypatch, every):
    case_id = answered(priya)
    (tmp_path / "nothing").mkdir()
    monkeypatch.chdir(tmp_path / "nothing")
    letter = tmp_path / "letter.pdf"
    for number, text in enumerate(hostile(every)):
        letter.write_text(f"letter {number}")
        done = tried.act(files.attach, case_id, files.FilesForm(str(letter), what=text))
        assert done is None or safe(done.sentence)
        there = not disk.problem_with(disk.named(text))  # it may be the path of a file that there is
        assert there or tried.act(files.attach, case_id, files.FilesForm(text)) is None
        assert tried.act(files.attach, case_id, files.FilesForm(str(letter), paper=text or "?")) is None
        with pytest.raises(BadInput):
            files.save_out(priya, case_id, (entries(priya, case_id, "document")[0].attachments[0].id,), f"x/{text}")
        assert isinstance(disk.completed(text), str)
        odd = tmp_path / f"{number}"
        odd.mkdir()
        with suppress(OSError, ValueError):  # not every name can stand on a disk
            path = odd / text.replace("/", "∕")
            path.write_text(f"odd {number}")
            done = tried.act(files.attach, case_id, files.FilesForm(f"{odd}/*"))
            if done:
                assert safe(done.sentence)
    held = [file for entry in cases.refresh(priya, case_id).entries for file in entry.attachments]
    out = tmp_path / "out"
    out.mkdir()
    told = files.save_out(priya, case_id, tuple(file.id for file in held), str(out)).sentence
    assert safe(told)
    assert len([path for path in out.iterdir() if path.parent == out]) == len(held)
    assert all(file.name == clean(file.name) and "/" not in file.name and len(file.name) <= 120 for file in held)


@pytest.mark.parametrize("every", SOME)
def test_every_text_of_a_message_in_a_batch(tried, priya, tmp_path, every):
    texts = [text for text in hostile(every) if text.isprintable() or "\x1b" in text]
    made = [
        message(
            f'"{number}" <p{number}@example.org>', text.encode("utf-8", "replace").decode(), f"{text} .", number=number
        )
        if "\ud800" not in text
        else message(f"p{number} <p{number}@example.org>", number=number)
        for number, text in enumerate(texts)
    ]
    view = mail.read_batch(priya, [folder(tmp_path / "in", *made)])
    assert all(one.subject == clean(one.subject) and safe(one.proposal.why) for one in view.messages)
    done = mail.take_batch(priya, view.choices())
    assert len([one for one in done.results if one.case_id]) == len(texts)
    assert not [one.why for one in done.results if not one.case_id]


def test_an_enquiry_that_holds_a_client_overwrites_nothing_that_another_desk_stored_of_her(priya, desk):
    taken = take(priya, name="Zelda Quux", contact_note="mobile only")
    held = enquiries.client_form(priya, taken.client_id, enquiry_form(received=priya.now, about="Another matter"))
    now = clients.client_file(desk("second"), taken.client_id)
    contact = replace(now.details.safe_contact, note="never at home", channels=frozenset({"email"}), numbers=())
    theirs = replace(now.details, name="Zelda Renamed", safe_contact=contact)
    clients.change(desk("second"), taken.client_id, now.row_ver, theirs)
    enquiries.take(priya, held)
    assert clients.client_file(priya, taken.client_id).details == theirs
    enquiries.take(priya, replace(held, known_as="Zed", phone="07700 900999"))
    after = clients.client_file(priya, taken.client_id).details
    assert (after.name, after.known_as, after.phone) == ("Zelda Renamed", "Zed", "07700 900999")
    assert after.safe_contact.note == "never at home"


# What is asked for -------------------------------------------------------------------------------------------------------


def test_every_text_as_a_question_and_as_a_cases_number(priya):
    taken = [take(priya, name="Ann Lee", student_number=""), take(priya, name="100% sure_thing", student_number="")]
    everything = {one.case_id for one in taken}
    for text in hostile(1):
        found = search.find(priya, text)
        listed = case_list.ordered(priya, case_list.View(words=text))
        case_list.rows_of(priya, tuple(listed.id_at(at) for at in range(len(listed))), text)
        if not question(text):
            assert found == ()
            if text.strip():
                assert len(listed) == 0 or not clean(text).strip(), text
        for ask in (case_finding.case_id_of, mail.case_named):
            try:
                given = ask(priya, text)
                assert getattr(given, "id", given) in everything
            except (NotFound, BadInput) as none:
                assert plain_sentence(none.sentence)  # noqa: PT017 - both are well
        assert isinstance(case_numbers(text), list | tuple)
    assert case_finding.case_id_of(priya, taken[0].number.replace("-", "–")) == taken[0].case_id


# Where no word may stand -------------------------------------------------------------------------------------------------


def everywhere(desk, other, tmp_path):
    """Do every act with words that must be found nowhere but under seal; then each again with too many of them."""
    tried = Tried(desk)
    for many in (1, 60_000):
        text = f"\x1b[31m{CANARY}[/]\u202e {{outcome}} " * (1 if many == 1 else many // 30)
        tried.act(enquiries.take, enquiry_form(received=desk.now, name=text, about=text, contact_note=text, times=text))
        for name in ("student_number", "email", "phone", "adjustments", "topic", "eligibility"):
            tried.act(enquiries.take, enquiry_form(received=desk.now, **{name: text}))
        case_id, second = answered(desk), take(desk, name=f"{CANARY} Two").case_id
        drafts.keep(desk, f"entry:{case_id}", {"text": text[:5000]})
        drafts.keep(desk, "enquiry", {"about": text[:5000]})
        tried.act(cases.write_entry, case_id, cases.EntryForm("advice", text, text, 0, (text, text), text))
        tried.act(cases.write_entry, case_id, cases.EntryForm("received", text, channel=text))
        note = write(desk, case_id).undo.entry_id
        tried.act(cases.correct_entry, case_id, note, 1, text, text, text)
        now = details.details_of(desk, case_id)
        form = replace(now.form, about=text, adjustments=text, parties=(Party(text),), agencies=(Agency(text),))
        tried.act(details.change_details, case_id, now.row_ver, form)
        tried.act(details.change_details, case_id, now.row_ver, replace(now.form, topic=text, eligibility=text))
        day = date(2026, 12, 4)
        tried.act(dates.set_date, case_id, dates.KeyDateForm(text, text, day, day, day))
        tried.act(waiting.wait, case_id, row_ver(desk, case_id), text, day)
        tried.act(life.link, case_id, second, text)
        (tmp_path / f"{CANARY}{many}.txt").write_text(f"{CANARY} {many}")
        tried.act(files.attach, case_id, files.FilesForm(str(tmp_path / f"{CANARY}{many}.txt"), what=text))
        client_id = clients.client_file(desk, cases.refresh(desk, case_id).client.id).id
        contact = SafeContact(frozenset({"post"}), times=text, note=text)
        seen = clients.client_file(desk, client_id).row_ver
        tried.act(clients.change, client_id, seen, ClientDetails(text, text, safe_contact=contact))
        for date_ in cases.refresh(desk, case_id).key_dates:
            dates.finish_date(desk, case_id, date_.id, date_.row_ver)
        answers = {step.key: Answered("not_needed", why=text) for step in desk.policy.procedures.closing.steps}
        tried.act(closing.close, case_id, row_ver(desk, case_id), closing.ClosingForm("resolved", text, answers))
        tried.act(closing.close, case_id, row_ver(desk, case_id), closing.ClosingForm(text, text, answers))
        with suppress(BadInput):
            closing.reopen(desk, case_id, row_ver(desk, case_id), text)
        tried.act(handing.assign, case_id, row_ver(desk, case_id), other, text)
    return tried


def test_no_word_stands_in_the_audit_trail_in_a_plain_column_or_in_a_refusal(priya, desk, tmp_path):
    tried = everywhere(priya, desk("second").person.id, tmp_path)
    assert len(tried.refused) > 15
    with priya.store.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        rows = [(table, row) for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
    word, folded = CANARY.encode(), CANARY.lower()
    for table, row in rows:
        for value in row:
            if isinstance(value, bytes):
                assert word not in value, table
            elif isinstance(value, str):
                assert folded not in value.lower(), (table, value)
    held = b"".join(path.read_bytes() for path in priya.home.rglob("*") if path.is_file())
    assert word not in held


# Typed days, hours and numbers -------------------------------------------------------------------------------------------

NEARLY = st.one_of(
    st.text(max_size=70),
    st.lists(
        st.sampled_from(
            [
                *("today", "tue", "week", "next", "last", "at", "noon", "half", "24/11", "3", "dec", "2026", "2027"),
                *("+2w", "-3d", "2pm", "14:00", "1400", ",", "now", "29", "feb", "2026-11-24", "99", "0", "25:00"),
                *("+999d", "-999w", "31/4", "1999", "2100", "\u200b", "\x00", "٣", "２"),
            ]
        ),
        max_size=6,
    ).map(" ".join),
)


@given(NEARLY, st.booleans())
def test_every_typed_day_is_read_and_read_back_or_refused(text, past):
    found = read_when(text, NOW, past=past)
    if isinstance(found, Unread):
        assert plain_sentence(found.sentence)
        return
    assert any(sign.isalnum() for sign in text), "nothing was typed, so nothing is meant"
    assert read_when(found.echo(), NOW, past=past) == found
    assert isinstance(day_typed(text, NOW), date | Unread)
    assert isinstance(day_typed(text, NOW, after=date(2027, 1, 4), either=past), date | Unread)


@given(NEARLY)
@settings(max_examples=40)
def test_every_typed_day_in_a_key_date_a_waiting_and_a_closure(priya_once, text):
    desk, case_id = priya_once
    found = read_when(text, desk.now)
    day = found.day if isinstance(found, When) else None
    with suppress(BadInput):
        first, second = key_dates.reminders(desk.calendar, day, desk.today) if day else (None, None)
        dates.set_date(desk, case_id, dates.KeyDateForm("What", "Why", day, first, second))
    with suppress(BadInput):
        waiting.wait(desk, case_id, row_ver(desk, case_id), "Her letter", day)
    if day:
        received = enquiries.problems(desk, enquiry_form(received=found.instant()))
        assert set(received) <= {"received"}
        assert isinstance(key_dates.echo(desk.calendar, desk.today, day), str)


@pytest.fixture
def priya_once(priya):
    return priya, answered(priya)


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[0-9]{0,4} ?[a-z:.]{0,5} ?[0-9]{0,3}", fullmatch=True)))
def test_every_typed_time_spent_is_read_and_read_back_or_refused(text):
    found = time_spent.read_minutes(text)
    if isinstance(found, int):
        assert 0 <= found <= time_spent.MOST
        assert time_spent.read_minutes(time_spent.say_minutes(found)) == found
    else:
        assert plain_sentence(found)


WORDS = st.lists(
    st.sampled_from(
        ["zelda", "AND", "OR", "NOT", "NEAR(", '"', "*", "^", "quux", "-", ":", "words", "(", ")", "26-0001"]
    ),
    max_size=8,
).map(" ".join)


@given(st.one_of(st.text(max_size=60), WORDS))
def test_the_search_box_takes_signs_of_its_language_as_words(found_once, text):
    desk, case_id = found_once
    hits = search.find_cases(desk, text)
    typed = [word for group in question(text) for word in group[:1]]
    assert set(hits.ids) <= {case_id}
    if "not" in typed and not hits.similar:
        assert not hits.ids, "a word that is on no file finds nothing"
    search.excerpts(desk, text, [case_id])
    with suppress(NotFound, BadInput):
        assert case_finding.case_id_of(desk, text) == case_id


@pytest.fixture
def found_once(priya):
    return priya, take(priya).case_id


# Very much ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    ["x", "word ", "line\n", "\n", "陈", "é", "👩\u200d⚕️", "\u0301", "[", "[b]", "\x1b[31m", '"', "(", "a ", "e\u0301"],
)
def test_a_paste_without_end_is_refused_with_the_limit_and_nothing_is_cut(tried, priya, piece):
    text = piece * (1_000_000 // len(piece))
    case_id = answered(priya)
    assert tried.act(enquiries.take, enquiry_form(received=priya.now, name=text, about=text, times=text)) is None
    blank = not clean(piece, lines=True).strip()
    said = tried.refused[-1].problems
    assert set(said) >= {"name", "about"}
    assert all(("fill this in" if blank else "at most") in said[name] for name in ("name", "about"))
    assert tried.act(cases.write_entry, case_id, cases.EntryForm("note", text)) is None
    assert tried.act(closing.reopen, case_id, row_ver(priya, case_id), text) is None
    assert len(search.find(priya, text)) <= 20
    assert len(case_list.ordered(priya, case_list.View(words=text))) <= 1
    with pytest.raises(BadInput):
        files.attach(priya, case_id, files.FilesForm(text))
    with pytest.raises((NotFound, BadInput)):
        case_finding.case_id_of(priya, text)
    assert isinstance(read_when(text, NOW), Unread)
    assert len(text) > Limit.NOTE
