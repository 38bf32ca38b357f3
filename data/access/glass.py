"""The break-glass code: two halves, either of which opens nothing, of a pseudo account that is inside every wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from data.access import attempts
from data.access.changes import Newcomer, add_account, change_password, renew_room, reset_account
from data.access.grants import AccountRow, accounts, fill_chain, grant_room, members
from data.access.session import Session
from data.access.wall_rows import is_wall_room
from data.errors import SignInFailed
from data.keys.keychain import KeyChain
from data.keys.keyring import join_halves, new_recovery_code, read_keyring, split_code
from data.keys.password import Kdf
from data.keys.person import PersonKeys
from data.keys.sealing import letter_box
from data.store import Signer

LOGIN, ROLE = "break-glass", "break-glass"
"""The sign-in name and role of the pseudo account; no person may have them."""
NOT_THE_HALVES = "These two halves do not fit. Nothing was opened."


def glass_account(session: Session) -> AccountRow | None:
    """Find the pseudo account, or None while no halves were ever made."""
    with session.store.read() as connection:
        return next((row for row in accounts(connection) if row.role == ROLE), None)


def make_halves(session: Session, *, cost: Kdf | None = None, at: datetime) -> tuple[str, str]:
    """Make a new code, which opens every wall this session is in, and give its halves; the code before opens nothing.

    The session holds the ``admin`` room. Walls that it is not in let the code in again by somebody inside.
    """
    code = new_recovery_code()
    known = glass_account(session)
    if known is None:
        who = Newcomer(LOGIN, "Break-glass code", ROLE, (), state="recovery")
        add_account(session, who, code, cost=cost, at=at)
    else:
        reset_account(session, known, (), code, cost=cost, at=at)
    return split_code(code)


def open_glass(session: Session, one: str, two: str) -> tuple[str, AccountRow, PersonKeys]:
    """Put two halves together; give the code, the pseudo account and its keys. No room and no case is opened by that.

    Raises SignInFailed, in the same words, for halves that do not fit and when there are none; Locked after too many.
    """
    keyring = read_keyring(session.home)
    attempts.check(session.home, keyring.store, LOGIN)
    row, slot = glass_account(session), keyring.slot_of(LOGIN)
    try:
        code = join_halves(one, two)
    except ValueError:
        code = ""
    keys = slot.open(keyring.store, code) if slot and row and code else None
    if keys is None or row is None or keys.signing_public != row.signing_public:
        attempts.failed(session.home, keyring.store, LOGIN)
        raise SignInFailed(NOT_THE_HALVES)
    attempts.clear(session.home, keyring.store, LOGIN)
    row.certificate().check(keys.root_public, row.cert)
    return code, row, keys


def glass_session(session: Session, row: AccountRow, keys: PersonKeys, only: Iterable[str] | None = None) -> Session:
    """Give a session of the pseudo account on the same store, with the keys of these rooms and of no other."""
    chain = KeyChain(row.id, keys)
    with session.store.read() as connection:
        signatures = fill_chain(connection, chain, row, only=None if only is None else frozenset(only))
    return Session(session.home, session.store, chain, row, session.database_key, signatures)


def seal_again(glass: Session, rooms: Iterable[str], case_id: str, *, at: datetime) -> None:
    """Give the rooms that were opened new keys, after the case was read."""
    chain = glass.chain
    with glass.store.write(Signer(glass.me.id, chain.person.signing), "wall.seal_again", case_id, at=at) as tx:
        for room in rooms:
            if chain.holds(room):
                ver, key = renew_room(glass, tx, room)
                chain.boxes[room], chain.rooms[room, ver] = (ver, letter_box(key)[1]), key


def renew_halves(
    session: Session, glass: Session, code: str, *, cost: Kdf | None = None, at: datetime
) -> tuple[str, str]:
    """Make new halves after they were used; those used open nothing any more, with an old key file neither.

    Where the session has no ``admin`` room only the code is new: a manager makes new halves afterwards.
    """
    if not session.chain.holds("admin"):
        fresh = new_recovery_code()
        change_password(glass, code, fresh, cost=cost, at=at)
        return split_code(fresh)
    halves = make_halves(session, cost=cost, at=at)
    row = glass_account(session)
    assert row is not None
    # the walls that this manager is not in: the account's former keys let its new ones in
    with glass.store.write(glass.signer, "wall.let_in", row.id, at=at) as tx:
        for room, (ver, _) in glass.chain.boxes.items():
            if is_wall_room(room) and glass.chain.holds(room) and row.id not in members(tx.connection, room):
                grant_room(tx, room, ver, glass.chain.room_key(room), row)
    return halves


def wider(session: Session, glass: Session) -> Session:
    """Give a session that reads with both keys: the person's at the desk and the pseudo account's."""
    chain = KeyChain(session.me.id, session.chain.person)
    chain.rooms = {**session.chain.rooms, **glass.chain.rooms}
    chain.boxes = {**session.chain.boxes, **glass.chain.boxes}
    return replace(session, chain=chain)
