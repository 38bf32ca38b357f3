"""Somebody with the database key and plain SQL changes rows: it is refused at the door, at the row, or found by check."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from advice_tui.casework import cases, enquiries, entrance, search, staff, today, upkeep
from advice_tui.roles import Role
from data.access.founding import policy_message
from data.access.grants import FORGED
from data.errors import AdviceError, IntegrityError
from data.keys.sealing import give, letter_box, new_exchange_key, new_key, new_signing_key, place, sign
from data.store.connection import connect
from tests.factories import SECOND, take, write


@contextmanager
def raw(desk):
    """What whoever holds the database key can do: plain SQL."""
    connection = connect(desk.store.path, desk.session.database_key)
    try:
        yield connection
    finally:
        connection.close()


def sql(desk, statement, *values):
    with raw(desk) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection.execute(statement, values).fetchall()


def account_id(desk, login):
    return sql(desk, "SELECT id FROM account WHERE login=?", login)[0][0]


def refused_at_the_door(service, *who):
    for one in who or ("adviser", "manager"):
        with pytest.raises(IntegrityError):
            service.sign_in(one)


# Who is who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE account SET role='manager' WHERE login='dana'",
        "UPDATE account SET role='adviser' WHERE login='sam'",
        "UPDATE account SET login='dana2' WHERE login='dana'",
        "UPDATE account SET cert=randomblob(64) WHERE login='dana'",
        "UPDATE account SET exchange_public=randomblob(32) WHERE login='dana'",
        "UPDATE account SET signing_public=randomblob(32) WHERE login='dana'",
        "UPDATE account SET cert=(SELECT cert FROM account WHERE login='morgan') WHERE login='dana'",
    ],
)
def test_an_account_edited_by_sql_is_refused(service, change):
    maintainer = service.sign_in("maintainer")
    sql(maintainer, change)
    refused_at_the_door(service, "receptionist", "adviser", "manager")


def test_swapping_in_ones_own_public_key_is_refused(service):
    """The attacker would be given the rooms at the next grant."""
    maintainer = service.sign_in("maintainer")
    _, public = new_exchange_key()
    sql(maintainer, "UPDATE account SET exchange_public=? WHERE login='priya'", public)
    refused_at_the_door(service)


def test_a_manager_signed_in_before_gives_no_keys_to_a_swapped_public_key(service):
    manager, maintainer = service.sign_in("manager"), service.sign_in("maintainer")
    _, public = new_exchange_key()
    sql(maintainer, "UPDATE account SET exchange_public=? WHERE login='sam'", public)
    for act in (
        lambda: staff.rotate(manager),
        lambda: staff.disable(manager, "priya"),
        lambda: staff.change_role(manager, "tom", Role.RECEPTIONIST),
        lambda: staff.change_role(manager, "sam", Role.ADVISER),
    ):
        with pytest.raises(IntegrityError):
            act()
    assert sql(maintainer, "SELECT count(*) FROM room_grant WHERE account_id=?", account_id(maintainer, "sam")) == [
        (0,)
    ]


def test_a_leaver_made_active_again_by_sql_stays_out(service):
    manager = service.sign_in("manager")
    staff.disable(manager, "priya")
    sql(manager, "UPDATE account SET state='active' WHERE login='priya'")
    with pytest.raises(AdviceError):
        service.sign_in("adviser")


# Who holds which room ------------------------------------------------------------------------------------------------


def forge_room(desk, signer_id, signing, room="advice", ver=2):
    """Put in a room key of the attacker's choice and give it to everybody who has the room."""
    key = new_key()
    box = letter_box(key)[1]
    sql(
        desk,
        "INSERT INTO room(id, ver, box_public, by_id, signature) VALUES (?,?,?,?,?)",
        room,
        ver,
        box,
        signer_id,
        sign(signing, place("room", room, ver, box.hex())),
    )
    for who, public in sql(desk, "SELECT id, exchange_public FROM account WHERE login IN ('priya', 'tom', 'morgan')"):
        given = give(public, key, place("room key", room, ver, who))
        signature = sign(signing, place("grant", room, ver, who, public.hex(), given.hex()))
        sql(desk, "INSERT INTO room_grant VALUES (?,?,?,?,?,?)", room, ver, who, given, signer_id, signature)


