"""Writing in a case: a person's reply stops the clock."""

from __future__ import annotations

from advice_tui.casework import drafts, entries, promises
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, open_case_row
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import ENTRY_KINDS, entry_kind
from advice_tui.rules.text import Limit, field
from data import queries
from data.errors import BadInput
from data.models import Case, Slip
from data.store import Tx


@allowed(Act.WRITE_ENTRY)
def write_entry(desk: Desk, case_id: str, kind: str, text: str, *, title: str = "", draft: str = "") -> Written:
    """Write an entry; one that stops the clock meets every open promise of the case (I-6; L-3; scenario 7).

    An unassigned case becomes that of who replies. ``draft`` is the subject of the draft it grew from. Raises
    BadInput with what is wrong.
    """
    require_read(desk)
    chosen = entry_kind(kind)
    body, body_problem = field(text, "Text", Limit.NOTE, required=True, lines=True)
    heading, title_problem = field(title, "Title", Limit.SUBJECT)
    wrong = {"kind": None if chosen in ENTRY_KINDS else "Choose what kind of entry this is."}
    found = {**wrong, "text": body_problem, "title": title_problem}
    if any(found.values()) or chosen is None:
        raise BadInput({where: sentence for where, sentence in found.items() if sentence})
    with desk.store.write(desk.signer, Act.WRITE_ENTRY.value, case_id, at=desk.now) as tx:
        row, key, document = open_case_row(desk, tx.connection, case_id)
        entry = EntryDocument(kind, heading or chosen.label, body, chosen.channel)
        entry_id = entries.put(desk, tx, (case_id, key, row.key_ver), entry)
        met = promises.stop(desk, tx, case_id, entry_id) if chosen.stops_clock else ()
        slips = _answer_slip(tx, document) if met else ()
        took_on = chosen.stops_clock and row.adviser_id is None
        if took_on:
            tx.change(Case, {"id": case_id}, row.row_ver, adviser_id=desk.person.id)
        former = queries.draft(tx.connection, desk.person.id, draft) if draft else None
        if former:
            drafts.drop(tx, former)
        tx.detail.update(entry=entry_id, met=list(met))
    entries.remember(desk, case_id, entry_id, entry)
    token = UndoToken("entry", f"{chosen.label} on case {row.number}", case_id, entry_id, "", met, slips, took_on)
    return Written(_said(desk, chosen.label, row.number, met=bool(met), took_on=took_on), bool(met), token)


def _said(desk: Desk, label: str, number: str, *, met: bool, took_on: bool) -> str:
    parts = [f"{label} saved on case {number}."]
    if met:
        parts.append("The reply clock is stopped.")
    if took_on:
        parts.append(f"The case is {desk.person.name}'s now.")
    return " ".join(parts)


def _answer_slip(tx: Tx, document: CaseDocument) -> tuple[str, ...]:
    slip = queries.slip(tx.connection, document.slip_id) if document.slip_id else None
    if slip is None or slip.state != "passed_on":
        return ()
    tx.change(Slip, {"id": slip.id}, slip.row_ver, state="answered")
    return (slip.id,)


@allowed(Act.TAKE_ON_CASE)
def take_on(desk: Desk, case_id: str) -> Written:
    """Make an unassigned case one's own; raises BadInput when somebody has it."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.TAKE_ON_CASE.value, case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        if row.adviser_id is not None:
            holder = queries.names(tx.connection).get(row.adviser_id, "a colleague")
            whose = "yours already" if row.adviser_id == desk.person.id else f"{holder}'s"
            raise BadInput(f"Case {row.number} is {whose}.")
        tx.change(Case, {"id": case_id}, row.row_ver, adviser_id=desk.person.id)
    token = UndoToken("take_on", f"case {row.number} taken on", case_id, took_on=True)
    return Written(f"Case {row.number} is yours now.", False, token)  # noqa: FBT003 - no clock stopped
