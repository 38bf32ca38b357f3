"""The command line: the one place that turns errors into exit codes.

Opening the program, ``--version`` and nothing else take a short way, for the tools behind the other commands cost
more to import than the first screen does.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path

from advice_tui import __version__
from data.errors import AdviceError, NotATerminal

_OUTPUT_GONE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EIO})
"""Why standard output takes no more: its reader has gone, the disk is full or failing."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; give its exit code. Sentences go to standard error, never a traceback."""
    try:
        if arguments == ["--version"]:
            print(f"advice-tui {__version__}", flush=True)  # noqa: T201 - a result
            return 0
        home = _opening(arguments)
        if home is not None:
            return open_program(Path(home) if home else None)
        from advice_tui.cli.commands import call  # noqa: PLC0415 - typer, only for who needs it

        return call(arguments)
    except AdviceError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201 - the one place that says errors
        return error.exit_code
    except (KeyboardInterrupt, EOFError):  # Ctrl+C, Ctrl+D at a question
        return 130
    except OSError as error:
        if error.errno not in _OUTPUT_GONE:
            return _internal(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries once more when it ends
        if error.errno != errno.EPIPE:  # whoever closed the pipe needs no sentence
            print(f"The answer could not be written: {os.strerror(error.errno)}.", file=sys.stderr)  # noqa: T201 - as above
        return 1
    except Exception as error:  # noqa: BLE001 - the last line: a reference instead of people's words
        return _internal(error)


def _opening(arguments: list[str]) -> str | None:
    """Give the home when the program is just to be opened ("" for the usual one), None for any other command."""
    if not arguments:
        return ""
    if len(arguments) == 2 and arguments[0] == "--home":
        return arguments[1]
    if len(arguments) == 1 and arguments[0].startswith("--home="):
        return arguments[0].removeprefix("--home=")
    return None


def open_program(home: Path | None, *, enter_as: tuple[str, str] | None = None) -> int:
    """Open the screens on a home; raises NotATerminal when there is no terminal to open them in."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise NotATerminal(
            "The program's screens need a terminal. Start it in one, or use a command: --help lists them."
        )
    from advice_tui.environment import harden, scrub  # noqa: PLC0415

    scrub()  # before anything imports the screens' library
    harden()
    from advice_tui.app import run as run_app  # noqa: PLC0415 - Textual, only for the screens
    from advice_tui.casework.home import default_home  # noqa: PLC0415 - beside its like

    made: list[Path] = []
    try:
        return run_app(home or default_home(), practice=lambda: _practice(made), enter_as=enter_as)
    finally:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)


def _practice(made: list[Path]) -> Path:
    """Build practice data in a folder that is removed when the program ends."""
    from advice_tui.casework.practice import build  # noqa: PLC0415 - only when somebody wants to practise

    folder = Path(tempfile.mkdtemp(prefix="advice-tui-practice-"))
    made.append(folder)
    build(folder)
    return folder


def _internal(error: Exception) -> int:
    """Say that the program failed, with a reference and where, and nothing that anybody typed."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    print(  # noqa: T201 - the one place that says errors
        f"Something went wrong inside the program ({type(error).__name__} at {where}). Nothing half-done was saved. "
        "Tell whoever looks after it this line.",
        file=sys.stderr,
    )
    return 70
