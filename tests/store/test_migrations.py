"""The schema: what the steps make is what the models say, and a step is made wholly, after a backup, or not at all."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlcipher3 import dbapi2
from sqlmodel import SQLModel

import data.models  # noqa: F401 - fills the metadata
from advice_tui.casework import cases, entrance, messages, today, upkeep
from advice_tui.casework.diary import reading
from data import backup, migrations
from data.errors import AdviceError, BadInput, IntegrityError, Locked
from data.migrations import Step
from data.store import connection as connection_settings
from data.store import store as store_module
from data.store.connection import connect
from tests.factories import PASSWORD, book, take, write

ROOT = Path(__file__).parents[2]
COLUMNS = "id TEXT NOT NULL, key_ver INTEGER NOT NULL, sealed BLOB NOT NULL, row_ver INTEGER NOT NULL"
REBUILD = (
    f"CREATE TABLE client_new ({COLUMNS}, note TEXT NOT NULL DEFAULT '', PRIMARY KEY (id))",
    "INSERT INTO client_new(id, key_ver, sealed, row_ver) SELECT id, key_ver, sealed, row_ver FROM client",
    "DROP TABLE client",
    "ALTER TABLE client_new RENAME TO client",
)


def shape(connection):
    """Give what a schema says, whatever its spelling: columns, keys, references, indexes, checks."""
    found = {}
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type='table'").fetchall():
        columns = {
            row[1]: (affinity(row[2]), row[3] or row[5] > 0, row[5])
            for row in connection.execute(f"PRAGMA table_info('{name}')")
        }
        references = {tuple(row[2:5]) for row in connection.execute(f"PRAGMA foreign_key_list('{name}')")}
        indexes = {
            (bool(row[2]), row[3], tuple(part[2] for part in connection.execute(f"PRAGMA index_info('{row[1]}')")))
            for row in connection.execute(f"PRAGMA index_list('{name}')")
        }
        checks = sorted(re.sub(r"\s+", " ", one) for one in re.findall(r"CHECK \((.*)\)", sql))
        found[name] = (columns, references, indexes, checks, "WITHOUT ROWID" in sql)
    return found


def affinity(declared):
    """Give SQLite's own view of a column's type (3.1 of its documentation)."""
    declared = declared.upper()
    for words, kind in ((("INT",), "INTEGER"), (("CHAR", "CLOB", "TEXT"), "TEXT"), (("BLOB",), "BLOB")):
        if any(word in declared for word in words):
            return kind
    return declared


def test_the_steps_make_what_the_models_say():
    migrated, modelled = (dbapi2.connect(":memory:", isolation_level=None) for _ in range(2))
    migrations.migrate(migrated, migrations.steps())
    dialect = create_engine("sqlite://").dialect
    for table in SQLModel.metadata.sorted_tables:
        modelled.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in table.indexes:
            modelled.execute(str(CreateIndex(index).compile(dialect=dialect)))
    ours, theirs = shape(migrated), shape(modelled)
    assert set(ours) == set(theirs)
    for name, said in ours.items():
        assert said == theirs[name], name
    migrated.close()
    modelled.close()


def test_steps_are_numbered_and_not_empty():
    assert [step.number for step in migrations.steps()] == list(range(1, len(migrations.steps()) + 1))
    assert all(step.statements for step in migrations.steps())


def with_step(monkeypatch, *statements):
    known = (*migrations.steps(), Step(len(migrations.steps()) + 1, "test", statements))
    monkeypatch.setattr(store_module, "steps", lambda: known)
    return known[-1].number


@pytest.fixture
def used(service):
    """A service with data in it, and nobody signed in."""
    taken = take(service.sign_in("receptionist"))
    service.close()
    return service, taken


OVERLAPS = (
    "UPDATE appointment SET start_minute = 615, end_minute = 645, busy_until = 645 WHERE id = ?",
    """INSERT INTO appointment SELECT lower(hex(randomblob(16))), NULL, adviser_id, '', mode, day, start_minute + 5,
    end_minute, busy_until, state, arrived_at, called_at, seen_at, left_at, reminded_at, made_at, made_by, key_ver,
    sealed, for_advice, row_ver FROM appointment WHERE id = ?""",
)


def as_before_the_diary(service):
    """Take a service back to the schema before the diary (step 3), with all that is in it."""
    desk = service.sign_in("manager")
    connection = desk.store.bare()
    connection.execute("PRAGMA foreign_keys = OFF")
    later = ("procedure_step", "procedure", "register_line", "wall", "absence")
    for table in ("appointment_event", "appointment", "staff_time", "desk_flag", *later):
        connection.execute(f"DROP TABLE {table}")
    for column in ("kind", "for_id", "key_ver", "sealed", "answered_at", "answered_by"):
        connection.execute(f"ALTER TABLE slip DROP COLUMN {column}")
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    service.close()


def test_a_service_from_before_the_diary_keeps_its_slips_and_clients_and_books_nothing_twice(used):
    service, taken = used
    as_before_the_diary(service)
    desk = service.sign_in("receptionist")
    assert versions(desk) == len(migrations.steps())
    (row,) = today.waiting(desk).rows
    assert (row.who, row.state == "answered") == ("Zelda Quux", False)
    adviser = service.sign_in("adviser")
    write(adviser, taken.case_id, "call_reached")
    assert [one.state for one in today.waiting(desk).rows] == ["answered"]
    form = messages.MessageForm("message", taken.client_id, number="07700 900123", words="Rang again")
    assert messages.open_message(adviser, messages.take(desk, form).id).words == "Rang again"
    first = book(desk, client_id=taken.client_id).id
    other = book(desk, start=660, client_id=taken.client_id).id
    with pytest.raises(BadInput, match="Zelda Quux has an appointment already"):
        book(desk, start=615, client_id=taken.client_id)
    connection = desk.store.bare()
    for change in OVERLAPS:
        with pytest.raises(dbapi2.IntegrityError, match="is taken"):
            connection.execute(change, (other,))
    connection.close()
    assert {one.id for one in reading.of_client(desk, taken.client_id)} == {first, other}
    (copy,) = (service.home / backup.FOLDER).glob("*.db")
    assert backup.verify(copy, desk.session.database_key).rows["slip"] == 1
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def versions(desk):
    with desk.store.read() as connection:
        return connection.exec_driver_sql("PRAGMA user_version").scalar()


def test_a_step_is_made_with_data_in_it_after_a_verified_backup(used, monkeypatch):
    service, taken = used
    number = with_step(monkeypatch, *REBUILD)
    desk = service.sign_in("adviser")
    assert versions(desk) == number
    assert cases.open_case(desk, taken.case_id).client.name == "Zelda Quux"
    with desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT note FROM client").scalar() == ""
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    (copy,) = (service.home / backup.FOLDER).glob("*.db")
    found = backup.verify(copy, desk.session.database_key)
    assert found.problems == ()
    assert found.rows["case_"] == 1
    assert "note" not in copied_columns(copy, desk)
    assert upkeep.check(service.sign_in("maintainer")).problems == []
    service.close()
    service.sign_in("adviser")
    assert len(list((service.home / backup.FOLDER).glob("*.db"))) == 1


def copied_columns(copy, desk):
    connection = connect(copy, desk.session.database_key)
    columns = [row[1] for row in connection.execute("PRAGMA table_info('client')")]
    connection.close()
    return columns


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE extra(a TEXT)", "CREATE TABLE extra(a TEXT)"),
        ("CREATE TABLE extra(a TEXT)", "nonsense"),
        ("DELETE FROM client",),
        ("DROP TABLE client", "INSERT INTO nowhere VALUES (1)"),
    ],
)
def test_a_step_that_fails_leaves_everything(used, monkeypatch, statements):
    service, taken = used
    with monkeypatch.context() as patch:
        with_step(patch, *statements)
        for _ in range(2):
            with pytest.raises(AdviceError):
                service.sign_in("adviser")
    desk = service.sign_in("adviser")
    assert versions(desk) == len(migrations.steps())
    assert cases.open_case(desk, taken.case_id)
    with desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name='extra'").scalar() == 0


def test_no_step_without_a_sound_backup(used, monkeypatch):
    service, _ = used
    with monkeypatch.context() as patch:
        with_step(patch, *REBUILD)
        patch.setattr(backup, "verify", lambda *_: backup.Verified(1, ("a bad page",), {}, ""))
        with pytest.raises(IntegrityError, match="backup"):
            service.sign_in("adviser")
    assert versions(service.sign_in("adviser")) == len(migrations.steps())


def test_a_step_waits_until_everybody_has_left(used, monkeypatch):
    service, _ = used
    manager = service.sign_in("manager")
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.1)
    with_step(monkeypatch, *REBUILD)
    with pytest.raises(Locked, match="signed in elsewhere"):
        service.sign_in("adviser")
    entrance.sign_out(manager)
    service.sign_in("adviser")


def test_a_newer_database_is_refused(used, monkeypatch):
    service, _ = used
    with monkeypatch.context() as patch:
        with_step(patch, *REBUILD)
        service.sign_in("adviser")
    service.close()
    with pytest.raises(IntegrityError, match="newer version"):
        service.sign_in("adviser")


TWO = """
import sys, pathlib
from data import migrations
from data.migrations import Step
from data.store import store
from tests.store.test_migrations import REBUILD
from advice_tui.casework import entrance
known = (*migrations.steps(), Step(len(migrations.steps()) + 1, "test", REBUILD))
store.steps = lambda: known
sys.stdin.readline()
desk = entrance.sign_in(pathlib.Path(sys.argv[1]), sys.argv[2], %r)
with desk.store.read() as connection:
    print(connection.exec_driver_sql("PRAGMA user_version").scalar())
