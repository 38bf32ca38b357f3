"""The policy of one union: its settings, where each comes from, and what a blank one stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from advice_tui.policy.citations import dotted, leaves
from advice_tui.policy.floor import broken
from advice_tui.policy.floor_procedures import BLANK_STOPS
from advice_tui.policy.parts import Citation, find
from advice_tui.policy.settings import Settings

_NOWHERE = Citation()


class Policy(Settings):
    """One union's policy, whole and above the floor.

    ``citations`` holds, by path ("reply.days", "closures[0].first"), where each setting comes from.
    """

    citations: Mapping[str, Citation] = Field(default_factory=dict, exclude=True, repr=False)

    @model_validator(mode="after")
    def _stands(self) -> Policy:
        """Refuse a policy with a setting of no origin, or below the floor."""
        bare = [
            dotted(path) for path in leaves(self.model_dump(exclude_unset=True)) if dotted(path) not in self.citations
        ]
        faults = [f"{path}: it says no origin." for path in bare]
        faults += [f"{dotted(path)}: {sentence}" for path, sentence in broken(self)]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def __hash__(self) -> int:
        return hash((self.key, self.version, self.effective_from))

    def in_force(self, on: dt.date) -> bool:
        """Whether this version of the policy holds on this day."""
        return self.effective_from <= on

    def cite(self, path: str) -> Citation:
        """Return where the setting at this dotted path comes from (its table's origin when the path is a table)."""
        if path in self.citations:
            return self.citations[path]
        inside = (citation for known, citation in self.citations.items() if known.startswith((f"{path}.", f"{path}[")))
        return next(inside, _NOWHERE)

    def needs(self, act: str) -> list[str]:
        """Return a sentence for each blank setting that stops this act; empty means nothing does.

        Only the acts of ``BLANK_STOPS`` can be stopped ("withdrawal", "retention"); every other act never is.
        """
        return [
            f"{label} is not set: {self.cite(path).blank}"
            for path, (stopped, label) in BLANK_STOPS.items()
            if stopped == act and self.cite(path).blank
        ]

    def title_of(self, function: str) -> str:
        """Return what this union calls the holder of a function."""
        if function == "head" and self.withdrawal.written_consent_by:
            return self.withdrawal.written_consent_by
        titles: Mapping[str, str] = {str(key): title for key, title in self.roles.titles.items()}
        return titles.get(function, function.replace("_", " ").capitalize())

    def label_of(self, section: str, key: str) -> str:
        """Return the label of an entry in "channels" or "topics", or the key itself when it is gone."""
        entry = find({"channels": self.channels, "topics": self.topics}[section], key)
        return entry.label if entry else key

    def places(self) -> dict[str, str]:
        """Return the labels of the places where students are asked whether they may be reached, by key (L-23)."""
        return {place.key: place.label for place in self.consent.ask_about_places}

    def fill(self, text: str, **values: str) -> str:
        """Return this text of ``texts`` with its words in braces replaced; empty when the policy has none of that name.

        Raises KeyError when no policy has a text of that name.
        """
        chosen: str | None = self.texts.model_dump()[text]
        return self.words(chosen or "", **values)

    def words(self, text: str, **values: str) -> str:
        """Return any text with its words in braces replaced; one that is unknown or has no value stays as it is."""
        words: dict[str, str] = {
            "service": self.service,
            "union": self.union,
            "email": self.contacts.service_email,
            "website": self.contacts.website,
            "complaints": self.complaints.decision.label,
            **values,
        }
        pieces = text.split("{")
        filled = [pieces[0]]
        for piece in pieces[1:]:
            name, brace, rest = piece.partition("}")
            filled.append(words[name] + rest if brace and name in words else "{" + piece)
        return "".join(filled)

    def filled(self, values: Mapping[str, object], why: str) -> Policy:
        """Return this policy with settings the service itself has set, by dotted path; ``why`` becomes their origin.

        Only whole settings inside tables can be set ("withdrawal.written_consent_by", "retention.years", "closures").
        Raises pydantic's ValidationError when the result would stand below the floor, KeyError for a path that is none.
        """
        tree: dict[str, Any] = self.model_dump(exclude_unset=True)
        whole: Any = self.model_dump()
        citations = dict(self.citations)
        mark = Citation(local=why)
        for path, value in values.items():
            *tables, name = path.split(".")
            table, known_names = tree, whole
            for step in tables:
                table, known_names = table[step], known_names[step]
            if name not in known_names:
                raise KeyError(path)
            table[name] = value
            inner = [known for known in citations if known == path or known.startswith((f"{path}[", f"{path}."))]
            for known in inner:
                del citations[known]
            for leaf in leaves(value, tuple(path.split("."))):
                citations[dotted(leaf)] = mark
        return Policy.model_validate({**tree, "citations": citations})
