"""Several programs on one service, and programs that are killed: nothing lost, nothing half-done, always openable."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from advice_tui.casework import cases, entrance, staff, today, upkeep, watch
from data.errors import AdviceError, SignInFailed
from data.store import connection as connection_settings
from tests.factories import PASSWORD, STAFF, take, write

pytestmark = pytest.mark.usefixtures("real_passwords")

ROOT = Path(__file__).parents[2]
NEW = "nine yellow lanterns"

BY_RECEPTION = "taken_by IN (SELECT id FROM account WHERE role = 'receptionist')"

START = """
import pathlib, random, sys
from tests.factories import *
from advice_tui.casework import cases, entrance, search, staff
from advice_tui.roles import Role
home, who, *more = pathlib.Path(sys.argv[1]), *sys.argv[2:]
service = Service(home, "", "")
desk = service.sign_in(who, more[0] if len(more) == 2 and who == "manager" and not more[0].isdigit() else PASSWORD)
search.build(desk)  # as the program does after sign-in: what an enquiry is compared with is asked of the index
print("ready", flush=True)
sys.stdin.readline()
"""
WRITE = """
for n in range(int(more[0])):
    print(write(desk, more[1], "note", f"{who} {n}").undo.entry_id, flush=True)
entrance.sign_out(desk)
"""
SAVE = """
from data.errors import Locked
n = 0
while True:
    n += 1
    try:
        taken = take(desk, about=f"{who} {n}")
        print("case", taken.case_id, flush=True)
        print("entry", write(desk, taken.case_id, "reply_email", f"answer {n}").undo.entry_id, taken.case_id, flush=True)
    except Locked as busy:
        assert "try again" in busy.sentence, "told in words, and nothing is lost"
"""
KEYS = """
password, n = more[0], int(more[1])
while True:
    n += 1
    fresh = f"nine yellow lanterns {n}"
    print("try password", fresh, flush=True)
    staff.change_password(desk, password, fresh, cost=practice_cost())
    print("password", fresh, flush=True)
    password = fresh
    print("try add", f"p{n}", flush=True)
    staff.add(desk, login=f"p{n}", name="Paula Quist", role=Role.ADVISER, password="seven green kettles", cost=practice_cost())
    print("add", f"p{n}", flush=True)
    print("try rotate", flush=True)
    staff.rotate(desk)
    print("rotate", flush=True)
    print("try remove", f"p{n}", flush=True)
    staff.disable(desk, f"p{n}")
    print("remove", f"p{n}", flush=True)
"""


def begin(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", START + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def start(code, *arguments):
    """Start a program that is signed in and waits for ``go``."""
    process = begin(code, *arguments)
    ready(process)
    return process


def ready(process):
    assert process.stdout.readline() == "ready\n", process.communicate()[1]


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def test_four_processes_write_at_once_and_everything_is_there(service):
    first = service.sign_in("manager")
    taken = take(first)
    processes = [
        begin(WRITE, service.home, who, 25, taken.case_id) for who in ("manager", "adviser", "second", "adviser")
    ]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    said = [process.communicate(timeout=100) for process in processes]
    assert [errors for _, errors in said] == ["", "", "", ""]
    acknowledged = {line for out, _ in said for line in out.split()}
    assert len(acknowledged) == 100
    assert acknowledged <= {entry.id for entry in cases.open_case(first, taken.case_id).entries}
    assert upkeep.check(first).problems == []


def test_four_processes_take_enquiries_and_no_number_is_given_twice(service):
    code = "print(*[take(desk).number for _ in range(12)])\nentrance.sign_out(desk)\n"
    processes = [begin(code, service.home, who) for who in ("manager", "adviser", "second", "receptionist")]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    numbers = [number for process in processes for number in process.communicate(timeout=100)[0].split()]
    assert sorted(numbers) == [f"26-{n:04d}" for n in range(1, 49)]


def test_a_second_desk_sees_a_change_at_once(service):
    here, there = service.sign_in("adviser"), service.sign_in("second")
    before = watch.changed(here)
    assert watch.changed(here) == before
    take(there)
    after = watch.changed(here)
    assert after != before
    assert watch.changed(here) == after
    assert today.waiting(here).total == 1


def test_another_process_is_seen_too(service):
    here = service.sign_in("adviser")
    taken = take(here)
    before = watch.changed(here)
    process = start(WRITE, service.home, "second", 1, taken.case_id)
    go(process)
    process.communicate(timeout=60)
    assert watch.changed(here) != before


def test_threads_share_a_desk(service):
    desk = service.sign_in("adviser")
    taken = take(desk)
    troubles = []

    def work():
        try:
            for n in range(8):
                write(desk, taken.case_id, "note", f"thread {n}")
                today.waiting(desk)
                watch.changed(desk)
        except AdviceError as error:
            troubles.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert len(cases.open_case(desk, taken.case_id).entries) == 49
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def test_a_writer_that_waits_too_long_is_told_and_has_lost_nothing(service, monkeypatch):
    monkeypatch.setattr(connection_settings, "BUSY_SECONDS", 0.1)
    here, there = service.sign_in("adviser"), service.sign_in("second")
    blocker = there.store.bare()
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(AdviceError, match="busy"):
        take(here)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert take(here).number == "26-0001"


# Kills ---------------------------------------------------------------------------------------------------------------


def kill_after(process, seconds, *, said=""):
    """Let it work, end it without warning, and give what it had acknowledged (``said`` was read before)."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.kill()
    out, errors = process.communicate()
    assert errors == ""
    return [line.split(" ", 1) for line in (said + out).splitlines(keepends=True) if line.endswith("\n")]