entrance.sign_out(desk)
"""


@pytest.mark.usefixtures("real_passwords")
def test_two_processes_at_once_make_it_once(used):
    service, _ = used
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TWO % PASSWORD, str(service.home), who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for who in ("priya", "tom")
    ]
    said = [process.communicate("go\n", timeout=60) for process in processes]
    assert said == [(f"{len(migrations.steps()) + 1}\n", "")] * 2
    assert len(list((service.home / backup.FOLDER).glob("*.db"))) == 1


@pytest.mark.parametrize("damage", ["page", "head", "cut", "foreign"])
def test_a_damaged_copy_is_not_believed(used, damage, tmp_path):
    service, _ = used
    desk = service.sign_in("adviser")
    connection = desk.store.bare()
    copy = tmp_path / "copy.db"
    connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    key = desk.session.database_key
    assert backup.verify(copy, key).problems == ()
    content = bytearray(copy.read_bytes())
    if damage == "cut":
        content = content[:-4096]
    elif damage == "foreign":
        key = bytes(32)
    else:
        content[len(content) // 2 if damage == "page" else 50] ^= 1
    copy.write_bytes(content)
    assert backup.verify(copy, key).problems


def test_the_connection_is_set_as_it_must_be(service):
    desk = service.sign_in("adviser")
    connection = desk.store.bare()
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "busy_timeout": int(connection_settings.BUSY_SECONDS * 1000),
    }
    assert {pragma: connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in wanted} == wanted
    assert connection.execute("PRAGMA cipher_version").fetchone()[0]
    connection.close()
    assert today.waiting(desk).total == 0
