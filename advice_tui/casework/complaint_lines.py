"""The complaints register: the line of a complaint, sealed under its procedure's key; who reads that reads this.

``casework.effects`` may ask here against which decision a complaint stands; nothing here imports the procedures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk

COMPLAINT = "complaint"
ON, VOID = "on", "void"


@dataclass(frozen=True)
class ComplaintLine:
    """What the register holds of a complaint beside its steps.

    ``against`` is the procedure whose decision it is against, or empty; ``acknowledged`` the day on which the student
    was told that it came, ``how`` in which way; ``came`` how it came.
    """

    kind: str
    received: date
    procedure_id: str
    who: str = ""
    client_id: str = ""
    case_id: str = ""
    number: str = ""
    came: str = ""
    against: str = ""
    acknowledged: date | None = None
    how: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        days = {"received": self.received.isoformat()}
        days["acknowledged"] = self.acknowledged.isoformat() if self.acknowledged else ""
        return {**plain, **days}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ComplaintLine:
        """Read what ``to_json`` gave."""
        plain = {name: str(document.get(name, "")) for name in cls.__dataclass_fields__}
        received, acknowledged = plain.pop("received"), plain.pop("acknowledged")
        return cls(
            received=date.fromisoformat(received),
            acknowledged=date.fromisoformat(acknowledged) if acknowledged else None,
            **plain,
        )


def of_procedure(desk: Desk, connection: Connection, procedure_id: str) -> tuple[OpenedLine, ComplaintLine] | None:
    """Find the line of a complaint by its procedure; None when there is none that this person may read."""
    found = register.lines(desk, connection, COMPLAINT, under=procedure_id, state=ON)
    return (found[0], ComplaintLine.from_json(found[0].document)) if found else None


def against_of(desk: Desk, connection: Connection, procedure_id: str) -> str:
    """Give the procedure whose decision a complaint (by its own procedure) is against, or an empty text (L-39.6)."""
    found = of_procedure(desk, connection, procedure_id)
    return found[1].against if found else ""