def whole_acts_only(desk):
    """No half-written act: each case has its first entry, promise, key and slip; each met promise its reply."""
    with desk.store.read() as connection:
        for question in (
            "SELECT count(*) FROM case_ WHERE NOT EXISTS (SELECT 1 FROM entry WHERE case_id = case_.id)",
            "SELECT count(*) FROM case_ WHERE NOT EXISTS (SELECT 1 FROM promise WHERE case_id = case_.id)",
            "SELECT count(*) FROM case_ WHERE NOT EXISTS (SELECT 1 FROM record_key WHERE record_id = case_.id)",
            f"SELECT count(*) FROM promise WHERE {BY_RECEPTION} AND NOT EXISTS (SELECT 1 FROM slip WHERE at = received_at)",
            "SELECT (SELECT count(*) FROM case_) - (SELECT n FROM counter)",
            "SELECT (SELECT count(*) FROM case_) - (SELECT count(*) FROM audit WHERE act='enquiry.take')",
            "SELECT (SELECT count(*) FROM entry) - (SELECT count(*) FROM audit WHERE act IN ('enquiry.take', 'case.write'))",
            "SELECT count(*) FROM promise WHERE state='met' AND met_by_entry NOT IN (SELECT id FROM entry)",
        ):
            assert connection.exec_driver_sql(question).scalar() in {0, None}, question


def killed_while_saving(service, times, seed):
    chance = random.Random(seed)
    acknowledged: dict[str, set[str]] = {}
    for _ in range(-(-times // 3)):
        running = [begin(SAVE, service.home, who) for who in ("adviser", "second", "manager")]
        for process in running:
            ready(process)
        for process in running:
            go(process)
        for process in running:
            said = process.stdout.readline() if process is running[0] else ""  # one at least has saved something
            for kind, *rest in kill_after(process, chance.uniform(0.01, 0.15), said=said):
                entry, _, case = rest[0].strip().partition(" ")
                acknowledged.setdefault(case or entry, set()).update({entry} if kind == "entry" else set())
        desk = service.sign_in("adviser")
        whole_acts_only(desk)
        assert set(acknowledged) <= {row[0] for row in rows(desk, "SELECT id FROM case_")}
        for case_id in chance.sample(sorted(acknowledged), min(10, len(acknowledged))):
            view = cases.open_case(desk, case_id)
            assert view.client.name == "Zelda Quux"
            assert acknowledged[case_id] <= {entry.id for entry in view.entries}
        service.close()
    desk = service.sign_in("adviser")
    for case_id, entries in acknowledged.items():
        assert entries <= {entry.id for entry in cases.open_case(desk, case_id).entries}
    assert acknowledged
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def rows(desk, question):
    with desk.store.read() as connection:
        return connection.exec_driver_sql(question).fetchall()


def test_four_kills_while_saving(service):
    killed_while_saving(service, 4, 1)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_forty_kills_while_saving(service):
    killed_while_saving(service, 40, 2)


def killed_while_changing_keys(service, times, seed):
    """Whoever was acknowledged can sign in; who was shut out cannot; the service always opens."""
    chance = random.Random(seed)
    password, n = PASSWORD, 0
    for _ in range(times):
        process = start(KEYS, service.home, "manager", password, n)
        go(process)
        there, gone, tried = set(), set(), {password}
        for kind, *rest in kill_after(process, chance.uniform(0.05, 1.6)):
            what = rest[0].strip() if rest else ""
            if kind == "try" and what.startswith("password"):
                tried = {password, what.removeprefix("password ")}
                n += 1
            elif kind == "password":
                password, tried = what, {what}
            elif kind == "add":
                there.add(what)
            elif kind == "try" and what.startswith("remove"):
                there.discard(what.removeprefix("remove "))
            elif kind == "remove":
                gone.add(what)
        opened = []
        for one in sorted(tried):
            with suppress(SignInFailed):
                opened.append((one, service.sign_in("manager", one)))
        assert len(opened) == 1
        password, manager = opened[0]
        for who in STAFF:
            if who != "manager":
                entrance.sign_out(service.sign_in(who))
        for login in there:
            entrance.sign_out(service.sign_in(login))
        for login in gone:
            with pytest.raises(SignInFailed):
                service.sign_in(login)
        manager = service.sign_in("manager", password)
        assert upkeep.check(manager).problems == []
        for row in staff.everyone(manager):
            if row.login.startswith("p") and row.login[1:].isdigit() and row.state == "active":
                staff.disable(manager, row.login)
                manager = service.sign_in("manager", password)
        service.close()
    desk = service.sign_in("adviser")
    assert take(desk)


def test_three_kills_while_keys_change(service):
    killed_while_changing_keys(service, 3, 3)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_thirty_kills_while_keys_change(service):
    killed_while_changing_keys(service, 30, 4)
