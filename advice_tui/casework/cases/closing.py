"""A case closed, with the outcome and an answer to each step of the policy; and opened again, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework.case_documents import CaseDocument, EntryDocument, open_case_row
from advice_tui.casework.cases import dates, papers
from advice_tui.casework.cases.life import Opened, change, fresh, note, opened, refuse, words
from advice_tui.casework.cases.views import Written
from advice_tui.casework.cases.waiting import promise_words
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import closing, retention
from advice_tui.rules.case_details import CaseDetails, CasePaper, Closing
from advice_tui.rules.closing import Answered, Facts
from advice_tui.rules.key_dates import KEY_DATE
from advice_tui.rules.papers import became_words, held_words, say_paper
from advice_tui.rules.text import Limit, clean
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.errors import BadInput, ChangedMeanwhile
from data.models import KeyDate
from data.queries import key_dates
from data.rows import CaseRow, EntryRow, KeyDateRow
from data.store import Tx

_NONE = CasePaper("", "", "")
LETTER = "letter"
"""The kind of the entry that a closing letter becomes; it stops nothing, for no promise is open by then."""


@dataclass(frozen=True)
class ClosingForm:
    """How a case is to be closed. ``letters`` holds the texts that were sent, by step, as they were sent."""

    outcome: str
    words: str
    answers: Mapping[str, Answered] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    end_dates: bool = False


@dataclass(frozen=True)
class BeforeClosing:
    """A case before it is closed: the facts that closing looks at, and what retention says of a closing today."""

    number: str
    row_ver: int
    facts: Facts
    retention: str


@allowed(Act.CLOSE_CASE)
def before(desk: Desk, case_id: str) -> BeforeClosing:
    """Give what closing a case would look at now; nothing is written."""
    require_read(desk)
    with desk.store.read() as connection:
        row, key, document = open_case_row(desk, connection, case_id)
        facts = _facts(desk, connection, (row, key), document.details)
    return BeforeClosing(row.number, row.row_ver, facts, retention.sentence(desk.policy, desk.today))


@allowed(Act.CLOSE_CASE)
def missing(desk: Desk, facts: Facts, form: ClosingForm) -> dict[str, str]:
    """Give every sentence that stands between these facts, the form filled in, and closing; ``close`` asks the same."""
    return closing.problems(desk.policy, _filled(facts, form))


def _filled(facts: Facts, form: ClosingForm) -> Facts:
    answers = {key: replace(one, why=clean(one.why).strip()) for key, one in form.answers.items()}
    text = clean(form.words, lines=True).strip()
    return replace(facts, outcome=form.outcome, words=text, answers=answers, end_dates=form.end_dates)


def _facts(desk: Desk, connection: Connection, case: tuple[CaseRow, bytes], details: CaseDetails) -> Facts:
    row, key = case
    promises = queries.promises(connection, desk.keys, row.id)
    return Facts(
        status=row.status,
        function=desk.role.value,
        promises=tuple(promise_words(desk, one) for one in promises if one.state == "open"),
        key_dates=tuple(_named(one, key) for one in _key_dates(desk, connection, row)),
        no_choice=_without_choice(desk, connection, row, key),
        papers=held_words(details.papers, desk.today),
        became=max((one for one in details.papers if not one.held), key=lambda one: one.on, default=_NONE).became,
    )


def _key_dates(desk: Desk, connection: Connection, row: CaseRow) -> list[KeyDateRow]:
    return [one for one in key_dates.of_case(connection, desk.keys, row.id) if one.kind == KEY_DATE]


def _named(row: KeyDateRow, key: bytes) -> str:
    return f"{dates.text_of(row, key)[0]}, {say_day(row.day, year=True)}"


def _without_choice(desk: Desk, connection: Connection, row: CaseRow, key: bytes) -> tuple[str, ...]:
    """Name the advice notes, in their newest words, that lack the student's choice (I-3; L-2)."""
    if not desk.policy.advice.choice_needed:
        return ()
    newest: dict[str, tuple[EntryRow, EntryDocument]] = {}
    for entry in queries.entries(connection, row.id):
        if entry.undone_at is None:
            newest[entry.corrects or entry.id] = (entry, EntryDocument.opened(key, entry))
    return tuple(
        f"{document.title}, {say_day(london(entry.at).date())}"
        for entry, document in newest.values()
        if (document.kind == "advice" or document.options) and not document.choice.strip()
    )


