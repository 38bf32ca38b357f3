"""Whose a case is: given to a colleague with a summary, one case or a whole caseload, always in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from advice_tui.casework import entries
from advice_tui.casework.case_documents import CaseDocument, EntryDocument, clients_by_id
from advice_tui.casework.cases.life import Opened, change, opened, refuse, words
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.roles import Act, Role, allowed, may
from advice_tui.rules.reply import standing
from data import queries
from data.access.grants import accounts, members
from data.access.wall_reading import wall_of_case
from data.errors import BadInput, NotAllowed
from data.queries import caseload as questions
from data.records import NOTES, find_keys
from data.rows import CaseRow, PromiseRow
from data.store import Tx

MOST_CASES = 500
"""A list for handing over holds so many cases; what is left over comes up when it is asked for again."""
LATELY = 5_000
"""Lines of the audit trail that are looked through for what was handed over: some weeks of a service's work."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who may have cases."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True)
class HeldRow:
    """One case of a caseload; ``state`` and ``words`` say what is due soonest, empty when nothing is."""

    id: str
    number: str
    row_ver: int
    who: str
    about: str
    status: str
    state: str
    words: str


@dataclass(frozen=True)
class Caseload:
    """The open and waiting cases of one person, or nobody's: ``total`` counts those that the list has no room for."""

    holder: str
    rows: tuple[HeldRow, ...]
    total: int


@dataclass(frozen=True)
class Gift:
    """One case to be handed over: as it was seen (``row_ver``), to whom, and the summary for who receives it."""

    case_id: str
    row_ver: int
    to_id: str
    summary: str


@dataclass(frozen=True)
class HandedOver:
    """A case that came to somebody lately and that she has not opened since."""

    case_id: str
    number: str
    who: str
    about: str
    by: str
    at: datetime


@allowed(Act.ASSIGN_CASE)
def colleagues(desk: Desk) -> tuple[Colleague, ...]:
    """Give everybody who may have cases now, oneself first, the others by name."""
    with desk.store.read() as connection:
        found = _able(connection).values()
    return tuple(sorted(found, key=lambda one: (one.id != desk.person.id, one.name.casefold())))


def _able(connection: Connection) -> dict[str, Colleague]:
    """Give the accounts in use that may read and write in cases, by id (L-15, L-21)."""
    return {
        row.id: Colleague(row.id, row.name, Role(row.role))
        for row in accounts(connection)
        if row.state == "active" and row.role in set(Role) and may(Role(row.role), Act.WRITE_ENTRY)
    }


def _may_give(desk: Desk, row: CaseRow, names: Mapping[str, str]) -> None:
    """Let an adviser give her own cases and nobody's, a manager any."""
    if desk.role is Role.MANAGER or row.adviser_id in {None, desk.person.id}:
        return
    holder = names.get(row.adviser_id or "", "a colleague")
    raise NotAllowed(f"Case {row.number} is {holder}'s. {holder} or a manager can hand it over.")


@allowed(Act.ASSIGN_CASE)
def assign(desk: Desk, case_id: str, row_ver: int, to_id: str, summary: str = "") -> Written:
    """Give one case to a colleague, with a summary that goes on its timeline, or take it oneself, where none is needed.

    Raises BadInput with all problems, ChangedMeanwhile when the case is no longer as it was seen.
    """
    require_read(desk)
    text, problem = words(summary, "Summary", required=to_id != desk.person.id)
    with desk.store.write(desk.signer, Act.ASSIGN_CASE.value, case_id, at=desk.now) as tx:
        able = _able(tx.connection)
        refuse({"to": None if to_id in able else "Choose who takes the case.", "summary": problem})
        case, former, entry_id, told = _give(desk, tx, Gift(case_id, row_ver, to_id, text), able)
        tx.detail.update({"from": former or "", "to": to_id, "entry": entry_id})
    entries.remember(desk, case_id, entry_id, told)
    whose = "yours" if to_id == desk.person.id else f"{able[to_id].name}'s"
    data = {"gave": {case_id: (former, case.row.row_ver + 1, entry_id)}}
    token = UndoToken("hand_over", f"case {case.row.number} given to {able[to_id].name}", case_id, data=data)
    return Written(f"Case {case.row.number} is {whose} now.", stopped=False, undo=token)


