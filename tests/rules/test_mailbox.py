"""Mailboxes part by part, and what a message says of the case it belongs to."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules.mail import case_numbers, is_mailbox, read_message, spans, split_mailbox, unquoted
from tests.factories import NOW

PIECES = [
    *(b"From a b\n", b"From c\r\n", b"A: b\n", b"B:c\r\n", b"\n", b"\r\n", b"text\n", b">From x\n", b">>From y\n"),
    *(b"From x: y\n", b"x", b"From ", b"no colon here\n", b"\r", b"y" * 70_000, b"y" * 65_536 + b"\n"),
]


def cut(raw: bytes) -> list[bytes]:
    return [unquoted(raw[one.start : one.start + one.length]) for one in spans(io.BytesIO(raw))]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(lambda parts: b"From z\n" + b"".join(parts)))
def test_read_line_by_line_a_mailbox_has_the_same_messages_as_read_whole(raw):
    assert is_mailbox(raw)
    found = cut(raw)
    assert found == split_mailbox(raw) or found == []


def test_a_line_that_begins_with_from_is_no_new_message():
    raw = b"From a\nSubject: x\n\n>From here on\nFrom the landlord nothing.\n\nFrom what I know\nnot a header\n"
    (only,) = cut(raw)
    assert only.endswith(b"From here on\nFrom the landlord nothing.\n\nFrom what I know\nnot a header\n")


def test_a_mailbox_without_a_whole_message_has_none():
    assert cut(b"From z\nno header\n") == []
    assert cut(b"") == []


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: Appeal 26-0142", ("26-0142",)),
        ("26–0142 and [26-0007], 26-0142 again", ("26-0142", "26-0007")),
        ("Tel 020-7946-0000, order A26-0142, 2026-0142, 26-0142-1", ()),
        ("26-014 26-0142345 x", ()),
        (" ".join(f"26-{n:04}" for n in range(50)), tuple(f"26-{n:04}" for n in range(5))),
        ("", ()),
    ],
)
def test_case_numbers_of_a_subject(subject, numbers):
    assert case_numbers(subject) == numbers


def test_the_messages_that_a_message_answers_the_nearest_first():
    raw = b"From: a@x.ac.uk\nReferences: <one@x>\n <two@x> junk <three@x>\nIn-Reply-To: <three@x> (yours)\n\nhi"
    assert read_message(raw, now=NOW).references == ("<three@x>", "<two@x>", "<one@x>")
    many = b"From: a@x.ac.uk\nReferences: " + b" ".join(b"<%d@x>" % n for n in range(5000)) + b"\n\nhi"
    assert len(read_message(many, now=NOW).references) == 50
    assert read_message(b"From: a@x.ac.uk\n\nhi", now=NOW).references == ()
