"""``advice-tui import``: e-mails taken in as one batch, and a batch taken back as one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advice_tui.cli import printing
from advice_tui.cli.asking import Asker
from advice_tui.cli.service import As, DryRun, FromInput, Home, Json, NoInput, Yes, signed_in
from data.errors import BadInput, UsageError

if TYPE_CHECKING:
    from advice_tui.casework.mail import BatchMessage, BatchView, TakenBatch

import_app = typer.Typer(
    help="Take in what comes from elsewhere; every import can be taken back.",
    no_args_is_help=False,
    rich_markup_mode=None,
)


@import_app.command("mail")
def import_mail(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files .eml, mailboxes (mbox), or folders.")],
    login: As = "",
    home: Home = None,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Take e-mails in: each becomes a new enquiry, or is added to the open case it belongs to.

    What a machine wrote, what was taken in before and what cannot be read is left out and named. Nothing is fetched or
    opened. At a terminal it asks first, unless --yes is given; the whole batch can be taken back.
    """
    from advice_tui.casework import mail  # noqa: PLC0415 - the store, only for who needs it

    printing.ready()
    asker = Asker(password_stdin, no_input)
    with signed_in(context, home, login, asker) as desk:
        view = mail.read_batch(desk, files)
        if not view.readable:
            raise BadInput(view.messages[0].problem)
        choices = view.choices()
        wanted = any(choice.chosen.what != "leave" for choice in choices)
        said = mail.count_words(choices)
        if not as_json:
            _report(view)
        if wanted and not dry_run:
            _sure(asker, said, yes=yes)
        taken = mail.take_batch(desk, choices) if wanted and not dry_run else None
    if as_json:
        printing.as_json(_document(view, taken, dry_run=dry_run))
    elif taken is None:
        printing.line(f"Would be: {said}. Nothing was stored." if dry_run else f"Nothing to take in: {said}.")
    else:
        printing.line(taken.sentence)
        if taken.undo is not None:
            printing.line(f"Batch {taken.id}; take it back with: advice-tui import undo {taken.id}")


@import_app.command("undo")
def undo(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="The batch's id, or how it begins.")],
    login: As = "",
    home: Home = None,
    *,
    password_stdin: FromInput = False,
    no_input: NoInput = False,
    as_json: Json = False,
) -> None:
    """Take a batch back as one; what somebody has worked on since stays and is named."""
    from advice_tui.casework import mail  # noqa: PLC0415 - the store, only for who needs it

    printing.ready()
    with signed_in(context, home, login, Asker(password_stdin, no_input)) as desk:
        sentence = mail.undo_batch(desk, batch.strip())
    if as_json:
        printing.as_json({"batch": batch.strip(), "sentence": sentence})
    else:
        printing.line(sentence)


def _sure(asker: Asker, said: str, *, yes: bool) -> None:
    """Ask a person at a terminal; who calls from a script has said what to do, and it can be taken back."""
    may_ask = not (asker.no_input or asker.from_input) and sys.stdin is not None and sys.stdin.isatty()
    if yes or not may_ask:
        return
    if asker.text(f"{said}. Take them in? Type yes").strip().casefold() not in {"y", "yes"}:
        raise UsageError("Nothing was stored.")


def _report(view: BatchView) -> None:
    """Print each message: number, what becomes of it, sender, subject, when received, file, and what is odd."""
    for message in view.messages:
        columns = (message.key, message.proposal.words, _sender(message), message.subject, _received(message))
        printing.row(*columns, message.source.name)
        for note in dict.fromkeys((message.proposal.why, *message.notes)):
            if note:
                printing.row("", note)


def _sender(message: BatchMessage) -> str:
    name, address = message.sender_name, message.sender_address
    return f"{name} <{address}>" if name and address else address or name or "-"


def _received(message: BatchMessage) -> str:
    from advice_tui.rules.working_days import london  # noqa: PLC0415 - beside its like

    return f"{london(message.received):%Y-%m-%d %H:%M}" if message.received else "-"


def _document(view: BatchView, taken: TakenBatch | None, *, dry_run: bool) -> dict[str, Any]:
    """Give all of it for scripts: what would become of each message, or what has."""
    done = {result.key: result for result in taken.results} if taken else {}
    stored = taken is not None and taken.undo is not None
    rows = []
    for message in view.messages:
        chosen, result = message.proposal, done.get(message.key)
        row = {
            "file": message.source.name,
            "sender": message.sender_address,
            "name": message.sender_name,
            "subject": message.subject,
            "received": message.received.isoformat() if message.received else None,
            "what": result.what if result else chosen.what,
            "case": (result.number or None) if result else chosen.case.number if chosen.case else None,
            "with": chosen.after or None,
            "why": result.why or chosen.why if result else chosen.why,
            "problem": message.problem,
            "notes": list(message.notes),
            "files": list(message.files),
        }
        rows.append(row)
    return {
        "dry_run": dry_run,
        "batch": taken.id if taken and stored else None,
        "sentence": taken.sentence if taken else "",
        "new": sum(row["what"] == "new" for row in rows),
        "added": sum(row["what"] == "add" for row in rows),
        "left_out": sum(row["what"] == "leave" for row in rows),
        "messages": rows,
    }