def _give(
    desk: Desk, tx: Tx, gift: Gift, able: Mapping[str, Colleague]
) -> tuple[Opened, str | None, str, EntryDocument]:
    """Give one case inside the act; give it as it was, whose it was, and the entry that tells of it."""
    case = opened(desk, tx, gift.case_id, gift.row_ver)
    row = case.row
    _may_give(desk, row, queries.names(tx.connection))
    to = able[gift.to_id]
    if row.status == "closed":
        raise BadInput({"to": f"Case {row.number} is closed. Open it again first (x)."})
    if row.adviser_id == to.id:
        raise BadInput({"to": f"Case {row.number} is {to.name}'s already."})
    wall = wall_of_case(tx.connection, row.id, row.key_ver)
    if wall is not None and to.id not in members(tx.connection, wall.room):
        raise BadInput({"to": f"{to.name} is outside the wall around case {row.number} (L-43)."})
    title = f"Handed over to {to.name}" if to.id != desk.person.id else f"Taken over by {to.name}"
    told = EntryDocument("case_changed", title, gift.summary)
    entry_id = entries.put(desk, tx, case.place, told)
    change(tx, case, adviser_id=to.id)
    return case, row.adviser_id, entry_id, told


@allowed(Act.ASSIGN_CASE)
def caseload(desk: Desk, holder_id: str | None, *, only: tuple[str, ...] = ()) -> Caseload:
    """Give the open and waiting cases of a colleague, or nobody's (None); ``only`` names the cases to list instead.

    Cases this person may not see are neither listed nor counted. An adviser sees her own and nobody's.
    """
    require_read(desk)
    if desk.role is not Role.MANAGER and holder_id not in {None, desk.person.id}:
        raise NotAllowed("Only a manager hands over the cases of somebody else.")
    with desk.store.read() as connection:
        if only:
            rows = [row for row in questions.cases_named(connection, desk.keys, only) if row.adviser_id == holder_id]
            total = len(rows)
        else:
            rows = questions.caseload(connection, desk.keys, holder_id, limit=MOST_CASES)
            total = questions.count_caseload(connection, desk.keys, holder_id)
        held = _held(desk, connection, rows)
        name = queries.names(connection).get(holder_id or "", "")
    return Caseload(name, held, total)


def _held(desk: Desk, connection: Connection, rows: list[CaseRow]) -> tuple[HeldRow, ...]:
    documents, people = _documents(desk, connection, rows)
    due = questions.soonest(connection, desk.keys, (row.id for row in rows))
    listed = []
    for row in rows:
        document = documents[row.id]
        state, said = _standing(desk, due.get(row.id))
        who = people.get(document.client_id, "")
        listed.append(HeldRow(row.id, row.number, row.row_ver, who, document.about, row.status, state, said))
    return tuple(listed)


def _documents(
    desk: Desk, connection: Connection, rows: list[CaseRow]
) -> tuple[dict[str, CaseDocument], dict[str, str]]:
    keys = find_keys(connection, desk.keys, (row.id for row in rows), NOTES)
    documents = {row.id: CaseDocument.opened(keys[row.id, row.key_ver], row) for row in rows}
    people = clients_by_id(desk, connection, {document.client_id for document in documents.values()})
    return documents, {client_id: details.name for client_id, details in people.items()}


def _standing(desk: Desk, promise: PromiseRow | None) -> tuple[str, str]:
    if promise is None:
        return "", ""
    due, strict, breach = promise.due_at, promise.strict_at, promise.breach_at
    stands = standing(desk.calendar, desk.now, due=due, strict=strict, breach=breach, channel=promise.channel)
    return stands.state, stands.words


