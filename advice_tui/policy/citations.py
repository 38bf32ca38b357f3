"""Where each setting comes from.

In the file every table says so itself, once: ``source`` (sentence numbers) or ``local`` (a reason) or both. A setting
that comes from elsewhere than its table is written ``{ value = 2, source = "I-6" }``, and one without a value yet
``{ blank = "why", source = "I-47" }``. Entries of a list follow the table the list stands in unless they say otherwise.
Here those marks are taken off, so that the models hold plain values, and kept beside them by path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from advice_tui.policy.parts import Citation

MARKS = frozenset({"source", "local", "blank"})
SENTENCE = re.compile(r"[A-Z]{1,4}-[1-9][0-9]{0,3}")
EXEMPT = frozenset({"sentences"})
"""The sentences themselves are the source: they cite nothing."""

Path = tuple[str | int, ...]
Complaint = tuple[Path, str]


def dotted(path: Path) -> str:
    """Write a path as people read it: ``closures[0].first``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every setting that says something: a plain value or a list of plain values."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if path or name not in EXEMPT:
                yield from leaves(inner, (*path, name))
    elif isinstance(value, list | tuple) and any(isinstance(inner, Mapping) for inner in value):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif value is not None and value not in ((), [], frozenset()):
        yield path


class Unwrapped:
    """The plain tree of a file, the citation of every setting, and what was wrong with the marks."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.citations: dict[str, Citation] = {}
        self.complaints: list[Complaint] = []
        self.known: frozenset[str] = frozenset()
        sentences = tree.get("sentences")
        if isinstance(sentences, dict):
            self.known = frozenset(sentences)
            for number in sentences:
                if not SENTENCE.fullmatch(number):
                    self.complain(("sentences", number), 'A sentence is numbered like "I-6".')
        self.plain: dict[str, Any] = self._table(tree, (), None)

    def complain(self, path: Path, sentence: str) -> None:
        """Note a fault at this place."""
        self.complaints.append((path, sentence))

    def _table(self, table: dict[str, Any], path: Path, inherited: Citation | None) -> dict[str, Any]:
        own = self._citation(table, path) if MARKS & table.keys() else inherited
        return {
            name: self._value(inner, (*path, name), own)
            for name, inner in table.items()
            if name not in MARKS and (path or name not in EXEMPT)
        } | ({name: table[name] for name in EXEMPT if name in table} if not path else {})

    def _value(self, value: Any, path: Path, own: Citation | None) -> Any:
        if isinstance(value, dict):
            if value.keys() <= MARKS | {"value"} and ("value" in value or "blank" in value):
                return self._marked(value, path)
            return self._table(value, path, None)
        if isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
            return [
                self._table(inner, (*path, index), own) if isinstance(inner, dict) else inner
                for index, inner in enumerate(value)
            ]
        self._cite(path, own)
        return value

    def _marked(self, value: dict[str, Any], path: Path) -> Any:
        citation = self._citation(value, path)
        if "blank" in value and "value" in value:
            self.complain(path, "It has a value and says it is blank: take one out.")
        self._cite(path, citation if citation != Citation() else None)
        inner = value.get("value")
        if isinstance(inner, list):
            return [
                self._table(entry, (*path, index), citation) if isinstance(entry, dict) else entry
                for index, entry in enumerate(inner)
            ]
        return inner

    def _cite(self, path: Path, citation: Citation | None) -> None:
        if citation is None:
            self.complain(path, 'It says no origin: give `source = "…"` (a sentence) or `local = "…"` (a reason).')
        else:
            self.citations[dotted(path)] = citation

    def _citation(self, table: Mapping[str, Any], path: Path) -> Citation:
        source = table.get("source", [])
        numbers = [source] if isinstance(source, str) else source
        if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
            self.complain((*path, "source"), 'The source is a sentence number, or a list of them: ["I-6", "I-28"].')
            numbers = []
        for number in numbers:
            if number not in self.known:
                self.complain((*path, "source"), f'No sentence "{number[:20]}" stands under [sentences].')
        reasons = {mark: self._reason(table, mark, path) for mark in ("local", "blank")}
        return Citation(source=tuple(numbers), **reasons)

    def _reason(self, table: Mapping[str, Any], mark: str, path: Path) -> str | None:
        reason = table.get(mark)
        if reason is None:
            return None
        if not isinstance(reason, str) or not reason.strip():
            self.complain((*path, mark), f"`{mark}` is a reason in words.")
            return None
        return reason
