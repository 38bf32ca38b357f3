"""What a place in the diary's grid is: free, booked, over, or shut and why; worked out from the views alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from advice_tui.casework.diary.views import MODES, Booked, Column, DayColumn, DiaryView, Shut
from advice_tui.rules.text import cut, initials, visible
from advice_tui.rules.working_days import say_day
from screens.theme import glyph

GONE = frozenset({"cancelled", "void"})
"""States in which an appointment leaves its place free, and is not drawn."""
LIVE = frozenset({"booked", "arrived", "seeing", "seen"})
"""States in which it takes its adviser's time and its room."""
NOBODY = "booked"
"""What stands for a student who wants no record, and for one whose name this person may not read (I-24; L-17)."""

SIGNS: dict[str, tuple[str, str, str]] = {
    "free": ("·", "free", "$calm on $calm-ground"),
    "booked": (" ", "booked", "$info on $info-ground"),
    "arrived": ("✓", "here", "bold $calm on $calm-ground"),
    "seeing": ("●", "with adviser", "bold $calm on $calm-ground"),
    "seen": ("·", "seen", "$ink-quiet on $chosen"),
    "missed": ("✗", "missed", "$red on $red-ground"),
    "cancelled": ("✗", "cancelled", "$ink-quiet on $chosen"),
    "late": ("!", "late", "bold $amber on $amber-ground"),
    "unresolved": ("?", "outcome?", "bold $amber on $amber-ground"),
    "refused": ("⚑", "do not admit", "bold $red on $red-ground"),
    "to_move": ("⚠", "to be moved", "bold $amber on $amber-ground"),
    "over": (" ", "over", "$ink-quiet on $chosen"),
    "shut": ("╱", "closed", "$ink-quiet on $chosen"),
}
"""How a place looks: its sign, its word, the style of its chip."""


@dataclass(frozen=True)
class Slot:
    """One place of the grid: a row of one adviser's day.

    ``others`` are further appointments that begin in the same row; ``why`` says why nobody is booked then, ``partly``
    why only by telephone or online; ``rooms`` says of each room whether it is free. ``displaced`` says why who is
    booked here cannot be received here and has to be moved.
    """

    day: date
    start: int
    end: int
    adviser: Column
    booked: Booked | None
    others: tuple[Booked, ...]
    why: str
    partly: str
    over: bool
    rooms: tuple[bool, ...]
    displaced: str = ""

    @property
    def free(self) -> bool:
        """Whether somebody may be booked here, as far as the grid knows."""
        return not (self.over or self.why) and (self.booked is None or self.booked.state not in LIVE)

    @property
    def state(self) -> str:
        """The name in ``SIGNS`` of what is here."""
        if self.booked is not None:
            return look_of(self.booked, self.displaced)
        return "shut" if self.why else "over" if self.over else "free"


def state_of(one: Booked) -> str:
    """Give the name in ``SIGNS`` of how an appointment stands."""
    if one.refused and one.state in {"booked", "arrived"}:
        return "refused"
    if one.unresolved:
        return "unresolved"
    if one.state == "booked" and one.late > 0 and one.mode == "in_person":  # by telephone it is we who ring
        return "late"
    return one.state if one.state in SIGNS else "booked"


def look_of(one: Booked, displaced: str) -> str:
    """Give the name in ``SIGNS`` of an appointment where it stands: one to come that has to be moved says so."""
    state = state_of(one)
    return "to_move" if displaced and state == "booked" else state


