"""The desk's one flag: signed by a manager, told to reception without its reason, never without anybody noticing."""

from __future__ import annotations

import pytest

from advice_tui.casework import clients, desk_flags, staff, undo
from advice_tui.casework.desk_flags import REFUSED
from advice_tui.roles import Role
from data.access.grants import FORGED
from data.errors import BadInput, ChangedMeanwhile, IntegrityError, NotAllowed, NotFound
from data.keys.password import practice_cost
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
