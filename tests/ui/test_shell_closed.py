"""What must not leave the program, and what typed, pasted or stored text must not do to it."""

from __future__ import annotations

import ast
import gc
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color

import screens
from advice_tui.app import crash
from advice_tui.app.driver import PASTE_KEPT, Pastes
from advice_tui.app.hardening import LastLook
from advice_tui.environment import scrub
from data.errors import NotAllowed, UsageError
from screens import menu
from screens.base import DeskScreen
from screens.widgets.field import Field
from screens.widgets.press import Choice, Choices, Press
from screens.widgets.said import Line, said
from screens.widgets.text_box import TextBox

HOSTILE = [
    "[/]",
    "[/x] [red]gone[/red]",
    "[@click=app.quit]press[/]",
    "\x1b]0;title\x07",
    "\x1b[31mred",
    "\x9b31m",
    "a\u202eb\u2066c\u200bd\ufeff",
    "\udcff",
    "e\u0301" * 50,
    "👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "=cmd|'/c calc'!A0",
    "\x00\x07\x08\x0d\x7f",
    "x" * 5000,
]
_SHARED = Path(__file__).parents[2].parent / "shared" / "checks" / "hostile_strings.json"


def hostile() -> list[str]:
    """Our own cases, and the larger list where it lies beside the project."""
    if not _SHARED.exists():
        return HOSTILE
    found: list[str] = []

    def walk(value):
        if isinstance(value, str):
            found.append(value[:20_000])
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(json.loads(_SHARED.read_text("utf-8")))
    return [*HOSTILE, *found]


class Form(DeskScreen):
    KEY = "form"
    AREA = "1"

    def body(self):
        yield Field(id="one", limit=50)
        yield Field(id="secret", password=True)
        yield TextBox(id="box", limit=1000)

    def action_fall(self):
        secret = "Zelda Quux rang about her visa"
        raise ValueError(secret)


@pytest.fixture(autouse=True)
def _menu(monkeypatch):
    from advice_tui.app import house

    monkeypatch.setattr(menu, "SCREENS", (menu.Entry("form", "1", "Form", "x:Form", first=True),))
    monkeypatch.setattr(menu, "load", lambda one: Form)
    monkeypatch.setattr(house, "_load", lambda names: None)


def told(app) -> str:
    return " ".join(one.message for one in app._notifications)


# Clipboard and pictures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["#one", "#secret", "#box"])
@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x", "super+c", "super+x"])
async def test_nothing_is_copied_or_cut(app, desk, name, key, monkeypatch):
    written: list[str] = []
    async with app.run_test() as pilot:
        await app.enter(desk)
        await pilot.pause()
        field = app.screen.query_one(name)
        if isinstance(field, Field):
            field.value = "tell no one"
        else:
            field.text = "tell no one"
        field.focus()
        field.action_select_all() if isinstance(field, Field) else field.select_all()
        monkeypatch.setattr(app._driver, "write", written.append)
        await pilot.press(key)
        await pilot.pause()
        assert app.clipboard == ""
        assert not any("\x1b]52" in one for one in written)
        assert "tell no one" in (field.value if isinstance(field, Field) else field.text)


async def test_the_program_itself_never_copies(app):
    written: list[str] = []
    async with app.run_test():
        app._driver.write = written.append
        app.copy_to_clipboard("tell no one")
        assert app.clipboard == ""
        assert not any("\x1b]52" in one for one in written)


