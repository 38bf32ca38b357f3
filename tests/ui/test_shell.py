"""The shell as a person meets it: the door, the bars, the lock, the palette, with casework faked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.binding import Binding

from screens import menu
from screens.base import DeskScreen
from screens.widgets.field import Field, Labelled
from screens.widgets.said import Line

SIZES = [(80, 24), (160, 50)]


class Sample(DeskScreen):
    """A work screen with a form and a secret on it."""

    KEY = "sample"
    AREA = "1"
    CLOSES = False
    BINDINGS = [Binding("n", "new", "New", id="sample.new", tooltip="Make a new one")]
    reloads = 0

    def body(self):
        yield Line("Zelda Quux rang about her visa", id="secret")
        yield Labelled("Note", Field(id="note"))

    def draft(self):
        typed = self.query_one("#note", Field).value
        return ("enquiry", {"note": typed}) if typed else None

    async def reload(self):
        self.reloads += 1

    def action_new(self):
        self.house.tell("New.")


class Second(Sample):
    KEY = "second"
    AREA = "1"
    CLOSES = True


@pytest.fixture(autouse=True)
def _menu(monkeypatch):
    entries = (
        menu.Entry("sample", "1", "Sample", "x:Sample", first=True),
        menu.Entry("second", "1", "Second", "x:Second", alone=False),
    )
    monkeypatch.setattr(menu, "SCREENS", entries)
    monkeypatch.setattr(menu, "load", lambda one: {"sample": Sample, "second": Second}[one.key])


@pytest.fixture(autouse=True)
def _no_loading(monkeypatch):
    from advice_tui.app import house

    monkeypatch.setattr(house, "_load", lambda names: None)


def shown(app) -> str:
    """What is on the screen as text."""
    from textual.strip import Strip

    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in Strip(line)) for line in lines)


async def sign_in(pilot, login="priya", password="right horse battery"):
    await pilot.press(*login, "enter", *[("space" if c == " " else c) for c in password], "enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_signs_in_to_the_first_area(app, keeping, size):
    async with app.run_test(size=size) as pilot:
        assert "Students’ Union Advice" in shown(app)
        assert "PRACTICE DATA" in shown(app)
        await sign_in(pilot)
        assert isinstance(app.screen, Sample)
        text = shown(app)
        assert "1 Today" in text
        assert "10:20" in text
        assert "Zelda Quux" in text
        assert "^P Find" in text


async def test_a_wrong_password_says_the_same_as_a_wrong_name(app):
    async with app.run_test() as pilot:
        await sign_in(pilot, password="wrong")
        first = shown(app)
        await pilot.press("shift+tab", "ctrl+u")
        await sign_in(pilot, login="nobody", password="wrong")
        assert "The name and password do not open this service." in first
        assert "The name and password do not open this service." in shown(app)
        assert app.desk is None


async def test_an_empty_form_asks_for_what_is_missing_and_no_casework_runs(app, keeping):
    async with app.run_test() as pilot:
        await pilot.press("enter", "enter")
        await app.workers.wait_for_complete()
        assert "Type your sign-in name" in shown(app)
        assert keeping.calls == []


async def test_a_wait_is_counted_down_in_words(app, keeping, monkeypatch):
    from advice_tui import casework
    from data.errors import Locked

    def refuse(*_, **__):
        raise Locked("Too many wrong passwords. Wait 2 minutes, then try again.", wait=120)

    monkeypatch.setattr(casework.entrance, "sign_in", refuse)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert "Please wait 2 minutes, then try again." in shown(app)
        app.screen._tick()
        await pilot.pause()
        assert "Please wait 1 minute and 59 seconds" in shown(app)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (61, "1 minute and 1 second"),
        (125, "2 minutes and 5 seconds"),
    ],
)
def test_wait_words(seconds, words):
    from screens.sign_in import wait_words

    assert wait_words(seconds) == words


# The lock -------------------------------------------------------------------------------------------------------------


def everything_held(app) -> str:
    """All text that any widget of any mode still holds."""
    found = []
    for stack in app._screen_stacks.values():
        for screen in stack:
            for node in screen.walk_children(with_self=True):
                found.append(str(getattr(node, "content", "")) + str(getattr(node, "value", "")))
    return " ".join(found)


async def test_the_lock_leaves_nothing_of_the_work(app, keeping):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.tell("Zelda Quux: saved.")
        await pilot.press("u")
        app.screen.query_one("#note", Field).value = "half a sentence"
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert "Locked." in shown(app)
        assert "Priya Nair may continue" in shown(app)
        assert "Zelda" not in shown(app) + everything_held(app)
        assert "half a sentence" not in everything_held(app)
        assert not app._notifications
        assert not app.clipboard
        assert ("keep", "enquiry", {"note": "half a sentence"}) in keeping.calls
        assert keeping.calls[-1] == ("sign_out", "priya")
        assert app.desk is None
        assert not any(isinstance(one, DeskScreen) for stack in app._screen_stacks.values() for one in stack)


async def test_the_same_person_returns_to_where_she_was(app, keeping):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await app.action_open("second", "case-7")
        await pilot.pause()
        await pilot.press("ctrl+l")
        await sign_in(pilot)
        assert isinstance(app.screen, Second)
        assert app.screen.subject == "case-7"


async def test_another_person_starts_clean(app, keeping):
    desk = keeping.people["priya"][1]
    other = replace(desk.person, id="p2", login="sam", name="Sam Fox", role="adviser")
    keeping.people["sam"] = ("another long one", replace(desk, person=other))
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await app.action_open("second", "case-7")
        app.offer_undo("token")
        await pilot.pause()
        await pilot.press("ctrl+l")
        await sign_in(pilot, "sam", "another long one")
        assert type(app.screen) is Sample
        await app.action_undo()
        assert not any(call[0] == "undo" for call in keeping.calls)


class Hands:
    """Clocks in a test's hands: monotonic and wall."""

    def __init__(self):
        self.monotonic, self.wall = 100.0, 5000.0

    def __call__(self):
        return self.monotonic, self.wall


