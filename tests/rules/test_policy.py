"""The policies that come with the program say what their documents say, and say where."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from advice_tui.policy import Citation, bundled, load, loads, source_text
from advice_tui.policy.citations import dotted, leaves
from data.errors import BadInput, NotFound

IMPERIAL, LONDON_MET = "imperial", "london-met"

# Sentences about how people behave: the standards list them for the public page, and no other setting cites them.
CONDUCT_ONLY = {
    IMPERIAL: {"I-7", "I-8", "I-11", "I-13"},
    LONDON_MET: {"L-4", "L-7"},
}

# Every reading of a silent or contradictory passage is a setting.
READINGS = [
    "withdrawal.written_consent_by",
    "reply.receipt_rule",
    "reply.breach_at",
    "reply.phone_message",
    "reply.busy_periods",
    "reply.follow_up",
    "region",
    "holidays_added",
    "holidays_removed",
    "appointment.late_minutes",
    "appointment.late_effect",
    "appointment.late_decided_by",
    "appointment.repeat_threshold",
    "appointment.length",
    "file_copy.days",
    "texts.record_notice",
    "no_record.mode",
    "it.recovery",
    "walls.manager_default",
    "conflict.same_case",
    "conflict.group_is_one_party",
    "texts.conflict",
    "restriction.review_days",
    "complaints.service",
    "complaints.decision",
    "withdrawal.decided_by",
    "withdrawal.consulted",
    "withdrawal.consult_is_consent",
    "withdrawal.final_within_service",
    "roles.deputies",
    "roles.titles",
    "breach.raise_minutes",
    "breach.emergency_numbers",
    "breach.reasons",
    "retention.classes",
    "retention.years",
    "stats.threshold",
    "stats.rounding",
    "feedback.group_at_least",
    "closures",
    "contacts",
]

SIGNATURE = """The confidentiality of our emails and any attachments cannot be guaranteed. They are intended solely for the \
addressee. Access to emails by any one else is unauthorised. If you are not the intended recipient, any disclosure copying, \
distribution or any action taken, or omitted to be taken, in reliance on it is prohibited and may be unlawful. If you receive \
an email from us in error, please immediately notify theadviceservice.su@londonmet.ac.uk

Please note: information relevant to students' cases will be held confidentially on our case management system where \
appropriate. If you do not want information to be held, please contact theadviceservice.su@londonmet.ac.uk immediately."""

STATEMENT = (
    "The Advice Service offers a confidential service - neither the fact that you have made contact with us nor any "
    "identifying details about your case will be shared with any other organisation or individual outside of the service "
    "without your express permission unless there is a cause for concern involving a child, young person or adult at risk "
    "that falls within LMSU’s safeguarding policy and procedure"
)


@pytest.fixture(scope="module", params=[IMPERIAL, LONDON_MET])
def policy(request):
    return load(request.param)


def test_both_come_with_the_program():
    assert bundled() == [IMPERIAL, LONDON_MET]


def test_the_key_is_the_name_of_the_file(policy):
    assert policy.key in bundled()


def test_the_promises_of_the_first():
    policy = load(IMPERIAL)
    ten_to_four = ((dt.time(10), dt.time(16)),)
    assert policy.opening.week == (
        ten_to_four,
        ten_to_four,
        ((dt.time(13), dt.time(16)),),
        ten_to_four,
        ten_to_four,
        (),
        (),
    )
    assert (policy.reply.days, policy.reply.receipt_rule, policy.reply.breach_at) == (2, "deemed", "day_end")
    assert policy.reply.phone_message.internal
    assert (policy.region, policy.appointment.length, policy.file_copy.days) == ("ENG", 30, 14)
    assert policy.conflict.mode == "first_come"
    assert [reason.key for reason in policy.restriction.reasons][-1] == "not_student"
    assert len(policy.restriction.reasons) == 6
    assert len(policy.withdrawal.grounds) == 3
    assert policy.complaints.service.to == "Union President"
    assert not policy.reception.drop_in


def test_the_promises_of_the_second():
    policy = load(LONDON_MET)
    ten_to_five = ((dt.time(10), dt.time(17)),)
    assert policy.opening.week == (ten_to_five,) * 5 + ((), ())
    assert (policy.reply.days, policy.appointment.late_minutes, policy.retention.years) == (3, 15, 6)
    assert policy.conflict.mode == "separate_advisers"
    assert [ground.letter for ground in policy.withdrawal.grounds] == ["a", "b", "c", "d", "e", "f"]
    assert {ground.key for ground in policy.withdrawal.grounds if ground.scope == "matter"} == {"fraud", "conflict"}
    assert [entry.number for entry in policy.breach.emergency_numbers] == ["999", "3333"]
    assert policy.roles.deputies_of("director", "breach") == ("chief_executive",)
    assert policy.roles.deputies_of("director", "withdrawal") == ()
    assert [law.title for law in policy.laws] == [
        "Children's Act 1989",
        "Care Act 2014",
        "Data Protection Act 2018",
        "Terrorism Act 2000",
    ]
    officers = [paper.key for paper in policy.acknowledgements if "officer" in paper.readers]
    assert officers == ["confidentiality"]


