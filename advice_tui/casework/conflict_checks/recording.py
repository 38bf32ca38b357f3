"""That it was looked for: who checked what and when, what came of it, and whether it stops the advising."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.conflict_checks import tokens
from advice_tui.casework.conflict_checks.looking import Looked, look, open_known
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from data.errors import AdviceError
from data.store import Tx

KIND = "check"
CONFLICT: Final = "Conflict: use the conflict screen"
"""All that is said where a case begins: nothing of who, how or when (I-39, I-40; L-13)."""
On = Literal["intake", "take_on", "party", "link", "screen", "settled"]
"""On what occasion it was looked for."""
Result = Literal["nothing", "found", "set_aside", "first", "refused", "allocated"]
STOPPING: Final = frozenset({"found", "refused"})


class ConflictFound(AdviceError):
    """Somebody may be on the other side of another case: nothing was stored. The sentence names nobody."""

    def __init__(self) -> None:
        super().__init__(f"{CONFLICT}.")


@dataclass(frozen=True)
class Check:
    """One check of a case: on what occasion, how many people were compared, by what something was found, the result.

    That it lies behind a wall is never said: then something was found, by nothing. ``aside`` are the marks of what was
    no conflict, ``settled`` of what is one that was dealt with, ``why`` the reason of who decided it.
    """

    on: On
    people: int
    result: Result
    kinds: tuple[str, ...] = ()
    aside: frozenset[str] = field(default=frozenset(), repr=False)
    settled: frozenset[str] = field(default=frozenset(), repr=False)
    why: str = field(default="", repr=False)

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        return {
            "on": self.on,
            "people": self.people,
            "result": self.result,
            "kinds": list(self.kinds),
            "aside": sorted(self.aside),
            "settled": sorted(self.settled),
            "why": self.why,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Check:
        """Read what ``to_json`` gave."""
        return cls(
            document["on"],
            int(document["people"]),
            document["result"],
            tuple(document.get("kinds", ())),
            frozenset(document.get("aside", ())),
            frozenset(document.get("settled", ())),
            str(document.get("why", "")),
        )


def checks(desk: Desk, connection: Connection, case_id: str) -> list[tuple[OpenedLine, Check]]:
    """Give every check of a case that this person may read, oldest first."""
    lines = register.lines(desk, connection, KIND, case_id=case_id)
    return [(line, Check.from_json(line.document)) for line in lines]


def latest(desk: Desk, connection: Connection, case_id: str) -> Check | None:
    """Give the check that stands, or None when a case was never checked."""
    found = checks(desk, connection, case_id)
    return found[-1][1] if found else None


def set_aside(desk: Desk, connection: Connection, case_id: str) -> frozenset[str]:
    """Give the marks of what was found to be no conflict of this case."""
    stands = latest(desk, connection, case_id)
    return stands.aside if stands else frozenset()


def stops(desk: Desk, connection: Connection, case_id: str) -> str:
    """Say why this case may not be advised on now: an open conflict, or one after which it is not supported."""
    stands = latest(desk, connection, case_id)
    return f"{CONFLICT} (K)." if stands is not None and stands.result in STOPPING else ""


def record_in(desk: Desk, tx: Tx, case_id: str, check: Check) -> None:
    """Put a check on a case inside an act; the audit line tells how many people were compared."""
    register.put_line(desk, tx, KIND, check.to_json(), case_id=case_id)
    tx.detail.update(compared=check.people)


def check_in(desk: Desk, tx: Tx, case_id: str, on: On, *, first: Iterable[str] = ()) -> tuple[Looked, Check]:
    """Look for the other side of a case inside an act, and record it, "nothing found" too (I-37).

    1. What was set aside before does not count again. 2. A case that came first, or whose students have an adviser
    each, stays so as long as nothing new is found. 3. A walled case's tokens follow its people. Raises NotFound.
    """
    row, _, _, about = open_known(desk, tx.connection, case_id)
    before = latest(desk, tx.connection, row.id)
    known = before.aside | before.settled if before else frozenset[str]()
    looked = look(desk, tx.connection, about, aside=known, first=first)
    made = Check(on, about.people, "found" if looked.stops else "nothing", looked.kinds)
    if before is not None:
        made = replace(made, aside=before.aside, settled=before.settled)
        if not looked.stops and before.result not in {"nothing", "found"}:
            made = replace(made, result=before.result)
    record_in(desk, tx, row.id, made)
    if tokens.has_tokens(desk, tx.connection, row.id):
        tokens.tokens_in(desk, tx, row.id, about)
    return looked, made


def before_advice_in(desk: Desk, tx: Tx, case_id: str) -> str:
    """Say why no advice may be written on a case, looking for the other side of one that was never checked."""
    if latest(desk, tx.connection, case_id) is not None:
        return stops(desk, tx.connection, case_id)
    _, _, _, about = open_known(desk, tx.connection, case_id)
    return f"{CONFLICT} (K)." if look(desk, tx.connection, about).stops else ""