@pytest.mark.parametrize(("monotonic", "wall"), [(300, 300), (0, 300), (300, 0), (300, -9999)])
async def test_rest_locks_by_either_clock(app, monotonic, wall):
    from advice_tui.app.idle import Idle

    hands = Hands()
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.idle = Idle(hands)
        hands.monotonic += monotonic
        hands.wall += wall
        await pilot.press("n")
        await pilot.pause()
        assert "Locked." in shown(app)


async def test_notices_and_ticks_do_not_count_as_a_person(app):
    from advice_tui.app.idle import Idle

    hands = Hands()
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.idle = Idle(hands)
        hands.monotonic += 299
        app.tell("A notice.")
        await pilot.resize_terminal(100, 30)
        await app.look_at_clock()
        assert app.desk is not None
        hands.monotonic += 1
        assert app.must_lock()
        await app.look_at_clock()
        assert app.desk is None


async def test_a_key_counts_as_a_person(app):
    from advice_tui.app.idle import Idle

    hands = Hands()
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.idle = Idle(hands)
        hands.monotonic += 299
        await pilot.press("x")
        hands.monotonic += 299
        await app.look_at_clock()
        assert app.desk is not None


async def test_no_policy_can_make_the_lock_wait_longer_than_fifteen_minutes(app, keeping):
    from advice_tui.app.idle import Idle

    hands = Hands()
    keeping.people["priya"][1].policy.lock.idle_minutes = 600
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.idle = Idle(hands)
        hands.wall += 15 * 60
        assert app.must_lock()


async def test_renewed_keys_lead_to_the_lock(app):
    from data.errors import Locked

    def refuse():
        raise Locked("The keys of this service were renewed. Sign in again to go on.", sign_in_again=True)

    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert await app.screen.ask(refuse) is None
        await pilot.pause()
        assert "The keys of this service were renewed." in shown(app)
        assert app.desk is None


# Palette, help, keys --------------------------------------------------------------------------------------------------


async def test_the_palette_opens_over_work_only(app):
    from screens.dialogs import Question
    from screens.find import Find

    async with app.run_test() as pilot:
        await pilot.press("tab", "tab", "ctrl+p")
        assert not isinstance(app.screen, Find)
        await sign_in_from_button(pilot)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Find)
        assert "Lock now" in shown(app)
        await pilot.press("escape")
        await app.push_screen(Question("Remove?", "Remove Sam Fox?", yes="Remove"))
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Question)
        await pilot.press("ctrl+l")
        await pilot.pause()
        await pilot.press("tab", "tab", "ctrl+p")
        assert not isinstance(app.screen, Find)
        assert "Locked." in shown(app)


