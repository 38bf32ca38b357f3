"""Consent by keyboard: nothing goes out without one, a referral with its consent, an issue that names nobody."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, consents, drafts, issues, providers, referrals
from advice_tui.casework.consents import ConsentForm, WithdrawForm
from advice_tui.casework.providers import ProviderForm
from screens.widgets.composer import allows_voicemail
from tests.factories import FIRST, SECOND, take
from tests.ui.working import SIZES, at_work, same_as_before

DEPARTMENT = ConsentForm(
    "Department of Computing", "That she asks for an extension", ("contact", "papers"), "in_person"
)
LEDGER = ProviderForm("Ledger and Co", "solicitor", "tenancies, free of charge", "020 7946 0000")


async def opened(hand, case_id):
    await hand.app.action_open("case", case_id)
    await hand.settle()
    assert hand.screen == "Case"


async def test_scenarios_21_and_22_no_consent_no_contact(service):
    """An e-mail to the Department cannot be recorded until consent is on file; withdrawn, it stops the next one."""
    desk, second = service.sign_in("adviser"), service.sign_in("second")
    taken = take(desk)
    subject = f"{drafts.ENTRY}{taken.case_id}:third-party"
    async with at_work(service, size=(100, 30)) as hand:
        await opened(hand, taken.case_id)
        await hand.press("D")
        assert hand.screen == "ContactThirdParty"
        hand.app.screen.query_one("#to").focus()
        await hand.type("Department of Computing")
        hand.app.screen.query_one("#text").focus()
        await hand.type("She asks for an extension")
        await hand.press("ctrl+s")
        assert hand.screen == "ContactThirdParty"
        assert "No consent is on file for Department of Computing" in " ".join(hand.text().split())
        await hand.press("escape", "C")
        assert hand.screen == "GiveConsent"
        await hand.type("Department of Computing")
        await hand.press("enter", "enter")
        await hand.type("That she asks for an extension")
        await hand.press("enter", "c", "s", "enter", "i", "ctrl+s")
        assert hand.screen == "Case", hand.text()
        assert "Consent: Department of Computing" in hand.text()
        await hand.press("D")
        assert "She asks for an extension" in hand.text()
        assert "■ Department of Computing · until it is withdrawn" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "Case", hand.text()
        (went,) = consents.disclosures(desk, taken.case_id)
        assert went.to == "Department of Computing"
        assert cases.refresh(desk, taken.case_id).promises[0].state != "answered"
        await hand.press("D", "n")
        await hand.press("enter")
        await hand.type("department of computing")
        hand.app.screen.query_one("#text").focus()
        await hand.type("And her papers")
        (one,) = consents.standing(desk, taken.case_id)
        consents.withdraw(second, taken.case_id, one.id, one.row_ver, WithdrawForm(why="No longer"))
        await hand.press("ctrl+s")
        assert hand.screen == "ContactThirdParty"
        assert "The student withdrew this consent" in hand.text()
        await hand.press("escape")
        assert drafts.find(desk, subject).data["text"] == "And her papers"
        await hand.look()
        assert "✓ Consent: Department" not in hand.text()


@pytest.mark.parametrize("size", SIZES)
async def test_the_windows_of_consent_look_the_same(service, size):
    desk = service.sign_in("adviser")
    taken = take(desk)
    consents.give(desk, taken.case_id, DEPARTMENT)
    consents.give(desk, taken.case_id, ConsentForm("Mrs Quux [b]", "How she is", ("contact",), "signed", until="3 mar"))
    first = consents.standing(desk, taken.case_id)[0]
    consents.withdraw(desk, taken.case_id, first.id, first.row_ver, WithdrawForm(why="Her mother rang every day"))
    (one,) = consents.standing(desk, taken.case_id)
    form = consents.ContactForm(one.id, "department of computing", "letter", "Her request of 20 November, and why.")
    consents.contact(desk, taken.case_id, form)
    name = f"{size[0]}x{size[1]}"
    async with at_work(service, size=size) as hand:
        await opened(hand, taken.case_id)
        same_as_before(f"consent-case-{name}", hand.text())
        await hand.press("C")
        same_as_before(f"consent-list-{name}", hand.text())
        await hand.press("n")
        same_as_before(f"consent-give-{name}", hand.text())
        await hand.press("escape", "D")
        same_as_before(f"consent-register-{name}", hand.text())
        await hand.press("n")
        same_as_before(f"consent-contact-{name}", hand.text())


@pytest.mark.parametrize("policy", [FIRST, SECOND])
async def test_scenario_51_a_referral_by_keyboard(service, clock, policy):
    """The manager fills the directory; the adviser refers with consent given there and then, and asks 14 days later."""
    desk, size = service.sign_in("second"), SIZES[0] if policy == FIRST else SIZES[1]
    taken = take(desk)
    name = f"{size[0]}x{size[1]}"
    async with at_work(service, "second", size=size) as hand:
        await opened(hand, taken.case_id)
        await hand.press("R", "n")
        assert any("directory is empty" in one for one in hand.told())
        await hand.app.action_open("providers")
        await hand.settle()
        await hand.press("n")
        await hand.type(LEDGER.name)
        await hand.press("enter", "s")
        hand.app.screen.query_one("#helps").focus()
        await hand.type(LEDGER.helps)
        await hand.press("enter")
        await hand.type(LEDGER.contact)
        await hand.press("ctrl+s")
        assert [one.form() for one in providers.listed(desk)] == [LEDGER]
        same_as_before(f"providers-{name}", hand.text())
        await hand.press("escape", "R", "n")
        await hand.type("tenanc")
        await hand.press("enter")
        assert hand.screen == "Refer", hand.text()
        same_as_before(f"refer-{name}", hand.text())
        await hand.press("ctrl+s")
        assert hand.screen == "Refer"
        for field, text in (("why", "She is taken to court"), ("may_send", "The papers"), ("sent", "The court papers")):
            hand.app.screen.query_one(f"#{field}").focus()
            await hand.type(text)
        hand.app.screen.query_one("#told").focus()
        await hand.type("They ring her on Friday")
        hand.app.screen.query_one("#how").focus()
        await hand.press("s", "ctrl+s")
        assert hand.screen == "Case", hand.text()
        (kept,) = referrals.of_case(desk, taken.case_id)
        assert kept.state == "waits"
        assert len(consents.disclosures(desk, taken.case_id)) == 1
        clock.set(2026, 12, 9)
        hand.app.set_minute()
        await hand.look()
        await hand.press("R")
        assert "ask now: since Tue 8 Dec" in hand.text()
        same_as_before(f"referrals-{name}", hand.text())
        await hand.press("enter")
        await hand.type("They took it on")
        await hand.press("ctrl+s")
        assert referrals.of_case(desk, taken.case_id)[0].referral.outcome == "They took it on"
        assert cases.refresh(desk, taken.case_id).key_dates == ()


@pytest.mark.parametrize("policy", [SECOND])
async def test_scenario_24_an_issue_that_names_nobody(service, policy):
    """Raised from a case: a name is refused, a small count is told as "<5"; the director says what was done."""
    desk = service.sign_in("second")
    taken = take(desk)
    async with at_work(service, "second", size=SIZES[0]) as hand:
        await opened(hand, taken.case_id)
        await hand.press("I")
        assert hand.screen == "RaiseIssue"
        await hand.type("Late timetables, as of Zelda Quux")
        hand.app.screen.query_one("#topic").focus()
        await hand.press("right")
        hand.app.screen.query_one("#cases").focus()
        await hand.type("14")
        await hand.press("ctrl+s")
        assert "take out “Zelda Quux”" in hand.text()
        await hand.press(*["backspace"] * 5, "ctrl+s")
        assert "“Zelda” is a name on file" in hand.text()
        same_as_before("issue-raise-80x24", hand.text())
        await hand.press(*["backspace"] * 12, "ctrl+s")
        assert hand.screen == "Case", hand.text()
        assert "Raised with the Director of Membership, naming nobody." in hand.told()
    async with at_work(service, "director", size=SIZES[1]) as hand:
        await hand.app.action_open("issues")
        await hand.settle()
        assert "Late timetables" in hand.text()
        await hand.press("s", "e")
        await hand.type("Raised at the board")
        await hand.press("ctrl+s")
        same_as_before("issues-160x50", hand.text())
    assert issues.listed(desk)[0].answer == "Raised at the board"


@pytest.mark.parametrize("policy", [SECOND])
async def test_scenario_23_how_she_may_be_reached_stands_above_what_goes_to_her(service, policy):
    taken = take(service.sign_in("adviser"))
    async with at_work(service) as hand:
        await opened(hand, taken.case_id)
        for key in ("e", "l", "c"):
            await hand.press(key)
            assert "no voicemail" in hand.text().rpartition("New: ")[2]
            await hand.press("escape")
        await hand.press("c", "v")
        assert "⚠ No voicemail:" in hand.text()


@pytest.mark.parametrize(
    ("contact", "allowed"),
    [
        ("Phone 07700 900123 only", True),
        ("Email or phone 07700 900123 · do not name the service", True),
        ("Phone 07700 900123 only · no voicemail", False),
        ("Email only", False),
        ("No safe contact agreed: ask first", False),
    ],
)
def test_whether_a_voicemail_may_be_left(contact, allowed):
    assert allows_voicemail(contact) is allowed
