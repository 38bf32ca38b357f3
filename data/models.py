"""The nouns as tables.

Texts about people stand only in ``sealed`` columns; everything else here is what the maintainer may see: ids, times,
states, who wrote. Ids are UUIDv7 texts, instants UTC texts. ``row_ver`` counts changes, so that two terminals never
overwrite each other.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


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


def _instant(**kw: Any) -> Any:
    return Field(sa_type=Instant, **kw)


def _bytes(**kw: Any) -> Any:
    return Field(sa_column=Column(LargeBinary, **kw))


class Meta(SQLModel, table=True):
    """Facts about the store itself: its id, the key file's generation, the root's sealed key, old database keys."""

    __tablename__ = "meta"
    k: str = Field(primary_key=True)
    v: str = Field()


class Account(SQLModel, table=True):
    """A member of staff. ``cert`` is the root's signature over id, login, role and public keys."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("state IN ('active', 'left', 'recovery')", name="account_state"),)
    id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    name: str
    role: str
    state: str
    exchange_public: bytes = _bytes(nullable=False)
    signing_public: bytes = _bytes(nullable=False)
    cert: bytes = _bytes(nullable=False)
    created_at: datetime = _instant()
    row_ver: int = Field(default=1)


class OldAccountKey(SQLModel, table=True):
    """A signing key that an account once had, with its certificate, so that old signatures still verify."""

    __tablename__ = "account_key_old"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    until_seq: int = Field(primary_key=True)
    login: str
    role: str
    exchange_public: bytes = _bytes(nullable=False)
    signing_public: bytes = _bytes(nullable=False)
    cert: bytes = _bytes(nullable=False)


class Room(SQLModel, table=True):
    """A compartment of keys. ``box_public`` is its letter box, signed by whoever made this version."""

    __tablename__ = "room"
    id: str = Field(primary_key=True)
    ver: int = Field(primary_key=True)
    box_public: bytes = _bytes(nullable=False)
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = _bytes(nullable=False)


class RoomGrant(SQLModel, table=True):
    """A room's key given to one account's public key, signed by the manager who gave it."""

    __tablename__ = "room_grant"
    room: str = Field(primary_key=True)
    ver: int = Field(primary_key=True)
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    given: bytes = _bytes(nullable=False)
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = _bytes(nullable=False)


class RecordKey(SQLModel, table=True):
    """A client's, case's or other record's key, wrapped for one version of one room."""

    __tablename__ = "record_key"
    __table_args__ = (Index("record_key_room", "room", "room_ver"), {"sqlite_with_rowid": False})
    record_id: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    ver: int = Field(primary_key=True)
    room: str
    room_ver: int
    wrapped: bytes = _bytes(nullable=False)


class Client(SQLModel, table=True):
    """A student who came to the service: who she is and how to reach her, sealed for the front room."""

    __tablename__ = "client"
    id: str = Field(primary_key=True)
    key_ver: int
    sealed: bytes = _bytes(nullable=False)
    row_ver: int = Field(default=1)


class Case(SQLModel, table=True):
    """A case: its number, state and adviser; what it is about and whose it is are sealed for the advice room."""

    __tablename__ = "case_"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'waiting', 'closed', 'void')", name="case_status"),
        Index("case_status_opened", "status", "opened_at"),
        Index("case_adviser", "adviser_id", "status"),
    )
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    opened_at: datetime = _instant()
    status: str
    adviser_id: str | None = Field(default=None, foreign_key="account.id")
    key_ver: int
    sealed: bytes = _bytes(nullable=False)
    row_ver: int = Field(default=1)
    closed_at: datetime | None = _instant(default=None, nullable=True)


class Entry(SQLModel, table=True):
    """One entry on a case's timeline, clustered by case and time. An undone entry keeps its text.

    A correction is an entry of its own that names in ``corrects`` the one it stands for; the first one stays.
    """

    __tablename__ = "entry"
    __table_args__ = ({"sqlite_with_rowid": False},)
    case_id: str = Field(primary_key=True, foreign_key="case_.id")
    id: str = Field(primary_key=True)
    at: datetime = _instant()
    recorded_at: datetime = _instant()
    author_id: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = _bytes(nullable=False)
    undone_at: datetime | None = _instant(default=None, nullable=True)
    undone_by: str | None = Field(default=None, foreign_key="account.id")
    row_ver: int = Field(default=1)
    corrects: str | None = Field(default=None)


class Attachment(SQLModel, table=True):
    """A file that came with an entry, sealed as it came; never opened by the program. ``size`` is rounded up."""

    __tablename__ = "attachment"
    __table_args__ = (Index("attachment_case", "case_id"),)
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case_.id")
    entry_id: str
    key_ver: int
    about: bytes = _bytes(nullable=False)
    sealed: bytes = _bytes(nullable=False)