async def sign_in_from_button(pilot):
    pilot.app.screen.query_one("#login").focus()
    await pilot.pause()
    await sign_in(pilot)


async def test_the_palette_does_what_is_marked(app):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await pilot.press("ctrl+p", *"lock", "enter")
        await pilot.pause()
        await pilot.pause()
        assert app.desk is None


async def test_the_palette_hides_what_the_role_may_not_do(monkeypatch, app):
    from screens.find import choices

    hidden = menu.Entry("staff", "6", "Staff accounts", "x:Staff", acts=("ADD_STAFF",), first=True)
    monkeypatch.setattr(menu, "SCREENS", (*menu.SCREENS, hidden))
    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert "Staff accounts" in {one.text for one in choices("manager", app.screen)}
        assert "Staff accounts" not in {one.text for one in choices("receptionist", app.screen)}


async def test_help_lists_the_keys_of_focus_screen_and_everywhere(app):
    async with app.run_test(size=(120, 50)) as pilot:
        await sign_in(pilot)
        app.screen.set_focus(None)
        await pilot.press("f1")
        text = shown(app)
        for words in ("Make a new one", "Lock now; drafts are kept", "^L", "On this screen", "Everywhere"):
            assert words in text


def our_bindings():
    """Every binding written in screens and app, with the class it stands in."""
    import importlib
    import inspect
    import pkgutil

    import screens
    from screens.help import bindings_of
    from screens.keys import EVERYWHERE

    yield from (("everywhere", one) for one in bindings_of(EVERYWHERE))
    for found in pkgutil.walk_packages(screens.__path__, "screens."):
        module = importlib.import_module(found.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ and "BINDINGS" in vars(kind):
                yield from ((f"{found.name}.{name}", one) for one in kind.BINDINGS)


def test_every_key_has_a_name_and_says_what_it_does():
    for where, one in our_bindings():
        assert isinstance(one, Binding), (where, one)
        assert one.id, (where, one)
        assert one.tooltip, (where, one)


def test_actions_of_everywhere_have_a_key_that_is_no_letter():
    for where, one in our_bindings():
        if where == "everywhere":
            assert any(len(key) > 1 or key.isdigit() for key in one.key.split(",")), one


def test_the_key_table_names_the_keys_of_everywhere():
    from screens.help import key_table_markdown

    table = key_table_markdown()
    for words in ("`^L`", "`app.lock`", "`F1`", "Make a new one"):
        assert words in table


async def test_keys_can_be_moved_by_a_file_in_the_home(app):
    (app.home / "keys.toml").write_text('"app.lock" = "f10"\n')
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await pilot.press("f10")
        await pilot.pause()
        assert app.desk is None


async def test_a_broken_key_file_changes_nothing(app):
    (app.home / "keys.toml").write_text("][")
    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert app.desk is not None


@pytest.mark.parametrize("size", SIZES)
async def test_the_hint_bar_keeps_help_and_palette(app, size, monkeypatch):
    many = [Binding(f"f{n}", "new", f"A long hint {n}", id=f"s.{n}", tooltip="x") for n in range(2, 8)]
    monkeypatch.setattr(Second, "BINDINGS", many)
    monkeypatch.setattr(Second, "_merged_bindings", Second._merge_bindings())
    async with app.run_test(size=size) as pilot:
        await sign_in(pilot)
        await app.action_open("second")
        await pilot.pause()
        bar = shown(app).splitlines()[-1]
        assert bar.rstrip().endswith("F1 Keys  ^P Find")
        assert len(bar) == size[0]


async def test_below_80_by_24_a_sentence_stands_in_for_everything(app):
    async with app.run_test(size=(79, 24)) as pilot:
        assert "make the window bigger" in shown(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Sign-in name" in shown(app)
        await sign_in(pilot)
        await pilot.resize_terminal(80, 23)
        await pilot.pause()
        assert "make the window bigger" in shown(app)
        assert "Zelda" not in shown(app)
        await pilot.resize_terminal(1, 1)
        await pilot.pause()
        await pilot.resize_terminal(160, 50)
        await pilot.pause()
        await pilot.pause()
        assert "Zelda" in shown(app)


# Work -----------------------------------------------------------------------------------------------------------------


async def test_keys_sleep_while_something_is_saved(app, monkeypatch):
    import threading

    from tests.ui import quiet

    monkeypatch.setattr(quiet, "PATIENCE", 0.01)  # the save is under way until the gate opens
    gate = threading.Event()
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.screen.query_one("#note").focus()
        app.run_worker(app.screen.call(gate.wait, 20))
        await pilot.pause()
        await pilot.press("a", "b")
        assert app.screen.query_one("#note", Field).value == ""
        await pilot.press("ctrl+q")
        assert any("Still saving" in one.message for one in app._notifications)
        gate.set()
        await pilot.pause()


async def test_what_is_wrong_stands_under_its_field(app):
    from data.errors import BadInput

    def refuse():
        raise BadInput({"note": "Note: please fill this in.", "other": "And this."})

    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert await app.screen.call(refuse) is None
        await pilot.pause()
        assert "✗ Note: please fill this in." in shown(app)
        assert any("And this." in one.message for one in app._notifications)
        assert app.focused is app.screen.query_one("#note")


async def test_a_commit_of_another_terminal_reloads_the_visible_screen(app, keeping):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await app._look_for_changes(app.desk)
        before = app.screen.reloads
        await app._look_for_changes(app.desk)
        await pilot.pause()
        assert app.screen.reloads == before
        keeping.change += 1
        await app._look_for_changes(app.desk)
        await app.workers.wait_for_complete()
        assert app.screen.reloads == before + 1


async def test_undo_says_what_it_undid_and_only_once(app, keeping):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.screen.set_focus(None)
        app.offer_undo("note 4")
        await pilot.press("u")
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert [call for call in keeping.calls if call[0] == "undo"] == [("undo", "note 4")]
        assert any("Undone: note 4" in one.message for one in app._notifications)


async def test_the_shade_turns_names_into_initials_and_shows_that_it_is_on(app):
    async with app.run_test(size=(120, 30)) as pilot:
        await sign_in(pilot)
        assert app.who("Ann Lee") == "Ann Lee"
        await pilot.press("f8")
        await pilot.pause()
        assert app.who("Ann Lee") == "A.L."
        assert "shade" in shown(app)


async def test_escape_keeps_the_draft_and_goes_one_step_back(app, keeping):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await app.action_open("second")
        await pilot.pause()
        app.screen.query_one("#note", Field).value = "half"
        await pilot.press("escape")
        await pilot.pause()
        assert type(app.screen) is Sample
        assert ("keep", "enquiry", {"note": "half"}) in keeping.calls


async def test_the_first_screen_of_an_area_stays_on_escape(app):
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await pilot.press("escape")
        assert type(app.screen) is Sample


async def test_policies_are_read_to_the_end_before_work_opens(app, keeping):
    from types import SimpleNamespace

    long = "A paragraph [/b] of a policy.\n" * 80
    keeping.to_read = [
        SimpleNamespace(key="a", title="First [x]", version="1", text=long),
        SimpleNamespace(key="b", title="Second", version="2", text="Short."),
    ]
    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert "1 of 2" in shown(app)
        assert "First [x]" in shown(app)
        await pilot.press("1", "ctrl+p", "enter")
        assert "1 of 2" in shown(app)
        await pilot.press("end", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "2 of 2" in shown(app)
        keeping.to_read = []
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, Sample)
        assert [call[1:] for call in keeping.calls if call[0] == "acknowledge"] == [("a", "1"), ("b", "2")]


async def test_an_account_that_only_reads_sees_that_there_is_nothing_else(app, keeping, monkeypatch):
    monkeypatch.setattr(menu, "SCREENS", (menu.Entry("t", "1", "Today", "x:T", acts=("SEE_TODAY",), first=True),))
    keeping.people["priya"][1].person.role = "reader"
    async with app.run_test() as pilot:
        await sign_in(pilot)
        assert "nothing else here for your account" in shown(app)
        await pilot.press("1", "ctrl+p")
        assert "nothing else here for your account" in shown(app)


async def test_an_area_opens_by_its_number_and_what_was_open_is_closed(app, keeping, monkeypatch):
    two = menu.Entry("second", "2", "Second", "x:Second", first=True)
    monkeypatch.setattr(menu, "SCREENS", (menu.SCREENS[0], two))
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.screen.query_one("#note", Field).value = "half"
        app.screen.set_focus(None)
        await pilot.press("2")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert type(app.screen) is Second
        assert ("keep", "enquiry", {"note": "half"}) in keeping.calls
        assert [type(one) for one in app.work_screens()] == [Second]
        await pilot.click("TopBar", offset=(6, 0))
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert type(app.screen) is Sample
