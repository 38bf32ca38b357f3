"""What a case allows and what went out: the register of consents, the register of disclosures, what may be chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import procedure_documents
from advice_tui.casework import register as lines_of
from advice_tui.casework.case_documents import case_name, open_case_row
from advice_tui.casework.consents.views import (
    BREACH,
    ConsentView,
    Disclosed,
    DisclosureView,
    Ground,
    Register,
)
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, allowed
from advice_tui.rules.consent import ACTS, CONTACT, WAYS, Consent, refusal
from advice_tui.rules.procedure import said_yes
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.queries import conduct as asked

CONSENT, DISCLOSURE = "consent", "disclosure"
DANGER = "imminent_danger"


@allowed(Act.READ_CASE)
def standing(desk: Desk, case_id: str) -> tuple[ConsentView, ...]:
    """Give the consents of a case that stand today, the newest first."""
    require_read(desk)
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        return tuple(one for one in _consents(desk, connection, case_id, Counter()) if one.standing == "stands")


@allowed(Act.READ_CASE)
def disclosures(desk: Desk, case_id: str) -> tuple[DisclosureView, ...]:
    """Give everything that went out to third parties on a case, the newest first, by what it went."""
    require_read(desk)
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        return _disclosures(desk, connection, case_id)


@allowed(Act.READ_CASE)
def register(desk: Desk, case_id: str) -> Register:
    """Give both registers of a case: every consent, those that ended too, and everything that went out."""
    require_read(desk)
    with desk.store.read() as connection:
        row, _, _ = open_case_row(desk, connection, case_id)
        went = _disclosures(desk, connection, case_id)
        used = Counter(one.consent_id for one in went if not one.undone)
        return Register(
            row.number,
            case_name(desk, connection, row),
            desk.today,
            _consents(desk, connection, case_id, used),
            went,
        )


@allowed(Act.READ_CASE)
def grounds(desk: Desk, case_id: str) -> tuple[Ground, ...]:
    """Give what something may go out by: consents first, those that stand before the others, then breach decisions."""
    require_read(desk)
    with desk.store.read() as connection:
        open_case_row(desk, connection, case_id)
        views = _consents(desk, connection, case_id, Counter())
        decisions = breach_decisions(desk, connection, case_id)
    listed = sorted(views, key=lambda one: one.standing != "stands")
    found = [
        Ground(
            one.id,
            one.consent.named(),
            one.stands_words,
            one.consent.who,
            "" if one.standing == "stands" else refusal(one.consent, CONTACT, one.consent.who, desk.today),
            one.consent.acts,
        )
        for one in listed
    ]
    breaches = [Ground(f"{BREACH}{key}", words, "a decision, not a consent") for key, words in decisions.items()]
    return (*found, *breaches)


# For other casework, inside its own act -------------------------------------------------------------------------------


def allows_in(desk: Desk, connection: Connection, case_id: str, to: str, act: str = CONTACT) -> str:
    """Give the id of a consent that stands today and lets something go to this name; empty when there is none."""
    for line in reversed(lines_of.lines(desk, connection, CONSENT, case_id=case_id)):
        consent = Consent.from_json(line.document)
        if line.row.state == "on" and not refusal(consent, act, to, desk.today):
            return line.row.id
    return ""


def breach_decisions(desk: Desk, connection: Connection, case_id: str) -> dict[str, str]:
    """Give the decisions that let something go out without consent, by procedure id, in words for the register.

    A breach of confidentiality that was decided with yes (L-25), or a call for help in imminent danger (L-26).
    """
    found = {}
    for row in asked.procedures(connection, desk.keys, case_id=case_id):
        opened = procedure_documents.opened(desk, connection, row)
        taken = said_yes(opened.running) if opened.head.kind == "breach" else None
        if opened.head.kind == DANGER and opened.running.taken:
            taken = opened.running.taken[0]
        if taken is None:
            continue
        label = getattr(desk.policy.procedures, opened.head.kind).label
        what = "called for help" if opened.head.kind == DANGER else "decided"
        day = say_day(london(taken.happened_at).date(), year=True)
        found[row.id] = f"{label}: {what} by {taken.who.name}, {day}"
    return found


def consent_view(
    line: OpenedLine, today: date, names: Mapping[str, str], labels: Mapping[str, str], used: int = 0
) -> ConsentView:
    """Give a consent's line as it is shown."""
    consent = Consent.from_json(line.document)
    return ConsentView(
        line.row.id,
        consent,
        labels.get(consent.how, consent.how),
        consent.standing(today),
        consent.stands_words(today),
        names.get(line.row.by_id, ""),
        line.row.at,
        line.row.row_ver,
        used,
    )


def how_labels(desk: Desk) -> dict[str, str]:
    """Give the policy's ways of giving a consent, by key."""
    return {one.key: one.label for one in desk.policy.consent.given_how}


def ground_words(desk: Desk, ground: Mapping[str, Any]) -> str:
    """Say by what something went out, as it stood then."""
    if ground.get("procedure"):
        return str(ground.get("words", ""))
    if not ground.get("consent"):
        return ""
    consent = Consent.from_json(ground["words"])
    how = find(desk.policy.consent.given_how, consent.how)
    given = f"given {say_day(consent.given, year=True)}, {how.label.lower() if how else consent.how}"
    return f"Consent: {consent.words()} · {given}"


def _consents(desk: Desk, connection: Connection, case_id: str, used: Counter[str]) -> tuple[ConsentView, ...]:
    names, labels = queries.names(connection), how_labels(desk)
    found = lines_of.lines(desk, connection, CONSENT, case_id=case_id)
    return tuple(
        consent_view(one, desk.today, names, labels, used[one.row.id])
        for one in reversed(found)
        if one.row.state != "void"
    )


def _disclosures(desk: Desk, connection: Connection, case_id: str) -> tuple[DisclosureView, ...]:
    names = queries.names(connection)
    found = [_disclosure(desk, one, names) for one in lines_of.lines(desk, connection, DISCLOSURE, case_id=case_id)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def _disclosure(desk: Desk, line: OpenedLine, names: Mapping[str, str]) -> DisclosureView:
    went = Disclosed.from_json(line.document)
    return DisclosureView(
        line.row.id,
        datetime.fromisoformat(went.at),
        went.to,
        WAYS.get(went.way, went.way),
        ACTS.get(went.act, went.act),
        went.what,
        names.get(line.row.by_id, ""),
        ground_words(desk, went.ground),
        str(went.ground.get("consent", "")),
        undone=line.row.state == "void",
    )
