"""A case that waits for the student: for what, until when, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from advice_tui.casework.case_documents import EntryDocument
from advice_tui.casework.cases import dates
from advice_tui.casework.cases.life import Opened, change, fresh, note, opened, refuse, words
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import waiting
from advice_tui.rules.key_dates import CHASE, echo
from advice_tui.rules.reply import PROMISE_WORDS, standing
from advice_tui.rules.text import Limit
from data import queries
from data.errors import BadInput
from data.models import KeyDate
from data.rows import PromiseRow
from data.store import Tx


def open_promises(desk: Desk, tx: Tx, case: Opened) -> tuple[str, ...]:
    """Give how each open promise of a case stands, in words, inside an act."""
    found = queries.promises(tx.connection, desk.keys, case.row.id)
    return tuple(promise_words(desk, one) for one in found if one.state == "open")


def promise_words(desk: Desk, promise: PromiseRow) -> str:
    """Say how an open promise stands: "reply due Thu 26 Nov 16:00"."""
    due, strict, breach = promise.due_at, promise.strict_at, promise.breach_at
    stands = standing(desk.calendar, desk.now, due=due, strict=strict, breach=breach, channel=promise.channel)
    what = PROMISE_WORDS.get(promise.kind, "Reply")
    return f"{what[:1].lower()}{what[1:]} {stands.words}"


@allowed(Act.WAIT_ON_STUDENT)
def wait(desk: Desk, case_id: str, row_ver: int, what: str, until: date | None) -> Written:
    """Let a case wait for the student until a day; one that waits already waits for this instead.

    Raises BadInput with everything that is wrong, ChangedMeanwhile when the case is no longer as it was seen.
    """
    require_read(desk)
    text, _ = words(what, "What for", Limit.SHORT)
    with desk.store.write(desk.signer, Act.WAIT_ON_STUDENT.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id, row_ver)
        _living(case)
        refuse(dict(waiting.problems(desk.today, what, until, open_promises(desk, tx, case))))
        assert until is not None
        day = desk.calendar.next_open_day(until)
        ended = dates.end_chase(desk, tx, case_id)
        date_id = dates.put_date(desk, tx, case.place, CHASE, "Ask after the student", text, day, day, day)
        entry_id = note(desk, tx, case, f"Waiting for the student until {echo(desk.calendar, desk.today, day)}", text)
        vers = change(tx, case, replace(case.details, waiting_for=text), status="waiting")
        tx.detail.update(key_date=date_id, day=str(day), entry=entry_id)
    fresh(desk, case_id)
    data = {"row_ver": vers, "was": _was(case), "date": date_id, "ended": ended}
    token = UndoToken("wait", f"case {case.row.number} waits for the student", case_id, entry_id, data=data)
    said = f"Case {case.row.number} waits for the student until {echo(desk.calendar, desk.today, day)}."
    return Written(said, stopped=False, undo=token)


@allowed(Act.WAIT_ON_STUDENT)
def wait_no_longer(desk: Desk, case_id: str, row_ver: int) -> Written:
    """Open a case again that waited for the student."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.WAIT_ON_STUDENT.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id, row_ver)
        if case.row.status != "waiting":
            raise BadInput(f"Case {case.row.number} does not wait.")
        ended = dates.end_chase(desk, tx, case_id)
        entry_id = note(desk, tx, case, "Waits for the student no longer", f"It waited for: {case.details.waiting_for}")
        vers = change(tx, case, replace(case.details, waiting_for=""), status="open")
        tx.detail.update(entry=entry_id)
    fresh(desk, case_id)
    data = {"row_ver": vers, "was": _was(case), "date": "", "ended": ended}
    token = UndoToken("wait", f"case {case.row.number} waits no longer", case_id, entry_id, data=data)
    return Written(f"Case {case.row.number} is open again: it waits no longer.", stopped=False, undo=token)


# For what the student writes, and for taking it back ------------------------------------------------------------------


def woken(desk: Desk, tx: Tx, case: Opened, entry: EntryDocument) -> EntryDocument:
    """Open a case that waits, because the student wrote ``entry``; the entry keeps what the waiting was."""
    ended = dates.end_chase(desk, tx, case.row.id)
    change(tx, case, replace(case.details, waiting_for=""), status="open")
    return replace(entry, woke=(case.details.waiting_for, *ended))


def wait_again(desk: Desk, tx: Tx, case: Opened, entry_ids: tuple[str, ...]) -> None:
    """Let a case wait again for what it waited for before these entries, which are taken back.

    Only one that none of them woke, or that owes the student an answer by now, or stands otherwise, stays as it is.
    """
    if case.row.status != "open" or open_promises(desk, tx, case):
        return
    for entry_id in entry_ids:
        row = queries.entry(tx.connection, case.row.id, entry_id)
        entry = EntryDocument.opened(case.key, row) if row is not None else None
        if entry is not None and entry.woke:
            waited_for, *chases = entry.woke
            change(tx, case, replace(case.details, waiting_for=waited_for), status="waiting")
            dates.open_again(tx, tuple(chases))
            return


def _living(case: Opened) -> None:
    if case.row.status == "closed":
        raise BadInput(f"Case {case.row.number} is closed. Open it again first (x).")


def _was(case: Opened) -> tuple[str, str]:
    return case.row.status, case.details.waiting_for


@undoes("wait")
def _undo_wait(desk: Desk, tx: Tx, token: UndoToken) -> None:
    case = opened(desk, tx, token.case_id, token.data["row_ver"])
    status, waited_for = token.data["was"]
    change(tx, case, replace(case.details, waiting_for=waited_for), status=status)
    if token.data["date"]:
        tx.change(KeyDate, {"id": token.data["date"]}, state="void", done_at=desk.now, done_by=desk.person.id)
    dates.open_again(tx, token.data["ended"])
    strike(desk, tx, token.case_id, token.entry_id)
