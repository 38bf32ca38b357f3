"""What goes out to a third party: an entry on the timeline and a line of the disclosure register, in one transaction.

1. Nothing is recorded as done without a consent that stands, or a decision to breach confidentiality (I-4; L-13, L-22,
   L-25). It is looked at inside the transaction: one withdrawn a moment ago stops it, and the text stays a draft.
2. The register keeps the consent as it then was, its id and its words.
3. It is no reply to the student: no clock stops (I-6).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import drafts, entries
from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import EntryDocument, open_case_row
from advice_tui.casework.cases.forms import moment_problem
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.cases.views import Written
from advice_tui.casework.consents.giving import open_case_in
from advice_tui.casework.consents.reading import CONSENT, DISCLOSURE, breach_decisions, ground_words
from advice_tui.casework.consents.views import BREACH, ContactForm, Disclosed
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.consent import ACTS, WAYS, Consent, refusal, same_name
from advice_tui.rules.text import Limit, field
from advice_tui.rules.time_spent import MOST
from advice_tui.rules.working_days import london
from data.errors import BadInput, ChangedMeanwhile
from data.store import Tx

KIND = "third_party"
NO_GROUND = "Choose by which consent this goes out."
NO_DECISION = "That is no decision which lets anything out on this case. Choose a consent, or start the procedure (P)."


@allowed(Act.DISCLOSE)
def contact(desk: Desk, case_id: str, form: ContactForm, *, draft: str = "") -> Written:
    """Record a contact with a third party on an open case; ``draft`` is the subject of the draft it grew from.

    Raises BadInput with everything that is wrong: under "ground" or "to" when no consent lets it out.
    """
    require_read(desk)
    at = form.at or desk.now
    to, text = _checked(desk, case_id, form, at)
    with desk.store.write(desk.signer, Act.DISCLOSE.value, case_id, at=desk.now) as tx:
        case = open_case_in(desk, tx, case_id)
        ground = ground_in(desk, tx.connection, case_id, form.ground, (to, form.act, at))
        to = str(ground["words"]["who"]) if "consent" in ground else to
        title = f"{WAYS[form.way]} to {to}"
        words = ground_words(desk, ground)
        document = EntryDocument(KIND, title, text, form.way, notes=(words,), minutes=form.minutes)
        entry_id = entries.put(desk, tx, case.place, document, at=at)
        line_id = disclose_in(
            desk, tx, case, Disclosed(to, form.way, form.act, text, at.isoformat(), ground, entry=entry_id)
        )
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.detail.update(entry=entry_id, disclosure=line_id)
    entries.remember(desk, case_id, entry_id, document)
    said = f"{title} written down on case {case.row.number}, and in the disclosure register. The reply clock goes on."
    label = f"the contact with somebody else on case {case.row.number}"
    token = UndoToken("third_party", label, case_id, entry_id, data={"line": line_id})
    return Written(said, stopped=False, undo=token)


# For other casework, inside its own act -------------------------------------------------------------------------------


def ground_in(
    desk: Desk, connection: Connection, case_id: str, key: str, what: tuple[str, str, datetime]
) -> dict[str, Any]:
    """Give by what something may go out, copied as it is now: a consent's id and words, or a breach decision.

    ``key`` is a ``Ground``'s; ``what`` the name of whom it goes to, the act and when. Raises BadInput with the sentence
    of ``rules.consent.refusal`` when it may not.
    """
    to, act, at = what
    if key.startswith(BREACH):
        procedure_id = key.removeprefix(BREACH)
        decided = breach_decisions(desk, connection, case_id)
        if procedure_id not in decided:
            raise BadInput({"ground": NO_DECISION})
        return {"procedure": procedure_id, "words": decided[procedure_id]}
    lines = lines_of.lines(desk, connection, CONSENT, case_id=case_id)
    line = next((one for one in lines if one.row.id == key and one.row.state == "on"), None)
    if line is None:
        raise BadInput({"ground": NO_GROUND if lines and not key else refusal(None, act, to, desk.today)})
    consent = Consent.from_json(line.document)
    refused = refusal(consent, act, to, london(at).date())
    if refused:
        raise BadInput({"ground" if same_name(to, consent) else "to": refused})
    return {"consent": line.row.id, "words": consent.to_json()}


def disclose_in(desk: Desk, tx: Tx, case: Opened, went: Disclosed) -> str:
    """Put one line in the disclosure register of a case inside another act, and give its id.

    ``went.ground`` comes from ``ground_in``: nothing else makes one.
    """
    return lines_of.put_line(desk, tx, DISCLOSURE, went.to_json(), case_id=case.row.id)


def take_back_in(desk: Desk, tx: Tx, line_id: str) -> None:
    """Mark a line of the register as taken back: nothing went. It stays in the register."""
    line = lines_of.open_line(desk, tx.connection, line_id, DISCLOSURE)
    if line.row.state != "on":
        raise ChangedMeanwhile("This was undone before.")
    lines_of.change_line(desk, tx, line.row, dict(line.document), state="void")


# Parts ----------------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, case_id: str, form: ContactForm, at: datetime) -> tuple[str, str]:
    """Clean the texts; what is wrong is said together with why the consent does not serve."""
    to, to_problem = field(form.to, "To whom", Limit.NAME, required=True)
    text, text_problem = field(form.text, "What was said or sent", Limit.NOTE, required=True, lines=True)
    found: dict[str, str | None] = {
        "to": to_problem,
        "text": text_problem,
        "way": None if form.way in WAYS else "Say how they were contacted.",
        "act": None if form.act in ACTS else "Choose from the list.",
        "at": moment_problem(desk.now, form.at),
        "minutes": None if 0 <= form.minutes <= MOST else "Time spent: between nothing and a day.",
    }
    wrong = {name: sentence for name, sentence in found.items() if sentence}
    if wrong:
        raise BadInput(_why_not(desk, case_id, form, at) | wrong)
    return to.strip(), text


def _why_not(desk: Desk, case_id: str, form: ContactForm, at: datetime) -> dict[str, str]:
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        try:
            ground_in(desk, connection, case_id, form.ground, (form.to, form.act, at))
        except BadInput as error:
            return error.problems
    return {}


@undoes("third_party")
def _undo_contact(desk: Desk, tx: Tx, token: UndoToken) -> None:
    take_back_in(desk, tx, token.data["line"])
    strike(desk, tx, token.case_id, token.entry_id)
