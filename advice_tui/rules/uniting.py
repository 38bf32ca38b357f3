"""Two records that turn out to be of one person: what stands of each when they become one (scenario 8).

1. What the record that is kept says stands; where it says nothing, the other one's word is taken.
2. Nothing is lost: a second name, student number, address or telephone number is kept beside the details.
3. Of two contact instructions the more careful counts: a voicemail is left, and the service named, only where both
   allow it, and the other instruction is kept as a note (L-23).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from advice_tui.rules.people import ClientDetails, SafeContact
from advice_tui.rules.text import Limit, cut_visibly, email_key, fold

_ONE_LINE = ("name", "known_as", "student_number", "email", "phone")


def united(
    keep: ClientDetails, other: ClientDetails, other_id: str, places: Mapping[str, str] | None = None
) -> ClientDetails:
    """Give the details of the one person; ``other_id`` is the id of the record that is merged into the kept one.

    ``places`` are the policy's words for the places where she may be reached, by key.
    """
    empty = {field: getattr(other, field) for field in _ONE_LINE if not getattr(keep, field)}
    also = [*keep.also, *_second(keep, other), *other.also, ("record", other_id)]
    return replace(
        keep, safe_contact=_careful(keep.safe_contact, other.safe_contact, places), also=tuple(also), **empty
    )


def numbers_differ(one: ClientDetails, other: ClientDetails) -> bool:
    """Say whether both have a student number, and not the same."""
    return bool(one.student_number and other.student_number) and one.student_number != other.student_number


def _second(keep: ClientDetails, other: ClientDetails) -> list[tuple[str, str]]:
    """Give what the other record says otherwise, name by name."""
    pairs = (
        ("name", keep.name, other.name, fold),
        ("name", keep.known_as, other.known_as, fold),
        ("student_number", keep.student_number, other.student_number, fold),
        ("email", keep.email, other.email, email_key),
        ("phone", keep.phone, other.phone, _digits),
    )
    return [(kind, theirs) for kind, ours, theirs, key in pairs if ours and theirs and key(ours) != key(theirs)]


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def _careful(keep: SafeContact, other: SafeContact, places: Mapping[str, str] | None) -> SafeContact:
    if not keep.agreed or keep == other:
        stands = keep if keep.agreed else other
        return replace(stands, note=_notes(keep.note, other.note))
    if not other.agreed:
        return replace(keep, note=_notes(keep.note, other.note))
    ours, theirs = keep.instruction(places), other.instruction(places)
    said = "" if ours == theirs else f"The other record said: {theirs}"
    return replace(
        keep,
        voicemail=keep.voicemail and (other.voicemail or not other.allows("phone")),
        name_service=keep.name_service and (other.name_service or not other.allows("phone")),
        note=_notes(keep.note, said, other.note),
    )


def _notes(*notes: str) -> str:
    return cut_visibly("\n".join(dict.fromkeys(note for note in notes if note)), Limit.SHORT)
