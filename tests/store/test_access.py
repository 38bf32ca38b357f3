"""Accounts: who can sign in after every change, who cannot, and what an interruption of a change leaves behind."""

from __future__ import annotations

import shutil
from contextlib import suppress

import pytest

from advice_tui.casework import cases, entrance, search, staff, today, upkeep
from advice_tui.roles import ROLE_ROOMS, Role
from data.access import attempts, changes, renewal, session
from data.access.grants import members
from data.errors import AdviceError, BadInput, IntegrityError, Locked, NotAllowed, NotFound, SignInFailed
from data.keys.keyring import read_keyring
from data.keys.password import practice_cost
from data.store import Store
from data.store import connection as connection_settings
from tests.factories import PASSWORD, STAFF, read_policies, take, write

NEW = "nine yellow lanterns"


class Kill(BaseException):
    """What a kill does to a program, as far as a test can do it in one process."""


def add(desk, login="nina", role=Role.ADVISER, password=NEW):
    return staff.add(desk, login=login, name="Nina Okafor", role=role, password=password, cost=practice_cost())


def everybody_signs_in(service, *but):
    for who in STAFF:
        if who not in but:
            entrance.sign_out(service.sign_in(who))


def killed(call, *args, **more):
    with pytest.raises(Kill):
        call(*args, **more)


# Founding and signing in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", STAFF)
def test_each_role_holds_its_rooms_and_no_other(service, who):
    desk = service.sign_in(who)
    assert desk.role is STAFF[who][2]
    assert {room for room, _ in desk.keys.rooms} == set(ROLE_ROOMS[desk.role])


def test_founding_twice_is_refused_and_changes_nothing(service):
    before = {path.name: path.read_bytes() for path in service.home.iterdir()}
    with pytest.raises(AdviceError, match="already"):
        entrance.found(
            service.home,
            policy=service.policy,
            region=None,
            login="eva",
            name="Eva Hart",
            password=NEW,
            cost=practice_cost(),
        )
    assert {path.name: path.read_bytes() for path in service.home.iterdir()} == before


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("priya", "wrong"),
        ("priya", ""),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("priya\0", PASSWORD[::-1]),
        ("recovery", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("priya", PASSWORD + "\0"),
        ("priya", "x" * 100_000),
        ("\ud800", "\udfff"),
    ],
)
def test_a_wrong_name_or_password_gets_the_same_words_after_the_same_work(service, monkeypatch, login, password):
    from data.keys import keyring

    checks = []
    for module in (keyring, session):
        monkeypatch.setattr(
            module, "key_of", lambda p, kdf, real=module.key_of: checks.append(kdf.memory_kib) or real(p, kdf)
        )
    with pytest.raises(SignInFailed) as refused:
        service.sign_in(login, password)
    assert refused.value.sentence == "The name or the password is not right."
    assert checks == [practice_cost().memory_kib]


def test_the_sign_in_name_forgives_case_and_spaces(service):
    assert service.sign_in("  PRIYA ").person.login == "priya"


def test_the_recovery_code_does_not_sign_in(service):
    with pytest.raises(BadInput):
        service.sign_in("recovery", service.recovery_code)


def test_signing_out_lets_go_of_store_and_keys(service):
    desk = service.sign_in("adviser")
    take(desk)
    entrance.sign_out(desk)
    entrance.sign_out(desk)
    assert not desk.keys.rooms
    assert not desk.session.database_key
    assert desk.index.find("zelda", limit=5) == []
    desk.index.put([("client", "c", "", "zelda")])
    assert desk.index.find("zelda", limit=5) == []
    for use in (lambda: search.build(desk), lambda: today.waiting(desk), desk.store.changes, desk.store.bare):
        with pytest.raises(AdviceError):
            use()


# Changes of accounts -------------------------------------------------------------------------------------------------


def test_a_newcomer_signs_in_and_reads_what_the_role_may_read(service):
    taken = take(service.sign_in("adviser"))
    add(service.sign_in("manager"))
    nina = service.sign_in("nina", NEW)
    with pytest.raises(NotAllowed):
        cases.open_case(nina, taken.case_id)
    read_policies(nina)
    assert cases.open_case(nina, taken.case_id).client.name == "Zelda Quux"


