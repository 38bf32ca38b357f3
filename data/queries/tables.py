"""The tables as SQLAlchemy's Core sees them, and the columns of a row."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel


def table(model: type[SQLModel]) -> Any:
    """Give a model's table."""
    return model.__table__  # type: ignore[attr-defined]


def columns(of: Any, row: type) -> tuple[Any, ...]:
    """Give the columns of a table that a frozen row holds, in the row's order."""
    return tuple(of.c[name] for name in row.__dataclass_fields__)  # type: ignore[attr-defined]
