"""The service's own wording of its letters, and its letterhead: each save is a version, the policy's words stay.

A template is a line of a register for the advisers' room. The version that counts has the state "on", those before it
"old"; going back to the policy's words is a version too. Only the manager changes them; every letter says from which
version it grew.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from advice_tui.casework import disk, register
from advice_tui.casework.induction import require_read
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules import file_kinds, letters
from advice_tui.rules.letter_paper import letterhead_problems, model_letterhead
from advice_tui.rules.letters import FREE, LONGEST_LETTER, TITLES
from advice_tui.rules.text import field as text_field
from advice_tui.rules.text import visible
from data import queries
from data.errors import BadInput, ChangedMeanwhile
from data.store import Tx

KIND: Final = "template"
ON, OLD, HEAD, OLD_HEAD, FILE = "on", "old", "head", "old_head", "file"
"""States of lines: a letter's words that count and those before; the letterhead, those before, and their files."""
LETTERHEAD: Final = "letterhead"
MODEL_NAME: Final = "letterhead.docx"
CHANGED: Final = "Somebody else changed this template meanwhile. Look at it again; nothing was overwritten."


@dataclass(frozen=True)
class TemplateDocument:
    """One version: of which letter, its number, its words (None: the policy's own), whether a second person reads."""

    key: str
    version: int
    text: str | None = field(repr=False)
    second_reader: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the document as plain values."""
        return {"key": self.key, "version": self.version, "text": self.text, "second_reader": self.second_reader}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> TemplateDocument:
        """Read what ``to_json`` gave."""
        text = document.get("text")
        return cls(
            str(document["key"]),
            int(document["version"]),
            None if text is None else str(text),
            bool(document.get("second_reader")),
        )


@dataclass(frozen=True)
class Template:
    """The words that a letter grows from now: the service's version of them (0 for the policy's own)."""

    text: str = field(repr=False)
    version: int = 0
    second_reader: bool = False


@dataclass(frozen=True)
class TemplateView:
    """A letter's words as the manager sees them.

    ``own`` says that the service has words of its own, ``version`` their number (0 when it never had any); ``fields``
    are the words in braces that may stand in them, ``owed`` those that must.
    """

    key: str
    title: str
    text: str = field(repr=False)
    policy_text: str = field(repr=False)
    own: bool
    version: int
    second_reader: bool
    changed: datetime | None
    changed_by: str
    fields: tuple[str, ...]
    owed: tuple[str, ...]


@dataclass(frozen=True)
class Fixed:
    """A text that is used exactly as it is configured: its name, its words, their version (L-12, L-16)."""

    title: str
    text: str = field(repr=False)
    version: str


@dataclass(frozen=True)
class LetterheadView:
    """The letterhead that is in use: the name of its file, its size, who put it in and when."""

    name: str
    size: int
    at: datetime
    by: str


@dataclass(frozen=True)
class TemplatesView:
    """All of it: the letters' words, the texts that are fixed, the letterhead if there is one."""

    templates: tuple[TemplateView, ...]
    fixed: tuple[Fixed, ...]
    letterhead: LetterheadView | None


@allowed(Act.KEEP_TEMPLATES)
def listed(desk: Desk) -> TemplatesView:
    """Give every letter's words as they count now, the texts that are fixed, and the letterhead."""
    require_read(desk)
    with desk.store.read() as connection:
        kept = _kept(desk, connection)
        names = queries.names(connection)
        heads = register.lines(desk, connection, KIND, state=HEAD)
    shown = tuple(_view(desk, key, kept.get(key), names) for key in TITLES if letters.written(desk.policy, key))
    head = heads[-1] if heads else None
    view = (
        LetterheadView(
            str(head.document["name"]), int(head.document["size"]), head.row.at, names.get(head.row.by_id, "")
        )
        if head
        else None
    )
    return TemplatesView(shown, _fixed(desk), view)


