"""Cases."""

from __future__ import annotations

from typing import ClassVar

from screens.base import DeskScreen


class Cases(DeskScreen):
    """Cases."""

    KEY: ClassVar[str] = "cases"
    AREA: ClassVar[str] = "2"
    CLOSES: ClassVar[bool] = False
