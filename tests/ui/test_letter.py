"""By keyboard: a letter from the case to the file and out; what it must say seen while typing; templates changed."""

from __future__ import annotations

import stat

import pytest

from advice_tui.casework import cases, drafts, letters, procedures, templates
from advice_tui.casework.letters import SendForm
from advice_tui.casework.procedures import StepForm
from screens.letter import Letter
from tests.factories import NOW, PASSWORD, take
from tests.ui.working import at_work, same_as_before

HOSTILE = "[/] [red]x[/red] \x1b]0;owned\x07 \u202egnp {{ 7*7 }}"


@pytest.fixture
def case(service):
    return take(service.sign_in("adviser"), received=NOW, name="Amira Khan").case_id


@pytest.fixture
def restriction(service, case):
    """An approved restriction, and its letter begun by Priya."""
    priya, morgan = service.sign_in("adviser"), service.sign_in("manager")
    proposed = {"reason": "lateness", "terms": "email_only", "words": "Once a week", "review": "22/12/2026"}
    begun = procedures.start(priya, "restriction", StepForm("propose", proposed), case_id=case)
    for who, key, values in ((priya, "events", {"events": "Missed on 2 and 9 November"}), (morgan, "approve", {})):
        seen = procedures.open_procedure(who, begun.procedure_id)
        procedures.record(who, begun.procedure_id, seen.row_ver, StepForm(key, values, password=PASSWORD))
    return begun.procedure_id, letters.begin(priya, "restriction", procedure_id=begun.procedure_id)


async def opened(hand, letter_id):
    await hand.app.action_open("letter", letter_id)
    await hand.settle()
    assert hand.screen == "Letter"