@allowed(Act.CLOSE_CASE)
def close(desk: Desk, case_id: str, row_ver: int, form: ClosingForm) -> Written:
    """Close a case; raises BadInput with all that is missing at once, ChangedMeanwhile when it was changed.

    The letters that were sent go on the timeline with the outcome; retention counts from today (L-21; scenario 53).
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.CLOSE_CASE.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id, row_ver)
        facts = _filled(_facts(desk, tx.connection, (case.row, case.key), case.details), form)
        refuse(dict(closing.problems(desk.policy, facts)))
        letters = _put_letters(desk, tx, case, form, facts)
        ended = dates.end_chase(desk, tx, case_id) + _end_dates(desk, tx, case)
        kept, listed = _closing(desk, facts), _papers(desk, case.details.papers, facts)
        told = _told(desk, kept, _settled(desk, case.details.papers, listed))
        entry_id = note(desk, tx, case, f"Closed: {kept.outcome}", told, kind="closed")
        details = replace(case.details, closing=kept, waiting_for="", papers=listed)
        vers = change(tx, case, details, status="closed", closed_at=desk.now)
        tx.detail.update(entry=entry_id, ended=list(ended))
    fresh(desk, case_id)
    data = {
        "row_ver": vers,
        "entries": (*letters, entry_id),
        "ended": ended,
        "was": (case.row.status, case.row.closed_at, case.details),
    }
    token = UndoToken("close", f"case {case.row.number} closed", case_id, data=data)
    return Written(_closed(desk, case.row.number), stopped=False, undo=token)


def _closing(desk: Desk, facts: Facts) -> Closing:
    checks = closing.words_of(desk.policy, facts)
    return Closing(closing.outcome_words(desk.policy, facts), checks, desk.now.isoformat(), desk.person.id)


def _papers(desk: Desk, listed: tuple[CasePaper, ...], facts: Facts) -> tuple[CasePaper, ...]:
    """Give the papers with what closing says became of those that were still held, with day and initials (L-20)."""
    answers = (facts.answers.get(view.key, Answered()) for view in closing.steps(desk.policy) if view.papers)
    became = next((one.choice for one in answers if one.state == "done"), "")
    if not became:
        return listed
    return tuple(papers.became_now(desk, one, became, desk.today) if one.held else one for one in listed)


def _settled(desk: Desk, was: tuple[CasePaper, ...], now: tuple[CasePaper, ...]) -> tuple[str, ...]:
    """Say of each paper that closing settles what became of it."""
    day = say_day(desk.today, year=True)
    return tuple(
        f"{say_paper(one)}: {became_words(desk.policy, one.became)}, {day}, {one.initials}"
        for before, one in zip(was, now, strict=True)
        if before.held and not one.held
    )


def _closed(desk: Desk, number: str) -> str:
    years = desk.policy.retention.years_of("case")
    if years is None:
        return f"Case {number} closed. Nothing is deleted until it is decided how long files are kept."
    return f"Case {number} closed; {retention.kept_until(desk.policy, desk.today)}."


def _told(desk: Desk, kept: Closing, settled: tuple[str, ...]) -> str:
    labels = {view.key: view.label for view in closing.steps(desk.policy)}
    lines = [*(f"{labels.get(key, key)}: {said}" for key, said in kept.checks), *settled]
    return "\n".join([*lines, retention.sentence(desk.policy, desk.today)])


def _put_letters(desk: Desk, tx: Tx, case: Opened, form: ClosingForm, facts: Facts) -> tuple[str, ...]:
    """Put the letters that were sent on the timeline, as they were sent, or as the policy words them."""
    made = []
    for view in closing.steps(desk.policy):
        sent = facts.answers.get(view.key, Answered()).state == "done"
        if not (sent and view.text):
            continue
        given = form.letters.get(view.key) or closing.letter(desk.policy, view.text, facts.words)
        text, problem = words(given, view.label, Limit.NOTE)
        refuse({view.key: problem})
        made.append(note(desk, tx, case, view.label, text, kind=LETTER))
    return tuple(made)


def _end_dates(desk: Desk, tx: Tx, case: Opened) -> tuple[str, ...]:
    """End the key dates that are still open: the rule has let none pass that is not to be ended."""
    found = _key_dates(desk, tx.connection, case.row)
    for one in found:
        tx.change(KeyDate, {"id": one.id}, one.row_ver, state="done", done_at=desk.now, done_by=desk.person.id)
    return tuple(one.id for one in found)


@allowed(Act.REOPEN_CASE)
def reopen(desk: Desk, case_id: str, row_ver: int, why: str) -> Written:
    """Open a closed case again; the former closing stays on the timeline, retention counts from the next (L-21).

    Raises BadInput without a reason or when the case is not closed.
    """
    require_read(desk)
    text, problem = words(why, "Why", Limit.SHORT)
    with desk.store.write(desk.signer, Act.REOPEN_CASE.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id, row_ver)
        if case.row.status != "closed":
            raise BadInput(f"Case {case.row.number} is not closed.")
        refuse({"why": problem})
        body = "\n\n".join(part for part in (text, _former(desk, tx.connection, case.document, case.row)) if part)
        entry_id = note(desk, tx, case, "Opened again", body, kind="reopened")
        vers = change(tx, case, replace(case.details, closing=None), status="open", closed_at=None)
        tx.detail.update(entry=entry_id)
    fresh(desk, case_id)
    data = {"row_ver": vers, "entries": (entry_id,), "was": ("closed", case.row.closed_at, case.details)}
    token = UndoToken("reopen", f"case {case.row.number} opened again", case_id, data=data)
    said = f"Case {case.row.number} is open again. How long it is kept counts from its next closing."
    return Written(said, stopped=False, undo=token)


def _former(desk: Desk, connection: Connection, document: CaseDocument, row: CaseRow) -> str:
    kept = document.details.closing
    if kept is None or row.closed_at is None:
        return ""
    name = queries.names(connection).get(kept.by, "a colleague")
    labels = {view.key: view.label for view in closing.steps(desk.policy)}
    lines = [f"It was closed on {say_day(london(row.closed_at).date(), year=True)} by {name}. {kept.outcome}"]
    return "\n".join([*lines, *(f"{labels.get(key, key)}: {said}" for key, said in kept.checks)])


@undoes("close")
def _undo_close(desk: Desk, tx: Tx, token: UndoToken) -> None:
    _restore(desk, tx, token)
    dates.open_again(tx, token.data["ended"])


@undoes("reopen")
def _undo_reopen(desk: Desk, tx: Tx, token: UndoToken) -> None:
    promises = queries.promises(tx.connection, desk.keys, token.case_id)
    if any(one.state == "open" for one in promises) or key_dates.of_case(tx.connection, desk.keys, token.case_id):
        raise ChangedMeanwhile("Something has come up on the case meanwhile, so it stays open. Close it anew.")
    _restore(desk, tx, token)


def _restore(desk: Desk, tx: Tx, token: UndoToken) -> None:
    case = opened(desk, tx, token.case_id, token.data["row_ver"])
    status, closed_at, details = token.data["was"]
    kept: dict[str, Any] = {
        "closing": details.closing,
        "waiting_for": details.waiting_for,
        "papers": details.papers,
    }
    change(tx, case, replace(case.details, **kept), status=status, closed_at=closed_at)
    for entry_id in token.data["entries"]:
        strike(desk, tx, token.case_id, entry_id)
