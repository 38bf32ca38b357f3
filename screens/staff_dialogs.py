"""The small forms of the staff screen. Each shows all problems at once and closes only when the row is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from advice_tui.casework import entrance, staff
from advice_tui.casework.staff import StaffRow
from advice_tui.desk import Desk
from advice_tui.roles import Role
from data.errors import BadInput
from screens.form import FormDialog
from screens.widgets.field import Field, Labelled
from screens.widgets.pick import Pick
from screens.widgets.press import Choice

NOT_THE_SAME = "The two passwords are not the same."
PASSWORD_HINT = "12 characters or more; four words do well."  # noqa: S105 - a hint, no password
ROLES: tuple[Choice, ...] = tuple(Choice(role.value, role.value.capitalize()) for role in Role)


class AddAccount(FormDialog):
    """A new account: name, sign-in name, role, and the password that the new person types herself, twice."""

    HEAD = "Add an account"
    YES = "Add"

    def words(self) -> str:
        """Say who types the password."""
        return "The new colleague types the password herself."

    def fields(self) -> ComposeResult:
        """Who, what for, and the password."""
        yield Labelled("Name", Field(limit=120, id="name"))
        yield Labelled("Sign-in name", Field(limit=40, id="login"), "Short, in small letters, such as p.nair.")
        yield Labelled("Role", Pick(ROLES, Role.ADVISER.value, id="role"))
        yield Labelled("Password", Field(password=True, limit=1024, id="password"), PASSWORD_HINT)
        yield Labelled("Password again", Field(password=True, limit=1024, id="again"))

    def work(self) -> Callable[[], str]:
        """Make the account."""
        name, login, password, again = (self.given(part) for part in ("name", "login", "password", "again"))
        role = Role(self.query_one("#role", Pick).value)

        def add() -> str:
            problems = entrance.person_problems(login, name, password)
            if password != again:
                problems["again"] = NOT_THE_SAME
            if problems:
                raise BadInput(problems)
            return staff.add(self.desk, login=login, name=name, role=role, password=password)

        return add


class _OfAccount(FormDialog):
    """A form about one account."""

    def __init__(self, desk: Desk, row: StaffRow) -> None:
        super().__init__(desk)
        self.row = row


class ResetPassword(_OfAccount):
    """A new password for a colleague, which she types herself, twice; the old one opens nothing any more."""

    HEAD = "Reset a password"
    YES = "Reset"

    def words(self) -> str:
        """Say whose."""
        return f"{self.row.name} types a new password herself. The old one opens nothing any more."

    def fields(self) -> ComposeResult:
        """Yield the password twice."""
        yield Labelled("New password", Field(password=True, limit=1024, id="password"), PASSWORD_HINT)
        yield Labelled("Password again", Field(password=True, limit=1024, id="again"))

    def work(self) -> Callable[[], str]:
        """Reset it."""
        password, again = self.given("password"), self.given("again")

        def reset() -> str:
            if password != again:
                raise BadInput({"again": NOT_THE_SAME})
            return staff.reset(self.desk, self.row.login, password)

        return reset


class ChangeRole(_OfAccount):
    """Another role for a colleague; rooms that she leaves get new keys."""

    HEAD = "Change a role"
    YES = "Change"

    def words(self) -> str:
        """Say whose, and what changes."""
        return f"{self.row.name} is {self.row.role.value} now. What she may read changes with the role."

    def fields(self) -> ComposeResult:
        """Yield the role."""
        yield Labelled("Role", Pick(ROLES, self.row.role.value, id="role"))

    def work(self) -> Callable[[], str]:
        """Change it."""
        role = Role(self.query_one("#role", Pick).value)
        return lambda: staff.change_role(self.desk, self.row.login, role)


class RemoveAccount(_OfAccount):
    """A leaver is shut out for good: her sign-in name is typed back, for this cannot be undone (L-15, L-21)."""

    HEAD = "Remove an account"
    YES = "Remove for good"

    def words(self) -> str:
        """Say whose, and what happens."""
        return (
            f"{self.row.name} is shut out at once and for good. All keys she held are renewed, her open cases lose "
            "their adviser and are listed, and everybody else signs in again. What she wrote stays."
        )

    def fields(self) -> ComposeResult:
        """Yield the sign-in name, to be typed back."""
        yield Labelled("Sign-in name", Field(limit=40, id="login"), f"Type {self.row.login} to say that you mean it.")

    def work(self) -> Callable[[], Any]:
        """Remove it."""
        typed = self.given("login").strip().casefold()

        def remove() -> Any:
            if typed != self.row.login:
                raise BadInput({"login": f"This is not {self.row.name}'s sign-in name, which is {self.row.login}."})
            return staff.disable(self.desk, self.row.login)

        return remove
