"""What procedures, registers, letters and complaints leave in the clear, and what a hand with plain SQL gets out of it."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest

from advice_tui.casework import (
    complaints,
    consents,
    drafts,
    eligibility,
    issues,
    letters,
    procedures,
    providers,
    referrals,
    staff,
    templates,
    upkeep,
    walls,
)
from advice_tui.casework.complaints import ComplaintForm
from advice_tui.casework.consents import ConsentForm, ContactForm, WithdrawForm
from advice_tui.casework.issues import Answer, IssueForm
from advice_tui.casework.letters import SendForm
from advice_tui.casework.procedures import StepForm
from advice_tui.casework.procedures.faults import STRUCK, TAKEN_OUT, WRITTEN
from advice_tui.casework.providers import ProviderForm
from advice_tui.casework.referrals import ReferForm, SignpostForm
from advice_tui.casework.undo import undo
from advice_tui.roles import Role
from advice_tui.rules.case_details import Party
from data.errors import BadInput, IntegrityError
from data.keys.keychain import RecordKeyRow
from data.records import seal_row, unseal_row
from data.store.connection import connect
from tests.casework.conduct import begin, state, take_step
from tests.factories import take
from tests.store.test_isolation import as_bytes, everything, leaves

pytestmark = pytest.mark.parametrize("policy", ["london-met"])
STUDENT = {"name": "Zelda Quuxington", "email": "zelda.quuxington@example.org", "student_number": "w7654399"}
OTHER = {"name": "Tariq Vexworthy", "student_number": "w1112223", "email": "tariq@example.org", "phone": "07700 900555"}
SAID = {
    "consent": "Zanzibar department",
    "withdrawn": "Yarrow of second thoughts",
    "contact": "Xylophone sent to them",
    "provider": "Ledgerwood Solicitors",
    "refer": "Wolverine landlord",
    "signpost": "Vermilion leaflet",
    "issue": "Timetables of ultramarine come late.",
    "answer": "Turquoise answer of the board",
    "restrict": "Sassafras e-mail only",
    "events": "Rhubarb missed twice",
    "letter": "Quicksilver postscript",
    "sent_to": "5 Periwinkle Street",
    "complaint": "Obsidian wait of a week",
    "concern": "Nasturtium thrown at the door",
    "breach": "Marigold risk to others",
    "draft": "Lobelia half a sentence",
    "wall": "Kestrel family tie",
    "eligibility": "Indigo sister studies here",
    "template": "Hyacinth of the house",
}
"""One word of each act that is nowhere else."""
WORDS = (
    *(text.split()[0] for text in SAID.values() if text[0].isalpha()),
    "ultramarine",
    "Periwinkle",
    "Quuxington",
    "w7654399",
    "Vexworthy",
)


def raw(desk, statement, *values):
    """What whoever holds the database key can do: plain SQL."""
    connection = connect(desk.store.path, desk.session.database_key)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def a_case_with_registers(service):
    """A student's case with consents, what went out, referrals and an issue; give the case's id."""
    priya, alex = service.sign_in("adviser"), service.sign_in("director")
    case_id = take(priya, parties=(Party("Tariq Vexworthy", "opposing"),), **STUDENT).case_id
    consents.give(priya, case_id, ConsentForm(SAID["consent"], "her marks", ("contact", "papers"), "in_person"))
    (given,) = consents.standing(priya, case_id)
    consents.contact(priya, case_id, ContactForm(given.id, SAID["consent"], "email", SAID["contact"]))
    consents.withdraw(priya, case_id, given.id, given.row_ver, WithdrawForm(why=SAID["withdrawn"]))
    providers.add(priya, ProviderForm(SAID["provider"], "solicitor", "tenancy", "020 7946 0000"))
    (one,) = providers.listed(priya)
    form = ReferForm(one.id, SAID["refer"], "papers", "email", "told her", may_send="The papers", how="signed")
    referrals.refer(priya, case_id, form)
    referrals.signpost(priya, case_id, SignpostForm(one.id, SAID["signpost"]))
    issues.raise_issue(priya, IssueForm(SAID["issue"], priya.policy.topics[0].key, "14"))
    for seen in issues.listed(alex):
        issues.answer(alex, seen.id, seen.row_ver, Answer(SAID["answer"], done=True))
    return case_id


def restricted(service, case_id):
    """A restriction that was approved and told by letter; give its id."""
    priya, morgan = service.sign_in("adviser"), service.sign_in("manager")
    values = {"reason": "lateness", "terms": "email_only", "words": SAID["restrict"], "review": "22/12/2026"}
    found = begin(priya, "restriction", values, case_id=case_id)
    take_step(priya, found, "events", events=SAID["events"])
    take_step(morgan, found, "approve")
    letter_id = letters.begin(priya, "restriction", procedure_id=found, step="tell", case_id=case_id)
    seen = letters.open_letter(priya, letter_id)
    saved = letters.save(priya, letter_id, seen.row_ver, f"{seen.text}\n{SAID['letter']}")
    letters.send(priya, letter_id, saved.row_ver, SendForm("post", priya.today, SAID["sent_to"]))
    return found


@pytest.fixture
def planted(service):
    """A service in which every procedure and register holds words of a student's matter."""
    case_id = a_case_with_registers(service)
    found = restricted(service, case_id)
    priya, morgan, dana = (service.sign_in(who) for who in ("adviser", "manager", "receptionist"))
    with priya.store.read() as connection:
        (client_id,) = connection.exec_driver_sql("SELECT id FROM client").scalars()
    complaints.log(dana, ComplaintForm("service", SAID["complaint"], client_id=client_id))
    concern = StepForm("concern", {"ground": "violence", "facts": SAID["concern"]})
    procedures.start(dana, "withdrawal", concern, client_id=client_id)
    take_step(priya, begin(priya, "breach", case_id=case_id), "discuss", why=SAID["breach"])
    drafts.keep(service.sign_in("director"), f"procedure:{found}", {"why": SAID["draft"]})
    group = dana.policy.eligibility.others[0].key
    eligibility.refuse(dana, eligibility.EligibilityForm("email", group, why=SAID["eligibility"]))
    listed = next(one for one in templates.listed(morgan).templates if one.text)
    templates.save(morgan, listed.key, listed.version, f"{listed.text}\n{SAID['template']}")
    inside = tuple(one.id for one in walls.colleagues(morgan) if one.name in {"Morgan Reed", "Tom Ellis"})
    walls.put_up(morgan, case_id, walls.WallForm(inside, (priya.person.id,), SAID["wall"]))
    service.close()
    return service, case_id, client_id, found


