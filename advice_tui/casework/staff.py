"""Staff: accounts, their roles and their keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advice_tui.casework.case_documents import case_name
from advice_tui.casework.entrance import newcomer
from advice_tui.casework.induction import must_read
from advice_tui.desk import Desk
from advice_tui.roles import ROLE_ROOMS, Act, Role, allowed
from advice_tui.rules.text import login_name, password_form, password_problem
from data import access, queries
from data.access import attempts
from data.access.grants import AccountRow, accounts
from data.errors import BadInput, NotAllowed
from data.keys.password import Kdf
from data.models import Case
from data.store import Tx


@dataclass(frozen=True)
class StaffRow:
    """One account as the staff list shows it. ``waiting_until``: too many wrong passwords, refused until then."""

    id: str
    login: str
    name: str
    role: Role
    state: str
    policies_read: int
    policies_due: int
    waiting_until: datetime | None


@dataclass(frozen=True)
class CaseRef:
    """A case as it is named in a list for reassignment."""

    id: str
    number: str
    client: str


@dataclass(frozen=True)
class Left:
    """A leaver is out; these cases wait for another adviser."""

    name: str
    cases: tuple[CaseRef, ...]
    walls: tuple[str, ...] = ()
    """What somebody inside a wall has to do now, in sentences."""


@allowed(Act.SEE_STAFF)
def everyone(desk: Desk) -> tuple[StaffRow, ...]:
    """Give all accounts but the recovery code's, those in use first, with who has read the policies and who waits."""
    with desk.store.read() as connection:
        rows = [row for row in accounts(connection) if row.state != "recovery"]
        read = queries.acknowledgements(connection)
    store_id = desk.session.store_id
    listed = []
    for row in rows:
        role = Role(row.role)
        wanted = {(item.key, item.version) for item in must_read(desk, role)}
        listed.append(
            StaffRow(
                row.id,
                row.login,
                row.name,
                role,
                row.state,
                len(wanted & read.get(row.id, set())),
                len(wanted),
                attempts.waiting_until(desk.home, store_id, row.login) if row.state == "active" else None,
            )
        )
    return tuple(sorted(listed, key=lambda row: (row.state != "active", row.name.casefold())))


@allowed(Act.ADD_STAFF)
def add(desk: Desk, *, login: str, name: str, role: Role, password: str, cost: Kdf | None = None) -> str:
    """Make an account; the new person types the password herself. Raises BadInput with all problems at once."""
    who = newcomer(login, name, role, password)
    access.add_account(desk.session, who, password_form(password), cost=cost, at=desk.now)
    return f"{who.name} can sign in as '{who.login}' ({role.value})."


def _other(desk: Desk, login: str, what: str) -> AccountRow:
    row = access.find_account(desk.session, login_name(login))
    if row.id == desk.person.id:
        raise NotAllowed(f"Nobody can {what} her own account. Ask another manager.")
    return row


@allowed(Act.RESET_STAFF)
def reset(desk: Desk, login: str, password: str, *, cost: Kdf | None = None) -> str:
    """Give a colleague new keys and a new password, which she types herself; the old one opens nothing any more."""
    row = _other(desk, login, "reset")
    problem = password_problem(password, row.login, row.name)
    if problem:
        raise BadInput({"password": problem})
    rooms = ROLE_ROOMS[Role(row.role)]
    left = access.reset_account(desk.session, row, rooms, password_form(password), cost=cost, at=desk.now)
    said = f"{row.name} has a new password. Ask her to change it when she has signed in."
    return " ".join([said, *left_words(left)])


def left_words(left: access.WallsLeft) -> list[str]:
    """Say what is left to do by somebody inside a wall, after an account was changed; never whose case it is around."""

    def many(ids: tuple[str, ...], one: str, more: str) -> str:
        return f"1 wall {one}" if len(ids) == 1 else f"{len(ids)} walls {more}"

    said = {
        "let_in": f"{many(left.let_in, 'needs', 'need')} a member to let her in again.",
        "renew": f"{many(left.renew, 'needs', 'need')} a member to renew the key.",
        "empty": f"{many(left.empty, 'has', 'have')} nobody inside now: only a code opens "
        f"{'it' if len(left.empty) == 1 else 'them'}.",
    }
    return [words for name, words in said.items() if getattr(left, name)]


@allowed(Act.CHANGE_OWN_PASSWORD)
def change_password(desk: Desk, old: str, new: str, *, cost: Kdf | None = None) -> str:
    """Change one's own password; raises SignInFailed when the old one is not right, BadInput for a weak new one."""
    problem = password_problem(new, desk.person.login, desk.person.name)
    if password_form(old) == password_form(new):
        problem = "The new password is the present one. Choose another."
    if problem:
        raise BadInput({"new": problem})
    access.change_password(desk.session, password_form(old), password_form(new), cost=cost, at=desk.now)
    return "Your password is changed."


@allowed(Act.CHANGE_ROLE)
def change_role(desk: Desk, login: str, role: Role) -> str:
    """Give a colleague another role; rooms that she leaves get new keys in the same act."""
    row = _other(desk, login, "change the role of")
    if row.role == role.value:
        raise BadInput({"role": f"{row.name} is {role.value} already."})
    left = access.change_role(desk.session, row, role.value, ROLE_ROOMS[role], at=desk.now)
    return " ".join([f"{row.name} is {role.value} now. It counts when she signs in next.", *left_words(left)])


@allowed(Act.UNLOCK_STAFF)
def unlock(desk: Desk, login: str) -> str:
    """Let a colleague try again at once after too many wrong passwords."""
    row = access.find_account(desk.session, login_name(login))
    with desk.store.write(desk.signer, Act.UNLOCK_STAFF.value, row.id, at=desk.now) as tx:
        tx.detail["wrong"] = attempts.clear(desk.home, desk.session.store_id, row.login)
    return f"{row.name} can try again at once."


@allowed(Act.REMOVE_STAFF)
def disable(desk: Desk, login: str) -> Left:
    """Shut a leaver out for good and list her open cases, now unassigned (L-15, L-21; scenario 29).

    All keys she held are renewed, the database's own included: everybody else signs in again.
    """
    row = _other(desk, login, "remove")
    with desk.store.read() as connection:
        managers = [other for other in accounts(connection) if other.role == "manager" and other.state == "active"]
        if row.role == "manager" and len(managers) < 2:
            raise NotAllowed("The last manager cannot be removed. Make another manager first.")
        open_cases = queries.open_cases_of(connection, desk.keys, row.id)
        listed = tuple(CaseRef(case.id, case.number, case_name(desk, connection, case)) for case in open_cases)

    def unassign(tx: Tx) -> None:
        for case in open_cases:
            tx.change(Case, {"id": case.id}, case.row_ver, adviser_id=None)
        tx.detail["cases"] = [case.id for case in open_cases]

    left = access.remove_account(desk.session, row, at=desk.now, also=unassign)
    return Left(row.name, listed, tuple(left_words(left)))


@allowed(Act.ROTATE_KEYS)
def rotate(desk: Desk) -> str:
    """Re-encrypt the database under a new key."""
    access.renew_database_key(desk.session, at=desk.now)
    return "The database has a new key. Everybody else signs in again."
