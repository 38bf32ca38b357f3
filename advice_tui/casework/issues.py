"""Issues that touch many students, raised to whoever the policy names, without a name (L-14; I-4).

A line holds what the issue is, its topic and a count that is told as "<5" when it is small; never a case or a student.
It can be read by advisers and by those who decide. Where the policy has somebody else check that nobody can be
recognised, those who decide see it only after that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, Role, allowed
from advice_tui.rules.issue import LIMIT, Known, banded, question, read_count, refusal, scan
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.bulk import AFTER_ALL, Opener
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.store import Tx

ISSUE = "issue"
CHECK, SENT, SEEN, DONE = "check", "sent", "seen", "done"
"""How an issue stands: somebody else is to check it; it was sent; whoever it was sent to has seen it, has acted."""
ASKED = "sure"
"""The field under which a question stands that may be answered by saving again."""
_WORDS = {CHECK: "to be checked", SENT: "sent", SEEN: "seen", DONE: "acted on"}


@dataclass(frozen=True)
class IssueForm:
    """An issue as it is typed: what it is, a key of the policy's topics, in how many cases, as typed.

    ``sure`` is the text as it was when its author was asked about words in it and kept them.
    """

    issue: str
    topic: str
    cases: str
    sure: str = ""


@dataclass(frozen=True)
class Answer:
    """What became of an issue: that it was seen, or (``done``) what was done about it."""

    words: str = ""
    done: bool = False


@dataclass(frozen=True)
class IssueView:
    """An issue as it is shown. ``cases`` is a count as it may be told ("14", "<5"); ``state_words`` says how it stands.

    ``may_pass_on`` and ``may_answer`` say what this person may do with it now.
    """

    id: str
    issue: str
    topic: str
    cases: str
    by: str
    at: datetime
    state: str
    state_words: str
    answer: str
    answered_by: str
    row_ver: int
    mine: bool = False
    may_pass_on: bool = False
    may_answer: bool = False


@allowed(Act.RAISE_ISSUE)
def raise_issue(desk: Desk, form: IssueForm, *, case_id: str = "") -> str:
    """Raise an issue and give the sentence that says where it went; raises BadInput with what is wrong.

    A name, number or address of anybody on file is refused; with ``case_id`` also the other people of that case, of
    which nothing is kept. What may be a name is asked about once, under ``ASKED``.
    """
    require_read(desk)
    document = _checked(desk, form, case_id)
    state = SENT if _checks(desk) else CHECK
    with desk.store.write(desk.signer, Act.RAISE_ISSUE.value, at=desk.now) as tx:
        tx.obj = lines_of.put_line(desk, tx, ISSUE, document, rooms="decided", state=state)
        tx.detail["state"] = state
    to = _to(desk)
    return (
        f"Raised with the {to}, naming nobody."
        if state == SENT
        else f"Written. It goes to the {to} once it is checked."
    )


@allowed(Act.SEE_ISSUES)
def listed(desk: Desk) -> tuple[IssueView, ...]:
    """Give the issues, the newest first; whoever they are for sees those that were sent."""
    with desk.store.read() as connection:
        names = queries.names(connection)
        lines = lines_of.lines(desk, connection, ISSUE)
    seen = [line for line in lines if line.row.state != CHECK or desk.role is not Role.DIRECTOR]
    return tuple(_view(desk, line, names) for line in reversed(seen))


@allowed(Act.RAISE_ISSUE)
def pass_on(desk: Desk, issue_id: str, row_ver: int) -> str:
    """Say that nobody can be recognised in an issue, and send it on; raises NotAllowed for who does not check them."""
    if not _checks(desk):
        desk.refused(Act.RAISE_ISSUE.value)
        raise NotAllowed("Somebody else checks that nobody can be recognised. Ask the manager.")
    with desk.store.write(desk.signer, Act.RAISE_ISSUE.value, issue_id, at=desk.now) as tx:
        line = _seen(desk, tx, issue_id, row_ver)
        if line.row.state != CHECK:
            raise BadInput("This issue was sent already.")
        document = {**line.document, "checked_by": desk.person.id, "checked_at": desk.now.isoformat()}
        lines_of.change_line(desk, tx, line.row, document, row_ver, state=SENT)
        tx.detail["state"] = SENT
    return f"Sent to the {_to(desk)}, naming nobody."


@allowed(Act.SEE_ISSUES)
def answer(desk: Desk, issue_id: str, row_ver: int, what: Answer) -> str:
    """Mark an issue as seen, or write down what was done about it; who raised it sees it. Raises BadInput, NotAllowed.

    Only whom the policy names answers; where she has no account, the manager writes it down for her.
    """
    if not _answers(desk):
        desk.refused(Act.SEE_ISSUES.value)
        raise NotAllowed(f"Only the {_to(desk)} says what became of an issue.")
    words, problem = field(what.words, "What was done", Limit.SHORT, required=what.done, lines=True)
    if problem:
        raise BadInput({"words": problem})
    state = DONE if what.done else SEEN
    with desk.store.write(desk.signer, Act.SEE_ISSUES.value, issue_id, at=desk.now) as tx:
        line = _seen(desk, tx, issue_id, row_ver)
        if line.row.state == CHECK:
            raise BadInput("This issue is still to be checked.")
        if line.row.state == state and str(line.document.get("answer", "")) == words.strip():
            raise BadInput("Nothing was changed.")
        now = {"answer": words.strip(), "answered_by": desk.person.id, "answered_at": desk.now.isoformat()}
        lines_of.change_line(desk, tx, line.row, {**line.document, **now}, row_ver, state=state)
        tx.detail["state"] = state
    return "What was done is written down; who raised the issue sees it." if what.done else "Marked as seen."


# Parts ----------------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, form: IssueForm, case_id: str) -> dict[str, Any]:
    text, problem = field(form.issue, "The issue", LIMIT, required=True, lines=True)
    text, least = text.strip(), desk.policy.issue.counts_at_least
    cases = read_count(form.cases)
    found: dict[str, str | None] = {
        "issue": problem,
        "topic": None if find(desk.policy.topics, form.topic) else "Choose what it is about.",
        "cases": cases if isinstance(cases, str) else None,
    }
    if not problem and desk.policy.issue.names_nobody:
        held = scan(text, _known(desk, case_id), least)
        found["issue"] = refusal(held) or None
        found[ASKED] = question(held) if not held.refused and form.sure.strip() != text else None
    wrong = {name: sentence for name, sentence in found.items() if sentence}
    if wrong or isinstance(cases, str):
        raise BadInput(wrong)
    return {"issue": text, "topic": form.topic, "cases": banded(cases, least)}


def _known(desk: Desk, case_id: str) -> Known:
    """Read who is on file, as far as this person may know; of one case also the other people in it."""
    names: list[tuple[str, ...]] = []
    numbers: list[str] = []
    with desk.store.read() as connection:
        people: Iterable[Mapping[str, Any]] = (
            one.document for one in Opener(desk.keys).clients_before(connection, AFTER_ALL, "", sys.maxsize)
        )
        if case_id:
            parties = open_case_row(desk, connection, case_id)[2].details.parties
            others = [{"name": one.name, "student_number": one.student_number} for one in parties]
            people = [*people, *others]
        for person in people:
            also = [(str(kind), str(text)) for kind, text in person.get("also", ())]
            names.append((str(person.get("name", "")), str(person.get("known_as", ""))))
            names += [(text,) for kind, text in also if kind == "name"]
            numbers += [str(person.get("student_number", ""))]
            numbers += [text for kind, text in also if kind == "student_number"]
    return Known.of(names, filter(None, numbers))


def _checks(desk: Desk) -> bool:
    """Whether this person may check that nobody can be recognised, by the policy's own step."""
    steps = [step for step in desk.policy.procedures.issue.steps if step.does == "checks"]
    return not steps or any(desk.role.value in step.by for step in steps)