class Slots:
    """The places of a view, each worked out when it is first asked for."""

    def __init__(self, view: DiaryView) -> None:
        self.view = view
        self.rows = max(1, -(-(view.last - view.first) // view.step))
        self._found: dict[tuple[int, int, int], Slot] = {}
        self._booked = [_by_adviser(day.booked) for day in view.days]

    def start_of(self, row: int) -> int:
        """Give the minute at which a row begins."""
        return self.view.first + row * self.view.step

    def row_of(self, minute: int) -> int:
        """Give the row that a minute falls into, the first or last for one outside."""
        return max(0, min((minute - self.view.first) // self.view.step, self.rows - 1))

    def at(self, day: int, column: int, row: int) -> Slot:
        """Give the place of the day's, adviser's and row's number."""
        key = (day, column, row)
        slot = self._found.get(key)
        if slot is None:
            slot = self._found[key] = self._work_out(*key)
        return slot

    def _work_out(self, day: int, column: int, row: int) -> Slot:
        view, one = self.view, self.view.days[day]
        adviser = view.advisers[column]
        start = self.start_of(row)
        end = start + view.step
        here = [each for each in self._booked[day].get(adviser.id, ()) if each.start < end and start < each.end]
        first = row == 0
        drawn = [each for each in here if each.state not in GONE]
        drawn.sort(key=lambda each: (each.state not in LIVE, each.start))
        booked = drawn[0] if drawn else None
        others = tuple(each for each in drawn[1:] if each.start >= start or first)
        today, now = view.now
        return Slot(
            day=one.day,
            start=start,
            end=end,
            adviser=adviser,
            booked=booked,
            others=others,
            why=why_shut(one, adviser.id, start),
            partly=_said_at(one.partly, start),
            over=(one.day, start) < (today, now),
            rooms=tuple(_room_free(one, room, start, end) for room in view.rooms),
            displaced=self.displaced(booked) if booked is not None else "",
        )

    def displaced(self, one: Booked) -> str:
        """Say why an appointment to come cannot be held where it stands; nothing when it can (I-36; L-46)."""
        day = next((each for each in self.view.days if each.day == one.day), None)
        if day is None or one.state != "booked" or (one.day, one.end) <= self.view.now:
            return ""
        visits = _said_at(day.partly, one.start) if one.mode == "in_person" else ""
        return why_shut(day, one.adviser_id, one.start) or visits

    def lines_of(self, one: Booked) -> tuple[int, int]:
        """Give the first row an appointment is drawn in and the row after its last."""
        first = self.row_of(one.start)
        return first, max(first + 1, min(self.rows, -(-(one.end - self.view.first) // self.view.step)))


def _by_adviser(booked: tuple[Booked, ...]) -> dict[str, list[Booked]]:
    found: dict[str, list[Booked]] = {}
    for one in booked:
        found.setdefault(one.adviser_id, []).append(one)
    return found


def why_shut(day: DayColumn, adviser_id: str, minute: int) -> str:
    """Say why this adviser cannot be booked at a minute of a day, or nothing."""
    return day.closed or _said_at((*day.shut, *day.away.get(adviser_id, ())), minute)


def _said_at(spans: tuple[Shut, ...], minute: int) -> str:
    return next((one.why for one in spans if one.start <= minute < one.end), "")


def _room_free(day: DayColumn, room: str, start: int, end: int) -> bool:
    return not any(one.room == room and one.state in LIVE and one.start < end and start < one.end for one in day.booked)


# Words --------------------------------------------------------------------------------------------------------------


def clock(minute: int) -> str:
    """Give a minute of the day: "9:30", "16:00"."""
    return f"{minute // 60}:{minute % 60:02}"


def span_words(day: date, start: int, end: int) -> str:
    """Give "Thu 26 Nov  13:00–13:30"."""
    return f"{say_day(day)}  {clock(start)}–{clock(end)}"


def room_sign(room: str) -> str:
    """Give a room in three cells: "Room 2" is "R2", a name its first letters."""
    words = room.split()
    if len(words) == 2 and words[1][:2].isalnum() and len(words[1]) <= 2:
        return f"{words[0][:1]}{words[1]}"
    return cut(room, 3)


def place_sign(one: Booked) -> str:
    """Give where it is held, in three cells: the room, "Tel" or "Web"."""
    return room_sign(one.room) if one.room else MODES.get(one.mode, ("", ""))[1]


def place_words(one: Booked) -> str:
    """Give where it is held in words: "in person · Room 2", "telephone"."""
    how = MODES.get(one.mode, (one.mode, ""))[0]
    return f"{how} · {one.room}" if one.room else how


def clipped(text: str, width: int) -> str:
    """Give a text in at most so many cells, its end left out without a sign: in a narrow cell each letter counts."""
    shown = cut(text, width)
    return shown if shown == visible(text) else cut(f"{text}{' ' * width}-", width + 1).removesuffix("…")


def two_letters(name: str) -> str:
    """Give the letters that stand for a person in the narrowest cell: of her first and last name, in two cells."""
    letters = [letter for letter in initials(name).split(".") if letter]
    if not name or not letters:
        return glyph("▪") * 2
    both = "".join(letters if len(letters) < 2 else (letters[0], letters[-1]))
    return both if cell_len(both) <= 2 else cut(letters[0], 2)  # a sign that is two cells wide stands alone


def short_name(name: str, width: int, who: Callable[[str], str]) -> str:
    """Give a name in so many cells: whole, or "Amira K", or cut; as it may be shown now."""
    if not name:
        return cut(NOBODY, width)
    shown = visible(who(name))
    if shown != visible(name) or cell_len(shown) <= width:
        return cut(shown, width)
    first, _, rest = shown.partition(" ")
    last = rest.rpartition(" ")[2]
    brief = f"{first} {last[:1]}".rstrip()
    return brief if cell_len(brief) <= width and last else clipped(first, width)


def name_lines(name: str, width: int, who: Callable[[str], str]) -> tuple[str, str]:
    """Give a name in two lines of so many cells: the first names and the last; initials stand in the first alone."""
    if not name:
        return cut(NOBODY, width), ""
    shown = visible(who(name))
    if shown != visible(name):
        return cut(shown, width), ""
    if cell_len(shown) <= width:
        return shown, ""
    first, _, last = shown.rpartition(" ")
    return clipped(first or last, width), clipped(last, width) if first else ""
