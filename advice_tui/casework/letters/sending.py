"""Sending a letter: kept as it went, put on the case's timeline, its procedure's step recorded, all in one transaction.

1. It goes only when it says all that it must (I-45, I-48; L-27, L-39), names nobody that it must not (I-40; L-13), and
   was read by a second person where the service asks for one.
2. It did not go in the future. What went is kept word for word, with its SHA-256, and never changed. The audit line
   holds a salted hash: who cannot open the letter cannot try there whether a guess at its words is right.
3. It is no reply to what the student asked unless whoever sends it says so: then, and only then, a clock stops (I-6).
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from advice_tui.casework import drafts, entries
from advice_tui.casework.case_documents import EntryDocument, open_case_row
from advice_tui.casework.cases.forms import EntryForm
from advice_tui.casework.cases.life import Opened
from advice_tui.casework.cases.writing import put_entry
from advice_tui.casework.induction import require_read
from advice_tui.casework.letters.documents import (
    SENT,
    LetterDocument,
    OpenedLetter,
    find_draft,
    put,
)
from advice_tui.casework.letters.naming import Scan, scanned
from advice_tui.casework.letters.reading import FILLED_BY_SENDING, rules_of, step_of
from advice_tui.casework.letters.views import SendForm, Sent
from advice_tui.casework.procedures.recording import Begun, record_in
from advice_tui.casework.procedures.views import LetterSent, StepForm
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import letters
from advice_tui.rules.letters import WAYS
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import LONDON, say_day
from data.errors import BadInput
from data.keys.sealing import sha256
from data.store import Tx

LETTER_OUT: Final = "letter_out"
"""The kind of entry that a letter leaves on the timeline when it answers nothing."""
NOON: Final = time(12)
SALT_BYTES: Final = 32
LONG_AGO: Final = timedelta(days=366)
ASK_SECOND: Final = "A second person must read this letter before it goes: ask a colleague to open it."


@dataclass(frozen=True)
class _Put:
    """What became of the case's timeline: the entry's id and document, and what it did to clocks."""

    entry_id: str
    document: EntryDocument
    met: tuple[str, ...] = ()


@allowed(Act.WRITE_LETTER)
def send(desk: Desk, letter_id: str, row_ver: int, form: SendForm, *, draft: str = "") -> Sent:
    """Record that a letter went out, with all that follows from it, in one transaction.

    ``row_ver`` is the letter as it was seen. Raises BadInput with everything that is missing or wrong, also what the
    procedure's step still waits for; ChangedMeanwhile when somebody else saved the letter since.
    """
    require_read(desk)
    scan = scanned(desk, letter_id)
    with desk.store.write(desk.signer, Act.WRITE_LETTER.value, letter_id, at=desk.now) as tx:
        letter = find_draft(desk, tx.connection, letter_id, row_ver)
        to = _checked(desk, letter, form, scan)
        document = _as_sent(desk, letter.document, form, to)
        put(desk, tx, letter, document, SENT)
        entry = _put_entry(desk, tx, letter, document, form) if letter.case_id else None
        begun = _record(desk, tx, letter, form)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.obj = letter_id
        tx.detail.update(sent=form.day.isoformat(), channel=form.channel, hash=_salted(document))
        tx.detail.update(entry=entry.entry_id, met=list(entry.met)) if entry else None
    if entry:
        entries.remember(desk, letter.case_id, entry.entry_id, entry.document)
    clock = " The reply clock is stopped." if entry and entry.met else ""
    more = "".join(f" {sentence}" for sentence in (begun.sentences if begun else ()))
    said = f"{document.title}: sent {WAYS[form.channel]} on {say_day(form.day)}, kept as it went."
    return Sent(f"{said}{clock}{more}", begun.to_cancel if begun else ())


def _checked(desk: Desk, letter: OpenedLetter, form: SendForm, scan: Scan) -> str:
    """Give to whom it goes, cleaned; raises BadInput with everything that is wrong."""
    document = letter.document
    to, to_problem = text_field(form.to, "To", Limit.SHORT, required=True)
    missing = list(letters.missing(rules_of(desk, letter), document.text))
    missing += [f"“{name}” must not stand in this letter." for name in scan.named]
    asked = document.second_asked and not document.second_by
    found = {
        "text": " ".join(missing),
        "names_seen": f"Look at {', '.join(scan.perhaps)}: say that it names nobody." if scan.perhaps else "",
        "second": ASK_SECOND if asked else "",
        "channel": "" if form.channel in WAYS else "Choose how it goes.",
        "day": _day_problem(desk.today, form.day),
        "to": to_problem or "",
    }
    if form.names_seen:
        found["names_seen"] = ""
    problems = {name: sentence for name, sentence in found.items() if sentence}
    if problems:
        raise BadInput(problems)
    return " ".join(to.split())


def _day_problem(today: date, day: date) -> str:
    if day > today:
        return "This is in the future. Send it first, then write down the day."
    return "This is more than a year ago. Look at the date." if today - day > LONG_AGO else ""


def _as_sent(desk: Desk, document: LetterDocument, form: SendForm, to: str) -> LetterDocument:
    text = letters.as_sent(desk.policy, document.text, form.channel)
    return replace(
        document,
        text=text,
        sent_on=form.day.isoformat(),
        sent_at=desk.now.isoformat(),
        sent_by=desk.person.id,
        sent_to=to,
        channel=form.channel,
        hash=sha256(text.encode()).hex(),
        salt=os.urandom(SALT_BYTES).hex(),
    )


def _salted(document: LetterDocument) -> str:
    """Give what proves later that these were the words, and tells nothing to who has not the letter itself."""
    return hmac.digest(bytes.fromhex(document.salt), document.text.encode(), "sha256").hex()


def _put_entry(desk: Desk, tx: Tx, letter: OpenedLetter, document: LetterDocument, form: SendForm) -> _Put:
    """Put the letter on the case's timeline; only as a reply does it stop a clock (clause 3)."""
    case = Opened(*open_case_row(desk, tx.connection, letter.case_id))
    at = None if form.day == desk.today else datetime.combine(form.day, NOON, tzinfo=LONDON)
    if form.reply:
        made = put_entry(desk, tx, case, EntryForm("letter", document.text, title=document.title, at=at))
        return _Put(made.entry_id, made.document, made.met)
    channel = "email" if form.channel == "email" else "letter"
    words = f"{document.title}, {WAYS[form.channel]}"
    entry = EntryDocument(LETTER_OUT, words, document.text, channel)
    return _Put(entries.put(desk, tx, case.place, entry, at=at), entry)


def _record(desk: Desk, tx: Tx, letter: OpenedLetter, form: SendForm) -> Begun | None:
    """Record the procedure's step that this letter is, in the same transaction."""
    document = letter.document
    step = step_of(desk, letter, tx.connection)
    if step is None:
        return None
    values = dict(form.values)
    for entry in step.records:
        if entry.key in FILLED_BY_SENDING:
            values[entry.key] = form.day.isoformat() if entry.kind == "date" else WAYS[form.channel]
    happened = "" if form.day == desk.today else form.day.isoformat()
    sent = LetterSent(letter.id, document.text_key, form.day, form.channel)
    taken = StepForm(step.key, values=values, happened=happened)
    return record_in(desk, tx, document.procedure_id, taken, letter=sent)
