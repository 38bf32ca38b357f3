"""Procedures by keyboard: withdrawal from the concern to the letter, restriction, breach, danger, a concern of the desk."""

from __future__ import annotations

import pytest

from advice_tui.casework import drafts, policies, procedures
from advice_tui.casework.conduct import Conduct, conduct_of
from screens.widgets.big_digits import lines_of, width_of
from screens.widgets.conduct_chips import conduct_chips
from tests.casework.conduct import begin, take_step
from tests.factories import PASSWORD, take
from tests.ui.working import at_work, same_as_before

LONDON_MET = pytest.mark.parametrize("policy", ["london-met"])
HOSTILE = "[/] [red]x[/red] \x1b]0;owned\x07 \u202egnp {7*7} ../../etc"


@pytest.fixture
def taken(service):
    return take(service.sign_in("adviser"), name="Amira Khan", student_number="w1234567")


@pytest.fixture
def case(taken):
    return taken.case_id


async def opened(hand, key, subject):
    """Open a screen of the menu."""
    await hand.app.action_open(key, subject)
    await hand.settle()


async def fill(hand, **values):
    """Type into fields of the form in front, by their names; a choice takes its key."""
    for name, text in values.items():
        field = hand.app.screen.query_one(f"#{name}")
        field.value = text
        await hand.settle()


async def to_step(hand, label):
    """Move the mark to a step."""
    steps = hand.app.screen.query_one("#steps")
    steps.mark(next(row.key for row in steps.rows if row.label.startswith(label)))
    await hand.settle()


# Withdrawal -----------------------------------------------------------------------------------------------------------


@LONDON_MET
async def test_a_withdrawal_from_the_concern_to_the_letter(service, case):
    """Scenarios 42, 47, 48: by keyboard, the two people who may, every standard action, the missing ones listed."""
    async with at_work(service) as hand:
        await opened(hand, "case", case)
        hand.pressed = 0
        await hand.press("P", "down", "enter")
        same_as_before("procedure-begin-80x24", hand.text())
        await hand.press("i")
        await hand.type("She rings six times a day.")
        await hand.press("ctrl+s")
        assert hand.screen == "ProcedureScreen"
        assert "Say which use of resources it is" in hand.text()
        assert "open to you" in hand.text()
        await hand.press("enter", "l", "ctrl+s")
        assert hand.pressed == 8
        text = hand.text()
        assert "2 of 9 done" in text
        await to_step(hand, "Decide")
        await hand.press("enter")
        assert hand.screen == "ProcedureScreen"
        assert any("First: Consult the Director of Membership." in one for one in hand.told())
        await hand.press("escape")
        assert "P procedure" in hand.text()
    director = service.sign_in("director")
    (row,) = procedures.waiting(director)
    take_step(director, row.id, "consult", who="Alex Stone")
    async with at_work(service, "manager") as hand:
        await opened(hand, "case", case)
        await hand.press("P", "enter")
        assert "3 of 9 done" in hand.text()
        hand.pressed = 0
        await hand.press("enter", "w")
        await hand.type("Use beyond what others can have.")
        await hand.press("tab", "enter")
        await hand.type(PASSWORD)
        await hand.press("ctrl+s")
        assert hand.screen == "ProcedureScreen", hand.text()
        assert hand.pressed == 5
        same_as_before("procedure-decided-80x24", hand.text())
        for step in ("Give details", "Notify", "Record the advice", "Offer"):
            await to_step(hand, step)
            await hand.press("enter")
            if hand.screen == "TakeStep":
                for field in hand.app.screen.query("Field, TextBox"):
                    if field.id.startswith("entry_"):
                        field.value = "today" if field.id == "entry_date" else "Citizens Advice"
                await hand.press("ctrl+s")
            assert hand.screen == "ProcedureScreen", hand.text()
        assert "Still missing before it is complete (1): Inform the student in writing" in hand.text()
        await to_step(hand, "Inform the student")
        await hand.press("enter")
        assert hand.screen == "Letter"
        await hand.press("f6")
        await fill(hand, providers="Citizens Advice, Holloway Road.")
        await hand.press("ctrl+s", "f4", "ctrl+s", "escape")
        assert hand.screen == "ProcedureScreen", hand.text()
        assert "Nothing is missing: it is complete." in hand.text()
        assert "Complete" in hand.text()
        await hand.press("l")
        assert hand.screen == "Letter"