def test_the_six_standard_actions_are_steps():
    steps = load(LONDON_MET).procedures.withdrawal.steps_for("resources")
    does = [step.does for step in steps]
    for action in ("consults", "decides", "tells_client", "gives_alternatives", "notifies", "offers_complaints"):
        assert action in does
    assert does.index("consults") < does.index("decides") < does.index("notifies")


def test_steps_of_other_grounds_do_not_apply():
    withdrawal = load(LONDON_MET).procedures.withdrawal
    assert withdrawal.step("warning") in withdrawal.steps_for("loss_of_confidence")
    assert withdrawal.step("warning") not in withdrawal.steps_for("violence")
    assert withdrawal.step("nothing") is None


def test_in_danger_the_call_comes_first(policy):
    call, inform, *_ = policy.procedures.imminent_danger.steps
    assert (call.does, call.waits_for) == ("acts", ())
    assert inform.waits_for == (call.key,)


def test_every_sentence_is_there(policy):
    letter, last = ("I", 48) if policy.key == IMPERIAL else ("L", 46)
    assert list(policy.sentences) == [f"{letter}-{number}" for number in range(1, last + 1)]


def test_every_sentence_is_cited(policy):
    cited = {number for citation in policy.citations.values() for number in citation.source}
    assert set(policy.sentences) == cited


def test_every_sentence_but_those_on_conduct_is_more_than_a_standard(policy):
    cited = {
        number
        for path, citation in policy.citations.items()
        if not path.startswith("standards.")
        for number in citation.source
    }
    assert set(policy.sentences) - cited == CONDUCT_ONLY[policy.key]


def test_every_setting_says_where_it_comes_from(policy):
    for path in leaves(policy.model_dump(exclude_unset=True)):
        citation = policy.cite(dotted(path))
        assert citation.source or citation.local or citation.blank, dotted(path)
        assert set(citation.source) <= set(policy.sentences)


def test_standards_are_word_for_word(policy):
    said = " ".join(policy.sentences.values())
    standards = policy.standards
    for line in (*standards.aims, *standards.client_can_expect, *standards.service_expects):
        assert line.text in said


@pytest.mark.parametrize("path", READINGS)
def test_every_reading_is_a_setting(policy, path):
    tree = policy.model_dump()
    for part in path.split("."):
        assert part in tree
        tree = tree[part]


def test_statement_and_signature_are_word_for_word():
    texts = load(LONDON_MET).texts
    assert texts.confidentiality_statement == STATEMENT
    assert texts.email_signature == SIGNATURE
    policy = load(LONDON_MET)
    assert STATEMENT in policy.sentences["L-12"]
    first, second = SIGNATURE.split("\n\n")
    assert first in policy.sentences["L-16"]
    assert second in policy.sentences["L-17"]


def test_the_record_notice_is_word_for_word():
    policy = load(IMPERIAL)
    assert policy.texts.record_notice == " ".join(policy.sentences[number] for number in ("I-21", "I-22", "I-23"))
    assert policy.texts.no_record == policy.sentences["I-24"]
    assert policy.texts.complaints == policy.sentences["I-20"]


def test_what_a_blank_setting_stops_and_nothing_else():
    blank, whole = load(IMPERIAL), load(LONDON_MET)
    assert len(blank.needs("withdrawal")) == len(blank.needs("retention")) == 1
    assert "Head of" in blank.needs("withdrawal")[0]
    assert blank.retention.years is None
    assert blank.withdrawal.written_consent_by is None
    for act in ("restriction", "reply", "breach", "feedback", "anything"):
        assert blank.needs(act) == []
    for act in ("withdrawal", "retention"):
        assert whole.needs(act) == []


def test_filling_in_what_was_blank():
    policy = load(IMPERIAL).filled(
        {"withdrawal.written_consent_by": "Head of Student Voice", "retention.years": 6}, "Set by the manager"
    )
    assert policy.needs("withdrawal") == policy.needs("retention") == []
    assert policy.title_of("head") == "Head of Student Voice"
    assert policy.retention.years_of("case") == policy.retention.years_of("unknown") == 6
    assert policy.retention.years_of("enquiry") == 1
    assert policy.cite("retention.years") == Citation(local="Set by the manager")
    assert load(IMPERIAL).needs("withdrawal")


