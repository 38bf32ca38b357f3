"""Beginning a letter: from the service's words for it, filled in with what the procedure and the case already say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from advice_tui.casework import effects, providers, register, templates
from advice_tui.casework.case_documents import find_client, open_case_row
from advice_tui.casework.induction import require_read
from advice_tui.casework.letters.documents import DRAFT, KIND, LetterDocument, find_all
from advice_tui.casework.letters.values import values_of
from advice_tui.casework.procedure_documents import OpenedProcedure, open_one
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import letters
from advice_tui.rules.letters import LONGEST_VALUE, NAMES_NOBODY, TITLES
from advice_tui.rules.text import clean, over_limit
from data.errors import BadInput
from data.store import Tx

NO_SUCH = "There is no such letter under this policy."


@dataclass(frozen=True)
class _Place:
    """What a letter belongs to: the procedure, the case, the client, each if there is one."""

    opened: OpenedProcedure | None
    case_id: str
    client_id: str
    to: str = field(repr=False)
    outcome: str = field(repr=False)


@allowed(Act.WRITE_LETTER)
def begin(
    desk: Desk,
    text_key: str,
    *,
    case_id: str = "",
    procedure_id: str = "",
    step: str = "",
    values: Mapping[str, str] | None = None,
    client_id: str = "",
) -> str:
    """Begin a letter of this text and give its id; of a procedure's step that has one not sent yet, that one's.

    It stands under the procedure's key, else under the case's, else under one of its own for the advisers' room.
    ``values`` go before what the procedure and the case say. Raises BadInput for a text the policy does not have,
    NotFound for what this person may not read.
    """
    require_read(desk)
    given = _values(values or {})
    with desk.store.write(desk.signer, Act.WRITE_LETTER.value, at=desk.now) as tx:
        letter_id, known = begin_in(
            desk, tx, text_key, case_id=case_id, procedure_id=procedure_id, step=step, values=given, client_id=client_id
        )
        tx.obj = letter_id
        tx.detail.update(again=known)
    return letter_id


def begin_in(
    desk: Desk,
    tx: Tx,
    text_key: str,
    *,
    case_id: str = "",
    procedure_id: str = "",
    step: str = "",
    values: Mapping[str, str] | None = None,
    client_id: str = "",
) -> tuple[str, bool]:
    """Begin a letter inside another act; give its id, and whether it had been begun before."""
    place = _place(desk, tx.connection, procedure_id, case_id, client_id)
    key = _chosen(place.opened, text_key)
    step = step or _step(place.opened, text_key)
    if not letters.written(desk.policy, key):
        raise BadInput({"text_key": NO_SUCH})
    if procedure_id:
        for one in find_all(desk, tx.connection, under=procedure_id):
            if not one.sent and (one.document.step, one.document.text_key) == (step, key):
                return one.id, True
    known = {"outcome": place.outcome, **_listed(desk, tx, place.opened)}
    if place.opened:
        known |= values_of(desk, place.opened, _adviser(desk, tx, place.opened))
    known = {name: text for name, text in known.items() if len(text) <= LONGEST_VALUE} | dict(values or {})
    template = templates.template_in(desk, tx.connection, key)
    wanted = {name: text for name, text in _values(known).items() if name in letters.fields_of(key) and text}
    writer = f"{desk.person.name}\n{desk.policy.title_of(desk.role.value)}"
    document = LetterDocument(
        key,
        TITLES[key],
        letters.composed(desk.policy, key, template.text, wanted, (place.to, writer)),
        to=place.to,
        client_id=place.client_id,
        procedure_id=procedure_id,
        step=step,
        values=wanted,
        policy_version=desk.policy.version,
        template_version=template.version,
        second_asked=template.second_reader,
        writers=(desk.person.id,),
    )
    return _put(desk, tx, place, document), False


def _listed(desk: Desk, tx: Tx, opened: OpenedProcedure | None) -> dict[str, str]:
    """Give the listed providers for a letter of a withdrawal that has no step in which they are chosen (I-9, I-48)."""
    if opened is None or opened.head.kind != "withdrawal":
        return {}
    if any(step.does == "gives_alternatives" for step in opened.running.procedure.steps):
        return {}
    found = [providers.view_of(desk, one) for one in register.lines(desk, tx.connection, providers.PROVIDER)]
    return {"providers": "\n".join(one.line() for one in found if not one.closed)}


def _adviser(desk: Desk, tx: Tx, opened: OpenedProcedure) -> str:
    """Name the one adviser whom a restriction leaves, as the desk is told it (I-45)."""
    return effects.terms_in(desk, tx.connection, opened).adviser if opened.head.kind == "restriction" else ""


def _put(desk: Desk, tx: Tx, place: _Place, document: LetterDocument) -> str:
    opened = place.opened
    under = (opened.row.id, opened.row.key_ver, opened.key) if opened else None
    return register.put_line(desk, tx, KIND, document.to_json(), case_id=place.case_id, under=under, state=DRAFT)


def _chosen(opened: OpenedProcedure | None, text_key: str) -> str:
    """Give the wording that was chosen in the procedure, where its letter has several (I-39, I-40)."""
    wording = opened.value("wording", "wording") if opened and text_key in NAMES_NOBODY else ""
    return wording if wording in NAMES_NOBODY else text_key


def _step(opened: OpenedProcedure | None, text_key: str) -> str:
    """Give the step of the procedure that sends this letter, or nothing."""
    steps = opened.running.procedure.steps if opened else ()
    return next((one.key for one in steps if one.letter == text_key), "")


def _place(desk: Desk, connection: Connection, procedure_id: str, case_id: str, client_id: str) -> _Place:
    opened = open_one(desk, connection, procedure_id) if procedure_id else None
    if opened is not None:
        case_id, client_id = opened.row.case_id or "", opened.row.client_id or client_id
    outcome = ""
    if case_id:
        _, _, document = open_case_row(desk, connection, case_id)
        client_id = document.client_id
        outcome = document.details.closing.outcome if document.details.closing else ""
    to = ""
    if client_id:
        row, _, details = find_client(desk, connection, client_id)
        client_id, to = row.id, details.name
    return _Place(opened, case_id, client_id, to or (opened.head.who if opened else ""), outcome)


def _values(values: Mapping[str, str]) -> dict[str, str]:
    """Clean values on their way in; raises BadInput for one that is too long."""
    cleaned = {name: clean(text[: LONGEST_VALUE * 4], lines=True).strip() for name, text in values.items()}
    wrong = {name: over_limit(text, letters.LABELS.get(name, name), LONGEST_VALUE) for name, text in cleaned.items()}
    problems = {name: sentence for name, sentence in wrong.items() if sentence}
    if problems:
        raise BadInput(problems)
    return cleaned
