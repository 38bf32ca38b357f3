"""The program as a real process, and inside the test's own, which is quicker; a real service, and practice services.

A service made inside opens inside only: its passwords are checked cheaply (``tests.passwords``).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from advice_tui import cli
from data.access import session
from data.keys import keyring
from tests import passwords

REAL_PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Answer:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass(frozen=True)
class Program:
    """Calls ``python -m advice_tui`` in an unrelated folder with a bare environment and no terminal."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def command(self, *args: object) -> list[str]:
        return [sys.executable, "-m", "advice_tui", *map(str, args)]

    def bare_environ(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        return {**kept, "HOME": str(self.folder), "PYTHONWARNINGS": "error", **self.environ, **more}

    def __call__(self, *args: object, lines: tuple[str, ...] | str = (), **environ: str) -> Answer:
        """Run a command; ``lines`` go to standard input, and nothing else ever comes from there."""
        given = lines if isinstance(lines, str) else "".join(f"{line}\n" for line in lines)
        done = subprocess.run(
            self.command(*args),
            input=given,
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.bare_environ(**environ),
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Inside(Program):
    """The same calls in this process, where nothing hangs on a process, its streams' bytes or its environment."""

    def __call__(self, *args: object, lines: tuple[str, ...] | str = ()) -> Answer:
        given = lines if isinstance(lines, str) else "".join(f"{line}\n" for line in lines)
        came, out, err = (
            io.TextIOWrapper(io.BytesIO(part), "utf-8", newline="") for part in (given.encode(), b"", b"")
        )
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "stdin", came)
            patch.setattr(keyring, "key_of", passwords.cheap)
            patch.setattr(session, "key_of", passwords.cheap)
            patch.chdir(self.folder)
            code = cli.run([str(one) for one in args])
        return Answer(code, *(_written(stream) for stream in (out, err)))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()


@pytest.fixture(scope="session")
def unrelated(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="session")
def program(unrelated) -> Program:
    return Program(unrelated)


@pytest.fixture(scope="session")
def inside(unrelated) -> Inside:
    return Inside(unrelated)


@dataclass(frozen=True)
class Service:
    home: Path
    made: Answer


@pytest.fixture(scope="session")
def real_service(program, tmp_path_factory) -> Service:
    """A real service, made once by ``init`` with the full cost of a password."""
    home = tmp_path_factory.mktemp("real") / "home"
    made = program(
        *("init", "--policy", "imperial", "--manager", "Morgan", "--name", "Morgan Reed"),
        *("--password-stdin", "--no-input", "--home", home),
        lines=(REAL_PASSWORD,),
    )
    return Service(home, made)


@dataclass(frozen=True)
class Made:
    """Practice data, made once; tests read it or take a copy."""

    program: Program
    home: Path
    answer: Answer

    def copy(self, to: Path) -> Desk:
        shutil.copytree(self.home, to)
        return Desk(self.program, to, self.answer.json["accounts"][0]["password"])


def _made(program: Program, home: Path) -> Made:
    made = program("demo", "--no-open", "--home", home, "--cases", "12", "--seed", "3", "--date", "2026-11-24")
    assert made.code == 0, made.err
    return Made(program, home, made)


@pytest.fixture(scope="session")
def practice_made(inside, tmp_path_factory) -> Made:
    return _made(inside, tmp_path_factory.mktemp("practice") / "home")


@pytest.fixture(scope="session")
def practice_made_apart(program, tmp_path_factory) -> Made:
    return _made(program, tmp_path_factory.mktemp("practice") / "home")


@dataclass(frozen=True)
class Desk:
    """Calls the program on one practice home."""

    program: Program
    home: Path
    password: str

    def __call__(self, *args: object, who: str = "morgan", more: tuple[str, ...] = (), **environ: str) -> Answer:
        """Run a command as ``who``; her password, and then ``more``, go to standard input."""
        return self.program(
            *args, "--home", self.home, "--as", who, "--password-stdin", lines=(self.password, *more), **environ
        )


@pytest.fixture
def practice(practice_made, tmp_path) -> Desk:
    """A practice service of this test's own, called inside this process."""
    return practice_made.copy(tmp_path / "home")


@pytest.fixture
def practice_apart(practice_made_apart, tmp_path) -> Desk:
    """The same, called as a process."""
    return practice_made_apart.copy(tmp_path / "home")
