"""Papers that a student brought: written on the case's list, and what became of each, with day and initials.

Every act puts an entry on the timeline that says so, and can be taken back at once (I-14; L-20, L-21; scenario 52).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from advice_tui.casework.case_documents import open_case_row
from advice_tui.casework.cases.life import Opened, change, fresh, note, opened, refuse
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import papers as rules
from advice_tui.rules.case_details import CasePaper
from advice_tui.rules.text import initials
from advice_tui.rules.working_days import say_day
from data.errors import BadInput, ChangedMeanwhile
from data.ids import new_id
from data.store import Tx

DOCUMENT = "document"
"""The kind of entry that tells of papers, and with which files are put on a case."""
MEANWHILE = "Somebody else changed this paper meanwhile. Look at the list again; nothing was changed."
NAMES_SAID = 3


@dataclass(frozen=True)
class PaperForm:
    """A paper as it is written down: ``brought`` and ``on`` are today unless said; ``became`` empty while it is held.

    ``became`` is a key of the policy's list of what becomes of papers.
    """

    what: str
    brought: date | None = None
    original: bool = True
    became: str = ""
    on: date | None = None


@dataclass(frozen=True)
class PapersView:
    """The papers of a case: those that are held first, then what became of the others, the newest first."""

    number: str
    papers: tuple[CasePaper, ...]
    words: Mapping[str, str]
    """Where each paper is, by its id: "held since Thu 26 Nov"."""


@allowed(Act.KEEP_PAPERS)
def papers_of(desk: Desk, case_id: str) -> PapersView:
    """Give the list of a case's papers. The reading of the case was audited when it was opened."""
    require_read(desk)
    with desk.store.read() as connection:
        row, _, document = open_case_row(desk, connection, case_id)
    kept = document.details.papers
    listed = (*(one for one in kept if one.held), *(one for one in reversed(kept) if not one.held))
    return PapersView(row.number, listed, {one.id: rules.stands(desk.policy, one, desk.today) for one in kept})


@allowed(Act.KEEP_PAPERS)
def add(desk: Desk, case_id: str, form: PaperForm) -> Written:
    """Write down a paper that the student brought, held here or given back at once (I-14).

    Raises BadInput with everything that is wrong.
    """
    require_read(desk)
    paper = made(desk, new_id(), form)
    with desk.store.write(desk.signer, Act.KEEP_PAPERS.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id)
        refuse_too_many(case.details.papers, 1)
        now = (*case.details.papers, paper)
        entry_id = note(desk, tx, case, f"Paper brought: {paper.what}", brought_words(desk, paper), kind=DOCUMENT)
        change(tx, case, replace(case.details, papers=now))
        tx.detail.update(entry=entry_id, papers=1)
    fresh(desk, case_id)
    token = _token(case, f"{paper.what} on the list of papers", entry_id, {paper.id: (None, paper)})
    said = f"{paper.what} is on the list of case {case.row.number}: {where_words(desk, paper)}."
    return Written(said, stopped=False, undo=token)


@allowed(Act.KEEP_PAPERS)
def correct(desk: Desk, case_id: str, seen: CasePaper, form: PaperForm) -> Written:
    """Change what is written of a paper as it was ``seen``; the timeline says old and new.

    Raises BadInput with everything that is wrong, ChangedMeanwhile when somebody else was first.
    """
    require_read(desk)
    paper = replace(made(desk, seen.id, form), scan=seen.scan)
    if paper.became == seen.became and paper.on == seen.on:
        paper = replace(paper, initials=seen.initials)
    with desk.store.write(desk.signer, Act.KEEP_PAPERS.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id)
        if seen not in case.details.papers:
            raise ChangedMeanwhile(MEANWHILE)
        lines = rules.differences(desk.policy, desk.today, seen, paper)
        if not lines:
            raise BadInput("Nothing was changed.")
        entry_id = note(desk, tx, case, f"Paper: {paper.what}", "\n".join(lines), kind=DOCUMENT)
        change(tx, case, replace(case.details, papers=with_papers(case.details.papers, {paper.id: paper})))
        tx.detail.update(entry=entry_id, papers=1)
    fresh(desk, case_id)
    token = _token(case, f"the change of {paper.what}", entry_id, {paper.id: (seen, paper)})
    return Written(
        f"{rules.say_paper(paper)}: {rules.stands(desk.policy, paper, desk.today)}.", stopped=False, undo=token
    )


