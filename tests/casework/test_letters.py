"""Letters through casework: begun from a procedure, filled in, read by a second person, sent, exported; and refused."""

from __future__ import annotations

import io
import os
import stat
import sys
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import docx
import pytest

from advice_tui.casework import cases, clients, letters, procedures, templates
from advice_tui.casework.cases import details
from advice_tui.casework.cases.details import DetailsForm
from advice_tui.casework.letters import SendForm
from advice_tui.casework.procedures import StepForm
from advice_tui.rules.case_details import Party
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import PASSWORD, POLICIES, SECOND, audit_lines, take

HOSTILE = "[red]Ann[/red] {{ 7*7 }} {reason} #read(1) =1+1 <b>&amp; e\u0301"
PROPOSED = {
    "reason": "lateness",
    "terms": "email_only;one_contact_a_week",
    "words": "Write to us once a week",
    "review": "22/12/2026",
}


def step(who, procedure_id, key, **values):
    view = procedures.open_procedure(who, procedure_id)
    return procedures.record(who, procedure_id, view.row_ver, StepForm(key, values, password=PASSWORD))


def restricted(desk, **over):
    """A restriction that was approved: its case and its id."""
    priya, morgan = desk("adviser"), desk("manager")
    case = take(priya, **over).case_id
    begun = procedures.start(priya, "restriction", StepForm("propose", PROPOSED), case_id=case)
    step(priya, begun.procedure_id, "events", events="Missed on 2, 9, 16 and 20 November")
    step(morgan, begun.procedure_id, "approve")
    return case, begun.procedure_id


def sending(desk, **over):
    return SendForm(**{"channel": "post", "day": desk.today, "to": "Zelda Quux, 5 High Street", **over})


def state(who, procedure_id, key):
    return next(one for one in procedures.open_procedure(who, procedure_id).steps if one.key == key).state


@pytest.mark.parametrize("policy", POLICIES)
def test_a_restriction_is_told_with_reason_terms_and_review(desk, policy):
    """Scenario 39; I-45."""
    priya = desk("adviser")
    case, procedure_id = restricted(desk)
    letter_id = letters.begin(priya, "restriction", procedure_id=procedure_id, step="tell", case_id=case)
    assert letters.begin(priya, "restriction", procedure_id=procedure_id, step="tell") == letter_id
    found = letters.open_letter(priya, letter_id)
    assert found.missing == ()
    for words in ("Dear Zelda Quux,", "Missed on 2, 9, 16 and 20 November", "Email only, one contact a week",
                  "Write to us once a week", "Tue 22 Dec 2026", "Priya Nair"):  # fmt: skip
        assert words in found.text
    assert found.step_label == "Tell the student the reason and the terms"
    without = letters.save(priya, letter_id, found.row_ver, found.text.replace("Email only", "E-mail only"))
    with pytest.raises(BadInput, match="The letter must say the terms: Email only, one contact a week"):
        letters.send(priya, letter_id, without.row_ver, sending(priya))
    assert state(priya, procedure_id, "tell") == "open"
    saved = letters.save(priya, letter_id, without.row_ver, found.text)
    before = {one.id for one in cases.refresh(priya, case).entries}
    sent = letters.send(priya, letter_id, saved.row_ver, sending(priya))
    assert "sent by post on Tue 24 Nov" in sent.sentence
    assert "clock" not in sent.sentence
    assert state(priya, procedure_id, "tell") == "done"
    told = next(one for one in procedures.open_procedure(priya, procedure_id).steps if one.key == "tell").done
    assert told.letter_id == letter_id
    case_now = cases.refresh(priya, case)
    (entry,) = [one for one in case_now.entries if one.id not in before and one.kind == "letter_out"]
    assert entry.body == found.text
    assert [one.state for one in case_now.promises if one.state == "answered"] == []
    kept = letters.open_letter(desk("second"), letter_id)
    assert (kept.state, kept.sent_to, kept.channel) == ("sent", "Zelda Quux, 5 High Street", "post")
    assert kept.hash == sha256(kept.text.encode()).hexdigest()
    (row,) = letters.of_procedure(desk("manager"), procedure_id)
    assert row.words == "sent Tue 24 Nov 2026 by post"
    assert [one.id for one in letters.of_case(priya, case)] == [letter_id]


