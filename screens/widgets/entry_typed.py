"""What is typed in the composer, as texts: kept as a draft, read as an entry."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from textual.content import Content

from advice_tui.rules.reply import ENTRY_KINDS, EntryKind
from advice_tui.rules.when import Unread, read_when
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.said import said

NOW = "now"
DAY_ALONE = "Add the time, such as tue 14:00: an hour may decide which day counts."
_STOPS, _GOES_ON = "Stops the clock", "The clock goes on"
_CLOCK = {"received": "Starts a clock of its own", "development": "The student must be told soon"}
_INVITING = (
    *(("n", "note"), ("e", "e-mail"), ("c", "call"), ("l", "letter")),
    *(("f", "meeting"), ("o", "advice"), ("r", "received"), ("d", "news")),
)


@dataclass(frozen=True)
class Typed:
    """What stands in the composer, as texts: what a draft keeps."""

    kind: str = ENTRY_KINDS[0].key
    text: str = ""
    options: str = ""
    choice: str = ""
    when: str = NOW
    minutes: str = ""
    channel: str = ""
    why: str = ""

    @property
    def something(self) -> bool:
        """Whether anything worth keeping is typed."""
        return any(text.strip() for text in (self.text, self.options, self.choice, self.why))

    def data(self) -> dict[str, str]:
        """Give it as a draft holds it."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, str]) -> Typed:
        """Read a draft; fields that are not known are left out."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


def moment(text: str, now: datetime) -> tuple[datetime | None, str]:
    """Read when something happened: the moment (None for now), or the sentence about what is wrong."""
    if text.strip().casefold() in {"", NOW}:
        return None, ""
    read = read_when(text, now, past=True)
    if isinstance(read, Unread):
        return None, read.sentence
    return (None, DAY_ALONE) if read.time is None else (read.instant(), "")


def echo(text: str, now: datetime) -> Content:
    """Say which moment is meant, or what is not understood; nothing for now."""
    at, wrong = moment(text, now)
    if at is None:
        return said((wrong, "$amber"))
    return said(f"= {say_day(london(at).date(), year=True)} {london(at):%H:%M}")


def kind_line(kind: EntryKind, corrected: datetime | None = None) -> Content:
    """Draw what is being written and what it does to the clock; ``corrected`` is when an entry at hand happened."""
    chip = said((f" {glyph(kind.glyph)} {kind.label} ", "bold $info on $info-ground"))
    if corrected is not None:
        at = london(corrected)
        return said(chip, (f" of {say_day(at.date())} {at:%H:%M}", "$ink"))
    stops = kind.stops_clock
    sign, words = (glyph("✓"), _STOPS) if stops else (glyph("●"), _CLOCK.get(kind.key, _GOES_ON))
    style = "bold $calm on $calm-ground" if stops else "bold $info on $info-ground"
    hints = [said("  ", (key, "bold $key"), (f" {word}", "$ink-quiet")) for key, word in _HINTS]
    return said(chip, " ", (f" {sign} {words} ", style), *hints)


_HINTS = (("F2", "kind"), ("F4", "time"), ("F6", "options"))


def rest_line(typed: Typed) -> Content:
    """Draw the closed composer: what to press, or the beginning of the draft that is kept."""
    words = f"{typed.text} {typed.options} {typed.choice}".split()
    if words:
        begun = " ".join(words)[:40]
        return said(("A draft is kept: ", "bold $amber"), (begun, "$ink"), "  any of these keys goes on with it")
    return said(*(said((key, "bold $key"), (f" {word}  ", "$ink-quiet")) for key, word in _INVITING))
