"""Files, their copies and their end; statistics, feedback, staff and texts (I-17 to I-25, L-11 to L-21, L-28, L-29)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from advice_tui.policy.parts import Choice, Day, Function, Key, Many, Number, Part, Passage, Text, YesNo


class FileCopy(Part):
    """The copy of one's own file (I-25): the promise in calendar days, and the statutory month beside it."""

    days: Number
    rounding: Literal["back", "forward"]
    statutory_months: Number
    identity_check: YesNo
    identity_pauses_promise: YesNo
    request_by: Many[Text]


class RetentionClass(Part):
    """How long one kind of record is kept after its anchor; ``as_case`` means as long as the case files."""

    key: Key
    label: Text
    as_case: YesNo
    years: Number | None = None
    anchor: Text


class Retention(Part):
    """How long files are kept and how they end (L-20, L-21)."""

    years: Number | None = None
    suggested_years: Number | None = None
    anchor: Literal["last_closure"]
    classes: Many[RetentionClass]
    confirmed_by: Many[Function]
    two_people: YesNo
    hold_stops: YesNo
    paper_disposal: Many[Choice]

    def years_of(self, record_class: str) -> int | None:
        """Return the years of this class of record, or nothing while they are blank."""
        kept = next((kept for kept in self.classes if kept.key == record_class), None)
        return self.years if kept is None or kept.as_case else kept.years


class Stats(Part):
    """Statistics that recognise nobody (L-14, L-18, L-19)."""

    threshold: Number
    threshold_choices: Many[Number]
    rounding: Number | None = None
    hide_second_cell: YesNo
    released_by: Function
    log_releases: YesNo


class Monitoring(Part):
    """Equality monitoring: optional questions, shown in suppressed tables only (I-17, L-18)."""

    questions: Many[Choice]
    prefer_not_to_say: Text
    not_asked: Text


class Feedback(Part):
    """The feedback form every closed client is sent (I-18, I-19)."""

    sent_to_all: YesNo
    anonymous: YesNo
    one_time_code: YesNo
    group_at_least: Number
    by_hand_when_unsafe: YesNo
    questions: Many[Choice]


class NoRecord(Part):
    """What happens when a student wants no record (I-24, L-17)."""

    mode: Literal["minimal", "refuse"]
    slot_label: Text
    adviser_told: Passage


class Maintenance(Part):
    """What the IT people may and may not do (I-23)."""

    recovery: Many[Function]
    all_needed: YesNo
    opens_records: YesNo
    sessions_seen_by: Many[Function]


class Walls(Part):
    """Who reads what besides the people of a case (I-22, L-43)."""

    manager_default: Literal["unless_walled", "own_cases"]


class Deputy(Part):
    """Who acts for a function that is absent, and in which procedures; empty means all."""

    function: Function
    deputy: Function
    procedures: Many[Key] = ()


class Roles(Part):
    """What the functions are called here, who stands in, and who may open no file."""

    titles: dict[Function, Text]
    deputies: Many[Deputy] = ()
    no_file_access: Many[Function]
    acknowledgement_only: Many[Function]

    def deputies_of(self, function: str, procedure: str | None = None) -> tuple[str, ...]:
        """Return who may act for this function, in this procedure."""
        return tuple(
            entry.deputy
            for entry in self.deputies
            if entry.function == function and (not entry.procedures or procedure in entry.procedures)
        )


class Acknowledgement(Part):
    """A policy that staff must read, and mark as read, at induction and after each new version (L-11, L-29, L-40)."""

    key: Key
    title: Text
    version: Text
    updated: Text | None = None
    summary: Passage
    passages: Many[Text] = ()
    readers: Many[Function]
    breach_is_disciplinary: YesNo

    def numbers(self, known: Sequence[str]) -> list[str]:
        """Return the numbers of the sentences to be read whole, in the order of ``known``.

        ``passages`` names them, one ("I-6") or from one to another ("I-1..I-48"). Raises KeyError for one not known.
        """
        places = {number: place for place, number in enumerate(known)}
        found: list[str] = []
        for passage in self.passages:
            first, dots, last = passage.partition("..")
            found += known[places[first] : places[last if dots else first] + 1]
        return found


class Review(Part):
    """File review: a sample, never by the adviser of the file."""

    files_per_adviser: Number
    every_months: Number
    own_files: YesNo


class Texts(Part):
    """Letters and notices. Words in braces are filled in: see ``TEXT_FIELDS`` for which text may hold which."""

    record_notice: Passage
    no_record: Passage
    confidentiality_statement: Passage | None = None
    email_signature: Passage | None = None
    conflict: Passage
    conflict_no_reason: Passage
    restriction: Passage
    withdrawal: Passage
    warning: Passage
    busy: Passage
    closure: Passage
    automated_response: Passage
    confirmation: Passage
    confirmation_discreet: Passage | None = None
    welcome: Passage
    closing: Passage
    feedback: Passage
    breach: Passage
    equality: Passage
    complaints: Passage
    file_copy: Passage


class Law(Part):
    """A law the policy is checked against (L-28), and when it last was."""

    title: Text
    checked: Day | None = None


class Issue(Part):
    """Raising a problem that may affect many, without naming anyone (L-14)."""

    raised_to: Function
    names_nobody: YesNo
    counts_at_least: Number


TEXT_FIELDS: dict[str, frozenset[str]] = {
    "restriction": frozenset({"reason", "terms", "review"}),
    "withdrawal": frozenset({"decision", "reason", "scope", "providers"}),
    "warning": frozenset({"reason"}),
    "busy": frozenset({"first", "last", "days"}),
    "closure": frozenset({"first", "last", "reason"}),
    "automated_response": frozenset({"days", "closure"}),
    "confirmation": frozenset({"when", "where", "minutes"}),
    "confirmation_discreet": frozenset({"when", "where", "minutes"}),
    "closing": frozenset({"outcome"}),
    "feedback": frozenset({"code"}),
    "file_copy": frozenset({"promise", "statutory"}),
}
"""Which words in braces a text may hold besides {service}, {union}, {email}, {complaints} and {website}."""
COMMON_FIELDS = frozenset({"service", "union", "email", "complaints", "website"})
