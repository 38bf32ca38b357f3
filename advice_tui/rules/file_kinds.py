"""Which files a case takes: documents, pictures, mail, whatever a student may send; no program, whatever it is called.

1. A file whose name ends as a program or script does is refused: whoever saved it out later might start it.
2. A file that begins as a program does is refused too. Nothing more of it is looked at: files are never opened here.
3. Everything else is stored under seal as it came, and given back as it came (I-14; L-20).
"""

from __future__ import annotations

from typing import Final

from advice_tui.rules.text import cut, visible

_ENDINGS: Final = (
    "app appimage apk appref-ms bat chm cmd com command cpl deb desktop dll dmg elf exe gadget hta inf iso jar jnlp js "
    "jse lnk mpkg msc msh msi msix msp mst pif pkg ps1 ps1xml ps2 psc1 psd1 psm1 py pyc pyw rb reg rpm run scf scr sct "
    "sh shb sys url vb vbe vbs vhd vhdx ws wsc wsf wsh xbap xll "
    "docm dotm pptm potm ppam ppsm sldm xlsm xltm xlam"
)
PROGRAMS: Final[frozenset[str]] = frozenset(_ENDINGS.split(" "))
"""Endings of names: programs, scripts, images of disks, and documents that carry programs."""
BEGINNINGS: Final[tuple[bytes, ...]] = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
"""How programs of Windows, Linux and macOS, scripts, and links of Windows begin."""
NAME_SHOWN: Final = 60
TAKEN: Final = "A case takes documents, pictures and mail, such as pdf, jpg, docx or eml."


def ending(name: str) -> str:
    """Give the ending of a file's name as a computer reads it: "letter.pdf.EXE ." ends in exe."""
    _, dot, found = visible(name).rstrip(" .\t\n").rpartition(".")
    return found.strip().casefold() if dot else ""


def name_problem(name: str) -> str:
    """Say that a file is a program by its name, or nothing."""
    if ending(name) not in PROGRAMS:
        return ""
    return f"{cut(visible(name), NAME_SHOWN)} is a program or may hold one. {TAKEN}"


def content_problem(name: str, content: bytes) -> str:
    """Say that a file is a program by how it begins, or nothing."""
    if not content.startswith(BEGINNINGS):
        return ""
    return f"{cut(visible(name), NAME_SHOWN)} is a program, whatever it is called. {TAKEN}"