class Promise(SQLModel, table=True):
    """By when a contact must be answered: the instants, and the working (dates and reasons, no student's words)."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'met', 'void')", name="promise_state"),
        Index("promise_due", "state", "due_at"),
        Index("promise_case", "case_id"),
    )
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case_.id")
    entry_id: str
    kind: str
    channel: str
    received_at: datetime = _instant()
    due_at: datetime = _instant()
    strict_at: datetime = _instant()
    breach_at: datetime = _instant()
    policy_version: str
    calendar_version: str
    working: str
    state: str
    met_at: datetime | None = _instant(default=None, nullable=True)
    met_by_entry: str | None = Field(default=None)
    taken_by: str = Field(foreign_key="account.id")
    row_ver: int = Field(default=1)


class KeyDate(SQLModel, table=True):
    """A day that matters on a case (an appeal's deadline, or when to ask after a student who is waited for).

    ``kind`` is "key_date" or "chase". ``remind_on`` and ``again_on`` are the two days on which it is brought up before.
    What it is and why stand under seal.
    """

    __tablename__ = "key_date"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'void')", name="key_date_state"),
        Index("key_date_state_remind", "state", "remind_on"),
        Index("key_date_case", "case_id"),
    )
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case_.id")
    kind: str
    day: date = Field(sa_type=Day)
    remind_on: date = Field(sa_type=Day)
    again_on: date = Field(sa_type=Day)
    state: str
    made_at: datetime = _instant()
    made_by: str = Field(foreign_key="account.id")
    done_at: datetime | None = _instant(default=None, nullable=True)
    done_by: str | None = Field(default=None, foreign_key="account.id")
    key_ver: int
    sealed: bytes = _bytes(nullable=False)
    row_ver: int = Field(default=1)


class CalendarNote(SQLModel, table=True):
    """One line of the service's calendar, signed by the manager who wrote it; lines are added and never changed.

    ``kind`` is "closure", "busy", "holiday", "no_holiday" or "removed" (which names the line it takes back).
    ``document`` is JSON that the public may read; no student's words stand in it.
    """

    __tablename__ = "calendar_note"
    seq: int = Field(primary_key=True)
    kind: str
    document: str
    at: datetime = _instant()
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = _bytes(nullable=False)


class NoRecord(SQLModel, table=True):
    """A contact of a student who wants no record: counted, with no identity (I-24; L-17). The topic is sealed."""

    __tablename__ = "no_record"
    id: str = Field(primary_key=True)
    at: datetime = _instant()
    channel: str
    by_id: str = Field(foreign_key="account.id")
    explained_at: datetime = _instant()
    policy_version: str
    state: str
    key_ver: int
    sealed: bytes = _bytes(nullable=False)
    row_ver: int = Field(default=1)


class Batch(SQLModel, table=True):
    """Messages that were taken in together, so that they can be taken back together."""

    __tablename__ = "batch"
    id: str = Field(primary_key=True)
    at: datetime = _instant()
    by_id: str = Field(foreign_key="account.id")
    state: str
    row_ver: int = Field(default=1)


class BatchItem(SQLModel, table=True):
    """One message of a batch: the case it became or was added to, and its entry there."""

    __tablename__ = "batch_item"
    __table_args__ = ({"sqlite_with_rowid": False},)
    batch_id: str = Field(primary_key=True, foreign_key="batch.id")
    case_id: str = Field(primary_key=True, foreign_key="case_.id")
    entry_id: str = Field(primary_key=True)
    new_case: int


class Slip(SQLModel, table=True):
    """What reception may see of an enquiry taken at the desk: whose, when, and whether it was passed on or answered.

    It names no case; the case names it, under seal.
    """

    __tablename__ = "slip"
    __table_args__ = (
        CheckConstraint("state IN ('passed_on', 'answered', 'void')", name="slip_state"),
        Index("slip_state_due", "state", "due_at"),
    )
    id: str = Field(primary_key=True)
    client_id: str = Field(foreign_key="client.id")
    channel: str
    at: datetime = _instant()
    due_at: datetime = _instant()
    strict_at: datetime = _instant()
    breach_at: datetime = _instant()
    by_id: str = Field(foreign_key="account.id")
    state: str
    row_ver: int = Field(default=1)


class Draft(SQLModel, table=True):
    """Text that somebody had begun, sealed for a room that she is in, or under the case's key."""

    __tablename__ = "draft"
    __table_args__ = (Index("draft_subject", "account_id", "subject", unique=True),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    subject: str
    at: datetime = _instant()
    key_ver: int
    sealed: bytes = _bytes(nullable=False)
    row_ver: int = Field(default=1)


class SeenMail(SQLModel, table=True):
    """A keyed hash of a Message-ID that was imported, so that the second import is offered as a duplicate."""

    __tablename__ = "seen_mail"
    mac: str = Field(primary_key=True)
    at: datetime = _instant()


class Counter(SQLModel, table=True):
    """The last number given out, by year; numbers are never reused."""

    __tablename__ = "counter"
    k: str = Field(primary_key=True)
    n: int


class PolicyText(SQLModel, table=True):
    """A policy file as adopted, signed by the manager who adopted it."""

    __tablename__ = "policy_text"
    digest: str = Field(primary_key=True)
    adopted_at: datetime = _instant()
    effective_from: date = Field(sa_type=Day)
    region: str
    text: str
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = _bytes(nullable=False)


class Acknowledgement(SQLModel, table=True):
    """That a person marked one policy, in one version, as read."""

    __tablename__ = "acknowledgement"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    item: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    at: datetime = _instant()


class Audit(SQLModel, table=True):
    """One line of the audit trail: chained to the line before, signed by the actor, written with the act."""

    __tablename__ = "audit"
    seq: int = Field(primary_key=True)
    at: datetime = _instant()
    actor_id: str = Field(foreign_key="account.id")
    act: str
    obj: str
    detail: str
    prev: bytes = _bytes(nullable=False)
    hash: bytes = _bytes(nullable=False)
    signature: bytes = _bytes(nullable=False)
