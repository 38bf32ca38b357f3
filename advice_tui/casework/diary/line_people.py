"""Whose a booking line is: somebody on file, a new caller, or a student who wants no record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, no_record, search
from advice_tui.casework.case_documents import clients_by_id
from advice_tui.casework.diary.views import Chip, Match, NewClient
from advice_tui.desk import Desk
from advice_tui.rules.booking_line import LineParts
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.text import fold, student_number

MOST_MATCHES = 8
NO_RECORD = frozenset({"no record", "norecord"})
"""What is typed in place of a name for a student who wants no record (I-24; L-17)."""


@dataclass(frozen=True)
class Who:
    """Whose the appointment is to be, as far as the line says: chips, who may be meant, and what a form takes."""

    chips: tuple[Chip, ...]
    matches: tuple[Match, ...] = ()
    client_id: str = ""
    new: NewClient | None = None
    no_record: bool = False

    @property
    def settled(self) -> bool:
        """Whether somebody is named and nothing stands against it."""
        named = bool(self.client_id) or self.new is not None or self.no_record
        return named and all(chip.state == "yes" for chip in self.chips)


def find_who(desk: Desk, connection: Connection, parts: LineParts, chosen: str) -> Who:
    """Say whose a line is; a name that several have needs a choice, one that nobody has a number."""
    if fold(parts.who) in NO_RECORD:
        offered = no_record.offered(desk.policy)
        words = "no record: no name is kept" if offered else no_record.not_offered(desk.policy)
        return Who((Chip("yes" if offered else "no", words),), no_record=True)
    people = _people(desk, connection, parts, chosen)
    if parts.new or not people:
        return _newcomer(parts, people)
    ids, sure = _ranked(parts, people, chosen)
    matches = tuple(_match(one, people[one]) for one in ids)
    if not sure:
        typed = parts.who or _numbers(parts)[0]
        return Who((Chip("ask", f"{len(ids)} match “{typed}”"),), matches)
    first = matches[0]
    chips = [Chip("yes", f"{first.name} {first.student_number}".strip())]
    flag = desk_flags.refused(desk, connection, [first.client_id]).get(first.client_id)
    if flag:
        chips.append(Chip("no", flag))
    return Who(tuple(chips), matches, client_id=first.client_id)


def _people(desk: Desk, connection: Connection, parts: LineParts, chosen: str) -> dict[str, ClientDetails]:
    """Give whom the line may mean: by number, else by name, else by a name like it; who was chosen before, first."""
    ids = search.client_ids(desk, _numbers(parts))
    if parts.who and not ids:
        ids = search.client_ids(desk, [parts.who]) or search.clients_near(desk, parts.who)
    if chosen and (chosen in ids or not (parts.who or _numbers(parts))):
        ids = [chosen, *ids]
    ids = list(dict.fromkeys(search.end_of(desk, one) for one in ids))[:MOST_MATCHES]
    known = clients_by_id(desk, connection, set(ids))
    return {one: known[one] for one in ids if one in known}


def _numbers(parts: LineParts) -> list[str]:
    """Give what was typed that is one person's: student number, e-mail address, telephone."""
    return [one for one in (parts.student_number, parts.email, parts.phone) if one]


def _ranked(parts: LineParts, people: dict[str, ClientDetails], chosen: str) -> tuple[list[str], bool]:
    """Put first who was chosen, or has exactly this name; say whether it is sure that she is meant."""
    first = [chosen] if chosen in people else [one for one in people if _named(people[one], parts.who)]
    ids = [*first, *(one for one in people if one not in first)]
    return ids, len(ids) == 1 or len(first) == 1


def _named(details: ClientDetails, typed: str) -> bool:
    return fold(typed) in {fold(name) for name in (*details.every("name"), details.known_as) if name}


def _newcomer(parts: LineParts, people: dict[str, ClientDetails]) -> Who:
    """Make a new client of a caller whom nobody knows (I-30, I-31); one whose number is known is none."""
    matches = tuple(_match(one, details) for one, details in people.items())
    if not parts.who:
        unknown = "".join(_numbers(parts)[:1])
        return Who((Chip("ask", f"nobody has {unknown}: what is the name?" if unknown else "who is it?"),), matches)
    number = student_number(parts.student_number)
    holder = next((one for one in people.values() if number and number == one.student_number), None)
    if holder is not None:
        return Who((Chip("no", f"{number} is {holder.name}'s: leave out “new”"),), matches)
    if not (parts.new or _numbers(parts)):
        return Who((Chip("ask", f"nobody is called “{parts.who}”: type a number too, or “new”"),))
    name = _as_a_name(parts.who)
    return Who((Chip("yes", f"new client {name}"),), matches, new=NewClient(name, parts.phone, parts.email, number))


def _as_a_name(typed: str) -> str:
    """Give a name that was typed in small letters with large ones in front."""
    return " ".join(f"{word[:1].upper()}{word[1:]}" for word in typed.split()) if typed == typed.lower() else typed


def _match(client_id: str, details: ClientDetails) -> Match:
    return Match(client_id, details.name, details.student_number)