def test_what_was_sent_is_never_changed(desk):
    priya = desk("adviser")
    case = take(priya).case_id
    letter_id = letters.begin(priya, "welcome", case_id=case)
    letters.send(priya, letter_id, 1, sending(priya))
    row_ver = letters.open_letter(priya, letter_id).row_ver
    acts = (
        lambda: letters.save(priya, letter_id, row_ver, "Other words"),
        lambda: letters.read_second(desk("second"), letter_id, row_ver),
        lambda: letters.send(priya, letter_id, row_ver, sending(priya)),
    )
    for act in acts:
        with pytest.raises(BadInput, match="never changed"):
            act()
    assert letters.begin(priya, "welcome", case_id=case) != letter_id


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"channel": "pigeon"}, "Choose how it goes"),
        ({"to": " "}, "please fill this in"),
        ({"days": 1}, "This is in the future"),
        ({"days": -400}, "more than a year ago"),
    ],
)
def test_a_sending_that_cannot_be_is_refused_and_changes_nothing(desk, over, said):
    from datetime import timedelta

    priya = desk("adviser")
    case = take(priya).case_id
    letter_id = letters.begin(priya, "welcome", case_id=case)
    days = over.pop("days", 0)
    with pytest.raises(BadInput, match=said):
        letters.send(priya, letter_id, 1, sending(priya, day=priya.today + timedelta(days), **over))
    assert letters.open_letter(priya, letter_id).state == "draft"
    assert [one.kind for one in cases.refresh(priya, case).entries] == ["received"]


def test_a_step_that_still_waits_keeps_the_letter_unsent(desk):
    """All or nothing: letter, timeline and procedure stay in step."""
    priya = desk("adviser")
    case = take(priya).case_id
    begun = procedures.start(priya, "restriction", StepForm("propose", PROPOSED), case_id=case)
    letter_id = letters.begin(priya, "restriction", procedure_id=begun.procedure_id)
    found = letters.open_letter(priya, letter_id)
    written = [line.seq for line in audit_lines(priya) if line.obj == letter_id and line.act == "letter.write"]
    with pytest.raises(BadInput):
        letters.send(priya, letter_id, found.row_ver, sending(priya))
    assert letters.open_letter(priya, letter_id).state == "draft"
    assert not [one for one in cases.refresh(priya, case).entries if one.kind == "letter_out"]
    assert [line.seq for line in audit_lines(priya) if line.obj == letter_id and line.act == "letter.write"] == written


def test_a_letter_stops_the_clock_only_where_it_is_said_to_be_the_reply(desk):
    """I-6: only a person's reply does."""
    priya = desk("adviser")
    for reply in (False, True):
        case = take(priya).case_id
        letter_id = letters.begin(priya, letters.startable(priya)[-1][0], case_id=case)
        assert letters.open_letter(priya, letter_id).reply
        sent = letters.send(priya, letter_id, 1, sending(priya, reply=reply))
        answered = [one.state == "answered" for one in cases.refresh(priya, case).promises]
        assert answered == [reply]
        assert ("clock is stopped" in sent.sentence) is reply


@pytest.mark.parametrize("policy", [SECOND])
def test_a_welcome_holds_statement_and_signature_as_configured(desk, policy):
    """Scenario 25; L-12, L-16, L-17."""
    priya = desk("adviser")
    letter_id = letters.begin(priya, "welcome", case_id=take(priya).case_id)
    found = letters.open_letter(priya, letter_id)
    texts = priya.policy.texts
    assert found.missing == ()
    assert texts.confidentiality_statement in found.text
    assert texts.email_signature.strip() in found.text
    assert f"Version {priya.policy.version} of our policy" in found.text
    fixed = {one.title: one for one in templates.listed(desk("manager")).fixed}
    assert fixed["Confidentiality statement"].text == texts.confidentiality_statement
    changed = found.text.replace("confidential service", "private service")
    saved = letters.save(priya, letter_id, 1, changed)
    assert "1 still missing" in saved.sentence
    other = letters.begin(priya, "complaints", case_id=found.case_id)
    letters.send(priya, other, 1, sending(priya, channel="email", to="zelda@example.org"))
    assert letters.open_letter(priya, other).text.endswith(texts.email_signature.strip())