async def test_the_written_consent_of_the_head_is_asked_for_by_name(service, case, tmp_path):
    """Scenario 41: nothing is decided while nobody has said who the Head is; then the consent is attached and kept."""
    adviser = service.sign_in("adviser")
    started = begin(adviser, "withdrawal", {"ground": "aggression"}, case_id=case)
    paper = tmp_path / "consent.pdf"
    paper.write_bytes(b"%PDF-1.4 consent")
    async with at_work(service, "manager") as hand:
        await opened(hand, "procedure", started)
        await hand.press("enter")
        await fill(hand, entry_date="today", entry_participants="Morgan Reed; Priya Nair", entry_views="All agree.")
        await hand.press("ctrl+s")
        assert "2 of 6 done" in hand.text()
        await to_step(hand, "Written consent")
        await hand.press("enter")
        assert any("is not set" in one for one in hand.told())
        same_as_before("procedure-blank-80x24", hand.text())
        policies.fill(service.sign_in("manager"), "withdrawal.written_consent_by", "Head of Student Experience")
        await hand.app.enter(service.sign_in("manager"))
        await opened(hand, "procedure", started)
        await to_step(hand, "Written consent")
        await hand.press("enter")
        await fill(hand, entry_name="Jo Field", entry_date="today", entry_consent=str(paper))
        await fill(hand, taken_by_function="head", taken_by_name="Jo Field")
        await hand.press("ctrl+s")
        assert "Type your password" in hand.text()
        await fill(hand, password=PASSWORD)
        await hand.press("ctrl+s")
        assert hand.screen == "ProcedureScreen", hand.text()
        assert "Jo Field" in hand.text()
        await to_step(hand, "Written consent")
        folder = tmp_path / "out"
        folder.mkdir()
        await hand.press("s")
        await fill(hand, folder=str(folder))
        await hand.press("ctrl+s")
        assert (folder / "consent.pdf").read_bytes() == paper.read_bytes()
        await to_step(hand, "Withdraw the service")
        await hand.press("enter")
        await fill(hand, password=PASSWORD)
        await hand.press("ctrl+s")
        assert "Withdraw the service" in hand.text()
        assert "Still missing before it is complete (2): Tell the student in writing" in hand.text()


# Restriction ----------------------------------------------------------------------------------------------------------


async def test_a_restriction_proposed_by_one_and_approved_by_another_stands_as_a_chip(service, case):
    """Scenario 39: proposed with reason, terms and a day; who proposed cannot approve; then it stands in the head."""
    async with at_work(service, size=(160, 50)) as hand:
        await opened(hand, "case", case)
        await hand.press("P", "enter")
        await fill(hand, entry_reason="limits_others", entry_terms="email_only", entry_words="E-mail only, please.")
        await fill(hand, entry_review="22 dec")
        assert "Tue 22 Dec 2026" in hand.text()
        same_as_before("procedure-propose-160x50", hand.text())
        await hand.press("ctrl+s")
        assert hand.screen == "ProcedureScreen", hand.text()
        same_as_before("procedure-160x50", hand.text())
        await to_step(hand, "Approve")
        await hand.press("enter")
        assert hand.screen == "ProcedureScreen"
        assert any("This is for: " in one for one in hand.told())
        started = hand.app.screen.subject
    async with at_work(service, "manager", size=(200, 60)) as hand:
        await opened(hand, "procedure", started)
        await hand.press("enter")
        assert hand.app.focused.id == "password"  # nothing is written down here: it is typed nowhere else
        await fill(hand, password=PASSWORD)
        await hand.press("ctrl+s")
        same_as_before("procedure-200x60", hand.text())
        assert "Tell the student the reason and the terms" in hand.text()
        await opened(hand, "case", case)
        assert "Restrict" in hand.text()
        assert "Procedures" in hand.text()


