"""A letter as it is sealed: its words, what it must say, who has read it, how it went. And how one is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from data.errors import BadInput, ChangedMeanwhile
from data.store import Tx

KIND: Final = "letter"
DRAFT, READY, SENT = "draft", "ready", "sent"
"""The states of a letter: being written, read by a second person as it stands, sent."""
SENT_ALREADY: Final = "This letter has been sent. What was sent is never changed: begin another."
SAVED_MEANWHILE: Final = "Somebody else saved this letter meanwhile. Look at both; nothing was overwritten."


@dataclass(frozen=True)
class LetterDocument:
    """One letter. ``values`` is what fills the words in braces; ``second_asked`` that a second person reads it first.

    ``second_by`` and ``second_at`` stand for the words as they are: a change takes them away. ``sent_*``, ``hash``
    (SHA-256 of the words, hexadecimal) and ``salt`` are set when it went out, and it is not changed from then on.
    """

    text_key: str
    title: str
    text: str = field(repr=False)
    to: str = field(default="", repr=False)
    client_id: str = ""
    procedure_id: str = ""
    step: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    policy_version: str = ""
    template_version: int = 0
    second_asked: bool = False
    writers: tuple[str, ...] = ()
    second_by: str = ""
    second_at: str = ""
    sent_on: str = ""
    sent_at: str = ""
    sent_by: str = ""
    sent_to: str = field(default="", repr=False)
    channel: str = ""
    hash: str = ""
    salt: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**found, "values": dict(self.values), "writers": list(self.writers)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> LetterDocument:
        """Read what ``to_json`` gave."""
        names = set(cls.__dataclass_fields__) - {"values", "writers", "template_version", "second_asked"}
        return cls(
            **{name: str(document.get(name, "")) for name in names},
            values={str(key): str(text) for key, text in document.get("values", {}).items()},
            writers=tuple(str(one) for one in document.get("writers", ())),
            template_version=int(document.get("template_version", 0)),
            second_asked=bool(document.get("second_asked")),
        )


@dataclass(frozen=True)
class OpenedLetter:
    """A letter with its row."""

    line: OpenedLine
    document: LetterDocument = field(repr=False)

    @property
    def id(self) -> str:
        """Its id."""
        return self.line.row.id

    @property
    def case_id(self) -> str:
        """The case it belongs to, or an empty text."""
        return self.line.row.case_id or ""

    @property
    def sent(self) -> bool:
        """Whether it went out."""
        return self.line.row.state == SENT


def find(desk: Desk, connection: Connection, letter_id: str) -> OpenedLetter:
    """Open one letter; raises NotFound, in the same words, when there is none or it is not for this person."""
    return _opened(register.open_line(desk, connection, letter_id, KIND))


def find_all(desk: Desk, connection: Connection, **wanted: str) -> list[OpenedLetter]:
    """Open the letters that this person may read, oldest first; ``wanted`` are values of plain columns."""
    return [_opened(line) for line in register.lines(desk, connection, KIND, **wanted)]


def _opened(line: OpenedLine) -> OpenedLetter:
    return OpenedLetter(line, LetterDocument.from_json(line.document))


def find_draft(desk: Desk, connection: Connection, letter_id: str, row_ver: int) -> OpenedLetter:
    """Open a letter to change it, as it was seen; raises BadInput when it was sent, ChangedMeanwhile when changed."""
    found = find(desk, connection, letter_id)
    if found.sent:
        raise BadInput({"text": SENT_ALREADY})
    if found.line.row.row_ver != row_ver:
        raise ChangedMeanwhile(SAVED_MEANWHILE)
    return found


def put(desk: Desk, tx: Tx, letter: OpenedLetter, document: LetterDocument, state: str) -> None:
    """Write a letter anew inside an act; raises ChangedMeanwhile when it is another now."""
    register.change_line(desk, tx, letter.line.row, document.to_json(), state=state)


def rewritten(desk: Desk, document: LetterDocument, text: str, values: Mapping[str, str]) -> LetterDocument:
    """Give the document with other words: who changed them is a writer now, and who read them before has not read."""
    writers = tuple(dict.fromkeys((*document.writers, desk.person.id)))
    return replace(document, text=text, values=dict(values), writers=writers, second_by="", second_at="")
