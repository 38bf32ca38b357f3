"""The head of a case: whose it is, and the chips, most urgent first, in long or short words as there is room."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from advice_tui.casework.cases import CaseView, KeyDateView, PromiseView
from advice_tui.casework.diary.planning import CaseDiary
from advice_tui.rules.reply import MET_WORDS, PROMISE_WORDS
from advice_tui.rules.text import cut
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.said import said
from screens.widgets.states import SIGNS, state_style

_URGENT = ("red", "amber", "calm", "answered")
_PLAIN = PLAIN = "bold $ink on $well"
_INFO = "bold $info on $info-ground"
CONSENT = "bold $calm on $calm-ground"
_AMBER = "bold $amber on $amber-ground"
_RED = "bold $red on $red-ground"
_WAYS = ("Email", "Phone", "Post")
LONGEST = 48
"""So many cells people's words take in a chip."""
LEAST = 32
"""So many cells of the contact instruction are seen before other chips are left out for it."""


@dataclass(frozen=True)
class Chip:
    """A chip in two wordings; an elastic one takes as much of its short wording as there is room for.

    ``last`` says of one that comes from elsewhere that it stands behind the others, ``faint`` of one that it is left
    out before any other is shortened for it.
    """

    long: str
    short: str
    style: str
    elastic: bool = False
    last: bool = False
    faint: bool = False


def by_urgency(promises: tuple[PromiseView, ...]) -> tuple[PromiseView, ...]:
    """Give promises, the most urgent first."""
    return tuple(sorted(promises, key=lambda one: (_URGENT.index(one.state), one.due)))


def shown_promises(promises: tuple[PromiseView, ...]) -> tuple[PromiseView, ...]:
    """Give the promises that are open, the most urgent first; when none is, the one that was answered last."""
    waiting = tuple(one for one in by_urgency(promises) if one.state != "answered")
    return waiting or tuple(sorted(promises, key=lambda one: one.received))[-1:]


def chips(case: CaseView, diary: CaseDiary | None = None, also: tuple[Chip, ...] = ()) -> list[Chip]:
    """Give a case's chips, the most urgent first; how to reach the client comes right after the clocks.

    ``diary`` are her appointments, and what the front desk knows of her; ``also`` is how she stands with the service.
    """
    clocks = [(one.state, _promise(one)) for one in shown_promises(case.promises)]
    days = [(one.state, _key_date(one)) for one in case.key_dates if one.kind != "chase"]
    timed = sorted([*clocks, *days], key=lambda pair: _URGENT.index(pair[0]))
    urgent = [chip for state, chip in timed if state in {"red", "amber"}]
    waiting = [chip for state, chip in clocks if state == "calm"]
    calm_days = [chip for state, chip in days if state == "calm"]
    answered = [chip for state, chip in clocks if state == "answered"]
    first, last = [one for one in also if not one.last], [one for one in also if one.last]
    before = [*_refused(diary), *first, *_closed(case), *urgent, *waiting, _contact(case), *_state(case)]
    return [*before, *_attendance(diary), *answered, *_next(diary), *calm_days, *_papers(case), *_further(case), *last]


def _refused(diary: CaseDiary | None) -> list[Chip]:
    """Give the desk's one flag, before everything else."""
    if diary is None or not diary.refused:
        return []
    return [Chip(f"{glyph('⚑')} {diary.refused}", f"{glyph('⚑')} Do not admit", _RED)]


def _attendance(diary: CaseDiary | None) -> list[Chip]:
    """Ask to look at how she keeps appointments (I-44c; L-36); nothing follows from it by itself."""
    if diary is None or not diary.attendance:
        return []
    return [Chip(f"{glyph('●')} {diary.attendance}", f"{glyph('●')} {diary.attendance.partition(' in ')[0]}", _AMBER)]


