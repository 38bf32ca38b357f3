"""The lines of one entry of a timeline, closed or opened in place; how many there are is known without drawing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advice_tui.casework.cases import EntryView
from advice_tui.rules.text import cut, fold
from advice_tui.rules.time_spent import say_minutes
from advice_tui.rules.working_days import london, say_day
from screens.theme import glyph
from screens.widgets.matching import first_place, places
from screens.widgets.wrapping import cells, first_lines, wrapped

CLOSED_LINES = 2
"""Lines of an entry's text while it is closed."""
LOOKED_AT = 20_000
"""So many characters of a closed entry are looked at for the place of a match."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One line as it was laid out: what part of an entry it is, and the words."""

    part: str
    text: str = ""


def searched(entry: EntryView) -> str:
    """Give everything of an entry that a search looks at, folded."""
    parts = (entry.title, entry.body, entry.sender, entry.author_name, entry.choice, *entry.options)
    return fold("\n".join((*parts, *(file.name for file in entry.attachments), *(text for _, text in entry.before))))


def closed_height(entry: EntryView, width: int) -> int:
    """Give how many lines a closed entry takes; cheap, for it is asked for every entry of a case."""
    return 1 + bool(entry.struck) + _body_height(entry.body, width) + bool(_advice(entry)) + bool(entry.attachments)


def _advice(entry: EntryView) -> bool:
    return bool(entry.options or entry.choice)


def _body_height(body: str, width: int) -> int:
    if len(body) > width * CLOSED_LINES and "\n" not in body[: width * CLOSED_LINES + 1]:
        return CLOSED_LINES  # more than fits, whatever the words
    if len(body) <= width and "\n" not in body and body.isascii():
        return 1 if body.strip() else 0
    return len(first_lines(body, width, CLOSED_LINES))


def closed(entry: EntryView, width: int, words: tuple[str, ...] = ()) -> list[Laid]:
    """Lay a closed entry out; with searched words its lines begin near the first of them."""
    lines = [Laid("title", entry.title)]
    if entry.struck:
        lines.append(Laid("note", f"{glyph('✗')} {entry.struck}"))
    body = first_lines(_near(entry.body, width, words), width, CLOSED_LINES)
    height = _body_height(entry.body, width)
    lines += [Laid("body", line) for line in (body + [""] * height)[:height]]
    if _advice(entry):
        lines.append(Laid("advice", cut(_advice_words(entry, words), width)))
    if entry.attachments:
        lines.append(Laid("file", cut(_file_words(entry, words), width - 2)))
    return lines


def _near(body: str, width: int, words: tuple[str, ...]) -> str:
    """Give the text from a little before the first match, when that would not be seen among the first lines."""
    if not words or len(body) <= width * CLOSED_LINES:
        return body
    at = first_place(body[:LOOKED_AT], words)
    if at < width * CLOSED_LINES - 20:
        return body
    start = max(0, min(at - width // 2, len(body) - width * CLOSED_LINES))
    return f"… {' '.join(body[start : start + width * (CLOSED_LINES + 2)].split())}"


def _advice_words(entry: EntryView, words: tuple[str, ...]) -> str:
    for place, option in enumerate(entry.options, 1):
        if words and places(option, words):
            return f"Option {place}: {option}"
    many = len(entry.options)
    count = f"{many} option{'' if many == 1 else 's'}" if many else ""
    chose = f"Student's choice: {entry.choice}" if entry.choice else ""
    return f" {glyph('·')} ".join(part for part in (count, chose) if part)


def _file_words(entry: EntryView, words: tuple[str, ...]) -> str:
    names = sorted((file.name for file in entry.attachments), key=lambda name: not (words and places(name, words)))
    return f"{len(names)} file{'s' if len(names) > 1 else ''}: {', '.join(names)}"


def opened(entry: EntryView, width: int) -> list[Laid]:
    """Lay an entry out whole."""
    lines = [Laid("title", entry.title)]
    if entry.struck:
        lines.append(Laid("note", f"{glyph('✗')} {entry.struck}"))
    if entry.sender:
        lines += _hanging("note", "From ", entry.sender, width)
    lines += [Laid("body", line) for line in wrapped(entry.body, width)] if entry.body else []
    if entry.options:
        lines.append(Laid("label", "Options given"))
        for place, option in enumerate(entry.options, 1):
            lines += _hanging("body", f"{place}. ", option, width)
    if entry.choice:
        lines += _hanging("choice", "Student's choice: ", entry.choice, width)
    for note in entry.notes:
        lines += _hanging("warn", f"{glyph('⚠')} ", note, width)
    lines += [Laid("file", cut(file.name, width - 14) + f"  {size_words(file.size)}") for file in entry.attachments]
    recorded = london(entry.recorded_at)
    if (entry.recorded_at - entry.at).total_seconds() >= 60:
        lines.append(Laid("note", f"Written down {say_day(recorded.date())} {recorded:%H:%M}"))
    lines += _earlier(entry, width)
    return lines


def _earlier(entry: EntryView, width: int) -> Iterator[Laid]:
    for said, text in entry.before:
        yield from _hanging("earlier", "Earlier wording, ", said, width)
        for line in wrapped(text, width - 2):
            yield Laid("old", f"  {line}")


def _hanging(part: str, label: str, text: str, width: int) -> list[Laid]:
    """Wrap a text behind its label, the further lines under the text."""
    indent = min(cells(label), 4)
    lines = list(wrapped(f"{label}{text}", width - indent))
    return [Laid(part, f"{' ' * indent if n else ''}{line}") for n, line in enumerate(lines)]


def right_words(entry: EntryView) -> str:
    """Give what stands at the right of the title: who wrote it and the time spent."""
    return f"{entry.author_name} {glyph('·')} {say_minutes(entry.minutes)}" if entry.minutes else entry.author_name


def size_words(size: int) -> str:
    """Give a number of bytes in words: "900 bytes", "12 kB", "3.4 MB"."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
