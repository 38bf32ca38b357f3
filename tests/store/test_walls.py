"""Walls and accounts, and raw SQL against walls: what is forged is refused, who belongs inside gets in, no one else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from advice_tui.casework import cases, entrance, staff, upkeep, walls, watch
from advice_tui.casework.walls import WallForm
from advice_tui.roles import Role
from data import models, resealing
from data.access import wall_check
from data.access.grants import RoomSignatures, _grant_message, _room_message, accounts
from data.errors import BadInput, IntegrityError, NotAllowed, NotFound, SignInFailed
from data.keys.keyring import join_halves, split_code
from data.keys.password import practice_cost
from data.keys.sealing import give, letter_box, new_key, place, sign
from data.store.connection import connect
from tests.factories import STAFF, read_policies, take, write

NEW = "nine yellow lanterns"


def people(desk):
    """Everybody who works here, by the word tests use for them."""
    return {
        who: next(one.id for one in walls.colleagues(desk) if one.name == name) for who, (_, name, _) in STAFF.items()
    }


def put_up(desk, case_id, inside=("manager", "second"), out=("adviser",), **more):
    who = people(desk)
    form = WallForm(tuple(who[one] for one in inside), tuple(who[one] for one in out), "Family tie", **more)
    return walls.put_up(desk, case_id, form)


@pytest.fixture
def case(service):
    """A case of the adviser's with a wall around it that keeps her out: inside are the manager and the second adviser."""
    taken = take(service.sign_in("adviser"))
    write(service.sign_in("adviser"), taken.case_id)
    put_up(service.sign_in("manager"), taken.case_id)
    return taken


def raw(desk, statement, *values):
    """What somebody with the database key does past the program."""
    connection = connect(desk.store.path, desk.session.database_key)
    found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


def reads(desk, case_id):
    watch.changed(desk)
    try:
        return len(cases.open_case(desk, case_id).entries)
    except NotFound:
        return 0


def faults(desk):
    with desk.store.read() as connection:
        return wall_check.problems(connection, desk.keys.person.root_public)


# What stands under which key --------------------------------------------------------------------------------------------


def sealed_models():
    for name in models.__all__:
        table = getattr(models, name).__table__
        if "key_ver" in table.c:
            yield name, table


def test_every_sealed_table_of_a_case_or_a_client_is_moved_by_a_wall():
    """A new model with a key and a case or a client is in the table of what a wall moves, with every sealed column."""
    moved = {}
    for parts in (*resealing.UNDER.values(), resealing.SIGNED.values()):
        for part in parts:
            moved.setdefault(part.model.__name__, set()).update(part.columns)
    for name, table in sealed_models():
        blobs = {column.name for column in table.c if column.type.python_type is bytes} - {"signature"}
        about = {"case_id", "client_id", "subject", "procedure_id", "appointment_id", "under"} & set(table.c.keys())
        if not about and name not in {"Case", "Client"}:
            assert name in {"NoRecord", "StaffTime"}, f"{name}: say in data.resealing.UNDER what a wall does with it"
        elif name != "DeskFlag":  # signed as it is sealed: its keys are moved as they are
            assert moved.get(name) == blobs, name


