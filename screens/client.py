"""Client."""

from __future__ import annotations

from typing import ClassVar

from screens.base import DeskScreen


class Client(DeskScreen):
    """Client."""

    KEY: ClassVar[str] = "client"
    AREA: ClassVar[str] = "2"
    CLOSES: ClassVar[bool] = False
