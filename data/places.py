"""The names of the files in a home, and whether a service lies there. Imports nothing heavy."""

from __future__ import annotations

import os
from pathlib import Path

from data.errors import AdviceError

DATABASE = "service.db"
KEYS = "keys.json"
ABOUT = "service.json"
"""A few words for the sign-in screen that are no secret: the service's title and whether it is practice."""
WORKSHOP = ".founding-"
"""How the folder begins in which a service is built before it is moved into place."""


def interrupted(home: Path) -> bool:
    """Whether a founding was cut off before its database was in place: what lies there is not a service yet."""
    return not (home / DATABASE).exists() and any(folder.is_dir() for folder in home.glob(WORKSHOP + "*"))


def is_there(home: Path) -> bool:
    """Whether a service, or a part of one that must not be built over, lies in a home.

    Raises AdviceError for a folder that may not be entered: nobody can tell what lies there.
    """
    try:
        return (home / DATABASE).exists() or ((home / KEYS).exists() and not interrupted(home))
    except OSError as error:
        raise AdviceError(f"The folder {home} cannot be used: {os.strerror(error.errno or 0)}.") from error