def test_the_database_key_shows_no_word_of_any_procedure_register_or_letter(planted):
    service, *_ = planted
    dump = everything(service.sign_in("maintainer"))
    for table in ("procedure", "procedure_step", "register_line", "wall", "desk_flag", "draft"):
        assert dump[table], table
    cells = [(table, as_bytes(cell).lower()) for table, rows in dump.items() for row in rows for cell in row]
    assert {(word, table) for word in WORDS for table, cell in cells if word.casefold().encode() in cell} == set()


PLAIN = re.compile(
    r"[0-9a-f]{32}([0-9a-f]{32})?|\d{4}-\d\d-\d\d(T[0-9:.+Z-]*)?|\d{1,4}|[a-z_]*(\.[a-z_]+)*|\d{2}-\d{4}|[A-Z]{1,3}|(wall|desk|draft):[0-9a-f]{32}"
)


def test_what_stands_in_the_clear_of_them_is_ids_kinds_counts_and_times(planted):
    """Every cell that is not sealed, of the new tables and of each audit line's detail."""
    service, _, client_id, _ = planted
    dump = everything(service.sign_in("maintainer"))
    for table in ("procedure", "procedure_step", "register_line", "desk_flag", "absence"):
        for row in dump[table]:
            for cell in row:
                assert cell is None or isinstance(cell, (bytes, int)) or PLAIN.fullmatch(cell), (table, cell)
    acts = set()
    for _, _, _, act, obj, detail, *_ in dump["audit"]:
        acts.add(act)
        for leaf in leaves(json.loads(detail)) if detail else ():
            assert (
                act == "policy.acknowledge" or isinstance(leaf, (int, float)) or leaf is None or PLAIN.fullmatch(leaf)
            ), (act, leaf)
            assert leaf != client_id, act
        assert client_id not in obj or act.startswith(("client.", "desk.")), act
    assert {"procedure.raise", "procedure.step", "letter.write", "complaint.log", "wall.put_up", "consent.keep"} <= acts


