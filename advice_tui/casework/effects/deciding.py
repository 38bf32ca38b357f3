"""A decision recorded: the desk is told at once and bookings stop (I-43 to I-48; L-33 to L-39).

1. A withdrawal keeps the student out of the service, or out of one matter only (L-35): then her other cases stay open.
2. A restriction holds by its terms until its review, a reinstatement or a complaint ends it (I-43 to I-45; reading 20).
3. Nothing is cancelled by itself: what is booked is listed, one by one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from advice_tui.casework import desk_flags
from advice_tui.casework.desk_flags import lines
from advice_tui.casework.effects.cancelling import in_question
from advice_tui.casework.effects.views import Effect, listed
from advice_tui.casework.procedure_documents import OpenedProcedure
from advice_tui.desk import Desk
from advice_tui.roles import Role
from advice_tui.rules.procedure import Taken, options_of, said_yes
from advice_tui.rules.restriction import NAMED, Terms, adviser_named, day_of, sentence, terms_of
from advice_tui.rules.working_days import london, say_day
from data import queries
from data.access.grants import accounts
from data.errors import NotAllowed
from data.queries import desk_flags as asked
from data.queries.desk_flags import DeskFlagRow
from data.store import Tx

WITHDRAWAL, RESTRICTION = "withdrawal", "restriction"
ENDS, CHANGES = frozenset({"ends", "end", "lift"}), frozenset({"changes", "change"})
"""Answers of a review after which a restriction is over, or stands with other terms."""
NOT_YOURS = "Only the manager or the director may record this decision: it is signed."
NO_MATTER = "No case is named, so nothing is stopped: this ground is about one matter only."


def decided(desk: Desk, tx: Tx, opened: OpenedProcedure) -> Effect:
    """Put a decision into force inside the act that records it; raises NotAllowed for whose signature is nothing."""
    if opened.head.kind == WITHDRAWAL:
        return _withdrawn(desk, tx, opened)
    return _put_terms(desk, tx, opened, terms_in(desk, tx.connection, opened))


def _withdrawn(desk: Desk, tx: Tx, opened: OpenedProcedure) -> Effect:
    matter = opened.head.scope == "matter"
    if matter and not opened.row.case_id:
        return Effect((NO_MATTER,))
    ground = next((one for one in desk.policy.withdrawal.grounds if one.key == opened.head.ground), None)
    said = (ground.desk_note if ground else None) or desk_flags.REFUSED
    why = ". ".join(part for part in (opened.running.procedure.label, ground.label if ground else "") if part)
    put(desk, tx, opened, "refuse", why, None if matter else {"sentence": said})
    to_cancel = in_question(desk, tx.connection, opened)
    if matter:
        told = f"Bookings stop for case {opened.head.number} only; her other cases stay open."
    else:
        told = f"Reception is told “{said}”, and books no appointment."
    return Effect(_sentences(told, to_cancel), to_cancel)


def _put_terms(desk: Desk, tx: Tx, opened: OpenedProcedure, terms: Terms) -> Effect:
    why = ". ".join(part for part in (opened.running.procedure.label, reason_label(desk, opened)) if part)
    said = sentence(terms)
    put(desk, tx, opened, "restrict", why, {"sentence": said, "terms": terms.to_json()})
    to_cancel = in_question(desk, tx.connection, opened, terms)
    until = f"To be reviewed on {say_day(terms.until)}." if terms.until else ""
    return Effect(_sentences(f"Reception is told “{said}”.", to_cancel, until), to_cancel)


def _sentences(told: str, to_cancel: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(one for one in (told, *more, listed(len(to_cancel))) if one)


def reviewed(desk: Desk, tx: Tx, opened: OpenedProcedure, taken: Taken) -> Effect:
    """Follow the result of a review: it ends, it goes on until another day, or it goes on with other terms."""
    answers = {taken.values.get(entry, "") for entry in ("follows", "outcome", "result")}
    stands = last_line(desk, tx.connection, opened)
    if stands is None or stands.kind == "lift":
        return Effect(("No restriction stands any more.",))
    if answers & ENDS:
        put(desk, tx, opened, "lift", "Reviewed: the restriction ends.", None)
        return Effect(("The restriction ends: the desk books and admits as for everybody.",))
    again = day_of(taken.values.get("review", ""))
    if taken.values.get("terms") or again:
        terms = terms_in(desk, tx.connection, opened)
        return _put_terms(desk, tx, opened, replace(terms, until=again or terms.until))
    if answers & CHANGES:
        return Effect(("Propose a restriction with the new terms; this one holds until then.",))
    return Effect(("The restriction goes on.",))


# Terms ---------------------------------------------------------------------------------------------------------------


def terms_in(desk: Desk, connection: Connection, opened: OpenedProcedure) -> Terms:
    """Give the terms that a restriction's steps record, those of the last step that names any; from today on."""
    taken = [one for one in opened.running.taken if one.values.get("terms")]
    values = taken[-1].values if taken else {}
    words = values.get("words", "")
    until = day_of(values.get("review", ""))
    terms = terms_of(desk.policy, values.get("terms", ""), words=words, since=desk.today, until=until)
    if NAMED not in terms.keys:
        return terms
    names = queries.names(connection)
    adviser_id = _named(desk, connection, opened, taken[-1], {one: names[one] for one in _advisers(connection)})
    return replace(terms, adviser_id=adviser_id, adviser=names.get(adviser_id, ""))


