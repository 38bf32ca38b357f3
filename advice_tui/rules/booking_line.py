"""One typed line that books: "khan thu 1 pn r2", in any order.

1. A word means the same wherever it stands; days and times are read by the grammar of typed dates, the longest run of
   words that it understands first.
2. Quotes make a student's name of anything: "may chen". Behind # everything is the note for reception.
3. Two days, two times, two advisers, two rooms are a fault, never a guess; so is a figure that is not understood, and a
   word that may be the student's or an adviser's name.
4. What is left is the student's name.

Advisers are typed by their letters ("pn"), first name, sign-in name or whole name, rooms as "r2" or by name, lengths as
"45m" or "1 hour", ways of meeting as "tel", "phone", "online", "web". A caller whom nobody knows is "new jo bloggs
07700 900123 tue 2pm": telephone numbers, student numbers and e-mail addresses are known by their shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeVar

from advice_tui.rules import booking_words as read
from advice_tui.rules.diary.opening import say_minute
from advice_tui.rules.text import Limit, clean, fold
from advice_tui.rules.working_days import say_day

LONGEST: Final = 400
"""Characters of a line; nobody books with more, and everything is read at each key."""

Adviser = tuple[str, str, str, str]
"""An adviser's id, name, letters and sign-in name."""


@dataclass(frozen=True, slots=True)
class LineParts:
    """What a booking line says; what it does not say is None or empty.

    ``who`` are the words left for the student's name. ``mode`` is the usual one when none is said. ``faults`` are whole
    sentences: while there are any nothing may be booked. ``when_unread`` says that a day or a time was typed which
    could not be taken, so that no other may stand in for it.
    """

    who: str = field(default="", repr=False)
    day: date | None = None
    start: int | None = None
    adviser_id: str | None = None
    room: str | None = None
    mode: str = "in_person"
    length: int | None = None
    note: str = field(default="", repr=False)
    faults: tuple[str, ...] = ()
    phone: str = field(default="", repr=False)
    student_number: str = field(default="", repr=False)
    new: bool = False
    email: str = field(default="", repr=False)
    when_unread: bool = False


def read_line(
    text: str,
    *,
    now: datetime,
    advisers: Sequence[Adviser] = (),
    rooms: Sequence[str] = (),
    default_mode: str = "in_person",
) -> LineParts:
    """Read a booking line as it stands, whole or half typed; never raises, whatever the text.

    ``now`` is an aware moment, or a civil time in London.
    """
    if len(text) > LONGEST:
        return LineParts(mode=default_mode, faults=("That is too long for a booking. Write a name, a day and a time.",))
    line = _Line.of(clean(text), now)
    _phones(line)
    _rooms(line, rooms)
    _runs(line, "email", 1, lambda words: read.email(words[0]))
    _runs(line, "student_number", 1, lambda words: read.student_number(words[0]))
    _runs(line, "length", 2, read.length)
    _moments(line, advisers)
    _runs(line, "mode", 3, read.mode)
    _runs(line, "new", 1, lambda words: True if words[0].lower() == "new" else None)
    _advisers(tuple(advisers)).read(line)
    return _parts(line, {one[0]: one[1] for one in advisers}, default_mode)