def test_the_kinds_in_the_table_are_those_that_casework_seals_with():
    """Every kind that a row is sealed as anywhere is in the table, so that none is opened under another name."""
    known = {kind for parts in resealing.UNDER.values() for part in parts for kind, _ in part.columns.values()}
    said = set()
    for path in (Path(__file__).parents[2] / "advice_tui" / "casework").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.Tuple):
                for target in node.targets:
                    left = target.elts if isinstance(target, ast.Tuple) else [target]
                    right = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                    if len(left) == len(right):
                        pairs = zip(left, right, strict=True)
                        names |= {
                            a.id: b.value for a, b in pairs if isinstance(a, ast.Name) and isinstance(b, ast.Constant)
                        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "seal_row":
                kind = node.args[1]
                value = kind.value if isinstance(kind, ast.Constant) else names.get(getattr(kind, "id", ""), "")
                said.add(value)
    not_moved = {"no_record", "staff time", "desk flag", "desk flag for the front", ""}
    assert said - not_moved <= known
    assert known - said <= {"attachment content", "wall"}


# Who may open ----------------------------------------------------------------------------------------------------------


def test_it_opens_for_those_inside_and_for_nobody_else(service, case):
    for who, entries in (("manager", 2), ("second", 2), ("adviser", 0)):
        assert reads(service.sign_in(who), case.case_id) == entries, who
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def test_a_sitting_follows_a_wall_that_another_terminal_puts_up_and_lifts(service):
    priya, tom, manager = (service.sign_in(who) for who in ("adviser", "second", "manager"))
    taken = take(priya)
    assert reads(priya, taken.case_id) == reads(tom, taken.case_id) == 1
    put_up(manager, taken.case_id)
    assert (reads(priya, taken.case_id), reads(tom, taken.case_id)) == (0, 1)
    write(tom, taken.case_id)
    who = people(manager)
    walls.change(manager, taken.case_id, WallForm((who["manager"], who["adviser"]), (who["second"],), "The other one"))
    assert (reads(priya, taken.case_id), reads(tom, taken.case_id)) == (2, 0)
    walls.lift(manager, taken.case_id, "It is settled.")
    assert (reads(priya, taken.case_id), reads(tom, taken.case_id)) == (2, 2)
    assert not [room for room in tom.keys.boxes if ":" in room]
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def test_a_wall_of_fifty_entries_is_one_transaction(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya)
    for n in range(49):
        write(priya, taken.case_id, "note", f"entry {n}")
    before = len(raw(manager, "SELECT * FROM audit"))
    put_up(manager, taken.case_id)
    assert len(raw(manager, "SELECT * FROM audit")) == before + 1
    assert reads(service.sign_in("second"), taken.case_id) == 50
    assert {row[0] for row in raw(manager, "SELECT DISTINCT key_ver FROM entry")} == {2}
    assert len(raw(manager, "SELECT * FROM record_key WHERE record_id = ?", taken.case_id)) == 1


def test_what_fails_leaves_the_case_and_the_keys_as_they_were(service, monkeypatch):
    manager = service.sign_in("manager")
    taken = take(manager)
    held = dict(manager.keys.rooms)
    monkeypatch.setattr("data.access.walls._insert_row", lambda *_: (_ for _ in ()).throw(NotFound("stop")))
    with pytest.raises(NotFound, match="stop"):
        put_up(manager, taken.case_id)
    assert manager.keys.rooms == held
    assert reads(manager, taken.case_id) == 1
    assert reads(service.sign_in("adviser"), taken.case_id) == 1


@pytest.mark.parametrize(
    ("inside", "out", "field"),
    [
        ((), (), "members"),
        (("receptionist",), (), "members"),
        (("second",), ("second",), "kept_out"),
        (("second",), ("manager",), "kept_out"),
    ],
)
def test_a_wall_that_cannot_be_is_not_put_up(service, inside, out, field):
    manager = service.sign_in("manager")
    taken = take(manager)
    with pytest.raises(BadInput) as refused:
        put_up(manager, taken.case_id, inside, out)
    assert set(refused.value.problems) == {field}
    with pytest.raises(BadInput) as refused:
        walls.put_up(manager, taken.case_id, WallForm())
    assert set(refused.value.problems) == {"reason", "members"}


def test_a_manager_is_walled_out_by_an_adviser_who_owns_the_wall(service):
    """A complaint about the manager herself: an adviser puts it up, and nobody outside can change it (L-42)."""
    manager, priya = service.sign_in("manager"), service.sign_in("adviser")
    taken = take(manager)
    put_up(priya, taken.case_id, inside=("adviser",), out=("manager",))
    assert reads(manager, taken.case_id) == 0
    for act in (lambda: walls.lift(manager, taken.case_id, "because"), lambda: walls.let_in(manager, taken.case_id)):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        put_up(manager, taken.case_id)
    assert walls.standing(manager) == ()
    (view,) = walls.standing(priya)
    assert view.may_change
    assert upkeep.check(manager).problems == []


def test_an_adviser_inside_who_does_not_own_it_changes_nothing(service, case):
    tom = service.sign_in("second")
    with pytest.raises(NotAllowed, match="Morgan Reed"):
        walls.lift(tom, case.case_id, "because")
    who = people(tom)
    with pytest.raises(NotAllowed, match="Morgan Reed"):
        walls.change(tom, case.case_id, WallForm((who["second"],), (), "mine now"))


# Raw SQL -----------------------------------------------------------------------------------------------------------------


def forged_room(desk, room, ver, key, *, owner=None):
    """Sign a version of a room with one's own key, and write it and grants of it past the program."""
    box = letter_box(key)[1]
    signature = sign(desk.signer.private, _room_message(room, ver, box))
    raw(desk, "INSERT INTO room VALUES (?,?,?,?,?)", room, ver, box, desk.person.id, signature)
    with desk.store.read() as connection:
        staff_rows = [row for row in accounts(connection) if owner is None or row.id in owner]
    for row in staff_rows:
        given = give(row.exchange_public, key, place("room key", room, ver, row.id))
        signature = sign(desk.signer.private, _grant_message(room, ver, row, given))
        raw(desk, "INSERT INTO room_grant VALUES (?,?,?,?,?,?)", room, ver, row.id, given, desk.person.id, signature)


def wall_row(desk):
    return raw(desk, "SELECT id, owner_id, kept_out, at FROM wall")[0]


@pytest.mark.parametrize("who", ["adviser", "third"])
def test_who_is_outside_cannot_give_the_wall_another_key(service, case, who):
    """Neither the adviser kept out, nor a manager who is not named: what they sign for the wall's room is refused."""
    if who == "third":
        staff.add(
            service.sign_in("manager"),
            login="mia",
            name="Mia Kay",
            role=Role.MANAGER,
            password=NEW,
            cost=practice_cost(),
        )
        desk = service.sign_in("mia", NEW)
    else:
        desk = service.sign_in("adviser")
    wall_id = wall_row(desk)[0]
    forged_room(desk, f"wall:{wall_id}", 2, new_key())
    with pytest.raises(IntegrityError, match="outside the program"):
        service.sign_in("second")
    assert wall_check.CHANGED in faults(desk)


def test_another_owner_or_member_written_into_the_row_is_refused(service, case):
    priya = service.sign_in("adviser")
    wall_id, _, named, _ = wall_row(priya)
    for statement, value in (
        ("UPDATE wall SET owner_id = ?", priya.person.id),
        ("UPDATE wall SET by_id = ?", priya.person.id),
        ("UPDATE wall SET kept_out = ?", named.replace("kept_out", "members_").replace('"members"', '"kept_out"')),
        ("UPDATE wall SET kept_out = ?", "[]"),
        ("UPDATE wall SET case_id = (SELECT id FROM case_ LIMIT 1), at = ?", "2026-01-01T00:00:00.000000Z"),
    ):
        kept = raw(priya, "SELECT owner_id, by_id, kept_out, case_id, at FROM wall WHERE id = ?", wall_id)[0]
        raw(priya, statement, value)
        with pytest.raises(IntegrityError):
            service.sign_in("second")
        assert wall_check.CHANGED in faults(priya), statement
        raw(priya, "UPDATE wall SET owner_id=?, by_id=?, kept_out=?, case_id=?, at=?", *kept)
    assert faults(priya) == []


def test_a_grant_written_past_the_program_lets_nobody_in_at_the_next_renewal(service, case):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    room = f"wall:{wall_row(priya)[0]}"
    with priya.store.read() as connection:
        me = next(row for row in accounts(connection) if row.id == priya.person.id)
    given = give(me.exchange_public, new_key(), place("room key", room, 1, me.id))
    signature = sign(priya.signer.private, _grant_message(room, 1, me, given))
    raw(priya, "INSERT INTO room_grant VALUES (?,?,?,?,?,?)", room, 1, me.id, given, me.id, signature)
    assert wall_check.LET_IN in faults(manager)
    staff.disable(manager, STAFF["second"][0])  # the wall's room is renewed
    manager = service.sign_in("manager")
    granted = {row[0] for row in raw(manager, "SELECT account_id FROM room_grant WHERE room = ?", room)}
    assert priya.person.id not in granted
    assert reads(service.sign_in("adviser"), case.case_id) == 0
    assert reads(manager, case.case_id) == 2


def test_who_writes_herself_into_the_wall_while_others_work_is_not_let_in(service):
    """The wall's id is a digest of who is inside: a member added by SQL makes it no wall at all."""
    priya, tom, manager = (service.sign_in(who) for who in ("adviser", "second", "manager"))
    taken = take(tom)
    put_up(tom, taken.case_id, inside=("second", "manager"), out=("adviser",))
    watch.changed(manager)
    named = raw(priya, "SELECT kept_out FROM wall")[0][0]
    raw(priya, "UPDATE wall SET kept_out = ?", named.replace('"members":[', f'"members":["{priya.person.id}",'))
    for act in (
        lambda: walls.let_in(tom, taken.case_id),
        lambda: staff.reset(manager, "priya", NEW, cost=practice_cost()),
    ):
        with pytest.raises(IntegrityError):
            act()
    assert raw(
        priya, "SELECT count(*) FROM room_grant WHERE account_id = ? AND room LIKE 'wall:%'", priya.person.id
    ) == [(0,)]


def test_a_wall_taken_out_or_a_key_put_past_it_is_found(service, case):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    key = raw(priya, "SELECT wrapped FROM record_key WHERE record_id = ?", case.case_id)[0][0]
    raw(priya, "INSERT INTO record_key VALUES (?, 'decision', 2, 'advice', 1, ?)", case.case_id, key)
    assert wall_check.OPENED in faults(manager)
    raw(priya, "DELETE FROM record_key WHERE purpose = 'decision' AND record_id = ?", case.case_id)
    assert faults(manager) == []
    raw(priya, "DELETE FROM wall")
    assert faults(manager)
    with pytest.raises(IntegrityError):
        service.sign_in("manager")


def test_room_signatures_of_other_rooms_are_a_managers_still(service, case):
    priya = service.sign_in("adviser")
    forged_room(priya, "advice", 2, new_key())
    with pytest.raises(IntegrityError):
        service.sign_in("second")
    with priya.store.read() as connection:
        signed = RoomSignatures(connection, priya.session.signatures)
        row = connection.exec_driver_sql("SELECT * FROM room WHERE id = 'advice' AND ver = 2").first()
        with pytest.raises(IntegrityError):
            signed.check_room(row)


# Accounts -----------------------------------------------------------------------------------------------------------------


def desk_rooms(desk):
    watch.changed(desk)
    return {room.partition(":")[0] for room, _ in desk.keys.rooms if ":" in room}


def test_a_newcomer_at_the_desk_receives_walled_students_and_reads_no_walled_case(service, case):
    manager = service.sign_in("manager")
    for login, role in (("nina", Role.ADVISER), ("rosa", Role.RECEPTIONIST)):
        staff.add(manager, login=login, name="Nina Okafor", role=role, password=NEW, cost=practice_cost())
        desk = service.sign_in(login, NEW)
        assert desk_rooms(desk) == {"desk"}
        read_policies(desk)
        assert reads(desk, case.case_id) == 0 if role is Role.ADVISER else True
    staff.change_role(manager, "sam", Role.RECEPTIONIST)
    assert desk_rooms(service.sign_in("maintainer")) == {"desk"}
    assert desk_rooms(service.sign_in("adviser")) == set()
    assert faults(manager) == []


def test_a_reset_account_comes_back_in_where_the_manager_is_inside(service, case):
    manager = service.sign_in("manager")
    said = staff.reset(manager, "tom", NEW, cost=practice_cost())
    assert "wall" not in said
    assert reads(service.sign_in("tom", NEW), case.case_id) == 2
    assert faults(manager) == []


def test_where_the_manager_is_outside_a_member_lets_a_reset_account_in_again(service):
    manager, priya = service.sign_in("manager"), service.sign_in("adviser")
    taken = take(priya)
    put_up(priya, taken.case_id, inside=("adviser", "second"), out=("manager",))
    said = staff.reset(manager, "tom", NEW, cost=practice_cost())
    assert "1 wall needs a member to let her in again." in said
    tom = service.sign_in("tom", NEW)
    assert reads(tom, taken.case_id) == 0
    watch.changed(priya)
    (view,) = walls.standing(priya)
    assert [one.name for one in view.to_let_in] == ["Tom Ellis"]
    assert "Tom Ellis" in walls.let_in(priya, taken.case_id).sentence
    assert reads(tom, taken.case_id) == 1
    with pytest.raises(BadInput):
        walls.let_in(priya, taken.case_id)
    assert faults(manager) == []


def test_a_leaver_is_out_of_every_wall_and_a_member_renews_what_the_manager_cannot(service):
    manager, priya = service.sign_in("manager"), service.sign_in("adviser")
    taken, other = take(priya), take(priya)
    put_up(priya, taken.case_id, inside=("adviser", "second"), out=("manager",))
    put_up(manager, other.case_id, inside=("manager", "second"), out=())
    left = staff.disable(manager, "tom")
    assert left.walls == ("1 wall needs a member to renew the key.",)
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    (view,) = walls.standing(priya)
    assert view.to_renew
    assert [one.active for one in view.members] == [True, False]
    old = raw(priya, "SELECT wrapped FROM record_key WHERE record_id = ?", taken.case_id)
    assert "new keys" in walls.renew(priya, taken.case_id).sentence
    assert raw(priya, "SELECT wrapped FROM record_key WHERE record_id = ?", taken.case_id) != old
    (view,) = walls.standing(priya)
    assert not view.to_renew
    assert [one.name for one in view.members] == ["Priya Nair"]
    assert reads(priya, taken.case_id) == 1
    assert reads(manager, other.case_id) == 1
    assert upkeep.check(manager).problems == []


def test_the_recovery_code_opens_a_wall_in_which_nobody_is_any_more(service):
    manager, priya = service.sign_in("manager"), service.sign_in("adviser")
    taken = take(priya)
    put_up(priya, taken.case_id, inside=("adviser",), out=("manager",))
    left = staff.disable(manager, "priya")
    assert "nobody inside" in " ".join(left.walls)
    service.close()
    entrance.recover(
        service.home,
        service.recovery_code,
        login="eva",
        name="Eva Hart",
        password=NEW,
        cost=practice_cost(),
        clock=service.clock,
    )
    eva = service.sign_in("eva", NEW)
    read_policies(eva)
    assert reads(eva, taken.case_id) == 1
    (view,) = walls.standing(eva)
    assert view.may_change
    walls.lift(eva, taken.case_id, "The manager who was kept out has left.")
    assert upkeep.check(eva).problems == []


def test_two_managers_put_up_a_wall_at_once_and_the_second_is_told(service):
    manager = service.sign_in("manager")
    taken = take(manager)
    staff.add(manager, login="mia", name="Mia Kay", role=Role.MANAGER, password=NEW, cost=practice_cost())
    mia = service.sign_in("mia", NEW)
    read_policies(mia)
    put_up(manager, taken.case_id)
    with pytest.raises(NotFound):
        put_up(mia, taken.case_id)
    assert upkeep.check(service.sign_in("manager")).problems == []


# Break-glass ------------------------------------------------------------------------------------------------------------


def test_halves_join_to_their_code_and_one_says_nothing():
    code = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789"
    one, two = split_code(code)
    assert join_halves(one, two) == join_halves(two.lower().replace("-", " "), one) == code
    assert one not in (code, two)
    assert len({split_code(code)[0] for _ in range(20)}) == 20
    for wrong in ("", "ABCD", one + "A", one[:-1] + "!"):
        with pytest.raises(ValueError):
            join_halves(wrong, two)


def broken(desk, one, two, number="26-0001", who=("manager", "director"), reason="She may be in danger."):
    by = {row.login: row.id for row in staff.everyone(desk)}
    readers = tuple(by[STAFF[name][0]] for name in who)
    return walls.break_glass(desk, one, two, number, reason, readers, cost=practice_cost())


def test_two_people_read_one_case_and_the_wall_has_a_new_key_afterwards(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya, about="My secret matter")
    halves = walls.make_halves(manager, cost=practice_cost())
    put_up(priya, taken.case_id, inside=("adviser",), out=("manager",))
    assert reads(manager, taken.case_id) == 0
    for one, two in ((halves.one, halves.one), (halves.one, ""), ("", halves.two), (halves.two, halves.two)):
        with pytest.raises(SignInFailed, match="do not fit"):
            broken(manager, one, two)
    service.close()
    (service.home / "attempts.json").unlink()
    manager = service.sign_in("manager")
    key = raw(manager, "SELECT room_ver, wrapped FROM record_key WHERE record_id = ?", taken.case_id)
    found = broken(manager, halves.one, halves.two)
    assert any("My secret matter" in line for line in found.lines)
    assert any("Zelda Quux" in line for line in found.lines)
    assert raw(manager, "SELECT room_ver, wrapped FROM record_key WHERE record_id = ?", taken.case_id) != key
    assert reads(manager, taken.case_id) == 0
    act = raw(manager, "SELECT seq, act, obj FROM audit WHERE act LIKE 'wall.%' ORDER BY seq")
    assert [one[1] for one in act][-4:-2] == ["wall.break_glass", "wall.seal_again"] or "wall.break_glass" in str(act)
    with pytest.raises(SignInFailed):
        broken(manager, halves.one, halves.two)
    priya = service.sign_in("adviser")
    (view,) = walls.standing(priya)
    assert view.glass[0].readers == ("Morgan Reed", "Alex Stone")
    assert view.glass[0].reason == "She may be in danger."
    assert reads(priya, taken.case_id) == 1
    again = broken(manager, found.halves.one, found.halves.two)
    assert any("My secret matter" in line for line in again.lines)
    assert upkeep.check(manager).problems == []


def test_the_line_in_the_audit_trail_is_there_before_any_key_is_opened(service, monkeypatch):
    manager = service.sign_in("manager")
    taken = take(manager)
    halves = walls.make_halves(manager, cost=practice_cost())
    put_up(manager, taken.case_id)

    def stop(*_args, **_more):
        raise IntegrityError("stopped")

    monkeypatch.setattr("data.access.glass.fill_chain", stop)
    with pytest.raises(IntegrityError, match="stopped"):
        broken(manager, halves.one, halves.two)
    assert raw(manager, "SELECT obj FROM audit WHERE act = 'wall.break_glass'") == [(taken.case_id,)]


def test_break_glass_opens_no_case_that_is_behind_no_wall_and_says_the_same_of_none(service):
    manager = service.sign_in("manager")
    take(manager)
    halves = walls.make_halves(manager, cost=practice_cost())
    said = set()
    for number in ("26-0001", "26-9999", ""):
        with pytest.raises(NotFound) as refused:
            broken(manager, halves.one, halves.two, number)
        said.add(refused.value.sentence)
    assert len(said) == 1
    for who in (("manager",), ("manager", "receptionist"), ("manager", "director", "adviser")):
        with pytest.raises(BadInput):
            broken(manager, halves.one, halves.two, who=who)


def test_from_the_directors_desk_it_works_too_and_nobody_signs_in_with_the_code(service):
    priya, manager, director = (service.sign_in(who) for who in ("adviser", "manager", "director"))
    taken = take(priya, about="My secret matter")
    halves = walls.make_halves(manager, cost=practice_cost())
    put_up(priya, taken.case_id, inside=("adviser",), out=("manager",))
    found = broken(director, halves.one, halves.two)
    assert any("My secret matter" in line for line in found.lines)
    assert any("Zelda Quux" in line for line in found.lines)
    with pytest.raises(BadInput, match="break-glass"):
        service.sign_in("break-glass", join_halves(found.halves.one, found.halves.two))
    with pytest.raises(BadInput):
        staff.add(manager, login="break-glass", name="X Y", role=Role.ADVISER, password=NEW, cost=practice_cost())
    with pytest.raises(SignInFailed):
        broken(director, halves.one, halves.two)
    assert upkeep.check(manager).problems == []


def test_halves_made_after_the_wall_are_let_in_by_a_member(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya)
    put_up(priya, taken.case_id, inside=("adviser",), out=("manager",))
    halves = walls.make_halves(manager, cost=practice_cost())
    with pytest.raises(NotFound):
        broken(manager, halves.one, halves.two)
    walls.let_in(priya, taken.case_id)
    assert broken(manager, halves.one, halves.two).lines