def _named(desk: Desk, connection: Connection, opened: OpenedProcedure, taken: Taken, people: dict[str, str]) -> str:
    """Give who the one adviser is: chosen, named in the words, else whose case it is, else who proposed it."""
    chosen = taken.values.get("adviser", "")
    if chosen in people:
        return chosen
    said = adviser_named(f"{chosen}\n{taken.values.get('words', '')}", people)
    case = queries.case(connection, desk.keys, opened.row.case_id) if opened.row.case_id else None
    found = (said, (case.adviser_id or "") if case else "", taken.who.account_id)
    return next((one for one in found if one in people), "")


def _advisers(connection: Connection) -> tuple[str, ...]:
    able = {Role.ADVISER.value, Role.MANAGER.value}
    return tuple(row.id for row in accounts(connection) if row.state == "active" and row.role in able)


def reason_label(desk: Desk, opened: OpenedProcedure) -> str:
    """Give what the reason of a restriction is called in the policy, or an empty text."""
    step = opened.running.procedure.steps[0]
    for entry in step.records:
        for one in options_of(desk.policy, opened.head.kind, entry, opened.head.ground):
            if one.key == opened.head.ground and entry.key != "terms":
                return one.label
    return ""


# Lines ---------------------------------------------------------------------------------------------------------------


def put(
    desk: Desk, tx: Tx, opened: OpenedProcedure, kind: lines.Kind, why: str, for_front: dict[str, object] | None
) -> str:
    """Write the line of a procedure, its reason under the procedure's key; give its id."""
    if not lines.may_sign(desk, kind) or not opened.row.client_id:
        raise NotAllowed(NOT_YOURS)
    source = (opened.row.id, opened.row.key_ver, opened.key)
    return lines.put_line(desk, tx, opened.row.client_id, kind, why, source=source, for_front=for_front)


def last_line(desk: Desk, connection: Connection, opened: OpenedProcedure) -> DeskFlagRow | None:
    """Give the last line that a procedure wrote, or None."""
    rows = asked.lines(connection)
    lines.check_lines(desk, connection, rows)
    found = [row for row in rows if row.source == opened.row.id]
    return found[-1] if found else None


def standing_words(desk: Desk, connection: Connection, opened: OpenedProcedure) -> str:
    """Say what a procedure does now ("Service withdrawn since Thu 26 Nov 2026"), or an empty text."""
    if opened.head.kind not in {WITHDRAWAL, RESTRICTION}:
        return ""
    row = last_line(desk, connection, opened)
    if row is None:
        return ""
    day = say_day(london(row.at).date(), year=True)
    if row.kind == "lift":
        return f"Restriction lifted on {day}" if opened.head.kind == RESTRICTION else f"Reinstated on {day}"
    if row.kind == "restrict":
        until = review_on(desk, connection, opened)
        return f"Restricted since {day}" + (f", to be reviewed {say_day(until, year=True)}" if until else "")
    what = "Service refused" if "refuse" in _answers(opened) else "Service withdrawn"
    return f"{what}{' in this matter' if lines.is_about_one_matter(row) else ''} since {day}"


def _answers(opened: OpenedProcedure) -> set[str]:
    taken = said_yes(opened.running)
    return set(taken.values.values()) if taken else set()


def review_on(desk: Desk, connection: Connection, opened: OpenedProcedure) -> date | None:
    """Give the day on which a restriction that stands is to be reviewed, or None (I-44; reading 20)."""
    row = last_line(desk, connection, opened)
    if row is None or row.kind != "restrict":
        return None
    front = lines.front_of(desk, connection, row).get("terms")
    if front:
        return Terms.from_json(front).until
    days = [day_of(one.values.get("review", "")) for one in opened.running.taken]
    return next((day for day in reversed(days) if day), None)