# The words and what they were taken for ------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """The words of a line; ``kinds`` says what each was taken for, "" while it is free."""

    words: list[str]
    kinds: list[str]
    now: datetime
    note: str = ""
    found: dict[str, list[tuple[int, object]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    when_unread: bool = False

    @classmethod
    def of(cls, text: str, now: datetime) -> _Line:
        """Divide a cleaned text into words, quoted names and the note."""
        words: list[str] = []
        kinds: list[str] = []
        note = ""
        for match in _PIECES.finditer(text):
            if match["note"] is not None:
                note = match["note"].strip()
            elif match["quoted"] is not None:
                named = match["quoted"].split()
                words += named
                kinds += ["quoted"] * len(named)
            elif word := match["word"].strip(",;"):
                words.append(word)
                kinds.append("")
        return cls(words, kinds, now, note)

    def runs(self, most: int) -> Iterator[tuple[int, int]]:
        """Give every run of up to ``most`` free words, the longest first, then from the left."""
        for size in range(min(most, len(self.words)), 0, -1):
            for first in range(len(self.words) - size + 1):
                if not any(self.kinds[first : first + size]):
                    yield first, first + size

    def take(self, kind: str, first: int, stop: int, *values: object) -> None:
        """Take words for something, with what they mean."""
        self.kinds[first:stop] = [kind] * (stop - first)
        self.found.setdefault(kind, []).extend((first, value) for value in values)

    def said(self, kind: str) -> list[object]:
        """Give the different things that were said of a kind, in order."""
        return list(dict.fromkeys(value for _, value in sorted(self.found.get(kind, ()), key=_place)))

    def fault(self, sentence: str) -> None:
        """Put down a fault once."""
        if sentence not in self.faults:
            self.faults.append(sentence)


def _place(one: tuple[int, object]) -> int:
    return one[0]


_PIECES = re.compile(r"""(?:(?<=\s)|^)\#(?P<note>.*)|["“”](?P<quoted>[^"“”]*)(?:["“”]|$)|(?P<word>[^\s"“”]+)""")


def _runs(line: _Line, kind: str, most: int, reads: Callable[[list[str]], object | None]) -> None:
    """Take every run of words that a reader understands."""
    for first, stop in line.runs(most):
        if (value := reads(line.words[first:stop])) is not None:
            line.take(kind, first, stop, value)


def _phones(line: _Line) -> None:
    """Take telephone numbers; one that can be divided in two ways is a fault."""
    free = [word if not kind else "-" for word, kind in zip(line.words, line.kinds, strict=True)]
    spans = list(read.phones(free))
    unsure = any(one[1] > other[0] for one, other in pairwise(spans))
    if unsure:
        line.fault("The telephone number can be read in two ways: write it without spaces.")
    for first, stop in spans:
        line.take("phone", first, stop, *(() if unsure else (" ".join(line.words[first:stop]),)))


def _rooms(line: _Line, rooms: Sequence[str]) -> None:
    """Take rooms; one that there is not is a fault."""
    most = max([2, *(len(room.split()) for room in rooms)])
    for first, stop in line.runs(most):
        typed = line.words[first:stop]
        if (room := read.room(typed, rooms)) is None:
            continue
        if room:
            line.take("room", first, stop, room)
        else:
            line.take("room", first, stop)
            line.fault(f"There is no room “{' '.join(typed)}”: {_either(rooms) or 'the service has none'}.")


def _moments(line: _Line, advisers: Iterable[Adviser]) -> None:
    """Take days and times, the longest runs first; what looks like one and is none is a fault with its reason."""
    letters = {one[2].lower(): one[1] for one in advisers}
    for first, stop in line.runs(read.LONGEST_DAY):
        words = line.words[first:stop]
        if not read.dated(words):
            continue
        if (found := read.moment(words, line.now)) is not None:
            half = words[-1].lower()
            if len(words) > 1 and half in {"am", "pm"} and half in letters:
                line.fault(f"“{half}” can be the time or {letters[half]}: write {''.join(words)}, or the name.")
            line.take("moment", first, stop, found)
        elif why := read.wrong_weekday(words, line.now):
            line.take("moment", first, stop)
            line.fault(why)
            line.when_unread = True
    for first, stop in line.runs(read.LONGEST_DAY):
        words = line.words[first:stop]
        if read.dated(words) and (why := read.why_no_moment(words, line.now)):
            line.take("moment", first, stop)
            line.fault(why)
            line.when_unread = True


# Advisers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Advisers:
    """Advisers by what may be typed for them; ``sure`` is no student's name, ``names`` may be one."""

    sure: dict[str, set[str]]
    names: dict[str, set[str]]
    by_id: dict[str, Adviser]

    def read(self, line: _Line) -> None:
        """Take advisers: first those who are surely meant, then first names that cannot be the student's."""
        self._after_with(line)
        most = max([1, *(len(key.split()) for key in self.sure)])
        for first, stop in line.runs(min(most, 6)):
            if found := self.sure.get(fold(" ".join(line.words[first:stop]))):
                self._take(line, first, stop, found)
        if not line.found.get("adviser"):
            self._by_first_name(line)

    def _after_with(self, line: _Line) -> None:
        """Read what stands behind "with": an adviser, whatever the name."""
        for at, word in enumerate(line.words[:-1]):
            if word.lower() != "with" or line.kinds[at] or line.kinds[at + 1]:
                continue
            for stop in range(min(at + 5, len(line.words)), at + 1, -1):
                if not any(line.kinds[at + 1 : stop]) and (found := self._called(line.words[at + 1 : stop])):
                    self._take(line, at, stop, found)
                    break
            else:
                line.take("adviser", at, at + 2)
                line.fault(f"No adviser is called “{line.words[at + 1]}”.")

    def _called(self, words: Sequence[str]) -> set[str]:
        typed = fold(" ".join(words))
        known = self.sure.get(typed) or self.names.get(typed)
        return known or {one[0] for one in self.by_id.values() if typed and typed in fold(one[1]).split()}

    def _take(self, line: _Line, first: int, stop: int, found: set[str]) -> None:
        """Take words for an adviser, or say that several are called so."""
        if len(found) == 1:
            line.take("adviser", first, stop, *found)
            return
        line.take("adviser", first, stop)
        ways = _either([f"{one[2]} for {one[1]}" for one in self.by_id.values() if one[0] in found])
        line.fault(f"Several advisers are called “{' '.join(line.words[first:stop])}”: write {ways}.")

    def _by_first_name(self, line: _Line) -> None:
        """Take a first name for the adviser, unless it stands beside a name and may be part of it."""
        named = [at for at, kind in enumerate(line.kinds) if not kind and fold(line.words[at]) in self.names]
        alone = [at for at in named if not any(self._is_name(line, beside) for beside in (at - 1, at + 1))]
        for at in alone:
            self._take(line, at, at + 1, self.names[fold(line.words[at])])
        for at in named if not alone else ():
            meant = _either([self.by_id[one][1] for one in sorted(self.names[fold(line.words[at])])])
            word = line.words[at]
            line.fault(f"“{word}” can be the student or {meant}: write “with {word}”, or the student's name in quotes.")

    @staticmethod
    def _is_name(line: _Line, at: int) -> bool:
        return 0 <= at < len(line.words) and not line.kinds[at] and line.words[at].lower() not in _SMALL_WORDS


@lru_cache(maxsize=8)
def _advisers(advisers: tuple[Adviser, ...]) -> _Advisers:
    """Index advisers by their letters, whole names, first names and sign-in names."""
    sure: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for adviser_id, name, short, login in advisers:
        words = fold(name).split()
        for key in (fold(short), " ".join(words) if len(words) > 1 else ""):
            sure.setdefault(key, set()).add(adviser_id)
        for key in (fold(login), *words[:1]):
            names.setdefault(key, set()).add(adviser_id)
    sure.pop("", None)
    names.pop("", None)
    return _Advisers(sure, names, {one[0]: one for one in advisers})


# The whole -----------------------------------------------------------------------------------------------------

_SMALL_WORDS: Final[dict[str, frozenset[str]]] = {
    "at": frozenset({"moment"}),
    "on": frozenset({"moment"}),
    "by": frozenset({"mode"}),
    "in": frozenset({"room"}),
    "for": frozenset({"length", "", "quoted"}),
}
"""Words that say nothing themselves, by what must stand behind them."""


def _parts(line: _Line, names: dict[str, str], default_mode: str) -> LineParts:
    """Put together what was said, with the clashes."""
    moments = [one for one in line.said("moment") if isinstance(one, read.Moment)]
    day = _one(line, "days", [one.day for one in moments if one.day is not None], lambda one: say_day(one, year=True))
    start = _one(line, "times", [one.minute for one in moments if one.minute is not None], say_minute)
    several = (day is None and any(one.day for one in moments)) or (
        start is None and any(one.minute is not None for one in moments)
    )
    adviser = _one(line, "advisers", _texts(line, "adviser"), lambda one: names.get(one, one))
    room = _one(line, "rooms", _texts(line, "room"), str)
    mode = _one(line, "ways of meeting", _texts(line, "mode"), lambda one: _WAYS[one])
    minutes = _one(line, "lengths", [int(str(one)) for one in line.said("length")], lambda one: f"{one} minutes")
    phone = _one(line, "telephone numbers", _texts(line, "phone"), str)
    number = _one(line, "student numbers", _texts(line, "student_number"), str)
    address = _one(line, "e-mail addresses", _texts(line, "email"), str)
    who = _who(line)
    return LineParts(
        who,
        day,
        start,
        adviser,
        room,
        mode or default_mode,
        minutes,
        line.note,
        tuple(line.faults),
        phone or "",
        number or "",
        new="new" in line.found,
        email=address or "",
        when_unread=line.when_unread or several,
    )


_WAYS: Final = {"in_person": "in person", "telephone": "by telephone", "online": "online"}
_T = TypeVar("_T")


def _one(line: _Line, what: str, values: Iterable[_T], say: Callable[[_T], str]) -> _T | None:
    """Return the one value that was said; several are a fault, and none of them is taken."""
    said = list(dict.fromkeys(values))
    if len(said) > 1:
        line.fault(f"There are {_COUNTS.get(len(said), 'several')} {what}: {_either([say(one) for one in said])}?")
    return said[0] if len(said) == 1 else None


_COUNTS: Final = {2: "two", 3: "three"}


def _texts(line: _Line, kind: str) -> list[str]:
    return [str(one) for one in line.said(kind)]


def _who(line: _Line) -> str:
    """Return the words left for the student's name; figures among them are a fault."""
    kinds = [*line.kinds, "end"]
    left: list[str] = []
    for at, word in enumerate(line.words):
        if kinds[at] == "quoted":
            left.append(word)
        elif not kinds[at] and kinds[at + 1] not in _SMALL_WORDS.get(word.lower(), ()):
            if any(sign.isdecimal() for sign in word):
                line.fault(f"“{word}” is not understood.")
            elif any(sign.isalpha() for sign in word):
                left.append(word)
    who = " ".join(left)
    if len(who) > Limit.NAME:
        line.fault(f"The name is too long: at most {Limit.NAME} characters.")
    return who


def _either(words: Sequence[str]) -> str:
    """Return "Room 1, Room 2 or Room 3"."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
