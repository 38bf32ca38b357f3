"""A file reviewed: never by its adviser or by who wrote in it, each check answered, what is to be put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.file_review.documents import (
    DONE,
    FILE_REVIEW,
    MOST_ACTIONS,
    OPEN,
    VOID,
    CorrectiveAction,
    ReviewDocument,
)
from advice_tui.casework.file_review.putting_right import numbers_of, rows_of, the_line
from advice_tui.casework.file_review.sampling import draw, refusal
from advice_tui.casework.file_review.views import ActionForm, Done, ReviewForm, ReviewView
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed, may
from advice_tui.rules import review as rules
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.access.grants import accounts, members
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.ids import new_id
from data.queries import review as asked
from data.records import NOTES, room_of
from data.rows import CaseRow


@allowed(Act.REVIEW_FILE)
def save(desk: Desk, case_id: str, month: date, form: ReviewForm) -> Done:
    """Store the review of a file of a month's sample.

    Raises BadInput with everything that is wrong, NotAllowed for one's own file or one she wrote in, ChangedMeanwhile
    when somebody reviewed it first, NotFound for a file that was not drawn or is not for this person.
    """
    require_read(desk)
    first = month.replace(day=1)
    with desk.store.write(desk.signer, Act.REVIEW_FILE.value, case_id, at=desk.now) as tx:
        case, _, _ = open_case_row(desk, tx.connection, case_id)
        drawn = {one.case_id: one for one in draw(desk, tx.connection, first)}
        if case.id not in drawn:
            raise NotFound("This file is not in the sample of this month.")
        wrote = asked.writers(tx.connection, [case.id]).get(case.id, set())
        refused = refusal(desk, case, drawn[case.id].adviser_id, wrote)
        if refused:
            raise NotAllowed(refused)
        _refuse_second(desk, tx.connection, case.id, first)
        document = _document(desk, tx.connection, case, first, form)
        state = OPEN if document.actions else DONE
        line_id = register.put_line(desk, tx, FILE_REVIEW, document.to_json(), case_id=case.id, state=state)
        tx.detail.update(review=line_id, actions=len(document.actions))
    many = len(document.actions)
    more = f" {many} thing{'' if many == 1 else 's'} to put right." if many else ""
    token = UndoToken(FILE_REVIEW, f"the review of case {case.number}", "", data={"line": line_id, "row_ver": 1})
    return Done(f"File {case.number} reviewed.{more}", token)


def _refuse_second(desk: Desk, connection: Connection, case_id: str, first: date) -> None:
    for line in register.lines(desk, connection, FILE_REVIEW, case_id=case_id):
        if line.row.state != VOID and ReviewDocument.from_json(line.document).month == first:
            by = queries.names(connection).get(line.row.by_id, "A colleague")
            raise ChangedMeanwhile(f"{by} reviewed this file on {say_day(london(line.row.at).date())}.")


def _document(desk: Desk, connection: Connection, case: CaseRow, first: date, form: ReviewForm) -> ReviewDocument:
    """Read the form; raises BadInput with every problem under its field ("what-0", "owner-0", "due-0" of an action)."""
    given = [(at, one) for at, one in enumerate(form.actions) if one.what.strip() or one.due.strip()]
    words, wrong = text_field(form.words, "What was found", Limit.NOTE, lines=True)
    problems = rules.problems_of(form.answers, words, [(one.what, one.owner_id, one.due) for _, one in given])
    if wrong:
        problems["words"] = wrong
    if len(given) > MOST_ACTIONS:
        problems["words"] = f"At most {MOST_ACTIONS} things to put right; there are {len(given)}."
    able = _owners(connection, case)
    actions = [_action(desk, at, one, able, problems) for at, one in given]
    if problems:
        raise BadInput(problems)
    answers = {check.key: form.answers[check.key] for check in rules.CHECKLIST}
    return ReviewDocument(first, case.adviser_id or "", answers, words.strip(), tuple(actions))


def _action(
    desk: Desk, at: int, form: ActionForm, able: Mapping[str, str], problems: dict[str, str]
) -> CorrectiveAction:
    what, wrong = text_field(form.what, "What is to be put right", Limit.SHORT, required=True)
    due = read_when(form.due, desk.now)
    if wrong:
        problems[f"what-{at}"] = wrong
    if form.owner_id not in able:
        problems[f"owner-{at}"] = "Choose somebody who may read this file."
    if isinstance(due, Unread):
        problems[f"due-{at}"] = due.sentence
        return CorrectiveAction(new_id(), what, form.owner_id, desk.today)
    if due.day < desk.today:
        problems[f"due-{at}"] = "Choose today or a later day."
    return CorrectiveAction(new_id(), what.strip(), form.owner_id, due.day)


def _owners(connection: Connection, case: CaseRow) -> dict[str, str]:
    """Give who may own an action on a file: who is in the room of its key, by id (rule 2)."""
    inside = members(connection, room_of(connection, case.id, NOTES, case.key_ver))
    return {
        row.id: row.name
        for row in accounts(connection)
        if row.state == "active" and row.id in inside and may(Role(row.role), Act.WRITE_ENTRY)
    }


@allowed(Act.REVIEW_FILE)
def owners(desk: Desk, case_id: str) -> tuple[tuple[str, str], ...]:
    """Give who may put something right on a file, the file's adviser first: id and name."""
    require_read(desk)
    with desk.store.read() as connection:
        case, _, _ = open_case_row(desk, connection, case_id)
        able = _owners(connection, case)
    return tuple(sorted(able.items(), key=lambda one: (one[0] != case.adviser_id, one[1].casefold())))


@allowed(Act.REVIEW_FILE)
def open_review(desk: Desk, review_id: str) -> ReviewView:
    """Give a review; raises NotFound, in the same words, when there is none or it is not for this person."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.REVIEW_FILE.value, review_id, at=desk.now) as tx:
        line = the_line(desk, tx.connection, review_id)
        names = queries.names(tx.connection)
        numbers = numbers_of(desk, tx.connection, [line])
    document = ReviewDocument.from_json(line.document)
    answers = tuple(
        (check.label, rules.ANSWERS.get(document.answers.get(check.key, ""), "")) for check in rules.CHECKLIST
    )
    return ReviewView(
        line.row.id,
        line.row.case_id or "",
        numbers.get(line.row.case_id or "", ""),
        names.get(document.adviser_id, ""),
        names.get(line.row.by_id, ""),
        line.row.at,
        document.month,
        answers,
        document.words,
        tuple(rows_of(desk, [line], names, numbers)),
    )
