"""Proving again who sits there: the password of the session's own account, asked for before a decision."""

from __future__ import annotations

from data.access import attempts
from data.access.session import Session
from data.errors import SignInFailed
from data.keys.keyring import read_keyring


def prove(session: Session, password: str) -> None:
    """Raise SignInFailed unless this is the password of the session's account; Locked after too many wrong ones.

    Costs what a sign-in costs (Argon2id): call it in the casework thread, before a transaction.
    """
    keyring = read_keyring(session.home)
    login = session.me.login
    attempts.check(session.home, keyring.store, login)
    slot = keyring.slot_of(login)
    if slot is None or slot.open(keyring.store, password) is None:
        attempts.failed(session.home, keyring.store, login)
        raise SignInFailed("That is not your password. Nothing was recorded.")
    attempts.clear(session.home, keyring.store, login)
