"""A line in which a path is typed: the first fitting name of the folder stands behind it in grey, and → takes it."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.suggester import Suggester

from advice_tui.casework import disk
from screens.widgets.field import Field


class _Names(Suggester):
    """Finishes a typed path by what is on the disk now."""

    def __init__(self, *, folders: bool) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._folders = folders

    async def get_suggestion(self, value: str) -> str | None:
        """Give the path finished, or nothing. The disk is asked beside the screen: a folder may be far away."""
        return await asyncio.to_thread(disk.completed, value, folders=self._folders) or None


class PathField(Field):
    """A path, or several. ``folders`` says that it ends in a folder."""

    def __init__(self, value: str = "", *, folders: bool = False, **given: Any) -> None:
        super().__init__(value, limit=disk.LONGEST_PATHS, suggester=_Names(folders=folders), **given)
