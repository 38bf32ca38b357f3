"""Notices for the public: shown, and written to a file that the user names. What is in them is no secret."""

from __future__ import annotations

from dataclasses import dataclass

from advice_tui.casework import outside
from advice_tui.casework.service_days.lines import follow, read_lines
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.notices import Notice, notice_of, opening_text
from advice_tui.rules.service_calendar import Removal, in_force
from advice_tui.rules.text import visible
from advice_tui.rules.working_days import say_day
from data.errors import NotFound

THERE = outside.THERE
"""The name of the problem "such a file exists": who was asked may then write over it."""


STATEMENTS = {
    "confidentiality_statement": "Confidentiality statement",
    "email_signature": "Text under e-mails",
    "record_notice": "Notice that we keep a record",
    "welcome": "Welcome",
}
"""The standing texts of the policy that are put on show, and what they are called (L-12, L-16, L-17; I-21)."""


@dataclass(frozen=True)
class Published:
    """What may be published: the notice of one line (None for any other), its text, a file name.

    ``version`` is the policy's, for a text that stands exactly as it is configured; its file begins with the text.
    """

    notice: Notice | None
    text: str
    file_name: str
    version: str = ""


@allowed(Act.WRITE_NOTICE)
def of_line(desk: Desk, seq: int) -> Published:
    """Give the notice of a line of the calendar (I-28, I-36; L-46); raises NotFound when it counts no more."""
    follow(desk)
    with desk.store.read() as connection:
        lines = in_force(read_lines(desk, connection))
    change = next((line.change for line in lines if line.seq == seq), None)
    if change is None or isinstance(change, Removal):
        raise NotFound("That line does not count any more. Look at the calendar again.")
    notice = notice_of(desk.policy, desk.calendar, change)
    return Published(notice, notice.text(), f"advice-notice-{change.first.isoformat()}.txt")


@allowed(Act.WRITE_NOTICE)
def opening(desk: Desk) -> Published:
    """Give the public text "when we are open": the hours, and what is closed or takes longer in the next half year."""
    follow(desk)
    text = opening_text(desk.policy, desk.calendar, desk.today)
    return Published(None, text, f"advice-opening-{desk.today.isoformat()}.txt")


@allowed(Act.WRITE_NOTICE)
def statements(desk: Desk) -> dict[str, str]:
    """Give the standing texts that the policy in force has: key and what each is called."""
    texts = desk.policy.texts
    return {key: label for key, label in STATEMENTS.items() if getattr(texts, key)}


@allowed(Act.WRITE_NOTICE)
def statement(desk: Desk, key: str) -> Published:
    """Give a standing text exactly as it is configured, its words in braces filled in, with the policy's version.

    "A statement of confidentiality will be displayed" (L-12); it is shown and written out letter by letter, with the
    line that says of which policy it is below it. Raises NotFound for a text that the policy does not have.
    """
    if key not in statements(desk):
        raise NotFound("The policy has no such text.")
    policy = desk.policy
    version = f"{policy.title}, version {policy.version}, from {say_day(policy.effective_from, year=True)}"
    words = policy.fill(key)
    return Published(None, f"{words.rstrip()}\n\n{version}\n", f"advice-{key.replace('_', '-')}.txt", version)


@allowed(Act.WRITE_NOTICE)
def write(desk: Desk, text: str, path: str, *, replace: bool = False) -> str:
    """Write a public text to a file and give the sentence that says where; anybody may read the file.

    Raises BadInput under "path" for a place that cannot be used, and under :data:`THERE` when there is such a file
    already and ``replace`` was not said: nothing is written over unasked.
    """
    target = outside.target(desk, path)
    outside.write(target, text.encode(), mode=outside.FOR_ALL, replace=replace)
    with desk.store.write(desk.signer, Act.WRITE_NOTICE.value, at=desk.now) as tx:
        tx.detail.update(bytes=len(text.encode()), replaced=replace)
    return f"Written to {visible(str(target))}."
