"""What was marked as looked at, read for a whole queue at once."""

from __future__ import annotations

from sqlalchemy import Connection

from advice_tui.casework.register import TABLE
from advice_tui.desk import Desk
from advice_tui.rules.review import Looked
from data import queries
from data.queries import conduct as asked
from data.records import DECISION, NOTES, find_keys, unseal_row

RESOLVED = "resolved"
ON, VOID = "on", "void"


def looked_at(desk: Desk, connection: Connection) -> dict[str, Looked]:
    """Give who looked at which flag last, by the flag's id; keys are opened for all lines together."""
    lines = asked.lines(connection, desk.keys, kind=RESOLVED, state=ON)
    records = {line.under for line in lines}
    keys = find_keys(connection, desk.keys, records, NOTES) | find_keys(connection, desk.keys, records, DECISION)
    names = queries.names(connection)
    found = {}
    for line in lines:
        key = keys.get((line.under, line.key_ver))
        if key is not None:
            document = unseal_row(key, TABLE, line.id, line.under, line.key_ver, line.sealed)
            found[str(document["flag"])] = Looked(names.get(line.by_id, ""), line.at, str(document["words"]))
    return found
