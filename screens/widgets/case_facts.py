"""The facts of a case in one column: its clocks with their sums, what comes next, the client, the case, who else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.content import Content

from advice_tui.casework.cases import CaseView, PromiseView
from advice_tui.casework.diary.planning import CaseAppointment, CaseDiary
from advice_tui.rules.case_details import SIDES, CasePaper
from advice_tui.rules.papers import say_paper
from advice_tui.rules.reply import PROMISE_WORDS, TELL_STUDENT
from advice_tui.rules.text import cut
from advice_tui.rules.time_spent import say_minutes
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.appointment_words import aside_of, sign_of
from screens.widgets.case_head import by_urgency
from screens.widgets.entry_lines import size_words
from screens.widgets.said import said
from screens.widgets.states import SIGNS, state_chip, state_style

MOST_DOCUMENTS = 12
MOST_COMING, MOST_PAST = 4, 3
"""So many appointments to come, and so many past ones of the case, stand beside the timeline."""
MOST_ANSWERED = 3
"""So many answered promises stand under the open ones."""
_STATUS = {"open": "Open", "waiting": "Waiting for the student", "closed": "Closed"}

Who = Callable[[str], str]
"""Gives a person's name as it may be shown now."""


def facts(case: CaseView, who: Who, diary: CaseDiary | None = None) -> Content:
    """Draw everything that is known of a case beside its timeline; parts with nothing in them are left out."""
    first, second = fact_columns(case, who, diary)
    return said(first, "\n", second)


def fact_columns(
    case: CaseView,
    who: Who,
    diary: CaseDiary | None = None,
    width: int = 44,
    conduct: Sequence[Content] = (),
    allowed: Sequence[Content] = (),
) -> tuple[Content, Content]:
    """Draw the same in two columns: clocks, next steps and client; the case, who else, and what belongs to it."""
    agencies = [said((f"{one.line()}\n", "$ink"), _quiet(one.note)) for one in case.details.agencies]
    first = (
        ("Clock", [clock(case, sums=1)]),
        ("Procedures", list(conduct)),
        ("Next steps", _next_steps(case)),
        ("Appointments", _appointments(diary) if diary is not None else []),
        ("Client", _client(case, who)),
        ("Consents", list(allowed)),
    )
    second = (
        ("Case", _case(case)),
        ("Other people", _people(case, who)),
        ("Agencies", agencies),
        ("Papers", _papers(case)),
        ("Documents", _documents(case, width)),
        ("Linked cases", [_link(one.number, who(one.who), one.why) for one in case.links]),
    )
    return _column(first), _column(second)


def _column(parts: tuple[tuple[str, list[Content]], ...]) -> Content:
    drawn = [said((f"{head}\n", "bold $head"), *lines) for head, lines in parts if lines]
    return said(*(said("\n", part) if at else part for at, part in enumerate(drawn)))


def _quiet(text: str) -> Content:
    return said((f"  {text}\n", "$ink-quiet")) if text else said("")


def clock(case: CaseView, *, sums: int | None = None) -> Content:
    """Draw the promises, the most urgent first, each with its sum (or only the first so many); a few answered ones."""
    ordered = by_urgency(case.promises)
    waiting = [one for one in ordered if one.state != "answered"]
    answered = sorted((one for one in ordered if one.state == "answered"), key=lambda one: one.received, reverse=True)
    shown = [*waiting, *answered[:MOST_ANSWERED]]
    if not shown:
        return said(("No promise is open.\n", "$ink-quiet"))
    more = len(answered) - MOST_ANSWERED
    rest = said((f"and {more} more answered\n", "$ink-quiet")) if more > 0 else said("")
    lines = [_promise(one, whole=sums is None or at < sums) for at, one in enumerate(shown)]
    short = sums is not None and len(waiting) > sums
    why = said(("w", "bold $key"), (" shows every sum\n", "$ink-quiet")) if short else said("")
    return said(*lines, rest, why)


def _promise(one: PromiseView, *, whole: bool) -> Content:
    what = PROMISE_WORDS.get(one.kind, "Reply")
    came = f"{what}\n" if one.kind == "reply" else f"{what} {glyph('·')} our own target\n"
    sums = one.working if whole and one.state != "answered" else ()
    lines = [said((f"{glyph('·')} {line}\n", "$ink-quiet")) for line in sums]
    return said((came, "$ink"), state_chip(one.state, one.words), said("\n"), *lines)


