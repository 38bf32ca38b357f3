"""Practice data: an invented service, plainly marked, made by the real casework; one seed and date, one result."""

from advice_tui.casework.practice.build import PASSWORD, STAFF, Practice, build

__all__ = ["PASSWORD", "STAFF", "Practice", "build"]