def test_a_guess_at_the_words_of_a_letter_cannot_be_tried_on_the_audit_trail(planted):
    """Its words are known but for a name: a plain hash of them would say who was written to."""
    service, case_id, *_ = planted
    tom, maintainer = service.sign_in("second"), service.sign_in("maintainer")
    (row,) = letters.of_case(tom, case_id)
    kept = letters.open_letter(tom, row.id)
    assert kept.hash == sha256(kept.text.encode()).hexdigest()
    assert kept.hash not in str(everything(maintainer)["audit"])


# Steps forged with plain SQL -------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(service):
    """A breach of confidentiality that waits for the director; its id, and the case."""
    priya = service.sign_in("adviser")
    case_id = take(priya, **STUDENT).case_id
    found = begin(priya, "breach", case_id=case_id)
    take_step(priya, found, "discuss", why="She may be hurt")
    return service, found, case_id


def keys_of(desk, procedure_id):
    """Open a procedure's key as an adviser may, with SQL and what she holds."""
    rows = raw(desk, "SELECT * FROM record_key WHERE record_id = ? AND purpose = 'notes'", procedure_id)
    return desk.keys.unwrap(RecordKeyRow(*rows[-1]))


def forge(desk, procedure_id, by_id, document, step_id="f" * 32):
    """Write a step past the program, sealed rightly."""
    key = keys_of(desk, procedure_id)
    at = raw(desk, "SELECT recorded_at FROM procedure_step LIMIT 1")[0][0]
    sealed = seal_row(key, "procedure step", step_id, procedure_id, 1, document)
    values = (procedure_id, step_id, at, at, by_id, 1, sealed)
    raw(desk, "INSERT INTO procedure_step VALUES (?,?,?,?,?,?,?,NULL,NULL)", *values)


def said(step, account_id, function, signature=None, **values):
    who = {"account_id": account_id, "name": "Alex Stone", "function": function}
    kept = {"letter_id": "", "channel": "", "day": ""}
    signed = {} if signature is None else {"signature": signature}
    return {"v": 1, "step": step, "who": who, "values": values, **kept, **signed}


@pytest.mark.parametrize("signature", [None, "", "00" * 64, "not hex"])
@pytest.mark.parametrize("as_director", [True, False])
def test_a_decision_written_past_the_program_counts_for_nothing_and_is_found(waiting, signature, as_director):
    """An adviser holds the procedure's key; she does not hold the director's."""
    service, found, case_id = waiting
    priya, alex = service.sign_in("adviser"), service.sign_in("director")
    by_id = alex.person.id if as_director else priya.person.id
    assert upkeep.check(service.sign_in("maintainer")).problems == []
    forge(priya, found, by_id, said("decide", alex.person.id, "director", signature, breach="yes", reasons="So."))
    for look in (
        lambda: procedures.open_procedure(priya, found),
        lambda: consents.grounds(priya, case_id),
        lambda: procedures.waiting(alex),
    ):
        with pytest.raises(IntegrityError):
            look()
    assert WRITTEN in upkeep.check(service.sign_in("maintainer")).problems


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE procedure_step SET happened_at = '2026-11-20T10:00:00.000000Z'",
        "UPDATE procedure_step SET recorded_at = '2026-11-20T10:00:00.000000Z'",
        "UPDATE procedure_step SET by_id = (SELECT id FROM account WHERE login = 'alex')",
    ],
)
def test_a_step_given_another_time_or_author_is_refused(waiting, change):
    """Nothing is back-dated: who looks after the database needs no key to write in these columns."""
    service, found, _ = waiting
    raw(service.sign_in("maintainer"), change)
    with pytest.raises(IntegrityError):
        procedures.open_procedure(service.sign_in("adviser"), found)


