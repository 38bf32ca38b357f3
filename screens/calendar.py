"""Calendar."""

from __future__ import annotations

from typing import ClassVar

from screens.base import DeskScreen


class ServiceCalendar(DeskScreen):
    """Calendar."""

    KEY: ClassVar[str] = "calendar"
    AREA: ClassVar[str] = "6"
    CLOSES: ClassVar[bool] = False
