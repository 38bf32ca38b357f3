"""A message opened by the adviser who calls back: the words, and which numbers may be rung (scenario 23; L-23)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from advice_tui.casework import desk_flags, enquiries
from advice_tui.casework.case_documents import find_client
from advice_tui.casework.desk_flags.standing import Standing
from advice_tui.casework.induction import require_read
from advice_tui.casework.messages.views import MessageView
from advice_tui.casework.messages.waiting import how_it_stands
from advice_tui.casework.slips import OpenedSlip, open_slip
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.calls import Ring, ring
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.reply import promise_kind, standing
from advice_tui.rules.working_days import explain
from data import queries
from data.queries.messages import MessageRow

READ_AGAIN = timedelta(minutes=10)
"""A message that stays on the screen is audited as read once, and again after so long."""
READ = "message.read"


@allowed(Act.ANSWER_MESSAGE)
def open_message(desk: Desk, slip_id: str) -> MessageView:
    """Open a message or request; the reading is audited (I-22; L-13).

    Only numbers that may be rung are in it, with their times, whether a voicemail may be left, and the words to begin
    with where the service must not be named (L-23). Raises NotFound, in the same words, when there is none or it is
    not for this person.
    """
    require_read(desk)
    with desk.store.read() as connection:
        slip = open_slip(desk, connection, slip_id)
        row, _, details = find_client(desk, connection, slip.row.client_id)
        names = queries.names(connection)
        how = desk_flags.standing(desk, connection, [row.id]).get(row.id)
    seen = desk.opened.get(slip_id)
    if seen is None or desk.now - seen > READ_AGAIN:
        with desk.store.write(desk.signer, READ, slip_id, at=desk.now):
            desk.opened[slip_id] = desk.now
    return _view(desk, slip, (row.id, details), names, how)


def may_ring(desk: Desk, slip: OpenedSlip, details: ClientDetails) -> Ring:
    """Say which numbers may be rung about a message at this minute."""
    said, script = slip.document, desk.policy.words(desk.policy.consent.telephone_script)
    return ring(details.safe_contact, said.number, said.times, script, desk.now)


def _view(
    desk: Desk, slip: OpenedSlip, whose: tuple[str, ClientDetails], names: dict[str, str], how: Standing | None
) -> MessageView:
    row, (client_id, details) = slip.row, whose
    contact = details.safe_contact
    stands = standing(
        desk.calendar,
        desk.now,
        due=row.due_at,
        strict=row.strict_at,
        breach=row.breach_at,
        channel=row.channel,
    )
    return MessageView(
        id=row.id,
        row_ver=row.row_ver,
        kind=row.kind,
        client_id=client_id,
        name=details.name,
        student_number=details.student_number,
        email=details.email if contact.allows("email") else "",
        says=contact.instruction(desk.policy.places()),
        words=slip.document.words,
        channel=desk.policy.label_of("channels", row.channel),
        for_name=names.get(row.for_id or "", ""),
        taken_by=names.get(row.by_id, ""),
        at=row.at,
        ring=may_ring(desk, slip, details),
        state=stands.state,
        due_words=stands.words,
        internal=promise_kind(desk.policy, row.channel) == "callback",
        sum=tuple(explain(slip.document.due)),
        cases=enquiries.open_cases(desk, client_id),
        done=_done(desk, row, names),
        refused=how.sentence if how is not None and how.refuses_all else "",
        restricted=how.sentence if how is not None and how.kind == "restrict" else "",
    )


def _done(desk: Desk, row: MessageRow, names: dict[str, str]) -> str:
    """Say who has taken a message up, or nothing while it waits."""
    if row.state != "answered" and row.answered_by is None:
        return ""
    who = names.get(row.answered_by or "", "A colleague")
    if row.state != "answered":
        return f"{who} has taken this up and put it on a case."
    return f"{who}: {how_it_stands(desk, row, names)[1]}."


def taken_up(connection: Connection, row: MessageRow) -> str:
    """Say that somebody was first, or nothing while a message waits."""
    if row.state == "passed_on" and row.answered_by is None:
        return ""
    who = queries.names(connection).get(row.answered_by or "", "Somebody else")
    return f"{who} has taken this up meanwhile. Look again; nothing was stored."
