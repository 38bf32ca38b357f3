"""One e-mail taken in: read, looked at, stored with what came along; the second time it is offered as a duplicate."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, mail, today
from data.errors import BadInput
from tests.factories import at

PLAIN = b"""From: Zelda Quux <zelda.quux@example.org>
To: advice@example.org
Subject: Extension refused
Date: Tue, 24 Nov 2026 09:15:00 +0000
Message-ID: <one@example.org>
Content-Type: text/plain; charset=utf-8

My extension was refused. Can you help?
"""
MULTI = b"""From: Zelda Quux <zelda.quux@example.org>
Subject: With a file
Date: Tue, 24 Nov 2026 09:15:00 +0000
Message-ID: <two@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

See attached.
--b
Content-Type: application/pdf; name="../../letter.pdf"
Content-Disposition: attachment; filename="../../letter.pdf"

%PDF-fake
--b--
"""


@pytest.fixture
def message(tmp_path):
    def make(raw, name="one.eml"):
        path = tmp_path / name
        path.write_bytes(raw)
        return path

    return make


def test_a_message_becomes_an_enquiry_received_when_it_was_sent(desk, message):
    adviser = desk("adviser")
    read = mail.read_mail(adviser, message(PLAIN))
    assert (read.form.name, read.form.email, read.form.channel) == ("Zelda Quux", "zelda.quux@example.org", "email")
    assert read.form.received == at(2026, 11, 24, 9, 15)
    assert (read.seen, read.mail.subject) == ("", "Extension refused")
    taken = mail.take_mail(adviser, read, read.form)
    (entry,) = cases.open_case(adviser, taken.case_id).entries
    assert entry.sender == "zelda.quux@example.org"
    assert "Extension refused" in entry.title
    assert "Can you help?" in entry.body
    assert [row.about for row in today.waiting(adviser).rows] == ["Extension refused"]


def test_the_same_message_again_is_offered_as_a_duplicate_to_everybody(desk, message):
    for who in ("receptionist", "adviser"):
        read = mail.read_mail(desk(who), message(PLAIN))
        if who == "receptionist":
            assert read.seen == ""
            mail.take_mail(desk(who), read, read.form)
    assert read.seen == "This message was taken in before, on Tue 24 Nov 2026."
    mail.take_mail(desk("adviser"), read, read.form)
    assert today.waiting(desk("adviser")).total == 2
    assert mail.read_mail(desk("adviser"), message(PLAIN.replace(b"<one@", b"<three@"))).seen == ""


def test_message_ids_are_kept_only_as_hashes_under_a_secret(desk, message):
    from data.keys.sealing import sha256

    adviser = desk("adviser")
    read = mail.read_mail(adviser, message(PLAIN))
    mail.take_mail(adviser, read, read.form)
    with adviser.store.read() as connection:
        (mac,) = connection.exec_driver_sql("SELECT mac FROM seen_mail").fetchone()
    assert mac not in {sha256(b"<one@example.org>").hex(), sha256(b"one@example.org").hex()}
    assert "example" not in mac


def test_attachments_are_kept_as_they_came_under_a_safe_name(desk, message):
    adviser = desk("adviser")
    read = mail.read_mail(adviser, message(MULTI))
    taken = mail.take_mail(adviser, read, read.form)
    view = cases.open_case(adviser, taken.case_id)
    (file,) = view.entries[-1].attachments
    assert "/" not in file.name
    assert file.name.endswith("letter.pdf")
    name, content = cases.attachment(adviser, taken.case_id, file.id)
    assert (name, content.strip()) == (file.name, b"%PDF-fake")


def test_a_long_message_is_kept_whole_beside_its_beginning(desk, message):
    adviser = desk("adviser")
    body = b"word " * 12_000
    read = mail.read_mail(adviser, message(PLAIN.replace(b"My extension", body)))
    assert any("50,000" in note for note in read.notes)
    taken = mail.take_mail(adviser, read, read.form)
    view = cases.open_case(adviser, taken.case_id)
    assert view.entries[0].body.endswith("…")
    (file,) = view.entries[0].attachments
    _, content = cases.attachment(adviser, taken.case_id, file.id)
    assert content.count(b"word ") == 12_000


@pytest.mark.parametrize(
    ("date", "expected", "said"),
    [
        (b"Tue, 24 Nov 2026 09:15:00 +0000", at(2026, 11, 24, 9, 15), False),
        (b"Wed, 24 Nov 2027 09:15:00 +0000", at(2026, 11, 24, 10, 20), True),
        (b"nonsense", at(2026, 11, 24, 10, 20), True),
        (b"Tue, 24 Nov 0026 09:15:00 +0000", at(2026, 11, 24, 10, 20), True),
        (b"Tue, 24 Nov 2026 10:15:00 +0100", at(2026, 11, 24, 9, 15), False),
    ],
)
def test_the_date_of_a_message_or_now_and_that_is_said(desk, message, date, expected, said):
    read = mail.read_mail(desk("adviser"), message(PLAIN.replace(b"Tue, 24 Nov 2026 09:15:00 +0000", date)))
    assert read.form.received == expected
    assert bool(read.notes) is said


@pytest.mark.parametrize("raw", [b"", b"\0" * 100, b"\xff" * 5000])
def test_what_is_no_message_is_refused_or_said(desk, message, raw):
    try:
        read = mail.read_mail(desk("adviser"), message(raw))
    except BadInput as refused:
        assert refused.sentence  # noqa: PT017 - or it is read, and what is odd is said
        return
    assert read.notes


def test_a_path_that_cannot_be_read_is_a_sentence(desk, tmp_path):
    for path in (tmp_path / "none.eml", tmp_path, tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(BadInput) as refused:
            mail.read_mail(desk("adviser"), path)
        assert set(refused.value.problems) == {"path"}


def test_what_a_message_says_is_shown_as_text_and_hides_nothing(desk, message):
    adviser = desk("adviser")
    raw = PLAIN.replace(b"Zelda Quux", b"=?utf-8?q?=1B]0;x=07Zelda_=E2=80=AEx?=").replace(
        b"Extension refused", b"[red]x[/red] \x1b[31m"
    )
    read = mail.read_mail(adviser, message(raw))
    taken = mail.take_mail(adviser, read, read.form)
    view = cases.open_case(adviser, taken.case_id)
    shown = view.client.name + view.entries[0].title + view.entries[0].body
    assert not any((ord(char) < 32 and char != "\n") or char == "\u202e" for char in shown)
    assert "[red]x[/red]" in view.entries[0].title
