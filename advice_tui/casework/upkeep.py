"""Upkeep: checks that open no record (I-23: maintenance, not individual records)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, procedures, service_days, walls
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from data import backup
from data.access.grants import Signatures
from data.access.session import check_generation
from data.errors import IntegrityError
from data.keys.keyring import read_keyring
from data.store.verify import audit_problems


@dataclass(frozen=True)
class Report:
    """What a check found: damaged pages, audit lines read, and every problem as a sentence."""

    pages: int
    lines: int
    problems: list[str]


@allowed(Act.MAINTAIN)
def check(desk: Desk) -> Report:
    """Check pages, structure, references, audit chain and signatures, and that the key file is the newest."""
    found = backup.verify(desk.store.path, desk.session.database_key)
    problems = list(found.problems)
    with desk.store.read() as connection:
        lines, faults = audit_problems(connection, _signatures(desk, connection).known)
        problems += faults
        try:
            keyring = read_keyring(desk.home)
            keyring.check(desk.session.database_key)
            check_generation(connection, keyring)
        except IntegrityError as error:
            problems.append(error.sentence)
    problems += service_days.faults(desk)
    problems += desk_flags.faults(desk)
    problems += walls.faults(desk)
    problems += procedures.faults(desk)
    with desk.store.write(desk.signer, "store.check", at=desk.now) as tx:
        tx.detail.update(problems=len(problems), lines=lines)
    return Report(found.pages_bad, lines, problems)


def _signatures(desk: Desk, connection: Connection) -> Signatures:
    """Give everybody's keys as they are now: somebody may have come since this person signed in."""
    try:
        return Signatures(connection, desk.keys.person.root_public)
    except IntegrityError:
        return desk.session.signatures