# Breach and danger ----------------------------------------------------------------------------------------------------


@LONDON_MET
async def test_a_breach_is_decided_in_the_name_of_who_stands_in(service, case):
    """Scenario 30: raised, discussed; the director is marked absent, and her deputy's decision is written down."""
    adviser = service.sign_in("adviser")
    started = begin(adviser, "breach", case_id=case)
    take_step(adviser, started, "discuss")
    async with at_work(service, size=(100, 30)) as hand:
        await opened(hand, "procedure", started)
        assert "waits for: Director of Membership" in hand.text()
        await hand.press("a")
        await fill(hand, function="director")
        await hand.press("ctrl+s")
        assert any("cannot be reached today" in one for one in hand.told())
        same_as_before("procedure-100x30", hand.text())
        await hand.press("a")
        assert "said by Priya Nair" in hand.text()
        await hand.press("escape")
    async with at_work(service, "manager") as hand:
        await opened(hand, "procedure", started)
        await hand.press("enter")
        await fill(hand, entry_options="None that is safe.", happened="09:30", taken_by_function="chief_executive")
        await hand.press("ctrl+s")
        assert "ame" in hand.text()
        assert hand.screen == "TakeStep"
        await fill(hand, taken_by_name="Sam Hill", happened="")
        await hand.press("ctrl+s")
        assert hand.screen == "ProcedureScreen", hand.text()
        await to_step(hand, "Discuss with the adviser what options")
        await hand.press("enter")
        assert "Sam Hill, Chief Executive" in hand.text()
        assert "by Morgan Reed" in hand.text()


@LONDON_MET
async def test_danger_is_one_key_and_whoever_must_be_told_is_red_until_then(service, case):
    """Scenario 31: the numbers at once and large, the call first, telling the director red until it is done."""
    async with at_work(service) as hand:
        await opened(hand, "case", case)
        hand.pressed = 0
        await hand.press("exclamation_mark")
        same_as_before("danger-80x24", hand.text())
        await hand.press("e", "ctrl+s")
        assert hand.pressed == 3
        assert hand.screen == "ProcedureScreen", hand.text()
        same_as_before("danger-then-80x24", hand.text())
        assert "late since Tue 24 Nov 10:20" in hand.text()
        await hand.press("escape")
        assert "Inform the Director" in hand.text()
        service.clock.pass_(minutes=10)
        await hand.press("P", "enter", "enter")
        await fill(hand, entry_who="Alex Stone", entry_time="10:25")
        await hand.press("ctrl+s")
        assert "late since" not in hand.text()
        await to_step(hand, "Inform the Director")
        assert "Who was informed: Alex Stone" in hand.text()
    async with at_work(service, "receptionist", size=(160, 50)) as hand:
        await hand.app.action_area("1")
        await hand.settle()
        await hand.press("ctrl+e")
        same_as_before("danger-160x50", hand.text())
        await fill(hand, entry_called="The police")
        await hand.press("ctrl+s")
        assert hand.screen == "Search"
        await hand.type("khan")
        await hand.press("enter")
        assert hand.screen == "Today", hand.text()
        assert procedures.waiting(service.sign_in("manager"))


# The front desk -------------------------------------------------------------------------------------------------------


@LONDON_MET
async def test_reception_raises_a_concern_and_is_told_no_more(service, taken):
    """Scenario 42: a student's concern goes to the manager; the desk cannot open it again."""
    async with at_work(service, "receptionist") as hand:
        await opened(hand, "client", taken.client_id)
        await hand.press("P")
        assert "A concern about Amira Khan" in hand.text()
        await hand.press("ctrl+s")
        assert "please fill this in" in hand.text()
        await fill(hand, entry_ground="violence", entry_facts=f"She threw a chair. {HOSTILE}")
        await hand.press("ctrl+s")
        assert hand.told()[-1] == "The manager is told."
        await hand.press("u")
        assert "nothing to undo" in hand.told()[-1]
        await opened(hand, "desk", "")
        await hand.press("P")
        assert any("Mark a student first" in one for one in hand.told())
    (row,) = procedures.waiting(service.sign_in("manager"))
    assert row.ground_label == "Student threatening or using violence"


