"""A letter written to a file outside the store, for its owner only: plain text, Word, PDF. Writing it is audited."""

from __future__ import annotations

from typing import Final

from advice_tui.casework import disk, templates
from advice_tui.casework.induction import require_read
from advice_tui.casework.letters.documents import OpenedLetter, find
from advice_tui.casework.letters.naming import scanned
from advice_tui.casework.letters.reading import file_name, view_of
from advice_tui.casework.letters.views import Exported
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.letter_paper import NO_PDF, Sheet, on_letterhead, plain_document, plain_text, printed
from advice_tui.rules.text import visible
from advice_tui.rules.working_days import say_day
from data.errors import BadInput

EXPORT: Final = "letter.export"
FORMATS: Final = {"docx": "Word (.docx)", "txt": "Text (.txt)", "pdf": "PDF (.pdf)"}
"""The kinds of file a letter is written to."""


@allowed(Act.WRITE_LETTER)
def export(desk: Desk, letter_id: str, folder: str, format_: str) -> Exported:
    """Write a letter to a file in a folder of the disk that only its owner may read (0600); nothing is overwritten.

    One that still misses something, or was not sent, says so on its first line. A Word document is written on the
    service's letterhead where there is one. Raises BadInput for a folder or a kind of file that cannot be used.
    """
    require_read(desk)
    if format_ not in FORMATS:
        raise BadInput({"format": "Choose Word, text or PDF."})
    where = disk.folder_of(folder)
    if where.resolve().is_relative_to(desk.home.resolve()):
        raise BadInput({"folder": "This is the service's own folder. Choose another."})
    scan = scanned(desk, letter_id)
    with desk.store.write(desk.signer, EXPORT, letter_id, at=desk.now) as tx:
        letter = find(desk, tx.connection, letter_id)
        view = view_of(desk, tx.connection, letter, scan)
        head = templates.letterhead_in(desk, tx.connection) if format_ == "docx" else None
        tx.detail.update(format=format_, whole=not view.missing)
    sheet = sheet_of(desk, letter, whole=not (view.missing or view.named))
    content = _content(sheet, format_, head)
    name = file_name(f"{'DRAFT ' if sheet.draft else ''}{view.number}", view.title, f".{format_}")
    path = disk.save(where, name, content)
    shown = visible(str(path))
    return Exported(str(path), f"Written to {shown}. Only you may read it; out there it is no longer protected.")


def sheet_of(desk: Desk, letter: OpenedLetter, *, whole: bool) -> Sheet:
    """Give what stands on the paper of a letter; it is a draft while it is not ``whole`` and was not sent."""
    contacts, document = desk.policy.contacts, letter.document
    day = document.sent_on or desk.today.isoformat()
    return Sheet(
        document.text,
        say_day(desk.today.fromisoformat(day), year=True),
        desk.policy.service,
        desk.policy.union,
        contacts.service_email,
        contacts.telephone or "",
        draft=not whole and not letter.sent,
    )


def _content(sheet: Sheet, format_: str, head: bytes | None) -> bytes:
    if format_ == "txt":
        return plain_text(sheet)
    if format_ == "docx":
        return on_letterhead(head, sheet) if head else plain_document(sheet)
    made = printed(sheet)
    if made is None:
        raise BadInput({"format": NO_PDF})
    return made
