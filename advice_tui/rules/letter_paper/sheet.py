"""What stands on a letter's paper: its words, and the few things around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DRAFT = "DRAFT: not sent, and something is still missing"
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Sheet:
    """A letter to be put on paper: the text, the day in words, of which service; ``draft`` when it is not whole."""

    text: str = field(repr=False)
    day: str
    service: str
    union: str
    email: str = ""
    telephone: str = ""
    draft: bool = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text in paragraphs, which blank lines part; a line break inside one stays."""
        whole = f"{DRAFT}\n\n{self.text}" if self.draft else self.text
        return tuple(part.strip("\n") for part in _BLANK.split(_NOT_XML.sub("", whole).strip()) if part.strip())

    def fields(self) -> dict[str, str]:
        """Give what a letterhead may show, by name."""
        return {
            "body": "\n\n".join(self.paragraphs),
            "date": self.day,
            "service": self.service,
            "union": self.union,
            "email": self.email,
            "telephone": self.telephone,
        }