def _answers(desk: Desk) -> bool:
    to = desk.policy.issue.raised_to
    return desk.role.value == to or (to not in set(Role) and desk.role is Role.MANAGER)


def _to(desk: Desk) -> str:
    return desk.policy.title_of(desk.policy.issue.raised_to)


def _seen(desk: Desk, tx: Tx, issue_id: str, row_ver: int) -> OpenedLine:
    line = lines_of.open_line(desk, tx.connection, issue_id, ISSUE)
    if line.row.row_ver != row_ver:
        raise ChangedMeanwhile("Somebody went on with this issue meanwhile. Look again; nothing was overwritten.")
    return line


def _view(desk: Desk, line: OpenedLine, names: Mapping[str, str]) -> IssueView:
    document, row = line.document, line.row
    topic = find(desk.policy.topics, str(document["topic"]))
    when = document.get("answered_at")
    day = f" {say_day(london(datetime.fromisoformat(when)).date())}" if when else ""
    return IssueView(
        row.id,
        str(document["issue"]),
        topic.label if topic else str(document["topic"]),
        str(document["cases"]),
        names.get(row.by_id, ""),
        row.at,
        row.state,
        f"{_WORDS[row.state]}{day}",
        str(document.get("answer", "")),
        names.get(str(document.get("answered_by", "")), ""),
        row.row_ver,
        mine=row.by_id == desk.person.id,
        may_pass_on=row.state == CHECK and _checks(desk) and desk.role is not Role.DIRECTOR,
        may_answer=row.state != CHECK and _answers(desk),
    )
