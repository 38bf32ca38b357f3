"""The floor: what no policy may drop, whatever its document says. A file below it does not load.

Each rule names the sections it reads, so that ``check`` can still judge the sound sections of a broken file. A rule
yields (path, sentence); the sentence says what is wrong and why the floor is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from advice_tui.policy.promises import DAYS
from advice_tui.policy.records import COMMON_FIELDS, TEXT_FIELDS
from advice_tui.policy.settings import Settings

Broken = tuple[tuple[str | int, ...], str]
Rule = Callable[[Settings], Iterator[Broken]]


class Floor(NamedTuple):
    """One rule and the sections it reads."""

    sections: frozenset[str]
    rule: Rule


FLOORS: list[Floor] = []


def floor(*sections: str) -> Callable[[Rule], Rule]:
    """Register a rule of the floor that reads these sections."""

    def register(rule: Rule) -> Rule:
        FLOORS.append(Floor(frozenset(sections), rule))
        return rule

    return register


def broken(settings: Settings, sound: frozenset[str] | None = None) -> Iterator[Broken]:
    """Yield every breach of the floor by these settings (only in the ``sound`` sections, when given)."""
    for sections, rule in FLOORS:
        if sound is None or sections <= sound:
            yield from rule(settings)


def _outside(value: int | None, least: int, most: int) -> bool:
    return value is not None and not least <= value <= most


@floor("opening")
def _a_day_is_open(settings: Settings) -> Iterator[Broken]:
    """Refuse a week without an open day, which would count working days for ever (I-26, L-45)."""
    if not any(settings.opening.week):
        yield (
            ("opening",),
            "The service must be open on at least one day of the week, or no promise could ever fall due.",
        )
    for name, hours in zip(DAYS, settings.opening.week, strict=True):
        moments = [moment for interval in hours for moment in interval]
        if moments != sorted(set(moments)):
            yield (
                ("opening", name),
                "The hours must run forward and not overlap: each opening before its closing, in order.",
            )


@floor("reply")
def _the_promise(settings: Settings) -> Iterator[Broken]:
    """Hold the promise to days somebody can keep and somebody can check (I-6, I-28, L-3)."""
    reply = settings.reply
    targets = (("days",), reply.days), (("follow_up", "days"), reply.follow_up.days)
    for path, days in (*targets, (("phone_message", "days"), reply.phone_message.days)):
        if _outside(days, 1, 10):
            yield (
                ("reply", *path),
                "The days to answer in must be 1 to 10: a student is owed an answer in reasonable time.",
            )
    if reply.automatic_reply_counts:
        yield (
            ("reply", "automatic_reply_counts"),
            "An automatic reply must not count as an answer: a student hears back from a person.",
        )
    if not reply.busy_needs_advert:
        yield (
            ("reply", "busy_needs_advert"),
            "A longer promise must be advertised before it counts: students rely on it.",
        )
    if _outside(reply.busy_max_days, 1, 20):
        yield ("reply", "busy_max_days"), "The longest promise of a busy period must be 1 to 20 working days."
    for index, period in enumerate(reply.busy_periods):
        most = reply.busy_max_days or 10
        if not reply.days <= period.days <= most:
            yield (
                ("reply", "busy_periods", index, "days"),
                f"A busy period promises {reply.days} to {most} working days, never fewer than usual.",
            )


@floor("closures", "holidays_added", "holidays_removed")
def _the_calendar(settings: Settings) -> Iterator[Broken]:
    """Closures and local bank holidays are short enough to be true, and no day is both added and removed."""
    for index, closure in enumerate(settings.closures):
        if (closure.last - closure.first).days > 366:
            yield ("closures", index, "last"), "A closure lasts a year at most: check the dates."
    removed = {holiday.day for holiday in settings.holidays_removed}
    for index, holiday in enumerate(settings.holidays_added):
        if holiday.day in removed:
            yield ("holidays_added", index, "day"), "The same day is both added and removed."


@floor("appointment")
def _appointments(settings: Settings) -> Iterator[Broken]:
    """Appointments have a length and a private place, and lateness is judged by a person (I-33, L-8)."""
    appointment = settings.appointment
    if _outside(appointment.length, 5, 240):
        yield ("appointment", "length"), "An appointment lasts 5 to 240 minutes."
    if _outside(appointment.buffer_minutes, 0, 60):
        yield ("appointment", "buffer_minutes"), "The time kept free after an appointment is 0 to 60 minutes."
    if _outside(appointment.late_minutes, 0, 120):
        yield ("appointment", "late_minutes"), "The minutes of grace must be 0 to 120: nobody is late before the time."
    if not appointment.private_room:
        yield ("appointment", "private_room"), "Appointments must be in a confidential space."
    if appointment.late_decided_by not in {"adviser", "manager"}:
        yield (
            ("appointment", "late_decided_by"),
            "A late arrival is decided by an adviser or the manager, who knows the case.",
        )
    if _outside(appointment.repeat_threshold, 2, 50) or _outside(appointment.repeat_months, 1, 36):
        yield (
            ("appointment", "repeat_threshold"),
            "Repeated lateness is at least 2 times, within 1 to 36 months: once is not repeatedly.",
        )


@floor("lock")
def _desk_shade(settings: Settings) -> Iterator[Broken]:
    """Names at the desk are shaded before the screen locks (I-22; L-13)."""
    if not 1 <= settings.lock.shade_minutes <= settings.lock.max_minutes:
        yield ("lock", "shade_minutes"), "The names at the desk are shaded after 1 minute or more, before the lock."


@floor("lock")
def _idle_lock(settings: Settings) -> Iterator[Broken]:
    """Lock an unattended screen soon: it shows files (I-22, L-20)."""
    if _outside(settings.lock.max_minutes, 1, 15):
        yield ("lock", "max_minutes"), "The screen must lock after 15 idle minutes at most: it shows students' files."
    if not 1 <= settings.lock.idle_minutes <= settings.lock.max_minutes:
        yield (
            ("lock", "idle_minutes"),
            "The idle lock must be between 1 minute and the longest allowed: an open screen shows students' files.",
        )


@floor("retention")
def _retention(settings: Settings) -> Iterator[Broken]:
    """Files are kept for a while, not for ever, and two people end them (L-21)."""
    retention = settings.retention
    periods: list[tuple[tuple[str | int, ...], int | None]] = [
        (("years",), retention.years),
        (("suggested_years",), retention.suggested_years),
    ]
    for index, kept in enumerate(retention.classes):
        periods.append((("classes", index, "years"), kept.years))
        if not kept.as_case and kept.years is None:
            yield (
                ("retention", "classes", index),
                "Say the years, or `as_case = true`: without either this record would be kept for ever.",
            )
    for path, years in periods:
        if _outside(years, 1, 30):
            yield (
                ("retention", *path),
                "Records are kept 1 to 30 years: 0 would mean at once or never, and nobody could tell which.",
            )
    if not retention.two_people:
        yield ("retention", "two_people"), "Deletion must be confirmed by two people: it cannot be undone."
    if not retention.hold_stops:
        yield ("retention", "hold_stops"), "A hold must stop deletion: a complaint or a court may need the file."
    if len(set(retention.confirmed_by)) < 1 or "maintainer" in retention.confirmed_by:
        yield ("retention", "confirmed_by"), "Deletion is confirmed by the service, never by maintenance staff."


@floor("stats", "feedback")
def _nobody_recognised(settings: Settings) -> Iterator[Broken]:
    """Hide counts small enough to point at a student (I-18, L-19)."""
    stats = settings.stats
    why = "smaller groups could be recognised."
    for path, least in (
        (("stats", "threshold"), stats.threshold),
        (("feedback", "group_at_least"), settings.feedback.group_at_least),
        *((("stats", "threshold_choices", index), choice) for index, choice in enumerate(stats.threshold_choices)),
    ):
        if _outside(least, 5, 100):
            yield path, f"The smallest count shown must be 5 to 100: {why}"
    if not stats.hide_second_cell:
        yield (
            ("stats", "hide_second_cell"),
            "A second cell must be hidden, or the first could be worked out from the total.",
        )
    if not stats.log_releases:
        yield ("stats", "log_releases"), "Releases must be logged: two of them may be subtracted from each other."
    if not settings.feedback.anonymous:
        yield ("feedback", "anonymous"), "It must be possible to answer the feedback form without a name."


@floor("consent")
def _consent(settings: Settings) -> Iterator[Broken]:
    """Nobody outside hears of a student without the student's express consent (I-4, L-13, L-22)."""
    if not settings.consent.needed_before_contact:
        yield (
            ("consent", "needed_before_contact"),
            "A third party is contacted only with the student's express consent on file.",
        )


