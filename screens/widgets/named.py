"""A scrolling form whose fields are asked for by name."""

from __future__ import annotations

from textual.containers import VerticalScroll

from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick


class NamedFields(VerticalScroll, can_focus=False):
    """Rows that scroll; each field has a name."""

    def field(self, name: str) -> Field:
        """Give a line to type in."""
        return self.query_one(f"#{name}", Field)

    def pick(self, name: str) -> Pick:
        """Give a line to choose from."""
        return self.query_one(f"#{name}", Pick)

    def row(self, name: str) -> Labelled:
        """Give the row of a field."""
        return next(row for row in self.query(Labelled) if row.field.id == name)
