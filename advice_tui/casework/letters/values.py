"""What a procedure already says that its letter must say: the reason, the terms, the review, other providers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advice_tui.casework.procedure_documents import OpenedProcedure
from advice_tui.desk import Desk
from advice_tui.policy.parts import Choice
from advice_tui.rules.restriction import NAMED
from advice_tui.rules.working_days import promise_calendar_days, say_day, statutory_month

EXPLAINED = ("why", "reasons", "impartial")
"""Entries of a decision in which it is explained to the student (L-39.2)."""
DECIDED = {"refuse": "refused", "withdraw": "withdrawn"}
"""How a letter says what was decided about the service (L-39.2)."""
OTHER = "other"


def values_of(desk: Desk, opened: OpenedProcedure, adviser: str = "") -> dict[str, str]:
    """Give the words for a letter's words in braces, by name, as far as the recorded steps hold them.

    Of what was written down for ourselves ("What happened") nothing is taken over, save where there is no other reason
    to give: who writes the letter says it to the student. ``adviser`` is the one whom a restriction names.
    """
    found = {
        "decision": DECIDED.get(opened.value("decide", "decision"), ""),
        "reason": _reason(desk, opened),
        "terms": _terms(desk, opened, adviser),
        "review": _day(opened.value("propose", "review")),
        "scope": _scope(opened),
        "providers": _providers(opened),
        **_copy_days(desk, opened),
    }
    return {name: text for name, text in found.items() if text}


def _recorded(opened: OpenedProcedure, does: str, entry: str = "") -> Iterator[str]:
    """Give what was recorded in the steps that do this, in one entry or in all."""
    for step in opened.running.procedure.steps:
        taken = opened.taken(step.key) if step.does == does else None
        if taken is not None:
            yield from (text for name, text in taken.document.values.items() if entry in {"", name})


def _reason(desk: Desk, opened: OpenedProcedure) -> str:
    chosen = opened.head.ground
    lists: dict[str, tuple[Choice, ...]] = {
        "restriction": tuple(desk.policy.restriction.reasons),
        "withdrawal": tuple(desk.policy.withdrawal.grounds),
    }
    label = next((one.label for one in lists.get(opened.head.kind, ()) if one.key == chosen), "")
    explained = [text for name in EXPLAINED for text in _recorded(opened, "decides", name)]
    if not label and chosen == OTHER and not explained:
        explained = list(_recorded(opened, "raises", "facts"))
    if opened.head.kind == "restriction":
        explained += list(_recorded(opened, "records", "events"))
    parts = [label, *explained]
    return _sentences(parts)


def _terms(desk: Desk, opened: OpenedProcedure, adviser: str) -> str:
    labels = {one.key: one.label for one in desk.policy.restriction.terms if one.key != OTHER}
    if adviser and NAMED in labels:
        labels[NAMED] = f"{labels[NAMED]}: {adviser}"
    keys = [key.strip() for key in opened.value("propose", "terms").split(";")]
    named = [labels[key] for key in keys if key in labels]
    words = opened.value("propose", "words")
    listed = ", ".join([*named[:1], *(label[:1].lower() + label[1:] for label in named[1:])])
    return _sentences([listed, words])


def _sentences(parts: list[str]) -> str:
    """Give parts as sentences: the letter goes on behind the last one."""
    texts = [part.strip() for part in parts if part.strip()]
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)


def _day(iso: str) -> str:
    try:
        return say_day(date.fromisoformat(iso), year=True) if iso else ""
    except ValueError:
        return iso


def _scope(opened: OpenedProcedure) -> str:
    if opened.head.kind != "withdrawal":
        return ""
    if opened.head.scope == "matter":
        return (
            f"for this matter only (our number {opened.head.number})" if opened.head.number else "for this matter only"
        )
    return "for everything we do"


def _providers(opened: OpenedProcedure) -> str:
    return "\n".join(text.strip() for text in _recorded(opened, "gives_alternatives") if text.strip())


def _copy_days(desk: Desk, opened: OpenedProcedure) -> dict[str, str]:
    """Give by when a copy of the file comes, by our promise and by law (I-25)."""
    received = opened.value("request", "received")
    if opened.head.kind != "file_copy" or not received:
        return {}
    day, copies = date.fromisoformat(received), desk.policy.file_copy
    promise = promise_calendar_days(desk.calendar, day, copies.days)
    return {
        "promise": say_day(promise, year=True),
        "statutory": say_day(statutory_month(desk.calendar, day, copies.statutory_months), year=True),
    }
