"""What tests of mail write: messages and mailboxes, and what is said of a batch in a few words."""

from __future__ import annotations

from pathlib import Path

ZELDA = "Zelda Quux <zelda.quux@example.org>"


def message(
    sender: str = ZELDA,
    subject: str = "Extension refused",
    body: str = "Can you help?",
    *,
    number: str | int | None = 1,
    at: str = "Tue, 24 Nov 2026 09:15:00 +0000",
    more: str = "",
) -> bytes:
    known = f"Message-ID: <{number}@example.org>\n" if number is not None else ""
    sent = f"From: {sender}\n" if sender else ""
    return f"{sent}Subject: {subject}\nDate: {at}\n{known}{more}\n{body}\n".encode()


def mailbox(path: Path, *messages: bytes) -> Path:
    """Write a mailbox; lines that begin with "From " are quoted, as mail programs do."""
    lines = []
    for one in messages:
        quoted = b"\n".join(b">" + line if line.startswith(b"From ") else line for line in one.split(b"\n"))
        lines.append(b"From - Tue Nov 24 09:15:00 2026\n" + quoted + b"\n")
    path.write_bytes(b"".join(lines))
    return path


def folder(path: Path, *messages: bytes) -> Path:
    path.mkdir()
    for number, one in enumerate(messages, 1):
        (path / f"{number:03}.eml").write_bytes(one)
    return path


def people(count: int, start: int = 1) -> list[bytes]:
    """Write messages of so many different people."""
    return [
        message(f"Person {n} <person{n}@example.org>", f"Question {n}", f"What of {n}?", number=f"p{n}")
        for n in range(start, start + count)
    ]
