"""One's own account: who is signed in, and a new password."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from advice_tui.casework import staff
from advice_tui.roles import Role
from data.errors import BadInput, SignInFailed
from screens.base import DeskScreen
from screens.menu import open_to
from screens.staff_dialogs import NOT_THE_SAME, PASSWORD_HINT
from screens.widgets.field import Field, Labelled
from screens.widgets.said import Line, said

ONLY_THIS = "You have read everything that you were asked to. Only your own account is here for your role."


def areas_beside(role: Role) -> bool:
    """Whether this role has any other screen."""
    return any(one.key != Account.KEY for one in open_to(role))


class Account(DeskScreen):
    """Change one's own password: the present one, and the new one twice."""

    KEY = "account"
    AREA = "6"
    ABOUT = "Changes your own password: type the one you have, and the new one twice."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f3", "save", "Save", id="account.save", tooltip="Change the password"),
    ]
    DEFAULT_CSS = """
    Account .house-body { align: center middle; }
    Account .card {
        width: 74; height: auto; border: round $line-bright; padding: 1 2;
        border-title-color: $key; border-title-style: bold; border-subtitle-color: $ink-quiet;
    }
    Account Labelled { margin-bottom: 1; }
    Account .words { height: auto; margin-bottom: 1; }
    """

    def body(self) -> ComposeResult:
        """Yield a card with three fields."""
        person = self.desk.person
        with Vertical(classes="house-body"), Vertical(classes="card") as card:
            card.border_title = said("Change my password")
            card.border_subtitle = said("^S save")
            yield Line(
                said(
                    (person.name, "bold"),
                    f" signs in as {person.login} ({self.desk.role.value}).",
                    "" if areas_beside(self.desk.role) else f"\n{ONLY_THIS}",
                ),
                classes="words",
            )
            yield Labelled("Present password", Field(password=True, limit=1024, id="old"))
            yield Labelled("New password", Field(password=True, limit=1024, id="new"), PASSWORD_HINT)
            yield Labelled("New again", Field(password=True, limit=1024, id="again"))

    def on_mount(self) -> None:
        """Begin with the present password."""
        super().on_mount()
        self.query_one("#old").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape leaves the screen only when another is under it."""
        if action == "back":
            return len(self.app.screen_stack) > 1
        return super().check_action(action, parameters)

    @on(Field.Submitted)
    async def next_field(self, event: Field.Submitted) -> None:
        """Enter goes on to the next field, and from the last does it."""
        if event.input.id == "again":
            await self.action_save()
        else:
            self.focus_next()

    async def action_save(self) -> None:
        """Change it; every problem stands under its field."""
        old, new, again = (self.query_one(f"#{name}", Field).value for name in ("old", "new", "again"))

        def change() -> str:
            if new != again:
                raise BadInput({"again": NOT_THE_SAME})
            try:
                return staff.change_password(self.desk, old, new)
            except SignInFailed as error:
                raise BadInput({"old": error.sentence}) from error

        sentence = await self.call(change)
        if sentence is None:
            return
        for field in self.query(Field):
            field.value = ""
        self.show_problems({})
        self.house.tell(sentence)
        if self.is_current and len(self.app.screen_stack) > 1:
            self.dismiss(None)
