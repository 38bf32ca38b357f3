"""Walls around cases: who is inside and who is kept out, put up, changed and lifted; break-glass (L-43; I-22).

A wall is kept by keys. Whoever is outside gets what she gets of a case that does not exist, whatever she asks with.
What somebody outside had begun to write on the case stays with the case, sealed like the rest of it: she has it again
when she is let in, and nobody else reads it.
"""

from advice_tui.casework.walls.changing import change, let_in, lift, put_up, put_up_in, renew
from advice_tui.casework.walls.glass import break_glass, make_halves, who_may_break_glass
from advice_tui.casework.walls.reading import colleagues, faults, gone, of_case, read_by, standing
from advice_tui.casework.walls.views import Broken, Colleague, Done, GlassView, Halves, Person, WallForm, WallView

__all__ = [
    "Broken",
    "Colleague",
    "Done",
    "GlassView",
    "Halves",
    "Person",
    "WallForm",
    "WallView",
    "break_glass",
    "change",
    "colleagues",
    "faults",
    "gone",
    "let_in",
    "lift",
    "make_halves",
    "of_case",
    "put_up",
    "put_up_in",
    "read_by",
    "renew",
    "standing",
    "who_may_break_glass",
]
