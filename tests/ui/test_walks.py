"""The real program in a real terminal, once for each role, on the encrypted store; afterwards nothing lies about."""

from __future__ import annotations

import base64
import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from advice_tui.casework import practice

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

_spec = spec_from_file_location("walk_terminal", Path(__file__).with_name("terminal.py"))
_module = module_from_spec(_spec)
_spec.loader.exec_module(_module)
NAME, ADDRESS, WORD, ANSWER = "Zorblina Quuxfield", "zorblina@example.org", "xylotherium", "quandaryfold"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    home = tmp_path_factory.mktemp("walk") / "home"
    return practice.build(home, on=date(2026, 11, 24), cases_wanted=6)


@pytest.fixture
def walk(service, tmp_path):
    """Start the program and sign a person in; HOME and the folder for temporary files are watched."""
    begun = []
    env = {"HOME": str(tmp_path / "person"), "TMPDIR": str(tmp_path / "temporary")}
    for folder in env.values():
        Path(folder).mkdir()

    def start(login):
        argv = [sys.executable, "-m", "advice_tui", "--home", str(service.home)]
        shown = _module.Terminal(argv, env=env)
        begun.append(shown)
        shown.wait("Sign-in name").type(f"{login}\r").type(f"{practice.PASSWORD}\r")
        return shown

    yield start
    for one in begun:
        one.close()


def forms(word):
    """The shapes in which a leak would stand in a file."""
    plain = word.encode()
    yield from (plain, plain.lower(), plain.upper(), plain.hex().encode(), word.encode("utf-16-le"))
    yield base64.b64encode(plain)[:-4]


def found_in(folders, words):
    files = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return [
        (str(path), word)
        for path in files
        for content in [path.read_bytes()]
        for word in words
        if any(form in content for form in forms(word))
    ]


def leave(shown):
    shown.type("\x11")
    assert shown.ended() == 0
    assert not shown.alternate
    for word in (NAME, ADDRESS, WORD, ANSWER):
        assert word not in shown.text()


def test_an_enquiry_from_first_contact_to_answered_leaves_nothing_lying_about(walk, service, tmp_path):
    desk = walk("dana").wait("n New enquiry").type("n")  # a key counts from when its hint is drawn
    desk.wait("Reply due").type(*"\t\t\t", NAME).wait(NAME)
    desk.type(*"\t\t\t", ADDRESS).wait(ADDRESS)
    desk.type(*"\t\t\t\t\t\t\t\t").type(f"my {WORD} is broken")
    desk.wait(WORD).type("\x13").wait("opened; reply due Thu 26 Nov, by 16:00").wait("passed on")
    leave(desk)

    adviser = walk("priya").wait("/ Search").type("/").wait("A name, a number").type(WORD)
    adviser.wait(f"  {NAME}").type("\r").wait("e E-mail").type("e").wait("Stops the clock").type(ANSWER)
    adviser.wait(ANSWER).type("\x13").wait("nswered Tue 24 Nov")
    adviser.type("\x0c").wait("Locked.").wait(lambda: not any(word in adviser.text() for word in (NAME, WORD)))
    leave(adviser)

    desk = walk("dana").wait("Waiting")
    desk.wait(NAME[:14]).wait("an adviser")
    leave(desk)
    assert found_in([service.home, tmp_path], [NAME, ADDRESS, WORD, ANSWER]) == []


@pytest.mark.parametrize(
    ("login", "sees", "never"),
    [
        ("morgan", "6 Service", "There is nothing else here"),
        ("alex", "Alex Stone · Director", "Waiting"),
        ("sam", "Cases are not open to", "Waiting"),
        ("tom", "Waiting", "Staff"),
    ],
)
def test_each_role_finds_its_own_areas(walk, login, sees, never):
    shown = walk(login).wait(sees)
    assert never not in shown.text()
    leave(shown)


def test_an_elected_officer_reads_policies_and_nothing_else(walk):
    shown = walk("olu").wait("Olu Mensah · Reader")
    assert "Waiting" not in shown.text()
    shown.type("1", "2", "n", "/")
    assert "New enquiry" not in shown.text()
    leave(shown)
