"""Staff, their keys and what they adopted: accounts, rooms, grants, policies, the audit trail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from data.models.columns import Day, an_instant, some_bytes


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
    exchange_public: bytes = some_bytes(nullable=False)
    signing_public: bytes = some_bytes(nullable=False)
    cert: bytes = some_bytes(nullable=False)
    created_at: datetime = an_instant()
    row_ver: int = Field(default=1)


class OldAccountKey(SQLModel, table=True):
    """A signing key that an account once had, with its certificate, so that old signatures still verify."""

    __tablename__ = "account_key_old"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    until_seq: int = Field(primary_key=True)
    login: str
    role: str
    exchange_public: bytes = some_bytes(nullable=False)
    signing_public: bytes = some_bytes(nullable=False)
    cert: bytes = some_bytes(nullable=False)


class Room(SQLModel, table=True):
    """A compartment of keys. ``box_public`` is its letter box, signed by whoever made this version."""

    __tablename__ = "room"
    id: str = Field(primary_key=True)
    ver: int = Field(primary_key=True)
    box_public: bytes = some_bytes(nullable=False)
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = some_bytes(nullable=False)


class RoomGrant(SQLModel, table=True):
    """A room's key given to one account's public key, signed by the manager who gave it."""

    __tablename__ = "room_grant"
    room: str = Field(primary_key=True)
    ver: int = Field(primary_key=True)
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    given: bytes = some_bytes(nullable=False)
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = some_bytes(nullable=False)


class RecordKey(SQLModel, table=True):
    """A client's, case's or other record's key, wrapped for one version of one room."""

    __tablename__ = "record_key"
    __table_args__ = (Index("record_key_room", "room", "room_ver"), {"sqlite_with_rowid": False})
    record_id: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    ver: int = Field(primary_key=True)
    room: str
    room_ver: int
    wrapped: bytes = some_bytes(nullable=False)


class PolicyText(SQLModel, table=True):
    """A policy file as adopted, signed by the manager who adopted it."""

    __tablename__ = "policy_text"
    digest: str = Field(primary_key=True)
    adopted_at: datetime = an_instant()
    effective_from: date = Field(sa_type=Day)
    region: str
    text: str
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = some_bytes(nullable=False)


class Acknowledgement(SQLModel, table=True):
    """That a person marked one policy, in one version, as read."""

    __tablename__ = "acknowledgement"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    item: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    at: datetime = an_instant()


class Counter(SQLModel, table=True):
    """The last number given out, by year; numbers are never reused."""

    __tablename__ = "counter"
    k: str = Field(primary_key=True)
    n: int


class Audit(SQLModel, table=True):
    """One line of the audit trail: chained to the line before, signed by the actor, written with the act."""

    __tablename__ = "audit"
    seq: int = Field(primary_key=True)
    at: datetime = an_instant()
    actor_id: str = Field(foreign_key="account.id")
    act: str
    obj: str
    detail: str
    prev: bytes = some_bytes(nullable=False)
    hash: bytes = some_bytes(nullable=False)
    signature: bytes = some_bytes(nullable=False)
