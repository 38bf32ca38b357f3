"""Staff: who has an account, what each may do, who has read the policies, who waits after wrong passwords."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from advice_tui.casework import staff
from advice_tui.casework.staff import StaffRow
from advice_tui.roles import Act, Role, may
from advice_tui.rules.working_days import london, say_day
from screens.base import DeskScreen
from screens.calendar import ServiceCalendar
from screens.caseload import ONLY, Caseload
from screens.dialogs import Question, Reading
from screens.staff_dialogs import AddAccount, ChangeRole, RemoveAccount, ResetPassword
from screens.theme import glyph, spelled
from screens.widgets.row_list import RowList, column
from screens.widgets.said import Line, said

ACTS: dict[str, Act] = {
    "add": Act.ADD_STAFF,
    "reset": Act.RESET_STAFF,
    "role": Act.CHANGE_ROLE,
    "remove": Act.REMOVE_STAFF,
    "unlock": Act.UNLOCK_STAFF,
    "rotate": Act.ROTATE_KEYS,
    "calendar": Act.SEE_CALENDAR,
    "hand_over": Act.REMOVE_STAFF,
}
"""What a key of this screen needs."""
HERE_FOR: dict[Role, str] = {
    Role.DIRECTOR: "You see who works here and who has read the policies. Cases are not open to your role.",
    Role.MAINTAINER: "You see the accounts and may let somebody try again. Cases are not open to your role.",
}
"""What is here for those who come for no case: one sentence."""
MOST_LISTED = 10
"""So many of a leaver's cases are named; all of them are listed where they are handed over."""
_ACCOUNT_KEYS = {"reset", "role", "remove", "unlock"}