@allowed(Act.KEEP_TEMPLATES)
def save(desk: Desk, key: str, version: int, text: str, *, second_reader: bool = False) -> str:
    """Store new words for a letter as the next version; ``version`` is the one that was seen.

    Raises BadInput with everything that is wrong: a word in braces that cannot be filled in, one that is owed and is
    missing, a person's place in a letter that names nobody (I-40, I-45, I-48; L-27, L-39). Raises ChangedMeanwhile when
    somebody else saved a version since.
    """
    require_read(desk)
    _known(desk, key)
    words, problem = text_field(text, "Text", LONGEST_LETTER, required=key != FREE, lines=True)
    sentences = [problem] if problem else list(letters.template_problems(desk.policy, key, words))
    if sentences:
        raise BadInput({"text": " ".join(sentences)})
    made = _put(desk, key, version, words.strip(), second_reader=second_reader)
    return f"{TITLES[key]}: version {made} is kept. Letters begun from now on grow from it."


@allowed(Act.KEEP_TEMPLATES)
def reset(desk: Desk, key: str, version: int) -> str:
    """Go back to the policy's own words for a letter; the service's stay kept. Raises ChangedMeanwhile as ``save``."""
    require_read(desk)
    _known(desk, key)
    _put(desk, key, version, None, second_reader=False)
    return f"{TITLES[key]}: letters grow from the policy's own words again. Yours are kept."


@allowed(Act.KEEP_TEMPLATES)
def versions(desk: Desk, key: str) -> tuple[tuple[str, str], ...]:
    """Give every version of a letter's words, newest first, as (number, day and author; the words)."""
    require_read(desk)
    _known(desk, key)
    with desk.store.read() as connection:
        names = queries.names(connection)
        found = [
            (line, TemplateDocument.from_json(line.document))
            for state in (OLD, ON)
            for line in register.lines(desk, connection, KIND, state=state)
            if line.document.get("key") == key
        ]
    own = letters.own_text(desk.policy, key)
    ordered = sorted(found, key=lambda one: one[1].version, reverse=True)
    return tuple(
        (
            f"Version {document.version}, {line.row.at:%Y-%m-%d}, {names.get(line.row.by_id, '')}"
            + ("" if document.text is not None else ": back to the policy's words"),
            own if document.text is None else document.text,
        )
        for line, document in ordered
    )


# The letterhead -------------------------------------------------------------------------------------------------------


@allowed(Act.KEEP_TEMPLATES)
def put_letterhead(desk: Desk, path: str) -> str:
    """Take in a Word document as the service's letterhead, sealed; letters exported as .docx are written on it.

    Raises BadInput under "path" with everything that is wrong with the file: its kind, its size, anything in it that
    acts or fetches, anything but the names that can be filled in. It is tried before it is kept.
    """
    require_read(desk)
    name, content = _read(path)
    problems = letterhead_problems(content)
    if problems:
        raise BadInput({"path": " ".join(problems)})
    held = {"docx": base64.b64encode(content).decode("ascii")}
    with desk.store.write(desk.signer, Act.KEEP_TEMPLATES.value, LETTERHEAD, at=desk.now) as tx:
        _retire(desk, tx)
        file = register.put_line(desk, tx, KIND, held, state=FILE)
        document = {"key": LETTERHEAD, "name": name, "size": len(content), "file": file}
        line = register.put_line(desk, tx, KIND, document, state=HEAD)
        tx.detail.update(line=line, bytes=len(content))
    return f"{name} is the letterhead now. Letters exported as Word are written on it."


@allowed(Act.KEEP_TEMPLATES)
def drop_letterhead(desk: Desk) -> str:
    """Write letters on plain paper again; the letterhead stays kept. Raises BadInput when there is none."""
    require_read(desk)
    with desk.store.write(desk.signer, Act.KEEP_TEMPLATES.value, LETTERHEAD, at=desk.now) as tx:
        if not _retire(desk, tx):
            raise BadInput("There is no letterhead.")
        tx.detail.update(dropped=True)
    return "Letters are written on plain paper again."


@allowed(Act.KEEP_TEMPLATES)
def save_model(desk: Desk, folder: str) -> str:
    """Write a letterhead to begin from into a folder; give the sentence that says where. Nothing is overwritten."""
    where = disk.folder_of(folder)
    if where.resolve().is_relative_to(desk.home.resolve()):
        raise BadInput({"folder": "This is the service's own folder. Choose another."})
    path = disk.save(where, MODEL_NAME, model_letterhead())
    return f"{visible(str(path))} is written. Open it in Word, add the logo, then put it in here."