@pytest.mark.parametrize("signer", ["sam", "priya", "morgan", "unknown"])
def test_a_room_key_chosen_by_an_attacker_is_refused(service, signer):
    """Signed by himself, by a colleague without the right, with a manager's name on it, or by nobody known."""
    maintainer = service.sign_in("maintainer")
    adviser = service.sign_in("adviser")
    signing = {"sam": maintainer.keys.person.signing, "priya": adviser.keys.person.signing}.get(
        signer, new_signing_key()[0]
    )
    by = account_id(maintainer, signer) if signer != "unknown" else "f" * 32
    entrance.sign_out(adviser)
    forge_room(maintainer, by, signing)
    refused_at_the_door(service)


def test_a_grant_copied_to_another_account_is_refused(service):
    maintainer = service.sign_in("maintainer")
    sql(
        maintainer,
        "INSERT INTO room_grant SELECT room, ver, ?, given, by_id, signature FROM room_grant WHERE room='advice' AND account_id=?",
        account_id(maintainer, "sam"),
        account_id(maintainer, "priya"),
    )
    refused_at_the_door(service, "maintainer")


def test_a_letter_box_exchanged_for_the_attackers_is_refused(service):
    maintainer = service.sign_in("maintainer")
    sql(maintainer, "UPDATE room SET box_public=? WHERE id='advice'", letter_box(new_key())[1])
    refused_at_the_door(service, "adviser", "receptionist", "manager")


def test_a_grant_taken_away_leaves_the_rest(service):
    maintainer = service.sign_in("maintainer")
    sql(maintainer, "DELETE FROM room_grant WHERE room='advice' AND account_id=?", account_id(maintainer, "priya"))
    desk = service.sign_in("adviser")
    assert not desk.keys.holds("advice")
    assert today.waiting(desk).rows == ()


# Sealed rows ---------------------------------------------------------------------------------------------------------


def swap(desk, table, column, key, one, two, extra=""):
    (a,), (b,) = (sql(desk, f"SELECT {column} FROM {table} WHERE {key}=?{extra}", which)[0] for which in (one, two))
    sql(desk, f"UPDATE {table} SET {column}=? WHERE {key}=?{extra}", b, one)
    sql(desk, f"UPDATE {table} SET {column}=? WHERE {key}=?{extra}", a, two)


@pytest.fixture
def two(service):
    adviser = service.sign_in("adviser")
    mail = enquiries.Enclosed(
        "zelda.quux@example.org", "Help", "<1@example.org>", (), (attachment("one.txt"), attachment("two.txt"))
    )
    first = enquiries.take(adviser, form(adviser), enclosed=mail)
    second = take(adviser, name="Yusuf Adeyemi", student_number="w1111111", email="yusuf@example.org")
    write(adviser, first.case_id, "note", "Only on the first.")
    write(adviser, second.case_id, "note", "Only on the second.")
    return adviser, first, second


def attachment(name):
    from advice_tui.rules.mail import Attachment

    return Attachment(name, "text/plain", name.encode() * 50)


def form(desk):
    from tests.factories import enquiry_form

    return enquiry_form(received=desk.now)


def test_cases_exchanged_are_refused(two):
    adviser, first, second = two
    swap(adviser, "case_", "sealed", "id", first.case_id, second.case_id)
    for use in (
        lambda: cases.open_case(adviser, first.case_id),
        lambda: today.waiting(adviser),
        lambda: search.build(adviser),
    ):
        with pytest.raises(IntegrityError):
            use()


def test_clients_exchanged_are_refused(two):
    adviser, first, second = two
    swap(adviser, "client", "sealed", "id", first.client_id, second.client_id)
    with pytest.raises(IntegrityError):
        cases.open_case(adviser, first.case_id)


@pytest.mark.parametrize("purpose", ["notes", "identity"])
def test_record_keys_exchanged_are_refused(two, purpose):
    adviser, first, second = two
    one, other = (first.case_id, second.case_id) if purpose == "notes" else (first.client_id, second.client_id)
    swap(adviser, "record_key", "wrapped", "record_id", one, other)
    with pytest.raises(IntegrityError):
        cases.open_case(adviser, first.case_id)


def test_entries_exchanged_within_and_between_cases_are_refused(two):
    adviser, first, second = two
    ours = [row[0] for row in sql(adviser, "SELECT id FROM entry WHERE case_id=? ORDER BY id", first.case_id)]
    theirs = [row[0] for row in sql(adviser, "SELECT id FROM entry WHERE case_id=? ORDER BY id", second.case_id)]
    for one, other in ((ours[0], ours[1]), (ours[1], theirs[1])):
        swap(adviser, "entry", "sealed", "id", one, other)
        with pytest.raises(IntegrityError):
            cases.open_case(adviser, first.case_id)
        swap(adviser, "entry", "sealed", "id", one, other)
    assert cases.open_case(adviser, first.case_id)


