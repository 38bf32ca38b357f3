"""Notices for the public: shown, and written to a file that the user names. What is in them is no secret."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from advice_tui.casework.service_days.lines import follow, read_lines
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.notices import Notice, notice_of, opening_text
from advice_tui.rules.service_calendar import Removal, in_force
from advice_tui.rules.text import clean, visible
from data.errors import BadInput, NotFound

THERE = "there"
"""The name of the problem "such a file exists": who was asked may then write over it."""


@dataclass(frozen=True)
class Published:
    """What may be published: the notice of one line (None for the page "when we are open"), its text, a file name."""

    notice: Notice | None
    text: str
    file_name: str


@allowed(Act.WRITE_NOTICE)
def of_line(desk: Desk, seq: int) -> Published:
    """Give the notice of a line of the calendar (I-28, I-36; L-46); raises NotFound when it counts no more."""
    follow(desk)
    with desk.store.read() as connection:
        lines = in_force(read_lines(desk, connection))
    change = next((line.change for line in lines if line.seq == seq), None)
    if change is None or isinstance(change, Removal):
        raise NotFound("That line does not count any more. Look at the calendar again.")
    notice = notice_of(desk.policy, desk.calendar, change)
    return Published(notice, notice.text(), f"advice-notice-{change.first.isoformat()}.txt")


@allowed(Act.WRITE_NOTICE)
def opening(desk: Desk) -> Published:
    """Give the public text "when we are open": the hours, and what is closed or takes longer in the next half year."""
    follow(desk)
    text = opening_text(desk.policy, desk.calendar, desk.today)
    return Published(None, text, f"advice-opening-{desk.today.isoformat()}.txt")


@allowed(Act.WRITE_NOTICE)
def write(desk: Desk, text: str, path: str, *, replace: bool = False) -> str:
    """Write a public text to a file and give the sentence that says where; anybody may read the file.

    Raises BadInput under "path" for a place that cannot be used, and under :data:`THERE` when there is such a file
    already and ``replace`` was not said: nothing is written over unasked.
    """
    target = _target(desk, path)
    _write(target, text.encode(), replace=replace)
    with desk.store.write(desk.signer, Act.WRITE_NOTICE.value, at=desk.now) as tx:
        tx.detail.update(bytes=len(text.encode()), replaced=replace)
    return f"Written to {visible(str(target))}."


def _target(desk: Desk, path: str) -> Path:
    """Give the file that was named; raises BadInput for one that can be none of ours to write."""
    typed = path.strip().strip("'\"")
    if not typed:
        raise BadInput({"path": "Type where the file shall stand, such as ~/notice.txt."})
    if clean(typed) != normalize("NFC", typed):
        raise BadInput({"path": "The name holds signs that cannot be seen. Type it again."})
    try:
        target = Path(typed).expanduser().absolute()
        inside = target.resolve().is_relative_to(desk.home.resolve())
    except (RuntimeError, OSError, ValueError) as error:
        raise BadInput({"path": "There is no such place. Write the path from its beginning, with /."}) from error
    if inside:
        raise BadInput({"path": "That is the folder of the service itself. Choose another place."})
    return target


def _write(target: Path, text: bytes, *, replace: bool) -> None:
    """Write the file whole or not at all; a new one is made only where there is none."""
    try:
        if target.is_dir():
            raise BadInput({"path": f"{visible(target.name)} is a folder. Add the name of a file."})
        if replace:
            _replace(target, text)
        else:
            _make(target, text)
    except FileExistsError as error:
        raise BadInput({THERE: f"There is a file {visible(target.name)} already."}) from error
    except FileNotFoundError as error:
        raise BadInput({"path": f"There is no folder {visible(str(target.parent))}."}) from error
    except OSError as error:
        said = os.strerror(error.errno or 0)
        raise BadInput({"path": f"The file cannot be written there: {said}. Choose another place."}) from error


def _make(target: Path, text: bytes) -> None:
    """Make a file where there is none; a half-written one does not stay."""
    with target.open("xb") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            target.unlink(missing_ok=True)
            raise
    target.chmod(0o644)


def _replace(target: Path, text: bytes) -> None:
    """Put the new file in the place of the old one in one step; a link is replaced, not followed."""
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(text)
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink()
