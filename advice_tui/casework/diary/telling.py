"""What happened to an appointment, in one sentence each: "Moved from Thu 26 Nov 13:00 with Priya Nair"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from advice_tui.casework.diary.documents import TIME_COLUMNS
from advice_tui.casework.diary.ground import WAYS
from advice_tui.rules.diary.opening import say_stretch
from advice_tui.rules.working_days import say_day
from data.diary_rows import AppointmentRow

Names = Callable[[str], str]
MINUTES_OF_AN_HOUR, MINUTES_OF_A_DAY = 60, 1440

KINDS: dict[str, str] = {
    "booked": "Booked",
    "moved": "Moved",
    "cancelled": "Cancelled",
    "arrived": "Arrived",
    "called": "The adviser is coming",
    "seeing": "Is being seen",
    "seen": "Was seen",
    "left": "Left",
    "missed": "Did not attend",
    "late": "Late",
    "corrected": "Corrected",
    "reminded": "Reminded",
    "confirmed": "Confirmation written",
    "planned": "Papers to bring",
    "kept": "Stands all the same",
}
"""The kinds of events; one that is not here is said by its name."""

WHO = {"client": "the student", "service": "the service"}
"""Who cancels."""


def told(kind: str, words: Mapping[str, Any], name: Names) -> str:
    """Say what happened, from what was sealed with the event; ``name`` gives a colleague's name."""
    said = KINDS.get(kind) or kind.replace("_", " ").capitalize()
    if kind == "moved" and "was" in words and "now" in words:
        said = f"Moved from {placed(words['was'], name)} to {placed(words['now'], name)}"
    elif kind == "cancelled":
        said = _cancelled(words)
    elif words.get("said"):
        said = f"{said}: {words['said']}"
    reason = words.get("reason", "")
    return f"{said}. {reason}" if reason else said


def _cancelled(words: Mapping[str, Any]) -> str:
    by = WHO.get(str(words.get("by", "")), "")
    notice = words.get("notice")
    said = f"Cancelled by {by}" if by else "Cancelled"
    return said if notice is None else f"{said}, {notice_words(int(notice))}"


def notice_words(minutes: int) -> str:
    """Say how long before its beginning an appointment was cancelled: "2 days before", "40 minutes before"."""
    if minutes <= 0:
        return "after it had begun: no notice"
    units = ((MINUTES_OF_A_DAY, "day"), (MINUTES_OF_AN_HOUR, "hour"), (1, "minute"))
    size, word = next(unit for unit in units if minutes >= unit[0])
    count = minutes // size
    return f"{count} {word}{'' if count == 1 else 's'} before"


def times_of(row: AppointmentRow) -> dict[str, Any]:
    """Give when and where an appointment is, to be sealed with an event."""
    found = {name: getattr(row, name) for name in TIME_COLUMNS}
    return found | {"day": row.day.isoformat()}


def placed(times: Mapping[str, Any], name: Names) -> str:
    """Say when and where: "Thu 26 Nov 13:00–13:30 with Priya Nair, Room 2"."""
    day = date.fromisoformat(str(times["day"]))
    return slot_words(
        (day, int(times["start_minute"]), int(times["end_minute"])),
        name(str(times["adviser_id"])),
        str(times["room"]),
        str(times["mode"]),
    )


def slot_words(when: tuple[date, int, int], adviser: str, room: str, mode: str) -> str:
    """Say a slot: its day and stretch, with whom, and the room or the way."""
    day, start, end = when
    said = f"{say_day(day)} {say_stretch(start, end)}" + (f" with {adviser}" if adviser else "")
    return said + (f", {room}" if room else WAYS.get(mode, ""))
