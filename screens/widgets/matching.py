"""Finding typed words in people's text as ``rules.text.fold`` reads it: case and accents forgiven, places kept."""

from __future__ import annotations

from functools import lru_cache

from advice_tui.rules.text import fold

Span = tuple[int, int]


@lru_cache(4096)
def _folded(sign: str) -> str:
    return " " if sign.isspace() else fold(sign)


def words_of(text: str) -> tuple[str, ...]:
    """Give the words that are looked for, folded."""
    return tuple(fold(text).split())


def places(text: str, words: tuple[str, ...]) -> list[Span]:
    """Give where these folded words stand in a line of text, as (first, after the last) characters, in order."""
    if not words:
        return []
    signs = [_folded(sign) for sign in text]
    line = "".join(signs)
    at = [index for index, sign in enumerate(signs) for _ in sign]
    found: list[Span] = []
    for word in words:
        start = line.find(word)
        while start >= 0:
            found.append((at[start], at[start + len(word) - 1] + 1))
            start = line.find(word, start + len(word))
    return _joined(sorted(found))


def _joined(spans: list[Span]) -> list[Span]:
    """Make one of spans that touch each other."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def first_place(text: str, words: tuple[str, ...]) -> int:
    """Give where the first of these words stands in a text, or -1."""
    found = places(text, words)
    return found[0][0] if found else -1
