"""Files of a case: read from the disk and never opened, sealed, known again, saved out and never over another file."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from advice_tui.casework import cases, disk, undo
from advice_tui.casework.cases import files
from data.errors import BadInput, NotFound
from tests.factories import POLICIES, audit_lines, take

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and modes of POSIX")


@pytest.fixture
def case(desk):
    return take(desk("adviser")).case_id


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "a letter.pdf"
    path.write_bytes(b"%PDF scanned " * 1000)
    return path


def attach(desk, case_id, *paths, **more):
    return files.attach(desk, case_id, files.FilesForm(" ".join(f"'{path}'" for path in paths), **more))


def held(desk, case_id):
    return [file for entry in cases.refresh(desk, case_id).entries if not entry.struck for file in entry.attachments]


def refused(call, field="paths"):
    with pytest.raises(BadInput) as error:
        call()
    assert set(error.value.problems) == {field}
    return error.value.sentence


def test_a_file_is_sealed_with_an_entry_and_comes_back_as_it_was(desk, case, scan):
    priya = desk("adviser")
    written = attach(priya, case, scan, what="Letter of the department")
    assert "1 file put on case" in written.sentence
    assert "a letter.pdf" in written.sentence
    entry = cases.refresh(priya, case).entries[0]
    assert (entry.kind, entry.title, entry.body) == ("document", "Letter of the department", "")
    (file,) = entry.attachments
    assert (file.name, file.size) == ("a letter.pdf", scan.stat().st_size)
    assert files.attachment(priya, case, file.id) == ("a letter.pdf", scan.read_bytes())
    assert scan.exists()
    raw = b"".join(path.read_bytes() for path in priya.home.rglob("*") if path.is_file())
    assert b"scanned" not in raw
    assert b"letter.pdf" not in raw
    line = next(line for line in reversed(audit_lines(priya)) if line.act == "case.attach")
    assert "letter" not in line.detail


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_52_what_becomes_of_the_paper_is_written_with_date_and_initials(desk, policy, scan):
    priya = desk("adviser")
    case = take(priya).case_id
    attach(priya, case, scan, paper="returned")
    assert cases.refresh(priya, case).entries[0].body == (
        "Paper original: Returned to the student, Tue 24 Nov 2026, P.N."
    )
    assert "paper" in refused(lambda: attach(priya, case, scan, paper="eaten"), "paper")


def test_several_at_once_with_spaces_quotes_and_a_star(desk, case, tmp_path):
    priya = desk("adviser")
    for name in ("one.pdf", "two words.pdf", "three.txt"):
        (tmp_path / name).write_text(name)
    assert [one.name for one in disk.named(f"{tmp_path}/two words.pdf")] == ["two words.pdf"]
    assert [one.name for one in disk.named(f"{tmp_path}/*.pdf")] == ["one.pdf", "two words.pdf"]
    assert [one.name for one in disk.named(f"'{tmp_path}/two words.pdf' {tmp_path}/one.pdf")] == [
        "two words.pdf",
        "one.pdf",
    ]
    files.attach(priya, case, files.FilesForm(f"{tmp_path}/*"))
    entry = cases.refresh(priya, case).entries[0]
    assert {file.name for file in entry.attachments} == {"one.pdf", "two words.pdf", "three.txt"}
    assert entry.title == "one.pdf, three.txt, two words.pdf"


def test_the_same_content_is_known_again_whatever_it_is_called(desk, case, scan, tmp_path):
    priya = desk("adviser")
    first = attach(priya, case, scan)
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(scan.read_bytes())
    assert refused(lambda: attach(priya, case, copy)) == "copy.pdf is on the case already, as a letter.pdf."
    undo.undo(priya, first.undo)
    assert held(priya, case) == []
    attach(priya, case, copy)
    assert [file.name for file in held(priya, case)] == ["copy.pdf"]


HOSTILE = [
    "plain.pdf",
    "sp ace.pdf",
    "[@click=x]markup[red].pdf",
    "quote'\"$(rm -rf ~);`x`.pdf",
    "rtl\u202efdp.jpg",
    "esc\x1b]0;owned\x07.txt",
    "new\nline.txt",
    "CON.txt",
    "aux",
    "nul .pdf",
    ".hidden",
    "-rf",
    "trailing. ",
    "ünïcödé 李.pdf",
    "é" * 120 + ".pdf",
    "x" * 250 + ".docx",
    "zero\u200bwidth.pdf",
    "back\\slash.pdf",
    "colon:stream.pdf",
]


@POSIX
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_names_are_cleaned_on_the_way_in_and_out(desk, case, tmp_path, name):
    priya = desk("adviser")
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    (folder / name).write_bytes(b"content")
    files.attach(priya, case, files.FilesForm(f"{folder}/*" if not name.startswith(".") else f"{folder}/.h*"))
    (file,) = held(priya, case)
    assert file.name.isprintable()
    assert not set(file.name) & set('/\\:\x1b\u202e\u200b\n*?"<>|')
    assert file.name[0].isalnum()
    assert file.name[-1] not in " ."
    assert len(file.name.encode()) <= 255
    assert file.name.split(".")[0].lower() not in {"con", "aux", "nul"}
    files.save_out(priya, case, (file.id,), str(out))
    (saved,) = out.iterdir()
    assert saved.read_bytes() == b"content"


def test_a_name_stored_by_something_else_is_no_path_on_the_way_out(tmp_path):
    (tmp_path / "out").mkdir()
    for name in ("../../etc/passwd", "/etc/cron.d/x", "..", "C:\\Windows\\x.exe", "a/b"):
        assert disk.save(tmp_path / "out", name, b"x").parent == tmp_path / "out"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize(
    "name",
    ["setup.exe", "letter.pdf.EXE", "letter.pdf.exe. ", "rtl\u202efdp.exe", "run.sh", "sheet.xlsm", "a.lnk", ".bat"],
)
def test_no_program_is_taken_by_its_name(desk, case, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"content")
    assert "is a program" in refused(lambda: attach(desk("adviser"), case, path))
    assert held(desk("adviser"), case) == []


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\nrm -rf ~", b"\xcf\xfa\xed\xfe"])
def test_no_program_is_taken_whatever_it_is_called(desk, case, tmp_path, content):
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)
    assert "whatever it is called" in refused(lambda: attach(desk("adviser"), case, path))
    assert held(desk("adviser"), case) == []


@POSIX
def test_links_folders_pipes_and_devices_are_refused_in_plain_words(desk, case, tmp_path, scan):
    priya = desk("adviser")
    (tmp_path / "link.pdf").symlink_to(scan)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    for name, words in [
        ("link.pdf", "is a link to another file"),
        ("pipe", "a device or a pipe"),
        ("folder", "is a folder"),
        ("empty", "is empty"),
        ("missing", "There is no file missing"),
    ]:
        assert words in refused(lambda name=name: attach(priya, case, tmp_path / name))
    assert "a device or a pipe" in refused(lambda: attach(priya, case, "/dev/zero"))
    for path in (tmp_path / "link.pdf", tmp_path / "pipe", "/dev/zero", "/proc/self/mem"):
        with pytest.raises(BadInput):  # also when it was swapped after it was looked at
            disk.read(disk.Path(path))
    assert held(priya, case) == []


@pytest.mark.parametrize("text", ["", "   ", "\x00", "~nobody-here/x", "'unended", "a" * 5000, "/" * 9000])
def test_what_is_no_path_is_said_and_nothing_raises(desk, case, text):
    assert refused(lambda: files.attach(desk("adviser"), case, files.FilesForm(text)))


def test_size_of_one_and_of_all(desk, case, tmp_path):
    priya = desk("adviser")
    full = tmp_path / "full.bin"
    full.write_bytes(b"\x07" * disk.MOST_BYTES)
    attach(priya, case, full, what="Ten megabytes")
    (file,) = held(priya, case)
    assert file.size == disk.MOST_BYTES
    assert files.attachment(priya, case, file.id)[1] == full.read_bytes()
    over = tmp_path / "over.bin"
    over.write_bytes(b"\x07" * (disk.MOST_BYTES + 1))
    assert "at most 10.0 MB" in refused(lambda: attach(priya, case, over))
    with pytest.raises(BadInput, match=r"at most 10\.0 MB"):
        disk.read(over)
    many = [tmp_path / f"{n}.bin" for n in range(3)]
    for path in many:
        path.write_bytes(b"%" * (disk.MOST_TOGETHER // 2 - 5))
    assert "two goes" in refused(lambda: attach(priya, case, *many))
    for n in range(disk.MOST_FILES + 1):
        (tmp_path / f"small{n}.x").write_text(str(n))
    assert "At most 30 files" in refused(lambda: files.attach(priya, case, files.FilesForm(f"{tmp_path}/*.x")))


@POSIX
def test_saving_overwrites_nothing_is_private_and_audited(desk, case, scan, tmp_path):
    priya = desk("adviser")
    attach(priya, case, scan)
    (file,) = held(priya, case)
    out = tmp_path / "out"
    out.mkdir()
    (out / "a letter.pdf").write_text("mine")
    (out / "a letter (2).pdf").symlink_to(tmp_path / "elsewhere")
    lines = len(audit_lines(priya))
    saved = files.save_out(priya, case, (file.id,), str(out))
    assert [(line.act, line.obj) for line in audit_lines(priya)[lines:]] == [("attachment.read", file.id)]
    assert saved.sentence == (
        f"a letter (3).pdf saved in {out}/. Out there it is no longer protected: delete it when you are done."
    )
    assert (out / "a letter.pdf").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()
    assert (out / "a letter (3).pdf").read_bytes() == scan.read_bytes()
    assert stat.S_IMODE((out / "a letter (3).pdf").stat().st_mode) == 0o600


def test_saving_several_and_where_nothing_can_be_saved(desk, case, scan, tmp_path):
    priya = desk("adviser")
    other = tmp_path / "b.txt"
    other.write_text("b")
    attach(priya, case, scan, other)
    ids = tuple(file.id for file in held(priya, case))
    out = tmp_path / "out"
    out.mkdir()
    assert "they are no longer protected" in files.save_out(priya, case, ids, str(out)).sentence
    assert {path.name for path in out.iterdir()} == {"a letter.pdf", "b.txt"}
    for folder, words in [
        ("", "Name a folder"),
        (str(tmp_path / "missing"), "There is no folder"),
        (str(scan), "is a file"),
        (str(priya.home), "the service's own folder"),
        ("\x00", "There is no folder"),
    ]:
        assert words in refused(lambda folder=folder: files.save_out(priya, case, ids, folder), "folder")
    for wrong in ((), ("nothing",), (ids[0], "nothing")):
        with pytest.raises(NotFound):
            files.save_out(priya, case, wrong, str(out))
    elsewhere = take(priya, name="Other Person", student_number="w1111111", email="o@example.org").case_id
    with pytest.raises(NotFound):
        files.attachment(priya, elsewhere, ids[0])


def test_two_terminals_attach_and_both_stay(desk, case, scan, tmp_path):
    other = tmp_path / "b.txt"
    other.write_text("b")
    attach(desk("adviser"), case, scan)
    attach(desk("second"), case, other)
    assert len(held(desk("adviser"), case)) == 2
    assert "on the case already" in refused(lambda: attach(desk("second"), case, scan))


@POSIX
def test_a_typed_path_is_finished(tmp_path):
    (tmp_path / "Letters").mkdir()
    (tmp_path / "Letters" / "b.pdf").touch()
    (tmp_path / "Letters" / "a.pdf").touch()
    (tmp_path / "Letters" / "c\x1b.pdf").touch()
    (tmp_path / "Lx").touch()
    assert disk.completed(f"{tmp_path}/Le") == f"{tmp_path}/Letters/"
    assert disk.completed(f"{tmp_path}/Letters/") == f"{tmp_path}/Letters/a.pdf"
    assert disk.completed(f"{tmp_path}/Letters/c") == ""
    assert disk.completed(f"{tmp_path}/Lx", folders=True) == ""
    for text in ("", "x", "\x00/", f"{tmp_path}/none/", "~nobody-here/"):
        assert disk.completed(text) == ""
