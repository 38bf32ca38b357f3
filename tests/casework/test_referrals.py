"""Referrals: provider, consent, what was sent, told where and how; the outcome asked for later (I-9; L-6)."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, consents, providers, referrals, today, undo
from advice_tui.casework.cases import dates
from advice_tui.casework.consents import ConsentForm, WithdrawForm
from advice_tui.casework.providers import ProviderForm
from advice_tui.casework.referrals import Counts, ReferForm, SignpostForm
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from tests.factories import POLICIES, audit_lines, take

LEDGER = ProviderForm("Ledger & Co [b]", "solicitor", "tenancy law", "020 7946 0000")


def provider(desk, form=LEDGER):
    providers.add(desk, form)
    return next(one for one in providers.listed(desk) if one.name == form.name)


def refer_form(one, **over):
    fields = {
        "provider": one.id,
        "why": "The landlord went to court.",
        "sent": "The court papers",
        "way": "email",
        "told": "They ring her on Friday; their number.",
        "may_send": "The papers of the court",
        "how": "signed",
    }
    return ReferForm(**(fields | over))


def refused(work):
    with pytest.raises(BadInput) as found:
        work()
    return found.value.problems


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_51_a_referral_with_its_consent_and_its_outcome(desk, clock, policy):
    tom = desk("second")
    assert providers.listed(tom) == ()
    case = take(tom).case_id
    one = provider(tom)
    told = referrals.refer(tom, case, refer_form(one))
    assert "Ask what came of it on Tue 8 Dec" in told.sentence
    (kept,) = referrals.of_case(tom, case)
    assert (kept.referral.name, kept.state, kept.state_words) == (LEDGER.name, "waits", "ask on Tue 8 Dec")
    (consent,) = consents.standing(tom, case)
    assert (consent.consent.who, consent.consent.acts) == (LEDGER.name, ("refer",))
    (went,) = consents.disclosures(tom, case)
    assert (went.to, went.what, went.consent_id) == (LEDGER.name, "The court papers", consent.id)
    view = cases.refresh(tom, case)
    entry = view.entries[0]
    assert (entry.kind, entry.title) == ("referral", f"Referred to {LEDGER.name}")
    assert "Told: They ring her on Friday" in entry.body
    assert view.promises[0].state != "answered"
    (date_,) = view.key_dates
    assert date_.what == f"Ask what came of the referral to {LEDGER.name}"
    clock.set(2026, 12, 7)
    assert date_.what in str(today.waiting(tom))
    clock.set(2026, 12, 9)
    assert referrals.of_case(tom, case)[0].state_words == "ask now: since Tue 8 Dec"
    done = referrals.record_outcome(tom, case, kept.id, kept.row_ver, "They took it on.")
    after = referrals.of_case(tom, case)[0]
    assert (after.state_words, after.referral.outcome) == ("outcome known Wed 9 Dec", "They took it on.")
    assert cases.refresh(tom, case).key_dates == ()
    undo.undo(tom, done.undo)
    assert referrals.of_case(tom, case)[0].state == "waits"
    assert len(cases.refresh(tom, case).key_dates) == 1
    undo.undo(tom, told.undo)
    assert referrals.of_case(tom, case) == ()
    assert cases.refresh(tom, case).key_dates == ()
    assert consents.standing(tom, case) == ()
    assert [one.undone for one in consents.disclosures(tom, case)] == [True]
    assert LEDGER.name not in str(audit_lines(tom))


def test_a_consent_that_stands_is_used_and_one_that_does_not_refuses(desk):
    tom = desk("second")
    case, one = take(tom).case_id, provider(tom)
    consents.give(tom, case, ConsentForm(one.name, "The papers", ("refer",), "signed"))
    consents.give(tom, case, ConsentForm(one.name, "To ring them", ("contact",), "signed"))
    ring, refer = consents.standing(tom, case)
    assert (
        "not for referring" in refused(lambda: referrals.refer(tom, case, refer_form(one, consent=ring.id)))["consent"]
    )
    referrals.refer(tom, case, refer_form(one, consent=refer.id))
    assert len(consents.standing(tom, case)) == 2
    consents.withdraw(tom, case, refer.id, refer.row_ver, WithdrawForm())
    assert "withdrew" in refused(lambda: referrals.refer(tom, case, refer_form(one, consent=refer.id)))["consent"]
    assert len(referrals.of_case(tom, case)) == 1


def test_everything_that_is_missing_is_said_at_once(desk):
    tom = desk("second")
    case = take(tom).case_id
    empty = ReferForm("", "", "", "", "", how="rumour", given="tomorrow")
    found = refused(lambda: referrals.refer(tom, case, empty))
    assert set(found) == {"provider", "why", "sent", "way", "told", "may_send", "how", "given"}
    assert set(refused(lambda: referrals.signpost(tom, case, SignpostForm("", "")))) == {"provider", "told"}


def test_told_of_a_provider_needs_no_consent_and_is_counted(desk):
    tom = desk("second")
    case, one = take(tom).case_id, provider(tom)
    told = referrals.signpost(tom, case, SignpostForm(one.id, "Their number, and that it is free."))
    assert told.sentence.endswith("Nothing was sent.")
    assert consents.disclosures(tom, case) == ()
    referrals.refer(tom, case, refer_form(one))
    assert referrals.counts(tom) == {one.id: Counts(1, 1)}
    assert referrals.counts(desk("receptionist")) == {}
    undo.undo(tom, told.undo)
    assert referrals.counts(tom) == {one.id: Counts(1, 0)}


def test_a_key_date_ended_by_hand_stays_ended(desk):
    tom = desk("second")
    case, one = take(tom).case_id, provider(tom)
    told = referrals.refer(tom, case, refer_form(one))
    (date_,) = cases.refresh(tom, case).key_dates
    dates.finish_date(tom, case, date_.id, date_.row_ver)
    kept = referrals.of_case(tom, case)[0]
    done = referrals.record_outcome(tom, case, kept.id, kept.row_ver, "Nothing came of it.")
    with pytest.raises(ChangedMeanwhile):
        undo.undo(tom, told.undo)
    undo.undo(tom, done.undo)
    assert cases.refresh(tom, case).key_dates == ()


# The directory --------------------------------------------------------------------------------------------------------


def test_the_directory_is_everybodys_at_the_desk_and_kept_by_advisers(desk):
    manager, dana = desk("manager"), desk("receptionist")
    one = provider(manager)
    assert [view.line() for view in providers.listed(dana)] == ["Ledger & Co [b] · tenancy law · 020 7946 0000"]
    with pytest.raises(NotAllowed):
        providers.add(dana, LEDGER)
    with pytest.raises(NotAllowed):
        providers.listed(desk("director"))
    assert (
        "already"
        in refused(lambda: providers.add(manager, ProviderForm("LEDGER & co [B]", "health", "x", "y")))["name"]
    )
    assert set(refused(lambda: providers.add(manager, ProviderForm("", "nobody")))) == {
        "name",
        "kind",
        "helps",
        "contact",
    }
    providers.change(manager, one.id, one.row_ver, ProviderForm("Ledger", "solicitor", "tenancy law", "new number"))
    with pytest.raises(ChangedMeanwhile):
        providers.change(manager, one.id, one.row_ver, ProviderForm("Ledger 2", "solicitor", "tenancy law", "number"))
    now = providers.listed(manager)[0]
    providers.close(manager, one.id, now.row_ver)
    assert providers.listed(manager) == ()
    (closed,) = providers.listed(manager, closed=True)
    assert closed.closed
    case = take(manager).case_id
    assert "not offered" in refused(lambda: referrals.refer(manager, case, refer_form(one)))["provider"]
    providers.close(manager, one.id, closed.row_ver, closed=False)
    assert len(providers.listed(manager)) == 1