def _next_steps(case: CaseView) -> list[Content]:
    found = [
        said((f"{glyph('□')} Tell the student the news\n", "$ink"), (f"  {one.words}\n", state_style(one.state)))
        for one in by_urgency(case.promises)
        if one.kind == TELL_STUDENT and one.state != "answered"
    ]
    for one in case.key_dates:
        sign = glyph(SIGNS[one.state][0])
        found.append(
            said((f"{sign} {one.what}: ", "$ink"), (f"{one.words}\n", state_style(one.state)), _quiet(one.why))
        )
    return found


def _appointments(diary: CaseDiary) -> list[Content]:
    """Draw the appointments to come, the next first, and the last ones of this case."""
    flags = [said((f" {glyph('●')} {diary.attendance} \n", "bold $amber on $amber-ground"))] if diary.attendance else []
    shown = [*diary.coming[:MOST_COMING], *diary.past[:MOST_PAST]]
    more = len(diary.coming) + len(diary.past) - len(shown)
    rest = [said((f"and {more} more: ", "$ink-quiet"), ("v", "bold $key"), (" lists all\n", "$ink-quiet"))]
    return [*flags, *map(_appointment, shown), *(rest if more else [])]


def _appointment(one: CaseAppointment) -> Content:
    aside = aside_of(one)
    return said(
        (f"{sign_of(one)} {one.words}\n", "$ink" if one.coming else "$ink-quiet"),
        (f"  {aside}\n", "bold $amber" if one.state == "missed" else "$ink-quiet") if aside else "",
    )


def _papers(case: CaseView) -> list[Content]:
    """Draw the papers that are held, and how many were given back or destroyed."""
    held = [one for one in case.details.papers if one.held]
    gone = len(case.details.papers) - len(held)
    rest = [said((f"{glyph('✓')} {gone} given back or destroyed\n", "$ink-quiet"))] if gone else []
    return [*map(_paper, held), *rest]


def _paper(one: CasePaper) -> Content:
    since = say_day(date.fromisoformat(one.brought))
    return said((f"{glyph('▤')} {say_paper(one)}\n", "$ink"), (f"  held since {since}\n", "$ink-quiet"))


def _client(case: CaseView, who: Who) -> list[Content]:
    client = case.client
    rows = [("Name", who(client.name)), ("Known as", who(client.known_as) if client.known_as else "")]
    rows += [("Number", client.student_number), ("E-mail", client.email), ("Telephone", client.phone)]
    rows += [("Needs", case.details.adjustments)]
    return [*_rows(rows), said((f"{glyph('☎')} {client.contact_line}\n", "bold $ink"))]


def _case(case: CaseView) -> list[Content]:
    opened = london(case.opened)
    rows = [("Topic", case.topic or "none yet"), ("Group", case.eligibility)]
    rows += [("Adviser", case.adviser_name or "nobody yet")]
    rows += [("Opened", f"{say_day(opened.date(), year=True)} {opened:%H:%M}")]
    rows += [("Status", _STATUS.get(case.status, case.status)), ("Kept", case.retention.removeprefix("kept "))]
    rows += [("Waits for", case.details.waiting_for if case.status == "waiting" else "")]
    rows += [("Told", f"that we keep a record, {case.notice}" if case.notice else "not yet that we keep a record")]
    rows += [("Time", f"{say_minutes(case.minutes)} in all" if case.minutes else "")]
    rows += [("Entries", str(len(case.entries)))]
    return [*_rows(rows), said((f"{case.about}\n", "$ink"))]


def _people(case: CaseView, who: Who) -> list[Content]:
    sides = dict(SIDES)
    return [
        said(
            (f"{who(one.name)} ", "$ink"),
            (f"{sides.get(one.side, one.side).lower()}\n", "$ink-quiet"),
            _quiet(one.note),
        )
        for one in case.details.parties
    ]


def _documents(case: CaseView, width: int) -> list[Content]:
    files = [file for entry in case.entries if not entry.struck for file in entry.attachments]
    lines = [
        said((f"{cut(file.name, width - 10)}  ", "$ink"), (f"{size_words(file.size)}\n", "$ink-quiet"))
        for file in files[:MOST_DOCUMENTS]
    ]
    more = len(files) - MOST_DOCUMENTS
    return [*lines, said((f"and {more} more: filter Documents\n", "$ink-quiet"))] if more > 0 else lines


def _link(number: str, who: str, why: str) -> Content:
    return said((f"{number} ", "bold $ink"), (f"{who}\n", "$ink"), _quiet(why))


def _rows(rows: list[tuple[str, str]]) -> list[Content]:
    return [said((f"{word:<10} ", "$ink-quiet"), f"{text}\n") for word, text in rows if text]
