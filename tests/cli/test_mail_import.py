"""``import mail`` and ``import undo``: said first, taken in as one batch, taken back as one."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.casework.mailing import folder, mailbox, message, people

DAY = "Mon, 23 Nov 2026 09:15:00 +0000"


@pytest.fixture
def box(tmp_path):
    return mailbox(
        tmp_path / "box.mbox",
        message("Lena \x1b]0;x\x07Winter <lena@example.org>", "Deposit\u202e [/red]", number="a", at=DAY),
        message(
            "Lena Winter <lena@example.org>", "Re: Deposit", number="b", at=DAY, more="In-Reply-To: <a@example.org>"
        ),
        message("Out <out@example.org>", "Away", number="c", at=DAY, more="Auto-Submitted: auto-replied"),
        message("", "Nobody", number="d", at=DAY),
    )


def total(practice, who="priya"):
    return practice("today", "--json", who=who).json["total"]


def test_a_dry_run_reports_and_stores_nothing(practice, box):
    before = total(practice)
    got = practice("import", "mail", box, "--dry-run", who="priya")
    assert (got.code, got.err) == (0, "")
    first = got.out.splitlines()[0].split("\t")
    assert first[:2] == ["1", "new enquiry"]
    assert "lena@example.org" in first[2]
    assert first[-1] == "box.mbox (1)"
    assert "Would be: 1 new, 1 added, 2 left out. Nothing was stored." in got.out
    assert not {"\x1b", "\x07", "\u202e"} & set(got.out)
    as_json = practice("import", "mail", box, "--dry-run", "--json", who="priya").json
    assert (as_json["dry_run"], as_json["batch"], as_json["new"], as_json["added"], as_json["left_out"]) == (
        *(True, None, 1, 1, 2),
    )
    assert total(practice) == before


def test_a_batch_is_taken_in_and_back_by_its_id(practice, box):
    before = total(practice)
    got = practice("import", "mail", box, "--no-input", who="priya")
    assert (got.code, got.err) == (0, "")
    said, how = got.out.splitlines()[-2:]
    assert said.startswith("2 messages taken in: 1 new case, 1 added. 2 left out.")
    batch = how.split()[1].rstrip(";")
    assert how.endswith(f"advice-tui import undo {batch}")
    assert total(practice) == before + 2
    again = practice("import", "mail", box, "--yes", who="priya")
    assert (again.code, again.out.splitlines()[-1]) == (0, "Nothing to take in: 0 new, 0 added, 4 left out.")
    assert practice("import", "undo", batch, who="tom").code == 5
    undone = practice("import", "undo", batch, "--json", who="priya")
    assert undone.code == 0
    assert "2 messages, with 1 new case" in undone.json["sentence"]
    assert total(practice) == before
    twice = practice("import", "undo", batch, who="priya")
    assert (twice.code, twice.out, twice.err.count("\n")) == (1, "", 1)


def test_what_scripts_read(practice, tmp_path):
    got = practice("import", "mail", folder(tmp_path / "in", *people(2)), "--json", who="priya").json
    assert set(got) == {"dry_run", "batch", "sentence", "new", "added", "left_out", "messages"}
    assert set(got["messages"][0]) == {
        *("file", "sender", "name", "subject", "received", "what", "case", "with", "why", "problem", "notes", "files")
    }
    assert all(row["case"].startswith("26-") for row in got["messages"])
    assert got["batch"]


def test_reception_imports_and_is_told_of_no_case(practice, box):
    got = practice("import", "mail", box, who="dana")
    assert got.code == 0
    assert "2 messages taken in: 2 new cases" in got.out


@pytest.mark.parametrize(
    ("asked", "who", "code", "words"),
    [
        (("mail", "{box}"), "sam", 5, "may not"),
        (("mail", "{box}"), "alex", 5, "may not"),
        (("mail", "/no/such.eml"), "priya", 1, "No such file"),
        (("mail", "{empty}"), "priya", 1, "empty"),
        (("mail", "{folder}"), "priya", 1, "no message"),
        (("mail",), "priya", 2, "FILE"),
        (("undo", "0" * 32), "priya", 1, "no such record"),
        (("undo",), "priya", 2, "BATCH"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(practice, tmp_path, box, asked, who, code, words):
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "nothing").mkdir()
    places = {"box": box, "empty": tmp_path / "empty.eml", "folder": tmp_path / "nothing"}
    got = practice("import", *(part.format(**places) for part in asked), who=who)
    assert (got.code, got.out) == (code, "")
    assert words in got.err
    assert got.err.count("\n") == 1


def test_a_name_in_no_alphabet_of_the_terminal_ends_nothing(practice_apart, tmp_path):
    place = folder(tmp_path / "in", message("王芳 <fang@example.org>", "签证", at=DAY))
    got = practice_apart("import", "mail", place, "--dry-run", who="priya", PYTHONIOENCODING="latin-1")
    assert got.code == 0
    assert "\\u738b" in got.out


def test_a_reader_that_goes_away_is_no_fault_of_the_program(practice_apart, box):
    asked = practice_apart.program.command(
        *("import", "mail", box, "--dry-run", "--home", practice_apart.home, "--login", "priya", "--password-stdin")
    )
    with subprocess.Popen(
        asked,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=practice_apart.program.bare_environ(),
        cwd=practice_apart.program.folder,
    ) as process:
        process.stdout.close()
        process.stdin.write(f"{practice_apart.password}\n".encode())
        process.stdin.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, b"")


def test_the_json_of_a_hostile_subject_is_json(practice, tmp_path):
    subject = '=HYPERLINK("x") [/] \\u001b[31m'
    got = practice("import", "mail", folder(tmp_path / "in", message(subject=subject, at=DAY)), "--json", who="priya")
    assert json.loads(got.out)["messages"][0]["subject"] == subject