def letterhead_in(desk: Desk, connection: Connection) -> bytes | None:
    """Give the letterhead's bytes inside an act; None while there is none."""
    heads = register.lines(desk, connection, KIND, state=HEAD)
    if not heads:
        return None
    file = register.open_line(desk, connection, str(heads[-1].document["file"]), KIND)
    return base64.b64decode(str(file.document["docx"]))


def letterhead_name_in(desk: Desk, connection: Connection) -> str:
    """Give the name of the letterhead's file inside an act; empty while there is none."""
    return next((str(one.document["name"]) for one in register.lines(desk, connection, KIND, state=HEAD)), "")


def template_in(desk: Desk, connection: Connection, key: str) -> Template:
    """Give the words that a letter of this key grows from, inside an act; the policy's own unless there are others."""
    kept = _kept(desk, connection).get(key)
    own = letters.own_text(desk.policy, key)
    if kept is None:
        return Template(own)
    document = TemplateDocument.from_json(kept.document)
    usable = document.text is not None and not letters.template_problems(desk.policy, key, document.text)
    return Template(document.text or "", document.version, document.second_reader) if usable else Template(own)


# Parts ----------------------------------------------------------------------------------------------------------------


def _known(desk: Desk, key: str) -> None:
    if not letters.written(desk.policy, key):
        raise BadInput({"key": "There is no such letter under this policy."})


def _kept(desk: Desk, connection: Connection) -> dict[str, OpenedLine]:
    """Give the version of each letter's words that counts."""
    return {str(line.document["key"]): line for line in register.lines(desk, connection, KIND, state=ON)}


def _put(desk: Desk, key: str, seen: int, text: str | None, *, second_reader: bool) -> int:
    with desk.store.write(desk.signer, Act.KEEP_TEMPLATES.value, key, at=desk.now) as tx:
        before = _kept(desk, tx.connection).get(key)
        version = int(before.document["version"]) if before else 0
        if version != seen:
            raise ChangedMeanwhile(CHANGED)
        if before:
            register.change_line(desk, tx, before.row, before.document, state=OLD)
        document = TemplateDocument(key, version + 1, text, second_reader)
        line = register.put_line(desk, tx, KIND, document.to_json(), state=ON)
        tx.detail.update(line=line, version=version + 1, own=text is not None)
    return version + 1


def _retire(desk: Desk, tx: Tx) -> int:
    """Take the letterhead out of use; give how many there were."""
    found = register.lines(desk, tx.connection, KIND, state=HEAD)
    for line in found:
        register.change_line(desk, tx, line.row, line.document, state=OLD_HEAD)
    return len(found)


def _read(path: str) -> tuple[str, bytes]:
    found = disk.named(path)
    problem = disk.problem_with(found)
    if not problem and len(found) != 1:
        problem = "Name one file."
    if not problem and file_kinds.ending(found[0].name) != "docx":
        problem = "A letterhead is a Word document whose name ends in .docx."
    if problem:
        raise BadInput({"path": problem})
    try:
        content = disk.read(found[0].path)
    except BadInput as error:
        raise BadInput({"path": error.sentence}) from error
    if wrong := file_kinds.content_problem(found[0].name, content):
        raise BadInput({"path": wrong})
    return found[0].name, content


def _view(desk: Desk, key: str, line: OpenedLine | None, names: Mapping[str, str]) -> TemplateView:
    own = letters.own_text(desk.policy, key)
    document = TemplateDocument.from_json(line.document) if line else None
    ours = document is not None and document.text is not None
    fields = letters.fields_of(key)
    return TemplateView(
        key,
        TITLES[key],
        document.text or "" if document is not None and ours else own,
        own,
        ours,
        document.version if document else 0,
        bool(document and document.second_reader),
        line.row.at if line else None,
        names.get(line.row.by_id, "") if line else "",
        fields,
        tuple(name for name in letters.owed(desk.policy, key) if name in fields),
    )


def _fixed(desk: Desk) -> tuple[Fixed, ...]:
    texts, version = desk.policy.texts, letters.said_version(desk.policy)
    found = (
        ("Confidentiality statement", texts.confidentiality_statement),
        ("Under every e-mail", texts.email_signature),
        ("Notice that a record is kept", texts.record_notice),
    )
    return tuple(Fixed(title, desk.policy.words(text), version) for title, text in found if text)
