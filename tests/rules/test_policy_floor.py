"""What no policy may drop: each rule of the floor broken once is refused with its sentence, at its line."""

from __future__ import annotations

import pytest

from advice_tui.policy import check, source_text
from advice_tui.policy.floor import FLOORS

FIRST, SECOND = "imperial", "london-met"
WITHDRAWAL_DECIDE = 'key = "decide"\nlabel = "Decide"\ndoes = "decides"\nby = ["manager"]\nwaits_for = ["consult"]'

# policy, what stands in the file, what is put in its place, where the fault is, words of its sentence
BROKEN = [
    (FIRST, "days = 2\nreceipt_rule", "days = 0\nreceipt_rule", "reply.days", "1 to 10"),
    (FIRST, "days = 2\nreceipt_rule", "days = 11\nreceipt_rule", "reply.days", "1 to 10"),
    (FIRST, "enabled = true\ndays = 2", "enabled = true\ndays = 0", "reply.follow_up.days", "1 to 10"),
    (FIRST, "days = 2\ninternal", "days = 30\ninternal", "reply.phone_message.days", "1 to 10"),
    (FIRST, "automatic_reply_counts = { value = false", "automatic_reply_counts = { value = true", "reply.automatic_reply_counts", "from a person"),
    (FIRST, "busy_needs_advert = true", "busy_needs_advert = false", "reply.busy_needs_advert", "advertised"),
    (FIRST, "busy_max_days = { value = 10", "busy_max_days = { value = 99", "reply.busy_max_days", "1 to 20"),
    (
        FIRST,
        "[reply.follow_up]",
        "[[reply.busy_periods]]\nlocal = 'x'\nfirst = 2027-04-19\nlast = 2027-05-14\ndays = 1\nadvertised = 2027-04-01\n[reply.follow_up]",
        "reply.busy_periods[0].days",
        "never fewer",
    ),
    (
        FIRST,
        "[reply.follow_up]",
        "[[reply.busy_periods]]\nlocal = 'x'\nfirst = 2027-04-19\nlast = 2027-05-14\ndays = 5\n[reply.follow_up]",
        "reply.busy_periods[0].advertised",
        "missing",
    ),
    (
        FIRST,
        "[opening]",
        "[[closures]]\nlocal = 'x'\nfirst = 2027-01-01\nlast = 2029-01-01\nreason = 'x'\n[opening]",
        "closures[0].last",
        "a year at most",
    ),
    (
        FIRST,
        "[opening]",
        "[[closures]]\nlocal = 'x'\nfirst = 2027-01-02\nlast = 2027-01-01\nreason = 'x'\n[opening]",
        "closures[0]",
        "ends before it begins",
    ),
    (
        FIRST,
        "[opening]",
        "".join(
            f"[[holidays_{kind}]]\nlocal = 'x'\nday = 2027-01-05\nname = 'x'\nannounced_by = 'x'\nannounced = 2027-01-01\n"
            for kind in ("added", "removed")
        )
        + "[opening]",
        "holidays_added[0].day",
        "both added and removed",
    ),
    (FIRST, 'wednesday = ["13:00-16:00"]', 'wednesday = ["16:00-13:00"]', "opening.wednesday", "run forward"),
    (FIRST, 'wednesday = ["13:00-16:00"]', 'wednesday = ["13:00-16:00", "15:00-17:00"]', "opening.wednesday", "not overlap"),
    (FIRST, "length = 30", "length = 0", "appointment.length", "5 to 240"),
    (FIRST, "late_minutes = { value = 10", "late_minutes = { value = -1", "appointment.late_minutes", "0 to 120"),
    (FIRST, "private_room = true", "private_room = false", "appointment.private_room", "confidential space"),
    (FIRST, 'late_decided_by = { value = "adviser"', 'late_decided_by = { value = "receptionist"', "appointment.late_decided_by", "knows the case"),
    (FIRST, "repeat_threshold = { value = 3", "repeat_threshold = { value = 1", "appointment.repeat_threshold", "not repeatedly"),
    (FIRST, "idle_minutes = 5", "idle_minutes = 16", "lock.idle_minutes", "idle lock"),
    (FIRST, "idle_minutes = 5", "idle_minutes = 0", "lock.idle_minutes", "idle lock"),
    (FIRST, "max_minutes = 15", "max_minutes = 60", "lock.max_minutes", "15 idle minutes"),
    (SECOND, "years = 6", "years = 0", "retention.years", "1 to 30 years"),
    (FIRST, "as_case = false, years = 10", "as_case = false, years = 0", "retention.classes[8].years", "1 to 30 years"),
    (FIRST, "as_case = false, years = 10, ", "as_case = false, ", "retention.classes[8]", "for ever"),
    (FIRST, "two_people = { value = true", "two_people = { value = false", "retention.two_people", "two people"),
    (FIRST, "hold_stops = { value = true", "hold_stops = { value = false", "retention.hold_stops", "hold"),
    (FIRST, 'confirmed_by = { value = ["manager", "adviser"]', 'confirmed_by = { value = ["maintainer"]', "retention.confirmed_by", "maintenance"),
    (FIRST, "threshold = 5", "threshold = 4", "stats.threshold", "5 to 100"),
    (FIRST, "threshold_choices = [5, 10]", "threshold_choices = [3, 10]", "stats.threshold_choices[0]", "5 to 100"),
    (FIRST, "hide_second_cell = true", "hide_second_cell = false", "stats.hide_second_cell", "second cell"),
    (FIRST, "log_releases = true", "log_releases = false", "stats.log_releases", "logged"),
    (FIRST, "group_at_least = { value = 5", "group_at_least = { value = 1", "feedback.group_at_least", "5 to 100"),
    (FIRST, "anonymous = { value = true", "anonymous = { value = false", "feedback.anonymous", "without a name"),
    (FIRST, "needed_before_contact = true", "needed_before_contact = false", "consent.needed_before_contact", "express consent"),
    (FIRST, "consent_needed = { value = true", "consent_needed = { value = false", "referral.consent_needed", "consent"),
    (FIRST, "reason_needed = { value = true", "reason_needed = { value = false", "restriction.reason_needed", "reason and terms"),
    (FIRST, "terms_needed = { value = true", "terms_needed = { value = false", "restriction.terms_needed", "reason and terms"),
    (FIRST, "review_days = { value = 28", "review_days = { value = 0", "restriction.review_days", "1 to 366"),
    (SECOND, 'consulted = { value = ["director"]', "consulted = { value = []", "withdrawal.consulted", "nobody decides it alone"),
    (SECOND, 'consulted = { value = ["director"]', 'consulted = { value = ["manager"]', "withdrawal.consulted", "nobody decides it alone"),
    (FIRST, "written_notice = { value = true", "written_notice = { value = false", "withdrawal.written_notice", "in writing"),
    (FIRST, "refers_to_complaints = { value = true", "refers_to_complaints = { value = false", "withdrawal.refers_to_complaints", "complaints procedure"),
    (FIRST, 'decided_by = { value = "manager", local = "The Code says it is discussed', 'decided_by = { value = "adviser", local = "The Code says it is discussed', "withdrawal.decided_by", "other than the adviser"),
    (SECOND, 'decided_by = "director"', 'decided_by = "adviser"', "breach.decided_by", "other than the adviser"),
    (SECOND, 'in_absence = ["chief_executive"]\nemergency', 'in_absence = ["adviser"]\nemergency', "breach.in_absence", "other than the adviser"),
    (SECOND, "raise_minutes = { value = 60", "raise_minutes = { value = 10000", "breach.raise_minutes", "at once"),
    (FIRST, 'emergency_numbers = [{ label = "Emergency services", number = "999" }]', "emergency_numbers = []", "breach.emergency_numbers", "number to call"),
    (FIRST, 'same_case = { value = ["linked_incident", "opposing_party"]', "same_case = { value = []", "conflict.same_case", "same case"),
    (FIRST, "scan_letters = { value = true", "scan_letters = { value = false", "conflict.scan_letters", "searched"),
    (FIRST, "restrict_notes = { value = true", "restrict_notes = { value = false", "conflict.restrict_notes", "closed to the other side"),
    (FIRST, "opens_records = false", "opens_records = true", "it.opens_records", "must not open"),
    (FIRST, 'recovery = { value = ["manager", "head"]', 'recovery = { value = ["maintainer"]', "it.recovery", "never by maintenance"),
    (FIRST, "days = { value = 14, source", "days = { value = 60, source", "file_copy.days", "1 to 30 days"),
    (FIRST, "statutory_months = { value = 1", "statutory_months = { value = 3", "file_copy.statutory_months", "one month"),
    (FIRST, "own_files = false", "own_files = true", "review.own_files", "their own files"),
    (FIRST, "options_at_least = { value = 2", "options_at_least = { value = 0", "advice.options_at_least", "1 to 10"),
    (FIRST, "names_nobody = true", "names_nobody = false", "issue.names_nobody", "identify"),
    (FIRST, "counts_at_least = 5", "counts_at_least = 1", "issue.counts_at_least", "5 to 100"),
    (FIRST, 'conflict = { value = """\nThank you', 'conflict = { value = """\nDear {name}, thank you', "texts.conflict", "must name nobody"),
    (FIRST, 'conflict_no_reason = { value = """\nThank', 'conflict_no_reason = { value = """\n{other_party} thank', "texts.conflict_no_reason", "must name nobody"),
    (FIRST, "The reason: {reason}\n\nThe terms", "The terms", "texts.restriction", "{reason}"),
    (SECOND, "Please use {complaints}.", "Goodbye.", "texts.withdrawal", "{complaints}"),
    (FIRST, 'feedback = { value = "We would', 'feedback = { value = "{student} we would', "texts.feedback", "cannot be filled in"),
    (FIRST, 'website = "The {service} is closed for staff', 'website = "{who} is closed for staff', "closure_kinds[0].website", "cannot be filled in"),
    (FIRST, '  { key = "telephone", label = "Telephone" },', '  { key = "email", label = "Telephone" },', "channels[1].key", "stands twice"),
    # the steps of procedures
    (SECOND, WITHDRAWAL_DECIDE, WITHDRAWAL_DECIDE.replace('"consult"', '"concern"'), "procedures.withdrawal", "must wait for the consultation"),
    (SECOND, WITHDRAWAL_DECIDE, WITHDRAWAL_DECIDE.replace('"manager"', '"manager", "adviser"'), "procedures.withdrawal", "never by an adviser"),
    (SECOND, WITHDRAWAL_DECIDE, WITHDRAWAL_DECIDE.replace('"manager"', '"manager", "chief_executive"'), "procedures.withdrawal", "told of the decision"),
    (SECOND, WITHDRAWAL_DECIDE, WITHDRAWAL_DECIDE + '\nonly_for = ["violence"]', "procedures.withdrawal", "a step that decides"),
    (SECOND, 'letter = "withdrawal"\n', "", "procedures.withdrawal", "in writing"),
    (SECOND, 'ends_with = ["keep"]', 'ends_with = ["kept"]', "procedures.withdrawal.steps[10].ends_with", "no answer of this step"),
    (SECOND, 'does = "offers_complaints"', 'does = "records"', "procedures.withdrawal", "complaints procedure"),
    (FIRST, 'by = ["head", "manager"]\nnot_same_as = ["propose"]', 'by = ["head", "manager"]', "procedures.withdrawal", "another person than the proposer"),
    (FIRST, 'not_same_as = ["propose"]\nlocal', "local", "procedures.restriction", "approved by another person"),
    (FIRST, 'letter = "restriction"\n', "", "procedures.restriction", "in writing"),
    (FIRST, '  { key = "terms", label = "Terms", kind = "choice" },\n', "", "procedures.restriction", "reason"),
    (SECOND, 'waits_for = ["options"]\nnot_same_as = ["raise"]', 'waits_for = ["options"]', "procedures.breach", "someone other than the adviser who raises"),
    (SECOND, 'key = "disclose"\nlabel = "Tell those who need to know"\ndoes = "acts"\nby = ["adviser", "manager"]\nwaits_for = ["decide"]\noptional = true', 'key = "disclose"\nlabel = "Tell those who need to know"\ndoes = "acts"\nby = ["adviser", "manager"]', "procedures.breach", "must wait for the decision"),
    (SECOND, 'key = "call"\nlabel = "Call 999 and/or University security on 3333"\ndoes = "acts"', 'key = "call"\nlabel = "Call"\ndoes = "records"', "procedures.imminent_danger", "first step"),
    (FIRST, 'does = "acts"\nby = ["adviser", "manager"]\nwaits_for = ["consent"]\nrecords = [{ key = "sent", label = "What was said', 'does = "acts"\nby = ["adviser", "manager"]\nrecords = [{ key = "sent", label = "What was said', "procedures.third_party_contact", "student's consent"),
    (FIRST, 'not_same_as = ["confirm"]\n', "", "procedures.deletion", "two people"),
    (FIRST, 'waits_for = ["propose", "events"]', 'waits_for = ["propose", "tell"]', "procedures.restriction.steps[2]", "no earlier step"),
    (FIRST, 'only_for = ["lateness"]', 'only_for = ["weather"]', "procedures.restriction.steps[1].only_for", "not in the list"),
    (FIRST, 'letter = "breach"', 'letter = "greeting"', "procedures.breach.steps[4].letter", "no text called"),
    (FIRST, 'key = "basic_information"\nlabel', 'key = "tell"\nlabel', "procedures.conflict.steps[5].key", "Two steps"),
    (FIRST, 'by = ["head", "manager"]', 'by = ["director", "manager"]', "procedures.withdrawal.steps[2]", "no title"),
    (FIRST, 'by = ["head", "manager"]', "by = []", "procedures.withdrawal.steps[2]", "who may take this step"),
    (FIRST, 'raised_to = "manager"', 'raised_to = "chief_executive"', "breach.raised_to", "no title"),
    (FIRST, 'manager = "Advice Centre Manager"\n', "", "roles.titles", "needs a title"),
    (
        SECOND,
        'deputy = "director"\nprocedures = ["restriction"]',
        'deputy = "chief_executive"\nprocedures = ["withdrawal"]',
        "procedures.withdrawal",
        "told of the decision",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "words"), BROKEN, ids=[f"{row[3]}: {row[4]}" for row in BROKEN]
)
def test_below_the_floor(name, old, new, where, words):
    text = source_text(name)
    assert old in text
    faults = check(text.replace(old, new, 1))
    found = [fault for fault in faults if fault.where == where and words in fault.sentence]
    assert found, [str(fault) for fault in faults]
    assert found[0].sentence.endswith(".")


def test_a_week_without_an_open_day():
    text = source_text(FIRST)
    start, end = text.index("monday ="), text.index("[[closure_kinds]]")
    faults = check(text[:start] + "saturday = []\n" + text[end:])
    assert [fault.where for fault in faults] == ["opening"]
    assert "at least one day" in faults[0].sentence


def test_the_fault_stands_on_the_line_of_its_setting():
    text = source_text(FIRST).replace("idle_minutes = 5", "idle_minutes = 50")
    (fault,) = check(text)
    assert text.splitlines()[fault.line - 1] == "idle_minutes = 50"


def test_several_faults_are_all_said():
    text = source_text(FIRST)
    for old, new in (
        ("length = 30", "length = 0"),
        ("idle_minutes = 5", "idle_minutes = 50"),
        ("days = 2\nreceipt", 'days = "two"\nreceipt'),
        ("threshold = 5", "threshold = 1"),
    ):
        text = text.replace(old, new, 1)
    assert [fault.where for fault in check(text)] == [
        "reply.days",
        "appointment.length",
        "lock.idle_minutes",
        "stats.threshold",
    ]


def test_every_rule_has_its_reason():
    assert all(rule.__doc__ and sections for sections, rule in FLOORS)
