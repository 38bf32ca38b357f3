"""The nastiest words on every screen, pastes without end, and another desk that was first: nothing falls, nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip

from advice_tui.app.cells import keep_signs_whole
from advice_tui.casework import cases, clients, drafts, entries, service_days
from advice_tui.casework.case_documents import EntryDocument, find_client, open_case_row
from advice_tui.casework.cases import closing, dates, files, handing, joining, life, waiting
from advice_tui.rules.case_details import Agency, Party
from advice_tui.rules.closing import Answered
from advice_tui.rules.service_calendar import NewClosure
from screens.widgets.composer import Composer
from screens.widgets.field import Field
from screens.widgets.text_box import TextBox
from tests.casework.mailing import folder, message
from tests.factories import take, write
from tests.ui.working import SIZES, at_work

NASTY = (
    "[/] [red]Ann[/red] [@click=app.quit]x[/] [b",
    "\x1b]0;pwned\x07\x1b[2JAnn\u202egnp.exe\x9b31m\u200b\u2066",
    "Z" + "\u0301\u0316" * 55,
    "👩🏽\u200d⚖️ 👨\u200d👩\u200d👧\u200d👦 🇬🇧 ☎️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "李小龍 陈伟 東京都 ｶﾅ 한국어 Ａｎｎ",
    "محمد الفاتح می\u200cخواهم हिन्दी क्\u200dष สมชาย",
    "W" * 119 + "…",
)
LONG = "\n".join(["x" * 4_000, " ".join(NASTY), "\t=1+1\t", "陈" * 4_000, "e\u0301" * 2_000, *NASTY])
RAW = "\x1b]0;pwned\x07\x1b[31mraw\u202e\r\n\x85\u2028\x00[/]\x9b2J\u2067"
ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def sound(hand, where):
    """Every line fills the screen to the cell, and holds nothing that a terminal would obey."""
    width, height = hand.app.size
    drawn = [Strip(line) for line in hand.app.screen._compositor.render_strips()]
    assert len(drawn) == height, where
    for number, strip in enumerate(drawn):
        text = "".join(segment.text for segment in strip)
        assert not ACTS.search(text), (where, number, text)
        assert cell_len(text) == sum(cell_len(segment.text) for segment in strip) == width, (where, number, text)
        assert not any(segment.control for segment in strip), (where, number)


def answered(desk, **over):
    taken = take(desk, kept=True, **over)
    write(desk, taken.case_id, "reply_email", "Here is what you can do.")
    return taken


def unclean(desk, taken):
    """Store words that no cleaner has seen, as another program or an older one might have."""
    with desk.store.write(desk.signer, "test.raw", at=desk.now) as tx:
        row, key, document = open_case_row(desk, tx.connection, taken.case_id)
        place = (row.id, key, row.key_ver)
        entries.put(desk, tx, place, EntryDocument("note", RAW, f"{RAW}\n{RAW}", sender=RAW, notes=(RAW,), choice=RAW))
        day = date(2026, 12, 4)
        dates.put_date(desk, tx, place, "key_date", RAW, RAW, day, day, day)
        changed = replace(document, about=RAW, details=replace(document.details, waiting_for=RAW, adjustments=RAW))
        tx.connection.exec_driver_sql(
            "UPDATE case_ SET sealed = ? WHERE id = ?", (changed.sealed(key, row.id, row.key_ver), row.id)
        )


def nasty_service(service, tmp_path):
    """Fill a service with the words; give some of its cases."""
    desk, manager, second = (service.sign_in(who) for who in ("adviser", "manager", "second"))
    letter = tmp_path / f"letter {NASTY[4]} [b].pdf"
    made = []
    for number, words in enumerate(NASTY):
        taken = answered(
            desk,
            name=words,
            known_as=words,
            about=LONG if number % 2 else f"{words} {words}",
            contact_note=words,
            times=words,
            student_number="",
            email=f"p{number % 3}@example.org",
            adjustments=words,
            parties=(Party(words, "opposing", note=words),),
            agencies=(Agency(words, words[:40], words),),
        )
        write(desk, taken.case_id, "advice", LONG, title=words, options=(words, "Wait", LONG[:400]), choice=words)
        write(desk, taken.case_id, "received", words, title=words, channel="email")
        day = date(2026, 12, 4)
        dates.set_date(desk, taken.case_id, dates.KeyDateForm(words, words * 3, day, day, day))
        letter.write_text(f"letter {number}")
        files.attach(desk, taken.case_id, files.FilesForm(f"'{letter}'", what=words))
        if made:
            life.link(desk, taken.case_id, made[-1].case_id, f"{words}\n{words}")
        made.append(taken)
    take(desk, name=NASTY[0], email="p0@example.org", student_number="", client_id=made[0].client_id)
    away = answered(desk, name=NASTY[3], student_number="")
    steps = desk.policy.procedures.closing.steps
    answers = {step.key: Answered("not_needed", why=NASTY[0]) for step in steps}
    now = cases.refresh(desk, away.case_id).row_ver
    closing.close(desk, away.case_id, now, closing.ClosingForm("resolved", f"{NASTY[0]}\n{NASTY[4]}", answers))
    late = answered(desk, name=NASTY[1])
    waiting.wait(
        desk, late.case_id, cases.refresh(desk, late.case_id).row_ver, LONG[:9] + "\n" + NASTY[3], date(2026, 12, 8)
    )
    given = answered(second, name=NASTY[4])
    handing.assign(second, given.case_id, cases.refresh(second, given.case_id).row_ver, desk.person.id, LONG[4000:9000])
    for at, words in enumerate(NASTY):
        service_days.apply(manager, NewClosure(date(2026, 12, 3 + at), date(2026, 12, 3 + at), words, advertised=None))
    unclean(desk, made[0])
    return made, away, late


class Walk:
    """Presses keys one by one, looks at the screen after each, and notes which screens there were."""

    def __init__(self, hand):
        self.hand, self.been = hand, set()

    async def __call__(self, *keys):
        for key in keys:
            await self.hand.press(key)
            self.look(key)

    def look(self, where):
        self.been.add(self.hand.screen)
        sound(self.hand, (self.hand.screen, where))

    async def fill(self, name, text, kind=Field):
        field = self.hand.app.screen.query_one(f"#{name}", kind)
        if kind is Field:
            field.value = text
        else:
            field.text = text
        await self.hand.settle()
        self.look(name)

    async def back(self):
        """Back from windows to the screen under them."""
        for _ in range(3):
            if self.hand.app.screen.is_modal:
                await self("escape")


EVERY = {
    *("Today", "Cases", "Case", "Client", "ClientForm", "MergeClients", "Enquiry", "WhichClient", "MailBatch"),
    *("CaseFacts", "CaseDetailsForm", "KeyDates", "KeyDateDialog", "AttachFiles", "SaveFiles", "HandOver", "Caseload"),
    *("WaitForStudent", "CloseCase", "ReopenCase", "LetterText", "ActsOfCase", "Together", "LinkCase", "UnlinkCase"),
    *("JoinCase", "Search", "Reading", "ListEditor", "PartyForm", "AgencyForm", "WhichCase", "OneOf", "MailImport"),
}


def messages(path):
    """Write the words as messages."""
    no_breaks = [re.sub("[\r\n\x85\u2028]", "", words).encode("utf-8", "replace").decode() for words in NASTY]
    return folder(path, *(message(f"m{n} <m{n}@example.org>", one, one, number=n) for n, one in enumerate(no_breaks)))


async def through_a_case(walk, taken, keys):
    """Open everything that a case opens."""
    hand = walk.hand
    await hand.app.action_open("case", taken.case_id)
    await hand.settle()
    walk.look("opened")
    await walk("enter", "down", "enter", "pagedown", "end", "home", "w", "escape")
    for key in keys:
        await walk(*key)
        await walk.back()
        if hand.screen == "Client":
            await walk("down", "e", "escape", "m", "escape", "escape")
        assert hand.screen == "Case", key
    await walk("slash", "n", "n", "enter", "escape", "o", "escape")
    assert hand.screen == "Case"
    hand.app.tell(f"{NASTY[0]} {RAW} {LONG[:300]}")
    await hand.settle()
    walk.look("told")


async def through_what_belongs_together(walk, case_id):
    """Take each line of the window of links and joins, then the lists of other people and agencies."""
    hand = walk.hand
    for down in range(5):
        await walk("j", *["down"] * down, "enter")
        await walk.back()
        if hand.app.screen.subject != case_id:
            await walk("escape")
    await walk("i", "e")
    for name in ("parties", "agencies"):
        hand.app.screen.query_one(f"#{name}").focus()
        await walk("enter", "enter", "escape", "escape")
    await walk.back()


async def through_the_lists(walk):
    """Filter, sort and search the cases, and search from Today."""
    await walk("down", "down", "f8", "f8")
    await walk("2", "right", "right", "right", "down", "s", "escape", "slash", "a", "n", "[", "down", "escape")
    await walk.hand.press("slash")
    for words in ("李", "raw", "pwned", "Ann [/]", "x" * 100, '"(* NEAR'):
        await walk.fill("words", words)
    await walk("escape", "1", "slash")
    await walk.fill("wanted", "Ann")
    await walk("down", "escape")


async def through_an_enquiry_and_mail(walk, box):
    """Fill an enquiry in with duplicates offered, and look at a batch of messages."""
    await walk("2", "n")
    for name, words in (("name", NASTY[0]), ("email", "p0@example.org"), ("contact_note", NASTY[3])):
        await walk.fill(name, words)
    await walk.fill("about", LONG, TextBox)
    await walk("f4", "escape", "f4", "enter", "ctrl+s", "escape")
    await walk("2", "i")
    await walk.fill("path", str(box))
    await walk("enter", "down", "down", "a")
    await walk.back()


@pytest.mark.parametrize("size", [SIZES[0], pytest.param(SIZES[1], marks=pytest.mark.soak)])
async def test_the_nastiest_words_on_every_screen(service, tmp_path, size):
    made, away, late = nasty_service(service, tmp_path)
    box = messages(tmp_path / "in")
    async with at_work(service, size=size) as hand:
        walk = Walk(hand)
        walk.look("begin")
        await through_the_lists(walk)
        keys = [*"ikbshpxy", ("k", "enter"), ("x", "f4"), "m", ("H", "down", "space", "escape")]
        await through_a_case(walk, made[0], keys)
        if size == SIZES[0]:
            await through_what_belongs_together(walk, made[0].case_id)
            await walk("escape")
            await through_a_case(walk, away, ["x", "h", "y"])
        await walk("escape")
        for taken in (made[1], made[3], late):
            await hand.app.action_open("case", taken.case_id)
            await hand.settle()
            walk.look("opened")
            await walk("enter", "end", "enter", "p", "escape", "escape")
        await through_an_enquiry_and_mail(walk, box)
        assert size != SIZES[0] or not EVERY - walk.been
    async with at_work(service, "manager", size=size) as hand:
        walk = Walk(hand)
        await walk("6", "c", "down", "right", "right", "t", "escape", "x", "escape")
        assert {"ServiceCalendar", "NoticeText", "TakeBack"} <= walk.been


SIGNS = st.text(
    st.sampled_from([*"aZ陈ｶ한é☎⚖👩👨👧🏽🇬🇧🏴क्षस", "\u0301", "\u200d", "\ufe0f", "\U000e0067", "\U000e007f"]),
    max_size=30,
)


@example("\u200dZ🏴", [1])
@given(SIGNS, st.lists(st.integers(0, 60), max_size=6))
def test_a_line_that_is_cut_anywhere_keeps_its_cells(text, cuts):
    keep_signs_whole()
    segment = Segment(text)
    for cut in cuts:
        before, after = segment.split_cells(cut)
        assert before.cell_length == min(cut, segment.cell_length)
        assert before.cell_length + after.cell_length == segment.cell_length, (text, cut)


# A paste without end -----------------------------------------------------------------------------------------------------


async def pasted(hand, name, text):
    """Paste into a field behind what stands there; give what stands there afterwards."""
    field = hand.app.screen.query_one(f"#{name}")
    field.focus()
    await hand.pilot.pause()
    await hand.type("kept")
    hand.app.post_message(events.Paste(text))
    await hand.settle()
    return field.text if isinstance(field, TextBox) else field.value


@pytest.mark.parametrize(
    "piece", ["x", *(pytest.param(one, marks=pytest.mark.soak) for one in ("line\n", "👩\u200d⚕️\u0301"))]
)
async def test_a_paste_of_ten_megabytes_is_refused_everywhere_and_what_was_typed_stays(service, piece):
    desk = service.sign_in("adviser")
    taken = answered(desk)
    text = piece * (10_000_000 // len(piece))

    async with at_work(service) as hand:

        async def refused(name):
            told = len(hand.told())
            assert await pasted(hand, name, text) == "kept", name
            assert "this field takes" in hand.told()[told], name
            await hand.type("x")
            sound(hand, name)

        await hand.press("slash")
        await refused("wanted")
        await hand.press("escape", "2", "slash")
        await refused("words")
        await hand.press("escape", "n")
        for name in ("about", "name", "contact_note", "received"):
            if name == "received":
                hand.app.screen.query_one("#received", Field).value = ""
            await refused(name)
        await hand.press("f5", "escape")
        await hand.app.action_open("case", taken.case_id)
        await hand.settle()
        await hand.press("slash")
        await refused("words")
        await hand.press("escape", "n")
        await refused("text")
        await hand.press("f5", "k")
        await refused("what")
        await refused("why")
        await hand.press("escape", "x")
        await refused("outcome")
        await hand.press("escape", "p")
        await refused("what")
        await hand.press("escape", "b")
        await refused("paths")
        await hand.press("escape", "h", "t")
        await refused("summary")
        await hand.press("escape")
        assert hand.screen == "Case"


# Another desk was first --------------------------------------------------------------------------------------------------


async def opened(hand, taken):
    await hand.app.action_open("case", taken.case_id)
    await hand.settle()
    assert hand.screen == "Case"


def flat(hand):
    """What is on the screen without frames and line ends."""
    return " ".join("".join(sign for sign in hand.text() if sign not in "│╭╮╰╯─").split())


def typed(hand):
    return hand.app.screen.query_one(Composer).typed.text


def bodies(desk, case_id):
    return [entry.body for entry in cases.refresh(desk, case_id).entries]


async def test_she_is_renamed_while_a_note_and_her_own_form_are_written(service):
    desk, tom = service.sign_in("adviser"), service.sign_in("second")
    taken = answered(desk, name="Zelda Quux")

    def rename(name):
        now = clients.client_file(tom, taken.client_id)
        clients.change(tom, taken.client_id, now.row_ver, replace(now.details, name=name))

    async with at_work(service, size=(100, 40)) as hand:
        await opened(hand, taken)
        await hand.press("n")
        await hand.type("Half a note")
        rename("Zelda [b]Renamed[/]")
        await hand.look()
        assert "Zelda [b]Renamed[/]" in hand.text()
        assert typed(hand) == "Half a note"
        await hand.press("ctrl+s", "y", "e")
        assert hand.screen == "ClientForm"
        hand.app.screen.query_one("#name", Field).value = "Zelda Mine"
        rename("Zelda Theirs")
        await hand.look()
        assert hand.app.screen.query_one("#name", Field).value == "Zelda Mine"
        await hand.press("ctrl+s")
        assert hand.screen == "ClientForm"
        assert "Stored now: Zelda Theirs" in hand.text()
        assert clients.client_file(desk, taken.client_id).details.name == "Zelda Theirs"
        assert hand.app.screen.query_one("#name", Field).value == "Zelda Mine"
        await hand.press("ctrl+s")
        assert clients.client_file(desk, taken.client_id).details.name == "Zelda Mine"
    assert "Half a note" in bodies(desk, taken.case_id)


async def test_her_record_is_merged_while_her_form_an_enquiry_and_a_note_are_open(service):
    desk, tom = service.sign_in("adviser"), service.sign_in("second")
    taken, kept = answered(desk, name="Zelda Quux"), answered(desk, name="Zelda Quux-Lee")

    def merge(keep, other):
        vers = tuple(clients.client_file(tom, one).row_ver for one in (keep, other))
        clients.merge(tom, keep, other, vers, sure=True)

    async with at_work(service, size=(100, 40)) as hand:
        await opened(hand, taken)
        await hand.press("y", "e")
        hand.app.screen.query_one("#name", Field).value = "Zelda Mine"
        merge(kept.client_id, taken.client_id)
        await hand.look()
        await hand.press("ctrl+s")
        assert hand.screen == "ClientForm"
        assert hand.app.screen.query_one("#name", Field).value == "Zelda Mine"
        assert clients.client_file(desk, kept.client_id).details.name == "Zelda Quux-Lee"
        assert "found to be one person with Zelda Quux-Lee" in flat(hand)
        await hand.press("escape")
        await hand.look()
        assert "Zelda Quux-Lee" in hand.text()
        await hand.press("escape")
        assert "Zelda Quux-Lee" in hand.text()
    third = answered(desk, name="Zelda Third")
    async with at_work(service, size=(100, 40)) as hand:
        await hand.app.action_open("enquiry", f"client:{third.client_id}")
        await hand.settle()
        hand.app.screen.query_one("#about", TextBox).text = "A new matter of hers"
        merge(kept.client_id, third.client_id)
        await hand.look()
        await hand.press("ctrl+s")
        assert hand.screen == "Today", hand.text()
    with desk.store.read() as connection:
        assert find_client(desk, connection, third.client_id)[0].id == kept.client_id
    made = clients.client_file(desk, kept.client_id)
    assert made.details.name == "Zelda Quux-Lee"


async def test_the_case_is_joined_into_another_while_a_note_and_a_window_are_open(service):
    desk, tom = service.sign_in("adviser"), service.sign_in("second")
    taken = answered(desk)
    other = answered(desk, client_id=taken.client_id, about="The same matter")
    gone = answered(desk, client_id=taken.client_id, about="The same again")
    async with at_work(service, size=(100, 40)) as hand:
        await opened(hand, taken)
        await hand.press("n")
        await hand.type("Half a note")
        joining.join(tom, taken.case_id, other.case_id)
        await hand.look()
        assert any(f"was joined into case {other.number}" in one for one in hand.told())
        assert hand.app.screen.subject == other.case_id
        assert typed(hand) == "Half a note"
        await hand.press("ctrl+s")
        assert bodies(desk, other.case_id).count("Half a note") == 1
        assert drafts.mine(desk) == ()
        await hand.press("escape")
        await opened(hand, gone)
        await hand.press("p")
        await hand.type("Her timetable")
        joining.join(tom, gone.case_id, other.case_id)
        await hand.look()
        assert hand.screen == "WaitForStudent"
        await hand.press("ctrl+s")
        assert hand.screen == "WaitForStudent"
        assert f"joined into case {other.number}" in flat(hand)
        assert hand.app.screen.query_one("#what", Field).value == "Her timetable"
        await hand.press("escape")
        await hand.look()
        assert hand.app.screen.subject == other.case_id
    assert cases.refresh(desk, other.case_id).status == "open"


async def test_the_case_is_joined_and_saved_before_the_screen_looks(service):
    desk, tom = service.sign_in("adviser"), service.sign_in("second")
    taken = answered(desk)
    other = answered(desk, client_id=taken.client_id, about="The same matter")
    async with at_work(service, size=(100, 40)) as hand:
        await opened(hand, taken)
        await hand.press("n")
        await hand.type("Half a note")
        joining.join(tom, taken.case_id, other.case_id)
        await hand.press("ctrl+s")
        assert typed(hand) == "Half a note" or "Half a note" in bodies(desk, other.case_id)
        await hand.look()
        if "Half a note" not in bodies(desk, other.case_id):
            assert typed(hand) == "Half a note"
            await hand.press("ctrl+s")
    assert bodies(desk, other.case_id).count("Half a note") == 1


async def test_the_case_is_closed_while_something_is_written_and_while_it_is_being_closed(service):
    desk, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = answered(desk)
    steps = manager.policy.procedures.closing.steps
    answers = {step.key: Answered("not_needed", why="-") for step in steps}

    def close():
        now = cases.refresh(manager, taken.case_id).row_ver
        closing.close(manager, taken.case_id, now, closing.ClosingForm("resolved", "Theirs", answers))

    async with at_work(service, size=(100, 40)) as hand:
        await opened(hand, taken)
        await hand.press("r", "e")
        await hand.type("She rang again")
        close()
        await hand.look()
        assert "Closed 24 Nov" in hand.text()
        assert typed(hand) == "She rang again"
        await hand.press("ctrl+s")
        assert "is closed. Reopen it first" in flat(hand)
        assert typed(hand) == "She rang again"
        assert "She rang again" not in bodies(desk, taken.case_id)
        await hand.press("escape")
        closing.reopen(manager, taken.case_id, cases.refresh(manager, taken.case_id).row_ver, "By mistake")
        await hand.look()
        await hand.press("x")
        assert hand.screen == "CloseCase"
        hand.app.screen.query_one("#outcome", TextBox).text = "Mine"
        close()
        await hand.look()
        await hand.press("ctrl+s")
        assert hand.screen == "CloseCase"
        assert "closed" in hand.text()
        assert hand.app.screen.query_one("#outcome", TextBox).text == "Mine"
        assert cases.refresh(desk, taken.case_id).details.closing.outcome == "Resolved: Theirs."
        await hand.press("escape", "r")
        assert typed(hand) == "She rang again"


async def test_the_case_is_handed_over_while_a_reply_is_written_and_while_it_is_handed_over_here(service):
    desk, manager = service.sign_in("adviser"), service.sign_in("manager")
    tom, me = service.sign_in("second").person.id, desk.person.id
    taken = answered(desk)

    def give(to):
        handing.assign(manager, taken.case_id, cases.refresh(manager, taken.case_id).row_ver, to, "As agreed")

    async with at_work(service, size=(100, 40)) as hand:
        await opened(hand, taken)
        await hand.press("e")
        await hand.type("Dear Zelda")
        give(tom)
        await hand.look()
        assert "Handed over to Tom Ellis" in hand.text()
        assert typed(hand) == "Dear Zelda"
        await hand.press("ctrl+s")
        assert "Dear Zelda" in bodies(desk, taken.case_id)
        assert cases.refresh(desk, taken.case_id).adviser_name == "Tom Ellis"
        give(me)
        await hand.look()
        await hand.press("h", "t")
        await hand.type("For you, Tom")
        give(manager.person.id)
        await hand.look()
        await hand.press("ctrl+s")
        assert hand.screen == "HandOver"
        assert "Morgan Reed's" in flat(hand)
        assert hand.app.screen.query_one("#summary", TextBox).text == "For you, Tom"
        assert cases.refresh(desk, taken.case_id).adviser_name == "Morgan Reed"
