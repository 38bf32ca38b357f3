"""A file review as it is sealed under its case's key: the answers, the words, what is to be put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

FILE_REVIEW = "file_review"
OPEN, DONE, VOID = "open", "done", "void"
"""The states of a review's line: something is still to be put right; nothing is; taken back."""
MOST_ACTIONS = 12


@dataclass(frozen=True)
class CorrectiveAction:
    """Something to be put right: what, by whom, by when; ``done`` once it is, in which words."""

    id: str
    what: str = field(repr=False)
    owner_id: str
    due: date
    done: date | None = None
    words: str = field(default="", repr=False)

    def to_json(self) -> dict[str, str]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "what": self.what,
            "owner": self.owner_id,
            "due": self.due.isoformat(),
            "done": self.done.isoformat() if self.done else "",
            "words": self.words,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> CorrectiveAction:
        """Read what ``to_json`` gave."""
        done = str(document.get("done", ""))
        return cls(
            str(document["id"]),
            str(document["what"]),
            str(document["owner"]),
            date.fromisoformat(str(document["due"])),
            date.fromisoformat(done) if done else None,
            str(document.get("words", "")),
        )


@dataclass(frozen=True)
class ReviewDocument:
    """A review as it is sealed under its case's key."""

    month: date
    adviser_id: str
    answers: Mapping[str, str]
    words: str = field(repr=False)
    actions: tuple[CorrectiveAction, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        plain = {"month": self.month.isoformat(), "adviser": self.adviser_id, "words": self.words}
        return {**plain, "answers": dict(self.answers), "actions": [one.to_json() for one in self.actions]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ReviewDocument:
        """Read what ``to_json`` gave."""
        return cls(
            date.fromisoformat(str(document["month"])),
            str(document["adviser"]),
            {str(key): str(value) for key, value in document["answers"].items()},
            str(document["words"]),
            tuple(CorrectiveAction.from_json(one) for one in document["actions"]),
        )