@pytest.mark.parametrize("policy", [SECOND])
def test_a_withdrawal_waits_for_the_providers(desk, policy):
    """Scenarios 41, 48; L-39.3: what nobody has filled in keeps the letter here."""
    priya, morgan = desk("adviser"), desk("manager")
    case = take(priya).case_id
    begun = procedures.start(
        priya, "withdrawal", StepForm("concern", {"ground": "violence", "facts": "Threw a chair"}), case_id=case
    )
    letter_id = letters.begin(morgan, "withdrawal", procedure_id=begun.procedure_id)
    found = letters.open_letter(morgan, letter_id)
    assert "Threw a chair" not in found.text
    assert "other advice providers" in " ".join(found.missing)
    given = {"providers": "Citizens Advice, 0800 144 8848", "reason": "Violence towards staff", "decision": "withdrawn"}
    saved = letters.save(morgan, letter_id, found.row_ver, found.text, values=given)
    now = letters.open_letter(morgan, letter_id)
    assert "Citizens Advice" in now.text
    assert "Violence towards staff" in now.text
    assert now.missing == ()
    assert saved.row_ver == now.row_ver


def test_who_wrote_it_is_no_second_reader_and_a_change_asks_again(desk):
    """The service may ask for a second reader of a letter; the writer is none."""
    morgan, priya, tom = desk("manager"), desk("adviser"), desk("second")
    closing = next(one for one in templates.listed(morgan).templates if one.key == "complaints")
    templates.save(morgan, "complaints", closing.version, closing.text, second_reader=True)
    letter_id = letters.begin(priya, "complaints", case_id=take(priya).case_id)
    assert letters.open_letter(priya, letter_id).second_asked
    with pytest.raises(BadInput, match="A second person must read this letter"):
        letters.send(priya, letter_id, 1, sending(priya))
    with pytest.raises(BadInput, match="cannot be its second reader"):
        letters.read_second(priya, letter_id, 1)
    assert letters.open_letter(tom, letter_id).may_read_second
    read = letters.read_second(tom, letter_id, 1)
    found = letters.open_letter(priya, letter_id)
    assert (found.state, found.second_reader) == ("ready", "Tom Ellis, Tue 24 Nov 10:20")
    saved = letters.save(priya, letter_id, read.row_ver, found.text + "\nPS.")
    assert letters.open_letter(priya, letter_id).second_reader == ""
    read = letters.read_second(tom, letter_id, saved.row_ver)
    letters.send(priya, letter_id, read.row_ver, sending(priya))