async def test_pictures_files_and_suspension_are_refused(app, desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with app.run_test() as pilot:
        await app.enter(desk)
        before = sorted(tmp_path.iterdir())
        app.action_screenshot()
        app.deliver_screenshot()
        app.action_suspend_process()
        app.action_command_palette()
        app.open_url("https://example.com")
        with pytest.raises(NotAllowed):
            app.save_screenshot()
        await pilot.pause()
        assert sorted(tmp_path.iterdir()) == before
        assert isinstance(app.screen, Form)


# Text that acts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [pytest.param(one, id=f"h{n}") for n, one in enumerate(HOSTILE)])
def test_the_last_look_lets_no_sign_pass_that_a_terminal_obeys(text):
    segments = LastLook().apply([Segment(text, Style(bold=True)), Segment("calm")], Color(0, 0, 0))
    drawn = "".join(one.text for one in segments)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200b\ufeff\udcff" for c in drawn)
    assert segments[1].text == "calm"


def test_the_last_look_leaves_a_clean_line_as_it_is():
    line = [Segment("Zoë ✓ 陈伟")]
    assert LastLook().apply(line, Color(0, 0, 0)) is line


@given(st.text())
def test_what_is_said_is_never_markup(text):
    assert "\x1b" not in said(text).plain
    assert not said(f"[red]{text}[/]").spans


async def test_hostile_text_is_shown_in_every_widget_and_harms_nothing(app, desk):
    async with app.run_test() as pilot:
        await app.enter(desk)
        await pilot.pause()
        line, press, choices = Line(""), Press("x"), Choices(())
        await app.screen.mount(line, press, choices)
        field = app.screen.query_one("#one", Field)
        box = app.screen.query_one("#box", TextBox)
        texts = hostile()
        for at in range(0, len(texts), 100):
            some = texts[at : at + 100]
            line.say(*((text, "bold $amber") for text in some))
            choices.show(tuple(Choice(str(n), text, text) for n, text in enumerate(some)))
            for text in some:
                press.label = text
                app.screen.border_title = said(text)
            field.focus()
            for text in some:
                field._on_paste(events.Paste(text))
                field.value = ""
            box.focus()
            for text in some:
                await box._on_paste(events.Paste(text))
                box.text = ""
            app.tell(" ".join(some))
            await pilot.pause()
            app.clear_notifications()
        await pilot.pause()
        app.clear_notifications()
        await pilot.pause()
        assert isinstance(app.screen, Form)


# Pastes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["#one", "#box"])
async def test_a_paste_over_the_limit_is_refused_whole_and_says_so(app, desk, name):
    async with app.run_test() as pilot:
        await app.enter(desk)
        await pilot.pause()
        field = app.screen.query_one(name)
        field.focus()
        await pilot.press("a")
        app.post_message(events.Paste("x" * 10_000_000))
        await pilot.press("b")
        assert (field.value if name == "#one" else field.text) == "ab"
        assert "characters and this field takes" in told(app)


async def test_a_paste_is_cleaned(app, desk):
    async with app.run_test() as pilot:
        await app.enter(desk)
        await pilot.pause()
        field, box = app.screen.query_one("#one", Field), app.screen.query_one("#box", TextBox)
        field.focus()
        await pilot.pause()
        app.post_message(events.Paste("Ann\x1b[31m\r\nLee\u202e"))
        await pilot.pause()
        box.focus()
        await pilot.pause()
        app.post_message(events.Paste("one\r\ntwo\x07\u200b"))
        await pilot.pause()
        assert field.value == "Ann[31m Lee"
        assert box.text == "one\ntwo"


async def test_typing_stops_at_the_limit_of_a_box(app, desk):
    async with app.run_test() as pilot:
        await app.enter(desk)
        await pilot.pause()
        box = app.screen.query_one("#box", TextBox)
        box.text = "x" * 1000
        box.focus()
        box.move_cursor(box.document.end)
        await pilot.press("y", "backspace")
        assert len(box.text) == 999
        assert "is full" in told(app)


def typed(pieces) -> str:
    return "".join(one for one in pieces if isinstance(one, str))


def pasted(pieces) -> list[str]:
    return [one.text for one in pieces if isinstance(one, events.Paste)]


@given(st.text(alphabet="ab\x1b[20~1", max_size=40), st.integers(1, 5))
def test_pastes_are_found_however_the_stream_is_cut(text, step):
    stream = f"k{text.replace(chr(27), '')}\x1b[200~{text.replace(chr(27) + '[201~', '')}\x1b[201~z"
    whole, parts = Pastes(), Pastes()
    at_once = [*whole.feed(stream), whole.flush()]
    in_parts = [one for at in range(0, len(stream), step) for one in parts.feed(stream[at : at + step])]
    in_parts.append(parts.flush())
    assert typed(at_once) == typed(in_parts)
    assert pasted(at_once) == pasted(in_parts)


def test_of_an_endless_paste_only_the_beginning_is_kept():
    pastes = Pastes()
    assert pastes.feed("\x1b[200~") == []
    for _ in range(200):
        assert pastes.feed("x" * 65_536) == []
    assert [len(one) for one in pasted(pastes.feed("\x1b[201~"))] == [PASTE_KEPT]


def test_the_escape_key_is_not_held_back_for_ever():
    pastes = Pastes()
    assert pastes.feed("\x1b") == []
    assert pastes.flush() == "\x1b"


# Crashes --------------------------------------------------------------------------------------------------------------


async def test_the_log_holds_kind_and_place_only(app, desk):
    async def fall():
        async with app.run_test() as pilot:
            await app.enter(desk)
            await pilot.pause()
            app.screen.call_next(app.screen.action_fall)
            await pilot.pause()

    with pytest.raises(ValueError):
        await fall()
    log = (app.home / crash.LOG_NAME).read_text()
    assert "ValueError" in log
    assert "test_shell_closed.py:" in log
    assert "Zelda" not in log
    assert "visa" not in log
    assert app.crash_reference in log
    assert app.crash_reference in crash.sentence(app.crash_reference)
    assert app.return_code == crash.EXIT_CODE
    assert not app._exit_renderables
    assert (app.home / crash.LOG_NAME).stat().st_mode & 0o777 == 0o600


def test_the_log_stays_small(tmp_path):
    for _ in range(2000):
        crash.note(tmp_path, "AAA-BBB", ValueError("Zelda"))
    sizes = {one.name: one.stat().st_size for one in tmp_path.iterdir()}
    assert set(sizes) == {"advice.log", "advice.log.1"}
    assert max(sizes.values()) <= crash.LOG_BYTES + 500


def test_a_log_that_cannot_be_written_is_no_trouble(tmp_path):
    crash.note(tmp_path / "nowhere", "AAA-BBB", ValueError("Zelda"))


# The environment ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["TEXTUAL_LOG", "TEXTUAL_DEVTOOLS", "TEXTUAL_DEVTOOLS_HOST"], ids=lambda name: name.lower()
)
def test_the_program_does_not_start_where_keys_would_be_written_down(name):
    with pytest.raises(UsageError, match=name):
        scrub({name: "x"})
    scrub({name: "x", "ADVICE_TUI_DEVELOPMENT": "1"})


