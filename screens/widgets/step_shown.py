"""A procedure in words: its head, the marked step with everything about it, what is still missing and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.content import Content

from advice_tui.casework.procedures.views import DoneView, EntryView, ProcedureView, StepView
from advice_tui.rules.working_days import london
from screens.theme import glyph, spelled
from screens.widgets.said import Part, said
from screens.widgets.step_list import LATE, LOOKS, clock_words, look_of, moment

Who = Callable[[str], str]
STANDING = "bold $amber on $amber-ground"
COMPLETE = "bold $calm on $calm-ground"
KINDS: dict[str, str] = {
    "yes_no": "yes or no",
    "date": "a day",
    "time": "a time",
    "people": "names",
    "file": "a file",
    "number": "a number",
    "choice": "from a list",
}
"""What an entry asks for, where its label does not say it."""


def head(view: ProcedureView, who: Who, width: int) -> Content:
    """Draw whose procedure it is: title, name, number; since when and on which ground; what it does now."""
    dot = f" {glyph('·')} "
    name = who(view.who) if view.who else ""
    first = said(
        (f" {view.title}  ", "bold $key"), (name, "bold"), (f"  {view.number}" if view.number else "", "$ink-quiet")
    )
    begun = f"Since {moment(view.opened_at)}, {view.opened_by}"
    second = said(" ", (begun, "$ink-quiet"), (f"{dot}{view.ground_label}" if view.ground_label else "", "$ink"))
    lines = [first, second]
    chips: list[Part | Content] = []
    if view.standing:
        chips += [(f" {glyph('⚑')} {view.standing} ", STANDING), " "]
    if view.complete:
        chips += [(f" {glyph('✓')} Complete ", COMPLETE)]
    if chips:
        lines.append(said(" ", *chips))
    return said("\n").join([line.truncate(width, ellipsis=True) for line in lines])


def shown_step(step: StepView, sentences: Mapping[str, str], *, whole: bool = False) -> Content:
    """Draw one step: how it stands, why it cannot be taken now, what it writes down, where it comes from.

    ``sentences`` are the union's own, by number; ``whole`` gives every choice of a list as well.
    """
    lines = [_state(step)]
    if step.done is not None:
        lines += _done(step.done)
    elif step.state in {"open", "waits"}:
        lines += [said((f"{glyph('✗')} {one}", "$amber")) for one in step.missing]
        lines += _asks(step, whole=whole)
    else:
        lines += [said((one, "$ink-quiet")) for one in step.missing]
    if step.state != "done" and step.who_may:
        lines.append(said(("For: ", "$ink-quiet"), (step.who_may, "$ink")))
    lines += _sources(step, sentences)
    return said("\n").join(lines)


def _state(step: StepView) -> Content:
    look = look_of(step)
    sign, word, style = LOOKS[look]
    clock = clock_words(step)
    parts: list[Part] = [(f"{glyph(sign)} {word}", style)]
    if clock:
        parts.append((f"  {clock}", LATE if step.overdue else "$amber"))
    elif step.since is not None and step.state == "open":
        parts.append((f"  since {moment(step.since)}", "$ink-quiet"))
    if step.optional and step.state in {"open", "waits"}:
        parts.append((spelled("  · only if it applies"), "$ink-quiet"))
    if step.needs_password and step.state == "open":
        parts.append((spelled("  · asks for your password"), "$ink-quiet"))
    return said(*parts)


def _done(done: DoneView) -> list[Content]:
    title = f", {done.function}" if done.function else ""
    lines = [said((f"{done.who}{title}", "bold $ink"), (f"  {moment(done.happened_at)}", "$ink"))]
    happened, recorded = london(done.happened_at), london(done.recorded_at)
    late = happened.date() != recorded.date()
    if late or done.recorded_by != done.who:
        lines.append(said((f"Written down {moment(done.recorded_at)} by {done.recorded_by}", "$ink-quiet")))
    lines += [said((f"{label}: ", "$ink-quiet"), (value, "$ink")) for label, value in done.values]
    if done.letter_id:
        lines.append(said(("Enter", "bold $key"), (" opens the letter", "$ink-quiet")))
    return lines


def _asks(step: StepView, *, whole: bool) -> list[Content]:
    lines = []
    if step.letter:
        lines.append(said(("Recorded by sending its letter: ", "$ink-quiet"), ("Enter", "bold $key"), " opens it"))
    if step.entries:
        asked = f" {glyph('·')} ".join(_entry(one) for one in step.entries)
        lines.append(said(("Writes down: ", "$ink-quiet"), (asked, "$ink")))
    for one in step.entries if whole else ():
        lines += [said((f"  {glyph('□')} {option.label}", "$ink-quiet")) for option in one.options]
    return lines


def _entry(one: EntryView) -> str:
    asks = KINDS.get(one.kind, "")
    notes = ", ".join(part for part in (asks, "if any" if one.optional else "") if part)
    return f"{one.label} ({notes})" if notes else one.label


def _sources(step: StepView, sentences: Mapping[str, str]) -> list[Content]:
    lines = []
    for number in step.sources:
        words = " ".join(sentences.get(number, "").split())
        lines.append(said((f"{number}  ", "bold $head"), (f"“{words}”" if words else "", "$ink-quiet")))
    return lines or [said(("This step is ours: the documents are silent here.", "$ink-quiet"))]


def missing_lines(view: ProcedureView) -> list[Content]:
    """Draw what is still missing before it is complete, a line each, with its clock or since when it waits (L-39)."""
    return [_missing(sentence, _step_of(view, sentence)) for sentence in view.missing]


def missing_words(view: ProcedureView) -> str:
    """Name what is still missing in one line; what is late says so."""
    found = []
    for sentence in view.missing:
        step = _step_of(view, sentence)
        label = step.label if step is not None else sentence.rstrip(".")
        found.append(f"{label} (late)" if step is not None and step.overdue else label)
    return "; ".join(found)


def _step_of(view: ProcedureView, sentence: str) -> StepView | None:
    return next((one for one in view.steps if sentence.startswith(f"{one.label} (")), None)


def _missing(sentence: str, step: StepView | None) -> Content:
    if step is None or step.state != "open":
        return said((f"{glyph('·')} {sentence}", "$ink-quiet"))
    clock = clock_words(step)
    since = f"since {moment(step.since)}" if step.since is not None else ""
    sign = glyph("⚑") if step.overdue else glyph("○")
    style = LATE if step.overdue else "$ink"
    return said((f"{sign} {sentence}", style), (f"  {clock or since}", LATE if step.overdue else "$ink-quiet"))


def missing_head(view: ProcedureView) -> str:
    """Give the words above what is missing."""
    if view.complete:
        return "Nothing is missing: it is complete."
    many = len(view.missing)
    return f"Still missing before it is complete ({many})"