def test_two_terminals_never_overwrite(desk):
    priya, tom = desk("adviser"), desk("second")
    letter_id = letters.begin(priya, "welcome", case_id=take(priya).case_id)
    letters.save(tom, letter_id, 1, "Tom's words")
    for act in (
        lambda: letters.save(priya, letter_id, 1, "Priya's words"),
        lambda: letters.send(priya, letter_id, 1, sending(priya)),
        lambda: letters.read_second(priya, letter_id, 1),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    assert letters.open_letter(priya, letter_id).text == "Tom's words"
    assert letters.open_letter(priya, letter_id).written_by == "Priya Nair, Tom Ellis"


# Conflict: nobody is named --------------------------------------------------------------------------------------------


def conflicted(desk, wording="conflict"):
    """A conflict about a case whose other side is Taylor Lee, with the wording chosen; the case and the procedure."""
    priya, morgan = desk("adviser"), desk("manager")
    case = take(priya, name="Sam Okoro").case_id
    seen = details.details_of(priya, case)
    form = DetailsForm(seen.form.topic, seen.form.about, parties=(Party("Taylor Lee", "opposing"),))
    details.change_details(priya, case, seen.row_ver, form)
    parties = {"circumstance": "other_student", "parties": "Taylor Lee; taylor.lee@example.org"}
    begun = procedures.start(priya, "conflict", StepForm("identify", parties), case_id=case)
    step(morgan, begun.procedure_id, "wording", wording=wording, names_nobody="yes")
    return case, begun.procedure_id


@pytest.mark.parametrize("policy", POLICIES)
def test_a_conflict_letter_names_nobody_and_goes_with_the_policy(desk, policy):
    """Scenarios 32, 33, 35; I-39, I-40, I-42; L-13, L-44."""
    morgan = desk("manager")
    case, procedure_id = conflicted(desk)
    letter_id = letters.begin(morgan, "conflict", procedure_id=procedure_id)
    found = letters.open_letter(morgan, letter_id)
    assert "potential conflict of interest" in found.text
    assert "Our conflict of interest policy:" in found.text
    assert found.missing == ()
    assert found.named == ()
    row_ver = found.row_ver
    for words, name in (("as lee, TAYLOR said", "Taylor Lee"), ("to Taylor.Lee@example.org", "taylor.lee@example.org")):
        row_ver = letters.save(morgan, letter_id, row_ver, f"{found.text}\n{words}").row_ver
        assert name in letters.open_letter(morgan, letter_id).named
        with pytest.raises(BadInput, match=f"“{name}” must not stand in this letter"):
            letters.send(morgan, letter_id, row_ver, sending(morgan, names_seen=True))
        with pytest.raises(BadInput, match="must not be named"):
            letters.read_second(desk("second"), letter_id, row_ver)
    row_ver = letters.save(morgan, letter_id, row_ver, f"{found.text}\nMs Lee").row_ver
    assert letters.open_letter(morgan, letter_id).perhaps == ("Lee",)
    with pytest.raises(BadInput, match="Look at Lee"):
        letters.send(morgan, letter_id, row_ver, sending(morgan))
    letters.send(morgan, letter_id, row_ver, sending(morgan, names_seen=True))
    assert state(morgan, procedure_id, "tell") == "done"
    assert case


def test_the_wording_that_was_chosen_is_the_one_that_is_written(desk):
    """I-40: where even the reason would tell too much, none is given, and no policy of conflicts goes with it."""
    morgan = desk("manager")
    _, procedure_id = conflicted(desk, "conflict_no_reason")
    found = letters.open_letter(morgan, letters.begin(morgan, "conflict", procedure_id=procedure_id))
    assert found.text_key == "conflict_no_reason"
    assert "conflict" not in found.text


# Files ----------------------------------------------------------------------------------------------------------------


def words_of(content):
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_a_letter_is_exported_for_its_owner_only_and_never_over_another(desk, tmp_path, kind):
    priya = desk("adviser")
    letter_id = letters.begin(priya, "welcome", case_id=take(priya, name=HOSTILE).case_id)
    made = [letters.export(priya, letter_id, str(tmp_path), kind) for _ in range(2)]
    assert len({one.path for one in made}) == 2
    path = Path(made[0].path)
    assert path.name == f"26-0001 Welcome.{kind}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text("utf-8") if kind == "txt" else words_of(path.read_bytes())
    shown = letters.open_letter(priya, letter_id).to
    assert f"Dear {shown}," in text
    assert "{{ 7*7 }}" in text
    assert "49" not in text.splitlines()[-1]
    assert "letter.export" in [line.act for line in audit_lines(priya)]


def test_what_still_misses_something_leaves_as_a_draft(desk, tmp_path):
    priya = desk("adviser")
    letter_id = letters.begin(priya, "closing", case_id=take(priya).case_id)
    made = letters.export(priya, letter_id, str(tmp_path), "txt")
    assert Path(made.path).name == "DRAFT 26-0001 Closing of the case.txt"
    assert Path(made.path).read_text("utf-8").startswith("DRAFT: not sent")


@pytest.mark.parametrize(
    ("folder", "kind", "said"),
    [
        ("", "txt", "Name a folder"),
        ("/nowhere", "txt", "no folder"),
        (None, "txt", "own folder"),
        (".", "odt", "Choose"),
    ],
)
def test_a_place_that_cannot_be_used_is_told(desk, tmp_path, folder, kind, said):
    priya = desk("adviser")
    letter_id = letters.begin(priya, "welcome", case_id=take(priya).case_id)
    where = str(priya.home) if folder is None else str(tmp_path) if folder == "." else folder
    with pytest.raises(BadInput, match=said):
        letters.export(priya, letter_id, where, kind)


def test_a_pdf_says_how_to_get_it_and_takes_words_as_data(desk, tmp_path, monkeypatch):
    priya = desk("adviser")
    letter_id = letters.begin(priya, "welcome", case_id=take(priya, name=HOSTILE).case_id)
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadInput, match=r"advice-tui\[pdf\]"):
        letters.export(priya, letter_id, str(tmp_path), "pdf")
    assert os.listdir(tmp_path) == ["home"]
    given = {}

    def compile_(source, *, format, sys_inputs):  # noqa: A002 - the library's name
        given.update(source=source, data=sys_inputs["sheet"])
        assert format == "pdf"
        return b"%PDF-"

    fake = ModuleType("typst")
    fake.compile = compile_
    monkeypatch.setitem(sys.modules, "typst", fake)
    made = letters.export(priya, letter_id, str(tmp_path), "pdf")
    assert Path(made.path).read_bytes() == b"%PDF-"
    assert b"Ann" not in given["source"]
    assert "#read(1)" in given["data"]


