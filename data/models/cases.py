"""Clients, cases and all that stands on them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from data.models.columns import Day, an_instant, some_bytes


class Client(SQLModel, table=True):
    """A student who came to the service: who she is and how to reach her, sealed for the front room."""

    __tablename__ = "client"
    id: str = Field(primary_key=True)
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
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
    opened_at: datetime = an_instant()
    status: str
    adviser_id: str | None = Field(default=None, foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)
    closed_at: datetime | None = an_instant(default=None, nullable=True)


class Entry(SQLModel, table=True):
    """One entry on a case's timeline, clustered by case and time. An undone entry keeps its text.

    A correction is an entry of its own that names in ``corrects`` the one it stands for; the first one stays.
    """

    __tablename__ = "entry"
    __table_args__ = ({"sqlite_with_rowid": False},)
    case_id: str = Field(primary_key=True, foreign_key="case_.id")
    id: str = Field(primary_key=True)
    at: datetime = an_instant()
    recorded_at: datetime = an_instant()
    author_id: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    undone_at: datetime | None = an_instant(default=None, nullable=True)
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
    about: bytes = some_bytes(nullable=False)
    sealed: bytes = some_bytes(nullable=False)


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
    received_at: datetime = an_instant()
    due_at: datetime = an_instant()
    strict_at: datetime = an_instant()
    breach_at: datetime = an_instant()
    policy_version: str
    calendar_version: str
    working: str
    state: str
    met_at: datetime | None = an_instant(default=None, nullable=True)
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
    made_at: datetime = an_instant()
    made_by: str = Field(foreign_key="account.id")
    done_at: datetime | None = an_instant(default=None, nullable=True)
    done_by: str | None = Field(default=None, foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)


class NoRecord(SQLModel, table=True):
    """A contact of a student who wants no record: counted, with no identity (I-24; L-17). The topic is sealed."""

    __tablename__ = "no_record"
    id: str = Field(primary_key=True)
    at: datetime = an_instant()
    channel: str
    by_id: str = Field(foreign_key="account.id")
    explained_at: datetime = an_instant()
    policy_version: str
    state: str
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)


class Batch(SQLModel, table=True):
    """Messages that were taken in together, so that they can be taken back together."""

    __tablename__ = "batch"
    id: str = Field(primary_key=True)
    at: datetime = an_instant()
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
    """What reception may see of a contact taken at the desk: whose, when, and whether it was passed on or answered.

    It names no case; the case names it, under seal. ``kind`` is "enquiry" (a case was opened with it), "message" (to
    ring back), "request" (wants an appointment), "put_through" (the call went to an adviser). ``for_id`` is the adviser
    it is for, if one. ``sealed`` are the words of a message, for the advice room, with ``key_ver``.
    """

    __tablename__ = "slip"
    __table_args__ = (
        CheckConstraint("state IN ('passed_on', 'answered', 'void')", name="slip_state"),
        Index("slip_state_due", "state", "due_at"),
    )
    id: str = Field(primary_key=True)
    client_id: str = Field(foreign_key="client.id")
    channel: str
    at: datetime = an_instant()
    due_at: datetime = an_instant()
    strict_at: datetime = an_instant()
    breach_at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    state: str
    row_ver: int = Field(default=1)
    kind: str = Field(default="enquiry", sa_column_kwargs={"server_default": "enquiry"})
    for_id: str | None = Field(default=None, foreign_key="account.id")
    key_ver: int | None = Field(default=None)
    sealed: bytes | None = some_bytes(nullable=True, default=None)
    answered_at: datetime | None = an_instant(default=None, nullable=True)
    answered_by: str | None = Field(default=None, foreign_key="account.id")


class Draft(SQLModel, table=True):
    """Text that somebody had begun, sealed for a room that she is in, or under the case's key."""

    __tablename__ = "draft"
    __table_args__ = (Index("draft_subject", "account_id", "subject", unique=True),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    subject: str
    at: datetime = an_instant()
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)


class SeenMail(SQLModel, table=True):
    """A keyed hash of a Message-ID that was imported, so that the second import is offered as a duplicate."""

    __tablename__ = "seen_mail"
    mac: str = Field(primary_key=True)
    at: datetime = an_instant()
