"""Addresses in a message: whom it says it is from, and whom else its text names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from advice_tui.rules.mail.words import header_text
from advice_tui.rules.text import Limit, clean, cut_visibly, email_key, email_problem

SENDER_CHARACTERS: Final = 2_000
"""How much of one From line is read."""
QUOTED: Final = 50
"""The most addresses that are collected from a body."""
AT_SIGNS: Final = 5_000
"""How many @ of a body are looked at."""

_TOKEN = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?=|\\.|[^=\\(),\"]+|.", re.DOTALL)
_ANGLE = re.compile(r"<([^<>]*)>")
_BEFORE_AT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}\Z")
_BEHIND_AT = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender as said: a cleaned display name, and an address that fits ``email_problem``, or ""."""

    name: str
    address: str


def senders(value: bytes) -> list[Sender]:
    """Return the senders of a From line, as it came, in their order; one with an empty address when it has none.

    The line is parted before its names are decoded, so that no name can bring in an address of its own.
    """
    line = value[: SENDER_CHARACTERS * 4].decode("utf-8", "surrogateescape")[:SENDER_CHARACTERS]
    found: list[Sender] = []
    for entry in _entries(line):
        angle = _ANGLE.search(entry)
        name, address = (entry[: angle.start()], angle[1].strip()) if angle else ("", entry.strip())
        if email_problem(address) is not None:
            name, address = (name or entry), ""
        name = re.sub(r"\\(.)", r"\1", name.strip().strip('"'))
        shown = clean(header_text(name.encode("utf-8", "surrogateescape"))).strip().strip('"')
        found.append(Sender(cut_visibly(shown, Limit.NAME), address))
    return found


def _entries(value: str) -> list[str]:
    """Part a list of addresses at its commas, without comments in brackets; names stay whole."""
    entries = [""]
    depth = 0
    quoted = False
    for piece in _TOKEN.findall(value):
        if piece == '"' and not depth:
            quoted = not quoted
        elif not quoted and piece == "(":
            depth += 1
        elif not quoted and piece == ")" and depth:
            depth -= 1
            continue
        elif piece == "," and not quoted and not depth:
            entries.append("")
            continue
        if not depth:
            entries[-1] += piece
    if depth:  # brackets that never close: nothing of it can be trusted, so it is one odd sender
        return [value]
    return [entry for entry in entries if entry.strip()]


def quoted_addresses(body: str, *own: str) -> tuple[str, ...]:
    """Return the addresses that a body names, small letters, in their order, without those given as ``own``."""
    left_out = {email_key(address) for address in own}
    found: dict[str, None] = {}
    for count, at in enumerate(re.finditer("@", body)):
        if count >= AT_SIGNS or len(found) >= QUOTED:
            break
        before = _BEFORE_AT.search(body[max(0, at.start() - 64) : at.start()])
        behind = _BEHIND_AT.match(body, at.end())
        if before and behind:
            address = (before[0].strip(".'") + "@" + behind[0].rstrip("-")).lower()
            if email_problem(address) is None and address not in left_out:
                found[address] = None
    return tuple(found)
