"""Import of e-mails: one is shown whole and fills the form; several are listed, taken in and taken back as one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from advice_tui.casework import cases, mail, search, today
from data.errors import BadInput
from screens.mail import paths_of
from screens.widgets.field import Field
from tests.casework.mailing import folder, mailbox, message, people
from tests.factories import take
from tests.ui.working import SIZES, at_work, same_as_before

MESSAGE = b"""From: Amira Khan <amira@example.ac.uk>
To: advice@example.org
Subject: Appeal [/x] form
Date: Tue, 24 Nov 2026 09:02:00 +0000
Message-ID: <one@example.ac.uk>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain; charset=utf-8

Thank you, I have filled in section 3 [red]all[/red].
--B
Content-Type: application/pdf
Content-Disposition: attachment; filename="letter.pdf"

PDFPDF
--B--
"""


async def read(hand, path):
    await hand.press("i")
    hand.app.screen.query_one("#path", Field).value = str(path)
    await hand.press("enter")


async def test_a_message_becomes_a_case_with_its_attachment(service, tmp_path):
    path = tmp_path / "message.eml"
    path.write_bytes(MESSAGE)
    async with at_work(service) as hand:
        await read(hand, path)
        text = hand.text()
        for part in ("Amira Khan <amira@example.ac.uk>", "Appeal [/x] form", "Tue 24 Nov 2026 09:02", "letter.pdf"):
            assert part in text
        assert "[red]all[/red]" in text
        await hand.press("enter")
        assert hand.screen == "Enquiry"
        assert hand.app.screen.query_one("#email", Field).value == "amira@example.ac.uk"
        assert hand.app.screen.focused.id == "channel"
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        assert "Amira Khan" in hand.text()
        await hand.press("enter", "enter")
        assert "letter.pdf" in hand.text()


async def test_the_same_message_again_is_said(service, tmp_path):
    path = tmp_path / "message.eml"
    path.write_bytes(MESSAGE)
    async with at_work(service) as hand:
        await read(hand, path)
        await hand.press("enter", "ctrl+s")
        await read(hand, path)
        assert "taken in before, on Tue 24 Nov 2026" in hand.text()


async def test_a_draft_of_a_message_brings_its_file_back(service, tmp_path):
    path = tmp_path / "message.eml"
    path.write_bytes(MESSAGE)
    async with at_work(service) as hand:
        await read(hand, path)
        await hand.press("enter", "escape", "escape", "n")
        assert "From an e-mail" in hand.text() or "Your draft" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "Today"
        desk = service.sign_in("adviser")
        search.build(desk)
        case = cases.open_case(desk, search.find(desk, "amira")[0].case_id or search.find(desk, "appeal")[0].case_id)
        assert [file.name for file in case.entries[-1].attachments] == ["letter.pdf"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"no mail at all", "not an email"),
        (b"a\n" * 14_000_000, "at most 25 MB"),
    ],
)
async def test_trouble_stands_under_the_path(service, tmp_path, content, said):
    path = tmp_path / "message.eml"
    path.write_bytes(content)
    async with at_work(service) as hand:
        await read(hand, path)
        assert hand.screen == "MailImport"
        assert said in hand.text()
        await hand.press("escape")
        assert hand.screen == "Today"


@pytest.mark.parametrize("path", ["", "/no/such/file.eml", "~nobodyatall/x.eml", "/"])
async def test_a_path_that_leads_nowhere_is_said(service, path):
    async with at_work(service) as hand:
        await read(hand, path)
        assert "✗" in hand.text()


# Several messages -----------------------------------------------------------------------------------------------------


def several(tmp_path, number):
    """A mailbox with one of everything; ``number`` is a case of the client on file."""
    lena = "Lena [/] Winter <lena@example.org>"
    answer = "In-Reply-To: <3@example.org>\n"
    return mailbox(
        tmp_path / "box.mbox",
        message(subject=f"About {number}", number=1, at="Mon, 23 Nov 2026 16:40:00 +0000"),
        message("Friend <friend@example.org>", f"Re: {number}", number=2, at="Mon, 23 Nov 2026 17:00:00 +0000"),
        message(lena, "Deposit [@click=app.quit]", number=3, at="Tue, 24 Nov 2026 08:20:00 +0000"),
        message(lena, "Re: Deposit", number=4, at="Tue, 24 Nov 2026 08:50:00 +0000", more=answer),
        message("Out <out@example.org>", "Out of office", number=5, more="Auto-Submitted: auto-replied\n"),
        message("", "Help", number=6),
        message("王芳 <fang@example.org>", "签证 visa", number=7, at="Tue, 24 Nov 2026 09:20:00 +0000"),
        message("Old <old@example.org>", "Long ago", number=8, at="Tue, 24 Nov 2020 09:15:00 +0000"),
    )


async def listed(hand, path):
    """Read, from Today on, what is listed as a batch."""
    await read(hand, path)
    assert hand.screen == "MailBatch"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_several_messages_are_listed_with_what_becomes_of_each(service, tmp_path, size):
    taken = take(service.sign_in("adviser"), received=service.clock() - timedelta(days=1))
    async with at_work(service, size=size) as hand:
        await listed(hand, several(tmp_path, taken.number))
        same_as_before(f"mail-batch-{size[0]}x{size[1]}", hand.text())
        await hand.press("down")
        assert "not that client's" in " ".join(hand.text().split())
        await hand.press("f8")
        assert "Lena" not in hand.text()
        assert "Deposit" not in hand.text()


async def test_what_becomes_of_each_is_changed_and_all_of_it_taken_in_and_back(service, tmp_path):
    first = take(service.sign_in("adviser"))
    other = take(service.sign_in("adviser"), name="Ola Nowak", email="ola@example.org", student_number="")
    async with at_work(service) as hand:
        await listed(hand, several(tmp_path, first.number))
        assert "3 new, 2 added, 3 left out" in hand.text()
        await hand.press("space")
        assert "4 new, 1 added, 3 left out" in hand.text()
        await hand.press("left", "down", "right")
        assert f"add to {first.number}" in hand.text().splitlines()[4]
        await hand.press("down", "a")
        await hand.type("26-9999")
        await hand.press("enter")
        assert "no such record" in hand.text()
        await hand.press("ctrl+u")
        await hand.type(other.number)
        await hand.press("enter")
        assert f"add to {other.number}" in hand.text()
        await hand.press("d", "end", "space")
        assert "more than a year ago" in " ".join(hand.told())
        await hand.press("home", "enter")
        assert "Can you help?" in hand.text()
        await hand.press("escape", "escape")
        assert "Leave this list?" in hand.text()
        await hand.press("escape", "ctrl+s")
        assert hand.screen == "MailImport"
        assert "4 messages taken in: 2 new cases, 2 added. 4 left out." in " ".join(hand.told())
        assert "✓ taken in" in hand.text()
        await hand.press("u")
        assert "4 messages, with 2 new cases" in " ".join(hand.told())
        assert "✗ taken back" in hand.text()
        assert today.waiting(service.sign_in("adviser")).total == 2


async def test_a_message_of_a_batch_is_opened_alone_in_the_form(service, tmp_path):
    async with at_work(service) as hand:
        await listed(hand, folder(tmp_path / "in", *people(2)))
        await hand.press("o")
        assert hand.screen == "Enquiry"
        assert "Person 1" in hand.text()
        await hand.press("ctrl+s")
        assert hand.screen == "MailBatch"
        assert "1 new, 0 added, 1 left out" in hand.text()
        await hand.press("space", "ctrl+s")
        assert "1 message taken in" in " ".join(hand.told())
    assert today.waiting(service.sign_in("adviser")).total == 2


async def test_an_earlier_batch_is_taken_back_after_a_question(service, tmp_path):
    desk = service.sign_in("adviser")
    mail.take_batch(desk, mail.read_batch(desk, [folder(tmp_path / "in", *people(2))]).choices())
    async with at_work(service) as hand:
        await hand.press("i", "tab")
        same_as_before("mail-past-80x24", hand.text())
        await hand.press("enter")
        assert "Take this batch back?" in hand.text()
        await hand.press("tab", "enter")
        assert "2 new cases" in " ".join(hand.told())
        await hand.press("enter")
        assert "taken back before" in " ".join(hand.told())


async def test_reception_takes_a_batch_in_and_sees_no_case(service, tmp_path):
    taken = take(service.sign_in("adviser"))
    async with at_work(service, "receptionist") as hand:
        await listed(hand, several(tmp_path, taken.number))
        assert "add to" not in hand.text()
        assert "5 new, 0 added, 3 left out" in hand.text()
        await hand.press("a", "ctrl+s", "u")
        assert "5 new cases" in " ".join(hand.told())


def test_what_was_typed_is_a_file_before_it_is_a_pattern(tmp_path):
    for name in ("a.eml", "b.eml", ".c.eml", "d[1].eml"):
        (tmp_path / name).write_bytes(message())
    assert [path.name for path in paths_of(f"{tmp_path}/*.eml")] == ["a.eml", "b.eml", "d[1].eml"]
    assert [path.name for path in paths_of(f"{tmp_path}/d[1].eml")] == ["d[1].eml"]
    assert paths_of("~") == [Path.home()]
    for typed in (f"{tmp_path}/x*.eml", "/no/such/*.eml", "\0*"):
        with pytest.raises(BadInput):
            paths_of(typed)