@floor("restriction")
def _restriction(settings: Settings) -> Iterator[Broken]:
    """Tell a student why and how the service is restricted, and look at it again (I-45)."""
    restriction = settings.restriction
    for name in ("reason_needed", "terms_needed"):
        if not getattr(restriction, name):
            yield ("restriction", name), "A restriction needs a reason and terms: the student must be told both."
    if not restriction.reasons or not restriction.terms:
        yield ("restriction",), "A restriction needs at least one reason and one kind of terms to choose from."
    if _outside(restriction.review_days, 1, 366):
        yield (
            ("restriction", "review_days"),
            "A restriction is reviewed within 1 to 366 days: it must not last unnoticed.",
        )


@floor("withdrawal", "complaints")
def _withdrawal(settings: Settings) -> Iterator[Broken]:
    """Have a withdrawal agreed by more than one, told in writing, and open to complaint (I-47, I-48, L-39)."""
    withdrawal = settings.withdrawal
    if not withdrawal.written_consent and not set(withdrawal.consulted) - {withdrawal.decided_by}:
        yield (
            ("withdrawal", "consulted"),
            "A withdrawal needs a consulted person besides the decider, or written consent: nobody decides it alone.",
        )
    if not withdrawal.written_notice:
        yield ("withdrawal", "written_notice"), "The student must be told of a withdrawal in writing."
    if not withdrawal.refers_to_complaints:
        yield ("withdrawal", "refers_to_complaints"), "The student must be told of the complaints procedure."
    if withdrawal.decided_by == "adviser":
        yield ("withdrawal", "decided_by"), "A withdrawal is decided by someone other than the adviser who asks for it."
    if not withdrawal.grounds:
        yield ("withdrawal", "grounds"), "A withdrawal needs at least one ground to choose from."