def test_devtools_are_refused():
    with pytest.raises(UsageError):
        scrub({"TEXTUAL": "debug,devtools"})


def test_switches_are_taken_out_and_the_rest_stays():
    environ = {
        "TEXTUAL_PRESS": "a,b",
        "TEXTUAL_SCREENSHOT": "1",
        "PYTHONBREAKPOINT": "x.y",
        "NO_COLOR": "1",
        "PATH": "p",
    }
    scrub(environ)
    assert environ == {"NO_COLOR": "1", "PATH": "p", "TEXTUAL_ANIMATIONS": "none"}


# No bare data in widgets ----------------------------------------------------------------------------------------------

_BARE = {"Static", "Label", "Button", "Option", "Markdown", "Collapsible", "from_markup", "DataTable", "Tree", "Select"}


def _parsed(text: str) -> ast.AST:
    """Parse with no collection meanwhile, which Python 3.11's parser does not always survive."""
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        gc.enable()


def _trouble(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in _BARE:
            return f"{name} reads markup: use Line, Press or Choices"
        if name == "notify":
            return "use house.tell"
        if any(word.arg == "markup" and getattr(word.value, "value", None) is True for word in node.keywords):
            return "markup is on"
    if isinstance(node, ast.Assign) and any(
        getattr(target, "attr", "") in {"border_title", "border_subtitle", "tooltip"} for target in node.targets
    ):
        value = node.value
        if not (isinstance(value, ast.Call) and getattr(value.func, "id", "") == "said"):
            return "border titles are made by said()"
    return ""


@pytest.mark.parametrize(
    "path", sorted(Path(screens.__file__).parent.rglob("*.py")), ids=lambda path: "-".join(path.parts[-2:])
)
def test_no_screen_hands_bare_data_to_a_widget(path):
    found = [
        f"{path.name}:{node.lineno}: {trouble}"
        for node in ast.walk(_parsed(path.read_text("utf-8")))
        if (trouble := _trouble(node))
    ]
    assert not found


def test_the_check_itself_finds_what_it_is_for():
    for line in ("Static(f'{name}')", "self.notify(name)", "x.border_title = name", "Line(name, markup=True)"):
        assert any(_trouble(node) for node in ast.walk(_parsed(line))), line