def test_words_put_in_place_of_those_that_were_recorded_are_refused(waiting):
    service, found, _ = waiting
    tom = service.sign_in("second")
    key = keys_of(tom, found)
    step_id, sealed = raw(tom, "SELECT id, sealed FROM procedure_step ORDER BY id DESC LIMIT 1")[0]
    document = unseal_row(key, "procedure step", step_id, found, 1, sealed)
    other = {**document, "values": {**document["values"], "why": "She asked for it"}}
    raw(
        tom,
        "UPDATE procedure_step SET sealed = ? WHERE id = ?",
        seal_row(key, "procedure step", step_id, found, 1, other),
        step_id,
    )
    with pytest.raises(IntegrityError):
        procedures.open_procedure(tom, found)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("DELETE FROM procedure_step WHERE rowid_ = 1", TAKEN_OUT),
        ("UPDATE procedure_step SET undone_at = recorded_at, undone_by = by_id", STRUCK),
        ("UPDATE procedure_step SET by_id = (SELECT id FROM account WHERE login = 'tom')", WRITTEN),
    ],
)
def test_it_finds_steps_taken_out_struck_or_reassigned_without_a_key(waiting, change, sentence):
    service, _found, _ = waiting
    maintainer = service.sign_in("maintainer")
    last = raw(maintainer, "SELECT id FROM procedure_step ORDER BY id DESC LIMIT 1")[0][0]
    raw(maintainer, change.replace("rowid_ = 1", f"id = '{last}'"))
    assert upkeep.check(maintainer).problems == [sentence]


def test_a_step_taken_back_rightly_is_no_fault_and_put_back_is_one(waiting):
    service, _found, _ = waiting
    priya, maintainer = service.sign_in("adviser"), service.sign_in("maintainer")
    restriction = begin(
        priya, "restriction", {"reason": "lateness", "terms": "email_only", "words": "x"}, client_id=client_of(priya)
    )
    undo(priya, take_step(priya, restriction, "events", events="Missed twice").undo)
    assert upkeep.check(maintainer).problems == []
    raw(maintainer, "UPDATE procedure_step SET undone_at = NULL, undone_by = NULL")
    assert upkeep.check(maintainer).problems == [STRUCK]


def test_signed_steps_go_behind_a_wall_and_through_a_new_key_of_every_room(waiting):
    service, found, case_id = waiting
    morgan = service.sign_in("manager")
    staff.rotate(morgan)
    morgan = service.sign_in("manager")
    walls.put_up(morgan, case_id, walls.WallForm((morgan.person.id,), (), "family"))
    assert state(morgan, found)["discuss"] == "done"
    assert upkeep.check(morgan).problems == []
    staff.change_role(morgan, "priya", Role.RECEPTIONIST)
    assert state(morgan, found)["discuss"] == "done"  # she was an adviser when she took it


def client_of(desk):
    with desk.store.read() as connection:
        return connection.exec_driver_sql("SELECT id FROM client").scalar()


# What the screens do not offer -------------------------------------------------------------------------------------------


def test_no_step_is_recorded_by_sending_a_letter_that_is_not_its_own(service):
    """A decision without its password, and "told" by a letter that says nothing of what it must (I-45; L-39)."""
    priya, morgan = service.sign_in("adviser"), service.sign_in("manager")
    case_id = take(priya, **STUDENT).case_id
    values = {"reason": "lateness", "terms": "email_only", "words": "E-mail only.", "review": "22/12/2026"}
    found = begin(priya, "restriction", values, case_id=case_id)
    take_step(priya, found, "events")
    for step, text_key in (("approve", "restriction"), ("approve", "free"), ("tell", "free"), ("tell", "complaints")):
        if step == "tell" and state(morgan, found)["approve"] != "done":
            take_step(morgan, found, "approve")
        letter_id = letters.begin(morgan, text_key, procedure_id=found, step=step)
        seen = letters.open_letter(morgan, letter_id)
        if text_key == "free":
            letters.save(morgan, letter_id, seen.row_ver, "Hello.")
            seen = letters.open_letter(morgan, letter_id)
        form = SendForm("post", morgan.today, "Zelda", names_seen=True)
        with pytest.raises(BadInput) as refused:
            letters.send(morgan, letter_id, seen.row_ver, form)
        assert "not recorded by this letter" in refused.value.problems["step"]
        assert state(morgan, found)[step] != "done"
        assert not letters.open_letter(morgan, letter_id).sent_on
