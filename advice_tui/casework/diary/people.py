"""Who takes appointments: the columns of the diary, each with two or three letters of her own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from advice_tui.casework.diary.views import Column
from advice_tui.desk import Desk
from advice_tui.roles import Role
from advice_tui.rules.booking_words import DATE_WORDS, MODE_WORDS
from advice_tui.rules.diary.opening import StaffTime
from advice_tui.rules.names import plain_letters
from data.access.grants import AccountRow, accounts

ADVISING = frozenset({Role.ADVISER.value, Role.MANAGER.value})


@dataclass(frozen=True)
class Colleague:
    """Somebody who may have appointments; ``takes`` says whether new ones are made with her."""

    column: Column
    login: str
    takes: bool


def colleagues(desk: Desk, connection: Connection, times: Iterable[StaffTime]) -> dict[str, Colleague]:
    """Give all who take appointments, or did, by id and in the order of the columns: by name, leavers last.

    Advisers always take them, managers who have hours of their own. The letters stay a person's own as others come and
    go: they are given in the order in which the accounts were made.
    """
    kept_hours = {one.account_id for one in times if one.kind == "hours"}
    rows = sorted((row for row in accounts(connection) if row.role in ADVISING), key=lambda row: row.id)
    letters = short_names([(row.id, row.name or row.login) for row in rows])
    found = [_colleague(desk, row, letters[row.id], kept_hours) for row in rows if row.state != "recovery"]
    found.sort(key=lambda one: (not one.takes, one.column.name.casefold(), one.column.id))
    return {one.column.id: one for one in found}


def _colleague(desk: Desk, row: AccountRow, short: str, kept_hours: set[str]) -> Colleague:
    takes = row.state == "active" and (row.role == Role.ADVISER or row.id in kept_hours)
    return Colleague(Column(row.id, row.name, short, row.id == desk.person.id), row.login, takes)


def short_names(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give two or three letters for each (id, name), all different whatever their case: Priya Nair is PN.

    Where two letters are taken, or mean a time or a way of meeting ("PM"), a third comes from the name ("PNa"), then a
    figure.
    """
    found: dict[str, str] = {}
    taken: set[str] = {*DATE_WORDS, *MODE_WORDS}
    for one, name in names:
        short = next(short for short in _letters(name) if short.casefold() not in taken)
        taken.add(short.casefold())
        found[one] = short
    return found


def _letters(name: str) -> Iterator[str]:
    words = plain_letters(name).split() or ["x"]
    first, last = words[0], words[-1] if len(words) > 1 else words[0][1:] or words[0]
    yield (first[0] + last[0]).upper()
    yield from (f"{first[0].upper()}{last[0].upper()}{letter}" for letter in last[1:])
    yield from (f"{first[0].upper()}{letter}{last[0].upper()}" for letter in first[1:])
    number = 2
    while True:
        yield f"{first[0]}{last[0]}{number}".upper()
        number += 1
