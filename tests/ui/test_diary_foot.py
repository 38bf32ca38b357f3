"""The foot of the diary: drawn in the size it has now."""

from __future__ import annotations

from textual.geometry import Size

from screens.widgets.diary_foot import DiaryFoot
from tests.ui.working import at_work


async def test_a_new_size_is_drawn_before_the_diary_hears_of_it(service, monkeypatch):
    """A line asked for between the new size and its event, and a change meanwhile, are drawn in the new size."""
    async with at_work(service, size=(80, 24)) as hand:
        await hand.press("3")
        foot = hand.app.screen.query_one(DiaryFoot)
        foot.render_line(0)
        monkeypatch.setattr(DiaryFoot, "size", Size(160, 7))
        foot.show_today(())
        assert foot.render_line(0).cell_length == 160
