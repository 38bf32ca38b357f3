"""Whatever is typed in a procedure, a register, a letter or a complaint is kept as the cleaner says, or refused plainly."""

from __future__ import annotations

import pytest

from advice_tui.casework import (
    complaints,
    conflicts,
    consents,
    issues,
    letters,
    procedures,
    providers,
    referrals,
    search,
    templates,
    walls,
)
from advice_tui.casework.complaints import ComplaintForm
from advice_tui.casework.conflicts import Parties
from advice_tui.casework.consents import ConsentForm, ContactForm, WithdrawForm
from advice_tui.casework.issues import IssueForm
from advice_tui.casework.letters import SendForm
from advice_tui.casework.procedures import StepForm
from advice_tui.casework.providers import ProviderForm
from advice_tui.casework.referrals import ReferForm, SignpostForm
from advice_tui.casework.walls import WallForm
from tests.casework.conduct import begin
from tests.casework.test_hostile_casework import Tried, hostile, lines, one_line
from tests.factories import PASSWORD, take

PART = [23, 29]
"""A part of the shared strings by `make test`, a larger one by `make soak`."""
pytestmark = pytest.mark.parametrize("policy", ["london-met"])


@pytest.fixture
def priya(desk):
    found = desk("adviser")
    search.build(found)
    return found


def registers(desk, tried, case_id, text):
    """Type a text into every field of the registers of a case."""
    acts = ("contact", "papers")
    tried.act(consents.give, case_id, ConsentForm(text, text, acts, "in_person", text, text, text))
    if tried.act(consents.give, case_id, ConsentForm(text, text, acts, "in_person", role=text)):
        given = consents.standing(desk, case_id)[0]
        assert given.consent.who == one_line(text).strip()
        assert given.consent.what == lines(text).strip() or given.consent.what == one_line(text).strip()
        tried.act(consents.contact, case_id, ContactForm(given.id, text, "email", text))
        tried.act(consents.withdraw, case_id, given.id, given.row_ver, WithdrawForm(why=text))
    tried.act(providers.add, ProviderForm(text, "solicitor", text, text, text))
    one = providers.listed(desk)[0].id
    refer = ReferForm(one, text, text, "email", text, may_send=text, how="signed", given=text)
    tried.act(referrals.refer, case_id, refer)
    tried.act(referrals.signpost, case_id, SignpostForm(one, text, text))
    tried.act(issues.raise_issue, IssueForm(text, desk.policy.topics[0].key, text, text))
    tried.act(issues.raise_issue, IssueForm(text, text, "3"))


@pytest.mark.parametrize("every", PART)
def test_every_text_in_the_registers_of_a_case(priya, every):
    tried = Tried(priya)
    providers.add(priya, ProviderForm("Ledger & Co", "solicitor", "tenancy", "020 7946 0000"))
    for at, text in enumerate(hostile(every)):
        if at % 20 == 0:  # a long timeline takes long to read
            case_id = take(priya).case_id
        registers(priya, tried, case_id, text)
    assert len(tried.refused) > 30
    assert consents.disclosures(priya, case_id)


@pytest.mark.parametrize("every", PART)
def test_every_text_in_a_step_a_complaint_and_a_letter(priya, desk, tmp_path, every):
    tried, dana, out = Tried(priya), Tried(desk("receptionist")), tmp_path / "out"
    out.mkdir()
    case_id = take(priya).case_id
    found = begin(priya, "breach", case_id=case_id)
    letter_id = letters.begin(priya, "free", case_id=case_id)
    for at, text in enumerate(hostile(every)):
        ver = procedures.refresh(priya, found).row_ver
        typed = {"issues": text, "why": text, "aim": text, text: text}
        form = StepForm("discuss", typed, text, text, "chief_executive", text)
        tried.act(procedures.record, found, ver, form)
        tried.act(procedures.start, "withdrawal", StepForm("concern", {"ground": text, "facts": text}), case_id=case_id)
        kind = ("service", text)[at % 2]
        dana.act(complaints.log, ComplaintForm(kind, text, text, text, text))
        dana.act(complaints.log, ComplaintForm("service", text, who=text))
        seen = letters.open_letter(priya, letter_id)
        if tried.act(letters.save, letter_id, seen.row_ver, text, values={"reason": text, "words": text, text: text}):
            now = letters.open_letter(priya, letter_id)
            assert now.text.strip() == lines(text).strip()
            for kind in ("txt", "docx"):
                if now.text:
                    letters.export(priya, letter_id, str(out), kind)
            tried.act(letters.send, letter_id, now.row_ver, SendForm(text, priya.today, text))
            assert letters.open_letter(priya, letter_id).state != "sent"
    assert len(tried.refused) > 30
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in out.iterdir())


@pytest.mark.parametrize("every", PART)
def test_every_text_in_a_wall_a_template_and_a_check(desk, every):
    manager = desk("manager")
    tried = Tried(manager)
    case_id = take(manager).case_id
    me = manager.person.id
    for text in hostile(every):
        tried.act(walls.put_up, case_id, WallForm((text,), (text,), text, text))
        tried.act(walls.put_up, case_id, WallForm((me,), (text,), text))
        if tried.act(walls.put_up, case_id, WallForm((me,), (), text)):
            assert walls.of_case(manager, case_id).reason == lines(text).strip()
            assert tried.act(walls.lift, case_id, text)
        now = next(one for one in templates.listed(manager).templates if one.key == "free")
        tried.act(templates.save, "free", now.version, text)
        assert conflicts.check(manager, Parties((text,), (text,), (text,))) is not None
    assert len(tried.refused) > 30


@pytest.mark.parametrize("piece", ["x", "word ", "\n", "e\u0301", "[b]", "{", '"'])
def test_a_paste_without_end_is_refused_everywhere_and_nothing_is_cut(priya, desk, piece):
    text = piece * ((10_000_000 if piece == "x" else 500_000) // len(piece))
    tried, manager = Tried(priya), Tried(desk("manager"))
    case_id = take(priya).case_id
    acts = ("contact", "papers")
    refused = [
        tried.act(consents.give, case_id, ConsentForm(text, text, acts, "in_person", "today", text, text)),
        tried.act(providers.add, ProviderForm(text, "solicitor", text, text, text)),
        tried.act(issues.raise_issue, IssueForm(text, priya.policy.topics[0].key, text)),
        tried.act(
            procedures.start, "withdrawal", StepForm("concern", {"ground": "violence", "facts": text}), case_id=case_id
        ),
        tried.act(
            procedures.start, "breach", StepForm("raise", {"reason": "other"}, text, password=PASSWORD), case_id=case_id
        ),
        tried.act(complaints.log, ComplaintForm("service", text, text, text, text)),
        manager.act(walls.put_up, case_id, WallForm((priya.person.id,), (), text)),
    ]
    assert refused == [None] * len(refused)
    letter_id = letters.begin(priya, "free", case_id=case_id)
    seen = letters.open_letter(priya, letter_id)
    if text.strip():
        assert tried.act(letters.save, letter_id, seen.row_ver, text, values={"reason": text}) is None
        assert manager.act(templates.save, "free", 0, text) is None
    assert conflicts.check(priya, Parties((text,), (text,), (text,))) is not None
    assert procedures.of_case(priya, case_id) == ()
