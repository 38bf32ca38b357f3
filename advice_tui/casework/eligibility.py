"""Somebody the service is not for: told so, told who may help, and counted (I-1, I-44f; L-1; scenario 40).

Nothing is opened and no name is kept, unless it is wanted. What is counted is sealed for the advisers; whoever was told
at the front desk is counted there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from advice_tui.casework import drafts, providers, register
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, undoes
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import london
from data import queries
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from data.models import RegisterLine
from data.store import Tx

KIND = "not_eligible"
ON, VOID = "on", "void"
MOST_PROVIDERS = 20
_lines: Any = RegisterLine.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class EligibilityForm:
    """Why somebody was not advised: ``group`` is a key of the policy's others, ``channel`` how she came.

    ``providers`` are the ids of those she was told of, ``elsewhere`` others in words. ``name`` is empty unless it is
    wanted that one is kept.
    """

    channel: str
    group: str
    why: str = field(default="", repr=False)
    providers: tuple[str, ...] = ()
    elsewhere: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True)
class Refused:
    """It is counted: the sentence to show, and how to take it back."""

    id: str
    sentence: str
    undo: UndoToken


@allowed(Act.REFUSE_NOT_ELIGIBLE)
def refuse(desk: Desk, form: EligibilityForm, *, draft: str = "") -> Refused:
    """Record that somebody is not one of those the service is for, the reason, and whom she was told of instead.

    ``draft`` is the subject of the draft in which her details may have been typed: it goes in the same transaction.
    Raises BadInput with everything that is wrong ("group", "channel", "why", "providers", "elsewhere", "name").
    """
    require_read(desk)
    document, problems = _checked(desk, form)
    with desk.store.write(desk.signer, Act.REFUSE_NOT_ELIGIBLE.value, at=desk.now) as tx:
        known = {row.row.id for row in register.lines(desk, tx.connection, providers.PROVIDER)}
        if not set(form.providers) <= known or len(form.providers) > MOST_PROVIDERS:
            problems["providers"] = "Choose from the directory."
        if problems:
            raise BadInput(problems)
        tx.obj = line_id = register.put_line(desk, tx, KIND, document)
        _forget_draft(desk, tx, draft)
        tx.detail.update(channel=form.channel, told_of=len(form.providers))
    group = find(desk.policy.eligibility.others, form.group)
    told = len(form.providers) + bool(document["elsewhere"])
    where = f"told of {told} other place{'' if told == 1 else 's'}" if told else "told of nobody else"
    kept = "the name is kept with it" if document["name"] else "no name is kept"
    said = f"{group.label if group else ''}: counted, {where}; {kept}."
    return Refused(line_id, said, UndoToken(KIND, "the count of somebody not eligible", "", data={"line": line_id}))


def _checked(desk: Desk, form: EligibilityForm) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the document as it is kept, and everything that is wrong with the form."""
    why, why_wrong = text_field(form.why, "Why", Limit.SHORT, lines=True)
    elsewhere, elsewhere_wrong = text_field(form.elsewhere, "Elsewhere", Limit.SHORT, lines=True)
    name, name_wrong = text_field(form.name, "Name", Limit.NAME)
    found = {
        "group": None if find(desk.policy.eligibility.others, form.group) else "Say why the service is not for her.",
        "channel": None if find(desk.policy.channels, form.channel) else "Choose how the contact came in.",
        "why": why_wrong,
        "elsewhere": elsewhere_wrong,
        "name": name_wrong,
    }
    document = {
        "channel": form.channel,
        "group": form.group,
        "why": why,
        "providers": list(form.providers),
        "elsewhere": elsewhere,
        "name": " ".join(name.split()),
    }
    return document, {where: sentence for where, sentence in found.items() if sentence}


def _forget_draft(desk: Desk, tx: Tx, subject: str) -> None:
    row = queries.draft(tx.connection, desk.person.id, subject) if subject else None
    if row is not None:
        drafts.drop(tx, row)
    desk.drafts.pop(subject, None)


@allowed(Act.READ_CASE)
def counted(desk: Desk, first: date, last: date) -> Mapping[str, int]:
    """Count who was refused on these days (both included), by the policy’s group; what was undone is not counted."""
    require_read(desk)
    found = {one.key: 0 for one in desk.policy.eligibility.others}
    with desk.store.read() as connection:
        for one in register.lines(desk, connection, KIND, state=ON):
            if first <= london(one.row.at).date() <= last:
                group = str(one.document["group"])
                found[group] = found.get(group, 0) + 1
    return found


@undoes(KIND)
def _undo(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Take back one's own count; reception cannot open what she counted, so only the row is asked for."""
    line_id = token.data["line"]
    row = tx.connection.execute(
        select(_lines.c.by_id, _lines.c.state, _lines.c.row_ver).where(_lines.c.id == line_id, _lines.c.kind == KIND)
    ).first()
    if row is None or row.by_id != desk.person.id:
        raise NotAllowed("Only what you did yourself can be undone.")
    if row.state == VOID:
        raise ChangedMeanwhile("This was undone already.")
    tx.obj = line_id
    tx.change(RegisterLine, {"id": line_id}, row.row_ver, state=VOID)
