"""Which passwords are refused: short ones, those that name their owner, and those that everybody tries first."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from advice_tui.rules.text.fields import Limit, login_name, over_limit

LEAST: Final = 12
"""The fewest characters of a password."""
REPEATS_COUNT_FROM: Final = 32
"""From this length on a piece said again and again is allowed: it is a long password all the same."""

_DISGUISES = str.maketrans("@0134578$!|", "aoieastbsll")
_WORDS = """
abc abcd admin administrator advice advicecentre advicecenter advicepassword adviceservice advicetui adviser advisor
baseball batman casework changeme changemenow changemeplease computer confidential default dragon football freedom guest
hello helloworld iloveyou letmein letmeinnow letmeinplease login manager master monkey mustang mypassword newpassword
nopassword office open opensesame pass passphrase passwd password princess qazwsx qazwsxedc qwe qwer qwerty qwertyuiop
receptionist reception secret secretpassword shadow staff starwars student students studentsunion studentunion sunshine
superman system temp temporary test testing thepassword thisismypassword trustno trustnoone union university user
welcome welcomeback whatever spring summer autumn winter
"""
_TRIED_FIRST = frozenset(_WORDS.split())
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
_REPEATED = re.compile(r"(.{1,16}?)\1*", re.DOTALL)


def password_form(password: str) -> str:
    """Return the password as it is used: NFC and nothing else, so that every keyboard gives the same bytes."""
    return unicodedata.normalize("NFC", password)


def password_problem(password: str, login: str, name: str = "") -> str | None:
    """Say why a new password is refused, in a sentence that does not repeat it.

    12 to 1,024 characters after NFC; every character and every space counts, nothing is cut at a NUL or at 72 bytes.
    Refused: one that holds the account name or the person's whole name, common words with digits behind, rows of
    the keyboard and short pieces repeated.
    """
    if (problem := over_limit(password, "Password", Limit.PASSWORD)) is not None:
        return problem
    password = password_form(password)
    if any("\ud800" <= character <= "\udfff" for character in password):
        return "Password: it holds a character that no keyboard can type."
    if len(password) < LEAST:
        return f"Password: at least {LEAST} characters; this has {len(password)}. Three or four words do well."
    folded = password.casefold()
    if any(len(own) >= 4 and own in _bare(folded) for own in (_bare(login_name(login)), _bare(name.casefold()))):
        return "Password: it must not hold the account name or the person's name."
    if not folded.strip() or _is_common(folded):
        return "Password: this is one of those that are tried first. Three or four unrelated words are better."
    return None


def _bare(text: str) -> str:
    """Return only the letters and digits of a text."""
    return "".join(character for character in text if character.isalnum())


def _is_common(folded: str) -> bool:
    """Say whether a folded password is a common word or row in a thin disguise."""
    if len(folded) < REPEATS_COUNT_FROM and _piece(folded) != folded:
        return True
    bare = _bare(folded)
    words = {bare.strip("0123456789"), _bare(folded.translate(_DISGUISES)).strip("0123456789")}
    stripped = {_bare(folded.rstrip("0123456789!?.$ ").translate(_DISGUISES))}
    if any(_piece(word) in _TRIED_FIRST for word in words | stripped):
        return True
    return any(bare in row or bare in row[::-1] for row in _ROWS) or bare.isdigit()


def _piece(text: str) -> str:
    """Return the shortest piece, of up to 16 characters, that makes the text when repeated; else the text itself."""
    match = _REPEATED.fullmatch(text)
    return match[1] if match else text