@pytest.mark.parametrize(
    ("login", "name", "password", "field"),
    [
        ("priya", "Nina Okafor", NEW, "login"),
        ("PRIYA", "Nina Okafor", NEW, "login"),
        ("recovery", "Nina Okafor", NEW, "login"),
        ("ni na", "Nina Okafor", NEW, "login"),
        ("nin\u0430", "Nina Okafor", NEW, "login"),
        ("", "Nina Okafor", NEW, "login"),
        ("nina", "  ", NEW, "name"),
        ("nina", "x" * 121, NEW, "name"),
        ("nina", "Nina Okafor", "short", "password"),
        ("nina", "Nina Okafor", "nina okafor 99", "password"),
    ],
)
def test_a_faulty_new_account_is_refused_by_field(service, login, name, password, field):
    manager = service.sign_in("manager")
    with pytest.raises(BadInput) as refused:
        staff.add(manager, login=login, name=name, role=Role.ADVISER, password=password, cost=practice_cost())
    assert field in refused.value.problems
    assert len(staff.everyone(manager)) == len(STAFF)


def test_a_changed_password_counts_and_the_old_one_does_not(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    with pytest.raises(SignInFailed):
        staff.change_password(desk, "not the present one", NEW, cost=practice_cost())
    with pytest.raises(BadInput):
        staff.change_password(desk, PASSWORD, PASSWORD, cost=practice_cost())
    assert staff.change_password(desk, PASSWORD, NEW, cost=practice_cost())
    with pytest.raises(SignInFailed):
        service.sign_in("adviser")
    assert cases.open_case(service.sign_in("adviser", NEW), taken.case_id)
    everybody_signs_in(service, "adviser")


def test_a_reset_account_has_new_keys_and_old_signatures_still_verify(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    entrance.sign_out(desk)
    manager = service.sign_in("manager")
    staff.reset(manager, "priya", NEW, cost=practice_cost())
    with pytest.raises(SignInFailed):
        service.sign_in("adviser")
    fresh = service.sign_in("adviser", NEW)
    assert fresh.keys.person.exchange != desk.keys.person.exchange
    assert cases.open_case(fresh, taken.case_id)
    write(fresh, taken.case_id)
    assert upkeep.check(service.sign_in("manager")).problems == []


def test_nobody_resets_removes_or_changes_herself(service):
    manager = service.sign_in("manager")
    for act in (
        lambda: staff.reset(manager, "morgan", NEW, cost=practice_cost()),
        lambda: staff.disable(manager, "morgan"),
        lambda: staff.change_role(manager, "morgan", Role.ADVISER),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_two_managers_who_remove_each_other_leave_one(service):
    first = service.sign_in("manager")
    add(first, "nina", Role.MANAGER)
    second = service.sign_in("nina", NEW)
    staff.disable(first, "nina")
    with pytest.raises((Locked, NotFound)):
        staff.disable(second, "morgan")
    with pytest.raises(NotAllowed):
        staff.disable(first, "morgan")
    everybody_signs_in(service)


def test_a_leaver_is_out_whatever_she_kept(service, tmp_path):
    adviser = service.sign_in("adviser")
    taken = take(adviser)
    write(adviser, taken.case_id, "reply_email", "Here is what you can do.")
    kept = dict(adviser.keys.rooms)
    entrance.sign_out(adviser)
    shutil.copy(service.home / "keys.json", tmp_path / "kept.json")
    manager = service.sign_in("manager")
    left = staff.disable(manager, "priya")
    assert [case.id for case in left.cases] == [taken.case_id]
    assert cases.open_case(manager, taken.case_id).adviser_id is None
    with pytest.raises(SignInFailed):
        service.sign_in("adviser")
    now = (service.home / "keys.json").read_bytes()
    shutil.copy(tmp_path / "kept.json", service.home / "keys.json")
    with pytest.raises(IntegrityError):
        service.sign_in("adviser")
    (service.home / "keys.json").write_bytes(now)
    with manager.store.read() as connection:
        held = set(connection.exec_driver_sql("SELECT DISTINCT room, room_ver FROM record_key").fetchall())
        assert not held & set(kept)
        assert not any("priya" in str(row) for row in members(connection, "advice"))
    everybody_signs_in(service, "adviser")


def test_a_leavers_name_is_never_given_again(service):
    manager = service.sign_in("manager")
    staff.disable(manager, "priya")
    with pytest.raises(BadInput):
        add(manager, "priya")


@pytest.mark.parametrize(
    "renew",
    [
        staff.rotate,
        lambda m: staff.disable(m, "tom"),
        lambda m: staff.change_role(m, "tom", Role.RECEPTIONIST),
    ],
)
def test_everybody_else_signs_in_again_after_a_renewal_and_nothing_is_lost(service, renew):
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(adviser)
    renew(manager)
    for use in (lambda: today.waiting(adviser), lambda: take(adviser), adviser.store.changes):
        with pytest.raises(Locked, match="renewed"):
            use()
    assert cases.open_case(manager, taken.case_id)
    again = service.sign_in("adviser")
    assert [row.case_id for row in today.waiting(again).rows] == [taken.case_id]
    assert upkeep.check(service.sign_in("manager")).problems == []


def test_a_record_is_never_made_for_a_room_whose_key_was_renewed_meanwhile(service, monkeypatch):
    """Between the new room key and the new database key a colleague's program may write: it must be refused."""
    adviser, manager = service.sign_in("adviser"), service.sign_in("manager")
    monkeypatch.setattr(changes, "_finish", lambda *_: None)
    staff.disable(manager, "tom")
    with pytest.raises(Locked, match="renewed"):
        take(adviser)
    monkeypatch.undo()
    assert today.waiting(service.sign_in("adviser")).total == 0


def test_a_changed_role_opens_its_rooms_and_closes_the_others(service):
    taken = take(service.sign_in("adviser"))
    manager = service.sign_in("manager")
    staff.change_role(manager, "tom", Role.RECEPTIONIST)
    staff.change_role(manager, "dana", Role.ADVISER)
    tom, dana = service.sign_in("second"), service.sign_in("receptionist")
    assert {room for room, _ in tom.keys.rooms} == {"front"}
    with pytest.raises(NotAllowed):
        cases.open_case(tom, taken.case_id)
    read_policies(dana)
    assert cases.open_case(dana, taken.case_id)
    assert upkeep.check(service.sign_in("manager")).problems == []


def test_a_second_manager_goes_on_after_the_first_changed_a_managers_role(service):
    first = service.sign_in("manager")
    for login in ("nina", "omar"):
        add(first, login, Role.MANAGER)
    second = service.sign_in("nina", NEW)
    staff.change_role(first, "omar", Role.ADVISER)
    with pytest.raises(Locked):
        add(second, "vera")
    add(service.sign_in("nina", NEW), "vera")
    everybody_signs_in(service)


def test_the_recovery_code_makes_a_manager_once(service):
    taken = take(service.sign_in("adviser"))
    fresh = entrance.recover(
        service.home,
        service.recovery_code.lower().replace("-", " "),
        login="eva",
        name="Eva Hart",
        password=NEW,
        cost=practice_cost(),
        clock=service.clock,
    )
    eva = service.sign_in("eva", NEW)
    read_policies(eva)
    assert cases.open_case(eva, taken.case_id)
    with pytest.raises(SignInFailed):
        entrance.recover(
            service.home, service.recovery_code, login="max", name="Max Berg", password=NEW, cost=practice_cost()
        )
    assert entrance.recover(
        service.home,
        fresh.recovery_code,
        login="max",
        name="Max Berg",
        password=NEW,
        cost=practice_cost(),
        clock=service.clock,
    )
    assert upkeep.check(service.sign_in("max", NEW)).problems == []
    everybody_signs_in(service)


# Interruptions -------------------------------------------------------------------------------------------------------


def interrupt_before_the_new_key(service, monkeypatch, act=staff.rotate, *args):
    manager = service.sign_in("manager")
    with monkeypatch.context() as patch:
        patch.setattr(changes, "_finish", lambda *_: (_ for _ in ()).throw(Kill))
        killed(act, manager, *args)
    manager.store.close()


def interrupt_after_the_new_key(service, monkeypatch, act=staff.rotate, *args):
    manager = service.sign_in("manager")
    with monkeypatch.context() as patch:
        patch.setattr(renewal, "put_keyring", lambda *_: (_ for _ in ()).throw(Kill))
        killed(act, manager, *args)
    manager.store.close()


@pytest.mark.parametrize("interrupt", [interrupt_before_the_new_key, interrupt_after_the_new_key])
@pytest.mark.parametrize("next_one", ["manager", "maintainer", "receptionist"])
def test_an_interrupted_renewal_is_finished_by_whoever_signs_in_next(service, monkeypatch, interrupt, next_one):
    taken = take(service.sign_in("adviser"))
    service.close()
    interrupt(service, monkeypatch)
    assert len(read_keyring(service.home).database) == 2
    desk = service.sign_in(next_one)
    assert len(read_keyring(service.home).database) == 1
    assert desk.store.changes()
    entrance.sign_out(desk)
    everybody_signs_in(service)
    assert cases.open_case(service.sign_in("adviser"), taken.case_id)
    assert upkeep.check(service.sign_in("manager")).problems == []


@pytest.mark.parametrize("interrupt", [interrupt_before_the_new_key, interrupt_after_the_new_key])
def test_an_interrupted_removal_shuts_out_the_leaver_all_the_same(service, monkeypatch, interrupt):
    interrupt(service, monkeypatch, staff.disable, "priya")
    with pytest.raises(SignInFailed):
        service.sign_in("adviser")
    everybody_signs_in(service, "adviser")


def test_who_is_signed_in_during_an_interrupted_renewal_cannot_lock_everybody_out(service, monkeypatch):
    adviser = service.sign_in("adviser")
    other = service.sign_in("manager")
    add(other, "nina", Role.MANAGER)
    nina = service.sign_in("nina", NEW)
    interrupt_before_the_new_key(service, monkeypatch)
    for act in (
        lambda: staff.change_password(adviser, PASSWORD, NEW, cost=practice_cost()),
        lambda: add(nina, "omar"),
        lambda: staff.reset(nina, "dana", NEW, cost=practice_cost()),
        lambda: staff.rotate(nina),
        lambda: staff.disable(nina, "dana"),
    ):
        with pytest.raises(Locked, match="renewed"):
            act()
    everybody_signs_in(service)
    entrance.sign_out(service.sign_in("nina", NEW))


def test_two_people_may_find_an_interrupted_renewal_at_once(service, monkeypatch):
    interrupt_before_the_new_key(service, monkeypatch)
    real = session.finish_renewal

    def somebody_was_quicker(*args):
        monkeypatch.setattr(session, "finish_renewal", real)
        entrance.sign_out(service.sign_in("second"))
        real(*args)

    monkeypatch.setattr(session, "finish_renewal", somebody_was_quicker)
    with suppress(Locked):  # "sign in again": the other one finished it first
        service.sign_in("adviser")
    everybody_signs_in(service)


def written_and_killed(service, monkeypatch, act):
    """Do ``act`` and die after the key file is written, before the database is."""
    ahead = {}

    def put(*args):
        renewal.put_keyring(*args)
        ahead["keys"] = (service.home / "keys.json").read_bytes()
        raise Kill

    with monkeypatch.context() as patch:
        patch.setattr(changes, "put_keyring", put)
        killed(act)
    (service.home / "keys.json").write_bytes(ahead["keys"])


def test_a_key_file_one_step_ahead_is_accepted_and_an_orphan_slot_swept(service, monkeypatch):
    manager = service.sign_in("manager")
    written_and_killed(service, monkeypatch, lambda: add(manager))
    assert read_keyring(service.home).slot_of("nina")
    with pytest.raises(SignInFailed):
        service.sign_in("nina", NEW)
    everybody_signs_in(service)
    add(service.sign_in("manager"))
    assert len([slot for slot in read_keyring(service.home).slots if slot.login == "nina"]) == 1
    entrance.sign_out(service.sign_in("nina", NEW))
    everybody_signs_in(service)


def test_a_password_change_killed_half_way_leaves_one_of_the_two(service, monkeypatch):
    adviser = service.sign_in("adviser")
    written_and_killed(
        service, monkeypatch, lambda: staff.change_password(adviser, PASSWORD, NEW, cost=practice_cost())
    )
    entrance.sign_out(service.sign_in("adviser", NEW))
    everybody_signs_in(service, "adviser")


def test_a_reset_killed_half_way_says_what_to_do(service, monkeypatch):
    manager = service.sign_in("manager")
    written_and_killed(service, monkeypatch, lambda: staff.reset(manager, "priya", NEW, cost=practice_cost()))
    with pytest.raises(SignInFailed, match="Ask the manager to reset"):
        service.sign_in("adviser", NEW)
    staff.reset(service.sign_in("manager"), "priya", NEW, cost=practice_cost())
    everybody_signs_in(service, "adviser")
    entrance.sign_out(service.sign_in("adviser", NEW))


@pytest.mark.parametrize("act", ["password", "add", "reset", "remove", "rotate"])
def test_a_change_that_fails_and_says_so_changed_nothing(service, monkeypatch, act):
    """The disk fills up at the commit: the key file, written before, must not count."""
    desk = service.sign_in("manager")
    monkeypatch.setattr(changes, "put_keyring", lambda *args: renewal.put_keyring(*args) and _fail())
    acts = {
        "password": lambda: staff.change_password(desk, PASSWORD, NEW, cost=practice_cost()),
        "add": lambda: add(desk),
        "reset": lambda: staff.reset(desk, "priya", NEW, cost=practice_cost()),
        "remove": lambda: staff.disable(desk, "priya"),
        "rotate": lambda: staff.rotate(desk),
    }
    before = (service.home / "keys.json").read_bytes()
    with pytest.raises(AdviceError, match="full"):
        acts[act]()
    monkeypatch.undo()
    assert (service.home / "keys.json").read_bytes() == before
    everybody_signs_in(service)
    assert upkeep.check(service.sign_in("manager")).problems == []


def _fail():
    raise AdviceError("The disk is full.")


def test_a_session_goes_on_after_a_change_that_failed(service, monkeypatch):
    manager = service.sign_in("manager")
    taken = take(manager)
    with monkeypatch.context() as patch:
        patch.setattr(changes, "put_keyring", lambda *_: _fail())
        with pytest.raises(AdviceError, match="full"):
            staff.disable(manager, "priya")
        with pytest.raises(AdviceError, match="full"):
            staff.change_role(manager, "tom", Role.RECEPTIONIST)
    assert cases.open_case(manager, taken.case_id)
    second = take(manager)
    assert cases.open_case(service.sign_in("adviser"), second.case_id)
    assert staff.disable(manager, "priya")
    assert {row.case_id for row in today.waiting(service.sign_in("second")).rows} == {taken.case_id, second.case_id}


def test_a_renewal_held_back_by_a_reader_is_finished_later(service, monkeypatch):
    monkeypatch.setattr(connection_settings, "BUSY_SECONDS", 0.2)
    manager, adviser = service.sign_in("manager"), service.sign_in("adviser")
    taken = take(adviser)
    with adviser.store.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM case_").scalar()
        with suppress(Locked):
            staff.rotate(manager)
    service.close()
    everybody_signs_in(service)
    assert cases.open_case(service.sign_in("adviser"), taken.case_id)


# An old or changed key file ------------------------------------------------------------------------------------------


def test_an_old_key_file_put_back_is_refused(service):
    old = (service.home / "keys.json").read_bytes()
    desk = service.sign_in("adviser")
    staff.change_password(desk, PASSWORD, NEW, cost=practice_cost())
    (service.home / "keys.json").write_bytes(old)
    with pytest.raises(IntegrityError, match="old copy"):
        service.sign_in("adviser")
    assert any("old copy" in problem for problem in upkeep.check(_open_manager(service, desk)).problems)


def _open_manager(service, desk):
    """A manager who was signed in before the file was put back."""
    from dataclasses import replace

    return replace(desk, person=replace(desk.person, role=Role.MANAGER))


def test_the_key_file_of_another_service_is_refused(service, template, tmp_path, policy):
    from tests.factories import found_service

    other = found_service(tmp_path / "other", policy)
    shutil.copy(other.home / "keys.json", service.home / "keys.json")
    with pytest.raises(IntegrityError):
        service.sign_in("adviser")


def test_old_temporary_key_files_are_swept_and_nothing_else(service):
    for name in (".keys.json.1.tmp", ".attempts.json.1.tmp", "letter.tmp"):
        (service.home / name).write_bytes(b"x")
    add(service.sign_in("manager"))
    assert {path.name for path in service.home.glob("*.tmp")} == {".attempts.json.1.tmp", "letter.tmp"}


# Wrong passwords -----------------------------------------------------------------------------------------------------


class Time:
    """The clock of the count, set by hand."""

    def __init__(self, monkeypatch):
        from datetime import UTC, datetime, timedelta

        self.now, self.span = datetime(2026, 11, 24, 10, 0, tzinfo=UTC), timedelta
        outer = self

        class Fake(datetime):
            @classmethod
            def now(cls, tz=None):
                return outer.now

        monkeypatch.setattr(attempts, "datetime", Fake)

    def pass_(self, seconds):
        self.now += self.span(seconds=seconds)


def wrong(service, who="adviser", times=1):
    for _ in range(times):
        with pytest.raises(SignInFailed):
            service.sign_in(who, "wrong")


def test_wrong_passwords_slow_down_across_restarts_for_known_and_unknown_names(service, monkeypatch):
    time = Time(monkeypatch)
    for who in ("adviser", "nobody"):
        wrong(service, who, attempts.FREE + 1)
        for expected in (15, 30, 60):
            with pytest.raises(Locked, match=f"Wait {expected} seconds"):
                service.sign_in(who)
            time.pass_(expected + 1)
            wrong(service, who)
    service.sign_in("second")


def test_the_right_password_ends_the_count_and_leaves_it_in_the_audit_trail(service):
    wrong(service, times=3)
    desk = service.sign_in("adviser")
    with desk.store.read() as connection:
        detail = connection.exec_driver_sql("SELECT detail FROM audit ORDER BY seq DESC LIMIT 1").scalar()
    assert detail == '{"wrong_passwords_before":3}'
    wrong(service, times=attempts.FREE)
    service.sign_in("adviser")


def test_the_manager_lets_somebody_try_again_at_once(service):
    wrong(service, times=attempts.FREE + 1)
    manager = service.sign_in("manager")
    assert [row.login for row in staff.everyone(manager) if row.waiting_until] == ["priya"]
    staff.unlock(manager, "priya")
    service.sign_in("adviser")


def test_names_typed_at_the_door_are_not_written_down(service):
    wrong(service, "my secret password")
    assert b"secret" not in (service.home / "attempts.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"*": 1}',
        b'{"x": {"wrong": "many", "until": "now"}}',
        b'{"x": {"wrong": 1, "until": "2026-11-24T10:00:00"}}',
        b'{"*": {"wrong": 1, "until": "9999-01-01T00:00:00+00:00"}}',
        b"\xff",
        b"[" * 100_000,
        b'{"x": {"wrong": 1e999, "until": "2026-11-24T10:00:00+00:00"}}',
    ],
)
def test_a_damaged_count_neither_opens_the_door_nor_shuts_it_for_ever(service, monkeypatch, content):
    time = Time(monkeypatch)
    (service.home / "attempts.json").write_bytes(content)
    with pytest.raises(Locked):
        service.sign_in("adviser")
    time.pass_(31)
    wrong(service)
    with pytest.raises(Locked):
        service.sign_in("adviser")
    time.pass_(attempts.LONGEST + 1)
    service.sign_in("adviser")
    service.sign_in("second")


@pytest.mark.parametrize(("wrong_ones", "seconds"), [(0, 0), (4, 0), (5, 15), (6, 30), (11, 900), (10**9, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(wrong_ones, seconds):
    assert attempts.wait_seconds(wrong_ones) == seconds


def test_a_count_of_many_names_stays_small(service, monkeypatch):
    store = read_keyring(service.home).store
    monkeypatch.setattr(attempts, "KEEP", 5)
    for n in range(12):
        attempts.failed(service.home, store, f"name{n}")
    assert (service.home / "attempts.json").stat().st_size < 1000


def test_the_store_of_a_closed_session_is_not_reopened(service):
    desk = service.sign_in("adviser")
    entrance.sign_out(desk)
    assert isinstance(desk.store, Store)
    with pytest.raises(AdviceError), desk.store.read():
        pass
