"""What a case says to others: consents, contacts with third parties, referrals, issues raised without a name."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from advice_tui.casework import consents, providers, referrals
from advice_tui.casework.cases import Written
from advice_tui.casework.consents import Register
from advice_tui.casework.referrals import ReferralView
from advice_tui.roles import Act, may
from advice_tui.rules.consent import chip
from screens.case_base import CaseBase
from screens.consent_dialogs import Consents, ContactThirdParty, Disclosures, GiveConsent, WithdrawConsent
from screens.issue_dialogs import RaiseIssue
from screens.referral_dialogs import NO_PROVIDERS, ChooseProvider, Outcome, Refer, Referrals, Told
from screens.theme import glyph
from screens.widgets.case_head import CONSENT, PLAIN, Chip
from screens.widgets.said import said

ACTS = {
    "consents": Act.KEEP_CONSENT,
    "third_party": Act.DISCLOSE,
    "refer": Act.REFER,
    "issue": Act.RAISE_ISSUE,
}


class CaseConsent(CaseBase):
    """Keys of what goes out to anybody but the student."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "C",
            "consents",
            "Consents",
            id="case.consents",
            tooltip="What the student allows: write it down, withdraw it",
            show=False,
        ),
        Binding(
            "D",
            "third_party",
            "To others",
            id="case.third_party",
            tooltip="Contact somebody else for her; what went out",
            show=False,
        ),
        Binding(
            "R", "refer", "Refer", id="case.refer", tooltip="Refer her, or tell her of somebody; outcomes", show=False
        ),
        Binding(
            "I",
            "issue",
            "Issue",
            id="case.issue",
            tooltip="Raise an issue that touches many, naming nobody",
            show=False,
        ),
    ]

    register: Register | None = None
    """What the case allows and what went out, as it was read last."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the keys sleep while something is written."""
        if action not in ACTS:
            return super().check_action(action, parameters)
        return self.ready() and may(self.desk.role, ACTS[action])

    def consent_chips(self) -> tuple[Chip, ...]:
        """Say in the head what stands."""
        register = self.register
        if register is None:
            return ()
        standing = tuple(one.consent for one in register.consents if one.standing == "stands")
        words = chip(standing, register.today, len(register.consents) - len(standing))
        sign = glyph("✓") if standing else glyph("○")
        style = CONSENT if standing else PLAIN
        short = "No consent" if not standing else words.partition(" until ")[0]
        return (Chip(f"{sign} {words}", f"{sign} {short}", style, last=True, faint=not standing),)

    def consent_facts(self) -> list[Content]:
        """Draw what stands, for beside the timeline."""
        found = [one for one in self.register.consents if one.standing == "stands"] if self.register else []
        return [
            said(
                (f"{glyph('✓')} {one.consent.named()}\n", "$ink"),
                (f"  {one.stands_words}\n", "$ink-quiet"),
            )
            for one in found
        ]

    # Consents -------------------------------------------------------------------------------------------------------

    async def action_consents(self) -> None:
        """List what the student allows, or begin with the first."""
        register = await self.ask(consents.register, self.desk, self.subject)
        if register is None or self.case is None or not self.is_current:
            return
        self.register = register
        if register.consents:
            self.app.push_screen(Consents(register), self._consent)
        else:
            self.app.push_screen(GiveConsent(self.desk, self.case), self._went)

    def _consent(self, answer: tuple[str, str] | None) -> None:
        if answer is None or self.case is None:
            return
        what, key = answer
        one = next((one for one in self.register.consents if one.id == key), None) if self.register else None
        if what == "new":
            self.app.push_screen(GiveConsent(self.desk, self.case), self._went)
        elif one is not None:
            self.app.push_screen(WithdrawConsent(self.desk, self.case, one), self._went)

    # Third parties --------------------------------------------------------------------------------------------------

    async def action_third_party(self) -> None:
        """List what went out to others, or begin with the first contact."""
        register = await self.ask(consents.register, self.desk, self.subject)
        if register is None or not self.is_current:
            return
        if register.disclosures:
            self.app.push_screen(Disclosures(register), self._another)
        else:
            await self._contact()

    async def _another(self, answer: tuple[str, str] | None) -> None:
        if answer is not None:
            await self._contact()

    async def _contact(self) -> None:
        found = await self.ask(consents.grounds, self.desk, self.subject)
        if found is not None and self.case is not None and self.is_current:
            self.app.push_screen(ContactThirdParty(self.desk, self.case, found), self._went)

    # Referrals ------------------------------------------------------------------------------------------------------

    async def action_refer(self) -> None:
        """List the referrals of the case; the list begins a new one, or writes down what came of one."""
        found = await self.ask(referrals.of_case, self.desk, self.subject)
        if found is None or self.case is None or not self.is_current:
            return

        def chosen(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                self.call_next(self._referral, *answer, found)

        self.app.push_screen(Referrals(self.case.number, found), chosen)

    async def _referral(self, what: str, key: str, found: tuple[ReferralView, ...]) -> None:
        if self.case is None:
            return
        if what == "outcome":
            one = next(one for one in found if one.id == key)
            self.app.push_screen(Outcome(self.desk, self.case, one), self._went)
            return
        listed = await self.ask(providers.listed, self.desk)
        if not listed:
            if listed is not None:
                self.house.tell(NO_PROVIDERS)
            return

        def chosen(provider_id: str | None) -> None:
            if provider_id:
                self.call_next(self._named, what, provider_id)

        self.app.push_screen(ChooseProvider(listed), chosen)

    async def _named(self, what: str, provider_id: str) -> None:
        """Go on with the provider that was chosen."""
        listed = await self.ask(providers.listed, self.desk)
        standing = await self.ask(consents.standing, self.desk, self.subject)
        one = next((one for one in listed or () if one.id == provider_id), None)
        if one is None or standing is None or self.case is None:
            return
        window = Refer(self.desk, self.case, one, standing) if what == "new" else Told(self.desk, self.case, one)
        self.app.push_screen(window, self._went)

    def _went(self, written: Written | None) -> None:
        """Tell what a window has written down."""
        self.told(written)

    # Issues ---------------------------------------------------------------------------------------------------------

    def action_issue(self) -> None:
        """Raise an issue that touches many; nothing of this case goes with it."""
        self.app.push_screen(RaiseIssue(self.desk, self.subject), self._raised)

    def _raised(self, sentence: str | None) -> None:
        if sentence:
            self.house.tell(sentence)