@floor("breach")
def _breach(settings: Settings) -> Iterator[Broken]:
    """Breaching confidentiality is never one adviser's decision, and danger has a number to call (L-24 to L-26)."""
    breach = settings.breach
    if breach.decided_by in {"adviser", "receptionist", "maintainer", "officer"}:
        yield ("breach", "decided_by"), "A breach of confidentiality is decided by someone other than the adviser."
    if "adviser" in breach.in_absence:
        yield ("breach", "in_absence"), "A breach of confidentiality is decided by someone other than the adviser."
    if not breach.reasons:
        yield ("breach", "reasons"), "Say for which reasons confidentiality may be breached: there is no open list."
    if not breach.emergency_numbers:
        yield ("breach", "emergency_numbers"), "There must be a number to call when someone is in danger."
    if _outside(breach.raise_minutes, 1, 480):
        yield ("breach", "raise_minutes"), "The matter is raised at once: 1 to 480 minutes before the step turns amber."


@floor("conflict")
def _conflict(settings: Settings) -> Iterator[Broken]:
    """Keep a conflict letter from telling one student of another (I-40, L-13)."""
    conflict = settings.conflict
    if not conflict.same_case:
        yield ("conflict", "same_case"), "Say what counts as the same case, or no conflict would be found."
    if not conflict.scan_letters:
        yield ("conflict", "scan_letters"), "Conflict letters must be searched for the other student's name."
    if not conflict.restrict_notes:
        yield ("conflict", "restrict_notes"), "Case notes must be closed to the other side's adviser."


