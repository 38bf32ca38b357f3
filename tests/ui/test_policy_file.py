"""The policy in force on the screen: what is blank, what that stops, filled in by keyboard."""

from __future__ import annotations

import pytest

from advice_tui.casework import policies
from tests.ui.working import SIZES, at_work, same_as_before


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_blank_is_filled_in_by_the_manager(service, size):
    async with at_work(service, "manager", size) as hand:
        await hand.app.action_open("policy")
        await hand.settle()
        assert hand.screen == "PolicyFile"
        same_as_before(f"policy-{size[0]}", hand.text())
        listed = hand.app.screen.query_one("#lines")
        listed.mark("blank:withdrawal.written_consent_by")
        await hand.settle()
        await hand.press("enter")
        assert hand.screen == "FillBlank"
        assert "Head of" in hand.text()
        await hand.press("ctrl+s")
        assert "please fill this in" in hand.text()
        await hand.type("Head of Student Voice")
        await hand.press("ctrl+s")
        assert hand.screen == "PolicyFile"
        assert any("filled in" in told for told in hand.told())
        assert "sign in again" in hand.text()
        await hand.press("a")
        assert hand.screen == "AdoptFile"
        await hand.type("/nowhere/at/all.toml")
        await hand.press("ctrl+s")
        assert hand.screen == "AdoptFile"
        await hand.press("escape")
        listed.mark("read:Service standards and Code of Practice")
        await hand.settle()
    manager = service.sign_in("manager")
    assert manager.policy.title_of("head") == "Head of Student Voice"
    assert len(policies.history(manager)) == 2
