"""What was written down wrongly is corrected, with the reason: both stay in the history and in the audit trail.

A no-show is a person's word and may be a mistake: "did not attend" becomes "called off by phone at 10:40" when that is
found out the next day (I-44c; L-36).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from advice_tui.casework.arrivals.receiving import STILL_TO_COME, Found, as_seen, still_free
from advice_tui.casework.arrivals.views import OUTCOMES, WAYS, CorrectionForm
from advice_tui.casework.arrivals.wording import at as time_of
from advice_tui.casework.diary.documents import change_appointment
from advice_tui.casework.diary.moving import notice_given
from advice_tui.casework.diary.telling import notice_words
from advice_tui.casework.diary.views import Done
from advice_tui.casework.induction import require_read
from advice_tui.desk import Desk
from advice_tui.roles import Act, allowed
from advice_tui.rules.diary import arrivals
from advice_tui.rules.text import Limit
from advice_tui.rules.text import field as text_field
from advice_tui.rules.working_days import london, say_day
from data.diary_rows import AppointmentRow
from data.errors import BadInput

NEEDS_TIME = {"arrived": "Say when the student arrived.", "cancelled": "Say when we were told."}
CLEARED: dict[str, Any] = {"arrived_at": None, "called_at": None, "seen_at": None, "left_at": None}


@allowed(Act.CORRECT_APPOINTMENT)
def correct(desk: Desk, appointment_id: str, row_ver: int, form: CorrectionForm) -> Done:
    """Correct what became of an appointment, as it was seen (``row_ver``), with the reason; what stood before stays.

    Raises BadInput with all problems ("state", "at", "by", "reason"), NotFound, ChangedMeanwhile.
    """
    require_read(desk)
    reason, wrong = text_field(form.reason, "Reason", Limit.SHORT, required=True)
    with desk.store.write(desk.signer, Act.CORRECT_APPOINTMENT.value, appointment_id, at=desk.now) as tx:
        found = as_seen(desk, tx, appointment_id, row_ver)
        row = found.row
        refusal = arrivals.may_follow(row.state, "correct")
        if refusal:
            raise BadInput(refusal)
        problems = _problems(desk, row, form)
        if wrong:
            problems["reason"] = wrong
        if problems:
            raise BadInput(problems)
        if form.state in {"booked", "arrived", "seen"}:
            still_free(tx, row)
        said, values, more = _outcome(row, form)
        words = {"from": row.state, "to": form.state, "said": said, "reason": reason, **more}
        token = change_appointment(desk, tx, found.opened, row_ver, "corrected", at=form.at, words=words, **values)
        tx.detail.update({"from": row.state, "to": form.state})
    sentence = f"{_named(desk, found)}: corrected to “{said}”. What stood before stays in the history."
    return Done(appointment_id, sentence, replace(token, label=f"the correction of {found.words}"))


def _named(desk: Desk, found: Found) -> str:
    return found.words if found.row.day == desk.today else f"{say_day(found.row.day)} {found.words}"


def _problems(desk: Desk, row: AppointmentRow, form: CorrectionForm) -> dict[str, str]:
    """Give all that is wrong with a correction, by field."""
    found: dict[str, str] = {}
    if form.state not in OUTCOMES:
        found["state"] = "Say what really became of it."
    elif form.state == row.state in {"arrived", "seen"} and form.at in {None, row.arrived_at}:
        found["state"] = "It says so already."
    elif early := _early(desk, row, form):
        found["state"] = early
    if form.state in NEEDS_TIME and form.at is None:
        found["at"] = NEEDS_TIME[form.state]
    elif form.at is not None and (wrong := _wrong_time(desk, row, form, form.at)):
        found["at"] = wrong
    if form.state == "cancelled" and form.by not in WAYS:
        found["by"] = "Say how it was called off."
    return found


def _early(desk: Desk, row: AppointmentRow, form: CorrectionForm) -> str:
    if form.state == "missed":
        return arrivals.may_now("miss", row.day, row.start_minute, desk.now)
    if form.state in {"arrived", "seen"}:
        return arrivals.may_now("arrive", row.day, row.start_minute, desk.now)
    if form.state == "booked" and arrivals.is_unresolved("booked", row.day, row.end_minute, desk.now):
        return "That appointment is over: say what became of it."
    return ""


def _wrong_time(desk: Desk, row: AppointmentRow, form: CorrectionForm, at: datetime) -> str:
    if at > desk.now:
        return STILL_TO_COME
    if form.state in {"arrived", "seen"} and london(at).date() != row.day:
        return f"The appointment was on {say_day(row.day)}."
    if form.state == "seen" and row.seen_at is not None and at > row.seen_at:
        return f"That is after the student was seen, at {time_of(row.seen_at)}."
    if form.state == "cancelled" and at < row.made_at:
        return f"It was booked only on {say_day(london(row.made_at).date())} at {time_of(row.made_at)}."
    return ""


def _outcome(row: AppointmentRow, form: CorrectionForm) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Give the outcome in words, the columns it sets, and what is written down with it besides."""
    values: dict[str, Any] = {"state": form.state, **CLEARED}
    if form.state == "cancelled" and form.at is not None:
        notice = notice_given(row, form.at)
        at = london(form.at)
        when = time_of(form.at) if at.date() == row.day else f"{say_day(at.date())} {time_of(form.at)}"
        said = f"cancelled {WAYS[form.by]} {when}, {notice_words(notice)}"
        return said, values, {"by": form.by, "told_at": form.at.isoformat(), "notice": notice}
    if form.state == "missed":
        how = "told us" if form.notice else "no notice"
        return f"did not attend, {how}", values, {"notice": form.notice}
    if form.state == "arrived":
        return f"arrived {time_of(form.at)}" if form.at else "arrived", values | {"arrived_at": form.at}, {}
    if form.state == "seen":
        came = form.at or row.arrived_at
        kept = {"arrived_at": came, "seen_at": row.seen_at, "left_at": row.left_at}
        return (f"arrived {time_of(came)} and was seen" if came else "was seen"), values | kept, {}
    return "still to come", values, {}