async def test_from_the_case_a_letter_is_begun_written_exported_and_sent(service, case, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Downloads").mkdir()
    async with at_work(service) as hand:
        await hand.app.action_open("case", case)
        await hand.settle()
        await hand.press("L")
        text = hand.text()
        assert "New: Welcome" in text
        same_as_before("letters-of-case-80x24", text)
        await hand.press("down", "enter")
        assert hand.screen == "Letter"
        text = hand.text()
        assert "✗ The outcome: not filled in yet" in text
        assert "It cannot go yet" in text
        await hand.press("f4")
        assert hand.screen == "Letter"
        assert "it is not filled in yet" in hand.told()[-1]
        await hand.press("f6")
        same_as_before("letter-fill-in-80x24", hand.text())
        await hand.type("The appeal was upheld.")
        await hand.press("ctrl+s")
        text = hand.text()
        assert "The outcome: The appeal was upheld. You have the right" in hand.app.screen.box.text
        assert "✓ It says all that it must" in text
        await hand.press("f2")
        assert "26-0001 Closing of the case.docx, on plain paper" in hand.text()
        same_as_before("letter-export-80x24", hand.text())
        await hand.press("t", "ctrl+s")
        assert hand.screen == "Letter"
        path = tmp_path / "Downloads" / "26-0001 Closing of the case.txt"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "Dear Amira Khan," in path.read_text("utf-8")
        await hand.press("f4")
        same_as_before("letter-send-80x24", hand.text())
        await hand.press("b", "enter", "ctrl+s")
        text = hand.text()
        assert "sent Tue 24 Nov 2026" in text
        assert "never changed" in text
        await hand.type("zzz")
        assert "zzz" not in hand.app.screen.box.text
        while hand.screen != "Case":
            await hand.press("escape")
        await hand.look()
        assert "Closing of the case" in hand.text()
        await hand.press("L")
        assert "sent Tue 24 Nov 2026" in hand.text()
    assert [one.state for one in letters.of_case(service.sign_in("second"), case)] == ["sent"]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_what_it_must_say_is_checked_while_it_is_typed(service, restriction, size):
    _, letter_id = restriction
    async with at_work(service, size=size) as hand:
        await opened(hand, letter_id)
        same_as_before(f"letter-{size[0]}x{size[1]}", hand.text())
        await hand.press("ctrl+end", "down")
        hand.app.screen.box.text = hand.app.screen.box.text.replace("Email only", "E-mail only")
        await hand.settle()
        text = hand.text()
        assert "✗ The terms: Email only" in text
        assert "1 to mend" in text
        await hand.press("f4")
        assert "The letter must say the terms: Email only" in hand.told()[-1]
        await hand.press("f5")
        assert "✓ The terms: Email only" in hand.text()


async def test_drafts_outlast_escape_and_lock(service, restriction):
    _, letter_id = restriction
    async with at_work(service) as hand:
        await opened(hand, letter_id)
        await hand.type("Half a thought ")
        await hand.press("escape")
        await opened(hand, letter_id)
        assert hand.app.screen.box.text.startswith("Half a thought Dear")
        assert "not saved" in hand.text()
        await hand.app.lock()
        await hand.settle()
        await hand.app.enter(service.sign_in("adviser"))
        await hand.look()
        await opened(hand, letter_id)
        assert hand.app.screen.box.text.startswith("Half a thought Dear")
        await hand.press("ctrl+s")
    assert drafts.mine(service.sign_in("adviser")) == ()
    assert letters.open_letter(service.sign_in("second"), letter_id).text.startswith("Half a thought Dear")


async def test_two_terminals_see_both_texts(service, restriction):
    _, letter_id = restriction
    tom = service.sign_in("second")
    async with at_work(service, size=(160, 50)) as hand:
        await opened(hand, letter_id)
        await hand.type("Mine. ")
        seen = letters.open_letter(tom, letter_id)
        letters.save(tom, letter_id, seen.row_ver, f"Theirs. {seen.text}")
        await hand.look()
        assert hand.app.screen.box.text.startswith("Mine. Dear")
        await hand.press("ctrl+s")
        text = hand.text()
        assert "Somebody else saved this letter meanwhile" in text
        assert "Theirs. Dear" in text
        assert "Mine. Dear" in text
        await hand.press("escape", "ctrl+s", "tab", "tab", "enter")
        assert hand.screen == "Letter"
        assert letters.open_letter(tom, letter_id).text.startswith("Mine. Dear")


async def test_a_second_person_reads_it_and_a_sent_one_is_told(service, case):
    morgan, tom = service.sign_in("manager"), service.sign_in("second")
    own = next(one for one in templates.listed(morgan).templates if one.key == "complaints")
    templates.save(morgan, "complaints", 0, own.text, second_reader=True)
    letter_id = letters.begin(tom, "complaints", case_id=case)
    async with at_work(service) as hand:
        await opened(hand, letter_id)
        assert "A second person reads it first: F7 when you have read it" in hand.text()
        await hand.press("f7")
        assert "Read by Priya Nair, Tue 24 Nov 10:20" in hand.text()
        letters.send(tom, letter_id, 2, SendForm("post", tom.today, "Amira Khan"))
        await hand.look()
        assert "never changed" in hand.text()
    assert cases.open_case(tom, case)


async def test_hostile_words_are_shown_and_do_nothing(service):
    priya = service.sign_in("adviser")
    case = take(priya, name=HOSTILE).case_id
    letter_id = letters.begin(priya, "closing", case_id=case, values={"outcome": HOSTILE})
    async with at_work(service) as hand:
        await opened(hand, letter_id)
        for keys in ((), ("f6",), ("escape", "f2"), ("escape", "f4")):
            await hand.press(*keys)
            text = hand.text()
            assert "\x1b" not in text
            assert "\u202e" not in text
        assert isinstance(hand.app.screen_stack[-2], Letter)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_manager_changes_the_words_and_goes_back(service, size, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    async with at_work(service, "manager", size=size) as hand:
        await hand.app.action_open("templates")
        await hand.settle()
        same_as_before(f"templates-{size[0]}x{size[1]}", hand.text())
        if size[0] > 80:
            return
        await hand.press("down", "down", "e")
        same_as_before("template-change-80x24", hand.text())
        await hand.press("ctrl+end")
        await hand.type(" {nobody}")
        await hand.press("ctrl+s")
        assert "{nobody} cannot be filled in here" in hand.text()
        await hand.press("f5")
        hand.app.screen.query_one("#text").focus()
        await hand.press("ctrl+end")
        await hand.type(" Please ask us.")
        await hand.press("ctrl+s")
        text = hand.text()
        assert "ours, version 1" in text
        await hand.press("v")
        assert "Version 1, 2026-11-24, Morgan Reed" in hand.text()
        await hand.press("escape", "g", "tab", "enter")
        assert "ours, version" not in hand.text()
        await hand.press("m", "ctrl+s")
        assert (tmp_path / "letterhead.docx").exists()
        await hand.press("h")
        await hand.type("~/letterhead.docx")
        await hand.press("ctrl+s")
        await hand.press("end")
        text = hand.text()
        assert "letterhead.docx" in text
        assert "put in by Morgan Reed" in text
        await hand.press("x")
        assert "plain paper" in hand.text()


async def test_the_shade_hides_a_letter_and_gives_it_back_as_it_was_typed(service, case):
    priya = service.sign_in("adviser")
    letter_id = letters.begin(priya, "closing", case_id=case, values={"outcome": "Amira Khan was heard."})
    async with at_work(service) as hand:
        await opened(hand, letter_id)
        await hand.type("Typed first. ")
        await hand.press("f8")
        text = hand.text()
        for word in ("Amira", "Khan", "Typed"):
            assert word not in text
        assert "The letter is hidden while names are initials." in text
        await hand.press("f8")
        assert hand.app.screen.box.text.startswith("Typed first. ")
        assert hand.app.focused is hand.app.screen.box
        assert "Dear Amira Khan" in hand.text()
