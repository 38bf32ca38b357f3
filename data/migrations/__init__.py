"""Schema changes, in order, each one transaction; the database's ``user_version`` counts those that were made.

A new step is a file ``NNNN_name.sql`` in this folder. Sealed documents carry their own version (``v``) and are
brought up to date when somebody who holds their key reads them: whoever runs a migration cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from sqlite3 import complete_statement
from typing import Any

from data.errors import IntegrityError


@dataclass(frozen=True)
class Step:
    """One change of the schema: its number, its name, its statements."""

    number: int
    name: str
    statements: tuple[str, ...]


@cache
def steps() -> tuple[Step, ...]:
    """Read the steps that this version of the program knows, in order."""
    found = []
    for file in files(__name__).iterdir():
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name)
        if match:
            found.append(Step(int(match[1]), match[2], _statements(file.read_text(encoding="utf-8"))))
    found.sort(key=lambda step: step.number)
    assert [step.number for step in found] == list(range(1, len(found) + 1)), "the steps are numbered without a gap"
    return tuple(found)


def _statements(text: str) -> tuple[str, ...]:
    """Split a step: one statement, a trigger too, ends at the end of a line; ``--`` begins a comment line."""
    plain = (line for line in text.splitlines() if not line.lstrip().startswith("--"))
    found, statement = [], ""
    for line in plain:
        statement += line + "\n"
        if complete_statement(statement):
            found.append(statement.strip().removesuffix(";"))
            statement = ""
    assert not statement.strip(), "the last statement of a step ends with a semicolon"
    return tuple(one for one in found if one)


def pending(connection: Any, known: tuple[Step, ...]) -> tuple[Step, ...]:
    """Give the steps this database still needs; raises IntegrityError for one made by a newer program."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(known):
        raise IntegrityError(
            "This service was last opened by a newer version of the program. Update the program on this machine; "
            "nothing was changed."
        )
    return known[version:]


def migrate(connection: Any, todo: tuple[Step, ...]) -> None:
    """Make the pending steps in one exclusive transaction, all or none; the caller has made the backup.

    ``connection`` is a driver connection without a transaction.
    """
    if not todo:
        return
    connection.execute("PRAGMA foreign_keys=OFF")
    try:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            _make(connection, todo)
            connection.execute(f"PRAGMA user_version={todo[-1].number:d}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    finally:
        connection.execute("PRAGMA foreign_keys=ON")


def _make(connection: Any, todo: tuple[Step, ...]) -> None:
    for step in todo:
        for statement in step.statements:
            connection.execute(statement)
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise IntegrityError(f"The database could not be brought up to date: {len(broken)} broken references.")