def _next(diary: CaseDiary | None) -> list[Chip]:
    one = next(iter(diary.coming), None) if diary is not None else None
    if one is None:
        return []
    when = one.when.partition(" ")[2]
    if one.state == "arrived":
        here = f"{glyph('◆')} Is here for {when.rpartition(' ')[2]}"
        return [Chip(here, here, _AMBER)]
    return [Chip(f"{glyph('◷')} Appointment {one.when}", f"{glyph('◷')} Appt {when}", _INFO)]


def _papers(case: CaseView) -> list[Chip]:
    held = sum(one.held for one in case.details.papers)
    if not held:
        return []
    words = f"{held} paper{'' if held == 1 else 's'} held"
    return [Chip(f"{glyph('▤')} {words}", f"{glyph('▤')} {words}", _PLAIN)]


def _promise(promise: PromiseView) -> Chip:
    sign = glyph(SIGNS[promise.state][0])
    if promise.state == "answered":
        done = {"told": "Student told", "called back": "Called back"}.get(MET_WORDS.get(promise.kind, ""), "")
        long = f"{done}{promise.words.removeprefix(MET_WORDS[promise.kind])}" if done else f"Reply {promise.words}"
        return Chip(f"{sign} {long}", f"{sign} {done or 'Reply answered'}", state_style(promise.state))
    what = PROMISE_WORDS.get(promise.kind, "Reply")
    return Chip(f"{sign} {what} {promise.words}", f"{sign} {_short(promise)}", state_style(promise.state))


def _short(promise: PromiseView) -> str:
    """Give what is to be done and the date in few words; for a reply the date alone says it."""
    first, _, rest = promise.words.partition(", ")
    words = rest if first.startswith("closing") else first
    if words.startswith("late: was due "):
        words = words.rpartition(" ")[0]  # which hour matters no more
    what = {"callback": "Call back ", "tell_student": "Tell "}.get(promise.kind, "")
    return f"{what}{words}" if what else words[:1].upper() + words[1:]


def _key_date(one: KeyDateView) -> Chip:
    sign = glyph("◷") if one.state == "calm" else glyph(SIGNS[one.state][0])
    style = _PLAIN if one.state == "calm" else state_style(one.state)
    day = say_day(one.day)
    return Chip(
        f"{sign} {cut(one.what, LONGEST)} {one.words}", f"{sign} {cut(one.what, 16)} {day.partition(' ')[2]}", style
    )


def _contact(case: CaseView) -> Chip:
    line = case.client.contact_line
    style = _AMBER if line.startswith("No safe contact") else _INFO
    return Chip(f"{glyph('☎')} {line}", f"{glyph('☎')} {contact_short(line)}", style, elastic=True)


def contact_short(line: str) -> str:
    """Give what must not be forgotten of a contact instruction first: what not to do, then the ways."""
    parts = line.split(" · ")
    ways = [part for part in parts if part.startswith(_WAYS)]
    return " · ".join([*(part for part in parts if part not in ways), *ways])


def _closed(case: CaseView) -> list[Chip]:
    if case.status != "closed":
        return []
    on = f" {say_day(london(case.closed).date()).partition(' ')[2]}" if case.closed else ""
    kept = f" {glyph('·')} {case.retention}" if case.retention else ""
    return [Chip(f"{glyph('■')} Closed{on}{kept}", f"{glyph('■')} Closed{on}", _PLAIN)]


def _state(case: CaseView) -> list[Chip]:
    found = []
    if case.status == "waiting":
        what = cut(case.details.waiting_for, LONGEST)
        chase = next((say_day(one.day) for one in case.key_dates if one.kind == "chase"), "")
        words = ", ".join(part for part in (what, f"until {chase}" if chase else "") if part)
        found.append(Chip(f"{glyph('…')} Waiting for the student: {words}", f"{glyph('…')} Waiting", _PLAIN))
    if case.adviser_id is None and case.status != "closed":
        sign = glyph("□")
        found.append(Chip(f"{sign} Nobody has it yet: t takes it on", f"{sign} t takes on", _PLAIN))
    return found


