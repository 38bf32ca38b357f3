"""What helps to decide: what was used of the service, and how appointments were kept (L-36, L-38).

Both are worked out over what the person at this desk may read, and are shown: nothing follows by itself (reading 34).
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from sqlalchemy import Connection

from advice_tui.casework import search
from advice_tui.casework.arrivals import reading as arrivals
from advice_tui.casework.case_documents import find_client
from advice_tui.casework.effects.views import UseView
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.reply import entry_kind
from data.queries import use as asked
from data.queries.use import UsedRow
from data.records import NOTES, find_keys, unseal_row

DAYS = 30
NO_CONTACT = "auto_ack"
Used = tuple[int, int]
"""Minutes and contacts."""


@allowed(Act.READ_CASE)
def use_of_service(desk: Desk, *, case_id: str = "", client_id: str = "", days: int = DAYS) -> UseView:
    """Give the time and the contacts of a case, or of a client's cases, against the median of those who came (L-38).

    Raises NotFound, in the same words, for a client that does not exist and one that this person may not know of.
    """
    require_read(desk)
    with desk.store.read() as connection:
        return use_in(desk, connection, case_id=case_id, client_id=client_id, days=days)


def use_in(desk: Desk, connection: Connection, *, case_id: str = "", client_id: str = "", days: int = DAYS) -> UseView:
    """Give the same inside another question: of a case among cases, else of a client among clients."""
    rows = asked.entries_since(connection, desk.keys, desk.now - timedelta(days=days))
    by_case, whose = _by_case(desk, connection, rows)
    if case_id:
        found, wanted = by_case, case_id
    else:
        wanted = search.end_of(desk, find_client(desk, connection, client_id)[0].id)
        found = {}
        for one, used in by_case.items():
            end = search.end_of(desk, whose[one])
            before = found.get(end, (0, 0))
            found[end] = before[0] + used[0], before[1] + used[1]
    came = [one for one in found.values() if one != (0, 0)]
    usual = (int(median(one[0] for one in came)), int(median(one[1] for one in came))) if came else (0, 0)
    hers = found.get(wanted, (0, 0))
    return UseView(*hers, *usual, days)


def _by_case(desk: Desk, connection: Connection, rows: list[UsedRow]) -> tuple[dict[str, Used], dict[str, str]]:
    """Give minutes and contacts by case, and whose each case is; what was corrected counts as it stands now."""
    keys = find_keys(connection, desk.keys, {row.case_id for row in rows}, NOTES)
    replaced = {row.corrects for row in rows if row.corrects}
    used: dict[str, Used] = {}
    whose: dict[str, str] = {}
    for row in rows:
        key = keys.get((row.case_id, row.key_ver))
        if key is None or row.id in replaced:
            continue
        entry = unseal_row(key, "entry", row.id, row.case_id, row.key_ver, row.sealed)
        kind = entry_kind(str(entry["kind"]))
        contact = kind is not None and kind.group in {"contact", "meetings"} and kind.key != NO_CONTACT
        minutes, contacts = used.get(row.case_id, (0, 0))
        used[row.case_id] = minutes + int(entry.get("minutes", 0)), contacts + contact
        if row.case_id not in whose:
            case_key = keys.get((row.case_id, row.case_ver), key)
            document = unseal_row(case_key, "case", row.case_id, row.case_id, row.case_ver, row.case_sealed)
            whose[row.case_id] = str(document["client_id"])
    return used, whose


@allowed(Act.READ_CASE)
def attendance_events(desk: Desk, client_id: str) -> tuple[str, ...]:
    """List how a client came late, or not at all without notice, in the policy's months, oldest first (I-44c; L-36).

    Raises NotFound, in the same words, when there is no such client or she is not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        return arrivals.kept_badly_in(desk, connection, client_id)
