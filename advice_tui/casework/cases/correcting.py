"""An entry corrected: the new words stand in its place, the old ones stay on the file for ever, with who and why."""

from __future__ import annotations

from dataclasses import replace

from advice_tui.casework import drafts, entries
from advice_tui.casework.case_documents import EntryDocument, open_case_row
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.advice_notes import options_of
from advice_tui.rules.advice_notes import problems as advice_problems
from advice_tui.rules.reply import WRITTEN_BY_PROGRAM
from advice_tui.rules.text import Limit, clean, field
from advice_tui.rules.time_spent import MOST
from data import queries
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.models import Entry
from data.records import NOT_THERE
from data.rows import EntryRow
from data.store import Tx

_OF_THE_PROGRAM = frozenset(one.key for one in WRITTEN_BY_PROGRAM)
MEANWHILE = (
    "Somebody else corrected this entry meanwhile. Nothing was overwritten: "
    "look at the other wording before you save yours."
)


def may_correct(desk: Desk, row: EntryRow, kind: str) -> bool:
    """Whether this person may correct an entry: its author or a manager; not what is undone or the program's."""
    own = row.author_id == desk.person.id or desk.role is Role.MANAGER
    return own and row.undone_at is None and kind not in _OF_THE_PROGRAM


@allowed(Act.CORRECT_ENTRY)
def correct_entry(
    desk: Desk,
    case_id: str,
    entry_id: str,
    row_ver: int,
    text: str,
    why: str,
    title: str = "",
    *,
    options: tuple[str, ...] | None = None,
    choice: str | None = None,
    minutes: int | None = None,
    draft: str = "",
) -> Written:
    """Correct an entry as it was seen (``row_ver``); what is None stays as it is. Clocks and files stay with the entry.

    Raises BadInput with what is wrong, NotAllowed when it is somebody else's and this is no manager, ChangedMeanwhile
    when it was corrected or undone meanwhile.
    """
    require_read(desk)
    body, reason, heading = _checked(text, why, title)
    with desk.store.write(desk.signer, Act.CORRECT_ENTRY.value, case_id, at=desk.now) as tx:
        row, key, _ = open_case_row(desk, tx.connection, case_id)
        first, newest = _found(tx, case_id, entry_id)
        before = EntryDocument.opened(key, newest)
        _refuse(desk, first, before, row_ver)
        now = replace(
            before,
            title=heading or before.title,
            body=body,
            options=before.options if options is None else options_of("\n".join(options)),
            choice=before.choice if choice is None else clean(choice).strip(),
            minutes=before.minutes if minutes is None else minutes,
            why=reason,
            woke=(),
        )
        _compare(desk, before, now)
        tx.change(Entry, {"case_id": case_id, "id": entry_id}, row_ver)
        new = entries.put(desk, tx, (case_id, key, row.key_ver), now, at=first.at, corrects=entry_id)
        if draft:
            drafts.use_up(desk, tx, draft)
        tx.detail.update(entry=new, corrects=entry_id)
    entries.remember(desk, case_id, new, now)
    token = UndoToken("correction", f"the correction on case {row.number}", case_id, new, data={"corrects": entry_id})
    sentence = f"Corrected on case {row.number}; the earlier wording stays on the file."
    return Written(sentence, False, token)  # noqa: FBT003 - no clock stopped


def _checked(text: str, why: str, title: str) -> tuple[str, str, str]:
    body, body_problem = field(text, "Text", Limit.NOTE, lines=True)
    reason, why_problem = field(why, "Why", Limit.SHORT, required=True)
    heading, title_problem = field(title, "Title", Limit.SUBJECT)
    found = {"text": body_problem, "why": why_problem, "title": title_problem}
    if any(found.values()):
        raise BadInput({where: sentence for where, sentence in found.items() if sentence})
    return body, reason.strip(), heading


def _found(tx: Tx, case_id: str, entry_id: str) -> tuple[EntryRow, EntryRow]:
    """Give the entry and the row whose words stand in its place now; raises NotFound."""
    rows = queries.entries(tx.connection, case_id)
    first = next((row for row in rows if row.id == entry_id and row.corrects is None), None)
    if first is None:
        raise NotFound(NOT_THERE)
    later = [row for row in rows if row.corrects == entry_id and row.undone_at is None]
    return first, later[-1] if later else first


def _refuse(desk: Desk, first: EntryRow, before: EntryDocument, row_ver: int) -> None:
    if first.undone_at is not None:
        raise ChangedMeanwhile("This entry was undone. What was undone is not corrected: write a new entry.")
    if not may_correct(desk, first, before.kind):
        raise NotAllowed(
            "Only who wrote an entry, or the manager, may correct it. Write an entry of your own beside it."
        )
    if first.row_ver != row_ver:
        raise ChangedMeanwhile(MEANWHILE)


def _compare(desk: Desk, before: EntryDocument, now: EntryDocument) -> None:
    found = advice_problems(
        desk.policy, now.options, now.choice, needed=now.kind == "advice", kept=len(now.options) >= len(before.options)
    )
    if not 0 <= now.minutes <= MOST:
        found["minutes"] = "Time spent: between nothing and a day."
    if before.body and not now.body:
        found["text"] = "Text: please fill this in."
    elif replace(now, why=before.why, woke=before.woke) == before:
        found["text"] = "Nothing was changed."
    if found:
        raise BadInput(found)


@undoes("correction")
def _undo_correction(desk: Desk, tx: Tx, token: UndoToken) -> None:
    open_case_row(desk, tx.connection, token.case_id)
    strike(desk, tx, token.case_id, token.entry_id)
    first = queries.entry(tx.connection, token.case_id, token.data["corrects"])
    if first is not None:
        tx.change(Entry, {"case_id": token.case_id, "id": first.id}, first.row_ver)
