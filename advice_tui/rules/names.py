"""How alike two names are, for offering: accents, order, spelling and alphabet are forgiven.

Somebody who came before is found when reception hears a name another way ("Mohammed", "Muhammad"), when a name is
written in another alphabet ("Олена Шевченко", "Olena Shevchenko") or family name first. Nothing is decided by it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from advice_tui.rules.text import Limit, fold

ALIKE: Final = 83
"""From so many of 100 on two names are offered as similar: one letter in six may differ."""
SAME: Final = 100


@lru_cache(maxsize=1024)
def plain_letters(name: str) -> str:
    """Give a name in small plain letters, words apart: "Олена Шевченко" is "olena shevchenko"."""
    from anyascii import anyascii  # noqa: PLC0415 - tables of every script, not needed before somebody is looked for

    folded = fold(name[: Limit.NAME])
    latin = folded if folded.isascii() else fold(anyascii(folded))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in latin.replace("'", "")).split())


def forget() -> None:
    """Let go of the names that were put into plain letters; nobody is signed in any more."""
    plain_letters.cache_clear()


def likeness(one: str, other: str) -> float:
    """Say how alike two names are: 100 the same by ``fold``, ``ALIKE`` to below 100 similar, and 0 everything less.

    1. The same words in the same order, accents and case forgiven, are the same. 2. The same words in another order,
    or in another alphabet, are similar. 3. So are names that share at least two words, and those whose letters differ
    in few places. 4. A single shared word is nothing: half of all families share one.
    """
    if not one.strip() or not other.strip():
        return 0
    if fold(one).split() == fold(other).split():
        return SAME
    left, right = plain_letters(one), plain_letters(other)
    if not left or not right:
        return 0
    return min(_score(left, right), SAME - 1)


def _score(left: str, right: str) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 - compiled code, not needed before somebody is looked for

    scores = [fuzz.ratio(left, right), fuzz.token_sort_ratio(left, right)]
    if len(set(left.split()) & set(right.split())) >= 2:
        scores.append(fuzz.token_set_ratio(left, right))
    if " " not in left or " " not in right:  # scripts that write a name as one word
        scores.append(fuzz.ratio(left.replace(" ", ""), right.replace(" ", "")))
    best = max(scores)
    return best if best >= ALIKE else 0
