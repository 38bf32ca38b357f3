"""The terminal program: sign in, open this role's work areas, lock when idle, close safely."""

from advice_tui.app.house import AdviceApp
from advice_tui.app.start import run

__all__ = ["AdviceApp", "run"]
