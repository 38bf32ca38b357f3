"""The directory of other advice providers: whom a student may be told of, or referred to (I-9; L-6; L-39, 3).

It is no secret of anybody: everybody at the desk reads it, advisers keep it. It starts empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import register as lines_of
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, allowed
from advice_tui.rules.text import Limit, field, fold
from data.errors import BadInput, ChangedMeanwhile

PROVIDER = "provider"
OPEN, CLOSED = "on", "closed"


@dataclass(frozen=True)
class ProviderForm:
    """A provider as it is typed; ``kind`` is a key of the policy's kinds of referral."""

    name: str
    kind: str
    helps: str = ""
    contact: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ProviderForm:
        """Read what ``to_json`` gave."""
        return cls(**{name: str(document.get(name, "")) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class ProviderView:
    """A provider: what they help with, how they are reached, what to know; ``closed`` when nobody is sent there now."""

    id: str
    name: str
    kind: str
    kind_label: str
    helps: str
    contact: str
    note: str
    closed: bool
    row_ver: int

    def form(self) -> ProviderForm:
        """Give it as a form is filled with it."""
        return ProviderForm(self.name, self.kind, self.helps, self.contact, self.note)

    def line(self) -> str:
        """Give what a student is told of it, in one line: name, what they help with, how they are reached."""
        return " · ".join(part for part in (self.name, self.helps, self.contact) if part)


@allowed(Act.SEE_PROVIDERS)
def listed(desk: Desk, *, closed: bool = False) -> tuple[ProviderView, ...]:
    """Give the providers by name; with ``closed`` also those to whom nobody is sent any more, behind the others."""
    with desk.store.read() as connection:
        found = [view_of(desk, line) for line in lines_of.lines(desk, connection, PROVIDER)]
    shown = [one for one in found if closed or not one.closed]
    return tuple(sorted(shown, key=lambda one: (one.closed, fold(one.name), one.id)))


@allowed(Act.KEEP_PROVIDERS)
def add(desk: Desk, form: ProviderForm) -> str:
    """Put a provider into the directory and give the sentence that says so; raises BadInput with what is wrong."""
    require_read(desk)
    form = _checked(desk, form)
    with desk.store.write(desk.signer, Act.KEEP_PROVIDERS.value, at=desk.now) as tx:
        _refuse_twice(desk, tx.connection, form)
        tx.obj = lines_of.put_line(desk, tx, PROVIDER, form.to_json(), rooms="front", state=OPEN)
    return f"{form.name} is in the directory now."


@allowed(Act.KEEP_PROVIDERS)
def change(desk: Desk, provider_id: str, row_ver: int, form: ProviderForm) -> str:
    """Change a provider as it was seen; raises BadInput, ChangedMeanwhile. Referrals keep the name that it had."""
    require_read(desk)
    form = _checked(desk, form)
    with desk.store.write(desk.signer, Act.KEEP_PROVIDERS.value, provider_id, at=desk.now) as tx:
        line = _seen(desk, tx.connection, provider_id, row_ver)
        if ProviderForm.from_json(line.document) == form:
            raise BadInput("Nothing was changed.")
        _refuse_twice(desk, tx.connection, form, but=provider_id)
        lines_of.change_line(desk, tx, line.row, form.to_json(), row_ver)
    return f"{form.name} is changed."


@allowed(Act.KEEP_PROVIDERS)
def close(desk: Desk, provider_id: str, row_ver: int, *, closed: bool = True) -> str:
    """Say that nobody is sent to a provider any more, or (``closed`` False) that they are there again."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.KEEP_PROVIDERS.value, provider_id, at=desk.now) as tx:
        line = _seen(desk, tx.connection, provider_id, row_ver)
        state = CLOSED if closed else OPEN
        if line.row.state == state:
            raise BadInput("Nothing was changed.")
        lines_of.change_line(desk, tx, line.row, dict(line.document), row_ver, state=state)
        tx.detail["state"] = state
    name = ProviderForm.from_json(line.document).name
    return f"{name} is offered no more." if closed else f"{name} is offered again."


def provider_in(desk: Desk, connection: Connection, provider_id: str) -> ProviderView | None:
    """Give one provider inside another act, or None when there is none that is offered."""
    found = (view_of(desk, line) for line in lines_of.lines(desk, connection, PROVIDER, id=provider_id))
    return next((one for one in found if not one.closed), None)


def view_of(desk: Desk, line: OpenedLine) -> ProviderView:
    """Give a provider's line as it is shown."""
    form = ProviderForm.from_json(line.document)
    kind = find(desk.policy.referral.kinds, form.kind)
    return ProviderView(
        line.row.id,
        form.name,
        form.kind,
        kind.label if kind else form.kind,
        form.helps,
        form.contact,
        form.note,
        line.row.state == CLOSED,
        line.row.row_ver,
    )


def _checked(desk: Desk, form: ProviderForm) -> ProviderForm:
    name, name_problem = field(form.name, "Name", Limit.NAME, required=True)
    helps, helps_problem = field(form.helps, "Helps with", Limit.SUBJECT, required=True)
    contact, contact_problem = field(form.contact, "How to reach them", Limit.SUBJECT, required=True)
    note, note_problem = field(form.note, "Note", Limit.SHORT)
    kind = None if find(desk.policy.referral.kinds, form.kind) else "Say what kind of help they give."
    found = {
        "name": name_problem,
        "kind": kind,
        "helps": helps_problem,
        "contact": contact_problem,
        "note": note_problem,
    }
    wrong = {where: sentence for where, sentence in found.items() if sentence}
    if wrong:
        raise BadInput(wrong)
    return ProviderForm(name.strip(), form.kind, helps.strip(), contact.strip(), note.strip())


def _refuse_twice(desk: Desk, connection: Connection, form: ProviderForm, but: str = "") -> None:
    for line in lines_of.lines(desk, connection, PROVIDER):
        if line.row.id != but and fold(str(line.document.get("name", ""))) == fold(form.name):
            raise BadInput({"name": "A provider of this name is in the directory already."})


def _seen(desk: Desk, connection: Connection, provider_id: str, row_ver: int) -> OpenedLine:
    line = lines_of.open_line(desk, connection, provider_id, PROVIDER)
    if line.row.row_ver != row_ver:
        raise ChangedMeanwhile("Somebody changed this provider meanwhile. Look again; nothing was overwritten.")
    return line
