"""What is said and written down when the program itself is at fault: a reference, never words of a case.

The log holds the time, the reference, the kind of error and file:line of the way there; never the error's own text,
which may carry what was typed, and never the values of variables.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

LOG_NAME = "advice.log"
LOG_BYTES = 64 * 1024
EXIT_CODE = 70


def reference() -> str:
    """Give a new reference of six letters and digits that are hard to mix up, such as ``K7F-2QD``."""
    import secrets  # noqa: PLC0415 - 2 ms that the prompt does not need

    signs = "ACDEFGHJKLMNPQRTUVWXY34679"
    made = "".join(secrets.choice(signs) for _ in range(6))
    return f"{made[:3]}-{made[3:]}"


def sentence(ref: str) -> str:
    """Give what the person reads on the ordinary screen after a crash."""
    return (
        "Advice had to close because of a fault in the program. What was saved is safe.\n"
        "Start it again. If it happens twice, tell the person who looks after it\n"
        f"this reference: {ref}"
    )


def way(error: BaseException) -> str:
    """Where it happened as ``file:line`` from the outermost to the innermost, without values and without text."""
    steps: list[str] = []
    at: TracebackType | None = error.__traceback__
    while at is not None:
        steps.append(f"{os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}")  # noqa: PTH119 - a name, no path
        at = at.tb_next
    return " ".join(steps[-12:])


def note(home: Path, ref: str, error: BaseException) -> None:
    """Add one line to the log in the service's folder (0600; the last 64 KiB and the 64 before); quiet without one."""
    cause = error.__cause__ or error.__context__
    kinds = " from ".join(type(one).__name__ for one in (error, cause) if one is not None)
    line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {ref} {kinds} {way(error)}\n"
    path = home / LOG_NAME
    try:
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(path, flags, 0o600)
        try:
            os.write(handle, line.encode("ascii", "replace"))
        finally:
            os.close(handle)
    except OSError:
        return


def hush(home: Path) -> None:
    """Have every error that nobody caught, in any thread, noted in the log instead of printed with its text."""

    def loose(_kind: type[BaseException], error: BaseException, _at: TracebackType | None) -> None:
        ref = reference()
        note(home, ref, error)
        if sys.__stderr__ is not None and not isinstance(error, KeyboardInterrupt):
            print(sentence(ref), file=sys.__stderr__)

    def in_thread(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            note(home, reference(), given.exc_value)

    def unraisable(given: Any) -> None:
        if given.exc_value is not None:
            note(home, reference(), given.exc_value)

    sys.excepthook = loose
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable
