"""Columns that several tables share: instants, civil dates, bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as UTC text of fixed width, so that text order is time order."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Write; a naive datetime is a bug and refused."""
        if value is None:
            return None
        assert value.tzinfo is not None, "an instant has a time zone"
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Read as aware UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A civil date, kept as ISO text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Write."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:  # noqa: ARG002
        """Read."""
        return None if value is None else date.fromisoformat(value)


def an_instant(**kw: Any) -> Any:
    """Give a column of an aware instant."""
    return Field(sa_type=Instant, **kw)


def some_bytes(**kw: Any) -> Any:
    """Give a column of bytes."""
    return Field(sa_column=Column(LargeBinary, **kw))
