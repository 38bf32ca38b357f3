"""The desk's one flag: signed by a manager, told to reception without its reason, never without anybody noticing."""

from __future__ import annotations

from datetime import UTC, date

import pytest

from advice_tui.casework import clients, desk_flags, procedures, staff, undo
from advice_tui.casework.desk_flags import REFUSED, lines
from advice_tui.roles import Role
from data.access.grants import FORGED
from data.errors import BadInput, ChangedMeanwhile, IntegrityError, NotAllowed, NotFound
from data.keys.password import practice_cost
from data.keys.sealing import place, sha256
from data.queries import desk_flags as asked
from tests.casework.conduct import begin, state, take_step
from tests.factories import PASSWORD, POLICIES, STAFF, audit_lines, read_policies, take

ZELDA = {"name": "Zelda Quux", "student_number": "w7654321", "email": "zelda.quux@example.org"}
AGAIN = {"name": "Z. Quux", "student_number": "w7654321", "email": "zq@home.example", "phone": "07700 900999"}
WHY = "Threw a chair at a colleague"


@pytest.fixture
def client(desk):
    return take(desk("adviser"), **ZELDA).client_id


@pytest.fixture
def other(desk, client):
    return take(desk("adviser"), **AGAIN).client_id


def told(desk, *client_ids):
    """What the desk is told of these clients, by id."""
    with desk.store.read() as connection:
        return desk_flags.refused(desk, connection, client_ids)


def tamper(desk, statement):
    with desk.store.write(desk.signer, "x", at=desk.now) as tx:
        tx.connection.exec_driver_sql(statement)


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_16_reception_is_told_the_sentence_and_never_the_reason(desk, client):
    morgan, dana = desk("manager"), desk("receptionist")
    assert told(dana, client) == {}
    done = desk_flags.refuse(morgan, client, WHY)
    assert REFUSED in done.sentence
    assert told(dana, client, "nobody") == {client: REFUSED}
    assert desk_flags.said_of(dana, client) == REFUSED
    with pytest.raises(NotAllowed):
        desk_flags.flag_of(dana, client)
    seen = desk_flags.flag_of(desk("adviser"), client)
    assert (seen.refused, seen.by, seen.reason, seen.may_change) == (True, "Morgan Reed", WHY, False)
    assert seen.at == morgan.now
    assert desk_flags.flag_of(morgan, client).may_change
    raw = b"".join(path.read_bytes() for path in morgan.home.rglob("*") if path.is_file())
    assert b"chair" not in raw
    assert "chair" not in "".join(line.detail for line in audit_lines(morgan))


def test_lifted_with_a_reason_and_undone_at_once(desk, client):
    morgan, dana = desk("manager"), desk("receptionist")
    done = desk_flags.refuse(morgan, client, WHY)
    assert undo.undo(morgan, done.undo) == "Undone: the flag at the desk."
    assert told(dana, client) == {}
    desk_flags.refuse(morgan, client, WHY)
    lifted = desk_flags.lift(morgan, client, "An apology was accepted")
    assert told(dana, client) == {}
    seen = desk_flags.flag_of(morgan, client)
    assert (seen.refused, seen.reason) == (False, "An apology was accepted")
    undo.undo(morgan, lifted.undo)
    assert told(dana, client) == {client: REFUSED}
    with pytest.raises(ChangedMeanwhile):
        undo.undo(morgan, lifted.undo)
    assert desk_flags.faults(desk("maintainer")) == ()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_no_flag_without_a_reason(desk, client, reason):
    for act in (desk_flags.refuse, desk_flags.lift):
        with pytest.raises(BadInput) as refused:
            act(desk("manager"), client, reason)
        assert set(refused.value.problems) == {"reason"}
    assert told(desk("receptionist"), client) == {}


def test_set_once_and_lifted_once(desk, client):
    morgan = desk("manager")
    with pytest.raises(BadInput, match="not told anything"):
        desk_flags.lift(morgan, client, WHY)
    desk_flags.refuse(morgan, client, WHY)
    with pytest.raises(BadInput, match="told already"):
        desk_flags.refuse(morgan, client, WHY)
    with pytest.raises(NotFound):
        desk_flags.refuse(morgan, "nobody", WHY)