@floor("it")
def _maintenance(settings: Settings) -> Iterator[Broken]:
    """Maintenance opens no file, and no single person recovers the keys (I-23)."""
    if settings.it.opens_records:
        yield ("it", "opens_records"), "Maintenance staff must not open records."
    if not settings.it.recovery or "maintainer" in settings.it.recovery:
        yield ("it", "recovery"), "The recovery keys are held by the service, never by maintenance staff."


@floor("file_copy")
def _file_copy(settings: Settings) -> Iterator[Broken]:
    """Give a student the copy of the file within the time of the law (I-25)."""
    if _outside(settings.file_copy.days, 1, 30):
        yield ("file_copy", "days"), "A copy of the file is promised within 1 to 30 days: the law gives a month."
    if settings.file_copy.statutory_months != 1:
        yield ("file_copy", "statutory_months"), "The law gives one month; a policy cannot change that."


@floor("referral", "review", "advice", "issue")
def _small_print(settings: Settings) -> Iterator[Broken]:
    """Hold the remaining settings to what is possible and fair."""
    if not settings.referral.consent_needed:
        yield ("referral", "consent_needed"), "A referral tells a third party about a student: it needs consent."
    if _outside(settings.referral.ask_outcome_after_days, 1, 366):
        yield ("referral", "ask_outcome_after_days"), "Ask after 1 to 366 days."
    if settings.review.own_files:
        yield ("review", "own_files"), "Nobody reviews their own files."
    if _outside(settings.advice.options_at_least, 1, 10):
        yield ("advice", "options_at_least"), "A note of advice names 1 to 10 options."
    if not settings.issue.names_nobody:
        yield ("issue", "names_nobody"), "An issue raised outside the service must not identify a student."
    if _outside(settings.issue.counts_at_least, 5, 100):
        yield (
            ("issue", "counts_at_least"),
            "The smallest count shown must be 5 to 100: smaller groups could be recognised.",
        )


_FIELD = re.compile(r"\{([^{}]*)\}")


@floor("closure_kinds", "eligibility")
def _notices(settings: Settings) -> Iterator[Broken]:
    """Notices hold only words that can be filled in."""
    notices: list[tuple[tuple[str | int, ...], str | None]] = [
        (("eligibility", "refusal"), settings.eligibility.refusal)
    ]
    for index, kind in enumerate(settings.closure_kinds):
        notices += [(("closure_kinds", index, "website"), kind.website)]
        notices += [(("closure_kinds", index, "standing_note"), kind.standing_note)]
    for path, text in notices:
        for word in _FIELD.findall(text or ""):
            if word not in COMMON_FIELDS:
                yield path, f"{{{word[:30]}}} cannot be filled in here."


@floor("texts")
def _texts(settings: Settings) -> Iterator[Broken]:
    """Let a letter hold only words that can be filled in, a conflict letter none that could name a person (I-40)."""
    for name in type(settings.texts).model_fields:
        text: str | None = getattr(settings.texts, name)
        if text is None:
            continue
        allowed = COMMON_FIELDS | TEXT_FIELDS.get(name, frozenset())
        for word in _FIELD.findall(text):
            if word in allowed:
                continue
            if name.startswith("conflict"):
                yield ("texts", name), f"{{{word}}} could name somebody: a conflict letter must name nobody."
            else:
                known = ", ".join(f"{{{field}}}" for field in sorted(allowed))
                yield ("texts", name), f"{{{word[:30]}}} cannot be filled in here. Known: {known}."
    for name, needed in (("restriction", ("reason", "terms")), ("withdrawal", ("reason", "complaints"))):
        for word in needed:
            if f"{{{word}}}" not in getattr(settings.texts, name):
                yield ("texts", name), f"This letter must hold {{{word}}}: the student is owed it in writing."