class StaffList(RowList[StaffRow]):
    """The accounts, those in use first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Look", id="staff_list.look", tooltip="Show all that is known of the account"),
    ]

    def key_of(self, row: StaffRow) -> str:
        """Give the account's id."""
        return row.id

    def _columns(self, width: int) -> tuple[int, ...]:
        rest = width - 13 - 16 - 13 - 5
        name = min(34, rest * 6 // 10)
        return name, min(24, rest - name), 13, 16, 13

    def heading(self, width: int) -> Content:
        """Name the columns."""
        words = ("Name", "Signs in as", "Role", "State", "Policies read")
        columns = zip(words, self._columns(width), strict=True)
        return said((" ".join(column(word, wide) for word, wide in columns), "$ink-quiet"))

    def line(self, row: StaffRow, width: int) -> Content:
        """Draw one account."""
        name, login, role, state, read = self._columns(width)
        words, colour = state_words(row)
        done = row.policies_read >= row.policies_due
        reading = f"{glyph('✓' if done else '□')} {row.policies_read} of {row.policies_due}"
        return said(
            (column(row.name, name), "bold $ink" if row.state == "active" else "$ink-quiet"),
            " ",
            (column(row.login, login), "$ink-quiet"),
            " ",
            (column(row.role.value, role), "$ink"),
            " ",
            (column(words, state), colour),
            " ",
            (column(reading, read), "$calm" if done else "$amber"),
        )


def state_words(row: StaffRow) -> tuple[str, str]:
    """Give an account's state in glyph and words, and its colour."""
    if row.waiting_until is not None:
        return f"{glyph('●')} waits to {london(row.waiting_until):%H:%M}", "bold $amber"
    if row.state == "active":
        return f"{glyph('✓')} in use", "$calm"
    return f"{glyph('✗')} {row.state}", "$ink-quiet"


class Staff(DeskScreen):
    """The accounts. The manager adds, resets, changes and removes; others look, the maintainer unlocks as well."""

    KEY = "staff"
    AREA = "6"
    ABOUT = (
        "The people who work here, each with one role. The manager adds accounts, changes roles, resets passwords "
        "and removes who leaves."
    )
    CLOSES = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,f2", "add", "Add", id="staff.add", tooltip="Add an account"),
        Binding("r,f3", "reset", "Reset password", id="staff.reset", tooltip="Give a colleague a new password"),
        Binding("o,f4", "role", "Role", id="staff.role", tooltip="Change a colleague's role"),
        Binding("x,delete", "remove", "Remove", id="staff.remove", tooltip="Remove a leaver's account"),
        Binding("k,f5", "unlock", "Unlock", id="staff.unlock", tooltip="Let somebody try again after wrong passwords"),
        Binding("p,f6", "password", "My password", id="staff.password", tooltip="Change your own password"),
        Binding("c,f7", "calendar", "Calendar", id="staff.calendar", tooltip="The service's calendar"),
        Binding("h,f10", "hand_over", "Hand over", id="staff.hand_over", tooltip="Hand over a colleague's open cases"),
        Binding(
            "ctrl+r", "rotate", "New database key", id="staff.rotate", tooltip="Renew the database key", show=False
        ),
    ]
    DEFAULT_CSS = """
    Staff #accounts { width: 1fr; height: 1fr; }
    Staff #words { height: auto; padding: 0 2; color: $ink-quiet; display: none; }
    Staff #words.-said { display: block; }
    """

    def body(self) -> ComposeResult:
        """Yield a sentence for who comes for no case, and the list."""
        with Vertical(classes="house-body"):
            words = HERE_FOR.get(self.desk.role, "")
            yield Line(words, id="words", classes="-said" if words else "")
            yield StaffList(id="accounts")

    def on_mount(self) -> None:
        """Begin on the list."""
        super().on_mount()
        self.query_one(StaffList).focus()

    async def reload(self) -> None:
        """Ask who has an account."""
        rows = await self.ask(staff.everyone, self.desk)
        if rows is None or not self.is_attached:
            return
        listed = self.query_one(StaffList)
        used = sum(row.state == "active" for row in rows)
        waiting = sum(row.waiting_until is not None for row in rows)
        parts = [f"Staff {used}", *([f"{waiting} waiting"] if waiting else [])]
        listed.border_title = said(spelled(" · ".join(parts)))
        listed.border_subtitle = said("Everybody types her own password")
        listed.show(rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only keys of what this role may do are shown and work."""
        if action in ACTS:
            return may(self.desk.role, ACTS[action])
        return super().check_action(action, parameters)

    @property
    def _marked(self) -> StaffRow | None:
        row = self.query_one(StaffList).marked
        if row is None:
            self.house.tell("No account is marked.")
        return row

    @on(RowList.Chosen, "#accounts")
    def look(self, event: RowList.Chosen) -> None:
        """Show all that is known of an account."""
        row: StaffRow = event.row
        rows = [
            ("Name", row.name),
            ("Signs in as", row.login),
            ("Role", row.role.value),
            ("State", state_words(row)[0]),
        ]
        rows.append(("Policies", f"{row.policies_read} of {row.policies_due} read"))
        if row.waiting_until is not None:
            until = london(row.waiting_until)
            rows.append(("Waits", f"until {say_day(until.date())} {until:%H:%M}, after too many wrong passwords"))
        self.app.push_screen(Reading(row.name, said(*(said((f"{w:<13}", "$ink-quiet"), f"{t}\n") for w, t in rows))))

    def _told(self, sentence: str | None) -> None:
        """Say what a dialog has done."""
        if sentence:
            self.house.tell(sentence)
            self.reload_soon()

    def action_add(self) -> None:
        """Add an account."""
        self.app.push_screen(AddAccount(self.desk), self._told)

    def action_reset(self) -> None:
        """Give the marked colleague a new password."""
        if (row := self._marked) is not None and self._in_use(row):
            self.app.push_screen(ResetPassword(self.desk, row), self._told)

    def action_role(self) -> None:
        """Change the marked colleague's role."""
        if (row := self._marked) is not None and self._in_use(row):
            self.app.push_screen(ChangeRole(self.desk, row), self._told)

    def action_remove(self) -> None:
        """Remove the marked colleague's account."""
        if (row := self._marked) is not None and self._in_use(row):
            self.app.push_screen(RemoveAccount(self.desk, row), self._removed)

    def _in_use(self, row: StaffRow) -> bool:
        if row.state != "active":
            self.house.tell(f"{row.name} has left: the account cannot be used or changed any more.")
        elif row.id == self.desk.person.id:
            self.house.tell("This is your own account. Another manager may change it; p changes your password.")
        return row.state == "active" and row.id != self.desk.person.id

    def _removed(self, left: Any) -> None:
        """List the cases that wait for another adviser."""
        if left is None:
            return
        self.reload_soon()
        if left.walls:
            self.house.tell(" ".join(left.walls), "warning")
        if not left.cases:
            self.house.tell(f"{left.name} is out and had no open case. Everybody else signs in again.")
            return
        cases = left.cases[:MOST_LISTED]
        listed = [said((f"{case.number}  ", "bold $key"), f"{self.house.who(case.client)}\n") for case in cases]
        if len(left.cases) > MOST_LISTED:
            listed.append(said((f"and {len(left.cases) - MOST_LISTED} more\n", "$ink-quiet")))
        words = f"{left.name} is out. These cases have no adviser now.\n\n"
        subject = ONLY + ",".join(case.id for case in left.cases)

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
            if yes:
                self.app.push_screen(Caseload(self.desk, subject))

        question = Question("Cases for another adviser", said(words, *listed), yes="Hand them over now", no="Later")
        self.app.push_screen(question, answered)

    def action_hand_over(self) -> None:
        """Hand over the open cases of the marked colleague, before she leaves or while she is away."""
        if (row := self._marked) is None:
            return
        if row.state != "active" or not may(row.role, Act.WRITE_ENTRY):
            self.house.tell(f"{row.name} has no cases to hand over.")
            return
        self.app.push_screen(Caseload(self.desk, row.id))

    async def action_unlock(self) -> None:
        """Let the marked colleague try again at once."""
        if (row := self._marked) is None:
            return
        if row.waiting_until is None:
            self.house.tell(f"{row.name} does not wait: there were not too many wrong passwords.")
            return
        self._told(await self.call(staff.unlock, self.desk, row.login))

    def action_rotate(self) -> None:
        """Ask before the database key is renewed: it cannot be undone."""
        words = "The database is encrypted again under a new key. Everybody else is locked out and signs in again."
        self.app.push_screen(Question("Renew the database key?", words, yes="Renew the key"), self._rotate)

    async def _rotate(self, yes: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
        if yes:
            self._told(await self.call(staff.rotate, self.desk))

    async def action_password(self) -> None:
        """Change your own password."""
        await self.house.action_open("account")

    def action_calendar(self) -> None:
        """Open the service's calendar over the accounts."""
        self.app.push_screen(ServiceCalendar(self.desk, self.KEY))
