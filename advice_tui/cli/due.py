"""``advice-tui due``: the working-day calculator. No database, no password, and neither Textual nor SQLAlchemy."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated

import typer

from advice_tui.policy import bundled, load
from advice_tui.rules.reply import promise_due
from advice_tui.rules.service_calendar import calendar_of
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import LONDON, MOST_DAYS, Closure, Due, explain
from data.errors import AdviceError, BadInput, UsageError


def due(
    received: Annotated[
        list[str] | None,
        typer.Argument(help="When the contact came: 2026-12-23T14:00, or a date such as '3 dec 14:00'; - reads lines."),
    ] = None,
    policy: Annotated[str, typer.Option(help="A bundled policy's name, or a policy file.")] = "",
    region: Annotated[str, typer.Option(help="Bank holidays of ENG, WLS, SCT or NIR instead of the policy's.")] = "",
    days: Annotated[int | None, typer.Option(help="Working days promised, instead of the policy's.")] = None,
    closure: Annotated[
        list[str] | None, typer.Option(help="Count without these days: FROM..TO[:REASON]. May be given again.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say when a contact received then must be answered, and which days were counted.

    Times are London civil time; a date without a time counts from its first minute, an offset from UTC is honoured.
    Lines that cannot be read are named on standard error after the answers, and the command ends with 2.
    """
    if not received:
        raise UsageError("Say when the contact was received, such as 2026-12-23T14:00, or - to read lines.")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise UsageError(f"--days: 1 to {MOST_DAYS} working days.")
    chosen = load(policy or _first_policy())
    try:
        calendar = calendar_of(
            chosen, region=region.upper() or None, closures=[_closure(text) for text in closure or []]
        )
    except BadInput as error:
        raise UsageError(error.sentence) from error
    now = datetime.now(LONDON)
    faults: list[str] = []
    for where, text in _asked(received):
        try:
            answer = promise_due(chosen, calendar, "email", _moment(text, now), days=days)
        except BadInput as error:
            faults.append(f"{where}: {error.sentence}")
        else:
            _print(answer, as_json=as_json)
    if faults:
        raise UsageError("\n".join(faults))


def _first_policy() -> str:
    """Return the first bundled policy by name."""
    names = bundled()
    if not names:
        raise AdviceError("No policy comes with this program: name a policy file with --policy.")
    return names[0]


def _asked(received: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what was asked with the words that say where it stood; ``-`` stands for the lines of standard input."""
    for number, text in enumerate(received, 1):
        if text != "-":
            yield f"RECEIVED {number}", text
            continue
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # bytes that are no text are a bad line, not a crash
        for line_number, line in enumerate(sys.stdin, 1):
            if words := line.strip().removeprefix("\ufeff"):
                yield f"Line {line_number}", words


def _moment(text: str, now: datetime) -> datetime:
    """Return the aware instant that ``text`` says; :class:`BadInput` with a sentence when it says none."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})", text):
        try:
            return datetime.fromisoformat(text).astimezone(LONDON)
        except (ValueError, OverflowError) as error:
            raise BadInput("There is no such moment.") from error
    when = read_when(text, now, past=True)
    if isinstance(when, Unread):
        raise BadInput(when.sentence)
    return when.instant()


def _closure(text: str) -> Closure:
    """Return the closure that FROM..TO[:REASON] or DAY[:REASON] says, in ISO dates; :class:`BadInput` otherwise."""
    span, _, reason = text.partition(":")
    first, dots, last = span.partition("..")
    if not reason.isprintable():
        raise BadInput("--closure: the reason holds characters that cannot be shown.")
    try:
        return Closure(
            date.fromisoformat(first), date.fromisoformat(last if dots else first), reason.strip() or "closed"
        )
    except ValueError as error:
        raise BadInput(f"--closure: write 2026-12-24..2027-01-01:Christmas, not {text!r}.") from error


def _print(answer: Due, *, as_json: bool) -> None:
    """Write one answer to standard output: a line of JSON, or sentences and an empty line."""
    lines = [json.dumps(answer.public())] if as_json else [*explain(answer), ""]
    sys.stdout.write("\n".join(lines) + "\n")
