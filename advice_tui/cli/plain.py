"""``today`` and ``case show``: the list and a case in lines from top to bottom, for screen readers and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advice_tui.cli import printing
from advice_tui.cli.asking import Asker
from advice_tui.cli.service import As, FromInput, Home, Json, NoInput, signed_in

if TYPE_CHECKING:
    from advice_tui.casework.cases import CaseView, EntryView
    from advice_tui.casework.today import TodayList

Plain = Annotated[bool, typer.Option("--plain", help="Lines without boxes; this is how it is printed anyway.")]

case_app = typer.Typer(help="Cases.", no_args_is_help=False, rich_markup_mode=None)


def today(
    context: typer.Context,
    login: As = "",
    home: Home = None,
    *,
    plain: Plain = True,  # noqa: ARG001 - there is no other way yet, and scripts say it
    everybody: Annotated[bool, typer.Option("--all", help="Colleagues' cases as well.")] = False,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Print what waits, due soonest first, one thing a line."""
    from advice_tui.casework import today as waiting  # noqa: PLC0415 - the store, only for who needs it

    printing.ready()
    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        found = waiting.waiting(desk, everybody=True) if everybody else waiting.waiting(desk)
        says = {kind: long for kind, (long, _) in waiting.DOES.items()}
    if as_json:
        printing.as_json(_today_document(found))
        return
    for text in _today_lines(found, says):
        printing.line(text)


@case_app.command("show")
def show(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="REF", help="The case's number, such as 26-0142, or its id.")],
    login: As = "",
    home: Home = None,
    *,
    plain: Plain = True,  # noqa: ARG001 - there is no other way yet, and scripts say it
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Print a case from its number down to its first entry, newest first. The reading is audited."""
    from advice_tui.casework import cases  # noqa: PLC0415 - the store, only for who needs it
    from advice_tui.casework.case_finding import case_id_of  # noqa: PLC0415 - the same

    printing.ready()
    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        view = cases.open_case(desk, case_id_of(desk, case))
    if as_json:
        printing.as_json(_plain_values(view))
        return
    for text in _head(view):
        printing.line(text)
    for entry in view.entries:
        _print_entry(entry)


# Today ----------------------------------------------------------------------------------------------------------------


def _today_lines(found: TodayList, says: dict[str, str]) -> Iterator[str]:
    counts = [f"Waiting: {found.total}", f"late: {found.late}", f"amber: {found.amber}"]
    yield ", ".join(counts) + f". {found.note}."
    if found.warning:
        yield found.warning
    if found.others:
        yield f"In colleagues' cases: {found.others} more (--all lists them)."
    for row in found.rows:
        parts = (row.number, row.who, says.get(row.kind, row.kind), row.words, row.channel, row.about, row.adviser)
        yield "; ".join(part for part in parts if part)
    if len(found.rows) < found.total:
        yield f"Only the first {len(found.rows)} of {found.total} are listed."


def _today_document(found: TodayList) -> dict[str, Any]:
    return {
        "total": found.total,
        "late": found.late,
        "amber": found.amber,
        "open_now": found.open_now,
        "note": found.note,
        "rows": [_plain_values(row) for row in found.rows],
    }


# A case ---------------------------------------------------------------------------------------------------------------

STATES = {"open": "Open", "waiting": "Waiting for the student", "closed": "Closed"}


def _head(view: CaseView) -> Iterator[str]:
    """Give the lines above the timeline; what is empty is left out."""
    client, details = view.client, view.details
    yield f"Case {view.number}: {view.about}"
    state = STATES.get(view.status, view.status)
    yield f"State: {state} since {_moment(view.closed)}" if view.closed else f"State: {state}"
    yield from _said(
        ("Waiting for", details.waiting_for),
        ("Kept until", view.retention),
        ("Client", client.name),
        ("Known as", client.known_as),
        ("Student number", client.student_number),
        ("E-mail", client.email),
        ("Telephone", client.phone),
        ("Contact", client.contact_line),
        ("Adjustments", details.adjustments),
        ("Asking as", view.eligibility),
        ("Topic", view.topic),
        ("Adviser", view.adviser_name or "nobody yet"),
        ("Opened", _moment(view.opened)),
        ("Record notice", view.notice),
        ("Time spent", f"{view.minutes} minutes" if view.minutes else ""),
    )
    for promise in view.promises:
        yield f"Promise: {promise.words}; received {_moment(promise.received)}"
        yield from (f"  {line}" for line in promise.working)
    for date in view.key_dates:
        yield f"Key date: {date.words}; {date.what}{f' ({date.why})' if date.why else ''}"
    for party in details.parties:
        known = (party.name, _side(party.side), party.student_number, party.email, party.phone, party.note)
        yield "Other person: " + "; ".join(part for part in known if part)
    yield from (f"Other agency: {agency.line()}" for agency in details.agencies)
    yield from (f"Belongs with: case {link.number}; {link.who}; {link.why}" for link in view.links)
    yield f"Entries: {len(view.entries)}, newest first"


def _side(side: str) -> str:
    from advice_tui.rules.case_details import SIDES  # noqa: PLC0415 - beside its like

    return next((words for key, words in SIDES if key == side), side)


def _said(*pairs: tuple[str, str]) -> Iterator[str]:
    return (f"{word}: {' '.join(text.split())}" for word, text in pairs if text.strip())


def _print_entry(entry: EntryView) -> None:
    """Print an entry: when, what, by whom, then its text, every line of it set in."""
    printing.line("")
    by = f", by {entry.author_name}" if entry.author_name else ""
    minutes = f", {entry.minutes} minutes" if entry.minutes else ""
    printing.line(f"{_moment(entry.at)}: {entry.kind_words}: {entry.title}{by}{minutes}")
    if entry.struck:
        printing.line(f"  Struck out: {entry.struck}")
    if entry.sender:
        printing.line(f"  From: {entry.sender}")
    if entry.body:
        printing.block(entry.body)
    for number, option in enumerate(entry.options, 1):
        printing.block(f"Option {number}: {option}")
    if entry.choice:
        printing.block(f"Student's choice: {entry.choice}")
    _print_list("Note", entry.notes)
    _print_list("File", (f"{file.name} ({file.size:,} bytes)" for file in entry.attachments))
    for said, text in entry.before:
        printing.line(f"  Earlier: {said}")
        printing.block(text, "    ")


def _print_list(word: str, texts: Iterable[str]) -> None:
    for text in texts:
        printing.line(f"  {word}: {text}")


def _moment(at: datetime | None) -> str:
    from advice_tui.rules.working_days import london, say_day  # noqa: PLC0415 - beside its like

    return f"{say_day(london(at).date(), year=True)} {london(at):%H:%M}" if at else ""


def _plain_values(value: Any) -> Any:
    """Give a value as JSON has it: rows with their names, instants and days in ISO form, tuples as lists."""
    if is_dataclass(value):
        return {one.name: _plain_values(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain_values(value._asdict())
    if isinstance(value, dict):
        return {str(key): _plain_values(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain_values(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