def _further(case: CaseView) -> list[Chip]:
    found = []
    agencies = case.details.agencies
    if agencies:
        more = f" +{len(agencies) - 1}" if len(agencies) > 1 else ""
        line = cut(agencies[0].line(), LONGEST)
        found.append(Chip(f"{glyph('▷')} also with {line}{more}", f"{glyph('▷')} {cut(line, 26)}{more}", _PLAIN))
    if case.details.adjustments:
        what = cut(case.details.adjustments, LONGEST)
        found.append(Chip(f"{glyph('✦')} Adjustments: {what}", f"{glyph('✦')} Adjustments", _INFO))
    return found


def fitting(found: list[Chip], width: int) -> list[tuple[str, str]]:
    """Choose the wordings: the long ones when all fit, else the short ones; what does not fit is counted ("+2").

    The first chip and how to reach the client are never left out.
    """
    if _length([one.long for one in found]) <= width:
        return [(one.long, one.style) for one in found]
    if any(one.faint for one in found):
        return fitting([one for one in found if not one.faint], width)
    kept, left = list(found), 0
    while _least(kept) + (5 if left else 0) > width:
        at = next((at for at in range(len(kept) - 1, 0, -1) if not kept[at].elastic), 0)
        if not at:
            break
        del kept[at]
        left += 1
    rest = width - (5 if left else 0)
    words = [one.short for one in kept]
    for at, one in enumerate(kept):
        if one.elastic:
            words[at] = cut(one.short, max(12, rest - _length(words[:at] + words[at + 1 :]) - 3))
    return [
        *((word, one.style) for word, one in zip(words, kept, strict=True)),
        *([(f"+{left}", _PLAIN)] if left else []),
    ]


def _least(chips: list[Chip]) -> int:
    """Give the cells these chips need when an elastic one takes as little as it may."""
    return _length([cut(one.short, LEAST) if one.elastic else one.short for one in chips])


def _length(words: list[str]) -> int:
    return sum(cell_len(word) + 3 for word in words)


class CaseHead(Widget):
    """Two lines: number, name, known as and student number, adviser; then the chips."""

    DEFAULT_CSS = "CaseHead { height: 2; background: $bar; color: $ink; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._case: CaseView | None = None
        self._diary: CaseDiary | None = None
        self._also: tuple[Chip, ...] = ()
        self._called = self._known_as = ""

    def show(
        self, case: CaseView, name: str, known_as: str, diary: CaseDiary | None = None, also: tuple[Chip, ...] = ()
    ) -> None:
        """Show this case; the names as they may be shown now, her appointments, and how she stands (``also``)."""
        self._also = also
        self._case, self._called, self._known_as, self._diary = case, name, known_as, diary
        self.refresh()

    def render(self) -> Content:
        """Draw the two lines."""
        case, width = self._case, self.size.width
        if case is None:
            return said("")
        opened = london(case.opened).date()
        rights = [
            f"Adviser {case.adviser_name or 'nobody yet'} {glyph('·')} opened {say_day(opened)} ",
            f"{case.adviser_name or 'nobody yet'} {glyph('·')} since {say_day(opened).partition(' ')[2]} ",
            f"{case.adviser_name or 'nobody yet'} ",
            "",
        ]
        known_as = f"known as {self._known_as}" if self._known_as else ""
        about = f" {glyph('·')} ".join(part for part in (known_as, case.client.student_number) if part)
        left = said(
            (f" {case.number}  ", "bold $key"), (cut(self._called, width // 2), "bold"), (f"  {about}", "$ink-quiet")
        )
        right = next((one for one in rights if left.cell_length + cell_len(one) + 2 <= width), "")
        gap = " " * max(0, width - left.cell_length - cell_len(right))
        row = said(" ")
        for words, style in fitting(chips(case, self._diary, self._also), width - 2):
            row = said(row, (f" {words} ", style), " ")
        return said(said(left, gap, (right, "$ink-quiet")).truncate(width, ellipsis=True), "\n", row)