# Who may, and what is not for them ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["receptionist", "director", "maintainer", "reader"])
def test_letters_are_the_advisers(desk, who):
    priya = desk("adviser")
    case = take(priya).case_id
    letter_id = letters.begin(priya, "welcome", case_id=case)
    other = desk(who)
    for act in (
        lambda: letters.begin(other, "welcome", case_id=case),
        lambda: letters.open_letter(other, letter_id),
        lambda: letters.save(other, letter_id, 1, "x"),
        lambda: letters.export(other, letter_id, "/tmp", "txt"),
        lambda: letters.of_case(other, case),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_is_not_there_and_what_is_too_long(desk):
    priya = desk("adviser")
    case = take(priya).case_id
    for act in (
        lambda: letters.open_letter(priya, "0" * 32),
        lambda: letters.begin(priya, "welcome", case_id="0" * 32),
        lambda: letters.begin(priya, "warning", procedure_id="0" * 32),
        lambda: letters.open_letter(priya, case),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(BadInput, match="no such letter"):
        letters.begin(priya, "busy", case_id=case)
    letter_id = letters.begin(priya, "welcome", case_id=case)
    with pytest.raises(BadInput, match="at most 20,000"):
        letters.save(priya, letter_id, 1, "x" * 10_000_000)
    with pytest.raises(BadInput, match="at most"):
        letters.save(priya, letter_id, 1, "x", values={"reason": "x" * 10_000_000})


def test_reading_is_audited_and_no_line_holds_words_or_a_client(desk):
    priya = desk("adviser")
    case, procedure_id = restricted(desk)
    letter_id = letters.begin(priya, "restriction", procedure_id=procedure_id)
    letters.open_letter(priya, letter_id)
    letters.open_letter(priya, letter_id)
    letters.send(priya, letter_id, 1, sending(priya))
    lines = [line for line in audit_lines(priya) if line.obj == letter_id]
    assert [line.act for line in lines] == ["letter.write", "letter.read", "letter.write"]
    client = cases.refresh(priya, case).client.id
    for line in lines:
        for words in ("Zelda", "restriction", client, "Email", "High Street"):
            assert words not in line.detail


def test_a_letter_to_somebody_without_a_case_is_the_advisers_room(desk):
    priya = desk("adviser")
    client = cases.open_case(priya, take(priya).case_id).client.id
    assert clients.client_file(priya, client)
    letter_id = letters.begin(priya, "complaints", client_id=client)
    found = letters.open_letter(desk("second"), letter_id)
    assert (found.to, found.case_id, found.number) == ("Zelda Quux", "", "")
    letters.send(priya, letter_id, 1, sending(priya))
