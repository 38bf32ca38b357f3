"""Files on a case: sealed as they came, given back as they came, never opened by the program.

A scanned letter stands under seal like every note, and what became of the paper is written beside it (I-14; L-20).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from advice_tui.casework import disk, entries
from advice_tui.casework.case_documents import EntryDocument, open_case_row
from advice_tui.casework.cases import papers
from advice_tui.casework.cases.life import Opened, change, opened
from advice_tui.casework.cases.papers import DOCUMENT, Kept
from advice_tui.casework.cases.views import Written
from advice_tui.casework.induction import require_read
from advice_tui.casework.undo import UndoToken, strike, undoes
from advice_tui.desk import Desk
from advice_tui.policy.parts import find
from advice_tui.roles import Act, allowed
from advice_tui.rules import file_kinds
from advice_tui.rules.case_details import CasePaper
from advice_tui.rules.papers import became_words, too_many
from advice_tui.rules.text import Limit, field, initials, safe_file_name, visible
from advice_tui.rules.working_days import say_day
from data import queries
from data.errors import BadInput, NotFound
from data.ids import new_id
from data.keys.sealing import sha256
from data.models import Attachment as AttachmentTable
from data.records import NOT_THERE, find_keys, seal_file, seal_row, unseal_file, unseal_row
from data.rows import AttachmentRow
from data.store import Tx

HELD = "held"
"""In a form: the paper original stays here for now."""
BYTES = "application/octet-stream"
NAMES_SAID = 3


@dataclass(frozen=True)
class FilesForm:
    """Files to attach: the line of paths as typed, what they are, what becomes of the paper they were made from.

    ``paper`` is empty for none, ``HELD`` while it stays here, or a key of the policy's list of what becomes of papers.
    ``paper_id`` is the paper of the case's list that was scanned; without it the paper is put on the list.
    """

    paths: str
    what: str = ""
    paper: str = ""
    paper_id: str = ""


@dataclass(frozen=True)
class Saved:
    """Files were saved out of a case: the sentence to show."""

    sentence: str


@dataclass(frozen=True)
class _Read:
    """A file as it was read: its name on the case, its content, and the hash by which it is known again."""

    name: str
    content: bytes
    hash: str


@allowed(Act.ATTACH_FILE)
def attach(desk: Desk, case_id: str, form: FilesForm) -> Written:
    """Put files on a case under its key, with an entry that says what they are (I-14; scenario 52).

    The paper they were made from stands on the case's list from then on, with what became of it. Raises BadInput with
    everything that is wrong; a file that is on the case already is not taken twice, a program not at all.
    """
    require_read(desk)
    what, paper = _checked(desk, form)
    files = _read_all(form.paths)
    with desk.store.write(desk.signer, Act.ATTACH_FILE.value, case_id, at=desk.now) as tx:
        case = opened(desk, tx, case_id)
        _refuse_known(tx.connection, case_id, _keys(desk, tx.connection, case_id), files)
        entry = EntryDocument(DOCUMENT, what or _names(files), paper)
        entry_id = entries.put(desk, tx, case.place, entry)
        ids = [_put(tx, case.place, entry_id, file) for file in files]
        kept = _paper(desk, tx, case, form, (what or _names(files), entry_id))
        tx.detail.update(entry=entry_id, files=ids, bytes=sum(len(file.content) for file in files))
    entries.remember(desk, case_id, entry_id, entry)
    many = "1 file" if len(files) == 1 else f"{len(files)} files"
    said = f"{many} put on case {case.row.number}, sealed: {_names(files)}. The file on your disk stays where it is."
    token = UndoToken("files", f"{many} put on case {case.row.number}", case_id, entry_id, data={"papers": kept})
    return Written(said, stopped=False, undo=token)


def _paper(desk: Desk, tx: Tx, case: Opened, form: FilesForm, made: tuple[str, str]) -> Kept:
    """Write on the case's list what is said of the paper original; ``made`` is what it is, and the entry of its scan.

    Gives the paper before and after, for taking it back.
    """
    listed = {one.id: one for one in case.details.papers}
    was = listed.get(form.paper_id)
    if form.paper_id and was is None:
        raise BadInput({"paper": papers.MEANWHILE})
    if was is None and not form.paper:
        return {}
    if was is None and (full := too_many(case.details.papers, 1)):
        raise BadInput({"paper": full})
    now = replace(was or CasePaper(new_id(), made[0], desk.today.isoformat()), scan=made[1])
    if form.paper not in {"", HELD} and now.held:
        now = papers.became_now(desk, now, form.paper, desk.today)
    listed[now.id] = now
    change(tx, case, replace(case.details, papers=tuple(listed.values())))
    return {now.id: (was, now)}


@undoes("files")
def _undo_attach(desk: Desk, tx: Tx, token: UndoToken) -> None:
    """Strike out the entry that the files came with; they stay under seal, as everything that was on a case does."""
    strike(desk, tx, token.case_id, token.entry_id)
    papers.bring_back(desk, tx, token.case_id, token.data["papers"])


@allowed(Act.READ_CASE)
def attachment(desk: Desk, case_id: str, attachment_id: str) -> tuple[str, bytes]:
    """Give a file's name and content, as they came; the reading is audited."""
    return _given(desk, case_id, (attachment_id,))[0]


