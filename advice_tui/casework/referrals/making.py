"""A referral made: provider, consent, what was sent and where the student finds them, in one transaction (I-9; L-6).

1. The consent stands for this provider and for referring, or is made there and then (I-4; L-22).
2. What was sent is a line of the disclosure register; the student is told where and how.
3. A key date asks for the outcome after the policy's days, so that it stands on Today.
4. A student who is only told of a provider needs no consent: nothing goes out. It is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from advice_tui.casework import drafts, entries, providers
from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import EntryDocument
from advice_tui.casework.cases import dates, life
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.cases.views import Written
from advice_tui.casework.consents.disclosing import disclose_in, ground_in, take_back_in
from advice_tui.casework.consents.giving import consent_line, give_in, open_case_in, read_form, void_consent
from advice_tui.casework.consents.reading import ground_words
from advice_tui.casework.consents.views import ConsentForm, Disclosed
from advice_tui.casework.induction import require_read
from advice_tui.casework.providers import ProviderView
from advice_tui.casework.referrals.reading import REFERRAL
from advice_tui.casework.referrals.views import TOLD, VOID, WAITS, ReferForm, Referral, SignpostForm
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.consent import REFER, WAYS
from advice_tui.rules.key_dates import KEY_DATE, reminders
from advice_tui.rules.text import Limit, cut_visibly, field
from advice_tui.rules.working_days import say_day
from data.errors import BadInput, ChangedMeanwhile
from data.models import KeyDate
from data.queries import key_dates
from data.store import Tx

KIND = "referral"
NO_PROVIDER = "Choose whom from the directory."
CONSENT_FIELDS = {"who": "provider", "what": "may_send", "acts": "consent", "until": "given"}
"""Under which field of this form a problem of the consent stands that is made there and then."""


@dataclass(frozen=True)
class _Made:
    """The lines that a referral put beside its own: consent (made here or not), disclosure, key date."""

    ground: dict[str, Any]
    consent: str
    own_consent: str
    disclosure: str


@allowed(Act.REFER)
def refer(desk: Desk, case_id: str, form: ReferForm, *, draft: str = "") -> Written:
    """Refer a student to a provider of the directory; raises BadInput with everything that is wrong, by field."""
    require_read(desk)
    form = _checked(desk, form)
    with desk.store.write(desk.signer, Act.REFER.value, case_id, at=desk.now) as tx:
        case = open_case_in(desk, tx, case_id)
        provider = _provider(desk, tx, form.provider)
        made = _consented(desk, tx, case, provider, form)
        title = f"Referred to {provider.name}"
        body = "\n".join([f"Why: {form.why}", f"Sent ({WAYS[form.way].lower()}): {form.sent}", f"Told: {form.told}"])
        document = EntryDocument(KIND, title, body, form.way, notes=(ground_words(desk, made.ground),))
        entry_id = entries.put(desk, tx, case.place, document)
        day, date_id = _ask_later(desk, tx, case, provider)
        kept = Referral(provider.id, provider.name, provider.kind, form.why, form.told, form.sent, form.way)
        kept = replace(kept, consent=made.consent, disclosure=made.disclosure, key_date=date_id, ask_on=day.isoformat())
        line_id = lines_of.put_line(desk, tx, REFERRAL, kept.to_json(), case_id=case_id, state=WAITS)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.detail.update(entry=entry_id, referral=line_id, disclosure=made.disclosure, key_date=date_id)
    entries.remember(desk, case_id, entry_id, document)
    data = {"line": line_id, "consent": made.own_consent}
    token = UndoToken("referral", f"the referral on case {case.row.number}", case_id, entry_id, data=data)
    said = f"Referred to {provider.name} on case {case.row.number}. Ask what came of it on {say_day(day)} (on Today)."
    return Written(said, stopped=False, undo=token)


@allowed(Act.REFER)
def signpost(desk: Desk, case_id: str, form: SignpostForm) -> Written:
    """Write down that a student was told of a provider and nothing was sent; raises BadInput with what is wrong."""
    require_read(desk)
    told, told_problem = life.words(form.told, "What she was told", Limit.SHORT)
    why, why_problem = life.words(form.why, "Why", Limit.SHORT, required=False)
    life.refuse({"told": told_problem, "why": why_problem, "provider": None if form.provider else NO_PROVIDER})
    with desk.store.write(desk.signer, Act.REFER.value, case_id, at=desk.now) as tx:
        case = open_case_in(desk, tx, case_id)
        provider = _provider(desk, tx, form.provider)
        body = "\n".join(part for part in (f"Why: {why}" if why else "", f"Told: {told}") if part)
        document = EntryDocument(KIND, f"Told of {provider.name}", body)
        entry_id = entries.put(desk, tx, case.place, document)
        kept = Referral(provider.id, provider.name, provider.kind, why, told)
        line_id = lines_of.put_line(desk, tx, REFERRAL, kept.to_json(), case_id=case_id, state=TOLD)
        tx.detail.update(entry=entry_id, referral=line_id)
    entries.remember(desk, case_id, entry_id, document)
    token = UndoToken(
        "referral", f"that she was told, on case {case.row.number}", case_id, entry_id, data={"line": line_id}
    )
    said = f"Written down on case {case.row.number}: told of {provider.name}. Nothing was sent."
    return Written(said, stopped=False, undo=token)


# Parts ----------------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, form: ReferForm) -> ReferForm:
    """Clean the texts; a consent that is made there and then is read too, so that all problems are said at once."""
    texts = {
        name: field(getattr(form, name), label, Limit.SHORT, required=True, lines=True)
        for name, label in (("why", "Why"), ("sent", "What was sent"), ("told", "What the student was told"))
    }
    found: dict[str, str | None] = {name: problem for name, (_, problem) in texts.items()}
    found["way"] = None if form.way in WAYS else "Say how it was sent."
    found["provider"] = None if form.provider else NO_PROVIDER
    if not form.consent:
        try:
            read_form(desk, _consent_form(form, "this provider"), **CONSENT_FIELDS)
        except BadInput as error:
            found |= error.problems
    life.refuse(found)
    return replace(form, **{name: text.strip() for name, (text, _) in texts.items()})


def _consent_form(form: ReferForm, who: str, role: str = "") -> ConsentForm:
    return ConsentForm(who, form.may_send, (REFER,), form.how, form.given, role)


def _provider(desk: Desk, tx: Tx, provider_id: str) -> ProviderView:
    found = providers.provider_in(desk, tx.connection, provider_id)
    if found is None:
        raise BadInput({"provider": "This provider is not offered any more. Choose another from the directory."})
    return found


def _consented(desk: Desk, tx: Tx, case: Opened, provider: ProviderView, form: ReferForm) -> _Made:
    """Have the consent (chosen, or made here) let it out, and write the line of the disclosure register."""
    own = ""
    if not form.consent:
        consent = read_form(desk, _consent_form(form, provider.name, provider.kind_label), **CONSENT_FIELDS)
        own = give_in(desk, tx, case, consent)
    chosen = form.consent or own
    try:
        ground = ground_in(desk, tx.connection, case.row.id, chosen, (provider.name, REFER, desk.now))
    except BadInput as error:
        raise BadInput({"consent": " ".join(error.problems.values())}) from error
    went = Disclosed(provider.name, form.way, REFER, form.sent, desk.now.isoformat(), ground)
    return _Made(ground, chosen, own, disclose_in(desk, tx, case, went))


def _ask_later(desk: Desk, tx: Tx, case: Opened, provider: ProviderView) -> tuple[date, str]:
    """Set the key date on which to ask what came of it: after the policy's days, on an open one."""
    day = desk.calendar.next_open_day(desk.today + timedelta(days=desk.policy.referral.ask_outcome_after_days))
    first, second = reminders(desk.calendar, day, desk.today)
    what = cut_visibly(f"Ask what came of the referral to {provider.name}", Limit.NAME)
    why = "A referral nobody follows may have come to nothing. R writes down the outcome."
    return day, dates.put_date(desk, tx, case.place, KEY_DATE, what, why, day, first, second)


def end_date(desk: Desk, tx: Tx, case_id: str, date_id: str, state: str) -> bool:
    """End the key date of a referral inside another act, when it is still open; say whether it was."""
    row = key_dates.one(tx.connection, desk.keys, case_id, date_id) if date_id else None
    if row is None or row.state != "open":
        return False
    tx.change(KeyDate, {"id": row.id}, row.row_ver, state=state, done_at=desk.now, done_by=desk.person.id)
    return True


@undoes("referral")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    line = lines_of.open_line(desk, tx.connection, token.data["line"], REFERRAL)
    kept = Referral.from_json(line.document)
    if line.row.state not in {WAITS, TOLD}:
        raise ChangedMeanwhile("Somebody went on with this referral meanwhile. Nothing was undone.")
    lines_of.change_line(desk, tx, line.row, dict(line.document), state=VOID)
    if kept.disclosure:
        take_back_in(desk, tx, kept.disclosure)
    if token.data.get("consent"):
        void_consent(desk, tx, consent_line(desk, tx, token.case_id, token.data["consent"]))
    end_date(desk, tx, token.case_id, kept.key_date, "void")
    strike(desk, tx, token.case_id, token.entry_id)
