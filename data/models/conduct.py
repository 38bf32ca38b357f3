"""Procedures and their steps, walls, the registers of a case and of the service, who is away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from data.models.columns import Day, an_instant, some_bytes


class Procedure(SQLModel, table=True):
    """A procedure that runs: a withdrawal, a breach of confidentiality, a conflict. Its state is in its steps.

    Which procedure it is stands in ``sealed``, under a key of its own that is wrapped for the advisers' room (or the
    wall of its case) and for the room of those who decide. ``row_ver`` counts its steps, so that two people who take
    one at the same moment never both do.
    """

    __tablename__ = "procedure"
    __table_args__ = (Index("procedure_case", "case_id"), Index("procedure_client", "client_id"))
    id: str = Field(primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case_.id")
    client_id: str | None = Field(default=None, foreign_key="client.id")
    opened_at: datetime = an_instant()
    opened_by: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)


class ProcedureStep(SQLModel, table=True):
    """One recorded step: when it happened, when it was written down, by whom. Steps are added and never changed.

    Which step it is, who took it and what was recorded stand in ``sealed``, under the procedure's key. One that was
    taken back (``undone_at``) keeps its words.
    """

    __tablename__ = "procedure_step"
    __table_args__ = ({"sqlite_with_rowid": False},)
    procedure_id: str = Field(primary_key=True, foreign_key="procedure.id")
    id: str = Field(primary_key=True)
    happened_at: datetime = an_instant()
    recorded_at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    undone_at: datetime | None = an_instant(default=None, nullable=True)
    undone_by: str | None = Field(default=None, foreign_key="account.id")


class RegisterLine(SQLModel, table=True):
    """One line of a register: a consent, a disclosure, a letter, a complaint, a provider ... ``kind`` says of which.

    ``under`` is the record whose key seals it: the case's, the procedure's, or the line's own. A line with a case goes
    behind the case's wall with it.
    """

    __tablename__ = "register_line"
    __table_args__ = (Index("register_line_kind", "kind", "state"), Index("register_line_case", "case_id", "kind"))
    id: str = Field(primary_key=True)
    kind: str
    case_id: str | None = Field(default=None, foreign_key="case_.id")
    under: str
    at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    state: str
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    row_ver: int = Field(default=1)


class Wall(SQLModel, table=True):
    """A wall around a case: only the people named hold the key of its room. Signed by its owner.

    ``kept_out`` is JSON: the account ids of those inside, of those kept out, and of those for whom even the client's
    name and appointments are shut, with a nonce; the wall's id is its digest. The reason is
    sealed under the case's key.
    """

    __tablename__ = "wall"
    __table_args__ = (Index("wall_case", "case_id"),)
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case_.id")
    client_id: str | None = Field(default=None, foreign_key="client.id")
    owner_id: str = Field(foreign_key="account.id")
    kept_out: str
    at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    signature: bytes = some_bytes(nullable=False)
    key_ver: int
    sealed: bytes = some_bytes(nullable=False)
    lifted_at: datetime | None = an_instant(default=None, nullable=True)
    lifted_by: str | None = Field(default=None, foreign_key="account.id")
    row_ver: int = Field(default=1)


class Absence(SQLModel, table=True):
    """That whoever has a function (the director, say) cannot be reached from one day to another."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("state IN ('on', 'void')", name="absence_state"),)
    id: str = Field(primary_key=True)
    function: str
    first: date = Field(sa_type=Day)
    last: date = Field(sa_type=Day)
    at: datetime = an_instant()
    by_id: str = Field(foreign_key="account.id")
    state: str
    row_ver: int = Field(default=1)
