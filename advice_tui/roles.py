"""Who may do what: one table that a manager can read, and the one decorator that enforces it.

Roles are kept by keys as well (``ROLE_ROOMS``): a person whose role lacks a room does not hold its key, so a
mistake in this table cannot show anybody what the keys do not open.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from data.errors import NotAllowed


class Role(StrEnum):
    """What an account is for. ``READER`` is acknowledgement-only: elected officers and others named by L-29."""

    RECEPTIONIST = "receptionist"
    ADVISER = "adviser"
    MANAGER = "manager"
    DIRECTOR = "director"
    MAINTAINER = "maintainer"
    READER = "reader"


class Act(StrEnum):
    """One thing a person may do; the value is also the name in the audit trail."""

    SIGN_OUT = "session.sign_out"
    CHANGE_OWN_PASSWORD = "staff.change_own_password"  # noqa: S105 - the name of an act
    ACKNOWLEDGE_POLICY = "policy.acknowledge"
    SEE_TODAY = "today.see"
    TAKE_ENQUIRY = "enquiry.take"
    FIND_CLIENT = "client.find"
    KEEP_DRAFT = "draft.keep"
    UNDO_OWN_ACT = "act.undo"
    READ_CASE = "case.read"
    WRITE_ENTRY = "case.write"
    TAKE_ON_CASE = "case.take_on"
    CORRECT_ENTRY = "case.correct"
    CHANGE_CASE = "case.change"
    ASSIGN_CASE = "case.assign"
    WAIT_ON_STUDENT = "case.wait"
    CLOSE_CASE = "case.close"
    REOPEN_CASE = "case.reopen"
    LINK_CASES = "case.link"
    JOIN_CASES = "case.join"
    KEEP_KEY_DATE = "case.key_date"
    ATTACH_FILE = "case.attach"
    LIST_CASES = "case.list"
    CHANGE_CLIENT = "client.change"
    MERGE_CLIENTS = "client.merge"
    COUNT_NO_RECORD = "no_record.count"
    IMPORT_MAIL = "mail.import"
    SEE_CALENDAR = "calendar.see"
    CHANGE_CALENDAR = "calendar.change"
    WRITE_NOTICE = "notice.write"
    SEE_DIARY = "diary.see"
    BOOK_APPOINTMENT = "diary.book"
    CHANGE_APPOINTMENT = "diary.change"
    PLAN_APPOINTMENT = "diary.plan"
    KEEP_HOURS = "diary.hours"
    CONFIRM_APPOINTMENT = "diary.confirm"
    SEE_DESK = "desk.see"
    RECEIVE_CLIENT = "desk.receive"
    ANSWER_DESK = "desk.answer"
    CORRECT_APPOINTMENT = "desk.correct"
    FLAG_CLIENT = "desk.flag"
    TAKE_MESSAGE = "message.take"
    ANSWER_MESSAGE = "message.answer"
    KEEP_PAPERS = "case.papers"
    SEE_PROCEDURE = "procedure.see"
    RAISE_CONCERN = "procedure.raise"
    TAKE_STEP = "procedure.step"
    MARK_ABSENT = "absence.mark"
    PUT_UP_WALL = "wall.put_up"
    LIFT_WALL = "wall.lift"
    BREAK_GLASS = "wall.break_glass"
    KEEP_CONSENT = "consent.keep"
    DISCLOSE = "disclosure.make"
    REFER = "referral.make"
    SEE_PROVIDERS = "provider.see"
    KEEP_PROVIDERS = "provider.keep"
    RAISE_ISSUE = "issue.raise"
    SEE_ISSUES = "issue.see"
    CHECK_CONFLICT = "conflict.check"
    WRITE_LETTER = "letter.write"
    KEEP_TEMPLATES = "letter.template"
    REFUSE_NOT_ELIGIBLE = "eligibility.refuse"
    SEE_REVIEW = "review.see"
    RESOLVE_FLAG = "review.resolve"
    REVIEW_FILE = "review.file"
    LOG_COMPLAINT = "complaint.log"
    SEE_COMPLAINTS = "complaint.see"
    SEE_STAFF = "staff.see"
    ADD_STAFF = "staff.add"
    RESET_STAFF = "staff.reset"
    UNLOCK_STAFF = "staff.unlock"
    CHANGE_ROLE = "staff.change_role"
    REMOVE_STAFF = "staff.remove"
    ROTATE_KEYS = "keys.rotate"
    ADOPT_POLICY = "policy.adopt"
    SEE_AUDIT = "audit.see"
    MAINTAIN = "store.maintain"


_EVERYONE = frozenset(Role)
_DESK = frozenset({Role.RECEPTIONIST, Role.ADVISER, Role.MANAGER})
_ADVICE = frozenset({Role.ADVISER, Role.MANAGER})
_MANAGER = frozenset({Role.MANAGER})
_DECIDE = frozenset({Role.ADVISER, Role.MANAGER, Role.DIRECTOR})

GRANTS: dict[Act, frozenset[Role]] = {
    Act.SIGN_OUT: _EVERYONE,
    Act.CHANGE_OWN_PASSWORD: _EVERYONE,
    Act.ACKNOWLEDGE_POLICY: _EVERYONE,
    Act.SEE_TODAY: _DESK,
    Act.TAKE_ENQUIRY: _DESK,
    Act.FIND_CLIENT: _DESK,
    Act.KEEP_DRAFT: _DESK | {Role.DIRECTOR},
    Act.UNDO_OWN_ACT: _DESK,
    Act.READ_CASE: _ADVICE,
    Act.WRITE_ENTRY: _ADVICE,
    Act.TAKE_ON_CASE: _ADVICE,
    Act.CORRECT_ENTRY: _ADVICE,
    Act.CHANGE_CASE: _ADVICE,
    Act.ASSIGN_CASE: _ADVICE,
    Act.WAIT_ON_STUDENT: _ADVICE,
    Act.CLOSE_CASE: _ADVICE,
    Act.REOPEN_CASE: _ADVICE,
    Act.LINK_CASES: _ADVICE,
    Act.JOIN_CASES: _ADVICE,
    Act.KEEP_KEY_DATE: _ADVICE,
    Act.ATTACH_FILE: _ADVICE,
    Act.LIST_CASES: _ADVICE,
    Act.CHANGE_CLIENT: _DESK,
    Act.MERGE_CLIENTS: _ADVICE,
    Act.COUNT_NO_RECORD: _DESK,
    Act.IMPORT_MAIL: _DESK,
    Act.SEE_CALENDAR: _DESK | {Role.DIRECTOR},
    Act.CHANGE_CALENDAR: _MANAGER,
    Act.WRITE_NOTICE: _DESK,
    Act.SEE_DIARY: _DESK,
    Act.BOOK_APPOINTMENT: _DESK,
    Act.CHANGE_APPOINTMENT: _DESK,
    Act.PLAN_APPOINTMENT: _ADVICE,
    Act.KEEP_HOURS: _ADVICE,
    Act.CONFIRM_APPOINTMENT: _DESK,
    Act.SEE_DESK: _DESK,
    Act.RECEIVE_CLIENT: _DESK,
    Act.ANSWER_DESK: _ADVICE,
    Act.CORRECT_APPOINTMENT: _DESK,
    Act.FLAG_CLIENT: _MANAGER,
    Act.TAKE_MESSAGE: _DESK,
    Act.ANSWER_MESSAGE: _ADVICE,
    Act.KEEP_PAPERS: _ADVICE,
    Act.SEE_PROCEDURE: _DECIDE,
    Act.RAISE_CONCERN: _DESK,
    Act.TAKE_STEP: _DESK | {Role.DIRECTOR},
    Act.MARK_ABSENT: _DECIDE,
    Act.PUT_UP_WALL: _ADVICE,
    Act.LIFT_WALL: _ADVICE,
    Act.BREAK_GLASS: _DECIDE,
    Act.KEEP_CONSENT: _ADVICE,
    Act.DISCLOSE: _ADVICE,
    Act.REFER: _ADVICE,
    Act.SEE_PROVIDERS: _DESK,
    Act.KEEP_PROVIDERS: _ADVICE,
    Act.RAISE_ISSUE: _ADVICE,
    Act.SEE_ISSUES: _DECIDE,
    Act.CHECK_CONFLICT: _ADVICE,
    Act.WRITE_LETTER: _ADVICE,
    Act.KEEP_TEMPLATES: _MANAGER,
    Act.REFUSE_NOT_ELIGIBLE: _DESK,
    Act.SEE_REVIEW: frozenset({Role.MANAGER, Role.DIRECTOR}),
    Act.RESOLVE_FLAG: _MANAGER,
    Act.REVIEW_FILE: _ADVICE,
    Act.LOG_COMPLAINT: _DESK,
    Act.SEE_COMPLAINTS: frozenset({Role.MANAGER, Role.DIRECTOR}),
    Act.SEE_STAFF: frozenset({Role.MANAGER, Role.DIRECTOR, Role.MAINTAINER}),
    Act.ADD_STAFF: _MANAGER,
    Act.RESET_STAFF: _MANAGER,
    Act.UNLOCK_STAFF: frozenset({Role.MANAGER, Role.MAINTAINER}),
    Act.CHANGE_ROLE: _MANAGER,
    Act.REMOVE_STAFF: _MANAGER,
    Act.ROTATE_KEYS: _MANAGER,
    Act.ADOPT_POLICY: _MANAGER,
    Act.SEE_AUDIT: frozenset({Role.MANAGER, Role.MAINTAINER}),
    Act.MAINTAIN: frozenset({Role.MANAGER, Role.MAINTAINER}),
}

ROLE_ROOMS: dict[Role, tuple[str, ...]] = {
    Role.RECEPTIONIST: ("front",),
    Role.ADVISER: ("front", "advice"),
    Role.MANAGER: ("front", "advice", "admin", "decisions"),
    Role.DIRECTOR: ("decisions",),
    Role.MAINTAINER: (),
    Role.READER: (),
}
"""The rooms (key compartments) each role holds a key to. I-22, L-13, L-21: reception and IT read no case."""

ROOMS: tuple[str, ...] = ("front", "advice", "admin", "decisions")


def may(role: Role, act: Act) -> bool:
    """Whether this role may do this act; an act that is not in the table is nobody's."""
    return role in GRANTS.get(act, frozenset())


class HasRole(Protocol):
    """What the decorator needs of a desk: the role, and a place where a refusal is noted."""

    @property
    def role(self) -> Role:
        """The role that the signed certificate of the person at the desk gives."""

    def refused(self, act: str) -> None:
        """Note in the audit trail that this person was refused this act."""


P = ParamSpec("P")
R = TypeVar("R")
D = TypeVar("D", bound=HasRole)


def allowed(act: Act) -> Callable[[Callable[Concatenate[D, P], R]], Callable[Concatenate[D, P], R]]:
    """Let only roles that ``GRANTS`` gives ``act`` call this; anybody else is refused, and the refusal audited."""

    def guard(function: Callable[Concatenate[D, P], R]) -> Callable[Concatenate[D, P], R]:
        @wraps(function)
        def guarded(desk: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not may(desk.role, act):
                desk.refused(act.value)
                raise NotAllowed(f"Your account ({desk.role.value}) may not do this. Ask the manager.")
            return function(desk, *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded

    return guard


def before_sign_in(function: Callable[P, R]) -> Callable[P, R]:
    """Mark casework that comes before anybody is signed in: it asks for a password or a code itself."""
    function.act = None  # type: ignore[attr-defined]
    return function
