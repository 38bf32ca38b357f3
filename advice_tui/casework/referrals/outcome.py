"""What came of a referral, asked after the policy's days and written down."""

from __future__ import annotations

from dataclasses import replace

from advice_tui.casework import entries
from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import EntryDocument
from advice_tui.casework.cases import dates, life
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.referrals.making import KIND, end_date
from advice_tui.casework.referrals.reading import REFERRAL
from advice_tui.casework.referrals.views import ANSWERED, WAITS, Referral
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import Limit
from data.errors import BadInput, ChangedMeanwhile, NotFound
from data.records import NOT_THERE
from data.store import Tx


@allowed(Act.REFER)
def record_outcome(desk: Desk, case_id: str, referral_id: str, row_ver: int, text: str) -> Written:
    """Write down what came of a referral, as it was seen; its key date is done with it. A closed case takes it too.

    Raises BadInput, NotFound, ChangedMeanwhile when somebody was first.
    """
    require_read(desk)
    outcome, problem = life.words(text, "What came of it", Limit.SHORT)
    life.refuse({"outcome": problem})
    with desk.store.write(desk.signer, Act.REFER.value, case_id, at=desk.now) as tx:
        case = life.opened(desk, tx, case_id)
        line = lines_of.open_line(desk, tx.connection, referral_id, REFERRAL)
        if line.row.case_id != case_id:
            raise NotFound(NOT_THERE)
        if line.row.row_ver != row_ver:
            raise ChangedMeanwhile("Somebody went on with this referral meanwhile. Look again.")
        if line.row.state != WAITS:
            raise BadInput("Nothing is to be asked about this one.")
        kept = Referral.from_json(line.document)
        now = replace(kept, outcome=outcome, outcome_on=desk.today.isoformat())
        lines_of.change_line(desk, tx, line.row, now.to_json(), row_ver, state=ANSWERED)
        document = EntryDocument(KIND, f"Outcome of the referral to {kept.name}", outcome)
        entry_id = entries.put(desk, tx, case.place, document)
        ended = end_date(desk, tx, case_id, kept.key_date, "done")
        tx.detail.update(entry=entry_id, referral=referral_id)
    entries.remember(desk, case_id, entry_id, document)
    data = {"line": referral_id, "row_ver": row_ver + 1, "before": kept, "date": kept.key_date if ended else ""}
    token = UndoToken("referral_outcome", f"the outcome on case {case.row.number}", case_id, entry_id, data=data)
    return Written(f"Outcome of the referral to {kept.name} written down.", stopped=False, undo=token)


@undoes("referral_outcome")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    line = lines_of.open_line(desk, tx.connection, token.data["line"], REFERRAL)
    if line.row.row_ver != token.data["row_ver"]:
        raise ChangedMeanwhile("Somebody went on with this referral meanwhile. Nothing was undone.")
    before: Referral = token.data["before"]
    lines_of.change_line(desk, tx, line.row, before.to_json(), state=WAITS)
    if token.data["date"]:
        dates.open_again(tx, (token.data["date"],))
    strike(desk, tx, token.case_id, token.entry_id)
