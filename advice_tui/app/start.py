"""Start the screens and end with an exit code, whatever happens in between."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from advice_tui.app import crash
from advice_tui.app.house import AdviceApp


def run(
    home: Path,
    *,
    practice_clock: Callable[[], datetime] | None = None,
    practice: Callable[[], Path] | None = None,
    enter_as: tuple[str, str] | None = None,
) -> int:
    """Run the screens in this folder until they end; returns the exit code (70 after a fault, 128+n after a signal).

    The environment must have been scrubbed (``advice_tui.environment``) before this module was imported.
    """
    gc.disable()
    crash.hush(home)
    app = AdviceApp(home, practice_clock=practice_clock, practice=practice, enter_as=enter_as)
    try:
        app.run()
    except BaseException as error:  # noqa: BLE001 - the program's last line: nothing of the error may be printed
        app.crash_reference = crash.reference()
        crash.note(home, app.crash_reference, error)
    finally:
        app.shut()
        _let_go_of_a_lost_terminal()
    if not app.left and not app.crash_reference:
        app.crash_reference = crash.reference()
        crash.note(home, app.crash_reference, RuntimeError())
    if app.crash_reference:
        print(crash.sentence(app.crash_reference), file=sys.stderr)  # noqa: T201 - the ordinary screen, after the last
        return crash.EXIT_CODE
    return app.return_code or 0


def _let_go_of_a_lost_terminal() -> None:
    """After the window was closed there is nowhere to write: what is left is dropped, and the exit code stays ours."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if stream is None or stream.closed:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
