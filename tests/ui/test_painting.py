"""Only the lines that changed are painted, and they are the lines that the whole screen would show."""

from __future__ import annotations

from random import Random

from textual.geometry import Region
from textual.strip import Strip

from advice_tui.app import painting
from tests.factories import take
from tests.ui.working import at_work


def lines_of(chops, wanted):
    return {y: [(segment.text, segment.style) for segment in Strip.join(chops[y].values())] for y in wanted}


async def test_the_lines_that_are_wanted_are_those_of_the_whole_screen(service):
    take(service.sign_in("adviser"))
    random = Random(8)
    async with at_work(service, size=(100, 30)) as hand:
        for keys in ((), ("n",), ("escape", "f1"), ("escape", "ctrl+p"), ("escape", "enter")):
            await hand.press(*keys)
            compositor = hand.app.screen._compositor
            for _ in range(60):
                first, height = random.randrange(30), random.randrange(1, 12)
                crop = Region(0, first, 100, height).intersection(Region(0, 0, 100, 30))
                wanted = {y for y in crop.line_range if random.random() < 0.6} or {crop.y}
                ours = painting._wanted_lines(compositor, crop, wanted.__contains__)
                theirs = painting._whole_screen(compositor, crop, wanted.__contains__)
                assert lines_of(ours, wanted) == lines_of(theirs, wanted), (keys, sorted(wanted))


async def test_what_changed_is_not_lost_when_other_lines_are_painted_first(service):
    for number in range(4):
        take(service.sign_in("adviser"), name=f"Zelda Quux {number}", student_number=f"w765432{number}")
    async with at_work(service, size=(100, 30)) as hand:
        screen, rows = hand.app.screen, hand.app.screen.query_one("RowList")
        before = hand.text()
        rows.cursor += 1
        painting._wanted_lines(screen._compositor, Region(0, 0, 100, 2), {0, 1}.__contains__)
        after = hand.text()
        assert after != before
        for widget in screen._compositor.visible_widgets:
            widget.refresh()
        assert hand.text() == after
