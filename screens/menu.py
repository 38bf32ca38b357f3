"""The work areas and their screens as data: one line a screen.

A screen is named by ``module:Class`` and imported when it is first opened, so that the menu costs nothing at start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from screens.base import DeskScreen


class Area(NamedTuple):
    """One work area of the top bar: the number key that opens it and its word."""

    key: str
    title: str


class Entry(NamedTuple):
    """One screen: its name, the area it belongs to, its title in the palette, where it is, and the acts it needs.

    ``first`` marks the screen that the area's number opens; ``alone`` says that it opens without a subject (a case
    needs one). ``acts`` are names of ``advice_tui.roles.Act``; a role sees the screen when it may do all of them.
    """

    key: str
    area: str
    title: str
    where: str
    acts: tuple[str, ...] = ()
    first: bool = False
    alone: bool = True


AREAS: tuple[Area, ...] = (
    Area("1", "Today"),
    Area("2", "Cases"),
    Area("3", "Diary"),
    Area("4", "Desk"),
    Area("5", "Review"),
    Area("6", "Service"),
)

SCREENS: tuple[Entry, ...] = (
    Entry("today", "1", "Today: what waits", "screens.today:Today", ("SEE_TODAY",), first=True),
    Entry("cases", "2", "Cases: the list", "screens.cases:Cases", ("LIST_CASES",), first=True),
    Entry("enquiry", "2", "New enquiry", "screens.enquiry:Enquiry", ("TAKE_ENQUIRY",)),
    Entry("mail", "2", "Import e-mail", "screens.mail:MailImport", ("IMPORT_MAIL",)),
    Entry("case", "2", "Case", "screens.case:Case", ("READ_CASE",), alone=False),
    Entry("caseload", "2", "Hand over a caseload", "screens.caseload:Caseload", ("ASSIGN_CASE",)),
    Entry("client", "2", "Client", "screens.client:Client", ("CHANGE_CLIENT",), alone=False),
    Entry("diary", "3", "Diary", "screens.diary:Diary", ("SEE_DIARY",), first=True),
    Entry("hours", "3", "Hours and leave", "screens.hours:StaffHours", ("KEEP_HOURS",)),
    Entry("desk", "4", "Desk: who is here", "screens.desk:DeskBoard", ("SEE_DESK",), first=True),
    Entry("call", "4", "Take a call or a walk-in", "screens.call:TakeCall", ("TAKE_MESSAGE",)),
    Entry("unresolved", "4", "Appointments without an outcome", "screens.unresolved:Unresolved", ("SEE_DESK",)),
    Entry("reminders", "4", "Reminders for the next day", "screens.reminders:Reminders", ("CONFIRM_APPOINTMENT",)),
    Entry("message", "4", "Message", "screens.message:Message", ("ANSWER_MESSAGE",), alone=False),
    Entry("review", "5", "Review: what waits for a decision", "screens.review:Review", ("SEE_REVIEW",), first=True),
    Entry("procedure", "5", "Procedure", "screens.procedure:ProcedureScreen", ("SEE_PROCEDURE",), alone=False),
    Entry("walls", "5", "Walls around cases", "screens.walls:Walls", ("PUT_UP_WALL",)),
    Entry("complaints", "5", "Complaints", "screens.complaints:Complaints", ("SEE_COMPLAINTS",)),
    Entry("file_review", "5", "File review", "screens.file_review:FileReview", ("REVIEW_FILE",)),
    Entry("issues", "5", "Issues raised without a name", "screens.issues:Issues", ("SEE_ISSUES",)),
    Entry("conflict", "2", "Conflict of interest", "screens.conflict:Conflict", ("CHECK_CONFLICT",), alone=False),
    Entry("letter", "2", "Letter", "screens.letter:Letter", ("WRITE_LETTER",), alone=False),
    Entry("providers", "2", "Other advice providers", "screens.providers:Providers", ("SEE_PROVIDERS",)),
    Entry("templates", "6", "Letters and notices", "screens.templates:Templates", ("KEEP_TEMPLATES",)),
    Entry("policy", "6", "Policy in force", "screens.policy_file:PolicyFile", ("ADOPT_POLICY",)),
    Entry("staff", "6", "Staff", "screens.staff:Staff", ("SEE_STAFF",), first=True),
    Entry("calendar", "6", "Service calendar", "screens.calendar:ServiceCalendar", ("SEE_CALENDAR",), first=True),
    Entry("account", "6", "Change my password", "screens.account:Account", ("CHANGE_OWN_PASSWORD",)),
)


def entry(key: str) -> Entry | None:
    """Give the screen of this name, or None."""
    return next((one for one in SCREENS if one.key == key), None)


def granted(one: Entry, role: object) -> bool:
    """Whether this role may do all that the screen is for."""
    from advice_tui.roles import Act, Role, may  # noqa: PLC0415 - not needed at the sign-in prompt

    return all(may(Role(str(role)), Act[act]) for act in one.acts)


def open_to(role: object) -> tuple[Entry, ...]:
    """Give the screens that this role may open, in the order of the menu."""
    return tuple(one for one in SCREENS if granted(one, role))


def areas_of(role: object) -> tuple[tuple[Area, Entry], ...]:
    """Give the areas this role sees in the top bar, each with the screen its number opens.

    Who has none of them has at least her own account.
    """
    firsts = {one.area: one for one in reversed(open_to(role)) if one.first}
    found = tuple((area, firsts[area.key]) for area in AREAS if area.key in firsts)
    own = entry("account")
    return found or tuple((area, own) for area in AREAS if own and area.key == own.area and granted(own, role))


def load(one: Entry) -> type[DeskScreen]:
    """Give the screen's class, imported now."""
    module, _, name = one.where.partition(":")
    return cast("type[DeskScreen]", getattr(import_module(module), name))
