"""All settings of a policy as one frozen tree, before the floor is laid under it."""

from __future__ import annotations

from typing import Literal

from advice_tui.policy import conduct, promises, records
from advice_tui.policy.parts import Choice, Day, Many, Name, Number, Part, Passage, Text


class Settings(Part):
    """Everything a policy file says. The same names, in the same order, stand in the file."""

    format: Number
    key: Name
    title: Text
    service: Text
    union: Text
    version: Text
    effective_from: Day
    region: Literal["ENG", "WLS", "SCT", "NIR"]
    publish_url: Text | None = None

    standards: promises.Standards
    opening: promises.Opening
    closures: Many[promises.Closure] = ()
    closure_kinds: Many[promises.ClosureKind] = ()
    holidays_added: Many[promises.LocalHoliday] = ()
    holidays_removed: Many[promises.LocalHoliday] = ()
    reply: promises.Reply
    channels: Many[Choice]
    topics: Many[Choice]
    eligibility: promises.Eligibility
    advice: promises.Advice
    reception: promises.Reception
    appointment: promises.Appointment
    contacts: promises.Contacts
    lock: promises.Lock

    consent: conduct.Consent
    referral: conduct.Referral
    conflict: conduct.Conflict
    restriction: conduct.Restriction
    withdrawal: conduct.Withdrawal
    breach: conduct.Breach
    complaints: conduct.Complaints
    procedures: conduct.Procedures

    file_copy: records.FileCopy
    retention: records.Retention
    stats: records.Stats
    monitoring: records.Monitoring
    feedback: records.Feedback
    no_record: records.NoRecord
    it: records.Maintenance
    walls: records.Walls
    issue: records.Issue
    review: records.Review
    roles: records.Roles
    acknowledgements: Many[records.Acknowledgement]
    laws: Many[records.Law] = ()
    texts: records.Texts

    sentences: dict[str, Passage]
