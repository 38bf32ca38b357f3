"""Walled cases seen through without telling: blind tokens of the people in them, in one pool for the advice room.

An adviser holds no key to a case behind a wall, and the check must stop her all the same (I-37, L-43). So when a wall
goes up the program keeps of each person in the case a keyed hash of the student number, the e-mail address and of how
the name sounds, each with the side she stands on. Whoever checks hashes what she has and sees only whether the pool
holds the opposite.

Why it is built this way, and what it does not do:

1. One pool for all walled cases, one sealed row, no case id in it and no order: a hit says "somebody like this is on
   the other side of some case", and nothing else. It is written over whole, and the database wipes what was there.
2. The key of the hashes is random and lies sealed in the pool: without the advice room's key a name cannot be tried,
   and a new key of that room does not make the tokens void.
3. Whoever holds the advice room's key can try names one after another, as every conflict check does; each check is
   recorded with who did it. And who keeps copies of the database can see when the pool changed.
4. A token says yes or no: that two student numbers differ is not seen, so a common name may stop somebody whom a
   manager then sets aside. It is never the other way round for a number or an address.

The client of a walled case is known again as herself too, by number and address: whoever is kept out of her case must
not begin a second one with her.

What a case put into the pool is kept under the case's own key, so that its members can take it out again.
"""

from __future__ import annotations

import hmac
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from advice_tui.casework import register
from advice_tui.casework.register import OpenedLine
from advice_tui.desk import Desk
from advice_tui.rules.conflict import Known, Person, pairs_of, sounds_of
from advice_tui.rules.text import Limit, email_key, fold, student_number
from data.store import Tx

POOL, OWN = "blind", "blind_own"
"""The register's kinds: the pool of all walled cases, and what one case put into it."""
OURS, THEIRS, CLIENT = "ours", "theirs", "client"
SECRET_BYTES = 32
HASH_BYTES = 16
MOST = 8


@dataclass(frozen=True)
class Pool:
    """The pool as it was opened: the key of the hashes, and how often each token stands in it."""

    secret: bytes = field(repr=False)
    tokens: Counter[str] = field(repr=False)
    line: OpenedLine | None = field(default=None, repr=False)

    def of(self, known: Known, *, turned: bool = False) -> Counter[str]:
        """Give the tokens of a matter; ``turned`` those that a matter opposing it would have put in."""
        ours, theirs = (THEIRS, OURS) if turned else (OURS, THEIRS)
        said = {text for person in (known.client, *known.with_client) for text in _said(ours, person)}
        said |= {text for person in known.opposing for text in _said(theirs, person)}
        said |= {f"incident|{name}" for name in known.incidents}
        said |= set(_certain(CLIENT, known.client))
        return Counter(self._hash(text) for text in said)

    def names_in(self, words: Iterable[str]) -> bool:
        """Say whether these words, one after another, are a name that stands in the pool on either side."""
        name = " ".join(words)
        texts = [f"{side}|{what}" for side in (OURS, THEIRS) for what in _of_name(name)]
        return any(self.tokens[self._hash(text)] for text in texts)

    def _hash(self, text: str) -> str:
        return hmac.digest(self.secret, text.encode(), "sha256")[:HASH_BYTES].hex()


def _said(side: str, person: Person) -> Iterator[str]:
    """Give what is hashed of one person, each with the side she stands on."""
    yield from _certain(side, person)
    for name in person.names[:MOST]:
        for text in _of_name(name):
            yield f"{side}|{text}"


def _certain(side: str, person: Person) -> Iterator[str]:
    for number in person.numbers[:MOST]:
        yield f"{side}|number|{fold(student_number(number[: Limit.STUDENT_NUMBER * 2]))}"
    for email in person.emails[:MOST]:
        yield f"{side}|email|{email_key(email[: Limit.EMAIL])}"


def _of_name(name: str) -> Iterator[str]:
    """Give how a name sounds whole, and its first and last word; a single word is nobody's name."""
    sounds = sounds_of(name)
    if len(sounds) > 1:
        yield f"sounds|{' '.join(sounds)}"
        for pair in pairs_of(name):
            yield f"pair|{' '.join(pair)}"


def pool(desk: Desk, connection: Connection) -> Pool:
    """Open the pool; an empty one with a key of the moment when there is none yet."""
    lines = register.lines(desk, connection, POOL)
    if not lines:
        return Pool(os.urandom(SECRET_BYTES), Counter())
    document = lines[0].document
    return Pool(bytes.fromhex(document["secret"]), Counter(document["tokens"]), lines[0])


def begin_in(desk: Desk, tx: Tx) -> None:
    """Make the pool inside an act when there is none yet, so that the key of its hashes lasts from now on."""
    held = pool(desk, tx.connection)
    if held.line is None:
        _write(desk, tx, held, {})


def own(desk: Desk, connection: Connection, case_id: str) -> Counter[str]:
    """Give what a case put into the pool; nothing when it has no wall, or is not this person's to read."""
    return Counter[str](*(line.document["tokens"] for line in register.lines(desk, connection, OWN, case_id=case_id)))


def readable(desk: Desk, connection: Connection) -> Counter[str]:
    """Give what all walled cases put into the pool that this person may read: she is inside their walls."""
    found = Counter[str]()
    for line in register.lines(desk, connection, OWN):
        found.update(line.document["tokens"])
    return found


def has_tokens(desk: Desk, connection: Connection, case_id: str) -> bool:
    """Say whether a case stands in the pool, as far as this person may read it."""
    return bool(register.lines(desk, connection, OWN, case_id=case_id))


def tokens_in(desk: Desk, tx: Tx, case_id: str, known: Known) -> None:
    """Put a case's people into the pool inside an act, in place of what it put in before.

    Call it before the wall goes up: whoever is kept out cannot read the case afterwards. Raises NotFound for a case
    that this person may not read.
    """
    held = pool(desk, tx.connection)
    mine = held.of(known)
    lines = register.lines(desk, tx.connection, OWN, case_id=case_id)
    _write(desk, tx, held, held.tokens - own(desk, tx.connection, case_id) + mine)
    document = {"tokens": dict(mine)}
    if lines:
        register.change_line(desk, tx, lines[0].row, document)
    else:
        register.put_line(desk, tx, OWN, document, case_id=case_id)


def forget_tokens_in(desk: Desk, tx: Tx, case_id: str) -> None:
    """Take a case's people out of the pool inside an act: its wall is lifted, and everybody can read it again."""
    lines = register.lines(desk, tx.connection, OWN, case_id=case_id)
    if lines:
        held = pool(desk, tx.connection)
        _write(desk, tx, held, held.tokens - own(desk, tx.connection, case_id))
        register.change_line(desk, tx, lines[0].row, {"tokens": {}})


def _write(desk: Desk, tx: Tx, held: Pool, tokens: Mapping[str, int]) -> None:
    """Write the pool whole, in the order of the tokens, so that no order tells what came last."""
    document = {"secret": held.secret.hex(), "tokens": dict(sorted(tokens.items()))}
    if held.line is None:
        register.put_line(desk, tx, POOL, document, rooms="advice")
    else:
        register.change_line(desk, tx, held.line.row, document)