async def test_where_reception_may_not_begin_one_it_is_told_to_whom_to_go(service, taken):
    async with at_work(service, "receptionist") as hand:
        await opened(hand, "client", taken.client_id)
        await hand.press("P")
        assert any("Tell the manager or an adviser" in one for one in hand.told())


# What is typed, and what people are called ---------------------------------------------------------------------------


async def test_what_is_typed_is_kept_but_for_the_password(service, case):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    started = begin(adviser, "restriction", {"reason": "limits_others", "terms": "email_only"}, case_id=case)
    async with at_work(service, "manager") as hand:
        await opened(hand, "procedure", started)
        await hand.press("enter")
        await fill(hand, happened="10:15", password="half a secret")
        await hand.press("escape")
        assert "half a secret" not in str([one.data for one in drafts.mine(manager)])
        await hand.press("enter")
        assert "Your draft of" in hand.text()
        assert "10:15" in hand.text()
        assert "half a" not in hand.text()
        await fill(hand, happened="tomorrow")
        assert "still to come" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "TakeStep"


async def test_hostile_words_are_shown_as_they_are(service):
    """Markup, escapes, direction signs and templates in names and words are letters and nothing else."""
    adviser = service.sign_in("adviser")
    mine = take(adviser, name=f"Zed {HOSTILE}").case_id
    words = {"reason": "limits_others", "terms": "email_only", "words": HOSTILE * 40}
    started = begin(adviser, "restriction", words, case_id=mine)
    for size in ((80, 24), (160, 50)):
        async with at_work(service, size=size) as hand:
            await opened(hand, "procedure", started)
            await hand.press("home", "w")
            text = hand.text()
            assert "[red]x[/red]" in text
            assert "\x1b" not in text
            assert "\u202e" not in text
            await hand.press("escape", "o")
            assert "[red]" in hand.text()


@pytest.mark.parametrize(("number", "wide"), [("999", 22), ("3333", 30), ("+44 20", 42), ("", 0), ("12x", 0)])
def test_a_number_is_drawn_in_blocks_of_one_width(number, wide):
    assert width_of(number, 2) == wide
    if wide:
        lines = lines_of(number, 2)
        assert len(lines) == 5
        assert {len(line) for line in lines} == {wide}
        assert len(lines_of(number, 4, 2)) == 10


# How a student stands ------------------------------------------------------------------------------------------------


@LONDON_MET
def test_what_stands_of_a_student_is_told_by_role(service, taken):
    """Advisers see what runs and what stands; reception only what the desk must keep to (I-22; L-13)."""
    adviser, manager, desk = (service.sign_in(who) for who in ("adviser", "manager", "receptionist"))
    assert conduct_chips(conduct_of(adviser, taken.client_id)) == ()
    values = {"reason": "limits_others", "terms": "email_only", "words": "E-mail only.", "review": "2026-12-22"}
    started = begin(adviser, "restriction", values, case_id=taken.case_id)
    (chip,) = conduct_chips(conduct_of(adviser, taken.client_id))
    assert chip.long == "○ Restriction to service: waits for Advice Service Manager; Director of Membership in absence"
    assert conduct_of(desk, taken.client_id) == Conduct()
    take_step(manager, started, "approve")
    long = [one.long for one in conduct_chips(conduct_of(manager, taken.client_id, taken.case_id))]
    assert long[0].startswith("● Restricted: ")
    assert "mail" in long[0].lower()
    assert long[1] == "▸ Restriction to service: your turn: Tell the student the reason and the terms"
    at_desk = conduct_of(desk, taken.client_id)
    assert at_desk.rows == ()
    assert len(conduct_chips(at_desk)) == 1
    assert len(conduct_of(manager, taken.client_id, "another case").rows) == 0
