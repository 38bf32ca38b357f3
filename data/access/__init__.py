"""Who can open what: founding a service, signing in, and every change of accounts and their keys.

Roles and their rooms come from outside, as plain names; nothing here decides who may do these things.
"""

from data.access.changes import (
    RECOVERY_LOGIN,
    Newcomer,
    add_account,
    change_password,
    change_role,
    find_account,
    recover,
    remove_account,
    renew_database_key,
    reset_account,
)
from data.access.founding import Founding, found
from data.access.glass import LOGIN as GLASS_LOGIN
from data.access.session import Session, sign_in
from data.access.wall_accounts import WallsLeft

__all__ = [
    "GLASS_LOGIN",
    "RECOVERY_LOGIN",
    "Founding",
    "Newcomer",
    "Session",
    "WallsLeft",
    "add_account",
    "change_password",
    "change_role",
    "find_account",
    "found",
    "recover",
    "remove_account",
    "renew_database_key",
    "reset_account",
    "sign_in",
]
