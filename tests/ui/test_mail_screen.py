"""Import of one e-mail file: shown whole with what is odd about it, then the form filled from it."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, search
from screens.widgets.field import Field
from tests.ui.working import at_work

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
        (b"From a@b Tue Nov 24\n" + MESSAGE + b"\n\nFrom a@b Tue Nov 24\n" + MESSAGE, "more than one message"),
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
