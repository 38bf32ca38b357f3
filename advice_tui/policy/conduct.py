"""Procedures with ordered steps, and the lists they choose from (I-37 to I-48, L-22 to L-44).

A procedure is data: a new step is one block of TOML. The state of a procedure is derived from the steps recorded.
"""

from __future__ import annotations

from typing import Literal

from advice_tui.policy.parts import Choice, Day, Function, Key, Many, Number, Part, Passage, Text, YesNo

Does = Literal[
    "raises",
    "records",
    "discusses",
    "consults",
    "consents",
    "decides",
    "warns",
    "tells_client",
    "offers_complaints",
    "gives_alternatives",
    "notifies",
    "asks_client",
    "acts",
    "checks",
]
"""What a step is for: the rules that no policy may drop look at this, not at its name."""


class Entry(Part):
    """One thing a step writes down.

    ``yes_needed``: a yes or no that must be yes before the step counts. ``ahead``: a day that is yet to come.
    """

    key: Key
    label: Text
    kind: Literal["line", "text", "date", "time", "yes_no", "choice", "people", "number", "file"]
    options: Many[Choice] = ()
    optional: YesNo = False
    yes_needed: YesNo = False
    ahead: YesNo = False


class Step(Part):
    """One step of a procedure.

    ``by``: any one of these functions may take it; ``to``: who is asked or told; ``in_absence``: who may when all of
    ``by`` are marked absent. ``waits_for``: steps that must be recorded first; one that does not apply (``only_for``),
    or that another step replaced (``instead_of``), counts as done.
    ``not_same_as``: steps whose taker must be another person. ``instead_of``: a step that this one may replace.
    ``only_for``: the grounds, reasons or circumstances this step belongs to; empty means all.
    ``within_minutes`` counts minutes of opening time and turns the step amber; it stops nothing.
    ``ends_with``: answers (a choice's key, or "no") after which nothing more is done, and only what ``records`` stays.
    """

    key: Key
    label: Text
    does: Does
    by: Many[Function]
    to: Many[Function] = ()
    in_absence: Many[Function] = ()
    records: Many[Entry] = ()
    waits_for: Many[Key] = ()
    not_same_as: Many[Key] = ()
    instead_of: Key | None = None
    only_for: Many[Key] = ()
    optional: YesNo = False
    within_minutes: Number | None = None
    ends_with: Many[Key] = ()
    letter: Key | None = None


class Procedure(Part):
    """An ordered list of steps with a name people know."""

    label: Text
    public: Passage | None = None
    steps: Many[Step]

    def step(self, key: str) -> Step | None:
        """Return the step with this key, or nothing."""
        return next((step for step in self.steps if step.key == key), None)

    def steps_for(self, ground: str | None = None) -> tuple[Step, ...]:
        """Return the steps that apply on this ground (or, without one, those that always apply), in order."""
        return tuple(step for step in self.steps if not step.only_for or ground in step.only_for)


class Procedures(Part):
    """Every procedure of the service."""

    third_party_contact: Procedure
    referral: Procedure
    conflict: Procedure
    restriction: Procedure
    withdrawal: Procedure
    breach: Procedure
    imminent_danger: Procedure
    file_copy: Procedure
    complaint: Procedure
    no_record: Procedure
    issue: Procedure
    closing: Procedure
    deletion: Procedure


class Conflict(Part):
    """How a conflict of interest is seen and dealt with (I-37 to I-42, L-41 to L-44)."""

    mode: Literal["first_come", "separate_advisers"]
    same_case: Many[Literal["linked_incident", "opposing_party"]]
    group_is_one_party: YesNo
    ordered_by: Literal["receipt"]
    tie_decided_by: Function
    basic_information: YesNo
    scan_letters: YesNo
    restrict_notes: YesNo
    attach_policy: YesNo
    circumstances: Many[Choice]
    wordings: Many[Choice]


class Reason(Choice):
    """A reason for restricting the service; ``evidence`` is what must be listed with it."""

    evidence: Literal["none", "events", "text", "eligibility", "conflict"]


class Restriction(Part):
    """Restrictions to service: a reason, terms and a review date (I-43 to I-45)."""

    reasons: Many[Reason]
    terms: Many[Choice]
    review_days: Number
    reason_needed: YesNo
    terms_needed: YesNo


class Ground(Choice):
    """A ground for refusing or withdrawing service; ``scope`` is all of the service or one matter (L-35).

    ``after_restriction``: it needs a restriction that is in force (I-46).
    """

    letter: Text | None = None
    scope: Literal["service", "matter"]
    conditions: Many[Text] = ()
    particulars: Many[Choice] = ()
    desk_note: Text | None = None
    after_restriction: YesNo = False


class Withdrawal(Part):
    """Refusal and withdrawal of service (I-46 to I-48, L-30 to L-39)."""

    grounds: Many[Ground]
    other_ground: YesNo
    decided_by: Function
    consulted: Many[Function]
    consult_is_consent: YesNo
    written_consent: YesNo
    written_consent_by: Text | None = None
    written_notice: YesNo
    final_within_service: YesNo
    refers_to_complaints: YesNo


class EmergencyNumber(Part):
    """A number to call at once, and when it was last checked (L-26)."""

    label: Text
    number: Text
    checked: Day | None = None


class BreachReason(Choice):
    """A reason for a breach of confidentiality; ``decision_needed`` marks one that needs more than the list."""

    decision_needed: YesNo


class Breach(Part):
    """Breach of confidentiality (L-13, L-24 to L-28)."""

    reasons: Many[BreachReason]
    raise_minutes: Number
    raised_to: Function
    decided_by: Function
    in_absence: Many[Function]
    emergency_numbers: Many[EmergencyNumber]
    safeguarding_policy: Text | None = None


class Consent(Part):
    """Express consent and safe contact (I-4, L-13, L-22, L-23)."""

    needed_before_contact: YesNo
    given_how: Many[Choice]
    ask_about_places: Many[Choice]
    name_service_on_telephone: YesNo
    telephone_script: Passage


class Referral(Part):
    """Referring to more specialist help (I-9, L-6)."""

    consent_needed: YesNo
    ask_outcome_after_days: Number
    kinds: Many[Choice]


class Route(Part):
    """Where a complaint goes; it is recorded against the decision or the service."""

    label: Text
    to: Text
    handled_by: Function | None = None
    contact: Text


class Complaints(Part):
    """Complaints: about the service, and about a decision (I-20, I-48, L-27, L-31, L-39)."""

    service: Route
    decision: Route
    decision_stands_meanwhile: YesNo
    outcomes: Many[Choice]
