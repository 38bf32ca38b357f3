"""What scripts rely on: exit codes, what goes to which stream, no questions, no colours, no secrets in the open."""

from __future__ import annotations

import importlib.metadata
import io
import json
import os
import re
import subprocess
import sys

import pytest
import typer

from advice_tui import __version__, cli
from advice_tui.cli.commands import app

COMMANDS = [
    *(("due",), ("demo",), ("init",), ("recover",), ("check",)),
    *(("policy",), ("policy", "list"), ("policy", "show"), ("policy", "check"), ("policy", "publish")),
    ("policy", "adopt"),
    *(("staff",), ("staff", "list"), ("staff", "add"), ("staff", "reset"), ("staff", "role")),
    *(("staff", "unlock"), ("staff", "password"), ("staff", "disable")),
    *(("import",), ("import", "mail"), ("import", "undo"), ("today",), ("case",), ("case", "show")),
    ("ics",),
]


def _tree(command, path=()):
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from _tree(child, (*path, name))


TREE = dict(_tree(typer.main.get_command(app)))


def test_the_list_of_commands_here_is_the_whole_list():
    assert set(TREE) == {(), *COMMANDS}


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_help_of_everything(command, capsys):
    assert cli.run([*command, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(f"Usage: {' '.join(('advice-tui', *command))}")
    assert shown.err == ""
    assert TREE[command].help


def test_help_as_a_process(program):
    got = program("--help")
    assert (got.code, got.err) == (0, "")
    assert all(command[0] in got.out for command in COMMANDS)


def test_version(program):
    got = program("--version")
    assert (got.code, got.out, got.err) == (0, f"advice-tui {__version__}\n", "")
    assert __version__ == importlib.metadata.version("advice-tui")


def test_the_installed_command_is_the_module():
    (installed,) = importlib.metadata.entry_points(group="console_scripts", name="advice-tui")
    assert installed.load() is cli.main


def test_no_option_takes_a_secret_and_none_is_read_from_the_environment():
    for path, command in TREE.items():
        for parameter in command.params:
            assert not parameter.envvar, (path, parameter.name)
            if re.search(r"password|secret|code|token", parameter.name):
                assert (parameter.name, parameter.is_flag) == ("password_stdin", True), path


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ((), 64, "terminal"),
        (("--home", "{there}"), 64, "terminal"),
        (("nonsense",), 2, "nonsense"),
        (("--nonsense",), 2, "nonsense"),
        (("staff",), 2, "Missing command"),
        (("policy",), 2, "Missing command"),
        (("init",), 2, "--policy"),
        (("due",), 2, "received"),
        (("due", "zzz"), 2, "RECEIVED 1"),
        (("due", "2026-11-24", "--days", "0"), 2, "--days"),
        (("due", "2026-11-24", "--region", "FRA"), 2, "ENG, WLS, SCT, NIR"),
        (("staff", "list", "--home", "{gone}"), 3, "init"),
        (("check", "--home", "{gone}"), 3, "init"),
        (("recover", "--manager", "x", "--home", "{gone}"), 3, "init"),
        (("staff", "list", "--home", "{there}"), 2, "needed"),
        (("staff", "list", "--home", "{there}", "--as", "morgan"), 2, "Your password is needed"),
        (("staff", "list", "--home", "{there}", "--as", "morgan", "--no-input"), 2, "Your password is needed"),
        (("staff", "list", "--home", "{there}", "--as", "morgan", "--password-stdin"), 2, "missing on standard input"),
        (("staff", "add", "x", "--role", "king", "--name", "X", "--home", "{there}"), 2, "--role"),
        (("policy", "show", "no-such"), 1, "no-such"),
        (("staff", "list", "--home", "{file}"), 1, "not a folder"),
    ],
)
def test_exit_code_and_one_sentence_on_standard_error(practice_made, tmp_path, monkeypatch, capsys, asked, code, words):
    (tmp_path / "file").write_text("x")
    places = {"there": practice_made.home, "gone": tmp_path / "gone", "file": tmp_path / "file"}
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert cli.run([part.format(**places) for part in asked]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize(
    ("asked", "code"),
    [((), 64), (("nonsense",), 2), (("check", "--home", "gone"), 3), (("policy", "show", "no-such"), 1)],
)
def test_exit_codes_of_the_process(program, asked, code):
    got = program(*asked)
    assert (got.code, got.out) == (code, "")
    assert len(got.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("who", "asked", "code"),
    [
        ("priya", ("staff", "list"), 5),
        ("dana", ("check",), 5),
        ("sam", ("staff", "role", "priya", "--role", "manager"), 5),
        ("alex", ("staff", "disable", "priya", "--yes"), 5),
        ("alex", ("staff", "list"), 0),
        ("sam", ("staff", "unlock", "priya"), 0),
        ("nobody", ("staff", "list"), 1),
        ("morgan", ("staff", "disable", "morgan", "--yes"), 5),
    ],
)
def test_roles_on_the_command_line(practice, who, asked, code):
    got = practice(*asked, who=who)
    assert got.code == code
    assert bool(got.out) == (code == 0)
    assert bool(got.err) == (code != 0)


def test_the_words_for_a_wrong_name_and_a_wrong_password_are_the_same(practice, inside):
    asked = ("staff", "list", "--home", practice.home, "--password-stdin", "--as")
    name, password = (inside(*asked, who, lines=("not the password",)) for who in ("nobody", "morgan"))
    assert (name.code, name.err) == (password.code, password.err) == (1, name.err)


@pytest.mark.parametrize("spoilt", ["database cut", "database plain", "keys changed", "keys gone", "keys rubbish"])
def test_a_spoilt_service_ends_with_6(practice, spoilt):
    database, keys = practice.home / "service.db", practice.home / "keys.json"
    if spoilt == "database cut":
        database.write_bytes(database.read_bytes()[:5000])
    elif spoilt == "database plain":
        database.write_bytes(b"SQLite format 3\0" + bytes(8176))
    elif spoilt == "keys changed":
        keys.write_text(keys.read_text().replace('"gen": ', '"gen": 9'))
    elif spoilt == "keys gone":
        keys.unlink()
    else:
        keys.write_text("[1, 2")
    got = practice("staff", "list")
    assert (got.code, got.out) == (6, "")


def test_check_finds_a_damaged_page_and_ends_with_6(practice):
    database = practice.home / "service.db"
    held = bytearray(database.read_bytes())
    held[len(held) // 2] ^= 1
    database.write_bytes(held)
    got = practice("check", "--json", who="sam")
    assert got.code == 6
    assert got.json["sound"] is False
    assert got.json["problems"]


@pytest.mark.parametrize(
    ("given", "words"),
    [("x" * 5000, "too long"), ("", "missing on standard input")],
)
def test_what_stands_on_standard_input_is_bounded(inside, practice_made, given, words):
    got = inside("staff", "list", "--home", practice_made.home, "--as", "morgan", "--password-stdin", lines=given)
    assert (got.code, got.out) == (2, "")
    assert words in got.err


def test_a_password_that_is_no_text_is_refused(program, practice_made):
    asked = program.command("staff", "list", "--home", practice_made.home, "--as", "morgan", "--password-stdin")
    done = subprocess.run(
        asked, input=b"\xff\xfe\n", capture_output=True, cwd=program.folder, env=program.bare_environ(), check=False
    )
    assert done.returncode == 2
    assert b"UTF-8" in done.stderr


_COLOURFUL = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}


@pytest.mark.parametrize(
    ("asked", "environ"),
    [
        (("--help",), _COLOURFUL),
        (("--help",), {"NO_COLOR": "1"}),
        (("due", "2026-11-24T10:00"), _COLOURFUL),
        (("policy", "show", "imperial"), _COLOURFUL),
        (("policy", "publish", "imperial"), _COLOURFUL),
        (("nonsense",), _COLOURFUL),
        ((), _COLOURFUL),
    ],
    ids=str,
)
def test_nothing_is_coloured(program, asked, environ):
    got = program(*asked, **environ)
    assert got.out + got.err
    assert "\x1b" not in got.out + got.err


def test_json_stands_alone_on_standard_output(program):
    assert program("policy", "list", "--json").json
    assert json.loads(program("due", "--json", "2026-11-24T10:00").out)["received"].startswith("2026-11-24T10:00")


def test_policy_commands(inside, unrelated):
    assert {line.split("\t")[0] for line in inside("policy", "list").out.splitlines()} == {"imperial", "london-met"}
    page = inside("policy", "publish", "london-met", "--format", "html")
    assert page.code == 0
    assert page.out.lstrip().startswith("<!")
    shown = inside("policy", "show", "imperial", "--json").json
    assert {"policy", "citations", "needs"} == set(shown)
    sound = inside("policy", "check", "imperial")
    assert (sound.code, sound.out) == (0, "")
    broken = unrelated / "broken.toml"
    broken.write_text('key = "x"\ntitle = 3\n')
    faults = inside("policy", "check", broken)
    assert faults.code == 1
    assert faults.out.strip()


def test_due_reads_lines_and_names_bad_ones_after_the_answers(inside):
    got = inside("due", "--json", "-", lines=("2026-11-24T10:00", "rubbish", "2026-11-25"))
    assert got.code == 2
    assert len(got.out.splitlines()) == 2
    assert got.err.startswith("Line 2: ")


_SPY = """
import sys
from advice_tui.cli import run
code = run(sys.argv[1:])
heavy = {"textual", "sqlalchemy", "sqlmodel", "sqlcipher3", "argon2", "cryptography"}
print(sorted(heavy & set(sys.modules)), "typer" in sys.modules, code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        (("--version",), "[] False 0"),
        (("due", "2026-11-24T10:00"), "[] True 0"),
        (("policy", "list"), "[] True 0"),
        (("--help",), "[] True 0"),
    ],
)
def test_quick_commands_load_neither_screens_nor_store(program, asked, ends):
    done = subprocess.run(
        [sys.executable, "-c", _SPY, *asked],
        capture_output=True,
        encoding="utf-8",
        cwd=program.folder,
        env=program.bare_environ(),
        check=True,
    )
    assert done.stderr.splitlines()[-1] == ends


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_reader_that_goes_away_is_no_fault_of_the_program(program):
    with subprocess.Popen(
        program.command("policy", "show", "imperial", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=program.bare_environ(),
        cwd=program.folder,
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 1
    assert said == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is always full is Linux's")
@pytest.mark.parametrize("asked", [("--version",), ("policy", "list")])
def test_a_full_disk_is_said_in_one_sentence(program, asked):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            program.command(*asked), stdout=full, stderr=subprocess.PIPE, env=program.bare_environ(), check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"The answer could not be written")
    assert done.stderr.count(b"\n") == 1


def test_without_any_standard_input_the_program_asks_for_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.run([]) == 64
    assert cli.run(["staff", "list", "--home", "nowhere"]) == 3
    capsys.readouterr()


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt(), 130), (EOFError(), 130)])
def test_interrupted(monkeypatch, capsys, raised, code):
    _break(monkeypatch, raised)
    assert cli.run(["policy", "list"]) == code
    shown = capsys.readouterr()
    assert (shown.out, shown.err.strip()) == ("", "")


@pytest.mark.parametrize("raised", [RuntimeError, OSError, ValueError, KeyError])
def test_an_internal_error_says_where_and_repeats_nobodys_words(monkeypatch, capsys, raised):
    _break(monkeypatch, raised("Zelda Quux rang about her visa"))
    assert cli.run(["policy", "list"]) == 70
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Zelda" not in shown.err
    assert "visa" not in shown.err
    assert re.search(rf"{raised.__name__} at \w+\.py:\d+", shown.err)


def _break(monkeypatch, error) -> None:
    from advice_tui.cli import policy

    def bundled():
        raise error

    monkeypatch.setattr(policy, "bundled", bundled)


def test_a_password_typed_at_a_terminal_is_asked_twice_when_it_is_new(monkeypatch):
    from advice_tui.cli.asking import Asker
    from data.errors import UsageError

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    typed = iter(["one two three four", "one two three five", "same same same", "same same same"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: next(typed))
    asker = Asker(from_input=False, no_input=False)
    with pytest.raises(UsageError, match="not the same"):
        asker.secret("Password", twice=True)
    assert asker.secret("Password", twice=True) == "same same same"
    with pytest.raises(UsageError, match="needed"):
        Asker(from_input=False, no_input=True).secret("Password")
