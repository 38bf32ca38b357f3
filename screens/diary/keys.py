"""The diary's keys, the most needed first: as many as fit are shown in the bar below."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding(
        "tab",
        "match(1)",
        "Next match",
        id="diary.match",
        tooltip="In the line: the next of those who match",
        priority=True,
    ),
    Binding(
        "shift+tab",
        "match(-1)",
        "Match before",
        id="diary.match_before",
        tooltip="In the line: the one before of those who match",
        show=False,
        priority=True,
    ),
    Binding("f,f4", "next_free", "Free", id="diary.free", tooltip="The next free time after the mark, with anybody"),
    Binding("a,f10", "arrived", "Arrived", id="diary.arrived", tooltip="The marked client is here"),
    Binding("x,f11", "missed", "Missed", id="diary.missed", tooltip="The marked client did not attend"),
    Binding("m,f7", "move", "Move", id="diary.move", tooltip="Move the marked appointment: point, or type where"),
    Binding("d,f5", "view", "Day", id="diary.view", tooltip="One day with names and rooms, or the week"),
    Binding("c,delete", "cancel", "Cancel", id="diary.cancel", tooltip="Cancel the marked appointment"),
    Binding("e,f3", "confirm", "Confirm", id="diary.confirm", tooltip="The confirmation for the marked client"),
    Binding("slash,ctrl+f", "find", "Find", id="diary.find", tooltip="Find a client’s appointments by name"),
    Binding("o", "client", "Client", id="diary.client", tooltip="Open the marked client"),
    Binding("l", "list", "List", id="diary.list", tooltip="All appointments of the marked client"),
    Binding("t", "today", "Today", id="diary.today", tooltip="To today and now"),
    Binding("g", "go_to", "Go to", id="diary.go_to", tooltip="Go to a day"),
    Binding("b,f2", "book", "Book", id="diary.book", tooltip="Type a booking in one line", show=False),
    Binding(
        "h",
        "next_free(True)",
        "Same adviser",
        id="diary.free_hers",
        tooltip="The next free time of this adviser",
        show=False,
    ),
    Binding(
        "left_square_bracket,pageup",
        "week(-1)",
        "Week before",
        id="diary.before",
        tooltip="The week before; in the view of a day the day before",
        show=False,
    ),
    Binding(
        "right_square_bracket,pagedown",
        "week(1)",
        "Next week",
        id="diary.after",
        tooltip="The next week; in the view of a day the next day",
        show=False,
    ),
]
GRID_ONLY = frozenset(
    one.action.partition("(")[0] for one in KEYS if isinstance(one, Binding) and not one.action.startswith("match")
)
"""Acts whose keys sleep while the line is open."""
