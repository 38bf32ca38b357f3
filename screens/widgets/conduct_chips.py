"""How a student stands, as chips and lines: withdrawn, restricted and to what, and the procedures that run."""

from __future__ import annotations

from textual.content import Content

from advice_tui.casework.conduct import Conduct
from advice_tui.casework.procedures.views import ProcedureRow
from advice_tui.rules.text import cut
from advice_tui.rules.working_days import say_day
from screens.theme import glyph
from screens.widgets.case_head import Chip
from screens.widgets.said import said
from screens.widgets.step_list import moment

RED = "bold $red on $red-ground"
AMBER = "bold $amber on $amber-ground"
INFO = "bold $info on $info-ground"
SHORT = 22
"""Cells of a term where there is little room."""
LATE = 36
"""Cells of a step that is late."""


def conduct_chips(conduct: Conduct) -> tuple[Chip, ...]:
    """Give the chips of how a student stands, the most urgent first: overdue, withdrawn, restricted, running."""
    late = [_running(row) for row in conduct.running if row.overdue]
    rest = [_running(row) for row in conduct.running if not row.overdue]
    return (*late, *_standing(conduct), *rest)


def _standing(conduct: Conduct) -> list[Chip]:
    now = conduct.standing
    if now is None:
        return []
    if now.kind == "refuse":
        words = next((row.standing for row in conduct.rows if row.id == now.source and row.standing), "")
        if not words and now.refuses_all:
            return []  # the desk's own flag says it
        short = "Withdrawn" if now.refuses_all else "Matter withdrawn"
        return [Chip(f"{glyph('⚑')} {words or now.sentence}", f"{glyph('⚑')} {short}", RED)]
    until = f" {glyph('·')} review {say_day(now.until)}" if now.until else ""
    terms = ", ".join(now.terms) or now.sentence
    first = now.terms[0] if now.terms else "see terms"
    more = f" +{len(now.terms) - 1}" if len(now.terms) > 1 else ""
    return [
        Chip(f"{glyph('●')} Restricted: {terms}{until}", f"{glyph('●')} Restricted: {cut(first, SHORT)}{more}", AMBER)
    ]


def _running(row: ProcedureRow) -> Chip:
    if row.overdue:
        return Chip(f"{glyph('⚑')} {row.title}: {row.next_label}", f"{glyph('⚑')} {cut(row.next_label, LATE)}", RED)
    sign = glyph("▸" if row.mine else "○")
    turn = f"your turn: {row.next_label}" if row.mine else f"waits for {row.next_whose}"
    short = "P your turn" if row.mine else "P procedure"
    return Chip(f"{sign} {row.title}: {turn}", f"{sign} {short}", AMBER if row.mine else INFO)


def conduct_lines(conduct: Conduct, *, key: str = "P") -> list[Content]:
    """Draw the same as lines, each chip on its own; ``key`` is what opens the procedures."""
    lines = [said((f" {one.long} ", one.style)) for one in conduct_chips(conduct)]
    if conduct.rows:
        many = len(conduct.rows)
        words = f" opens {'the procedure' if many == 1 else f'the {many} procedures'}"
        lines.append(said((key, "bold $key"), (words, "$ink-quiet")))
    return lines


def conduct_facts(conduct: Conduct, width: int = 42) -> list[Content]:
    """Draw the procedures beside a case's timeline, the running ones with what comes next and since when."""
    lines = []
    for row in conduct.rows:
        stands = row.standing or ("complete" if row.complete else row.next_label)
        style = "bold $red" if row.overdue else "$ink-quiet"
        since = f"  since {moment(row.since)}\n" if not row.complete else ""
        lines.append(said((f"{row.title}\n", "$ink"), (f"  {cut(stands, width)}\n", style), (since, "$ink-quiet")))
    return lines
