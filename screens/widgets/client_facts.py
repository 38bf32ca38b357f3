"""Who a client is, in one column: the desk's flag first, names and numbers, how she is reached, when she comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.content import Content

from advice_tui.casework.clients import Alike, ClientFile
from advice_tui.casework.clients_at_desk import ClientAppointment, ClientDesk
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.appointment_words import SIGNS
from screens.widgets.said import said

ALSO = {"name": "Also called", "student_number": "Also number", "email": "Also e-mail", "phone": "Also telephone"}
MOST_COMING, MOST_PAST = 3, 2
"""So many appointments to come, and so many past ones, stand on the screen."""


def about(file: ClientFile, desk: ClientDesk, who: Callable[[str], str], places: Mapping[str, str]) -> Content:
    """Draw who she is, how she may be reached, when she comes, and who may be the same person.

    Under the shade her numbers and addresses are hidden with her name: an e-mail address says it as well.
    """
    known = file.details
    rows = [("Name", who(known.name)), ("Known as", who(known.known_as) if known.known_as else "")]
    hidden = who(known.name) != known.name
    rows += [("Number", known.student_number), ("E-mail", known.email), ("Telephone", known.phone)] * (not hidden)
    rows += [
        (ALSO[kind], who(text) if kind == "name" else text)
        for kind, text in known.also
        if kind == "name" or (kind in ALSO and not hidden)
    ]
    lines = [*_flag(desk), *(said((f"{word:<15}", "$ink-quiet"), (text, "$ink")) for word, text in rows if text)]
    lines += [*(() if hidden else _contact(known, places)), *_appointments(desk)]
    lines += [_alike(one, who, first=not at) for at, one in enumerate(file.alike)]
    return said("\n").join(lines)


def _flag(desk: ClientDesk) -> list[Content]:
    """Say that she is not to be admitted; the reason only to whom it is given (I-22; L-13)."""
    if not desk.refused:
        return []
    lines = [said((f" {glyph('⚑')} {desk.refused} ", "bold $red on $red-ground"))]
    flag = desk.flag
    if flag is not None and flag.at is not None:
        by = f"since {say_day(london(flag.at).date(), year=True)}, {flag.by}: "
        lines.append(said((by, "$ink-quiet"), (" ".join(flag.reason.split()), "$ink")))
    return lines


def _contact(known: ClientDetails, places: Mapping[str, str]) -> list[Content]:
    agreed = known.safe_contact.agreed
    style = "bold $info on $info-ground" if agreed else "bold $amber on $amber-ground"
    note = " ".join(known.safe_contact.note.split())
    said_so = said((f" {glyph('☎')} {known.safe_contact.instruction(places)} ", style))
    return [said_so, *([said((note, "$ink"))] if note else [])]


def _appointments(desk: ClientDesk) -> list[Content]:
    coming = desk.coming
    past = [one for one in desk.appointments if not one.coming]
    lines = [said((f" {glyph('●')} {desk.attendance} ", "bold $amber on $amber-ground"))] if desk.attendance else []
    arriving = None if desk.refused else desk.arriving
    lines += [_appointment("" if at else "Next", one, arriving) for at, one in enumerate(coming[:MOST_COMING])]
    if not coming:
        lines.append(said((f"{'Next':<15}", "$ink-quiet"), ("no appointment: b books one", "$ink-quiet")))
    return [*lines, *(_appointment("" if at else "Before", one, arriving) for at, one in enumerate(past[:MOST_PAST]))]


def _appointment(word: str, one: ClientAppointment, arriving: ClientAppointment | None) -> Content:
    sign = glyph(SIGNS.get(one.state, "·"))
    stands = f" {glyph('·')} {one.stands}" if one.stands else ""
    arrives = said("  ", ("a", "bold $key"), (" arrived", "$ink-quiet")) if one is arriving else said("")
    return said(
        (f"{word:<15}", "$ink-quiet"),
        (f"{sign} {one.words}", "bold $ink" if one.coming else "$ink-quiet"),
        (stands, "bold $amber" if one.state == "missed" else "$ink-quiet"),
        arrives,
    )


def _alike(one: Alike, who: Callable[[str], str], *, first: bool) -> Content:
    why = f"{one.why[:1].upper()}{one.why[1:]} as "
    hidden = who(one.name) != one.name
    details = ", ".join(part for part in (one.student_number, one.email) if part and not hidden)
    key = said(": ", ("m", "bold $key"), " merges") if first else said("")
    return said(
        (f"{glyph('●')} {why}", "$amber"),
        (who(one.name), "bold $ink"),
        (f" ({details})" if details else "", "$ink-quiet"),
        key,
    )