@allowed(Act.READ_CASE)
def save_out(desk: Desk, case_id: str, attachment_ids: tuple[str, ...], folder: str) -> Saved:
    """Save files of a case in a folder of the disk, where only their owner may read them; the reading is audited.

    Nothing is overwritten. Raises BadInput when the folder cannot be written to.
    """
    require_read(desk)
    where = disk.folder_of(folder)
    if where.resolve().is_relative_to(desk.home.resolve()):
        raise BadInput({"folder": "This is the service's own folder. Choose another."})
    saved = [disk.save(where, name, content) for name, content in _given(desk, case_id, attachment_ids)]
    names = ", ".join(path.name for path in saved[:NAMES_SAID])
    more = f" and {len(saved) - NAMES_SAID} more" if len(saved) > NAMES_SAID else ""
    them, they, are = ("it", "it", "is") if len(saved) == 1 else ("them", "they", "are")
    return Saved(
        f"{names}{more} saved in {visible(str(where))}{os.sep if str(where) != os.sep else ''}. "
        f"Out there {they} {are} no longer protected: delete {them} when you are done."
    )


def _given(desk: Desk, case_id: str, ids: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Open files of a case by id, in that order; the reading is audited. Raises NotFound unless all are there."""
    with desk.store.write(desk.signer, "attachment.read", ids[0] if len(ids) == 1 else case_id, at=desk.now) as tx:
        row, _, _ = open_case_row(desk, tx.connection, case_id)
        keys = _keys(desk, tx.connection, row.id)
        rows = {found.id: found for found in queries.attachments(tx.connection, case_id)}
        if not ids or not set(ids) <= set(rows):
            raise NotFound(NOT_THERE)
        if len(ids) > 1:
            tx.detail["files"] = list(ids)
        return [(_about(keys, rows[id_])["name"], _content(tx.connection, keys, rows[id_])) for id_ in ids]


# Parts --------------------------------------------------------------------------------------------------------------


def _checked(desk: Desk, form: FilesForm) -> tuple[str, str]:
    """Give what the files are, and the line about the paper; raises BadInput with everything that is wrong."""
    what, problem = field(form.what, "What it is", Limit.SUBJECT)
    known = form.paper in {"", HELD} or find(desk.policy.retention.paper_disposal, form.paper) is not None
    found = {
        "paths": disk.problem_with(disk.named(form.paths)),
        "what": problem,
        "paper": "" if known else "Choose what becomes of the paper.",
    }
    if any(found.values()):
        raise BadInput({name: sentence for name, sentence in found.items() if sentence})
    if not form.paper:
        return what.strip(), ""
    became = "held here" if form.paper == HELD else became_words(desk.policy, form.paper)
    day = say_day(desk.today, year=True)
    return what.strip(), f"Paper original: {became}, {day}, {initials(desk.person.name)}"


def _read_all(paths: str) -> list[_Read]:
    files: dict[str, _Read] = {}
    for found in disk.named(paths):
        content = disk.read(found.path)
        if wrong := file_kinds.content_problem(found.name, content):
            raise BadInput({"paths": wrong})
        digest = sha256(content).hex()
        files.setdefault(digest, _Read(found.name, content, digest))
    if sum(len(file.content) for file in files.values()) > disk.MOST_TOGETHER:  # they grew meanwhile
        raise BadInput({"paths": f"Together they are more than {disk.sized(disk.MOST_TOGETHER)}."})
    return list(files.values())


def _names(files: list[_Read]) -> str:
    names = ", ".join(file.name for file in files[:NAMES_SAID])
    return names if len(files) <= NAMES_SAID else f"{names} and {len(files) - NAMES_SAID} more"


def _keys(desk: Desk, connection: Connection, case_id: str) -> dict[int, bytes]:
    """Give every version of a case's key that this person may read."""
    return {ver: key for (_, ver), key in find_keys(connection, desk.keys, [case_id], "notes").items()}


def _about(keys: dict[int, bytes], row: AttachmentRow) -> dict[str, Any]:
    return unseal_row(keys[row.key_ver], "attachment", row.id, row.case_id, row.key_ver, row.about)


def _content(connection: Connection, keys: dict[int, bytes], row: AttachmentRow) -> bytes:
    sealed = queries.attachment_content(connection, row.case_id, row.id)
    assert sealed is not None
    return unseal_file(keys[row.key_ver], row.id, row.case_id, row.key_ver, sealed)


def _refuse_known(connection: Connection, case_id: str, keys: dict[int, bytes], files: list[_Read]) -> None:
    """Refuse files that are on the case already, whatever they are called; what was undone does not count."""
    new = {file.hash: file.name for file in files}
    sizes = {len(file.content) for file in files}
    said = [
        f"{new[digest]} is on the case already, as {name}."
        for digest, name in _known(connection, case_id, keys, sizes)
        if digest in new
    ]
    if said:
        raise BadInput({"paths": " ".join(dict.fromkeys(said))})


def _known(connection: Connection, case_id: str, keys: dict[int, bytes], sizes: set[int]) -> Iterator[tuple[str, str]]:
    """Give the hash and name of each file on a case that has one of these sizes."""
    undone = {entry.id for entry in queries.entries(connection, case_id) if entry.undone_at is not None}
    for row in queries.attachments(connection, case_id):
        about = _about(keys, row)
        if row.entry_id not in undone and about["size"] in sizes:
            yield about.get("hash") or sha256(_content(connection, keys, row)).hex(), about["name"]


def _put(tx: Tx, case: tuple[str, bytes, int], entry_id: str, file: _Read) -> str:
    case_id, key, ver = case
    attachment_id = new_id()
    about = {
        "v": 1,
        "name": safe_file_name(file.name, "file"),
        "type": BYTES,
        "size": len(file.content),
        "hash": file.hash,
    }
    tx.insert(
        AttachmentTable,
        id=attachment_id,
        case_id=case_id,
        entry_id=entry_id,
        key_ver=ver,
        about=seal_row(key, "attachment", attachment_id, case_id, ver, about),
        sealed=seal_file(key, attachment_id, case_id, ver, file.content),
    )
    return attachment_id