def test_closures_and_busy_periods_can_be_added():
    day = dt.date(2026, 11, 12)
    busy = {"first": day, "last": day, "days": 5, "advertised": day}
    policy = load(IMPERIAL).filled(
        {"closures": [{"first": day, "last": day, "reason": "Staff training"}], "reply.busy_periods": [busy]}, "Manager"
    )
    assert policy.closures[0].channels == frozenset()
    assert policy.closures[0].part == "day"
    assert policy.reply.busy_periods[0].days == 5
    assert policy.cite("closures[0].reason").local == "Manager"
    again = policy.filled({"reply.days": 3}, "Manager")
    assert again.closures == policy.closures


@pytest.mark.parametrize(("path", "value"), [("retention.years", 0), ("reply.days", 11), ("lock.idle_minutes", 16)])
def test_filling_in_never_goes_below_the_floor(path, value):
    with pytest.raises(ValidationError):
        load(IMPERIAL).filled({path: value}, "Manager")


def test_filling_in_a_setting_that_is_none():
    with pytest.raises(KeyError):
        load(IMPERIAL).filled({"reply.dayz": 1}, "Manager")


def test_a_policy_is_frozen(policy):
    with pytest.raises(ValidationError):
        policy.reply.days = 9


def test_letters_are_filled_in(policy):
    letter = policy.fill("restriction", reason="late {terms}", terms="email only", review="Thu 26 Nov")
    assert "late {terms}" in letter
    assert "email only" in letter
    assert policy.complaints.decision.label in letter
    assert "{" not in policy.fill("conflict")
    assert policy.words("{unknown} {service} {") == "{unknown} " + policy.service + " {"
    with pytest.raises(KeyError):
        policy.fill("no such text")


def test_a_text_the_policy_has_not_is_empty():
    assert load(IMPERIAL).fill("email_signature") == ""


def test_labels_and_titles(policy):
    assert policy.label_of("channels", "face_to_face") == "Face to face"
    assert policy.label_of("topics", "gone") == "gone"
    assert policy.title_of("adviser") == "Adviser"
    assert policy.title_of("nobody_known") == "Nobody known"


def test_in_force(policy):
    assert policy.in_force(policy.effective_from)
    assert not policy.in_force(policy.effective_from - dt.timedelta(days=1))


def test_citing_a_table_and_nothing():
    policy = load(IMPERIAL)
    assert policy.cite("reply.follow_up").source == ("I-10", "I-6")
    assert policy.cite("no.such") == Citation()


def third_union() -> str:
    """A policy of another union: the same questions, other answers."""
    text = source_text(LONDON_MET)
    for old, new in (
        ('key = "london-met"', 'key = "northern"'),
        ("London Metropolitan Students’ Union", "Northern Students’ Association"),
        ('value = "Advice Service", source', 'value = "Advice Place", source'),
        ('value = "ENG"', 'value = "SCT"'),
        ('saturday = ["10:00-12:00"]\n', ""),
        ('friday = ["10:00-17:00"]', 'friday = ["09:00-12:00", "13:00-15:30"]\nsaturday = ["10:00-12:00"]'),
        ('source = "L-3"\ndays = 3', 'source = "L-3"\ndays = 5'),
        ('mode = { value = "separate_advisers"', 'mode = { value = "first_come"'),
        ("years = 6", "years = 7"),
    ):
        text = text.replace(old, new)
    return text.replace('"L-', '"NSA-').replace("..L-", "..NSA-").replace("\nL-", "\nNSA-")


def test_a_third_union_needs_only_a_file(tmp_path):
    file = tmp_path / "northern.toml"
    file.write_text(third_union(), encoding="utf-8")
    policy = load(file)
    assert (policy.key, policy.region, policy.reply.days, policy.retention.years) == ("northern", "SCT", 5, 7)
    assert policy.opening.week[4] == ((dt.time(9), dt.time(12)), (dt.time(13), dt.time(15, 30)))
    assert policy.opening.week[5] == ((dt.time(10), dt.time(12)),)
    assert policy.conflict.mode == "first_come"
    assert policy.cite("reply.days").source == ("NSA-3",)
    assert policy.service == "Advice Place"


def test_files_that_are_no_policy(tmp_path):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\x00\x01")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("title = 'Café'".encode("latin-1"))
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 1_000_001)
    for path, words in ((tmp_path, "folder"), (binary, "not a text"), (latin, "UTF-8"), (large, "1 MB")):
        with pytest.raises(BadInput, match=words):
            load(path)
    for missing in ("nowhere", "../policies/imperial", "a\0b", tmp_path / "none.toml", latin / "below"):
        with pytest.raises(NotFound, match=r"no policy or file"):
            load(missing)


def test_a_broken_file_is_refused_with_its_lines():
    with pytest.raises(BadInput, match=r"line 1: "):
        loads("format = 1", "mine")


def test_a_byte_order_mark_is_forgiven(tmp_path):
    file = tmp_path / "bom.toml"
    file.write_bytes(b"\xef\xbb\xbf" + source_text(IMPERIAL).encode())
    assert load(file) == load(IMPERIAL)
