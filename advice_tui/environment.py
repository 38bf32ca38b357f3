"""The process before the screens: what the environment may not switch on, and what the system may not write down.

Called by the command line before anything imports textual; imports the standard library only.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import MutableMapping

from data.errors import UsageError

DEVELOPMENT = "ADVICE_TUI_DEVELOPMENT"

_RECORDERS = ("TEXTUAL_LOG", "TEXTUAL_DEVTOOLS", "TEXTUAL_DEVTOOLS_HOST", "TEXTUAL_DEVTOOLS_PORT")
_SCRUBBED = frozenset(
    {
        "TEXTUAL",
        "PYTHONASYNCIODEBUG",
        "PYTHONBREAKPOINT",
        "PYTHONDEVMODE",
        "PYTHONFAULTHANDLER",
        "PYTHONINSPECT",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHONTRACEMALLOC",
        "SQLITE_TMPDIR",
        "TEXTUAL_RUN",
    }
)
_DUMPABLE = 4  # PR_SET_DUMPABLE


def scrub(environ: MutableMapping[str, str] | None = None) -> None:
    """Take every switch out of the environment that makes the screen library record, replay or photograph the screen.

    A log or the developer tools would write down keys, passwords included: with one of them set the program refuses
    to start (UsageError), unless ADVICE_TUI_DEVELOPMENT=1 says that no real data is here.
    """
    environ = os.environ if environ is None else environ
    development = environ.get(DEVELOPMENT) == "1"
    asked = [name for name in _RECORDERS if environ.get(name)]
    if "devtools" in environ.get("TEXTUAL", "").split(","):
        asked.append("TEXTUAL=devtools")
    if asked and not development:
        raise UsageError(
            f"{asked[0]} would write down every key, passwords included. "
            "Take it out of the environment and start again."
        )
    if development:
        return
    for name in [name for name in environ if name in _SCRUBBED or name.startswith("TEXTUAL_")]:
        del environ[name]
    environ["TEXTUAL_ANIMATIONS"] = "none"


def harden() -> None:
    """Forbid core files and, on Linux, reading this process's memory by others of the same account.

    Quiet where the system has no such thing; nothing else of the program depends on it. The garbage collector is held
    back as well, until the first paint gives it back: imports make no garbage to speak of, and looking for some costs
    a tenth of the start.
    """
    gc.disable()
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes  # noqa: PLC0415 - costs a few milliseconds, and only Linux needs it

        ctypes.CDLL(None).prctl(_DUMPABLE, 0, 0, 0, 0)