@allowed(Act.ASSIGN_CASE)
def hand_over(desk: Desk, gifts: tuple[Gift, ...]) -> Written:
    """Hand over many cases at once, to one colleague or several, each with its summary; all of them or none.

    Raises BadInput with all problems at once (by case id where a case is meant), ChangedMeanwhile when one of the
    cases is no longer as it was seen: then none is handed over.
    """
    require_read(desk)
    if not gifts:
        raise BadInput("No case is ticked. Tick at least one.")
    texts = {gift.case_id: words(gift.summary, "Summary") for gift in gifts}
    refuse({case_id: problem for case_id, (_, problem) in texts.items()})
    made: list[tuple[Opened, str | None, str, EntryDocument]] = []
    with desk.store.write(desk.signer, Act.ASSIGN_CASE.value, at=desk.now) as tx:
        able = _able(tx.connection)
        refuse({"to": None if all(gift.to_id in able for gift in gifts) else "Choose who takes the cases."})
        for gift in gifts:
            cleaned = Gift(gift.case_id, gift.row_ver, gift.to_id, texts[gift.case_id][0])
            made.append(_give(desk, tx, cleaned, able))
        given = zip(made, gifts, strict=True)
        tx.detail["given"] = [[case.row.id, former or "", gift.to_id] for (case, former, _, _), gift in given]
    for case, _, entry_id, told in made:
        entries.remember(desk, case.row.id, entry_id, told)
    said = _said(Counter(able[gift.to_id].name for gift in gifts))
    gave = {case.row.id: (former, case.row.row_ver + 1, entry_id) for case, former, entry_id, _ in made}
    first, *rest = gave
    token = UndoToken("hand_over", said[:1].lower() + said[1:], first, data={"cases": tuple(rest), "gave": gave})
    return Written(f"{said}.", stopped=False, undo=token)


def _said(given: Counter[str]) -> str:
    total = sum(given.values())
    cases = "1 case" if total == 1 else f"{total} cases"
    if len(given) == 1:
        return f"{cases} handed over to {next(iter(given))}"
    return f"{cases} handed over: {', '.join(f'{count} to {name}' for name, count in given.items())}"


@undoes("hand_over")
def _undo_hand_over(desk: Desk, tx: Tx, token: UndoToken) -> None:
    for case_id, (former, row_ver, entry_id) in token.data["gave"].items():
        change(tx, opened(desk, tx, case_id, row_ver), adviser_id=former)
        strike(desk, tx, case_id, entry_id)
    tx.detail["cases"] = list(token.data["gave"])


@allowed(Act.SEE_TODAY)
def handed_to_me(desk: Desk) -> tuple[HandedOver, ...]:
    """Give the cases that a colleague handed to this person and that she has not opened since, newest first."""
    if not desk.keys.holds("advice"):
        return ()
    with desk.store.read() as connection:
        came: dict[str, tuple[datetime, str]] = {}
        lines = questions.late_acts(connection, (Act.ASSIGN_CASE.value, Act.READ_CASE.value), lines=LATELY)
        for line in lines:
            if line.act == Act.READ_CASE.value:
                if line.actor_id == desk.person.id:
                    came.pop(line.obj, None)
                continue
            for case_id, to_id in _given(line.obj, line.detail):
                came.pop(case_id, None)
                if to_id == desk.person.id != line.actor_id:
                    came[case_id] = (line.at, line.actor_id)
        rows = questions.cases_named(connection, desk.keys, came)
        mine = [row for row in rows if row.adviser_id == desk.person.id and row.status != "closed"]
        documents, people = _documents(desk, connection, mine)
        names = queries.names(connection)
    listed = [
        HandedOver(
            row.id,
            row.number,
            people.get(documents[row.id].client_id, ""),
            documents[row.id].about,
            names.get(came[row.id][1], "a colleague"),
            came[row.id][0],
        )
        for row in mine
    ]
    return tuple(sorted(listed, key=lambda one: (one.at, one.number), reverse=True))


def _given(obj: str, detail: str) -> list[tuple[str, str]]:
    """Read which cases an audit line says were given, and to whom."""
    told = json.loads(detail) if detail else {}
    if "given" in told:
        return [(case_id, to_id) for case_id, _, to_id in told["given"]]
    return [(obj, told["to"])] if "to" in told else []
