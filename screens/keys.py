"""The keys that work everywhere, as data: the program binds them, help and README list them.

Every one has an id, by which a keymap file in the service's folder may move it, and a tooltip, which is its help.
Each has a key that is no letter, because letters die inside fields.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType

from screens.menu import AREAS

EVERYWHERE: list[BindingType] = [
    Binding("f1,question_mark", "help", "Keys", id="app.help", tooltip="The keys that work here", key_display="F1"),
    Binding(
        "ctrl+p,colon",
        "find",
        "Find",
        id="app.find",
        tooltip="Find a screen or an action by its name",
        key_display="^P",
    ),
    *(
        Binding(
            area.key,
            f"area('{area.key}')",
            area.title,
            id=f"app.area.{area.key}",
            tooltip=f"Open {area.title}",
            show=False,
        )
        for area in AREAS
    ),
    Binding("u,ctrl+z", "undo", "Undo", id="app.undo", tooltip="Undo what you did last", show=False),
    Binding(
        "ctrl+g",
        "coming",
        "I am coming",
        id="app.coming",
        tooltip="Tell reception that you are coming for the student who waits",
        show=False,
        priority=True,
        key_display="^G",
    ),
    Binding(
        "f8",
        "shade",
        "Shade",
        id="app.shade",
        tooltip="Privacy shade: names become initials",
        show=False,
        priority=True,
    ),
    Binding(
        "f9",
        "theme",
        "Colours",
        id="app.theme",
        tooltip="Next colours: dark, light, contrast",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+l,f12", "lock", "Lock", id="app.lock", tooltip="Lock now; drafts are kept", show=False, priority=True
    ),
    Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Close; drafts are kept", show=False, priority=True),
    Binding("ctrl+c", "no_copy", "How to leave", id="app.no_copy", tooltip="Says how to leave", show=False),
]