def test_an_entry_moved_to_another_case_is_refused(two):
    adviser, first, second = two
    sql(adviser, "UPDATE entry SET case_id=? WHERE case_id=?", second.case_id, first.case_id)
    with pytest.raises(IntegrityError):
        cases.open_case(adviser, second.case_id)


@pytest.mark.parametrize("column", ["about", "sealed"])
def test_attachments_exchanged_are_refused(two, column):
    adviser, first, _ = two
    one, other = (row[0] for row in sql(adviser, "SELECT id FROM attachment"))
    swap(adviser, "attachment", column, "id", one, other)
    with pytest.raises(IntegrityError):
        cases.attachment(adviser, first.case_id, one)


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_sealed_text_cut_short_is_refused(two, length):
    adviser, first, _ = two
    sql(adviser, "UPDATE case_ SET sealed=substr(sealed, 1, ?) WHERE id=?", length, first.case_id)
    with pytest.raises(IntegrityError):
        cases.open_case(adviser, first.case_id)


# Policy and audit ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE policy_text SET text=replace(text, 'days = 2', 'days = 9')",
        "UPDATE policy_text SET region='SCT'",
        "UPDATE policy_text SET effective_from='0002-01-01'",
        "UPDATE policy_text SET by_id=(SELECT id FROM account WHERE login='priya')",
        "DELETE FROM policy_text",
    ],
)
def test_a_policy_edited_by_sql_is_refused(service, change):
    maintainer = service.sign_in("maintainer")
    sql(maintainer, change)
    refused_at_the_door(service)


def test_a_policy_signed_by_somebody_who_is_no_manager_is_refused(service):
    from advice_tui.policy import source_text

    maintainer = service.sign_in("maintainer")
    text = source_text(SECOND)
    signature = sign(maintainer.keys.person.signing, policy_message(text, "ENG", "2026-01-01"))
    sql(
        maintainer,
        "INSERT INTO policy_text SELECT 'x', adopted_at, '2026-01-01', 'ENG', ?, ?, ? FROM policy_text",
        text,
        maintainer.person.id,
        signature,
    )
    with pytest.raises(IntegrityError, match=FORGED[:20]):
        service.sign_in("adviser")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE audit SET act='today.see' WHERE seq=5", "Line 5"),
        ("UPDATE audit SET detail='{}' WHERE seq=5", "Line 5"),
        ("UPDATE audit SET obj='x' WHERE seq=5", "Line 5"),
        ("UPDATE audit SET at='2026-11-24T10:20:01.000000Z' WHERE seq=5", "Line 5"),
        ("UPDATE audit SET actor_id=(SELECT id FROM account WHERE login='sam') WHERE seq=5", "Line 5"),
        ("UPDATE audit SET signature=randomblob(64) WHERE seq=5", "not signed"),
        ("UPDATE audit SET hash=randomblob(32) WHERE seq=5", "Line 5"),
        ("DELETE FROM audit WHERE seq=5", "no line 5"),
        ("DELETE FROM audit WHERE seq=1", "no line 1"),
        ("UPDATE audit SET seq=seq+1000 WHERE seq=5", "no line 5"),
        ("DELETE FROM meta WHERE k='keyring_hash'", "lacks its own description"),
        ("UPDATE meta SET v='1' WHERE k='keyring_gen'", "old copy"),
        ("UPDATE entry SET case_id='nowhere'", "broken reference"),
    ],
)
def test_the_check_finds_it(service, change, words):
    take(service.sign_in("adviser"))
    maintainer = service.sign_in("maintainer")
    assert upkeep.check(maintainer).problems == []
    sql(maintainer, change)
    report = upkeep.check(maintainer)
    assert len(report.problems) >= 1
    assert any(words in problem for problem in report.problems), report.problems


def test_an_audit_line_made_up_by_another_does_not_pass(service):
    """Chained rightly, in a manager's name, signed by the maintainer."""
    from data.store.audit import audit_hash

    maintainer = service.sign_in("maintainer")
    seq, prev = sql(maintainer, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")[0]
    who, at = account_id(maintainer, "morgan"), maintainer.now
    digest = audit_hash(prev, seq + 1, at, who, "case.read", "x", "")
    from data.models.columns import Instant

    sql(
        maintainer,
        "INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?)",
        seq + 1,
        Instant().process_bind_param(at, None),
        who,
        "case.read",
        "x",
        "",
        prev,
        digest,
        sign(maintainer.keys.person.signing, digest),
    )
    assert any("not signed" in problem for problem in upkeep.check(maintainer).problems)
