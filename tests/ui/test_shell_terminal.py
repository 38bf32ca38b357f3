"""The program in a real terminal: signals, a closed window, what stays behind, bytes that are no text."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

_spec = spec_from_file_location("ui_terminal", Path(__file__).with_name("terminal.py"))
_module = module_from_spec(_spec)
_spec.loader.exec_module(_module)
PASSWORD = "right horse battery"


@pytest.fixture
def terminal(tmp_path):
    made = []

    def start(**given):
        made.append(
            _module.Terminal([sys.executable, str(Path(__file__).with_name("program.py")), str(tmp_path)], **given)
        )
        return made[-1]

    yield start
    for one in made:
        one.close()


def at_work(terminal):
    terminal.wait("Sign-in name").type("priya\r").type(PASSWORD + "\r")
    return terminal.wait("Zelda Quux rang")


def calls(home):
    return json.loads((home / "calls.json").read_text())


def nothing_left(terminal):
    assert not terminal.alternate
    assert "Zelda" not in terminal.text()
    assert "half" not in terminal.text()
    assert not re.search(rb"\x1b\](?!22;)", bytes(terminal.raw)), "the window's title or clipboard was written"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=["term", "hup", "int"]
)
def test_a_signal_ends_it_cleanly(terminal, tmp_path, number, code):
    shown = at_work(terminal()).type("half a note")
    shown.wait("half a note").send(number)
    assert shown.ended() == code
    nothing_left(shown)
    assert ["keep", "enquiry", {"note": "half a note"}] in calls(tmp_path)
    assert calls(tmp_path)[-1] == ["sign_out", "priya"]


def test_a_closed_window_ends_it_with_the_draft_kept(terminal, tmp_path):
    shown = at_work(terminal()).type("half a note")
    shown.wait("half a note").hang_up()
    assert shown.wait_after_hang_up() in {129, -1}
    assert ["keep", "enquiry", {"note": "half a note"}] in calls(tmp_path)
    assert calls(tmp_path)[-1] == ["sign_out", "priya"]


def test_quitting_leaves_nothing_behind(terminal, tmp_path):
    shown = at_work(terminal()).type("\x11")
    assert shown.ended() == 0
    nothing_left(shown)
    assert calls(tmp_path)[-1] == ["sign_out", "priya"]


@pytest.mark.parametrize("key", ["\x1b[15~", "\x1b[17~"], ids=["in the screen", "in casework"])
def test_a_crash_says_one_sentence_with_a_reference(terminal, tmp_path, key):
    shown = at_work(terminal()).type(key)
    assert shown.ended() == 70
    nothing_left(shown)
    text = " ".join(shown.text().split())
    assert "Advice had to close because of a fault in the program." in text
    reference = re.search(r"reference: (\w{3}-\w{3})", text)[1]
    log = (tmp_path / "advice.log").read_text()
    assert reference in log
    assert "KeyError" in log
    assert "visa" not in log + text
    assert "Traceback" not in text


def test_bytes_that_are_no_text_do_no_harm(terminal):
    shown = at_work(terminal()).type(b"\xff\xfe\x80abc\xc3(", b"\xed\xa0\x80")
    shown.wait("abc").type("\x11")
    assert shown.ended() == 0


def test_a_huge_paste_is_refused_and_the_next_key_is_answered(terminal):
    shown = at_work(terminal())
    shown.type("\x1b[200~" + "x" * 10_000_000 + "\x1b[201~").type("next")
    shown.wait("next").wait("characters and this field")
    shown.type("\x11")
    assert shown.ended() == 0


def test_the_terminal_stop_key_and_signal_do_not_show_the_shell(terminal):
    shown = at_work(terminal()).send(signal.SIGTSTP).type("still here")
    shown.wait("still here")
    assert shown.alternate


def test_no_colour_still_tells_everything(terminal):
    shown = terminal(env={"NO_COLOR": "1"}).wait("Sign-in name")
    styles = re.findall(rb"\x1b\[([0-9;]*)m", bytes(shown.raw))
    colours = [
        one
        for one in styles
        for red, green, blue in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", one)
        if not red == green == blue
    ]
    assert not colours


def test_ascii_only(terminal):
    shown = terminal(env={"ADVICE_TUI_ASCII": "1"})
    shown.wait("* Advice Service")


def test_switches_of_the_screen_library_are_taken_out(terminal):
    shown = terminal(env={"TEXTUAL_PRESS": "x,y,z", "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_THEME": "nord"})
    shown.wait("Sign-in name")
    assert "xyz" not in shown.text()
    end = time.monotonic() + 1
    shown.wait(lambda: time.monotonic() > end or shown._has_ended())
    assert not shown._has_ended()


def test_with_a_log_of_keys_it_does_not_start(terminal):
    shown = terminal(env={"TEXTUAL_LOG": "/dev/null"})
    assert shown.ended() != 0
    assert "Sign-in name" not in shown.text()