@pytest.mark.parametrize("who", ["adviser", "receptionist", "director"])
def test_only_a_manager_sets_it(desk, client, who):
    for act in (desk_flags.refuse, desk_flags.lift):
        with pytest.raises(NotAllowed):
            act(desk(who), client, WHY)


def test_records_of_one_person_are_one_person(desk, client, other):
    morgan, dana = desk("manager"), desk("receptionist")
    desk_flags.refuse(morgan, other, WHY)
    assert told(dana, client, other) == {other: REFUSED}
    vers = tuple(clients.client_file(morgan, one).row_ver for one in (client, other))
    merged = clients.merge(morgan, client, other, vers)
    assert told(dana, client, other) == {client: REFUSED, other: REFUSED}
    assert told(dana, client) == {client: REFUSED}
    lifted = desk_flags.lift(morgan, other, "Settled")
    assert told(dana, client, other) == {}
    undo.undo(morgan, lifted.undo)
    assert told(dana, client, other) == {client: REFUSED, other: REFUSED}
    undo.undo(morgan, merged.undo)
    assert other in told(dana, client, other)


FORGERIES = [
    "UPDATE desk_flag SET kind = 'lift'",
    "UPDATE desk_flag SET client_id = (SELECT max(id) FROM client)",
    "UPDATE desk_flag SET at = '2026-01-01T00:00:00.000000Z'",
    "UPDATE desk_flag SET sealed = zeroblob(90)",
    f"UPDATE desk_flag SET by_id = (SELECT id FROM account WHERE login = '{STAFF['adviser'][0]}')",
    "UPDATE desk_flag SET id = 'ffffffffffffffffffffffffffffffff' WHERE id = (SELECT max(id) FROM desk_flag)",
    "DELETE FROM desk_flag WHERE id = (SELECT min(id) FROM desk_flag)",
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_line_counts_for_nothing(desk, client, other, forgery):
    morgan, dana = desk("manager"), desk("receptionist")
    desk_flags.refuse(morgan, client, WHY)
    desk_flags.lift(morgan, client, "Settled")
    desk_flags.refuse(morgan, client, WHY)
    tamper(morgan, forgery)
    with pytest.raises(IntegrityError) as error:
        told(dana, client, other)
    assert error.value.sentence == FORGED
    assert desk_flags.faults(desk("maintainer")) != ()


def test_a_line_cut_off_at_the_end_is_noticed(desk, client):
    morgan = desk("manager")
    desk_flags.refuse(morgan, client, WHY)
    assert desk_flags.faults(morgan) == ()
    tamper(morgan, "DELETE FROM desk_flag")
    assert desk_flags.faults(morgan) == ("Flags of the front desk were taken out.",)


def test_a_manager_who_is_new_since_one_signed_in_may_sign(service, desk, client):
    dana = desk("receptionist")

    staff.add(
        desk("manager"), login="nina", name="Nina Okafor", role=Role.MANAGER, password=PASSWORD, cost=practice_cost()
    )
    nina = service.sign_in("nina")
    read_policies(nina)
    desk_flags.refuse(nina, client, WHY)
    assert told(dana, client) == {client: REFUSED}


# Lines that a decision wrote ------------------------------------------------------------------------------------------


def restrict(service, client_case):
    """A restriction decided by the manager: e-mail only."""
    started = begin(
        service.sign_in("adviser"), "restriction", {"terms": "email_only", "review": "22 Dec 2026"}, case_id=client_case
    )
    take_step(service.sign_in("manager"), started, "approve")
    return started


@pytest.fixture
def case(desk):
    return take(desk("adviser"), **ZELDA)


def test_how_a_client_stands_and_what_reception_is_told(service, desk, case):
    dana = desk("receptionist")
    started = restrict(service, case.case_id)
    with dana.store.read() as connection:
        how = desk_flags.standing(dana, connection, [case.client_id])[case.client_id]
    assert (how.kind, how.scope, how.source, how.terms) == ("restrict", "service", started, ("Email only",))
    assert how.channels_refused == {"telephone", "face_to_face", "online"}
    assert how.until == date(2026, 12, 22)
    assert how.sentence == "See the manager first: email only"
    assert desk_flags.said_of(dana, case.client_id) == how.sentence
    assert told(dana, case.client_id) == {}
    assert desk_flags.faults(desk("maintainer")) == ()
    seen = desk_flags.flag_of(desk("adviser"), case.client_id)
    assert (seen.refused, seen.restricted, seen.source, seen.by) == (False, True, started, "Morgan Reed")
    assert seen.reason.startswith("Restriction to service")


def test_a_flag_by_hand_and_one_of_a_decision_stand_apart(service, desk, case):
    morgan, dana = desk("manager"), desk("receptionist")
    restrict(service, case.case_id)
    desk_flags.refuse(morgan, case.client_id, WHY)
    assert told(dana, case.client_id) == {case.client_id: REFUSED}
    desk_flags.lift(morgan, case.client_id, "Settled")
    assert told(dana, case.client_id) == {}
    assert desk_flags.said_of(dana, case.client_id) == "See the manager first: email only"
    with pytest.raises(BadInput, match="not told anything"):
        desk_flags.lift(morgan, case.client_id, "Again")


FORGERIES_OF_DECISIONS = [
    "UPDATE desk_flag SET source = ''",
    "UPDATE desk_flag SET source = (SELECT min(id) FROM client)",
    "UPDATE desk_flag SET for_front = NULL",
    "UPDATE desk_flag SET for_front = zeroblob(90)",
    "UPDATE desk_flag SET source = '', for_front = NULL",
    "UPDATE desk_flag SET kind = 'lift'",
]


@pytest.mark.parametrize("forgery", FORGERIES_OF_DECISIONS)
def test_a_forged_decision_counts_for_nothing(service, desk, case, forgery):
    restrict(service, case.case_id)
    tamper(desk("manager"), forgery)
    with pytest.raises(IntegrityError) as error:
        told(desk("receptionist"), case.client_id)
    assert error.value.sentence == FORGED


@pytest.mark.parametrize("who", ["adviser", "second", "receptionist", "maintainer"])
def test_nobody_else_signs_for_a_decision(service, desk, case, who):
    """Somebody with the database, who proposed it, and an adviser who took no step of it, cannot make one stand."""
    started = restrict(service, case.case_id)
    tom = desk(who)
    with tom.store.write(tom.signer, "x", at=tom.now) as tx:
        source = (started, 1, bytes(32))
        lines.put_line(tom, tx, case.client_id, "refuse", "no", source=source, for_front={"sentence": "Out"})
    with pytest.raises(IntegrityError):
        told(desk("receptionist"), case.client_id)


def test_an_adviser_who_took_a_step_lifts_nothing(service, desk, case):
    started = restrict(service, case.case_id)
    priya = desk("adviser")
    assert (lines.may_sign(priya, "restrict"), lines.may_sign(priya, "lift")) == (True, False)
    with priya.store.write(priya.signer, "x", at=priya.now) as tx:
        lines.put_line(priya, tx, case.client_id, "lift", "no", source=(started, 1, bytes(32)))
    with pytest.raises(IntegrityError):
        told(desk("receptionist"), case.client_id)


def test_an_adviser_who_writes_the_deputys_decision_down_signs_for_it(service, desk, case):
    """I-44: the Head has no account; in the manager's absence another adviser writes down what she approved."""
    priya, tom, dana = desk("adviser"), desk("second"), desk("receptionist")
    values = {"terms": "email_only", "review": "22 Dec 2026"}
    started = begin(priya, "restriction", values, case_id=case.case_id)
    procedures.mark_absent(priya, "manager", priya.today, priya.today)
    take_step(priya, started, "events") if state(priya, started)["events"] == "open" else None
    view = procedures.open_procedure(tom, started)
    form = procedures.StepForm("approve", {}, "", "Jo Field", "head", PASSWORD)
    procedures.record(tom, started, view.row_ver, form)
    assert desk_flags.said_of(dana, case.client_id) == "See the manager first: email only"
    assert desk_flags.faults(desk("maintainer")) == ()


def test_lines_of_before_keep_their_signature(desk, client):
    """A line by hand has neither source nor part for the front: it is signed as it always was."""
    desk_flags.refuse(desk("manager"), client, WHY)
    with desk("manager").store.read() as connection:
        (row,) = asked.lines(connection)
    assert (row.source, row.for_front) == ("", None)
    at = f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    before = place("desk flag", row.id, "", client, "refuse", at, row.by_id, 1, sha256(row.sealed).hex())
    desk("adviser").session.signatures.check(row.by_id, before, row.signature)
