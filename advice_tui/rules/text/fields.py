"""What a field of a form takes: its limit, and the shapes of addresses, numbers and account names.

A problem is a plain sentence for the line under the field; ``None`` means there is none. Nothing is ever cut.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from advice_tui.rules.text.characters import clean


class Limit:
    """The most characters a field takes."""

    NAME: Final = 120
    STUDENT_NUMBER: Final = 32
    EMAIL: Final = 254
    PHONE: Final = 40
    LOGIN: Final = 40
    SUBJECT: Final = 200
    SHORT: Final = 500
    NOTE: Final = 50_000
    PASSWORD: Final = 1024
    FILE_NAME: Final = 120


def is_blank(text: str) -> bool:
    """Say whether nothing would be seen of the text: spaces of any kind, or only invisible characters."""
    beginning = clean(text.lstrip()[:200])
    return not beginning.strip() and (len(text) <= 200 or not clean(text.lstrip()).strip())


def over_limit(text: str, label: str, limit: int) -> str | None:
    """Return the sentence that names the limit and the length given, when the text is longer."""
    if len(text) <= limit:
        return None
    return f"{label}: at most {limit:,} characters; this has {len(text):,}."


def field(text: str, label: str, limit: int, *, required: bool = False, lines: bool = False) -> tuple[str, str | None]:
    """Return what a form's field holds, cleaned, and the sentence about what is wrong with it, or ``None``.

    ``limit`` counts characters after cleaning. A text of spaces and invisible characters is blank and comes back
    as "". Other text keeps its spaces as typed.
    """
    cleaned = clean(text, lines=lines)
    if not cleaned.strip():
        return "", f"{label}: please fill this in." if required else None
    return cleaned, over_limit(cleaned, label, limit)


_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~](?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{0,62}[A-Za-z0-9!#$%&'*+/=?^_`{|}~-])?"
)
_DOMAIN = re.compile(r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}[^\W\d_](?:[^\W_]|-){1,62}")


def email_problem(text: str) -> str | None:
    """Say what is wrong with one email address (name@domain.tld), in a sentence without the address.

    A line break, a second address, a display name or an encoded word is refused, so that an address can be put in a
    header as it stands.
    """
    if (problem := over_limit(text, "Email", Limit.EMAIL)) is not None:
        return problem
    local, _, domain = text.rpartition("@")
    plain = clean(text) == text and ".." not in text and "=?" not in text
    if plain and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and "-." not in domain + ".":
        return None
    return "Email: this is not one address such as name@example.ac.uk."


def email_key(text: str) -> str:
    """Return the form in which two addresses are compared: cleaned, without outer spaces, case forgotten."""
    return clean(text).strip().casefold()


_PHONE = re.compile(r"\+?[0-9 ().\-/]+(?:(?:ext\.?|extension|x|#) ?[0-9]{1,6})?", re.IGNORECASE)


def phone_problem(text: str) -> str | None:
    """Say what is wrong with a telephone number: 3 to 15 digits, spaces and ( ) . - / between, an extension behind."""
    if (problem := over_limit(text, "Phone", Limit.PHONE)) is not None:
        return problem
    number = re.split("[a-z#]", text.lower(), maxsplit=1)[0]
    digits = sum(character.isdigit() for character in number)
    if _PHONE.fullmatch(text.strip(" ")) and 3 <= digits <= 15:
        return None
    return "Phone: this is not a number such as 020 7946 0000, +44 20 7946 0000 or 4171 ext 12."


_STUDENT_NUMBER = re.compile(r"[a-z0-9](?:[a-z0-9/-]*[a-z0-9])?")


def student_number(text: str) -> str:
    """Return the one form of a student number: narrow characters, small letters, no spaces ("W 1234567": w1234567)."""
    narrow = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean(text)).casefold())
    return unicodedata.normalize("NFKC", clean("".join(narrow.split())))


def student_number_problem(text: str) -> str | None:
    """Say what is wrong with a student number; letters and digits, at most 32, in any case and width."""
    number = student_number(text)
    if (problem := over_limit(number, "Student number", Limit.STUDENT_NUMBER)) is not None:
        return problem
    if _STUDENT_NUMBER.fullmatch(number) and any(character.isdigit() for character in number):
        return None
    return "Student number: use letters and digits only, such as w1234567."


_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,38}[a-z0-9]")


def login_name(text: str) -> str:
    """Return the one form of an account name: cleaned, without outer spaces, case forgotten."""
    return clean(text).strip().casefold()


def login_problem(text: str) -> str | None:
    """Say what is wrong with an account name; letters that only look like a to z are refused, never replaced."""
    if _LOGIN.fullmatch(login_name(text)):
        return None
    return (
        "Account name: use 2 to 40 of the letters a to z, digits, dot, dash and underscore; "
        "begin and end with a letter or digit."
    )