@allowed(Act.KEEP_PAPERS)
def settle(desk: Desk, case_id: str, ids: tuple[str, ...], became: str, on: date | None = None) -> Written:
    """Say of papers that are held what became of them, with the day (today unless said) and one's initials (L-20).

    Raises BadInput with what is wrong, ChangedMeanwhile when one of them is held no more.
    """
    require_read(desk)
    with desk.store.write(desk.signer, Act.KEEP_PAPERS.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id)
        held = [one for one in case.details.papers if one.held and one.id in ids]
        if not held or len(held) != len(set(ids)):
            raise ChangedMeanwhile(MEANWHILE)
        day = on or desk.today
        brought = max(date.fromisoformat(one.brought) for one in held)
        refuse(dict(rules.problems(desk.policy, desk.today, brought, became, day)))
        if not became:
            raise BadInput({"became": "Choose what became of the paper."})
        settled = {one.id: became_now(desk, one, became, day) for one in held}
        title, body = settled_words(desk, tuple(settled.values()))
        entry_id = note(desk, tx, case, title, body, kind=DOCUMENT)
        change(tx, case, replace(case.details, papers=with_papers(case.details.papers, settled)))
        tx.detail.update(entry=entry_id, papers=len(settled))
    fresh(desk, case_id)
    before = {one.id: (one, settled[one.id]) for one in held}
    token = _token(case, f"what became of {_names(settled.values())}", entry_id, before)
    return Written(f"{title}. {_signed(next(iter(settled.values())))}", stopped=False, undo=token)


# What other acts on papers stand on -----------------------------------------------------------------------------------


Kept = Mapping[str, tuple[CasePaper | None, CasePaper]]
"""What an act did to papers, by id: as each was (None: it was not on the list) and as it is now."""


def made(desk: Desk, paper_id: str, form: PaperForm) -> CasePaper:
    """Give the paper that a form describes; raises BadInput with everything that is wrong."""
    what, found = rules.checked(form.what)
    brought, on = form.brought or desk.today, form.on or desk.today
    found |= rules.problems(desk.policy, desk.today, brought, form.became, on)
    if found:
        raise BadInput(found)
    paper = CasePaper(paper_id, what, brought.isoformat(), form.original)
    return became_now(desk, paper, form.became, on) if form.became else paper


def where_words(desk: Desk, paper: CasePaper) -> str:
    """Say where a paper is now: "held here", "returned to the student"."""
    label = rules.became_words(desk.policy, paper.became)
    return "held here" if paper.held else f"{label[:1].lower()}{label[1:]}"


def refuse_too_many(listed: tuple[CasePaper, ...], more: int) -> None:
    """Raise BadInput when the list of a case takes no more papers."""
    refuse({"what": rules.too_many(listed, more)})


def became_now(desk: Desk, paper: CasePaper, became: str, on: date) -> CasePaper:
    """Give a paper with what became of it, on this day, by the person at the desk."""
    return replace(paper, became=became, on=on.isoformat(), initials=initials(desk.person.name))


def with_papers(papers: tuple[CasePaper, ...], changed: Mapping[str, CasePaper]) -> tuple[CasePaper, ...]:
    """Give the list with these papers as they are now, each in its place."""
    return tuple(changed.get(one.id, one) for one in papers)


def brought_words(desk: Desk, paper: CasePaper) -> str:
    """Say on the timeline that a paper was brought, and where it is."""
    day = say_day(date.fromisoformat(paper.brought), year=True)
    where = "Held here." if paper.held else f"{rules.became_words(desk.policy, paper.became)}, {_signed(paper)}"
    return f"{rules.ORIGINAL[paper.original].capitalize()}, brought {day}. {where}"


def settled_words(desk: Desk, settled: tuple[CasePaper, ...]) -> tuple[str, str]:
    """Say on the timeline what became of papers, all of them the same: a title, and a line with day and initials."""
    became = rules.became_words(desk.policy, settled[0].became)
    many = len(settled) > 1
    title = f"{became}: {f'{len(settled)} papers' if many else rules.say_paper(settled[0])}"
    lines = [rules.say_paper(one) for one in settled] if many else []
    return title, "\n".join([*lines, _signed(settled[0])])


def _signed(paper: CasePaper) -> str:
    return f"{say_day(date.fromisoformat(paper.on), year=True)}, {paper.initials}"


def _names(papers: Iterable[CasePaper]) -> str:
    names = [one.what for one in papers]
    more = f" and {len(names) - NAMES_SAID} more" if len(names) > NAMES_SAID else ""
    return ", ".join(names[:NAMES_SAID]) + more


def _token(case: Opened, label: str, entry_id: str, kept: Kept) -> UndoToken:
    return UndoToken("papers", f"{label}, case {case.row.number}", case.row.id, entry_id, data={"papers": kept})


@undoes("papers")
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Strike the entry and bring the papers back as they were, unless somebody changed one of them since."""
    strike(desk, tx, token.case_id, token.entry_id)
    bring_back(desk, tx, token.case_id, token.data["papers"])


def bring_back(desk: Desk, tx: Tx, case_id: str, kept: Kept) -> None:
    """Bring papers back as they were inside an undoing act; raises ChangedMeanwhile when one is another by now."""
    if not kept:
        return
    case = opened(desk, tx, case_id)
    papers = {one.id: one for one in case.details.papers}
    for paper_id, (was, now) in kept.items():
        if papers.get(paper_id) != now:
            raise ChangedMeanwhile(MEANWHILE.replace("changed.", "undone."))
        if was is None:
            del papers[paper_id]
        else:
            papers[paper_id] = was
    change(tx, case, replace(case.details, papers=tuple(papers.values())))
