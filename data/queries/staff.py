"""Questions about staff: names, drafts, what they read, and the policies in force."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from data.models import Account, Acknowledgement, Draft, PolicyText
from data.queries.tables import columns, table
from data.rows import DraftRow, PolicyRow
from data.store.direct import Direct

_account = table(Account)
_ack = table(Acknowledgement)
_draft = table(Draft)
_policy = table(PolicyText)


_DRAFT = Direct(
    select(*columns(_draft, DraftRow)).where(
        _draft.c.account_id == bindparam("account"), _draft.c.subject == bindparam("subject")
    ),
    DraftRow,
)


def draft(connection: Connection, account_id: str, subject: str) -> DraftRow | None:
    """Find this person's draft on a subject."""
    return _DRAFT.first(connection, account=account_id, subject=subject)


def drafts(connection: Connection, account_id: str) -> list[DraftRow]:
    """Give this person's drafts, newest first."""
    rows = connection.execute(
        select(*columns(_draft, DraftRow)).where(_draft.c.account_id == account_id).order_by(_draft.c.at.desc())
    )
    return [DraftRow(*row) for row in rows]


_NAMES = Direct(select(_account.c.id, _account.c.name), lambda id_, name: (id_, name))


def names(connection: Connection) -> dict[str, str]:
    """Give the names of all accounts, leavers included, by id."""
    return dict(_NAMES.each(connection))


def acknowledged(connection: Connection, account_id: str) -> set[tuple[str, str]]:
    """Give which policies, in which version, this person marked as read."""
    rows = connection.execute(select(_ack.c.item, _ack.c.version).where(_ack.c.account_id == account_id))
    return {(row[0], row[1]) for row in rows}


def acknowledgements(connection: Connection) -> dict[str, set[tuple[str, str]]]:
    """Give the same for everybody, by account."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in connection.execute(select(_ack.c.account_id, _ack.c.item, _ack.c.version)):
        found.setdefault(row[0], set()).add((row[1], row[2]))
    return found


def policies(connection: Connection) -> list[PolicyRow]:
    """Give every policy text ever adopted, the one that counts last in the order of effect."""
    rows = connection.execute(
        select(*columns(_policy, PolicyRow)).order_by(_policy.c.effective_from, _policy.c.adopted_at)
    )
    return [PolicyRow(*row) for row in rows]
