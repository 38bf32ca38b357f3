"""Consents given and withdrawn: written down with who, what, for which acts, how and when, and never written over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from advice_tui.casework import drafts, entries
from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import EntryDocument
from advice_tui.casework.cases import life
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.cases.views import Written
from advice_tui.casework.consents.reading import CONSENT, DISCLOSURE, how_labels
from advice_tui.casework.consents.views import ConsentForm, Disclosed, WithdrawForm
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.consent import ACTS, Consent, problems, withdrawing_problem
from advice_tui.rules.text import Limit, field
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import say_day
from data import queries
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.records import NOT_THERE
from data.store import Tx

KIND = "consent"
"""The kind of entry that tells of a consent."""
DRAFT = "third-party"
"""The name of the draft to a third party on a case."""
DAY_ALONE = "A day only, without a time."


@allowed(Act.KEEP_CONSENT)
def give(desk: Desk, case_id: str, form: ConsentForm) -> Written:
    """Write down a consent on an open case (I-4; L-22); raises BadInput with everything that is wrong, by field."""
    require_read(desk)
    consent = read_form(desk, form)
    with desk.store.write(desk.signer, Act.KEEP_CONSENT.value, case_id, at=desk.now) as tx:
        case = open_case_in(desk, tx, case_id)
        line_id = give_in(desk, tx, case, consent)
        document = _told(desk, f"Consent: {consent.named()}", consent)
        entry_id = entries.put(desk, tx, case.place, document)
        tx.detail.update(consent=line_id, entry=entry_id, acts=len(consent.acts))
    entries.remember(desk, case_id, entry_id, document)
    label = f"the consent on case {case.row.number}"
    token = UndoToken("consent", label, case_id, entry_id, data={"line": line_id})
    said = f"Consent written down on case {case.row.number}: {consent.named()}, {consent.stands_words(desk.today)}."
    return Written(said, stopped=False, undo=token)


@allowed(Act.KEEP_CONSENT)
def withdraw(desk: Desk, case_id: str, consent_id: str, row_ver: int, form: WithdrawForm) -> Written:
    """Write down that the student withdrew a consent, as it was seen (``row_ver``); what it was is kept (L-22, I-4).

    Raises BadInput, ChangedMeanwhile when another terminal was first. A closed case takes it too.
    """
    require_read(desk)
    on, why = _withdrawing(desk, form)
    with desk.store.write(desk.signer, Act.KEEP_CONSENT.value, case_id, at=desk.now) as tx:
        case = life.opened(desk, tx, case_id)
        line = consent_line(desk, tx, case_id, consent_id)
        before = Consent.from_json(line.document)
        problem = withdrawing_problem(before, on, desk.today)
        if problem or on is None:
            raise BadInput({"on": problem or "Say on which day."})
        if line.row.row_ver != row_ver:
            raise ChangedMeanwhile("Somebody changed this consent meanwhile. Look again; nothing was overwritten.")
        now = before.taken_back(on, why)
        lines_of.change_line(desk, tx, line.row, {**now.to_json(), "withdrawn_by": desk.person.id}, row_ver)
        body = "\n".join(part for part in (why, f"It was: {_words(desk, before)}") if part)
        document = EntryDocument(KIND, f"Consent withdrawn: {before.named()}, {say_day(on, year=True)}", body)
        entry_id = entries.put(desk, tx, case.place, document)
        waiting = queries.draft(tx.connection, desk.person.id, f"{drafts.ENTRY}{case_id}:{DRAFT}") is not None
        tx.detail.update(consent=consent_id, entry=entry_id, on=on.isoformat())
    entries.remember(desk, case_id, entry_id, document)
    said = f"Consent withdrawn: nothing more may go to {before.who} on case {case.row.number}."
    said += " A draft of yours to somebody else waits there: it is looked at again before it goes." if waiting else ""
    label = f"the withdrawal on case {case.row.number}"
    data = {"line": consent_id, "row_ver": row_ver + 1, "before": before}
    return Written(said, stopped=False, undo=UndoToken("consent_withdrawn", label, case_id, entry_id, data=data))


# For other casework, inside its own act -------------------------------------------------------------------------------


def give_in(desk: Desk, tx: Tx, case: Opened, consent: Consent) -> str:
    """Put a consent on a case inside another act, which writes the entry that tells of it; give its id."""
    return lines_of.put_line(desk, tx, CONSENT, consent.to_json(), case_id=case.row.id)


def read_form(desk: Desk, form: ConsentForm, **names: str) -> Consent:
    """Read a consent as it was typed; raises BadInput with everything that is wrong.

    ``names`` rename the fields of the problems for a form that holds a consent among other things.
    """
    who, who_problem = field(form.who, "Who", Limit.NAME, required=True)
    role, role_problem = field(form.role, "Role", Limit.NAME)
    what, what_problem = field(form.what, "What", Limit.SHORT, required=True, lines=True)
    given, given_problem = day_typed(desk, form.given)
    until, until_problem = day_typed(desk, form.until, ahead=True) if form.until.strip() else (None, "")
    found: dict[str, str | None] = {"who": who_problem, "role": role_problem, "what": what_problem}
    chosen = {"acts": form.acts, "how": form.how, "given": given, "until": until}
    found |= problems(chosen, desk.today, set(how_labels(desk)))
    found |= {name: text for name, text in (("given", given_problem), ("until", until_problem)) if text}
    wrong = {names.get(name, name): sentence for name, sentence in found.items() if sentence}
    if wrong or given is None:
        raise BadInput(wrong)
    acts = tuple(act for act in ACTS if act in form.acts)
    return Consent(who.strip(), what.strip(), acts, form.how, given, role.strip(), until)


def day_typed(desk: Desk, text: str, *, ahead: bool = False) -> tuple[date | None, str]:
    """Read a typed day: the day, or the sentence about what is wrong; neither when nothing is typed."""
    if not text.strip():
        return None, ""
    read = read_when(text, desk.now, past=not ahead)
    if isinstance(read, Unread):
        return None, read.sentence
    return (read.day, "") if read.time is None else (None, DAY_ALONE)


def open_case_in(desk: Desk, tx: Tx, case_id: str) -> Opened:
    """Open a case inside an act that asks for an open one; raises BadInput for one that is closed."""
    case = life.opened(desk, tx, case_id)
    if case.row.status == "closed":
        raise BadInput(f"Case {case.row.number} is closed: reopen it first (x).")
    return case


def consent_line(desk: Desk, tx: Tx, case_id: str, consent_id: str) -> OpenedLine:
    """Open a consent of this case inside an act; raises NotFound for any other, and for one that was undone."""
    line = lines_of.open_line(desk, tx.connection, consent_id, CONSENT)
    if line.row.case_id != case_id or line.row.state != "on":
        raise NotFound(NOT_THERE)
    return line


# Parts ----------------------------------------------------------------------------------------------------------------


def _withdrawing(desk: Desk, form: WithdrawForm) -> tuple[date | None, str]:
    on, problem = day_typed(desk, form.on)
    why, why_problem = life.words(form.why, "What she said", Limit.SHORT, required=False)
    life.refuse({"on": problem, "why": why_problem})
    return on, why


def _words(desk: Desk, consent: Consent) -> str:
    how = how_labels(desk).get(consent.how, consent.how)
    until = f"; until {say_day(consent.until, year=True)}" if consent.until else ""
    return f"{consent.words()}. Given {say_day(consent.given, year=True)}, {how.lower()}{until}."


def _told(desk: Desk, title: str, consent: Consent) -> EntryDocument:
    return EntryDocument(KIND, title, _words(desk, consent))


@undoes("consent")
def _undo_given(desk: Desk, tx: Tx, token: UndoToken) -> None:
    line = consent_line(desk, tx, token.case_id, token.data["line"])
    void_consent(desk, tx, line)
    strike(desk, tx, token.case_id, token.entry_id)


def void_consent(desk: Desk, tx: Tx, line: OpenedLine) -> None:
    """Take back a consent that was written down by mistake; raises ChangedMeanwhile when something went out by it."""
    for one in lines_of.lines(desk, tx.connection, DISCLOSURE, case_id=line.row.case_id or ""):
        went = Disclosed.from_json(one.document)
        if one.row.state == "on" and went.ground.get("consent") == line.row.id:
            raise ChangedMeanwhile("Something went out by this consent, so it stays. Withdraw it instead (C).")
    lines_of.change_line(desk, tx, line.row, dict(line.document), state="void")


@undoes("consent_withdrawn")
def _undo_withdrawn(desk: Desk, tx: Tx, token: UndoToken) -> None:
    line = consent_line(desk, tx, token.case_id, token.data["line"])
    if line.row.row_ver != token.data["row_ver"]:
        raise ChangedMeanwhile("Somebody changed this consent meanwhile. Nothing was undone.")
    before: Consent = replace(token.data["before"])
    lines_of.change_line(desk, tx, line.row, before.to_json())
    strike(desk, tx, token.case_id, token.entry_id)
