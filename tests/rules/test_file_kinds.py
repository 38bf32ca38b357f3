"""Which files a case takes: no program by its name or beginning, everything else, and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules.file_kinds import BEGINNINGS, PROGRAMS, content_problem, ending, name_problem


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("letter.pdf", "pdf"),
        ("letter.PDF. ", "pdf"),
        ("letter.pdf.EXE", "exe"),
        ("rtl\u202efdp.exe", "exe"),
        ("zero\u200b.ex\u200be", "exe"),
        ("exe", ""),
        (".bat", "bat"),
        ("", ""),
        ("...", ""),
    ],
)
def test_the_ending_as_a_computer_reads_it(name, found):
    assert ending(name) == found


@pytest.mark.parametrize(
    "kept", ["letter.pdf", "scan.jpg", "notes.docx", "mail.eml", "exe", "a.bin", "no ending", "x.zip"]
)
def test_what_students_send_is_taken(kept):
    assert name_problem(kept) == ""
    assert content_problem(kept, b"%PDF-1.7 MZ #!") == ""


@given(st.text(max_size=40), st.sampled_from(sorted(PROGRAMS)), st.sampled_from(["", ".", " ", ". . "]))
def test_no_program_slips_through_by_what_stands_around_its_ending(stem, kind, tail):
    assert "program" in name_problem(f"{stem}.{kind.upper()}{tail}")


@given(st.text(max_size=40), st.sampled_from(BEGINNINGS), st.binary(max_size=20))
def test_no_program_slips_through_by_its_name(name, beginning, rest):
    said = content_problem(name, beginning + rest)
    assert "is a program" in said
    assert "\x1b" not in said
